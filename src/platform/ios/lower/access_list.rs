//! Access lists of crypto maps to traffic selectors.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use ipnet::{IpNet, Ipv4Net};

use crate::model::space::{Action, List, ListEntry, Share, remaining};
use crate::model::{Addresses, Blocks, Child, Ports, TrafficSelector, UnknownReason};
use crate::platform::cisco::names;
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::selectors::{
    Service, combinations, lines, may_permit, port_ranges, unknown_child, unread_selector, with_ports,
};
use crate::platform::cisco::statement::{Node, Word};
use crate::platform::ios::lower::Context;
use crate::platform::ios::syntax::{Rule, Section, Statement};
use crate::source::Span;

/// So many selectors one access-list line may expand to; what is more is reported as not understood.
const MOST_PRODUCTS: usize = 4_096;
/// So deep object groups may nest.
const DEEPEST_GROUP: usize = 16;
/// Why no packet matches a line whose mask is the wrong way round.
const NETMASK: &str = "a netmask stands where IOS expects a wildcard mask";

/// One side of an access-list line: sets of addresses, and ranges of ports where it names some.
struct Side {
    addresses: Vec<Addresses>,
    ports: Option<Vec<Ports>>,
    netmask: bool,
}

impl<'a> Context<'a> {
    /// The selectors that the permits of an access list ask for, in order.
    pub(super) fn children(&self, list: Word<'a>, entry: &str, notes: &mut Notes) -> Vec<Child> {
        let Some(access_list) = self.configuration.access_lists.get(list.text) else {
            let names = self.configuration.list_names.iter().copied();
            // In an excerpt the selector that is not known asks by itself.
            if !self.complete {
                return vec![unknown_child(entry, list.span)];
            }
            notes.dangling("access list", list, names, Blocks::Children);
            return Vec::new();
        };
        let ipv6 = access_list.iter().any(|line| line.is(Rule::ipv6_list_head));
        let mut children: Vec<Child> = Vec::new();
        let (mut denied, mut dead): (Vec<TrafficSelector>, Vec<Span>) = Default::default();
        for line in access_list {
            if line.is_unread() {
                notes.unread.push(line.span);
                // What it permits is not known.
                if may_permit(self.file.slice(line.span)) {
                    let name = format!("{entry} entry {}", children.len() + 1);
                    let selector = unread_selector();
                    children.push(Child { name, selector, ..unknown_child(entry, line.span) });
                }
            }
            let Some(action) = line.word(Rule::action) else { continue };
            match (action.text, self.selectors(line, ipv6, notes)) {
                ("permit", Some(selectors)) => {
                    for (selector, never_matches) in selectors {
                        if remaining(&selector, &denied, line.span) == Share::None {
                            dead.push(line.span);
                            continue;
                        }
                        let name = format!("{entry} entry {}", children.len() + 1);
                        children.push(Child { name, span: line.span, selector, never_matches, shares: None });
                    }
                }
                ("permit", None) => {
                    notes.unread.push(line.span);
                    let name = format!("{entry} entry {}", children.len() + 1);
                    children.push(Child { name, ..unknown_child(entry, line.span) });
                }
                (_, Some(selectors)) => denied.extend(selectors.into_iter().map(|(selector, _)| selector)),
                (_, None) => {}
            }
        }
        let blocks = if children.is_empty() { Blocks::Children } else { Blocks::Nothing };
        notes.denied(&dead, blocks);
        if children.is_empty() && dead.is_empty() && denied.is_empty() && !self.complete {
            children.push(unknown_child(entry, list.span));
        } else if children.is_empty() && dead.is_empty() {
            notes.incomplete("permit entry in its access list", list.span, Blocks::Children);
        }
        children
    }

