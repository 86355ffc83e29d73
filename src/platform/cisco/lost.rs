//! Lines that nobody understands, since the word is misspelt that says what they are about.

use crate::platform::nearest::{likeness, nearest};
use crate::source::{SourceFile, Span};

/// Whether a line begins with one of these families of commands, and its next word may have been meant for `about`.
pub(crate) fn is_about(line: &str, families: &[&str], about: &str) -> bool {
    let word =
        families.iter().find_map(|family| line.trim_start().strip_prefix(family)?.split_ascii_whitespace().next());
    word.is_some_and(|word| nearest(word, [about]).is_some())
}

/// The lines of a file that define something under a head with one misspelt word, where no other line defines that name and
/// some line names it. `heads` are the heads of definitions, the name behind them left out.
///
/// What such a line was meant to define is not missing for certain.
pub(crate) fn definitions(file: &SourceFile, heads: &[&str]) -> Vec<Span> {
    let text = file.text();
    let mut found = Vec::new();
    let mut offset = 0;
    for raw in text.split_inclusive('\n') {
        let line = raw.trim();
        if let Some((head, name)) = misspelt(line, heads)
            && is_wanted(text, head, name)
        {
            let start = offset + raw.find(line).unwrap_or_default();
            found.push(Span::new(file.id(), start, start + line.len()));
        }
        offset += raw.len();
    }
    found
}

/// Whether lines name what none of them defines.
fn is_wanted(text: &str, head: &str, name: &str) -> bool {
    let is_named = |line: &&str| line.split_ascii_whitespace().any(|word| word == name);
    let defined: Vec<&str> = head.split(' ').chain([name]).collect();
    let defines = |line: &str| {
        let words: Vec<&str> = line.split_ascii_whitespace().take(defined.len()).collect();
        words.len() == defined.len() && words.iter().zip(&defined).all(|(word, meant)| is_short_for(word, meant))
    };
    let lines: Vec<&str> = text.lines().filter(is_named).collect();
    lines.len() > 1 && !lines.iter().any(|line| defines(line))
}

/// Whether a word is another one, or short for it.
fn is_short_for(word: &str, meant: &str) -> bool {
    meant.starts_with(word)
}

/// The head that a line misspells in one word, and the name behind it.
fn misspelt<'h, 'l>(line: &'l str, heads: &[&'h str]) -> Option<(&'h str, &'l str)> {
    heads.iter().find_map(|head| {
        let mut words = line.split_ascii_whitespace();
        let mut wrong = 0;
        for meant in head.split(' ') {
            let word = words.next()?;
            if is_short_for(word, meant) {
                continue;
            }
            wrong += 1;
            // Cheap tests first: the lines of a file are many.
            let is_alike = word.len().abs_diff(meant.len()) <= 2 && word.as_bytes().first() == meant.as_bytes().first();
            if wrong > 1 || !is_alike || likeness(word, meant).is_none() {
                return None;
            }
        }
        Some((*head, words.next().filter(|_| wrong == 1)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_from_another_command() {
        let is_policy = |line| is_about(line, &["crypto isakmp", "crypto ikev1"], "policy");
        assert!(is_policy("crypto isakmp polcy 10") && is_policy("crypto ikev1 plicy 10"));
        assert!(!is_policy("crypto isakmp keepalive 10") && !is_policy("crypto ikev2 polcy 10"));
        let heads = ["access-list", "crypto ipsec transform-set"];
        assert_eq!(misspelt("acess-list VPN extended permit", &heads), Some(("access-list", "VPN")));
        assert_eq!(
            misspelt("crypto ipsec transfrom-set TS esp-aes", &heads),
            Some(("crypto ipsec transform-set", "TS"))
        );
        assert_eq!(misspelt("access-list VPN extended permit", &heads), None);
        assert_eq!(misspelt("group-object PARTNERS", &["group-policy"]), None);
        assert_eq!(misspelt("crypto ipsec profile P", &heads), None);
        assert_eq!(misspelt("crypto ipsec transform TS esp-aes", &heads), None);
        assert!(is_about("crypto isakmp kye K address 192.0.2.1", &["crypto isakmp"], "key"));
    }
}
