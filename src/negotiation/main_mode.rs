//! IKEv1 phase 1: main mode (RFC 2409, section 5.4) and the checks that it shares with aggressive mode.

use crate::model::{AuthenticationMethod, IkeProposal, IkeSettings, IkeVersion, KeyLookup, Setting};
use crate::negotiation::authentication::Keys;
use crate::negotiation::keys::{KeySearch, find_key};
use crate::negotiation::proposals::{ProposalMatch, match_ike, offered_ike};
use crate::negotiation::session::{Roles, Session};
use crate::negotiation::{Attribute, End, Fault, Message, NearMiss, Outcome, QuestionReason, Stop, Subject};
use crate::source::Span;

/// The settings of both ends for one version, by role.
#[derive(Clone, Copy)]
pub(super) struct Settings<'a> {
    pub(super) initiator: &'a IkeSettings,
    pub(super) responder: &'a IkeSettings,
}

impl<'a> Session<'a> {
    /// Plays main mode from MM1 to MM6 and returns everything that stops it.
    pub(super) fn main_mode(&mut self, roles: Roles<'a>, settings: Settings<'a>, keys: &KeyFaults<'a>) -> Vec<Stop> {
        let mut stops = Vec::new();
        let lookup = roles.responder.device.behaviour.ikev1_key_lookup;
        let (lookup_message, lookup_notify) = match lookup {
            // An IOS responder answers as to a proposal that it cannot take; an ASA drops its half of the SA.
            KeyLookup::Mm1 => (Message::Mm1, Some("NO_PROPOSAL_CHOSEN")),
            KeyLookup::Mm3 => (Message::Mm3, None),
        };
        let missing = keys.responder.iter().cloned().map(|fault| self.refused(fault, lookup_message, lookup_notify));
        let missing: Vec<Stop> = missing.collect();
        if lookup == KeyLookup::Mm1 {
            stops.extend(missing.iter().cloned());
        }
        if let Some(fault) = self.ike_proposal_fault(settings, IkeVersion::V1) {
            stops.push(self.refused(fault, Message::Mm1, Some("NO_PROPOSAL_CHOSEN")));
        }
        if lookup == KeyLookup::Mm3 {
            stops.extend(missing);
        }
        if keys.used {
            let mismatch = self.ikev1_key_mismatch(&keys.keys);
            let certain = self.answers_with_its_own_keyring(roles, settings, &keys.keys);
            stops.extend(
                mismatch.map(|fault| Stop { certain, ..self.refused(fault, Message::Mm5, Some("PAYLOAD_MALFORMED")) }),
            );
        } else {
            self.ask_about_certificates(settings);
            stops.extend(self.certificate_stops(roles, settings, IkeVersion::V1, false));
        }
        stops.extend(self.ikev1_identity_stops(settings, [Message::Mm5, Message::Mm6]));
        if keys.used {
            self.ask_about_name(settings);
        }
        stops
    }

    /// The fault where no IKE proposal is common to both, and the question where that cannot be told.
    pub(super) fn ike_proposal_fault(&mut self, settings: Settings<'a>, version: IkeVersion) -> Option<Fault> {
        let offer = self.side(self.initiator).device.behaviour.ikev1_offer;
        let offered = offered_ike(&settings.initiator.proposals, offer, version);
        self.fault_of_offer(settings, &offered, version)
    }

    /// The same for what the initiator offers of its proposals.
    pub(super) fn fault_of_offer(
        &mut self,
        settings: Settings<'a>,
        offer: &[IkeProposal],
        version: IkeVersion,
    ) -> Option<Fault> {
        let [a, b] = self.by_end(settings.initiator, settings.responder);
        let [offered_a, offered_b] = self.by_end(offer, &settings.responder.proposals);
        match match_ike(offered_a, offered_b) {
            ProposalMatch::Yes(_) => None,
            ProposalMatch::Maybe(_, unknown) => {
                let end = self.end_of(unknown.at);
                self.ask(Subject::IkeProposal, end, unknown.at, QuestionReason::Value(unknown.reason), Outcome::Stalls);
                None
            }
            ProposalMatch::No(_, near) if differs_in_authentication_alone(&near) => {
                Some(Fault::AuthenticationMethod(near))
            }
            ProposalMatch::No(_, near) => Some(Fault::IkeProposal(near)),
            ProposalMatch::Nothing => {
                let end = if a.proposals.is_empty() { crate::negotiation::End::A } else { crate::negotiation::End::B };
                let at = [a, b][end.index()].proposals_at;
                if self.is_hidden(end, at) {
                    None
                } else if self.side(end).device.complete {
                    Some(Fault::NoIkeProposal { end, version, at })
                } else {
                    let reason = QuestionReason::Value(crate::model::UnknownReason::NotInExcerpt);
                    self.ask(Subject::IkeProposal, end, at, reason, Outcome::Stalls);
                    None
                }
            }
        }
    }

