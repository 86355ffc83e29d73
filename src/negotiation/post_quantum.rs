//! Post-quantum pre-shared keys in IKEv2 (RFC 8784): USE_PPK in IKE_SA_INIT, PPK_IDENTITY and perhaps NO_PPK_AUTH in the
//! IKE_AUTH request.
//!
//! A key that both ends name and hold is mixed into what AUTH is made of, so that a different one fails there, also where
//! neither end insists on it. An identity that the responder does not know is passed over where neither end insists.

use crate::model::{PostQuantum, PostQuantumKey};
use crate::negotiation::main_mode::Settings;
use crate::negotiation::session::Session;
use crate::negotiation::{End, Fault, Message, Outcome, PostQuantumProblem, QuestionReason, Stop, Subject};
use crate::secret::KeyComparison;

/// RFC 8784, section 3: an end that needs a key and cannot have it aborts; the notification is that of RFC 7296.
const AUTHENTICATION_FAILED: Option<&str> = Some("AUTHENTICATION_FAILED");

impl<'a> Session<'a> {
    /// Everything about post-quantum keys that stops the exchange.
    pub(super) fn post_quantum_stops(&mut self, settings: Settings<'a>) -> Vec<Stop> {
        let begins = settings.initiator.post_quantum.as_ref().filter(|own| own.offers);
        let answers = settings.responder.post_quantum.as_ref();
        match (begins, answers) {
            (Some(own), None) if own.required => {
                let problem = PostQuantumProblem::OtherHasNone;
                self.unless_left_out(settings, self.initiator, problem, Message::SaInitResponse)
            }
            (None, Some(own)) if own.required => {
                let problem = PostQuantumProblem::OtherHasNone;
                self.unless_left_out(settings, self.responder(), problem, Message::AuthRequest)
            }
            (Some(own), Some(theirs)) => self.named_key_stops(settings, own, theirs),
            _ => Vec::new(),
        }
    }

    /// The stop at `end`, whose counterpart uses no key, unless that one's file is an excerpt that may leave it out.
    fn unless_left_out(
        &mut self,
        settings: Settings<'a>,
        end: End,
        problem: PostQuantumProblem,
        message: Message,
    ) -> Vec<Stop> {
        let other = end.other();
        if self.side(other).device.complete {
            return vec![self.post_quantum_stop(settings, end, problem, message)];
        }
        let at = self.side(other).entry.map_or(settings.initiator.proposals_at, |entry| entry.span);
        let reason = QuestionReason::Value(crate::model::UnknownReason::NotInExcerpt);
        self.ask(Subject::PostQuantumKey, other, at, reason, Outcome::Stalls);
        Vec::new()
    }

    /// Both ends use such keys: the initiator names one of its own.
    fn named_key_stops(&mut self, settings: Settings<'a>, own: &PostQuantum, theirs: &PostQuantum) -> Vec<Stop> {
        let (initiator, responder) = (self.initiator, self.responder());
        let mut problems: Vec<Option<PostQuantumProblem>> = Vec::new();
        for key in &own.keys {
            problems.push(self.named_key_problem(own, theirs, key));
        }
        if own.keys.is_empty() {
            return match (own.required, theirs.required) {
                (true, _) => {
                    let problem = PostQuantumProblem::HasNone;
                    vec![self.post_quantum_stop(settings, initiator, problem, Message::SaInitResponse)]
                }
                (false, true) => {
                    let problem = PostQuantumProblem::OtherHasNone;
                    vec![self.post_quantum_stop(settings, responder, problem, Message::AuthRequest)]
                }
                (false, false) => Vec::new(),
            };
        }
        // Which of several keys the initiator names is not documented: one that fits may be it.
        if problems.len() > 1 && problems.contains(&None) && problems.iter().any(Option::is_some) {
            let reason = QuestionReason::BehaviourUnknown;
            self.ask(Subject::PostQuantumKey, initiator, own.at, reason, Outcome::Stalls);
            return Vec::new();
        }
        let first = problems.into_iter().flatten().next();
        first
            .map(|problem| self.post_quantum_stop(settings, responder, problem, Message::AuthRequest))
            .into_iter()
            .collect()
    }

    /// What is wrong with one key that the initiator may name.
    fn named_key_problem(
        &mut self,
        own: &PostQuantum,
        theirs: &PostQuantum,
        key: &PostQuantumKey,
    ) -> Option<PostQuantumProblem> {
        let (initiator, responder) = (self.initiator, self.responder());
        let Some(identity) = key.identity.known() else {
            self.ask_unless_known(&key.identity, Subject::PostQuantumKey, initiator);
            return None;
        };
        let found = theirs.keys.iter().find(|other| other.identity.known() == Some(identity));
        if let Some(found) = found {
            return self.post_quantum_keys_differ(key, found).then(|| PostQuantumProblem::Differs {
                identity: identity.clone(),
                spans: self.by_end(span_of(key), span_of(found)),
            });
        }
        if let Some(open) = theirs.keys.iter().find(|other| other.identity.known().is_none()) {
            self.ask_unless_known(&open.identity, Subject::PostQuantumKey, responder);
            return None;
        }
        (own.required || theirs.required)
            .then(|| PostQuantumProblem::Unknown { identity: identity.clone(), at: span_of(key) })
    }

    /// Whether two keys of one identity differ. Asks where that cannot be told.
    fn post_quantum_keys_differ(&mut self, own: &PostQuantumKey, theirs: &PostQuantumKey) -> bool {
        let (Some((local, local_at)), Some((remote, remote_at))) = (&own.key, &theirs.key) else { return false };
        match (local.compare(remote), self.assumptions.psk_same) {
            (KeyComparison::Same, _) | (KeyComparison::Unverifiable(_), Some(true)) => false,
            (KeyComparison::Different, _) | (KeyComparison::Unverifiable(_), Some(false)) => true,
            (KeyComparison::Unverifiable(reason), None) => {
                let ends = [(self.initiator, local, *local_at), (self.responder(), remote, *remote_at)];
                for (end, key, at) in ends {
                    let reason = QuestionReason::Key(key.unreadable().unwrap_or(reason));
                    self.ask(Subject::PostQuantumKey, end, at, reason, Outcome::Stalls);
                }
                false
            }
        }
    }

    fn post_quantum_stop(
        &self,
        settings: Settings<'a>,
        end: End,
        problem: PostQuantumProblem,
        message: Message,
    ) -> Stop {
        let at = |settings: &crate::model::IkeSettings, end: End| {
            let entry = self.side(end).entry.map_or(settings.proposals_at, |entry| entry.span);
            settings.post_quantum.as_ref().map_or(entry, |own| own.at)
        };
        let spans = self.by_end(at(settings.initiator, self.initiator), at(settings.responder, self.responder()));
        let notify = if message == Message::AuthRequest { AUTHENTICATION_FAILED } else { None };
        self.refused(Fault::PostQuantumKey { end, problem, spans }, message, notify)
    }
}

/// The line of a key: its own, else that of its identity.
fn span_of(key: &PostQuantumKey) -> crate::source::Span {
    key.key.as_ref().map_or(key.identity.span(), |(_, span)| *span)
}
