//! `ike-not-enabled`.

use crate::advice::Change;
use crate::negotiation::{Fault, Role};
use crate::rules::context::label;
use crate::rules::{Finding, TunnelContext};

rule! {
    /// IKE is not switched on where the tunnel needs it.
    ///
    /// ## Why the tunnel stalls
    ///
    /// An ASA answers IKE only on interfaces with `crypto ikev1 enable` (or `crypto ikev2 enable`, `crypto isakmp
    /// enable`); it is off by default. IOS has it on, unless `no crypto isakmp enable` is set. A device without IKE does
    /// not answer, and begins nothing.
    ///
    /// ## What each device shows
    ///
    /// The other end waits in MM_WAIT_MSG2 or MM_NO_STATE; this end shows no SA.
    RULE = "NET301" "ike-not-enabled",
    "IKE is not switched on where the tunnel needs it",
    ["Cisco ASA Command Reference, crypto ikev1 enable", "Cisco IOS Security Command Reference, crypto isakmp enable"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let mut seen = Vec::new();
    for fault in cx.faults() {
        let Fault::IkeNotEnabled { end, version, at } = &fault.stop.fault else { continue };
        if seen.contains(&(*end, *version)) {
            continue;
        }
        seen.push((*end, *version));
        let Some(entry) = cx.entry(*end) else { continue };
        let place = if entry.interface.is_empty() { String::new() } else { format!(" on {}", entry.interface) };
        let message = format!("{version} is not enabled{place} of {}", cx.name(*end));
        let effect = match fault.stop.refused_by {
            Some(Role::Initiator) | None => format!("the tunnel uses this interface, where {version} is off"),
            Some(Role::Responder) => format!("{version} is off here"),
        };
        let mut finding = cx.error(&RULE, &fault, message, label(*at, effect));
        finding.direction = None;
        if let Some(other) = cx.entry(end.other()) {
            finding = finding.label(other.span, format!("{} waits for an answer", cx.name(end.other())));
        }
        out.push(
            finding
                .help(format!("Enable {version}{place} on {}.", cx.name(*end)))
                .fixes([cx.fix(*end, &Change::EnableIke { entry, version: *version })])
                .values([version.to_string()]),
        );
    }
}
