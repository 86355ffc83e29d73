//! Static and connected routes, and where they lead a set of destinations.

use std::collections::HashMap;
use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};

use crate::model::path::{Link, Path};
use crate::model::space::AddressSet;
use crate::source::Span;

/// Routes to next hops that are themselves routed are followed so far.
const DEEPEST_RECURSION: usize = 4;

/// What a route names as its next hop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hop {
    /// An interface, with or without an address behind it.
    Link(String),
    /// An address, which is looked up in turn.
    Address(IpAddr),
    /// Nowhere: packets are dropped.
    Discard,
    /// Another VRF or virtual router, which looks the destination up.
    Vrf(String),
    /// An interface that the device does not have.
    Absent(String),
    /// Something that the model does not follow: a name, a lease.
    Elsewhere,
}

/// A static route.
#[derive(Clone, Debug)]
pub struct Route {
    /// The destinations.
    pub net: IpNet,
    /// The next hop.
    pub hop: Hop,
    /// The address behind the interface that it names, where it names both.
    pub gateway: Option<IpAddr>,
    /// The VRF or virtual router; `None` is the global one.
    pub vrf: Option<String>,
    /// The administrative distance or metric: of two routes to one prefix the lower one is used.
    pub distance: u32,
    /// Whether something at run time decides if it is there (a track object, a path monitor).
    pub conditional: bool,
    /// Its line.
    pub span: Span,
    /// What commands name it by: its line without options, or its name; empty where it has no line of its own.
    pub words: String,
}

/// Where a route leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// To this interface.
    To(String),
    /// Nowhere: the packets are dropped.
    Nowhere,
    /// There is no route at all.
    Missing,
    /// The file does not settle it.
    Unknown,
}

/// Destinations that one route takes.
#[derive(Clone, Debug)]
pub struct Step {
    /// The destinations.
    pub part: AddressSet,
    /// Where they are led.
    pub leads: Leads,
    /// The line that leads them; `None` where there is none.
    pub at: Option<Span>,
}

/// One way to a prefix.
struct Way {
    net: IpNet,
    distance: u32,
    conditional: bool,
    leads: Leads,
    at: Span,
}

impl Route {
    /// The default route that an interface may get with its address: it leads out by that interface, and whether it comes is
    /// known at run time alone.
    pub fn with_lease(link: &str, vrf: Option<String>, distance: u32, span: Span) -> Self {
        let hop = Hop::Link(link.to_owned());
        let net = IpNet::V4(Ipv4Net::default());
        Self { net, hop, gateway: None, vrf, distance, conditional: true, span, words: String::new() }
    }
}

impl Path {
    /// Where a set of destinations is led, the longest prefix first. What no route takes comes last.
    pub fn routes_to(&self, vrf: Option<&str>, destinations: &AddressSet) -> Vec<Step> {
        self.looked_up(vrf, destinations).unwrap_or_else(|| self.follow(vrf, destinations, 0))
    }

    /// Whether one of the routes to the longest prefix leads an address out by this interface, be it only where one of a
    /// lower distance is gone.
    pub fn may_lead_by(&self, vrf: Option<&str>, address: IpAddr, link: &str) -> bool {
        let ways = self.ways(vrf, &AddressSet::one(address), 0);
        let longest = ways.iter().map(|way| way.net.prefix_len()).max();
        let mut best = ways.iter().filter(|way| Some(way.net.prefix_len()) == longest);
        best.any(|way| way.leads == Leads::To(link.to_owned()))
    }

    /// Whether some of these destinations may be led to this interface: by a route that is there, by one that may come, or by
    /// one that the model does not follow.
    pub fn may_lead_into(&self, vrf: Option<&str>, destinations: &AddressSet, link: &str) -> bool {
        let into = |way: &Way| way.leads == Leads::Unknown || way.leads == Leads::To(link.to_owned());
        self.other_routes.is_some() || self.ways(vrf, destinations, 0).iter().any(into)
    }

    /// The one interface to which any of these destinations may be led.
    pub fn sole_link(&self, vrf: Option<&str>, destinations: &AddressSet) -> Option<String> {
        let mut links = self.ways(vrf, destinations, 0).into_iter().map(|way| match way.leads {
            Leads::To(link) => Some(link),
            _ => None,
        });
        let first = links.next()??;
        links.all(|link| link.as_ref() == Some(&first)).then_some(first)
    }

