//! Secrets that are written as `name = value` or `name: value`, and passwords inside of URLs.

use std::ops::Range;

use super::slips;

/// Names of secrets; `_` in a name counts as `-`.
const NAMES: &[&str] = &["key", "pass", "passwd", "ppk", "phash", "community", "authpwd", "privpwd", "ldap-bindpw"];

/// Parts that make a name one of a secret, wherever they stand in it.
const PARTS: &[&str] =
    &["psk", "secret", "password", "passphrase", "sharedkey", "shared-key", "private-key", "auth-key"];

/// Words of `ipsec.secrets` between the colon and the secret.
const SECRET_TYPES: &[&str] = &["psk", "xauth", "eap", "ntlm", "ppk"];

/// How much of a URL is looked at, in characters; bounds the search in what is none.
const MAX_URL: usize = 512;

/// Adds the secrets among the assignments in `line`, which begins at `base`; whether there are any.
pub(super) fn find(line: &str, base: usize, found: &mut Vec<Range<usize>>) -> bool {
    let before = found.len();
    let mut searched = 0;
    for at in memchr::memchr2_iter(b'=', b':', line.as_bytes()) {
        let sign = if is_secret_name(name_before(line, at)) { Some(at) } else { secret_type_behind(line, at) };
        let value = sign.filter(|sign| *sign >= searched).and_then(|sign| value_behind(line, sign));
        let Some(value) = value else { continue };
        searched = value.end;
        found.push(base + value.start..base + value.end);
    }
    found.len() > before
}

/// The value of the first assignment in `line`, whatever its name.
pub(super) fn value(line: &str) -> Option<Range<usize>> {
    value_behind(line, line.find(['=', ':'])?)
}

/// Adds the passwords in URLs: `ftp://user:password@host/`. A password may hold a slash or an `@`.
pub(super) fn find_in_urls(line: &str, base: usize, found: &mut Vec<Range<usize>>) {
    for at in memchr::memmem::find_iter(line.as_bytes(), b"://") {
        let start = at + 3;
        let length =
            line[start..].chars().take(MAX_URL).take_while(|c| !c.is_whitespace()).map(char::len_utf8).sum::<usize>();
        let url = &line[start..start + length];
        let Some(host) = url.rfind('@') else { continue };
        let Some(colon) = url[..host].find(':') else { continue };
        found.push(base + start + colon + 1..base + start + host);
    }
}

/// The name before the sign at `at`; empty where none stands there.
///
/// In `password =x` of a Cisco device, with a blank on the left only, the sign is the first character of the password.
fn name_before(line: &str, at: usize) -> &str {
    let blank_at = |at: Option<usize>| at.and_then(|at| line.as_bytes().get(at)).is_none_or(u8::is_ascii_whitespace);
    if blank_at(at.checked_sub(1)) && !blank_at(Some(at + 1)) {
        return "";
    }
    let head = line[..at].trim_end_matches([' ', '\t']);
    let head = head.strip_suffix(['"', '\'']).unwrap_or(head);
    let start = head
        .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
        .map_or(0, |before| before + head[before..].chars().next().map_or(1, char::len_utf8));
    &head[start..]
}

fn is_secret_name(name: &str) -> bool {
    if name.len() < 3 || name.len() > 64 {
        return false;
    }
    let name = name.to_ascii_lowercase().replace('_', "-");
    NAMES.contains(&name.as_str())
        || PARTS.iter().any(|part| name.contains(part) || part.len() > 3 && slips::is_slip(part, &name))
}

/// The place of the last letter of a type of secret that follows the colon at `at`: `: PSK "..."`.
fn secret_type_behind(line: &str, at: usize) -> Option<usize> {
    let tail = line[at..].strip_prefix(':')?.trim_start();
    let has = |word: &&&str| tail.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    let length = SECRET_TYPES.iter().find(has)?.len();
    tail[length..].starts_with([' ', '\t']).then(|| line.len() - tail.len() + length - 1)
}

/// The value behind the sign at `at`, without its quotes; `None` where there is none.
fn value_behind(line: &str, at: usize) -> Option<Range<usize>> {
    let behind = at + 1;
    let start = line.len() - line[behind..].trim_start().len();
    let tail = &line[start..];
    let quote = tail.chars().next()?;
    if matches!(quote, '"' | '\'') {
        let inside = start + 1;
        let length = closing(&line[inside..], quote).unwrap_or(line.len() - inside);
        return Some(inside..inside + length);
    }
    // Several assignments stand on one line only where no blank is around the sign.
    let tight = start == behind && line.as_bytes()[at] == b'=';
    let length = if tight { tail.find(char::is_whitespace) } else { tail.find(" #") }.unwrap_or(tail.len());
    let value = tail[..length].trim_end();
    let value = if line.contains('{') { value.trim_end_matches(['}', ' ', '\t']) } else { value };
    (!value.is_empty()).then(|| start..start + value.len())
}

/// Where the quote closes; one behind a backslash does not.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    text.char_indices().find_map(|(at, character)| {
        let closes = character == quote && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        closes.then_some(at)
    })
}
