//! What PAN-OS shows and logs.
//!
//! PAN-OS prints no state names; its system log (subtype `vpn`) and `ikemgr.log` are what there is to look at. Texts are
//! quoted where the vendor documents them or a device was seen to log them; what is only likely says so.
//!
//! Sources: PAN-OS documentation, "Test VPN Connectivity" (table of errors) and "Troubleshoot Pre-Shared Key Mismatch";
//! PAN knowledge base kA10g000000Cle5CAC (`unknown ikev2 peer`) and kA14u0000004OPOCA2 (`authentication_failed`); system
//! logs of PAN-OS 11.2.5 and of an IKEv2 responder that were made public.

use crate::model::IkeVersion::{self, V1, V2};
use crate::negotiation::Role::{self, Initiator, Responder};
use crate::negotiation::{Attribute, Fault, NearMiss, SaState, Stop};
use crate::platform::panos::drops;
use crate::platform::states::counters::{CHILD_LISTED, LISTED};
use crate::platform::states::is_same_word;

/// An end without an IKE SA shows none; for everything else PAN-OS has no word.
pub(super) fn state(state: SaState) -> Option<String> {
    (state == SaState::NoSa).then(|| "no SA".to_owned())
}

/// Whether `word` is what an end in this state shows: no SA, or a row of `show vpn ike-sa`, which lists an SA that is up.
pub(super) fn shows(word: &str, state: SaState) -> bool {
    match state {
        SaState::NoSa | SaState::Purged | SaState::Awaiting(_) => is_same_word(word, "no SA"),
        SaState::IkeSaUp { .. } => is_same_word(word, LISTED),
        SaState::Established { .. } => [LISTED, CHILD_LISTED].iter().any(|own| is_same_word(own, word)),
    }
}

const TIMEOUT_MAIN: &str = "IKE phase-1 negotiation is failed as initiator, main mode. Failed SA: … due to timeout.";
const TIMEOUT_AGGRESSIVE: &str =
    "IKE phase-1 negotiation is failed as initiator, aggressive mode. Failed SA: … due to timeout.";
const NO_GATEWAY_V1: &str =
    "IKE phase 1 negotiation is failed. Couldn't find configuration for IKE phase-1 request for peer IP …";
const NO_GATEWAY_V2: &str = "unknown ikev2 peer";
const NO_PROPOSAL: &str = "received notify type NO_PROPOSAL_CHOSEN";
const AUTHENTICATION_FAILED: &str = "received notify type AUTHENTICATION_FAILED";

/// Texts to look for at an end of PAN-OS, most telling first.
pub(super) fn log_lines(stop: &Stop, role: Role, version: IkeVersion) -> Vec<String> {
    let lines: &[&str] = match (&stop.fault, version, role) {
        // Nobody answers, or nobody may: the initiator gives up.
        (Fault::ExchangeMode { aggressive: true, .. }, V1, Initiator) => &[TIMEOUT_AGGRESSIVE],
        (
            Fault::PeerAddress { .. }
            | Fault::OneSided { .. }
            | Fault::IkeVersion { .. }
            | Fault::IkeProposal(_)
            | Fault::AuthenticationMethod(_)
            | Fault::KeyMissing { .. }
            | Fault::KeyMismatch { .. }
            | Fault::NoRouteToPeer { .. }
            | Fault::PortBlocked { .. }
            | Fault::ExchangeMode { .. },
            V1,
            Initiator,
        ) => &[TIMEOUT_MAIN],
        (Fault::PortBlocked { zones: Some(_), by_end: false, port, .. }, _, Responder) if is_dropped_here(stop) => {
            drops::blocked_port(*port)
        }
        (Fault::PeerAddress { .. } | Fault::OneSided { .. } | Fault::KeyMissing { .. }, V1, Responder) => {
            &[NO_GATEWAY_V1]
        }
        (Fault::PeerAddress { .. } | Fault::OneSided { .. } | Fault::IkeVersion { .. }, V2, Responder) => {
            &[NO_GATEWAY_V2]
        }
        (Fault::ExchangeMode { aggressive, .. }, V1, Responder) => {
            return vec![likely(if *aggressive {
                "not acceptable Aggressive mode"
            } else {
                "not acceptable Identity Protection mode"
            })];
        }
        (Fault::IkeProposal(_) | Fault::AuthenticationMethod(_), V1, Responder) => {
            return vec![likely("no suitable proposal found")];
        }
        (Fault::IkeProposal(_), V2, Initiator) => &[NO_PROPOSAL],
        (Fault::IkeProposal(miss), V2, Responder) => return refused_sa_init(miss),
        (Fault::KeyMismatch { .. }, V1, Responder) => {
            return vec![likely("Decryption failed! mismatch of preshared secrets")];
        }
        (Fault::KeyMismatch { .. } | Fault::AuthenticationMethod(_), V2, Initiator) => &[AUTHENTICATION_FAILED],
        (Fault::KeyMismatch { .. } | Fault::AuthenticationMethod(_), V2, Responder) => &["authentication failure"],
        (Fault::Identity { .. }, V2, Initiator) if stop.refused_by == Some(Responder) => &[AUTHENTICATION_FAILED],
        (Fault::Identity { received, .. }, V2, own) if stop.refused_by == Some(own) => {
            let (side, word) = if own == Responder { ("responder", "ID_I") } else { ("initiator", "ID_R") };
            let line = format!(
                "IKEv2 IKE SA negotiation is failed as {side}, non-rekey. … received {word} ({received}) does not match \
                 peers id"
            );
            return vec![if own == Responder { line } else { likely(&line) }];
        }
        (Fault::ChildProposal(_), _, Initiator) => &[NO_PROPOSAL],
        (Fault::ChildProposal(_), V1, Responder) => return vec![likely("no suitable proposal found")],
        (Fault::Pfs { .. }, V1, Responder) => &["pfs group mismatched"],
        (Fault::Pfs { .. }, V1, Initiator) => &[NO_PROPOSAL],
        (Fault::Pfs { .. }, V2, Responder) => &["message lacks KE payload"],
        (Fault::Selector { .. }, V1, Responder) => {
            let proxy_id = "IKE phase-2 negotiation failed when processing proxy ID";
            return vec!["failed to get sainfo".to_owned(), likely(proxy_id)];
        }
        (Fault::Selector { .. }, V2, _) => &["TS_UNACCEPTABLE"],
        _ => &[],
    };
    lines.iter().map(|line| (*line).to_owned()).collect()
}

