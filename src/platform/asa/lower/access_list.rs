//! Crypto access lists: permit entries become traffic selectors.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::rc::Rc;

use crate::model::{
    Addresses, Blocks, Child, Coverage, Defect, DefectKind, Ports, Setting, TrafficSelector, UnknownReason,
};
use crate::platform::asa::config::Read as _;
use crate::platform::asa::lower::Context;
use crate::platform::asa::lower::child::Notes;
use crate::platform::asa::lower::object::{self, Service, Trouble};
use crate::platform::asa::lower::words::invalid;
use crate::platform::asa::syntax::{Node, Rule};
use crate::platform::cisco::outline::Line;
use crate::source::Span;

/// An entry is not followed beyond this many selectors; the rest counts as unread.
pub(super) const MAX_CHILDREN: usize = 10_000;

/// Reads access lists when an entry asks for them, each one once.
pub(super) struct AccessLists<'x, 'c, 'a> {
    pub(super) context: &'x Context<'c, 'a>,
    read: HashMap<&'a str, Rc<AccessList>>,
    pub(super) seen_objects: HashSet<(&'static str, &'a str)>,
    pub(super) coverage: Coverage,
    /// Defects that belong to no entry.
    pub(super) defects: Vec<Defect>,
    /// Defects of the list that is being read.
    noted: Vec<Trouble>,
}

/// An access list as selectors, with what is wrong with it.
#[derive(Debug, Default)]
struct AccessList {
    permits: Vec<Permit>,
    troubles: Vec<Trouble>,
    unread: Vec<Span>,
}

/// One selector of a permit entry.
#[derive(Debug)]
struct Permit {
    /// The place of the entry among the permits of its list, from 1.
    number: usize,
    /// Which of the selectors of the entry it is, from 1; `None` where it is the only one.
    part: Option<usize>,
    span: Span,
    selector: TrafficSelector,
}

impl<'x, 'c, 'a> AccessLists<'x, 'c, 'a> {
    pub(super) fn new(context: &'x Context<'c, 'a>) -> Self {
        let (read, seen_objects) = (HashMap::new(), HashSet::new());
        Self { context, read, seen_objects, coverage: Coverage::default(), defects: Vec::new(), noted: Vec::new() }
    }

    /// The children that a list gives the entry `owner`, which refers to it by `name` on the line `line`.
    pub(super) fn children(&mut self, owner: &str, name: &Node<'a>, line: Span, notes: &mut Notes) -> Vec<Child> {
        let Some(list) = self.list(name.text) else {
            let names = self.context.config.access_list_names.iter().copied();
            match self.context.dangling("access list", name.text, names, name.span, Blocks::Children) {
                Some(defect) => notes.defects.push(defect),
                None => notes.unread.push(line),
            }
            return Vec::new();
        };
        let child = |permit: &Permit| Child {
            name: match permit.part {
                Some(part) => format!("{owner} entry {}.{part}", permit.number),
                None => format!("{owner} entry {}", permit.number),
            },
            span: permit.span,
            selector: permit.selector.clone(),
            never_matches: None,
            shares: None,
        };
        let children: Vec<Child> = list.permits.iter().take(MAX_CHILDREN).map(child).collect();
        if list.permits.len() > MAX_CHILDREN {
            let (value, expected) = (format!("{} selectors", list.permits.len()), format!("at most {MAX_CHILDREN}"));
            notes.defects.push(invalid(&value, expected, line));
            notes.unread.push(line);
        }
        notes.unread.extend(&list.unread);
        // Without any child left, what is wrong with the list is what keeps the entry from working.
        let blocks = if children.is_empty() && list.unread.is_empty() { Blocks::Children } else { Blocks::Nothing };
        notes.defects.extend(list.troubles.iter().filter_map(|trouble| self.defect(trouble, blocks)));
        if children.is_empty() && list.troubles.is_empty() && list.unread.is_empty() {
            let kind = DefectKind::Incomplete { lacks: "permit entry in its access list" };
            notes.defects.push(Defect { kind, span: line, blocks: Blocks::Children });
        }
        children
    }

