//! `ikelint check A B`.

use clap::Args;

use crate::cli::{Status, Streams, pair};
use crate::report::{self, Format, Look};

/// The arguments of `ikelint check`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pair: pair::PairArguments,
    /// The form of the report
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// Checks the files and writes the report, whatever the status.
pub(crate) fn run(arguments: &Arguments, look: Look, streams: &mut Streams<'_>) -> Status {
    let (check, status) = match pair::checked(&arguments.pair, streams) {
        Ok(checked) => checked,
        Err(status) => return status,
    };
    match report::render(&check, arguments.format, look) {
        Ok(report) => streams.write(&report, status),
        Err(error) => streams.usage(&format!("the report cannot be written as JSON ({error})")),
    }
}
