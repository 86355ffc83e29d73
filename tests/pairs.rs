//! Pairs of files made from the base configurations by small edits of their text.
//!
//! `tests/base` holds both ends of one tunnel for each platform and IKE version. All of them fit each other, so that any
//! end `a` and any end `b` of one version make a tunnel that comes up; a test breaks it by replacing text.

use std::path::Path;

use ikelint::check::{Check, Settings, check};
use ikelint::rules::Severity;

/// Replaces `from` by `to` in the file of an end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edit {
    /// 0 or 1.
    pub(crate) end: usize,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
}

/// An edit of the first file.
pub(crate) const fn in_a(from: &'static str, to: &'static str) -> Edit {
    Edit { end: 0, from, to }
}

/// An edit of the second file.
pub(crate) const fn in_b(from: &'static str, to: &'static str) -> Edit {
    Edit { end: 1, from, to }
}

/// The text of a base configuration, such as `asa-ikev1` for end `a`.
pub(crate) fn base(name: &str, end: char) -> (String, String) {
    let extension = match name.split('-').next() {
        Some("panos") => "set",
        Some("swanctl") => "conf",
        _ => "cfg",
    };
    let file = format!("{name}-{end}.{extension}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base").join(&file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    (file, text)
}

/// Two base configurations with edits. Panics where an edit does not apply, since the test would then prove nothing.
pub(crate) fn edited(names: [&str; 2], edits: &[Edit]) -> [(String, String); 2] {
    let mut files = [base(names[0], 'a'), base(names[1], 'b')];
    for edit in edits {
        let text = &mut files[edit.end].1;
        assert!(text.contains(edit.from), "{:?} is not in {}", edit.from, files[edit.end].0);
        *text = text.replace(edit.from, edit.to);
    }
    files
}

/// Checks two texts.
pub(crate) fn check_texts(files: &[(String, String); 2], settings: Settings) -> Check {
    check(files.each_ref().map(|(name, text)| (name.clone(), Ok(text.clone().into_bytes()))), settings)
}

/// Checks two base configurations with edits.
pub(crate) fn check_edited(names: [&str; 2], edits: &[Edit]) -> Check {
    check_texts(&edited(names, edits), Settings::default())
}

/// The names of the rules with an `error`.
pub(crate) fn errors(check: &Check) -> Vec<&'static str> {
    check
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.rule.name)
        .collect()
}

/// The verdict on the first tunnel.
pub(crate) fn verdict(check: &Check) -> &'static str {
    check.tunnels.first().map_or("no tunnel", |tunnel| tunnel.verdict.word())
}

/// Every pair of platforms with one IKE version.
pub(crate) fn all_pairs() -> impl Iterator<Item = [&'static str; 2]> {
    const V1: [&str; 4] = ["asa-ikev1", "ios-ikev1", "panos-ikev1", "swanctl-ikev1"];
    const V2: [&str; 4] = ["asa-ikev2", "ios-ikev2", "panos-ikev2", "swanctl-ikev2"];
    [V1, V2].into_iter().flat_map(|names| names.into_iter().flat_map(move |a| names.into_iter().map(move |b| [a, b])))
}

#[test]
fn all_base_pairs_come_up() {
    for names in all_pairs() {
        let check = check_edited(names, &[]);
        assert_eq!(verdict(&check), "establishes", "{names:?}: {:#?}", check.findings);
        assert_eq!(errors(&check), Vec::<&str>::new(), "{names:?}");
    }
}
