//! Child sections: traffic selectors, proposals, lifetimes.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::model::{
    Addresses, Blocks, Child, ChildProposal, Defect, DefectKind, DhGroup, EncapsulationMode, Lifetime, Ports, Release,
    Setting, TrafficSelector, UnknownReason,
};
use crate::platform::is_placeholder;
use crate::platform::swanctl::defaults;
use crate::platform::swanctl::proposals::{self, Protocol};
use crate::platform::swanctl::syntax::{Assignment, Section};
use crate::platform::swanctl::values::{Word, items, octets, seconds};
use crate::source::Span;

/// How many pairs of selectors of one child section are looked at; no real file comes near.
const MAX_PAIRS: usize = 256;

/// What tells the policies of a child from others with the same selectors (swanctl.conf(5)).
const SET_APART: [&str; 6] = ["mark_in", "mark_out", "if_id_in", "if_id_out", "priority", "policies"];

/// The outer addresses of a connection, which `dynamic` stands for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outer {
    /// Of this end; `None` where it is not known.
    pub(super) local: Option<IpAddr>,
    /// Of the other end; likewise.
    pub(super) remote: Option<IpAddr>,
}

/// What a child section says.
#[derive(Clone, Debug)]
pub(super) struct ChildSection {
    /// Its name.
    pub(super) name: String,
    /// The pairs of its selectors, the pair of the first two first.
    pub(super) selectors: Vec<(TrafficSelector, Span)>,
    /// Its proposals.
    pub(super) proposals: Vec<ChildProposal>,
    /// How long its SAs live.
    pub(super) lifetime: Lifetime,
    /// What is wrong with it; strongSwan does not load the connection then.
    pub(super) defects: Vec<Defect>,
    /// Lines that a verdict may hang on, and that are not modelled.
    pub(super) unread: Vec<Span>,
    /// Whether more than its selectors tells its policies from those of others.
    pub(super) is_set_apart: bool,
}

/// Reads a child section; `None` where it negotiates nothing (`pass` and `drop`).
pub(super) fn read(section: &Section<'_>, outer: Outer, release: Option<Release>) -> Option<ChildSection> {
    let mode_word = section.setting("mode").map(|setting| setting.value.to_ascii_lowercase());
    if matches!(mode_word.as_deref(), Some("pass" | "drop")) {
        return None;
    }
    let mut child = ChildSection {
        name: section.name.to_owned(),
        selectors: Vec::new(),
        proposals: Vec::new(),
        lifetime: Lifetime { seconds: life_time(section), kilobytes: life_bytes(section) },
        defects: Vec::new(),
        unread: Vec::new(),
        is_set_apart: SET_APART.iter().any(|key| section.setting(key).is_some()),
    };
    let mode = mode(section, &mut child);
    child.read_proposals(section, mode, release);
    child.read_selectors(section, outer);
    if mode.known().is_some_and(|mode| mode.is_transport()) {
        child.narrow_to_peers(outer);
    }
    if let Some(setting) = section.setting("sha256_96").filter(|setting| setting.value != "no") {
        child.unread.push(setting.span);
    }
    child.unread.extend(section.setting("label").map(|setting| setting.span));
    Some(child)
}

/// Transport mode falls back to tunnel mode where it cannot be had.
fn mode(section: &Section<'_>, child: &mut ChildSection) -> Setting<EncapsulationMode> {
    let Some(setting) = section.setting("mode") else {
        return Setting::default(EncapsulationMode::Tunnel, defaults::MODE, section.head);
    };
    match setting.value.to_ascii_lowercase().as_str() {
        "tunnel" => Setting::written(EncapsulationMode::Tunnel, setting.span),
        "transport" => Setting::written(EncapsulationMode::TransportPreferred, setting.span),
        "transport_proxy" | "beet" | "iptfs" => Setting::unknown(UnknownReason::LineNotUnderstood, setting.span),
        _ => {
            child.defects.push(Word::of(setting).invalid("tunnel, transport, transport_proxy, beet, pass or drop"));
            Setting::unknown(UnknownReason::Unreadable, setting.span)
        }
    }
}

