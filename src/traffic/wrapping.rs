//! How packets lie in a tunnel: as they are, or behind a header of GRE.

use crate::model::path::Wrapping;
use crate::model::{Child, Entry, EntryKind, TrafficSelector};
use crate::negotiation::{End, Side};
use crate::source::Span;
use crate::traffic::walk::{Walk, is_own};
use crate::traffic::{About, Asked, Hindrance, Journey, is_wrapping, tunnel_of};

/// The GRE keys of two tunnels that are not the same, with their lines; one of them may be missing.
pub(crate) fn different_gre_keys(sides: [Side<'_>; 2]) -> Option<[Option<(u32, Span)>; 2]> {
    let [Some(a), Some(b)] = sides.map(tunnel_of) else { return None };
    let number = |key: Option<(u32, Span)>| key.map(|(number, _)| number);
    (number(a.gre_key) != number(b.gre_key)).then_some([a.gre_key, b.gre_key])
}

/// The end that sends packets as they are, where the other wraps them in GRE and protects nothing else.
///
/// Whatever is negotiated, each drops what the other sends. A responder narrows to what its own policy holds (RFC 7296,
/// section 2.9), so every SA of the end with GRE is for GRE between the two ends, and what comes out of it without that
/// header is dropped (RFC 4301, section 5.2, step 4). Packets of GRE that come out of the other tunnel are for the device
/// itself, which has no GRE tunnel that they belong to (RFC 2784, section 3).
pub(crate) fn unwrapped_against_gre(sides: [Side<'_>; 2]) -> Option<End> {
    let is_unwrapped = |end: &End| {
        let [own, other] = [end, &end.other()].map(|end| sides[end.index()]);
        sends_unwrapped(own) && wraps_all(other) && !has_other_tunnel(own)
    };
    End::BOTH.into_iter().find(is_unwrapped)
}

/// Whether everything that is routed into the tunnel interface of an end leaves as it is.
fn sends_unwrapped(side: Side<'_>) -> bool {
    let names_gre = |child: &Child| child.selector.protocol.is_some_and(is_wrapping);
    let is_unwrapped = tunnel_of(side).is_some_and(|tunnel| tunnel.unwrapped);
    is_unwrapped && side.entry.is_some_and(|entry| !entry.children.iter().any(names_gre))
}

/// Whether an end protects GRE between two hosts, and nothing else.
fn wraps_all(side: Side<'_>) -> bool {
    let (Some(entry), Some(tunnel)) = (side.entry, tunnel_of(side)) else { return false };
    let is_gre = entry.children.iter().all(|child| child.selector.protocol.is_some_and(is_wrapping));
    !entry.children.is_empty() && is_gre && (entry.kind == EntryKind::TunnelProtection || tunnel.wraps.is_some())
}

/// Whether the device has another tunnel to the same peer, to which packets of GRE may belong.
fn has_other_tunnel(side: Side<'_>) -> bool {
    let peer = side.peer();
    let names_peer = |entry: &&Entry| entry.peers.iter().any(|own| Some(&own.value) == peer);
    let is_other = |entry: &&Entry| side.entry.is_none_or(|own| own.span != entry.span);
    let wraps = |entry: &Entry| matches!(entry.kind, EntryKind::None | EntryKind::TunnelProtection);
    side.device.entries.iter().filter(is_other).filter(names_peer).any(wraps)
}

/// Blocks what `sender` sends, since the other end cannot take it out of the tunnel.
pub(super) fn lost(journey: &mut Journey, sides: [Side<'_>; 2], sender: End) {
    let [own, other] = [sender, sender.other()].map(|end| sides[end.index()]);
    let (Some(entry), Some(taking)) = (own.entry, other.entry) else { return };
    let Some(child) = entry.children.first() else { return };
    let asked = Asked { selector: child.selector.clone(), span: child.span, routed: false };
    let Some(walk) = Walk::new(other, sender.other(), &asked) else { return };
    walk.block(journey, Hindrance::OtherWrapping, taking.span, None, About::Selectors);
}

/// Blocks packets of GRE that meet a tunnel with another key. A router looks for the tunnel by the addresses, then by the key
/// (NetworkLessons.com, GRE tunnel key; RFC 2890, section 2.1). Whether one without a key takes what has one no source says.
pub(super) fn other_key(journey: &mut Journey, sides: [Side<'_>; 2], sender: End) {
    let [own, other] = [sender, sender.other()].map(|end| sides[end.index()]);
    let Some(keys) = different_gre_keys([own, other]) else { return };
    let at = keys[1].map(|(_, at)| at).or(other.entry.map(|entry| entry.span));
    let child = own.entry.and_then(|entry| entry.children.first());
    if let (Some(child), [Some(_), Some((_, at))]) = (child, keys) {
        return block(journey, other, sender.other(), child, Hindrance::OtherKey, at);
    }
    journey.doubt(sender.other(), at, About::GreKey);
}

/// Blocks what a crypto map should carry of GRE, where no tunnel interface makes packets that its access list permits, or none
/// of the other end takes them out: the source of one is the destination of the other (Cisco Cookbook, "Creating a Tunnel").
/// Whether nothing is sent at all.
pub(super) fn misses_its_ends(journey: &mut Journey, sides: [Side<'_>; 2], sender: End) -> bool {
    let [own, other] = [sender, sender.other()].map(|end| sides[end.index()]);
    let Some(entry) = own.entry.filter(|_| wraps_by_map(own)) else { return false };
    let Some(all) = own.device.path.as_ref().and_then(|path| path.wrapping.as_ref()) else { return false };
    let sent = |child: &Child| all.iter().find(|own| child.selector.takes(&own.made));
    let Some((child, tunnel)) = entry.children.iter().find_map(|child| Some((child, sent(child)?))) else {
        let Some(child) = entry.children.first() else { return false };
        let near = nearest(all, &child.selector);
        let (link, at) = near.map_or((None, child.span), |(own, at)| (Some(own.link.clone()), at));
        block(journey, own, sender, child, Hindrance::OtherEnds { link, sent_at: None }, at);
        return true;
    };
    let wanted = tunnel.made.mirrored();
    let Some(others) = other.device.path.as_ref().and_then(|path| path.wrapping.as_ref()) else { return false };
    let [least, _] = wanted.packets();
    let is_end = is_own(other.device, &least.source) && wraps_by_map(other);
    if is_end && others.iter().all(|own| own.made != wanted) {
        let near = nearest(others, &wanted);
        let taking = other.entry.map_or(child.span, |entry| entry.span);
        let (link, at) = near.map_or((None, taking), |(own, at)| (Some(own.link.clone()), at));
        let hindrance = Hindrance::OtherEnds { link, sent_at: Some(tunnel.destination) };
        block(journey, other, sender.other(), child, hindrance, at);
    }
    false
}

/// Whether the crypto map of an end protects nothing but what the device itself wraps, and no tunnel interface with protection
/// of its own may have to do with it.
fn wraps_by_map(side: Side<'_>) -> bool {
    let Some(entry) = side.entry.filter(|entry| entry.kind == EntryKind::CryptoMap) else { return false };
    let is_wrapped = |child: &Child| {
        let [least, most] = child.selector.packets();
        least == most && child.selector.protocol.is_some_and(is_wrapping) && is_own(side.device, &least.source)
    };
    let is_protected = |other: &Entry| other.kind == EntryKind::TunnelProtection;
    !entry.children.is_empty() && entry.children.iter().all(is_wrapped) && !side.device.entries.iter().any(is_protected)
}

/// The tunnel interface that makes almost these packets, and the line that makes them others.
fn nearest<'a>(all: &'a [Wrapping], wanted: &TrafficSelector) -> Option<(&'a Wrapping, Span)> {
    all.iter().find_map(|own| Some((own, own.line_beside(wanted)?)))
}

fn block(journey: &mut Journey, side: Side<'_>, end: End, child: &Child, hindrance: Hindrance, at: Span) {
    let asked = Asked { selector: child.selector.clone(), span: child.span, routed: false };
    if let Some(walk) = Walk::new(side, end, &asked) {
        walk.block(journey, hindrance, at, None, About::Selectors);
    }
}
