//! The table of states that the field knows (`tests/states/checklist.md`), row by row and in both directions: from a fault to
//! the state that it shows as, and from the state back to the fault, with two configurations and with none.

use std::collections::BTreeSet;

use ikelint::check::{Check, OutsideAddress, Settings, read};
use ikelint::diagnose::diagnose;
use ikelint::explain::explain;
use ikelint::negotiation::{End, Role};
use ikelint::platform::by_id;
use ikelint::report::Look;

use crate::pairs::{Edit, check_texts, edited, in_a, in_b};

/// A fault, and the end that shows the state because of it.
struct Fault {
    /// The row of the checklist.
    state: &'static str,
    /// Who begins, and on which end the state is seen.
    seen: (End, usize),
    names: [&'static str; 2],
    edits: &'static [Edit],
    /// The rule that finds it.
    rule: &'static str,
}

const fn fault(
    state: &'static str,
    begins: End,
    on: usize,
    names: [&'static str; 2],
    edits: &'static [Edit],
    rule: &'static str,
) -> Fault {
    Fault { state, seen: (begins, on), names, edits, rule }
}

use End::{A, B};

const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];
const IOS: [&str; 2] = ["ios-ikev1", "ios-ikev1"];
const ASA_IOS: [&str; 2] = ["asa-ikev1", "ios-ikev1"];
const IOS_ASA: [&str; 2] = ["ios-ikev1", "asa-ikev1"];

const NO_ROUTE: &[Edit] =
    &[in_b("route outside 0.0.0.0 0.0.0.0 198.51.100.1 1\n", "route outside 10.1.0.0 255.255.255.0 198.51.100.1 1\n")];
const NO_ROUTE_IOS: &[Edit] =
    &[in_b("ip route 0.0.0.0 0.0.0.0 198.51.100.1\n", "ip route 10.1.0.0 255.255.255.0 198.51.100.1\n")];
const NO_ROUTE_A: &[Edit] =
    &[in_a("route outside 0.0.0.0 0.0.0.0 192.0.2.1 1\n", "route outside 10.2.0.0 255.255.255.0 192.0.2.1 1\n")];
const NOT_ENABLED: &[Edit] = &[in_b("crypto ikev1 enable outside\n", "")];
const POLICY: &[Edit] = &[in_a(" encryption aes-256\n", " encryption aes\n")];
const POLICY_IOS: &[Edit] = &[in_a(" encr aes 256\n", " encr aes\n")];
const NO_KEY: &[Edit] = &[in_b("tunnel-group 192.0.2.10 ", "tunnel-group 192.0.2.77 ")];
const NO_KEY_IOS: &[Edit] = &[in_b("Corr3ct-Horse address 192.0.2.10", "Corr3ct-Horse address 192.0.2.77")];
const KEYS: &[Edit] = &[in_a("pre-shared-key Corr3ct-Horse", "pre-shared-key Wr0ng-Horse")];
const KEYS_IOS: &[Edit] = &[in_a("key Corr3ct-Horse", "key Wr0ng-Horse")];
const PRIVATE_A: Edit = in_a("192.0.2.10 255.255.255.0", "10.99.0.10 255.255.255.0");
const HOP_OF_PRIVATE_A: Edit = in_a("0.0.0.0 0.0.0.0 192.0.2.1", "0.0.0.0 0.0.0.0 10.99.0.1");
const NO_4500: &[Edit] = &[
    PRIVATE_A,
    HOP_OF_PRIVATE_A,
    in_b(
        "route outside",
        "access-list CP extended permit udp any any eq isakmp\naccess-list CP extended deny udp any any eq 4500\n\
         access-group CP in interface outside control-plane\nroute outside",
    ),
];
const NO_4500_IOS: &[Edit] = &[
    PRIVATE_A,
    HOP_OF_PRIVATE_A,
    in_b(" crypto map VPN\n", " ip access-group OUT-IN in\n crypto map VPN\n"),
    in_b("ip route", "ip access-list extended OUT-IN\n permit udp any any eq isakmp\n permit esp any any\nip route"),
];
const SELECTORS: &[Edit] = &[in_b("10.1.0.0 255.255.255.0", "10.11.0.0 255.255.255.0")];
const TRANSFORMS: &[Edit] = &[in_b("esp-aes-256 esp-sha-hmac", "esp-aes esp-sha-hmac")];
const TRANSFORMS_IOS: &[Edit] = &[in_b("esp-aes 256 esp-sha-hmac", "esp-aes esp-sha-hmac")];
const BEGINS_AGGRESSIVE: Edit = in_a(
    "crypto map outside_map 10 set ikev1 transform-set TS\n",
    "crypto map outside_map 10 set ikev1 transform-set TS\ncrypto map outside_map 10 set ikev1 phase1-mode aggressive group14\n",
);
const IOS_AGGRESSIVE: Edit = in_a(
    "crypto ipsec transform-set",
    "crypto isakmp peer address 198.51.100.20\n set aggressive-mode password Wr0ng-Horse\n \
     set aggressive-mode client-endpoint ipv4-address 192.0.2.10\n!\ncrypto ipsec transform-set",
);
const AGGRESSIVE_KEYS: &[Edit] =
    &[BEGINS_AGGRESSIVE, in_a("pre-shared-key Corr3ct-Horse", "pre-shared-key Wr0ng-Horse")];
const AGGRESSIVE_TRANSFORMS: &[Edit] = &[BEGINS_AGGRESSIVE, in_b("esp-aes-256 esp-sha-hmac", "esp-aes esp-sha-hmac")];
const AGGRESSIVE_TRANSFORMS_IOS: &[Edit] =
    &[BEGINS_AGGRESSIVE, in_b("esp-aes 256 esp-sha-hmac", "esp-aes esp-sha-hmac")];
const AGGRESSIVE_OFF: &[Edit] =
    &[IOS_AGGRESSIVE, in_b("crypto ikev1 enable outside\n", "crypto ikev1 enable outside\ncrypto ikev1 am-disable\n")];
const AGGRESSIVE_KEYS_IOS: &[Edit] = &[BEGINS_AGGRESSIVE, in_b("key Corr3ct-Horse", "key Wr0ng-Horse")];

/// What the rows of the checklist say, as faults. A row may have several.
const FAULTS: &[Fault] = &[
    // No route, IKE not enabled, the far end somewhere else; a policy mismatch; an IOS responder without a key.
    fault("MM_WAIT_MSG2", A, 0, ASA, NO_ROUTE_A, "no-route-to-peer"),
    fault("MM_WAIT_MSG2", A, 0, ASA, NO_ROUTE, "no-route-to-peer"),
    fault("MM_WAIT_MSG2", A, 0, ASA, NOT_ENABLED, "ike-not-enabled"),
    fault("MM_WAIT_MSG2", A, 0, ASA, POLICY, "ike-proposal-mismatch"),
    fault("MM_WAIT_MSG2", A, 0, ASA_IOS, NO_KEY_IOS, "psk-missing"),
    // MM2 is lost on its way back.
    fault("MM_WAIT_MSG3", A, 1, ASA, NO_ROUTE, "no-route-to-peer"),
    // An ASA responder looks for the key when MM3 comes.
    fault("MM_WAIT_MSG4", A, 0, ASA, NO_KEY, "psk-missing"),
    // MM5 cannot be decrypted, or moved to UDP 4500 and is blocked there.
    fault("MM_WAIT_MSG5", A, 1, ASA, KEYS, "psk-mismatch"),
    fault("MM_WAIT_MSG5", A, 1, ASA, NO_4500, "udp-4500-blocked"),
    fault("MM_WAIT_MSG6", A, 0, ASA, KEYS, "psk-mismatch"),
    fault("MM_WAIT_MSG6", A, 0, ASA, NO_4500, "udp-4500-blocked"),
    // The reset that is seen from here is one of phase 2.
    fault("MM_ACTIVE", A, 0, ASA, TRANSFORMS, "ipsec-proposal-mismatch"),
    fault("MM_ACTIVE", A, 1, ASA, SELECTORS, "selector-mismatch"),
    fault("AM_ACTIVE", A, 0, ASA, AGGRESSIVE_TRANSFORMS, "ipsec-proposal-mismatch"),
    fault("AM_ACTIVE", A, 1, ASA, AGGRESSIVE_TRANSFORMS, "ipsec-proposal-mismatch"),
    // The initiator waits for MM2; either end purges what failed.
    fault("MM_NO_STATE", A, 0, IOS, POLICY_IOS, "ike-proposal-mismatch"),
    fault("MM_NO_STATE", A, 1, IOS, POLICY_IOS, "ike-proposal-mismatch"),
    fault("MM_NO_STATE", A, 0, IOS, NO_KEY_IOS, "psk-missing"),
    fault("MM_SA_SETUP", A, 0, IOS_ASA, NO_KEY, "psk-missing"),
    fault("MM_SA_SETUP", A, 1, IOS, NO_ROUTE_IOS, "no-route-to-peer"),
    fault("MM_KEY_EXCH", A, 0, IOS, KEYS_IOS, "psk-mismatch"),
    fault("MM_KEY_EXCH", A, 1, IOS, KEYS_IOS, "psk-mismatch"),
    fault("MM_KEY_EXCH", A, 1, IOS, NO_4500_IOS, "udp-4500-blocked"),
    // Passed through on the way to QM_IDLE, where a fault of phase 2 leaves the router.
    fault("MM_KEY_AUTH", A, 0, IOS, TRANSFORMS_IOS, "ipsec-proposal-mismatch"),
    fault("QM_IDLE", A, 0, IOS, TRANSFORMS_IOS, "ipsec-proposal-mismatch"),
    fault("QM_IDLE", B, 0, IOS, TRANSFORMS_IOS, "ipsec-proposal-mismatch"),
    // The same three for aggressive mode.
    fault("AG_NO_STATE", A, 0, IOS_ASA, AGGRESSIVE_OFF, "exchange-mode-mismatch"),
    fault("AG_INIT_EXCH", A, 0, IOS_ASA, AGGRESSIVE_OFF, "exchange-mode-mismatch"),
    fault("AG_INIT_EXCH", A, 1, ASA_IOS, AGGRESSIVE_KEYS_IOS, "psk-mismatch"),
    fault("AG_AUTH", A, 1, ASA_IOS, AGGRESSIVE_TRANSFORMS_IOS, "ipsec-proposal-mismatch"),
];

/// Two more states of aggressive mode, which the checklist leaves out.
const NOT_IN_THE_CHECKLIST: &[Fault] = &[
    fault("AM_WAIT_MSG2", A, 0, ASA, AGGRESSIVE_KEYS, "psk-mismatch"),
    fault("AM_WAIT_MSG3", A, 1, ASA, AGGRESSIVE_KEYS, "psk-mismatch"),
];

/// The rows of the checklist: their states, and their other columns.
fn rows() -> Vec<(Vec<String>, String)> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/states/checklist.md");
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| line.starts_with('|')).skip(2);
    let row = |line: &str| {
        let (states, rest) = line.trim_matches('|').split_once('|').unwrap();
        (states.split(',').map(|state| state.trim().to_owned()).collect(), rest.to_owned())
    };
    lines.map(row).collect()
}

