//! The output of show commands of ASA and IOS.
//!
//! Sources: Cisco ASA Series Command Reference and Cisco IOS Security Command Reference, `show crypto isakmp sa`, `show
//! crypto ikev1 sa`, `show crypto ikev2 sa`, `show crypto ipsec sa`.

use std::net::IpAddr;

use crate::negotiation::Role;
use crate::platform::cisco::session_listings;
use crate::platform::sightings::{NO_SA, Sighting, address};
use crate::platform::states::counters::{
    ASKED_IN_VAIN, BOTH_WAYS, CHILD_LISTED, IDLE, NO_CHILD, NO_CHILD_LISTED, RECEIVES_ONLY, SENDS_ONLY,
};

/// Everything that these lines show.
pub(in crate::platform) fn sightings(lines: &[&str]) -> Vec<Sighting> {
    let mut reader = Reader::default();
    for (at, line) in lines.iter().enumerate() {
        reader.take(at + 1, line);
    }
    reader.found.extend(session_listings::sightings(lines));
    reader.found
}

/// What the lines above have said of the SA that is being listed.
#[derive(Debug, Default)]
struct Reader {
    found: Vec<Sighting>,
    /// ASA, IKEv1: the peer and the role stand on lines of their own above the state.
    peer: Option<IpAddr>,
    role: Option<Role>,
    /// Whether the session line above says that there is no child SA (ASA, IKEv2).
    is_childless: bool,
    /// Whether the SA is of a remote-access client, which no site-to-site tunnel explains.
    is_remote_access: bool,
    /// The local address of `show crypto ipsec sa`.
    local: Option<IpAddr>,
    /// The encapsulated packets, until the decapsulated ones are read.
    encapsulated: Option<u64>,
    /// The counters of the block that is being read, as an index into what was found.
    counted: Option<usize>,
}

impl Reader {
    fn take(&mut self, number: usize, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        // Forums and tickets collapse the blanks before a colon.
        let heading = words.join(" ").replace(" :", ":");
        if let Some(peer) = after(&heading, "IKE Peer:") {
            (self.peer, self.role) = (address(peer), None);
        }
        if let Some(count) = after(line, "CHILD count:") {
            self.is_childless = number_of(count) == Some(0);
        }
        if let Some(kind) = after(&heading, "Type:") {
            self.is_remote_access = kind.starts_with("user");
        }
        if let Some(role) = after(&heading, "Role:") {
            self.role = role_of(role);
        }
        let lower = line.to_ascii_lowercase();
        if line.contains("There are no") && lower.contains(" sas") {
            // Without a child SA there may be an IKE SA.
            let word = if lower.contains("ipsec sas") { NO_CHILD_LISTED } else { NO_SA };
            self.found.extend(Sighting::of_state(number, word, None));
        } else if let Some(state) = after(&heading, "State:") {
            self.block(number, state);
        } else {
            self.row(number, &words);
            self.address_of_row(line);
            self.counters(number, line);
        }
    }

    /// `State : MM_WAIT_MSG6` of an ASA, under its peer and role.
    fn block(&mut self, number: usize, state: &str) {
        // An ASA calls an initiator a user until the peer has proved itself; only what is up is of a client.
        if self.is_remote_access && state.ends_with("_ACTIVE") {
            return;
        }
        let word = state.split_whitespace().next().unwrap_or_default();
        let Some(mut sighting) = Sighting::of_state(number, word, Some(false)) else { return };
        (sighting.peer, sighting.role) = (self.peer, self.role);
        self.found.push(sighting);
    }

    /// A row with two addresses and a state: `dst src state` of IKEv1 on IOS, `local remote state` of IKEv2.
    fn row(&mut self, number: usize, words: &[&str]) {
        let Some(state) = words.iter().find(|word| is_state(word)) else { return };
        let addresses: Vec<IpAddr> = words.iter().filter_map(|word| address(word)).collect();
        let deleted = Some(words.contains(&"(deleted)"));
        let childless = *state == "READY" && std::mem::take(&mut self.is_childless);
        let state = if childless { NO_CHILD } else { state };
        let Some(mut sighting) = Sighting::of_state(number, state, deleted) else { return };
        match addresses.as_slice() {
            // `show crypto isakmp sa` of IOS names the responder first.
            [destination, source, ..] if state.contains('_') => sighting.between = Some([*source, *destination]),
            [local, remote, ..] => (sighting.local, sighting.peer) = (Some(*local), Some(*remote)),
            // IKEv2 over IPv6: the addresses follow on lines of their own.
            // A collector has changed the addresses to what is none.
            _ if state.contains('_') && words.contains(&"ACTIVE") => {}
            _ if words.first().is_some_and(|word| word.parse::<u32>().is_ok()) => {}
            _ => return,
        }
        sighting.role = words.iter().find_map(|word| role_of(word));
        self.found.push(sighting);
    }

