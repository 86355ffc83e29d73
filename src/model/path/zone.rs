//! Security rules between zones.

use crate::model::space::{Action, List, ListEntry};
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
}

impl ZoneRules {
    /// The rules that packets from one zone to another meet, as one list.
    pub fn list(&self, from: &str, to: &str) -> List {
        let same = from == to;
        let reaches = |rule: &&ZoneRule| match rule.reach {
            Reach::All => true,
            Reach::Within => same,
            Reach::Between => !same,
        };
        let meets = self.rules.iter().filter(reaches).filter(|rule| rule.from.has(from) && rule.to.has(to));
        List {
            name: format!("the security rules from {from} to {to}"),
            entries: meets.map(|rule| rule.entry.clone()).collect(),
            otherwise: if same { self.within } else { self.between },
            end: self.end,
        }
    }
}
