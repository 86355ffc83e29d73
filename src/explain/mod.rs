//! What a rule finds, what a state means, and what every other word of a report means.

mod ladder;
mod logs;
mod markdown;
mod messages;
mod notifications;
mod outcomes;
mod words;

#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use crate::explain::words::{Table, Word};
use crate::platform::PLATFORMS;
use crate::platform::states::{self, StateEntry, bare};
use crate::report::Look;
use crate::report::page::{Page, Paint};
use crate::rules::{self, RULES, Rule};

/// The word that asks for all states.
const ALL_STATES: &str = "states";

/// The word that asks for all words that are neither rules nor states.
const ALL_WORDS: &str = "words";

/// A word that nothing is known of.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word} is no rule, no state and no other word of a report.{}", hint(.nearest))]
pub struct UnknownWord {
    /// The word.
    pub word: String,
    /// Words that come near it, the nearest first.
    pub nearest: Vec<&'static str>,
}

fn hint(nearest: &[&str]) -> String {
    match nearest {
        [] => {
            " `ikelint rules` lists the rules, `ikelint explain states` the states, `ikelint explain words` the rest."
                .to_owned()
        }
        _ => format!(" Did you mean {}?", nearest.join(", ")),
    }
}

/// Explains a rule by name or code, a state, a message, an outcome, a notification, or all of a kind; case does not
/// count.
///
/// # Errors
/// [`UnknownWord`] with the nearest names.
pub fn explain(word: &str, look: Look) -> Result<String, UnknownWord> {
    let mut page = Page::new(look);
    if word.eq_ignore_ascii_case(ALL_STATES) {
        all_states(&mut page);
    } else if word.eq_ignore_ascii_case(ALL_WORDS) {
        all_words(&mut page);
    } else if let Some(rule) = rules::find(word) {
        self::rule(&mut page, rule);
    } else if let Some(state) = states::find(word) {
        self::state(&mut page, state);
    } else {
        let found = words::find(word);
        if found.is_empty() {
            return Err(UnknownWord { word: word.to_owned(), nearest: nearest(word) });
        }
        for (table, word) in found {
            self::word(&mut page, table, word);
        }
    }
    Ok(page.into_text())
}

fn rule(page: &mut Page, rule: &Rule) {
    let title = format!("{} ({})", rule.name, rule.code);
    page.line(&page.look.paint(Paint::Strong, &title));
    page.wrapped("", rule.summary);
    page.gap();
    markdown::write(page, rule.explanation);
    logs::write(page, rule);
    sources(page, rule.sources);
}

fn state(page: &mut Page, state: &StateEntry) {
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
        page.wrapped("     Found by: ", &found_by(cause.rules));
    }
    page.heading("What to run to tell them apart");
    for command in state.commands {
        page.line(&format!("  {}", command.everywhere()));
        page.wrapped("      ", command.tells);
    }
    sources(page, state.sources);
}

fn word(page: &mut Page, table: &Table, word: &Word) {
    page.gap();
    page.line(&page.look.paint(Paint::Strong, word.name));
    page.wrapped("", word.is);
    for paragraph in word.text {
        page.gap();
        page.wrapped("", paragraph);
    }
    if !word.reasons.is_empty() {
        page.heading(table.heading);
        for (at, reason) in word.reasons.iter().enumerate() {
            page.wrapped(&format!("{:>3}. ", at + 1), reason.what);
            page.wrapped("     Found by: ", &found_by(reason.rules));
        }
    }
    sources(page, word.sources);
}

/// Those of these rules that this release has.
fn found_by(names: &[&'static str]) -> String {
    let built: Vec<&str> = names.iter().copied().filter(|name| rules::find(name).is_some()).collect();
    match (names.is_empty(), built.is_empty()) {
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
    let rows = states::states()
        .into_iter()
        .map(|state| [state.name, state.awaits, state.shown_by].map(str::to_owned).to_vec());
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    page.table(0, &rows);
    page.gap();
    for platform in PLATFORMS.iter().filter(|platform| platform.states().is_empty()) {
        page.wrapped("", &format!("{} has no names for states; its log tells what happens.", platform.title()));
    }
    ladder::LADDERS.iter().for_each(|ladder| ladder::draw(page, ladder));
    page.gap();
    page.wrapped("", "`ikelint explain STATE` tells what causes each state and how to tell the causes apart.");
}

fn all_words(page: &mut Page) {
    for table in words::TABLES {
        page.heading(table.title);
        let rows: Vec<Vec<String>> =
            table.words.iter().map(|word| [word.name, word.is].map(str::to_owned).to_vec()).collect();
        page.table(2, &rows);
    }
    page.gap();
    page.wrapped("", "`ikelint explain WORD` tells what each carries or means, and what leads to it.");
}

/// The names that come near `word`: those that hold it as a part, else those that are spelled much like it, nearest
/// first.
fn nearest(word: &str) -> Vec<&'static str> {
    const AT_MOST: usize = 5;
    let wanted = bare(word);
    let holding = |name: &&'static str| wanted.len() >= 2 && bare(name).contains(&wanted);
    let mut near: Vec<&str> = names().filter(holding).collect();
    if near.is_empty() {
        near = alike(&wanted);
    }
    near.truncate(AT_MOST);
    near
}

/// Every name that can be explained.
fn names() -> impl Iterator<Item = &'static str> {
    let rules = RULES.iter().flat_map(|rule| [rule.name, rule.code]);
    rules.chain(states::states().into_iter().map(|state| state.name)).chain(words::words().map(|(_, word)| word.name))
}

/// The names that are spelled much like `wanted`, nearest first.
fn alike(wanted: &str) -> Vec<&'static str> {
    const NEAR_ENOUGH: f32 = 0.6;
    const AT_MOST: usize = 3;
    let mut rated: Vec<(f32, &'static str)> = names().map(|name| (similarity(wanted, &bare(name)), name)).collect();
    rated.retain(|(ratio, _)| *ratio >= NEAR_ENOUGH);
    rated.sort_by(|(left, _), (right, _)| right.partial_cmp(left).unwrap_or(Ordering::Equal));
    rated.into_iter().take(AT_MOST).map(|(_, name)| name).collect()
}

/// How alike two words are, from 0 to 1.
fn similarity(left: &str, right: &str) -> f32 {
    similar::TextDiff::from_chars(left, right).ratio()
}
