//! Packets out of the tunnel to an inner network.

use crate::model::NatTraversal;
use crate::model::path::Place;
use crate::model::space::{Cell, Service};
use crate::negotiation::{End, Side};
use crate::traffic::walk::{Inner, Walk, outer_addresses};
use crate::traffic::{About, Journey};

const ESP: u8 = 50;

/// Takes the packets of one child out of the tunnel on the other device.
pub(super) fn receive(journey: &mut Journey, sides: [Side<'_>; 2], sender: End, child: usize, packets: &Cell) {
    let [own, other] = sides;
    let end = sender.other();
    let (Some(walk), Some(entry)) = (Walk::new(other, end, child), other.entry) else { return };
    let Some(tunnel) = walk.path.tunnel(entry.span) else {
        return journey.doubt(end, Some(entry.span), About::Route);
    };
    // Behind NAT, ESP travels in UDP.
    let in_udp = own.nat(&other).is_some() || other.nat(&own).is_some() || [own, other].into_iter().any(forces_udp);
    if let Some(outside) = tunnel.outside.as_deref().filter(|_| !in_udp).and_then(|name| walk.path.link(name)) {
        let from = own.entry.and_then(|entry| outer_addresses(&entry.local_addresses));
        if let Some((from, to)) = from.zip(outer_addresses(&entry.local_addresses)) {
            let esp = Cell { service: Service::protocol(ESP), ..Cell::between(from, to) };
            outside.at(Place::Arrives).for_each(|filter| walk.pass(journey, filter, &esp, true));
        }
    }
    let Some(wanted) = tunnel.inside.as_deref() else {
        return journey.doubt(end, Some(entry.span), About::Route);
    };
    let inside = walk.path.link(wanted);
    if let Some(link) = inside {
        link.at(Place::Decrypted).for_each(|filter| walk.pass(journey, filter, packets, false));
    }
    if let Some(filter) = &tunnel.filter {
        walk.pass(journey, filter, packets, false);
    }
    let vrf = inside.and_then(|link| link.vrf.as_deref());
    match walk.inner(vrf, &packets.destination, wanted) {
        Some(Inner::Links(names)) => {
            for link in names.iter().filter_map(|name| walk.path.link(name)) {
                link.at(Place::Leaves).for_each(|filter| walk.pass(journey, filter, packets, false));
            }
            let only = names.first().filter(|_| names.len() == 1).map(String::as_str);
            walk.between_zones(journey, Some(wanted), only, packets);
        }
        Some(Inner::Itself) => {}
        None => journey.doubt(end, Some(entry.span), About::Ingress),
    }
}

/// Whether an end puts ESP into UDP without a NAT as well.
fn forces_udp(side: Side<'_>) -> bool {
    side.entry.is_some_and(|entry| entry.nat_traversal.known() == Some(&NatTraversal::Forced))
}
