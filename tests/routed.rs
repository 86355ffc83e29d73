//! What becomes of traffic that routes lead into a tunnel interface.

use ikelint::check::{Settings, Traffic};
use ikelint::rules::Severity;

use crate::pairs::{Edit, check_edited, check_texts, edited, errors, in_a, in_b, verdict};
use crate::traffic::{
    A_BLOCKED, A_BLOCKED_B_UNKNOWN, A_UNKNOWN, B_BLOCKED, BOTH_BLOCKED, BOTH_UNKNOWN, FLOW, Row,
    rules_that_block_are_told,
};

const ASA: [&str; 2] = ["asa-vti", "asa-vti"];
const IOS: [&str; 2] = ["ios-vti", "ios-vti"];
const GRE: [&str; 2] = ["ios-gre", "ios-gre"];
const MAPS: [&str; 2] = ["ios-gremap", "ios-gremap"];
const A_ROUTE: &str = "ip route 10.2.0.0 255.255.255.0 Tunnel0\n";
const B_ROUTE: &str = "ip route 10.1.0.0 255.255.255.0 Tunnel0\n";
const A_ASA_ROUTE: &str = "route vti 10.2.0.0 255.255.255.0 172.16.0.2 1\n";
const A_TUNNEL: &str = " tunnel source GigabitEthernet0/0\n tunnel destination 198.51.100.20\n";
const B_OUTSIDE: &str = " ip address 198.51.100.20 255.255.255.0\n";
const B_OUTSIDE_WITH_LIST: &str = " ip address 198.51.100.20 255.255.255.0\n ip access-group EDGE in\n";
const ONLY_IKE: &str =
    "ip route 10.1.0.0 255.255.255.0 Tunnel0\nip access-list extended EDGE\n permit udp any any eq isakmp\n";
const IKE_AND_ESP: &str = "ip route 10.1.0.0 255.255.255.0 Tunnel0\nip access-list extended EDGE\n permit udp any any eq isakmp\n permit esp any any\n";
const NO_ROUTE: &[&str] = &["no-route-to-remote-network"];

