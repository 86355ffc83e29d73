//! Ordered lists of permits and denies: access lists, security rules, the lists that choose what is translated.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::TrafficSelector;
use crate::model::space::{AddressSet, Cell, Extent, Packet, Packets, Service};
use crate::source::Span;

/// What an entry of a list does with the packets that it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It lets them pass, or chooses them.
    Permit,
    /// It drops them, or leaves them out.
    Deny,
    /// A line that is not understood: it may do either, or nothing.
    Unknown,
}

/// One entry of an ordered list.
#[derive(Clone, Debug)]
pub struct ListEntry {
    /// What it does.
    pub action: Action,
    /// Its line.
    pub span: Span,
    /// Where packets come from.
    pub source: Extent,
    /// Where they go.
    pub destination: Extent,
    /// What they carry: one of these.
    pub services: Vec<Service>,
    /// Whether it matches what its addresses and services say. False where a further condition (a time range, flags, an
    /// application) decides.
    pub certain: bool,
}

impl ListEntry {
    /// An entry for everything between two sets of addresses.
    pub fn between(action: Action, span: Span, source: Extent, destination: Extent) -> Self {
        Self { action, span, source, destination, services: vec![Service::any()], certain: true }
    }

    /// An entry that matches the packets of a selector.
    pub fn of(action: Action, span: Span, selector: &TrafficSelector) -> Self {
        let [least, most] = selector.packets();
        Self {
            action,
            span,
            source: Extent { least: least.source, most: most.source },
            destination: Extent { least: least.destination, most: most.destination },
            services: vec![least.service],
            certain: true,
        }
    }

    /// A line of a list that is not understood.
    pub fn unread(span: Span) -> Self {
        Self { certain: false, ..Self::between(Action::Unknown, span, Extent::unknown(), Extent::unknown()) }
    }

    /// The packets that it may match.
    fn possible(&self) -> impl Iterator<Item = Cell> + '_ {
        self.cells(&self.source.most, &self.destination.most)
    }

    /// The packets that it matches for certain.
    fn sure(&self) -> impl Iterator<Item = Cell> + '_ {
        let cells = self.certain.then(|| self.cells(&self.source.least, &self.destination.least));
        cells.into_iter().flatten()
    }

    /// The packets that it denies for certain.
    pub(in crate::model) fn denied(&self) -> impl Iterator<Item = Cell> + '_ {
        (self.action == Action::Deny).then(|| self.sure()).into_iter().flatten()
    }

    fn cells<'a>(
        &'a self,
        source: &'a Arc<AddressSet>,
        destination: &'a Arc<AddressSet>,
    ) -> impl Iterator<Item = Cell> + 'a {
        self.services.iter().map(|service| Cell {
            source: Arc::clone(source),
            destination: Arc::clone(destination),
            service: service.clone(),
        })
    }

    /// Whether it may match a packet of the question, without making sets.
    pub(in crate::model) fn touches(&self, question: &Cell) -> bool {
        self.source.most.overlaps(&question.source) && self.destination.most.overlaps(&question.destination)
    }

    /// Whether it differs from the next entry in its source alone, or in its destination alone, so that the two are one.
    fn joins(&self, next: &ListEntry) -> Option<Side> {
        let alike = self.action == next.action
            && self.certain
            && next.certain
            && self.services == next.services
            && [&self.source, &self.destination, &next.source, &next.destination].iter().all(|e| e.is_known());
        if !alike {
            None
        } else if self.destination == next.destination {
            Some(Side::Source)
        } else {
            (self.source == next.source).then_some(Side::Destination)
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Source,
    Destination,
}

/// An ordered list: the first entry that matches decides.
#[derive(Clone, Debug)]
pub struct List {
    /// The name that people know it by.
    pub name: String,
    /// The entries in the order in which the device searches them.
    pub entries: Vec<ListEntry>,
    /// What becomes of a packet that no entry matches.
    pub otherwise: Action,
    /// The line to show for that: the last entry, or the line that refers to the list.
    pub end: Span,
}

/// What a list does with the packets of a question.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Those that pass for certain.
    pub permitted: Packets,
    /// Those that do not for certain.
    pub denied: Packets,
    /// Those of which the file does not say.
    pub unknown: Packets,
}

