//! From what somebody sees on a device back to what causes it.
//!
//! A check says what the configurations lead to. Here that is held against what is seen: which configured faults explain
//! it, which would show otherwise, and, where the configurations explain nothing, what outside of them could. Without
//! configurations there is only what the states and log lines mean by themselves.

mod asked;
mod candidates;
mod explain;
mod outside;
mod place;
mod traffic;

pub use asked::{Asked, asked};
pub use candidates::{Candidate, Standing};
pub use explain::{Explanation, Fit};
pub use outside::{Outside, Run};

use crate::check::Check;
use crate::negotiation::End;
use crate::platform::sightings::{self, Seen, Sighting};
use crate::platform::{Command, StateEntry};

/// What was seen, and on which end of the check, where that can be told.
#[derive(Clone, Debug)]
pub struct PlacedSighting {
    /// What was seen.
    pub sighting: Sighting,
    /// The device that showed it, as an index into the devices of the check; `None` where it cannot be told.
    pub device: Option<usize>,
    /// Whether its addresses are those of another tunnel than the ones of the check.
    pub elsewhere: bool,
}

/// What came of a diagnosis.
#[derive(Debug, Default)]
pub struct Diagnosis {
    /// What was recognised.
    pub sightings: Vec<PlacedSighting>,
    /// Lines that tell nothing.
    pub idle_lines: usize,
    /// Configured faults that explain something that is seen, the best explanation first.
    pub explained: Vec<Explanation>,
    /// Configured faults that explain nothing of it, in the order of the exchange.
    pub unrelated: Vec<Explanation>,
    /// What else could cause it, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// What the configurations rule out.
    pub excluded: Vec<Candidate>,
    /// What outside of configurations that predict success can cause it, in order.
    pub outside: Vec<Outside>,
    /// Whether an IKE SA was seen up that cannot come up with these configurations.
    pub is_contradicted: bool,
    /// Whether all that was seen is what the configurations lead to where they establish.
    pub is_expected: bool,
    /// What to run to tell the causes apart.
    pub commands: Vec<Told>,
}

/// A command and what it tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The command, with what the configurations tell of the tunnel.
    pub run: String,
    /// What its output tells.
    pub tells: &'static str,
}

impl Diagnosis {
    /// The states among what was seen, each once.
    pub fn states(&self) -> Vec<&'static StateEntry> {
        let mut states: Vec<&'static StateEntry> = Vec::new();
        for placed in self.of_these_tunnels() {
            if let Seen::State { entry, .. } = placed.sighting.what
                && states.iter().all(|known| known.name != entry.name)
            {
                states.push(entry);
            }
        }
        states
    }

    /// What was seen of the tunnels of the check.
    pub fn of_these_tunnels(&self) -> impl Iterator<Item = &PlacedSighting> {
        self.sightings.iter().filter(|placed| !placed.elsewhere)
    }
}

/// Holds what was seen against a check of two configurations, of one, or of none.
///
/// `on` names the device where everything was seen, as an index into the devices of the check. Text that tells nothing
/// gives a diagnosis without sightings, never an error.
pub fn diagnose(seen: &str, check: &Check, on: Option<usize>) -> Diagnosis {
    let reading = sightings::read(seen);
    let sightings: Vec<PlacedSighting> =
        reading.sightings.into_iter().map(|sighting| place::place(sighting, check, on)).collect();
    let mut diagnosis = Diagnosis { sightings, idle_lines: reading.idle_lines, ..Diagnosis::default() };
    (diagnosis.explained, diagnosis.unrelated) = explain::explain(check, &diagnosis.sightings);
    (diagnosis.candidates, diagnosis.excluded) = candidates::candidates(check, &diagnosis);
    diagnosis.is_expected = explain::is_expected(check, &diagnosis);
    diagnosis.is_contradicted = explain::is_contradicted(check, &diagnosis);
    diagnosis.outside = outside::outside(check, &diagnosis);
    if !diagnosis.outside.is_empty() && !diagnosis.is_contradicted {
        let excluded = |rule: &str| candidates::is_ruled_out(check, rule);
        diagnosis.candidates.retain(|candidate| !outside::is_replaced(candidate, excluded));
    }
    diagnosis.commands = commands(check, &diagnosis);
    diagnosis
}

/// The commands of all states, each once: those of the devices that are here, or of all platforms where none is.
fn commands(check: &Check, diagnosis: &Diagnosis) -> Vec<Told> {
    let mut commands: Vec<Told> = Vec::new();
    for placed in diagnosis.of_these_tunnels() {
        let Seen::State { entry, .. } = placed.sighting.what else { continue };
        for told in entry.commands.iter().flat_map(|command| on_devices(check, placed, command)) {
            if commands.iter().all(|known| known.run != told.run) {
                commands.push(told);
            }
        }
    }
    commands
}

/// A command as the device that shows the state takes it, or as each device does where that is not known.
fn on_devices(check: &Check, placed: &PlacedSighting, command: &'static Command) -> Vec<Told> {
    if check.devices.is_empty() {
        return vec![Told { run: command.everywhere(), tells: command.tells }];
    }
    let devices = match placed.device {
        Some(device) => device..device + 1,
        None => 0..check.given().len(),
    };
    let told = |device: usize| {
        let own = &check.devices[device];
        let run = outside::site(check, device).fill(command.on(own.platform)?);
        Some(Told { run: format!("{}: {run}", own.name), tells: command.tells })
    };
    devices.filter_map(told).collect()
}

/// The end of a tunnel that a device is.
fn end_of(check: &Check, tunnel: usize, device: usize) -> Option<End> {
    let pair = &check.tunnels.get(tunnel)?.pair;
    End::BOTH.into_iter().find(|end| pair.ends[end.index()].device == device)
}
