//! `invalid-value`.

use crate::model::DefectKind;
use crate::negotiation::Fault;
use crate::rules::context::label;
use crate::rules::defects::DefectWords;
use crate::rules::{Finding, Severity, TunnelContext};

rule! {
    /// A value is one that the device would not take, or that cannot mean what it says.
    ///
    /// ## What it checks
    ///
    /// Addresses, masks and groups that are none; lifetimes, priorities of policies and sequence numbers out of their range;
    /// keys of several words or of half a hexadecimal digit. The device refuses such a line, so that what it would set is
    /// not known. On IOS also a netmask where a wildcard mask belongs:
    /// the router clears the address bits that the mask ignores, so that `permit ip 192.168.3.0 255.255.255.0` is stored
    /// as `permit ip 0.0.0.0 255.255.255.0` and matches no packet of the network that was meant.
    ///
    /// ## Why the tunnel stalls
    ///
    /// An entry that no packet matches never begins: no IKE message leaves, and no state shows.
    ///
    /// ## What to do
    ///
    /// Correct the value. A wildcard mask is the netmask with all bits turned over: 255.255.255.0 becomes 0.0.0.255.
    RULE = "CFG503" "invalid-value",
    "A value is one that the device would not take, or cannot mean what it says",
    ["Cisco IOS IP Addressing Services Command Reference, access-list (IP extended)"],
    Defect(words)
}

fn words(kind: &DefectKind) -> Option<DefectWords> {
    let DefectKind::InvalidValue { value, expected } = kind else { return None };
    Some(DefectWords {
        message: format!("{value} is not {expected}"),
        label: format!("expected {expected}"),
        help: "Correct the value.".to_owned(),
        severity: Severity::Warning,
    })
}

/// Selectors that no packet can match.
pub(super) fn check_selectors(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for fault in cx.faults() {
        let Fault::NeverMatches { end, child } = &fault.stop.fault else { continue };
        let Some(child) = cx.entry(*end).and_then(|entry| entry.children.get(*child)) else { continue };
        let why = child.never_matches.unwrap_or_default();
        let message = format!("{} of {} matches no packet: {why}", child.name, cx.name(*end));
        let mut finding = cx.error(&RULE, &fault, message, label(child.span, why));
        finding.direction = None;
        out.push(
            finding
                .help("Correct the mask: a wildcard mask is the netmask with all bits turned over.")
                .values([child.selector.to_string()]),
        );
    }
}
