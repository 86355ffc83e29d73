//! Entries outside of a map, with other peers, that get packets which this one protects: by the routes, where each has a tunnel
//! interface, or by the policies in the kernel.

use std::sync::Arc;

use crate::model::path::{Leads, Path, Step};
use crate::model::space::{Cell, Packets};
use crate::model::{Child, Device, Entry, EntryKind, PeerAddress, SelectorRelation, TrafficSelector};
use crate::negotiation::End;
use crate::rules::context::label;
use crate::rules::overlapping_selectors::RULE;
use crate::rules::shadowed_entry::MOST_WORDS;
use crate::rules::{Finding, Severity, TunnelContext};
use crate::source::Span;

/// Another entry that gets packets, or may get them.
struct Rival<'a> {
    entry: &'a Entry,
    /// The packets.
    packets: Packets,
    /// The line that gives them to it.
    at: Span,
    why: Why,
}

/// Why packets go to another entry.
enum Why {
    /// A route leads them to its tunnel interface.
    Routed { link: String },
    /// Both have one tunnel interface; which of them takes the packets is not documented.
    SameInterface { link: String },
    /// Its selector lies inside of the other, and the policy of the narrower one has the higher priority.
    Narrower,
    /// The two policies are alike, or neither lies inside of the other: which of them takes the packets is not documented.
    Alike,
}

/// What other entries take, or may take, of what an end's entry protects: one finding an entry.
pub(super) fn rivals(cx: &TunnelContext<'_>, end: End) -> Vec<Finding> {
    let (device, Some(entry)) = (cx.side(end).device, cx.entry(end)) else { return Vec::new() };
    let mut told: Vec<Span> = Vec::new();
    let mut found = Vec::new();
    for child in &entry.children {
        let Some(packets) = exactly(child) else { continue };
        let rivals = match entry.kind {
            EntryKind::Connection => by_policy(device, entry, child, &packets),
            EntryKind::ProxyId => by_interface(device, entry, child, &packets),
            _ => Vec::new(),
        };
        for rival in rivals {
            if !told.contains(&rival.entry.span) {
                told.push(rival.entry.span);
                found.push(finding(cx, end, entry, child, &rival));
            }
        }
    }
    found
}

/// The packets of a child whose selector is known in full.
fn exactly(child: &Child) -> Option<Cell> {
    let [least, most] = child.selector.packets();
    (least == most && child.never_matches.is_none()).then_some(most)
}

/// Whether two entries lead to different peers, both of which are known.
fn have_other_peers(own: &Entry, other: &Entry) -> bool {
    let known = |entry: &Entry| !entry.peers.is_empty() && entry.peers.iter().all(|own| own.value != PeerAddress::Any);
    let same = own.peers.iter().any(|peer| other.peers.iter().any(|own| own.value == peer.value));
    known(own) && known(other) && !same
}

/// Other connections whose policies hold the same packets. The kernel takes the policy with the highest priority, which follows
/// from the size of the selectors where none is set (swanctl.conf(5), `priority`).
fn by_policy<'a>(device: &'a Device, own: &Entry, child: &Child, packets: &Cell) -> Vec<Rival<'a>> {
    let others = device.entries.iter().filter(|other| {
        let is_apart = own.names.policies_are_set_apart || other.names.policies_are_set_apart;
        other.kind == EntryKind::Connection && !is_apart && have_other_peers(own, other)
    });
    let mut found = Vec::new();
    for (entry, other) in others.flat_map(|entry| entry.children.iter().map(move |other| (entry, other))) {
        let Some(common) = exactly(other).and_then(|other| packets.intersection(&other)) else { continue };
        let why = match child.selector.relation_of(&other.selector) {
            SelectorRelation::Inside => Why::Narrower,
            SelectorRelation::Equal | SelectorRelation::Straddling => Why::Alike,
            SelectorRelation::Wider | SelectorRelation::Disjoint | SelectorRelation::Unknown => continue,
        };
        found.push(Rival { entry, packets: Packets::from(common), at: other.span, why });
    }
    found
}

