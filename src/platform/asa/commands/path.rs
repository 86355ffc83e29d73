//! Commands about routes and translation.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::model::{Addresses, Entry, TrafficSelector};

/// An identity translation before all other rules; up to 8.2 a line of the access list that exempts.
pub(super) fn exempt(entry: &Entry, selector: &TrafficSelector, entering: &str, leaving: &str) -> Vec<String> {
    let (Addresses::Net(local), Addresses::Net(remote)) = (&selector.local, &selector.remote) else {
        return Vec::new();
    };
    if super::is_old(entry) {
        return vec![
            format!("access-list NONAT extended permit ip {} {}", words(local), words(remote)),
            format!("nat ({entering}) 0 access-list NONAT"),
        ];
    }
    let static_pair =
        "source static VPN-LOCAL VPN-LOCAL destination static VPN-REMOTE VPN-REMOTE no-proxy-arp route-lookup";
    vec![
        "object network VPN-LOCAL".into(),
        format!(" subnet {}", words(local)),
        "object network VPN-REMOTE".into(),
        format!(" subnet {}", words(remote)),
        format!("nat ({entering},{leaving}) 1 {static_pair}"),
    ]
}

/// A static route; the next hop is not in the file.
pub(super) fn add_route(network: &Addresses, leaving: &str) -> Vec<String> {
    match network {
        Addresses::Net(net @ IpNet::V4(_)) => vec![format!("route {leaving} {} <next hop>", words(net))],
        Addresses::Net(net @ IpNet::V6(_)) => vec![format!("ipv6 route {leaving} {net} <next hop>")],
        _ => Vec::new(),
    }
}

/// A line before all others of the list, which lets IKE from the peer in.
pub(super) fn permit_ike(list: &str, peer: IpAddr, port: u16) -> Vec<String> {
    let place = if peer.is_ipv4() { "any4" } else { "any6" };
    vec![format!("access-list {list} line 1 extended permit udp host {peer} {place} eq {port}")]
}

/// An address with its netmask, as access lists and objects write it.
fn words(net: &IpNet) -> String {
    match net {
        IpNet::V4(net) => format!("{} {}", net.network(), net.netmask()),
        IpNet::V6(net) => net.to_string(),
    }
}
