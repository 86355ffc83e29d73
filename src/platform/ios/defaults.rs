//! What Cisco IOS assumes where the configuration is silent, by release.

use crate::model::{
    Algorithm, AuthenticationMethod, ChildProposal, DhGroup, EncapsulationMode, Encryption, Hash, IkeProposal,
    IkeVersion, Release, SequenceNumbers, Setting, UnknownReason,
};
use crate::platform::cisco::values::unknown_ike_proposal;
use crate::platform::refusals::{Place, Refusal, When};
use crate::source::Span;

/// The documents that state the defaults.
mod source {
    pub(super) const POLICY: &str = "Cisco IOS Security Command Reference, crypto isakmp policy";
    pub(super) const BUILT_IN_POLICIES: &str = "Cisco IOS command reference, show crypto isakmp default policy";
    pub(super) const PROTECTION_SUITE: &str = "Cisco IOS debug crypto isakmp, \"priority 65535 policy\"";
    pub(super) const PFS: &str = "Cisco Support Community, How to configure PFS with IPsec VPN";
    pub(super) const SA_LIFETIME: &str =
        "Cisco IOS Security Command Reference, crypto ipsec security-association lifetime";
    pub(super) const IKEV2_PROPOSAL: &str = "Cisco IOS show crypto ikev2 proposal default";
    pub(super) const IKEV2_LIFETIME: &str = "Cisco IOS Security Command Reference, crypto ikev2 profile";
    pub(super) const SEQUENCE_NUMBERS: &str =
        "Cisco document 115934, IOS IKEv2 Debugs: ESP proposals of a transform set say \"Don't use ESN\"";
    pub(super) const TRANSFORM_SET: &str = "Cisco IOS show crypto ipsec transform-set default";
}

/// The document that says that IKE is on and begins either way unless the configuration says otherwise.
pub(super) const ISAKMP_ENABLED: &str = "Cisco IOS Security Command Reference, crypto isakmp enable";
/// The document for the IKEv2 settings that need no line.
pub(super) const IKEV2: &str = "Cisco IOS FlexVPN and IKEv2 configuration guide";
/// The document for the exchange: main mode unless a peer or profile asks for aggressive mode, which is answered.
pub(super) const EXCHANGE: &str = "Cisco IOS Security Command Reference, crypto isakmp aggressive-mode disable";
/// The document for the identity that is sent.
pub(super) const IDENTITY: &str = "Cisco IOS Security Command Reference, crypto isakmp identity";
/// The document for NAT traversal, which is on without a line.
pub(super) const NAT_TRAVERSAL: &str = "Cisco IOS IPsec NAT Transparency configuration guide (12.2(13)T and later)";
/// The document for crypto map entries: both ends may begin, tunnel mode, no PFS.
pub(super) const CRYPTO_MAP: &str = "Cisco IOS Security Command Reference, crypto map (global IPsec)";
/// The document for transform sets.
pub(super) const TRANSFORM_MODE: &str = "Cisco IOS Security Command Reference, mode (IPsec)";

/// What IOS XE refuses unless `crypto engine compliance shield disable` stands in the configuration.
pub(super) const REFUSALS: &[Refusal] = &[Refusal {
    when: When::From(17, 11),
    place: Place::Everywhere,
    algorithms: &[
        Algorithm::Group(DhGroup(1)),
        Algorithm::Group(DhGroup(2)),
        Algorithm::Group(DhGroup(5)),
        Algorithm::Group(DhGroup(24)),
        Algorithm::Encryption(Encryption::Des),
        Algorithm::Encryption(Encryption::TripleDes),
        Algorithm::Encryption(Encryption::Null),
        Algorithm::Encryption(Encryption::AesGmac(128)),
        Algorithm::Encryption(Encryption::AesGmac(192)),
        Algorithm::Encryption(Encryption::AesGmac(256)),
        Algorithm::Hash(Hash::Md5),
    ],
    document: "Cisco field notice FN72510",
}];

/// The line that has weak algorithms taken all the same.
pub(super) const SHIELD_DISABLED: &str = "crypto engine compliance shield disable";

