//! What can be wrong at one end. A fault need not break anything: some values are those that were there, some meet
//! another proposal.

use crate::case::{Base, CIPHERS, COMBINED, GROUPS, HASHES, KEYS, PRFS, SEQUENCE_NUMBERS, some};
use crate::random::Random;
use crate::site::{Proposal, Site, Version};

/// Peers that are not there, one for each end: two ends that name the same third one would both face that one.
const NOBODY: [&str; 2] = ["192.0.2.98", "192.0.2.99"];

/// Identities that an end may send or expect in error.
const IDENTITIES: &[&str] = &[
    "192.0.2.1",
    "192.0.2.2",
    "a.example.org",
    "b.example.org",
    "keyid:site-a",
    "keyid:site-b",
    "c.example.org",
    "%any",
];

/// Selectors of the first child; `1` in the second octet is replaced by the network of the end that they are of.
const SELECTORS: &[&str] = &[
    "10.1.1.0/25",
    "10.1.0.0/16",
    "10.1.2.0/24",
    "10.1.9.0/24",
    "10.1.1.0/24[tcp]",
    "10.1.1.0/24[tcp/443]",
    "10.1.1.0/24[tcp/80]",
    "10.1.1.0/24[udp]",
    "10.1.1.0/24[udp/53]",
    "10.1.1.7/32",
    "10.1.1.0/24, 10.1.9.0/24",
    "10.1.8.0/24, 10.1.1.0/25",
    "0.0.0.0/0",
    "dynamic",
    "192.0.2.0/25",
];

/// A type of transform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Encryption,
    Integrity,
    Prf,
    Group,
}

/// Which end of a selector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Local,
    Remote,
}

