//! Perfect forward secrecy: the group of a child SA's own Diffie-Hellman exchange.

use std::slice;

use crate::model::{
    ChildProposal, DhGroup, Entry, IkeSettings, IkeVersion, Origin, RekeyGroup, Setting, Sourced, Unknown, UnsetPfs,
};
use crate::negotiation::child_sa::Phase2;
use crate::negotiation::proposals::{match_child, offered_child};
use crate::negotiation::session::Session;
use crate::negotiation::{End, Fault, Outcome, QuestionReason, Subject};

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
        let Some((offered, wanted)) = compared(offer, own) else {
            self.ask_about_pfs(phase, offer, own, if_bad);
            return None;
        };
        let fault = Fault::Pfs { groups: self.by_end(offered, wanted), spans };
        if offered == wanted || is_taken_by_bare_pfs(offered, own) {
            return None;
        }
        self.judge_pfs(phase, fault, offered, own, if_bad)
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
        for (own, other) in pairs(&offered, &responder.child_proposals) {
            let (offers, wants) = (groups(own, entries[0]), groups(other, entries[1]));
            let (Some(offer), Some(want)) = (offers.first(), wants.first()) else { continue };
            let in_common = |group: &&Setting<Option<DhGroup>>| {
                group.known().is_some_and(|own| wants.iter().any(|other| other.known() == Some(own)))
            };
            let common = offers.iter().find(in_common);
            let unknown = offers.iter().chain(&wants).find(|group| group.known().is_none());
            if let (None, Some(unknown)) = (common, unknown) {
                let end = self.end_of(unknown.span());
                self.ask_unless_known_pfs(unknown, end, if_bad);
                return None;
            }
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
        self.judge_pfs(phase, fault, offered, &want, if_bad)
    }

    fn ask_unless_known_pfs(&mut self, setting: &Setting<Option<DhGroup>>, end: End, if_bad: Outcome) {
        if let Setting::Unknown(unknown) = setting {
            self.ask(Subject::Pfs, end, unknown.at, QuestionReason::Value(unknown.reason), if_bad);
        }
    }

    /// What the responder does with an offer of PFS that is not its own.
    fn judge_pfs(
        &mut self,
        phase: Phase2<'a>,
        fault: Fault,
        offered: Option<DhGroup>,
        own: &Setting<Option<DhGroup>>,
        if_bad: Outcome,
    ) -> Option<Fault> {
        let behaviour = phase.roles.responder.device.behaviour.ikev1_unset_pfs;
        if if_bad == Outcome::FailsAtRekey && offered.is_some() && own.known() != Some(&None) && self.rekeys_by_ike_sa()
        {
            return None;
        }
        match (phase.version, behaviour, own.known()) {
            (IkeVersion::V1, UnsetPfs::AcceptsEveryGroup, _) if offered.is_some() => None,
            (IkeVersion::V1, UnsetPfs::AcceptsLikely, Some(None)) => None,
            (IkeVersion::V1, UnsetPfs::Undetermined, Some(None)) => {
                self.ask(Subject::Pfs, self.responder(), own.span(), QuestionReason::BehaviourUnknown, if_bad);
                None
            }
            _ => Some(fault),
        }
    }

    /// Whether both ends take the group of the IKE SA for new keys, so that it does not matter which one a policy names.
    fn rekeys_by_ike_sa(&self) -> bool {
        let group = |end: End| self.side(end).device.behaviour.ikev2_rekey_group;
        End::BOTH.into_iter().all(|end| group(end) == RekeyGroup::OfTheIkeSa)
    }

    fn ask_about_pfs(
        &mut self,
        phase: Phase2<'a>,
        offer: &Setting<Option<DhGroup>>,
        own: &Setting<Option<DhGroup>>,
        if_bad: Outcome,
    ) {
        let behaviour = phase.roles.responder.device.behaviour.ikev1_unset_pfs;
        let takes_all = matches!(behaviour, UnsetPfs::AcceptsLikely | UnsetPfs::AcceptsEveryGroup);
        if phase.version == IkeVersion::V1 && takes_all && own.known() == Some(&None) {
            return;
        }
        for (end, setting) in [(self.initiator, offer), (self.responder(), own)] {
            self.ask_unless_known_pfs(setting, end, if_bad);
        }
    }
}

/// The groups of both ends, where they can be compared. A release that refuses the group which the other end insists on
/// does not have it, whatever it takes in its place.
fn compared(
    offer: &Setting<Option<DhGroup>>,
    own: &Setting<Option<DhGroup>>,
) -> Option<(Option<DhGroup>, Option<DhGroup>)> {
    let refuses = |unknown: &Unknown, other: &Sourced<Option<DhGroup>>| {
        other.value.is_some_and(|group| unknown.reason.rules_out(&group))
    };
    match (offer, own) {
        (Setting::Known(offer), Setting::Known(own)) => Some((offer.value, own.value)),
        (Setting::Unknown(unknown), Setting::Known(own)) if refuses(unknown, own) => Some((None, own.value)),
        (Setting::Known(offer), Setting::Unknown(unknown)) if refuses(unknown, offer) => Some((offer.value, None)),
        _ => None,
    }
}

/// The proposals that fit but for their groups. Where none do, the two that come nearest: once they are made to fit, their
/// groups have to fit as well.
fn pairs<'a>(offered: &'a [ChildProposal], own: &'a [ChildProposal]) -> Vec<(&'a ChildProposal, &'a ChildProposal)> {
    let fits =
        |a: &ChildProposal, b: &ChildProposal| match_child(slice::from_ref(a), slice::from_ref(b)).chosen().is_some();
    let all = offered.iter().flat_map(|a| own.iter().map(move |b| (a, b)));
    let fitting: Vec<_> = all.filter(|(a, b)| fits(a, b)).collect();
    if !fitting.is_empty() {
        return fitting;
    }
    match_child(offered, own).nearest().map(|[i, j]| (&offered[i], &own[j])).into_iter().collect()
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
