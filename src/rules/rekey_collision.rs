//! `rekey-collision`.

use crate::model::IkeVersion;
use crate::negotiation::End;
use crate::rules::context::label;
use crate::rules::{Finding, Severity, TunnelContext};

rule! {
    /// Both ends rekey at the same moment, since their lifetimes are equal.
    ///
    /// ## What it means
    ///
    /// Palo Alto Networks describes that two ends with equal lifetimes begin to rekey together, and that the race may
    /// leave one of them with an SA that the other has deleted. Lifetimes that differ by some minutes avoid it.
    RULE = "SA210" "rekey-collision",
    "Equal lifetimes let both ends rekey at the same moment",
    ["Palo Alto Networks, knowledge base kA1Ki000000TNW8KAO", "RFC 7296 section 2.8.1"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let [Some(a), Some(b)] = End::BOTH.map(|end| cx.entry(end)) else { return };
    let prone = End::BOTH.into_iter().any(|end| cx.side(end).device.behaviour.equal_lifetimes_collide);
    if !prone || cx.version() != Some(IkeVersion::V2) {
        return;
    }
    let (own, other) = (a.child_lifetime.seconds, b.child_lifetime.seconds);
    let (Some(Some(seconds)), Some(Some(same))) = (own.known(), other.known()) else { return };
    if seconds != same {
        return;
    }
    let message = format!("both ends rekey the child SA after {seconds} s and may do so at the same moment");
    out.push(
        Finding::new(&RULE, Severity::Info, message, label(own.span(), format!("{seconds} s")))
            .label(other.span(), format!("{seconds} s"))
            .in_phase(2)
            .help("Let the lifetimes differ by some minutes.")
            .values([seconds.to_string()]),
    );
}
