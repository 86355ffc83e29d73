//! The lines. Those of debugs are the only ones that name most faults.

use crate::negotiation::Attribute::{Authentication, DhGroup, Integrity};
use crate::platform::logs::{LogLine, When, line};
use crate::platform::sightings::{CHILD_PROPOSALS, CHILD_SA, SELECTORS};

const DEBUGS: &str = "Cisco document 5409, Understanding and Using debug Commands";
const SCENARIOS: &str = "Cisco IOS VPN solution guide, Scenarios and debugs";
const IKEV1: &str = "debugs of IKEv1 on IOS XE routers that were made public";
const IKEV2: &str = "Cisco document 117337 and IKEv2 debugs of IOS XE";
const LISTS: &str = "Cisco IOS System Message Guide, SEC-6-IPACCESSLOGP, IPACCESSLOGDP and IPACCESSLOGNP";
const TUNNELS: &str = "Cisco document 22327, TUN-5-RECURDOWN; Cisco IOS System Message Guide, LINK-5-CHANGED";
const WEAK: &str = "Cisco FN72510, and a start of IOS XE 17.11 or later that was made public";

/// A router holds each proposal against each of its policies, and tells of every pair that does not fit.
const TAKEN: &str = "atts are acceptable";
const NONE_TAKEN: &str = "no offers accepted!";

// IKEv1, phase 1.

pub(super) static REPEATS_MM1: LogLine =
    line("retransmitting phase 1 MM_NO_STATE", "MM1 is repeated: no answer comes, or one that is dropped", DEBUGS);
pub(super) static REPEATS_MM3: LogLine = line(
    "retransmitting phase 1 MM_SA_SETUP",
    "MM2 or MM3 is repeated: the initiator lacks MM4, or the responder's MM2 is lost",
    SCENARIOS,
);
pub(super) static REPEATS_MM5: LogLine = line(
    "retransmitting phase 1 MM_KEY_EXCH",
    "MM4 or MM5 is repeated: keys differ, or UDP 4500 is blocked behind a NAT",
    SCENARIOS,
);
pub(super) static REPEATS_AM1: LogLine =
    line("retransmitting phase 1 AG_INIT_EXCH", "AM1 or AM2 is repeated", SCENARIOS);
pub(super) static CIPHER: LogLine = line(
    "Encryption algorithm offered does not match policy!",
    "this pair of IKE policies differs in the cipher",
    DEBUGS,
)
.when(When::CipherDiffers)
.unless(TAKEN, NONE_TAKEN);
pub(super) static KEY_LENGTH: LogLine =
    line("Proposed key length does not match policy", "this pair of IKE policies differs in the key length", DEBUGS)
        .when(When::KeyLengthDiffers)
        .unless(TAKEN, NONE_TAKEN);
pub(super) static HASH: LogLine =
    line("Hash algorithm offered does not match policy!", "this pair of IKE policies differs in the hash", DEBUGS)
        .when(When::Differs(Integrity))
        .unless(TAKEN, NONE_TAKEN);
pub(super) static GROUP: LogLine = line(
    "Diffie-Hellman group offered does not match policy!",
    "this pair of IKE policies differs in the group",
    DEBUGS,
)
.when(When::Differs(DhGroup))
.unless(TAKEN, NONE_TAKEN);
pub(super) static METHOD: LogLine = line(
    "Authentication method offered does not match policy!",
    "this pair of IKE policies differs in the authentication method",
    DEBUGS,
)
.when(When::Differs(Authentication))
.unless(TAKEN, NONE_TAKEN);
pub(super) static ATTRIBUTES: LogLine = line(
    "atts are not acceptable",
    "this pair of proposals does not fit; the line before it names the attribute",
    DEBUGS,
)
.unless(TAKEN, NONE_TAKEN);
pub(super) static NO_OFFERS: LogLine =
    line("no offers accepted!", "no IKE proposal was taken; the lines before it name the attribute", DEBUGS);
pub(super) static NO_POLICY: LogLine = line(
    "phase 1 SA policy not acceptable!",
    "no IKE proposal was taken; the lines before it name the attribute",
    DEBUGS,
);
pub(super) static NO_KEY: LogLine =
    line("No pre-shared key with", "there is no key for this peer", SCENARIOS).also(&["peer-address-mismatch"]);
pub(super) static NO_KEY_FOR_OFFER: LogLine = line(
    "Preshared authentication offered but does not match policy!",
    "there is no key for the address that the initiator comes from",
    SCENARIOS,
)
.also(&["peer-address-mismatch"]);
pub(super) static NO_CERTIFICATE_OR_KEY: LogLine =
    line("No Cert or pre-shared address key.", "there is no key for the peer, so nothing is sent", IKEV1);
pub(super) static CANNOT_START: LogLine =
    line("construct_initial_message: Can not start Main mode", "nothing is sent, for want of a key", IKEV1);
pub(super) static NOT_INITIALIZED: LogLine =
    line("Error while processing SA request: Failed to initialize SA", "nothing is sent, for want of a key", IKEV1);
