//! `no-route-to-peer`.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::advice::Change;
use crate::model::{Addresses, Defect};
use crate::model::path::{HopFault, Link, Route};
use crate::model::space::AddressSet;
use crate::negotiation::{End, Fault, doubtful_way};
use crate::rules::context::{Occurrence, label};
use crate::rules::routes::route_fix;
use crate::rules::{Finding, Fix, Severity, TunnelContext};
use crate::source::Span;

rule! {
    /// A device has no route to its peer, so that its IKE packets go nowhere.
    ///
    /// ## What it checks
    ///
    /// Connected networks and static routes, in the VRF of the outer interface. It speaks only where the file is complete
    /// and no other source of routes is configured: no routing protocol, no policy routing, no reverse route injection. An
    /// IPv6 route may come by advertisements where the device is no router (IOS without `ipv6 unicast-routing`, PAN-OS), which
    /// leaves it open. A default route that may come by DHCP or PPPoE leads out by the interface that gets the address. A
    /// route to `Null0` counts as none. A route to the peer that leaves by another interface than the one with the crypto map
    /// is told as an open question, not as an error.
    ///
    /// On IOS a route counts as none, too, where its next hop is on none of the router's networks and no other route leads to
    /// it, where that is an address of the router itself, and where the interface that it names is not there. ASA and PAN-OS
    /// ask who has such an address, or the destination, and may get an answer: a warning, and an open question.
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
        "Cisco, document 118263: a static route is in the table while its next hop can be resolved",
        "Connected Dots, Cisco reference: Invalid next hop address (it's this router)",
        "Cisco ASA 5500 Series Configuration Guide using ASDM, static routes: with an own address as gateway the ASA asks for the destination",
        "Palo Alto Networks, knowledge base kA1Ki000000k9mz: a next hop behind an interface with a /32",
    ],
    Tunnel(check)
}

const CORRECT_THE_HOP: &str =
    "Give the route a next hop in a network of the outer interface, or correct the address and mask of that interface.";

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
        if let (None, None, Some((route, why))) = (drops, shut, lost_way(cx, *end, *peer)) {
            out.push(lost(cx, &fault, *end, (*at, *peer), (route, &why)));
            continue;
        }
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
    out.extend(End::BOTH.into_iter().filter_map(|end| doubtful(cx, end)));
}

/// The route to the peer is one that the device does not use.
fn lost(
    cx: &TunnelContext<'_>,
    fault: &Occurrence<'_>,
    end: End,
    (at, peer): (Span, IpAddr),
    (route, why): (&Route, &HopFault),
) -> Finding {
    let (name, other, why) = (cx.name(end), cx.name(end.other()), why.words());
    let message = format!("{name} has no usable route to {peer}, its peer {other}: {why}");
    let mut finding = cx.error(&RULE, fault, message, label(route.span, format!("is not used: {why}")));
    finding.direction = None;
    let note = format!("the peer {peer}, to which nothing else leads");
    finding.label(at, note).help(CORRECT_THE_HOP).fixes(corrected(cx, end, route)).values([peer.to_string()])
}

/// A route to the peer that may lead to nobody.
fn doubtful(cx: &TunnelContext<'_>, end: End) -> Option<Finding> {
    let (route, why) = doubtful_way(cx.side(end), cx.side(end.other()))?;
    let peer = cx.side(end).peer_address()?;
    let (name, other, why) = (cx.name(end), cx.name(end.other()), why.words());
    let message = format!("{name} may not reach {peer}, its peer {other}: {why}");
    let finding = Finding::new(&RULE, Severity::Warning, message, label(route.span, why));
    Some(finding.in_phase(1).likely().help(CORRECT_THE_HOP).fixes(corrected(cx, end, route)))
}

/// The same route by another next hop.
fn corrected(cx: &TunnelContext<'_>, end: End, route: &Route) -> Option<Fix> {
    let entry = cx.entry(end)?;
    let path = cx.side(end).device.path.as_ref();
    let tunnel = path.and_then(|path| path.tunnel(entry.span));
    let leaving = tunnel.and_then(|tunnel| tunnel.outside.as_deref()).unwrap_or("<outside>");
    let (network, vrf) = (Addresses::Net(route.net), route.vrf.as_deref());
    let instead_of = Some(route).filter(|route| !route.words.is_empty());
    Some(cx.fix(end, &Change::AddRoute { entry, network: &network, leaving, vrf, hop: None, instead_of }))
}

fn lost_way<'a>(cx: &TunnelContext<'a>, end: End, peer: IpAddr) -> Option<(&'a Route, HopFault)> {
    cx.side(end).device.path.as_ref()?.lost_way(outer_vrf(cx, end)?, &AddressSet::one(peer))
}

/// The VRF in which packets to the peer are routed.
fn outer_vrf<'a>(cx: &TunnelContext<'a>, end: End) -> Option<Option<&'a str>> {
    let path = cx.side(end).device.path.as_ref()?;
    let tunnel = path.tunnel(cx.entry(end)?.span)?;
    let outside = tunnel.outside.as_deref().and_then(|name| path.link(name));
    Some(outside.map_or(tunnel.outside_vrf.as_deref(), |link| link.vrf.as_deref()))
}

/// The interface that would lead to the peer, were it not shut down.
fn shut_way<'a>(cx: &TunnelContext<'a>, end: End, peer: IpAddr) -> Option<&'a Link> {
    cx.side(end).device.path.as_ref()?.shut_way(outer_vrf(cx, end)?, &AddressSet::one(peer))
}
