//! `crypto-map-not-applied`.

use crate::advice::Change;
use crate::model::{Interface, PeerAddress};
use crate::negotiation::{End, Fault};
use crate::rules::context::label;
use crate::rules::{Finding, TunnelContext};

rule! {
    /// The crypto map is not applied to any interface.
    ///
    /// ## Why the tunnel stalls
    ///
    /// Without it the device protects nothing and begins nothing. As the responder an ASA drops what arrives (`No crypto
    /// map bound to interface`); an IOS router without any map leaves ISAKMP off and is silent.
    ///
    /// ## What each device shows
    ///
    /// The other end waits in MM_WAIT_MSG2 or MM_NO_STATE.
    RULE = "NET302" "crypto-map-not-applied",
    "The crypto map is not applied to any interface",
    ["Cisco ASA Command Reference, crypto map interface", "Cisco IOS Security Command Reference, crypto map (interface)"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for fault in cx.faults() {
        let Fault::MapNotApplied { end, at } = &fault.stop.fault else { continue };
        let Some(entry) = cx.entry(*end) else { continue };
        let message = format!("the crypto map of {} is not applied to any interface of {}", entry.name, cx.name(*end));
        let mut finding = cx.error(&RULE, &fault, message, label(*at, "this map is bound to no interface"));
        finding.direction = None;
        out.push(
            finding
                .help("Apply the map to the interface that faces the peer.")
                .fixes([cx.fix(*end, &Change::ApplyMap { entry, interface: faced(cx, *end) })])
                .values([entry.name.clone()]),
        );
    }
}

/// The interface whose address the other end calls.
fn faced<'a>(cx: &TunnelContext<'a>, end: End) -> Option<&'a str> {
    let far = cx.side(end.other());
    let PeerAddress::Address(called) = far.entry?.peers.get(far.rank)?.value else { return None };
    let has_it = |interface: &&Interface| interface.addresses.iter().any(|own| own.known() == Some(&called));
    cx.side(end).device.interfaces.iter().find(has_it).map(|interface| interface.name.as_str())
}
