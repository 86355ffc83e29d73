//! `overlapping-networks`.

use crate::rules::obstacles::met;
use crate::rules::{Finding, TunnelContext};
use crate::traffic::Hindrance;

rule! {
    /// The other end's network is a network of the device itself: both ends use the same addresses.
    ///
    /// ## Why no traffic passes
    ///
    /// A host takes an address of its own network for a neighbour and asks for it on the wire, so that the packet never gets
    /// to the device. What does get there follows the connected route back inside, and not the route to the tunnel: the
    /// connected network wins over every static route to the same prefix.
    ///
    /// It speaks where all of what should go through the tunnel lies in a network of an inner interface, or in the network
    /// that it comes from. A selector that is wider than the own network is common (`10.0.0.0/8` seen from `10.1.0.0/24`),
    /// and says nothing. A network that the far end does not have on its own side is none of both ends: there the selector
    /// is a copy, or its two sides are swapped.
    ///
    /// ## What each device shows
    ///
    /// The SAs come up if the other end, or a ping with a fitting source, begins; then `show crypto ipsec sa` counts packets
    /// decapsulated and none encapsulated. `show arp` or `show ip arp` lists the far address as
    /// incomplete on the inner interface. On an ASA `packet-tracer` names the inner interface as the one to leave by; on
    /// PAN-OS `test routing fib-lookup` does.
    ///
    /// ## What to do
    ///
    /// Renumber one of the networks, or translate each into a network that is used nowhere else and let the tunnel protect
    /// the translated ones: twice NAT on an ASA, `ip nat inside source static network` on IOS, source and destination
    /// translation on PAN-OS.
    RULE = "NET310" "overlapping-networks",
    "Both ends use the same network",
    [
        "RFC 1122 section 3.3.1.1: a destination in the own network is sent to directly",
        "packetu.com, IOS VPN and Overlapping Addresses; practicalnetworking.net, VPN with Overlapping Networks",
    ],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for met in met(cx) {
        let Hindrance::SameNetwork { link } = &met.obstacle.hindrance else { continue };
        let (name, other, remote) = (cx.name(met.sender), cx.name(met.sender.other()), &met.selector().remote);
        let message = format!("{name} has {remote}, the network of {other}, on its own side");
        let at = format!("leads to {link}, where {name} has these addresses itself");
        out.push(met.error(cx, &RULE, message, at).help(
            "Renumber one of the two networks, or translate both into networks that are used nowhere else and let the \
             tunnel carry those.",
        ));
    }
}
