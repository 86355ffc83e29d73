//! The lines.

use crate::platform::logs::{LogLine, When, line, numbered};
use crate::platform::sightings::{CHILD_SA, IKE_PROPOSALS};

const SYSLOG: &str = "Cisco Secure Firewall ASA Series Syslog Messages, 711-714 and 750-752";
const LISTS: &str = "Cisco Secure Firewall ASA Series Syslog Messages, 106023, 106100 and 710003";
const TRAFFIC: &str = "Cisco Secure Firewall ASA Series Syslog Messages, 110003, 209005, 305011 and 305013";
const IPSEC: &str = "Cisco Secure Firewall ASA Series Syslog Messages, 402116 and 402117";
const MSG4: &str = "tunnelsup.com, L2L tunnel failed at MM_WAIT_MSG4 (captured log)";
const DEBUGS: &str = "IKEv1 debugs of ASA devices that were made public";
const IKEV2: &str = "Cisco ASA IKEv2 debugs (documents 115934 and 117337)";
const FTD: &str =
    "a log of FTD that was made public; Cisco Secure Firewall ASA Series Syslog Messages, 713041 and 752010";
const DISCONNECTED: &str = "Cisco Secure Firewall ASA Series Syslog Messages, 113019";
const AUTH_TIMER: &str = "a captured log of an ASA, 750003; Cisco Secure Firewall ASA Series Syslog Messages, 750003";

const NO_GROUP: &[&str] = &["psk-missing", "incomplete-entry", "peer-address-mismatch"];

// IKEv1, phase 1.

pub(super) static NO_IKE_PROPOSAL: LogLine =
    line("All SA proposals found unacceptable", "no IKE proposal of the initiator is one of this end's", DEBUGS);
pub(super) static NO_PROPOSAL_NOTIFY: LogLine = numbered(
    "%ASA-5-713904",
    "Received an un-encrypted NO_PROPOSAL_CHOSEN notify message, dropping",
    "the far end found no IKE proposal that it takes; this end drops the unprotected answer and goes on waiting",
    SYSLOG,
);
pub(super) static INFORMATION_FAILED: LogLine = numbered(
    "%ASA-4-713903",
    "Information Exchange processing failed",
    "an unprotected notification was dropped",
    MSG4,
)
.also(IKE_PROPOSALS);
pub(super) static COOKIE_NOTIFY: LogLine = numbered(
    "%ASA-5-713904",
    "Received an un-encrypted INVALID_COOKIE notify message, dropping",
    "the far end has forgotten the exchange, most often since it has no tunnel group or key for this end",
    MSG4,
)
.also(NO_GROUP);
pub(super) static MALFORMED_NOTIFY: LogLine = numbered(
    "%ASA-5-713904",
    "Received an un-encrypted PAYLOAD_MALFORMED notify message, dropping",
    "the far end could not decrypt MM5",
    SYSLOG,
);
pub(super) static NO_TUNNEL_GROUP: LogLine = line(
    "Can't find a valid tunnel group, aborting...!",
    "no tunnel group fits the address that the initiator comes from",
    DEBUGS,
)
.also(NO_GROUP);
pub(super) static PEER_TABLE: LogLine = numbered(
    "%ASA-3-713902",
    "Removing peer from peer table failed, no match!",
    "the exchange was dropped before the peer was known: no tunnel group, or no proposal in common",
    DEBUGS,
)
.also(&["psk-missing", "ike-proposal-mismatch", "peer-address-mismatch"]);
pub(super) static FORGOTTEN: LogLine = line(
    "Header invalid, missing SA payload! (next payload = 4)",
    "the far end goes on with an exchange that this end has forgotten",
    MSG4,
);
pub(super) static GROUP_WITHOUT_KEY: LogLine =
    line("Pre-shared key for group … not found", "the tunnel group has no key", SYSLOG).also(&["psk-missing"]);
pub(super) static UNDECIPHERABLE: LogLine = line(
    "had problems decrypting packet, probably due to mismatched pre-shared key. Aborting",
    "MM5 could not be decrypted",
    DEBUGS,
);
pub(super) static INVALID_PAYLOADS: LogLine =
    line("Received encrypted Oakley Main Mode packet with invalid payloads", "MM5 decrypts to garbage", DEBUGS);
