//! `set` lines to the path tree.

use std::borrow::Cow;

use pest::Parser as _;
use pest::iterators::Pair;

use crate::platform::panos::tree::{Token, Tree, Word};
use crate::source::{FileId, SourceFile, Span};

/// The grammar of one statement.
mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "../grammar/panos_set.pest"]
    pub(super) struct SetParser;
}

use grammar::{Rule, SetParser};

/// The first words of the statements that matter here; everything else is passed over unparsed.
const RELEVANT: &[&str] = &[
    "network",
    "address",
    "address-group",
    "service",
    "service-group",
    "application",
    "application-group",
    "application-filter",
    "rulebase",
    "panorama",
    "zone",
    "certificate-profile",
    "vsys",
    "shared",
    "template",
    "template-stack",
    "device-group",
    "deviceconfig",
    "config",
    "devices",
];

/// Reads every statement of a file.
pub(super) fn read(file: &SourceFile) -> Tree<'_> {
    let mut tree = Tree::new(Span::new(file.id(), 0, 0));
    // Where `edit` has gone to: what statements leave out of their paths.
    let mut place: Vec<Token<'_>> = Vec::new();
    for statement in statements(file.text()) {
        match statement.verb {
            Verb::Top => place.clear(),
            Verb::Up => {
                place.pop();
            }
            Verb::Edit => place.extend(tokens(file.id(), statement)),
            Verb::Set | Verb::Delete => {
                let is_below = |word: &Token<'_>| matches!(word, Token::Word(word) if RELEVANT.contains(&&*word.text));
                if place.first().map_or(!is_relevant(statement.text), |first| !is_below(first)) {
                    continue;
                }
                let path: Vec<Token<'_>> = place.iter().cloned().chain(tokens(file.id(), statement)).collect();
                let start = tree.start();
                if statement.verb == Verb::Set {
                    tree.walk(start, &path);
                } else {
                    tree.delete(start, &path);
                }
            }
            Verb::None => {
                let start = tree.start();
                tree.stray(start, Span::new(file.id(), statement.offset, statement.offset + statement.text.len()));
            }
        }
    }
    tree
}

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Set,
    Delete,
    Edit,
    Up,
    Top,
    /// Something about the VPN that is no statement of these, a misspelt one for example.
    None,
}

/// The words that statements begin with.
const VERBS: &[(&str, Verb)] =
    &[("set", Verb::Set), ("delete", Verb::Delete), ("edit", Verb::Edit), ("up", Verb::Up), ("top", Verb::Top)];

/// One statement and the offset of its first byte.
#[derive(Clone, Copy)]
struct Statement<'a> {
    verb: Verb,
    text: &'a str,
    offset: usize,
}

/// The statements of a file: a line that begins with `set` or another verb, with or without a prompt before it, together
/// with the lines that a quoted value of it goes on for.
fn statements(text: &str) -> impl Iterator<Item = Statement<'_>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        while next < text.len() {
            let start = next;
            let end = line_end(text, start);
            next = end + 1;
            let line = &text[start..end];
            if let Some((verb, at)) = begin(line) {
                let end = if has_open_quote(&line[at..]) { closing_line(text, end) } else { end };
                next = end + 1;
                return Some(Statement { verb, text: text[start + at..end].trim_end(), offset: start + at });
            }
            if is_lost(line) {
                let at = start + line.len() - line.trim_start().len();
                return Some(Statement { verb: Verb::None, text: line.trim(), offset: at });
            }
        }
        None
    })
}

/// The verb of a line, and where it begins: at the front, or behind a prompt such as `admin@PA-VM#`.
fn begin(line: &str) -> Option<(Verb, usize)> {
    let at = command_start(line);
    let command = line[at..].trim_end();
    let word = command.split([' ', '\t']).next()?;
    let (_, verb) = VERBS.iter().find(|(name, _)| *name == word)?;
    let stands_alone = command.len() == word.len();
    (stands_alone == matches!(verb, Verb::Up | Verb::Top)).then_some((*verb, at))
}

