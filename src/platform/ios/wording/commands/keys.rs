//! The commands of IOS that set keys, which are placeholders always.

use std::net::IpAddr;

use crate::model::{Entry, EntryNames, KeyHalf};
use crate::platform::ios::wording::commands::profile;

/// A post-quantum key in an IKEv2 keyring, which the profile has to name as such as well.
pub(super) fn post_quantum_key(entry: &Entry, identity: Option<&str>) -> Vec<String> {
    let keyring = entry.names.keyring.as_deref().unwrap_or("<keyring>");
    let peer = entry.names.keyring_peers.values().next().map_or("<peer>", String::as_str);
    vec![
        format!("crypto ikev2 keyring {keyring}"),
        format!(" peer {peer}"),
        format!("  ppk manual id {} key <post-quantum key>", identity.unwrap_or("<identity>")),
        format!("crypto ikev2 profile {}", profile(entry)),
        format!(" keyring ppk {keyring}"),
    ]
}

/// An IKEv1 key, in the keyring that is searched for the peer or globally. IOS refuses a second key for an address that
/// has one ("A pre-shared key for address mask ... already exists"), so the old one goes first.
pub(super) fn isakmp_key(names: &EntryNames, peer: &str) -> Vec<String> {
    let address = peer.parse::<IpAddr>();
    let has_one = address.as_ref().is_ok_and(|address| names.keyed_peers.contains(address));
    // Cisco, document 222692 (IKEv1 between IPv6 addresses): `address ipv6 PREFIX/LENGTH`.
    let reach = match address {
        Ok(IpAddr::V6(own)) => format!("address ipv6 {own}/128"),
        Ok(IpAddr::V4(own)) => format!("address {own}"),
        Err(_) => format!("hostname {peer}"),
    };
    let mut lines = Vec::new();
    match &names.keyring {
        Some(keyring) => {
            lines.push(format!("crypto keyring {keyring}"));
            lines.extend(has_one.then(|| format!(" no pre-shared-key {reach} key <old key>")));
            lines.push(format!(" pre-shared-key {reach} key <key>"));
        }
        None => {
            lines.extend(has_one.then(|| format!("no crypto isakmp key <old key> {reach}")));
            lines.push(format!("crypto isakmp key <key> {reach}"));
        }
    }
    lines
}

/// An address as the peer of an IKEv2 keyring has it: IPv6 with a length (Cisco IOS, crypto ikev2 keyring, address).
fn with_length(peer: &str) -> String {
    match peer.parse::<IpAddr>() {
        Ok(IpAddr::V6(own)) => format!("{own}/128"),
        _ => peer.to_owned(),
    }
}

/// An IKEv2 key: in the keyring's peer for this address, or in a new one.
pub(super) fn ikev2_key(names: &EntryNames, peer: &str, half: Option<KeyHalf>) -> Vec<String> {
    let mut lines = vec![format!("crypto ikev2 keyring {}", names.keyring.as_deref().unwrap_or("<keyring>"))];
    match peer.parse::<IpAddr>().ok().and_then(|address| names.keyring_peers.get(&address)) {
        Some(own) => lines.push(format!(" peer {own}")),
        None => lines.extend([format!(" peer {peer}"), format!("  address {}", with_length(peer))]),
    }
    lines.push(match half {
        Some(half) => format!("  pre-shared-key {} <key>", half.word()),
        None => "  pre-shared-key <key>".to_owned(),
    });
    lines
}
