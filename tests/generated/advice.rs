//! What is advised for one planted fault, put into effect: it mends the fault, repeats nothing that the file has, and leaves
//! no placeholder for what the files tell.

use std::collections::BTreeMap;

use ikelint::check::{Check, Settings as CheckSettings};
use ikelint::rules::{Finding, Severity};

use super::draw::{Random, fitting_of_every_form};
use super::settings::{Settings, Vendor};
use super::write::next_hop;
use super::{plant_of_every_form, run};
use crate::pairs::{check_texts, errors};
use crate::typed::typed;

const PAIRS: u64 = 240;

type Files = [(String, String); 2];

/// Placeholders for what no file tells: keys, which are never printed.
const NOT_TOLD: [&str; 2] = ["<key>", "<old key>"];

/// What a key in place of the placeholder makes of a command: the key of the other end, or the own one that goes.
fn with_keys(command: &str, ends: &[Settings; 2], device: usize) -> String {
    let key = |end: usize| ends[end].psk.clone().unwrap_or_else(|| "n0-such-key".to_owned());
    command
        .replace("<old key>", &key(device))
        .replace("<key>", &key(1 - device))
        .replace("<next hop>", &next_hop(&ends[device]))
}

/// Lines with the head of their block before them, where they stand in one.
fn in_blocks<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut head = "";
    let mut all = Vec::new();
    for line in lines {
        if line.starts_with(' ') {
            all.push(format!("{head} / {}", line.trim()));
        } else {
            head = line;
            all.push(line.to_owned());
        }
    }
    all
}

/// Commands that the file has already; the head of a block only leads to its lines.
fn repeated(text: &str, commands: &[String]) -> Vec<String> {
    let there = in_blocks(text.lines());
    let is_head = |at: usize| commands.get(at + 1).is_some_and(|next| next.starts_with(' '));
    let own = in_blocks(commands.iter().map(String::as_str));
    // Sections of strongSwan are closed where they were opened.
    let bare = own.iter().enumerate().filter(|(at, line)| !is_head(*at) && !line.ends_with('}'));
    let bare: Vec<&String> = bare.map(|(_, line)| line).collect();
    bare.into_iter().filter(|line| there.contains(line)).cloned().collect()
}

fn first_error(check: &Check) -> Option<&Finding> {
    check.findings.iter().find(|finding| finding.severity == Severity::Error)
}

/// Whether an error of the mended pair belongs to the fault. What was told beside it has advice of its own. Another version
/// needs proposals of its own, and what is protected now a route and an exemption of its own: these are told next.
fn is_left(mended: &str, left: &Finding, before: &Check, has_profiles: bool) -> bool {
    let was_told = left.rule.name != mended && errors(before).contains(&left.rule.name);
    match mended {
        _ if was_told => false,
        "ike-version-mismatch" => left.rule.name == mended || !has_profiles,
        "selector-mismatch" => !matches!(left.rule.name, "no-route-to-remote-network" | "nat-exemption-missing"),
        _ => true,
    }
}

/// Whether a command leaves something open that a file tells. Without any route no file tells the next hop.
fn is_open(command: &str, mended: &str) -> bool {
    let known = NOT_TOLD.iter().fold(command.to_owned(), |line, own| line.replace(own, ""));
    let known = if mended == "no-route-to-peer" { known.replace("<next hop>", "") } else { known };
    known.contains('<')
}

/// What is wrong with one way to mend a finding.
fn wrong(ends: &[Settings; 2], files: &Files, before: &Check, finding: &Finding, fix: usize) -> Vec<String> {
    let fix = &finding.fixes[fix];
    let commands: Vec<String> = fix.commands.clone();
    let mut wrong = Vec::new();
    let open = |line: &&String| is_open(line, finding.rule.name);
    wrong.extend(commands.iter().filter(open).map(|line| format!("open: {line}")));
    wrong.extend(repeated(&files[fix.device].1, &commands).into_iter().map(|line| format!("repeated: {line}")));
    let filled: Vec<String> = commands.iter().map(|line| with_keys(line, ends, fix.device)).collect();
    let has_profiles = matches!(ends[fix.device].vendor, Vendor::PanOs | Vendor::StrongSwan);
    let mut mended = files.clone();
    mended[fix.device].1 = typed(&mended[fix.device].1, &filled);
    let check = check_texts(&mended, CheckSettings::default());
    let left = check
        .findings
        .iter()
        .filter(|own| own.severity == Severity::Error && is_left(finding.rule.name, own, before, has_profiles));
    wrong.extend(left.map(|left| format!("not mended, {} is left: {}", left.rule.name, left.message)));
    wrong.into_iter().map(|what| format!("{what} in {commands:#?} for {}", files[fix.device].0)).collect()
}

#[test]
fn advice_mends_its_fault_and_repeats_nothing() {
    let mut all: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut held = 0;
    for seed in 0..PAIRS {
        let mut random = Random::new(seed);
        let mut ends = fitting_of_every_form(&mut random);
        let planted = plant_of_every_form(&mut ends, &mut random);
        let (files, _, check) = run(&ends);
        let Some(finding) = first_error(&check).filter(|own| own.rule.name == planted.rule) else { continue };
        for fix in 0..finding.fixes.len() {
            held += 1;
            let own = wrong(&ends, &files, &check, finding, fix).into_iter().map(|what| format!("seed {seed}: {what}"));
            all.entry(planted.rule).or_default().extend(own);
        }
        if finding.fixes.is_empty() {
            all.entry(planted.rule).or_default().push(format!("seed {seed}: no advice"));
        }
    }
    for rule in ["no-route-to-peer", "no-route-to-remote-network", "nat-exemption-missing", "selector-mismatch"] {
        assert!(all.contains_key(rule), "{rule} was never planted");
    }
    all.retain(|_, own| !own.is_empty());
    for (rule, own) in &all {
        println!("{rule}: {} of {held}", own.len());
        own.iter().take(40).for_each(|own| println!("  {own}"));
    }
    assert!(all.is_empty(), "{:?}", all.iter().map(|(rule, own)| (rule, own.len())).collect::<Vec<_>>());
}
