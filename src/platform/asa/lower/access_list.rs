//! Crypto access lists: permit entries become traffic selectors.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;

use crate::model::space::{Action, List, ListEntry, Share, remaining};
use crate::model::{Addresses, Blocks, Child, Defect, DefectKind, Ports, Setting, TrafficSelector, UnknownReason};
use crate::platform::asa::lower::Context;
use crate::platform::asa::lower::object::{self, Trouble};
use crate::platform::asa::reader::{Reader, Reading};
use crate::platform::asa::syntax::{Node, Rule};
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::outline::Line;
use crate::platform::cisco::selectors::{
    Service, combinations, lines, may_permit, unknown_child, unknown_selector, unread_selector, with_ports,
};
use crate::platform::cisco::statement::Word;
use crate::platform::is_placeholder;
use crate::source::Span;

/// An entry is not followed beyond this many selectors; the rest counts as unread.
pub(super) const MAX_CHILDREN: usize = 10_000;

/// Reads access lists when an entry asks for them, each one once.
pub(super) struct AccessLists<'x, 'c, 'a> {
    pub(super) context: &'x Context<'c, 'a>,
    read: HashMap<&'a str, Rc<AccessList<'a>>>,
    pub(super) seen_objects: HashSet<(&'static str, &'a str)>,
    /// Counts the lines, and keeps the defects that belong to no entry.
    pub(super) reader: Reader,
    /// Defects of the list that is being read.
    noted: Vec<Trouble<'a>>,
}

/// An access list as selectors, with what is wrong with it.
#[derive(Debug, Default)]
struct AccessList<'a> {
    permits: Vec<Permit>,
    denied: Vec<TrafficSelector>,
    /// Permits and denies in their order, while the list is read; then as a list.
    lines: Vec<ListEntry>,
    list: Option<Arc<List>>,
    /// Permit entries of which an earlier deny takes all.
    dead: Vec<Span>,
    troubles: Vec<Trouble<'a>>,
    unread: Vec<Span>,
    /// Whether a permit entry is switched off with `inactive`.
    has_inactive: bool,
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

impl AccessList<'_> {
    /// Takes a line that is not read. Unless it is a deny, it may permit anything, so the selectors of the list are not
    /// known in full.
    fn take_unread(&mut self, line: Line<'_>, number: &mut usize) {
        self.lines.push(ListEntry::unread(line.span));
        self.unread.push(line.span);
        if !may_permit(line.text) {
            return;
        }
        *number += 1;
        self.permits.push(Permit { number: *number, part: None, span: line.span, selector: unread_selector() });
    }
}

impl<'x, 'c, 'a> AccessLists<'x, 'c, 'a> {
    pub(super) fn new(context: &'x Context<'c, 'a>, reader: Reader) -> Self {
        let (read, seen_objects) = (HashMap::new(), HashSet::new());
        Self { context, read, seen_objects, reader, noted: Vec::new() }
    }

    /// The children that a list gives the entry `owner`, which refers to it by `name` on the line `line`.
    pub(super) fn children(&mut self, owner: &str, name: Word<'a>, line: Span, notes: &mut Notes) -> Vec<Child> {
        let Some(list) = self.list(name.text) else {
            let names = self.context.config.access_list_names.iter().copied();
            // In an excerpt the selector that is not known asks by itself.
            if !self.context.complete {
                return vec![unknown_child(owner, line)];
            }
            notes.dangling("access list", name, names, Blocks::Children);
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
            let value = format!("{} selectors", list.permits.len());
            notes.invalid(Word { text: &value, span: line }, format!("at most {MAX_CHILDREN}"));
            notes.unread.push(line);
        }
        notes.unread.extend(&list.unread);
        // Without any child left, what is wrong with the list is what keeps the entry from working.
        let blocks = if children.is_empty() && list.unread.is_empty() { Blocks::Children } else { Blocks::Nothing };
        list.troubles.iter().for_each(|trouble| self.report(trouble, blocks, notes));
        notes.denied(&list.dead, blocks);
        if children.is_empty() && list.troubles.is_empty() && list.unread.is_empty() && list.dead.is_empty() {
            let lacks = if list.has_inactive {
                "active permit entry in its access list"
            } else {
                "permit entry in its access list"
            };
            let kind = DefectKind::Incomplete { lacks };
            notes.defects.push(Defect { kind, span: line, blocks: Blocks::Children });
        }
        children
    }

