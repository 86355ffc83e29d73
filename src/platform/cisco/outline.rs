//! The first of the two steps in which a Cisco file is read: lines and blocks, without looking inside.
//!
//! Block heads come from one keyword table per dialect. Indentation is a hint, never the proof: real files are
//! indented throughout, or not at all.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::platform::cisco::abbreviation::{Keywords, Reading, WrittenOut};
use crate::platform::cisco::known::EXIT;
use crate::platform::cisco::pattern::Patterns;
use crate::platform::cisco::reenter;
pub(crate) use crate::platform::cisco::skip::BannerStyle;
use crate::platform::cisco::skip::{Meets, Skip};
use crate::secret::{Psk, Unreadable};
use crate::source::{SourceFile, Span};

/// A line without its indentation and trailing blanks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    /// The masked text, with keywords in full and in small letters.
    pub text: &'a str,
    /// Where it stands.
    pub span: Span,
    /// How many blanks or tabs it is indented by.
    pub indent: usize,
    /// What was written out; `None` where the text is that of the file.
    pub written_out: Option<&'a WrittenOut>,
}

impl<'a> Line<'a> {
    /// The command that a line with `no` takes back, with the place of the whole line.
    pub(crate) fn positive(&self) -> Option<Line<'a>> {
        undone_by(self.text).map(|text| Line { text, ..*self })
    }

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
    /// Where lines begin of which it is not known how far they are indented.
    unplaced: HashSet<u32>,
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
        let is_placed = |line: &&Line<'_>| file.has_indentation(line.span.start as usize);
        let base = lines.iter().filter(is_placed).map(|line| line.indent).min().unwrap_or(0);
        let is_flat = lines.iter().filter(is_placed).all(|line| line.indent == base);
        let unplaced = lines.iter().filter(|line| !is_placed(line)).map(|line| line.span.start).collect();
        let (written_out, unclear) = (HashMap::new(), HashSet::new());
        let mut commands = Self { lines, written_out, base, is_flat, unplaced, unclear };
        commands.write_out(keywords, concerns);
        commands
    }

    /// Writes out what is short for one thing only: an indented line is one of the mode that the last command opened, one
    /// that is not begins a command of its own, and without any indentation it has to be clear which of the two it is.
    fn write_out(&mut self, keywords: &Keywords, concerns: impl Fn(&str) -> bool) {
        let mut mode = None;
        for line in &self.lines {
            let tells = self.indentation_tells(*line);
            let inner = mode.filter(|_| !tells || line.indent > self.base).map(|mode| keywords.read(mode, line.text));
            // People paste with all of it indented; then a head is one, however far it stands.
            let is_inner = tells && line.indent > self.base;
            let mut outer = Some(keywords.read("", line.text));
            if is_inner {
                let misses = !inner.as_ref().is_some_and(|inner| inner.is_known);
                outer = outer.filter(|outer| misses && outer.is_known && outer.opens.is_some());
            }
            // Without indentation, what nobody knows may be a line of the mode.
            if let Some(outer) = &outer
                && (tells || outer.is_known)
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
            let long = long.and_then(|reading| reading.long);
            if let Some(long) = long.or_else(|| WrittenOut::without_capital(line.text)) {
                self.written_out.insert(line.span.start, long);
            }
        }
    }

    /// Whether the indentation of a line tells what it is a part of.
    fn indentation_tells(&self, line: Line<'_>) -> bool {
        !self.is_flat && !self.unplaced.contains(&line.span.start)
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
    /// Whether a later block with the same head goes on with this one, as the device has it when somebody enters the mode
    /// again. Lists, which other commands may change in between, are put together where they are read.
    pub goes_on: bool,
}

/// The commands of the whole device that begin no block of a VPN, as [patterns](Patterns). Where indentation says nothing,
/// only what is certain to be a command of the device ends a block: what nobody knows is a part of the one above it.
#[derive(Debug)]
pub(crate) struct OfDevice {
    /// Commands of one line.
    pub lines: &'static [&'static str],
    /// Commands that open a mode, of whose lines nothing is known here.
    pub modes: &'static [&'static str],
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
    /// The heads of later blocks that go on with this one; their lines are in `body`.
    pub again: Vec<Line<'a>>,
    /// Lines that hold no longer: earlier ones, of which this one says `no`, and those of the body that a later line of it
    /// takes back, with that line.
    pub taken_back: Vec<Line<'a>>,
}

impl<K> Block<'_, K> {
    /// Whether all that the block does is to take back earlier ones.
    pub(crate) fn only_takes_back(&self) -> bool {
        !self.taken_back.is_empty() && self.head.text.starts_with(NO)
    }
}

