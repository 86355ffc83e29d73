//! Entries of crypto maps, static and dynamic.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::model::{
    Blocks, Child, Entry, EntryKind, EntryNames, IkeVersion, Initiation, MapPlace, PeerAddress, Setting, Sourced,
    UnknownReason,
};
use crate::platform::asa::config::{Binding, Config, Item};
use crate::platform::asa::lower::access_list::AccessLists;
use crate::platform::asa::lower::child;
use crate::platform::asa::lower::ike::{self, IkeParts};
use crate::platform::asa::lower::{Context, certificates, group_policy, keys};
use crate::platform::asa::syntax::{Command, Rule};
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::selectors::unknown_child;
use crate::platform::cisco::statement::Word;
use crate::platform::cisco::values::unknown_child_proposal;
use crate::source::Span;

const BIDIRECTIONAL: &str = "Cisco ASA, `show running-config all crypto map`: `set connection-type bidirectional`";

/// What makes an entry one of its kind, beyond the lines that all kinds share.
pub(super) struct Draft<'e, 'a> {
    pub(super) name: String,
    pub(super) kind: EntryKind,
    pub(super) span: Span,
    /// The lines that say how it negotiates: of the map entry, the dynamic map entry or the IPsec profile.
    pub(super) item: &'e Item<'a>,
    pub(super) interfaces: Vec<&'a str>,
    pub(super) bound: Setting<bool>,
    /// Whether the file defines those lines; of what it does not define there is nothing more to say.
    pub(super) is_defined: bool,
    /// The line that needs IKE to be enabled.
    pub(super) needs_ike: Span,
    pub(super) local_addresses: Vec<Setting<IpAddr>>,
    pub(super) peers: Vec<Sourced<PeerAddress>>,
    pub(super) initiation: Sourced<Initiation>,
    pub(super) children: Vec<Child>,
    pub(super) place: Option<MapPlace>,
    pub(super) notes: Notes,
}

/// All entries of crypto maps: maps in the order of the file, entries in order of sequence.
pub(super) fn entries<'a>(context: &Context<'_, 'a>, access_lists: &mut AccessLists<'_, '_, 'a>) -> Vec<Entry> {
    in_order_of_search(context.config)
        .into_iter()
        .flat_map(|item| match item.last(Rule::map_dynamic) {
            Some(command) => dynamic_entries(context, item, command, access_lists),
            None => vec![static_entry(context, item, access_lists)],
        })
        .collect()
}

fn in_order_of_search<'c, 'a>(config: &'c Config<'a>) -> Vec<&'c Item<'a>> {
    let mut ranks = HashMap::new();
    for name in config.crypto_maps.names() {
        let next = ranks.len();
        ranks.entry(name).or_insert(next);
    }
    let mut items: Vec<&Item<'a>> = config.crypto_maps.items.iter().collect();
    items.sort_by_key(|item| (ranks[item.name], item.sequence));
    items
}

fn static_entry<'a>(context: &Context<'_, 'a>, item: &Item<'a>, access_lists: &mut AccessLists<'_, '_, 'a>) -> Entry {
    let name = item.title();
    let mut notes = Notes::new(context.complete);
    let children = listed_children(&name, item, access_lists, &mut notes).unwrap_or_else(|| {
        notes.lacking("access list", item.head, Blocks::Children, item.gap);
        item.gap.map(|gap| unknown_child(&name, gap)).into_iter().collect()
    });
    let map_place = map_place(item.name, item, access_lists);
    let mut peers = peers(context, item, &mut notes);
    if peers.is_empty() {
        notes.lacking("peer", item.head, Blocks::Everything, item.gap);
        peers.push(Sourced::absent(PeerAddress::Any, item.head));
    }
    let initiation = initiation(item, &mut notes);
    let place = Place::of(context, item.name, item.head, &mut notes);
    let draft = Draft {
        name,
        kind: EntryKind::CryptoMap,
        span: item.head,
        item,
        peers,
        initiation,
        children,
        place: map_place,
        notes,
        ..place.draft(item)
    };
    finish(context, draft, false)
}

