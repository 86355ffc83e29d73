//! What strongSwan logs, and what each line means by itself.

use crate::negotiation::Role::{self, Initiator, Responder};
use crate::platform::sightings::LogSign;

const SOURCE: &str = "strongSwan, libcharon sa/ikev1 and sa/ikev2, and logs of release 5.9.8";

const fn sign(
    text: &'static str,
    role: Option<Role>,
    says: &'static str,
    rules: &'static [&'static str],
    source: &'static str,
) -> LogSign {
    LogSign { text, says, rules, role, source }
}

/// The lines.
pub(super) static SIGNS: &[LogSign] = &[
    sign(
        "peer not responding",
        Some(Initiator),
        "nobody answered: the first message or its answer was lost, or the far end dropped it",
        &["no-route-to-peer", "udp-500-blocked", "ike-not-enabled"],
        SOURCE,
    ),
    sign(
        "giving up after",
        Some(Initiator),
        "a message was repeated to the end without an answer",
        &["no-route-to-peer", "udp-500-blocked", "udp-4500-blocked", "psk-mismatch"],
        SOURCE,
    ),
    sign(
        "no IKE config found for",
        Some(Responder),
        "no connection has these two addresses, or this IKE version",
        &["peer-address-mismatch", "ike-version-mismatch", "one-sided-tunnel"],
        SOURCE,
    ),
    sign(
        "received proposals unacceptable",
        Some(Responder),
        "no IKE proposal is common to both",
        &["ike-proposal-mismatch"],
        SOURCE,
    ),
    sign("no proposal found", Some(Responder), "no IKE proposal is common to both", &["ike-proposal-mismatch"], SOURCE),
    sign(
        "received NO_PROPOSAL_CHOSEN error notify",
        Some(Initiator),
        "IKEv1: the far end found no proposal, or no connection for this address",
        &["ike-proposal-mismatch", "ipsec-proposal-mismatch", "peer-address-mismatch", "pfs-mismatch"],
        SOURCE,
    ),
    sign(
        "received NO_PROPOSAL_CHOSEN notify error",
        Some(Initiator),
        "IKEv2: the far end found no IKE proposal, or no connection for this address",
        &["ike-proposal-mismatch", "peer-address-mismatch", "ike-version-mismatch"],
        SOURCE,
    ),
    sign(
        "received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built",
        Some(Initiator),
        "the IKE SA is up, and no IPsec proposal is common to both",
        &["ipsec-proposal-mismatch"],
        SOURCE,
    ),
    sign(
        "received TS_UNACCEPTABLE notify, no CHILD_SA built",
        Some(Initiator),
        "the IKE SA is up, and the far end refused the selectors",
        &["selector-mismatch", "selector-one-way"],
        SOURCE,
    ),
    sign(
        "received INVALID_ID_INFORMATION error notify",
        Some(Initiator),
        "the far end refused the selectors of quick mode",
        &["selector-mismatch", "selector-one-way"],
        SOURCE,
    ),
    sign(
        "no matching CHILD_SA config found",
        Some(Responder),
        "no child section has the selectors that the initiator asks for",
        &["selector-mismatch", "selector-one-way"],
        SOURCE,
    ),
    sign(
        "no acceptable traffic selectors found",
        Some(Responder),
        "no child section has the selectors that the initiator asks for",
        &["selector-mismatch", "selector-one-way"],
        SOURCE,
    ),
    sign(
        "no acceptable proposal found",
        Some(Responder),
        "no IPsec proposal is common to both",
        &["ipsec-proposal-mismatch", "pfs-mismatch"],
        SOURCE,
    ),
    sign(
        "no matching proposal found, sending NO_PROPOSAL_CHOSEN",
        Some(Responder),
        "no IPsec proposal is common to both",
        &["ipsec-proposal-mismatch", "pfs-mismatch"],
        SOURCE,
    ),
    sign(
        "no shared key found for",
        None,
        "there is no key for these identities",
        &["psk-missing", "identity-mismatch"],
        SOURCE,
    ),
    sign("but MAC mismatched", None, "the keys differ", &["psk-mismatch"], SOURCE),
    sign(
        "decryption failed?",
        Some(Responder),
        "MM5 could not be decrypted: the keys differ",
        &["psk-mismatch"],
        SOURCE,
    ),
    sign(
        "could not decrypt payloads",
        Some(Responder),
        "a message could not be decrypted: the keys differ",
        &["psk-mismatch"],
        SOURCE,
    ),
    sign(
        "calculated HASH does not match HASH payload",
        Some(Initiator),
        "aggressive mode: the keys differ",
        &["psk-mismatch"],
        SOURCE,
    ),
    sign(
        "received AUTHENTICATION_FAILED notify error",
        Some(Initiator),
        "the far end refused the key, the identity or the method",
        &["psk-mismatch", "identity-mismatch", "auth-method-mismatch", "psk-missing"],
        SOURCE,
    ),
    sign(
        "received AUTHENTICATION_FAILED error notify",
        Some(Initiator),
        "the far end refused the identity or the exchange mode",
        &["identity-mismatch", "exchange-mode-mismatch", "auth-method-mismatch"],
        SOURCE,
    ),
    sign(
        "no matching peer config found",
        Some(Responder),
        "no connection has these identities and methods",
        &["identity-mismatch", "auth-method-mismatch"],
        SOURCE,
    ),
    sign(
        "no peer config found",
        Some(Responder),
        "no connection has these identities and methods",
        &["identity-mismatch", "auth-method-mismatch"],
        SOURCE,
    ),
    sign(
        "none allows pre-shared key authentication using",
        Some(Responder),
        "the exchange mode is not the one of the connection",
        &["exchange-mode-mismatch"],
        SOURCE,
    ),
    sign(
        "constraint check failed: identity",
        Some(Initiator),
        "the far end is not who this end wants",
        &["identity-mismatch"],
        SOURCE,
    ),
    sign("does not match to", Some(Initiator), "the far end is not who this end wants", &["identity-mismatch"], SOURCE),
    sign(
        "received INVALID_KEY_INFORMATION error notify",
        Some(Initiator),
        "the far end has no key for this end",
        &["psk-missing"],
        SOURCE,
    ),
];
