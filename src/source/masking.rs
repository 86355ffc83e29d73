//! Finds the secrets in a text and replaces them by `*` of the same length in bytes.
//!
//! Everything that an engineer would not want to see printed is masked, not only the keys that ikelint compares: a
//! report quotes lines of the file. The rule in doubt is to mask, but never an operand that a VPN parser needs.
//!
//! | file | finds |
//! | --- | --- |
//! | `stems.rs` | the lines that may hold one at all |
//! | `table.rs`, `pattern.rs` | commands made of words: Cisco, PAN-OS in set and curly form |
//! | `slips.rs` | keywords that are misspelt |
//! | `bodies.rs` | what stands in a block that holds secrets, whatever its keyword |
//! | `assignment.rs` | `name = value` and `name: value`: strongSwan, YAML, JSON; passwords in URLs |
//! | `xml.rs` | the text of elements with a telling name |

mod assignment;
mod bodies;
mod pattern;
mod slips;
mod stems;
mod table;
mod xml;

use std::ops::Range;

use crate::secret::Cleartext;
use crate::source::{FileId, Span};
use pattern::Statement;

/// Masks every secret in `text` and returns them with their places, in the order of the text.
///
/// Line breaks inside of a secret (a private key in XML) stay.
pub(super) fn mask(id: FileId, text: &mut String) -> Vec<(Span, Cleartext)> {
    let places = merge(find(text));
    let secrets = places
        .iter()
        .map(|place| {
            let (token, is_sound) = xml::unescape(text, place);
            let mut secret = Cleartext::new(token);
            if !is_sound {
                secret.retype();
            }
            (Span::new(id, place.start, place.end), secret)
        })
        .collect();
    overwrite(text, &places);
    secrets
}

/// The places of all secrets, in no order, perhaps overlapping.
fn find(text: &str) -> Vec<Range<usize>> {
    let braces = is_in_braces(text);
    let mut found = Vec::new();
    let mut searched = 0;
    while let Some(hit) = stems::next(text, searched) {
        let line = line_around(text, searched, hit);
        let content = &text[line.clone()];
        let ends = [
            Some(line.end),
            xml::find(text, line.clone(), &mut found),
            opens_private_key(content).then(|| find_private_key(text, line.end, &mut found)),
        ];
        if !xml::is_markup(content) {
            find_in_line(content, line.start, braces, &mut found);
            found.extend(wrapped_key(text, line.clone()));
        }
        let body = bodies::opened_by(content).map(|body| body.find(text, line.end, braces, &mut found));
        searched = ends.into_iter().chain([body]).flatten().max().unwrap_or(line.end);
    }
    found
}

/// The key on the line behind one that breaks off before its key, as a narrow terminal wraps it.
fn wrapped_key(text: &str, line: Range<usize>) -> Option<Range<usize>> {
    const COMMANDS: &[&str] = &["exit", "end", "quit", "!", ":"];
    if !text[line.clone()].trim_end().ends_with("pre-shared-key") {
        return None;
    }
    let start = line.end + text[line.end..].find(|c| !matches!(c, '\r' | '\n'))?;
    let next = text[start..].lines().next()?.trim_end();
    let is_word = !next.is_empty() && !next.contains(char::is_whitespace) && !COMMANDS.contains(&next);
    is_word.then(|| start..start + next.len())
}

/// The line that holds the byte at `hit`, without its break, from `from` on. A lone carriage return ends a line as well:
/// terminals write it.
fn line_around(text: &str, from: usize, hit: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let start = memchr::memrchr2(b'\n', b'\r', &bytes[from..hit]).map_or(from, |at| from + at + 1);
    let end = memchr::memchr2(b'\n', b'\r', &bytes[hit..]).map_or(text.len(), |length| hit + length);
    start..end
}

/// The secrets in a line that is not XML.
fn find_in_line(line: &str, base: usize, braces: bool, found: &mut Vec<Range<usize>>) {
    if braces {
        for piece in statements(line) {
            find_in_statement(&line[piece.clone()], base + piece.start, true, found);
        }
    } else {
        find_in_statement(line, base, false, found);
    }
    assignment::find_in_urls(line, base, found);
}

/// Adds the secrets of one command; whether it is known as one that may hold some, or that holds none.
fn find_in_statement(text: &str, base: usize, quotes_enclose: bool, found: &mut Vec<Range<usize>>) -> bool {
    let statement = Statement::new(text, quotes_enclose);
    table::find(&statement, base, found)
        || assignment::find(text, base, found)
        || table::find_misspelt(&statement, base, found)
        || table::find_anywhere(&statement, base, found)
}

/// Whether the text is in curly form: two lines of three end in a brace or semicolon, and there are some of both.
fn is_in_braces(text: &str) -> bool {
    let opens = |end: &str| memchr::memmem::find(text.as_bytes(), end.as_bytes()).is_some();
    if !["{\n", "{\r", "{ \n"].into_iter().any(opens) {
        return false;
    }
    let (mut lines, mut semicolons, mut braces) = (0_usize, 0_usize, 0_usize);
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        lines += 1;
        semicolons += usize::from(line.ends_with(';'));
        braces += usize::from(line.ends_with(['{', '}']));
    }
    semicolons > 0 && braces > 0 && (semicolons + braces) * 3 >= lines * 2
}

/// Splits a line in curly form at braces and semicolons outside of quotes.
fn statements(line: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, byte) in line.bytes().enumerate() {
        let is_escaped = std::mem::take(&mut escaped);
        match byte {
            b'\\' => escaped = quoted && !is_escaped,
            b'"' => quoted = !quoted || is_escaped,
            b'{' | b'}' | b';' if !quoted => {
                pieces.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(start..line.len());
    pieces
}

/// Whether the lines behind this one are the body of a private key in PEM.
fn opens_private_key(line: &str) -> bool {
    line.contains("-----BEGIN") && line.contains("PRIVATE KEY")
}

/// Adds the lines of a private key from `from` on; where they end. Where the file is cut off inside of one, the commands
/// that follow must stay.
fn find_private_key(text: &str, from: usize, found: &mut Vec<Range<usize>>) -> usize {
    let mut end = from;
    for line in text[from..].split_inclusive(['\n', '\r']) {
        let content = line.trim_end();
        if !is_in_private_key(content) {
            break;
        }
        found.push(end..end + content.len());
        end += line.len();
    }
    end
}

fn is_in_private_key(line: &str) -> bool {
    let line = line.trim();
    let is_header = line.starts_with("Proc-Type:") || line.starts_with("DEK-Info:");
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=*".contains(&byte);
    is_header || line.bytes().all(is_base64)
}

/// Sorts the places and joins those that overlap.
fn merge(mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    places.retain(|place| !place.is_empty());
    places.sort_unstable_by_key(|place| (place.start, place.end));
    places.dedup_by(|next, kept| {
        let overlaps = next.start < kept.end;
        if overlaps {
            kept.end = kept.end.max(next.end);
        }
        overlaps
    });
    places
}

/// Writes `*` over every byte of the places, line breaks aside. The places are sorted and apart.
fn overwrite(text: &mut String, places: &[Range<usize>]) {
    let mut masked = String::with_capacity(text.len());
    let mut copied = 0;
    for place in places {
        masked.push_str(&text[copied..place.start]);
        masked.extend(text[place.clone()].bytes().map(|byte| match byte {
            b'\n' | b'\r' => char::from(byte),
            _ => '*',
        }));
        copied = place.end;
    }
    masked.push_str(&text[copied..]);
    *text = masked;
}

#[cfg(test)]
mod tests;
