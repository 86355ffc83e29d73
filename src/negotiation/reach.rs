//! Before the first answer: does a packet leave, does it arrive, and does anybody listen.

use std::net::IpAddr;

use crate::model::{
    Blocks, Entry, EntryKind, IkeSettings, IkeVersion, Initiation, Origin, PeerAddress, Setting, Sourced, Unknown,
    UnknownReason,
};
use crate::negotiation::nat::{Nat, Sight};
use crate::negotiation::session::{Roles, Session, Side};
use crate::negotiation::{End, Fault, Outcome, QuestionReason, Stop, Subject};

impl Side<'_> {
    /// Whether this end begins from another of its addresses than this one.
    fn begins_elsewhere(&self, expected: IpAddr) -> bool {
        let first = self.entry.and_then(|entry| entry.local_addresses.first()?.known().copied());
        self.device.behaviour.begins_from_first_address && first.is_some_and(|first| first != expected)
    }
}

impl<'a> Session<'a> {
    /// Whether this end never begins by design.
    pub(super) fn does_not_start(&self) -> bool {
        let Some(entry) = self.side(self.initiator).entry else { return false };
        // An entry that lacks its peer does so by mistake, not by design.
        let peer = entry.peers.get(self.side(self.initiator).rank);
        let by_design = |peer: &Sourced<PeerAddress>| !matches!(peer.origin, Origin::Absent(_));
        let takes_anybody = peer.is_some_and(|peer| peer.value == PeerAddress::Any && by_design(peer));
        entry.initiation.value == Initiation::RespondOnly || takes_anybody || self.is_never_called(entry)
    }

    /// Whether the peer of this tunnel comes behind one that the initiator calls alone.
    fn is_never_called(&self, entry: &Entry) -> bool {
        let side = self.side(self.initiator);
        let earlier = entry.peers.iter().take(side.rank);
        !side.device.behaviour.calls_further_peers && earlier.into_iter().any(|peer| peer.value != PeerAddress::Any)
    }

    /// What keeps the initiator from sending anything, whatever the version.
    pub(super) fn stops_before_first_packet(&mut self, roles: Roles<'a>) -> Vec<Stop> {
        let end = self.initiator;
        let entry = roles.initiator_entry;
        let mut stops = Vec::new();
        for (index, defect) in entry.defects.iter().enumerate() {
            let phase = match defect.blocks {
                Blocks::Everything => 1,
                Blocks::Children => 2,
                Blocks::Certificates | Blocks::Perhaps | Blocks::Nothing => continue,
            };
            stops.push(self.nothing_leaves(Fault::Defect { end, defect: index }, phase));
        }
        if !self.settle(&entry.bound, Subject::MapApplied, end, true) {
            stops.push(self.nothing_leaves(Fault::MapNotApplied { end, at: entry.bound.span() }, 1));
        }
        if !entry.children.is_empty() && entry.children.iter().all(|child| child.never_matches.is_some()) {
            stops.push(self.nothing_leaves(Fault::NeverMatches { end, child: 0 }, 2));
        }
        stops.extend(self.everything_goes_elsewhere(roles));
        stops.extend(self.everything_passes_the_map(roles));
        stops
    }

    /// Asks about the lines of both entries that were not understood.
    pub(super) fn ask_about_unread_lines(&mut self, roles: Roles<'_>) {
        for (end, entry) in [(self.initiator, roles.initiator_entry), (self.responder(), roles.responder_entry)] {
            for defect in entry.defects.iter().filter(|defect| defect.blocks == Blocks::Perhaps) {
                self.ask(Subject::Definition, end, defect.span, QuestionReason::BehaviourUnknown, Outcome::Stalls);
            }
            if let Some(at) = entry.unread.first() {
                let reason = QuestionReason::Value(UnknownReason::LineNotUnderstood);
                self.ask(Subject::UnreadLine, end, *at, reason, Outcome::Stalls);
            }
        }
    }

    /// What keeps the initiator's packets from reaching the responder: the address that it sends them to.
    pub(super) fn stop_on_the_way(&mut self, roles: Roles<'_>, version: IkeVersion, aggressive: bool) -> Option<Stop> {
        let end = self.initiator;
        let peer = roles.initiator_entry.peers.get(roles.initiator.rank)?;
        let PeerAddress::Address(address) = peer.value else {
            let excerpt = peer.value == PeerAddress::Any;
            if excerpt && roles.initiator.device.complete {
                // That the peer is missing is a defect, which was told before.
                return None;
            }
            let reason = if excerpt { UnknownReason::NotInExcerpt } else { UnknownReason::RunTime };
            self.ask(Subject::Address, end, peer.span(), QuestionReason::Value(reason), Outcome::Stalls);
            return None;
        };
        if let Some(fault) = self.mistaken_peer(roles) {
            // The IKE SA comes up, and the child is refused.
            if self.answers_beside_its_map(roles) {
                return None;
            }
            return Some(self.unanswered(fault, version, aggressive));
        }
        match roles.responder.sight(roles.responder_entry, address) {
            Sight::Own | Sight::Wrong | Sight::Behind(Nat::Stated) => {}
            Sight::Open(unknown) => self.ask_about_address(self.responder(), unknown),
            Sight::Behind(Nat::Presumed | Nat::Proven) => {
                self.ask(Subject::Nat, end, peer.span(), QuestionReason::Path, Outcome::Stalls);
            }
        }
        None
    }

