//! On which device something was seen.

use std::net::IpAddr;

use crate::check::Check;
use crate::diagnose::PlacedSighting;
use crate::model::PeerAddress;
use crate::negotiation::Role;
use crate::platform::Sighting;

/// Finds the device that shows this: the one that is named, the one with its local address, the one that has its peer
/// address at the other end, or the only one of its platform.
pub(super) fn place(mut sighting: Sighting, check: &Check, on: Option<usize>) -> PlacedSighting {
    let by_address = by_address(&sighting, check);
    settle_roles(&mut sighting, check, on.or(by_address));
    let device = on.or(by_address).or_else(|| by_platform(&sighting, check));
    let elsewhere = check.devices.len() == 2 && is_elsewhere(&sighting, check);
    PlacedSighting { sighting, device, elsewhere }
}

fn owner(check: &Check, address: IpAddr) -> Option<usize> {
    check.devices.iter().position(|device| device.owns(address))
}

fn by_address(sighting: &Sighting, check: &Check) -> Option<usize> {
    let local = sighting.local.and_then(|address| owner(check, address));
    // With two devices, whoever is not the peer shows it.
    let other = |peer| owner(check, peer).filter(|_| check.devices.len() == 2).map(|owner| 1 - owner);
    local.or_else(|| sighting.peer.and_then(other)).or_else(|| {
        // A device lists its own SAs, so with one configuration whichever address is its own places it.
        let [a, b] = sighting.between?;
        let owners = [a, b].map(|address| owner(check, address));
        owners.into_iter().flatten().next().filter(|_| check.devices.len() == 1)
    })
}

fn by_platform(sighting: &Sighting, check: &Check) -> Option<usize> {
    let platform = sighting.platform?;
    let mut of_platform = check.devices.iter().enumerate().filter(|(_, device)| device.platform == platform);
    let (first, _) = of_platform.next()?;
    of_platform.next().is_none().then_some(first)
}

/// Where only "from" and "to" are said, the role and the peer follow from the device that shows it.
fn settle_roles(sighting: &mut Sighting, check: &Check, device: Option<usize>) {
    let Some([source, destination]) = sighting.between else { return };
    let Some(device) = device.or_else(|| by_platform(sighting, check)).and_then(|device| check.devices.get(device))
    else {
        return;
    };
    if device.owns(source) {
        (sighting.local, sighting.peer, sighting.role) = (Some(source), Some(destination), Some(Role::Initiator));
    } else if device.owns(destination) {
        (sighting.local, sighting.peer, sighting.role) = (Some(destination), Some(source), Some(Role::Responder));
    }
}

/// Whether its peer belongs to none of the tunnels that are checked.
fn is_elsewhere(sighting: &Sighting, check: &Check) -> bool {
    let known = |address: IpAddr| {
        owner(check, address).is_some()
            || check.tunnels.iter().flat_map(|tunnel| &tunnel.pair.ends).any(|end| {
                let entry = end.entry.and_then(|entry| check.devices.get(end.device)?.entries.get(entry));
                entry.is_some_and(|entry| entry.peers.iter().any(|peer| peer.value == PeerAddress::Address(address)))
            })
    };
    let named: Vec<IpAddr> = sighting.peer.into_iter().chain(sighting.between.into_iter().flatten()).collect();
    !named.is_empty() && !named.into_iter().all(known)
}
