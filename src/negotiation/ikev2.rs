//! IKEv2: IKE_SA_INIT and IKE_AUTH (RFC 7296, sections 1.2 and 2.15).

use crate::model::{
    AuthenticationMethod, Identity, IdentityCheck, IdentityPattern, IkeSettings, IkeVersion, KeyHalf, LocalIdentity,
    Setting, WantedResponder,
};
use crate::negotiation::main_mode::Settings;
use crate::negotiation::session::{Roles, Session};
use crate::negotiation::{Attribute, Difference, End, Fault, Message, NearMiss, Stop, Subject};

/// The notification that every refusal of an identity, a method or a key sends (RFC 7296, section 2.21.2).
const AUTHENTICATION_FAILED: Option<&str> = Some("AUTHENTICATION_FAILED");

impl<'a> Session<'a> {
    /// Plays IKE_SA_INIT and IKE_AUTH up to the child SA and returns everything that stops them.
    pub(super) fn ikev2(&mut self, roles: Roles<'a>, settings: Settings<'a>) -> Vec<Stop> {
        let mut stops = Vec::new();
        if let Some(fault) = self.ike_proposal_fault(settings, IkeVersion::V2) {
            stops.push(self.refused(fault, Message::SaInitRequest, Some("NO_PROPOSAL_CHOSEN")));
        }
        stops.extend(self.post_quantum_stops(settings));
        let (initiator, responder) = (self.initiator, self.responder());
        let mut by_certificate = false;
        // The responder judges the request first; the initiator judges the response.
        for (judge, message) in [(responder, Message::AuthRequest), (initiator, Message::AuthResponse)] {
            let (own, theirs) = match judge == responder {
                true => (settings.responder, settings.initiator),
                false => (settings.initiator, settings.responder),
            };
            let method = self.method_fault(judge, own, theirs);
            // Whoever is to prove itself in another way calls itself in another way.
            let by_method = method.is_some() && theirs.local_identity.known() == Some(&LocalIdentity::Certificate);
            let identity = self.check_identity(judge, own, theirs).filter(|_| !by_method);
            let asks = judge == initiator && self.identity_asked_for(own).is_some();
            let found_at = if asks { Message::AuthRequest } else { message };
            let unwanted = identity.filter(|_| !asks || !has_no_identity(theirs));
            stops.extend(unwanted.map(|fault| self.refused(fault, found_at, AUTHENTICATION_FAILED)));
            let agrees = method.is_none();
            stops.extend(method.map(|fault| self.refused(fault, message, AUTHENTICATION_FAILED)));
            match proof(own, theirs) {
                Proof::Key if agrees => stops.extend(self.ikev2_key_stops(judge, roles, settings, message)),
                Proof::Certificate if agrees => by_certificate = true,
                _ => {}
            }
        }
        if by_certificate {
            self.ask_about_certificates(settings);
            stops.extend(self.certificate_stops(roles, settings, IkeVersion::V2, false));
        }
        stops
    }

