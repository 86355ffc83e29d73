//! IPsec crypto profiles: what a tunnel offers and accepts for its child SAs.

use crate::model::{
    ChildProposal, Defect, DhGroup, EncapsulationMode, Encryption, Hash, Lifetime, Setting, UnknownReason,
};
use crate::platform::panos::defaults::{self, PredefinedIpsec};
use crate::platform::panos::lower::Context;
use crate::platform::panos::profiles::{
    Found, Reference, dangling, find, invalid, lifetime, list, measure, no_measures, predefined, reference, split,
};
use crate::platform::panos::tree::{At, NodeId};
use crate::platform::ranges::panos as ranges;
use crate::source::Span;

/// Where IPsec crypto profiles stand.
pub(super) const IPSEC_PROFILES: &str = "network ike crypto-profiles ipsec-crypto-profiles";

/// What a tunnel offers for its child SAs.
pub(super) struct ChildOffer {
    /// The proposals; empty where the profile does not exist.
    pub(super) proposals: Vec<ChildProposal>,
    /// The PFS group.
    pub(super) pfs: Setting<Option<DhGroup>>,
    /// The lifetime.
    pub(super) lifetime: Lifetime,
    /// The node of the profile, where the file writes it.
    pub(super) node: Option<NodeId>,
}

/// What `tunnel` offers for its child SAs.
pub(super) fn child_offer(context: &Context<'_>, tunnel: At<'_>, defects: &mut Vec<Defect>) -> ChildOffer {
    let tunnel = context.root.other(tunnel.id());
    let reference = reference(context, tunnel.at("auto-key ipsec-crypto-profile"), tunnel);
    let Reference { name, at, .. } = reference;
    let mode = mode(tunnel, defects);
    let found = find(context, IPSEC_PROFILES, &reference, defaults::PREDEFINED_IPSEC, |profile| profile.name);
    if let Found::Written(profile) = &found {
        defects.extend(no_measures(*profile));
    }
    match found {
        Found::Written(profile) => written(context, profile, mode, defects),
        Found::Predefined(profile) => shipped(profile, mode, at),
        Found::NotShown(reason) => ChildOffer {
            proposals: vec![ChildProposal::esp(
                name,
                at,
                vec![Setting::unknown(reason, at)],
                vec![Setting::unknown(reason, at)],
                mode,
            )],
            pfs: Setting::unknown(reason, at),
            lifetime: Lifetime { seconds: Setting::unknown(reason, at), kilobytes: Setting::unknown(reason, at) },
            node: None,
        },
        Found::Dangling => {
            defects.push(dangling(context, "IPsec crypto profile", IPSEC_PROFILES, &reference));
            let unknown = UnknownReason::Unreadable;
            ChildOffer {
                proposals: Vec::new(),
                pfs: Setting::unknown(unknown, at),
                lifetime: Lifetime { seconds: Setting::unknown(unknown, at), kilobytes: Setting::unknown(unknown, at) },
                node: None,
            }
        }
    }
}

/// A profile that the file writes, for a tunnel with this mode.
pub(super) fn written(
    context: &Context<'_>,
    profile: At<'_>,
    mode: Setting<EncapsulationMode>,
    defects: &mut Vec<Defect>,
) -> ChildOffer {
    let proposal = |span, encryption, integrity, authentication_header| ChildProposal {
        authentication_header,
        ..ChildProposal::esp(profile.word(), span, encryption, integrity, mode)
    };
    let shows_all = context.shows_all(profile.id());
    ChildOffer {
        proposals: written_proposals(context, profile, proposal, defects),
        pfs: pfs(profile, shows_all, defects),
        lifetime: Lifetime {
            seconds: lifetime(profile, defaults::IPSEC_LIFETIME, shows_all),
            kilobytes: lifesize(profile),
        },
        node: Some(profile.id()),
    }
}

