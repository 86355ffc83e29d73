//! On which device something was seen.

use std::net::IpAddr;

use crate::check::{Check, Tunnel};
use crate::diagnose::PlacedSighting;
use crate::model::{Device, PeerAddress};
use crate::negotiation::Role;
use crate::platform::Sighting;

/// Finds the device that shows this: the one that is named, the one with its local address, the one that has its peer
/// address at the other end, or the only one of its platform.
pub(super) fn place(mut sighting: Sighting, check: &Check, on: Option<usize>) -> PlacedSighting {
    let by_address = by_address(&sighting, check);
    settle_roles(&mut sighting, check, on.or(by_address));
    let device = on.or(by_address).or_else(|| by_platform(&sighting, check)).or_else(|| the_only_one(&sighting, check));
    let elsewhere = check.given().len() == 2 && is_elsewhere(&sighting, check);
    PlacedSighting { sighting, device, elsewhere }
}

fn owner(check: &Check, address: IpAddr) -> Option<usize> {
    check.devices.iter().position(|device| device.owns(address))
}

fn by_address(sighting: &Sighting, check: &Check) -> Option<usize> {
    let local = sighting.local.and_then(|address| owner(check, address));
    // Whoever is not the peer shows it. Of several far ends that no file is of, which one is not known.
    let other = |peer| match (owner(check, peer)?, check.devices.len()) {
        (owner, 2) => Some(1 - owner),
        (1.., _) => Some(0),
        _ => None,
    };
    local.or_else(|| sighting.peer.and_then(other)).or_else(|| {
        // A device lists its own SAs, so with one configuration whichever address is its own places it.
        let [a, b] = sighting.between?;
        let owns = |device: &Device| device.owns(a) || device.owns(b);
        check.given().iter().position(owns).filter(|_| check.is_alone())
    })
}

fn by_platform(sighting: &Sighting, check: &Check) -> Option<usize> {
    let platform = sighting.platform?;
    let mut of_platform = check.given().iter().enumerate().filter(|(_, device)| device.platform == platform);
    let (first, _) = of_platform.next()?;
    of_platform.next().is_none().then_some(first)
}

/// The only device that a configuration is given of, where what is seen names no platform: several have the word.
fn the_only_one(sighting: &Sighting, check: &Check) -> Option<usize> {
    let peer_is_its_own = sighting.peer.is_some_and(|peer| owner(check, peer) == Some(0));
    let is_shared = sighting.platform.is_none() && sighting.local.is_none() && !peer_is_its_own;
    (check.is_alone() && is_shared).then_some(0)
}

/// Whether something may be of this tunnel: its peer is an end of it, or of no other.
pub(super) fn is_of(check: &Check, tunnel: usize, placed: &PlacedSighting) -> bool {
    let Some(peer) = placed.sighting.peer else { return true };
    let is_end = |tunnel: &Tunnel| {
        let mut ends =
            tunnel.pair.ends.iter().filter_map(|end| Some((end, check.devices[end.device].entries.get(end.entry?)?)));
        ends.any(|(end, entry)| {
            let calls = entry.peers.get(end.rank).is_some_and(|own| own.value == PeerAddress::Address(peer));
            calls || entry.local_addresses.iter().any(|own| own.known() == Some(&peer))
        })
    };
    let takes_anybody = |tunnel: &Tunnel| {
        let own = &tunnel.pair.ends[0];
        let entry = own.entry.and_then(|entry| check.devices[own.device].entries.get(entry));
        entry.is_none_or(|entry| {
            !matches!(entry.peers.get(own.rank).map(|peer| &peer.value), Some(PeerAddress::Address(_)))
        })
    };
    let own = &check.tunnels[tunnel];
    match check.is_alone() {
        true => is_end(own) || (takes_anybody(own) && !check.tunnels.iter().any(is_end)),
        false => is_end(own) || !check.tunnels.iter().any(is_end),
    }
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
