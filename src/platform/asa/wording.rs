//! The words of an ASA for states and for what it logs.
//!
//! Sources: Cisco "IPsec debugs, IKEv1 main mode" (113574) for the main-mode states; Cisco Secure Firewall ASA Syslog
//! Messages for numbered lines; device logs for the rest. Only the strings themselves are to be looked for: an ASA puts
//! `Group = ..., IP = ...` between number and text.

use crate::model::IkeVersion;
use crate::negotiation::{Fault, Message, Role, SaState, Stop};

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

/// What part an end has in a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// It refuses.
    Refuses,
    /// The other refuses.
    IsRefused,
    /// It begins and hears nothing, or has nobody to refuse it.
    Waits,
    /// It does not know of the attempt.
    Unaware,
}

/// What an end logs at a stop, most telling first.
pub(super) fn log_lines(stop: &Stop, role: Role, version: IkeVersion) -> Vec<String> {
    let part = match (stop.refused_by, role) {
        (Some(refuser), role) if refuser == role => Part::Refuses,
        (Some(_), _) => Part::IsRefused,
        (None, Role::Initiator) => Part::Waits,
        (None, Role::Responder) => Part::Unaware,
    };
    let lines = match version {
        IkeVersion::V1 => ikev1(stop, part),
        IkeVersion::V2 => ikev2(stop, part),
    };
    lines.iter().map(|line| (*line).to_owned()).collect()
}

const NO_DISPATCH: &[&str] = &["%ASA-4-752006 … Tunnel Manager failed to dispatch a KEY_ACQUIRE"];
/// The number of the first message of the tunnel manager, which came with IKEv2 in 8.4 (Cisco ASA 8.4 release notes; the
/// syslog guides of 8.2 and 8.3 have no message 752006).
const TUNNEL_MANAGER: &str = "-752";

/// The releases of ASA 8 before 8.4. Of 7 nothing is said: FTD has a release 7 as well, with a tunnel manager.
const WITHOUT_TUNNEL_MANAGER: [&str; 4] = ["8.0", "8.1", "8.2", "8.3"];

/// Whether a release logs a line; where the release is not known, it may.
pub(super) fn logs_in_release(line: &str, release: Option<&str>) -> bool {
    let is_without = |release: &str| WITHOUT_TUNNEL_MANAGER.iter().any(|start| release.starts_with(start));
    !(line.contains(TUNNEL_MANAGER) && release.is_some_and(is_without))
}

const TIMED_OUT: &[&str] = &["%ASA-5-713136 … session establishment timed out"];
const QUICK_MODE_REFUSED: &[&str] = &[
    "All IPSec SA proposals found unacceptable!",
    "%ASA-3-713902 … QM FSM error (P2 struct",
    "Removing peer from correlator table failed, no match!",
    "%ASA-5-713259",
];
const SHADOWED: &[&str] =
    &["%ASA-3-713902 … QM FSM error (P2 struct", "Removing peer from correlator table failed, no match!"];
const NO_PROPOSAL_NOTIFY: &[&str] = &["%ASA-5-713068 … Received non-routine Notify message: No proposal chosen (14)"];
const SELECTOR_REFUSED: &[&str] = &[
    "%ASA-3-713061 … Rejecting IPSec tunnel: no matching crypto map entry for remote proxy",
    "%ASA-3-713902 … QM FSM error (P2 struct",
    "%ASA-5-713259 … Reason: crypto map policy not found",
];
const INVALID_ID_NOTIFY: &[&str] = &["%ASA-5-713068 … Received non-routine Notify message: Invalid ID info (18)"];

