//! The output of PAN-OS's `show vpn` commands.
//!
//! Sources: PAN-OS documentation, "Test VPN Connectivity" and "Interpret VPN error messages"; outputs of `show vpn ike-sa`,
//! `show vpn ipsec-sa` and `show vpn flow` in the vendor's knowledge base.

use std::net::IpAddr;

use crate::model::PlatformId;
use crate::negotiation::Role;
use crate::platform::cisco::sightings::counted;
use crate::platform::sightings::{NO_SA, Sighting, address};
use crate::platform::states::counters::LISTED;

/// Everything that these lines show.
pub(super) fn sightings(lines: &[&str], platform: PlatformId) -> Vec<Sighting> {
    let mut found: Vec<Sighting> = Vec::new();
    let mut encapsulated = None;
    for (at, line) in lines.iter().enumerate() {
        found.extend(row(at + 1, line));
        if let Some(count) = counter(line, "encap packets:") {
            encapsulated = Some(count);
        }
        if let (Some(sent), Some(received)) = (encapsulated, counter(line, "decap packets:")) {
            encapsulated = None;
            found.extend(Sighting::of_state(at + 1, counted(sent, received), None));
        }
    }
    for sighting in &mut found {
        sighting.platform = Some(platform);
    }
    found
}

/// A row of `show vpn ike-sa`, or the sentence that there is none.
fn row(number: usize, line: &str) -> Option<Sighting> {
    if line.trim_start().starts_with("There is no IKE") && !line.contains("phase-2") {
        return Sighting::of_state(number, NO_SA, None);
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    // Gateway identifier, peer address, gateway name, role: nothing else that is pasted begins so.
    let [identifier, peer, _name, role, ..] = words.as_slice() else { return None };
    identifier.parse::<u32>().ok()?;
    let peer: IpAddr = address(peer)?;
    let role = match *role {
        "Init" => Role::Initiator,
        "Resp" => Role::Responder,
        _ => return None,
    };
    let sighting = Sighting::of_state(number, LISTED, None)?;
    Some(Sighting { peer: Some(peer), role: Some(role), ..sighting })
}

fn counter(line: &str, name: &str) -> Option<u64> {
    line.split_once(name)?.1.split_whitespace().next()?.parse().ok()
}
