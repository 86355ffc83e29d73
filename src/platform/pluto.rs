//! What libreswan's daemon logs, and what `ipsec status` says of it. Its configuration is not read; it is often the far end,
//! and its log the one that somebody has.
//!
//! Sources: libreswan, programs/pluto (retry.c, ikev1_quick.c, ikev1_main.c) and logs of it; Oracle Cloud, troubleshooting of
//! site-to-site VPN, whose gateways run it.

use std::borrow::Cow;

use crate::platform::logs::{LogLine, line};
use crate::platform::sightings::{CHILD_PROPOSALS, IKE_PROPOSALS, SELECTORS, Sighting};
use crate::platform::states::counters::{CHILD_LISTED, LISTED};

const SOURCE: &str = "libreswan, programs/pluto, and logs of it that were made public";
const ORACLE: &str = "Oracle Cloud, site-to-site VPN troubleshooting: interpreting log messages";

/// What leaves an initiator without an answer that it takes.
const NO_ANSWER: &[&str] = &[
    "no-route-to-peer",
    "recursive-route",
    "udp-500-blocked",
    "ike-not-enabled",
    "peer-address-mismatch",
    "one-sided-tunnel",
    "ike-version-mismatch",
    "exchange-mode-mismatch",
    "ike-proposal-mismatch",
    "auth-method-mismatch",
    "psk-missing",
];
const NO_PROOF: &[&str] = &["psk-mismatch", "udp-4500-blocked", "identity-mismatch"];
const AUTHENTICATION: &[&str] = &["psk-mismatch", "identity-mismatch", "auth-method-mismatch", "psk-missing"];

/// A line of the log that tells a state, as `ipsec status` writes it: `STATE_MAIN_I2: sent MI2` is `STATE_MAIN_I2 (sent MI2`.
pub(super) fn as_status(line: &str) -> Cow<'_, str> {
    match line.contains("STATE_") {
        true => Cow::Owned(line.replace(": sent ", " (sent ")),
        false => Cow::Borrowed(line),
    }
}

/// How far an exchange has come, where a line of its log says what is up.
pub(super) fn progress(number: usize, line: &str) -> Option<Sighting> {
    let word = match () {
        () if line.contains("IPsec SA established") => CHILD_LISTED,
        () if line.contains("ISAKMP SA established") || line.contains("IKE SA established") => LISTED,
        () => return None,
    };
    Some(Sighting { text: line.trim().to_owned(), ..Sighting::of_state(number, word, None)? })
}

/// The connection that a line of its log is about.
pub(super) fn connection(line: &str) -> Option<&str> {
    let (_, behind) = line.split_once('"')?;
    let (name, rest) = behind.split_once('"')?;
    (rest.contains('#') || line.contains('#')).then_some(name)
}

