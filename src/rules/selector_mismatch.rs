//! `selector-mismatch`.

use crate::rules::selectors::refused;
use crate::rules::{Finding, TunnelContext};
use crate::source::Span;

rule! {
    /// What one end wants to protect is not what the other protects, whoever begins.
    ///
    /// ## What it checks
    ///
    /// Each entry of the crypto access list, or each proxy ID, of the end that begins against those of the other end,
    /// mirrored: local for remote, remote for local, with protocol and ports.
    ///
    /// ## Why the tunnel stalls
    ///
    /// The IKE SA is up. The responder finds no entry that takes the offer. In IKEv1 a crypto map takes an offer that is
    /// equal to one of its entries or lies inside of one; PAN-OS wants the exact pair. In IKEv2 an ASA does not narrow.
    ///
    /// ## What each device shows
    ///
    /// ASA: `Rejecting IPSec tunnel: no matching crypto map entry` (713061), and MM_ACTIVE comes and goes. IOS: QM_IDLE
    /// without a child SA, `proxy identities not supported`, error 32. IKEv2: TS_UNACCEPTABLE.
    ///
    /// ## What to do
    ///
    /// Make the two lists exact mirrors of each other.
    RULE = "SA203" "selector-mismatch",
    "The traffic selectors of the two ends do not fit",
    ["RFC 2409 section 5.5", "RFC 7296 section 2.9", "Cisco, Secure Firewall ASA syslog message 713061", "Palo Alto Networks, knowledge base: proxy IDs"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let mut told: Vec<Vec<Span>> = Vec::new();
    for fault in cx.faults() {
        if cx.rule_name(&fault.stop.fault) != RULE.name {
            continue;
        }
        let Some(finding) = refused(cx, &RULE, &fault) else { continue };
        // The same two lines refuse each other in both directions; once is enough.
        let mut lines: Vec<Span> = finding.labels().map(|label| label.span).collect();
        lines.sort_unstable();
        if !told.contains(&lines) {
            told.push(lines);
            out.push(finding);
        }
    }
}
