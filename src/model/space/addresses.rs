//! Sets of IPv4 and IPv6 addresses, and sets of which only a lower and an upper bound is known.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use ipnet::IpNet;

use crate::model::Addresses;
use crate::model::space::Intervals;

/// A wildcard mask is written out as intervals up to so many bits that are free above a compared one: one that frees the
/// two middle octets still is. Beyond that its set is bounded, not known.
const MAX_SCATTERED_BITS: u32 = 16;

/// A set of addresses of both families.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AddressSet {
    v4: Intervals<u32>,
    v6: Intervals<u128>,
}

impl AddressSet {
    /// No address.
    pub fn empty() -> Self {
        Self { v4: Intervals::empty(), v6: Intervals::empty() }
    }

    /// Every address of both families.
    pub fn all() -> Self {
        Self { v4: Intervals::all(), v6: Intervals::all() }
    }

    /// Every IPv4 address.
    pub fn all_v4() -> Self {
        Self { v4: Intervals::all(), v6: Intervals::empty() }
    }

    /// Every IPv6 address.
    pub fn all_v6() -> Self {
        Self { v4: Intervals::empty(), v6: Intervals::all() }
    }

    /// One address.
    pub fn one(address: IpAddr) -> Self {
        Self::range(address, address)
    }

    /// From the first address to the second; empty where they are of two families or in descending order.
    pub fn range(low: IpAddr, high: IpAddr) -> Self {
        match (low, high) {
            (IpAddr::V4(low), IpAddr::V4(high)) => {
                Self { v4: Intervals::between(low.into(), high.into()), v6: Intervals::empty() }
            }
            (IpAddr::V6(low), IpAddr::V6(high)) => {
                Self { v4: Intervals::empty(), v6: Intervals::between(low.into(), high.into()) }
            }
            _ => Self::empty(),
        }
    }

    /// The addresses of a prefix.
    pub fn net(net: IpNet) -> Self {
        Self::range(net.network(), net.broadcast())
    }

    /// The union of many sets, in time by their number.
    pub fn union_of<'a>(sets: impl IntoIterator<Item = &'a AddressSet>) -> Self {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        for set in sets {
            v4.extend_from_slice(set.v4.parts());
            v6.extend_from_slice(set.v6.parts());
        }
        Self { v4: Intervals::of(v4), v6: Intervals::of(v6) }
    }

    /// IPv4 addresses that match `address` wherever `wildcard` has a zero bit; `None` where they are too scattered to be
    /// written out.
    fn wildcard(address: u32, wildcard: u32) -> Option<Self> {
        let low_run = wildcard.trailing_ones();
        let low_mask = u32::MAX.checked_shr(32 - low_run).unwrap_or(0);
        let scattered = wildcard & !low_mask;
        if scattered.count_ones() > MAX_SCATTERED_BITS {
            return None;
        }
        let base = address & !wildcard;
        let mut parts = Vec::with_capacity(1 << scattered.count_ones());
        // Every subset of the scattered bits once: (subset - mask) & mask is the next one.
        let mut subset = 0;
        loop {
            parts.push((base | subset, base | subset | low_mask));
            subset = subset.wrapping_sub(scattered) & scattered;
            if subset == 0 {
                break;
            }
        }
        Some(Self { v4: Intervals::of(parts), v6: Intervals::empty() })
    }

    /// Whether it holds no address.
    pub fn is_empty(&self) -> bool {
        self.v4.is_empty() && self.v6.is_empty()
    }

    /// Whether it holds this address.
    pub fn has(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => self.v4.has(address.into()),
            IpAddr::V6(address) => self.v6.has(address.into()),
        }
    }

    /// The lowest address, IPv4 before IPv6.
    pub fn first(&self) -> Option<IpAddr> {
        let v4 = self.v4.first().map(|address| IpAddr::V4(Ipv4Addr::from(address)));
        v4.or_else(|| self.v6.first().map(|address| IpAddr::V6(Ipv6Addr::from(address))))
    }

    /// Whether it holds every address of `other`.
    pub fn contains(&self, other: &Self) -> bool {
        self.v4.contains(&other.v4) && self.v6.contains(&other.v6)
    }

    /// Whether all of its addresses are of IPv4.
    pub fn is_v4(&self) -> bool {
        self.v6.is_empty()
    }

    /// The intervals of its IPv4 addresses in ascending order.
    pub fn parts_v4(&self) -> &[(u32, u32)] {
        self.v4.parts()
    }

    /// Whether it holds an address of a prefix.
    pub fn touches(&self, net: IpNet) -> bool {
        match net {
            IpNet::V4(net) => self.v4.touches(net.network().into(), net.broadcast().into()),
            IpNet::V6(net) => self.v6.touches(net.network().into(), net.broadcast().into()),
        }
    }

    /// Whether the two have an address in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.v4.overlaps(&other.v4) || self.v6.overlaps(&other.v6)
    }

    /// What the two have in common.
    pub fn intersection(&self, other: &Self) -> Self {
        Self { v4: self.v4.intersection(&other.v4), v6: self.v6.intersection(&other.v6) }
    }

    /// What is in `self` and not in `other`.
    pub fn difference(&self, other: &Self) -> Self {
        Self { v4: self.v4.difference(&other.v4), v6: self.v6.difference(&other.v6) }
    }

    /// Every address that is not in the set.
    pub fn complement(&self) -> Self {
        Self::all().difference(self)
    }

    /// The prefixes and ranges that make up the set, in ascending order, IPv4 first.
    pub fn ranges(&self) -> impl Iterator<Item = (IpAddr, IpAddr)> + '_ {
        let v4 = self
            .v4
            .parts()
            .iter()
            .map(|(low, high)| (IpAddr::V4(Ipv4Addr::from(*low)), IpAddr::V4(Ipv4Addr::from(*high))));
        let v6 = self
            .v6
            .parts()
            .iter()
            .map(|(low, high)| (IpAddr::V6(Ipv6Addr::from(*low)), IpAddr::V6(Ipv6Addr::from(*high))));
        v4.chain(v6)
    }
}

