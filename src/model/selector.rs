//! Traffic selectors: a crypto ACL entry and a proxy ID are both one.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::model::UnknownReason;

/// The addresses of one side of a traffic selector.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Addresses {
    /// A prefix. `any` is the prefix of length zero.
    Net(IpNet),
    /// All addresses from the first to the second, both of one family.
    Range(IpAddr, IpAddr),
    /// An IPv4 address with a wildcard mask whose one bits, which are not compared, are not contiguous at the low end.
    Wildcard {
        /// The address, with the uncompared bits cleared.
        address: Ipv4Addr,
        /// One bits are not compared.
        wildcard: Ipv4Addr,
    },
    /// Addresses that the file does not state, for example of an FQDN object.
    Unknown(UnknownReason),
}

impl Addresses {
    /// Every IPv4 address.
    pub fn any() -> Self {
        Self::Net(IpNet::V4(Ipv4Net::default()))
    }

    /// One address.
    pub fn host(address: IpAddr) -> Self {
        Self::Net(IpNet::from(address))
    }

    /// An IPv4 address with a Cisco wildcard mask; becomes a prefix where the mask is contiguous.
    pub fn from_wildcard(address: Ipv4Addr, wildcard: Ipv4Addr) -> Self {
        let mask = Ipv4Addr::from(!u32::from(wildcard));
        match Ipv4Net::with_netmask(address, mask) {
            Ok(net) => Self::Net(IpNet::V4(net.trunc())),
            Err(_) => Self::Wildcard { address: Ipv4Addr::from(u32::from(address) & u32::from(mask)), wildcard },
        }
    }

    /// Whether all addresses of `other` lie in `self`; `None` where one of them is not known.
    pub fn contains(&self, other: &Addresses) -> Option<bool> {
        match (self, other) {
            (Self::Unknown(_), _) | (_, Self::Unknown(_)) => None,
            (Self::Wildcard { address, wildcard }, _) => Some(wildcard_contains(*address, *wildcard, other)),
            (_, Self::Wildcard { address, wildcard }) => {
                let (low, high) = (u32::from(*address), u32::from(*address) | u32::from(*wildcard));
                Some(self.contains_bounds(IpAddr::V4(low.into()), IpAddr::V4(high.into())))
            }
            _ => other.bounds().map(|(low, high)| self.contains_bounds(low, high)),
        }
    }

    /// Whether the two have an address in common; `None` where one of them is not known.
    pub fn overlaps(&self, other: &Addresses) -> Option<bool> {
        match (self, other) {
            (Self::Unknown(_), _) | (_, Self::Unknown(_)) => None,
            (Self::Wildcard { address, wildcard }, Self::Wildcard { address: b, wildcard: w }) => {
                let compared = !(u32::from(*wildcard) | u32::from(*w));
                Some(u32::from(*address) & compared == u32::from(*b) & compared)
            }
            (Self::Wildcard { address, wildcard }, Self::Net(IpNet::V4(net)))
            | (Self::Net(IpNet::V4(net)), Self::Wildcard { address, wildcard }) => {
                let compared = !u32::from(*wildcard) & u32::from(net.netmask());
                Some(u32::from(*address) & compared == u32::from(net.network()) & compared)
            }
            _ => {
                let ((low, high), (other_low, other_high)) = (self.bounds()?, other.bounds()?);
                Some(low.is_ipv4() == other_low.is_ipv4() && low <= other_high && other_low <= high)
            }
        }
    }

    /// The lowest and the highest address, `None` where they are not known.
    fn bounds(&self) -> Option<(IpAddr, IpAddr)> {
        match self {
            Self::Net(net) => Some((net.network(), net.broadcast())),
            Self::Range(low, high) => Some((*low, *high)),
            Self::Wildcard { address, wildcard } => {
                let high = Ipv4Addr::from(u32::from(*address) | u32::from(*wildcard));
                Some((IpAddr::V4(*address), IpAddr::V4(high)))
            }
            Self::Unknown(_) => None,
        }
    }

