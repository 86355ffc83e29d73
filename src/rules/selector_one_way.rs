//! `selector-one-way`.

use crate::model::SelectorRelation;
use crate::negotiation::{End, QuestionReason, Subject};
use crate::rules::context::label;
use crate::rules::selectors::refused;
use crate::rules::{Finding, Severity, TunnelContext};
use crate::source::Span;

mod left_out;

rule! {
    /// What the two ends protect fits in one direction only.
    ///
    /// ## Why it works sometimes
    ///
    /// A crypto map takes an offer that lies inside of one of its entries, and refuses one that is wider. So the end with
    /// the narrower entry can bring the tunnel up, and the end with the wider one cannot. The tunnel works as long as
    /// the right end begins, and breaks when the other one has to rekey it.
    ///
    /// In IKEv2 a responder may answer with less than it was asked for. Whether a tunnel interface, or a crypto map that
    /// asked for more, takes that answer is documented for few platforms; where it is not, this is a warning and the
    /// outcome is open.
    ///
    /// A deny in the access list of a crypto map takes a part out of what a later permit protects. The permit is negotiated
    /// as a whole, so nothing is refused; but what the deny takes goes in the clear, where no other entry of the map takes
    /// it. Where the other end does not leave out the same, its packets to those hosts find no answer, and it drops what
    /// comes to it unprotected: a warning, and the traffic is unknown. Denies that both ends have, and networks that are not
    /// where the line says, are not told.
    ///
    /// ## What each device shows
    ///
    /// In the direction that fails, the same as for `selector-mismatch`. Of a part that is left out at one end, the other end
    /// counts what it sends and receives nothing for it; IOS logs `%CRYPTO-4-RECVD_PKT_NOT_IPSEC`, an ASA 402117.
    ///
    /// ## What to do
    ///
    /// Make the two lists exact mirrors of each other.
    RULE = "SA204" "selector-one-way",
    "The traffic selectors fit in one direction only",
    [
        "Cisco, mirror-image crypto access lists (IPsec configuration guide)",
        "Cisco, crypto access lists: what is denied is not protected by the entry (IPsec configuration guide)",
        "RFC 7296 section 2.9",
    ],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for fault in cx.faults() {
        if cx.rule_name(&fault.stop.fault) == RULE.name {
            out.extend(refused(cx, &RULE, &fault));
        }
    }
    // Selectors of a tunnel interface are its mode, which `gre-mismatch` tells.
    if !cx.is_gre_against_vti() {
        unsettled(cx, out);
    }
    out.extend(End::BOTH.into_iter().flat_map(|end| left_out::findings(cx, end)));
}

/// Selectors that overlap without being the same, on a responder of which no source says what it does with them.
fn unsettled(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let mut seen = Vec::new();
    let mut told: Vec<[Span; 2]> = Vec::new();
    for direction in &cx.tunnel.directions {
        for missing in &direction.missing {
            let question = &missing.question;
            let open = question.subject == Subject::Selector && question.reason == QuestionReason::BehaviourUnknown;
            if !open || seen.contains(&question.at) {
                continue;
            }
            seen.push(question.at);
            let initiator = direction.initiator;
            let judged = if question.end == initiator { narrowed } else { overlap };
            let Some(finding) = judged(cx, initiator, question.at) else { continue };
            let mut lines = [finding.primary.span, question.at];
            lines.sort_unstable();
            // The same two lines leave both directions open; once is enough.
            if !told.contains(&lines) {
                told.push(lines);
                out.push(finding);
            }
        }
    }
}

/// An initiator whose selectors the responder narrows, and of which no source says that it takes the answer.
fn narrowed(cx: &TunnelContext<'_>, initiator: End, at: Span) -> Option<Finding> {
    let responder = initiator.other();
    let offer = cx.entry(initiator)?.children.iter().find(|child| child.span == at)?;
    let seen = offer.selector.mirrored();
    let narrower = |child: &&crate::model::Child| {
        matches!(child.selector.relation_of(&seen), SelectorRelation::Wider | SelectorRelation::Straddling)
    };
    let own = cx.entry(responder)?.children.iter().find(narrower)?;
    let (asks, answers) = (cx.name(initiator), cx.name(responder));
    let message = format!(
        "{asks} asks for {}, {answers} answers with {} at most: whether {asks} takes less than it asked for is not \
         documented",
        offer.selector, own.selector,
    );
    let asks_for = label(at, format!("asks for {}", offer.selector));
    let finding = Finding::new(&RULE, Severity::Warning, message, asks_for);
    Some(unsettled_finding(finding.label(own.span, format!("protects {}", own.selector)), initiator, [offer, own]))
}

fn unsettled_finding(finding: Finding, initiator: End, [offer, own]: [&crate::model::Child; 2]) -> Finding {
    let mut finding = finding
        .in_phase(2)
        .likely()
        .help("Make the selectors of the two ends exact mirrors of each other.")
        .values([offer.selector.to_string(), own.selector.to_string()]);
    finding.direction = Some(initiator);
    finding
}

fn overlap(cx: &TunnelContext<'_>, initiator: End, at: Span) -> Option<Finding> {
    let responder = initiator.other();
    let own = cx.entry(responder)?.children.iter().find(|child| child.span == at)?;
    let seen = own.selector.mirrored();
    let overlapping = |child: &&crate::model::Child| {
        !matches!(child.selector.relation_of(&seen), SelectorRelation::Disjoint | SelectorRelation::Equal)
    };
    let offer = cx.entry(initiator)?.children.iter().find(overlapping)?;
    let message = format!(
        "{} asks for {}, {} protects {}: whether it takes that is not documented",
        cx.name(initiator),
        offer.selector,
        cx.name(responder),
        own.selector
    );
    let finding =
        Finding::new(&RULE, Severity::Warning, message, label(offer.span, format!("asks for {}", offer.selector)))
            .label(at, format!("protects {}", own.selector));
    Some(unsettled_finding(finding, initiator, [offer, own]))
}
