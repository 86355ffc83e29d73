//! Access lists of crypto maps to traffic selectors.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net};

use crate::model::{Addresses, Blocks, Child, Ports, TrafficSelector, UnknownReason};
use crate::platform::cisco::names;
use crate::platform::ios::lower::Context;
use crate::platform::ios::lower::notes::Notes;
use crate::platform::ios::syntax::{Rule, Section, Statement, Word};
use crate::source::Span;

/// So many selectors one access-list line may expand to; what is more is reported as not understood.
const MOST_PRODUCTS: usize = 4_096;
/// So deep object groups may nest.
const DEEPEST_GROUP: usize = 16;
/// Why no packet matches a line whose mask is the wrong way round.
const NETMASK: &str = "a netmask stands where IOS expects a wildcard mask";

/// One side of an access-list line: sets of addresses and ranges of ports.
struct Side {
    addresses: Vec<Addresses>,
    ports: Vec<Ports>,
    netmask: bool,
}

impl<'a> Context<'a> {
    /// The selectors that the permits of an access list ask for, in order.
    pub(super) fn children(&self, list: Word<'a>, entry: &str, notes: &mut Notes) -> Vec<Child> {
        let Some(access_list) = self.configuration.access_lists.get(list.text) else {
            let names = self.configuration.list_names.iter().copied();
            notes.dangling("access list", list, names, Blocks::Children);
            return if self.complete { Vec::new() } else { vec![unknown_child(entry, list.span)] };
        };
        let mut children: Vec<Child> = Vec::new();
        for line in access_list {
            if line.is_unread() {
                notes.unread.push(line.span);
            }
            let permits = line.word(Rule::action).is_some_and(|word| word.text == "permit");
            if !permits {
                continue;
            }
            match self.selectors(line, notes) {
                Some(selectors) => {
                    for (selector, never_matches) in selectors {
                        let name = format!("{entry} entry {}", children.len() + 1);
                        children.push(Child { name, span: line.span, selector, never_matches, shares: None });
                    }
                }
                None => notes.unread.push(line.span),
            }
        }
        children
    }

    /// The product of a line's sources and destinations; `None` where a part of it cannot be read.
    fn selectors(
        &self,
        line: &Statement<'a>,
        notes: &mut Notes,
    ) -> Option<Vec<(TrafficSelector, Option<&'static str>)>> {
        let protocol = names::protocol(line.word(Rule::protocol)?.text)?;
        let at = |rule: Rule| line.words.iter().position(|word| word.rule == rule);
        let (source_at, destination_at) = (at(Rule::source)?, at(Rule::destination)?);
        let local = self.side(line.words.get(source_at + 1..destination_at)?, notes)?;
        let remote = self.side(line.words.get(destination_at + 1..)?, notes)?;
        let products = [&local.addresses.len(), &remote.addresses.len(), &local.ports.len(), &remote.ports.len()];
        if products.into_iter().try_fold(1_usize, |product, count| product.checked_mul(*count))? > MOST_PRODUCTS {
            return None;
        }
        let never_matches = (local.netmask || remote.netmask).then_some(NETMASK);
        let mut selectors = Vec::new();
        for own in &local.addresses {
            for theirs in &remote.addresses {
                for own_ports in &local.ports {
                    for their_ports in &remote.ports {
                        let selector = TrafficSelector {
                            local: own.clone(),
                            remote: theirs.clone(),
                            protocol,
                            local_ports: *own_ports,
                            remote_ports: *their_ports,
                        };
                        selectors.push((selector, never_matches));
                    }
                }
            }
        }
        Some(selectors)
    }