/// The hard lifetime: what `life_time` says, or a tenth more than `rekey_time`.
fn life_time(section: &Section<'_>) -> Setting<Option<u64>> {
    limit(section, ["life_time", "rekey_time"], seconds, Some(defaults::CHILD_REKEY), defaults::CHILD_LIFETIME)
}

/// The volume that ends a child SA, in kilobytes.
fn life_bytes(section: &Section<'_>) -> Setting<Option<u64>> {
    let octets = limit(section, ["life_bytes", "rekey_bytes"], octets, None, defaults::CHILD_VOLUME);
    match octets {
        Setting::Known(mut known) => {
            known.value = known.value.map(|octets| octets / 1024);
            Setting::Known(known)
        }
        unknown => unknown,
    }
}

fn limit(
    section: &Section<'_>,
    [hard, soft]: [&str; 2],
    parse: fn(&str) -> Option<u64>,
    soft_default: Option<u64>,
    source: &'static str,
) -> Setting<Option<u64>> {
    let tenth_more = |value: u64| (value > 0).then(|| value.saturating_add(value / 10));
    let written = |setting: &Assignment<'_>, of: fn(u64) -> Option<u64>| match parse(&setting.value) {
        Some(value) => Setting::written(of(value), setting.span),
        None => Setting::unknown(UnknownReason::Unreadable, setting.span),
    };
    match (section.setting(hard), section.setting(soft)) {
        (Some(hard), _) => written(hard, |value| (value > 0).then_some(value)),
        (None, Some(soft)) => written(soft, |value| (value > 0).then(|| value.saturating_add(value / 10))),
        (None, None) => Setting::default(soft_default.and_then(tenth_more), source, section.head),
    }
}

impl ChildSection {
    /// AH proposals stand before ESP proposals; without any, the default ones of ESP are used.
    fn read_proposals(&mut self, section: &Section<'_>, mode: Setting<EncapsulationMode>, release: Option<Release>) {
        let (ah, esp) = (section.setting("ah_proposals"), section.setting("esp_proposals"));
        let uses_esp = esp.is_some() || ah.is_none();
        let of_ah = ah.map(|setting| (Some(setting), Protocol::Ah));
        let of_esp = uses_esp.then_some((esp, Protocol::Esp));
        for (setting, protocol) in of_ah.into_iter().chain(of_esp) {
            let read = proposals::read(setting, protocol, release, section.head);
            self.proposals.extend(read.list.iter().map(|own| own.child(protocol, mode, section.head)));
            self.defects.extend(read.defects);
            self.unread.extend(read.unread);
        }
    }

    fn read_selectors(&mut self, section: &Section<'_>, outer: Outer) {
        let local = self.selectors_of(section, "local_ts", outer.local);
        let remote = self.selectors_of(section, "remote_ts", outer.remote);
        let pairs = local.iter().flat_map(|own| remote.iter().map(move |other| (own, other)));
        for (own, other) in pairs.take(MAX_PAIRS) {
            match pair(own, other) {
                Some(selector) => self.selectors.push((selector, own.at.unwrap_or(other.at.unwrap_or(section.head)))),
                None if local.len() == 1 && remote.len() == 1 => self.defects.push(conflict(own, section)),
                None => {}
            }
        }
    }

    /// Transport mode carries what the two peers exchange and nothing else: strongSwan asks for that part of a selector
    /// (seen with two daemons of 5.9.8). A selector without the peers stays, and is refused when it is negotiated.
    fn narrow_to_peers(&mut self, outer: Outer) {
        for (selector, _) in &mut self.selectors {
            for (side, peer) in [(&mut selector.local, outer.local), (&mut selector.remote, outer.remote)] {
                let peer = peer.map(Addresses::host);
                if let Some(peer) = peer.filter(|peer| side.contains(peer) == Some(true)) {
                    *side = peer;
                }
            }
        }
    }

