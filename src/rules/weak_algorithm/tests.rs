//! Every algorithm that the model knows against what the standards say of it.

use super::*;
use crate::model::EncapsulationMode;
use crate::source::FileId;

/// What is told of an algorithm: nothing, an info or a warning.
type Told = Option<Severity>;

const FINE: Told = None;
const SHOULD_NOT: Told = Some(Severity::Info);
const MUST_NOT: Told = Some(Severity::Warning);

/// Ciphers: in IKE (RFC 8247, section 2.1) and in ESP (RFC 8221, section 5). RFC 9395, section 5, deprecates DES once more, and
/// Blowfish and CAST-128.
const CIPHERS: [(Encryption, Told, Told); 17] = [
    // Not for IKE (RFC 7296, section 5); a MUST for ESP.
    (Encryption::Null, MUST_NOT, FINE),
    (Encryption::Des, MUST_NOT, MUST_NOT),
    // A MAY for IKE.
    (Encryption::TripleDes, FINE, SHOULD_NOT),
    (Encryption::AesCbc(128), FINE, FINE),
    // Of 192 bits both say that nobody needs them, and nothing else.
    (Encryption::AesCbc(192), FINE, FINE),
    (Encryption::AesCbc(256), FINE, FINE),
    (Encryption::AesGcm(128), FINE, FINE),
    (Encryption::AesGcm(192), FINE, FINE),
    (Encryption::AesGcm(256), FINE, FINE),
    (Encryption::AesCcm(128), FINE, FINE),
    (Encryption::AesCcm(256), FINE, FINE),
    // Not in either list.
    (Encryption::AesGmac(128), FINE, FINE),
    (Encryption::AesGmac(256), FINE, FINE),
    // Has no number in the registry, and so no status.
    (Encryption::Seal, FINE, FINE),
    (Encryption::ChaCha20Poly1305, FINE, FINE),
    // RFC 9395, section 5.
    (Encryption::Blowfish(128), MUST_NOT, MUST_NOT),
    (Encryption::Cast128, MUST_NOT, MUST_NOT),
];

/// Hash functions as integrity and as pseudorandom function (RFC 8247, sections 2.2 and 2.3; RFC 8221, section 6). SHA-1 is a MUST-.
const HASHES: [(Hash, Told); 6] = [
    // Judged by the cipher that it goes with.
    (Hash::None, FINE),
    (Hash::Md5, MUST_NOT),
    (Hash::Sha1, FINE),
    (Hash::Sha256, FINE),
    // Not in either list.
    (Hash::Sha384, FINE),
    (Hash::Sha512, FINE),
];

/// Groups (RFC 8247, section 2.4; RFC 9395, section 5). Those that are not listed there have no status.
const GROUPS: [(u16, Told); 16] = [
    (1, MUST_NOT),
    (2, SHOULD_NOT),
    (5, SHOULD_NOT),
    (14, FINE),
    (15, FINE),
    (16, FINE),
    (17, FINE),
    (18, FINE),
    (19, FINE),
    (20, FINE),
    (21, FINE),
    (22, MUST_NOT),
    (23, SHOULD_NOT),
    (24, SHOULD_NOT),
    (31, FINE),
    (32, FINE),
];

/// Ways to authenticate (RFC 8247, section 3.1).
const METHODS: [(AuthenticationMethod, Told); 7] = [
    (AuthenticationMethod::PreSharedKey, FINE),
    (AuthenticationMethod::Signature, FINE),
    (AuthenticationMethod::RsaSignature, FINE),
    // Gone with IKEv1 itself (RFC 9395, section 3), of which `ikev1-in-use` tells.
    (AuthenticationMethod::RsaEncryption, FINE),
    (AuthenticationMethod::DsaSignature, SHOULD_NOT),
    (AuthenticationMethod::EcdsaSignature, FINE),
    (AuthenticationMethod::Eap, FINE),
];

const AT: Span = Span { file: FileId(0), start: 0, end: 1 };

fn setting<T>(value: T) -> Vec<Setting<T>> {
    vec![Setting::written(value, AT)]
}

fn ike() -> IkeProposal {
    IkeProposal {
        name: "policy 10".to_owned(),
        span: AT,
        encryption: setting(Encryption::AesCbc(256)),
        integrity: setting(Hash::Sha256),
        prf: setting(Hash::Sha256),
        dh_groups: setting(DhGroup(14)),
        authentication: None,
        lifetime: Setting::written(None, AT),
    }
}

fn esp(cipher: Encryption, hash: Hash) -> ChildProposal {
    let mode = Setting::written(EncapsulationMode::Tunnel, AT);
    ChildProposal::esp("TS", AT, setting(cipher), setting(hash), mode)
}

fn told(weak: &[Weak]) -> Told {
    weak.iter().map(|own| own.status).max().map(severity)
}

