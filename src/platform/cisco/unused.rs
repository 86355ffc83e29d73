//! What a Cisco file defines and no other line of it mentions.

use std::collections::{BTreeMap, HashSet};

use crate::model::{Blocks, Defect, DefectKind};
use crate::platform::cisco::outline::{self, BannerStyle};
use crate::source::{SourceFile, Span};

/// A kind of thing that does nothing unless another line names it.
pub(crate) struct Kind {
    /// What people call it.
    pub what: &'static str,
    /// The words that stand before the name where it is defined.
    pub head: &'static str,
    /// Whether one of this name that nobody mentions is to be told: not those that a device or its manager makes.
    pub counts: fn(&str) -> bool,
}

/// The things of these kinds whose names stand on no line but their own. A name that is mentioned anywhere counts as used,
/// whatever the line is about, so that nothing in use is told to be unused.
pub(crate) fn unused(file: &SourceFile, banner: BannerStyle, kinds: &[Kind]) -> Vec<Defect> {
    let mut defined: BTreeMap<(usize, &str), Span> = BTreeMap::new();
    // What stands in a banner defines nothing.
    let commands: HashSet<u32> = outline::lines(file, banner).iter().map(|line| line.span.start).collect();
    let is_command = |span: &Span| commands.contains(&span.start);
    for (own, span) in
        lines(file, kinds).filter_map(|(own, span)| Some((own?, span))).filter(|(_, span)| is_command(span))
    {
        defined.entry(own).or_insert(span);
    }
    let mut unmentioned: HashSet<&str> = defined.keys().map(|(_, name)| *name).collect();
    for (own, span) in lines(file, kinds) {
        if unmentioned.is_empty() {
            break;
        }
        let words = file.slice(span).split(|c: char| c.is_whitespace() || matches!(c, '"' | ','));
        for word in words.filter(|word| own.is_none_or(|(_, name)| name != *word)) {
            unmentioned.remove(word);
        }
    }
    let is_unused =
        |((kind, name), _): &(&(usize, &str), &Span)| (kinds[*kind].counts)(name) && unmentioned.contains(name);
    let defect = |((kind, name), span): (&(usize, &str), &Span)| Defect {
        kind: DefectKind::Unused { what: kinds[*kind].what, name: (*name).to_owned() },
        span: *span,
        blocks: Blocks::Nothing,
    };
    defined.iter().filter(is_unused).map(defect).collect()
}

/// The lines of a file, each with what it defines: a kind, by its place, and a name.
fn lines<'f>(file: &'f SourceFile, kinds: &[Kind]) -> impl Iterator<Item = (Option<(usize, &'f str)>, Span)> {
    let mut start = 0;
    file.text().split_inclusive('\n').map(move |line| {
        let text = line.trim();
        let at = start + (line.len() - line.trim_start().len());
        start += line.len();
        let own = kinds.iter().enumerate().find_map(|(kind, own)| Some((kind, name_behind(own.head, text)?)));
        let own = own.filter(|(kind, _)| !(kinds[*kind].head == CRYPTO_MAP && binds_map(text)));
        (own, Span::new(file.id(), at, at + text.len()))
    })
}

/// How an entry of a crypto map begins, and the line that binds a map to an interface.
pub(crate) const CRYPTO_MAP: &str = "crypto map";

/// Whether a line binds a crypto map: ` crypto map NAME` on an interface, perhaps with `redundancy GROUP` (Cisco IOS Security
/// Command Reference, crypto map (interface IPsec)), or `crypto map NAME interface outside` (ASA).
fn binds_map(text: &str) -> bool {
    matches!(text.split_ascii_whitespace().nth(3), None | Some("interface" | "redundancy"))
}

/// The word behind the words of a head, whatever their case.
fn name_behind<'t>(head: &str, text: &'t str) -> Option<&'t str> {
    let mut words = text.split_ascii_whitespace();
    head.split(' ')
        .all(|wanted| words.next().is_some_and(|word| word.eq_ignore_ascii_case(wanted)))
        .then(|| words.next())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    const SETS: &[Kind] =
        &[Kind { what: "transform set", head: "crypto ipsec transform-set", counts: |name| name != "default" }];

    fn names(text: &str) -> Vec<String> {
        let file = SourceFile::from_bytes(FileId(0), "x.cfg", text.as_bytes()).unwrap();
        unused(&file, BannerStyle::Delimited, SETS).iter().map(|defect| file.slice(defect.span).to_owned()).collect()
    }

    #[test]
    fn what_another_line_mentions_is_used() {
        let sets = "crypto ipsec transform-set A esp-aes\r\n mode tunnel\r\ncrypto ipsec transform-set B esp-3des\r\n";
        assert_eq!(names(sets).len(), 2);
        assert_eq!(
            names(&format!("{sets}crypto map M 1\r\n set transform-set B\r\n")),
            ["crypto ipsec transform-set A esp-aes"]
        );
        assert!(names(&format!("{sets} description for A and B\n")).is_empty());
        assert!(names("crypto ipsec transform-set default esp-aes\n").is_empty());
    }
}
