//! What has to hold for every verdict, whatever the pair: properties of the whole pipeline.

use ikelint::check::{Check, Settings};
use ikelint::negotiation::{Outcome, Verdict};
use ikelint::rules::Severity;
use proptest::prelude::*;

use crate::pairs::{all_pairs, check_texts, edited, errors, in_a, in_b};

/// Edits of the base configurations, by platform: each changes something that may or may not matter.
const EDITS: &[(&str, &str, &str)] = &[
    ("asa", " encryption aes-256", " encryption aes-192"),
    ("asa", " hash sha\n", " hash md5\n"),
    ("asa", " group 14", " group 5"),
    ("asa", "Corr3ct-Horse", "Other-Key"),
    ("asa", "Corr3ct-Horse", "*****"),
    ("asa", "match address VPN\n", "match address NONE\n"),
    ("asa", "set peer 198.51.100.20", "set peer 198.51.100.99"),
    ("asa", "set peer 192.0.2.10", "set peer 192.0.2.99"),
    ("asa", "10 set peer", "10 set pfs group14\ncrypto map outside_map 10 set peer"),
    ("asa", "255.255.255.0 10.1.0.0 255.255.255.0", "255.255.255.0 10.1.0.0 255.255.0.0"),
    ("asa", "esp-aes-256 esp-sha-hmac", "esp-aes-256 esp-md5-hmac"),
    ("asa", "crypto map outside_map interface outside\n", ""),
    ("asa", "enable outside", "enable inside"),
    ("asa", ": end\n", ""),
    ("asa", "10 set peer", "10 set connection-type answer-only\ncrypto map outside_map 10 set peer"),
    ("asa", "10 set peer", "10 set connection-type originate-only\ncrypto map outside_map 10 set peer"),
    ("ios", " encr aes 256", " encr aes"),
    ("ios", " authentication pre-share\n", ""),
    ("ios", "Corr3ct-Horse", "Other-Key"),
    ("ios", "key Corr3ct-Horse", "key 6 AbCdEfGhIjKlMnOp"),
    ("ios", " set transform-set TS\n", " set transform-set TS\n set pfs group5\n"),
    ("ios", " set transform-set TS\n", " set transform-set TS\n set mystery 1\n"),
    ("ios", "permit ip 10.2.0.0 0.0.0.255", "permit ip 10.2.0.0 0.0.255.255"),
    ("ios", "permit ip 10.1.0.0 0.0.0.255", "permit ip 10.1.0.0 255.255.255.0"),
    ("ios", "permit ip 10.1.0.0 0.0.0.255", "permit tcp 10.1.0.0 0.0.0.255"),
    ("ios", "ip address 198.51.100.20 255.255.255.0", "ip address dhcp"),
    ("ios", "ip address 192.0.2.10 255.255.255.0", "ip address 10.77.0.2 255.255.255.0"),
    ("ios", "\nend\n", "\n"),
    ("panos", "dh-group group14", "dh-group group19"),
    ("panos", "dh-group no-pfs", "dh-group group14"),
    ("panos", "Corr3ct-Horse", "Other-Key"),
    ("panos", "proxy-id lan remote", "proxy-id lan comment"),
    ("panos", "peer-address ip 192.0.2.10", "peer-address dynamic"),
    ("panos", "protocol version ikev1", "protocol version ikev2-preferred"),
    ("panos", "protocol version ikev2", "protocol version ikev1"),
    (
        "panos",
        "GW local-address interface",
        "GW protocol-common passive-mode yes\nset network ike gateway GW local-address interface",
    ),
    ("panos", "zone untrust network layer3 ethernet1/1", "zone"),
];

/// Two texts: a base pair with some of the edits of its platforms applied.
fn some_pair() -> impl Strategy<Value = [(String, String); 2]> {
    let pairs: Vec<[&str; 2]> = all_pairs().collect();
    (0..pairs.len(), proptest::collection::vec((0..EDITS.len(), 0..2_usize), 0..4)).prop_map(move |(pair, edits)| {
        let names = pairs[pair];
        let mut files = edited(names, &[]);
        for (edit, end) in edits {
            let (platform, from, to) = EDITS[edit];
            if names[end].starts_with(platform) {
                files[end].1 = files[end].1.replace(from, to);
            }
        }
        files
    })
}

