//! The output of `swanctl --list-sas`.
//!
//! Source: strongSwan, swanctl(8), `--list-sas`; outputs of release 5.9.8.

use crate::model::PlatformId;
use crate::platform::cisco::sightings::counted;
use crate::platform::sightings::{Sighting, address};
use crate::platform::states::counters::NO_CHILD;

/// Everything that these lines show.
pub(super) fn sightings(lines: &[&str], platform: PlatformId) -> Vec<Sighting> {
    let mut found: Vec<Sighting> = Vec::new();
    let mut received = None;
    for (at, line) in lines.iter().enumerate() {
        let words: Vec<&str> = line.split([',', ' ']).filter(|word| !word.is_empty()).collect();
        let is_ike_sa =
            words.get(1).is_some_and(|word| word.starts_with('#')) && words.iter().any(|word| word.starts_with("IKEv"));
        if let Some(state) = words.get(2).filter(|_| is_ike_sa) {
            let childless = *state == "ESTABLISHED" && !has_child(&lines[at + 1..]);
            found.extend(Sighting::of_state(at + 1, if childless { NO_CHILD } else { state }, None));
        }
        addresses(found.last_mut(), line);
        match words.as_slice() {
            ["in", _, _, "bytes", packets, "packets", ..] => received = packets.parse::<u64>().ok(),
            ["out", _, _, "bytes", packets, "packets", ..] => {
                if let (Some(received), Ok(sent)) = (received.take(), packets.parse::<u64>()) {
                    found.extend(child(at + 1, counted(sent, received), found.last()));
                }
            }
            _ => {}
        }
    }
    for sighting in &mut found {
        sighting.platform = Some(platform);
    }
    found
}

/// Whether a child SA is listed before the next IKE SA; cut off behind the first line, nothing is known.
fn has_child(below: &[&str]) -> bool {
    let of_this = below.iter().take_while(|line| line.is_empty() || line.starts_with(char::is_whitespace));
    let mut lines = of_this.filter(|line| !line.trim().is_empty()).peekable();
    lines.peek().is_none() || lines.any(|line| line.contains("reqid"))
}

/// `local 'a' @ 192.0.2.1[500]` and `remote …` below an IKE SA.
fn addresses(last: Option<&mut Sighting>, line: &str) {
    let (Some(last), Some((_, at))) = (last, line.split_once(" @ ")) else { return };
    let address = at.split_whitespace().next().and_then(address);
    match line.split_whitespace().next() {
        Some("local") => last.local = last.local.or(address),
        Some("remote") => last.peer = last.peer.or(address),
        _ => {}
    }
}

/// A child SA has the addresses of the IKE SA above it.
fn child(number: usize, word: &str, above: Option<&Sighting>) -> Option<Sighting> {
    let mut sighting = Sighting::of_state(number, word, None)?;
    sighting.local = above.and_then(|above| above.local);
    sighting.peer = above.and_then(|above| above.peer);
    Some(sighting)
}