    /// The list of this name as the device searches it. Of one that an excerpt does not show nothing is known.
    pub(super) fn ordered(&mut self, name: Word<'a>) -> Option<Arc<List>> {
        match self.list(name.text) {
            Some(list) => list.list.clone(),
            None => (!self.context.complete).then(|| Arc::new(List::unknown(name.text, name.span))),
        }
    }

    /// Notes what is wrong with a list for an entry that refers to it.
    fn report(&self, trouble: &Trouble<'a>, blocks: Blocks, notes: &mut Notes) {
        match trouble {
            Trouble::Invalid { word, .. } if is_placeholder(word.text) => notes.unread.push(word.span),
            Trouble::Invalid { word, expected } => {
                notes.invalid(*word, *expected);
                notes.defects.iter_mut().last().into_iter().for_each(|defect| defect.blocks = blocks);
            }
            Trouble::Undefined { what, word } if self.context.complete => {
                let family = if *what == "object" { "object" } else { "object-group" };
                let mut names: Vec<&str> =
                    self.context.config.objects.keys().filter(|key| key.0 == family).map(|key| key.1).collect();
                names.sort_unstable();
                notes.dangling(what, *word, names, blocks);
            }
            Trouble::Undefined { .. } | Trouble::Unread => {}
        }
    }

