//! `ipsec-lifetime-differs`.

use crate::model::Setting;
use crate::negotiation::End;
use crate::rules::context::{default_note, label};
use crate::rules::{Finding, Severity, TunnelContext};

rule! {
    /// The lifetimes of the child SA differ.
    ///
    /// ## What it means
    ///
    /// Nothing stalls. In IKEv1 the shorter lifetime is used by both ends, in IKEv2 each end keeps its own. A number on
    /// one end against no limit on the other is a warning: the end without a limit does not expect the rekey.
    RULE = "SA206" "ipsec-lifetime-differs",
    "The lifetimes of the child SA differ, which stops nothing",
    ["RFC 2407 section 4.5.4", "RFC 7296 section 2.8", "Cisco, global IPsec security association lifetimes"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let [Some(a), Some(b)] = End::BOTH.map(|end| cx.entry(end)) else { return };
    let (a, b) = (a.child_lifetime, b.child_lifetime);
    for (own, other, unit) in [(a.seconds, b.seconds, "s"), (a.kilobytes, b.kilobytes, "KB")] {
        out.extend(compare(cx, own, other, unit));
    }
}

fn compare(
    cx: &TunnelContext<'_>,
    own: Setting<Option<u64>>,
    other: Setting<Option<u64>>,
    unit: &str,
) -> Option<Finding> {
    let (a, b) = (*own.known()?, *other.known()?);
    let written = |setting: &Setting<Option<u64>>| matches!(setting, Setting::Known(known) if known.origin.is_written());
    // Two platforms whose defaults differ are no news; what somebody wrote is.
    if a == b || !(written(&own) || written(&other)) {
        return None;
    }
    let one_unlimited = a.is_none() != b.is_none() && written(&own) && written(&other);
    let severity = if one_unlimited { Severity::Warning } else { Severity::Info };
    let words = |limit: Option<u64>| limit.map_or_else(|| "no limit".to_owned(), |limit| format!("{limit} {unit}"));
    let [words_a, words_b] = [words(a), words(b)];
    let message = format!(
        "the lifetimes of the child SA differ ({}: {words_a}, {}: {words_b})",
        cx.name(End::A),
        cx.name(End::B)
    );
    Some(
        Finding::new(&RULE, severity, message, label(own.span(), format!("{words_a}{}", default_note(&own))))
            .label(other.span(), format!("{words_b}{}", default_note(&other)))
            .in_phase(2)
            .help("Nothing has to change; the shorter one decides when the child SA is rekeyed.")
            .values([words_a, words_b]),
    )
}
