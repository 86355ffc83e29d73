//! What packets meet on a firewall: interfaces and zones, routers, security rules, NAT rules, policy-based forwarding.

mod forwarding;
mod objects;
mod routes;
mod rules;
mod translations;
mod zones;

pub(super) use rules::managing;
pub(super) use zones::Domain;

use std::sync::Arc;

use crate::model::path::{Filter, Lack, Leads, Link, Meets, Path, Place, Step, TunnelPath};
use crate::model::space::AddressSet;
use crate::model::{Entry, PeerAddress, PolicyLocation};
use crate::platform::panos::lower::{Context, TUNNELS};
use crate::platform::panos::scope::{Port, Resolved, interfaces};
use crate::platform::panos::tree::At;
use crate::source::Span;

use objects::Objects;
use routes::Routers;
use rules::Rules;

/// Lowers what one scope says about the path of packets. `entries` are those of the scope.
pub(super) fn path(context: &Context<'_>, entries: &[Entry]) -> Path {
    let mut routers = Routers::of(context);
    let domains = Domain::all(&context.scope);
    let mut links: Vec<Link> = Vec::new();
    for port in context.scope.parts().iter().flat_map(|part| interfaces(*part)) {
        if links.iter().all(|link| link.name != port.name.word()) {
            links.push(link(context, &routers, &domains, port));
            routers.add_leased(port);
        }
    }
    let mut objects = Objects::of(context.root, context.objects(), &context.scope);
    let rules = Rules::of(&mut objects, context.root, &domains);
    let mut translations = Vec::new();
    let mut diverted = Vec::new();
    for domain in &domains {
        for book in rules::rulebases(context.root, domain) {
            let rules = |kind: &str| book.child(kind).and_then(|part| part.child("rules"));
            let translating = rules("nat").into_iter().flat_map(At::children);
            translations
                .extend(translating.filter_map(|rule| translations::translation(&mut objects, &links, domain, rule)));
            let forwarding = rules("pbf").into_iter().flat_map(At::children);
            diverted.extend(
                forwarding.filter_map(|rule| forwarding::diversion(&mut objects, &links, context, domain, rule)),
            );
        }
    }
    let mut path = Path {
        links,
        other_routes: other_routes(context, &routers),
        routing_protocol: routers.protocol,
        routes: routers.routes,
        translations,
        zones: Some(rules.between_zones()),
        tunnels: tunnels(context, entries),
        checks_answers: false,
        hears_advertisements: true,
        diverted,
        ..Path::default()
    };
    filter_arriving(&mut path, &rules, entries);
    path
}

/// Puts into the entries what commands call the routers, zones and rules that they depend on.
pub(super) fn places(context: &Context<'_>, path: &Path, entries: &mut [Entry]) {
    let routers = Routers::of(context);
    let policies: Vec<PolicyLocation> = Domain::all(&context.scope).iter().map(Domain::location).collect();
    for entry in entries {
        let tunnel = path.tunnel(entry.span);
        let names = tunnel.map_or([None, None], |tunnel| [tunnel.inside.as_deref(), tunnel.outside.as_deref()]);
        let mut found = names.into_iter().flatten().filter_map(|name| routers.place_of(name));
        entry.names.locations.router = found.next().map(str::to_owned);
        entry.names.locations.policies.clone_from(&policies);
    }
}

