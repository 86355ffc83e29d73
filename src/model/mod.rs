//! The vendor-neutral model of a device: what each platform's configuration is lowered to.
//!
//! Every value knows its origin ([`Sourced`], [`Setting`]); what the file does not settle is [`Unknown`], never a guess.

mod algorithm;
mod behaviour;
mod coverage;
mod defect;
mod device;
mod distinguished_name;
mod entry;
mod identity;

mod liveness;
pub(crate) mod packet_size;
pub mod path;
mod profiles;
mod proposal;
mod release;
mod search;
mod selector;
pub mod space;
mod value;

pub use algorithm::{Algorithm, AuthenticationMethod, DhGroup, Encryption, Hash};
pub use behaviour::{
    AfterChildFailure, AggressiveModeKeys, AggressiveModeOffer, AggressiveModeWithoutKey, Behaviour,
    DynamicBeforeStatic, GroupChoice, GroupGuess, Ikev1Offer, IncompleteEntry, InitiatorWithoutKey, KeyLookup,
    KeyOfIdentity, ModeNegotiation, NamesInMainMode, NarrowedAnswer, OtherExchangeMode, RekeyGroup, SelectorAcceptance,
    ToStrangers, TwinEntries, UnsetPfs, VersionFallback, WantedResponder,
};
pub use coverage::{Coverage, KnownLine, PathCount, Standing};
pub use defect::{Blocks, Defect, DefectKind, Kept};
pub use device::{Device, Interface, PlatformId, RefusedAlgorithms};
pub(crate) use distinguished_name::has_wildcards;
pub use entry::{
    CertificateName, Child, Entry, EntryKind, EntryNames, ExchangeMode, ExchangeModes, IkeSettings, IkeVersion,
    Initiation, KeyHalf, KeyScope, Locations, NatTraversal, PeerAddress, PolicyLocation, PostQuantum, PostQuantumKey,
    PreSharedKey, TrustPoint,
};
pub use identity::{Identity, IdentityCheck, IdentityPattern, LocalIdentity};
pub use liveness::DeadPeerDetection;
pub use profiles::{ChildProfile, IkeProfile, ProfileUse, Profiles};
pub use proposal::{ChildProposal, EncapsulationMode, IkeProposal, Lifetime, SequenceNumbers};
pub(crate) use proposal::{Transform, known_transforms};
pub use release::Release;
pub use search::{MapPlace, Taken, Way};
pub use selector::{Addresses, Ports, SelectorRelation, TrafficSelector};
pub use value::{Origin, Setting, Sourced, Unknown, UnknownReason};
