//! What packets meet on an IOS router: interfaces, routes, access groups, translations.

mod lists;
mod nat;
pub(super) mod references;
mod reverse;
mod route_map;

use std::sync::Arc;

use ipnet::IpNet;

use crate::model::path::{Filter, Hop, Lack, Link, Medium, Path, Place, Route, TunnelPath, Wrapping};
use crate::model::space::{Action, AddressSet, List};
use crate::model::{Child, Entry, EntryKind, TrafficSelector};
use crate::platform::cisco::lists::network;
use crate::platform::cisco::outline::Line;
use crate::platform::cisco::statement::{self, Node};
use crate::platform::ios::heads::Kind;
use crate::platform::ios::is_loopback;
use crate::platform::ios::lower::Context;
use crate::platform::ios::lower::interface::InterfaceFacts;
use crate::platform::ios::lower::tunnel_mode;
use crate::platform::ios::syntax::{Rule, Section, Statement};
use crate::source::Span;

use lists::{list, of_access_group};

/// The MTU of Ethernet and serial interfaces without a line about it (Cisco IOS Interface Command Reference, mtu).
const DEFAULT_MTU: u32 = 1500;

/// The administrative distance of a static route that states none (Cisco IOS, ip route).
const STATIC_DISTANCE: u32 = 1;
/// The administrative distance of a default route that comes by DHCP.
const LEASED_DISTANCE: u32 = 254;

