//! Rules of policy-based forwarding, in their order.

use crate::model::path::{Diversion, Leads, Link, Links};
use crate::model::space::{Action, Extent, ListEntry};
use crate::platform::panos::lower::Context;
use crate::platform::panos::path::objects::Objects;
use crate::platform::panos::path::zones::Domain;
use crate::platform::panos::tree::At;

/// What decides besides zones, interfaces, addresses and services, and has to be `any` for a rule to be certain.
const CONDITIONS: [&str; 2] = ["source-user", "application"];

/// What a rule leads elsewhere; `None` where it is switched off.
///
/// Source: PAN-OS 10.2 web interface help, "Policies > Policy Based Forwarding": a rule decides by where packets come from
/// (zones or interfaces), addresses, users, applications and services, and its action is to forward them, to discard them, or
/// to leave them to the routes (`no-pbf`). A monitor or a schedule may switch it off at run time.
pub(super) fn diversion<'t>(
    objects: &mut Objects<'t>,
    links: &[Link],
    context: &Context<'t>,
    domain: &Domain<'t>,
    rule: At<'t>,
) -> Option<Diversion> {
    if rule.says_yes("disabled").is_some() {
        return None;
    }
    let action = if rule.at("action no-pbf").is_some() { Action::Deny } else { Action::Permit };
    let from = from(context, links, domain, rule);
    let [source, destination] = objects.both_ends(rule);
    let services = objects.services(rule.child("service"));
    let is_any = |word: &&str| rule.child(word).is_none_or(|list| list.children().all(|own| own.word() == "any"));
    let states_all = from.is_some() && source.is_some() && destination.is_some() && rule.child("service").is_some();
    let at_run_time = ["schedule", "target"].iter().any(|word| rule.child(word).is_some())
        || rule.at("action forward monitor").is_some();
    let between = ListEntry::between(
        action,
        rule.span(),
        source.unwrap_or_else(Extent::unknown),
        destination.unwrap_or_else(Extent::unknown),
    );
    let certain = states_all && services.certain && CONDITIONS.iter().all(is_any) && !at_run_time;
    let takes = ListEntry { services: services.services, certain, ..between };
    Some(Diversion { from: from.unwrap_or(Links::Any), takes, leads: leads(context, links, rule) })
}

/// The interfaces that a rule names, or those in the zones that it names; `None` where it names neither.
fn from(context: &Context<'_>, links: &[Link], domain: &Domain<'_>, rule: At<'_>) -> Option<Links> {
    if let Some(zones) = rule.at("from zone") {
        return Some(domain.links(links, Some(zones)));
    }
    let named = rule.at("from interface")?.children();
    Some(Links::Of(named.map(|name| context.scope.interface_word(name).to_owned()).collect()))
}

/// Where a rule leads what it takes. An interface that is down or not there leaves it open.
fn leads(context: &Context<'_>, links: &[Link], rule: At<'_>) -> Leads {
    if rule.at("action discard").is_some() {
        return Leads::Nowhere;
    }
    let egress = rule.at("action forward egress-interface").and_then(At::value);
    let name = egress.map_or("", |name| context.scope.interface_word(name));
    match links.iter().find(|link| link.name == name) {
        Some(link) if link.up => Leads::To(link.name.clone()),
        _ => Leads::Unknown,
    }
}
