//! The states of an IKE SA that strongSwan shows, the same for both IKE versions.

use crate::platform::states::causes::LOST_TRAFFIC;
use crate::platform::states::commands::{SWANCTL, on};
use crate::platform::states::documents::{LIST_SAS, RFC_2409, RFC_7296, SWAN_STATES};
use crate::platform::states::{Cause, Command, StateEntry};

const LIST: Command = Command {
    run: &[on(SWANCTL, "swanctl --list-sas")],
    tells: "IKE SAs and their child SAs, with what was negotiated",
};

const LOG: Command = Command {
    run: &[on(SWANCTL, "swanctl --log, or journalctl -u strongswan")],
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
        sources: &[RFC_2409, RFC_7296, LIST_SAS],
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
        sources: &[RFC_2409, RFC_7296, LIST_SAS],
    },
    StateEntry {
        name: "CREATED",
        shown_by: "strongSwan: an IKE SA or a child SA",
        awaits: "the first message",
        meaning: "The SA exists in memory and is not negotiated: an IKE SA that has sent nothing yet, or a child SA whose \
                  exchange is under way.",
        correction: None,
        causes: &[
            Cause {
                what: "an IKE SA: nothing has left yet, since the address of the peer is not known, or there is no route to it",
                rules: &["peer-unresolved", "no-route-to-peer", "recursive-route"],
                sign: "\"unable to resolve\", or no line \"sending packet\" behind \"initiating\"",
            },
            Cause {
                what: "a child SA: quick mode or CREATE_CHILD_SA is repeated without an answer",
                rules: &["udp-500-blocked", "udp-4500-blocked"],
                sign: "\"retransmit\" for a request that comes behind \"established\"",
            },
        ],
        commands: &[LIST, LOG],
        sources: &[LIST_SAS, SWAN_STATES],
    },
    StateEntry {
        name: "INSTALLED",
        shown_by: "strongSwan: a child SA",
        awaits: "-",
        meaning: "The child SA is up, and its keys are in the kernel. Whether packets pass is what its counters say.",
        correction: None,
        causes: &[LOST_TRAFFIC],
        commands: &[LIST],
        sources: &[LIST_SAS, SWAN_STATES],
    },
    StateEntry {
        name: "ROUTED",
        shown_by: "strongSwan: a child section with start_action = trap",
        awaits: "a packet",
        meaning: "A policy waits in the kernel for the first packet of the child SA. Nothing is negotiated yet.",
        correction: None,
        causes: &[
            Cause {
                what: "no packet has matched its selectors: no route to it, another source address, or NAT before the policy",
                rules: &["no-route-to-remote-network", "nat-exemption-missing"],
                sign: "no line \"creating acquire job\" in the log while traffic is sent",
            },
            Cause {
                what: "the packet came, and the attempt that it began has failed",
                rules: &[],
                sign: "\"creating acquire job\", and the reason in the lines behind it",
            },
        ],
        commands: &[LIST, LOG],
        sources: &[LIST_SAS, SWAN_STATES],
    },
    StateEntry {
        name: "REKEYING",
        shown_by: "strongSwan: an IKE SA or a child SA",
        awaits: "the answer about new keys",
        meaning: "New keys are being negotiated, and the old ones go on until then. To be seen for long means that the other \
                  end does not answer, or refuses and is asked again.",
        correction: None,
        causes: &[
            Cause {
                what: "PFS differs: the first child SA came up within IKE_AUTH without it, and new keys are refused",
                rules: &["pfs-mismatch"],
                sign: "NO_PROPOSAL_CHOSEN or INVALID_KE_PAYLOAD in CREATE_CHILD_SA; \"CHILD_SA rekeying failed\"",
            },
            Cause {
                what: "the other end does not answer any more",
                rules: &["no-route-to-peer", "udp-500-blocked", "udp-4500-blocked"],
                sign: "\"retransmit\" for the request; the old SA ends with its lifetime",
            },
            Cause {
                what: "both ends ask at once, and one gives way",
                rules: &["rekey-collision"],
                sign: "TEMPORARY_FAILURE, or two child SAs for a while; it ends by itself",
            },
        ],
        commands: &[LIST, LOG],
        sources: &[RFC_7296, LIST_SAS, SWAN_STATES],
    },
    StateEntry {
        name: "REKEYED",
        shown_by: "strongSwan: an IKE SA or a child SA",
        awaits: "its deletion",
        meaning: "New keys have taken its place. It is kept for packets that are still on their way, and goes by itself.",
        correction: None,
        causes: &[Cause {
            what: "nothing: this is how an SA ends that is replaced",
            rules: &[],
            sign: "another SA of the same name is ESTABLISHED or INSTALLED",
        }],
        commands: &[LIST],
        sources: &[LIST_SAS, SWAN_STATES],
    },
    StateEntry {
        name: "DELETING",
        shown_by: "strongSwan: an IKE SA or a child SA",
        awaits: "the answer to a delete",
        meaning: "A delete was sent, and its answer is awaited: the SA was refused after it came up, has reached its end, or \
                  was taken down.",
        correction: None,
        causes: &[
            Cause {
                what: "the initiator refuses who the responder is, or what it chose, and takes the SA down again",
                rules: &["identity-mismatch", "psk-mismatch", "selector-mismatch"],
                sign: "\"constraint check failed\", \"does not match to\", or \"sending DELETE\" right behind \"established\"",
            },
            Cause {
                what: "the other end does not answer the delete: it is gone, or cannot be reached",
                rules: &["no-route-to-peer", "udp-500-blocked", "udp-4500-blocked"],
                sign: "\"retransmit\" for the delete",
            },
            Cause {
                what: "nothing is wrong: its lifetime is over, or somebody has terminated it",
                rules: &[],
                sign: "it is gone at the next look",
            },
        ],
        commands: &[LIST, LOG],
        sources: &[RFC_7296, LIST_SAS, SWAN_STATES],
    },
];
