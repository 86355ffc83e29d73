//! The trouble cases: real faults, rebuilt with invented addresses and keys, and what their sources say of them.
//!
//! The test prints a score, and holds the numbers that were reached, so that they can only rise.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use ikelint::check::{Check, Settings, Traffic, check};
use ikelint::negotiation::{End, Role};
use ikelint::platform;
use ikelint::rules::Severity;
use serde::Deserialize;

/// What a source says of its case; see `tests/cases/README.md`.
#[derive(Deserialize)]
struct Expected {
    files: [String; 2],
    verdict_any: Vec<String>,
    traffic: Option<String>,
    rules_any: Vec<String>,
    establishes_when_started_by: Option<Vec<String>>,
    states_any: std::collections::BTreeMap<String, [Option<Vec<String>>; 2]>,
    evidence: String,
}

/// What ikelint says of a case, held against its source.
struct Judged {
    name: String,
    verdict: String,
    verdict_right: bool,
    /// `None` where the source names no cause.
    cause_right: Option<bool>,
    /// `None` where the source names no state.
    states_right: Option<bool>,
    /// `None` where the pair is not fine.
    fine_without_error: Option<bool>,
    /// `None` where the source does not say who can begin.
    direction_right: Option<bool>,
    /// `None` where the source says nothing of the traffic.
    traffic_right: Option<bool>,
    rules: Vec<&'static str>,
}

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("expected.json").exists())
        .collect();
    folders.sort();
    folders
}

fn run(folder: &Path, files: &[String; 2]) -> Check {
    let inputs = files.each_ref().map(|file| (file.clone(), Ok(std::fs::read(folder.join(file)).unwrap())));
    check(inputs, Settings::default())
}

fn judge(folder: &Path) -> (Expected, Judged) {
    let expected: Expected =
        serde_json::from_str(&std::fs::read_to_string(folder.join("expected.json")).unwrap()).unwrap();
    let check = run(folder, &expected.files);
    let verdict = check.tunnels.first().map_or("none", |tunnel| tunnel.verdict.word()).to_owned();
    let errors: Vec<&str> =
        check.findings.iter().filter(|f| f.severity == Severity::Error).map(|f| f.rule.name).collect();
    let rules: Vec<&'static str> = check.findings.iter().map(|f| f.rule.name).collect();
    let has_cause = !expected.rules_any.is_empty();
    let judged = Judged {
        name: folder.file_name().unwrap().to_string_lossy().into_owned(),
        verdict_right: expected.verdict_any.contains(&verdict),
        verdict,
        cause_right: has_cause.then(|| rules.iter().any(|rule| expected.rules_any.iter().any(|any| any == rule))),
        states_right: (!expected.states_any.is_empty()).then(|| states_right(&check, &expected)),
        fine_without_error: (!has_cause).then_some(errors.is_empty()),
        direction_right: expected.establishes_when_started_by.as_ref().map(|by| direction_right(&check, by)),
        traffic_right: expected
            .traffic
            .as_ref()
            .map(|_| check.tunnels.first().is_some_and(|tunnel| tunnel.traffic.contains(&Traffic::Blocked))),
        rules,
    };
    (expected, judged)
}

/// Whether exactly the named ends bring the tunnel up when they begin.
fn direction_right(check: &Check, by: &[String]) -> bool {
    check.tunnels.first().is_some_and(|tunnel| {
        [("a", End::A), ("b", End::B)].iter().all(|(name, end)| {
            let up = tunnel.directions[end.index()].outcome.word() == "establishes";
            up == by.iter().any(|named| named == name)
        })
    })
}

/// Whether each end shows one of the states that the source saw, while stuck or afterwards.
fn states_right(check: &Check, expected: &Expected) -> bool {
    expected.states_any.iter().all(|(who, wanted)| {
        let initiator = if who.starts_with("a_") { End::A } else { End::B };
        End::BOTH.iter().all(|end| {
            let Some(wanted) = &wanted[end.index()] else { return true };
            shown(check, initiator, *end).iter().any(|state| wanted.contains(state))
        })
    })
}