    fn list(&mut self, name: &'a str) -> Option<Rc<AccessList<'a>>> {
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
        list.list = lines.last().map(|end| Arc::new(List::of(name, std::mem::take(&mut list.lines), end.span)));
        let list = Rc::new(list);
        self.read.insert(name, Rc::clone(&list));
        Some(list)
    }

    /// Reads one line of a list. Remarks, denies and inactive entries make no child: a deny sends its traffic on to the
    /// next entry of the map.
    fn entry(&mut self, line: Line<'a>, number: &mut usize, list: &mut AccessList<'a>) {
        let command = match self.reader.read(Rule::access_list, line) {
            Reading::Command(command) => command,
            Reading::Irrelevant => return,
            Reading::Unread | Reading::Unrecognised => return list.take_unread(line, number),
        };
        let clause = &command.clause;
        let Some(action) = clause.child(Rule::action) else { return };
        if clause.child(Rule::inactive).is_some() {
            list.has_inactive |= action.word.text == "permit";
            return;
        }
        let selectors = self.selectors(clause);
        let certain = clause.child(Rule::time_range).is_none();
        let action = if action.word.text == "permit" { Action::Permit } else { Action::Deny };
        list.lines.extend(lines(action, line.span, selectors.as_deref().ok(), certain));
        if action == Action::Deny {
            // A deny that cannot be read in full, or does not always hold, takes nothing for certain.
            list.denied.extend(selectors.ok().filter(|_| certain).unwrap_or_default());
            return;
        }
        *number += 1;
        match selectors {
            Ok(selectors) => {
                let several = selectors.len() > 1;
                for (at, selector) in selectors.into_iter().enumerate() {
                    let part = several.then_some(at + 1);
                    if remaining(&selector, &list.denied, line.span) == Share::None {
                        list.dead.push(line.span);
                    } else {
                        list.permits.push(Permit { number: *number, part, span: line.span, selector });
                    }
                }
            }
            Err(trouble) => self.unusable(trouble, line.span, *number, list),
        }
        list.troubles.append(&mut self.noted);
    }

    /// An entry that gives no selector. What an excerpt does not define may be anything.
    fn unusable(&mut self, trouble: Trouble<'a>, span: Span, number: usize, list: &mut AccessList<'a>) {
        let open = match trouble {
            Trouble::Unread => true,
            Trouble::Undefined { .. } => !self.context.complete,
            Trouble::Invalid { word, .. } => is_placeholder(word.text),
        };
        if open {
            let selector = unknown_selector();
            list.unread.push(span);
            list.permits.push(Permit { number, part: None, span, selector });
        } else {
            list.troubles.push(trouble);
        }
    }

    /// Notes something wrong that does not keep the entry from being used.
    pub(super) fn note(&mut self, trouble: Trouble<'a>) {
        if !self.noted.contains(&trouble) {
            self.noted.push(trouble);
        }
    }

    /// Every combination of what an entry names: services, sources, destinations and ports.
    fn selectors(&mut self, clause: &Node<'a>) -> Result<Vec<TrafficSelector>, Trouble<'a>> {
        let services = self.services(clause.child(Rule::protocol).ok_or(Trouble::Unread)?)?;
        let is_operand = |node: &&Node<'a>| {
            !matches!(node.rule, Rule::action | Rule::protocol | Rule::log | Rule::time_range | Rule::hit_count)
        };
        let operands: Vec<&Node<'a>> = clause.children.iter().filter(is_operand).collect();
        let mut rest = operands.as_slice();
        let sources = self.endpoint(&mut rest);
        let source_ports = self.ports(&mut rest)?;
        let destinations = self.endpoint(&mut rest);
        // The first of two is what makes the entry useless, and both have to be told.
        if let (Err(Trouble::Undefined { .. }), Err(second @ Trouble::Undefined { .. })) = (&sources, &destinations) {
            self.note(*second);
        }
        let (sources, destinations) = (sources?, destinations?);
        let destination_ports = self.ports(&mut rest)?;
        if !rest.is_empty() {
            return Err(Trouble::Unread);
        }
        let services = with_ports(&services, source_ports.as_deref(), destination_ports.as_deref());
        Ok(combinations(&services, &sources, &destinations, MAX_CHILDREN))
    }

    pub(super) fn services(&mut self, node: &Node<'a>) -> Result<Vec<Service>, Trouble<'a>> {
        if let Some(group) = node.child(Rule::object_group).and_then(Node::word) {
            return self.object_services("object-group", group, 0);
        }
        if let Some(object) = node.child(Rule::object).and_then(Node::word) {
            return self.object_services("object", object, 0);
        }
        let word = node.word().ok_or(Trouble::Unread)?;
        Ok(vec![object::service(word)?])
    }

    pub(super) fn endpoint(&mut self, rest: &mut &[&Node<'a>]) -> Result<Vec<Addresses>, Trouble<'a>> {
        let Some((node, behind)) = rest.split_first() else { return Err(Trouble::Unread) };
        *rest = behind;
        let words: Vec<Word<'a>> = node.words().collect();
        match (node.rule, words.as_slice()) {
            (Rule::any, _) if node.word.text == "any6" => Ok(vec![Addresses::Net(ipnet::Ipv6Net::default().into())]),
            // From 9.0 on `any` holds IPv6 as well; a child SA is of one family, and IPv4 is the one that peers meet in.
            (Rule::any, _) => Ok(vec![Addresses::any()]),
            (Rule::host, [host]) => Ok(vec![self.host(*host)?]),
            (Rule::prefix, _) => Ok(vec![self.network(&[node.word])?]),
            (Rule::network, words) => Ok(vec![self.network(words)?]),
            (Rule::object, [name]) => self.object_addresses("object", *name, 0),
            (Rule::object_group, [name]) => self.object_addresses("object-group", *name, 0),
            (Rule::interface_address, [name]) => Ok(self.interface(*name)),
            _ => Err(Trouble::Unread),
        }
    }

    fn interface(&self, name: Word<'_>) -> Vec<Addresses> {
        let known = |setting: Setting<IpAddr>| match setting {
            Setting::Known(address) => Addresses::host(address.value),
            Setting::Unknown(unknown) => Addresses::Unknown(unknown.reason),
        };
        let addresses = self.context.interfaces.addresses(name.text, name.span);
        let first = addresses.into_iter().next().map(known);
        vec![first.unwrap_or(Addresses::Unknown(UnknownReason::NotInExcerpt))]
    }

    /// Ports behind an address, where there are any. `object-group` is ports here if the group is one of services.
    pub(super) fn ports(&mut self, rest: &mut &[&Node<'a>]) -> Result<Option<Vec<Ports>>, Trouble<'a>> {
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
