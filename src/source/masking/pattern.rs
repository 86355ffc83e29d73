//! Patterns over the words of a command, and where the secret stands in them.
//!
//! A pattern is a line of tokens:
//!
//! | token | stands for |
//! | --- | --- |
//! | `word`, `a\|b` | this word, or one of these, in any case |
//! | `word/3` | this word, or its first three letters or more: an abbreviated keyword |
//! | `word*` | a word that begins so: a keyword that is misspelt further on |
//! | `_` | one word, whatever it is |
//! | `...` | any number of words, also none; as few as possible |
//! | `[word]`, `[_]` | the same, but it may be missing |
//! | `#` | a number or word that says how the secret is written, where another word follows |
//! | `<one>` | a secret of one word |
//! | `<rest>` | a secret up to the end of the line, with the blanks inside |
//! | `<until:a\|b>` | a secret of one word or more, up to one of these words or the end of the line |
//! | `<value>` | a secret of one word, or in quotes, which stay |
//!
//! Where a command may hold slips of the pen, a whole or abbreviated keyword also stands for what was meant to be it.
//!
//! What stands behind the last token is not looked at. A pattern without a secret is an exemption.

use std::ops::Range;

use super::slips;

/// How many words of a line are looked at; what is longer is no command of any device. Bounds the search.
const MAX_WORDS: usize = 200;

/// The words that say how the secret behind them is written: Cisco's password types, and what other vendors write.
const KINDS: &[&str] = &[
    "0",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
    "10",
    "hex",
    "ascii",
    "encrypted",
    "unencrypted",
    "clear",
    "text",
    "plaintext",
    "ciphertext",
    "cipher",
    "simple",
    "enc",
    "hash",
    "ascii-text",
    "hexadecimal",
];

/// Prefixes of a line that leave the command what it is: comment marks, marks of a diff, list dashes.
const MARKS: &[char] = &['!', '#', '+', '-', ':', ';', '*', '/', '<', '>', '|', '%', '`'];

/// One command, split into words.
pub(super) struct Statement<'t> {
    text: &'t str,
    words: Vec<Range<usize>>,
    /// Whether quotes enclose a value, as in curly form. On Cisco devices they are part of the secret.
    quotes_enclose: bool,
    /// Whether keywords count that were meant and misspelt.
    has_slips: bool,
}

impl<'t> Statement<'t> {
    /// Splits `text`, one line or less, into words; marks, prompts and a leading `no` are left out.
    pub(super) fn new(text: &'t str, quotes_enclose: bool) -> Self {
        let start = command_start(text);
        let mut words: Vec<_> = words(text, start).take(MAX_WORDS).collect();
        let negated = words.first().is_some_and(|word| matches_word(&text[word.clone()], &["no", "default"]));
        if negated {
            words.remove(0);
        }
        Self { text, words, quotes_enclose, has_slips: false }
    }

    /// The same command, whose keywords may each hold a slip of the pen.
    pub(super) fn with_slips(&self) -> Self {
        Self { words: self.words.clone(), has_slips: true, ..*self }
    }

    /// All words behind the first, to the end of the line.
    pub(super) fn behind_first(&self) -> Option<Range<usize>> {
        Some(self.words.get(1)?.start..self.end())
    }

    /// Whether one of the spellings is that of a word of this command.
    fn is_any(&self, word: &str, spellings: &[Spelling]) -> bool {
        spellings.iter().any(|own| if self.has_slips { own.fits_with_slip(word) } else { own.fits(word) })
    }

    fn word(&self, at: usize) -> Option<&'t str> {
        self.words.get(at).map(|range| &self.text[range.clone()])
    }

    /// Where the line ends, trailing blanks aside.
    fn end(&self) -> usize {
        self.text.trim_end_matches(is_blank).len()
    }
}

/// Whether a character separates words: blanks, and the control characters that terminals leave behind.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || character.is_control()
}

fn words(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = start;
    std::iter::from_fn(move || {
        let begin = text.len() - text[at..].trim_start_matches(is_blank).len();
        at = text[begin..].find(is_blank).map_or(text.len(), |length| begin + length);
        (begin < at).then_some(begin..at)
    })
}

/// Where the command begins, behind blanks, marks, a pager's word and a prompt (`hq(config)#`).
fn command_start(text: &str) -> usize {
    let skip = |from: usize| text.len() - text[from..].trim_start_matches(|c| is_blank(c) || MARKS.contains(&c)).len();
    let mut start = skip(0);
    let pager = text.get(start..start + 4).is_some_and(|word| word.eq_ignore_ascii_case("more"));
    if pager && start > 0 {
        start = skip(start + 4);
    }
    let Some(first) = words(text, start).next() else { return start };
    match text[first.clone()].find(['#', '>']) {
        Some(end) if end > 0 => skip(first.start + end + 1),
        _ => start,
    }
}

fn matches_word(word: &str, alternatives: &[&str]) -> bool {
    alternatives.iter().any(|alternative| alternative.eq_ignore_ascii_case(word))
}

