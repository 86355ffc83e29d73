//! Cisco ASA, PIX 7 and later, and FTD, whose tunnels run in an ASA inside.

mod behaviour;
mod commands;
mod config;
mod contexts;
mod defaults;
mod device_commands;
mod keywords;
mod known;
mod logs;
mod lower;
mod probes;
mod reader;
mod recognise;
mod states;
mod syntax;
mod taken;
mod unused;
mod wording;

#[cfg(test)]
pub(super) use keywords::KEYWORDS;
#[cfg(test)]
pub(super) use syntax::HEADS;
pub(super) use taken::taken;

use crate::advice::Change;
use crate::model::{Device, IkeVersion, PlatformId, Release, TrafficSelector};
use crate::negotiation::{Role, SaState};
use crate::platform::{Context, LogBook, LogLine, Platform, Probe, ReadOptions, Sighting, StateEntry, cisco, ios};
use crate::source::SourceFile;

/// Why a line of a router is not in the model of an ASA.
const IOS_SYNTAX: &str = "IOS syntax, which an ASA does not take";

/// Cisco ASA.
pub(super) struct Asa;

impl Platform for Asa {
    fn id(&self) -> PlatformId {
        PlatformId("asa")
    }

    fn title(&self) -> &'static str {
        "Cisco ASA"
    }

    fn recognise(&self, text: &str) -> u32 {
        recognise::score(text)
    }

    fn contexts(&self, text: &str) -> Vec<Context> {
        contexts::contexts(text)
    }

    fn read(&self, file: &SourceFile, options: ReadOptions<'_>) -> Device {
        let mut device = lower::device(file, self.id(), options);
        cisco::other_dialect::tell(&mut device, "IOS", IOS_SYNTAX, || ios::taken(file));
        device
    }

    fn state(&self, state: SaState, _role: Role, version: IkeVersion) -> Option<String> {
        Some(wording::state(state, version).to_owned())
    }

    /// PIX 6 has the words of routers (it-certification-network blog, "Tunnel is not established, phase I").
    fn state_in_release(
        &self,
        release: Option<&str>,
        state: SaState,
        role: Role,
        version: IkeVersion,
    ) -> Option<String> {
        match release.and_then(Release::parse).is_some_and(|own| !own.is_at_least(7, 0)) {
            true => ios::Ios.state(state, role, version),
            false => self.state(state, role, version),
        }
    }

    fn states(&self) -> &'static [&'static [StateEntry]] {
        &[states::STATES, cisco::states::IKEV2]
    }

    fn sightings(&self, lines: &[&str]) -> Vec<Sighting> {
        cisco::sightings::sightings(lines)
    }

    fn progress(&self, number: usize, line: &str) -> Option<Sighting> {
        cisco::progress::of_asa(number, line)
    }

    fn passes(&self, word: &str, state: SaState, version: IkeVersion) -> bool {
        cisco::states::passes_delete(word, state, version)
    }

    fn probe(&self, probe: Probe, _version: IkeVersion) -> &'static str {
        probes::command(probe)
    }

    fn log_book(&self) -> &'static LogBook {
        &logs::BOOK
    }

    fn asked(&self, line: &str) -> Option<TrafficSelector> {
        cisco::proxies::asked(line)
    }

    fn logs_in_release(&self, line: &LogLine, release: Option<&str>) -> bool {
        logs::logs_in_release(line, release)
    }

    /// Cisco ASA command reference, `show crypto ca certificates`.
    fn shows_certificates(&self) -> &'static str {
        "`show crypto ca certificates`"
    }

    fn commands(&self, change: &Change<'_>) -> Vec<String> {
        commands::commands(change)
    }
}

/// The rules of the grammar that these lines reach.
#[cfg(test)]
pub(super) fn rules_reached(lines: &[&str]) -> std::collections::BTreeSet<String> {
    crate::platform::cisco::statement::rules_reached::<syntax::Rule>(lines)
}
