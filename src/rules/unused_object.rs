//! `unused-object`.

use crate::model::DefectKind;
use crate::rules::Severity;
use crate::rules::defects::DefectWords;

rule! {
    /// Something that a VPN could use is defined, and no other line of the file mentions it.
    ///
    /// ## What it checks
    ///
    /// Transform sets, proposals, profiles, crypto maps that no interface has, dynamic maps, access lists, keyrings of IKEv2, tunnel groups that are named after
    /// an address; gateways and crypto profiles of PAN-OS; pools of strongSwan. In complete files alone, and not those that
    /// the vendor brings along. A name that stands anywhere else counts as used. What a device searches without being
    /// pointed at it, such as an IKE policy or a keyring of IKEv1, is never unused.
    ///
    /// ## What it means
    ///
    /// No negotiation hangs on it. Often it is what is left of an earlier tunnel; at times it is what a line with a misspelt
    /// name was meant to refer to.
    ///
    /// ## What to do
    ///
    /// Remove it, or refer to it where it was meant to be used.
    RULE = "CFG506" "unused-object",
    "Something is defined that nothing refers to",
    [
        "Cisco ASA VPN CLI configuration guide, crypto maps",
        "Cisco IOS Security Command Reference, crypto ikev2 profile: to be attached to a crypto map or an IPsec profile",
        "Palo Alto Networks, web interface help: IKE gateways, crypto profiles",
        "swanctl.conf(5), pools",
    ],
    Defect(words)
}

fn words(kind: &DefectKind) -> Option<DefectWords> {
    let DefectKind::Unused { what, name } = kind else { return None };
    Some(DefectWords {
        message: format!("nothing refers to the {what} {name}"),
        label: "not mentioned anywhere else".to_owned(),
        help: "Remove it, or refer to it where it was meant to be used.".to_owned(),
        severity: Severity::Info,
    })
}
