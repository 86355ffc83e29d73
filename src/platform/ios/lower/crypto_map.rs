//! Crypto maps and dynamic maps to entries.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::model::{
    Blocks, ChildProposal, Entry, EntryKind, EntryNames, IkeVersion, Initiation, MapPlace, PeerAddress, Setting,
    Sourced, UnknownReason,
};
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::selectors::unknown_child;
use crate::platform::cisco::statement::Word;
use crate::platform::cisco::values::unknown_child_proposal;
use crate::platform::ios::defaults;
use crate::platform::ios::heads::Kind;
use crate::platform::ios::is_loopback;
use crate::platform::ios::lower::interface::{Family, InterfaceFacts};
use crate::platform::ios::lower::ipsec::ChildLines;
use crate::platform::ios::lower::{Context, Exchange};
use crate::platform::ios::syntax::{Rule, Section, Statement};
use crate::platform::ranges::ios::SEQUENCE;
use crate::source::Span;

/// One sequence of a map. Its block may stand in several pieces.
struct Sequence<'a> {
    name: &'a str,
    head: &'a Section<'a>,
    lines: Vec<&'a Statement<'a>>,
}

/// The sequences of the maps of one kind, by name and number.
type Maps<'a> = BTreeMap<&'a str, BTreeMap<u32, Sequence<'a>>>;

/// Where a map is applied.
struct Binding {
    bound: Setting<bool>,
    interface: String,
    local_addresses: Vec<Setting<IpAddr>>,
    vrf: Option<String>,
    shutdown: Option<Span>,
    /// The map; `None` for a dynamic map that none refers to.
    map: Option<String>,
}

/// The entries of all crypto maps, each map in the order of its sequences. A dynamic map stands at the sequence that
/// refers to it; dynamic maps that none refers to come last.
pub(super) fn entries(context: &Context<'_>) -> Vec<Entry> {
    let maps = sequences(context, Kind::CryptoMap, Rule::map_entry);
    let dynamic_maps = sequences(context, Kind::DynamicMap, Rule::dynamic_map_head);
    let mut referred = BTreeSet::new();
    let mut entries = Vec::new();
    for name in names_in_order(context) {
        let Some(map) = maps.get(name) else { continue };
        let binding = context.binding(name, map.values().next().map(|first| first.head.head.span));
        for sequence in map.values() {
            let words = &sequence.head.head;
            match after(words, Rule::map_dynamic) {
                Some(word) => {
                    referred.insert(word.text);
                    entries.extend(context.dynamic_entries(sequence, word, &dynamic_maps, &binding));
                }
                None => entries.push(context.static_entry(sequence, &binding)),
            }
        }
    }
    for (_, map) in dynamic_maps.iter().filter(|(name, _)| !referred.contains(*name)) {
        for sequence in map.values() {
            let name = sequence.title();
            let binding = context.unbound(sequence.head.head.span);
            entries.push(context.dynamic_entry(name, sequence.head.head.span, sequence, None, &binding));
        }
    }
    entries
}

/// The name behind a keyword that has a rule of its own, such as `dynamic NAME`.
pub(super) fn after<'a>(line: &Statement<'a>, keyword: Rule) -> Option<Word<'a>> {
    line.part(keyword)?.child(Rule::name).map(|name| name.word)
}

fn sequences<'a>(context: &Context<'a>, kind: Kind, rule: Rule) -> Maps<'a> {
    let mut maps: Maps<'a> = BTreeMap::new();
    for head in context.configuration.of(kind).filter(|section| section.head.is(rule)) {
        let of_name = maps.entry(head.name()).or_default();
        let sequence =
            of_name.entry(head.number()).or_insert_with(|| Sequence { name: head.name(), head, lines: Vec::new() });
        sequence.lines.extend(&head.body);
    }
    maps
}

/// The names of the crypto maps in the order in which the file first mentions them.
fn names_in_order<'a>(context: &Context<'a>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    let heads = context.configuration.of(Kind::CryptoMap).filter(|section| section.head.is(Rule::map_entry));
    heads.map(Section::name).filter(|name| seen.insert(*name)).collect()
}

