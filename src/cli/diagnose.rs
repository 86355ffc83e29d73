//! `ikelint diagnose [A [B]] --seen WHAT`.

use std::path::Path;

use clap::Args;

use crate::check::{Check, InputStatus, alone, check, read};
use crate::cli::{Status, Streams, pair};
use crate::diagnose::{Diagnosis, diagnose};
use crate::report::Look;
use crate::report::diagnosis::{self, Format};
use crate::source::{FileId, SourceError, SourceFile};

/// The arguments of `ikelint diagnose`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The configurations of both ends, of one, or of none
    #[arg(value_name = "FILE", num_args = 0..=2)]
    files: Vec<String>,
    /// What was seen: a state (`MM_WAIT_MSG5`), a line of a log, or a file with the output of show commands or with a log;
    /// `-` is standard input. May be given several times
    #[arg(long, required = true, value_name = "STATE|TEXT|FILE")]
    seen: Vec<String>,
    /// The device on which it was seen: its name, or its file
    #[arg(long, value_name = "DEVICE")]
    on: Option<String>,
    #[command(flatten)]
    evidence: pair::Evidence,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// Says what causes what was seen. The exit status is 0 where it can say something, 2 where nothing that was seen is
/// recognised, 3 where a file cannot be used.
pub(crate) fn run(arguments: &Arguments, look: Look, streams: &mut Streams<'_>) -> Status {
    let check = match checked(arguments, streams) {
        Ok(check) => check,
        Err(sentence) => return streams.usage(&sentence),
    };
    let refused: Vec<String> = pair::refusals(&check).into_iter().filter(|_| !arguments.files.is_empty()).collect();
    if check.inputs.iter().any(|input| input.status != InputStatus::Device) || check.refusal.is_some() {
        refused.iter().for_each(|sentence| streams.complain(sentence));
        return Status::Input;
    }
    let on = match device(arguments, &check) {
        Ok(on) => on,
        Err(sentence) => return streams.usage(&sentence),
    };
    let seen = match seen(arguments, streams) {
        Ok(seen) => seen,
        Err(sentence) => return streams.usage(&sentence),
    };
    let diagnosis = diagnose(&seen, &check, on);
    if diagnosis.sightings.is_empty() {
        return streams.usage(UNKNOWN);
    }
    answer(arguments, &check, &diagnosis, look, streams)
}

const UNKNOWN: &str = "nothing in what was seen is recognised. Give a state such as MM_WAIT_MSG5, a line of the log, or a \
                       file with the output of show crypto isakmp sa, show crypto ikev1 sa, show crypto ikev2 sa, show crypto \
                       ipsec sa, show crypto session, show vpn ike-sa, show vpn ipsec-sa, show vpn flow, swanctl \
                       --list-sas or ipsec statusall. `test vpn` of PAN-OS only begins an attempt, so run show vpn ike-sa \
                       behind it. `ikelint explain states` lists the states.";

fn answer(
    arguments: &Arguments,
    check: &Check,
    diagnosis: &Diagnosis,
    look: Look,
    streams: &mut Streams<'_>,
) -> Status {
    match diagnosis::render(check, diagnosis, arguments.format, look) {
        Ok(text) => streams.write(&text, Status::Clean),
        Err(error) => streams.usage(&format!("the answer cannot be written as JSON ({error})")),
    }
}

/// The check of two files, or what one says by itself; empty without files.
///
/// # Errors
/// A sentence where an assumption cannot be meant.
fn checked(arguments: &Arguments, streams: &mut Streams<'_>) -> Result<Check, String> {
    let names: Vec<&str> = arguments.files.iter().map(String::as_str).collect();
    let settings = arguments.evidence.settings(&names)?;
    let mut inputs: Vec<_> = names.into_iter().map(|file| pair::read(file, file, streams)).collect();
    Ok(match (inputs.pop(), inputs.pop()) {
        (Some(b), Some(a)) => check([a, b], settings),
        (Some(one), None) => alone(one, &settings),
        (None, _) => read(Vec::new(), &settings),
    })
}

/// The device that `--on` names.
///
/// # Errors
/// A sentence where no device has this name.
fn device(arguments: &Arguments, check: &Check) -> Result<Option<usize>, String> {
    let Some(wanted) = &arguments.on else { return Ok(None) };
    let is_named = |(index, name): (usize, &String)| {
        let file = check.inputs.get(index).is_some_and(|input| input.file == *wanted);
        name == wanted || file
    };
    let names: Vec<String> = check.given().iter().map(|device| device.name.clone()).collect();
    match names.iter().enumerate().position(is_named) {
        Some(index) => Ok(Some(index)),
        None if names.is_empty() => Err("--on names a device, and no configuration is given.".to_owned()),
        None => Err(format!("--on {wanted}: no device here has this name. There are {}.", names.join(" and "))),
    }
}

/// Everything that was seen, as one text, with its secrets masked.
///
/// # Errors
/// A sentence where a file cannot be read.
fn seen(arguments: &Arguments, streams: &mut Streams<'_>) -> Result<String, String> {
    let mut texts = Vec::new();
    for seen in &arguments.seen {
        let is_file = seen == pair::STDIN || Path::new(seen).is_file();
        if !is_file && looks_like_a_path(seen) {
            return Err(format!(
                "{seen}: there is no such file. Check the path, or give the state or the line itself."
            ));
        }
        let bytes = if is_file { pair::read(seen, seen, streams).1 } else { Ok(seen.clone().into_bytes()) };
        let source = bytes.and_then(|bytes| SourceFile::from_bytes(FileId(0), seen.clone(), &bytes));
        texts.push(source.map_err(|error| unusable(seen, &error))?.text().to_owned());
    }
    Ok(texts.join("\n"))
}

/// A sentence for something that was seen and cannot be read.
fn unusable(seen: &str, error: &SourceError) -> String {
    match error {
        SourceError::Unreadable { .. } => error.to_string(),
        SourceError::Empty { .. } if seen.trim().is_empty() => {
            "--seen is empty. Give a state, a line of a log, or a file.".into()
        }
        SourceError::Empty { .. } => format!("{seen}: the file is empty. Give the output of a show command, or a log."),
        SourceError::Binary { .. } => format!("{seen}: this is no text. Give the output of a show command, or a log."),
    }
}

/// Whether somebody means a file rather than a state or a line of a log.
fn looks_like_a_path(seen: &str) -> bool {
    let one_word = !seen.contains(char::is_whitespace);
    one_word && (seen.contains(['/', '\\']) || Path::new(seen).extension().is_some())
}
