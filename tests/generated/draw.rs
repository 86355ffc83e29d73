//! Draws pairs of ends that fit each other.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::generated::settings::{Expected, Proposal, Routed, Settings, Traffic, Translates, Vendor};

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
    let traffic = |own: u8, far: u8| vec![Traffic { own: lan_of(own), far: lan_of(far), protocol: None }];
    let (encryption, hash, group) =
        (random.pick(&ENCRYPTION), random.pick(&HASH[of_version]), random.pick(&GROUP[of_version]));
    let ike = Proposal { encryption: vec![encryption], hash: vec![hash], prf: Vec::new(), group: vec![group] };
    let esp = Proposal {
        encryption: vec![random.pick(&ENCRYPTION)],
        hash: vec![random.pick(&HASH[of_version])],
        ..Proposal::default()
    };
    let a = Settings {
        vendor: random.pick(&vendors),
        version,
        aggressive: false,
        name: "alpha",
        address: "192.0.2.10",
        peer: "198.51.100.20",
        identity: None,
        expected: Expected::Peer,
        traffic: traffic(lan[0], lan[1]),
        ike: vec![ike],
        ike_lifetime: 86400,
        psk: Some(format!("key-{:x}", random.next())),
        esp: vec![esp],
        pfs,
        esp_lifetime: 3600,
        enabled: true,
        bound: true,
        by_routes: false,
        translates: Translates::Nothing,
        routed: Routed::Right,
    };
    let b = Settings {
        vendor: random.pick(&vendors),
        name: "bravo",
        address: "198.51.100.20",
        peer: "192.0.2.10",
        traffic: traffic(lan[1], lan[0]),
        ..a.clone()
    };
    [a, b]
}

/// Both ends of a tunnel that comes up, of every platform and form: strongSwan, tunnel interfaces, ends that translate.
pub(crate) fn fitting_of_every_form(random: &mut Random) -> [Settings; 2] {
    let mut ends = fitting(random);
    let by_routes = random.next().is_multiple_of(3);
    for end in &mut ends {
        end.by_routes = by_routes;
        if !by_routes && random.next().is_multiple_of(4) {
            end.vendor = Vendor::StrongSwan;
        }
        let is_cisco = matches!(end.vendor, Vendor::Asa | Vendor::Ios);
        if is_cisco && !by_routes && random.next().is_multiple_of(2) {
            end.translates = Translates::AllElse;
        }
    }
    ends
}

/// A network behind an end.
pub(crate) fn lan_of(number: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(10, number, 0, 0), 24)
}
