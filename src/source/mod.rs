//! Files as they were read: decoded, masked, and addressable by line.

mod capture;
mod masking;
mod span;

use std::path::Path;

pub use span::{FileId, Span};

use crate::secret::Cleartext;

/// Why a file cannot be used at all. The text is a full sentence for the user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// It could not be opened or read.
    #[error("{file}: cannot be read ({reason}). Check the path and the permissions.")]
    Unreadable {
        /// The path as given.
        file: String,
        /// What the operating system said.
        reason: String,
    },
    /// It has no content.
    #[error("{file}: the file is empty. Give the running configuration of a device.")]
    Empty {
        /// The path as given.
        file: String,
    },
    /// It is not text.
    #[error("{file}: this is a binary file, not a configuration. Give the running configuration as text or XML.")]
    Binary {
        /// The path as given.
        file: String,
    },
}

/// A file that was read: its text is decoded, and every secret in it is replaced by `*` of the same length.
#[derive(Debug)]
pub struct SourceFile {
    id: FileId,
    name: String,
    text: String,
    line_starts: Vec<u32>,
    secrets: Vec<(Span, Cleartext)>,
}

impl SourceFile {
    /// Reads the file at `path`, which keeps its name as given.
    ///
    /// # Errors
    /// [`SourceError`] where the file cannot be opened, is empty, or is not text.
    pub fn read(id: FileId, path: &Path) -> Result<Self, SourceError> {
        let name = path.display().to_string();
        let bytes = std::fs::read(path)
            .map_err(|error| SourceError::Unreadable { file: name.clone(), reason: error.to_string() })?;
        Self::from_bytes(id, name, &bytes)
    }

    /// Decodes and masks `bytes`, which are called `name` in reports.
    ///
    /// UTF-8 and UTF-16 (with a byte order mark) are decoded; what is neither is read as Latin-1. Pager prompts that a
    /// terminal left in the text are taken out, without moving a line.
    ///
    /// # Errors
    /// [`SourceError::Empty`] and [`SourceError::Binary`].
    pub fn from_bytes(id: FileId, name: impl Into<String>, bytes: &[u8]) -> Result<Self, SourceError> {
        let name = name.into();
        let text = decode(bytes).ok_or_else(|| SourceError::Binary { file: name.clone() })?;
        let mut text = capture::strip(text);
        if text.trim().is_empty() {
            return Err(SourceError::Empty { file: name });
        }
        let secrets = masking::mask(id, &mut text);
        let line_starts = std::iter::once(0)
            .chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX)))
            .collect();
        Ok(Self { id, name, text, line_starts, secrets })
    }

    /// Its place in the list of inputs.
    pub fn id(&self) -> FileId {
        self.id
    }

    /// The path as it was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The decoded, masked text, without the prompts of a pager.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The masked text of `span`; empty where the span does not lie in this file.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The 1-based line and column of a byte offset; the column counts Unicode scalar values.
    pub fn line_column(&self, offset: u32) -> (usize, usize) {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(0) as usize;
        let column = self.text.get(start..offset as usize).map_or(0, |head| head.chars().count());
        (line, column + 1)
    }

    /// The bytes of a 1-based line without its line end; `None` where the file has no such line.
    pub fn line_range(&self, line: usize) -> Option<std::ops::Range<usize>> {
        let start = *self.line_starts.get(line.checked_sub(1)?)? as usize;
        let end = self.line_starts.get(line).map_or(self.text.len(), |next| *next as usize - 1);
        let length = self.text.get(start..end)?.trim_end_matches('\r').len();
        Some(start..start + length)
    }

    /// The secret that stands at `span`, for a platform to make a key of. `None` where the masking saw none there.
    ///
    /// The span may be wider or narrower than the secret, for example by the quotes around it; it is enough that they
    /// overlap.
    pub fn secret(&self, span: Span) -> Option<&Cleartext> {
        let at = self.secrets.partition_point(|(own, _)| own.end <= span.start);
        self.secrets.get(at).filter(|(own, _)| own.file == span.file && own.start < span.end).map(|(_, clear)| clear)
    }

    /// The places of all secrets in this file.
    pub fn secret_spans(&self) -> impl Iterator<Item = Span> + '_ {
        self.secrets.iter().map(|(span, _)| *span)
    }
}

/// Decodes a file; `None` where it is not text.
fn decode(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Some(String::from_utf8_lossy(rest).into_owned()),
        [0xFF, 0xFE, rest @ ..] => Some(decode_utf16(rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => Some(decode_utf16(rest, u16::from_be_bytes)),
        _ if is_binary(bytes) => None,
        _ => Some(match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            // Latin-1: each byte is the code point of the same number.
            Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
        }),
    }
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

/// Text holds no NUL bytes and few control characters.
fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    let odd = head.iter().filter(|byte| matches!(byte, 0 | 1..=2 | 4..=6 | 14..=26 | 28..=31)).count();
    memchr::memchr(0, head).is_some() || odd * 20 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: &[u8]) -> Result<SourceFile, SourceError> {
        SourceFile::from_bytes(FileId(0), "a.cfg", bytes)
    }

    #[test]
    fn decodes_what_editors_and_terminals_write() {
        assert_eq!(file(b"\xEF\xBB\xBFhostname a").map(|f| f.text().to_owned()), Ok("hostname a".into()));
        assert_eq!(file(b"\xFF\xFEh\0o\0").map(|f| f.text().to_owned()), Ok("ho".into()));
        assert_eq!(file(b"description caf\xE9").map(|f| f.text().to_owned()), Ok("description café".into()));
    }

    #[test]
    fn says_what_is_no_configuration() {
        assert!(matches!(file(b" \n "), Err(SourceError::Empty { .. })));
        assert!(matches!(file(b"\x7FELF\x02\x01\x01\0\0\0"), Err(SourceError::Binary { .. })));
    }

    #[test]
    fn lines_and_columns_are_one_based_and_count_characters() {
        let file = file("é x\nab".as_bytes()).unwrap();
        assert_eq!(file.line_column(3), (1, 3));
        assert_eq!(file.line_column(6), (2, 2));
    }

    #[test]
    fn a_line_is_given_without_its_end() {
        let file = file(b"ab\r\n\ncd").unwrap();
        let lines: Vec<_> = (0..5).map(|line| file.line_range(line)).collect();
        assert_eq!(lines, [None, Some(0..2), Some(4..4), Some(5..7), None]);
    }
}
