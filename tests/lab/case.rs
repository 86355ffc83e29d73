//! Pairs of configurations: a base that fits, and faults that may break it.

use crate::fault::Fault;
use crate::namespace::ADDRESSES;
use crate::random::Random;
use crate::site::{Child, Key, Path, Proposal, Site, Version};

/// Algorithms, by type, in strongSwan's words.
pub(crate) const CIPHERS: &[&str] = &["aes128", "aes256", "3des", "aes192"];
/// Ciphers that bring their own integrity.
pub(crate) const COMBINED: &[&str] = &["aes128gcm16", "aes256gcm16"];
/// Hashes.
pub(crate) const HASHES: &[&str] = &["sha256", "sha1", "sha384", "md5"];
/// Pseudorandom functions.
pub(crate) const PRFS: &[&str] = &["prfsha256", "prfsha1", "prfsha384"];
/// Diffie-Hellman groups; none that takes long to compute.
pub(crate) const GROUPS: &[&str] = &["modp1024", "ecp256", "modp2048", "curve25519"];
/// Sequence numbers of ESP, several where any will do.
pub(crate) const SEQUENCE_NUMBERS: &[&[&str]] = &[&["esn"], &["noesn"], &["esn", "noesn"], &["noesn", "esn"], &[]];
/// Keys.
pub(crate) const KEYS: &[&str] = &["Corr3ct-Horse", "Other-Battery"];

/// What both ends of a pair have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Base {
    pub(crate) version: Version,
    pub(crate) ike: Vec<Proposal>,
    pub(crate) esp: Vec<Proposal>,
    pub(crate) pfs: Option<&'static str>,
    pub(crate) identities: [Option<&'static str>; 2],
    /// Whether the ends name the identity that they expect.
    pub(crate) expects: bool,
    /// Whether the keys name whose they are.
    pub(crate) owned_keys: bool,
    pub(crate) children: usize,
    /// What each child protects at each end; `E` and `C` stand for the numbers of the end and the child.
    pub(crate) selector: &'static str,
    /// Whether the children ask for transport mode.
    pub(crate) transport: bool,
}

/// Selectors as a base may have them.
const SELECTORS: &[&str] = &[
    "10.E.C.0/24",
    "10.E.C.0/24",
    "10.E.C.0/24",
    "10.E.C.0/24, 10.E.10C.0/24",
    "10.E.C.7/32",
    "10.E.C.0/24[tcp]",
    "10.EC.0.0/16",
];

/// Selectors as a base with transport mode may have them, the two ends themselves most of all.
const TRANSPORT_SELECTORS: &[&str] =
    &["dynamic", "dynamic", "dynamic[tcp]", "10.E.C.7/32", "10.E.C.0/24", "192.0.2.0/24"];

/// The plainest base, towards which a case is shrunk.
fn plainest() -> Base {
    Base {
        version: Version::V2,
        ike: vec![Proposal {
            encryption: vec!["aes256"],
            integrity: vec!["sha256"],
            prf: Vec::new(),
            groups: vec!["ecp256"],
            sequence_numbers: Vec::new(),
        }],
        esp: vec![Proposal { encryption: vec!["aes256"], integrity: vec!["sha256"], ..Proposal::default() }],
        pfs: None,
        identities: [Some(ADDRESSES[0]), Some(ADDRESSES[1])],
        expects: true,
        owned_keys: false,
        children: 1,
        selector: SELECTORS[0],
        transport: false,
    }
}

/// Identities that the two ends may have, in strongSwan's words; `None` is the address.
const IDENTITIES: &[[Option<&str>; 2]] = &[
    [Some(ADDRESSES[0]), Some(ADDRESSES[1])],
    [None, None],
    [Some("a.example.org"), Some("b.example.org")],
    [Some("keyid:site-a"), Some("keyid:site-b")],
    [Some("vpn@a.example.org"), Some("b.example.org")],
];

