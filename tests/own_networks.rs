//! A network that both ends have, and one that only a wrong selector says they have.

use crate::pairs::in_a;
use crate::traffic::{BOTH_UNKNOWN, Row};

const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];
const PAN: [&str; 2] = ["panos-ikev2", "panos-ikev2"];

const ROWS: &[Row] = &[
    Row {
        what: "a selector whose sides are swapped",
        names: ASA,
        edits: &[in_a(
            "10.1.0.0 255.255.255.0 10.2.0.0 255.255.255.0",
            "10.2.0.0 255.255.255.0 10.1.0.0 255.255.255.0",
        )],
        traffic: BOTH_UNKNOWN,
        errors: &["selector-mismatch"],
    },
    Row {
        what: "a proxy ID whose sides are swapped",
        names: PAN,
        edits: &[
            in_a("proxy-id lan local 10.1.0.0/24", "proxy-id lan local 10.2.0.0/24"),
            in_a("proxy-id lan remote 10.2.0.0/24", "proxy-id lan remote 10.1.0.0/24"),
        ],
        traffic: BOTH_UNKNOWN,
        errors: &["selector-mismatch"],
    },
    Row {
        what: "the own network is written for that of the other end",
        names: ASA,
        edits: &[in_a(
            "10.1.0.0 255.255.255.0 10.2.0.0 255.255.255.0",
            "10.1.0.0 255.255.255.0 10.1.0.0 255.255.255.0",
        )],
        traffic: BOTH_UNKNOWN,
        errors: &["selector-mismatch"],
    },
];

#[test]
fn a_wrong_selector_is_no_network_of_both_ends() {
    for row in ROWS {
        row.hold();
    }
}
