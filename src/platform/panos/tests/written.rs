//! The written forms of PAN-OS against the table of its words: each word is written at least once, and each form is known.

use std::collections::BTreeSet;

use super::read;
use crate::model::Standing;
use crate::platform::panos::schema::{Field, ROOT, Shape};

const FORMS: &str = include_str!("../../../../tests/forms/panos-set.txt");

/// Words below which the same stands as in a whole configuration.
const SCOPES: &[&str] =
    &["config", "devices", "vsys", "shared", "device-group", "panorama", "template", "template-stack"];

/// The path of a word, as it is in each of the scopes; names are asterisks.
fn below(path: &str, word: &str) -> String {
    // Rules that a manager pushes are written as those of the firewall.
    let path = if path.ends_with("-rulebase") { "rulebase" } else { path };
    let is_scope = path.split(' ').next_back().is_some_and(|last| last.is_empty() || SCOPES.contains(&last));
    if is_scope { word.to_owned() } else { format!("{path} {word}") }
}

fn below_name(path: &str) -> String {
    if SCOPES.contains(&path) { path.to_owned() } else { format!("{path} *") }
}

fn fields(shape: Shape) -> &'static [Field] {
    match shape {
        Shape::Block(fields) | Shape::Open(fields) | Shape::ValueOr(fields) => fields,
        _ => &[],
    }
}

/// Every path that the table knows.
fn known(shape: Shape, path: &str, found: &mut BTreeSet<String>) {
    match shape {
        Shape::Named(inner) => known(*inner, &below_name(path), found),
        Shape::Through(inner) => known(*inner, path, found),
        _ => {
            for field in fields(shape) {
                let own = below(path, field.word);
                if found.insert(own.clone()) {
                    known(field.shape, &own, found);
                }
            }
        }
    }
}

/// The paths that a line leads along.
fn written(line: &str) -> Vec<String> {
    let mut words = line.split_ascii_whitespace().skip(1);
    let (mut shape, mut path, mut found) = (ROOT, String::new(), Vec::new());
    loop {
        match shape {
            Shape::Through(inner) => shape = *inner,
            Shape::Named(inner) if words.next().is_some() => (shape, path) = (*inner, below_name(&path)),
            _ => {
                let word = words.next().unwrap_or_default();
                let Some(field) = fields(shape).iter().find(|field| field.word == word) else { return found };
                path = below(&path, word);
                found.push(path.clone());
                shape = field.shape;
            }
        }
    }
}

#[test]
fn every_word_of_the_table_is_written() {
    let mut all = BTreeSet::new();
    known(ROOT, "", &mut all);
    let found: BTreeSet<String> = FORMS.lines().flat_map(written).collect();
    let missing: Vec<&String> = all.difference(&found).collect();
    assert!(missing.is_empty(), "{} of {} are not written: {missing:#?}", missing.len(), all.len());
}

#[test]
fn every_written_form_is_recognised() {
    let (file, device) = read(FORMS);
    let lines = device.coverage.lines_that_are(Standing::Unrecognised);
    let lines: Vec<&str> = lines.iter().map(|line| file.slice(line.span)).collect();
    assert!(lines.is_empty(), "{lines:#?}");
    let of_vpn = FORMS.lines().filter(|line| line.contains(" network ike ") || line.contains(" network tunnel "));
    assert!(device.coverage.vpn_lines * 10 > of_vpn.count() * 9, "{} lines are looked at", device.coverage.vpn_lines);
}
