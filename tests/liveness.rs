//! Dead peer detection: what each platform says of it, what holds without a line, and that no verdict hangs on it.

use ikelint::model::{IkeVersion, Setting};

use crate::pairs::{Edit, check_edited, errors, in_a, verdict};

/// The base configuration, an edit of its first end, and what the model holds: with an asterisk where it is a default.
type Row = (&'static str, &'static [Edit], &'static str);

const OPEN: &str = "unknown";

const ASA_GROUP: &str = "tunnel-group 198.51.100.20 ipsec-attributes\n";

const ROWS: &[Row] = &[
    ("asa-ikev1", &[], "asks after 10 s, again after 2 s*"),
    ("asa-ikev2", &[], "asks after 10 s, again after 2 s*"),
    (
        "asa-ikev1",
        &[in_a(ASA_GROUP, "tunnel-group 198.51.100.20 ipsec-attributes\n isakmp keepalive threshold 30 retry 5\n")],
        "asks after 30 s, again after 5 s",
    ),
    (
        "asa-ikev2",
        &[in_a(ASA_GROUP, "tunnel-group 198.51.100.20 ipsec-attributes\n isakmp keepalive threshold 30\n")],
        "asks after 30 s, again after 2 s",
    ),
    (
        "asa-ikev1",
        &[in_a(ASA_GROUP, "tunnel-group 198.51.100.20 ipsec-attributes\n isakmp keepalive disable\n")],
        "off",
    ),
    (
        "asa-ikev1",
        &[in_a(ASA_GROUP, "tunnel-group 198.51.100.20 ipsec-attributes\n isakmp keepalive threshold infinite\n")],
        "off",
    ),
    ("ios-ikev1", &[], "off*"),
    ("ios-ikev2", &[], "off*"),
    (
        "ios-ikev1",
        &[in_a("crypto ipsec transform-set", "crypto isakmp keepalive 10\ncrypto ipsec transform-set")],
        "asks after 10 s, again after 2 s, where it has something to send",
    ),
    (
        "ios-ikev1",
        &[in_a("crypto ipsec transform-set", "crypto isakmp keepalive 10 3 periodic\ncrypto ipsec transform-set")],
        "asks after 10 s, again after 3 s",
    ),
    // The line of IKEv1 says nothing of IKEv2.
    (
        "ios-ikev2",
        &[in_a("crypto ipsec transform-set", "crypto isakmp keepalive 10 3 periodic\ncrypto ipsec transform-set")],
        "off*",
    ),
    (
        "ios-ikev2",
        &[in_a("crypto ipsec transform-set", "crypto ikev2 dpd 30 5 periodic\ncrypto ipsec transform-set")],
        "asks after 30 s, again after 5 s",
    ),
    (
        "ios-ikev2",
        &[
            in_a("crypto ipsec transform-set", "crypto ikev2 dpd 30 5 periodic\ncrypto ipsec transform-set"),
            in_a(" keyring local KEYS\n", " keyring local KEYS\n dpd 10 2 on-demand\n"),
        ],
        "asks after 10 s, again after 2 s, where it has something to send",
    ),
    ("panos-ikev1", &[], OPEN),
    ("panos-ikev2", &[], OPEN),
    (
        "panos-ikev1",
        &[in_a(
            "set network ike gateway GW local-address interface",
            "set network ike gateway GW protocol ikev1 dpd enable yes\nset network ike gateway GW local-address interface",
        )],
        "asks after 5 s, again after 5 s",
    ),
    (
        "panos-ikev2",
        &[in_a(
            "set network ike gateway GW local-address interface",
            "set network ike gateway GW protocol ikev2 dpd enable yes\nset network ike gateway GW protocol ikev2 dpd interval \
             20\nset network ike gateway GW local-address interface",
        )],
        "asks after 20 s, again after 5 s",
    ),
    (
        "panos-ikev2",
        &[in_a(
            "set network ike gateway GW local-address interface",
            "set network ike gateway GW protocol ikev2 dpd enable no\nset network ike gateway GW local-address interface",
        )],
        "off",
    ),
    ("swanctl-ikev1", &[], "off*"),
    ("swanctl-ikev2", &[], "off*"),
    (
        "swanctl-ikev2",
        &[in_a("        mobike = no\n", "        mobike = no\n        dpd_delay = 30s\n")],
        "asks after 30 s",
    ),
    ("swanctl-ikev2", &[in_a("        mobike = no\n", "        mobike = no\n        dpd_delay = 0\n")], "off"),
];

#[test]
fn each_platform_says_when_it_asks_whether_its_peer_lives() {
    let mut wrong = Vec::new();
    for (name, edits, expected) in ROWS {
        let check = check_edited([*name, *name], edits);
        let version = if name.ends_with("ikev1") { IkeVersion::V1 } else { IkeVersion::V2 };
        let found = match &check.devices[0].entries[0].settings(version).unwrap().dead_peer_detection {
            Setting::Known(known) if known.origin.is_written() => known.value.to_string(),
            Setting::Known(known) => format!("{}*", known.value),
            Setting::Unknown(_) => OPEN.to_owned(),
        };
        if found != *expected || verdict(&check) != "establishes" || !errors(&check).is_empty() {
            wrong.push(format!("{name} {edits:?}: {found}, {} {:?}", verdict(&check), errors(&check)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
