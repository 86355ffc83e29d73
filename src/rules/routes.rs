//! What the rules about routes share: the command for one, with the next hop that the files tell.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::advice::Change;
use crate::model::Addresses;
use crate::model::path::{Leads, Route};
use crate::negotiation::End;
use crate::rules::{Fix, TunnelContext};
use crate::source::Span;

/// The route to a network out of an interface. `at` is what leads it elsewhere now: a route to exactly this network is
/// corrected, any other is left, since the new one goes before it.
pub(super) fn route_fix(
    cx: &TunnelContext<'_>,
    end: End,
    network: &Addresses,
    leaving: &str,
    at: Option<Span>,
) -> Option<Fix> {
    let entry = cx.entry(end)?;
    let path = cx.side(end).device.path.as_ref();
    let vrf = path.and_then(|path| path.link(leaving)?.vrf.as_deref());
    let wrong = || {
        let (path, Addresses::Net(net)) = (path?, network) else { return None };
        // A route that leads there as well, and is not used for another reason, is none to take away.
        let is_own = |route: &&Route| !route.words.is_empty();
        path.route_at(at?, *net).filter(is_own).filter(|route| path.way_of(route) != Leads::To(leaving.to_owned()))
    };
    let instead_of = wrong();
    let hop = next_hop(cx, end, leaving);
    Some(cx.fix(end, &Change::AddRoute { entry, network, leaving, vrf, hop, instead_of }))
}

/// The next hop of packets that leave by an interface, where the files tell it.
fn next_hop(cx: &TunnelContext<'_>, end: End, leaving: &str) -> Option<IpAddr> {
    let (side, other) = (cx.side(end), cx.side(end.other()));
    let (path, entry) = (side.device.path.as_ref()?, side.entry?);
    let link = path.link(leaving)?;
    let holds = |address: &IpAddr| link.networks.iter().any(|(net, _)| net.contains(address));
    let far = || other.entry?.tunnel_addresses.iter().map(IpNet::addr).find(holds);
    let is_tunnel = path.tunnel(entry.span).is_some_and(|tunnel| tunnel.outside.as_deref() != Some(leaving));
    let by_tunnel = if is_tunnel { far() } else { None };
    let neighbour = || side.peer_address().filter(holds);
    let by_routes = || path.next_hop(link.vrf.as_deref(), leaving);
    by_tunnel.or_else(by_routes).or_else(neighbour).or_else(|| only_other(cx, end, leaving))
}

/// The other address of a network that has room for two.
fn only_other(cx: &TunnelContext<'_>, end: End, leaving: &str) -> Option<IpAddr> {
    let device = cx.side(end).device;
    let (net, _) = device.path.as_ref()?.link(leaving)?.networks.first()?;
    let interface = device.interfaces.iter().find(|interface| interface.name == leaving)?;
    let own = interface.addresses.iter().find_map(|own| own.known().filter(|own| net.contains(*own)))?;
    let has_room_for_two = matches!(net.max_prefix_len() - net.prefix_len(), 1 | 2);
    let mut others = net.hosts().filter(|host| host != own);
    others.next().filter(|_| has_room_for_two)
}
