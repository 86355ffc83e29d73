//! Pre-shared keys: they belong to tunnel groups, which a main-mode peer finds by its address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net};

use crate::model::{IkeVersion, KeyScope, PreSharedKey};
use crate::platform::asa::config::{Config, Item};
use crate::platform::asa::lower::Context;
use crate::platform::asa::syntax::{Command, Rule};
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::values::psk;
use crate::secret::{KeyComparison, Psk};
use crate::source::{SourceFile, Span};

/// The group whose key serves peers that no other group fits. Cisco ASA syslog 713139: "using BASE GROUP default
/// preshared key".
pub(super) const FALLBACK_GROUP: &str = "DefaultL2LGroup";
const RING_OF_ADDRESSES: u32 = 0;
const RING_OF_FALLBACK: u32 = 1;

/// The tunnel groups that a peer's address finds. The name is a plain string: an alias of `name` does not resolve here.
pub(super) fn groups_by_address<'c, 'a>(config: &'c Config<'a>) -> HashMap<IpAddr, &'c Item<'a>> {
    let by_address = |group: &'c Item<'a>| Some((group.name.parse().ok()?, group));
    config.tunnel_groups.items.iter().filter_map(by_address).collect()
}

/// The rings of an initiator: it looks for the group of its peer's address and never uses the fallback.
pub(super) fn initiator_rings() -> Option<Vec<u32>> {
    Some(vec![RING_OF_ADDRESSES])
}

/// All pre-shared keys of the device.
pub(super) fn keys(context: &Context<'_, '_>, notes: &mut Notes) -> Vec<PreSharedKey> {
    let groups = context.config.tunnel_groups.items.iter();
    let mut keys: Vec<PreSharedKey> = groups.flat_map(|group| group_keys(context.file, group, notes)).collect();
    keys.extend(context.config.ike.iter().filter_map(|command| pix_key(context, command, notes)));
    keys
}

fn group_keys(file: &SourceFile, group: &Item<'_>, notes: &mut Notes) -> Vec<PreSharedKey> {
    let Some((scope, ring)) = scope(group) else { return Vec::new() };
    let mut last = |rule| {
        let written: Vec<(Psk, Span)> = group.all(rule).filter_map(|command| key(file, command, notes)).collect();
        if let [first, .., last] = written.as_slice()
            && first.0.compare(&last.0) != KeyComparison::Same
        {
            notes.duplicate("pre-shared key", group.name, last.1, first.1);
        }
        written.into_iter().next_back()
    };
    let ikev1 = last(Rule::ikev1_key);
    let (local, remote) = (last(Rule::ikev2_local_key), last(Rule::ikev2_remote_key));
    let made = |version, local: Option<(Psk, Span)>, remote: Option<(Psk, Span)>| {
        let written = local.is_some() || remote.is_some();
        written.then(|| PreSharedKey { version, scope: scope.clone(), ring, local, remote })
    };
    let both = [made(IkeVersion::V1, ikev1.clone(), ikev1), made(IkeVersion::V2, local, remote)];
    both.into_iter().flatten().collect()
}

/// Whose packets find a group's keys. Groups that are not named after an address are found by identity, which comes too
/// late for a key in main mode (Cisco ASA: the command line warns of it when such a group is made).
fn scope(group: &Item<'_>) -> Option<(KeyScope, u32)> {
    let kind = group.word(Rule::tunnel_group_type).map(|(word, _)| word.text);
    if matches!(kind, Some("remote-access" | "ipsec-ra" | "webvpn")) {
        return None;
    }
    if group.name == FALLBACK_GROUP {
        return Some((KeyScope::Fallback, RING_OF_FALLBACK));
    }
    Some(match group.name.parse::<IpAddr>() {
        Ok(address) => (KeyScope::Network(IpNet::from(address)), RING_OF_ADDRESSES),
        Err(_) => (KeyScope::Name(group.name.to_owned()), RING_OF_ADDRESSES),
    })
}

/// The key of a line, with the place of the line.
fn key(file: &SourceFile, command: &Command<'_>, notes: &mut Notes) -> Option<(Psk, Span)> {
    let form = command.clause.child(Rule::key_form).map(|form| form.word.text);
    let secret = command.clause.child(Rule::secret)?.word;
    Some((psk(file, form, secret.span, notes), command.span))
}

/// PIX 6: `isakmp key KEY address A [netmask M]`, where A may be a name (Cisco PIX 6.3 command reference, name).
fn pix_key(context: &Context<'_, '_>, command: &Command<'_>, notes: &mut Notes) -> Option<PreSharedKey> {
    if command.clause.rule != Rule::pix_key || command.negated {
        return None;
    }
    let words: Vec<_> = command.clause.words().collect();
    let (secret, peer) = (words.first()?, words.get(1)?);
    let named = || match context.config.names.get(peer.text) {
        Some(IpAddr::V4(address)) => Some(*address),
        _ => None,
    };
    let Some(address) = peer.text.parse::<Ipv4Addr>().ok().or_else(named) else {
        notes.invalid(*peer, "an address, or a name that a line `name` gives to one");
        return None;
    };
    let mask = match (words.get(2).map(|word| word.text), words.get(3)) {
        (Some("netmask"), Some(mask)) => mask.text.parse().ok()?,
        _ => Ipv4Addr::BROADCAST,
    };
    let network = IpNet::V4(Ipv4Net::with_netmask(address, mask).ok()?.trunc());
    let key = Some((psk(context.file, None, secret.span, notes), command.span));
    let scope = KeyScope::Network(network);
    Some(PreSharedKey { version: IkeVersion::V1, scope, ring: RING_OF_ADDRESSES, local: key.clone(), remote: key })
}
