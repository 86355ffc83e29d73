//! Cryptographic algorithms, by their IANA registry names.
//!
//! Source: IANA "Internet Key Exchange (IKE) Attributes" and "Internet Key Exchange Version 2 (IKEv2) Parameters".

use std::fmt;

/// An encryption algorithm of an IKE SA or a child SA; key lengths in bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Encryption {
    /// No encryption (ESP only).
    Null,
    /// DES-CBC.
    Des,
    /// 3DES-CBC.
    TripleDes,
    /// AES-CBC with this key length.
    AesCbc(u16),
    /// AES-GCM with a 16-octet integrity check value and this key length.
    AesGcm(u16),
    /// AES-CCM with a 16-octet integrity check value and this key length.
    AesCcm(u16),
    /// AES-GMAC, integrity without encryption, with this key length (ESP only).
    AesGmac(u16),
    /// SEAL with a 160-bit key (IOS only, ESP only).
    Seal,
    /// ChaCha20-Poly1305.
    ChaCha20Poly1305,
    /// Blowfish-CBC with this key length (strongSwan only).
    Blowfish(u16),
    /// CAST-128-CBC (strongSwan only).
    Cast128,
}

impl Encryption {
    /// Whether the algorithm brings its own integrity, so that no integrity transform goes with it (RFC 7296, section 3.3).
    pub fn is_combined_mode(self) -> bool {
        matches!(self, Self::AesGcm(_) | Self::AesCcm(_) | Self::AesGmac(_) | Self::ChaCha20Poly1305)
    }

    /// The strength in bits by which a platform compares an IKE cipher with an ESP cipher.
    pub fn key_bits(self) -> u16 {
        match self {
            Self::Null => 0,
            Self::Des => 56,
            Self::TripleDes => 168,
            Self::AesCbc(bits)
            | Self::AesGcm(bits)
            | Self::AesCcm(bits)
            | Self::AesGmac(bits)
            | Self::Blowfish(bits) => bits,
            Self::Cast128 => 128,
            Self::Seal => 160,
            Self::ChaCha20Poly1305 => 256,
        }
    }
}

impl fmt::Display for Encryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("NULL"),
            Self::Des => f.write_str("DES-CBC"),
            Self::TripleDes => f.write_str("3DES-CBC"),
            Self::AesCbc(bits) => write!(f, "AES-CBC-{bits}"),
            Self::AesGcm(bits) => write!(f, "AES-GCM-{bits}"),
            Self::AesCcm(bits) => write!(f, "AES-CCM-{bits}"),
            Self::AesGmac(bits) => write!(f, "AES-GMAC-{bits}"),
            Self::Seal => f.write_str("SEAL-160"),
            Self::ChaCha20Poly1305 => f.write_str("ChaCha20-Poly1305"),
            Self::Blowfish(bits) => write!(f, "Blowfish-CBC-{bits}"),
            Self::Cast128 => f.write_str("CAST-128-CBC"),
        }
    }
}

/// A hash function: the hash of an IKEv1 policy, the HMAC of an integrity transform, or a pseudorandom function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Hash {
    /// No integrity (with combined-mode encryption, or ESP without authentication).
    None,
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA2-256.
    Sha256,
    /// SHA2-384.
    Sha384,
    /// SHA2-512.
    Sha512,
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA2-256",
            Self::Sha384 => "SHA2-384",
            Self::Sha512 => "SHA2-512",
        })
    }
}

/// A Diffie-Hellman group (IKEv2: key exchange method) by its IANA number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DhGroup(pub u16);

impl DhGroup {
    /// The registry's name of the group, where the number is assigned.
    pub fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            1 => "MODP-768",
            2 => "MODP-1024",
            5 => "MODP-1536",
            14 => "MODP-2048",
            15 => "MODP-3072",
            16 => "MODP-4096",
            17 => "MODP-6144",
            18 => "MODP-8192",
            19 => "ECP-256",
            20 => "ECP-384",
            21 => "ECP-521",
            22 => "MODP-1024/160",
            23 => "MODP-2048/224",
            24 => "MODP-2048/256",
            31 => "Curve25519",
            32 => "Curve448",
            _ => return None,
        })
    }
}

impl fmt::Display for DhGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "group {} ({name})", self.0),
            None => write!(f, "group {}", self.0),
        }
    }
}

/// How an end proves who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AuthenticationMethod {
    /// A pre-shared key.
    PreSharedKey,
    /// Signatures with a key whose kind is not in the file.
    Signature,
    /// RSA signatures with certificates.
    RsaSignature,
    /// RSA encrypted nonces (IKEv1 only).
    RsaEncryption,
    /// DSA signatures (IKEv1 only).
    DsaSignature,
    /// ECDSA signatures with certificates.
    EcdsaSignature,
    /// EAP (IKEv2 only), as remote-access clients use it.
    Eap,
}

impl fmt::Display for AuthenticationMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PreSharedKey => "pre-shared key",
            Self::Signature => "signature",
            Self::RsaSignature => "RSA signature",
            Self::RsaEncryption => "RSA encryption",
            Self::DsaSignature => "DSA signature",
            Self::EcdsaSignature => "ECDSA signature",
            Self::Eap => "EAP",
        })
    }
}

/// An algorithm of any kind that a proposal lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Algorithm {
    /// An encryption algorithm.
    Encryption(Encryption),
    /// A hash function in any use.
    Hash(Hash),
    /// A Diffie-Hellman group.
    Group(DhGroup),
}
