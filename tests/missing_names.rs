//! A name that leads nowhere is the cause of whatever hangs on it: nothing that would follow from the default in its place is
//! told besides.

use ikelint::check::Traffic;

use crate::pairs::{check_edited, in_a};
use crate::traffic::{BOTH_UNKNOWN, FLOW, JudgedRow, assert_judged};

const INSIDE: &str = "interface GigabitEthernet0/1\n";

/// What is missing in A.
const ROWS: &[JudgedRow] = &[
    (
        "the IPsec profile of a tunnel interface, whose IKE version nobody knows",
        ["ios-vti"; 2],
        &[in_a("tunnel protection ipsec profile PROFILE", "tunnel protection ipsec profile PROFX")],
        "stalls",
        BOTH_UNKNOWN,
        &["dangling-reference"],
    ),
    (
        "the interface of a crypto map, on which neither IKE nor a route can be wanted",
        ["asa-ikev1"; 2],
        &[in_a("crypto map outside_map interface outside", "crypto map outside_map interface wan")],
        "stalls",
        BOTH_UNKNOWN,
        &["dangling-reference"],
    ),
    (
        "the IKE crypto profile of a gateway, whose proposals nobody knows",
        ["panos-ikev1"; 2],
        &[in_a("ike-crypto-profile IKE\n", "ike-crypto-profile IKEX\n")],
        "stalls",
        BOTH_UNKNOWN,
        &["dangling-reference"],
    ),
    (
        "the list of an access group: everything passes",
        ["ios-ikev1"; 2],
        &[in_a(INSIDE, "interface GigabitEthernet0/1\n ip access-group NOPE in\n")],
        "establishes",
        FLOW,
        &[],
    ),
    (
        "the entries of the list of an access group: everything passes",
        ["ios-ikev1"; 2],
        &[in_a(
            INSIDE,
            "ip access-list extended BARE\n remark none\ninterface GigabitEthernet0/1\n ip access-group BARE in\n",
        )],
        "establishes",
        FLOW,
        &[],
    ),
    (
        "a list that denies everything is another matter",
        ["ios-ikev1"; 2],
        &[in_a(
            INSIDE,
            "ip access-list extended SHUT\n deny ip any any\ninterface GigabitEthernet0/1\n ip access-group SHUT in\n",
        )],
        "establishes",
        [Traffic::Blocked, Traffic::Flows],
        &["security-policy-blocks"],
    ),
];

#[test]
fn what_hangs_on_a_missing_name_is_not_told_besides() {
    assert_judged(ROWS);
}

/// An access group without its list is told with what it does.
#[test]
fn a_filter_without_its_list_is_said_to_let_everything_pass() {
    let check = check_edited(["ios-ikev1"; 2], ROWS[3].2);
    let told = check.findings.iter().find(|finding| finding.rule.name == "dangling-reference").unwrap();
    assert!(told.message.ends_with("there is no access list NOPE, so that its packet filter lets everything pass"));
}