/// Other tunnels to whose interface routes lead the packets, or that have the same interface.
fn by_interface<'a>(device: &'a Device, own: &Entry, child: &Child, packets: &Cell) -> Vec<Rival<'a>> {
    let Some(path) = &device.path else { return Vec::new() };
    let Some(inside) = path.tunnel(own.span).and_then(|tunnel| tunnel.inside.as_deref()) else { return Vec::new() };
    let carried_by = |link: &str| -> Vec<&'a Entry> {
        let spans = path.tunnels.iter().filter(|tunnel| tunnel.inside.as_deref() == Some(link)).map(|tunnel| tunnel.entry);
        let entries = spans.filter_map(|span| device.entries.iter().find(|entry| entry.span == span));
        entries.filter(|entry| have_other_peers(own, entry)).collect()
    };
    let mut found = Vec::new();
    for entry in carried_by(inside) {
        let common = entry.children.iter().find_map(|other| Some((other.span, exactly(other)?.intersection(packets)?)));
        if let Some((at, common)) = common {
            let why = Why::SameInterface { link: inside.to_owned() };
            found.push(Rival { entry, packets: Packets::from(common), at, why });
        }
    }
    // What asks for everything is meant to carry what is routed into it, and nothing else.
    if child.selector == TrafficSelector::any() {
        return found;
    }
    let vrf = path.link(inside).and_then(|link| link.vrf.as_deref());
    for step in path.routes_to(vrf, &packets.destination) {
        let (Leads::To(link), Some(at)) = (&step.leads, step.at) else { continue };
        if link == inside || is_backed_up_by(path, &step, inside) {
            continue;
        }
        let astray = Cell { destination: Arc::new(step.part.clone()), ..packets.clone() };
        let to = carried_by(link).into_iter().map(|entry| {
            let why = Why::Routed { link: link.clone() };
            Rival { entry, packets: Packets::from(astray.clone()), at, why }
        });
        found.extend(to);
    }
    found
}

/// Whether another route to the same prefix leads to this interface: the one is meant to stand in for the other.
fn is_backed_up_by(path: &Path, step: &Step, link: &str) -> bool {
    let used = path.routes.iter().find(|route| Some(route.span) == step.at);
    let mut same = path.routes.iter().filter(|route| used.is_some_and(|used| used.net == route.net));
    same.any(|route| path.way_of(route) == Leads::To(link.to_owned()))
}

fn finding(cx: &TunnelContext<'_>, end: End, own: &Entry, child: &Child, rival: &Rival<'_>) -> Finding {
    let (device, other) = (cx.name(end), &rival.entry.name);
    let packets = rival.packets.words(MOST_WORDS);
    let peer = rival.entry.peers.first().map(|peer| peer.value.to_string()).unwrap_or_default();
    let (message, help) = match &rival.why {
        Why::Routed { link } => (
            format!(
                "{device}: {packets}, which {} protects, is routed to {link}, the tunnel interface of {other}, for {peer}",
                own.name
            ),
            "Route what this tunnel protects to its own tunnel interface, or take it out of its selectors.",
        ),
        Why::SameInterface { link } => (
            format!(
                "{device}: {} and {other}, for {peer}, both protect {packets} by {link}: which of them takes it is not documented",
                own.name
            ),
            "Give each peer networks of its own, or each tunnel an interface and routes of its own.",
        ),
        Why::Narrower => (
            format!(
                "{device}: {other}, for {peer}, takes {packets} before {}: the narrower selector has the higher priority",
                own.name
            ),
            "Let the selectors have nothing in common, or set `priority`, marks or interface numbers.",
        ),
        Why::Alike => (
            format!(
                "{device}: {} and {other}, for {peer}, both protect {packets}: which of them takes it is not documented",
                own.name
            ),
            "Let the selectors have nothing in common, or set `priority`, marks or interface numbers.",
        ),
    };
    Finding::new(&RULE, Severity::Warning, message, label(child.span, format!("{} protects {}", own.name, child.selector)))
        .label(rival.at, format!("gives {packets} to {other}"))
        .in_phase(2)
        .likely()
        .help(help)
        .values([child.selector.to_string(), packets])
}
