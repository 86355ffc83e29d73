//! Access lists as ordered lists of permits and denies.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use crate::model::space::{Action, AddressSet, Extent, List, ListEntry, Service};
use crate::model::{Addresses, Ports};
use crate::platform::cisco::lists::{extent, service, unread};
use crate::platform::cisco::names;
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::outline::Line;
use crate::platform::cisco::selectors::{self, port_ranges, with_ports};
use crate::platform::cisco::statement::{self, Node};
use crate::platform::ios::lower::Context;
use crate::platform::ios::sequence::{Fate, fates, in_order};
use crate::platform::ios::syntax::Rule;
use crate::platform::is_placeholder;
use crate::source::Span;

/// Conditions of an entry beyond its addresses and ports.
const CONDITIONS: &[&str] = &[
    "established",
    "fragments",
    "time-range",
    "dscp",
    "precedence",
    "tos",
    "ttl",
    "option",
    "match-any",
    "match-all",
    "syn",
    "ack",
    "fin",
    "psh",
    "rst",
    "urg",
];

/// So deep object groups may nest.
const DEEPEST_GROUP: usize = 16;

/// The access list of this name or number, as a filter. One that the file does not show decides nothing for certain.
pub(super) fn list(context: &Context<'_>, name: &str, at: Span) -> List {
    let mut list = chosen(context, name, at);
    let is_for_ipv6 = context.configuration.path.lists.get(name).is_some_and(|(ipv6, _)| *ipv6);
    if !is_for_ipv6 {
        // A filter for IPv4 never sees IPv6.
        let all = || Extent::known(AddressSet::all_v6());
        list.entries.push(ListEntry::between(Action::Permit, list.end, all(), all()));
    }
    list
}

/// The same list where it chooses packets, for a translation or a route map.
pub(super) fn chosen(context: &Context<'_>, name: &str, at: Span) -> List {
    let entries: Vec<ListEntry> = match context.configuration.path.lists.get(name) {
        Some((ipv6, lines)) => {
            let ordered = in_order(lines.iter().map(|line| (line.text, *line)).collect());
            let entry = |(fate, line): (Fate, Line<'_>)| match fate {
                Fate::Entry(_) => entry(context, line, *ipv6),
                Fate::Open => Some(ListEntry::unread(line.span)),
                Fate::Beside | Fate::Gone(_) => None,
            };
            ordered.into_iter().filter_map(entry).collect()
        }
        None => vec![ListEntry::unread(at)],
    };
    let end = entries.last().map_or(at, |entry| entry.span);
    let is_standard = context.configuration.path.standard.contains(name);
    let name = if is_standard { format!("standard access list {name}") } else { format!("access list {name}") };
    List { name, entries, otherwise: Action::Deny, end }
}

/// The list of an access group. One that does not exist, or has no entry, lets everything pass (Cisco IOS 15.2M&T, IP access
/// list overview).
pub(super) fn of_access_group(context: &Context<'_>, name: &str, at: Span) -> List {
    let lines = context.configuration.path.lists.get(name).map_or(&[][..], |(_, lines)| lines.as_slice());
    let is_entry =
        |line: &&Line<'_>| line.text.contains("permit") || line.text.contains("deny") || line.text.contains("evaluate");
    if context.complete && !is_placeholder(name) && !lines.iter().any(|line| is_entry(&line)) {
        return List::always(Action::Permit, format!("access list {name}"), at);
    }
    list(context, name, at)
}

