//! What the order of a map's entries does to a tunnel: packets that an earlier entry takes, and peers that it takes.

use crate::model::space::Action;
use crate::model::{
    Blocks, Child, DynamicBeforeStatic, Entry, EntryKind, IkeSettings, IkeVersion, PeerAddress, SelectorRelation,
    Taken, UnknownReason, Way,
};
use crate::negotiation::selectors::takes_for_certain;
use crate::negotiation::session::{Roles, Session, Side};
use crate::negotiation::{Fault, Outcome, QuestionReason, Stop, Subject};
use crate::source::Span;

/// What earlier entries of its own map leave of a child that an end would ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Diversion {
    /// Packets come to it, all of them or some.
    None,
    /// Earlier entries with the same peer take them all: it is never asked for, and nothing goes astray.
    ToSamePeer,
    /// Earlier entries take them all, and at least this one (an index into the device's entries) leads elsewhere.
    Elsewhere(usize),
    /// Nothing is left for certain; this line decides whether something is, and this is why it is not settled.
    Open(Span, QuestionReason),
}

/// What one end asks for and no selector of the other's static entry takes, so that a dynamic entry of its map does.
#[derive(Clone, Copy, Debug)]
pub struct Landing<'a> {
    /// What is asked for.
    pub offer: &'a Child,
    /// The selector of the static entry that comes nearest.
    pub near: &'a Child,
    /// The dynamic entry, which takes any selector.
    pub dynamic: &'a Entry,
}

impl<'a> Side<'a> {
    /// What `asks` asks for and lands on a dynamic entry beside this end's static one.
    pub fn landings(&self, asks: &Side<'a>) -> Vec<Landing<'a>> {
        let (Some(offers), Some(own)) = (asks.entry, self.entry) else { return Vec::new() };
        let takes_anything = |entry: &&Entry| {
            let open = entry.peers.iter().any(|peer| peer.value == PeerAddress::Any);
            entry.kind == EntryKind::DynamicMap
                && open
                && entry.accepts_any_selector
                && entry.interface == own.interface
        };
        let dynamic = self.device.entries.iter().find(takes_anything).filter(|_| own.kind == EntryKind::CryptoMap);
        let Some(dynamic) = dynamic else { return Vec::new() };
        let landing = |offer: &'a Child| Some(Landing { offer, near: nearest_miss(own, offer)?, dynamic });
        offers.children.iter().filter_map(landing).collect()
    }
}

/// The selector of an entry that comes nearest to an offer, where none takes it.
fn nearest_miss<'a>(own: &'a Entry, offer: &Child) -> Option<&'a Child> {
    let seen = offer.selector.mirrored();
    let relations: Vec<_> = own.children.iter().map(|child| (child.selector.relation_of(&seen), child)).collect();
    let fits =
        |relation| matches!(relation, SelectorRelation::Equal | SelectorRelation::Inside | SelectorRelation::Unknown);
    if relations.iter().any(|(relation, _)| fits(*relation)) {
        return None;
    }
    let overlapping = relations.iter().find(|(relation, _)| *relation != SelectorRelation::Disjoint);
    overlapping.or(relations.first()).map(|(_, child)| *child)
}

