//! `dangling-reference`.

use crate::model::{Defect, DefectKind};
use crate::rules::defects::DefectWords;
use crate::rules::Severity;

rule! {
    /// A line refers to something that the file does not define.
    ///
    /// ## What it means
    ///
    /// An entry whose access list, transform set, profile or keyring does not exist is incomplete: an ASA drops its
    /// traffic, IOS sends it in the clear or leaves the tunnel interface unprotected. Only a complete file proves that
    /// something is missing; in an excerpt the verdict is `undetermined` instead.
    ///
    /// A PAN-OS gateway on an interface that there is not does nothing: the firewall refuses to commit it.
    ///
    /// An IOS interface with an access group whose list does not exist, or holds no entry, filters nothing: everything passes.
    ///
    /// A trust point that does not exist stops a tunnel that authenticates by certificate, and none that uses keys.
    ///
    /// ## What to do
    ///
    /// Define it, or correct the name. The nearest name that exists is shown where there is one.
    RULE = "CFG501" "dangling-reference",
    "A line refers to something that the file does not define",
    [
        "Cisco ASA VPN CLI configuration guide, crypto map entries",
        "Cisco IOS 15.2M&T, Security Configuration Guide: Access Control Lists, IP access list overview: a list that does not exist lets all packets pass",
    ],
    Defect(words)
}

fn words(kind: &DefectKind) -> Option<DefectWords> {
    let DefectKind::DanglingReference { what, name, nearest } = kind else { return None };
    let no_filter = *what == Defect::FILTER_LIST;
    let what = if no_filter { "access list" } else { what };
    let hint = nearest.as_ref().map(|nearest| format!(" Did you mean {nearest}?")).unwrap_or_default();
    Some(DefectWords {
        message: match no_filter {
            true => format!("there is no {what} {name}, so that its packet filter lets everything pass"),
            false => format!("there is no {what} {name}"),
        },
        label: format!("{name} is not defined in this file"),
        help: format!("Define the {what} {name}, or correct the name.{hint}"),
        severity: Severity::Warning,
    })
}