/// Whether it is the responder that drops what is lost: a message of the initiator.
fn is_dropped_here(stop: &Stop) -> bool {
    use crate::negotiation::Message::{Am1, Am3, AuthRequest, Mm1, Mm3, Mm5, SaInitRequest};
    matches!(stop.message, Some(Am1 | Am3 | AuthRequest | Mm1 | Mm3 | Mm5 | SaInitRequest))
}

/// 11.2.5 names the first attribute that does not fit; older releases say only that nothing was chosen.
fn refused_sa_init(miss: &NearMiss) -> Vec<String> {
    let mut lines = vec!["no proposal chosen".to_owned()];
    if miss.differences.iter().any(|difference| difference.attribute == Attribute::Encryption) {
        lines.insert(0, "ikev2-nego-enc-mismatch: … was not presented in the IKE proposal".to_owned());
    }
    lines
}

fn likely(line: &str) -> String {
    format!("something like \"{line}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Identity;
    use crate::negotiation::{End, Message};
    use crate::source::{FileId, Span};

    fn stop(fault: Fault, refused_by: Option<Role>) -> Stop {
        Stop {
            fault,
            message: Some(Message::AuthRequest),
            phase: 1,
            refused_by,
            notify: None,
            states: [SaState::NoSa; 2],
            states_after: [SaState::NoSa; 2],
            certain: true,
        }
    }

    #[test]
    fn the_end_that_refuses_an_identity_names_it() {
        let at = Span::new(FileId(0), 0, 0);
        let fault = Fault::Identity {
            end: End::B,
            received: Identity::Fqdn("hq.example.com".into()),
            spans: [at; 2],
            private: false,
        };
        let stop = stop(fault, Some(Responder));
        assert!(
            log_lines(&stop, Responder, V2)[0].ends_with("received ID_I (FQDN hq.example.com) does not match peers id")
        );
        assert_eq!(log_lines(&stop, Initiator, V2), ["received notify type AUTHENTICATION_FAILED"]);
    }

    #[test]
    fn an_unanswered_initiator_times_out_and_a_responder_without_a_gateway_says_so() {
        let stop = stop(Fault::OneSided { end: End::B, at: Span::new(FileId(0), 0, 0) }, None);
        assert_eq!(log_lines(&stop, Initiator, V1), [TIMEOUT_MAIN]);
        assert_eq!(log_lines(&stop, Responder, V1), [NO_GATEWAY_V1]);
        assert_eq!(log_lines(&stop, Responder, V2), [NO_GATEWAY_V2]);
    }
}