/// Whether a line that is no statement speaks of the VPN all the same. What sessions print does so too.
fn is_lost(line: &str) -> bool {
    let is_session = command_start(line) > line.len() - line.trim_start().len();
    let is_remark = line.trim_start().starts_with(['#', '!', '[', '<']);
    let mut words = line.split_ascii_whitespace();
    let verb = words.next().unwrap_or_default();
    let speaks =
        words.any(|word| word == "network") && words.next().is_some_and(|word| word == "ike" || word == "tunnel");
    speaks && !is_session && !is_remark && verb != "show" && verb != "set"
}

/// Where the command of a line begins, behind blanks and a prompt.
fn command_start(line: &str) -> usize {
    let trimmed = line.trim_start();
    let indent = line.len() - trimmed.len();
    let Some((prompt, rest)) = trimmed.split_once([' ', '\t']) else { return indent };
    let is_prompt = prompt.contains('@') && prompt.ends_with(['#', '>']);
    if is_prompt { line.len() - rest.trim_start().len() } else { indent }
}

/// Where in a line its `set` statement begins: at the front, or behind a prompt such as `admin@PA-VM#`.
pub(super) fn statement_start(line: &str) -> Option<usize> {
    begin(line).filter(|(verb, _)| *verb == Verb::Set).map(|(_, at)| at)
}

fn line_end(text: &str, start: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at)
}

/// Whether a quoted item begins in this line and does not end in it.
fn has_open_quote(line: &str) -> bool {
    let Some(open) = line.find(" \"") else { return false };
    let mut open = Some(open + 1);
    while let Some(at) = open {
        let Some(close) = closing_quote(&line[at + 1..]) else { return true };
        let rest = at + 1 + close;
        open = line[rest..].find(" \"").map(|next| rest + next + 1);
    }
    false
}

/// The offset of the quotation mark that ends a quoted item.
fn closing_quote(text: &str) -> Option<usize> {
    let ends = |at: usize| text[at + 1..].chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, ']' | ';'));
    memchr::memchr_iter(b'"', text.as_bytes()).find(|&at| ends(at))
}

/// The end of the line on which a value that was opened before `from` is closed; `from` itself where a new statement
/// comes first, so that one stray quotation mark cannot swallow the file.
fn closing_line(text: &str, from: usize) -> usize {
    let mut start = from + 1;
    while start < text.len() {
        let end = line_end(text, start);
        let line = &text[start..end];
        if statement_start(line).is_some() {
            return from;
        }
        if closing_quote(line).is_some() {
            return end;
        }
        start = end + 1;
    }
    from
}

/// Whether a statement can hold anything that is read.
fn is_relevant(statement: &str) -> bool {
    statement.split_ascii_whitespace().nth(1).is_some_and(|word| RELEVANT.contains(&word))
}

