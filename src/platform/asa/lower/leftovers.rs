//! Faults outside of what the entries are made of: references and values that no entry leads to.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::model::{Blocks, Defect, DefectKind, Entry};
use crate::platform::asa::lower::path::nat;
use crate::platform::asa::lower::{Context, certificates, child, repeated};
use crate::platform::asa::syntax::Rule;
use crate::platform::asa::unused::{GROUP_POLICY, KINDS};
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::outline::BannerStyle;
use crate::platform::cisco::statement::Word;
use crate::platform::cisco::time_ranges;
use crate::platform::cisco::unused;
use crate::platform::malformed::is_broken_address;
use crate::platform::nearest::nearest;

/// What no entry tells of the file.
pub(super) fn defects(context: &Context<'_, '_>, entries: &[Entry], told: &[Defect]) -> Vec<Defect> {
    let mut notes = Notes::new(context.complete);
    unknown_maps(context, &mut notes);
    unknown_interfaces(context, &mut notes);
    unknown_route_interfaces(context, &mut notes);
    unknown_names(context, &mut notes);
    unknown_filters(context, &mut notes);
    unknown_objects(context, &mut notes);
    broken_netmasks(context, &mut notes);
    broken_addresses(context, &mut notes);
    let mut lists: Vec<_> = context.config.access_lists.values().flatten().copied().collect();
    lists.sort_unstable_by_key(|line| line.span.start);
    time_ranges::note(context.file, lists.into_iter(), &mut notes);
    repeated::note(context, &mut notes);
    context.config.refused.iter().for_each(|(word, range)| notes.invalid(*word, range.expected()));
    missing_trust_points(context, &mut notes);
    certificates::note_group_maps(context, &mut notes);
    context.config.transform_sets.items.iter().for_each(|set| drop(child::transform_set(set, &mut notes)));
    context.config.ipsec_proposals.items.iter().for_each(|set| drop(child::ipsec_proposal(set, None, &mut notes)));
    let is_told = |defect: &Defect| {
        entries.iter().flat_map(|entry| &entry.defects).chain(told).any(|own| own.span == defect.span)
    };
    notes.defects.retain(|defect| !is_told(defect));
    notes.defects.iter_mut().for_each(|defect| defect.blocks = Blocks::Nothing);
    notes.defects
}

/// What the complete file defines and nothing refers to. A tunnel group serves a peer of a dynamic entry without a line
/// that names the peer, and a server may name a group policy.
pub(super) fn unused(context: &Context<'_, '_>) -> Vec<Defect> {
    let config = context.config;
    if !context.complete {
        return Vec::new();
    }
    let has_dynamic = !config.dynamic_maps.items.is_empty();
    let mut found = unused::unused(context.file, BannerStyle::LineByLine, KINDS);
    found.retain(|defect| !has_dynamic || !matches!(defect.kind, DefectKind::Unused { what: "tunnel group", .. }));
    let has_servers = context.file.text().lines().any(|line| line.starts_with("aaa-server "));
    found.retain(|defect| !has_servers || !matches!(defect.kind, DefectKind::Unused { what: GROUP_POLICY, .. }));
    found
}

/// `crypto map M interface outside` for a map that has no entry.
fn unknown_maps(context: &Context<'_, '_>, notes: &mut Notes) {
    let maps = &context.config.crypto_maps;
    for binding in &context.config.bindings {
        if maps.names().all(|name| name != binding.map) {
            notes.dangling("crypto map", Word { text: binding.map, span: binding.span }, maps.names(), Blocks::Nothing);
        }
    }
}

/// `route outsde 0.0.0.0 0.0.0.0 192.0.2.1`: an interface that does not exist, where it is much like one that does. A device refuses
/// the line; names of interfaces in lines that belong to other parts of it are not looked into.
fn unknown_route_interfaces(context: &Context<'_, '_>, notes: &mut Notes) {
    let routes = context.config.path.iter().filter(|line| matches!(line.clause.rule, Rule::route | Rule::ipv6_route));
    let known = context.interfaces.all();
    let is_unknown = |word: &Word<'_>| {
        !word.text.eq_ignore_ascii_case("null0") && known.iter().all(|interface| interface.name != word.text)
    };
    for word in routes.filter_map(|line| line.clause.word()).filter(is_unknown) {
        let names = known.iter().map(|interface| interface.name.as_str());
        notes.dangling("interface", word, names, Blocks::Nothing);
    }
}

