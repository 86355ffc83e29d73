//! The curly form to the path tree.

use std::borrow::Cow;

use pest::Parser as _;
use pest::iterators::Pair;

use crate::platform::panos::tree::{Cursor, Token, Tree, Word};
use crate::source::{SourceFile, Span};

/// The grammar of one line.
mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "../grammar/panos_curly.pest"]
    pub(super) struct CurlyParser;
}

use grammar::{CurlyParser, Rule};

/// Reads a file. A file whose blocks are not all closed is truncated.
pub(super) fn read(file: &SourceFile) -> Tree<'_> {
    let mut reader =
        Reader { file, tree: Tree::new(Span::new(file.id(), 0, 0)), blocks: Vec::new(), words: Vec::new() };
    let text = file.text();
    let mut start = 0;
    while start < text.len() {
        let end = line_end(text, start);
        reader.line(start, &text[start..end]);
        start = end + 1;
    }
    reader.finish(text.len())
}

/// The blocks with which the output of `show network ike` and its like begins, and the words above them.
const FRAGMENTS: &[(&str, &[&str])] = &[
    ("ike", &["network"]),
    ("tunnel", &["network"]),
    ("interface", &["network"]),
    ("gateway", &["network", "ike"]),
    ("crypto-profiles", &["network", "ike"]),
    ("ike-crypto-profiles", &["network", "ike", "crypto-profiles"]),
    ("ipsec-crypto-profiles", &["network", "ike", "crypto-profiles"]),
    ("ipsec", &["network", "tunnel"]),
];

/// Whether a line is of the session from which the configuration was copied: a prompt, with or without a command, or
/// what `configure` and `exit` print.
fn is_session(line: &str) -> bool {
    const PRINTED: [&str; 3] = ["[edit", "Entering configuration mode", "Exiting configuration mode"];
    let prompt = line.split_ascii_whitespace().next().unwrap_or_default();
    let is_prompt = prompt.contains('@') && prompt.ends_with(['#', '>']);
    is_prompt || PRINTED.iter().any(|start| line.starts_with(start))
}

struct Reader<'a> {
    file: &'a SourceFile,
    tree: Tree<'a>,
    /// The open blocks; `None` for those that are skipped.
    blocks: Vec<Option<Cursor>>,
    /// The words of the statement so far.
    words: Vec<Token<'a>>,
}

impl<'a> Reader<'a> {
    fn line(&mut self, offset: usize, line: &'a str) {
        let trimmed = line.trim_start();
        if trimmed.starts_with(['#', '!']) || trimmed.contains("show config") || is_session(trimmed) {
            return;
        }
        let Ok(mut parsed) = CurlyParser::parse(Rule::line, line) else { return };
        for pair in parsed.next().into_iter().flat_map(Pair::into_inner) {
            self.item(offset, pair);
        }
    }

    fn item(&mut self, offset: usize, pair: Pair<'a, Rule>) {
        match pair.as_rule() {
            Rule::open => {
                let inside = self.statement();
                self.blocks.push(inside);
            }
            Rule::close => {
                self.statement();
                self.blocks.pop();
            }
            Rule::end => {
                self.statement();
            }
            Rule::list => {
                let span = self.span(offset, &pair);
                let words = pair.into_inner().filter_map(|item| self.word(offset, item)).collect();
                self.words.push(Token::List(words, span));
            }
            _ => self.words.extend(self.word(offset, pair).map(Token::Word)),
        }
    }

    /// Ends a statement, and says where its words lead.
    fn statement(&mut self) -> Option<Cursor> {
        let words = std::mem::take(&mut self.words);
        let from = match self.blocks.last() {
            Some(block) => (*block)?,
            None => self.outermost(&words)?,
        };
        self.tree.walk(from, &words)
    }

