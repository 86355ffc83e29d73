//! `one-sided-tunnel`.

use crate::model::{EntryKind, PeerAddress};
use crate::negotiation::Fault;
use crate::rules::context::label;
use crate::rules::{Finding, TunnelContext};

rule! {
    /// One end is configured for a tunnel to a device that has no IPsec configuration for it.
    ///
    /// ## Why the tunnel stalls
    ///
    /// The end that has it sends IKE and gets no answer, or a refusal. The other end sends the same traffic in the clear,
    /// or GRE without protection (`%CRYPTO-4-RECVD_PKT_NOT_IPSEC` on the protected end).
    RULE = "PEER402" "one-sided-tunnel",
    "Only one end is configured for the tunnel",
    ["RFC 7296 section 2.21.1", "Cisco, IPsec troubleshooting: understanding and using debug commands (document 5409)"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for fault in cx.faults() {
        let Fault::OneSided { end, at } = &fault.stop.fault else { continue };
        let (has, lacks) = (end.other(), *end);
        let message = format!("{} has a tunnel to {}, which has none for it", cx.name(has), cx.name(lacks));
        let words = format!("{} has no IPsec configuration for this tunnel", cx.name(lacks));
        let mut finding = cx.error(&RULE, &fault, message, label(*at, words));
        let bare = cx.side(lacks).device.entries.iter().find(|entry| {
            let points = |own: &PeerAddress| matches!(own, PeerAddress::Address(to) if cx.side(has).device.is_seen_as(*to));
            entry.kind == EntryKind::None && entry.peers.iter().any(|peer| points(&peer.value))
        });
        if let Some(entry) = bare {
            finding = finding.label(entry.span, format!("{} carries no IPsec", entry.name));
        }
        out.push(
            finding
                .help(format!("Configure the tunnel on {}, or remove it here.", cx.name(lacks)))
                .values(["one-sided"]),
        );
    }
}
