//! What an ASA assumes where its configuration is silent, by release.

use crate::model::{
    Algorithm, AuthenticationMethod, DhGroup, EncapsulationMode, Encryption, Hash, NatTraversal, Release, Setting,
    UnknownReason,
};
use crate::platform::refusals::{Place, Refusal, When};
use crate::source::Span;

/// What releases have given up. Whether group 5 went with them is told in two ways, and DES stays with those who may have
/// no strong encryption, so neither is here.
pub(super) const REFUSALS: &[Refusal] = &[Refusal {
    when: When::From(9, 15),
    place: Place::Everywhere,
    algorithms: &[
        Algorithm::Group(DhGroup(2)),
        Algorithm::Group(DhGroup(24)),
        Algorithm::Encryption(Encryption::TripleDes),
        Algorithm::Encryption(Encryption::AesGmac(128)),
        Algorithm::Encryption(Encryption::AesGmac(192)),
        Algorithm::Encryption(Encryption::AesGmac(256)),
        Algorithm::Hash(Hash::Md5),
    ],
    document: "Cisco FTD 6.7 upgrade guidelines, which is ASA 9.15",
}];

/// The ASA release of a version line: of `ASA` and `PIX` it is what the line says; of `NGFW` (FTD) it is the ASA release
/// inside, where that is known to be 9.15 or later. `None` where the line does not tell.
pub(super) fn release_of(product: &str, version: &str) -> Option<Release> {
    let own = Release::parse(version)?;
    if product != "NGFW" {
        return Some(own);
    }
    // Cisco FTD release notes: FTD 6.7 carries ASA 9.15. Nothing here changes after that.
    own.is_at_least(6, 7).then_some(Release::new(9, 15))
}

/// "Which are not default values in an IKE policy on an ASA running 8.4 or higher": pre-shared key, 3DES, SHA-1,
/// group 2, 86,400 s.
const POLICY: &str = "default values of an IKE policy on an ASA, 8.4 and later";
/// The change list of a tool that compares such configurations with devices.
const BARE_PFS: &str =
    "Netspoc-Approve 3.029, change list: bare `set pfs` is group 2 before ASA 9.13 and group 14 from 9.13 on";
const IKEV2_PRF: &str = "Cisco ASA 5500-X CLI configuration guide, IKEv2 policy: prf sha";
const IKE_LIFETIME: &str = "Cisco ASA CLI configuration guide, IKE policies: 86,400 seconds";
const CHILD_LIFETIME: &str =
    "Cisco ASA 5500 series configuration guide, global lifetimes: 28,800 seconds and 4,608,000 KB";
const PFS_OFF: &str = "Cisco ASA command reference, `crypto map set pfs`: off unless set";
const MODE: &str = "Cisco ASA, `show running-config all crypto map`: tunnel mode is the hidden default";
const NAT_TRAVERSAL: &str = "Cisco ASDM 7.14 VPN guide, IKE parameters: NAT traversal is on, keepalive 20 seconds";
const NAT_TRAVERSAL_BY_RELEASE: &str = "off before 7.2, not documented from 7.2 to 8.2, on from 8.3";
const NAT_TRAVERSAL_7: &str = "Cisco PIX/ASA 7.0 guide (OL-6721-01): NAT traversal is off";

/// The encryption of a policy that states none.
pub(super) fn policy_encryption(release: Option<Release>, at: Span) -> Setting<Encryption> {
    until_9_12(release, Encryption::TripleDes, "3DES before 9.13, not documented from 9.13", at)
}

/// The group of a policy that states none.
pub(super) fn policy_group(release: Option<Release>, at: Span) -> Setting<DhGroup> {
    until_9_12(release, DhGroup(2), "group 2 before 9.13, not documented from 9.13", at)
}

/// The hash (IKEv2: integrity) of a policy that states none.
pub(super) fn policy_hash(at: Span) -> Setting<Hash> {
    Setting::default(Hash::Sha1, POLICY, at)
}

/// The authentication method of an IKEv1 policy that states none.
pub(super) fn policy_authentication(at: Span) -> Setting<AuthenticationMethod> {
    Setting::default(AuthenticationMethod::PreSharedKey, POLICY, at)
}

