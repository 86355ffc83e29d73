//! `gre-mismatch`.

use crate::advice::Change;
use crate::model::{Entry, EntryKind, TrafficSelector};
use crate::negotiation::{End, Fault};
use crate::rules::context::label;
use crate::rules::obstacles::met;
use crate::rules::{Finding, Fix, Severity, TunnelContext};
use crate::source::Span;
use crate::traffic::{Hindrance, different_gre_keys};

rule! {
    /// One end protects a GRE tunnel, the other carries packets as they are; or the GRE tunnels have different keys.
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
    /// says for which tunnel interface a packet is. It is a warning, since an end without a key may take more.
    ///
    /// ## What each device shows
    ///
    /// The same as for `selector-mismatch`: the IKE SA is up, and no child SA, or one by which no packets are taken in.
    ///
    /// ## What to do
    ///
    /// Set the same tunnel mode on both ends: `tunnel mode ipsec ipv4`, or GRE on both; and the same `tunnel key`.
    RULE = "SA209" "gre-mismatch",
    "The tunnel interfaces differ in their mode or in their GRE key",
    ["Cisco IOS, IPsec Virtual Tunnel Interface configuration guide", "RFC 2409 section 5.5", "RFC 7296 section 2.9", "RFC 4301 section 5.2", "RFC 2784 section 3", "RFC 2890 section 2.1"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    if let Some(unwrapped) = cx.unwrapped_against_gre() {
        out.extend(modes(cx, unwrapped));
        return;
    }
    let keys = different_gre_keys(End::BOTH.map(|end| cx.side(end)));
    out.extend(keys.and_then(|keys| other_key(cx, keys)));
}

fn other_key(cx: &TunnelContext<'_>, keys: [Option<(u32, Span)>; 2]) -> Option<Finding> {
    let [Some(a), Some(b)] = End::BOTH.map(|end| cx.entry(end)) else { return None };
    let words = keys.map(|key| key.map_or_else(|| "no GRE key".to_owned(), |(number, _)| format!("GRE key {number}")));
    let [at_a, at_b] = [(keys[0], a), (keys[1], b)].map(|(key, entry)| key.map_or(entry.span, |(_, at)| at));
    let [of_a, of_b] = words.clone();
    let message = format!("the GRE tunnels differ in their key ({}: {of_a}, {}: {of_b})", cx.name(End::A), cx.name(End::B));
    let finding = Finding::new(&RULE, Severity::Warning, message, label(at_a, of_a)).label(at_b, of_b).likely();
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
