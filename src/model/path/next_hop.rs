//! Next hops that nothing leads to: on none of the device's networks, its own address, an interface that is not there.

use std::net::IpAddr;

use crate::model::path::{Hop, Link, Medium, Path, Route};
use crate::model::space::AddressSet;
use crate::source::Span;

/// What is wrong with the next hop of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HopFault {
    /// The address is on none of the networks of the device, or of the interface that the route names.
    OffNetwork(IpAddr),
    /// The address is one of the device itself.
    Own(IpAddr),
    /// The device has no such interface.
    NoInterface(String),
}

impl HopFault {
    /// What it is, as a clause without a full stop.
    pub fn words(&self) -> String {
        match self {
            Self::OffNetwork(address) => format!("the next hop {address} is on none of its networks"),
            Self::Own(address) => format!("the next hop {address} is its own address"),
            Self::NoInterface(link) => format!("there is no interface {link}"),
        }
    }
}

impl Path {
    /// Why a device does not use a route, where that is certain. One that needs to reach its next hops leaves the others out
    /// ([`Path::needs_reachable_hops`]).
    pub fn lost(&self, route: &Route) -> Option<HopFault> {
        match &route.hop {
            Hop::Absent(link) => Some(HopFault::NoInterface(link.clone())),
            Hop::Address(address) if self.needs_reachable_hops => self.lost_hop(route.vrf.as_deref(), *address),
            _ => None,
        }
    }

    /// What is wrong with an address as the next hop of any route.
    pub(super) fn lost_hop(&self, vrf: Option<&str>, address: IpAddr) -> Option<HopFault> {
        if self.has_address(vrf, address) {
            return Some(HopFault::Own(address));
        }
        let is_near = address.is_ipv6() || self.connected(vrf, address).is_some();
        let is_off = !is_near && self.states_neighbours(vrf) && !self.leads_on(vrf, address, &mut Vec::new());
        is_off.then_some(HopFault::OffNetwork(address))
    }

    /// The route that would lead all of these addresses, the longest prefix first, and why the device does not use it.
    pub fn lost_way(&self, vrf: Option<&str>, addresses: &AddressSet) -> Option<(&Route, HopFault)> {
        let holds =
            |route: &&Route| route.vrf.as_deref() == vrf && AddressSet::net(route.net.trunc()).contains(addresses);
        let lost = self.routes.iter().filter(holds).filter_map(|route| Some((route, self.lost(route)?)));
        lost.max_by_key(|(route, _)| (route.net.prefix_len(), std::cmp::Reverse(route.span)))
    }

    /// The route on this line, and what makes it doubtful that anybody takes its packets: the device asks for an address
    /// that is on none of the networks of the interface, or for the destination itself.
    pub fn doubtful_hop(&self, at: Span) -> Option<(&Route, HopFault)> {
        let route = self.routes.iter().find(|route| route.span == at)?;
        let vrf = route.vrf.as_deref();
        let (link, address) = match &route.hop {
            Hop::Link(name) => (Some(self.link(name)?), route.gateway?),
            Hop::Address(address) => (None, *address),
            _ => return None,
        };
        let asks = |link: &Link| link.medium == Medium::Shared && !link.networks.is_empty() && !link.loopback;
        if !address.is_ipv4() || link.is_some_and(|link| !asks(link) || self.carries_any(&link.name)) {
            return None;
        }
        if self.has_address(vrf, address) {
            return Some((route, HopFault::Own(address)));
        }
        let is_on = |link: &Link| link.networks.iter().any(|(net, _)| net.contains(&address));
        let is_off = match link {
            Some(link) => !is_on(link) && !self.is_routed_by_itself(vrf, address),
            None => {
                self.other_routes.is_none()
                    && self.states_neighbours(vrf)
                    && !self.leads_on(vrf, address, &mut Vec::new())
            }
        };
        is_off.then_some((route, HopFault::OffNetwork(address)))
    }

    /// Whether an interface carries a tunnel.
    fn carries_any(&self, link: &str) -> bool {
        self.tunnels.iter().any(|own| own.carrier() == Some(link) && own.outside.as_deref() != Some(link))
    }

    /// Whether an address is one of the device's own.
    fn has_address(&self, vrf: Option<&str>, address: IpAddr) -> bool {
        let mut own = self.links.iter().filter(|link| link.up && link.vrf.as_deref() == vrf);
        own.any(|link| link.addresses.contains(&address))
    }

    /// Whether the networks of the file are all that next hops can be on: no interface gets its network at run time, and none
    /// makes a route to its neighbour.
    fn states_neighbours(&self, vrf: Option<&str>) -> bool {
        let mut links = self.links.iter().filter(|link| link.up && link.vrf.as_deref() == vrf);
        let is_open = |link: &Link| link.medium == Medium::Neighbour || link.addressed && link.networks.is_empty();
        let makes_routes = self.tunnels.iter().any(|tunnel| tunnel.resolves || tunnel.makes_routes);
        self.other_routes.is_none() && !makes_routes && !links.any(is_open)
    }

    /// Whether a route by an interface, other than a default route, leads to the address.
    fn is_routed_by_itself(&self, vrf: Option<&str>, address: IpAddr) -> bool {
        let mut own = self.routes.iter().filter(|route| route.vrf.as_deref() == vrf);
        own.any(|route| route.net.prefix_len() > 0 && route.net.contains(&address) && route.gateway != Some(address))
    }

    /// Whether anything may lead to an address without being led by it in turn. `seen` are the next hops on the way.
    fn leads_on(&self, vrf: Option<&str>, address: IpAddr, seen: &mut Vec<IpAddr>) -> bool {
        if self.connected(vrf, address).is_some() {
            return true;
        }
        seen.push(address);
        let routes = self.routes.iter().filter(|route| route.vrf.as_deref() == vrf && route.net.contains(&address));
        routes.into_iter().any(|route| match &route.hop {
            Hop::Absent(_) => false,
            Hop::Address(next) => {
                !seen.contains(next) && !self.has_address(vrf, *next) && self.leads_on(vrf, *next, seen)
            }
            Hop::Link(_) | Hop::Discard | Hop::Vrf(_) | Hop::Elsewhere => true,
        })
    }
}
