//! What a packet meets on a device: interfaces, routes, filters, translations, in the device's order and in nobody's
//! vocabulary. Each platform lowers its lines to this; `crate::traffic` sends packets through it.

mod diversion;
mod next_hop;
mod route;
mod table;
mod translation;
mod zone;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

pub use diversion::Diversion;
pub use next_hop::HopFault;
pub use route::{Hop, Leads, Route, Step};
pub use table::Table;
pub use translation::{Effect, Links, Translated, Translation};
pub use zone::{Gap, Reach, ZoneRule, ZoneRules, Zones};

use crate::model::TrafficSelector;
use crate::model::space::{AddressSet, List};
use crate::source::Span;

/// Where a filter meets packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Packets in the clear that enter by the interface.
    Enters,
    /// Packets in the clear that leave by the interface, before they are encrypted.
    Leaves,
    /// IKE and ESP that arrive on the interface for the device itself.
    Arrives,
    /// IKE and ESP that the device itself sends out of the interface.
    Departs,
    /// Packets that came out of a tunnel on the interface.
    Decrypted,
}

/// Which packets a filter meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meets {
    /// Every one.
    Every,
    /// Those that open a session. Answers to what the device itself has sent belong to one that is open.
    Openings,
}

/// What an interface lacks to pass any packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// It is in no zone.
    Zone,
    /// It is in no router.
    Router,
    /// It has no address, and borrows none.
    Address,
}

/// How a device finds the next hop behind an interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Medium {
    /// It asks who has the address.
    #[default]
    Shared,
    /// Whatever is sent goes to the other end of a tunnel.
    Tunnel,
    /// There is one neighbour, to which the device may make a route (PPP).
    Neighbour,
}

/// The name of the list that stands for a check of sources against the routes back to them.
pub const REVERSE_PATH: &str = "the reverse-path check";

/// An ordered list that packets have to pass.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Where it meets them.
    pub place: Place,
    /// Which of them it meets.
    pub meets: Meets,
    /// The list.
    pub list: Arc<List>,
    /// The zones that the packets come from and go to, where the list is made of the rules between zones.
    pub zones: Option<[String; 2]>,
    /// The line that puts it there.
    pub at: Span,
    /// Whether it is certain that it drops what the list denies: not where an inspection may let answers pass, or where
    /// no source says.
    pub certain: bool,
}

impl Filter {
    /// A filter that meets every packet and drops for certain what its list denies.
    pub fn new(place: Place, list: Arc<List>, at: Span) -> Self {
        Self { place, meets: Meets::Every, list, zones: None, at, certain: true }
    }

    /// Whether it checks sources against the routes back to them.
    pub fn is_reverse_path(&self) -> bool {
        self.list.name == REVERSE_PATH
    }
}

/// An interface as a packet sees it.
#[derive(Clone, Debug)]
pub struct Link {
    /// The name that routes and bindings use.
    pub name: String,
    /// The name of its block, where that is another one.
    pub block: Option<String>,
    /// Its head line.
    pub span: Span,
    /// The networks that it is in, with the lines that say so; empty where they are settled at run time.
    pub networks: Vec<(IpNet, Span)>,
    /// Its own addresses in them.
    pub addresses: Vec<IpAddr>,
    /// How the next hop behind it is found.
    pub medium: Medium,
    /// Its VRF or virtual router; `None` is the global one.
    pub vrf: Option<String>,
    /// Its zone, where the platform has zones.
    pub zone: Option<String>,
    /// What it lacks for certain to pass any packet.
    pub lacks: Vec<Lack>,
    /// Whether it is a loopback, by which nothing ever leaves.
    pub loopback: bool,
    /// Whether it is up, as far as the file says.
    pub up: bool,
    /// Whether it has an address of its own or a borrowed one, on platforms where it needs one to pass packets.
    pub addressed: bool,
    /// Its MTU in octets, where a line states one.
    pub mtu: Option<(u32, Span)>,
    /// Its MTU in octets where no line states one, as far as that is known.
    pub default_mtu: Option<u32>,
    /// The largest TCP segment in octets that it lets hosts agree on, where a line states one.
    pub mss: Option<(u32, Span)>,
    /// What its packets have to pass.
    pub filters: Vec<Filter>,
    /// What enters by it and may be led elsewhere than the routes say: a list that permits what is (policy routing).
    pub diverted: Option<List>,
}