/// What a verdict says, apart from which file came first.
fn summary(check: &Check, swapped: bool) -> Vec<String> {
    let mut lines: Vec<String> = check
        .tunnels
        .iter()
        .map(|tunnel| {
            let mut outcomes: Vec<&str> = tunnel.directions.iter().map(|direction| direction.outcome.word()).collect();
            if swapped {
                outcomes.reverse();
            }
            format!("{} {outcomes:?}", tunnel.verdict.word())
        })
        .collect();
    let mut names: Vec<String> =
        check.findings.iter().map(|finding| format!("{} {}", finding.severity.word(), finding.rule.name)).collect();
    names.sort();
    lines.extend(names);
    lines
}

/// Severity and verdict agree: what stalls has an error, and what establishes has none.
fn severities_agree(check: &Check) {
    for (index, tunnel) in check.tunnels.iter().enumerate() {
        let has_error =
            check.findings.iter().any(|finding| finding.tunnel == Some(index) && finding.severity == Severity::Error);
        match tunnel.verdict {
            Verdict::Stalls | Verdict::OneWay | Verdict::FailsAtRekey => assert!(has_error, "{:#?}", tunnel.directions),
            Verdict::Establishes => assert!(!has_error, "{:#?}", check.findings),
            Verdict::Undetermined => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn swapping_the_files_changes_no_verdict(files in some_pair()) {
        let [a, b] = files.clone();
        let there = check_texts(&files, Settings::default());
        let back = check_texts(&[b, a], Settings::default());
        prop_assert_eq!(summary(&there, false), summary(&back, true));
    }

    #[test]
    fn severity_and_verdict_agree(files in some_pair()) {
        severities_agree(&check_texts(&files, Settings::default()));
    }

    #[test]
    fn each_missing_item_leads_where_it_was_announced(files in some_pair()) {
        let open = check_texts(&files, Settings::default());
        let resolved = [true, false].map(|same| {
            check_texts(&files, Settings { assume_psk_same: Some(same), ..Settings::default() })
        });
        for (index, tunnel) in open.tunnels.iter().enumerate() {
            for direction in &tunnel.directions {
                // The files settle no more than the keys here, so a direction with one open key can be resolved whole.
                let psk = direction.missing.iter().find(|missing| missing.question.subject.word() == "psk");
                let (Some(psk), 1) = (psk, direction.missing.len()) else { continue };
                let end = direction.initiator.index();
                let outcome = |check: &Check| check.tunnels[index].directions[end].outcome;
                prop_assert_eq!(outcome(&resolved[0]), psk.if_ok);
                prop_assert_eq!(outcome(&resolved[1]), psk.if_bad);
                let announced = if psk.if_ok == Outcome::Establishes && psk.if_bad != psk.if_ok {
                    Outcome::Undetermined
                } else {
                    psk.if_ok
                };
                prop_assert_eq!(direction.outcome, announced);
            }
        }
    }

    #[test]
    fn an_excerpt_never_proves_more_than_the_whole_file(files in some_pair()) {
        let whole = check_texts(&files, Settings { assume_complete: true, ..Settings::default() });
        let excerpt = check_texts(&files, Settings::default());
        for (known, less) in whole.tunnels.iter().zip(&excerpt.tunnels) {
            // What an excerpt calls up or stalled, the same lines in a complete file must not turn round.
            let pair = (known.verdict, less.verdict);
            prop_assert!(pair != (Verdict::Stalls, Verdict::Establishes), "{pair:?}");
        }
    }
}

#[test]
fn every_fault_is_told_at_once() {
    let faults = [
        in_a(" encryption aes-256\n", " encryption aes\n"),
        in_b("Corr3ct-Horse", "Other-Key"),
        in_b("esp-sha-hmac", "esp-md5-hmac"),
        in_b("permit ip 10.2.0.0", "permit ip 10.9.0.0"),
    ];
    let check = crate::pairs::check_edited(["asa-ikev1", "ios-ikev1"], &faults);
    let mut found = errors(&check);
    found.dedup();
    assert_eq!(
        found,
        ["ike-proposal-mismatch", "psk-mismatch", "ipsec-proposal-mismatch", "selector-mismatch"],
        "in the order of the exchange"
    );
}

#[test]
fn masked_keys_and_a_one_way_selector_are_one_way() {
    let edits = [in_a("Corr3ct-Horse", "*****"), in_b("10.1.0.0 0.0.0.255", "10.1.0.0 0.0.255.255")];
    let check = crate::pairs::check_edited(["asa-ikev1", "ios-ikev1"], &edits);
    assert_eq!(crate::pairs::verdict(&check), "one-way");
}
