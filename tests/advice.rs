//! Which end is told to change, and how: the end that is wrong comes first.

use ikelint::check::Check;

use crate::pairs::{Edit, check_edited, in_a, in_b};

/// A pair, the rule that speaks, and what it advises: for each way to mend it the end, and something that its commands say.
struct Row {
    what: &'static str,
    names: [&'static str; 2],
    edits: &'static [Edit],
    rule: &'static str,
    told: &'static [(usize, &'static str)],
}

/// The ways to mend what a rule tells: the end, and the commands one below the other.
fn ways(check: &Check, rule: &str) -> Vec<(usize, String)> {
    let told = check.findings.iter().filter(|finding| finding.rule.name == rule);
    told.flat_map(|finding| &finding.fixes).map(|fix| (fix.device, fix.commands.join("\n"))).collect()
}

const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];
const IOS: [&str; 2] = ["ios-ikev1", "ios-ikev1"];
const ASA_PAN: [&str; 2] = ["asa-ikev1", "panos-ikev1"];
const STRONGSWAN: [&str; 2] = ["asa-ikev2", "swanctl-ikev2"];
const SWAPPED: &str = "10.2.0.0 255.255.255.0 10.1.0.0 255.255.255.0";
const A_TO_B: &str = "10.1.0.0 255.255.255.0 10.2.0.0 255.255.255.0";

const ROWS: &[Row] = &[
    Row {
        what: "a list that was copied to the first end",
        names: ASA,
        edits: &[in_a(A_TO_B, SWAPPED)],
        rule: "selector-mismatch",
        told: &[(0, "permit ip 10.1.0.0 255.255.255.0 10.2.0.0 255.255.255.0")],
    },
    Row {
        what: "a list that was copied to the second end",
        names: ASA,
        edits: &[in_b(SWAPPED, A_TO_B)],
        rule: "selector-mismatch",
        told: &[(1, "permit ip 10.2.0.0 255.255.255.0 10.1.0.0 255.255.255.0")],
    },
    Row {
        what: "a network of the first end that the second end mistypes",
        names: IOS,
        edits: &[in_b("10.2.0.0 0.0.0.255 10.1.0.0", "10.2.0.0 0.0.0.255 10.7.0.0")],
        rule: "selector-mismatch",
        told: &[(1, "permit ip 10.2.0.0 0.0.0.255 10.1.0.0 0.0.0.255")],
    },
    Row {
        what: "the own network, mistyped",
        names: ASA_PAN,
        edits: &[in_b("proxy-id lan local 10.2.0.0/24", "proxy-id lan local 10.7.0.0/24")],
        rule: "selector-mismatch",
        told: &[(1, "proxy-id lan local 10.2.0.0/24")],
    },
    Row {
        what: "a network that is wider than what is there",
        names: IOS,
        edits: &[in_a("permit ip 10.1.0.0 0.0.0.255", "permit ip 10.1.0.0 0.0.255.255")],
        rule: "selector-one-way",
        told: &[(0, "permit ip 10.1.0.0 0.0.0.255"), (1, "10.1.0.0 0.0.255.255")],
    },
    Row {
        what: "sides that are swapped at an end whose networks no file tells",
        names: STRONGSWAN,
        edits: &[
            in_b("local_ts = 10.2.0.0/24", "local_ts = 10.1.0.0/24"),
            in_b("remote_ts = 10.1.0.0/24", "remote_ts = 10.2.0.0/24"),
        ],
        rule: "selector-mismatch",
        told: &[(1, "local_ts = 10.2.0.0/24")],
    },
    Row {
        what: "an address of the gateway that its interface does not have",
        names: ["panos-ikev1", "asa-ikev1"],
        edits: &[in_a("local-address ip 192.0.2.10/24", "local-address ip 192.0.2.11/24")],
        rule: "peer-address-mismatch",
        told: &[(0, "set network ike gateway GW local-address ip 192.0.2.10/24")],
    },
    Row {
        what: "a peer that no interface of the other end has",
        names: ["panos-ikev1", "asa-ikev1"],
        edits: &[in_b("set peer 192.0.2.10", "set peer 192.0.2.11")],
        rule: "peer-address-mismatch",
        told: &[(1, "set peer 192.0.2.10")],
    },
];

#[test]
fn the_end_that_is_wrong_is_to_change() {
    let mut wrong = Vec::new();
    for row in ROWS {
        let told = ways(&check_edited(row.names, row.edits), row.rule);
        let ends = told.iter().map(|(end, _)| *end).eq(row.told.iter().map(|(end, _)| *end));
        let says = told.iter().zip(row.told).all(|((_, commands), (_, wanted))| commands.contains(wanted));
        if !ends || !says {
            wrong.push(format!("{}: {told:#?}", row.what));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
