//! Proposals in a few words, and what two lists of them have in common.

use std::fmt::Display;

use crate::model::{
    AuthenticationMethod, ChildProposal, DhGroup, EncapsulationMode, Encryption, Hash, IkeProposal, SequenceNumbers,
    Setting, Transform, known_transforms,
};

/// What the responder takes from a list of proposals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice<P> {
    /// The initiator's proposal, as an index into its list.
    pub(super) offer: usize,
    /// The responder's proposal, as an index into its list.
    pub(super) at: usize,
    /// What both ends have in common.
    pub(super) common: P,
}

/// The transforms of an IKE proposal, in the order in which they are written down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct IkeTransforms {
    encryption: Vec<Encryption>,
    integrity: Vec<Hash>,
    prf: Vec<Hash>,
    pub(super) groups: Vec<DhGroup>,
    pub(super) authentication: Option<AuthenticationMethod>,
}

/// The transforms of a child proposal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ChildTransforms {
    encryption: Vec<Encryption>,
    integrity: Vec<Hash>,
    authentication_header: Vec<Hash>,
    sequence_numbers: Vec<SequenceNumbers>,
    compression: bool,
    mode: Option<EncapsulationMode>,
}

/// The IKE proposal that the responder takes: it walks its own list, the highest priority first, and takes the first of
/// its proposals that was offered (Cisco ASA 5500 Series Configuration Guide using the CLI, "IKE policies"). `None` where none fits for certain or in
/// all likelihood.
pub(super) fn choose_ike(offers: &[IkeProposal], own: &[IkeProposal]) -> Option<Choice<IkeTransforms>> {
    let pairs = own.iter().enumerate().flat_map(|own| offers.iter().enumerate().map(move |offer| (offer, own)));
    pairs.into_iter().find_map(|((offer, sent), (at, own))| Some(Choice { offer, at, common: common_ike(sent, own)? }))
}

/// The child proposal that the responder takes: the first one offered that it has (RFC 2409, section 5: proposals are
/// offered in order of preference).
pub(super) fn choose_child(offers: &[ChildProposal], own: &[ChildProposal]) -> Option<Choice<ChildTransforms>> {
    let pairs = offers.iter().enumerate().flat_map(|offer| own.iter().enumerate().map(move |own| (offer, own)));
    pairs
        .into_iter()
        .find_map(|((offer, sent), (at, own))| Some(Choice { offer, at, common: common_child(sent, own)? }))
}

fn common_ike(offer: &IkeProposal, own: &IkeProposal) -> Option<IkeTransforms> {
    let encryption = common(&offer.encryption, &own.encryption)?;
    let integrity = common_integrity(&encryption, &offer.integrity, &own.integrity)?;
    let prf = if offer.prf.is_empty() && own.prf.is_empty() { Vec::new() } else { common(&offer.prf, &own.prf)? };
    let groups = common(&offer.dh_groups, &own.dh_groups)?;
    let authentication = match (offer.authentication, own.authentication) {
        (Some(offered), Some(wanted)) => common(&[offered], &[wanted])?.first().copied(),
        _ => None,
    };
    Some(IkeTransforms { encryption, integrity, prf, groups, authentication })
}

fn common_child(offer: &ChildProposal, own: &ChildProposal) -> Option<ChildTransforms> {
    let encryption = common(&offer.encryption, &own.encryption)?;
    let integrity = common_integrity(&encryption, &offer.integrity, &own.integrity)?;
    let authentication_header = common(&offer.authentication_header, &own.authentication_header)?;
    let sequence_numbers = common(&offer.sequence_numbers, &own.sequence_numbers)?;
    let mode = offer.mode.known().copied();
    let compression = offer.compression;
    (offer.compression == own.compression).then_some(ChildTransforms {
        encryption,
        integrity,
        authentication_header,
        sequence_numbers,
        compression,
        mode,
    })
}

/// What two lists have in common, in the order of the first. Empty where neither has anything, or where a value that is
/// not known may fit; `None` where nothing fits.
fn common<T: Transform>(offered: &[Setting<T>], own: &[Setting<T>]) -> Option<Vec<T>> {
    let common: Vec<T> =
        known_transforms(offered).filter(|value| known_transforms(own).any(|other| other == *value)).collect();
    let both_empty = [offered, own].into_iter().all(|list| list.len() == list.iter().filter(|v| is_none(v)).count());
    let open = [offered, own].into_iter().flatten().any(|value| value.known().is_none());
    (!common.is_empty() || both_empty || open).then_some(common)
}