/// The number of the first entry of each list that packets may meet.
pub(super) fn begins(context: &Context<'_>) -> BTreeMap<String, u32> {
    let first =
        |lines: &[Line<'_>]| fates(lines.iter().map(|line| line.text)).into_iter().filter_map(Fate::number).min();
    let lists = context.configuration.path.lists.iter();
    lists.filter_map(|(name, (_, lines))| Some(((*name).to_owned(), first(lines)?))).collect()
}

/// One line; `None` for remarks.
fn entry(context: &Context<'_>, line: Line<'_>, ipv6: bool) -> Option<ListEntry> {
    let mut words = line.text.split_ascii_whitespace();
    if words.any(|word| matches!(word, "remark" | "evaluate")) && line.text.contains("remark") {
        return None;
    }
    let rule = if line.text.starts_with("access-list ") { Rule::numbered_line } else { Rule::list_line };
    let parse = |rule| statement::parse(rule, line).and_then(|nodes| nodes.into_iter().next());
    let read = parse(rule).and_then(|node| extended(context, &node, line, ipv6));
    let standard = || {
        let nodes = statement::parse::<Rule>(Rule::standard_line, line)?;
        standard(context, nodes.last()?, line.span)
    };
    let read = read.or_else(|| of_services(context, line, rule, ipv6)).or_else(standard);
    Some(read.unwrap_or_else(|| unread(line, ipv6)))
}

/// `permit object-group SERVICES any any`: an entry with an object group of services in the place of the protocol (Cisco IOS,
/// object groups for ACLs). It is read as one for any protocol, whose services are those of the group.
fn of_services(context: &Context<'_>, line: Line<'_>, rule: Rule, ipv6: bool) -> Option<ListEntry> {
    let words: Vec<&str> = line.text.split_ascii_whitespace().collect();
    let at = words.iter().position(|word| matches!(*word, "permit" | "deny"))? + 1;
    let [group, name, ..] = words.get(at..)? else { return None };
    if *group != "object-group" {
        return None;
    }
    let services = group_services(context, name, 0)?;
    let text = [&words[..at], &["ip"], &words[at + 2..]].concat().join(" ");
    let nodes = statement::parse(rule, Line { text: &text, ..line })?;
    let entry = extended(context, nodes.first()?, Line { text: &text, ..line }, ipv6)?;
    Some(ListEntry { services: services.iter().map(service).collect(), ..entry })
}

/// The services of an object group, nested groups included; `None` where one of its lines is not read.
fn group_services(context: &Context<'_>, name: &str, depth: usize) -> Option<Vec<selectors::Service>> {
    let lines = context.configuration.path.service_groups.get(name).filter(|_| depth < DEEPEST_GROUP)?;
    let mut services = Vec::new();
    for line in lines {
        let words: Vec<&str> = line.text.split_ascii_whitespace().collect();
        match words.as_slice() {
            ["description", ..] => {}
            ["group-object", nested] => services.extend(group_services(context, nested, depth + 1)?),
            [protocol, ports @ ..] => services.extend(services_of(protocol, ports)?),
            [] => {}
        }
    }
    Some(services)
}

/// `udp eq isakmp`, `tcp source gt 1023 eq 22`, `esp`.
fn services_of(protocol: &str, ports: &[&str]) -> Option<Vec<selectors::Service>> {
    let protocols = match protocol {
        "tcp-udp" => vec![names::protocol("tcp")?, names::protocol("udp")?],
        one => vec![names::protocol(one)?],
    };
    let has_ports = matches!(protocol, "tcp" | "udp" | "tcp-udp");
    let (source, destination) = match ports {
        _ if !has_ports && !ports.is_empty() => return None,
        ["source", rest @ ..] => split_ports(rest)?,
        rest => (None, ranges(rest)?),
    };
    let own: Vec<selectors::Service> = protocols
        .into_iter()
        .map(|protocol| selectors::Service { protocol, source: Ports::ANY, destination: Ports::ANY })
        .collect();
    Some(with_ports(&own, source.as_deref(), destination.as_deref()))
}

/// Ranges of ports, where a line states some.
type Ranges = Option<Vec<Ports>>;

/// The ports behind `source`, and those of the destination behind them.
fn split_ports(words: &[&str]) -> Option<(Ranges, Ranges)> {
    let is_operator = |word: &&str| matches!(*word, "eq" | "gt" | "lt" | "range");
    let end = words.iter().skip(1).position(is_operator).map_or(words.len(), |at| at + 1);
    let (source, destination) = words.split_at(end);
    Some((ranges(source)?, ranges(destination)?))
}

/// The ports of an operator; a port alone is that port.
fn ranges(words: &[&str]) -> Option<Ranges> {
    let numbers = |words: &[&str]| words.iter().map(|word| names::port(word)).collect::<Option<Vec<u16>>>();
    match words {
        [] => Some(None),
        [operator @ ("eq" | "gt" | "lt" | "range"), rest @ ..] => Some(Some(port_ranges(operator, &numbers(rest)?)?)),
        [_] => Some(Some(port_ranges("eq", &numbers(words)?)?)),
        _ => None,
    }
}

fn action(node: &Node<'_, Rule>) -> Option<Action> {
    match node.find(Rule::action)?.text.trim() {
        "permit" => Some(Action::Permit),
        _ => Some(Action::Deny),
    }
}

fn extended(context: &Context<'_>, node: &Node<'_, Rule>, line: Line<'_>, ipv6: bool) -> Option<ListEntry> {
    let mut notes = Notes::new(context.complete);
    let protocol = names::protocol(node.find(Rule::protocol)?.text)?;
    let mut side = |rule: Rule| context.list_side(node.child(rule)?, ipv6, &mut notes);
    let ((source, source_ports), (destination, destination_ports)) = (side(Rule::source)?, side(Rule::destination)?);
    let own = selectors::Service { protocol, source: Ports::ANY, destination: Ports::ANY };
    let services: Vec<Service> =
        with_ports(&[own], source_ports.as_deref(), destination_ports.as_deref()).iter().map(service).collect();
    let conditional = line.text.split_ascii_whitespace().any(|word| CONDITIONS.contains(&word));
    Some(ListEntry {
        action: action(node)?,
        span: line.span,
        source: extent(&source, usize::MAX),
        destination: extent(&destination, usize::MAX),
        services,
        // A member that is not understood may stand for anything.
        certain: !conditional && notes.unread.is_empty(),
    })
}

/// An entry of a standard list names the source alone.
fn standard(context: &Context<'_>, node: &Node<'_, Rule>, span: Span) -> Option<ListEntry> {
    let source = if node.child(Rule::any).is_some() {
        Extent::known(AddressSet::all_v4())
    } else if let Some(host) = node.child(Rule::host) {
        Extent::known(AddressSet::one(context.address(host.word.text)?))
    } else {
        let address = node.child(Rule::address)?.word.text.parse().ok()?;
        let wildcard = node.child(Rule::mask).map_or(Ok(Ipv4Addr::UNSPECIFIED), |mask| mask.word.text.parse()).ok()?;
        Extent::from(&Addresses::from_wildcard(address, wildcard))
    };
    Some(ListEntry::between(action(node)?, span, source, Extent::known(AddressSet::all_v4())))
}
