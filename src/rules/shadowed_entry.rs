//! `shadowed-entry`.

use crate::advice::Change;
use crate::model::space::Packets;
use crate::model::{Child, Device, DynamicBeforeStatic, Entry, EntryKind, IkeVersion, PeerAddress, Taken, Way};
use crate::negotiation::{Diversion, End, Fault};
use crate::rules::context::{Occurrence, label};
use crate::rules::{Finding, Fix, Severity, TunnelContext};
use crate::source::Span;

rule! {
    /// An entry of a crypto map is never reached, since an entry with a lower sequence number takes its packets or its peer.
    ///
    /// ## What it checks
    ///
    /// A packet is held against the entries of a crypto map in the order of their numbers, and against the lines of each
    /// access list in theirs: the first permit that it matches takes it, a deny sends it on to the next entry. What the
    /// earlier access lists leave of each selector is worked out exactly, denies included. If nothing is left and an
    /// earlier entry leads to another peer, the packets of this tunnel go there: an error. If the earlier entries have the
    /// same peer, the later one is merely never used by this end: a warning. So is a later entry for a device that is not
    /// here, of which the entry of this tunnel takes every packet.
    ///
    /// A dynamic entry that stands before a static one takes the peer of the static one when that peer begins. On an ASA
    /// the child SA then fails: an error. On IOS the peer gets the settings of the dynamic entry: a warning.
    ///
    /// Two strongSwan connections with the same addresses and identities are held against a peer that begins in the order of
    /// the file: the first is taken, in IKEv2 the first whose proposals fit, and the children of the other are refused (`no
    /// acceptable traffic selectors found`): an error.
    ///
    /// Where an access list holds what the file does not settle (a name that the DNS resolves, a line that is not
    /// understood), nothing is found, and the verdict is `undetermined`.
    ///
    /// ## Why the tunnel stalls
    ///
    /// This end never asks for the child SA, and the other peer gets packets that it does not want. With a dynamic entry in
    /// front, the ASA refuses quick mode when the peer begins.
    ///
    /// ## What to do
    ///
    /// Give the entry with the narrower access list the lower number, or deny its packets in the access list of the wider
    /// one. Give the dynamic entry the highest number of the map.
    RULE = "PEER404" "shadowed-entry",
    "An earlier entry of the crypto map takes the packets or the peer of a later one",
    [
        "Cisco community, knowledge base 3130674 (dynamic map before a static map)",
        "Cisco, Secure Firewall ASA syslog message 713187",
        "two strongSwan daemons of 5.9.8 with two connections between the same addresses: the first is selected, the \
         children of the second are refused with TS_UNACCEPTABLE",
        "Cisco ASA VPN CLI configuration guide, crypto maps: sequence numbers, permit and deny, incomplete entries",
    ],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for fault in cx.faults() {
        let Fault::Shadowed { end, by } = fault.stop.fault else { continue };
        let Some(earlier) = cx.side(end).device.entries.get(by) else { continue };
        out.extend(match fault.stop.message {
            None => packets_go_elsewhere(cx, &fault, end, earlier, by),
            Some(_) if earlier.kind != EntryKind::DynamicMap => twin_is_taken(cx, &fault, end, earlier),
            Some(_) => peer_is_taken(cx, &fault, end, earlier),
        });
    }
    for end in End::BOTH {
        out.extend(never_used(cx, end));
        out.extend(starved(cx, end));
        out.extend(taken_in_turn(cx, end));
        out.extend(behind_incomplete(cx, end));
    }
}

/// Every packet of a child goes to another peer.
fn packets_go_elsewhere(
    cx: &TunnelContext<'_>,
    fault: &Occurrence<'_>,
    end: End,
    earlier: &Entry,
    by: usize,
) -> Option<Finding> {
    let (entry, name) = (cx.entry(end)?, cx.name(end));
    let (child, taken_at, packets) = entry.children.iter().find_map(|child| {
        let (diversion, way) = cx.side(end).diversion(child);
        let taken = way.taken.into_iter().find(|taken| taken.by == by)?;
        (diversion == Diversion::Elsewhere(by)).then_some((child, taken.at, taken.packets))
    })?;
    let to = lead(earlier);
    let message = format!("{} of {name} gets no packet for {}: {} takes them first, {to}", entry.name, child.selector, earlier.name);
    let is_rest = cx.side(end).device.way(entry, child).taken.len() > 1;
    let words = match is_rest {
        true => format!("{} takes {} first, {to}", earlier.name, packets.words(MOST_WORDS)),
        false => format!("{} takes them all first, {to}", earlier.name),
    };
    let finding = cx.error(&RULE, fault, message, label(taken_at, words));
    let same = earlier.children.iter().any(|own| own.selector == child.selector);
    let help = match (earlier.kind, same) {
        (EntryKind::DynamicMap, _) => "Give the dynamic entry the highest number of the map.",
        (_, true) => {
            "Two entries protect the same networks: give each its own, or name both peers in one entry if one stands in for \
             the other."
        }
        (_, false) => {
            "Give the narrower entry the lower number, or deny its packets in the access list of the wider one."
        }
    };
    let fixes: Vec<Fix> = match (earlier.kind, same) {
        (EntryKind::DynamicMap, _) => vec![cx.fix(end, &Change::SearchLast { entry: earlier })],
        (_, true) => Vec::new(),
        (_, false) => send_on(cx, end, earlier, &packets).into_iter().collect(),
    };
    Some(
        finding
            .label(child.span, format!("{} protects {}", entry.name, child.selector))
            .label(earlier.span, "searched first")
            .label(entry.span, "searched later")
            .help(help)
            .fixes(fixes)
            .values([child.selector.to_string(), "elsewhere".to_owned()]),
    )
}

