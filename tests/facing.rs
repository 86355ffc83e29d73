//! Who faces whom: which end is to be changed, and how, where the two do not meet.

use ikelint::check::Check;

use crate::pairs::{Edit, check_edited, errors, in_a, in_b, verdict};

const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];
const ASA_IOS: [&str; 2] = ["asa-ikev1", "ios-ikev1"];
const IOS: [&str; 2] = ["ios-ikev1", "ios-ikev1"];
const PAN_IOS: [&str; 2] = ["panos-ikev1", "ios-ikev1"];
const PAN: [&str; 2] = ["panos-ikev1", "panos-ikev1"];
const ASA_PAN: [&str; 2] = ["asa-ikev1", "panos-ikev1"];

/// A pair with one thing wrong, and what to do about it: the first rule of the tunnel with an error, and the commands of
/// each alternative on its device, in one line each.
struct Row {
    what: &'static str,
    names: [&'static str; 2],
    edits: &'static [Edit],
    errors: &'static [&'static str],
    fixes: &'static [&'static str],
}

const IOS_MAP: Edit = in_b("198.51.100.20 255.255.255.0\n crypto map VPN\n", "198.51.100.20 255.255.255.0\n");
const IOS_INSIDE_MAP: Edit = in_b("10.2.0.1 255.255.255.0\n", "10.2.0.1 255.255.255.0\n crypto map VPN\n");

