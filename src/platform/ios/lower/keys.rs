//! Pre-shared keys and the keyrings that hold them.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net};

use crate::model::{IkeVersion, Kept, KeyScope, PreSharedKey, Setting};
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::statement::Word;
use crate::platform::cisco::values::psk;
use crate::platform::ios::heads::Kind;
use crate::platform::ios::lower::ikev2::remote_identity;
use crate::platform::ios::lower::interface::Interfaces;
use crate::platform::ios::syntax::{Configuration, Rule, Section, Statement};
use crate::secret::Psk;
use crate::source::{SourceFile, Span};

/// An IKEv1 keyring: a `crypto keyring` block, or all global keys together.
pub(super) struct Keyring<'a> {
    /// Its number: the line that it begins at, so that keyrings are searched in the order of the file.
    pub(super) number: u32,
    name: Option<&'a str>,
    vrf: Option<&'a str>,
    local_address: Option<&'a Statement<'a>>,
    /// Its head line; of the global keys, the first.
    head: Span,
    /// The single addresses that it has a key for.
    peers: Vec<IpAddr>,
}

/// The name by which a profile refers to the global keys.
pub(super) const GLOBAL_KEYRING: &str = "default";

/// The keyring of the passwords of `crypto isakmp peer` blocks, which come before any keyring of the file.
const PEER_RING: u32 = 0;

/// The IKEv1 keyrings of a device, in the order of the file.
pub(super) struct Keyrings<'a>(Vec<Keyring<'a>>);

impl<'a> Keyrings<'a> {
    /// The numbers of the keyrings of these names.
    pub(super) fn numbers_of(&self, names: &[&str]) -> Vec<u32> {
        let named = |ring: &&Keyring<'a>| names.contains(&ring.name.unwrap_or(GLOBAL_KEYRING));
        self.0.iter().filter(named).map(|ring| ring.number).collect()
    }

    /// The keyrings that are searched for packets in this VRF to these local addresses; `None` where that leaves all,
    /// or none: a key in the keyring of another VRF is then looked at rather than called missing.
    pub(super) fn in_reach(
        &self,
        vrf: Option<&str>,
        local: &[Setting<IpAddr>],
        interfaces: &Interfaces<'_>,
    ) -> Option<Vec<u32>> {
        let of_vrf = || self.0.iter().filter(|ring| ring.vrf == vrf);
        let reaches = |ring: &&Keyring<'a>| serves(ring.local_address, local, interfaces);
        let numbers: Vec<u32> = of_vrf().filter(reaches).map(|ring| ring.number).collect();
        // Each is for another address of the device (IOS Security Command Reference, local-address).
        if numbers.is_empty() && of_vrf().next().is_some() {
            return Some(vec![PEER_RING]);
        }
        (!numbers.is_empty() && numbers.len() < self.0.len()).then(|| [PEER_RING].into_iter().chain(numbers).collect())
    }
}

