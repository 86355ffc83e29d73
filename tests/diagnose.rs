//! From fault to what is seen, and from what is seen back to the fault.

use std::collections::BTreeSet;

use ikelint::check::{Check, Settings, read};
use ikelint::diagnose::{Diagnosis, Fit, Standing, diagnose};
use ikelint::negotiation::{End, Role};
use ikelint::platform::{Seen, by_id};
use ikelint::rules::Severity;

use crate::cases;
use crate::logs::sweep;
use crate::pairs::{Edit, check_edited, in_a, in_b};
use crate::rules::speaking_pairs;

/// No configuration at all.
fn nothing() -> Check {
    read(Vec::new(), &Settings::default())
}

/// The rules of the faults that explain what was seen, the best explanation first.
pub(crate) fn explained<'a>(check: &'a Check, diagnosis: &Diagnosis) -> Vec<&'a str> {
    diagnosis.explained.iter().map(|own| check.findings[own.finding].rule.name).collect()
}

/// The map of end B is on its inner interface.
const INSIDE_IOS: &[Edit] = &[
    in_b(" crypto map VPN\n", ""),
    in_b("interface GigabitEthernet0/1\n", "interface GigabitEthernet0/1\n crypto map VPN\n"),
];
const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];
const IOS: [&str; 2] = ["ios-ikev1", "ios-ikev1"];

