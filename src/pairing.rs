//! Which entry of one device faces which of the other.

/// By what two ends were found to face each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchedBy {
    /// Each names an address of the other.
    BothAddresses,
    /// One of them names an address of the other.
    OneAddress,
    /// Their selectors mirror each other.
    Selectors,
    /// Their tunnel interfaces share a network.
    TunnelAddresses,
    /// They are the only ones left on their devices.
    OnlyOneLeft,
}

impl MatchedBy {
    /// The words of the JSON report.
    pub fn words(self) -> &'static str {
        match self {
            Self::BothAddresses => "both addresses",
            Self::OneAddress => "one address",
            Self::Selectors => "selectors",
            Self::TunnelAddresses => "tunnel addresses",
            Self::OnlyOneLeft => "only one left",
        }
    }
}

/// One end of a tunnel.
#[derive(Clone, Debug)]
pub struct TunnelEnd {
    /// The device, as an index into the devices of the check.
    pub device: usize,
    /// The entry, as an index into the device's entries; `None` where the device has nothing that faces the other end.
    pub entry: Option<usize>,
    /// Which of the entry's peers this tunnel is about.
    pub rank: usize,
}

/// Two ends that face each other.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The ends, indexed by [`crate::negotiation::End`].
    pub ends: [TunnelEnd; 2],
    /// By what they were found.
    pub matched_by: MatchedBy,
}

/// A peer of an entry that no device here faces.
#[derive(Clone, Debug)]
pub struct Unpaired {
    /// The device, as an index into the devices of the check.
    pub device: usize,
    /// The entry, as an index into the device's entries.
    pub entry: usize,
    /// Which of its peers.
    pub rank: usize,
    /// Why it stands alone.
    pub reason: &'static str,
}
