//! How far files were understood, each by itself: what `ikelint coverage` tells.

use crate::inputs::recognise;
use crate::model::{Coverage, KnownLine, PlatformId, Standing};
use crate::platform::ReadOptions;
use crate::source::{FileId, SourceFile};

/// A line that is not in the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub number: usize,
    /// How far it is known.
    pub standing: Standing,
    /// Why it does not count, or what the model lacks; empty where nobody knows the line.
    pub reason: &'static str,
    /// The line itself, masked.
    pub text: String,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct FileCoverage {
    /// The path as it was given.
    pub file: String,
    /// The platform that the recogniser names.
    pub platform: PlatformId,
    /// The counts.
    pub counts: Coverage,
    /// The lines that are not in the model, in the order of the file.
    pub lines: Vec<Line>,
}

/// A file that was not read, and a sentence that says why and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotRead {
    /// The path as it was given.
    pub file: String,
    /// The sentence.
    pub reason: String,
}

/// Reads one file and says how far it was understood.
///
/// # Errors
/// [`NotRead`] where it is not text, or of no platform that ikelint reads, or where it holds several configurations and
/// `context` names none of them.
pub fn of_file(name: &str, bytes: &[u8], context: Option<&str>) -> Result<FileCoverage, NotRead> {
    let refuse = |reason: String| NotRead { file: name.to_owned(), reason };
    let mut source = SourceFile::from_bytes(FileId(0), name, bytes).map_err(|error| refuse(error.to_string()))?;
    let (platform, part) = recognise(&mut source, name, context).map_err(refuse)?;
    let options = ReadOptions { part: part.as_deref(), ..ReadOptions::default() };
    let counts = platform.read(&source, options).coverage;
    let mut known = counts.lines.clone();
    known.sort_unstable_by_key(|line| line.span);
    let lines = known.into_iter().map(|line| as_line(&source, line)).collect();
    Ok(FileCoverage { file: name.to_owned(), platform: platform.id(), counts, lines })
}

fn as_line(source: &SourceFile, line: KnownLine) -> Line {
    let (number, _) = source.line_column(line.span.start);
    let text = source.slice(line.span).lines().next().unwrap_or_default().trim().to_owned();
    Line { number, standing: line.standing, reason: line.reason, text }
}