impl Base {
    fn draw(random: &mut Random) -> Self {
        let version = random.pick(&[Version::MainMode, Version::AggressiveMode, Version::V2, Version::V2]);
        let transport = random.one_in(5);
        let selector = random.pick(if transport { TRANSPORT_SELECTORS } else { SELECTORS });
        // Two children for the two ends themselves would be one.
        let is_single = version != Version::V2 || selector.starts_with("dynamic");
        let children = if is_single { 1 } else { random.pick(&[1, 1, 2, 3]) };
        Self {
            version,
            ike: (0..=random.below(3)).map(|_| ike_proposal(version, random)).collect(),
            esp: (0..=random.below(2)).map(|_| any_esp_proposal(version, random)).collect(),
            pfs: (!random.one_in(2)).then(|| random.pick(GROUPS)),
            identities: random.pick(IDENTITIES),
            expects: !random.one_in(4),
            owned_keys: random.one_in(3),
            children,
            selector,
            transport,
        }
    }

    /// Draws a base that every vendor has words for.
    fn draw_common(random: &mut Random) -> Self {
        let versions = [Version::MainMode, Version::MainMode, Version::AggressiveMode, Version::V2, Version::V2];
        let version = random.pick(&versions);
        Self {
            version,
            ike: vec![ike_proposal(version, random)],
            esp: vec![esp_proposal(version, random)],
            pfs: random.one_in(3).then(|| random.pick(GROUPS)),
            identities: random.pick(&IDENTITIES[..3]),
            expects: true,
            owned_keys: false,
            children: if version == Version::V2 { random.pick(&[1, 1, 2]) } else { 1 },
            selector: random.pick(&["10.E.C.0/24", "10.E.C.0/24", "10.E.C.7/32", "10.E.C.0/24[tcp]", "10.EC.0.0/16"]),
            transport: false,
        }
    }

    /// The two ends, before any fault.
    fn sites(&self) -> [Site; 2] {
        [0, 1].map(|end| Site {
            end,
            version: self.version,
            peer: ADDRESSES[1 - end],
            path: Path::default(),
            encap: false,
            mobile: false,
            proposals: self.ike.clone(),
            rekey_time: 14400,
            local_id: self.identities[end].map(str::to_owned),
            remote_id: self.identities[1 - end].filter(|_| self.expects).map(str::to_owned),
            key: Some(Key { text: KEYS[0], owners: self.owners() }),
            children: (1..=self.children).map(|number| self.child(end, number)).collect(),
        })
    }

    fn owners(&self) -> Vec<String> {
        let id = |end: usize| self.identities[end].unwrap_or(ADDRESSES[end]).to_owned();
        if self.owned_keys { vec![id(0), id(1)] } else { Vec::new() }
    }

    fn child(&self, end: usize, number: usize) -> Child {
        let network = |end: usize| self.selector.replace('E', &(end + 1).to_string()).replace('C', &number.to_string());
        Child {
            name: format!("net{number}"),
            local: network(end),
            remote: network(1 - end),
            esp: self.esp.clone(),
            transport: self.transport,
            pfs: self.pfs,
            rekey_time: 3600,
        }
    }
}

/// Draws NATs, ends that pretend that there is one or move without one, and filters that let nothing through to UDP 4500:
/// what lies before each end, whether it forces ESP into UDP, and whether it moves in any case.
fn draw_nat(random: &mut Random) -> ([Path; 2], [bool; 2], [bool; 2]) {
    let closed = random.one_in(6);
    let paths = [0, 1].map(|_| Path { nat: random.one_in(3), closed });
    (paths, [0, 1].map(|_| random.one_in(3)), [0, 1].map(|_| random.one_in(3)))
}

fn ike_proposal(version: Version, random: &mut Random) -> Proposal {
    let combined = version == Version::V2 && random.one_in(4);
    let groups = some(GROUPS, version, random);
    if combined {
        let (encryption, prf) = (some(COMBINED, version, random), some(PRFS, version, random));
        return Proposal { encryption, prf, groups, ..Proposal::default() };
    }
    let prf = if version == Version::V2 && random.one_in(3) { some(PRFS, version, random) } else { Vec::new() };
    let (encryption, integrity) = (some(CIPHERS, version, random), some(HASHES, version, random));
    Proposal { encryption, integrity, prf, groups, ..Proposal::default() }
}

fn esp_proposal(version: Version, random: &mut Random) -> Proposal {
    if random.one_in(4) {
        return Proposal { encryption: some(COMBINED, version, random), ..Proposal::default() };
    }
    let (encryption, integrity) = (some(CIPHERS, version, random), some(HASHES, version, random));
    Proposal { encryption, integrity, ..Proposal::default() }
}

