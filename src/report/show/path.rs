//! What packets meet on a device as nodes, one line for each route, filter and translation.

use crate::model::path::{
    Diversion, Effect, Filter, Hop, Leads, Link, Links, Path, Place, Route, Translation, ZoneRule, Zones,
};
use crate::model::space::{Action, List};
use crate::report::show::node::{Maker, Node};

/// The path of a device.
pub(super) fn node(make: Maker<'_>, path: &Path) -> Node {
    let elsewhere = match path.other_routes {
        Some(line) => make.at(true, line),
        None => Node::meaning(false, "the routes of the file are all that there are"),
    };
    let mut fields = vec![
        ("interfaces", Node::List(path.links.iter().map(|own| link(make, own)).collect())),
        ("routes", Node::List(path.routes.iter().map(|own| make.at(route(own), own.span)).collect())),
        ("routes_from_elsewhere", elsewhere),
        ("translations", Node::List(path.translations.iter().map(|own| make.at(translation(own), own.span)).collect())),
    ];
    if path.checks_answers {
        fields.push((
            "checks_answers",
            Node::meaning(true, "a translation of the answers drops what comes out of a tunnel"),
        ));
    }
    if !path.diverted.is_empty() {
        let rules = path.diverted.iter().map(|own| make.at(diversion(own), own.takes.span));
        fields.push(("led_elsewhere", Node::List(rules.collect())));
    }
    if let Some(zones) = &path.zones {
        let rules = zones.rules.iter().map(|own| make.at(zone_rule(own), own.entry.span));
        fields.push(("security_rules", Node::List(rules.collect())));
    }
    Node::Map(fields)
}

fn link(make: Maker<'_>, link: &Link) -> Node {
    let mut fields = vec![
        ("name", make.at(link.name.as_str(), link.span)),
        ("networks", Node::List(link.networks.iter().map(|(net, at)| make.at(net.to_string(), *at)).collect())),
    ];
    fields.extend(link.vrf.as_ref().map(|vrf| ("vrf", Node::text(vrf))));
    fields.extend(link.zone.as_ref().map(|zone| ("zone", Node::text(zone))));
    if !link.up {
        fields.push(("up", Node::plain(false)));
    }
    if link.loopback {
        fields.push(("loopback", Node::plain(true)));
    }
    fields.extend(link.diverted.as_ref().map(|own| ("led_elsewhere", Node::text(list(own)))));
    fields.extend(link.mtu.map(|(octets, at)| ("mtu", make.at(u64::from(octets), at))));
    if !link.filters.is_empty() {
        fields.push(("filters", Node::List(link.filters.iter().map(|own| make.at(filter(own), own.at)).collect())));
    }
    Node::Map(fields)
}

/// `OUTSIDE-IN (3 entries, then deny): packets in the clear that enter`.
fn filter(filter: &Filter) -> String {
    let place = match filter.place {
        Place::Enters => "packets in the clear that enter",
        Place::Leaves => "packets in the clear that leave",
        Place::Arrives => "IKE and ESP that arrive",
        Place::Departs => "IKE and ESP that the device sends",
        Place::Decrypted => "packets that came out of a tunnel",
    };
    let doubt = if filter.certain { "" } else { ", not for certain" };
    format!("{}: {place}{doubt}", list(&filter.list))
}

fn list(list: &List) -> String {
    format!("{} ({} entries, then {})", list.name, list.entries.len(), action(list.otherwise))
}

fn action(action: Action) -> &'static str {
    match action {
        Action::Permit => "permit",
        Action::Deny => "deny",
        Action::Unknown => "not known",
    }
}

/// `10.0.0.0/8 to 192.0.2.1`.
fn route(route: &Route) -> String {
    let hop = match &route.hop {
        Hop::Link(name) => format!("out of {name}"),
        Hop::Address(address) => format!("to {address}"),
        Hop::Vrf(name) => format!("on in {name}"),
        Hop::Absent(name) => format!("out of {name}, which is not there"),
        Hop::Discard => "dropped".to_owned(),
        Hop::Elsewhere => "not followed".to_owned(),
    };
    let vrf = route.vrf.as_ref().map(|vrf| format!(", VRF {vrf}")).unwrap_or_default();
    let distance = if route.distance > 1 { format!(", distance {}", route.distance) } else { String::new() };
    let conditional = if route.conditional { ", only while something holds" } else { "" };
    format!("{} {hop}{vrf}{distance}{conditional}", route.net)
}

/// `permit from ethernet1/2: to tunnel.1`; what is not permitted stays with the routes.
fn diversion(rule: &Diversion) -> String {
    let leads = match &rule.leads {
        Leads::To(name) => format!("to {name}"),
        Leads::Nowhere => "dropped".to_owned(),
        Leads::Missing | Leads::Unknown => "not followed".to_owned(),
    };
    format!("{} from {}: {leads}", action(rule.takes.action), links(&rule.from))
}

fn translation(rule: &Translation) -> String {
    let effect = match &rule.effect {
        Effect::Keeps => "leaves the addresses",
        Effect::KeepsForAnswers => "leaves the addresses, and lets nothing begin from outside",
        Effect::Source(_) => "changes the source",
        Effect::Destination => "changes the destination",
        Effect::Unknown => "does something that is not in the model",
    };
    format!("{effect}, from {} to {}: {}", links(&rule.from), links(&rule.to), list(&rule.takes))
}

fn links(links: &Links) -> String {
    match links {
        Links::Any => "any".to_owned(),
        Links::Of(names) if names.is_empty() => "none".to_owned(),
        Links::Of(names) => names.join(" "),
    }
}

fn zone_rule(rule: &ZoneRule) -> String {
    let doubt = if rule.entry.certain { "" } else { ", under a further condition" };
    format!("{} from {} to {}{doubt}", action(rule.entry.action), zones(&rule.from), zones(&rule.to))
}

fn zones(zones: &Zones) -> String {
    match zones {
        Zones::Any => "any".to_owned(),
        Zones::Of(names) if names.is_empty() => "no zone".to_owned(),
        Zones::Of(names) => names.join(" "),
    }
}
