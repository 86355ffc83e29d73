//! What the bytes of a file mean as text.

/// How the characters of a file are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8; the number of bytes that a byte order mark takes.
    Utf8(usize),
    /// UTF-16 in either order; the number of bytes that a byte order mark takes.
    Utf16(usize),
    /// One byte a character: Windows-1252, which holds Latin-1.
    OneByte,
}

impl Encoding {
    /// How many bytes stand before the first character.
    pub(super) fn mark(self) -> usize {
        match self {
            Self::Utf8(mark) | Self::Utf16(mark) => mark,
            Self::OneByte => 0,
        }
    }

    /// How many bytes a character takes in the file.
    pub(super) fn width(self, character: char) -> usize {
        match self {
            Self::Utf8(_) => character.len_utf8(),
            Self::Utf16(_) => character.len_utf16() * 2,
            Self::OneByte => 1,
        }
    }
}

/// Decodes a file; `None` where it is not text.
pub(super) fn decode(bytes: &[u8]) -> Option<(String, Encoding)> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => Some((utf16(rest, u16::from_le_bytes), Encoding::Utf16(2))),
        [0xFE, 0xFF, rest @ ..] => Some((utf16(rest, u16::from_be_bytes), Encoding::Utf16(2))),
        [0xEF, 0xBB, 0xBF, rest @ ..] if std::str::from_utf8(rest).is_ok() => {
            Some((String::from_utf8_lossy(rest).into_owned(), Encoding::Utf8(3)))
        }
        _ => match unmarked_utf16(bytes) {
            Some(unit) => Some((utf16(bytes, unit), Encoding::Utf16(0))),
            None if is_binary(bytes) => None,
            None => Some(match std::str::from_utf8(bytes) {
                Ok(text) => (text.to_owned(), Encoding::Utf8(0)),
                Err(_) => (bytes.iter().map(|byte| one_byte(*byte)).collect(), Encoding::OneByte),
            }),
        },
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

/// How the bytes make units of UTF-16 where no mark says it: a configuration is ASCII, so that every other byte is 0.
fn unmarked_utf16(bytes: &[u8]) -> Option<fn([u8; 2]) -> u16> {
    let head = &bytes[..bytes.len().min(512)];
    let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    if bytes.len() < 8 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    match (even * 10 > pairs * 9, odd * 10 > pairs * 9) {
        (false, true) if even == 0 => Some(u16::from_le_bytes),
        (true, false) if odd == 0 => Some(u16::from_be_bytes),
        _ => None,
    }
}

/// A byte of Windows-1252: as in Latin-1, but for the signs that word processors put at 0x80 to 0x9F.
fn one_byte(byte: u8) -> char {
    const SIGNS: [char; 32] = [
        '\u{20AC}', '\u{81}', '\u{201A}', '\u{192}', '\u{201E}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2C6}',
        '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8D}', '\u{17D}', '\u{8F}', '\u{90}', '\u{2018}', '\u{2019}',
        '\u{201C}', '\u{201D}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2DC}', '\u{2122}', '\u{161}', '\u{203A}',
        '\u{153}', '\u{9D}', '\u{17E}', '\u{178}',
    ];
    match byte {
        0x80..=0x9F => SIGNS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Text holds few control characters; a NUL or two are what telnet and broken copies leave in it.
fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    let odd = head.iter().filter(|byte| matches!(byte, 0 | 1..=2 | 4..=6 | 14..=26 | 28..=31)).count();
    odd * 20 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_that_editors_and_shells_write_is_read() {
        const TEXT: &str = "hostname caf\u{e9}\n";
        let units = |order: fn(u16) -> [u8; 2]| TEXT.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let one_byte: Vec<u8> = TEXT.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        for (bytes, encoding) in [
            (TEXT.as_bytes().to_vec(), Encoding::Utf8(0)),
            ([b"\xEF\xBB\xBF", TEXT.as_bytes()].concat(), Encoding::Utf8(3)),
            ([b"\xFF\xFE".to_vec(), units(u16::to_le_bytes)].concat(), Encoding::Utf16(2)),
            ([b"\xFE\xFF".to_vec(), units(u16::to_be_bytes)].concat(), Encoding::Utf16(2)),
            (units(u16::to_le_bytes), Encoding::Utf16(0)),
            (units(u16::to_be_bytes), Encoding::Utf16(0)),
            (one_byte, Encoding::OneByte),
        ] {
            assert_eq!(decode(&bytes), Some((TEXT.to_owned(), encoding)), "{bytes:?}");
        }
        assert_eq!(decode(b"\x93a\x94").map(|(text, _)| text), Some("\u{201c}a\u{201d}".into()));
        assert_eq!(decode(b"\x7FELF\x02\x01\x01\0\0\0\0\0"), None);
    }
}
