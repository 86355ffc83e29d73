//! What the path does to the exchange: the route to the peer, and filters on UDP 500 and 4500.

use ikelint::check::{Check, OutsideAddress, Settings, check};

use ikelint::report::{Format, Look, render};

use crate::pairs::{Edit, edited, errors, in_a, in_b, verdict};

const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];
const IOS: [&str; 2] = ["ios-ikev1", "ios-ikev1"];
const IOS2: [&str; 2] = ["ios-ikev2", "ios-ikev2"];
const FORCED: [&str; 2] = ["swanctl-ikev1", "ios-ikev1"];
const FORCED2: [&str; 2] = ["swanctl-ikev2", "ios-ikev2"];
const ENCAP: Edit = in_a("        mobike = no\n", "        mobike = no\n        encap = yes\n");

const ASA_ROUTE: &str = "route outside 0.0.0.0 0.0.0.0 192.0.2.1 1\n";
const ASA_INSIDE_ROUTE: &str = "route outside 10.2.0.0 255.255.255.0 192.0.2.1 1\n";
const IOS_ROUTE: &str = "ip route 0.0.0.0 0.0.0.0 192.0.2.1\n";
const IOS_ROUTES: &str = "ip route 10.2.0.0 255.255.255.0 192.0.2.1\n";
const BIND_A: Edit = in_a(" crypto map VPN\n", " ip access-group OUT-IN in\n crypto map VPN\n");
/// The list of B lets UDP 500 in, and nothing else.
const B_LETS_500_IN: Edit = in_b("ip route", "ip access-list extended OUT-IN\n permit udp any any eq isakmp\nip route");
const BIND_B: Edit = in_b(" crypto map VPN\n", " ip access-group OUT-IN in\n crypto map VPN\n");

/// Files, and for each direction: its outcome, the message that is lost, and what both ends show.
struct Row {
    what: &'static str,
    names: [&'static str; 2],
    edits: &'static [Edit],
    nat: Option<&'static str>,
    verdict: &'static str,
    directions: [Direction; 2],
    errors: &'static [&'static str],
}

