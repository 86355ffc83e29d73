//! What one end of a generated tunnel is set to, without a vendor.

use ipnet::Ipv4Net;

/// The platforms that the generator writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vendor {
    Asa,
    Ios,
    PanOs,
    StrongSwan,
}

/// What a fault changes, and what a written line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    Other,
    IkeEncryption,
    IkeHash,
    IkeGroup,
    Psk,
    Peer,
    EspEncryption,
    EspHash,
    Pfs,
    Selector,
    EntryHead,
    Version,
    Enable,
    Binding,
    LocalAddress,
    Translation,
    Route,
}

/// A proposal: the algorithms of each type, in the words of the settings (`aes256`, `3des`, `aes128gcm`, `sha256`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Proposal {
    pub(crate) encryption: Vec<&'static str>,
    pub(crate) hash: Vec<&'static str>,
    /// Pseudorandom functions, where they are not those of the hashes.
    pub(crate) prf: Vec<&'static str>,
    /// Diffie-Hellman groups; those of a child are set by PFS.
    pub(crate) group: Vec<u16>,
}

/// What is protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Traffic {
    /// Behind this end.
    pub(crate) own: Ipv4Net,
    /// Behind the other end.
    pub(crate) far: Ipv4Net,
    /// `tcp` or `udp`; everything where there is none.
    pub(crate) protocol: Option<&'static str>,
}

/// An identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Identity {
    Address(String),
    Name(String),
    Email(String),
    KeyId(String),
}

/// Whom an end takes for its peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Who has the address of the peer; what a vendor takes where nothing is set.
    Peer,
    Identity(Identity),
}

/// What an end translates of what it sends to the outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Translates {
    Nothing,
    /// All but what the tunnel protects.
    AllElse,
    Everything,
}

/// How what is for the other end's network is routed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Routed {
    /// To where the tunnel is.
    Right,
    /// Nowhere.
    Missing,
    /// To a router on the inside.
    Elsewhere,
}

/// One end.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) vendor: Vendor,
    /// The IKE version.
    pub(crate) version: u8,
    /// Whether IKEv1 begins with aggressive mode.
    pub(crate) aggressive: bool,
    pub(crate) name: &'static str,
    pub(crate) address: &'static str,
    pub(crate) peer: &'static str,
    /// The identity that is sent; the address where there is none.
    pub(crate) identity: Option<Identity>,
    pub(crate) expected: Expected,
    pub(crate) traffic: Vec<Traffic>,
    pub(crate) ike: Vec<Proposal>,
    /// Seconds.
    pub(crate) ike_lifetime: u32,
    pub(crate) psk: Option<String>,
    pub(crate) esp: Vec<Proposal>,
    pub(crate) pfs: Option<u16>,
    /// Seconds.
    pub(crate) esp_lifetime: u32,
    pub(crate) enabled: bool,
    pub(crate) bound: bool,
    /// Whether a tunnel interface carries everything that is routed into it.
    pub(crate) by_routes: bool,
    pub(crate) translates: Translates,
    pub(crate) routed: Routed,
}
