//! The steps that packets take on either device.

use std::net::IpAddr;

use crate::model::path::{Effect, Filter, Gap, Lack, Leads, Meets, Path, Place, Translation};
use crate::model::space::{AddressSet, Cell, List, Packet, Share};
use crate::model::{Device, Setting};
use crate::negotiation::{End, Side};
use crate::source::Span;
use crate::traffic::{About, Asked, Hindrance, Journey, Obstacle, add, tunnel_of};

/// Packets that are asked for, on one device.
pub(super) struct Walk<'a> {
    pub(super) side: Side<'a>,
    /// The end whose device this is.
    pub(super) end: End,
    pub(super) path: &'a Path,
    pub(super) asked: &'a Asked,
}

/// The interfaces on the inner side of a device.
pub(super) enum Inner {
    /// The device itself.
    Itself,
    /// These.
    Links(Vec<String>),
}

impl Inner {
    /// The interfaces that packets enter by. No interface has the empty name: what the device sends itself enters by none.
    pub(super) fn names(&self) -> Vec<String> {
        match self {
            Self::Itself => vec![String::new()],
            Self::Links(names) => names.clone(),
        }
    }
}

impl<'a> Walk<'a> {
    pub(super) fn new(side: Side<'a>, end: End, asked: &'a Asked) -> Option<Self> {
        Some(Self { side, end, path: side.device.path.as_ref()?, asked })
    }

    /// Where a set of addresses lies behind the device, as seen from the tunnel on an interface; `None` where the routes do
    /// not tell, or lead out again by the interfaces of the tunnel.
    pub(super) fn inner(&self, addresses: &AddressSet, wanted: &str) -> Option<Inner> {
        if is_own(self.side.device, addresses) {
            return Some(Inner::Itself);
        }
        let outside = tunnel_of(self.side).and_then(|tunnel| tunnel.outside.as_deref());
        let vrf = self.vrf(wanted);
        let mut names = Vec::new();
        for step in self.path.routes_to(vrf, addresses) {
            match step.leads {
                Leads::To(name) if name != wanted && outside != Some(&*name) => {
                    names.extend((!names.contains(&name)).then_some(name));
                }
                _ => return None,
            }
        }
        Some(Inner::Links(names))
    }

    /// Blocks packets whose addresses on the inner side lie behind an interface that is shut down. Whether they do.
    pub(super) fn shut_inside(&self, journey: &mut Journey, addresses: &AddressSet, wanted: &str) -> bool {
        let vrf = self.vrf(wanted);
        // A default route may lead them back to the outside.
        let is_settled = self.path.routes_to(vrf, addresses).iter().all(|step| step.leads != Leads::Unknown);
        let link = self.path.shut_network(vrf, addresses).filter(|_| is_settled && self.path.other_routes.is_none());
        let Some(link) = link else { return false };
        let hindrance = Hindrance::LinkDown { link: link.name.clone() };
        self.block(journey, hindrance, link.span, None, About::Ingress);
        true
    }

