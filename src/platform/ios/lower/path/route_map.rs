//! Route maps that choose packets: for translations, and for policy routing.
//!
//! The entries are tried in the order of their numbers. What the access list of an entry permits is what the entry matches,
//! and is permitted or denied by the entry; what the list denies goes on to the next entry (Cisco IOS IP Routing Command
//! Reference, route-map).

use crate::model::space::{Action, AddressSet, Extent, List, ListEntry};
use crate::platform::cisco::outline::Line;
use crate::platform::ios::lower::Context;
use crate::platform::ios::lower::path::lists::chosen;
use crate::source::Span;

/// One entry of a route map.
struct Entry<'m, 'a> {
    number: u32,
    head: Span,
    /// What becomes of the packets that it matches.
    action: Action,
    conditions: Vec<&'m Line<'a>>,
}

/// What the conditions of an entry match.
struct Condition {
    list: List,
    /// Whether nothing but the list decides.
    alone: bool,
}

impl<'a> Context<'a> {
    /// What a route map for policy routing may lead elsewhere than the routing table: what it permits and sets something for
    /// (Cisco IOS, ip policy route-map). Where it is led, its `set` lines say; they are not followed.
    pub(super) fn policy_routed(&self, name: &str, at: Span, family: &AddressSet) -> List {
        let entries = self.entries_of(name, true);
        let known = if entries.is_empty() { None } else { self.permitted(&entries, name, at, family) };
        known.unwrap_or_else(|| List { name: format!("route map {name}"), ..List::unknown(name, at) })
    }

    /// What a route map lets be translated, and the interfaces by which it has to leave for that, where the map names some.
    pub(super) fn by_route_map(&self, name: &str, at: Span) -> Option<(List, Option<Vec<String>>)> {
        let mut entries = self.entries_of(name, false);
        let links = match entries.as_mut_slice() {
            [] => return None,
            [only] => self.leaving(&mut only.conditions),
            // Of several entries, each may name others.
            _ => None,
        };
        Some((self.permitted(&entries, name, at, &AddressSet::all_v4())?, links))
    }

    /// The entries in their order. `sets` says that an entry without a `set` line does nothing.
    fn entries_of(&self, name: &str, sets: bool) -> Vec<Entry<'_, 'a>> {
        let is_set = |line: &&Line<'_>| line.text.starts_with("set ");
        let maps = self.configuration.path.route_maps.get(name).into_iter().flatten();
        let entry = |(head, body): &'_ (Line<'a>, Vec<Line<'a>>)| {
            let mut words = head.text.split_ascii_whitespace().skip(2);
            let permits = words.next().is_none_or(|word| word == "permit");
            let number = words.next().and_then(|word| word.parse().ok()).unwrap_or(10);
            let acts = !sets || body.iter().any(|line| is_set(&line));
            (number, head.span, if permits && acts { Action::Permit } else { Action::Deny })
        };
        let mut entries: Vec<Entry<'_, 'a>> = maps
            .map(|own| {
                let (number, head, action) = entry(own);
                let is_condition = |line: &&Line<'_>| !is_set(line) && !line.text.starts_with("description ");
                Entry { number, head, action, conditions: own.1.iter().filter(is_condition).collect() }
            })
            .collect();
        entries.sort_by_key(|entry| entry.number);
        entries
    }

    /// Takes `match interface X Y` out of the conditions: for a translation, the interfaces that packets leave by (Cisco,
    /// document 13739, NAT with route maps).
    fn leaving(&self, conditions: &mut Vec<&Line<'a>>) -> Option<Vec<String>> {
        let at = conditions.iter().position(|line| line.text.starts_with("match interface "))?;
        let names = conditions[at].text.split_ascii_whitespace().skip(2);
        let links: Option<Vec<String>> =
            names.map(|name| self.interfaces.named(name).map(|facts| facts.name.to_owned())).collect();
        if links.is_some() {
            conditions.remove(at);
        }
        links
    }

    /// What a route map permits, as one list; `None` where a condition is not understood.
    fn permitted(&self, maps: &[Entry<'_, 'a>], name: &str, at: Span, family: &AddressSet) -> Option<List> {
        let mut entries = Vec::new();
        for map in maps {
            let condition = self.matched(map, family)?;
            let matched = condition.list.matched(map.action);
            entries.extend(matched.into_iter().map(|own| ListEntry { certain: own.certain && condition.alone, ..own }));
        }
        let end = entries.last().map_or(at, |entry| entry.span);
        Some(List { name: format!("route map {name}"), entries, otherwise: Action::Deny, end })
    }

    /// What one entry of a route map matches: what one of its lists permits, or everything where it says nothing.
    fn matched(&self, map: &Entry<'_, 'a>, family: &AddressSet) -> Option<Condition> {
        let everything = || {
            let all = || Extent::known(family.clone());
            let entries = vec![ListEntry::between(Action::Permit, map.head, all(), all())];
            List { name: String::new(), entries, otherwise: Action::Deny, end: map.head }
        };
        match map.conditions.as_slice() {
            [] => Some(Condition { list: everything(), alone: true }),
            [only] => {
                let words: Vec<&str> = only.text.split_ascii_whitespace().collect();
                match words.as_slice() {
                    ["match", "ip" | "ipv6", "address", name] => {
                        Some(Condition { list: chosen(self, name, only.span), alone: true })
                    }
                    _ => None,
                }
            }
            // All of them have to hold: what the list permits may be matched, and nothing else.
            several => {
                let lists: Vec<_> = several.iter().filter(|line| line.text.starts_with("match ip address ")).collect();
                let [only] = lists.as_slice() else { return None };
                let words: Vec<&str> = only.text.split_ascii_whitespace().skip(3).collect();
                let [name] = words.as_slice() else { return None };
                Some(Condition { list: chosen(self, name, only.span), alone: false })
            }
        }
    }
}