    /// The identity that the initiator asks for (IDr), of a responder that has it or refuses; `None` where it asks for
    /// none.
    fn identity_asked_for<'s>(&self, own: &'s IkeSettings) -> Option<&'s Identity> {
        let refuses = |end: End| self.side(end).device.behaviour.wanted_responder == WantedResponder::ResponderRefuses;
        let IdentityCheck::OneOf(patterns) = &own.remote_identity else { return None };
        match patterns.as_slice() {
            [(IdentityPattern::Exactly(identity), _)] if End::BOTH.into_iter().all(refuses) => Some(identity),
            _ => None,
        }
    }

    /// The fault where the method by which one end proves itself is not the one that `judge` wants of it.
    fn method_fault(&mut self, judge: End, own: &IkeSettings, theirs: &IkeSettings) -> Option<Fault> {
        let (wanted, used) = (own.remote_authentication.as_ref()?, theirs.local_authentication.as_ref()?);
        self.ask_unless_known(wanted, Subject::Identity, judge);
        self.ask_unless_known(used, Subject::Identity, judge.other());
        let (Some(wanted_method), Some(used_method)) = (wanted.known(), used.known()) else { return None };
        if wanted_method == used_method || (is_signature(*wanted_method) && is_signature(*used_method)) {
            return None;
        }
        let pair = |of_judge: String, of_sender: String| match judge {
            End::A => [of_judge, of_sender],
            End::B => [of_sender, of_judge],
        };
        let spans = match judge {
            End::A => [wanted.span(), used.span()],
            End::B => [used.span(), wanted.span()],
        };
        let values = pair(format!("wants {wanted_method} of its peer"), format!("proves itself by {used_method}"));
        let differences = vec![Difference { attribute: Attribute::Authentication, values: values.clone(), spans }];
        Some(Fault::AuthenticationMethod(NearMiss { names: values, spans, differences }))
    }

    /// Where the key by which `judge` checks the other end stops the exchange: one of the two keys missing, or the two
    /// different.
    fn ikev2_key_stops(&mut self, judge: End, roles: Roles<'a>, settings: Settings<'a>, message: Message) -> Vec<Stop> {
        let (initiator_key, _) = self.initiator_key(roles, settings.initiator, IkeVersion::V2);
        let asked_for = self.identity_asked_for(settings.initiator).cloned();
        let (responder_key, responder_fault) =
            self.responder_key_by_owner(roles, settings.responder, settings.initiator, asked_for.as_ref());
        // The initiator's missing key stops it before the first packet; see `Session::phase_1`.
        if judge == self.responder()
            && let Some(fault) = responder_fault
        {
            return vec![self.refused(fault, message, AUTHENTICATION_FAILED)];
        }
        let (own, theirs) = match judge == self.responder() {
            true => (responder_key, initiator_key),
            false => (initiator_key, responder_key),
        };
        let (Some(own), Some(theirs)) = (own, theirs) else { return Vec::new() };
        let halves = (self.half(judge.other(), theirs, KeyHalf::Local), self.half(judge, own, KeyHalf::Remote));
        let mut stops = Vec::new();
        if let Err(Some(fault)) = &halves.0
            && judge.other() == self.responder()
        {
            // A responder that cannot prove itself does not get as far as an answer.
            stops.push(self.refused(fault.clone(), Message::AuthRequest, AUTHENTICATION_FAILED));
        }
        if let Err(Some(fault)) = &halves.1 {
            stops.push(self.refused(fault.clone(), message, AUTHENTICATION_FAILED));
        }
        if let (Ok(local), Ok(remote)) = halves {
            let mismatch = self.compare_keys(judge.other(), local, remote, IkeVersion::V2);
            stops.extend(mismatch.map(|fault| self.refused(fault, message, AUTHENTICATION_FAILED)));
        }
        stops
    }

    /// The initiator's missing key, where it proves itself by key or checks the other by one.
    pub(super) fn ikev2_own_key_fault(&mut self, roles: Roles<'a>, settings: Settings<'a>) -> Option<Fault> {
        let own = settings.initiator;
        let by_key = |method: &Option<Setting<AuthenticationMethod>>| {
            method.as_ref().and_then(Setting::known) == Some(&AuthenticationMethod::PreSharedKey)
        };
        let proves = by_key(&own.local_authentication);
        if !proves && !by_key(&own.remote_authentication) {
            return None;
        }
        let (key, fault) = self.initiator_key(roles, own, IkeVersion::V2);
        match key {
            Some(key) if proves && fault.is_none() => self.half(self.initiator, key, KeyHalf::Local).err().flatten(),
            _ => fault,
        }
    }
}

/// By what an end proves itself.
enum Proof {
    Key,
    /// A signature, or EAP, whose server shows a certificate.
    Certificate,
}

/// By what the sender proves itself: by what the judge wants, and where that is not known, by what the sender has.
fn proof(judge: &IkeSettings, sender: &IkeSettings) -> Proof {
    let settings = [&judge.remote_authentication, &sender.local_authentication];
    match settings.into_iter().flatten().find_map(Setting::known) {
        Some(method) if is_signature(*method) || *method == AuthenticationMethod::Eap => Proof::Certificate,
        _ => Proof::Key,
    }
}

/// Whether a responder is given no identity of its own, so that it takes the one that it is asked for.
fn has_no_identity(responder: &IkeSettings) -> bool {
    matches!(&responder.local_identity, Setting::Known(own) if !own.origin.is_written())
}

/// Whether a method is a signature with a certificate: which algorithm signs is negotiated (RFC 7427).
fn is_signature(method: AuthenticationMethod) -> bool {
    matches!(
        method,
        AuthenticationMethod::Signature
            | AuthenticationMethod::RsaSignature
            | AuthenticationMethod::EcdsaSignature
            | AuthenticationMethod::DsaSignature
    )
}
