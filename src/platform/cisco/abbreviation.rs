//! Commands as people type them and the devices take them: abbreviated, as in `cry isa pol 10`, or with capitals, as in
//! `Crypto isakmp policy 10`.
//!
//! Each dialect has one table of its keywords (`keywords.rs`). A word is written out where it begins exactly one keyword
//! that may stand there, whatever its case; one that begins several stays as it is, and so does what follows it. Where a
//! name may stand, only a keyword in small letters is one: the case of names counts. What is written out remembers where
//! each part stands in the file, so that reports show the file's own text and columns.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::platform::cisco::pattern::FirstBytes;

/// The fewest letters that the first word of a command is abbreviated to. Below, a device may have commands that the
/// table does not name.
const LEAST_FIRST: usize = 3;

/// What may stand before any command.
const PREFIXES: &[&str] = &["no", "default"];

/// The keywords of a dialect.
#[derive(Debug)]
pub(crate) struct Keywords {
    nodes: Vec<Node>,
    /// Where the commands begin of each mode; that of the whole device has an empty name.
    modes: HashMap<&'static str, usize>,
}

/// What may come next in a command.
#[derive(Debug, Default)]
struct Node {
    /// Keywords in alphabetical order, and what follows each.
    keywords: Vec<(&'static str, usize)>,
    /// What follows a number.
    number: Option<usize>,
    /// What follows any word that is no keyword.
    any: Option<usize>,
    /// The mode that a command opens that ends here.
    opens: Option<&'static str>,
}

/// Where a part of a written-out line comes from, in bytes from the start of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    long: (usize, usize),
    short: (usize, usize),
}

/// A line with its keywords written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WrittenOut {
    text: String,
    parts: Vec<Part>,
}

/// What became of a line.
#[derive(Debug)]
pub(crate) struct Reading {
    /// The line written out, where that changes it.
    pub long: Option<WrittenOut>,
    /// The mode that it opens.
    pub opens: Option<&'static str>,
    /// Whether its first word is a keyword, or short for exactly one.
    pub is_known: bool,
    /// The keywords that its first word may be short for, where those are several.
    pub first_may_be: Vec<&'static str>,
}

impl WrittenOut {
    /// A line that no table of keywords knows, without the capital at its front: every command begins with a keyword.
    /// `None` where it has none, or more of them, as in `ASA Version`.
    pub(crate) fn without_capital(line: &str) -> Option<Self> {
        let word = line.split(' ').next()?;
        let capitals = word.bytes().filter(u8::is_ascii_uppercase).count();
        let whole = Part { long: (0, line.len()), short: (0, line.len()) };
        let begins_with_it = capitals == 1 && word.starts_with(|first: char| first.is_ascii_uppercase());
        begins_with_it
            .then(|| Self { text: format!("{}{}", word.to_ascii_lowercase(), &line[word.len()..]), parts: vec![whole] })
    }

    /// The line with its keywords in full.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Where the part from `start` to `end` of the text stands in the line of the file.
    pub(crate) fn place(&self, start: usize, end: usize) -> (usize, usize) {
        let at = |offset: usize, is_end: bool| {
            let holds = |part: &&Part| if is_end { offset <= part.long.1 } else { offset < part.long.1 };
            let Some(part) = self.parts.iter().find(holds).or(self.parts.last()) else { return offset };
            let inside = offset.saturating_sub(part.long.0);
            match is_end && offset == part.long.1 {
                true => part.short.1,
                false => (part.short.0 + inside).min(part.short.1),
            }
        };
        (at(start, false), at(end, true))
    }
}

impl Keywords {
    /// Reads a table: one command a line, with the mode that it stands in before a colon and the mode that it opens
    /// behind `>`. `a|b` is one of several keywords, `#` a number, `*` any word, and a `+` at the end of a group lets it
    /// be repeated.
    pub(crate) fn new(table: &'static str) -> Self {
        let mut keywords = Self { nodes: vec![Node::default()], modes: HashMap::from([("", 0)]) };
        for row in table.lines().map(str::trim).filter(|row| !row.is_empty() && !row.starts_with("//")) {
            keywords.add(row);
        }
        keywords
    }

    fn add(&mut self, row: &'static str) {
        let (command, opens) = row.split_once(" > ").map_or((row, None), |(command, mode)| (command, Some(mode)));
        let (mode, command) = command.split_once(": ").unwrap_or(("", command));
        let mut ends = vec![self.mode(mode)];
        for group in command.split(' ') {
            let (group, repeats) = group.strip_suffix('+').map_or((group, false), |group| (group, true));
            let words: Vec<&'static str> = group.split('|').collect();
            ends =
                ends.iter().flat_map(|at| words.iter().map(|word| self.child(*at, word)).collect::<Vec<_>>()).collect();
            if repeats {
                ends.iter().for_each(|at| words.iter().for_each(|word| self.link(*at, word, *at)));
            }
        }
        ends.into_iter().filter(|_| opens.is_some()).for_each(|at| self.nodes[at].opens = opens);
    }

