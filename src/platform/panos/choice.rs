//! The crypto profiles that a tunnel may name, and who uses each.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::{
    ChildProfile, EncapsulationMode, IkeProfile, IkeProposal, ProfileUse, Profiles, Setting, UnknownReason,
};
use crate::platform::panos::defaults::{self, PREDEFINED_IKE, PREDEFINED_IPSEC};
use crate::platform::panos::ike_profile::{self, IKE_PROFILES};
use crate::platform::panos::ipsec_profile::{self, IPSEC_PROFILES};
use crate::platform::panos::lower::{Context, GATEWAYS, TUNNELS};
use crate::platform::panos::scope::Scope;
use crate::platform::panos::tree::{At, NodeId};

/// How many gateways or tunnels of a file use each crypto profile that the file writes.
pub(super) struct Users(HashMap<NodeId, usize>);

impl Users {
    /// Counts them, in all parts of a file.
    pub(super) fn of(scopes: &[Scope<'_>]) -> Self {
        let mut users = HashMap::new();
        for scope in scopes {
            let below = |path| scope.own.at(path).into_iter().flat_map(At::children);
            let of_ike = below(GATEWAYS).flat_map(|own| named_by(own).into_iter().map(|name| (IKE_PROFILES, name)));
            let of_child = below(TUNNELS).filter_map(|own| own.child("auto-key")).map(|own| {
                let named = own.child("ipsec-crypto-profile").and_then(At::value);
                (IPSEC_PROFILES, named.map_or(defaults::PROFILE_NAME, At::word))
            });
            for profile in of_ike.chain(of_child).filter_map(|(path, name)| scope.find(path, name)) {
                *users.entry(profile.id()).or_default() += 1;
            }
        }
        Self(users)
    }

    fn of_profile(&self, profile: At<'_>) -> ProfileUse {
        let name = profile.word().to_owned();
        let is_shipped =
            PREDEFINED_IKE.iter().any(|own| own.name == name) || PREDEFINED_IPSEC.iter().any(|own| own.name == name);
        ProfileUse { users: self.0.get(&profile.id()).copied().unwrap_or(0), is_shipped, name }
    }
}

/// The IKE crypto profiles that a gateway uses, with the versions that it speaks; each once.
fn named_by<'t>(gateway: At<'t>) -> Vec<&'t str> {
    let spoken = match gateway.at("protocol version").and_then(At::value).map(At::word) {
        Some("ikev1") => &["ikev1"][..],
        Some("ikev2") => &["ikev2"],
        _ => &["ikev1", "ikev2"],
    };
    let named = spoken.iter().map(|version| {
        let setting = gateway.child("protocol").and_then(|own| own.child(version)?.child("ike-crypto-profile"));
        setting.and_then(At::value).map_or(defaults::PROFILE_NAME, At::word)
    });
    let mut named: Vec<&str> = named.collect();
    named.dedup();
    named
}

/// The profiles that a part of a file may name: its own, those of the parts that it is stacked with, and those that PAN-OS
/// brings along.
pub(super) fn profiles(context: &Context<'_>, users: &Users) -> Arc<Profiles> {
    let written = |path: &'static str| {
        let parts = context.scope.parts().iter().filter_map(move |part| part.at(path));
        let all = parts.flat_map(At::children);
        all.filter(move |own| context.scope.find(path, own.word()).is_some_and(|first| first.id() == own.id()))
    };
    let shipped = |name: &str| ProfileUse { name: name.to_owned(), users: 0, is_shipped: true };
    let is_missing = |path: &str, name: &str| context.scope.find(path, name).is_none();
    let at = context.scope.own.span();
    let mode = Setting::default(EncapsulationMode::Tunnel, defaults::IPSEC_MODE_SOURCE, at);
    let mut ike: Vec<IkeProfile> = written(IKE_PROFILES)
        .map(|own| ike_choice(users.of_profile(own), &ike_profile::written(context, own, &mut Vec::new())))
        .collect();
    let more = PREDEFINED_IKE.iter().filter(|own| is_missing(IKE_PROFILES, own.name));
    ike.extend(more.map(|own| ike_choice(shipped(own.name), &ike_profile::shipped(own, at))));
    let child_choice = |own: ProfileUse, offer: ipsec_profile::ChildOffer| ChildProfile {
        own,
        proposals: offer.proposals,
        pfs: offer.pfs,
    };
    let mut child: Vec<ChildProfile> = written(IPSEC_PROFILES)
        .map(|own| child_choice(users.of_profile(own), ipsec_profile::written(context, own, mode, &mut Vec::new())))
        .collect();
    let more = PREDEFINED_IPSEC.iter().filter(|own| is_missing(IPSEC_PROFILES, own.name));
    child.extend(more.map(|own| child_choice(shipped(own.name), ipsec_profile::shipped(own, mode, at))));
    Arc::new(Profiles { ike, child })
}

fn ike_choice(own: ProfileUse, profile: &ike_profile::IkeProfile) -> IkeProfile {
    let method = Setting::unknown(UnknownReason::NotInExcerpt, profile.span());
    let ikev1 = profile.ikev1(method).into_iter().map(|own| IkeProposal { authentication: None, ..own }).collect();
    IkeProfile { own, ikev1, ikev2: profile.ikev2() }
}
