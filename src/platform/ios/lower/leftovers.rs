//! Faults outside of what the entries are made of: references and values that no entry leads to.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::model::{Blocks, Defect, Entry};
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::statement::Node;
use crate::platform::cisco::time_ranges;
use crate::platform::ios::heads::Kind;
use crate::platform::ios::lower::{Context, ipsec, path, repeated};
use crate::platform::ios::syntax::{Rule, Section, Statement};
use crate::platform::malformed::is_broken_address;

const TEMPLATE: &str = "Virtual-Template";

/// What no entry tells of the file.
pub(super) fn defects(context: &Context<'_>, entries: &[Entry], told: &[Defect]) -> Vec<Defect> {
    let mut notes = Notes::new(context.complete);
    unknown_maps(context, &mut notes);
    unknown_keyrings(context, &mut notes);
    unknown_interfaces(context, &mut notes);
    unknown_vrfs(context, &mut notes);
    unknown_groups(context, &mut notes);
    unknown_templates(context, &mut notes);
    path::references::note(context, &mut notes);
    broken_addresses(context, &mut notes);
    broken_routes(context, &mut notes);
    let lists = context.configuration.path.lists.values().flat_map(|(_, lines)| lines);
    time_ranges::note(context.file, lists.copied(), &mut notes);
    repeated::note(context, &mut notes);
    context.configuration.of(Kind::TransformSet).for_each(|set| drop(ipsec::transform_set(set, &mut notes)));
    let is_told = |defect: &Defect| {
        entries.iter().flat_map(|entry| &entry.defects).chain(told).any(|own| own.span == defect.span)
    };
    notes.defects.retain(|defect| !is_told(defect));
    notes.defects.iter_mut().for_each(|defect| defect.blocks = Blocks::Nothing);
    notes.defects
}

/// `crypto map M` on an interface for a map that has no entry.
fn unknown_maps(context: &Context<'_>, notes: &mut Notes) {
    let maps: Vec<&str> = context.configuration.of(Kind::CryptoMap).map(Section::name).collect();
    let interfaces = context.configuration.of(Kind::Interface);
    let lines = interfaces.flat_map(|section| &section.body);
    for line in lines.filter(|line| line.is(Rule::apply_map) || line.is(Rule::apply_ipv6_map)) {
        if let Some(word) = line.word(Rule::name).filter(|word| !maps.contains(&word.text)) {
            notes.dangling("crypto map", word, maps.iter().copied(), Blocks::Nothing);
        }
    }
}

/// A keyring of an ISAKMP profile that no entry names: an answering router searches it all the same.
fn unknown_keyrings(context: &Context<'_>, notes: &mut Notes) {
    // `default` are the keys outside of keyrings.
    let own = context.configuration.of(Kind::Keyring).map(Section::name);
    let rings: Vec<&str> = own.chain(std::iter::once("default")).collect();
    let lines = context.configuration.of(Kind::IsakmpProfile).flat_map(|profile| profile.all(Rule::profile_keyring));
    for word in lines.flat_map(|line| line.all(Rule::name)).filter(|word| !rings.contains(&word.text)) {
        notes.dangling("keyring", word, rings.iter().copied(), Blocks::Nothing);
    }
}

/// `crypto map M local-address IF` for an interface that does not exist.
fn unknown_interfaces(context: &Context<'_>, notes: &mut Notes) {
    let heads = context.configuration.of(Kind::MapSetting).map(|section| &section.head);
    let words =
        heads.filter(|head| head.is(Rule::map_local_address)).filter_map(|head| head.word(Rule::interface_name));
    for word in words.filter(|word| context.interfaces.named(word.text).is_none()) {
        notes.dangling("interface", word, context.interfaces.iter().map(|facts| facts.name), Blocks::Nothing);
    }
}

/// `crypto map M redundancy HB` on an interface whose HSRP groups have other names.
fn unknown_groups(context: &Context<'_>, notes: &mut Notes) {
    for section in context.configuration.of(Kind::Interface) {
        let names = || section.all(Rule::standby_name).filter_map(|line| line.word(Rule::name)).map(|word| word.text);
        let used = section.all(Rule::apply_map).filter_map(|line| line.word(Rule::value));
        for word in used.filter(|word| names().all(|name| name != word.text)) {
            notes.dangling("standby group", word, names(), Blocks::Nothing);
        }
    }
}

