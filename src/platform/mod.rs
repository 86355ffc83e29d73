//! Everything that knows a vendor: one folder a platform, the same file names in each.
//!
//! | file | holds |
//! | --- | --- |
//! | `syntax.rs` | outline and pest: text to typed statements, each with its span |
//! | `lower.rs` | statements to the model |
//! | `defaults.rs` | what the platform assumes where the file is silent, by release |
//! | `behaviour.rs` | what it accepts at run time, as data |
//! | `wording.rs` | its words for states |
//! | `logs.rs` | what it writes into its log, each line with its source |
//! | `states.rs` | what its states mean; platforms without names for states have none |
//! | `write.rs` | the model as a configuration, where the platform can be written |
//!
//! Adding a platform: a grammar, a folder here, fixtures under `tests/platform/`, and one line in [`PLATFORMS`].

mod asa;
mod cisco;
pub(crate) mod contexts;
mod ios;
pub mod logs;
mod malformed;
pub(crate) mod mixed;
pub(crate) mod nearest;
mod panos;
mod placeholder;
mod pluto;
mod probes;
mod ranges;
mod recognise;
mod refusals;
pub(crate) mod sightings;
pub(crate) mod states;
mod swanctl;

pub use contexts::{Context, Holds};
pub use logs::{LogBook, LogLine, Logs, When};
use placeholder::is_placeholder;
pub use probes::Probe;
pub use recognise::{RecogniseError, recognise};
pub use sightings::{LogSign, Seen, Sighting};
pub(crate) use states::causes::NOTHING_ASKS;
pub use states::{Cause, Command, Flow, Site, StateEntry};

use crate::advice::Change;
use crate::model::{Device, Entry, IkeVersion, PlatformId, Release, TrafficSelector};
use crate::negotiation::{Role, SaState, Stop};
use crate::source::SourceFile;
use crate::traffic::Hindrance;

/// What the user says about the files beyond their content.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadOptions<'a> {
    /// The files are complete, whatever they look like (`--complete`).
    pub assume_complete: bool,
    /// The release that the device has, or will have, whatever the file says (`--assume asa=9.16`).
    pub assumed_release: Option<Release>,
    /// Which of the configurations in the file is meant, as the user named it (`FILE#NAME`). It matters to the platforms that
    /// have [`Platform::managed`] devices; of several [`Platform::contexts`], the file holds that one alone by now.
    pub part: Option<&'a str>,
}

/// A family of devices that ikelint can read.
pub trait Platform: Sync {
    /// Its short name in reports and options.
    fn id(&self) -> PlatformId;

