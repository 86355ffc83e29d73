//! What strongSwan shows: the states of `swanctl --list-sas`.

use crate::negotiation::{Message, SaState};
use crate::platform::states::is_same_word;

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
