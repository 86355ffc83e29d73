//! An end that is faced under the address of another of its interfaces: is its tunnel bound to the wrong interface, or
//! does its peer point at the wrong address?

use std::net::IpAddr;

use crate::model::path::Leads;
use crate::model::space::AddressSet;
use crate::model::{IkeVersion, Interface, Setting};
use crate::negotiation::child_sa::Phase2;
use crate::negotiation::nat::is_private;
use crate::negotiation::session::{Roles, Session, Side};
use crate::negotiation::{Message, Stop};
use crate::source::Span;

/// Which of the two is mistaken, as far as the files tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistaken {
    /// The end whose tunnel is bound to an interface by which nothing of it can leave.
    Binding,
    /// The end that points at an interface by which nothing leads to it.
    Peer,
    /// Either could be.
    Either,
}

/// The interface of an end under whose address the other end faces it, although its tunnel uses another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherInterface {
    /// The name of the interface.
    pub name: String,
    /// The line of the address.
    pub at: Span,
    /// The interface whose address the tunnel uses; `None` where it uses an address that no interface has.
    pub used: Option<String>,
    /// Who is mistaken.
    pub mistaken: Mistaken,
}

impl Side<'_> {
    /// The interface under whose address `other` faces this end, where the tunnel of this end uses another one.
    pub fn faced_elsewhere(&self, other: &Side<'_>) -> Option<OtherInterface> {
        let (entry, faced) = (self.entry?, other.peer_address()?);
        let own: Vec<IpAddr> = self.own_addresses().collect();
        let all_known = own.len() == entry.local_addresses.len();
        if own.is_empty() || !all_known || own.contains(&faced) || !self.device.outside_addresses.is_empty() {
            return None;
        }
        let (meant, at) = self.interface_with(faced)?;
        let Some((used, _)) = self.interface_with(own[0]) else {
            let found = OtherInterface { name: meant.name.clone(), at, used: None, mistaken: Mistaken::Binding };
            return self.is_without_interface().then_some(found);
        };
        if meant.name == used.name {
            return None;
        }
        let mistaken = self.mistaken(&own, faced, used, meant);
        Some(OtherInterface { name: meant.name.clone(), at, used: Some(used.name.clone()), mistaken })
    }

    /// Whether the interface that the entry names has other addresses than the entry states for it, and all of them are
    /// known: what is stated is the mistake (PAN-OS web interface help, "IKE Gateway General Tab": the local IP address is
    /// one of those of the interface).
    fn is_without_interface(&self) -> bool {
        let own = self.entry.map_or("", |entry| &entry.interface);
        let named = self.device.interfaces.iter().find(|interface| interface.name == own);
        let is_read = |interface: &Interface| interface.addresses.iter().all(|address| address.known().is_some());
        self.device.complete && named.is_some_and(|named| !named.addresses.is_empty() && is_read(named))
    }

    /// Whether the tunnel of this end is bound to the wrong interface for certain.
    pub fn is_misbound(&self, other: &Side<'_>) -> bool {
        self.faced_elsewhere(other).is_some_and(|found| found.mistaken == Mistaken::Binding)
    }

    fn interface_with(&self, address: IpAddr) -> Option<(&Interface, Span)> {
        let address_of = |own: &Setting<IpAddr>| own.known() == Some(&address);
        self.device.interfaces.iter().find_map(|interface| {
            let line = interface.addresses.iter().find(|own| address_of(own))?;
            Some((interface, line.span()))
        })
    }

    fn mistaken(&self, own: &[IpAddr], faced: IpAddr, used: &Interface, meant: &Interface) -> Mistaken {
        // Nobody out there can face a private address.
        let faces_public = self.peer_address().is_some_and(|peer| !is_private(peer));
        if faces_public && !is_private(faced) && own.iter().all(|own| is_private(*own)) {
            return Mistaken::Binding;
        }
        match self.way_out(used) {
            Some(link) if link == meant.name => Mistaken::Binding,
            Some(link) if link == used.name && !self.is_a_single_address(meant) => Mistaken::Peer,
            _ => Mistaken::Either,
        }
    }

    /// The only interface by which this end's packets can reach its peer, where it binds its tunnel to the interface that
    /// they leave by. What is sent from another address than that of its way out (a loopback) proves nothing.
    fn way_out(&self, used: &Interface) -> Option<String> {
        let (path, entry) = (self.device.path.as_ref()?, self.entry?);
        let bound = path.tunnel(entry.span)?.outside.as_deref()?;
        if bound != used.name || !self.device.complete {
            return None;
        }
        let (link, peer) = (path.link(bound)?, self.peer_address()?);
        let steps = path.routes_to(link.vrf.as_deref(), &AddressSet::one(peer));
        let [step] = steps.as_slice() else { return None };
        let Leads::To(leads) = &step.leads else { return None };
        let may_lead_here = path.may_lead_by(link.vrf.as_deref(), peer, bound);
        (leads == bound || !may_lead_here).then(|| leads.clone())
    }

    /// Whether an interface has single addresses alone, as loopbacks do: packets never leave by it.
    fn is_a_single_address(&self, interface: &Interface) -> bool {
        let link = self.device.path.as_ref().and_then(|path| path.link(&interface.name));
        link.is_none_or(|link| link.networks.iter().all(|(net, _)| net.prefix_len() == net.max_prefix_len()))
    }
}

