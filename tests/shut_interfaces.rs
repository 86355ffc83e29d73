//! Interfaces that are shut down: which of them a tunnel needs, and what is said of it.

use ikelint::check::Traffic;

use crate::pairs::{Edit, check_edited, in_b};
use crate::traffic::{BOTH_BLOCKED, BOTH_UNKNOWN, FLOW, JudgedRow, assert_judged};

const B_OUTSIDE: &str = "interface GigabitEthernet0/0\n";
const B_INSIDE: &str = "interface GigabitEthernet0/1\n";
const OUTSIDE_SHUT: Edit = in_b(B_OUTSIDE, "interface GigabitEthernet0/0\n shutdown\n");
const INSIDE_SHUT: Edit = in_b(B_INSIDE, "interface GigabitEthernet0/1\n shutdown\n");
const LOOPBACK: Edit =
    in_b(B_INSIDE, "interface Loopback0\n ip address 203.0.113.9 255.255.255.255\n!\ninterface GigabitEthernet0/1\n");
const LOOPBACK_SHUT: Edit = in_b(
    B_INSIDE,
    "interface Loopback0\n ip address 203.0.113.9 255.255.255.255\n shutdown\n!\ninterface GigabitEthernet0/1\n",
);
const FROM_LOOPBACK: Edit = in_b("tunnel source GigabitEthernet0/0", "tunnel source Loopback0");
const MAP_FROM_LOOPBACK: Edit =
    in_b("crypto map VPN 10 ", "crypto map VPN local-address Loopback0\ncrypto map VPN 10 ");
const A_FACES_LOOPBACK: Edit = Edit { end: 0, from: "198.51.100.20", to: "203.0.113.9" };
const PAN_LINK: &str = "set network interface ethernet ethernet1/1 layer3 ip";

const A_UNKNOWN_B_BLOCKED: [Traffic; 2] = [Traffic::Unknown, Traffic::Blocked];

