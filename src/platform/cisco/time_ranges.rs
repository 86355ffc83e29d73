//! Time ranges that entries of access lists name.

use crate::model::Blocks;
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::outline::Line;
use crate::platform::cisco::statement::Word;
use crate::source::SourceFile;

/// Notes each that the file does not define.
pub(crate) fn note<'a>(file: &SourceFile, entries: impl Iterator<Item = Line<'a>>, notes: &mut Notes) {
    const WORD: &str = " time-range ";
    let of_entry = |line: Line<'a>| {
        let start = line.text.find(WORD)? + WORD.len();
        let text = line.text[start..].split_ascii_whitespace().next()?;
        Some(Word { text, span: line.place(start, start + text.len()) })
    };
    let mut named = entries.filter_map(of_entry).peekable();
    if named.peek().is_none() {
        return;
    }
    let lines = file.text().lines().filter_map(|line| line.trim().strip_prefix("time-range "));
    let defined: Vec<&str> = lines.map(str::trim).collect();
    for word in named.filter(|word| !defined.contains(&word.text)) {
        notes.dangling("time range", word, defined.iter().copied(), Blocks::Nothing);
    }
}
