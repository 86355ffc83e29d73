//! What nothing leads to: next hops on none of the networks of a device, tunnel interfaces without an address, GRE tunnels
//! with other ends than the packets.

use ikelint::check::{Check, Traffic};
use ikelint::rules::Severity;

use crate::pairs::{Edit, check_edited, in_a, in_b, verdict};
use crate::traffic::{A_BLOCKED, A_UNKNOWN, BOTH_BLOCKED, BOTH_UNKNOWN, FLOW, rules_that_block_are_told};

const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];
const IOS: [&str; 2] = ["ios-ikev1", "ios-ikev1"];
const PAN: [&str; 2] = ["panos-ikev1", "ios-ikev1"];
const VTI: [&str; 2] = ["ios-vti", "ios-vti"];
const MAPS: [&str; 2] = ["ios-gremap", "ios-gremap"];
const IOS_ROUTE: &str = "ip route 0.0.0.0 0.0.0.0 192.0.2.1\n";
const ASA_ROUTE: &str = "route outside 0.0.0.0 0.0.0.0 192.0.2.1 1\n";
const INNER: &str = "interface GigabitEthernet0/1\n";
const A_SOURCE: &str = " tunnel source GigabitEthernet0/0\n";
const A_FAR: &str = " tunnel destination 198.51.100.20\n";

