//! What the files leave open: questions, as data.

use std::borrow::Cow;

use crate::model::UnknownReason;
use crate::negotiation::End;
use crate::secret::Unreadable;
use crate::source::Span;

/// Something that the files do not settle and that the outcome may hang on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// What is missing.
    pub subject: Subject,
    /// The end whose file would settle it.
    pub end: End,
    /// The line to show.
    pub at: Span,
    /// Why it is not settled.
    pub reason: QuestionReason,
}

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Whether the pre-shared keys are the same.
    Psk,
    /// Whether there is a pre-shared key for the peer.
    PskPresent,
    /// Whether the post-quantum pre-shared keys fit.
    PostQuantumKey,
    /// Whether certificates are accepted.
    Certificate,
    /// Whether an IKE proposal matches.
    IkeProposal,
    /// Whether a child proposal matches.
    ChildProposal,
    /// Whether the IKE versions meet.
    IkeVersion,
    /// Whether IKE is switched on.
    IkeEnabled,
    /// Whether the map is applied.
    MapApplied,
    /// Whether packets to the peer leave by the interface of the tunnel.
    RouteToPeer,
    /// Whether the filters let UDP 500 from the peer in.
    Udp500,
    /// Whether the filters let UDP 4500 from the peer in.
    Udp4500,
    /// Whether the addresses meet.
    Address,
    /// Whether a NAT forwards to this end, or whether there is one at all.
    Nat,
    /// Whether the other end puts ESP into UDP.
    NatTraversal,
    /// Whether the identity is accepted.
    Identity,
    /// Whether the selector is accepted.
    Selector,
    /// Whether earlier entries of the map leave packets, or the peer, to this one.
    EntryOrder,
    /// Whether PFS fits.
    Pfs,
    /// Whether the encapsulation modes fit.
    EncapsulationMode,
    /// Whether pre-shared keys are allowed in aggressive mode.
    AggressiveModeKeys,
    /// Whether falling back to IKEv1 works.
    VersionFallback,
    /// What a line that is not understood does.
    UnreadLine,
    /// Whether something that the entry refers to is there, and fits: what an excerpt does not show, or a definition of which
    /// no source says whether the platform takes it here.
    Definition,
}

impl Subject {
    /// The word of the JSON report (`missing[].what`).
    pub fn word(self) -> &'static str {
        match self {
            Self::Psk => "psk",
            Self::PskPresent => "psk-present",
            Self::PostQuantumKey => "ppk",
            Self::Certificate => "certificate",
            Self::IkeProposal => "ike-proposal",
            Self::ChildProposal => "ipsec-proposal",
            Self::IkeVersion => "ike-version",
            Self::IkeEnabled => "ike-enabled",
            Self::MapApplied => "crypto-map-applied",
            Self::RouteToPeer => "route-to-peer",
            Self::Udp500 => "udp-500",
            Self::Udp4500 => "udp-4500",
            Self::Address => "address",
            Self::Nat => "nat",
            Self::NatTraversal => "nat-traversal",
            Self::Identity => "identity",
            Self::Selector => "selector",
            Self::EntryOrder => "entry-order",
            Self::Pfs => "pfs",
            Self::EncapsulationMode => "encapsulation-mode",
            Self::AggressiveModeKeys => "aggressive-mode-keys",
            Self::VersionFallback => "version-fallback",
            Self::UnreadLine => "unread-line",
            Self::Definition => "definition",
        }
    }
}

/// Why a question is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuestionReason {
    /// A value that cannot be known from the file.
    Value(UnknownReason),
    /// A key that cannot be read.
    Key(Unreadable),
    /// No source settles what the platform does here.
    BehaviourUnknown,
    /// The path between the ends would settle it.
    Path,
    /// Certificates are not in the file.
    Certificate,
}

impl QuestionReason {
    /// A short phrase for people, without a full stop.
    pub fn phrase(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Value(reason) => return reason.phrase(),
            Self::Key(reason) => reason.phrase(),
            Self::BehaviourUnknown => "no source settles what the platform does here",
            Self::Path => "the path between the ends decides",
            Self::Certificate => "certificates are not in the file",
        })
    }
}
