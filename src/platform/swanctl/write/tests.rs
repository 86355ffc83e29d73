//! What is written is read as the same.

use proptest::prelude::*;

use super::*;
use crate::model::{
    Addresses, DhGroup, Encryption, EntryKind, EntryNames, ExchangeModes, Hash, Identity, IdentityPattern, IkeProposal,
    IkeVersion, Initiation, Lifetime, NatTraversal, Ports, SequenceNumbers, Sourced, TrafficSelector,
};
use crate::platform::swanctl::tests::dump_entry;
use crate::platform::swanctl::{Swanctl, words};
use crate::platform::{Platform, ReadOptions};
use crate::secret::{Cleartext, KeyComparison, Psk};
use crate::source::{FileId, SourceFile, Span};

const AT: Span = Span { file: FileId(0), start: 0, end: 0 };

fn written<T>(value: T) -> Setting<T> {
    Setting::written(value, AT)
}

fn groups() -> impl Strategy<Value = DhGroup> {
    prop::sample::select(vec![DhGroup(2), DhGroup(14), DhGroup(19), DhGroup(20), DhGroup(31)])
}

fn hashes() -> impl Strategy<Value = Hash> {
    prop::sample::select(vec![Hash::Md5, Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512])
}

/// Ciphers of one kind with the hashes that go with them: none with combined-mode ciphers.
fn ciphers() -> impl Strategy<Value = (Vec<Encryption>, Vec<Hash>)> {
    let classic = prop::sample::subsequence(
        vec![Encryption::TripleDes, Encryption::AesCbc(128), Encryption::AesCbc(192), Encryption::AesCbc(256)],
        1..3,
    );
    let combined = prop::sample::subsequence(
        vec![Encryption::AesGcm(128), Encryption::AesGcm(256), Encryption::ChaCha20Poly1305],
        1..3,
    );
    prop_oneof![(classic, prop::collection::vec(hashes(), 1..3)), combined.prop_map(|ciphers| (ciphers, Vec::new())),]
}

fn ike_proposals() -> impl Strategy<Value = Vec<IkeProposal>> {
    let one = (ciphers(), hashes(), any::<bool>(), prop::collection::vec(groups(), 1..3));
    let proposal = one.prop_map(|((ciphers, hashes), prf, own_prf, groups)| {
        let prf = if own_prf || hashes.is_empty() { vec![prf] } else { hashes.clone() };
        IkeProposal {
            name: String::new(),
            span: AT,
            encryption: ciphers.into_iter().map(written).collect(),
            integrity: hashes.into_iter().map(written).collect(),
            prf: prf.into_iter().map(written).collect(),
            dh_groups: groups.into_iter().map(written).collect(),
            authentication: None,
            lifetime: written(None),
        }
    });
    prop::collection::vec(proposal, 1..3)
}

fn child_proposals() -> impl Strategy<Value = Vec<ChildProposal>> {
    let pfs = prop_oneof![
        Just(vec![None]),
        groups().prop_map(|group| vec![Some(group)]),
        groups().prop_map(|group| vec![Some(group), None]),
    ];
    let numbers = prop_oneof![
        // Short ones need no word.
        Just(vec![Setting::default(SequenceNumbers::Short, "", AT)]),
        Just(vec![written(SequenceNumbers::Extended)]),
        Just(vec![written(SequenceNumbers::Extended), written(SequenceNumbers::Short)]),
    ];
    let one = (ciphers(), numbers, pfs).prop_map(|((ciphers, hashes), numbers, pfs)| {
        let encryption = ciphers.into_iter().map(written).collect();
        let integrity = hashes.into_iter().map(written).collect();
        ChildProposal {
            sequence_numbers: numbers,
            pfs: Some(pfs.into_iter().map(written).collect()),
            ..ChildProposal::esp("", AT, encryption, integrity, written(EncapsulationMode::Tunnel))
        }
    });
    (prop::collection::vec(one, 1..3), any::<bool>()).prop_map(|(mut proposals, transport)| {
        let mode = if transport { EncapsulationMode::TransportPreferred } else { EncapsulationMode::Tunnel };
        proposals.iter_mut().for_each(|own| own.mode = written(mode));
        proposals
    })
}

fn identities() -> impl Strategy<Value = Identity> {
    prop_oneof![
        any::<[u8; 4]>().prop_map(|bytes| Identity::Address([bytes[0] | 1, bytes[1], bytes[2], bytes[3]].into())),
        "[a-z0-9-]{1,8}(\\.[a-z]{2,5}){0,2}".prop_map(Identity::Fqdn),
        "[a-z]{1,6}@[a-z]{1,6}\\.example".prop_map(Identity::Email),
        prop::collection::vec(any::<u8>(), 1..6).prop_map(Identity::KeyId),
        "CN=[a-z ]{0,6}[a-z], O=[a-z\"#{}]{0,4}x".prop_map(Identity::DistinguishedName),
    ]
}

