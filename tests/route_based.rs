//! Route-based against policy-based ends: one asks for everything, the other protects certain networks.

use ikelint::check::{Settings, Traffic};
use ikelint::negotiation::Outcome::{self, Establishes, Stalls, Undetermined};

use crate::pairs::{Edit, base, check_edited, check_texts, errors, in_a, in_b, verdict};
use crate::traffic::rules_that_block_are_told;

/// What an end is called, and the base configuration that it is made of.
type Form = (&'static str, &'static str);

const ROUTE_BASED: [[Form; 4]; 2] = [
    [("asa", "asa-ikev1"), ("ios", "ios-ikev1"), ("panos", "panos-ikev1"), ("swanctl", "swanctl-ikev1")],
    [("asa", "asa-vti"), ("ios", "ios-vti"), ("panos", "panos-ikev2"), ("swanctl", "swanctl-ikev2")],
];

/// The address of the peer of each end, and the network behind it.
const PEERS: [&str; 2] = ["198.51.100.20", "192.0.2.10"];
const REMOTE: [&str; 2] = ["10.2.0.0", "10.1.0.0"];

/// What comes of it where the route-based end begins, and where the policy-based end does.
type Row = (&'static str, &'static str, Outcome, Outcome);

/// IKEv1: everything against certain networks is refused by who compares (ruling of the vendors' guides); strongSwan narrows
/// in IKEv1 as well, and whether its peer takes the answer is open.
const IKEV1: [Row; 16] = [
    ("asa", "asa-ikev1", Stalls, Stalls),
    ("asa", "ios-ikev1", Stalls, Stalls),
    ("asa", "panos-ikev1", Stalls, Stalls),
    ("asa", "swanctl-ikev1", Undetermined, Stalls),
    ("ios", "asa-ikev1", Stalls, Stalls),
    ("ios", "ios-ikev1", Stalls, Stalls),
    ("ios", "panos-ikev1", Stalls, Stalls),
    ("ios", "swanctl-ikev1", Undetermined, Stalls),
    ("panos", "asa-ikev1", Stalls, Stalls),
    ("panos", "ios-ikev1", Stalls, Stalls),
    ("panos", "panos-ikev1", Stalls, Stalls),
    ("panos", "swanctl-ikev1", Undetermined, Stalls),
    ("swanctl", "asa-ikev1", Stalls, Establishes),
    ("swanctl", "ios-ikev1", Stalls, Establishes),
    ("swanctl", "panos-ikev1", Stalls, Establishes),
    ("swanctl", "swanctl-ikev1", Establishes, Establishes),
];

/// IKEv2 (RFC 7296, section 2.9): a crypto map of an ASA does not narrow; PAN-OS does, and takes the narrower answer; of a
/// tunnel interface no source says what it makes of either; a strongSwan takes whatever the two have in common.
const IKEV2: [Row; 16] = [
    ("asa", "asa-ikev2", Stalls, Undetermined),
    ("asa", "ios-ikev2", Undetermined, Undetermined),
    ("asa", "panos-ikev2", Undetermined, Undetermined),
    ("asa", "swanctl-ikev2", Undetermined, Undetermined),
    ("ios", "asa-ikev2", Stalls, Undetermined),
    ("ios", "ios-ikev2", Undetermined, Undetermined),
    ("ios", "panos-ikev2", Undetermined, Undetermined),
    ("ios", "swanctl-ikev2", Undetermined, Undetermined),
    ("panos", "asa-ikev2", Stalls, Undetermined),
    ("panos", "ios-ikev2", Undetermined, Undetermined),
    ("panos", "panos-ikev2", Establishes, Undetermined),
    ("panos", "swanctl-ikev2", Establishes, Undetermined),
    ("swanctl", "asa-ikev2", Stalls, Establishes),
    ("swanctl", "ios-ikev2", Undetermined, Establishes),
    ("swanctl", "panos-ikev2", Establishes, Establishes),
    ("swanctl", "swanctl-ikev2", Establishes, Establishes),
];