const ROWS: &[Row] = &[
    Row { what: "static routes on two ASA", names: ASA, edits: &[], traffic: FLOW, errors: &[] },
    Row { what: "static routes on two routers", names: IOS, edits: &[], traffic: FLOW, errors: &[] },
    Row { what: "an ASA and a router", names: ["asa-vti", "ios-vti"], edits: &[], traffic: FLOW, errors: &[] },
    Row { what: "GRE with tunnel protection", names: GRE, edits: &[], traffic: FLOW, errors: &[] },
    Row { what: "GRE under crypto maps", names: MAPS, edits: &[], traffic: FLOW, errors: &[] },
    Row { what: "GRE under either", names: ["ios-gre", "ios-gremap"], edits: &[], traffic: FLOW, errors: &[] },
    Row {
        what: "an ASA without a route into the tunnel",
        names: ASA,
        edits: &[in_a(A_ASA_ROUTE, "")],
        traffic: A_BLOCKED,
        errors: NO_ROUTE,
    },
    Row {
        what: "a router without a route into the tunnel",
        names: ["asa-vti", "ios-vti"],
        edits: &[in_b(B_ROUTE, "")],
        traffic: B_BLOCKED,
        errors: NO_ROUTE,
    },
    Row {
        what: "no route at either end",
        names: IOS,
        edits: &[in_a(A_ROUTE, ""), in_b(B_ROUTE, "")],
        traffic: BOTH_BLOCKED,
        errors: &["no-route-to-remote-network", "no-route-to-remote-network"],
    },
    Row {
        what: "a route to another private network, which the other end has nowhere",
        names: IOS,
        edits: &[in_a(A_ROUTE, "ip route 10.22.0.0 255.255.255.0 Tunnel0\n")],
        traffic: A_BLOCKED,
        errors: NO_ROUTE,
    },
    Row {
        what: "a route to a public network, which the other end may pass on",
        names: IOS,
        edits: &[in_a(A_ROUTE, "ip route 203.0.113.0 255.255.255.0 Tunnel0\n")],
        traffic: A_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "one network on both sides, to which the route into the tunnel does not count",
        names: IOS,
        edits: &[in_a("10.1.0.1 255.255.255.0", "10.2.0.1 255.255.255.0")],
        traffic: BOTH_BLOCKED,
        errors: &["overlapping-networks", "overlapping-networks"],
    },
    Row {
        what: "the only inner interface is shut down",
        names: IOS,
        edits: &[in_a("interface GigabitEthernet0/1\n", "interface GigabitEthernet0/1\n shutdown\n")],
        traffic: BOTH_BLOCKED,
        errors: NO_ROUTE,
    },
    Row {
        what: "no route into GRE under a crypto map",
        names: MAPS,
        edits: &[in_a(A_ROUTE, "")],
        traffic: A_BLOCKED,
        errors: NO_ROUTE,
    },
    Row {
        what: "a routing protocol in the place of routes",
        names: GRE,
        edits: &[
            in_a(A_ROUTE, "router eigrp 1\n network 10.0.0.0\n"),
            in_b(B_ROUTE, "router eigrp 1\n network 10.0.0.0\n"),
        ],
        traffic: BOTH_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a route by the address of the other end of the tunnel",
        names: IOS,
        edits: &[in_a("255.255.255.0 Tunnel0", "255.255.255.0 172.16.0.2")],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "everything into the tunnel, the peer by itself",
        names: IOS,
        edits: &[in_a(
            "ip route 0.0.0.0 0.0.0.0 192.0.2.1\nip route 10.2.0.0 255.255.255.0 Tunnel0\n",
            "ip route 198.51.100.20 255.255.255.255 192.0.2.1\nip route 0.0.0.0 0.0.0.0 Tunnel0\n",
        )],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "a route that another one displaces",
        names: IOS,
        edits: &[in_a(
            A_ROUTE,
            "ip route 10.2.0.0 255.255.255.0 Tunnel0 200\nip route 10.2.0.0 255.255.255.0 10.1.0.254\n",
        )],
        traffic: A_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "another tunnel carries the network",
        names: IOS,
        edits: &[in_a(
            A_ROUTE,
            "interface Tunnel9\n ip address 172.16.9.1 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel destination 203.0.113.9\n tunnel mode ipsec ipv4\n tunnel protection ipsec profile PROFILE\n!\nip route 10.2.0.0 255.255.255.0 Tunnel9\n",
        )],
        traffic: A_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a list on the tunnel that drops everything of the other end",
        names: IOS,
        edits: &[
            in_a(
                A_TUNNEL,
                " ip access-group TUNNEL-IN in\n tunnel source GigabitEthernet0/0\n tunnel destination 198.51.100.20\n",
            ),
            in_a(
                A_ROUTE,
                "ip route 10.2.0.0 255.255.255.0 Tunnel0\nip access-list extended TUNNEL-IN\n permit ip 10.7.0.0 0.0.255.255 any\n",
            ),
        ],
        traffic: B_BLOCKED,
        errors: &["security-policy-blocks"],
    },
    Row {
        what: "a list on the outer interface without ESP",
        names: IOS,
        edits: &[
            in_b("interface GigabitEthernet0/0\n", "interface GigabitEthernet0/0\n ip access-group OUT-IN in\n"),
            in_b("ip route 0", "ip access-list extended OUT-IN\n permit udp any any eq isakmp\n!\nip route 0"),
        ],
        traffic: A_BLOCKED,
        errors: &["esp-blocked"],
    },
    Row {
        what: "a list on the inner interface that drops everything for the tunnel",
        names: GRE,
        edits: &[
            in_a("interface GigabitEthernet0/1\n", "interface GigabitEthernet0/1\n ip access-group LAN-IN in\n"),
            in_a(
                A_ROUTE,
                "ip route 10.2.0.0 255.255.255.0 Tunnel0\nip access-list extended LAN-IN\n deny ip any 10.2.0.0 0.0.0.255\n permit ip any any\n",
            ),
        ],
        traffic: A_BLOCKED,
        errors: &["security-policy-blocks"],
    },
    Row {
        what: "an inspection on the tunnel",
        names: IOS,
        edits: &[in_a(
            A_TUNNEL,
            " zone-member security VPN\n tunnel source GigabitEthernet0/0\n tunnel destination 198.51.100.20\n",
        )],
        traffic: BOTH_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a translation on the tunnel interface",
        names: IOS,
        edits: &[
            in_a(A_TUNNEL, " ip nat outside\n tunnel source GigabitEthernet0/0\n tunnel destination 198.51.100.20\n"),
            in_a("interface GigabitEthernet0/1\n", "interface GigabitEthernet0/1\n ip nat inside\n"),
            in_a(
                A_ROUTE,
                "ip route 10.2.0.0 255.255.255.0 Tunnel0\nip nat inside source list LAN interface GigabitEthernet0/0 overload\nip access-list extended LAN\n permit ip 10.1.0.0 0.0.0.255 any\n",
            ),
        ],
        traffic: A_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a translation on the way to the internet alone",
        names: ASA,
        edits: &[in_a(
            A_ASA_ROUTE,
            "route vti 10.2.0.0 255.255.255.0 172.16.0.2 1\nnat (inside,outside) source dynamic any interface\n",
        )],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "a tunnel interface without an address",
        names: GRE,
        edits: &[in_a(" ip address 172.16.0.1 255.255.255.252\n", "")],
        traffic: BOTH_BLOCKED,
        errors: NO_ROUTE,
    },
    Row {
        what: "a tunnel interface under a crypto map that is shut down",
        names: MAPS,
        edits: &[in_a(A_TUNNEL, " shutdown\n tunnel source GigabitEthernet0/0\n tunnel destination 198.51.100.20\n")],
        traffic: BOTH_BLOCKED,
        errors: &["no-route-to-remote-network"],
    },
    Row {
        what: "routes that authorisation may bring",
        names: IOS,
        edits: &[
            in_a(A_ROUTE, ""),
            in_a(" keyring local KEYS\n", " keyring local KEYS\n aaa authorization group psk list default default\n"),
        ],
        traffic: A_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "GRE with another key",
        names: GRE,
        edits: &[
            in_a(" tunnel source", " tunnel key 7\n tunnel source"),
            in_b(" tunnel source", " tunnel key 8\n tunnel source"),
        ],
        traffic: BOTH_BLOCKED,
        errors: &["gre-mismatch"],
    },
    Row {
        what: "GRE with a key at one end",
        names: GRE,
        edits: &[in_a(" tunnel source", " tunnel key 7\n tunnel source")],
        traffic: BOTH_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a key that a tunnel in IPsec mode does not use",
        names: IOS,
        edits: &[in_a(" tunnel source", " tunnel key 7\n tunnel source")],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "ESP that a list drops before a tunnel interface",
        names: ASA,
        edits: &[in_b(
            "route outside",
            "access-list BOX extended permit udp any any eq isakmp\naccess-list BOX extended deny esp any any\naccess-group BOX in interface outside control-plane\nroute outside",
        )],
        traffic: A_BLOCKED,
        errors: &["esp-blocked"],
    },
    Row {
        what: "ESP that a list drops on the interface with the tunnel's source address",
        names: IOS,
        edits: &[in_b(B_OUTSIDE, B_OUTSIDE_WITH_LIST), in_b(B_ROUTE, ONLY_IKE)],
        traffic: A_BLOCKED,
        errors: &["esp-blocked"],
    },
    Row {
        what: "the same list with ESP in it",
        names: IOS,
        edits: &[in_b(B_OUTSIDE, B_OUTSIDE_WITH_LIST), in_b(B_ROUTE, IKE_AND_ESP)],
        traffic: FLOW,
        errors: &[],
    },
];

