//! Reading lines, and counting how far they were understood.

use crate::model::{Blocks, Coverage, Defect, DefectKind, Standing};
use crate::platform::asa::config::Item;
use crate::platform::asa::known::{KNOWN, OTHER};
use crate::platform::asa::syntax::{Command, Kind, Rule, command};
use crate::platform::cisco::known::{KnownLines, TAKES_BACK};
use crate::platform::cisco::outline::{Block, Line};

/// Reads lines, and keeps the count.
#[derive(Debug)]
pub(super) struct Reader {
    known: KnownLines<Rule>,
    other: KnownLines<()>,
    /// How far the lines were understood.
    pub(super) coverage: Coverage,
    /// The lines that nothing takes.
    pub(super) defects: Vec<Defect>,
}

/// A line as it was read.
pub(super) enum Reading<'a> {
    /// The grammar takes it.
    Command(Command<'a>),
    /// It is known and has no bearing.
    Irrelevant,
    /// It may have a bearing, and the model does not hold it.
    Unread,
    /// Nobody knows what it is.
    Unrecognised,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            known: KnownLines::new(KNOWN),
            other: KnownLines::new(OTHER),
            coverage: Coverage::default(),
            defects: Vec::new(),
        }
    }
}

impl Reader {
    /// Reads a line; one that neither the rule takes nor the list of known lines holds becomes a defect.
    pub(super) fn read<'a>(&mut self, entry: Rule, line: Line<'a>) -> Reading<'a> {
        let (reading, standing, reason) = self.look(entry, line);
        match standing {
            Standing::Unrecognised => self.unrecognised(line),
            _ => self.coverage.count(standing, line.span, reason),
        }
        reading
    }

    /// Reads a line that was counted before.
    pub(super) fn look<'a>(&self, entry: Rule, line: Line<'a>) -> (Reading<'a>, Standing, &'static str) {
        if let Some(command) = command(entry, line) {
            return (Reading::Command(command), Standing::Understood, "");
        }
        let takes_back = || line.positive().is_some_and(|line| command(entry, line).is_some());
        let (standing, reason) = match self.known.standing(entry, line.text) {
            (Standing::Unrecognised, _) if takes_back() => (Standing::Unmodelled, TAKES_BACK),
            known => known,
        };
        let reading = match standing {
            Standing::Unrecognised => Reading::Unrecognised,
            standing if standing.is_unread() => Reading::Unread,
            _ => Reading::Irrelevant,
        };
        (reading, standing, reason)
    }

    /// Reads a line whose content matters only where the grammar takes it.
    pub(super) fn command<'a>(&mut self, entry: Rule, line: Line<'a>) -> Option<Command<'a>> {
        match self.read(entry, line) {
            Reading::Command(command) => Some(command),
            Reading::Irrelevant | Reading::Unread | Reading::Unrecognised => None,
        }
    }

    /// Counts a line that nothing takes, and makes it a defect.
    pub(super) fn unrecognised(&mut self, line: Line<'_>) {
        self.coverage.count(Standing::Unrecognised, line.span, "");
        self.defects.push(Defect { kind: DefectKind::UnrecognisedLine, span: line.span, blocks: Blocks::Nothing });
    }

    /// Counts a block that has no bearing as a whole: what its head is known for, its body is.
    pub(super) fn other(&mut self, block: &Block<'_, Kind>) {
        let lines = std::iter::once(&block.head).chain(&block.body);
        match self.other.standing((), block.head.text) {
            (Standing::Unrecognised, _) => lines.for_each(|line| self.unrecognised(*line)),
            (standing, reason) => lines.for_each(|line| self.coverage.count(standing, line.span, reason)),
        }
    }

    /// Reads a command that has no body into an item. Nothing takes what stands below it all the same.
    pub(super) fn read_bare<'a>(&mut self, entry: Rule, block: &Block<'a, Kind>, item: &mut Item<'a>) {
        self.read_into(entry, block.head, item);
        for line in &block.body {
            self.unrecognised(*line);
            item.leave_open(line.span);
        }
    }

    /// Reads a line into an item; one that may have a bearing and is not in the model is noted as unread.
    pub(super) fn read_into<'a>(&mut self, entry: Rule, line: Line<'a>, item: &mut Item<'a>) {
        match self.read(entry, line) {
            Reading::Command(command) => item.take(command),
            Reading::Unread => item.unread.push(line.span),
            Reading::Unrecognised => item.leave_open(line.span),
            Reading::Irrelevant => {}
        }
    }

    /// Reads a head and the lines of its body into an item.
    pub(super) fn read_block<'a>(&mut self, [head, body]: [Rule; 2], block: &Block<'a, Kind>, item: &mut Item<'a>) {
        for line in std::iter::once(&block.head).chain(&block.again) {
            self.read_into(head, *line, item);
        }
        for line in &block.body {
            self.read_into(body, *line, item);
        }
    }
}