/// The same, with sequence numbers that it names.
fn any_esp_proposal(version: Version, random: &mut Random) -> Proposal {
    let sequence_numbers = if random.one_in(6) { random.pick(SEQUENCE_NUMBERS).to_vec() } else { Vec::new() };
    Proposal { sequence_numbers, ..esp_proposal(version, random) }
}

/// One algorithm, or two different ones in IKEv2.
pub(crate) fn some(of: &[&'static str], version: Version, random: &mut Random) -> Vec<&'static str> {
    let first = random.pick(of);
    let second = random.pick(of);
    if version == Version::V2 && random.one_in(3) && second != first { vec![first, second] } else { vec![first] }
}

/// A pair of configurations, as what it was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) base: Base,
    pub(crate) faults: Vec<Fault>,
    /// What lies before each end.
    pub(crate) paths: [Path; 2],
    /// Whether each end has ESP travel in UDP, NAT or no NAT.
    pub(crate) encap: [bool; 2],
    /// Whether each end moves to UDP 4500 where it begins with IKEv2, NAT or no NAT.
    pub(crate) mobile: [bool; 2],
}

impl Case {
    /// The case of this number in a run with this seed.
    pub(crate) fn draw(seed: u64, number: u64) -> Self {
        let mut random = Random::new(seed, number);
        // The more is wrong or rare, the less of it is settled by the protocol or has words everywhere.
        let is_common = random.one_in(3);
        let base = if is_common { Base::draw_common(&mut random) } else { Base::draw(&mut random) };
        let count = if is_common { usize::from(!random.one_in(4)) } else { random.below(4) };
        let faults: Vec<Fault> = (0..count).map(|_| Fault::draw(&base, &mut random)).collect();
        let (mut paths, encap, mobile) = if random.one_in(4) { draw_nat(&mut random) } else { Default::default() };
        // Transport mode through a NAT, which changes the very addresses that are agreed on, is open.
        if base.transport || faults.iter().any(Fault::is_of_mode) {
            paths = paths.map(|path| Path { nat: false, ..path });
        }
        Self { base, faults, paths, encap, mobile }
    }

    /// The two ends.
    pub(crate) fn sites(&self) -> [Site; 2] {
        let mut sites = self.base.sites();
        for (end, site) in sites.iter_mut().enumerate() {
            (site.path, site.encap, site.mobile) = (self.paths[end], self.encap[end], self.mobile[end]);
        }
        for fault in &self.faults {
            fault.apply(&mut sites);
        }
        sites
    }

    /// Simpler cases, one step away: a fault less, a proposal less, a setting of the plainest base.
    pub(crate) fn simpler(&self) -> Vec<Case> {
        let mut cases = Vec::new();
        for index in 0..self.faults.len() {
            let mut faults = self.faults.clone();
            faults.remove(index);
            cases.push(Case { faults, ..self.clone() });
        }
        for end in 0..2 {
            let (mut paths, mut encap, mut mobile) = (self.paths, self.encap, self.mobile);
            (paths[end].nat, encap[end], mobile[end]) = (false, false, false);
            cases.extend([Case { paths, ..self.clone() }, Case { encap, ..self.clone() }]);
            cases.push(Case { mobile, ..self.clone() });
        }
        let paths = self.paths.map(|path| Path { closed: false, ..path });
        cases.push(Case { paths, ..self.clone() });
        cases.retain(|case| case != self);
        let bases = self.base.simpler().into_iter().map(|base| Case { base, ..self.clone() });
        cases.extend(bases.filter(|case| case.base != self.base));
        cases
    }
}

impl Base {
    fn simpler(&self) -> Vec<Base> {
        let plain = plainest();
        let mut bases = vec![
            Base { children: self.children.min(2), ..self.clone() },
            Base { children: 1, ..self.clone() },
            Base { ike: plain.ike, ..self.clone() },
            Base { esp: plain.esp, ..self.clone() },
            Base { pfs: plain.pfs, ..self.clone() },
            Base { identities: plain.identities, ..self.clone() },
            Base { expects: plain.expects, ..self.clone() },
            Base { owned_keys: plain.owned_keys, ..self.clone() },
            Base { selector: plain.selector, ..self.clone() },
            Base { transport: plain.transport, ..self.clone() },
        ];
        for index in 0..self.ike.len() {
            let mut base = self.clone();
            base.ike.remove(index);
            bases.push(base);
        }
        bases.retain(|base| !base.ike.is_empty());
        bases
    }
}
