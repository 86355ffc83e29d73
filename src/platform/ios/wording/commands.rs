//! Changes in the commands of IOS. What the file does not name, and every key, stands as a placeholder: `<profile>`.

mod keys;
mod place;
mod version;

use std::net::IpAddr;

use crate::advice::{Change, StandardList};
use crate::model::{
    Addresses, AuthenticationMethod, ChildProposal, DhGroup, EncapsulationMode, Encryption, Entry, EntryKind,
    ExchangeMode, Hash, Identity, IkeProposal, IkeVersion, PeerAddress, Ports, SequenceNumbers, Setting,
    TrafficSelector,
};
use crate::platform::ios::NEW_NAME;
use crate::platform::ios::wording::commands::keys::{ikev2_key, isakmp_key, post_quantum_key};

/// The commands of a change; empty where IOS has none for it.
pub(in crate::platform::ios) fn commands(change: &Change<'_>) -> Vec<String> {
    match *change {
        Change::AddIkeProposal { entry, version: IkeVersion::V1, proposal } => isakmp_policy(entry, proposal),
        Change::AddIkeProposal { entry, version: IkeVersion::V2, proposal } => ikev2_proposal(entry, proposal),
        Change::AddChildProposal { entry, version, proposal } => transform_set(entry, version, proposal),
        // Under which of its names the key of a dynamic peer stands, the entry does not say.
        Change::SetPsk { peer: PeerAddress::ANY, .. } => Vec::new(),
        Change::SetPsk { entry, version: IkeVersion::V1, peer, .. } => isakmp_key(&entry.names, peer),
        Change::SetPsk { entry, version: IkeVersion::V2, peer, half } => ikev2_key(&entry.names, peer, half),
        Change::SetPostQuantumKey { entry, identity } => post_quantum_key(entry, identity),
        Change::SetPfs { entry, group } => {
            let line = group.map_or_else(|| " no set pfs".into(), |DhGroup(number)| format!(" set pfs group{number}"));
            vec![child_block(entry), line]
        }
        Change::SetSelector { entry, selector, replaces } => {
            access_list(entry, selector, replaces.map(|child| &child.selector))
        }
        Change::SendOn { entry, selectors } => send_on(entry, selectors),
        Change::SearchLast { entry } => place::search_last(entry),
        Change::EnableIke { version: IkeVersion::V1, .. } => vec!["crypto isakmp enable".into()],
        // IKEv2 has no switch on IOS, and no policy allows versions.
        Change::EnableIke { version: IkeVersion::V2, .. } | Change::AllowVersion { .. } => Vec::new(),
        Change::ApplyMap { entry, interface } => {
            let interface = interface.unwrap_or("<interface>");
            vec![format!("interface {interface}"), format!(" crypto map {}", map_of(entry).0)]
        }
        Change::MoveTo { entry, from, to, .. } => place::move_to(entry, from, to),
        Change::SetPeer { entry, from, to } if is_map(entry) => {
            vec![child_block(entry), format!(" no set peer {from}"), format!(" set peer {to}")]
        }
        Change::SetPeer { entry, from, to } if !entry.names.next_hop_lines.is_empty() => next_hop(entry, from, to),
        Change::SetPeer { entry, to, .. } => {
            vec![format!("interface {}", entry.interface), format!(" tunnel destination {to}")]
        }
        Change::UseVersion { entry, version, wanted } => version::use_version(entry, version, wanted),
        Change::SetExchangeMode { mode: ExchangeMode::Aggressive, .. } => {
            vec!["no crypto isakmp aggressive-mode disable".into()]
        }
        Change::SetExchangeMode { entry, mode: ExchangeMode::Main } => {
            vec![format!("crypto isakmp profile {}", profile(entry)), " no initiate mode aggressive".into()]
        }
        Change::ExemptFromTranslation { entry, selectors, list, list_begins, standard, .. } => match standard {
            Some(standard) => replace_standard(entry, selectors, standard),
            None => exempt(selectors, list, list_begins),
        },
        Change::AddRoute { network, leaving, vrf, hop, instead_of, .. } => {
            place::add_route(network, leaving, vrf, hop, instead_of)
        }
        Change::PermitIke { list, list_begins, peer, port, .. } => permit_ike(list, list_begins, peer, port),
        Change::BringUp { link, .. } => vec![format!("interface {link}"), " no shutdown".into()],
        Change::CarryUnwrapped { entry, link } => {
            let v6 = entry.local_addresses.iter().filter_map(|own| own.known()).any(std::net::IpAddr::is_ipv6);
            let family = if v6 { "ipv6" } else { "ipv4" };
            vec![format!("interface {link}"), format!(" tunnel mode ipsec {family}")]
        }
        Change::UseIkeProfile { .. }
        | Change::UseChildProfile { .. }
        | Change::PermitBetween { .. }
        | Change::JoinZone { .. }
        | Change::JoinRouter { .. } => Vec::new(),
        Change::AcceptIdentity { entry, version, identity } => accept_identity(entry, version, identity),
    }
}

