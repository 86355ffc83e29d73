//! Files as they were read: decoded, masked, and addressable by line.

mod capture;
mod encoding;
mod layout;
mod masking;
pub(crate) mod session;
mod span;
mod wrap;

use std::path::Path;

pub use span::{FileId, Span};

use crate::secret::Cleartext;
use layout::Layout;

/// Why a file cannot be used at all. The text is a full sentence for the user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// It could not be opened or read.
    #[error("{file}: cannot be read ({reason}). Check the path and the permissions.")]
    Unreadable {
        /// The path as given.
        file: String,
        /// What the operating system said.
        reason: String,
    },
    /// It has no content.
    #[error("{file}: the file is empty. Give the running configuration of a device.")]
    Empty {
        /// The path as given.
        file: String,
    },
    /// It is not text.
    #[error("{file}: this is a binary file, not a configuration. Give the running configuration as text or XML.")]
    Binary {
        /// The path as given.
        file: String,
    },
}

/// A file that was read: its text is decoded, and every secret in it is replaced by `*` of the same length.
#[derive(Debug)]
pub struct SourceFile {
    id: FileId,
    name: String,
    text: String,
    layout: Layout,
    secrets: Vec<(Span, Cleartext)>,
    /// The lines, counted from 0, of which it is not known how far they are indented.
    unplaced: Vec<usize>,
    breaks_off: Option<Span>,
}

impl SourceFile {
    /// Reads the file at `path`, which keeps its name as given.
    ///
    /// # Errors
    /// [`SourceError`] where the file cannot be opened, is empty, or is not text.
    pub fn read(id: FileId, path: &Path) -> Result<Self, SourceError> {
        let name = path.display().to_string();
        let bytes = std::fs::read(path)
            .map_err(|error| SourceError::Unreadable { file: name.clone(), reason: error.to_string() })?;
        Self::from_bytes(id, name, &bytes)
    }

    /// Decodes and masks `bytes`, which are called `name` in reports.
    ///
    /// UTF-8 and UTF-16 are decoded, with a byte order mark or without; what is neither is read as Latin-1. What a
    /// terminal, a pager or a word processor left in the text is taken out, what a screen of 80 columns has cut is joined, and
    /// what other commands than those for the configuration printed becomes blank. No line is moved by that, and every place
    /// that is asked for is one of the file; what was cut counts as part of the line where it begins.
    ///
    /// # Errors
    /// [`SourceError::Empty`] and [`SourceError::Binary`].
    pub fn from_bytes(id: FileId, name: impl Into<String>, bytes: &[u8]) -> Result<Self, SourceError> {
        let name = name.into();
        let Some((decoded, encoding)) = encoding::decode(bytes) else { return Err(SourceError::Binary { file: name }) };
        let capture::Stripped { mut text, mut shifts, retyped, unplaced, unanswered } =
            capture::strip(&decoded, encoding);
        session::keep_configuration(&mut text);
        let cuts = wrap::join(&mut text, encoding, &shifts);
        shifts.extend(cuts);
        if text.trim().is_empty() {
            return Err(SourceError::Empty { file: name });
        }
        let clear = (!text.is_ascii()).then(|| text.clone());
        let mut secrets = masking::mask(id, &mut text);
        if let Some(clear) = clear {
            shifts.extend(secrets.iter().flat_map(|(span, _)| layout::masked(encoding, &clear, span.range())));
        }
        let text = with_blanks(text);
        let layout = Layout::new(encoding, &decoded, &text, shifts);
        for (span, clear) in &mut secrets {
            if retyped.binary_search(&layout.line_of(span.start as usize)).is_ok() {
                clear.retype();
            }
        }
        let breaks_off = unanswered.map(|line| layout.line_start(id, line));
        Ok(Self { id, name, text, layout, secrets, unplaced, breaks_off })
    }

    /// Blanks every line that stands in none of these ranges, as if the file held nothing else.
    pub(crate) fn keep(&mut self, ranges: &[std::ops::Range<usize>]) {
        let mut kept = String::with_capacity(self.text.len());
        for range in ranges {
            let Some(piece) = self.text.get(range.clone()) else { continue };
            session::blank(&self.text[kept.len()..range.start], &mut kept);
            kept.push_str(piece);
        }
        session::blank(&self.text[kept.len()..], &mut kept);
        self.text = kept;
        let is_kept = |span: &Span| ranges.iter().any(|range| range.contains(&(span.start as usize)));
        self.secrets.retain(|(span, _)| is_kept(span));
    }

