//! IKEv1 phase 1: aggressive mode (RFC 2409, section 5.4): three messages, the identities in the clear.

use crate::model::{AggressiveModeGroup, AggressiveModeKeys, IkeProposal, IkeVersion, Setting, UnknownReason};
use crate::negotiation::main_mode::{KeyFaults, Settings};
use crate::negotiation::proposals::{ProposalMatch, match_ike, offered_ike};
use crate::negotiation::session::{Roles, Session};
use crate::negotiation::{Attribute, Difference, Fault, Message, NearMiss, Outcome, QuestionReason, Stop, Subject};

impl<'a> Session<'a> {
    /// Plays aggressive mode from AM1 to AM3 and returns everything that stops it.
    ///
    /// The initiator finds a key mismatch first, in the hash that AM2 carries.
    pub(super) fn aggressive_mode(
        &mut self,
        _roles: Roles<'a>,
        settings: Settings<'a>,
        keys: &KeyFaults<'a>,
    ) -> Vec<Stop> {
        let mut stops = Vec::new();
        let no_proposal = self.ike_proposal_fault(settings, IkeVersion::V1);
        if let Some(fault) = no_proposal.or_else(|| self.aggressive_group_fault(settings)) {
            stops.push(self.refused(fault, Message::Am1, Some("NO_PROPOSAL_CHOSEN")));
        }
        stops.extend(keys.responder.iter().cloned().map(|fault| self.refused(fault, Message::Am1, None)));
        if keys.used {
            let mismatch = self.ikev1_key_mismatch(&keys.keys);
            stops.extend(mismatch.map(|fault| self.refused(fault, Message::Am2, Some("INVALID_HASH_INFORMATION"))));
        } else {
            self.ask_about_certificates([(settings.initiator, self.initiator), (settings.responder, self.responder())]);
        }
        stops.extend(self.ikev1_identity_stops(settings, [Message::Am1, Message::Am2]));
        stops.sort_by_key(|stop| stop.message);
        self.ask_whether_keys_are_allowed(settings, keys);
        stops
    }

    /// The responder chooses a proposal for another group than that of the key exchange in AM1.
    fn aggressive_group_fault(&self, settings: Settings<'a>) -> Option<Fault> {
        let behaviour = &self.side(self.initiator).device.behaviour;
        if behaviour.aggressive_mode_group != AggressiveModeGroup::OfFirstProposal {
            return None;
        }
        let offered = offered_ike(&settings.initiator.proposals, behaviour.ikev1_offer, IkeVersion::V1);
        let first = offered.first()?;
        let sent = first.dh_groups.first()?;
        let by_preference = settings.responder.proposals.iter().flat_map(|own| offered.iter().map(move |o| (own, o)));
        let fits = |own: &IkeProposal, other: &IkeProposal| {
            let pair = match_ike(std::slice::from_ref(own), std::slice::from_ref(other));
            matches!(pair, ProposalMatch::Yes(_))
        };
        let (own, chosen) = by_preference.into_iter().find(|(own, other)| fits(own, other))?;
        let taken = chosen.dh_groups.first()?;
        if sent.known()? == taken.known()? {
            return None;
        }
        let spans = self.by_end(sent.span(), own.dh_groups.first().map_or(own.span, Setting::span));
        let values = self.by_end(sent.known()?.to_string(), taken.known()?.to_string());
        Some(Fault::IkeProposal(NearMiss {
            names: self.by_end(first.name.clone(), own.name.clone()),
            spans: self.by_end(first.span, own.span),
            differences: vec![Difference { attribute: Attribute::DhGroup, values, spans }],
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
