//! What the lowering of one entry, or of the device, has to say about the file.

use crate::model::{Blocks, Defect, DefectKind, Kept};
use crate::platform::cisco::statement::Word;
use crate::platform::is_placeholder;
use crate::platform::nearest::nearest;
use crate::source::{SourceFile, Span};

/// What a permit entry of a crypto access list lacks where a deny stands before it: each packet is held against the
/// entries in their order.
const DENIED: &str = "packet left for this permit entry, since an earlier entry denies all of it";

/// Defects, and lines that a verdict may hang on.
#[derive(Debug)]
pub(crate) struct Notes {
    complete: bool,
    /// What is wrong.
    pub defects: Vec<Defect>,
    /// Places that nobody understood, or where an excerpt leaves something open.
    pub unread: Vec<Span>,
}

impl Notes {
    /// Notes on a file that is complete, or an excerpt.
    pub(crate) fn new(complete: bool) -> Self {
        Self { complete, defects: Vec::new(), unread: Vec::new() }
    }

    /// `word` refers to something that is not defined. In an excerpt it may be defined elsewhere.
    pub(crate) fn dangling<'n>(
        &mut self,
        what: &'static str,
        word: Word<'_>,
        candidates: impl IntoIterator<Item = &'n str>,
        blocks: Blocks,
    ) {
        if self.complete && !is_placeholder(word.text) {
            let (name, nearest) = (word.text.to_owned(), nearest(word.text, candidates));
            let kind = DefectKind::DanglingReference { what, name, nearest };
            self.defects.push(Defect { kind, span: word.span, blocks });
        } else {
            self.unread.push(word.span);
        }
    }

    /// The block at `span` lacks a line. In an excerpt the line may have been left out.
    pub(crate) fn incomplete(&mut self, lacks: &'static str, span: Span, blocks: Blocks) {
        if self.complete {
            self.defects.push(Defect { kind: DefectKind::Incomplete { lacks }, span, blocks });
        } else {
            self.unread.push(span);
        }
    }

    /// The block at `span` lacks a line, unless `gap` is it: a line of the block that nobody understands.
    pub(crate) fn lacking(&mut self, lacks: &'static str, span: Span, blocks: Blocks, gap: Option<Span>) {
        match gap {
            Some(gap) => self.unread.push(gap),
            None => self.incomplete(lacks, span, blocks),
        }
    }

    /// Permit entries of an access list of which an earlier deny takes all.
    pub(crate) fn denied(&mut self, entries: &[Span], blocks: Blocks) {
        let kind = DefectKind::Incomplete { lacks: DENIED };
        self.defects.extend(entries.iter().map(|span| Defect { kind: kind.clone(), span: *span, blocks }));
    }

    /// A value that the device would not take. What stands for one that is yet to be filled in is not wrong.
    pub(crate) fn invalid(&mut self, word: Word<'_>, expected: impl Into<String>) {
        if is_placeholder(word.text) {
            return self.unread.push(word.span);
        }
        let kind = DefectKind::InvalidValue { value: word.text.to_owned(), expected: expected.into() };
        self.defects.push(Defect { kind, span: word.span, blocks: Blocks::Nothing });
    }

    /// The same thing is defined a second time with different content, which takes the place of the first.
    pub(crate) fn duplicate(&mut self, what: &'static str, name: &str, span: Span, first: Span) {
        self.twice(what, name, span, first, Kept::Last);
    }

    /// A setting that has one value is said by these lines, each with its words; the last holds.
    pub(crate) fn setting_of_lines<W: PartialEq>(&mut self, name: &str, lines: impl IntoIterator<Item = (W, Span)>) {
        let mut lines = lines.into_iter();
        let (Some((words, first)), Some((last_words, last))) = (lines.next(), lines.last()) else { return };
        if words != last_words {
            self.duplicate("setting", name, last, first);
        }
    }

    /// The same thing is defined a second time with different content.
    pub(crate) fn twice(&mut self, what: &'static str, name: &str, span: Span, first: Span, kept: Kept) {
        let kind = DefectKind::Duplicate { what, name: name.to_owned(), first, kept };
        self.defects.push(Defect { kind, span, blocks: Blocks::Nothing });
    }

    /// What stands at `span` is for packets in another VRF than those of the entry; `None` is the global one.
    pub(crate) fn other_vrf(&mut self, what: &'static str, span: Span, serves: Option<&str>, wanted: Option<&str>) {
        let words = |vrf: Option<&str>| vrf.map_or_else(|| "the global VRF".to_owned(), |name| format!("VRF {name}"));
        let kind = DefectKind::OtherVrf { what, serves: words(serves), wanted: words(wanted) };
        self.defects.push(Defect { kind, span, blocks: Blocks::Perhaps });
    }

    /// The interface of the entry is shut down, so nothing is sent or answered.
    pub(crate) fn shut_down(&mut self, span: Span) {
        let kind = DefectKind::Incomplete { lacks: Defect::INTERFACE_UP };
        self.defects.push(Defect { kind, span, blocks: Blocks::Everything });
    }

    /// The interface of the entry is shut down, and no source says whether it negotiates all the same.
    pub(crate) fn may_be_down(&mut self, span: Span) {
        let kind = DefectKind::Incomplete { lacks: Defect::INTERFACE_UP };
        self.defects.push(Defect { kind, span, blocks: Blocks::Perhaps });
    }

    /// A line that no grammar rule takes.
    pub(crate) fn unrecognised(&mut self, span: Span) {
        self.defects.push(Defect { kind: DefectKind::UnrecognisedLine, span, blocks: Blocks::Nothing });
    }

    /// Lines that no grammar rule takes, where that was not noted before.
    pub(crate) fn note_lost(&mut self, lines: &[Span]) {
        for line in lines {
            if self.defects.iter().all(|defect| defect.span.start != line.start) {
                self.unrecognised(*line);
            }
        }
    }

    /// The file ends in the middle, behind its last line.
    pub(crate) fn truncated(&mut self, file: &SourceFile) {
        let text = file.text().trim_end();
        let start = text.rfind('\n').map_or(0, |at| at + 1);
        let span = Span::new(file.id(), start, text.len());
        self.defects.push(Defect { kind: DefectKind::Truncated, span, blocks: Blocks::Nothing });
    }

    /// Whether something was noted that keeps the entry from doing anything.
    pub(crate) fn block_everything(&self) -> bool {
        self.defects.iter().any(|defect| defect.blocks == Blocks::Everything)
    }

    /// The places that were not understood, each once, in the order of the file: a word counts with its line.
    pub(crate) fn unread_lines(&self) -> Vec<Span> {
        let mut places = self.unread.clone();
        places.sort_unstable_by_key(|place| (place.file, place.start, std::cmp::Reverse(place.end)));
        places.dedup_by(|next, kept| next.file == kept.file && next.end <= kept.end);
        places
    }
}
