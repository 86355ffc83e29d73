//! Lines that are known and not in the model: each dialect has one reviewed list of them, with a reason for each family.
//!
//! The list is asked only about lines that the grammar does not take.

use std::collections::HashMap;
use std::hash::Hash;

use crate::model::Standing;
use crate::platform::cisco::pattern::Patterns;

/// A family of commands that the model does not hold, for one reason.
#[derive(Debug)]
pub(crate) struct Known<R: 'static> {
    /// The entry rules of the grammar under which they stand.
    pub under: &'static [R],
    /// [`Standing::Irrelevant`] or [`Standing::Unmodelled`].
    pub standing: Standing,
    /// Why they have no bearing, or what the model lacks: a phrase for people.
    pub reason: &'static str,
    /// The commands, as patterns; the form with `no` or `default` before it is included.
    pub commands: &'static [&'static str],
}

/// Commands that have no bearing on whether a site-to-site tunnel comes up.
pub(crate) const fn irrelevant<R>(
    under: &'static [R],
    reason: &'static str,
    commands: &'static [&'static str],
) -> Known<R> {
    Known { under, standing: Standing::Irrelevant, reason, commands }
}

/// Commands that may have a bearing and that the model has no word for.
pub(crate) const fn unmodelled<R>(
    under: &'static [R],
    reason: &'static str,
    commands: &'static [&'static str],
) -> Known<R> {
    Known { under, standing: Standing::Unmodelled, reason, commands }
}

/// Why a line has no bearing that a later one takes back, nor that later one.
pub(crate) const TAKEN_BACK: &str = "taken back by a later line, or takes back an earlier one";

/// Why a line has no bearing that takes back what the file does not hold.
pub(crate) const TAKES_BACK_NOTHING: &str = "takes back what this file does not hold";

/// What the model lacks for a line that takes back something that it cannot find.
pub(crate) const TAKES_BACK: &str = "what it takes back is not worked out";

/// The line that leaves a mode; no device writes it, and people paste it.
pub(crate) const EXIT: &str = "exit";

/// Lines that lead from one mode to another and say nothing.
const WAYS: &[&str] = &[EXIT, "conf t", "config t", "configure terminal"];

/// How far a line is known, and why it is not in the model.
type Judgement = (Standing, &'static str);

/// The list of a dialect, by entry rule.
#[derive(Debug)]
pub(crate) struct KnownLines<R> {
    by_rule: HashMap<R, (Patterns, Vec<Judgement>)>,
}

impl<R: Copy + Eq + Hash> KnownLines<R> {
    /// The list, ready for look-up; an earlier family wins.
    pub(crate) fn new(families: &'static [Known<R>]) -> Self {
        let mut rows: HashMap<R, Vec<(&'static str, Standing, &'static str)>> = HashMap::new();
        for family in families {
            for rule in family.under {
                let own = family.commands.iter().map(|command| (*command, family.standing, family.reason));
                rows.entry(*rule).or_default().extend(own);
            }
        }
        let table = |rows: Vec<(&'static str, Standing, &'static str)>| {
            let patterns = Patterns::new(rows.iter().map(|(pattern, ..)| *pattern));
            (patterns, rows.into_iter().map(|(_, standing, reason)| (standing, reason)).collect())
        };
        Self { by_rule: rows.into_iter().map(|(rule, rows)| (rule, table(rows))).collect() }
    }

    /// What is known of a line that this entry rule does not take; [`Standing::Unrecognised`] without a reason where
    /// nothing is.
    pub(crate) fn standing(&self, under: R, line: &str) -> Judgement {
        if WAYS.contains(&line) {
            return (Standing::Irrelevant, "leads from one mode to another");
        }
        let Some((patterns, rows)) = self.by_rule.get(&under) else { return (Standing::Unrecognised, "") };
        let positive = ["no ", "default "].iter().find_map(|word| line.strip_prefix(word)).map(str::trim_start);
        let found = patterns.first(line).or_else(|| patterns.first(positive?));
        found.and_then(|at| rows.get(at)).copied().unwrap_or((Standing::Unrecognised, ""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &[Known<u8>] = &[
        unmodelled(&[1], "the model has no post-quantum keys", &["ikev2 ppk"]),
        irrelevant(&[1, 2], "about clients", &["split-*", "ikev2"]),
    ];

    #[test]
    fn a_line_is_looked_up_below_its_rule_with_and_without_no() {
        let known = KnownLines::new(LIST);
        assert_eq!(
            known.standing(1, "ikev2 ppk mandatory"),
            (Standing::Unmodelled, "the model has no post-quantum keys")
        );
        assert_eq!(known.standing(2, "no split-dns"), (Standing::Irrelevant, "about clients"));
        assert_eq!(known.standing(3, "split-dns"), (Standing::Unrecognised, ""));
        assert_eq!(known.standing(2, "frobnicate"), (Standing::Unrecognised, ""));
    }
}
