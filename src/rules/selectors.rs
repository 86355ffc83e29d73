//! What the rules about traffic selectors share: which selector of the other end was meant, and how to say it.

use crate::advice::Change;
use crate::model::{Child, Entry, SelectorRelation, TrafficSelector};
use crate::negotiation::{End, Fault};
use crate::rules::context::{Occurrence, label};
use crate::rules::{Finding, Fix, Rule, TunnelContext};
use crate::traffic::misplaced;

/// The finding for an offer that is refused.
pub(super) fn refused(cx: &TunnelContext<'_>, rule: &'static Rule, fault: &Occurrence<'_>) -> Option<Finding> {
    let Fault::Selector { end, offered, .. } = &fault.stop.fault else { return None };
    let (refuses, asks) = (*end, end.other());
    let offer = cx.entry(asks)?.children.get(*offered)?;
    let meant = counterpart(cx, refuses, offer);
    let name = cx.name(refuses);
    let message = format!("{} asks for {}, {}", cx.name(asks), offer.selector, relation_words(offer, meant, name));
    let mut finding = cx.error(rule, fault, message, label(offer.span, format!("asks for {}", offer.selector)));
    finding = match meant {
        Some(own) => finding.label(own.span, format!("the nearest that {name} protects: {}", own.selector)),
        None => finding.label(cx.entry(refuses)?.span, format!("{name} protects nothing of it")),
    };
    let is_one_way = cx.other_way_fits(refuses);
    finding.direction = finding.direction.or(Some(asks)).filter(|_| is_one_way);
    let fixes = match meant {
        Some(own) => mirrored_fixes(cx, [(refuses, own), (asks, offer)]),
        None => adopt(cx, refuses, offer, None).into_iter().collect(),
    };
    let values = [offer.selector.to_string(), meant.map(|own| own.selector.to_string()).unwrap_or_default()];
    Some(finding.help(help(offer, meant)).fixes(fixes).values(values))
}

/// The changes by which two selectors become mirrors of each other, one at either end: first the end whose own selector names
/// networks that are not where it says. Where only its own are not, that end alone: the other would lose its traffic.
fn mirrored_fixes(cx: &TunnelContext<'_>, pair: [(End, &Child); 2]) -> Vec<Fix> {
    let judged = |(end, own): (End, &Child), other: &Child| {
        let sides = [cx.side(end), cx.side(end.other())];
        (misplaced(sides, &own.selector), adopt(cx, end, other, Some(own)))
    };
    let [first, second] = pair;
    let mut both = [judged(first, second.1), judged(second, first.1)];
    both.sort_by_key(|(misplaced, _)| std::cmp::Reverse(*misplaced));
    let [(worst, mended), (best, _)] = &both;
    let is_settled =
        worst.is_certain() && !best.is_certain() && mended.as_ref().is_some_and(|fix| !fix.commands.is_empty());
    both.into_iter().take(if is_settled { 1 } else { 2 }).filter_map(|(_, fix)| fix).collect()
}

/// The selector of `refuses` that was meant to take an offer: the nearest of those that have no partner of their own.
fn counterpart<'a>(cx: &TunnelContext<'a>, refuses: End, offer: &Child) -> Option<&'a Child> {
    let asks = cx.side(refuses.other());
    // What another entry for the same peer asks for has its partner here as well.
    let faces = |entry: &&Entry| entry.peers.iter().any(|peer| Some(&peer.value) == asks.peer());
    let asked: Vec<&Child> = asks.device.entries.iter().filter(faces).flat_map(|entry| &entry.children).collect();
    let own = &cx.entry(refuses)?.children;
    let seen = offer.selector.mirrored();
    let has_partner = |child: &&Child| asked.iter().any(|other| other.selector.mirrored() == child.selector);
    let free: Vec<&Child> = own.iter().filter(|child| !has_partner(child)).collect();
    let nearest = free.iter().copied().min_by_key(|child| distance(child, &seen))?;
    // Of several, one that shares neither side with the offer is somebody else's.
    let is_related = free.len() == 1 || distance(nearest, &seen) < UNRELATED;
    is_related.then_some(nearest)
}

/// The distance of two selectors that overlap nowhere and share neither side.
const UNRELATED: usize = 6;

/// How far a selector lies from an offer; both seen from the same end.
fn distance(child: &Child, seen: &TrafficSelector) -> usize {
    let (own, is_copy) = (&child.selector, child.selector == seen.mirrored());
    let sides = usize::from(own.local != seen.local) + usize::from(own.remote != seen.remote);
    match own.relation_of(seen) {
        SelectorRelation::Equal | SelectorRelation::Unknown => 0,
        SelectorRelation::Inside => 1,
        SelectorRelation::Wider => 2,
        SelectorRelation::Straddling => 3,
        SelectorRelation::Disjoint if is_copy => 4,
        SelectorRelation::Disjoint => 4 + sides,
    }
}

/// The change by which `end` protects the mirror of the other end's selector. Nobody is told to protect everything, nor
/// to copy a selector that matches nothing: there the other end is the one to change.
fn adopt(cx: &TunnelContext<'_>, end: End, other: &Child, replaces: Option<&Child>) -> Option<Fix> {
    let selector = other.selector.mirrored();
    if selector == TrafficSelector::any() || other.never_matches.is_some() {
        return None;
    }
    Some(cx.fix(end, &Change::SetSelector { entry: cx.entry(end)?, selector: &selector, replaces }))
}

fn relation_words(offer: &Child, meant: Option<&Child>, name: &str) -> String {
    let Some(own) = meant else { return format!("of which {name} protects nothing") };
    if own.selector == offer.selector {
        return format!("and {name} protects the same instead of its mirror");
    }
    match own.selector.relation_of(&offer.selector.mirrored()) {
        SelectorRelation::Wider => format!("which is wider than what {name} protects ({})", own.selector),
        SelectorRelation::Inside => format!("which is narrower than what {name} protects ({})", own.selector),
        SelectorRelation::Straddling => format!("which only overlaps with what {name} protects ({})", own.selector),
        _ => format!("which has nothing in common with what {name} protects ({})", own.selector),
    }
}

fn help(offer: &Child, meant: Option<&Child>) -> &'static str {
    match meant {
        Some(own) if own.selector == offer.selector => {
            "The list was copied from one end to the other: on one of them source and destination have to be swapped."
        }
        Some(_) => "Make the selectors of the two ends exact mirrors of each other.",
        None => "Add the mirror of this selector on the other end, or remove it here.",
    }
}
