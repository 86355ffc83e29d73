//! The words of an ASA for algorithms, and what they stand for.

use crate::model::{AuthenticationMethod, DhGroup, Encryption, Hash, IkeVersion};

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

/// The method by which old releases let clients answer a challenge (Cisco ASA command reference, `authentication (crypto
/// isakmp policy)`). No other device speaks it, so that a policy with it agrees with none.
pub(super) const CLIENT_METHOD: &str = "crack";

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

/// The groups that old releases had and no registry has: 7, ECC for handhelds.
pub(super) const OLD_GROUPS: &[DhGroup] = &[DhGroup(7)];

/// What a platform of this family calls the proposals for child SAs of a version.
pub(super) fn child_proposal_title(version: IkeVersion) -> &'static str {
    match version {
        IkeVersion::V1 => "transform set",
        IkeVersion::V2 => "IPsec proposal",
    }
}