    fn defect(&self, trouble: &Trouble, blocks: Blocks) -> Option<Defect> {
        match trouble {
            Trouble::Invalid { value, expected, span } => {
                Some(Defect { blocks, ..invalid(value, (*expected).to_owned(), *span) })
            }
            Trouble::Undefined { what, name, span } => {
                let family = if *what == "object" { "object" } else { "object-group" };
                let mut names: Vec<&str> =
                    self.context.config.objects.keys().filter(|key| key.0 == family).map(|key| key.1).collect();
                names.sort_unstable();
                self.context.dangling(what, name, names, *span, blocks)
            }
            Trouble::Unread => None,
        }
    }

    fn list(&mut self, name: &'a str) -> Option<Rc<AccessList>> {
        if let Some(list) = self.read.get(name) {
            return Some(Rc::clone(list));
        }
        let config = self.context.config;
        let lines = config.access_lists.get(name)?;
        let mut list = AccessList::default();
        let mut number = 0;
        for line in lines {
            self.entry(*line, &mut number, &mut list);
        }
        let list = Rc::new(list);
        self.read.insert(name, Rc::clone(&list));
        Some(list)
    }

    /// Reads one line of a list. Remarks, denies and inactive entries make no child: a deny sends its traffic on to the
    /// next entry of the map.
    fn entry(&mut self, line: Line<'a>, number: &mut usize, list: &mut AccessList) {
        let Some(command) = self.coverage.read(Rule::access_list, line, &mut self.defects) else {
            list.unread.push(line.span);
            return;
        };
        let clause = &command.clause;
        let permits = clause.child(Rule::action).is_some_and(|action| action.text == "permit");
        if !permits || clause.child(Rule::inactive).is_some() {
            return;
        }
        *number += 1;
        match self.selectors(clause) {
            Ok(selectors) => {
                let several = selectors.len() > 1;
                let permit = |(at, selector)| Permit {
                    number: *number,
                    part: several.then_some(at + 1),
                    span: line.span,
                    selector,
                };
                list.permits.extend(selectors.into_iter().enumerate().map(permit));
            }
            Err(trouble) => self.unusable(trouble, line.span, list),
        }
        list.troubles.append(&mut self.noted);
    }

    /// An entry that gives no selector. What an excerpt does not define may be anything.
    fn unusable(&mut self, trouble: Trouble, line: Span, list: &mut AccessList) {
        match trouble {
            Trouble::Unread => list.unread.push(line),
            Trouble::Undefined { .. } if !self.context.complete => list.unread.push(line),
            _ => list.troubles.push(trouble),
        }
    }

    /// Notes something wrong that does not keep the entry from being used.
    pub(super) fn note(&mut self, trouble: &Trouble) {
        if !self.noted.contains(trouble) {
            self.noted.push(trouble.clone());
        }
    }

