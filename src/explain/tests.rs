use super::*;
use crate::explain::table::states;
use crate::negotiation::{Message, Role, SaState};
use crate::platform::PLATFORMS;

/// The states that devices show, by the tables of their manuals.
const NAMES: &[&str] = &[
    "MM_WAIT_MSG2",
    "MM_WAIT_MSG3",
    "MM_WAIT_MSG4",
    "MM_WAIT_MSG5",
    "MM_WAIT_MSG6",
    "MM_ACTIVE",
    "AM_WAIT_MSG2",
    "AM_WAIT_MSG3",
    "AM_ACTIVE",
    "MM_NO_STATE",
    "MM_SA_SETUP",
    "MM_KEY_EXCH",
    "MM_KEY_AUTH",
    "AG_NO_STATE",
    "AG_INIT_EXCH",
    "AG_AUTH",
    "QM_IDLE",
    "READY",
    "IN-NEG",
    "no SA",
];

/// The names of all rules, which are fixed whether or not a rule is built yet.
const RULE_NAMES: &[&str] = &[
    "ike-proposal-mismatch",
    "ike-version-mismatch",
    "exchange-mode-mismatch",
    "auth-method-mismatch",
    "psk-mismatch",
    "psk-missing",
    "identity-mismatch",
    "certificate-unverifiable",
    "ipsec-proposal-mismatch",
    "pfs-mismatch",
    "selector-mismatch",
    "selector-one-way",
    "encapsulation-mode-mismatch",
    "ike-cipher-weaker-than-esp",
    "ike-not-enabled",
    "crypto-map-not-applied",
    "no-route-to-peer",
    "udp-500-blocked",
    "udp-4500-blocked",
    "esp-blocked",
    "nat-exemption-missing",
    "no-route-to-remote-network",
    "security-policy-blocks",
    "peer-address-mismatch",
    "one-sided-tunnel",
    "no-initiator",
    "tunnel-protocol-not-allowed",
    "dangling-reference",
    "incomplete-entry",
];

fn explained(word: &str) -> String {
    explain(word, Look::default()).unwrap()
}

#[test]
fn every_state_is_explained() {
    let table: Vec<&str> = states().map(|state| state.name).collect();
    for name in NAMES {
        assert!(table.contains(name), "{name} has no row");
        let text = explained(name);
        for part in ["Shown by: ", "What causes it", "What to run", "Sources"] {
            assert!(text.contains(part), "{name} lacks: {part}");
        }
    }
    assert_eq!(table.len(), NAMES.len());
}

#[test]
fn every_cause_names_rules_that_exist() {
    for state in states() {
        for rule in state.causes.iter().flat_map(|cause| cause.rules) {
            assert!(RULE_NAMES.contains(rule), "{}: {rule}", state.name);
        }
    }
}

/// What a report shows as a state, `explain` must know.
#[test]
fn every_word_of_a_platform_is_explained() {
    let messages = [
        Message::Mm2,
        Message::Mm3,
        Message::Mm4,
        Message::Mm5,
        Message::Mm6,
        Message::Am2,
        Message::Am3,
        Message::SaInitResponse,
        Message::AuthRequest,
        Message::AuthResponse,
    ];
    let settled = [true, false].into_iter().flat_map(|aggressive| {
        [SaState::IkeSaUp { aggressive }, SaState::Established { aggressive }, SaState::NoSa, SaState::Purged]
    });
    let states: Vec<SaState> = messages.into_iter().map(SaState::Awaiting).chain(settled).collect();
    for platform in PLATFORMS {
        for version in [crate::model::IkeVersion::V1, crate::model::IkeVersion::V2] {
            for (state, role) in states.iter().flat_map(|state| [(state, Role::Initiator), (state, Role::Responder)]) {
                if let Some(word) = platform.state(*state, role, version) {
                    assert!(table::find(&word).is_some(), "{}: {word} is not explained", platform.title());
                }
            }
        }
    }
}

#[test]
fn case_dashes_and_what_follows_do_not_count() {
    for word in ["mm_no_state", "MM-NO-STATE", "MM_NO_STATE (deleted)", "Mm_No_State"] {
        assert!(explained(word).starts_with("MM_NO_STATE\n"), "{word}");
    }
    assert!(explained("AM_Active").starts_with("AM_ACTIVE\n"));
    assert!(explained("in-neg").starts_with("IN-NEG\n"));
}

#[test]
fn an_unknown_word_is_answered_with_the_nearest() {
    let unknown = explain("MM_WAIT_MSG7", Look::default()).unwrap_err();
    assert_eq!(unknown.nearest, ["MM_WAIT_MSG2", "MM_WAIT_MSG3", "MM_WAIT_MSG4"]);
    let unknown = explain("zzz", Look::default()).unwrap_err();
    insta::assert_snapshot!(unknown, @"zzz is neither a rule nor a state. `ikelint rules` lists the rules, `ikelint explain states` the states.");
}

#[test]
fn a_state_reads_from_meaning_to_commands() {
    insta::assert_snapshot!(explained("MM_WAIT_MSG5"), @"");
}

#[test]
fn the_table_of_states_ends_in_ladders() {
    insta::assert_snapshot!(explained("states"), @"");
}