pub(super) static TIMED_OUT: LogLine = numbered(
    "%ASA-5-713136",
    "session establishment timed out",
    "an exchange timed out; the line names the state in which it did",
    SYSLOG,
);
pub(super) static DUPLICATE_PHASE_1: LogLine = numbered(
    "%ASA-5-713201",
    "Duplicate Phase 1 packet detected. Retransmitting last packet.",
    "the initiator repeats itself: what this end answers does not reach it",
    SYSLOG,
);
pub(super) static DUPLICATE_PHASE_2: LogLine = numbered(
    "%ASA-5-713201",
    "Duplicate Phase 2 packet detected",
    "the initiator repeats quick mode: what this end answers does not reach it",
    SYSLOG,
);
pub(super) static NO_MAP: LogLine = line(
    "No crypto map bound to interface... dropping pkt",
    "IKE came in on an interface without a crypto map",
    DEBUGS,
)
.also(&["ike-not-enabled"]);
pub(super) static UNKNOWN_GROUP: LogLine = numbered(
    "%ASA-5-713255",
    "Received ISAKMP Aggressive Mode message 1 with unknown tunnel group name",
    "aggressive mode: no tunnel group for the identity",
    SYSLOG,
)
.also(&["identity-mismatch"]);
pub(super) static SPOOFED: LogLine = numbered(
    "%ASA-5-713256",
    "Sending spoofed ISAKMP Aggressive Mode message 2 due to receipt of unknown tunnel group",
    "aggressive mode: an unknown initiator gets a made-up answer",
    SYSLOG,
)
.also(&["identity-mismatch"]);
pub(super) static CONFLICTING_PROTOCOLS: LogLine = numbered(
    "%ASA-3-713206",
    "Tunnel Rejected: Conflicting protocols specified by tunnel-group and group-policy",
    "the group policy does not allow this IKE version",
    SYSLOG,
);
pub(super) static NO_TRUST_POINT: LogLine = numbered(
    "%ASA-3-713226",
    "no trust-point defined in tunnel-group",
    "the tunnel group names no trust point, and certificates are used",
    SYSLOG,
)
.also(&["incomplete-entry"]);

// IKEv1, phase 2.

pub(super) static NO_CHILD_PROPOSAL: LogLine = line(
    "All IPSec SA proposals found unacceptable!",
    "no IPsec proposal is common to both, or PFS differs; this line does not tell which",
    DEBUGS,
)
.also(&["encapsulation-mode-mismatch"]);
pub(super) static QUICK_MODE_ERROR: LogLine =
    numbered("%ASA-3-713902", "QM FSM error (P2 struct", "quick mode failed; the lines before it say why", SYSLOG)
        .also(CHILD_SA);
pub(super) static CORRELATOR: LogLine = line(
    "Removing peer from correlator table failed, no match!",
    "quick mode failed; the lines before it say why",
    SYSLOG,
)
.also(CHILD_SA);
pub(super) static TORN_DOWN: LogLine = numbered(
    "%ASA-5-713259",
    "Session is being torn down",
    "the session is torn down; the text behind it says why",
    SYSLOG,
);
pub(super) static POLICY_NOT_FOUND: LogLine = numbered(
    "%ASA-5-713259",
    "Reason: crypto map policy not found",
    "no crypto map entry has the selectors that were asked for",
    SYSLOG,
);
pub(super) static NO_PROPOSAL_14: LogLine = numbered(
    "%ASA-5-713068",
    "Received non-routine Notify message: No proposal chosen (14)",
    "the far end refused quick mode: proposals, PFS, or encapsulation mode",
    SYSLOG,
);
pub(super) static INVALID_ID_18: LogLine = numbered(
    "%ASA-5-713068",
    "Received non-routine Notify message: Invalid ID info (18)",
    "the far end refused the proxy identities of quick mode: the selectors",
    SYSLOG,
);
pub(super) static NO_MAP_ENTRY: LogLine = numbered(
    "%ASA-3-713061",
    "Rejecting IPSec tunnel: no matching crypto map entry",
    "no crypto map entry has the selectors that the initiator asks for",
    SYSLOG,
)
.also(&["peer-address-mismatch"]);
pub(super) static OTHER_PEER: LogLine = numbered(
    "%ASA-7-713187",
    "Tunnel Rejected: IKE peer does not match remote peer as defined in L2L policy",
    "the peer's address is not that of the crypto map entry",
    SYSLOG,
);
pub(super) static LIST_DOES_NOT_MATCH: LogLine = numbered(
    "%ASA-7-713222",
    "ACL does not match proxy IDs",
    "this crypto map entry was passed over: its access list does not hold what the initiator asks for",
    SYSLOG,
);
pub(super) static NO_LIST: LogLine = numbered(
    "%ASA-7-713223",
    "Static Crypto Map check … no ACL configured",
    "this crypto map entry was passed over: it has no access list",
    SYSLOG,
);
pub(super) static INCOMPLETE: LogLine = numbered(
    "%ASA-7-713224",
    "Static Crypto Map Check by-passed: Crypto map entry incomplete!",
    "this crypto map entry was passed over: it lacks its peer, its transform set or its access list",
    SYSLOG,
);
pub(super) static ENCAPSULATION: LogLine = numbered(
    "%ASA-5-713257",
    "Phase 2 failure: Mismatched attribute types for class Encapsulation Mode",
    "the encapsulation modes differ; with UDP in one of them, NAT traversal is on at one end only",
    SYSLOG,
);
pub(super) static ORIGINATE_ONLY: LogLine = numbered(
    "%ASA-3-713195",
    "Tunnel rejected: Originate-Only: Cannot accept incoming tunnel yet!",
    "this end only originates, and does not answer",
    SYSLOG,
);

