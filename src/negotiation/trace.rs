//! What a negotiation does, message by message, as data. Wording lives in the rules, the platforms and the reports.

use std::fmt;
use std::net::IpAddr;

use crate::model::{DhGroup, Identity, IkeVersion, KeyHalf, SelectorRelation};
use crate::source::Span;

/// One end of a tunnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// The end of the first file.
    A,
    /// The end of the second file.
    B,
}

impl End {
    /// Both ends, in order.
    pub const BOTH: [End; 2] = [End::A, End::B];

    /// The other end.
    pub fn other(self) -> End {
        match self {
            End::A => End::B,
            End::B => End::A,
        }
    }

    /// 0 for A, 1 for B.
    pub fn index(self) -> usize {
        match self {
            End::A => 0,
            End::B => 1,
        }
    }
}

/// What an end does in a negotiation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// It sends the first message.
    Initiator,
    /// It answers.
    Responder,
}

/// A message of an exchange (RFC 2409, section 5; RFC 7296, section 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are those of the standards")]
pub enum Message {
    Mm1,
    Mm2,
    Mm3,
    Mm4,
    Mm5,
    Mm6,
    Am1,
    Am2,
    Am3,
    Qm1,
    Qm2,
    Qm3,
    SaInitRequest,
    SaInitResponse,
    AuthRequest,
    AuthResponse,
    CreateChildRequest,
    CreateChildResponse,
}

impl Message {
    /// The word of the JSON report for the exchange that the message belongs to.
    pub fn exchange(self) -> &'static str {
        match self {
            Self::Mm1 | Self::Mm2 | Self::Mm3 | Self::Mm4 | Self::Mm5 | Self::Mm6 => "main-mode",
            Self::Am1 | Self::Am2 | Self::Am3 => "aggressive-mode",
            Self::Qm1 | Self::Qm2 | Self::Qm3 => "quick-mode",
            Self::SaInitRequest | Self::SaInitResponse => "ike-sa-init",
            Self::AuthRequest | Self::AuthResponse => "ike-auth",
            Self::CreateChildRequest | Self::CreateChildResponse => "create-child-sa",
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mm1 => "MM1",
            Self::Mm2 => "MM2",
            Self::Mm3 => "MM3",
            Self::Mm4 => "MM4",
            Self::Mm5 => "MM5",
            Self::Mm6 => "MM6",
            Self::Am1 => "AM1",
            Self::Am2 => "AM2",
            Self::Am3 => "AM3",
            Self::Qm1 => "QM1",
            Self::Qm2 => "QM2",
            Self::Qm3 => "QM3",
            Self::SaInitRequest => "IKE_SA_INIT request",
            Self::SaInitResponse => "IKE_SA_INIT response",
            Self::AuthRequest => "IKE_AUTH request",
            Self::AuthResponse => "IKE_AUTH response",
            Self::CreateChildRequest => "CREATE_CHILD_SA request",
            Self::CreateChildResponse => "CREATE_CHILD_SA response",
        })
    }
}

/// The state of one end's IKE SA, in nobody's vocabulary; `platform/*/wording.rs` gives each platform's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SaState {
    /// It holds no SA.
    NoSa,
    /// It waits for this message.
    Awaiting(Message),
    /// The IKE SA is up, a child SA is not. `aggressive` says which IKEv1 exchange made it.
    IkeSaUp {
        /// Made by aggressive mode.
        aggressive: bool,
    },
    /// The IKE SA and a child SA are up.
    Established {
        /// Made by aggressive mode.
        aggressive: bool,
    },
    /// A failed SA that is being purged.
    Purged,
}

/// One attribute of an IKE or child proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are those of the standards")]
pub enum Attribute {
    Encryption,
    Integrity,
    Prf,
    DhGroup,
    Authentication,
    AuthenticationHeader,
    SequenceNumbers,
    Compression,
}

/// One attribute in which two proposals differ, with what each end has (in display form) and where it says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The attribute.
    pub attribute: Attribute,
    /// What each end has, indexed by [`End`].
    pub values: [String; 2],
    /// Where each end says so, indexed by [`End`].
    pub spans: [Span; 2],
}

/// The two proposals that come nearest to each other where none match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// The names of the two proposals, indexed by [`End`].
    pub names: [String; 2],
    /// The heads of the two proposals.
    pub spans: [Span; 2],
    /// In what they differ, in the order in which devices compare.
    pub differences: Vec<Difference>,
}

