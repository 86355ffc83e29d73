//! The lines. Texts are quoted where the vendor documents them or a device was seen to log them; what is only likely says so.

use crate::negotiation::Attribute::Encryption;
use crate::platform::logs::{LogLine, When, line};
use crate::platform::sightings::SELECTORS;

const TABLE: &str = "PAN-OS documentation, Interpret VPN Error Messages";
const MISMATCH: &str = "PAN-OS documentation, Troubleshoot Pre-Shared Key Mismatch";
const UNKNOWN_PEER: &str = "Palo Alto Networks, knowledge base kA10g000000Cle5CAC (unknown ikev2 peer)";
const AUTHENTICATION: &str = "Palo Alto Networks, knowledge base kA14u0000004OPOCA2 (authentication_failed)";
const KB: &str = "Palo Alto Networks knowledge base, site-to-site VPN";
const TRAFFIC: &str = "PAN-OS 9.1 and 10.0 administrator's guide, Traffic Log Fields; logging is an option of each rule, and off for the \
                       defaults";
const TEST: &str = "PAN-OS documentation, Test VPN Connectivity, and outputs in other vendors' guides";
const LOG: &str = "system logs of PAN-OS 11.2 that were made public";
const RESPONDER: &str = "a system log of a PAN-OS responder that was made public";

/// What leaves an initiator of IKEv1 without an answer that it takes, beyond what the table has.
const NO_ANSWER: &[&str] = &["no-route-to-peer", "recursive-route", "udp-500-blocked"];

// Phase 1.

pub(super) static TIMEOUT_MAIN: LogLine = line(
    "IKE phase-1 negotiation is failed as initiator, main mode. Failed SA: … due to timeout.",
    "nobody answered: the first message or its answer was lost, or the far end dropped it",
    TABLE,
)
.also(NO_ANSWER);
pub(super) static TIMEOUT_AGGRESSIVE: LogLine = line(
    "IKE phase-1 negotiation is failed as initiator, aggressive mode. Failed SA: … due to timeout.",
    "nobody answered: the first message or its answer was lost, or the far end dropped it",
    TABLE,
)
.also(NO_ANSWER);
pub(super) static TIMEOUT: LogLine = line(
    "due to timeout",
    "nobody answered: the first message or its answer was lost, or the far end dropped it",
    TABLE,
)
.also(MANY);
pub(super) static NEGOTIATION_TIMEOUT: LogLine = line(
    "negotiation timeout",
    "nobody answered: the first message or its answer was lost, or the far end dropped it",
    TABLE,
)
.also(MANY);
const MANY: &[&str] = &[
    "no-route-to-peer",
    "recursive-route",
    "udp-500-blocked",
    "ike-proposal-mismatch",
    "psk-mismatch",
    "psk-missing",
    "peer-address-mismatch",
    "exchange-mode-mismatch",
    "ike-version-mismatch",
];
pub(super) static NO_GATEWAY: LogLine = line(
    "IKE phase 1 negotiation is failed. Couldn't find configuration for IKE phase-1 request for peer IP",
    "no gateway has the address that the initiator comes from",
    TABLE,
);
pub(super) static UNKNOWN_IKEV2_PEER: LogLine =
    line("unknown ikev2 peer", "no IKEv2 gateway has the address that the initiator comes from", UNKNOWN_PEER);
pub(super) static NO_SUITABLE_PROPOSAL: LogLine =
    line("no suitable proposal found", "no proposal is common to both", TABLE).likely();
