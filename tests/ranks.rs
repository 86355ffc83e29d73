//! Entries with several peers, and who may begin.

use std::path::Path;

use ikelint::check::{Check, Settings};
use ikelint::negotiation::{End, Outcome, Verdict};
use ikelint::rules::Severity;
use proptest::prelude::*;
use snapbox::cmd::{Command, cargo_bin};

use crate::pairs::{Edit, check_edited, check_texts, edited, errors, in_a, in_b, verdict};
use crate::verdicts::severities_agree;

const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];
const ASA_IOS: [&str; 2] = ["asa-ikev1", "ios-ikev1"];

/// End A has two peers, and both are end B: the second by a second interface with a map of its own.
const BACKUP: [Edit; 3] = [
    in_a("set peer 198.51.100.20", "set peer 198.51.100.20 203.0.113.20"),
    in_a(
        "tunnel-group 198.51.100.20 type",
        "tunnel-group 203.0.113.20 type ipsec-l2l\ntunnel-group 203.0.113.20 ipsec-attributes\n ikev1 pre-shared-key \
         Corr3ct-Horse\ntunnel-group 198.51.100.20 type",
    ),
    in_b(
        "interface GigabitEthernet0/1\n",
        "crypto map BACKUP 10 ipsec-isakmp\n set peer 192.0.2.10\n set transform-set BACKUP-TS\n match address \
         VPN-TRAFFIC\n!\ncrypto ipsec transform-set BACKUP-TS esp-aes 256 esp-sha-hmac\n mode tunnel\n!\n\
         interface GigabitEthernet0/2\n ip address 203.0.113.20 255.255.255.0\n crypto map BACKUP\n!\n\
         ip route 0.0.0.0 0.0.0.0 203.0.113.1 250\n!\ninterface GigabitEthernet0/1\n",
    ),
];

fn with_backup(edits: &[Edit]) -> Check {
    check_edited(ASA_IOS, &BACKUP.iter().chain(edits).copied().collect::<Vec<_>>())
}

fn verdicts(check: &Check) -> Vec<(usize, &'static str)> {
    check.tunnels.iter().map(|tunnel| (tunnel.pair.ends[0].rank, tunnel.verdict.word())).collect()
}

fn severities(check: &Check) -> Vec<(Option<usize>, &'static str, &'static str)> {
    let own = check.findings.iter().filter(|finding| finding.tunnel.is_some());
    own.map(|finding| (finding.tunnel, finding.severity.word(), finding.rule.name)).collect()
}

#[test]
fn each_peer_is_a_tunnel_with_its_rank() {
    let check = with_backup(&[]);
    assert_eq!(verdicts(&check), [(0, "establishes"), (1, "establishes")]);
    assert_eq!(severities(&check), []);
}

#[test]
fn a_peer_that_fails_while_another_comes_up_is_a_warning() {
    for (to, failing) in [("set transform-set TS\n", 0), ("set transform-set BACKUP-TS\n", 1)] {
        let check = with_backup(&[in_b(to, " set transform-set WEAK\n"), in_b("crypto map VPN 10", WEAK)]);
        let stalls = |rank: usize| if rank == failing { "stalls" } else { "establishes" };
        assert_eq!(verdicts(&check), [(0, stalls(0)), (1, stalls(1))]);
        assert_eq!(severities(&check), [(Some(failing), "warning", "ipsec-proposal-mismatch")]);
        let help = &check.findings[0].help;
        let peers = ["198.51.100.20", "203.0.113.20"];
        let (lost, left) = (peers[failing], peers[1 - failing]);
        let note = format!("alpha-asa cannot use its peer {lost} until then; with {left} it comes up.");
        assert!(help.ends_with(&note), "{help}");
        assert_eq!(check.tunnels[failing].stand_in.map(|stand_in| stand_in.tunnel), Some(1 - failing));
    }
}

/// The far end has one key for this end, by which the other peer comes up: it is no place for a change.
#[test]
fn the_key_by_which_another_peer_comes_up_stays() {
    let key =
        |peer: &str, key: &str| format!("{peer} ipsec-attributes\n ikev1 pre-shared-key {key}").leak() as &'static str;
    let wrong = |peer| in_a(key(peer, "Corr3ct-Horse"), key(peer, "Other-Key"));
    let devices = |edits: &[Edit]| -> Vec<Vec<String>> {
        let check = with_backup(edits);
        let told = check.findings.iter().filter(|finding| finding.rule.name == "psk-mismatch");
        told.map(|finding| finding.fixes.iter().map(|fix| check.devices[fix.device].name.clone()).collect()).collect()
    };
    assert_eq!(devices(&[wrong("198.51.100.20")]), [["alpha-asa"]]);
    assert_eq!(devices(&[wrong("203.0.113.20")]), [["alpha-asa"]]);
    let both = devices(&[wrong("198.51.100.20"), wrong("203.0.113.20")]);
    assert_eq!(both, [["alpha-asa", "bravo-ios"], ["alpha-asa", "bravo-ios"]]);
}