    /// Holds packets against a filter, which lets answers pass where it meets openings alone. `opens` are the filters that what
    /// the other side begins meets on this device.
    pub(super) fn pass_or_answer<'f>(
        &self,
        journey: &mut Journey,
        filter: &Filter,
        packets: &Cell,
        opens: impl Iterator<Item = &'f Filter>,
    ) {
        let back = packets.reversed();
        let passes = |filter: &Filter, packets: &Cell| filter.list.decide(packets).passes() != Share::None;
        let answers = filter.meets == Meets::Openings && !passes(filter, packets);
        if answers && opens.into_iter().all(|other| passes(other, &back)) {
            let at = packets.example().map_or(filter.list.end, |packet| filter.list.line(&packet));
            return journey.doubt(self.end, Some(at), About::AnswersOnly);
        }
        self.pass(journey, filter, packets, false);
    }

    /// The filters at one place of some interfaces, and at another of one more.
    pub(super) fn filters_at(&self, inner: &[String], place: Place, link: &str, own: Place) -> Vec<&'a Filter> {
        let of = |name: &str, place: Place| self.path.link(name).into_iter().flat_map(move |link| link.at(place));
        inner.iter().flat_map(|name| of(name, place)).chain(of(link, own)).collect()
    }

    /// Holds packets against a filter. `esp` says that they are those that carry the tunnel.
    pub(super) fn pass(&self, journey: &mut Journey, filter: &Filter, packets: &Cell, esp: bool) {
        let outcome = filter.list.decide(packets);
        match outcome.passes() {
            Share::All => {}
            Share::None if filter.certain && !(esp && filter.meets == Meets::Openings) => {
                let example = outcome.denied.example();
                let deciding = example.and_then(|packet| filter.list.deciding(&packet));
                let (list, bound_at, by_end) = (filter.list.name.clone(), filter.at, deciding.is_none());
                let hindrance = if esp {
                    Hindrance::EspFiltered { list, by_end, bound_at }
                } else {
                    Hindrance::Filtered { list, by_end, bound_at, zones: filter.zones.clone() }
                };
                let at = deciding.map_or(filter.list.end, |entry| entry.span);
                self.block(journey, hindrance, at, example, About::Filter);
            }
            _ => {
                let open = outcome.denied.example().or_else(|| outcome.unknown.example());
                let line = open.and_then(|packet| {
                    filter.list.doubtful(&packet).or_else(|| filter.list.deciding(&packet)).map(|entry| entry.span)
                });
                journey.doubt(self.end, Some(line.unwrap_or(filter.list.end)), About::Filter);
            }
        }
    }

    /// The rule by which packets out of the tunnel may be for addresses that stand for others.
    pub(super) fn reaches_translated(&self, packets: &Cell) -> Option<Span> {
        let stands_for = |rule: &&Translation| match &rule.effect {
            Effect::Keeps | Effect::KeepsForAnswers | Effect::Unknown => false,
            Effect::Source(extent) => extent.least.overlaps(&packets.destination),
            Effect::Destination => rule.takes.decide(packets).passes() != Share::None,
        };
        self.path.translations.iter().find(stands_for).map(|rule| rule.span)
    }

    /// Notes what blocks the packets.
    pub(super) fn block(
        &self,
        journey: &mut Journey,
        hindrance: Hindrance,
        at: Span,
        example: Option<Packet>,
        about: About,
    ) {
        let obstacle = Obstacle { end: self.end, hindrance, at, asked: self.asked.clone(), more: Vec::new(), example };
        journey.obstacle(self.side, obstacle, about);
    }

    /// Notes what blocks the packets perhaps, beside a doubt that says so.
    pub(super) fn suspect(&self, journey: &mut Journey, hindrance: Hindrance, at: Span, example: Option<Packet>) {
        let obstacle = Obstacle { end: self.end, hindrance, at, asked: self.asked.clone(), more: Vec::new(), example };
        if self.side.device.complete {
            add(&mut journey.suspected, obstacle);
        }
    }

    /// Notes what an interface lacks to pass any packet.
    pub(super) fn is_part(&self, journey: &mut Journey, link: &str) {
        let Some(link) = self.path.link(link) else { return };
        for lack in &link.lacks {
            let hindrance = Hindrance::Lacks { link: link.name.clone(), lack: *lack };
            let about = match lack {
                Lack::Zone => About::Filter,
                Lack::Router | Lack::Address => About::Route,
            };
            self.block(journey, hindrance, link.span, None, about);
        }
    }

    /// The VRF or router of an interface; of one that is missing in its router, that of the tunnel's outer interface.
    pub(super) fn vrf(&self, link: &str) -> Option<&'a str> {
        let own = self.path.link(link)?;
        let outside = || self.path.link(tunnel_of(self.side)?.outside.as_deref()?);
        let lent = if own.lacks.contains(&Lack::Router) { outside() } else { None };
        lent.unwrap_or(own).vrf.as_deref()
    }

    /// The zone of an interface.
    pub(super) fn zone(&self, link: &str) -> Option<&'a str> {
        self.path.link(link)?.zone.as_deref()
    }

    /// Holds packets against the security rules between the zones of two interfaces, where the platform has zones.
    pub(super) fn between_zones(&self, journey: &mut Journey, from: Option<&str>, to: Option<&str>, packets: &Cell) {
        let Some(zones) = &self.path.zones else { return };
        from.into_iter().chain(to).for_each(|link| self.is_part(journey, link));
        match zones.gap {
            Some(Gap::NotShown(at)) => return journey.doubt(self.end, Some(at), About::RulesNotShown),
            Some(Gap::Elsewhere(at)) => return journey.doubt(self.end, Some(at), About::RulesElsewhere),
            None => {}
        }
        let zone = |link: Option<&str>| link.and_then(|link| self.zone(link));
        let (Some(from), Some(to)) = (zone(from), zone(to)) else {
            return journey.doubt(self.end, None, About::Filter);
        };
        let list = zones.list(from, to, packets);
        let at = list.end;
        let back = packets.reversed();
        let passes = |list: &List, packets: &Cell| list.decide(packets).passes() != Share::None;
        // Answers to what the other side begins pass without a rule of their own.
        let answers_only = !passes(&list, packets) && passes(&zones.list(to, from, &back), &back);
        let zones = Some([from.to_owned(), to.to_owned()]);
        if answers_only {
            let example = list.decide(packets).denied.example();
            let deciding = example.and_then(|packet| list.deciding(&packet));
            let (at, by_end) = (deciding.map_or(at, |entry| entry.span), deciding.is_none());
            let hindrance = Hindrance::Filtered { list: list.name.clone(), by_end, bound_at: list.end, zones };
            self.suspect(journey, hindrance, at, example);
            return journey.doubt(self.end, Some(list.end), About::AnswersOnly);
        }
        let filter = Filter { zones, ..Filter::new(Place::Enters, std::sync::Arc::new(list), at) };
        self.pass(journey, &filter, packets, false);
    }
}

/// Whether all of these addresses are a device's own, as far as the file states them.
pub(super) fn is_own(device: &Device, addresses: &AddressSet) -> bool {
    let all = || device.interfaces.iter().flat_map(|interface| &interface.addresses).filter_map(Setting::known);
    // Most sets are networks, of which a device has an address or two.
    if addresses.first().is_none_or(|first| !all().any(|own| *own == first)) {
        return addresses.is_empty();
    }
    let sets: Vec<AddressSet> = all().map(|address| AddressSet::one(*address)).collect();
    AddressSet::union_of(&sets).contains(addresses)
}

/// The addresses of an entry's own end that the file states, as a set.
pub(super) fn outer_addresses(addresses: &[Setting<IpAddr>]) -> Option<AddressSet> {
    let sets: Option<Vec<AddressSet>> =
        addresses.iter().map(|own| own.known().map(|address| AddressSet::one(*address))).collect();
    sets.filter(|sets| !sets.is_empty()).map(|sets| AddressSet::union_of(&sets))
}
