//! One finding as one diagnostic with excerpts from several files.
//!
//! miette shows one source a diagnostic, but asks that source for each excerpt anew, and an excerpt may carry a file
//! name of its own. So the excerpts of all files are laid one behind the other into one address space ([`Excerpts`]),
//! and a request that would cross from one to the next is refused, which keeps them apart on the screen.

use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::check::Check;
use crate::report::json::Finding;
use crate::report::page::{plain, steers};
use crate::secret::MASK;
use crate::source::SourceFile;

/// Lines to show before and behind a label.
const CONTEXT: usize = 1;

/// Lines longer than this many characters are cut to a window around their label.
const LONGEST_LINE: usize = 200;

/// A quoted line longer than this many characters is cut.
const LONGEST_QUOTE: usize = 60;

/// A 1-based line of a file, to stand within a sentence; `None` where the file has no such line.
pub(super) fn quote(source: &SourceFile, line: usize) -> Option<String> {
    let shown = ShownLine::new(source, source.line_range(line)?, None).text;
    let text = shown.trim();
    let cut: String = text.chars().take(LONGEST_QUOTE).collect();
    Some(if cut.len() < text.len() { format!("\"{}...\"", cut.trim_end()) } else { format!("\"{cut}\"") })
}

/// A finding as miette wants it.
#[derive(Debug)]
pub(super) struct Shown<'a> {
    finding: &'a Finding,
    message: String,
    help: String,
    excerpts: Excerpts,
    labels: Vec<LabeledSpan>,
}

impl<'a> Shown<'a> {
    /// The finding with the excerpts for its labels; `rule` gives the labels with their byte offsets.
    pub(super) fn new(finding: &'a Finding, rule: &crate::rules::Finding, check: &Check) -> Self {
        let mut excerpts = Excerpts::default();
        let mut labels = Vec::new();
        for source in &check.sources {
            let marks = marks(source, rule);
            for group in groups(&marks) {
                labels.extend(excerpts.add(source, group));
            }
        }
        let (message, help) = (plain(&finding.message).into_owned(), plain(&finding.help).into_owned());
        Self { finding, message, help, excerpts, labels }
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        let Finding { severity, certainty, rule, code, .. } = self.finding;
        let doubt = if *certainty == "likely" { " (likely)" } else { "" };
        Some(Box::new(format!("{severity}{doubt}: {rule} ({code})")))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            "error" => miette::Severity::Error,
            "warning" => miette::Severity::Warning,
            _ => miette::Severity::Advice,
        })
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpts)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// A label on one line of one file.
#[derive(Debug)]
struct Mark {
    /// 1-based.
    line: usize,
    /// Bytes of the masked text; never empty, never beyond the line.
    range: Range<usize>,
    message: String,
    primary: bool,
}

/// The labels in one file by place. A label of several lines is shown at its first; labels that overlap become one,
/// since two underlines cannot share a column.
fn marks(source: &SourceFile, finding: &crate::rules::Finding) -> Vec<Mark> {
    let own = finding.labels().enumerate().filter(|(_, label)| label.span.file == source.id());
    let mut marks: Vec<Mark> = own
        .map(|(at, label)| {
            let (line, range) = first_line(source, label.span.range());
            Mark { line, range, message: plain(&label.message).into_owned(), primary: at == 0 }
        })
        .collect();
    marks.sort_by_key(|mark| (mark.range.start, mark.range.end));
    let mut apart: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks {
        match apart.last_mut() {
            Some(last) if mark.range.start < last.range.end => last.absorb(mark),
            _ => apart.push(mark),
        }
    }
    apart
}

impl Mark {
    fn absorb(&mut self, other: Mark) {
        self.range.end = self.range.end.max(other.range.end);
        self.primary |= other.primary;
        if !self.message.contains(&other.message) {
            self.message = format!("{}; {}", self.message, other.message);
        }
    }
}

/// The part of `range` on its first line, without blanks around it; the whole line where that leaves nothing.
fn first_line(source: &SourceFile, range: Range<usize>) -> (usize, Range<usize>) {
    let text = source.text();
    let start = floor_boundary(text, range.start.min(text.len()));
    let line = source.line_column(u32::try_from(start).unwrap_or(u32::MAX)).0;
    let whole = source.line_range(line).unwrap_or(start..start);
    let end = floor_boundary(text, range.end.clamp(start, whole.end.max(start)));
    let own = trimmed(text, start..end);
    let shown = if own.is_empty() { trimmed(text, whole.clone()) } else { own };
    (line, if shown.is_empty() { whole } else { shown })
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (piece.len() - piece.trim_start().len());
    start..start + piece.trim().len()
}

/// Marks whose excerpts touch each other, so that they share one.
fn groups(marks: &[Mark]) -> impl Iterator<Item = &[Mark]> {
    marks.chunk_by(|left, right| right.line <= left.line + 2 * CONTEXT + 1)
}

/// Excerpts of several files in one address space.
#[derive(Debug, Default)]
struct Excerpts {
    text: String,
    excerpts: Vec<Excerpt>,
}

#[derive(Debug)]
struct Excerpt {
    file: String,
    /// The 1-based number of its first line.
    first_line: usize,
    range: Range<usize>,
}

