//! The commands that exempt packets from translation: every selector of the tunnel, names and numbers that are free.

use ikelint::check::{Check, Traffic};

use crate::pairs::{Edit, check_edited, in_a, in_b};

const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];
const IOS: [&str; 2] = ["ios-ikev1", "ios-ikev1"];
const ROUTE: &str = "route outside 0.0.0.0 0.0.0.0 192.0.2.1 1\n";
/// A second selector at both ends, with the same network behind the first.
const SECOND: [Edit; 2] = [
    in_a(
        "access-list VPN",
        "access-list VPN extended permit ip 10.1.0.0 255.255.255.0 10.3.0.0 255.255.255.0\naccess-list VPN",
    ),
    in_b(
        "access-list VPN",
        "access-list VPN extended permit ip 10.3.0.0 255.255.255.0 10.1.0.0 255.255.255.0\naccess-list VPN",
    ),
];

/// The commands of the exemption, one below the other.
fn exemption(check: &Check) -> String {
    let told = check.findings.iter().filter(|finding| finding.rule.name == "nat-exemption-missing");
    told.flat_map(|finding| &finding.fixes).flat_map(|fix| fix.commands.clone()).collect::<Vec<_>>().join("\n")
}

/// The commands for an ASA that hides its network, with these lines before.
fn of_asa(before: &str) -> String {
    let hidden = format!("{before}nat (inside,outside) after-auto source dynamic any interface\n{ROUTE}");
    let [of_a, of_b] = SECOND;
    exemption(&check_edited(ASA, &[in_a(ROUTE, hidden.leak()), of_a, of_b]))
}

#[test]
fn all_selectors_are_exempted_at_once() {
    let told = of_asa("");
    let lines = |start: &str| told.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!(
        (lines("object network VPN-LOCAL"), lines("object network VPN-REMOTE"), lines("nat ")),
        (1, 2, 2),
        "{told}"
    );
    assert!(
        told.contains("object network VPN-REMOTE-2\n") && told.contains("static VPN-REMOTE-2 VPN-REMOTE-2"),
        "{told}"
    );
    assert_eq!(of_asa(&format!("{told}\n")), "", "they mend it");
}

#[test]
fn objects_that_exist_keep_their_addresses() {
    let before = "object network VPN-LOCAL\n subnet 10.7.0.0 255.255.255.0\nobject-group network VPN-REMOTE\n \
                  network-object 10.8.0.0 255.255.255.0\n";
    let told = of_asa(before);
    let heads: Vec<&str> = told.lines().filter(|line| line.starts_with("object network ")).collect();
    assert_eq!(heads, ["object network VPN-LOCAL-2", "object network VPN-REMOTE-2", "object network VPN-REMOTE-3"]);
    assert_eq!(of_asa(&format!("{before}{told}\n")), "", "they mend it");
}

#[test]
fn a_list_of_translation_that_begins_low_is_numbered_anew_first() {
    let of_ios = |number: &str| {
        let nat = format!(
            "ip nat inside source list NAT interface GigabitEthernet0/0 overload\nip access-list extended NAT\n {number}permit \
             ip 10.1.0.0 0.0.0.255 any\nip route"
        );
        exemption(&check_edited(
            IOS,
            &[
                in_a("interface GigabitEthernet0/1\n", "interface GigabitEthernet0/1\n ip nat inside\n"),
                in_a(" crypto map VPN\n", " ip nat outside\n crypto map VPN\n"),
                in_a("ip route", nat.leak()),
            ],
        ))
    };
    let deny = "ip access-list extended NAT\n 1 deny ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255";
    assert_eq!(of_ios("1 "), format!("ip access-list resequence NAT 10 10\n{deny}"));
    assert_eq!(of_ios("10 "), deny);
    assert_eq!(of_ios(""), deny);
}

