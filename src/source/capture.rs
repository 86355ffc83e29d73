//! What a terminal, a pager or a word processor leaves in a text, and how it is taken out.
//!
//! Only text within a line is taken out, so that the lines stay those of the file; what is missing from a line is
//! written down as [`Shift`]s.

use std::iter::Peekable;

use crate::source::encoding::Encoding;
use crate::source::layout::Shift;
use crate::source::session;

/// What pagers print at the end of a screen.
const PROMPTS: [&str; 4] = ["--More-- or (q)uit", "--More--", "<--- More --->", "--more--"];

/// What fills a line of telnet behind its carriage return (RFC 854, "NVT printer": CR NUL).
const NUL: char = '\0';
const BACKSPACE: char = '\u{8}';
const BELL: char = '\u{7}';
const ESCAPE: char = '\u{1b}';

/// Blanks that are not ASCII, with which web pages and word processors part words.
const WIDE_BLANKS: [char; 3] = ['\u{a0}', '\u{2007}', '\u{202f}'];

/// Characters without width, which no device writes.
const WITHOUT_WIDTH: [char; 3] = ['\u{200b}', '\u{2060}', '\u{feff}'];

/// A text without what was added to it.
#[derive(Default)]
pub(super) struct Stripped {
    /// The text.
    pub(super) text: String,
    /// What is missing from its lines.
    pub(super) shifts: Vec<Shift>,
    /// The lines, counted from 0, whose quotation marks a word processor had changed.
    pub(super) retyped: Vec<usize>,
    /// The lines, counted from 0, behind a pager's prompt that nothing wiped: how far they are indented is not known.
    pub(super) unplaced: Vec<usize>,
    /// The line, counted from 0, of the pager's prompt that nobody answered: the text ends there.
    pub(super) unanswered: Option<usize>,
}

/// Takes out what is no part of the configuration.
pub(super) fn strip(decoded: &str, encoding: Encoding) -> Stripped {
    let mut stripped = Stripped::default();
    if !may_hold_noise(decoded) {
        // Line ends of old editors.
        let is_old = memchr::memchr(b'\n', decoded.as_bytes()).is_none() && decoded.contains('\r');
        stripped.text = if is_old { decoded.replace('\r', "\n") } else { decoded.to_owned() };
        return stripped;
    }
    stripped.text.reserve(decoded.len());
    for (number, line) in decoded.split_inclusive('\n').enumerate() {
        let content = line.trim_end_matches(['\r', '\n']);
        if may_hold_noise(content) {
            stripped.line(number, content, encoding);
            stripped.text.push_str(&line[content.len()..]);
        } else {
            stripped.text.push_str(line);
            if !content.trim().is_empty() {
                stripped.unanswered = None;
            }
        }
    }
    stripped
}

impl Stripped {
    fn line(&mut self, number: usize, content: &str, encoding: Encoding) {
        let cells = shown(content);
        let wipes = content.contains([BACKSPACE, ESCAPE, '\r']);
        let is_prompt = prompt_end(&cells, wipes).is_some_and(|end| cells[end..].iter().all(Cell::is_blank));
        if is_prompt && !wipes {
            self.unanswered = Some(number);
        } else if !content.trim().is_empty() {
            self.unanswered = None;
        }
        if prompt_end(&cells, wipes).is_some() {
            self.unplaced.push(number);
        }
        let cells = without_session(without_pager(cells, wipes));
        if cells.iter().any(|cell| cell.is_retyped) {
            self.retyped.push(number);
        }
        self.copy(&without_quotes(&cells), content, encoding);
    }

    /// Adds the cells, and the shifts between them and the line that they come from.
    fn copy(&mut self, cells: &[Cell], content: &str, encoding: Encoding) {
        let signed = |number: usize| isize::try_from(number).unwrap_or(isize::MAX);
        let mut stored = vec![0];
        for character in content.chars() {
            stored.push(stored.last().copied().unwrap_or(0) + signed(encoding.width(character)));
        }
        // Where in the line the next cell is expected to come from.
        let (mut characters, mut bytes) = (0, 0);
        for cell in cells {
            let from = (signed(cell.from), stored.get(cell.from).copied().unwrap_or(0));
            if from != (characters, bytes) {
                let shift = Shift { at: self.text.len(), characters: from.0 - characters, bytes: from.1 - bytes };
                self.shifts.push(shift);
            }
            (characters, bytes) = (from.0 + 1, from.1 + signed(encoding.width(cell.character)));
            self.text.push(cell.character);
        }
    }
}

