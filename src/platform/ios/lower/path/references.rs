//! References to nothing of what packets meet: lists of access groups and translations, route maps, and the object groups
//! of those lists.

use std::collections::BTreeSet;

use crate::model::{Blocks, Defect};
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::outline::Line;
use crate::platform::cisco::statement::Word;
use crate::platform::ios::lower::Context;
use crate::source::Span;

/// Notes each of them.
pub(in crate::platform::ios::lower) fn note(context: &Context<'_>, notes: &mut Notes) {
    let lines = &context.configuration.path;
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for line in lines.interfaces.values().flatten() {
        if let ["ip", "access-group", name, _] = words(line).as_slice() {
            named.insert(name);
            list(context, notes, Defect::FILTER_LIST, line, name);
        }
    }
    for line in &lines.top {
        match words(line).as_slice() {
            ["ip", "nat", "inside", "source", "list", name, ..] => {
                named.insert(name);
                list(context, notes, "access list", line, name);
            }
            ["ip", "nat", "inside", "source", "route-map", name, ..] if !lines.route_maps.contains_key(name) => {
                let word = word(context, line, name);
                notes.dangling("route map", word, lines.route_maps.keys().copied(), Blocks::Nothing);
            }
            _ => {}
        }
    }
    for line in named.into_iter().filter_map(|name| lines.lists.get(name)).flat_map(|(_, lines)| lines) {
        groups(context, notes, line);
    }
}

fn words<'a>(line: &Line<'a>) -> Vec<&'a str> {
    line.text.split_ascii_whitespace().collect()
}

/// A word of a line at its place in the file, where the file writes it as it was read.
pub(in crate::platform::ios::lower) fn word<'n>(context: &Context<'_>, line: &Line<'_>, name: &'n str) -> Word<'n> {
    let begin = line.span.range().start;
    let place = context.file.slice(line.span).rfind(name).map(|at| begin + at);
    let span = place.map_or(line.span, |start| Span::new(line.span.file, start, start + name.len()));
    Word { text: name, span }
}

fn list(context: &Context<'_>, notes: &mut Notes, what: &'static str, line: &Line<'_>, name: &str) {
    let names = &context.configuration.list_names;
    if !names.contains(&name) {
        notes.dangling(what, word(context, line, name), names.iter().copied(), Blocks::Nothing);
    }
}

/// The network object groups of an entry. What stands behind the action is a group of services.
fn groups(context: &Context<'_>, notes: &mut Notes, line: &Line<'_>) {
    let (words, names) = (words(line), &context.configuration.group_names);
    for at in 2..words.len() {
        let is_network = words[at - 1] == "object-group" && !matches!(words[at - 2], "permit" | "deny");
        if is_network && !names.contains(&words[at]) {
            notes.dangling("object group", word(context, line, words[at]), names.iter().copied(), Blocks::Nothing);
        }
    }
}
