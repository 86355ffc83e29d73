//! Packets that an access list leaves out of what a tunnel protects, although a later line permits them.
//!
//! A permit of which earlier denies take a part is negotiated as a whole. What the denies take goes on to the next entry of
//! the map, and in the clear where none takes it (Cisco ASA and IOS, crypto access lists: deny).

use crate::model::space::{Action, AddressSet, Cell, List, Packets, Share};
use crate::model::{Child, MapPlace};
use crate::negotiation::Side;
use crate::source::Span;
use crate::traffic::MAX_CHILDREN;
use crate::traffic::behind::behind;

/// What falls apart into more pieces than this is not followed further.
const MOST_PIECES: usize = 500;

/// Packets that one end leaves out and the other sends through the tunnel.
pub(crate) struct LeftOut<'a> {
    /// The line that denies them, or may.
    pub(crate) at: Span,
    /// Whether it does so for certain.
    pub(crate) is_certain: bool,
    /// The packets, seen from the end with that line.
    pub(crate) packets: Packets,
    /// The selector that permits them behind that line.
    pub(crate) child: &'a Child,
    /// The selector by which the other end sends them through the tunnel.
    pub(crate) other: &'a Child,
}

/// What the first end leaves out of the tunnel and the other does not: one item a line.
pub(crate) fn left_out<'a>([own, other]: [Side<'a>; 2]) -> Vec<LeftOut<'a>> {
    let mut found: Vec<LeftOut<'a>> = Vec::new();
    let (Some(entry), Some(far)) = (own.entry, other.entry) else { return found };
    let Some(list) = list_of(own).filter(|list| list.entries.iter().any(|line| line.action == Action::Deny)) else {
        return found;
    };
    for child in entry.children.iter().take(MAX_CHILDREN) {
        let [least, most] = child.selector.packets();
        if least != most || child.never_matches.is_some() {
            continue;
        }
        let outcome = list.decide(&most);
        let denied = outcome.denied.cells().iter().map(|cell| (cell, true));
        let doubtful = outcome.unknown.cells().iter().map(|cell| (cell, false));
        for (cell, is_certain) in denied.chain(doubtful).take(MOST_PIECES) {
            let Some(at) = line(list, cell, is_certain) else { continue };
            for packets in not_taken(own, cell) {
                for other_child in far.children.iter().take(MAX_CHILDREN) {
                    let shared = shared([own, other], &packets, other_child);
                    add(&mut found, LeftOut { at, is_certain, packets: shared, child, other: other_child });
                }
            }
        }
    }
    found
}

/// The access list of an end, where one says what it protects.
fn list_of<'a>(side: Side<'a>) -> Option<&'a List> {
    side.entry?.place.as_ref()?.list.as_deref()
}

/// The line that denies packets, or may.
fn line(list: &List, cell: &Cell, is_certain: bool) -> Option<Span> {
    let packet = cell.example()?;
    let line = if is_certain { list.deciding(&packet) } else { list.doubtful(&packet) };
    line.map(|line| line.span)
}

/// What no other entry of the map takes, or may take.
fn not_taken(side: Side<'_>, cell: &Cell) -> Vec<Cell> {
    let Some(entry) = side.entry else { return Vec::new() };
    let map = |place: &Option<MapPlace>| place.as_ref().map(|place| place.map.clone());
    let own = map(&entry.place);
    let entries = side.device.entries.iter().filter(|one| !std::ptr::eq(*one, entry) && map(&one.place) == own);
    let lists = entries.filter_map(|one| one.place.as_ref()?.list.as_deref());
    lists.fold(vec![cell.clone()], |left, list| {
        let pieces = left.iter().take(MOST_PIECES);
        pieces.flat_map(|cell| list.decide(cell).denied.cells().to_vec()).collect()
    })
}

/// What the other end sends through the tunnel by one of its selectors, of packets that come from behind the first end and
/// go to networks behind the other. Seen from the first.
fn shared([own, other]: [Side<'_>; 2], packets: &Cell, child: &Child) -> Packets {
    let [least, _] = child.selector.packets();
    let Some(both) = packets.intersection(&least.reversed()).filter(|_| child.never_matches.is_none()) else {
        return Packets::none();
    };
    let sent: Packets = match list_of(other) {
        Some(list) => list.decide(&both.reversed()).permitted,
        None => both.reversed().into(),
    };
    let mut shared = Packets::none();
    for cell in sent.cells().iter().map(Cell::reversed).filter(|cell| is_between([own, other], cell)) {
        shared.add(cell.into());
    }
    shared
}

/// Whether packets may go from behind the first end to behind the other: not where they stay on the first end's side.
fn is_between([own, other]: [Side<'_>; 2], cell: &Cell) -> bool {
    let is_here = |side, addresses: &AddressSet| behind(side, addresses);
    is_here(own, &cell.source) != Share::None
        && is_here(own, &cell.destination) != Share::All
        && is_here(other, &cell.destination) != Share::None
}

/// Adds packets to those of the same line.
fn add<'a>(found: &mut Vec<LeftOut<'a>>, new: LeftOut<'a>) {
    if new.packets.is_empty() {
        return;
    }
    let Some(known) = found.iter_mut().find(|known| known.at == new.at) else { return found.push(new) };
    for cell in new.packets.cells() {
        known.packets.take(cell);
    }
    known.packets.add(new.packets);
}