    /// Its place in the list of inputs.
    pub fn id(&self) -> FileId {
        self.id
    }

    /// The path as it was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What to call a device that has no name of its own: the name of its file, without folders and extension. What stands
    /// behind `#` (one of several configurations in the file) stays.
    pub fn stem(&self) -> String {
        let (path, part) = self.name.split_once('#').map_or((&*self.name, None), |(path, part)| (path, Some(part)));
        let stem = std::path::Path::new(path).file_stem().map_or(path.into(), |stem| stem.to_string_lossy());
        part.map_or_else(|| stem.to_string(), |part| format!("{stem}#{part}"))
    }

    /// The decoded, masked text, without what terminals and other commands added to it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The masked text of `span`; empty where the span does not lie in this file.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The 1-based line and column of a byte offset in the file as it is stored; the column counts Unicode scalar values.
    pub fn line_column(&self, offset: u32) -> (usize, usize) {
        let offset = offset as usize;
        (self.layout.line_of(offset) + 1, self.layout.column(&self.text, offset))
    }

    /// The 1-based number of the line that holds a byte offset.
    pub(crate) fn line_number(&self, offset: usize) -> usize {
        self.layout.line_of(offset) + 1
    }

    /// The bytes of the stored file that `span` stands for.
    pub fn stored(&self, span: Span) -> std::ops::Range<usize> {
        let start = self.layout.stored(&self.text, span.start as usize, false);
        start..self.layout.stored(&self.text, span.end as usize, true).max(start)
    }

    /// The bytes of a 1-based line of the text without its line end; `None` where the file has no such line.
    pub fn line_range(&self, line: usize) -> Option<std::ops::Range<usize>> {
        let lines = &self.layout.lines;
        let start = *lines.get(line.checked_sub(1)?)? as usize;
        let end = lines.get(line).map_or(self.text.len(), |next| *next as usize - 1);
        let length = self.text.get(start..end)?.trim_end_matches('\r').len();
        Some(start..start + length)
    }

    /// Where the capture of a terminal ends at a pager's prompt that nobody answered, so that the rest is missing.
    pub fn breaks_off(&self) -> Option<Span> {
        self.breaks_off
    }

    /// Whether the line at an offset is indented as its device wrote it. Behind a pager's prompt that nothing wiped, nobody
    /// knows.
    pub(crate) fn has_indentation(&self, offset: usize) -> bool {
        self.unplaced.is_empty() || self.unplaced.binary_search(&self.layout.line_of(offset)).is_err()
    }

    /// The secret that stands at `span`, for a platform to make a key of. `None` where the masking saw none there.
    ///
    /// The span may be wider or narrower than the secret, for example by the quotes around it; it is enough that they
    /// overlap.
    pub fn secret(&self, span: Span) -> Option<&Cleartext> {
        let at = self.secrets.partition_point(|(own, _)| own.end <= span.start);
        self.secrets.get(at).filter(|(own, _)| own.file == span.file && own.start < span.end).map(|(_, clear)| clear)
    }

    /// The places of all secrets in this file.
    pub fn secret_spans(&self) -> impl Iterator<Item = Span> + '_ {
        self.secrets.iter().map(|(span, _)| *span)
    }
}