impl Context<'_> {
    /// Lowers what the file says about the path of packets.
    pub(super) fn path(&self, entries: &[Entry]) -> Path {
        let lines = &self.configuration.path;
        let links: Vec<Link> = self.interfaces.iter().map(|facts| self.link(facts)).collect();
        let (mut routes, mut other_routes) = (Vec::new(), lines.routing);
        for line in
            lines.top.iter().filter(|line| line.text.starts_with("ip route ") || line.text.starts_with("ipv6 route "))
        {
            match read(*line).and_then(|node| self.route(&node, line.span)) {
                Some(route) => routes.push(route),
                None => other_routes = other_routes.or(Some(line.span)),
            }
        }
        routes.extend(self.interfaces.iter().filter_map(|facts| self.leased(facts)));
        let translations = self.translations();
        let tunnels = entries.iter().map(|entry| self.tunnel_path(entry, entries)).collect();
        let list_begins = lists::begins(self);
        let routing_protocol = lines.protocol.filter(|at| other_routes == Some(*at));
        let mut path = Path {
            links,
            routes,
            other_routes,
            // What an excerpt leaves out may hold the next hop.
            needs_reachable_hops: self.complete,
            // A router takes none of them (RFC 4861, sections 6.2.7 and 6.3), a host does.
            hears_advertisements: !lines.top.iter().any(|line| line.text.trim() == "ipv6 unicast-routing"),
            routing_protocol,
            translations,
            tunnels,
            list_begins,
            wrapping: if self.complete { self.all_wrapping() } else { None },
            ..Path::default()
        };
        let checks: Vec<Option<Filter>> = path.links.iter().map(|link| self.reverse_path_check(&path, link)).collect();
        path.links.iter_mut().zip(checks).for_each(|(link, check)| link.filters.extend(check));
        path
    }

    fn reverse_path_check(&self, path: &Path, link: &Link) -> Option<Filter> {
        reverse::check(path, link, self.configuration.path.interfaces.get(&link.span)?)
    }

    /// The default route that comes with an address: by DHCP unless the router does not ask for one (Cisco IOS IP Addressing
    /// guide, DHCP client: distance 254), by PPP where it is told to (Cisco IOS Dial Technologies Command Reference, ppp ipcp).
    fn leased(&self, facts: &InterfaceFacts<'_>) -> Option<Route> {
        let lines = self.configuration.path.interfaces.get(&facts.section.head.span)?;
        let line = |start: &str| lines.iter().find(|line| line.text.starts_with(start));
        let is_default = |line: &&Line<'_>| line.text.starts_with("ppp ipcp ") && line.text.contains("default");
        let by_dhcp = line("ip address dhcp").filter(|_| line("no ip dhcp client request router").is_none());
        let by_ppp = || line("ip address negotiated").and(lines.iter().find(is_default));
        let (line, distance) =
            by_dhcp.map(|line| (line, LEASED_DISTANCE)).or_else(|| Some((by_ppp()?, STATIC_DISTANCE)))?;
        Some(Route::with_lease(facts.name, facts.vrf.map(str::to_owned), distance, line.span))
    }

    fn link(&self, facts: &InterfaceFacts<'_>) -> Link {
        let head = facts.section.head.span;
        let mut link = Link {
            networks: facts.networks.iter().map(|net| (net.trunc(), head)).collect(),
            addresses: facts.networks.iter().map(IpNet::addr).collect(),
            medium: medium(facts),
            lacks: self.is_without_ip(facts).then_some(Lack::Address).into_iter().collect(),
            vrf: facts.vrf.map(str::to_owned),
            loopback: is_loopback(facts.name),
            up: facts.shutdown.is_none(),
            addressed: facts.is_addressed(),
            default_mtu: (!facts.is_tunnel()).then_some(DEFAULT_MTU),
            ..Link::new(facts.name, head)
        };
        for line in self.configuration.path.interfaces.get(&head).into_iter().flatten() {
            let words: Vec<&str> = line.text.split_ascii_whitespace().collect();
            match words.as_slice() {
                ["ip", "access-group", name, way] => self.filter(&mut link, name, way, line.span, facts),
                ["ipv6", "traffic-filter", ..] | ["zone-member", ..] | ["ip", "inspect", ..] => {
                    link.filters.push(open(Place::Enters, line.span));
                    link.filters.push(open(Place::Decrypted, line.span));
                    link.filters.push(open(Place::Leaves, line.span));
                }
                [family @ ("ip" | "ipv6"), "policy", "route-map", name] => {
                    let all = if *family == "ip" { AddressSet::all_v4() } else { AddressSet::all_v6() };
                    let list = self.policy_routed(name, line.span, &all);
                    // The two families never meet.
                    link.diverted
                        .get_or_insert_with(|| List { entries: Vec::new(), ..list.clone() })
                        .entries
                        .extend(list.entries);
                }
                ["ip", "mtu", number] => link.mtu = number.parse().ok().map(|mtu| (mtu, line.span)),
                ["mtu", number] if link.mtu.is_none() => link.mtu = number.parse().ok().map(|mtu| (mtu, line.span)),
                ["ip", "tcp", "adjust-mss", number] => link.mss = number.parse().ok().map(|mss| (mss, line.span)),
                _ => {}
            }
        }
        let of_device = self.configuration.path.control_plane_drops().into_iter().chain(self.pairs_to_self(&link.name));
        link.filters.extend(of_device.map(|at| open(Place::Arrives, at)));
        link
    }

    /// The zone pairs from the zone of an interface to the router itself. Without one, what is for the router passes (Cisco
    /// IOS, zone-based policy firewall: the self zone).
    fn pairs_to_self(&self, link: &str) -> Vec<Span> {
        let lines = &self.configuration.path;
        let head = self.interfaces.named(link).map(|facts| facts.section.head.span);
        let own = head.and_then(|head| lines.interfaces.get(&head)).into_iter().flatten();
        let zone = own.filter_map(|line| line.text.strip_prefix("zone-member security ")).next().map(str::trim);
        let Some(zone) = zone else { return Vec::new() };
        let is_pair = |line: &&Line<'_>| {
            let words: Vec<&str> = line.text.split_ascii_whitespace().collect();
            let after = |name: &str| words.iter().position(|word| *word == name).and_then(|at| words.get(at + 1));
            words.first() == Some(&"zone-pair")
                && after("source") == Some(&zone)
                && after("destination") == Some(&"self")
        };
        lines.top.iter().filter(is_pair).map(|line| line.span).collect()
    }

    /// An access group. On the way in it meets what passes through and what is for the router itself alike; what comes
    /// out of a tunnel it meets on a tunnel interface, and before 12.3(8)T on every interface. What the router sends
    /// itself it does not meet on the way out. Whether one comes before encryption on an interface with a crypto map no source
    /// settles; a tunnel interface has its features for packets in the clear (Cisco IOS, IPsec Virtual Tunnel Interface).
    fn filter(&self, link: &mut Link, name: &str, way: &str, at: Span, facts: &InterfaceFacts<'_>) {
        let encrypts = [Rule::apply_map, Rule::apply_ipv6_map].iter().any(|rule| facts.section.last(*rule).is_some());
        let list = Arc::new(of_access_group(self, name, at));
        let certain = !self.configuration.path.inspects;
        let mut put = |place: Place, certain: bool| {
            link.filters.push(Filter { certain, ..Filter::new(place, Arc::clone(&list), at) });
        };
        match way {
            "in" => {
                put(Place::Enters, certain);
                put(Place::Arrives, certain);
                if facts.is_tunnel() {
                    put(Place::Decrypted, certain);
                } else if self.release.is_none_or(|release| release.is_before(12, 4)) {
                    put(Place::Decrypted, false);
                }
            }
            _ => put(Place::Leaves, certain && !encrypts),
        }
    }

    fn route(&self, node: &Node<'_, Rule>, span: Span) -> Option<Route> {
        let words: Vec<&str> = node.words().map(|word| word.text).collect();
        let vrf = node.find(Rule::vrf).map(|word| word.text.to_owned());
        let (net, rest) = match words.as_slice() {
            [prefix, rest @ ..] if node.rule == Rule::ipv6_route => (prefix.parse::<IpNet>().ok()?.trunc(), rest),
            [address, mask, rest @ ..] => (network(address, mask)?, rest),
            _ => return None,
        };
        let (hop, options) = self.hop(rest)?;
        let distance = options.first().and_then(|word| word.parse().ok()).unwrap_or(STATIC_DISTANCE);
        let conditional = options.contains(&"track");
        let hop = if options.contains(&"global") { Hop::Elsewhere } else { hop };
        let shown = &words[..words.len() - options.len()];
        let gateway = shown.last().filter(|_| matches!(hop, Hop::Link(_))).and_then(|word| word.parse().ok());
        let family = if node.rule == Rule::ipv6_route { "ipv6" } else { "ip" };
        let place = vrf.as_ref().map_or_else(String::new, |vrf| format!(" vrf {vrf}"));
        let shown = format!("{family} route{place} {}", shown.join(" "));
        Some(Route { net, hop, gateway, vrf, distance, conditional, span, words: shown })
    }

    /// The next hop and what stands behind it: an address, or an interface with or without an address.
    fn hop<'w>(&self, words: &'w [&'w str]) -> Option<(Hop, &'w [&'w str])> {
        let (first, rest) = words.split_first()?;
        if let Ok(address) = first.parse() {
            return Some((Hop::Address(address), rest));
        }
        if first.eq_ignore_ascii_case("null0") {
            return Some((Hop::Discard, rest));
        }
        // `GigabitEthernet 0/0`
        let (name, rest) = match rest.split_first() {
            Some((number, behind)) if !first.ends_with(|c: char| c.is_ascii_digit()) && *first != "dhcp" => {
                (format!("{first}{number}"), behind)
            }
            _ => ((*first).to_owned(), rest),
        };
        let link = self.interfaces.named(&name).map(|facts| facts.name.to_owned());
        let behind = usize::from(rest.first().is_some_and(|word| word.parse::<std::net::IpAddr>().is_ok()));
        Some((link.map_or_else(|| self.absent(name), Hop::Link), &rest[behind..]))
    }

    /// An interface that the file does not show. A router takes no route by an interface that it does not have, and shows every
    /// interface in its configuration (Cisco IOS Interface Command Reference, interface).
    fn absent(&self, name: String) -> Hop {
        let is_interface =
            name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.ends_with(|c: char| c.is_ascii_digit());
        let is_shown = self.complete && is_interface && !self.interfaces.iter().any(InterfaceFacts::is_template);
        if is_shown { Hop::Absent(name) } else { Hop::Elsewhere }
    }

    /// Whether IP is off on a tunnel interface: it has no address and borrows none (Cisco IOS IP Addressing Command Reference,
    /// ip address and ip unnumbered: IP processing is enabled by an address).
    fn is_without_ip(&self, facts: &InterfaceFacts<'_>) -> bool {
        let lines = self.configuration.path.interfaces.get(&facts.section.head.span).into_iter().flatten();
        let mut about_ip = lines.filter(|line| {
            ["ip address", "ipv6 address", "ipv6 enable", "ip unnumbered", "ipv6 unnumbered"]
                .iter()
                .any(|start| line.text.starts_with(start))
        });
        self.complete && facts.is_tunnel() && !facts.is_template() && !facts.is_addressed() && about_ip.next().is_none()
    }

    fn tunnel_path(&self, entry: &Entry, entries: &[Entry]) -> TunnelPath {
        let lines = &self.configuration.path;
        let is_map = matches!(entry.kind, EntryKind::CryptoMap | EntryKind::DynamicMap);
        // A map that several interfaces carry: routing chooses, and the entry does not say which.
        let several = entries.iter().any(|other| other.span == entry.span && other.interface != entry.interface);
        let known = !entry.interface.is_empty() && !(is_map && (several || lines.inner_vrf));
        let inside = known.then(|| entry.interface.clone());
        let outside = inside.clone().filter(|_| is_map);
        let outside_vrf = match outside.as_deref() {
            Some(name) => self.interfaces.named(name).and_then(|facts| facts.vrf),
            None => self.interfaces.named(&entry.interface).and_then(InterfaceFacts::tunnel_vrf),
        };
        let wraps = is_map.then(|| self.wrapped(entry)).flatten();
        let carrier = wraps.as_deref().or(inside.as_deref()).and_then(|name| self.interfaces.named(name));
        TunnelPath {
            gre_key: carrier.and_then(tunnel_mode::gre_key),
            inside,
            outside,
            outside_vrf: outside_vrf.map(str::to_owned),
            checks: self.checks(entry),
            makes_routes: !lines.injecting.is_empty(),
            // Cisco IOS, IPsec Virtual Tunnel Interface: no GRE header in IPsec mode.
            unwrapped: entry.kind == EntryKind::Vti,
            wraps,
            resolves: !is_map && self.interfaces.named(&entry.interface).is_some_and(tunnel_mode::resolves),
            ..TunnelPath::new(entry.span)
        }
    }

    /// The lists of a map entry that packets meet in the clear: `in` what is decrypted, `out` what is to be encrypted (Cisco
    /// IOS, Crypto Access Check on Clear-Text Packets, since 12.3(8)T).
    fn checks(&self, entry: &Entry) -> Vec<Filter> {
        let kind = match entry.kind {
            EntryKind::CryptoMap => Kind::CryptoMap,
            EntryKind::DynamicMap => Kind::DynamicMap,
            _ => return Vec::new(),
        };
        let Some(own) = self.configuration.of(kind).find(|section| section.head.span == entry.span) else {
            return Vec::new();
        };
        // The block may stand in several pieces; of several lines for one direction the last holds.
        let of_entry = |section: &&Section<'_>| section.name() == own.name() && section.number() == own.number();
        let lines: Vec<_> = self
            .configuration
            .of(kind)
            .filter(of_entry)
            .flat_map(|section| section.all(Rule::set_access_group))
            .collect();
        let check = |(way, place): (&str, Place)| {
            let is_way = |line: &&&Statement<'_>| line.word(Rule::way).is_some_and(|word| word.text == way);
            let line = lines.iter().rfind(is_way)?;
            let list = Arc::new(list(self, line.word(Rule::name)?.text, line.span));
            // Answers may pass where packets are inspected.
            let certain = !self.configuration.path.inspects;
            Some(Filter { certain, ..Filter::new(place, list, line.span) })
        };
        [("in", Place::Decrypted), ("out", Place::Leaves)].into_iter().filter_map(check).collect()
    }

    /// Every tunnel interface without protection of its own; `None` where the ends of one are settled at run time.
    fn all_wrapping(&self) -> Option<Vec<Wrapping>> {
        let plain = self.interfaces.iter().filter(|facts| facts.is_tunnel() && tunnel_mode::is_plain(facts));
        let of = |facts: &InterfaceFacts<'_>| {
            let line = |rule: Rule| facts.section.last(rule).map(|line| line.span);
            Some(Wrapping {
                link: facts.name.to_owned(),
                made: self.wrapping(facts)?,
                source: line(Rule::tunnel_source)?,
                destination: line(Rule::tunnel_destination)?,
                mode: line(Rule::tunnel_mode).unwrap_or(facts.section.head.span),
            })
        };
        plain.map(of).collect()
    }

    /// The tunnel interface without protection of its own whose packets an entry protects.
    fn wrapped(&self, entry: &Entry) -> Option<String> {
        let tunnels = self.interfaces.iter().filter(|facts| facts.is_tunnel());
        let selectors: Vec<_> = tunnels.filter_map(|facts| Some((facts.name, self.wrapping(facts)?))).collect();
        let protects = |own: &TrafficSelector| {
            let takes = |child: &Child| child.selector.protocol.is_some() && child.selector.takes(own);
            entry.children.iter().any(takes)
        };
        selectors.into_iter().find(|(_, own)| protects(own)).map(|(name, _)| name.to_owned())
    }
}