/// How much of a question something holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// All of its packets.
    All,
    /// Some, and for certain not all.
    Part,
    /// None.
    None,
    /// The file does not say.
    Unknown,
}

impl Outcome {
    /// How much of the question passes.
    pub fn passes(&self) -> Share {
        match (self.permitted.is_empty(), self.denied.is_empty(), self.unknown.is_empty()) {
            (false, false, _) => Share::Part,
            (false, true, true) => Share::All,
            (true, false, true) => Share::None,
            _ => Share::Unknown,
        }
    }
}

/// A question that falls apart into more pieces than this is not followed: what is left of it is unknown.
const MAX_PIECES: usize = 2_000;

/// What may still happen to packets that no entry has taken for certain: the actions of the entries that may have.
type Pending = BTreeMap<Option<Action>, Packets>;

impl List {
    /// A list that does the same with every packet.
    pub fn always(action: Action, name: impl Into<String>, at: Span) -> Self {
        Self { name: name.into(), entries: Vec::new(), otherwise: action, end: at }
    }

    /// The entries of an access list, behind which everything is denied.
    pub fn of(name: &str, entries: Vec<ListEntry>, end: Span) -> Self {
        Self { name: format!("access list {name}"), entries, otherwise: Action::Deny, end }
    }

    /// An access list of which nothing is known.
    pub fn unknown(name: &str, at: Span) -> Self {
        Self::of(name, vec![ListEntry::unread(at)], at)
    }

    /// What the list does with every packet of `question`. Takes time by the length of the list.
    pub fn decide(&self, question: &Cell) -> Outcome {
        let mut pending = Pending::from([(None, Packets::from(question.clone()))]);
        let mut outcome = Outcome::default();
        for entry in &self.joined(question) {
            entry.act(&mut pending, &mut outcome);
            let pieces: usize = pending.values().map(|packets| packets.cells().len()).sum();
            if pieces == 0 {
                break;
            }
            if pieces > MAX_PIECES {
                pending.into_values().for_each(|packets| outcome.unknown.add(packets));
                return outcome;
            }
        }
        for (seen, packets) in pending {
            outcome.put(seen, self.otherwise, packets);
        }
        outcome
    }

    /// Entries that do `action` with what the list permits, and nothing with what it denies. No two of them match the same
    /// packet for certain, so that their order says nothing.
    pub fn matched(&self, action: Action) -> Vec<ListEntry> {
        let outcome = self.decide(&Cell::all());
        let entry = |cell: &Cell, certain: bool| {
            let line = |packet| self.deciding(packet).or_else(|| self.doubtful(packet)).map(|entry| entry.span);
            let known = |set: &Arc<AddressSet>| Extent { least: Arc::clone(set), most: Arc::clone(set) };
            let (source, destination) = (known(&cell.source), known(&cell.destination));
            ListEntry {
                action,
                span: cell.example().as_ref().and_then(line).unwrap_or(self.end),
                source,
                destination,
                services: vec![cell.service.clone()],
                certain,
            }
        };
        let sure = outcome.permitted.cells().iter().map(|cell| entry(cell, true));
        sure.chain(outcome.unknown.cells().iter().map(|cell| entry(cell, false))).collect()
    }

    /// The entry that decides about a packet for certain; `None` where none does, or one that may match comes before.
    pub fn deciding(&self, packet: &Packet) -> Option<&ListEntry> {
        let entry = self.entries.iter().find(|entry| entry.possible().any(|cell| cell.has(packet)))?;
        entry.sure().any(|cell| cell.has(packet)).then_some(entry)
    }

    /// The first entry that may match a packet without doing so for certain.
    pub fn doubtful(&self, packet: &Packet) -> Option<&ListEntry> {
        let may = |entry: &&ListEntry| entry.possible().any(|cell| cell.has(packet));
        self.entries.iter().find(may).filter(|entry| !entry.sure().any(|cell| cell.has(packet)))
    }

