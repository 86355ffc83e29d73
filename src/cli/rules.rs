//! `ikelint rules`.

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::cli::{Status, Streams};
use crate::report::Look;
use crate::report::page::Page;
use crate::rules::RULES;

/// The arguments of `ikelint rules`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The form of the list
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: ListFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    /// A line a rule
    #[default]
    Text,
    /// JSON, with the whole explanations
    Json,
}

#[derive(Serialize)]
struct List {
    schema: &'static str,
    rules: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    code: &'static str,
    name: &'static str,
    summary: &'static str,
    explanation: &'static str,
    sources: &'static [&'static str],
}

/// Lists the rules in the order of their codes.
pub(crate) fn run(arguments: &Arguments, streams: &mut Streams<'_>) -> Status {
    let text = match arguments.format {
        ListFormat::Text => Ok(text()),
        ListFormat::Json => json(),
    };
    match text {
        Ok(text) => streams.write(&text, Status::Clean),
        Err(error) => streams.usage(&format!("the list cannot be written as JSON ({error})")),
    }
}

fn text() -> String {
    let mut page = Page::new(Look::default());
    let rows = RULES.iter().map(|rule| [rule.code, rule.name, rule.summary].map(str::to_owned).to_vec());
    page.table(0, &rows.collect::<Vec<_>>());
    page.into_text()
}

fn json() -> serde_json::Result<String> {
    let rules = RULES.iter().map(|rule| Row {
        code: rule.code,
        name: rule.name,
        summary: rule.summary,
        explanation: rule.explanation,
        sources: rule.sources,
    });
    let list = List { schema: "ikelint.rules.v1", rules: rules.collect() };
    serde_json::to_string_pretty(&list).map(|text| text + "\n")
}