impl Side<'_> {
    /// What the order of the map leaves of a child, with the way that its packets go.
    pub fn diversion(&self, child: &Child) -> (Diversion, Way) {
        let Some(entry) = self.entry.filter(|entry| entry.kind == EntryKind::CryptoMap) else {
            return (Diversion::None, Way::default());
        };
        let way = self.device.way(entry, child);
        let leads_here = |by: usize| self.peer().is_some_and(|peer| self.device.entries[by].leads_to(peer));
        let open = way.doubtful.iter().find(|taken| !leads_here(taken.by)).map(|taken| (taken.at, self.reason(taken)));
        let elsewhere = way.taken.iter().find(|taken| !leads_here(taken.by));
        let drops = |by: usize| {
            self.device.entries[by].kind == EntryKind::CryptoMap
                || self.device.behaviour.dynamic_before_static == DynamicBeforeStatic::Fails
        };
        let diversion = match (elsewhere, open) {
            _ if !way.left.is_empty() => Diversion::None,
            (_, Some((at, reason))) => Diversion::Open(at, reason),
            (Some(taken), None) if drops(taken.by) => Diversion::Elsewhere(taken.by),
            // What a dynamic entry without an SA does to packets that its list permits is documented for one platform.
            (Some(taken), None) => Diversion::Open(taken.at, QuestionReason::BehaviourUnknown),
            (None, None) if way.taken.is_empty() => Diversion::None,
            (None, None) => Diversion::ToSamePeer,
        };
        (diversion, way)
    }

    /// Whether earlier entries of the map take every packet that this end would send by the tunnel, and one of them leads
    /// elsewhere.
    pub fn sends_elsewhere(&self) -> bool {
        let mut by = self.entry.into_iter().flat_map(|entry| &entry.children).map(|child| self.diversion(child).0);
        let goes_elsewhere = |found: &Diversion| matches!(found, Diversion::Elsewhere(_));
        by.next().is_some_and(|first| goes_elsewhere(&first) && by.all(|next| goes_elsewhere(&next)))
    }

    /// The line of an earlier entry of the map that takes, or may take, some of the packets that this end would send by the
    /// tunnel, where that entry leads elsewhere.
    pub fn loses_packets_at(&self) -> Option<Span> {
        let leads_here = |by: usize| self.peer().is_some_and(|peer| self.device.entries[by].leads_to(peer));
        let lost =
            |way: Way| way.taken.iter().chain(&way.doubtful).find(|taken| !leads_here(taken.by)).map(|own| own.at);
        self.entry?.children.iter().find_map(|child| lost(self.diversion(child).1))
    }

    /// Why it is open whether an earlier entry takes packets.
    fn reason(&self, taken: &Taken) -> QuestionReason {
        let place = self.device.entries[taken.by].place.as_ref();
        let lines = place.and_then(|place| place.list.as_ref()).map(|list| &list.entries[..]).unwrap_or_default();
        let line = lines.iter().find(|line| line.span == taken.at);
        match line {
            _ if self.device.lacks_something(taken.by) => QuestionReason::BehaviourUnknown,
            Some(line) if line.action == Action::Unknown && !self.device.complete => {
                QuestionReason::Value(UnknownReason::NotInExcerpt)
            }
            Some(line) if line.action == Action::Unknown => QuestionReason::Value(UnknownReason::LineNotUnderstood),
            _ => QuestionReason::Value(UnknownReason::RunTime),
        }
    }

    /// The dynamic entry (an index into the device's entries) that comes before this end's static one in its map, takes
    /// whoever comes, and takes what the peer asks for by `offer`, as the static entry would.
    pub fn dynamic_before(&self, offer: &Child, version: IkeVersion) -> Option<usize> {
        let own = self.entry.filter(|entry| entry.kind == EntryKind::CryptoMap)?;
        let behaviour = &self.device.behaviour;
        let speaks = |settings: &IkeSettings| !settings.child_proposals.is_empty();
        let takes = |entry| takes_for_certain(behaviour, entry, version, offer);
        let mut before = self.device.before(own).filter(|(_, entry, _)| {
            entry.kind == EntryKind::DynamicMap
                && entry.peers.iter().any(|peer| peer.value == PeerAddress::Any)
                && entry.defects.iter().all(|defect| defect.blocks == Blocks::Nothing)
                && entry.settings(version).is_some_and(speaks)
                && takes(entry)
        });
        takes(own).then(|| before.next()).flatten().map(|(index, ..)| index)
    }
}

impl<'a> Session<'a> {
    /// The stop of an end of which no packet comes to the entry, since earlier ones take them all.
    pub(super) fn everything_goes_elsewhere(&self, roles: Roles<'a>) -> Option<Stop> {
        let children = &roles.initiator_entry.children;
        let mut by = children.iter().map(|child| match roles.initiator.diversion(child).0 {
            Diversion::Elsewhere(by) => Some(by),
            _ => None,
        });
        let first = by.next()??;
        by.all(|by| by.is_some()).then(|| self.nothing_leaves(Fault::Shadowed { end: self.initiator, by: first }, 2))
    }

    /// Asks about what the order of the initiator's map leaves open.
    pub(super) fn ask_about_order(&mut self, roles: Roles<'a>, child: &Child, version: IkeVersion, found: Diversion) {
        let initiator = roles.initiator;
        let dynamic = initiator.dynamic_before(&mirrored(child), version).filter(|_| {
            // The source tells of a peer that begins; of this end nothing is known.
            initiator.device.behaviour.dynamic_before_static == DynamicBeforeStatic::Fails
        });
        let open = match found {
            Diversion::Open(at, reason) => Some((at, reason)),
            _ => dynamic.map(|by| (initiator.device.entries[by].span, QuestionReason::BehaviourUnknown)),
        };
        if let Some((at, reason)) = open {
            self.ask(Subject::EntryOrder, self.initiator, at, reason, Outcome::Stalls);
        }
    }

    /// Asks whether the responder refuses an offer that an earlier entry with another peer protects.
    pub(super) fn ask_about_owner(&mut self, roles: Roles<'a>, offer: &Child, version: IkeVersion) {
        let (device, entry) = (roles.responder.device, roles.responder_entry);
        if !device.behaviour.selectors_may_belong_to_one_peer || version != IkeVersion::V1 {
            return;
        }
        let leads_here = |earlier: &Entry| {
            roles.responder.peer().is_some_and(|peer| earlier.leads_to(peer)) || earlier.kind != EntryKind::CryptoMap
        };
        let owner = device
            .before(entry)
            .map(|(_, earlier, _)| earlier)
            .filter(|earlier| !leads_here(earlier))
            .find(|earlier| takes_for_certain(&device.behaviour, earlier, version, offer));
        if let Some(owner) = owner {
            let (end, reason) = (self.responder(), QuestionReason::BehaviourUnknown);
            self.ask(Subject::EntryOrder, end, owner.span, reason, Outcome::Stalls);
        }
    }
}

/// A child as the other end would ask for it.
fn mirrored(child: &Child) -> Child {
    Child { selector: child.selector.mirrored(), ..child.clone() }
}