/// The text with a blank for each tab: to no language that is read does a tab mean more, and both take one byte. Keys are
/// kept apart before, so that a tab in one stays.
fn with_blanks(text: String) -> String {
    match memchr::memchr(b'\t', text.as_bytes()) {
        Some(_) => text.replace('\t', " "),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::{KeyComparison, Psk, Unreadable};

    fn file(bytes: &[u8]) -> Result<SourceFile, SourceError> {
        SourceFile::from_bytes(FileId(0), "a.cfg", bytes)
    }

    #[test]
    fn decodes_what_editors_and_terminals_write() {
        assert_eq!(file(b"\xEF\xBB\xBFhostname a").map(|f| f.text().to_owned()), Ok("hostname a".into()));
        assert_eq!(file(b"\xFF\xFEh\0o\0").map(|f| f.text().to_owned()), Ok("ho".into()));
        assert_eq!(file(b"description caf\xE9").map(|f| f.text().to_owned()), Ok("description café".into()));
    }

    #[test]
    fn says_what_is_no_configuration() {
        assert!(matches!(file(b" \n "), Err(SourceError::Empty { .. })));
        assert!(matches!(file(b"\x7FELF\x02\x01\x01\0\0\0"), Err(SourceError::Binary { .. })));
    }

    #[test]
    fn lines_and_columns_are_one_based_and_count_characters() {
        let file = file("é x\nab".as_bytes()).unwrap();
        assert_eq!(file.line_column(3), (1, 3));
        assert_eq!(file.line_column(6), (2, 2));
    }

    #[test]
    fn places_are_those_of_the_stored_file() {
        // What the file holds, and a word of it that the text holds as well.
        const TEXTS: &[(&str, &str)] = &[
            ("caf\u{e9} a\nb caf\u{e9} word\n", "word"),
            (
                "a\r\n --More-- \u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}         \u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8} set word\r\n",
                "word",
            ),
            ("a\n<--- More --->   set word\n", "word"),
            ("a\nlines 1-23\u{1b}[K\r\u{1b}[Kset word\n", "word"),
            ("a\tcaf\u{e9}\n\tset\t\tword\n", "word"),
            ("a\nhq(config-isakmp)# set word\n", "word"),
            ("a\n name \u{201c}b c\u{201d} set\u{a0}word\n", "word"),
            ("a\n name \u{201c}b\u{201d} set \u{201c}word\u{201d}\n", "word"),
            ("a\n pre-shared-key cl\u{e9}\n crypto isakmp key cl\u{e9} address word\n", "word"),
            ("hq#sh ver\n caf\u{e9}\nhq#sh run\nset word\n", "word"),
        ];
        let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        for (content, word) in TEXTS {
            let place = content.find(word).unwrap();
            let line = content[..place].matches('\n').count() + 1;
            let column = content[..place].chars().rev().take_while(|c| *c != '\n').count() + 1;
            let little = [b"\xFF\xFE".to_vec(), utf16(content, u16::to_le_bytes)].concat();
            let big = [b"\xFE\xFF".to_vec(), utf16(content, u16::to_be_bytes)].concat();
            let marked = [b"\xEF\xBB\xBF", content.as_bytes()].concat();
            let mut stored = vec![(content.as_bytes().to_vec(), 1), (marked, 1), (little, 2), (big, 2)];
            if content.chars().all(|c| u32::from(c) < 0x100) {
                stored.push((content.chars().map(|c| c as u32 as u8).collect(), 1));
            }
            for (bytes, width) in stored {
                let file = file(&bytes).unwrap();
                let at = file.text().find(word).unwrap();
                let span = Span::new(FileId(0), at, at + word.len());
                assert_eq!(file.line_column(span.start), (line, column), "{content:?}");
                let raw: Vec<u8> = bytes[file.stored(span)].iter().copied().filter(|byte| *byte != 0).collect();
                assert_eq!(raw, word.as_bytes(), "{content:?}");
                assert_eq!(file.stored(span).len(), word.len() * width, "{content:?}");
            }
        }
    }

    #[test]
    fn a_key_that_a_word_processor_touched_is_not_compared() {
        let file = file(" pre-shared-key \u{201c}s3cret\u{201d}\n pre-shared-key s3cret\n".as_bytes()).unwrap();
        let keys: Vec<Psk> = file.secret_spans().map(|span| Psk::plain(file.secret(span).unwrap())).collect();
        assert_eq!(keys[0].compare(&keys[1]), KeyComparison::Unverifiable(Unreadable::Malformed));
        assert_eq!(keys[1].compare(&keys[1]), KeyComparison::Same);
    }

    #[test]
    fn what_is_not_kept_is_blank_and_moves_nothing() {
        let text = "caf\u{e9}\nkey one\r\npre-shared-key first\nb\npre-shared-key second\n";
        let mut file = file(text.as_bytes()).unwrap();
        let place = file.text().find("b\n").unwrap();
        let rest = place..file.text().len();
        file.keep(std::slice::from_ref(&rest));
        assert_eq!(file.text().trim_start(), "b\npre-shared-key ******\n");
        assert_eq!(file.text().find('b'), Some(place));
        assert_eq!(file.line_column(u32::try_from(place).unwrap()), (4, 1));
        assert_eq!(file.secret_spans().count(), 1);
    }

    #[test]
    fn a_line_is_given_without_its_end() {
        let file = file(b"ab\r\n\ncd").unwrap();
        let lines: Vec<_> = (0..5).map(|line| file.line_range(line)).collect();
        assert_eq!(lines, [None, Some(0..2), Some(4..4), Some(5..7), None]);
    }
}
