//! IKEv1 phase 1: main mode (RFC 2409, section 5.4) and the checks that it shares with aggressive mode.

use crate::model::{AuthenticationMethod, IkeSettings, IkeVersion, KeyLookup};
use crate::negotiation::authentication::Keys;
use crate::negotiation::proposals::{ProposalMatch, match_ike, offered_ike};
use crate::negotiation::session::{Roles, Session};
use crate::negotiation::{Attribute, Fault, Message, NearMiss, Outcome, QuestionReason, Stop, Subject};

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
            stops.extend(mismatch.map(|fault| self.refused(fault, Message::Mm5, Some("PAYLOAD_MALFORMED"))));
        } else {
            self.ask_about_certificates([(settings.initiator, self.initiator), (settings.responder, self.responder())]);
        }
        stops.extend(self.ikev1_identity_stops(settings, [Message::Mm5, Message::Mm6]));
        stops
    }

    /// The fault where no IKE proposal is common to both, and the question where that cannot be told.
    pub(super) fn ike_proposal_fault(&mut self, settings: Settings<'a>, version: IkeVersion) -> Option<Fault> {
        let [a, b] = self.by_end(settings.initiator, settings.responder);
        let offer = self.side(self.initiator).device.behaviour.ikev1_offer;
        let offered = offered_ike(&settings.initiator.proposals, offer, version);
        let [of_a, of_b] = self.by_end(&offered[..], &settings.responder.proposals[..]);
        match match_ike(of_a, of_b) {
            ProposalMatch::Yes(_) => None,
            ProposalMatch::Maybe(_, unknown) => {
                let end = if unknown.at.file == self.ends[0].device.file {
                    crate::negotiation::End::A
                } else {
                    crate::negotiation::End::B
                };
                self.ask(Subject::IkeProposal, end, unknown.at, QuestionReason::Value(unknown.reason), Outcome::Stalls);
                None
            }
            ProposalMatch::No(near) if differs_in_authentication_alone(&near) => {
                Some(Fault::AuthenticationMethod(near))
            }
            ProposalMatch::No(near) => Some(Fault::IkeProposal(near)),
            ProposalMatch::Nothing => {
                let end = if a.proposals.is_empty() { crate::negotiation::End::A } else { crate::negotiation::End::B };
                let at = [a, b][end.index()].proposals_at;
                if self.side(end).device.complete {
                    Some(Fault::NoIkeProposal { end, version, at })
                } else {
                    let reason = QuestionReason::Value(crate::model::UnknownReason::NotInExcerpt);
                    self.ask(Subject::IkeProposal, end, at, reason, Outcome::Stalls);
                    None
                }
            }
        }
    }

    /// Compares the two keys of IKEv1, where each end has one.
    pub(super) fn ikev1_key_mismatch(&mut self, keys: &Keys<'a>) -> Option<Fault> {
        let (initiator, responder) = (keys.initiator?, keys.responder?);
        self.compare_keys(self.initiator, initiator.local.as_ref(), responder.remote.as_ref(), IkeVersion::V1)
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
        let [a, b] = self.by_end(settings.initiator, settings.responder);
        if !uses_keys(a, b) {
            return KeyFaults {
                used: false,
                keys: Keys { initiator: None, responder: None },
                initiator: None,
                responder: None,
            };
        }
        let peer = roles.initiator.peer_address();
        let (initiator, initiator_fault) =
            self.key_of(self.initiator, roles.initiator_entry, settings.initiator, IkeVersion::V1, peer);
        let source = self.source_seen_by_responder(roles);
        let (responder, responder_fault) =
            self.key_of(self.responder(), roles.responder_entry, settings.responder, IkeVersion::V1, source);
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
fn uses_keys(a: &IkeSettings, b: &IkeSettings) -> bool {
    let by_key =
        |method: Option<&AuthenticationMethod>| method.is_none_or(|m| *m == AuthenticationMethod::PreSharedKey);
    let method = |settings: &IkeSettings, index: usize| {
        settings.proposals.get(index).and_then(|p| p.authentication.as_ref()).and_then(|m| m.known().copied())
    };
    match match_ike(&a.proposals, &b.proposals).chosen() {
        Some([i, _]) => by_key(method(a, i).as_ref()),
        None => [a, b].iter().any(|settings| {
            settings.proposals.is_empty() || (0..settings.proposals.len()).any(|i| by_key(method(settings, i).as_ref()))
        }),
    }
}