/// The text of a route-based end.
fn route_based((_, name): Form, end: usize) -> (String, String) {
    let (file, text) = base(name, ['a', 'b'][end]);
    let edits = match name {
        "asa-ikev1" => asa_tunnel(end),
        "ios-ikev1" => ios_tunnel(end),
        "panos-ikev1" | "panos-ikev2" => vec![("auto-key proxy-id lan".to_owned(), "comment".to_owned())],
        "swanctl-ikev1" | "swanctl-ikev2" => {
            ["10.1.0.0/24", "10.2.0.0/24"].map(|net| (format!("_ts = {net}"), "_ts = 0.0.0.0/0".to_owned())).to_vec()
        }
        _ => Vec::new(),
    };
    let text = edits.into_iter().fold(text, |text, (from, to)| {
        assert!(text.contains(&from), "{from:?} is not in {file}");
        text.replace(&from, &to)
    });
    (file, text)
}

/// A tunnel interface in the place of a crypto map, in IKEv1.
fn asa_tunnel(end: usize) -> Vec<(String, String)> {
    let (peer, remote) = (PEERS[end], REMOTE[end]);
    let map = format!(
        "crypto map outside_map 10 match address VPN\ncrypto map outside_map 10 set peer {peer}\n\
         crypto map outside_map 10 set ikev1 transform-set TS\ncrypto map outside_map interface outside\n"
    );
    let interface = format!(
        "interface Tunnel1\n nameif vti\n ip address 172.16.0.{} 255.255.255.252\n tunnel source interface outside\n \
         tunnel destination {peer}\n tunnel mode ipsec ipv4\n tunnel protection ipsec profile PROFILE\n!\naccess-list",
        end + 1
    );
    let profile = format!(
        "crypto ipsec profile PROFILE\n set ikev1 transform-set TS\nroute vti {remote} 255.255.255.0 172.16.0.{}\n",
        2 - end
    );
    vec![(map, profile), ("access-list".to_owned(), interface)]
}

/// The same on IOS.
fn ios_tunnel(end: usize) -> Vec<(String, String)> {
    let (peer, remote) = (PEERS[end], REMOTE[end]);
    let map = format!(
        "crypto map VPN 10 ipsec-isakmp\n set peer {peer}\n set transform-set TS\n match address VPN-TRAFFIC\n"
    );
    let interface = format!(
        "crypto ipsec profile PROFILE\n set transform-set TS\n!\ninterface Tunnel0\n ip address 172.16.0.{} \
         255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel destination {peer}\n tunnel mode ipsec ipv4\n \
         tunnel protection ipsec profile PROFILE\n!\nip route {remote} 255.255.255.0 Tunnel0\n",
        end + 1
    );
    vec![(map, interface), (" crypto map VPN\n".to_owned(), String::new())]
}

/// What is said of an open or refused pair: never nothing.
fn told(outcomes: [Outcome; 2]) -> (&'static str, &'static [&'static str]) {
    match outcomes {
        [Stalls, Stalls] => ("stalls", &["selector-mismatch"]),
        [Stalls, _] | [_, Stalls] => ("one-way", &["selector-one-way"]),
        [Establishes, Establishes] => ("establishes", &[]),
        _ => ("undetermined", &[]),
    }
}

#[test]
fn everything_against_certain_networks_is_judged_by_platform_direction_and_version() {
    for (version, rows) in [IKEV1, IKEV2].iter().enumerate() {
        for (route, policy, route_begins, policy_begins) in rows {
            let form = ROUTE_BASED[version].into_iter().find(|(platform, ..)| platform == route).unwrap();
            for end in [0, 1] {
                let mut files = [route_based(form, end), base(policy, ['b', 'a'][end])];
                let mut expected = [*route_begins, *policy_begins];
                if end == 1 {
                    files.reverse();
                    expected.reverse();
                }
                let what = format!("IKEv{}: {route} route-based, {policy}, end {end}", version + 1);
                let check = check_texts(&files, Settings::default());
                let outcomes = check.tunnels[0].directions.each_ref().map(|direction| direction.outcome);
                assert_eq!(outcomes, expected, "{what}: {:#?}", check.findings);
                assert_eq!((verdict(&check), &errors(&check)[..]), told(expected), "{what}");
                let is_told = check.findings.iter().any(|finding| finding.rule.name.starts_with("selector-"));
                assert!(is_told || expected == [Establishes; 2], "{what}: {:#?}", check.findings);
            }
        }
    }
}

#[test]
fn two_route_based_ends_come_up() {
    for version in [0, 1] {
        for [a, b] in ROUTE_BASED[version].into_iter().flat_map(|a| ROUTE_BASED[version].map(|b| [a, b])) {
            let check = check_texts(&[route_based(a, 0), route_based(b, 1)], Settings::default());
            assert_eq!(verdict(&check), "establishes", "{} {}: {:?}", a.1, b.1, errors(&check));
        }
    }
}

const NO_MODE: &str = " tunnel mode ipsec ipv4\n";
const A_GRE: Edit = in_a(NO_MODE, "");
const B_GRE: Edit = in_b(NO_MODE, "");

/// The names, the edits, the verdict, and what becomes of the traffic.
type Wrapping = (&'static str, [&'static str; 2], &'static [Edit], &'static str, Traffic);