fn shown(check: &Check, initiator: End, end: End) -> Vec<String> {
    let Some(context) = check.context(0) else { return Vec::new() };
    let direction = &context.tunnel.directions[initiator.index()];
    let role = if end == initiator { Role::Initiator } else { Role::Responder };
    let version = direction.deciding().and_then(|attempt| attempt.version).unwrap_or(ikelint::model::IkeVersion::V1);
    let platform = platform::by_id(context.side(end).device.platform).unwrap();
    [direction.states, direction.states_after]
        .iter()
        .filter_map(|states| platform.state(states[end.index()], role, version))
        .collect()
}

/// The check of the case in this folder.
pub(crate) fn check_of(name: &str) -> Check {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
    let (expected, _) = judge(&folder);
    run(&folder, &expected.files)
}

/// A case with a cause and states: its name, its check, the states that an end was seen in, and the rules that may be its
/// cause.
pub(crate) type CaseWithStates = (String, Check, Vec<(usize, String)>, Vec<String>);

/// Every case whose source names both a state and a cause.
pub(crate) fn with_states() -> Vec<CaseWithStates> {
    let mut all = Vec::new();
    for folder in folders() {
        let (expected, judged) = judge(&folder);
        if expected.states_any.is_empty() || judged.cause_right != Some(true) {
            continue;
        }
        let check = run(&folder, &expected.files);
        let mut seen: Vec<(usize, String)> = Vec::new();
        for (who, wanted) in &expected.states_any {
            let initiator = if who.starts_with("a_") { End::A } else { End::B };
            for end in End::BOTH {
                let Some(wanted) = &wanted[end.index()] else { continue };
                let shown = shown(&check, initiator, end).into_iter().filter(|state| wanted.contains(state));
                seen.extend(shown.map(|state| (end.index(), state)));
            }
        }
        all.push((judged.name, check, seen, expected.rules_any));
    }
    all
}

fn count(values: impl Iterator<Item = Option<bool>>) -> (usize, usize) {
    values.flatten().fold((0, 0), |(right, all), value| (right + usize::from(value), all + 1))
}

#[test]
fn the_trouble_cases_are_judged_as_their_sources_say() {
    let mut table = String::new();
    let mut scored = Vec::new();
    for folder in folders() {
        let (expected, judged) = judge(&folder);
        let mark = |value: Option<bool>| match value {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "-",
        };
        let weak = expected.evidence == "weak";
        writeln!(
            table,
            "{:52} verdict {:3} ({}) cause {:3} states {:3} fine {:3} direction {:3} traffic {:3} {}{}",
            judged.name,
            mark(Some(judged.verdict_right)),
            judged.verdict,
            mark(judged.cause_right),
            mark(judged.states_right),
            mark(judged.fine_without_error),
            mark(judged.direction_right),
            mark(judged.traffic_right),
            judged.rules.join(","),
            if weak { " (weak: not scored)" } else { "" },
        )
        .unwrap();
        if !weak {
            scored.push(judged);
        }
    }
    let verdicts = count(scored.iter().map(|j| Some(j.verdict_right)));
    let causes = count(scored.iter().map(|j| j.cause_right));
    let states = count(scored.iter().map(|j| j.states_right));
    let fine = count(scored.iter().map(|j| j.fine_without_error));
    let directions = count(scored.iter().map(|j| j.direction_right));
    println!(
        "{table}verdicts {verdicts:?} causes {causes:?} states {states:?} fine {fine:?} directions {directions:?}"
    );
    assert_eq!(verdicts, (31, 31), "verdicts");
    assert_eq!(causes, (20, 20), "causes");
    assert_eq!(states, (6, 6), "states");
    assert_eq!(fine, (11, 11), "fine pairs");
    assert_eq!(directions, (3, 3), "who can begin");
    assert_eq!(count(scored.iter().map(|j| j.traffic_right)), (3, 3), "blocked traffic");
}
