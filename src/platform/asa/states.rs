//! The states of IKEv1 on Cisco ASA (PIX 7 and later).

use crate::platform::states::causes::{
    CHILD_PROPOSALS, IOS_WITHOUT_KEY, KEYS_DIFFER, LOST_TRAFFIC, NOT_LISTENING, OTHER_VERSION, PFS, POLICY, SELECTORS,
    UDP_4500, UNREACHABLE, WRONG_PEER,
};
use crate::platform::states::commands::{ASA, on};
use crate::platform::states::documents::{
    ASA_COMMANDS, ASA_DEBUGS, ASA_SYSLOG, CHECKLIST, MSG4_CAPTURE, RFC_2409, RFC_3947,
};
use crate::platform::states::{Cause, Command, StateEntry};

const SHOW: Command = Command {
    run: &[on(ASA, "show crypto ikev1 sa detail")],
    tells: "the state, the role, and the proposal in use; repeat it: a state that comes and goes is being retried",
};

const LOG: Command = Command {
    run: &[on(ASA, "show logging | include 713|715")],
    tells: "why a message was dropped; 713136 names the state in which an attempt timed out",
};

const DEBUG: Command = Command {
    run: &[on(ASA, "debug crypto condition peer ADDRESS, then debug crypto ikev1 127")],
    tells: "each message with its payloads, sent and received",
};

const CAPTURE_500: Command = Command {
    run: &[on(ASA, "capture ike interface INTERFACE match udp any host PEER, then show capture ike")],
    tells: "whether messages leave and answers arrive, on UDP 500 and UDP 4500",
};

const COUNTERS: Command = Command {
    run: &[on(ASA, "show crypto ipsec sa peer ADDRESS")],
    tells: "child SAs with their selectors; encaps without decaps is traffic that gets lost on its way back",
};