/// The variant that comes next; a new one does not compile until it has a place here, and then fails for want of a row.
fn ciphers() -> Vec<Encryption> {
    let next = |cipher: Encryption| match cipher {
        Encryption::Null => Some(Encryption::Des),
        Encryption::Des => Some(Encryption::TripleDes),
        Encryption::TripleDes => Some(Encryption::AesCbc(128)),
        Encryption::AesCbc(_) => Some(Encryption::AesGcm(128)),
        Encryption::AesGcm(_) => Some(Encryption::AesCcm(128)),
        Encryption::AesCcm(_) => Some(Encryption::AesGmac(128)),
        Encryption::AesGmac(_) => Some(Encryption::Seal),
        Encryption::Seal => Some(Encryption::ChaCha20Poly1305),
        Encryption::ChaCha20Poly1305 => Some(Encryption::Blowfish(128)),
        Encryption::Blowfish(_) => Some(Encryption::Cast128),
        Encryption::Cast128 => None,
    };
    std::iter::successors(Some(Encryption::Null), |own| next(*own)).collect()
}

fn hashes() -> Vec<Hash> {
    let next = |hash: Hash| match hash {
        Hash::None => Some(Hash::Md5),
        Hash::Md5 => Some(Hash::Sha1),
        Hash::Sha1 => Some(Hash::Sha256),
        Hash::Sha256 => Some(Hash::Sha384),
        Hash::Sha384 => Some(Hash::Sha512),
        Hash::Sha512 => None,
    };
    std::iter::successors(Some(Hash::None), |own| next(*own)).collect()
}

fn methods() -> Vec<AuthenticationMethod> {
    use AuthenticationMethod as M;
    let next = |method: M| match method {
        M::PreSharedKey => Some(M::Signature),
        M::Signature => Some(M::RsaSignature),
        M::RsaSignature => Some(M::RsaEncryption),
        M::RsaEncryption => Some(M::DsaSignature),
        M::DsaSignature => Some(M::EcdsaSignature),
        M::EcdsaSignature => Some(M::Eap),
        M::Eap => None,
    };
    std::iter::successors(Some(M::PreSharedKey), |own| next(*own)).collect()
}

#[test]
fn every_algorithm_has_a_row() {
    for cipher in ciphers() {
        assert!(CIPHERS.iter().any(|(own, ..)| *own == cipher), "{cipher}");
    }
    for hash in hashes() {
        assert!(HASHES.iter().any(|(own, _)| *own == hash), "{hash}");
    }
    for method in methods() {
        assert!(METHODS.iter().any(|(own, _)| *own == method), "{method}");
    }
    for group in (0..=u16::MAX).filter(|number| DhGroup(*number).name().is_some()) {
        assert!(GROUPS.iter().any(|(own, _)| *own == group), "group {group}");
    }
}

#[test]
fn every_cipher_is_told_by_its_status() {
    for (cipher, in_ike, in_esp) in CIPHERS {
        let mut policy = ike();
        policy.encryption = setting(cipher);
        assert_eq!(told(&weak_in_ike(&policy)), in_ike, "{cipher} in IKE");
        let hash = if cipher.is_combined_mode() { Hash::None } else { Hash::Sha256 };
        assert_eq!(told(&weak_in_child(&esp(cipher, hash))), in_esp, "{cipher} in ESP");
        // RFC 8221, section 4.
        let bare = if cipher.is_combined_mode() { FINE } else { MUST_NOT };
        assert_eq!(told(&weak_in_child(&esp(cipher, Hash::None))), bare, "{cipher} alone");
    }
}

#[test]
fn every_hash_is_told_by_its_status() {
    for (hash, status) in HASHES {
        let mut by_integrity = ike();
        by_integrity.integrity = setting(hash);
        let mut by_prf = ike();
        by_prf.prf = setting(hash);
        let mut by_header = esp(Encryption::AesCbc(256), Hash::Sha256);
        by_header.authentication_header = setting(hash);
        let esp = weak_in_child(&esp(Encryption::AesGcm(256), hash));
        for weak in [weak_in_ike(&by_integrity), weak_in_ike(&by_prf), weak_in_child(&by_header), esp] {
            assert_eq!(told(&weak), status, "{hash}");
        }
    }
}

#[test]
fn every_group_is_told_by_its_status() {
    for (group, status) in GROUPS {
        let mut policy = ike();
        policy.dh_groups = setting(DhGroup(group));
        let mut with_pfs = esp(Encryption::AesCbc(256), Hash::Sha256);
        with_pfs.pfs = Some(setting(Some(DhGroup(group))));
        for weak in [weak_in_ike(&policy), weak_in_child(&with_pfs)] {
            assert_eq!(told(&weak), status, "group {group}");
        }
    }
}

#[test]
fn every_way_to_authenticate_is_told_by_its_status() {
    for (method, status) in METHODS {
        let mut policy = ike();
        policy.authentication = Some(Setting::written(method, AT));
        assert_eq!(told(&weak_in_ike(&policy)), status, "{method}");
    }
}