/// Splits a file into blocks. Every line that is neither blank nor a comment is in exactly one block, except banner
/// text and the bodies of certificates.
pub(crate) fn outline<'a, K: Copy>(
    commands: &'a Commands<'_>,
    heads: &[BlockHead<K>],
    of_device: &OfDevice,
) -> Vec<Block<'a, K>> {
    let head_patterns = Patterns::new(heads.iter().map(|row| row.head));
    let bodies: Vec<Patterns> = heads.iter().map(|row| Patterns::new(row.body.iter().copied())).collect();
    let [one_line, modes] = [of_device.lines, of_device.modes].map(|rows| Patterns::new(rows.iter().copied()));
    let mut blocks: Vec<Block<'a, K>> = Vec::new();
    let mut current: Option<usize> = None;
    // Whether the last block may take lines that nobody knows.
    let mut is_open = false;
    for line in &commands.lines {
        let written_out = commands.written_out.get(&line.span.start);
        let line = Line { text: written_out.map_or(line.text, WrittenOut::text), written_out, ..*line };
        let head = head_patterns.first(line.text);
        let fits = |table: &Patterns| table.first(line.text).or_else(|| table.first(undone_by(line.text)?)).is_some();
        let in_body = || current.is_some_and(|at| fits(&bodies[at]));
        let nests = |at: Option<usize>| at.is_some_and(|at| bodies[at].first(NESTED).is_some());
        let opens_mode = || head.is_none() && modes.first(line.text).is_some();
        let belongs = match commands.indentation_tells(line) {
            true if line.indent > commands.base => head.is_none() || in_body(),
            true => head.is_none() && in_body(),
            false if line.text == EXIT => nests(current),
            false => in_body() || (is_open && head.is_none() && !fits(&one_line) && !fits(&modes)),
        };
        match blocks.last_mut() {
            Some(block) if belongs => {
                block.body.push(line);
                is_open = true;
            }
            _ => {
                let kind = head.map(|at| heads[at].kind);
                blocks.push(Block { kind, head: line, body: Vec::new(), again: Vec::new(), taken_back: Vec::new() });
                current = head;
                is_open = head.map_or_else(opens_mode, |at| !heads[at].body.is_empty());
            }
        }
    }
    take_back_blocks(&mut blocks);
    reenter::join(&mut blocks, |head| head_patterns.first(head).is_some_and(|at| heads[at].goes_on));
    for block in blocks.iter_mut().filter(|block| block.body.iter().any(|line| undone_by(line.text).is_some())) {
        take_back_lines(block);
    }
    blocks
}

/// How a mode within a mode begins, of a keyring: `exit` leaves that one first.
const NESTED: &str = "peer ";

/// How a line begins that takes back another.
const NO: &str = "no ";

/// Commands with several values, of which `no` takes back those that it names.
const OF_SEVERAL: &[&str] = &[
    " set peer ",
    "set transform-set ",
    "set ikev1 transform-set ",
    "set ikev2 ipsec-proposal ",
    "vpn-tunnel-protocol ",
];

/// Whether `no UNDONE` takes back this line: it is the same, or says the same with more behind it.
fn is_undone(line: &str, undone: &str) -> bool {
    let more = line.strip_prefix(undone);
    let names_values = || OF_SEVERAL.iter().any(|command| undone.contains(command));
    more.is_some_and(|more| more.is_empty() || (more.starts_with(' ') && !names_values()))
}

/// Applies the lines that begin with `no`, as people paste them: blocks that a later one takes back hold no longer. One
/// that takes back nothing in this file stays where it is.
fn take_back_blocks<K>(blocks: &mut Vec<Block<'_, K>>) {
    let heads: Vec<&str> = blocks.iter().map(|block| block.head.text).collect();
    let takers = takers(&heads);
    if takers.iter().all(Option::is_none) {
        return;
    }
    let mut standing: Vec<Option<Block<'_, K>>> = std::mem::take(blocks).into_iter().map(Some).collect();
    for (at, taker) in takers.iter().enumerate() {
        let Some(taker) = *taker else { continue };
        let Some(Block { head, body, taken_back, .. }) = standing[at].take() else { continue };
        if let Some(taker) = &mut standing[taker] {
            taker.taken_back.extend(std::iter::once(head).chain(body).chain(taken_back));
        }
    }
    blocks.extend(standing.into_iter().flatten());
}

