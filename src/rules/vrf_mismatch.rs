//! `vrf-mismatch`.

use crate::model::DefectKind;
use crate::rules::Severity;
use crate::rules::defects::DefectWords;

rule! {
    /// A keyring, profile or policy is for packets in another VRF than those of the tunnel.
    ///
    /// ## What it means
    ///
    /// The packets of a tunnel travel in a routing table of their own, the front-door VRF: that of `tunnel vrf`, or of the
    /// interface that bears the crypto map. On IOS a `crypto keyring` serves one VRF (`crypto keyring K vrf INET`), an
    /// ISAKMP profile matches identities in one (`match identity address 192.0.2.9 INET`), and an IKEv2 profile or policy
    /// those of `match fvrf`; without the word each is for the global routing table. `ivrf`, `vrf` in a profile and
    /// `vrf forwarding` of a tunnel interface are about the traffic inside and do not help.
    ///
    /// ## What each device shows
    ///
    /// Where nothing serves the VRF, IOS finds no key for its peer ("No pre-shared key with …"), or no profile ("IKEv2
    /// profile not found"). What it does in each case is not documented well enough to be certain, so that the verdict
    /// stays `undetermined`.
    ///
    /// ## What to do
    ///
    /// Name the VRF of the tunnel in the keyring, the profile and the policy, or `match fvrf any`.
    RULE = "NET313" "vrf-mismatch",
    "A keyring, profile or policy is for another VRF than the tunnel",
    [
        "Cisco IOS Security Command Reference, crypto keyring and match identity",
        "Cisco IOS FlexVPN and IKEv2 Configuration Guide, match fvrf",
    ],
    Defect(words)
}

fn words(kind: &DefectKind) -> Option<DefectWords> {
    let DefectKind::OtherVrf { what, serves, wanted } = kind else { return None };
    Some(DefectWords {
        message: format!("the {what} is for {serves}, and the tunnel is in {wanted}"),
        label: format!("this {what} is for {serves}"),
        help: format!("Let the {what} be for {wanted}, in which the packets of the tunnel travel."),
        severity: Severity::Warning,
    })
}
