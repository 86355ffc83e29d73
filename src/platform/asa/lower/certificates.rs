//! Trust points: what entries and their tunnel groups name to authenticate by certificate.

use crate::model::{AuthenticationMethod, Blocks, IkeSettings, IkeVersion, Setting, TrustPoint};
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
