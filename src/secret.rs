//! Pre-shared keys, and the three-valued comparison of two of them.
//!
//! Invariant: no secret leaves this module. Nothing here implements `Display` or `Serialize`, and `Debug` prints
//! [`MASK`] whatever the content.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};

/// What every renderer shows in the place of a secret.
pub const MASK: &str = "********";

/// A secret token exactly as a file writes it. Made when the file is read, before its text is masked.
#[derive(Clone, PartialEq, Eq)]
pub struct Cleartext(String);

impl Cleartext {
    /// Takes the token as it stands in the file.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// Whether it is of several words, as where another command stands behind a key.
    pub(crate) fn has_blanks(&self) -> bool {
        self.0.contains(char::is_whitespace)
    }

    /// Marks a token that a word processor has changed: whatever the key was, it is not what stands there now.
    pub(crate) fn retype(&mut self) {
        self.0.insert(0, RETYPED);
    }
}

/// What a token begins with that is not as it was typed.
const RETYPED: char = '\u{201c}';

impl fmt::Debug for Cleartext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// Why a key cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unreadable {
    /// The device or a collector masked it (`*****`, `<removed>`).
    Masked,
    /// It is encrypted with a key that the file does not hold (Cisco type 6 and 8, PAN-OS level 2).
    Encrypted,
    /// It is a placeholder of a template (`{{ psk }}`, `$psk`).
    Template,
    /// It is written in a form that cannot be decoded, for example an odd number of hexadecimal digits.
    Malformed,
}

impl Unreadable {
    /// A short phrase for people, without a full stop.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Masked => "masked",
            Self::Encrypted => "encrypted",
            Self::Template => "a placeholder",
            Self::Malformed => "in a form that cannot be decoded",
        }
    }
}

/// What two keys are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyComparison {
    /// They are the same.
    Same,
    /// They differ.
    Different,
    /// One of them cannot be read, for this reason.
    Unverifiable(Unreadable),
}

#[derive(Clone, PartialEq, Eq)]
enum Content {
    Plain(Vec<u8>),
    Sha1([u8; 20]),
    Unreadable(Unreadable),
}

/// A pre-shared key, as far as the file lets it be read.
#[derive(Clone, PartialEq, Eq)]
pub struct Psk(Content);

impl fmt::Debug for Psk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl Psk {
    /// A key in clear text. Masks and placeholders are recognised and give a key that cannot be compared.
    pub fn plain(token: &Cleartext) -> Self {
        match unreadable(&token.0) {
            Some(reason) => Self(Content::Unreadable(reason)),
            None => Self(Content::Plain(token.0.as_bytes().to_vec())),
        }
    }

    /// A key of which it is not clear where it ends.
    pub(crate) fn malformed() -> Self {
        Self(Content::Unreadable(Unreadable::Malformed))
    }

    /// A key in hexadecimal digits, with or without `0x`.
    pub fn hexadecimal(token: &Cleartext) -> Self {
        if let Some(reason) = unreadable(&token.0) {
            return Self(Content::Unreadable(reason));
        }
        let digits = token.0.strip_prefix("0x").or_else(|| token.0.strip_prefix("0X")).unwrap_or(&token.0);
        match decode_hexadecimal(digits) {
            Some(bytes) if !bytes.is_empty() => Self(Content::Plain(bytes)),
            _ => Self(Content::Unreadable(Unreadable::Malformed)),
        }
    }

    /// A key that is encrypted with a key outside of the file (Cisco type 6, ASA type 8). Equal text proves nothing, since
    /// the encryption is salted.
    pub fn encrypted() -> Self {
        Self(Content::Unreadable(Unreadable::Encrypted))
    }

    /// A Cisco type 7 key, which is only obfuscated.
    pub fn cisco_type_7(token: &Cleartext) -> Self {
        match decode_type_7(&token.0) {
            Some(bytes) => Self(Content::Plain(bytes)),
            None => Self(Content::Unreadable(unreadable(&token.0).unwrap_or(Unreadable::Malformed))),
        }
    }

    /// A key as PAN-OS stores it: `-AQ==`, the base64 of the unsalted SHA-1 of the key (28 characters), and the
    /// encrypted key in base64. The digest is enough to compare. A set script may hold the key in clear text instead, and
    /// a template a variable, `$name`: a key that begins in that way is better not compared than compared wrongly.
    pub fn panos(token: &Cleartext) -> Self {
        if token.0.starts_with('$') {
            return Self(Content::Unreadable(Unreadable::Template));
        }
        let Some(rest) = token.0.strip_prefix('-') else {
            return Self::plain(token);
        };
        let digest = rest.strip_prefix("AQ==").and_then(|body| {
            let (digest, cipher) = (body.get(..28)?, body.get(28..)?);
            let cipher = STANDARD.decode(cipher).ok()?;
            let whole_blocks = !cipher.is_empty() && cipher.len().is_multiple_of(16);
            whole_blocks.then(|| STANDARD.decode(digest).ok()).flatten()?.try_into().ok()
        });
        Self(digest.map_or(Content::Unreadable(Unreadable::Encrypted), Content::Sha1))
    }