    fn mode(&mut self, name: &'static str) -> usize {
        let next = self.nodes.len();
        let at = *self.modes.entry(name).or_insert(next);
        if at == next {
            self.nodes.push(Node::default());
        }
        at
    }

    /// What follows `word` at this place.
    fn child(&mut self, at: usize, word: &'static str) -> usize {
        let node = &self.nodes[at];
        let own = match word {
            "#" => node.number,
            "*" => node.any,
            _ => node.keywords.iter().find(|(own, _)| *own == word).map(|(_, next)| *next),
        };
        own.unwrap_or_else(|| {
            self.nodes.push(Node::default());
            self.link(at, word, self.nodes.len() - 1);
            self.nodes.len() - 1
        })
    }

    fn link(&mut self, at: usize, word: &'static str, next: usize) {
        let node = &mut self.nodes[at];
        match word {
            "#" => node.number = Some(next),
            "*" => node.any = Some(next),
            _ => match node.keywords.binary_search_by_key(&word, |(own, _)| own) {
                Ok(place) => node.keywords[place].1 = next,
                Err(place) => node.keywords.insert(place, (word, next)),
            },
        }
    }

    /// Reads a command of this mode; the mode of the whole device is `""`.
    pub(crate) fn read(&self, mode: &str, line: &str) -> Reading {
        let mut reading = Reading { long: None, opens: None, is_known: false, first_may_be: Vec::new() };
        let Some(&root) = self.modes.get(mode) else { return reading };
        let mut at = Some(root);
        let mut short: Vec<(usize, usize, &'static str)> = Vec::new();
        for (place, word) in words(line) {
            let end = place + word.len();
            let is_first = at == Some(root);
            if is_first && let Some(own) = PREFIXES.iter().find(|own| own.eq_ignore_ascii_case(word)) {
                short.extend((*own != word).then_some((place, end, *own)));
                continue;
            }
            let Some(node) = at.and_then(|at| self.nodes.get(at)) else { break };
            let least = if is_first && mode.is_empty() { LEAST_FIRST } else { 1 };
            match node.step(word, least) {
                Step::To(next, full) => {
                    reading.is_known = true;
                    short.extend(full.map(|full| (place, end, full)));
                    reading.opens = self.nodes.get(next).and_then(|node| node.opens);
                    at = Some(next);
                }
                Step::Several(several) => {
                    if is_first {
                        reading.first_may_be = several;
                    }
                    break;
                }
                Step::Nowhere => break,
            }
        }
        reading.long = (!short.is_empty()).then(|| write_out(line, &short));
        reading
    }

    /// Hands on the lines of a text of any kind that have abbreviated keywords, in full: commands of the device and of the
    /// block above them. For telling what a text is: what a command of the device may be is taken for one.
    pub(crate) fn in_full(&self, text: &str, mut each: impl FnMut(&str)) {
        let begins = self.begins();
        let mut mode = None;
        for line in text.lines().filter(|line| begins.begin(line)).map(str::trim) {
            let outer = self.read("", line);
            let inner = mode.filter(|_| !outer.is_known).map(|mode| self.read(mode, line));
            if outer.is_known {
                mode = outer.opens;
            }
            let long = outer.long.or(inner.and_then(|inner| inner.long));
            long.iter().for_each(|long| each(&long.text));
        }
    }

    /// What the lines begin with that are read in any mode.
    fn begins(&self) -> FirstBytes {
        let mut begins = FirstBytes::default();
        let mut add = |word: &str| [word, &word.to_ascii_uppercase()].into_iter().for_each(|word| begins.add(word));
        PREFIXES.iter().for_each(|word| add(word));
        for node in self.modes.values().map(|at| &self.nodes[*at]) {
            node.keywords.iter().for_each(|(word, _)| add(word));
        }
        for node in self.modes.values().map(|at| &self.nodes[*at]) {
            if node.number.is_some() {
                ('0'..='9').for_each(|digit| begins.add(digit.encode_utf8(&mut [0; 4])));
            }
            if node.any.is_some() {
                begins.add("");
            }
        }
        begins
    }
}

enum Step {
    /// On to this node; with the keyword in full where the word was short for it.
    To(usize, Option<&'static str>),
    /// The word is short for any of these.
    Several(Vec<&'static str>),
    Nowhere,
}

impl Node {
    fn step(&self, word: &str, least: usize) -> Step {
        let small = in_small_letters(word);
        let from = self.keywords.partition_point(|(own, _)| *own < &*small);
        let begun: Vec<&(&'static str, usize)> =
            self.keywords[from..].iter().take_while(|(own, _)| own.starts_with(&*small)).collect();
        match (begun.as_slice(), self.number, self.any) {
            ([(own, next), ..], ..) if *own == word => Step::To(*next, None),
            (_, Some(next), _) if word.bytes().all(|byte| byte.is_ascii_digit()) => Step::To(next, None),
            (_, _, Some(next)) => Step::To(next, None),
            ([(own, next), ..], ..) if *own == small => Step::To(*next, Some(own)),
            ([(own, next)], ..) if word.len() >= least => Step::To(*next, Some(own)),
            ([_, _, ..], ..) if word.len() >= least => Step::Several(begun.iter().map(|(own, _)| *own).collect()),
            _ => Step::Nowhere,
        }
    }
}

fn in_small_letters(word: &str) -> Cow<'_, str> {
    match word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(word.to_ascii_lowercase()),
        false => Cow::Borrowed(word),
    }
}

/// The words of a line, each with its place.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &line[at..];
        let start = at + (rest.len() - rest.trim_start_matches([' ', '\t']).len());
        let word = line[start..].split([' ', '\t']).next().filter(|word| !word.is_empty())?;
        at = start + word.len();
        Some((start, word))
    })
}

