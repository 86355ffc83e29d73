//! Which pre-shared key an end uses for a peer.

use std::net::IpAddr;

use crate::model::{Device, IkeSettings, IkeVersion, KeyScope, PreSharedKey};

/// What came of looking for a key.
#[derive(Clone, Copy, Debug)]
pub(super) enum KeySearch<'a> {
    /// This key is used.
    Found(&'a PreSharedKey),
    /// There is a key that fits only if a name resolves to the address.
    ByName(&'a PreSharedKey),
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
    let usable =
        |key: &&PreSharedKey| key.version == version && rings.as_ref().is_none_or(|rings| rings.contains(&key.ring));
    let candidates: Vec<&PreSharedKey> = device.keys.iter().filter(usable).collect();
    let best = candidates
        .iter()
        .filter_map(|key| reach(key, peer).map(|length| (key.ring, std::cmp::Reverse(length), *key)))
        .min_by_key(|(ring, length, _)| (*ring, *length));
    if let Some((_, _, key)) = best {
        return KeySearch::Found(key);
    }
    let by_name = candidates.into_iter().find(|key| matches!(key.scope, KeyScope::Hostname(_)));
    by_name.map_or(KeySearch::Missing, KeySearch::ByName)
}

/// How specifically a key fits a peer; `None` where it does not. A peer whose address is not known is fitted by keys
/// for everybody alone.
fn reach(key: &PreSharedKey, peer: Option<IpAddr>) -> Option<u8> {
    match (&key.scope, peer) {
        (KeyScope::Network(net), Some(peer)) => net.contains(&peer).then(|| net.prefix_len() + 1),
        (KeyScope::Network(net), None) => (net.prefix_len() == 0).then_some(1),
        (KeyScope::Fallback, _) => Some(0),
        (KeyScope::Hostname(_) | KeyScope::Name(_), _) => None,
    }
}
