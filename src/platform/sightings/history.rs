//! How far an exchange has come, as logs and debugs tell it: a history, of which the latest state counts.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::platform::PLATFORMS;
use crate::platform::sightings::{Seen, Sighting, peer_in};

/// A state that a line of a log or a debug names: in the words of a platform, such as `New State = IKE_I_MM5`; else as a word
/// of its own, such as `MM_WAIT_MSG4` behind "Terminate:", or the newest state of a history that is known: histories on one
/// line are written newest first.
pub(super) fn state(number: usize, line: &str) -> Option<Sighting> {
    let of_platform = PLATFORMS.iter().find_map(|platform| platform.progress(number, line));
    of_platform.or_else(|| {
        let words = line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let mut states = words.filter(|word| word.contains('_') && word.len() > 6);
        let deleted = line.contains("(deleted)").then_some(true);
        let state = states.find_map(|word| Sighting::of_state(number, word, deleted))?;
        Some(Sighting { peer: peer_in(line), ..state })
    })
}

/// The lines of a log without the states that an exchange has passed: of each peer the latest remains. Debugs name the peer on
/// some of their lines alone.
pub(super) fn latest(logged: Vec<Sighting>) -> Vec<Sighting> {
    let is_state = |own: &Sighting| matches!(own.what, Seen::State { .. });
    let peers: Vec<Option<IpAddr>> = logged.iter().filter(|own| is_state(own)).map(|own| own.peer).collect();
    let mut named: Vec<IpAddr> = peers.iter().copied().flatten().collect();
    named.sort_unstable();
    named.dedup();
    let of = |own: &Sighting| match named.as_slice() {
        [] => None,
        [only] => Some(*only),
        _ => own.peer,
    };
    let mut last: BTreeMap<Option<IpAddr>, usize> = BTreeMap::new();
    for own in logged.iter().filter(|own| is_state(own)) {
        last.insert(of(own), own.line);
    }
    if named.len() > 1 {
        last.remove(&None);
    }
    let remains = |own: &Sighting| !is_state(own) || last.get(&of(own)) == Some(&own.line);
    let named_now = |own: Sighting| Sighting { peer: if is_state(&own) { of(&own) } else { own.peer }, ..own };
    logged.into_iter().filter(remains).map(named_now).collect()
}
