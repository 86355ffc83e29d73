//! Changes in the commands of IOS. What the model does not hold (the name of a profile, a key) stands as `<profile>`.

use std::net::IpAddr;

use crate::advice::Change;
use crate::model::{
    Addresses, AuthenticationMethod, ChildProposal, DhGroup, EncapsulationMode, Encryption, Entry, EntryKind,
    ExchangeMode, Hash, Identity, IkeProposal, IkeVersion, Ports, Setting, TrafficSelector,
};

/// The name of what a change adds.
const NEW_NAME: &str = "FOR-PEER";

/// The commands of a change; empty where IOS has none for it.
pub(in crate::platform::ios) fn commands(change: &Change<'_>) -> Vec<String> {
    match *change {
        Change::AddIkeProposal { entry, version: IkeVersion::V1, proposal } => isakmp_policy(entry, proposal),
        Change::AddIkeProposal { version: IkeVersion::V2, proposal, .. } => ikev2_proposal(proposal),
        Change::AddChildProposal { entry, version, proposal } => transform_set(entry, version, proposal),
        Change::SetPsk { version: IkeVersion::V1, peer, .. } => {
            let reach = if peer.parse::<IpAddr>().is_ok() { "address" } else { "hostname" };
            vec![format!("crypto isakmp key <key> {reach} {peer}")]
        }
        Change::SetPsk { version: IkeVersion::V2, peer, .. } => vec![
            "crypto ikev2 keyring <keyring>".into(),
            format!(" peer {peer}"),
            format!("  address {peer}"),
            "  pre-shared-key <key>".into(),
        ],
        Change::SetPfs { entry, group } => {
            let line = group.map_or_else(|| " no set pfs".into(), |DhGroup(number)| format!(" set pfs group{number}"));
            vec![child_block(entry), line]
        }
        Change::SetSelector { entry, selector, replaces } => {
            access_list(entry, selector, replaces.map(|child| &child.selector))
        }
        Change::EnableIke { version: IkeVersion::V1, .. } => vec!["crypto isakmp enable".into()],
        // IKEv2 has no switch on IOS.
        Change::EnableIke { version: IkeVersion::V2, .. } => Vec::new(),
        Change::ApplyMap { entry } => {
            vec!["interface <interface>".into(), format!(" crypto map {}", map_of(entry).0)]
        }
        Change::SetPeer { entry, from, to } if is_map(entry) => {
            vec![child_block(entry), format!(" no set peer {from}"), format!(" set peer {to}")]
        }
        Change::SetPeer { entry, to, .. } => {
            vec![format!("interface {}", entry.interface), format!(" tunnel destination {to}")]
        }
        Change::UseVersion { entry, version: IkeVersion::V1 } => {
            vec![child_block(entry), " no set ikev2-profile".into()]
        }
        Change::UseVersion { entry, version: IkeVersion::V2 } => {
            vec![child_block(entry), " set ikev2-profile <profile>".into()]
        }
        Change::SetExchangeMode { mode: ExchangeMode::Aggressive, .. } => {
            vec!["no crypto isakmp aggressive-mode disable".into()]
        }
        Change::SetExchangeMode { mode: ExchangeMode::Main, .. } => {
            vec!["crypto isakmp profile <profile>".into(), " no initiate mode aggressive".into()]
        }
        Change::AcceptIdentity { version, identity, .. } => accept_identity(version, identity),
    }
}

fn is_map(entry: &Entry) -> bool {
    matches!(entry.kind, EntryKind::CryptoMap | EntryKind::DynamicMap)
}

/// The name and the number of the crypto map entry, out of its name for people.
fn map_of(entry: &Entry) -> (&str, &str) {
    let mut words = entry.name.split(' ');
    (words.next().unwrap_or_default(), words.next().unwrap_or("<sequence>"))
}

/// The head of the block that holds the child settings of an entry.
fn child_block(entry: &Entry) -> String {
    if entry.kind == EntryKind::DynamicMap {
        let mut words = entry.name.split(' ').rev();
        let (number, name) = (words.next().unwrap_or("<sequence>"), words.next().unwrap_or("<dynamic-map>"));
        return format!("crypto dynamic-map {name} {number}");
    }
    match is_map(entry) {
        true => format!("crypto map {} {} ipsec-isakmp", map_of(entry).0, map_of(entry).1),
        false => "crypto ipsec profile <profile>".into(),
    }
}

