//! NAT rules, in their order.

use crate::model::path::{Effect, Link, Links, Translation};
use crate::model::space::{Action, AddressSet, Extent, List, ListEntry};
use crate::platform::panos::path::objects::Objects;
use crate::platform::panos::path::zones::Domain;
use crate::platform::panos::tree::At;

/// The translation of a NAT rule; `None` where it is switched off.
///
/// Source: PAN-OS administrator's guide, "NAT Policy Rules": the first rule that matches decides, by the addresses, the
/// zones and the route before translation; a rule without translation keeps later ones from translating.
pub(super) fn translation<'t>(
    objects: &mut Objects<'t>,
    links: &[Link],
    domain: &Domain<'t>,
    rule: At<'t>,
) -> Option<Translation> {
    if rule.says_yes("disabled").is_some() {
        return None;
    }
    let source = objects.addresses(rule.child("source"));
    let destination = objects.addresses(rule.child("destination"));
    let services = objects.services(rule.child("service"));
    let states_all = source.is_some() && destination.is_some();
    let is_for_some = ["target", "active-active-device-binding"].iter().any(|word| rule.child(word).is_some());
    let span = rule.span();
    let takes = ListEntry {
        services: services.services,
        certain: services.certain && states_all && !is_for_some,
        ..ListEntry::between(
            Action::Permit,
            span,
            source.unwrap_or_else(Extent::unknown),
            destination.unwrap_or_else(Extent::unknown),
        )
    };
    let only = rule.child("to-interface").and_then(At::value).map(At::word).filter(|name| *name != "any");
    let to = match only {
        Some(name) => Links::Of(vec![name.to_owned()]),
        None => domain.links(links, rule.child("to")),
    };
    let name = format!("the NAT rule {}", rule.word());
    let takes = List { name, entries: vec![takes], otherwise: Action::Deny, end: span };
    Some(Translation {
        span,
        from: domain.links(links, rule.child("from")),
        to,
        takes,
        effect: effect(objects, links, rule),
        command: None,
    })
}

fn effect<'t>(objects: &mut Objects<'t>, links: &[Link], rule: At<'t>) -> Effect {
    let kind = rule.child("nat-type").and_then(At::value).map_or("ipv4", At::word);
    let changes_destination =
        ["destination-translation", "dynamic-destination-translation"].iter().any(|word| rule.child(word).is_some());
    if kind != "ipv4" {
        return Effect::Unknown;
    }
    if changes_destination {
        return Effect::Destination;
    }
    let Some(kind) = rule.child("source-translation").and_then(At::value) else { return Effect::Keeps };
    if let Some(addresses) = objects.addresses(kind.child("translated-address")) {
        return Effect::Source(addresses);
    }
    match kind.child("interface-address") {
        Some(own) => Effect::Source(interface_address(objects, links, own)),
        None => Effect::Unknown,
    }
}

/// The address of an interface: the one that is stated, else those that the interface has.
fn interface_address<'t>(objects: &Objects<'t>, links: &[Link], own: At<'t>) -> Extent {
    let stated = ["ip", "floating-ip"]
        .into_iter()
        .filter_map(|word| own.child(word)?.value())
        .find_map(|value| objects.one(value.word()));
    if let Some(address) = stated {
        return Extent::known(AddressSet::one(address));
    }
    let name = own.child("interface").and_then(At::value).map_or("", At::word);
    let link = links.iter().find(|link| link.name == name).filter(|link| !link.networks.is_empty());
    match link {
        Some(link) => {
            let sets: Vec<AddressSet> = link.networks.iter().map(|(net, _)| AddressSet::one(net.addr())).collect();
            Extent::known(AddressSet::union_of(&sets))
        }
        None => Extent::unknown(),
    }
}
