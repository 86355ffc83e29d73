//! Where names are looked up: the firewall itself, or a template and the templates it is stacked with; address objects
//! and template variables.

use std::collections::HashMap;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::model::UnknownReason;
use crate::platform::panos::profiles::nearest;
use crate::platform::panos::stack;
use crate::platform::panos::tree::At;
use crate::platform::panos::variables::{Firewalls, Variable};
use crate::source::Span;

/// A part of the tree that holds a `network` of its own, and the parts that its names may come from.
pub(super) struct Scope<'t> {
    /// The part itself: the root, a template, a template stack.
    pub(super) own: At<'t>,
    /// Those that its names may come from, itself first.
    reach: Vec<At<'t>>,
    /// The interfaces of those, by name. Only looked up, never walked.
    ports: HashMap<&'t str, At<'t>>,
    /// The firewalls that get the part, as far as template variables may differ between them.
    firewalls: Firewalls<'t>,
}

impl<'t> Scope<'t> {
    /// Every part of a file that holds a `network` and that a firewall may run, in the order of the file. `complete` says
    /// whether a missing line is evidence.
    pub(super) fn all(root: At<'t>, complete: bool) -> Vec<Scope<'t>> {
        let stacks: Vec<At<'t>> = root.child("template-stack").into_iter().flat_map(At::children).collect();
        parts(root)
            .filter(|part| !stack::is_merged(root, *part))
            .map(|own| Self::of(own, reach(root, own, &stacks), Firewalls::of(root, own, &stacks, complete)))
            .collect()
    }

    fn of(own: At<'t>, reach: Vec<At<'t>>, firewalls: Firewalls<'t>) -> Self {
        let mut ports = HashMap::new();
        for port in reach.iter().flat_map(|part| interfaces(*part)) {
            ports.entry(port.name.word()).or_insert(port.body);
        }
        Self { own, reach, ports, firewalls }
    }

    /// The parts that names may come from, its own first.
    pub(super) fn parts(&self) -> &[At<'t>] {
        &self.reach
    }

    /// The node at `path` and, below it, `name`: in the part itself or in one that it is stacked with.
    pub(super) fn find(&self, path: &str, name: &str) -> Option<At<'t>> {
        self.reach.iter().find_map(|part| part.at(path)?.child(name))
    }

    /// All names below `path`.
    pub(super) fn names(&self, path: &str) -> Vec<&'t str> {
        self.reach.iter().filter_map(|part| part.at(path)).flat_map(At::children).map(At::word).collect()
    }

    /// The node that the addresses of an interface stand below.
    pub(super) fn interface(&self, name: &str) -> Option<At<'t>> {
        self.ports.get(name).copied()
    }

    /// The line that keeps the interface of this name down.
    pub(super) fn down(&self, name: &str) -> Option<Span> {
        let mut ports = self.parts().iter().flat_map(|part| interfaces(*part));
        ports.find(|port| port.name.word() == name)?.down()
    }

    /// The names of all interfaces, sorted.
    pub(super) fn interface_names(&self) -> Vec<&'t str> {
        let mut names: Vec<&str> = self.ports.keys().copied().collect();
        names.sort_unstable();
        names
    }

    /// What a template variable stands for on the firewalls that get this part.
    pub(super) fn variable(&self, name: &str) -> Variable<'t> {
        self.firewalls.variable(name)
    }

    /// The names of the variables that any part of the file gives a value.
    pub(super) fn variable_names(&self) -> Vec<&'t str> {
        self.firewalls.names()
    }

    /// The name of an interface that a setting states: itself, or what a template variable stands for.
    pub(super) fn interface_word(&self, named: At<'t>) -> &'t str {
        match named.word().starts_with('$').then(|| self.variable(named.word())) {
            Some(Variable::Value { kind: "interface", value }) => value,
            _ => named.word(),
        }
    }
}

/// Every part of a file that holds a `network`: the firewall, templates, template stacks.
pub(super) fn parts(root: At<'_>) -> impl Iterator<Item = At<'_>> {
    let members = move |word| root.child(word).into_iter().flat_map(At::children);
    let parts = std::iter::once(root).chain(members("template")).chain(members("template-stack"));
    parts.filter(|part| part.child("network").is_some())
}

/// The parts that names of `own` may come from: a template sees those that share a stack with it, in the stack's order.
fn reach<'t>(root: At<'t>, own: At<'t>, stacks: &[At<'t>]) -> Vec<At<'t>> {
    let mut reach = vec![own];
    for stack in stacks.iter().filter(|stack| own.id() != root.id() && stack::holds(**stack, own)) {
        for part in stack::templates(root, *stack).chain(std::iter::once(*stack)) {
            if reach.iter().all(|known| known.id() != part.id()) {
                reach.push(part);
            }
        }
    }
    reach
}

/// An interface: the node of its name, and the one that its addresses stand below.
#[derive(Clone, Copy)]
pub(super) struct Port<'t> {
    /// The node of its name.
    pub(super) name: At<'t>,
    /// The node that its addresses stand below.
    pub(super) body: At<'t>,
    /// The node of the interface that it is a part of.
    above: Option<At<'t>>,
}

impl<'t> Port<'t> {
    /// The line that sets its link down, or that of the interface that it is a part of (PAN-OS web interface help, "Layer 3
    /// Interface": the link state is up, down or found automatically).
    pub(super) fn down(&self) -> Option<Span> {
        let states = [Some(self.name), self.above].into_iter().flatten().filter_map(|own| own.child("link-state"));
        let mut states = states.filter(|state| state.value().is_some_and(|value| value.word() == "down"));
        states.next().map(At::statement)
    }
}