fn addresses() -> impl Strategy<Value = Addresses> {
    prop_oneof![
        (any::<[u8; 4]>(), 0..=32_u8).prop_map(|(bytes, length)| {
            let net = ipnet::Ipv4Net::new(bytes.into(), length).unwrap().trunc();
            Addresses::Net(net.into())
        }),
        (any::<[u8; 4]>(), 1..200_u32).prop_map(|(bytes, more)| {
            let low = u32::from_be_bytes(bytes) >> 1;
            let [low, high] = [low, low + more].map(|own| std::net::Ipv4Addr::from(own).into());
            Addresses::Range(low, high)
        }),
    ]
}

/// Child sections: the two lists of each, with a protocol and a port.
fn children() -> impl Strategy<Value = Vec<Child>> {
    let list = || {
        prop::collection::vec(addresses(), 1..3).prop_map(|mut list| {
            list.dedup();
            list
        })
    };
    let section = (list(), list(), prop::option::of(1..200_u8), prop::option::of(1..9999_u16));
    prop::collection::vec(section, 1..3).prop_map(|sections| {
        let mut children = Vec::new();
        for (number, (local, remote, protocol, port)) in sections.into_iter().enumerate() {
            let shares = (local.len() * remote.len() > 1).then(|| u32::try_from(number).unwrap());
            for (index, (own, other)) in
                local.iter().flat_map(|own| remote.iter().map(move |other| (own, other))).enumerate()
            {
                let selector = shares.map(|_| format!(" selector {}", index + 1)).unwrap_or_default();
                children.push(Child {
                    name: format!("gw/c{number}{selector}"),
                    span: AT,
                    selector: TrafficSelector {
                        local: own.clone(),
                        remote: other.clone(),
                        protocol,
                        side_protocols: None,
                        local_ports: Ports::ANY,
                        remote_ports: port.filter(|_| protocol.is_some()).map_or(Ports::ANY, Ports::one),
                    },
                    never_matches: None,
                    shares,
                });
            }
        }
        children
    })
}

/// What both versions of an entry have.
#[derive(Clone, Debug)]
struct Ike {
    versions: [bool; 2],
    aggressive: bool,
    proposals: Vec<IkeProposal>,
    child_proposals: Vec<ChildProposal>,
    local: Option<Identity>,
    remote: Option<Identity>,
    lifetime: Option<u64>,
}

fn ike() -> impl Strategy<Value = Ike> {
    let versions = prop::sample::select(vec![[true, false], [false, true], [true, true]]);
    let ids = (prop::option::of(identities()), prop::option::of(identities()));
    let lifetime = prop::option::of(60..100_000_u64);
    (versions, any::<bool>(), ike_proposals(), child_proposals(), ids, lifetime).prop_map(
        |(versions, aggressive, mut proposals, child_proposals, (local, remote), lifetime)| {
            // IKEv1 has neither combined-mode ciphers for the IKE SA nor a pseudorandom function of its own.
            for own in proposals.iter_mut().filter(|_| !versions[1]) {
                if own.integrity.is_empty() {
                    own.encryption = vec![written(Encryption::AesCbc(256))];
                    own.integrity = vec![written(Hash::Sha256)];
                }
                own.prf = own.integrity.clone();
            }
            Ike { versions, aggressive, proposals, child_proposals, local, remote, lifetime }
        },
    )
}

impl Ike {
    fn settings(&self, version: IkeVersion) -> Option<IkeSettings> {
        let [v1, v2] = self.versions;
        let is_v1 = version == IkeVersion::V1;
        if !(if is_v1 { v1 } else { v2 }) {
            return None;
        }
        let mode = if self.aggressive { ExchangeMode::Aggressive } else { ExchangeMode::Main };
        let mut proposals = self.proposals.clone();
        for own in &mut proposals {
            own.name = words::ike_proposal(own).unwrap();
            own.lifetime = written(self.lifetime);
            if is_v1 {
                own.prf = Vec::new();
                own.authentication = Some(written(AuthenticationMethod::PreSharedKey));
            }
        }
        let mut child_proposals = self.child_proposals.clone();
        for own in &mut child_proposals {
            own.name = words::child_proposal(own, None).unwrap();
            if own.pfs.as_ref().is_some_and(|groups| groups.len() == 1 && groups[0].known() == Some(&None)) {
                own.pfs = Some(vec![Setting::default(None, "", AT)]);
            }
        }
        let psk = (!is_v1).then(|| written(AuthenticationMethod::PreSharedKey));
        Some(IkeSettings {
            enabled: written(true),
            initiates: !is_v1 || !v2,
            proposals,
            proposals_at: AT,
            exchange_modes: is_v1.then_some(ExchangeModes {
                initiates: Sourced::written(mode, AT),
                aggressive_group: None,
                accepts_main: Sourced::written(!self.aggressive, AT),
                accepts_aggressive: Sourced::written(self.aggressive, AT),
            }),
            local_authentication: psk,
            remote_authentication: psk,
            local_identity: match &self.local {
                Some(identity) => written(LocalIdentity::Explicit(identity.clone())),
                None => Setting::default(LocalIdentity::OwnAddress, "", AT),
            },
            remote_identity: match &self.remote {
                Some(identity) => IdentityCheck::OneOf(vec![(IdentityPattern::Exactly(identity.clone()), AT)]),
                None => IdentityCheck::NotCompared,
            },
            initiator_rings: Some(if is_v1 { vec![0, 1, 2] } else { vec![0] }),
            responder_rings: Some(if is_v1 { vec![0, 1, 2] } else { vec![1] }),
            trust_points: Vec::new(),
            certificate_name: None,
            child_proposals,
            prohibited: None,
            dead_peer_detection: written(crate::model::DeadPeerDetection::Off),
            post_quantum: None,
        })
    }
}

