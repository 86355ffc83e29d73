//! `selector-mismatch`.

use crate::advice::Change;
use crate::model::{Child, SelectorRelation, TrafficSelector};
use crate::negotiation::{End, Fault};
use crate::rules::context::{Occurrence, label};
use crate::rules::{Finding, Fix, TunnelContext};
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

/// The finding for an offer that is refused; `selector-one-way` words it in the same way.
pub(super) fn refused(
    cx: &TunnelContext<'_>,
    rule: &'static crate::rules::Rule,
    fault: &Occurrence<'_>,
) -> Option<Finding> {
    let Fault::Selector { end, relation, offered, nearest } = &fault.stop.fault else { return None };
    let (refuses, asks) = (*end, end.other());
    let offer = cx.entry(asks)?.children.get(*offered)?;
    let own: Option<&Child> = nearest.and_then(|index| cx.entry(refuses)?.children.get(index));
    let message = format!(
        "{} asks for {}, which {}",
        cx.name(asks),
        offer.selector,
        relation_words(*relation, own, cx.name(refuses))
    );
    let mut finding = cx.error(rule, fault, message, label(offer.span, format!("asks for {}", offer.selector)));
    match own {
        Some(own) => {
            let words = format!("the nearest that {} protects: {}", cx.name(refuses), own.selector);
            finding = finding.label(own.span, words);
        }
        None => {
            let entry = cx.entry(refuses)?;
            finding = finding.label(entry.span, format!("{} has nothing that fits", cx.name(refuses)));
        }
    }
    let fixes = adopt(cx, refuses, &offer.selector, own);
    let other_way = own.and_then(|own| adopt(cx, asks, &own.selector, Some(offer)));
    finding.direction = finding.direction.or(Some(asks)).filter(|_| finding_is_one_way(cx, refuses));
    Some(
        finding
            .help("Make the selectors of the two ends exact mirrors of each other.")
            .fixes(fixes.into_iter().chain(other_way))
            .values([offer.selector.to_string(), own.map(|own| own.selector.to_string()).unwrap_or_default()]),
    )
}

/// The change by which `end` protects the mirror of the other end's selector. Nobody is told to protect everything: the
/// end that asks for everything is the one to change.
fn adopt(cx: &TunnelContext<'_>, end: End, other: &TrafficSelector, replaces: Option<&Child>) -> Option<Fix> {
    let selector = other.mirrored();
    if selector == TrafficSelector::any() {
        return None;
    }
    Some(cx.fix(end, &Change::SetSelector { entry: cx.entry(end)?, selector: &selector, replaces }))
}

/// Whether the other end begins without meeting this fault.
fn finding_is_one_way(cx: &TunnelContext<'_>, refuses: End) -> bool {
    cx.other_way_fits(refuses)
}

fn relation_words(relation: SelectorRelation, own: Option<&Child>, name: &str) -> String {
    let Some(own) = own else { return format!("{name} protects nothing of") };
    match relation {
        SelectorRelation::Wider => format!("is wider than what {name} protects ({})", own.selector),
        SelectorRelation::Inside => format!("is narrower than what {name} protects ({})", own.selector),
        SelectorRelation::Straddling => format!("only overlaps with what {name} protects ({})", own.selector),
        _ => format!("has nothing in common with what {name} protects ({})", own.selector),
    }
}
