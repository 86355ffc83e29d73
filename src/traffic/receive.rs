//! Packets out of the tunnel to an inner network.

use crate::model::NatTraversal;
use crate::model::path::{Filter, Place};
use crate::model::space::{Cell, Service};
use crate::negotiation::{End, Side, arrives_by};
use crate::traffic::send::diverts;
use crate::traffic::walk::{Inner, Walk, outer_addresses};
use crate::traffic::{About, Asked, Journey, tunnel_of};

const ESP: u8 = 50;

/// Lets ESP from the sender arrive at the other device.
pub(super) fn esp(journey: &mut Journey, sides: [Side<'_>; 2], sender: End, asked: &Asked) {
    let [own, other] = sides;
    let (Some(walk), Some(entry)) = (Walk::new(other, sender.other(), asked), other.entry) else { return };
    // Behind NAT, ESP travels in UDP.
    let in_udp = own.nat(&other).is_some() || other.nat(&own).is_some() || [own, other].into_iter().any(forces_udp);
    let Some((link, is_certain)) = arrives_by(other, own).filter(|_| !in_udp) else { return };
    let from = own.entry.and_then(|entry| outer_addresses(&entry.local_addresses));
    let Some((from, to)) = from.zip(outer_addresses(&entry.local_addresses)) else { return };
    let esp = Cell { service: Service::protocol(ESP), ..Cell::between(from, to) };
    // Where sources are checked, IKE does not come in either, which is told.
    for filter in link.at(Place::Arrives).filter(|filter| !filter.is_reverse_path()) {
        let filter = Filter { certain: filter.certain && is_certain, ..filter.clone() };
        walk.pass(journey, &filter, &esp, true);
    }
}

/// Takes packets out of the tunnel on the device of `end`.
pub(super) fn receive(journey: &mut Journey, side: Side<'_>, end: End, asked: &Asked, packets: &Cell) {
    let (Some(walk), Some(entry)) = (Walk::new(side, end, asked), side.entry) else { return };
    let Some((tunnel, wanted)) = tunnel_of(side).and_then(|tunnel| Some((tunnel, tunnel.inside.as_deref()?))) else {
        return journey.doubt(end, Some(entry.span), About::Route);
    };
    deliver(journey, &walk, wanted, packets);
    if let Some(filter) = &tunnel.filter {
        walk.pass(journey, filter, packets, false);
    }
}

/// Passes packets that came out of the tunnel on an interface to the inner networks.
pub(super) fn deliver(journey: &mut Journey, walk: &Walk<'_>, wanted: &str, packets: &Cell) {
    walk.is_part(journey, wanted);
    let inside = walk.path.link(wanted);
    let inner = walk.inner(&packets.destination, wanted);
    if let Some(link) = inside {
        let names = inner.as_ref().map(Inner::names).unwrap_or_default();
        let opens = walk.filters_at(&names, Place::Enters, wanted, Place::Leaves);
        let decrypted = link.at(Place::Decrypted);
        decrypted.for_each(|filter| walk.pass_or_answer(journey, filter, packets, opens.iter().copied()));
        link.diverted.iter().for_each(|list| diverts(journey, walk, list, packets));
    }
    if let Some(rule) = walk.reaches_translated(packets) {
        return journey.doubt(walk.end, Some(rule), About::Translation);
    }
    if walk.path.checks_answers {
        check_answers(journey, walk, inner.as_ref(), wanted, packets);
    }
    let answering = inner.as_ref().map(Inner::names);
    let back = walk.path.translate(&packets.reversed(), answering.as_deref(), Some(&[wanted.to_owned()]));
    if let Some(rule) = back.for_answers {
        journey.doubt(walk.end, Some(rule.span), About::AnswersOnly);
    }
    match inner {
        Some(Inner::Links(names)) => {
            for link in names.iter().filter_map(|name| walk.path.link(name)) {
                link.at(Place::Leaves).for_each(|filter| walk.pass(journey, filter, packets, false));
            }
            let only = names.first().filter(|_| names.len() == 1).map(String::as_str);
            walk.between_zones(journey, Some(wanted), only, packets);
        }
        Some(Inner::Itself) => {}
        None if walk.shut_inside(journey, &packets.destination, wanted) => {}
        None => journey.doubt(walk.end, walk.side.entry.map(|entry| entry.span), About::Ingress),
    }
}

/// Doubts packets to whose answers a translation would give another source: an ASA drops them by its reverse-path check, and
/// logs 305013. How that check goes for every kind of rule and release no source settles, so it proves no obstacle.
fn check_answers(journey: &mut Journey, walk: &Walk<'_>, inner: Option<&Inner>, wanted: &str, packets: &Cell) {
    let answering = inner.map(Inner::names);
    let translated = walk.path.translate(&packets.reversed(), answering.as_deref(), Some(&[wanted.to_owned()]));
    if let Some((_, rule)) = translated.changed.iter().chain(&translated.unknown).next() {
        journey.doubt(walk.end, Some(rule.span), About::AnswersTranslated);
    }
}

/// Whether an end puts ESP into UDP without a NAT as well.
fn forces_udp(side: Side<'_>) -> bool {
    side.entry.is_some_and(|entry| entry.nat_traversal.known() == Some(&NatTraversal::Forced))
}
