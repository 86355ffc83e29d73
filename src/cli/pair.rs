//! Two files that are checked as the two ends of tunnels, and the options about them: what `check` and `trace` share.

use std::net::IpAddr;
use std::path::Path;

use clap::{Args, ValueEnum};

use crate::check::{Check, InputStatus, OutsideAddress, RawInput, ReleaseOf, Settings, check};
use crate::cli::address::{Address, contexts};
use crate::cli::assume::{self, Assumption};
use crate::cli::{Status, Streams};
use crate::negotiation::Verdict;
use crate::rules::Severity;
use crate::source::SourceError;

/// What stands for the standard input.
pub(super) const STDIN: &str = "-";

/// What the user says about the files beyond their content.
#[derive(Debug, Args)]
pub(crate) struct Evidence {
    /// Take the files for complete, so that a missing line is evidence
    #[arg(long)]
    complete: bool,
    /// Take for granted whether keys that cannot be read are the same, or which release a device has or will have, as in
    /// `asa=9.16`; may be given more than once
    #[arg(long, value_name = assume::VALUES)]
    assume: Vec<Assumption>,
    /// The address under which an end behind NAT is seen from outside, once for each such end. The end is A or B (the first
    /// file and the second), or the name of its device or file. It says that UDP 500 and 4500 of that address are passed on
    /// to the end, and that nothing else is
    #[arg(long, value_name = "END=ADDRESS", value_parser = outside_address)]
    nat: Vec<OutsideAddress>,
}

impl Evidence {
    /// The same for a check of these files.
    ///
    /// # Errors
    /// A sentence where an assumption cannot be meant.
    pub(super) fn settings(&self, files: &[&str]) -> Result<Settings, String> {
        Ok(Settings {
            assume_complete: self.complete,
            assume_psk_same: assume::psk_same(&self.assume),
            assumed_releases: assume::releases(&self.assume, files)?,
            nat: self.nat.clone(),
            contexts: contexts(files),
        })
    }
}

/// The arguments about the two files.
#[derive(Debug, Args)]
pub(crate) struct PairArguments {
    /// The configurations of both ends; `-` is standard input. Where a file holds several, such as those of the contexts of
    /// a firewall, `FILE#CONTEXT` is one of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    #[command(flatten)]
    evidence: Evidence,
    /// The least severity that makes the exit status 1
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    fail_on: FailOn,
    /// Exit with status 1 also where the missing evidence leaves a tunnel undetermined
    #[arg(long)]
    strict: bool,
    /// What to call the standard input in the report
    #[arg(long, value_name = "NAME", default_value = STDIN)]
    stdin_filename: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum FailOn {
    #[default]
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    fn threshold(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}

/// Checks the files, and says on the error stream why it cannot where it cannot.
///
/// # Errors
/// The status of a command line that names no two files.
pub(super) fn checked(arguments: &PairArguments, streams: &mut Streams<'_>) -> Result<(Check, Status), Status> {
    let files = two_files(arguments).map_err(|sentence| streams.usage(&sentence))?;
    let named = files.map(|file| display_name(file, &arguments.stdin_filename));
    let settings = arguments.evidence.settings(&named).map_err(|sentence| streams.usage(&sentence))?;
    let inputs = files.map(|file| read(file, &arguments.stdin_filename, streams));
    let check = check(inputs, settings);
    if let Some(sentence) = &check.misuse {
        return Err(streams.usage(sentence));
    }
    for sentence in refusals(&check) {
        streams.complain(&sentence);
    }
    if assume::psk_same(&arguments.evidence.assume) == Some(true) && tells_of_keys(&check) {
        streams.complain(NOT_ASSUMED);
    }
    for assumption in idle(&check, &named, &arguments.evidence.assume) {
        streams.complain(&format!("--assume {assumption}: no file is of that platform, so it changes nothing."));
    }
    let status = status(&check, arguments);
    Ok((check, status))
}

/// What is said where keys are told to differ although they shall be taken for the same.
const NOT_ASSUMED: &str = "--assume psk=same is for keys that cannot be read. The keys that psk-mismatch tells of can be \
                           read, and differ.";

/// The releases that are assumed of platforms of which no device was read.
fn idle<'a>(check: &Check, files: &[&str], assumptions: &'a [Assumption]) -> Vec<&'a Assumption> {
    let is_idle = |assumption: &&Assumption| {
        let of = assume::releases(std::slice::from_ref(*assumption), files).unwrap_or_default();
        let unused = |of: &ReleaseOf| match of {
            ReleaseOf::File(_) => false,
            ReleaseOf::Platform(id) => check.devices.iter().all(|device| device.platform != *id),
        };
        !check.is_refused() && of.iter().any(|(of, _)| unused(of))
    };
    assumptions.iter().filter(is_idle).collect()
}

