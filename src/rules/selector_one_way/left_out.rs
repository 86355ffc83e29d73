//! Packets that the access list of one end leaves out of what both ends protect.

use crate::negotiation::End;
use crate::rules::context::label;
use crate::rules::selector_one_way::RULE;
use crate::rules::shadowed_entry::MOST_WORDS;
use crate::rules::{Finding, Severity, TunnelContext};
use crate::traffic::{LeftOut, left_out};

/// A warning for each line of an end's access list that leaves out what the other end sends through the tunnel.
pub(super) fn findings(cx: &TunnelContext<'_>, end: End) -> Vec<Finding> {
    let parts = left_out([cx.side(end), cx.side(end.other())]);
    parts.iter().filter(|part| part.is_certain).map(|part| finding(cx, end, part)).collect()
}

fn finding(cx: &TunnelContext<'_>, end: End, part: &LeftOut<'_>) -> Finding {
    let (name, other) = (cx.name(end), cx.name(end.other()));
    let packets = part.packets.words(MOST_WORDS);
    let message = format!(
        "{name} leaves {packets} out of the tunnel and {other} does not: {name} sends it in the clear, and what {other} \
         sends there finds no answer"
    );
    Finding::new(&RULE, Severity::Warning, message, label(part.at, format!("leaves out {packets}")))
        .label(part.child.span, format!("protects {}, without what is denied before", part.child.selector))
        .label(part.other.span, format!("{other} protects {}", part.other.selector))
        .in_phase(2)
        .help("Remove the deny, or let the other end deny its mirror as well.")
        .values([packets, "left-out".to_owned()])
}