impl<'a> Context<'a> {
    /// Where the map of this name is applied, and the addresses that its packets come from.
    fn binding(&self, map: &str, first: Option<Span>) -> Binding {
        let lines = |facts: &InterfaceFacts<'a>| {
            facts
                .section
                .all(Rule::apply_map)
                .chain(facts.section.all(Rule::apply_ipv6_map))
                .find(|line| line.word(Rule::name).is_some_and(|word| word.text == map))
                .cloned()
        };
        let applied: Vec<(&InterfaceFacts<'a>, Statement<'a>)> =
            self.interfaces.iter().filter_map(|facts| lines(facts).map(|line| (facts, line))).collect();
        // Nothing leaves by a loopback; a map on it and on another interface works by the other one.
        let leaving = applied.iter().find(|(facts, _)| !is_loopback(facts.name));
        let Some((facts, line)) = leaving.or(applied.first()) else {
            let at = first.unwrap_or_else(|| Span::new(self.file.id(), 0, 0));
            return Binding { map: Some(map.to_owned()), ..self.unbound(at) };
        };
        let addresses = applied.iter().flat_map(|(facts, line)| match line.word(Rule::value) {
            Some(group) => facts.virtual_addresses(Some(group.text)),
            None if line.is(Rule::apply_ipv6_map) => facts.ipv6_addresses(),
            None => self.interfaces.source_addresses(facts, Family::Ipv4),
        });
        let is_ipv6 = applied.iter().any(|(_, line)| line.is(Rule::apply_ipv6_map));
        let family = if is_ipv6 { Family::Ipv6 } else { Family::Ipv4 };
        let all_down = applied.iter().all(|(facts, _)| facts.shutdown.is_some());
        Binding {
            bound: Setting::written(true, line.span),
            interface: facts.name.to_owned(),
            local_addresses: self.map_local_address(map, family).unwrap_or_else(|| addresses.collect()),
            vrf: facts.vrf.map(str::to_owned),
            shutdown: facts.shutdown.filter(|_| all_down).or_else(|| self.local_interface_shut_down(map)),
            map: Some(map.to_owned()),
        }
    }

    /// A map that no interface of the file carries. In an excerpt the interface may be missing.
    fn unbound(&self, at: Span) -> Binding {
        let mut local_addresses = self.interfaces.all_addresses(Family::Either);
        if !self.complete {
            local_addresses.push(Setting::unknown(UnknownReason::NotInExcerpt, at));
        }
        Binding {
            bound: Setting::absent(false, at, self.complete),
            interface: String::new(),
            local_addresses,
            vrf: None,
            shutdown: None,
            map: None,
        }
    }

    /// The interface of `crypto map M local-address IF`.
    fn map_local_interface(&self, map: &str) -> Option<Word<'a>> {
        let heads = self.configuration.of(Kind::MapSetting).map(|section| &section.head);
        let mut lines = heads.filter(|head| head.is(Rule::map_local_address));
        let line = lines.find(|head| head.word(Rule::name).is_some_and(|name| name.text == map))?;
        line.word(Rule::interface_name)
    }

    /// The line that shuts that interface down, so that its address is none of the router's.
    fn local_interface_shut_down(&self, map: &str) -> Option<Span> {
        self.interfaces.shut_down(self.map_local_interface(map)?.text)
    }

    /// Its addresses.
    fn map_local_address(&self, map: &str, family: Family) -> Option<Vec<Setting<IpAddr>>> {
        let word = self.map_local_interface(map)?;
        Some(match self.interfaces.named(word.text) {
            Some(facts) => self.interfaces.source_addresses(facts, family),
            None => vec![Setting::unknown(UnknownReason::NotInExcerpt, word.span)],
        })
    }

    fn static_entry(&self, sequence: &Sequence<'a>, binding: &Binding) -> Entry {
        let at = sequence.head.head.span;
        let name = sequence.title();
        let mut notes = self.notes_on(sequence, binding);
        if let Some(template) = after(&sequence.head.head, Rule::map_template) {
            notes.unread.push(template.span);
        }
        let mut peers: Vec<Sourced<PeerAddress>> = sequence.peers(self, &mut notes);
        if peers.is_empty() {
            notes.lacking("peer", at, Blocks::Everything, sequence.gap());
            peers.push(Sourced::absent(PeerAddress::Any, at));
        }
        if !sequence.has(Rule::match_address) {
            notes.lacking("access list", at, Blocks::Children, sequence.gap());
        }
        let initiation = Sourced::default(Initiation::Both, defaults::CRYPTO_MAP, at);
        self.entry(EntryKind::CryptoMap, name, at, sequence, peers, initiation, binding, notes)
    }

    /// The entries of a dynamic map at the sequence that refers to it.
    fn dynamic_entries(
        &self,
        sequence: &Sequence<'a>,
        word: Word<'a>,
        dynamic_maps: &Maps<'a>,
        binding: &Binding,
    ) -> Vec<Entry> {
        let name = sequence.title();
        let at = sequence.head.head.span;
        match dynamic_maps.get(word.text) {
            Some(map) => map
                .values()
                .map(|inner| {
                    let name = format!("{name} {}", inner.title());
                    self.dynamic_entry(name, inner.head.head.span, inner, Some(at), binding)
                })
                .collect(),
            None => {
                let mut notes = self.notes_on(sequence, binding);
                notes.dangling("dynamic map", word, dynamic_maps.keys().copied(), Blocks::Everything);
                let peers = vec![Sourced::written(PeerAddress::Any, word.span)];
                let initiation = Sourced::written(Initiation::RespondOnly, word.span);
                vec![self.entry(EntryKind::DynamicMap, name, at, sequence, peers, initiation, binding, notes)]
            }
        }
    }

    fn dynamic_entry(
        &self,
        name: String,
        at: Span,
        sequence: &Sequence<'a>,
        referred_at: Option<Span>,
        binding: &Binding,
    ) -> Entry {
        let mut notes = self.notes_on(sequence, binding);
        let mut peers = sequence.peers(self, &mut notes);
        if peers.is_empty() {
            peers.push(Sourced::written(PeerAddress::Any, at));
        }
        let initiation = Sourced::written(Initiation::RespondOnly, referred_at.unwrap_or(at));
        self.entry(EntryKind::DynamicMap, name, at, sequence, peers, initiation, binding, notes)
    }

    /// What is to be said of a sequence before its lines are looked into.
    fn notes_on(&self, sequence: &Sequence<'a>, binding: &Binding) -> Notes {
        let mut notes = Notes::new(self.complete);
        notes.unread.extend(sequence.lines.iter().filter(|line| line.is_unread()).map(|line| line.span));
        if let Some(span) = binding.shutdown {
            notes.shut_down(span);
        }
        if let Some(word) = sequence.head.refused_number(SEQUENCE) {
            notes.invalid(word, SEQUENCE.expected());
            notes.unread.push(sequence.head.head.span);
        }
        notes
    }

    #[expect(clippy::too_many_arguments, reason = "each is a part of the entry that differs between kinds of maps")]
    fn entry(
        &self,
        kind: EntryKind,
        name: String,
        at: Span,
        sequence: &Sequence<'a>,
        peers: Vec<Sourced<PeerAddress>>,
        initiation: Sourced<Initiation>,
        binding: &Binding,
        mut notes: Notes,
    ) -> Entry {
        let lines = ChildLines { at, lines: &sequence.lines };
        let list = lines.last(Rule::match_address).and_then(|line| line.word(Rule::word));
        let children = match list {
            Some(list) => self.children(list, &name, &mut notes),
            None if kind == EntryKind::CryptoMap && (!self.complete || lines.gap().is_some()) => {
                vec![unknown_child(&name, at)]
            }
            None => Vec::new(),
        };
        let exchange = Exchange {
            at,
            local: &binding.local_addresses,
            peers: &peers,
            vrf: binding.vrf.as_deref(),
            child_proposals: self.map_transform_sets(&lines, &mut notes),
        };
        let profile = |rule: Rule| lines.last(rule).and_then(|line| line.word(Rule::name));
        let isakmp_profile = profile(Rule::set_isakmp_profile).or_else(|| self.map_profile(sequence.name));
        let ikev2_profile = profile(Rule::set_ikev2_profile);
        let names = self.names(isakmp_profile, ikev2_profile, &exchange);
        let (ikev1, ikev2, version_at) = self.ike_settings(isakmp_profile, ikev2_profile, exchange, &mut notes);
        let version = if ikev2.is_some() { IkeVersion::V2 } else { IkeVersion::V1 };
        let key_gap = self.key_gap(ikev2_profile, &peers);
        Entry {
            accepts_any_selector: kind == EntryKind::DynamicMap && list.is_none(),
            place: binding.map.clone().map(|map| MapPlace::new(map, list.and_then(|list| self.ordered(list)))),
            name,
            kind,
            span: at,
            interface: binding.interface.clone(),
            bound: binding.bound,
            local_addresses: binding.local_addresses.clone(),
            peers,
            tunnel_addresses: Vec::new(),
            initiation,
            ikev1,
            ikev2,
            version_at,
            pfs: lines.pfs(self, &mut notes),
            child_lifetime: lines.lifetime(self, &mut notes),
            children,
            nat_traversal: self.nat_traversal(version, at),
            unread: notes.unread_lines(),
            key_gap,
            defects: notes.defects,
            names: EntryNames {
                access_list: list.map(|word| word.text.to_owned()),
                access_list_begins: list.and_then(|word| self.configuration.list_begins.get(word.text).copied()),
                ..names
            },
        }
    }

    /// The transform sets of a map entry, without which no child SA can be made.
    fn map_transform_sets(&self, lines: &ChildLines<'a, '_>, notes: &mut Notes) -> Vec<ChildProposal> {
        match lines.last(Rule::set_transform_set) {
            Some(line) => self.transform_sets(line, notes),
            None => {
                if !notes.block_everything() {
                    notes.lacking("transform set", lines.at, Blocks::Children, lines.gap());
                }
                let is_open = !self.complete || lines.gap().is_some();
                is_open.then(|| unknown_child_proposal("transform set", lines.at)).into_iter().collect()
            }
        }
    }

    /// The profile of `crypto map M isakmp-profile X`, which all entries of the map share.
    fn map_profile(&self, map: &str) -> Option<Word<'a>> {
        let heads = self.configuration.of(Kind::MapSetting).map(|section| &section.head);
        let mut lines = heads.filter(|head| head.is(Rule::map_isakmp_profile));
        let line = lines.find(|head| head.word(Rule::name).is_some_and(|name| name.text == map))?;
        line.all(Rule::name).nth(1)
    }
}