/// The states of ASA.
pub(super) const STATES: &[StateEntry] = &[
    StateEntry {
        name: "MM_WAIT_MSG2",
        shown_by: "Cisco ASA, the initiator",
        awaits: "MM2",
        meaning: "MM1 was sent: every IKE proposal of this end, and nothing else. MM2, the one proposal that the \
                  responder chooses, is awaited.",
        correction: Some(
            "It is often read as a silent peer. A policy mismatch ends here too: the responder does answer \
             NO_PROPOSAL_CHOSEN, but without protection, so the ASA drops it and goes on waiting. Nor does MM1 carry a \
             Diffie-Hellman value; that is MM3.",
        ),
        causes: &[UNREACHABLE, POLICY, NOT_LISTENING, WRONG_PEER, IOS_WITHOUT_KEY, OTHER_VERSION],
        commands: &[SHOW, LOG, CAPTURE_500],
        sources: &[RFC_2409, ASA_DEBUGS, ASA_SYSLOG, CHECKLIST],
    },
    StateEntry {
        name: "MM_WAIT_MSG3",
        shown_by: "Cisco ASA, the responder",
        awaits: "MM3",
        meaning: "MM1 came and one of its proposals was taken; MM2 was sent. MM3, with the initiator's Diffie-Hellman \
                  value and nonce, is awaited.",
        correction: Some(
            "Checklists blame a vendor mismatch or another ASA version. MM2 depends on neither: what this state says is \
             that MM3 never came.",
        ),
        causes: &[
            Cause {
                what: "MM2 is lost on its way back: this end's route to the initiator, or UDP 500 filtered before the \
                       initiator",
                rules: &["no-route-to-peer", "recursive-route", "udp-500-blocked"],
                sign: "713201 \"Duplicate Phase 1 packet detected. Retransmitting last packet.\"; the initiator stays \
                       at MM_WAIT_MSG2 or MM_NO_STATE",
            },
            Cause {
                what: "the initiator refuses MM2, for instance because it has no key for the address that answers",
                rules: &["psk-missing", "peer-address-mismatch"],
                sign: "MM2 arrives (capture), and the initiator's debug says why it is dropped",
            },
            Cause {
                what: "the initiator has just given up or been restarted",
                rules: &[],
                sign: "the state goes away by itself",
            },
        ],
        commands: &[LOG, CAPTURE_500, DEBUG],
        sources: &[RFC_2409, ASA_DEBUGS, ASA_SYSLOG, CHECKLIST],
    },
    StateEntry {
        name: "MM_WAIT_MSG4",
        shown_by: "Cisco ASA, the initiator",
        awaits: "MM4",
        meaning: "The proposal is agreed. MM3 was sent: Diffie-Hellman value, nonce, and the hashes that find a NAT. \
                  MM4, the same from the responder, is awaited.",
        correction: Some(
            "It is often said that a hash of the key was sent. Nothing that depends on the key leaves before MM5; but \
             an ASA responder looks for the key when MM3 comes, and drops the exchange where it finds none. (An \
             IOS responder looks when MM1 comes, and leaves its initiator at MM_WAIT_MSG2.)",
        ),
        causes: &[
            Cause {
                what: "the far end is an ASA without a tunnel group or key for the address that this end comes from",
                rules: &["psk-missing", "incomplete-entry", "peer-address-mismatch"],
                sign: "ASA responder: \"Can't find a valid tunnel group, aborting...!\" (713902) or 713022; initiator: \
                       \"Received an un-encrypted INVALID_COOKIE notify message, dropping\"",
            },
            Cause {
                what: "the far end's tunnel group is named by a word; in main mode with a key only its name as an \
                       address is found",
                rules: &["psk-missing"],
                sign: "the same as above, although a key is configured",
            },
            Cause {
                what: "a NAT on the way gives this end another address than the far end expects",
                // No configuration shows a NAT on the way, so none rules it out.
                rules: &[],
                sign: "the address in the far end's log is not this end's own",
            },
            Cause {
                what: "MM3 or MM4 is lost on the path",
                rules: &["udp-500-blocked"],
                sign: "MM3 is resent and nothing comes, not even a notify",
            },
        ],
        commands: &[SHOW, LOG, DEBUG],
        sources: &[RFC_2409, MSG4_CAPTURE, ASA_SYSLOG, CHECKLIST],
    },
    StateEntry {
        name: "MM_WAIT_MSG5",
        shown_by: "Cisco ASA, the responder",
        awaits: "MM5",
        meaning: "MM4 was sent, so both ends can derive session keys from the Diffie-Hellman exchange and the \
                  pre-shared key. MM5, the initiator's identity and proof, encrypted, is awaited.",
        correction: Some(
            "It is often said that MM4 carries a hash of the key. It does not; but from here on the key matters, and \
             with the wrong one MM5 decrypts to garbage.",
        ),
        causes: &[
            KEYS_DIFFER,
            UDP_4500,
            Cause {
                what: "MM4 is lost on its way back",
                rules: &["udp-500-blocked"],
                sign: "the initiator stays at MM_WAIT_MSG4 or MM_SA_SETUP and resends MM3",
            },
        ],
        commands: &[LOG, CAPTURE_500, DEBUG],
        sources: &[RFC_2409, RFC_3947, ASA_DEBUGS, ASA_SYSLOG, CHECKLIST],
    },
    StateEntry {
        name: "MM_WAIT_MSG6",
        shown_by: "Cisco ASA, the initiator",
        awaits: "MM6",
        meaning: "MM5 was sent: this end's identity and proof, the first encrypted message. MM6, the responder's \
                  identity and proof, is awaited.",
        correction: Some(
            "It is often said that the initiator checks the key here, and that a reset after MSG6 is a phase 2 fault. \
             With different keys MM6 is never sent. The reset is seen from MM_ACTIVE: an ASA deletes the IKE SA when \
             its first quick mode fails.",
        ),
        causes: &[
            KEYS_DIFFER,
            UDP_4500,
            Cause {
                what: "the responder decrypts MM5 and refuses the identity in it (an IOS profile, a PAN-OS peer \
                       identification)",
                rules: &["identity-mismatch"],
                sign: "the responder names the identity that it received",
            },
            Cause {
                what: "with certificates: the responder does not accept this end's",
                rules: &["certificate-unverifiable"],
                sign: "the responder complains about the certificate or its issuer",
            },
            Cause {
                what: "the far end's group policy does not allow IKEv1",
                rules: &["tunnel-protocol-not-allowed"],
                sign: "ASA responder: 713206 \"Tunnel Rejected: Conflicting protocols specified by tunnel-group and \
                       group-policy\"",
            },
        ],
        commands: &[SHOW, LOG, CAPTURE_500, DEBUG],
        sources: &[RFC_2409, RFC_3947, ASA_DEBUGS, ASA_SYSLOG, CHECKLIST],
    },
    StateEntry {
        name: "MM_ACTIVE",
        shown_by: "Cisco ASA, both roles, whatever phase 2 does",
        awaits: "-",
        meaning: "Main mode is complete: the IKE SA is up. Child SAs are another matter: an ASA deletes the IKE SA when \
                  its first quick mode fails, so a state that comes and goes is a phase 2 fault.",
        correction: Some("Routers never print it; pages that show it on IOS are wrong (there it is QM_IDLE)."),
        causes: &[
            SELECTORS,
            CHILD_PROPOSALS,
            PFS,
            Cause {
                what: "the group policy does not allow IKEv1, or the far end only ever originates",
                rules: &["tunnel-protocol-not-allowed", "no-initiator"],
                sign: "ASA 713206, or 713195 for an originate-only end",
            },
            LOST_TRAFFIC,
        ],
        commands: &[LOG, COUNTERS, DEBUG],
        sources: &[RFC_2409, ASA_DEBUGS, ASA_SYSLOG],
    },
    StateEntry {
        name: "AM_WAIT_MSG2",
        shown_by: "Cisco ASA, the initiator of aggressive mode",
        awaits: "AM2",
        meaning: "AM1 was sent: proposals of one Diffie-Hellman group, its value, a nonce, and this end's identity in \
                  the clear. AM2, with the responder's choice and proof, is awaited.",
        correction: Some("Aggressive mode has three messages, not four steps."),
        causes: &[
            Cause {
                what: "the far end does not answer aggressive mode",
                rules: &["exchange-mode-mismatch"],
                sign: "silence; IOS: \"unable to initiate or respond to aggressive mode while disabled\"",
            },
            Cause {
                what: "the pre-shared keys differ: the initiator finds that the proof in AM2 is wrong",
                rules: &["psk-mismatch"],
                sign: "AM2 arrives and is refused",
            },
            Cause {
                what: "the responder has no tunnel group for the identity; an ASA then answers with a made-up AM2",
                rules: &["psk-missing", "identity-mismatch"],
                sign: "ASA responder: 713255, then 713256 for the spoofed AM2",
            },
            Cause {
                what: "no proposal fits; in aggressive mode the group of AM1 is the only one",
                rules: &["ike-proposal-mismatch", "auth-method-mismatch"],
                sign: "responder: \"All SA proposals found unacceptable\" or \"no offers accepted!\"",
            },
            Cause {
                what: "AM1 does not arrive, or AM2 does not come back",
                rules: &[
                    "no-route-to-peer",
                    "recursive-route",
                    "udp-500-blocked",
                    "ike-not-enabled",
                    "peer-address-mismatch",
                ],
                sign: "nothing but resends of AM1",
            },
        ],
        commands: &[SHOW, LOG, CAPTURE_500, DEBUG],
        sources: &[RFC_2409, ASA_SYSLOG, ASA_COMMANDS],
    },
    StateEntry {
        name: "AM_WAIT_MSG3",
        shown_by: "Cisco ASA, the responder of aggressive mode",
        awaits: "AM3",
        meaning: "AM2 was sent, with this end's proof. AM3, the initiator's proof, is awaited.",
        correction: None,
        causes: &[
            Cause {
                what: "the pre-shared keys differ: the initiator refuses the proof in AM2 and sends no AM3",
                rules: &["psk-mismatch"],
                sign: "the initiator logs a hash that does not verify",
            },
            Cause {
                what: "AM2 is lost on its way back",
                rules: &["no-route-to-peer", "recursive-route", "udp-500-blocked"],
                sign: "duplicates of AM1 (713201)",
            },
            UDP_4500,
        ],
        commands: &[LOG, CAPTURE_500, DEBUG],
        sources: &[RFC_2409, ASA_SYSLOG],
    },
    StateEntry {
        name: "AM_ACTIVE",
        shown_by: "Cisco ASA, both roles (also printed AM_Active)",
        awaits: "-",
        meaning: "Aggressive mode is complete: the IKE SA is up. From here on it is the same as MM_ACTIVE.",
        correction: None,
        causes: &[SELECTORS, CHILD_PROPOSALS, PFS, LOST_TRAFFIC],
        commands: &[LOG, COUNTERS, DEBUG],
        sources: &[RFC_2409, ASA_SYSLOG],
    },
];
