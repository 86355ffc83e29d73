//! The output of `swanctl --list-sas` and of `ipsec statusall`, and the changes of state that charon logs.
//!
//! Sources: strongSwan, swanctl(8), `--list-sas`, and ipsec(8), `statusall`; outputs of release 5.9.8 and of others.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::model::PlatformId;
use crate::platform::cisco::sightings::counted;
use crate::platform::sightings::{NO_SA, Sighting, address};
use crate::platform::states::counters::NO_CHILD;

/// Everything that these lines show.
pub(super) fn sightings(lines: &[&str], platform: PlatformId) -> Vec<Sighting> {
    let mut reader = Reader::default();
    for (at, line) in lines.iter().enumerate() {
        reader.list_sas(at + 1, line, &lines[at + 1..]);
        reader.statusall(at + 1, line, &lines[at + 1..]);
        reader.state_change(at + 1, line);
    }
    let changes = std::mem::take(&mut reader.changes);
    reader.found.extend(changes.into_values());
    for sighting in &mut reader.found {
        sighting.platform = Some(platform);
    }
    reader.found
}

#[derive(Debug, Default)]
struct Reader {
    found: Vec<Sighting>,
    /// The packets that the child SA of `--list-sas` has received, until those that it has sent are read.
    received: Option<u64>,
    /// The last that the log tells of each IKE SA, by name and number.
    changes: BTreeMap<String, Sighting>,
}

impl Reader {
    fn list_sas(&mut self, number: usize, line: &str, below: &[&str]) {
        let words: Vec<&str> = line.split([',', ' ']).filter(|word| !word.is_empty()).collect();
        addresses(self.found.last_mut(), line);
        match words.as_slice() {
            [_, identifier, state, ..] if is_ike_sa(identifier, &words) => {
                let childless = *state == "ESTABLISHED" && !has_child(below);
                self.found.extend(Sighting::of_state(number, if childless { NO_CHILD } else { state }, None));
            }
            [_, identifier, "reqid", _, state, ..] if identifier.starts_with('#') && *state != INSTALLED => {
                self.child(number, state);
            }
            ["in", _, _, "bytes", packets, "packets", ..] => self.received = packets.parse().ok(),
            ["out", _, _, "bytes", packets, "packets", ..] => {
                if let (Some(received), Ok(sent)) = (self.received.take(), packets.parse()) {
                    self.child(number, counted(sent, received));
                }
            }
            _ => {}
        }
    }

    /// `gw[1]: ESTABLISHED 2 hours ago, 192.0.2.1[id]...198.51.100.2[id]`, and below it `net{3}:  INSTALLED, TUNNEL, …` with
    /// its counters.
    fn statusall(&mut self, number: usize, line: &str, below: &[&str]) {
        let line = line.trim();
        if line.starts_with("Security Associations (0 up, 0 connecting)") {
            self.found.extend(Sighting::of_state(number, NO_SA, None));
        }
        let Some((name, rest)) = line.split_once(": ") else { return };
        let state = rest.split_whitespace().next().unwrap_or_default().trim_end_matches(',');
        if name.ends_with(']') && rest.contains("]...") {
            let childless = state == "ESTABLISHED" && !below.iter().any(|line| line.contains("}:"));
            let sighting = Sighting::of_state(number, if childless { NO_CHILD } else { state }, None);
            let ends = rest.split_once("...").map(|(own, other)| [own.rsplit(' ').next(), other.split(' ').next()]);
            let [local, peer] = ends.unwrap_or_default().map(|word| word.and_then(before_bracket));
            self.found.extend(sighting.map(|own| Sighting { local, peer, ..own }));
        } else if name.ends_with('}') && state != INSTALLED && state.chars().all(|c| c.is_ascii_uppercase()) {
            self.child(number, state);
        } else if let (Some(sent), Some(received)) = (bytes(rest, "bytes_o"), bytes(rest, "bytes_i")) {
            self.child(number, counted(sent, received));
        }
    }

    /// `IKE_SA gw[1] state change: CONNECTING => DESTROYING`. An SA goes through its states in a moment, so that what tells
    /// something is the last one, or the one in which it was destroyed.
    fn state_change(&mut self, number: usize, line: &str) {
        let told = line.split_once("IKE_SA ").and_then(|(_, rest)| rest.split_once(" state change: "));
        let Some((name, [before, after])) = told.and_then(|(name, change)| {
            let (before, after) = change.split_once(" => ")?;
            Some((name, [before, after].map(str::trim)))
        }) else {
            return;
        };
        let state = if after == "DESTROYING" { before } else { after };
        // One that was deleted has told what it was before.
        if before == "DELETING" && self.changes.contains_key(name) {
            return;
        }
        let sighting = Sighting::of_state(number, state, None);
        self.changes.extend(sighting.map(|sighting| (name.to_owned(), sighting)));
    }

    /// A child SA has the addresses of the IKE SA above it.
    fn child(&mut self, number: usize, word: &str) {
        let Some(sighting) = Sighting::of_state(number, word, None) else { return };
        let above = self.found.last();
        let (local, peer) = (above.and_then(|above| above.local), above.and_then(|above| above.peer));
        self.found.push(Sighting { local, peer, ..sighting });
    }
}

/// A child SA that is up has counters, which say more.
const INSTALLED: &str = "INSTALLED";

fn is_ike_sa(identifier: &str, words: &[&str]) -> bool {
    identifier.starts_with('#') && words.iter().any(|word| word.starts_with("IKEv"))
}

/// The number before a word.
fn bytes(text: &str, word: &str) -> Option<u64> {
    text.split_once(word)?.0.split_whitespace().next_back()?.parse().ok()
}

/// The address in `192.0.2.1[id]`.
fn before_bracket(word: &str) -> Option<IpAddr> {
    word.split('[').next()?.parse().ok()
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