    /// Whether what a line names is missing, which is told.
    fn is_hidden(&self, end: End, at: Span) -> bool {
        let holds = |span: Span| at.file == span.file && at.start <= span.start && span.end <= at.end;
        let entry = self.side(end).entry;
        entry.is_some_and(|entry| entry.defects.iter().any(|own| own.hides_settings() && holds(own.span)))
    }

    /// Compares the two keys of IKEv1, where each end has one.
    pub(super) fn ikev1_key_mismatch(&mut self, keys: &Keys<'a>) -> Option<Fault> {
        let (initiator, responder) = (keys.initiator?, keys.responder?);
        let (local, remote) = (initiator.local.as_ref()?, responder.remote.as_ref()?);
        self.compare_keys(self.initiator, local, remote, IkeVersion::V1)
    }

    /// Whether the responder would also begin with the key that it answers with. Where several keyrings hold the peer's
    /// address, which one answers is documented as an order that may differ by release (Cisco document 117259).
    fn answers_with_its_own_keyring(&self, roles: Roles<'a>, settings: Settings<'a>, keys: &Keys<'a>) -> bool {
        let (device, peer) = (roles.responder.device, roles.responder.peer_address());
        match (find_key(device, settings.responder, IkeVersion::V1, peer, true), keys.responder) {
            (KeySearch::Found(begins), Some(answers)) => std::ptr::eq(begins, answers),
            _ => true,
        }
    }

    /// What stops at the two identity payloads: the initiator's first, then the responder's.
    pub(super) fn ikev1_identity_stops(&mut self, settings: Settings<'a>, messages: [Message; 2]) -> Vec<Stop> {
        let (initiator, responder) = (self.initiator, self.responder());
        let notify = Some("INVALID_ID_INFORMATION");
        let first = self.check_identity(responder, settings.responder, settings.initiator);
        let second = self.check_identity(initiator, settings.initiator, settings.responder);
        let stops = [(first, messages[0]), (second, messages[1])];
        stops.into_iter().filter_map(|(fault, message)| Some(self.refused(fault?, message, notify))).collect()
    }

    /// Looks up the keys of both ends for IKEv1, where one of the proposals that may be used needs one.
    pub(super) fn ikev1_keys(&mut self, roles: Roles<'a>, settings: Settings<'a>) -> KeyFaults<'a> {
        if !uses_keys(settings) {
            return KeyFaults {
                used: false,
                keys: Keys { initiator: None, responder: None },
                initiator: None,
                responder: None,
            };
        }
        let own = self.aggressive_key_by_owner(self.initiator, settings.initiator, settings.responder);
        let (initiator, initiator_fault) = match own {
            Some(key) => (Some(key), None),
            None => self.initiator_key(roles, settings.initiator, IkeVersion::V1),
        };
        let own = self.aggressive_key_by_owner(self.responder(), settings.responder, settings.initiator);
        let (responder, responder_fault) = match own {
            Some(key) => (Some(key), None),
            None => self.responder_key(roles, settings.responder, IkeVersion::V1),
        };
        KeyFaults {
            used: true,
            keys: Keys { initiator, responder },
            initiator: initiator_fault,
            responder: responder_fault,
        }
    }
}

/// The keys of both ends, with the faults of those that are missing.
pub(super) struct KeyFaults<'a> {
    /// Whether keys are used at all (certificates otherwise).
    pub(super) used: bool,
    pub(super) keys: Keys<'a>,
    pub(super) initiator: Option<Fault>,
    pub(super) responder: Option<Fault>,
}

fn differs_in_authentication_alone(near: &NearMiss) -> bool {
    near.differences.iter().all(|difference| difference.attribute == Attribute::Authentication)
}

/// Whether the proposal that the two agree on uses pre-shared keys; where they agree on none, whether any does.
///
/// A responder compares its own policies in their order with what is offered (Cisco IOS Security Configuration Guide,
/// "Configuring Internet Key Exchange": "comparing its own highest priority policy").
fn uses_keys(settings: Settings<'_>) -> bool {
    let Settings { initiator, responder } = settings;
    let by_key = |proposal: &IkeProposal| {
        let method = proposal.authentication.as_ref().and_then(Setting::known);
        method.is_none_or(|method| *method == AuthenticationMethod::PreSharedKey)
    };
    match match_ike(&responder.proposals, &initiator.proposals).chosen() {
        Some([own, _]) => by_key(&responder.proposals[own]),
        None => [initiator, responder]
            .iter()
            .any(|settings| settings.proposals.is_empty() || settings.proposals.iter().any(by_key)),
    }
}
