//! The order of the entries of an access list: their sequence numbers decide it, not their places in the file.
//!
//! Source: Cisco IOS, IP Access List Entry Sequence Numbering. An entry without a number comes behind the last one, at a
//! number that is 10 higher; one that the list has already changes nothing; a number that is taken is refused; `no` with a
//! number takes that entry out. A single entry of a numbered list goes by its block alone (`ip access-list extended 101`):
//! what becomes of the list behind `no access-list 101 permit …` stays open.

use std::collections::{BTreeMap, HashMap};

use crate::platform::cisco::known::TAKEN_BACK;

/// By how much numbers grow that the file does not state.
const STEP: u32 = 10;

/// Why a line does nothing whose entry the list has.
const SAID_TWICE: &str = "the list has this entry already";

/// What becomes of a line of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is an entry, with this number.
    Entry(u32),
    /// It is no entry, and says nothing about one: the head, a remark.
    Beside,
    /// It does nothing any more, or never did, for this reason.
    Gone(&'static str),
    /// What it does to the list is not known.
    Open,
}

impl Fate {
    /// The number of an entry.
    pub(super) fn number(self) -> Option<u32> {
        match self {
            Self::Entry(number) => Some(number),
            Self::Beside | Self::Gone(_) | Self::Open => None,
        }
    }
}

/// What a command of the whole device does to a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListCommand<'t> {
    /// It removes the list of this name.
    Removes(&'t str),
    /// It changes the list of this name in another way.
    Changes(&'t str),
}

/// What a line of the whole device does to a list that exists.
pub(super) fn list_command(line: &str) -> Option<ListCommand<'_>> {
    let mut words = line.split_ascii_whitespace();
    let mut next = || words.next().unwrap_or_default();
    match (next(), next(), next(), next(), next()) {
        ("no", "access-list", name, "", _) | ("no", "ipv6", "access-list", name, "") => {
            Some(ListCommand::Removes(name))
        }
        ("no", "access-list", name, ..) | ("ip", "access-list", "resequence", name, _) => {
            Some(ListCommand::Changes(name))
        }
        ("no", "ip", "access-list", "extended" | "standard", name) => Some(ListCommand::Removes(name)),
        _ => None,
    }
}

/// What a line says about the entries of its list.
enum Line<'t> {
    Entry(Option<u32>, Vec<&'t str>),
    /// `no 20`.
    Without(u32),
    /// `no permit ip any any`.
    WithoutEntry(Vec<&'t str>),
    /// `ip access-list resequence LIST 100 10`.
    Renumbered(u32, u32),
    Beside,
    Open,
}

/// The fates of the lines of one list, in the order of the file.
pub(super) fn fates<'t>(lines: impl IntoIterator<Item = &'t str>) -> Vec<Fate> {
    let mut fates = Vec::new();
    let mut list = Standing::default();
    for (at, line) in lines.into_iter().enumerate() {
        let fate = match read(line) {
            Line::Entry(number, words) => list.enter(at, number, words),
            Line::Without(number) => list.take(number, &mut fates),
            Line::WithoutEntry(words) => {
                let number = list.numbers.get(&words).copied();
                number.map_or(Fate::Open, |number| list.take(number, &mut fates))
            }
            Line::Renumbered(first, step) => {
                list.renumber(first, step);
                Fate::Beside
            }
            Line::Beside => Fate::Beside,
            Line::Open => Fate::Open,
        };
        fates.push(fate);
    }
    for (number, (at, _)) in &list.entries {
        fates[*at] = Fate::Entry(*number);
    }
    fates
}

/// The items of a list, each with its line, in the order in which the device asks them: what is open comes first, since
/// every entry hangs on it.
pub(super) fn in_order<T>(items: Vec<(&str, T)>) -> Vec<(Fate, T)> {
    let fates = fates(items.iter().map(|(line, _)| *line));
    let mut ordered: Vec<(Fate, T)> = fates.into_iter().zip(items.into_iter().map(|(_, item)| item)).collect();
    ordered.sort_by_key(|(fate, _)| fate.number());
    ordered
}

/// The entries that a list has.
#[derive(Default)]
struct Standing<'t> {
    /// By number: the place of the line, and its words.
    entries: BTreeMap<u32, (usize, Vec<&'t str>)>,
    numbers: HashMap<Vec<&'t str>, u32>,
}

