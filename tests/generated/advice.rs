//! What is advised for one planted fault, put into effect: it mends the fault, repeats nothing that the file has, and leaves
//! no placeholder for what the files tell.

use std::collections::BTreeMap;

use ikelint::check::{Check, Settings as CheckSettings};
use ikelint::rules::{Finding, Severity};

use super::draw::{Random, fitting};
use super::settings::Settings;
use super::{plant, run};
use crate::pairs::check_texts;

const PAIRS: u64 = 160;

type Files = [(String, String); 2];

/// Placeholders for what no file tells: keys, which are never printed, and the names of what the other IKE version needs and
/// this end does not have.
const NOT_TOLD: [&str; 5] = ["<key>", "<old key>", "<profile>", "<transform set>", "<IPsec proposal>"];

/// What a key in place of the placeholder makes of a command: the key of the other end, or the own one that goes.
fn with_keys(command: &str, ends: &[Settings; 2], device: usize) -> String {
    let key = |end: usize| ends[end].psk.clone().unwrap_or_else(|| "n0-such-key".to_owned());
    command.replace("<old key>", &key(device)).replace("<key>", &key(1 - device))
}

/// How far a line is indented.
fn depth(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// A file after commands were typed: a line goes into the block that it belongs to, a new block before the end, a key takes
/// the place of the one that is there, and what begins with `no` or `delete` takes lines away.
fn applied(text: &str, commands: &[String]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    // Where the lines of the blocks that the commands have led into go, by how far they are indented.
    let mut places: Vec<usize> = Vec::new();
    for (at, command) in commands.iter().enumerate().filter(|(_, command)| *command != "commit") {
        let own = depth(command);
        places.truncate(own);
        let leads = commands.get(at + 1).is_some_and(|next| depth(next) > own);
        if let Some(taken) = command.trim_start().strip_prefix("no ") {
            lines.retain(|line| !line.trim_start().starts_with(taken));
            continue;
        }
        if let Some(taken) = command.strip_prefix("delete ") {
            lines.retain(|line| !line.starts_with(&format!("set {taken}")));
            continue;
        }
        let block = places.last().copied();
        if let (true, Some(block), Some((start, _))) =
            (command.contains("pre-shared-key"), block, command.rsplit_once(' '))
        {
            let old = lines[block + 1..].iter().take_while(|line| depth(line) >= own);
            let old = old.take_while(|line| !line.starts_with(&format!("{start} "))).count() + block + 1;
            if lines.get(old).is_some_and(|line| line.starts_with(&format!("{start} "))) {
                lines.remove(old);
            }
        }
        let there =
            lines.iter().enumerate().position(|(at, line)| line == command && block.is_none_or(|block| at > block));
        let place = match (there.filter(|_| leads), block) {
            (Some(there), _) => there,
            (None, Some(block)) => {
                let place = block + 1 + lines[block + 1..].iter().take_while(|line| depth(line) >= own).count();
                lines.insert(place, command.clone());
                place
            }
            (None, None) => {
                let end = lines.iter().position(|line| matches!(line.as_str(), "end" | ": end")).unwrap_or(lines.len());
                lines.insert(end, command.clone());
                end
            }
        };
        if leads {
            places.push(place);
        }
    }
    lines.join("\n") + "\n"
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
    let bare: Vec<&String> = own.iter().enumerate().filter(|(at, _)| !is_head(*at)).map(|(_, line)| line).collect();
    bare.into_iter().filter(|line| there.contains(line)).cloned().collect()
}

fn first_error(check: &Check) -> Option<&Finding> {
    check.findings.iter().find(|finding| finding.severity == Severity::Error)
}

/// Whether an error of the mended pair belongs to the fault. Another version needs proposals of its own, and what is
/// protected now a route of its own: both are told next.
fn is_left(mended: &str, left: &Finding) -> bool {
    match mended {
        "ike-version-mismatch" => left.rule.name == mended,
        "selector-mismatch" => left.rule.name != "no-route-to-remote-network",
        _ => true,
    }
}

/// What is wrong with one way to mend a finding.
fn wrong(ends: &[Settings; 2], files: &Files, finding: &Finding, fix: usize) -> Vec<String> {
    let fix = &finding.fixes[fix];
    let commands: Vec<String> = fix.commands.clone();
    let mut wrong = Vec::new();
    let open = |line: &&String| NOT_TOLD.iter().fold((*line).clone(), |line, own| line.replace(own, "")).contains('<');
    wrong.extend(commands.iter().filter(open).map(|line| format!("open: {line}")));
    wrong.extend(repeated(&files[fix.device].1, &commands).into_iter().map(|line| format!("repeated: {line}")));
    let typed: Vec<String> = commands.iter().map(|line| with_keys(line, ends, fix.device)).collect();
    let mut mended = files.clone();
    mended[fix.device].1 = applied(&mended[fix.device].1, &typed);
    let check = check_texts(&mended, CheckSettings::default());
    let left = check.findings.iter().filter(|own| own.severity == Severity::Error && is_left(finding.rule.name, own));
    wrong.extend(left.map(|left| format!("not mended, {} is left: {}", left.rule.name, left.message)));
    wrong.into_iter().map(|what| format!("{what} in {commands:#?} for {}", files[fix.device].0)).collect()
}

#[test]
fn advice_mends_its_fault_and_repeats_nothing() {
    let mut all: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut held = 0;
    for seed in 0..PAIRS {
        let mut random = Random::new(seed);
        let mut ends = fitting(&mut random);
        let planted = plant(&mut ends, &mut random);
        let (files, _, check) = run(&ends);
        let Some(finding) = first_error(&check).filter(|own| own.rule.name == planted.rule) else { continue };
        for fix in 0..finding.fixes.len() {
            held += 1;
            let own = wrong(&ends, &files, finding, fix).into_iter().map(|what| format!("seed {seed}: {what}"));
            all.entry(planted.rule).or_default().extend(own);
        }
        if finding.fixes.is_empty() {
            all.entry(planted.rule).or_default().push(format!("seed {seed}: no advice"));
        }
    }
    all.retain(|_, own| !own.is_empty());
    for (rule, own) in &all {
        println!("{rule}: {} of {held}", own.len());
        own.iter().take(40).for_each(|own| println!("  {own}"));
    }
    assert!(all.is_empty(), "{:?}", all.iter().map(|(rule, own)| (rule, own.len())).collect::<Vec<_>>());
}