pub(super) static BAD_MESSAGE: LogLine = line(
    "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from … failed its sanity check or is malformed",
    "a message could not be decrypted; most often the keys differ",
    DEBUGS,
);
pub(super) static MALFORMED: LogLine = line(
    "failed its sanity check or is malformed",
    "a message could not be decrypted; most often the keys differ",
    DEBUGS,
)
.also(&["psk-mismatch"]);
pub(super) static DUPLICATE: LogLine = line(
    "phase 1 packet is a duplicate of a previous packet",
    "the initiator repeats itself: what this end answers does not reach it",
    IKEV1,
);
pub(super) static AGGRESSIVE_OFF: LogLine = line(
    "unable to initiate or respond to aggressive mode while disabled",
    "aggressive mode is switched off here",
    "Cisco IOS Security Command Reference, crypto isakmp aggressive-mode disable",
);

// IKEv1, phase 2.

pub(super) static LOCAL_ADDRESS: LogLine =
    line("invalid local address", "the message came to an address that no crypto map is for", DEBUGS);
pub(super) static TRANSFORM: LogLine = line(
    "IPSEC(ipsec_process_proposal): transform proposal not supported for identity",
    "no IPsec proposal is common to both, or PFS differs",
    DEBUGS,
);
pub(super) static ERROR_256: LogLine = line(
    "IPSec policy invalidated proposal with error 256",
    "no IPsec proposal is common to both, or the encapsulation modes differ",
    DEBUGS,
);
pub(super) static PHASE_2_POLICY: LogLine =
    line("phase 2 SA policy not acceptable!", "quick mode is refused; the line before it says why", DEBUGS);
pub(super) static NO_MATCHING_MAP: LogLine = line(
    "map_db_find_best did not find matching map",
    "no crypto map entry has the selectors that the initiator asks for",
    IKEV1,
)
.also(&["peer-address-mismatch"]);
pub(super) static PROXIES: LogLine = line(
    "IPSEC(ipsec_process_proposal): proxy identities not supported",
    "no crypto map entry has the selectors that the initiator asks for",
    DEBUGS,
)
.also(SELECTORS);
pub(super) static ERROR_32: LogLine = line(
    "IPSec policy invalidated proposal with error 32",
    "no crypto map entry has the selectors that the initiator asks for",
    IKEV1,
);
pub(super) static SENDS_NOT_CHOSEN: LogLine =
    line("Sending NOTIFY PROPOSAL_NOT_CHOSEN", "quick mode is refused; the lines before it say why", IKEV1);
pub(super) static QM_REJECTED: LogLine =
    line("reason \"QM rejected\"", "quick mode was refused by this end", IKEV1).also(CHILD_SA);
pub(super) static MODE_FAILURE: LogLine =
    line("%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Quick mode failed", "quick mode was refused by this end", DEBUGS);
pub(super) static ANY_MODE_FAILURE: LogLine = line(
    "IKMP_MODE_FAILURE",
    "a mode failed: Quick mode where a child SA is refused, Main mode where the IKE SA is; the text behind says which",
    DEBUGS,
)
.also(&["selector-mismatch", "ipsec-proposal-mismatch", "pfs-mismatch", "ike-proposal-mismatch", "psk-mismatch"]);
pub(super) static NOT_CHOSEN: LogLine = line(
    "processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3",
    "the far end refused quick mode: selectors, proposals or PFS",
    IKEV1,
);
pub(super) static DELETE_LARVAL: LogLine =
    line("reason \"Delete Larval\"", "quick mode was refused by the far end", IKEV1);
pub(super) static NOT_PROTECTED: LogLine =
    line("%CRYPTO-4-RECVD_PKT_NOT_IPSEC", "the far end sends in the clear what this end protects", DEBUGS)
        // A translation at the far end lets its packets miss the crypto map just as well.
        .also(&["crypto-map-not-applied", "nat-exemption-missing"]);
pub(super) static CLEAR_GRE: LogLine =
    line("prot= 47", "GRE comes in the clear, and this end protects it", DEBUGS).also(&["crypto-map-not-applied"]);
pub(super) static INVALID_SPI: LogLine = line(
    "%CRYPTO-4-RECVD_PKT_INV_SPI",
    "packets come for a child SA that this end no longer has, or never took",
    DEBUGS,
)
.also(&["pfs-mismatch"]);
pub(super) static NO_SUCH_SA: LogLine =
    line("%CRYPTO-4-IKMP_NO_SA", "a message came for an IKE SA that this end no longer has", DEBUGS)
        .also(&["psk-mismatch"]);

// IKEv2.

pub(super) static NO_PROFILE: LogLine =
    line("% IKEv2 profile not found", "no IKEv2 profile matches the identity or the address of the initiator", IKEV2)
        .also(&["psk-missing"]);
pub(super) static NOT_LOCATED: LogLine =
    line("Failed to locate an item in the database", "no IKEv2 profile or key matches what the far end sent", IKEV2)
        .also(&["psk-missing"]);
pub(super) static VERIFICATION: LogLine =
    line("Verification of peer's authentication data FAILED", "the far end's proof is wrong", IKEV2);