/// Where an entry sends its packets, for people.
pub(super) fn lead(entry: &Entry) -> String {
    match (entry.kind, entry.peers.first()) {
        (EntryKind::CryptoMap, Some(peer)) => format!("for {}", peer.value),
        _ => "and drops them where no peer has made an SA".to_owned(),
    }
}

/// So many selectors are told of a set of packets.
pub(super) const MOST_WORDS: usize = 3;
/// A denial of more selectors than this is not offered: it would be harder to read than the order of the entries.
const MOST_DENIED: usize = 4;

/// The change by which an earlier entry lets packets go on to the next one.
pub(super) fn send_on(cx: &TunnelContext<'_>, end: End, earlier: &Entry, packets: &Packets) -> Option<Fix> {
    let selectors = packets.selectors(MOST_DENIED)?;
    Some(cx.fix(end, &Change::SendOn { entry: earlier, selectors: &selectors }))
}

/// A dynamic entry takes the peer when it begins, and the child fails.
fn peer_is_taken(cx: &TunnelContext<'_>, fault: &Occurrence<'_>, end: End, dynamic: &Entry) -> Option<Finding> {
    let (entry, name) = (cx.entry(end)?, cx.name(end));
    let message = format!(
        "{name} meets {} before {} when {} begins, and the child SA fails",
        dynamic.name,
        entry.name,
        cx.name(end.other())
    );
    let finding = cx.error(&RULE, fault, message, label(dynamic.initiation.span(), "takes any peer, and is searched first"));
    Some(
        finding
            .label(dynamic.span, "the dynamic entry")
            .label(entry.span, "the entry of this peer, searched later")
            .help("Give the dynamic entry the highest number of the map.")
            .fixes([cx.fix(end, &Change::SearchLast { entry: dynamic })])
            .values(["dynamic-first"]),
    )
}

/// A responder takes an earlier connection for the peer, which has the same addresses and identities.
fn twin_is_taken(cx: &TunnelContext<'_>, fault: &Occurrence<'_>, end: End, earlier: &Entry) -> Option<Finding> {
    let (entry, name, other) = (cx.entry(end)?, cx.name(end), cx.name(end.other()));
    let lacks = match fault.stop.phase {
        1 => "its proposals do not fit",
        _ => "it does not protect what is asked for",
    };
    let message = format!(
        "{name} takes {} for {} when {other} begins, since both have the same addresses and identities, and {lacks}",
        earlier.name, entry.name
    );
    let finding = cx.error(&RULE, fault, message, label(earlier.span, "the first in the file, which is taken"));
    Some(
        finding
            .label(entry.span, "the one that is meant, which is never reached")
            .help("Put the children of both into one connection, or give each connection identities of its own on both ends.")
            .values(["same-identities"]),
    )
}

/// Children that this end never asks for, since earlier entries with the same peer take all of their packets.
fn never_used(cx: &TunnelContext<'_>, end: End) -> Option<Finding> {
    let entry = cx.entry(end)?;
    let (child, taken) = entry.children.iter().find_map(|child| {
        let (diversion, way) = cx.side(end).diversion(child);
        (diversion == Diversion::ToSamePeer).then_some((child, way.taken.into_iter().next()?))
    })?;
    let earlier = &cx.side(end).device.entries[taken.by];
    let message = format!(
        "{} of {} is never used for {}: {} comes first and has the same peer",
        entry.name,
        cx.name(end),
        child.selector,
        earlier.name
    );
    Some(
        Finding::new(&RULE, Severity::Warning, message, label(child.span, format!("{} protects {}", entry.name, child.selector)))
            .label(taken.at, format!("{} takes all of it first", earlier.name))
            .in_phase(2)
            .help("Remove it, or give it the lower number if it is to be used.")
            .values([child.selector.to_string(), "same-peer".to_owned()]),
    )
}

