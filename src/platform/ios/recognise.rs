//! Whether a text is a configuration of IOS, and whether it is a whole one.

use crate::platform::cisco::pattern::{self, FirstBytes};
use crate::platform::cisco::template::is_template;
use crate::platform::ios::keywords::KEYWORDS;
use crate::platform::ios::syntax::Configuration;

/// Lines, and how much one of them speaks for IOS: 100 for what it alone writes, less where its relatives do as well.
const CLUES: &[(&str, u32)] = &[
    ("crypto isakmp key *", 100),
    ("crypto isakmp profile *", 100),
    ("crypto keyring *", 100),
    ("crypto ikev2 proposal *", 100),
    ("crypto ikev2 profile *", 100),
    ("crypto ikev2 keyring *", 100),
    ("crypto map * * ipsec-isakmp $", 100),
    ("tunnel protection ipsec profile *", 100),
    ("ip nhrp", 100),
    ("encr *", 100),
    ("ip access-list extended *", 100),
    ("service timestamps", 100),
    ("Building configuration...", 100),
    ("boot-start-marker", 100),
    ("crypto isakmp policy *", 20),
    ("crypto ipsec transform-set *", 20),
    ("crypto ipsec profile *", 20),
    ("crypto dynamic-map * *", 20),
    ("set transform-set *", 20),
    ("match address *", 20),
    ("tunnel destination *", 20),
    ("ip route *", 20),
    ("line vty", 20),
    ("line con", 20),
    ("access-list * permit", 20),
    ("ip address * * $", 20),
];

/// What the `version` line counts.
const VERSION: u32 = 100;

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
    let mut begins = FirstBytes::default();
    OTHERS.iter().for_each(|other| begins.add(other));
    begins.add("version");
    let lines = || text.lines().filter(|line| begins.begin(line)).map(str::trim);
    if lines().any(|line| OTHERS.iter().any(|other| line.starts_with(other))) {
        return 0;
    }
    let version = if lines().any(is_version) { VERSION } else { 0 };
    pattern::score_of_text(CLUES, KEYWORDS, text) + version
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
    let is_whole = (configuration.version.is_some() && configuration.has_end)
        || ((configuration.has_last_section || configuration.has_end) && collected());
    is_whole && !is_template(text)
}