const BINDINGS: &[Row] = &[
    Row {
        what: "ASA: a crypto map on the inside",
        names: ASA,
        edits: &[in_b("crypto map outside_map interface outside", "crypto map outside_map interface inside")],
        errors: &["peer-address-mismatch"],
        fixes: &["bravo-asa: no crypto map outside_map interface inside; crypto map outside_map interface outside"],
    },
    Row {
        what: "ASA: map and IKE on the inside",
        names: ASA,
        edits: &[
            in_b("crypto map outside_map interface outside", "crypto map outside_map interface inside"),
            in_b("crypto ikev1 enable outside", "crypto ikev1 enable inside"),
        ],
        errors: &["peer-address-mismatch"],
        fixes: &[
            "bravo-asa: no crypto map outside_map interface inside; crypto map outside_map interface outside; crypto ikev1 \
             enable outside",
        ],
    },
    Row {
        what: "ASA: the right interface carries another map",
        names: ASA,
        edits: &[in_b(
            "crypto map outside_map interface outside",
            "crypto map outside_map interface inside\naccess-list OTHER extended permit ip 10.2.0.0 255.255.255.0 10.9.0.0 255.255.255.0\ncrypto map other 10 match address OTHER\ncrypto map other 10 set peer \
             203.0.113.9\ncrypto map other 10 set ikev1 transform-set TS\ncrypto map other interface outside",
        )],
        errors: &["peer-address-mismatch"],
        fixes: &[],
    },
    Row {
        what: "ASA: the peer is an interface by which the device does not reach it",
        names: ASA,
        edits: &[
            in_b(
                "access-list VPN",
                "interface GigabitEthernet0/2\n nameif dmz\n security-level 50\n ip address 203.0.113.1 \
                 255.255.255.0\n!\naccess-list VPN",
            ),
            in_a("set peer 198.51.100.20", "set peer 203.0.113.1"),
        ],
        errors: &["peer-address-mismatch"],
        fixes: &["alpha-asa: no crypto map outside_map 10 set peer 203.0.113.1; crypto map outside_map 10 set peer \
                 198.51.100.20"],
    },
    Row {
        what: "IOS: a crypto map on the inside",
        names: ASA_IOS,
        edits: &[IOS_MAP, IOS_INSIDE_MAP],
        errors: &["peer-address-mismatch"],
        fixes: &[
            "bravo-ios: interface GigabitEthernet0/1;  no crypto map VPN; interface GigabitEthernet0/0;  crypto map VPN",
        ],
    },
    Row {
        what: "IOS: the map sends from a loopback, and the peer points at the interface",
        names: IOS,
        edits: &[
            in_b("crypto map VPN 10", "crypto map VPN local-address Loopback0\ncrypto map VPN 10"),
            in_b(
                "interface GigabitEthernet0/1",
                "interface Loopback0\n ip address 203.0.113.1 255.255.255.255\n!\ninterface GigabitEthernet0/1",
            ),
        ],
        errors: &["peer-address-mismatch"],
        fixes: &[
            "alpha-ios: crypto map VPN 10 ipsec-isakmp;  no set peer 198.51.100.20;  set peer 203.0.113.1; crypto isakmp \
             key <key> address 203.0.113.1",
            "bravo-ios: crypto map VPN local-address GigabitEthernet0/0",
        ],
    },
    Row {
        what: "IOS: the peer points at a loopback, and the map sends from the interface",
        names: IOS,
        edits: &[
            in_b(
                "interface GigabitEthernet0/1",
                "interface Loopback0\n ip address 203.0.113.1 255.255.255.255\n!\ninterface GigabitEthernet0/1",
            ),
            in_a("set peer 198.51.100.20", "set peer 203.0.113.1"),
            in_a("Horse address 198.51.100.20", "Horse address 203.0.113.1"),
        ],
        errors: &["peer-address-mismatch"],
        fixes: &[
            "alpha-ios: crypto map VPN 10 ipsec-isakmp;  no set peer 203.0.113.1;  set peer 198.51.100.20; crypto isakmp \
             key <key> address 198.51.100.20",
            "bravo-ios: interface GigabitEthernet0/0;  no crypto map VPN; interface Loopback0;  crypto map VPN",
        ],
    },
    Row {
        what: "PAN-OS: a gateway on the inside",
        names: ASA_PAN,
        edits: &[
            in_b("local-address interface ethernet1/1", "local-address interface ethernet1/2"),
            in_b("local-address ip 198.51.100.20/24", "local-address ip 10.2.0.1/24"),
        ],
        errors: &["peer-address-mismatch"],
        fixes: &[
            "bravo-pan: set network ike gateway GW local-address interface ethernet1/1; set network ike gateway GW \
                 local-address ip 198.51.100.20/<mask>; commit",
        ],
    },
    Row {
        what: "PAN-OS: two outer interfaces, and nothing says which is meant",
        names: PAN,
        edits: &[
            in_b("local-address interface ethernet1/1", "local-address interface ethernet1/3"),
            in_b("local-address ip 198.51.100.20/24", "local-address ip 203.0.113.1/24"),
            in_b(
                "set network interface tunnel",
                "set network interface ethernet ethernet1/3 layer3 ip 203.0.113.1/24\nset network interface tunnel",
            ),
        ],
        errors: &["peer-address-mismatch"],
        fixes: &[
            "alpha-pan: set network ike gateway GW peer-address ip 203.0.113.1; commit",
            "bravo-pan: set network ike gateway GW local-address interface ethernet1/1; set network ike gateway GW \
             local-address ip 198.51.100.20/<mask>; commit",
        ],
    },
    Row {
        what: "IOS behind a PAN-OS: no address of the other device at all",
        names: PAN_IOS,
        edits: &[in_a("peer-address ip 198.51.100.20", "peer-address ip 198.51.100.21")],
        errors: &["peer-address-mismatch"],
        fixes: &["alpha-pan: set network ike gateway GW peer-address ip 198.51.100.20; commit"],
    },
];

/// What to do about the errors of a check, an alternative a line.
fn fixes(check: &Check) -> Vec<String> {
    let errors = check.findings.iter().filter(|finding| finding.severity == ikelint::rules::Severity::Error);
    let fixes = errors.flat_map(|finding| &finding.fixes);
    fixes.map(|fix| format!("{}: {}", check.devices[fix.device].name, fix.commands.join("; "))).collect()
}

#[test]
fn the_end_with_the_wrong_binding_is_told_to_move() {
    for row in BINDINGS {
        let check = check_edited(row.names, row.edits);
        assert_eq!(verdict(&check), "stalls", "{}", row.what);
        assert_eq!(errors(&check), row.errors, "{}", row.what);
        assert_eq!(fixes(&check), row.fixes, "{}", row.what);
    }
}