/// Up to 8.2 a list for each interface exempts, and a second one would take the place of the first.
#[test]
fn the_list_that_exempts_is_extended_up_to_8_2() {
    let of_asa = |before: &str| {
        let hidden = format!("{before}global (outside) 1 interface\nnat (inside) 1 10.1.0.0 255.255.255.0\n{ROUTE}");
        exemption(&check_edited(ASA, &[in_a(ROUTE, hidden.leak())]))
    };
    let permit = "extended permit ip 10.1.0.0 255.255.255.0 10.2.0.0 255.255.255.0";
    let other = "access-list KEEP extended permit ip 10.1.0.0 255.255.255.0 10.9.0.0 255.255.255.0\nnat (inside) 0 access-list KEEP\n";
    assert_eq!(of_asa(""), format!("access-list NONAT {permit}\nnat (inside) 0 access-list NONAT"));
    assert_eq!(of_asa(other), format!("access-list KEEP line 1 {permit}"));
    let taken = "access-list NONAT extended permit ip any any\n";
    assert_eq!(of_asa(taken), format!("access-list NONAT-2 {permit}\nnat (inside) 0 access-list NONAT-2"));
    assert_eq!(of_asa(&format!("{other}access-list KEEP {permit}\n")), "", "it mends it");
}

/// The severity and the message of what is said of translation.
fn told(check: &Check) -> Vec<(&'static str, String)> {
    let own = check.findings.iter().filter(|finding| finding.rule.name == "nat-exemption-missing");
    own.map(|finding| (finding.severity.word(), finding.message.clone())).collect()
}

#[test]
fn a_part_that_a_translation_takes_is_named() {
    let hidden = |exempt: &str| {
        let lines = format!(
            "object network LAN\n subnet 10.1.0.0 255.255.255.0\nobject network FAR\n subnet 10.2.0.0 {exempt}\nnat \
             (inside,outside) source static LAN LAN destination static FAR FAR\nnat (inside,outside) after-auto source dynamic \
             any interface\n{ROUTE}"
        );
        check_edited(ASA, &[in_a(ROUTE, lines.leak())])
    };
    let half = told(&hidden("255.255.255.128"));
    let words = "a part of what it sends, from 10.1.0.0/24 to 10.2.0.128/25, so";
    assert!(matches!(half.as_slice(), [("warning", said)] if said.contains(words)), "{half:?}");
    assert!(told(&hidden("255.255.255.0")).is_empty());
    let is_open = |check: &Check| check.tunnels[0].traffic[0] == Traffic::Unknown;
    assert!(is_open(&hidden("255.255.255.128")), "the other half flows");
}

/// Lines of a router that translates, with one more before its routes.
fn of_router(nat: &'static str) -> Check {
    let edits = [
        in_a("interface GigabitEthernet0/1\n", "interface GigabitEthernet0/1\n ip nat inside\n"),
        in_a(" crypto map VPN\n", " ip nat outside\n crypto map VPN\n"),
        in_a("ip route", nat),
    ];
    check_edited(IOS, &edits)
}

#[test]
fn a_static_translation_of_a_network_takes_the_packets_of_the_tunnel() {
    let whole = of_router("ip nat inside source static network 10.1.0.0 172.20.1.0 /24\nip route");
    assert!(matches!(told(&whole).as_slice(), [("error", _)]), "{:?}", told(&whole));
    assert_eq!(exemption(&whole), "", "no list could leave packets out");
    let part = of_router("ip nat inside source static network 10.1.0.0 172.20.1.0 255.255.255.128\nip route");
    assert!(
        matches!(told(&part).as_slice(), [("warning", said)] if said.contains("from 10.1.0.0/25 ")),
        "{:?}",
        told(&part)
    );
    assert!(told(&of_router("ip nat inside source static network 10.9.0.0 172.20.1.0 /24\nip route")).is_empty());
}

/// A router refuses `ip access-list extended 1`, and a standard list cannot say where packets go.
#[test]
fn an_extended_list_takes_the_place_of_a_standard_one() {
    let nat = "ip nat inside source list 1 interface GigabitEthernet0/0 overload\naccess-list 1 deny 10.9.0.9\naccess-list 1 permit 10.1.0.0 0.0.0.255\nip route";
    let expected = [
        "ip access-list extended FOR-PEER",
        " deny ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255",
        " deny ip host 10.9.0.9 any",
        " permit ip 10.1.0.0 0.0.0.255 any",
        "no ip nat inside source list 1 interface GigabitEthernet0/0 overload",
        "ip nat inside source list FOR-PEER interface GigabitEthernet0/0 overload",
    ];
    assert_eq!(exemption(&of_router(nat)), expected.join("\n"));
    let mended = format!(
        "{}\nip route",
        expected.iter().filter(|line| !line.starts_with("no ")).copied().collect::<Vec<_>>().join("\n")
    );
    assert!(told(&of_router(mended.leak())).is_empty());
}
