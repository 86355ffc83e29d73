//! strongSwan, as `swanctl.conf` configures it.

mod addresses;
mod authentication;
mod behaviour;
mod child;
mod commands;
mod connection;
mod defaults;
mod identity;
mod liveness;
mod logs;
mod lower;
mod open_ended;
mod options;
mod post_quantum;
mod probes;
mod proposals;
mod recognise;
mod schema;
mod secrets;
mod shell;
mod sightings;
mod states;
mod syntax;
#[cfg(test)]
mod tests;
mod unused;
mod values;
mod wording;
mod words;
mod write;

#[cfg(test)]
pub(super) use syntax::rules_reached;

use crate::advice::Change;
use crate::model::{Device, Entry, IkeVersion, PlatformId};
use crate::negotiation::{Role, SaState};
use crate::platform::{LogBook, Platform, Probe, ReadOptions, Sighting, StateEntry};
use crate::source::SourceFile;

/// strongSwan.
pub(super) struct Swanctl;

impl Platform for Swanctl {
    fn id(&self) -> PlatformId {
        PlatformId("swanctl")
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["strongswan"]
    }

    fn title(&self) -> &'static str {
        "strongSwan"
    }

    fn recognise(&self, text: &str) -> u32 {
        recognise::score(text)
    }

    fn read(&self, file: &SourceFile, options: ReadOptions<'_>) -> Device {
        lower::device(file, &syntax::read(file), options)
    }

    fn state(&self, state: SaState, _role: Role, _version: IkeVersion) -> Option<String> {
        Some(wording::state(state).to_owned())
    }

    fn states(&self) -> &'static [&'static [StateEntry]] {
        &[states::STATES]
    }

    fn shows(&self, word: &str, state: SaState, _role: Role, _version: IkeVersion) -> bool {
        wording::shows(word, state)
    }

    fn passes(&self, word: &str, state: SaState, _version: IkeVersion) -> bool {
        wording::passes(word, state)
    }

    fn sightings(&self, lines: &[&str]) -> Vec<Sighting> {
        sightings::sightings(lines, self.id())
    }

    fn probe(&self, probe: Probe, _version: IkeVersion) -> &'static str {
        probes::command(probe)
    }

    fn log_book(&self) -> &'static LogBook {
        &logs::BOOK
    }

    fn write(&self, entry: &Entry, key: Option<&str>) -> Option<String> {
        write::write(entry, key)
    }

    /// swanctl(8), `--list-certs`.
    fn shows_certificates(&self) -> &'static str {
        "`swanctl --list-certs`"
    }

    fn commands(&self, change: &Change<'_>) -> Vec<String> {
        commands::commands(change)
    }
}
