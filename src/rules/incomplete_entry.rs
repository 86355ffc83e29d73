//! `incomplete-entry`.

use crate::model::{Defect, DefectKind};
use crate::rules::defects::DefectWords;
use crate::rules::Severity;

rule! {
    /// An entry lacks something without which it does not work.
    ///
    /// ## What it means
    ///
    /// A crypto map entry needs an access list, a peer and a transform set (dynamic entries need the transform set
    /// alone). An IKEv2 profile of IOS needs a method for both ends and an identity to match.
    ///
    /// Who authenticates by certificate needs a trust point. An IKEv2 profile of IOS uses those alone that it names:
    /// `pki trustpoint T sign` for its own certificate, `verify` for that of the peer, neither word for both. With IKEv1
    /// IOS uses all that it has. An ASA entry with signatures in its IKEv1 policies and without a key needs `set
    /// trustpoint`, or `ikev1 trust-point` in its tunnel group.
    ///
    /// ## What each device shows
    ///
    /// An ASA without `match address` completes phase 1 as the responder and refuses the child. IOS shows the entry as
    /// incomplete and does not encrypt.
    RULE = "CFG502" "incomplete-entry",
    "An entry lacks something without which it does not work",
    ["Cisco, Secure Firewall ASA syslog messages 713061, 713223, 713224", "Cisco IOS FlexVPN configuration guide, IKEv2 profile", "Cisco, document 117633 (certificates in IKEv1 and IKEv2)", "Cisco ASA command reference, crypto map set trustpoint"],
    Defect(words)
}

fn words(kind: &DefectKind) -> Option<DefectWords> {
    let DefectKind::Incomplete { lacks } = kind else { return None };
    if *lacks == Defect::INTERFACE_UP {
        return Some(DefectWords {
            message: "its interface is shut down".to_owned(),
            label: "is shut down".to_owned(),
            help: "Bring the interface up.".to_owned(),
            severity: Severity::Warning,
        });
    }
    Some(DefectWords {
        message: format!("there is no {lacks}"),
        label: format!("has no {lacks}"),
        help: help(lacks),
        severity: Severity::Warning,
    })
}

/// What to do about it. Not everything that is lacking is a line to add.
fn help(lacks: &str) -> String {
    if lacks.starts_with("active ") {
        return "Enter the line again without `inactive`.".to_owned();
    }
    if lacks.starts_with("packet left") {
        return "Move this entry before the one that denies it, or remove one of the two.".to_owned();
    }
    format!("Add the {lacks}.")
}
