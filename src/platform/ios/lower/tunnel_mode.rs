//! What a tunnel interface wraps packets into, and by which family of addresses it sends them.

use crate::platform::ios::lower::interface::{Family, InterfaceFacts};
use crate::platform::ios::syntax::{Rule, Section};
use crate::source::Span;

/// How a tunnel interface wraps packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TunnelMode {
    /// `tunnel mode ipsec`: a virtual tunnel interface.
    Ipsec,
    /// An IP protocol between two addresses: GRE, IP in IP, IPv6 in IPv4.
    PointToPoint(u8),
    /// `tunnel mode gre multipoint`.
    Multipoint,
    /// Something else, which is no VPN.
    Other,
}

/// The GRE protocol number (IANA protocol numbers).
pub(super) const GRE: u8 = 47;

/// Whether the next hops of a tunnel interface are known at run time alone: a multipoint tunnel, and the template of one.
pub(super) fn resolves(facts: &InterfaceFacts<'_>) -> bool {
    facts.is_template() || tunnel_mode(facts.section) == TunnelMode::Multipoint
}

/// Whether a tunnel interface wraps packets without protecting them.
pub(super) fn is_plain(facts: &InterfaceFacts<'_>) -> bool {
    let wraps = matches!(tunnel_mode(facts.section), TunnelMode::PointToPoint(_) | TunnelMode::Multipoint);
    wraps && facts.section.last(Rule::tunnel_protection).is_none()
}

/// The key of a GRE tunnel, with its line.
pub(super) fn gre_key(facts: &InterfaceFacts<'_>) -> Option<(u32, Span)> {
    let is_gre = matches!(tunnel_mode(facts.section), TunnelMode::Multipoint | TunnelMode::PointToPoint(GRE));
    let line = facts.section.last(Rule::tunnel_key).filter(|_| is_gre && facts.is_tunnel())?;
    Some((line.word(Rule::value)?.text.parse().ok()?, line.span))
}

/// The family of the packets that a tunnel sends: that of its far end, or else that of its mode, which is IPv4 unless it says
/// otherwise (Cisco IOS Interface and Hardware Component Command Reference, tunnel mode).
pub(super) fn transport(section: &Section<'_>) -> Family {
    let far = section.last(Rule::tunnel_destination).and_then(|line| line.word(Rule::value));
    if let Some(far) = far.and_then(|word| word.text.parse().ok()) {
        return Family::of(far);
    }
    let mode = section.last(Rule::tunnel_mode);
    let is_ipv6 = mode.is_some_and(|line| line.all(Rule::value).skip(1).any(|word| word.text == "ipv6"));
    if is_ipv6 { Family::Ipv6 } else { Family::Ipv4 }
}

/// Whether the tunnel is `tunnel mode ipsec ipv6`.
pub(super) fn carries_ipv6(section: &Section<'_>) -> bool {
    let mode = section.last(Rule::tunnel_mode);
    mode.is_some_and(|line| line.all(Rule::value).map(|word| word.text).eq(["ipsec", "ipv6"]))
}

/// The mode of a tunnel; without a line it is GRE over IPv4.
pub(super) fn tunnel_mode(section: &Section<'_>) -> TunnelMode {
    let Some(line) = section.last(Rule::tunnel_mode) else { return TunnelMode::PointToPoint(GRE) };
    let words: Vec<&str> = line.all(Rule::value).map(|word| word.text).collect();
    match words.as_slice() {
        ["ipsec", ..] => TunnelMode::Ipsec,
        ["gre", "multipoint", ..] => TunnelMode::Multipoint,
        ["gre", ..] => TunnelMode::PointToPoint(GRE),
        ["ipip", ..] => TunnelMode::PointToPoint(4),
        ["ipv6ip"] => TunnelMode::PointToPoint(41),
        _ => TunnelMode::Other,
    }
}