/// Whether weak algorithms are refused and the defaults that used them have changed: from IOS XE 17.11
/// (Cisco field notice FN72510). `None` where the release is not known.
fn gates_weak_algorithms(release: Option<Release>) -> Option<bool> {
    release.map(|own| own.is_at_least(17, 11))
}

/// The setting that holds below IOS XE 17.11; from there on no source states it.
fn before_the_gate<T>(
    release: Option<Release>,
    value: T,
    by_release: &'static str,
    document: &'static str,
    at: Span,
) -> Setting<T> {
    match gates_weak_algorithms(release) {
        Some(false) => Setting::default(value, document, at),
        Some(true) => Setting::unknown(UnknownReason::DefaultUndocumented, at),
        None => Setting::unknown(UnknownReason::ReleaseUnknown(by_release), at),
    }
}

/// The encryption of a policy without an `encryption` line: DES. IOS XE from 17.11 refuses DES, so the default there
/// is not known.
pub(super) fn policy_encryption(release: Option<Release>, at: Span) -> Setting<Encryption> {
    match gates_weak_algorithms(release) {
        Some(true) => Setting::unknown(UnknownReason::DefaultUndocumented, at),
        _ => Setting::default(Encryption::Des, source::POLICY, at),
    }
}

/// The hash of a policy without a `hash` line: SHA-1 below IOS XE 17.11, which has been seen to print `hash sha`.
pub(super) fn policy_hash(release: Option<Release>, at: Span) -> Setting<Hash> {
    before_the_gate(release, Hash::Sha1, "SHA-1 before IOS XE 17.11, not documented from 17.11", source::POLICY, at)
}

/// The group of a policy without a `group` line: 1. IOS XE from 17.11 refuses it, so the default there is not known.
pub(super) fn policy_group(release: Option<Release>, at: Span) -> Setting<DhGroup> {
    match gates_weak_algorithms(release) {
        Some(true) => Setting::unknown(UnknownReason::DefaultUndocumented, at),
        _ => Setting::default(DhGroup(1), source::POLICY, at),
    }
}

/// The method of a policy without an `authentication` line: RSA signatures.
pub(super) fn policy_authentication(at: Span) -> Setting<AuthenticationMethod> {
    Setting::default(AuthenticationMethod::RsaSignature, source::POLICY, at)
}

/// The lifetime of a policy without a `lifetime` line, in seconds.
pub(super) fn policy_lifetime(at: Span) -> Setting<Option<u64>> {
    Setting::default(Some(86_400), source::POLICY, at)
}

/// One built-in IKEv1 policy.
struct BuiltIn {
    priority: u32,
    encryption: Encryption,
    hash: Hash,
    authentication: AuthenticationMethod,
    group: u16,
}

const fn built_in(priority: u32, encryption: Encryption, hash: Hash, rsa: bool, group: u16) -> BuiltIn {
    let authentication = if rsa { AuthenticationMethod::RsaSignature } else { AuthenticationMethod::PreSharedKey };
    BuiltIn { priority, encryption, hash, authentication, group }
}

/// The policies that a device uses when it has none of its own, from 12.4(20)T and IOS XE 2.4 on; all with a lifetime
/// of 86,400 seconds. Source: show crypto isakmp default policy.
const BUILT_IN_POLICIES: [BuiltIn; 8] = [
    built_in(65_507, Encryption::AesCbc(128), Hash::Sha1, true, 5),
    built_in(65_508, Encryption::AesCbc(128), Hash::Sha1, false, 5),
    built_in(65_509, Encryption::AesCbc(128), Hash::Md5, true, 5),
    built_in(65_510, Encryption::AesCbc(128), Hash::Md5, false, 5),
    built_in(65_511, Encryption::TripleDes, Hash::Sha1, true, 2),
    built_in(65_512, Encryption::TripleDes, Hash::Sha1, false, 2),
    built_in(65_513, Encryption::TripleDes, Hash::Md5, true, 2),
    built_in(65_514, Encryption::TripleDes, Hash::Md5, false, 2),
];

