//! IKEv1 phase 1: aggressive mode (RFC 2409, section 5.4): three messages, the identities in the clear.

use crate::negotiation::main_mode::{KeyFaults, Settings};
use crate::negotiation::session::{Roles, Session};
use crate::negotiation::{Message, Stop};

use crate::model::IkeVersion;

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
        if let Some(fault) = self.ike_proposal_fault(settings, IkeVersion::V1) {
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
        stops
    }
}
