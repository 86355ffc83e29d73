//! Every form of every command: tables in a small notation are written out, and each line has to be recognised.

use crate::model::{KnownLine, Standing};
use crate::platform::cisco::abbreviation::Keywords;
use crate::platform::cisco::known::TAKEN_BACK;
use crate::platform::cisco::outline::{BannerStyle, BlockHead, Commands, Line, OfDevice, outline};
use crate::platform::cisco::pattern::Patterns;
use crate::platform::{PLATFORMS, ReadOptions, asa, ios};
use crate::source::{FileId, SourceFile};

const ASA: &str = include_str!("../../../tests/forms/asa.txt");
const IOS: &str = include_str!("../../../tests/forms/ios.txt");

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

/// A whole configuration: each form once, below the first form of its head. What begins with `no` stands before what it
/// names, so that it takes back nothing.
pub(super) fn configuration(table: &str) -> String {
    let (mut before, mut text) = (String::new(), String::new());
    // Where the body of the last block begins.
    let mut body = 0;
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        for form in forms(&parts(&mut line.chars().peekable())) {
            let form = format!("{}\n", form.trim_end());
            match (form.starts_with(' '), form.trim_start().starts_with("no ")) {
                (true, true) => text.insert_str(body, &form),
                (true, false) => text.push_str(&form),
                (false, true) => before.push_str(&form),
                (false, false) => {
                    text.push_str(&form);
                    body = text.len();
                }
            }
        }
    }
    before + &text
}

fn assert_recognised(platform: &str, text: &str) {
    let file = SourceFile::from_bytes(FileId(0), "forms.cfg", text.as_bytes()).unwrap();
    let platform = PLATFORMS.iter().find(|own| own.id().0 == platform).unwrap();
    let coverage = platform.read(&file, ReadOptions::default()).coverage;
    let lines: Vec<&str> =
        coverage.lines_that_are(Standing::Unrecognised).iter().map(|line| file.slice(line.span)).collect();
    assert!(lines.is_empty(), "{} of {} lines are not recognised: {lines:#?}", lines.len(), coverage.vpn_lines);
    let is_lost = |line: &&KnownLine| line.reason == TAKEN_BACK;
    let lost: Vec<&str> = coverage.lines.iter().filter(is_lost).map(|line| file.slice(line.span)).collect();
    assert!(lost.is_empty(), "lines that others take back: {lost:#?}");
    let written = text.lines().count();
    assert!(coverage.vpn_lines * 10 > written * 9, "{} of {written} lines are looked at", coverage.vpn_lines);
}

#[test]
fn every_form_of_the_asa_is_recognised() {
    assert_recognised("asa", &configuration(ASA));
    assert_recognised("asa", &with_capitals(&configuration(ASA)));
}

#[test]
fn every_form_of_ios_is_recognised() {
    assert_recognised("ios", &configuration(IOS));
    assert_recognised("ios", &with_capitals(&configuration(IOS)));
}

/// Each line with a capital at its front.
fn with_capitals(text: &str) -> String {
    let capital = |line: &str| {
        let command = line.trim_start();
        let (first, rest) = command.split_at(1);
        format!("{}{}{rest}\n", &line[..line.len() - command.len()], first.to_ascii_uppercase())
    };
    text.lines().map(capital).collect()
}

/// The rows of a dialect's table of blocks, heads and the lines below them, that no form begins like.
fn unwritten<K>(heads: &[BlockHead<K>], forms: &str) -> Vec<&'static str> {
    let text = configuration(forms);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let rows = heads.iter().flat_map(|row| std::iter::once(row.head).chain(row.body.iter().copied()));
    let is_written = |row: &'static str| {
        let pattern = Patterns::new([row]);
        lines.iter().any(|line| pattern.first(line).is_some())
    };
    let mut missing: Vec<&str> = rows.filter(|row| !is_written(row)).collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

#[test]
fn every_row_of_the_tables_of_blocks_is_written() {
    let missing = [unwritten(asa::HEADS, ASA), unwritten(ios::HEADS, IOS)];
    assert_eq!(missing, [Vec::<&str>::new(), Vec::new()], "rows of the ASA and of IOS");
}

/// What the table of keywords makes of commands that are whole: nothing, in whatever mode they stand.
#[test]
fn a_command_in_full_stays_as_it_is() {
    let changed = |keywords, forms: &str, heads: &[&'static str]| {
        let text = configuration(forms);
        let file = SourceFile::from_bytes(FileId(0), "forms.cfg", text.as_bytes()).unwrap();
        let commands = Commands::of(&file, BannerStyle::LineByLine, &Keywords::new(keywords), |_| true);
        let heads: Vec<BlockHead<()>> =
            heads.iter().map(|head| BlockHead { kind: (), head, body: &[], goes_on: false }).collect();
        let lines = outline(&commands, &heads, &OfDevice { lines: &[], modes: &[] })
            .into_iter()
            .flat_map(|block| std::iter::once(block.head).chain(block.body));
        let is_changed = |line: &Line<'_>| line.written_out.is_some() && !file.slice(line.span).starts_with("encr ");
        lines
            .filter(is_changed)
            .map(|line| format!("{} became {}", file.slice(line.span), line.text))
            .collect::<Vec<_>>()
    };
    let asa = changed(asa::KEYWORDS, ASA, &asa::HEADS.iter().map(|row| row.head).collect::<Vec<_>>());
    let ios = changed(ios::KEYWORDS, IOS, &ios::HEADS.iter().map(|row| row.head).collect::<Vec<_>>());
    assert_eq!((asa, ios), (Vec::new(), Vec::new()));
}
