//! The exchange of two ends as a ladder: what each message carries, what the other end picks, the states of both, and
//! where it stops.
//!
//! A trace is first put into the types of [`json`], which are the contract of `ikelint.trace.v1`; the drawing reads those.

mod groups;
pub mod json;
mod nat;
mod open;
mod payloads;
mod play;
mod proposals;
mod steps;
mod stops;
mod text;

use crate::check::Check;
use crate::report::assemble;
use crate::report::page::Look;

/// The form of a trace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: two life lines with the messages between them
    #[default]
    Text,
    /// JSON, the schema `ikelint.trace.v1`
    Json,
}

/// The exchanges of every tunnel of `check`; `look` matters to the text alone.
///
/// # Errors
/// Where the JSON cannot be written, which the types of the contract rule out.
pub fn render(check: &Check, format: Format, look: Look) -> serde_json::Result<String> {
    let report = assemble::report(check);
    let trace = steps::trace(check, &report);
    match format {
        Format::Text => Ok(text::render(&trace, &report, look)),
        Format::Json => serde_json::to_string_pretty(&trace).map(|text| text + "\n"),
    }
}
