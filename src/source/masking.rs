//! Finds the secrets in a text and replaces them by `*` of the same length in bytes.
//!
//! Everything that an engineer would not want to see printed is masked, not only the keys that ikelint compares: a
//! report quotes lines of the file. The rule in doubt is to mask, but never an operand that a VPN parser needs.
//!
//! | file | finds |
//! | --- | --- |
//! | `table.rs`, `pattern.rs` | commands made of words: Cisco, PAN-OS in set and curly form |
//! | `assignment.rs` | `name = value` and `name: value`: strongSwan, YAML, JSON; passwords in URLs |
//! | `xml.rs` | the text of elements with a telling name |

mod assignment;
mod pattern;
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
        .map(|place| (Span::new(id, place.start, place.end), Cleartext::new(xml::unescape(text, place))))
        .collect();
    overwrite(text, &places);
    secrets
}

/// The places of all secrets, in no order, perhaps overlapping.
fn find(text: &str) -> Vec<Range<usize>> {
    let braces = is_in_braces(text);
    let mut found = Vec::new();
    let mut masked_to = 0;
    let mut in_private_key = false;
    for line in lines(text) {
        if line.end <= masked_to {
            in_private_key = false;
            continue;
        }
        let content = &text[line.clone()];
        in_private_key = opens_private_key(content) || (in_private_key && is_in_private_key(content));
        if in_private_key && !content.contains("-----") {
            found.push(line);
            continue;
        }
        if !may_hold_secret(content) {
            continue;
        }
        masked_to = xml::find(text, line.clone(), &mut found).unwrap_or(masked_to);
        if !xml::is_markup(content) {
            find_in_line(content, line.start, braces, &mut found);
        }
    }
    found
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

fn find_in_statement(text: &str, base: usize, quotes_enclose: bool, found: &mut Vec<Range<usize>>) {
    let statement = Statement::new(text, quotes_enclose);
    let known = table::find(&statement, base, found) || assignment::find(text, base, found);
    if !known {
        table::find_anywhere(&statement, base, found);
    }
}

/// The lines of `text` without their breaks. A lone carriage return ends one as well: terminals write it.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let ends = memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).chain(std::iter::once(text.len()));
    ends.scan(0, |start, end| {
        let line = *start..end;
        *start = end + 1;
        Some(line)
    })
    .filter(|line| !line.is_empty())
}

/// Whether the text is in curly form: two lines of three end in a brace or semicolon, and there are some of both.
fn is_in_braces(text: &str) -> bool {
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
    let (mut start, mut quoted) = (0, false);
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
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

/// Whether the body of a private key goes on in this line. Where the file is cut off inside of one, it must not hide the
/// commands that follow.
fn is_in_private_key(line: &str) -> bool {
    let line = line.trim();
    let is_header = line.starts_with("Proc-Type:") || line.starts_with("DEK-Info:");
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=*".contains(&byte);
    is_header || line.bytes().all(is_base64)
}

/// A cheap filter: most lines hold none of these, wherever a word begins or ends.
fn may_hold_secret(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| {
        let stems: &[&[u8]] = match byte | 0x20 {
            b'a' => &[b"auth", b"aaa-"],
            b'b' => &[b"bcrypt", b"bindpw"],
            b'c' => &[b"community", b"common-pw"],
            b'k' => &[b"key"],
            b'm' => &[b"md5"],
            b'p' => &[b"pass", b"psk", b"phash", b"ppk", b"pwd", b"pre-share", b"prv"],
            b's' => &[b"secret", b"snmp-", b"spi "],
            // `://`, which may carry a password.
            b':' => &[b"://"],
            _ => return false,
        };
        stems.iter().any(|stem| bytes.get(at..at + stem.len()).is_some_and(|word| word.eq_ignore_ascii_case(stem)))
    })
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
