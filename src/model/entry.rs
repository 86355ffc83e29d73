//! An entry: one configured connection, with everything that is needed to play IKE in either role.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

use crate::model::{
    AuthenticationMethod, ChildProposal, DeadPeerDetection, Defect, DhGroup, IdentityCheck, IdentityPattern,
    IkeProposal, Lifetime, LocalIdentity, MapPlace, Profiles, Setting, Sourced, TrafficSelector,
};
use crate::secret::Psk;
use crate::source::Span;

/// What an entry is in its device's own terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A static crypto map entry.
    CryptoMap,
    /// A dynamic crypto map entry, which takes peers that it does not know.
    DynamicMap,
    /// A tunnel interface in IPsec mode; any-to-any selectors.
    Vti,
    /// GRE with tunnel protection; the selector is GRE between the two ends.
    TunnelProtection,
    /// A PAN-OS IPsec tunnel, with proxy IDs or without.
    ProxyId,
    /// A strongSwan connection.
    Connection,
    /// A parameter sheet.
    Sheet,
    /// A tunnel interface that carries no IPsec at all.
    None,
}

impl EntryKind {
    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::CryptoMap => "crypto-map",
            Self::DynamicMap => "dynamic-map",
            Self::Vti => "vti",
            Self::TunnelProtection => "tunnel-protection",
            Self::ProxyId => "proxy-id",
            Self::Connection => "connection",
            Self::Sheet => "sheet",
            Self::None => "none",
        }
    }
}

/// The far end, as an entry names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeerAddress {
    /// An address.
    Address(IpAddr),
    /// A name that the DNS would have to resolve.
    Name(String),
    /// Whoever comes: a dynamic map, a PAN-OS dynamic peer, a multipoint GRE hub.
    Any,
}

impl PeerAddress {
    /// How [`PeerAddress::Any`] is written. It is no name that a command could hold.
    pub(crate) const ANY: &'static str = "any";
}

impl fmt::Display for PeerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => write!(f, "{address}"),
            Self::Name(name) => f.write_str(name),
            Self::Any => f.write_str(Self::ANY),
        }
    }
}

/// Who may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Initiation {
    /// Either.
    Both,
    /// This end begins and refuses to answer (ASA `originate-only`).
    InitiateOnly,
    /// Either, but this end begins only when somebody tells it to (strongSwan without `start_action`).
    OnCommand,
    /// This end only answers (dynamic map, `answer-only`, passive mode, `responder-only`, multipoint GRE hub).
    RespondOnly,
}

/// What an end does about NAT on the path (RFC 3947, RFC 3948; RFC 7296, section 2.23).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NatTraversal {
    /// It neither looks for NAT nor puts ESP into UDP.
    Off,
    /// It looks for NAT, since its device does, and this entry never puts ESP into UDP (ASA `set nat-t-disable`).
    OffForChildren,
    /// It puts ESP into UDP where it finds NAT.
    On,
    /// The same; and where it begins with IKEv2, it goes on at UDP 4500 without NAT as well, so as to be ready to move to
    /// another address (RFC 4555, section 3.3). ESP stays as it is.
    Mobile,
    /// It makes both ends believe in a NAT, so that ESP travels in UDP wherever the other end looks for NAT.
    Forced,
}

impl NatTraversal {
    /// Whether ESP travels in UDP where there is NAT.
    pub fn encapsulates(self) -> bool {
        matches!(self, Self::On | Self::Mobile | Self::Forced)
    }
}

impl fmt::Display for NatTraversal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Off => "off",
            Self::OffForChildren => "off for this entry",
            Self::On => "on",
            Self::Mobile => "on, with MOBIKE",
            Self::Forced => "forced",
        })
    }
}

/// An IKE version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IkeVersion {
    /// IKEv1 (RFC 2409).
    V1,
    /// IKEv2 (RFC 7296).
    V2,
}

impl IkeVersion {
    /// 1 or 2.
    pub fn number(self) -> u8 {
        match self {
            Self::V1 => 1,
            Self::V2 => 2,
        }
    }
}

impl fmt::Display for IkeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IKEv{}", self.number())
    }
}

/// The IKEv1 phase 1 exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExchangeMode {
    /// Main mode: six messages.
    Main,
    /// Aggressive mode: three messages.
    Aggressive,
}

