//! What a deny in a crypto access list takes out of what a later permit protects.

use ikelint::check::Check;

use crate::pairs::{Edit, in_a, in_b};
use crate::traffic::{BOTH_UNKNOWN, FLOW, Row};

const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];
const IOS: [&str; 2] = ["ios-ikev1", "ios-ikev1"];
const ASA_PERMIT: &str = "access-list VPN extended permit";
const IOS_PERMIT: &str = " permit ip 10.1.0.0";
const IOS_B_PERMIT: &str = " permit ip 10.2.0.0";

const IOS_HOST: Edit = in_a(IOS_PERMIT, " deny ip host 10.1.0.5 any\n permit ip 10.1.0.0");
const IOS_HALF: Edit = in_a(IOS_PERMIT, " deny ip 10.1.0.0 0.0.0.127 any\n permit ip 10.1.0.0");
const ASA_HOST: Edit =
    in_a(ASA_PERMIT, "access-list VPN extended deny ip host 10.1.0.5 any\naccess-list VPN extended permit");
/// Another tunnel protects what the first one leaves out.
const IOS_SECOND: Edit = in_a(
    " match address VPN-TRAFFIC\n",
    " match address VPN-TRAFFIC\ncrypto map VPN 20 ipsec-isakmp\n set peer 198.51.100.99\n set transform-set TS\n match address HOST\nip access-list extended HOST\n permit ip host 10.1.0.5 any\n",
);

/// A pair with a hole in what one end protects.
const BROKEN: &[Row] = &[
    row("a host that an IOS list denies before its network", IOS, &[IOS_HOST]),
    row("half of a network that an IOS list denies", IOS, &[IOS_HALF]),
    row("a host that an ASA list denies before its network", ASA, &[ASA_HOST]),
    row(
        "the other end leaves out another host",
        IOS,
        &[IOS_HOST, in_b(IOS_B_PERMIT, " deny ip any host 10.1.0.6\n permit ip 10.2.0.0")],
    ),
    row("against PAN-OS", ["ios-ikev1", "panos-ikev1"], &[IOS_HOST]),
];

/// A pair in which a deny does no harm.
const FINE: &[Row] = &[
    fine(
        "the other end leaves out the same",
        &[IOS_HOST, in_b(IOS_B_PERMIT, " deny ip any host 10.1.0.5\n permit ip 10.2.0.0")],
    ),
    fine(
        "another network behind the other end",
        &[in_a(IOS_PERMIT, " deny ip any 10.3.0.0 0.0.0.255\n permit ip 10.1.0.0")],
    ),
    fine(
        "a deny behind the permit",
        &[in_a(
            " permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255",
            " permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255\n deny ip any any",
        )],
    ),
    fine("another entry of the map takes it", &[IOS_HOST, IOS_SECOND]),
];

/// What stays on its own side anyway, out of a wider permit whose other networks are nowhere.
const OWN_SIDE: Row = Row {
    what: "networks of its own side, out of a wider permit",
    names: IOS,
    edits: &[
        in_a(IOS_PERMIT, " deny ip any 10.1.0.0 0.0.0.255\n permit ip 10.1.0.0"),
        in_a("0.0.0.255 10.2.0.0 0.0.0.255", "0.0.0.255 10.0.0.0 0.255.255.255"),
        in_b("10.2.0.0 0.0.0.255 10.1.0.0", "10.0.0.0 0.255.255.255 10.1.0.0"),
    ],
    traffic: BOTH_UNKNOWN,
    errors: &[],
};

const fn row(what: &'static str, names: [&'static str; 2], edits: &'static [Edit]) -> Row {
    Row { what, names, edits, traffic: BOTH_UNKNOWN, errors: &[] }
}

const fn fine(what: &'static str, edits: &'static [Edit]) -> Row {
    Row { what, names: IOS, edits, traffic: FLOW, errors: &[] }
}

/// What is told of parts that are left out.
fn warnings(check: &Check) -> Vec<&str> {
    let told = check.findings.iter().filter(|finding| finding.rule.name == "selector-one-way");
    told.map(|finding| finding.message.as_str()).collect()
}

#[test]
fn a_part_that_one_end_leaves_out_is_told() {
    for row in BROKEN {
        let check = row.hold();
        let told = warnings(&check);
        assert!(!told.is_empty() && told.iter().all(|one| one.contains("out of the tunnel")), "{}: {told:?}", row.what);
    }
}

#[test]
fn a_part_that_nobody_misses_is_not_told() {
    for row in FINE.iter().chain([&OWN_SIDE]) {
        let check = row.hold();
        let open = check.tunnels[0]
            .journeys
            .iter()
            .flat_map(|journey| &journey.doubts)
            .filter(|doubt| doubt.about.word() == "left-out");
        assert_eq!((warnings(&check), open.count()), (Vec::new(), 0), "{}", row.what);
    }
}