/// How a word of a pattern may be spelt.
enum Spelling {
    Whole(&'static str),
    /// As far as this many letters, or further.
    Short(&'static str, usize),
    Begun(&'static str),
}

impl Spelling {
    fn new(word: &'static str) -> Self {
        let short = word.split_once('/').and_then(|(whole, least)| Some(Self::Short(whole, least.parse().ok()?)));
        short.or_else(|| word.strip_suffix('*').map(Self::Begun)).unwrap_or(Self::Whole(word))
    }

    fn fits(&self, word: &str) -> bool {
        let begins =
            |whole: &str, start: &str| whole.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start));
        match self {
            Self::Whole(whole) => whole.eq_ignore_ascii_case(word),
            Self::Short(whole, least) => word.len() >= *least && begins(whole, word),
            Self::Begun(start) => begins(word, start),
        }
    }

    /// Whether `word` fits, or was meant to.
    fn fits_with_slip(&self, word: &str) -> bool {
        let is_slip = match self {
            Self::Whole(whole) | Self::Short(whole, _) => slips::is_slip(whole, word),
            Self::Begun(_) => false,
        };
        is_slip || self.fits(word)
    }
}

fn spellings(alternatives: &'static str) -> Vec<Spelling> {
    alternatives.split('|').map(Spelling::new).collect()
}

/// One token of a pattern.
enum Token {
    Word(Vec<Spelling>),
    AnyWord,
    Gap,
    Optional(Box<Token>),
    Kind,
    Secret(Extent),
}

/// How far a secret reaches.
enum Extent {
    One,
    Rest,
    Until(Vec<Spelling>),
    Value,
}

/// A pattern, ready to be matched.
pub(super) struct Pattern(Vec<Token>);

impl Pattern {
    /// Reads a pattern as the head of this file describes it.
    pub(super) fn new(pattern: &'static str) -> Self {
        Self(pattern.split_whitespace().map(token).collect())
    }

    /// The places of the secrets in `statement`, relative to its text; `None` where the pattern does not fit.
    pub(super) fn find(&self, statement: &Statement<'_>) -> Option<Vec<Range<usize>>> {
        let mut found = Vec::new();
        matches(&self.0, statement, 0, &mut found).then_some(found)
    }
}

fn token(word: &'static str) -> Token {
    let inner = |open, close| word.strip_prefix(open).and_then(|rest: &'static str| rest.strip_suffix(close));
    if let Some(optional) = inner('[', ']') {
        return Token::Optional(Box::new(token(optional)));
    }
    if let Some(secret) = inner('<', '>') {
        return Token::Secret(match secret.strip_prefix("until:") {
            Some(stops) => Extent::Until(spellings(stops)),
            None if secret == "rest" => Extent::Rest,
            None if secret == "value" => Extent::Value,
            None => Extent::One,
        });
    }
    match word {
        "_" => Token::AnyWord,
        "..." => Token::Gap,
        "#" => Token::Kind,
        _ => Token::Word(spellings(word)),
    }
}

/// Whether `tokens` fit the words from number `at` on. The places of secrets are added to `found` if so.
fn matches(tokens: &[Token], statement: &Statement<'_>, at: usize, found: &mut Vec<Range<usize>>) -> bool {
    let Some((token, rest)) = tokens.split_first() else { return true };
    match token {
        Token::Word(_) | Token::AnyWord => fits(token, statement, at) && matches(rest, statement, at + 1, found),
        Token::Gap => (at..=statement.words.len()).any(|next| matches(rest, statement, next, found)),
        Token::Optional(inner) => {
            (fits(inner, statement, at) && matches(rest, statement, at + 1, found))
                || matches(rest, statement, at, found)
        }
        Token::Kind => {
            let is_kind = statement.word(at).is_some_and(|word| matches_word(word, KINDS));
            (is_kind && matches(rest, statement, at + 1, found)) || matches(rest, statement, at, found)
        }
        Token::Secret(extent) => {
            let Some((place, next)) = locate(extent, statement, at) else { return false };
            let before = found.len();
            found.push(place);
            let fits = matches(rest, statement, next, found);
            if !fits {
                found.truncate(before);
            }
            fits
        }
    }
}

/// Whether a token of exactly one word fits word number `at`.
fn fits(token: &Token, statement: &Statement<'_>, at: usize) -> bool {
    match (token, statement.word(at)) {
        (Token::Word(alternatives), Some(word)) => statement.is_any(word, alternatives),
        (Token::AnyWord, Some(_)) => true,
        _ => false,
    }
}

/// The place of a secret that begins at word number `at`, and the number of the word behind it.
fn locate(extent: &Extent, statement: &Statement<'_>, at: usize) -> Option<(Range<usize>, usize)> {
    let first = statement.words.get(at)?.clone();
    let quotes_enclose = statement.quotes_enclose || matches!(extent, Extent::Value);
    if let Some(place) = quotes_enclose.then(|| enclosed(statement.text, first.start)).flatten() {
        let next = statement.words.partition_point(|word| word.start < place.end);
        return Some((place, next));
    }
    let last = match extent {
        Extent::One | Extent::Value => return Some((first, at + 1)),
        Extent::Rest => statement.words.len(),
        Extent::Until(stops) => {
            let is_stop = |index: &usize| statement.word(*index).is_some_and(|word| statement.is_any(word, stops));
            (at + 1..statement.words.len()).find(is_stop).unwrap_or(statement.words.len())
        }
    };
    let end = if last == statement.words.len() { statement.end() } else { statement.words.get(last - 1)?.end };
    Some((first.start..end, last))
}

/// What stands between quotes, or a placeholder of a template with its braces, from `start` on.
///
/// Quotes that are not closed enclose the rest of the line.
fn enclosed(text: &str, start: usize) -> Option<Range<usize>> {
    let tail = &text[start..];
    if tail.starts_with("{{") {
        return tail.find("}}").map(|end| start..start + end + 2);
    }
    let quote = tail.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inside = start + 1;
    let length = text[inside..].find(quote).unwrap_or(text.len() - inside);
    Some(inside..inside + length)
}
