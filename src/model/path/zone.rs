//! Security rules between zones.

use crate::model::space::{Action, Cell, List, ListEntry};
use crate::source::Span;

/// Zones that a rule names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Zones {
    /// Any.
    Any,
    /// These.
    Of(Vec<String>),
}

impl Zones {
    fn has(&self, zone: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Of(own) => own.iter().any(|name| name == zone),
        }
    }
}

/// Which pairs of zones a rule is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// All that it names.
    All,
    /// Those within one zone.
    Within,
    /// Those between two zones.
    Between,
}

/// One security rule.
#[derive(Clone, Debug)]
pub struct ZoneRule {
    /// The zones that packets come from.
    pub from: Zones,
    /// The zones that they go to.
    pub to: Zones,
    /// Whether it is for traffic within a zone, between zones, or both.
    pub reach: Reach,
    /// What it matches and does.
    pub entry: ListEntry,
}

impl Reach {
    /// Whether a rule that reaches so far is for packets within one zone, or else between two.
    fn holds(self, within: bool) -> bool {
        match self {
            Self::All => true,
            Self::Within => within,
            Self::Between => !within,
        }
    }
}

impl ZoneRule {
    /// Whether it is for packets from one zone to another.
    pub fn is_for(&self, from: &str, to: &str) -> bool {
        self.reach.holds(from == to) && self.from.has(from) && self.to.has(to)
    }
}

/// Why a file does not show what the rules do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// It shows no rules at all; the line is the one where they would be.
    NotShown(Span),
    /// Rules come from elsewhere, by this line: a manager pushes them, or the device adds its own.
    Elsewhere(Span),
}

/// The security rules of a device.
#[derive(Clone, Debug)]
pub struct ZoneRules {
    /// The rules in the order in which the device tries them.
    pub rules: Vec<ZoneRule>,
    /// What becomes of packets within one zone that no rule takes.
    pub within: Action,
    /// What becomes of packets between two zones that no rule takes.
    pub between: Action,
    /// The line to show for that.
    pub end: Span,
    /// Why these may not be all of them.
    pub gap: Option<Gap>,
}

impl ZoneRules {
    /// The rules that some packets meet on their way from one zone to another, as one list: those that may match any of
    /// them.
    pub fn list(&self, from: &str, to: &str, packets: &Cell) -> List {
        let meets = self.rules.iter().filter(|rule| rule.is_for(from, to) && rule.entry.touches(packets));
        List {
            name: format!("the security rules from {from} to {to}"),
            entries: meets.map(|rule| rule.entry.clone()).collect(),
            otherwise: if from == to { self.within } else { self.between },
            end: self.end,
        }
    }
}
