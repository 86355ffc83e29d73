//! The words of an ASA for algorithms, and what they stand for.

use crate::model::{AuthenticationMethod, Defect, DefectKind, DhGroup, Encryption, Hash, Setting, UnknownReason};
use crate::model::{Blocks, IkeVersion};
use crate::platform::asa::syntax::Node;
use crate::source::Span;

/// Ciphers of IKE policies and of IKEv2 IPsec proposals. Source: Cisco ASA command reference, `encryption` and
/// `protocol esp`; a bare `aes` has a key of 128 bits.
pub(in crate::platform::asa) const CIPHERS: &[(&str, Encryption)] = &[
    ("des", Encryption::Des),
    ("3des", Encryption::TripleDes),
    ("aes", Encryption::AesCbc(128)),
    ("aes-192", Encryption::AesCbc(192)),
    ("aes-256", Encryption::AesCbc(256)),
    ("aes-gcm", Encryption::AesGcm(128)),
    ("aes-gcm-192", Encryption::AesGcm(192)),
    ("aes-gcm-256", Encryption::AesGcm(256)),
    ("aes-gmac", Encryption::AesGmac(128)),
    ("aes-gmac-192", Encryption::AesGmac(192)),
    ("aes-gmac-256", Encryption::AesGmac(256)),
    ("null", Encryption::Null),
];

/// Hashes of IKEv2 policies (`sha256`) and of IKEv2 IPsec proposals (`sha-256`).
pub(in crate::platform::asa) const HASHES: &[(&str, Hash)] = &[
    ("null", Hash::None),
    ("md5", Hash::Md5),
    ("sha", Hash::Sha1),
    ("sha-1", Hash::Sha1),
    ("sha256", Hash::Sha256),
    ("sha-256", Hash::Sha256),
    ("sha384", Hash::Sha384),
    ("sha-384", Hash::Sha384),
    ("sha512", Hash::Sha512),
    ("sha-512", Hash::Sha512),
];

/// Hashes of IKEv1 policies: an ASA has no SHA-2 there. Source: Cisco FMC data model, IKEv1 policy.
pub(in crate::platform::asa) const IKEV1_HASHES: &[(&str, Hash)] = &[("md5", Hash::Md5), ("sha", Hash::Sha1)];

/// Authentication methods of IKEv1 policies.
pub(in crate::platform::asa) const METHODS: &[(&str, AuthenticationMethod)] = &[
    ("pre-share", AuthenticationMethod::PreSharedKey),
    ("rsa-sig", AuthenticationMethod::RsaSignature),
    ("dsa-sig", AuthenticationMethod::DsaSignature),
];

/// Ciphers of IKEv1 transform sets.
pub(in crate::platform::asa) const ESP_CIPHERS: &[(&str, Encryption)] = &[
    ("esp-des", Encryption::Des),
    ("esp-3des", Encryption::TripleDes),
    ("esp-aes", Encryption::AesCbc(128)),
    ("esp-aes-192", Encryption::AesCbc(192)),
    ("esp-aes-256", Encryption::AesCbc(256)),
    ("esp-null", Encryption::Null),
];

/// Hashes of IKEv1 transform sets.
pub(in crate::platform::asa) const ESP_HASHES: &[(&str, Hash)] =
    &[("esp-none", Hash::None), ("esp-md5-hmac", Hash::Md5), ("esp-sha-hmac", Hash::Sha1)];

/// What a word stands for in a table; unknown, and a defect, where the table does not have it.
pub(super) fn setting<T: Copy>(
    table: &[(&str, T)],
    word: &Node<'_>,
    line: Span,
    defects: &mut Vec<Defect>,
) -> Setting<T> {
    match look_up(table, word.text) {
        Some(value) => Setting::written(value, line),
        None => {
            let names: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
            defects.push(invalid(word.text, format!("one of {}", names.join(", ")), word.span));
            Setting::unknown(UnknownReason::Unreadable, line)
        }
    }
}

/// What a word stands for in a table.
pub(super) fn look_up<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

/// The word of a value in a table.
pub(in crate::platform::asa) fn word_of<T: PartialEq>(table: &[(&'static str, T)], value: &T) -> Option<&'static str> {
    table.iter().find(|(_, own)| own == value).map(|(name, _)| *name)
}

/// A Diffie-Hellman group: `14`, and `group14` in `set pfs`.
pub(super) fn dh_group(word: &Node<'_>, line: Span, defects: &mut Vec<Defect>) -> Setting<DhGroup> {
    let digits = word.text.strip_prefix("group").unwrap_or(word.text);
    // Group 7 (ECC for handhelds) is in no registry; old releases had it.
    match digits.parse().ok().map(DhGroup).filter(|group| group.name().is_some() || *group == DhGroup(7)) {
        Some(group) => Setting::written(group, line),
        None => {
            defects.push(invalid(word.text, "a Diffie-Hellman group such as 14 or 19".into(), word.span));
            Setting::unknown(UnknownReason::Unreadable, line)
        }
    }
}

/// A limit in seconds or kilobytes; `none` and `unlimited` switch it off.
pub(super) fn limit(word: &Node<'_>, line: Span, defects: &mut Vec<Defect>) -> Setting<Option<u64>> {
    match (word.text, word.text.parse()) {
        ("none" | "unlimited", _) => Setting::written(None, line),
        (_, Ok(number)) => Setting::written(Some(number), line),
        (text, Err(_)) => {
            defects.push(invalid(text, "a number".into(), word.span));
            Setting::unknown(UnknownReason::Unreadable, line)
        }
    }
}

/// A value that the device would not take.
pub(super) fn invalid(value: &str, expected: String, span: Span) -> Defect {
    Defect { kind: DefectKind::InvalidValue { value: value.to_owned(), expected }, span, blocks: Blocks::Nothing }
}

/// What a platform of this family calls the proposals for child SAs of a version.
pub(super) fn child_proposal_title(version: IkeVersion) -> &'static str {
    match version {
        IkeVersion::V1 => "transform set",
        IkeVersion::V2 => "IPsec proposal",
    }
}
