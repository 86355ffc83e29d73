//! The path between the ends, as far as the files show it: the route to the peer, and what lets UDP 500 and 4500 in.
//!
//! What blocks the exchange for certain is a stop; what a filter may do is a question, and so is a route to the peer that
//! nothing but a routing protocol may bring. What comes with a lease (DHCP) is taken to be there, as it is on a device that
//! works.

use std::net::IpAddr;

use crate::model::path::{HopFault, Lack, Leads, Link, Meets, Path, Place, Route, Step, TunnelPath};
use crate::model::space::{AddressSet, Cell, Intervals, Packet, Service, Share};
use crate::model::{Entry, IkeVersion, NatTraversal, Setting, UnknownReason};
use crate::negotiation::nat::{Nat, Sight, is_private};
use crate::negotiation::session::{Roles, Session, Side};
use crate::negotiation::{End, Fault, Message, Outcome, QuestionReason, SaState, Stop, Subject};
use crate::source::Span;

/// IKE (RFC 7296, section 2).
const IKE: u16 = 500;
/// IKE and ESP in UDP, behind NAT (RFC 3947, section 4; RFC 7296, section 2.23).
const NAT_TRAVERSAL: u16 = 4500;

/// How sure it is that IKE uses a port.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Evidence {
    Certain,
    Presumed,
}

/// What a filter does with IKE from the peer.
enum Entrance {
    /// It drops it for certain.
    Shut(Fault),
    /// The file does not say, by this line.
    Doubtful(Span, QuestionReason),
}

/// The interface by which an end exchanges IKE with its peer.
struct Outside<'a> {
    link: &'a Link,
    vrf: Option<&'a str>,
    /// Whether the entry is bound to it. A tunnel interface is bound to an address alone.
    bound: bool,
}

