//! Which entry of one device faces which of the other.

mod answering;

use std::collections::HashSet;
use std::net::IpAddr;

use crate::model::{Child, Device, Entry, EntryKind, PeerAddress, SelectorRelation, Setting, TrafficSelector};
use crate::negotiation::Side;
use crate::pairing::answering::{Welcome, welcome};

/// By what two ends were found to face each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchedBy {
    /// Each names an address of the other.
    BothAddresses,
    /// One of them names an address of the other.
    OneAddress,
    /// Their selectors mirror each other.
    Selectors,
    /// Their tunnel interfaces share a network.
    TunnelAddresses,
    /// They are the only ones left on their devices.
    OnlyOneLeft,
}

impl MatchedBy {
    /// The words of the JSON report.
    pub fn words(self) -> &'static str {
        match self {
            Self::BothAddresses => "both addresses",
            Self::OneAddress => "one address",
            Self::Selectors => "selectors",
            Self::TunnelAddresses => "tunnel addresses",
            Self::OnlyOneLeft => "only one left",
        }
    }
}

/// One end of a tunnel.
#[derive(Clone, Debug)]
pub struct TunnelEnd {
    /// The device, as an index into the devices of the check.
    pub device: usize,
    /// The entry, as an index into the device's entries; `None` where the device has nothing that faces the other end.
    pub entry: Option<usize>,
    /// Which of the entry's peers this tunnel is about.
    pub rank: usize,
}

/// Two ends that face each other.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The ends, indexed by [`crate::negotiation::End`].
    pub ends: [TunnelEnd; 2],
    /// By what they were found.
    pub matched_by: MatchedBy,
    /// The end that has another pair already, where the other end has more entries between the same addresses.
    pub shared: Option<usize>,
}

/// A peer of an entry that no device here faces.
#[derive(Clone, Debug)]
pub struct Unpaired {
    /// The device, as an index into the devices of the check.
    pub device: usize,
    /// The entry, as an index into the device's entries.
    pub entry: usize,
    /// Which of its peers.
    pub rank: usize,
    /// Why it stands alone.
    pub reason: &'static str,
}

/// What pairing found.
#[derive(Clone, Debug, Default)]
pub struct Pairing {
    /// Ends that face each other, in the order of the first device's entries.
    pub pairs: Vec<Pair>,
    /// What stands alone.
    pub unpaired: Vec<Unpaired>,
}

/// One peer of one entry.
#[derive(Clone, Copy)]
struct Leg<'a> {
    entry_index: usize,
    rank: usize,
    device: &'a Device,
    entry: &'a Entry,
    peer: &'a PeerAddress,
}

impl Leg<'_> {
    /// Whether this leg's peer is an address that the other entry sends from, or under which its device is seen.
    fn points_at(&self, other: &Leg<'_>) -> bool {
        let PeerAddress::Address(address) = self.peer else { return false };
        let is_own = || other.entry.local_addresses.iter().any(|own| own.known() == Some(address));
        other.device.outside_addresses.contains(address) || is_own()
    }

    /// This leg as the negotiation sees it.
    fn side(&self) -> Side<'_> {
        Side { device: self.device, entry: Some(self.entry), rank: self.rank }
    }

    /// Whether this leg's peer is an address of the other device.
    fn points_into(&self, device: &Device) -> bool {
        matches!(self.peer, PeerAddress::Address(address) if device.owns(*address))
    }
}

/// Finds which entries of two devices face each other. No faulty end is lost: what the addresses do not settle, the
/// selectors, the tunnel addresses, or being the only ones left do.
pub fn pair(devices: [&Device; 2]) -> Pairing {
    let legs = devices.map(legs);
    let used = legs.each_ref().map(|legs| vec![false; legs.len()]);
    let mut matching = Matching { used, used_entries: Default::default(), found: Vec::new() };
    matching.by_both_addresses(&legs);
    matching.by_address_and_device(&legs);
    matching.by_one_address(&legs);
    matching.by_likeness(&legs, MatchedBy::Selectors, |a, b| selectors_mirror(a.entry, b.entry));
    matching.by_likeness(&legs, MatchedBy::TunnelAddresses, |a, b| tunnel_networks_meet(a.entry, b.entry));
    matching.only_one_left(&legs);
    matching.conclude(devices, &legs)
}

