//! `weak-algorithm`.

use std::fmt::Display;

use crate::model::{
    AuthenticationMethod, ChildProposal, Device, DhGroup, Encryption, Entry, Hash, IkeProposal, Setting,
};
use crate::rules::context::label;
use crate::rules::{Finding, Severity};
use crate::source::Span;

#[cfg(test)]
mod tests;

rule! {
    /// A proposal holds an algorithm that the IETF says not to use.
    ///
    /// ## What it checks
    ///
    /// Every proposal that an entry can offer or take, by the status of its algorithms: RFC 8247 for IKE, RFC 8221 for ESP
    /// and AH, and RFC 9395 for both. "MUST NOT" is a warning: DES, Blowfish, CAST-128, MD5, groups 1 and 22, an ESP cipher
    /// without integrity. "SHOULD NOT" is an info: 3DES in ESP, groups 2, 5, 23 and 24, DSA signatures. What these documents
    /// only plan to take away later, SHA-1 first of all, is not told.
    ///
    /// ## What it does not do
    ///
    /// It changes no verdict: two ends that agree on DES come up.
    ///
    /// ## How to mend it
    ///
    /// AES-CBC with 128 bits or AES-GCM, SHA2-256, and group 14 or 19 are taken by every current release. Add the strong
    /// proposal on both ends before the weak one is taken out, or the tunnel goes down in between.
    RULE = "SEC601" "weak-algorithm",
    "A proposal holds an algorithm that RFC 8247 or RFC 8221 says not to use",
    ["RFC 8247 sections 2.1 to 2.4", "RFC 8221 sections 5 and 6", "RFC 9395 section 5"],
    Device(check)
}

/// What the standards say of an algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    /// It should not be used.
    ShouldNot,
    /// It must not be used.
    MustNot,
}

/// An algorithm that is weak, by its name, with the line that names it.
pub(super) struct Weak {
    pub(super) name: String,
    pub(super) status: Status,
    at: Span,
}

fn check(device: &Device, out: &mut Vec<Finding>) {
    let mut told: Vec<Span> = Vec::new();
    for entry in &device.entries {
        for (name, span, weak) in proposals(entry) {
            if !weak.is_empty() && !told.contains(&span) {
                told.push(span);
                out.push(finding(device, &name, &weak));
            }
        }
    }
}

/// The proposals of an entry for the IKE SA and for child SAs, each with what is weak in it.
fn proposals(entry: &Entry) -> Vec<(String, Span, Vec<Weak>)> {
    let settings = || [&entry.ikev1, &entry.ikev2].into_iter().flatten();
    let of_ike = settings().flat_map(|own| &own.proposals);
    let of_child = settings().flat_map(|own| &own.child_proposals);
    let ike = of_ike.map(|proposal| (proposal.name.clone(), proposal.span, weak_in_ike(proposal)));
    let child = of_child.map(|proposal| (proposal.name.clone(), proposal.span, weak_in_child(proposal)));
    let pfs = weak(std::slice::from_ref(&entry.pfs), group_status);
    ike.chain(child).chain([(format!("PFS of {}", entry.name), entry.pfs.span(), pfs)]).collect()
}

/// What is weak in a proposal for the IKE SA.
pub(super) fn weak_in_ike(proposal: &IkeProposal) -> Vec<Weak> {
    let mut found = weak(&proposal.encryption, ike_cipher_status);
    found.extend(weak(&proposal.integrity, hash_status));
    found.extend(weak(&proposal.prf, hash_status));
    found.extend(weak(&proposal.dh_groups, group_status));
    found.extend(proposal.authentication.iter().flat_map(|method| weak(std::slice::from_ref(method), method_status)));
    found
}

/// What is weak in a proposal for child SAs.
pub(super) fn weak_in_child(proposal: &ChildProposal) -> Vec<Weak> {
    let mut found = weak(&proposal.encryption, esp_cipher_status);
    found.extend(weak(&proposal.integrity, hash_status));
    found.extend(weak(&proposal.authentication_header, hash_status));
    found.extend(proposal.pfs.iter().flat_map(|pfs| weak(pfs, group_status)));
    found.extend(without_integrity(proposal));
    found
}

