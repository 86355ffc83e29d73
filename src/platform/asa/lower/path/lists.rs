//! Access lists as ordered lists of permits and denies, for whatever they decide besides what is protected.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::Addresses;
use crate::model::space::{Action, AddressSet, Extent, List, ListEntry, Service};
use crate::platform::asa::lower::Context;
use crate::platform::asa::lower::access_list::{AccessLists, MAX_CHILDREN};
use crate::platform::asa::reader::{Reader, Reading};
use crate::platform::asa::syntax::{Command, Node, Rule};
use crate::platform::cisco::lists::{extent, service, unread};
use crate::platform::cisco::outline::Line;
use crate::platform::cisco::selectors::with_ports;
use crate::platform::cisco::statement::Word;
use crate::source::Span;

/// Reads lists and objects for the path of packets, each one once. What they count and note is of no concern here: a
/// filter is no part of the VPN.
pub(super) struct Lists<'x, 'c, 'a> {
    reader: AccessLists<'x, 'c, 'a>,
    read: HashMap<&'a str, Arc<List>>,
    groups: HashMap<(&'static str, &'a str), Option<Extent>>,
}

impl<'x, 'c, 'a> Lists<'x, 'c, 'a> {
    pub(super) fn new(context: &'x Context<'c, 'a>) -> Self {
        Self { reader: AccessLists::new(context, Reader::default()), read: HashMap::new(), groups: HashMap::new() }
    }

    /// The access list of this name. One that the file does not show decides nothing for certain.
    pub(super) fn list(&mut self, name: &'a str, at: Span) -> Arc<List> {
        if let Some(list) = self.read.get(name) {
            return Arc::clone(list);
        }
        let config = self.reader.context.config;
        let entries: Vec<ListEntry> = match config.access_lists.get(name) {
            Some(lines) => lines.iter().filter_map(|line| self.entry(*line)).collect(),
            None => vec![ListEntry::unread(at)],
        };
        let end = entries.last().map_or(at, |entry| entry.span);
        let list = Arc::new(List { name: format!("access list {name}"), entries, otherwise: Action::Deny, end });
        self.read.insert(name, Arc::clone(&list));
        list
    }

    /// One line; `None` for remarks and entries that are switched off.
    fn entry(&mut self, line: Line<'a>) -> Option<ListEntry> {
        let command = match self.reader.reader.look(Rule::access_list, line).0 {
            Reading::Command(command) => command,
            Reading::Irrelevant => return None,
            Reading::Unread | Reading::Unrecognised => return Some(unread(line, false)),
        };
        if command.clause.child(Rule::inactive).is_some() {
            return None;
        }
        Some(self.read_entry(&command).unwrap_or_else(|| unread(line, false)))
    }

    fn read_entry(&mut self, command: &Command<'a>) -> Option<ListEntry> {
        let clause = &command.clause;
        let action = match clause.child(Rule::action)?.word.text {
            "permit" => Action::Permit,
            _ => Action::Deny,
        };
        let services = self.reader.services(clause.child(Rule::protocol)?).ok()?;
        let operand = |node: &&Node<'a>| {
            !matches!(node.rule, Rule::action | Rule::protocol | Rule::log | Rule::time_range | Rule::hit_count)
        };
        let operands: Vec<&Node<'a>> = clause.children.iter().filter(operand).collect();
        let mut rest = operands.as_slice();
        let source = self.side(&mut rest)?;
        let source_ports = self.reader.ports(&mut rest).ok()?;
        let destination = self.side(&mut rest)?;
        let destination_ports = self.reader.ports(&mut rest).ok()?;
        let services = with_ports(&services, source_ports.as_deref(), destination_ports.as_deref());
        let certain = clause.child(Rule::time_range).is_none();
        let services: Vec<Service> = services.iter().map(service).collect();
        rest.is_empty().then_some(ListEntry { action, span: command.span, source, destination, services, certain })
    }

    fn side(&mut self, rest: &mut &[&Node<'a>]) -> Option<Extent> {
        let node = *rest.first()?;
        match (node.rule, node.word()) {
            // From 9.0 on `any` is of both families; before, no list held IPv6.
            (Rule::any, _) if node.word.text == "any" => {
                *rest = &rest[1..];
                Some(Extent::known(AddressSet::all()))
            }
            (Rule::object, Some(name)) => {
                *rest = &rest[1..];
                self.group("object", name)
            }
            (Rule::object_group, Some(name)) => {
                *rest = &rest[1..];
                self.group("object-group", name)
            }
            _ => Some(extent(&self.reader.endpoint(rest).ok()?, MAX_CHILDREN)),
        }
    }

    /// The addresses of an object or a group; `None` where it is not understood.
    fn group(&mut self, family: &'static str, name: Word<'a>) -> Option<Extent> {
        if let Some(known) = self.groups.get(&(family, name.text)) {
            return known.clone();
        }
        let found = self.reader.object_addresses(family, name, 0).ok().map(|members| extent(&members, MAX_CHILDREN));
        self.groups.insert((family, name.text), found.clone());
        found
    }

    /// The addresses of what a translation names: `any`, an object or a group, or an address.
    pub(super) fn named(&mut self, name: Word<'a>) -> Extent {
        let config = self.reader.context.config;
        let family =
            ["object", "object-group"].into_iter().find(|family| config.objects.contains_key(&(*family, name.text)));
        match (name.text, family) {
            ("any" | "any4" | "any6", _) => Extent::known(AddressSet::all()),
            (_, Some(family)) => self.group(family, name).unwrap_or_else(Extent::unknown),
            (text, None) => match self.reader.context.address(text) {
                Some(address) => Extent::from(&Addresses::host(address)),
                None => Extent::unknown(),
            },
        }
    }
}