/// The ISAKMP profile or IKEv2 profile that the entry names.
fn profile(entry: &Entry) -> &str {
    entry.names.ike_profile.as_deref().unwrap_or("<profile>")
}

/// The lines of a spoke that tie a next-hop server to an address, with another address. The old ones go first: a server
/// has one address.
fn next_hop(entry: &Entry, from: &str, to: &str) -> Vec<String> {
    let renamed = |line: &String| -> String {
        let words: Vec<&str> = line.split(' ').map(|word| if word == from { to } else { word }).collect();
        format!(" {}", words.join(" "))
    };
    let old = entry.names.next_hop_lines.iter().map(|line| format!(" no {line}"));
    let mut lines = vec![format!("interface {}", entry.interface)];
    lines.extend(old);
    lines.extend(entry.names.next_hop_lines.iter().map(renamed));
    lines
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
        false => format!("crypto ipsec profile {}", entry.names.ipsec_profile.as_deref().unwrap_or("<profile>")),
    }
}

/// A policy of IKEv1 with a priority behind those that exist.
fn isakmp_policy(entry: &Entry, proposal: &IkeProposal) -> Vec<String> {
    let taken = entry.names.last_policies.get(&IkeVersion::V1).copied();
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
        AuthenticationMethod::Signature | AuthenticationMethod::RsaSignature => Some("rsa-sig"),
        AuthenticationMethod::RsaEncryption => Some("rsa-encr"),
        AuthenticationMethod::EcdsaSignature => Some("ecdsa-sig"),
        AuthenticationMethod::DsaSignature | AuthenticationMethod::Eap => None,
    }
}

/// What is added for an entry is called so.
fn new_name(entry: &Entry) -> &str {
    entry.names.free_name.as_deref().unwrap_or(NEW_NAME)
}

/// An IKEv2 proposal and its link from a policy, without which it is never offered.
fn ikev2_proposal(entry: &Entry, proposal: &IkeProposal) -> Vec<String> {
    let ciphers: Vec<String> =
        proposal.encryption.iter().filter_map(Setting::known).filter_map(|cipher| ikev2_cipher(*cipher)).collect();
    let hashes = |list: &[Setting<Hash>]| -> Vec<String> {
        list.iter().filter_map(Setting::known).filter_map(|hash| hash_word(*hash, "sha1")).collect()
    };
    let groups: Vec<String> =
        proposal.dh_groups.iter().filter_map(Setting::known).map(|group| group.0.to_string()).collect();
    let (integrity, prf) = (hashes(&proposal.integrity), hashes(&proposal.prf));
    let rows = [("encryption", ciphers), ("integrity", integrity), ("prf", prf), ("group", groups)];
    let mut lines = vec![format!("crypto ikev2 proposal {}", new_name(entry))];
    lines.extend(
        rows.iter().filter(|(_, words)| !words.is_empty()).map(|(word, words)| format!(" {word} {}", words.join(" "))),
    );
    let policy = entry.names.ike_policy.as_deref().unwrap_or("<policy>");
    lines.extend([format!("crypto ikev2 policy {policy}"), format!(" proposal {}", new_name(entry))]);
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
    // Transform sets serve both versions.
    let settings = entry.settings(version).or(entry.ikev1.as_ref()).or(entry.ikev2.as_ref());
    let own = settings.into_iter().flat_map(|settings| &settings.child_proposals);
    let names: Vec<&str> = own.map(|proposal| proposal.name.as_str()).chain([new_name(entry)]).collect();
    let is_extended = |own: &Setting<SequenceNumbers>| own.known() == Some(&SequenceNumbers::Extended);
    let esn = proposal.sequence_numbers.iter().any(is_extended).then(|| " esn".to_owned());
    let head = [format!("crypto ipsec transform-set {} {}", new_name(entry), words.join(" ")), mode.into()];
    let use_it = [child_block(entry), format!(" set transform-set {}", names.join(" "))];
    head.into_iter().chain(esn).chain(use_it).collect()
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
        Encryption::AesCcm(_) | Encryption::ChaCha20Poly1305 | Encryption::Blowfish(_) | Encryption::Cast128 => None,
    }
}