/// Why a negotiation cannot go on, with what a rule needs to explain it.
///
/// Facts are told by end, not by role, so that both directions tell the same fault in the same words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A defect of one end's own configuration keeps it from negotiating; the index is into `Entry::defects`.
    Defect {
        /// The end.
        end: End,
        /// Which of its defects.
        defect: usize,
    },
    /// The version is not switched on where the entry needs it.
    IkeNotEnabled {
        /// The end that lacks it.
        end: End,
        /// The version that is needed.
        version: IkeVersion,
        /// The line to show.
        at: Span,
    },
    /// The crypto map is bound to no interface.
    MapNotApplied {
        /// The end.
        end: End,
        /// The line to show.
        at: Span,
    },
    /// An end has no route to its peer, or one that drops the packets.
    NoRouteToPeer {
        /// The end.
        end: End,
        /// The line that names the peer.
        at: Span,
        /// The peer's address.
        peer: IpAddr,
        /// The route that drops the packets, where one does.
        drops: Option<Span>,
    },
    /// The only route of an end to its peer leads into the tunnel itself.
    RecursiveRoute {
        /// The end.
        end: End,
        /// The route.
        at: Span,
        /// The peer's address.
        peer: IpAddr,
        /// The tunnel interface.
        link: String,
    },
    /// A list drops IKE from the peer.
    PortBlocked {
        /// The end whose list it is.
        end: End,
        /// The UDP port: 500, or 4500 behind NAT.
        port: u16,
        /// The list, for people.
        list: String,
        /// Whether no entry of the list names the packets, so that its end decides.
        by_end: bool,
        /// The line that drops them, or the end of the list.
        at: Span,
        /// The line that puts the list there.
        bound_at: Span,
        /// The zones that the packets come from and go to, where the list is made of the rules between zones.
        zones: Option<[String; 2]>,
    },
    /// An end points at an address that is not the other's.
    PeerAddress {
        /// The end whose peer setting is wrong.
        end: End,
        /// The line of the setting.
        at: Span,
        /// The address that is configured.
        configured: String,
        /// The addresses that the other end has, with the line of the first.
        actual: Vec<String>,
        /// The line of the other end's address.
        actual_at: Span,
    },
    /// The other end has no configuration for this tunnel.
    OneSided {
        /// The end that lacks it.
        end: End,
        /// The line of the end that has one.
        at: Span,
    },
    /// The ends share no IKE version.
    IkeVersion {
        /// The lines that settle the version on each end.
        spans: [Span; 2],
        /// The versions that each end speaks, for people.
        speaks: [String; 2],
    },
    /// A policy of an end leaves out the version that it is configured to use.
    Prohibited {
        /// The end that refuses.
        end: End,
        /// The version.
        version: IkeVersion,
        /// The line of the policy.
        at: Span,
    },
    /// The responder does not answer the exchange that the initiator begins with.
    ExchangeMode {
        /// The end that refuses.
        end: End,
        /// Whether aggressive mode was offered.
        aggressive: bool,
        /// The lines on each end.
        spans: [Span; 2],
    },
    /// An end has no IKE proposal at all for this version.
    NoIkeProposal {
        /// The end.
        end: End,
        /// The version.
        version: IkeVersion,
        /// The line to show.
        at: Span,
    },
    /// No IKE proposal is common to both.
    IkeProposal(NearMiss),
    /// The IKE proposals differ in the authentication method alone, or the IKEv2 methods do not fit.
    AuthenticationMethod(NearMiss),
    /// An end has no pre-shared key for the other.
    KeyMissing {
        /// The end.
        end: End,
        /// The line that needs the key.
        at: Span,
        /// The address that the key is looked up by.
        peer: String,
        /// The half of an IKEv2 key that is missing; the whole key where there is none.
        half: Option<KeyHalf>,
    },
    /// The keys differ. In IKEv2 this is one direction's pair.
    KeyMismatch {
        /// The lines of the two keys, indexed by [`End`].
        spans: [Span; 2],
        /// IKEv2: the end whose own (local) key it is; `None` in IKEv1.
        proves: Option<End>,
    },
    /// The post-quantum pre-shared keys do not fit (RFC 8784).
    PostQuantumKey {
        /// The end that refuses.
        end: End,
        /// What is wrong.
        problem: PostQuantumProblem,
        /// The lines of each end, indexed by [`End`].
        spans: [Span; 2],
    },
    /// An end does not accept the identity that the other sends.
    Identity {
        /// The end that refuses.
        end: End,
        /// The identity that it receives.
        received: Identity,
        /// Where each end says so, indexed by [`End`].
        spans: [Span; 2],
        /// Whether the sender is behind NAT and is told no identity, so that its private address is what arrives.
        private: bool,
    },
    /// An end has no child proposal at all for this version.
    NoChildProposal {
        /// The end.
        end: End,
        /// The version.
        version: IkeVersion,
        /// The line to show.
        at: Span,
    },
    /// No child proposal is common to both.
    ChildProposal(NearMiss),
    /// The encapsulation modes do not fit.
    EncapsulationMode {
        /// The lines that say so on each end.
        spans: [Span; 2],
        /// What each end has, for people.
        values: [String; 2],
        /// The end that asks for transport mode for what is not between the two peers, which it cannot carry.
        unfit: Option<End>,
    },
    /// The ESP cipher is stronger than the IKE cipher, which an end refuses.
    EspStrongerThanIke {
        /// The end that refuses.
        end: End,
        /// The lines of the two ciphers: IKE first, then ESP, on the refusing end.
        spans: [Span; 2],
    },
    /// PFS does not fit.
    Pfs {
        /// The groups of each end, `None` where it has no PFS.
        groups: [Option<DhGroup>; 2],
        /// Where each end says so.
        spans: [Span; 2],
    },
    /// Both ends have found a NAT, and one of them does not put ESP into UDP.
    NatTraversal {
        /// The end that does not.
        end: End,
        /// Where each end says what it does about NAT.
        spans: [Span; 2],
    },
    /// A traffic selector is not accepted.
    Selector {
        /// The end that refuses.
        end: End,
        /// How the offer lies to the nearest selector of the responder.
        relation: SelectorRelation,
        /// The offered child, as an index into the initiator's `Entry::children`.
        offered: usize,
        /// The nearest child of the responder, as an index into its `Entry::children`.
        nearest: Option<usize>,
    },
    /// No packet can match the selector, so the end never begins.
    NeverMatches {
        /// The end.
        end: End,
        /// The child, as an index into its `Entry::children`.
        child: usize,
    },
    /// An earlier entry of an end's map takes the packets of its entry, or the peer.
    Shadowed {
        /// The end.
        end: End,
        /// The earlier entry, as an index into the entries of its device.
        by: usize,
    },
    /// An end begins but refuses to answer (ASA `originate-only`).
    OriginateOnly {
        /// The end.
        end: End,
        /// The line that says so.
        at: Span,
    },
    /// Neither end ever begins.
    NoInitiator,
}

