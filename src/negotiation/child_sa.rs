//! Child SAs: quick mode (RFC 2409, section 5.5), the child inside IKE_AUTH, and CREATE_CHILD_SA (RFC 7296, section
//! 1.3).

use crate::model::{
    Addresses, AfterChildFailure, Blocks, Child, ChildProposal, EncapsulationMode, Encryption, Entry, EntryKind,
    IkeVersion, ModeNegotiation, Setting, TrafficSelector, UnknownReason,
};
use crate::negotiation::main_mode::Settings;
use crate::negotiation::map_order::Diversion;
use crate::negotiation::proposals::{ProposalMatch, match_child, match_ike, offered_child};
use crate::negotiation::selectors::{SelectorDecision, narrows};
use crate::negotiation::session::{Roles, Session};
use crate::negotiation::transport_mode::is_outside_transport;
use crate::negotiation::{
    ChildResult, End, Fault, Message, Notify, Outcome, QuestionReason, Role, SaState, Stop, Subject,
};
use crate::source::Span;

/// What every child of one attempt has in common.
#[derive(Clone, Copy)]
pub(super) struct Phase2<'a> {
    pub(super) roles: Roles<'a>,
    pub(super) settings: Settings<'a>,
    pub(super) version: IkeVersion,
    pub(super) aggressive: bool,
}

impl<'a> Session<'a> {
    /// Asks for every child that the initiator can ask for.
    pub(super) fn children(&mut self, phase: Phase2<'a>) -> Vec<ChildResult> {
        let children = &phase.roles.initiator_entry.children;
        let diversions: Vec<Diversion> =
            children.iter().map(|child| phase.roles.initiator.diversion(child).0).collect();
        let first = children.iter().zip(&diversions).position(|(child, diversion)| {
            child.never_matches.is_none() && matches!(diversion, Diversion::None | Diversion::Open(..))
        });
        let mut results = Vec::new();
        for (index, child) in children.iter().enumerate() {
            let leader = leader(children, index);
            results.push(if child.never_matches.is_some() {
                self.child_that_never_asks(index, Fault::NeverMatches { end: self.initiator, child: index })
            } else if let Diversion::Elsewhere(by) = diversions[index] {
                self.child_that_never_asks(index, Fault::Shadowed { end: self.initiator, by })
            } else if diversions[index] == Diversion::ToSamePeer {
                let (outcome, stops) = (Outcome::Establishes, Vec::new());
                ChildResult { child: index, outcome, stops, left_out: false, counterpart: None }
            } else if self.is_left_out(phase, index, leader) {
                ChildResult {
                    child: index,
                    outcome: Outcome::Establishes,
                    stops: Vec::new(),
                    left_out: true,
                    counterpart: None,
                }
            } else {
                self.child(phase, index, child, first == Some(leader), diversions[index])
            });
        }
        if results.iter().any(|child| child.outcome != Outcome::Stalls) {
            // The IKE SA goes with its first child alone; beside one that is up, another is refused and no more.
            let up = [SaState::Established { aggressive: phase.aggressive }; 2];
            for stop in results.iter_mut().flat_map(|child| &mut child.stops).filter(|stop| stop.message.is_some()) {
                (stop.states, stop.states_after) =
                    (up, if stop.message == Some(Message::CreateChildRequest) { stop.states_after } else { up });
            }
        }
        results
    }

    /// Whether a child SA that several children share comes up without this one.
    fn is_left_out(&self, phase: Phase2<'a>, index: usize, leader: usize) -> bool {
        let children = &phase.roles.initiator_entry.children;
        if phase.version == IkeVersion::V1 {
            return leader != index;
        }
        if children[index].shares.is_none() || !narrows(phase.roles, phase.version) {
            return false;
        }
        let refused = |child: &Child| {
            is_outside_transport(phase.roles.initiator, phase.settings.initiator, &child.selector) == Some(true)
                || matches!(self.decide_selector(phase.roles, child, phase.version), SelectorDecision::Refused(..))
        };
        let shares = |child: &&Child| child.shares == children[index].shares && child.never_matches.is_none();
        refused(&children[index]) && !children.iter().filter(shares).all(refused)
    }

