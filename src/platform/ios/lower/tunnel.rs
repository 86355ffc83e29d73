//! Tunnel interfaces to entries: virtual tunnel interfaces, protected GRE, DMVPN, and plain GRE.

use std::net::IpAddr;

use crate::model::{
    Blocks, Child, ChildProposal, Entry, EntryKind, EntryNames, IkeVersion, Initiation, Lifetime, PeerAddress, Setting,
    Sourced, TrafficSelector, UnknownReason,
};
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::statement::Word;
use crate::platform::cisco::values::unknown_child_proposal;
use crate::platform::ios::defaults;
use crate::platform::ios::heads::Kind;
use crate::platform::ios::lower::access_list::host;
use crate::platform::ios::lower::crypto_map::after;
use crate::platform::ios::lower::interface::{InterfaceFacts, written_address};
use crate::platform::ios::lower::ipsec::ChildLines;
use crate::platform::ios::lower::tunnel_mode::{GRE, TunnelMode, carries_ipv6, transport, tunnel_mode};
use crate::platform::ios::lower::{Context, Exchange};
use crate::platform::ios::syntax::{Rule, Section, Statement};
use crate::source::Span;

/// One end that a tunnel goes to.
struct Leg<'a> {
    peers: Vec<Sourced<PeerAddress>>,
    initiation: Sourced<Initiation>,
    name: String,
    /// The line of the far end, where one is written.
    line: Option<&'a Statement<'a>>,
    /// Lines elsewhere that a verdict about it may hang on.
    unread: Vec<Span>,
}

impl Leg<'_> {
    /// Whether it takes whoever comes, or calls somebody whom the file does not name.
    fn is_open(&self) -> bool {
        self.peers.iter().all(|peer| peer.value == PeerAddress::Any)
    }
}

/// The head and the lines of an IPsec profile.
type ProfileLines<'a> = (Span, Vec<&'a Statement<'a>>);

/// The entries of all tunnel interfaces. Plain GRE that a crypto map covers has no entry of its own: `maps` are the
/// entries of the crypto maps.
pub(super) fn entries(context: &Context<'_>, maps: &[Entry]) -> Vec<Entry> {
    let tunnels = context.interfaces.iter().filter(|facts| facts.is_tunnel());
    tunnels.flat_map(|facts| context.tunnel_entries(facts)).filter(|entry| !is_covered(entry, maps)).collect()
}

/// Whether a crypto map protects a plain tunnel: it has the tunnel's far end as its peer.
fn is_covered(entry: &Entry, maps: &[Entry]) -> bool {
    let same_peer = |map: &Entry| map.peers.iter().any(|peer| entry.peers.iter().any(|own| own.value == peer.value));
    let carries_gre =
        |map: &Entry| map.children.iter().any(|child| child.selector.protocol.is_none_or(|number| number == GRE));
    entry.kind == EntryKind::None && maps.iter().any(|map| same_peer(map) && carries_gre(map))
}

impl<'a> Context<'a> {
    fn tunnel_entries(&self, facts: &InterfaceFacts<'a>) -> Vec<Entry> {
        let section = facts.section;
        let mode = tunnel_mode(section);
        let protection = section.last(Rule::tunnel_protection);
        let is_template = facts.is_template();
        if mode == TunnelMode::Other || (is_template && protection.is_none()) {
            return Vec::new();
        }
        let legs = self.legs(facts, mode, is_template);
        legs.into_iter().filter_map(|leg| self.tunnel_entry(facts, mode, protection, leg)).collect()
    }

    /// What a tunnel without protection of its own makes of its packets: its protocol between its two ends, where the file
    /// settles them.
    pub(super) fn wrapping(&self, facts: &InterfaceFacts<'a>) -> Option<TrafficSelector> {
        let section = facts.section;
        let TunnelMode::PointToPoint(protocol) = tunnel_mode(section) else { return None };
        if section.last(Rule::tunnel_protection).is_some() {
            return None;
        }
        let far = self.destination(section.last(Rule::tunnel_destination)?.word(Rule::value)?).value;
        section.last(Rule::tunnel_source)?;
        let own = self.tunnel_source(section, &mut Notes::new(self.complete));
        let selector = between(&own, Some(&far), protocol);
        (selector.packets()[0] == selector.packets()[1]).then_some(selector)
    }

