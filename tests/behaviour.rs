//! What each platform does at run time: every value has its source beside it, and a pair on which it matters.
//!
//! `INSTA_UPDATE=always cargo test` writes the table anew.

use std::fmt::Write as _;
use std::path::Path;

use ikelint::check::{Check, Settings, read_ends};

use ikelint::report::Look;
use ikelint::report::ladder::{Format, render};

use crate::pairs::edited;

mod cases;

use cases::{Set, cases};

const PLATFORMS: [&str; 4] = ["asa", "ios", "panos", "swanctl"];

/// A file of the repository.
fn text(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The names of all values.
fn fields() -> Vec<String> {
    let model = text("src/model/behaviour.rs");
    let (_, body) = model.split_once("pub struct Behaviour {").unwrap();
    let names = body.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(':'));
    names.map(|(name, _)| name.to_owned()).collect()
}

/// The values of a platform as its file writes them, each with the comment before it.
fn written(platform: &str) -> Vec<(String, String, String)> {
    let mut comment = String::new();
    let mut found = Vec::new();
    for line in text(&format!("src/platform/{platform}/behaviour.rs")).lines().map(str::trim) {
        match (line.strip_prefix("// "), line.strip_suffix(',').and_then(|line| line.split_once(": "))) {
            (Some(words), _) => {
                let gap = if comment.is_empty() { "" } else { " " };
                let _ = write!(comment, "{gap}{words}");
            }
            (None, Some((name, value))) if !name.contains(' ') => {
                found.push((name.to_owned(), value.to_owned(), std::mem::take(&mut comment)));
            }
            _ => comment.clear(),
        }
    }
    found
}

#[test]
fn every_value_of_every_platform_has_its_source_beside_it() {
    let mut table = String::new();
    let mut bare = Vec::new();
    let platforms = PLATFORMS.map(|platform| (platform, written(platform)));
    for field in fields() {
        let _ = writeln!(table, "{field}");
        for (platform, values) in &platforms {
            let Some((_, value, source)) = values.iter().find(|(name, ..)| *name == field) else {
                bare.push(format!("{platform} {field}: no value"));
                continue;
            };
            if source.is_empty() {
                bare.push(format!("{platform} {field}: no source"));
            }
            let _ = writeln!(table, "  {platform:<9}{value:<42}{source}");
        }
    }
    assert!(bare.is_empty(), "{}", bare.join("\n"));
    insta::assert_snapshot!(table);
}

/// Everything that is said of a pair, one end or both set to something.
fn said(files: &[(String, String); 2], ends: &[usize], set: Option<Set>) -> String {
    let contents = files.each_ref().map(|(name, text)| (name.clone(), Ok(text.clone().into_bytes())));
    let settings = Settings::default();
    let mut check: Check = read_ends(contents, &settings);
    for end in ends {
        set.iter().for_each(|set| set(&mut check.devices[*end].behaviour));
    }
    check.judge(&settings);
    let findings: Vec<_> =
        check.findings.iter().map(|own| (own.rule.name, own.severity, own.certainty, &own.message)).collect();
    let tunnels: Vec<_> = check
        .tunnels
        .iter()
        .map(|own| (own.verdict, own.traffic, own.directions.each_ref().map(|own| format!("{own:?}"))))
        .collect();
    // The ladder tells what changes the way and not the end.
    let ladder = render(&check, Format::Json, Look::default()).unwrap();
    format!("{findings:?} {tunnels:?} {ladder}")
}

/// Each value is set to every other one, at one end and, of two ends of one platform, at both: something that is said of a
/// pair has to change. A value on which no pair depends is dead. `-` stands where the platform cannot be brought to where
/// it matters, or where no pair does so yet.
#[test]
fn every_value_matters_to_some_pair() {
    let mut table = String::from("The pairs on which another value of a platform gives another outcome.\n");
    let mut dead = Vec::new();
    for field in fields() {
        let (sets, cases) = cases(&field);
        let mut seen: Vec<(&str, &str)> = Vec::new();
        for (what, names, edits) in cases {
            let files = edited(names, &edits);
            let base = said(&files, &[], None);
            // What holds only where both ends do so is asked of two ends of one platform.
            let alike = names[0] == names[1];
            let ways = [(&[0][..], 0), (&[1][..], 1), (&[0, 1][..], 1)];
            for (ends, platform) in ways.into_iter().filter(|(ends, _)| ends.len() == 1 || alike) {
                let platform = PLATFORMS.into_iter().find(|own| names[platform].starts_with(own)).unwrap();
                if sets.iter().any(|set| said(&files, ends, Some(*set)) != base) && !seen.contains(&(platform, what)) {
                    seen.push((platform, what));
                }
            }
        }
        if seen.is_empty() {
            dead.push(field.clone());
        }
        let _ = writeln!(table, "{field}");
        for platform in PLATFORMS {
            let pairs: Vec<&str> = seen.iter().filter(|(own, _)| *own == platform).map(|(_, what)| *what).collect();
            let _ =
                writeln!(table, "  {platform:<9}{}", if pairs.is_empty() { "-".to_owned() } else { pairs.join(", ") });
        }
    }
    assert!(dead.is_empty(), "nothing depends on {dead:?}");
    insta::assert_snapshot!(table);
}
