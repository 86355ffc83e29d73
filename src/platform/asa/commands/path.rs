//! Commands about routes and translation.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use ipnet::IpNet;

use crate::advice::Exemption;
use crate::model::path::Route;
use crate::model::{Addresses, TrafficSelector};
use crate::platform::cisco::names::free_name;

/// Identity translations before all other rules; up to 8.2 lines of the access list that exempts, before the others of it.
pub(super) fn exempt(
    exemption: Exemption<'_>,
    selectors: &[TrafficSelector],
    [entering, leaving]: [&str; 2],
    taken: &BTreeSet<String>,
) -> Vec<String> {
    let pair = |selector: &TrafficSelector| match (&selector.local, &selector.remote) {
        (Addresses::Net(local), Addresses::Net(remote)) => Some((*local, *remote)),
        _ => None,
    };
    let pairs: Option<Vec<(IpNet, IpNet)>> = selectors.iter().map(pair).collect();
    let Some(pairs) = pairs else { return Vec::new() };
    let line = |list: &str, place: &str, (local, remote): &(IpNet, IpNet)| {
        format!("access-list {list}{place} extended permit ip {} {}", words(local), words(remote))
    };
    match exemption {
        Exemption::Rule => {}
        Exemption::List(list) => return pairs.iter().map(|pair| line(list, " line 1", pair)).collect(),
        Exemption::NewList => {
            let list = free_name("NONAT", |name| !taken.contains(name));
            let lines = pairs.iter().map(|pair| line(&list, "", pair));
            return lines.chain([format!("nat ({entering}) 0 access-list {list}")]).collect();
        }
    }
    let (mut locals, mut remotes) = (Objects::new("VPN-LOCAL"), Objects::new("VPN-REMOTE"));
    let mut commands = Vec::new();
    for (local, remote) in &pairs {
        let local = locals.of(local, taken, &mut commands);
        let remote = remotes.of(remote, taken, &mut commands);
        commands.push(format!(
            "nat ({entering},{leaving}) 1 source static {local} {local} destination static {remote} {remote} \
             no-proxy-arp route-lookup"
        ));
    }
    commands
}

/// New network objects, one for each network.
struct Objects {
    /// What their names begin with.
    base: &'static str,
    names: BTreeMap<IpNet, String>,
}

impl Objects {
    fn new(base: &'static str) -> Self {
        Self { base, names: BTreeMap::new() }
    }

    /// The name of the object for a network. A new one gets a name that neither the device nor another new one has, and is
    /// added to the commands: an object that exists would get another address, and all that names it with it.
    fn of(&mut self, net: &IpNet, taken: &BTreeSet<String>, commands: &mut Vec<String>) -> String {
        if let Some(name) = self.names.get(net) {
            return name.clone();
        }
        let name = free_name(self.base, |name| !taken.contains(name) && !self.names.values().any(|own| own == name));
        commands.extend([format!("object network {name}"), format!(" subnet {}", words(net))]);
        self.names.insert(*net, name.clone());
        name
    }
}

/// A static route. One to the same network goes first: a device refuses a second one by another interface.
pub(super) fn add_route(
    network: &Addresses,
    leaving: &str,
    hop: Option<IpAddr>,
    instead_of: Option<&Route>,
) -> Vec<String> {
    let hop = hop.map_or_else(|| "<next hop>".to_owned(), |hop| hop.to_string());
    let route = match network {
        Addresses::Net(net @ IpNet::V4(_)) => format!("route {leaving} {} {hop}", words(net)),
        Addresses::Net(net @ IpNet::V6(_)) => format!("ipv6 route {leaving} {net} {hop}"),
        _ => return Vec::new(),
    };
    instead_of.map(|old| format!("no {}", old.words)).into_iter().chain([route]).collect()
}

/// A line before all others of the list, which lets IKE or ESP from the peer in.
pub(super) fn permit_ike(list: &str, peer: IpAddr, port: Option<u16>) -> Vec<String> {
    let place = if peer.is_ipv4() { "any4" } else { "any6" };
    let (protocol, port) = port.map_or(("esp", String::new()), |port| ("udp", format!(" eq {port}")));
    vec![format!("access-list {list} line 1 extended permit {protocol} host {peer} {place}{port}")]
}

/// An address with its netmask, as access lists and objects write it.
fn words(net: &IpNet) -> String {
    match net {
        IpNet::V4(net) => format!("{} {}", net.network(), net.netmask()),
        IpNet::V6(net) => net.to_string(),
    }
}