    fn contains_bounds(&self, low: IpAddr, high: IpAddr) -> bool {
        self.bounds()
            .is_some_and(|(own_low, own_high)| own_low.is_ipv4() == low.is_ipv4() && own_low <= low && high <= own_high)
    }
}

/// Whether every address of `other` matches `address` in the bits that `wildcard` leaves to be compared.
fn wildcard_contains(address: Ipv4Addr, wildcard: Ipv4Addr, other: &Addresses) -> bool {
    let compared = !u32::from(wildcard);
    let (base, free) = match other {
        Addresses::Wildcard { address, wildcard } => (u32::from(*address), u32::from(*wildcard)),
        Addresses::Net(IpNet::V4(net)) => (u32::from(net.network()), !u32::from(net.netmask())),
        Addresses::Range(IpAddr::V4(low), IpAddr::V4(high)) if low == high => (u32::from(*low), 0),
        _ => return false,
    };
    free & compared == 0 && base & compared == u32::from(address) & compared
}

impl fmt::Display for Addresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Net(net) => write!(f, "{net}"),
            Self::Range(low, high) => write!(f, "{low}-{high}"),
            Self::Wildcard { address, wildcard } => write!(f, "{address} wildcard {wildcard}"),
            Self::Unknown(reason) => write!(f, "unknown ({})", reason.phrase()),
        }
    }
}

/// An inclusive range of ports; 0 to 65535 is "any".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ports {
    /// The lowest port.
    pub low: u16,
    /// The highest port.
    pub high: u16,
}

impl Ports {
    /// Every port.
    pub const ANY: Ports = Ports { low: 0, high: u16::MAX };

    /// One port.
    pub fn one(port: u16) -> Self {
        Self { low: port, high: port }
    }

    fn contains(self, other: Ports) -> bool {
        self.low <= other.low && other.high <= self.high
    }

    fn overlaps(self, other: Ports) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

impl fmt::Display for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.low, self.high) {
            (0, u16::MAX) => f.write_str("any"),
            (low, high) if low == high => write!(f, "{low}"),
            (low, high) => write!(f, "{low}-{high}"),
        }
    }
}

/// One pair of address sets with a protocol and ports, seen from the end that configures it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TrafficSelector {
    /// The addresses behind this end.
    pub local: Addresses,
    /// The addresses behind the other end.
    pub remote: Addresses,
    /// The IP protocol number; `None` is any.
    pub protocol: Option<u8>,
    /// The protocols that are named for the two sides, this end's first, where they are not the same: strongSwan takes
    /// one for each side, and negotiates it with that side. `None` where `protocol` is that of both.
    pub side_protocols: Option<[Option<u8>; 2]>,
    /// The ports on this end.
    pub local_ports: Ports,
    /// The ports on the other end.
    pub remote_ports: Ports,
}

/// How an offered selector lies to a configured one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectorRelation {
    /// They are the same.
    Equal,
    /// The offer lies inside the configured one.
    Inside,
    /// The offer holds the configured one and more.
    Wider,
    /// They overlap, and neither holds the other.
    Straddling,
    /// They have nothing in common.
    Disjoint,
    /// An address of one of them is not known.
    Unknown,
}

impl TrafficSelector {
    /// Every address, protocol and port, as a route-based tunnel asks for.
    pub fn any() -> Self {
        Self::between(Addresses::any(), Addresses::any())
    }

    /// Every IPv6 address, and every protocol and port, as a route-based tunnel that carries IPv6 asks for.
    pub fn any_ipv6() -> Self {
        let all = || Addresses::Net(IpNet::V6(Ipv6Net::default()));
        Self::between(all(), all())
    }

    /// Every protocol and port between two sets of addresses.
    pub fn between(local: Addresses, remote: Addresses) -> Self {
        Self { local, remote, protocol: None, side_protocols: None, local_ports: Ports::ANY, remote_ports: Ports::ANY }
    }

    /// The same selector seen from the other end.
    pub fn mirrored(&self) -> Self {
        Self {
            local: self.remote.clone(),
            remote: self.local.clone(),
            protocol: self.protocol,
            side_protocols: self.side_protocols.map(|[local, remote]| [remote, local]),
            local_ports: self.remote_ports,
            remote_ports: self.local_ports,
        }
    }

