//! One end of a tunnel as libreswan has it: what it cannot say left out, and the rest as `ipsec.conf` and
//! `ipsec.secrets`.

use std::fmt::Write;

use crate::namespace::ADDRESSES;
use crate::site::{Child, Key, Path, Proposal, Site, Version};

/// libreswan's words for algorithms, where they differ from strongSwan's.
const WORDS: &[(&str, &str)] = &[
    ("aes128gcm16", "aes_gcm128"),
    ("aes256gcm16", "aes_gcm256"),
    ("sha256", "sha2_256"),
    ("sha384", "sha2_384"),
    ("prfsha1", "sha1"),
    ("prfsha256", "sha2_256"),
    ("prfsha384", "sha2_384"),
    ("ecp256", "dh19"),
    ("curve25519", "dh31"),
];

/// The end as libreswan can have it, and as it understands it.
///
/// Debian's libreswan has no group of 1024 bits, no connection that speaks both IKE versions, no pseudorandom function
/// beside a hash, and in IKEv1 neither lists of algorithms nor combined ciphers for IKE nor curves for PFS. It has a
/// connection for each pair of selectors, which have one protocol and are not those of another connection, takes the addresses for identities where none are
/// given, and finds a key by the identities of the connection alone, so that the owners of a key say whether there is
/// one. Transport mode is not held against it yet: the lab asks for tunnel mode alone. Where proposals for
/// aggressive mode differ in the group, it keeps some of the later ones, "in the hopes of selecting DH 2 or DH 5", which
/// is nothing that another implementation would do. Neither is it that a responder holds a further child of IKEv2 against
/// the proposals of another connection (4.10 takes those of the connection that the IKE SA came in by), so that all
/// children have those of the first.
pub(crate) fn fit(site: &Site) -> Site {
    // Its log does not tell on which port a packet travels.
    let mut own = Site { path: Path::default(), encap: false, mobile: false, ..site.clone() };
    let has_combined = own.proposals.iter().any(|proposal| proposal.integrity.is_empty());
    if own.version == Version::Any || has_combined {
        own.version = Version::V2;
    }
    if let Some((first, rest)) = own.children.split_first_mut() {
        for child in rest {
            (child.esp, child.pfs) = (first.esp.clone(), first.pfs);
        }
    }
    let version = own.version;
    own.children.iter_mut().for_each(|child| child.pfs = child.pfs.map(|name| pfs_group(name, version)));
    let esp = own.children.iter_mut().flat_map(|child| &mut child.esp);
    own.proposals.iter_mut().chain(esp).for_each(|proposal| fit_proposal(proposal, version));
    if own.version == Version::AggressiveMode {
        let group = own.proposals.first().map(|first| first.groups.clone());
        own.proposals.retain(|proposal| Some(&proposal.groups) == group.as_ref());
    }
    let identity = |id: &Option<String>, address: &str| match id.as_deref() {
        None | Some("%any") => address.to_owned(),
        Some(id) => id.to_owned(),
    };
    let (local, remote) = (identity(&own.local_id, ADDRESSES[own.end]), identity(&own.remote_id, own.peer));
    own.key = own.key.filter(|key| is_found(key, &local, &remote)).map(|key| Key { owners: Vec::new(), ..key });
    (own.local_id, own.remote_id) = (Some(local), Some(remote));
    let addresses = [ADDRESSES[own.end], own.peer];
    let children = own.children.iter().flat_map(|child| by_pair_of_selectors(child, addresses));
    own.children = children.fold(Vec::new(), |mut children, child| {
        let is_same = |other: &Child| (&other.local, &other.remote) == (&child.local, &child.remote);
        if !children.iter().any(is_same) {
            children.push(child);
        }
        children
    });
    own
}

fn fit_proposal(proposal: &mut Proposal, version: Version) {
    proposal.sequence_numbers.clear();
    if !proposal.integrity.is_empty() {
        proposal.prf.clear();
    }
    if version != Version::V2 {
        for list in [&mut proposal.encryption, &mut proposal.integrity, &mut proposal.groups] {
            list.truncate(1);
        }
    }
    proposal.groups.iter_mut().for_each(|own| *own = group(own));
}