/// The lines.
pub(super) static LINES: &[LogLine] = &[
    line(
        "No response (or no acceptable response) to our first IKEv1 message",
        "nobody answered MM1, or the answer was a refusal that is not believed",
        SOURCE,
    )
    .also(NO_ANSWER),
    line(
        "No response (or no acceptable response) to our first IKEv2 message",
        "nobody answered IKE_SA_INIT, or the answer was a refusal that is not believed",
        ORACLE,
    )
    .also(NO_ANSWER),
    line(
        "Possible authentication failure: no acceptable response to our first encrypted message",
        "MM5 was not answered: the keys differ, or it does not get through on UDP 4500",
        SOURCE,
    )
    .also(NO_PROOF),
    line(
        "No acceptable response to our first Quick Mode message",
        "quick mode was not answered: selectors, proposals or PFS",
        SOURCE,
    )
    .also(&["selector-mismatch", "ipsec-proposal-mismatch", "pfs-mismatch", "encapsulation-mode-mismatch"]),
    line(
        "no connection has been authorized with policy",
        "no connection has these two addresses with this kind of authentication",
        SOURCE,
    )
    .also(&["peer-address-mismatch", "one-sided-tunnel", "auth-method-mismatch", "ike-version-mismatch"]),
    line(
        "cannot respond to IPsec SA request because no connection is known for",
        "no connection has the selectors that the initiator asks for in quick mode",
        SOURCE,
    )
    .also(SELECTORS),
    line(
        "No IKEv2 connection found with compatible Traffic Selectors",
        "no connection has the selectors that the initiator asks for",
        ORACLE,
    )
    .also(SELECTORS),
    line("encrypted notification TS_UNACCEPTABLE", "this end refused the selectors", ORACLE).also(SELECTORS),
    line(
        "ignoring informational payload, type INVALID_ID_INFORMATION",
        "the far end refused an identity: in quick mode the proxy identities (the selectors), in main mode that of this end",
        SOURCE,
    )
    .also(&["selector-mismatch", "selector-one-way", "identity-mismatch"]),
    line(
        "sending encrypted notification INVALID_ID_INFORMATION",
        "this end refused an identity: in quick mode the proxy identities (the selectors), in main mode that of the far end",
        ORACLE,
    )
    .also(&["selector-mismatch", "selector-one-way", "identity-mismatch"]),
    line(
        "mismatched on first found connection and no better connection found",
        "the identity of the far end is not the one that this end expects",
        ORACLE,
    )
    .also(&["identity-mismatch"]),
    line("no acceptable Oakley Transform", "no IKE proposal of the initiator is one of this end's", ORACLE).also(IKE_PROPOSALS),
    line(
        "OAKLEY proposal refused",
        "this IKE proposal of the initiator lacks something",
        ORACLE,
    )
    .also(IKE_PROPOSALS),
    line(
        "received unauthenticated v2N_NO_PROPOSAL_CHOSEN",
        "the far end found no IKE proposal that it takes, or has no connection for this address",
        ORACLE,
    )
    .also(&["ike-proposal-mismatch", "ike-version-mismatch", "peer-address-mismatch"]),
    line(
        "dropping unexpected IKE_SA_INIT message containing NO_PROPOSAL_CHOSEN notification",
        "the far end found no IKE proposal that it takes, or does not speak IKEv2 with this end",
        ORACLE,
    )
    .also(&["ike-version-mismatch", "ike-proposal-mismatch", "peer-address-mismatch"]),
    line(
        "ignoring informational payload NO_PROPOSAL_CHOSEN",
        "the far end found no proposal that it takes: of IPsec, or because of PFS",
        ORACLE,
    )
    .also(CHILD_PROPOSALS),
    line("IKE SA authentication request rejected by peer: AUTHENTICATION_FAILED", "the far end refused the key or the identity", ORACLE)
        .also(AUTHENTICATION),
    line(
        "authentication failed: computed hash does not match hash received from peer",
        "the far end's proof is wrong: the keys differ",
        ORACLE,
    )
    .also(&["psk-mismatch"]),
    line("encrypted notification AUTHENTICATION_FAILED", "this end refused the far end's proof", ORACLE).also(AUTHENTICATION),
    // `ipsec status`: the state in which an exchange is, with what was sent in brackets.
    line("STATE_MAIN_I1 (", "MM1 is sent, and MM2 awaited", SOURCE).also(NO_ANSWER),
    line("STATE_MAIN_I2 (", "MM3 is sent, and MM4 awaited", SOURCE).also(&["psk-missing", "udp-500-blocked"]),
    line("STATE_MAIN_I3 (", "MM5 is sent, and MM6 awaited", SOURCE).also(NO_PROOF),
    line("STATE_MAIN_R1 (", "MM2 is sent, and MM3 awaited", SOURCE).also(&["no-route-to-peer", "udp-500-blocked"]),
    line("STATE_MAIN_R2 (", "MM4 is sent, and MM5 awaited", SOURCE).also(NO_PROOF),
    line("STATE_QUICK_I1 (", "the IKE SA is up, QM1 is sent, and QM2 awaited", SOURCE).also(&[
        "selector-mismatch",
        "ipsec-proposal-mismatch",
        "pfs-mismatch",
        "encapsulation-mode-mismatch",
    ]),
    line("STATE_V2_PARENT_I1 (", "IKE_SA_INIT is sent, and its answer awaited", SOURCE).also(NO_ANSWER),
    line("STATE_V2_PARENT_I2 (", "IKE_AUTH is sent, and its answer awaited", SOURCE).also(&["udp-4500-blocked"]),
    line("STATE_V2_PARENT_R1 (", "IKE_SA_INIT is answered, and IKE_AUTH awaited", SOURCE).also(&["udp-4500-blocked", "no-route-to-peer"]),
];
