//! The model's values in strongSwan's words.

use crate::model::{
    Addresses, AuthenticationMethod, ChildProposal, DhGroup, Encryption, Hash, Identity, IdentityPattern, IkeProposal,
    Ports, SequenceNumbers, Setting, TrafficSelector,
};
use crate::platform::swanctl::identity::{self, Parsed};

/// An encryption keyword; `None` where strongSwan has none.
fn encryption(value: Encryption) -> Option<String> {
    Some(match value {
        Encryption::Null => "null".to_owned(),
        Encryption::Des => "des".to_owned(),
        Encryption::TripleDes => "3des".to_owned(),
        Encryption::AesCbc(bits) => format!("aes{bits}"),
        Encryption::AesGcm(bits) => format!("aes{bits}gcm16"),
        Encryption::AesCcm(bits) => format!("aes{bits}ccm16"),
        Encryption::AesGmac(bits) => format!("aes{bits}gmac"),
        Encryption::ChaCha20Poly1305 => "chacha20poly1305".to_owned(),
        Encryption::Blowfish(bits) => format!("blowfish{bits}"),
        Encryption::Cast128 => "cast128".to_owned(),
        Encryption::Seal => return None,
    })
}

/// An integrity keyword; `None` where there is nothing to write.
fn hash(value: Hash) -> Option<&'static str> {
    Some(match value {
        Hash::None => return None,
        Hash::Md5 => "md5",
        Hash::Sha1 => "sha1",
        Hash::Sha256 => "sha256",
        Hash::Sha384 => "sha384",
        Hash::Sha512 => "sha512",
    })
}

/// The keyword of a group; `None` where strongSwan has none.
pub(super) fn group(value: DhGroup) -> Option<&'static str> {
    const NAMES: &[(u16, &str)] = &[
        (1, "modp768"),
        (2, "modp1024"),
        (5, "modp1536"),
        (14, "modp2048"),
        (15, "modp3072"),
        (16, "modp4096"),
        (17, "modp6144"),
        (18, "modp8192"),
        (19, "ecp256"),
        (20, "ecp384"),
        (21, "ecp521"),
        (22, "modp1024s160"),
        (23, "modp2048s224"),
        (24, "modp2048s256"),
        (25, "ecp192"),
        (26, "ecp224"),
        (27, "ecp224bp"),
        (28, "ecp256bp"),
        (29, "ecp384bp"),
        (30, "ecp512bp"),
        (31, "curve25519"),
        (32, "curve448"),
    ];
    NAMES.iter().find(|(number, _)| *number == value.0).map(|(_, name)| *name)
}

fn known<T: Copy>(list: &[Setting<T>]) -> Option<Vec<T>> {
    list.iter().map(|value| value.known().copied()).collect()
}

/// Adds the keywords for the ciphers and hashes of a proposal; `None` where one of them has none.
fn add_ciphers(words: &mut Vec<String>, ciphers: &[Encryption], hashes: &[Hash]) -> Option<()> {
    for cipher in ciphers {
        words.push(encryption(*cipher)?);
    }
    words.extend(hashes.iter().filter_map(|value| hash(*value)).map(str::to_owned));
    Some(())
}

/// An IKE proposal; `None` where a part of it is not known or has no keyword.
pub(super) fn ike_proposal(proposal: &IkeProposal) -> Option<String> {
    let (ciphers, hashes, prf) = (known(&proposal.encryption)?, known(&proposal.integrity)?, known(&proposal.prf)?);
    let combined = ciphers.iter().any(|cipher| cipher.is_combined_mode());
    let mut words = Vec::new();
    add_ciphers(&mut words, &ciphers, &hashes)?;
    // A combined-mode cipher needs one; elsewhere it follows from the integrity algorithm.
    let prf = if prf.is_empty() && combined { hashes.clone() } else { prf };
    if !prf.is_empty() && prf != hashes {
        words.extend(prf.iter().filter_map(|value| hash(*value)).map(|word| format!("prf{word}")));
    }
    for value in known(&proposal.dh_groups)? {
        words.push(group(value)?.to_owned());
    }
    Some(words.join("-"))
}

