//! What each device will show and log, for each end that may begin.

use crate::model::PlatformId;
use crate::platform;
use crate::report::full::paint_of;
use crate::report::headline::names;
use crate::report::json::{Attempt, Direction, Report, Tunnel};
use crate::report::page::{Page, plain};
use crate::report::traffic;

/// Log lines to show for an end; the JSON report has them all.
const MOST_LOG_LINES: usize = 3;

/// Writes the table of states, then retries, children, and lines to look for in the logs.
pub(super) fn render(page: &mut Page, report: &Report, tunnel: &Tunnel) {
    let names = names(tunnel).map(|name| plain(&name).into_owned());
    page.gap();
    states(page, tunnel, &names);
    wordless(page, report, tunnel, &names);
    for direction in &tunnel.directions {
        attempts(page, direction, &names);
    }
    for direction in &tunnel.directions {
        children(page, direction, &names);
    }
    logs(page, tunnel, &names);
    traffic::render(page, tunnel, &names);
}

/// A row per direction: outcome, and the state that each end shows. What would be wider than the page first goes without
/// the word on who refuses, then stands in lines instead.
fn states(page: &mut Page, tunnel: &Tunnel, names: &[String; 2]) {
    let [with_refusal, without] = [true, false].map(|with_refusal| rows(page, tunnel, names, with_refusal));
    match [&with_refusal, &without].into_iter().find(|rows| page.fits(2, rows)) {
        Some(rows) => page.table(2, rows),
        None => stacked(page, &with_refusal),
    }
}

/// Whether an end has a word for its state in every direction.
fn has_words(tunnel: &Tunnel, end: usize) -> bool {
    tunnel.directions.iter().all(|direction| direction.states[end].is_some())
}

/// Says of an end whose platform has no words for states why it has no column.
fn wordless(page: &mut Page, report: &Report, tunnel: &Tunnel, names: &[String; 2]) {
    let without = || names.iter().enumerate().filter(|(end, _)| !has_words(tunnel, *end));
    if without().next().is_some() {
        page.gap();
    }
    for (end, name) in without() {
        let device = report.devices.iter().find(|device| device.file == tunnel.ends[end].file);
        let platform = device.and_then(|device| platform::by_id(PlatformId(device.platform)));
        let title = platform.map(|platform| format!(" ({})", platform.title())).unwrap_or_default();
        let logs = tunnel.directions.iter().any(|direction| !direction.evidence[end].is_empty());
        let instead = if logs { "; see its log lines" } else { "" };
        page.wrapped("  ", &format!("{name}{title} has no state names{instead}."));
    }
}

/// The head and the rows. An end whose platform has no words for states gets no column.
fn rows(page: &Page, tunnel: &Tunnel, names: &[String; 2], with_refusal: bool) -> Vec<Vec<String>> {
    let ends: Vec<usize> = (0..2).filter(|end| has_words(tunnel, *end)).collect();
    let mut head = vec![String::new(), "outcome".to_owned()];
    head.extend(ends.iter().map(|end| format!("{} shows", names[*end])));
    let mut rows = vec![head];
    for direction in &tunnel.directions {
        let refusal = if with_refusal { refusal(direction, names) } else { String::new() };
        let words = outcome(direction) + &refusal;
        let painted = paint_of(direction.outcome).map(|paint| page.look.paint(paint, &words)).unwrap_or(words);
        let name = names.get(direction.initiator).map(String::as_str).unwrap_or_default();
        let mut row = vec![format!("{name} starts"), painted];
        row.extend(ends.iter().map(|end| state(direction, *end)));
        rows.push(row);
    }
    rows
}

/// The rows of a table one below the other: the first two cells, then each other cell behind the head of its column.
fn stacked(page: &mut Page, rows: &[Vec<String>]) {
    let Some((head, rows)) = rows.split_first() else { return };
    for row in rows {
        page.line(&format!("  {}", row[..2].join(": ")));
        let cells = head.iter().zip(row).skip(2).map(|(head, cell)| vec![head.clone(), cell.clone()]);
        page.table(6, &cells.collect::<Vec<_>>());
    }
}

