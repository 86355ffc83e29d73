//! Cisco IOS and IOS XE.

mod behaviour;
mod defaults;
mod heads;
mod known;
mod lower;
mod path;
mod reader;
mod recognise;
mod signs;
mod states;
mod syntax;
mod wording;

use crate::advice::Change;
use crate::model::{Device, IkeVersion, PlatformId};
use crate::negotiation::{Role, SaState, Stop};
use crate::platform::{LogSign, Platform, ReadOptions, StateEntry, cisco};
use crate::source::SourceFile;

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

    fn read(&self, file: &SourceFile, options: ReadOptions) -> Device {
        let configuration = syntax::read(file);
        lower::lower(self.id(), file, &configuration, options)
    }

    fn state(&self, state: SaState, role: Role, version: IkeVersion) -> Option<String> {
        Some(wording::state(state, role, version).to_owned())
    }

    fn states(&self) -> &'static [&'static [StateEntry]] {
        &[states::STATES, cisco::states::IKEV2]
    }

    fn shows(&self, word: &str, state: SaState, role: Role, version: IkeVersion) -> bool {
        wording::shows(word, state, role, version)
    }

    fn log_signs(&self) -> &'static [LogSign] {
        signs::SIGNS
    }

    fn log_lines(&self, stop: &Stop, role: Role, version: IkeVersion) -> Vec<String> {
        wording::log_lines(stop, role, version)
    }

    fn commands(&self, change: &Change<'_>) -> Vec<String> {
        wording::commands(change)
    }
}

#[cfg(test)]
mod tests;
