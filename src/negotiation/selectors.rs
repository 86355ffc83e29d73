//! Which of the responder's entries takes an offered traffic selector.

use std::borrow::Cow;
use std::net::IpAddr;

use crate::model::{
    Addresses, Behaviour, Blocks, Child, DynamicBeforeStatic, Entry, EntryKind, IkeVersion, Initiation, NarrowedAnswer,
    PeerAddress, SelectorAcceptance, SelectorRelation, TrafficSelector, UnknownReason,
};
use crate::negotiation::session::{Roles, Session};
use crate::negotiation::{Outcome, QuestionReason, Subject};

/// What a responder makes of an offered selector.
#[derive(Clone, Copy, Debug)]
pub(super) enum SelectorDecision<'a> {
    /// This entry takes it, with this child (`None` where it takes any selector).
    Accepted(&'a Entry, Option<usize>),
    /// An earlier entry (an index into the device's entries) is met before the one that would take it, and fails.
    Shadowed(usize),
    /// No source settles whether this child takes it.
    Open(&'a Entry, Option<usize>),
    /// Nobody takes it; the relation to the nearest child of the paired entry.
    Refused(SelectorRelation, Option<usize>),
}

impl<'a> Session<'a> {
    /// Walks the responder's entries for this initiator in the order in which the device searches them.
    pub(super) fn decide_selector(&self, roles: Roles<'a>, offer: &Child, version: IkeVersion) -> SelectorDecision<'a> {
        let seen = offer.selector.mirrored();
        let behaviour = &roles.responder.device.behaviour;
        let mut open = None;
        let twin = self.taken_for_twin(roles, version);
        let caught = self.is_caught(roles);
        if behaviour.dynamic_before_static == DynamicBeforeStatic::Fails
            && !caught
            && let Some(by) = roles.responder.dynamic_before(offer, version)
        {
            return SelectorDecision::Shadowed(by);
        }
        let taken = twin.map_or(roles.responder_entry, |(_, entry)| entry);
        for entry in candidates(roles, taken, version).filter(|entry| !caught || entry.kind == EntryKind::DynamicMap) {
            match decide(entry, acceptance(behaviour, entry, version), &seen, ends_of_session(roles)) {
                Decision::Accepted(child) => return SelectorDecision::Accepted(entry, child),
                Decision::Open(child) => open = open.or(Some(SelectorDecision::Open(entry, child))),
                Decision::Refused => {}
            }
        }
        if let (None, Some((by, _))) = (&open, twin) {
            return SelectorDecision::Shadowed(by);
        }
        open.unwrap_or_else(|| {
            let (relation, child) = nearest(roles.responder_entry, &seen);
            SelectorDecision::Refused(relation, child)
        })
    }
}

impl<'a> Session<'a> {
    /// Asks whether the initiator takes an answer that is narrower than what it asked for, where the responder narrows.
    pub(super) fn ask_about_narrowing(
        &mut self,
        roles: Roles<'a>,
        version: IkeVersion,
        offer: &Child,
        taken_by: Option<&Child>,
    ) {
        let behaviour = &roles.initiator.device.behaviour;
        let narrowed_answer = match version {
            IkeVersion::V1 => behaviour.ikev1_narrowed_answer,
            IkeVersion::V2 => behaviour.ikev2_narrowed_answer,
        };
        let is_narrowed = taken_by.is_some_and(|own| {
            let relation = own.selector.relation_of(&offer.selector.mirrored());
            matches!(relation, SelectorRelation::Wider | SelectorRelation::Straddling)
        });
        if is_narrowed && narrowed_answer == NarrowedAnswer::Undetermined {
            let reason = QuestionReason::BehaviourUnknown;
            self.ask(Subject::Selector, self.initiator, offer.span, reason, Outcome::Stalls);
        }
    }
}

/// Whether the responder narrows what it is asked for.
pub(super) fn narrows(roles: Roles<'_>, version: IkeVersion) -> bool {
    let behaviour = &roles.responder.device.behaviour;
    acceptance(behaviour, roles.responder_entry, version) == SelectorAcceptance::Narrows
}

impl<'a> Session<'a> {
    /// Whether everything that the initiator asks for is taken by another of the responder's entries, and nothing by the
    /// one that it is paired with.
    pub(super) fn asks_elsewhere(&self, roles: Roles<'a>) -> bool {
        let version = if roles.initiator_entry.ikev2.is_some() { IkeVersion::V2 } else { IkeVersion::V1 };
        let children = &roles.initiator_entry.children;
        !children.is_empty()
            && children.iter().all(|child| match self.decide_selector(roles, child, version) {
                SelectorDecision::Accepted(entry, _) => {
                    !std::ptr::eq(entry, roles.responder_entry) && {
                        let acceptance = acceptance(&roles.responder.device.behaviour, roles.responder_entry, version);
                        matches!(
                            decide(roles.responder_entry, acceptance, &child.selector.mirrored(), [None; 2]),
                            Decision::Refused
                        )
                    }
                }
                _ => false,
            })
    }
}

/// The responder's entries that would take this initiator: the one that it takes it for, which is the paired one or a twin, every other one of the same connection, and
/// every other one on the same interface that names the same peer, or takes anybody, and has proposals to take it by: an entry
/// without any is passed over (a debug of the ASA: "Static Crypto Map Check by-passed: Crypto map entry incomplete!").
fn candidates<'a>(roles: Roles<'a>, paired: &'a Entry, version: IkeVersion) -> impl Iterator<Item = &'a Entry> {
    let peer = roles.responder.peer();
    let takes = move |entry: &&Entry| {
        let same_peer = entry.peers.iter().any(|own| Some(&own.value) == peer || own.value == PeerAddress::Any);
        std::ptr::eq(*entry, paired)
            || (entry.kind == EntryKind::Connection && entry.kind == paired.kind && entry.span == paired.span)
            || (same_peer
                && entry.interface == paired.interface
                && entry.bound.known() != Some(&false)
                && entry.settings(version).is_some_and(|own| !own.child_proposals.is_empty())
                && entry.defects.iter().all(|defect| defect.blocks != Blocks::Everything)
                && is_map(entry)
                && is_map(paired))
    };
    roles.responder.device.entries.iter().filter(takes)
}

/// Whether an entry stands in a crypto map, whose entries are searched one after the other.
fn is_map(entry: &Entry) -> bool {
    matches!(entry.kind, EntryKind::CryptoMap | EntryKind::DynamicMap)
}

fn acceptance(behaviour: &Behaviour, entry: &Entry, version: IkeVersion) -> SelectorAcceptance {
    match (version, entry.is_route_based()) {
        (IkeVersion::V1, false) => behaviour.ikev1_policy_selectors,
        (IkeVersion::V1, true) => behaviour.ikev1_route_selectors,
        (IkeVersion::V2, false) => behaviour.ikev2_policy_selectors,
        (IkeVersion::V2, true) => behaviour.ikev2_route_selectors,
    }
}

/// Whether an entry takes what the other end asks for by `offer`, for certain.
pub(super) fn takes_for_certain(behaviour: &Behaviour, entry: &Entry, version: IkeVersion, offer: &Child) -> bool {
    let decision = decide(entry, acceptance(behaviour, entry, version), &offer.selector.mirrored(), [None; 2]);
    matches!(decision, Decision::Accepted(_))
}

enum Decision {
    Accepted(Option<usize>),
    Open(Option<usize>),
    Refused,
}

/// The two ends of the IKE SA as the responder has them: the address that is called, and the one that the call comes from.
fn ends_of_session(roles: Roles<'_>) -> [Option<IpAddr>; 2] {
    [roles.initiator.peer_address(), roles.initiator.seen_as(&roles.responder)]
}

/// The selector of a child of an interface that is made for whoever comes, with the ends of the session in the place of those
/// that are settled at run time: with GRE a tunnel goes from one IPsec peer to the other, and its selectors are these two hosts
/// (sendthepayload.com, "Diving deep into FlexVPN", part 1).
fn in_session<'c>(entry: &Entry, own: &'c TrafficSelector, ends: [Option<IpAddr>; 2]) -> Cow<'c, TrafficSelector> {
    let is_made = entry.kind == EntryKind::TunnelProtection
        && entry.initiation.value == Initiation::RespondOnly
        && entry.peers.iter().all(|peer| peer.value == PeerAddress::Any);
    if !is_made {
        return Cow::Borrowed(own);
    }
    let settled = |side: &Addresses, end: Option<IpAddr>| match (side, end) {
        (Addresses::Unknown(UnknownReason::RunTime), Some(end)) => Addresses::host(end),
        _ => side.clone(),
    };
    let [local, remote] = [settled(&own.local, ends[0]), settled(&own.remote, ends[1])];
    Cow::Owned(TrafficSelector { local, remote, ..own.clone() })
}