/// What is shut down at B.
const ROWS: &[JudgedRow] = &[
    (
        "the tunnel interface of an ASA: no source says whether it negotiates",
        ["asa-vti"; 2],
        &[in_b("interface Tunnel1\n", "interface Tunnel1\n shutdown\n")],
        "undetermined",
        BOTH_BLOCKED,
        &["no-route-to-remote-network"],
    ),
    ("the source of a VTI of an ASA", ["asa-vti"; 2], &[OUTSIDE_SHUT], "stalls", BOTH_UNKNOWN, &["incomplete-entry"]),
    (
        "the interface of which that with the map is a part, ASA",
        ["asa-ikev2"; 2],
        &[in_b(B_OUTSIDE, "interface GigabitEthernet0/0\n shutdown\n!\ninterface GigabitEthernet0/0.10\n vlan 10\n")],
        "stalls",
        A_UNKNOWN_B_BLOCKED,
        &["incomplete-entry"],
    ),
    (
        "the same up",
        ["asa-ikev2"; 2],
        &[in_b(B_OUTSIDE, "interface GigabitEthernet0/0\n!\ninterface GigabitEthernet0/0.10\n vlan 10\n")],
        "establishes",
        FLOW,
        &[],
    ),
    (
        "the interface of which that with the map is a part, IOS",
        ["ios-ikev2"; 2],
        &[in_b(
            B_OUTSIDE,
            "interface GigabitEthernet0/0\n shutdown\n!\ninterface GigabitEthernet0/0.10\n encapsulation dot1q 10\n",
        )],
        "stalls",
        A_UNKNOWN_B_BLOCKED,
        &["incomplete-entry"],
    ),
    ("the source of a VTI", ["ios-vti"; 2], &[OUTSIDE_SHUT], "stalls", BOTH_UNKNOWN, &["incomplete-entry"]),
    ("the source of a GRE tunnel", ["ios-gre"; 2], &[OUTSIDE_SHUT], "stalls", BOTH_UNKNOWN, &["incomplete-entry"]),
    (
        "the source of a VTI by its address",
        ["ios-vti"; 2],
        &[OUTSIDE_SHUT, in_b("tunnel source GigabitEthernet0/0", "tunnel source 198.51.100.20")],
        "stalls",
        BOTH_UNKNOWN,
        &["incomplete-entry"],
    ),
    (
        "a loopback that is the source of a VTI",
        ["ios-vti"; 2],
        &[LOOPBACK_SHUT, FROM_LOOPBACK, A_FACES_LOOPBACK],
        "stalls",
        BOTH_UNKNOWN,
        &["incomplete-entry"],
    ),
    ("none of them", ["ios-vti"; 2], &[LOOPBACK, FROM_LOOPBACK, A_FACES_LOOPBACK], "establishes", FLOW, &[]),
    (
        "the way to the peer",
        ["ios-vti"; 2],
        &[OUTSIDE_SHUT, LOOPBACK, FROM_LOOPBACK, A_FACES_LOOPBACK],
        "stalls",
        BOTH_UNKNOWN,
        &["no-route-to-peer"],
    ),
    (
        "a loopback from which the map sends",
        ["ios-ikev2"; 2],
        &[LOOPBACK_SHUT, MAP_FROM_LOOPBACK, A_FACES_LOOPBACK],
        "stalls",
        BOTH_UNKNOWN,
        &["incomplete-entry"],
    ),
    ("the same up", ["ios-ikev2"; 2], &[LOOPBACK, MAP_FROM_LOOPBACK, A_FACES_LOOPBACK], "establishes", FLOW, &[]),
    (
        "the interface of a PAN-OS gateway",
        ["ios-ikev2", "panos-ikev2"],
        &[in_b(
            PAN_LINK,
            "set network interface ethernet ethernet1/1 link-state down\nset network interface ethernet ethernet1/1 layer3 ip",
        )],
        "stalls",
        BOTH_UNKNOWN,
        &["incomplete-entry"],
    ),
    (
        "the same with its link state found automatically",
        ["ios-ikev2", "panos-ikev2"],
        &[in_b(
            PAN_LINK,
            "set network interface ethernet ethernet1/1 link-state auto\nset network interface ethernet ethernet1/1 layer3 ip",
        )],
        "establishes",
        BOTH_UNKNOWN,
        &[],
    ),
    (
        "the inner interface of an ASA",
        ["asa-ikev2"; 2],
        &[INSIDE_SHUT],
        "establishes",
        BOTH_BLOCKED,
        &["no-route-to-remote-network"],
    ),
    (
        "the inner interface of a router",
        ["ios-ikev2"; 2],
        &[INSIDE_SHUT],
        "establishes",
        BOTH_BLOCKED,
        &["no-route-to-remote-network"],
    ),
    (
        "the inner interface, with another way to its network",
        ["ios-ikev2"; 2],
        &[
            INSIDE_SHUT,
            in_b(
                "ip route",
                "interface GigabitEthernet0/2\n ip address 10.9.0.1 255.255.255.0\n!\nip route 10.2.0.0 255.255.255.0 10.9.0.2\nip route",
            ),
        ],
        "establishes",
        FLOW,
        &[],
    ),
    (
        "the interface of a better route: another one takes its place",
        ["ios-ikev2"; 2],
        &[in_b(
            "ip route",
            "interface GigabitEthernet0/2\n ip address 203.0.113.1 255.255.255.0\n shutdown\n!\nip route 10.1.0.0 255.255.255.0 203.0.113.2\nip route",
        )],
        "establishes",
        FLOW,
        &[],
    ),
];

#[test]
fn what_is_shut_down_is_told_where_a_tunnel_needs_it() {
    assert_judged(ROWS);
}

#[test]
fn the_commands_name_the_interface() {
    for (names, edits, lines) in [
        ("asa-ikev2", &[INSIDE_SHUT][..], ["interface GigabitEthernet0/1", " no shutdown"]),
        ("asa-vti", &[OUTSIDE_SHUT], ["interface GigabitEthernet0/0", " no shutdown"]),
        (
            "ios-vti",
            &[OUTSIDE_SHUT, LOOPBACK, FROM_LOOPBACK, A_FACES_LOOPBACK],
            ["interface GigabitEthernet0/0", " no shutdown"],
        ),
    ] {
        let check = check_edited([names; 2], edits);
        let fixes: Vec<_> = check.findings.iter().flat_map(|finding| &finding.fixes).collect();
        assert_eq!(fixes[0].commands, lines, "{names}");
    }
}
