//! How large a packet becomes once it is wrapped, in octets.

use crate::model::{ChildProposal, Encryption, Hash};

/// An IPv4 header without options (RFC 791).
pub(crate) const IP_HEADER: u32 = 20;
/// A UDP header, which carries ESP behind NAT (RFC 3948, section 2.1).
const UDP_HEADER: u32 = 8;
/// The security parameters index and the sequence number (RFC 4303, section 2).
const ESP_HEADER: u32 = 8;
/// The pad length and the next header, in front of which the padding stands (RFC 4303, section 2.4).
const ESP_TRAILER: u32 = 2;

/// What ESP adds, by the algorithms of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sizes {
    vector: u32,
    block: u32,
    check: u32,
}

impl ChildProposal {
    /// The size of the packet that carries `payload` octets behind an IPv4 header of `header` octets (0 where it has none),
    /// with the algorithms that add the least; `None` where the proposal is not ESP alone, or its algorithms are not known.
    ///
    /// In tunnel mode all of it goes into a new packet; in transport mode the header stays in front.
    pub fn wrapped_size(&self, header: u32, payload: u32, in_udp: bool) -> Option<u32> {
        if !self.authentication_header.is_empty() || self.compression {
            return None;
        }
        let in_tunnel = header == 0 || !self.mode.known().copied()?.is_transport();
        let inner = if in_tunnel { header + payload } else { payload };
        let smallest = self.sizes()?.into_iter().map(|sizes| sizes.wrapped(inner)).min()?;
        Some(IP_HEADER + if in_udp { UDP_HEADER } else { 0 } + smallest)
    }

    fn sizes(&self) -> Option<Vec<Sizes>> {
        let encryption: Option<Vec<Encryption>> = self.encryption.iter().map(|own| own.known().copied()).collect();
        let integrity: Option<Vec<Hash>> = self.integrity.iter().map(|own| own.known().copied()).collect();
        let (encryption, mut integrity) = (encryption?, integrity?);
        if integrity.is_empty() {
            integrity.push(Hash::None);
        }
        let pairs = encryption.iter().flat_map(|cipher| integrity.iter().map(move |hash| Sizes::of(*cipher, *hash)));
        pairs.collect()
    }
}

impl Sizes {
    /// Initialisation vector, block and check value. RFC 2405 and 2451 (DES, 3DES), RFC 3602 (AES-CBC), RFC 4106 (GCM), 4309
    /// (CCM), 4543 (GMAC) and 7634 (ChaCha20), each with a check value of 16 octets; RFC 2403, 2404 and 4868 (HMAC).
    fn of(encryption: Encryption, integrity: Hash) -> Option<Self> {
        let hmac = match integrity {
            Hash::None => 0,
            Hash::Md5 | Hash::Sha1 => 12,
            Hash::Sha256 => 16,
            Hash::Sha384 => 24,
            Hash::Sha512 => 32,
        };
        let (vector, block, check) = match encryption {
            Encryption::Null => (0, 4, hmac),
            Encryption::Des | Encryption::TripleDes | Encryption::Blowfish(_) | Encryption::Cast128 => (8, 8, hmac),
            Encryption::AesCbc(_) => (16, 16, hmac),
            Encryption::AesGcm(_) | Encryption::AesCcm(_) | Encryption::AesGmac(_) | Encryption::ChaCha20Poly1305 => {
                (8, 4, 16)
            }
            Encryption::Seal => return None,
        };
        Some(Self { vector, block, check })
    }

    fn wrapped(self, payload: u32) -> u32 {
        let padded = (payload + ESP_TRAILER).div_ceil(self.block) * self.block;
        ESP_HEADER + self.vector + padded + self.check
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EncapsulationMode, Setting};
    use crate::source::{FileId, Span};

    fn size(
        encryption: Encryption,
        integrity: Hash,
        mode: EncapsulationMode,
        header: u32,
        payload: u32,
    ) -> Option<u32> {
        let at = Span { file: FileId(0), start: 0, end: 0 };
        let (encryption, integrity) = (Setting::written(encryption, at), Setting::written(integrity, at));
        let proposal = ChildProposal::esp("P", at, vec![encryption], vec![integrity], Setting::written(mode, at));
        proposal.wrapped_size(header, payload, false)
    }

    #[test]
    fn sizes_are_those_of_the_worked_examples() {
        use EncapsulationMode::{TransportPreferred as Transport, Tunnel};
        // Cisco, document 25885: 1476 octets of GRE in tunnel mode do not fit into 1500, 1400 in GRE do.
        let aes = Encryption::AesCbc(256);
        assert_eq!(size(aes, Hash::Sha1, Tunnel, 20, 4 + 1400), Some(1496));
        assert_eq!(size(aes, Hash::Sha256, Tunnel, 20, 4 + 1400), Some(1500));
        assert_eq!(size(aes, Hash::Sha1, Tunnel, 20, 4 + 1476), Some(1560));
        // An ESP packet of 3DES and SHA-1: 8 + 8 + (1442 + 2 + 4 of padding) + 12 behind the outer header.
        assert_eq!(size(Encryption::TripleDes, Hash::Sha1, Tunnel, 0, 1442), Some(1496));
        assert_eq!(size(aes, Hash::Sha1, Transport, 20, 4 + 1400), Some(1464));
        assert_eq!(size(Encryption::AesGcm(256), Hash::None, Tunnel, 0, 1446), Some(1500));
        assert_eq!(size(Encryption::Seal, Hash::Sha1, Tunnel, 0, 1400), None);
    }
}