impl Session<'_> {
    /// What keeps packets of either end from reaching the other, in the order of the exchange.
    pub(super) fn stops_on_the_path(&mut self, roles: Roles<'_>, version: IkeVersion, aggressive: bool) -> Vec<Stop> {
        let (initiator, responder) = (self.initiator, self.responder());
        let mut stops = Vec::new();
        if let Some(fault) = self.route_fault(initiator) {
            stops.push(self.unanswered(fault, version, aggressive));
        }
        if let Some(fault) = self.entrance_fault(responder, IKE, Evidence::Certain) {
            stops.push(self.unanswered(fault, version, aggressive));
        }
        for fault in
            [self.route_fault(responder), self.entrance_fault(initiator, IKE, Evidence::Certain)].into_iter().flatten()
        {
            stops.push(self.first_answer_lost(fault, version, aggressive));
        }
        if let Some(used) = self.move_to_4500(roles, version) {
            if let Some(fault) = self.entrance_fault(responder, NAT_TRAVERSAL, used) {
                stops.push(self.proof_lost(fault, version, aggressive));
            }
            if let Some(fault) = self.entrance_fault(initiator, NAT_TRAVERSAL, used) {
                stops.push(self.last_answer_lost(fault, version, aggressive));
            }
        }
        // That rules between zones meet what is for the device itself is said of all traffic alone.
        let is_likely = |fault: &Fault| matches!(fault, Fault::PortBlocked { zones: Some(_), .. });
        stops.iter_mut().filter(|stop| is_likely(&stop.fault)).for_each(|stop| stop.certain = false);
        stops
    }

    /// The fault of an end whose complete file has no route to its peer. A route by another interface than that of the
    /// tunnel is a question: no source says for every platform that IKE does not leave there.
    fn route_fault(&mut self, end: End) -> Option<Fault> {
        let (own, other) = (self.side(end), self.side(end.other()));
        let (path, entry) = (own.device.path.as_ref()?, own.entry?);
        let outside = outside(own, path, entry)?;
        let peer = faced(own, other)?;
        if outside.bound && outside.link.loopback {
            // Its map is on no interface by which packets leave (Cisco IOS Security Command Reference, crypto map
            // (interface): a map is for each interface through which IPsec traffic flows); what a router does then no source
            // says.
            self.ask(Subject::RouteToPeer, end, entry.bound.span(), QuestionReason::Path, Outcome::Stalls);
            return None;
        }
        self.ask_about_learned_route(end, &outside, path, peer);
        let states_all = own.device.complete && path.other_routes.is_none();
        if !states_all || path.tunnel(entry.span).is_none_or(|tunnel| tunnel.makes_routes) {
            return None;
        }
        let by_other_means = outside.link.networks.is_empty();
        let peers = AddressSet::one(peer);
        let steps = path.routes_to(outside.vrf, &peers);
        let [step] = steps.as_slice() else { return None };
        if let Some((route, _)) = doubtful_way(own, other) {
            self.ask(Subject::RouteToPeer, end, route.span, QuestionReason::Path, Outcome::Stalls);
        }
        match &step.leads {
            // A tunnel on the wrong interface is a fault of its own.
            Leads::To(_) if own.is_misbound(&other) => None,
            Leads::To(_) if outside.bound && !path.may_lead_by(outside.vrf, peer, &outside.link.name) => {
                let at = step.at.unwrap_or(entry.span);
                self.ask(Subject::RouteToPeer, end, at, QuestionReason::Path, Outcome::Stalls);
                None
            }
            // The tunnel interface is down until the peer can be reached, and its routes with it; so another route, be it a
            // shorter one, lets the exchange through.
            Leads::To(link) if !outside.bound && path.carries(entry.span, link) => {
                let stuck = !path.has_way_besides(outside.vrf, peer, link);
                let fault = Fault::RecursiveRoute { end, at: step.at?, peer, link: link.clone() };
                stuck.then_some(fault)
            }
            // An interface without a network of its own may have the peer behind it.
            Leads::Missing if by_other_means || peer.is_ipv6() && path.hears_advertisements => {
                self.ask(Subject::RouteToPeer, end, peer_line(own, entry), QuestionReason::Path, Outcome::Stalls);
                None
            }
            Leads::Missing => Some(Fault::NoRouteToPeer { end, at: peer_line(own, entry), peer, drops: None }),
            Leads::Nowhere => Some(Fault::NoRouteToPeer { end, at: peer_line(own, entry), peer, drops: step.at }),
            // Whatever may be there leads elsewhere.
            Leads::Unknown if outside.bound && !path.may_lead_into(outside.vrf, &peers, &outside.link.name) => {
                let at = step.at.unwrap_or(entry.span);
                self.ask(Subject::RouteToPeer, end, at, QuestionReason::Path, Outcome::Stalls);
                None
            }
            Leads::To(_) | Leads::Unknown => None,
        }
    }

    /// Asks about the route to the peer where nothing but a routing protocol may bring one. A lease brings its own, and a
    /// tunnel that makes routes may do so as well.
    fn ask_about_learned_route(&mut self, end: End, outside: &Outside<'_>, path: &Path, peer: IpAddr) {
        let own = self.side(end);
        let makes_routes = own.entry.and_then(|entry| path.tunnel(entry.span)).is_none_or(|own| own.makes_routes);
        let Some(protocol) = path.routing_protocol.filter(|_| own.device.complete && !makes_routes) else { return };
        let steps = path.routes_to(outside.vrf, &AddressSet::one(peer));
        let is_learned =
            matches!(steps.as_slice(), [step] if step.leads == Leads::Unknown && step.at == Some(protocol));
        if is_learned && !outside.link.networks.is_empty() {
            let reason = QuestionReason::Value(UnknownReason::RunTime);
            self.ask(Subject::RouteToPeer, end, protocol, reason, Outcome::Stalls);
        }
    }

    /// The fault of an end that lets no IKE from its peer in, and the question where its file does not settle that.
    /// `used` says how sure it is that IKE uses the port.
    fn entrance_fault(&mut self, end: End, port: u16, used: Evidence) -> Option<Fault> {
        let subject = if port == IKE { Subject::Udp500 } else { Subject::Udp4500 };
        match self.entrance(end, port)? {
            Entrance::Shut(fault) if used == Evidence::Certain => return Some(fault),
            Entrance::Shut(Fault::PortBlocked { at, .. }) => {
                self.ask(subject, end, at, QuestionReason::Path, Outcome::Stalls);
            }
            Entrance::Doubtful(at, reason) => self.ask(subject, end, at, reason, Outcome::Stalls),
            Entrance::Shut(_) => {}
        }
        None
    }

    /// What the filters of an end's outer interface do with IKE from the other end; `None` where they let it in.
    fn entrance(&self, end: End, port: u16) -> Option<Entrance> {
        let (own, other) = (self.side(end), self.side(end.other()));
        let entry = own.entry?;
        let (link, is_certain) = arrives_by(own, other)?;
        if link.lacks.contains(&Lack::Zone) {
            return Some(Entrance::Doubtful(link.span, QuestionReason::Path));
        }
        let question = arriving(own, other, entry, port);
        // What a check of sources drops is told once, at the first port.
        let filters = link.at(Place::Arrives).filter(|filter| port == IKE || !filter.is_reverse_path());
        filters.into_iter().find_map(|filter| {
            let outcome = filter.list.decide(&question);
            let share = outcome.passes();
            let example = outcome.denied.example().or_else(|| outcome.unknown.example());
            let line = |packet: Packet| filter.list.deciding(&packet).or_else(|| filter.list.doubtful(&packet));
            let entry = example.and_then(line);
            let at = entry.map_or(filter.list.end, |entry| entry.span);
            match share {
                Share::All => None,
                // What the end began itself is a session of its own.
                Share::None if !is_certain || filter.meets == Meets::Openings && end == self.initiator => {
                    Some(Entrance::Doubtful(at, QuestionReason::Path))
                }
                Share::None if filter.certain && own.device.complete => Some(Entrance::Shut(Fault::PortBlocked {
                    end,
                    port,
                    list: filter.list.name.clone(),
                    by_end: entry.is_none(),
                    at,
                    bound_at: filter.at,
                    zones: filter.zones.clone(),
                })),
                Share::None if filter.certain => {
                    Some(Entrance::Doubtful(at, QuestionReason::Value(UnknownReason::NotInExcerpt)))
                }
                // Of a list that the excerpt does not show nothing can be known; one that it shows says what it says.
                _ if !own.device.complete && at == filter.at => None,
                _ if !own.device.complete => {
                    Some(Entrance::Doubtful(at, QuestionReason::Value(UnknownReason::NotInExcerpt)))
                }
                _ => Some(Entrance::Doubtful(at, QuestionReason::Path)),
            }
        })
    }

    /// Whether the ends go on at UDP 4500 once they know each other: with a NAT between them, where one of them makes both
    /// believe in one (RFC 3947, section 4; RFC 7296, section 2.23), or where the initiator of IKEv2 does so in any case
    /// (RFC 4555, section 3.3). `None` where they do not.
    fn move_to_4500(&self, roles: Roles<'_>, version: IkeVersion) -> Option<Evidence> {
        let settings = [roles.initiator_entry, roles.responder_entry].map(|entry| entry.nat_traversal);
        let is = |own: &Setting<NatTraversal>, wanted: NatTraversal| own.known() == Some(&wanted);
        let off = |own: &Setting<NatTraversal>| is(own, NatTraversal::Off);
        if version == IkeVersion::V1 && settings.iter().any(off) {
            return None;
        }
        let nat = self.nat_between();
        let forced = settings.iter().any(|own| is(own, NatTraversal::Forced));
        // An end that does not look for NAT shows no sign of port 4500 (strongSwan, ike_natd.c).
        let mobile = version == IkeVersion::V2 && is(&settings[0], NatTraversal::Mobile) && !off(&settings[1]);
        let known = settings.iter().all(|own| own.known().is_some());
        let certain = known && (nat.is_some_and(Nat::is_certain) || forced || mobile);
        let moves = nat.is_some() || forced || mobile;
        moves.then_some(if certain { Evidence::Certain } else { Evidence::Presumed })
    }

    /// The first message arrives, and its answer does not: the responder waits for the next one.
    fn first_answer_lost(&self, fault: Fault, version: IkeVersion, aggressive: bool) -> Stop {
        let (lost, next) = match (version, aggressive) {
            (IkeVersion::V1, false) => (Message::Mm2, Message::Mm3),
            (IkeVersion::V1, true) => (Message::Am2, Message::Am3),
            (IkeVersion::V2, _) => (Message::SaInitResponse, Message::AuthRequest),
        };
        self.lost(fault, lost, [SaState::Awaiting(lost), SaState::Awaiting(next)])
    }

    /// The first message on UDP 4500 does not arrive.
    fn proof_lost(&self, fault: Fault, version: IkeVersion, aggressive: bool) -> Stop {
        let (lost, initiator) = match (version, aggressive) {
            (IkeVersion::V1, false) => (Message::Mm5, SaState::Awaiting(Message::Mm6)),
            // With AM3 the initiator is done.
            (IkeVersion::V1, true) => (Message::Am3, SaState::IkeSaUp { aggressive }),
            (IkeVersion::V2, _) => (Message::AuthRequest, SaState::Awaiting(Message::AuthResponse)),
        };
        self.lost(fault, lost, [initiator, SaState::Awaiting(lost)])
    }

    /// The first answer on UDP 4500 does not arrive: the responder is done.
    fn last_answer_lost(&self, fault: Fault, version: IkeVersion, aggressive: bool) -> Stop {
        let up = SaState::IkeSaUp { aggressive };
        match (version, aggressive) {
            (IkeVersion::V1, false) => self.lost(fault, Message::Mm6, [SaState::Awaiting(Message::Mm6), up]),
            (IkeVersion::V1, true) => Stop { phase: 2, ..self.lost(fault, Message::Qm2, [up, up]) },
            (IkeVersion::V2, _) => {
                let done = SaState::Established { aggressive: false };
                self.lost(fault, Message::AuthResponse, [SaState::Awaiting(Message::AuthResponse), done])
            }
        }
    }

    /// A stop at a message that gets lost; the states are those of initiator and responder.
    fn lost(&self, fault: Fault, message: Message, [initiator, responder]: [SaState; 2]) -> Stop {
        Stop {
            fault,
            message: Some(message),
            phase: 1,
            refused_by: None,
            notify: None,
            states: self.by_end(initiator, responder),
            states_after: [SaState::Purged; 2],
            certain: true,
        }
    }
}