/// The default protection suite of the releases before 12.4.
const PROTECTION_SUITE: BuiltIn = built_in(65_535, Encryption::Des, Hash::Sha1, true, 1);

/// The same, where the release is not known.
const BUILT_IN_BY_RELEASE: &str =
    "DES with RSA signatures before 12.4(20)T, eight policies up to IOS XE 17.10, none from 17.11";

/// The IKEv1 policies of a complete configuration that has none of its own.
pub(super) fn built_in_policies(release: Option<Release>, at: Span) -> Vec<IkeProposal> {
    let lower = |rows: &[BuiltIn], document| rows.iter().map(|row| row.lower(document, at)).collect();
    let built_in = UnknownReason::ReleaseUnknown(BUILT_IN_BY_RELEASE);
    match release {
        None => vec![unknown_ike_proposal("built-in policies", IkeVersion::V1, built_in, at)],
        // IOS XE 17.11 refuses all eight when IKE comes up (field notice FN72510).
        Some(own) if own.is_at_least(17, 11) => Vec::new(),
        Some(own) if own.is_at_least(15, 0) => lower(&BUILT_IN_POLICIES, source::BUILT_IN_POLICIES),
        // 12.4 changed from the one suite to the eight policies in one of its T releases, which the line does not tell.
        Some(own) if own.is_at_least(12, 4) => {
            vec![unknown_ike_proposal("built-in policies", IkeVersion::V1, built_in, at)]
        }
        Some(_) => lower(&[PROTECTION_SUITE], source::PROTECTION_SUITE),
    }
}

impl BuiltIn {
    fn lower(&self, document: &'static str, at: Span) -> IkeProposal {
        IkeProposal {
            name: format!("built-in policy {}", self.priority),
            span: at,
            encryption: vec![Setting::default(self.encryption, document, at)],
            integrity: vec![Setting::default(self.hash, document, at)],
            prf: Vec::new(),
            dh_groups: vec![Setting::default(DhGroup(self.group), document, at)],
            authentication: Some(Setting::default(self.authentication, document, at)),
            lifetime: Setting::default(Some(86_400), document, at),
        }
    }
}

/// The default IKEv2 proposals, where the release is not known.
const IKEV2_PROPOSALS: &str =
    "groups 5 and 2 up to IOS XE 16.7, not documented from 16.8, groups 19, 14 and 21 from 26";

/// The IKEv2 proposal that a device offers when it has no IKEv2 policy of its own. Three generations are known; the
/// releases at which they change are not, so what lies between the observed releases is unknown.
pub(super) fn ikev2_proposal(release: Option<Release>, at: Span) -> IkeProposal {
    let strong = [Hash::Sha512, Hash::Sha384];
    // What the three generations share is known of every release, and what else there may be is not.
    let (ciphers, hashes, groups, more): (&[u16], &[Hash], &[u16], Option<UnknownReason>) = match release {
        None => (&[256], &strong, &[], Some(UnknownReason::ReleaseUnknown(IKEV2_PROPOSALS))),
        Some(own) if own.is_before(16, 8) => {
            (&[256, 192, 128], &[Hash::Sha512, Hash::Sha384, Hash::Sha256, Hash::Sha1, Hash::Md5], &[5, 2], None)
        }
        Some(own) if own.major() >= 26 => (&[256], &strong, &[19, 14, 21], None),
        Some(_) => (&[256], &strong, &[], Some(UnknownReason::DefaultUndocumented)),
    };
    let hashes = ikev2_defaults(hashes.iter().copied(), more, at);
    IkeProposal {
        name: "default".to_owned(),
        span: at,
        encryption: ikev2_defaults(ciphers.iter().copied().map(Encryption::AesCbc), more, at),
        integrity: hashes.clone(),
        prf: hashes,
        dh_groups: ikev2_defaults(groups.iter().copied().map(DhGroup), more, at),
        authentication: None,
        lifetime: ikev2_lifetime(at),
    }
}

