//! IKEv1 phase 1: aggressive mode (RFC 2409, section 5.4): three messages, the identities in the clear.

use crate::model::{
    AggressiveModeKeys, AggressiveModeOffer, AggressiveModeWithoutKey, DhGroup, IkeProposal, IkeSettings, IkeVersion,
    Ikev1Offer, Setting, ToStrangers, UnknownReason,
};
use crate::negotiation::main_mode::{KeyFaults, Settings};
use crate::negotiation::proposals::{ProposalMatch, match_ike, offered_ike};
use crate::negotiation::session::{Roles, Session};
use crate::negotiation::{Attribute, Difference, Fault, Message, NearMiss, Outcome, QuestionReason, Stop, Subject};

impl<'a> Session<'a> {
    /// Plays aggressive mode from AM1 to AM3 and returns everything that stops it.
    ///
    /// AM1 carries the key exchange of one group, so that the initiator cannot offer another (RFC 2409, section 5.4). The
    /// initiator finds a key mismatch first, in the hash that AM2 carries.
    pub(super) fn aggressive_mode(
        &mut self,
        roles: Roles<'a>,
        settings: Settings<'a>,
        keys: &KeyFaults<'a>,
    ) -> Vec<Stop> {
        let mut stops = Vec::new();
        if let Some(fault) = self.aggressive_proposal_fault(settings) {
            stops.push(self.refused(fault, Message::Am1, Some("NO_PROPOSAL_CHOSEN")));
        }
        stops.extend(keys.responder.iter().cloned().map(|fault| self.without_aggressive_key(fault)));
        if keys.used {
            let mismatch = self.ikev1_key_mismatch(&keys.keys);
            stops.extend(mismatch.map(|fault| self.refused(fault, Message::Am2, Some("INVALID_HASH_INFORMATION"))));
        } else {
            self.ask_about_certificates(settings);
            stops.extend(self.certificate_stops(roles, settings, IkeVersion::V1, true));
        }
        let identities = self.ikev1_identity_stops(settings, [Message::Am1, Message::Am2]);
        let (strangers, refused): (Vec<Stop>, Vec<Stop>) =
            identities.into_iter().map(|stop| self.unless_a_stranger(stop)).partition(|stop| stop.refused_by.is_none());
        // A responder that finds its entry by the identity looks at nothing else before.
        stops.splice(0..0, strangers);
        stops.extend(refused);
        self.ask_whether_keys_are_allowed(settings, keys);
        stops
    }

    /// A responder that finds no key for the initiator.
    fn without_aggressive_key(&self, fault: Fault) -> Stop {
        match self.side(self.responder()).device.behaviour.aggressive_mode_without_key {
            AggressiveModeWithoutKey::Refuses => self.refused(fault, Message::Am1, None),
            AggressiveModeWithoutKey::FeignsAnswer => {
                self.refused(fault, Message::Am2, Some("INVALID_HASH_INFORMATION"))
            }
        }
    }

    /// The same stop, without an answer where a responder looks for its entry by the identity in AM1 and finds none.
    fn unless_a_stranger(&self, stop: Stop) -> Stop {
        let to_strangers = self.side(self.responder()).device.behaviour.to_strangers;
        match (stop.message, to_strangers) {
            (Some(Message::Am1), ToStrangers::SilenceInIkev1) => self.unanswered(stop.fault, IkeVersion::V1, true),
            _ => stop,
        }
    }

    /// The fault where no proposal can be agreed on with the key exchange that AM1 carries.
    fn aggressive_proposal_fault(&mut self, settings: Settings<'a>) -> Option<Fault> {
        let behaviour = &self.side(self.initiator).device.behaviour;
        match behaviour.aggressive_mode_offer {
            AggressiveModeOffer::OneGroup => {
                let offer = offered(settings.initiator, behaviour.ikev1_offer);
                self.fault_of_offer(settings, &offer, IkeVersion::V1)
            }
            AggressiveModeOffer::EveryGroup => {
                let none_fits = self.ike_proposal_fault(settings, IkeVersion::V1);
                none_fits.or_else(|| self.preferred_group_fault(settings))
            }
        }
    }

    /// The fault where the responder prefers a proposal with another group than that of the key exchange, which is of
    /// the group of the first proposal.
    fn preferred_group_fault(&self, settings: Settings<'a>) -> Option<Fault> {
        let behaviour = &self.side(self.initiator).device.behaviour;
        let offer = offered_ike(&settings.initiator.proposals, behaviour.ikev1_offer, IkeVersion::V1);
        let fits = |own: &IkeProposal, other: &IkeProposal| {
            let two = match_ike(std::slice::from_ref(own), std::slice::from_ref(other));
            matches!(two, ProposalMatch::Yes(_))
        };
        let own = &settings.responder.proposals;
        let preferred = own.iter().find_map(|own| Some((own, offer.iter().find(|other| fits(own, other))?)));
        let (first, (own, chosen)) = (offer.first()?, preferred?);
        let (sent, wanted) = (first.dh_groups.first()?, chosen.dh_groups.first()?);
        if sent.known()? == wanted.known()? {
            return None;
        }
        let wanted_at = own.dh_groups.first().map_or(own.span, Setting::span);
        Some(Fault::IkeProposal(NearMiss {
            names: self.by_end(first.name.clone(), own.name.clone()),
            spans: self.by_end(first.span, own.span),
            differences: vec![Difference {
                attribute: Attribute::DhGroup,
                values: self.by_end(sent.known()?.to_string(), wanted.known()?.to_string()),
                spans: self.by_end(sent.span(), wanted_at),
            }],
        }))
    }

    /// A responder that takes keys in aggressive mode only where a setting outside of the file allows it.
    fn ask_whether_keys_are_allowed(&mut self, settings: Settings<'a>, keys: &KeyFaults<'a>) {
        let responder = self.responder();
        let behaviour = &self.side(responder).device.behaviour;
        if keys.used
            && behaviour.aggressive_mode_keys == AggressiveModeKeys::SetElsewhere
            && let Some(modes) = settings.responder.exchange_modes
        {
            let at = modes.accepts_aggressive.span();
            let reason = QuestionReason::Value(UnknownReason::NotInExcerpt);
            self.ask(Subject::AggressiveModeKeys, responder, at, reason, Outcome::Stalls);
        }
    }
}

/// The proposals that AM1 can carry: those with the group of its key exchange.
fn offered(initiator: &IkeSettings, offer: Ikev1Offer) -> Vec<IkeProposal> {
    let proposals = offered_ike(&initiator.proposals, offer, IkeVersion::V1);
    let stated = initiator.exchange_modes.and_then(|modes| modes.aggressive_group);
    let first = proposals.first().and_then(|proposal| proposal.dh_groups.first().copied());
    let Some(group) = stated.or(first) else { return proposals.into_owned() };
    let Some(number) = group.known() else { return proposals.into_owned() };
    let with_group = |proposal: &IkeProposal| {
        let fits = |own: &&Setting<DhGroup>| own.known().is_none_or(|own| own == number);
        let dh_groups: Vec<Setting<DhGroup>> = proposal.dh_groups.iter().filter(fits).copied().collect();
        (!dh_groups.is_empty()).then(|| IkeProposal { dh_groups, ..proposal.clone() })
    };
    let offer: Vec<IkeProposal> = proposals.iter().filter_map(with_group).collect();
    if offer.is_empty() {
        // The entry states a group that none of its policies has: none of them can be taken.
        let forced = |proposal: &IkeProposal| IkeProposal { dh_groups: vec![group], ..proposal.clone() };
        return proposals.iter().map(forced).collect();
    }
    offer
}