/// The same of the lines within one block, where the line that takes back others goes as well.
fn take_back_lines<K>(block: &mut Block<'_, K>) {
    let texts: Vec<&str> = block.body.iter().map(|line| line.text).collect();
    let takers = takers(&texts);
    // What each line goes with: the one that takes it back, or itself where it takes back others.
    let mut gone: Vec<(usize, usize)> = Vec::new();
    for (at, taker) in takers.iter().enumerate() {
        if let Some(taker) = *taker {
            gone.extend([(taker, at), (taker, taker)]);
        }
    }
    gone.sort_unstable();
    gone.dedup();
    let body = std::mem::take(&mut block.body);
    block.taken_back.extend(gone.iter().map(|(_, at)| body[*at]));
    let gone: HashSet<usize> = gone.into_iter().map(|(_, at)| at).collect();
    block.body.extend(body.into_iter().enumerate().filter(|(at, _)| !gone.contains(at)).map(|(_, line)| line));
}

/// Which later text takes each of these back, by its place; `None` for what still holds.
///
/// Only what begins as something that is taken back somewhere is kept in order, so that lists of 100,000 lines cost nothing.
fn takers(texts: &[&str]) -> Vec<Option<usize>> {
    let first_word = |text: &str| text.split(' ').next().unwrap_or_default().len();
    let first_words: HashSet<&str> =
        texts.iter().filter_map(|text| undone_by(text)).map(|undone| &undone[..first_word(undone)]).collect();
    let mut takers = vec![None; texts.len()];
    let mut standing: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, text) in texts.iter().copied().enumerate() {
        if let Some(undone) = undone_by(text) {
            let begun = standing.range(undone..).map(|(own, _)| *own);
            let taken: Vec<&str> =
                begun.take_while(|own| own.starts_with(undone)).filter(|own| is_undone(own, undone)).collect();
            for earlier in taken.iter().filter_map(|own| standing.remove(own)).flatten() {
                takers[earlier] = Some(at);
            }
        }
        if first_words.contains(&text[..first_word(text)]) {
            standing.entry(text).or_default().push(at);
        }
    }
    takers
}

/// What a line with `no` takes back.
fn undone_by(text: &str) -> Option<&str> {
    text.strip_prefix(NO).map(str::trim_start)
}

/// How lines with a key begin.
const WITH_KEY: &[&str] = &[
    "crypto isakmp key ",
    "isakmp key ",
    "pre-shared-key ",
    "ikev1 pre-shared-key ",
    "ikev2 local-authentication pre-shared-key ",
    "ikev2 remote-authentication pre-shared-key ",
];

/// The command in a comment of a collector that took out its key: RANCID writes `! pre-shared-key <removed>`. The device
/// has that line, and its key is not known. A key in a comment is none; who put it there took back the line.
fn key_taken_out<'t>(comment: &'t str, line: Span, file: &SourceFile) -> Option<(&'t str, Span)> {
    let text = comment.trim_start_matches('!').trim_start();
    let key = WITH_KEY.iter().any(|own| text.starts_with(own)).then(|| file.secret(line)).flatten()?;
    let from = line.start as usize + file.slice(line).find(text)?;
    (Psk::plain(key).unreadable() == Some(Unreadable::Masked))
        .then(|| (text, Span::new(line.file, from, from + text.len())))
}

