//! `no-route-to-remote-network`.

use ipnet::IpNet;

use crate::advice::Change;
use crate::model::{Addresses, Defect};
use crate::model::path::{Lack, Leads, Route, Step};
use crate::model::space::{AddressSet, address_words};
use crate::negotiation::End;
use crate::rules::context::label;
use crate::rules::obstacles::{Met, met, suspected};
use crate::rules::routes::route_fix;
use crate::rules::{Finding, Severity, TunnelContext};
use crate::traffic::{Hindrance, Misrouted, misrouted};

rule! {
    /// Packets for the other end's network are not routed to the interface of the tunnel.
    ///
    /// ## Why no traffic passes
    ///
    /// Routing comes first. A packet without a route is dropped, and one that is routed to another interface never meets
    /// the crypto map or the tunnel interface. The other end's packets arrive all the same: they are decapsulated here,
    /// and the answers go nowhere.
    ///
    /// A tunnel interface carries what is routed into it and nothing else. There the rule speaks where no route at all leads
    /// into the tunnel, though networks lie behind the other end. A route to other networks than those leaves the traffic
    /// unknown; where none of them lies behind the other end, and none of its networks is routed there, that is a warning: the
    /// network may be mistyped.
    ///
    /// An interface that is shut down, on IOS one without an IP address, or on PAN-OS in no router, takes nothing at all, be it the tunnel interface or that of
    /// the inner network.
    ///
    /// A rule of policy-based forwarding (PAN-OS) decides before the routes. One that discards or leads away everything for the
    /// other end's network is a warning: answers to what the other end begins may pass all the same.
    ///
    /// It speaks only where the file is complete and no other source of routes is configured: no routing protocol, no
    /// address by DHCP or PPPoE, no policy routing, no reverse route injection, no NHRP, no routes by IKEv2 authorisation.
    ///
    /// ## What each device shows
    ///
    /// The SAs are up on both ends (`QM_IDLE`, `MM_ACTIVE`, `READY`). `show crypto ipsec sa` counts packets decapsulated
    /// and none encapsulated. On IOS `show ip route` and on an ASA `show route` lack the network. On PAN-OS
    /// `test routing fib-lookup` finds no entry.
    ///
    /// ## What to do
    ///
    /// Add a route to the other end's network by the interface that carries the crypto map, or to the tunnel interface.
    RULE = "NET308" "no-route-to-remote-network",
    "The other end's network is not routed to the tunnel",
    [
        "Cisco ASA and IOS, route and ip route: packets have to leave by the interface with the crypto map",
        "Cisco IOS IP Addressing Command Reference, ip unnumbered: IP without an address of its own on an interface",
        "Palo Alto Networks, PAN-OS 10.0 administrator's guide, Tunnel Interface: it must be in a zone and in a virtual router",
        "Palo Alto Networks, site-to-site VPN: a static route to the remote network by the tunnel interface",
        "a lab of hub and spoke crypto maps: encaps 4, decaps 0 until the hub had the route",
    ],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for met in met(cx) {
        let (name, remote) = (cx.name(met.sender), &met.selector().remote);
        let finding = match &met.obstacle.hindrance {
            Hindrance::NoRoute => {
                let verb = if met.obstacle.asked.routed { "would carry" } else { "protects" };
                let message = format!("{name} has no route to {remote}, the network of {}", other(cx, met.sender));
                met.error(cx, &RULE, message, format!("{verb} {remote}, to which nothing is routed"))
            }
            Hindrance::RoutedElsewhere { link: Some(link), wanted } => {
                let message = format!("{name} routes {remote} to {link}, and not to {wanted}, where the tunnel is");
                met.error(cx, &RULE, message, format!("leads to {link}"))
            }
            Hindrance::RoutedElsewhere { link: None, wanted } => {
                let message = format!("{name} drops what goes to {remote} instead of routing it to {wanted}");
                met.error(cx, &RULE, message, "drops these packets")
            }
            Hindrance::Diverted { .. } => {
                out.extend(diverted(cx, &met));
                continue;
            }
            Hindrance::LinkDown { .. } | Hindrance::Lacks { lack: Lack::Router | Lack::Address, .. } => {
                unusable(cx, &met, out);
                continue;
            }
            _ => continue,
        };
        let finding = match lost_way(cx, &met) {
            None => finding.fixes(fix(cx, &met)),
            Some((route, why)) => {
                let finding = finding.label(route.span, format!("is not used: {why}"));
                // A route to more than this is mended by itself.
                let is_own = matches!(remote, Addresses::Net(net) if *net == route.net);
                if is_own { finding.fixes(fix(cx, &met)) } else { finding }
            }
        };
        out.push(finding.help("Route the other end's network to the interface of the tunnel."));
    }
    out.extend(End::BOTH.into_iter().filter_map(|end| mistyped(cx, end)));
    // Answers to what the other end begins may pass all the same.
    let perhaps = suspected(cx);
    out.extend(perhaps.iter().filter_map(|met| diverted(cx, met)).map(|finding| finding.warning().likely()));
}

