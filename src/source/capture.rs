//! What a terminal leaves in the text that is captured from it: pager prompts, and how it wipes them away.
//!
//! Only text within a line is taken out, so that the numbers of the lines stay those of the file.

use std::iter::Peekable;
use std::str::Chars;

/// What pagers print at the end of a screen: IOS, ASA, others.
const PROMPTS: [&str; 4] = ["--More-- or (q)uit", "--More--", "<--- More --->", "--more--"];

const BACKSPACE: char = '\u{8}';
const ESCAPE: char = '\u{1b}';

/// The text without what the terminal added; as it is where there is nothing of the kind.
pub(super) fn strip(text: String) -> String {
    // Line ends of old editors.
    if memchr::memchr(b'\n', text.as_bytes()).is_none() {
        return if text.contains('\r') { text.replace('\r', "\n") } else { text };
    }
    if !may_hold_noise(&text) {
        return text;
    }
    let mut clean = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\r', '\n']);
        if may_hold_noise(content) {
            clean.push_str(&without_prompt(shown(content)));
            clean.push_str(&line[content.len()..]);
        } else {
            clean.push_str(line);
        }
    }
    clean
}

/// Whether a text needs a second look.
fn may_hold_noise(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2(8, 27, bytes).is_some()
        || PROMPTS.iter().any(|prompt| memchr::memmem::find(bytes, prompt.as_bytes()).is_some())
}

/// The line as the terminal showed it in the end: what was wiped and written over is gone.
fn shown(line: &str) -> String {
    let mut cells: Vec<char> = Vec::new();
    let mut column: usize = 0;
    let mut rest = line.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            BACKSPACE => column = column.saturating_sub(1),
            '\r' => column = 0,
            ESCAPE => match control_sequence(&mut rest) {
                (Some('K'), _) => cells.truncate(column),
                (Some('D'), count) => column = column.saturating_sub(count.max(1)),
                _ => {}
            },
            _ if column < cells.len() => {
                cells[column] = character;
                column += 1;
            }
            _ => {
                cells.push(character);
                column = cells.len();
            }
        }
    }
    let line: String = cells.into_iter().collect();
    line.trim_end().to_owned()
}

/// Takes an ANSI control sequence behind its escape: the letter that ends it, and its number.
fn control_sequence(rest: &mut Peekable<Chars<'_>>) -> (Option<char>, usize) {
    if rest.next_if_eq(&'[').is_none() {
        return (None, 0);
    }
    let mut number = String::new();
    while let Some(parameter) = rest.next_if(|c| c.is_ascii_digit() || matches!(c, ';' | '?')) {
        number.push(parameter);
    }
    (rest.next(), number.parse().unwrap_or(0))
}

/// The line without a pager's prompt at its start. How far the command behind one was indented is not known any more:
/// a blank stands for it, so that the line counts with the block before rather than with nothing.
fn without_prompt(line: String) -> String {
    let text = line.trim_start();
    match PROMPTS.iter().find_map(|prompt| text.strip_prefix(prompt)) {
        Some(behind) if behind.trim().is_empty() => String::new(),
        Some(behind) => format!(" {}", behind.trim_start()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> String {
        strip(text.to_owned())
    }

    #[test]
    fn a_wiped_prompt_leaves_the_line_as_it_was_shown() {
        let wiped = " --More-- \u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}        \u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}";
        assert_eq!(clean(&format!("a\n{wiped} set peer 192.0.2.1\r\nb\n")), "a\n set peer 192.0.2.1\r\nb\n");
        assert_eq!(clean("<--- More --->\r              \rinterface a\n"), "interface a\n");
        assert_eq!(clean("--More--\u{1b}[8D\u{1b}[K encr aes\n"), " encr aes\n");
        assert_eq!(clean("\u{1b}[1mhostname\u{1b}[0m a\n"), "hostname a\n");
    }

    #[test]
    fn a_prompt_that_nothing_wiped_is_taken_out() {
        assert_eq!(clean("a\n --More-- \nb\n"), "a\n\nb\n");
        assert_eq!(clean("a\n<--- More --->   crypto map M 10 set pfs\n"), "a\n crypto map M 10 set pfs\n");
    }

    #[test]
    fn everything_else_is_left_alone() {
        for text in ["a\r\nb\r\r\n", "a\rb\n", " description --More-- to come\n", "é\n"] {
            assert_eq!(clean(text), text);
        }
        assert_eq!(clean("a\rb"), "a\nb");
    }
}
