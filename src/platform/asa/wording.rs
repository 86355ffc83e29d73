//! The words of an ASA for states.
//!
//! Source: Cisco "IPsec debugs, IKEv1 main mode" (113574) for the main-mode states.

use crate::model::IkeVersion;
use crate::negotiation::{Message, SaState};

/// What `show crypto ikev1 sa` or `show crypto ikev2 sa` prints for a state.
pub(super) fn state(state: SaState, version: IkeVersion) -> &'static str {
    match (version, state) {
        // A failed SA is gone at once: `There are no IKEv1 SAs`.
        (_, SaState::NoSa | SaState::Purged) => "no SA",
        (_, SaState::Awaiting(message)) => awaiting(message),
        (IkeVersion::V1, SaState::IkeSaUp { aggressive } | SaState::Established { aggressive }) => {
            if aggressive {
                "AM_ACTIVE"
            } else {
                "MM_ACTIVE"
            }
        }
        (IkeVersion::V2, SaState::IkeSaUp { .. } | SaState::Established { .. }) => "READY",
    }
}

fn awaiting(message: Message) -> &'static str {
    match message {
        Message::Mm1 | Message::Am1 | Message::SaInitRequest => "no SA",
        Message::Mm2 => "MM_WAIT_MSG2",
        Message::Mm3 => "MM_WAIT_MSG3",
        Message::Mm4 => "MM_WAIT_MSG4",
        Message::Mm5 => "MM_WAIT_MSG5",
        Message::Mm6 => "MM_WAIT_MSG6",
        Message::Am2 => "AM_WAIT_MSG2",
        Message::Am3 => "AM_WAIT_MSG3",
        // Quick mode has states of its own in debugs only; `show` still says that phase 1 is up.
        Message::Qm1 | Message::Qm2 | Message::Qm3 => "MM_ACTIVE",
        Message::SaInitResponse | Message::AuthRequest | Message::AuthResponse => "IN-NEG",
        Message::CreateChildRequest | Message::CreateChildResponse => "READY",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_those_of_the_show_commands() {
        let cases = [
            (SaState::Awaiting(Message::Mm4), IkeVersion::V1, "MM_WAIT_MSG4"),
            (SaState::IkeSaUp { aggressive: true }, IkeVersion::V1, "AM_ACTIVE"),
            (SaState::Awaiting(Message::Qm2), IkeVersion::V1, "MM_ACTIVE"),
            (SaState::Awaiting(Message::AuthResponse), IkeVersion::V2, "IN-NEG"),
            (SaState::Established { aggressive: false }, IkeVersion::V2, "READY"),
            (SaState::Purged, IkeVersion::V1, "no SA"),
        ];
        for (shown, version, wanted) in cases {
            assert_eq!(state(shown, version), wanted);
        }
    }
}
