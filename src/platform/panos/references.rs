//! References to nothing that no tunnel leads to: interfaces of zones, routers and routes, certificate profiles of gateways,
//! zones and addresses of rules, routers of routes, monitor profiles, template variables. A commit refuses them (PAN-OS, "is not a valid reference"), so that
//! a whole configuration has none but by editing.

use std::collections::{BTreeSet, HashSet};

use crate::model::{Blocks, Defect, DefectKind};
use crate::platform::is_placeholder;
use crate::platform::panos::path::{Domain, managing};
use crate::platform::panos::profiles::nearest;
use crate::platform::panos::scope::{Scope, definitions};
use crate::platform::panos::tree::At;

/// How the names of interfaces begin that exist by their configuration alone.
const CONFIGURED: [&str; 4] = ["ethernet", "ae", "tunnel.", "loopback."];

/// What stands below `network` and may name a template variable.
const VARIABLE_USERS: [&str; 5] = ["interface", "ike gateway", "tunnel ipsec", "virtual-router", "logical-router"];

/// Settings below those whose text is free, and may begin with a dollar sign.
const FREE_TEXT: [&str; 5] = ["pre-shared-key", "comment", "local-id", "peer-id", "keys"];

/// What a list of zones has that is no zone: every one, and what is sent to groups (pan-os-codegen,
/// specs/policies/security-policy-rule.yaml).
const NO_ZONES: [&str; 2] = ["any", "multicast"];

/// The monitor profile that PAN-OS brings along (PAN-OS web interface help, "Network > Network Profiles > Monitor").
const BROUGHT_ALONG: &str = "default";

/// How the external lists begin that PAN-OS brings along (PAN-OS administrator's guide, "Built-in External Dynamic Lists").
const OWN_LISTS: &str = "panw-";

/// Every such reference of a whole configuration; none where a manager pushes what the file does not show.
pub(super) fn defects(root: At<'_>, scopes: &[Scope<'_>]) -> Vec<Defect> {
    if managing(root).is_some() {
        return Vec::new();
    }
    let profiles = definitions(root, "certificate-profile");
    let mut names: Vec<&str> = profiles.keys().copied().collect();
    names.sort_unstable();
    let mut found = Vec::new();
    for scope in scopes {
        let ports = scope.interface_names();
        let is_missing = |at: &At<'_>| {
            let is_configured = CONFIGURED.iter().any(|start| at.word().starts_with(start));
            is_configured && ports.binary_search(&at.word()).is_err()
        };
        let missing = zone_members(scope.own).into_iter().chain(router_members(scope.own)).filter(is_missing);
        found.extend(missing.map(|at| dangling("interface", at, &ports)));
        let monitors = monitor_profiles(scope.own);
        let own = scope.parts().iter().flat_map(|part| below(*part, "network profiles monitor-profile"));
        let own: Vec<&str> = own.map(At::word).collect();
        let is_missing = |at: &At<'_>| at.word() != BROUGHT_ALONG && !own.contains(&at.word());
        let missing = monitors.into_iter().filter(|at| is_missing(at) && !is_placeholder(at.word()));
        found.extend(missing.map(|at| dangling("monitor profile", at, &own)));
        let certificates = certificate_profiles(scope.own).into_iter();
        let missing = certificates.filter(|at| !profiles.contains_key(at.word()) && !is_placeholder(at.word()));
        found.extend(missing.map(|at| dangling("certificate profile", at, &names)));
        found.extend(other_routers(scope));
        match scope.own.id() == root.id() {
            true => found.extend(zones_of_rules(scope).into_iter().chain(rule_addresses(root, scope))),
            false => found.extend(variables(scope)),
        }
    }
    // A template in several stacks is told once.
    let mut told = HashSet::new();
    found.retain(|defect| told.insert(defect.span));
    found
}

/// Zones that the own rules of a firewall name and that their virtual system does not have.
fn zones_of_rules(scope: &Scope<'_>) -> Vec<Defect> {
    let mut found = Vec::new();
    for domain in Domain::all(scope) {
        let zones = domain.zone_names();
        let kinds = ["rulebase security rules", "rulebase nat rules"];
        let rules = domain.nodes.iter().flat_map(|node| kinds.into_iter().flat_map(|kind| below(*node, kind)));
        let lists = rules.flat_map(|rule| ["from", "to"].into_iter().flat_map(move |word| below(rule, word)));
        let is_missing = |at: &At<'_>| ![&zones[..], &NO_ZONES].iter().any(|names| names.contains(&at.word()));
        let missing = lists.filter(|at| !zones.is_empty() && is_missing(at) && !is_placeholder(at.word()));
        found.extend(missing.map(|at| dangling("zone", at, &zones)));
    }
    found
}

