//! `ikelint explain WORD...`.

use clap::Args;

use crate::cli::{Status, Streams};
use crate::explain;
use crate::report::Look;

/// The arguments of `ikelint explain`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// A rule by name or code, a state, message, outcome or notification as a report prints it, or `states` or `words`
    /// for a list; words of several parts need no quotes
    #[arg(required = true, value_name = "WORD")]
    words: Vec<String>,
}

/// Explains the word, or says which words come near it.
pub(crate) fn run(arguments: &Arguments, look: Look, streams: &mut Streams<'_>) -> Status {
    match explain::explain(&arguments.words.join(" "), look) {
        Ok(text) => streams.write(&text, Status::Clean),
        Err(unknown) => streams.usage(&unknown.to_string()),
    }
}
