//! IKE crypto profiles: what a gateway offers and accepts for the IKE SA.

use crate::model::{AuthenticationMethod, Defect, DhGroup, Encryption, Hash, IkeProposal, Setting, UnknownReason};
use crate::platform::panos::defaults::{self, PredefinedIke};
use crate::platform::panos::lower::Context;
use crate::platform::panos::profiles::{
    Found, Reference, dangling, find, lifetime, list, no_measures, predefined, reference, split,
};
use crate::platform::panos::tree::{At, NodeId};
use crate::source::Span;

/// Where IKE crypto profiles stand.
pub(super) const IKE_PROFILES: &str = "network ike crypto-profiles ike-crypto-profiles";

/// An IKE crypto profile as a gateway uses it with one IKE version.
pub(super) struct IkeProfile {
    name: String,
    span: Span,
    encryption: Vec<Setting<Encryption>>,
    hash: Vec<Setting<Hash>>,
    dh_groups: Vec<Setting<DhGroup>>,
    lifetime: Setting<Option<u64>>,
    /// Its node, where the file writes it.
    pub(super) node: Option<NodeId>,
}

/// The IKE crypto profile that `setting` names, for the gateway at `gateway`; `None` where there is none of that name.
pub(super) fn ike_profile(
    context: &Context<'_>,
    setting: Option<At<'_>>,
    gateway: At<'_>,
    defects: &mut Vec<Defect>,
) -> (Option<IkeProfile>, Span) {
    let reference = reference(context, setting.map(|setting| context.root.other(setting.id())), gateway);
    let Reference { name, at, .. } = reference;
    let found = find(context, IKE_PROFILES, &reference, defaults::PREDEFINED_IKE, |profile| profile.name);
    if let Found::Written(profile) = &found {
        defects.extend(no_measures(*profile));
    }
    let profile = match found {
        Found::Written(profile) => written(context, profile, defects),
        Found::Predefined(profile) => shipped(profile, at),
        Found::NotShown(reason) => IkeProfile {
            name: name.to_owned(),
            span: at,
            encryption: vec![Setting::unknown(reason, at)],
            hash: vec![Setting::unknown(reason, at)],
            dh_groups: vec![Setting::unknown(reason, at)],
            lifetime: Setting::unknown(reason, at),
            node: None,
        },
        Found::Dangling => {
            defects.push(dangling(context, "IKE crypto profile", IKE_PROFILES, &reference));
            return (None, at);
        }
    };
    (Some(profile), at)
}

/// A profile that the file writes.
pub(super) fn written(context: &Context<'_>, profile: At<'_>, defects: &mut Vec<Defect>) -> IkeProfile {
    IkeProfile {
        name: profile.word().to_owned(),
        span: profile.span(),
        encryption: list(profile, "encryption", "an encryption algorithm", defaults::encryption, context, defects),
        hash: list(profile, "hash", "a hash", defaults::hash, context, defects),
        dh_groups: list(profile, "dh-group", "a Diffie-Hellman group", defaults::dh_group, context, defects),
        lifetime: lifetime(profile, defaults::IKE_LIFETIME, context.shows_all(profile.id())),
        node: Some(profile.id()),
    }
}

/// A predefined profile, for the line at `at`.
pub(super) fn shipped(profile: &PredefinedIke, at: Span) -> IkeProfile {
    IkeProfile {
        name: profile.name.to_owned(),
        span: at,
        encryption: profile.encryption.iter().map(|&value| predefined(value, at)).collect(),
        hash: vec![predefined(profile.hash, at)],
        dh_groups: vec![predefined(profile.dh_group, at)],
        lifetime: predefined(Some(defaults::IKE_LIFETIME.0), at),
        node: None,
    }
}

impl IkeProfile {
    /// Its head, or the line that names it.
    pub(super) fn span(&self) -> Span {
        self.span
    }

    /// The proposals for IKEv1, whose attributes are all those of the profile. Combined-mode encryption needs IKEv2
    /// (PAN-OS web interface help, "IKE Crypto Profiles").
    pub(super) fn ikev1(&self, authentication: Setting<AuthenticationMethod>) -> Vec<IkeProposal> {
        let (plain, _) = self.split();
        if plain.is_empty() {
            return Vec::new();
        }
        vec![IkeProposal {
            integrity: self.integrity(),
            authentication: Some(authentication),
            ..self.proposal(plain, self.dh_groups.clone())
        }]
    }

    /// The proposals for IKEv2: one for CBC, whose pseudorandom function is the hash, and one for each pseudorandom
    /// function that the groups choose with combined-mode encryption; in the order of the profile.
    pub(super) fn ikev2(&self) -> Vec<IkeProposal> {
        let (plain, combined) = self.split();
        let mut proposals = Vec::new();
        if !plain.is_empty() {
            let integrity = self.integrity();
            let prf = integrity.clone();
            proposals.push(IkeProposal { integrity, prf, ..self.proposal(plain, self.dh_groups.clone()) });
        }
        let Some(first) = combined.first() else { return proposals };
        let at = first.span();
        let by_group = self.groups_by_prf().into_iter().map(|(prf, groups)| IkeProposal {
            prf: vec![match prf {
                Some(prf) => Setting::default(prf, defaults::PRF_SOURCE, at),
                None => Setting::unknown(UnknownReason::DefaultUndocumented, at),
            }],
            ..self.proposal(combined.clone(), groups)
        });
        let combined_comes_first =
            self.encryption.first().and_then(Setting::known).is_some_and(|e| e.is_combined_mode());
        let position = if combined_comes_first { 0 } else { proposals.len() };
        proposals.splice(position..position, by_group);
        proposals
    }

    fn proposal(&self, encryption: Vec<Setting<Encryption>>, dh_groups: Vec<Setting<DhGroup>>) -> IkeProposal {
        IkeProposal {
            name: self.name.clone(),
            span: self.span,
            encryption,
            integrity: Vec::new(),
            prf: Vec::new(),
            dh_groups,
            authentication: None,
            lifetime: self.lifetime,
        }
    }

    /// The encryption algorithms without and with integrity of their own.
    fn split(&self) -> (Vec<Setting<Encryption>>, Vec<Setting<Encryption>>) {
        split(&self.encryption)
    }

    /// The hashes that can be integrity transforms; unknown where the profile has only `non-auth`.
    fn integrity(&self) -> Vec<Setting<Hash>> {
        let hashes: Vec<_> = self.hash.iter().filter(|hash| hash.known() != Some(&Hash::None)).copied().collect();
        if hashes.is_empty() { vec![Setting::unknown(UnknownReason::Unreadable, self.span)] } else { hashes }
    }

    fn groups_by_prf(&self) -> Vec<(Option<Hash>, Vec<Setting<DhGroup>>)> {
        let mut found: Vec<(Option<Hash>, Vec<Setting<DhGroup>>)> = Vec::new();
        for group in &self.dh_groups {
            let prf = group.known().and_then(|&group| defaults::prf_of_group(group));
            match found.iter_mut().find(|(known, _)| *known == prf) {
                Some((_, groups)) => groups.push(*group),
                None => found.push((prf, vec![*group])),
            }
        }
        found
    }
}
