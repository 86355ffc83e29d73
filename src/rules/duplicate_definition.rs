//! `duplicate-definition`.

use crate::model::DefectKind;
use crate::rules::defects::DefectWords;
use crate::rules::Severity;

rule! {
    /// The same thing is defined twice with different content.
    ///
    /// ## What it means
    ///
    /// On a device the later line replaces the earlier one, or adds to it. In a file that was edited by hand it usually
    /// is a mistake.
    RULE = "CFG505" "duplicate-definition",
    "The same thing is defined twice with different content",
    ["Cisco IOS configuration fundamentals, running configuration"],
    Defect(words)
}

fn words(kind: &DefectKind) -> Option<DefectWords> {
    let DefectKind::Duplicate { what, name, .. } = kind else { return None };
    Some(DefectWords {
        message: format!("the {what} {name} is defined twice"),
        label: "defined again".to_owned(),
        help: "Remove one of the two.".to_owned(),
        severity: Severity::Warning,
    })
}