impl<'a> Sequence<'a> {
    /// The name of the map, and what stands for the number.
    fn title(&self) -> String {
        format!("{} {}", self.name, self.head.number_word().map_or("?", |word| word.text))
    }

    /// The first line that nobody recognises.
    fn gap(&self) -> Option<Span> {
        self.lines.iter().find(|line| line.is_gap()).map(|line| line.span)
    }

    fn has(&self, rule: Rule) -> bool {
        self.lines.iter().any(|line| line.is(rule))
    }

    /// The peers in the order in which they are tried: the one that is marked as the default comes first (IOS Security
    /// Command Reference, set peer). A line has one.
    fn peers(&self, context: &Context<'a>, notes: &mut Notes) -> Vec<Sourced<PeerAddress>> {
        let mut lines: Vec<&Statement<'a>> =
            self.lines.iter().copied().filter(|line| line.is(Rule::set_peer)).collect();
        lines.sort_by_key(|line| !line.has(Rule::peer_default));
        for (line, word) in lines.iter().filter_map(|line| Some((line, line.word(Rule::word)?))) {
            notes.invalid(word, "the end of the line, where another peer has a line of its own");
            notes.unread.push(line.span);
        }
        lines.into_iter().filter_map(|line| line.word(Rule::value)).map(|word| context.peer(word)).collect()
    }
}

impl<'a> Context<'a> {
    /// A peer: an address, or a name, which `ip host` may resolve.
    pub(super) fn peer(&self, word: Word<'a>) -> Sourced<PeerAddress> {
        let peer =
            self.address(word.text).map_or_else(|| PeerAddress::Name(word.text.to_owned()), PeerAddress::Address);
        Sourced::written(peer, word.span)
    }
}
