//! Whether packets get from one end's networks to the other's, once the tunnel is up: routes, filters, translations.
//!
//! Sends what each end protects through the path of both devices, as whole sets. What stands in the way for certain is an
//! [`Obstacle`] with the line that proves it; what the files do not settle is a [`Doubt`]. Pure functions, no wording.

mod behind;
mod kind;
mod left_out;
mod openings;
mod receive;
mod routed;
mod send;
mod walk;
mod wrapping;

pub(crate) use behind::misplaced;
pub(crate) use left_out::{LeftOut, left_out};
pub(crate) use routed::{Misrouted, misrouted};

use crate::model::path::{Lack, Place, TunnelPath};
use crate::model::space::Packet;
use crate::model::{EntryKind, TrafficSelector};
use crate::negotiation::{End, Nat, Side, doubtful_way};
use crate::source::Span;

pub use kind::HindranceKind;
pub(crate) use wrapping::{different_gre_keys, unwrapped_against_gre};

/// So many selectors of one entry are followed; the others are in doubt.
const MAX_CHILDREN: usize = 256;

/// What stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// There is no route to the other end's network.
    NoRoute,
    /// The route to the other end's network leads to another interface than the tunnel's, or nowhere.
    RoutedElsewhere {
        /// The interface; `None` where the route drops the packets.
        link: Option<String>,
        /// The interface that it would have to lead to.
        wanted: String,
    },
    /// A rule leads what opens a session elsewhere than the routes do.
    Diverted {
        /// The interface; `None` where the rule drops the packets.
        link: Option<String>,
        /// The interface that they would have to be led to.
        wanted: String,
    },
    /// The other end's network is a network of the device itself, so that packets for it never leave that side.
    SameNetwork {
        /// The interface that is in the network, or to which it is routed.
        link: String,
    },
    /// What the tunnel sends to its peer is routed into the tunnel itself.
    IntoItself {
        /// The tunnel interface.
        link: String,
    },
    /// An interface on the way is shut down, so that no route leads into it.
    LinkDown {
        /// The interface.
        link: String,
    },
    /// An interface on the way lacks what it needs to pass any packet.
    Lacks {
        /// The interface.
        link: String,
        /// What it lacks.
        lack: Lack,
    },
    /// One end wraps packets in GRE, and the other does not, so that what comes out of the tunnel is of no use to it.
    OtherWrapping,
    /// No GRE tunnel of the device has the ends that the packets are between.
    OtherEnds {
        /// The tunnel interface that comes nearest.
        link: Option<String>,
        /// The line of the tunnel that sends the packets; `None` where nothing makes any.
        sent_at: Option<Span>,
    },
    /// The GRE tunnels have different keys.
    OtherKey,
    /// A translation changes the source, so that the tunnel's selectors do not match it.
    Translated,
    /// The same for a part of what a selector names; other packets of it pass.
    PartTranslated,
    /// A list drops the packets in the clear.
    Filtered {
        /// The list, for people.
        list: String,
        /// Whether no entry of the list names them, so that its end decides.
        by_end: bool,
        /// The line that puts the list there.
        bound_at: Span,
        /// The zones between which it stands, where it is made of the rules between zones.
        zones: Option<[String; 2]>,
    },
    /// A list drops ESP on its way to the device.
    EspFiltered {
        /// The list, for people.
        list: String,
        /// Whether no entry of the list names it, so that its end decides.
        by_end: bool,
        /// The line that puts the list there.
        bound_at: Span,
    },
}

/// Something that blocks packets for certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// The end whose device blocks them.
    pub end: End,
    /// What it is.
    pub hindrance: Hindrance,
    /// The line that proves it: the rule, the last line of the list, or the line that needs what is missing.
    pub at: Span,
    /// The packets that it blocks.
    pub asked: Asked,
    /// What else the sender asks for and meets it, in the order of the entry.
    pub more: Vec<TrafficSelector>,
    /// One of the packets.
    pub example: Option<Packet>,
}

/// Packets that a tunnel is asked to carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Which they are, seen from the sender. Of those that routes choose, the first networks.
    pub selector: TrafficSelector,
    /// The line that asks for them: the child of the sender's entry, or its tunnel interface.
    pub span: Span,
    /// Whether routes choose them, and no selector does.
    pub routed: bool,
}

/// Something that the files do not settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The end whose file would settle it.
    pub end: End,
    /// The line to show, where there is one.
    pub at: Option<Span>,
    /// What is not settled.
    pub about: About,
}

