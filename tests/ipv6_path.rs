//! IPv6 on its way: what is for IPv4 alone does nothing to it.

use ikelint::check::{Settings, Traffic};

use crate::pairs::{base, check_texts, errors, verdict};

const NETS: [&str; 2] = ["2001:db8:1::", "2001:db8:2::"];
const OUTER: [&str; 2] = ["2001:db8:a::1", "2001:db8:b::1"];
const OLD: [&str; 2] = ["192.0.2.10", "198.51.100.20"];

/// An end whose crypto map protects IPv6 over IPv6, with more lines below its inner interface and for the whole router.
fn end(own: usize, inner: &str, more: &str) -> (String, String) {
    let (file, text) = base("ios-ikev2", ['a', 'b'][own]);
    let (peer, net, remote, address, far) = (OLD[1 - own], NETS[own], NETS[1 - own], OUTER[own], OUTER[1 - own]);
    let start = text.find("ip access-list extended VPN-TRAFFIC").unwrap();
    let text = format!(
        "{}ipv6 access-list VPN-TRAFFIC\n permit ipv6 {net}/64 {remote}/64\n!\nipv6 route ::/0 {address}99\n{more}end\n",
        &text[..start]
    );
    let edits = [
        ("crypto map VPN 10 ipsec-isakmp".to_owned(), "crypto map ipv6 VPN 10 ipsec-isakmp".to_owned()),
        (
            " crypto map VPN\n".to_owned(),
            format!(" ip nat outside\n ipv6 address {address}/64\n ipv6 crypto map VPN\n"),
        ),
        (format!(" set peer {peer}"), format!(" set peer {far}")),
        (format!("  address {peer}"), format!("  address {far}/128")),
        (format!("address {peer} 255.255.255.255"), format!("address {far}/128")),
        (
            "interface GigabitEthernet0/1\n".to_owned(),
            format!("interface GigabitEthernet0/1\n ip nat inside\n ipv6 address {net}1/64\n{inner}"),
        ),
    ];
    let text = edits.into_iter().fold(text, |text, (from, to)| {
        assert!(text.contains(&from), "{from:?}");
        text.replace(&from, &to)
    });
    (file, text)
}

#[test]
fn what_is_for_ipv4_does_nothing_to_ipv6() {
    let nat = "ip nat inside source list LAN interface GigabitEthernet0/0 overload\nip access-list standard LAN\n permit any\n!\n";
    let map = "ip nat inside source route-map NAT interface GigabitEthernet0/0 overload\nroute-map NAT permit 10\n!\n";
    let policy = "route-map POLICY permit 10\n set ip next-hop 10.1.0.9\n!\n";
    for (what, inner, more, expected) in [
        ("no translation", "", "", Traffic::Flows),
        ("a translation of whatever a list permits", "", nat, Traffic::Flows),
        ("a translation by a route map", "", map, Traffic::Flows),
        ("policy routing of IPv4", " ip policy route-map POLICY\n", policy, Traffic::Flows),
        ("policy routing of IPv6", " ipv6 policy route-map POLICY\n", policy, Traffic::Unknown),
    ] {
        let check = check_texts(&[end(0, inner, more), end(1, "", "")], Settings::default());
        let found = (verdict(&check), check.tunnels[0].traffic);
        assert_eq!(found, ("establishes", [expected, Traffic::Flows]), "{what}: {:#?}", check.tunnels[0].journeys);
    }
}

#[test]
fn a_router_learns_no_ipv6_route_from_advertisements() {
    let both = |head: &str| {
        let (file, text) = end(0, "", "");
        let route = format!("ipv6 route ::/0 {}99\n", OUTER[0]);
        assert!(text.contains(&route), "{text}");
        let check = check_texts(&[(file, text.replace(&route, head)), end(1, "", "")], Settings::default());
        (verdict(&check), errors(&check).contains(&"no-route-to-peer"))
    };
    assert_eq!(both("ipv6 unicast-routing\n"), ("stalls", true));
    assert_eq!(both(""), ("undetermined", false), "a host may");
}
