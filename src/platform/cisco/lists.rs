//! From the parts of a line to sets of packets, for both dialects.

use std::net::Ipv4Addr;

use ipnet::{IpNet, Ipv4Net};

use crate::model::space::{Extent, Intervals, ListEntry, Service};
use crate::model::{Addresses, Ports};
use crate::platform::cisco::outline::Line;
use crate::platform::cisco::{names, selectors};

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

const ICMP: u8 = 1;
const ICMP_V6: u8 = 58;

/// A line of an access list that is not understood. Of one that names its protocol, as those with a type of ICMP messages do,
/// it is known at least that it concerns nothing else. In a list for IPv6 `icmp` is the protocol of that name there.
pub(crate) fn unread(line: Line<'_>, ipv6: bool) -> ListEntry {
    let entry = ListEntry::unread(line.span);
    let mut words = line.text.split_ascii_whitespace().skip_while(|word| !matches!(*word, "permit" | "deny"));
    match words.nth(1).and_then(names::protocol).flatten() {
        Some(ICMP) if ipv6 => ListEntry { services: vec![Service::protocol(ICMP_V6)], ..entry },
        Some(protocol) => ListEntry { services: vec![Service::protocol(protocol)], ..entry },
        None => entry,
    }
}
