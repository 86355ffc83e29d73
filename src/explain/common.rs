//! The words that Cisco ASA and IOS share: those of IKEv2, and the lack of an SA.

use crate::explain::asa::LOG;
use crate::explain::causes::LOST_TRAFFIC;
use crate::explain::table::documents::{ASA_SYSLOG, IKEV2_DEBUGS, RFC_2409, RFC_7296};
use crate::explain::table::{Cause, Command, State};

/// The states that ASA and IOS share.
pub(super) static STATES: &[State] = &[
    State {
        name: "IN-NEG",
        shown_by: "Cisco ASA and IOS with IKEv2, both roles",
        awaits: "IKE_SA_INIT or IKE_AUTH",
        meaning: "An IKEv2 exchange is under way: the initiator waits for the IKE_SA_INIT response or the IKE_AUTH \
                  response, the responder for the IKE_AUTH request.",
        correction: None,
        causes: &[
            Cause {
                what: "the peer cannot be reached on UDP 500, or does not speak IKEv2",
                rules: &["no-route-to-peer", "udp-500-blocked", "ike-not-enabled", "ike-version-mismatch"],
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
                run: "ASA and IOS: show crypto ikev2 sa detail",
                tells: "the state, the peers, and whether UDP 4500 is used",
            },
            Command {
                run: "ASA: debug crypto ikev2 protocol 127; IOS: debug crypto ikev2",
                tells: "the exchange that stops, and both lists of policies where none fits",
            },
        ],
        sources: &[RFC_7296, IKEV2_DEBUGS, ASA_SYSLOG],
    },
    State {
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
                run: "ASA and IOS: show crypto ikev2 sa detail",
                tells: "whether both ends hold the SA, and its child SAs with their selectors",
            },
            Command { run: "ASA and IOS: show crypto ipsec sa", tells: "encaps and decaps of each child SA" },
        ],
        sources: &[RFC_7296, IKEV2_DEBUGS, ASA_SYSLOG],
    },
    State {
        name: "no SA",
        shown_by: "Every device; ASA: \"There are no IKEv1 SAs\"",
        awaits: "-",
        meaning: "The device holds no IKE SA for this peer: nothing has begun, or an attempt has failed and is \
                  forgotten.",
        correction: None,
        causes: &[
            Cause {
                what: "nothing triggers it: no packet matches the selectors, or NAT changes the packet first",
                rules: &["nat-exemption-missing", "no-route-to-remote-network", "crypto-map-not-applied"],
                sign: "ASA: packet-tracer shows no VPN phase; IOS: the match counters of the access list stand still",
            },
            Cause {
                what: "this end cannot begin: no key, no tunnel group, IKE switched off on its own interface",
                rules: &["psk-missing", "ike-not-enabled", "incomplete-entry", "dangling-reference"],
                sign: "ASA 752006 \"Tunnel Manager failed to dispatch a KEY_ACQUIRE\"; IOS \"No Cert or pre-shared \
                       address key.\"",
            },
            Cause { what: "neither end ever begins", rules: &["no-initiator"], sign: "both ends wait for the other" },
            Cause {
                what: "this end is the responder, and refused the first message or never got it",
                rules: &["ike-proposal-mismatch", "no-route-to-peer", "udp-500-blocked", "peer-address-mismatch"],
                sign: "the initiator shows MM_WAIT_MSG2 or MM_NO_STATE",
            },
        ],
        commands: &[
            Command {
                run: "ASA: packet-tracer input inside icmp HOST 8 0 REMOTE-HOST detailed",
                tells: "whether a packet from inside reaches the tunnel, and what stops it",
            },
            LOG,
        ],
        sources: &[RFC_2409, ASA_SYSLOG, IKEV2_DEBUGS],
    },
];
