//! `no-route-to-peer`.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::advice::Change;
use crate::model::{Addresses, Defect};
use crate::model::path::Link;
use crate::model::space::AddressSet;
use crate::negotiation::{End, Fault};
use crate::rules::context::label;
use crate::rules::routes::route_fix;
use crate::rules::{Finding, TunnelContext};

rule! {
    /// A device has no route to its peer, so that its IKE packets go nowhere.
    ///
    /// ## What it checks
    ///
    /// Connected networks and static routes, in the VRF of the outer interface. It speaks only where the file is complete
    /// and no other source of routes is configured: no routing protocol, no policy routing, no reverse route injection; and
    /// for IPv4 alone. A default route that may come by DHCP or PPPoE leads out by the interface that gets the address. A
    /// route to `Null0` counts as none. A route to the peer that leaves by another interface than the one with the crypto map
    /// is told as an open question, not as an error.
    ///
    /// ## Why the tunnel stalls
    ///
    /// When this end begins, its first message never leaves. When the other end begins, its first message arrives, and the
    /// answer never leaves.
    ///
    /// ## What each device shows
    ///
    /// The end that begins resends its first message: MM_WAIT_MSG2 on an ASA, MM_NO_STATE on IOS. As responder, the end
    /// without a route shows MM_WAIT_MSG3 or MM_SA_SETUP.
    ///
    /// On IOS `show ip cef PEER` says `no route` or `drop`. On PAN-OS `test routing fib-lookup` finds no entry.
    ///
    /// ## What to do
    ///
    /// Add a route to the peer by the interface of the tunnel; a default route does as well.
    RULE = "NET303" "no-route-to-peer",
    "There is no route to the peer",
    [
        "Cisco, understand IPsec IKEv1 protocol: MM_WAIT_MSG2 where the peer cannot be reached",
        "Cisco ASA Command Reference, route; Cisco IOS IP Routing Command Reference, ip route",
        "Cisco ASA syslog messages, 110003",
    ],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let mut seen = Vec::new();
    for fault in cx.faults() {
        let Fault::NoRouteToPeer { end, at, peer, drops } = &fault.stop.fault else { continue };
        if seen.contains(end) {
            continue;
        }
        seen.push(*end);
        let Some(entry) = cx.entry(*end) else { continue };
        let (name, other) = (cx.name(*end), cx.name(end.other()));
        let shut = shut_way(cx, *end, *peer);
        // Where the entry is of no use for it, that is told.
        if shut.is_some() && entry.defects.iter().any(Defect::is_shut_down) {
            continue;
        }
        let message = match (drops, shut) {
            (None, Some(link)) => {
                format!("{name} has no route to {peer}, its peer {other}, while {} is shut down", link.name)
            }
            (None, None) => format!("{name} has no route to {peer}, its peer {other}"),
            (Some(_), _) => format!("{name} drops what goes to {peer}, its peer {other}"),
        };
        let mut finding = cx.error(&RULE, &fault, message, label(*at, format!("the peer {peer}, to which nothing leads")));
        finding.direction = None;
        if let Some(link) = shut {
            let change = Change::BringUp { entry, link: link.block() };
            finding = finding.label(link.span, "is shut down").help("Bring the interface up.");
            out.push(finding.fixes([cx.fix(*end, &change)]).values([peer.to_string()]));
            continue;
        }
        if let Some(route) = drops {
            finding = finding.label(*route, "drops these packets");
        }
        let network = Addresses::Net(IpNet::from(*peer));
        let tunnel = cx.side(*end).device.path.as_ref().and_then(|path| path.tunnel(entry.span));
        let leaving = tunnel.and_then(|tunnel| tunnel.outside.as_deref()).unwrap_or("<outside>");
        let fix = || route_fix(cx, *end, &network, leaving, *drops);
        let fix = if entry.interface.is_empty() { None } else { fix() };
        out.push(
            finding
                .help(format!("Route {peer} to the interface of the tunnel, or add a default route."))
                .fixes(fix)
                .values([peer.to_string()]),
        );
    }
}

/// The interface that would lead to the peer, were it not shut down.
fn shut_way<'a>(cx: &TunnelContext<'a>, end: End, peer: IpAddr) -> Option<&'a Link> {
    let path = cx.side(end).device.path.as_ref()?;
    let tunnel = path.tunnel(cx.entry(end)?.span)?;
    let outside = tunnel.outside.as_deref().and_then(|name| path.link(name));
    let vrf = outside.map_or(tunnel.outside_vrf.as_deref(), |link| link.vrf.as_deref());
    path.shut_way(vrf, &AddressSet::one(peer))
}
