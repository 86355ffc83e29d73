//! Gateways and crypto profiles that nothing refers to.

use std::collections::BTreeSet;

use crate::model::{Blocks, Defect, DefectKind};
use crate::platform::panos::defaults::{PREDEFINED_IKE, PREDEFINED_IPSEC};
use crate::platform::panos::scope::Scope;
use crate::platform::panos::tree::At;

const TUNNELS: &str = "network tunnel";
const GATEWAYS: &str = "network ike gateway";

/// What is defined, where it is, and below which parts a reference to it stands.
const KINDS: [(&str, &str, &[&str]); 3] = [
    ("IKE gateway", GATEWAYS, &[TUNNELS]),
    ("IKE crypto profile", "network ike crypto-profiles ike-crypto-profiles", &[GATEWAYS]),
    ("IPsec crypto profile", "network ike crypto-profiles ipsec-crypto-profiles", &[TUNNELS]),
];

/// Every gateway and profile whose name stands below no part that could refer to it, in whatever scope. Those that PAN-OS
/// brings along are left out.
pub(super) fn defects(scopes: &[Scope<'_>]) -> Vec<Defect> {
    let mut found = Vec::new();
    for (what, path, users) in KINDS {
        let used: BTreeSet<&str> = scopes.iter().flat_map(|scope| words(scope.own, users)).collect();
        let defined = scopes.iter().filter_map(|scope| scope.own.at(path)).flat_map(At::children);
        for own in defined.filter(|own| !used.contains(own.word()) && !is_predefined(own.word())) {
            let kind = DefectKind::Unused { what, name: own.word().to_owned() };
            found.push(Defect { kind, span: own.span(), blocks: Blocks::Nothing });
        }
    }
    found
}

fn is_predefined(name: &str) -> bool {
    PREDEFINED_IKE.iter().any(|own| own.name == name) || PREDEFINED_IPSEC.iter().any(|own| own.name == name)
}

/// Every word below these parts, but those that name what stands directly below them.
fn words<'t>(own: At<'t>, parts: &[&str]) -> Vec<&'t str> {
    let mut open: Vec<At<'t>> = parts.iter().filter_map(|part| own.at(part)).flat_map(At::children).collect();
    let mut words = Vec::new();
    while let Some(node) = open.pop() {
        words.extend(node.children().map(At::word));
        open.extend(node.children());
    }
    words
}
