//! `ip nat inside source`: static rules before dynamic ones (Cisco, document 6209 and the NAT configuration guide).

use ipnet::IpNet;

use crate::model::Setting;
use crate::model::path::{Effect, Links, Translation};
use crate::model::space::{Action, AddressSet, Extent, List, ListEntry};
use crate::platform::cisco::outline::Line;
use crate::platform::ios::lower::Context;
use crate::platform::ios::lower::interface::Family;
use crate::platform::ios::lower::path::lists::chosen;
use crate::platform::ios::lower::path::read;
use crate::platform::ios::syntax::Rule;
use crate::source::Span;

impl Context<'_> {
    /// Every translation, static ones first.
    pub(super) fn translations(&self) -> Vec<Translation> {
        let (mut fixed, mut dynamic) = (Vec::new(), Vec::new());
        for line in self.configuration.path.top.iter().filter(|line| line.text.starts_with("ip nat ")) {
            let words: Vec<&str> = line.text.split_ascii_whitespace().skip(2).collect();
            match words.as_slice() {
                ["inside", "source", "static", ..] => {
                    fixed.push(self.fixed(*line).unwrap_or_else(|| self.unread(line.span)));
                }
                ["inside", "source", ..] => dynamic.push(self.dynamic(*line).unwrap_or_else(|| self.unread(line.span))),
                ["inside" | "outside" | "source", ..] => dynamic.push(self.unread(line.span)),
                // Pools, timeouts, logging.
                _ => {}
            }
        }
        fixed.extend(dynamic);
        fixed
    }

    /// Interfaces with `ip nat inside` or `ip nat outside`.
    fn marked(&self, way: &str) -> Links {
        let wanted = format!("ip nat {way}");
        let lines = |head: &Span| self.configuration.path.interfaces.get(head).into_iter().flatten();
        let marked =
            self.interfaces.iter().filter(|facts| lines(&facts.section.head.span).any(|line| line.text == wanted));
        Links::Of(marked.map(|facts| facts.name.to_owned()).collect())
    }

    fn rule(&self, span: Span, takes: List, effect: Effect) -> Translation {
        Translation { span, from: self.marked("inside"), to: self.marked("outside"), takes, effect, command: None }
    }

    /// A rule that is not understood.
    fn unread(&self, span: Span) -> Translation {
        let takes =
            List { name: String::new(), entries: vec![ListEntry::unread(span)], otherwise: Action::Deny, end: span };
        Translation { span, from: Links::Any, to: Links::Any, takes, effect: Effect::Unknown, command: None }
    }

    /// `static 10.1.0.9 192.0.2.9`, `static network 10.1.0.0 172.20.1.0 /24` (Cisco IOS IP Addressing Command Reference, ip nat
    /// inside source); with ports or a route map it is not followed.
    fn fixed(&self, line: Line<'_>) -> Option<Translation> {
        let node = read(line)?;
        let words: Vec<&str> = node.words().map(|word| word.text).collect();
        let (local, global, options) = match words.as_slice() {
            ["static", "network", local, global, mask, options @ ..] => {
                (nat_network(local, mask)?, nat_network(global, mask)?, options)
            }
            ["static", local, global, options @ ..] => {
                (nat_network(local, "/32")?, nat_network(global, "/32")?, options)
            }
            _ => return None,
        };
        if options.iter().any(|option| !matches!(*option, "extendable" | "no-alias" | "no-payload")) {
            return None;
        }
        let everywhere = Extent::known(AddressSet::all_v4());
        let entry = ListEntry::between(Action::Permit, line.span, local, everywhere);
        let takes = List { name: String::new(), entries: vec![entry], otherwise: Action::Deny, end: line.span };
        Some(self.rule(line.span, takes, Effect::Source(global)))
    }

    /// `list L interface X overload`, `route-map RM pool P`.
    fn dynamic(&self, line: Line<'_>) -> Option<Translation> {
        let node = read(line)?;
        let words: Vec<&str> = node.words().map(|word| word.text).collect();
        let (kind, name, rest) = match words.as_slice() {
            [kind @ ("list" | "route-map"), name, rest @ ..] => (*kind, *name, rest),
            _ => return None,
        };
        let (takes, to) = match kind {
            "list" => (chosen(self, name, line.span), None),
            _ => self.by_route_map(name, line.span)?,
        };
        let (becomes, options) = match rest {
            ["interface", name, options @ ..] => (self.interface_addresses(name)?, options),
            ["pool", name, options @ ..] => (self.pool(name).unwrap_or_else(Extent::unknown), options),
            _ => return None,
        };
        // `vrf V` and `match-in-vrf` ask for more than the interfaces.
        if options.iter().any(|option| !matches!(*option, "overload" | "oer" | "extended" | "reversible")) {
            return None;
        }
        let rule = self.rule(line.span, takes, Effect::Source(becomes));
        let command = (kind == "list").then(|| line.text.to_owned());
        Some(Translation { to: to.map_or(rule.to, Links::Of), command, ..rule })
    }

    /// The addresses of an interface. One that is settled at run time is at least none of another interface's network.
    fn interface_addresses(&self, name: &str) -> Option<Extent> {
        let facts = self.interfaces.named(name)?;
        let others = self.interfaces.iter().filter(|other| other.name != facts.name);
        let nets: Vec<AddressSet> =
            others.flat_map(|other| &other.networks).map(|net| AddressSet::net(net.trunc())).collect();
        let elsewhere =
            || Extent { least: AddressSet::empty().into(), most: AddressSet::union_of(&nets).complement().into() };
        let own = self.interfaces.source_addresses(facts, Family::Ipv4);
        let extents: Vec<Extent> = own
            .iter()
            .map(|own: &Setting<_>| own.known().map_or_else(elsewhere, |own| Extent::known(AddressSet::one(*own))))
            .collect();
        Some(if extents.is_empty() { elsewhere() } else { Extent::union_of(&extents) })
    }

    fn pool(&self, name: &str) -> Option<Extent> {
        self.configuration.path.top.iter().filter(|line| line.text.starts_with("ip nat pool ")).find_map(|line| {
            let node = read(*line)?;
            let own = node.find(Rule::name)?.text == name;
            let mut words = node.words();
            let (low, high) = (words.next()?.text.parse().ok()?, words.next()?.text.parse().ok()?);
            own.then(|| Extent::known(AddressSet::range(low, high)))
        })
    }
}

/// A network by an address in it and `/24` or `255.255.255.0`.
fn nat_network(address: &str, mask: &str) -> Option<Extent> {
    let net = match mask.strip_prefix('/') {
        Some(length) => IpNet::new(address.parse().ok()?, length.parse().ok()?).ok()?,
        None => IpNet::with_netmask(address.parse().ok()?, mask.parse().ok()?).ok()?,
    };
    Some(Extent::known(AddressSet::net(net.trunc())))
}
