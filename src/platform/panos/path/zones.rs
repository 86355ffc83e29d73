//! Zones, and the virtual systems that they belong to.

use crate::model::PolicyLocation;
use crate::model::path::{Link, Links, Zones};
use crate::platform::panos::scope::Scope;
use crate::platform::panos::tree::{At, quoted};

/// The virtual system to which belongs what stands outside of any: firewalls with a single one print it without its name.
const FIRST: &str = "vsys1";

/// A virtual system: its own zones and rules, apart from those of others.
pub(in crate::platform::panos) struct Domain<'t> {
    /// Its name.
    pub(super) name: &'t str,
    /// The parts of the tree that make it up.
    pub(in crate::platform::panos) nodes: Vec<At<'t>>,
    /// Its zones with their interfaces.
    zones: Vec<(&'t str, Vec<&'t str>)>,
    /// Whether there are others, so that a zone is named together with its virtual system.
    is_one_of_several: bool,
}

impl<'t> Domain<'t> {
    /// The virtual systems of a scope, in the order of the file.
    pub(in crate::platform::panos) fn all(scope: &Scope<'t>) -> Vec<Self> {
        let mut domains: Vec<Self> = Vec::new();
        let own = scope.parts().iter().map(|part| (FIRST, *part));
        let below = scope.parts().iter().filter_map(|part| part.child("vsys")).flat_map(At::children);
        for (name, node) in own.chain(below.map(|node| (node.word(), node))) {
            let has_policy = ["zone", "rulebase"].iter().any(|word| node.child(word).is_some());
            if !has_policy {
                continue;
            }
            match domains.iter_mut().find(|domain| domain.name == name) {
                Some(domain) => domain.nodes.push(node),
                None => domains.push(Self { name, nodes: vec![node], zones: Vec::new(), is_one_of_several: false }),
            }
        }
        let several = domains.len() > 1;
        for domain in &mut domains {
            domain.is_one_of_several = several;
            let zones = domain.nodes.iter().filter_map(|node| node.child("zone")).flat_map(At::children);
            domain.zones = zones
                .map(|zone| (zone.word(), zone.at("network layer3").into_iter().flat_map(At::children)))
                .map(|(name, members)| (name, members.map(|member| scope.interface_word(member)).collect()))
                .collect();
        }
        domains
    }

    /// The zone of an interface.
    pub(super) fn zone_of(&self, interface: &str) -> Option<String> {
        self.zones.iter().find(|(_, members)| members.contains(&interface)).map(|(name, _)| self.full(name))
    }

    /// The names of its zones, as rules of it write them.
    pub(in crate::platform::panos) fn zone_names(&self) -> Vec<&'t str> {
        self.zones.iter().map(|(name, _)| *name).collect()
    }

    /// Whether the file shows any zone of it.
    pub(super) fn has_zones(&self) -> bool {
        !self.zones.is_empty()
    }

    /// The zones of this virtual system, by the names that interfaces and rules share.
    pub(super) fn every_zone(&self) -> Zones {
        Zones::Of(self.zones.iter().map(|(name, _)| self.full(name)).collect())
    }

    /// The zones that a list of members names. Without a list nothing is named.
    pub(super) fn named(&self, list: Option<At<'_>>) -> Zones {
        let members = || list.into_iter().flat_map(At::children).map(At::word);
        match members().any(|name| name == "any") {
            true if self.is_one_of_several => self.every_zone(),
            true => Zones::Any,
            false => Zones::Of(members().map(|name| self.full(name)).collect()),
        }
    }

    /// The interfaces in the zones that a list of members names.
    pub(super) fn links(&self, links: &[Link], list: Option<At<'_>>) -> Links {
        match self.named(list) {
            Zones::Any => Links::Any,
            Zones::Of(zones) => {
                let inside = |link: &&Link| link.zone.as_ref().is_some_and(|own| zones.contains(own));
                Links::Of(links.iter().filter(inside).map(|link| link.name.clone()).collect())
            }
        }
    }

    /// What commands call its zones and rules.
    pub(super) fn location(&self) -> PolicyLocation {
        let words = |part: &str| {
            let node = self.nodes.iter().find(|node| node.child(part).is_some()).or(self.nodes.first());
            node.map_or_else(String::new, |node| place(*node))
        };
        PolicyLocation { prefix: self.full(""), zones: words("zone"), rules: words("rulebase") }
    }

    fn full(&self, zone: &str) -> String {
        if self.is_one_of_several { format!("{}/{zone}", self.name) } else { zone.to_owned() }
    }
}

/// What goes before the path of something in a virtual system, or in what stands for the only one.
fn place(node: At<'_>) -> String {
    let above = node.ancestors().nth(1).map(|above| node.other(above));
    let is_named = above.is_some_and(|above| above.word() == "vsys");
    let own = if is_named { format!("vsys {} ", quoted(node.word())) } else { String::new() };
    format!("{}{own}", node.location())
}
