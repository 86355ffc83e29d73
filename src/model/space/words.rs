//! Sets of packets as selectors, for people and for commands.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Subnets, Ipv6Subnets};

use crate::model::space::{AddressSet, Cell, Intervals, Packets};
use crate::model::{Addresses, Ports, TrafficSelector};

/// A product of more address ranges than this is told by its first ones.
const MOST_RANGES: usize = 3;

impl Packets {
    /// The set as selectors, for people: at most `most` of them, and how many more there are.
    pub fn words(&self, most: usize) -> String {
        let mut words: Vec<String> = self.cells().iter().take(most).map(Cell::words).collect();
        if self.cells().len() > most {
            words.push(format!("{} more", self.cells().len() - most));
        }
        words.join("; ")
    }

    /// The set as selectors; `None` where they cannot say it, or would be more than `most`.
    pub fn selectors(&self, most: usize) -> Option<Vec<TrafficSelector>> {
        let each: Option<Vec<Vec<TrafficSelector>>> =
            self.cells().iter().take(most + 1).map(|cell| cell.selectors(most)).collect();
        let all: Vec<TrafficSelector> = each?.into_iter().flatten().collect();
        (all.len() <= most).then_some(all)
    }
}

impl Cell {
    fn words(&self) -> String {
        let mut words = format!("{} to {}", address_words(&self.source), address_words(&self.destination));
        let service = &self.service;
        if !service.protocols.is_all() {
            let name = |(low, high): &(u8, u8)| match low == high {
                true => TrafficSelector { protocol: Some(*low), ..TrafficSelector::any() }.protocol_name(),
                false => format!("protocols {low}-{high}"),
            };
            let names: Vec<String> = service.protocols.parts().iter().map(name).collect();
            words.push_str(&format!(", {}", names.join(" and ")));
        }
        for (side, ports) in [("local", &service.source_ports), ("remote", &service.destination_ports)] {
            if !ports.is_all() {
                let names: Vec<String> = port_parts(ports).map(|own| own.to_string()).collect();
                words.push_str(&format!(", {side} port {}", names.join(" and ")));
            }
        }
        words
    }

    fn selectors(&self, most: usize) -> Option<Vec<TrafficSelector>> {
        let protocols: Vec<Option<u8>> = match self.service.protocols.is_all() {
            true => vec![None],
            false => self
                .service
                .protocols
                .parts()
                .iter()
                .map(|(low, high)| (low == high).then_some(Some(*low)))
                .collect::<Option<_>>()?,
        };
        let mut all = Vec::new();
        for local in prefixes(&self.source).take(most + 1) {
            for remote in prefixes(&self.destination).take(most + 1) {
                let selector = TrafficSelector::between(Addresses::Net(local), Addresses::Net(remote));
                for protocol in &protocols {
                    for local_ports in port_parts(&self.service.source_ports) {
                        all.extend(port_parts(&self.service.destination_ports).map(|remote_ports| TrafficSelector {
                            protocol: *protocol,
                            local_ports,
                            remote_ports,
                            ..selector.clone()
                        }));
                    }
                }
            }
        }
        Some(all)
    }
}

fn port_parts(ports: &Intervals<u16>) -> impl Iterator<Item = Ports> + '_ {
    ports.parts().iter().map(|(low, high)| Ports { low: *low, high: *high })
}

fn prefixes(set: &AddressSet) -> impl Iterator<Item = IpNet> + '_ {
    set.ranges().flat_map(|(low, high)| range_prefixes(low, high))
}

/// The prefixes that make up a range.
fn range_prefixes(low: IpAddr, high: IpAddr) -> Box<dyn Iterator<Item = IpNet>> {
    match (low, high) {
        (IpAddr::V4(low), IpAddr::V4(high)) => Box::new(Ipv4Subnets::new(low, high, 0).map(IpNet::V4)),
        (IpAddr::V6(low), IpAddr::V6(high)) => Box::new(Ipv6Subnets::new(low, high, 0).map(IpNet::V6)),
        _ => Box::new(std::iter::empty()),
    }
}

/// Prefixes where a range is one, else its ends.
/// A set of addresses as prefixes and ranges.
pub(crate) fn address_words(set: &AddressSet) -> String {
    let name = |(low, high): (IpAddr, IpAddr)| {
        let mut own = range_prefixes(low, high);
        match (own.next(), own.next()) {
            (Some(net), None) => Addresses::Net(net).to_string(),
            _ => Addresses::Range(low, high).to_string(),
        }
    };
    let mut words: Vec<String> = set.ranges().take(MOST_RANGES).map(name).collect();
    let more = set.ranges().count().saturating_sub(MOST_RANGES);
    if more > 0 {
        words.push(format!("{more} more ranges"));
    }
    words.join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::space::Service;

    fn set(text: &str) -> AddressSet {
        AddressSet::net(text.parse().unwrap())
    }

    #[test]
    fn what_is_left_of_a_network_is_told_as_selectors() {
        let whole = Cell::between(set("10.1.0.0/24"), set("10.2.0.0/24"));
        let mut packets = Packets::from(whole.clone());
        assert_eq!(packets.words(3), "10.1.0.0/24 to 10.2.0.0/24");
        packets.take(&Cell::between(set("10.1.0.0/25"), set("10.2.0.0/24")));
        assert_eq!(packets.words(3), "10.1.0.128/25 to 10.2.0.0/24");
        packets.take(&Cell { service: Service::protocol(6), ..whole });
        assert_eq!(packets.words(3), "10.1.0.128/25 to 10.2.0.0/24, protocols 0-5 and protocols 7-255");
        assert!(packets.selectors(8).is_none());
    }

    #[test]
    fn a_hole_in_a_network_makes_ranges_for_people_and_prefixes_for_commands() {
        let mut packets = Packets::from(Cell::between(set("10.1.0.0/24"), set("10.2.0.0/24")));
        packets.take(&Cell::between(set("10.1.0.1/32"), set("10.2.0.0/24")));
        assert_eq!(packets.words(3), "10.1.0.0/32 and 10.1.0.2-10.1.0.255 to 10.2.0.0/24");
        assert_eq!(packets.selectors(8).map(|all| all.len()), Some(8));
        assert!(packets.selectors(7).is_none());
    }
}
