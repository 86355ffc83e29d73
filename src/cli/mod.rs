//! The command line: what may be asked, and one file a subcommand.

mod address;
mod assume;
mod check;
mod coverage;
mod diagnose;
mod explain;
mod pair;
mod rules;
mod show;
mod terminal;
mod trace;

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::cli::terminal::{ColorChoice, Terminal};

/// What became of a run, for whoever started it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Nothing at or above the threshold.
    Clean = 0,
    /// Findings.
    Findings = 1,
    /// The command line cannot be followed, or the output cannot be written.
    Usage = 2,
    /// An input could not be read, recognised, or matched with the other.
    Input = 3,
}

const AFTER_HELP: &str = "\
Exit status:
  0  no finding at or above --fail-on (default: error)
  1  findings; with --strict also an undetermined tunnel, even with --fail-on never
  2  the command line cannot be followed, or the output cannot be written
  3  an input cannot be read or recognised, or the files have nothing to do with each other

ikelint reads files and never connects to a device. Keys never appear in its output.";

#[derive(Debug, Parser)]
#[command(name = "ikelint", version, about, after_help = AFTER_HELP)]
struct Cli {
    /// When to colour the output.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: ColorChoice,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Play the negotiation that two peers would have, and say where it stalls
    Check(check::Arguments),
    /// Draw the exchange of two peers message by message, up to where it stops
    Trace(trace::Arguments),
    /// Go from what somebody sees on a device back to what causes it
    Diagnose(diagnose::Arguments),
    /// Print the model of one device, with the origin of every value
    Show(show::Arguments),
    /// Explain a rule, a state or any other word of a report: `psk-mismatch`, `MM_WAIT_MSG4`, `IKE_AUTH request`, `one-way`
    Explain(explain::Arguments),
    /// Say how far each line of a configuration that a VPN hangs on is understood
    Coverage(coverage::Arguments),
    /// List the rules
    Rules(rules::Arguments),
}

/// Where a run reads from and writes to.
pub(crate) struct Streams<'a> {
    pub(crate) input: &'a mut dyn io::Read,
    pub(crate) output: &'a mut dyn Write,
    pub(crate) errors: &'a mut dyn Write,
}

impl Streams<'_> {
    /// Writes the result of a run. A reader that has gone away has read enough, so that is no error.
    fn write(&mut self, text: &str, status: Status) -> Status {
        match self.output.write_all(text.as_bytes()).and_then(|()| self.output.flush()) {
            Ok(()) => status,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => status,
            Err(error) => {
                self.complain(&format!("the output cannot be written ({error})"));
                Status::Usage
            }
        }
    }

    /// Writes a sentence to the error stream. Where even that fails, only the exit status is left to tell.
    fn complain(&mut self, sentence: &str) {
        let _ = writeln!(self.errors, "ikelint: {}", crate::report::page::plain(sentence));
    }

    /// Refuses a command line.
    fn usage(&mut self, sentence: &str) -> Status {
        self.complain(sentence);
        Status::Usage
    }
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let mut streams =
        Streams { input: &mut io::stdin().lock(), output: &mut io::stdout().lock(), errors: &mut io::stderr().lock() };
    let status = run(std::env::args_os().collect(), &Terminal::of_process(), &mut streams);
    ExitCode::from(status as u8)
}

/// Runs one command line, the program's name first.
pub(crate) fn run(arguments: Vec<OsString>, terminal: &Terminal, streams: &mut Streams<'_>) -> Status {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(answer) => return refuse(&answer, terminal, streams),
    };
    let look = terminal.look(cli.color);
    match cli.command {
        Command::Check(arguments) => check::run(&arguments, look, streams),
        Command::Trace(arguments) => trace::run(&arguments, look, streams),
        Command::Diagnose(arguments) => diagnose::run(&arguments, look, streams),
        Command::Show(arguments) => show::run(&arguments, streams),
        Command::Explain(arguments) => explain::run(&arguments, look, streams),
        Command::Coverage(arguments) => coverage::run(&arguments, look, streams),
        Command::Rules(arguments) => rules::run(&arguments, streams),
    }
}

/// Answers a command line that is no command: help and version on the output, usage errors on the error stream.
fn refuse(answer: &clap::Error, terminal: &Terminal, streams: &mut Streams<'_>) -> Status {
    let look = terminal.look(ColorChoice::Auto);
    let text = answer.render();
    let text = if look.colour { text.ansi().to_string() } else { text.to_string() };
    if answer.use_stderr() {
        let _ = streams.errors.write_all(text.as_bytes());
        return Status::Usage;
    }
    streams.write(&text, Status::Clean)
}