    fn child_that_never_asks(&self, child: usize, fault: Fault) -> ChildResult {
        let stop = self.nothing_leaves(fault, 2);
        ChildResult { child, outcome: Outcome::Stalls, stops: vec![stop], left_out: false, counterpart: None }
    }

    fn child(
        &mut self,
        phase: Phase2<'a>,
        index: usize,
        child: &Child,
        is_first: bool,
        diversion: Diversion,
    ) -> ChildResult {
        self.ask_about_order(phase.roles, child, phase.version, diversion);
        let decision = self.decide_selector(phase.roles, child, phase.version);
        let mut faults = Vec::new();
        let (entry, counterpart) = match decision {
            SelectorDecision::Accepted(entry, counterpart) => {
                // Alone it would be taken; what becomes of a request for several is not known of a responder that does
                // not narrow.
                let is_one_of_several = is_shared(&phase.roles.initiator_entry.children, child);
                if phase.version == IkeVersion::V2 && is_one_of_several && !narrows(phase.roles, phase.version) {
                    self.ask_about_selector(child, entry, counterpart);
                }
                self.ask_about_owner(phase.roles, child, phase.version);
                self.ask_about_twins(phase.roles, child, phase.version);
                let own = counterpart.and_then(|index| entry.children.get(index));
                self.ask_about_narrowing(phase.roles, phase.version, child, own);
                (entry, counterpart)
            }
            SelectorDecision::Shadowed(by) => {
                let notify = self.taken_for_twin(phase.roles, phase.version).and(selector_notify(phase.version));
                faults.push((Fault::Shadowed { end: self.responder(), by }, notify));
                (phase.roles.responder_entry, None)
            }
            SelectorDecision::Open(entry, counterpart) => {
                self.ask_about_selector(child, entry, counterpart);
                (entry, counterpart)
            }
            SelectorDecision::Refused(relation, nearest) => {
                if !self.follows_from_addresses(phase.roles) {
                    let fault = self.child_defect(phase.roles).unwrap_or(Fault::Selector {
                        end: self.responder(),
                        relation,
                        offered: index,
                        nearest,
                    });
                    faults.push((fault, selector_notify(phase.version)));
                }
                (phase.roles.responder_entry, nearest)
            }
        };
        let unfit = self.unfit_for_transport(phase, child, entry, counterpart);
        let proposal_notify = Some("NO_PROPOSAL_CHOSEN");
        let chosen = self.child_proposals(phase, entry);
        match chosen {
            Ok(chosen) => {
                if unfit.is_none() {
                    let mode = self.mode_fault(phase, child, chosen);
                    faults.extend(mode.map(|fault| (fault, mode_notify(phase))));
                }
                let encapsulation = self.encapsulation_fault(phase);
                faults.extend(encapsulation.map(|fault| (fault, proposal_notify)));
                faults.extend(self.strength_fault(phase, chosen).map(|fault| (fault, proposal_notify)));
            }
            Err(fault) => faults.extend(fault.map(|fault| (fault, proposal_notify))),
        }
        let pfs = self.pfs_fault(phase, entry, is_first);
        let message = child_message(phase.version, is_first);
        let mut stops: Vec<Stop> =
            faults.into_iter().map(|(fault, notify)| self.child_refused(phase, fault, message, notify)).collect();
        if let Some((end, fault)) = unfit {
            stops.insert(0, self.unfit_stop(phase, end, fault, message));
        }
        let mut outcome = if stops.is_empty() { Outcome::Establishes } else { Outcome::Stalls };
        if let Some(fault) = pfs {
            let at = if phase.version == IkeVersion::V1 { message } else { Message::CreateChildRequest };
            stops.push(self.child_refused(phase, fault, at, proposal_notify));
            let at_rekey = phase.version == IkeVersion::V2 && is_first;
            outcome = outcome.max(if at_rekey { Outcome::FailsAtRekey } else { Outcome::Stalls });
        }
        ChildResult { child: index, outcome, stops, left_out: false, counterpart }
    }

    /// Whether a selector does not fit only because it names the ends of a protected tunnel: a wrong address is told as
    /// such, and what NAT makes of the selector is open.
    fn follows_from_addresses(&mut self, roles: Roles<'a>) -> bool {
        let entries = [roles.initiator_entry, roles.responder_entry];
        if entries.iter().all(|entry| entry.kind != EntryKind::TunnelProtection) {
            return false;
        }
        if self.nat_between().is_some() {
            let at = roles.responder_entry.span;
            self.ask(Subject::Selector, self.responder(), at, QuestionReason::Path, Outcome::Stalls);
            return true;
        }
        self.mistaken_peer(roles).is_some() || self.unexpected_source(roles).is_some()
    }