/// The lines of the crypto access list. A virtual tunnel interface has none. The new line comes before the removal of
/// the old one: a crypto map whose list is empty for a moment protects nothing, or everything.
fn access_list(entry: &Entry, selector: &TrafficSelector, replaced: Option<&TrafficSelector>) -> Vec<String> {
    let Some(permit) = permit(selector).filter(|_| is_map(entry)) else { return Vec::new() };
    let list = entry.names.access_list.clone().unwrap_or_else(|| format!("<access list of {}>", entry.name));
    let mut lines = vec![format!("ip access-list extended {list}"), format!(" {permit}")];
    lines.extend(replaced.and_then(self::permit).filter(|old| *old != permit).map(|old| format!(" no {old}")));
    lines
}

/// Denies at the top of the access list of an entry.
fn send_on(entry: &Entry, selectors: &[TrafficSelector]) -> Vec<String> {
    let permits: Option<Vec<String>> = selectors.iter().map(permit).collect();
    let (Some(permits), Some(list)) = (permits, &entry.names.access_list) else { return Vec::new() };
    let denies = permits.iter().map(|permit| permit.replacen("permit", "deny", 1)).collect();
    at_top(list, entry.names.access_list_begins, denies)
}

/// Lines at the top of an extended access list. Lines that are not numbered are numbered from 10 on; where the list begins
/// lower, so that the numbers are taken, it is numbered anew first (Cisco IOS, IP access list entry sequence numbering).
fn at_top(list: &str, begins: Option<u32>, lines: Vec<String>) -> Vec<String> {
    let is_taken = begins.is_some_and(|first| (first as usize) <= lines.len());
    let anew = is_taken.then(|| format!("ip access-list resequence {list} {} 10", (lines.len() + 1).max(10)));
    let numbered = lines.iter().zip(1..).map(|(line, at)| format!(" {at} {line}"));
    anew.into_iter().chain([format!("ip access-list extended {list}")]).chain(numbered).collect()
}

fn permit(selector: &TrafficSelector) -> Option<String> {
    if selector.has_two_protocols() {
        return None;
    }
    let protocol = selector.protocol.map_or_else(|| "ip".to_owned(), |_| selector.protocol_name());
    let side = |addresses: &Addresses, ports: Ports| Some(format!("{}{}", place(addresses)?, port_words(ports)));
    let (local, remote) =
        (side(&selector.local, selector.local_ports)?, side(&selector.remote, selector.remote_ports)?);
    Some(format!("permit {protocol} {local} {remote}"))
}

/// Denies before everything else in the list that chooses what is translated.
fn exempt(selectors: &[TrafficSelector], list: Option<&str>, begins: Option<u32>) -> Vec<String> {
    let deny =
        |selector: &TrafficSelector| Some(format!("deny ip {} {}", place(&selector.local)?, place(&selector.remote)?));
    let denies: Option<Vec<String>> = selectors.iter().map(deny).collect();
    // A static rule has no list that could leave packets out.
    denies.zip(list).map_or_else(Vec::new, |(denies, list)| at_top(list, begins, denies))
}

/// A new extended list in the place of a standard one, which cannot name where packets go. The rule is taken away before it is
/// added again: a router has one rule for an interface or pool and a list, and the old one would go on taking the packets.
fn replace_standard(entry: &Entry, selectors: &[TrafficSelector], standard: StandardList<'_>) -> Vec<String> {
    let deny =
        |selector: &TrafficSelector| Some(format!(" deny ip {} {}", place(&selector.local)?, place(&selector.remote)?));
    let line = |(permits, sources): &(bool, Addresses)| {
        let word = if *permits { "permit" } else { "deny" };
        Some(format!(" {word} ip {} any", place(sources)?))
    };
    let denies: Option<Vec<String>> = selectors.iter().map(deny).collect();
    let lines: Option<Vec<String>> = standard.entries.iter().map(line).collect();
    let Some((denies, lines)) = denies.zip(lines) else { return Vec::new() };
    let (name, old) = (new_name(entry), standard.command);
    let new = old.replacen(&format!(" list {} ", standard.name), &format!(" list {name} "), 1);
    let head = format!("ip access-list extended {name}");
    std::iter::once(head).chain(denies).chain(lines).chain([format!("no {old}"), new]).collect()
}

