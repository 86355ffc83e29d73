//! Faults without their details, and where an exchange can stop because of each: what tables are looked up by.

use crate::model::IkeVersion::{self, V1, V2};
use crate::negotiation::Message::{
    self, Am1, Am2, Am3, AuthRequest, AuthResponse, CreateChildRequest, Mm1, Mm2, Mm3, Mm4, Mm5, Mm6, Qm1, Qm2,
    SaInitRequest, SaInitResponse,
};
use crate::negotiation::{Fault, Role, Stop};

/// The kinds of [`Fault`], with what each is about there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are those of the faults")]
pub enum FaultKind {
    Defect,
    IkeNotEnabled,
    MapNotApplied,
    NoRouteToPeer,
    RecursiveRoute,
    Port500Blocked,
    Port4500Blocked,
    PeerAddress,
    OneSided,
    IkeVersion,
    Prohibited,
    ExchangeMode,
    NoIkeProposal,
    IkeProposal,
    AuthenticationMethod,
    KeyMissing,
    KeyMismatch,
    PostQuantumKey,
    Identity,
    NoChildProposal,
    ChildProposal,
    EncapsulationMode,
    EspStrongerThanIke,
    Pfs,
    NatTraversal,
    Selector,
    NeverMatches,
    Shadowed,
    OriginateOnly,
    NoInitiator,
}

impl Fault {
    /// Its kind.
    pub fn kind(&self) -> FaultKind {
        match self {
            Self::Defect { .. } => FaultKind::Defect,
            Self::IkeNotEnabled { .. } => FaultKind::IkeNotEnabled,
            Self::MapNotApplied { .. } => FaultKind::MapNotApplied,
            Self::NoRouteToPeer { .. } => FaultKind::NoRouteToPeer,
            Self::RecursiveRoute { .. } => FaultKind::RecursiveRoute,
            Self::PortBlocked { port: 4500, .. } => FaultKind::Port4500Blocked,
            Self::PortBlocked { .. } => FaultKind::Port500Blocked,
            Self::PeerAddress { .. } => FaultKind::PeerAddress,
            Self::OneSided { .. } => FaultKind::OneSided,
            Self::IkeVersion { .. } => FaultKind::IkeVersion,
            Self::Prohibited { .. } => FaultKind::Prohibited,
            Self::ExchangeMode { .. } => FaultKind::ExchangeMode,
            Self::NoIkeProposal { .. } => FaultKind::NoIkeProposal,
            Self::IkeProposal(_) => FaultKind::IkeProposal,
            Self::AuthenticationMethod(_) => FaultKind::AuthenticationMethod,
            Self::KeyMissing { .. } => FaultKind::KeyMissing,
            Self::KeyMismatch { .. } => FaultKind::KeyMismatch,
            Self::PostQuantumKey { .. } => FaultKind::PostQuantumKey,
            Self::Identity { .. } => FaultKind::Identity,
            Self::NoChildProposal { .. } => FaultKind::NoChildProposal,
            Self::ChildProposal(_) => FaultKind::ChildProposal,
            Self::EncapsulationMode { .. } => FaultKind::EncapsulationMode,
            Self::EspStrongerThanIke { .. } => FaultKind::EspStrongerThanIke,
            Self::Pfs { .. } => FaultKind::Pfs,
            Self::NatTraversal { .. } => FaultKind::NatTraversal,
            Self::Selector { .. } => FaultKind::Selector,
            Self::NeverMatches { .. } => FaultKind::NeverMatches,
            Self::Shadowed { .. } => FaultKind::Shadowed,
            Self::OriginateOnly { .. } => FaultKind::OriginateOnly,
            Self::NoInitiator => FaultKind::NoInitiator,
        }
    }
}