/// Which IKEv1 exchanges an entry begins and answers.
#[derive(Clone, Copy, Debug)]
pub struct ExchangeModes {
    /// The exchange with which it begins.
    pub initiates: Sourced<ExchangeMode>,
    /// The group of the Diffie-Hellman exchange in AM1, where the entry states one; else that of its first proposal.
    pub aggressive_group: Option<Setting<DhGroup>>,
    /// Whether it answers main mode.
    pub accepts_main: Sourced<bool>,
    /// Whether it answers aggressive mode.
    pub accepts_aggressive: Sourced<bool>,
}

/// What an entry uses with one IKE version.
#[derive(Clone, Debug)]
pub struct IkeSettings {
    /// Whether the version is switched on where this entry needs it (ASA: per interface; IOS: globally).
    pub enabled: Setting<bool>,
    /// Whether this entry begins with this version. False where it only answers it.
    pub initiates: bool,
    /// Proposals for the IKE SA in order of preference.
    pub proposals: Vec<IkeProposal>,
    /// The line to show where there is no proposal at all.
    pub proposals_at: Span,
    /// IKEv1 exchanges; `None` in IKEv2.
    pub exchange_modes: Option<ExchangeModes>,
    /// How this end authenticates itself (IKEv2; in IKEv1 the proposal says it, and this is `None`).
    pub local_authentication: Option<Setting<AuthenticationMethod>>,
    /// How this end wants the other authenticated (IKEv2).
    pub remote_authentication: Option<Setting<AuthenticationMethod>>,
    /// The identity that this end sends.
    pub local_identity: Setting<LocalIdentity>,
    /// What it demands of the other's identity.
    pub remote_identity: IdentityCheck,
    /// The keyrings (numbers of [`PreSharedKey::ring`]) that this entry uses when it begins; `None` is all of them.
    pub initiator_rings: Option<Vec<u32>>,
    /// The keyrings that are searched when it answers; `None` is all of them.
    pub responder_rings: Option<Vec<u32>>,
    /// What the entry names to authenticate by certificate.
    pub trust_points: Vec<TrustPoint>,
    /// What it demands of the name in the other's certificate; `None` where no source says.
    pub certificate_name: Option<Sourced<CertificateName>>,
    /// Proposals for child SAs in order of preference.
    pub child_proposals: Vec<ChildProposal>,
    /// The line of a policy for the peer's sessions that leaves this version out (ASA `vpn-tunnel-protocol`): what is
    /// configured is refused all the same.
    pub prohibited: Option<Span>,
    /// How it finds out that its peer is gone. Nothing hangs on it.
    pub dead_peer_detection: Setting<DeadPeerDetection>,
    /// What it mixes into the keys of IKEv2 beside the key exchange; `None` where nothing is.
    pub post_quantum: Option<PostQuantum>,
}

/// What an end demands of the name in the other's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateName {
    /// The identity that the other sends stands in it.
    IsIdentity,
    /// The same, if it holds such a name at all.
    IsIdentityIfAny,
    /// Nothing.
    NotCompared,
}

impl fmt::Display for CertificateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IsIdentity => "the identity that arrives",
            Self::IsIdentityIfAny => "the identity that arrives, if it holds such a name",
            Self::NotCompared => "not compared",
        })
    }
}

/// Something that an entry names to authenticate by certificate. What it holds does not stand in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustPoint {
    /// What its platform calls such a thing: `trust point`, `certificate profile`.
    pub what: &'static str,
    /// Its name.
    pub name: String,
    /// The line that names it.
    pub at: Span,
}

/// How an entry uses post-quantum pre-shared keys (RFC 8784).
#[derive(Clone, Debug)]
pub struct PostQuantum {
    /// Whether it offers to use one when it begins.
    pub offers: bool,
    /// Whether it makes no SA without one.
    pub required: bool,
    /// The line that says so.
    pub at: Span,
    /// Its keys, in order of preference.
    pub keys: Vec<PostQuantumKey>,
}

/// A post-quantum pre-shared key.
#[derive(Clone, Debug)]
pub struct PostQuantumKey {
    /// The identity by which the ends name it (PPK_ID), with its line; unknown where a key server assigns it.
    pub identity: Setting<String>,
    /// The key; `None` where a key server hands it out.
    pub key: Option<(Psk, Span)>,
}

/// Whose packets find a pre-shared key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyScope {
    /// Peers with an address in this prefix; the longest match wins within a keyring.
    Network(IpNet),
    /// A peer by host name, which the DNS or its identity would have to prove.
    Hostname(String),
    /// A peer that calls itself so; no address finds the key (an ASA tunnel group that is not named after an address).
    Name(String),
    /// A peer that calls itself so, for a responder alone: an initiator does not know yet what its peer calls itself.
    Identity(IdentityPattern),
    /// Whoever calls itself one of these, or speaks to one of these. Only where that is known before the key is needed:
    /// at a responder of IKEv2, and at both ends in aggressive mode.
    Owners(Vec<IdentityPattern>),
    /// The peer of whichever entry searches its keyring: the key was chosen for that entry when the file was read.
    ItsEntry,
    /// Every peer that no other key fits (ASA `DefaultL2LGroup`).
    Fallback,
}