/// A later entry for a device that is not here, of which this tunnel's entry takes every packet. An entry with several peers
/// tells it once.
fn starved(cx: &TunnelContext<'_>, end: End) -> Vec<Finding> {
    let (side, name) = (cx.side(end), cx.name(end));
    let Some(entry) = side.entry.filter(|entry| entry.kind == EntryKind::CryptoMap && side.rank == 0) else {
        return Vec::new();
    };
    let faces_other = |later: &&Entry| {
        let others = cx.side(end.other()).device;
        let is_here = |peer: &PeerAddress| matches!(peer, PeerAddress::Address(address) if others.is_seen_as(*address));
        !later.peers.is_empty() && !later.peers.iter().any(|peer| is_here(&peer.value))
    };
    let later = side.device.entries.iter().filter(|later| later.kind == EntryKind::CryptoMap).filter(faces_other);
    let finding = |(later, (child, at)): (&Entry, (&Child, Span))| {
        let message = format!("{} of {name} gets no packet: {} takes them all first, {}", later.name, entry.name, lead(entry));
        Finding::new(&RULE, Severity::Warning, message, label(child.span, format!("{} protects {}", later.name, child.selector)))
            .label(at, format!("{} takes all of it first", entry.name))
            .in_phase(2)
            .help("Remove it, or give the entry with the narrower access list the lower number.")
            .values([later.name.clone(), "starved".to_owned()])
    };
    later.filter_map(|later| Some((later, taken_whole(side.device, entry, later)?))).map(finding).collect()
}

/// The first child of a later entry, and the line that takes it, where an earlier entry takes all packets of all children.
fn taken_whole<'a>(device: &Device, earlier: &Entry, later: &'a Entry) -> Option<(&'a Child, Span)> {
    let by_this = |taken: &Taken| std::ptr::eq(&device.entries[taken.by], earlier);
    let starves = |way: &Way| way.left.is_empty() && way.doubtful.is_empty() && way.taken.iter().all(by_this);
    let ways: Vec<Way> = later.children.iter().map(|child| device.way(later, child)).collect();
    let at = ways.first()?.taken.first()?.at;
    ways.iter().all(starves).then_some((later.children.first()?, at))
}

/// A dynamic entry in front that takes the peer in its turn: it comes up with the settings of the dynamic entry.
fn taken_in_turn(cx: &TunnelContext<'_>, end: End) -> Option<Finding> {
    let (side, entry) = (cx.side(end), cx.entry(end)?);
    let offers = &cx.entry(end.other())?.children;
    if side.device.behaviour.dynamic_before_static != DynamicBeforeStatic::TakesIt {
        return None;
    }
    let version = cx.version().unwrap_or(IkeVersion::V1);
    let by = offers.iter().find_map(|offer| side.dynamic_before(offer, version))?;
    let dynamic = &side.device.entries[by];
    let message = format!(
        "{} meets {} before {} when {} begins, and uses its settings",
        cx.name(end),
        dynamic.name,
        entry.name,
        cx.name(end.other())
    );
    Some(
        Finding::new(&RULE, Severity::Warning, message, label(dynamic.initiation.span(), "takes any peer, and is searched first"))
            .label(entry.span, "the entry of this peer, searched later")
            .in_phase(2)
            .likely()
            .help("Give the dynamic entry the highest number of the map.")
            .fixes([cx.fix(end, &Change::SearchLast { entry: dynamic })])
            .values(["dynamic-first"]),
    )
}

/// An entry without an access list or a peer in front, which may drop everything that comes to it.
fn behind_incomplete(cx: &TunnelContext<'_>, end: End) -> Option<Finding> {
    let (side, entry) = (cx.side(end), cx.entry(end)?);
    let by = entry.children.iter().find_map(|child| {
        side.device.way(entry, child).doubtful.iter().map(|taken| taken.by).find(|by| side.device.lacks_something(*by))
    })?;
    let incomplete: &Entry = &side.device.entries[by];
    let at: Span = incomplete.span;
    let message = format!(
        "{} of {} comes after {}, which lacks its access list or its peer: it may drop what it has not matched",
        entry.name,
        cx.name(end),
        incomplete.name
    );
    Some(
        Finding::new(&RULE, Severity::Warning, message, label(at, "not complete, and searched first"))
            .label(entry.span, "searched later")
            .in_phase(2)
            .likely()
            .help("Complete the entry, or remove it.")
            .values(["incomplete-first"]),
    )
}
