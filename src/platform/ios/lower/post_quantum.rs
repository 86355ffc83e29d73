//! Post-quantum pre-shared keys: `ppk` lines of the keyring that an IKEv2 profile names with `keyring ppk`.

use std::net::IpAddr;

use crate::model::{Blocks, PeerAddress, PostQuantum, PostQuantumKey, Setting, UnknownReason};
use crate::platform::cisco::notes::Notes;
use crate::platform::ios::heads::Kind;
use crate::platform::ios::lower::keys::{network, secret};
use crate::platform::ios::lower::{Context, Exchange};
use crate::platform::ios::syntax::{Rule, Section, Statement};

impl<'a> Context<'a> {
    /// How a profile uses such keys for the peers of an entry; `None` where it does not.
    pub(super) fn post_quantum(
        &self,
        profile: &'a Section<'a>,
        exchange: &Exchange<'_>,
        notes: &mut Notes,
    ) -> Option<PostQuantum> {
        let line = profile.last(Rule::keyring_ppk)?;
        let word = line.word(Rule::name)?;
        let keyring = self.resolve(Kind::Ikev2Keyring, "IKEv2 keyring", word, Blocks::Nothing, notes)?;
        notes.unread.extend(keyring.unread());
        let peers = peers(keyring);
        let address = exchange.peers.iter().find_map(|peer| match peer.value {
            PeerAddress::Address(address) => Some(address),
            _ => None,
        });
        let lines = best(&peers, address, notes)?;
        let keys: Vec<&Statement<'a>> =
            lines.iter().copied().filter(|line| line.is(Rule::ppk_manual) || line.is(Rule::ppk_dynamic)).collect();
        let first = keys.first()?;
        Some(PostQuantum {
            offers: true,
            required: keys.iter().any(|line| line.has(Rule::ppk_required)),
            at: first.span,
            keys: keys.iter().map(|line| self.post_quantum_key(line, notes)).collect(),
        })
    }

    fn post_quantum_key(&self, line: &Statement<'_>, notes: &mut Notes) -> PostQuantumKey {
        match line.word(Rule::value) {
            Some(identity) => PostQuantumKey {
                identity: Setting::written(identity.text.to_owned(), line.span),
                key: secret(self.file, line, notes),
            },
            // A key server hands out the key with its identity when it is needed (SKIP).
            None => PostQuantumKey { identity: Setting::unknown(UnknownReason::RunTime, line.span), key: None },
        }
    }
}

/// The lines of each peer of a keyring.
fn peers<'a>(keyring: &'a Section<'a>) -> Vec<Vec<&'a Statement<'a>>> {
    let mut peers: Vec<Vec<&Statement<'a>>> = Vec::new();
    for line in &keyring.body {
        if line.is(Rule::keyring_peer) {
            peers.push(Vec::new());
        } else if let Some(peer) = peers.last_mut() {
            peer.push(line);
        }
    }
    peers
}

/// The peer whose address fits best; of peers that are known by name alone, the first.
fn best<'p, 'a>(
    peers: &'p [Vec<&'a Statement<'a>>],
    address: Option<IpAddr>,
    notes: &mut Notes,
) -> Option<&'p [&'a Statement<'a>]> {
    let mut found: Option<(u8, &Vec<&Statement<'a>>)> = None;
    for peer in peers {
        let addresses: Vec<&&Statement<'a>> = peer.iter().filter(|line| line.is(Rule::peer_address)).collect();
        let nets = addresses.iter().filter_map(|line| network(line.word(Rule::address)?, line.word(Rule::mask), notes));
        let reach = nets.filter(|net| address.is_none_or(|own| net.contains(&own))).map(|net| net.prefix_len() + 1);
        let reach = if addresses.is_empty() { Some(0) } else { reach.max() };
        if let Some(reach) = reach
            && found.is_none_or(|(best, _)| reach > best)
        {
            found = Some((reach, peer));
        }
    }
    found.map(|(_, peer)| peer.as_slice())
}
