//! The states of IKEv1 on Cisco IOS and IOS-XE, and on PIX 6, which used the same words.

use crate::platform::states::causes::{
    CHILD_PROPOSALS, IOS_WITHOUT_KEY, KEYS_DIFFER, LOST_TRAFFIC, NOT_LISTENING, OTHER_VERSION, PFS, POLICY, SELECTORS,
    UDP_4500, UNREACHABLE, WRONG_INTERFACE, WRONG_PEER,
};
use crate::platform::states::commands::{IOS, on};
use crate::platform::states::documents::{DAEMON, IOS_DEBUGS, IOS_SHOW, IOS_STUCK, RFC_2409, RFC_3947};
use crate::platform::states::{Cause, Command, StateEntry};

const SHOW: Command = Command {
    run: &[on(IOS, "show crypto isakmp sa detail")],
    tells: "the state; \"ACTIVE (deleted)\" beside it means that the attempt has failed and is being purged",
};

const DEBUG: Command = Command {
    run: &[on(IOS, "debug crypto isakmp (with debug crypto condition peer ipv4 ADDRESS)")],
    tells: "each message, each proposal with the attribute that does not match, and \"retransmitting phase 1 STATE\"",
};

const DEBUG_IPSEC: Command = Command {
    run: &[on(IOS, "debug crypto ipsec")],
    tells: "why a child SA is refused; error 256 stands for the proposal, error 32 for the selectors",
};

const COUNTERS: Command = Command {
    run: &[on(IOS, "show crypto ipsec sa peer ADDRESS")],
    tells: "child SAs with their selectors; encaps without decaps is traffic that gets lost; send errors climb while no \
            child SA comes up",
};

const COME_AND_GONE: Cause = Cause {
    what: "nothing: the device passes through it within an instant",
    rules: &[],
    sign: "a second look shows QM_IDLE",
};

