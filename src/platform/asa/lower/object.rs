//! Objects and object groups, expanded to addresses, protocols and ports.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net};

use crate::model::{Addresses, Ports, UnknownReason};

use crate::platform::asa::lower::access_list::AccessLists;
use crate::platform::asa::reader::Reading;
use crate::platform::asa::syntax::{Command, Node, Rule};
use crate::platform::cisco::names;
use crate::platform::cisco::selectors::{Service, port_ranges, with_ports};
use crate::platform::cisco::statement::Word;

/// Groups nest; a group that holds itself, or a chain deeper than this, ends here.
const MAX_DEPTH: usize = 16;

/// Why a part of an access list entry cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble<'a> {
    /// The device would not take the value.
    Invalid { word: Word<'a>, expected: &'static str },
    /// It names an object that the file does not define.
    Undefined { what: &'static str, word: Word<'a> },
    /// It names an object with a line that is not understood, or a group that holds itself.
    Unread,
}

/// A protocol by name or number, with every port.
pub(super) fn service<'a>(word: Word<'a>) -> Result<Service, Trouble<'a>> {
    let protocol = names::protocol(word.text).ok_or(invalid(word, "an IP protocol"))?;
    Ok(Service { protocol, source: Ports::ANY, destination: Ports::ANY })
}

/// `eq`, `neq`, `gt`, `lt`, `range`: one range of ports, or the two around an excluded port.
pub(super) fn ports<'a>(node: &Node<'a>) -> Result<Vec<Ports>, Trouble<'a>> {
    let port = |word: Word<'a>| names::port(word.text).ok_or(invalid(word, "a port"));
    let numbers = node.words().map(port).collect::<Result<Vec<_>, _>>()?;
    let operator = node.children.first().map_or("", |operator| operator.word.text);
    port_ranges(operator, &numbers).ok_or(Trouble::Unread)
}

fn invalid<'a>(word: Word<'a>, expected: &'static str) -> Trouble<'a> {
    Trouble::Invalid { word, expected }
}

impl<'a> AccessLists<'_, '_, 'a> {
    /// One address by itself or by its `name` alias.
    pub(super) fn host(&self, word: Word<'a>) -> Result<Addresses, Trouble<'a>> {
        match self.context.address(word.text) {
            Some(address) => Ok(Addresses::host(address)),
            // An alias whose `name` line the excerpt does not show.
            None if !self.context.complete && word.text.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                Ok(Addresses::Unknown(UnknownReason::NotInExcerpt))
            }
            None => Err(invalid(word, "an address")),
        }
    }

    /// `10.1.0.0 255.255.0.0` or `2001:db8::/64`.
    pub(super) fn network(&mut self, words: &[Word<'a>]) -> Result<Addresses, Trouble<'a>> {
        match words {
            [prefix] => match prefix.text.parse::<IpNet>() {
                Ok(net) => Ok(Addresses::Net(net.trunc())),
                Err(_) => Err(invalid(*prefix, "a prefix")),
            },
            [address, mask] => {
                let mask_value: Ipv4Addr = mask.text.parse().map_err(|_| invalid(*mask, "a netmask"))?;
                match self.host(*address)? {
                    Addresses::Net(IpNet::V4(host)) => self.masked(host.addr(), *address, mask_value, *mask),
                    Addresses::Unknown(reason) => Ok(Addresses::Unknown(reason)),
                    _ => Err(invalid(*address, "an IPv4 address")),
                }
            }
            _ => Err(Trouble::Unread),
        }
    }

    /// An address with its netmask. A contiguous mask that cuts off host bits is taken and noted; a mask that reads
    /// like a wildcard mask is not, since it would select quite other addresses.
    fn masked(
        &mut self,
        address: Ipv4Addr,
        word: Word<'a>,
        mask: Ipv4Addr,
        mask_word: Word<'a>,
    ) -> Result<Addresses, Trouble<'a>> {
        let fits = u32::from(address) & !u32::from(mask) == 0;
        match Ipv4Net::with_netmask(address, mask) {
            Ok(net) => {
                if !fits {
                    self.note(invalid(word, "an address without bits outside of its netmask"));
                }
                Ok(Addresses::Net(IpNet::V4(net.trunc())))
            }
            Err(_) if fits && u32::from(mask).leading_ones() > 0 => {
                Ok(Addresses::from_wildcard(address, Ipv4Addr::from(!u32::from(mask))))
            }
            Err(_) => Err(invalid(mask_word, "a netmask (an ASA takes no wildcard mask)")),
        }
    }

    /// The addresses of `object NAME` or `object-group NAME`.
    pub(super) fn object_addresses(
        &mut self,
        family: &'static str,
        word: Word<'a>,
        depth: usize,
    ) -> Result<Vec<Addresses>, Trouble<'a>> {
        let mut found = Vec::new();
        for member in self.members(family, word, depth)? {
            let clause = &member.clause;
            let words: Vec<Word<'a>> = clause.words().collect();
            match (clause.rule, words.as_slice()) {
                (Rule::object_host | Rule::member_host, [host]) => found.push(self.host(*host)?),
                (Rule::object_subnet | Rule::member_network, words) => found.push(self.network(words)?),
                (Rule::object_range, [low, high]) => found.push(self.range(*low, *high)?),
                (Rule::object_fqdn, _) => found.push(Addresses::Unknown(UnknownReason::RunTime)),
                (Rule::member_object, [name]) => found.extend(self.object_addresses("object", *name, depth + 1)?),
                (Rule::member_group, [name]) => {
                    found.extend(self.object_addresses("object-group", *name, depth + 1)?);
                }
                _ => return Err(Trouble::Unread),
            }
            if found.len() > super::access_list::MAX_CHILDREN {
                return Ok(found);
            }
        }
        Ok(found)
    }

