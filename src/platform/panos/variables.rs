//! Template variables. A firewall takes the value that it has been given itself, else that of its template stack, else
//! that of the first template that has one: a stack inherits the variables of its templates and may override them (Palo
//! Alto Networks, Panorama 9.1 administrator's guide, "Templates and Template Stacks"), and a firewall has its own below
//! `devices` of its stack, where a lab saw the web interface write them and the vendor's provider looks for them.

use std::collections::BTreeSet;

use crate::model::UnknownReason;
use crate::platform::panos::stack;
use crate::platform::panos::tree::At;

/// What a variable stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variable<'t> {
    /// The same on every firewall.
    Value {
        /// Its kind: `ip-netmask`, `fqdn`, `interface`.
        kind: &'t str,
        /// What is written.
        value: &'t str,
    },
    /// That cannot be known.
    Open(UnknownReason),
}

/// The firewalls that get one part of a file: for each that may have values of its own, where a value is looked for, and
/// the first that has one counts. None where an excerpt shows none of them.
pub(super) struct Firewalls<'t>(Vec<Vec<At<'t>>>);

impl<'t> Firewalls<'t> {
    /// Those of every stack that `own` is in. A whole file without any is read as it stands.
    pub(super) fn of(root: At<'t>, own: At<'t>, stacks: &[At<'t>], complete: bool) -> Self {
        let mut places = Vec::new();
        for stack in stacks.iter().filter(|stack| stack::holds(**stack, own)) {
            let shared = || std::iter::once(*stack).chain(stack::templates(root, *stack));
            let devices: Vec<At<'t>> = stack::devices(*stack).collect();
            let special: Vec<&At<'t>> = devices.iter().filter(|device| device.child("variable").is_some()).collect();
            places.extend(special.iter().map(|device| std::iter::once(**device).chain(shared()).collect()));
            if special.len() < devices.len() || (devices.is_empty() && complete) {
                places.push(shared().collect());
            }
        }
        if places.is_empty() && complete {
            places.push(vec![own]);
        }
        Self(places)
    }

    /// The names of all variables with a value, sorted.
    pub(super) fn names(&self) -> Vec<&'t str> {
        let places = self.0.iter().flatten().filter_map(|place| place.child("variable"));
        let names: BTreeSet<&str> = places.flat_map(At::children).map(At::word).collect();
        names.into_iter().collect()
    }

    /// What a variable stands for on all of them.
    pub(super) fn variable(&self, name: &str) -> Variable<'t> {
        let mut found = self.0.iter().map(|places| places.iter().find_map(|place| value(*place, name)));
        match found.next() {
            None => Variable::Open(UnknownReason::NotInExcerpt),
            Some(first) if found.any(|other| other != first) => Variable::Open(UnknownReason::DiffersByDevice),
            Some(first) => first.unwrap_or(Variable::Open(UnknownReason::Unreadable)),
        }
    }
}

fn value<'t>(place: At<'t>, name: &str) -> Option<Variable<'t>> {
    let kind = place.at("variable")?.child(name)?.at("type")?.value()?;
    Some(Variable::Value { kind: kind.word(), value: kind.value()?.word() })
}
