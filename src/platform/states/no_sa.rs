//! What it means that a device holds no SA: the one word that all platforms share.

use crate::platform::states::causes::{NOT_TRIGGERED, NOTHING_ASKS};
use crate::platform::states::commands::{ASA, IOS, PANOS, SWANCTL, on};
use crate::platform::states::documents::{ASA_SYSLOG, IKEV2_DEBUGS, RFC_2409};
use crate::platform::states::{Cause, Command, StateEntry};

/// No IKE SA.
pub(super) static NO_SA: &[StateEntry] = &[StateEntry {
    name: "no SA",
    shown_by: "Every device; ASA: \"There are no IKEv1 SAs\"",
    awaits: "-",
    meaning: "The device holds no IKE SA for this peer: nothing has begun, or an attempt has failed and is \
              forgotten.",
    correction: None,
    causes: &[
        NOTHING_ASKS,
        NOT_TRIGGERED,
        Cause {
            what: "this end cannot begin: no key, no tunnel group, IKE switched off on its own interface",
            rules: &["psk-missing", "ike-not-enabled", "incomplete-entry", "dangling-reference"],
            sign: "ASA 752006 \"Tunnel Manager failed to dispatch a KEY_ACQUIRE\"; IOS \"No Cert or pre-shared \
                   address key.\"",
        },
        Cause { what: "neither end ever begins", rules: &["no-initiator"], sign: "both ends wait for the other" },
        Cause {
            what: "this end is the responder, and refused the first message or never got it",
            rules: &[
                "ike-proposal-mismatch",
                "no-route-to-peer",
                "recursive-route",
                "udp-500-blocked",
                "peer-address-mismatch",
            ],
            sign: "the initiator shows MM_WAIT_MSG2 or MM_NO_STATE",
        },
    ],
    commands: &[
        Command {
            run: &[
                on(ASA, "packet-tracer input INSIDE icmp HOST 8 0 FARHOST detailed"),
                on(IOS, "show access-lists, twice, with ping FARHOST source SOURCE in between"),
                on(PANOS, "test vpn ipsec-sa tunnel TUNNEL, which begins without a packet from inside"),
                on(SWANCTL, "swanctl --initiate --child TUNNEL, which begins without a packet from inside"),
            ],
            tells: "whether a packet from inside reaches the tunnel, and what stops it",
        },
        Command {
            run: &[
                on(ASA, "show logging | include 713|715"),
                on(IOS, "debug crypto isakmp, or debug crypto ikev2"),
                on(PANOS, "show log system direction equal backward subtype equal vpn"),
                on(SWANCTL, "swanctl --log, or journalctl -u strongswan"),
            ],
            tells: "why a message was dropped, or why nothing was sent",
        },
    ],
    sources: &[RFC_2409, ASA_SYSLOG, IKEV2_DEBUGS],
}];