/// What a doubt is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// The platform's lines about the path are not read.
    NotRead,
    /// The file is an excerpt.
    Excerpt,
    /// Which addresses the tunnel protects.
    Selectors,
    /// Which interface the packets enter by.
    Ingress,
    /// Where packets are routed.
    Route,
    /// Whether a list lets them pass, or all of them.
    Filter,
    /// Which security rules there are: the file shows none.
    RulesNotShown,
    /// Which security rules come from elsewhere.
    RulesElsewhere,
    /// Whether anything but answers has to pass.
    AnswersOnly,
    /// Whether a translation changes them.
    Translation,
    /// Which of them are needed, of which a translation changes a part for certain.
    PartTranslated,
    /// Whether packets out of the tunnel are dropped, since answers to them would be translated.
    AnswersTranslated,
    /// Whether packets are needed that an access list leaves out of the tunnel.
    LeftOut,
    /// Which packets an earlier entry of the map takes.
    EarlierEntry,
    /// Which entry of a map carries the packets.
    DynamicEntry,
    /// Whether the other end takes packets with another GRE key than its own.
    GreKey,
    /// Which networks are routed into the tunnel.
    RoutedIntoTunnel,
    /// What the NAT between the ends does.
    Nat,
}

impl About {
    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotRead => "not-read",
            Self::Excerpt => "excerpt",
            Self::Selectors => "selectors",
            Self::Ingress => "ingress",
            Self::Route => "route",
            Self::Filter => "filter",
            Self::RulesNotShown => "rules-not-shown",
            Self::RulesElsewhere => "rules-elsewhere",
            Self::AnswersOnly => "answers-only",
            Self::Translation => "translation",
            Self::PartTranslated => "part-translated",
            Self::AnswersTranslated => "answers-translated",
            Self::LeftOut => "left-out",
            Self::EarlierEntry => "earlier-entry",
            Self::DynamicEntry => "dynamic-entry",
            Self::GreKey => "gre-key",
            Self::RoutedIntoTunnel => "routed-into-tunnel",
            Self::Nat => "nat",
        }
    }

    /// A short phrase for people: what the files do not settle.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::NotRead => "routes and filters of this platform are not read",
            Self::Excerpt => "the file is an excerpt",
            Self::Selectors => "which addresses the tunnel protects",
            Self::Ingress => "by which interface packets enter",
            Self::Route => "where packets are routed",
            Self::Filter => "whether a filter lets everything pass",
            Self::RulesNotShown => "which security rules there are (the file shows none)",
            Self::RulesElsewhere => "which security rules come from elsewhere (a manager, or the device itself)",
            Self::AnswersOnly => {
                "whether this end has to begin anything (rules or translations let answers pass alone)"
            }
            Self::Translation => "whether a translation changes addresses",
            Self::PartTranslated => "whether anything needs the part that a translation takes out of the tunnel",
            Self::AnswersTranslated => {
                "whether the device drops what comes out of the tunnel (a translation takes the answers: %ASA-5-305013)"
            }
            Self::LeftOut => {
                "whether anything needs what an access list leaves out of the tunnel (it goes in the clear)"
            }
            Self::EarlierEntry => "which packets an earlier entry of the crypto map takes to another peer",
            Self::DynamicEntry => {
                "which entry carries the packets (what is asked for does not fit the static one, and a dynamic one takes it)"
            }
            Self::Nat => "what the NAT between the ends passes on",
            Self::GreKey => "whether the other end takes packets with another GRE key than its own",
            Self::RoutedIntoTunnel => "which networks are routed into the tunnel",
        }
    }
}

/// What packets that one end sends meet on their way.
#[derive(Clone, Debug, Default)]
pub struct Journey {
    /// What blocks them for certain, in the order in which they meet it.
    pub obstacles: Vec<Obstacle>,
    /// What blocks them perhaps: no source says what the device does, or answers may pass all the same. A doubt stands
    /// beside each.
    pub suspected: Vec<Obstacle>,
    /// What is not settled, each matter once an end.
    pub doubts: Vec<Doubt>,
}

impl Journey {
    fn doubt(&mut self, end: End, at: Option<Span>, about: About) {
        if !self.doubts.iter().any(|own| own.end == end && own.about == about) {
            self.doubts.push(Doubt { end, at, about });
        }
    }

    /// Adds an obstacle, unless another child has met the same one, or the file is an excerpt and proves nothing.
    fn obstacle(&mut self, side: Side<'_>, obstacle: Obstacle, about: About) {
        if !side.device.complete {
            return self.doubt(obstacle.end, Some(obstacle.at), about);
        }
        add(&mut self.obstacles, obstacle);
    }
}

/// Adds an obstacle, unless other packets have met the same one.
fn add(obstacles: &mut Vec<Obstacle>, obstacle: Obstacle) {
    let same = |own: &Obstacle| own.at == obstacle.at && own.hindrance == obstacle.hindrance;
    match obstacles.iter_mut().find(|own| same(own)) {
        Some(own) => own.more.push(obstacle.asked.selector),
        None => obstacles.push(obstacle),
    }
}

