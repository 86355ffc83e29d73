//! NAT between the ends: under which address an end is seen, how sure that is, and what does not get through.

use std::net::IpAddr;

use crate::model::{
    ChildProposal, Device, Entry, Identity, IkeVersion, LocalIdentity, NatTraversal, PeerAddress, Setting, Unknown,
    UnknownReason,
};
use crate::negotiation::child_sa::Phase2;
use crate::negotiation::session::{Session, Side};
use crate::negotiation::{End, Fault, Outcome, QuestionReason, Subject};

/// How sure it is that an end is behind NAT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nat {
    /// It has private addresses alone, and the other end faces it under another one.
    Presumed,
    /// Its own file says so as well: it calls itself by the address under which the other end faces it.
    Proven,
    /// The user says so: what arrives at the outside address for UDP 500 and 4500 is passed on to it, nothing else.
    Stated,
}

impl Nat {
    /// Whether an `error` may rest on it.
    pub fn is_certain(self) -> bool {
        self != Self::Presumed
    }

    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Presumed => "presumed",
            Self::Proven => "proven",
            Self::Stated => "stated",
        }
    }
}

/// How an end takes part under an address that the other end names.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sight {
    /// The address is its own.
    Own,
    /// The address may be, or is, that of a NAT in front of it.
    Behind(Nat),
    /// Its own addresses are not all known.
    Open(Unknown),
    /// It does not.
    Wrong,
}

impl<'a> Side<'a> {
    /// Whether, and how surely, this end is behind NAT as seen from the other.
    pub fn nat(&self, other: &Side<'_>) -> Option<Nat> {
        let entry = self.entry?;
        let stated = (!self.device.outside_addresses.is_empty()).then_some(Nat::Stated);
        match other.peer_address() {
            Some(named) => match self.sight(entry, named) {
                Sight::Behind(nat) => Some(nat),
                Sight::Wrong => stated,
                Sight::Own | Sight::Open(_) => None,
            },
            // Nobody faces it, so that only a peer out there can tell.
            None => {
                let faces_public = self.peer_address().is_some_and(|address| !is_private(address));
                stated.or_else(|| (faces_public && has_private_alone(entry)).then_some(Nat::Presumed))
            }
        }
    }

    /// The address that this end's packets carry when they reach the other, as far as that is known.
    pub fn seen_as(&self, other: &Side<'_>) -> Option<IpAddr> {
        match self.nat(other) {
            None => self.own_addresses().next(),
            Some(Nat::Presumed) => None,
            Some(Nat::Proven) => other.peer_address(),
            Some(Nat::Stated) => self.device.outside_addresses.first().copied(),
        }
    }

    /// The addresses under which others may face this end: its own, and behind a NAT that is stated those of the NAT
    /// before its public ones.
    pub(super) fn faced_under(&self) -> impl Iterator<Item = IpAddr> + use<'a> {
        let outside = &self.device.outside_addresses;
        let stated = !outside.is_empty();
        let own = self.own_addresses().filter(move |own| !stated || !is_private(*own));
        outside.iter().copied().chain(own)
    }

    /// How this end takes part under `named`.
    pub(super) fn sight(&self, entry: &Entry, named: IpAddr) -> Sight {
        let outside = &self.device.outside_addresses;
        let own = &entry.local_addresses;
        // Behind a NAT that is stated, nobody outside reaches a private address.
        let is_hidden = !outside.is_empty() && is_private(named);
        if !is_hidden && own.iter().any(|own| own.known() == Some(&named)) {
            return Sight::Own;
        }
        if outside.contains(&named) {
            return Sight::Behind(Nat::Stated);
        }
        if !outside.is_empty() {
            return Sight::Wrong;
        }
        let unknown = own.iter().find_map(|own| match own {
            Setting::Unknown(unknown) => Some(*unknown),
            Setting::Known(_) => None,
        });
        if let Some(unknown) = unknown {
            return Sight::Open(unknown);
        }
        if own.is_empty() {
            return Sight::Open(Unknown { reason: UnknownReason::NotInExcerpt, at: entry.span });
        }
        if !has_private_alone(entry) || self.device.owns(named) {
            return Sight::Wrong;
        }
        Sight::Behind(if calls_itself(entry, named) { Nat::Proven } else { Nat::Presumed })
    }
}

/// The public address of `own` itself that `other` calls, where it calls `outside`, under which `own` is said to be seen,
/// nowhere: what is said of the NAT then has no bearing on the two files.
pub fn called_without_nat(own: &Device, other: &Device, outside: IpAddr) -> Option<IpAddr> {
    let peers = other.entries.iter().flat_map(|entry| &entry.peers);
    let called: Vec<IpAddr> = peers
        .filter_map(|peer| match peer.value {
            PeerAddress::Address(address) => Some(address),
            _ => None,
        })
        .collect();
    if called.contains(&outside) {
        return None;
    }
    called.into_iter().find(|address| own.owns(*address) && !is_private(*address))
}

