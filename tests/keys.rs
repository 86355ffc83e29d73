//! What is said of a pre-shared key of IKEv2, whose two halves may differ (RFC 7296, section 2.15).

use crate::pairs::{check_edited, in_a, in_b};

/// An end with one key for both halves would break the half that fits.
#[test]
fn advice_sets_the_half_of_a_key_that_differs() {
    const REMOTE: &str = "remote-authentication pre-shared-key ";
    const LOCAL: &str = "local-authentication pre-shared-key ";
    let remote = in_a("remote-authentication pre-shared-key C", "remote-authentication pre-shared-key D");
    let local = in_a("local-authentication pre-shared-key C", "local-authentication pre-shared-key D");
    for (edits, ends, on_a) in [
        (&[remote][..], &[0][..], &[REMOTE][..]),
        (&[local], &[0], &[LOCAL]),
        // One key at the other end mends nothing where the halves are not the same.
        (&[remote, local], &[0], &[REMOTE, LOCAL]),
    ] {
        let check = check_edited(["asa-ikev2", "panos-ikev2"], edits);
        let fixes = &check.findings.iter().find(|finding| finding.rule.name == "psk-mismatch").unwrap().fixes;
        assert_eq!(fixes.iter().map(|fix| fix.device).collect::<Vec<_>>(), ends);
        let told = |half: &&str| fixes[0].commands.iter().any(|line| line.contains(half));
        assert_eq!([REMOTE, LOCAL].iter().filter(|half| told(half)).copied().collect::<Vec<_>>(), on_a);
    }
}

#[test]
fn halves_that_are_swapped_are_told_as_such() {
    let halves = [
        in_a("remote-authentication pre-shared-key Corr3ct-Horse", "remote-authentication pre-shared-key One"),
        in_a("local-authentication pre-shared-key Corr3ct-Horse", "local-authentication pre-shared-key Two"),
    ];
    for (on_b, swapped) in [
        ("pre-shared-key local Two\n  pre-shared-key remote One", true),
        ("pre-shared-key local Two\n  pre-shared-key remote Three", false),
    ] {
        let edits = [halves[0], halves[1], in_b("pre-shared-key Corr3ct-Horse", on_b)];
        let check = check_edited(["asa-ikev2", "ios-ikev2"], &edits);
        let finding = check.findings.iter().find(|finding| finding.rule.name == "psk-mismatch").unwrap();
        assert_eq!(finding.message.contains("swapped"), swapped, "{}", finding.message);
        assert_eq!(
            finding.fixes[1].commands,
            ["crypto ikev2 keyring KEYS", " peer FAR", "  pre-shared-key local <key>", "  pre-shared-key remote <key>"]
        );
    }
}