impl FaultKind {
    /// The rules that explain a fault of this kind, by name, the likeliest first; which of several it is depends on details.
    pub fn rules(self) -> &'static [&'static str] {
        match self {
            Self::Defect => {
                &["incomplete-entry", "dangling-reference", "invalid-value", "unrecognised-line", "vrf-mismatch"]
            }
            Self::IkeNotEnabled => &["ike-not-enabled"],
            Self::MapNotApplied => &["crypto-map-not-applied"],
            Self::NoRouteToPeer => &["no-route-to-peer"],
            Self::RecursiveRoute => &["recursive-route"],
            Self::Port500Blocked => &["udp-500-blocked"],
            Self::Port4500Blocked => &["udp-4500-blocked"],
            Self::PeerAddress => &["peer-address-mismatch"],
            Self::OneSided => &["one-sided-tunnel"],
            Self::IkeVersion => &["ike-version-mismatch"],
            Self::Prohibited => &["tunnel-protocol-not-allowed"],
            Self::ExchangeMode => &["exchange-mode-mismatch"],
            Self::NoIkeProposal | Self::IkeProposal => &["ike-proposal-mismatch"],
            Self::AuthenticationMethod => &["auth-method-mismatch"],
            Self::KeyMissing => &["psk-missing"],
            Self::KeyMismatch => &["psk-mismatch"],
            Self::PostQuantumKey => &["ppk-mismatch"],
            Self::Identity => &["identity-mismatch"],
            Self::NoChildProposal | Self::ChildProposal => &["ipsec-proposal-mismatch"],
            Self::EncapsulationMode => &["encapsulation-mode-mismatch"],
            Self::EspStrongerThanIke => &["ike-cipher-weaker-than-esp"],
            Self::Pfs => &["pfs-mismatch"],
            Self::NatTraversal => &["nat-traversal-mismatch"],
            Self::Selector => &["selector-mismatch", "selector-one-way", "gre-mismatch"],
            Self::NeverMatches => &["invalid-value"],
            Self::Shadowed => &["shadowed-entry"],
            Self::OriginateOnly | Self::NoInitiator => &["no-initiator"],
        }
    }
}

/// Where an exchange stops: a fault, the message that is not accepted, and who does not accept it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The kind of the fault.
    pub kind: FaultKind,
    /// The IKE version that is spoken.
    pub version: IkeVersion,
    /// The message; `None` where no packet leaves.
    pub message: Option<Message>,
    /// Who refuses; `None` where nobody does.
    pub refused_by: Option<Role>,
}

impl Stop {
    /// Where it stops.
    pub fn at(&self, version: IkeVersion) -> Place {
        Place { kind: self.fault.kind(), version, message: self.message, refused_by: self.refused_by }
    }
}

/// Nobody refuses.
const LOST: Option<Role> = None;
/// The responder refuses.
const BY_R: Option<Role> = Some(Role::Responder);
/// The initiator refuses.
const BY_I: Option<Role> = Some(Role::Initiator);

