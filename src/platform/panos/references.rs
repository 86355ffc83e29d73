//! References to nothing that no tunnel leads to: interfaces of zones, routers and routes, certificate profiles of gateways.
//! A commit refuses them (PAN-OS, "is not a valid reference"), so that a whole configuration has none but by editing.

use crate::model::{Blocks, Defect, DefectKind};
use crate::platform::is_placeholder;
use crate::platform::panos::path::managing;
use crate::platform::panos::profiles::nearest;
use crate::platform::panos::scope::{Scope, definitions};
use crate::platform::panos::tree::At;

/// How the names of interfaces begin that exist by their configuration alone.
const CONFIGURED: [&str; 4] = ["ethernet", "ae", "tunnel.", "loopback."];

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
        let certificates = certificate_profiles(scope.own).into_iter();
        let missing = certificates.filter(|at| !profiles.contains_key(at.word()) && !is_placeholder(at.word()));
        found.extend(missing.map(|at| dangling("certificate profile", at, &names)));
    }
    found
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
        for family in ["routing-table ip static-route", "routing-table ipv6 static-route"] {
            let routes = below(router, family).into_iter();
            found.extend(routes.filter_map(|route| route.child("interface")?.value()));
        }
    }
    found
}

/// The certificate profiles that gateways name.
fn certificate_profiles(own: At<'_>) -> Vec<At<'_>> {
    let gateways = below(own, "network ike gateway").into_iter();
    gateways.filter_map(|gateway| gateway.at("authentication certificate certificate-profile")?.value()).collect()
}