/// A pre-shared key of a device, with the reach that it has.
#[derive(Clone, Debug)]
pub struct PreSharedKey {
    /// The IKE version that uses it.
    pub version: IkeVersion,
    /// Whose packets find it.
    pub scope: KeyScope,
    /// The number of its keyring, in the order of search: a lower ring that has a match wins.
    pub ring: u32,
    /// The key with which this end proves itself. `None` where the file gives only the other half.
    pub local: Option<(Psk, Span)>,
    /// The key with which the other end must prove itself; in IKEv1 the same as `local`.
    pub remote: Option<(Psk, Span)>,
}

impl PreSharedKey {
    /// The half that stands at this place, where the two halves are written apart; `None` where one line gives the whole
    /// key, or neither half stands there.
    pub fn half_at(&self, at: Span) -> Option<KeyHalf> {
        let [local, remote] = [&self.local, &self.remote].map(|half| half.as_ref().map(|(_, span)| *span));
        match (local == remote, Some(at)) {
            (false, at) if at == local => Some(KeyHalf::Local),
            (false, at) if at == remote => Some(KeyHalf::Remote),
            _ => None,
        }
    }
}

/// One of the two halves of an IKEv2 key, which may differ (RFC 7296, section 2.15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyHalf {
    /// The key by which an end proves itself.
    Local,
    /// The key by which it checks the other end.
    Remote,
}

impl KeyHalf {
    /// The word of ASA and IOS for it: `local`, `remote`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Remote => "remote",
        }
    }
}

/// One traffic selector that an entry protects.
#[derive(Clone, Debug)]
pub struct Child {
    /// The name that people know it by: `outside_map 10 entry 1`, `to-hq proxy-id lan`.
    pub name: String,
    /// The line that states it.
    pub span: Span,
    /// The selector, seen from this end.
    pub selector: TrafficSelector,
    /// Set where no packet can match it, so that it never asks for a child SA; the reason, for people.
    pub never_matches: Option<&'static str>,
    /// The number of the child SA that it shares with the entry's other children of the same number; `None` where it has
    /// one for itself. In IKEv2 they are asked for together, and one of them that is taken is enough; IKEv1 has room for
    /// the first alone.
    pub shares: Option<u32>,
}

/// What the blocks that an entry is made of are called in its file, so that commands can be pasted as they are. Nothing
/// here bears on the negotiation. Whatever the file does not name is empty, and a placeholder stands in the command.
#[derive(Clone, Debug, Default)]
pub struct EntryNames {
    /// The access list that says what it protects.
    pub access_list: Option<String>,
    /// The number of the first entry of that list, on a device that numbers them.
    pub access_list_begins: Option<u32>,
    /// The IPsec profile of a tunnel interface.
    pub ipsec_profile: Option<String>,
    /// The ISAKMP profile or the IKEv2 profile.
    pub ike_profile: Option<String>,
    /// The IKEv2 policy whose proposals it offers.
    pub ike_policy: Option<String>,
    /// The keyring of its pre-shared key, with its VRF where the head line names one: `KR`, `KR vrf INET`.
    pub keyring: Option<String>,
    /// The peers of an IKEv2 keyring that stand for one address: the address, and the name of the peer.
    pub keyring_peers: BTreeMap<IpAddr, String>,
    /// The single addresses that have an IKEv1 key already, in the keyring or, without one, globally.
    pub keyed_peers: BTreeSet<IpAddr>,
    /// The addresses of its peers that have a block of a stated kind already (ASA: a tunnel group with a type).
    pub typed_peers: BTreeSet<IpAddr>,
    /// The group policy that its peer falls under, and the protocols that it lets be used, as they stand.
    pub group_policy: Option<(String, String)>,
    /// Whether a tunnel interface shares its SAs with others that have the same source (IOS `shared`).
    pub shares_protection: bool,
    /// Whether marks, an interface number or a fixed priority tell its policies in the kernel from those of other entries, so
    /// that selectors alone do not say whose packets are whose (swanctl.conf(5), `mark_out`, `if_id_out`, `priority`).
    pub policies_are_set_apart: bool,
    /// A name that nothing on the device has, for what advice adds, on a device where such things have names.
    pub free_name: Option<String>,
    /// The interfaces on which each IKE version is switched on, on a device that switches them by interface.
    pub ike_interfaces: BTreeSet<(IkeVersion, String)>,
    /// Where its parts stand, for a device whose configuration holds several such places.
    pub locations: Locations,
    /// The highest number of a policy of each IKE version, on a device that numbers the policies of all its tunnels.
    pub last_policies: BTreeMap<IkeVersion, u32>,
    /// The crypto profiles that it may name, on a device that has such.
    pub profiles: Arc<Profiles>,
    /// Lines of a DMVPN spoke that tie a next-hop server to its address in the underlying network, as they stand.
    pub next_hop_lines: Vec<String>,
}

