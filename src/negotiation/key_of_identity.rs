//! Keys that a responder finds by the identity which the initiator has told before the key is needed.

use crate::model::{ExchangeMode, Identity, IkeSettings, IkeVersion, KeyOfIdentity, PreSharedKey, Sourced};
use crate::negotiation::keys::find_key_of_identity;
use crate::negotiation::session::{Roles, Session};
use crate::negotiation::{Outcome, QuestionReason, Subject};

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

    /// The key that the responder finds by it, where it looks keys up so.
    pub(super) fn key_of_identity(
        &self,
        roles: Roles<'a>,
        settings: &'a IkeSettings,
        version: IkeVersion,
    ) -> Option<&'a PreSharedKey> {
        let device = roles.responder.device;
        match device.behaviour.key_of_identity {
            KeyOfIdentity::Unused => None,
            KeyOfIdentity::ThenOfAddress => {
                let identity = self.told_identity(version)?;
                find_key_of_identity(device, settings.responder_rings.as_deref(), version, &identity)
            }
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
