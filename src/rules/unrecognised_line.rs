//! `unrecognised-line`.

use crate::model::DefectKind;
use crate::rules::defects::DefectWords;
use crate::rules::Severity;

rule! {
    /// A line of a VPN block is not recognised.
    ///
    /// ## What it means
    ///
    /// ikelint does not know this line, so that it may change what the device does. A verdict that would be
    /// `establishes` is `undetermined` as long as such a line stands in one of the blocks that it rests on.
    ///
    /// ## What to do
    ///
    /// Check it for a typing error. If it is right, please report it.
    RULE = "CFG504" "unrecognised-line",
    "A line of a VPN block is not recognised",
    ["ikelint, ARCHITECTURE.md: a verdict never claims more than the evidence"],
    Defect(words)
}

fn words(kind: &DefectKind) -> Option<DefectWords> {
    let DefectKind::UnrecognisedLine = kind else { return None };
    Some(DefectWords {
        message: "a line of a VPN block is not recognised".to_owned(),
        label: "not recognised".to_owned(),
        help: "Check it for a typing error; if it is right, the verdict may hang on it.".to_owned(),
        severity: Severity::Info,
    })
}
