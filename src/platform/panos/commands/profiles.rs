//! Commands on crypto profiles. One that others use as well, or that PAN-OS brings along, stays as it is: the gateway or
//! tunnel gets one of its own.

use std::collections::BTreeSet;

use crate::model::{ChildProposal, DhGroup, Encryption, Entry, Hash, IkeProposal, IkeVersion, Setting};
use crate::platform::panos::commands::{gateway, tunnel, version_word};
use crate::platform::panos::lower::gateway_of;
use crate::platform::panos::tree::quoted;

/// The start of a command on an IKE crypto profile of an entry.
fn ike_profiles(entry: &Entry) -> String {
    format!("set {}network ike crypto-profiles ike-crypto-profiles", entry.names.locations.ike_profile)
}

/// The start of a command on an IPsec crypto profile of an entry.
fn ipsec_profiles(entry: &Entry) -> String {
    format!("set {}network ike crypto-profiles ipsec-crypto-profiles", entry.names.locations.ipsec_profile)
}

/// The gateway of an entry names this profile, written as a command has it.
pub(super) fn use_ike(entry: &Entry, version: IkeVersion, profile: &str) -> String {
    gateway(entry, &format!("protocol {} ike-crypto-profile {profile}", version_word(version)))
}

/// The tunnel of an entry names this profile, written as a command has it.
pub(super) fn use_child(entry: &Entry, profile: &str) -> String {
    format!("{} auto-key ipsec-crypto-profile {profile}", tunnel("set", entry))
}

/// Adds one value of each list of `wanted` to the profile; lists grow with each `set`.
pub(super) fn add_ike_proposal(entry: &Entry, version: IkeVersion, wanted: &IkeProposal) -> Option<Vec<String>> {
    let own = entry.settings(version).and_then(|settings| settings.proposals.first());
    if let Some(own) =
        own.filter(|own| entry.names.profiles.ike_named(&own.name).is_some_and(|own| own.own.is_shared()))
    {
        return new_ike_profile(entry, version, wanted, own);
    }
    let encryption = common(&wanted.encryption, own.map(|own| own.encryption.as_slice()))?;
    let hash = common(&wanted.integrity, own.map(|own| own.integrity.as_slice()));
    let group = common(&wanted.dh_groups, own.map(|own| own.dh_groups.as_slice()))?;
    let hash_word = if encryption.value.is_combined_mode() { "non-auth" } else { hash_word(hash?.value)? };
    let profile = own.map_or_else(|| "<profile>".to_owned(), |own| quoted(&own.name));
    let profiles = ike_profiles(entry);
    let is_hash_there = hash.is_some_and(|hash| hash.is_there) && !encryption.value.is_combined_mode();
    let rows = [
        (encryption.is_there, "encryption", encryption_word(encryption.value)?),
        (is_hash_there, "hash", hash_word),
        (group.is_there, "dh-group", group_word(group.value)?),
    ];
    let missing = rows.iter().filter(|(is_there, ..)| !is_there);
    let mut commands: Vec<String> =
        missing.map(|(_, list, word)| format!("{profiles} {profile} {list} {word}")).collect();
    commands.extend(own.is_none().then(|| use_ike(entry, version, &profile)));
    Some(commands)
}

/// A profile for one gateway alone, which offers what the other end does.
fn new_ike_profile(entry: &Entry, version: IkeVersion, wanted: &IkeProposal, own: &IkeProposal) -> Option<Vec<String>> {
    let taken = entry.names.profiles.ike.iter().map(|profile| profile.own.name.as_str()).collect();
    let profile = free_name(gateway_of(&entry.name).1?, &taken);
    let head = format!("set {}network ike crypto-profiles ike-crypto-profiles {profile}", entry.names.locations.entry);
    let encryption = first(&wanted.encryption)?;
    let hash = if encryption.is_combined_mode() { "non-auth" } else { hash_word(first(&wanted.integrity)?)? };
    let mut commands = vec![
        format!("{head} encryption {}", encryption_word(encryption)?),
        format!("{head} hash {hash}"),
        format!("{head} dh-group {}", group_word(first(&wanted.dh_groups)?)?),
    ];
    commands.extend(lifetime(&own.lifetime).map(|words| format!("{head} lifetime {words}")));
    commands.push(use_ike(entry, version, &profile));
    Some(commands)
}

pub(super) fn add_child_proposal(entry: &Entry, version: IkeVersion, wanted: &ChildProposal) -> Option<Vec<String>> {
    let own = entry.settings(version).and_then(|settings| settings.child_proposals.first());
    let profile = own.map_or_else(|| "<profile>".to_owned(), |own| quoted(&own.name));
    let profiles = ipsec_profiles(entry);
    if wanted.demands_extended_sequence_numbers() {
        return None;
    }
    if own.is_some_and(|own| is_shared(entry, own)) {
        return new_child_profile(entry, wanted, entry.pfs.known().copied()?);
    }
    let mut commands = Vec::new();
    match (first(&wanted.encryption), first(&wanted.authentication_header)) {
        (Some(_), None) => {
            let encryption = common(&wanted.encryption, own.map(|own| own.encryption.as_slice()))?;
            let hash = common(&wanted.integrity, own.map(|own| own.integrity.as_slice()));
            let hash = hash.filter(|_| !encryption.value.is_combined_mode());
            let hash = hash.unwrap_or(Common { value: Hash::None, is_there: false });
            let rows = [
                (encryption.is_there, "encryption", encryption_word(encryption.value)?),
                (hash.is_there, "authentication", hash_word(hash.value)?),
            ];
            let missing = rows.iter().filter(|(is_there, ..)| !is_there);
            commands.extend(missing.map(|(_, list, word)| format!("{profiles} {profile} esp {list} {word}")));
        }
        (None, Some(hash)) => {
            commands.push(format!("{profiles} {profile} ah authentication {}", hash_word(hash)?));
        }
        // ESP and AH together are no profile of PAN-OS.
        _ => return None,
    }
    commands.extend(own.is_none().then(|| use_child(entry, &profile)));
    Some(commands)
}

