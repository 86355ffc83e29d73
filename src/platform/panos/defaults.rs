//! What PAN-OS assumes where a file is silent, by release.

use crate::model::{Algorithm, DhGroup, Encryption, Hash, Release};
use crate::platform::refusals::{Place, Refusal, When};
use crate::source::Span;

/// IKE SA lifetime in seconds where a profile states none.
pub(super) const IKE_LIFETIME: (u64, &str) =
    (8 * 3600, "PAN-OS documentation, \"Change the Key Lifetime or Authentication Interval for IKEv2\": 8 hours");

/// Child SA lifetime in seconds where a profile states none.
pub(super) const IPSEC_LIFETIME: (u64, &str) = (3600, "PAN-OS documentation, \"Define IPSec Crypto Profiles\": 1 hour");

/// PFS group where an IPsec crypto profile states none: PFS is on.
pub(super) const PFS_GROUP: (DhGroup, &str) =
    (DhGroup(2), "pan-os-codegen, specs/objects/profiles/ipsec-crypto-profile.yaml: dh-group defaults to group2");

/// Source of "no limit by volume" where a profile states none.
pub(super) const LIFESIZE_SOURCE: &str =
    "pan-os-codegen, specs/objects/profiles/ipsec-crypto-profile.yaml: lifesize has no default";

/// The profile that a gateway or a tunnel uses where it names none (pan-os-codegen, specs/network/ike-gateway.yaml and
/// specs/network/tunnels/ipsec.yaml).
pub(super) const PROFILE_NAME: &str = "default";

/// Source of the predefined profiles below.
pub(super) const PREDEFINED_SOURCE: &str =
    "PAN-OS factory configuration (Palo Alto Networks, iron-skillet, panos_full.xml): predefined crypto profile";

/// Source of "NAT traversal is off unless it is switched on".
pub(super) const NAT_TRAVERSAL_SOURCE: &str =
    "PAN-OS web interface help, \"IKE Gateway Advanced Options Tab\": NAT traversal has to be enabled";

/// Source of "either end may begin".
pub(super) const PASSIVE_MODE_SOURCE: &str =
    "PAN-OS web interface help, \"IKE Gateway Advanced Options Tab\": passive mode has to be enabled";

/// Source of "auto".
pub(super) const EXCHANGE_MODE_SOURCE: &str =
    "pan-os-codegen, specs/network/ike-gateway.yaml: exchange-mode defaults to auto";

/// Source of tunnel mode.
pub(super) const IPSEC_MODE_SOURCE: &str = "pan-os-codegen, specs/network/tunnels/ipsec.yaml: ipsec-mode tunnel";

/// Source of the identity that is sent where `local-id` is not set.
pub(super) const LOCAL_ID_SOURCE: &str =
    "PAN-OS web interface help, \"IKE Gateway General Tab\": without a local identification the local address is used";

/// Source of what the name in a certificate is compared with.
pub(super) const ID_IN_CERTIFICATE_SOURCE: &str = "PAN-OS web interface help, \"IKE Gateway General Tab\": a mismatch with the certificate is permitted only where it is ticked";

/// Source of `protocol/version` up to 11.1.
pub(super) const VERSION_SOURCE: &str =
    "pan-os-codegen, specs/network/ike-gateway.yaml: protocol version defaults to ikev1 (up to PAN-OS 11.1)";

/// Source of the pseudorandom function that goes with combined-mode encryption.
pub(super) const PRF_SOURCE: &str =
    "PAN-OS web interface help, \"IKE Crypto Profiles\": with AES-GCM the DH group chooses the PRF";

/// A predefined IKE crypto profile. Lifetimes are 8 hours.
pub(super) struct PredefinedIke {
    /// Its name.
    pub(super) name: &'static str,
    /// Encryption in order of preference.
    pub(super) encryption: &'static [Encryption],
    /// The hash.
    pub(super) hash: Hash,
    /// The Diffie-Hellman group.
    pub(super) dh_group: DhGroup,
}

/// The predefined IKE crypto profiles; source: [`PREDEFINED_SOURCE`]. In spite of their names, two of them offer CBC.
pub(super) const PREDEFINED_IKE: &[PredefinedIke] = &[
    PredefinedIke {
        name: "default",
        encryption: &[Encryption::AesCbc(128), Encryption::TripleDes],
        hash: Hash::Sha1,
        dh_group: DhGroup(2),
    },
    PredefinedIke {
        name: "Suite-B-GCM-128",
        encryption: &[Encryption::AesCbc(128)],
        hash: Hash::Sha256,
        dh_group: DhGroup(19),
    },
    PredefinedIke {
        name: "Suite-B-GCM-256",
        encryption: &[Encryption::AesCbc(256)],
        hash: Hash::Sha384,
        dh_group: DhGroup(20),
    },
];

/// A predefined IPsec crypto profile. Lifetimes are 1 hour.
pub(super) struct PredefinedIpsec {
    /// Its name.
    pub(super) name: &'static str,
    /// ESP encryption in order of preference.
    pub(super) encryption: &'static [Encryption],
    /// ESP integrity; empty with combined-mode encryption.
    pub(super) authentication: &'static [Hash],
    /// The PFS group.
    pub(super) dh_group: DhGroup,
}