/// Whether keys are found to differ.
fn tells_of_keys(check: &Check) -> bool {
    check.findings.iter().any(|finding| finding.rule.name == "psk-mismatch")
}

/// What `--nat` says.
fn outside_address(text: &str) -> Result<OutsideAddress, String> {
    // A file may have an equals sign in its name; an address has none.
    let (end, address) = text.rsplit_once('=').ok_or("write END=ADDRESS, such as A=203.0.113.5")?;
    let address: IpAddr = address.parse().map_err(|_| format!("{address} is no IP address"))?;
    if address.is_unspecified() || address.is_multicast() || address.is_loopback() {
        return Err(format!("{address} is no address that an end can be seen under"));
    }
    Ok(OutsideAddress { end: end.to_owned(), address })
}

/// The two files that can be checked; else a sentence that says why not and what to do.
fn two_files(arguments: &PairArguments) -> Result<[&str; 2], String> {
    let files: Vec<&str> = arguments.files.iter().map(String::as_str).collect();
    if let Some(folder) = files.iter().find(|file| **file != STDIN && Path::new(file).is_dir()) {
        return Err(format!("{folder} is a folder. Repositories of configs are not supported yet; name two files."));
    }
    match files.as_slice() {
        [a, b] if [a, b].iter().all(|file| Address::of(file).file == STDIN) => {
            Err("standard input (-) can be read once only; name a file for the other end.".to_owned())
        }
        [a, b] => Ok([*a, *b]),
        [one] => Err(format!("{one} is one end only; name the configuration of the other end as well.")),
        more => Err(format!("{} files are named. More than two are not supported yet; name two files.", more.len())),
    }
}

/// What a report calls a file.
pub(super) fn display_name<'a>(file: &'a str, stdin_name: &'a str) -> &'a str {
    if file == STDIN { stdin_name } else { file }
}

/// Reads a file, or the standard input.
pub(super) fn read(file: &str, stdin_name: &str, streams: &mut Streams<'_>) -> RawInput {
    let name = display_name(file, stdin_name);
    let bytes = match Address::of(file).file {
        STDIN => read_all(streams),
        path => std::fs::read(path),
    };
    raw_input(name, bytes)
}

/// An input by this name, or why there is none.
pub(super) fn raw_input(name: &str, bytes: std::io::Result<Vec<u8>>) -> RawInput {
    let bytes = bytes.map_err(|error| SourceError::Unreadable { file: name.to_owned(), reason: error.to_string() });
    (name.to_owned(), bytes)
}

fn read_all(streams: &mut Streams<'_>) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    streams.input.read_to_end(&mut bytes).map(|_| bytes)
}

/// A sentence for each reason why the files could not be checked.
pub(super) fn refusals(check: &Check) -> Vec<String> {
    let inputs = check.inputs.iter().filter_map(|input| match &input.status {
        InputStatus::Device => None,
        InputStatus::NotADevice(sentence) | InputStatus::Unreadable(sentence) => {
            // It names the file alone where the input is `FILE#CONTEXT`.
            let file = input.file.rsplit_once('#').map_or(&*input.file, |(file, _)| file);
            let named = sentence.starts_with(&input.file) || sentence.starts_with(&format!("{file}: "));
            Some(if named { sentence.clone() } else { format!("{}: {sentence}", input.file) })
        }
    });
    let mut sentences: Vec<String> = inputs.collect();
    if sentences.is_empty() {
        // With an input missing, that nothing faces the other file says nothing new.
        sentences.extend(check.refusal.clone());
        if sentences.is_empty() && check.tunnels.is_empty() {
            sentences.push(
                "no tunnel was found between these files. Check that they are the two ends of the same tunnel."
                    .to_owned(),
            );
        }
    }
    sentences
}

fn status(check: &Check, arguments: &PairArguments) -> Status {
    if check.is_refused() || check.tunnels.is_empty() {
        return Status::Input;
    }
    if arguments.strict && check.tunnels.iter().any(|tunnel| tunnel.verdict == Verdict::Undetermined) {
        return Status::Findings;
    }
    match (worst(check), arguments.fail_on.threshold()) {
        (Some(worst), Some(threshold)) if worst >= threshold => Status::Findings,
        _ => Status::Clean,
    }
}

/// The worst that was found. A tunnel that does not come up is an error, whether or not a rule says why, unless
/// another peer of the same entry comes up in its place.
fn worst(check: &Check) -> Option<Severity> {
    let fails = |verdict: Verdict| matches!(verdict, Verdict::Stalls | Verdict::OneWay | Verdict::FailsAtRekey);
    if check.tunnels.iter().any(|tunnel| fails(tunnel.verdict) && tunnel.stand_in.is_none()) {
        return Some(Severity::Error);
    }
    check.findings.iter().map(|finding| finding.severity).max()
}
