//! What the packet counters of a child SA tell. No platform has a word for it; these are ours.

use crate::negotiation::SaState;
use crate::platform::sightings::NO_SA;
use crate::platform::states::commands::{ASA, CISCO, IOS, PANOS, SWANCTL, on};
use crate::platform::states::documents::COUNTERS;
use crate::platform::states::{Cause, Command, Flow, StateEntry, is_same_word};

/// The name of a child SA that sends and receives nothing.
pub(in crate::platform) const SENDS_ONLY: &str = "encaps without decaps";
/// The name of a child SA that receives and does not send.
pub(in crate::platform) const RECEIVES_ONLY: &str = "decaps without encaps";
/// The name of a child SA that does neither.
pub(in crate::platform) const IDLE: &str = "neither encaps nor decaps";
/// The name of a child SA that does both.
pub(in crate::platform) const BOTH_WAYS: &str = "encaps and decaps";
/// The name of an IKE SA that is listed with no child SA below it.
pub(in crate::platform) const NO_CHILD: &str = "IKE SA without a child SA";
/// The name of an IKE SA that is listed as up, without a word for its state.
pub(in crate::platform) const LISTED: &str = "IKE SA listed";
/// The name of a child SA that is listed, without counters.
pub(in crate::platform) const CHILD_LISTED: &str = "child SA listed";
/// The name of a listing of child SAs that has none.
pub(in crate::platform) const NO_CHILD_LISTED: &str = "no child SA";

/// The name of a child SA that is not there, while packets ask for it.
pub(in crate::platform) const ASKED_IN_VAIN: &str = "send errors without an SA";

/// What a name of counters stands for.
pub(super) fn flow(name: &str) -> Option<Flow> {
    match name {
        SENDS_ONLY => Some(Flow::SendsOnly),
        RECEIVES_ONLY => Some(Flow::ReceivesOnly),
        IDLE => Some(Flow::Idle),
        BOTH_WAYS => Some(Flow::Both),
        _ => None,
    }
}

/// Whether an SA in this state is listed as `word`; `None` where it is none of the words for a listing.
pub(in crate::platform) fn is_listed_as(word: &str, state: SaState) -> Option<bool> {
    let is = |name| is_same_word(word, name);
    let established = matches!(state, SaState::Established { .. });
    let up = matches!(state, SaState::IkeSaUp { .. });
    match () {
        () if is(NO_CHILD) => Some(up),
        () if is(LISTED) => Some(up || established),
        () if is(CHILD_LISTED) => Some(established),
        () if is(NO_CHILD_LISTED) || is(ASKED_IN_VAIN) => Some(!established),
        // An SA that is being purged is gone at the next look.
        () if is(NO_SA) && state == SaState::Purged => Some(true),
        () => None,
    }
}

const ESP_FILTERED: Cause = Cause {
    what: "ESP (protocol 50) is dropped between the ends, by a filter or by a NAT that no end looks for",
    rules: &["esp-blocked", "nat-traversal-mismatch"],
    sign: "the encaps of one end rise, the decaps of the other do not; a capture before each end shows where ESP ends",
};

const NO_IKE_SA: Cause = Cause {
    what: "the IKE SA does not come up, so that no child SA is asked for",
    rules: &[
        "no-route-to-peer",
        "recursive-route",
        "udp-500-blocked",
        "udp-4500-blocked",
        "ike-not-enabled",
        "crypto-map-not-applied",
        "ike-proposal-mismatch",
        "psk-mismatch",
        "psk-missing",
        "identity-mismatch",
        "peer-address-mismatch",
    ],
    sign: "the IKE SA is not listed, or not as up",
};

const LIST_IKE: Command = Command {
    run: &[
        on(PANOS, "show vpn ike-sa"),
        on(ASA, "show crypto isakmp sa"),
        on(IOS, "show crypto isakmp sa; show crypto ikev2 sa"),
    ],
    tells: "whether there is an IKE SA, and how far it has come",
};

const COUNT: Command = Command {
    run: &[
        on(CISCO, "show crypto ipsec sa peer ADDRESS"),
        on(PANOS, "show vpn flow name TUNNEL"),
        on(SWANCTL, "swanctl --list-sas"),
    ],
    tells: "the packets of each child SA; send one ping from each side and look which of the four counters move",
};