fn tokens(id: FileId, statement: Statement<'_>) -> Vec<Token<'_>> {
    let Ok(mut parsed) = SetParser::parse(Rule::statement, statement.text) else {
        // The grammar takes any text that begins with `set`.
        return Vec::new();
    };
    let items = parsed.next().into_iter().flat_map(Pair::into_inner);
    items.filter_map(|pair| token(id, statement.offset, pair)).collect()
}

fn token(id: FileId, offset: usize, pair: Pair<'_, Rule>) -> Option<Token<'_>> {
    match pair.as_rule() {
        Rule::list => {
            let span = span(id, offset, &pair);
            Some(Token::List(pair.into_inner().filter_map(|item| word(id, offset, item)).collect(), span))
        }
        _ => word(id, offset, pair).map(Token::Word),
    }
}

fn word(id: FileId, offset: usize, pair: Pair<'_, Rule>) -> Option<Word<'_>> {
    let pair = if pair.as_rule() == Rule::quoted { pair.into_inner().next()? } else { pair };
    match pair.as_rule() {
        Rule::word | Rule::list_word | Rule::text => {
            Some(Word { text: Cow::Borrowed(pair.as_str()), span: span(id, offset, &pair) })
        }
        _ => None,
    }
}

fn span(id: FileId, offset: usize, pair: &Pair<'_, Rule>) -> Span {
    let own = pair.as_span();
    Span::new(id, offset + own.start(), offset + own.end())
}

/// The rules of the grammar that take a part of one of these lines.
#[cfg(test)]
pub(in crate::platform) fn rules_reached(lines: &[&'static str]) -> std::collections::BTreeSet<String> {
    crate::platform::tests::grammar_rules::reached::<Rule, SetParser>(&[Rule::statement, Rule::placeholder], lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::panos::tree::At;

    fn file(text: &str) -> SourceFile {
        SourceFile::from_bytes(FileId(0), "pa.set", text.as_bytes()).unwrap()
    }

    #[test]
    fn settings_chained_on_one_line_come_apart() {
        let file = file(
            "set network tunnel ipsec T auto-key ike-gateway G ipsec-crypto-profile P\nset network tunnel ipsec T \
             auto-key proxy-id p protocol tcp local-port 22 remote-port 0 local 10.0.0.0/8 remote 10.1.0.0/16\n",
        );
        let tree = read(&file);
        let key = tree.root().at("network tunnel ipsec T auto-key").unwrap();
        assert!(key.at("ike-gateway G").is_some());
        assert_eq!(key.at("ipsec-crypto-profile").unwrap().value().unwrap().word(), "P");
        assert_eq!(key.at("proxy-id p remote").unwrap().value().unwrap().word(), "10.1.0.0/16");
        assert!(tree.strays.is_empty());
    }

    #[test]
    fn a_word_that_an_entry_does_not_know_is_a_stray_and_no_entry() {
        let file = file("set network ike gateway G flux-capacitor yes\n");
        let tree = read(&file);
        assert_eq!(tree.strays.len(), 1);
        assert_eq!(file.slice(tree.strays[0].span), "flux-capacitor yes");
        assert_eq!(tree.root().at("network ike gateway").unwrap().children().count(), 1);
    }

    #[test]
    fn prompts_quotes_lists_and_banners_are_read() {
        let text = "#RANCID-CONTENT-TYPE: paloalto\n[edit]\nadmin@PA-VM# set network ike gateway \"My GW\" comment \"one\n\
                    two\"\nset deviceconfig system login-banner \"***\nset nothing\n\nset network ike crypto-profiles \
                    ike-crypto-profiles P hash [ sha256 \"sha1\" ]\n";
        let file = file(text);
        let tree = read(&file);
        assert!(tree.root().at("network ike gateway").unwrap().child("My GW").unwrap().child("comment").is_some());
        let hash = tree.root().at("network ike crypto-profiles ike-crypto-profiles P hash").unwrap();
        assert_eq!(hash.children().map(At::word).collect::<Vec<_>>(), ["sha256", "sha1"]);
        assert!(tree.strays.is_empty());
    }

    #[test]
    fn statements_are_taken_back_and_given_below_a_place() {
        let file = file(
            "set network ike gateway G protocol version ikev1\nset network ike gateway G disabled yes\nset network ike \
             gateway H disabled yes\ndelete network ike gateway G disabled\na@pa# delete network ike gateway H\nedit \
             network ike gateway G\nset protocol version ikev2\nup\nset J disabled yes\ntop\nset network ike gateway K \
             disabled no\n",
        );
        let tree = read(&file);
        let gateways = tree.root().at("network ike gateway").unwrap();
        assert_eq!(gateways.children().map(At::word).collect::<Vec<_>>(), ["G", "J", "K"]);
        assert!(gateways.at("G disabled").is_none());
        assert_eq!(gateways.at("G protocol version").unwrap().value().unwrap().word(), "ikev2");
        assert!(tree.strays.is_empty());
    }

    #[test]
    fn a_misspelt_statement_is_not_lost() {
        let file =
            file("set zone a network layer3 b\nsett network ike gateway G disabled yes\na@pa# show network ike\n");
        let tree = read(&file);
        let strays: Vec<_> = tree.strays.iter().map(|stray| file.slice(stray.span)).collect();
        assert_eq!(strays, ["sett network ike gateway G disabled yes"]);
    }

    #[test]
    fn a_later_value_replaces_an_earlier_one() {
        let file = file(
            "set network ike gateway G protocol version ikev1\nset network ike gateway G protocol version ikev2\n\
             set network ike gateway G protocol version ikev1\n",
        );
        let tree = read(&file);
        let version = tree.root().at("network ike gateway G protocol version").unwrap();
        assert_eq!(version.value().unwrap().word(), "ikev1");
        assert_eq!(file.line_column(version.value().unwrap().span().start).0, 3);
        assert!(version.child("ikev2").is_none());
    }
}
