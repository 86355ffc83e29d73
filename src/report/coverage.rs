//! How far files were understood: a table for people, and JSON (`ikelint.coverage.v1`).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::coverage::{FileCoverage, Line, NotRead};
use crate::model::{Coverage, PathCount, Standing};
use crate::report::Look;
use crate::report::page::{Page, plain};

/// What was made of all files.
#[derive(Debug)]
pub(crate) struct Survey {
    /// The files that were read.
    pub(crate) files: Vec<FileCoverage>,
    /// Those that were not.
    pub(crate) not_read: Vec<NotRead>,
    /// Whether to list the lines that are known and irrelevant as well.
    pub(crate) with_irrelevant: bool,
}

impl Survey {
    /// The counts of each platform.
    fn totals(&self) -> BTreeMap<&'static str, (usize, Coverage)> {
        let mut totals: BTreeMap<&'static str, (usize, Coverage)> = BTreeMap::new();
        for file in &self.files {
            let (files, counts) = totals.entry(file.platform.0).or_default();
            *files += 1;
            counts.add(&file.counts);
        }
        totals
    }

    fn listed<'f>(&self, file: &'f FileCoverage) -> impl Iterator<Item = &'f Line> + use<'f> {
        let with_irrelevant = self.with_irrelevant;
        file.lines.iter().filter(move |line| with_irrelevant || line.standing != Standing::Irrelevant)
    }
}

const COLUMNS: [&str; 11] = [
    "file",
    "platform",
    "lines",
    "understood",
    "irrelevant",
    "not modelled",
    "other syntax",
    "unrecognised",
    "recognised",
    "in model",
    "of own syntax",
];

const LEGEND: &str = "recognised: all lines but the unrecognised. in model: the understood, of all lines but the \
                      irrelevant. other syntax: lines that the platform does not take, since they are another one's; of \
                      own syntax: the understood, without those. A verdict that hangs on a line that is not modelled, in \
                      another syntax or unrecognised is undetermined.";

const PATH_COLUMNS: [&str; 5] = ["file", "path of packets", "read", "irrelevant", "passed over"];

const PATH_LEGEND: &str = "read: settings about what packets meet that are in the model. passed over: what no word of the \
                           model is for, known or not, a block as one. Files whose reader does not count them are not listed.";

/// The table of counts, a file a row and a platform a row; then the lines that are not understood.
pub(crate) fn text(survey: &Survey, look: Look) -> String {
    let mut page = Page::new(look);
    let mut rows = vec![COLUMNS.map(str::to_owned).to_vec()];
    rows.extend(survey.files.iter().map(|file| row(&plain(&file.file), file.platform.0, &file.counts)));
    let totals = survey.totals();
    if survey.files.len() > 1 {
        rows.extend(totals.iter().map(|(platform, (files, counts))| row(&format!("{files} files"), platform, counts)));
    }
    if !survey.files.is_empty() {
        page.table(0, &rows);
        page.gap();
        page.wrapped("", LEGEND);
    }
    let paths = path_rows(survey, &totals);
    if paths.len() > 1 {
        page.gap();
        page.table(0, &paths);
        page.gap();
        page.wrapped("", PATH_LEGEND);
    }
    for file in &survey.files {
        let lines: Vec<&Line> = survey.listed(file).collect();
        if !lines.is_empty() {
            page.heading(&plain(&file.file));
            page.table(2, &lines.iter().map(|line| cells(line)).collect::<Vec<_>>());
        }
    }
    for file in &survey.not_read {
        page.gap();
        page.wrapped("not read: ", &plain(&file.reason));
    }
    page.into_text()
}

/// What was read of the path of packets, a part a row; the heads alone where no file says anything of it.
fn path_rows(survey: &Survey, totals: &BTreeMap<&'static str, (usize, Coverage)>) -> Vec<Vec<String>> {
    let mut rows = vec![PATH_COLUMNS.map(str::to_owned).to_vec()];
    let files = survey.files.iter().map(|file| (plain(&file.file).into_owned(), &file.counts));
    let all = totals.iter().filter(|_| survey.files.len() > 1);
    let all = all.map(|(platform, (files, counts))| (format!("{files} files, {platform}"), counts));
    for (name, counts) in files.chain(all) {
        let row = |count: &PathCount| {
            let numbers = [count.read, count.irrelevant, count.passed_over].map(|number| number.to_string());
            [name.clone(), count.part.to_owned()].into_iter().chain(numbers).collect()
        };
        rows.extend(counts.path.iter().map(row));
    }
    rows
}

