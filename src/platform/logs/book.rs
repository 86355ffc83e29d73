//! The table of a platform, and how it is read.

use crate::model::IkeVersion;
use crate::negotiation::{FaultKind, Message, Place, Role, Stop, places};
use crate::platform::logs::LogLine;
use crate::platform::sightings::LogSign;
use crate::traffic::{Hindrance, HindranceKind};

/// Everything that is known of what a platform logs.
#[derive(Debug)]
pub struct LogBook {
    /// What an end writes where an exchange stops; of several rows that fit, the first.
    pub stops: &'static [LogRow],
    /// What a device writes where it drops packets of a tunnel; of several rows that fit, the first.
    pub drops: &'static [DropRow],
    /// What a device writes about what stops nothing.
    pub notes: &'static [NoteRow],
    /// Lines that tell something, and that no configuration leads to for certain.
    pub others: &'static [&'static LogLine],
}

/// What is known of a place.
#[derive(Clone, Copy, Debug)]
pub enum Logs {
    /// These lines, the most telling first.
    Lines(&'static [&'static LogLine]),
    /// None, and why.
    Nothing(&'static str),
}

/// What an end writes where an exchange stops.
#[derive(Debug)]
pub struct LogRow {
    /// The kinds of faults; all of them where it names none.
    pub(super) kinds: &'static [FaultKind],
    version: Option<IkeVersion>,
    at: At,
    role: Option<Role>,
    part: Option<Part>,
    pub(super) logs: Logs,
}

/// The messages that a row is about.
#[derive(Clone, Copy, Debug)]
enum At {
    /// No packet leaves.
    Nowhere,
    /// Some packet leaves.
    AMessage,
    One(&'static [Message]),
}

/// What an end does at a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// It refuses.
    Refuses,
    /// The other end refuses.
    IsRefused,
    /// Nobody refuses.
    Silence,
}

/// What a device writes where it drops packets of a tunnel.
#[derive(Debug)]
pub struct DropRow {
    /// What stands in the way.
    pub kinds: &'static [HindranceKind],
    /// What it writes.
    pub logs: Logs,
}

/// What a device writes about what stops nothing.
#[derive(Debug)]
pub struct NoteRow {
    /// The rules that find it, by name.
    pub rules: &'static [&'static str],
    /// What it writes.
    pub logs: Logs,
}

/// These lines.
pub(crate) const fn lines(lines: &'static [&'static LogLine]) -> Logs {
    Logs::Lines(lines)
}

/// None, for this reason.
pub(crate) const fn none(reason: &'static str) -> Logs {
    Logs::Nothing(reason)
}

/// A row about a message of these kinds of faults, or about every kind.
pub(crate) const fn stop(kinds: &'static [FaultKind], logs: Logs) -> LogRow {
    LogRow { kinds, version: None, at: At::AMessage, role: None, part: None, logs }
}

/// A row about these kinds of faults where no packet leaves.
pub(crate) const fn nothing(kinds: &'static [FaultKind], logs: Logs) -> LogRow {
    LogRow { at: At::Nowhere, ..stop(kinds, logs) }
}

/// A row about what stands in the way of packets.
pub(crate) const fn drops(kinds: &'static [HindranceKind], logs: Logs) -> DropRow {
    DropRow { kinds, logs }
}

/// A row about what stops nothing.
pub(crate) const fn note(rules: &'static [&'static str], logs: Logs) -> NoteRow {
    NoteRow { rules, logs }
}

impl LogRow {
    pub(crate) const fn at(self, messages: &'static [Message]) -> Self {
        Self { at: At::One(messages), ..self }
    }

    pub(crate) const fn v1(self) -> Self {
        Self { version: Some(IkeVersion::V1), ..self }
    }

    pub(crate) const fn v2(self) -> Self {
        Self { version: Some(IkeVersion::V2), ..self }
    }

    pub(crate) const fn initiator(self) -> Self {
        Self { role: Some(Role::Initiator), ..self }
    }

    pub(crate) const fn responder(self) -> Self {
        Self { role: Some(Role::Responder), ..self }
    }

    /// Of the end that refuses.
    pub(crate) const fn refuses(self) -> Self {
        Self { part: Some(Part::Refuses), ..self }
    }

    /// Of the end that the other refuses.
    pub(crate) const fn refused(self) -> Self {
        Self { part: Some(Part::IsRefused), ..self }
    }

    /// Where nobody refuses.
    pub(crate) const fn silence(self) -> Self {
        Self { part: Some(Part::Silence), ..self }
    }