/// A policy of IKEv1 with a priority behind those that exist.
fn isakmp_policy(entry: &Entry, proposal: &IkeProposal) -> Vec<String> {
    let own = entry.ikev1.iter().flat_map(|settings| &settings.proposals);
    let taken = own.filter_map(|proposal| proposal.name.strip_prefix("policy ")?.parse::<u32>().ok()).max();
    let mut lines = vec![format!("crypto isakmp policy {}", taken.unwrap_or(0) + 10)];
    let first = |list: &[Setting<Encryption>]| list.iter().find_map(Setting::known).copied();
    lines.extend(first(&proposal.encryption).and_then(isakmp_cipher).map(|cipher| format!(" encryption {cipher}")));
    lines.extend(
        proposal
            .integrity
            .iter()
            .find_map(Setting::known)
            .and_then(|hash| hash_word(*hash, "sha"))
            .map(|hash| format!(" hash {hash}")),
    );
    let method = proposal.authentication.as_ref().and_then(Setting::known).and_then(|method| method_word(*method));
    lines.extend(method.map(|method| format!(" authentication {method}")));
    lines.extend(proposal.dh_groups.iter().find_map(Setting::known).map(|DhGroup(number)| format!(" group {number}")));
    lines
}

fn isakmp_cipher(encryption: Encryption) -> Option<String> {
    match encryption {
        Encryption::Des => Some("des".into()),
        Encryption::TripleDes => Some("3des".into()),
        Encryption::AesCbc(bits) => Some(format!("aes {bits}")),
        _ => None,
    }
}

/// The word of a hash; SHA-1 is called differently from place to place.
fn hash_word(hash: Hash, sha1: &str) -> Option<String> {
    Some(match hash {
        Hash::None => return None,
        Hash::Md5 => "md5".into(),
        Hash::Sha1 => sha1.into(),
        Hash::Sha256 => "sha256".into(),
        Hash::Sha384 => "sha384".into(),
        Hash::Sha512 => "sha512".into(),
    })
}

fn method_word(method: AuthenticationMethod) -> Option<&'static str> {
    match method {
        AuthenticationMethod::PreSharedKey => Some("pre-share"),
        AuthenticationMethod::RsaSignature => Some("rsa-sig"),
        AuthenticationMethod::RsaEncryption => Some("rsa-encr"),
        AuthenticationMethod::EcdsaSignature => Some("ecdsa-sig"),
        AuthenticationMethod::DsaSignature | AuthenticationMethod::Eap => None,
    }
}

/// An IKEv2 proposal and its link from a policy, without which it is never offered.
fn ikev2_proposal(proposal: &IkeProposal) -> Vec<String> {
    let ciphers: Vec<String> =
        proposal.encryption.iter().filter_map(Setting::known).filter_map(|cipher| ikev2_cipher(*cipher)).collect();
    let hashes = |list: &[Setting<Hash>]| -> Vec<String> {
        list.iter().filter_map(Setting::known).filter_map(|hash| hash_word(*hash, "sha1")).collect()
    };
    let groups: Vec<String> =
        proposal.dh_groups.iter().filter_map(Setting::known).map(|group| group.0.to_string()).collect();
    let (integrity, prf) = (hashes(&proposal.integrity), hashes(&proposal.prf));
    let rows = [("encryption", ciphers), ("integrity", integrity), ("prf", prf), ("group", groups)];
    let mut lines = vec![format!("crypto ikev2 proposal {NEW_NAME}")];
    lines.extend(
        rows.iter().filter(|(_, words)| !words.is_empty()).map(|(word, words)| format!(" {word} {}", words.join(" "))),
    );
    lines.extend(["crypto ikev2 policy <policy>".into(), format!(" proposal {NEW_NAME}")]);
    lines
}

