//! What packets meet on an ASA: interfaces, routes, access groups, translations.

mod filter;
mod lists;
pub(super) mod nat;
mod nat_before_8_3;

use ipnet::IpNet;

use crate::model::path::{Hop, Link, Path, Route, TunnelPath};
use crate::model::{Entry, EntryKind, PeerAddress};
use crate::platform::asa::config::{Binding, Item};
use crate::platform::asa::lower::Context;
use crate::platform::asa::syntax::{Command, Rule};
use crate::platform::cisco::lists::network;
use crate::platform::malformed::is_broken_address;
use crate::source::Span;

use lists::Lists;

/// Lowers what the file says about the path of packets.
pub(super) fn path(context: &Context<'_, '_>, entries: &[Entry]) -> Path {
    let mut lists = Lists::new(context);
    let mut links: Vec<Link> = named_interfaces(context).map(|(name, item)| link(context, name, item)).collect();
    filter::bind(context, &mut lists, &mut links, entries);
    let (mut routes, unread_route) = routes(context);
    routes.extend(named_interfaces(context).filter_map(|(name, item)| leased(name, item)));
    let translations = nat::translations(context, &mut lists);
    let tunnels = entries.iter().map(|entry| tunnel(context, &mut lists, entry)).collect();
    let objects = context.config.objects.keys().map(|(_, name)| name);
    let lists_of_file = context.config.access_lists.keys();
    Path {
        links,
        routes,
        other_routes: other_routes(context).or(unread_route),
        routing_protocol: context.config.routing.first().copied().filter(|_| !has_leases(context)),
        translations,
        checks_answers: true,
        tunnels,
        object_names: objects.chain(lists_of_file).map(|name| (*name).to_owned()).collect(),
        exempting_lists: nat_before_8_3::exempting_lists(context),
        ..Path::default()
    }
}

/// The interfaces that have a name, by which all other lines refer to them.
fn named_interfaces<'c, 'a>(context: &Context<'c, 'a>) -> impl Iterator<Item = (&'a str, &'c Item<'a>)> {
    context.config.interfaces.items.iter().filter_map(|item| Some((item.word(Rule::nameif)?.0.text, item)))
}

fn link(context: &Context<'_, '_>, name: &str, item: &Item<'_>) -> Link {
    let v4 = item.last(Rule::ip_address).into_iter().filter_map(|line| {
        let mut words = line.clause.words();
        let (address, mask) = (words.next()?, words.next()?);
        let address = context.address(address.text)?.to_string();
        Some((network(&address, mask.text)?, line.span))
    });
    let own = item.all(Rule::ip_address).filter_map(|line| context.address(line.clause.words().next()?.text));
    let v6 = item.all(Rule::ipv6_address).filter_map(|line| {
        let net: IpNet = line.clause.word()?.text.parse().ok()?;
        Some((net.trunc(), line.span))
    });
    let mtu = context.config.path.iter().filter(|line| line.clause.rule == Rule::mtu).find_map(|line| {
        let own = line.clause.word().is_some_and(|word| word.text == name);
        let number = line.clause.child(Rule::digits)?.word.text.parse().ok()?;
        own.then_some((number, line.span))
    });
    Link {
        block: Some(item.name.to_owned()),
        networks: v4.chain(v6).collect(),
        addresses: own.collect(),
        up: context.interfaces.shutdown(name).is_none(),
        addressed: item.last(Rule::ip_address).is_some() || item.last(Rule::ipv6_address).is_some(),
        mtu,
        ..Link::new(name, item.head)
    }
}

/// The static routes, and the first line of a route that is not understood.
fn routes(context: &Context<'_, '_>) -> (Vec<Route>, Option<Span>) {
    let (mut routes, mut unread) = (Vec::new(), None);
    for line in context.config.path.iter().filter(|line| matches!(line.clause.rule, Rule::route | Rule::ipv6_route)) {
        // Tunneled routes are for what comes out of tunnels.
        if line.negated || line.clause.child(Rule::tunneled).is_some() {
            continue;
        }
        match route(context, line) {
            Some(route) => routes.push(route),
            None => unread = unread.or(Some(line.span)),
        }
    }
    (
        routes,
        unread.or_else(|| context.config.unread_path.iter().find(|(family, _)| *family == "route").map(|own| own.1)),
    )
}