/// The line with each of these words in full.
fn write_out(line: &str, short: &[(usize, usize, &'static str)]) -> WrittenOut {
    let mut out = WrittenOut { text: String::new(), parts: Vec::new() };
    let mut copied = 0;
    let mut push = |text: &str, short: (usize, usize)| {
        let from = out.text.len();
        out.text.push_str(text);
        out.parts.push(Part { long: (from, out.text.len()), short });
    };
    for (start, end, full) in short {
        push(&line[copied..*start], (copied, *start));
        push(full, (*start, *end));
        copied = *end;
    }
    push(&line[copied..], (copied, line.len()));
    out.parts.retain(|part| part.long.0 < part.long.1);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "
        crypto isakmp|ipsec
        crypto isakmp policy # > policy
        crypto ipsec transform-set * esp-3des|esp-sha-hmac|esp-sha256-hmac+ > set
        crypto map * # match address *
        crypto map * interface *
        tunnel-group * type ipsec-l2l
        tunnel-group-map
        policy: authentication pre-share|rsa-sig
    ";

    fn read(mode: &str, line: &str) -> String {
        let keywords = Keywords::new(TABLE);
        keywords.read(mode, line).long.map_or_else(|| line.to_owned(), |long| long.text)
    }

    #[test]
    fn words_are_written_out_where_they_mean_one_keyword() {
        let cases = [
            ("", "cry isa pol 10", "crypto isakmp policy 10"),
            ("", "no  cry isa pol 10", "no  crypto isakmp policy 10"),
            ("", "crypto i pol 10", "crypto i pol 10"),
            ("", "cry i pol 10", "crypto i pol 10"),
            ("", "cr isakmp policy 10", "cr isakmp policy 10"),
            ("", "cry map int 10 mat add L", "crypto map int 10 match address L"),
            ("", "cry map M int int", "crypto map M interface int"),
            ("", "cry ips tran T esp-3 esp-sha-", "crypto ipsec transform-set T esp-3des esp-sha-hmac"),
            ("", "cry ips tran T esp-3 esp-s", "crypto ipsec transform-set T esp-3des esp-s"),
            ("", "tunnel-g A type ipsec-l2l", "tunnel-g A type ipsec-l2l"),
            ("", "tunnel-group A ty ipsec", "tunnel-group A type ipsec-l2l"),
            ("policy", "auth pre", "authentication pre-share"),
            ("", "auth pre", "auth pre"),
            ("", "Crypto isakmp policy 10", "crypto isakmp policy 10"),
            ("", "NO CRYPTO ISA POLICY 10", "no crypto isakmp policy 10"),
            ("", "Crypto Map INTERFACE 10 Match Address INTERFACE", "crypto map INTERFACE 10 match address INTERFACE"),
            ("", "Cr isakmp policy 10", "Cr isakmp policy 10"),
        ];
        for (mode, line, wanted) in cases {
            assert_eq!(read(mode, line), wanted);
        }
    }

    #[test]
    fn modes_and_open_choices_are_told() {
        let keywords = Keywords::new(TABLE);
        assert_eq!(keywords.read("", "cry isa pol 10").opens, Some("policy"));
        assert_eq!(keywords.read("", "cry isa pol").opens, None);
        assert_eq!(keywords.read("", "tunnel-g A").first_may_be, ["tunnel-group", "tunnel-group-map"]);
        assert!(!keywords.read("", "route outside").is_known);
    }

    #[test]
    fn a_text_is_written_out_line_by_line() {
        let text = "hostname a\ncry isa pol 10\n auth pre\n hash md5\ncry map M int outside\n auth pre\n";
        let mut full = Vec::new();
        Keywords::new(TABLE).in_full(text, |line| full.push(line.to_owned()));
        assert_eq!(full, ["crypto isakmp policy 10", "authentication pre-share", "crypto map M interface outside"]);
    }

    #[test]
    fn every_part_keeps_its_place() {
        let keywords = Keywords::new(TABLE);
        let line = "cry  map M 10 mat add LIST";
        let long = keywords.read("", line).long.unwrap();
        let find = |word: &str| long.text.find(word).unwrap();
        let short = |word: &str| {
            let (start, end) = long.place(find(word), find(word) + word.len());
            &line[start..end]
        };
        assert_eq!(["crypto", "M", "10", "match", "LIST"].map(short), ["cry", "M", "10", "mat", "LIST"]);
        assert_eq!(long.place(0, long.text.len()), (0, line.len()));
    }
}
