//! `nat-traversal-mismatch`.

use crate::model::Setting;
use crate::negotiation::End;
use crate::rules::context::{default_note, label};
use crate::rules::{Finding, Severity, TunnelContext};

rule! {
    /// NAT traversal is on at one end only.
    ///
    /// ## What it means
    ///
    /// Without NAT between the ends it makes no difference. With NAT between them, the end that lacks it cannot put ESP
    /// into UDP 4500: IKE may come up, and no traffic passes. It is a `warning` where an end is behind NAT, `info`
    /// otherwise.
    RULE = "IKE110" "nat-traversal-mismatch",
    "NAT traversal is on at one end only",
    ["RFC 3947", "RFC 3948", "Palo Alto Networks, web interface help: IKE gateway, NAT traversal"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let [Some(a), Some(b)] = End::BOTH.map(|end| cx.entry(end)) else { return };
    let (Some(own), Some(other)) = (a.nat_traversal.known(), b.nat_traversal.known()) else { return };
    if own == other {
        return;
    }
    let off = if *own { End::B } else { End::A };
    let natted = End::BOTH.into_iter().find(|end| cx.side(*end).is_behind_nat());
    let written = [a, b].iter().any(|entry| matches!(entry.nat_traversal, Setting::Known(known) if known.origin.is_written()));
    // Defaults that differ between two platforms are no news as long as nobody mentions NAT.
    if natted.is_none() && !written {
        return;
    }
    let (severity, why) = match natted {
        Some(end) => (Severity::Warning, format!(", and {} is behind NAT", cx.name(end))),
        None => (Severity::Info, ", which matters only if there is NAT between the ends".to_owned()),
    };
    let entries = [a, b];
    let [off_setting, on_setting] = [off, off.other()].map(|end| &entries[end.index()].nat_traversal);
    let message = format!("NAT traversal is off on {}{why}", cx.name(off));
    let mut finding = Finding::new(
        &RULE,
        severity,
        message,
        label(off_setting.span(), format!("NAT traversal is off{}", default_note(off_setting))),
    )
    .label(on_setting.span(), format!("NAT traversal is on{}", default_note(on_setting)))
    .in_phase(1)
    .help(format!("Switch NAT traversal on on {} if there is NAT between the ends.", cx.name(off)))
    .values(["off"]);
    if natted.is_some() {
        finding = finding.likely();
    }
    out.push(finding);
}