fn ikev2_cipher(encryption: Encryption) -> Option<String> {
    match encryption {
        Encryption::Des => Some("des".into()),
        Encryption::TripleDes => Some("3des".into()),
        Encryption::AesCbc(bits) => Some(format!("aes-cbc-{bits}")),
        Encryption::AesGcm(bits) => Some(format!("aes-gcm-{bits}")),
        _ => None,
    }
}

/// A transform set, and its place behind those that the entry has.
fn transform_set(entry: &Entry, version: IkeVersion, proposal: &ChildProposal) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let hash = |protocol: &str, hash: &Hash| hash_word(*hash, "sha").map(|hash| format!("{protocol}-{hash}-hmac"));
    words.extend(proposal.authentication_header.iter().find_map(Setting::known).and_then(|own| hash("ah", own)));
    words.extend(proposal.encryption.iter().find_map(Setting::known).and_then(|cipher| esp_word(*cipher)));
    words.extend(proposal.integrity.iter().find_map(Setting::known).and_then(|own| hash("esp", own)));
    words.extend(proposal.compression.then(|| "comp-lzs".to_owned()));
    if words.is_empty() {
        return Vec::new();
    }
    let mode = match proposal.mode.known() {
        Some(EncapsulationMode::TransportPreferred) => " mode transport",
        Some(EncapsulationMode::TransportRequired) => " mode transport require",
        Some(EncapsulationMode::Tunnel) | None => " mode tunnel",
    };
    let own = entry.settings(version).into_iter().flat_map(|settings| &settings.child_proposals);
    let names: Vec<&str> = own.map(|proposal| proposal.name.as_str()).chain([NEW_NAME]).collect();
    vec![
        format!("crypto ipsec transform-set {NEW_NAME} {}", words.join(" ")),
        mode.into(),
        child_block(entry),
        format!(" set transform-set {}", names.join(" ")),
    ]
}

fn esp_word(encryption: Encryption) -> Option<String> {
    match encryption {
        Encryption::Null => Some("esp-null".into()),
        Encryption::Des => Some("esp-des".into()),
        Encryption::TripleDes => Some("esp-3des".into()),
        Encryption::AesCbc(bits) => Some(format!("esp-aes {bits}")),
        Encryption::AesGcm(bits) => Some(format!("esp-gcm {bits}")),
        Encryption::AesGmac(bits) => Some(format!("esp-gmac {bits}")),
        Encryption::Seal => Some("esp-seal".into()),
        Encryption::AesCcm(_) | Encryption::ChaCha20Poly1305 => None,
    }
}

/// The lines of the crypto access list. A virtual tunnel interface has none.
fn access_list(entry: &Entry, selector: &TrafficSelector, replaced: Option<&TrafficSelector>) -> Vec<String> {
    let Some(permit) = permit(selector).filter(|_| is_map(entry)) else { return Vec::new() };
    let mut lines = vec![format!("ip access-list extended <access list of {}>", entry.name)];
    lines.extend(replaced.and_then(self::permit).map(|old| format!(" no {old}")));
    lines.push(format!(" {permit}"));
    lines
}

fn permit(selector: &TrafficSelector) -> Option<String> {
    let protocol = selector.protocol.map_or_else(|| "ip".to_owned(), |_| selector.protocol_name());
    let side = |addresses: &Addresses, ports: Ports| Some(format!("{}{}", place(addresses)?, port_words(ports)));
    let (local, remote) =
        (side(&selector.local, selector.local_ports)?, side(&selector.remote, selector.remote_ports)?);
    Some(format!("permit {protocol} {local} {remote}"))
}

fn place(addresses: &Addresses) -> Option<String> {
    match addresses {
        Addresses::Net(net) if net.prefix_len() == 0 => Some("any".into()),
        Addresses::Net(net) if net.prefix_len() == net.max_prefix_len() => Some(format!("host {}", net.addr())),
        Addresses::Net(ipnet::IpNet::V4(net)) => Some(format!("{} {}", net.network(), net.hostmask())),
        Addresses::Net(net) => Some(net.to_string()),
        Addresses::Wildcard { address, wildcard } => Some(format!("{address} {wildcard}")),
        Addresses::Range(..) | Addresses::Unknown(_) => None,
    }
}