fn checked(fault: &Fault) -> Check {
    let has_nat = fault.edits.iter().any(|edit| edit.to.starts_with("10.99.0.10"));
    let outside = OutsideAddress { end: "A".to_owned(), address: "192.0.2.10".parse().unwrap() };
    let nat = if has_nat { vec![outside] } else { Vec::new() };
    check_texts(&edited(fault.names, fault.edits), Settings { nat, ..Settings::default() })
}

/// The checks of all rows.
pub(crate) fn checks() -> impl Iterator<Item = Check> {
    FAULTS.iter().chain(NOT_IN_THE_CHECKLIST).map(checked)
}

/// Whether an end shows the state where the exchange of a fault stops first, in the role that it has there.
fn shows(check: &Check, fault: &Fault) -> bool {
    let (begins, on) = fault.seen;
    let direction = &check.tunnels[0].directions[begins.index()];
    let attempts = direction.attempts.iter();
    let mut stops = attempts.filter_map(|attempt| Some((attempt.version?, attempt.all_stops().next()?)));
    let role = if on == begins.index() { Role::Initiator } else { Role::Responder };
    let platform = by_id(check.devices[on].platform).unwrap();
    stops.any(|(version, stop)| {
        let states = [stop.states[on], stop.states_after[on]];
        states.into_iter().any(|own| platform.shows(fault.state, own, role, version))
    })
}