    /// The line of the one route that leads all of these destinations, to this interface, if it is there.
    pub fn sole_way_into(&self, vrf: Option<&str>, destinations: &AddressSet, link: &str) -> Option<Span> {
        let ways = self.ways(vrf, destinations, 0);
        let [way] = ways.as_slice() else { return None };
        let holds = AddressSet::net(way.net).contains(destinations);
        (holds && way.leads == Leads::To(link.to_owned()) && self.other_routes.is_none()).then_some(way.at)
    }

    /// The route that leads an address to this interface, where it is the one that is used.
    pub fn route_into(&self, vrf: Option<&str>, address: IpAddr, link: &str) -> Option<Span> {
        let steps = self.routes_to(vrf, &AddressSet::one(address));
        steps.into_iter().find(|step| step.leads == Leads::To(link.to_owned())).and_then(|step| step.at)
    }

    /// Whether a route to an address, be it one to a shorter prefix, leads it by something else than this interface.
    pub fn has_way_besides(&self, vrf: Option<&str>, address: IpAddr, link: &str) -> bool {
        self.ways(vrf, &AddressSet::one(address), 0).iter().any(|way| way.leads != Leads::To(link.to_owned()))
    }

    /// The interface that would lead all of these addresses, were it not shut down; `None` where another way is left, or may be.
    pub fn shut_way(&self, vrf: Option<&str>, addresses: &AddressSet) -> Option<&Link> {
        let steps = self.routes_to(vrf, addresses);
        if addresses.is_empty() || steps.iter().any(|step| step.leads != Leads::Missing) {
            return None;
        }
        let holds = |net: &IpNet| AddressSet::net(net.trunc()).contains(addresses);
        let own = self.shut_network(vrf, addresses);
        let routes = || self.routes.iter().filter(|route| route.vrf.as_deref() == vrf && holds(&route.net));
        let leads = |link: &Link, route: &Route| match &route.hop {
            Hop::Link(name) => *name == link.name,
            Hop::Address(address) => link.networks.iter().any(|(net, _)| net.contains(address)),
            _ => false,
        };
        let mut shut = self.links.iter().filter(|link| !link.up && link.vrf.as_deref() == vrf);
        own.or_else(|| shut.find(|link| routes().any(|route| leads(link, route))))
    }

    /// The interface that is shut down and in whose network all of these addresses are.
    pub fn shut_network(&self, vrf: Option<&str>, addresses: &AddressSet) -> Option<&Link> {
        let mut shut = self.links.iter().filter(|link| !link.up && link.vrf.as_deref() == vrf);
        let holds = |link: &Link| link.networks.iter().any(|(net, _)| AddressSet::net(net.trunc()).contains(addresses));
        shut.find(|link| holds(link))
    }

    /// The next hop of packets that leave by an interface, as other routes have it: the default route before all others.
    /// `None` where they have none, or where those that count as much have several.
    pub fn next_hop(&self, vrf: Option<&str>, link: &str) -> Option<IpAddr> {
        let hop = |route: &Route| match (&route.hop, route.gateway) {
            (Hop::Link(name), gateway) if name == link => gateway,
            (Hop::Address(address), _) => {
                self.connected(vrf, *address).filter(|connected| connected.name == link).map(|_| *address)
            }
            _ => None,
        };
        let own = self.routes.iter().filter(|route| route.vrf.as_deref() == vrf && self.lost(route).is_none());
        let hops: Vec<(bool, IpAddr)> =
            own.filter_map(|route| Some((route.net.prefix_len() == 0, hop(route)?))).collect();
        let has_default = hops.iter().any(|(is_default, _)| *is_default);
        let mut best = hops.iter().filter(|(is_default, _)| *is_default == has_default).map(|(_, hop)| *hop);
        let first = best.next()?;
        best.all(|other| other == first).then_some(first)
    }

    /// The static route on this line to exactly this network.
    pub fn route_at(&self, at: Span, net: IpNet) -> Option<&Route> {
        self.routes.iter().find(|route| route.span == at && route.net == net.trunc())
    }

    /// Where one route leads by itself, whether it is used or not.
    pub fn way_of(&self, route: &Route) -> Leads {
        Hops::new(self, route.vrf.as_deref(), 0).lead_alone(route)
    }

    /// The same for every route of one table, in their order.
    pub(super) fn ways_alone(&self, vrf: Option<&str>) -> Vec<Leads> {
        let mut hops = Hops::new(self, vrf, 0);
        let own = self.routes.iter().filter(|route| route.vrf.as_deref() == vrf);
        own.map(|route| hops.lead_alone(route)).collect()
    }