fn route(context: &Context<'_, '_>, line: &Command<'_>) -> Option<Route> {
    let words: Vec<&str> = line.clause.words().map(|word| word.text).collect();
    let (name, net) = match words.as_slice() {
        [name, prefix, _] if line.clause.rule == Rule::ipv6_route => (*name, prefix.parse::<IpNet>().ok()?.trunc()),
        [name, address, mask, ..] => {
            let address = if *address == "0" { "0.0.0.0".to_owned() } else { context.address(address)?.to_string() };
            (*name, network(&address, mask)?)
        }
        _ => return None,
    };
    let distance = line.clause.child(Rule::distance).and_then(|node| node.word.text.trim().parse().ok()).unwrap_or(1);
    let hop = if name.eq_ignore_ascii_case("null0") { Hop::Discard } else { Hop::Link(name.to_owned()) };
    let conditional = line.clause.child(Rule::track).is_some();
    let is_v6 = line.clause.rule == Rule::ipv6_route;
    let next = words.get(if is_v6 { 2 } else { 3 });
    // The device takes no route by an address that is none, or by an interface that there is not.
    let is_link = !context.complete || context.interfaces.has(name) || name.eq_ignore_ascii_case("null0");
    if !is_link || next.is_some_and(|word| is_broken_address(word)) {
        return None;
    }
    let gateway = next.and_then(|word| context.address(word));
    let shown = words.iter().take(if is_v6 { 3 } else { 4 }).copied().collect::<Vec<_>>().join(" ");
    let words = format!("{}route {shown}", if is_v6 { "ipv6 " } else { "" });
    Some(Route { net, hop, gateway, vrf: None, distance, conditional, span: line.span, words })
}

/// A line by which routes come that the file does not state.
fn other_routes(context: &Context<'_, '_>) -> Option<Span> {
    let routing = context.config.routing.first().copied();
    routing.or_else(|| lines_of_interfaces(context).find(|line| is_other_route(line)).map(|line| line.span))
}

/// Whether an interface may get a default route with its address, or policy routing goes before all routes.
fn has_leases(context: &Context<'_, '_>) -> bool {
    lines_of_interfaces(context).any(is_other_route)
}

fn lines_of_interfaces<'c, 'a>(context: &'c Context<'_, 'a>) -> impl Iterator<Item = &'c Command<'a>> {
    context.config.interfaces.items.iter().flat_map(|item| &item.clauses)
}

/// Advertisements may bring IPv6 routes; policy routing goes before all routes.
fn is_other_route(line: &Command<'_>) -> bool {
    let run_time = |word: &str| matches!(word, "dhcp" | "pppoe" | "autoconfig");
    match line.clause.rule {
        Rule::policy_route => true,
        Rule::ipv6_address => line.clause.word().is_some_and(|word| run_time(word.text)),
        _ => false,
    }
}

/// The default route that comes with an address (Cisco ASA command reference, ip address dhcp and ip address pppoe: only with
/// `setroute`).
fn leased(name: &str, item: &Item<'_>) -> Option<Route> {
    let line = item.last(Rule::ip_address)?;
    let mut words = line.clause.words().map(|word| word.text);
    let is_leased = words.next().is_some_and(|word| matches!(word, "dhcp" | "pppoe"));
    (is_leased && words.any(|word| word == "setroute")).then(|| Route::with_lease(name, None, 1, line.span))
}

fn tunnel<'a>(context: &Context<'_, 'a>, lists: &mut Lists<'_, '_, 'a>, entry: &Entry) -> TunnelPath {
    let several = context.config.bindings.iter().any(|binding| {
        let same = |other: &&Binding<'_>| other.map == binding.map && other.interface != binding.interface;
        binding.interface == entry.interface && context.config.bindings.iter().any(|other| same(&other))
    });
    // A map on several interfaces: routing chooses, and the entry does not say which.
    let outside = Some(entry.interface.clone()).filter(|name| !name.is_empty() && !several);
    let own = named_interfaces(context).find(|(_, item)| item.head == entry.span);
    let inside = if entry.kind == EntryKind::Vti { own.map(|(name, _)| name.to_owned()) } else { outside.clone() };
    let maps = context.config.crypto_maps.items.iter().chain(&context.config.dynamic_maps.items);
    let makes_routes =
        maps.filter(|item| item.head == entry.span).any(|item| item.last(Rule::set_reverse_route).is_some());
    let peer = entry.peers.first().and_then(|peer| match peer.value {
        PeerAddress::Address(address) => Some(address),
        _ => None,
    });
    let filter = peer.and_then(|peer| filter::of_group(context, lists, peer));
    // A hub makes an interface for each peer that calls, and routes into it are known at run time alone.
    let resolves = entry.kind == EntryKind::Vti && entry.peers.iter().any(|peer| peer.value == PeerAddress::Any);
    // Cisco ASA, Virtual Tunnel Interface: it is in IPsec mode, and there is no GRE.
    let unwrapped = entry.kind == EntryKind::Vti;
    TunnelPath { inside, outside, makes_routes, filter, resolves, unwrapped, ..TunnelPath::new(entry.span) }
}