/// `set peer peerb` of which no line `name` says the address, where one gives a name much like it.
fn unknown_names(context: &Context<'_, '_>, notes: &mut Notes) {
    let mut names: Vec<&str> = context.config.names.keys().copied().collect();
    names.sort_unstable();
    let peers = context.config.crypto_maps.items.iter().flat_map(|item| item.all(Rule::set_peer));
    let words = peers.flat_map(|line| line.clause.words()).filter(|word| context.address(word.text).is_none());
    for word in words.filter(|word| nearest(word.text, names.iter().copied()).is_some()) {
        notes.dangling("name", word, names.iter().copied(), Blocks::Nothing);
    }
}

/// A map, IKE or a tunnel on an interface that does not exist.
fn unknown_interfaces(context: &Context<'_, '_>, notes: &mut Notes) {
    let config = context.config;
    let bound = config.bindings.iter().map(|binding| Word { text: binding.interface, span: binding.span });
    let enabled = config.ike.iter().filter(|command| command.clause.rule == Rule::ike_enable && !command.negated);
    let tunnels = config.interfaces.items.iter().filter_map(|item| Some(item.word(Rule::tunnel_source)?.0));
    let words: Vec<Word<'_>> =
        bound.chain(enabled.filter_map(|command| command.clause.word())).chain(tunnels).collect();
    let known = context.interfaces.all();
    for word in words {
        if known.iter().all(|interface| interface.name != word.text) {
            let names = known.iter().map(|interface| interface.name.as_str());
            notes.dangling("interface", word, names, Blocks::Nothing);
        }
    }
}

/// `vpn-filter value L` for an access list that does not exist.
fn unknown_filters(context: &Context<'_, '_>, notes: &mut Notes) {
    let config = context.config;
    let filters = config.group_policies.items.iter().filter_map(|policy| Some(policy.word(Rule::vpn_filter)?.0));
    for word in filters.filter(|word| !config.access_lists.contains_key(word.text)) {
        notes.dangling("access list", word, config.access_list_names.iter().copied(), Blocks::Nothing);
    }
}

/// `nat (inside,outside) source static LAN LAN destination static FAR FAR` for an object that does not exist.
fn unknown_objects(context: &Context<'_, '_>, notes: &mut Notes) {
    let config = context.config;
    let rules = config.path.iter().filter(|line| line.clause.rule == Rule::manual_nat && !line.negated);
    let is_name = |word: &Word<'_>| {
        !matches!(word.text, "any" | "any4" | "any6" | "interface") && context.address(word.text).is_none()
    };
    let named = rules.flat_map(|line| nat::objects(&line.clause)).filter(is_name);
    let families = ["object", "object-group"];
    let mut names: Vec<&str> = config.objects.keys().filter(|key| families.contains(&key.0)).map(|key| key.1).collect();
    names.sort_unstable();
    for word in named.filter(|word| families.iter().all(|family| !config.objects.contains_key(&(*family, word.text)))) {
        notes.dangling("object", word, names.iter().copied(), Blocks::Nothing);
    }
}

/// `ip address 192.0.2.1 255.0.255.0`, `route outside 10.2.0.0 255.0.255.0 192.0.2.9`.
fn broken_netmasks(context: &Context<'_, '_>, notes: &mut Notes) {
    let interfaces = context.config.interfaces.items.iter().flat_map(|item| item.all(Rule::ip_address));
    let routes = context.config.path.iter().filter(|line| line.clause.rule == Rule::route);
    let masks = interfaces.filter_map(|line| line.clause.words().nth(1));
    for mask in masks.chain(routes.filter_map(|line| line.clause.words().nth(2))) {
        let parsed: Option<Ipv4Addr> = mask.text.parse().ok();
        if parsed.is_some_and(|mask| Ipv4Net::with_netmask(Ipv4Addr::UNSPECIFIED, mask).is_err()) {
            notes.invalid(mask, "a netmask");
        }
    }
}

/// `route outside 0.0.0.0 0.0.0.0 192.0.2.999`.
fn broken_addresses(context: &Context<'_, '_>, notes: &mut Notes) {
    let words = context.config.path.iter().flat_map(|line| line.clause.words());
    words.filter(|word| is_broken_address(word.text)).for_each(|word| notes.invalid(word, "an address"));
}

/// `ikev2 local-authentication certificate` without the trust point that the command takes (Cisco ASA command reference,
/// `ikev2 local-authentication`).
fn missing_trust_points(context: &Context<'_, '_>, notes: &mut Notes) {
    let lines = context.config.tunnel_groups.items.iter().flat_map(|group| group.all(Rule::ikev2_local_certificate));
    let bare = lines.filter(|line| line.clause.word().is_none());
    bare.for_each(|line| notes.incomplete("trust point for its certificate", line.span, Blocks::Nothing));
}
