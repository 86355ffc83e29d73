//! Secrets that are written as `name = value` or `name: value`, and passwords inside of URLs.

use std::ops::Range;

/// Names of secrets; `_` in a name counts as `-`.
const NAMES: &[&str] = &["key", "pass", "passwd", "ppk", "phash", "community", "authpwd", "privpwd", "ldap-bindpw"];

/// Parts that make a name one of a secret, wherever they stand in it.
const PARTS: &[&str] =
    &["psk", "secret", "password", "passphrase", "sharedkey", "shared-key", "private-key", "auth-key"];

/// Adds the secrets among the assignments in `line`, which begins at `base`; whether there are any.
pub(super) fn find(line: &str, base: usize, found: &mut Vec<Range<usize>>) -> bool {
    let before = found.len();
    let mut searched = 0;
    for at in memchr::memchr2_iter(b'=', b':', line.as_bytes()) {
        if at < searched || !is_secret_name(name_before(line, at)) {
            continue;
        }
        let Some(value) = value_behind(line, at) else { continue };
        searched = value.end;
        found.push(base + value.start..base + value.end);
    }
    found.len() > before
}

/// Adds the passwords in URLs: `ftp://user:password@host/`.
pub(super) fn find_in_urls(line: &str, base: usize, found: &mut Vec<Range<usize>>) {
    for at in memchr::memmem::find_iter(line.as_bytes(), b"://") {
        let start = at + 3;
        let end =
            line[start..].find(|c: char| c.is_whitespace() || c == '/').map_or(line.len(), |length| start + length);
        let Some(host) = line[start..end].rfind('@') else { continue };
        let Some(colon) = line[start..start + host].find(':') else { continue };
        found.push(base + start + colon + 1..base + start + host);
    }
}

/// The name before the sign at `at`; empty where none stands there.
fn name_before(line: &str, at: usize) -> &str {
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
    NAMES.contains(&name.as_str()) || PARTS.iter().any(|part| name.contains(part))
}

/// The value behind the sign at `at`, without its quotes; `None` where there is none.
fn value_behind(line: &str, at: usize) -> Option<Range<usize>> {
    let behind = at + 1;
    let start = line.len() - line[behind..].trim_start().len();
    let tail = &line[start..];
    let quote = tail.chars().next()?;
    if matches!(quote, '"' | '\'') {
        let inside = start + 1;
        let length = line[inside..].find(quote).unwrap_or(line.len() - inside);
        return Some(inside..inside + length);
    }
    // Several assignments stand on one line only where no blank is around the sign.
    let tight = start == behind && line.as_bytes()[at] == b'=';
    let length = if tight { tail.find(char::is_whitespace) } else { tail.find(" #") }.unwrap_or(tail.len());
    let value = tail[..length].trim_end().trim_end_matches([',', ';', '}']).trim_end();
    (!value.is_empty()).then(|| start..start + value.len())
}
