//! Hindrances without their details: what tables are looked up by.

use crate::model::path::Lack;
use crate::traffic::Hindrance;

/// The kinds of [`Hindrance`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HindranceKind {
    /// There is no route to the other end's network.
    NoRoute,
    /// The route leads elsewhere.
    RoutedElsewhere,
    /// A rule leads what opens a session elsewhere than the routes do.
    Diverted,
    /// The other end's network is one of the device itself.
    SameNetwork,
    /// What the tunnel sends to its peer is routed into the tunnel itself.
    IntoItself,
    /// An interface on the way is shut down.
    LinkDown,
    /// An interface is in no zone.
    NoZone,
    /// An interface is in no router.
    NoRouter,
    /// An interface has no address.
    NoAddress,
    /// One end wraps packets in GRE, and the other does not.
    OtherWrapping,
    /// No GRE tunnel has the ends that the packets are between.
    OtherEnds,
    /// The GRE tunnels have different keys.
    OtherKey,
    /// A translation changes the source.
    Translated,
    /// An entry of a list drops the packets in the clear.
    Filtered,
    /// The end of a list drops the packets in the clear.
    FilteredByEnd,
    /// An entry of a list drops ESP.
    EspFiltered,
    /// The end of a list drops ESP.
    EspFilteredByEnd,
}

impl HindranceKind {
    /// Every kind.
    pub const ALL: [HindranceKind; 17] = [
        Self::NoRoute,
        Self::RoutedElsewhere,
        Self::Diverted,
        Self::SameNetwork,
        Self::IntoItself,
        Self::LinkDown,
        Self::NoZone,
        Self::NoRouter,
        Self::NoAddress,
        Self::OtherWrapping,
        Self::OtherEnds,
        Self::OtherKey,
        Self::Translated,
        Self::Filtered,
        Self::FilteredByEnd,
        Self::EspFiltered,
        Self::EspFilteredByEnd,
    ];

    /// What it is, as a clause without a full stop.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoRoute => "there is no route to the other end's network",
            Self::RoutedElsewhere => "the route to the other end's network leads elsewhere",
            Self::Diverted => "a rule leads the packets elsewhere than the routes do",
            Self::SameNetwork => "the other end's network is one of the device itself",
            Self::IntoItself => "the route to the peer leads into the tunnel",
            Self::LinkDown => "an interface on the way is shut down",
            Self::NoZone => "an interface is in no zone",
            Self::NoRouter => "an interface is in no router",
            Self::NoAddress => "an interface has no address",
            Self::OtherWrapping => "one end wraps packets in GRE and the other does not",
            Self::OtherEnds => "no GRE tunnel has the ends that the packets are between",
            Self::OtherKey => "the GRE tunnels have different keys",
            Self::Translated => "a translation changes the source",
            Self::Filtered => "an entry of a list drops the packets",
            Self::FilteredByEnd => "the end of a list drops the packets",
            Self::EspFiltered => "an entry of a list drops ESP",
            Self::EspFilteredByEnd => "the end of a list drops ESP",
        }
    }

    /// The rules that explain it, by name.
    pub fn rules(self) -> &'static [&'static str] {
        match self {
            Self::NoRoute | Self::RoutedElsewhere | Self::Diverted | Self::NoRouter | Self::NoAddress => {
                &["no-route-to-remote-network"]
            }
            Self::LinkDown => &["no-route-to-remote-network", "incomplete-entry"],
            Self::SameNetwork => &["overlapping-networks"],
            Self::IntoItself => &["recursive-route"],
            Self::OtherWrapping | Self::OtherEnds | Self::OtherKey => &["gre-mismatch"],
            Self::Translated => &["nat-exemption-missing"],
            Self::NoZone | Self::Filtered | Self::FilteredByEnd => &["security-policy-blocks"],
            Self::EspFiltered | Self::EspFilteredByEnd => &["esp-blocked"],
        }
    }
}

impl Hindrance {
    /// Its kind.
    pub fn kind(&self) -> HindranceKind {
        match self {
            Self::NoRoute => HindranceKind::NoRoute,
            Self::RoutedElsewhere { .. } => HindranceKind::RoutedElsewhere,
            Self::Diverted { .. } => HindranceKind::Diverted,
            Self::SameNetwork { .. } => HindranceKind::SameNetwork,
            Self::IntoItself { .. } => HindranceKind::IntoItself,
            Self::LinkDown { .. } => HindranceKind::LinkDown,
            Self::Lacks { lack: Lack::Zone, .. } => HindranceKind::NoZone,
            Self::Lacks { lack: Lack::Router, .. } => HindranceKind::NoRouter,
            Self::Lacks { lack: Lack::Address, .. } => HindranceKind::NoAddress,
            Self::OtherWrapping => HindranceKind::OtherWrapping,
            Self::OtherEnds { .. } => HindranceKind::OtherEnds,
            Self::OtherKey => HindranceKind::OtherKey,
            Self::Translated | Self::PartTranslated => HindranceKind::Translated,
            Self::Filtered { by_end: false, .. } => HindranceKind::Filtered,
            Self::Filtered { by_end: true, .. } => HindranceKind::FilteredByEnd,
            Self::EspFiltered { by_end: false, .. } => HindranceKind::EspFiltered,
            Self::EspFiltered { by_end: true, .. } => HindranceKind::EspFilteredByEnd,
        }
    }
}
