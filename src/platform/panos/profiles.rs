//! Crypto profiles: what a gateway and a tunnel offer and accept.

use crate::model::{
    AuthenticationMethod, Blocks, ChildProposal, Defect, DefectKind, DhGroup, EncapsulationMode, Encryption, Hash,
    IkeProposal, Lifetime, Setting, UnknownReason,
};
use crate::platform::panos::defaults;
use crate::platform::panos::lower::Context;
use crate::platform::panos::tree::{At, NodeId};
use crate::source::Span;

const IKE_PROFILES: &str = "network ike crypto-profiles ike-crypto-profiles";
const IPSEC_PROFILES: &str = "network ike crypto-profiles ipsec-crypto-profiles";

/// A profile that is named, or that holds because none is named.
struct Reference<'t> {
    name: &'t str,
    /// The line that names it, or the head of what lacks the name.
    at: Span,
}

fn reference<'t>(setting: Option<At<'t>>, needed_by: Span) -> Reference<'t> {
    match setting.and_then(|setting| Some((setting, setting.value()?))) {
        Some((setting, value)) => Reference { name: value.word(), at: setting.statement() },
        None => Reference { name: defaults::PROFILE_NAME, at: needed_by },
    }
}

/// Where the content of a profile comes from.
enum Found<'t, P: 'static> {
    Written(At<'t>),
    Predefined(&'static P),
    /// The file is an excerpt that does not show it.
    NotShown,
    /// There is none of this name.
    Dangling,
}

fn find<'t, P: 'static>(
    context: &Context<'t>,
    path: &str,
    reference: &Reference<'t>,
    predefined: &'static [P],
    name: fn(&P) -> &'static str,
) -> Found<'t, P> {
    if let Some(profile) = context.scope.find(path, reference.name) {
        return Found::Written(profile);
    }
    match predefined.iter().find(|profile| name(profile) == reference.name) {
        Some(profile) => Found::Predefined(profile),
        None if context.complete => Found::Dangling,
        None => Found::NotShown,
    }
}

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
    /// The line that names it, or the gateway.
    pub(super) at: Span,
}

/// The IKE crypto profile that `setting` names, for the gateway at `gateway`; `None` where there is none of that name.
pub(super) fn ike_profile(
    context: &Context<'_>,
    setting: Option<At<'_>>,
    gateway: Span,
    defects: &mut Vec<Defect>,
) -> (Option<IkeProfile>, Span) {
    let reference = reference(setting.map(|setting| context.root.other(setting.id())), gateway);
    let Reference { name, at } = reference;
    let found = find(context, IKE_PROFILES, &reference, defaults::PREDEFINED_IKE, |profile| profile.name);
    let profile = match found {
        Found::Written(profile) => IkeProfile {
            name: name.to_owned(),
            span: profile.span(),
            encryption: list(profile, "encryption", "an encryption algorithm", defaults::encryption, context, defects),
            hash: list(profile, "hash", "a hash", defaults::hash, context, defects),
            dh_groups: list(profile, "dh-group", "a Diffie-Hellman group", defaults::dh_group, context, defects),
            lifetime: lifetime(profile, defaults::IKE_LIFETIME, context.complete),
            node: Some(profile.id()),
            at,
        },
        Found::Predefined(profile) => IkeProfile {
            name: name.to_owned(),
            span: at,
            encryption: profile.encryption.iter().map(|&value| predefined(value, at)).collect(),
            hash: vec![predefined(profile.hash, at)],
            dh_groups: vec![predefined(profile.dh_group, at)],
            lifetime: predefined(Some(defaults::IKE_LIFETIME.0), at),
            node: None,
            at,
        },
        Found::NotShown => IkeProfile {
            name: name.to_owned(),
            span: at,
            encryption: vec![not_shown(at)],
            hash: vec![not_shown(at)],
            dh_groups: vec![not_shown(at)],
            lifetime: not_shown(at),
            node: None,
            at,
        },
        Found::Dangling => {
            defects.push(dangling(context, "IKE crypto profile", IKE_PROFILES, &reference));
            return (None, at);
        }
    };
    (Some(profile), at)
}

