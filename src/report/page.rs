//! Lines of text for a terminal: colour, width, and nothing that a file could smuggle into it.

use std::borrow::Cow;

/// How a report for people looks.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Whether to colour.
    pub colour: bool,
    /// Whether to draw with characters outside of ASCII.
    pub unicode: bool,
    /// Whether names and lines of files may be shown with theirs.
    pub utf8: bool,
    /// The width in columns.
    pub width: usize,
}

impl Default for Look {
    /// What a pipe or a file gets.
    fn default() -> Self {
        Self { colour: false, unicode: false, utf8: true, width: 100 }
    }
}

/// What a piece of text is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paint {
    /// A fault.
    Bad,
    /// A doubt.
    Doubt,
    /// All is well.
    Good,
    /// A heading.
    Strong,
}

impl Paint {
    /// The parameters of the escape sequence (ECMA-48, "select graphic rendition").
    fn parameters(self) -> &'static str {
        match self {
            Self::Bad => "1;31",
            Self::Doubt => "1;33",
            Self::Good => "1;32",
            Self::Strong => "1",
        }
    }
}

impl Look {
    /// `text` in its colour, where there are colours.
    pub(crate) fn paint(self, paint: Paint, text: &str) -> String {
        if self.colour { format!("\x1b[{}m{text}\x1b[0m", paint.parameters()) } else { text.to_owned() }
    }

    /// `text` in the characters that may be used: the report's own signs in ASCII where it draws with that, and `?` for
    /// what a file brings along and cannot be shown.
    fn fit(self, text: &str) -> Cow<'_, str> {
        if self.unicode || text.is_ascii() {
            return text.into();
        }
        let own = text.replace('\u{2026}', "...");
        match self.utf8 {
            true => own.into(),
            false => own.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect::<String>().into(),
        }
    }
}

/// `text` without characters that would steer a terminal or turn the direction of writing: a configuration is not
/// trusted, and its names and lines are shown.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if text.chars().any(steers) {
        text.chars().map(|c| if steers(c) { '?' } else { c }).collect::<String>().into()
    } else {
        text.into()
    }
}

/// Whether a character does more than stand there.
pub(crate) fn steers(c: char) -> bool {
    let turns = matches!(c, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && c != '\t')
}

/// Lines that are being written.
#[derive(Debug)]
pub(crate) struct Page {
    /// How they look.
    pub(crate) look: Look,
    text: String,
}

impl Page {
    /// An empty page.
    pub(crate) fn new(look: Look) -> Self {
        Self { look, text: String::new() }
    }

    /// The whole text.
    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// One line as it is; trailing blanks are cut.
    pub(crate) fn line(&mut self, line: &str) {
        self.text.push_str(self.look.fit(line).trim_end());
        self.text.push('\n');
    }

    /// A heading with an empty line before it.
    pub(crate) fn heading(&mut self, heading: &str) {
        self.gap();
        self.line(&self.look.paint(Paint::Strong, heading));
    }

    /// An empty line, unless there is one already or nothing yet.
    pub(crate) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A text that is broken at blanks: `first` stands before its first line, blanks of the same width before the
    /// others. Words longer than the line stay whole, so that they can be copied.
    pub(crate) fn wrapped(&mut self, first: &str, text: &str) {
        let indent = visible_width(first);
        let room = self.look.width.saturating_sub(indent).max(20);
        let mut prefix = Cow::from(first);
        for line in wrap(&self.look.fit(text), room) {
            self.line(&format!("{prefix}{line}"));
            prefix = " ".repeat(indent).into();
        }
    }

    /// Rows with aligned columns, two blanks apart.
    pub(crate) fn table(&mut self, indent: usize, rows: &[Vec<String>]) {
        let widths = column_widths(rows);
        for row in rows {
            let cells = row.iter().zip(&widths).map(|(cell, width)| {
                let padding = width.saturating_sub(visible_width(cell));
                format!("{cell}{}", " ".repeat(padding))
            });
            self.line(&format!("{}{}", " ".repeat(indent), cells.collect::<Vec<_>>().join("  ")));
        }
    }

    /// Whether a table is no wider than the page.
    pub(crate) fn fits(&self, indent: usize, rows: &[Vec<String>]) -> bool {
        let width: usize = column_widths(rows).iter().map(|width| width + 2).sum();
        indent + width.saturating_sub(2) <= self.look.width
    }
}

/// The width that each column needs.
fn column_widths(rows: &[Vec<String>]) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| visible_width(cell)).max();
    (0..columns).map(|column| width(column).unwrap_or(0)).collect()
}

/// The number of characters, colours aside.
pub(crate) fn visible_width(text: &str) -> usize {
    let mut in_escape = false;
    let visible = text.chars().filter(|c| match (in_escape, *c) {
        (false, '\x1b') => {
            in_escape = true;
            false
        }
        (true, 'm') => {
            in_escape = false;
            false
        }
        (escape, _) => !escape,
    });
    visible.count()
}

/// Breaks `text` at blanks into lines of at most `width` characters.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(word);
        } else if visible_width(line) + 1 + visible_width(word) <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_at_blanks_and_keeps_long_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("a verylongword b", 4), ["a", "verylongword", "b"]);
    }

    #[test]
    fn a_file_cannot_steer_the_terminal() {
        assert_eq!(plain("a\x1b[31mb\u{202E}c\td"), "a?[31mb?c\td");
    }

    #[test]
    fn colours_do_not_count_in_columns() {
        let mut page = Page::new(Look { colour: true, ..Look::default() });
        let red = page.look.paint(Paint::Bad, "ab");
        page.table(0, &[vec![red, "x".into()], vec!["abcd".into(), "y".into()]]);
        assert_eq!(page.into_text(), "\x1b[1;31mab\x1b[0m    x\nabcd  y\n");
    }
}