    /// How `offer` lies to `self`; both seen from the same end.
    pub fn relation_of(&self, offer: &TrafficSelector) -> SelectorRelation {
        let (Some(inside), Some(wider), Some(overlaps)) =
            (self.contains(offer), offer.contains(self), self.overlaps(offer))
        else {
            return SelectorRelation::Unknown;
        };
        match (inside, wider, overlaps) {
            (true, true, _) => SelectorRelation::Equal,
            (true, false, _) => SelectorRelation::Inside,
            (false, true, _) => SelectorRelation::Wider,
            (false, false, true) => SelectorRelation::Straddling,
            (false, false, false) => SelectorRelation::Disjoint,
        }
    }

    /// Whether it holds all of `other` for certain.
    pub fn takes(&self, other: &TrafficSelector) -> bool {
        self.contains(other) == Some(true)
    }

    /// Whether it holds all of `other`; `None` where an address is not known.
    pub(in crate::model) fn contains(&self, other: &TrafficSelector) -> Option<bool> {
        let protocol = sides(self.protocols(), other.protocols(), |own, other| own.is_none() || own == other);
        let ports = self.local_ports.contains(other.local_ports) && self.remote_ports.contains(other.remote_ports);
        Some(self.local.contains(&other.local)? && self.remote.contains(&other.remote)? && protocol && ports)
    }

    /// Whether the two have something in common; `None` where an address is not known.
    pub(in crate::model) fn overlaps(&self, other: &TrafficSelector) -> Option<bool> {
        let named = |selector: &Self| selector.side_protocols.unwrap_or([selector.protocol; 2]);
        let fits = |own: Option<u8>, other: Option<u8>| own.is_none() || other.is_none() || own == other;
        let protocol = sides(named(self), named(other), fits);
        let ports = self.local_ports.overlaps(other.local_ports) && self.remote_ports.overlaps(other.remote_ports);
        Some(self.local.overlaps(&other.local)? && self.remote.overlaps(&other.remote)? && protocol && ports)
    }

    /// Whether the two sides name different protocols, so that no packet belongs to it.
    pub fn has_two_protocols(&self) -> bool {
        matches!(self.side_protocols, Some([Some(local), Some(remote)]) if local != remote)
    }

    /// The protocols of the two sides, this end's first: what one side names holds for the other, unless that names
    /// another.
    pub fn protocols(&self) -> [Option<u8>; 2] {
        match self.side_protocols {
            Some(named) if self.has_two_protocols() => named,
            _ => [self.protocol; 2],
        }
    }

    /// The protocol by name or number, `any` where it is not restricted; `tcp to udp` where the sides differ.
    pub fn protocol_name(&self) -> String {
        match self.protocols() {
            [Some(local), Some(remote)] if local != remote => {
                format!("{} to {}", protocol_name(local), protocol_name(remote))
            }
            [protocol, _] => protocol.map_or_else(|| "any".to_owned(), protocol_name),
        }
    }
}

/// Whether something holds for both sides of two selectors.
fn sides(a: [Option<u8>; 2], b: [Option<u8>; 2], holds: impl Fn(Option<u8>, Option<u8>) -> bool) -> bool {
    holds(a[0], b[0]) && holds(a[1], b[1])
}

fn protocol_name(number: u8) -> String {
    match number {
        1 => "icmp".into(),
        6 => "tcp".into(),
        17 => "udp".into(),
        47 => "gre".into(),
        50 => "esp".into(),
        51 => "ah".into(),
        58 => "icmp6".into(),
        number => number.to_string(),
    }
}

impl fmt::Display for TrafficSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.local, self.remote)?;
        if self.protocol.is_some() {
            write!(f, ", {}", self.protocol_name())?;
        }
        for (name, ports) in [("local", self.local_ports), ("remote", self.remote_ports)] {
            if ports != Ports::ANY {
                write!(f, ", {name} port {ports}")?;
            }
        }
        Ok(())
    }
}