impl<'a> Session<'a> {
    /// The stop of an initiator whose crypto map is on an interface by which nothing of what it protects leaves: no packet
    /// meets the map, so nothing is begun (Cisco IOS Security Command Reference, crypto map (interface); Cisco ASA Command
    /// Reference, crypto map interface).
    pub(super) fn everything_passes_the_map(&self, roles: Roles<'a>) -> Option<Stop> {
        let is_past = self.is_past_its_map(roles).then(|| self.mistaken_peer(roles.reversed())).flatten();
        is_past.map(|fault| self.nothing_leaves(fault, 1))
    }

    /// Whether the initiator's map is on the wrong interface, and everything that it protects is routed out by others.
    pub(super) fn is_past_its_map(&self, roles: Roles<'_>) -> bool {
        let (own, entry) = (roles.initiator, roles.initiator_entry);
        if entry.place.is_none() || !own.is_misbound(&roles.responder) {
            return false;
        }
        let Some(path) = own.device.path.as_ref() else { return false };
        let Some(bound) = path.tunnel(entry.span).and_then(|tunnel| path.link(tunnel.inside.as_deref()?)) else {
            return false;
        };
        let remote = |child: &crate::model::Child| child.selector.packets()[1].destination.clone();
        let mut steps = entry.children.iter().flat_map(|child| path.routes_to(bound.vrf.as_deref(), &remote(child)));
        !entry.children.is_empty() && steps.all(|step| matches!(step.leads, Leads::To(link) if link != bound.name))
    }

    /// Whether the responder, whose map is on the wrong interface, answers IKE all the same.
    pub(super) fn answers_beside_its_map(&self, roles: Roles<'_>) -> bool {
        let own = roles.responder;
        own.device.behaviour.answers_under_any_address
            && roles.responder_entry.place.is_some()
            && own.is_misbound(&roles.initiator)
    }

    /// The stop at a responder that answers IKE under an address whose interface does not carry its map: it refuses the child.
    pub(super) fn child_refused_beside_its_map(&self, phase: Phase2<'a>) -> Option<Stop> {
        let roles = phase.roles;
        let fault = self.mistaken_peer(roles).filter(|_| self.answers_beside_its_map(roles))?;
        let message = if phase.version == IkeVersion::V1 { Message::Qm1 } else { Message::AuthRequest };
        Some(self.child_refused(phase, fault, message, Some("NO_PROPOSAL_CHOSEN")))
    }
}
