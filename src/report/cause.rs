//! The name of the rule that explains a fault.

use crate::model::{Defect, DefectKind};
use crate::negotiation::Fault;

/// The name of the rule that explains `fault`; `defects` are those of the entry at fault.
pub(super) fn rule_of(fault: &Fault, defects: &[Defect]) -> &'static str {
    match fault {
        Fault::Defect { defect, .. } => defects.get(*defect).map_or("incomplete-entry", defect_rule),
        Fault::IkeNotEnabled { .. } => "ike-not-enabled",
        Fault::MapNotApplied { .. } => "crypto-map-not-applied",
        Fault::PeerAddress { .. } => "peer-address-mismatch",
        Fault::OneSided { .. } => "one-sided-tunnel",
        Fault::IkeVersion { .. } => "ike-version-mismatch",
        Fault::ExchangeMode { .. } => "exchange-mode-mismatch",
        Fault::NoIkeProposal { .. } | Fault::IkeProposal(_) => "ike-proposal-mismatch",
        Fault::AuthenticationMethod(_) => "auth-method-mismatch",
        Fault::KeyMissing { .. } => "psk-missing",
        Fault::KeyMismatch { .. } => "psk-mismatch",
        Fault::Identity { .. } => "identity-mismatch",
        Fault::NoChildProposal { .. } | Fault::ChildProposal(_) => "ipsec-proposal-mismatch",
        Fault::EncapsulationMode { .. } => "encapsulation-mode-mismatch",
        Fault::EspStrongerThanIke { .. } => "ike-cipher-weaker-than-esp",
        Fault::Pfs { .. } => "pfs-mismatch",
        Fault::Selector { .. } => "selector-mismatch",
        Fault::NeverMatches { .. } => "invalid-value",
        Fault::OriginateOnly { .. } | Fault::NoInitiator => "no-initiator",
    }
}

fn defect_rule(defect: &Defect) -> &'static str {
    match defect.kind {
        DefectKind::DanglingReference { .. } => "dangling-reference",
        DefectKind::Incomplete { .. } => "incomplete-entry",
        DefectKind::InvalidValue { .. } => "invalid-value",
        DefectKind::UnrecognisedLine => "unrecognised-line",
        DefectKind::Duplicate { .. } => "duplicate-definition",
        DefectKind::Truncated => "truncated-file",
    }
}