/// A tunnel that carries packets as they are against one that wraps them in GRE. No source says whether a responder of IKEv2 narrows; whether or not, nothing gets through.
const WRAPPING: &[Wrapping] = &[
    ("a VTI of IOS", ["ios-vti", "ios-vti"], &[B_GRE], "undetermined", Traffic::Blocked),
    ("a VTI of ASA", ["asa-vti", "ios-vti"], &[B_GRE], "undetermined", Traffic::Blocked),
    ("GRE begins the list", ["ios-vti", "asa-vti"], &[A_GRE], "undetermined", Traffic::Blocked),
    ("GRE under a crypto map", ["ios-gremap", "ios-vti"], &[], "undetermined", Traffic::Blocked),
    ("proxy IDs of PAN-OS", ["panos-ikev2", "ios-vti"], &[B_GRE], "stalls", Traffic::Blocked),
    (
        "PAN-OS without proxy IDs",
        ["panos-ikev2", "ios-vti"],
        &[in_a("auto-key proxy-id lan", "comment"), B_GRE],
        "undetermined",
        Traffic::Blocked,
    ),
    (
        "PAN-OS that says it wraps nothing",
        ["panos-ikev2", "ios-vti"],
        &[
            in_a("auto-key proxy-id lan", "comment"),
            in_a(
                "set network tunnel ipsec TUN tunnel-interface",
                "set network tunnel ipsec TUN enable-gre-encapsulation no\nset network tunnel ipsec TUN tunnel-interface",
            ),
            B_GRE,
        ],
        "undetermined",
        Traffic::Blocked,
    ),
    (
        "an excerpt may leave the mode out",
        ["ios-vti", "ios-vti"],
        &[B_GRE, in_b("\nend\n", "\n"), in_b("version 15.7\n", ""), in_a("\nend\n", "\n"), in_a("version 15.7\n", "")],
        "undetermined",
        Traffic::Unknown,
    ),
    (
        "a GRE tunnel beside the VTI, which may take the packets",
        ["ios-vti", "ios-vti"],
        &[
            B_GRE,
            in_a(
                "interface GigabitEthernet0/0\n",
                "interface Tunnel9\n ip address 172.16.9.1 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel destination 198.51.100.20\n!\ninterface GigabitEthernet0/0\n",
            ),
        ],
        "undetermined",
        Traffic::Unknown,
    ),
    ("two VTI", ["ios-vti", "ios-vti"], &[], "establishes", Traffic::Flows),
    ("GRE on both", ["ios-vti", "ios-vti"], &[A_GRE, B_GRE], "establishes", Traffic::Flows),
];

#[test]
fn nothing_gets_from_gre_to_a_tunnel_without_it() {
    for (what, names, edits, expected, traffic) in WRAPPING {
        let check = check_edited(*names, edits);
        assert_eq!((verdict(&check), check.tunnels[0].traffic), (*expected, [*traffic; 2]), "{what}");
        rules_that_block_are_told(&check);
        let told: &[&str] = if *traffic == Traffic::Blocked { &["gre-mismatch"] } else { &[] };
        assert_eq!(errors(&check), told, "{what}");
    }
}