/// What a rule of policy-based forwarding leads elsewhere.
fn diverted(cx: &TunnelContext<'_>, met: &Met<'_>) -> Option<Finding> {
    let Hindrance::Diverted { link, wanted } = &met.obstacle.hindrance else { return None };
    let (name, remote) = (cx.name(met.sender), &met.selector().remote);
    let (message, at) = match link {
        Some(link) => (
            format!("{name} forwards what it begins to {remote} to {link} by a rule, and not to {wanted}, where the tunnel is"),
            format!("leads to {link}, whatever the routes say"),
        ),
        None => (
            format!("{name} discards what it begins to {remote} by a rule for forwarding"),
            "drops these packets, whatever the routes say".to_owned(),
        ),
    };
    let help = "Put a rule with the action no-pbf for the other end's network before this one.";
    Some(met.error(cx, &RULE, message, format!("{at}{}", met.example())).help(help))
}

/// A tunnel interface whose routes lead to nothing that lies behind the other end.
fn mistyped(cx: &TunnelContext<'_>, end: End) -> Option<Finding> {
    let Misrouted { into, at, behind } = misrouted([cx.side(end), cx.side(end.other())])?;
    let (name, far) = (cx.name(end), cx.name(end.other()));
    let [into, behind] = [into, behind].map(|set: AddressSet| address_words(&set));
    let message = format!("{name} routes {into} into the tunnel, which does not lie behind {far}, and not {behind}, which does");
    let finding = Finding::new(&RULE, Severity::Warning, message, label(at, "leads into the tunnel"));
    Some(
        finding
            .in_phase(2)
            .likely()
            .help("Route the network of the other end into the tunnel, unless the other end passes on what is routed there.")
            .values([into, behind]),
    )
}

/// A tunnel interface that takes nothing: told once, whichever end sends.
fn unusable(cx: &TunnelContext<'_>, met: &Met<'_>, out: &mut Vec<Finding>) {
    if out.iter().any(|finding| finding.rule.name == RULE.name && finding.primary.span == met.obstacle.at) {
        return;
    }
    let (end, name) = (met.obstacle.end, cx.name(met.obstacle.end));
    let Some(entry) = cx.entry(end) else { return };
    // Where the entry does nothing at all for it, that is told.
    if entry.defects.iter().any(Defect::is_shut_down) {
        return;
    }
    let finding = match &met.obstacle.hindrance {
        Hindrance::LinkDown { link } => {
            let block = cx.side(end).device.path.as_ref().and_then(|path| Some(path.link(link)?.block()));
            let change = Change::BringUp { entry, link: block.unwrap_or(link) };
            met.error(cx, &RULE, format!("{link} of {name} is shut down, so that nothing is routed into it"), "is shut down")
                .help("Bring the interface up.")
                .fixes([cx.fix(end, &change)])
        }
        Hindrance::Lacks { link, lack: Lack::Address } => met
            .error(
                cx,
                &RULE,
                format!("{link} of {name} has no IP address, so that IP is off on it and nothing is routed into it"),
                "has no IP address",
            )
            .help("Give the interface an address (`ip address`, or `ip unnumbered` with another interface)."),
        Hindrance::Lacks { link, .. } => met
            .error(cx, &RULE, format!("{link} of {name} is in no router, so that nothing is routed into it"), "is in no router")
            .help("Put the interface into the router of the outer interface.")
            .fixes([cx.fix(end, &Change::JoinRouter { entry, link })]),
        _ => return,
    };
    out.push(finding);
}

/// The route to the other end's network that the device does not use.
fn lost_way<'a>(cx: &TunnelContext<'a>, met: &Met<'_>) -> Option<(&'a Route, String)> {
    let side = cx.side(met.sender);
    let path = side.device.path.as_ref()?;
    let carrier = path.tunnel(side.entry?.span)?.carrier()?;
    let [least, _] = met.selector().packets();
    let (route, why) = path.lost_way(path.link(carrier)?.vrf.as_deref(), &least.destination)?;
    Some((route, why.words()))
}

fn other<'a>(cx: &TunnelContext<'a>, sender: End) -> &'a str {
    cx.name(sender.other())
}

fn fix(cx: &TunnelContext<'_>, met: &Met<'_>) -> Option<crate::rules::Fix> {
    let entry = cx.entry(met.sender)?;
    let leaving = cx.side(met.sender).device.path.as_ref()?.tunnel(entry.span)?.carrier()?;
    let mut fix = route_fix(cx, met.sender, &met.selector().remote, leaving, Some(met.obstacle.at))?;
    fix.commands.extend(peer_route(cx, met, leaving).into_iter().flat_map(|peer| peer.commands));
    Some(fix)
}

/// The route to the peer by the interface with the crypto map, where it is led elsewhere as well.
fn peer_route(cx: &TunnelContext<'_>, met: &Met<'_>, leaving: &str) -> Option<crate::rules::Fix> {
    let side = cx.side(met.sender);
    let (path, peer) = (side.device.path.as_ref()?, side.peer_address()?);
    let is_by_map = path.tunnel(side.entry?.span)?.outside.as_deref() == Some(leaving);
    let steps = path.routes_to(path.link(leaving)?.vrf.as_deref(), &AddressSet::one(peer));
    let [Step { leads: Leads::To(link), at, .. }] = steps.as_slice() else { return None };
    let network = Addresses::Net(IpNet::from(peer));
    (is_by_map && link != leaving).then(|| route_fix(cx, met.sender, &network, leaving, *at))?
}
