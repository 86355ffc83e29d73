//! Lines as the grammars of both dialects read them.
//!
//! The `Rule` enums of the grammars stay apart, so what the dialects share takes [`Word`]s, or is generic over the
//! dialect's rules.

use pest::iterators::Pair;
use pest::{Parser, RuleType};

use crate::platform::cisco::outline::Line;
use crate::source::Span;

/// The grammar that a set of rules belongs to.
pub(crate) trait Dialect: RuleType {
    /// The parser.
    type Grammar: Parser<Self>;

    /// The rule `word`: a word that bears a value.
    const WORD: Self;

    /// Every rule.
    #[cfg(test)]
    fn every() -> &'static [Self]
    where
        Self: 'static;
}

/// The names of the rules that take a part of one of these lines, each read with every rule that reads whole lines.
#[cfg(test)]
pub(crate) fn rules_reached<R: Dialect + 'static>(lines: &[&str]) -> std::collections::BTreeSet<String> {
    const WHOLE: [&str; 9] = [
        "_line",
        "_head",
        "crypto_map",
        "dynamic_map",
        "transform_set",
        "access_list",
        "pix_address",
        "numbered_entry",
        "list_entry",
    ];
    let is_entry = |rule: &&R| WHOLE.iter().any(|end| format!("{rule:?}").ends_with(end));
    let entries: Vec<R> = R::every().iter().filter(is_entry).copied().collect();
    let mut reached = std::collections::BTreeSet::new();
    for line in lines {
        for pairs in entries.iter().filter_map(|entry| R::Grammar::parse(*entry, line).ok()) {
            reached.extend(pairs.flatten().map(|pair| format!("{:?}", pair.as_rule())));
        }
    }
    reached
}

/// A word that bears a value, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word<'a> {
    /// The masked text.
    pub text: &'a str,
    /// Its place in the file.
    pub span: Span,
}

/// A part of a line under the name of the grammar rule that took it: a word, or a group of words.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a, R> {
    /// The rule.
    pub rule: R,
    /// The part itself.
    pub word: Word<'a>,
    /// The parts below it.
    pub children: Vec<Node<'a, R>>,
}

/// Reads a line with an entry rule; `None` where the rule does not take it.
pub(crate) fn parse<'a, R: Dialect>(entry: R, line: Line<'a>) -> Option<Vec<Node<'a, R>>> {
    let pairs = R::Grammar::parse(entry, line.text).ok()?;
    Some(pairs.map(|pair| Node::new(pair, line)).collect())
}

impl<'a, R: Dialect> Node<'a, R> {
    fn new(pair: Pair<'a, R>, line: Line<'a>) -> Self {
        let inner = pair.as_span();
        let span = line.place(inner.start(), inner.end());
        Self {
            rule: pair.as_rule(),
            word: Word { text: inner.as_str(), span },
            children: pair.into_inner().map(|inner| Node::new(inner, line)).collect(),
        }
    }

    /// The words directly below.
    pub(crate) fn words(&self) -> impl DoubleEndedIterator<Item = Word<'a>> + '_ {
        self.children.iter().filter(|child| child.rule == R::WORD).map(|child| child.word)
    }

    /// The first word directly below.
    pub(crate) fn word(&self) -> Option<Word<'a>> {
        self.words().next()
    }

    /// The first part directly below that this rule took.
    pub(crate) fn child(&self, rule: R) -> Option<&Node<'a, R>> {
        self.children.iter().find(|child| child.rule == rule)
    }

    /// Adds the parts at any depth that this rule took, itself included, in the order of the line.
    pub(crate) fn collect(&self, rule: R, found: &mut Vec<Word<'a>>) {
        if self.rule == rule {
            found.push(self.word);
        }
        self.children.iter().for_each(|child| child.collect(rule, found));
    }

    /// The first part at any depth that this rule took, itself included.
    pub(crate) fn find(&self, rule: R) -> Option<Word<'a>> {
        if self.rule == rule {
            return Some(self.word);
        }
        self.children.iter().find_map(|child| child.find(rule))
    }
}
