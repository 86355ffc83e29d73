//! `ikelint trace A B`.

use clap::Args;

use crate::cli::{Status, Streams, pair};
use crate::report::Look;
use crate::report::ladder::{self, Format};

/// The arguments of `ikelint trace`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pair: pair::PairArguments,
    /// The form of the trace
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Draw with ASCII alone, also on a terminal that shows more
    #[arg(long)]
    ascii: bool,
}

/// Checks the files and draws their exchanges. The exit status is that of `check`.
pub(crate) fn run(arguments: &Arguments, look: Look, streams: &mut Streams<'_>) -> Status {
    let (check, status) = match pair::checked(&arguments.pair, streams) {
        Ok(checked) => checked,
        Err(status) => return status,
    };
    let shows = |wanted: bool| wanted && !arguments.ascii;
    let look = Look { unicode: shows(look.unicode), utf8: shows(look.utf8), ..look };
    match ladder::render(&check, arguments.format, look) {
        Ok(trace) => streams.write(&trace, status),
        Err(error) => streams.usage(&format!("the trace cannot be written as JSON ({error})")),
    }
}
