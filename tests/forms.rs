//! Every form of every command: tables in a small notation are written out, and each line has to be recognised.

use ikelint::model::Standing;
use ikelint::platform::{PLATFORMS, ReadOptions};
use ikelint::source::{FileId, SourceFile};

/// What one part of a line may be.
enum Part {
    Text(String),
    /// One of several; an empty one where it may be left out.
    Choice(Vec<Vec<Part>>),
}

/// Parts up to the end of the line, or to `|` or the closing bracket of the choice that they stand in.
fn parts(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Vec<Part> {
    let mut found = Vec::new();
    let mut text = String::new();
    while let Some(&next) = rest.peek() {
        match next {
            '{' | '[' => {
                rest.next();
                found.push(Part::Text(std::mem::take(&mut text)));
                found.push(choice(rest, next == '['));
            }
            '|' | '}' | ']' => break,
            _ => text.extend(rest.next()),
        }
    }
    found.push(Part::Text(text));
    found
}

fn choice(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, optional: bool) -> Part {
    let mut branches = if optional { vec![Vec::new()] } else { Vec::new() };
    loop {
        branches.push(parts(rest));
        if rest.next() != Some('|') {
            return Part::Choice(branches);
        }
    }
}

/// Every line that the parts stand for.
fn forms(parts: &[Part]) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in parts {
        let ways = match part {
            Part::Text(text) => vec![text.clone()],
            Part::Choice(branches) => branches.iter().flat_map(|branch| forms(branch)).collect(),
        };
        lines = lines.iter().flat_map(|line| ways.iter().map(move |way| format!("{line}{way}"))).collect();
    }
    lines
}

#[test]
fn the_notation_is_written_out() {
    let lines = forms(&parts(&mut "a {b|c [d]}[ e]".chars().peekable()));
    assert_eq!(lines, ["a b", "a b e", "a c ", "a c  e", "a c d", "a c d e"]);
}

/// A whole configuration: each form once, below the first form of its head.
fn configuration(table: &str) -> String {
    let mut text = String::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let own = forms(&parts(&mut line.chars().peekable()));
        own.iter().for_each(|form| text.extend([form.trim_end(), "\n"]));
    }
    text
}

fn assert_recognised(platform: &str, table: &str) {
    let text = configuration(table);
    let file = SourceFile::from_bytes(FileId(0), "forms.cfg", text.as_bytes()).unwrap();
    let platform = PLATFORMS.iter().find(|own| own.id().0 == platform).unwrap();
    let coverage = platform.read(&file, ReadOptions::default()).coverage;
    let lines: Vec<&str> =
        coverage.lines_that_are(Standing::Unrecognised).iter().map(|line| file.slice(line.span)).collect();
    assert!(lines.is_empty(), "{} of {} lines are not recognised: {lines:#?}", lines.len(), coverage.vpn_lines);
    let written = text.lines().count();
    assert!(coverage.vpn_lines * 10 > written * 9, "{} of {written} lines are looked at", coverage.vpn_lines);
}

#[test]
fn every_form_of_the_asa_is_recognised() {
    assert_recognised("asa", include_str!("forms/asa.txt"));
}

#[test]
fn every_form_of_ios_is_recognised() {
    assert_recognised("ios", include_str!("forms/ios.txt"));
}
