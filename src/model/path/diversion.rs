//! Rules that lead packets elsewhere than the routes say, by where they enter (policy-based forwarding).

use crate::model::path::{Leads, Links, Path};
use crate::model::space::{Action, Cell, List, ListEntry, Share};
use crate::source::Span;

/// One rule. The first that matches decides.
#[derive(Clone, Debug)]
pub struct Diversion {
    /// The interfaces that packets enter by.
    pub from: Links,
    /// The packets that it takes: permitted are those that it leads elsewhere, denied those that it leaves to the routes.
    pub takes: ListEntry,
    /// Where it leads them.
    pub leads: Leads,
}

impl Path {
    /// The rules for packets that enter by these interfaces, as a list that permits what is led elsewhere than the routes
    /// say; `None` where there are none. Where the interfaces are not known, no rule of some interfaces is certain.
    pub fn diverting(&self, entering: Option<&[String]>) -> Option<List> {
        let entry = |own: &Diversion| match own.from.apply_to(entering) {
            Some(false) => None,
            Some(true) => Some(own.takes.clone()),
            None => Some(ListEntry { certain: false, ..own.takes.clone() }),
        };
        let entries: Vec<ListEntry> = self.diverted.iter().filter_map(entry).collect();
        let end = entries.last()?.span;
        Some(List { name: "policy-based forwarding".to_owned(), entries, otherwise: Action::Deny, end })
    }

    /// Where a single rule of such a list leads all of these packets for certain, and its line.
    pub fn diverted_to(&self, list: &List, packets: &Cell) -> Option<(&Leads, Span)> {
        let outcome = list.decide(packets);
        let example = outcome.permitted.example().filter(|_| outcome.passes() == Share::All)?;
        let rule = list.deciding(&example)?;
        let alone = List { entries: vec![rule.clone()], ..list.clone() };
        let own = self.diverted.iter().find(|own| own.takes.span == rule.span)?;
        (alone.decide(packets).passes() == Share::All).then_some((&own.leads, rule.span))
    }
}