    /// Other names by which options may call it: `ios-xe`.
    fn aliases(&self) -> &'static [&'static str] {
        &[]
    }

    /// Its full name for people.
    fn title(&self) -> &'static str;

    /// How much in `text` speaks for this platform; 0 is nothing. Scores of different platforms are comparable: 100 for
    /// a line that only this platform writes, less for what several share.
    fn recognise(&self, text: &str) -> u32;

    /// The configurations that a text of this platform holds, where it may hold several; none where it is all one.
    fn contexts(&self, _text: &str) -> Vec<Context> {
        Vec::new()
    }

    /// The devices whose configurations a manager keeps in this file, by the names that it has for them. They share what the
    /// file says, so that it can be read as a whole as well, unlike that of several [`Platform::contexts`].
    fn managed(&self, _file: &SourceFile) -> Vec<String> {
        Vec::new()
    }

    /// Reads a file to the model. Never fails on content: what is not understood becomes a defect or is counted.
    fn read(&self, file: &SourceFile, options: ReadOptions<'_>) -> Device;

    /// The word that the platform shows for a state of an IKE SA, as its `show` command prints it; `None` where it has
    /// none. `"no SA"` where it holds none.
    fn state(&self, state: SaState, role: Role, version: IkeVersion) -> Option<String>;

    /// The same word on a device of this release, where some have words of their own.
    fn state_in_release(
        &self,
        _release: Option<&str>,
        state: SaState,
        role: Role,
        version: IkeVersion,
    ) -> Option<String> {
        self.state(state, role, version)
    }

    /// What `ikelint explain` says of those words, in tables: its own, and those that it shares with other platforms.
    /// Empty where the platform has no names for states.
    fn states(&self) -> &'static [&'static [StateEntry]] {
        &[]
    }

    /// Whether a device shows this state where somebody reads `word`: its own word for it, or one that another release has.
    fn shows(&self, word: &str, state: SaState, role: Role, version: IkeVersion) -> bool {
        self.state(state, role, version).is_some_and(|own| states::is_same_word(&own, word))
    }

    /// Whether an SA in this state is one that somebody reads `word` of; beside the platform's own words there are those for
    /// what a listing shows without naming it.
    fn is_seen_as(&self, word: &str, state: SaState, role: Role, version: IkeVersion) -> bool {
        states::counters::is_listed_as(word, state)
            .unwrap_or_else(|| self.shows(word, state, role, version) || self.passes(word, state, version))
    }

    /// Whether `word` is shown for an instant by an SA that leaves this state, while it is deleted or replaced.
    fn passes(&self, _word: &str, _state: SaState, _version: IkeVersion) -> bool {
        false
    }

    /// What is seen in the output of this platform's show commands, line by line.
    fn sightings(&self, _lines: &[&str]) -> Vec<Sighting> {
        Vec::new()
    }

    /// How far an exchange has come, where a line of this platform's log or debug names a state in words of its own.
    fn progress(&self, _number: usize, _line: &str) -> Option<Sighting> {
        None
    }

    /// The name by which its commands call the tunnel of an entry.
    fn tunnel_name<'a>(&self, entry: &'a Entry) -> &'a str {
        &entry.name
    }

    /// What to run on a device of this platform to see what lies between the ends; words in capitals are for
    /// [`Site::fill`].
    fn probe(&self, probe: Probe, version: IkeVersion) -> &'static str;

    /// What it writes into its log, and where that is known.
    fn log_book(&self) -> &'static LogBook;

    /// The lines of [`Platform::log_book`], each once, with all that leads to it.
    fn log_signs(&self) -> Vec<LogSign> {
        self.log_book().signs()
    }

    /// The networks that a peer asks for, where a line of this platform's log names them; seen from the device that logs it.
    fn asked(&self, _line: &str) -> Option<TrafficSelector> {
        None
    }

    /// What an end of this platform logs at a stop, in the role that it has there: texts to look for, most telling
    /// first. Empty where nothing is known.
    fn log_lines(&self, stop: &Stop, role: Role, version: IkeVersion) -> Vec<&'static LogLine> {
        self.log_book().of_stop(stop, role, version)
    }

    /// What a device of this platform logs where it drops packets of a tunnel: texts to look for. Empty where it logs
    /// nothing, or nothing is known.
    fn drop_lines(&self, hindrance: &Hindrance) -> &'static [&'static LogLine] {
        self.log_book().of_drop(hindrance)
    }

    /// A configuration in this platform's language that holds this entry alone, with `key` as its pre-shared key where it
    /// is to have one. `None` where the platform cannot be written, or the entry holds what its language has no words for.
    fn write(&self, _entry: &Entry, _key: Option<&str>) -> Option<String> {
        None
    }

    /// Whether a device of this release (as its file writes it; `None` where it does not) logs `line`, one of
    /// [`Platform::log_lines`].
    fn logs_in_release(&self, _line: &LogLine, _release: Option<&str>) -> bool {
        true
    }

    /// Where the device shows its certificates: a command in backquotes, or a page.
    fn shows_certificates(&self) -> &'static str;

    /// The commands that make a change on a device of this platform; empty where it has no words for it.
    fn commands(&self, change: &Change<'_>) -> Vec<String>;
}

/// Every platform, in the order in which they are tried.
pub static PLATFORMS: &[&dyn Platform] = &[&asa::Asa, &ios::Ios, &panos::PanOs, &swanctl::Swanctl];

/// The platform that an option calls by this name: its short name or one of its aliases.
pub fn by_name(name: &str) -> Option<&'static dyn Platform> {
    PLATFORMS.iter().copied().find(|platform| platform.id().0 == name || platform.aliases().contains(&name))
}

/// The platform of this name.
pub fn by_id(id: PlatformId) -> Option<&'static dyn Platform> {
    PLATFORMS.iter().copied().find(|platform| platform.id() == id)
}

#[cfg(test)]
mod tests;
