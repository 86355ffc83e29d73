//! What stands in the way of packets in the clear: lists of interfaces and of crypto map entries, security levels, checks of
//! sources, and what lets answers pass alone.

use ikelint::check::Check;

use crate::pairs::{Edit, check_edited, in_a, in_b};
use crate::traffic::{A_BLOCKED, A_BLOCKED_B_UNKNOWN, A_UNKNOWN, B_BLOCKED, BOTH_BLOCKED, FLOW, Row};
use ikelint::check::Traffic;

const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];
const IOS: [&str; 2] = ["ios-ikev1", "ios-ikev1"];
const VTI: [&str; 2] = ["ios-vti", "ios-vti"];
const B_UNKNOWN: [Traffic; 2] = [Traffic::Flows, Traffic::Unknown];

const IOS_OUTER: &str = " crypto map VPN\n!\n";
const ASA_LEVEL: &str = " security-level 100\n";
const ASA_ROUTE: &str = "route outside 0.0.0.0";
const A_IDENTITY: Edit = in_a(ASA_ROUTE, "nat (inside) 0 10.1.0.0 255.255.255.0\nroute outside 0.0.0.0");
const A_OLD: Edit = in_a("ASA Version 9.16(4)", "ASA Version 8.2(5)");

const fn ios(
    what: &'static str,
    edits: &'static [Edit],
    traffic: [Traffic; 2],
    errors: &'static [&'static str],
) -> Row {
    Row { what, names: IOS, edits, traffic, errors }
}

const fn asa(
    what: &'static str,
    edits: &'static [Edit],
    traffic: [Traffic; 2],
    errors: &'static [&'static str],
) -> Row {
    Row { what, names: ASA, edits, traffic, errors }
}

const BLOCKS: &[&str] = &["security-policy-blocks"];

const ROWS: &[Row] = &[
    ios(
        "a list of the map entry drops what is decrypted",
        &[in_a(
            " match address VPN-TRAFFIC\n",
            " match address VPN-TRAFFIC\n set ip access-group FIL in\nip access-list extended FIL\n deny ip any any\n",
        )],
        B_BLOCKED,
        BLOCKS,
    ),
    ios(
        "a list of the map entry drops what is to be encrypted",
        &[in_a(
            " match address VPN-TRAFFIC\n",
            " match address VPN-TRAFFIC\n set ip access-group FIL out\nip access-list extended FIL\n deny ip any any\n",
        )],
        A_BLOCKED,
        BLOCKS,
    ),
    ios(
        "lists of the map entry let the tunnel pass",
        &[in_a(
            " match address VPN-TRAFFIC\n",
            " match address VPN-TRAFFIC\n set ip access-group FIL in\n set ip access-group VPN-TRAFFIC out\nip access-list extended FIL\n permit ip 10.2.0.0 0.0.0.255 any\n",
        )],
        FLOW,
        &[],
    ),
    ios(
        "a list on the way out to the LAN drops what was decrypted",
        &[in_a(
            " ip address 10.1.0.1 255.255.255.0\n",
            " ip address 10.1.0.1 255.255.255.0\n ip access-group LAN out\nip access-list extended LAN\n permit ip 10.9.0.0 0.0.255.255 any\n",
        )],
        B_BLOCKED,
        BLOCKS,
    ),
    ios(
        "a list on the way out to the LAN lets it pass",
        &[in_a(
            " ip address 10.1.0.1 255.255.255.0\n",
            " ip address 10.1.0.1 255.255.255.0\n ip access-group LAN out\nip access-list extended LAN\n permit ip 10.2.0.0 0.0.255.255 any\n",
        )],
        FLOW,
        &[],
    ),
    asa("equal levels", &[in_a(ASA_LEVEL, " security-level 0\n")], A_BLOCKED_B_UNKNOWN, BLOCKS),
    asa(
        "equal levels that are joined",
        &[
            in_a(ASA_LEVEL, " security-level 0\n"),
            in_a(ASA_ROUTE, "same-security-traffic permit inter-interface\nroute outside 0.0.0.0"),
        ],
        FLOW,
        &[],
    ),
    asa(
        "decrypted packets meet no list and a higher level: answers pass alone",
        &[in_a(ASA_ROUTE, "no sysopt connection permit-vpn\nroute outside 0.0.0.0")],
        B_UNKNOWN,
        &[],
    ),
    asa(
        "neither side can begin",
        &[in_a(
            ASA_ROUTE,
            "no sysopt connection permit-vpn\naccess-list IN extended deny ip any 10.2.0.0 255.255.255.0\naccess-list IN extended permit ip any any\naccess-group IN in interface inside\nroute outside 0.0.0.0",
        )],
        BOTH_BLOCKED,
        &["security-policy-blocks", "security-policy-blocks"],
    ),
    asa(
        "the inner list drops what begins here: answers pass alone",
        &[in_a(
            ASA_ROUTE,
            "access-list IN extended deny ip any 10.2.0.0 255.255.255.0\naccess-list IN extended permit ip any any\naccess-group IN in interface inside\nroute outside 0.0.0.0",
        )],
        A_UNKNOWN,
        &[],
    ),
    asa(
        "a global list drops what begins here",
        &[in_a(ASA_ROUTE, "access-list ALL extended deny ip any any\naccess-group ALL global\nroute outside 0.0.0.0")],
        A_UNKNOWN,
        &[],
    ),
    asa(
        "a global list and decrypted packets that meet it",
        &[in_a(
            ASA_ROUTE,
            "no sysopt connection permit-vpn\naccess-list ALL extended deny ip any any\naccess-group ALL global\nroute outside 0.0.0.0",
        )],
        BOTH_BLOCKED,
        &["security-policy-blocks", "security-policy-blocks"],
    ),
    asa("identity up to 8.2: the other end begins nothing", &[A_OLD, A_IDENTITY], B_UNKNOWN, &[]),
    asa(
        "an exemption up to 8.2",
        &[A_OLD, in_a(ASA_ROUTE, "nat (inside) 0 access-list VPN\nroute outside 0.0.0.0")],
        FLOW,
        &[],
    ),
];