/// The group, or one that no case has in the place of one that libreswan does not have.
fn group(name: &'static str) -> &'static str {
    if name == "modp1024" { "modp1536" } else { name }
}

/// The same for PFS, where libreswan has no elliptic curves in IKEv1.
fn pfs_group(name: &'static str, version: Version) -> &'static str {
    match (name, version) {
        ("ecp256", Version::MainMode | Version::AggressiveMode) => "modp3072",
        ("curve25519", Version::MainMode | Version::AggressiveMode) => "modp4096",
        _ => group(name),
    }
}

/// Whether an entry of `ipsec.secrets` is for a connection: it names nobody, the own end alone, or both ends; see
/// ipsec.secrets(5).
fn is_found(key: &Key, local: &str, remote: &str) -> bool {
    let names = |id: &str| key.owners.iter().any(|owner| owner == id);
    key.owners.is_empty() || (names(local) && (names(remote) || key.owners.len() == 1))
}

/// A child for each pair of selectors, with addresses in the place of what stands for them, and with one protocol.
fn by_pair_of_selectors(child: &Child, [own, peer]: [&str; 2]) -> Vec<Child> {
    let list = |text: &str, address: &str| {
        let text = text.replace("dynamic", &format!("{address}/32"));
        text.split(", ").map(str::to_owned).collect::<Vec<_>>()
    };
    let (local, remote) = (list(&child.local, own), list(&child.remote, peer));
    let pairs = local.iter().flat_map(|local| remote.iter().map(move |remote| with_one_protocol(local, remote)));
    let named = |(index, (local, remote)): (usize, (String, String))| Child {
        name: format!("{}-{}", child.name, index + 1),
        local,
        remote,
        transport: false,
        ..child.clone()
    };
    pairs.enumerate().map(named).collect()
}

/// The two selectors with the protocol of the first that has one.
fn with_one_protocol(local: &str, remote: &str) -> (String, String) {
    let Some(protocol) = protocol(local).or(protocol(remote)) else { return (local.to_owned(), remote.to_owned()) };
    let with = |text: &str| match self::protocol(text) {
        Some(own) if own == protocol => text.to_owned(),
        _ => format!("{}[{protocol}]", selector(text).0),
    };
    (with(local), with(remote))
}

fn protocol(text: &str) -> Option<&str> {
    let port = selector(text).1?;
    Some(port.split_once('/').map_or(port, |(protocol, _)| protocol))
}

/// The `ipsec.conf` with the connections of an end that [`fit`] has made.
///
/// What nobody answers is given up after 250 ms, before it is sent again.
pub(crate) fn configuration(site: &Site) -> String {
    let (version, aggressive) = match site.version {
        Version::MainMode => ("no", "no"),
        Version::AggressiveMode => ("no", "yes"),
        Version::V2 | Version::Any => ("yes", "no"),
    };
    let mut text = format!(
        "config setup
conn %default
    authby=secret
    keyingtries=1
    rekey=no
    retransmit-interval=250
    retransmit-timeout=2s
    leftupdown=%disabled
    auto=ignore
    mobike=no
    left={left}
    right={right}
    leftid={leftid}
    rightid={rightid}
    ikev2={version}
    aggressive={aggressive}
    ike={ike}
    ikelifetime={lifetime}s
",
        left = ADDRESSES[site.end],
        right = site.peer,
        leftid = identity(site.local_id.as_deref().unwrap_or_default()),
        rightid = identity(site.remote_id.as_deref().unwrap_or_default()),
        ike = list(&site.proposals),
        lifetime = site.rekey_time,
    );
    for child in &site.children {
        connection(&mut text, child);
    }
    text
}

/// The `ipsec.secrets` of an end that [`fit`] has made.
pub(crate) fn secrets(site: &Site) -> String {
    site.key.as_ref().map_or_else(String::new, |key| format!(": PSK \"{}\"\n", key.text))
}

fn connection(text: &mut String, child: &Child) {
    let [(local, local_port), (remote, remote_port)] = [selector(&child.local), selector(&child.remote)];
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "conn {}\n    leftsubnet={local}\n    rightsubnet={remote}\n    esp={}\n    pfs={}\n    salifetime={}s\n",
        child.name,
        list(&child.esp_with_pfs()),
        if child.pfs.is_some() { "yes" } else { "no" },
        child.rekey_time,
    );
    for (end, port) in [("left", local_port), ("right", remote_port)] {
        if let Some(port) = port {
            let _ = writeln!(text, "    {end}protoport={port}{}", if port.contains('/') { "" } else { "/0" });
        }
    }
}

/// The network of a selector, and its protocol with its port: `10.1.1.0/24[tcp/443]`.
fn selector(text: &str) -> (&str, Option<&str>) {
    match text.split_once('[') {
        Some((network, rest)) => (network, Some(rest.trim_end_matches(']'))),
        None => (text, None),
    }
}

/// An identity in libreswan's words; see ipsec.conf(5), leftid.
fn identity(id: &str) -> String {
    if let Some(key) = id.strip_prefix("keyid:") {
        return format!("@[{key}]");
    }
    let is_address = id.parse::<std::net::IpAddr>().is_ok();
    if is_address || id.contains('@') { id.to_owned() } else { format!("@{id}") }
}

fn list(proposals: &[Proposal]) -> String {
    proposals.iter().map(proposal).collect::<Vec<_>>().join(",")
}

/// `aes128+aes256-sha2_256;dh19`.
fn proposal(own: &Proposal) -> String {
    let kinds = [&own.encryption, &own.integrity, &own.prf].into_iter().filter(|kind| !kind.is_empty());
    let algorithms = kinds.map(|kind| words(kind)).collect::<Vec<_>>().join("-");
    if own.groups.is_empty() { algorithms } else { format!("{algorithms};{}", words(&own.groups)) }
}

fn words(of: &[&'static str]) -> String {
    let word = |name: &&'static str| WORDS.iter().find(|(own, _)| own == name).map_or(*name, |(_, word)| *word);
    of.iter().map(word).collect::<Vec<_>>().join("+")
}
