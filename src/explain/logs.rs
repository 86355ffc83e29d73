//! What each device logs because of what a rule finds: read from the tables of the platforms.

use crate::model::IkeVersion;
use crate::negotiation::{Place, Role, places};
use crate::platform::logs::nothing_to_log;
use crate::platform::{LogLine, Logs, PLATFORMS, Platform};
use crate::report::page::Page;
use crate::rules::Rule;
use crate::traffic::HindranceKind;

/// An answer of a table, and all the places of which it is the answer.
struct Answer {
    logs: Logs,
    places: Vec<String>,
}

/// Writes the section of a rule.
pub(super) fn write(page: &mut Page, rule: &Rule) {
    page.heading("What each device logs");
    let of_all: Vec<Vec<Answer>> = PLATFORMS.iter().map(|platform| answers(*platform, rule.name)).collect();
    if let Some(reason) = same_reason(&of_all) {
        page.gap();
        page.wrapped("  ", &format!("None known on any platform: {reason}"));
        return;
    }
    for (platform, answers) in PLATFORMS.iter().zip(&of_all) {
        page.gap();
        page.line(&format!("  {}", platform.title()));
        answers.iter().for_each(|answer| self::answer(page, answer));
        sources(page, answers);
    }
}

/// The reason that is the whole answer on every platform, where there is one.
fn same_reason(of_all: &[Vec<Answer>]) -> Option<&'static str> {
    let alone = |answers: &Vec<Answer>| match answers.as_slice() {
        [Answer { logs: Logs::Nothing(reason), places }] if places.is_empty() => Some(*reason),
        _ => None,
    };
    let first = of_all.first().and_then(alone)?;
    of_all.iter().all(|answers| alone(answers) == Some(first)).then_some(first)
}

fn answer(page: &mut Page, answer: &Answer) {
    let places = answer.places.join(", ");
    let head = if places.is_empty() { "    ".to_owned() } else { format!("    {places}: ") };
    match answer.logs {
        Logs::Nothing(reason) => page.wrapped("    ", &format!("{}none known: {reason}", head.trim_start())),
        Logs::Lines(lines) => {
            if !places.is_empty() {
                page.wrapped("    ", &format!("{places}:"));
            }
            lines.iter().for_each(|line| page.wrapped("      - ", &shown(line)));
        }
    }
}

fn shown(line: &LogLine) -> String {
    match line.when.words() {
        "" => line.shown(None),
        words => format!("{} (if {words})", line.plain()),
    }
}

/// The documents that have the lines, each once.
fn sources(page: &mut Page, answers: &[Answer]) {
    let mut sources: Vec<&str> = Vec::new();
    for line in answers.iter().flat_map(|answer| answer.logs.lines()) {
        if !sources.contains(&line.source) {
            sources.push(line.source);
        }
    }
    if !sources.is_empty() {
        page.wrapped("    Source: ", &sources.join("; "));
    }
}

/// Everything that a platform's table says about a rule, place by place; places with one answer are told together.
fn answers(platform: &dyn Platform, rule: &str) -> Vec<Answer> {
    let book = platform.log_book();
    let mut answers = Vec::new();
    for place in places().filter(|place| place.kind.rules().contains(&rule)) {
        for role in [Role::Initiator, Role::Responder] {
            let at = place_words(place, role);
            book.at(place, role).into_iter().for_each(|logs| add(&mut answers, logs, at.clone()));
        }
    }
    for kind in HindranceKind::ALL.into_iter().filter(|kind| kind.rules().contains(&rule)) {
        let at = format!("once the tunnel is up, {}", kind.words());
        book.dropping(kind).into_iter().for_each(|logs| add(&mut answers, logs, at.clone()));
    }
    if let Some(logs) = book.noting(rule).or_else(|| nothing_to_log(rule).filter(|_| answers.is_empty())) {
        answers.push(Answer { logs, places: Vec::new() });
    }
    // What is known comes first.
    answers.sort_by_key(|answer| matches!(answer.logs, Logs::Nothing(_)));
    answers
}

fn add(answers: &mut Vec<Answer>, logs: Logs, place: String) {
    match answers.iter_mut().find(|own| own.logs.is_same(logs)) {
        Some(own) if own.places.contains(&place) => {}
        Some(own) => own.places.push(place),
        None => answers.push(Answer { logs, places: vec![place] }),
    }
}

/// A place for people: who, and what becomes of which message.
fn place_words(place: Place, role: Role) -> String {
    let who = match role {
        Role::Initiator => "initiator",
        Role::Responder => "responder",
    };
    match (place.message, place.refused_by) {
        (None, _) => {
            let version = if place.version == IkeVersion::V1 { "IKEv1" } else { "IKEv2" };
            format!("{who} where nothing is sent ({version})")
        }
        (Some(message), None) => format!("{who} at {message} (lost or unanswered)"),
        (Some(message), Some(_)) => format!("{who} at {message} (refused)"),
    }
}

/// The rules about which some table has no answer at all.
#[cfg(test)]
pub(super) fn untold() -> Vec<String> {
    let rules = crate::rules::RULES.iter().flat_map(|rule| PLATFORMS.iter().map(move |own| (rule.name, *own)));
    let missing = rules.filter(|(rule, platform)| answers(*platform, rule).is_empty());
    missing.map(|(rule, platform)| format!("{rule} on {}", platform.id().0)).collect()
}
