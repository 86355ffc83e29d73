//! One try of one direction, with everything that its steps are told from.

use crate::check::Check;
use crate::model::{Child, Entry, IkeSettings, IkeVersion, SelectorRelation};
use crate::negotiation::{Attempt, ChildResult, Direction, Diversion, End, Fault, Message, Role, SaState, Side, Stop};
use crate::report::json::Missing;
use crate::report::ladder::proposals::{Choice, IkeTransforms, choose_ike};
use crate::rules::TunnelContext;

/// One try of one direction.
pub(super) struct Play<'a> {
    pub(super) check: &'a Check,
    pub(super) cx: &'a TunnelContext<'a>,
    pub(super) direction: &'a Direction,
    pub(super) attempt: &'a Attempt,
    /// The open questions of the direction, as the report tells them.
    pub(super) missing: &'a [Missing],
    /// The version that is tried; where none is chosen, the one that the initiator would speak.
    pub(super) version: IkeVersion,
}

impl<'a> Play<'a> {
    /// The end that has a role.
    pub(super) fn end(&self, role: Role) -> End {
        match role {
            Role::Initiator => self.direction.initiator,
            Role::Responder => self.direction.initiator.other(),
        }
    }

    /// The role that an end has.
    pub(super) fn role(&self, end: End) -> Role {
        if end == self.direction.initiator { Role::Initiator } else { Role::Responder }
    }

    pub(super) fn side(&self, role: Role) -> Side<'a> {
        self.cx.side(self.end(role))
    }

    pub(super) fn entry(&self, role: Role) -> Option<&'a Entry> {
        self.side(role).entry
    }

    pub(super) fn settings(&self, role: Role) -> Option<&'a IkeSettings> {
        self.entry(role)?.settings(self.version)
    }

    /// The words of both platforms for a pair of states, indexed by end.
    pub(super) fn words(&self, states: &[SaState; 2]) -> [Option<String>; 2] {
        let initiator = self.direction.initiator;
        End::BOTH.map(|end| self.cx.state_word(end, states[end.index()], initiator, self.version))
    }

    /// What initiator and responder have, indexed by end.
    pub(super) fn by_end<T>(&self, initiator: T, responder: T) -> [T; 2] {
        match self.direction.initiator {
            End::A => [initiator, responder],
            End::B => [responder, initiator],
        }
    }

    /// The IKE proposal that the responder takes.
    pub(super) fn chosen_ike(&self) -> Option<Choice<IkeTransforms>> {
        choose_ike(&self.settings(Role::Initiator)?.proposals, &self.settings(Role::Responder)?.proposals)
    }

    /// A child of the initiator.
    pub(super) fn child(&self, result: &ChildResult) -> Option<&'a Child> {
        self.entry(Role::Initiator)?.children.get(result.child)
    }

    /// The entry of the responder that takes a child, and its own child for it; `None` inside where it takes whatever is
    /// asked for. The paired entry comes first: another one takes the child only where that one does not.
    pub(super) fn accepting(&self, result: &ChildResult) -> Option<(&'a Entry, Option<&'a Child>)> {
        let offer = self.child(result)?.selector.mirrored();
        let paired = self.entry(Role::Responder)?;
        let others = self.side(Role::Responder).device.entries.iter().filter(|entry| !std::ptr::eq(*entry, paired));
        let mut entries = std::iter::once(paired).chain(others);
        match result.counterpart {
            Some(index) => entries.find_map(|entry| {
                let own = entry.children.get(index)?;
                let fits = own.selector.relation_of(&offer) != SelectorRelation::Disjoint;
                fits.then_some((entry, Some(own)))
            }),
            None => entries.find(|entry| entry.accepts_any_selector).map(|entry| (entry, None)),
        }
    }

    /// The children that are asked for, one of each child SA: in IKEv2 the first travels inside IKE_AUTH.
    pub(super) fn asked(&self) -> Vec<&'a ChildResult> {
        let mut asked: Vec<&ChildResult> = Vec::new();
        for result in self.attempt.children.iter().filter(|result| self.asks(result)) {
            if !asked.iter().any(|other| self.share(other, result)) {
                asked.push(result);
            }
        }
        asked
    }

    /// The first child that is asked for.
    pub(super) fn first_child(&self) -> Option<&'a ChildResult> {
        self.asked().into_iter().next()
    }

    /// The children whose selectors travel in one request with those of a child; in IKEv1 it stands alone.
    pub(super) fn companions(&self, result: &ChildResult) -> Vec<&'a ChildResult> {
        let never = |other: &ChildResult| self.child(other).is_none_or(|child| child.never_matches.is_some());
        let others = self.attempt.children.iter().filter(|other| {
            other.child == result.child
                || (self.version == IkeVersion::V2 && self.share(other, result) && !never(other))
        });
        others.collect()
    }

    fn share(&self, one: &ChildResult, other: &ChildResult) -> bool {
        let shares = |result| self.child(result).and_then(|child| child.shares);
        shares(one).is_some() && shares(one) == shares(other)
    }

    /// Whether a packet can match a child, and leads to this peer by a child SA of its own.
    fn asks(&self, result: &ChildResult) -> bool {
        let Some(child) = self.child(result) else { return false };
        let has_own_sa = !result.left_out && self.side(Role::Initiator).diversion(child).0 != Diversion::ToSamePeer;
        let leaves = |stop: &Stop| stop.message.is_some() || matches!(stop.fault, Fault::EncapsulationMode { .. });
        child.never_matches.is_none() && has_own_sa && result.stops.iter().all(leaves)
    }
}