/// Whether every address that an entry sends from is known and private, so that a peer can face it through NAT only.
fn has_private_alone(entry: &Entry) -> bool {
    let own = &entry.local_addresses;
    !own.is_empty() && own.iter().all(|own| own.known().is_some_and(|address| is_private(*address)))
}

/// Whether an entry is told to send this address as its identity.
fn calls_itself(entry: &Entry, address: IpAddr) -> bool {
    let own = [&entry.ikev1, &entry.ikev2].into_iter().flatten().map(|settings| settings.local_identity.known());
    own.flatten().any(|own| *own == LocalIdentity::Explicit(Identity::Address(address)))
}

/// Whether an address is private (RFC 1918) or shared by a carrier's NAT (RFC 6598).
pub(super) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_private() || (v4.octets()[0] == 100 && v4.octets()[1] & 0xC0 == 64),
        // Unique local addresses, RFC 4193.
        IpAddr::V6(v6) => v6.octets()[0] & 0xFE == 0xFC,
    }
}

/// Why the packets of a child SA do not get through a NAT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// AH covers the addresses, which NAT changes (RFC 3715, section 2.1).
    AuthenticationHeader {
        /// The end whose proposals have AH.
        end: End,
    },
    /// This end does not put ESP into UDP, and a NAT that passes on UDP 500 and 4500 passes on no ESP (RFC 3948).
    NotEncapsulated {
        /// The end.
        off: End,
        /// Whether its file says so; a default is not proven for every release.
        written: bool,
    },
}

impl Lost {
    /// Whether packets are lost for certain, where it is certain that there is a NAT.
    pub fn is_certain(self) -> bool {
        !matches!(self, Self::NotEncapsulated { written: false, .. })
    }
}

/// Why the child SAs of two ends do not work through a NAT; `None` where they do, or where that is not known.
pub fn lost_in_nat(ends: [Side<'_>; 2], version: IkeVersion) -> Option<Lost> {
    let [Some(a), Some(b)] = ends.map(|side| side.entry) else { return None };
    let with_end = || End::BOTH.into_iter().zip([a, b]);
    let header = with_end().find(|(_, entry)| has_header_alone(entry, version));
    if let Some((end, _)) = header {
        return Some(Lost::AuthenticationHeader { end });
    }
    let off = with_end().filter_map(|(end, entry)| match &entry.nat_traversal {
        Setting::Known(known) if !known.value.encapsulates() => Some((end, known.origin.is_written())),
        _ => None,
    });
    // What a file says goes before what a default says.
    let (off, written) = off.min_by_key(|(_, written)| !written)?;
    Some(Lost::NotEncapsulated { off, written })
}

/// Whether every child proposal of an entry has AH, so that the one that is chosen has it.
fn has_header_alone(entry: &Entry, version: IkeVersion) -> bool {
    let proposals = entry.settings(version).map(|settings| &settings.child_proposals[..]).unwrap_or_default();
    let has_header = |proposal: &ChildProposal| !proposal.authentication_header.is_empty();
    !proposals.is_empty() && proposals.iter().all(has_header)
}

impl Session<'_> {
    /// The surest evidence that a NAT stands between the ends.
    pub(super) fn nat_between(&self) -> Option<Nat> {
        let [a, b] = self.ends;
        a.nat(&b).max(b.nat(&a))
    }

    /// Quick mode negotiates whether ESP travels in UDP (RFC 3947, section 5.1): where both ends have found a NAT, an
    /// entry that never puts ESP into UDP refuses the offer, or offers what the other refuses (ASA 713257).
    pub(super) fn encapsulation_fault(&mut self, phase: Phase2<'_>) -> Option<Fault> {
        if phase.version != IkeVersion::V1 {
            return None;
        }
        let settings = self.by_end(phase.roles.initiator_entry, phase.roles.responder_entry);
        let settings = settings.map(|entry| entry.nat_traversal);
        let off = |end: &End| settings[end.index()].known() == Some(&NatTraversal::OffForChildren);
        let end = End::BOTH.into_iter().find(off).filter(|end| !off(&end.other()))?;
        let other = settings[end.other().index()];
        if other.known() == Some(&NatTraversal::Off) {
            return None;
        }
        let forced = other.known() == Some(&NatTraversal::Forced);
        let nat = self.nat_between();
        if forced || nat.is_some_and(Nat::is_certain) {
            self.ask_unless_known(&other, Subject::NatTraversal, end.other());
            let spans = settings.each_ref().map(Setting::span);
            return other.known().is_some().then_some(Fault::NatTraversal { end, spans });
        }
        if nat.is_some() {
            let at = settings[end.index()].span();
            self.ask(Subject::Nat, end, at, QuestionReason::Path, Outcome::Stalls);
        }
        None
    }
}