/// A child proposal with its PFS groups, `pfs` where it has none of its own. `None` as above, and for ESP and AH in one.
pub(super) fn child_proposal(proposal: &ChildProposal, pfs: Option<DhGroup>) -> Option<String> {
    let ciphers = known(&proposal.encryption)?;
    let hashes = match ciphers.is_empty() {
        true => known(&proposal.authentication_header)?,
        false if proposal.authentication_header.is_empty() => known(&proposal.integrity)?,
        false => return None,
    };
    let mut words = Vec::new();
    add_ciphers(&mut words, &ciphers, &hashes)?;
    let groups = match &proposal.pfs {
        Some(groups) => known(groups)?,
        None => vec![pfs],
    };
    let is_optional = groups.len() > 1;
    for own in groups {
        match own {
            Some(own) => words.push(group(own)?.to_owned()),
            None if is_optional => words.push("none".to_owned()),
            None => {}
        }
    }
    if proposal.demands_extended_sequence_numbers() {
        words.push("esn".to_owned());
    } else if proposal.sequence_numbers.iter().any(|own| own.known() == Some(&SequenceNumbers::Extended)) {
        words.extend(["esn".to_owned(), "noesn".to_owned()]);
    }
    Some(words.join("-"))
}

/// One side of a traffic selector; `None` where it is not known or cannot be written.
fn side(addresses: &Addresses, protocol: Option<u8>, ports: Ports) -> Option<String> {
    let net = match addresses {
        Addresses::Net(net) => net.to_string(),
        Addresses::Range(low, high) => format!("{low}-{high}"),
        Addresses::Wildcard { .. } | Addresses::Unknown(_) => return None,
    };
    let port = if ports == Ports::ANY { String::new() } else { format!("/{ports}") };
    Some(match (protocol, port.as_str()) {
        (None, "") => net,
        (None, port) => format!("{net}[{port}]"),
        (Some(number), port) => format!("{net}[{number}{port}]"),
    })
}

/// The two sides of a traffic selector as `local_ts` and `remote_ts`.
pub(super) fn selector(selector: &TrafficSelector) -> Option<[String; 2]> {
    let [local, remote] = selector.protocols();
    let local = side(&selector.local, local, selector.local_ports)?;
    Some([local, side(&selector.remote, remote, selector.remote_ports)?])
}

/// An identity; its type stands in front where it does not follow from the text.
pub(super) fn identity(value: &Identity) -> String {
    let (plain, prefix) = match value {
        Identity::Address(address) => (address.to_string(), ""),
        Identity::Fqdn(name) => (name.clone(), "fqdn:"),
        Identity::Email(name) => (name.clone(), "email:"),
        Identity::DistinguishedName(name) => (name.clone(), ""),
        Identity::KeyId(bytes) => return key_id(bytes),
    };
    if identity::parse(&plain) == Parsed::One(value.clone()) { plain } else { format!("{prefix}{plain}") }
}

fn key_id(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.bytes().all(|byte| byte.is_ascii_graphic()) && !text.starts_with('#') => {
            format!("keyid:{text}")
        }
        _ => format!("keyid:#{}", hexadecimal(bytes)),
    }
}

/// Bytes as hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is demanded of an identity; `None` where it cannot be written.
pub(super) fn pattern(value: &IdentityPattern) -> Option<String> {
    Some(match value {
        IdentityPattern::Any => "%any".to_owned(),
        IdentityPattern::Exactly(own) => identity(own),
        IdentityPattern::FqdnDomain(domain) => format!("*.{domain}"),
        IdentityPattern::EmailDomain(domain) => format!("*@{domain}"),
        IdentityPattern::Network(net) => net.to_string(),
        IdentityPattern::DistinguishedNameLike(name) => name.clone(),
        IdentityPattern::BeginsWith(_)
        | IdentityPattern::SomeDistinguishedName(_)
        | IdentityPattern::Certificate(_) => {
            return None;
        }
    })
}

/// An authentication method; `None` where strongSwan has no word for it.
pub(super) fn method(value: AuthenticationMethod) -> Option<&'static str> {
    Some(match value {
        AuthenticationMethod::PreSharedKey => "psk",
        AuthenticationMethod::Signature | AuthenticationMethod::RsaSignature => "pubkey",
        AuthenticationMethod::EcdsaSignature => "ecdsa",
        AuthenticationMethod::Eap => "eap",
        AuthenticationMethod::RsaEncryption | AuthenticationMethod::DsaSignature => return None,
    })
}

/// A value, in quotes where it needs them.
pub(super) fn quoted(text: &str) -> String {
    let is_plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() && !"#{}\"\\".contains(c));
    if is_plain { text.to_owned() } else { format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")) }
}