/// What goes before the path of each part of an entry in a command; empty where the part stands at the top of its file.
#[derive(Clone, Debug, Default)]
pub struct Locations {
    /// The entry and its peer.
    pub entry: String,
    /// What it offers for the IKE SA.
    pub ike_profile: String,
    /// What it offers for child SAs.
    pub ipsec_profile: String,
    /// The router that its tunnel interface belongs to, else that of its outer interface, by its whole path.
    pub router: Option<String>,
    /// The zones and rules of the device: several where it is parted into virtual systems.
    pub policies: Vec<PolicyLocation>,
}

/// Where the zones and the rules of one virtual system stand.
#[derive(Clone, Debug, Default)]
pub struct PolicyLocation {
    /// What the names of its zones begin with; empty where there is one virtual system alone.
    pub prefix: String,
    /// What goes before the path of its zones.
    pub zones: String,
    /// What goes before the path of its rules.
    pub rules: String,
}

/// One configured connection: a crypto map entry, a tunnel interface, a PAN-OS tunnel with its gateway.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name that people know it by: `outside_map 10`, `Tunnel0`, `to-hq`.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
    /// The line that begins it.
    pub span: Span,
    /// The interface that its packets leave by, in the device's words; empty where none is bound.
    pub interface: String,
    /// Whether it is bound to an interface (crypto map applied). Always true for tunnel interfaces.
    pub bound: Setting<bool>,
    /// The addresses that its packets may carry as their source; unknown where they are settled at run time.
    pub local_addresses: Vec<Setting<IpAddr>>,
    /// The far ends in order of rank.
    pub peers: Vec<Sourced<PeerAddress>>,
    /// Addresses of the tunnel interface itself, for pairing.
    pub tunnel_addresses: Vec<IpNet>,
    /// Who may begin.
    pub initiation: Sourced<Initiation>,
    /// What it uses with IKEv1; `None` where it does not speak it.
    pub ikev1: Option<IkeSettings>,
    /// What it uses with IKEv2; `None` where it does not speak it.
    pub ikev2: Option<IkeSettings>,
    /// The line that settles which versions it speaks, for labels.
    pub version_at: Span,
    /// PFS: the group of the Diffie-Hellman exchange of a child SA, `None` inside where there is none.
    pub pfs: Setting<Option<DhGroup>>,
    /// How long a child SA lives.
    pub child_lifetime: Lifetime,
    /// What it protects, in the order of the file; permits only.
    pub children: Vec<Child>,
    /// Whether it takes any selector (a dynamic map entry without `match address`).
    pub accepts_any_selector: bool,
    /// Its place in a map, whose entries are held against each packet one after the other; `None` where it stands for
    /// itself.
    pub place: Option<MapPlace>,
    /// What it does about NAT on the path.
    pub nat_traversal: Setting<NatTraversal>,
    /// What is wrong with it by itself.
    pub defects: Vec<Defect>,
    /// Lines of its own blocks that were not understood, so that a verdict may hang on them.
    pub unread: Vec<Span>,
    /// A line that was not understood and that may be its key, where one is missed.
    pub key_gap: Option<Span>,
    /// What its blocks are called, for commands.
    pub names: EntryNames,
}

impl Entry {
    /// The settings for one version, where the entry speaks it.
    pub fn settings(&self, version: IkeVersion) -> Option<&IkeSettings> {
        match version {
            IkeVersion::V1 => self.ikev1.as_ref(),
            IkeVersion::V2 => self.ikev2.as_ref(),
        }
    }

    /// Whether the entry negotiates any-to-any and leaves the choice of traffic to routing.
    pub fn is_route_based(&self) -> bool {
        match self.kind {
            EntryKind::Vti | EntryKind::TunnelProtection => true,
            EntryKind::ProxyId => self.children.iter().all(|child| child.selector == TrafficSelector::any()),
            _ => false,
        }
    }
}