    /// The defect that keeps the responder's entry from having any child, where there is one.
    fn child_defect(&self, roles: Roles<'_>) -> Option<Fault> {
        let defects = &roles.responder_entry.defects;
        let index = defects.iter().position(|defect| defect.blocks == Blocks::Children)?;
        roles.responder_entry.children.is_empty().then_some(Fault::Defect { end: self.responder(), defect: index })
    }

    fn ask_about_selector(&mut self, child: &Child, entry: &Entry, counterpart: Option<usize>) {
        let own = counterpart.and_then(|index| entry.children.get(index));
        let open = own.and_then(|own| Some((self.responder(), own.span, unknown_part(&own.selector)?)));
        let asked = unknown_part(&child.selector).map(|reason| (self.initiator, child.span, reason));
        let (end, at, reason) = match open.or(asked) {
            Some((end, at, reason)) => (end, at, QuestionReason::Value(reason)),
            None => (self.responder(), own.map_or(entry.span, |own| own.span), QuestionReason::BehaviourUnknown),
        };
        self.ask(Subject::Selector, end, at, reason, Outcome::Stalls);
    }

    /// The two child proposals that are used, or the fault where none is common to both.
    fn child_proposals(
        &mut self,
        phase: Phase2<'a>,
        accepting: &'a Entry,
    ) -> Result<[&'a ChildProposal; 2], Option<Fault>> {
        let responder = accepting.settings(phase.version).unwrap_or(phase.settings.responder);
        let [a, b] = self.by_end(phase.settings.initiator, responder);
        let (a, b): (&'a [ChildProposal], &'a [ChildProposal]) = (&a.child_proposals, &b.child_proposals);
        let offer = phase.roles.initiator.device.behaviour.ikev1_offer;
        let offered = offered_child(&phase.settings.initiator.child_proposals, offer, phase.version);
        let [of_a, of_b] = self.by_end(&offered[..], &responder.child_proposals[..]);
        match match_child(of_a, of_b) {
            ProposalMatch::Yes([i, j]) => Ok([&a[i], &b[j]]),
            ProposalMatch::Maybe([i, j], unknown) => {
                let end = self.end_of(unknown.at);
                let reason = QuestionReason::Value(unknown.reason);
                self.ask(Subject::ChildProposal, end, unknown.at, reason, Outcome::Stalls);
                Ok([&a[i], &b[j]])
            }
            ProposalMatch::No(_, near) => Err(Some(Fault::ChildProposal(near))),
            ProposalMatch::Nothing => Err(self.no_child_proposal(phase, accepting, a.is_empty())),
        }
    }

    fn no_child_proposal(&mut self, phase: Phase2<'a>, accepting: &Entry, a_is_empty: bool) -> Option<Fault> {
        let end = if a_is_empty { End::A } else { End::B };
        let entry = if end == self.initiator { phase.roles.initiator_entry } else { accepting };
        if let Some(defect) = entry.defects.iter().position(|defect| defect.blocks == Blocks::Children) {
            return Some(Fault::Defect { end, defect });
        }
        // An entry that does no IPsec at all was told before.
        if entry.defects.iter().any(|defect| defect.blocks == Blocks::Everything) {
            return None;
        }
        if self.side(end).device.complete {
            return Some(Fault::NoChildProposal { end, version: phase.version, at: entry.span });
        }
        let reason = QuestionReason::Value(UnknownReason::NotInExcerpt);
        self.ask(Subject::ChildProposal, end, entry.span, reason, Outcome::Stalls);
        None
    }

