//! `ikelint show FILE`.

use std::path::Path;

use clap::Args;

use crate::check::{self, Settings};
use crate::cli::address::contexts;
use crate::cli::assume::{self, Assumption};
use crate::cli::{Status, Streams, pair};
use crate::report::show::{self, Format};

/// The arguments of `ikelint show`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The configuration; `-` is standard input. `FILE#CONTEXT` is one of several in a file
    #[arg(value_name = "FILE")]
    file: String,
    /// The form of the model
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Take the file for complete, so that a missing line is evidence
    #[arg(long)]
    complete: bool,
    /// Take for granted which release the device has or will have, as in `asa=9.16`. What is assumed of keys changes
    /// nothing here
    #[arg(long, value_name = assume::VALUES)]
    assume: Vec<Assumption>,
    /// What to call the standard input
    #[arg(long, value_name = "NAME", default_value = pair::STDIN)]
    stdin_filename: String,
}

/// Prints the model of one device.
pub(crate) fn run(arguments: &Arguments, streams: &mut Streams<'_>) -> Status {
    if arguments.file != pair::STDIN && Path::new(&arguments.file).is_dir() {
        return streams.usage(&format!("{} is a folder; name one configuration.", arguments.file));
    }
    let name = pair::display_name(&arguments.file, &arguments.stdin_filename);
    let assumed_releases = match assume::releases(&arguments.assume, &[name]) {
        Ok(releases) => releases,
        Err(sentence) => return streams.usage(&sentence),
    };
    let contexts = contexts(&[name]);
    let settings = Settings { assume_complete: arguments.complete, assumed_releases, contexts, ..Settings::default() };
    let input = pair::read(&arguments.file, &arguments.stdin_filename, streams);
    let read = check::read(vec![input], &settings);
    let ([source], [device]) = (read.sources.as_slice(), read.devices.as_slice()) else {
        for sentence in pair::refusals(&read) {
            streams.complain(&sentence);
        }
        return Status::Input;
    };
    match show::render(device, source, arguments.format) {
        Ok(text) => streams.write(&text, Status::Clean),
        Err(error) => streams.usage(&format!("the model cannot be written as JSON ({error})")),
    }
}