    fn selectors_of(&mut self, section: &Section<'_>, key: &str, dynamic: Option<IpAddr>) -> Vec<Half> {
        let Some(setting) = section.setting(key) else { return vec![Half::dynamic(dynamic)] };
        let mut found = Vec::new();
        for item in items(setting) {
            match Half::parse(&item, dynamic) {
                Some(half) => {
                    self.unread.extend(half.is_unclear.then_some(item.at));
                    if half.is_cut {
                        let blocks = Blocks::Nothing;
                        self.defects.push(Defect { blocks, ..item.invalid("a prefix length; the longest is used") });
                    }
                    found.push(half);
                }
                None => {
                    self.defects.push(item.invalid("a subnet, a range or \"dynamic\", perhaps with [protocol/port]"));
                }
            }
        }
        found
    }

    /// The group of the first proposal, to stand for the whole entry.
    pub(super) fn pfs(&self, at: Span) -> Setting<Option<DhGroup>> {
        let first = self.proposals.first().and_then(|proposal| proposal.pfs.as_ref()?.first());
        first.copied().unwrap_or_else(|| Setting::default(None, defaults::PFS, at))
    }

    /// The children of the model: one for each pair of selectors. `number` tells this section from the others.
    pub(super) fn children(&self, connection: &str, number: usize) -> Vec<Child> {
        let shares = (self.selectors.len() > 1).then(|| u32::try_from(number).unwrap_or(u32::MAX));
        let name = |index: usize| match shares {
            Some(_) => format!("{connection}/{} selector {}", self.name, index + 1),
            None => format!("{connection}/{}", self.name),
        };
        let selectors = self.selectors.iter().enumerate();
        selectors
            .map(|(index, (selector, span))| Child {
                name: name(index),
                span: *span,
                selector: selector.clone(),
                never_matches: None,
                shares,
            })
            .collect()
    }

    /// Whether another section can stand in one entry with this one: the entry has one set of proposals.
    pub(super) fn goes_with(&self, other: &ChildSection) -> bool {
        let outline = |child: &ChildSection| {
            let of = |proposal: &ChildProposal| {
                let pfs: Vec<_> = proposal.pfs.iter().flatten().map(|group| group.known().copied()).collect();
                (
                    known(&proposal.encryption),
                    known(&proposal.integrity),
                    known(&proposal.authentication_header),
                    known(&proposal.sequence_numbers),
                    proposal.mode.known().copied(),
                    pfs,
                )
            };
            let lifetime = [child.lifetime.seconds, child.lifetime.kilobytes].map(|limit| limit.known().copied());
            (child.proposals.iter().map(of).collect::<Vec<_>>(), lifetime)
        };
        outline(self) == outline(other)
    }
}

fn known<T: Copy>(list: &[Setting<T>]) -> Vec<Option<T>> {
    list.iter().map(|value| value.known().copied()).collect()
}

/// One side of a traffic selector.
#[derive(Clone, Debug)]
struct Half {
    addresses: Addresses,
    protocol: Option<u8>,
    ports: Ports,
    /// Whether it has a protocol or port that is known by a name that ikelint does not know.
    is_unclear: bool,
    /// Whether its prefix is longer than addresses are; charon 5.9.8 takes a single address then.
    is_cut: bool,
    at: Option<Span>,
}

impl Half {
    fn dynamic(outer: Option<IpAddr>) -> Self {
        let addresses = outer.map_or(Addresses::Unknown(UnknownReason::RunTime), Addresses::host);
        Self { addresses, protocol: None, ports: Ports::ANY, is_unclear: false, is_cut: false, at: None }
    }

    fn parse(item: &Word<'_>, dynamic: Option<IpAddr>) -> Option<Self> {
        let (net, restriction) = match item.text.split_once('[') {
            Some((net, rest)) => (net.trim(), Some(rest.strip_suffix(']')?)),
            None => (item.text.as_ref(), None),
        };
        let mut half = Self::dynamic(dynamic);
        half.at = Some(item.at);
        if is_placeholder(net) {
            half.addresses = Addresses::Unknown(UnknownReason::Unreadable);
        } else if !net.is_empty() && net != "dynamic" {
            half.is_cut = host_of_long_prefix(net).is_some();
            half.addresses = host_of_long_prefix(net).or_else(|| addresses(net))?;
        }
        let Some(restriction) = restriction else { return Some(half) };
        let (protocol, ports) = restriction.split_once('/').unwrap_or((restriction, ""));
        match protocol_number(protocol.trim()) {
            Some(number) => half.protocol = number,
            None => half.is_unclear = true,
        }
        match port_range(ports.trim()) {
            Some(range) => half.ports = range,
            None => half.is_unclear = true,
        }
        Some(half)
    }
}

