//! `overlapping-selectors`.

use crate::model::{Child, Taken};
use crate::negotiation::{Diversion, End, Landing};
use crate::rules::context::label;
use crate::rules::shadowed_entry::{MOST_WORDS, lead, send_on};
use crate::rules::{Finding, Severity, TunnelContext};

mod rivals;

rule! {
    /// An offer that the static entry refuses is taken by a dynamic entry of the same crypto map.
    ///
    /// ## What it means
    ///
    /// The tunnel comes up, but not with the entry that was written for it: the dynamic entry takes any selector. The
    /// device then holds SAs whose selectors overlap, and traffic may take the wrong one and stop at random.
    ///
    /// The same holds for static entries: a packet is held against the entries in their order, so that an earlier entry
    /// takes what it has in common with a later one, unless a deny of the earlier access list sends it on. Which packets
    /// that are is worked out exactly and told as selectors. If the earlier entry has another peer, they go astray; if it
    /// takes everything, the rule is `shadowed-entry`.
    ///
    /// Where each tunnel has an interface of its own, routes choose: what a PAN-OS tunnel protects and a route leads to the
    /// tunnel interface of another peer goes astray; a tunnel that stands in for another by a route of a higher metric is not
    /// told. Of two PAN-OS tunnels with one interface, and of strongSwan connections with the same selectors, nothing says which
    /// takes a packet. Of strongSwan connections with selectors of different size the narrower one does, unless `priority`,
    /// marks or interface numbers tell them apart.
    ///
    /// ## What to do
    ///
    /// Make the access list of the static entry the exact mirror of what the peer asks for; let static entries have nothing
    /// in common, by their order or by denies.
    RULE = "PEER405" "overlapping-selectors",
    "Another entry takes what an entry was written for",
    [
        "swanctl.conf(5): priority, mark_out, if_id_out",
        "Palo Alto Networks, web interface help: static routes, IPsec tunnels",
        "Cisco, dynamic crypto maps (ASA VPN CLI configuration guide)", "Cisco community, ASA with a Check Point peer (thread 1755636)"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    out.extend(End::BOTH.into_iter().flat_map(|end| overlaps(cx, end)));
    out.extend(End::BOTH.into_iter().flat_map(|end| rivals::rivals(cx, end)));
    for asks in End::BOTH {
        let takes = asks.other();
        for Landing { offer, near, dynamic } in cx.side(takes).landings(&cx.side(asks)) {
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

/// What earlier entries of an end's map take of its children, where something is left: one finding an entry.
fn overlaps(cx: &TunnelContext<'_>, end: End) -> Vec<Finding> {
    let Some(entry) = cx.entry(end) else { return Vec::new() };
    let mut told: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    for child in &entry.children {
        let (diversion, way) = cx.side(end).diversion(child);
        if diversion != Diversion::None {
            continue;
        }
        for taken in way.taken {
            if !told.contains(&taken.by) {
                told.push(taken.by);
                found.push(overlap(cx, end, child, &taken));
            }
        }
    }
    found
}

fn overlap(cx: &TunnelContext<'_>, end: End, child: &Child, taken: &Taken) -> Finding {
    let side = cx.side(end);
    let earlier = &side.device.entries[taken.by];
    let same_peer = side.peer().is_some_and(|peer| earlier.leads_to(peer));
    let own = side.entry.map(|entry| entry.name.as_str()).unwrap_or_default();
    let packets = taken.packets.words(MOST_WORDS);
    let (severity, effect) = match same_peer {
        true => (Severity::Info, "which has the same peer".to_owned()),
        false => (Severity::Warning, lead(earlier)),
    };
    let message =
        format!("{} takes packets of {own} of {} first, {effect}: {packets}", earlier.name, cx.name(end));
    let finding = Finding::new(&RULE, severity, message, label(child.span, format!("{own} protects {}", child.selector)))
        .label(taken.at, format!("{} takes {packets} first", earlier.name))
        .in_phase(2)
        .values([child.selector.to_string(), packets.clone()]);
    match same_peer {
        true => finding.help("Nothing goes astray; let the access lists have nothing in common all the same."),
        false => finding
            .help("Give the narrower entry the lower number, or deny these packets in the access list of the earlier one.")
            .fixes(send_on(cx, end, earlier, &taken.packets)),
    }
}