pub(super) static NO_POLICY_TO_BEGIN: LogLine = numbered(
    "%ASA-3-713042:",
    "IKE Initiator unable to find policy",
    "a packet asked for the tunnel, and no crypto map entry of the interface takes it: the map or its access list is changed or \
     incomplete",
    SYSLOG,
)
.also(&["incomplete-entry", "dangling-reference", "crypto-map-not-applied"]);
pub(super) static PHASE_2_MISMATCH: LogLine = numbered(
    "%ASA-4-113019:",
    "Session disconnected. … Reason: Phase 2 Mismatch",
    "the IKE SA came up, and its first child SA was refused: selectors, proposals, or PFS",
    DISCONNECTED,
)
.likely()
.also(CHILD_SA);

// The tunnel manager, since 8.4.

pub(super) static NO_DISPATCH: LogLine = numbered(
    "%ASA-3-752006:",
    "Tunnel Manager failed to dispatch a KEY_ACQUIRE message",
    "nothing was sent: no tunnel group, no key, no policy, or IKE switched off here",
    SYSLOG,
);
pub(super) static NO_PROPOSAL_SET: LogLine = numbered(
    "%ASA-4-752010:",
    "Doesn't have a proposal specified",
    "the crypto map entry names no IPsec proposal or transform set for this IKE version, which is not tried; where the other \
     version is, nothing is wrong",
    FTD,
)
.also(&["incomplete-entry", "ike-version-mismatch"]);
pub(super) static BEGINS: LogLine = numbered(
    "%ASA-5-713041:",
    "IKE Initiator: New Phase 1",
    "this end begins phase 1; what comes of it, the lines behind it say",
    FTD,
);
pub(super) static PROPOSAL_TAKEN: LogLine = line(
    "Oakley proposal is acceptable",
    "the IKE proposals have one in common, so that they are not the fault",
    DEBUGS,
);
pub(super) static ALL_FAILED: LogLine = numbered(
    "%ASA-3-752015:",
    "Tunnel Manager has failed to establish an L2L SA",
    "every IKE version was tried and failed",
    SYSLOG,
)
.also(&["no-route-to-peer", "udp-500-blocked"]);
pub(super) static ONE_FAILED: LogLine = numbered(
    "%ASA-4-752012",
    "was unsuccessful at setting up a tunnel",
    "one IKE version was tried and failed",
    SYSLOG,
)
.also(&[
    "ike-proposal-mismatch",
    "psk-mismatch",
    "psk-missing",
    "no-route-to-peer",
    "recursive-route",
    "udp-500-blocked",
]);

// IKEv2.

pub(super) static CHILD_EXCHANGE_FAILED: LogLine = line(
    "Create child exchange failed",
    "IKEv2: a child SA beyond the first, or new keys for one, were refused: PFS counts from there on, as selectors and \
     proposals do",
    IKEV2,
)
.likely()
.also(&["pfs-mismatch", "selector-mismatch", "selector-one-way", "ipsec-proposal-mismatch"]);
pub(super) static ABORTED_CHILD: LogLine = numbered(
    "%ASA-4-750003:",
    "Negotiation aborted due to ERROR: Create child exchange failed",
    "IKEv2: a child SA beyond the first, or new keys for one, were refused: PFS counts from there on, as selectors and \
     proposals do",
    SYSLOG,
)
.likely()
.also(&["pfs-mismatch", "selector-mismatch", "selector-one-way", "ipsec-proposal-mismatch"]);
pub(super) static NO_GROUP_FOR_PEER: LogLine =
    line("Can't find tunnel group for peer", "IKEv2: no tunnel group for the peer, so nothing is sent", IKEV2)
        .also(&["incomplete-entry"]);