/// Integrity does not have to fit where every cipher in common brings its own (RFC 7296, section 3.3).
fn common_integrity(ciphers: &[Encryption], offered: &[Setting<Hash>], own: &[Setting<Hash>]) -> Option<Vec<Hash>> {
    let combined = !ciphers.is_empty() && ciphers.iter().all(|cipher| cipher.is_combined_mode());
    if combined { Some(Vec::new()) } else { common(offered, own) }
}

fn is_none<T: Transform>(value: &Setting<T>) -> bool {
    value.known().is_some_and(|value| value.is_none())
}

impl From<&IkeProposal> for IkeTransforms {
    fn from(proposal: &IkeProposal) -> Self {
        Self {
            encryption: known_transforms(&proposal.encryption).collect(),
            integrity: known_transforms(&proposal.integrity).collect(),
            prf: known_transforms(&proposal.prf).collect(),
            groups: known_transforms(&proposal.dh_groups).collect(),
            authentication: proposal.authentication.and_then(|method| method.known().copied()),
        }
    }
}

impl From<&ChildProposal> for ChildTransforms {
    fn from(proposal: &ChildProposal) -> Self {
        Self {
            encryption: known_transforms(&proposal.encryption).collect(),
            integrity: known_transforms(&proposal.integrity).collect(),
            authentication_header: known_transforms(&proposal.authentication_header).collect(),
            sequence_numbers: known_transforms(&proposal.sequence_numbers).collect(),
            compression: proposal.compression,
            mode: proposal.mode.known().copied(),
        }
    }
}

impl IkeTransforms {
    /// `AES-CBC-256 SHA-1 group 14 PSK`; alternatives stand with a slash between them.
    pub(super) fn words(&self) -> String {
        let prf = alternatives(&self.prf);
        let parts = [
            alternatives(&self.encryption),
            alternatives(&self.integrity),
            if prf.is_empty() { prf } else { format!("PRF {prf}") },
            group_words(&self.groups),
            self.authentication.map(method_words).unwrap_or_default(),
        ];
        joined(&parts)
    }
}

impl ChildTransforms {
    /// `ESP AES-CBC-256 SHA-1, tunnel mode`.
    pub(super) fn words(&self) -> String {
        let esp = joined(&[alternatives(&self.encryption), alternatives(&self.integrity)]);
        let header = alternatives(&self.authentication_header);
        let parts = [
            if esp.is_empty() { esp } else { format!("ESP {esp}") },
            if header.is_empty() { header } else { format!("AH {header}") },
            self.sequence_number_words(),
            if self.compression { "IPComp".to_owned() } else { String::new() },
        ];
        let mode = self.mode.map(|mode| if mode.is_transport() { "transport mode" } else { "tunnel mode" });
        [joined(&parts), mode.unwrap_or_default().to_owned()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }
}

impl ChildTransforms {
    /// `ESN`, `ESN/no ESN`; short ones alone are what everybody has, and need no word.
    fn sequence_number_words(&self) -> String {
        let word = |own: &SequenceNumbers| match own {
            SequenceNumbers::Short => "no ESN",
            SequenceNumbers::Extended => "ESN",
        };
        let is_usual = !self.sequence_numbers.contains(&SequenceNumbers::Extended);
        let words: Vec<&str> = self.sequence_numbers.iter().map(word).collect();
        if is_usual { String::new() } else { words.join("/") }
    }
}

/// `group 14`, `group 14/5`; empty where no group is known.
pub(super) fn group_words(groups: &[DhGroup]) -> String {
    let numbers: Vec<u16> = groups.iter().map(|group| group.0).collect();
    if numbers.is_empty() { String::new() } else { format!("group {}", alternatives(&numbers)) }
}

fn method_words(method: AuthenticationMethod) -> String {
    match method {
        AuthenticationMethod::PreSharedKey => "PSK".to_owned(),
        AuthenticationMethod::Signature => "SIG".to_owned(),
        AuthenticationMethod::RsaSignature => "RSA-SIG".to_owned(),
        AuthenticationMethod::EcdsaSignature => "ECDSA-SIG".to_owned(),
        other => other.to_string(),
    }
}

fn alternatives<T: Display>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join("/")
}

fn joined(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
}
