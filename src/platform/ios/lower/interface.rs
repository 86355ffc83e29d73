//! Interfaces, their addresses, and the crypto maps that they carry.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net};

use crate::model::{Interface, Setting, UnknownReason};
use crate::platform::cisco::statement::Word;
use crate::platform::ios::heads::Kind;
use crate::platform::ios::syntax::{Configuration, Rule, Section, Statement};
use crate::source::Span;

/// Of which family an address is wanted: an interface may have one of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Ipv4,
    Ipv6,
    Either,
}

impl Family {
    /// The family of an address.
    pub(super) fn of(address: IpAddr) -> Self {
        if address.is_ipv6() { Self::Ipv6 } else { Self::Ipv4 }
    }

    fn holds(self, address: IpAddr) -> bool {
        self == Self::Either || self == Self::of(address)
    }
}

/// An interface with what the lowering needs of it.
pub(super) struct InterfaceFacts<'a> {
    pub(super) section: &'a Section<'a>,
    pub(super) name: &'a str,
    /// Its own addresses, the primary one first. IKE uses the primary one.
    addresses: Vec<Setting<IpAddr>>,
    /// The networks of its own addresses.
    pub(super) networks: Vec<IpNet>,
    /// The interface whose address it borrows.
    unnumbered: Option<Word<'a>>,
    /// The VRF that it is in.
    pub(super) vrf: Option<&'a str>,
    /// The line that shuts it down, or the interface that it is a part of.
    pub(super) shutdown: Option<Span>,
}

/// The interfaces of a device.
pub(super) struct Interfaces<'a> {
    all: Vec<InterfaceFacts<'a>>,
    by_name: BTreeMap<String, usize>,
}

impl<'a> Interfaces<'a> {
    pub(super) fn new(configuration: &'a Configuration<'a>) -> Self {
        let mut all: Vec<_> = configuration.of(Kind::Interface).filter_map(InterfaceFacts::new).collect();
        let by_name: BTreeMap<String, usize> =
            all.iter().enumerate().map(|(index, facts)| (normal_name(facts.name), index)).collect();
        // A subinterface goes down with its interface (Cisco IOS Interface Command Reference, shutdown).
        let above = |facts: &InterfaceFacts<'a>| Some(*by_name.get(normal_name(facts.name).split_once('.')?.0)?);
        let inherited: Vec<Option<Span>> =
            all.iter().map(|facts| above(facts).and_then(|index| all.get(index)?.shutdown)).collect();
        for (facts, line) in all.iter_mut().zip(inherited) {
            facts.shutdown = facts.shutdown.or(line);
        }
        Self { all, by_name }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &InterfaceFacts<'a>> {
        self.all.iter()
    }

