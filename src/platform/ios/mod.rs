//! Cisco IOS and IOS XE.

mod behaviour;
mod defaults;
mod device_commands;
mod heads;
mod keywords;
mod known;
mod logs;
mod lower;
mod path;
mod probes;
mod reader;
mod recognise;
mod sequence;
mod sessions;
mod states;
mod syntax;
mod unused;
mod wording;

#[cfg(test)]
pub(super) use heads::HEADS;
#[cfg(test)]
pub(super) use keywords::KEYWORDS;

use std::collections::HashSet;

use crate::advice::Change;
use crate::model::{Device, IkeVersion, PlatformId, Standing};
use crate::negotiation::{Role, SaState};
use crate::platform::cisco::outline::BannerStyle;
use crate::platform::{LogBook, Platform, Probe, ReadOptions, Sighting, StateEntry, asa, cisco};
use crate::source::{SourceFile, Span};

/// What advice adds is called so, or so with a number where the name is taken.
const NEW_NAME: &str = "FOR-PEER";

/// Why a line of a firewall is not in the model of a router.
const ASA_SYNTAX: &str = "ASA syntax, which IOS does not take";

/// Cisco IOS and IOS XE.
pub(super) struct Ios;

impl Platform for Ios {
    fn id(&self) -> PlatformId {
        PlatformId("ios")
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["ios-xe"]
    }

    fn title(&self) -> &'static str {
        "Cisco IOS"
    }

    fn recognise(&self, text: &str) -> u32 {
        recognise::score(text)
    }

    fn read(&self, file: &SourceFile, options: ReadOptions<'_>) -> Device {
        let commands = syntax::commands(file, BannerStyle::Delimited);
        let configuration = syntax::read(&commands);
        let mut device = lower::lower(self.id(), file, &configuration, options);
        cisco::other_dialect::tell(&mut device, "ASA", ASA_SYNTAX, || asa::taken(file));
        device
    }

    fn state(&self, state: SaState, role: Role, version: IkeVersion) -> Option<String> {
        Some(wording::state(state, role, version).to_owned())
    }

    fn states(&self) -> &'static [&'static [StateEntry]] {
        &[states::STATES, cisco::states::IKEV2, sessions::STATES]
    }

    fn shows(&self, word: &str, state: SaState, role: Role, version: IkeVersion) -> bool {
        wording::shows(word, state, role, version)
    }

    fn progress(&self, number: usize, line: &str) -> Option<Sighting> {
        cisco::progress::of_ios(number, line)
    }

    fn passes(&self, word: &str, state: SaState, version: IkeVersion) -> bool {
        cisco::states::passes_delete(word, state, version)
    }

    fn probe(&self, probe: Probe, version: IkeVersion) -> &'static str {
        probes::command(probe, version)
    }

    fn log_book(&self) -> &'static LogBook {
        &logs::BOOK
    }

    /// Cisco IOS Security Command Reference, `show crypto pki certificates`.
    fn shows_certificates(&self) -> &'static str {
        "`show crypto pki certificates`"
    }

    fn commands(&self, change: &Change<'_>) -> Vec<String> {
        wording::commands(change)
    }
}

/// The lines of a firewall's file that a router would take, or that its list of known lines holds.
pub(super) fn taken(file: &SourceFile) -> HashSet<Span> {
    let commands = syntax::commands(file, BannerStyle::LineByLine);
    let configuration = syntax::read(&commands);
    let known = |line: &&syntax::Statement<'_>| line.standing != Standing::Unrecognised;
    let lines = configuration.sections.iter().flat_map(|section| std::iter::once(&section.head).chain(&section.body));
    lines.filter(known).map(|line| line.span).collect()
}

/// Whether this is the name of a loopback interface.
fn is_loopback(name: &str) -> bool {
    name.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("loopback"))
}

#[cfg(test)]
mod tests;

/// The rules of the grammar that these lines reach.
#[cfg(test)]
pub(super) fn rules_reached(lines: &[&str]) -> std::collections::BTreeSet<String> {
    crate::platform::cisco::statement::rules_reached::<syntax::Rule>(lines)
}
