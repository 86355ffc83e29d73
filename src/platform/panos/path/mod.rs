//! What packets meet on a firewall: interfaces and zones, routers, security rules, NAT rules, policy-based forwarding.

mod objects;
mod routes;
mod rules;
mod translations;
mod zones;

use std::sync::Arc;

use crate::model::path::{Filter, Leads, Link, Path, Place, TunnelPath};
use crate::model::space::{Action, AddressSet, Extent, List, ListEntry};
use crate::model::{Entry, PeerAddress};
use crate::platform::panos::lower::{Context, TUNNELS};
use crate::platform::panos::scope::{Port, Resolved, interfaces};
use crate::platform::panos::tree::At;
use crate::source::Span;

use objects::Objects;
use routes::Routers;
use rules::Rules;
use zones::Domain;

/// Lowers what one scope says about the path of packets. `entries` are those of the scope.
pub(super) fn path(context: &Context<'_>, entries: &[Entry]) -> Path {
    let routers = Routers::of(context);
    let domains = Domain::all(&context.scope);
    let mut links: Vec<Link> = Vec::new();
    for port in context.scope.parts().iter().flat_map(|part| interfaces(*part)) {
        if links.iter().all(|link| link.name != port.name.word()) {
            links.push(link(context, &routers, &domains, port));
        }
    }
    let mut objects = Objects::of(context.root, context.objects(), &context.scope);
    let rules = Rules::of(&mut objects, context.root, &domains);
    let mut translations = Vec::new();
    let mut diverting = Vec::new();
    for domain in &domains {
        for book in rules::rulebases(context.root, domain) {
            let rules = |kind: &str| book.child(kind).and_then(|part| part.child("rules"));
            let translating = rules("nat").into_iter().flat_map(At::children);
            translations
                .extend(translating.filter_map(|rule| translations::translation(&mut objects, &links, domain, rule)));
            let forwarding = rules("pbf").into_iter().flat_map(At::children);
            diverting.extend(forwarding.filter_map(|rule| diversion(&mut objects, rule)));
        }
    }
    let mut path = Path {
        links,
        other_routes: other_routes(context, &routers),
        routes: routers.routes,
        translations,
        zones: Some(rules.between_zones()),
        tunnels: tunnels(context, entries),
        diverted: diverted(diverting),
    };
    filter_arriving(&mut path, &rules, entries);
    path
}

fn link(context: &Context<'_>, routers: &Routers<'_>, domains: &[Domain<'_>], port: Port<'_>) -> Link {
    let name = port.name.word();
    let networks = context.prefixes_of(port.body).filter_map(|(resolved, span)| match resolved {
        Resolved::Net(net) => Some((net, span)),
        _ => None,
    });
    let mtu =
        port.body.child("mtu").and_then(|setting| Some((setting.value()?.word().parse().ok()?, setting.statement())));
    let state = port.name.child("link-state").and_then(At::value);
    Link {
        networks: networks.collect(),
        vrf: routers.of_interface.get(name).cloned(),
        zone: domains.iter().find_map(|domain| domain.zone_of(name)),
        up: state.is_none_or(|state| state.word() != "down"),
        mtu,
        ..Link::new(name, port.name.span())
    }
}

/// A line by which routes come that the file does not state: a routing protocol, an address by DHCP or PPPoE, what a
/// manager pushes; and where no router is shown at all, the head of the interfaces.
fn other_routes(context: &Context<'_>, routers: &Routers<'_>) -> Option<Span> {
    let leased =
        |port: Port<'_>| ["dhcp-client", "pppoe"].into_iter().find_map(|word| port.body.child(word)).map(At::span);
    let own = context.scope.parts().iter().flat_map(|part| interfaces(*part)).find_map(leased);
    let hidden = || context.scope.parts().iter().find_map(|part| part.at("network interface")).map(At::span);
    routers
        .other_routes
        .or(own)
        .or_else(|| rules::managing(context.root).map(At::statement))
        .or_else(|| hidden().filter(|_| !routers.are_shown))
}

/// A rule of policy-based forwarding as an entry of the list of what is forwarded; `None` where it is switched off.
fn diversion<'t>(objects: &mut Objects<'t>, rule: At<'t>) -> Option<ListEntry> {
    if rule.says_yes("disabled").is_some() {
        return None;
    }
    let action = if rule.at("action no-pbf").is_some() { Action::Deny } else { Action::Permit };
    let [source, destination] =
        [("source", "negate-source"), ("destination", "negate-destination")].map(|(word, not)| {
            let named = objects.addresses(rule.child(word)).unwrap_or_else(Extent::unknown);
            if rule.says_yes(not).is_some() { named.complement() } else { named }
        });
    // Zones, interfaces, users and applications decide as well, and a monitor whether it is used.
    Some(ListEntry { certain: false, ..ListEntry::between(action, rule.span(), source, destination) })
}