/// What packets of either end meet on both devices.
pub fn journeys(sides: [Side<'_>; 2]) -> [Journey; 2] {
    let mut both = End::BOTH.map(|sender| journey(sides, sender));
    openings::settle(&mut both);
    both
}

/// What packets that `sender` sends meet on both devices.
fn journey(sides: [Side<'_>; 2], sender: End) -> Journey {
    let mut journey = Journey::default();
    let (own, other) = (sides[sender.index()], sides[sender.other().index()]);
    for (end, side) in [(sender, own), (sender.other(), other)] {
        if side.device.path.is_none() {
            journey.doubt(end, side.entry.map(|entry| entry.span), About::NotRead);
        } else if !side.device.complete {
            journey.doubt(end, side.entry.map(|entry| entry.span), About::Excerpt);
        }
    }
    let Some(entry) = own.entry else { return journey };
    if own.is_misbound(&other) {
        // Its packets take the way of an interface that they were not meant for.
        journey.doubt(sender, Some(entry.span), About::Route);
        return journey;
    }
    for (end, side) in [(sender, own), (sender.other(), other)] {
        if let Some(bound) = on_loopback(side) {
            journey.doubt(end, Some(bound), About::Route);
        }
    }
    // Such a tunnel comes up and stops at random (Cisco community, thread 1755636): the end with the dynamic entry sends what
    // it has to send by its static one.
    for (asks, takes, end) in [(own, other, sender.other()), (other, own, sender)] {
        if let Some(landing) = takes.landings(&asks).first() {
            journey.doubt(end, Some(landing.dynamic.span), About::DynamicEntry);
        }
    }
    if let Some(at) = own.loses_packets_at() {
        journey.doubt(sender, Some(at), About::EarlierEntry);
    }
    if let Some((route, _)) = doubtful_way(own, other) {
        journey.doubt(sender, Some(route.span), About::Route);
    }
    for (own, other, end) in [(own, other, sender), (other, own, sender.other())] {
        if let Some(part) = left_out([own, other]).first() {
            journey.doubt(end, Some(part.at), About::LeftOut);
        }
    }
    if unwrapped_against_gre(sides).is_some() {
        wrapping::lost(&mut journey, sides, sender);
        return journey;
    }
    if wrapping::misses_its_ends(&mut journey, sides, sender) {
        return journey;
    }
    wrapping::other_key(&mut journey, sides, sender);
    if !passes_nat([own, other]) {
        journey.doubt(sender, Some(entry.span), About::Nat);
    }
    if entry.children.is_empty() || entry.children.len() > MAX_CHILDREN {
        journey.doubt(sender, Some(entry.span), About::Selectors);
    }
    for child in entry.children.iter().take(MAX_CHILDREN) {
        let [least, most] = child.selector.packets();
        if least != most {
            journey.doubt(sender, Some(child.span), About::Selectors);
            continue;
        }
        let asked = Asked { selector: child.selector.clone(), span: child.span, routed: false };
        receive::esp(&mut journey, [own, other], sender, &asked);
        for (side, end, place) in [(own, sender, Place::Leaves), (other, sender.other(), Place::Decrypted)] {
            send::check(&mut journey, side, end, &asked, place, &least);
        }
        // What an interface of its own carries is chosen by routes, unless the selector says more than everything, or
        // than the protocol that wraps it.
        if carries_routed(own, &child.selector) {
            routed::routed(&mut journey, [own, other], sender, &asked);
            continue;
        }
        send::send(&mut journey, [own, other], sender, &asked, &least);
        receive::receive(&mut journey, other, sender.other(), &asked, &least);
    }
    journey
}

/// Whether what a NAT between the ends passes on is known: there is none, or it is stated, which says that it passes UDP 4500,
/// and both ends put ESP into that (RFC 3948).
fn passes_nat([own, other]: [Side<'_>; 2]) -> bool {
    let mut nats = [own.nat(&other), other.nat(&own)].into_iter().flatten().peekable();
    let in_udp = |side: Side<'_>| {
        let traversal = side.entry.and_then(|entry| entry.nat_traversal.known());
        // Transport mode, which GRE may use, is another matter.
        let wraps = side.entry.is_some_and(|entry| entry.kind == EntryKind::TunnelProtection);
        !wraps && traversal.is_some_and(|own| own.encapsulates())
    };
    nats.peek().is_none() || nats.all(|nat| nat == Nat::Stated) && in_udp(own) && in_udp(other)
}

/// The line that puts the map of an end on a loopback, by which nothing leaves, and on no other interface.
fn on_loopback(side: Side<'_>) -> Option<Span> {
    let path = side.device.path.as_ref()?;
    let outside = path.link(tunnel_of(side)?.outside.as_deref()?)?;
    outside.loopback.then_some(side.entry?.bound.span())
}

/// Whether routes choose what a child carries.
fn carries_routed(own: Side<'_>, selector: &TrafficSelector) -> bool {
    let wraps = || tunnel_of(own).is_some_and(|tunnel| tunnel.wraps.is_some());
    let is_everything = *selector == TrafficSelector::any();
    own.entry.is_some_and(|entry| match entry.kind {
        EntryKind::TunnelProtection => true,
        _ if entry.is_route_based() => is_everything,
        _ => selector.protocol.is_some_and(is_wrapping) && wraps(),
    })
}

/// GRE, and IP in IP.
fn is_wrapping(protocol: u8) -> bool {
    matches!(protocol, 47 | 4 | 41)
}

fn tunnel_of<'a>(side: Side<'a>) -> Option<&'a TunnelPath> {
    side.device.path.as_ref()?.tunnel(side.entry?.span)
}
