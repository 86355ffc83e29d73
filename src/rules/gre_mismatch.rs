//! `gre-mismatch`.

use crate::advice::Change;
use crate::model::{Entry, EntryKind, TrafficSelector};
use crate::negotiation::{End, Fault};
use crate::rules::context::label;
use crate::rules::obstacles::{Met, met};
use crate::rules::{Finding, Fix, Severity, TunnelContext};
use crate::source::Span;
use crate::traffic::{Hindrance, different_gre_keys};

rule! {
    /// One end protects a GRE tunnel, the other carries packets as they are; or the GRE tunnels have other ends, or other keys.
    ///
    /// ## Why nothing gets through
    ///
    /// A Cisco tunnel interface without `tunnel mode ipsec ipv4` is a GRE tunnel, whose protection negotiates protocol 47
    /// between the two addresses. A tunnel interface in IPsec mode, and that of a PAN-OS firewall without GRE encapsulation,
    /// negotiates everything to everything. In IKEv1 the two refuse each other. In IKEv2 no source says whether the
    /// responder narrows what it is asked for; where it does, the SA is for GRE alone. One end then drops what comes without
    /// a GRE header, and the other gets GRE packets for which it has no tunnel: an error either way.
    ///
    /// With different keys the IPsec tunnel comes up, and each end drops the GRE packets of the other: the key in the header
    /// says for which tunnel interface a packet is. Where one end has none it is a warning, since that end may take more.
    ///
    /// A crypto map protects the GRE packets that its access list permits. Where the source, the destination or the mode of
    /// the tunnel interface makes them others, none of them is ever protected; and a router drops GRE for which it has no
    /// tunnel interface with the same two ends the other way round. Tunnels whose ends are known at run time alone are not
    /// judged.
    ///
    /// ## What each device shows
    ///
    /// The same as for `selector-mismatch`: the IKE SA is up, and no child SA, or one by which no packets are taken in.
    ///
    /// ## What to do
    ///
    /// Set the same tunnel mode on both ends: `tunnel mode ipsec ipv4`, or GRE on both; and the same `tunnel key`. The
    /// `tunnel source` of one end is the `tunnel destination` of the other, and the access lists permit GRE between the two.
    RULE = "SA209" "gre-mismatch",
    "The tunnel interfaces differ in their mode, their ends or their GRE key",
    ["Cisco IOS, IPsec Virtual Tunnel Interface configuration guide", "RFC 2409 section 5.5", "RFC 7296 section 2.9", "RFC 4301 section 5.2", "RFC 2784 section 3", "RFC 2890 section 2.1", "NetworkLessons.com, GRE tunnel key: the destination is matched, then the key", "Cisco Cookbook, Creating a Tunnel: the source of one router is the destination of the other"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    if let Some(unwrapped) = cx.unwrapped_against_gre() {
        out.extend(modes(cx, unwrapped));
        return;
    }
    let keys = different_gre_keys(End::BOTH.map(|end| cx.side(end)));
    out.extend(keys.and_then(|keys| other_key(cx, keys)));
    for met in met(cx) {
        let is_told = out.iter().any(|finding| finding.rule.name == RULE.name && finding.primary.span == met.obstacle.at);
        out.extend(other_ends(cx, &met).filter(|_| !is_told));
    }
}

/// A tunnel interface whose packets nothing protects, or that none of the other end takes.
fn other_ends(cx: &TunnelContext<'_>, met: &Met<'_>) -> Option<Finding> {
    let Hindrance::OtherEnds { link, sent_at } = &met.obstacle.hindrance else { return None };
    let (sender, name, selector) = (cx.name(met.sender), cx.name(met.obstacle.end), met.selector());
    let [from, to] = [&selector.local, &selector.remote];
    let message = match sent_at {
        None => format!("no tunnel interface of {sender} makes the packets that its crypto map protects, from {from} to {to}"),
        Some(_) => format!("{name} has no tunnel interface that takes what {sender} wraps, from {from} to {to}"),
    };
    let at = match link {
        Some(link) => format!("makes the packets of {link} others"),
        None => "no tunnel interface is between these ends".to_owned(),
    };
    let finding = met.error(cx, &RULE, message, at);
    let finding = match sent_at {
        Some(sent) => finding.label(*sent, format!("where {sender} sends them")),
        None => finding,
    };
    Some(finding.help(
        "Let the tunnel source of each end be the tunnel destination of the other, in the same mode, and the access lists permit it.",
    ))
}

fn other_key(cx: &TunnelContext<'_>, keys: [Option<(u32, Span)>; 2]) -> Option<Finding> {
    let [Some(a), Some(b)] = End::BOTH.map(|end| cx.entry(end)) else { return None };
    let words = keys.map(|key| key.map_or_else(|| "no GRE key".to_owned(), |(number, _)| format!("GRE key {number}")));
    let [at_a, at_b] = [(keys[0], a), (keys[1], b)].map(|(key, entry)| key.map_or(entry.span, |(_, at)| at));
    let [of_a, of_b] = words.clone();
    let message = format!("the GRE tunnels differ in their key ({}: {of_a}, {}: {of_b})", cx.name(End::A), cx.name(End::B));
    let is_lost = met(cx).iter().any(|met| met.obstacle.hindrance == Hindrance::OtherKey);
    let severity = if is_lost { Severity::Error } else { Severity::Warning };
    let finding = Finding::new(&RULE, severity, message, label(at_a, of_a)).label(at_b, of_b);
    let finding = if is_lost { finding.in_phase(2) } else { finding.likely() };
    Some(finding.help("Set the same `tunnel key` on both ends, or none on both.").values(words))
}

/// GRE against a tunnel interface that carries packets as they are.
fn modes(cx: &TunnelContext<'_>, unwrapped: End) -> Option<Finding> {
    let [Some(a), Some(b)] = End::BOTH.map(|end| cx.entry(end)) else { return None };
    let words = End::BOTH.map(|end| mode(cx, end, end == unwrapped));
    let [of_a, of_b] = words;
    let message =
        format!("the tunnel modes differ: {of_a} on {}, {of_b} on {}", cx.name(End::A), cx.name(End::B));
    let faults = cx.faults();
    let refused = faults.iter().find(|fault| matches!(fault.stop.fault, Fault::Selector { .. }));
    // Whether or not a responder takes what it is asked for, nothing gets through.
    let is_lost = met(cx).iter().any(|met| met.obstacle.hindrance == Hindrance::OtherWrapping);
    let place = label(a.span, of_a);
    let mut finding = match refused {
        Some(fault) => cx.error(&RULE, fault, message, place),
        None if is_lost => Finding::new(&RULE, Severity::Error, message, place).in_phase(2),
        None => Finding::new(&RULE, Severity::Warning, message, place).in_phase(2),
    };
    finding.direction = None;
    let finding = finding.label(b.span, of_b).values(words);
    let is_any = |entry: &Entry| entry.children.iter().all(|child| child.selector == TrafficSelector::any());
    Some(match cx.entry(unwrapped).is_some_and(is_any) {
        true => finding.help("Set the same tunnel mode on both ends.").fixes(unwrap(cx, unwrapped.other())),
        // Whoever takes GRE off has to name the same networks as well.
        false => finding.help("Set the same tunnel mode and the same selectors on both ends."),
    })
}

/// How an end carries packets, for people.
fn mode(cx: &TunnelContext<'_>, end: End, unwrapped: bool) -> &'static str {
    let kind = cx.entry(end).map(|entry| entry.kind);
    match (unwrapped, kind) {
        (true, Some(EntryKind::Vti)) => "a tunnel interface in IPsec mode",
        (true, _) => "a tunnel interface without GRE",
        (false, Some(EntryKind::TunnelProtection)) => "a GRE tunnel, since no IPsec mode is set",
        (false, _) => "a GRE tunnel under a crypto map",
    }
}

/// Takes GRE off the end that has it, where it is a tunnel to one peer and protects itself.
fn unwrap(cx: &TunnelContext<'_>, gre: End) -> Option<Fix> {
    let side = cx.side(gre);
    let entry = side.entry.filter(|entry| entry.kind == EntryKind::TunnelProtection)?;
    let link = side.device.path.as_ref()?.tunnel(entry.span)?.carrier()?;
    side.peer_address().map(|_| cx.fix(gre, &Change::CarryUnwrapped { entry, link }))
}
