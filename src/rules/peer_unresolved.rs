//! `peer-unresolved`.

use crate::model::PeerAddress;
use crate::negotiation::End;
use crate::rules::context::label;
use crate::rules::{Finding, Severity, TunnelContext};

rule! {
    /// The peer is given by name, which the files do not resolve.
    ///
    /// ## What it means
    ///
    /// Whether the name leads to the other end is settled by the DNS when the device looks it up. Check what it resolves
    /// to on the device.
    RULE = "PEER407" "peer-unresolved",
    "The peer is a name that the files do not resolve",
    ["Palo Alto Networks, web interface help: IKE gateway, peer address", "Cisco IOS Security Command Reference, set peer"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for end in End::BOTH {
        let side = cx.side(end);
        let Some(peer) = side.entry.and_then(|entry| entry.peers.get(side.rank)) else { continue };
        let PeerAddress::Name(name) = &peer.value else { continue };
        let message = format!("{} names its peer {name}, which the files do not resolve", cx.name(end));
        out.push(
            Finding::new(&RULE, Severity::Info, message, label(peer.span(), "a name, not an address"))
                .in_phase(1)
                .help(format!("Check on {} that {name} resolves to an address of {}.", cx.name(end), cx.name(end.other())))
                .values([name.clone()]),
        );
    }
}