    /// Every combination of what an entry names: services, sources, destinations and ports.
    fn selectors(&mut self, clause: &Node<'a>) -> Result<Vec<TrafficSelector>, Trouble> {
        let services = self.services(clause.child(Rule::protocol).ok_or(Trouble::Unread)?)?;
        let is_operand = |node: &&Node<'a>| {
            !matches!(node.rule, Rule::action | Rule::protocol | Rule::log | Rule::time_range | Rule::hit_count)
        };
        let operands: Vec<&Node<'a>> = clause.children.iter().filter(is_operand).collect();
        let mut rest = operands.as_slice();
        let sources = self.endpoint(&mut rest)?;
        let source_ports = self.ports(&mut rest)?;
        let destinations = self.endpoint(&mut rest)?;
        let destination_ports = self.ports(&mut rest)?;
        if !rest.is_empty() {
            return Err(Trouble::Unread);
        }
        let services = with_ports(&services, &source_ports, &destination_ports);
        let mut selectors = Vec::new();
        for service in &services {
            for local in &sources {
                for remote in destinations.iter().filter(|remote| same_family(local, remote)) {
                    selectors.push(TrafficSelector {
                        local: local.clone(),
                        remote: remote.clone(),
                        protocol: service.protocol,
                        local_ports: service.source,
                        remote_ports: service.destination,
                    });
                    if selectors.len() > MAX_CHILDREN {
                        return Ok(selectors);
                    }
                }
            }
        }
        Ok(selectors)
    }

    fn services(&mut self, node: &Node<'a>) -> Result<Vec<Service>, Trouble> {
        if let Some(group) = node.child(Rule::object_group).and_then(Node::word) {
            return self.object_services("object-group", group, 0);
        }
        if let Some(object) = node.child(Rule::object).and_then(Node::word) {
            return self.object_services("object", object, 0);
        }
        let word = node.word().ok_or(Trouble::Unread)?;
        Ok(vec![Service::of(object::protocol(word)?)])
    }

    fn endpoint(&mut self, rest: &mut &[&Node<'a>]) -> Result<Vec<Addresses>, Trouble> {
        let Some((node, behind)) = rest.split_first() else { return Err(Trouble::Unread) };
        *rest = behind;
        let words: Vec<&Node<'a>> = node.words().collect();
        match (node.rule, words.as_slice()) {
            (Rule::any, _) if node.text == "any6" => Ok(vec![Addresses::Net(ipnet::Ipv6Net::default().into())]),
            // From 9.0 on `any` holds IPv6 as well; a child SA is of one family, and IPv4 is the one that peers meet in.
            (Rule::any, _) => Ok(vec![Addresses::any()]),
            (Rule::host, [host]) => Ok(vec![self.host(host)?]),
            (Rule::prefix, _) => Ok(vec![self.network(&[node])?]),
            (Rule::network, words) => Ok(vec![self.network(words)?]),
            (Rule::object, [name]) => self.object_addresses("object", name, 0),
            (Rule::object_group, [name]) => self.object_addresses("object-group", name, 0),
            (Rule::interface_address, [name]) => Ok(self.interface(name)),
            _ => Err(Trouble::Unread),
        }
    }

    fn interface(&self, name: &Node<'_>) -> Vec<Addresses> {
        let known = |setting: Setting<IpAddr>| match setting {
            Setting::Known(address) => Addresses::host(address.value),
            Setting::Unknown(unknown) => Addresses::Unknown(unknown.reason),
        };
        let addresses = self.context.interfaces.addresses(name.text, name.span);
        let first = addresses.into_iter().next().map(known);
        vec![first.unwrap_or(Addresses::Unknown(UnknownReason::NotInExcerpt))]
    }

    /// Ports behind an address, where there are any. `object-group` is ports here if the group is one of services.
    fn ports(&mut self, rest: &mut &[&Node<'a>]) -> Result<Option<Vec<Ports>>, Trouble> {
        let Some((node, behind)) = rest.split_first() else { return Ok(None) };
        let found = match (node.rule, node.word()) {
            (Rule::ports, _) => object::ports(node)?,
            (Rule::object_group, Some(name)) if self.is_service_group(name.text) => self.object_ports(name, 0)?,
            _ => return Ok(None),
        };
        *rest = behind;
        Ok(Some(found))
    }
}

/// Services narrowed to the ports that an entry states itself.
fn with_ports(services: &[Service], sources: &Option<Vec<Ports>>, destinations: &Option<Vec<Ports>>) -> Vec<Service> {
    let mut all = Vec::new();
    for service in services {
        let sources = sources.clone().unwrap_or_else(|| vec![service.source]);
        let destinations = destinations.clone().unwrap_or_else(|| vec![service.destination]);
        for source in &sources {
            let own = |destination: &Ports| Service { source: *source, destination: *destination, ..*service };
            all.extend(destinations.iter().map(own));
        }
    }
    all
}

/// A child SA joins addresses of one family.
fn same_family(local: &Addresses, remote: &Addresses) -> bool {
    let is_v4 = |addresses: &Addresses| match addresses {
        Addresses::Net(net) => Some(net.addr().is_ipv4()),
        Addresses::Range(low, _) => Some(low.is_ipv4()),
        Addresses::Wildcard { .. } => Some(true),
        Addresses::Unknown(_) => None,
    };
    match (is_v4(local), is_v4(remote)) {
        (Some(local), Some(remote)) => local == remote,
        _ => true,
    }
}