/// The pseudorandom function of an IKEv2 policy that states none.
pub(super) fn policy_prf(at: Span) -> Setting<Hash> {
    Setting::default(Hash::Sha1, IKEV2_PRF, at)
}

/// The lifetime in seconds of a policy that states none.
pub(super) fn ike_lifetime(at: Span) -> Setting<Option<u64>> {
    Setting::default(Some(86_400), IKE_LIFETIME, at)
}

/// Seconds and kilobytes that a child SA lives where nothing is stated.
pub(super) fn child_lifetime(at: Span) -> (Setting<Option<u64>>, Setting<Option<u64>>) {
    (Setting::default(Some(28_800), CHILD_LIFETIME, at), Setting::default(Some(4_608_000), CHILD_LIFETIME, at))
}

/// PFS of an entry without `set pfs`.
pub(super) fn no_pfs(at: Span) -> Setting<Option<DhGroup>> {
    Setting::default(None, PFS_OFF, at)
}

/// The group of `set pfs` without a group.
pub(super) fn bare_pfs(release: Option<Release>, at: Span) -> Setting<Option<DhGroup>> {
    let by_release = "group 2 before 9.13, group 14 from 9.13";
    let Some(release) = release else { return Setting::unknown(UnknownReason::ReleaseUnknown(by_release), at) };
    let group = if release.is_before(9, 13) { DhGroup(2) } else { DhGroup(14) };
    Setting::default(Some(group), BARE_PFS, at)
}

/// The encapsulation mode of a transform set or proposal.
pub(super) fn mode(at: Span) -> Setting<EncapsulationMode> {
    Setting::default(EncapsulationMode::Tunnel, MODE, at)
}

/// NAT traversal where no line states it. Between 7.2 and 8.2 the sources differ.
pub(super) fn nat_traversal(release: Option<Release>, at: Span) -> Setting<NatTraversal> {
    match release {
        None => Setting::unknown(UnknownReason::ReleaseUnknown(NAT_TRAVERSAL_BY_RELEASE), at),
        Some(release) if release.is_before(7, 2) => Setting::default(NatTraversal::Off, NAT_TRAVERSAL_7, at),
        Some(release) if release.is_before(8, 3) => Setting::unknown(UnknownReason::DefaultUndocumented, at),
        Some(_) => Setting::default(NatTraversal::On, NAT_TRAVERSAL, at),
    }
}

/// A default of a policy that is documented up to 9.12 and changed, or may have changed, with 9.13.
fn until_9_12<T>(release: Option<Release>, value: T, by_release: &'static str, at: Span) -> Setting<T> {
    match release {
        None => Setting::unknown(UnknownReason::ReleaseUnknown(by_release), at),
        Some(release) if release.is_before(9, 13) => Setting::default(value, POLICY, at),
        Some(_) => Setting::unknown(UnknownReason::DefaultUndocumented, at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn bare_pfs_depends_on_the_release() {
        let at = Span::new(FileId(0), 0, 1);
        let group = |product, version| bare_pfs(release_of(product, version), at).known().copied().flatten();
        assert_eq!(group("PIX", "7.2(2)"), Some(DhGroup(2)));
        assert_eq!(group("ASA", "9.12(4)"), Some(DhGroup(2)));
        assert_eq!(group("ASA", "9.13(1)"), Some(DhGroup(14)));
        assert_eq!(group("NGFW", "7.4.0"), Some(DhGroup(14)));
        assert_eq!(group("NGFW", "6.4.0"), None);
        assert_eq!(group("ASA", "interim"), None);
    }

    #[test]
    fn nat_traversal_is_not_guessed_where_sources_differ() {
        let at = Span::new(FileId(0), 0, 1);
        let on = |version| nat_traversal(release_of("ASA", version), at).known().copied();
        assert_eq!([on("7.0(8)"), on("8.2(5)"), on("9.1(7)")], [Some(NatTraversal::Off), None, Some(NatTraversal::On)]);
    }
}