pub(super) static NO_SELF_AUTH: LogLine = line(
    "unable to set self auth method. Probable misconfiguration",
    "IKEv2: this end has no key or certificate for the peer",
    IKEV2,
);
pub(super) static NO_POLICY_AUTH: LogLine = line(
    "Failed to set P1 auth to build policy",
    "IKEv2: the tunnel group has no IKEv2 key or certificate, so nothing is sent",
    IKEV2,
);
pub(super) static NO_MATCHING_POLICY: LogLine = line(
    "Failed to find a matching policy",
    "IKEv2: no proposal fits; the lists of received and expected policies name the difference",
    IKEV2,
);
pub(super) static RECEIVED_POLICIES: LogLine =
    line("Received Policies:", "IKEv2: the proposals of the far end follow, none of which fits", IKEV2);
pub(super) static EXPECTED_POLICIES: LogLine =
    line("Expected Policies:", "IKEv2: the proposals of this end follow, none of which fits", IKEV2);
pub(super) static NO_PROPOSAL_CHOSEN: LogLine =
    line("Received no proposal chosen notify", "IKEv2: the far end found no IKE proposal that it takes", IKEV2);
pub(super) static INITIAL_FAILED: LogLine =
    line("Initial exchange failed", "IKEv2: IKE_SA_INIT was refused or is lost", IKEV2);
pub(super) static VERIFY_FAILED: LogLine = line("Verify auth failed", "IKEv2: the far end's proof is wrong", IKEV2);
pub(super) static NOT_AUTHENTICATED: LogLine =
    line("Failed to authenticate the IKE SA", "IKEv2: the key, the method or the identity was refused", IKEV2)
        .also(&["auth-method-mismatch", "identity-mismatch"]);
pub(super) static SENDS_FAILURE: LogLine =
    line("Sending authentication failure notify", "IKEv2: this end refuses the far end's proof", IKEV2);
pub(super) static AUTH_FAILED: LogLine =
    line("Auth exchange failed", "IKEv2: IKE_AUTH was refused: the lines around it say by whom", IKEV2).also(&[
        "identity-mismatch",
        "auth-method-mismatch",
        "psk-missing",
    ]);
pub(super) static OTHER_METHOD: LogLine = line(
    "Peer authentication method configured is mismatching with the method proposed by peer",
    "IKEv2: one end proves itself by a key, the other is told to expect a certificate",
    IKEV2,
);
pub(super) static NOT_IN_POLICY: LogLine = numbered(
    "%ASA-3-751008",
    "Tunnel rejected: IKEv2 not enabled in group policy",
    "IKEv2: the group policy does not allow IKEv2",
    SYSLOG,
);
pub(super) static NO_GROUP_V2: LogLine =
    numbered("%ASA-3-751009", "Unable to find tunnel group for peer", "IKEv2: no tunnel group for this peer", SYSLOG)
        .also(&["peer-address-mismatch", "identity-mismatch"]);
pub(super) static NO_KEY_V2: LogLine = numbered(
    "%ASA-3-751002",
    "No preshared key or trustpoint configured for self in tunnel group",
    "IKEv2: no key for this peer",
    SYSLOG,
);
pub(super) static NO_METHOD_V2: LogLine = numbered(
    "%ASA-3-751010",
    "Unable to determine self-authentication method. No crypto map setting or tunnel group found",
    "IKEv2: the end cannot authenticate itself or the peer",
    SYSLOG,
)
.also(&["auth-method-mismatch"]);
pub(super) static NO_POLICY_FOR_SELECTORS: LogLine = numbered(
    "%ASA-4-750003",
    "There was no IPSEC policy found for received TS",
    "IKEv2: no crypto map entry has the selectors that the initiator asks for",
    SYSLOG,
);
pub(super) static SELECTORS_REFUSED: LogLine = numbered(
    "%ASA-3-751022",
    "Tunnel rejected: Crypto Map Policy not found for remote traffic selector",
    "IKEv2: the selectors were refused",
    SYSLOG,
);
pub(super) static CIPHER_TOO_WEAK: LogLine = numbered(
    "%ASA-3-750011:",
    "Tunnel Rejected: Selected IKEv2 encryption algorithm",
    "IKEv2: the ESP cipher is stronger than the IKE cipher",
    SYSLOG,
);
pub(super) static ABORTED: LogLine = numbered(
    "%ASA-4-750003",
    "Negotiation aborted due to ERROR",
    "IKEv2: the negotiation was given up; the text behind it says why",
    SYSLOG,
);
pub(super) static NO_AUTH_CAME: LogLine = numbered(
    "%ASA-4-750003",
    "Failed to receive the AUTH msg before the timer expired",
    "IKEv2: IKE_AUTH never came, or not whole: UDP 4500 blocked, or fragments dropped",
    AUTH_TIMER,
);

