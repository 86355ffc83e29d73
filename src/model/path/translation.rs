//! Address translation: which rule takes which packets, and what it makes of them.

use crate::model::path::Path;
use crate::model::space::{Cell, Extent, List, Packets};
use crate::source::Span;

/// Interfaces that something applies to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Links {
    /// Any.
    Any,
    /// These.
    Of(Vec<String>),
}

impl Links {
    /// Whether it applies to all of `names`; `None` where it applies to some, or the interfaces are not known.
    pub(super) fn apply_to(&self, names: Option<&[String]>) -> Option<bool> {
        let Links::Of(own) = self else { return Some(true) };
        if own.is_empty() {
            return Some(false);
        }
        let names = names.filter(|names| !names.is_empty())?;
        let hits = names.iter().filter(|name| own.contains(name)).count();
        match hits {
            0 => Some(false),
            hits if hits == names.len() => Some(true),
            _ => None,
        }
    }
}

/// What a translation does.
#[derive(Clone, Debug)]
pub enum Effect {
    /// It leaves the addresses as they are, and keeps later rules from changing them.
    Keeps,
    /// The same for what the inner side begins and for the answers to it; the other side cannot begin anything.
    KeepsForAnswers,
    /// It changes the source to one of these addresses.
    Source(Extent),
    /// It changes the destination, perhaps the source as well.
    Destination,
    /// It does something that is not in the model.
    Unknown,
}

/// One translation rule.
#[derive(Clone, Debug)]
pub struct Translation {
    /// Its line.
    pub span: Span,
    /// The interfaces that packets enter by.
    pub from: Links,
    /// The interfaces that they leave by.
    pub to: Links,
    /// The packets that it takes: those that the list permits. The others go on to the next rule.
    pub takes: List,
    /// What it does.
    pub effect: Effect,
    /// Its command, where another list can stand in it for the one that chooses the packets.
    pub command: Option<String>,
}

/// What the translations of a device do with the packets of a question.
#[derive(Clone, Debug, Default)]
pub struct Translated<'a> {
    /// Those whose source is changed for certain, with the rule.
    pub changed: Vec<(Packets, &'a Translation)>,
    /// Those of which the file does not say, with the rule that may take them.
    pub unknown: Vec<(Packets, &'a Translation)>,
    /// Those that stay as they are for certain.
    pub kept: Packets,
    /// A rule that takes some of those, and by which the other side cannot begin anything.
    pub for_answers: Option<&'a Translation>,
}

impl Path {
    /// What the translations do with packets that enter by one of `entering` and leave by `leaving`; `None` where the
    /// interfaces are not known.
    pub fn translate(
        &self,
        question: &Cell,
        entering: Option<&[String]>,
        leaving: Option<&[String]>,
    ) -> Translated<'_> {
        let mut result = Translated::default();
        let mut rest = vec![question.clone()];
        for rule in &self.translations {
            let applies = match (rule.from.apply_to(entering), rule.to.apply_to(leaving)) {
                (Some(false), _) | (_, Some(false)) => continue,
                (Some(true), Some(true)) => true,
                _ => false,
            };
            let mut next = Vec::new();
            for cell in rest {
                let outcome = rule.takes.decide(&cell);
                next.extend(outcome.denied.cells().iter().cloned());
                let taken = outcome.permitted;
                match rule.effect {
                    _ if taken.is_empty() => {}
                    Effect::Keeps if applies => result.kept.add(taken),
                    Effect::KeepsForAnswers if applies => {
                        result.for_answers = result.for_answers.or(Some(rule));
                        result.kept.add(taken);
                    }
                    Effect::Source(_) if applies => result.changed.push((taken, rule)),
                    _ => result.unknown.push((taken, rule)),
                }
                if !outcome.unknown.is_empty() {
                    result.unknown.push((outcome.unknown, rule));
                }
            }
            rest = next;
        }
        rest.into_iter().for_each(|cell| result.kept.add(Packets::from(cell)));
        result
    }
}