/// Members of the default proposal, and one that is not known for `more`.
fn ikev2_defaults<T>(known: impl Iterator<Item = T>, more: Option<UnknownReason>, at: Span) -> Vec<Setting<T>> {
    let known = known.map(|value| Setting::default(value, source::IKEV2_PROPOSAL, at));
    known.chain(more.map(|reason| Setting::unknown(reason, at))).collect()
}

/// The lifetime of an IKEv2 SA in seconds, where the profile states none.
pub(super) fn ikev2_lifetime(at: Span) -> Setting<Option<u64>> {
    Setting::default(Some(86_400), source::IKEV2_LIFETIME, at)
}

/// The group of a bare `set pfs`: 1 below IOS XE 17.11, which refuses that group.
pub(super) fn bare_pfs(release: Option<Release>, at: Span) -> Setting<Option<DhGroup>> {
    before_the_gate(release, Some(DhGroup(1)), "group 1 before IOS XE 17.11, which refuses it", source::PFS, at)
}

/// PFS without a `set pfs` line: none.
pub(super) fn no_pfs(at: Span) -> Setting<Option<DhGroup>> {
    Setting::default(None, source::PFS, at)
}

/// The lifetime of a child SA in seconds.
pub(super) fn child_seconds(at: Span) -> Setting<Option<u64>> {
    Setting::default(Some(3_600), source::SA_LIFETIME, at)
}

/// The lifetime of a child SA in kilobytes.
pub(super) fn child_kilobytes(at: Span) -> Setting<Option<u64>> {
    Setting::default(Some(4_608_000), source::SA_LIFETIME, at)
}

/// The same, where the release is not known.
const TRANSFORM_SET: &str = "AES-CBC-128 with SHA-1 in transport mode from 15.0, not documented before";

/// The transform set of an IPsec profile that names none: `esp-aes 128 esp-sha-hmac`, transport mode. Seen on 15.x and
/// later; unknown before and where the release is not stated.
pub(super) fn transform_set(release: Option<Release>, at: Span) -> ChildProposal {
    let known = release.is_some_and(|own| own.is_at_least(15, 0));
    fn member<T>(known: bool, value: T, at: Span) -> Setting<T> {
        if known {
            Setting::default(value, source::TRANSFORM_SET, at)
        } else {
            Setting::unknown(UnknownReason::ReleaseUnknown(TRANSFORM_SET), at)
        }
    }
    let (encryption, integrity) =
        (vec![member(known, Encryption::AesCbc(128), at)], vec![member(known, Hash::Sha1, at)]);
    let mode = member(known, EncapsulationMode::TransportPreferred, at);
    ChildProposal {
        sequence_numbers: vec![sequence_numbers(at)],
        ..ChildProposal::esp("default", at, encryption, integrity, mode)
    }
}

/// The sequence numbers of a transform set without `esn`: seen in debugs of IKEv2.
pub(super) fn sequence_numbers(at: Span) -> Setting<SequenceNumbers> {
    Setting::default(SequenceNumbers::Short, source::SEQUENCE_NUMBERS, at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn the_weak_crypto_gate_makes_the_hash_unknown() {
        let at = Span::new(FileId(0), 0, 1);
        let hash = |version: Option<&str>| policy_hash(version.and_then(Release::parse), at).known().copied();
        assert_eq!(hash(Some("15.7")), Some(Hash::Sha1));
        assert_eq!(hash(Some("17.9")), Some(Hash::Sha1));
        assert_eq!(hash(Some("17.11")), None);
        assert_eq!(hash(None), None);
    }

    #[test]
    fn generations_of_the_default_ikev2_proposal_do_not_share_a_group() {
        let at = Span::new(FileId(0), 0, 1);
        let groups = |version| -> Vec<_> {
            let proposal = ikev2_proposal(Release::parse(version), at);
            proposal.dh_groups.iter().map(|group| group.known().map(|group| group.0)).collect()
        };
        assert_eq!(groups("15.4"), vec![Some(5), Some(2)]);
        assert_eq!(groups("16.7"), vec![Some(5), Some(2)]);
        assert_eq!(groups("17.3"), vec![None]);
        assert_eq!(groups("26.1"), vec![Some(19), Some(14), Some(21)]);
    }
}
