//! What the blocks of an entry are called, so that commands can be pasted as they are.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::model::EntryNames;
use crate::platform::cisco::statement::Word;
use crate::platform::ios::heads::Kind;
use crate::platform::ios::lower::keys::Keyring;
use crate::platform::ios::lower::{Context, Exchange};
use crate::platform::ios::syntax::{Rule, Section};

impl<'a> Context<'a> {
    /// The names of the blocks that IKE uses for an entry: IKEv2 alone where it names an IKEv2 profile.
    pub(super) fn names(
        &self,
        isakmp_profile: Option<Word<'a>>,
        ikev2_profile: Option<Word<'a>>,
        exchange: &Exchange<'_>,
    ) -> EntryNames {
        match ikev2_profile {
            Some(profile) => self.ikev2_names(profile, exchange),
            None => self.ikev1_names(isakmp_profile, exchange),
        }
    }

    fn ikev1_names(&self, profile: Option<Word<'a>>, exchange: &Exchange<'_>) -> EntryNames {
        let block = profile.and_then(|word| self.configuration.named(Kind::IsakmpProfile, word.text));
        let named = block.and_then(|block| block.last(Rule::profile_keyring)).and_then(|line| line.word(Rule::name));
        let keyring =
            self.keyrings.to_change(named.map(|word| word.text), exchange.vrf, exchange.local, &self.interfaces);
        EntryNames {
            ike_profile: profile.map(|word| word.text.to_owned()),
            keyring: keyring.and_then(Keyring::title),
            keyed_peers: keyring.into_iter().flat_map(Keyring::peers).collect(),
            ..EntryNames::default()
        }
    }

    fn ikev2_names(&self, profile: Word<'a>, exchange: &Exchange<'_>) -> EntryNames {
        let block = self.configuration.named(Kind::Ikev2Profile, profile.text);
        let keyring = block.and_then(|block| block.last(Rule::keyring_local)).and_then(|line| line.word(Rule::name));
        let peers = keyring.and_then(|word| self.configuration.named(Kind::Ikev2Keyring, word.text)).map(peers_of);
        let policy = self.configuration.of(Kind::Ikev2Policy).find(|policy| self.serves(policy, exchange));
        EntryNames {
            ike_profile: Some(profile.text.to_owned()),
            ike_policy: policy.map(|policy| policy.name().to_owned()),
            keyring: keyring.map(|word| word.text.to_owned()),
            keyring_peers: peers.unwrap_or_default(),
            ..EntryNames::default()
        }
    }
}

/// The peers of an IKEv2 keyring that stand for a single address.
fn peers_of(keyring: &Section<'_>) -> BTreeMap<IpAddr, String> {
    const HOST_MASK: &str = "255.255.255.255";
    let (mut peers, mut name) = (BTreeMap::new(), None);
    for line in &keyring.body {
        if line.is(Rule::keyring_peer) {
            name = line.word(Rule::name).map(|word| word.text);
            continue;
        }
        let is_single = line.word(Rule::mask).is_none_or(|mask| mask.text == HOST_MASK);
        let address = line.word(Rule::address).and_then(|word| word.text.parse::<IpAddr>().ok());
        let address = address.filter(|address| !address.is_unspecified());
        if let (Some(name), Some(address), true) = (name, address, is_single) {
            peers.insert(address, name.to_owned());
        }
    }
    peers
}