/// A predefined profile, for the line at `at`.
pub(super) fn shipped(profile: &PredefinedIpsec, mode: Setting<EncapsulationMode>, at: Span) -> ChildOffer {
    let encryption = profile.encryption.iter().map(|&value| predefined(value, at)).collect();
    let authentication = profile.authentication.iter().map(|&value| predefined(value, at)).collect();
    let off = Setting::default(None, defaults::LIFESIZE_SOURCE, at);
    ChildOffer {
        proposals: vec![ChildProposal::esp(profile.name, at, encryption, authentication, mode)],
        pfs: predefined(Some(profile.dh_group), at),
        lifetime: Lifetime { seconds: predefined(Some(defaults::IPSEC_LIFETIME.0), at), kilobytes: off },
        node: None,
    }
}

/// The proposals of a profile: AH, or ESP with combined-mode encryption apart, which takes no integrity transform.
fn written_proposals(
    context: &Context<'_>,
    profile: At<'_>,
    proposal: impl Fn(Span, Vec<Setting<Encryption>>, Vec<Setting<Hash>>, Vec<Setting<Hash>>) -> ChildProposal,
    defects: &mut Vec<Defect>,
) -> Vec<ChildProposal> {
    const HASH: &str = "a hash";
    let head = profile.span();
    if let Some(ah) = profile.child("ah") {
        let hashes = list(ah, "authentication", HASH, defaults::hash, context, defects);
        return vec![proposal(head, Vec::new(), Vec::new(), hashes)];
    }
    let esp = profile.child("esp").unwrap_or(profile);
    let encryption = list(esp, "encryption", "an encryption algorithm", defaults::encryption, context, defects);
    let (plain, combined) = split(&encryption);
    let mut proposals = Vec::new();
    if !plain.is_empty() {
        let integrity = list(esp, "authentication", HASH, defaults::hash, context, defects);
        proposals.push(proposal(head, plain, integrity, Vec::new()));
    }
    if !combined.is_empty() {
        let first = encryption.first().and_then(Setting::known).is_some_and(|first| first.is_combined_mode());
        let position = if first { 0 } else { proposals.len() };
        proposals.insert(position, proposal(head, combined, Vec::new(), Vec::new()));
    }
    proposals
}

fn pfs(profile: At<'_>, complete: bool, defects: &mut Vec<Defect>) -> Setting<Option<DhGroup>> {
    let Some((setting, value)) = profile.child("dh-group").and_then(|setting| Some((setting, setting.value()?))) else {
        let (group, source) = defaults::PFS_GROUP;
        return defaults::unless_excerpt(Some(group), source, profile.span(), complete);
    };
    match (value.word(), defaults::dh_group(value.word())) {
        ("no-pfs", _) => Setting::written(None, setting.statement()),
        (_, Some(group)) => Setting::written(Some(group), setting.statement()),
        (_, None) => {
            defects.extend(invalid(value, "no-pfs or a Diffie-Hellman group"));
            Setting::unknown(UnknownReason::Unreadable, setting.statement())
        }
    }
}

fn mode(tunnel: At<'_>, defects: &mut Vec<Defect>) -> Setting<EncapsulationMode> {
    let Some((setting, value)) = tunnel.child("ipsec-mode").and_then(|setting| Some((setting, setting.value()?)))
    else {
        return Setting::default(EncapsulationMode::Tunnel, defaults::IPSEC_MODE_SOURCE, tunnel.span());
    };
    match value.word() {
        "tunnel" => Setting::written(EncapsulationMode::Tunnel, setting.statement()),
        "transport" => Setting::written(EncapsulationMode::TransportRequired, setting.statement()),
        _ => {
            defects.extend(invalid(value, "tunnel or transport"));
            Setting::unknown(UnknownReason::Unreadable, setting.statement())
        }
    }
}

/// The volume after which a child SA is renewed, in kilobytes; none where the profile does not limit it.
fn lifesize(profile: At<'_>) -> Setting<Option<u64>> {
    const FACTORS: &[u64] = &[1, 1 << 10, 1 << 20, 1 << 30];
    measure(profile, "lifesize", ranges::LIFESIZES, FACTORS)
        .unwrap_or_else(|| Setting::default(None, defaults::LIFESIZE_SOURCE, profile.span()))
}