    /// Where a statement that stands in no block belongs.
    fn outermost(&mut self, words: &[Token<'a>]) -> Option<Cursor> {
        let start = self.tree.start();
        let Some(Token::Word(first)) = words.first() else { return Some(start) };
        let Some((_, path)) = FRAGMENTS.iter().find(|(word, _)| *word == first.text) else { return Some(start) };
        let word = |text: &&'static str| Token::Word(Word { text: Cow::Borrowed(*text), span: first.span });
        let above: Vec<Token<'a>> = path.iter().map(word).collect();
        self.tree.walk(start, &above)
    }

    fn word(&self, offset: usize, pair: Pair<'a, Rule>) -> Option<Word<'a>> {
        let pair = if pair.as_rule() == Rule::quoted { pair.into_inner().next()? } else { pair };
        match pair.as_rule() {
            Rule::word | Rule::list_word | Rule::placeholder_word | Rule::text => {
                Some(Word { text: Cow::Borrowed(pair.as_str()), span: self.span(offset, &pair) })
            }
            _ => None,
        }
    }

    fn span(&self, offset: usize, pair: &Pair<'_, Rule>) -> Span {
        let own = pair.as_span();
        Span::new(self.file.id(), offset + own.start(), offset + own.end())
    }

    fn finish(mut self, length: usize) -> Tree<'a> {
        if !self.blocks.is_empty() {
            let text = self.file.text().trim_end();
            let last = text.char_indices().next_back().map_or(0, |(at, _)| at);
            self.tree.truncated = Some(Span::new(self.file.id(), last.min(length), text.len()));
        }
        self.tree
    }
}

/// The end of the line at `start`; of the line that closes it, where a quoted value is left open in it.
fn line_end(text: &str, start: usize) -> usize {
    let end = |from: usize| memchr::memchr(b'\n', &text.as_bytes()[from..]).map_or(text.len(), |at| from + at);
    let first = end(start);
    let marks = memchr::memchr_iter(b'"', &text.as_bytes()[start..first]).count();
    if marks != 1 {
        return first;
    }
    // Certificates end with `";` on a line of their own.
    memchr::memmem::find(&text.as_bytes()[first..], b"\";").map_or(first, |at| end(first + at))
}

/// The rules of the grammar that take a part of one of these lines.
#[cfg(test)]
pub(in crate::platform) fn rules_reached(lines: &[&'static str]) -> std::collections::BTreeSet<String> {
    crate::platform::tests::grammar_rules::reached::<Rule, CurlyParser>(&[Rule::line, Rule::placeholder], lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn blocks_with_and_without_wrappers_are_the_same_paths() {
        let inner = "network { ike { gateway { G { protocol { version ikev2; }\n peer-address { dynamic; } } }\n \
                     crypto-profiles { ike-crypto-profiles { P { hash [ sha1 sha256 ]; } } } } }\n";
        for text in [inner.to_owned(), format!("config {{\ndevices {{\nlocalhost.localdomain {{\n{inner}}}\n}}\n}}\n")]
        {
            let file = SourceFile::from_bytes(FileId(0), "pa.conf", text.as_bytes()).unwrap();
            let tree = read(&file);
            let ike = tree.root().at("network ike").unwrap();
            assert_eq!(ike.at("gateway G protocol version").unwrap().value().unwrap().word(), "ikev2");
            assert!(ike.at("gateway G peer-address dynamic").is_some());
            let hash = ike.at("crypto-profiles ike-crypto-profiles P hash").unwrap();
            assert_eq!(hash.children().count(), 2);
            assert!(tree.truncated.is_none());
        }
    }

    #[test]
    fn what_is_shown_in_configure_mode_belongs_to_the_network() {
        let shown = "admin@PA> configure\nEntering configuration mode\n[edit]\nadmin@PA# show network ike\nike {\n \
                     gateway {\n G { protocol { version ikev2; } }\n }\n}\n[edit]\nadmin@PA# show network tunnel\n\
                     tunnel {\n ipsec { T { auto-key { ike-gateway { G; } } } }\n}\n[edit]\nadmin@PA# exit\n";
        let inner = "crypto-profiles {\n}\ngateway { G { protocol { version ikev2; } } }\nipsec { T { } }\n";
        for text in [shown, inner] {
            let file = SourceFile::from_bytes(FileId(0), "pa.txt", text.as_bytes()).unwrap();
            let tree = read(&file);
            let version = tree.root().at("network ike gateway G protocol version").unwrap();
            assert_eq!(version.value().unwrap().word(), "ikev2");
            assert!(tree.root().at("network tunnel ipsec T").is_some());
            assert!(tree.truncated.is_none());
        }
    }

    #[test]
    fn a_file_that_breaks_off_says_so() {
        let file = SourceFile::from_bytes(FileId(0), "pa.conf", b"network { ike {\n gateway { G {").unwrap();
        let tree = read(&file);
        assert!(tree.truncated.is_some());
        assert!(tree.root().at("network ike gateway G").is_some());
    }
}