const WEAK: &str = "crypto ipsec transform-set WEAK esp-3des esp-md5-hmac\n!\ncrypto map VPN 10";

#[test]
fn where_every_peer_fails_each_has_an_error() {
    let check = with_backup(&[in_b("esp-sha-hmac", "esp-md5-hmac")]);
    assert_eq!(verdicts(&check), [(0, "stalls"), (1, "stalls")]);
    assert_eq!(errors(&check), ["ipsec-proposal-mismatch"; 2]);
}

#[test]
fn what_only_may_come_up_stands_in_for_nothing() {
    let masked = in_a("203.0.113.20 ipsec-attributes\n ikev1 pre-shared-key Corr3ct-Horse", MASKED);
    let check = with_backup(&[
        masked,
        in_b("set transform-set TS\n", " set transform-set WEAK\n"),
        in_b("crypto map VPN 10", WEAK),
    ]);
    assert_eq!(verdicts(&check), [(0, "stalls"), (1, "undetermined")]);
    assert_eq!(errors(&check), ["ipsec-proposal-mismatch"]);
}

const MASKED: &str = "203.0.113.20 ipsec-attributes\n ikev1 pre-shared-key *****";

/// The second peer of strongSwan is heard and never called, so it helps nobody who waits for strongSwan to begin.
#[test]
fn who_calls_the_first_peer_alone_has_no_backup() {
    let base = [
        in_a("remote_addrs = 198.51.100.20", "remote_addrs = 198.51.100.20, 203.0.113.20"),
        in_a(" id = 198.51.100.20", " id = %any"),
        BACKUP[2],
        in_b("crypto map VPN 10", WEAK),
    ];
    let pair = ["swanctl-ikev1", "ios-ikev1"];
    let check = check_edited(pair, &base);
    let outcomes = |tunnel: usize| check.tunnels[tunnel].directions.each_ref().map(|own| own.outcome.word());
    assert_eq!([outcomes(0), outcomes(1)], [["establishes", "establishes"], ["does-not-start", "establishes"]]);
    let failing: Vec<Edit> =
        base.into_iter().chain([in_b(" set transform-set TS\n", " set transform-set WEAK\n")]).collect();
    let check = check_edited(pair, &failing);
    assert_eq!(verdicts(&check), [(0, "stalls"), (1, "establishes")]);
    assert_eq!(errors(&check), ["ipsec-proposal-mismatch"]);
}

#[test]
fn swapping_the_files_changes_nothing_about_ranks() {
    let edits: Vec<Edit> = BACKUP
        .into_iter()
        .chain([in_b(" set transform-set TS\n", " set transform-set WEAK\n"), in_b("crypto map VPN 10", WEAK)])
        .collect();
    let [a, b] = edited(ASA_IOS, &edits);
    let mut there = severities(&check_texts(&[a.clone(), b.clone()], Settings::default()));
    let mut back = severities(&check_texts(&[b, a], Settings::default()));
    there.sort_unstable();
    back.sort_unstable();
    assert_eq!(there, back);
}

/// What may be wrong with either peer, or with both.
const FAULTS: &[Edit] = &[
    // The first peer, at either end.
    in_b(" set transform-set TS\n", " set transform-set WEAK\n"),
    in_a(
        "198.51.100.20 ipsec-attributes\n ikev1 pre-shared-key Corr3ct-Horse",
        "198.51.100.20 ipsec-attributes\n ikev1 pre-shared-key Other-Key",
    ),
    in_a(
        "198.51.100.20 ipsec-attributes\n ikev1 pre-shared-key Corr3ct-Horse",
        "198.51.100.20 ipsec-attributes\n ikev1 pre-shared-key *****",
    ),
    in_b("198.51.100.20 255.255.255.0\n crypto map VPN\n", "198.51.100.20 255.255.255.0\n"),
    in_b("crypto map VPN 10 ipsec-isakmp\n", "crypto map VPN 10 ipsec-isakmp\n set pfs group14\n"),
    // The second.
    in_b(" set transform-set BACKUP-TS\n", " set transform-set WEAK\n"),
    in_a(
        "203.0.113.20 ipsec-attributes\n ikev1 pre-shared-key Corr3ct-Horse",
        "203.0.113.20 ipsec-attributes\n ikev1 pre-shared-key Other-Key",
    ),
    in_a(
        "203.0.113.20 ipsec-attributes\n ikev1 pre-shared-key Corr3ct-Horse",
        "203.0.113.20 ipsec-attributes\n ikev1 pre-shared-key *****",
    ),
    in_b(" crypto map BACKUP\n", ""),
    // Both.
    in_a(" hash sha\n", " hash md5\n"),
    in_b(" permit ip 10.2.0.0 0.0.0.255", " permit ip 10.2.0.0 0.0.255.255"),
    in_b("crypto isakmp key Corr3ct-Horse", "crypto isakmp key Other-Key"),
    in_a("10 set peer", ANSWER),
    in_a(": end\n", ""),
    in_a("remote_addrs = 198.51.100.20, 203.0.113.20", "remote_addrs = 203.0.113.20, 198.51.100.20"),
    in_a("proposals = aes256-sha1-modp2048", "proposals = aes128-sha1-modp2048"),
];