    fn follow(&self, vrf: Option<&str>, destinations: &AddressSet, depth: usize) -> Vec<Step> {
        let mut ways = self.ways(vrf, destinations, depth);
        ways.sort_by_key(|way| (way.net, way.distance, way.at));
        let prefixes: Vec<&[Way]> = ways.chunk_by(|a, b| a.net == b.net).collect();
        let nets: Vec<IpNet> = prefixes.iter().map(|same| same[0].net).collect();
        let (outermost, within) = nested(&nets);
        let union = |inner: &[usize]| {
            let nets: Vec<AddressSet> = inner.iter().map(|at| AddressSet::net(nets[*at])).collect();
            AddressSet::union_of(&nets)
        };
        let mut steps = Vec::new();
        for ((same, net), inner) in prefixes.iter().zip(&nets).zip(&within) {
            // Longer prefixes take what they hold.
            let mut part = destinations.intersection(&AddressSet::net(*net));
            if !inner.is_empty() {
                part = part.difference(&union(inner));
            }
            if !part.is_empty() {
                let step = Step { part, leads: chosen(same), at: same.first().map(|way| way.at) };
                steps.push((*net, step));
            }
        }
        steps.sort_by_key(|(net, _)| (std::cmp::Reverse(net.prefix_len()), *net));
        let mut steps: Vec<Step> = steps.into_iter().map(|(_, step)| step).collect();
        let rest = destinations.difference(&union(&outermost));
        if !rest.is_empty() {
            let (leads, at) = match self.other_routes {
                Some(line) => (Leads::Unknown, Some(line)),
                None => (Leads::Missing, None),
            };
            steps.push(Step { part: rest, leads, at });
        }
        steps
    }

    /// Every route to one of the destinations: connected ones have the distance 0.
    fn ways(&self, vrf: Option<&str>, destinations: &AddressSet, depth: usize) -> Vec<Way> {
        let links = self.links.iter().filter(|link| link.up && link.vrf.as_deref() == vrf);
        let touching = |net: IpNet| destinations.touches(net);
        let networks = links.flat_map(|link| link.networks.iter().map(move |(net, at)| (link, net, at)));
        let connected = networks.filter(|(_, net, _)| touching(**net)).map(|(link, net, at)| Way {
            net: net.trunc(),
            distance: 0,
            conditional: false,
            leads: Leads::To(link.name.clone()),
            at: *at,
        });
        let routes = self.routes.iter().filter(|route| route.vrf.as_deref() == vrf && touching(route.net));
        let down = self.links.iter().filter(|link| !link.up).map(|link| link.name.as_str()).collect();
        let mut hops = Hops { down, ..Hops::new(self, vrf, depth) };
        let used: Vec<&Route> = routes.filter(|route| !hops.is_gone(route)).collect();
        let routes = used.into_iter().map(|route| Way {
            net: route.net.trunc(),
            distance: route.distance,
            conditional: route.conditional,
            leads: hops.lead(route, destinations),
            at: route.span,
        });
        connected.chain(routes).collect()
    }

    /// Whether an address is in the network of an interface that is down, and of no other.
    fn is_cut_off(&self, vrf: Option<&str>, address: IpAddr) -> bool {
        let holds = |link: &&Link| link.networks.iter().any(|(net, _)| net.contains(&address));
        let mut holding = self.links.iter().filter(|link| link.vrf.as_deref() == vrf).filter(holds).peekable();
        holding.peek().is_some() && holding.all(|link| !link.up)
    }
}

/// Where the next hops of one table lead. Many routes share a few of them, so that each is looked up once.
struct Hops<'a> {
    path: &'a Path,
    vrf: Option<&'a str>,
    depth: usize,
    /// The interfaces that are down, where it matters whether routes are used.
    down: Vec<&'a str>,
    /// Where addresses lead. Only looked up, never walked.
    known: HashMap<IpAddr, Leads>,
    /// Whether addresses are in the network of an interface that is down, and of no other. Only looked up, never walked.
    cut_off: HashMap<IpAddr, bool>,
    /// Whether nothing leads to addresses. Only looked up, never walked.
    lost: HashMap<IpAddr, bool>,
}

impl<'a> Hops<'a> {
    fn new(path: &'a Path, vrf: Option<&'a str>, depth: usize) -> Self {
        Self {
            path,
            vrf,
            depth,
            down: Vec::new(),
            known: HashMap::new(),
            cut_off: HashMap::new(),
            lost: HashMap::new(),
        }
    }