/// `stalls at MM5`
fn outcome(direction: &Direction) -> String {
    let place = match (&direction.message, direction.cause) {
        (Some(message), _) => format!(" at {message}"),
        (None, Some(_)) => ", no packet leaves".to_owned(),
        (None, None) => String::new(),
    };
    let words = match direction.outcome {
        "fails-at-rekey" => "fails at rekey",
        "does-not-start" => "never, by design",
        other => other,
    };
    format!("{words}{place}")
}

/// `, refused by br-rtr`; empty where nobody refuses.
fn refusal(direction: &Direction, names: &[String; 2]) -> String {
    let refusing = direction.refused_by.map(|role| match role {
        "initiator" => direction.initiator,
        _ => 1 - direction.initiator.min(1),
    });
    let name = refusing.and_then(|end| names.get(end));
    name.map(|name| format!(", refused by {name}")).unwrap_or_default()
}

/// `MM_WAIT_MSG6, then no SA`; empty where the platform has no word.
fn state(direction: &Direction, end: usize) -> String {
    match (&direction.states[end], &direction.states_after[end]) {
        (Some(state), Some(after)) if state != after => format!("{state}, then {after}"),
        (state, _) => state.clone().unwrap_or_default(),
    }
}

/// Earlier attempts with another IKE version, where there were any.
fn attempts(page: &mut Page, direction: &Direction, names: &[String; 2]) {
    let Some((last, earlier)) = direction.attempts.split_last() else { return };
    let name = names.get(direction.initiator).map(String::as_str).unwrap_or_default();
    for attempt in earlier {
        page.wrapped(
            "  ",
            &format!("{name} tries {} first ({}), then {}.", version(attempt), end(attempt), version(last)),
        );
    }
}

fn version(attempt: &Attempt) -> String {
    attempt.ike_version.map_or_else(|| "IKE".to_owned(), |version| format!("IKEv{version}"))
}

fn end(attempt: &Attempt) -> String {
    let place = attempt.message.as_deref().map(|message| format!(" at {message}")).unwrap_or_default();
    let cause = attempt.cause.map(|cause| format!(", {cause}")).unwrap_or_default();
    format!("{}{place}{cause}", attempt.outcome)
}

/// The children of a direction where they do not all come up; with one child, the row above says it all.
fn children(page: &mut Page, direction: &Direction, names: &[String; 2]) {
    let all_alike = direction.children.iter().all(|child| child.cause.is_none());
    if direction.children.len() < 2 || all_alike {
        return;
    }
    let name = names.get(direction.initiator).map(String::as_str).unwrap_or_default();
    page.gap();
    page.line(&format!("  When {name} starts, once the IKE SA is up:"));
    let rows: Vec<Vec<String>> = direction
        .children
        .iter()
        .map(|child| {
            let protocol = if child.protocol == "any" { String::new() } else { format!(", {}", child.protocol) };
            let message = child.message.as_deref().map(|message| format!(" at {message}")).unwrap_or_default();
            let cause = child.cause.map(|cause| format!(" ({cause})")).unwrap_or_default();
            let outcome = format!("{}{message}{cause}", child.outcome);
            let selector = format!("{} to {}{protocol}", child.local, child.remote);
            [child.name.as_str(), &selector, &outcome].map(|cell| plain(cell).into_owned()).to_vec()
        })
        .collect();
    page.table(4, &rows);
}

/// The texts to look for in the log of each end, by who starts: the most telling ones.
fn logs(page: &mut Page, tunnel: &Tunnel, names: &[String; 2]) {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for direction in &tunnel.directions {
        let starter = names.get(direction.initiator).map(String::as_str).unwrap_or_default();
        let mut when = format!("{starter} starts");
        for (name, lines) in names.iter().zip(&direction.evidence) {
            let mut who = name.clone();
            for line in lines.iter().take(MOST_LOG_LINES) {
                rows.push(vec![std::mem::take(&mut when), std::mem::take(&mut who), plain(line).into_owned()]);
            }
        }
    }
    if !rows.is_empty() {
        page.gap();
        page.line("  Look for in the logs:");
        page.table(4, &rows);
    }
}
