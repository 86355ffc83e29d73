//! What the lowering of one entry, or of the device, has to say about the file.

use crate::model::{Blocks, Defect, DefectKind};
use crate::platform::cisco::nearest::nearest;
use crate::platform::ios::syntax::{Section, Word};
use crate::source::Span;

/// Defects, and lines that a verdict may hang on.
#[derive(Debug)]
pub(super) struct Notes {
    complete: bool,
    pub(super) defects: Vec<Defect>,
    pub(super) unread: Vec<Span>,
}

impl Notes {
    /// Notes on a file that is complete, or an excerpt.
    pub(super) fn new(complete: bool) -> Self {
        Self { complete, defects: Vec::new(), unread: Vec::new() }
    }

    /// Takes over the lines of a block that nobody understood.
    pub(super) fn read(&mut self, section: &Section<'_>) {
        self.unread.extend(section.unread());
    }

    /// `word` refers to something that is not defined. In an excerpt it may be defined elsewhere.
    pub(super) fn dangling<'n>(
        &mut self,
        what: &'static str,
        word: Word<'_>,
        candidates: impl Iterator<Item = &'n str>,
        blocks: Blocks,
    ) {
        if self.complete {
            let kind = DefectKind::DanglingReference {
                what,
                name: word.text.to_owned(),
                nearest: nearest(word.text, candidates),
            };
            self.defects.push(Defect { kind, span: word.span, blocks });
        } else {
            self.unread.push(word.span);
        }
    }

    /// The block at `span` lacks a line. In an excerpt the line may have been left out.
    pub(super) fn incomplete(&mut self, lacks: &'static str, span: Span, blocks: Blocks) {
        if self.complete {
            self.defects.push(Defect { kind: DefectKind::Incomplete { lacks }, span, blocks });
        } else {
            self.unread.push(span);
        }
    }

    /// The interface of the entry is shut down, so nothing is sent or answered.
    pub(super) fn shut_down(&mut self, span: Span) {
        let kind = DefectKind::Incomplete { lacks: "`no shutdown` on this interface" };
        self.defects.push(Defect { kind, span, blocks: Blocks::Everything });
    }

    /// A value that the device would not take.
    pub(super) fn invalid(&mut self, word: Word<'_>, expected: &str) {
        let kind = DefectKind::InvalidValue { value: word.text.to_owned(), expected: expected.to_owned() };
        self.defects.push(Defect { kind, span: word.span, blocks: Blocks::Nothing });
    }

    /// The same thing is defined a second time with different content.
    pub(super) fn duplicate(&mut self, what: &'static str, name: &str, span: Span, first: Span) {
        let kind = DefectKind::Duplicate { what, name: name.to_owned(), first };
        self.defects.push(Defect { kind, span, blocks: Blocks::Nothing });
    }

    /// Whether something was noted that keeps the entry from doing anything.
    pub(super) fn block_everything(&self) -> bool {
        self.defects.iter().any(|defect| defect.blocks == Blocks::Everything)
    }

    /// The lines that were not understood, each once, in the order of the file.
    pub(super) fn unread_lines(&self) -> Vec<Span> {
        let mut lines = self.unread.clone();
        lines.sort_unstable();
        lines.dedup();
        lines
    }
}