/// A character as the terminal showed it in the end.
#[derive(Clone, Copy, Debug)]
struct Cell {
    character: char,
    /// Which character of the line it was.
    from: usize,
    /// Whether a word processor had put another quotation mark in its place.
    is_retyped: bool,
}

impl Cell {
    fn new(character: char, from: usize) -> Self {
        let plain = match character {
            '\u{201c}' | '\u{201d}' | '\u{201e}' => '"',
            '\u{2018}' | '\u{2019}' | '\u{201a}' => '\'',
            _ if WIDE_BLANKS.contains(&character) => ' ',
            _ => character,
        };
        Self { character: plain, from, is_retyped: matches!(plain, '"' | '\'') && plain != character }
    }

    fn is_blank(&self) -> bool {
        self.character.is_whitespace()
    }
}

/// Whether a text needs a second look.
fn may_hold_noise(text: &str) -> bool {
    let bytes = text.as_bytes();
    let holds = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
    memchr::memchr3(8, 27, 7, bytes).is_some()
        || memchr::memchr(0, bytes).is_some()
        || PROMPTS.iter().any(|prompt| holds(prompt.as_bytes()))
        || holds(b"lines ")
        || holds(b"(config")
        || (!text.is_ascii() && text.contains(is_typographic))
}

/// Whether a character is one that word processors and web pages put in the place of a plain one.
fn is_typographic(character: char) -> bool {
    WITHOUT_WIDTH.contains(&character) || Cell::new(character, 0).character != character
}

/// The line as the terminal showed it in the end: what was wiped and written over is gone.
fn shown(line: &str) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut column: usize = 0;
    let mut rest = line.chars().enumerate().peekable();
    while let Some((from, character)) = rest.next() {
        match character {
            BACKSPACE => column = column.saturating_sub(1),
            '\r' => column = 0,
            BELL | NUL => {}
            ESCAPE => match control_sequence(&mut rest) {
                (Some('K'), 0) => cells.truncate(column),
                // Erases the line, or the screen with it.
                (Some('K' | 'J'), 1..) => cells.clear(),
                (Some('D'), count) => column = column.saturating_sub(count.max(1)),
                (Some('G'), _) => column = 0,
                _ => {}
            },
            _ if WITHOUT_WIDTH.contains(&character) => {}
            _ => {
                // Where the cursor was moved behind the end, blanks stand before it.
                let column_now = column.min(cells.len());
                match cells.get_mut(column_now) {
                    Some(cell) => *cell = Cell::new(character, from),
                    None => cells.push(Cell::new(character, from)),
                }
                column = column_now + 1;
            }
        }
    }
    if line.contains([BACKSPACE, ESCAPE, '\r']) {
        while cells.last().is_some_and(Cell::is_blank) {
            cells.pop();
        }
    }
    cells
}

/// Takes an ANSI control sequence behind its escape: the letter that ends it, and its number. What sets a window's title
/// or a character set has none.
fn control_sequence(rest: &mut Peekable<impl Iterator<Item = (usize, char)>>) -> (Option<char>, usize) {
    match rest.next() {
        Some((_, '[')) => {}
        Some((_, ']')) => {
            while rest.next_if(|(_, c)| *c != BELL && *c != ESCAPE).is_some() {}
            rest.next();
            return (None, 0);
        }
        Some((_, '(' | ')' | '#')) => {
            rest.next();
            return (None, 0);
        }
        _ => return (None, 0),
    }
    let mut number = String::new();
    while let Some((_, parameter)) = rest.next_if(|(_, c)| c.is_ascii_digit() || matches!(c, ';' | '?')) {
        number.push(parameter);
    }
    (rest.next().map(|(_, c)| c), number.parse().unwrap_or(0))
}

/// Where a pager's prompt at the start of the line ends; where something `wipes`, what is left of one counts as well.
fn prompt_end(cells: &[Cell], wipes: bool) -> Option<usize> {
    let indent = cells.iter().take_while(|cell| cell.is_blank()).count();
    let text: String = cells[indent..].iter().take(40).map(|cell| cell.character).collect();
    let length = PROMPTS.iter().find(|prompt| text.starts_with(**prompt)).map(|prompt| prompt.len());
    Some(indent + length.or_else(|| line_numbers(&text)).or_else(|| wipes.then(|| remnant(&text))?)?)
}

