//! Algorithms that both platforms have, in the place of those that one of them has not. For what the ends agree on it is
//! equality alone that counts: different algorithms stay different, and the same stay the same.

use crate::site::{Proposal, Site, Version};
use crate::vendor::Platform;

/// The hashes of IKE and ESP that a platform has, in strongSwan's words.
fn hashes(platform: Platform, version: Version) -> &'static [&'static str] {
    match (platform, version) {
        // Cisco ASA command reference, crypto ikev1 policy and crypto ipsec ikev1 transform-set: md5 and sha.
        (Platform::Asa, Version::MainMode | Version::AggressiveMode) => &["sha1", "md5"],
        _ => &["sha256", "sha1", "sha384", "md5"],
    }
}

/// The groups of IKE and PFS that a platform has, in strongSwan's words.
fn groups(platform: Platform, version: Version) -> &'static [&'static str] {
    match (platform, version) {
        // Cisco ASA command reference, crypto ikev1 policy: 1, 2, 5, and 14 of late.
        (Platform::Asa, Version::MainMode | Version::AggressiveMode) => &["modp1024", "modp1536", "modp2048"],
        _ => &["modp1024", "modp1536", "modp2048", "ecp256", "ecp384"],
    }
}

/// The two ends with algorithms that both platforms have; the reason where there are not enough of them.
pub(super) fn renamed(sites: &[Site; 2], platforms: [Platform; 2]) -> Result<[Site; 2], &'static str> {
    let common = |of: fn(Platform, Version) -> &'static [&'static str]| -> Vec<&'static str> {
        let [a, b] = [0, 1].map(|end| of(platforms[end], sites[end].version));
        a.iter().copied().filter(|word| b.contains(word)).collect()
    };
    let proposals =
        || sites.iter().flat_map(|site| site.proposals.iter().chain(site.children.iter().flat_map(|c| &c.esp)));
    let hashes = names(proposals().flat_map(|own| own.integrity.iter().copied()), &common(hashes))?;
    let pfs = sites.iter().flat_map(|site| site.children.iter().filter_map(|child| child.pfs));
    let groups = names(proposals().flat_map(|own| own.groups.iter().copied()).chain(pfs), &common(groups))?;
    let mut renamed = sites.clone();
    for site in &mut renamed {
        let of_children = site.children.iter_mut().flat_map(|child| child.esp.iter_mut());
        for Proposal { integrity, groups: own, .. } in site.proposals.iter_mut().chain(of_children) {
            integrity.iter_mut().for_each(|word| *word = new_name(&hashes, word));
            own.iter_mut().for_each(|word| *word = new_name(&groups, word));
        }
        let pfs = site.children.iter_mut().filter_map(|child| child.pfs.as_mut());
        pfs.for_each(|word| *word = new_name(&groups, word));
    }
    Ok(renamed)
}

/// Old and new names.
type Names = Vec<[&'static str; 2]>;

/// A name of its own for each word: itself where both platforms have it.
fn names(words: impl Iterator<Item = &'static str>, common: &[&'static str]) -> Result<Names, &'static str> {
    let words: Vec<&'static str> = words.collect();
    let mut names: Names = words.iter().filter(|word| common.contains(word)).map(|word| [*word; 2]).collect();
    for word in words {
        if names.iter().any(|[old, _]| *old == word) {
            continue;
        }
        let free = common.iter().find(|name| names.iter().all(|[_, new]| new != *name));
        names.push([word, free.ok_or("more algorithms than a platform has")?]);
    }
    Ok(names)
}

fn new_name(names: &Names, word: &'static str) -> &'static str {
    names.iter().find(|[old, _]| *old == word).map_or(word, |[_, new]| new)
}