    /// Encapsulation modes: IOS asks for transport mode where the selector is the two peers, and for tunnel mode
    /// elsewhere, unless transport is required.
    fn mode_fault(&mut self, phase: Phase2<'a>, child: &Child, chosen: [&ChildProposal; 2]) -> Option<Fault> {
        let [a, b] = chosen.map(|proposal| proposal.mode);
        for (end, mode) in [(End::A, a), (End::B, b)] {
            self.ask_unless_known(&mode, Subject::EncapsulationMode, end);
        }
        let (own_a, own_b) = (*a.known()?, *b.known()?);
        let between_peers = is_between_hosts(&child.selector);
        let required = [own_a, own_b].contains(&EncapsulationMode::TransportRequired);
        let asks_transport = |mode: EncapsulationMode| match mode {
            EncapsulationMode::Tunnel => false,
            EncapsulationMode::TransportPreferred => between_peers,
            EncapsulationMode::TransportRequired => true,
        };
        let fault = Fault::EncapsulationMode {
            spans: [a.span(), b.span()],
            values: [own_a, own_b].map(mode_words),
            unfit: None,
        };
        if required && !between_peers {
            return Some(fault);
        }
        let [begins, answers] = [phase.roles.initiator, phase.roles.responder]
            .map(|side| side.device.behaviour.mode_negotiation == ModeNegotiation::Ikev2FallsBackToTunnel);
        let [offered, wanted] = self.by_end(own_a, own_b);
        if answers && phase.version == IkeVersion::V1 {
            let asks = if begins { offered.is_transport() } else { asks_transport(offered) };
            return (asks != wanted.is_transport()).then_some(fault);
        }
        if asks_transport(own_a) == asks_transport(own_b) {
            if asks_transport(own_a) && self.nat_between().is_some() {
                // The selectors name addresses that NAT changes (RFC 7296, section 2.23.1; RFC 3947, section 5.2).
                let at = chosen[self.responder().index()].mode.span();
                self.ask(Subject::EncapsulationMode, self.responder(), at, QuestionReason::Path, Outcome::Stalls);
            }
            return None;
        }
        if required {
            return Some(fault);
        }
        if phase.roles.responder.device.behaviour.mode_negotiation == ModeNegotiation::Undetermined
            || phase.roles.initiator.device.behaviour.mode_negotiation == ModeNegotiation::Undetermined
        {
            let end = self.responder();
            let at = chosen[end.index()].mode.span();
            self.ask(Subject::EncapsulationMode, end, at, QuestionReason::BehaviourUnknown, Outcome::Stalls);
        }
        None
    }

    /// An end that refuses a child whose ESP cipher is stronger than the IKE cipher. Only AES is compared, since the
    /// strength of other ciphers is not ranked by any source.
    fn strength_fault(&self, phase: Phase2<'a>, chosen: [&ChildProposal; 2]) -> Option<Fault> {
        if phase.version != IkeVersion::V2 {
            return None;
        }
        let end = End::BOTH.into_iter().find(|end| self.side(*end).device.behaviour.refuses_esp_stronger_than_ike)?;
        let [a, b] = self.by_end(phase.settings.initiator, phase.settings.responder);
        let ProposalMatch::Yes(ike) = match_ike(&a.proposals, &b.proposals) else { return None };
        let proposals = [&a.proposals[ike[0]], &b.proposals[ike[1]]];
        let strongest_ike = common_aes(proposals.map(|proposal| &proposal.encryption[..])).max()?;
        let weakest_esp = common_aes(chosen.map(|proposal| &proposal.encryption[..])).min()?;
        let spans = [proposals[end.index()].encryption.first()?.span(), chosen[end.index()].encryption.first()?.span()];
        (strongest_ike < weakest_esp).then_some(Fault::EspStrongerThanIke { end, spans })
    }

    /// A stop at the message that asks for a child.
    pub(super) fn child_refused(
        &self,
        phase: Phase2<'a>,
        fault: Fault,
        message: Message,
        notify: Option<Notify>,
    ) -> Stop {
        let up = SaState::IkeSaUp { aggressive: phase.aggressive };
        let established = SaState::Established { aggressive: phase.aggressive };
        let behaviour = [phase.roles.initiator, phase.roles.responder].map(|side| &side.device.behaviour);
        let deletes = behaviour.iter().any(|behaviour| {
            let after = match phase.version {
                IkeVersion::V1 => behaviour.ikev1_after_child_failure,
                IkeVersion::V2 => behaviour.ikev2_after_child_failure,
            };
            after == AfterChildFailure::DeletesIkeSa
        });
        let stuck = if message == Message::CreateChildRequest { established } else { up };
        let left = match (message, deletes) {
            (Message::CreateChildRequest, _) => up,
            (_, true) => SaState::Purged,
            (_, false) => up,
        };
        Stop {
            certain: is_certain(&fault, phase.version),
            fault,
            message: Some(message),
            phase: 2,
            refused_by: Some(Role::Responder),
            notify,
            states: [stuck; 2],
            states_after: [left; 2],
        }
    }