/// The entries of the dynamic map that a map entry refers to, at its place in the order of search.
fn dynamic_entries<'a>(
    context: &Context<'_, 'a>,
    item: &Item<'a>,
    reference: &Command<'a>,
    access_lists: &mut AccessLists<'_, '_, 'a>,
) -> Vec<Entry> {
    let Some(word) = reference.clause.word() else { return Vec::new() };
    let mut targets: Vec<&Item<'a>> =
        context.config.dynamic_maps.items.iter().filter(|target| target.name == word.text).collect();
    targets.sort_by_key(|target| target.sequence);
    if targets.is_empty() {
        return vec![undefined_dynamic_entry(context, item, word, reference.span)];
    }
    let entry = |target: &Item<'a>| {
        let name = format!("{} dynamic {}", item.title(), target.title());
        let mut notes = Notes::new(context.complete);
        notes.unread.extend(&item.unread);
        let children = listed_children(&name, target, access_lists, &mut notes);
        let any = children.is_none();
        let map_place = map_place(item.name, target, access_lists);
        let children = children.unwrap_or_default();
        let mut peers = peers(context, target, &mut notes);
        if peers.is_empty() {
            peers.push(Sourced::written(PeerAddress::Any, reference.span));
        }
        let initiation = Sourced::written(Initiation::RespondOnly, reference.span);
        let place = Place::of(context, item.name, reference.span, &mut notes);
        let draft = Draft {
            name,
            span: target.head,
            peers,
            initiation,
            children,
            place: map_place,
            notes,
            ..place.draft(target)
        };
        finish(context, draft, any)
    };
    targets.into_iter().map(entry).collect()
}

/// The entry for a dynamic map that the file does not define.
fn undefined_dynamic_entry<'a>(context: &Context<'_, 'a>, item: &Item<'a>, map: Word<'_>, at: Span) -> Entry {
    let mut notes = Notes::new(context.complete);
    notes.dangling("dynamic map", Word { span: at, ..map }, context.config.dynamic_maps.names(), Blocks::Everything);
    let place = Place::of(context, item.name, at, &mut notes);
    let draft = Draft {
        name: format!("{} dynamic {}", item.title(), map.text),
        span: at,
        peers: vec![Sourced::written(PeerAddress::Any, at)],
        initiation: Sourced::written(Initiation::RespondOnly, at),
        notes,
        is_defined: false,
        ..place.draft(item)
    };
    finish(context, draft, true)
}

/// Where a crypto map is applied.
struct Place<'a> {
    interfaces: Vec<&'a str>,
    bound: Setting<bool>,
    needs_ike: Span,
    local_addresses: Vec<Setting<IpAddr>>,
    complete: bool,
}

impl<'a> Place<'a> {
    /// A map that is bound to several interfaces leaves by any of them, so all their addresses count.
    fn of(context: &Context<'_, 'a>, map: &str, at: Span, notes: &mut Notes) -> Self {
        let all: Vec<&Binding<'a>> = context.config.bindings.iter().filter(|binding| binding.map == map).collect();
        let (bindings, nowhere): (Vec<&Binding<'a>>, Vec<&Binding<'a>>) =
            all.into_iter().partition(|binding| !context.complete || context.interfaces.has(binding.interface));
        let mut interfaces: Vec<&'a str> = bindings.iter().map(|binding| binding.interface).collect();
        let (bound, needs_ike) = match bindings.first() {
            Some(binding) => (Setting::written(true, binding.span), binding.span),
            // On an interface that there is not it meets no packet, as if it were bound nowhere.
            None if !nowhere.is_empty() => {
                no_interface(context, &nowhere, notes);
                (Setting::written(true, nowhere[0].span), nowhere[0].span)
            }
            None => (Setting::absent(false, at, context.complete), at),
        };
        note_shutdown(context, &interfaces, notes);
        let mut local_addresses = Vec::new();
        for binding in &bindings {
            let addresses = context.interfaces.addresses(binding.interface, binding.span);
            local_addresses.extend(used_by(addresses, binding, context, notes));
        }
        if bindings.is_empty() {
            local_addresses = context.interfaces.all().into_iter().flat_map(|interface| interface.addresses).collect();
        }
        if local_addresses.is_empty() && !context.complete {
            local_addresses = unknown_addresses(at);
        }
        interfaces.dedup();
        Self { interfaces, bound, needs_ike, local_addresses, complete: context.complete }
    }

