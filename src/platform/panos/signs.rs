//! What PAN-OS logs, and what each line means by itself.

use crate::negotiation::Role::{Initiator, Responder};
use crate::platform::sightings::{LogSign, SELECTORS, sign};

const TABLE: &str = "PAN-OS documentation, Interpret VPN Error Messages";
const KB: &str = "Palo Alto Networks knowledge base, site-to-site VPN";
const TRAFFIC: &str = "PAN-OS documentation, traffic log fields";
const LOG: &str = "system logs of PAN-OS 11.2 that were made public";

/// What leaves an initiator of IKEv1 without an answer that it takes.
const NO_ANSWER: &[&str] = &[
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

/// The lines.
pub(super) static SIGNS: &[LogSign] = &[
    sign(
        "due to timeout",
        Some(Initiator),
        "nobody answered: the first message or its answer was lost, or the far end dropped it",
        NO_ANSWER,
        TABLE,
    ),
    sign(
        "Couldn't find configuration for IKE phase-1 request for peer IP",
        Some(Responder),
        "no gateway has the address that the initiator comes from",
        &["peer-address-mismatch", "one-sided-tunnel"],
        TABLE,
    ),
    sign(
        "unknown ikev2 peer",
        Some(Responder),
        "no IKEv2 gateway has the address that the initiator comes from",
        &["peer-address-mismatch", "ike-version-mismatch"],
        KB,
    ),
    sign(
        "traffic log, application ike,",
        Some(Responder),
        "a security rule denies IKE for the firewall itself",
        &["udp-500-blocked"],
        TRAFFIC,
    ),
    sign(
        "traffic log, application ipsec-esp-udp or ike,",
        Some(Responder),
        "a security rule denies UDP 4500 for the firewall itself",
        &["udp-4500-blocked"],
        TRAFFIC,
    ),
    sign(
        "no suitable proposal found",
        Some(Responder),
        "no proposal is common to both",
        &["ike-proposal-mismatch", "auth-method-mismatch", "ipsec-proposal-mismatch"],
        TABLE,
    ),
    sign(
        "received notify type NO_PROPOSAL_CHOSEN",
        Some(Initiator),
        "the far end found no proposal that it takes: of IKE, of IPsec, or because of PFS",
        &["ike-proposal-mismatch", "ipsec-proposal-mismatch", "pfs-mismatch"],
        TABLE,
    ),
    sign(
        "was not presented in the IKE proposal",
        Some(Responder),
        "no IKE proposal of the initiator has what this end is configured for",
        &["ike-proposal-mismatch"],
        LOG,
    ),
    sign(
        "no proposal chosen",
        Some(Responder),
        "no proposal is common to both",
        &["ike-proposal-mismatch", "ipsec-proposal-mismatch"],
        LOG,
    ),
    sign(
        "received notify type AUTHENTICATION_FAILED",
        Some(Initiator),
        "the far end refused the key or the identity",
        &["psk-mismatch", "identity-mismatch", "auth-method-mismatch"],
        KB,
    ),
    sign("authentication failure", Some(Responder), "the initiator's proof is wrong", &["psk-mismatch"], KB),
    sign("mismatch of preshared secrets", Some(Responder), "the keys differ", &["psk-mismatch"], TABLE),
    sign(
        "does not match peers id",
        None,
        "the identity of the far end is not the one that this end expects",
        &["identity-mismatch"],
        LOG,
    ),
    sign(
        "not acceptable Aggressive mode",
        Some(Responder),
        "this end answers main mode alone",
        &["exchange-mode-mismatch"],
        TABLE,
    ),
    sign(
        "not acceptable Identity Protection mode",
        Some(Responder),
        "this end answers aggressive mode alone",
        &["exchange-mode-mismatch"],
        TABLE,
    ),
    sign("pfs group mismatched", Some(Responder), "PFS differs", &["pfs-mismatch"], TABLE),
    sign(
        "message lacks KE payload",
        Some(Responder),
        "PFS: this end has a group, and the far end offers none",
        &["pfs-mismatch"],
        KB,
    ),
    sign(
        "when processing proxy ID",
        Some(Responder),
        "the proxy IDs are not the mirror of the far end's selectors",
        SELECTORS,
        TABLE,
    ),
    sign(
        "cannot find matching phase-2 tunnel for received proxy ID",
        Some(Responder),
        "the proxy IDs are not the mirror of the far end's selectors",
        SELECTORS,
        TABLE,
    ),
    sign(
        "failed to get sainfo",
        Some(Responder),
        "the proxy IDs are not the mirror of the far end's selectors",
        SELECTORS,
        KB,
    ),
    sign("TS_UNACCEPTABLE", None, "the selectors were refused", SELECTORS, KB),
    sign(
        "received notify type INVALID_ID_INFORMATION",
        Some(Initiator),
        "the far end refused the selectors or the identity",
        &["selector-mismatch", "selector-one-way", "identity-mismatch"],
        KB,
    ),
    sign(
        "ignore the packet, received unexpecting payload type 130",
        None,
        "NAT traversal is on at the far end and off at this one",
        &["nat-traversal-mismatch"],
        KB,
    ),
    sign(
        "negotiation timeout",
        Some(Initiator),
        "nobody answered: the first message or its answer was lost, or the far end dropped it",
        NO_ANSWER,
        TABLE,
    ),
    sign(
        "NO-PROPOSAL-CHOSEN",
        Some(Initiator),
        "the far end found no proposal that it takes: of IKE, of IPsec, or because of PFS",
        &["ike-proposal-mismatch", "ipsec-proposal-mismatch", "pfs-mismatch"],
        TABLE,
    ),
    sign(
        "INVALID-ID-INFORMATION",
        Some(Initiator),
        "the far end refused the selectors or the identity",
        &["selector-mismatch", "selector-one-way", "identity-mismatch"],
        TABLE,
    ),
];
