//! Which pre-shared key an end uses for a peer.

use std::net::IpAddr;

use crate::model::{Device, Identity, IdentityPattern, IkeSettings, IkeVersion, KeyScope, PreSharedKey};
use crate::secret::{KeyComparison, Psk};
use crate::source::Span;

/// What came of looking for a key.
#[derive(Clone, Copy, Debug)]
pub(super) enum KeySearch<'a> {
    /// This key is used.
    Found(&'a PreSharedKey),
    /// There is a key that fits only if a name resolves to the address.
    ByName(&'a PreSharedKey),
    /// One of several that differ; which of them, no source says, or a name that resolves to the address. This is the first.
    OneOf(&'a PreSharedKey),
    /// There is none.
    Missing,
}

/// The key that `device` uses for `peer`: the first keyring that has a match, and in it the longest prefix.
pub(super) fn find_key<'a>(
    device: &'a Device,
    settings: &IkeSettings,
    version: IkeVersion,
    peer: Option<IpAddr>,
    begins: bool,
) -> KeySearch<'a> {
    let rings = if begins { &settings.initiator_rings } else { &settings.responder_rings };
    let candidates: Vec<&PreSharedKey> = usable_keys(device, rings.as_deref(), version).collect();
    let best = candidates
        .iter()
        .filter_map(|key| reach(key, peer).map(|length| (key.ring, std::cmp::Reverse(length), *key)))
        .min_by_key(|(ring, length, _)| (*ring, *length));
    if let Some((_, _, key)) = best {
        return KeySearch::Found(key);
    }
    let mut by_name = candidates.into_iter().filter(|key| matches!(key.scope, KeyScope::Hostname(_)));
    match by_name.next() {
        None => KeySearch::Missing,
        Some(first) if by_name.all(|key| are_same(first, key)) => KeySearch::ByName(first),
        Some(first) => KeySearch::OneOf(first),
    }
}

/// Whether it makes no difference which of two keys is used.
pub(super) fn are_same(a: &PreSharedKey, b: &PreSharedKey) -> bool {
    let same = |a: &Option<(Psk, Span)>, b: &Option<(Psk, Span)>| match (a, b) {
        (Some((a, _)), Some((b, _))) => a.compare(b) == KeyComparison::Same,
        (None, None) => true,
        _ => false,
    };
    std::ptr::eq(a, b) || (same(&a.local, &b.local) && same(&a.remote, &b.remote))
}

/// The key that stands under the identity which a peer has told: the first of those that say most of it.
pub(super) fn find_key_under_identity<'a>(
    device: &'a Device,
    rings: Option<&[u32]>,
    version: IkeVersion,
    identity: &Identity,
) -> Option<&'a PreSharedKey> {
    let fit = |key: &&PreSharedKey| match (&key.scope, identity) {
        (KeyScope::Hostname(name), Identity::Fqdn(own)) if version == IkeVersion::V1 => {
            name.eq_ignore_ascii_case(own).then_some(precision(&IdentityPattern::Exactly(identity.clone())))
        }
        (KeyScope::Identity(pattern), _) => pattern.accepts(identity).then(|| precision(pattern)),
        _ => None,
    };
    let fitting = usable_keys(device, rings, version).filter_map(|key| Some((std::cmp::Reverse(fit(&key)?), key)));
    fitting.min_by_key(|(says, _)| *says).map(|(_, key)| key)
}

/// The key that stands under the name which an identity gives: the name of a peer, or its address.
pub(super) fn find_key_of_identity<'a>(
    device: &'a Device,
    rings: Option<&[u32]>,
    version: IkeVersion,
    identity: &Identity,
) -> Option<&'a PreSharedKey> {
    let is_named_so = |key: &&PreSharedKey| match (&key.scope, identity) {
        (KeyScope::Name(name), Identity::Fqdn(own) | Identity::Email(own)) => name == own,
        (KeyScope::Name(name), Identity::KeyId(own)) => name.as_bytes() == &own[..],
        (KeyScope::Network(net), Identity::Address(own)) => {
            net.prefix_len() == net.max_prefix_len() && net.addr() == *own
        }
        _ => false,
    };
    usable_keys(device, rings, version).find(is_named_so)
}

