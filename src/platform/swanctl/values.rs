//! Values: lists, words with their places, switches, times and volumes.

use std::borrow::Cow;

use crate::model::{Blocks, Defect, DefectKind};
use crate::platform::swanctl::syntax::Assignment;
use crate::source::Span;

/// A part of a value with its place.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    /// The part, without blanks around it.
    pub(super) text: Cow<'a, str>,
    /// Where it stands; the whole value, where that was written in a way that has no places for its parts.
    pub(super) at: Span,
}

impl<'a> Word<'a> {
    /// The whole value of a setting.
    pub(super) fn of(setting: &Assignment<'a>) -> Self {
        Self { text: setting.value.clone(), at: setting.at }
    }

    /// The parts between the separators, empty ones left out.
    pub(super) fn split(&self, separator: char) -> Vec<Word<'a>> {
        // A value with escapes, or one that was put together from several words, is longer in the file.
        let is_literal = (self.at.end - self.at.start) as usize == self.text.len();
        let mut parts = Vec::new();
        let mut start = 0;
        for piece in self.text.split(separator) {
            let trimmed = piece.trim();
            let begin = start + (piece.len() - piece.trim_start().len());
            let at = if is_literal {
                let from = self.at.start as usize + begin;
                Span::new(self.at.file, from, from + trimmed.len())
            } else {
                self.at
            };
            if !trimmed.is_empty() {
                parts.push(Word { text: Cow::Owned(trimmed.to_owned()), at });
            }
            start += piece.len() + separator.len_utf8();
        }
        parts
    }

    /// A defect for a value that strongSwan does not take; it does not load the connection then.
    pub(super) fn invalid(&self, expected: &str) -> Defect {
        Defect {
            kind: DefectKind::InvalidValue { value: self.text.to_string(), expected: expected.to_owned() },
            span: self.at,
            blocks: Blocks::Everything,
        }
    }
}

/// The items of a list with commas.
pub(super) fn items<'a>(setting: &Assignment<'a>) -> Vec<Word<'a>> {
    Word::of(setting).split(',')
}

/// A switch, in the spellings that strongSwan takes.
pub(super) fn switch(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "enabled" | "1" => Some(true),
        "no" | "false" | "disabled" | "0" => Some(false),
        _ => None,
    }
}

/// A time in seconds: a number with or without `s`, `m`, `h` or `d`.
pub(super) fn seconds(text: &str) -> Option<u64> {
    scaled(text, &[('s', 1), ('m', 60), ('h', 3600), ('d', 86_400)])
}

/// A volume in octets: a number with or without `k`, `m` or `g`.
pub(super) fn octets(text: &str) -> Option<u64> {
    scaled(text, &[('k', 1 << 10), ('m', 1 << 20), ('g', 1 << 30)])
}

fn scaled(text: &str, units: &[(char, u64)]) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let (digits, factor) = units
        .iter()
        .find_map(|(unit, factor)| Some((text.strip_suffix(*unit)?, *factor)))
        .unwrap_or((text.as_str(), 1));
    digits.trim().parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_volumes() {
        assert_eq!(
            [seconds("4h"), seconds("90"), seconds("2 d"), seconds("x")],
            [Some(14_400), Some(90), Some(172_800), None]
        );
        assert_eq!([octets("1k"), octets("500"), octets("99999999999999999999")], [Some(1024), Some(500), None]);
    }
}