impl IkeProfile {
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
    let reference = reference(tunnel.at("auto-key ipsec-crypto-profile"), tunnel.span());
    let Reference { name, at } = reference;
    let mode = mode(tunnel, defects);
    let proposal = |span, encryption, integrity, authentication_header| ChildProposal {
        name: name.to_owned(),
        span,
        encryption,
        integrity,
        authentication_header,
        compression: false,
        mode,
    };
    let off = Setting::default(None, defaults::IPSEC_LIFETIME.1, at);
    match find(context, IPSEC_PROFILES, &reference, defaults::PREDEFINED_IPSEC, |profile| profile.name) {
        Found::Written(profile) => ChildOffer {
            proposals: written_proposals(context, profile, proposal, defects),
            pfs: pfs(profile, context.complete, defects),
            lifetime: Lifetime {
                seconds: lifetime(profile, defaults::IPSEC_LIFETIME, context.complete),
                kilobytes: lifesize(profile),
            },
            node: Some(profile.id()),
        },
        Found::Predefined(profile) => ChildOffer {
            proposals: vec![proposal(
                at,
                profile.encryption.iter().map(|&value| predefined(value, at)).collect(),
                profile.authentication.iter().map(|&value| predefined(value, at)).collect(),
                Vec::new(),
            )],
            pfs: predefined(Some(profile.dh_group), at),
            lifetime: Lifetime { seconds: predefined(Some(defaults::IPSEC_LIFETIME.0), at), kilobytes: off },
            node: None,
        },
        Found::NotShown => ChildOffer {
            proposals: vec![proposal(at, vec![not_shown(at)], vec![not_shown(at)], Vec::new())],
            pfs: not_shown(at),
            lifetime: Lifetime { seconds: not_shown(at), kilobytes: not_shown(at) },
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

fn split(encryption: &[Setting<Encryption>]) -> (Vec<Setting<Encryption>>, Vec<Setting<Encryption>>) {
    let is_plain = |value: &&Setting<Encryption>| !value.known().is_some_and(|value| value.is_combined_mode());
    encryption.iter().copied().partition(|value| is_plain(&value))
}

/// The values of a list in order of preference. What cannot be read is a member that is not known.
fn list<T>(
    profile: At<'_>,
    word: &str,
    expected: &'static str,
    parse: fn(&str) -> Option<T>,
    context: &Context<'_>,
    defects: &mut Vec<Defect>,
) -> Vec<Setting<T>> {
    let values: Vec<_> = profile
        .child(word)
        .into_iter()
        .flat_map(At::children)
        .map(|value| match parse(value.word()) {
            Some(parsed) => Setting::written(parsed, value.span()),
            None => {
                defects.push(invalid(value, expected));
                Setting::unknown(UnknownReason::Unreadable, value.span())
            }
        })
        .collect();
    if !values.is_empty() {
        return values;
    }
    let reason = if context.complete { UnknownReason::DefaultUndocumented } else { UnknownReason::NotInExcerpt };
    vec![Setting::unknown(reason, profile.span())]
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
            defects.push(invalid(value, "no-pfs or a Diffie-Hellman group"));
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
            defects.push(invalid(value, "tunnel or transport"));
            Setting::unknown(UnknownReason::Unreadable, setting.statement())
        }
    }
}

/// The lifetime of a profile in seconds.
fn lifetime(profile: At<'_>, (value, source): (u64, &'static str), complete: bool) -> Setting<Option<u64>> {
    const UNITS: &[(&str, u64)] = &[("seconds", 1), ("minutes", 60), ("hours", 3600), ("days", 86_400)];
    measure(profile, "lifetime", UNITS)
        .unwrap_or_else(|| defaults::unless_excerpt(Some(value), source, profile.span(), complete))
}

/// The volume after which a child SA is renewed, in kilobytes; none where the profile does not limit it.
fn lifesize(profile: At<'_>) -> Setting<Option<u64>> {
    const UNITS: &[(&str, u64)] = &[("kb", 1), ("mb", 1 << 10), ("gb", 1 << 20), ("tb", 1 << 30)];
    measure(profile, "lifesize", UNITS)
        .unwrap_or_else(|| Setting::default(None, defaults::IPSEC_LIFETIME.1, profile.span()))
}

/// A number with its unit, in the smallest unit.
fn measure(profile: At<'_>, word: &str, units: &[(&str, u64)]) -> Option<Setting<Option<u64>>> {
    let unit = profile.child(word)?.value()?;
    let number = unit.value()?.word().parse::<u64>().ok();
    let factor = units.iter().find(|(name, _)| *name == unit.word()).map(|(_, factor)| *factor);
    Some(match number.zip(factor).and_then(|(number, factor)| number.checked_mul(factor)) {
        Some(amount) => Setting::written(Some(amount), unit.statement()),
        None => Setting::unknown(UnknownReason::Unreadable, unit.statement()),
    })
}

fn predefined<T>(value: T, at: Span) -> Setting<T> {
    Setting::default(value, defaults::PREDEFINED_SOURCE, at)
}

fn not_shown<T>(at: Span) -> Setting<T> {
    Setting::unknown(UnknownReason::NotInExcerpt, at)
}

/// A value that the firewall would not take.
pub(super) fn invalid(value: At<'_>, expected: &str) -> Defect {
    Defect {
        kind: DefectKind::InvalidValue { value: value.word().to_owned(), expected: expected.to_owned() },
        span: value.span(),
        blocks: Blocks::Nothing,
    }
}

fn dangling(context: &Context<'_>, what: &'static str, path: &str, reference: &Reference<'_>) -> Defect {
    let nearest = nearest(reference.name, &context.scope.names(path));
    Defect {
        kind: DefectKind::DanglingReference { what, name: reference.name.to_owned(), nearest },
        span: reference.at,
        blocks: Blocks::Everything,
    }
}

/// The name that is most like `name`, where one is like it at all.
pub(super) fn nearest(name: &str, candidates: &[&str]) -> Option<String> {
    let likeness = |other: &str| similar::TextDiff::from_chars(name, other).ratio();
    let best = candidates.iter().map(|other| (likeness(other), *other)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= 0.6).then(|| best.1.to_owned())
}
