//! What strongSwan shows and logs.
//!
//! Sources: `swanctl --list-sas` (states); the texts of the daemon's source, libcharon, `sa/ikev1` and `sa/ikev2`, and
//! logs of release 5.9.8.

use crate::model::IkeVersion::{self, V1, V2};
use crate::negotiation::Role::{self, Initiator, Responder};
use crate::negotiation::{Fault, Message, PostQuantumProblem, SaState, Stop};
use crate::platform::states::is_same_word;
use crate::platform::swanctl::commands::owner;

/// The word of `swanctl --list-sas`.
pub(super) fn state(state: SaState) -> &'static str {
    match state {
        SaState::NoSa | SaState::Purged => "no SA",
        SaState::Awaiting(Message::CreateChildRequest | Message::CreateChildResponse) => "ESTABLISHED",
        SaState::Awaiting(Message::Qm1 | Message::Qm2 | Message::Qm3) => "ESTABLISHED",
        SaState::Awaiting(_) => "CONNECTING",
        SaState::IkeSaUp { .. } | SaState::Established { .. } => "ESTABLISHED",
    }
}

/// Whether `word` is shown for an SA in this state, or for its child SA.
pub(super) fn shows(word: &str, state: SaState) -> bool {
    let child = matches!(state, SaState::Established { .. }) && is_same_word(word, "INSTALLED");
    child || is_same_word(self::state(state), word)
}

/// Whether `word` is shown while an SA leaves this state: new keys are asked for, or it is taken down again.
pub(super) fn passes(word: &str, state: SaState) -> bool {
    match state {
        SaState::Established { .. } => is_same_word(word, "REKEYING"),
        SaState::IkeSaUp { .. } | SaState::Awaiting(Message::AuthResponse | Message::Mm6 | Message::Am2) => {
            is_same_word(word, "DELETING")
        }
        _ => false,
    }
}

const RETRANSMIT: &[&str] = &["giving up after 5 retransmits", "establishing IKE_SA failed, peer not responding"];
/// What `swanctl --load-all` prints.
const NOT_LOADED: &[&str] = &["loading connection '…' failed: …, config discarded"];
const NO_CONNECTION: &[&str] = &["no IKE config found for …, sending NO_PROPOSAL_CHOSEN"];
const REFUSED: &[&str] = &["received NO_PROPOSAL_CHOSEN error notify"];
const REFUSED_V2: &[&str] = &["received NO_PROPOSAL_CHOSEN notify error"];
const AUTHENTICATION_FAILED: &[&str] = &["received AUTHENTICATION_FAILED error notify"];
const AUTHENTICATION_FAILED_V2: &[&str] = &["received AUTHENTICATION_FAILED notify error"];

