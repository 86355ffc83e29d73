//! Perfect forward secrecy in IKEv2, for every pair of platforms: the first child takes its keys from the IKE SA, so that a
//! difference shows when the first new keys are asked for, whichever end asks (RFC 7296, sections 1.2 and 1.3).

use ikelint::check::Check;
use ikelint::negotiation::{Message, Outcome, Role};

use crate::pairs::{Edit, check_edited, errors, verdict};

/// How an end of a platform says a group of PFS.
struct Words {
    base: &'static str,
    from: &'static str,
    group_14: &'static str,
    group_20: &'static str,
    /// Its ESP cipher, and another.
    ciphers: [&'static str; 2],
}

const PLATFORMS: [Words; 4] = [
    Words {
        base: "asa-ikev2",
        from: "crypto map outside_map 10 set peer",
        group_14: "crypto map outside_map 10 set pfs group14\ncrypto map outside_map 10 set peer",
        group_20: "crypto map outside_map 10 set pfs group20\ncrypto map outside_map 10 set peer",
        ciphers: ["esp encryption aes-256", "esp encryption aes"],
    },
    Words {
        base: "ios-ikev2",
        from: " set transform-set TS\n",
        group_14: " set transform-set TS\n set pfs group14\n",
        group_20: " set transform-set TS\n set pfs group20\n",
        ciphers: ["esp-aes 256", "esp-aes 128"],
    },
    Words {
        base: "panos-ikev2",
        from: "dh-group no-pfs",
        group_14: "dh-group group14",
        group_20: "dh-group group20",
        ciphers: ["esp encryption aes-256-cbc", "esp encryption aes-128-cbc"],
    },
    Words {
        base: "swanctl-ikev2",
        from: "esp_proposals = aes256-sha256",
        group_14: "esp_proposals = aes256-sha256-modp2048",
        group_20: "esp_proposals = aes256-sha256-ecp384",
        ciphers: ["esp_proposals = aes256", "esp_proposals = aes128"],
    },
];

impl Words {
    fn edit(&self, end: usize, group: Option<u16>) -> Option<Edit> {
        let to = match group? {
            14 => self.group_14,
            _ => self.group_20,
        };
        Some(Edit { end, from: self.from, to })
    }
}

/// Every ordered pair of platforms, with the groups of both ends.
fn checks(groups: [Option<u16>; 2], look: impl FnMut(&Check, [&'static str; 2])) {
    checks_with(groups, |_| None, look);
}

/// The same with a further edit at the second end.
fn checks_with(
    groups: [Option<u16>; 2],
    further: impl Fn(&Words) -> Option<Edit>,
    mut look: impl FnMut(&Check, [&'static str; 2]),
) {
    for (a, b) in PLATFORMS.iter().flat_map(|a| PLATFORMS.iter().map(move |b| (a, b))) {
        let edits: Vec<Edit> = [a.edit(0, groups[0]), b.edit(1, groups[1]), further(b)].into_iter().flatten().collect();
        look(&check_edited([a.base, b.base], &edits), [a.base, b.base]);
    }
}

#[test]
fn what_both_ends_say_comes_up_and_is_rekeyed() {
    for groups in [[None, None], [Some(14), Some(14)]] {
        checks(groups, |check, names| {
            assert_eq!(verdict(check), "establishes", "{names:?} {groups:?}");
            assert_eq!(errors(check), Vec::<&str>::new(), "{names:?} {groups:?}");
        });
    }
}

#[test]
fn a_difference_comes_up_and_fails_at_the_rekey_in_both_roles() {
    for groups in [[Some(14), None], [None, Some(14)], [Some(14), Some(20)]] {
        checks(groups, |check, names| {
            assert_eq!(verdict(check), "fails-at-rekey", "{names:?} {groups:?}");
            assert_eq!(errors(check), ["pfs-mismatch"], "{names:?} {groups:?}");
            for direction in &check.tunnels[0].directions {
                assert_eq!(direction.outcome, Outcome::FailsAtRekey, "{names:?} {groups:?}");
                let stop = direction.first_stop().unwrap();
                assert_eq!(stop.message, Some(Message::CreateChildRequest), "{names:?}");
                assert_eq!((stop.refused_by, stop.phase), (Some(Role::Responder), 2), "{names:?}");
                // An end without PFS may ignore what it is offered; two different groups never fit.
                assert_eq!(stop.certain, !groups.contains(&None), "{names:?} {groups:?}");
            }
        });
    }
}

/// Whoever mends the proposal first is not to find the group only then.
#[test]
fn a_difference_is_told_beside_proposals_that_do_not_fit() {
    let other_cipher = |own: &Words| Some(Edit { end: 1, from: own.ciphers[0], to: own.ciphers[1] });
    checks_with([Some(14), Some(20)], other_cipher, |check, names| {
        assert_eq!(verdict(check), "stalls", "{names:?}");
        assert_eq!(errors(check), ["ipsec-proposal-mismatch", "pfs-mismatch"], "{names:?}");
    });
}