impl Excerpts {
    /// Adds the lines around `marks` and gives their labels in the common address space.
    fn add(&mut self, source: &SourceFile, marks: &[Mark]) -> Vec<LabeledSpan> {
        let (Some(first), Some(last)) = (marks.first(), marks.last()) else {
            return Vec::new();
        };
        let (from, to) = (first.line.saturating_sub(CONTEXT).max(1), last.line + CONTEXT);
        let start = self.text.len();
        let mut labels = Vec::new();
        for line in from..=to {
            let Some(range) = source.line_range(line) else { break };
            let own: Vec<&Mark> = marks.iter().filter(|mark| mark.line == line).collect();
            if own.is_empty() && range.start == source.text().len() {
                // Nothing stands behind the last line end.
                break;
            }
            let shown = ShownLine::new(source, range, own.first().map(|mark| mark.range.clone()));
            labels.extend(own.iter().map(|mark| shown.label(mark, self.text.len())));
            self.text.push_str(&shown.text);
            self.text.push('\n');
        }
        // One byte that belongs to no excerpt keeps two of them from touching.
        let range = start..self.text.len();
        self.text.push('\n');
        self.excerpts.push(Excerpt { file: plain(source.name()).into_owned(), first_line: from, range });
        labels
    }
}

impl SourceCode for Excerpts {
    /// The whole excerpt around `span` where context is wanted, else the span alone.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let wanted = span.offset()..span.offset() + span.len();
        let inside = |excerpt: &&Excerpt| excerpt.range.start <= wanted.start && wanted.end <= excerpt.range.end;
        let excerpt = self.excerpts.iter().find(inside).ok_or(MietteError::OutOfBounds)?;
        let head = &self.text[excerpt.range.start..wanted.start];
        let (range, line, column) = if before + after > 0 {
            (excerpt.range.clone(), 0, 0)
        } else {
            let line_start = head.rfind('\n').map_or(0, |at| at + 1);
            (wanted, head.matches('\n').count(), head[line_start..].chars().count())
        };
        let data = &self.text.as_bytes()[range.clone()];
        Ok(Box::new(MietteSpanContents::new_named(
            excerpt.file.clone(),
            data,
            (range.start, range.len()).into(),
            excerpt.first_line - 1 + line,
            column,
            memchr::memchr_iter(b'\n', data).count(),
        )))
    }
}

/// A line as it is shown: each secret is eight stars whatever its length, nothing steers the terminal, and a very long
/// line is cut.
struct ShownLine {
    text: String,
    /// Pairs of an offset in the file and one in `text`, ascending; between two pairs the bytes are the same.
    places: Vec<(usize, usize)>,
}

impl ShownLine {
    fn new(source: &SourceFile, range: Range<usize>, focus: Option<Range<usize>>) -> Self {
        let range = window(source.text(), range, focus.as_ref());
        let mut line = Self { text: String::new(), places: Vec::new() };
        let mut at = range.start;
        let secrets = source.secret_spans().map(crate::source::Span::range);
        for secret in secrets.filter(|secret| secret.start < range.end && range.start < secret.end) {
            line.copy(source.text(), at..secret.start.max(at));
            line.places.push((secret.start.max(range.start), line.text.len()));
            line.text.push_str(MASK);
            at = secret.end.clamp(at, range.end);
            line.places.push((at, line.text.len()));
        }
        line.copy(source.text(), at..range.end);
        line.places.push((range.end, line.text.len()));
        line
    }

    fn copy(&mut self, text: &str, range: Range<usize>) {
        self.places.push((range.start, self.text.len()));
        for (at, c) in text.get(range.clone()).unwrap_or_default().char_indices() {
            if steers(c) {
                self.text.push('?');
                self.places.push((range.start + at + c.len_utf8(), self.text.len()));
            } else {
                self.text.push(c);
            }
        }
    }

    /// Where the byte at `offset` of the file stands in the shown line.
    fn place(&self, offset: usize) -> usize {
        let next = self.places.partition_point(|(file, _)| *file <= offset);
        let ceiling = self.places.get(next).map_or(self.text.len(), |(_, shown)| *shown);
        let floor = next.checked_sub(1).and_then(|at| self.places.get(at));
        let place = floor.map_or(0, |(file, shown)| shown + (offset - file)).min(ceiling);
        floor_boundary(&self.text, place)
    }

    fn label(&self, mark: &Mark, base: usize) -> LabeledSpan {
        let (start, end) = (self.place(mark.range.start), self.place(mark.range.end));
        let span = (base + start, end.saturating_sub(start));
        let message = (!mark.message.is_empty()).then(|| mark.message.clone());
        if mark.primary {
            LabeledSpan::new_primary_with_span(message, span)
        } else {
            LabeledSpan::new_with_span(message, span)
        }
    }
}

/// The part of a line that is shown: all of it, or what lies around `focus` where the line is very long.
fn window(text: &str, line: Range<usize>, focus: Option<&Range<usize>>) -> Range<usize> {
    if line.len() <= LONGEST_LINE {
        return line;
    }
    let focus = focus.map_or(line.start, |focus| focus.start);
    let start = floor_boundary(text, focus.saturating_sub(LONGEST_LINE / 4).max(line.start));
    start..floor_boundary(text, (start + LONGEST_LINE).min(line.end))
}