pub(super) static NO_PROPOSAL_CHOSEN: LogLine = line(
    "received notify type NO_PROPOSAL_CHOSEN",
    "the far end found no proposal that it takes: of IKE, of IPsec, or because of PFS",
    TABLE,
);
pub(super) static NOT_PRESENTED: LogLine = line(
    "ikev2-nego-enc-mismatch: … was not presented in the IKE proposal",
    "no IKE proposal of the initiator has what this end is configured for",
    LOG,
)
.when(When::Differs(Encryption));
pub(super) static NOT_PRESENTED_TEXT: LogLine = line(
    "was not presented in the IKE proposal",
    "no IKE proposal of the initiator has what this end is configured for",
    LOG,
)
.also(&["ike-proposal-mismatch"]);
pub(super) static CHOSE_NONE: LogLine = line("no proposal chosen", "no proposal is common to both", LOG);
pub(super) static AUTHENTICATION_FAILED: LogLine =
    line("received notify type AUTHENTICATION_FAILED", "the far end refused the key or the identity", AUTHENTICATION);
pub(super) static WRONG_PROOF: LogLine = line("authentication failure", "the far end's proof is wrong", MISMATCH);
pub(super) static SECRETS: LogLine =
    line("Decryption failed! mismatch of preshared secrets", "the keys differ", KB).likely();
pub(super) static SECRETS_TEXT: LogLine =
    line("mismatch of preshared secrets", "the keys differ", KB).also(&["psk-mismatch"]);
pub(super) static INITIATOR_UNKNOWN: LogLine = line(
    "IKEv2 IKE SA negotiation is failed as responder, non-rekey. … received ID_I ({received}) does not match peers id",
    "the identity of the far end is not the one that this end expects",
    RESPONDER,
);
pub(super) static RESPONDER_UNKNOWN: LogLine = line(
    "IKEv2 IKE SA negotiation is failed as initiator, non-rekey. … received ID_R ({received}) does not match peers id",
    "the identity of the far end is not the one that this end expects",
    RESPONDER,
)
.likely();
pub(super) static OTHER_IDENTITY: LogLine =
    line("does not match peers id", "the identity of the far end is not the one that this end expects", RESPONDER)
        .also(&["identity-mismatch"]);
pub(super) static NOT_AGGRESSIVE: LogLine =
    line("not acceptable Aggressive mode", "this end answers main mode alone", KB).likely();
pub(super) static NOT_MAIN: LogLine =
    line("not acceptable Identity Protection mode", "this end answers aggressive mode alone", KB).likely();

// Phase 2.

pub(super) static TIMEOUT_QUICK: LogLine = line(
    "IKE phase-2 negotiation is failed as initiator, quick mode. Failed SA: … Due to negotiation timeout",
    "the IKE SA is up, and quick mode got no answer: the far end dropped it without a word, most often for its selectors, its \
     proposals or PFS; or what is sent on UDP 4500 is lost",
    TABLE,
)
.likely()
.also(QUICK_MODE);
pub(super) static QUICK_MODE_FAILED: LogLine = line(
    "IKE phase-2 negotiation is failed",
    "the IKE SA is up, and a child SA was refused; the text behind it says why",
    TABLE,
)
.likely()
.also(QUICK_MODE);
const QUICK_MODE: &[&str] = &[
    "selector-mismatch",
    "selector-one-way",
    "ipsec-proposal-mismatch",
    "pfs-mismatch",
    "encapsulation-mode-mismatch",
    "udp-4500-blocked",
];
pub(super) static PFS_GROUP: LogLine = line("pfs group mismatched", "PFS differs", TABLE).likely();
pub(super) static NO_KEY_EXCHANGE: LogLine =
    line("message lacks KE payload", "PFS: this end has a group, and the far end offers none", KB);
pub(super) static NO_SAINFO: LogLine =
    line("failed to get sainfo", "the proxy IDs are not the mirror of the far end's selectors", KB);
pub(super) static PROXY_ID: LogLine = line(
    "IKE phase-2 negotiation failed when processing proxy ID",
    "the proxy IDs are not the mirror of the far end's selectors",
    TABLE,
)
.likely();
pub(super) static PROXY_ID_TEXT: LogLine =
    line("when processing proxy ID", "the proxy IDs are not the mirror of the far end's selectors", TABLE)
        .also(SELECTORS);
