//! A dynamic map entry and a static one for the same peer, in either order: who begins decides.

use crate::pairs::{Edit, check_edited, errors, in_a};

/// The end with the map, its peer, what is changed, what comes of it where the end with the map begins and where its peer does,
/// and how `shadowed-entry` is told.
struct Row {
    what: &'static str,
    names: [&'static str; 2],
    edits: &'static [Edit],
    outcomes: [&'static str; 2],
    shadowed: &'static [&'static str],
}

const UP: [&str; 2] = ["establishes", "establishes"];

const ASA_FIRST: Edit = in_a(
    "crypto map outside_map 10 match",
    "crypto dynamic-map DYN 10 set ikev1 transform-set TS\ncrypto map outside_map 5 ipsec-isakmp dynamic DYN\n\
     crypto map outside_map 10 match",
);
const ASA_LAST: Edit = in_a(
    "crypto map outside_map 10 match",
    "crypto dynamic-map DYN 10 set ikev1 transform-set TS\ncrypto map outside_map 65000 ipsec-isakmp dynamic DYN\n\
     crypto map outside_map 10 match",
);
/// The lines of the file do not count, the numbers do.
const ASA_FIRST_WRITTEN_LAST: Edit = in_a(
    "crypto map outside_map interface outside\n",
    "crypto dynamic-map DYN 10 set ikev1 transform-set TS\ncrypto map outside_map 5 ipsec-isakmp dynamic DYN\n\
     crypto map outside_map interface outside\n",
);
const ASA_OTHER_MAP: Edit = in_a(
    "crypto map outside_map 10 match",
    "crypto dynamic-map DYN 10 set ikev1 transform-set TS\ncrypto map inside_map 5 ipsec-isakmp dynamic DYN\n\
     crypto map inside_map interface inside\ncrypto map outside_map 10 match",
);
const ASA_WITHOUT_PROPOSAL: Edit = in_a(
    "crypto map outside_map 10 match",
    "crypto dynamic-map DYN 10 set pfs group14\ncrypto map outside_map 5 ipsec-isakmp dynamic DYN\n\
     crypto map outside_map 10 match",
);
const ASA2_FIRST: Edit = in_a(
    "crypto map outside_map 10 match",
    "crypto dynamic-map DYN 10 set ikev2 ipsec-proposal TS\ncrypto map outside_map 5 ipsec-isakmp dynamic DYN\n\
     crypto map outside_map 10 match",
);
/// A dynamic entry of the other version.
const ASA2_FIRST_IKEV1: Edit = in_a(
    "crypto map outside_map 10 match",
    "crypto ipsec ikev1 transform-set OLD esp-aes-256 esp-sha-hmac\ncrypto dynamic-map DYN 10 set ikev1 transform-set OLD\n\
     crypto map outside_map 5 ipsec-isakmp dynamic DYN\ncrypto map outside_map 10 match",
);
const IOS_FIRST: Edit = in_a(
    "crypto map VPN 10 ipsec-isakmp\n",
    "crypto dynamic-map DYN 10\n set transform-set TS\n!\ncrypto map VPN 5 ipsec-isakmp dynamic DYN\n\
     crypto map VPN 10 ipsec-isakmp\n",
);
const IOS_FIRST_WITH_LIST: Edit = in_a(
    "crypto map VPN 10 ipsec-isakmp\n",
    "crypto dynamic-map DYN 10\n set transform-set TS\n match address VPN-TRAFFIC\n!\ncrypto map VPN 5 ipsec-isakmp dynamic \
     DYN\ncrypto map VPN 10 ipsec-isakmp\n",
);
const IOS_LAST: Edit = in_a(
    "crypto map VPN 10 ipsec-isakmp\n",
    "crypto dynamic-map DYN 10\n set transform-set TS\n!\ncrypto map VPN 65000 ipsec-isakmp dynamic DYN\n\
     crypto map VPN 10 ipsec-isakmp\n",
);
const IOS2_FIRST: Edit = in_a(
    "crypto map VPN 10 ipsec-isakmp\n",
    "crypto dynamic-map DYN 10\n set transform-set TS\n set ikev2-profile PROF\n!\ncrypto map VPN 5 ipsec-isakmp dynamic DYN\n\
     crypto map VPN 10 ipsec-isakmp\n",
);

const ROWS: &[Row] = &[
    // Of an ASA that begins nothing is known; its peer meets the dynamic entry, and the child SA fails.
    Row {
        what: "ASA, the dynamic entry first",
        names: ["asa-ikev1", "panos-ikev1"],
        edits: &[ASA_FIRST],
        outcomes: ["undetermined", "stalls"],
        shadowed: &["error"],
    },
    Row {
        what: "ASA, the dynamic entry first by its number",
        names: ["asa-ikev1", "asa-ikev1"],
        edits: &[ASA_FIRST_WRITTEN_LAST],
        outcomes: ["undetermined", "stalls"],
        shadowed: &["error"],
    },
    Row {
        what: "ASA, the dynamic entry first, IKEv2",
        names: ["asa-ikev2", "asa-ikev2"],
        edits: &[ASA2_FIRST],
        outcomes: ["undetermined", "stalls"],
        shadowed: &["error"],
    },
    Row {
        what: "ASA, the dynamic entry speaks another version",
        names: ["asa-ikev2", "asa-ikev2"],
        edits: &[ASA2_FIRST_IKEV1],
        outcomes: UP,
        shadowed: &[],
    },
    Row {
        what: "ASA, the dynamic entry last",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[ASA_LAST],
        outcomes: UP,
        shadowed: &[],
    },
    Row {
        what: "ASA, the dynamic entry in the map of another interface",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[ASA_OTHER_MAP],
        outcomes: UP,
        shadowed: &[],
    },
    Row {
        what: "ASA, a dynamic entry that proposes nothing takes nobody",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[ASA_WITHOUT_PROPOSAL],
        outcomes: UP,
        shadowed: &[],
    },
    // IOS: the peer gets the settings of the dynamic entry, which has no list to take packets by.
    Row {
        what: "IOS, the dynamic entry first",
        names: ["ios-ikev1", "asa-ikev1"],
        edits: &[IOS_FIRST],
        outcomes: UP,
        shadowed: &["warning"],
    },
    Row {
        what: "IOS, the dynamic entry first, IKEv2",
        names: ["ios-ikev2", "ios-ikev2"],
        edits: &[IOS2_FIRST],
        outcomes: UP,
        shadowed: &["warning"],
    },
    // Its list takes the packets; what becomes of them while nobody has called is documented for ASA alone.
    Row {
        what: "IOS, the dynamic entry first with the same list",
        names: ["ios-ikev1", "panos-ikev1"],
        edits: &[IOS_FIRST_WITH_LIST],
        outcomes: ["undetermined", "establishes"],
        shadowed: &["warning"],
    },
    Row {
        what: "IOS, the dynamic entry last",
        names: ["ios-ikev1", "asa-ikev1"],
        edits: &[IOS_LAST],
        outcomes: UP,
        shadowed: &[],
    },
];

#[test]
fn a_dynamic_entry_before_a_static_one_is_judged_by_platform_and_direction() {
    let mut wrong = Vec::new();
    for row in ROWS {
        let check = check_edited(row.names, row.edits);
        let outcomes = check.tunnels[0].directions.each_ref().map(|direction| direction.outcome.word());
        let shadowed: Vec<&str> = check
            .findings
            .iter()
            .filter(|finding| finding.rule.name == "shadowed-entry")
            .map(|finding| finding.severity.word())
            .collect();
        let others: Vec<_> = errors(&check).into_iter().filter(|rule| *rule != "shadowed-entry").collect();
        if (outcomes, &shadowed[..]) != (row.outcomes, row.shadowed) || !others.is_empty() {
            wrong.push(format!("{}: {outcomes:?} {shadowed:?} {others:?}", row.what));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
