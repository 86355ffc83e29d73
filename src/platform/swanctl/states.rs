//! The states of an IKE SA that strongSwan shows, the same for both IKE versions.

use crate::platform::states::causes::LOST_TRAFFIC;
use crate::platform::states::documents::{RFC_2409, RFC_7296, SWANCTL};
use crate::platform::states::{Cause, Command, StateEntry};

const LIST: Command =
    Command { run: "strongSwan: swanctl --list-sas", tells: "IKE SAs and their child SAs, with what was negotiated" };

const LOG: Command = Command {
    run: "strongSwan: swanctl --log, or journalctl -u strongswan",
    tells: "each message by name, each proposal that does not match, each notification that comes or goes",
};

/// The states of strongSwan.
pub(super) const STATES: &[StateEntry] = &[
    StateEntry {
        name: "CONNECTING",
        shown_by: "strongSwan, both roles, both IKE versions",
        awaits: "any message of the exchange",
        meaning: "The IKE SA is being made. It says nothing of how far the exchange has come; the last message that the log \
                  names does.",
        correction: None,
        causes: &[
            Cause {
                what: "the other end does not answer: not reachable on UDP 500, or not listening",
                rules: &["no-route-to-peer", "recursive-route", "udp-500-blocked", "ike-not-enabled"],
                sign: "\"retransmit 1 of request with message ID 0\"",
            },
            Cause {
                what: "main mode: the keys differ, so that neither end can read the other's messages from MM5 on",
                rules: &["psk-mismatch"],
                sign: "\"invalid ID_V1 payload length, decryption failed?\", \"could not decrypt payloads\"",
            },
            Cause {
                what: "messages from MM5, AM3 or IKE_AUTH on are lost: UDP 4500 is blocked",
                rules: &["udp-4500-blocked"],
                sign: "the first exchange is answered, \"retransmit\" begins behind it",
            },
        ],
        commands: &[LIST, LOG],
        sources: &[RFC_2409, RFC_7296, SWANCTL],
    },
    StateEntry {
        name: "ESTABLISHED",
        shown_by: "strongSwan, both roles, both IKE versions",
        awaits: "-",
        meaning: "The IKE SA is up on this end. Whether there is a child SA is said below it: INSTALLED is one that is up.",
        correction: None,
        causes: &[
            Cause {
                what: "the child SA was refused, and the IKE SA stays",
                rules: &["ipsec-proposal-mismatch", "selector-mismatch", "pfs-mismatch", "encapsulation-mode-mismatch"],
                sign: "no child SA below it; \"received TS_UNACCEPTABLE notify, no CHILD_SA built\", \"received \
                       NO_PROPOSAL_CHOSEN error notify\", \"no matching CHILD_SA config found\"",
            },
            Cause {
                what: "PFS differs with IKEv2: it comes up, and rekeying the child SA fails",
                rules: &["pfs-mismatch"],
                sign: "NO_PROPOSAL_CHOSEN in CREATE_CHILD_SA about an hour later",
            },
            LOST_TRAFFIC,
        ],
        commands: &[LIST, LOG],
        sources: &[RFC_2409, RFC_7296, SWANCTL],
    },
];
