//! What has to hold for every verdict, whatever the pair: properties of the whole pipeline.

use ikelint::check::{Check, Settings, Traffic};
use ikelint::negotiation::{End, Outcome, Verdict};
use ikelint::pairing::MatchedBy;
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

/// Severity and verdict agree: what stalls has an error, and what establishes has none. What another peer of the same
/// entry stands in for has a warning in the place of the error.
pub(crate) fn severities_agree(check: &Check) {
    for (index, tunnel) in check.tunnels.iter().enumerate() {
        let has_error =
            check.findings.iter().any(|finding| finding.tunnel == Some(index) && finding.severity == Severity::Error);
        let has_warning =
            check.findings.iter().any(|finding| finding.tunnel == Some(index) && finding.severity == Severity::Warning);
        match tunnel.verdict {
            _ if tunnel.stand_in.is_some() => assert!(has_warning && !has_error, "{:#?}", tunnel.directions),
            Verdict::Stalls | Verdict::OneWay | Verdict::FailsAtRekey => assert!(has_error, "{:#?}", tunnel.directions),
            // What blocks its traffic is an error, and the tunnel comes up all the same.
            Verdict::Establishes if tunnel.traffic.contains(&Traffic::Blocked) => {}
            Verdict::Establishes => assert!(!has_error, "{:#?}", check.findings),
            Verdict::Undetermined => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

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
        ["ike-proposal-mismatch", "psk-mismatch", "selector-mismatch", "ipsec-proposal-mismatch"],
        "in the order of the exchange"
    );
}

#[test]
fn masked_keys_and_a_one_way_selector_are_one_way() {
    let edits = [in_a("Corr3ct-Horse", "*****"), in_b("10.1.0.0 0.0.0.255", "10.1.0.0 0.0.255.255")];
    let check = crate::pairs::check_edited(["asa-ikev1", "ios-ikev1"], &edits);
    assert_eq!(crate::pairs::verdict(&check), "one-way");
}

/// Adds the same further proposal to both ends, in front of what is there and behind it.
const MORE_PROPOSALS: &[(&str, &str, &str)] = &[
    (
        "asa",
        "crypto ikev1 policy 10\n",
        "crypto ikev1 policy 5\n authentication pre-share\n encryption 3des\n hash md5\n group 2\n lifetime 3600\n\
         crypto ikev1 policy 10\n",
    ),
    (
        "asa",
        "crypto ikev2 policy 10\n",
        "crypto ikev2 policy 5\n encryption 3des\n integrity md5\n group 2\n prf md5\n lifetime seconds 3600\n\
         crypto ikev2 policy 10\n",
    ),
    (
        "ios",
        "crypto isakmp policy 10\n",
        "crypto isakmp policy 5\n encr 3des\n hash md5\n authentication pre-share\n group 2\n\
         crypto isakmp policy 10\n",
    ),
    (
        "ios",
        "policy POL\n proposal PROP\n",
        "policy POL\n proposal OTHER\n proposal PROP\n!\ncrypto ikev2 proposal OTHER\n encryption 3des\n integrity md5\n group 2\n",
    ),
    ("panos", "IKE encryption aes-256-cbc", "IKE encryption [ 3des aes-256-cbc ]"),
    ("panos", "IKE dh-group group14", "IKE dh-group [ group2 group14 ]"),
    ("panos", "IKE hash sha1", "IKE hash [ md5 sha1 ]"),
    ("panos", "IKE hash sha256", "IKE hash [ md5 sha256 ]"),
];

/// Entries for peers that have nothing to do with the tunnel.
const MORE_PEERS: &[(&str, &str, &str)] = &[
    (
        "asa",
        "crypto map outside_map interface outside\n",
        "access-list OTHER extended permit ip 10.50.0.0 255.255.0.0 10.60.0.0 255.255.0.0\n\
         crypto map outside_map 5 match address OTHER\ncrypto map outside_map 5 set peer 203.0.113.77\n\
         crypto map outside_map interface outside\n",
    ),
    (
        "ios",
        "crypto map VPN 10 ipsec-isakmp\n",
        "crypto map VPN 5 ipsec-isakmp\n set peer 203.0.113.77\n set transform-set TS\n match address OTHER\n\
         crypto map VPN 10 ipsec-isakmp\n",
    ),
    (
        "ios",
        "ip access-list extended VPN-TRAFFIC\n",
        "ip access-list extended OTHER\n permit ip 10.50.0.0 0.0.255.255 10.60.0.0 0.0.255.255\n\
         ip access-list extended VPN-TRAFFIC\n",
    ),
    (
        "panos",
        "set network tunnel ipsec TUN auto-key ike-gateway GW\n",
        "set network ike gateway GW2 authentication pre-shared-key key Another-Key\n\
         set network ike gateway GW2 protocol version ikev1\n\
         set network ike gateway GW2 local-address interface ethernet1/1\n\
         set network ike gateway GW2 peer-address ip 203.0.113.77\n\
         set network tunnel ipsec TUN2 auto-key ike-gateway GW2\n\
         set network tunnel ipsec TUN2 tunnel-interface tunnel.11\n\
         set network tunnel ipsec TUN auto-key ike-gateway GW\n",
    ),
];

/// Names that an administrator chose, by platform, and others.
const NAMES: &[(&str, &[&str])] = &[
    ("asa", &["outside_map", "VPN", "TS", "outside"]),
    ("ios", &["VPN-TRAFFIC", "VPN", "TS", "PROP", "POL", "KEYS", "PROF", "FAR"]),
    ("panos", &["IKE", "ESP", "GW", "TUN", "lan"]),
];

fn edit_text(name: &str, text: &str, edits: &[(&str, &str, &str)]) -> String {
    let own = edits.iter().filter(|(platform, ..)| name.starts_with(platform));
    own.fold(text.to_owned(), |text, (_, from, to)| text.replace(from, to))
}

/// Renames every chosen name where it stands as a word of its own.
fn renamed(name: &str, text: &str) -> String {
    let chosen = NAMES.iter().find(|(platform, _)| name.starts_with(platform)).map_or(&[][..], |(_, names)| names);
    let word = |word: &str| match chosen.contains(&word) {
        true => format!("zz-{word}-9"),
        false => word.to_owned(),
    };
    let line = |line: &str| line.split(' ').map(word).collect::<Vec<_>>().join(" ");
    text.lines().map(line).collect::<Vec<_>>().join("\n") + "\n"
}

/// Puts the independent blocks of a file into another order. What heads a file and what ends it stays.
fn reordered(name: &str, text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let is_fixed = |line: &str| {
        ["version", "ASA Version", ": Saved", ":", ": end", "end", "hostname", "service"].iter().any(|head| {
            line == *head || (line.starts_with(head) && line[head.len()..].starts_with(' ') && *head != ":")
        })
    };
    let mut blocks: Vec<Vec<&str>> = Vec::new();
    for line in lines {
        let joins = line.starts_with([' ', '}']) && !name.starts_with("panos");
        match blocks.last_mut() {
            Some(block) if joins => block.push(line),
            _ => blocks.push(vec![line]),
        }
    }
    let mut moving: Vec<Vec<&str>> = blocks.iter().filter(|block| !is_fixed(block[0])).cloned().collect();
    moving.reverse();
    let mut moving = moving.into_iter();
    let put = blocks.iter().map(|block| if is_fixed(block[0]) { block.clone() } else { moving.next().unwrap() });
    put.flatten().collect::<Vec<_>>().join("\n") + "\n"
}

/// The same edit of the text in both files.
fn both(files: &[(String, String); 2], edit: impl Fn(&str, &str) -> String) -> [(String, String); 2] {
    files.each_ref().map(|(name, text)| (name.clone(), edit(name, text)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_further_proposal_in_common_stops_nothing(files in some_pair()) {
        let before = check_texts(&files, Settings::default());
        let after = check_texts(&both(&files, |name, text| edit_text(name, text, MORE_PROPOSALS)), Settings::default());
        for (before, after) in before.tunnels.iter().zip(&after.tunnels) {
            if before.verdict == Verdict::Establishes {
                prop_assert_eq!(after.verdict, Verdict::Establishes);
            }
        }
    }

    #[test]
    fn names_do_not_matter(files in some_pair()) {
        let before = check_texts(&files, Settings::default());
        let after = check_texts(&both(&files, renamed), Settings::default());
        prop_assert_eq!(summary(&before, false), summary(&after, false));
    }

    #[test]
    fn the_order_of_blocks_does_not_matter(files in some_pair()) {
        // Of two lines that say opposite things, the later one holds, so their order does matter.
        let contradicts = |text: &str| text.contains("answer-only") && text.contains("originate-only");
        prop_assume!(!files.iter().any(|(_, text)| contradicts(text)));
        let before = check_texts(&files, Settings::default());
        let after = check_texts(&both(&files, reordered), Settings::default());
        prop_assert_eq!(summary(&before, false), summary(&after, false));
    }

    #[test]
    fn peers_that_have_nothing_to_do_with_it_change_nothing(files in some_pair()) {
        let before = check_texts(&files, Settings::default());
        let [(name, text), other] = files.clone();
        let more = edit_text(&name, &text, MORE_PEERS);
        let after = check_texts(&[(name, more), other], Settings::default());
        // An end that nothing but being the only one left brought to its tunnel is not alone any more.
        let by_addresses = |check: &Check| check.tunnels.iter().all(|tunnel| tunnel.pair.matched_by == MatchedBy::BothAddresses);
        if by_addresses(&before) {
            let verdicts = |check: &Check| check.tunnels.iter().map(|tunnel| {
                (tunnel.verdict, tunnel.directions.each_ref().map(|direction| direction.outcome))
            }).collect::<Vec<_>>();
            prop_assert_eq!(verdicts(&before), verdicts(&after));
            prop_assert_eq!(errors(&before), errors(&after));
        }
    }

    #[test]
    fn the_first_error_is_the_cause_of_a_direction(files in some_pair()) {
        let check = check_texts(&files, Settings::default());
        for index in 0..check.tunnels.len() {
            let first = check.findings.iter().find(|f| f.tunnel == Some(index) && f.severity == Severity::Error);
            let causes = End::BOTH.map(|end| check.cause(index, end));
            prop_assert!(first.is_none_or(|first| causes.contains(&Some(first.rule.name))), "{:?} {causes:?}", first);
        }
    }
}