/// The predefined IPsec crypto profiles; source: [`PREDEFINED_SOURCE`].
pub(super) const PREDEFINED_IPSEC: &[PredefinedIpsec] = &[
    PredefinedIpsec {
        name: "default",
        encryption: &[Encryption::AesCbc(128), Encryption::TripleDes],
        authentication: &[Hash::Sha1],
        dh_group: DhGroup(2),
    },
    PredefinedIpsec {
        name: "Suite-B-GCM-128",
        encryption: &[Encryption::AesGcm(128)],
        authentication: &[],
        dh_group: DhGroup(19),
    },
    PredefinedIpsec {
        name: "Suite-B-GCM-256",
        encryption: &[Encryption::AesGcm(256)],
        authentication: &[],
        dh_group: DhGroup(20),
    },
];

/// The pseudorandom function that goes with combined-mode IKE encryption and this group; `None` where no source says.
///
/// Source: [`PRF_SOURCE`] (group 19 and below SHA-256, group 20 SHA-384; groups 15, 16 and 21 are not named).
pub(super) fn prf_of_group(group: DhGroup) -> Option<Hash> {
    match group.0 {
        1 | 2 | 5 | 14 | 19 => Some(Hash::Sha256),
        20 => Some(Hash::Sha384),
        _ => None,
    }
}

/// What releases do not have yet, or no longer. Source: PAN-OS, features introduced by release; pan-os-python, which writes
/// crypto profiles by release.
pub(super) const REFUSALS: &[Refusal] = &[
    Refusal {
        when: When::From(11, 2),
        place: Place::Everywhere,
        algorithms: &[Algorithm::Encryption(Encryption::Des)],
        document: "PAN-OS 11.2.5 refuses `des` as no allowed keyword; pan-os-codegen, which lists it no longer",
    },
    Refusal {
        when: When::Before(10, 0),
        place: Place::Ike,
        algorithms: GCM,
        document: "PAN-OS 10.0, new features: AES-GCM in IKE crypto profiles",
    },
    Refusal {
        when: When::Before(10, 2),
        place: Place::Everywhere,
        algorithms: &[Algorithm::Group(DhGroup(15)), Algorithm::Group(DhGroup(16)), Algorithm::Group(DhGroup(21))],
        document: "PAN-OS 10.2, new features: groups 15, 16 and 21",
    },
    Refusal {
        when: When::Before(7, 0),
        place: Place::Everywhere,
        algorithms: &[Algorithm::Group(DhGroup(19)), Algorithm::Group(DhGroup(20))],
        document: "pan-os-python, network.py: groups 19 and 20 from PAN-OS 7.0",
    },
    Refusal {
        when: When::Before(7, 0),
        place: Place::Everywhere,
        algorithms: GCM,
        document: "pan-os-python, network.py: AES-GCM for ESP from PAN-OS 7.0",
    },
];

const GCM: &[Algorithm] =
    &[Algorithm::Encryption(Encryption::AesGcm(128)), Algorithm::Encryption(Encryption::AesGcm(256))];

/// Whether a gateway without `protocol version` is IKEv1: documented up to 11.1. From 11.2 new gateways begin as IKEv2,
/// and no source says what a missing line means.
pub(super) fn defaults_to_ikev1(release: Release) -> bool {
    release.is_before(11, 2)
}

/// The same, where the release is not known.
pub(super) const VERSION_BY_RELEASE: &str = "IKEv1 up to PAN-OS 11.1, not documented from 11.2";

/// An encryption algorithm by its PAN-OS name, also in the spelling up to 6.1 (`aes256`). Source: pan-os-python,
/// `panos/network.py`, IkeCryptoProfile and IpsecCryptoProfile.
pub(super) fn encryption(name: &str) -> Option<Encryption> {
    Some(match name {
        "null" => Encryption::Null,
        "des" => Encryption::Des,
        "3des" => Encryption::TripleDes,
        "aes128" | "aes-128-cbc" => Encryption::AesCbc(128),
        "aes192" | "aes-192-cbc" => Encryption::AesCbc(192),
        "aes256" | "aes-256-cbc" => Encryption::AesCbc(256),
        "aes128ccm16" | "aes-128-ccm" => Encryption::AesCcm(128),
        "aes-128-gcm" => Encryption::AesGcm(128),
        "aes-256-gcm" => Encryption::AesGcm(256),
        _ => return None,
    })
}

/// A hash by its PAN-OS name. Source: as above.
pub(super) fn hash(name: &str) -> Option<Hash> {
    Some(match name {
        "none" | "non-auth" => Hash::None,
        "md5" => Hash::Md5,
        "sha1" => Hash::Sha1,
        "sha256" => Hash::Sha256,
        "sha384" => Hash::Sha384,
        "sha512" => Hash::Sha512,
        _ => return None,
    })
}

/// A Diffie-Hellman group by its PAN-OS name, `group14`. Source: pan-os-codegen, specs/objects/profiles; groups 15, 16 and
/// 21 from 10.2.
pub(super) fn dh_group(name: &str) -> Option<DhGroup> {
    const GROUPS: &[u16] = &[1, 2, 5, 14, 15, 16, 19, 20, 21];
    let group = name.strip_prefix("group")?.parse().ok()?;
    GROUPS.contains(&group).then_some(DhGroup(group))
}

/// What a missing line means: the default in a complete file, unknown in an excerpt.
pub(super) fn unless_excerpt<T>(value: T, source: &'static str, at: Span, complete: bool) -> crate::model::Setting<T> {
    use crate::model::{Setting, UnknownReason};
    if complete { Setting::default(value, source, at) } else { Setting::unknown(UnknownReason::NotInExcerpt, at) }
}
