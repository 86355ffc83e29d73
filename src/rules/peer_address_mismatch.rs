//! `peer-address-mismatch`.

use std::net::IpAddr;

use crate::advice::Change;
use crate::model::{IkeVersion, KeyScope, PeerAddress, PreSharedKey};
use crate::negotiation::{End, Fault, Nat};
use crate::rules::context::label;
use crate::rules::{Finding, Fix, Severity, TunnelContext};
use crate::source::Span;

rule! {
    /// An end points at an address that the other end does not have.
    ///
    /// ## What it checks
    ///
    /// The configured peer against the addresses from which the other end sends: the address of the interface that the
    /// crypto map or tunnel is bound to, `local-address`, the tunnel source. If that end has private addresses only, it is
    /// taken to be behind NAT: an `info`, and whether the NAT passes anything on to it stays open. `--nat A=203.0.113.5`
    /// says under which address an end is seen from outside, and that UDP 500 and 4500 of that address are passed on to
    /// it; then that address is the one that the other end has to point at.
    ///
    /// ## Why the tunnel stalls
    ///
    /// The end with the wrong peer sends to a stranger and waits (MM_WAIT_MSG2, MM_NO_STATE). When the other end begins,
    /// it is not expected: PAN-OS does not answer (`Couldn't find configuration for IKE phase-1 request`), ASA and IOS
    /// find no key for it, or come as far as the child SA and have no entry for it.
    RULE = "PEER401" "peer-address-mismatch",
    "An end points at an address that the other does not have",
    ["Palo Alto Networks, interpret VPN error messages", "Cisco, Secure Firewall ASA syslog messages 713061, 713187"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let mut seen = Vec::new();
    for fault in cx.faults() {
        let Fault::PeerAddress { end, at, configured, actual, actual_at } = &fault.stop.fault else { continue };
        if seen.contains(&(*end, *at)) {
            continue;
        }
        seen.push((*end, *at));
        let (wrong, right) = (cx.name(*end), cx.name(end.other()));
        let known = actual.join(", ");
        let is_outside = !cx.side(end.other()).device.outside_addresses.is_empty();
        let has = if is_outside { "is behind NAT and seen as" } else { "has" };
        let message = format!("{wrong} points at {configured}, but {right} {has} {known}");
        let fixes = actual.first().and_then(|to| {
            let entry = cx.entry(*end)?;
            Some(cx.fix(*end, &Change::SetPeer { entry, from: configured, to }))
        });
        let mut finding = cx.error(&RULE, &fault, message, label(*at, format!("points at {configured}")));
        finding.direction = None;
        let mut help = format!("Correct the peer address on {wrong}, or the local address on {right}.");
        let mut key = None;
        if let Some(key_at) = key_for(cx, *end, configured) {
            finding = finding.label(key_at, format!("this key is for {configured} as well"));
            help.push_str(" The key is for the wrong address as well.");
            let entry = cx.entry(*end).zip(actual.first());
            let version = fault.attempt.version.unwrap_or(IkeVersion::V1);
            key = entry.map(|(entry, peer)| cx.fix(*end, &Change::SetPsk { entry, version, peer }));
        }
        // The two belong together: one fix, the peer first.
        let fixes = fixes.map(|mut fix: Fix| {
            fix.commands.extend(key.into_iter().flat_map(|key| key.commands));
            fix
        });
        out.push(
            finding
                .label(*actual_at, format!("{right} {has} {known}"))
                .help(help)
                .fixes(fixes)
                .values([configured.clone(), known.clone()]),
        );
    }
    out.extend(End::BOTH.into_iter().filter_map(|end| taken_for_nat(cx, end)));
}

/// The key of an end for exactly this address, where it has none for the address that the other end really has.
fn key_for(cx: &TunnelContext<'_>, end: End, configured: &str) -> Option<Span> {
    let keys = &cx.side(end).device.keys;
    let is_for = |key: &PreSharedKey, address: IpAddr| matches!(key.scope, KeyScope::Network(net) if net.contains(&address));
    let real = cx.side(end.other()).seen_as(&cx.side(end))?;
    let wrong: IpAddr = configured.parse().ok()?;
    let key = keys.iter().find(|key| is_for(key, wrong))?;
    let has_real = keys.iter().any(|key| is_for(key, real));
    key.local.as_ref().or(key.remote.as_ref()).map(|(_, at)| *at).filter(|_| !has_real)
}

/// What `--nat` calls the two ends.
const END_LETTERS: [&str; 2] = ["A", "B"];

/// An end with private addresses alone that the other faces under another one.
fn taken_for_nat(cx: &TunnelContext<'_>, end: End) -> Option<Finding> {
    let (own, other) = (cx.side(end), cx.side(end.other()));
    let faced = other.entry?.peers.get(other.rank)?;
    let PeerAddress::Address(address) = faced.value else { return None };
    let nat = cx.nat(end).filter(|nat| *nat != Nat::Stated)?;
    let address_at = own.entry?.local_addresses.first()?.span();
    let private = own.own_addresses().next()?;
    let (name, other_name) = (cx.name(end), cx.name(end.other()));
    let faced_as = format!("{name} has {private}, which is private, and {other_name} faces it as {address}");
    let message = match nat {
        Nat::Proven => format!("{faced_as}, as it calls itself: it is behind NAT"),
        _ => format!("{faced_as}: it is taken to be behind NAT"),
    };
    let finding = Finding::new(&RULE, Severity::Info, message, label(faced.span(), format!("faces {address}")))
        .label(address_at, format!("{name} has {private}"))
        .in_phase(1)
        .help(format!(
            "Check that a NAT device forwards UDP 500 and 4500 of {address} to {private}. If it does, \
             --nat {}={address} says so.",
            END_LETTERS[end.index()]
        ))
        .values([address.to_string(), private.to_string()]);
    Some(if nat == Nat::Presumed { finding.likely() } else { finding })
}