/// Lines about IKEv1, by what is wrong.
fn ikev1(stop: &Stop, part: Part) -> &'static [&'static str] {
    if stop.message.is_none() {
        // Without a bound crypto map no packet asks for a tunnel, and what goes to another entry is dispatched there.
        let is_silent = matches!(stop.fault, Fault::MapNotApplied { .. } | Fault::Shadowed { .. });
        return if part == Part::Waits && !is_silent { NO_DISPATCH } else { &[] };
    }
    match (&stop.fault, part) {
        (Fault::NoRouteToPeer { .. } | Fault::RecursiveRoute { .. } | Fault::PortBlocked { .. }, Part::Unaware) => {
            match stop.message {
                Some(Message::Mm2 | Message::Am2 | Message::Mm6) => {
                    &["%ASA-5-713201 … Duplicate Phase 1 packet detected. Retransmitting last packet."]
                }
                _ => &[],
            }
        }
        (Fault::MapNotApplied { .. }, Part::Unaware | Part::Refuses) => {
            &["No crypto map bound to interface... dropping pkt"]
        }
        (Fault::IkeProposal(_) | Fault::AuthenticationMethod(_) | Fault::NoIkeProposal { .. }, Part::Refuses) => {
            &["All SA proposals found unacceptable"]
        }
        (Fault::IkeProposal(_) | Fault::AuthenticationMethod(_) | Fault::NoIkeProposal { .. }, Part::IsRefused) => &[
            "%ASA-5-713904 … Received an un-encrypted NO_PROPOSAL_CHOSEN notify message, dropping",
            "%ASA-4-713903 … Information Exchange processing failed",
        ],
        (Fault::Prohibited { .. }, Part::Refuses) => {
            &["%ASA-3-713206 … Tunnel Rejected: Conflicting protocols specified by tunnel-group and group-policy"]
        }
        // Syslog guide: both are of the responder, whose forged AM2 the initiator refuses.
        (Fault::KeyMissing { .. }, Part::IsRefused) if stop.message == Some(Message::Am2) => &[
            "%ASA-5-713255 … Received ISAKMP Aggressive Mode message 1 with unknown tunnel group name",
            "%ASA-5-713256 … Sending spoofed ISAKMP Aggressive Mode message 2 due to receipt of unknown tunnel group",
        ],
        (Fault::KeyMissing { .. }, Part::Refuses) => &[
            "Can't find a valid tunnel group, aborting...!",
            "%ASA-3-713902 … Removing peer from peer table failed, no match!",
            "Header invalid, missing SA payload! (next payload = 4)",
        ],
        (Fault::KeyMissing { .. }, Part::IsRefused | Part::Waits) if stop.message == Some(Message::Mm3) => {
            &["%ASA-5-713904 … Received an un-encrypted INVALID_COOKIE notify message, dropping"]
        }
        (Fault::KeyMismatch { .. }, Part::Refuses) => &[
            "had problems decrypting packet, probably due to mismatched pre-shared key. Aborting",
            "Received encrypted Oakley Main Mode packet with invalid payloads",
        ],
        (Fault::KeyMismatch { .. }, Part::IsRefused) => {
            &["%ASA-5-713904 … Received an un-encrypted PAYLOAD_MALFORMED notify message, dropping"]
        }
        (Fault::ChildProposal(_) | Fault::NoChildProposal { .. } | Fault::Pfs { .. }, Part::Refuses) => {
            QUICK_MODE_REFUSED
        }
        (Fault::ChildProposal(_) | Fault::NoChildProposal { .. } | Fault::Pfs { .. }, Part::IsRefused) => {
            NO_PROPOSAL_NOTIFY
        }
        // Cisco community, knowledge base 3130674.
        (Fault::Shadowed { .. }, Part::Refuses) => SHADOWED,
        (Fault::EncapsulationMode { .. } | Fault::NatTraversal { .. }, Part::Refuses) => {
            &["%ASA-5-713257 … Phase 2 failure: Mismatched attribute types for class Encapsulation Mode"]
        }
        (Fault::EncapsulationMode { .. } | Fault::NatTraversal { .. }, Part::IsRefused) => NO_PROPOSAL_NOTIFY,
        (Fault::Selector { .. } | Fault::Defect { .. }, Part::Refuses) if stop.phase == 2 => SELECTOR_REFUSED,
        (Fault::Selector { .. } | Fault::Defect { .. }, Part::IsRefused) if stop.phase == 2 => INVALID_ID_NOTIFY,
        (_, Part::Waits | Part::IsRefused) if stop.phase == 1 => TIMED_OUT,
        _ => &[],
    }
}