const A_DEFAULT: &str = "ip route 0.0.0.0 0.0.0.0 192.0.2.1\n";

/// What is edited, the verdict, the traffic, and the severities of what `recursive-route` says.
type Recursion =
    (&'static str, [&'static str; 2], &'static [Edit], &'static str, [Traffic; 2], &'static [&'static str]);

const RECURSION: &[Recursion] = &[
    (
        "no other way to the peer",
        GRE,
        &[in_a(A_DEFAULT, "ip route 0.0.0.0 0.0.0.0 Tunnel0\n")],
        "stalls",
        [Traffic::Blocked, Traffic::Unknown],
        &["error"],
    ),
    (
        "a shorter route that is left while the tunnel is down",
        IOS,
        &[in_a(A_ROUTE, "ip route 10.2.0.0 255.255.255.0 Tunnel0\nip route 198.51.100.0 255.255.255.0 Tunnel0\n")],
        "establishes",
        A_BLOCKED_B_UNKNOWN,
        &["error"],
    ),
    (
        "a routing protocol that may bring a better route",
        IOS,
        &[in_a(
            A_ROUTE,
            "ip route 10.2.0.0 255.255.255.0 Tunnel0\nip route 198.51.100.0 255.255.255.0 Tunnel0\nrouter bgp 65001\n",
        )],
        "establishes",
        FLOW,
        &[],
    ),
    (
        "an ASA, whose tunnel names the outer interface",
        ASA,
        &[in_a("route outside 0.0.0.0 0.0.0.0 192.0.2.1 1\n", "route vti 0.0.0.0 0.0.0.0 172.16.0.2 1\n")],
        "undetermined",
        BOTH_UNKNOWN,
        &["warning"],
    ),
    (
        "the outer interface in a VRF of its own",
        IOS,
        &[
            in_a("interface GigabitEthernet0/0\n", "interface GigabitEthernet0/0\n vrf forwarding OUT\n"),
            in_a(" tunnel source GigabitEthernet0/0\n", " tunnel source GigabitEthernet0/0\n tunnel vrf OUT\n"),
            in_a(
                A_DEFAULT,
                "vrf definition OUT\n!\nip route vrf OUT 0.0.0.0 0.0.0.0 192.0.2.1\nip route 0.0.0.0 0.0.0.0 Tunnel0\n",
            ),
            in_a("crypto ikev2 profile PROF\n", "crypto ikev2 profile PROF\n match fvrf any\n"),
            in_a("crypto ikev2 policy POL\n", "crypto ikev2 policy POL\n match fvrf any\n"),
        ],
        "establishes",
        FLOW,
        &[],
    ),
];