    /// The line to show for what becomes of a packet: the entry that decides, or the end of the list.
    pub fn line(&self, packet: &Packet) -> Span {
        self.deciding(packet).map_or(self.end, |entry| entry.span)
    }

    /// The entries that touch the question, with neighbours that do the same made one: a hundred thousand hosts to one
    /// network are one set, and not as many pieces.
    fn joined(&self, question: &Cell) -> Vec<ListEntry> {
        let mut joined: Vec<ListEntry> = Vec::new();
        let mut run: Vec<&ListEntry> = Vec::new();
        let mut side = None;
        for entry in self.entries.iter().filter(|entry| entry.touches(question)) {
            match run.last().map(|last| last.joins(entry)) {
                Some(Some(how)) if side.is_none_or(|own| own == how) => {
                    side = Some(how);
                    run.push(entry);
                }
                _ => {
                    joined.extend(one(&run, side));
                    (run, side) = (vec![entry], None);
                }
            }
        }
        joined.extend(one(&run, side));
        joined
    }
}

/// A run of entries as one.
fn one(run: &[&ListEntry], side: Option<Side>) -> Option<ListEntry> {
    let mut entry = (*run.first()?).clone();
    let union =
        |of: fn(&ListEntry) -> &Extent| Extent::known(AddressSet::union_of(run.iter().map(|entry| &*of(entry).least)));
    match side {
        Some(Side::Source) => entry.source = union(|entry| &entry.source),
        Some(Side::Destination) => entry.destination = union(|entry| &entry.destination),
        None => {}
    }
    Some(entry)
}

impl ListEntry {
    /// Moves what it matches for certain to the outcome, and marks what it may match.
    fn act(&self, pending: &mut Pending, outcome: &mut Outcome) {
        for cell in self.sure() {
            for (seen, packets) in pending.iter_mut() {
                let taken = packets.take(&cell);
                outcome.put(*seen, self.action, taken);
            }
        }
        if self.certain && self.source.is_known() && self.destination.is_known() {
            return;
        }
        for cell in self.possible() {
            for seen in [None, Some(Action::Permit), Some(Action::Deny)] {
                let Some(packets) = pending.get_mut(&seen) else { continue };
                let taken = packets.take(&cell);
                if seen.is_some_and(|seen| seen != self.action) || self.action == Action::Unknown {
                    outcome.unknown.add(taken);
                } else {
                    pending.entry(Some(self.action)).or_default().add(taken);
                }
            }
        }
    }
}

impl Outcome {
    /// Puts packets where the action sends them, unless an entry before may have done the opposite.
    fn put(&mut self, seen: Option<Action>, action: Action, packets: Packets) {
        let agreed = seen.is_none_or(|seen| seen == action);
        match action {
            Action::Permit if agreed => self.permitted.add(packets),
            Action::Deny if agreed => self.denied.add(packets),
            _ => self.unknown.add(packets),
        }
    }
}

/// So many denies are joined to see whether they take all of a selector together; of more, only one that takes it alone.
const MOST_JOINED: usize = 32;

/// How much of a selector is left once everything that `denied` names is taken out, as the denies before a permit do.
/// Where very many of them touch it, [`Share::Unknown`].
pub fn remaining(selector: &TrafficSelector, denied: &[TrafficSelector], at: Span) -> Share {
    let mut touching = Vec::new();
    for deny in denied {
        if deny.contains(selector) == Some(true) {
            return Share::None;
        }
        if touching.len() <= MOST_JOINED && deny.overlaps(selector) != Some(false) {
            touching.push(ListEntry::of(Action::Deny, at, deny));
        }
    }
    if touching.len() > MOST_JOINED {
        return Share::Unknown;
    }
    let [least, most] = selector.packets();
    let list = List { name: String::new(), entries: touching, otherwise: Action::Permit, end: at };
    match list.decide(&most).passes() {
        Share::Part if least != most => Share::Unknown,
        share => share,
    }
}