// Packets.

pub(super) static DENIED: LogLine =
    numbered("%ASA-4-106023:", "Deny … by access-group", "an access group dropped a packet", LISTS);
pub(super) static ENTRY_DENIED: LogLine =
    numbered("%ASA-6-106100:", "access-list … denied", "an entry of an access list with log dropped a packet", LISTS)
        .when(When::EntryLogs);
pub(super) static ESP_DENIED: LogLine =
    numbered("%ASA-4-106023:", "Deny protocol 50 src", "an access group dropped ESP", LISTS);
pub(super) static UDP_DENIED: LogLine = numbered(
    "%ASA-4-106023:",
    "Deny udp src",
    "an access group dropped UDP; with port 500 or 4500 of this device it is IKE",
    LISTS,
)
.also(&["security-policy-blocks"]);
pub(super) static TO_THE_BOX: LogLine = numbered(
    "%ASA-3-710003:",
    "UDP access denied by ACL",
    "UDP for this device itself was dropped; with port 500 or 4500 it is IKE",
    LISTS,
);
pub(super) static NO_NEXT_HOP: LogLine =
    numbered("%ASA-6-110003:", "Routing failed to locate next hop", "there is no route for a packet", TRAFFIC);
pub(super) static TRANSLATED: LogLine = numbered(
    "%ASA-6-305011:",
    "Built dynamic",
    "a translation was made; for packets of a tunnel that takes them out of it",
    TRAFFIC,
);
pub(super) static ASYMMETRIC: LogLine = numbered(
    "%ASA-5-305013:",
    "Asymmetric NAT rules matched for forward and reverse flows",
    "a packet out of the tunnel was dropped: a translation on this end takes the answers to it",
    TRAFFIC,
);
pub(super) static FRAGMENTS: LogLine = numbered(
    "%ASA-4-209005:",
    "Discard IP fragment set with more than",
    "a packet came in more fragments than this end puts together",
    TRAFFIC,
);
pub(super) static LOST_CONTACT: LogLine = numbered(
    "%ASA-3-713123",
    "IKE lost contact with remote peer, deleting connection",
    "dead peer detection gave the peer up",
    SYSLOG,
)
.also(&["recursive-route", "no-route-to-peer", "udp-500-blocked", "udp-4500-blocked"]);
pub(super) static NOT_PROTECTED: LogLine = numbered(
    "%ASA-4-402117:",
    "IPSEC: Received a non-IPSec packet",
    "the far end sends in the clear what this end protects",
    IPSEC,
)
.also(&["crypto-map-not-applied", "one-sided-tunnel", "nat-exemption-missing"]);
pub(super) static NOT_OF_THE_SA: LogLine = numbered(
    "%ASA-4-402116:",
    "The decapsulated inner packet doesn't match the negotiated policy in the SA",
    "the far end sends through this child SA what was not negotiated for it",
    IPSEC,
)
.also(&["selector-mismatch", "selector-one-way", "overlapping-selectors"]);

// What stops nothing.

pub(super) static INITIATOR_SHORTER: LogLine = numbered(
    "%ASA-5-713073",
    "Responder forcing change of IPsec rekeying duration from",
    "IKEv1: the other end's lifetime is the shorter one, and holds for both; nothing is wrong",
    SYSLOG,
);
pub(super) static RESPONDER_SHORTER: LogLine = numbered(
    "%ASA-5-713075",
    "Overriding Initiator's IPsec rekeying duration from",
    "IKEv1: this end's lifetime is the shorter one, and holds for both; nothing is wrong",
    SYSLOG,
);
pub(super) static REKEY_COLLISION: LogLine = numbered(
    "%ASA-5-713092",
    "Failure during phase 1 rekeying attempt due to collision",
    "both ends began to renew the IKE SA at once",
    SYSLOG,
);
pub(super) static NO_IDENTITY_CERTIFICATE: LogLine = numbered(
    "%ASA-3-713098",
    "Aborting: No identity cert specified in IPsec SA",
    "certificates are used, and this end has none to prove itself with",
    SYSLOG,
)
.also(&["incomplete-entry"]);
pub(super) static NAT_STATUS: LogLine = numbered(
    "%ASA-6-713172",
    "Automatic NAT Detection Status:",
    "whether a NAT stands before either end; if so, MM5 and ESP use UDP 4500",
    SYSLOG,
)
.also(&["udp-4500-blocked", "nat-traversal-mismatch"]);
