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
    /// One end wraps packets in GRE, and the other does not.
    OtherWrapping,
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
    pub const ALL: [HindranceKind; 14] = [
        Self::NoRoute,
        Self::RoutedElsewhere,
        Self::Diverted,
        Self::SameNetwork,
        Self::IntoItself,
        Self::LinkDown,
        Self::NoZone,
        Self::NoRouter,
        Self::OtherWrapping,
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
            Self::OtherWrapping => "one end wraps packets in GRE and the other does not",
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
            Self::NoRoute | Self::RoutedElsewhere | Self::Diverted | Self::NoRouter => &["no-route-to-remote-network"],
            Self::LinkDown => &["no-route-to-remote-network", "incomplete-entry"],
            Self::SameNetwork => &["overlapping-networks"],
            Self::IntoItself => &["recursive-route"],
            Self::OtherWrapping => &["gre-mismatch"],
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
            Self::OtherWrapping => HindranceKind::OtherWrapping,
            Self::Translated => HindranceKind::Translated,
            Self::Filtered { by_end: false, .. } => HindranceKind::Filtered,
            Self::Filtered { by_end: true, .. } => HindranceKind::FilteredByEnd,
            Self::EspFiltered { by_end: false, .. } => HindranceKind::EspFiltered,
            Self::EspFiltered { by_end: true, .. } => HindranceKind::EspFilteredByEnd,
        }
    }
}