/// Routers that static routes name as their next hop.
fn other_routers(scope: &Scope<'_>) -> Vec<Defect> {
    let mut found = Vec::new();
    for (what, path, word) in [
        ("virtual router", "network virtual-router", "next-vr"),
        ("logical router", "network logical-router", "next-lr"),
    ] {
        let names = scope.names(path);
        let routers = below(scope.own, path).into_iter();
        let tables = routers.flat_map(|router| std::iter::once(router).chain(below(router, "vrf")));
        let hops = tables.flat_map(static_routes).filter_map(|route| route.at("nexthop")?.child(word)?.value());
        let missing = hops.filter(|at| !names.contains(&at.word()) && !is_placeholder(at.word()));
        found.extend(missing.map(|at| dangling(what, at, &names)));
    }
    found
}

/// Variables that no part of the file gives a value, where it gives any: a template of some other tool has none.
fn variables(scope: &Scope<'_>) -> Vec<Defect> {
    let names = scope.variable_names();
    let mut open: Vec<At<'_>> = VARIABLE_USERS.iter().flat_map(|part| scope.own.at("network")?.at(part)).collect();
    let mut found = Vec::new();
    while let Some(node) = open.pop().filter(|_| !names.is_empty()) {
        if node.word().starts_with('$') && !names.contains(&node.word()) {
            found.push(dangling("template variable", node, &names));
        }
        open.extend(node.children().filter(|below| !FREE_TEXT.contains(&below.word())));
    }
    found.sort_by_key(|defect| defect.span);
    found
}

/// The addresses of rules that are nothing which the file defines, and neither a country nor a list that PAN-OS brings along.
fn rule_addresses(root: At<'_>, scope: &Scope<'_>) -> Vec<Defect> {
    let kinds = ["address", "address-group", "external-list", "region"];
    let defined: BTreeSet<&str> = kinds.iter().flat_map(|kind| definitions(root, kind).into_keys()).collect();
    let names: Vec<&str> = defined.iter().copied().collect();
    let is_literal = |name: &str| name.starts_with(|c: char| c.is_ascii_digit()) || name.contains([':', '$']);
    let is_country = |name: &str| name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_missing = |at: &At<'_>| {
        let name = at.word();
        let is_own = name == "any" || name.starts_with(OWN_LISTS) || is_literal(name) || is_country(name);
        !is_own && !defined.contains(name) && !is_placeholder(name)
    };
    // The rules of a manager may name what only the firewalls define.
    let is_manager = root.child("device-group").is_some();
    let missing = addresses_of_rules(scope.own).into_iter().filter(|at| !is_manager && is_missing(at));
    missing.map(|at| dangling("address object", at, &names)).collect()
}

/// The sources and destinations of the rules of each virtual system.
fn addresses_of_rules(own: At<'_>) -> Vec<At<'_>> {
    let places = std::iter::once(own).chain(below(own, "vsys"));
    let kinds = ["rulebase security rules", "rulebase nat rules", "rulebase pbf rules"];
    let rules = places.flat_map(|place| kinds.into_iter().flat_map(move |kind| below(place, kind)));
    rules.flat_map(|rule| ["source", "destination"].into_iter().flat_map(move |word| below(rule, word))).collect()
}

/// The monitor profiles that tunnels name.
fn monitor_profiles(own: At<'_>) -> Vec<At<'_>> {
    let tunnels = below(own, "network tunnel ipsec").into_iter();
    tunnels.filter_map(|tunnel| tunnel.at("tunnel-monitor tunnel-monitor-profile")?.value()).collect()
}

fn dangling(what: &'static str, at: At<'_>, names: &[&str]) -> Defect {
    let kind = DefectKind::DanglingReference { what, name: at.word().to_owned(), nearest: nearest(at.word(), names) };
    Defect { kind, span: at.span(), blocks: Blocks::Nothing }
}

/// What stands below each node at `path` of `own`.
fn below<'t>(own: At<'t>, path: &str) -> Vec<At<'t>> {
    own.at(path).into_iter().flat_map(At::children).collect()
}

/// The interfaces that zones name, in each virtual system.
fn zone_members(own: At<'_>) -> Vec<At<'_>> {
    let places = std::iter::once(own).chain(below(own, "vsys"));
    let zones = places.flat_map(|place| below(place, "zone"));
    zones.flat_map(|zone| below(zone, "network layer3")).collect()
}

/// The interfaces that virtual routers and their static routes name.
fn router_members(own: At<'_>) -> Vec<At<'_>> {
    let mut found = Vec::new();
    for router in below(own, "network virtual-router") {
        found.extend(below(router, "interface"));
        found.extend(static_routes(router).into_iter().filter_map(|route| route.child("interface")?.value()));
    }
    found
}

fn static_routes(router: At<'_>) -> Vec<At<'_>> {
    let families = ["routing-table ip static-route", "routing-table ipv6 static-route"];
    families.into_iter().flat_map(|family| below(router, family)).collect()
}

/// The certificate profiles that gateways name.
fn certificate_profiles(own: At<'_>) -> Vec<At<'_>> {
    let gateways = below(own, "network ike gateway").into_iter();
    gateways.filter_map(|gateway| gateway.at("authentication certificate certificate-profile")?.value()).collect()
}
