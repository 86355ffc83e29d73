//! What people paste of devices, from public outputs of show commands. They lie outside of the repository, in the folder
//! `showcmd` of the one that `IKELINT_CORPUS` names; without it there is nothing to do.

use std::collections::BTreeMap;

use ikelint::check::{Check, Settings, read};
use ikelint::diagnose::{Diagnosis, diagnose};
use ikelint::platform::Seen;
use ikelint::report::Look;
use ikelint::report::diagnosis::{Format, render};
use ikelint::source::{FileId, SourceFile};

use crate::cases;

/// The least that is seen of each state in all outputs together. Raise it when more is; never lower it.
const REACHED: [(&str, usize); 11] = [
    ("READY", 19),
    ("QM_IDLE", 6),
    ("MM_NO_STATE", 2),
    ("UP-ACTIVE", 7),
    ("IKE SA listed", 4),
    ("child SA listed", 2),
    ("encaps and decaps", 29),
    ("encaps without decaps", 3),
    ("decaps without encaps", 2),
    ("neither encaps nor decaps", 4),
    ("no child SA", 2),
];

/// How many outputs hold a state; each of them is read.
const HOLD_A_STATE: usize = 38;

/// Every output, as it is read.
fn outputs() -> Vec<(String, String)> {
    let Some(corpus) = std::env::var_os("IKELINT_CORPUS") else { return Vec::new() };
    let folder = std::path::Path::new(&corpus).join("showcmd");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let text = |path: &std::path::PathBuf| {
        let file = SourceFile::read(FileId(0), path).ok()?;
        Some((path.file_name().unwrap().to_string_lossy().into_owned(), file.text().to_owned()))
    };
    paths.iter().filter_map(text).collect()
}

/// Whether an output holds a state, by marks that are independent of how it is read.
fn holds_a_state(text: &str) -> bool {
    let has_word = |words: &[&str]| text.split_whitespace().any(|word| words.contains(&word));
    let is_detail = text.lines().any(|line| line.starts_with("C-id")) && has_word(&["ACTIVE"]);
    let is_site_to_site = text.contains("LAN-to-LAN") && text.contains("Pkts Tx");
    has_word(&["READY", "IN-NEG", "DELETE", "QM_IDLE", "MM_NO_STATE"])
        || text.contains("Session status:")
        || text.contains("#pkts decaps:")
        || is_detail
        || is_site_to_site
}

fn states(diagnosis: &Diagnosis) -> Vec<&'static str> {
    let of = |what: &Seen| matches!(what, Seen::State { .. }).then(|| what.name());
    diagnosis.sightings.iter().filter_map(|placed| of(&placed.sighting.what)).collect()
}

/// The diagnosis of an output, written in both forms.
fn told(text: &str, check: &Check) -> Diagnosis {
    let diagnosis = diagnose(text, check, None);
    for format in [Format::Text, Format::Json] {
        assert!(!render(check, &diagnosis, format, Look::default()).unwrap().is_empty());
    }
    diagnosis
}

#[test]
fn an_output_gives_its_states_and_one_without_says_so() {
    let outputs = outputs();
    if outputs.is_empty() {
        println!("skipped: IKELINT_CORPUS names no folder");
        return;
    }
    let nothing = read(Vec::new(), &Settings::default());
    let pairs = ["02-mm-wait-msg2-configs-look-fine", "04-psk-mismatch-gre-ipsec"].map(cases::check_of);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut hold, mut unread) = (0, Vec::new());
    for (name, text) in &outputs {
        let diagnosis = told(text, &nothing);
        let seen = states(&diagnosis);
        // A state is seen whatever it is held against.
        for pair in &pairs {
            let with_pair = told(text, pair);
            assert_eq!(states(&with_pair), seen, "{name}");
            let mut explained = with_pair.explained.iter().flat_map(|own| &own.explains);
            let has_addresses = |at: &usize| {
                let own = &with_pair.sightings[*at].sighting;
                own.peer.is_some() || own.between.is_some()
            };
            assert!(!explained.any(has_addresses), "{name}: a state of other addresses is explained by this pair");
        }
        for state in &seen {
            *counts.entry(state).or_default() += 1;
        }
        match (holds_a_state(text), seen.is_empty()) {
            (true, false) => hold += 1,
            (true, true) => unread.push(name),
            (false, false) => panic!("{name} holds no state, and gives {seen:?}"),
            (false, true) => assert!(diagnosis.sightings.is_empty(), "{name} gives {:?}", diagnosis.sightings),
        }
    }
    println!("{} outputs, {hold} with a state, {counts:#?}", outputs.len());
    assert!(hold >= HOLD_A_STATE && unread.is_empty(), "{hold} are read, and not {unread:#?}");
    for (state, least) in REACHED {
        let own = counts.get(state).copied().unwrap_or_default();
        assert!(own >= least, "{state} is seen {own} times, after {least}");
    }
}
