//! The output of PAN-OS's `show vpn` and `test vpn` commands.
//!
//! Sources: PAN-OS documentation, "Test VPN Connectivity" and "Interpret VPN error messages"; outputs of `show vpn ike-sa`,
//! `show vpn ipsec-sa`, `show vpn flow` and `test vpn` in the vendor's knowledge base and in other vendors' guides.

use std::net::IpAddr;

use crate::model::PlatformId;
use crate::negotiation::Role;
use crate::platform::cisco::sightings::counted;
use crate::platform::sightings::{NO_SA, Sighting, address, peer_in};
use crate::platform::states::counters::{CHILD_LISTED, LISTED, NO_CHILD, NO_CHILD_LISTED};

/// Everything that these lines show.
pub(super) fn sightings(lines: &[&str], platform: PlatformId) -> Vec<Sighting> {
    let mut found: Vec<Sighting> = Vec::new();
    let mut flow = Flow::default();
    for (at, line) in lines.iter().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let told = absence(at + 1, line)
            .or_else(|| ike_row(at + 1, &words))
            .or_else(|| child_row(at + 1, &words))
            .or_else(|| flow_row(at + 1, &words))
            .or_else(|| flow.take(at + 1, line));
        found.extend(told);
    }
    for sighting in &mut found {
        sighting.platform = Some(platform);
    }
    found
}

/// The sentence that there is no SA.
fn absence(number: usize, line: &str) -> Option<Sighting> {
    let line = line.trim_start();
    match () {
        () if line.starts_with("There is no IPSec SA") => Sighting::of_state(number, NO_CHILD_LISTED, None),
        // Phase 2 of IKEv1 stands below the first, which says more.
        () if line.starts_with("There is no IKE") && !line.contains("phase-2") => {
            Sighting::of_state(number, NO_SA, None)
        }
        () => None,
    }
}

/// A row of `show vpn ike-sa`: gateway identifier, peer address, gateway name, role, and at its end the child SAs. IKEv1 ends
/// in their number, IKEv2 in their number and a word for the state.
fn ike_row(number: usize, words: &[&str]) -> Option<Sighting> {
    let [identifier, peer, _name, role, ..] = words else { return None };
    identifier.parse::<u32>().ok()?;
    let peer: IpAddr = address(peer)?;
    let role = match *role {
        "Init" => Role::Initiator,
        "Resp" => Role::Responder,
        _ => return None,
    };
    let children = match words {
        [.., children, "Established"] => children.parse::<u32>().ok(),
        // The row of IKEv1 has its version before the state, the switches and the number.
        [.., "v1", _, _, children] => children.parse::<u32>().ok(),
        _ => None,
    };
    let sighting = Sighting::of_state(number, if children == Some(0) { NO_CHILD } else { LISTED }, None)?;
    Some(Sighting { peer: Some(peer), role: Some(role), ..sighting })
}

/// A row of `show vpn ipsec-sa`: gateway and tunnel identifiers, peer address, `tunnel(gateway)`, and the algorithms.
fn child_row(number: usize, words: &[&str]) -> Option<Sighting> {
    let [gateway, tunnel, peer, name, ..] = words else { return None };
    let are_numbers = gateway.parse::<u32>().is_ok() && tunnel.parse::<u32>().is_ok();
    let is_row = are_numbers
        && name.contains('(')
        && words.iter().any(|word| word.starts_with("ESP/") || word.starts_with("AH/"));
    let peer = address(peer).filter(|_| is_row)?;
    Some(Sighting { peer: Some(peer), ..Sighting::of_state(number, CHILD_LISTED, None)? })
}

/// A row of `show vpn flow`: tunnel identifier, name, state, monitor, own address, peer address. The state is cut to seven
/// letters.
fn flow_row(number: usize, words: &[&str]) -> Option<Sighting> {
    let [identifier, _name, state, _monitor, local, peer, ..] = words else { return None };
    identifier.parse::<u32>().ok()?;
    let (local, peer) = (address(local)?, address(peer)?);
    Some(Sighting { local: Some(local), peer: Some(peer), ..flow_state(number, state)? })
}

fn flow_state(number: usize, state: &str) -> Option<Sighting> {
    match state {
        "active" => Sighting::of_state(number, CHILD_LISTED, None),
        "init" | "inactive" | "inactiv" => Sighting::of_state(number, NO_CHILD_LISTED, None),
        _ => None,
    }
}

/// What the lines above have said of the tunnel of `show vpn flow name` or `tunnel-id`.
#[derive(Debug, Default)]
struct Flow {
    local: Option<IpAddr>,
    peer: Option<IpAddr>,
    encapsulated: Option<u64>,
}

impl Flow {
    /// The state of a tunnel that is down, or the counters of one that is up.
    fn take(&mut self, number: usize, line: &str) -> Option<Sighting> {
        let (heading, value) = line.trim().split_once(':')?;
        let value = value.trim();
        match heading {
            "id" => *self = Self::default(),
            "local ip" => self.local = address(value),
            "peer ip" => self.peer = address(value),
            "encap packets" => self.encapsulated = value.parse().ok(),
            // The counters say more of a tunnel that is active.
            "state" if value != "active" => return Some(self.placed(flow_state(number, value)?)),
            "decap packets" => {
                let (sent, received) = (self.encapsulated.take()?, value.parse().ok()?);
                return Some(self.placed(Sighting::of_state(number, counted(sent, received), None)?));
            }
            _ => {}
        }
        None
    }

    fn placed(&self, sighting: Sighting) -> Sighting {
        Sighting { local: self.local, peer: self.peer, ..sighting }
    }
}

/// How far an exchange has come, by the lines of the system log and of `ikemgr.log`.
///
/// Sources: PAN-OS documentation, "Interpret VPN Error Messages"; system logs of PAN-OS that were made public.
pub(super) fn progress(number: usize, line: &str, platform: PlatformId) -> Option<Sighting> {
    const UP: [(&str, &str); 4] = [
        ("IKE phase-1 negotiation is succeeded", LISTED),
        ("IKE SA negotiation is succeeded", LISTED),
        ("IKE phase-2 negotiation is succeeded", CHILD_LISTED),
        ("child SA negotiation is succeeded", CHILD_LISTED),
    ];
    let (_, word) = UP.iter().find(|(text, _)| line.contains(text))?;
    let role = match () {
        () if line.contains("as initiator") => Some(Role::Initiator),
        () if line.contains("as responder") => Some(Role::Responder),
        () => None,
    };
    Some(Sighting { platform: Some(platform), role, peer: peer_in(line), ..Sighting::of_state(number, word, None)? })
}
