//! A pair in the words of two platforms.

use crate::generated::settings::{Expected, Identity, Proposal, Routed, Settings, Traffic, Translates, Vendor};
use crate::generated::write::write;
use crate::site::{ADDRESSES, Path, Site, Version};
use crate::vendor::Platform;
use crate::vendor::inherent::sent_identity;
use crate::vendor::relation::traffic;
use crate::vendor::rename::renamed;

/// The names and contents of the two files; the reason where a platform cannot say it.
pub(super) fn files(sites: &[Site; 2], platforms: [Platform; 2]) -> Result<[(String, String); 2], &'static str> {
    if sites.iter().any(|site| site.encap || site.mobile || site.path != Path::default()) {
        return Err("NAT, or what looks like it");
    }
    let esp = || sites.iter().flat_map(|site| site.children.iter().flat_map(|child| &child.esp));
    if esp().any(|own| own.sequence_numbers.contains(&"esn")) {
        return Err("extended sequence numbers");
    }
    let sites = renamed(sites, platforms)?;
    let [a, b] = &sites;
    Ok([file(a, sent_identity(b), platforms[0])?, file(b, sent_identity(a), platforms[1])?])
}

fn file(site: &Site, peer: &str, platform: Platform) -> Result<(String, String), &'static str> {
    let vendor = match platform {
        Platform::Asa => Vendor::Asa,
        Platform::Ios => Vendor::Ios,
        Platform::PanOs => Vendor::PanOs,
        Platform::StrongSwan => return Ok((format!("{}.conf", name(site)), site.text())),
    };
    let (name, written) = write(&settings(site, peer, vendor)?);
    Ok((name, written.text()))
}

fn name(site: &Site) -> &'static str {
    ["alpha", "bravo"][site.end]
}

/// `peer` is the identity that the other end sends.
fn settings(site: &Site, peer: &str, vendor: Vendor) -> Result<Settings, &'static str> {
    let (version, aggressive) = match site.version {
        Version::MainMode => (1, false),
        Version::AggressiveMode if vendor == Vendor::Ios => return Err("IOS begins with main mode"),
        Version::AggressiveMode => (1, true),
        Version::V2 => (2, false),
        Version::Any => return Err("both IKE versions in one entry"),
    };
    if vendor == Vendor::PanOs && site.version == Version::MainMode && peer.parse::<std::net::IpAddr>().is_err() {
        return Err("a name as identity in main mode, which a PAN-OS responder may not take");
    }
    if !site.has_like_children() {
        return Err("children that differ in more than their selectors");
    }
    let child = site.children.first().ok_or("no child")?;
    if child.transport {
        return Err("transport mode");
    }
    let (ike, esp) = (proposals(&site.proposals), proposals(&child.esp));
    if vendor == Vendor::PanOs && (ike.len() > 1 || esp.len() > 1) {
        return Err("several proposals on PAN-OS");
    }
    let is_combined = |own: &Proposal| own.hash.is_empty();
    if vendor == Vendor::PanOs && ike.iter().any(|own| is_combined(own) || !own.prf.is_empty()) {
        return Err("a pseudorandom function of its own on PAN-OS");
    }
    if version == 1 && (ike.iter().any(is_combined) || (vendor == Vendor::Asa && esp.iter().any(is_combined))) {
        return Err("a combined-mode cipher in IKEv1");
    }
    let own_address = ADDRESSES[site.end];
    let identity = site.local_id.as_deref().filter(|id| *id != own_address).map(identity);
    let expected = match site.remote_id.as_deref() {
        Some(id) if id == site.peer => Expected::Peer,
        Some(id) if id != "%any" => Expected::Identity(self::identity(id)),
        // Other vendors want to know whom they face.
        _ if peer == site.peer => Expected::Peer,
        _ => return Err("any identity that is not the peer's address"),
    };
    // Whose identity an ASA and the IKEv1 of IOS compare is the vendor's.
    let has_identities = vendor == Vendor::PanOs || (vendor == Vendor::Ios && version == 2);
    if !has_identities && (identity.is_some() || expected != Expected::Peer || peer != site.peer) {
        return Err("an identity on a platform that goes by the addresses");
    }
    let traffic: Option<Vec<Traffic>> = site.children.iter().map(traffic).collect();
    Ok(Settings {
        vendor,
        version,
        aggressive,
        name: name(site),
        address: own_address,
        peer: site.peer,
        identity,
        expected,
        traffic: traffic.ok_or("several selectors or ports in one child")?,
        ike,
        ike_lifetime: site.rekey_time,
        psk: site.key.as_ref().map(|key| key.text.to_owned()),
        esp,
        pfs: child.pfs.map(group),
        esp_lifetime: child.rekey_time,
        enabled: true,
        bound: true,
        by_routes: false,
        translates: Translates::Nothing,
        routed: Routed::Right,
    })
}

fn identity(id: &str) -> Identity {
    match id.strip_prefix("keyid:") {
        Some(id) => Identity::KeyId(id.to_owned()),
        None if id.contains('@') => Identity::Email(id.to_owned()),
        None if id.parse::<std::net::IpAddr>().is_ok() => Identity::Address(id.to_owned()),
        None => Identity::Name(id.to_owned()),
    }
}

/// Proposals in the words of the settings, each once.
fn proposals(own: &[crate::site::Proposal]) -> Vec<Proposal> {
    let mut proposals: Vec<Proposal> = Vec::new();
    for own in own {
        let prf = |word: &&'static str| word.strip_prefix("prf").unwrap_or(word);
        let proposal = Proposal {
            encryption: own
                .encryption
                .iter()
                .map(|word| word.strip_suffix("16").filter(|rest| rest.ends_with("gcm")).unwrap_or(word))
                .collect(),
            hash: own.integrity.clone(),
            prf: own.prf.iter().map(prf).collect(),
            group: own.groups.iter().map(|word| group(word)).collect(),
        };
        if !proposals.contains(&proposal) {
            proposals.push(proposal);
        }
    }
    proposals
}

/// The number of a group (IANA registry of transforms of type 4).
fn group(word: &str) -> u16 {
    match word {
        "modp1024" => 2,
        "modp1536" => 5,
        "modp2048" => 14,
        "ecp256" => 19,
        "ecp384" => 20,
        _ => 31,
    }
}