#[test]
fn a_tunnel_that_is_routed_into_itself_is_told() {
    for (what, names, edits, expected, traffic, severities) in RECURSION {
        let check = check_edited(*names, edits);
        let told: Vec<&str> = check
            .findings
            .iter()
            .filter(|finding| finding.rule.name == "recursive-route")
            .map(|finding| finding.severity.word())
            .collect();
        let found = (verdict(&check), check.tunnels[0].traffic, told.as_slice());
        assert_eq!(found, (*expected, *traffic, *severities), "{what}");
    }
}

/// Lines on the tunnel interface of A, and the severity of what `mtu-too-large` says of them.
const SIZES: &[(&str, [&str; 2], &str, Option<&str>)] = &[
    ("GRE, an MTU that fits", GRE, " ip mtu 1400\n", None),
    ("GRE, the MTU of the outer interface", GRE, " ip mtu 1500\n", Some("warning")),
    ("GRE, an MTU that fits GRE alone", GRE, " ip mtu 1476\n", Some("warning")),
    ("GRE, a large MTU and small segments", GRE, " ip mtu 1476\n ip tcp adjust-mss 1360\n", Some("info")),
    ("GRE, segments beyond the MTU", GRE, " ip mtu 1400\n ip tcp adjust-mss 1460\n", Some("warning")),
    ("GRE, segments that make what fits the MTU", GRE, " ip mtu 1400\n ip tcp adjust-mss 1360\n", None),
    ("GRE, large segments", GRE, " ip tcp adjust-mss 1460\n", Some("warning")),
    ("GRE, no line", GRE, "", None),
    ("GRE under a crypto map, no line", MAPS, "", Some("info")),
    ("GRE under a crypto map, small segments", MAPS, " ip tcp adjust-mss 1360\n", None),
    ("a VTI, an MTU that fits", IOS, " ip mtu 1438\n", None),
    ("a VTI, one octet more than fits", IOS, " ip mtu 1439\n", Some("warning")),
];