fn port_words(ports: Ports) -> String {
    match (ports.low, ports.high) {
        (0, u16::MAX) => String::new(),
        (low, high) if low == high => format!(" eq {low}"),
        (low, high) => format!(" range {low} {high}"),
    }
}

fn accept_identity(version: IkeVersion, identity: &Identity) -> Vec<String> {
    let (head, matching) = match version {
        IkeVersion::V1 => ("crypto isakmp profile <profile>", "match identity"),
        IkeVersion::V2 => ("crypto ikev2 profile <profile>", "match identity remote"),
    };
    let (fqdn, email) = match version {
        IkeVersion::V1 => ("host", "user"),
        IkeVersion::V2 => ("fqdn", "email"),
    };
    let words = match identity {
        Identity::Address(IpAddr::V4(address)) => format!("address {address} 255.255.255.255"),
        Identity::Address(IpAddr::V6(address)) => format!("address {address}/128"),
        Identity::Fqdn(name) => format!("{fqdn} {name}"),
        Identity::Email(name) => format!("{email} {name}"),
        Identity::KeyId(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) if version == IkeVersion::V2 => format!("key-id {text}"),
            _ => return Vec::new(),
        },
        Identity::DistinguishedName(_) => return Vec::new(),
    };
    vec![head.into(), format!(" {matching} {words}")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ios::Ios;
    use crate::platform::{Platform as _, ReadOptions};
    use crate::source::{FileId, SourceFile};

    fn entries(text: &str) -> Vec<Entry> {
        let file = SourceFile::from_bytes(FileId(0), "r.cfg", text.as_bytes()).unwrap();
        Ios.read(&file, ReadOptions { assume_complete: true }).entries
    }

    /// What the commands for a proposal add is read back as the same proposal.
    #[test]
    fn proposals_survive_the_way_through_commands() {
        let text = include_str!("../../../../tests/platform/ios/crypto-map.cfg");
        let entry = entries(text).swap_remove(1);
        let settings = entry.ikev1.as_ref().unwrap();
        let change =
            Change::AddIkeProposal { entry: &entry, version: IkeVersion::V1, proposal: &settings.proposals[0] };
        let added = format!("{}\n{}", commands(&change).join("\n"), text);
        let again = entries(&added).swap_remove(1);
        let proposals = &again.ikev1.as_ref().unwrap().proposals;
        assert_eq!(proposals.len(), 3);
        let values = |proposal: &IkeProposal| {
            let method = proposal.authentication.and_then(|method| method.known().copied());
            (proposal.encryption[0].known().copied(), proposal.integrity[0].known().copied(), method)
        };
        assert_eq!(values(&proposals[2]), values(&proposals[0]));
    }

    #[test]
    fn child_settings_are_changed_in_their_own_block() {
        let entries = entries(include_str!("../../../../tests/platform/ios/crypto-map.cfg"));
        let pfs = |index: usize, group| commands(&Change::SetPfs { entry: &entries[index], group });
        assert_eq!(pfs(0, Some(DhGroup(14))), ["crypto map VPN 10 ipsec-isakmp", " set pfs group14"]);
        assert_eq!(pfs(3, None), ["crypto dynamic-map ROAD 7", " no set pfs"]);
    }

    #[test]
    fn selectors_are_written_with_wildcard_masks_and_keys_never() {
        let entry = entries(include_str!("../../../../tests/platform/ios/crypto-map.cfg")).swap_remove(1);
        let old = &entry.children[2];
        let selector = TrafficSelector { local_ports: Ports::ANY, ..old.selector.clone() };
        let change = Change::SetSelector { entry: &entry, selector: &selector, replaces: Some(old) };
        assert_eq!(
            commands(&change)[1..],
            [
                " no permit tcp 10.0.1.0 0.0.0.255 eq 443 10.9.0.0 0.0.255.255 range 1024 65535",
                " permit tcp 10.0.1.0 0.0.0.255 10.9.0.0 0.0.255.255 range 1024 65535",
            ]
        );
        let change = Change::SetPsk { entry: &entry, version: IkeVersion::V1, peer: "192.0.2.1" };
        assert_eq!(commands(&change), ["crypto isakmp key <key> address 192.0.2.1"]);
    }
}