    /// A draft of an entry at this place, with the kind of a dynamic one and nothing else filled in.
    fn draft<'e>(self, item: &'e Item<'a>) -> Draft<'e, 'a> {
        Draft {
            name: String::new(),
            kind: EntryKind::DynamicMap,
            span: item.head,
            item,
            is_defined: true,
            interfaces: self.interfaces,
            bound: self.bound,
            needs_ike: self.needs_ike,
            local_addresses: self.local_addresses,
            peers: Vec::new(),
            initiation: Sourced::default(Initiation::Both, BIDIRECTIONAL, item.head),
            children: Vec::new(),
            place: None,
            notes: Notes::new(self.complete),
        }
    }
}

/// A map whose interfaces do not exist.
fn no_interface(context: &Context<'_, '_>, bindings: &[&Binding<'_>], notes: &mut Notes) {
    let known = context.interfaces.all();
    for binding in bindings {
        let word = Word { text: binding.interface, span: binding.span };
        notes.dangling("interface", word, known.iter().map(|own| own.name.as_str()), Blocks::Everything);
    }
}

/// Those of an interface's addresses that the tunnels of a map use.
fn used_by(
    addresses: Vec<Setting<IpAddr>>,
    binding: &Binding<'_>,
    context: &Context<'_, '_>,
    notes: &mut Notes,
) -> Vec<Setting<IpAddr>> {
    let Some(word) = binding.ipv6_local_address else { return addresses };
    let Some(chosen) = context.address(word.text) else {
        notes.invalid(word, "an IPv6 address");
        return addresses;
    };
    let is_other = |address: &IpAddr| address.is_ipv6() && *address != chosen;
    addresses.into_iter().filter(|address| !address.known().is_some_and(is_other)).collect()
}

/// Notes that an entry has no interface left to use.
pub(super) fn note_shutdown(context: &Context<'_, '_>, interfaces: &[&str], notes: &mut Notes) {
    let lines: Option<Vec<Span>> = interfaces.iter().map(|name| context.interfaces.shutdown(name)).collect();
    if let Some(span) = lines.and_then(|lines| lines.first().copied()) {
        notes.shut_down(span);
    }
}

/// The peers of an entry in order of rank; a second `set peer` line adds to the first.
fn peers(context: &Context<'_, '_>, item: &Item<'_>, notes: &mut Notes) -> Vec<Sourced<PeerAddress>> {
    item.all(Rule::set_peer)
        .flat_map(|command| command.clause.words())
        .map(|word| match context.address(word.text) {
            Some(address) => Sourced::written(PeerAddress::Address(address), word.span),
            None => {
                if word.text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')) {
                    notes.invalid(word, "an address");
                }
                Sourced::written(PeerAddress::Name(word.text.to_owned()), word.span)
            }
        })
        .collect()
}

fn initiation(item: &Item<'_>, notes: &mut Notes) -> Sourced<Initiation> {
    let Some((word, line)) = item.word(Rule::set_connection_type) else {
        return Sourced::default(Initiation::Both, BIDIRECTIONAL, item.head);
    };
    let initiation = match word.text {
        "originate-only" => Initiation::InitiateOnly,
        "answer-only" => Initiation::RespondOnly,
        "bidirectional" | "bi-directional" => Initiation::Both,
        _ => {
            notes.invalid(word, "bidirectional, originate-only or answer-only");
            notes.unread.push(line);
            Initiation::Both
        }
    };
    Sourced::written(initiation, line)
}

