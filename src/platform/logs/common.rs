//! What no device logs, whatever its platform.

use crate::platform::logs::{Logs, NO_SOURCE, NoteRow, none, note};

const NOTHING_FAILS: &str = "nothing fails because of it, so that nothing is logged";
const OF_THE_FILE: &str = "it is about the file, not about what the device does";

static NOTES: &[NoteRow] = &[
    note(&["psk-unverifiable"], none("whether it is a fault is not known; if the keys differ, see psk-mismatch")),
    note(
        &["certificate-unverifiable"],
        none("whether it is a fault is not known; the files do not hold the certificates"),
    ),
    note(&["ike-lifetime-differs", "ipsec-lifetime-differs"], none(NOTHING_FAILS)),
    note(&["policy-versus-route-based"], none("the selectors decide; if they are refused, see selector-mismatch")),
    note(&["rekey-collision", "peer-unresolved"], none(NO_SOURCE)),
    note(
        &["mtu-too-large"],
        none("packets that do not fit are fragmented, or dropped, without a line that names the reason"),
    ),
    note(&["overlapping-selectors"], none("the packets go through another tunnel, and nothing is logged here")),
    note(&["duplicate-tunnel"], none("which of the two is meant is not told in a line")),
    note(&["duplicate-definition", "unused-object", "truncated-file", "other-dialect"], none(OF_THE_FILE)),
    note(
        &["unsupported-in-release"],
        none("the line is refused when it is entered or loaded; no source has the words"),
    ),
    note(&["weak-algorithm", "ikev1-in-use", "aggressive-mode-psk", "weak-psk", "shared-psk"], none(NOTHING_FAILS)),
];

/// Why nothing is logged of what this rule finds; `None` where devices log something, or may.
pub(crate) fn nothing_to_log(rule: &str) -> Option<Logs> {
    NOTES.iter().find(|row| row.rules.contains(&rule)).map(|row| row.logs)
}