/// The interfaces of one part, subinterfaces included.
pub(super) fn interfaces(part: At<'_>) -> Vec<Port<'_>> {
    let kinds = part.at("network interface").into_iter().flat_map(At::children);
    let mut found = Vec::new();
    for kind in kinds {
        let is_group = matches!(kind.word(), "ethernet" | "aggregate-ethernet");
        let layer3 = |port: At<'_>| port.child("layer3").map_or(port.id(), At::id);
        if is_group {
            found.extend(kind.children().map(|name| Port { name, body: kind.other(layer3(name)), above: None }));
        } else if kind.children().any(|below| below.word() != "units") {
            // `loopback` and `vlan` are interfaces themselves as soon as they have an address.
            found.push(Port { name: kind, body: kind, above: None });
        }
        let bodies: Vec<(At<'_>, Option<At<'_>>)> = if is_group {
            kind.children().map(|name| (kind.other(layer3(name)), Some(name))).collect()
        } else {
            vec![(kind, None)]
        };
        for (body, above) in bodies {
            let units = body.child("units").into_iter().flat_map(At::children);
            found.extend(units.map(|unit| Port { name: unit, body: unit, above }));
        }
    }
    found
}

/// What an address field stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Resolved {
    /// An address with the mask that is written, or a single one.
    Net(IpNet),
    /// A range.
    Range(IpAddr, IpAddr),
    /// A name for the DNS.
    Name(String),
    /// Something that cannot be known.
    Unknown(UnknownReason),
}

impl Resolved {
    /// The single address, its mask left aside.
    pub(super) fn address(&self) -> Option<IpAddr> {
        match self {
            Self::Net(net) => Some(net.addr()),
            Self::Range(low, high) if low == high => Some(*low),
            _ => None,
        }
    }
}

/// The parts of a file that may define objects, zones and rules: the firewall, each virtual system and device group, what is
/// shared, what a manager has pushed, templates and their stacks.
pub(super) fn places(root: At<'_>) -> Vec<At<'_>> {
    let mut places = vec![root];
    places.extend(root.child("panorama"));
    for part in ["template", "template-stack"] {
        places.extend(root.child(part).into_iter().flat_map(At::children));
    }
    for place in places.clone() {
        places.extend(place.child("shared"));
        for group in ["vsys", "device-group"] {
            places.extend(place.child(group).into_iter().flat_map(At::children));
        }
    }
    places
}

/// The objects of one kind by name, wherever they are defined.
pub(super) fn definitions<'t>(root: At<'t>, kind: &str) -> HashMap<&'t str, Vec<At<'t>>> {
    let mut by_name: HashMap<&'t str, Vec<At<'t>>> = HashMap::new();
    for object in places(root).iter().filter_map(|place| place.child(kind)).flat_map(At::children) {
        by_name.entry(object.word()).or_default().push(object);
    }
    by_name
}

/// The address objects of a file by name, wherever they are defined.
pub(super) struct AddressObjects<'t> {
    by_name: HashMap<&'t str, Vec<At<'t>>>,
}

impl<'t> AddressObjects<'t> {
    /// Collects them.
    pub(super) fn of(root: At<'t>) -> Self {
        Self { by_name: definitions(root, "address") }
    }

    /// Whether there is an address object of this name.
    pub(super) fn is_defined(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// The address object whose name is most like one that there is not.
    pub(super) fn nearest(&self, name: &str) -> Option<String> {
        let mut names: Vec<&str> = self.by_name.keys().copied().collect();
        names.sort_unstable();
        nearest(name, &names)
    }

    /// What `text` stands for: an address, a prefix, a range, an address object, a template variable.
    pub(super) fn resolve(&self, text: &str, scope: &Scope<'_>) -> Resolved {
        if let Some(literal) = literal(text) {
            return literal;
        }
        if text.starts_with('$') {
            return match scope.variable(text) {
                Variable::Value { kind: "fqdn", value } => Resolved::Name(value.to_owned()),
                Variable::Value { value, .. } => literal(value).unwrap_or(Resolved::Unknown(UnknownReason::Unreadable)),
                Variable::Open(reason) => Resolved::Unknown(reason),
            };
        }
        let mut meanings = self.by_name.get(text).into_iter().flatten().filter_map(|object| meaning(*object));
        let Some(first) = meanings.next() else { return Resolved::Unknown(UnknownReason::Unreadable) };
        if meanings.all(|other| other == first) { first } else { Resolved::Unknown(UnknownReason::Unreadable) }
    }
}

fn meaning(object: At<'_>) -> Option<Resolved> {
    if let Some(name) = object.at("fqdn").and_then(At::value) {
        return Some(Resolved::Name(name.word().to_owned()));
    }
    let value = object.at("ip-netmask").or_else(|| object.at("ip-range"))?.value()?;
    literal(value.word())
}

/// An address with or without a mask, or a range.
fn literal(text: &str) -> Option<Resolved> {
    if let Ok(net) = text.parse::<IpNet>() {
        return Some(Resolved::Net(net));
    }
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(Resolved::Net(IpNet::from(address)));
    }
    let (low, high) = text.split_once('-')?;
    let (low, high) = (low.trim().parse::<IpAddr>().ok()?, high.trim().parse::<IpAddr>().ok()?);
    (low.is_ipv4() == high.is_ipv4() && low <= high).then_some(Resolved::Range(low, high))
}
