//! Pre-shared keys: which of them strongSwan takes for a connection.
//!
//! A key belongs to identities, not to addresses, so that the key of a connection follows from its identities. Each
//! connection has keyrings of its own in the model; see [`Rings`].

use std::net::IpAddr;

use crate::model::{Identity, IkeVersion, KeyScope, PreSharedKey};
use crate::platform::swanctl::identity::{self, Parsed};
use crate::platform::swanctl::syntax::{Assignment, Section};
use crate::secret::{Cleartext, Psk};
use crate::source::{SourceFile, Span};

/// A key with those that it belongs to; nobody in particular is everybody.
pub(super) struct Secret {
    owners: Vec<Parsed>,
    key: Psk,
    at: Span,
}

/// The keys in `secrets`.
pub(super) fn read(file: &SourceFile, secrets: &Section<'_>) -> Vec<Secret> {
    let ike = secrets.sections.iter().filter(|section| section.name.starts_with("ike"));
    ike.filter_map(|section| secret(file, section)).collect()
}

/// The key of a section of secrets, with the place of its setting.
pub(super) fn key_of(file: &SourceFile, section: &Section<'_>) -> Option<(Psk, Span)> {
    let value = section.setting("secret")?;
    let key = match file.secret(value.at) {
        Some(secret) => Psk::strongswan(secret, value.is_quoted),
        // The masking leaves alone what is no key.
        None => Psk::strongswan(&Cleartext::new(value.value.as_ref()), value.is_quoted),
    };
    Some((key, value.span))
}

fn secret(file: &SourceFile, section: &Section<'_>) -> Option<Secret> {
    let (key, at) = key_of(file, section)?;
    let ids: Vec<&Assignment<'_>> = section.settings.iter().filter(|setting| setting.key.starts_with("id")).collect();
    let owners: Vec<Parsed> = ids.iter().map(|id| identity::parse(&id.value)).collect();
    Some(Secret { owners: if owners.is_empty() { vec![Parsed::Any] } else { owners }, key, at })
}

/// Who a connection is for the search of its key. `None` where that is not set, or not known.
#[derive(Clone, Debug)]
pub(super) struct Parties {
    /// The identity of this end.
    pub(super) local: Option<Identity>,
    /// The identity that is demanded of the other.
    pub(super) remote: Option<Identity>,
    /// The address of this end.
    pub(super) local_address: Option<IpAddr>,
    /// The address of the other.
    pub(super) remote_address: Option<IpAddr>,
}

/// The keyrings of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rings {
    /// What it finds by the identities in IKEv1, and in IKEv2 when it begins.
    pub(super) by_identity: u32,
    /// What it finds by the identities that the ends have told, in IKEv2 when it answers, and in aggressive mode.
    pub(super) answering: u32,
    /// What IKEv1 finds by the addresses where the identities lead to nothing, at either end (strongSwan,
    /// sa/ikev1/phase1.c, `lookup_shared_key`; seen in `tests/recorded`).
    pub(super) by_address: u32,
}

/// The keyrings of connection number `connection`.
pub(super) fn rings(connection: usize) -> Rings {
    let by_identity = u32::try_from(connection).unwrap_or(u32::MAX).saturating_mul(3);
    Rings { by_identity, answering: by_identity.saturating_add(1), by_address: by_identity.saturating_add(2) }
}

/// The keys of a connection.
pub(super) fn of_connection(secrets: &[Secret], connection: usize, parties: &Parties) -> Vec<PreSharedKey> {
    let Rings { by_identity, answering, by_address } = rings(connection);
    let [own_address, peer_address] =
        [parties.local_address, parties.remote_address].map(|address| address.map(Identity::Address));
    let (local, remote) = (parties.local.as_ref(), parties.remote.as_ref());
    // An initiator without `local.id` is its address. Without `remote.id` it knows nobody, also not by the address that
    // it calls: IKEv2 gives up at the IKE_SA_INIT response; seen in `tests/recorded`.
    let begins = best(secrets, local.or(own_address.as_ref()), remote);
    let found = best(secrets, own_address.as_ref(), peer_address.as_ref());
    let mut keys = Vec::new();
    keys.extend(
        best(secrets, local, remote).map(|secret| key(secret, IkeVersion::V1, KeyScope::ItsEntry, by_identity)),
    );
    keys.extend(found.map(|secret| key(secret, IkeVersion::V1, KeyScope::ItsEntry, by_address)));
    keys.extend(begins.map(|secret| key(secret, IkeVersion::V2, KeyScope::ItsEntry, by_identity)));
    // A responder of IKEv2 knows who has come, and whom it was asked for, whatever the connection says, and so do both
    // ends in aggressive mode; seen in `tests/recorded`.
    keys.extend(secrets.iter().flat_map(|secret| {
        [IkeVersion::V1, IkeVersion::V2].map(|version| key(secret, version, secret.scope(), answering))
    }));
    keys
}

impl Secret {
    /// Its owners in the words of the model.
    fn scope(&self) -> KeyScope {
        KeyScope::Owners(self.owners.iter().filter_map(Parsed::pattern).collect())
    }
}

/// The key that fits the other end best, then this end (strongSwan, credential_manager.c, `get_shared`). One that fits
/// neither is not taken.
fn best<'s>(secrets: &'s [Secret], local: Option<&Identity>, remote: Option<&Identity>) -> Option<&'s Secret> {
    let fit = |secret: &Secret, who| secret.owners.iter().map(|owner| owner.fits(who)).max().unwrap_or(0);
    let mut found: Option<(&Secret, (u8, u8))> = None;
    for secret in secrets {
        let score = (fit(secret, remote), fit(secret, local));
        if score != (0, 0) && found.is_none_or(|(_, best)| score > best) {
            found = Some((secret, score));
        }
    }
    found.map(|(secret, _)| secret)
}

fn key(secret: &Secret, version: IkeVersion, scope: KeyScope, ring: u32) -> PreSharedKey {
    let half = Some((secret.key.clone(), secret.at));
    PreSharedKey { version, scope, ring, local: half.clone(), remote: half }
}