/// Something that one end has differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// Algorithms of one IKE proposal.
    Ike { proposal: usize, kind: Kind, values: Vec<&'static str> },
    /// An IKE proposal is lacking.
    IkeLacks { proposal: usize },
    /// The IKE proposals are in another order.
    IkeReversed,
    /// The version, or the exchange.
    Version(Version),
    /// Another key.
    Key,
    /// No key.
    NoKey,
    /// The key is for these.
    KeyOwners(Vec<String>),
    /// The identity that it sends.
    LocalIdentity(&'static str),
    /// The identity that it expects.
    RemoteIdentity(&'static str),
    /// Algorithms of one proposal of a child, or of all.
    Esp { child: Option<usize>, proposal: usize, kind: Kind, values: Vec<&'static str> },
    /// The sequence numbers of one proposal of a child, or of all.
    SequenceNumbers { child: Option<usize>, proposal: usize, values: Vec<&'static str> },
    /// Another proposal for all children.
    EspReplaced(Proposal),
    /// PFS of a child, or of all.
    Pfs { child: Option<usize>, group: Option<&'static str> },
    /// Transport mode where there was tunnel mode, or the other way round; of a child, or of all.
    Mode { child: Option<usize> },
    /// A selector.
    Selector { child: usize, part: Part, value: &'static str },
    /// A child is lacking.
    ChildLacks { child: usize },
    /// The peer's address.
    Peer,
    /// The lifetime of the IKE SA.
    IkeLifetime,
    /// The lifetime of the children.
    ChildLifetime,
}

/// Something that is different at one end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) end: usize,
    pub(crate) what: What,
}

impl Fault {
    /// Draws a fault for a base.
    pub(crate) fn draw(base: &Base, random: &mut Random) -> Self {
        let proposal = random.below(base.ike.len());
        let child = random.below(base.children);
        let kinds = [Kind::Encryption, Kind::Integrity, Kind::Prf, Kind::Group];
        let what = match random.below(27) {
            0..=4 => {
                let kind = random.pick(&kinds);
                What::Ike { proposal, kind, values: transforms(kind, &base.ike[proposal], base.version, random) }
            }
            5 => What::IkeLacks { proposal },
            6 => What::IkeReversed,
            7 => What::Version(random.pick(&[Version::MainMode, Version::AggressiveMode, Version::V2, Version::Any])),
            8 => What::Key,
            9 => What::NoKey,
            10 => What::KeyOwners(vec![random.pick(IDENTITIES).replace("%any", NOBODY[0])]),
            11 => What::LocalIdentity(random.pick(&IDENTITIES[..IDENTITIES.len() - 1])),
            12 => What::RemoteIdentity(random.pick(IDENTITIES)),
            13 | 14 => {
                let (proposal, kind) = (random.below(base.esp.len()), random.pick(&kinds[..2]));
                let values = transforms(kind, &base.esp[proposal], base.version, random);
                What::Esp { child: random.one_in(3).then_some(child), proposal, kind, values }
            }
            15 => What::EspReplaced(Proposal { encryption: vec![random.pick(COMBINED)], ..Proposal::default() }),
            16 | 17 => {
                let group = if random.one_in(2) { None } else { Some(random.pick(GROUPS)) };
                What::Pfs { child: random.one_in(3).then_some(child), group }
            }
            18..=20 => {
                What::Selector { child, part: random.pick(&[Part::Local, Part::Remote]), value: random.pick(SELECTORS) }
            }
            21 => What::ChildLacks { child },
            22 => What::Peer,
            23 => What::IkeLifetime,
            24 => What::Mode { child: random.one_in(3).then_some(child) },
            25 => What::SequenceNumbers {
                child: random.one_in(3).then_some(child),
                proposal: random.below(base.esp.len()),
                values: random.pick(SEQUENCE_NUMBERS).to_vec(),
            },
            _ => What::ChildLifetime,
        };
        Self { end: random.below(2), what }
    }

    /// Whether it can bring transport mode.
    pub(crate) fn is_of_mode(&self) -> bool {
        matches!(self.what, What::Mode { .. })
    }

    /// Makes the difference.
    pub(crate) fn apply(&self, sites: &mut [Site; 2]) {
        let site = &mut sites[self.end];
        match &self.what {
            What::Ike { proposal, kind, values } => {
                if let Some(own) = site.proposals.get_mut(*proposal) {
                    replace(own, *kind, values);
                }
            }
            What::IkeLacks { proposal } if site.proposals.len() > 1 && *proposal < site.proposals.len() => {
                site.proposals.remove(*proposal);
            }
            What::IkeLacks { .. } => {}
            What::IkeReversed => site.proposals.reverse(),
            What::Version(version) => site.version = *version,
            What::Key => site.key.iter_mut().for_each(|key| key.text = KEYS[1]),
            What::NoKey => site.key = None,
            What::KeyOwners(owners) => site.key.iter_mut().for_each(|key| key.owners.clone_from(owners)),
            What::LocalIdentity(id) => site.local_id = Some((*id).to_owned()),
            What::RemoteIdentity(id) => site.remote_id = Some((*id).to_owned()),
            What::Esp { child, proposal, kind, values } => {
                let own = site.some_children(*child).filter_map(|child| child.esp.get_mut(*proposal));
                own.for_each(|own| replace(own, *kind, values));
            }
            What::SequenceNumbers { child, proposal, values } => {
                let own = site.some_children(*child).filter_map(|child| child.esp.get_mut(*proposal));
                own.for_each(|own| own.sequence_numbers.clone_from(values));
            }
            What::EspReplaced(proposal) => site.children.iter_mut().for_each(|c| c.esp = vec![proposal.clone()]),
            What::Pfs { child, group } => site.some_children(*child).for_each(|child| child.pfs = *group),
            What::Mode { child } => site.some_children(*child).for_each(|child| child.transport = !child.transport),
            What::Selector { child, part, value } => {
                let network = if (*part == Part::Local) == (self.end == 0) { "10.1." } else { "10.2." };
                if let Some(child) = site.children.get_mut(*child) {
                    let own = match part {
                        Part::Local => &mut child.local,
                        Part::Remote => &mut child.remote,
                    };
                    *own = value.replace("10.1.", network);
                }
            }
            What::ChildLacks { child } if site.children.len() > 1 && *child < site.children.len() => {
                site.children.remove(*child);
            }
            What::ChildLacks { .. } => {}
            What::Peer => site.peer = NOBODY[self.end],
            What::IkeLifetime => site.rekey_time = 3600,
            What::ChildLifetime => site.children.iter_mut().for_each(|child| child.rekey_time = 1200),
        }
    }
}

/// Other transforms of a type; none where the proposal has none of it.
fn transforms(kind: Kind, own: &Proposal, version: Version, random: &mut Random) -> Vec<&'static str> {
    let combined = own.integrity.is_empty();
    match kind {
        Kind::Encryption => some(if combined { COMBINED } else { CIPHERS }, version, random),
        Kind::Integrity if combined => Vec::new(),
        Kind::Integrity => some(HASHES, version, random),
        Kind::Prf if own.prf.is_empty() => Vec::new(),
        Kind::Prf => some(PRFS, version, random),
        Kind::Group => some(GROUPS, version, random),
    }
}

/// Puts transforms in the place of others, unless the proposal would no longer be one: a combined cipher goes without
/// integrity, and no list becomes empty.
fn replace(proposal: &mut Proposal, kind: Kind, values: &[&'static str]) {
    let combined = proposal.integrity.is_empty();
    let own = match kind {
        Kind::Encryption => &mut proposal.encryption,
        Kind::Integrity => &mut proposal.integrity,
        Kind::Prf => &mut proposal.prf,
        Kind::Group => &mut proposal.groups,
    };
    let fits = kind != Kind::Encryption || values.iter().all(|value| COMBINED.contains(value) == combined);
    if fits && !own.is_empty() && !values.is_empty() {
        *own = values.to_vec();
    }
}
