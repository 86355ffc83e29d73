//! From the parts of an access-list entry to traffic selectors.

use crate::model::space::{Action, ListEntry};
use crate::model::{Addresses, Child, Ports, TrafficSelector, UnknownReason};
use crate::source::Span;

/// A protocol with the ports that go with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Service {
    /// The IP protocol; `None` is any.
    pub protocol: Option<u8>,
    /// The ports of the source.
    pub source: Ports,
    /// The ports of the destination.
    pub destination: Ports,
}

/// The ranges of ports that an operator selects: `eq` and `neq` with their ports, `gt` and `lt` with one, `range` with
/// its two ends. `None` where the operator does not go with the ports, or nothing is left.
pub(crate) fn port_ranges(operator: &str, ports: &[u16]) -> Option<Vec<Ports>> {
    let below = |port: u16| port.checked_sub(1).map(|high| Ports { low: 0, high });
    let above = |port: u16| port.checked_add(1).map(|low| Ports { low, high: u16::MAX });
    match (operator, ports) {
        ("eq", ports) => Some(ports.iter().map(|port| Ports::one(*port)).collect()),
        // The device puts the two in order.
        ("range", [one, other]) => Some(vec![Ports { low: *one.min(other), high: *one.max(other) }]),
        ("gt", [port]) => Some(vec![above(*port)?]),
        ("lt", [port]) => Some(vec![below(*port)?]),
        ("neq", [port]) => Some(below(*port).into_iter().chain(above(*port)).collect()),
        _ => None,
    }
}

/// Every combination of services with the ports of either side that an entry states itself; the services' own where it
/// states none.
pub(crate) fn with_ports(
    services: &[Service],
    sources: Option<&[Ports]>,
    destinations: Option<&[Ports]>,
) -> Vec<Service> {
    let mut all = Vec::new();
    for service in services {
        let (source, destination) = ([service.source], [service.destination]);
        for source in sources.unwrap_or(&source) {
            let own = |destination: &Ports| Service { source: *source, destination: *destination, ..*service };
            all.extend(destinations.unwrap_or(&destination).iter().map(own));
        }
    }
    all
}

/// Every combination of sources and destinations of one address family, and of services. Stops behind `most`, so that one line
/// with large groups cannot fill the memory: the caller sees that there are more.
pub(crate) fn combinations(
    services: &[Service],
    sources: &[Addresses],
    destinations: &[Addresses],
    most: usize,
) -> Vec<TrafficSelector> {
    let mut selectors = Vec::new();
    for local in sources {
        for remote in destinations.iter().filter(|remote| same_family(local, remote)) {
            for service in services {
                if selectors.len() > most {
                    return selectors;
                }
                selectors.push(TrafficSelector {
                    local: local.clone(),
                    remote: remote.clone(),
                    protocol: service.protocol,
                    side_protocols: None,
                    local_ports: service.source,
                    remote_ports: service.destination,
                });
            }
        }
    }
    selectors
}

/// A child SA joins addresses of one family.
fn same_family(local: &Addresses, remote: &Addresses) -> bool {
    let is_v4 = |addresses: &Addresses| match addresses {
        Addresses::Net(net) => Some(net.addr().is_ipv4()),
        Addresses::Range(low, _) => Some(low.is_ipv4()),
        Addresses::Wildcard { .. } => Some(true),
        Addresses::Unknown(_) => None,
    };
    match (is_v4(local), is_v4(remote)) {
        (Some(local), Some(remote)) => local == remote,
        _ => true,
    }
}

/// The entries of an ordered list that a line makes; `None` are selectors that cannot be read. `certain` is false where
/// a further condition decides whether the line holds.
pub(crate) fn lines(
    action: Action,
    span: Span,
    selectors: Option<&[TrafficSelector]>,
    certain: bool,
) -> Vec<ListEntry> {
    match selectors {
        Some(selectors) => {
            selectors.iter().map(|own| ListEntry { certain, ..ListEntry::of(action, span, own) }).collect()
        }
        None => vec![ListEntry { action, ..ListEntry::unread(span) }],
    }
}

/// A selector of which nothing is known, since the excerpt does not show the list or its line cannot be read.
pub(crate) fn unknown_selector() -> TrafficSelector {
    let unknown = || Addresses::Unknown(UnknownReason::NotInExcerpt);
    TrafficSelector::between(unknown(), unknown())
}

/// A selector that a line may ask for which is not read.
pub(crate) fn unread_selector() -> TrafficSelector {
    let unread = || Addresses::Unknown(UnknownReason::LineNotUnderstood);
    TrafficSelector::between(unread(), unread())
}

/// Whether a line of an access list that is not read may permit something: one that denies, is a remark, or takes back
/// another one, does not.
pub(crate) fn may_permit(line: &str) -> bool {
    let mut words = line.split_ascii_whitespace().take(6);
    !line.starts_with("no ") && !words.any(|word| matches!(word, "deny" | "remark"))
}

/// The one child of an entry whose access list nothing is known of.
pub(crate) fn unknown_child(entry: &str, span: Span) -> Child {
    Child { name: format!("{entry} entry 1"), span, selector: unknown_selector(), never_matches: None, shares: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_select_ranges() {
        let ranges = |operator, ports: &[u16]| {
            port_ranges(operator, ports).map(|all| all.iter().map(|own| (own.low, own.high)).collect::<Vec<_>>())
        };
        assert_eq!(ranges("eq", &[80, 443]), Some(vec![(80, 80), (443, 443)]));
        assert_eq!(ranges("range", &[20, 10]), Some(vec![(10, 20)]));
        assert_eq!(ranges("gt", &[1023]), Some(vec![(1024, 65535)]));
        assert_eq!(ranges("lt", &[1024]), Some(vec![(0, 1023)]));
        assert_eq!(ranges("neq", &[0]), Some(vec![(1, 65535)]));
        assert_eq!(ranges("lt", &[0]), None);
        assert_eq!(ranges("range", &[1]), None);
    }

    #[test]
    fn what_is_not_read_may_permit_unless_it_says_otherwise() {
        assert!(may_permit("access-list L extended premit ip any any") && may_permit("10 permit icmp any any 8"));
        assert!(!may_permit("no 20") && !may_permit("access-list L extended deny icmp any any echo"));
        assert!(!may_permit("no access-list L extended permit ip any any"));
    }

    #[test]
    fn families_do_not_mix_and_the_product_is_bounded() {
        let any = Service { protocol: None, source: Ports::ANY, destination: Ports::ANY };
        let host = |text: &str| Addresses::host(text.parse().unwrap());
        let (v4, v6) = (host("192.0.2.1"), host("2001:db8::1"));
        assert_eq!(combinations(&[any], &[v4.clone(), v6.clone()], &[v4.clone(), v6], 10).len(), 2);
        assert_eq!(combinations(&[any; 9], std::slice::from_ref(&v4), std::slice::from_ref(&v4), 4).len(), 5);
    }
}