/// The pairs in which an end has two peers: one that calls the second where the first fails, and one that calls the first alone.
fn pairs_with_backup() -> [[(String, String); 2]; 2] {
    let weak = in_b("crypto map VPN 10", WEAK);
    let asa: Vec<Edit> = BACKUP.into_iter().chain([weak]).collect();
    let addresses = in_a("remote_addrs = 198.51.100.20", "remote_addrs = 198.51.100.20, 203.0.113.20");
    [
        edited(ASA_IOS, &asa),
        edited(
            ["swanctl-ikev1", "ios-ikev1"],
            &[addresses, in_a(" id = 198.51.100.20", " id = %any"), BACKUP[2], weak],
        ),
    ]
}

fn some_pair_with_backup() -> impl Strategy<Value = [(String, String); 2]> {
    (0..2_usize, proptest::collection::vec(0..FAULTS.len(), 0..4), any::<bool>()).prop_map(|(pair, faults, swapped)| {
        let mut files = pairs_with_backup()[pair].clone();
        for fault in faults {
            let Edit { end, from, to } = FAULTS[fault];
            files[end].1 = files[end].1.replace(from, to);
        }
        if swapped {
            files.reverse();
        }
        files
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// An entry has an error only if all of its peers fail: a tunnel that fails has none where another peer of the same entry comes
    /// up, which its end can call, and one where none does.
    #[test]
    fn an_entry_has_an_error_only_where_every_peer_fails(files in some_pair_with_backup()) {
        let check = check_texts(&files, Settings::default());
        severities_agree(&check);
        for (index, failing) in check.tunnels.iter().enumerate() {
            if matches!(failing.verdict, Verdict::Establishes | Verdict::Undetermined) {
                prop_assert!(failing.stand_in.is_none());
                continue;
            }
            let comes_up = check.tunnels.iter().any(|other| End::BOTH.iter().any(|end| {
                let [own, others] = [failing, other].map(|tunnel| &tunnel.pair.ends[end.index()]);
                let is_other_peer = own.entry.is_some() && own.device == others.device && own.entry == others.entry && own.rank != others.rank;
                is_other_peer && other.verdict == Verdict::Establishes && other.directions[end.index()].outcome == Outcome::Establishes
            }));
            let has_error = check.findings.iter().any(|own| own.tunnel == Some(index) && own.severity == Severity::Error);
            prop_assert!(!(comes_up && has_error), "{:#?}", check.findings);
            prop_assert!(has_error || failing.stand_in.is_some(), "{:#?}", failing.directions);
        }
    }
}

/// The exit status follows the findings: a peer that fails beside one that comes up is a warning.
#[test]
fn a_peer_that_fails_beside_one_that_comes_up_sets_no_status() {
    let weak = in_b("crypto map VPN 10", WEAK);
    let first = in_b(" set transform-set TS\n", " set transform-set WEAK\n");
    let second = in_b("set transform-set BACKUP-TS\n", " set transform-set WEAK\n");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ranks");
    std::fs::create_dir_all(&folder).unwrap();
    let rows: [(&str, &[Edit], &[&str], i32); 6] = [
        ("both come up", &[], &[], 0),
        ("one fails", &[first], &[], 0),
        ("one fails, warnings count", &[first], &["--fail-on", "warning"], 1),
        ("one fails, strict", &[first], &["--strict"], 0),
        ("both fail", &[first, second], &[], 1),
        ("both fail, nothing counts", &[first, second], &["--fail-on", "never"], 0),
    ];
    for (what, edits, arguments, status) in rows {
        let all: Vec<Edit> = BACKUP.into_iter().chain(edits.iter().copied()).chain([weak]).collect();
        let files = edited(ASA_IOS, &all);
        for (name, text) in &files {
            std::fs::write(folder.join(name), text).unwrap();
        }
        let names = files.each_ref().map(|(name, _)| &name[..]);
        let output = Command::new(cargo_bin!("ikelint"))
            .current_dir(&folder)
            .args(["check", "--format", "concise"].iter().chain(&names).chain(arguments))
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(status), "{what}: {text}");
    }
}

const ORIGINATE: &str = "10 set connection-type originate-only\ncrypto map outside_map 10 set peer";
const ANSWER: &str = "10 set connection-type answer-only\ncrypto map outside_map 10 set peer";
const BIDIRECTIONAL: &str = "10 set connection-type bidirectional\ncrypto map outside_map 10 set peer";
const PASSIVE: &str = "GW protocol-common passive-mode yes\nset network ike gateway GW local-address interface";

/// Who may begin, by platform: the pair, the edits, both outcomes, and the errors.
type Begins = ([&'static str; 2], &'static [Edit], [&'static str; 2], &'static [&'static str]);

const BEGINS: &[Begins] = &[
    (ASA, &[in_a("10 set peer", BIDIRECTIONAL)], ["establishes", "establishes"], &[]),
    (ASA, &[in_a("10 set peer", ORIGINATE), in_b("10 set peer", ANSWER)], ["establishes", "does-not-start"], &[]),
    (ASA, &[in_a("10 set peer", ORIGINATE)], ["establishes", "stalls"], &["no-initiator"]),
    (
        ASA,
        &[in_a("10 set peer", ORIGINATE), in_b("10 set peer", ORIGINATE)],
        ["stalls", "stalls"],
        &["no-initiator", "no-initiator"],
    ),
    (["asa-ikev2", "asa-ikev2"], &[in_a("10 set peer", ORIGINATE)], ["establishes", "stalls"], &["no-initiator"]),
    (
        ["panos-ikev1", "asa-ikev1"],
        &[in_a("GW local-address interface", PASSIVE)],
        ["does-not-start", "establishes"],
        &[],
    ),
    (
        ["panos-ikev2", "asa-ikev2"],
        &[in_a("GW local-address interface", PASSIVE), in_b("10 set peer", ANSWER)],
        ["does-not-start", "does-not-start"],
        &["no-initiator"],
    ),
    (
        ["panos-ikev1", "panos-ikev1"],
        &[in_a(
            "GW local-address interface",
            "GW protocol-common passive-mode no\nset network ike gateway GW local-address interface",
        )],
        ["establishes", "establishes"],
        &[],
    ),
];

/// A tunnel interface of IOS whose IPsec profile waits, against one that does not.
#[test]
fn a_profile_of_ios_may_wait() {
    let tunnel = |own: &str, peer: &str, waits: &str| {
        format!(
            "version 15.7\nhostname r-{own}\n!\ncrypto isakmp policy 10\n encr aes 256\n authentication pre-share\n group \
             14\ncrypto isakmp key Corr3ct-Horse address {peer}\n!\ncrypto ipsec transform-set TS esp-aes 256 \
             esp-sha-hmac\n mode tunnel\n!\ncrypto ipsec profile P\n set transform-set TS\n{waits}!\ninterface Tunnel0\n \
             ip address 10.255.0.{last} 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel mode ipsec ipv4\n \
             tunnel destination {peer}\n tunnel protection ipsec profile P\n!\ninterface GigabitEthernet0/0\n ip address \
             {own} 255.255.255.0\n!\nip route 0.0.0.0 0.0.0.0 GigabitEthernet0/0\n!\nend\n",
            last = if waits.is_empty() { 1 } else { 2 },
        )
    };
    let files = [
        ("a.cfg".to_owned(), tunnel("192.0.2.10", "198.51.100.20", "")),
        ("b.cfg".to_owned(), tunnel("198.51.100.20", "192.0.2.10", " responder-only\n")),
    ];
    let check = check_texts(&files, Settings::default());
    let outcomes = check.tunnels[0].directions.each_ref().map(|direction| direction.outcome.word());
    assert_eq!((outcomes, errors(&check)), (["establishes", "does-not-start"], vec![]), "{:#?}", check.findings);
}

#[test]
fn who_may_begin_is_in_effect_on_each_platform() {
    for (names, edits, outcomes, wrong) in BEGINS {
        let check = check_edited(*names, edits);
        let found = check.tunnels[0].directions.each_ref().map(|direction| direction.outcome.word());
        assert_eq!((found, errors(&check)), (*outcomes, wrong.to_vec()), "{names:?} {edits:?} {}", verdict(&check));
    }
}