    pub(super) fn fits(&self, place: Place, role: Role) -> bool {
        let part = match place.refused_by {
            None => Part::Silence,
            Some(refuser) if refuser == role => Part::Refuses,
            Some(_) => Part::IsRefused,
        };
        let is_there = match (self.at, place.message) {
            (At::Nowhere, None) | (At::AMessage, Some(_)) => true,
            (At::One(messages), Some(message)) => messages.contains(&message),
            _ => false,
        };
        is_there
            && (self.kinds.is_empty() || self.kinds.contains(&place.kind))
            && self.version.is_none_or(|own| own == place.version)
            && self.role.is_none_or(|own| own == role)
            && self.part.is_none_or(|own| own == part)
    }
}

impl LogBook {
    /// What is known of an end in this role where an exchange stops; `None` where the table does not answer.
    pub fn at(&self, place: Place, role: Role) -> Option<Logs> {
        self.stops.iter().find(|row| row.fits(place, role)).map(|row| row.logs)
    }

    /// What is known of a device where this stands in the way.
    pub fn dropping(&self, kind: HindranceKind) -> Option<Logs> {
        self.drops.iter().find(|row| row.kinds.contains(&kind)).map(|row| row.logs)
    }

    /// What is known of a device about what this rule finds and nothing stops.
    pub fn noting(&self, rule: &str) -> Option<Logs> {
        self.notes.iter().find(|row| row.rules.contains(&rule)).map(|row| row.logs)
    }

    /// The lines that an end in this role writes at a stop, the most telling first.
    pub(crate) fn of_stop(&self, stop: &Stop, role: Role, version: IkeVersion) -> Vec<&'static LogLine> {
        let all = self.at(stop.at(version), role).map(Logs::lines).unwrap_or_default();
        all.iter().copied().filter(|line| line.when.holds(&stop.fault)).collect()
    }

    /// The lines that a device writes where this stands in the way.
    pub(crate) fn of_drop(&self, hindrance: &Hindrance) -> &'static [&'static LogLine] {
        self.dropping(hindrance.kind()).map(Logs::lines).unwrap_or_default()
    }

    /// Every line of the table, some more than once.
    fn every_line(&self) -> impl Iterator<Item = &'static LogLine> {
        let of_stops = self.stops.iter().map(|row| row.logs);
        let of_others = self.drops.iter().map(|row| row.logs).chain(self.notes.iter().map(|row| row.logs));
        of_stops.chain(of_others).flat_map(Logs::lines).copied().chain(self.others.iter().copied())
    }

    /// Every line of the table, each once, with the rules of all that leads to it and the role that writes it.
    pub(crate) fn signs(&self) -> Vec<LogSign> {
        let mut signs: Vec<LogSign> = Vec::new();
        for (place, role) in places().flat_map(|place| [Role::Initiator, Role::Responder].map(|role| (place, role))) {
            let lines = self.at(place, role).map(Logs::lines).unwrap_or_default();
            lines.iter().for_each(|line| add(&mut signs, line, place.kind.rules(), Some(role)));
        }
        for row in self.drops {
            let rules: Vec<&str> = row.kinds.iter().flat_map(|kind| kind.rules()).copied().collect();
            row.logs.lines().iter().for_each(|line| add(&mut signs, line, &rules, None));
        }
        for row in self.notes {
            row.logs.lines().iter().for_each(|line| add(&mut signs, line, row.rules, None));
        }
        self.others.iter().for_each(|line| add(&mut signs, line, &[], None));
        // What a line means beyond the places of the table holds for both roles.
        for line in self.every_line().filter(|line| !line.also.is_empty()) {
            add(&mut signs, line, line.also, None);
        }
        signs
    }
}

fn texts(lines: &[&'static LogLine]) -> impl Iterator<Item = &'static str> {
    lines.iter().map(|line| line.text)
}

/// Adds what leads to a line.
fn add(signs: &mut Vec<LogSign>, line: &'static LogLine, rules: &[&'static str], role: Option<Role>) {
    let at = signs.iter().position(|sign| sign.line.text == line.text).unwrap_or_else(|| {
        signs.push(LogSign { line, rules: Vec::new(), role });
        signs.len() - 1
    });
    let sign = &mut signs[at];
    if sign.role != role {
        sign.role = None;
    }
    for rule in rules {
        if !sign.rules.contains(rule) {
            sign.rules.push(rule);
        }
    }
}

impl Logs {
    /// Whether two answers say the same.
    pub fn is_same(self, other: Logs) -> bool {
        match (self, other) {
            (Self::Lines(own), Self::Lines(other)) => std::ptr::eq(own, other) || texts(own).eq(texts(other)),
            (Self::Nothing(own), Self::Nothing(other)) => own == other,
            _ => false,
        }
    }

    /// The lines; none where none is known.
    pub fn lines(self) -> &'static [&'static LogLine] {
        match self {
            Self::Lines(lines) => lines,
            Self::Nothing(_) => &[],
        }
    }
}