fn row(name: &str, platform: &str, counts: &Coverage) -> Vec<String> {
    let numbers = [
        counts.vpn_lines,
        counts.understood,
        counts.irrelevant,
        counts.unmodelled - counts.other_syntax,
        counts.other_syntax,
        counts.unrecognised,
    ];
    let numbers = numbers.map(|n| n.to_string());
    let shares =
        [counts.recognised_share(), counts.understood_share(), counts.understood_share_of_own_syntax()].map(percent);
    [name, platform].into_iter().map(str::to_owned).chain(numbers).chain(shares).collect()
}

/// A share cut to one decimal place, not rounded: 100.0 is all.
fn cut(share: f64) -> f64 {
    (share * 10.0).floor() / 10.0
}

fn percent(share: f64) -> String {
    format!("{:.1} %", cut(share))
}

fn cells(line: &Line) -> Vec<String> {
    let standing = match line.standing {
        Standing::Unmodelled => "not modelled",
        other => other.word(),
    };
    let reason = if line.reason.is_empty() { String::new() } else { format!("({})", line.reason) };
    vec![line.number.to_string(), standing.to_owned(), plain(&line.text).into_owned(), reason]
}

#[derive(Serialize)]
struct Report<'s> {
    schema: &'static str,
    files: Vec<File<'s>>,
    platforms: Vec<Total>,
    not_read: Vec<Refused<'s>>,
}

#[derive(Serialize)]
struct File<'s> {
    file: &'s str,
    platform: &'static str,
    #[serde(flatten)]
    counts: Counts,
    lines: Vec<Row<'s>>,
}

#[derive(Serialize)]
struct Total {
    platform: &'static str,
    files: usize,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
struct Counts {
    vpn_lines: usize,
    understood: usize,
    irrelevant: usize,
    unmodelled: usize,
    /// Of the unmodelled.
    other_syntax: usize,
    unrecognised: usize,
    recognised_percent: f64,
    understood_percent: f64,
    understood_percent_of_own_syntax: f64,
    /// Empty where the reader of the platform does not count the path of packets.
    path: Vec<PathRow>,
}

#[derive(Serialize)]
struct PathRow {
    part: &'static str,
    read: usize,
    irrelevant: usize,
    passed_over: usize,
}

#[derive(Serialize)]
struct Row<'s> {
    line: usize,
    standing: &'static str,
    reason: Option<&'static str>,
    text: &'s str,
}

#[derive(Serialize)]
struct Refused<'s> {
    file: &'s str,
    reason: &'s str,
}

/// The same as JSON.
///
/// # Errors
/// Where the JSON cannot be written, which its types rule out.
pub(crate) fn json(survey: &Survey) -> serde_json::Result<String> {
    let report = Report {
        schema: "ikelint.coverage.v1",
        files: survey.files.iter().map(|file| as_file(survey, file)).collect(),
        platforms: survey
            .totals()
            .into_iter()
            .map(|(platform, (files, own))| Total { platform, files, counts: counts(&own) })
            .collect(),
        not_read: survey.not_read.iter().map(|own| Refused { file: &own.file, reason: &own.reason }).collect(),
    };
    serde_json::to_string_pretty(&report).map(|text| text + "\n")
}

fn as_file<'s>(survey: &Survey, file: &'s FileCoverage) -> File<'s> {
    let lines = survey.listed(file).map(|line| Row {
        line: line.number,
        standing: line.standing.word(),
        reason: Some(line.reason).filter(|reason| !reason.is_empty()),
        text: &line.text,
    });
    File { file: &file.file, platform: file.platform.0, counts: counts(&file.counts), lines: lines.collect() }
}

fn path_row(count: &PathCount) -> PathRow {
    let PathCount { part, read, irrelevant, passed_over } = *count;
    PathRow { part, read, irrelevant, passed_over }
}

fn counts(own: &Coverage) -> Counts {
    Counts {
        vpn_lines: own.vpn_lines,
        understood: own.understood,
        irrelevant: own.irrelevant,
        unmodelled: own.unmodelled,
        other_syntax: own.other_syntax,
        unrecognised: own.unrecognised,
        recognised_percent: cut(own.recognised_share()),
        understood_percent: cut(own.understood_share()),
        understood_percent_of_own_syntax: cut(own.understood_share_of_own_syntax()),
        path: own.path.iter().map(path_row).collect(),
    }
}