/// What is wrong with post-quantum pre-shared keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostQuantumProblem {
    /// The end needs one, and the other uses none.
    OtherHasNone,
    /// The end needs one and has none.
    HasNone,
    /// The end does not know the key that the other names.
    Unknown {
        /// The identity of the key.
        identity: String,
        /// The line of the end that names it.
        at: Span,
    },
    /// The keys of one identity differ.
    Differs {
        /// The identity of the keys.
        identity: String,
        /// The lines of the two keys, indexed by [`End`].
        spans: [Span; 2],
    },
}

/// A notification that a refusing end sends, by its registry name.
pub type Notify = &'static str;

/// A place where the negotiation would not go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Why.
    pub fault: Fault,
    /// The message that is not accepted; `None` where no packet leaves.
    pub message: Option<Message>,
    /// 1 for the IKE SA, 2 for a child SA.
    pub phase: u8,
    /// Who refuses; `None` where no packet leaves or silence ends it.
    pub refused_by: Option<Role>,
    /// The notification that goes back, where one does.
    pub notify: Option<Notify>,
    /// The state of each end while stuck, indexed by [`End`].
    pub states: [SaState; 2],
    /// What remains at each end once it has given up, indexed by [`End`].
    pub states_after: [SaState; 2],
    /// Whether the source for the refusal is an observation or a documented rule that is certain.
    pub certain: bool,
}

impl Stop {
    /// Its place in the order of the exchange: before any packet, then message by message, the IKE SA before the child.
    pub fn place(&self) -> u32 {
        self.message.map_or(u32::from(self.phase), |message| u32::from(self.phase) * 100 + message as u32)
    }
}
