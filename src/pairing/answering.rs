//! Which of several entries that take any peer a peer meets: the one that accepts who it says it is.

use crate::model::{Identity, IdentityCheck, IkeSettings, IkeVersion, LocalIdentity};
use crate::negotiation::Side;

/// Whether an entry that takes any peer would take this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Welcome {
    /// It accepts what the peer calls itself.
    Accepts,
    /// The files do not settle it.
    Open,
    /// It accepts nobody of that name, or speaks no version that the peer begins with.
    Refuses,
}

/// Whether `answering` takes `calling`. A device compares who its peer says it is with all the profiles that it has, and goes
/// on with the entry of the one that fits (Cisco, document 117259, "IKE profile selection order"; RFC 4301, section 4.4.3.1, of
/// the peer authorization database).
pub(super) fn welcome(calling: &Side<'_>, answering: &Side<'_>) -> Welcome {
    let of_version = |version: IkeVersion| {
        let own = calling.entry?.settings(version).filter(|own| own.initiates)?;
        let theirs = answering.entry?.settings(version)?;
        Some(takes(calling, answering, own, theirs))
    };
    [IkeVersion::V2, IkeVersion::V1].into_iter().filter_map(of_version).min().unwrap_or(Welcome::Refuses)
}

fn takes(calling: &Side<'_>, answering: &Side<'_>, own: &IkeSettings, theirs: &IkeSettings) -> Welcome {
    let check = &theirs.remote_identity;
    let is_certificate = own.local_identity.known() == Some(&LocalIdentity::Certificate);
    match calling.identity_for(answering, own) {
        Some(identity) if accepts(check, &identity) => Welcome::Accepts,
        Some(identity) if check.is_open_about(&identity) => Welcome::Open,
        Some(_) => Welcome::Refuses,
        None if is_certificate && !check.may_accept_a_distinguished_name() => Welcome::Refuses,
        None => Welcome::Open,
    }
}

fn accepts(check: &IdentityCheck, identity: &Identity) -> bool {
    match check {
        IdentityCheck::NotCompared | IdentityCheck::ConfiguredPeerAddress => true,
        IdentityCheck::OneOf(patterns) => patterns.iter().any(|(pattern, _)| pattern.accepts(identity)),
    }
}
