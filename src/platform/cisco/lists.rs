//! From the parts of a line to sets of packets, for both dialects.

use std::net::Ipv4Addr;

use ipnet::{IpNet, Ipv4Net};

use crate::model::space::{Extent, Intervals, Service};
use crate::model::{Addresses, Ports};
use crate::platform::cisco::selectors;

/// A protocol with its ports as a set.
pub(crate) fn service(own: &selectors::Service) -> Service {
    let ports = |ports: Ports| Intervals::between(ports.low, ports.high);
    Service {
        protocols: own.protocol.map_or_else(Intervals::all, Intervals::one),
        source_ports: ports(own.source),
        destination_ports: ports(own.destination),
    }
}

/// The union of what a group names. Beyond `most` members its reader has stopped, so that more may be in it.
pub(crate) fn extent(members: &[Addresses], most: usize) -> Extent {
    let mut all: Vec<Extent> = members.iter().map(Extent::from).collect();
    if members.len() > most {
        all.push(Extent::unknown());
    }
    Extent::union_of(&all)
}

/// A prefix from an address and a netmask; `0` stands for `0.0.0.0`. `None` where they are not one.
pub(crate) fn network(address: &str, mask: &str) -> Option<IpNet> {
    let read = |text: &str| if text == "0" { Some(Ipv4Addr::UNSPECIFIED) } else { text.parse::<Ipv4Addr>().ok() };
    Ipv4Net::with_netmask(read(address)?, read(mask)?).ok().map(|net| IpNet::V4(net.trunc()))
}
