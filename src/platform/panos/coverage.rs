//! How far a file was understood: the settings of the VPN, and those of the path of packets, each part by itself.

use std::collections::HashMap;

use crate::model::{Coverage, PathCount, Standing};
use crate::platform::panos::lower::TUNNELS;
use crate::platform::panos::schema::{Meaning, PATH_HEADS};
use crate::platform::panos::scope;
use crate::platform::panos::tree::{At, NodeId, Tree};

/// Counts settings (lines of the `set` form, innermost elements of XML).
pub(super) fn coverage(tree: &Tree<'_>) -> Coverage {
    let mut coverage = Coverage::default();
    tree.strays.iter().for_each(|stray| coverage.count(Standing::Unrecognised, stray.span, ""));
    let parts = scope::parts(tree.root()).flat_map(|part| [part.at("network ike"), part.at(TUNNELS)]);
    for setting in parts.flatten().flat_map(settings) {
        match setting.meaning() {
            Some(Meaning::Understood) => coverage.count(Standing::Understood, setting.statement(), ""),
            Some(Meaning::Irrelevant(reason)) => coverage.count(Standing::Irrelevant, setting.statement(), reason),
            Some(Meaning::Unmodelled(lacks)) => coverage.count(Standing::Unmodelled, setting.statement(), lacks),
            None => {}
        }
    }
    coverage.path = path(tree);
    coverage
}

/// The settings at and below a node: words with nothing but values behind them. What was copied from a template counts
/// where it is written.
fn settings(head: At<'_>) -> Vec<At<'_>> {
    let (mut open, mut found) = (vec![head], Vec::new());
    while let Some(node) = open.pop() {
        if node.is_copy() || node.meaning().is_none() {
            continue;
        }
        match node.children().all(|below| below.meaning().is_none()) {
            true => found.push(node),
            false => open.extend(node.children()),
        }
    }
    found
}

/// What was read of each part of the path, and what was passed over: settings, and elements with all that is in them.
fn path(tree: &Tree<'_>) -> Vec<PathCount> {
    let places = scope::places(tree.root());
    let mut heads: HashMap<NodeId, &'static str> = HashMap::new();
    let mut counts: Vec<PathCount> = Vec::new();
    for (part, words) in PATH_HEADS {
        let nodes: Vec<At<'_>> =
            places.iter().flat_map(|place| words.iter().filter_map(|word| place.at(word))).collect();
        heads.extend(nodes.iter().map(|node| (node.id(), *part)));
        let known: Vec<At<'_>> = nodes.into_iter().flat_map(settings).collect();
        let read = known.iter().filter(|setting| setting.meaning() == Some(Meaning::Understood)).count();
        counts.push(PathCount { part, read, irrelevant: known.len() - read, passed_over: 0 });
    }
    for passed in &tree.passed {
        let part = tree.root().other(passed.below).ancestors().find_map(|node| heads.get(&node));
        let count = part.and_then(|part| counts.iter_mut().find(|count| count.part == *part));
        count.into_iter().for_each(|count| count.passed_over += 1);
    }
    counts.retain(|count| count.read + count.irrelevant + count.passed_over > 0);
    counts
}
