//! `gre-mismatch`.

use crate::model::EntryKind;
use crate::negotiation::{End, Fault};
use crate::rules::context::label;
use crate::rules::{Finding, Severity, TunnelContext};

rule! {
    /// One end protects a GRE tunnel, the other is a tunnel interface in IPsec mode.
    ///
    /// ## Why the tunnel stalls
    ///
    /// A tunnel interface without `tunnel mode ipsec ipv4` is a GRE tunnel, whose protection negotiates protocol 47 between
    /// the two addresses. A tunnel interface in IPsec mode negotiates everything to everything. The two refuse each other,
    /// and where a responder of IKEv2 narrows all the same, one sends GRE packets and the other does not: a warning then.
    ///
    /// ## What each device shows
    ///
    /// The same as for `selector-mismatch`: the IKE SA is up, and no child SA.
    ///
    /// ## What to do
    ///
    /// Set the same tunnel mode on both ends: `tunnel mode ipsec ipv4`, or GRE on both.
    RULE = "SA209" "gre-mismatch",
    "One end protects GRE, the other is a tunnel interface in IPsec mode",
    ["Cisco IOS, IPsec Virtual Tunnel Interface configuration guide", "RFC 2409 section 5.5", "RFC 7296 section 2.9"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    if !cx.is_gre_against_vti() {
        return;
    }
    let words = |end: End| match cx.entry(end).map(|entry| entry.kind) {
        Some(EntryKind::Vti) => "a tunnel interface in IPsec mode",
        _ => "a GRE tunnel, since no IPsec mode is set",
    };
    let [Some(a), Some(b)] = End::BOTH.map(|end| cx.entry(end)) else { return };
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
    out.push(
        finding
            .label(b.span, words(End::B))
            .help("Set the same tunnel mode on both ends, for example `tunnel mode ipsec ipv4`.")
            .values([words(End::A), words(End::B)]),
    );
}
