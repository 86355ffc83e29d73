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
    /// strongSwan does not pass over what it does not know. A connection with a misspelt option or section is not loaded
    /// (`unknown option: …, config discarded`, `invalid section: …`), and nothing of a file is that breaks the syntax
    /// (`invalid config file`). There it is an error, and the tunnel stalls: the connection does not exist. What
    /// `swanctl --load-all` says on the way is easily missed; a connection that was loaded before the change lives on
    /// until the daemon starts anew.
    ///
    /// ## What to do
    ///
    /// Check it for a typing error; the nearest name that exists is shown where there is one. If it is right, please
    /// report it.
    RULE = "CFG504" "unrecognised-line",
    "A line of a VPN block is not recognised",
    [
        "ikelint, ARCHITECTURE.md: a verdict never claims more than the evidence",
        "strongSwan, vici_config.c; what charon 5.9.8 takes and refuses, tests/loads.rs",
    ],
    Defect(words)
}

fn words(kind: &DefectKind) -> Option<DefectWords> {
    match kind {
        DefectKind::UnrecognisedLine => Some(DefectWords {
            message: "a line of a VPN block is not recognised".to_owned(),
            label: "not recognised".to_owned(),
            help: "Check it for a typing error; if it is right, the verdict may hang on it.".to_owned(),
            severity: Severity::Info,
        }),
        DefectKind::Unknown { what, name, nearest } => {
            let hint = nearest.as_ref().map(|nearest| format!("Did you mean {nearest}? ")).unwrap_or_default();
            Some(DefectWords {
                message: format!("there is no {what} {name}"),
                label: format!("the {what} {name} is not known here"),
                help: format!("{hint}Correct the name, or take it out: as it stands, all of it is discarded."),
                severity: Severity::Warning,
            })
        }
        _ => None,
    }
}