#[test]
fn filters_block_what_they_drop() {
    let failed: Vec<_> =
        ROWS.iter().filter(|row| std::panic::catch_unwind(|| row.hold()).is_err()).map(|row| row.what).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

/// A tunnel interface, whose list on the way out meets what is to be encrypted.
#[test]
fn a_list_on_the_way_into_a_tunnel_interface() {
    let list = |lines: &'static str| Edit { end: 0, from: " tunnel protection ipsec profile PROFILE\n", to: lines };
    let denied = list(
        " tunnel protection ipsec profile PROFILE\n ip access-group NONE out\nip access-list extended NONE\n deny ip any any\n",
    );
    let permitted = list(
        " tunnel protection ipsec profile PROFILE\n ip access-group SOME out\nip access-list extended SOME\n permit ip any any\n",
    );
    for (edit, traffic) in [(denied, Traffic::Blocked), (permitted, Traffic::Flows)] {
        let check = check_edited(VTI, &[edit]);
        assert_eq!(check.tunnels[0].traffic, [traffic, Traffic::Flows]);
    }
}

/// What IOS does with a peer to which a default route alone leads back.
#[test]
fn a_check_of_sources_takes_no_default_route() {
    let errors = |lines: &'static str, more: &'static [Edit]| {
        let edits: Vec<Edit> = [in_a(IOS_OUTER, lines)].into_iter().chain(more.iter().copied()).collect();
        let check: Check = check_edited(IOS, &edits);
        (crate::pairs::errors(&check).to_vec(), check.tunnels[0].verdict.word())
    };
    const ROUTE: &[Edit] =
        &[in_a("ip route 0.0.0.0 0.0.0.0", "ip route 198.51.100.0 255.255.255.0 192.0.2.1\nip route 0.0.0.0 0.0.0.0")];
    const DYNAMIC: &[Edit] = &[in_a(
        "ip route 0.0.0.0 0.0.0.0",
        "router bgp 65001\n neighbor 192.0.2.1 remote-as 65000\nip route 0.0.0.0 0.0.0.0",
    )];
    let strict = " crypto map VPN\n ip verify unicast source reachable-via rx\n!\n";
    let by_default = " crypto map VPN\n ip verify unicast source reachable-via rx allow-default\n!\n";
    let old = " crypto map VPN\n ip verify unicast reverse-path\n!\n";
    let loose = " crypto map VPN\n ip verify unicast source reachable-via any\n!\n";
    assert_eq!(errors(strict, &[]), (vec!["udp-500-blocked"], "stalls"));
    assert_eq!(errors(strict, ROUTE), (vec![], "establishes"));
    assert_eq!(errors(strict, DYNAMIC), (vec![], "undetermined"));
    assert_eq!(errors(by_default, &[]), (vec![], "establishes"));
    assert_eq!(errors(loose, &[]), (vec![], "establishes"));
    assert_eq!(errors(old, &[]), (vec![], "undetermined"));
}

/// An entry whose packets an earlier one takes names that one, and no NAT.
#[test]
fn packets_that_an_earlier_entry_takes_have_a_reason() {
    let row = |list: &'static str| {
        let earlier = Edit { end: 0, from: "crypto map VPN 10 ipsec-isakmp\n", to: list };
        let check = check_edited(IOS, &[earlier, in_b("hostname bravo-ios", "hostname bravo-ios")]);
        let report = ikelint::report::render(&check, ikelint::report::Format::Json, ikelint::report::Look::default());
        let report: serde_json::Value = serde_json::from_str(&report.unwrap()).unwrap();
        let tunnels = report["tunnels"].as_array().unwrap();
        let of_pair = tunnels.iter().find(|one| one["id"].as_str().is_some_and(|id| id.contains("bravo-ios")));
        let reason = &of_pair.unwrap()["traffic_reasons"][0][0];
        (reason["reason"].as_str().unwrap().to_owned(), reason["open"].as_str().unwrap_or_default().to_owned())
    };
    const TAKES_ALL: &str = "ip access-list extended WIDE\n permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.255.255\ncrypto map VPN 5 ipsec-isakmp\n set peer 203.0.113.77\n set transform-set TS\n match address WIDE\ncrypto map VPN 10 ipsec-isakmp\n";
    const TAKES_HALF: &str = "ip access-list extended HALF\n permit ip 10.1.0.0 0.0.0.127 10.2.0.0 0.0.255.255\ncrypto map VPN 5 ipsec-isakmp\n set peer 203.0.113.77\n set transform-set TS\n match address HALF\ncrypto map VPN 10 ipsec-isakmp\n";
    assert_eq!(row(TAKES_ALL), ("shadowed-entry".to_owned(), String::new()));
    assert_eq!(row(TAKES_HALF).1, "earlier-entry");
}

