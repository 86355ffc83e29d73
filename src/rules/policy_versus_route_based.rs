//! `policy-versus-route-based`.

use crate::model::TrafficSelector;
use crate::negotiation::{End, Fault};
use crate::rules::context::label;
use crate::rules::{Finding, Severity, TunnelContext};

rule! {
    /// One end is route-based and asks for everything, the other is policy-based and protects certain networks.
    ///
    /// ## What it means
    ///
    /// A tunnel interface, and a PAN-OS tunnel without proxy IDs, negotiate 0.0.0.0/0 to 0.0.0.0/0. A crypto map
    /// negotiates the networks of its access list. The two refuse each other; `selector-mismatch` is the error, and this
    /// finding says where it comes from.
    ///
    /// ## What to do
    ///
    /// On PAN-OS, configure proxy IDs that mirror the access list. Otherwise use a tunnel interface on both ends, or a
    /// crypto map on both.
    RULE = "SA207" "policy-versus-route-based",
    "One end asks for everything, the other protects certain networks",
    ["Palo Alto Networks, knowledge base: proxy IDs", "RFC 7296 section 2.9"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let refused = cx.faults().iter().any(|fault| matches!(fault.stop.fault, Fault::Selector { .. }));
    let any = TrafficSelector::any();
    for end in End::BOTH {
        let (Some(route), Some(policy)) = (cx.entry(end), cx.entry(end.other())) else { continue };
        let asks_for_all = !route.children.is_empty() && route.children.iter().all(|child| child.selector == any);
        let specific = policy.children.iter().find(|child| child.selector != any && !policy.is_route_based());
        let (true, true, Some(specific)) = (refused, asks_for_all, specific) else { continue };
        let (wide, narrow) = (cx.name(end), cx.name(end.other()));
        let message = format!("{wide} negotiates everything (route-based), {narrow} certain networks (policy-based)");
        out.push(
            Finding::new(&RULE, Severity::Info, message, label(route.children[0].span, "asks for 0.0.0.0/0 both ways"))
                .label(specific.span, format!("protects {}", specific.selector))
                .in_phase(2)
                .help(format!("Name the networks on {wide} as well (proxy IDs), or use a tunnel interface on both ends."))
                .values([specific.selector.to_string()]),
        );
    }
}