impl<'a> Keyrings<'a> {
    /// The `local-address` lines of these keyrings that are for another address than these, or for an interface that the
    /// file does not show.
    pub(super) fn elsewhere<'k>(
        &'k self,
        numbers: Option<&'k [u32]>,
        local: &'k [Setting<IpAddr>],
        interfaces: &'k Interfaces<'_>,
    ) -> impl Iterator<Item = Span> + 'k {
        let named = move |ring: &&Keyring<'a>| numbers.is_some_and(|numbers| numbers.contains(&ring.number));
        let lines = self.0.iter().filter_map(move |ring| Some((named(&ring), ring.local_address?)));
        let is_open = move |(is_named, line): &(bool, &Statement<'_>)| {
            names_no_interface(line, interfaces) || (*is_named && !serves(Some(line), local, interfaces))
        };
        lines.filter(is_open).map(|(_, line)| line.span)
    }

    /// The head of a keyring, with its VRF, where the file has keyrings and none is for packets in this VRF: each keyring serves one
    /// VRF, and the global keys serve the global one (IOS Security Command Reference, crypto keyring).
    pub(super) fn of_other_vrf(&self, vrf: Option<&str>) -> Option<(Span, Option<&'a str>)> {
        let first = self.0.first()?;
        self.0.iter().all(|ring| ring.vrf != vrf).then_some((first.head, first.vrf))
    }

    /// The keyring that commands for a peer are to change: the one of this name, or the first that is in reach, unless
    /// the global keys are. `None` is the global keys.
    pub(super) fn to_change(
        &self,
        name: Option<&str>,
        vrf: Option<&str>,
        local: &[Setting<IpAddr>],
        interfaces: &Interfaces<'_>,
    ) -> Option<&Keyring<'a>> {
        let reaches = |ring: &&Keyring<'a>| ring.vrf == vrf && serves(ring.local_address, local, interfaces);
        let in_vrf = || self.0.iter().filter(reaches);
        match name {
            Some(name) => self.0.iter().find(|ring| ring.name.unwrap_or(GLOBAL_KEYRING) == name),
            None => in_vrf().find(|ring| ring.name.is_none()).or_else(|| in_vrf().next()),
        }
    }
}

impl Keyring<'_> {
    /// Its name as its head line has it; `None` for the global keys.
    pub(super) fn title(&self) -> Option<String> {
        let name = self.name?;
        Some(self.vrf.map_or_else(|| name.to_owned(), |vrf| format!("{name} vrf {vrf}")))
    }

    /// The single addresses that it has a key for.
    pub(super) fn peers(&self) -> impl Iterator<Item = IpAddr> + '_ {
        self.peers.iter().copied()
    }
}

/// Whether the `local-address` of a keyring or a profile can be one of these. It can where either is not known, and
/// where there is no such line.
pub(super) fn serves(line: Option<&Statement<'_>>, local: &[Setting<IpAddr>], interfaces: &Interfaces<'_>) -> bool {
    let Some(word) = line.and_then(|line| line.word(Rule::interface_name)) else { return true };
    if local.is_empty() {
        return true;
    }
    let mut known = local.iter().map(Setting::known);
    match word.text.parse::<IpAddr>() {
        Ok(address) => known.any(|own| own.is_none_or(|own| *own == address)),
        Err(_) => interfaces
            .named(word.text)
            .is_none_or(|facts| known.any(|own| own.is_none_or(|own| interfaces.may_have(facts, *own)))),
    }
}

/// Whether a `local-address` names an interface that the file does not show, so that nobody can say whom it serves.
pub(super) fn names_no_interface(line: &Statement<'_>, interfaces: &Interfaces<'_>) -> bool {
    let word = line.word(Rule::interface_name).filter(|word| word.text.parse::<IpAddr>().is_err());
    word.is_some_and(|word| interfaces.named(word.text).is_none())
}

/// The number of a keyring that begins at `span`.
pub(super) fn ring_number(file: &SourceFile, span: Span) -> u32 {
    u32::try_from(file.line_column(span.start).0).unwrap_or(u32::MAX)
}