    fn range(&self, low: Word<'a>, high: Word<'a>) -> Result<Addresses, Trouble<'a>> {
        let one = |word: Word<'a>| -> Result<IpAddr, Trouble<'a>> {
            self.context.address(word.text).ok_or(invalid(word, "an address"))
        };
        Ok(Addresses::Range(one(low)?, one(high)?))
    }

    /// The protocols and ports of `object NAME` or `object-group NAME` in the place of a protocol.
    pub(super) fn object_services(
        &mut self,
        family: &'static str,
        word: Word<'a>,
        depth: usize,
    ) -> Result<Vec<Service>, Trouble<'a>> {
        let mut found = Vec::new();
        for member in self.members(family, word, depth)? {
            let clause = &member.clause;
            match (clause.rule, clause.word()) {
                (Rule::object_service | Rule::member_service, Some(name)) => found.extend(services(name, clause)?),
                (Rule::member_protocol, Some(name)) => found.push(service(name)?),
                (Rule::member_service_object, Some(name)) => {
                    found.extend(self.object_services("object", name, depth + 1)?);
                }
                (Rule::member_group, Some(name)) => {
                    found.extend(self.object_services("object-group", name, depth + 1)?);
                }
                _ => return Err(Trouble::Unread),
            }
        }
        Ok(found)
    }

    /// The ports of a service group in the place of ports.
    pub(super) fn object_ports(&mut self, word: Word<'a>, depth: usize) -> Result<Vec<Ports>, Trouble<'a>> {
        let mut found = Vec::new();
        for member in self.members("object-group", word, depth)? {
            let clause = &member.clause;
            match (clause.rule, clause.child(Rule::ports), clause.word()) {
                (Rule::member_port, Some(node), _) => found.extend(ports(node)?),
                (Rule::member_group, _, Some(name)) => found.extend(self.object_ports(name, depth + 1)?),
                _ => return Err(Trouble::Unread),
            }
        }
        Ok(found)
    }

    /// Whether a group is one of ports, which decides what `object-group NAME` behind an address means.
    pub(super) fn is_service_group(&self, name: &str) -> bool {
        let object = self.context.config.objects.get(&("object-group", name));
        object.is_some_and(|object| object.head.text.split_ascii_whitespace().nth(1) == Some("service"))
    }

    /// The lines of an object. Its lines count towards coverage the first time.
    fn members(&mut self, family: &'static str, word: Word<'a>, depth: usize) -> Result<Vec<Command<'a>>, Trouble<'a>> {
        let config = self.context.config;
        let Some(object) = config.objects.get(&(family, word.text)) else {
            let what = if family == "object" { "object" } else { "object group" };
            return Err(Trouble::Undefined { what, word });
        };
        if depth > MAX_DEPTH {
            return Err(Trouble::Unread);
        }
        let first_time = self.seen_objects.insert((family, word.text));
        if first_time {
            self.reader.command(Rule::object_head, object.head);
        }
        let mut members = Vec::new();
        let mut unread = false;
        for line in &object.body {
            let reading = match first_time {
                true => self.reader.read(Rule::object_line, *line),
                false => self.reader.look(Rule::object_line, *line).0,
            };
            match reading {
                Reading::Command(command) => members.push(command),
                Reading::Irrelevant => {}
                Reading::Unread | Reading::Unrecognised => unread = true,
            }
        }
        if unread { Err(Trouble::Unread) } else { Ok(members) }
    }
}

/// `tcp`, `tcp-udp`, `udp source eq 1 destination eq 2`, `icmp`.
fn services<'a>(name: Word<'a>, clause: &Node<'a>) -> Result<Vec<Service>, Trouble<'a>> {
    let protocols = match name.text {
        "tcp-udp" => vec![service(Word { text: "tcp", ..name })?, service(Word { text: "udp", ..name })?],
        _ => vec![service(name)?],
    };
    let side = |rule| clause.child(rule).and_then(|side| side.child(Rule::ports)).map(ports).transpose();
    let (sources, destinations) = (side(Rule::source_ports)?, side(Rule::destination_ports)?);
    Ok(with_ports(&protocols, sources.as_deref(), destinations.as_deref()))
}
