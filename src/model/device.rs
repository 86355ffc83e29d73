//! A device as its configuration describes it.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use crate::model::path::Path;
use crate::model::{Algorithm, Behaviour, Coverage, Defect, Entry, PreSharedKey, Release, Setting};
use crate::source::{FileId, Span};

/// The name of a platform as reports and options write it: `asa`, `ios`, `panos`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlatformId(pub &'static str);

impl fmt::Display for PlatformId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// An interface and its addresses.
#[derive(Clone, Debug)]
pub struct Interface {
    /// The name that other lines refer to it by (ASA: its `nameif`).
    pub name: String,
    /// Its head line.
    pub span: Span,
    /// Its addresses; unknown where they are settled at run time.
    pub addresses: Vec<Setting<IpAddr>>,
}

/// Algorithms that a release refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusedAlgorithms {
    /// Whether it takes them in proposals for child SAs.
    pub in_ike_alone: bool,
    /// The algorithms.
    pub algorithms: &'static [Algorithm],
}

/// A device as its configuration describes it.
#[derive(Clone, Debug)]
pub struct Device {
    /// Its host name, or the file's name where it states none.
    pub name: String,
    /// The file that it was read from.
    pub file: FileId,
    /// The platform.
    pub platform: PlatformId,
    /// The release as the file writes it, where it does.
    pub version: Option<String>,
    /// The release that the user says it has, or will have; it goes before that of the file.
    pub assumed_release: Option<Release>,
    /// Whether the file is complete, so that a missing line is evidence.
    pub complete: bool,
    /// What the platform does at run time.
    pub behaviour: Behaviour,
    /// The algorithms that its release refuses.
    pub refused: Vec<RefusedAlgorithms>,
    /// The addresses under which other ends see it through a NAT. No file states them: the user does.
    pub outside_addresses: Vec<IpAddr>,
    /// Its interfaces.
    pub interfaces: Vec<Interface>,
    /// Its pre-shared keys.
    pub keys: Vec<PreSharedKey>,
    /// Its entries, in the order in which the device searches them.
    pub entries: Vec<Entry>,
    /// What packets meet on it; `None` where the platform's lines about that are not read.
    pub path: Option<Path>,
    /// Defects that belong to no entry.
    pub defects: Vec<Defect>,
    /// How much was understood.
    pub coverage: Coverage,
}

impl Device {
    /// The release that it is judged by: that which the user assumes, else that which the file states.
    pub fn release(&self) -> Option<Cow<'_, str>> {
        let assumed = self.assumed_release.map(|release| Cow::Owned(release.to_string()));
        assumed.or_else(|| self.version.as_deref().map(Cow::Borrowed))
    }

    /// Whether its release refuses an algorithm in proposals for the IKE SA, or in those for child SAs.
    pub fn refuses(&self, algorithm: Algorithm, in_ike: bool) -> bool {
        let mut refused = self.refused.iter().filter(|own| in_ike || !own.in_ike_alone);
        refused.any(|own| own.algorithms.contains(&algorithm))
    }

    /// Whether one of the interfaces has this address.
    pub fn owns(&self, address: IpAddr) -> bool {
        self.interfaces.iter().flat_map(|interface| &interface.addresses).any(|own| own.known() == Some(&address))
    }

    /// Whether others may face it under this address: its own, or that of a NAT that is stated.
    pub fn is_seen_as(&self, address: IpAddr) -> bool {
        self.owns(address) || self.outside_addresses.contains(&address)
    }

    /// Whether an interface gets its address at run time.
    pub fn has_run_time_address(&self) -> bool {
        self.interfaces.iter().flat_map(|interface| &interface.addresses).any(|own| own.known().is_none())
    }
}