/// Lines about IKEv2, by what is wrong.
fn ikev2(stop: &Stop, part: Part) -> &'static [&'static str] {
    match (&stop.fault, part) {
        (Fault::KeyMissing { .. }, Part::Waits) if stop.message.is_none() => &[
            "Can't find tunnel group for peer",
            "unable to set self auth method. Probable misconfiguration",
            "Failed to set P1 auth to build policy",
        ],
        (Fault::MapNotApplied { .. } | Fault::Shadowed { .. }, _) if stop.message.is_none() => &[],
        (_, Part::Waits) if stop.message.is_none() => NO_DISPATCH,
        (_, _) if stop.message.is_none() => &[],
        (Fault::IkeProposal(_) | Fault::NoIkeProposal { .. }, Part::Refuses) => {
            &["Failed to find a matching policy", "Received Policies:", "Expected Policies:"]
        }
        (Fault::IkeProposal(_) | Fault::NoIkeProposal { .. }, Part::IsRefused) => {
            &["Received no proposal chosen notify", "Initial exchange failed"]
        }
        (Fault::KeyMismatch { .. }, Part::Refuses) => &[
            "Verify auth failed",
            "Failed to authenticate the IKE SA",
            "Sending authentication failure notify",
            "Auth exchange failed",
        ],
        (Fault::KeyMismatch { .. }, Part::IsRefused) => &["Failed to authenticate the IKE SA", "Auth exchange failed"],
        (Fault::AuthenticationMethod(_), Part::Refuses) => {
            &["Peer authentication method configured is mismatching with the method proposed by peer"]
        }
        (Fault::Prohibited { .. }, Part::Refuses) => {
            &["%ASA-3-751008 … Tunnel rejected: IKEv2 not enabled in group policy"]
        }
        (Fault::KeyMissing { .. }, Part::Refuses) => &["%ASA-3-751009", "%ASA-3-751002", "%ASA-3-751010"],
        (Fault::ChildProposal(_) | Fault::NoChildProposal { .. }, Part::Refuses) => {
            &["Failed to find a matching policy", "Received Policies:", "Expected Policies:"]
        }
        (Fault::Selector { .. } | Fault::Defect { .. }, Part::Refuses) if stop.phase == 2 => {
            &["%ASA-4-750003 … There was no IPSEC policy found for received TS", "%ASA-3-751022"]
        }
        (Fault::EspStrongerThanIke { .. }, Part::Refuses) => &["%ASA-3-750011"],
        (_, Part::Waits) => &["%ASA-4-750003", "%ASA-3-752015"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::negotiation::End;
    use crate::source::{FileId, Span};

    fn stop(fault: Fault, message: Message, refused_by: Option<Role>) -> Stop {
        let no = SaState::NoSa;
        let phase = 1;
        Stop {
            fault,
            message: Some(message),
            phase,
            refused_by,
            notify: None,
            states: [no; 2],
            states_after: [no; 2],
            certain: true,
        }
    }

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

    #[test]
    fn the_responder_names_a_key_mismatch_and_the_initiator_only_hears_of_it() {
        let at = Span::new(FileId(0), 0, 1);
        let fault = Fault::KeyMismatch { spans: [at, at], proves: None };
        let stop = stop(fault, Message::Mm5, Some(Role::Responder));
        let lines = |role| log_lines(&stop, role, IkeVersion::V1);
        assert!(lines(Role::Responder)[0].contains("mismatched pre-shared key"));
        assert!(lines(Role::Initiator)[0].contains("PAYLOAD_MALFORMED"));
    }

    #[test]
    fn the_tunnel_manager_logs_nothing_before_8_4() {
        let logs = |version| logs_in_release(NO_DISPATCH[0], Some(version));
        assert_eq!(["8.2(5)", "8.4(7)", "7.2.4"].map(logs), [false, true, true]);
        assert!(logs_in_release(TIMED_OUT[0], Some("8.2(5)")));
        assert!(logs_in_release(NO_DISPATCH[0], None));
    }

    #[test]
    fn silence_is_logged_by_the_initiator_alone() {
        let at = Span::new(FileId(0), 0, 1);
        let fault = Fault::IkeNotEnabled { end: End::B, version: IkeVersion::V1, at };
        let stop = stop(fault, Message::Mm1, None);
        assert_eq!(log_lines(&stop, Role::Initiator, IkeVersion::V1).len(), 1);
        assert_eq!(log_lines(&stop, Role::Responder, IkeVersion::V1), Vec::<String>::new());
    }
}
