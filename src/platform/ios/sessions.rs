//! The states of `show crypto session` on Cisco IOS and IOS XE, which tell of an IKE SA and its child SAs in one word.
//!
//! Source: Cisco IOS Security Command Reference, `show crypto session`; outputs of it with each of the words.

use crate::platform::states::causes::{
    CHILD_PROPOSALS, KEYS_DIFFER, LOST_TRAFFIC, NOT_TRIGGERED, NOTHING_ASKS, PFS, POLICY, SELECTORS, UDP_4500,
    UNREACHABLE, WRONG_PEER,
};
use crate::platform::states::commands::{IOS, on};
use crate::platform::states::documents::IOS_SESSION;
use crate::platform::states::{Cause, Command, StateEntry};

const SHOW: Command = Command {
    run: &[on(IOS, "show crypto isakmp sa, or with IKEv2 show crypto ikev2 sa")],
    tells: "how far the exchange has come: MM_NO_STATE, MM_KEY_EXCH and IN-NEG are different faults",
};

const DEBUG: Command = Command {
    run: &[on(IOS, "debug crypto isakmp, or debug crypto ikev2 (with debug crypto condition peer ipv4 ADDRESS)")],
    tells: "which message is repeated, and which proposal, key or identity is refused",
};

const COUNTERS: Command = Command {
    run: &[on(IOS, "show crypto ipsec sa peer ADDRESS")],
    tells: "child SAs with their selectors; encaps without decaps is traffic that gets lost",
};

/// The states of `show crypto session`.
pub(super) const STATES: &[StateEntry] = &[
    StateEntry {
        name: "UP-ACTIVE",
        shown_by: "Cisco IOS: show crypto session, both roles",
        awaits: "-",
        meaning: "The IKE SA and at least one child SA are up.",
        correction: None,
        causes: &[
            LOST_TRAFFIC,
            Cause {
                what: "another child SA of the same peer is missing: \"Active SAs: 0\" below its IPSEC FLOW",
                rules: &["selector-mismatch", "selector-one-way", "pfs-mismatch"],
                sign: "one flow counts packets, the other has no SA",
            },
        ],
        commands: &[COUNTERS],
        sources: &[IOS_SESSION],
    },
    StateEntry {
        name: "UP-IDLE",
        shown_by: "Cisco IOS: show crypto session, both roles",
        awaits: "-",
        meaning: "The IKE SA is up, and no child SA is: one was refused, or none has been asked for yet.",
        correction: Some(
            "It does not say that the tunnel is up and quiet; a tunnel that is up and quiet is UP-ACTIVE.",
        ),
        causes: &[SELECTORS, CHILD_PROPOSALS, PFS, NOTHING_ASKS],
        commands: &[COUNTERS, DEBUG],
        sources: &[IOS_SESSION],
    },
    StateEntry {
        name: "UP-NO-IKE",
        shown_by: "Cisco IOS: show crypto session, both roles",
        awaits: "-",
        meaning: "Child SAs are up, and the IKE SA that made them is gone. With IKEv1 that is allowed: they last to the end \
                  of their lifetime, and new keys need a new IKE SA.",
        correction: None,
        causes: &[
            Cause {
                what: "the lifetime of the IKE SA has ended, and the next one is made when new keys are due",
                rules: &[],
                sign: "packets are counted; it goes back to UP-ACTIVE by itself",
            },
            Cause {
                what: "the IKE SA was deleted and does not come up again: what has changed shows once the child SAs expire",
                rules: &[
                    "psk-mismatch",
                    "ike-proposal-mismatch",
                    "no-route-to-peer",
                    "udp-500-blocked",
                    "udp-4500-blocked",
                ],
                sign: "show crypto isakmp sa has MM_NO_STATE or MM_KEY_EXCH for this peer",
            },
        ],
        commands: &[SHOW, COUNTERS],
        sources: &[IOS_SESSION],
    },
    StateEntry {
        name: "DOWN",
        shown_by: "Cisco IOS: show crypto session, both roles",
        awaits: "-",
        meaning: "There is neither an IKE SA nor a child SA for this peer, and nothing is being tried: no packet asks for it, \
                  or the last attempt is over.",
        correction: None,
        causes: &[
            NOTHING_ASKS,
            NOT_TRIGGERED,
            Cause {
                what: "this end cannot begin: no key, no proposal, or an entry that is not complete",
                rules: &["psk-missing", "incomplete-entry", "dangling-reference"],
                sign: "\"No Cert or pre-shared address key.\" while traffic is sent",
            },
            Cause { what: "neither end ever begins", rules: &["no-initiator"], sign: "both ends wait for the other" },
            Cause {
                what: "the far end begins, and what it sends does not arrive or is refused",
                rules: &["no-route-to-peer", "recursive-route", "udp-500-blocked", "peer-address-mismatch"],
                sign: "the far end shows MM_NO_STATE, MM_WAIT_MSG2 or IN-NEG",
            },
        ],
        commands: &[SHOW, DEBUG],
        sources: &[IOS_SESSION],
    },
    StateEntry {
        name: "DOWN-NEGOTIATING",
        shown_by: "Cisco IOS: show crypto session, both roles",
        awaits: "any message of the exchange",
        meaning: "An exchange has begun and has not made an IKE SA (\"Inactive\" below it), and there is no child SA. It says \
                  nothing of how far the exchange has come; the state of the IKE SA does.",
        correction: None,
        causes: &[
            UNREACHABLE,
            POLICY,
            KEYS_DIFFER,
            Cause {
                what: "one end has no key for the other, or refuses its identity",
                rules: &["psk-missing", "identity-mismatch"],
                sign: "IOS: \"No pre-shared key with ADDRESS!\"; IKEv2: \"% IKEv2 profile not found\" or \"Failed to locate an \
                       item in the database\"",
            },
            UDP_4500,
            WRONG_PEER,
        ],
        commands: &[SHOW, DEBUG],
        sources: &[IOS_SESSION],
    },
];