fn diverted(entries: Vec<ListEntry>) -> Option<List> {
    let end = entries.last()?.span;
    Some(List { name: "policy-based forwarding".to_owned(), entries, otherwise: Action::Deny, end })
}

fn tunnels(context: &Context<'_>, entries: &[Entry]) -> Vec<TunnelPath> {
    let of = |entry: &Entry| {
        let tunnel = tunnel_of(context, entry);
        let inside = tunnel.and_then(|tunnel| tunnel.child("tunnel-interface")?.value()).map(At::word);
        // Gateways of one tunnel on several interfaces share a head line, and are told apart nowhere else.
        let several = entries.iter().any(|other| other.span == entry.span && other.interface != entry.interface);
        let outside = Some(entry.interface.as_str()).filter(|name| !name.is_empty() && !several);
        let defined =
            |name: Option<&str>| name.filter(|name| context.scope.interface(name).is_some()).map(str::to_owned);
        TunnelPath { inside: defined(inside), outside: defined(outside), ..TunnelPath::new(entry.span) }
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
/// That these rules meet what is for the firewall itself is told by its users alone, and whether they meet the answers to
/// what it sends nobody says; so they block nothing for certain.
fn filter_arriving(path: &mut Path, rules: &Rules, entries: &[Entry]) {
    let mut filters: Vec<(String, Filter)> = Vec::new();
    for entry in entries {
        let Some(outside) = path.tunnel(entry.span).and_then(|tunnel| path.link(tunnel.outside.as_deref()?)) else {
            continue;
        };
        let Some(to) = outside.zone.clone() else { continue };
        let Some(from) = entering_zone(path, outside, entry) else { continue };
        let Some(list) = rules.arriving(&from, &to) else { continue };
        let at = list.end;
        let same = |(name, filter): &(String, Filter)| *name == outside.name && filter.list.name == list.name;
        if !filters.iter().any(same) {
            filters.push((
                outside.name.clone(),
                Filter { place: Place::Arrives, list: Arc::new(list), at, certain: false },
            ));
        }
    }
    for (name, filter) in filters {
        path.links.iter_mut().filter(|link| link.name == name).for_each(|link| link.filters.push(filter.clone()));
    }
}

/// The zone by which packets of the peer come in: that of the interface to which its route leads.
fn entering_zone(path: &Path, outside: &Link, entry: &Entry) -> Option<String> {
    let peer = entry.peers.first().and_then(|peer| match peer.value {
        PeerAddress::Address(address) => Some(address),
        _ => None,
    });
    let steps = peer.map(|peer| path.routes_to(outside.vrf.as_deref(), &AddressSet::one(peer))).unwrap_or_default();
    match steps.as_slice() {
        [step] => match &step.leads {
            Leads::To(name) => path.link(name)?.zone.clone(),
            _ => None,
        },
        _ => None,
    }
    .or_else(|| outside.zone.clone().filter(|_| !outside.is_single_address()))
}
