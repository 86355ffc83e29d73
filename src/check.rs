//! The check of two files as one value: what every report renders.

use crate::model::Device;
use crate::negotiation::{Direction, Verdict};
use crate::pairing::{Pair, Unpaired};
use crate::rules::Finding;
use crate::source::SourceFile;

/// What became of one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputStatus {
    /// It is a device that was read.
    Device,
    /// It can be read, but is no configuration that ikelint can use; the sentence says why and what to do.
    NotADevice(String),
    /// It cannot be read at all; the sentence says why and what to do.
    Unreadable(String),
}

/// One input as it was named.
#[derive(Clone, Debug)]
pub struct Input {
    /// The path as it was given.
    pub file: String,
    /// What became of it.
    pub status: InputStatus,
}

/// What the files say about the traffic that one end sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traffic {
    /// It reaches the other end.
    Flows,
    /// Something in the files blocks it.
    Blocked,
    /// The files do not settle it.
    Unknown,
}

impl Traffic {
    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Flows => "flows",
            Self::Blocked => "blocked",
            Self::Unknown => "unknown",
        }
    }
}

/// A tunnel that was judged.
#[derive(Clone, Debug)]
pub struct Tunnel {
    /// The ends.
    pub pair: Pair,
    /// The verdict.
    pub verdict: Verdict,
    /// The traffic that each end sends, indexed by end.
    pub traffic: [Traffic; 2],
    /// Both directions, indexed by the end that begins.
    pub directions: [Direction; 2],
}

/// What came of a check.
#[derive(Debug, Default)]
pub struct Check {
    /// The inputs in the order of the arguments.
    pub inputs: Vec<Input>,
    /// The files that were read, indexed by `FileId`: one per input that could be decoded, in the order of the inputs.
    pub sources: Vec<SourceFile>,
    /// The devices, in the order of the inputs.
    pub devices: Vec<Device>,
    /// The tunnels between them.
    pub tunnels: Vec<Tunnel>,
    /// Entries that face nobody here.
    pub unpaired: Vec<Unpaired>,
    /// The findings, by tunnel, then by the order of the exchange; those about a file alone come last.
    pub findings: Vec<Finding>,
    /// A sentence for the user where the files as a whole cannot be checked: they have nothing to do with each other,
    /// one is given twice.
    pub refusal: Option<String>,
}

impl Check {
    /// The file of this span.
    pub fn source(&self, span: crate::source::Span) -> Option<&SourceFile> {
        self.sources.iter().find(|source| source.id() == span.file)
    }

    /// Whether the inputs could be checked at all; where not, the exit status is 3.
    pub fn is_refused(&self) -> bool {
        self.refusal.is_some() || self.inputs.iter().any(|input| input.status != InputStatus::Device)
    }
}

/// What the user asks of a check.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// Take the files for complete (`--complete`).
    pub assume_complete: bool,
    /// Take keys that cannot be compared for the same (`--assume psk=same`) or different.
    pub assume_psk_same: Option<bool>,
}

/// Checks two or more files as the peers of tunnels.
///
/// Never fails: what cannot be read is in `inputs` and `refusal`.
pub fn check(files: Vec<(String, Vec<u8>)>, settings: Settings) -> Check {
    let _ = (files, settings);
    Check::default()
}
