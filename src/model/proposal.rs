//! What an end offers and accepts: proposals for the IKE SA and for child SAs, and lifetimes.

use std::fmt;

use crate::model::{Algorithm, AuthenticationMethod, DhGroup, Encryption, Hash, Setting, UnknownReason};
use crate::source::Span;

/// One proposal for an IKE SA.
///
/// Each list holds the transforms of one type in order of preference. An IKEv1 policy has one of each; PAN-OS
/// profiles, whose product is offered, and IKEv2 proposals have several. A match takes one of each *within one
/// proposal*. An unknown member says that there may be more.
#[derive(Clone, Debug)]
pub struct IkeProposal {
    /// The name that people know it by: `policy 10`, `IKE-P1`.
    pub name: String,
    /// The head of its block.
    pub span: Span,
    /// Encryption algorithms.
    pub encryption: Vec<Setting<Encryption>>,
    /// The hash of an IKEv1 policy, the integrity transforms of an IKEv2 proposal; empty or [`Hash::None`] with
    /// combined-mode encryption.
    pub integrity: Vec<Setting<Hash>>,
    /// Pseudorandom functions; empty in IKEv1, where the hash serves as one (RFC 2409, section 4).
    pub prf: Vec<Setting<Hash>>,
    /// Diffie-Hellman groups.
    pub dh_groups: Vec<Setting<DhGroup>>,
    /// The authentication method, which is part of the proposal in IKEv1 only; `None` in IKEv2.
    pub authentication: Option<Setting<AuthenticationMethod>>,
    /// The lifetime of the IKE SA in seconds; `None` inside means unlimited.
    pub lifetime: Setting<Option<u64>>,
}

/// The encapsulation mode of a child SA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncapsulationMode {
    /// Tunnel mode.
    Tunnel,
    /// Transport mode, but tunnel mode is taken where transport cannot be had (IOS `mode transport`).
    TransportPreferred,
    /// Transport mode or nothing (IOS `mode transport require`).
    TransportRequired,
}

impl EncapsulationMode {
    /// Whether the initiator asks for transport mode.
    pub fn is_transport(self) -> bool {
        self != Self::Tunnel
    }
}

/// How long the sequence numbers of ESP and AH are: transform type 5 of IKEv2 (RFC 7296, section 3.3.2), an attribute of
/// its own in IKEv1 (RFC 4304, section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SequenceNumbers {
    /// 32 bits.
    Short,
    /// 64 bits, extended sequence numbers.
    Extended,
}

impl fmt::Display for SequenceNumbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Short => "32 bits",
            Self::Extended => "64 bits (ESN)",
        })
    }
}

/// One proposal for a child SA: a Cisco transform set, an `ipsec-proposal`, a PAN-OS IPsec crypto profile.
#[derive(Clone, Debug)]
pub struct ChildProposal {
    /// The name that people know it by.
    pub name: String,
    /// Its line, or the head of its block.
    pub span: Span,
    /// ESP encryption algorithms in order of preference; empty where the proposal has no ESP (AH alone).
    pub encryption: Vec<Setting<Encryption>>,
    /// ESP integrity algorithms; empty or [`Hash::None`] where there is none.
    pub integrity: Vec<Setting<Hash>>,
    /// AH integrity algorithms; empty where the proposal has no AH.
    pub authentication_header: Vec<Setting<Hash>>,
    /// Sequence numbers, any of which will do.
    pub sequence_numbers: Vec<Setting<SequenceNumbers>>,
    /// Whether IP payload compression is part of the proposal.
    pub compression: bool,
    /// The encapsulation mode.
    pub mode: Setting<EncapsulationMode>,
    /// The PFS groups that belong to this proposal, any of which will do; `None` inside is no PFS. Where the proposal
    /// itself is `None` here, the entry's PFS holds.
    pub pfs: Option<Vec<Setting<Option<DhGroup>>>>,
}

impl ChildProposal {
    /// A proposal with ESP alone, without compression and without PFS of its own. It has the sequence numbers that
    /// everybody has; whether it has extended ones as well is not known.
    pub fn esp(
        name: impl Into<String>,
        span: Span,
        encryption: Vec<Setting<Encryption>>,
        integrity: Vec<Setting<Hash>>,
        mode: Setting<EncapsulationMode>,
    ) -> Self {
        const SHORT: &str = "RFC 4303, section 2.2.1: extended sequence numbers are an extension to those of 32 bits";
        let sequence_numbers = vec![
            Setting::default(SequenceNumbers::Short, SHORT, span),
            Setting::unknown(UnknownReason::DefaultUndocumented, span),
        ];
        let (name, authentication_header) = (name.into(), Vec::new());
        Self {
            name,
            span,
            encryption,
            integrity,
            authentication_header,
            sequence_numbers,
            compression: false,
            mode,
            pfs: None,
        }
    }

    /// Whether extended sequence numbers alone will do.
    pub fn demands_extended_sequence_numbers(&self) -> bool {
        !self.sequence_numbers.is_empty()
            && self.sequence_numbers.iter().all(|own| own.known() == Some(&SequenceNumbers::Extended))
    }
}

/// How long a child SA lives. `None` inside means that this limit is off.
#[derive(Clone, Copy, Debug)]
pub struct Lifetime {
    /// Seconds.
    pub seconds: Setting<Option<u64>>,
    /// Kilobytes (1,024 octets).
    pub kilobytes: Setting<Option<u64>>,
}

/// A value that a proposal lists: two lists of them are compared by what they have in common.
pub(crate) trait Transform: Copy + PartialEq {
    /// It as one of the algorithms that a release may refuse; `None` where it is none.
    fn algorithm(self) -> Option<Algorithm>;

    /// Whether a list that does not name it has it all the same: no integrity is the same as an empty list.
    fn is_none(self) -> bool {
        false
    }
}

impl Transform for Encryption {
    fn algorithm(self) -> Option<Algorithm> {
        Some(Algorithm::Encryption(self))
    }
}

impl Transform for DhGroup {
    fn algorithm(self) -> Option<Algorithm> {
        Some(Algorithm::Group(self))
    }
}

impl Transform for AuthenticationMethod {
    fn algorithm(self) -> Option<Algorithm> {
        None
    }
}

impl Transform for SequenceNumbers {
    fn algorithm(self) -> Option<Algorithm> {
        None
    }
}

impl Transform for Hash {
    fn algorithm(self) -> Option<Algorithm> {
        Some(Algorithm::Hash(self))
    }

    fn is_none(self) -> bool {
        self == Hash::None
    }
}

/// The values of a list that are known, without those that say that there is none.
pub(crate) fn known_transforms<T: Transform>(list: &[Setting<T>]) -> impl Iterator<Item = T> {
    list.iter().filter_map(Setting::known).copied().filter(|value| !value.is_none())
}
