//! `ikelint coverage FILES…`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::check::RawInput;
use crate::cli::address::Address;
use crate::cli::{Status, Streams, pair};
use crate::coverage::{NotRead, of_file};
use crate::report::Look;
use crate::report::coverage::{self, Survey};
use crate::source::SourceError;

/// The arguments of `ikelint coverage`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Configurations, or folders of them; `-` is standard input. `FILE#CONTEXT` is one of several in a file
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// The form of the table
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: TableFormat,
    /// List the lines that are known and irrelevant as well, each with the reason
    #[arg(long)]
    irrelevant: bool,
    /// What to call the standard input in the table
    #[arg(long, value_name = "NAME", default_value = pair::STDIN)]
    stdin_filename: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum TableFormat {
    /// A table, and the lines that are not understood
    #[default]
    Text,
    /// JSON
    Json,
}

/// Writes the table, whatever the status. A named file that cannot be read or recognised is status 3; what a folder holds
/// besides configurations is only listed.
pub(crate) fn run(arguments: &Arguments, look: Look, streams: &mut Streams<'_>) -> Status {
    let mut survey = Survey { files: Vec::new(), not_read: Vec::new(), with_irrelevant: arguments.irrelevant };
    let mut status = Status::Clean;
    for name in &arguments.files {
        let path = Path::new(name);
        if name != pair::STDIN && path.is_dir() {
            for file in files_below(path) {
                add(&mut survey, pair::raw_input(&file.display().to_string(), std::fs::read(&file)), None);
            }
        } else {
            let input = pair::read(name, &arguments.stdin_filename, streams);
            status = status.or_input(add(&mut survey, input, Address::of(name).context));
        }
    }
    let text = match arguments.format {
        TableFormat::Text => Ok(coverage::text(&survey, look)),
        TableFormat::Json => coverage::json(&survey),
    };
    match text {
        Ok(text) => streams.write(&text, status),
        Err(error) => streams.usage(&format!("the table cannot be written as JSON ({error})")),
    }
}

impl Status {
    /// This status, or that of an input that cannot be read.
    fn or_input(self, read: bool) -> Self {
        if read { self } else { Self::Input }
    }
}

/// Adds one file; whether it could be read.
fn add(survey: &mut Survey, (name, bytes): RawInput, context: Option<&str>) -> bool {
    let unreadable = |error: SourceError| NotRead { file: name.clone(), reason: error.to_string() };
    match bytes.map_err(unreadable).and_then(|bytes| of_file(&name, &bytes, context)) {
        Ok(file) => survey.files.push(file),
        Err(refused) => {
            survey.not_read.push(refused);
            return false;
        }
    }
    true
}

/// Every file below a folder, in the order of the paths. Symbolic links to folders are not followed.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                _ => found.push(entry.path()),
            }
        }
    }
    found.sort_unstable();
    found
}
