//! Commands about zones, routers, security rules, NAT rules and routes.
//!
//! Source: PAN-OS CLI Quick Start, "CLI Cheat Sheet: Networking" (`set network virtual-router`, `set zone`) and "CLI Cheat
//! Sheet: VSYS"; the hierarchy of rules is that of pan-os-codegen, specs/policies. A rule is made at the end of its
//! rulebase, and `move ... top` puts it before those that are there.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::model::path::{Hop, Route};
use crate::model::{Addresses, Entry, PolicyLocation, TrafficSelector};
use crate::platform::panos::tree::quoted;

/// What carries IKE and ESP to a firewall, by the names of the Applipedia.
const TUNNEL_APPLICATIONS: &str = "[ ike ipsec-esp ipsec-esp-udp ]";

/// A static route: into the tunnel by its interface alone, out of another interface by a next hop. One to the same network
/// is led there instead.
pub(super) fn add_route(
    entry: &Entry,
    network: &Addresses,
    leaving: &str,
    hop: Option<IpAddr>,
    instead_of: Option<&Route>,
) -> Vec<String> {
    let Addresses::Net(net) = network else { return Vec::new() };
    let family = if matches!(net, IpNet::V4(_)) { "ip" } else { "ipv6" };
    let name = instead_of.map_or_else(|| format!("to-{}", name_of(network)), |old| quoted(&old.words));
    let route = format!("{} routing-table {family} static-route {name}", router(entry));
    let mut commands = Vec::new();
    commands.extend(instead_of.is_none().then(|| format!("set {route} destination {net}")));
    commands.push(format!("set {route} interface {}", quoted(leaving)));
    if !leaving.starts_with("tunnel") {
        let hop = hop.map_or_else(|| "<next hop>".to_owned(), |hop| hop.to_string());
        commands.push(format!("set {route} nexthop {family}-address {hop}"));
    } else if instead_of.is_some_and(|old| old.gateway.is_some() || !matches!(old.hop, Hop::Link(_))) {
        commands.push(format!("delete {route} nexthop"));
    }
    commands
}

/// A rule that lets the packets of the tunnel pass, before all others.
pub(super) fn permit(entry: &Entry, zones: &[String; 2], selector: &TrafficSelector) -> Vec<String> {
    let name = format!("vpn-{}", name_of(&selector.remote));
    let [from, to] = zones.each_ref().map(String::as_str);
    let (Some(source), Some(destination)) = (words(&selector.local), words(&selector.remote)) else {
        return Vec::new();
    };
    let matches = format!("source {source} destination {destination} application any service any action allow");
    first_rule(entry, "security", &name, [from, to], &matches)
}

/// A rule that lets IKE and ESP of the peer in, before all others.
pub(super) fn permit_ike(entry: &Entry, zones: Option<&[String; 2]>, peer: IpAddr, own: Option<IpAddr>) -> Vec<String> {
    let Some([from, to]) = zones else { return Vec::new() };
    let name = format!("ike-{}", plain(&peer.to_string()));
    let destination = own.map_or_else(|| "any".to_owned(), |own| own.to_string());
    let matches = format!(
        "source {peer} destination {destination} application {TUNNEL_APPLICATIONS} service application-default action allow"
    );
    first_rule(entry, "security", &name, [from, to], &matches)
}

/// A NAT rule without translation, before all others: it keeps later ones from translating.
pub(super) fn exempt(entry: &Entry, selector: &TrafficSelector, at: usize, zones: Option<[&str; 2]>) -> Vec<String> {
    let (Some(source), Some(destination)) = (words(&selector.local), words(&selector.remote)) else {
        return Vec::new();
    };
    // Several selectors may have one remote network, and each rule needs a name of its own.
    let number = if at > 1 { format!("-{at}") } else { String::new() };
    let name = format!("no-nat-{}{number}", name_of(&selector.remote));
    let matches = format!("source {source} destination {destination} service any");
    first_rule(entry, "nat", &name, zones.unwrap_or(["any", "<zone>"]), &matches)
}

/// Puts an interface into a zone.
pub(super) fn join_zone(entry: &Entry, link: &str, zone: Option<&str>) -> Vec<String> {
    let (place, zone) = policy(entry, zone.unwrap_or_default());
    let name = if zone.is_empty() { "<zone>".to_owned() } else { quoted(zone) };
    let before = place.map_or("", |place| &place.zones);
    vec![format!("set {before}zone {name} network layer3 {}", quoted(link))]
}

/// Puts an interface into a router.
pub(super) fn join_router(entry: &Entry, link: &str) -> Vec<String> {
    vec![format!("set {} interface {}", router(entry), quoted(link))]
}

fn router(entry: &Entry) -> String {
    let unknown = || format!("{}network virtual-router <router>", entry.names.locations.entry);
    entry.names.locations.router.clone().unwrap_or_else(unknown)
}

/// A new rule of a kind that stands before all others.
fn first_rule(entry: &Entry, kind: &str, name: &str, zones: [&str; 2], matches: &str) -> Vec<String> {
    let place = policy(entry, zones[0]).0.map_or("", |place| &place.rules);
    let [from, to] = zones.map(|zone| quoted(policy(entry, zone).1));
    let rule = format!("{place}rulebase {kind} rules {}", quoted(name));
    vec![format!("set {rule} from {from} to {to} {matches}"), format!("move {rule} top")]
}

/// Where the zone of this name stands, and its name there.
fn policy<'a>(entry: &'a Entry, zone: &'a str) -> (Option<&'a PolicyLocation>, &'a str) {
    let places = &entry.names.locations.policies;
    let own = places.iter().filter(|place| zone.starts_with(&place.prefix)).max_by_key(|place| place.prefix.len());
    match own {
        Some(place) => (Some(place), &zone[place.prefix.len()..]),
        None => (places.first(), zone),
    }
}

/// Addresses as a rule may name them without an object.
fn words(addresses: &Addresses) -> Option<String> {
    match addresses {
        Addresses::Net(net) if net.prefix_len() == 0 => Some("any".to_owned()),
        Addresses::Net(net) => Some(net.to_string()),
        Addresses::Range(low, high) => Some(format!("{low}-{high}")),
        _ => None,
    }
}

/// A name for what is about these addresses: letters, digits, hyphens and dots (PAN-OS web interface help, rule names).
fn name_of(addresses: &Addresses) -> String {
    words(addresses).map_or_else(|| "tunnel".to_owned(), |words| plain(&words))
}

fn plain(words: &str) -> String {
    words.replace(['/', ':'], "-")
}
