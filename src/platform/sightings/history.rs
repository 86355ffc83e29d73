//! How far an exchange has come, as logs and debugs tell it: a history, of which the latest state counts.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::platform::logs::LogLine;
use crate::platform::sightings::{LogSign, Seen, Sighting, holds, peer_in};
use crate::platform::states::counters::{CHILD_LISTED, NO_CHILD_LISTED};
use crate::platform::{PLATFORMS, pluto};

/// A state that a line of a log or a debug names: in the words of a platform, such as `New State = IKE_I_MM5`; else as a word
/// of its own, such as `MM_WAIT_MSG4` behind "Terminate:", or the newest state of a history that is known: histories on one
/// line are written newest first.
pub(super) fn state(number: usize, line: &str) -> Option<Sighting> {
    let of_platform = PLATFORMS.iter().find_map(|platform| platform.progress(number, line));
    of_platform.or_else(|| pluto::progress(number, line)).or_else(|| {
        // A node is a place in the memory of a router, and always in this state when it is made.
        if line.contains("new node") {
            return None;
        }
        let words = line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let mut states = words.filter(|word| word.contains('_') && word.len() > 6);
        let deleted = line.contains("(deleted)").then_some(true);
        let state = states.find_map(|word| Sighting::of_state(number, word, deleted))?;
        Some(Sighting { peer: peer_in(line), ..state })
    })
}

/// The lines of a log without those about proposals that did not fit where another one did.
pub(super) fn unsettled(mut logged: Vec<Sighting>, lines: &[&str]) -> Vec<Sighting> {
    logged.retain(|own| {
        let Seen::Log(LogSign { line: LogLine { unless: Some(ends), .. }, .. }) = own.what else { return true };
        let later = lines.iter().skip(own.line);
        let end = later.filter_map(|line| ends.iter().position(|text| holds(line, text))).next();
        end != Some(0)
    });
    logged
}

/// The lines of a log without the states that an exchange has passed. Debugs name the peer on some of their lines alone.
pub(super) fn latest(logged: Vec<Sighting>, lines: &[&str]) -> Vec<Sighting> {
    let mut named: Vec<IpAddr> = logged.iter().filter(|own| is_state(own)).filter_map(|own| own.peer).collect();
    named.sort_unstable();
    named.dedup();
    let of = |own: &Sighting| match named.as_slice() {
        [] => None,
        [only] => Some(*only),
        _ => own.peer,
    };
    let mut passed: BTreeMap<(Option<IpAddr>, Option<&str>), Vec<&Sighting>> = BTreeMap::new();
    for own in logged.iter().filter(|own| is_state(own)) {
        passed.entry((of(own), pluto::connection(&own.text))).or_default().push(own);
    }
    if named.len() > 1 {
        // Whose they are cannot be told.
        passed.remove(&(None, None));
    }
    let told: Vec<usize> = passed.values().filter_map(|states| telling(states, lines)).collect();
    // A line that says why an exchange was given up says in which state as well.
    let is_given_up = |own: &Sighting| {
        let of_same = |other: &&Sighting| {
            let name = pluto::connection(&other.text);
            name.is_some() && name == pluto::connection(&own.text)
        };
        let later = logged.iter().filter(|other| other.line > own.line && !is_state(other)).filter(of_same);
        later.into_iter().any(|other| other.text.contains("STATE_"))
    };
    let remains = |own: &Sighting| !is_state(own) || (told.contains(&own.line) && !is_given_up(own));
    let named_now = |own: Sighting| Sighting { peer: if is_state(&own) { of(&own) } else { own.peer }, ..own };
    logged.iter().filter(|own| remains(own)).cloned().map(named_now).collect()
}

/// Whether it says how far an exchange has come; the daemon of libreswan does so by lines of its log.
fn is_state(own: &Sighting) -> bool {
    match own.what {
        Seen::State { .. } => true,
        Seen::Log(sign) => sign.line.text.starts_with("STATE_"),
    }
}

/// The line of the state that tells where an exchange ends: the last one. Where a new attempt has only begun, that of the one
/// before, which has failed there.
fn telling(states: &[&Sighting], lines: &[&str]) -> Option<usize> {
    let last = states.last()?;
    let begins = (1..states.len()).rev().find(|at| rank(states[*at]) < rank(states[at - 1]));
    let Some(begins) = begins.filter(|at| rank(last) < rank(states[at - 1])) else { return Some(last.line) };
    // An attempt that is given up, or repeats itself, tells of itself.
    const STUCK: [&str; 3] = ["retransmi", "deleting SA reason", "EV_RE_XMT"];
    let own_lines = lines.iter().skip(states[begins].line - 1);
    let is_stuck = own_lines.into_iter().any(|line| STUCK.iter().any(|word| line.contains(word)));
    Some(if is_stuck { last.line } else { states[begins - 1].line })
}

/// How far an exchange has come in a state, from its first message to its child SA. A session that is down is an end as well.
fn rank(own: &Sighting) -> u8 {
    let name = own.what.name();
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    match () {
        () if ends(&["NO_STATE", "MSG2", "INIT_EXCH", "_I1 (", "_R1 ("]) => 1,
        () if ends(&["SA_SETUP", "MSG3", "MSG4", "_I2 (", "_R2 ("]) => 2,
        () if ends(&["IN-NEG", "KEY_EXCH", "KEY_AUTH", "AG_AUTH", "MSG5", "MSG6", "_I3 (", "CONNECTING"]) => 3,
        () if name == CHILD_LISTED || name == NO_CHILD_LISTED => 5,
        () => 4,
    }
}
