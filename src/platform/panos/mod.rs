//! Palo Alto PAN-OS.
//!
//! The three surface forms (`set` lines, XML, curly blocks) become one path tree ([`tree`]); one lowering reads it.

mod behaviour;
mod choice;
mod commands;
mod coverage;
mod curly;
mod defaults;
mod form;
mod gateway;
mod ike_profile;
mod ipsec_profile;
mod liveness;
mod logs;
mod lower;
mod malformed;
mod path;
mod post_quantum;
mod probes;
mod profiles;
mod references;
mod schema;
mod scope;
mod selectors;
mod set_lines;
mod sightings;
mod stack;
mod tree;
mod unused;
mod variables;
mod wording;
mod xml;

use form::Form;
use tree::Tree;

use crate::advice::Change;
use crate::model::{Device, Entry, IkeVersion, PlatformId};
use crate::negotiation::{Role, SaState};
use crate::platform::{LogBook, Platform, Probe, ReadOptions, Sighting};
use crate::source::SourceFile;

/// Palo Alto PAN-OS.
pub(super) struct PanOs;

impl Platform for PanOs {
    fn id(&self) -> PlatformId {
        PlatformId("panos")
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["pan-os"]
    }

    fn title(&self) -> &'static str {
        "Palo Alto PAN-OS"
    }

    fn recognise(&self, text: &str) -> u32 {
        form::of(text).map_or(0, |(_, score)| score)
    }

    fn managed(&self, file: &SourceFile) -> Vec<String> {
        stack::serials(tree_of(file).root())
    }

    fn read(&self, file: &SourceFile, options: ReadOptions<'_>) -> Device {
        let mut tree = tree_of(file);
        if let Some(serial) = options.part {
            stack::keep(&mut tree, serial);
        }
        stack::merge(&mut tree);
        lower::device(file, &tree, options)
    }

    fn state(&self, state: SaState, _role: Role, _version: IkeVersion) -> Option<String> {
        wording::state(state)
    }

    fn shows(&self, word: &str, state: SaState, _role: Role, _version: IkeVersion) -> bool {
        wording::shows(word, state)
    }

    fn sightings(&self, lines: &[&str]) -> Vec<Sighting> {
        sightings::sightings(lines, self.id())
    }

    fn progress(&self, number: usize, line: &str) -> Option<Sighting> {
        sightings::progress(number, line, self.id())
    }

    fn tunnel_name<'a>(&self, entry: &'a Entry) -> &'a str {
        lower::gateway_of(&entry.name).0
    }

    fn probe(&self, probe: Probe, _version: IkeVersion) -> &'static str {
        probes::command(probe)
    }

    fn log_book(&self) -> &'static LogBook {
        &logs::BOOK
    }

    /// PAN-OS web interface help, "Manage Firewall and Panorama Certificates".
    fn shows_certificates(&self) -> &'static str {
        "the page Device > Certificate Management > Certificates"
    }

    fn commands(&self, change: &Change<'_>) -> Vec<String> {
        commands::commands(change)
    }
}

fn tree_of(file: &SourceFile) -> Tree<'_> {
    match form::of(file.text()) {
        Some((Form::Xml(begin), _)) => xml::read(file, begin),
        Some((Form::Curly, _)) => curly::read(file),
        Some((Form::Set, _)) | None => set_lines::read(file),
    }
}

#[cfg(test)]
pub(super) use curly::rules_reached as rules_of_curly_lines_reached;
#[cfg(test)]
pub(super) use set_lines::rules_reached as rules_of_set_lines_reached;

#[cfg(test)]
mod tests;