    /// The end whose file holds a line.
    pub(super) fn end_of(&self, at: Span) -> End {
        if at.file == self.ends[0].device.file { End::A } else { End::B }
    }
}

/// Whether the source for a refusal is an observation, or a rule without doubt.
fn is_certain(fault: &Fault, version: IkeVersion) -> bool {
    match fault {
        Fault::Pfs { groups, .. } => version != IkeVersion::V2 || !groups.contains(&None),
        Fault::Shadowed { .. } => false,
        _ => true,
    }
}

/// The first of the children that share a child SA with this one.
fn leader(children: &[Child], index: usize) -> usize {
    let same = |child: &Child| child.shares == children[index].shares && child.never_matches.is_none();
    match children[index].shares {
        Some(_) => children.iter().position(same).unwrap_or(index),
        None => index,
    }
}

/// Whether another child is asked for in the same request.
fn is_shared(children: &[Child], child: &Child) -> bool {
    child.shares.is_some() && children.iter().filter(|other| other.shares == child.shares).count() > 1
}

/// How a responder that compares the encapsulation mode in IKEv1 refuses: as if no selector fitted.
fn mode_notify(phase: Phase2<'_>) -> Option<Notify> {
    let behaviour = &phase.roles.responder.device.behaviour;
    match (phase.version, behaviour.mode_negotiation) {
        (IkeVersion::V1, ModeNegotiation::Ikev2FallsBackToTunnel) => Some("INVALID_ID_INFORMATION"),
        _ => Some("NO_PROPOSAL_CHOSEN"),
    }
}

/// The message that asks for a child: the first one of IKEv2 travels inside IKE_AUTH.
fn child_message(version: IkeVersion, is_first: bool) -> Message {
    match (version, is_first) {
        (IkeVersion::V1, _) => Message::Qm1,
        (IkeVersion::V2, true) => Message::AuthRequest,
        (IkeVersion::V2, false) => Message::CreateChildRequest,
    }
}

pub(super) fn selector_notify(version: IkeVersion) -> Option<Notify> {
    match version {
        IkeVersion::V1 => Some("INVALID_ID_INFORMATION"),
        IkeVersion::V2 => Some("TS_UNACCEPTABLE"),
    }
}

/// Why a selector is not known in full, where it is not.
fn unknown_part(selector: &TrafficSelector) -> Option<UnknownReason> {
    [&selector.local, &selector.remote].into_iter().find_map(|addresses| match addresses {
        Addresses::Unknown(reason) => Some(*reason),
        _ => None,
    })
}

/// Whether a selector names one address on each side, as IOS wants it for transport mode.
fn is_between_hosts(selector: &TrafficSelector) -> bool {
    [&selector.local, &selector.remote].into_iter().all(|addresses| match addresses {
        Addresses::Net(net) => net.prefix_len() == net.max_prefix_len(),
        // The own address of a GRE tunnel that is settled at run time is still one address.
        Addresses::Unknown(UnknownReason::RunTime) => selector.protocol == Some(47),
        _ => false,
    })
}

pub(super) fn mode_words(mode: EncapsulationMode) -> String {
    match mode {
        EncapsulationMode::Tunnel => "tunnel mode",
        EncapsulationMode::TransportPreferred => "transport mode",
        EncapsulationMode::TransportRequired => "transport mode, required",
    }
    .to_owned()
}

/// The key lengths of the AES ciphers that two lists have in common.
fn common_aes(lists: [&[Setting<Encryption>]; 2]) -> impl Iterator<Item = u16> {
    let aes = |setting: &Setting<Encryption>| match setting.known() {
        Some(cipher @ (Encryption::AesCbc(_) | Encryption::AesGcm(_))) => Some(*cipher),
        _ => None,
    };
    let [a, b] = lists.map(|list| list.iter().filter_map(aes).collect::<Vec<_>>());
    a.into_iter().filter(move |cipher| b.contains(cipher)).map(Encryption::key_bits)
}