/// Reads all keys. Those of both IKE versions are in the list.
pub(super) fn lower<'a>(
    file: &SourceFile,
    configuration: &'a Configuration<'a>,
    notes: &mut Notes,
) -> (Keyrings<'a>, Vec<PreSharedKey>) {
    let (mut rings, mut keys) = (Vec::new(), Vec::new());
    let mut global: Option<(u32, Span)> = None;
    let mut of_all: Vec<PreSharedKey> = Vec::new();
    for section in &configuration.sections {
        let number = ring_number(file, section.head.span);
        match section.kind {
            Kind::IsakmpKey => {
                let (number, _) = *global.get_or_insert((number, section.head.span));
                let key = ikev1_key(file, &section.head, &section.head, number, notes);
                of_all.extend(key.clone());
                keys.extend(key);
            }
            Kind::Keyring => {
                let vrf = section.head.word(Rule::vrf).map(|word| word.text);
                let local_address = section.last(Rule::local_address);
                let lines = section.all(Rule::keyring_key);
                let own: Vec<PreSharedKey> =
                    lines.filter_map(|line| ikev1_key(file, line, line, number, notes)).collect();
                let (head, peers) = (section.head.span, single_addresses(&own));
                rings.push(Keyring { number, name: Some(section.name()), vrf, local_address, head, peers });
                keys.extend(own);
            }
            Kind::IsakmpPeer => {
                let line = section.last(Rule::aggressive_password);
                keys.extend(line.and_then(|line| ikev1_key(file, line, &section.head, PEER_RING, notes)));
            }
            Kind::Ikev2Keyring => keys.extend(ikev2_keys(file, section, number, notes)),
            Kind::Ikev2Profile => keys.extend(inline_keys(file, section, notes)),
            _ => {}
        }
    }
    rings.extend(global.map(|(number, head)| {
        let peers = single_addresses(&of_all);
        Keyring { number, name: None, vrf: None, local_address: None, head, peers }
    }));
    rings.sort_by_key(|ring| ring.number);
    note_duplicates(&keys, notes);
    (Keyrings(rings), keys)
}

/// The addresses that keys are for alone.
fn single_addresses(keys: &[PreSharedKey]) -> Vec<IpAddr> {
    let single = |key: &PreSharedKey| match key.scope {
        KeyScope::Network(net) if net.prefix_len() == net.max_prefix_len() => Some(net.addr()),
        _ => None,
    };
    keys.iter().filter_map(single).collect()
}

/// An IKEv1 key: the secret stands in `line`, its reach in `reach`.
fn ikev1_key(
    file: &SourceFile,
    line: &Statement<'_>,
    reach: &Statement<'_>,
    ring: u32,
    notes: &mut Notes,
) -> Option<PreSharedKey> {
    let (psk, span) = secret(file, line, notes)?;
    let key = Some((psk, span));
    Some(PreSharedKey { version: IkeVersion::V1, scope: scope(reach, notes)?, ring, local: key.clone(), remote: key })
}

/// The key in a line, with the place of its token.
pub(super) fn secret(file: &SourceFile, line: &Statement<'_>, notes: &mut Notes) -> Option<(Psk, Span)> {
    let word = line.word(Rule::secret)?;
    let form = line.word(Rule::key_encoding).map(|encoding| encoding.text);
    Some((psk(file, form, word.span, notes), word.span))
}

/// Whose packets find a key: an address without a mask is one peer, 0.0.0.0 is everybody.
fn scope(line: &Statement<'_>, notes: &mut Notes) -> Option<KeyScope> {
    if let Some(name) = line.word(Rule::hostname) {
        return Some(KeyScope::Hostname(name.text.to_owned()));
    }
    let address = line.word(Rule::address)?;
    Some(match network(address, line.word(Rule::mask), notes) {
        Some(net) => KeyScope::Network(net),
        None => KeyScope::Hostname(address.text.to_owned()),
    })
}

/// The network that an address and an optional mask stand for. `None` where the address is a name or a placeholder.
pub(super) fn network(address: Word<'_>, mask: Option<Word<'_>>, notes: &mut Notes) -> Option<IpNet> {
    if let Ok(net) = address.text.parse::<IpNet>() {
        return Some(net.trunc());
    }
    let IpAddr::V4(own) = address.text.parse::<IpAddr>().ok()? else {
        return address.text.parse::<IpAddr>().ok().map(IpNet::from);
    };
    if own == Ipv4Addr::UNSPECIFIED {
        return Some(IpNet::V4(Ipv4Net::default()));
    }
    let Some(mask) = mask else { return Some(IpNet::from(IpAddr::V4(own))) };
    match mask.text.parse().ok().and_then(|bits| Ipv4Net::with_netmask(own, bits).ok()) {
        Some(net) => Some(IpNet::V4(net.trunc())),
        None => {
            notes.invalid(mask, "a netmask");
            notes.unread.push(mask.span);
            Some(IpNet::from(IpAddr::V4(own)))
        }
    }
}