/// ESP without integrity (RFC 8221, section 4: it must not be used), be it with encryption or without both (RFC 4303, section
/// 3.2).
fn without_integrity(proposal: &ChildProposal) -> Option<Weak> {
    let cipher =
        proposal.encryption.iter().find(|cipher| cipher.known().is_some_and(|cipher| !cipher.is_combined_mode()))?;
    let has = |list: &[Setting<Hash>]| list.iter().any(|hash| hash.known() != Some(&Hash::None));
    let bare = !has(&proposal.integrity) && !has(&proposal.authentication_header);
    bare.then(|| Weak { name: "no integrity".to_owned(), status: Status::MustNot, at: cipher.span() })
}

/// Ciphers that both protocols have done away with: RFC 9395, section 5.
fn deprecated_cipher(cipher: Encryption) -> Option<Status> {
    matches!(cipher, Encryption::Blowfish(_) | Encryption::Cast128).then_some(Status::MustNot)
}

/// RFC 8247, section 2.1; RFC 7296, section 5, forbids an IKE SA without encryption.
pub(super) fn ike_cipher_status(cipher: Encryption) -> Option<Status> {
    match cipher {
        Encryption::Des | Encryption::Null => Some(Status::MustNot),
        _ => deprecated_cipher(cipher),
    }
}

/// RFC 8221, section 5.
pub(super) fn esp_cipher_status(cipher: Encryption) -> Option<Status> {
    match cipher {
        Encryption::Des => Some(Status::MustNot),
        Encryption::TripleDes => Some(Status::ShouldNot),
        _ => deprecated_cipher(cipher),
    }
}

/// RFC 8247, sections 2.2 and 2.3; RFC 8221, section 6.
pub(super) fn hash_status(hash: Hash) -> Option<Status> {
    (hash == Hash::Md5).then_some(Status::MustNot)
}

/// RFC 8247, section 2.4.
pub(super) fn group_status(group: DhGroup) -> Option<Status> {
    match group.0 {
        1 | 22 => Some(Status::MustNot),
        2 | 5 | 23 | 24 => Some(Status::ShouldNot),
        _ => None,
    }
}

/// RFC 8247, section 3.
fn method_status(method: AuthenticationMethod) -> Option<Status> {
    (method == AuthenticationMethod::DsaSignature).then_some(Status::ShouldNot)
}

/// What is weak in a list. A list of PFS groups holds an `Option` of each.
fn weak<T, A>(list: &[Setting<T>], status: impl Fn(A) -> Option<Status>) -> Vec<Weak>
where
    T: Copy + Into<Option<A>>,
    A: Copy + Display,
{
    let rated = list.iter().filter_map(|setting| {
        let algorithm: A = (*setting.known()?).into()?;
        Some(Weak { name: algorithm.to_string(), status: status(algorithm)?, at: setting.span() })
    });
    rated.collect()
}

fn severity(worst: Status) -> Severity {
    match worst {
        Status::MustNot => Severity::Warning,
        Status::ShouldNot => Severity::Info,
    }
}

fn finding(device: &Device, proposal: &str, weak: &[Weak]) -> Finding {
    let severity = weak.iter().map(|own| own.status).max().map_or(Severity::Info, severity);
    let mut names: Vec<&str> = Vec::new();
    for own in weak {
        if !names.contains(&own.name.as_str()) {
            names.push(&own.name);
        }
    }
    let message = format!("{}: {proposal} holds {}, which should no longer be used", device.name, names.join(", "));
    let primary = label(weak[0].at, weak[0].name.clone());
    let mut finding = Finding::new(&RULE, severity, message, primary)
        .help("Put AES with SHA2-256 and group 14 or better on both ends first; then take this out.")
        .values(names);
    for own in &weak[1..] {
        finding = finding.label(own.at, own.name.clone());
    }
    finding
}