/// The interface by which packets of the other end for an end's own address arrive, as far as its file tells, and whether
/// that is certain: the one that the entry is bound to, or the one with the address where the route to the peer leads out
/// by it. What is for a loopback comes in by another one, most likely by the one that leads to the peer, and for certain where
/// that one alone leads to the outside.
pub(crate) fn arrives_by<'a>(own: Side<'a>, other: Side<'_>) -> Option<(&'a Link, bool)> {
    let (path, entry) = (own.device.path.as_ref()?, own.entry?);
    let outside = outside(own, path, entry)?;
    if outside.bound {
        return Some((outside.link, true));
    }
    let steps = path.routes_to(outside.vrf, &AddressSet::one(faced(own, other)?));
    let [Step { leads: Leads::To(name), .. }] = steps.as_slice() else { return None };
    if *name == outside.link.name {
        return Some((outside.link, true));
    }
    let is_tunnel = path.carries(entry.span, name);
    let link = path.link(name).filter(|_| outside.link.is_single_address() && !is_tunnel)?;
    Some((link, is_only_entrance(path, link)))
}

/// The route by which an end gets to its peer, where it is doubtful whether anybody behind it takes the packets.
pub(crate) fn doubtful_way<'a>(own: Side<'a>, other: Side<'_>) -> Option<(&'a Route, HopFault)> {
    let (path, entry) = (own.device.path.as_ref()?, own.entry?);
    let outside = outside(own, path, entry)?;
    let steps = path.routes_to(outside.vrf, &AddressSet::one(faced(own, other)?));
    let [step] = steps.as_slice() else { return None };
    path.doubtful_hop(step.at.filter(|_| own.device.complete)?)
}

