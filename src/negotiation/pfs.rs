//! Perfect forward secrecy: the group of a child SA's own Diffie-Hellman exchange.

use crate::model::{ChildProposal, DhGroup, Entry, IkeSettings, IkeVersion, Origin, Setting, Sourced, UnsetPfs};
use crate::negotiation::child_sa::Phase2;
use crate::negotiation::proposals::{match_child, offered_child};
use crate::negotiation::session::Session;
use crate::negotiation::{End, Fault, Outcome, QuestionReason, Subject};
use crate::source::Span;

impl<'a> Session<'a> {
    /// PFS: in IKEv1 the responder judges the offer in QM1; in IKEv2 it shows in CREATE_CHILD_SA alone, since the first
    /// child takes its keys from the IKE SA (RFC 7296, section 1.2).
    pub(super) fn pfs_fault(&mut self, phase: Phase2<'a>, accepting: &Entry, is_first: bool) -> Option<Fault> {
        let if_bad = match (phase.version, is_first) {
            (IkeVersion::V2, true) => Outcome::FailsAtRekey,
            _ => Outcome::Stalls,
        };
        let responder = accepting.settings(phase.version).unwrap_or(phase.settings.responder);
        let of_proposals = [phase.settings.initiator, responder];
        if of_proposals.iter().flat_map(|own| &own.child_proposals).any(|proposal| proposal.pfs.is_some()) {
            return self.pfs_fault_of_proposals(phase, accepting, responder, if_bad);
        }
        let (offer, own) = (&phase.roles.initiator_entry.pfs, &accepting.pfs);
        let spans = self.by_end(offer.span(), own.span());
        let (Some(offered), Some(wanted)) = (offer.known(), own.known()) else {
            self.ask_about_pfs(phase, offer, own, if_bad);
            return None;
        };
        let fault = Fault::Pfs { groups: self.by_end(*offered, *wanted), spans };
        if offered == wanted || is_taken_by_bare_pfs(*offered, own) {
            return None;
        }
        if phase.version == IkeVersion::V1 && wanted.is_none() {
            return self.unset_pfs(phase, fault, own.span(), if_bad);
        }
        Some(fault)
    }

    /// The same where a proposal brings its own groups: two proposals that fit have to have one in common.
    fn pfs_fault_of_proposals(
        &mut self,
        phase: Phase2<'a>,
        accepting: &Entry,
        responder: &IkeSettings,
        if_bad: Outcome,
    ) -> Option<Fault> {
        let behaviour = &phase.roles.initiator.device.behaviour;
        let offered = offered_child(&phase.settings.initiator.child_proposals, behaviour.ikev1_offer, phase.version);
        let entries = [phase.roles.initiator_entry, accepting];
        let sent = offered.first().and_then(|first| groups(first, entries[0]).first().copied());
        let mut nearest = None;
        for (own, other) in
            offered.iter().flat_map(|own| responder.child_proposals.iter().map(move |other| (own, other)))
        {
            if match_child(std::slice::from_ref(own), std::slice::from_ref(other)).chosen().is_none() {
                continue;
            }
            let (offers, wants) = (groups(own, entries[0]), groups(other, entries[1]));
            let (Some(offer), Some(want)) = (offers.first(), wants.first()) else { continue };
            if let Some(unknown) = offers.iter().chain(&wants).find(|group| group.known().is_none()) {
                let end = self.end_of(unknown.span());
                self.ask_unless_known_pfs(unknown, end, if_bad);
                return None;
            }
            let common = offers.iter().find(|group| wants.iter().any(|other| other.known() == group.known()));
            match common {
                // The key exchange in QM1 is for one group, that of the first proposal.
                Some(group) if phase.version == IkeVersion::V1 && sent.is_some_and(|s| s.known() != group.known()) => {
                    self.ask(Subject::Pfs, self.initiator, group.span(), QuestionReason::BehaviourUnknown, if_bad);
                    return None;
                }
                Some(_) => return None,
                None => nearest = nearest.or(Some((*offer, *want))),
            }
        }
        let (offer, want) = nearest?;
        let (offered, wanted) = (*offer.known()?, *want.known()?);
        let fault = Fault::Pfs { groups: self.by_end(offered, wanted), spans: self.by_end(offer.span(), want.span()) };
        match (phase.version, wanted) {
            (IkeVersion::V1, None) => self.unset_pfs(phase, fault, want.span(), if_bad),
            _ => Some(fault),
        }
    }

    fn ask_unless_known_pfs(&mut self, setting: &Setting<Option<DhGroup>>, end: End, if_bad: Outcome) {
        if let Setting::Unknown(unknown) = setting {
            self.ask(Subject::Pfs, end, unknown.at, QuestionReason::Value(unknown.reason), if_bad);
        }
    }

    /// An IKEv1 responder without PFS that is offered some.
    fn unset_pfs(&mut self, phase: Phase2<'a>, fault: Fault, at: Span, if_bad: Outcome) -> Option<Fault> {
        match phase.roles.responder.device.behaviour.ikev1_unset_pfs {
            UnsetPfs::AcceptsLikely => None,
            UnsetPfs::Refuses => Some(fault),
            UnsetPfs::Undetermined => {
                self.ask(Subject::Pfs, self.responder(), at, QuestionReason::BehaviourUnknown, if_bad);
                None
            }
        }
    }

    fn ask_about_pfs(
        &mut self,
        phase: Phase2<'a>,
        offer: &Setting<Option<DhGroup>>,
        own: &Setting<Option<DhGroup>>,
        if_bad: Outcome,
    ) {
        let takes_all = phase.roles.responder.device.behaviour.ikev1_unset_pfs == UnsetPfs::AcceptsLikely;
        if phase.version == IkeVersion::V1 && takes_all && own.known() == Some(&None) {
            return;
        }
        for (end, setting) in [(self.initiator, offer), (self.responder(), own)] {
            self.ask_unless_known_pfs(setting, end, if_bad);
        }
    }
}

/// The PFS groups that go with a proposal.
fn groups(proposal: &ChildProposal, entry: &Entry) -> Vec<Setting<Option<DhGroup>>> {
    proposal.pfs.clone().unwrap_or_else(|| vec![entry.pfs])
}

/// Whether a responder takes this group with a `set pfs` that names none: it assumes group 1, and takes group 2 as well
/// (Cisco IOS Security Command Reference, set pfs).
fn is_taken_by_bare_pfs(offered: Option<DhGroup>, own: &Setting<Option<DhGroup>>) -> bool {
    let Setting::Known(Sourced { value: Some(DhGroup(1)), origin: Origin::Default { .. } }) = own else { return false };
    offered == Some(DhGroup(2))
}