/// The children that an entry's access list gives it; `None` where it has no `match address`.
fn listed_children<'a>(
    name: &str,
    item: &Item<'a>,
    access_lists: &mut AccessLists<'_, '_, 'a>,
    notes: &mut Notes,
) -> Option<Vec<Child>> {
    let (word, line) = item.word(Rule::match_address)?;
    Some(access_lists.children(name, word, line, notes))
}

/// The place of an entry in the map that it is searched in, with the list that `item` names.
fn map_place<'a>(map: &str, item: &Item<'a>, access_lists: &mut AccessLists<'_, '_, 'a>) -> Option<MapPlace> {
    let list = item.word(Rule::match_address).and_then(|(word, _)| access_lists.ordered(word));
    Some(MapPlace::new(map, list))
}

/// Puts an entry together from its draft and the lines that all kinds share.
pub(super) fn finish(context: &Context<'_, '_>, draft: Draft<'_, '_>, accepts_any_selector: bool) -> Entry {
    let Draft { item, mut notes, .. } = draft;
    notes.unread.extend(&item.unread);
    let group = tunnel_group(context, &draft.peers);
    if let Some(group) = group {
        notes.unread.extend(&group.unread);
        // The default groups are there (`FALLBACK_GROUP`). Any other is made by its type; what becomes of attributes of one that was not made no source says (Cisco ASA CLI
        // configuration guide, "Specifying a Name and Type for a LAN-to-LAN Connection Profile").
        let is_built_in = group.name.starts_with("Default");
        if !is_built_in && group.word(Rule::tunnel_group_type).is_none() {
            notes.lacking(
                "type of its tunnel group (`tunnel-group … type ipsec-l2l`)",
                group.head,
                Blocks::Perhaps,
                group.gap,
            );
        }
    }
    let initiates = draft.initiation.value != Initiation::RespondOnly;
    let parts = IkeParts { item, group, interfaces: &draft.interfaces, needs_ike: draft.needs_ike, initiates };
    let (ikev1_at, ikev2_at) = (item.last(Rule::set_transform_set), item.last(Rule::set_ipsec_proposal));
    let names_none = ikev1_at.is_none() && ikev2_at.is_none();
    if names_none && draft.is_defined {
        notes.lacking("transform set", item.head, Blocks::Children, item.gap);
    }
    // A peer without a group of its own falls under the fallback, and so under its policy.
    let policed = group.or_else(|| context.config.tunnel_groups.get(keys::FALLBACK_GROUP));
    let mut settings = |version: IkeVersion, named: bool| {
        let may_speak = names_none && (ike::speaks(context, version) || !context.complete);
        (named || may_speak).then(|| {
            let mut settings = ike::settings(context, &parts, version);
            certificates::note(context, &parts, version, &settings, &mut notes);
            settings.child_proposals = child::proposals(context, item, version, &mut notes);
            settings.prohibited = policed.and_then(|group| group_policy::prohibited(context.config, group, version));
            if !named && (!context.complete || item.gap.is_some()) {
                settings.child_proposals.push(unknown_child_proposal("", item.head));
            }
            notes.unread.extend(unread_policies(context.config, version));
            settings
        })
    };
    let ikev1 = settings(IkeVersion::V1, ikev1_at.is_some());
    let ikev2 = settings(IkeVersion::V2, ikev2_at.is_some());
    if let Some(group) = policed {
        group_policy::note_undefined(context, group, &mut notes);
    }
    let pfs = child::pfs(context, item, &mut notes);
    let child_lifetime = child::lifetime(context, item, &mut notes);
    let typed_peers = draft.peers.iter().filter_map(|peer| typed(context, &peer.value)).collect();
    Entry {
        name: draft.name,
        kind: draft.kind,
        span: draft.span,
        interface: draft.interfaces.first().map_or_else(String::new, |name| (*name).to_owned()),
        bound: draft.bound,
        local_addresses: reaching(draft.local_addresses, &draft.peers),
        peers: draft.peers,
        tunnel_addresses: Vec::new(),
        initiation: draft.initiation,
        version_at: ikev2_at.or(ikev1_at).map_or(item.head, |command| command.span),
        ikev1,
        ikev2,
        pfs,
        child_lifetime,
        children: draft.children,
        accepts_any_selector,
        place: draft.place,
        nat_traversal: child::nat_traversal(context, item),
        unread: notes.unread_lines(),
        key_gap: group.and_then(|group| group.gap),
        defects: notes.defects,
        names: EntryNames {
            access_list: item.word(Rule::match_address).map(|(word, _)| word.text.to_owned()),
            typed_peers,
            group_policy: policed.and_then(|group| group_policy::name_and_protocols(context.config, group)),
            ike_interfaces: ike::interfaces(context),
            ipsec_profile: (draft.kind == EntryKind::Vti && draft.is_defined).then(|| item.name.to_owned()),
            ..EntryNames::default()
        },
    }
}