/// Whether packets from a public network can come in by no other interface: every other one that may take any is in private
/// networks alone.
fn is_only_entrance(path: &Path, link: &Link) -> bool {
    let is_public = |link: &Link| link.networks.iter().any(|(net, _)| !is_private(net.addr()));
    let is_inner = |other: &Link| !other.networks.is_empty() && !is_public(other);
    let carries = |other: &Link| path.tunnels.iter().any(|tunnel| tunnel.carrier() == Some(&other.name));
    let mut others = path.links.iter().filter(|other| other.name != link.name && other.up && !other.loopback);
    is_public(link) && others.all(|other| is_inner(other) || carries(other) || !other.addressed)
}

/// The interface that the entry is bound to, else the one that has the address from which it sends.
fn outside<'a>(own: Side<'_>, path: &'a Path, entry: &Entry) -> Option<Outside<'a>> {
    let tunnel: Option<&TunnelPath> = path.tunnel(entry.span);
    let bound = tunnel.and_then(|tunnel| Some((tunnel, path.link(tunnel.outside.as_deref()?)?)));
    if let Some((_, link)) = bound {
        return Some(Outside { link, vrf: link.vrf.as_deref(), bound: true });
    }
    let address = own.own_addresses().next()?;
    let holds =
        |interface: &&crate::model::Interface| interface.addresses.iter().any(|known| known.known() == Some(&address));
    let link = path.link(&own.device.interfaces.iter().find(holds)?.name)?;
    Some(Outside { link, vrf: link.vrf.as_deref(), bound: false })
}

/// The address under which `own` sees `other`: the one that it is told to face, unless that is a mistake, which is told
/// elsewhere.
fn faced(own: Side<'_>, other: Side<'_>) -> Option<IpAddr> {
    let told = own
        .peer_address()
        .filter(|named| other.entry.is_none_or(|entry| !matches!(other.sight(entry, *named), Sight::Wrong)));
    told.or_else(|| other.seen_as(&own))
}

/// IKE from `other` that arrives at `own` on a port.
fn arriving(own: Side<'_>, other: Side<'_>, entry: &Entry, port: u16) -> Cell {
    let source = faced(own, other).map_or_else(AddressSet::all, AddressSet::one);
    let addresses: Option<Vec<AddressSet>> =
        entry.local_addresses.iter().map(|own| own.known().map(|known| AddressSet::one(*known))).collect();
    let destination = addresses.filter(|sets| !sets.is_empty()).map(|sets| AddressSet::union_of(&sets));
    let mut service = Service::udp(port);
    // A NAT may change the port that the packets come from.
    if other.nat(&own).is_none() {
        service.source_ports = Intervals::one(port);
    }
    Cell { service, ..Cell::between(source, destination.unwrap_or_else(AddressSet::all)) }
}

/// The line that names the peer.
fn peer_line(own: Side<'_>, entry: &Entry) -> Span {
    entry.peers.get(own.rank).map_or(entry.span, crate::model::Sourced::span)
}
