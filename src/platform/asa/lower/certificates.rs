//! Trust points: what entries and their tunnel groups name to authenticate by certificate.

use std::net::IpAddr;

use crate::model::{
    AuthenticationMethod, Blocks, CertificateName, IkeSettings, IkeVersion, Setting, Sourced, TrustPoint,
};
use crate::platform::asa::config::Item;
use crate::platform::asa::lower::Context;
use crate::platform::asa::lower::ike::IkeParts;
use crate::platform::asa::syntax::Rule;
use crate::platform::cisco::notes::Notes;
use crate::platform::cisco::statement::Word;

/// The trust points of an entry for one version. `set trustpoint` is for beginning, `trust-point` of the tunnel group
/// for both (Cisco ASA command reference, `crypto map set trustpoint` and `ikev1 trust-point`).
pub(super) fn trust_points(parts: &IkeParts<'_, '_, '_>, version: IkeVersion) -> Vec<TrustPoint> {
    names(parts, version)
        .map(|word| TrustPoint { what: "trust point", name: word.text.to_owned(), at: word.span })
        .collect()
}

/// What `peer-id-validate` demands. A pre-shared key leaves nothing to compare (Cisco document 117337).
pub(super) fn name_demanded(parts: &IkeParts<'_, '_, '_>) -> Sourced<CertificateName> {
    const REQUIRED: &str = "Cisco ASA, `show running-config all tunnel-group`: `peer-id-validate req`";
    match parts.group.and_then(|group| group.word(Rule::peer_id_validate)) {
        Some((word, line)) if word.text == "nocheck" => Sourced::written(CertificateName::NotCompared, line),
        Some((word, line)) if word.text == "cert" => Sourced::written(CertificateName::IsIdentityIfAny, line),
        Some((_, line)) => Sourced::written(CertificateName::IsIdentity, line),
        None => Sourced::default(CertificateName::IsIdentity, REQUIRED, parts.item.head),
    }
}

/// Whether a tunnel group that is not named after an address authenticates by one of these means, and not by a key.
pub(super) fn other_group_signs(context: &Context<'_, '_>, rules: &[(Rule, AuthenticationMethod)]) -> bool {
    let by_name = context.config.tunnel_groups.items.iter().filter(|group| group.name.parse::<IpAddr>().is_err());
    let signs = |group: &Item<'_>| {
        let mut other = rules.iter().filter(|(_, method)| *method != AuthenticationMethod::PreSharedKey);
        other.any(|(rule, _)| group.last(*rule).is_some())
    };
    by_name.into_iter().any(signs)
}

/// What `tunnel-group-map` names and the file does not define: `tunnel-group-map MAP 10 GROUP`, `tunnel-group-map
/// default-group GROUP`.
pub(super) fn note_group_maps(context: &Context<'_, '_>, notes: &mut Notes) {
    const BUILT_IN: [&str; 3] = ["DefaultL2LGroup", "DefaultRAGroup", "DefaultWEBVPNGroup"];
    let (maps, groups) = (&context.config.certificate_maps, &context.config.tunnel_groups);
    for line in &context.config.group_maps {
        let words: Vec<&str> = line.text.split_ascii_whitespace().skip(1).collect();
        let (map, group) = match words.as_slice() {
            ["enable", ..] => continue,
            ["default-group", group] => (None, *group),
            [map, number, group] if number.parse::<u32>().is_ok() => (Some(*map), *group),
            // Older releases have one list of rules, without a name.
            [number, group] if number.parse::<u32>().is_ok() => (None, *group),
            _ => continue,
        };
        let word = |text| Word { text, span: line.span };
        if let Some(map) = map.filter(|map| !maps.contains(map)) {
            notes.dangling("certificate map", word(map), maps.iter().copied(), Blocks::Nothing);
        }
        if groups.get(group).is_none() && !BUILT_IN.contains(&group) {
            notes.dangling("tunnel group", word(group), groups.names(), Blocks::Nothing);
        }
    }
}

fn names<'a>(parts: &IkeParts<'_, '_, 'a>, version: IkeVersion) -> impl Iterator<Item = Word<'a>> {
    let of_group = match version {
        IkeVersion::V1 => Rule::ikev1_trust_point,
        IkeVersion::V2 => Rule::ikev2_local_certificate,
    };
    let of_entry = parts.item.word(Rule::set_trust_point);
    let of_group = parts.group.and_then(|group| group.word(of_group));
    [of_entry, of_group].into_iter().flatten().map(|(word, _)| word)
}

/// Notes what keeps an entry from authenticating by certificate: trust points that are not defined, and, where its
/// tunnel group has no key for IKEv1, that it names none.
pub(super) fn note(
    context: &Context<'_, '_>,
    parts: &IkeParts<'_, '_, '_>,
    version: IkeVersion,
    settings: &IkeSettings,
    notes: &mut Notes,
) {
    let defined = &context.config.trust_points;
    for word in names(parts, version).filter(|word| !defined.contains(&word.text)) {
        notes.dangling("trust point", word, defined.iter().copied(), Blocks::Certificates);
    }
    let Some(group) = parts.group.filter(|_| version == IkeVersion::V1 && settings.trust_points.is_empty()) else {
        return;
    };
    let signs = settings.proposals.iter().any(|proposal| {
        let method = proposal.authentication.as_ref().and_then(Setting::known);
        matches!(method, Some(AuthenticationMethod::RsaSignature | AuthenticationMethod::DsaSignature))
    });
    if signs && context.complete && group.last(Rule::ikev1_key).is_none() {
        notes.incomplete("trust point", group.head, Blocks::Certificates);
    }
}