    /// A key as swanctl.conf writes it: text, `0x` and hexadecimal digits, or `0s` and base64. In quotes a backslash
    /// escapes what follows; without quotes a comment or the end of the section ends the key.
    pub fn strongswan(token: &Cleartext, is_quoted: bool) -> Self {
        if let Some(reason) = unreadable(&token.0) {
            return Self(Content::Unreadable(reason));
        }
        let text = if is_quoted {
            unescape(&token.0)
        } else {
            token.0.split(['#', '}']).next().unwrap_or_default().trim().to_owned()
        };
        if let Some(encoded) = text.strip_prefix("0s") {
            let decoded = STANDARD.decode(encoded).ok();
            return Self(decoded.map_or(Content::Unreadable(Unreadable::Malformed), Content::Plain));
        }
        match text.starts_with("0x") {
            true => Self::hexadecimal(&Cleartext(text)),
            false => Self::plain(&Cleartext(text)),
        }
    }

    /// Why the key cannot be read; `None` where it can be compared.
    pub fn unreadable(&self) -> Option<Unreadable> {
        match self.0 {
            Content::Unreadable(reason) => Some(reason),
            _ => None,
        }
    }

    /// Compares two keys. Case and every byte count.
    pub fn compare(&self, other: &Psk) -> KeyComparison {
        let same = match (&self.0, &other.0) {
            (Content::Unreadable(reason), _) | (_, Content::Unreadable(reason)) => {
                return KeyComparison::Unverifiable(*reason);
            }
            (Content::Plain(own), Content::Plain(theirs)) => own == theirs,
            (Content::Sha1(own), Content::Sha1(theirs)) => own == theirs,
            (Content::Sha1(digest), Content::Plain(key)) | (Content::Plain(key), Content::Sha1(digest)) => {
                Sha1::digest(key).as_slice() == digest
            }
        };
        if same { KeyComparison::Same } else { KeyComparison::Different }
    }
}

/// Why a key is easy to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// It is one of the words that guessing begins with.
    Common,
    /// It has one or two different signs.
    Repetitive,
    /// It cannot hold 64 bits, however random it is.
    VeryShort,
    /// It cannot hold 112 bits, the least that NIST SP 800-131A allows.
    Short,
}

/// Words that documentation and guides use as keys, in lower case, without the digits and signs at their end.
const COMMON: [&str; 22] = [
    "cisco",
    "ciscokey",
    "cisco123",
    "password",
    "passw0rd",
    "p@ssw0rd",
    "secret",
    "test",
    "testkey",
    "vpn",
    "vpnkey",
    "ipsec",
    "ipseckey",
    "key",
    "psk",
    "presharedkey",
    "sharedkey",
    "admin",
    "changeme",
    "paloalto",
    "strongswan",
    "letmein",
];

impl Psk {
    /// Why the key is easy to guess; `None` where it is not, or where only its digest or nothing can be read.
    pub fn weakness(&self) -> Option<Weakness> {
        const VERY_SHORT: f64 = 64.0;
        const SHORT: f64 = 112.0;
        let Content::Plain(bytes) = &self.0 else { return None };
        let bare: String = bytes.iter().map(|byte| char::from(byte.to_ascii_lowercase())).collect();
        let word = bare.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation());
        let letters: String = word.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect();
        if COMMON.contains(&letters.as_str()) || COMMON.contains(&bare.as_str()) || word.is_empty() && bare.len() < 12 {
            return Some(Weakness::Common);
        }
        let mut distinct = bytes.clone();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() <= 2 {
            return Some(Weakness::Repetitive);
        }
        match most_bits(bytes) {
            bits if bits < VERY_SHORT => Some(Weakness::VeryShort),
            bits if bits < SHORT => Some(Weakness::Short),
            _ => None,
        }
    }
}

