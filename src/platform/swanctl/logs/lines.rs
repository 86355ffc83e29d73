//! The lines.

use crate::platform::logs::{LogLine, When, line};
use crate::platform::sightings::{CHILD_SA, SELECTORS};

const LOADS: &str = "strongSwan, swanctl --load-all and vici_config.c; release 5.9.8";
const SOURCE: &str = "strongSwan, libcharon sa/ikev1 and sa/ikev2, and logs of release 5.9.8";

// Loading.

/// What `swanctl --load-all` prints.
pub(super) static NOT_LOADED: LogLine = line(
    "loading connection '…' failed: …, config discarded",
    "a connection was not loaded: an option or a value of it is not known",
    LOADS,
)
.also(&["unrecognised-line", "invalid-value"]);
pub(super) static DISCARDED: LogLine =
    line("config discarded", "a connection was not loaded: an option or a value of it is not known", LOADS)
        .also(&["unrecognised-line", "invalid-value"]);
pub(super) static UNKNOWN_SECTION: LogLine =
    line("failed: invalid section", "a connection was not loaded: a section of it is not known", LOADS)
        .also(&["unrecognised-line"]);
pub(super) static BROKEN_FILE: LogLine =
    line("invalid config file", "nothing was loaded: the syntax is broken", LOADS).also(&["unrecognised-line"]);

// Phase 1.

pub(super) static GIVING_UP: LogLine =
    line("giving up after 5 retransmits", "a message was repeated to the end without an answer", SOURCE);
pub(super) static GIVES_UP: LogLine =
    line("giving up after", "a message was repeated to the end without an answer", SOURCE).also(&[
        "no-route-to-peer",
        "recursive-route",
        "udp-500-blocked",
        "udp-4500-blocked",
        "psk-mismatch",
    ]);
pub(super) static REPEATS: LogLine =
    line("retransmit … of request with message ID", "a message is repeated: no answer to it comes", SOURCE).also(&[
        "no-route-to-peer",
        "recursive-route",
        "udp-500-blocked",
        "udp-4500-blocked",
        "psk-mismatch",
    ]);
pub(super) static REPEATED: LogLine = line(
    "received retransmit of request with ID …, retransmitting response",
    "the initiator repeats itself: what this end answers does not reach it",
    SOURCE,
)
.also(&["no-route-to-peer", "recursive-route", "udp-500-blocked", "udp-4500-blocked"]);
pub(super) static NOT_RESPONDING: LogLine = line(
    "establishing IKE_SA failed, peer not responding",
    "nobody answered: the first message or its answer was lost, or the far end dropped it",
    SOURCE,
);
pub(super) static NO_CONNECTION: LogLine = line(
    "no IKE config found for …, sending NO_PROPOSAL_CHOSEN",
    "no connection has these two addresses, or this IKE version",
    SOURCE,
)
.also(&["invalid-value"]);
pub(super) static REFUSED_V1: LogLine = line(
    "received NO_PROPOSAL_CHOSEN error notify",
    "IKEv1: the far end found no proposal, or no connection for this address",
    SOURCE,
);
pub(super) static REFUSED_V2: LogLine = line(
    "received NO_PROPOSAL_CHOSEN notify error",
    "IKEv2: the far end found no IKE proposal, or no connection for this address",
    SOURCE,
);
pub(super) static UNACCEPTABLE: LogLine =
    line("received proposals unacceptable", "no IKE proposal is common to both", SOURCE);
pub(super) static NO_PROPOSAL: LogLine = line("no proposal found", "no IKE proposal is common to both", SOURCE)
    .also(&["ike-proposal-mismatch", "auth-method-mismatch"]);
pub(super) static NOT_MAIN: LogLine = line(
    "found 1 matching config, but none allows pre-shared key authentication using Main Mode",
    "the exchange mode is not the one of the connection",
    SOURCE,
);
pub(super) static NOT_AGGRESSIVE: LogLine = line(
    "found 1 matching config, but none allows pre-shared key authentication using Aggressive Mode",
    "the exchange mode is not the one of the connection",
    SOURCE,
);
pub(super) static OTHER_MODE: LogLine = line(
    "none allows pre-shared key authentication using",
    "the exchange mode is not the one of the connection",
    SOURCE,
)
.also(&["exchange-mode-mismatch"]);
pub(super) static NO_KEY: LogLine =
    line("no shared key found for '…' - '{owner}'", "there is no key for these identities", SOURCE)
        .also(&["identity-mismatch"]);
pub(super) static NO_KEY_TEXT: LogLine =
    line("no shared key found for", "there is no key for these identities", SOURCE)
        .also(&["psk-missing", "identity-mismatch"]);
pub(super) static INVALID_KEY: LogLine =
    line("received INVALID_KEY_INFORMATION error notify", "the far end has no key for this end", SOURCE);
