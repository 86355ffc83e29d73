//! What hangs on the release of a device: defaults that changed, and what `--assume` settles.

use ikelint::check::{Check, ReleaseOf, Settings};
use ikelint::model::{PlatformId, Release};
use ikelint::negotiation::Verdict;

use crate::pairs::{Edit, base, check_texts, edited, in_a, in_b};

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

#[test]
fn the_default_proposals_of_strongswan_hang_on_its_release() {
    let edits = [
        in_a("            esp_proposals = aes256-sha256\n", ""),
        in_b("match address", "set pfs group14\n match address"),
    ];
    let verdict = |release: Option<&str>| {
        let of = |release| (ReleaseOf::Platform(PlatformId("swanctl")), Release::parse(release).unwrap());
        let settings = Settings { assumed_releases: release.map(of).into_iter().collect(), ..Settings::default() };
        check_texts(&edited(["swanctl-ikev2", "ios-ikev2"], &edits), settings).tunnels[0].verdict
    };
    assert_eq!(verdict(None), Verdict::Undetermined);
    assert_eq!(verdict(Some("6.0")), Verdict::Undetermined);
    assert_eq!(verdict(Some("5.9")), Verdict::FailsAtRekey);
    assert_eq!(verdict(Some("6.0.2")), Verdict::Establishes);
}

/// The verdict, and how many lines are refused, where the first of two base configurations runs this release.
fn upgraded(names: [&str; 2], edits: &[Edit], release: &str) -> (Verdict, usize) {
    let files = edited(names, edits);
    let of = ReleaseOf::File(files[0].0.clone());
    let settings = Settings { assumed_releases: vec![(of, Release::parse(release).unwrap())], ..Settings::default() };
    let check = check_texts(&files, settings);
    let refused = check.findings.iter().filter(|finding| finding.rule.name == "unsupported-in-release").count();
    (check.tunnels[0].verdict, refused)
}

#[test]
fn an_upgrade_that_refuses_the_only_algorithm_is_told_before_the_change() {
    const GROUP_2: [Edit; 2] = [in_a("group 14", "group 2"), in_b("group 14", "group 2")];
    const GROUP_2_THERE: [Edit; 2] = [in_a("group 14", "group 2\n hash sha"), in_b("modp2048", "modp1024")];
    let asa = |release| upgraded(["asa-ikev1", "ios-ikev1"], &GROUP_2, release);
    assert_eq!(asa("9.14"), (Verdict::Establishes, 0));
    assert_eq!(asa("9.15"), (Verdict::Stalls, 1));
    let ios =
        |more: &[Edit], release| upgraded(["ios-ikev1", "swanctl-ikev1"], &[&GROUP_2_THERE, more].concat(), release);
    assert_eq!(ios(&[], "17.9"), (Verdict::Establishes, 0));
    assert_eq!(ios(&[], "17.11"), (Verdict::Stalls, 1));
    let shield = in_a("hostname ", "crypto engine compliance shield disable\nhostname ");
    assert_eq!(ios(&[shield], "17.11"), (Verdict::Establishes, 0));
}

#[test]
fn a_tunnel_interface_of_an_asa_waits_for_9_7() {
    let asa = |release| upgraded(["asa-vti"; 2], &[], release);
    assert_eq!(asa("9.7"), (Verdict::Establishes, 0));
    assert_eq!(asa("9.6"), (Verdict::Undetermined, 1));
}

#[test]
fn pan_os_gives_up_des() {
    const DES: [Edit; 2] = [in_a("IKE encryption aes-256-cbc", "IKE encryption des"), in_b("encr aes 256", "encr des")];
    let pan = |release| upgraded(["panos-ikev1", "ios-ikev1"], &DES, release);
    assert_eq!(pan("11.1"), (Verdict::Establishes, 0));
    assert_eq!(pan("11.2"), (Verdict::Stalls, 1));
}

#[test]
fn a_refused_pfs_group_is_one_that_the_other_end_cannot_have() {
    let pfs = |group| in_b("match address", group);
    let hub = in_a("outside_map interface", "outside_map 10 set pfs group2\ncrypto map outside_map interface");
    let asa = |edits: &[Edit], release| upgraded(["asa-ikev1", "ios-ikev1"], edits, release);
    let both = [hub, pfs("set pfs group2\n match address")];
    assert_eq!(asa(&both, "9.14"), (Verdict::Establishes, 0));
    assert_eq!(asa(&both, "9.15"), (Verdict::Stalls, 1));
    // It may come to group 14 by default, or to none.
    assert_eq!(asa(&[hub, pfs("set pfs group14\n match address")], "9.15"), (Verdict::Undetermined, 1));
}

#[test]
fn what_a_release_takes_in_the_place_of_a_refused_line_is_open() {
    // The end that was upgraded may come to group 14 by default, which the other has.
    let only_here = [in_a("group 14", "group 2")];
    assert_eq!(upgraded(["asa-ikev1", "ios-ikev1"], &only_here, "9.16"), (Verdict::Undetermined, 1));
}

#[test]
fn a_release_that_does_not_have_an_algorithm_yet_refuses_it() {
    const GCM: [Edit; 2] = [
        in_a("IKE encryption aes-256-cbc", "IKE encryption aes-256-gcm"),
        in_b("IKE encryption aes-256-cbc", "IKE encryption aes-256-gcm"),
    ];
    let panos = |release| upgraded(["panos-ikev2", "panos-ikev2"], &GCM, release);
    assert_eq!(panos("9.1"), (Verdict::Stalls, 1));
    assert_eq!(panos("10.0"), (Verdict::Establishes, 0));
}
