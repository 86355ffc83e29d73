//! How the places of a text relate to those of the file that it was read from.
//!
//! The text that is parsed is not the file: it is decoded, and what terminals and word processors left in it is taken
//! out. Lines stay lines. Within a line, [`Shift`]s say what is missing; so reports name the places of the file.

use crate::source::encoding::Encoding;
use crate::source::{FileId, Span};

/// From an offset of the text on, up to the end of its line, the file holds this much more (or less) than the text; also the
/// break of a line that a terminal has cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    /// The offset in the text.
    pub(super) at: usize,
    /// How many characters more.
    pub(super) characters: isize,
    /// How many bytes of the file more.
    pub(super) bytes: isize,
}

/// Where the lines of a text begin, in the text and in the file, and what is shifted within them.
#[derive(Debug)]
pub(super) struct Layout {
    encoding: Encoding,
    /// The offset of each line in the text.
    pub(super) lines: Vec<u32>,
    /// The offset of each line in the file.
    stored: Vec<usize>,
    shifts: Vec<Shift>,
}

impl Layout {
    /// The layout of `text`, which has the lines of `decoded`.
    pub(super) fn new(encoding: Encoding, decoded: &str, text: &str, mut shifts: Vec<Shift>) -> Self {
        shifts.sort_by_key(|shift| shift.at);
        let starts = |text: &str| {
            let breaks = memchr::memchr_iter(b'\n', text.as_bytes());
            std::iter::once(0).chain(breaks.map(|at| at + 1)).collect::<Vec<usize>>()
        };
        let lines = starts(text).into_iter().map(|at| u32::try_from(at).unwrap_or(u32::MAX)).collect();
        Self { encoding, lines, stored: stored_lines(encoding, decoded), shifts }
    }

    /// The number of the line that holds an offset, from 0 on.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start as usize <= offset).saturating_sub(1)
    }

    /// The first character of a line that is counted from 0, as a place.
    pub(super) fn line_start(&self, file: FileId, line: usize) -> Span {
        Span::new(file, self.start_of(line), self.start_of(line))
    }

    fn start_of(&self, line: usize) -> usize {
        self.lines.get(line).map_or(0, |start| *start as usize)
    }

    /// How far an offset is shifted against the text. A shift at the offset itself counts where `inclusive`.
    fn shift(&self, offset: usize, inclusive: bool) -> (isize, isize) {
        let from = self.start_of(self.line_of(offset));
        let first = self.shifts.partition_point(|shift| shift.at < from);
        let own = self.shifts[first..].iter().take_while(|shift| shift.at < offset || inclusive && shift.at == offset);
        own.fold((0, 0), |(characters, bytes), shift| (characters + shift.characters, bytes + shift.bytes))
    }

    /// The 1-based column of an offset in the decoded file, in characters.
    pub(super) fn column(&self, text: &str, offset: usize) -> usize {
        let start = self.start_of(self.line_of(offset));
        let own = text.get(start..offset).map_or(0, |head| head.chars().count());
        own.saturating_add_signed(self.shift(offset, true).0) + 1
    }

    /// The offset in the file. As the end of something, what is missing from the text right behind it does not count.
    pub(super) fn stored(&self, text: &str, offset: usize, is_end: bool) -> usize {
        let line = self.line_of(offset);
        let head = text.get(self.start_of(line)..offset).unwrap_or_default();
        let own: usize = head.chars().map(|character| self.encoding.width(character)).sum();
        let start = self.stored.get(line).copied().unwrap_or(0);
        start + own.saturating_add_signed(self.shift(offset, !is_end).1)
    }
}

/// The shifts of a secret whose characters of several bytes became as many `*`. `place` is its place in `clear`.
pub(super) fn masked(
    encoding: Encoding,
    clear: &str,
    place: std::ops::Range<usize>,
) -> impl Iterator<Item = Shift> + use<'_> {
    let start = place.start;
    let characters = clear.get(place).unwrap_or_default().char_indices();
    let wide = characters.filter(|(_, character)| !character.is_ascii());
    wide.map(move |(at, character)| {
        let signed = |number: usize| isize::try_from(number).unwrap_or(isize::MAX);
        let length = character.len_utf8();
        Shift {
            at: start + at + length,
            characters: 1 - signed(length),
            bytes: signed(encoding.width(character)) - signed(length * encoding.width('*')),
        }
    })
}

/// The offset of each line in the file.
fn stored_lines(encoding: Encoding, decoded: &str) -> Vec<usize> {
    let breaks = memchr::memchr2_iter(b'\n', b'\r', decoded.as_bytes());
    // A carriage return is a line break only where there is no other.
    let is_old = memchr::memchr(b'\n', decoded.as_bytes()).is_none();
    let breaks = breaks.filter(|at| is_old || decoded.as_bytes()[*at] == b'\n');
    let mut stored = vec![encoding.mark()];
    let (mut from, mut offset) = (0, encoding.mark());
    for at in breaks {
        let line = &decoded[from..=at];
        offset += match encoding {
            Encoding::Utf8(_) => line.len(),
            _ => line.chars().map(|character| encoding.width(character)).sum(),
        };
        stored.push(offset);
        from = at + 1;
    }
    stored
}
