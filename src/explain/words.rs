//! Words of a report that are neither rules nor states: messages, outcomes, notifications.

use crate::explain::{messages, notifications, outcomes};
use crate::platform::states::bare;

/// A word that reports print.
#[derive(Debug)]
pub(super) struct Word {
    /// The word as reports print it.
    pub(super) name: &'static str,
    /// Other words that lead to it: the exchange that a message belongs to, the same in a device's log.
    pub(super) also: &'static [&'static str],
    /// What it is, in a few words.
    pub(super) is: &'static str,
    /// What there is to know about it, a paragraph each.
    pub(super) text: &'static [&'static str],
    /// What usually stops here or leads to it, the likeliest first.
    pub(super) reasons: &'static [Reason],
    /// Where this comes from.
    pub(super) sources: &'static [&'static str],
}

/// What stops a message, or leads to an outcome or a notification.
#[derive(Debug)]
pub(super) struct Reason {
    /// The reason.
    pub(super) what: &'static str,
    /// The rules that find it, by name; empty where no configuration shows it.
    pub(super) rules: &'static [&'static str],
}

pub(super) const fn reason(what: &'static str, rules: &'static [&'static str]) -> Reason {
    Reason { what, rules }
}

/// Words of one kind.
#[derive(Debug)]
pub(super) struct Table {
    /// What to call them.
    pub(super) title: &'static str,
    /// What stands above the reasons.
    pub(super) heading: &'static str,
    /// The words.
    pub(super) words: &'static [Word],
}

/// The tables, in the order in which they are shown.
pub(super) static TABLES: &[Table] = &[messages::TABLE, outcomes::TABLE, notifications::TABLE];

/// Every word, each with the table that it stands in.
pub(super) fn words() -> impl Iterator<Item = (&'static Table, &'static Word)> {
    TABLES.iter().flat_map(|table| table.words.iter().map(move |word| (table, word)))
}

/// The words of this name, or those that it leads to, in order: `IKE_AUTH` leads to two messages.
pub(super) fn find(name: &str) -> Vec<(&'static Table, &'static Word)> {
    let wanted = bare(name);
    let is_named = |word: &Word| bare(word.name) == wanted;
    let named: Vec<_> = words().filter(|(_, word)| is_named(word)).collect();
    if !named.is_empty() {
        return named;
    }
    words().filter(|(_, word)| word.also.iter().any(|also| bare(also) == wanted)).collect()
}
