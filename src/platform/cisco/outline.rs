//! The first of the two steps in which a Cisco file is read: lines and blocks, without looking inside.
//!
//! Block heads come from one keyword table per dialect. Indentation is a hint, never the proof: real files are
//! indented throughout, or not at all.

use std::collections::{HashMap, HashSet};

use crate::platform::cisco::abbreviation::{Keywords, Reading, WrittenOut};
use crate::platform::cisco::pattern::Patterns;
use crate::source::{SourceFile, Span};

/// A line without its indentation and trailing blanks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    /// The masked text, with abbreviated keywords written out.
    pub text: &'a str,
    /// Where it stands.
    pub span: Span,
    /// How many blanks or tabs it is indented by.
    pub indent: usize,
    /// What was written out; `None` where the text is that of the file.
    pub written_out: Option<&'a WrittenOut>,
}

impl Line<'_> {
    /// Where a part of the text stands in the file.
    pub(crate) fn place(&self, start: usize, end: usize) -> Span {
        let (start, end) = self.written_out.map_or((start, end), |long| long.place(start, end));
        let from = self.span.start as usize;
        Span::new(self.span.file, from + start, from + end)
    }
}

/// The lines of a file that can hold commands, abbreviated keywords written out.
#[derive(Debug)]
pub(crate) struct Commands<'f> {
    lines: Vec<Line<'f>>,
    /// What was written out, by the start of the line.
    written_out: HashMap<u32, WrittenOut>,
    base: usize,
    is_flat: bool,
    /// Where lines begin whose first word is short for several commands of a VPN.
    unclear: HashSet<u32>,
}

impl<'f> Commands<'f> {
    /// Reads the lines of a file. `concerns` says of a command, by its first word, whether a VPN hangs on it.
    pub(crate) fn of(
        file: &'f SourceFile,
        banner: BannerStyle,
        keywords: &Keywords,
        concerns: impl Fn(&str) -> bool,
    ) -> Self {
        let lines = lines(file, banner);
        let base = lines.iter().map(|line| line.indent).min().unwrap_or(0);
        let is_flat = lines.iter().all(|line| line.indent == base);
        let (written_out, unclear) = (HashMap::new(), HashSet::new());
        let mut commands = Self { lines, written_out, base, is_flat, unclear };
        commands.write_out(keywords, concerns);
        commands
    }

    /// Writes out what is short for one thing only: an indented line is one of the mode that the last command opened, one
    /// that is not begins a command of its own, and without any indentation it has to be clear which of the two it is.
    fn write_out(&mut self, keywords: &Keywords, concerns: impl Fn(&str) -> bool) {
        let mut mode = None;
        for line in &self.lines {
            let inner =
                mode.filter(|_| self.is_flat || line.indent > self.base).map(|mode| keywords.read(mode, line.text));
            let outer = (line.indent == self.base).then(|| keywords.read("", line.text));
            if let Some(outer) = &outer
                && !inner.as_ref().is_some_and(|inner| inner.is_known && outer.opens.is_none())
            {
                mode = outer.opens;
            }
            let is_known = |reading: &Option<Reading>| reading.as_ref().is_some_and(|reading| reading.is_known);
            let several = outer.as_ref().map(|outer| outer.first_may_be.as_slice()).unwrap_or_default();
            if !is_known(&inner) && !several.is_empty() && several.iter().all(|word| concerns(word)) {
                self.unclear.insert(line.span.start);
            }
            let long = match (is_known(&inner), is_known(&outer)) {
                (true, true) => outer.filter(|outer| outer.long == inner.as_ref().and_then(|inner| inner.long.clone())),
                (true, false) => inner,
                (false, _) => outer,
            };
            if let Some(long) = long.and_then(|reading| reading.long) {
                self.written_out.insert(line.span.start, long);
            }
        }
    }

    /// Whether the first word of a line is short for several commands of a VPN.
    pub(crate) fn is_unclear(&self, line: Line<'_>) -> bool {
        self.unclear.contains(&line.span.start)
    }
}

/// One row of a dialect's keyword table: how a block begins, and what may stand in it, as [patterns](Patterns).
#[derive(Debug)]
pub(crate) struct BlockHead<K: 'static> {
    /// What kind of block it begins.
    pub kind: K,
    /// The pattern of its head.
    pub head: &'static str,
    /// The patterns of the lines in its body; empty for one-line commands.
    pub body: &'static [&'static str],
}

/// A head line with the lines of its body.
#[derive(Clone, Debug)]
pub(crate) struct Block<'a, K> {
    /// The kind that the keyword table gives it; `None` for heads that the table does not know.
    pub kind: Option<K>,
    /// The head.
    pub head: Line<'a>,
    /// The lines below it, comments and blank lines aside.
    pub body: Vec<Line<'a>>,
}

/// How a dialect writes banners, whose text may look like commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BannerStyle {
    /// The first character behind the banner's name ends it (IOS).
    Delimited,
    /// Each line of the banner is a command of its own (ASA).
    LineByLine,
}