fn entries() -> impl Strategy<Value = Entry> {
    let addresses = (any::<[u8; 4]>(), any::<[u8; 4]>());
    let limits = (prop::option::of(60..100_000_u64), prop::option::of(1..10_000_000_u64));
    (ike(), children(), addresses, limits).prop_map(|(ike, children, (local, remote), (seconds, kilobytes))| Entry {
        name: "gw".to_owned(),
        kind: EntryKind::Connection,
        span: AT,
        interface: String::new(),
        bound: written(true),
        local_addresses: vec![written([local[0] | 1, local[1], local[2], local[3]].into())],
        peers: vec![Sourced::written(
            PeerAddress::Address([remote[0] | 1, remote[1], remote[2], remote[3]].into()),
            AT,
        )],
        tunnel_addresses: Vec::new(),
        initiation: Sourced::written(Initiation::Both, AT),
        ikev1: ike.settings(IkeVersion::V1),
        ikev2: ike.settings(IkeVersion::V2),
        version_at: AT,
        pfs: *ike.child_proposals[0].pfs.as_ref().unwrap().first().unwrap(),
        child_lifetime: Lifetime { seconds: written(seconds), kilobytes: written(kilobytes) },
        children,
        accepts_any_selector: false,
        place: None,
        nat_traversal: written(NatTraversal::On),
        defects: Vec::new(),
        names: EntryNames::default(),
        key_gap: None,
        unread: Vec::new(),
    })
}

/// Whether strongSwan makes less of a selector than is written: transport mode keeps the two peers alone.
fn is_narrowed(entry: &Entry) -> bool {
    let proposals = [&entry.ikev1, &entry.ikev2].into_iter().flatten().flat_map(|own| &own.child_proposals);
    let is_transport = proposals.filter_map(|own| own.mode.known()).any(|mode| mode.is_transport());
    let own = entry.local_addresses.iter().filter_map(|own| own.known().copied()).map(Addresses::host);
    let peers = entry.peers.iter().filter_map(|peer| match &peer.value {
        PeerAddress::Address(address) => Some(Addresses::host(*address)),
        _ => None,
    });
    let (own, peers): (Vec<_>, Vec<_>) = (own.collect(), peers.collect());
    let holds = |side: &Addresses, hosts: &[Addresses]| hosts.iter().any(|host| side.contains(host) == Some(true));
    let is_wide = |child: &Child| holds(&child.selector.local, &own) || holds(&child.selector.remote, &peers);
    is_transport && entry.children.iter().any(is_wide)
}

fn read(text: &str) -> crate::model::Device {
    let file = SourceFile::from_bytes(FileId(0), "gw.conf", text.as_bytes()).unwrap();
    // The release of the lab, since default proposals hang on it.
    Swanctl
        .read(&file, ReadOptions { assumed_release: crate::model::Release::parse("5.9.8"), ..ReadOptions::default() })
}

fn dumped(entry: &Entry) -> String {
    let mut out = String::new();
    dump_entry(&mut out, entry);
    out
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_as_the_same(entry in entries(), key in "[ -~]{1,12}") {
        prop_assume!(!is_narrowed(&entry));
        let text = write(&entry, Some(&key)).unwrap();
        let device = read(&text);
        prop_assert!(device.complete && device.defects.is_empty(), "{text}");
        prop_assert_eq!(device.entries.len(), 1, "{}", text);
        prop_assert_eq!(dumped(&device.entries[0]), dumped(&entry), "{}", text);
        // A key that looks like a mask or a placeholder is not one to compare.
        let wanted = Psk::plain(&Cleartext::new(key));
        if wanted.unreadable().is_none() {
            let found = device.keys.iter().find(|own| own.ring == 0);
            let same = found.and_then(|own| own.local.as_ref()).map(|(own, _)| own.compare(&wanted));
            prop_assert_eq!(same, Some(KeyComparison::Same), "{}", text);
        }
    }
}

#[test]
fn what_strongswan_has_no_words_for_is_not_written() {
    let text = "connections { gw { version = 2\n local_addrs = 192.0.2.1\n remote_addrs = 192.0.2.2\n proposals = \
                aes256-sha256-modp2048\n local { auth = psk }\n remote { auth = psk }\n children { c { } } } }";
    let mut entry = read(text).entries.remove(0);
    // The default proposals are not known in full.
    assert_eq!(write(&entry, None), None);
    entry.ikev2.as_mut().unwrap().child_proposals.truncate(1);
    assert!(write(&entry, None).is_some());
    entry.ikev2.as_mut().unwrap().child_proposals[0].encryption = vec![written(Encryption::Seal)];
    assert_eq!(write(&entry, None), None);
}
