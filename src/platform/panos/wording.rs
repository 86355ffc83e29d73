//! What PAN-OS shows. It prints no state names; its logs are what there is to look at.

use crate::negotiation::SaState;
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
