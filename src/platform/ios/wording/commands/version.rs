//! The commands by which an entry speaks the other IKE version.

use crate::advice::ForVersion;
use crate::model::{Entry, IkeVersion};
use crate::platform::ios::wording::commands::keys::isakmp_key;
use crate::platform::ios::wording::commands::{
    child_block, ikev2_proposal, isakmp_policy, new_name, profile, transform_set,
};

/// Everything that a version needs: a policy or a profile, a transform set and a key. Without what the other end has, the
/// switch alone.
pub(super) fn use_version(entry: &Entry, version: IkeVersion, wanted: Option<ForVersion<'_>>) -> Vec<String> {
    let Some(ForVersion { ike, child, peer }) = wanted else { return switch(entry, version, "<profile>") };
    // A profile of IKEv2 is none of IKEv1, and the key stands in its keyring.
    let mut bare = entry.names.clone();
    bare.keyring = None;
    let (set, name) = (transform_set(entry, version, child), new_name(entry));
    let mut lines = match version {
        IkeVersion::V1 => [isakmp_policy(entry, ike), isakmp_key(&bare, peer)].concat(),
        IkeVersion::V2 => {
            let policy = [format!("crypto ikev2 policy {name}"), format!(" proposal {name}")];
            let proposal = ikev2_proposal(entry, ike);
            let proposal = proposal.into_iter().take_while(|line| !line.starts_with("crypto ikev2 policy"));
            proposal.chain(policy).chain(keyring_and_profile(name, peer)).collect()
        }
    };
    lines.extend(set);
    lines.extend(switch(entry, version, name));
    lines
}

/// The line that decides between the versions.
fn switch(entry: &Entry, version: IkeVersion, named: &str) -> Vec<String> {
    let line = match version {
        IkeVersion::V1 => format!(" no set ikev2-profile {}", profile(entry)),
        IkeVersion::V2 => format!(" set ikev2-profile {named}"),
    };
    vec![child_block(entry), line]
}

/// A keyring with the key of one peer, and the profile that uses it.
fn keyring_and_profile(name: &str, peer: &str) -> Vec<String> {
    let mask = if peer.contains(':') { format!("{peer}/128") } else { format!("{peer} 255.255.255.255") };
    vec![
        format!("crypto ikev2 keyring {name}"),
        format!(" peer {peer}"),
        format!("  address {peer}"),
        "  pre-shared-key <key>".to_owned(),
        format!("crypto ikev2 profile {name}"),
        format!(" match identity remote address {mask}"),
        " authentication remote pre-share".to_owned(),
        " authentication local pre-share".to_owned(),
        format!(" keyring local {name}"),
    ]
}