    /// The list of this name as the device searches it. Of one that an excerpt does not show nothing is known.
    pub(super) fn ordered(&self, name: Word<'a>) -> Option<Arc<List>> {
        let Some(access_list) = self.configuration.access_lists.get(name.text) else {
            return (!self.complete).then(|| Arc::new(List::unknown(name.text, name.span)));
        };
        let ipv6 = access_list.iter().any(|line| line.is(Rule::ipv6_list_head));
        // What is wrong with the lines is noted where they become children.
        let mut notes = Notes::new(self.complete);
        let mut entries = Vec::new();
        for line in access_list {
            if line.is_unread() {
                entries.push(ListEntry::unread(line.span));
            }
            let Some(action) = line.word(Rule::action) else { continue };
            let action = if action.text == "permit" { Action::Permit } else { Action::Deny };
            let selectors = self.selectors(line, ipv6, &mut notes);
            let selectors: Option<Vec<TrafficSelector>> =
                selectors.map(|all| all.into_iter().map(|(selector, _)| selector).collect());
            entries.extend(lines(action, line.span, selectors.as_deref(), true));
        }
        let end = access_list.last().map_or(name.span, |line| line.span);
        Some(Arc::new(List::of(name.text, entries, end)))
    }

    /// The product of a line's sources and destinations, in a list for IPv6 or for IPv4; `None` where a part of it cannot be read.
    fn selectors(
        &self,
        line: &Statement<'a>,
        ipv6: bool,
        notes: &mut Notes,
    ) -> Option<Vec<(TrafficSelector, Option<&'static str>)>> {
        let protocol = line.word(Rule::protocol)?;
        let local = self.side(line.part(Rule::source)?, ipv6, notes)?;
        let remote = self.side(line.part(Rule::destination)?, ipv6, notes)?;
        let never_matches = (local.netmask || remote.netmask).then_some(NETMASK);
        let service =
            Service { protocol: names::protocol(protocol.text)?, source: Ports::ANY, destination: Ports::ANY };
        let services = with_ports(&[service], local.ports.as_deref(), remote.ports.as_deref());
        let selectors = combinations(&services, &local.addresses, &remote.addresses, MOST_PRODUCTS);
        if selectors.len() > MOST_PRODUCTS {
            return None;
        }
        Some(selectors.into_iter().map(|selector| (selector, never_matches)).collect())
    }

    /// One side of an entry of any list: its addresses, and its ports where it names some.
    pub(super) fn list_side(
        &self,
        side: &Node<'a, Rule>,
        ipv6: bool,
        notes: &mut Notes,
    ) -> Option<(Vec<Addresses>, Option<Vec<Ports>>)> {
        let side = self.side(side, ipv6, notes)?;
        Some((side.addresses, side.ports))
    }

    fn side(&self, side: &Node<'a, Rule>, ipv6: bool, notes: &mut Notes) -> Option<Side> {
        let first = side.children.first()?;
        let text = first.word.text;
        let mut netmask = false;
        let addresses = match first.rule {
            Rule::any if ipv6 => vec![Addresses::Net(ipnet::Ipv6Net::default().into())],
            Rule::any => vec![Addresses::any()],
            Rule::host => vec![Addresses::host(self.address(text)?)],
            Rule::prefix => vec![Addresses::Net(text.parse::<IpNet>().ok()?.trunc())],
            Rule::object_group => self.group_addresses(first.word, notes, 0)?,
            Rule::address => {
                let wildcard = side.child(Rule::mask)?.word.text.parse().ok()?;
                netmask = is_netmask(wildcard);
                vec![Addresses::from_wildcard(text.parse().ok()?, wildcard)]
            }
            _ => return None,
        };
        let ports = match side.child(Rule::ports) {
            Some(node) => Some(ports(node)?),
            None => None,
        };
        Some(Side { addresses, ports, netmask })
    }

    /// The members of a network object group, nested groups included.
    fn group_addresses(&self, name: Word<'a>, notes: &mut Notes, depth: usize) -> Option<Vec<Addresses>> {
        let Some(section) = self.configuration.object_group(name.text) else {
            let names = self.configuration.group_names.iter().copied();
            notes.dangling("object group", name, names, Blocks::Nothing);
            return None;
        };
        notes.unread.extend(section.unread());
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
        if line.is_unread() {
            return Some(vec![Addresses::Unknown(UnknownReason::LineNotUnderstood)]);
        }
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

/// The ranges of an operator with its ports.
fn ports(node: &Node<'_, Rule>) -> Option<Vec<Ports>> {
    let operator = node.children.first()?.word.text;
    let ports = node.children.iter().filter(|child| child.rule == Rule::port);
    let numbers: Vec<u16> = ports.map(|port| names::port(port.word.text)).collect::<Option<_>>()?;
    port_ranges(operator, &numbers)
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