/// A row of the field's checklist: the state, on which end, the fault that leads there, and the rule that finds it.
struct Row {
    state: &'static str,
    on: usize,
    names: [&'static str; 2],
    edits: &'static [Edit],
    rule: &'static str,
}

const KEYS: &[Edit] = &[in_a("pre-shared-key Corr3ct-Horse", "pre-shared-key Wr0ng-Horse")];
const KEYS_IOS: &[Edit] = &[in_a("key Corr3ct-Horse", "key Wr0ng-Horse")];
const POLICY: &[Edit] = &[in_a(" encryption aes-256\n", " encryption aes\n")];
const POLICY_IOS: &[Edit] = &[in_a(" encr aes 256\n", " encr aes\n")];
const NOT_ENABLED: &[Edit] = &[in_b("crypto ikev1 enable outside\n", "")];
const NO_KEY: &[Edit] = &[in_b("tunnel-group 192.0.2.10 ", "tunnel-group 192.0.2.77 ")];
const TRANSFORMS: &[Edit] = &[in_b("esp-aes-256 esp-sha-hmac", "esp-aes esp-sha-hmac")];
const SELECTORS: &[Edit] = &[in_b("10.1.0.0", "10.11.0.0")];
const MAP_NOT_APPLIED_IOS: &[Edit] = &[in_b(" crypto map VPN\n", "")];
const TRANSFORMS_IOS: &[Edit] = &[in_b("esp-aes 256 esp-sha-hmac", "esp-aes esp-sha-hmac")];

const CHECKLIST: &[Row] = &[
    Row { state: "MM_WAIT_MSG2", on: 0, names: ASA, edits: POLICY, rule: "ike-proposal-mismatch" },
    Row { state: "MM_WAIT_MSG2", on: 0, names: ASA, edits: NOT_ENABLED, rule: "ike-not-enabled" },
    Row { state: "MM_WAIT_MSG4", on: 0, names: ASA, edits: NO_KEY, rule: "psk-missing" },
    Row { state: "MM_WAIT_MSG5", on: 1, names: ASA, edits: KEYS, rule: "psk-mismatch" },
    Row { state: "MM_WAIT_MSG6", on: 0, names: ASA, edits: KEYS, rule: "psk-mismatch" },
    Row { state: "MM_ACTIVE", on: 0, names: ASA, edits: TRANSFORMS, rule: "ipsec-proposal-mismatch" },
    Row { state: "MM_NO_STATE", on: 0, names: IOS, edits: POLICY_IOS, rule: "ike-proposal-mismatch" },
    Row { state: "QM_IDLE", on: 0, names: IOS, edits: INSIDE_IOS, rule: "peer-address-mismatch" },
    Row { state: "QM_IDLE", on: 1, names: IOS, edits: INSIDE_IOS, rule: "peer-address-mismatch" },
    Row { state: "MM_KEY_EXCH", on: 0, names: IOS, edits: KEYS_IOS, rule: "psk-mismatch" },
    Row { state: "MM_KEY_EXCH", on: 1, names: IOS, edits: KEYS_IOS, rule: "psk-mismatch" },
    Row { state: "QM_IDLE", on: 0, names: IOS, edits: TRANSFORMS_IOS, rule: "ipsec-proposal-mismatch" },
];

#[test]
fn the_checklist_holds_in_both_directions() {
    for row in CHECKLIST {
        let check = check_edited(row.names, row.edits);
        let shown = (0..2).any(|initiator| shows(&check, initiator, row.on, row.state));
        assert!(shown, "{} is not predicted for {}: {:#?}", row.state, row.rule, check.tunnels[0].directions);
        let diagnosis = diagnose(row.state, &check, Some(row.on));
        assert_eq!(explained(&check, &diagnosis).first(), Some(&row.rule), "{} on end {}", row.state, row.on);
        // Without configurations the cause is among those that the state has.
        let alone = diagnose(row.state, &nothing(), None);
        assert!(alone.candidates.iter().any(|own| own.rules.contains(&row.rule)), "{}: {}", row.state, row.rule);
    }
}

/// Whether an end shows a state where the direction stops first.
fn shows(check: &Check, initiator: usize, end: usize, state: &str) -> bool {
    let direction = &check.tunnels[0].directions[initiator];
    let Some((attempt, stop)) = direction.deciding().and_then(|own| Some((own, own.all_stops().next()?))) else {
        return false;
    };
    let role = if end == initiator { Role::Initiator } else { Role::Responder };
    let platform = by_id(check.devices[end].platform).unwrap();
    [stop.states[end], stop.states_after[end]]
        .into_iter()
        .any(|own| platform.shows(state, own, role, attempt.version.unwrap()))
}

/// Whatever a device shows or logs because of a fault leads back to that fault, for the pair of every rule.
#[test]
fn every_state_and_log_line_of_a_fault_leads_back_to_it() {
    let mut lost = Vec::new();
    let mut states = 0;
    let mut lines = 0;
    for (rule, names, edits) in speaking_pairs() {
        let check = check_edited(names, edits);
        for (seen, on, is_log) in everything_seen(&check, rule) {
            let diagnosis = diagnose(&seen, &check, Some(on));
            let found = explained(&check, &diagnosis);
            if !found.contains(&rule) {
                lost.push(format!("{rule} {names:?}: {seen:?} on end {on} leads to {found:?}"));
            }
            *(if is_log { &mut lines } else { &mut states }) += 1;
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
    assert!(states >= 40 && lines >= 60, "too little was compared: {states} states, {lines} lines");
}

/// Whatever state `check` prints for the fault that is met first, on either end, leads back to the rule that explains it: for
/// the pair of every rule, for generated pairs with one fault, and for recorded pairs in the words of all platforms.
#[test]
fn every_state_that_is_printed_leads_back_to_the_fault() {
    let (mut lost, mut count) = (BTreeSet::new(), 0);
    sweep::every_check(|check| {
        for (state, on, rule) in printed_states(check) {
            let diagnosis = diagnose(&state, check, Some(on));
            let found = explained(check, &diagnosis);
            if !found.contains(&rule) {
                let platform = check.devices[on].platform;
                lost.insert(format!("{rule}: {state:?} of {platform} leads to {found:?}"));
            }
            count += 1;
        }
    });
    assert!(lost.is_empty(), "{lost:#?}");
    assert!(count >= 2000, "too little was compared: {count} states");
}

/// The states that a report prints, each with the device that shows it and the rule that is named as the cause.
fn printed_states(check: &Check) -> Vec<(String, usize, &'static str)> {
    let mut printed = Vec::new();
    for (index, tunnel) in check.tunnels.iter().enumerate() {
        let context = check.context(index).unwrap();
        for direction in &tunnel.directions {
            let Some(stop) = direction.first_stop() else { continue };
            let Some(version) = direction.deciding().and_then(|attempt| attempt.version) else { continue };
            let rule = context.rule_name(&stop.fault);
            for (end, states) in End::BOTH
                .into_iter()
                .flat_map(|end| [direction.states, direction.states_after].map(|states| (end, states)))
            {
                let role = if end == direction.initiator { Role::Initiator } else { Role::Responder };
                let device = tunnel.pair.ends[end.index()].device;
                let platform = by_id(check.devices[device].platform).unwrap();
                let word = platform.state(states[end.index()], role, version);
                printed.extend(word.map(|word| (word, device, rule)));
            }
        }
    }
    printed
}

#[test]
fn an_ike_sa_that_is_up_contradicts_a_fault_of_phase_1() {
    for (names, edits, state) in [(ASA, KEYS, "MM_ACTIVE"), (IOS, KEYS_IOS, "QM_IDLE")] {
        let check = check_edited(names, edits);
        let diagnosis = diagnose(state, &check, Some(0));
        assert!(diagnosis.is_contradicted && diagnosis.explained.is_empty(), "{state}");
        assert!(diagnosis.outside[0].what.contains("do not run these configurations"), "{:?}", diagnosis.outside);
        // What is not up contradicts nothing, and neither does an SA that a fault of phase 2 leaves.
        assert!(!diagnose("no SA", &check, Some(0)).is_contradicted);
    }
    let check = check_edited(ASA, TRANSFORMS);
    assert!(!diagnose("MM_ACTIVE", &check, Some(0)).is_contradicted);
    assert!(!diagnose("MM_ACTIVE", &check_edited(ASA, &[]), Some(0)).is_contradicted);
    assert!(!diagnose("MM_ACTIVE", &nothing(), None).is_contradicted);
}

/// What the devices show and log because of the fault that a rule finds: the text, the end, and whether it is of a log.
pub(crate) fn everything_seen(check: &Check, rule: &str) -> Vec<(String, usize, bool)> {
    let mut all = Vec::new();
    for (index, tunnel) in check.tunnels.iter().enumerate() {
        let context = check.context(index).unwrap();
        for direction in &tunnel.directions {
            let Some(attempt) = direction.deciding() else { continue };
            let Some(version) = attempt.version else { continue };
            for stop in attempt.all_stops().filter(|stop| context.rule_name(&stop.fault) == rule) {
                for end in End::BOTH {
                    let role = if end == direction.initiator { Role::Initiator } else { Role::Responder };
                    let device = tunnel.pair.ends[end.index()].device;
                    let platform = by_id(check.devices[device].platform).unwrap();
                    let state = platform.state(stop.states[end.index()], role, version);
                    all.extend(state.map(|state| (state, device, false)));
                    let lines = platform.log_lines(stop, role, version);
                    all.extend(lines.into_iter().map(|line| (line.shown(Some(&stop.fault)), device, true)));
                }
            }
        }
    }
    all
}

#[test]
fn every_trouble_case_is_found_from_its_state() {
    for (name, check, states, causes) in cases::with_states() {
        for (end, state) in states {
            let diagnosis = diagnose(&state, &check, Some(end));
            let found = explained(&check, &diagnosis);
            assert!(
                found.iter().any(|rule| causes.iter().any(|cause| cause == rule)),
                "{name}: {state} gives {found:?}"
            );
        }
    }
}

#[test]
fn where_the_configurations_are_fine_the_path_is_to_blame() {
    let check = check_edited(ASA, &[]);
    let diagnosis = diagnose("MM_WAIT_MSG2", &check, Some(0));
    assert!(diagnosis.explained.is_empty());
    let outside: Vec<_> = diagnosis.outside.iter().map(|own| own.rule).collect();
    assert_eq!(outside, [Some("no-route-to-peer"), Some("udp-500-blocked"), None]);
    let excluded: Vec<&str> = diagnosis.excluded.iter().flat_map(|own| own.rules).copied().collect();
    assert!(excluded.contains(&"ike-proposal-mismatch") && !excluded.contains(&"udp-500-blocked"), "{excluded:?}");
}

#[test]
fn keys_that_cannot_be_compared_stay_open() {
    let masked = in_a("pre-shared-key Corr3ct-Horse", "pre-shared-key *****");
    let check = check_edited(ASA, &[masked]);
    let diagnosis = diagnose("MM_WAIT_MSG6", &check, Some(0));
    let keys = diagnosis.candidates.iter().find(|own| own.rules.contains(&"psk-mismatch")).unwrap();
    assert_eq!(keys.standing, Standing::Open);
    assert_eq!(diagnosis.candidates[0].what, keys.what);
}

#[test]
fn a_state_of_another_tunnel_is_not_explained_by_this_one() {
    let check = check_edited(ASA, KEYS);
    let text = "1   IKE Peer: 203.0.113.99\n    Type    : L2L             Role    : initiator\n    Rekey   : no              \
                State   : MM_WAIT_MSG6\n";
    let diagnosis = diagnose(text, &check, None);
    assert!(diagnosis.sightings[0].elsewhere);
    assert!(diagnosis.explained.is_empty() && diagnosis.candidates.is_empty());
}

/// Lines that devices write at more messages than the one at which these faults stop.
#[test]
fn a_log_line_that_speaks_of_a_fault_leads_to_it() {
    const ROWS: &[([&str; 2], &[Edit], &str, &str)] = &[
        (IOS, POLICY_IOS, "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed", "ike-proposal-mismatch"),
        (IOS, MAP_NOT_APPLIED_IOS, "%CRYPTO-4-RECVD_PKT_NOT_IPSEC", "crypto-map-not-applied"),
        (ASA, SELECTORS, "Removing peer from correlator table failed, no match!", "selector-mismatch"),
    ];
    for (names, edits, line, rule) in ROWS {
        let check = check_edited(*names, edits);
        let diagnosis = diagnose(line, &check, None);
        assert_eq!(explained(&check, &diagnosis), [*rule], "{line}");
        assert_eq!(diagnosis.explained[0].fit, Fit::Meant, "{line}");
        // Of another fault it does not speak.
        let check = check_edited(*names, if *names == IOS { KEYS_IOS } else { KEYS });
        let others = explained(&check, &diagnose(line, &check, None)).contains(rule);
        assert!(!others, "{line}");
    }
}

#[test]
fn what_a_device_logs_is_not_ruled_out_by_files_that_differ_from_it() {
    let check = check_edited(ASA, &[]);
    let line = "%ASA-3-713061: Group = 1.2.3.4, Rejecting IPSec tunnel: no matching crypto map entry for remote proxy \
                10.9.0.0/255.255.0.0/0/0 local proxy 10.1.0.0/255.255.255.0/0/0 on interface outside";
    let diagnosis = diagnose(line, &check, None);
    assert_eq!(diagnosis.candidates.first().map(|own| own.standing), Some(Standing::Contradicted));
}

#[test]
fn an_ike_sa_without_a_child_is_not_one_whose_packets_are_lost() {
    let text = "Session-id:7, Status:UP-ACTIVE, IKE count:1, CHILD count:0\n\n\
                1  192.0.2.10/500  198.51.100.20/500  READY  INITIATOR\n";
    let check = check_edited(["asa-ikev2", "asa-ikev2"], &[in_b("10.1.0.0", "10.11.0.0")]);
    let diagnosis = diagnose(text, &check, None);
    assert_eq!(diagnosis.states()[0].name, "IKE SA without a child SA");
    assert_eq!(explained(&check, &diagnosis).first(), Some(&"selector-mismatch"));
}

#[test]
fn a_state_inside_a_log_line_is_seen() {
    let line = "%ASA-7-715065: Group = 1.2.3.4, IKE MM Initiator FSM error history (struct &0x1)  <state>, <event>:  MM_DONE, \
                EV_ERROR-->MM_WAIT_MSG4, EV_TIMEOUT-->MM_WAIT_MSG4, NullEvent";
    assert_eq!(diagnose(line, &nothing(), None).states()[0].name, "MM_WAIT_MSG4");
}

#[test]
fn a_log_line_tells_which_of_the_causes_of_a_state_it_is() {
    let seen = "MM_NO_STATE\nISAKMP:(0):Hash algorithm offered does not match policy!\n";
    let diagnosis = diagnose(seen, &nothing(), None);
    let first = &diagnosis.candidates[0];
    assert!(first.rules.contains(&"ike-proposal-mismatch") && first.standing == Standing::Logged, "{first:?}");
}

/// Outputs of every command that is read; the snapshot says what is seen in them.
#[test]
fn outputs_of_show_commands_are_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seen");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut told = String::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let diagnosis = diagnose(&text, &nothing(), None);
        told.push_str(&format!("{}\n", path.file_name().unwrap().to_string_lossy()));
        for placed in &diagnosis.sightings {
            let own = &placed.sighting;
            let deleted = matches!(own.what, Seen::State { deleted: Some(true), .. });
            told.push_str(&format!("  line {}: {}", own.line, own.what.name()));
            told.push_str(if deleted { ", deleted" } else { "" });
            for (word, value) in [
                ("platform", own.platform.map(|own| own.to_string())),
                ("role", own.role.map(|own| format!("{own:?}"))),
                ("local", own.local.map(|own| own.to_string())),
                ("peer", own.peer.map(|own| own.to_string())),
                ("between", own.between.map(|[a, b]| format!("{a} and {b}"))),
            ] {
                told.push_str(&value.map(|value| format!(", {word} {value}")).unwrap_or_default());
            }
            told.push('\n');
        }
        told.push_str(&format!("  {} lines tell nothing\n", diagnosis.idle_lines));
    }
    insta::assert_snapshot!(told);
}

#[test]
fn whatever_is_pasted_nothing_panics_and_nothing_is_made_up() {
    for text in ["", "\n\n", "READY", "MM_WAIT_MSG99", "State :", "IKE Peer:", "1 2 3 MM_NO_STATE", "💥 MM_ACTIVE 💥"]
    {
        let diagnosis = diagnose(text, &nothing(), None);
        assert!(diagnosis.explained.is_empty());
    }
    assert!(diagnose("no fault here", &nothing(), None).sightings.is_empty());
    assert!(diagnose("MM_WAIT_MSG99", &nothing(), None).sightings.is_empty());
}

#[test]
fn an_error_that_is_explained_is_one_of_the_check() {
    let check = check_edited(["asa-ikev1", "panos-ikev1"], &[in_b("Corr3ct-Horse", "Wr0ng-Horse")]);
    let seen =
        "IKE phase-1 negotiation is failed as initiator, main mode. Failed SA: 198.51.100.1[500] due to timeout.";
    let diagnosis = diagnose(seen, &check, None);
    let own = &diagnosis.explained[0];
    assert_eq!(check.findings[own.finding].severity, Severity::Error);
    assert_eq!(check.findings[own.finding].rule.name, "psk-mismatch");
    assert_eq!(own.initiators, [End::B]);
}
