//! The log line that each device writes: from every stop that the tests lead to, to the table, and from every line of the
//! table back to the fault.

pub(crate) mod sweep;

use std::collections::{BTreeMap, BTreeSet};

use ikelint::check::{Check, Settings, read};
use ikelint::diagnose::diagnose;
use ikelint::negotiation::{Role, places};
use ikelint::platform::{PLATFORMS, Seen};
use ikelint::rules;

/// What a line says on a device: with something in the place of what differs from device to device.
fn pasted(line: &ikelint::platform::LogLine) -> String {
    let shown = line.shown(None);
    let bare = shown.strip_prefix("something like \"").and_then(|rest| rest.split('"').next()).unwrap_or(&shown);
    bare.split(" (if ").next().unwrap_or(bare).replace('…', "0 203.0.113.7")
}

fn nothing() -> Check {
    read(Vec::new(), &Settings::default())
}

#[test]
fn every_stop_of_the_tests_is_a_place_of_the_table() {
    let known: Vec<_> = places().collect();
    let mut strange = BTreeSet::new();
    let mut seen = 0;
    sweep::every_stop(|at| {
        seen += 1;
        let place = at.stop.at(at.version);
        if !known.contains(&place) {
            strange.insert(format!("{place:?} is no place"));
        }
        if !place.kind.rules().contains(&at.rule) {
            strange.insert(format!("{:?} is explained by {}, which its kind does not name", place.kind, at.rule));
        }
        if at.platform.log_book().at(place, at.role).is_none() {
            strange.insert(format!("{} {:?} {place:?} has no answer", at.platform.id().0, at.role));
        }
    });
    assert!(strange.is_empty(), "{strange:#?}");
    assert!(seen >= 2000, "too little was compared: {seen}");
}

/// A line that somebody pastes, with no configuration at all, leads to the rules of every place where it is written.
#[test]
fn every_line_of_the_table_leads_back_to_the_faults_that_write_it() {
    let mut rules_of: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for platform in PLATFORMS {
        let book = platform.log_book();
        for (place, role) in places().flat_map(|place| [(place, Role::Initiator), (place, Role::Responder)]) {
            for line in book.at(place, role).map(ikelint::platform::Logs::lines).unwrap_or_default() {
                rules_of.entry(pasted(line)).or_default().extend(place.kind.rules());
            }
        }
        for row in book.drops {
            for line in row.logs.lines() {
                rules_of.entry(pasted(line)).or_default().extend(row.kinds.iter().flat_map(|kind| kind.rules()));
            }
        }
        for row in book.notes {
            row.logs.lines().iter().for_each(|line| rules_of.entry(pasted(line)).or_default().extend(row.rules));
        }
    }
    let mut lost = Vec::new();
    for (text, rules) in &rules_of {
        let diagnosis = diagnose(text, &nothing(), None);
        let Some(Seen::Log(sign)) = diagnosis.sightings.first().map(|placed| placed.sighting.what) else {
            lost.push(format!("{text:?} is not recognised"));
            continue;
        };
        let missing: Vec<_> = rules.iter().filter(|rule| !sign.rules.contains(rule)).collect();
        if !missing.is_empty() {
            lost.push(format!("{text:?} is taken for {:?}, which does not lead to {missing:?}", sign.line.text));
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
    assert!(rules_of.len() >= 120, "{} lines", rules_of.len());
}

#[test]
fn every_rule_that_a_line_leads_to_exists() {
    for sign in PLATFORMS.iter().flat_map(|platform| platform.log_signs()) {
        for rule in &sign.rules {
            assert!(rules::find(rule).is_some(), "{:?}: {rule}", sign.line.text);
        }
    }
}
