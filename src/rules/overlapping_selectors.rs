//! `overlapping-selectors`.

use crate::model::{EntryKind, PeerAddress, SelectorRelation};
use crate::negotiation::End;
use crate::rules::context::label;
use crate::rules::{Finding, Severity, TunnelContext};

rule! {
    /// An offer that the static entry refuses is taken by a dynamic entry of the same crypto map.
    ///
    /// ## What it means
    ///
    /// The tunnel comes up, but not with the entry that was written for it: the dynamic entry takes any selector. The
    /// device then holds SAs whose selectors overlap, and traffic may take the wrong one and stop at random.
    ///
    /// The same holds for static entries: a packet is held against the entries in their order, so that an earlier entry
    /// which covers what a later one protects takes its packets, unless a deny of the earlier access list sends them on.
    ///
    /// ## What to do
    ///
    /// Make the access list of the static entry the exact mirror of what the peer asks for.
    RULE = "PEER405" "overlapping-selectors",
    "Another entry of the crypto map takes what an entry was written for",
    ["Cisco, dynamic crypto maps (ASA VPN CLI configuration guide)", "Cisco community, ASA with a Check Point peer (thread 1755636)"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    out.extend(End::BOTH.into_iter().filter_map(|end| covered(cx, end)));
    for asks in End::BOTH {
        let takes = asks.other();
        let (Some(offers), Some(own)) = (cx.entry(asks), cx.entry(takes)) else { continue };
        if own.kind != EntryKind::CryptoMap {
            continue;
        }
        let dynamic = cx.side(takes).device.entries.iter().find(|entry| {
            let open = entry.peers.iter().any(|peer| peer.value == PeerAddress::Any);
            entry.kind == EntryKind::DynamicMap && open && entry.accepts_any_selector && entry.interface == own.interface
        });
        let Some(dynamic) = dynamic else { continue };
        for offer in &offers.children {
            let seen = offer.selector.mirrored();
            let relations = own.children.iter().map(|child| (child.selector.relation_of(&seen), child));
            let fits = |relation| matches!(relation, SelectorRelation::Equal | SelectorRelation::Inside | SelectorRelation::Unknown);
            if relations.clone().any(|(relation, _)| fits(relation)) {
                continue;
            }
            let overlapping = relations.clone().find(|(relation, _)| *relation != SelectorRelation::Disjoint);
            let Some((_, near)) = overlapping.or_else(|| relations.clone().next()) else { continue };
            let message = format!(
                "what {} asks for ({}) does not fit the static entry of {} and is taken by its dynamic entry",
                cx.name(asks),
                offer.selector,
                cx.name(takes)
            );
            out.push(
                Finding::new(&RULE, Severity::Warning, message, label(offer.span, format!("asks for {}", offer.selector)))
                    .label(near.span, format!("protects {}", near.selector))
                    .label(dynamic.span, "takes any selector")
                    .in_phase(2)
                    .help("Make the selectors of the static entry the exact mirror of what the peer asks for.")
                    .values([offer.selector.to_string(), near.selector.to_string()]),
            );
        }
    }
}

/// The first child of an end of which an earlier static entry covers everything.
fn covered(cx: &TunnelContext<'_>, end: End) -> Option<Finding> {
    let (entry, device) = (cx.entry(end)?, cx.side(end).device);
    let (child, (earlier, by)) =
        entry.children.iter().find_map(|child| Some((child, device.covering(entry, child)?)))?;
    let message = format!(
        "{} of {} comes after {}, which covers all of {}",
        entry.name,
        cx.name(end),
        earlier.name,
        child.selector
    );
    Some(
        Finding::new(&RULE, Severity::Warning, message, label(child.span, format!("asks for {}", child.selector)))
            .label(by.span, format!("{} covers it: {}", earlier.name, by.selector))
            .in_phase(2)
            .likely()
            .help("Give the narrower entry the lower number, or deny its packets in the access list of the wider one.")
            .values([child.selector.to_string(), by.selector.to_string()]),
    )
}
