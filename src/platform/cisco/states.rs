//! The states of IKEv2, for which ASA and IOS have the same words.

use crate::model::IkeVersion;
use crate::negotiation::{Message, SaState};
use crate::platform::states::causes::LOST_TRAFFIC;
use crate::platform::states::commands::{ASA, CISCO, IOS, on};
use crate::platform::states::documents::{ASA_SYSLOG, IKEV2_DEBUGS, IKEV2_SHOW, RFC_7296};
use crate::platform::states::{Cause, Command, StateEntry, is_same_word};

/// Whether an SA that leaves this state is listed as `DELETE` for an instant: one of IKEv2 that both ends have keys for.
pub(in crate::platform) fn passes_delete(word: &str, state: SaState, version: IkeVersion) -> bool {
    let has_keys =
        matches!(state, SaState::IkeSaUp { .. } | SaState::Awaiting(Message::AuthRequest | Message::AuthResponse));
    version == IkeVersion::V2 && has_keys && is_same_word(word, "DELETE")
}

/// The states of IKEv2.
pub(crate) const IKEV2: &[StateEntry] = &[
    StateEntry {
        name: "IN-NEG",
        shown_by: "Cisco ASA and IOS with IKEv2, both roles",
        awaits: "IKE_SA_INIT or IKE_AUTH",
        meaning: "An IKEv2 exchange is under way: the initiator waits for the IKE_SA_INIT response or the IKE_AUTH \
                  response, the responder for the IKE_AUTH request.",
        correction: None,
        causes: &[
            Cause {
                what: "the peer cannot be reached on UDP 500, or does not speak IKEv2",
                rules: &[
                    "no-route-to-peer",
                    "recursive-route",
                    "udp-500-blocked",
                    "ike-not-enabled",
                    "ike-version-mismatch",
                ],
                sign: "debug: CurState I_WAIT_INIT and \"Retransmitting packet\"; nothing on the far end",
            },
            Cause {
                what: "no IKE proposal is common to both; the listing is then empty, or stuck here",
                rules: &["ike-proposal-mismatch"],
                sign: "initiator: \"Received no proposal chosen notify\"; responder: \"Received Policies:\" beside \
                       \"Expected Policies:\", the only place that names the difference",
            },
            Cause {
                what: "IKE_AUTH is lost: UDP 4500 blocked, or fragments of a large message dropped",
                rules: &["udp-4500-blocked"],
                sign: "ASA 750003 \"Failed to receive the AUTH msg before the timer expired\"",
            },
            Cause {
                what: "the key, the identity or the authentication method is refused; the SA is deleted and retried",
                rules: &["psk-mismatch", "psk-missing", "identity-mismatch", "auth-method-mismatch"],
                sign: "AUTHENTICATION_FAILED; \"Failed to authenticate the IKE SA\", or on IOS \"% IKEv2 profile not \
                       found\"",
            },
        ],
        commands: &[
            Command {
                run: &[on(CISCO, "show crypto ikev2 sa detail")],
                tells: "the state, the peers, and whether UDP 4500 is used",
            },
            Command {
                run: &[on(ASA, "debug crypto ikev2 protocol 127"), on(IOS, "debug crypto ikev2")],
                tells: "the exchange that stops, and both lists of policies where none fits",
            },
        ],
        sources: &[RFC_7296, IKEV2_DEBUGS, ASA_SYSLOG],
    },
    StateEntry {
        name: "READY",
        shown_by: "Cisco ASA and IOS with IKEv2, both roles",
        awaits: "-",
        meaning: "The IKEv2 SA is up on this end. That the other end has it too is not certain: a responder shows READY \
                  as soon as it has sent its IKE_AUTH response.",
        correction: None,
        causes: &[
            Cause {
                what: "the child SA was refused inside IKE_AUTH, and the IKE SA stays or is deleted soon after",
                rules: &["selector-mismatch", "ipsec-proposal-mismatch", "ike-cipher-weaker-than-esp"],
                sign: "TS_UNACCEPTABLE or NO_PROPOSAL_CHOSEN in the IKE_AUTH response; ASA 750003, 751022 or 750011",
            },
            Cause {
                what: "PFS differs: the first child comes up within IKE_AUTH, and its first rekey fails",
                rules: &["pfs-mismatch"],
                sign: "the tunnel dies after one lifetime; NO_PROPOSAL_CHOSEN or INVALID_KE_PAYLOAD in CREATE_CHILD_SA",
            },
            Cause {
                what: "the initiator refused the responder's identity; only the responder is READY",
                rules: &["identity-mismatch"],
                sign: "the responder's encaps rise; the initiator logs \"Failed to locate an item in the database\" and \
                       %CRYPTO-4-RECVD_PKT_INV_SPI",
            },
            LOST_TRAFFIC,
        ],
        commands: &[
            Command {
                run: &[on(CISCO, "show crypto ikev2 sa detail")],
                tells: "whether both ends hold the SA, and its child SAs with their selectors",
            },
            Command { run: &[on(CISCO, "show crypto ipsec sa")], tells: "encaps and decaps of each child SA" },
        ],
        sources: &[RFC_7296, IKEV2_DEBUGS, ASA_SYSLOG],
    },
    StateEntry {
        name: "DELETE",
        shown_by: "Cisco ASA and IOS with IKEv2, both roles: an SA that is about to go",
        awaits: "the answer to a delete",
        meaning: "This IKEv2 SA is being deleted. It is seen for an instant, or again and again where each attempt fails once \
                  the exchange is protected; what was refused is in the log of the end that deletes.",
        correction: None,
        causes: &[
            Cause {
                what: "the key, the identity or the authentication method was refused in IKE_AUTH",
                rules: &["psk-mismatch", "psk-missing", "identity-mismatch", "auth-method-mismatch"],
                sign: "AUTHENTICATION_FAILED; \"Failed to authenticate the IKE SA\", \"Auth exchange failed\"",
            },
            Cause {
                what: "the child SA was refused in IKE_AUTH, and the initiator gives the IKE SA up with it",
                rules: &["selector-mismatch", "ipsec-proposal-mismatch", "ike-cipher-weaker-than-esp"],
                sign: "TS_UNACCEPTABLE or NO_PROPOSAL_CHOSEN in the IKE_AUTH response; the listing goes from READY to DELETE",
            },
            Cause {
                what: "the far end answers no longer: dead peer detection deletes the SA",
                rules: &["no-route-to-peer", "udp-500-blocked", "udp-4500-blocked"],
                sign: "it was READY for long; resends, then the SA is gone on this end alone",
            },
            Cause {
                what: "nothing is wrong: a new SA has taken its place, or somebody has cleared it",
                rules: &[],
                sign: "another row of the same peer is READY",
            },
        ],
        commands: &[
            Command {
                run: &[on(CISCO, "show crypto ikev2 sa detail")],
                tells: "repeat it: whether a READY row of the same peer stays, or rows come and go",
            },
            Command {
                run: &[on(ASA, "show logging | include 75000|75100"), on(IOS, "debug crypto ikev2")],
                tells: "which end deletes, and after which message",
            },
        ],
        sources: &[RFC_7296, IKEV2_DEBUGS, IKEV2_SHOW],
    },
];