pub(super) static POST_QUANTUM_DIFFERS: LogLine =
    line("Verification of peer's authentication data FAILED", "the far end's proof is wrong", IKEV2)
        .when(When::KeysDiffer)
        .also(&["psk-mismatch"]);
pub(super) static NOT_AUTHENTICATED: LogLine =
    line("Failed to authenticate the IKE SA", "the key, the method or the identity was refused", IKEV2)
        .also(&["identity-mismatch"]);
pub(super) static AUTH_FAILED: LogLine =
    line("Auth exchange failed", "IKE_AUTH was refused: the lines around it say by whom", IKEV2);
pub(super) static NO_PROPOSAL_CHOSEN: LogLine =
    line("Received no proposal chosen notify", "the far end found no IKE proposal that it takes", IKEV2);
pub(super) static INITIAL_FAILED: LogLine =
    line("Initial exchange failed", "IKE_SA_INIT was refused or is lost", IKEV2);
pub(super) static NO_MATCHING_POLICY: LogLine = line(
    "Failed to find a matching policy",
    "no proposal fits; the lists of received and expected policies name the difference",
    IKEV2,
)
.also(&["ipsec-proposal-mismatch"]);
pub(super) static RECEIVED_POLICIES: LogLine =
    line("Received Policies:", "the proposals of the far end follow, none of which fits", IKEV2);
pub(super) static EXPECTED_POLICIES: LogLine =
    line("Expected Policies:", "the proposals of this end follow, none of which fits", IKEV2);
pub(super) static ESP_PROPOSAL: LogLine =
    line("ESP: Proposal 1:", "the IPsec proposal of the far end, which does not fit", IKEV2);
pub(super) static SELECTORS_REFUSED: LogLine = line("IDr AUTH N(TS_UNACCEPTABLE)", "the selectors were refused", IKEV2);
pub(super) static SELECTORS_NOTIFY: LogLine =
    line("N(TS_UNACCEPTABLE)", "the selectors were refused", IKEV2).also(SELECTORS);
pub(super) static CHILD_REFUSED: LogLine =
    line("NOTIFY(NO_PROPOSAL_CHOSEN)", "a child SA was refused: proposals, or PFS where the child is rekeyed", IKEV2)
        .also(&["ipsec-proposal-mismatch"]);
pub(super) static CHILD_REFUSED_IN_AUTH: LogLine =
    line("VID IDr AUTH NOTIFY(NO_PROPOSAL_CHOSEN)", "the IKE SA is up, and no IPsec proposal is common to both", IKEV2);
pub(super) static CHILD_EXCHANGE_FAILED: LogLine = line(
    "Create child exchange failed",
    "IKEv2: a child SA beyond the first, or new keys for one, were refused: PFS counts from there on, as selectors and \
     proposals do",
    IKEV2,
)
.likely()
.also(&["pfs-mismatch", "selector-mismatch", "selector-one-way", "ipsec-proposal-mismatch"]);
pub(super) static RETRANSMITTING: LogLine =
    line("Retransmitting packet", "the far end does not answer in IKEv2, or its answer is lost", IKEV2);

// Packets.

pub(super) static DENIED: LogLine =
    line("%SEC-6-IPACCESSLOGP: list … denied", "an access list dropped TCP or UDP", LISTS).when(When::EntryLogs);
pub(super) static DENIED_IKE: LogLine = line(
    "%SEC-6-IPACCESSLOGP: list … denied udp",
    "an access list dropped UDP; with port 500 or 4500 of this device it is IKE",
    LISTS,
)
.when(When::NamedByEntry)
.also(&["security-policy-blocks"]);
pub(super) static DENIED_ICMP: LogLine =
    line("%SEC-6-IPACCESSLOGDP: list … denied icmp", "an access list dropped ICMP", LISTS).when(When::EntryLogs);
/// 50 is ESP, which has no name there.
pub(super) static DENIED_ESP: LogLine =
    line("%SEC-6-IPACCESSLOGNP: list … denied 50", "an access list dropped ESP", LISTS).when(When::EntryLogs);
pub(super) static RECURSION: LogLine = line(
    "%TUN-5-RECURDOWN: … temporarily disabled due to recursive routing",
    "the route to the tunnel's peer leads into the tunnel",
    TUNNELS,
);
pub(super) static SHUT_DOWN: LogLine =
    line("%LINK-5-CHANGED: Interface …, changed state to administratively down", "an interface is shut down", TUNNELS);

// What stops nothing.

pub(super) static NOT_COMPLIANT: LogLine = line(
    "is not CSDL compliant",
    "the release refuses a weak algorithm; also printed for built-in policies that nobody uses",
    WEAK,
)
.also(&["weak-algorithm"]);
pub(super) static LIFETIME: LogLine =
    line("Returning Actual lifetime", "the shorter lifetime holds for both; nothing is wrong", DEBUGS);
pub(super) static CHILD_FAULTS: LogLine =
    line("SA not acceptable!", "a child SA was refused; the lines before it say why", DEBUGS).also(CHILD_PROPOSALS);
