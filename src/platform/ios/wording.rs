//! The words of Cisco IOS: states and commands.

mod commands;

pub(super) use commands::commands;

use crate::model::IkeVersion;
use crate::negotiation::{Message, Role, SaState};
use crate::platform::states::is_same_word;

/// The word of `show crypto isakmp sa` or `show crypto ikev2 sa` for a state.
///
/// Sources: the state table of Cisco's published ISAKMP daemon, which IOS follows; debugs of main mode on IOS XE;
/// "Monitoring and Managing Management Connections" (Cisco Press). For AM2 the sources differ between AG_NO_STATE and
/// AG_INIT_EXCH; later releases list a waiting tunnel as AG_INIT_EXCH.
pub(super) fn state(state: SaState, _role: Role, version: IkeVersion) -> &'static str {
    const NO_SA: &str = "no SA";
    match (version, state) {
        (_, SaState::NoSa) | (IkeVersion::V2, SaState::Purged) => NO_SA,
        (IkeVersion::V1, SaState::Purged) => "MM_NO_STATE (deleted)",
        (IkeVersion::V1, SaState::IkeSaUp { .. } | SaState::Established { .. }) => "QM_IDLE",
        (IkeVersion::V2, SaState::IkeSaUp { .. } | SaState::Established { .. }) => "READY",
        (_, SaState::Awaiting(message)) => match message {
            Message::Mm1 | Message::Am1 | Message::SaInitRequest => NO_SA,
            Message::Mm2 => "MM_NO_STATE",
            Message::Mm3 | Message::Mm4 => "MM_SA_SETUP",
            Message::Mm5 | Message::Mm6 => "MM_KEY_EXCH",
            Message::Am2 | Message::Am3 => "AG_INIT_EXCH",
            Message::Qm1 | Message::Qm2 | Message::Qm3 => "QM_IDLE",
            Message::SaInitResponse | Message::AuthRequest | Message::AuthResponse => "IN-NEG",
            Message::CreateChildRequest | Message::CreateChildResponse => "READY",
        },
    }
}

/// Whether an end in this state shows `word`. AG_NO_STATE and AG_INIT_EXCH are both documented for an initiator that
/// awaits AM2; MM_KEY_AUTH and AG_AUTH are passed through on the way to QM_IDLE.
pub(super) fn shows(word: &str, state: SaState, role: Role, version: IkeVersion) -> bool {
    let also: &[&str] = match (version, state) {
        (IkeVersion::V1, SaState::Awaiting(Message::Am2)) => &["AG_NO_STATE"],
        (IkeVersion::V1, SaState::IkeSaUp { .. } | SaState::Established { .. }) => &["MM_KEY_AUTH", "AG_AUTH"],
        _ => &[],
    };
    let own = [self::state(state, role, version), session(state)];
    also.iter().chain(&own).chain(after_ike(state)).any(|own| is_same_word(own, word))
}

/// The word of `show crypto session` for the same.
fn session(state: SaState) -> &'static str {
    match state {
        SaState::NoSa => "DOWN",
        SaState::Awaiting(Message::Qm1 | Message::Qm2 | Message::Qm3) | SaState::IkeSaUp { .. } => "UP-IDLE",
        SaState::Awaiting(Message::CreateChildRequest | Message::CreateChildResponse) | SaState::Established { .. } => {
            "UP-ACTIVE"
        }
        SaState::Awaiting(_) | SaState::Purged => "DOWN-NEGOTIATING",
    }
}

/// What `show crypto session` says once the IKE SA is gone: child SAs outlive it.
fn after_ike(state: SaState) -> &'static [&'static str] {
    match state {
        SaState::Established { .. } => &["UP-NO-IKE"],
        SaState::Purged => &["DOWN"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_roles_of_main_mode_show_the_same_three_words() {
        let word = |message, role| state(SaState::Awaiting(message), role, IkeVersion::V1);
        assert_eq!(word(Message::Mm2, Role::Initiator), "MM_NO_STATE");
        assert_eq!(word(Message::Mm3, Role::Responder), "MM_SA_SETUP");
        assert_eq!(word(Message::Mm4, Role::Initiator), "MM_SA_SETUP");
        assert_eq!(word(Message::Mm5, Role::Responder), "MM_KEY_EXCH");
        assert_eq!(word(Message::Mm6, Role::Initiator), "MM_KEY_EXCH");
        assert_eq!(state(SaState::Purged, Role::Initiator, IkeVersion::V1), "MM_NO_STATE (deleted)");
        assert_eq!(state(SaState::Purged, Role::Initiator, IkeVersion::V2), "no SA");
    }

    #[test]
    fn an_ike_sa_without_a_child_looks_up() {
        let up = SaState::IkeSaUp { aggressive: false };
        assert_eq!(state(up, Role::Responder, IkeVersion::V1), "QM_IDLE");
        assert_eq!(state(up, Role::Responder, IkeVersion::V2), "READY");
    }
}