    fn side(&self, words: &[Word<'a>], notes: &mut Notes) -> Option<Side> {
        let first = words.first()?;
        let mut netmask = false;
        let addresses = match first.rule {
            Rule::any => vec![Addresses::any()],
            Rule::host => vec![Addresses::host(self.address(first.text)?)],
            Rule::prefix => vec![Addresses::Net(first.text.parse::<IpNet>().ok()?.trunc())],
            Rule::object_group => self.group_addresses(*first, notes, 0)?,
            Rule::address => {
                let (address, wildcard) = (first.text.parse().ok()?, words.get(1)?.text.parse().ok()?);
                netmask = is_netmask(wildcard);
                vec![Addresses::from_wildcard(address, wildcard)]
            }
            _ => return None,
        };
        Some(Side { addresses, ports: ports(words)?, netmask })
    }

    /// The members of a network object group, nested groups included.
    fn group_addresses(&self, name: Word<'a>, notes: &mut Notes, depth: usize) -> Option<Vec<Addresses>> {
        let Some(section) = self.configuration.object_groups.get(name.text) else {
            let names = self.configuration.object_groups.keys().copied();
            notes.dangling("object group", name, names, Blocks::Nothing);
            return None;
        };
        notes.read(section);
        if depth > DEEPEST_GROUP {
            return None;
        }
        let mut members = Vec::new();
        for line in &section.body {
            members.extend(self.members(line, section, notes, depth)?);
            if members.len() > MOST_PRODUCTS {
                return None;
            }
        }
        Some(members)
    }

    fn members(
        &self,
        line: &Statement<'a>,
        section: &Section<'a>,
        notes: &mut Notes,
        depth: usize,
    ) -> Option<Vec<Addresses>> {
        let addresses: Vec<Word<'a>> = line.all(Rule::address).collect();
        if line.is(Rule::group_nested) {
            let nested = line.word(Rule::name).filter(|word| word.text != section.name())?;
            return self.group_addresses(nested, notes, depth + 1);
        }
        let single = if line.is(Rule::group_any) {
            Addresses::any()
        } else if line.is(Rule::group_host) {
            addresses
                .first()
                .and_then(|word| self.address(word.text))
                .map_or(Addresses::Unknown(UnknownReason::RunTime), Addresses::host)
        } else if line.is(Rule::group_range) {
            let [low, high] = addresses.as_slice() else { return None };
            Addresses::Range(low.text.parse().ok()?, high.text.parse().ok()?)
        } else if line.is(Rule::group_network) {
            Addresses::Net(group_network(line)?)
        } else {
            return Some(Vec::new());
        };
        Some(vec![single])
    }
}

/// The network of an object group's line, which has a netmask, unlike an access list.
fn group_network(line: &Statement<'_>) -> Option<IpNet> {
    if let Some(prefix) = line.word(Rule::prefix) {
        return prefix.text.parse::<IpNet>().ok().map(|net| net.trunc());
    }
    let address: Ipv4Addr = line.word(Rule::address)?.text.parse().ok()?;
    let net = match (line.word(Rule::mask), line.word(Rule::number)) {
        (Some(mask), _) => Ipv4Net::with_netmask(address, mask.text.parse().ok()?).ok()?,
        (None, Some(length)) => Ipv4Net::new(address, length.text.parse().ok()?).ok()?,
        (None, None) => return None,
    };
    Some(IpNet::V4(net.trunc()))
}

/// Whether a wildcard mask is a netmask by mistake: ones at the top and zeros at the end. IOS then compares the low
/// bits alone and stores the address with the others cleared, which no packet of the network matches.
fn is_netmask(wildcard: Ipv4Addr) -> bool {
    let bits = u32::from(wildcard);
    bits != 0 && bits != u32::MAX && bits.leading_ones() + bits.trailing_zeros() == u32::BITS
}

/// The port ranges of one side; every port where it names none.
fn ports(words: &[Word<'_>]) -> Option<Vec<Ports>> {
    let operator = words.iter().find_map(|word| match word.rule {
        Rule::port_range => Some("range"),
        Rule::port_list | Rule::port_bound => Some(word.text),
        _ => None,
    });
    let Some(operator) = operator else { return Some(vec![Ports::ANY]) };
    let numbers: Vec<u16> = words
        .iter()
        .filter(|word| word.rule == Rule::port)
        .map(|word| names::port(word.text))
        .collect::<Option<_>>()?;
    let range = |low: u16, high: u16| Ports { low, high };
    match (operator, numbers.as_slice()) {
        ("eq", numbers) => Some(numbers.iter().map(|port| Ports::one(*port)).collect()),
        ("range", [low, high]) if low <= high => Some(vec![range(*low, *high)]),
        ("gt", [port]) => Some(vec![range(port.checked_add(1)?, u16::MAX)]),
        ("lt", [port]) => Some(vec![range(0, port.checked_sub(1)?)]),
        ("neq", [port]) => {
            let below = port.checked_sub(1).map(|high| range(0, high));
            let above = port.checked_add(1).map(|low| range(low, u16::MAX));
            Some(below.into_iter().chain(above).collect())
        }
        _ => None,
    }
}

/// A selector of which nothing is known, since the excerpt does not show the access list.
pub(super) fn unknown_child(entry: &str, span: Span) -> Child {
    let unknown = || Addresses::Unknown(UnknownReason::NotInExcerpt);
    let selector = TrafficSelector::between(unknown(), unknown());
    Child { name: format!("{entry} entry 1"), span, selector, never_matches: None, shares: None }
}

/// One address of a tunnel's end as a selector side.
pub(super) fn host(address: Option<IpAddr>) -> Addresses {
    address.map_or(Addresses::Unknown(UnknownReason::RunTime), Addresses::host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_netmask_is_told_from_a_wildcard() {
        assert!(is_netmask(Ipv4Addr::new(255, 255, 255, 0)));
        assert!(!is_netmask(Ipv4Addr::new(0, 0, 0, 255)));
        assert!(!is_netmask(Ipv4Addr::new(0, 0, 255, 0)));
        assert!(!is_netmask(Ipv4Addr::BROADCAST));
        assert!(!is_netmask(Ipv4Addr::UNSPECIFIED));
    }
}
