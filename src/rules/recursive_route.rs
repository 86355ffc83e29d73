//! `recursive-route`.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::model::Addresses;
use crate::negotiation::{End, Fault};
use crate::rules::context::label;
use crate::rules::obstacles::met;
use crate::rules::routes::route_fix;
use crate::rules::{Finding, Fix, Severity, TunnelContext};
use crate::traffic::Hindrance;

rule! {
    /// The route to the peer's address leads into the tunnel itself.
    ///
    /// ## Why it cannot work
    ///
    /// A tunnel packet is addressed to the peer. Where the route to the peer leads into the tunnel, it would be wrapped
    /// again and again. IOS notices and takes the tunnel interface down for a while; the routes into it go with it. Where
    /// another route to the peer is left then, the tunnel comes up again, and down again, without end. Where none is left,
    /// not even IKE gets to the peer. It happens where a default route is moved into the tunnel and the route to the peer
    /// is forgotten, and where a routing protocol announces the outer addresses through the tunnel.
    ///
    /// Static routes in a complete file prove it. A routing protocol may bring a better route, and leaves it open. On an ASA
    /// and on PAN-OS the outer interface is named by the tunnel; what they do with a route that points elsewhere is
    /// documented nowhere, so that it is a warning there.
    ///
    /// ## What each device shows
    ///
    /// On IOS the tunnel interface goes down, and up and down again minutes later; routing neighbours over the tunnel flap. The
    /// other end shows the SA until its dead peer detection gives up.
    ///
    /// ## What to do
    ///
    /// Add a host route to the peer by the outer next hop, or put the outer interface into a VRF of its own
    /// (`tunnel vrf`).
    RULE = "NET311" "recursive-route",
    "The route to the peer leads into the tunnel itself",
    [
        "Cisco, document 22327: the %TUN-5-RECURDOWN error message and flapping neighbours over a GRE tunnel",
        "Cisco ASA syslog messages, 713123",
    ],
    Tunnel(check)
}

const HELP: &str = "Add a host route to the peer by the next hop of the outer interface.";

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let mut told = Vec::new();
    for fault in cx.faults() {
        let Fault::RecursiveRoute { end, at, peer, link } = &fault.stop.fault else { continue };
        if told.contains(end) {
            continue;
        }
        told.push(*end);
        let message = format!("{} has no route to its peer {peer} but one into {link} itself", cx.name(*end));
        let mut finding = cx.error(&RULE, &fault, message, label(*at, format!("leads {peer} into {link}")));
        finding.direction = None;
        out.push(finding.help(HELP).fixes(around(cx, *end, *peer)).values([peer.to_string()]));
    }
    for met in met(cx) {
        let Hindrance::IntoItself { link } = &met.obstacle.hindrance else { continue };
        if told.contains(&met.sender) {
            continue;
        }
        let message = format!("{} routes what {link} sends to its peer into {link} itself", cx.name(met.sender));
        let fix = cx.side(met.sender).peer_address().and_then(|peer| around(cx, met.sender, peer));
        out.push(met.error(cx, &RULE, message, format!("leads the peer into {link}")).help(HELP).fixes(fix));
    }
    End::BOTH.into_iter().filter_map(|end| out_of_a_named_interface(cx, end)).for_each(|finding| out.push(finding));
}

/// The tunnel names the interface that it leaves by, and the only route to the peer leads into the tunnel.
fn out_of_a_named_interface(cx: &TunnelContext<'_>, end: End) -> Option<Finding> {
    let side = cx.side(end);
    let (path, entry) = (side.device.path.as_ref()?, side.entry?);
    let tunnel = path.tunnel(entry.span)?;
    let (carrier, peer) = (tunnel.carrier()?, side.peer_address()?);
    if tunnel.outside.as_deref().is_none_or(|outside| outside == carrier) || tunnel.wraps.is_some() {
        return None;
    }
    let outside = tunnel.outside.as_deref().and_then(|name| path.link(name));
    let vrf = outside.map_or(tunnel.outside_vrf.as_deref(), |link| link.vrf.as_deref());
    let at = path.route_into(vrf, peer, carrier)?;
    let message = format!("{} routes its peer {peer} into {carrier}, the tunnel itself", cx.name(end));
    let finding = Finding::new(&RULE, Severity::Warning, message, label(at, format!("leads {peer} into {carrier}")));
    Some(finding.likely().help(HELP).fixes(around(cx, end, peer)).values([peer.to_string()]))
}

/// The host route to the peer by the outer interface: that which the tunnel names, else that with its own address.
fn around(cx: &TunnelContext<'_>, end: End, peer: IpAddr) -> Option<Fix> {
    let side = cx.side(end);
    let path = side.device.path.as_ref()?;
    let tunnel = path.tunnel(side.entry?.span)?;
    let carrier = tunnel.carrier()?;
    let mut with_own = side.device.interfaces.iter().filter(|interface| {
        interface.addresses.iter().filter_map(|own| own.known()).any(|own| side.own_addresses().any(|used| used == *own))
    });
    let outside = tunnel.outside.as_deref().filter(|outside| *outside != carrier);
    let outside = outside.or_else(|| with_own.next().map(|interface| interface.name.as_str()))?;
    let network = Addresses::Net(IpNet::from(peer));
    route_fix(cx, end, &network, outside, path.route_into(tunnel.outside_vrf.as_deref(), peer, carrier))
}
