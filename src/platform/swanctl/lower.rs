//! The tree of sections to the model.

use std::net::IpAddr;

use crate::model::{Blocks, Coverage, Defect, DefectKind, Device, Interface, Kept, PlatformId, Setting, Standing};
use crate::platform::ReadOptions;
use crate::platform::swanctl::connection;
use crate::platform::swanctl::schema::{Kind, Meaning, lines};
use crate::platform::swanctl::secrets;
use crate::platform::swanctl::syntax::{Section, Tree};
use crate::platform::swanctl::{behaviour, identity, open_ended, post_quantum, schema, unused};
use crate::source::{SourceFile, Span};

/// Lowers a whole file.
pub(super) fn device(file: &SourceFile, tree: &Tree<'_>, options: ReadOptions<'_>) -> Device {
    let found = lines(&tree.root, Kind::Root);
    let mut coverage = Coverage::default();
    found.iter().for_each(|line| coverage.count(standing(line.meaning), line.span, line.reason));
    let strays =
        found.iter().filter(|line| line.meaning.is_none()).map(|line| (DefectKind::UnrecognisedLine, line.span));
    let truncated = tree.truncated.map(|span| (DefectKind::Truncated, span));
    let twice = schema::repeated(&tree.root).into_iter().map(|(name, first, again)| {
        (DefectKind::Duplicate { what: "setting", name: name.to_owned(), first, kept: Kept::Last }, again)
    });
    let defects = strays
        .chain(twice)
        .chain(truncated)
        .map(|(kind, span)| Defect { kind, span, blocks: Blocks::Nothing })
        .collect();
    let mut device = Device {
        name: file.stem(),
        file: file.id(),
        platform: PlatformId("swanctl"),
        version: None,
        assumed_release: options.assumed_release,
        complete: options.assume_complete || is_complete(tree),
        behaviour: behaviour::behaviour(),
        refused: Vec::new(),
        outside_addresses: Vec::new(),
        interfaces: Vec::new(),
        keys: Vec::new(),
        entries: Vec::new(),
        path: None,
        defects,
        coverage,
    };
    let secrets = tree.root.section("secrets").map(|own| secrets::read(file, own)).unwrap_or_default();
    let post_quantum_keys = tree.root.section("secrets").map(|own| post_quantum::keys(file, own)).unwrap_or_default();
    let broken = broken_syntax(file, &tree.root);
    let connections = tree.root.section("connections").into_iter().flat_map(|own| &own.sections);
    let paths = tree.root.paths();
    for (number, section) in connections.enumerate() {
        let mut dangling = Vec::new();
        let mut section = section.resolved(&tree.root, &mut dangling);
        open_ended::fill(&mut section, Kind::Connection, None);
        let mut read = connection::read(&section, number, options.assumed_release);
        read.note_dangling(&dangling, &paths);
        read.note_doubtful_syntax(tree.root.strays.iter().copied().chain(tree.truncated));
        if device.complete {
            read.note_broken_syntax(&broken);
        }
        let post_quantum = post_quantum::of_connection(&section, &post_quantum_keys);
        for settings in read.entries.iter_mut().filter_map(|entry| entry.ikev2.as_mut()) {
            settings.post_quantum = post_quantum.clone();
        }
        device.keys.extend(secrets::of_connection(&secrets, number, &read.parties));
        device.entries.extend(read.entries);
    }
    let of_entries = device.entries.iter().flat_map(|entry| &entry.defects);
    let told: Vec<Span> =
        of_entries.filter(|defect| defect.blocks == Blocks::Everything).map(|defect| defect.span).collect();
    device.defects.retain(|defect| !told.contains(&defect.span));
    device.interfaces = interfaces(&device);
    if device.complete {
        device.defects.extend(unused::defects(&tree.root));
    }
    device
}

/// How far a setting of this meaning is understood; `None` is one that the schema does not list.
fn standing(meaning: Option<Meaning>) -> Standing {
    match meaning {
        Some(Meaning::Understood) => Standing::Understood,
        Some(Meaning::Irrelevant) => Standing::Irrelevant,
        Some(Meaning::Unmodelled) => Standing::Unmodelled,
        None => Standing::Unrecognised,
    }
}

/// A file with connections and secrets that is not cut off and includes nothing: what it lacks does not exist.
fn is_complete(tree: &Tree<'_>) -> bool {
    let has = |name: &str| tree.root.section(name).is_some();
    tree.truncated.is_none() && has("connections") && has("secrets") && includes_below(&tree.root).is_empty()
}

/// What keeps `swanctl` from reading the file at all (`invalid config file`; seen with 5.9.8): what no rule of the grammar
/// takes in a section, and a brace too many. Other words between the sections may come from whoever copied the file.
fn broken_syntax(file: &SourceFile, root: &Section<'_>) -> Vec<Span> {
    let braces = root.strays.iter().copied().filter(|stray| file.slice(*stray) == "}");
    braces.chain(root.sections.iter().flat_map(strays_below)).collect()
}

fn strays_below(section: &Section<'_>) -> Vec<Span> {
    let inner = section.sections.iter().flat_map(strays_below);
    section.strays.iter().copied().chain(inner).collect()
}

/// Every `include` of a section and of those in it.
pub(super) fn includes_below(section: &Section<'_>) -> Vec<Span> {
    let inner = section.sections.iter().flat_map(includes_below);
    section.includes.iter().copied().chain(inner).collect()
}

/// The local addresses of the connections: the file knows no interfaces.
fn interfaces(device: &Device) -> Vec<Interface> {
    let mut found: Vec<(IpAddr, Span)> = Vec::new();
    for own in device.entries.iter().flat_map(|entry| &entry.local_addresses) {
        if let Setting::Known(known) = own
            && found.iter().all(|(address, _)| *address != known.value)
        {
            found.push((known.value, known.span()));
        }
    }
    let interface = |(address, span): (IpAddr, Span)| Interface {
        name: address.to_string(),
        span,
        addresses: vec![Setting::written(address, span)],
    };
    found.into_iter().map(interface).collect()
}

/// What an identity says of itself, for the search of keys.
pub(super) fn only_one(parsed: &identity::Parsed) -> Option<crate::model::Identity> {
    match parsed {
        identity::Parsed::One(identity) => Some(identity.clone()),
        _ => None,
    }
}
