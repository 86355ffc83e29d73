//! Which networks lie behind an end, as its own interfaces and routes have it.

use crate::model::path::{Leads, Path, TunnelPath};
use crate::model::space::{AddressSet, Share};
use crate::model::{PeerAddress, Setting, TrafficSelector};
use crate::negotiation::Side;
use crate::traffic::tunnel_of;
use crate::traffic::walk::is_own;

/// Whether an end has some of these addresses on its own side: its routes lead to them by an interface that belongs
/// neither to the inside nor to the outside of the tunnel.
pub(super) fn is_behind(side: Side<'_>, addresses: &AddressSet) -> bool {
    parts_behind(side, addresses).is_some_and(|parts| parts.contains(&Share::All))
}

/// How much of these addresses an end has on its own side.
pub(super) fn behind(side: Side<'_>, addresses: &AddressSet) -> Share {
    if is_own(side.device, addresses) {
        return Share::All;
    }
    let Some(parts) = parts_behind(side, addresses).filter(|_| side.device.complete) else { return Share::Unknown };
    let has = |share: Share| parts.contains(&share);
    match (has(Share::Unknown), has(Share::All), has(Share::None)) {
        (true, ..) => Share::Unknown,
        (false, true, true) => Share::Part,
        (false, true, false) => Share::All,
        (false, false, _) => Share::None,
    }
}

/// For each route that takes some of these addresses, whether it leads to this end's own side.
fn parts_behind(side: Side<'_>, addresses: &AddressSet) -> Option<Vec<Share>> {
    let (path, tunnel) = (side.device.path.as_ref()?, tunnel_of(side)?);
    let carrier = tunnel.inside.as_deref();
    let vrf = carrier.and_then(|name| path.link(name)?.vrf.as_deref());
    let outer = outer(side, path, tunnel);
    let parts = path.routes_to(vrf, addresses).into_iter().map(|step| match &step.leads {
        Leads::To(name) if Some(name.as_str()) != carrier && !outer.contains(name) => Share::All,
        Leads::Unknown => Share::Unknown,
        Leads::To(_) | Leads::Nowhere | Leads::Missing => Share::None,
    });
    Some(parts.collect())
}

/// How badly the two sides of a selector lie where it says, which is seen from the first end: its local addresses behind
/// that end, its remote ones behind the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Misplaced {
    /// Sides of which nothing is there.
    nothing: usize,
    /// Sides of which a part is there, or of which the files do not tell it.
    doubtful: usize,
}

impl Misplaced {
    /// Whether a side lies nowhere that the selector says.
    pub(crate) fn is_certain(self) -> bool {
        self.nothing > 0
    }
}

/// How badly a selector of the first end fits the networks of both.
pub(crate) fn misplaced([own, other]: [Side<'_>; 2], selector: &TrafficSelector) -> Misplaced {
    let [_, most] = selector.packets();
    let shares = [behind(own, &most.source), behind(other, &most.destination)];
    let count = |wanted: &[Share]| shares.iter().filter(|share| wanted.contains(share)).count();
    Misplaced { nothing: count(&[Share::None]), doubtful: count(&[Share::Part, Share::Unknown]) }
}

/// The interfaces that belong to the outside of an end's tunnel: those with its own addresses, and that to the peer.
pub(super) fn outer(side: Side<'_>, path: &Path, tunnel: &TunnelPath) -> Vec<String> {
    let Some(entry) = side.entry else { return Vec::new() };
    let own: Vec<_> = entry.local_addresses.iter().filter_map(|own| own.known()).collect();
    let holds = |address: &Setting<_>| address.known().is_some_and(|address| own.contains(&address));
    let holding = side.device.interfaces.iter().filter(|one| one.addresses.iter().any(holds));
    let mut names: Vec<String> = holding.map(|one| one.name.clone()).chain(tunnel.outside.clone()).collect();
    if let Some(PeerAddress::Address(peer)) = entry.peers.get(side.rank).map(|peer| &peer.value) {
        let steps = path.routes_to(tunnel.outside_vrf.as_deref(), &AddressSet::one(*peer));
        names.extend(steps.into_iter().filter_map(|step| match step.leads {
            Leads::To(name) => Some(name),
            _ => None,
        }));
    }
    names
}
