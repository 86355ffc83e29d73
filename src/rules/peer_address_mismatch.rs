//! `peer-address-mismatch`.

use std::net::IpAddr;

use crate::advice::Change;
use crate::model::{Identity, IdentityCheck, IkeVersion, KeyScope, PeerAddress, PreSharedKey};
use crate::negotiation::{End, Fault, Mistaken, Nat, OtherInterface};
use crate::rules::context::{Occurrence, label};
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
    /// Where the peer is an address of another interface of the very device that it is meant for, the crypto map or the
    /// tunnel may be bound to the wrong interface instead: that is the fault where the device reaches its peer by the
    /// interface that is pointed at and not by its own, or where its own is private and the peer is not. Where the files
    /// do not tell, both ways are named. An address that the tunnel is told to use and that its interface does not have is
    /// the fault where the peer points at one that the device has. What the wrong interface lacks besides (IKE, a route) is not told.
    ///
    /// A device whose map is on the wrong interface begins nothing where what it protects leaves by another one: no packet
    /// meets the map. When the other end begins, IOS answers IKE under every address of its own and refuses quick mode
    /// (`invalid local address`); an ASA drops what comes to an interface without a map.
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
        let told = Told { fault: &fault, end: *end, at: *at, configured, actual, actual_at: *actual_at };
        let elsewhere = cx.side(end.other()).faced_elsewhere(&cx.side(*end));
        out.push(match elsewhere {
            Some(found) if found.mistaken == Mistaken::Binding => wrong_interface(cx, &told, &found),
            found => wrong_peer(cx, &told, found),
        });
    }
    out.extend(End::BOTH.into_iter().filter_map(|end| taken_for_nat(cx, end)));
}

/// What there is to say of an end that points at the wrong address; `instead` is the interface of the other end that has
/// this address, where one has.
fn wrong_peer(cx: &TunnelContext<'_>, told: &Told<'_>, instead: Option<OtherInterface>) -> Finding {
    let &Told { fault, end, at, configured, actual, actual_at } = told;
    let (wrong, right) = (cx.name(end), cx.name(end.other()));
    let known = actual.join(", ");
    let is_outside = !cx.side(end.other()).device.outside_addresses.is_empty();
    // It has the address, and begins from another one.
    let begins = cx.side(end.other()).own_addresses().any(|own| own.to_string() == configured);
    let has = match (is_outside, begins) {
        (true, _) => "is behind NAT and seen as",
        (false, true) => "begins from",
        (false, false) => "has",
    };
    let message = match &instead {
        None => format!("{wrong} points at {configured}, but {right} {has} {known}"),
        Some(found) => format!(
            "{wrong} points at {configured}, {} of {right}, but the tunnel of {right} uses {}",
            found.name,
            used_words(found, &known)
        ),
    };
    let set_peer = cx.entry(end).zip(actual.first()).map(|(entry, to)| {
        // The key belongs to it: one fix, the peer first.
        let mut fix = cx.fix(end, &Change::SetPeer { entry, from: configured, to });
        if key_for(cx, end, configured).is_some() {
            let version = fault.attempt.version.unwrap_or(IkeVersion::V1);
            fix.commands.extend(cx.fix(end, &Change::SetPsk { entry, version, peer: to, half: None }).commands);
        }
        fix.commands.extend(accept_moved(cx, end, configured, to));
        fix
    });
    let mut finding = cx.error(&RULE, fault, message, label(at, format!("points at {configured}")));
    finding.direction = None;
    let mut help = format!("Correct the peer address on {wrong}, or the local address on {right}.");
    let mut bind = None;
    if let Some(found) = &instead {
        finding = finding.label(found.at, format!("the address of {}", found.name));
        if found.mistaken == Mistaken::Either {
            help = format!(
                "Either {wrong} is to point at {known}, or {right} is to use {}; the files do not say which is meant.",
                found.name
            );
            bind = use_interface(cx, end.other(), found, configured);
        }
    }
    if let Some(key_at) = key_for(cx, end, configured) {
        finding = finding.label(key_at, format!("this key is for {configured} as well"));
        help.push_str(match bind {
            None => " The key is for the wrong address as well.",
            Some(_) => " The key is for the address that it points at.",
        });
    }
    finding
        .label(actual_at, format!("{right} {has} {known}"))
        .help(help)
        .fixes(set_peer)
        .fixes(bind)
        .values([configured.to_owned(), known.clone()])
}