/// The lines of a file that can hold commands.
pub(crate) fn lines(file: &SourceFile, banner: BannerStyle) -> Vec<Line<'_>> {
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
        match skip.as_ref().map(|rule| rule.meets(trimmed)) {
            Some(Meets::Inside) => continue,
            Some(Meets::Last) => {
                skip = None;
                continue;
            }
            Some(Meets::Behind) => skip = None,
            None => {}
        }
        if trimmed.starts_with('!')
            && let Some((text, span)) = key_taken_out(trimmed, Span::new(file.id(), end - raw.len(), end), file)
        {
            // Whoever took it out changed its front, so that its indentation says nothing.
            let indent = lines.last().map_or(0, |line: &Line<'_>| line.indent);
            lines.push(Line { text, span, indent, written_out: None });
        }
        if trimmed.is_empty() || trimmed.starts_with('!') {
            continue;
        }
        skip = Skip::begun_by(trimmed, &text[start.min(text.len())..], banner);
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
        BlockHead {
            kind: Kind::Policy,
            head: "crypto isakmp policy *",
            body: &["encr", "hash", "group"],
            goes_on: true,
        },
        BlockHead {
            kind: Kind::Interface,
            head: "interface *",
            body: &["ip address", "crypto map * $"],
            goes_on: true,
        },
        BlockHead { kind: Kind::Map, head: "crypto map * *", body: &[], goes_on: false },
    ];

    const OF_DEVICE: OfDevice = OfDevice { lines: &["ip route"], modes: &["route-map *"] };

    fn shape(text: &str) -> Vec<(Option<Kind>, usize)> {
        let file = SourceFile::from_bytes(FileId(0), "r.cfg", text.as_bytes()).unwrap();
        let keywords = Keywords::new("crypto isakmp policy # > policy");
        let commands = Commands::of(&file, BannerStyle::Delimited, &keywords, |_| true);
        let blocks = outline(&commands, HEADS, &OF_DEVICE);
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
    fn only_what_is_certain_to_be_of_the_device_ends_a_block_without_indentation() {
        let text = "interface Gi0\n carrier-delay 2\n crypto map M\nip route 0.0.0.0 0.0.0.0 Gi0\nfrobnicate\n\
                    route-map R permit 10\n match ip address 1\ncrypto map M 10 ipsec-isakmp\nfrobnicate\n";
        let wanted = [(Some(Kind::Interface), 2), (None, 0), (None, 0), (None, 1), (Some(Kind::Map), 0), (None, 0)];
        assert_eq!(shape(text), wanted);
        assert_eq!(shape(&text.replace("\n ", "\n")), wanted);
        // Behind a pager's prompt a line is not known to be indented.
        let prompt = " --More--          ";
        let paged = "interface Gi0\n ip address dhcp\n --More--          carrier-delay 2\n crypto map M\n";
        assert_eq!(
            shape(&format!("{paged}{prompt}ip route 0.0.0.0 0.0.0.0 Gi0\nend\n")),
            [(Some(Kind::Interface), 3), (None, 0), (None, 0)]
        );
    }

    #[test]
    fn a_key_that_a_collector_took_out_is_a_line() {
        let lines = |text: &str| {
            let file = SourceFile::from_bytes(FileId(0), "r.cfg", text.as_bytes()).unwrap();
            lines(&file, BannerStyle::Delimited)
                .iter()
                .map(|line| (line.text.to_owned(), line.span.start))
                .collect::<Vec<_>>()
        };
        let found = lines("a\n ! pre-shared-key <removed>\n!crypto isakmp key <removed> address 192.0.2.1\n");
        let masked = "crypto isakmp key ********* address 192.0.2.1".to_owned();
        assert_eq!(found[1..], [("pre-shared-key *********".to_owned(), 5), (masked, 31)]);
        assert_eq!(lines("a\n! pre-shared-key Old.Key-1\n! crypto map M\n").len(), 1);
    }

    #[test]
    fn what_is_taken_back_holds_no_longer() {
        let text = "crypto isakmp policy 10\n encr aes\n hash md5\n no hash\n no group\ncrypto map M 10\ncrypto map N 10\n\
                    no crypto map M\ncrypto map M 20\nno crypto map O\n";
        let file = SourceFile::from_bytes(FileId(0), "r.cfg", text.as_bytes()).unwrap();
        let commands = Commands::of(&file, BannerStyle::Delimited, &Keywords::new(""), |_| true);
        let texts = |lines: &[Line<'_>]| lines.iter().map(|line| line.text).collect::<Vec<_>>().join(",");
        let blocks: Vec<String> = outline(&commands, HEADS, &OF_DEVICE)
            .iter()
            .map(|block| format!("{}: {} ({})", block.head.text, texts(&block.body), texts(&block.taken_back)))
            .collect();
        assert_eq!(
            blocks,
            [
                "crypto isakmp policy 10: encr aes,no group (hash md5,no hash)",
                "crypto map N 10:  ()",
                "no crypto map M:  (crypto map M 10)",
                "crypto map M 20:  ()",
                "no crypto map O:  ()",
            ]
        );
        assert!(!is_undone("crypto map M 10 set peer 192.0.2.1 192.0.2.2", "crypto map M 10 set peer 192.0.2.1"));
        assert!(is_undone("crypto map M 10 set peer 192.0.2.1 192.0.2.2", "crypto map M 10 set peer"));
    }

    #[test]
    fn banner_text_and_certificates_are_not_commands() {
        let text = "banner motd ^C\ncrypto isakmp policy 1\n^C\ncrypto pki certificate chain T\n certificate ca 01\n  \
                    30820\n  add cafe\n \tquit\ncrypto map M 10 ipsec-isakmp\nrsa-pubkey address 192.0.2.1\n key-string\n  3020\n \
                    quit\n";
        assert_eq!(shape(text), vec![(None, 0), (None, 1), (Some(Kind::Map), 0), (None, 1)]);
    }
}
