//! Whether a text is a configuration of IOS, and whether it is a whole one.

use crate::platform::cisco::outline::matches;
use crate::platform::ios::syntax::Configuration;

/// Lines that only IOS writes.
const OWN: &[&str] = &[
    "crypto isakmp key *",
    "crypto isakmp profile *",
    "crypto keyring *",
    "crypto ikev2 proposal *",
    "crypto ikev2 profile *",
    "crypto ikev2 keyring *",
    "crypto map * * ipsec-isakmp $",
    "tunnel protection ipsec profile *",
    "ip nhrp",
    "encr *",
    "ip access-list extended *",
    "service timestamps",
    "Building configuration...",
    "boot-start-marker",
];

/// Lines that IOS shares with its relatives.
const SHARED: &[&str] = &[
    "crypto isakmp policy *",
    "crypto ipsec transform-set *",
    "crypto ipsec profile *",
    "crypto dynamic-map * *",
    "set transform-set *",
    "match address *",
    "tunnel destination *",
    "ip route *",
    "line vty",
    "line con",
    "access-list * permit",
];

/// What one kind of line counts: 100 for IOS alone, less where others write it too.
const OWN_SCORE: u32 = 100;
const SHARED_SCORE: u32 = 20;

/// Lines that say that the text is of another system: IOS XR, NX-OS, ASA and PIX, Arista EOS.
const OTHERS: &[&str] = &[
    "!! IOS XR",
    "ASA Version",
    "PIX Version",
    "NGFW Version",
    ": Saved",
    "feature ",
    "vdc ",
    "nameif ",
    "tunnel-group ",
    "crypto ikev1 ",
    "! device:",
    "! Command: show running-config",
    "!Command: show running-config",
];

/// How much in a text speaks for IOS. Each kind of line counts once.
pub(super) fn score(text: &str) -> u32 {
    let mut rows = [(OWN, OWN_SCORE), (SHARED, SHARED_SCORE)]
        .map(|(patterns, score)| (patterns, score, vec![false; patterns.len()]));
    let (mut version, mut addressed) = (false, false);
    for line in text.lines().map(str::trim) {
        if OTHERS.iter().any(|other| line.starts_with(other)) {
            return 0;
        }
        version |= is_version(line);
        addressed |= matches("ip address * * $", line);
        for (patterns, _, seen) in &mut rows {
            // Most lines begin with another letter, which is cheaper to see than another word.
            let fresh = patterns
                .iter()
                .zip(seen)
                .filter(|(pattern, seen)| !**seen && pattern.as_bytes().first() == line.as_bytes().first());
            fresh.filter(|(pattern, _)| matches(pattern, line)).for_each(|(_, seen)| *seen = true);
        }
    }
    let points = |seen: &[bool], score: u32| seen.iter().map(|seen| u32::from(*seen) * score).sum::<u32>();
    let lines: u32 = rows.iter().map(|(_, score, seen)| points(seen, *score)).sum();
    lines + u32::from(version) * OWN_SCORE + u32::from(addressed) * SHARED_SCORE
}

/// Whether a line is `version 15.7`.
fn is_version(line: &str) -> bool {
    let number = line.strip_prefix("version ");
    number.is_some_and(|number| {
        number.starts_with(|c: char| c.is_ascii_digit()) && number.contains('.') && !number.contains('(')
    })
}

/// Headers that collectors put in the place of the first lines of a running configuration.
const COLLECTORS: &[&str] = &["!RANCID-CONTENT-TYPE: cisco", "! Cisco IOS Software", "! Cisco IOS XE Software"];

/// Whether a missing line is evidence: a release and the closing `end`, or a collector's header and a section that stands
/// near the end.
pub(super) fn is_complete(text: &str, configuration: &Configuration<'_>) -> bool {
    let collected = || {
        let mut lines = text.lines().take(100);
        lines.any(|line| COLLECTORS.iter().any(|header| line.starts_with(header)))
    };
    (configuration.version.is_some() && configuration.has_end)
        || ((configuration.has_last_section || configuration.has_end) && collected())
}