/// What there is to say of an end that is faced under the right address, and whose tunnel is bound to another interface.
fn wrong_interface(cx: &TunnelContext<'_>, told: &Told<'_>, found: &OtherInterface) -> Finding {
    let &Told { fault, end, at, configured, actual, actual_at } = told;
    let (points, bound) = (cx.name(end), cx.name(end.other()));
    let (known, entry) = (actual.join(", "), cx.entry(end.other()));
    let name = entry.map_or("the tunnel", |entry| entry.name.as_str());
    let message = format!(
        "{name} of {bound} uses {}, but {points} points at {configured}, the address of {}",
        used_words(found, &known),
        found.name
    );
    // A tunnel interface or a gateway is bound by its address, a map by a line of its own.
    let binding = entry.filter(|entry| entry.place.is_some() && found.used.as_ref() == Some(&entry.interface));
    let line = binding.map_or(actual_at, |entry| entry.bound.span());
    let used = found.used.as_ref().unwrap_or(&known);
    let mut finding = cx.error(&RULE, fault, message, label(line, format!("{name} uses {used}")));
    finding.direction = None;
    let help = match (map_on(cx, end.other(), found), &found.used) {
        (Some(map), _) => format!(
            "{} of {bound} carries the map {map} already, and an interface takes one map: move the entry into that map.",
            found.name
        ),
        (None, Some(used)) => format!("Let {name} on {bound} use {}: by {used} it does not reach {points}.", found.name),
        (None, None) => format!("Let {name} on {bound} use {configured}, the address of {}.", found.name),
    };
    finding
        .label(actual_at, format!("{} has {known}", found.used.as_ref().unwrap_or(&name.to_owned())))
        .label(found.at, format!("the address of {}", found.name))
        .label(at, format!("points at {configured}"))
        .help(help)
        .fixes(use_interface(cx, end.other(), found, configured))
        .values([configured.to_owned(), known])
}

/// What the tunnel uses instead of the interface that it is faced under.
fn used_words(found: &OtherInterface, known: &str) -> String {
    match &found.used {
        Some(used) => format!("{used} ({known})"),
        None => format!("{known}, an address that no interface has"),
    }
}

/// The change by which an end uses the interface that it is faced under; `None` where that carries another map.
fn use_interface(cx: &TunnelContext<'_>, end: End, found: &OtherInterface, address: &str) -> Option<Fix> {
    if map_on(cx, end, found).is_some() {
        return None;
    }
    let (entry, address) = (cx.entry(end)?, address.parse().ok()?);
    let link = cx.side(end).device.path.as_ref().and_then(|path| path.link(&found.name));
    let net = link.and_then(|link| link.networks.iter().find(|(net, _)| net.contains(&address)));
    let prefix = net.map(|(net, _)| net.prefix_len());
    let from = found.used.as_deref().unwrap_or(&entry.interface);
    Some(cx.fix(end, &Change::MoveTo { entry, from, to: &found.name, address, prefix }))
}

/// The other crypto map that an interface carries.
fn map_on<'a>(cx: &TunnelContext<'a>, end: End, found: &OtherInterface) -> Option<&'a str> {
    let own = cx.entry(end)?.place.as_ref()?;
    let mut there = cx.side(end).device.entries.iter().filter(|entry| entry.interface == found.name);
    there.find_map(|entry| entry.place.as_ref().map(|place| place.map.as_str()).filter(|map| *map != own.map))
}

/// The fault, taken apart.
struct Told<'a> {
    fault: &'a Occurrence<'a>,
    end: End,
    at: Span,
    configured: &'a str,
    actual: &'a [String],
    actual_at: Span,
}

/// The commands with which an end accepts its peer as who it is, where it expects the wrong address as its identity.
fn accept_moved(cx: &TunnelContext<'_>, end: End, configured: &str, to: &str) -> Vec<String> {
    let address = |text: &str| text.parse().ok().map(Identity::Address);
    let (Some(wrong), Some(right)) = (address(configured), address(to)) else { return Vec::new() };
    let Some((entry, version)) = cx.entry(end).zip(cx.version()) else { return Vec::new() };
    let expected = entry.settings(version).map(|settings| &settings.remote_identity);
    let Some(IdentityCheck::OneOf(patterns)) = expected else { return Vec::new() };
    let accepts = |identity| patterns.iter().any(|(pattern, _)| pattern.accepts(identity));
    match (accepts(&wrong), accepts(&right)) {
        (true, false) => cx.fix(end, &Change::AcceptIdentity { entry, version, identity: &right }).commands,
        _ => Vec::new(),
    }
}

/// The key of an end for exactly this address, where it has none for the address that the other end really has.
fn key_for(cx: &TunnelContext<'_>, end: End, configured: &str) -> Option<Span> {
    let keys = &cx.side(end).device.keys;
    let is_for = |key: &PreSharedKey, address: IpAddr| match &key.scope {
        KeyScope::Network(net) => net.contains(&address),
        KeyScope::Owners(owners) => owners.iter().any(|owner| owner.accepts(&Identity::Address(address))),
        _ => false,
    };
    let real = cx.side(end.other()).seen_as(&cx.side(end))?;
    let wrong: IpAddr = configured.parse().ok()?;
    let key = keys.iter().find(|key| is_for(key, wrong))?;
    let has_real = keys.iter().any(|key| is_for(key, real));
    // Where the commands name no address, the key belongs to the peer, and moves with it.
    let entry = cx.entry(end)?;
    let commands = |peer: &str| cx.fix(end, &Change::SetPsk { entry, version: key.version, peer, half: None }).commands;
    let belongs_to_peer = commands(configured) == commands(&real.to_string());
    key.local.as_ref().or(key.remote.as_ref()).map(|(_, at)| *at).filter(|_| !has_real && !belongs_to_peer)
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