/// Addresses of which a lower and an upper bound is known. Where the file settles them, the two are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The addresses that are in it for certain.
    pub least: Arc<AddressSet>,
    /// The addresses that may be in it.
    pub most: Arc<AddressSet>,
}

impl Extent {
    /// Addresses that are known.
    pub fn known(set: AddressSet) -> Self {
        let set = Arc::new(set);
        Self { least: Arc::clone(&set), most: set }
    }

    /// Addresses of which nothing is known, not even that there are any.
    pub fn unknown() -> Self {
        Self { least: Arc::new(AddressSet::empty()), most: Arc::new(AddressSet::all()) }
    }

    /// The union of the members of a group, in time by their number. A member that is not known leaves the others known.
    pub fn union_of(members: &[Extent]) -> Self {
        let least = AddressSet::union_of(members.iter().map(|member| &*member.least));
        if members.iter().all(Extent::is_known) {
            return Self::known(least);
        }
        let most = AddressSet::union_of(members.iter().map(|member| &*member.most));
        Self { least: Arc::new(least), most: Arc::new(most) }
    }

    /// Everything that is not in it: what may be in it is not outside of it for certain.
    pub fn complement(&self) -> Self {
        if self.is_known() {
            return Self::known(self.least.complement());
        }
        Self { least: Arc::new(self.most.complement()), most: Arc::new(self.least.complement()) }
    }

    /// Whether the file settles which addresses are in it.
    pub fn is_known(&self) -> bool {
        Arc::ptr_eq(&self.least, &self.most) || self.least == self.most
    }
}

impl From<&Addresses> for Extent {
    fn from(addresses: &Addresses) -> Self {
        match addresses {
            Addresses::Net(net) => Self::known(AddressSet::net(*net)),
            Addresses::Range(low, high) => Self::known(AddressSet::range(*low, *high)),
            Addresses::Wildcard { address, wildcard } => {
                let (low, free) = (u32::from(*address), u32::from(*wildcard));
                let bounds = || AddressSet::range(IpAddr::V4(low.into()), IpAddr::V4((low | free).into()));
                match AddressSet::wildcard(low, free) {
                    Some(set) => Self::known(set),
                    None => Self { least: Arc::new(AddressSet::empty()), most: Arc::new(bounds()) },
                }
            }
            Addresses::Unknown(_) => Self::unknown(),
        }
    }
}