/// The most bits that a key of this length and these kinds of signs can hold.
fn most_bits(bytes: &[u8]) -> f64 {
    type IsOf = fn(&u8) -> bool;
    const KINDS: [(IsOf, f64); 5] = [
        (u8::is_ascii_digit, 10.0),
        (u8::is_ascii_lowercase, 26.0),
        (u8::is_ascii_uppercase, 26.0),
        (|byte| byte.is_ascii_punctuation() || *byte == b' ', 33.0),
        (|byte| !byte.is_ascii_graphic() && *byte != b' ', 161.0),
    ];
    let used = KINDS.iter().filter(|(is_of, _)| bytes.iter().any(is_of));
    let alphabet: f64 = used.map(|(_, signs)| signs).sum();
    // A key holds far fewer than 2^32 bytes, so the conversion is exact.
    f64::from(u32::try_from(bytes.len()).unwrap_or(u32::MAX)) * alphabet.max(1.0).log2()
}

/// Why a token is no key at all, where it is not. In doubt a token counts as masked: then the keys are said to be
/// unverifiable, where a real key of that form would have been compared.
fn unreadable(token: &str) -> Option<Unreadable> {
    if token.starts_with(RETYPED) {
        return Some(Unreadable::Malformed);
    }
    let bare = token.trim_matches('"');
    let bracketed = [('<', '>'), ('[', ']'), ('(', ')')]
        .iter()
        .any(|(open, close)| bare.starts_with(*open) && bare.ends_with(*close) && bare.len() > 1);
    if bare.is_empty() || is_filler(bare) || is_mask_word(bare.trim_matches(['<', '>', '[', ']', '(', ')'])) {
        return Some(Unreadable::Masked);
    }
    let template = bracketed || (bare.starts_with("{{") && bare.ends_with("}}")) || bare.starts_with("${");
    (template || is_variable(bare)).then_some(Unreadable::Template)
}

/// Whether a token is a name that a template fills in: `$PSK`, `%PSK%`, `__PSK__`. In capitals only: keys may begin in the
/// same way.
fn is_variable(token: &str) -> bool {
    let within = |open: &str, close: &str| token.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    let name = within("%", "%").or_else(|| within("__", "__")).or_else(|| token.strip_prefix('$'));
    let is_of_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()) && name.bytes().all(is_of_name))
}

/// Whether a token is one sign over and over, as people and devices write in the place of a key.
fn is_filler(token: &str) -> bool {
    let only = |sign: u8| token.bytes().all(|byte| byte.eq_ignore_ascii_case(&sign));
    only(b'*') || (token.len() > 2 && (only(b'x') || only(b'.') || only(b'-') || only(b'#')))
}

/// Whether a token says that something was taken out: RANCID's `removed`, Oxidized's `secret hidden`, what people write
/// into tickets. Only whole words count, alone or in company of each other.
fn is_mask_word(token: &str) -> bool {
    const WORDS: [&str; 15] = [
        "removed",
        "hidden",
        "secret",
        "masked",
        "redacted",
        "sanitized",
        "sanitised",
        "omitted",
        "deleted",
        "key",
        "psk",
        "password",
        "your",
        "shared",
        "pre",
    ];
    const TELLING: [&str; 9] =
        ["removed", "hidden", "secret", "masked", "redacted", "sanitized", "sanitised", "omitted", "deleted"];
    let lower = token.to_ascii_lowercase();
    let words: Vec<&str> = lower.split([' ', '-', '_']).filter(|word| !word.is_empty()).collect();
    words.iter().all(|word| WORDS.contains(word)) && words.iter().any(|word| TELLING.contains(word))
}

/// Resolves the escapes of a quoted value in swanctl.conf, secret or not. An escaped line end joins two lines.
pub(crate) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, if character == '\\' { characters.next() } else { None }) {
            (_, Some('n')) => out.push('\n'),
            (_, Some('r')) => out.push('\r'),
            (_, Some('t')) => out.push('\t'),
            (_, Some('\n')) => {}
            (_, Some(escaped)) => out.push(escaped),
            (character, None) => out.push(character),
        }
    }
    out
}

