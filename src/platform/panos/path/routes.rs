//! Virtual routers and logical routers: which interfaces belong to them, and their static routes.

use std::collections::HashMap;

use ipnet::IpNet;

use crate::model::path::{Hop, Route};
use crate::platform::panos::lower::Context;
use crate::platform::panos::scope::{Port, Resolved};
use crate::platform::panos::tree::{At, quoted};
use crate::source::Span;

/// Static routes have this administrative distance, and this metric, where none is stated (PAN-OS web interface help,
/// "Network > Virtual Routers > Static Routes").
const DEFAULT_DISTANCE: u32 = 10;
const DEFAULT_METRIC: u32 = 10;
/// Metrics go up to 65,535; the distance counts first.
const METRICS: u32 = 1 << 16;

/// The routers of a device.
#[derive(Default)]
pub(super) struct Routers<'t> {
    /// The router of each interface. Only looked up, never walked.
    pub(super) of_interface: HashMap<&'t str, String>,
    /// What commands call each router.
    places: HashMap<String, String>,
    /// Their static routes.
    pub(super) routes: Vec<Route>,
    /// The first line by which routes come that the file does not state: a routing protocol, a route that cannot be read.
    pub(super) other_routes: Option<Span>,
    /// The first routing protocol that is on.
    pub(super) protocol: Option<Span>,
    /// Whether the file shows any router.
    pub(super) are_shown: bool,
}

impl<'t> Routers<'t> {
    /// Reads every router of a scope.
    pub(super) fn of(context: &Context<'t>) -> Self {
        let mut routers = Self::default();
        for part in context.scope.parts() {
            for router in part.at("network virtual-router").into_iter().flat_map(At::children) {
                let place = format!("{}network virtual-router {}", router.location(), quoted(router.word()));
                routers.add(context, router, router.word().to_owned(), place);
            }
            for logical in part.at("network logical-router").into_iter().flat_map(At::children) {
                for table in logical.child("vrf").into_iter().flat_map(At::children) {
                    let [name, vrf] = [logical, table].map(|node| quoted(node.word()));
                    let place = format!("{}network logical-router {name} vrf {vrf}", logical.location());
                    routers.add(context, table, logical.word().to_owned(), place);
                }
            }
        }
        routers
    }

    /// What commands call the router of an interface; where none has it and there is one router alone, that one.
    pub(super) fn place_of(&self, interface: &str) -> Option<&str> {
        let own = self.of_interface.get(interface).and_then(|name| self.places.get(name));
        own.or_else(|| self.places.values().next().filter(|_| self.places.len() == 1)).map(String::as_str)
    }

    /// Adds the default route that may come with the address of an interface (PAN-OS web interface help, "Layer 3 Interface":
    /// a default route to the gateway that the server provides is created unless that is switched off).
    pub(super) fn add_leased(&mut self, port: Port<'t>) {
        let Some(lease) = ["dhcp-client", "pppoe"].into_iter().find_map(|word| port.body.child(word)) else { return };
        let says_no = |word: &str| lease.child(word).and_then(At::value).is_some_and(|value| value.word() == "no");
        if says_no("enable") || says_no("create-default-route") {
            return;
        }
        let name = port.name.word();
        let distance = DEFAULT_DISTANCE.saturating_mul(METRICS).saturating_add(DEFAULT_METRIC);
        self.routes.push(Route::with_lease(name, self.of_interface.get(name).cloned(), distance, lease.span()));
    }

    fn add(&mut self, context: &Context<'t>, router: At<'t>, name: String, place: String) {
        self.are_shown = true;
        self.places.entry(name.clone()).or_insert(place);
        for interface in router.child("interface").into_iter().flat_map(At::children) {
            self.of_interface.entry(context.scope.interface_word(interface)).or_insert_with(|| name.clone());
        }
        let runs = |protocol: At<'t>| protocol.says_yes("enable").map(At::statement);
        let protocols = router.child("protocol").into_iter().flat_map(At::children);
        let below = ["bgp", "ospf", "ospfv3", "rip"].into_iter().filter_map(|word| router.child(word));
        let running = protocols.chain(below).find_map(runs);
        self.other_routes = self.other_routes.or(running);
        self.protocol = self.protocol.or(running);
        for family in ["ip", "ipv6"] {
            let table = router.child("routing-table").and_then(|table| table.child(family)?.child("static-route"));
            for route in table.into_iter().flat_map(At::children) {
                match read(context, route, &name) {
                    Some(route) => self.routes.push(route),
                    None => self.other_routes = self.other_routes.or(Some(route.span())),
                }
            }
        }
    }
}

fn read(context: &Context<'_>, route: At<'_>, router: &str) -> Option<Route> {
    let net = network(context, route.child("destination").and_then(At::value)?)?;
    let number = |word: &str, default: u32| match route.child(word).and_then(At::value) {
        Some(value) => value.word().parse::<u32>().ok(),
        None => Some(default),
    };
    let distance = number("admin-dist", number("administrative-distance", DEFAULT_DISTANCE)?)?;
    let metric = number("metric", DEFAULT_METRIC)?;
    let conditional = route.child("path-monitor").is_some_and(|monitor| monitor.says_yes("enable").is_some());
    let next = route.child("nexthop").and_then(At::value);
    let gateway = next.and_then(At::value).and_then(|value| context.resolve(value.word()).address());
    Some(Route {
        net,
        hop: hop(context, route),
        gateway,
        vrf: Some(router.to_owned()),
        distance: distance.saturating_mul(METRICS).saturating_add(metric),
        conditional,
        span: route.span(),
        words: route.word().to_owned(),
    })
}

fn network(context: &Context<'_>, destination: At<'_>) -> Option<IpNet> {
    match context.resolve(destination.word()) {
        Resolved::Net(net) => Some(net.trunc()),
        _ => None,
    }
}

/// Where a route leads. An interface that is named goes before what the address would say.
fn hop(context: &Context<'_>, route: At<'_>) -> Hop {
    let next = route.child("nexthop").and_then(At::value);
    let value = next.and_then(At::value).map_or("", At::word);
    let named = route
        .child("interface")
        .and_then(At::value)
        .map(|name| Hop::Link(context.scope.interface_word(name).to_owned()));
    match next.map_or("", At::word) {
        "discard" => Hop::Discard,
        "next-vr" | "next-lr" => Hop::Vrf(value.to_owned()),
        "receive" => Hop::Elsewhere,
        "ip-address" | "ipv6-address" => {
            named.or_else(|| context.resolve(value).address().map(Hop::Address)).unwrap_or(Hop::Elsewhere)
        }
        _ => named.unwrap_or(Hop::Elsewhere),
    }
}