/// The addresses from which these peers are called: where all of them are of one family, those of that family.
fn reaching(addresses: Vec<Setting<IpAddr>>, peers: &[Sourced<PeerAddress>]) -> Vec<Setting<IpAddr>> {
    let is_ipv6 = |peer: &Sourced<PeerAddress>| match peer.value {
        PeerAddress::Address(address) => Some(address.is_ipv6()),
        PeerAddress::Name(_) | PeerAddress::Any => None,
    };
    let Some(wanted) = peers.first().and_then(is_ipv6) else { return addresses };
    let fits = |own: &&Setting<IpAddr>| own.known().is_none_or(|own| own.is_ipv6() == wanted);
    let fitting: Vec<Setting<IpAddr>> = addresses.iter().filter(fits).copied().collect();
    let is_mixed = peers.iter().any(|peer| is_ipv6(peer) != Some(wanted));
    if is_mixed || fitting.is_empty() { addresses } else { fitting }
}

/// The tunnel group of the first peer; for peers that nobody knows beforehand, the fallback.
fn tunnel_group<'c, 'a>(context: &Context<'c, 'a>, peers: &[Sourced<PeerAddress>]) -> Option<&'c Item<'a>> {
    match peers.first().map(|peer| &peer.value) {
        Some(PeerAddress::Address(address)) => context.groups_by_address.get(address).copied(),
        Some(PeerAddress::Any) => context.config.tunnel_groups.get(keys::FALLBACK_GROUP),
        _ => None,
    }
}

/// A peer's address, where it has a tunnel group with a type.
fn typed(context: &Context<'_, '_>, peer: &PeerAddress) -> Option<IpAddr> {
    let PeerAddress::Address(address) = peer else { return None };
    let group = context.groups_by_address.get(address)?;
    group.word(Rule::tunnel_group_type).map(|_| *address)
}

fn unread_policies(config: &Config<'_>, version: IkeVersion) -> Vec<Span> {
    let policies = match version {
        IkeVersion::V1 => &config.ikev1_policies,
        IkeVersion::V2 => &config.ikev2_policies,
    };
    let lost = ["policy", "enable"].into_iter().flat_map(|about| ike::lost(config, version, about));
    policies.items.iter().flat_map(|policy| policy.unread.iter().copied()).chain(lost).collect()
}

/// The addresses of a binding that the file does not show.
pub(super) fn unknown_addresses(at: Span) -> Vec<Setting<IpAddr>> {
    vec![Setting::unknown(UnknownReason::NotInExcerpt, at)]
}