/// How the neighbour behind an interface is found. With PPP a router makes a route to its neighbour, whatever the networks are
/// (Cisco IOS Dial Technologies Command Reference, peer neighbor-route), so that what is not known to be shared is taken for
/// such a link.
fn medium(facts: &InterfaceFacts<'_>) -> Medium {
    const SHARED: [&str; 10] = ["gi", "fa", "eth", "et", "te", "vl", "bv", "bd", "port", "lo"];
    const FASTER: [&str; 6] = ["twe", "two", "five", "fo", "hu", "wlan"];
    let name = facts.name.to_ascii_lowercase();
    let is_of = |kinds: &[&str]| kinds.iter().any(|kind| name.starts_with(kind));
    match facts.is_tunnel() && !facts.is_template() {
        true => Medium::Tunnel,
        false if is_of(&SHARED) || is_of(&FASTER) => Medium::Shared,
        false => Medium::Neighbour,
    }
}

/// Reads a line about the path.
fn read(line: Line<'_>) -> Option<Node<'_, Rule>> {
    statement::parse(Rule::path_line, line)?.into_iter().next()
}

/// A filter of which nothing is known.
fn open(place: Place, at: Span) -> Filter {
    let list = List::always(Action::Unknown, "the inspection", at);
    Filter { certain: false, ..Filter::new(place, Arc::new(list), at) }
}