pub(super) static NO_TUNNEL: LogLine = line(
    "cannot find matching phase-2 tunnel for received proxy ID",
    "the proxy IDs are not the mirror of the far end's selectors",
    TABLE,
)
.likely();
pub(super) static TS_UNACCEPTABLE: LogLine = line("TS_UNACCEPTABLE", "the selectors were refused", KB);
pub(super) static INVALID_ID: LogLine = line(
    "received notify type INVALID_ID_INFORMATION",
    "the far end refused an identity: in phase 2 the proxy identities (the selectors), in phase 1 that of this end",
    TABLE,
)
.likely()
.also(&["identity-mismatch"]);
pub(super) static PAYLOAD_130: LogLine = line(
    "ignore the packet, received unexpecting payload type 130",
    "NAT traversal is on at the far end and off at this one",
    KB,
)
.also(&["nat-traversal-mismatch"]);

// What `test vpn ike-sa` and older releases write otherwise.

pub(super) static INITIATES_IKE: LogLine = line(
    "Initiate … IKE SA",
    "the firewall was told to begin phase 1, which says nothing of what came of it: the system log and `show vpn ike-sa` do",
    TEST,
);
pub(super) static INITIATES_IPSEC: LogLine = line(
    "Initiate … IPSec SA",
    "the firewall was told to begin phase 2, which says nothing of what came of it: the system log and `show vpn ipsec-sa` do",
    TEST,
);
pub(super) static INITIATES_IKE_OLD: LogLine = line(
    "Initiate IKE SA: Total",
    "the firewall was told to begin phase 1, which says nothing of what came of it: the system log and `show vpn ike-sa` do",
    TEST,
);
pub(super) static INITIATES_IPSEC_OLD: LogLine = line(
    "Initiate IPSec SA: Total",
    "the firewall was told to begin phase 2, which says nothing of what came of it: the system log and `show vpn ipsec-sa` do",
    TEST,
);

pub(super) static DASHED_NO_PROPOSAL: LogLine = line(
    "NO-PROPOSAL-CHOSEN",
    "the far end found no proposal that it takes: of IKE, of IPsec, or because of PFS",
    TABLE,
)
.also(&["ike-proposal-mismatch", "ipsec-proposal-mismatch", "pfs-mismatch"]);
pub(super) static DASHED_INVALID_ID: LogLine = line(
    "INVALID-ID-INFORMATION",
    "the far end refused an identity: in phase 2 the proxy identities (the selectors), in phase 1 that of this end",
    TABLE,
)
.also(&["selector-mismatch", "selector-one-way", "identity-mismatch"]);

pub(super) static LOST_SPI: LogLine = line(
    "can't find sa for proto ESP spi",
    "packets or messages come for a child SA that this end has deleted already",
    "Palo Alto Networks, knowledge base kA1Ki000000TNW8KAO",
);

// Packets: the traffic log.

pub(super) static IKE_DENIED: LogLine = line(
    "the traffic log, application ike, action deny or drop",
    "a security rule denies IKE for the firewall itself",
    TRAFFIC,
)
.when(When::BetweenZones);
pub(super) static ENCAPSULATION_DENIED: LogLine = line(
    "the traffic log, application ipsec-esp-udp or ike, action deny or drop",
    "a security rule denies UDP 4500 for the firewall itself",
    TRAFFIC,
)
.when(When::BetweenZones);
pub(super) static DENIED: LogLine = line(
    "the traffic log, action deny or drop, session end reason policy-deny",
    "a security rule denies the packets of the tunnel",
    TRAFFIC,
)
.when(When::RuleLogs);
pub(super) static ESP_DENIED: LogLine = line(
    "the traffic log, application ipsec-esp, action deny or drop",
    "a security rule denies ESP for the firewall itself",
    TRAFFIC,
)
.when(When::RuleLogs);