    /// The interface of this name. Abbreviations are understood as the device understands them: `Gi0/0`.
    pub(super) fn named(&self, name: &str) -> Option<&InterfaceFacts<'a>> {
        let wanted = normal_name(name);
        let exact = self.by_name.get(&wanted).and_then(|index| self.all.get(*index));
        exact.or_else(|| self.all.iter().find(|facts| is_abbreviation(&wanted, &normal_name(facts.name))))
    }

    /// The line that shuts down the interface of a name, or the one that has an address.
    pub(super) fn shut_down(&self, text: &str) -> Option<Span> {
        let facts = match text.parse::<IpAddr>() {
            Ok(address) => {
                self.all.iter().find(|facts| facts.addresses.iter().any(|own| own.known() == Some(&address)))
            }
            Err(_) => self.named(text),
        };
        facts?.shutdown
    }

    /// The addresses from which the device itself sends on an interface: the primary one of the family, or that of the
    /// interface it borrows from.
    pub(super) fn source_addresses(&self, facts: &InterfaceFacts<'a>, family: Family) -> Vec<Setting<IpAddr>> {
        let lender = facts.unnumbered.map(|word| (word, self.named(word.text)));
        match lender {
            Some((_, Some(lender))) => lender.primary(family).into_iter().collect(),
            Some((word, None)) => vec![Setting::unknown(UnknownReason::NotInExcerpt, word.span)],
            None => facts.primary(family).into_iter().collect(),
        }
    }

    /// Whether this may be an address of an interface. It may where none is stated, and of IPv6 where none of that family
    /// is: an interface has some that no line states.
    pub(super) fn may_have(&self, facts: &InterfaceFacts<'a>, address: IpAddr) -> bool {
        let stated: Vec<Setting<IpAddr>> = facts
            .addresses
            .iter()
            .copied()
            .chain(self.source_addresses(facts, Family::Either))
            .chain(facts.virtual_addresses(None))
            .collect();
        let is_open = stated.iter().any(|own| own.known().is_none_or(|own| *own == address));
        let is_of_family = |own: &Setting<IpAddr>| own.known().is_some_and(|own| own.is_ipv6() == address.is_ipv6());
        is_open || stated.is_empty() || (address.is_ipv6() && !stated.iter().any(is_of_family))
    }

    /// Every address of the device that is stated.
    pub(super) fn all_addresses(&self, family: Family) -> Vec<Setting<IpAddr>> {
        let tunnels = |facts: &&InterfaceFacts<'a>| !facts.is_tunnel();
        self.all.iter().filter(tunnels).flat_map(|facts| self.source_addresses(facts, family)).collect()
    }

    pub(super) fn models(&self) -> Vec<Interface> {
        let model = |facts: &InterfaceFacts<'a>| {
            let borrowed =
                facts.unnumbered.is_some().then(|| self.source_addresses(facts, Family::Either)).into_iter().flatten();
            Interface {
                name: facts.name.to_owned(),
                span: facts.section.head.span,
                addresses: facts
                    .addresses
                    .iter()
                    .copied()
                    .chain(borrowed)
                    .chain(facts.virtual_addresses(None))
                    .collect(),
            }
        };
        self.all.iter().map(model).collect()
    }
}

impl<'a> InterfaceFacts<'a> {
    fn new(section: &'a Section<'a>) -> Option<Self> {
        let name = section.head.word(Rule::interface_name)?.text;
        let (mut addresses, mut networks) = (Vec::new(), Vec::new());
        let is_secondary = |line: &&Statement<'a>| line.has(Rule::secondary);
        let (primary, secondary): (Vec<_>, Vec<_>) = section.body.iter().partition(|line| !is_secondary(line));
        // A second primary address takes the place of the first.
        let is_own = |line: &&Statement<'a>| line.is(Rule::ip_address) && line.has(Rule::value);
        let last = primary.iter().copied().rfind(is_own).map(|line| line.span);
        let primary = primary.into_iter().filter(|line| !is_own(line) || Some(line.span) == last);
        for line in primary.chain(secondary) {
            let Some((address, network)) = address_of(line) else { continue };
            addresses.push(address);
            networks.extend(network);
        }
        Some(Self {
            section,
            name,
            addresses,
            networks,
            unnumbered: section.last(Rule::ip_unnumbered).and_then(|line| line.word(Rule::interface_name)),
            vrf: section.last(Rule::vrf_forwarding).and_then(|line| line.word(Rule::vrf)).map(|word| word.text),
            shutdown: section.last(Rule::shutdown).map(|line| line.span),
        })
    }

    /// Whether this is a tunnel interface or the template of one.
    pub(super) fn is_tunnel(&self) -> bool {
        let name = self.name.to_ascii_lowercase();
        name.starts_with("tu") || self.is_template()
    }

    /// Whether this is the template of tunnel interfaces.
    pub(super) fn is_template(&self) -> bool {
        self.name.to_ascii_lowercase().starts_with("virtual-t")
    }

    /// Whether it has an address of its own, or borrows one.
    pub(super) fn is_addressed(&self) -> bool {
        !self.addresses.is_empty() || self.unnumbered.is_some()
    }