pub(super) fn set_pfs(entry: &Entry, group: Option<DhGroup>) -> Option<Vec<String>> {
    let settings = entry.ikev2.as_ref().or(entry.ikev1.as_ref())?;
    let own = settings.child_proposals.first()?;
    if is_shared(entry, own) {
        return new_child_profile(entry, own, group);
    }
    Some(vec![format!("{} {} dh-group {}", ipsec_profiles(entry), quoted(&own.name), pfs_word(group)?)])
}

/// A profile for one tunnel alone, with what this proposal offers and this PFS.
fn new_child_profile(entry: &Entry, wanted: &ChildProposal, pfs: Option<DhGroup>) -> Option<Vec<String>> {
    let taken = entry.names.profiles.child.iter().map(|profile| profile.own.name.as_str()).collect();
    let profile = free_name(gateway_of(&entry.name).0, &taken);
    let place = &entry.names.locations.entry;
    let head = format!("set {place}network ike crypto-profiles ipsec-crypto-profiles {profile}");
    let mut commands = match (first(&wanted.encryption), first(&wanted.authentication_header)) {
        (Some(encryption), None) => {
            let hash = first(&wanted.integrity).filter(|_| !encryption.is_combined_mode()).unwrap_or(Hash::None);
            let cipher = encryption_word(encryption)?;
            vec![format!("{head} esp encryption {cipher}"), format!("{head} esp authentication {}", hash_word(hash)?)]
        }
        (None, Some(hash)) => vec![format!("{head} ah authentication {}", hash_word(hash)?)],
        _ => return None,
    };
    commands.push(format!("{head} dh-group {}", pfs_word(pfs)?));
    commands.extend(lifetime(&entry.child_lifetime.seconds).map(|words| format!("{head} lifetime {words}")));
    commands.push(use_child(entry, &profile));
    Some(commands)
}

/// Whether the profile of a child proposal is one that others have too.
fn is_shared(entry: &Entry, own: &ChildProposal) -> bool {
    entry.names.profiles.child_named(&own.name).is_some_and(|profile| profile.own.is_shared())
}

/// A name that no profile has yet, as a command has it: that of the gateway or tunnel, else with a number.
fn free_name(base: &str, taken: &BTreeSet<&str>) -> String {
    let numbered = (2..).map(|number: u32| format!("{base}-{number}"));
    let mut names = std::iter::once(base.to_owned()).chain(numbered);
    quoted(&names.find(|name| !taken.contains(name.as_str())).unwrap_or_default())
}

/// A lifetime that the file states; seconds have a limit of 65535 (pan-os-codegen, specs/objects/profiles).
fn lifetime(setting: &Setting<Option<u64>>) -> Option<String> {
    let Setting::Known(known) = setting else { return None };
    let seconds = known.value.filter(|_| known.origin.is_written())?;
    Some(if seconds.is_multiple_of(3600) { format!("hours {}", seconds / 3600) } else { format!("seconds {seconds}") })
}

fn pfs_word(group: Option<DhGroup>) -> Option<&'static str> {
    group.map_or(Some("no-pfs"), group_word)
}

/// A value of the far end, and whether this end's list has it already.
#[derive(Clone, Copy)]
struct Common<T> {
    value: T,
    is_there: bool,
}

/// Of the values that the far end lists, one that this end has as well, else the first.
fn common<T: Copy + PartialEq>(wanted: &[Setting<T>], own: Option<&[Setting<T>]>) -> Option<Common<T>> {
    let mut known = wanted.iter().filter_map(|value| value.known().copied());
    let has = |value: &T| own.is_some_and(|own| own.iter().any(|own| own.known() == Some(value)));
    let shared = known.clone().find(|value| has(value)).map(|value| Common { value, is_there: true });
    shared.or_else(|| known.next().map(|value| Common { value, is_there: false }))
}

/// The first value that is known.
fn first<T: Copy>(list: &[Setting<T>]) -> Option<T> {
    list.iter().find_map(|value| value.known().copied())
}

/// The name of an algorithm since 7.0; `None` where PAN-OS has none (pan-os-codegen, specs/objects/profiles).
fn encryption_word(encryption: Encryption) -> Option<&'static str> {
    Some(match encryption {
        Encryption::Null => "null",
        Encryption::Des => "des",
        Encryption::TripleDes => "3des",
        Encryption::AesCbc(128) => "aes-128-cbc",
        Encryption::AesCbc(192) => "aes-192-cbc",
        Encryption::AesCbc(256) => "aes-256-cbc",
        Encryption::AesCcm(128) => "aes-128-ccm",
        Encryption::AesGcm(128) => "aes-128-gcm",
        Encryption::AesGcm(256) => "aes-256-gcm",
        _ => return None,
    })
}

fn hash_word(hash: Hash) -> Option<&'static str> {
    Some(match hash {
        Hash::None => "none",
        Hash::Md5 => "md5",
        Hash::Sha1 => "sha1",
        Hash::Sha256 => "sha256",
        Hash::Sha384 => "sha384",
        Hash::Sha512 => "sha512",
    })
}

/// The groups that PAN-OS has (as above; 15, 16 and 21 from 10.2).
fn group_word(group: DhGroup) -> Option<&'static str> {
    Some(match group.0 {
        1 => "group1",
        2 => "group2",
        5 => "group5",
        14 => "group14",
        15 => "group15",
        16 => "group16",
        19 => "group19",
        20 => "group20",
        21 => "group21",
        _ => return None,
    })
}
