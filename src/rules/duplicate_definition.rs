//! `duplicate-definition`.

use crate::model::{DefectKind, Kept};
use crate::rules::defects::DefectWords;
use crate::rules::Severity;

rule! {
    /// The same thing is defined twice with different content.
    ///
    /// ## What it means
    ///
    /// On a device the later line takes the place of the earlier one, unless the device refuses it; the finding says which. In
    /// a file that was edited by hand it usually is a mistake.
    RULE = "CFG505" "duplicate-definition",
    "The same thing is defined twice with different content",
    [
        "Cisco IOS configuration fundamentals, running configuration",
        "Cisco ASA command reference, object network: another address replaces the one that the object has",
    ],
    Defect(words)
}

fn words(kind: &DefectKind) -> Option<DefectWords> {
    let DefectKind::Duplicate { what, name, kept, .. } = kind else { return None };
    let holds = match kept {
        Kept::Last => "The later one holds. Remove one of the two.",
        Kept::First => "The device keeps the first and refuses the later one. Remove one of the two.",
        Kept::Unknown => "Which of the two the device has is not known. Remove one of the two.",
    };
    Some(DefectWords {
        message: format!("the {what} {name} is defined twice"),
        label: "defined again".to_owned(),
        help: holds.to_owned(),
        severity: Severity::Warning,
    })
}
