//! What hangs on the release of a device: defaults that changed, and what `--assume` settles.

use ikelint::check::{Check, ReleaseOf, Settings};
use ikelint::model::{PlatformId, Release};
use ikelint::negotiation::Verdict;

use crate::pairs::{base, check_texts};

/// Checks two ASAs that state no release: one with a bare `set pfs`, the other with this group.
fn bare_pfs(group: &str, assumed: Option<&str>) -> Check {
    let [a, b] = ['a', 'b'].map(|end| base("asa-ikev1", end));
    let text = |(name, text): (String, String), group: &str| {
        let pfs = format!("crypto map outside_map 10 set pfs{group}\ncrypto map outside_map interface");
        (name, text.replace("ASA Version 9.16(4)\n", "").replace("crypto map outside_map interface", &pfs))
    };
    let release = assumed.map(|release| Release::parse(release).unwrap());
    let assumed_releases = release.map(|release| (ReleaseOf::Platform(PlatformId("asa")), release));
    let settings = Settings {
        assume_complete: true,
        assumed_releases: assumed_releases.into_iter().collect(),
        ..Settings::default()
    };
    check_texts(&[text(a, ""), text(b, &format!(" {group}"))], settings)
}

#[test]
fn a_default_that_changed_is_open_until_the_release_is_known() {
    for (group, before, after) in
        [("group2", Verdict::Establishes, Verdict::Stalls), ("group14", Verdict::Stalls, Verdict::Establishes)]
    {
        let open = bare_pfs(group, None);
        assert_eq!(open.tunnels[0].verdict, Verdict::Undetermined, "{group}");
        let reasons: Vec<String> = open.tunnels[0]
            .directions
            .iter()
            .flat_map(|direction| &direction.missing)
            .map(|missing| missing.question.reason.phrase().into_owned())
            .collect();
        let told = "the release is not stated: group 2 before 9.13, group 14 from 9.13";
        assert!(reasons.iter().any(|reason| reason == told), "{reasons:?}");
        assert_eq!(bare_pfs(group, Some("9.12")).tunnels[0].verdict, before, "{group}");
        assert_eq!(bare_pfs(group, Some("9.13")).tunnels[0].verdict, after, "{group}");
    }
}
