//! `shared-psk`.

use ipnet::IpNet;

use crate::model::{Device, Entry, Identity, IdentityCheck, IdentityPattern, KeyScope, LocalIdentity, PeerAddress};
use crate::rules::context::label;
use crate::rules::{Finding, Severity};
use crate::secret::{KeyComparison, Psk};
use crate::source::Span;

rule! {
    /// One pre-shared key serves several peers.
    ///
    /// ## What it checks
    ///
    /// Keys of one device that can be read and are the same although their peers differ, and keys that any peer may use
    /// (`0.0.0.0`, DefaultL2LGroup, a secret of strongSwan without `id`). Several peers of one entry are one. Secrets of
    /// strongSwan that name one and the same connection, or this end beside it, serve one peer.
    ///
    /// ## What it means
    ///
    /// Each peer that holds the key can pass itself off as any other, and as this end towards them. Nothing stalls.
    ///
    /// ## How to mend it
    ///
    /// A key for each peer. With a hub and many spokes of changing addresses, certificates.
    RULE = "SEC605" "shared-psk",
    "One pre-shared key serves several peers, each of which can pass itself off as the others",
    ["RFC 7296 section 2.15 (a key is shared by two)"],
    Device(check)
}

/// A key with its line and whose it is.
struct Held<'a> {
    key: &'a Psk,
    at: Span,
    scope: &'a KeyScope,
}

fn check(device: &Device, out: &mut Vec<Finding>) {
    let mut keys: Vec<Held<'_>> = Vec::new();
    for own in &device.keys {
        let Some((key, at)) = &own.local else { continue };
        let held = Held { key, at: *at, scope: &own.scope };
        // A key that was chosen for an entry stands once more with those that it belongs to, and so does one for each version.
        if own.scope != KeyScope::ItsEntry && !keys.iter().any(|other| other.at == held.at && other.scope == held.scope) {
            keys.push(held);
        }
    }
    let mut told: Vec<Span> = Vec::new();
    for (index, own) in keys.iter().enumerate() {
        if told.contains(&own.at) {
            continue;
        }
        let same = |other: &&Held<'_>| {
            other.at != own.at
                && other.scope != own.scope
                && own.key.compare(other.key) == KeyComparison::Same
                && !serve_one_peer(device, own.scope, other.scope)
        };
        let others: Vec<Span> = keys[index + 1..].iter().filter(same).map(|other| other.at).collect();
        if others.is_empty() {
            continue;
        }
        told.push(own.at);
        told.extend(&others);
        let message = format!("{}: the same pre-shared key serves {} peers", device.name, others.len() + 1);
        let finding = Finding::new(&RULE, Severity::Warning, message, label(own.at, "this key"))
            .help("Set a key of its own for each peer.");
        out.push(others.into_iter().fold(finding, |finding, at| finding.label(at, "the same key")));
    }
    out.extend(keys.iter().filter(|own| is_anybodys(own.scope)).map(|own| anybodys(device, own)));
}

/// Whether any peer finds the key.
fn is_anybodys(scope: &KeyScope) -> bool {
    match scope {
        KeyScope::Network(network) => network.prefix_len() == 0,
        KeyScope::Fallback | KeyScope::Identity(IdentityPattern::Any) => true,
        KeyScope::Owners(owners) => owners.contains(&IdentityPattern::Any),
        _ => false,
    }
}

/// Whether two keys are for one peer, or one of them for this end alone: a key may be listed under each of the names and addresses
/// that one peer has, and under the name of each end.
fn serve_one_peer(device: &Device, own: &KeyScope, other: &KeyScope) -> bool {
    let (own, other) = match (own, other) {
        (KeyScope::Owners(own), KeyScope::Owners(other)) => (own, other),
        // Several peers of one entry stand in for each other.
        (KeyScope::Network(own), KeyScope::Network(other)) => {
            let names = |entry: &Entry, net: &IpNet| {
                let hosts = entry.peers.iter().filter(|_| net.prefix_len() == net.max_prefix_len());
                hosts.into_iter().any(|peer| peer.value == PeerAddress::Address(net.addr()))
            };
            return device.entries.iter().any(|entry| names(entry, own) && names(entry, other));
        }
        _ => return false,
    };
    let faced = |owners: &[IdentityPattern]| -> Vec<usize> {
        let entries = device.entries.iter().enumerate().filter(|(_, entry)| faces(entry, owners));
        entries.map(|(index, _)| index).collect()
    };
    let [own_peers, other_peers] = [&own[..], &other[..]].map(faced);
    let is_this_end = |owners: &[IdentityPattern]| device.entries.iter().any(|entry| is_end(entry, owners));
    match (&own_peers[..], &other_peers[..]) {
        ([peer], [same]) => peer == same,
        ([], _) => is_this_end(own),
        (_, []) => is_this_end(other),
        _ => false,
    }
}

/// Whether the peer of an entry is one of these owners, by its address or by the identity that is demanded of it.
fn faces(entry: &Entry, owners: &[IdentityPattern]) -> bool {
    let is_owner = |identity: &Identity| owners.iter().any(|owner| owner.accepts(identity));
    let by_address = entry.peers.iter().any(|peer| match &peer.value {
        PeerAddress::Address(address) => is_owner(&Identity::Address(*address)),
        PeerAddress::Name(name) => is_owner(&Identity::Fqdn(name.clone())),
        PeerAddress::Any => false,
    });
    let demanded = [&entry.ikev1, &entry.ikev2].into_iter().flatten().any(|own| match &own.remote_identity {
        IdentityCheck::OneOf(patterns) => patterns.iter().any(|(pattern, _)| match pattern {
            IdentityPattern::Exactly(identity) => is_owner(identity),
            _ => owners.contains(pattern),
        }),
        IdentityCheck::NotCompared | IdentityCheck::ConfiguredPeerAddress => false,
    });
    by_address || demanded
}

/// Whether the device itself is one of these owners in an entry.
fn is_end(entry: &Entry, owners: &[IdentityPattern]) -> bool {
    let is_owner = |identity: &Identity| owners.iter().any(|owner| owner.accepts(identity));
    let by_name = [&entry.ikev1, &entry.ikev2].into_iter().flatten().any(|own| match own.local_identity.known() {
        Some(LocalIdentity::Explicit(identity)) => is_owner(identity),
        _ => false,
    });
    let mut addresses = entry.local_addresses.iter().filter_map(|own| own.known());
    by_name || addresses.any(|own| is_owner(&Identity::Address(*own)))
}

fn anybodys(device: &Device, own: &Held<'_>) -> Finding {
    let message = format!("{}: a pre-shared key serves every peer that no other key is for", device.name);
    Finding::new(&RULE, Severity::Info, message, label(own.at, "for any peer"))
        .help("Certificates serve peers of changing addresses better; else keep the key long and random.")
}