/// A service group in the place of the protocol lets IKE in where it names it.
#[test]
fn an_object_group_of_services_is_read() {
    let verdict = |lines: &'static str| check_edited(IOS, &[in_a(IOS_OUTER, lines)]).tunnels[0].verdict.word();
    let named = " crypto map VPN\n ip access-group IN in\n!\nobject-group service NESTED\n esp\nobject-group service IKE\n udp source eq isakmp eq isakmp\n group-object NESTED\nip access-list extended IN\n permit object-group IKE any any\n";
    let others = " crypto map VPN\n ip access-group IN in\n!\nobject-group service IKE\n tcp-udp range 20 21\n esp\nip access-list extended IN\n permit object-group IKE any any\n";
    let unknown =
        " crypto map VPN\n ip access-group IN in\n!\nip access-list extended IN\n permit object-group IKE any any\n";
    assert_eq!([named, others, unknown].map(verdict), ["establishes", "stalls", "undetermined"]);
}

/// A route to the peer that nothing but a routing protocol may bring is named as open; a static one settles it.
#[test]
fn a_route_that_a_protocol_may_bring_is_open() {
    let verdict = |names: [&'static str; 2], from: &'static str, to: &'static str| {
        let check = check_edited(names, &[in_a(from, to)]);
        let missing = check.tunnels[0].directions.iter().flat_map(|one| &one.missing);
        let open: Vec<&str> = missing.map(|one| one.question.subject.word()).collect();
        (check.tunnels[0].verdict.word(), open.contains(&"route-to-peer"))
    };
    const IOS_ROUTE: &str = "ip route 0.0.0.0 0.0.0.0 192.0.2.1\n";
    const ASA_STATIC: &str = "route outside 0.0.0.0 0.0.0.0 192.0.2.1 1\n";
    assert_eq!(verdict(IOS, IOS_ROUTE, "router eigrp 1\n network 192.0.2.0\n"), ("undetermined", true));
    assert_eq!(
        verdict(IOS, IOS_ROUTE, "ip route 0.0.0.0 0.0.0.0 192.0.2.1\nrouter eigrp 1\n network 192.0.2.0\n"),
        ("establishes", false)
    );
    assert_eq!(
        verdict(
            IOS,
            IOS_ROUTE,
            "ip route 198.51.100.0 255.255.255.0 192.0.2.1\nrouter ospf 1\n network 192.0.2.0 0.0.0.255 area 0\n"
        ),
        ("establishes", false)
    );
    assert_eq!(
        verdict(ASA, ASA_STATIC, "router ospf 1\n network 192.0.2.0 255.255.255.0 area 0\n"),
        ("undetermined", true)
    );
    assert_eq!(
        verdict(
            ASA,
            ASA_STATIC,
            "route outside 0.0.0.0 0.0.0.0 192.0.2.1 1\nrouter ospf 1\n network 10.1.0.0 255.255.255.0 area 0\n"
        ),
        ("establishes", false)
    );
}

