//! Which IKE versions the group policies of an ASA let a peer use: `vpn-tunnel-protocol`, and where it is inherited from.

use crate::pairs::{Edit, check_edited, errors, in_a};

/// What it is about, the policies and the group's general attributes, and what comes of it: where the ASA begins and where its
/// peer does.
type Row = (&'static str, &'static str, &'static str, [&'static str; 2]);

const UP: [&str; 2] = ["establishes", "establishes"];
const DOWN: [&str; 2] = ["stalls", "stalls"];

const NAMES_GP: &str = "tunnel-group 198.51.100.20 general-attributes\n default-group-policy GP\n";
const NAMES_DEFAULT: &str = "tunnel-group 198.51.100.20 general-attributes\n default-group-policy DfltGrpPolicy\n";
const GP: &str = "group-policy GP internal\n";

/// Of an ASA with IKEv1 (up to the group line, behind the policies).
const IKEV1: &[Row] = &[
    ("no policy states any", "", "", UP),
    (
        "the default policy allows it",
        "group-policy DfltGrpPolicy attributes\n vpn-tunnel-protocol ikev1 ikev2\n",
        "",
        UP,
    ),
    (
        "the default policy leaves it out",
        "group-policy DfltGrpPolicy attributes\n vpn-tunnel-protocol ikev2\n",
        "",
        DOWN,
    ),
    (
        "the word of 8.3 and earlier",
        "group-policy DfltGrpPolicy attributes\n vpn-tunnel-protocol IPSec l2tp-ipsec svc\n",
        "",
        UP,
    ),
    (
        "remote access alone",
        "group-policy DfltGrpPolicy attributes\n vpn-tunnel-protocol ssl-client ssl-clientless\n",
        "",
        DOWN,
    ),
    (
        "the policy of the group goes before the default policy: allowed",
        "group-policy DfltGrpPolicy attributes\n vpn-tunnel-protocol ikev2\ngroup-policy GP internal\ngroup-policy GP \
         attributes\n vpn-tunnel-protocol ikev1\n",
        NAMES_GP,
        UP,
    ),
    (
        "the policy of the group goes before the default policy: left out",
        "group-policy DfltGrpPolicy attributes\n vpn-tunnel-protocol ikev1\ngroup-policy GP internal\ngroup-policy GP \
         attributes\n vpn-tunnel-protocol ikev2\n",
        NAMES_GP,
        DOWN,
    ),
    (
        "a policy that states none inherits: allowed",
        "group-policy DfltGrpPolicy attributes\n vpn-tunnel-protocol ikev1\ngroup-policy GP internal\ngroup-policy GP \
         attributes\n vpn-idle-timeout 30\n",
        NAMES_GP,
        UP,
    ),
    (
        "a policy that states none inherits: left out",
        "group-policy DfltGrpPolicy attributes\n vpn-tunnel-protocol ikev2\ngroup-policy GP internal\ngroup-policy GP \
         attributes\n vpn-idle-timeout 30\n",
        NAMES_GP,
        DOWN,
    ),
    ("a policy without attributes, and a default policy without any", GP, NAMES_GP, UP),
    (
        "a policy that no group names has no bearing",
        "group-policy GP internal\ngroup-policy GP attributes\n vpn-tunnel-protocol ikev2\n",
        "",
        UP,
    ),
    (
        "the group names the default policy",
        "group-policy DfltGrpPolicy attributes\n vpn-tunnel-protocol ikev2\n",
        NAMES_DEFAULT,
        DOWN,
    ),
    (
        "the policy of another group has no bearing",
        "group-policy GP internal\ngroup-policy GP attributes\n vpn-tunnel-protocol ikev2\n",
        "tunnel-group 203.0.113.7 type ipsec-l2l\ntunnel-group 203.0.113.7 general-attributes\n default-group-policy GP\n",
        UP,
    ),
    (
        "what was taken back",
        "group-policy DfltGrpPolicy attributes\n vpn-tunnel-protocol ikev2\n no vpn-tunnel-protocol ikev2\n",
        "",
        UP,
    ),
];

const IKEV2: &[Row] = &[
    ("no policy states any", "", "", UP),
    (
        "the default policy leaves it out",
        "group-policy DfltGrpPolicy attributes\n vpn-tunnel-protocol ikev1\n",
        "",
        DOWN,
    ),
    ("the word of 8.3 is IKEv1", "group-policy DfltGrpPolicy attributes\n vpn-tunnel-protocol IPSec\n", "", DOWN),
    ("the default policy allows it", "group-policy DfltGrpPolicy attributes\n vpn-tunnel-protocol ikev2\n", "", UP),
    (
        "a policy that states none inherits: left out",
        "group-policy DfltGrpPolicy attributes\n vpn-tunnel-protocol ikev1\ngroup-policy GP internal\n",
        NAMES_GP,
        DOWN,
    ),
];

const GROUP: &str = "tunnel-group 198.51.100.20 type ipsec-l2l\n";

