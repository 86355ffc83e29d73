//! The order in which a device holds packets against the entries of a map, and what earlier entries take from later ones.

use std::sync::Arc;

use crate::model::space::{Action, AddressSet, Cell, List, ListEntry, Packets};
use crate::model::{Child, Device, Entry, EntryKind, IncompleteEntry, Origin, PeerAddress};
use crate::source::Span;

/// The place of an entry in a map.
#[derive(Clone, Debug)]
pub struct MapPlace {
    /// The name of the map. Entries of one map stand in [`Device::entries`] in the order of search.
    pub map: String,
    /// The access list that says what it protects: what it denies goes on to the next entry. `None` where it has none.
    pub list: Option<Arc<List>>,
    /// Bounds of what the list may permit: nothing outside of them is taken.
    reach: Cell,
}

impl MapPlace {
    /// The place of an entry with this list.
    pub fn new(map: impl Into<String>, list: Option<Arc<List>>) -> Self {
        let entries = list.as_ref().map(|list| &list.entries[..]).unwrap_or_default();
        let permits = || entries.iter().filter(|entry| entry.action != Action::Deny);
        let source = AddressSet::union_of(permits().map(|entry| &*entry.source.most));
        let destination = AddressSet::union_of(permits().map(|entry| &*entry.destination.most));
        Self { map: map.into(), list, reach: Cell::between(source, destination) }
    }
}

/// What falls apart into more pieces than this is not followed: what becomes of it is open.
const MOST_PIECES: usize = 500;
/// So many denies of an entry's own list are taken out of what its child protects. More of them would change what is
/// told of the packets, and not whether there are any.
const MOST_DENIES: usize = 32;

/// What one earlier entry takes of the packets that a child protects.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The entry that takes them, as an index into [`Device::entries`].
    pub by: usize,
    /// The line that takes them.
    pub at: Span,
    /// The packets.
    pub packets: Packets,
}

/// What becomes of the packets that a child protects before they come to its entry.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// What earlier entries take for certain, in their order.
    pub taken: Vec<Taken>,
    /// What earlier entries may take: a list that is not known in full, or an entry that is not complete.
    pub doubtful: Vec<Taken>,
    /// What comes to its entry for certain.
    pub left: Packets,
}

impl Device {
    /// The entries that a packet is held against before this one: those of the same map that come before it.
    pub fn before<'a>(&'a self, entry: &'a Entry) -> impl Iterator<Item = (usize, &'a Entry, &'a MapPlace)> {
        let own = entry.place.as_ref().map(|place| place.map.as_str());
        let earlier = self.entries.iter().take_while(move |earlier| !std::ptr::eq(*earlier, entry)).enumerate();
        earlier.filter_map(move |(index, earlier)| {
            let place = earlier.place.as_ref().filter(|place| own == Some(place.map.as_str()))?;
            Some((index, earlier, place))
        })
    }

    /// What becomes of the packets of a child before they come to its entry, exactly. Nothing is said of a child whose
    /// own selector is not known in full. Takes time by the length of the lists of the earlier entries.
    pub fn way(&self, entry: &Entry, child: &Child) -> Way {
        let [least, most] = child.selector.packets();
        if least != most || child.never_matches.is_some() {
            return Way::default();
        }
        let mut way = Way { left: Packets::from(most.clone()), ..Way::default() };
        for (index, earlier, place) in self.before(entry) {
            if self.is_incomplete(earlier) {
                way.meets_incomplete(index, earlier, self.behaviour.incomplete_entry);
            } else if let Some(list) = place.list.as_ref().filter(|_| place.reach.overlaps(&most)) {
                way.passes(index, list);
            }
            if way.left.cells().len() > MOST_PIECES {
                let packets = std::mem::take(&mut way.left);
                way.doubtful.push(Taken { by: index, at: earlier.span, packets });
                break;
            }
        }
        if let Some(list) = entry.place.as_ref().and_then(|place| place.list.as_ref()) {
            way.leave_out_denied(list, child.span, &most);
        }
        way
    }

    /// Whether the entry of this index, of a map, lacks its access list or its peer.
    pub fn lacks_something(&self, index: usize) -> bool {
        self.entries.get(index).is_some_and(|entry| self.is_incomplete(entry))
    }

    /// Whether an entry of a map lacks what it cannot work without.
    fn is_incomplete(&self, entry: &Entry) -> bool {
        let lacks_peer = entry.peers.iter().all(|peer| matches!(peer.origin, Origin::Absent(_)));
        let lacks_list = entry.place.as_ref().is_some_and(|place| place.list.is_none());
        self.complete && entry.kind == EntryKind::CryptoMap && (lacks_peer || lacks_list)
    }
}

impl Way {
    /// Holds what is left against the list of an earlier entry.
    fn passes(&mut self, by: usize, list: &List) {
        let (mut taken, mut doubtful, mut left) = (Packets::none(), Packets::none(), Packets::none());
        for cell in self.left.cells() {
            let outcome = list.decide(cell);
            taken.add(outcome.permitted);
            doubtful.add(outcome.unknown);
            left.add(outcome.denied);
        }
        self.left = left;
        self.taken.extend(taken.example().map(|one| Taken { by, at: list.line(&one), packets: taken }));
        self.doubtful.extend(doubtful.example().map(|one| {
            let at = list.doubtful(&one).map_or(list.end, |line| line.span);
            Taken { by, at, packets: doubtful }
        }));
    }

    /// An entry without a list or a peer stands before.
    fn meets_incomplete(&mut self, by: usize, earlier: &Entry, behaviour: IncompleteEntry) {
        if behaviour == IncompleteEntry::MayDrop && !self.left.is_empty() {
            let packets = std::mem::take(&mut self.left);
            self.doubtful.push(Taken { by, at: earlier.span, packets });
        }
    }

    /// Takes out what an earlier line of the entry's own list denies: it was never meant to be protected by it.
    fn leave_out_denied(&mut self, list: &List, child: Span, question: &Cell) {
        let lines = list.entries.iter().take_while(|line| line.span != child);
        let touching = lines.flat_map(ListEntry::denied).filter(|cell| cell.overlaps(question));
        for cell in touching.take(MOST_DENIES) {
            self.left.take(&cell);
            for taken in self.taken.iter_mut().chain(&mut self.doubtful) {
                taken.packets.take(&cell);
            }
        }
        self.taken.retain(|taken| !taken.packets.is_empty());
        self.doubtful.retain(|taken| !taken.packets.is_empty());
    }
}

impl Entry {
    /// Whether its packets go to this peer.
    pub fn leads_to(&self, peer: &PeerAddress) -> bool {
        self.kind == EntryKind::CryptoMap && self.peers.iter().any(|own| own.value == *peer)
    }
}