fn legs(device: &Device) -> Vec<Leg<'_>> {
    let entries = device.entries.iter().enumerate().filter(|(_, entry)| entry.kind != EntryKind::None);
    entries
        .flat_map(|(entry_index, entry)| {
            let peers = entry.peers.iter().enumerate();
            peers.map(move |(rank, peer)| Leg { entry_index, rank, device, entry, peer: &peer.value })
        })
        .collect()
}

struct Matching {
    used: [Vec<bool>; 2],
    /// The entries of which a leg was matched.
    used_entries: [HashSet<usize>; 2],
    found: Vec<(usize, usize, MatchedBy, Option<usize>)>,
}

impl Matching {
    fn take(&mut self, legs: &[Vec<Leg<'_>>; 2], a: usize, b: usize, by: MatchedBy) {
        self.used_entries[0].insert(legs[0][a].entry_index);
        self.used_entries[1].insert(legs[1][b].entry_index);
        let shared = [self.used[0][a], self.used[1][b]].iter().position(|used| *used);
        self.used[0][a] = true;
        self.used[1][b] = true;
        self.found.push((a, b, by, shared));
    }

    /// Takes what faces each other and is free, those first whose selectors mirror each other, or whose tunnel interfaces
    /// lie in one network.
    fn free_ones(&mut self, legs: &[Vec<Leg<'_>>; 2], by: MatchedBy, faces: impl Fn(&Leg<'_>, &Leg<'_>) -> bool) {
        for wants_mirror in [true, false] {
            for (i, a) in legs[0].iter().enumerate() {
                let free = |j: &usize| !self.used[1][*j] && faces(a, &legs[1][*j]);
                let alike = |b: &Entry| selectors_mirror(a.entry, b) || tunnel_networks_meet(a.entry, b);
                let fits = |j: &usize| !wants_mirror || alike(legs[1][*j].entry);
                if !self.used[0][i]
                    && let Some(j) = (0..legs[1].len()).filter(free).find(fits)
                {
                    self.take(legs, i, j, by);
                }
            }
        }
    }

    /// Both point at each other. Several entries between the same addresses are told apart by their selectors; one that
    /// is left over shares the partner of its neighbour.
    fn by_both_addresses(&mut self, legs: &[Vec<Leg<'_>>; 2]) {
        let faces = |a: &Leg<'_>, b: &Leg<'_>| a.points_at(b) && b.points_at(a);
        self.free_ones(legs, MatchedBy::BothAddresses, faces);
        for (i, a) in legs[0].iter().enumerate().filter(|(i, _)| !self.used[0][*i]).collect::<Vec<_>>() {
            if let Some(j) = legs[1].iter().position(|b| faces(a, b)) {
                self.take(legs, i, j, MatchedBy::BothAddresses);
            }
        }
        for (j, b) in legs[1].iter().enumerate().filter(|(j, _)| !self.used[1][*j]).collect::<Vec<_>>() {
            if let Some(i) = legs[0].iter().position(|a| faces(a, b)) {
                self.take(legs, i, j, MatchedBy::BothAddresses);
            }
        }
    }

    /// One points at the other, and that one at an interface of the first's device that the entry does not use: a map on
    /// the wrong interface, or a peer that names the wrong one.
    fn by_address_and_device(&mut self, legs: &[Vec<Leg<'_>>; 2]) {
        let faces = |a: &Leg<'_>, b: &Leg<'_>| {
            (a.points_at(b) && b.points_into(a.device)) || (b.points_at(a) && a.points_into(b.device))
        };
        self.free_ones(legs, MatchedBy::OneAddress, faces);
    }

    /// One of them points at the other. Among several that could be meant, the one with mirrored selectors is, then one
    /// that takes any peer, then the only one that is left. Of those that take any peer, only those count that take this
    /// one best.
    fn by_one_address(&mut self, legs: &[Vec<Leg<'_>>; 2]) {
        for end in [0, 1] {
            for i in 0..legs[end].len() {
                if self.used[end][i] {
                    continue;
                }
                let leg = &legs[end][i];
                let others = &legs[1 - end];
                let targets: Vec<usize> = (0..others.len())
                    .filter(|j| leg.points_at(&others[*j]))
                    .filter(|j| !self.used[1 - end][*j] || *others[*j].peer == PeerAddress::Any)
                    .collect();
                let targets = without_unwelcoming(leg, others, targets);
                let mirrored = targets.iter().copied().find(|j| selectors_mirror(leg.entry, others[*j].entry));
                let open = targets.iter().copied().find(|j| *others[*j].peer == PeerAddress::Any);
                let unpointed: Vec<usize> = targets.iter().copied().filter(|j| !self.used[1 - end][*j]).collect();
                let only = (unpointed.len() == 1).then(|| unpointed[0]);
                if let Some(j) = mirrored.or(open).or(only) {
                    let (a, b) = if end == 0 { (i, j) } else { (j, i) };
                    self.take(legs, a, b, MatchedBy::OneAddress);
                }
            }
        }
    }

    fn by_likeness(&mut self, legs: &[Vec<Leg<'_>>; 2], by: MatchedBy, alike: impl Fn(&Leg<'_>, &Leg<'_>) -> bool) {
        for (i, a) in legs[0].iter().enumerate() {
            let free = |j: &usize| !self.used[1][*j] && !self.entry_is_used(legs, 1, *j);
            if self.used[0][i] || self.entry_is_used(legs, 0, i) {
                continue;
            }
            let fits = |j: &usize| alike(a, &legs[1][*j]) && !face_a_third(a, &legs[1][*j]);
            if let Some(j) = (0..legs[1].len()).filter(free).find(fits) {
                self.take(legs, i, j, by);
            }
        }
    }

    /// The only one on each side, where nothing else was matched and nothing speaks against it: two that name the same
    /// third address, or addresses that have nothing in common, face somebody else.
    fn only_one_left(&mut self, legs: &[Vec<Leg<'_>>; 2]) {
        if !self.found.is_empty() {
            return;
        }
        let left = [0, 1].map(|end| {
            (0..legs[end].len())
                .filter(|i| !self.used[end][*i] && legs[end][*i].rank == 0 && !self.entry_is_used(legs, end, *i))
                .collect::<Vec<_>>()
        });
        let met = match (left[0].as_slice(), left[1].as_slice()) {
            ([i], [j]) => Some((*i, *j)),
            ([i], answering) => met_among(&legs[0][*i], &legs[1], answering).map(|j| (*i, j)),
            (answering, [j]) => met_among(&legs[1][*j], &legs[0], answering).map(|i| (i, *j)),
            _ => None,
        };
        if let Some((i, j)) = met.filter(|(i, j)| may_be_meant(&legs[0][*i], &legs[1][*j])) {
            self.take(legs, i, j, MatchedBy::OnlyOneLeft);
        }
    }

    /// Whether another peer of the same entry was matched.
    fn entry_is_used(&self, legs: &[Vec<Leg<'_>>; 2], end: usize, leg: usize) -> bool {
        self.used_entries[end].contains(&legs[end][leg].entry_index)
    }

    /// Turns what was matched into pairs, and what is left into one-sided tunnels or lone entries.
    fn conclude(mut self, devices: [&Device; 2], legs: &[Vec<Leg<'_>>; 2]) -> Pairing {
        self.found.sort_by_key(|(a, b, ..)| (*a, *b));
        let mut pairing = Pairing::default();
        for (a, b, matched_by, shared) in &self.found {
            let end = |device: usize, leg: &Leg<'_>| TunnelEnd { device, entry: Some(leg.entry_index), rank: leg.rank };
            let ends = [end(0, &legs[0][*a]), end(1, &legs[1][*b])];
            pairing.pairs.push(Pair { ends, matched_by: *matched_by, shared: *shared });
        }
        for end in [0, 1] {
            let lone = legs[end].iter().enumerate().filter(|(i, _)| !self.used[end][*i]);
            for (_, leg) in lone {
                pairing.add_lone(end, leg, devices[1 - end]);
            }
        }
        pairing
    }
}

impl Pairing {
    /// A leg that nothing faces: a one-sided tunnel where its peer is the other device, an unpaired one otherwise.
    fn add_lone(&mut self, device: usize, leg: &Leg<'_>, other: &Device) {
        let points_here = matches!(leg.peer, PeerAddress::Address(address) if other.is_seen_as(*address));
        if !points_here {
            let reason = match leg.peer {
                PeerAddress::Any => "it takes any peer, and nothing here begins toward it",
                PeerAddress::Name(_) => "its peer is a name, which the files do not resolve",
                PeerAddress::Address(_) => "no device here has this address",
            };
            self.unpaired.push(Unpaired { device, entry: leg.entry_index, rank: leg.rank, reason });
            return;
        }
        let own = TunnelEnd { device, entry: Some(leg.entry_index), rank: leg.rank };
        let none = TunnelEnd { device: 1 - device, entry: None, rank: 0 };
        let ends = if device == 0 { [own, none] } else { [none, own] };
        self.pairs.push(Pair { ends, matched_by: MatchedBy::OneAddress, shared: None });
    }
}

/// Leaves out of these legs those that take any peer where another one takes this leg better.
fn without_unwelcoming(leg: &Leg<'_>, others: &[Leg<'_>], targets: Vec<usize>) -> Vec<usize> {
    let of = |j: &usize| {
        let takes_any = *others[*j].peer == PeerAddress::Any;
        takes_any.then(|| welcome(&leg.side(), &others[*j].side()))
    };
    let best: Option<Welcome> = targets.iter().filter_map(of).min();
    let stays = |j: &usize| of(j).is_none() || of(j) == best;
    targets.into_iter().filter(stays).collect()
}

/// The leg that a peer meets among these, where all of them take any peer: the first of those that take it best.
fn met_among(leg: &Leg<'_>, others: &[Leg<'_>], answering: &[usize]) -> Option<usize> {
    let takes_any = |j: &usize| *others[*j].peer == PeerAddress::Any;
    let is_asked = !answering.is_empty() && answering.iter().all(takes_any) && *leg.peer != PeerAddress::Any;
    let met = is_asked.then(|| without_unwelcoming(leg, others, answering.to_vec()))?;
    met.first().copied()
}

/// Whether two entries name the same peer: then both face a third device.
fn face_a_third(a: &Leg<'_>, b: &Leg<'_>) -> bool {
    matches!(a.peer, PeerAddress::Address(_)) && a.peer == b.peer
}

/// Whether two entries whose addresses do not meet may face each other all the same: an address is not known, or one of
/// them could be a slip of the pen.
fn may_be_meant(a: &Leg<'_>, b: &Leg<'_>) -> bool {
    if face_a_third(a, b) {
        return false;
    }
    let could_mean = |leg: &Leg<'_>, other: &Leg<'_>| match leg.peer {
        PeerAddress::Address(named) => {
            let outside = other.device.outside_addresses.iter().map(Some);
            let mut faced = other.entry.local_addresses.iter().map(Setting::known).chain(outside);
            faced.any(|address| address.is_none_or(|address| is_slip(*named, *address)))
        }
        PeerAddress::Name(_) | PeerAddress::Any => true,
    };
    could_mean(a, b) || could_mean(b, a)
}

/// Whether two addresses differ in one octet (IPv4) or one group (IPv6) only, as they do after a typing error.
pub(crate) fn is_slip(a: IpAddr, b: IpAddr) -> bool {
    match (a, b) {
        (IpAddr::V4(a), IpAddr::V4(b)) => a.octets().iter().zip(b.octets()).filter(|(x, y)| **x != *y).count() <= 1,
        (IpAddr::V6(a), IpAddr::V6(b)) => a.segments().iter().zip(b.segments()).filter(|(x, y)| **x != *y).count() <= 1,
        _ => false,
    }
}

/// Whether a selector of one entry overlaps the mirror of one of the other's. Any-to-any tells nothing.
fn selectors_mirror(a: &Entry, b: &Entry) -> bool {
    let any = TrafficSelector::any();
    let specific = |child: &&Child| child.selector != any;
    a.children.iter().filter(specific).any(|own| {
        b.children.iter().filter(specific).any(|other| {
            let relation = own.selector.relation_of(&other.selector.mirrored());
            !matches!(relation, SelectorRelation::Disjoint | SelectorRelation::Unknown)
        })
    })
}

/// Whether the tunnel interfaces of two entries lie in one network.
fn tunnel_networks_meet(a: &Entry, b: &Entry) -> bool {
    a.tunnel_addresses.iter().any(|own| b.tunnel_addresses.iter().any(|other| own.trunc() == other.trunc()))
}