/// Splits a file into blocks. Every line that is neither blank nor a comment is in exactly one block, except banner
/// text and the bodies of certificates.
pub(crate) fn outline<'a, K: Copy>(commands: &'a Commands<'_>, heads: &[BlockHead<K>]) -> Vec<Block<'a, K>> {
    let Commands { lines, written_out, base, is_flat, .. } = commands;
    let (base, flat) = (*base, *is_flat);
    let head_patterns = Patterns::new(heads.iter().map(|row| row.head));
    let bodies: Vec<Patterns> = heads.iter().map(|row| Patterns::new(row.body.iter().copied())).collect();
    let mut blocks: Vec<Block<'a, K>> = Vec::new();
    let mut current: Option<usize> = None;
    for line in lines {
        let written_out = written_out.get(&line.span.start);
        let line = Line { text: written_out.map_or(line.text, WrittenOut::text), written_out, ..*line };
        let head = head_patterns.first(line.text);
        let in_body = || current.is_some_and(|at| bodies[at].first(line.text).is_some());
        let belongs =
            if line.indent > base { head.is_none() || in_body() } else { (flat || head.is_none()) && in_body() };
        match blocks.last_mut() {
            Some(block) if belongs => block.body.push(line),
            _ => {
                blocks.push(Block { kind: head.map(|at| heads[at].kind), head: line, body: Vec::new() });
                current = head;
            }
        }
    }
    blocks
}

/// The lines of a file that can hold commands.
fn lines(file: &SourceFile, banner: BannerStyle) -> Vec<Line<'_>> {
    let text = file.text();
    let mut lines = Vec::new();
    let mut skip: Option<Skip> = None;
    let mut start = 0;
    while start < text.len() {
        let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at);
        let raw = &text[start..end];
        let trimmed = raw.trim();
        let indent = raw.len() - raw.trim_start().len();
        start = end + 1;
        if let Some(rule) = &skip {
            if rule.ends_at(trimmed) {
                skip = None;
            }
            continue;
        }
        if trimmed.is_empty() || trimmed.starts_with('!') {
            continue;
        }
        skip = Skip::begun_by(trimmed, banner);
        let from = end - raw.len() + indent;
        lines.push(Line {
            text: trimmed,
            span: Span::new(file.id(), from, from + trimmed.len()),
            indent,
            written_out: None,
        });
    }
    lines
}

/// A run of lines that are not commands, and how it ends.
enum Skip {
    Banner(String),
    Certificate,
}

impl Skip {
    fn begun_by(line: &str, style: BannerStyle) -> Option<Skip> {
        if is_certificate_body(line) {
            return Some(Skip::Certificate);
        }
        let text = line.strip_prefix("banner ")?.trim_start();
        let text = text[text.find(' ')?..].trim_start();
        if style == BannerStyle::LineByLine || text.is_empty() {
            return None;
        }
        let width = if text.starts_with("^C") { 2 } else { text.chars().next()?.len_utf8() };
        let (delimiter, rest) = text.split_at(width);
        (!rest.contains(delimiter)).then(|| Skip::Banner(delimiter.to_owned()))
    }

    fn ends_at(&self, line: &str) -> bool {
        match self {
            Skip::Banner(delimiter) => line.contains(delimiter.as_str()),
            Skip::Certificate => line == "quit",
        }
    }
}

/// Whether a line begins the hexadecimal body of a certificate: `certificate [ca|self-signed|rsa-…] NUMBER`.
fn is_certificate_body(line: &str) -> bool {
    let mut words = line.split_ascii_whitespace();
    let last_is_number = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    words.next() == Some("certificate") && words.next_back().is_some_and(last_is_number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Kind {
        Policy,
        Interface,
        Map,
    }

    const HEADS: &[BlockHead<Kind>] = &[
        BlockHead { kind: Kind::Policy, head: "crypto isakmp policy *", body: &["encr", "hash", "group"] },
        BlockHead { kind: Kind::Interface, head: "interface *", body: &["ip address", "crypto map * $"] },
        BlockHead { kind: Kind::Map, head: "crypto map * *", body: &[] },
    ];

    fn shape(text: &str) -> Vec<(Option<Kind>, usize)> {
        let file = SourceFile::from_bytes(FileId(0), "r.cfg", text.as_bytes()).unwrap();
        let keywords = Keywords::new("crypto isakmp policy # > policy");
        let commands = Commands::of(&file, BannerStyle::Delimited, &keywords, |_| true);
        let blocks = outline(&commands, HEADS);
        blocks.iter().map(|block| (block.kind, block.body.len())).collect()
    }

    #[test]
    fn indentation_makes_no_difference() {
        let wanted = vec![(Some(Kind::Policy), 2), (Some(Kind::Interface), 2), (Some(Kind::Map), 0)];
        let text = "crypto isakmp policy 10\n encr aes\n hash md5\n!\ninterface Gi0\n ip address dhcp\n crypto map M\n!\n\
                    crypto map M 10 ipsec-isakmp\n";
        assert_eq!(shape(text), wanted);
        assert_eq!(shape(&text.replace("\n ", "\n")), wanted);
        assert_eq!(shape(&text.replace("\n", "\n\t").replacen("crypto", "\tcrypto", 1)), wanted);
    }

    #[test]
    fn banner_text_and_certificates_are_not_commands() {
        let text = "banner motd ^C\ncrypto isakmp policy 1\n^C\ncrypto pki certificate chain T\n certificate ca 01\n  \
                    30820\n  crypto map M 10\n \tquit\ncrypto map M 10 ipsec-isakmp\n";
        assert_eq!(shape(text), vec![(None, 0), (None, 1), (Some(Kind::Map), 0)]);
    }
}
