//! Entries of one device that cannot be told apart by a peer that begins: the same addresses and the same identities.

use crate::model::{
    Child, Entry, EntryKind, IdentityCheck, IdentityPattern, IkeSettings, IkeVersion, LocalIdentity, PeerAddress,
    Setting, TwinEntries,
};
use crate::negotiation::proposals::{ProposalMatch, match_ike};
use crate::negotiation::session::{Roles, Session, Side, first_message};
use crate::negotiation::{Fault, Outcome, QuestionReason, Stop, Subject};

impl<'a> Side<'a> {
    /// The other entries of the device, with their indices, that a peer cannot tell from this end's by addresses and
    /// identities. Entries that belong to the same connection or gateway are one, and so is what stands in a crypto map.
    pub fn twins(&self, version: IkeVersion) -> impl Iterator<Item = (usize, &'a Entry)> + use<'a> {
        let own = self.entry.filter(|entry| entry.place.is_none());
        let all = self.device.entries.iter().enumerate();
        all.filter(move |(_, other)| own.is_some_and(|own| other.place.is_none() && are_twins(own, other, version)))
    }
}

fn are_twins(own: &Entry, other: &Entry, version: IkeVersion) -> bool {
    let (Some(of_own), Some(of_other)) = (own.settings(version), other.settings(version)) else { return false };
    let addresses =
        |entry: &Entry| entry.local_addresses.iter().map(|own| own.known().copied()).collect::<Option<Vec<_>>>();
    let peers = |entry: &Entry| entry.peers.iter().map(|peer| peer.value.clone()).collect::<Vec<_>>();
    let names_addresses = own.peers.iter().all(|peer| matches!(peer.value, PeerAddress::Address(_)));
    own.kind == other.kind
        && !is_one_connection(own, other, version)
        && names_addresses
        && !own.peers.is_empty()
        && peers(own) == peers(other)
        && addresses(own).is_some_and(|own| !own.is_empty())
        && addresses(own) == addresses(other)
        && have_one_identity(of_own, of_other)
}

/// Whether two entries are parts of one connection, or tunnels of one gateway.
fn is_one_connection(own: &Entry, other: &Entry, version: IkeVersion) -> bool {
    let rings = |entry: &Entry| entry.settings(version).and_then(|settings| settings.initiator_rings.clone());
    own.span == other.span || (own.kind == EntryKind::ProxyId && rings(own) == rings(other))
}

fn have_one_identity(own: &IkeSettings, other: &IkeSettings) -> bool {
    let local = |settings: &IkeSettings| settings.local_identity.known().cloned();
    let method = |settings: &IkeSettings| settings.remote_authentication.as_ref().and_then(Setting::known).copied();
    local(own).is_some()
        && local(own) == local(other)
        && !matches!(local(own), Some(LocalIdentity::Certificate))
        && method(own) == method(other)
        && wants_the_same(&own.remote_identity, &other.remote_identity)
}

fn wants_the_same(own: &IdentityCheck, other: &IdentityCheck) -> bool {
    let patterns = |check: &IdentityCheck| -> Option<Vec<IdentityPattern>> {
        match check {
            IdentityCheck::OneOf(list) => Some(list.iter().map(|(pattern, _)| pattern.clone()).collect()),
            _ => None,
        }
    };
    std::mem::discriminant(own) == std::mem::discriminant(other) && patterns(own) == patterns(other)
}

impl<'a> Session<'a> {
    /// The entry (an index into the responder's entries) that a responder takes in the place of the one that is meant,
    /// since it comes first in the file. In IKEv2 one whose proposals do not fit is passed over.
    pub(super) fn taken_for_twin(&self, roles: Roles<'a>, version: IkeVersion) -> Option<(usize, &'a Entry)> {
        let behaviour = &roles.responder.device.behaviour;
        if behaviour.twin_entries != TwinEntries::FirstIsTaken {
            return None;
        }
        let fits = |entry: &Entry| version == IkeVersion::V1 || self.proposals_fit(roles, entry, version);
        let earlier = roles.responder.device.entries.iter().position(|own| std::ptr::eq(own, roles.responder_entry))?;
        roles.responder.twins(version).find(|(index, twin)| *index < earlier && fits(twin))
    }

    /// The stop at the first message of IKEv1 where the entry that is taken has no proposal in common with the initiator.
    pub(super) fn twin_refuses(&self, roles: Roles<'a>, version: IkeVersion, aggressive: bool) -> Option<Stop> {
        let (by, twin) = self.taken_for_twin(roles, version)?;
        let fault = Fault::Shadowed { end: self.responder(), by };
        let refused = || self.refused(fault, first_message(version, aggressive), Some("NO_PROPOSAL_CHOSEN"));
        (!self.proposals_fit(roles, twin, version)).then(refused)
    }

    /// Whether the IKE proposals of an entry of the responder fit what the initiator offers.
    pub(super) fn proposals_fit(&self, roles: Roles<'a>, entry: &Entry, version: IkeVersion) -> bool {
        let offer = roles.initiator_entry.settings(version).map(|settings| &settings.proposals[..]);
        let own = entry.settings(version).map(|settings| &settings.proposals[..]);
        let (Some(offer), Some(own)) = (offer, own) else { return false };
        matches!(match_ike(offer, own), ProposalMatch::Yes(_) | ProposalMatch::Maybe(..))
    }

    /// Asks which of its entries a responder takes, where they cannot be told apart and no source says.
    pub(super) fn ask_about_twins(&mut self, roles: Roles<'a>, offer: &Child, version: IkeVersion) {
        if roles.responder.device.behaviour.twin_entries != TwinEntries::Undetermined {
            return;
        }
        let takes_it = |twin: &Entry| twin.children.iter().any(|child| child.selector == offer.selector.mirrored());
        let twin = roles.responder.twins(version).find(|(_, twin)| !takes_it(twin));
        if let Some((_, twin)) = twin {
            self.ask(
                Subject::EntryOrder,
                self.responder(),
                twin.span,
                QuestionReason::BehaviourUnknown,
                Outcome::Stalls,
            );
        }
    }
}