/// Whatever makes a complete file stall or leaves it open does not make a tunnel that simply establishes once the end of the
/// file is cut off: the excerpt is open, or says that it is one.
#[test]
fn an_excerpt_says_no_more_than_the_complete_file() {
    const FAULTS: &[([&str; 2], Edit, &str)] = &[
        (
            ASA,
            in_a(
                ASA_ROUTE,
                "access-list CP extended permit udp host 203.0.113.9 any eq isakmp\naccess-group CP in interface outside control-plane\nroute outside 0.0.0.0",
            ),
            ": end\n",
        ),
        (
            ASA,
            in_a(
                ASA_ROUTE,
                "access-list CP extended deny udp any any eq isakmp\naccess-group CP in interface outside control-plane\nroute outside 0.0.0.0",
            ),
            ": end\n",
        ),
        (ASA, in_a("route outside 0.0.0.0 0.0.0.0 192.0.2.1 1\n", ""), ": end\n"),
        (ASA, in_a("crypto ikev1 enable outside\n", ""), ": end\n"),
        (ASA, in_a("Corr3ct-Horse", "*****"), ": end\n"),
        (
            IOS,
            in_a(
                IOS_OUTER,
                " crypto map VPN\n ip access-group IN in\n!\nip access-list extended IN\n permit udp host 203.0.113.9 any eq isakmp\n",
            ),
            "\nend\n",
        ),
        (IOS, in_a(IOS_OUTER, " crypto map VPN\n ip verify unicast source reachable-via rx\n!\n"), "\nend\n"),
        (IOS, in_a("ip route 0.0.0.0 0.0.0.0 192.0.2.1\n", ""), "\nend\n"),
        (IOS, in_a("ip route 0.0.0.0 0.0.0.0 192.0.2.1\n", "router eigrp 1\n network 192.0.2.0\n"), "\nend\n"),
    ];
    for (names, fault, end) in FAULTS {
        let complete = check_edited(*names, &[*fault]);
        let cut = check_edited(*names, &[*fault, Edit { end: 0, from: end, to: "\n" }]);
        assert_ne!(complete.tunnels[0].verdict.word(), "establishes", "{fault:?}");
        assert!(!cut.devices[0].complete, "{fault:?}");
        let says =
            cut.tunnels[0].journeys.iter().flat_map(|own| &own.doubts).any(|doubt| doubt.about.word() == "excerpt");
        assert!(cut.tunnels[0].verdict.word() != "establishes" || says, "{fault:?}");
        let is_shown = fault.to.contains("access-") || fault.to.contains("verify");
        assert!(!is_shown || cut.tunnels[0].verdict.word() == "undetermined", "{fault:?}");
    }
}

/// A route into a tunnel interface to a network that the other end does not have.
#[test]
fn a_mistyped_network_is_told() {
    const ROUTE: &str = "ip route 10.2.0.0 255.255.255.0 Tunnel0";
    let told = |to: &'static str| {
        let check = check_edited(VTI, &[in_a(ROUTE, to)]);
        let found: Vec<_> = check.findings.iter().filter(|one| one.rule.name == "no-route-to-remote-network").collect();
        (found.len(), found.iter().any(|one| one.message.contains("10.22.0.0/24")), check.tunnels[0].traffic[0])
    };
    assert_eq!(told("ip route 10.22.0.0 255.255.255.0 Tunnel0"), (2, true, Traffic::Blocked));
    assert_eq!(told("ip route 10.2.0.0 255.255.0.0 Tunnel0"), (0, false, Traffic::Flows));
    assert_eq!(
        told("router ospf 1\n network 172.16.0.0 0.0.0.3 area 0\nip route 10.22.0.0 255.255.255.0 Tunnel0").0,
        0
    );
}
