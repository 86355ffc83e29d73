//! What strongSwan assumes where a file is silent, by release.

use crate::model::{DhGroup, Encryption, Hash, Release, SequenceNumbers};

/// `version = 0`.
pub(super) const VERSION: &str =
    "strongSwan, swanctl.conf(5): version 0 accepts IKEv1 and IKEv2, and begins with IKEv2";

/// `aggressive = no`.
pub(super) const AGGRESSIVE: &str = "strongSwan, swanctl.conf(5): aggressive = no";

/// `auth = pubkey`.
pub(super) const AUTHENTICATION: &str = "strongSwan, swanctl.conf(5): auth = pubkey";

/// The identity that is sent where `id` is not set.
pub(super) const LOCAL_IDENTITY: &str = "strongSwan documentation, identity parsing: without an id the address is used";

/// The name in a certificate.
pub(super) const ID_IN_CERTIFICATE: &str = "strongSwan, swanctl.conf(5), remote.id: an identity has to be the subject of the certificate or one of its alternative names";

/// `mode = tunnel`.
pub(super) const MODE: &str = "strongSwan, swanctl.conf(5): mode = tunnel";

/// `start_action = none` and its like: a connection may always be begun by hand.
pub(super) const INITIATION: &str =
    "strongSwan, swanctl.conf(5): start_action none can be initiated manually or used to respond";

/// `remote_addrs = %any`.
pub(super) const REMOTE_ADDRESSES: &str =
    "strongSwan, swanctl.conf(5): remote_addrs = %any; to initiate, a specific address must be given";

/// NAT traversal, and MOBIKE.
pub(super) const NAT_TRAVERSAL: &str = "strongSwan, NAT traversal: always on; swanctl.conf(5), mobike: yes";

/// Short sequence numbers.
pub(super) const SEQUENCE_NUMBERS: &str =
    "strongSwan, swanctl.conf(5): esp_proposals without esn or noesn; two daemons of 5.9.8";

/// No PFS.
pub(super) const PFS: &str = "strongSwan, swanctl.conf(5): PFS only with a DH group in esp_proposals";

/// PFS that the other end may do without.
pub(super) const OPTIONAL_PFS: &str =
    "strongSwan NEWS, 6.0.2: the default AH/ESP proposals hold every key exchange and `none`, which makes PFS optional";

/// The PFS of the default proposals, where the release is not known.
pub(super) const PFS_BY_RELEASE: &str =
    "no PFS in the default proposals before strongSwan 6.0.2, optional PFS from 6.0.2";

/// Whether the default proposals for child SAs make PFS optional; `None` where the release is not known, or `6.0` is all
/// that is known of it. Source: [`OPTIONAL_PFS`].
pub(super) fn has_optional_pfs(release: Option<Release>) -> Option<bool> {
    release?.compared_to(6, 0, 2).map(std::cmp::Ordering::is_ge)
}

/// 3DES and MD5 in the default proposals, where the release is not known.
pub(super) const WEAK_BY_RELEASE: &str =
    "3DES and MD5 in the default proposals before strongSwan 5.6.1, not from 5.6.1";

/// Whether the default proposals hold 3DES and MD5; `None` as above. Source: strongSwan NEWS, 5.6.1: removed from the
/// default proposals in compliance with RFC 8221 and RFC 8247.
pub(super) fn has_weak_algorithms(release: Option<Release>) -> Option<bool> {
    release?.compared_to(5, 6, 1).map(std::cmp::Ordering::is_lt)
}

/// Seconds between IKE rekeyings.
pub(super) const IKE_REKEY: u64 = 4 * 3600;

/// The lifetime of an IKE SA: `rekey_time` and `over_time`.
pub(super) const IKE_LIFETIME: &str =
    "strongSwan, swanctl.conf(5): rekey_time = 4h, over_time = 10% of rekey_time and reauth_time";

/// Seconds between child rekeyings.
pub(super) const CHILD_REKEY: u64 = 3600;

/// The lifetime of a child SA.
pub(super) const CHILD_LIFETIME: &str = "strongSwan, swanctl.conf(5): rekey_time = 1h, life_time = rekey_time + 10%";

/// No limit by volume.
pub(super) const CHILD_VOLUME: &str = "strongSwan, swanctl.conf(5): rekey_bytes = 0, life_bytes = rekey_bytes + 10%";

/// Source of the default proposals below. Which algorithms there are depends on the plugins of the installation.
pub(super) const PROPOSALS: &str = "strongSwan, proposal.c: default proposals of 5.9";

