//! Keys and identities, as each exchange compares them.

use std::net::IpAddr;

use crate::model::{
    Entry, Identity, IdentityCheck, IkeSettings, IkeVersion, LocalIdentity, PreSharedKey, Setting, Sourced,
    UnknownReason,
};
use crate::negotiation::keys::{KeySearch, find_key};
use crate::negotiation::session::{Roles, Session, Side};
use crate::negotiation::{End, Fault, Outcome, QuestionReason, Subject};
use crate::secret::{KeyComparison, Psk};
use crate::source::Span;

/// The keys that both ends use for each other, by role; `None` where an end has none.
pub(super) struct Keys<'a> {
    pub(super) initiator: Option<&'a PreSharedKey>,
    pub(super) responder: Option<&'a PreSharedKey>,
}

impl<'a> Session<'a> {
    /// The key of an end for the other, and the fault where it has none.
    pub(super) fn key_of(
        &mut self,
        end: End,
        entry: &'a Entry,
        settings: &'a IkeSettings,
        version: IkeVersion,
        peer: Option<IpAddr>,
    ) -> (Option<&'a PreSharedKey>, Option<Fault>) {
        let side = self.side(end);
        let begins = end == self.initiator;
        let at = entry.peers.get(side.rank).map_or(entry.span, Sourced::span);
        match find_key(side.device, settings, version, peer, begins) {
            KeySearch::Found(key) => (Some(key), None),
            KeySearch::ByName(key) => {
                let reason = QuestionReason::Value(UnknownReason::RunTime);
                let at = key.local.as_ref().or(key.remote.as_ref()).map_or(at, |(_, span)| *span);
                self.ask(Subject::PskPresent, end, at, reason, Outcome::Stalls);
                (Some(key), None)
            }
            KeySearch::Missing if !side.device.complete => {
                let reason = QuestionReason::Value(UnknownReason::NotInExcerpt);
                self.ask(Subject::PskPresent, end, at, reason, Outcome::Stalls);
                (None, None)
            }
            KeySearch::Missing => {
                let peer = peer.map_or_else(|| "the peer".to_owned(), |address| address.to_string());
                (None, Some(Fault::KeyMissing { end, at, peer }))
            }
        }
    }

    /// The address under which the responder knows the initiator: the peer that it expects, or where it takes anybody,
    /// the initiator's own address.
    pub(super) fn source_seen_by_responder(&self, roles: Roles<'_>) -> Option<IpAddr> {
        roles.responder.peer_address().or_else(|| {
            let mut own = roles.initiator.own_addresses();
            if roles.initiator.is_behind_nat() { None } else { own.next() }
        })
    }

    /// Compares the key with which one end proves itself with the key by which the other checks it. Asks where that
    /// cannot be told.
    pub(super) fn compare_keys(
        &mut self,
        proves: End,
        local: Option<&(Psk, Span)>,
        remote: Option<&(Psk, Span)>,
        version: IkeVersion,
    ) -> Option<Fault> {
        let ((local, local_at), (remote, remote_at)) = (local?, remote?);
        let spans = match proves {
            End::A => [*local_at, *remote_at],
            End::B => [*remote_at, *local_at],
        };
        let fault = Fault::KeyMismatch { spans, proves: (version == IkeVersion::V2).then_some(proves) };
        match (local.compare(remote), self.assumptions.psk_same) {
            (KeyComparison::Same, _) | (KeyComparison::Unverifiable(_), Some(true)) => None,
            (KeyComparison::Different, _) | (KeyComparison::Unverifiable(_), Some(false)) => Some(fault),
            (KeyComparison::Unverifiable(reason), None) => {
                let (end, at) = match local.unreadable() {
                    Some(_) => (proves, *local_at),
                    None => (proves.other(), *remote_at),
                };
                self.ask(Subject::Psk, end, at, QuestionReason::Key(reason), Outcome::Stalls);
                None
            }
        }
    }

