//! What one end of a generated tunnel is set to, without a vendor.

/// A seeded sequence of numbers (SplitMix64), so that a failing pair can be made again from its number.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// One of several values.
    pub(crate) fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[usize::try_from(self.next() % values.len() as u64).unwrap()]
    }

    /// One of several values that is not this one.
    pub(crate) fn pick_other<T: Copy + PartialEq>(&mut self, values: &[T], not: T) -> T {
        let others: Vec<T> = values.iter().copied().filter(|value| *value != not).collect();
        self.pick(&others)
    }
}

/// The platforms that the generator writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vendor {
    Asa,
    Ios,
    PanOs,
}

/// What a fault changes, and what a written line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    Other,
    IkeEncryption,
    IkeHash,
    IkeGroup,
    Psk,
    Peer,
    EspEncryption,
    EspHash,
    Pfs,
    Selector,
    EntryHead,
    Version,
    Enable,
    Binding,
    LocalAddress,
}

/// One end.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) vendor: Vendor,
    pub(crate) version: u8,
    pub(crate) name: &'static str,
    pub(crate) address: &'static str,
    pub(crate) peer: &'static str,
    /// The second octet of the networks 10.x.0.0/24 behind each end.
    pub(crate) lan: [u8; 2],
    pub(crate) ike_encryption: &'static str,
    pub(crate) ike_hash: &'static str,
    pub(crate) ike_group: u16,
    pub(crate) psk: Option<String>,
    pub(crate) esp_encryption: &'static str,
    pub(crate) esp_hash: &'static str,
    pub(crate) pfs: Option<u16>,
    pub(crate) enabled: bool,
    pub(crate) bound: bool,
    pub(crate) has_selector: bool,
}

pub(crate) const ENCRYPTION: [&str; 3] = ["aes128", "aes192", "aes256"];
pub(crate) const HASH: [[&str; 2]; 2] = [["sha1", "md5"], ["sha256", "sha384"]];
pub(crate) const GROUP: [[u16; 3]; 2] = [[2, 5, 14], [14, 19, 20]];

/// Both ends of a tunnel that comes up.
pub(crate) fn fitting(random: &mut Random) -> [Settings; 2] {
    let vendors = [Vendor::Asa, Vendor::Ios, Vendor::PanOs];
    let version = random.pick(&[1_u8, 2]);
    let of_version = usize::from(version) - 1;
    let pfs = if random.next().is_multiple_of(2) { Some(random.pick(&GROUP[of_version])) } else { None };
    let lan = [random.pick(&[1, 2, 3]), random.pick(&[11, 12, 13])];
    let a = Settings {
        vendor: random.pick(&vendors),
        version,
        name: "alpha",
        address: "192.0.2.10",
        peer: "198.51.100.20",
        lan,
        ike_encryption: random.pick(&ENCRYPTION),
        ike_hash: random.pick(&HASH[of_version]),
        ike_group: random.pick(&GROUP[of_version]),
        psk: Some(format!("key-{:x}", random.next())),
        esp_encryption: random.pick(&ENCRYPTION),
        esp_hash: random.pick(&HASH[of_version]),
        pfs,
        enabled: true,
        bound: true,
        has_selector: true,
    };
    let b = Settings {
        vendor: random.pick(&vendors),
        name: "bravo",
        address: "198.51.100.20",
        peer: "192.0.2.10",
        lan: [lan[1], lan[0]],
        ..a.clone()
    };
    [a, b]
}