impl Link {
    /// An interface without anything.
    pub fn new(name: impl Into<String>, span: Span) -> Self {
        Self {
            name: name.into(),
            block: None,
            span,
            networks: Vec::new(),
            addresses: Vec::new(),
            medium: Medium::Shared,
            vrf: None,
            zone: None,
            lacks: Vec::new(),
            loopback: false,
            up: true,
            addressed: true,
            mtu: None,
            default_mtu: None,
            mss: None,
            filters: Vec::new(),
            diverted: None,
        }
    }

    /// The name that the head of its block gives it.
    pub fn block(&self) -> &str {
        self.block.as_deref().unwrap_or(&self.name)
    }

    /// Whether it has addresses without a network around them, as a loopback has.
    pub fn is_single_address(&self) -> bool {
        !self.networks.is_empty() && self.networks.iter().all(|(net, _)| net.prefix_len() == net.max_prefix_len())
    }

    /// The filters at a place.
    pub fn at(&self, place: Place) -> impl Iterator<Item = &Filter> {
        self.filters.iter().filter(move |filter| filter.place == place)
    }
}

/// The part of the path that belongs to one entry.
#[derive(Clone, Debug)]
pub struct TunnelPath {
    /// The line that begins the entry (`Entry::span`).
    pub entry: Span,
    /// The interface that packets in the clear have to be routed to: the one that carries the crypto map, or the tunnel
    /// interface.
    pub inside: Option<String>,
    /// The interface that encrypted packets leave by.
    pub outside: Option<String>,
    /// The VRF in which encrypted packets are routed.
    pub outside_vrf: Option<String>,
    /// Whether the device makes routes to the remote networks by itself (reverse route injection).
    pub makes_routes: bool,
    /// A list that packets of this tunnel pass in both directions, written as for those that arrive.
    pub filter: Option<Filter>,
    /// Lists that packets of this tunnel pass in one direction: before they are encrypted ([`Place::Leaves`]), and after they
    /// are decrypted ([`Place::Decrypted`]).
    pub checks: Vec<Filter>,
    /// The tunnel interface whose packets it protects once they are wrapped, where a crypto map protects GRE.
    pub wraps: Option<String>,
    /// Whether next hops in the tunnel are resolved at run time (NHRP), so that its routes do not say where packets go.
    pub resolves: bool,
    /// The key in the GRE header (RFC 2890, section 2.1) and its line. A receiver takes a packet for the tunnel whose key it
    /// has.
    pub gre_key: Option<(u32, Span)>,
    /// Whether a tunnel interface sends what is routed to it as it is, and takes nothing that is wrapped in GRE.
    pub unwrapped: bool,
}

impl TunnelPath {
    /// The part of an entry of which nothing is known.
    pub fn new(entry: Span) -> Self {
        Self {
            entry,
            inside: None,
            outside: None,
            outside_vrf: None,
            makes_routes: false,
            filter: None,
            checks: Vec::new(),
            wraps: None,
            resolves: false,
            gre_key: None,
            unwrapped: false,
        }
    }

    /// The interface that packets for the tunnel have to be routed to: that of the tunnel that it wraps, or its own.
    pub fn carrier(&self) -> Option<&str> {
        self.wraps.as_deref().or(self.inside.as_deref())
    }
}

/// A tunnel interface without protection of its own, and the packets that it makes of others.
#[derive(Clone, Debug)]
pub struct Wrapping {
    /// The interface.
    pub link: String,
    /// The packets: a protocol between its two ends.
    pub made: TrafficSelector,
    /// The line of its own end.
    pub source: Span,
    /// The line of its far end.
    pub destination: Span,
    /// The line of its mode, or its head.
    pub mode: Span,
}