#[test]
fn every_row_of_the_checklist_has_a_fault_and_every_fault_a_row() {
    let rows: BTreeSet<String> = rows().into_iter().flat_map(|(states, _)| states).collect();
    let faults: BTreeSet<String> = FAULTS.iter().map(|fault| fault.state.to_owned()).collect();
    assert_eq!(rows, faults);
    assert_eq!(rows.len(), 15);
}

#[test]
fn a_fault_shows_as_the_state_of_its_row_and_the_state_leads_back_to_it() {
    let wrong: Vec<String> = FAULTS.iter().chain(NOT_IN_THE_CHECKLIST).filter_map(|fault| held(fault).err()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Holds a fault in both directions.
fn held(fault: &Fault) -> Result<(), String> {
    let Fault { state, seen: (_, on), names, rule, .. } = fault;
    let check = checked(fault);
    if !shows(&check, fault) {
        let directions = check.tunnels[0].directions.each_ref().map(|own| (own.outcome, own.states));
        return Err(format!("{rule} {names:?} does not show as {state}: {directions:?}"));
    }
    let diagnosis = diagnose(state, &check, Some(*on));
    let found: Vec<&str> = diagnosis.explained.iter().map(|own| check.findings[own.finding].rule.name).collect();
    if found.first() != Some(rule) {
        return Err(format!("{state} on end {on} of {names:?} leads to {found:?}, not to {rule}"));
    }
    // With no configuration at all the cause is among those of the state, unless nothing stays in it.
    let alone = diagnose(state, &read(Vec::new(), &Settings::default()), None);
    let is_passed = alone.candidates.iter().all(|own| own.rules.is_empty());
    if is_passed || alone.candidates.iter().any(|own| own.rules.contains(rule)) {
        return Ok(());
    }
    Err(format!("{state} by itself does not lead to {rule}"))
}

/// The messages that a text names, such as `MM5`.
fn messages(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let is_message = |word: &&str| word.len() == 3 && (word.starts_with("MM") || word.starts_with("AM"));
    words.filter(is_message).map(str::to_owned).collect()
}

#[test]
fn what_is_explained_of_a_state_is_what_its_row_says() {
    for (states, row) in rows() {
        let (_, protocol) = row.rsplit_once('|').unwrap();
        for state in states {
            let text = explain(&state, Look::default()).unwrap_or_else(|_| panic!("{state} is not explained"));
            let own = messages(&text);
            let missing: Vec<String> =
                messages(protocol).into_iter().filter(|message| !own.contains(message)).collect();
            assert!(missing.is_empty(), "{state}: its row names {missing:?}, and what is explained does not: {text}");
            // The devices that show it.
            let shown_by = row.split('|').next().unwrap();
            for device in ["ASA", "IOS", "PIX 6"].iter().filter(|device| shown_by.contains(**device)) {
                assert!(text.contains(device), "{state}: {device}");
            }
        }
    }
}