/// The messages that make the IKE SA, each with its sender.
pub(super) fn ike_sa_messages(version: IkeVersion, aggressive: bool) -> &'static [(Message, Role)] {
    use Role::{Initiator as I, Responder as R};
    match (version, aggressive) {
        (IkeVersion::V1, false) => &[
            (Message::Mm1, I),
            (Message::Mm2, R),
            (Message::Mm3, I),
            (Message::Mm4, R),
            (Message::Mm5, I),
            (Message::Mm6, R),
        ],
        (IkeVersion::V1, true) => &[(Message::Am1, I), (Message::Am2, R), (Message::Am3, I)],
        (IkeVersion::V2, _) => &[
            (Message::SaInitRequest, I),
            (Message::SaInitResponse, R),
            (Message::AuthRequest, I),
            (Message::AuthResponse, R),
        ],
    }
}

/// The messages of a quick mode, each with its sender.
pub(super) const QUICK_MODE: &[(Message, Role)] =
    &[(Message::Qm1, Role::Initiator), (Message::Qm2, Role::Responder), (Message::Qm3, Role::Initiator)];

/// The messages of a CREATE_CHILD_SA, each with its sender.
pub(super) const CREATE_CHILD: &[(Message, Role)] =
    &[(Message::CreateChildRequest, Role::Initiator), (Message::CreateChildResponse, Role::Responder)];

/// The states of initiator and responder once a message is sent and before it is answered (RFC 2409, section 5; RFC
/// 7296, section 1.2).
pub(super) fn states_after(message: Message, aggressive: bool) -> [SaState; 2] {
    use Message as M;
    let waits = SaState::Awaiting;
    let (up, established) = (SaState::IkeSaUp { aggressive }, SaState::Established { aggressive });
    match message {
        M::Mm1 => [waits(M::Mm2), SaState::NoSa],
        M::Mm2 => [waits(M::Mm2), waits(M::Mm3)],
        M::Mm3 => [waits(M::Mm4), waits(M::Mm3)],
        M::Mm4 => [waits(M::Mm4), waits(M::Mm5)],
        M::Mm5 => [waits(M::Mm6), waits(M::Mm5)],
        M::Am1 => [waits(M::Am2), SaState::NoSa],
        M::Am2 => [waits(M::Am2), waits(M::Am3)],
        M::Mm6 | M::Am3 | M::Qm1 | M::Qm2 => [up, up],
        M::SaInitRequest => [waits(M::SaInitResponse), SaState::NoSa],
        M::SaInitResponse => [waits(M::SaInitResponse), waits(M::AuthRequest)],
        M::AuthRequest => [waits(M::AuthResponse), waits(M::AuthRequest)],
        M::Qm3 | M::AuthResponse | M::CreateChildRequest | M::CreateChildResponse => [established, established],
    }
}

/// Whether a message travels encrypted (RFC 2409, sections 5.4 and 5.5; RFC 7296, section 1.2).
pub(super) fn is_encrypted(message: Message) -> bool {
    use Message as M;
    matches!(
        message,
        M::Mm5
            | M::Mm6
            | M::Qm1
            | M::Qm2
            | M::Qm3
            | M::AuthRequest
            | M::AuthResponse
            | M::CreateChildRequest
            | M::CreateChildResponse
    )
}
