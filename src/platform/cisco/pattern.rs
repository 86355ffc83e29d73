//! Patterns of command lines, found by their first word.
//!
//! A pattern is words: `*` stands for any one word, `split-*` for one that begins so, a closing `$` for the end of the
//! line, and everything else may be followed by more.

use std::collections::HashMap;

use crate::platform::cisco::abbreviation::Keywords;

/// Whether `text` begins with `pattern`.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let mut words = text.split_ascii_whitespace();
    pattern.split(' ').all(|wanted| match wanted {
        "$" => words.next().is_none(),
        _ => words.next().is_some_and(|word| fits(wanted, word)),
    })
}

/// Whether a word of a line is the one of a pattern.
fn fits(wanted: &str, word: &str) -> bool {
    wanted.strip_suffix('*').map_or(wanted == word, |start| word.starts_with(start))
}

/// A table of patterns, by their first word: a line is compared with the few that can fit, however long the table is.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    rows: Vec<&'static str>,
    by_first_word: HashMap<&'static str, Vec<usize>>,
    /// The patterns that begin with any word.
    open: Vec<usize>,
    /// The bytes that the first words begin with: what a line begins with tells most of those apart that fit nothing.
    begins: FirstBytes,
}

/// A set of bytes.
#[derive(Clone, Debug)]
pub(crate) struct FirstBytes([bool; 256]);

impl Default for FirstBytes {
    fn default() -> Self {
        Self([false; 256])
    }
}

impl FirstBytes {
    /// Adds the first byte of a word; the empty word may be any.
    pub(crate) fn add(&mut self, word: &str) {
        match word.bytes().next() {
            Some(byte) => self.0[usize::from(byte)] = true,
            None => self.0 = [true; 256],
        }
    }

    /// Whether a line, blanks aside, may begin with one of them; what is not ASCII may be a blank of another kind.
    pub(crate) fn begin(&self, line: &str) -> bool {
        let first = line.bytes().find(|byte| !byte.is_ascii_whitespace());
        first.is_some_and(|byte| !byte.is_ascii_graphic() || self.0[usize::from(byte)])
    }
}

impl Patterns {
    /// The table of these patterns, in this order.
    pub(crate) fn new(rows: impl IntoIterator<Item = &'static str>) -> Self {
        let mut table = Self::default();
        for (at, pattern) in rows.into_iter().enumerate() {
            table.rows.push(pattern);
            match pattern.split(' ').next() {
                Some(word) if !word.ends_with('*') => {
                    table.by_first_word.entry(word).or_default().push(at);
                    table.begins.add(word);
                }
                _ => {
                    table.open.push(at);
                    table.begins.add("");
                }
            }
        }
        table
    }

    /// The places of the patterns that a line fits: those with its first word in order, then those with any.
    pub(crate) fn all<'t>(&'t self, line: &'t str) -> impl Iterator<Item = usize> + 't {
        let first = line.split_ascii_whitespace().next().and_then(|word| self.by_first_word.get(word));
        let may_fit = first.into_iter().flatten().chain(&self.open).copied();
        may_fit.filter(move |at| matches(self.rows[*at], line))
    }

    /// Marks the patterns that a line fits.
    fn mark(&self, line: &str, seen: &mut [bool]) {
        if self.begins.begin(line) {
            self.all(line).for_each(|at| seen[at] = true);
        }
    }

    /// The place of the first pattern that a line fits.
    pub(crate) fn first(&self, line: &str) -> Option<usize> {
        self.all(line).next()
    }
}

/// The points of one kind of line that only one platform writes.
const CERTAIN: u32 = 100;

/// How much in a text speaks for a platform: the points of all clues that it has, each kind counted once. Its lines count
/// as they stand, and where those do not say enough, also with abbreviated commands in full.
pub(crate) fn score_of_text(clues: &[(&'static str, u32)], keywords: &'static str, text: &str) -> u32 {
    let patterns = Patterns::new(clues.iter().map(|(pattern, _)| *pattern));
    let mut seen = vec![false; clues.len()];
    text.lines().for_each(|line| patterns.mark(line, &mut seen));
    if points(clues, &seen) < CERTAIN {
        Keywords::new(keywords).in_full(text, |line| patterns.mark(line, &mut seen));
    }
    points(clues, &seen)
}

/// The points of the clues that were seen.
fn points(clues: &[(&'static str, u32)], seen: &[bool]) -> u32 {
    clues.iter().zip(seen).filter(|(_, seen)| **seen).map(|((_, points), _)| points).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_finds_what_its_patterns_fit() {
        let table = Patterns::new(["crypto map * interface *", "crypto map *", "* permit", "end $", "split-*"]);
        let places = |line| table.all(line).collect::<Vec<_>>();
        assert_eq!(places("crypto map M interface outside"), [0, 1]);
        assert_eq!(places("crypto  map M 10"), [1]);
        assert_eq!(places("10 permit ip any any"), [2]);
        assert_eq!(places("end"), [3]);
        assert_eq!(places("split-dns value example.com"), [4]);
        assert_eq!(table.first("end of it"), None);
        assert_eq!(table.first(""), None);
    }

    #[test]
    fn each_kind_of_clue_counts_once() {
        let clues = [("nameif *", 100), ("security-level *", 60)];
        let score = |text: &str| score_of_text(&clues, "nameif *", text);
        assert_eq!(score("nameif outside\n nameif inside\nsecurity-level\n"), 100);
        assert_eq!(score("nam outside\n\tsecurity-level 0\n"), 160);
        assert_eq!(score("<a>\n<nameif x>\n"), 0);
    }
}