    /// `Local 2001:db8::1/500` and `Remote …` below a row of IKEv2 over IPv6.
    fn address_of_row(&mut self, line: &str) {
        let Some(last) = self.found.last_mut() else { return };
        let line = line.trim_start();
        if let Some(local) = line.strip_prefix("Local ").filter(|_| last.local.is_none()) {
            last.local = address(local.trim());
        } else if let Some(remote) = line.strip_prefix("Remote ").filter(|_| last.peer.is_none()) {
            last.peer = address(remote.trim());
        }
    }

    /// `show crypto ipsec sa`: a child SA by its peer and its counters.
    fn counters(&mut self, number: usize, line: &str) {
        if let Some(local) = after(line, "local addr").map(|rest| rest.trim_start_matches([':', ' '])) {
            self.local = address(local);
        }
        if let Some(peer) = after(line, "current_peer").map(|rest| rest.trim_start_matches([':', ' '])) {
            self.peer = address(peer.split_whitespace().next().unwrap_or_default());
        }
        if let Some(count) = after(line, "#pkts encaps:") {
            self.encapsulated = number_of(count);
        }
        let decapsulated = after(line, "#pkts decaps:").and_then(number_of);
        if let Some(decapsulated) = decapsulated {
            // Some listings leave the packets out that were sent.
            let word = self.encapsulated.take().map_or(CHILD_LISTED, |sent| counted(sent, decapsulated));
            let Some(mut sighting) = Sighting::of_state(number, word, None) else { return };
            (sighting.local, sighting.peer) = (self.local, self.peer);
            self.counted = Some(self.found.len());
            self.found.push(sighting);
        }
        self.without_sa(line);
    }

    /// An outbound SPI of 0 is no SA, whatever was counted, and what is asked for in vain counts as a send error.
    fn without_sa(&mut self, line: &str) {
        let Some(at) = self.counted else { return };
        let errors = after(line, "#send errors").and_then(|rest| number_of(rest.trim_start_matches([':', ' '])));
        if errors.is_some_and(|count| count > 0) && self.found[at].what.name() == IDLE {
            self.rename(at, ASKED_IN_VAIN);
        }
        let Some(spi) = after(line, "outbound spi:") else { return };
        let digits = spi.split('(').next().unwrap_or_default().trim().trim_start_matches("0x");
        match (digits.bytes().all(|digit| digit == b'0'), self.found[at].what.name()) {
            (true, ASKED_IN_VAIN) => {}
            (true, _) => self.rename(at, NO_CHILD_LISTED),
            // Some were dropped before it came up.
            (false, ASKED_IN_VAIN) => self.rename(at, IDLE),
            (false, _) => {}
        }
        self.counted = None;
    }

    fn rename(&mut self, at: usize, word: &str) {
        let own = &self.found[at];
        let Some(state) = Sighting::of_state(own.line, word, None) else { return };
        self.found[at] = Sighting { local: own.local, peer: own.peer, ..state };
    }
}

/// The word for what two counters tell.
pub(in crate::platform) fn counted(encapsulated: u64, decapsulated: u64) -> &'static str {
    match (encapsulated > 0, decapsulated > 0) {
        (true, true) => BOTH_WAYS,
        (true, false) => SENDS_ONLY,
        (false, true) => RECEIVES_ONLY,
        (false, false) => IDLE,
    }
}

/// What stands behind a heading on a line.
pub(super) fn after<'a>(line: &'a str, heading: &str) -> Option<&'a str> {
    line.split_once(heading).map(|(_, rest)| rest.trim())
}

pub(super) fn number_of(text: &str) -> Option<u64> {
    text.trim().split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// Whether a word of a row is a state: it has an underscore, or is one of the three of IKEv2.
fn is_state(word: &str) -> bool {
    const IKEV2: [&str; 3] = ["READY", "IN-NEG", "DELETE"];
    let of_ikev1 = ["MM_", "AM_", "AG_", "QM_"].iter().any(|start| word.starts_with(start));
    of_ikev1 || IKEV2.contains(&word)
}

fn role_of(word: &str) -> Option<Role> {
    match word.split_whitespace().next()?.to_ascii_lowercase().as_str() {
        "initiator" | "init" => Some(Role::Initiator),
        "responder" | "resp" => Some(Role::Responder),
        _ => None,
    }
}
