//! Addresses of interfaces and of static routes that are none. A commit refuses them.

use crate::model::Defect;
use crate::platform::malformed::is_broken_address;
use crate::platform::panos::profiles::invalid;
use crate::platform::panos::scope::{Scope, interfaces as ports};
use crate::platform::panos::tree::At;

/// Each of them.
pub(super) fn defects(scopes: &[Scope<'_>]) -> Vec<Defect> {
    let values = scopes.iter().flat_map(|scope| interfaces(scope).into_iter().chain(routes(scope)));
    values.filter(|value| is_broken_address(value.word())).filter_map(|value| invalid(value, "an address")).collect()
}

/// The addresses of the interfaces.
fn interfaces<'t>(scope: &Scope<'t>) -> Vec<At<'t>> {
    let ports = ports(scope.own);
    ports.into_iter().filter_map(|port| port.body.child("ip")).flat_map(At::children).collect()
}

/// The destinations and next hops of the static routes.
fn routes<'t>(scope: &Scope<'t>) -> Vec<At<'t>> {
    let routers = scope.own.at("network virtual-router").into_iter().flat_map(At::children);
    let tables = routers.filter_map(|router| router.at("routing-table ip static-route"));
    let fields = |route: At<'t>| {
        [route.child("destination").and_then(At::value), route.at("nexthop ip-address").and_then(At::value)]
    };
    tables.flat_map(At::children).flat_map(fields).flatten().collect()
}
