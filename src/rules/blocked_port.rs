//! What `udp-500-blocked` and `udp-4500-blocked` share: the finding for a list that drops IKE.

use crate::advice::Change;
use crate::model::path::REVERSE_PATH;
use crate::negotiation::{End, Fault};
use crate::rules::context::{Occurrence, label};
use crate::rules::{Finding, Fix, Rule, TunnelContext};
use crate::source::Span;

/// A finding for every end whose list drops IKE on this port, once.
pub(super) fn check(cx: &TunnelContext<'_>, rule: &'static Rule, wanted: u16, out: &mut Vec<Finding>) {
    let mut seen = Vec::new();
    for fault in cx.faults() {
        let Fault::PortBlocked { end, port, list, by_end, at, bound_at, zones } = &fault.stop.fault else { continue };
        if *port != wanted || seen.contains(end) {
            continue;
        }
        seen.push(*end);
        let (name, peer) = (cx.name(*end), cx.name(end.other()));
        let message = format!("{name} drops UDP {port} that comes from {peer}: {list}");
        if list == REVERSE_PATH {
            out.push(unchecked(cx, rule, &fault, (*end, message), [*bound_at, *at]));
            continue;
        }
        let what = match (by_end, zones) {
            (false, _) => format!("drops UDP {port} from {peer}"),
            (true, None) => format!("the list ends here without a permit for UDP {port} from {peer}"),
            (true, Some(_)) => {
                format!(
                    "the rules end here without one for UDP {port} from {peer}, and between zones the default denies"
                )
            }
        };
        let mut finding = cx
            .error(rule, &fault, message, label(*at, what))
            .label(*bound_at, "puts the list on the interface of the tunnel")
            .help(format!("Permit UDP {port} from {peer} before the line that drops it."))
            .fixes(permit(cx, *end, list, zones.as_ref(), Some(*port)))
            .values([list.clone(), port.to_string()]);
        finding.direction = None;
        out.push(finding);
    }
}

/// A check of sources drops what the peer sends, since no route leads back to it by the same interface, or a default one alone.
fn unchecked(
    cx: &TunnelContext<'_>,
    rule: &'static Rule,
    fault: &Occurrence<'_>,
    (end, message): (End, String),
    [check, route]: [Span; 2],
) -> Finding {
    let peer = cx.name(end.other());
    let what = "takes a source alone to which a route leads back by this interface, and no default route without allow-default";
    let mut finding = cx
        .error(rule, fault, message, label(check, what))
        .help(format!("Add allow-default to the line, or a route to {peer} by this interface."))
        .values([REVERSE_PATH.to_owned()]);
    if route != check {
        finding = finding.label(route, format!("the only route back to {peer}"));
    }
    finding.direction = None;
    finding
}

/// Lets IKE (by its port) or ESP from the peer in by the list that drops it.
pub(super) fn permit(
    cx: &TunnelContext<'_>,
    end: End,
    list: &str,
    zones: Option<&[String; 2]>,
    port: Option<u16>,
) -> Option<Fix> {
    let entry = cx.entry(end)?;
    let (own, other) = (cx.side(end), cx.side(end.other()));
    let peer = other.seen_as(&own).or_else(|| own.peer_address())?;
    // A standard list names no port, and would let everything of the peer in.
    let name = list.rsplit(' ').next().filter(|_| !list.starts_with("standard "))?;
    let address = own.own_addresses().next();
    let list_begins = own.device.path.as_ref().and_then(|path| path.list_begins.get(name).copied());
    Some(cx.fix(end, &Change::PermitIke { entry, list: name, list_begins, zones, peer, own: address, port }))
}
