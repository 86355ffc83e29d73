//! Trust points: what profiles name to authenticate by certificate.

use crate::model::{AuthenticationMethod, Blocks, IdentityPattern, IkeProposal, Setting, TrustPoint};
use crate::platform::cisco::notes::Notes;
use crate::platform::ios::lower::Context;
use crate::platform::ios::syntax::{Rule, Section};
use crate::source::Span;

impl<'a> Context<'a> {
    /// The trust points that a profile names; those that are not defined are noted.
    pub(super) fn trust_points(&self, profile: Option<&Section<'a>>, rule: Rule, notes: &mut Notes) -> Vec<TrustPoint> {
        let lines = profile.into_iter().flat_map(|profile| profile.all(rule));
        let names = lines.filter_map(|line| line.word(Rule::name));
        let defined = &self.configuration.trust_points;
        names
            .map(|word| {
                if !defined.contains(&word.text) {
                    notes.dangling("trust point", word, defined.iter().copied(), Blocks::Certificates);
                }
                TrustPoint { what: "trust point", name: word.text.to_owned(), at: word.span }
            })
            .collect()
    }

    /// The certificate maps that a profile names, as patterns: which certificates they fit, the files do not show. What an
    /// undefined one fits, no source says.
    pub(super) fn certificate_maps(&self, profile: &Section<'a>, notes: &mut Notes) -> Vec<(IdentityPattern, Span)> {
        let defined = &self.configuration.certificate_maps;
        let lines = profile.all(Rule::match_certificate).filter_map(|line| Some((line.word(Rule::name)?, line.span)));
        lines
            .map(|(word, span)| {
                if !defined.contains(&word.text) {
                    notes.dangling("certificate map", word, defined.iter().copied(), Blocks::Perhaps);
                }
                (IdentityPattern::Certificate(word.text.to_owned()), span)
            })
            .collect()
    }

    /// With IKEv1 a profile need not name a trust point: all that the device has are used (Cisco, document 117633). One
    /// that has none has no certificate either. Asked for where every policy is by certificate: one among others is left
    /// over, or has lost its `authentication pre-share`.
    pub(super) fn note_no_trust_point(&self, policies: Span, notes: &mut Notes) {
        if self.complete && self.configuration.trust_points.is_empty() {
            notes.incomplete("trust point", policies, Blocks::Certificates);
        }
    }
}

/// Whether a policy authenticates by certificate.
pub(super) fn signs(proposal: &IkeProposal) -> bool {
    let method = proposal.authentication.as_ref().and_then(Setting::known);
    method.is_some_and(|method| is_signature(*method))
}

fn is_signature(method: AuthenticationMethod) -> bool {
    matches!(method, AuthenticationMethod::RsaSignature | AuthenticationMethod::EcdsaSignature)
}

/// An IKEv2 profile uses no trust point but those that it names: `sign` for its own certificate, `verify` for that of the
/// peer, neither word for both (FlexVPN and IKEv2 configuration guide, "Configuring IKEv2 Profile", `pki trustpoint`;
/// Cisco, document 117633).
pub(super) fn note_unnamed_trust_points(
    profile: &Section<'_>,
    [local, remote]: [Setting<AuthenticationMethod>; 2],
    notes: &mut Notes,
) {
    let uses = |method: &Setting<AuthenticationMethod>| method.known().is_some_and(|method| is_signature(*method));
    let serves = |purpose: &str| {
        let mut lines = profile.all(Rule::ikev2_trust_point);
        lines.any(|line| line.word(Rule::word).is_none_or(|word| word.text == purpose))
    };
    if uses(&local) && !serves("sign") {
        notes.incomplete("trust point to sign with", local.span(), Blocks::Certificates);
    }
    if uses(&remote) && !serves("verify") {
        notes.incomplete("trust point to verify the peer with", remote.span(), Blocks::Certificates);
    }
}
