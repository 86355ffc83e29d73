//! What the selectors of two children are to each other.

use ipnet::Ipv4Net;

use crate::generated::settings::Traffic;
use crate::site::Child;

/// What the selector of one end is to the mirrored one of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Equal,
    Disjoint,
    /// Something is common, and something is not.
    Overlap,
}

/// The selector of a child, where it is a single one without ports.
pub(crate) fn traffic(child: &Child) -> Option<Traffic> {
    let (own, protocol) = half(&child.local)?;
    let (far, other) = half(&child.remote)?;
    let fits = protocol.is_none() || other.is_none() || protocol == other;
    fits.then_some(Traffic { own, far, protocol: protocol.or(other) })
}

fn half(text: &str) -> Option<(Ipv4Net, Option<&'static str>)> {
    let (network, protocol) = match text.split_once('[') {
        Some((network, "tcp]")) => (network, Some("tcp")),
        Some((network, "udp]")) => (network, Some("udp")),
        Some(_) => return None,
        None => (text, None),
    };
    Some((network.parse().ok()?, protocol))
}

/// What the selectors of two children are to each other; an overlap where that is not settled here.
pub(crate) fn relation(own: &Child, other: &Child) -> Relation {
    let (Some(own), Some(other)) = (traffic(own), traffic(other)) else { return Relation::Overlap };
    let apart = |a: Ipv4Net, b: Ipv4Net| !a.contains(&b) && !b.contains(&a);
    let protocols_apart = own.protocol.is_some() && other.protocol.is_some() && own.protocol != other.protocol;
    if apart(own.own, other.far) || apart(own.far, other.own) || protocols_apart {
        return Relation::Disjoint;
    }
    let mirrored = Traffic { own: other.far, far: other.own, protocol: other.protocol };
    if own == mirrored { Relation::Equal } else { Relation::Overlap }
}