/// Texts to look for at an end, most telling first.
pub(super) fn log_lines(stop: &Stop, role: Role, version: IkeVersion) -> Vec<String> {
    let lines: &[&str] = match (&stop.fault, version, role) {
        (_, _, Initiator) if stop.refused_by.is_none() && stop.message.is_some() => RETRANSMIT,
        (Fault::Defect { .. }, _, Initiator) if stop.message.is_none() && stop.phase == 1 => NOT_LOADED,
        (Fault::Defect { .. }, _, Responder) if stop.phase == 1 && stop.message.is_some() => NO_CONNECTION,
        (Fault::Defect { .. }, V1, Initiator) if stop.phase == 1 => REFUSED,
        (Fault::Defect { .. }, V2, Initiator) if stop.phase == 1 => REFUSED_V2,
        (Fault::PeerAddress { .. } | Fault::IkeVersion { .. } | Fault::OneSided { .. }, _, Responder) => NO_CONNECTION,
        (Fault::PeerAddress { .. } | Fault::IkeVersion { .. }, V1, Initiator) => REFUSED,
        (Fault::PeerAddress { .. } | Fault::IkeVersion { .. }, V2, Initiator) => REFUSED_V2,
        (Fault::IkeProposal(_) | Fault::NoIkeProposal { .. }, V1, Responder) => {
            &["received proposals unacceptable", "no proposal found"]
        }
        (Fault::IkeProposal(_) | Fault::NoIkeProposal { .. }, V2, Responder) => &["received proposals unacceptable"],
        (Fault::IkeProposal(_) | Fault::NoIkeProposal { .. }, V1, Initiator) => REFUSED,
        (Fault::IkeProposal(_) | Fault::NoIkeProposal { .. }, V2, Initiator) => REFUSED_V2,
        (Fault::ExchangeMode { aggressive, .. }, _, Responder) => {
            return vec![format!(
                "found 1 matching config, but none allows pre-shared key authentication using {} Mode",
                if *aggressive { "Aggressive" } else { "Main" }
            )];
        }
        (Fault::KeyMissing { peer, .. }, _, own) if stop.refused_by == Some(own) => {
            return vec![format!("no shared key found for '…' - '{}'", owner(peer))];
        }
        (Fault::KeyMissing { .. }, V1, _) => &["received INVALID_KEY_INFORMATION error notify"],
        (Fault::KeyMismatch { .. }, V1, Responder) if stop.message == Some(Message::Mm5) => &[
            "invalid ID_V1 payload length, decryption failed?",
            "could not decrypt payloads",
            "message parsing failed",
        ],
        (Fault::KeyMismatch { .. }, V1, Initiator) if stop.message == Some(Message::Mm5) => {
            &["ignore malformed INFORMATIONAL request", "INFORMATIONAL_V1 request with message ID … processing failed"]
        }
        (Fault::KeyMismatch { .. }, V1, Initiator) => &["calculated HASH does not match HASH payload"],
        (Fault::PostQuantumKey { problem, .. }, _, own) if stop.refused_by == Some(own) => {
            return post_quantum(problem);
        }
        (Fault::PostQuantumKey { .. }, ..) => AUTHENTICATION_FAILED_V2,
        (Fault::KeyMismatch { .. }, V2, own) if stop.refused_by == Some(own) => {
            &["tried 1 shared key for '…' - '…', but MAC mismatched"]
        }
        (Fault::Identity { received, .. }, V1, Initiator) if stop.refused_by == Some(Initiator) => {
            return vec![format!("IDir '{}' does not match to '…'", bare(&received.to_string()))];
        }
        (Fault::Identity { .. } | Fault::AuthenticationMethod(_), _, Responder)
            if stop.refused_by == Some(Responder) =>
        {
            &["no matching peer config found", "no peer config found"]
        }
        (Fault::Identity { .. }, V2, Initiator) if stop.refused_by == Some(Initiator) => {
            &["constraint check failed: identity '…' required"]
        }
        (Fault::Identity { .. } | Fault::AuthenticationMethod(_) | Fault::ExchangeMode { .. }, V1, _) => {
            AUTHENTICATION_FAILED
        }
        (Fault::Identity { .. } | Fault::AuthenticationMethod(_) | Fault::KeyMismatch { .. }, V2, _)
        | (Fault::KeyMissing { .. }, V2, Initiator) => AUTHENTICATION_FAILED_V2,
        (Fault::ChildProposal(_) | Fault::NoChildProposal { .. } | Fault::Pfs { .. }, V1, Responder) => {
            &["no matching proposal found, sending NO_PROPOSAL_CHOSEN"]
        }
        (Fault::ChildProposal(_) | Fault::NoChildProposal { .. } | Fault::Pfs { .. }, V2, Responder) => {
            &["no acceptable proposal found", "failed to establish CHILD_SA, keeping IKE_SA"]
        }
        (Fault::ChildProposal(_) | Fault::NoChildProposal { .. } | Fault::Pfs { .. }, V1, Initiator) => REFUSED,
        (Fault::ChildProposal(_) | Fault::NoChildProposal { .. } | Fault::Pfs { .. }, V2, Initiator) => {
            &["received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built"]
        }
        (Fault::Selector { .. } | Fault::EncapsulationMode { .. }, V1, Responder) => {
            &["no matching CHILD_SA config found"]
        }
        (Fault::Selector { .. } | Fault::EncapsulationMode { .. }, V1, Initiator) => {
            &["received INVALID_ID_INFORMATION error notify"]
        }
        (Fault::Selector { .. }, V2, Responder) => {
            &["traffic selectors … unacceptable", "failed to establish CHILD_SA, keeping IKE_SA"]
        }
        (Fault::Selector { .. }, V2, Initiator) => &["received TS_UNACCEPTABLE notify, no CHILD_SA built"],
        _ => &[],
    };
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn post_quantum(problem: &PostQuantumProblem) -> Vec<String> {
    vec![match problem {
        PostQuantumProblem::OtherHasNone => "PPK required but peer does not support PPK".to_owned(),
        PostQuantumProblem::HasNone => "PPK required but no PPK found for '…'".to_owned(),
        PostQuantumProblem::Unknown { identity, .. } => format!("PPK required but no PPK found for '{identity}'"),
        PostQuantumProblem::Differs { .. } => "tried 1 shared key for '…' - '…', but MAC mismatched".to_owned(),
    }]
}

/// An identity as strongSwan prints it: without the word for its type.
fn bare(identity: &str) -> &str {
    identity.split_once(' ').map_or(identity, |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_without_an_sa_shows_none() {
        assert_eq!(state(SaState::Purged), "no SA");
        assert_eq!(state(SaState::Awaiting(Message::Mm2)), "CONNECTING");
        assert_eq!(state(SaState::IkeSaUp { aggressive: false }), "ESTABLISHED");
    }
}