/// The outcomes, and whether the rule is the one error.
fn judged(names: [&'static str; 2], policies: &str, group: &str) -> ([&'static str; 2], Vec<&'static str>) {
    let text: &'static str = format!("{policies}{GROUP}{group}").leak();
    let edits: &[Edit] = &[in_a(GROUP, text)];
    let check = check_edited(names, edits);
    (check.tunnels[0].directions.each_ref().map(|direction| direction.outcome.word()), errors(&check))
}

#[test]
fn the_protocols_of_a_peer_are_inherited_as_the_device_does() {
    let mut wrong = Vec::new();
    for (rows, own) in [(IKEV1, "asa-ikev1"), (IKEV2, "asa-ikev2")] {
        let peer = if own == "asa-ikev1" { "ios-ikev1" } else { "ios-ikev2" };
        for (what, policies, group, expected) in rows {
            let (outcomes, errors) = judged([own, peer], policies, group);
            let rules: &[&str] = if *expected == DOWN { &["tunnel-protocol-not-allowed"] } else { &[] };
            if outcomes != *expected || errors != rules {
                wrong.push(format!("{own}: {what}: {outcomes:?} {errors:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

const LEAVES_OUT: &str = "group-policy GP internal\ngroup-policy GP attributes\n vpn-tunnel-protocol ikev2\n";
const ALLOWS: &str = "group-policy GP internal\ngroup-policy GP attributes\n vpn-tunnel-protocol ikev1\n";
const LEAVES_OUT_BY_DEFAULT: &str = "group-policy DfltGrpPolicy attributes\n vpn-tunnel-protocol ikev2\n";
const FALLBACK_NAMES_GP: &str = "tunnel-group DefaultL2LGroup general-attributes\n default-group-policy GP\n";
const DYNAMIC: Edit = in_a(
    "crypto map outside_map 10 match address VPN\ncrypto map outside_map 10 set peer 198.51.100.20\ncrypto map outside_map 10 set \
     ikev1 transform-set TS\n",
    "crypto dynamic-map DYN 10 match address VPN\ncrypto dynamic-map DYN 10 set ikev1 transform-set TS\ncrypto map outside_map 10 \
     ipsec-isakmp dynamic DYN\n",
);
const WITH_ITS_GROUP: &str = "tunnel-group 198.51.100.20 type ipsec-l2l\ntunnel-group 198.51.100.20 ipsec-attributes\n";

/// Peers without a group of their own.
struct Fallback {
    what: &'static str,
    policies: &'static str,
    general: &'static str,
    is_dynamic: bool,
    /// What comes of it where the ASA begins, and where its peer does.
    outcomes: [&'static str; 2],
    errors: &'static [&'static str],
}

const LEFT_OUT: Fallback = Fallback {
    what: "the policy of the fallback leaves it out",
    policies: LEAVES_OUT,
    general: FALLBACK_NAMES_GP,
    is_dynamic: false,
    outcomes: DOWN,
    errors: &["psk-missing", "tunnel-protocol-not-allowed"],
};

/// An ASA begins with a key of the peer's own group alone.
const ALLOWED: Fallback = Fallback {
    what: "the policy of the fallback allows it",
    policies: ALLOWS,
    outcomes: ["stalls", "establishes"],
    errors: &["psk-missing"],
    ..LEFT_OUT
};

const FALLBACKS: &[Fallback] = &[
    LEFT_OUT,
    ALLOWED,
    Fallback { what: "no policy", policies: "", general: "", ..ALLOWED },
    Fallback {
        what: "the fallback names none, and the default policy leaves it out",
        policies: LEAVES_OUT_BY_DEFAULT,
        general: "",
        ..LEFT_OUT
    },
    Fallback {
        what: "dynamic, left out",
        is_dynamic: true,
        outcomes: ["does-not-start", "stalls"],
        errors: &["tunnel-protocol-not-allowed"],
        ..LEFT_OUT
    },
    Fallback {
        what: "dynamic, allowed",
        is_dynamic: true,
        outcomes: ["does-not-start", "establishes"],
        errors: &[],
        ..ALLOWED
    },
];

/// Cisco ASA VPN CLI configuration guide, "Connection Profiles, Group Policies, and Users": DefaultL2LGroup is the group of
/// peers for which no other is found.
#[test]
fn peers_without_a_group_fall_under_the_policy_of_the_fallback() {
    let mut wrong = Vec::new();
    for case in FALLBACKS {
        let Fallback { what, policies, general, .. } = case;
        let text: &'static str = format!("{policies}{general}tunnel-group DefaultL2LGroup ipsec-attributes\n").leak();
        let mut edits = vec![in_a(WITH_ITS_GROUP, text)];
        edits.extend(case.is_dynamic.then_some(DYNAMIC));
        let check = check_edited(["asa-ikev1", "ios-ikev1"], &edits);
        let outcomes = check.tunnels[0].directions.each_ref().map(|direction| direction.outcome.word());
        if outcomes != case.outcomes || errors(&check) != case.errors {
            wrong.push(format!("{what}: {outcomes:?} {:?}", errors(&check)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