/// What it is about, the pair, the edits, the verdict, the traffic, and the rules that are told, each with the text of its line.
type Row = (
    &'static str,
    [&'static str; 2],
    &'static [Edit],
    &'static str,
    [Traffic; 2],
    &'static [(&'static str, Severity, &'static str)],
);

const ERROR: Severity = Severity::Error;
const WARNING: Severity = Severity::Warning;
const LIST_LINE: &str = "permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255";
const GRE_LINE: &str = "permit gre host 192.0.2.10 host 198.51.100.20";

const ROWS: &[Row] = &[
    (
        "a router whose next hop is on none of its networks",
        IOS,
        &[in_a(IOS_ROUTE, "ip route 0.0.0.0 0.0.0.0 192.0.3.1\n")],
        "stalls",
        [Traffic::Blocked, Traffic::Unknown],
        &[
            ("no-route-to-peer", ERROR, "ip route 0.0.0.0 0.0.0.0 192.0.3.1"),
            ("no-route-to-remote-network", ERROR, LIST_LINE),
        ],
    ),
    (
        "the mask of the outer interface is mistyped",
        IOS,
        &[in_a("192.0.2.10 255.255.255.0", "192.0.2.10 255.255.255.252")],
        "stalls",
        [Traffic::Blocked, Traffic::Unknown],
        &[
            ("no-route-to-peer", ERROR, "ip route 0.0.0.0 0.0.0.0 192.0.2.1"),
            ("no-route-to-remote-network", ERROR, LIST_LINE),
        ],
    ),
    (
        "another route leads to the next hop",
        IOS,
        &[in_a(IOS_ROUTE, "ip route 0.0.0.0 0.0.0.0 192.0.3.1\nip route 192.0.3.0 255.255.255.0 192.0.2.1\n")],
        "establishes",
        FLOW,
        &[],
    ),
    (
        "two routes by next hops that lead to each other",
        IOS,
        &[in_a(IOS_ROUTE, "ip route 0.0.0.0 0.0.0.0 192.0.3.1\nip route 192.0.3.0 255.255.255.0 192.0.4.1\n")],
        "stalls",
        [Traffic::Blocked, Traffic::Unknown],
        &[
            ("no-route-to-peer", ERROR, "ip route 0.0.0.0 0.0.0.0 192.0.3.1"),
            ("no-route-to-remote-network", ERROR, LIST_LINE),
        ],
    ),
    (
        "an interface with an address by DHCP may have the next hop behind it",
        IOS,
        &[
            in_a(IOS_ROUTE, "ip route 0.0.0.0 0.0.0.0 192.0.3.1\n"),
            in_a(INNER, "interface GigabitEthernet0/2\n ip address dhcp\n!\ninterface GigabitEthernet0/1\n"),
        ],
        "establishes",
        A_UNKNOWN,
        &[],
    ),
    (
        "a serial interface may make a route to its neighbour",
        IOS,
        &[
            in_a(IOS_ROUTE, "ip route 0.0.0.0 0.0.0.0 192.0.3.1\n"),
            in_a(
                INNER,
                "interface Serial0/2/0\n ip address 203.0.113.1 255.255.255.252\n!\ninterface GigabitEthernet0/1\n",
            ),
        ],
        "establishes",
        A_UNKNOWN,
        &[],
    ),
    (
        "a router whose next hop is its own address",
        IOS,
        &[in_a(IOS_ROUTE, "ip route 0.0.0.0 0.0.0.0 192.0.2.10\n")],
        "stalls",
        [Traffic::Blocked, Traffic::Unknown],
        &[
            ("no-route-to-peer", ERROR, "ip route 0.0.0.0 0.0.0.0 192.0.2.10"),
            ("no-route-to-remote-network", ERROR, LIST_LINE),
        ],
    ),
    (
        "a route by an interface that there is not",
        IOS,
        &[in_a(IOS_ROUTE, "ip route 0.0.0.0 0.0.0.0 GigabitEthernet0/3 192.0.2.1\n")],
        "stalls",
        [Traffic::Blocked, Traffic::Unknown],
        &[
            ("no-route-to-peer", ERROR, "ip route 0.0.0.0 0.0.0.0 GigabitEthernet0/3 192.0.2.1"),
            ("no-route-to-remote-network", ERROR, LIST_LINE),
        ],
    ),
    (
        "a route into a tunnel by its own address",
        VTI,
        &[in_a("255.255.255.0 Tunnel0", "255.255.255.0 172.16.0.1")],
        "establishes",
        A_BLOCKED,
        &[("no-route-to-remote-network", ERROR, "ip route 0.0.0.0 0.0.0.0 192.0.2.1")],
    ),
    (
        "a router that asks on an interface for an address that is not in its network",
        IOS,
        &[in_a(IOS_ROUTE, "ip route 0.0.0.0 0.0.0.0 GigabitEthernet0/0 192.0.3.1\n")],
        "undetermined",
        BOTH_UNKNOWN,
        &[("no-route-to-peer", WARNING, "ip route 0.0.0.0 0.0.0.0 GigabitEthernet0/0 192.0.3.1")],
    ),
    (
        "an ASA that does so",
        ASA,
        &[in_a(ASA_ROUTE, "route outside 0.0.0.0 0.0.0.0 192.0.3.1 1\n")],
        "undetermined",
        BOTH_UNKNOWN,
        &[("no-route-to-peer", WARNING, "route outside 0.0.0.0 0.0.0.0 192.0.3.1 1")],
    ),
    (
        "an ASA with its own address as gateway asks for the destination",
        ASA,
        &[in_a(ASA_ROUTE, "route outside 0.0.0.0 0.0.0.0 192.0.2.10 1\n")],
        "undetermined",
        BOTH_UNKNOWN,
        &[("no-route-to-peer", WARNING, "route outside 0.0.0.0 0.0.0.0 192.0.2.10 1")],
    ),
    (
        "an ASA with a route by the interface to the next hop",
        ASA,
        &[in_a(
            ASA_ROUTE,
            "route outside 0.0.0.0 0.0.0.0 192.0.3.1 1\nroute outside 192.0.3.0 255.255.255.0 192.0.2.1 1\n",
        )],
        "establishes",
        FLOW,
        &[],
    ),
    (
        "a PAN-OS firewall that does so",
        PAN,
        &[in_a("nexthop ip-address 192.0.2.1\n", "nexthop ip-address 192.0.3.1\n")],
        "undetermined",
        BOTH_UNKNOWN,
        &[(
            "no-route-to-peer",
            WARNING,
            "set network virtual-router default routing-table ip static-route default destination 0.0.0.0/0",
        )],
    ),
    (
        "a tunnel interface that borrows an address",
        VTI,
        &[in_a(" ip address 172.16.0.1 255.255.255.252\n", " ip unnumbered GigabitEthernet0/1\n")],
        "establishes",
        FLOW,
        &[],
    ),
    (
        "the route to the peer leads into the tunnel, before another one",
        VTI,
        &[in_a("ip route 10.2.0.0", "ip route 198.51.100.0 255.255.255.0 Tunnel0\nip route 10.2.0.0")],
        "establishes",
        [Traffic::Blocked, Traffic::Unknown],
        &[("recursive-route", ERROR, "ip route 198.51.100.0 255.255.255.0 Tunnel0")],
    ),
    (
        "the same, behind it",
        VTI,
        &[in_a("255.255.255.0 Tunnel0\n", "255.255.255.0 Tunnel0\nip route 198.51.100.0 255.255.255.0 Tunnel0\n")],
        "establishes",
        [Traffic::Blocked, Traffic::Unknown],
        &[("recursive-route", ERROR, "ip route 198.51.100.0 255.255.255.0 Tunnel0")],
    ),
    (
        "GRE from an inner address under a crypto map",
        MAPS,
        &[in_a(A_SOURCE, " tunnel source GigabitEthernet0/1\n")],
        "establishes",
        BOTH_BLOCKED,
        &[("gre-mismatch", ERROR, "tunnel source GigabitEthernet0/1")],
    ),
    (
        "GRE to another address under a crypto map",
        MAPS,
        &[in_a(A_FAR, " tunnel destination 198.51.100.22\n")],
        "establishes",
        BOTH_BLOCKED,
        &[("gre-mismatch", ERROR, "tunnel destination 198.51.100.22")],
    ),
    (
        "another protocol than the access list permits",
        MAPS,
        &[in_a(A_FAR, " tunnel destination 198.51.100.20\n tunnel mode ipip\n")],
        "establishes",
        BOTH_BLOCKED,
        &[("gre-mismatch", ERROR, "tunnel mode ipip")],
    ),
    (
        "no tunnel interface at all",
        MAPS,
        &[
            in_a(" tunnel source GigabitEthernet0/0\n tunnel destination 198.51.100.20\n", ""),
            in_a(
                "interface Tunnel0\n ip address 172.16.0.1 255.255.255.252\n",
                "interface Loopback0\n ip address 172.16.0.1 255.255.255.255\n",
            ),
            in_a("ip route 10.2.0.0 255.255.255.0 Tunnel0\n", ""),
        ],
        "establishes",
        BOTH_BLOCKED,
        &[("gre-mismatch", ERROR, "crypto map VPN 10 ipsec-isakmp"), ("gre-mismatch", ERROR, GRE_LINE)],
    ),
    (
        "a mistyped name of the IPsec profile says nothing of PFS",
        VTI,
        &[
            in_a("protection ipsec profile PROFILE", "protection ipsec profile PROFIL"),
            in_b("set transform-set TS\n", "set transform-set TS\n set pfs group14\n"),
            in_a("set transform-set TS\n", "set transform-set TS\n set pfs group14\n"),
        ],
        "stalls",
        BOTH_UNKNOWN,
        &[("dangling-reference", ERROR, "tunnel protection ipsec profile PROFIL")],
    ),
    (
        "a tunnel group without a type",
        ASA,
        &[in_a("tunnel-group 198.51.100.20 type ipsec-l2l\n", "")],
        "undetermined",
        BOTH_UNKNOWN,
        &[("incomplete-entry", WARNING, "tunnel-group 198.51.100.20 ipsec-attributes")],
    ),
    (
        "a translation of what routes lead into a tunnel interface",
        ["asa-vti", "asa-vti"],
        &[in_a(
            "route outside 0",
            "object network LAN\n subnet 10.1.0.0 255.255.255.0\n nat (inside,any) dynamic interface\nroute outside 0",
        )],
        "establishes",
        BOTH_UNKNOWN,
        &[("nat-exemption-missing", WARNING, "nat (inside,any) dynamic interface")],
    ),
    (
        "the route to the other end and to the peer leads inside",
        ASA,
        &[in_a(ASA_ROUTE, "route inside 0.0.0.0 0.0.0.0 10.1.0.254 1\n")],
        "undetermined",
        [Traffic::Blocked, Traffic::Unknown],
        &[("no-route-to-remote-network", ERROR, "route inside 0.0.0.0 0.0.0.0 10.1.0.254 1")],
    ),
    (
        "a tunnel whose ends are known at run time alone",
        MAPS,
        &[in_a(A_FAR, " tunnel mode gre multipoint\n")],
        "establishes",
        FLOW,
        &[],
    ),
];

/// What is told that is no remark, with the text of the line.
fn told(check: &Check) -> Vec<(&'static str, Severity, String)> {
    let graver = check.findings.iter().filter(|finding| finding.severity != Severity::Info);
    let line = |finding: &ikelint::rules::Finding| {
        let span = finding.primary.span;
        let file = check.source(span)?;
        let number = file.line_column(span.start).0;
        file.text().lines().nth(number - 1).map(|line| line.trim().to_owned())
    };
    graver.map(|finding| (finding.rule.name, finding.severity, line(finding).unwrap_or_default())).collect()
}

#[test]
fn what_nothing_leads_to_is_told() {
    let mut wrong = Vec::new();
    for (what, names, edits, expected, traffic, rules) in ROWS {
        let check = check_edited(*names, edits);
        let told = told(&check);
        let words: Vec<_> = told.iter().map(|(rule, severity, line)| (*rule, *severity, line.as_str())).collect();
        let found = (verdict(&check), check.tunnels[0].traffic, words);
        if found != (*expected, *traffic, rules.to_vec()) {
            wrong.push(format!("{what}: {found:?}"));
        }
        rules_that_block_are_told(&check);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where the peer is led elsewhere as well as the other end's network, the commands lead both to the tunnel.
#[test]
fn the_commands_lead_to_the_peer_as_well() {
    let check = check_edited(ASA, &[in_a(ASA_ROUTE, "route inside 0.0.0.0 0.0.0.0 10.1.0.254 1\n")]);
    let finding = check.findings.iter().find(|finding| finding.rule.name == "no-route-to-remote-network").unwrap();
    let commands = &finding.fixes[0].commands;
    assert!(
        commands.iter().any(|line| line.starts_with("route outside 198.51.100.20 255.255.255.255")),
        "{commands:?}"
    );
}
