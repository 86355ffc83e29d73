//! `gre-mismatch`.

use crate::model::EntryKind;
use crate::negotiation::{End, Fault};
use crate::rules::context::label;
use crate::rules::{Finding, Severity, TunnelContext};
use crate::source::Span;
use crate::traffic::different_gre_keys;

rule! {
    /// One end protects a GRE tunnel, the other is a tunnel interface in IPsec mode; or the GRE tunnels have different keys.
    ///
    /// ## Why the tunnel stalls
    ///
    /// A tunnel interface without `tunnel mode ipsec ipv4` is a GRE tunnel, whose protection negotiates protocol 47 between
    /// the two addresses. A tunnel interface in IPsec mode negotiates everything to everything. The two refuse each other,
    /// and where a responder of IKEv2 narrows all the same, one sends GRE packets and the other does not: a warning then.
    ///
    /// With different keys the IPsec tunnel comes up, and each end drops the GRE packets of the other: the key in the header
    /// says for which tunnel interface a packet is. It is a warning, since an end without a key may take more.
    ///
    /// ## What each device shows
    ///
    /// The same as for `selector-mismatch`: the IKE SA is up, and no child SA.
    ///
    /// ## What to do
    ///
    /// Set the same tunnel mode on both ends: `tunnel mode ipsec ipv4`, or GRE on both; and the same `tunnel key`.
    RULE = "SA209" "gre-mismatch",
    "The tunnel interfaces differ in their mode or in their GRE key",
    ["Cisco IOS, IPsec Virtual Tunnel Interface configuration guide", "RFC 2409 section 5.5", "RFC 7296 section 2.9", "RFC 2890 section 2.1"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    if cx.is_gre_against_vti() {
        out.extend(modes(cx));
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

/// GRE against a tunnel interface in IPsec mode.
fn modes(cx: &TunnelContext<'_>) -> Option<Finding> {
    let words = |end: End| match cx.entry(end).map(|entry| entry.kind) {
        Some(EntryKind::Vti) => "a tunnel interface in IPsec mode",
        _ => "a GRE tunnel, since no IPsec mode is set",
    };
    let [Some(a), Some(b)] = End::BOTH.map(|end| cx.entry(end)) else { return None };
    let message = format!(
        "the tunnel modes differ: {} on {}, {} on {}",
        words(End::A),
        cx.name(End::A),
        words(End::B),
        cx.name(End::B)
    );
    let faults = cx.faults();
    let place = label(a.span, words(End::A));
    let mut finding = match faults.iter().find(|fault| matches!(fault.stop.fault, Fault::Selector { .. })) {
        Some(fault) => cx.error(&RULE, fault, message, place),
        // A responder that narrows lets the child come up all the same; what it carries is of no use to the other end.
        None => Finding::new(&RULE, Severity::Warning, message, place).in_phase(2),
    };
    finding.direction = None;
    Some(
        finding
            .label(b.span, words(End::B))
            .help("Set the same tunnel mode on both ends, for example `tunnel mode ipsec ipv4`.")
            .values([words(End::A), words(End::B)]),
    )
}
