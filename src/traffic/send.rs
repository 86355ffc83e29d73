//! Packets in the clear from an inner network into the tunnel.

use crate::model::path::{Effect, Leads, Place};
use crate::model::space::{AddressSet, Cell};
use crate::negotiation::{End, Side};
use crate::traffic::walk::{Inner, Walk};
use crate::traffic::{About, Asked, Hindrance, Journey, tunnel_of};

/// Sends packets that a selector names into the tunnel on their own device.
pub(super) fn send(journey: &mut Journey, side: Side<'_>, sender: End, asked: &Asked, packets: &Cell) {
    let (Some(walk), Some(entry)) = (Walk::new(side, sender, asked), side.entry) else { return };
    let tunnel = tunnel_of(side);
    let Some((tunnel, wanted)) = tunnel.and_then(|own| Some((own, own.inside.as_deref()?))) else {
        return journey.doubt(sender, Some(entry.span), About::Route);
    };
    let vrf = walk.path.link(wanted).and_then(|link| link.vrf.as_deref());
    let inner = enter(journey, &walk, wanted, packets);
    if !tunnel.makes_routes {
        route(journey, &walk, vrf, wanted, packets);
    }
    translate(journey, &walk, inner.as_ref(), wanted, packets);
    leave(journey, &walk, wanted, packets);
    if let Some(filter) = &tunnel.filter {
        walk.pass(journey, filter, &packets.reversed(), false);
    }
}

/// Lets packets in from the inner networks on their way to an interface; where they come from, if the routes tell.
pub(super) fn enter(journey: &mut Journey, walk: &Walk<'_>, wanted: &str, packets: &Cell) -> Option<Inner> {
    let vrf = walk.path.link(wanted).and_then(|link| link.vrf.as_deref());
    let inner = walk.inner(vrf, &packets.source, wanted);
    if inner.is_none() {
        journey.doubt(walk.end, Some(walk.asked.span), About::Ingress);
    }
    if let Some(Inner::Links(names)) = &inner {
        for link in names.iter().filter_map(|name| walk.path.link(name)) {
            link.at(Place::Enters).for_each(|filter| walk.pass(journey, filter, packets, false));
        }
        walk.between_zones(
            journey,
            names.first().filter(|_| names.len() == 1).map(String::as_str),
            Some(wanted),
            packets,
        );
    } else if inner.is_none() && walk.path.zones.is_some() {
        journey.doubt(walk.end, None, About::Filter);
    }
    inner
}

/// Lets packets out by an interface.
pub(super) fn leave(journey: &mut Journey, walk: &Walk<'_>, wanted: &str, packets: &Cell) {
    if let Some(link) = walk.path.link(wanted) {
        link.at(Place::Leaves).for_each(|filter| walk.pass(journey, filter, packets, false));
    }
}

/// Whether packets to the other end's network are led to the interface of the tunnel.
fn route(journey: &mut Journey, walk: &Walk<'_>, vrf: Option<&str>, wanted: &str, packets: &Cell) {
    let steps = walk.path.routes_to(vrf, &packets.destination);
    let parts = steps.len();
    for step in steps {
        let at = step.at.unwrap_or(walk.asked.span);
        let example = Cell { destination: step.part.clone().into(), ..packets.clone() }.example();
        let hindrance = match step.leads {
            Leads::To(link) if link == wanted => continue,
            // Another tunnel, for which this one may be the backup.
            Leads::To(link) if carries_tunnel(walk, &link) => {
                journey.doubt(walk.end, Some(at), About::Route);
                continue;
            }
            Leads::To(link) if is_same_network(walk, &link, &step.part, packets) => Hindrance::SameNetwork { link },
            Leads::To(link) => Hindrance::RoutedElsewhere { link: Some(link), wanted: wanted.to_owned() },
            Leads::Nowhere => Hindrance::RoutedElsewhere { link: None, wanted: wanted.to_owned() },
            Leads::Missing => Hindrance::NoRoute,
            Leads::Unknown => {
                journey.doubt(walk.end, Some(at), About::Route);
                continue;
            }
        };
        // A selector wider than what is there need not be routed as a whole.
        match parts {
            1 => walk.block(journey, hindrance, at, example, About::Route),
            _ => journey.doubt(walk.end, Some(at), About::Route),
        }
    }
}

/// Whether packets that are led to an inner interface are for the network that they come from, or for one that the device
/// is in itself.
pub(super) fn is_same_network(walk: &Walk<'_>, link: &str, part: &AddressSet, packets: &Cell) -> bool {
    walk.path.holds(link, part) || packets.source.contains(part)
}

/// Whether an interface carries another tunnel.
pub(super) fn carries_tunnel(walk: &Walk<'_>, link: &str) -> bool {
    let own = walk.side.entry.map(|entry| entry.span);
    let mut others = walk.path.tunnels.iter().filter(|tunnel| Some(tunnel.entry) != own);
    others.any(|tunnel| tunnel.inside.as_deref() == Some(link))
}

/// Whether a translation takes the packets out of the tunnel's selectors.
fn translate(journey: &mut Journey, walk: &Walk<'_>, inner: Option<&Inner>, wanted: &str, packets: &Cell) {
    let becomes_local = walk.path.translations.iter().find(|rule| match &rule.effect {
        Effect::Source(extent) => extent.most.overlaps(&packets.source),
        _ => false,
    });
    if let Some(rule) = becomes_local {
        // The selector may be written for translated addresses, whose real ones are others.
        return journey.doubt(walk.end, Some(rule.span), About::Translation);
    }
    let entering = inner.map(Inner::names);
    let translated = walk.path.translate(packets, entering.as_deref(), Some(&[wanted.to_owned()]));
    if let Some((_, rule)) = translated.unknown.first() {
        journey.doubt(walk.end, Some(rule.span), About::Translation);
    }
    let Some((changed, rule)) = translated.changed.first() else { return };
    if translated.kept.is_empty() && translated.unknown.is_empty() {
        let example = changed.example();
        walk.block(journey, Hindrance::Translated, rule.span, example, About::Translation);
    } else {
        journey.doubt(walk.end, Some(rule.span), About::Translation);
    }
}
