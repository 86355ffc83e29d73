//! The states of an IKE SA that devices show: what each means, what causes it, and how to tell the causes apart.
//!
//! The rows say what the protocol does, not what popular checklists say of it; where the two differ, the row says so.
//! Each platform has its own in `states.rs`.

pub(crate) mod causes;
pub(super) mod commands;
pub(super) mod counters;
pub(super) mod documents;
mod no_sa;

use crate::platform::PLATFORMS;
use commands::Run;
pub use commands::Site;

/// A state as a device shows it.
#[derive(Debug)]
pub struct StateEntry {
    /// The word that the device prints.
    pub name: &'static str,
    /// Which devices print it, and in which role.
    pub shown_by: &'static str,
    /// The message that is awaited, for the table of all states; a dash where none is.
    pub awaits: &'static str,
    /// What was sent and what is awaited.
    pub meaning: &'static str,
    /// What well-known pages say of it that the protocol contradicts.
    pub correction: Option<&'static str>,
    /// What causes a device to stay there, the likeliest first.
    pub causes: &'static [Cause],
    /// What to run on the devices to tell the causes apart.
    pub commands: &'static [Command],
    /// Where all of this comes from.
    pub sources: &'static [&'static str],
}

/// What two counters of a child SA tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// It sends, and receives nothing.
    SendsOnly,
    /// It receives, and sends nothing.
    ReceivesOnly,
    /// It does neither.
    Idle,
    /// It does both.
    Both,
}

impl StateEntry {
    /// Whether it is also shown where nothing is wrong and nothing has asked for the tunnel yet.
    pub fn is_absence(&self) -> bool {
        self.causes.iter().any(|cause| cause.what == causes::NOTHING_ASKS.what)
    }

    /// What it tells of the packets of a child SA, where it is about their counters.
    pub fn flow(&self) -> Option<Flow> {
        counters::flow(self.name)
    }
}

/// A reason why a device stays in a state.
#[derive(Debug)]
pub struct Cause {
    /// The reason.
    pub what: &'static str,
    /// The rules that find it, by name; empty where no configuration shows it.
    pub rules: &'static [&'static str],
    /// What gives it away.
    pub sign: &'static str,
}

/// Something to run on a device.
#[derive(Debug)]
pub struct Command {
    /// The command, in the words of each platform that has it.
    pub run: &'static [Run],
    /// What its output tells.
    pub tells: &'static str,
}

/// Every state, in the order of the exchange, platform by platform; what several platforms share stands once.
pub(crate) fn states() -> Vec<&'static StateEntry> {
    let tables =
        PLATFORMS.iter().flat_map(|platform| platform.states()).copied().chain([no_sa::NO_SA, counters::COUNTED]);
    let mut states: Vec<&StateEntry> = Vec::new();
    for state in tables.flatten() {
        if states.iter().all(|known| known.name != state.name) {
            states.push(state);
        }
    }
    states
}

/// The state of this name. Case, blanks, dashes and underscores do not count, nor does what stands behind the name as
/// in `MM_NO_STATE (deleted)` or `MM_WAIT_MSG6, then no SA`.
pub(crate) fn find(word: &str) -> Option<&'static StateEntry> {
    states().into_iter().find(|state| is_same_word(state.name, word))
}

/// Whether two words name the same state, whatever stands behind them.
pub(crate) fn is_same_word(left: &str, right: &str) -> bool {
    let [left, right] = [left, right].map(|word| bare(word.split(['(', ',']).next().unwrap_or(word)));
    left == right
}

/// A word by what counts when words are looked up: its letters and digits, without case.
pub(crate) fn bare(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