/// The lines of one peer of an IKEv2 keyring.
#[derive(Default)]
struct Peer {
    scopes: Vec<KeyScope>,
    local: Option<(Psk, Span)>,
    remote: Option<(Psk, Span)>,
}

/// The keys of an IKEv2 keyring. A peer that is known by several addresses or identities has a key for each.
fn ikev2_keys(file: &SourceFile, section: &Section<'_>, ring: u32, notes: &mut Notes) -> Vec<PreSharedKey> {
    let mut peers: Vec<Peer> = Vec::new();
    for line in &section.body {
        if line.is(Rule::keyring_peer) {
            peers.push(Peer::default());
            continue;
        }
        let Some(peer) = peers.last_mut() else { continue };
        if line.is(Rule::peer_key) {
            let key = secret(file, line, notes);
            match line.word(Rule::side).map(|side| side.text) {
                Some("local") => peer.local = key,
                Some(_) => peer.remote = key,
                None => (peer.local, peer.remote) = (key.clone(), key),
            }
        } else if line.is(Rule::peer_identity) {
            peer.scopes.extend(identity_scope(line, notes));
        } else {
            peer.scopes.extend(scope(line, notes));
        }
    }
    peers.into_iter().flat_map(|peer| peer.keys(ring)).collect()
}

impl Peer {
    fn keys(self, ring: u32) -> Vec<PreSharedKey> {
        let Peer { mut scopes, local, remote } = self;
        if local.is_none() && remote.is_none() {
            return Vec::new();
        }
        scopes.dedup();
        let key =
            |scope| PreSharedKey { version: IkeVersion::V2, scope, ring, local: local.clone(), remote: remote.clone() };
        scopes.into_iter().map(key).collect()
    }
}

/// The reach of a keyring peer that is known by its identity.
fn identity_scope(line: &Statement<'_>, notes: &mut Notes) -> Option<KeyScope> {
    let unread = || line.word(Rule::value).map(|value| KeyScope::Hostname(value.text.to_owned()));
    remote_identity(line, notes).map(KeyScope::Identity).or_else(unread)
}

/// Keys that stand in an IKEv2 profile itself: `authentication local|remote pre-share key KEY`. They are a keyring of
/// their own, which has the number of the profile.
fn inline_keys(file: &SourceFile, section: &Section<'_>, notes: &mut Notes) -> Option<PreSharedKey> {
    let mut of_side = |wanted: &str| {
        let mut lines = section.all(Rule::profile_authentication);
        let line = lines
            .find(|line| line.word(Rule::side).is_some_and(|side| side.text == wanted) && line.has(Rule::secret))?;
        secret(file, line, notes)
    };
    let (local, remote) = (of_side("local"), of_side("remote"));
    let any = local.is_some() || remote.is_some();
    let ring = ring_number(file, section.head.span);
    any.then_some(PreSharedKey { version: IkeVersion::V2, scope: KeyScope::Fallback, ring, local, remote })
}

/// Two IKEv1 keys for the same peers in one keyring: the device refuses the second.
fn note_duplicates(keys: &[PreSharedKey], notes: &mut Notes) {
    let mut seen: std::collections::BTreeMap<(u32, String), &PreSharedKey> = std::collections::BTreeMap::new();
    for key in keys.iter().filter(|key| key.version == IkeVersion::V1) {
        let name = match &key.scope {
            KeyScope::Network(net) => net.to_string(),
            KeyScope::Hostname(name) | KeyScope::Name(name) => name.clone(),
            KeyScope::Identity(_) | KeyScope::Owners(_) | KeyScope::ItsEntry | KeyScope::Fallback => continue,
        };
        let Some((_, span)) = &key.local else { continue };
        match seen.get(&(key.ring, name.clone())) {
            Some(PreSharedKey { local: Some((_, first)), .. }) => {
                notes.twice("pre-shared key", &name, *span, *first, Kept::First);
            }
            _ => {
                seen.insert((key.ring, name), key);
            }
        }
    }
}