/// What differs between installations.
pub(super) const PROPOSALS_BY_RELEASE: &str =
    "the default proposals of strongSwan end in 3DES, AES-CTR or AES-GCM as release and plugins have it";

/// Encryption of the default IKE and ESP proposals. 3DES, AES-CTR and Camellia depend on plugins and release.
pub(super) const ENCRYPTION: &[Encryption] =
    &[Encryption::AesCbc(128), Encryption::AesCbc(192), Encryption::AesCbc(256)];

/// Encryption of the default IKE proposal with combined-mode ciphers.
pub(super) const COMBINED: &[Encryption] = &[Encryption::AesGcm(128), Encryption::AesGcm(192), Encryption::AesGcm(256)];

/// Integrity of the default IKE, ESP and AH proposals, and the pseudorandom functions of IKE.
pub(super) const HASHES: &[Hash] = &[Hash::Sha256, Hash::Sha384, Hash::Sha512, Hash::Sha1];

/// Groups of the default IKE proposals. Their order depends on the plugins.
pub(super) const GROUPS: &[DhGroup] = &[
    DhGroup(19),
    DhGroup(20),
    DhGroup(21),
    DhGroup(31),
    DhGroup(15),
    DhGroup(16),
    DhGroup(17),
    DhGroup(18),
    DhGroup(14),
];

/// What a keyword of a proposal stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transform {
    /// An encryption algorithm; `None` where the model has none for it.
    Encryption(Option<Encryption>),
    /// A combined-mode cipher that the model has none for: other lengths of the integrity check value.
    OtherCombined,
    /// An integrity algorithm; likewise.
    Integrity(Option<Hash>),
    /// A pseudorandom function; likewise.
    Prf(Option<Hash>),
    /// A Diffie-Hellman group; `None` is no key exchange.
    Group(Option<DhGroup>),
    /// A key exchange that has no group number here, or comes in addition (`ke1_…`).
    OtherKeyExchange,
    /// Sequence numbers.
    SequenceNumbers(SequenceNumbers),
}

/// The keywords with a meaning in the model. Source: strongSwan, proposal_keywords_static.txt.
const KEYWORDS: &[(&str, Transform)] = &[
    ("null", Transform::Encryption(Some(Encryption::Null))),
    ("des", Transform::Encryption(Some(Encryption::Des))),
    ("3des", Transform::Encryption(Some(Encryption::TripleDes))),
    ("aes", Transform::Encryption(Some(Encryption::AesCbc(128)))),
    ("blowfish", Transform::Encryption(Some(Encryption::Blowfish(128)))),
    ("blowfish128", Transform::Encryption(Some(Encryption::Blowfish(128)))),
    ("blowfish192", Transform::Encryption(Some(Encryption::Blowfish(192)))),
    ("blowfish256", Transform::Encryption(Some(Encryption::Blowfish(256)))),
    ("cast128", Transform::Encryption(Some(Encryption::Cast128))),
    ("chacha20poly1305", Transform::Encryption(Some(Encryption::ChaCha20Poly1305))),
    ("sha", Transform::Integrity(Some(Hash::Sha1))),
    ("sha1", Transform::Integrity(Some(Hash::Sha1))),
    ("sha256", Transform::Integrity(Some(Hash::Sha256))),
    ("sha2_256", Transform::Integrity(Some(Hash::Sha256))),
    ("sha384", Transform::Integrity(Some(Hash::Sha384))),
    ("sha2_384", Transform::Integrity(Some(Hash::Sha384))),
    ("sha512", Transform::Integrity(Some(Hash::Sha512))),
    ("sha2_512", Transform::Integrity(Some(Hash::Sha512))),
    ("md5", Transform::Integrity(Some(Hash::Md5))),
    ("sha1_160", Transform::Integrity(None)),
    ("sha256_96", Transform::Integrity(None)),
    ("sha2_256_96", Transform::Integrity(None)),
    ("md5_128", Transform::Integrity(None)),
    ("aesxcbc", Transform::Integrity(None)),
    ("aescmac", Transform::Integrity(None)),
    ("camelliaxcbc", Transform::Integrity(None)),
    ("prfsha1", Transform::Prf(Some(Hash::Sha1))),
    ("prfsha256", Transform::Prf(Some(Hash::Sha256))),
    ("prfsha384", Transform::Prf(Some(Hash::Sha384))),
    ("prfsha512", Transform::Prf(Some(Hash::Sha512))),
    ("prfmd5", Transform::Prf(Some(Hash::Md5))),
    ("prfaesxcbc", Transform::Prf(None)),
    ("prfaescmac", Transform::Prf(None)),
    ("prfcamelliaxcbc", Transform::Prf(None)),
    ("none", Transform::Group(None)),
    ("modpnone", Transform::Group(None)),
    ("modp768", Transform::Group(Some(DhGroup(1)))),
    ("modp1024", Transform::Group(Some(DhGroup(2)))),
    ("modp1536", Transform::Group(Some(DhGroup(5)))),
    ("modp2048", Transform::Group(Some(DhGroup(14)))),
    ("modp3072", Transform::Group(Some(DhGroup(15)))),
    ("modp4096", Transform::Group(Some(DhGroup(16)))),
    ("modp6144", Transform::Group(Some(DhGroup(17)))),
    ("modp8192", Transform::Group(Some(DhGroup(18)))),
    ("ecp256", Transform::Group(Some(DhGroup(19)))),
    ("ecp384", Transform::Group(Some(DhGroup(20)))),
    ("ecp521", Transform::Group(Some(DhGroup(21)))),
    ("modp1024s160", Transform::Group(Some(DhGroup(22)))),
    ("modp2048s224", Transform::Group(Some(DhGroup(23)))),
    ("modp2048s256", Transform::Group(Some(DhGroup(24)))),
    ("ecp192", Transform::Group(Some(DhGroup(25)))),
    ("ecp224", Transform::Group(Some(DhGroup(26)))),
    ("ecp224bp", Transform::Group(Some(DhGroup(27)))),
    ("ecp256bp", Transform::Group(Some(DhGroup(28)))),
    ("ecp384bp", Transform::Group(Some(DhGroup(29)))),
    ("ecp512bp", Transform::Group(Some(DhGroup(30)))),
    ("curve25519", Transform::Group(Some(DhGroup(31)))),
    ("x25519", Transform::Group(Some(DhGroup(31)))),
    ("curve448", Transform::Group(Some(DhGroup(32)))),
    ("x448", Transform::Group(Some(DhGroup(32)))),
    ("modpnull", Transform::OtherKeyExchange),
    ("esn", Transform::SequenceNumbers(SequenceNumbers::Extended)),
    ("noesn", Transform::SequenceNumbers(SequenceNumbers::Short)),
];

