//! `truncated-file`.

use crate::model::DefectKind;
use crate::rules::defects::DefectWords;
use crate::rules::Severity;

rule! {
    /// The file ends in the middle.
    ///
    /// ## What it means
    ///
    /// What stands behind the break is not known, so that nothing can be said to be missing.
    ///
    /// ## What to do
    ///
    /// Collect the configuration again: `terminal length 0` on IOS, `terminal pager 0` on an ASA.
    RULE = "CFG507" "truncated-file",
    "The file ends in the middle",
    ["ikelint, ARCHITECTURE.md: a verdict never claims more than the evidence"],
    Defect(words)
}

fn words(kind: &DefectKind) -> Option<DefectWords> {
    let DefectKind::Truncated = kind else { return None };
    Some(DefectWords {
        message: "the file ends in the middle".to_owned(),
        label: "the file breaks off here".to_owned(),
        help: "Collect the whole configuration again.".to_owned(),
        severity: Severity::Warning,
    })
}