    fn ask_about_address(&mut self, end: End, unknown: Unknown) {
        self.ask(Subject::Address, end, unknown.at, QuestionReason::Value(unknown.reason), Outcome::Stalls);
    }

    /// The fault of an initiator that points at an address under which the responder is known not to be reached.
    pub(super) fn mistaken_peer(&self, roles: Roles<'_>) -> Option<Fault> {
        let peer = roles.initiator_entry.peers.get(roles.initiator.rank)?;
        let PeerAddress::Address(address) = peer.value else { return None };
        let mistaken = matches!(roles.responder.sight(roles.responder_entry, address), Sight::Wrong);
        let end = self.end_of(peer.span());
        mistaken.then(|| self.wrong_peer(end, peer.span(), address, roles))
    }

    /// What keeps the responder from answering a first message at all.
    pub(super) fn stops_at_the_door(&mut self, roles: Roles<'_>, version: IkeVersion, aggressive: bool) -> Vec<Stop> {
        let end = self.responder();
        let entry = roles.responder_entry;
        let mut stops = Vec::new();
        for (index, defect) in entry.defects.iter().enumerate() {
            if defect.blocks == Blocks::Everything {
                stops.push(self.turned_away(Fault::Defect { end, defect: index }, version, aggressive));
            }
        }
        if !self.settle(&entry.bound, Subject::MapApplied, end, true) {
            let fault = Fault::MapNotApplied { end, at: entry.bound.span() };
            stops.push(self.unanswered(fault, version, aggressive));
        }
        let off = entry.settings(version).and_then(|settings| self.ike_not_enabled(end, settings, version));
        stops.extend(off.map(|fault| self.unanswered(fault, version, aggressive)));
        stops
    }

    /// The fault of an end where the version is switched off on the interface of its tunnel. Where that is the wrong
    /// interface, the binding is the fault.
    pub(super) fn ike_not_enabled(&mut self, end: End, settings: &IkeSettings, version: IkeVersion) -> Option<Fault> {
        if self.side(end).is_misbound(&self.side(end.other())) {
            return None;
        }
        let enabled = self.settle(&settings.enabled, Subject::IkeEnabled, end, true);
        (!enabled).then(|| Fault::IkeNotEnabled { end, version, at: settings.enabled.span() })
    }

    /// How the responder takes the initiator's source address: the fault where no entry of its expects it.
    pub(super) fn unexpected_source(&mut self, roles: Roles<'_>) -> Option<Fault> {
        let end = self.responder();
        let peer = roles.responder_entry.peers.get(roles.responder.rank)?;
        let PeerAddress::Address(expected) = peer.value else {
            if let PeerAddress::Name(_) = peer.value {
                let reason = QuestionReason::Value(UnknownReason::RunTime);
                self.ask(Subject::Address, end, peer.span(), reason, Outcome::Stalls);
            }
            return None;
        };
        match roles.initiator.sight(roles.initiator_entry, expected) {
            Sight::Own if roles.initiator.begins_elsewhere(expected) => {
                let first = roles.initiator_entry.local_addresses.first();
                Some(Fault::PeerAddress {
                    end,
                    at: peer.span(),
                    configured: expected.to_string(),
                    actual: roles.initiator.own_addresses().take(1).map(|own| own.to_string()).collect(),
                    actual_at: first.map_or(roles.initiator_entry.span, Setting::span),
                })
            }
            Sight::Own | Sight::Behind(_) => None,
            Sight::Open(unknown) => {
                self.ask_about_address(self.initiator, unknown);
                None
            }
            Sight::Wrong if self.is_caught(roles) => None,
            Sight::Wrong => Some(self.wrong_peer(end, peer.span(), expected, roles.reversed())),
        }
    }

    /// Whether a dynamic entry of the responder's crypto map takes an initiator whose address its static entry does not
    /// expect.
    pub(super) fn is_caught(&self, roles: Roles<'_>) -> bool {
        let own = roles.responder_entry;
        let catches = |entry: &Entry| {
            entry.kind == EntryKind::DynamicMap
                && entry.interface == own.interface
                && entry.peers.iter().any(|peer| peer.value == PeerAddress::Any)
                && entry.defects.iter().all(|defect| defect.blocks == Blocks::Nothing)
        };
        own.kind == EntryKind::CryptoMap
            && self.mistaken_peer(roles.reversed()).is_some()
            && roles.responder.device.entries.iter().any(catches)
    }

    /// The fault of `end`, which points at `configured`; `roles.responder` is the end that it should point at.
    fn wrong_peer(&self, end: End, at: crate::source::Span, configured: IpAddr, roles: Roles<'_>) -> Fault {
        let targets = &roles.responder_entry.local_addresses;
        Fault::PeerAddress {
            end,
            at,
            configured: configured.to_string(),
            actual: roles.responder.faced_under().map(|address| address.to_string()).collect(),
            actual_at: targets.first().map_or(roles.responder_entry.span, Setting::span),
        }
    }
}