/// The states of IOS.
pub(super) const STATES: &[StateEntry] = &[
    StateEntry {
        name: "MM_NO_STATE",
        shown_by: "Cisco IOS and PIX 6, the initiator; either role: a failed SA",
        awaits: "MM2",
        meaning: "The initiator has sent MM1 and waits for MM2. With \"(deleted)\" behind it, in either role: an \
                  attempt has failed, at whatever message, and is being purged.",
        correction: Some(
            "It is described as \"nothing has happened yet\". MM1 was sent; and the deleted form is the trace of a \
             failure that may lie later, so look at the other end and at the log before you blame the path.",
        ),
        causes: &[
            UNREACHABLE,
            POLICY,
            NOT_LISTENING,
            IOS_WITHOUT_KEY,
            Cause {
                what: "this end has no key for the peer, so that nothing is sent at all",
                rules: &["psk-missing"],
                sign: "IOS initiator: \"No Cert or pre-shared address key.\", \"Can not start Main mode\"",
            },
            WRONG_PEER,
            OTHER_VERSION,
            Cause {
                what: "with \"(deleted)\": the keys differ, and the exchange was given up at MM5",
                rules: &["psk-mismatch"],
                sign: "%CRYPTO-4-IKMP_BAD_MESSAGE, \"retransmitting phase 1 MM_KEY_EXCH\" shortly before",
            },
        ],
        commands: &[SHOW, DEBUG],
        sources: &[RFC_2409, IOS_SHOW, IOS_STUCK, IOS_DEBUGS, DAEMON],
    },
    StateEntry {
        name: "MM_SA_SETUP",
        shown_by: "Cisco IOS and PIX 6, both roles",
        awaits: "MM3 (responder), MM4 (initiator)",
        meaning: "A proposal is agreed. The responder has sent MM2 and waits for MM3; the initiator has sent MM3 \
                  (Diffie-Hellman value and nonce) and waits for MM4.",
        correction: None,
        causes: &[
            Cause {
                what: "on the responder: MM2 is lost on its way back, by its route or by a filter on UDP 500",
                rules: &["no-route-to-peer", "recursive-route", "udp-500-blocked"],
                sign: "\"phase 1 packet is a duplicate of a previous packet\", \"retransmitting phase 1 MM_SA_SETUP\"; \
                       the initiator shows MM_NO_STATE or MM_WAIT_MSG2",
            },
            Cause {
                what: "on the initiator: the far end is an ASA without a tunnel group or key for this end's address",
                rules: &["psk-missing", "peer-address-mismatch"],
                sign: "ASA responder: \"Can't find a valid tunnel group, aborting...!\"",
            },
            Cause { what: "MM3 or MM4 is lost on the path", rules: &["udp-500-blocked"], sign: "resends on both ends" },
        ],
        commands: &[SHOW, DEBUG],
        sources: &[RFC_2409, IOS_SHOW, IOS_STUCK, DAEMON],
    },
    StateEntry {
        name: "MM_KEY_EXCH",
        shown_by: "Cisco IOS and PIX 6, both roles",
        awaits: "MM5 (responder), MM6 (initiator)",
        meaning: "The Diffie-Hellman exchange is done and nobody has proved anything yet. The initiator has sent MM5, \
                  the first encrypted message, and waits for MM6; the responder has sent MM4 and waits for an MM5 that \
                  it can decrypt.",
        correction: None,
        causes: &[
            KEYS_DIFFER,
            UDP_4500,
            Cause {
                what: "the identity in MM5 or MM6 is refused (match identity of a profile, a PAN-OS peer identification)",
                rules: &["identity-mismatch"],
                sign: "the refusing end names the identity; no decryption fails",
            },
            Cause {
                what: "with certificates: one is not accepted",
                rules: &["certificate-unverifiable"],
                sign: "the refusing end complains about the certificate or its issuer",
            },
        ],
        commands: &[SHOW, DEBUG],
        sources: &[RFC_2409, RFC_3947, IOS_SHOW, IOS_DEBUGS, DAEMON],
    },
    StateEntry {
        name: "MM_KEY_AUTH",
        shown_by: "Cisco IOS and PIX 6, both roles",
        awaits: "-",
        meaning: "The peer has proved its identity: main mode is complete. The initiator goes straight on to quick mode \
                  (QM_IDLE).",
        correction: None,
        causes: &[COME_AND_GONE],
        commands: &[SHOW],
        sources: &[RFC_2409, IOS_SHOW, DAEMON],
    },
    StateEntry {
        name: "AG_NO_STATE",
        shown_by: "Cisco IOS and PIX 6, the initiator; either role: a failed SA",
        awaits: "AM2",
        meaning: "Aggressive mode has begun and nothing is agreed: AM1 was sent and AM2 is awaited, or the attempt has \
                  failed and is being purged. Newer releases show AG_INIT_EXCH while they wait.",
        correction: Some(
            "\"Can not start Aggressive mode, trying Main mode\" in a debug is no sign of it: every main mode start \
             prints that.",
        ),
        causes: AGGRESSIVE,
        commands: &[SHOW, DEBUG],
        sources: &[RFC_2409, IOS_SHOW, DAEMON],
    },
    StateEntry {
        name: "AG_INIT_EXCH",
        shown_by: "Cisco IOS and PIX 6, both roles",
        awaits: "AM2 (initiator), AM3 (responder)",
        meaning: "The first messages of aggressive mode are exchanged, and the peer is not authenticated: the responder \
                  has sent AM2 and waits for AM3; newer releases show it on an initiator that waits for AM2 as well.",
        correction: Some("Aggressive mode has three messages, not four steps."),
        causes: AGGRESSIVE,
        commands: &[SHOW, DEBUG],
        sources: &[RFC_2409, IOS_SHOW, DAEMON],
    },
    StateEntry {
        name: "AG_AUTH",
        shown_by: "Cisco IOS and PIX 6, both roles",
        awaits: "-",
        meaning: "The peer has proved its identity: aggressive mode is complete, and the device goes straight on to \
                  QM_IDLE.",
        correction: None,
        causes: &[COME_AND_GONE],
        commands: &[SHOW],
        sources: &[RFC_2409, IOS_SHOW, DAEMON],
    },
    StateEntry {
        name: "QM_IDLE",
        shown_by: "Cisco IOS and PIX 6, both roles, whatever phase 2 does",
        awaits: "-",
        meaning: "The IKE SA is up and ready for quick mode. It says nothing about child SAs: where phase 2 fails, an \
                  IOS device stays here with no child SA and tries again about every 30 seconds.",
        correction: Some(
            "It is often taken for \"the tunnel is up\". Look at show crypto ipsec sa: without child SAs no traffic \
             flows.",
        ),
        causes: &[SELECTORS, CHILD_PROPOSALS, PFS, WRONG_INTERFACE, LOST_TRAFFIC],
        commands: &[COUNTERS, DEBUG_IPSEC, DEBUG],
        sources: &[RFC_2409, IOS_SHOW, IOS_DEBUGS, DAEMON],
    },
];

const AGGRESSIVE: &[Cause] = &[
    Cause {
        what: "the far end does not answer aggressive mode",
        rules: &["exchange-mode-mismatch"],
        sign: "silence; IOS: \"unable to initiate or respond to aggressive mode while disabled\"",
    },
    Cause {
        what: "the pre-shared keys differ: the initiator finds that the proof in AM2 is wrong and sends no AM3",
        rules: &["psk-mismatch"],
        sign: "AM2 arrives and is refused; the responder goes on waiting for AM3",
    },
    Cause {
        what: "the responder has no key or group for the identity in AM1",
        rules: &["psk-missing", "identity-mismatch"],
        sign: "ASA responder: 713255, then 713256 for a made-up AM2",
    },
    Cause {
        what: "no proposal fits; in aggressive mode the group of AM1 is the only one",
        rules: &["ike-proposal-mismatch", "auth-method-mismatch"],
        sign: "responder: \"no offers accepted!\"",
    },
    Cause {
        what: "AM1 does not arrive, or AM2 does not come back",
        rules: &["no-route-to-peer", "recursive-route", "udp-500-blocked", "ike-not-enabled", "peer-address-mismatch"],
        sign: "nothing but resends",
    },
];