type Direction = (&'static str, &'static str, [&'static str; 2]);

/// An ASA behind a stated NAT, which begins with aggressive mode.
const BEHIND_NAT: Edit = in_a("192.0.2.10 255.255.255.0", "10.99.0.10 255.255.255.0");
/// An end behind NAT calls itself by the address that it has (RFC 7296, section 3.5).
const NAMED_BY_ITS_ADDRESS: Edit = in_b("identity remote address 192.0.2.10", "identity remote address 10.99.0.10");
const AGGRESSIVE: Edit = in_a(
    "10 set ikev1 transform-set TS\n",
    "10 set ikev1 transform-set TS\ncrypto map outside_map 10 set ikev1 phase1-mode aggressive\n",
);
/// Lets UDP 500 and ESP in at the ASA, and no UDP 4500.
const ASA_LETS_500_IN: Edit = in_a(
    "route outside",
    "access-list SELF extended permit udp any any eq isakmp\naccess-list SELF extended permit esp any any\n\
     access-list SELF extended deny ip any any\naccess-group SELF in interface outside control-plane\nroute outside",
);
const IOS_LETS_500_IN: Edit =
    in_b("ip route", "ip access-list extended OUT-IN\n permit udp any any eq isakmp\n permit esp any any\nip route");

const UP: Direction = ("establishes", "", ["", ""]);
const OPEN: Direction = ("undetermined", "", ["", ""]);

const ROWS: &[Row] = &[
    Row {
        what: "an ASA without a route to its peer",
        names: ASA,
        edits: &[in_a(ASA_ROUTE, ASA_INSIDE_ROUTE)],
        nat: None,
        verdict: "stalls",
        directions: [("stalls", "MM1", ["MM_WAIT_MSG2", "no SA"]), ("stalls", "MM2", ["MM_WAIT_MSG3", "MM_WAIT_MSG2"])],
        errors: &["no-route-to-peer"],
    },
    Row {
        what: "a router that drops what goes to its peer",
        names: IOS2,
        edits: &[in_a(IOS_ROUTE, "ip route 0.0.0.0 0.0.0.0 192.0.2.1\nip route 198.51.100.20 255.255.255.255 Null0\n")],
        nat: None,
        verdict: "stalls",
        directions: [
            ("stalls", "IKE_SA_INIT request", ["IN-NEG", "no SA"]),
            ("stalls", "IKE_SA_INIT response", ["IN-NEG", "IN-NEG"]),
        ],
        errors: &["no-route-to-peer"],
    },
    Row {
        what: "nothing but a routing protocol may bring the route",
        names: IOS,
        edits: &[in_a(IOS_ROUTE, "ip route 10.2.0.0 255.255.255.0 192.0.2.1\nrouter bgp 65001\n")],
        nat: None,
        verdict: "undetermined",
        directions: [OPEN, OPEN],
        errors: &[],
    },
    Row {
        what: "the file is an excerpt",
        names: IOS,
        edits: &[in_a(IOS_ROUTE, IOS_ROUTES), in_a("\nend\n", "\n"), in_a("version 15.7\n", "")],
        nat: None,
        verdict: "undetermined",
        directions: [OPEN, OPEN],
        errors: &[],
    },
    Row {
        what: "the peer is routed out of another interface",
        names: IOS,
        edits: &[in_a(
            IOS_ROUTE,
            "ip route 0.0.0.0 0.0.0.0 192.0.2.1\nip route 198.51.100.20 255.255.255.255 10.1.0.254\n",
        )],
        nat: None,
        verdict: "undetermined",
        directions: [OPEN, OPEN],
        errors: &[],
    },
    Row {
        what: "a router that drops UDP 500 by the end of its list",
        names: IOS,
        edits: &[BIND_B, in_b("ip route", "ip access-list extended OUT-IN\n permit esp any any\nip route")],
        nat: None,
        verdict: "stalls",
        directions: [("stalls", "MM1", ["MM_NO_STATE", "no SA"]), ("stalls", "MM2", ["MM_SA_SETUP", "MM_NO_STATE"])],
        errors: &["udp-500-blocked"],
    },
    Row {
        what: "types of ICMP messages concern no UDP",
        names: IOS,
        edits: &[
            BIND_B,
            in_b(
                "ip route",
                "ip access-list extended OUT-IN\n permit esp any any\n permit icmp any any echo-reply\n permit icmp any any 11 0\nip route",
            ),
        ],
        nat: None,
        verdict: "stalls",
        directions: [("stalls", "MM1", ["MM_NO_STATE", "no SA"]), ("stalls", "MM2", ["MM_SA_SETUP", "MM_NO_STATE"])],
        errors: &["udp-500-blocked"],
    },
    Row {
        what: "a line of UDP that is not understood may let it in",
        names: IOS,
        edits: &[
            BIND_B,
            in_b(
                "ip route",
                "ip access-list extended OUT-IN\n permit esp any any\n permit udp any any eq frobnicate\nip route",
            ),
        ],
        nat: None,
        verdict: "undetermined",
        directions: [OPEN, OPEN],
        errors: &[],
    },
    Row {
        what: "a router that lets UDP 500 of another peer in",
        names: IOS2,
        edits: &[
            BIND_A,
            in_a(
                "ip route",
                "ip access-list extended OUT-IN\n permit udp host 203.0.113.7 any eq isakmp\n permit esp any any\nip route",
            ),
        ],
        nat: None,
        verdict: "stalls",
        directions: [
            ("stalls", "IKE_SA_INIT response", ["IN-NEG", "IN-NEG"]),
            ("stalls", "IKE_SA_INIT request", ["no SA", "IN-NEG"]),
        ],
        errors: &["udp-500-blocked"],
    },
    Row {
        what: "an access group out does not meet what the router sends",
        names: IOS,
        edits: &[
            in_b(" crypto map VPN\n", " ip access-group OUT out\n crypto map VPN\n"),
            in_b("ip route", "ip access-list extended OUT\n deny udp any any\n permit ip any any\nip route"),
        ],
        nat: None,
        verdict: "establishes",
        directions: [UP, UP],
        errors: &[],
    },
    Row {
        what: "an object group that the file does not show",
        names: IOS,
        edits: &[
            BIND_B,
            in_b(
                "ip route",
                "ip access-list extended OUT-IN\n permit udp object-group PEERS any eq isakmp\n permit esp any any\nip route",
            ),
        ],
        nat: None,
        verdict: "undetermined",
        directions: [OPEN, OPEN],
        errors: &[],
    },
    Row {
        what: "an object group without the peer",
        names: IOS,
        edits: &[
            BIND_B,
            in_b(
                "ip route",
                "object-group network PEERS\n host 203.0.113.7\n 203.0.113.64 255.255.255.192\n!\nip access-list extended OUT-IN\n permit udp object-group PEERS any eq isakmp\n permit esp any any\nip route",
            ),
        ],
        nat: None,
        verdict: "stalls",
        directions: [("stalls", "MM1", ["MM_NO_STATE", "no SA"]), ("stalls", "MM2", ["MM_SA_SETUP", "MM_NO_STATE"])],
        errors: &["udp-500-blocked"],
    },
    Row {
        what: "an object group with the peer",
        names: IOS,
        edits: &[
            BIND_B,
            in_b(
                "ip route",
                "object-group network PEERS\n host 203.0.113.7\n 192.0.2.0 255.255.255.0\n!\nip access-list extended OUT-IN\n permit udp object-group PEERS any eq isakmp\n permit esp any any\nip route",
            ),
        ],
        nat: None,
        verdict: "establishes",
        directions: [UP, UP],
        errors: &[],
    },
    Row {
        what: "a zone pair to the router itself",
        names: IOS,
        edits: &[
            in_b(" crypto map VPN\n", " zone-member security OUTSIDE\n crypto map VPN\n"),
            in_b(
                "ip route",
                "zone-pair security OUT-SELF source OUTSIDE destination self\n service-policy type inspect OUT-SELF\n!\nip route",
            ),
        ],
        nat: None,
        verdict: "undetermined",
        directions: [OPEN, OPEN],
        errors: &[],
    },
    Row {
        what: "a zone pair that is not to the router itself",
        names: IOS,
        edits: &[
            in_b(" crypto map VPN\n", " zone-member security OUTSIDE\n crypto map VPN\n"),
            in_b(
                "ip route",
                "zone-pair security OUT-IN source OUTSIDE destination INSIDE\n service-policy type inspect OUT-IN\n!\nip route",
            ),
        ],
        nat: None,
        verdict: "establishes",
        directions: [UP, UP],
        errors: &[],
    },
    Row {
        what: "control plane policing with a class that drops",
        names: IOS,
        edits: &[in_b(
            "ip route",
            "policy-map COPP\n class REST\n  drop\n!\ncontrol-plane\n service-policy input COPP\n!\nip route",
        )],
        nat: None,
        verdict: "undetermined",
        directions: [OPEN, OPEN],
        errors: &[],
    },
    Row {
        what: "control plane policing that the file does not show",
        names: IOS,
        edits: &[in_b("ip route", "control-plane\n service-policy input COPP\n!\nip route")],
        nat: None,
        verdict: "undetermined",
        directions: [OPEN, OPEN],
        errors: &[],
    },
    Row {
        what: "control plane policing that limits a rate",
        names: IOS,
        edits: &[in_b(
            "ip route",
            "policy-map COPP\n class REST\n  police 64000 conform-action transmit exceed-action drop\n!\ncontrol-plane\n service-policy input COPP\n!\nip route",
        )],
        nat: None,
        verdict: "establishes",
        directions: [UP, UP],
        errors: &[],
    },
    Row {
        what: "a tunnel from a loopback, and a list on the interface that leads to the peer",
        names: ["ios-vti", "ios-vti"],
        edits: &[
            in_b("tunnel source GigabitEthernet0/0", "tunnel source Loopback0"),
            in_b(
                "interface GigabitEthernet0/0\n",
                "interface Loopback0\n ip address 203.0.113.1 255.255.255.255\n!\ninterface GigabitEthernet0/0\n ip access-group OUT-IN in\n",
            ),
            in_b("ip route 0", "ip access-list extended OUT-IN\n permit icmp any any\n!\nip route 0"),
            in_a("198.51.100.20", "203.0.113.1"),
        ],
        nat: None,
        verdict: "stalls",
        directions: [
            ("stalls", "IKE_SA_INIT request", ["IN-NEG", "no SA"]),
            ("stalls", "IKE_SA_INIT response", ["IN-NEG", "IN-NEG"]),
        ],
        errors: &["udp-500-blocked", "esp-blocked"],
    },
    Row {
        what: "a tunnel from a loopback, and a list on one of two interfaces to the outside",
        names: ["ios-vti", "ios-vti"],
        edits: &[
            in_b("tunnel source GigabitEthernet0/0", "tunnel source Loopback0"),
            in_b(
                "interface GigabitEthernet0/0\n",
                "interface Loopback0\n ip address 203.0.113.1 255.255.255.255\n!\ninterface GigabitEthernet0/0\n ip access-group OUT-IN in\n",
            ),
            in_b("ip route 0", "ip access-list extended OUT-IN\n permit esp any any\n!\nip route 0"),
            in_b(
                "interface GigabitEthernet0/1\n",
                "interface GigabitEthernet0/2\n ip address 203.0.113.129 255.255.255.128\n!\ninterface GigabitEthernet0/1\n",
            ),
            in_a("198.51.100.20", "203.0.113.1"),
        ],
        nat: None,
        verdict: "undetermined",
        directions: [OPEN, OPEN],
        errors: &[],
    },
    Row {
        what: "the ordinary access group of an ASA does not meet IKE",
        names: ASA,
        edits: &[in_b(
            "route outside",
            "access-list IN extended deny udp any any\naccess-group IN in interface outside\nroute outside",
        )],
        nat: None,
        verdict: "establishes",
        directions: [UP, UP],
        errors: &[],
    },
    Row {
        what: "a control-plane list of an ASA that drops the peer",
        names: ASA,
        edits: &[in_b(
            "route outside",
            "access-list SELF extended deny udp host 192.0.2.10 any eq isakmp\naccess-group SELF in interface outside control-plane\nroute outside",
        )],
        nat: None,
        verdict: "stalls",
        directions: [("stalls", "MM1", ["MM_WAIT_MSG2", "no SA"]), ("stalls", "MM2", ["MM_WAIT_MSG3", "MM_WAIT_MSG2"])],
        errors: &["udp-500-blocked"],
    },
    Row {
        what: "a control-plane list of an ASA that does not name the peer",
        names: ASA,
        edits: &[in_b(
            "route outside",
            "access-list SELF extended permit udp host 203.0.113.7 any eq isakmp\naccess-group SELF in interface outside control-plane\nroute outside",
        )],
        nat: None,
        verdict: "undetermined",
        directions: [OPEN, OPEN],
        errors: &[],
    },
    Row {
        what: "UDP 4500 is not let in, and a NAT is stated",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[
            in_a("192.0.2.10 255.255.255.0", "10.99.0.10 255.255.255.0"),
            BIND_B,
            in_b(
                "ip route",
                "ip access-list extended OUT-IN\n permit udp any any eq isakmp\n permit esp any any\nip route",
            ),
        ],
        nat: Some("192.0.2.10"),
        verdict: "stalls",
        directions: [
            ("stalls", "MM5", ["MM_WAIT_MSG6", "MM_KEY_EXCH"]),
            ("stalls", "MM6", ["MM_ACTIVE", "MM_KEY_EXCH"]),
        ],
        errors: &["udp-4500-blocked"],
    },
    Row {
        what: "UDP 4500 is not let in, and there is no NAT",
        names: IOS,
        edits: &[
            BIND_B,
            in_b(
                "ip route",
                "ip access-list extended OUT-IN\n permit udp any any eq isakmp\n permit esp any any\nip route",
            ),
        ],
        nat: None,
        verdict: "establishes",
        directions: [UP, UP],
        errors: &[],
    },
    Row {
        what: "UDP 4500 is not let in, and an end forces it",
        names: FORCED,
        edits: &[ENCAP, BIND_B, B_LETS_500_IN],
        nat: None,
        verdict: "stalls",
        directions: [
            ("stalls", "MM5", ["CONNECTING", "MM_KEY_EXCH"]),
            ("stalls", "MM6", ["ESTABLISHED", "MM_KEY_EXCH"]),
        ],
        errors: &["udp-4500-blocked"],
    },
    Row {
        what: "the same with IKEv2",
        names: FORCED2,
        edits: &[ENCAP, BIND_B, B_LETS_500_IN],
        nat: None,
        verdict: "stalls",
        directions: [
            ("stalls", "IKE_AUTH request", ["CONNECTING", "IN-NEG"]),
            ("stalls", "IKE_AUTH response", ["ESTABLISHED", "IN-NEG"]),
        ],
        errors: &["udp-4500-blocked"],
    },
];

/// Each message that is the first to be lost where UDP 4500 is dropped (RFC 3947, section 4; RFC 7296, section 2.23): the one that
/// moves there, before the end that answers, or its answer, before the end that begins. In aggressive mode the answer to AM3 is that to QM1.
const POSITIONS: &[Row] = &[
    Row {
        what: "main mode, dropped before the ASA",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[BEHIND_NAT, ASA_LETS_500_IN],
        nat: Some("192.0.2.10"),
        verdict: "stalls",
        directions: [
            ("stalls", "MM6", ["MM_WAIT_MSG6", "QM_IDLE"]),
            ("stalls", "MM5", ["MM_WAIT_MSG5", "MM_KEY_EXCH"]),
        ],
        errors: &["udp-4500-blocked"],
    },
    Row {
        what: "aggressive mode, dropped before the responder",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[BEHIND_NAT, AGGRESSIVE, BIND_B, IOS_LETS_500_IN],
        nat: Some("192.0.2.10"),
        verdict: "stalls",
        directions: [("stalls", "AM3", ["AM_ACTIVE", "AG_INIT_EXCH"]), ("stalls", "MM6", ["MM_ACTIVE", "MM_KEY_EXCH"])],
        errors: &["udp-4500-blocked"],
    },
    Row {
        what: "aggressive mode, dropped before the initiator",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[BEHIND_NAT, AGGRESSIVE, ASA_LETS_500_IN],
        nat: Some("192.0.2.10"),
        verdict: "stalls",
        directions: [("stalls", "QM2", ["AM_ACTIVE", "QM_IDLE"]), ("stalls", "MM5", ["MM_WAIT_MSG5", "MM_KEY_EXCH"])],
        errors: &["udp-4500-blocked"],
    },
    Row {
        what: "IKEv2, dropped before the responder and before the initiator",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[BEHIND_NAT, NAMED_BY_ITS_ADDRESS, BIND_B, IOS_LETS_500_IN],
        nat: Some("192.0.2.10"),
        verdict: "stalls",
        directions: [
            ("stalls", "IKE_AUTH request", ["IN-NEG", "IN-NEG"]),
            ("stalls", "IKE_AUTH response", ["READY", "IN-NEG"]),
        ],
        errors: &["udp-4500-blocked"],
    },
    Row {
        what: "IKEv2, dropped before the ASA",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[BEHIND_NAT, NAMED_BY_ITS_ADDRESS, ASA_LETS_500_IN],
        nat: Some("192.0.2.10"),
        verdict: "stalls",
        directions: [
            ("stalls", "IKE_AUTH response", ["IN-NEG", "READY"]),
            ("stalls", "IKE_AUTH request", ["IN-NEG", "IN-NEG"]),
        ],
        errors: &["udp-4500-blocked"],
    },
];

const MOBIKE: Edit = in_a("        mobike = no\n", "");

/// strongSwan with MOBIKE, which is on unless it is switched off, moves where it begins with IKEv2 (RFC 4555, section 3.3;
/// the lab). ESP does not travel in UDP then.
const MOBIKE_ROWS: &[Row] = &[
    Row {
        what: "UDP 4500 is not let in, and the end that begins has MOBIKE",
        names: FORCED2,
        edits: &[MOBIKE, BIND_B, B_LETS_500_IN],
        nat: None,
        verdict: "one-way",
        directions: [("stalls", "IKE_AUTH request", ["CONNECTING", "IN-NEG"]), UP],
        errors: &["udp-4500-blocked", "esp-blocked"],
    },
    Row {
        what: "the same, switched off",
        names: FORCED2,
        edits: &[BIND_B, B_LETS_500_IN],
        nat: None,
        verdict: "establishes",
        directions: [UP, UP],
        errors: &["esp-blocked"],
    },
    Row {
        what: "MOBIKE, and UDP 4500 is let in",
        names: FORCED2,
        edits: &[
            MOBIKE,
            BIND_B,
            in_b(
                "ip route",
                "ip access-list extended OUT-IN\n permit udp any any eq isakmp\n permit udp any any eq non500-isakmp\n permit esp any any\nip route",
            ),
        ],
        nat: None,
        verdict: "establishes",
        directions: [UP, UP],
        errors: &[],
    },
    Row {
        what: "MOBIKE does not matter to IKEv1",
        names: FORCED,
        edits: &[MOBIKE, BIND_B, B_LETS_500_IN],
        nat: None,
        verdict: "establishes",
        directions: [UP, UP],
        errors: &["esp-blocked"],
    },
    Row {
        what: "an end that does not look for NAT keeps MOBIKE on UDP 500",
        names: ["swanctl-ikev2", "asa-ikev2"],
        edits: &[
            MOBIKE,
            in_b(
                "route outside",
                "no crypto isakmp nat-traversal\naccess-list SELF extended deny udp host 192.0.2.10 any eq 4500\naccess-list SELF extended permit udp any any eq isakmp\naccess-group SELF in interface outside control-plane\nroute outside",
            ),
        ],
        nat: None,
        verdict: "establishes",
        directions: [UP, UP],
        errors: &[],
    },
];

fn checked(row: &Row) -> Check {
    let files = edited(row.names, row.edits).map(|(name, text)| (name, Ok(text.into_bytes())));
    let nat = row.nat.map(|address| OutsideAddress { end: "A".to_owned(), address: address.parse().unwrap() });
    check(files, Settings { nat: nat.into_iter().collect(), ..Settings::default() })
}

#[test]
fn the_path_decides_about_the_exchange() {
    let mut wrong = Vec::new();
    for row in ROWS.iter().chain(POSITIONS).chain(MOBIKE_ROWS) {
        let check = checked(row);
        let json = render(&check, Format::Json, Look::default()).unwrap();
        let report: serde_json::Value = serde_json::from_str(&json).unwrap();
        let directions = [0, 1].map(|index| {
            let own = &report["tunnels"][0]["directions"][index];
            let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
            let stalls = own["outcome"] == "stalls";
            let states = [0, 1].map(|end| if stalls { word(&own["states"][end]) } else { String::new() });
            (word(&own["outcome"]), word(&own["message"]), states)
        });
        let wanted = row
            .directions
            .map(|(outcome, message, states)| (outcome.to_owned(), message.to_owned(), states.map(str::to_owned)));
        let found = (verdict(&check), errors(&check));
        if found != (row.verdict, row.errors.to_vec()) || directions != wanted {
            wrong.push(format!("{}: {found:?} {directions:?}", row.what));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