/// Ciphers by the beginning of their keyword, where the model has none for them.
const OTHER_CIPHERS: &[&str] = &["camellia", "serpent", "twofish"];

/// Key exchanges by the beginning of their keyword.
const OTHER_KEY_EXCHANGES: &[&str] = &[
    "ke1_", "ke2_", "ke3_", "ke4_", "ke5_", "ke6_", "ke7_", "ntru", "kyber", "mlkem", "saber", "bike", "frodo", "hqc",
];

/// What a keyword of a proposal stands for; `None` where strongSwan has no such keyword.
pub(super) fn transform(keyword: &str) -> Option<Transform> {
    if let Some((_, known)) = KEYWORDS.iter().find(|(name, _)| *name == keyword) {
        return Some(*known);
    }
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| keyword.starts_with(prefix));
    match keyword.strip_prefix("aes").and_then(aes) {
        Some(transform) => Some(transform),
        None if starts(OTHER_CIPHERS) && keyword.contains("ccm") => Some(Transform::OtherCombined),
        None if starts(OTHER_CIPHERS) => Some(Transform::Encryption(None)),
        None if starts(OTHER_KEY_EXCHANGES) => Some(Transform::OtherKeyExchange),
        None if keyword == "chacha20poly1305compat" => Some(Transform::OtherCombined),
        None => None,
    }
}

/// What stands behind `aes`: the key length and the mode.
fn aes(rest: &str) -> Option<Transform> {
    let bits: u16 = rest.get(..3)?.parse().ok().filter(|bits| [128, 192, 256].contains(bits))?;
    Some(match rest.get(3..)? {
        "" => Transform::Encryption(Some(Encryption::AesCbc(bits))),
        "gcm" | "gcm16" | "gcm128" => Transform::Encryption(Some(Encryption::AesGcm(bits))),
        "ccm" | "ccm16" | "ccm128" => Transform::Encryption(Some(Encryption::AesCcm(bits))),
        "gmac" => Transform::Encryption(Some(Encryption::AesGmac(bits))),
        "ctr" => Transform::Encryption(None),
        "gcm8" | "gcm64" | "gcm12" | "gcm96" | "ccm8" | "ccm64" | "ccm12" | "ccm96" => Transform::OtherCombined,
        _ => return None,
    })
}