    /// Whether `judge` accepts the identity that the other end sends; the fault where it does not.
    pub(super) fn check_identity(
        &mut self,
        judge: End,
        judge_settings: &IkeSettings,
        sender_settings: &IkeSettings,
    ) -> Option<Fault> {
        let sender = judge.other();
        if matches!(judge_settings.remote_identity, IdentityCheck::NotCompared) {
            return None;
        }
        let (received, sent_at) = self.identity_sent(sender, sender_settings)?;
        let (accepted, judge_at) = self.accepts(judge, judge_settings, &received);
        let implied = matches!(sender_settings.local_identity.known(), Some(LocalIdentity::OwnAddress));
        let behind_nat = self.side(sender).is_behind_nat();
        let both_implied = implied && matches!(judge_settings.remote_identity, IdentityCheck::ConfiguredPeerAddress);
        // Two implied identities differ only where the addresses do, which is a fault of its own.
        if accepted || (both_implied && !behind_nat) {
            return None;
        }
        if implied && behind_nat {
            // The NAT address and the implied private identity differ by design; whether the judge minds is not settled.
            self.ask(Subject::Identity, judge, judge_at, QuestionReason::BehaviourUnknown, Outcome::Stalls);
            return None;
        }
        let spans = match judge {
            End::A => [judge_at, sent_at],
            End::B => [sent_at, judge_at],
        };
        Some(Fault::Identity { end: judge, received, spans })
    }

    /// The identity that an end sends; `None`, with a question, where the file does not settle it.
    fn identity_sent(&mut self, sender: End, settings: &IkeSettings) -> Option<(Identity, Span)> {
        let at = settings.local_identity.span();
        let identity = match settings.local_identity.known() {
            Some(LocalIdentity::Explicit(identity)) => Some(identity.clone()),
            Some(LocalIdentity::OwnAddress) => self.address_identity(sender),
            Some(LocalIdentity::Certificate) | None => None,
        };
        if identity.is_none() {
            let reason = match settings.local_identity.known() {
                Some(LocalIdentity::Certificate) => QuestionReason::Certificate,
                _ => QuestionReason::Value(UnknownReason::RunTime),
            };
            self.ask(Subject::Identity, sender, at, reason, Outcome::Stalls);
        }
        identity.map(|identity| (identity, at))
    }

    /// The address that an end sends as its identity: the one that the other end reaches it by, where it is its own.
    fn address_identity(&self, sender: End) -> Option<Identity> {
        let reached_by = self.side(sender.other()).peer_address();
        let side: Side<'_> = self.side(sender);
        let own = side.own_addresses().find(|own| Some(*own) == reached_by).or_else(|| side.own_addresses().next());
        own.map(Identity::Address)
    }

    /// Whether an end accepts an identity, and the line that says so.
    fn accepts(&self, judge: End, settings: &IkeSettings, received: &Identity) -> (bool, Span) {
        let side = self.side(judge);
        let peer_at = side.entry.map(|entry| entry.peers.get(side.rank).map_or(entry.span, Sourced::span));
        let fallback = peer_at.unwrap_or(settings.proposals_at);
        match &settings.remote_identity {
            IdentityCheck::NotCompared => (true, fallback),
            IdentityCheck::ConfiguredPeerAddress => {
                let expected = side.peer_address().map(Identity::Address);
                (expected.is_none_or(|expected| expected == *received), fallback)
            }
            IdentityCheck::OneOf(patterns) => {
                let accepted = patterns.iter().any(|(pattern, _)| pattern.accepts(received));
                (accepted, patterns.first().map_or(fallback, |(_, span)| *span))
            }
        }
    }

    /// Asks about certificates, which are not in the files.
    pub(super) fn ask_about_certificates(&mut self, settings: [(&IkeSettings, End); 2]) {
        for (settings, end) in settings {
            let at = settings.trust_points.first().map_or(settings.proposals_at, Sourced::span);
            self.ask(Subject::Certificate, end, at, QuestionReason::Certificate, Outcome::Stalls);
        }
    }

    /// A setting of an identity or a method as a question where it is not known.
    pub(super) fn ask_unless_known<T>(&mut self, setting: &Setting<T>, subject: Subject, end: End) {
        if let Setting::Unknown(unknown) = setting {
            self.ask(subject, end, unknown.at, QuestionReason::Value(unknown.reason), Outcome::Stalls);
        }
    }
}