/// The length of what too few backspaces leave of a prompt: `--Mor`, with nothing but a blank behind it.
fn remnant(text: &str) -> Option<usize> {
    let word = text.split(' ').next().unwrap_or_default();
    (word.len() > 2 && PROMPTS.iter().any(|prompt| prompt.starts_with(word))).then_some(word.len())
}

/// The length of `lines 1-23`, `lines 24-46/80 57%` or `lines 70-80/80 (END)`, as the pager `less` prompts.
fn line_numbers(text: &str) -> Option<usize> {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = |at: usize| Some(digits(text.get(at..)?)).filter(|length| *length > 0).map(|length| at + length);
    let starts = |at: usize, sign: &str| text.get(at..).is_some_and(|rest| rest.starts_with(sign));
    let mut end = number("lines ".len()).filter(|end| text.starts_with("lines ") && starts(*end, "-"))?;
    end = number(end + 1)?;
    if starts(end, "/") {
        end = number(end + 1).unwrap_or(end);
    }
    if starts(end, " (END)") {
        return Some(end + " (END)".len());
    }
    match number(end + 1).filter(|behind| starts(end, " ") && starts(*behind, "%")) {
        Some(behind) => Some(behind + 1),
        None => Some(end),
    }
}

/// The line without a pager's prompt at its start. How far the command behind one was indented is not known any more:
/// a blank stands for it, so that the line counts with the block before rather than with nothing.
fn without_pager(mut cells: Vec<Cell>, wipes: bool) -> Vec<Cell> {
    let Some(end) = prompt_end(&cells, wipes) else { return cells };
    let Some(first) = (end..cells.len()).find(|at| !cells[*at].is_blank()) else { return Vec::new() };
    indented(&mut cells, first);
    cells
}

/// Takes out the cells before `first`, and leaves one blank for them.
fn indented(cells: &mut Vec<Cell>, first: usize) {
    let Some(from) = first.checked_sub(1).and_then(|before| cells.get(before)).map(|cell| cell.from) else { return };
    cells.drain(..first - 1);
    cells[0] = Cell { character: ' ', from, is_retyped: false };
}

/// The line with the words alone that stand between quotation marks of a word processor, where they need none: people mark
/// off names and addresses so. Behind `=` the marks are the file's own.
fn without_quotes(cells: &[Cell]) -> Vec<Cell> {
    let is_plain = |cell: &Cell| cell.character.is_ascii_alphanumeric() || "._-:/".contains(cell.character);
    let mut kept: Vec<Cell> = Vec::with_capacity(cells.len());
    let mut rest = cells;
    while let [first, behind @ ..] = rest {
        let length = behind.iter().take_while(|cell| is_plain(cell)).count();
        let is_closed = behind.get(length).is_some_and(|last| last.is_retyped && last.character == first.character);
        let is_value = kept.iter().rev().find(|cell| !cell.is_blank()).is_some_and(|cell| cell.character == '=');
        let is_apart = kept.last().is_none_or(Cell::is_blank) && behind.get(length + 1).is_none_or(Cell::is_blank);
        if first.is_retyped && length > 0 && is_closed && is_apart && !is_value {
            kept.extend_from_slice(&behind[..length]);
            rest = &behind[length + 1..];
        } else {
            kept.push(*first);
            rest = behind;
        }
    }
    kept
}

