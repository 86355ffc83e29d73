//! Where a tunnel stands: its interface, its place in a crypto map, and the routes to it.

use std::net::IpAddr;

use crate::model::path::Route;
use crate::model::{Addresses, Entry};
use crate::platform::ios::is_loopback;

use super::{is_map, map_of};

/// A map leaves one interface for another, or gets another local address where it has one (`crypto map M
/// local-address`); a tunnel interface gets another source.
pub(super) fn move_to(entry: &Entry, from: &str, to: &str) -> Vec<String> {
    let map = map_of(entry).0;
    if !is_map(entry) {
        return vec![format!("interface {}", entry.interface), format!(" tunnel source {to}")];
    }
    // The map has to stay where the packets leave (Cisco IOS Security Command Reference, crypto map local-address).
    if entry.interface != from || is_loopback(to) {
        return vec![format!("crypto map {map} local-address {to}")];
    }
    let line = |interface: &str, word: &str| [format!("interface {interface}"), format!(" {word}crypto map {map}")];
    [line(from, "no "), line(to, "")].concat()
}

/// A dynamic map at the highest number of its crypto map. The name of its entry is `MAP NUMBER NAME NUMBER`.
pub(super) fn search_last(entry: &Entry) -> Vec<String> {
    let words: Vec<&str> = entry.name.split(' ').collect();
    let [map, number, name, _] = words.as_slice() else { return Vec::new() };
    vec![format!("no crypto map {map} {number}"), format!("crypto map {map} 65535 ipsec-isakmp dynamic {name}")]
}

/// A static route, in the place of one to the same network. A tunnel interface between two ends needs no next hop.
pub(super) fn add_route(
    network: &Addresses,
    leaving: &str,
    vrf: Option<&str>,
    hop: Option<IpAddr>,
    instead_of: Option<&Route>,
) -> Vec<String> {
    let hop = match hop {
        _ if leaving.to_ascii_lowercase().starts_with("tunnel") => leaving.to_owned(),
        Some(hop) => hop.to_string(),
        None => "<next hop>".to_owned(),
    };
    let vrf = vrf.map_or_else(String::new, |vrf| format!("vrf {vrf} "));
    let route = match network {
        Addresses::Net(ipnet::IpNet::V4(net)) => format!("ip route {vrf}{} {} {hop}", net.network(), net.netmask()),
        Addresses::Net(net) => format!("ipv6 route {vrf}{net} {hop}"),
        _ => return Vec::new(),
    };
    instead_of.map(|old| format!("no {}", old.words)).into_iter().chain([route]).collect()
}
