//! Default routes that come with an address: by DHCP, PPPoE or PPP.

use ikelint::check::Traffic;

use crate::pairs::{Edit, in_a, in_b};
use crate::traffic::{B_BLOCKED, FLOW, JudgedRow, assert_judged};

const ASA: [&str; 2] = ["asa-ikev2"; 2];
const IOS: [&str; 2] = ["ios-ikev2"; 2];
const B_ASA_ROUTE: &str = "route outside 0.0.0.0 0.0.0.0 198.51.100.1 1\n";
const B_IOS_ROUTE: &str = "ip route 0.0.0.0 0.0.0.0 198.51.100.1\n";
const B_ADDRESS: &str = "ip address 198.51.100.20 255.255.255.0";
const NO_ASA_ROUTE: Edit = in_b(B_ASA_ROUTE, "");
const NO_IOS_ROUTE: Edit = in_b(B_IOS_ROUTE, "");
/// An ASA that takes whoever comes, so that the address of B may be a leased one.
const TAKES_ANYBODY: [Edit; 2] = [
    in_a(
        "crypto map outside_map 10 match address VPN\ncrypto map outside_map 10 set peer 198.51.100.20\ncrypto map outside_map 10 set ikev2 ipsec-proposal TS\n",
        "crypto dynamic-map DYN 10 match address VPN\ncrypto dynamic-map DYN 10 set ikev2 ipsec-proposal TS\ncrypto map outside_map 10 ipsec-isakmp dynamic DYN\n",
    ),
    in_a("tunnel-group 198.51.100.20", "tunnel-group DefaultL2LGroup"),
];
const SECOND: &str = "interface GigabitEthernet0/1\n";
const A_UNKNOWN_B_BLOCKED: [Traffic; 2] = [Traffic::Unknown, Traffic::Blocked];
const PAN_TUNNEL: &str = "set network interface tunnel units";
const NO_PAN_ROUTE: Edit =
    in_b("static-route default destination 0.0.0.0/0", "static-route default destination 203.0.113.0/24");

/// What B has.
const ROWS: &[JudgedRow] = &[
    (
        "ASA: the default route comes with the address",
        ASA,
        &[TAKES_ANYBODY[0], TAKES_ANYBODY[1], NO_ASA_ROUTE, in_b(B_ADDRESS, "ip address dhcp setroute")],
        "establishes",
        FLOW,
        &[],
    ),
    (
        "ASA: the same by PPPoE",
        ASA,
        &[TAKES_ANYBODY[0], TAKES_ANYBODY[1], NO_ASA_ROUTE, in_b(B_ADDRESS, "ip address pppoe setroute")],
        "establishes",
        FLOW,
        &[],
    ),
    (
        "ASA: an address alone",
        ASA,
        &[TAKES_ANYBODY[0], TAKES_ANYBODY[1], NO_ASA_ROUTE, in_b(B_ADDRESS, "ip address dhcp")],
        "undetermined",
        A_UNKNOWN_B_BLOCKED,
        &["no-route-to-remote-network"],
    ),
    (
        "ASA: the default route comes by another interface, without the map",
        ASA,
        &[
            NO_ASA_ROUTE,
            in_b(
                SECOND,
                "interface GigabitEthernet0/5\n nameif second\n security-level 0\n ip address dhcp setroute\n!\ninterface GigabitEthernet0/1\n",
            ),
        ],
        "undetermined",
        A_UNKNOWN_B_BLOCKED,
        &["no-route-to-remote-network"],
    ),
    (
        "ASA: another interface gets an address and no route",
        ASA,
        &[in_b(
            SECOND,
            "interface GigabitEthernet0/5\n nameif second\n security-level 0\n ip address dhcp\n!\ninterface GigabitEthernet0/1\n",
        )],
        "establishes",
        FLOW,
        &[],
    ),
    (
        "IOS: the default route comes by another interface, without the map",
        IOS,
        &[
            NO_IOS_ROUTE,
            in_b(SECOND, "interface GigabitEthernet0/5\n ip address dhcp\n!\ninterface GigabitEthernet0/1\n"),
        ],
        "undetermined",
        A_UNKNOWN_B_BLOCKED,
        &["no-route-to-remote-network"],
    ),
    (
        "IOS: another interface gets an address and asks for no route, and there is none",
        IOS,
        &[
            NO_IOS_ROUTE,
            in_b(
                SECOND,
                "interface GigabitEthernet0/5\n ip address dhcp\n no ip dhcp client request router\n!\ninterface GigabitEthernet0/1\n",
            ),
        ],
        "stalls",
        A_UNKNOWN_B_BLOCKED,
        &["no-route-to-peer", "no-route-to-remote-network"],
    ),
    (
        "IOS: the static default route goes before the one that comes",
        IOS,
        &[in_b(SECOND, "interface GigabitEthernet0/5\n ip address dhcp\n!\ninterface GigabitEthernet0/1\n")],
        "establishes",
        FLOW,
        &[],
    ),
    (
        "IOS: the default route leads out, and none into the tunnel",
        ["ios-vti"; 2],
        &[
            NO_IOS_ROUTE,
            in_b("ip route 10.1.0.0 255.255.255.0 Tunnel0\n", ""),
            in_b(SECOND, "interface GigabitEthernet0/5\n ip address dhcp\n!\ninterface GigabitEthernet0/1\n"),
        ],
        "establishes",
        B_BLOCKED,
        &["no-route-to-remote-network"],
    ),
    (
        "PAN-OS: the default route comes by another interface than that of the gateway",
        ["ios-ikev2", "panos-ikev2"],
        &[
            NO_PAN_ROUTE,
            in_b(
                PAN_TUNNEL,
                "set network interface ethernet ethernet1/5 layer3 dhcp-client enable yes\nset network virtual-router default interface ethernet1/5\nset network interface tunnel units",
            ),
        ],
        "undetermined",
        [Traffic::Unknown; 2],
        &[],
    ),
    (
        "PAN-OS: another interface gets no default route",
        ["ios-ikev2", "panos-ikev2"],
        &[
            NO_PAN_ROUTE,
            in_b(
                PAN_TUNNEL,
                "set network interface ethernet ethernet1/5 layer3 dhcp-client create-default-route no\nset network virtual-router default interface ethernet1/5\nset network interface tunnel units",
            ),
        ],
        "stalls",
        [Traffic::Unknown; 2],
        &["no-route-to-peer"],
    ),
];

#[test]
fn a_default_route_that_comes_with_an_address_leads_out_by_its_interface() {
    assert_judged(ROWS);
}
