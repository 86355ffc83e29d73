//! The generator of forms against the grammars and the tables of abbreviations: a rule that no form reaches, and a row that
//! does not give back what it stands for, fail.

use std::collections::BTreeSet;

use pest::{Parser, RuleType};

use crate::platform::cisco::abbreviation::Keywords;
use crate::platform::tests::forms::configuration;
use crate::platform::{asa, ios, panos, swanctl};

const CISCO_GRAMMAR: &str = include_str!("../../../grammar/cisco.pest");
const ASA_GRAMMARS: [&str; 3] =
    [CISCO_GRAMMAR, include_str!("../../../grammar/asa.pest"), include_str!("../../../grammar/asa_path.pest")];
const IOS_GRAMMARS: [&str; 3] =
    [CISCO_GRAMMAR, include_str!("../../../grammar/ios.pest"), include_str!("../../../grammar/ios_path.pest")];
const ASA_FORMS: [&str; 2] =
    [include_str!("../../../tests/forms/asa.txt"), include_str!("../../../tests/forms/asa-path.txt")];
const IOS_FORMS: [&str; 2] =
    [include_str!("../../../tests/forms/ios.txt"), include_str!("../../../tests/forms/ios-path.txt")];

const PANOS_SET: &str = include_str!("../../../grammar/panos_set.pest");
const PANOS_CURLY: &str = include_str!("../../../grammar/panos_curly.pest");
const SWANCTL: &str = include_str!("../../../grammar/swanctl.pest");
const PANOS_SET_FORMS: &str = include_str!("../../../tests/forms/panos-set.txt");
const PANOS_CURLY_FORMS: &str = include_str!("../../../tests/forms/panos-curly.txt");
/// A value whose quotation mark is never closed.
const BROKEN: &str = "\"half";
const SWANCTL_FORMS: &str = include_str!("../../../tests/forms/swanctl.conf");

/// The rules of a dialect's grammars that show in what they take, those in braces with an underscore left out.
fn rules(grammars: &[&str]) -> BTreeSet<String> {
    let defined = |line: &str| {
        let (name, body) = line.split_once('=')?;
        let is_name = name.trim().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let shows = ["{", "@{", "${", "!{"].iter().any(|start| body.trim_start().starts_with(start));
        (is_name && shows && !line.starts_with(' ')).then(|| name.trim().to_owned())
    };
    grammars.iter().flat_map(|grammar| grammar.lines()).filter_map(defined).collect()
}

/// The rules of one dialect's grammars that no form reaches.
fn unreached(grammars: &[&str], forms: &[&str], reached: impl Fn(&[&str]) -> BTreeSet<String>) -> Vec<String> {
    let texts: Vec<String> = forms.iter().map(|table| configuration(table)).collect();
    let lines: Vec<&str> = texts.iter().flat_map(|text| text.lines()).map(str::trim).collect();
    rules(grammars).difference(&reached(&lines)).cloned().collect()
}

#[test]
fn every_rule_of_the_grammars_is_reached() {
    let asa = unreached(&ASA_GRAMMARS, &ASA_FORMS, asa::rules_reached);
    let ios = unreached(&IOS_GRAMMARS, &IOS_FORMS, ios::rules_reached);
    assert_eq!((asa, ios), (Vec::new(), Vec::new()), "rules of the ASA and of IOS");
}

/// The names of the rules that take a part of one of these lines, or of what a template would fill in, each read by one of
/// the entries.
pub(in crate::platform) fn reached<R: RuleType, P: Parser<R>>(
    entries: &[R],
    lines: &[&'static str],
) -> BTreeSet<String> {
    let placeholders = |line: &'static str| line.match_indices("{{").map(|(at, _)| &line[at..]).collect::<Vec<_>>();
    let texts = lines.iter().flat_map(|line| std::iter::once(*line).chain(placeholders(line)));
    let mut reached = BTreeSet::new();
    for text in texts {
        for pairs in entries.iter().filter_map(|entry| P::parse(*entry, text).ok()) {
            reached.extend(pairs.flatten().map(|pair| format!("{:?}", pair.as_rule())));
        }
    }
    reached
}

#[test]
fn every_rule_of_the_other_grammars_is_reached() {
    let lines = |text: &'static str| -> Vec<&str> { text.lines().collect() };
    let missing = [
        (PANOS_SET, panos::rules_of_set_lines_reached(&lines(PANOS_SET_FORMS))),
        (PANOS_CURLY, panos::rules_of_curly_lines_reached(&lines(PANOS_CURLY_FORMS))),
        (SWANCTL, swanctl::rules_reached(&[&lines(SWANCTL_FORMS)[..], &[BROKEN]].concat())),
    ];
    let missing: Vec<Vec<String>> =
        missing.iter().map(|(grammar, reached)| rules(&[*grammar]).difference(reached).cloned().collect()).collect();
    assert!(
        missing.iter().all(Vec::is_empty),
        "rules of `set` lines, of curly lines, and of swanctl.conf: {missing:?}"
    );
}

/// Every command that a row of a table stands for, its mode aside: one keyword of each group, each at least once.
fn commands(row: &'static str) -> (&'static str, Vec<Vec<&'static str>>) {
    let command = row.split_once(" > ").map_or(row, |(command, _)| command);
    let (mode, command) = command.split_once(": ").unwrap_or(("", command));
    let groups: Vec<Vec<&str>> =
        command.split(' ').map(|group| group.trim_end_matches('+').split('|').collect()).collect();
    let most = groups.iter().map(Vec::len).max().unwrap_or(0);
    let nth = |number: usize| {
        groups.iter().map(move |group| match group[number % group.len()] {
            "#" => "10",
            "*" => "NAME",
            keyword => keyword,
        })
    };
    (mode, (0..most).map(|number| nth(number).collect()).collect())
}

/// What is wrong with the rows of a table: a command in full that is changed, or one that comes back from its abbreviation
/// as another.
fn faults(table: &'static str) -> Vec<String> {
    let keywords = Keywords::new(table);
    let mut faults = Vec::new();
    for row in table.lines().map(str::trim).filter(|row| !row.is_empty() && !row.starts_with("//")) {
        let (mode, commands) = commands(row);
        // `no` and `default` stand before any command.
        for words in commands.into_iter().filter(|words| !matches!(words.as_slice(), ["no" | "default"])) {
            let full = words.join(" ");
            let reading = keywords.read(mode, &full);
            if reading.long.is_some() || !reading.is_known {
                faults.push(format!("{mode}: {full}: not taken as it is"));
            }
            for at in (0..words.len()).filter(|at| words[*at] != "NAME" && words[*at].len() > 4) {
                let mut short: Vec<&str> = words.clone();
                short[at] = &words[at][..words[at].len() - 1];
                let line = short.join(" ");
                // One that is short for several stays as it is.
                let long = keywords.read(mode, &line).long.map(|long| long.text().to_owned());
                if long.as_ref().is_some_and(|long| *long != full) {
                    faults.push(format!("{mode}: {line} became {long:?}, not {full}"));
                }
            }
        }
    }
    faults
}

#[test]
fn every_row_of_the_tables_of_abbreviations_gives_back_its_command() {
    assert_eq!((faults(asa::KEYWORDS), faults(ios::KEYWORDS)), (Vec::new(), Vec::new()));
}