fn link(context: &Context<'_>, routers: &Routers<'_>, domains: &[Domain<'_>], port: Port<'_>) -> Link {
    let name = port.name.word();
    let networks = context.prefixes_of(port.body).filter_map(|(resolved, span)| match resolved {
        Resolved::Net(net) => Some((net, span)),
        _ => None,
    });
    let networks: Vec<_> = networks.collect();
    let mtu =
        port.body.child("mtu").and_then(|setting| Some((setting.value()?.word().parse().ok()?, setting.statement())));
    let zone = domains.iter().find_map(|domain| domain.zone_of(name));
    // What a manager pushes may hold it, and what a template lacks may be set on the firewall.
    let shows_all = rules::elsewhere(context.root).is_none() && context.scope.own.id() == context.root.id();
    let lacks = [
        (Lack::Zone, zone.is_none() && domains.iter().any(Domain::has_zones)),
        (Lack::Router, routers.are_shown && !routers.of_interface.contains_key(name)),
    ];
    Link {
        lacks: lacks.into_iter().filter(|(_, is_missing)| *is_missing && shows_all).map(|(lack, _)| lack).collect(),
        addresses: networks.iter().map(|(net, _)| net.addr()).collect(),
        networks,
        vrf: routers.of_interface.get(name).cloned(),
        zone,
        up: port.down().is_none(),
        mtu,
        ..Link::new(name, port.name.span())
    }
}

/// A line by which routes come that the file does not state: a routing protocol, what a manager pushes; and where no router is shown at all, the head of the interfaces.
fn other_routes(context: &Context<'_>, routers: &Routers<'_>) -> Option<Span> {
    let hidden = || context.scope.parts().iter().find_map(|part| part.at("network interface")).map(At::span);
    routers
        .other_routes
        .or_else(|| rules::managing(context.root).map(At::statement))
        .or_else(|| hidden().filter(|_| !routers.are_shown))
}

fn tunnels(context: &Context<'_>, entries: &[Entry]) -> Vec<TunnelPath> {
    let of = |entry: &Entry| {
        let tunnel = tunnel_of(context, entry);
        let inside = tunnel.and_then(|tunnel| tunnel.child("tunnel-interface")?.value());
        let inside = inside.map(|name| context.scope.interface_word(name));
        // Gateways of one tunnel on several interfaces share a head line, and are told apart nowhere else.
        let several = entries.iter().any(|other| other.span == entry.span && other.interface != entry.interface);
        let outside = Some(entry.interface.as_str()).filter(|name| !name.is_empty() && !several);
        let defined =
            |name: Option<&str>| name.filter(|name| context.scope.interface(name).is_some()).map(str::to_owned);
        // PAN-OS web interface help, "IPSec Tunnel General Tab": packets get a GRE header only with "Add GRE Encapsulation".
        let wraps = |tunnel: At<'_>| {
            let setting = tunnel.child("enable-gre-encapsulation");
            setting.is_some_and(|own| own.value().is_none_or(|value| value.word() != "no"))
        };
        let unwrapped = tunnel.is_some_and(|tunnel| !wraps(tunnel));
        let (inside, outside) = (defined(inside), defined(outside));
        TunnelPath { inside, outside, unwrapped, ..TunnelPath::new(entry.span) }
    };
    entries.iter().map(of).collect()
}

/// The node of the tunnel that an entry comes from.
fn tunnel_of<'t>(context: &Context<'t>, entry: &Entry) -> Option<At<'t>> {
    context.scope.own.at(TUNNELS)?.children().find(|tunnel| tunnel.span() == entry.span)
}

/// Puts the security rules that IKE and ESP from the peers meet on the interfaces of the gateways. They come in by the
/// zone that the route to the peer leads to; within one zone the intrazone default lets them pass.
///
/// Every session is matched against a rule, and the rule then holds for both directions of it (PAN-OS 11.0 administrator's
/// guide, "Security Policy"). So what the peer begins is blocked where a rule, or the default, denies it; answers to what
/// the firewall begins belong to a session of its own, and whether rules meet that one nobody says. Nor does anybody say
/// whether ESP for the firewall itself opens a session, so it stays open.
fn filter_arriving(path: &mut Path, rules: &Rules, entries: &[Entry]) {
    let mut filters: Vec<(String, Filter)> = Vec::new();
    for entry in entries {
        let Some(outside) = path.tunnel(entry.span).and_then(|tunnel| path.link(tunnel.outside.as_deref()?)) else {
            continue;
        };
        let Some(to) = outside.zone.clone() else { continue };
        let Some((from, is_certain)) = entering_zone(path, outside, entry) else { continue };
        let Some(list) = rules.arriving(&from, &to) else { continue };
        let at = list.end;
        let certain = is_certain && rules.are_all();
        let same = |(name, filter): &(String, Filter)| *name == outside.name && filter.list.name == list.name;
        if !filters.iter().any(same) {
            let filter = Filter::new(Place::Arrives, Arc::new(list), at);
            let zones = Some([from, to]);
            filters.push((outside.name.clone(), Filter { meets: Meets::Openings, zones, certain, ..filter }));
        }
    }
    for (name, filter) in filters {
        path.links.iter_mut().filter(|link| link.name == name).for_each(|link| link.filters.push(filter.clone()));
    }
}

/// The zone by which packets of the peer come in, and whether that is certain. Packets for the address of an interface
/// come in by it, and those for a loopback by the interface to which the route to the peer leads; where the two differ,
/// nobody can tell.
fn entering_zone(path: &Path, outside: &Link, entry: &Entry) -> Option<(String, bool)> {
    let peer = entry.peers.first().and_then(|peer| match peer.value {
        PeerAddress::Address(address) => Some(address),
        _ => None,
    });
    let steps = peer.map(|peer| path.routes_to(outside.vrf.as_deref(), &AddressSet::one(peer))).unwrap_or_default();
    let routed = match steps.as_slice() {
        [Step { leads: Leads::To(name), .. }] => path.link(name).and_then(|link| link.zone.clone()),
        _ => None,
    };
    let own = outside.zone.clone().filter(|_| !outside.is_single_address());
    let is_certain = path.other_routes.is_none() && own.as_ref().is_none_or(|own| routed.as_ref() == Some(own));
    Some((routed.or(own)?, is_certain))
}
