//! Keys that a responder finds by the identity which the initiator has told before the key is needed.

use crate::model::{ExchangeMode, Identity, IkeSettings, IkeVersion, KeyOfIdentity, KeyScope, PreSharedKey, Sourced};
use crate::negotiation::keys::{KeySearch, are_same, find_key, find_key_of_identity, find_key_under_identity};
use crate::negotiation::session::{Roles, Session};
use crate::negotiation::{End, Outcome, QuestionReason, Subject};
use crate::source::Span;

impl<'a> Session<'a> {
    /// Whether the initiator tells its identity before a key is needed: in IKEv2 and in aggressive mode.
    pub(super) fn tells_identity(&self, version: IkeVersion) -> bool {
        let settings = self.side(self.initiator).entry.and_then(|entry| entry.settings(version));
        let modes = settings.and_then(|settings| settings.exchange_modes);
        version == IkeVersion::V2 || modes.is_some_and(|modes| modes.initiates.value == ExchangeMode::Aggressive)
    }

    /// The identity that it tells; `None` where it tells none in time, or the file does not settle it.
    pub(super) fn told_identity(&self, version: IkeVersion) -> Option<Identity> {
        let settings = self.side(self.initiator).entry?.settings(version)?;
        self.tells_identity(version).then(|| self.identity_of(self.initiator, settings)).flatten()
    }

    /// What the responder finds by it, where it looks keys up so; `None` where it finds nothing.
    pub(super) fn key_of_identity(
        &self,
        roles: Roles<'a>,
        settings: &'a IkeSettings,
        version: IkeVersion,
    ) -> Option<KeySearch<'a>> {
        let device = roles.responder.device;
        let rings = settings.responder_rings.as_deref();
        match device.behaviour.key_of_identity {
            KeyOfIdentity::Unused => None,
            KeyOfIdentity::ThenOfAddress => {
                let identity = self.told_identity(version)?;
                find_key_of_identity(device, rings, version, &identity).map(KeySearch::Found)
            }
            KeyOfIdentity::OrAddress => {
                let own = find_key_under_identity(device, rings, version, &self.told_identity(version)?)?;
                let source = roles.initiator.seen_as(&roles.responder);
                Some(match find_key(device, settings, version, source, false) {
                    KeySearch::Found(other) if !are_same(own, other) => KeySearch::OneOf(own),
                    _ => KeySearch::Found(own),
                })
            }
        }
    }

    /// Whether the responder has keys under names or identities, of which one may fit the initiator although none is known to.
    pub(super) fn may_find_key_by_name(&self, version: IkeVersion) -> bool {
        let may_fit = |key: &PreSharedKey| {
            key.version == version && matches!(key.scope, KeyScope::Name(_) | KeyScope::Identity(_))
        };
        self.tells_identity(version) && self.side(self.responder()).device.keys.iter().any(may_fit)
    }

    /// Asks which of several keys that differ an end uses; none of them is compared.
    pub(super) fn ask_which_key(&mut self, end: End, key: &PreSharedKey, reason: QuestionReason) {
        let side = self.side(end);
        let own = side.entry.map_or(Span::new(side.device.file, 0, 0), |entry| entry.span);
        let at = key.local.as_ref().or(key.remote.as_ref()).map_or(own, |(_, span)| *span);
        if self.assumptions.psk_same != Some(true) {
            self.ask(Subject::Psk, end, at, reason, Outcome::Stalls);
        }
    }

    /// Whether the initiator has told another host name than that which this key stands under: the key is found, if at all,
    /// because its name resolves to the initiator's address.
    pub(super) fn is_of_another_name(&self, end: End, key: &PreSharedKey, version: IkeVersion) -> bool {
        let told = (end == self.responder()).then(|| self.told_identity(version)).flatten();
        match (&key.scope, told) {
            (KeyScope::Hostname(name), Some(Identity::Fqdn(own))) => !name.eq_ignore_ascii_case(&own),
            _ => false,
        }
    }

    /// Asks about a key that the address finds after a name has found none. In aggressive mode the sources differ: the name
    /// may be refused as that of an unknown group (ASA syslog 713255).
    pub(super) fn ask_for_unknown_name(&mut self, roles: Roles<'a>, version: IkeVersion) {
        let by_name = roles.responder.device.behaviour.key_of_identity == KeyOfIdentity::ThenOfAddress;
        if !by_name
            || version == IkeVersion::V2
            || matches!(self.told_identity(version), None | Some(Identity::Address(_)))
        {
            return;
        }
        let (end, entry) = (self.responder(), roles.responder_entry);
        let at = entry.peers.get(roles.responder.rank).map_or(entry.span, Sourced::span);
        self.ask(Subject::Identity, end, at, QuestionReason::BehaviourUnknown, Outcome::Stalls);
    }
}
