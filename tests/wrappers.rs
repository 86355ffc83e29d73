//! What wraps a configuration, and how it is stored, changes neither the verdict nor the place that a finding names: each
//! case is wrapped in every way in which such files arrive, and has to say the same of the same lines and columns.

mod table;

use std::path::Path;

use ikelint::check::{Check, Settings, check};
use ikelint::source::SourceFile;

use crate::pairs;
use table::{WRAPPERS, is_commands};

/// Each label of each finding: its rule and place, those of the first file as the wrapping moved them.
fn labels(check: &Check, place: impl Fn(&SourceFile, u32) -> (usize, usize)) -> Vec<(String, usize, usize, u32)> {
    let of_span = |rule: &str, span: ikelint::source::Span| {
        let file = check.source(span)?;
        let (line, column) = if span.file.0 == 0 { place(file, span.start) } else { file.line_column(span.start) };
        Some((rule.to_owned(), line, column, span.file.0))
    };
    let findings = check.findings.iter();
    findings.flat_map(|f| f.labels().filter_map(|label| of_span(f.rule.name, label.span)).collect::<Vec<_>>()).collect()
}

fn run(a: &[u8], b: &[u8]) -> Check {
    check([("a.cfg".into(), Ok(a.to_vec())), ("b.cfg".into(), Ok(b.to_vec()))], Settings::default())
}

/// Both files of each case, in either order.
fn both_ways() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut pairs = Vec::new();
    for folder in std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.file_stem().is_some_and(|stem| stem == "a" || stem == "b"));
        files.sort();
        let [a, b] =
            files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect::<Vec<_>>().try_into().unwrap();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        pairs.push((format!("{name}, a"), a.clone(), b.clone()));
        pairs.push((format!("{name}, b"), b, a));
    }
    pairs.sort();
    // strongSwan, with a network that only one end has.
    for name in ["swanctl-ikev1", "swanctl-ikev2"] {
        let fault = pairs::in_a("remote_ts = 10.2.0.0/24", "remote_ts = \"10.3.0.0/24\"");
        let [(_, a), (_, b)] = pairs::edited([name, name], &[fault]);
        pairs.extend((0..3).map(|_| (name.to_owned(), a.clone(), b.clone())));
    }
    pairs
}

#[test]
fn what_wraps_a_configuration_changes_nothing_that_is_said() {
    let mut tried = std::collections::BTreeMap::new();
    let mut wrong = Vec::new();
    for (number, (case, a, b)) in both_ways().into_iter().enumerate() {
        let before = run(a.as_bytes(), b.as_bytes());
        // Each in a third of the ways, which keeps the test short.
        for (name, wrap) in WRAPPERS.iter().skip(number % 3).step_by(3) {
            let Some(wrapping) = wrap(&a) else { continue };
            *tried.entry(*name).or_insert(0) += 1;
            let after = run(&wrapping.bytes, b.as_bytes());
            let verdicts = |check: &Check| check.tunnels.iter().map(|t| t.verdict.word()).collect::<Vec<_>>();
            let column = |column: usize| if wrapping.has_columns { column } else { 0 };
            let moved = labels(&before, |file, at| {
                let (line, own) = file.line_column(at);
                (wrapping.lines[line - 1] + 1, column(own + wrapping.shift[line - 1]))
            });
            let found = labels(&after, |file, at| {
                let (line, own) = file.line_column(at);
                (line, column(own))
            });
            if verdicts(&before) != verdicts(&after) || found != moved {
                wrong.push(format!(
                    "{case}, {name}: {:?} {moved:?}\n  {:?} {found:?}",
                    verdicts(&before),
                    verdicts(&after)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {:?}\n{}", wrong.len(), tried, wrong.join("\n"));
    assert_eq!(tried.len(), WRAPPERS.len(), "a wrapping that no case is wrapped in: {tried:?}");
}

#[test]
fn a_capture_that_ends_at_a_pager_says_so() {
    let (_, a, b) = both_ways().into_iter().find(|(_, a, _)| is_commands(a) && !a.starts_with(':')).unwrap();
    let kept = a.lines().count() - 2;
    let cut: String = a.lines().take(kept).map(|line| format!("{line}\n")).collect();
    let check = run(format!("{cut} --More-- ").as_bytes(), b.as_bytes());
    let found = check.findings.iter().find(|finding| finding.rule.name == "truncated-file").unwrap();
    let file = check.source(found.primary.span).unwrap();
    assert_eq!(file.line_column(found.primary.span.start), (kept + 1, 1));
}