fn decide(
    entry: &Entry,
    acceptance: SelectorAcceptance,
    offer: &TrafficSelector,
    ends: [Option<IpAddr>; 2],
) -> Decision {
    if entry.accepts_any_selector {
        return Decision::Accepted(None);
    }
    let mut open = None;
    let matching = |(_, child): &(usize, &Child)| child.never_matches.is_none();
    for (index, child) in entry.children.iter().enumerate().filter(matching) {
        match judge(acceptance, &in_session(entry, &child.selector, ends), offer) {
            Some(true) => return Decision::Accepted(Some(index)),
            None => open = open.or(Some(index)),
            Some(false) => {}
        }
    }
    match open {
        Some(index) => Decision::Open(Some(index)),
        None => Decision::Refused,
    }
}

/// Whether a configured selector takes an offer; `None` where no source settles it.
fn judge(acceptance: SelectorAcceptance, own: &TrafficSelector, offer: &TrafficSelector) -> Option<bool> {
    use SelectorAcceptance as A;
    use SelectorRelation as R;
    match (acceptance, own.relation_of(offer)) {
        (_, R::Unknown) => None,
        (_, R::Equal) => Some(true),
        (_, R::Disjoint) => Some(false),
        (A::Narrows, _) => Some(true),
        (A::EqualElseUndetermined, _) => None,
        (A::Equal, _) => Some(false),
        (A::EqualOrInside | A::OverlapUndetermined, R::Inside) => Some(true),
        (A::EqualOrInside, R::Wider | R::Straddling) => Some(false),
        (A::OverlapUndetermined, R::Wider | R::Straddling) => None,
        (A::NarrowsWider, R::Wider) => Some(true),
        (A::NarrowsWider, R::Inside | R::Straddling) => None,
        // Everything to everything against something else is the documented failure; between two policies that overlap,
        // nobody has shown what happens.
        (A::Exact, _) if is_any(own) != is_any(offer) => Some(false),
        (A::Exact, _) => None,
    }
}

fn is_any(selector: &TrafficSelector) -> bool {
    *selector == TrafficSelector::any()
}

/// The child that comes nearest to an offer that was refused.
fn nearest(entry: &Entry, offer: &TrafficSelector) -> (SelectorRelation, Option<usize>) {
    let rank = |relation: SelectorRelation| match relation {
        SelectorRelation::Equal | SelectorRelation::Unknown => 0,
        SelectorRelation::Inside => 1,
        SelectorRelation::Wider => 2,
        SelectorRelation::Straddling => 3,
        SelectorRelation::Disjoint => 4,
    };
    let relations = entry.children.iter().enumerate().map(|(index, child)| (child.selector.relation_of(offer), index));
    let sharing_a_side = |index: usize| {
        let own = &entry.children[index].selector;
        usize::from(own.local != offer.local) + usize::from(own.remote != offer.remote)
    };
    relations
        .min_by_key(|(relation, index)| (rank(*relation), sharing_a_side(*index)))
        .map_or((SelectorRelation::Disjoint, None), |(relation, index)| (relation, Some(index)))
}
