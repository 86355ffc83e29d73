//! How the two ends of a connection prove who they are.

use crate::model::{AuthenticationMethod, IkeProposal, IkeVersion, Setting, Sourced, UnknownReason};
use crate::platform::swanctl::defaults;
use crate::platform::swanctl::proposals::Proposals;
use crate::platform::swanctl::syntax::Section;
use crate::source::Span;

/// What a connection offers for the IKE SA of a version.
pub(super) fn ike_proposals(
    offer: &Proposals,
    version: IkeVersion,
    method: Setting<AuthenticationMethod>,
    lifetime: Setting<Option<u64>>,
    at: Span,
) -> Vec<IkeProposal> {
    let method = if version == IkeVersion::V1 { in_ikev1(method) } else { method };
    let fitting = offer.list.iter().filter(|own| version == IkeVersion::V2 || own.fits_ikev1());
    fitting.map(|own| own.ike(version, method, lifetime, at)).collect()
}

/// How a round authenticates: which kind of key signs is in the file only where it is asked for.
pub(super) fn method(round: &Section<'_>) -> Setting<AuthenticationMethod> {
    let Some(setting) = round.setting("auth") else {
        return Setting::default(AuthenticationMethod::Signature, defaults::AUTHENTICATION, round.head);
    };
    let word = setting.value.split(['-', ':']).next().unwrap_or_default();
    let method = match word {
        "psk" => AuthenticationMethod::PreSharedKey,
        "rsa" => AuthenticationMethod::RsaSignature,
        "pubkey" | "any" | "ike" => AuthenticationMethod::Signature,
        "ecdsa" | "ed25519" | "ed448" => AuthenticationMethod::EcdsaSignature,
        "eap" => AuthenticationMethod::Eap,
        _ => return Setting::unknown(UnknownReason::LineNotUnderstood, setting.span),
    };
    Setting::written(method, setting.span)
}

/// The method that a proposal of IKEv1 names, where a certificate is taken for one with an RSA key.
fn in_ikev1(method: Setting<AuthenticationMethod>) -> Setting<AuthenticationMethod> {
    match method {
        Setting::Known(own) if own.value == AuthenticationMethod::Signature => {
            Setting::Known(Sourced { value: AuthenticationMethod::RsaSignature, ..own })
        }
        other => other,
    }
}