/// The line without the prompt behind which a configuration was typed in. What is typed below another command counts as
/// indented.
fn without_session(mut cells: Vec<Cell>) -> Vec<Cell> {
    let text: String = cells.iter().map(|cell| cell.character).collect();
    let Some(prompt) = session::prompt(&text).filter(|prompt| prompt.mode.is_some()) else { return cells };
    if session::is_other_output(&prompt) || prompt.command.is_empty() {
        return cells;
    }
    let first = text[..prompt.command_at].chars().count();
    if prompt.mode == Some("config") {
        cells.drain(..first);
    } else {
        indented(&mut cells, first);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> String {
        strip(text, Encoding::Utf8(0)).text
    }

    #[test]
    fn a_wiped_prompt_leaves_the_line_as_it_was_shown() {
        let wiped = " --More-- \u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}        \u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}";
        assert_eq!(clean(&format!("a\n{wiped} set peer 192.0.2.1\r\nb\n")), "a\n set peer 192.0.2.1\r\nb\n");
        assert_eq!(clean("<--- More --->\r              \rinterface a\n"), "interface a\n");
        assert_eq!(clean("--More--\u{1b}[8D\u{1b}[K encr aes\n"), " encr aes\n");
        assert_eq!(clean("\u{1b}[1mhostname\u{1b}[0m a\n"), "hostname a\n");
        assert_eq!(clean("\u{1b}[7mlines 1-23\u{1b}[27m\u{1b}[K\r\u{1b}[Kset network a\n"), "set network a\n");
        assert_eq!(
            clean("\u{1b}]0;pa\u{7}\u{1b}[?1h\u{1b}=hostname a\u{7}\n\u{1b}[2Khostname b\n"),
            "hostname a\nhostname b\n"
        );
    }

    #[test]
    fn a_prompt_that_nothing_wiped_is_taken_out() {
        assert_eq!(clean("a\n --More-- \nb\n"), "a\n\nb\n");
        assert_eq!(clean("a\n<--- More --->   crypto map M 10 set pfs\n"), "a\n crypto map M 10 set pfs\n");
        for prompt in ["lines 1-23", "lines 24-46/80 57%", "lines 24-46 3%", "lines 70-80/80 (END)"] {
            assert_eq!(clean(&format!("a\n{prompt} set network b\n{prompt}\n")), "a\n set network b\n\n", "{prompt}");
        }
    }

    #[test]
    fn a_prompt_that_too_few_backspaces_wiped_is_taken_out() {
        let wiped = " --More-- \u{8}\u{8}\u{8}\u{8}    \u{8}\u{8}\u{8}\u{8}";
        let text = format!("a\n{wiped} set transform-set T\n --Mor\n");
        let stripped = strip(&text, Encoding::Utf8(0));
        assert_eq!((&*stripped.text, &*stripped.unplaced), ("a\n set transform-set T\n --Mor\n", &[1][..]));
    }

    #[test]
    fn a_nul_is_nothing() {
        assert_eq!(clean("a\0b\r\0\nc\n"), "ab\nc\n");
    }

    #[test]
    fn everything_else_is_left_alone() {
        for text in [
            "a\r\nb\r\r\n",
            "a\rb\n",
            " description --More-- to come\n",
            "é\n",
            "lines \nlines a\nlines 1\nlines 1-\n",
            " description (config) # of all  \n",
        ] {
            assert_eq!(clean(text), text);
        }
        assert_eq!(clean("a\rb"), "a\nb");
    }

    #[test]
    fn a_configuration_that_was_typed_in_is_read_like_one_that_is_shown() {
        let typed = "hq#conf t\nhq(config)#crypto isakmp policy 10\nhq(config-isakmp)# encr aes\nhq(config-isakmp)#do show run\n";
        assert_eq!(clean(typed), "hq#conf t\ncrypto isakmp policy 10\n encr aes\nhq(config-isakmp)#do show run\n");
    }

    #[test]
    fn what_word_processors_change_is_changed_back_and_said() {
        let stripped = strip("a\u{a0}b \u{201c}c d\u{201d}\n\u{200b}d \u{2013}\n", Encoding::Utf8(0));
        assert_eq!(stripped.text, "a b \"c d\"\nd \u{2013}\n");
        assert_eq!(stripped.retyped, [0]);
    }

    #[test]
    fn a_word_that_needs_no_quotation_marks_loses_those_of_a_word_processor() {
        assert_eq!(clean("set peer \u{201c}192.0.2.1\u{201d}\n"), "set peer 192.0.2.1\n");
        assert_eq!(clean("group \u{2018}a-b\u{2019} type\n"), "group a-b type\n");
        assert_eq!(clean("id = \u{201c}a\u{201d}\n<a b=\u{201c}c\u{201d}>\n"), "id = \"a\"\n<a b=\"c\">\n");
        assert_eq!(clean("set peer \"192.0.2.1\" don\u{2019}t\n"), "set peer \"192.0.2.1\" don't\n");
    }

    #[test]
    fn a_prompt_at_the_end_was_not_answered() {
        let unanswered = |text: &str| strip(text, Encoding::Utf8(0)).unanswered;
        assert_eq!(unanswered("a\n --More-- "), Some(1));
        assert_eq!(unanswered("a\n<--- More --->\n\n"), Some(1));
        assert_eq!(unanswered("a\n<--- More --->\nb\n"), None);
        assert_eq!(unanswered("a\n<--- More --->\r              \r\n"), None);
    }
}