impl<'t> Standing<'t> {
    fn enter(&mut self, at: usize, number: Option<u32>, words: Vec<&'t str>) -> Fate {
        if self.numbers.contains_key(&words) {
            return Fate::Gone(SAID_TWICE);
        }
        let next = || self.entries.last_key_value().map_or(STEP, |(last, _)| last.saturating_add(STEP));
        let number = number.unwrap_or_else(next);
        if self.entries.contains_key(&number) {
            return Fate::Open;
        }
        self.numbers.insert(words.clone(), number);
        self.entries.insert(number, (at, words));
        Fate::Entry(number)
    }

    fn take(&mut self, number: u32, fates: &mut [Fate]) -> Fate {
        let Some((at, words)) = self.entries.remove(&number) else { return Fate::Open };
        self.numbers.remove(&words);
        fates[at] = Fate::Gone(TAKEN_BACK);
        Fate::Gone(TAKEN_BACK)
    }

    fn renumber(&mut self, first: u32, step: u32) {
        let numbers = (0..).map(|place: u32| first.saturating_add(place.saturating_mul(step)));
        self.entries = numbers.zip(std::mem::take(&mut self.entries).into_values()).collect();
        self.numbers = self.entries.iter().map(|(number, (_, words))| (words.clone(), *number)).collect();
    }
}

fn read(line: &str) -> Line<'_> {
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    match words.as_slice() {
        ["ip" | "ipv6", "access-list", "resequence", _, first, step] => match (first.parse(), step.parse()) {
            (Ok(first), Ok(step)) => Line::Renumbered(first, step),
            _ => Line::Open,
        },
        ["ip" | "ipv6", "access-list", ..] => Line::Beside,
        ["no", "access-list", ..] => Line::Open,
        ["access-list", _, "remark", ..] => Line::Beside,
        ["access-list", _, entry @ ..] => Line::Entry(None, entry.to_vec()),
        ["no", rest @ ..] => match numbered(rest) {
            (Some(number), _) => Line::Without(number),
            (None, ["remark", ..]) => Line::Beside,
            (None, entry) => Line::WithoutEntry(entry.to_vec()),
        },
        all => match numbered(all) {
            (_, ["remark", ..]) => Line::Beside,
            (number, entry) => Line::Entry(number, entry.to_vec()),
        },
    }
}

/// The number before an entry, and the entry.
fn numbered<'w, 't>(words: &'w [&'t str]) -> (Option<u32>, &'w [&'t str]) {
    let words = words.strip_prefix(&["sequence"]).unwrap_or(words);
    match words.split_first().map(|(first, rest)| (first.parse(), rest)) {
        Some((Ok(number), rest)) => (Some(number), rest),
        _ => (None, words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines in order, those that are no entries left out; `?` before one that is open.
    fn ordered(lines: &[&'static str]) -> Vec<String> {
        let items = lines.iter().map(|line| (*line, *line)).collect();
        let shown = |(fate, line): (Fate, &str)| match fate {
            Fate::Entry(number) => Some(format!("{number} {line}")),
            Fate::Open => Some(format!("? {line}")),
            Fate::Beside | Fate::Gone(_) => None,
        };
        in_order(items).into_iter().filter_map(shown).collect()
    }

    #[test]
    fn numbers_decide_the_order() {
        const ROWS: &[(&[&str], &[&str])] = &[
            (
                &["ip access-list extended L", "20 permit b", "10 deny a", "permit c", "remark x", "5 permit d"],
                &["5 5 permit d", "10 10 deny a", "20 20 permit b", "30 permit c"],
            ),
            (
                &["permit a", "permit b", "ip access-list extended L", "15 deny c"],
                &["10 permit a", "15 15 deny c", "20 permit b"],
            ),
            (&["permit a", "permit b", "no 10"], &["20 permit b"]),
            (&["10 permit  a", "20 permit b", "no permit a"], &["20 20 permit b"]),
            (&["10 permit a", "no 20"], &["? no 20", "10 10 permit a"]),
            (&["10 permit a", "10 deny b"], &["? 10 deny b", "10 10 permit a"]),
            (&["10 permit a", "permit a", "permit b"], &["10 10 permit a", "20 permit b"]),
            (
                &["permit a", "ip access-list resequence L 100 5", "1 deny b", "permit c"],
                &["1 1 deny b", "100 permit a", "110 permit c"],
            ),
            (&["access-list 101 permit a", "ip access-list extended 101", "no 10", "permit b"], &["10 permit b"]),
            (
                &["access-list 101 permit a", "no access-list 101 permit b"],
                &["? no access-list 101 permit b", "10 access-list 101 permit a"],
            ),
            (&["sequence 20 permit a", "sequence 10 deny b", "no sequence 20"], &["10 sequence 10 deny b"]),
        ];
        for (lines, wanted) in ROWS {
            assert_eq!(ordered(lines), *wanted, "{lines:?}");
        }
    }
}
