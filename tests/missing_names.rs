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

/// The base pair, what is put into the first file for what, what the reference names, and the name that is meant.
type Near = (&'static str, &'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const NEAR: &[Near] = &[
    ("ios-ikev1", " crypto map VPN\n", " standby 1 ip 192.0.2.11\n standby 1 name HA\n crypto map VPN redundancy HB\n", "standby group HB", "HA"),
    ("ios-ikev1", "10.2.0.0 0.0.0.255\n", "10.2.0.0 0.0.0.255 time-range TRX\ntime-range TRY\n", "time range TRX", "TRY"),
    ("asa-ikev1", "10.2.0.0 255.255.255.0\n", "10.2.0.0 255.255.255.0 time-range TRX\ntime-range TRY\n", "time range TRX", "TRY"),
    ("asa-ikev1", "route outside", "route outsde", "interface outsde", "outside"),
    ("asa-ikev1", "crypto map outside_map 10 set peer 198.51.100.20", "name 198.51.100.20 peera\ncrypto map outside_map 10 set peer peerb", "name peerb", "peera"),
];

#[test]
fn the_nearest_name_is_told_with_what_names_nothing() {
    for (base, from, to, what, near) in NEAR {
        let check = check_edited([base; 2], &[in_a(from, to)]);
        let of_rule = |own: &&ikelint::rules::Finding| own.rule.name == "dangling-reference";
        let told = check.findings.iter().find(of_rule).unwrap_or_else(|| panic!("{base} {what}: nothing is told"));
        assert!(told.message.ends_with(&format!("there is no {what}")), "{}", told.message);
        let is_near = told.help.ends_with(&format!("Did you mean {near}?"));
        assert!(is_near || what.starts_with("standby"), "{what}: {}", told.help);
        assert!(crate::pairs::errors(&check).is_empty(), "{what}: {:?}", crate::pairs::errors(&check));
    }
}

/// A key for an address that is one slip away from that of the peer.
#[test]
fn a_key_for_nearly_the_address_of_the_peer_is_named() {
    let edits = [
        ("asa-ikev1", "tunnel-group 198.51.100.20", "tunnel-group 198.51.100.2"),
        ("ios-ikev1", "Horse address 198.51.100.20", "Horse address 198.51.100.2"),
    ];
    for (base, from, to) in edits {
        let check = check_edited([base; 2], &[in_a(from, to)]);
        let told = check.findings.iter().find(|own| own.rule.name == "psk-missing").unwrap();
        assert!(told.help.contains("the one for 198.51.100.2 meant"), "{base}: {}", told.help);
        let other = check_edited([base; 2], &[in_a(from, &to.replace("198.51.100.2", "203.0.113.7").leak()[..])]);
        let told = other.findings.iter().find(|own| own.rule.name == "psk-missing").unwrap();
        assert!(!told.help.contains("meant"), "{base}: {}", told.help);
    }
}
