//! `other-dialect`.

use crate::model::DefectKind;
use crate::rules::Severity;
use crate::rules::defects::DefectWords;

rule! {
    /// A line of a VPN block is in the syntax of another system.
    ///
    /// ## What it means
    ///
    /// Cisco ASA and Cisco IOS share many words, and write a crypto map, an IKE policy or a transform set differently. The
    /// device refuses such a line when it is typed in, so no configuration that it prints holds it. A verdict that would be
    /// `establishes` is `undetermined` as long as such a line stands in one of the blocks that it rests on.
    ///
    /// ## What to do
    ///
    /// Write the line as the device takes it. If the file was put together from those of two devices, give each of them
    /// by itself.
    RULE = "CFG509" "other-dialect",
    "A line of a VPN block is in the syntax of another system",
    ["Cisco ASA command reference; Cisco IOS security command reference"],
    Defect(words)
}

fn words(kind: &DefectKind) -> Option<DefectWords> {
    let DefectKind::OtherDialect { dialect } = kind else { return None };
    Some(DefectWords {
        message: format!("this is {dialect} syntax, which this device does not take"),
        label: format!("{dialect} syntax"),
        help: "Write it as this device takes it, or give the configuration of each device by itself.".to_owned(),
        severity: Severity::Warning,
    })
}