/// The address of a prefix that is longer than addresses are.
fn host_of_long_prefix(text: &str) -> Option<Addresses> {
    let (address, length) = text.split_once('/')?;
    let (address, length) = (address.parse::<IpAddr>().ok()?, length.parse::<u32>().ok()?);
    let longest = if address.is_ipv4() { 32 } else { 128 };
    (length > longest).then(|| Addresses::host(address))
}

fn addresses(text: &str) -> Option<Addresses> {
    if let Ok(net) = text.parse::<IpNet>() {
        return Some(Addresses::Net(net.trunc()));
    }
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(Addresses::host(address));
    }
    let (low, high) = text.split_once('-')?;
    let (low, high): (IpAddr, IpAddr) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
    (low.is_ipv4() == high.is_ipv4() && low <= high).then_some(Addresses::Range(low, high))
}

/// The number of a protocol, `None` inside for any; `None` where the name is not known here.
fn protocol_number(name: &str) -> Option<Option<u8>> {
    const NAMES: &[(&str, u8)] = &[
        ("icmp", 1),
        ("tcp", 6),
        ("udp", 17),
        ("gre", 47),
        ("esp", 50),
        ("ah", 51),
        ("icmpv6", 58),
        ("ipv6-icmp", 58),
        ("ospf", 89),
        ("ipip", 4),
        ("sctp", 132),
        ("l2tp", 115),
    ];
    if ["", "%any", "any", "0"].contains(&name) {
        return Some(None);
    }
    let by_name = NAMES.iter().find(|(known, _)| *known == name).map(|(_, number)| *number);
    by_name.or_else(|| name.parse().ok()).map(Some)
}

/// A port or a range of ports; `None` where it is a name that is not known here.
fn port_range(text: &str) -> Option<Ports> {
    const NAMES: &[(&str, u16)] =
        &[("ssh", 22), ("domain", 53), ("http", 80), ("https", 443), ("l2f", 1701), ("l2tp", 1701)];
    if ["", "%any", "any", "0"].contains(&text) {
        return Some(Ports::ANY);
    }
    if let Some((_, port)) = NAMES.iter().find(|(name, _)| *name == text) {
        return Some(Ports::one(*port));
    }
    if let Some((low, high)) = text.split_once('-') {
        let (low, high) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
        return (low <= high).then_some(Ports { low, high });
    }
    text.parse().ok().map(Ports::one)
}

/// A pair of sides as a selector; `None` where they are of different families.
fn pair(local: &Half, remote: &Half) -> Option<TrafficSelector> {
    let family = |half: &Half| match &half.addresses {
        Addresses::Net(net) => Some(net.addr().is_ipv4()),
        Addresses::Range(low, _) => Some(low.is_ipv4()),
        Addresses::Wildcard { .. } | Addresses::Unknown(_) => None,
    };
    let families_fit = family(local).is_none_or(|own| family(remote).is_none_or(|other| own == other));
    families_fit.then(|| TrafficSelector {
        local: local.addresses.clone(),
        remote: remote.addresses.clone(),
        protocol: local.protocol.or(remote.protocol),
        side_protocols: (local.protocol != remote.protocol).then_some([local.protocol, remote.protocol]),
        local_ports: local.ports,
        remote_ports: remote.ports,
    })
}

fn conflict(half: &Half, section: &Section<'_>) -> Defect {
    let expected = "local_ts and remote_ts of one address family".to_owned();
    Defect {
        kind: DefectKind::InvalidValue { value: half.addresses.to_string(), expected },
        span: half.at.unwrap_or(section.head),
        blocks: Blocks::Children,
    }
}
