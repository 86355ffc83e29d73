//! `selector-mismatch`.

use crate::model::{Child, SelectorAcceptance, SelectorRelation};
use crate::negotiation::{End, Outcome};
use crate::rules::context::label;
use crate::rules::selectors::refused;
use crate::rules::{Finding, Severity, TunnelContext};
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
    /// strongSwan narrows in both versions: the tunnel comes up for what the two have in common, and what is lost is told as
    /// a warning. Of the lists of one child section, IKEv1 asks for the first pair alone.
    ///
    /// ## What each device shows
    ///
    /// ASA: MM_ACTIVE comes and goes. IOS: QM_IDLE without a child SA. IKEv2: TS_UNACCEPTABLE.
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
    narrowed(cx, out);
}

/// Selectors that come up for a part of what was asked for, or not at all beside others that share their child SA.
fn narrowed(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let mut told: Vec<Span> = Vec::new();
    for direction in &cx.tunnel.directions {
        let asks = direction.initiator;
        let Some(attempt) = direction.deciding() else { continue };
        for result in attempt.children.iter().filter(|result| result.outcome != Outcome::Stalls) {
            let Some(offer) = cx.entry(asks).and_then(|entry| entry.children.get(result.child)) else { continue };
            let own = result.counterpart.and_then(|index| cx.entry(asks.other())?.children.get(index));
            if !told.contains(&offer.span)
                && let Some(finding) = cut(cx, asks, offer, own.filter(|_| !result.left_out), result.left_out)
            {
                told.push(offer.span);
                out.push(finding);
            }
        }
    }
}

/// The finding for an offer of which the responder takes a part (`own`), or nothing.
fn cut(cx: &TunnelContext<'_>, asks: End, offer: &Child, own: Option<&Child>, left_out: bool) -> Option<Finding> {
    let name = cx.name(asks.other());
    let behaviour = &cx.side(asks.other()).device.behaviour;
    let narrows = [behaviour.ikev1_policy_selectors, behaviour.ikev2_policy_selectors]
        .iter()
        .all(|acceptance| *acceptance == SelectorAcceptance::Narrows);
    let message = match own {
        None if left_out => format!(
            "{} protects {}, which is no part of the child SA that comes up: packets there get no tunnel",
            cx.name(asks),
            offer.selector
        ),
        Some(own) if narrows && is_cut(offer, own) => format!(
            "{} asks for {}, which {name} narrows to what it protects itself ({}): other packets get no tunnel",
            cx.name(asks),
            offer.selector,
            own.selector
        ),
        _ => return None,
    };
    let mut finding = Finding::new(&RULE, Severity::Warning, message, label(offer.span, "comes up in part only"))
        .in_phase(2)
        .help("Make the selectors of the two ends exact mirrors of each other; in IKEv1 give each pair its own child section.")
        .values([offer.selector.to_string()]);
    if let Some(own) = own {
        finding = finding.label(own.span, format!("{name} protects {}", own.selector));
    }
    Some(finding)
}

fn is_cut(offer: &Child, own: &Child) -> bool {
    let relation = own.selector.relation_of(&offer.selector.mirrored());
    matches!(relation, SelectorRelation::Wider | SelectorRelation::Straddling)
}
