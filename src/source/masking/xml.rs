//! Secrets in XML: the text of elements with a telling name.

use std::borrow::Cow;
use std::ops::Range;

/// Elements whose text is a secret; `_` in a name counts as `-`. With children instead of text they hold none.
const ELEMENTS: &[&str] = &[
    "key",
    "private-key",
    "phash",
    "password",
    "passwd",
    "secret",
    "auth-key",
    "passphrase",
    "bind-password",
    "snmp-community-string",
    "community-string",
    "community",
    "authpwd",
    "privpwd",
    "auth-password",
    "priv-password",
    "shared-secret",
    "secret-key",
    "api-key",
    "ppk",
    "psk",
    "pre-shared-key",
    "presharedkey",
    "bcrypt-hash",
    "encrypted-password",
    "ldap-bindpw",
    "prv",
];

/// The longest tag that is looked at, in bytes; bounds the search in what is no XML.
const MAX_TAG: usize = 1024;

/// The longest character data that are looked at, in bytes, for the same reason.
const MAX_CDATA: usize = 64 * 1024;

const CDATA: &str = "<![CDATA[";

/// Whether a line is XML, from its start. `<--- More --->` and `<removed> text` are not told apart from it fully, which
/// is why elements are also looked for in other lines.
pub(super) fn is_markup(line: &str) -> bool {
    let mut head = line.trim_start().bytes();
    head.next() == Some(b'<') && head.next().is_some_and(|byte| byte.is_ascii_alphabetic() || b"/?!".contains(&byte))
}

/// Finds the secrets of the elements that open in `line`. Returns where the last of them ends, which may be lines later.
pub(super) fn find(text: &str, line: Range<usize>, found: &mut Vec<Range<usize>>) -> Option<usize> {
    let own_lines = is_markup(&text[line.clone()]);
    let mut searched = None;
    let mut at = line.start;
    while let Some(open) = memchr::memchr(b'<', text.as_bytes().get(at..line.end)?).map(|offset| at + offset) {
        at = open + 1;
        if let Some(body) = key_body(text, open) {
            found.extend(texts(text, body));
        }
        let Some(value) = value(text, open, line.end, own_lines) else { continue };
        at = value.end;
        searched = Some(value.end);
        found.push(value);
    }
    searched
}

/// The inside of the element that opens at `open`, where it is there for a key and holds it in a child, by whatever name.
fn key_body(text: &str, open: usize) -> Option<Range<usize>> {
    const OPENS: &[u8] = b"<pre-shared-key>";
    let tail = text.as_bytes()[open..].strip_prefix(OPENS)?;
    let start = open + OPENS.len();
    let length = memchr::memmem::find(&tail[..tail.len().min(MAX_CDATA)], b"</pre-shared-key>")?;
    Some(start..start + length)
}

/// All that is no tag and no blank in a piece of XML.
fn texts(text: &str, piece: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = piece.start;
    text[piece].split_inclusive('>').filter_map(move |part| {
        let start = at;
        at += part.len();
        let content = &part[..part.find('<').unwrap_or(part.len())];
        let lead = content.len() - content.trim_start().len();
        let trimmed = content.trim();
        (!trimmed.is_empty()).then(|| start + lead..start + lead + trimmed.len())
    })
}

/// The text of the element that opens at `open`, where its name is telling.
fn value(text: &str, open: usize, line_end: usize, own_lines: bool) -> Option<Range<usize>> {
    let tag = &text.as_bytes()[open + 1..line_end.min(open + 1 + MAX_TAG)];
    let name = &tag[..tag.iter().position(|byte| !(byte.is_ascii_alphanumeric() || b"-_".contains(byte)))?];
    if !is_secret_element(name) {
        return None;
    }
    let start = open + 1 + memchr::memchr(b'>', tag)? + 1;
    if text[..start].ends_with("/>") {
        return None;
    }
    let end = text_end(text, start);
    let closes = end.filter(|end| text[*end..].starts_with("</"));
    let place = match closes {
        Some(end) if own_lines || end <= line_end => start..end,
        // It never closes: the file is cut off.
        None if own_lines && end.is_none() => start..line_end,
        _ => return None,
    };
    let trimmed = text[place.clone()].trim();
    let lead = text[place.clone()].len() - text[place.clone()].trim_start().len();
    (!trimmed.is_empty()).then(|| place.start + lead..place.start + lead + trimmed.len())
}

/// Where the text from `start` on ends: at the next tag.
fn text_end(text: &str, start: usize) -> Option<usize> {
    let tail = &text.as_bytes()[start..];
    if text[start..].trim_start().starts_with(CDATA) {
        let tail = &tail[..tail.len().min(MAX_CDATA)];
        return memchr::memmem::find(tail, b"</").map(|length| start + length);
    }
    memchr::memchr(b'<', tail).map(|length| start + length)
}

fn is_secret_element(name: &[u8]) -> bool {
    let lower = |byte: &u8| if *byte == b'_' { b'-' } else { byte.to_ascii_lowercase() };
    ELEMENTS.iter().any(|element| element.len() == name.len() && name.iter().map(lower).eq(element.bytes()))
}

/// The secret at `place` as the device means it: without the escapes of XML where it is the text of an element. And
/// whether that could be done: an entity that XML does not know leaves the secret open.
pub(super) fn unescape<'t>(text: &'t str, place: &Range<usize>) -> (Cow<'t, str>, bool) {
    let raw = &text[place.clone()];
    let is_text = text[..place.start].ends_with('>') && text[place.end..].starts_with("</");
    if let Some(inner) = raw.strip_prefix(CDATA).and_then(|rest| rest.strip_suffix("]]>")) {
        return (Cow::Borrowed(inner), true);
    }
    if !is_text || !raw.contains('&') {
        return (Cow::Borrowed(raw), true);
    }
    quick_xml::escape::unescape(raw).map_or((Cow::Borrowed(raw), false), |secret| (secret, true))
}
