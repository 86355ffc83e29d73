//! Causes that states of several platforms share.

use crate::platform::states::Cause;

pub(in crate::platform) const SELECTORS: Cause = Cause {
    what: "the traffic selectors (crypto access lists, proxy IDs) do not fit",
    rules: &["selector-mismatch", "selector-one-way"],
    sign: "ASA responder: 713061 \"Rejecting IPSec tunnel: no matching crypto map entry\"; IOS responder: \"proxy \
           identities not supported\"",
};

pub(in crate::platform) const WRONG_INTERFACE: Cause = Cause {
    what: "the IOS responder has its crypto map on another interface than the one that is called: it answers IKE, and \
           refuses quick mode",
    rules: &["peer-address-mismatch"],
    sign: "IOS responder: \"invalid local address\"",
};

pub(in crate::platform) const CHILD_PROPOSALS: Cause = Cause {
    what: "no IPsec proposal (transform set) is common to both",
    rules: &["ipsec-proposal-mismatch", "encapsulation-mode-mismatch"],
    sign: "ASA responder: \"All IPSec SA proposals found unacceptable!\"; IOS responder: \"transform proposal not \
           supported for identity\"",
};

pub(in crate::platform) const PFS: Cause = Cause {
    what: "PFS differs: the responder demands a group and is offered none, or another one",
    rules: &["pfs-mismatch"],
    sign: "the same texts as for proposals; neither device names PFS",
};

pub(in crate::platform) const LOST_TRAFFIC: Cause = Cause {
    what: "the child SAs are up, and the packets are lost: ESP filtered, NAT before the tunnel, a missing route",
    rules: &["esp-blocked", "nat-exemption-missing", "no-route-to-remote-network", "security-policy-blocks"],
    sign: "encaps rise and decaps stay at 0 on one end",
};

/// What no configuration shows, and what there is to try first where nothing is up.
pub(crate) const NOTHING_ASKS: Cause = Cause {
    what: "no packet has asked for it yet: a tunnel comes up with the first packet that its selectors take, or when it is told to",
    rules: &[],
    sign: "nothing is logged; a ping from an inside address to one behind the other end brings it up",
};

pub(in crate::platform) const NOT_TRIGGERED: Cause = Cause {
    what: "packets are sent and do not match: NAT changes them first, or they are routed elsewhere",
    rules: &["nat-exemption-missing", "no-route-to-remote-network", "crypto-map-not-applied"],
    sign: "ASA: packet-tracer shows no VPN phase; IOS: the match counters of the access list stand still",
};

pub(in crate::platform) const KEYS_DIFFER: Cause = Cause {
    what: "the pre-shared keys differ: MM5 is the first encrypted message, and the responder cannot decrypt it",
    rules: &["psk-mismatch"],
    sign: "ASA responder: \"had problems decrypting packet, probably due to mismatched pre-shared key\"; IOS responder: \
           %CRYPTO-4-IKMP_BAD_MESSAGE; ASA initiator: an un-encrypted PAYLOAD_MALFORMED notify is dropped",
};

pub(in crate::platform) const UDP_4500: Cause = Cause {
    what: "a NAT was found on the path, so MM5 moved to UDP 4500, and UDP 4500 is blocked",
    rules: &["udp-4500-blocked"],
    sign: "no complaint about decryption on either end; ASA 713172 says that a NAT was detected",
};

pub(in crate::platform) const UNREACHABLE: Cause = Cause {
    what: "MM1 does not reach the peer, or MM2 does not come back: no route, UDP 500 filtered, the far end is down",
    rules: &["no-route-to-peer", "recursive-route", "udp-500-blocked"],
    sign: "nothing but resends of MM1; where MM1 does arrive, the far end logs duplicates (ASA 713201) and shows \
           MM_WAIT_MSG3 or MM_SA_SETUP",
};

pub(in crate::platform) const POLICY: Cause = Cause {
    what: "no IKE proposal is common to both: encryption, key length, hash, group, or authentication method",
    rules: &["ike-proposal-mismatch", "auth-method-mismatch"],
    sign: "ASA responder: \"All SA proposals found unacceptable\"; IOS responder: \"no offers accepted!\" and which \
           attribute does not match; ASA initiator: \"Received an un-encrypted NO_PROPOSAL_CHOSEN notify message, \
           dropping\"",
};

pub(in crate::platform) const NOT_LISTENING: Cause = Cause {
    what: "the far end does not listen there: IKE is not enabled, or the crypto map is not applied",
    rules: &["ike-not-enabled", "crypto-map-not-applied"],
    sign: "silence; an ASA may log \"No crypto map bound to interface... dropping pkt\"",
};

pub(in crate::platform) const WRONG_PEER: Cause = Cause {
    what: "the peer address is not the far end's, or the far end knows this end under another address",
    rules: &["peer-address-mismatch", "one-sided-tunnel"],
    sign: "the far end shows nothing, or says that it has no configuration for this address",
};

pub(in crate::platform) const IOS_WITHOUT_KEY: Cause = Cause {
    what: "the far end is IOS and has no key for this address: it looks the key up at MM1",
    rules: &["psk-missing"],
    sign: "IOS responder: \"No pre-shared key with ADDRESS!\", then \"no offers accepted!\"",
};

pub(in crate::platform) const OTHER_VERSION: Cause = Cause {
    what: "the far end speaks only IKEv2",
    rules: &["ike-version-mismatch"],
    sign: "silence, although IKEv2 from the same address would be answered",
};