/// An interface in a VRF that is not defined.
fn unknown_vrfs(context: &Context<'_>, notes: &mut Notes) {
    let defined = &context.configuration.vrfs;
    let lines = context.configuration.of(Kind::Interface).flat_map(|section| &section.body);
    let lines = lines.filter(|line| line.is(Rule::vrf_forwarding) || line.is(Rule::tunnel_vrf));
    for word in lines.filter_map(|line| line.word(Rule::vrf)).filter(|word| !defined.contains(&word.text)) {
        notes.dangling("VRF", word, defined.iter().copied(), Blocks::Nothing);
    }
}

/// `virtual-template N` of a profile without `interface Virtual-TemplateN`, of which the router would make the interface of
/// each tunnel that it answers.
fn unknown_templates(context: &Context<'_>, notes: &mut Notes) {
    let numbers = context.interfaces.iter().filter_map(|facts| {
        let start = facts.name.get(..TEMPLATE.len()).filter(|start| start.eq_ignore_ascii_case(TEMPLATE))?;
        Some(facts.name[start.len()..].trim())
    });
    let numbers: Vec<&str> = numbers.collect();
    let profiles =
        [Kind::IsakmpProfile, Kind::Ikev2Profile].into_iter().flat_map(|kind| context.configuration.of(kind));
    let words = profiles.filter_map(|profile| profile.last(Rule::virtual_template)?.word(Rule::number));
    for word in words.filter(|word| !numbers.contains(&word.text)) {
        notes.dangling("interface Virtual-Template", word, numbers.iter().copied(), Blocks::Nothing);
    }
}

/// Four numbers with dots that are no address, and masks of interfaces that are none.
fn broken_addresses(context: &Context<'_>, notes: &mut Notes) {
    let configuration = context.configuration;
    let sections = configuration.sections.iter().chain(configuration.object_groups.values());
    let lines = sections.flat_map(|section| std::iter::once(&section.head).chain(&section.body));
    for line in lines.chain(configuration.access_lists.values().flatten()) {
        line.parts().iter().for_each(|part| broken_quads(part, notes));
        broken_netmask(line, notes);
    }
}

/// `ip route 10.2.0.0 255.0.255.0 192.0.2.999`.
fn broken_routes(context: &Context<'_>, notes: &mut Notes) {
    for line in context.configuration.path.top.iter().filter(|line| line.text.starts_with("ip route ")) {
        let words: Vec<&str> = line.text.split_ascii_whitespace().skip(2).collect();
        let of_vrf = words.first() == Some(&"vrf");
        let words = if of_vrf { words.get(2..).unwrap_or_default() } else { &words };
        // What stands behind `name` is free text.
        let words = words.iter().take_while(|word| **word != "name");
        for (at, text) in words.enumerate() {
            let no_mask = at == 1 && text.parse().is_ok_and(is_no_netmask);
            if no_mask || is_broken_address(text) {
                let expected = if at == 1 { "a netmask" } else { "an address" };
                notes.invalid(path::references::word(context, line, text), expected);
            }
        }
    }
}

/// Notes each word below `node` that is meant for an IPv4 address and is none.
fn broken_quads(node: &Node<'_, Rule>, notes: &mut Notes) {
    if node.children.is_empty() && is_broken_address(node.word.text) {
        notes.invalid(node.word, "an address");
    }
    node.children.iter().for_each(|child| broken_quads(child, notes));
}

/// `ip address 192.0.2.1 255.0.255.0`, and an address without its netmask (Cisco IOS IP Addressing Command Reference, ip
/// address: the mask is no option).
fn broken_netmask(line: &Statement<'_>, notes: &mut Notes) {
    if !line.is(Rule::ip_address) {
        return;
    }
    let Some(mask) = line.word(Rule::value) else {
        let address = line.word(Rule::address);
        return address.into_iter().for_each(|address| notes.invalid(address, "an address with its netmask behind it"));
    };
    if mask.text.parse().is_ok_and(is_no_netmask) {
        notes.invalid(mask, "a netmask");
    }
}

fn is_no_netmask(mask: Ipv4Addr) -> bool {
    Ipv4Net::with_netmask(Ipv4Addr::UNSPECIFIED, mask).is_err()
}
