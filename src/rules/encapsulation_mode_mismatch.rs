//! `encapsulation-mode-mismatch`.

use crate::model::{EncapsulationMode, Setting};
use crate::negotiation::{End, Fault};
use crate::rules::context::label;
use crate::rules::{Finding, Severity, TunnelContext};

rule! {
    /// One end wants transport mode, the other tunnel mode.
    ///
    /// ## What it means
    ///
    /// `mode transport` of an IOS transform set is a wish: tunnel mode is used where the selector is not just the two
    /// peers themselves, and between two routers that protect GRE the responder takes what it is offered. That is an
    /// `info`. `mode transport require` is a condition: where it cannot hold, quick mode fails, and it is an `error`.
    /// strongSwan falls back to tunnel mode in IKEv2, and refuses in IKEv1. Where it asks for transport mode for networks
    /// behind the peers, nothing is left to ask for: IKEv2 is answered with TS_UNACCEPTABLE, and quick mode is not begun.
    /// What an ASA or PAN-OS does with transport mode between two peers is not documented.
    RULE = "SA205" "encapsulation-mode-mismatch",
    "One end wants transport mode, the other tunnel mode",
    ["RFC 4301 section 4.1", "INE, when transport mode becomes tunnel mode free of charge (2010)", "Cisco IOS Security Command Reference, mode (IPsec)"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let mut stopped = false;
    for fault in cx.faults() {
        let Fault::EncapsulationMode { spans, values, unfit } = &fault.stop.fault else { continue };
        stopped = true;
        let [a, b] = values;
        let (message, help) = match unfit {
            Some(end) => (
                format!("{} asks for transport mode for what is not between the two peers", cx.name(*end)),
                "Set tunnel mode, or protect what the two peers exchange and nothing else.",
            ),
            None => (
                format!("the encapsulation modes do not fit ({}: {a}, {}: {b})", cx.name(End::A), cx.name(End::B)),
                "Set the same mode in the transform sets of both ends.",
            ),
        };
        out.push(
            cx.error(&RULE, &fault, message, label(spans[0], a.clone()))
                .label(spans[1], b.clone())
                .help(help)
                .values(values.clone()),
        );
    }
    if !stopped {
        out.extend(differing(cx));
    }
}

/// Modes that differ on paper and are negotiated.
fn differing(cx: &TunnelContext<'_>) -> Option<Finding> {
    let version = cx.version()?;
    let mode = |end: End| {
        let proposals = &cx.entry(end)?.settings(version)?.child_proposals;
        let [only] = proposals.as_slice() else { return None };
        Some(only.mode)
    };
    let (a, b) = (mode(End::A)?, mode(End::B)?);
    let transport = |mode: &Setting<EncapsulationMode>| mode.known().map(|mode| mode.is_transport());
    if transport(&a)? == transport(&b)? {
        return None;
    }
    let words = |mode: &Setting<EncapsulationMode>| match transport(mode) {
        Some(true) => "transport mode",
        _ => "tunnel mode",
    };
    let message = format!(
        "one end is set to transport mode and the other to tunnel mode ({}: {}, {}: {})",
        cx.name(End::A),
        words(&a),
        cx.name(End::B),
        words(&b)
    );
    Some(
        Finding::new(&RULE, Severity::Info, message, label(a.span(), words(&a)))
            .label(b.span(), words(&b))
            .in_phase(2)
            .help("Set the same mode on both ends, so that what is negotiated is what is written.")
            .values([words(&a), words(&b)]),
    )
}