    /// The VRF in which a tunnel interface sends what it has wrapped.
    pub(super) fn tunnel_vrf(&self) -> Option<&'a str> {
        self.section.last(Rule::tunnel_vrf).and_then(|line| line.word(Rule::vrf)).map(|word| word.text)
    }

    /// Its address of a family that comes first; where none is known to be of that family, one that is settled at run time, and
    /// then whichever there is.
    fn primary(&self, family: Family) -> Option<Setting<IpAddr>> {
        let of_family = |own: &&Setting<IpAddr>| own.known().is_some_and(|own| family.holds(*own));
        let is_open = |own: &&Setting<IpAddr>| own.known().is_none();
        let own = self.addresses.iter();
        let found = own.clone().find(of_family).or_else(|| own.clone().find(is_open)).or_else(|| own.clone().next());
        found.copied()
    }

    /// Its IPv6 addresses, from which a crypto map for IPv6 sends.
    pub(super) fn ipv6_addresses(&self) -> Vec<Setting<IpAddr>> {
        self.addresses.iter().copied().filter(|own| own.known().is_none_or(IpAddr::is_ipv6)).collect()
    }

    /// The virtual addresses of the HSRP group of this name, or of all groups.
    pub(super) fn virtual_addresses(&self, group_name: Option<&str>) -> Vec<Setting<IpAddr>> {
        let number = |line: &Statement<'a>| line.word(Rule::number).map_or("0", |word| word.text);
        let named = |line: &&Statement<'a>| line.word(Rule::name).map(|word| word.text) == group_name;
        let wanted: Option<Vec<&str>> =
            group_name.map(|_| self.section.all(Rule::standby_name).filter(named).map(number).collect());
        let of_group = |line: &&Statement<'a>| wanted.as_ref().is_none_or(|groups| groups.contains(&number(line)));
        let addresses = self.section.all(Rule::standby_ip).filter(of_group);
        addresses.filter_map(|line| line.word(Rule::address)).map(written_address).collect()
    }
}

/// The address that a line gives its interface, with its network where both can be read.
fn address_of(line: &Statement<'_>) -> Option<(Setting<IpAddr>, Option<IpNet>)> {
    if line.is(Rule::ip_address_run_time) {
        return Some((Setting::unknown(UnknownReason::RunTime, line.span), None));
    }
    let word = line.word(Rule::address)?;
    // The router does not take an address without its mask.
    if line.is(Rule::ip_address) && !line.has(Rule::value) {
        return Some((Setting::unknown(UnknownReason::Unreadable, line.span), None));
    }
    if line.is(Rule::ip_address) {
        let mask = line.word(Rule::value).and_then(|mask| mask.text.parse::<Ipv4Addr>().ok());
        let network = word.text.parse().ok().zip(mask).and_then(|(own, mask)| Ipv4Net::with_netmask(own, mask).ok());
        return Some((written_address(word), network.map(IpNet::V4)));
    }
    if line.is(Rule::ipv6_address) {
        let network = word.text.parse::<IpNet>().ok();
        let address =
            network.map_or_else(|| written_address(word), |network| Setting::written(network.addr(), word.span));
        return Some((address, network));
    }
    None
}

/// The address that a word is; unknown where it is a placeholder or a name.
pub(super) fn written_address(word: Word<'_>) -> Setting<IpAddr> {
    word.text
        .parse()
        .map_or(Setting::unknown(UnknownReason::Unreadable, word.span), |address| Setting::written(address, word.span))
}

/// The name of an interface without blanks and case.
fn normal_name(name: &str) -> String {
    name.split_ascii_whitespace().collect::<String>().to_ascii_lowercase()
}

/// Whether `short` abbreviates `long`: the same numbers, and letters that the long name begins with.
fn is_abbreviation(short: &str, long: &str) -> bool {
    let split = |name: &str| name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    let ((short_word, short_number), (long_word, long_number)) =
        (short.split_at(split(short)), long.split_at(split(long)));
    !short_word.is_empty()
        && !short_number.is_empty()
        && long_word.starts_with(short_word)
        && short_number == long_number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interfaces_are_found_under_their_short_names() {
        assert!(is_abbreviation("gi0/0", "gigabitethernet0/0"));
        assert!(!is_abbreviation("gi0/0", "gigabitethernet0/0.10"));
        assert!(!is_abbreviation("0/0", "gigabitethernet0/0"));
        assert_eq!(normal_name("GigabitEthernet 0/0"), "gigabitethernet0/0");
    }
}