/// What counters tell, and a listed SA of a platform that has no words for states.
pub(super) static COUNTED: &[StateEntry] = &[
    StateEntry {
        name: SENDS_ONLY,
        shown_by: "The packet counters of a child SA, every platform",
        awaits: "-",
        meaning: "The child SA is up, and this end sends into it. Nothing comes back.",
        correction: None,
        causes: &[
            ESP_FILTERED,
            Cause {
                what: "the far end receives, and sends its answers elsewhere: no route to this network into its tunnel, or its \
                       NAT takes them first",
                rules: &["no-route-to-remote-network", "nat-exemption-missing"],
                sign: "the far end's decaps rise with this end's encaps, and its encaps stand still",
            },
            Cause {
                what: "the far end decrypts and drops: a VPN filter or a security rule",
                rules: &["security-policy-blocks"],
                sign: "the far end's decaps rise; its log or packet-tracer names the rule",
            },
        ],
        commands: &[COUNT],
        sources: &[COUNTERS],
    },
    StateEntry {
        name: RECEIVES_ONLY,
        shown_by: "The packet counters of a child SA, every platform",
        awaits: "-",
        meaning: "The child SA is up, and packets come out of it. This end sends nothing into it.",
        correction: None,
        causes: &[
            Cause {
                what: "NAT changes this end's answers before they reach the tunnel, so that they do not match its selectors",
                rules: &["nat-exemption-missing"],
                sign: "packet-tracer or the NAT table shows a translation for the answer",
            },
            Cause {
                what: "the way back does not lead to the tunnel: no route to the far network, or not out of the interface of \
                       the crypto map",
                rules: &["no-route-to-remote-network"],
                sign: "the route of the far network leads elsewhere",
            },
            Cause {
                what: "a filter or a security rule drops what comes out of the tunnel",
                rules: &["security-policy-blocks", "overlapping-networks"],
                sign: "nothing leaves the inside interface, or nothing comes back to it",
            },
        ],
        commands: &[COUNT],
        sources: &[COUNTERS],
    },
    StateEntry {
        name: IDLE,
        shown_by: "The packet counters of a child SA, every platform",
        awaits: "-",
        meaning: "The child SA is up or asked for, and no packet uses it. An outbound SPI of 0 beside it would mean that there is none.",
        correction: None,
        causes: &[
            Cause {
                what: "no traffic reaches the tunnel: no route, NAT before it, or a filter on the inside",
                rules: &["no-route-to-remote-network", "nat-exemption-missing", "security-policy-blocks"],
                sign: "packet-tracer from inside shows no VPN phase; the access list counts no match",
            },
            super::causes::NOTHING_ASKS,
        ],
        commands: &[COUNT],
        sources: &[COUNTERS],
    },
    StateEntry {
        name: BOTH_WAYS,
        shown_by: "The packet counters of a child SA, every platform",
        awaits: "-",
        meaning: "The child SA carries packets both ways. What does not work lies outside of this tunnel, or in another child \
                  SA.",
        correction: None,
        causes: &[
            Cause {
                what: "large packets are lost: the tunnel's overhead and no room for it",
                rules: &["mtu-too-large"],
                sign: "ping works, and a ping of 1400 bytes that may not be fragmented does not",
            },
            Cause {
                what: "the traffic that fails belongs to another selector, or fails behind the far end",
                rules: &["selector-mismatch", "security-policy-blocks"],
                sign: "the counters stand still while that traffic is sent",
            },
        ],
        commands: &[COUNT],
        sources: &[COUNTERS],
    },
    StateEntry {
        name: NO_CHILD,
        shown_by: "Cisco ASA (CHILD count:0) and strongSwan (no child below ESTABLISHED)",
        awaits: "-",
        meaning: "The IKE SA is up on this end, and no child SA is: one was refused, or none has been asked for yet.",
        correction: None,
        causes: &[
            super::causes::SELECTORS,
            super::causes::CHILD_PROPOSALS,
            super::causes::PFS,
            super::causes::NOTHING_ASKS,
        ],
        commands: &[COUNT],
        sources: &[COUNTERS],
    },
    StateEntry {
        name: LISTED,
        shown_by: "Palo Alto PAN-OS: a row of show vpn ike-sa; Cisco IOS: one of show crypto isakmp sa detail; ASA: \"PHASE 1 \
                   COMPLETED\" in its log",
        awaits: "-",
        meaning: "The IKE SA is up on this end. A child SA is another matter, and has a command of its own.",
        correction: None,
        causes: &[
            Cause {
                what: "the child SA was refused, and the IKE SA stays",
                rules: &["selector-mismatch", "selector-one-way", "ipsec-proposal-mismatch", "pfs-mismatch"],
                sign: "show vpn ipsec-sa (IOS: show crypto ipsec sa) has no SA for the tunnel; the log names proxy IDs or \
                       proposals",
            },
            Cause {
                what: "PFS differs with IKEv2: it comes up, and rekeying the child SA fails",
                rules: &["pfs-mismatch"],
                sign: "the tunnel dies after one lifetime; \"message lacks KE payload\"",
            },
            super::causes::LOST_TRAFFIC,
        ],
        commands: &[
            Command {
                run: &[on(PANOS, "show vpn ipsec-sa"), on(IOS, "show crypto ipsec sa")],
                tells: "the child SAs that are up",
            },
            Command {
                run: &[
                    on(PANOS, "show log system direction equal backward subtype equal vpn"),
                    on(IOS, "debug crypto ipsec"),
                ],
                tells: "why a negotiation failed",
            },
        ],
        sources: &[super::documents::PANOS_SHOW],
    },
    StateEntry {
        name: CHILD_LISTED,
        shown_by: "A row of show vpn ipsec-sa or show crypto ipsec sa, a tunnel that show vpn flow calls active, or a line of a \
                   log such as \"PHASE 2 COMPLETED\"",
        awaits: "-",
        meaning: "A child SA is up on this end. Whether packets pass is what its counters say.",
        correction: None,
        causes: &[super::causes::LOST_TRAFFIC],
        commands: &[COUNT],
        sources: &[super::documents::PANOS_SHOW],
    },
    StateEntry {
        name: NO_CHILD_LISTED,
        shown_by: "Palo Alto PAN-OS: \"There is no IPSec SA found\", or a tunnel that show vpn flow calls init or inactive; \
                   Cisco: an outbound SPI of 0 in show crypto ipsec sa, or no active session in show vpn-sessiondb l2l",
        awaits: "-",
        meaning: "There is no child SA for the tunnel. The IKE SA may be missing as well; its own listing tells.",
        correction: None,
        causes: &[
            super::causes::SELECTORS,
            super::causes::CHILD_PROPOSALS,
            super::causes::PFS,
            NO_IKE_SA,
            super::causes::NOTHING_ASKS,
        ],
        commands: &[
            LIST_IKE,
            Command {
                run: &[on(
                    PANOS,
                    "test vpn ipsec-sa tunnel TUNNEL, then show log system direction equal backward subtype equal vpn",
                )],
                tells: "what stops it, when it is asked for by hand",
            },
        ],
        sources: &[super::documents::PANOS_SHOW],
    },
    StateEntry {
        name: ASKED_IN_VAIN,
        shown_by: "Cisco IOS and ASA: show crypto ipsec sa counts send errors and no encaps",
        awaits: "-",
        meaning: "Packets ask for the child SA and are dropped, each a send error, since none comes up. So routes, NAT and the \
                  crypto map of this end lead into the tunnel; the exchange fails.",
        correction: None,
        causes: &[NO_IKE_SA, super::causes::SELECTORS, super::causes::CHILD_PROPOSALS, super::causes::PFS],
        commands: &[
            LIST_IKE,
            Command {
                run: &[
                    on(IOS, "debug crypto isakmp and debug crypto ipsec, or debug crypto ikev2"),
                    on(ASA, "show logging | include 713|715|75000|752"),
                ],
                tells: "what stops it, while a packet asks for the tunnel",
            },
        ],
        sources: &[super::documents::IOS_DEBUGS],
    },
];