/// The keys of a device for a version that stand in one of these keyrings.
fn usable_keys<'a>(
    device: &'a Device,
    rings: Option<&[u32]>,
    version: IkeVersion,
) -> impl Iterator<Item = &'a PreSharedKey> {
    let usable =
        move |key: &&PreSharedKey| key.version == version && rings.is_none_or(|rings| rings.contains(&key.ring));
    device.keys.iter().filter(usable)
}

/// Whether an end looks its keys up by whom they belong to.
pub(super) fn has_owned_keys(device: &Device, rings: Option<&[u32]>, version: IkeVersion) -> bool {
    owned_keys(device, rings, version).next().is_some()
}

/// The key that an end finds by its owners: the one that fits the identity that came in best, then the one that is its
/// own: in IKEv2 the one that the initiator asked for, if it did.
pub(super) fn find_owned_key<'a>(
    device: &'a Device,
    rings: Option<&[u32]>,
    version: IkeVersion,
    [came_in, own]: [Option<&Identity>; 2],
) -> Option<&'a PreSharedKey> {
    let fit = |owners: &[IdentityPattern], identity: &Identity| {
        owners.iter().filter(|owner| owner.accepts(identity)).map(precision).max().unwrap_or(0)
    };
    let fits = |owners: &[IdentityPattern]| {
        // Whoever is not named is fitted by keys for everybody alone.
        let everybody = || u8::from(owners.contains(&IdentityPattern::Any));
        [came_in, own].map(|identity| identity.map_or_else(everybody, |identity| fit(owners, identity)))
    };
    let candidates = owned_keys(device, rings, version).map(|(key, owners)| (fits(owners), key));
    let mut best = None;
    for (score, key) in candidates.filter(|(score, _)| *score != [0, 0]) {
        if best.is_none_or(|(found, _)| score > found) {
            best = Some((score, key));
        }
    }
    best.map(|(_, key)| key)
}

fn owned_keys<'a>(
    device: &'a Device,
    rings: Option<&[u32]>,
    version: IkeVersion,
) -> impl Iterator<Item = (&'a PreSharedKey, &'a [IdentityPattern])> {
    usable_keys(device, rings, version).filter_map(|key| match &key.scope {
        KeyScope::Owners(owners) => Some((key, &owners[..])),
        _ => None,
    })
}

/// How much an owner says: one identity more than a set of them, and that more than everybody.
fn precision(owner: &IdentityPattern) -> u8 {
    match owner {
        IdentityPattern::Any => 1,
        IdentityPattern::Exactly(_) => 3,
        IdentityPattern::Network(_)
        | IdentityPattern::FqdnDomain(_)
        | IdentityPattern::EmailDomain(_)
        | IdentityPattern::BeginsWith(_)
        | IdentityPattern::DistinguishedNameLike(_)
        | IdentityPattern::SomeDistinguishedName(_)
        | IdentityPattern::Certificate(_) => 2,
    }
}

/// How specifically a key fits a peer; `None` where it does not. A peer whose address is not known is fitted by keys
/// for everybody alone.
fn reach(key: &PreSharedKey, peer: Option<IpAddr>) -> Option<u8> {
    match (&key.scope, peer) {
        (KeyScope::Network(net), Some(peer)) => net.contains(&peer).then(|| net.prefix_len() + 1),
        (KeyScope::Network(net), None) => (net.prefix_len() == 0).then_some(1),
        (KeyScope::Fallback | KeyScope::ItsEntry, _) => Some(0),
        (KeyScope::Hostname(_) | KeyScope::Name(_) | KeyScope::Identity(_) | KeyScope::Owners(_), _) => None,
    }
}