    /// The far ends of a tunnel. A spoke of a multipoint tunnel has one for each next-hop server; a hub takes anybody.
    fn legs(&self, facts: &InterfaceFacts<'a>, mode: TunnelMode, is_template: bool) -> Vec<Leg<'a>> {
        let section = facts.section;
        let at = section.head.span;
        let both = Sourced::default(Initiation::Both, defaults::CRYPTO_MAP, at);
        let waits = |span: Span| Sourced::written(Initiation::RespondOnly, span);
        let open = |span: Span, initiation| Leg {
            peers: vec![Sourced::written(PeerAddress::Any, span)],
            initiation,
            name: facts.name.to_owned(),
            line: None,
            unread: Vec::new(),
        };
        if is_template {
            return vec![open(at, waits(at))];
        }
        if mode == TunnelMode::Multipoint {
            let servers = self.next_hop_servers(section);
            if servers.is_empty() {
                let span = section.last(Rule::tunnel_mode).map_or(at, |line| line.span);
                return vec![open(span, waits(span))];
            }
            let several = servers.len() > 1;
            let name = |peer: &Sourced<PeerAddress>| {
                if several { format!("{} {}", facts.name, peer.value) } else { facts.name.to_owned() }
            };
            return servers
                .into_iter()
                .map(|peer| Leg {
                    name: name(&peer),
                    peers: vec![peer],
                    initiation: both,
                    line: None,
                    unread: Vec::new(),
                })
                .collect();
        }
        let Some(line) = section.last(Rule::tunnel_destination) else { return vec![open(at, both)] };
        let Some(word) = line.word(Rule::value) else { return Vec::new() };
        let client = self.flexvpn_client(facts).filter(|own| word.text == "dynamic" && !own.peers.is_empty());
        let (peers, initiation, unread) = match client {
            Some(own) => (own.peers, own.on_command.unwrap_or(both), own.unread),
            None => (vec![self.destination(word)], both, Vec::new()),
        };
        vec![Leg { peers, initiation, name: facts.name.to_owned(), line: Some(line), unread }]
    }

    /// The destination of a tunnel: an address, a name, or `dynamic`, which the server settles where no client names it.
    fn destination(&self, word: Word<'a>) -> Sourced<PeerAddress> {
        match word.text {
            "dynamic" => Sourced::written(PeerAddress::Any, word.span),
            _ => self.peer(word),
        }
    }

    /// The addresses of a spoke's next-hop servers in the underlying network: `nhs A nbma NBMA`, or `map A NBMA`.
    fn next_hop_servers(&self, section: &'a Section<'a>) -> Vec<Sourced<PeerAddress>> {
        let mut servers: Vec<Sourced<PeerAddress>> = Vec::new();
        for line in section.all(Rule::nhrp_nhs) {
            let Some(server) = line.word(Rule::address) else { continue };
            let mapped = || {
                let mut maps = section.all(Rule::nhrp_map);
                maps.find(|map| map.word(Rule::address).is_some_and(|word| word.text == server.text))
                    .and_then(|map| map.word(Rule::value))
            };
            let peer = line.word(Rule::value).or_else(mapped).map_or_else(
                || Sourced::written(PeerAddress::Name(server.text.to_owned()), server.span),
                |word| self.peer(word),
            );
            if servers.iter().all(|other| other.value != peer.value) {
                servers.push(peer);
            }
        }
        servers
    }

    fn tunnel_entry(
        &self,
        facts: &InterfaceFacts<'a>,
        mode: TunnelMode,
        protection: Option<&'a Statement<'a>>,
        leg: Leg<'a>,
    ) -> Option<Entry> {
        let section = facts.section;
        let at = section.head.span;
        let mut notes = Notes::new(self.complete);
        notes.unread.extend(section.unread());
        let Some(protection) = protection else {
            return self.unprotected(facts, mode, leg, notes);
        };
        // Cisco, document 118361 (GRE tunnel interface states): the tunnel is down while the interface of its source is.
        let source = section.last(Rule::tunnel_source).and_then(|line| line.word(Rule::interface_name));
        if let Some(span) = facts.shutdown.or_else(|| self.interfaces.shut_down(source?.text)) {
            notes.shut_down(span);
        }
        self.check_ends(facts, &leg, &mut notes);
        notes.unread.extend(&leg.unread);
        let local_addresses = self.tunnel_source(section, &mut notes);
        let (lines, child_proposals) = self.profile_of(protection, &mut notes);
        let settings = ChildLines { at: lines.0, lines: &lines.1 };
        let peers = leg.peers;
        let vrf = facts.tunnel_vrf();
        let children = self.tunnel_children(facts, mode, &local_addresses, &peers, &leg.name, &mut notes);
        let exchange = Exchange { at, local: &local_addresses, peers: &peers, vrf, child_proposals };
        let named = |rule: Rule| settings.last(rule).and_then(|line| line.word(Rule::name));
        let isakmp_profile = after(protection, Rule::protection_isakmp)
            .or_else(|| named(Rule::set_isakmp_profile))
            .or_else(|| self.profile_of_template(facts, Kind::IsakmpProfile));
        let ikev2_profile = after(protection, Rule::protection_ikev2)
            .or_else(|| named(Rule::set_ikev2_profile))
            .or_else(|| self.profile_of_template(facts, Kind::Ikev2Profile));
        let names = EntryNames {
            access_list: section.last(Rule::tunnel_policy).and_then(|line| line.word(Rule::word)).map(text),
            ipsec_profile: protection.word(Rule::name).map(text),
            shares_protection: self.file.slice(protection.span).split_ascii_whitespace().any(|word| word == "shared"),
            next_hop_lines: self.next_hop_lines(section, &peers),
            ..self.names(isakmp_profile, ikev2_profile, &exchange)
        };
        let again = Exchange { child_proposals: exchange.child_proposals.clone(), ..exchange };
        let (ikev1, ikev2, version_at) = self.ike_settings(isakmp_profile, ikev2_profile, exchange, &mut notes);
        // A profile that the excerpt does not show may be for IKEv2.
        let is_open = ikev2.is_none() && self.is_not_shown(protection);
        let ikev2 = ikev2.or_else(|| is_open.then(|| self.ikev2_settings(None, protection.span, again, &mut notes)));
        let version = if ikev1.is_none() { IkeVersion::V2 } else { IkeVersion::V1 };
        let key_gap = self.key_gap(ikev2_profile, &peers);
        let responder_only = settings.last(Rule::responder_only).map(|line| line.span);
        Some(Entry {
            name: leg.name,
            kind: if mode == TunnelMode::Ipsec { EntryKind::Vti } else { EntryKind::TunnelProtection },
            span: at,
            interface: facts.name.to_owned(),
            bound: Setting::written(true, protection.span),
            tunnel_addresses: facts.networks.clone(),
            initiation: responder_only.map_or(leg.initiation, |span| Sourced::written(Initiation::RespondOnly, span)),
            accepts_any_selector: mode == TunnelMode::Multipoint
                && peers.iter().any(|peer| peer.value == PeerAddress::Any),
            place: None,
            local_addresses,
            peers,
            ikev1,
            ikev2,
            version_at,
            pfs: match self.undefined_profile(protection) {
                Some(word) => Setting::unknown(UnknownReason::Undefined, word.span),
                None => settings.pfs(self, &mut notes),
            },
            child_lifetime: settings.lifetime(self, &mut notes),
            children,
            nat_traversal: self.nat_traversal(version, at),
            unread: notes.unread_lines(),
            key_gap,
            defects: notes.defects,
            names,
        })
    }

    /// Whether the IPsec profile that protects a tunnel may stand in what an excerpt leaves away.
    fn is_not_shown(&self, protection: &Statement<'a>) -> bool {
        let named = protection.word(Rule::name).filter(|word| word.text != "default");
        let is_shown = |word: Word<'a>| self.configuration.named(Kind::IpsecProfile, word.text).is_some();
        !self.complete && named.is_some_and(|word| !is_shown(word))
    }

    /// The lines of a spoke that name the address of its next-hop server in the underlying network.
    fn next_hop_lines(&self, section: &Section<'a>, peers: &[Sourced<PeerAddress>]) -> Vec<String> {
        let Some(Sourced { value: PeerAddress::Address(far), .. }) = peers.first() else { return Vec::new() };
        let far = far.to_string();
        let names_it = |line: &&str| line.split_ascii_whitespace().any(|word| word == far);
        let lines = section.body.iter().map(|line| self.file.slice(line.span).trim());
        lines.filter(|line| line.starts_with("ip nhrp ")).filter(names_it).map(str::to_owned).collect()
    }

    /// The lines of the IPsec profile that protects a tunnel, under its head, and the child proposals that it gives. The
    /// profile `default` needs no definition.
    fn profile_of(&self, protection: &Statement<'a>, notes: &mut Notes) -> (ProfileLines<'a>, Vec<ChildProposal>) {
        let word = protection.word(Rule::name);
        let defined = word.and_then(|word| self.configuration.named(Kind::IpsecProfile, word.text));
        if let Some(profile) = defined {
            notes.unread.extend(profile.unread());
            let lines: Vec<&'a Statement<'a>> = profile.body.iter().collect();
            let at = profile.head.span;
            let proposals = self.profile_transform_sets(&ChildLines { at, lines: &lines }, notes);
            return ((at, lines), proposals);
        }
        let at = protection.span;
        let proposals = match word.filter(|word| word.text != "default") {
            None => self.profile_transform_sets(&ChildLines { at, lines: &[] }, notes),
            Some(word) => {
                self.resolve(Kind::IpsecProfile, "IPsec profile", word, Blocks::Everything, notes);
                if self.complete { Vec::new() } else { vec![unknown_child_proposal(word.text, word.span)] }
            }
        };
        ((at, Vec::new()), proposals)
    }

    /// The name of the IPsec profile that protects a tunnel, where the file does not have it.
    fn undefined_profile(&self, protection: &Statement<'a>) -> Option<Word<'a>> {
        let word = protection.word(Rule::name).filter(|word| word.text != "default")?;
        self.configuration.named(Kind::IpsecProfile, word.text).is_none().then_some(word)
    }

    /// A tunnel needs a source, and a destination unless it waits for others.
    fn check_ends(&self, facts: &InterfaceFacts<'a>, leg: &Leg<'a>, notes: &mut Notes) {
        let at = facts.section.head.span;
        let waits = leg.initiation.value == Initiation::RespondOnly;
        if facts.section.last(Rule::tunnel_source).is_none() && !waits {
            notes.lacking("tunnel source", at, Blocks::Everything, facts.section.gap());
        }
        match leg.line {
            None if !waits && leg.is_open() => {
                notes.lacking("tunnel destination", at, Blocks::Everything, facts.section.gap());
            }
            // No FlexVPN client says whom it connects to.
            Some(line) if leg.is_open() => notes.unread.push(line.span),
            _ => {}
        }
    }

    /// The addresses from which a tunnel sends, in the family of its transport.
    fn tunnel_source(&self, section: &'a Section<'a>, notes: &mut Notes) -> Vec<Setting<IpAddr>> {
        let family = transport(section);
        let Some(word) = section.last(Rule::tunnel_source).and_then(|line| line.word(Rule::interface_name)) else {
            return self.interfaces.all_addresses(family);
        };
        if word.text.parse::<IpAddr>().is_ok() {
            return vec![written_address(word)];
        }
        match self.interfaces.named(word.text) {
            Some(facts) => self.interfaces.source_addresses(facts, family),
            None if word.text == "dynamic" => vec![Setting::unknown(UnknownReason::RunTime, word.span)],
            None => {
                let names = self.interfaces.iter().map(|facts| facts.name);
                notes.dangling("interface", word, names, Blocks::Everything);
                vec![Setting::unknown(UnknownReason::NotInExcerpt, word.span)]
            }
        }
    }

    /// The profile that makes interfaces from this template.
    fn profile_of_template(&self, facts: &InterfaceFacts<'a>, kind: Kind) -> Option<Word<'a>> {
        let number = facts.name.to_ascii_lowercase().strip_prefix("virtual-template")?.trim().to_owned();
        let uses = |section: &&'a Section<'a>| {
            section
                .last(Rule::virtual_template)
                .and_then(|line| line.word(Rule::number))
                .is_some_and(|word| word.text == number)
        };
        self.configuration.of(kind).find(uses).and_then(|section| section.head.word(Rule::name))
    }

    /// What a tunnel asks for: any to any, the entries of an IPsec policy, or its protocol between the two ends.
    fn tunnel_children(
        &self,
        facts: &InterfaceFacts<'a>,
        mode: TunnelMode,
        local: &[Setting<IpAddr>],
        peers: &[Sourced<PeerAddress>],
        name: &str,
        notes: &mut Notes,
    ) -> Vec<Child> {
        let section = facts.section;
        let mode_at = section.last(Rule::tunnel_mode).map_or(section.head.span, |line| line.span);
        let child = |selector| {
            vec![Child { name: name.to_owned(), span: mode_at, selector, never_matches: None, shares: None }]
        };
        // The selectors of GRE follow the peer; with several of them they are settled at run time.
        let far = match peers {
            [only] => Some(&only.value),
            _ => None,
        };
        match mode {
            TunnelMode::Ipsec => match section.last(Rule::tunnel_policy).and_then(|line| line.word(Rule::word)) {
                Some(list) => self.children(list, name, notes),
                None if carries_ipv6(section) => child(TrafficSelector::any_ipv6()),
                None => child(TrafficSelector::any()),
            },
            TunnelMode::Multipoint if far == Some(&PeerAddress::Any) => Vec::new(),
            TunnelMode::Multipoint => child(between(local, far, GRE)),
            TunnelMode::PointToPoint(protocol) => child(between(local, far, protocol)),
            TunnelMode::Other => Vec::new(),
        }
    }

    /// A tunnel without protection: plain GRE has no IPsec at all, a virtual tunnel interface lacks what makes it work.
    fn unprotected(
        &self,
        facts: &InterfaceFacts<'a>,
        mode: TunnelMode,
        leg: Leg<'a>,
        mut notes: Notes,
    ) -> Option<Entry> {
        let at = facts.section.head.span;
        let is_vti = mode == TunnelMode::Ipsec;
        if leg.is_open() && !is_vti {
            return None;
        }
        if is_vti {
            notes.lacking("tunnel protection", at, Blocks::Everything, facts.section.gap());
        }
        let lines = ChildLines { at, lines: &[] };
        let local = self.tunnel_source(facts.section, &mut Notes::new(self.complete));
        let gap = facts.section.gap().filter(|_| is_vti);
        // The line may name a profile, of which nothing is known.
        let exchange = |gap: Span| Exchange {
            at,
            local: &local,
            peers: &leg.peers,
            vrf: facts.tunnel_vrf(),
            child_proposals: vec![unknown_child_proposal("", gap)],
        };
        let ikev1 = gap.map(|gap| self.ikev1_settings(None, exchange(gap), &mut notes));
        let ikev2 = gap.map(|gap| self.ikev2_settings(None, gap, exchange(gap), &mut notes));
        let children = gap.map(|_| self.tunnel_children(facts, mode, &local, &leg.peers, &leg.name, &mut notes));
        let (pfs, child_lifetime) = match gap {
            Some(gap) => {
                let reason = UnknownReason::LineNotUnderstood;
                let lifetime =
                    Lifetime { seconds: Setting::unknown(reason, gap), kilobytes: Setting::unknown(reason, gap) };
                (Setting::unknown(reason, gap), lifetime)
            }
            None => (lines.pfs(self, &mut notes), lines.lifetime(self, &mut notes)),
        };
        Some(Entry {
            name: leg.name,
            kind: if is_vti { EntryKind::Vti } else { EntryKind::None },
            span: at,
            interface: facts.name.to_owned(),
            bound: Setting::written(true, at),
            local_addresses: local,
            peers: leg.peers,
            tunnel_addresses: facts.networks.clone(),
            initiation: leg.initiation,
            ikev1,
            ikev2,
            version_at: gap.unwrap_or(at),
            pfs,
            child_lifetime,
            children: children.unwrap_or_default(),
            accepts_any_selector: false,
            place: None,
            nat_traversal: self.nat_traversal(IkeVersion::V1, at),
            unread: notes.unread_lines(),
            key_gap: None,
            defects: notes.defects,
            names: EntryNames::default(),
        })
    }
}

fn text(word: Word<'_>) -> String {
    word.text.to_owned()
}

/// The selector of a protected tunnel: its protocol between its two ends.
fn between(local: &[Setting<IpAddr>], far: Option<&PeerAddress>, protocol: u8) -> TrafficSelector {
    let own = match local {
        [own] => own.known().copied(),
        _ => None,
    };
    let far = match far {
        Some(PeerAddress::Address(address)) => Some(*address),
        _ => None,
    };
    TrafficSelector { protocol: Some(protocol), ..TrafficSelector::between(host(own), host(far)) }
}