fn decode_hexadecimal(digits: &str) -> Option<Vec<u8>> {
    let bytes = digits.as_bytes();
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    bytes.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// Decodes type 7: two decimal digits give the offset into a fixed table, then pairs of hexadecimal digits follow.
fn decode_type_7(token: &str) -> Option<Vec<u8>> {
    const TABLE: &[u8; 53] = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87";
    let offset: usize = token.get(..2)?.parse().ok().filter(|offset| *offset < TABLE.len())?;
    let cipher = decode_hexadecimal(token.get(2..)?)?;
    Some(cipher.iter().enumerate().map(|(i, byte)| byte ^ TABLE[(offset + i) % TABLE.len()]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(token: &str) -> Psk {
        Psk::plain(&Cleartext::new(token))
    }

    #[test]
    fn a_key_is_rated_without_being_shown() {
        let rated = |key: &str| Psk::plain(&Cleartext::new(key)).weakness();
        for key in ["cisco", "Cisco123!", "VPN-Key-1", "12345678", "changeme"] {
            assert_eq!(rated(key), Some(Weakness::Common), "{key}");
        }
        assert_eq!(rated("abababababababababababab"), Some(Weakness::Repetitive));
        assert_eq!(rated("Tr0ub4dor"), Some(Weakness::VeryShort));
        assert_eq!(rated("kQ7-vb2mXw9pL"), Some(Weakness::Short));
        assert_eq!(rated("kQ7-vb2mXw9pLkz0Rt5YhN3s"), None);
        assert_eq!(rated("*****"), None);
    }

    #[test]
    fn debug_never_shows_a_key() {
        assert_eq!(format!("{:?} {:?}", plain("s3cret"), Cleartext::new("s3cret")), "******** ********");
    }

    #[test]
    fn masks_and_placeholders_are_not_keys() {
        let masks =
            ["*****", "*", "<removed>", "<secret hidden>", "XXXXX", "xxxxxxxx", "REDACTED", "SECRET", "\"*****\""];
        for token in masks {
            assert_eq!(plain(token).unreadable(), Some(Unreadable::Masked), "{token}");
        }
        for token in ["{{ psk }}", "<psk>", "[key]", "${PSK}", "$PSK_HQ", "%PSK%", "__PSK__"] {
            assert_eq!(plain(token).unreadable(), Some(Unreadable::Template), "{token}");
        }
        for token in ["secret123", "my-secret", "key", "psk", "xX1", "cisco", "x", "-AQ", "$ecret1", "%a%", "$1"] {
            assert_eq!(plain(token).unreadable(), None, "{token}");
        }
    }

    #[test]
    fn equal_masks_prove_nothing() {
        assert_eq!(plain("*****").compare(&plain("*****")), KeyComparison::Unverifiable(Unreadable::Masked));
    }

    #[test]
    fn type_7_is_decoded() {
        // Public vectors: both decode to well-known words.
        let cisco = Psk::cisco_type_7(&Cleartext::new("0822455D0A16"));
        assert_eq!(cisco.compare(&plain("cisco")), KeyComparison::Same);
        assert_eq!(cisco.compare(&plain("Cisco")), KeyComparison::Different);
    }

    #[test]
    fn hexadecimal_compares_with_text() {
        assert_eq!(Psk::hexadecimal(&Cleartext::new("0x636973636f")).compare(&plain("cisco")), KeyComparison::Same);
        assert_eq!(Psk::hexadecimal(&Cleartext::new("abc")).unreadable(), Some(Unreadable::Malformed));
    }

    #[test]
    fn panos_digest_compares_with_text_and_across_master_keys() {
        let first = Psk::panos(&Cleartext::new("-AQ==4oaXexPxqJ4g0EWSB1RdFf4eugg=QB2FTzPzPnegOOdK2VtojQ=="));
        let second = Psk::panos(&Cleartext::new("-AQ==4oaXexPxqJ4g0EWSB1RdFf4eugg=yicd7NMQ47s6u8/GgByLMQ=="));
        assert_eq!(first.compare(&second), KeyComparison::Same);
        assert_eq!(first.compare(&plain("letmein123")), KeyComparison::Same);
        assert_eq!(first.compare(&plain("letmein124")), KeyComparison::Different);
    }

    #[test]
    fn strongswan_writes_a_key_in_three_ways() {
        let key = |token: &str, is_quoted| Psk::strongswan(&Cleartext::new(token), is_quoted);
        for (token, is_quoted) in
            [("cisco", true), ("0x636973636f", false), ("0sY2lzY28=", false), ("cisco # x", false)]
        {
            assert_eq!(key(token, is_quoted).compare(&plain("cisco")), KeyComparison::Same, "{token}");
        }
        assert_eq!(key("a\\\"b # c", true).compare(&plain("a\"b # c")), KeyComparison::Same);
        assert_eq!(key("0s!", false).unreadable(), Some(Unreadable::Malformed));
        assert_eq!(key("*****", true).unreadable(), Some(Unreadable::Masked));
    }

    #[test]
    fn panos_variables_are_not_keys() {
        assert_eq!(Psk::panos(&Cleartext::new("$psk")).unreadable(), Some(Unreadable::Template));
    }

    #[test]
    fn panos_level_2_cannot_be_compared() {
        assert_eq!(Psk::panos(&Cleartext::new("-Ag==abcd")).unreadable(), Some(Unreadable::Encrypted));
    }
}