pub(super) static WRONG_KEY: LogLine =
    line("tried 1 shared key for '…' - '…', but MAC mismatched", "the keys differ", SOURCE);
pub(super) static MAC: LogLine = line("but MAC mismatched", "the keys differ", SOURCE).also(&["psk-mismatch"]);
pub(super) static GARBAGE: LogLine =
    line("invalid ID_V1 payload length, decryption failed?", "MM5 could not be decrypted: the keys differ", SOURCE);
pub(super) static UNDECIPHERABLE: LogLine =
    line("could not decrypt payloads", "a message could not be decrypted: the keys differ", SOURCE);
pub(super) static NOT_PARSED: LogLine =
    line("message parsing failed", "a message could not be decrypted: the keys differ", SOURCE);
pub(super) static MALFORMED_NOTIFY: LogLine = line(
    "ignore malformed INFORMATIONAL request",
    "the far end could not decrypt MM5, and says so without protection",
    SOURCE,
);
pub(super) static NOTIFY_FAILED: LogLine = line(
    "INFORMATIONAL_V1 request with message ID … processing failed",
    "the far end could not decrypt MM5, and says so without protection",
    SOURCE,
);
pub(super) static HASH: LogLine =
    line("calculated HASH does not match HASH payload", "aggressive mode: the keys differ", SOURCE);
pub(super) static AUTHENTICATION_V1: LogLine = line(
    "received AUTHENTICATION_FAILED error notify",
    "the far end refused the identity or the exchange mode",
    SOURCE,
);
pub(super) static AUTHENTICATION_V2: LogLine = line(
    "received AUTHENTICATION_FAILED notify error",
    "the far end refused the key, the identity or the method",
    SOURCE,
);
pub(super) static NO_MATCHING_PEER: LogLine =
    line("no matching peer config found", "no connection has these identities and methods", SOURCE);
pub(super) static NO_PEER: LogLine =
    line("no peer config found", "no connection has these identities and methods", SOURCE);
pub(super) static OTHER_IDENTITY: LogLine =
    line("IDir '{name}' does not match to '…'", "the far end is not who this end wants", SOURCE);
pub(super) static CONSTRAINT: LogLine =
    line("constraint check failed: identity '…' required", "the far end is not who this end wants", SOURCE);
pub(super) static NO_POST_QUANTUM: LogLine = line(
    "PPK required but peer does not support PPK",
    "this end insists on a post-quantum key, and the far end uses none",
    SOURCE,
)
.when(When::OtherHasNone);
pub(super) static POST_QUANTUM_MISSING: LogLine =
    line("PPK required but no PPK found for '…'", "this end insists on a post-quantum key, and has none", SOURCE)
        .when(When::HasNone);
pub(super) static POST_QUANTUM_UNKNOWN: LogLine = line(
    "PPK required but no PPK found for '{key}'",
    "this end does not know the post-quantum key that the far end names",
    SOURCE,
)
.when(When::UnknownKey);
pub(super) static POST_QUANTUM_DIFFERS: LogLine =
    line("tried 1 shared key for '…' - '…', but MAC mismatched", "the keys differ", SOURCE)
        .when(When::KeysDiffer)
        .also(&["psk-mismatch"]);

// Phase 2.

pub(super) static NO_CHILD_PROPOSAL_V1: LogLine =
    line("no matching proposal found, sending NO_PROPOSAL_CHOSEN", "no IPsec proposal is common to both", SOURCE);
pub(super) static NO_CHILD_PROPOSAL_V2: LogLine =
    line("no acceptable proposal found", "no IPsec proposal is common to both", SOURCE);
pub(super) static KEEPING: LogLine = line(
    "failed to establish CHILD_SA, keeping IKE_SA",
    "the IKE SA is up, and a child SA was refused; the line before it says why",
    SOURCE,
)
.also(CHILD_SA);
pub(super) static CHILD_REFUSED: LogLine = line(
    "received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built",
    "the IKE SA is up, and no IPsec proposal is common to both",
    SOURCE,
);
pub(super) static NO_CHILD: LogLine =
    line("no matching CHILD_SA config found", "no child section has the selectors that the initiator asks for", SOURCE);
pub(super) static NO_SELECTORS: LogLine = line(
    "no acceptable traffic selectors found",
    "no child section has the selectors that the initiator asks for",
    SOURCE,
)
.also(SELECTORS);
pub(super) static INVALID_ID: LogLine = line(
    "received INVALID_ID_INFORMATION error notify",
    "the far end refused the proxy identities of quick mode: the selectors",
    SOURCE,
);
pub(super) static SELECTORS_REFUSED: LogLine =
    line("traffic selectors … unacceptable", "no child section has the selectors that the initiator asks for", SOURCE);
pub(super) static TS_UNACCEPTABLE: LogLine = line(
    "received TS_UNACCEPTABLE notify, no CHILD_SA built",
    "the IKE SA is up, and the far end refused the selectors",
    SOURCE,
);