impl Wrapping {
    /// The line that makes its packets others than these, where a single one does.
    pub fn line_beside(&self, wanted: &TrafficSelector) -> Option<Span> {
        let differs = [
            (self.made.local != wanted.local, self.source),
            (self.made.remote != wanted.remote, self.destination),
            (self.made.protocol != wanted.protocol, self.mode),
        ];
        let mut wrong = differs.into_iter().filter(|(differs, _)| *differs).map(|(_, at)| at);
        wrong.next().filter(|_| wrong.next().is_none())
    }
}

/// What packets meet on a device.
#[derive(Clone, Debug, Default)]
pub struct Path {
    /// The interfaces in the order of the file.
    pub links: Vec<Link>,
    /// The static routes.
    pub routes: Vec<Route>,
    /// A line by which routes may come that the file does not state (a routing protocol, DHCP, policy routing), or what
    /// hides them. Where there is one, a route that is missing in the file is not missing for certain.
    pub other_routes: Option<Span>,
    /// Whether the device leaves out a route whose next hop nothing else leads to, and refuses one by its own address. Where it
    /// does not, such a route is in doubt.
    pub needs_reachable_hops: bool,
    /// Whether advertisements of other routers may bring it IPv6 routes.
    pub hears_advertisements: bool,
    /// A routing protocol, where it is that line.
    pub routing_protocol: Option<Span>,
    /// The translations in the order in which the device tries them.
    pub translations: Vec<Translation>,
    /// Whether the device drops what comes out of a tunnel where a translation would take the answers to it, and not the
    /// packet itself (the reverse-path check of an ASA: Cisco, NAT migration problems when upgrading to 8.3; syslog 305013).
    pub checks_answers: bool,
    /// Security rules between zones, where the platform has them and the file shows them.
    pub zones: Option<ZoneRules>,
    /// What is led elsewhere than the routes say, in the order in which the device tries the rules (policy-based forwarding).
    pub diverted: Vec<Diversion>,
    /// The tunnel interfaces without protection of their own; `None` where the file does not settle all of them.
    pub wrapping: Option<Vec<Wrapping>>,
    /// What belongs to single entries.
    pub tunnels: Vec<TunnelPath>,
    /// The number of the first entry of each access list, on a device that numbers them: advice needs free ones.
    pub list_begins: BTreeMap<String, u32>,
    /// The names that network objects, their groups and access lists have, which a new one must not take.
    pub object_names: BTreeSet<String>,
    /// Where what is not to be translated is told by an access list for each interface that packets enter by (ASA up to
    /// 8.2): the lists that are there, by interface. `None` where rules of their own tell it.
    pub exempting_lists: Option<BTreeMap<String, String>>,
    /// Where everything is led, once that was found.
    pub tables: Vec<Table>,
}

impl Path {
    /// The interface of this name.
    pub fn link(&self, name: &str) -> Option<&Link> {
        self.links.iter().find(|link| link.name == name)
    }

    /// The part that belongs to the entry that begins on this line.
    pub fn tunnel(&self, entry: Span) -> Option<&TunnelPath> {
        self.tunnels.iter().find(|tunnel| tunnel.entry == entry)
    }

    /// Whether an entry's packets have to be routed to this interface.
    pub fn carries(&self, entry: Span, link: &str) -> bool {
        self.tunnel(entry).is_some_and(|tunnel| tunnel.carrier() == Some(link))
    }

    /// Whether an interface is in networks that hold all of these addresses.
    pub fn holds(&self, link: &str, addresses: &AddressSet) -> bool {
        let nets: Vec<AddressSet> = self
            .link(link)
            .into_iter()
            .flat_map(|link| &link.networks)
            .map(|(net, _)| AddressSet::net(net.trunc()))
            .collect();
        AddressSet::union_of(&nets).contains(addresses)
    }

    /// The interface in whose network this address is; that of the longest prefix.
    pub fn connected(&self, vrf: Option<&str>, address: IpAddr) -> Option<&Link> {
        let networks = self.links.iter().filter(|link| link.up && link.vrf.as_deref() == vrf);
        let holding = networks.flat_map(|link| link.networks.iter().map(move |(net, _)| (net, link)));
        holding.filter(|(net, _)| net.contains(&address)).max_by_key(|(net, _)| net.prefix_len()).map(|(_, link)| link)
    }
}