    /// Whether a route is not used since its interface is down: by name, or as the one whose network holds the next hop
    /// (Cisco ASA general operations guide, "Static Routes": such a route is removed from the table; Cisco IOS, document
    /// 118263); or since nothing leads to its next hop.
    fn is_gone(&mut self, route: &Route) -> bool {
        match &route.hop {
            Hop::Link(name) => self.down.contains(&name.as_str()),
            Hop::Address(address) => {
                let (path, vrf) = (self.path, self.vrf);
                let is_cut_off = *self.cut_off.entry(*address).or_insert_with(|| path.is_cut_off(vrf, *address));
                is_cut_off || self.is_lost(*address)
            }
            Hop::Absent(_) => true,
            Hop::Discard | Hop::Vrf(_) | Hop::Elsewhere => false,
        }
    }

    /// Where a route leads by itself, be its interface up or down.
    fn lead_alone(&mut self, route: &Route) -> Leads {
        match route.hop {
            Hop::Address(address) if self.is_lost(address) => Leads::Missing,
            _ => self.lead(route, &AddressSet::net(route.net)),
        }
    }

    /// Whether nothing leads to the address of a next hop, on a device where something has to.
    fn is_lost(&mut self, address: IpAddr) -> bool {
        let (path, vrf) = (self.path, self.vrf);
        path.needs_reachable_hops && *self.lost.entry(address).or_insert_with(|| path.lost_hop(vrf, address).is_some())
    }

    /// Where a route leads these destinations.
    fn lead(&mut self, route: &Route, destinations: &AddressSet) -> Leads {
        match &route.hop {
            Hop::Link(name) => Leads::To(name.clone()),
            Hop::Discard => Leads::Nowhere,
            Hop::Absent(_) => Leads::Missing,
            Hop::Elsewhere => Leads::Unknown,
            Hop::Vrf(_) if self.depth >= DEEPEST_RECURSION => Leads::Unknown,
            Hop::Vrf(other) => {
                let part = destinations.intersection(&AddressSet::net(route.net));
                match self.path.follow(Some(other), &part, self.depth + 1).as_slice() {
                    [Step { leads, .. }] if *leads != Leads::Missing => leads.clone(),
                    _ => Leads::Unknown,
                }
            }
            Hop::Address(address) => match self.known.get(address) {
                Some(leads) => leads.clone(),
                None => {
                    let leads = self.reach(*address);
                    self.known.insert(*address, leads.clone());
                    leads
                }
            },
        }
    }

    /// Where the address of a next hop is.
    fn reach(&self, address: IpAddr) -> Leads {
        match self.path.connected(self.vrf, address) {
            Some(link) => Leads::To(link.name.clone()),
            None if self.depth >= DEEPEST_RECURSION => Leads::Unknown,
            None => match self.path.follow(self.vrf, &AddressSet::one(address), self.depth + 1).as_slice() {
                [Step { leads: leads @ (Leads::To(_) | Leads::Nowhere), .. }] => leads.clone(),
                // A next hop that cannot be reached: the route is not used. Who makes it reachable is not in the file.
                _ => Leads::Unknown,
            },
        }
    }
}

/// Which prefixes of a sorted list lie in no other, and for each which lie in it directly. Prefixes never straddle.
fn nested(nets: &[IpNet]) -> (Vec<usize>, Vec<Vec<usize>>) {
    let (mut outermost, mut within) = (Vec::new(), vec![Vec::new(); nets.len()]);
    let mut around: Vec<usize> = Vec::new();
    for (at, net) in nets.iter().enumerate() {
        while around.last().is_some_and(|outer| !nets[*outer].contains(net)) {
            around.pop();
        }
        match around.last() {
            Some(outer) => within[*outer].push(at),
            None => outermost.push(at),
        }
        around.push(at);
    }
    (outermost, within)
}

/// Where the routes to one prefix lead: the lowest distance wins; what may or may not be there decides nothing, unless
/// it leads the same way.
fn chosen(same: &[Way]) -> Leads {
    let Some(best) = same.iter().find(|way| !way.conditional) else { return Leads::Unknown };
    let mut usable = same.iter().filter(|way| way.distance <= best.distance);
    if usable.all(|way| way.leads == best.leads) { best.leads.clone() } else { Leads::Unknown }
}
