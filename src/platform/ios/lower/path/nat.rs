//! `ip nat inside source`: static rules before dynamic ones (Cisco, document 6209 and the NAT configuration guide).

use crate::model::Setting;
use crate::model::path::{Effect, Links, Translation};
use crate::model::space::{Action, AddressSet, Extent, List, ListEntry};
use crate::platform::cisco::outline::Line;
use crate::platform::ios::lower::Context;
use crate::platform::ios::lower::path::lists::list;
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
        Translation { span, from: self.marked("inside"), to: self.marked("outside"), takes, effect }
    }

    /// A rule that is not understood.
    fn unread(&self, span: Span) -> Translation {
        let takes =
            List { name: String::new(), entries: vec![ListEntry::unread(span)], otherwise: Action::Deny, end: span };
        Translation { span, from: Links::Any, to: Links::Any, takes, effect: Effect::Unknown }
    }

    /// `static 10.1.0.9 192.0.2.9`; with ports, a network or a route map it is not followed.
    fn fixed(&self, line: Line<'_>) -> Option<Translation> {
        let node = read(line)?;
        let words: Vec<&str> = node.words().map(|word| word.text).collect();
        let ["static", local, global, options @ ..] = words.as_slice() else { return None };
        if options.iter().any(|option| !matches!(*option, "extendable" | "no-alias" | "no-payload")) {
            return None;
        }
        let one = |text: &str| Some(Extent::known(AddressSet::one(text.parse().ok()?)));
        let everywhere = Extent::known(AddressSet::all_v4());
        let entry = ListEntry::between(Action::Permit, line.span, one(local)?, everywhere);
        let takes = List { name: String::new(), entries: vec![entry], otherwise: Action::Deny, end: line.span };
        Some(self.rule(line.span, takes, Effect::Source(one(global)?)))
    }

    /// `list L interface X overload`, `route-map RM pool P`.
    fn dynamic(&self, line: Line<'_>) -> Option<Translation> {
        let node = read(line)?;
        let words: Vec<&str> = node.words().map(|word| word.text).collect();
        let (kind, name, rest) = match words.as_slice() {
            [kind @ ("list" | "route-map"), name, rest @ ..] => (*kind, *name, rest),
            _ => return None,
        };
        let takes = if kind == "list" { list(self, name, line.span) } else { self.by_route_map(name, line.span)? };
        let (becomes, options) = match rest {
            ["interface", name, options @ ..] => (self.interface_addresses(name)?, options),
            ["pool", name, options @ ..] => (self.pool(name).unwrap_or_else(Extent::unknown), options),
            _ => return None,
        };
        // `vrf V` and `match-in-vrf` ask for more than the interfaces.
        if options.iter().any(|option| !matches!(*option, "overload" | "oer" | "extended" | "reversible")) {
            return None;
        }
        Some(self.rule(line.span, takes, Effect::Source(becomes)))
    }

    /// What a route map for policy routing may lead elsewhere than the routing table: what it permits (Cisco IOS, ip policy
    /// route-map). What is done with it, its `set` lines say; they are not followed.
    pub(super) fn policy_routed(&self, name: &str, at: Span) -> List {
        let mut matching = Vec::new();
        for (head, body) in self.configuration.path.route_maps.get(name).into_iter().flatten() {
            let lines: Vec<Line<'_>> = body.iter().filter(|line| !line.text.starts_with("set ")).copied().collect();
            matching.push((*head, lines));
        }
        let unknown = || List::always(Action::Unknown, format!("route map {name}"), at);
        let known = if matching.is_empty() { None } else { self.permitted(&matching, name, at) };
        known.unwrap_or_else(unknown)
    }

    /// What a route map lets through: entry by entry, what one list each permits. What the list of an entry denies goes on to
    /// the next one; that is followed where only the last entry's list denies anything.
    fn by_route_map(&self, name: &str, at: Span) -> Option<List> {
        self.permitted(self.configuration.path.route_maps.get(name)?, name, at)
    }

    fn permitted(&self, maps: &[(Line<'_>, Vec<Line<'_>>)], name: &str, at: Span) -> Option<List> {
        if let [(head, body)] = maps
            && head.text.split_ascii_whitespace().nth(2) == Some("permit")
        {
            return self.matched(head.span, body);
        }
        let mut entries = Vec::new();
        for (index, (head, body)) in maps.iter().enumerate() {
            let permits = head.text.split_ascii_whitespace().nth(2) == Some("permit");
            let own = self.matched(head.span, body)?;
            let is_last = index + 1 == maps.len();
            if !is_last && own.entries.iter().any(|entry| entry.action != Action::Permit || !entry.certain) {
                return None;
            }
            let reversed = |entry: ListEntry| match (permits, entry.action) {
                (false, Action::Permit) => ListEntry { action: Action::Deny, ..entry },
                _ => entry,
            };
            entries.extend(own.entries.into_iter().map(reversed));
        }
        let end = entries.last().map_or(at, |entry| entry.span);
        Some(List { name: format!("route map {name}"), entries, otherwise: Action::Deny, end })
    }

    /// What one entry of a route map matches: one list, or everything where it says nothing.
    fn matched(&self, head: Span, body: &[Line<'_>]) -> Option<List> {
        let Some((only, [])) = body.split_first() else {
            let all = || Extent::known(AddressSet::all());
            let entry = ListEntry::between(Action::Permit, head, all(), all());
            let entries = vec![entry];
            return body.is_empty().then(|| List { name: String::new(), entries, otherwise: Action::Deny, end: head });
        };
        let words: Vec<&str> = only.text.split_ascii_whitespace().collect();
        match words.as_slice() {
            ["match", "ip", "address", name] => Some(list(self, name, only.span)),
            _ => None,
        }
    }

    /// The addresses of an interface. One that is settled at run time is at least none of another interface's network.
    fn interface_addresses(&self, name: &str) -> Option<Extent> {
        let facts = self.interfaces.named(name)?;
        let others = self.interfaces.iter().filter(|other| other.name != facts.name);
        let nets: Vec<AddressSet> =
            others.flat_map(|other| &other.networks).map(|net| AddressSet::net(net.trunc())).collect();
        let elsewhere =
            || Extent { least: AddressSet::empty().into(), most: AddressSet::union_of(&nets).complement().into() };
        let own = self.interfaces.source_addresses(facts);
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