/// A line before all others of the list, which lets IKE or ESP from the peer in. A standard list (1 to 99, 1300 to 1999) cannot
/// name a protocol, and would let everything of the peer in.
fn permit_ike(list: &str, begins: Option<u32>, peer: IpAddr, port: Option<u16>) -> Vec<String> {
    let is_standard = list.parse::<u32>().is_ok_and(|number| matches!(number, 1..=99 | 1300..=1999));
    if is_standard || !peer.is_ipv4() {
        return Vec::new();
    }
    let (protocol, port) = port.map_or(("esp", String::new()), |port| ("udp", format!(" eq {port}")));
    at_top(list, begins, vec![format!("permit {protocol} host {peer} any{port}")])
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

fn accept_identity(entry: &Entry, version: IkeVersion, identity: &Identity) -> Vec<String> {
    let (head, matching) = match version {
        IkeVersion::V1 => ("crypto isakmp profile", "match identity"),
        IkeVersion::V2 => ("crypto ikev2 profile", "match identity remote"),
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
    vec![format!("{head} {}", profile(entry)), format!(" {matching} {words}")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Blocks;
    use crate::platform::ios::Ios;
    use crate::platform::{Platform as _, ReadOptions};
    use crate::source::{FileId, SourceFile};

    fn entries(text: &str) -> Vec<Entry> {
        let file = SourceFile::from_bytes(FileId(0), "r.cfg", text.as_bytes()).unwrap();
        Ios.read(&file, ReadOptions { assume_complete: true, ..ReadOptions::default() }).entries
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
                " permit tcp 10.0.1.0 0.0.0.255 10.9.0.0 0.0.255.255 range 1024 65535",
                " no permit tcp 10.0.1.0 0.0.0.255 eq 443 10.9.0.0 0.0.255.255 range 1024 65535",
            ]
        );
        let change = Change::SetPsk { entry: &entry, version: IkeVersion::V1, peer: "192.0.2.1", half: None };
        assert_eq!(commands(&change), ["crypto isakmp key <key> address 192.0.2.1"]);
    }

    /// The entry of a DMVPN spoke in a VRF, in a file with `more` lines.
    fn spoke(more: &str) -> Entry {
        let text = format!(
            "version 16.9\nhostname spoke\n{more}\ncrypto ipsec profile IPSEC\n set ikev2-profile P\ninterface Tunnel100\n ip \
             address 172.16.0.2 255.255.255.0\n ip nhrp nhs 172.16.0.1 nbma 203.0.113.11 multicast\n tunnel source \
             GigabitEthernet0/0\n tunnel mode gre multipoint\n tunnel vrf INET\n tunnel protection ipsec profile \
             IPSEC\ninterface GigabitEthernet0/0\n vrf forwarding INET\n ip address 192.0.2.2 255.255.255.0\nend\n"
        );
        entries(&text).swap_remove(0)
    }

    const PROFILE: &str = "crypto ikev2 keyring K\n peer HUB\n  address 203.0.113.11\n  pre-shared-key s3cret\ncrypto ikev2 \
                           profile P\n match identity remote any\n authentication local pre-share\n authentication remote \
                           pre-share\n keyring local K\n match fvrf ";

    #[test]
    fn the_server_of_a_spoke_is_moved_where_it_is_named() {
        let entry = spoke(&format!("{PROFILE}INET"));
        assert_eq!(
            commands(&Change::SetPeer { entry: &entry, from: "203.0.113.11", to: "203.0.113.10" }),
            [
                "interface Tunnel100",
                " no ip nhrp nhs 172.16.0.1 nbma 203.0.113.11 multicast",
                " ip nhrp nhs 172.16.0.1 nbma 203.0.113.10 multicast",
            ]
        );
        assert_eq!(
            commands(&Change::SetPsk { entry: &entry, version: IkeVersion::V2, peer: "203.0.113.11", half: None }),
            ["crypto ikev2 keyring K", " peer HUB", "  pre-shared-key <key>"]
        );
        assert_eq!(
            commands(&Change::SetPfs { entry: &entry, group: None }),
            ["crypto ipsec profile IPSEC", " no set pfs"]
        );
    }

    #[test]
    fn a_key_that_is_there_goes_before_the_new_one() {
        let text = "version 15.1\ncrypto isakmp key old address 192.0.2.9\ncrypto map M 10 ipsec-isakmp\n set peer \
                    192.0.2.9\n set transform-set T\n match address L\nend\n";
        let entry = entries(text).swap_remove(0);
        let key = |peer| commands(&Change::SetPsk { entry: &entry, version: IkeVersion::V1, peer, half: None });
        assert_eq!(
            key("192.0.2.9"),
            ["no crypto isakmp key <old key> address 192.0.2.9", "crypto isakmp key <key> address 192.0.2.9"]
        );
        assert_eq!(key("192.0.2.8"), ["crypto isakmp key <key> address 192.0.2.8"]);
    }

    #[test]
    fn a_profile_for_another_vrf_leaves_the_verdict_open() {
        let doubtful = |entry: &Entry| entry.defects.iter().filter(|defect| defect.blocks == Blocks::Perhaps).count();
        for (vrf, doubts) in [("INET", 0), ("any", 0), ("OTHER", 1)] {
            assert_eq!(doubtful(&spoke(&format!("{PROFILE}{vrf}"))), doubts, "{vrf}");
        }
        let global = PROFILE.trim_end_matches(" match fvrf ");
        assert_eq!(doubtful(&spoke(global)), 1);
    }
}
