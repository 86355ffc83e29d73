//! Packets in the clear from an inner network into the tunnel.

use crate::model::EntryKind;
use crate::model::path::{Effect, Leads, Place, Translated, Translation};
use crate::model::space::{AddressSet, Cell, List, Packets, Share};
use crate::negotiation::{End, Side};
use crate::source::Span;
use crate::traffic::behind::{behind, is_behind};
use crate::traffic::walk::{Inner, Walk};
use crate::traffic::{About, Asked, Hindrance, Journey, tunnel_of};

/// Packets that stray are told in so many selectors.
const MOST_STRAYS: usize = 8;

/// Sends packets that a selector names into the tunnel on their own device.
pub(super) fn send(journey: &mut Journey, sides: [Side<'_>; 2], sender: End, asked: &Asked, packets: &Cell) {
    let [side, other] = sides;
    let (Some(walk), Some(entry)) = (Walk::new(side, sender, asked), side.entry) else { return };
    let tunnel = tunnel_of(side);
    let Some((tunnel, wanted)) = tunnel.and_then(|own| Some((own, own.inside.as_deref()?))) else {
        return journey.doubt(sender, Some(entry.span), About::Route);
    };
    let becomes_local = becomes_local(&walk, packets);
    let inner = match becomes_local {
        Some(_) => None,
        None => enter(journey, &walk, wanted, packets),
    };
    let entering = inner.as_ref().map(Inner::names);
    if !tunnel.makes_routes && !inner.as_ref().is_some_and(|inner| is_diverted(&walk, inner, packets)) {
        // Packets are routed where they enter.
        let entered = match &inner {
            Some(Inner::Links(names)) => names.first().map(String::as_str),
            _ => None,
        };
        let vrf = walk.vrf(entered.unwrap_or(wanted));
        route(journey, &walk, other, vrf, wanted, packets);
    }
    match becomes_local {
        Some(rule) => journey.doubt(sender, Some(rule), About::Translation),
        None => translate(journey, &walk, other, inner.as_ref(), wanted, packets),
    }
    leave(journey, &walk, entering.as_deref(), wanted, packets);
    if let Some(filter) = &tunnel.filter {
        walk.pass(journey, filter, &packets.reversed(), false);
    }
}

/// Holds packets of an end's tunnel against the lists that stand before encryption, or behind decryption.
pub(super) fn check(journey: &mut Journey, side: Side<'_>, end: End, asked: &Asked, place: Place, packets: &Cell) {
    let (Some(walk), Some(tunnel)) = (Walk::new(side, end, asked), tunnel_of(side)) else { return };
    let checks = tunnel.checks.iter().filter(|filter| filter.place == place);
    checks.for_each(|filter| walk.pass(journey, filter, packets, false));
}

/// Lets packets in from the inner networks on their way to an interface; where they come from, if the routes tell.
pub(super) fn enter(journey: &mut Journey, walk: &Walk<'_>, wanted: &str, packets: &Cell) -> Option<Inner> {
    walk.is_part(journey, wanted);
    let inner = walk.inner(&packets.source, wanted);
    if inner.is_none() && !walk.shut_inside(journey, &packets.source, wanted) {
        journey.doubt(walk.end, Some(walk.asked.span), About::Ingress);
    }
    if let Some(Inner::Links(names)) = &inner {
        for link in names.iter().filter_map(|name| walk.path.link(name)) {
            let opens = walk.filters_at(names, Place::Leaves, wanted, Place::Decrypted);
            let entering = link.at(Place::Enters);
            entering.for_each(|filter| walk.pass_or_answer(journey, filter, packets, opens.iter().copied()));
            link.diverted.iter().for_each(|list| diverts(journey, walk, list, packets));
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

/// Lets packets out by an interface, unless they may be led elsewhere.
pub(super) fn leave(journey: &mut Journey, walk: &Walk<'_>, entering: Option<&[String]>, wanted: &str, packets: &Cell) {
    if let Some(list) = walk.path.diverting(entering) {
        divert(journey, walk, &list, wanted, packets);
    }
    if let Some(link) = walk.path.link(wanted) {
        link.at(Place::Leaves).for_each(|filter| walk.pass(journey, filter, packets, false));
    }
}

/// Whether packets to the other end's network are led to the interface of the tunnel.
fn route(journey: &mut Journey, walk: &Walk<'_>, other: Side<'_>, vrf: Option<&str>, wanted: &str, packets: &Cell) {
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
            Leads::To(link) if is_same_network(walk, &link, &step.part, packets) => {
                if !is_behind(other, &step.part) {
                    // The far end does not have the network: the selector is a copy, or its sides are swapped.
                    journey.doubt(walk.end, Some(walk.asked.span), About::Selectors);
                    continue;
                }
                Hindrance::SameNetwork { link }
            }
            Leads::To(link) => Hindrance::RoutedElsewhere { link: Some(link), wanted: wanted.to_owned() },
            Leads::Nowhere => Hindrance::RoutedElsewhere { link: None, wanted: wanted.to_owned() },
            Leads::Missing => match walk.path.shut_way(vrf, &step.part) {
                Some(link) => Hindrance::LinkDown { link: link.name.clone() },
                None => Hindrance::NoRoute,
            },
            // The tunnel comes up by the same route, so that it is there.
            Leads::Unknown if leads_to_peer(walk, vrf, wanted, &step.part) => continue,
            Leads::Unknown if walk.path.may_lead_into(vrf, &step.part, wanted) => {
                journey.doubt(walk.end, Some(at), About::Route);
                continue;
            }
            Leads::Unknown => match walk.path.sole_link(vrf, &step.part) {
                link @ Some(_) => Hindrance::RoutedElsewhere { link, wanted: wanted.to_owned() },
                None => Hindrance::NoRoute,
            },
        };
        // A selector wider than what is there need not be routed as a whole.
        match parts {
            1 => walk.block(journey, hindrance, at, example, About::Route),
            _ => journey.doubt(walk.end, Some(at), About::Route),
        }
    }
}

/// Whether the one route that may lead these destinations to an interface is also the one that may lead to the peer.
fn leads_to_peer(walk: &Walk<'_>, vrf: Option<&str>, wanted: &str, part: &AddressSet) -> bool {
    let Some(peer) = walk.side.peer_address() else { return false };
    let [of_part, of_peer] = [part, &AddressSet::one(peer)].map(|set| walk.path.sole_way_into(vrf, set, wanted));
    of_part.is_some() && of_part == of_peer
}

/// Whether packets that are led to an inner interface are for the network that they come from, or for one that the device
/// is in itself. Behind an interface that the file does not have there is no network.
pub(super) fn is_same_network(walk: &Walk<'_>, link: &str, part: &AddressSet, packets: &Cell) -> bool {
    walk.path.link(link).is_some() && (walk.path.holds(link, part) || packets.source.contains(part))
}

/// Whether an interface carries another tunnel.
pub(super) fn carries_tunnel(walk: &Walk<'_>, link: &str) -> bool {
    let own = walk.side.entry.map(|entry| entry.span);
    let mut others = walk.path.tunnels.iter().filter(|tunnel| Some(tunnel.entry) != own);
    others.any(|tunnel| tunnel.inside.as_deref() == Some(link))
}

/// Whether policy routing may take some of the packets from the routes, where they enter.
fn is_diverted(walk: &Walk<'_>, inner: &Inner, packets: &Cell) -> bool {
    let names = inner.names();
    let mut lists = names.iter().filter_map(|name| walk.path.link(name)?.diverted.as_ref());
    let takes = |list: &List| list.decide(packets).passes() != Share::None;
    lists.any(takes) || walk.path.diverting(Some(&names)).as_ref().is_some_and(takes)
}

/// What rules lead elsewhere than the routes say. They are for what opens a session; whether answers go by them as well no
/// source says, so that the traffic stays open.
fn divert(journey: &mut Journey, walk: &Walk<'_>, list: &List, wanted: &str, packets: &Cell) {
    let elsewhere = match walk.path.diverted_to(list, packets) {
        Some((Leads::To(link), _)) if link == wanted => return,
        Some((Leads::To(link), at)) if !carries_tunnel(walk, link) => Some((Some(link.clone()), at)),
        Some((Leads::Nowhere, at)) => Some((None, at)),
        _ => None,
    };
    if let Some((link, at)) = elsewhere {
        let hindrance = Hindrance::Diverted { link, wanted: wanted.to_owned() };
        walk.suspect(journey, hindrance, at, list.decide(packets).permitted.example());
    }
    diverts(journey, walk, list, packets);
}

/// Doubts where packets go that policy-based forwarding may lead elsewhere.
pub(super) fn diverts(journey: &mut Journey, walk: &Walk<'_>, list: &List, packets: &Cell) {
    let outcome = list.decide(packets);
    if outcome.passes() != Share::None {
        let example = outcome.permitted.example().or_else(|| outcome.unknown.example());
        let rule = example.and_then(|packet| list.doubtful(&packet).or_else(|| list.deciding(&packet)));
        journey.doubt(walk.end, Some(rule.map_or(list.end, |rule| rule.span)), About::Route);
    }
}

/// The rule that makes other addresses into those of the selector: it is written for translated addresses, whose real
/// ones are others.
fn becomes_local(walk: &Walk<'_>, packets: &Cell) -> Option<Span> {
    let makes = |rule: &&Translation| match &rule.effect {
        Effect::Source(extent) => extent.most.overlaps(&packets.source),
        _ => false,
    };
    walk.path.translations.iter().find(makes).map(|rule| rule.span)
}

/// Whether packets that the selectors do not match are lost: where an access list decides what enters the tunnel, or where
/// the other end holds what comes out of it against its selectors (RFC 4301, section 5.2). What a tunnel interface gets by
/// its routes it sends, and no source says that one drops what its selectors do not match.
fn is_lost_outside_of_selectors(walk: &Walk<'_>, other: Side<'_>) -> bool {
    let holds = |side: Side<'_>| {
        let kind = side.entry.map(|entry| entry.kind);
        matches!(kind, Some(EntryKind::CryptoMap | EntryKind::DynamicMap | EntryKind::Connection))
    };
    holds(walk.side) || holds(other)
}

/// Whether a translation takes the packets out of the tunnel's selectors.
fn translate(
    journey: &mut Journey,
    walk: &Walk<'_>,
    other: Side<'_>,
    inner: Option<&Inner>,
    wanted: &str,
    packets: &Cell,
) {
    let entering = inner.map(Inner::names);
    let translated = walk.path.translate(packets, entering.as_deref(), Some(&[wanted.to_owned()]));
    if let Some((_, rule)) = translated.unknown.first() {
        journey.doubt(walk.end, Some(rule.span), About::Translation);
    }
    let Some((changed, rule)) = translated.changed.first() else { return };
    let takes_all = translated.kept.is_empty() && translated.unknown.is_empty();
    if takes_all && is_lost_outside_of_selectors(walk, other) {
        return walk.block(journey, Hindrance::Translated, rule.span, changed.example(), About::Translation);
    }
    if takes_all {
        walk.suspect(journey, Hindrance::Translated, rule.span, changed.example());
    }
    let strays = is_lost_outside_of_selectors(walk, other) && note_strays(journey, walk, other, &translated);
    journey.doubt(walk.end, Some(rule.span), if strays { About::PartTranslated } else { About::Translation });
}

/// Notes the packets between networks that are there on both sides and that a translation takes out of the tunnel, while
/// others of the same selector stay in it. Whether there are any.
fn note_strays(journey: &mut Journey, walk: &Walk<'_>, other: Side<'_>, translated: &Translated<'_>) -> bool {
    let is_there =
        |cell: &&Cell| behind(walk.side, &cell.source) == Share::All && behind(other, &cell.destination) == Share::All;
    let mut found = false;
    for (changed, rule) in &translated.changed {
        let mut strays = Packets::none();
        changed.cells().iter().filter(is_there).for_each(|cell| strays.add(cell.clone().into()));
        let Some(selectors) = strays.selectors(MOST_STRAYS) else { continue };
        for selector in selectors {
            let asked = Asked { selector, ..walk.asked.clone() };
            let part = Walk { asked: &asked, ..*walk };
            part.suspect(journey, Hindrance::PartTranslated, rule.span, strays.example());
            found = true;
        }
    }
    found
}
