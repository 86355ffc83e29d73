//! What a user sees of a check: one file a format.
//!
//! A check is first put into the types of the JSON contract; every format reads those, so that all say the same.

mod assemble;
mod concise;
pub(crate) mod coverage;
pub mod diagnosis;
mod full;
mod headline;
pub mod json;
pub mod ladder;
pub(crate) mod lifelines;
mod outlook;
pub(crate) mod page;
pub mod show;
mod snippet;
mod traffic;
mod tunnel;

#[cfg(test)]
mod tests;

pub use page::Look;

use crate::check::Check;

/// The form of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: verdict, states, findings with excerpts of both files, commands.
    #[default]
    Full,
    /// A line a verdict and a line a finding.
    Concise,
    /// JSON, version 1 of the contract.
    Json,
}

/// The report on `check`; `look` does not matter to JSON.
///
/// # Errors
/// Where the JSON cannot be written, which the types of the contract rule out.
pub fn render(check: &Check, format: Format, look: Look) -> serde_json::Result<String> {
    let report = assemble::report(check);
    Ok(match format {
        Format::Full => full::render(&report, check, look),
        Format::Concise => concise::render(&report, look),
        Format::Json => json::render(&report)?,
    })
}
