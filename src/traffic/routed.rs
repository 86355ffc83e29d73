//! Packets that routes lead into a tunnel interface: which they are, and whether they get through.
//!
//! A tunnel interface takes whatever is routed to it. What the two ends mean it to carry is read from their routes and from
//! the networks behind them; where a routing protocol decides, nobody can tell from the files.

use ipnet::{IpNet, Ipv4Subnets};

use crate::model::path::{Leads, Link, Path, Route, Step, TunnelPath};
use crate::model::space::{AddressSet, Cell, Share};
use crate::model::{Addresses, PeerAddress, TrafficSelector};
use crate::negotiation::{End, Side};
use crate::source::Span;
use crate::traffic::behind::{behind, outer};
use crate::traffic::receive::deliver;
use crate::traffic::send::{carries_tunnel, enter, is_same_network, leave};
use crate::traffic::walk::Walk;
use crate::traffic::{About, Asked, Hindrance, Journey, tunnel_of};

/// The tunnel interface of an end, with what stands around it.
struct Carrier<'a> {
    side: Side<'a>,
    path: &'a Path,
    tunnel: &'a TunnelPath,
    link: &'a Link,
}

/// Sends what routes lead into the tunnel interface of one end through both devices.
pub(super) fn routed(journey: &mut Journey, sides: [Side<'_>; 2], sender: End, asked: &Asked) {
    let [own, other] = sides;
    let Some(from) = Carrier::of(own) else {
        return journey.doubt(sender, Some(asked.span), About::RoutedIntoTunnel);
    };
    if from.tunnel.resolves || from.tunnel.makes_routes || !from.link.addressed {
        journey.doubt(sender, Some(from.link.span), About::RoutedIntoTunnel);
    }
    // What it carries of IPv6 is not followed.
    if let Some(at) = from.routes_into().iter().find(|route| route.net.network().is_ipv6()).map(|route| route.span) {
        journey.doubt(sender, Some(at), About::RoutedIntoTunnel);
    }
    let to = Carrier::of(other);
    for (carrier, end) in [Some((&from, sender)), to.as_ref().map(|to| (to, sender.other()))].into_iter().flatten() {
        if !carrier.link.up {
            return carrier.blocks(journey, end, carrier.link);
        }
        if !carrier.link.lacks.is_empty() {
            return carrier.lacks(journey, end);
        }
    }
    if let Some(at) = from.takes_itself() {
        let asked = Asked { routed: true, span: from.link.span, ..asked.clone() };
        let Some(walk) = Walk::new(own, sender, &asked) else { return };
        let hindrance = Hindrance::IntoItself { link: from.link.name.clone() };
        return walk.block(journey, hindrance, at, None, About::Route);
    }
    // The tunnel interface of the other end goes down and up.
    if let Some(at) = to.as_ref().and_then(Carrier::takes_itself) {
        journey.doubt(sender.other(), Some(at), About::Route);
    }
    let (into, at) = from.taken();
    let behind = to.as_ref().map(Carrier::behind).unwrap_or_else(AddressSet::empty);
    for (carrier, end, seen) in [(Some(&from), sender, None), (to.as_ref(), sender.other(), Some(&into))] {
        if let Some((carrier, link)) = carrier.and_then(|carrier| Some((carrier, carrier.shut_behind(seen)?))) {
            return carrier.blocks(journey, end, link);
        }
    }
    if into.is_empty() {
        return not_routed(journey, &from, sender, &behind);
    }
    let Some(to) = to.filter(|_| into.overlaps(&behind)) else {
        if is_of_no_use([own, other], &into) {
            return not_routed(journey, &from, sender, &behind);
        }
        // Nothing that lies behind the other end, as far as its file shows.
        return journey.doubt(sender, at, About::RoutedIntoTunnel);
    };
    let packets = meant(&from, &to, &into, &behind);
    if packets.is_empty() {
        return journey.doubt(sender, Some(from.link.span), About::Ingress);
    }
    let asked = from.asked(&packets);
    if let Some(walk) = Walk::new(own, sender, &asked) {
        let inner = enter(journey, &walk, &from.link.name, &packets);
        let entering = inner.map(|inner| inner.names());
        let translated =
            walk.path.translate(&packets, entering.as_deref(), Some(std::slice::from_ref(&from.link.name)));
        // The tunnel takes them under their new addresses as well. Whether answers find the way back is another question.
        let takes_all = translated.kept.is_empty() && translated.unknown.is_empty();
        if let Some((changed, rule)) = translated.changed.first().filter(|_| takes_all) {
            walk.suspect(journey, Hindrance::Translated, rule.span, changed.example());
        }
        if let Some((_, rule)) = translated.changed.iter().chain(&translated.unknown).next() {
            journey.doubt(sender, Some(rule.span), About::Translation);
        }
        leave(journey, &walk, entering.as_deref(), &from.link.name, &packets);
        // No source says whether the filter of a peer's policy holds for what a tunnel interface carries.
        if let Some(filter) = &from.tunnel.filter {
            journey.doubt(sender, Some(filter.at), About::Filter);
        }
    }
    if let Some(walk) = Walk::new(other, sender.other(), &asked) {
        deliver(journey, &walk, &to.link.name, &packets);
        if let Some(filter) = &to.tunnel.filter {
            journey.doubt(sender.other(), Some(filter.at), About::Filter);
        }
    }
}

/// Packets from networks behind one end that the other end routes back, to networks behind the other one that are routed
/// there.
fn meant(from: &Carrier<'_>, to: &Carrier<'_>, into: &AddressSet, behind: &AddressSet) -> Cell {
    let sources = from.behind();
    let answered = to.taken().0.intersection(&sources);
    let sources = if answered.is_empty() { sources } else { answered };
    Cell::between(sources, into.intersection(behind))
}

/// No route of the file leads into the tunnel.
fn not_routed(journey: &mut Journey, from: &Carrier<'_>, sender: End, behind: &AddressSet) {
    let span = from.link.span;
    let diverted = from.path.links.iter().find(|link| link.diverted.is_some()).map(|link| link.span);
    let other = from.path.other_routes.or(diverted);
    let open = from.tunnel.resolves || from.tunnel.makes_routes || other.is_some();
    let steps = from.path.routes_to(from.vrf(), behind);
    // Routes that are not used now may be another time, unless they are for what is connected, or for other networks.
    let may_come = |route: &&Route| {
        let net = AddressSet::net(route.net.trunc());
        net.overlaps(behind) && !from.path.links.iter().any(|link| from.path.holds(&link.name, &net) && link.up)
    };
    let may_be_routed = from.routes_into().iter().any(may_come);
    let packets = Cell::between(from.behind(), behind.clone());
    let asked = from.asked(&packets);
    let walk = Walk::new(from.side, sender, &asked);
    let (Some(walk), false, false) = (walk, open || may_be_routed, behind.is_empty()) else {
        let at = other.filter(|_| open).unwrap_or(span);
        return journey.doubt(sender, Some(at), About::RoutedIntoTunnel);
    };
    let wanted = &from.link.name;
    // Another tunnel may carry what this one is the backup for.
    let unsure = |step: &Step| match &step.leads {
        Leads::Unknown => from.path.may_lead_into(from.vrf(), &step.part, wanted),
        Leads::To(link) => carries_tunnel(&walk, link),
        Leads::Nowhere | Leads::Missing => false,
    };
    if let Some(step) = steps.iter().find(|step| unsure(step)) {
        return journey.doubt(sender, Some(step.at.unwrap_or(span)), About::RoutedIntoTunnel);
    }
    let Some(step) = steps.into_iter().next() else { return };
    let hindrance = match step.leads {
        Leads::To(link) if is_same_network(&walk, &link, &step.part, &packets) => Hindrance::SameNetwork { link },
        Leads::To(link) => Hindrance::RoutedElsewhere { link: Some(link), wanted: wanted.clone() },
        Leads::Nowhere => Hindrance::RoutedElsewhere { link: None, wanted: wanted.clone() },
        _ => Hindrance::NoRoute,
    };
    let example = Cell::between(from.behind(), step.part).example();
    walk.block(journey, hindrance, step.at.unwrap_or(span), example, About::Route);
}

/// Whether nobody can want what is routed into a tunnel: private networks that the other end has nowhere, as both files show
/// all routes, and that it can hand on to no other tunnel.
fn is_of_no_use([own, other]: [Side<'_>; 2], into: &AddressSet) -> bool {
    let Some(wrong) = misrouted([own, other]).filter(|_| other.device.entries.len() == 1) else { return false };
    let private = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map(|net| net.parse().map(AddressSet::net));
    let private: Vec<AddressSet> = private.into_iter().flatten().collect();
    AddressSet::union_of(&private).contains(into) && behind(other, &wrong.into) == Share::None
}

/// Routes into a tunnel interface that lead to nothing behind the other end, whose own networks are not routed there.
pub(crate) struct Misrouted {
    /// What is routed into the tunnel.
    pub(crate) into: AddressSet,
    /// The line that does so.
    pub(crate) at: Span,
    /// What lies behind the other end.
    pub(crate) behind: AddressSet,
}

/// What the first end routes into its tunnel interface, where nothing of it lies behind the other, and both files show all
/// routes. It may be meant so: the other end may pass it on by a default route.
pub(crate) fn misrouted([own, other]: [Side<'_>; 2]) -> Option<Misrouted> {
    let (from, to) = (Carrier::of(own)?, Carrier::of(other)?);
    let states_all = |end: &Carrier<'_>| {
        let forwards = !end.path.diverted.is_empty() || end.path.links.iter().any(|link| link.diverted.is_some());
        let is_open = end.tunnel.resolves || end.tunnel.makes_routes || end.path.other_routes.is_some() || forwards;
        end.side.device.complete && !is_open && end.link.up
    };
    // What a crypto map takes its access list says.
    let is_chosen_by_routes = from.tunnel.outside.as_deref() != Some(from.link.name.as_str());
    if !is_chosen_by_routes || !states_all(&from) || !states_all(&to) {
        return None;
    }
    let ((into, at), behind) = (from.taken(), to.behind());
    if into.is_empty() || behind.is_empty() || into.overlaps(&behind) {
        return None;
    }
    // Another tunnel may carry what this one is not for.
    let is_carried = |step: &Step| match &step.leads {
        Leads::To(link) => from.path.tunnels.iter().any(|tunnel| tunnel.inside.as_ref() == Some(link)),
        Leads::Unknown => true,
        Leads::Nowhere | Leads::Missing => false,
    };
    let is_plain = !from.path.routes_to(from.vrf(), &behind).iter().any(is_carried);
    is_plain.then_some(Misrouted { into, at: at?, behind })
}

impl<'a> Carrier<'a> {
    fn of(side: Side<'a>) -> Option<Self> {
        let path = side.device.path.as_ref()?;
        let tunnel = tunnel_of(side)?;
        let link = path.link(tunnel.carrier()?)?;
        Some(Self { side, path, tunnel, link })
    }

    /// The tunnel interface passes nothing.
    fn lacks(&self, journey: &mut Journey, end: End) {
        let asked = self.asked(&Cell::between(self.behind(), AddressSet::empty()));
        if let Some(walk) = Walk::new(self.side, end, &asked) {
            walk.is_part(journey, &self.link.name);
        }
    }

    /// An interface that is shut down passes nothing.
    fn blocks(&self, journey: &mut Journey, end: End, shut: &Link) {
        let asked = self.asked(&Cell::between(self.behind(), AddressSet::empty()));
        if let Some(walk) = Walk::new(self.side, end, &asked) {
            let hindrance = Hindrance::LinkDown { link: shut.name.clone() };
            walk.block(journey, hindrance, shut.span, None, About::RoutedIntoTunnel);
        }
    }

    /// The inner interface that is shut down, where nothing is left behind the device; with destinations, one in whose network
    /// some of them are.
    fn shut_behind(&self, destinations: Option<&AddressSet>) -> Option<&'a Link> {
        if self.path.other_routes.is_some() || !self.behind().is_empty() {
            return None;
        }
        let outer = outer(self.side, self.path, self.tunnel);
        let touches = |link: &Link| {
            let mut nets = link.networks.iter().map(|(net, _)| AddressSet::net(net.trunc()));
            nets.any(|net| destinations.is_none_or(|wanted| wanted.overlaps(&net)))
        };
        let is_inner = |link: &&Link| !outer.contains(&link.name) && link.name != self.link.name && !link.loopback;
        let mut shut = self.path.links.iter().filter(|link| !link.up && link.vrf.as_deref() == self.vrf());
        shut.find(|link| is_inner(link) && touches(link))
    }

    fn vrf(&self) -> Option<&'a str> {
        self.link.vrf.as_deref()
    }

    /// The IPv4 destinations that are led into the tunnel for certain, without the tunnel's own network, and the first line
    /// that leads some of them.
    fn taken(&self) -> (AddressSet, Option<Span>) {
        let nets: Vec<AddressSet> = self.link.networks.iter().map(|(net, _)| AddressSet::net(net.trunc())).collect();
        let own = AddressSet::union_of(&nets);
        let steps = self.path.all_routes(self.vrf());
        let into = steps.iter().filter(|step| matches!(&step.leads, Leads::To(name) if *name == self.link.name));
        let parts = into.map(|step| (step.part.difference(&own), step.at)).filter(|(part, _)| !part.is_empty());
        let parts: Vec<(AddressSet, Option<Span>)> = parts.collect();
        (AddressSet::union_of(parts.iter().map(|(part, _)| part)), parts.first().and_then(|(_, at)| *at))
    }

    /// The IPv4 networks behind the device: what it routes to neither the tunnel nor the interface that the tunnel leaves by.
    fn behind(&self) -> AddressSet {
        let outer = outer(self.side, self.path, self.tunnel);
        let steps = self.path.all_routes(self.vrf());
        let inner = steps.iter().filter(|step| match &step.leads {
            Leads::To(name) => *name != self.link.name && !outer.contains(name),
            _ => false,
        });
        AddressSet::union_of(inner.map(|step| &step.part))
    }

    /// The route that leads what it sends to its peer into the tunnel itself, where no route that the file does not state may
    /// change that.
    fn takes_itself(&self) -> Option<Span> {
        let Some(PeerAddress::Address(peer)) = self.peer() else { return None };
        let is_settled = self.path.other_routes.is_none() && self.tunnel.outside.is_none();
        let into = || self.path.route_into(self.tunnel.outside_vrf.as_deref(), *peer, &self.link.name);
        if is_settled { into() } else { None }
    }

    fn peer(&self) -> Option<&'a PeerAddress> {
        Some(&self.side.entry?.peers.get(self.side.rank)?.value)
    }

    /// The routes that name the tunnel interface, also those that are not used as things stand.
    fn routes_into(&self) -> Vec<&'a Route> {
        self.path.routes_into(self.vrf(), &self.link.name)
    }

    /// What is asked for, by its widest networks.
    fn asked(&self, packets: &Cell) -> Asked {
        let widest = |set: &AddressSet| widest(set).map_or_else(Addresses::any, Addresses::Net);
        let selector = TrafficSelector::between(widest(&packets.source), widest(&packets.destination));
        Asked { selector, span: self.link.span, routed: true }
    }
}

/// The widest prefix of a set, the lowest of several.
fn widest(set: &AddressSet) -> Option<IpNet> {
    let prefixes = set.ranges().filter_map(|range| match range {
        (std::net::IpAddr::V4(low), std::net::IpAddr::V4(high)) => Some(Ipv4Subnets::new(low, high, 0)),
        _ => None,
    });
    prefixes.flatten().map(IpNet::V4).min_by_key(IpNet::prefix_len)
}