/// A kind of fault with the messages at which it stops an exchange, by version, and who refuses them.
type Places = (FaultKind, IkeVersion, &'static [(Option<Message>, Option<Role>)]);

/// No packet leaves.
const NOTHING: (Option<Message>, Option<Role>) = (None, None);

/// Every place where an exchange can stop, in the order of the exchange.
static PLACES: &[Places] = &[
    (FaultKind::Defect, V1, &[NOTHING, (Some(Mm1), LOST), (Some(Am1), LOST), (Some(Mm1), BY_R), (Some(Am1), BY_R)]),
    (FaultKind::Defect, V1, &[(Some(Mm4), BY_I), (Some(Mm5), BY_R), (Some(Qm1), BY_R)]),
    (FaultKind::Defect, V2, &[NOTHING, (Some(SaInitRequest), LOST), (Some(SaInitRequest), BY_R)]),
    (FaultKind::Defect, V2, &[(Some(SaInitResponse), BY_I), (Some(AuthRequest), BY_R)]),
    (FaultKind::IkeNotEnabled, V1, &[NOTHING, (Some(Mm1), LOST), (Some(Am1), LOST)]),
    (FaultKind::IkeNotEnabled, V2, &[NOTHING, (Some(SaInitRequest), LOST)]),
    (FaultKind::MapNotApplied, V1, &[NOTHING, (Some(Mm1), LOST), (Some(Am1), LOST)]),
    (FaultKind::MapNotApplied, V2, &[NOTHING, (Some(SaInitRequest), LOST)]),
    (FaultKind::NoRouteToPeer, V1, &[(Some(Mm1), LOST), (Some(Mm2), LOST), (Some(Am1), LOST), (Some(Am2), LOST)]),
    (FaultKind::NoRouteToPeer, V2, &[(Some(SaInitRequest), LOST), (Some(SaInitResponse), LOST)]),
    (FaultKind::RecursiveRoute, V1, &[(Some(Mm1), LOST), (Some(Mm2), LOST), (Some(Am1), LOST), (Some(Am2), LOST)]),
    (FaultKind::RecursiveRoute, V2, &[(Some(SaInitRequest), LOST), (Some(SaInitResponse), LOST)]),
    (FaultKind::Port500Blocked, V1, &[(Some(Mm1), LOST), (Some(Mm2), LOST), (Some(Am1), LOST), (Some(Am2), LOST)]),
    (FaultKind::Port500Blocked, V2, &[(Some(SaInitRequest), LOST), (Some(SaInitResponse), LOST)]),
    (FaultKind::Port4500Blocked, V1, &[(Some(Mm5), LOST), (Some(Mm6), LOST), (Some(Am3), LOST), (Some(Qm2), LOST)]),
    (FaultKind::Port4500Blocked, V2, &[(Some(AuthRequest), LOST), (Some(AuthResponse), LOST)]),
    (
        FaultKind::PeerAddress,
        V1,
        &[NOTHING, (Some(Mm1), LOST), (Some(Am1), LOST), (Some(Mm1), BY_R), (Some(Am1), BY_R)],
    ),
    (FaultKind::PeerAddress, V1, &[(Some(Am2), BY_I), (Some(Mm3), BY_R), (Some(Qm1), BY_R)]),
    (FaultKind::PeerAddress, V2, &[NOTHING, (Some(SaInitRequest), LOST), (Some(SaInitRequest), BY_R)]),
    (FaultKind::PeerAddress, V2, &[(Some(AuthRequest), BY_R)]),
    (FaultKind::OneSided, V1, &[NOTHING, (Some(Mm1), LOST), (Some(Am1), LOST), (Some(Mm1), BY_R), (Some(Am1), BY_R)]),
    (FaultKind::OneSided, V2, &[NOTHING, (Some(SaInitRequest), LOST), (Some(SaInitRequest), BY_R)]),
    (FaultKind::IkeVersion, V1, &[(Some(Mm1), LOST), (Some(Am1), LOST), (Some(Mm1), BY_R), (Some(Am1), BY_R)]),
    (FaultKind::IkeVersion, V2, &[(Some(SaInitRequest), LOST), (Some(SaInitRequest), BY_R)]),
    (FaultKind::ExchangeMode, V1, &[(Some(Mm1), LOST), (Some(Am1), LOST), (Some(Am1), BY_R), (Some(Mm5), BY_R)]),
    (FaultKind::NoIkeProposal, V1, &[(Some(Mm1), BY_R), (Some(Am1), BY_R)]),
    (FaultKind::NoIkeProposal, V2, &[(Some(SaInitRequest), BY_R)]),
    (FaultKind::IkeProposal, V1, &[(Some(Mm1), BY_R), (Some(Am1), BY_R)]),
    (FaultKind::IkeProposal, V2, &[(Some(SaInitRequest), BY_R)]),
    (FaultKind::AuthenticationMethod, V1, &[(Some(Mm1), BY_R), (Some(Am1), BY_R)]),
    (FaultKind::AuthenticationMethod, V2, &[(Some(AuthRequest), BY_R), (Some(AuthResponse), BY_I)]),
    (FaultKind::KeyMissing, V1, &[NOTHING, (Some(Mm1), BY_R), (Some(Am1), BY_R), (Some(Am2), BY_I)]),
    (FaultKind::KeyMissing, V1, &[(Some(Mm3), BY_R), (Some(Mm4), BY_I)]),
    (FaultKind::KeyMissing, V2, &[NOTHING, (Some(SaInitResponse), BY_I)]),
    (FaultKind::KeyMissing, V2, &[(Some(AuthRequest), BY_R), (Some(AuthResponse), BY_I)]),
    (FaultKind::KeyMismatch, V1, &[(Some(Mm5), BY_R), (Some(Am2), BY_I)]),
    (FaultKind::KeyMismatch, V2, &[(Some(AuthRequest), BY_R), (Some(AuthResponse), BY_I)]),
    (
        FaultKind::PostQuantumKey,
        V2,
        &[(Some(SaInitResponse), BY_I), (Some(AuthRequest), BY_R), (Some(AuthResponse), BY_I)],
    ),
    (FaultKind::Identity, V1, &[(Some(Am1), BY_R), (Some(Am2), BY_I), (Some(Mm5), BY_R), (Some(Mm6), BY_I)]),
    (FaultKind::Identity, V2, &[(Some(AuthRequest), BY_R), (Some(AuthResponse), BY_I)]),
    (FaultKind::Prohibited, V1, &[(Some(Am1), BY_R), (Some(Am2), BY_I), (Some(Mm5), BY_R), (Some(Mm6), BY_I)]),
    (FaultKind::Prohibited, V2, &[(Some(AuthRequest), BY_R), (Some(AuthResponse), BY_I)]),
    (FaultKind::Shadowed, V1, &[NOTHING, (Some(Mm1), BY_R), (Some(Am1), BY_R), (Some(Qm1), BY_R)]),
    (FaultKind::Shadowed, V2, &[NOTHING, (Some(SaInitRequest), BY_R), (Some(AuthRequest), BY_R)]),
    (FaultKind::Selector, V1, &[(Some(Qm1), BY_R)]),
    (FaultKind::Selector, V2, &[(Some(AuthRequest), BY_R)]),
    (FaultKind::OriginateOnly, V1, &[(Some(Qm1), BY_R)]),
    (FaultKind::OriginateOnly, V2, &[(Some(AuthRequest), BY_R)]),
    (FaultKind::NoChildProposal, V1, &[NOTHING, (Some(Qm1), BY_R)]),
    (FaultKind::NoChildProposal, V2, &[NOTHING, (Some(AuthRequest), BY_R)]),
    (FaultKind::ChildProposal, V1, &[(Some(Qm1), BY_R)]),
    (FaultKind::ChildProposal, V2, &[(Some(AuthRequest), BY_R), (Some(CreateChildRequest), BY_R)]),
    (FaultKind::EncapsulationMode, V1, &[NOTHING, (Some(Qm1), BY_R)]),
    (FaultKind::EncapsulationMode, V2, &[NOTHING, (Some(AuthRequest), BY_R)]),
    (FaultKind::EspStrongerThanIke, V2, &[(Some(AuthRequest), BY_R)]),
    (FaultKind::Pfs, V1, &[(Some(Qm1), BY_R)]),
    (FaultKind::Pfs, V2, &[(Some(CreateChildRequest), BY_R)]),
    (FaultKind::NatTraversal, V1, &[(Some(Qm1), BY_R)]),
    (FaultKind::NeverMatches, V1, &[NOTHING]),
    (FaultKind::NeverMatches, V2, &[NOTHING]),
    (FaultKind::NoInitiator, V1, &[NOTHING]),
    (FaultKind::NoInitiator, V2, &[NOTHING]),
];

/// Every place where an exchange can stop, in the order of the exchange.
pub fn places() -> impl Iterator<Item = Place> {
    PLACES.iter().flat_map(|(kind, version, stops)| {
        stops.iter().map(|(message, refused_by)| Place {
            kind: *kind,
            version: *version,
            message: *message,
            refused_by: *refused_by,
        })
    })
}
