//! What a rule finds, and what a state means.

mod asa;
mod causes;
mod common;
mod ios;
mod ladder;
mod markdown;
mod swanctl;
mod table;

#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use crate::explain::table::{Cause, State};
use crate::report::Look;
use crate::report::page::{Page, Paint};
use crate::rules::{self, RULES, Rule};

/// The word that asks for all states.
const ALL_STATES: &str = "states";

/// A word that is neither a rule nor a state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word} is neither a rule nor a state.{}", hint(.nearest))]
pub struct UnknownWord {
    /// The word.
    pub word: String,
    /// Words that come near it, the nearest first.
    pub nearest: Vec<&'static str>,
}

fn hint(nearest: &[&str]) -> String {
    match nearest {
        [] => " `ikelint rules` lists the rules, `ikelint explain states` the states.".to_owned(),
        _ => format!(" Did you mean {}?", nearest.join(", ")),
    }
}

/// Explains a rule by name or code, a state, or all states; case does not count.
///
/// # Errors
/// [`UnknownWord`] with the nearest names.
pub fn explain(word: &str, look: Look) -> Result<String, UnknownWord> {
    let mut page = Page::new(look);
    if word.eq_ignore_ascii_case(ALL_STATES) {
        all_states(&mut page);
    } else if let Some(rule) = rules::find(word) {
        self::rule(&mut page, rule);
    } else if let Some(state) = table::find(word) {
        self::state(&mut page, state);
    } else {
        return Err(UnknownWord { word: word.to_owned(), nearest: nearest(word) });
    }
    Ok(page.into_text())
}

fn rule(page: &mut Page, rule: &Rule) {
    let title = format!("{} ({})", rule.name, rule.code);
    page.line(&page.look.paint(Paint::Strong, &title));
    page.wrapped("", rule.summary);
    page.gap();
    markdown::write(page, rule.explanation);
    sources(page, rule.sources);
}

fn state(page: &mut Page, state: &State) {
    page.line(&page.look.paint(Paint::Strong, state.name));
    page.wrapped("", &format!("Shown by: {}", state.shown_by));
    page.gap();
    page.wrapped("", state.meaning);
    if let Some(correction) = state.correction {
        page.gap();
        page.wrapped("", correction);
    }
    page.heading("What causes it, the likeliest first");
    for (at, cause) in state.causes.iter().enumerate() {
        page.wrapped(&format!("{:>3}. ", at + 1), cause.what);
        page.wrapped("     Sign:     ", cause.sign);
        page.wrapped("     Found by: ", &found_by(cause));
    }
    page.heading("What to run to tell them apart");
    for command in state.commands {
        page.line(&format!("  {}", command.run));
        page.wrapped("      ", command.tells);
    }
    sources(page, state.sources);
}

/// The rules of this release that find a cause.
fn found_by(cause: &Cause) -> String {
    let built: Vec<&str> = cause.rules.iter().copied().filter(|name| rules::find(name).is_some()).collect();
    match (cause.rules.is_empty(), built.is_empty()) {
        (true, _) => "nothing: no configuration shows it".to_owned(),
        (false, true) => "no rule of this release; look on the devices".to_owned(),
        (false, false) => built.join(", "),
    }
}

fn sources(page: &mut Page, sources: &[&str]) {
    if sources.is_empty() {
        return;
    }
    page.heading("Sources");
    sources.iter().for_each(|source| page.wrapped("  - ", source));
}

fn all_states(page: &mut Page) {
    let head = ["state", "waits for", "shown by"].map(str::to_owned).to_vec();
    let rows = table::states().map(|state| [state.name, state.awaits, state.shown_by].map(str::to_owned).to_vec());
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    page.table(0, &rows);
    page.gap();
    page.wrapped("", "PAN-OS has no names for states; its system log tells what happens.");
    ladder::LADDERS.iter().for_each(|ladder| ladder::draw(page, ladder));
    page.gap();
    page.wrapped("", "`ikelint explain STATE` tells what causes each state and how to tell the causes apart.");
}

/// The names that come near `word`, nearest first.
fn nearest(word: &str) -> Vec<&'static str> {
    const NEAR_ENOUGH: f32 = 0.6;
    const AT_MOST: usize = 3;
    let word = word.to_ascii_lowercase();
    let names = RULES.iter().flat_map(|rule| [rule.name, rule.code]).chain(table::states().map(|state| state.name));
    let mut rated: Vec<(f32, &'static str)> =
        names.map(|name| (similarity(&word, &name.to_ascii_lowercase()), name)).collect();
    rated.retain(|(ratio, _)| *ratio >= NEAR_ENOUGH);
    rated.sort_by(|(left, _), (right, _)| right.partial_cmp(left).unwrap_or(Ordering::Equal));
    rated.into_iter().take(AT_MOST).map(|(_, name)| name).collect()
}

/// How alike two words are, from 0 to 1.
fn similarity(left: &str, right: &str) -> f32 {
    similar::TextDiff::from_chars(left, right).ratio()
}
