//! What a user sees of a diagnosis: the configured faults that explain what was seen, then what else could, then what to
//! run.

mod json;
mod text;

use crate::check::Check;
use crate::diagnose::{Diagnosis, Explanation};
use crate::report::Look;
use crate::rules::Finding;
use crate::source::Span;

/// The form of a diagnosis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// JSON, the schema `ikelint.diagnosis.v1`.
    Json,
}

/// The answer; `look` does not matter to JSON.
///
/// # Errors
/// Where the JSON cannot be written, which its types rule out.
pub fn render(check: &Check, diagnosis: &Diagnosis, format: Format, look: Look) -> serde_json::Result<String> {
    match format {
        Format::Text => Ok(text::render(check, diagnosis, look)),
        Format::Json => json::render(check, diagnosis),
    }
}

/// The finding of an explanation.
fn finding<'a>(check: &'a Check, explanation: &Explanation) -> &'a Finding {
    &check.findings[explanation.finding]
}

/// `a.cfg:33`: where a finding is to be looked at, the most telling line first.
fn places(check: &Check, finding: &Finding) -> Vec<(String, String)> {
    finding.labels().filter_map(|label| Some((place(check, label.span)?, label.message.clone()))).collect()
}

/// `a.cfg:33`; `None` for a line that is in no file.
fn place(check: &Check, at: Span) -> Option<String> {
    let source = check.source(at)?;
    let (line, _) = source.line_column(at.start);
    Some(format!("{}:{line}", source.name()))
}

/// How sure a diagnosis can be with these configurations.
fn basis(check: &Check) -> &'static str {
    match check.given().len() {
        0 => {
            "No configuration is given: these are the causes that there are. Give those of both ends, and the ones that they \
             show or rule out are told apart."
        }
        1 => {
            "One configuration is given. What it shows by itself is told with its line; the far end is not known, so nothing is \
             compared, and no cause is ruled out. Give its configuration as well, and most of them are shown or ruled out."
        }
        _ => "",
    }
}