#[test]
fn what_does_not_fit_once_it_is_wrapped_is_told() {
    for (what, names, lines, expected) in SIZES {
        let mut files = edited(*names, &[]);
        files[0].1 = files[0].1.replace(" tunnel source", &format!("{lines} tunnel source"));
        let check = check_texts(&files, Settings::default());
        let told = check
            .findings
            .iter()
            .find(|finding| finding.rule.name == "mtu-too-large" && finding.primary.span.file.0 == 0);
        assert_eq!(told.map(|finding| finding.severity.word()), *expected, "{what}");
    }
}

#[test]
fn what_routes_lead_into_a_tunnel_is_followed() {
    for row in ROWS {
        let check = row.hold();
        assert_eq!(verdict(&check), "establishes", "{}: {:#?}", row.what, check.findings);
    }
}

#[test]
fn an_excerpt_proves_no_missing_route() {
    let check = check_edited(IOS, &[in_a(A_ROUTE, ""), in_a("\nend\n", "\n"), in_a("version 15.7\n", "")]);
    assert_eq!((check.tunnels[0].traffic, errors(&check)), (BOTH_UNKNOWN, Vec::new()));
}

#[test]
fn the_command_names_the_tunnel_interface() {
    let commands = |names, edit| {
        let check = check_edited(names, &[edit]);
        let finding = check.findings.iter().find(|finding| finding.rule.name == "no-route-to-remote-network").unwrap();
        (finding.message.clone(), finding.fixes[0].commands.clone())
    };
    let (message, lines) = commands(MAPS, in_a(A_ROUTE, ""));
    assert_eq!(message, "alpha-ios routes 10.2.0.0/24 to GigabitEthernet0/0, and not to Tunnel0, where the tunnel is");
    assert_eq!(lines, ["ip route 10.2.0.0 255.255.255.0 Tunnel0"]);
    let (_, lines) = commands(ASA, in_a(A_ASA_ROUTE, ""));
    assert_eq!(lines, ["route vti 10.2.0.0 255.255.255.0 172.16.0.2"]);
}

/// The end that is shut is named, with the commands for it, whichever end sends.
#[test]
fn what_is_shut_down_is_brought_up() {
    for (names, head, lines) in [
        (["ios-vti"; 2], "interface Tunnel0\n", ["interface Tunnel0", " no shutdown"]),
        (["ios-gremap"; 2], "interface Tunnel0\n", ["interface Tunnel0", " no shutdown"]),
        (["asa-vti"; 2], "interface Tunnel1\n", ["interface Tunnel1", " no shutdown"]),
    ] {
        let shut: &'static str = String::leak(format!("{head} shutdown\n"));
        let check = check_edited(names, &[in_b(head, shut)]);
        rules_that_block_are_told(&check);
        let found: Vec<_> = check.findings.iter().filter(|own| own.severity == Severity::Error).collect();
        let [finding] = found.as_slice() else { panic!("{names:?}: {found:?}") };
        assert!(finding.message.contains("beta"), "{}", finding.message);
        assert_eq!(finding.fixes[0].commands, lines, "{names:?}");
        assert_eq!(check.devices[finding.fixes[0].device].name, check.devices[1].name);
    }
}
