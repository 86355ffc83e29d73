//! What is said of a state where the configurations predict success: whether it is a fault at all, and what outside of them
//! can cause it, each with a command on each device.

use ikelint::check::{Check, Settings, read};
use ikelint::diagnose::{Asked, Diagnosis, asked, diagnose};
use ikelint::explain::explain;
use ikelint::report::Look;
use ikelint::report::diagnosis::{Format, render};

use crate::pairs::{Edit, all_pairs, base, check_edited, in_b};
use crate::rules::speaking_pairs;

const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];

/// Every state that there is, by the table that `explain states` prints.
fn states() -> Vec<String> {
    let table = explain("states", Look::default()).unwrap();
    let names = table.lines().skip(1).take_while(|line| !line.is_empty());
    names.filter_map(|line| Some(line.split("  ").next()?.trim().to_owned())).collect()
}

fn told(check: &Check, diagnosis: &Diagnosis) -> String {
    let text = render(check, diagnosis, Format::Text, Look::default()).unwrap();
    // Where the lines break does not matter.
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A configuration of one end alone.
fn alone(name: &str) -> Check {
    let (file, text) = base(name, 'a');
    read(vec![(file, Ok(text.into_bytes()))], &Settings::default())
}

/// Words that stand for something that the configurations of the bases tell.
const OPEN_WORDS: [&str; 8] = ["PEER", "OWN", "ADDRESS", "INTERFACE", "TUNNEL", "FARHOST", "SOURCE", "<"];

fn open_words(run: &str) -> Vec<&'static str> {
    let words: Vec<&str> = run.split(|c: char| !c.is_ascii_alphanumeric() && c != '<').collect();
    OPEN_WORDS.into_iter().filter(|open| words.contains(open)).collect()
}

/// What is wrong with the answer for a state where nothing can be compared.
fn is_uncertain(check: &Check, state: &str, basis: &str) -> Result<(), String> {
    let text = told(check, &diagnose(state, check, None));
    let is_right = text.contains(basis) && text.contains(" 1. ");
    if is_right { Ok(()) } else { Err(format!("{state}: {text}")) }
}

/// What is wrong with the answer for a state where two configurations predict success.
fn is_outside(check: &Check, state: &str) -> Result<(), String> {
    let diagnosis = diagnose(state, check, None);
    let runs = diagnosis.outside.iter().flat_map(|own| &own.runs).map(|run| run.command.as_str());
    let runs = runs.chain(diagnosis.commands.iter().map(|own| own.run.as_str()));
    let open: Vec<&str> = runs.filter(|run| !open_words(run).is_empty()).collect();
    let on_both = diagnosis.outside.iter().all(|own| own.runs.len() == 2);
    // The last thing to look at is whether the devices run these files.
    let ends = diagnosis.outside.last().is_some_and(|last| last.rule.is_none());
    let is_right = open.is_empty() && on_both && ends && diagnosis.explained.is_empty();
    if is_right { Ok(()) } else { Err(format!("{state}: {open:?} {on_both} {ends}")) }
}

#[test]
fn every_state_has_something_to_say_with_two_configurations_one_and_none() {
    let states = states();
    let nothing = read(Vec::new(), &Settings::default());
    let mut wrong: Vec<String> = Vec::new();
    wrong.extend(states.iter().filter_map(|state| is_uncertain(&nothing, state, "No configuration is given").err()));
    for names in all_pairs() {
        let check = check_edited(names, &[]);
        wrong.extend(states.iter().filter_map(|state| is_outside(&check, state).err()));
        if names[0] == names[1] {
            let one = alone(names[0]);
            wrong.extend(
                states.iter().filter_map(|state| is_uncertain(&one, state, "One configuration is given").err()),
            );
        }
    }
    assert!(wrong.is_empty(), "{} are wrong: {}", wrong.len(), wrong[0]);
}

#[test]
fn what_a_tunnel_shows_that_is_up_is_called_no_fault() {
    for (names, state) in [
        (ASA, "MM_ACTIVE"),
        (["ios-ikev1", "ios-ikev1"], "QM_IDLE"),
        (["ios-ikev1", "ios-ikev1"], "UP-ACTIVE"),
        (["asa-ikev2", "ios-ikev2"], "READY"),
        (["swanctl-ikev2", "swanctl-ikev2"], "ESTABLISHED"),
        (["swanctl-ikev2", "swanctl-ikev2"], "INSTALLED"),
        (["panos-ikev2", "panos-ikev2"], "child SA listed"),
        (ASA, "encaps and decaps"),
    ] {
        let check = check_edited(names, &[]);
        let diagnosis = diagnose(state, &check, None);
        assert!(diagnosis.is_expected, "{state} of {names:?}");
        assert!(told(&check, &diagnosis).contains("it is no fault by itself"), "{state}");
    }
    for state in ["MM_WAIT_MSG2", "encaps without decaps", "no SA", "IKE SA without a child SA"] {
        assert!(!diagnose(state, &check_edited(ASA, &[]), None).is_expected, "{state}");
    }
}

#[test]
fn a_filter_between_the_ends_comes_in_the_order_in_which_packets_meet_it() {
    let outside = |names, state| -> Vec<Option<&'static str>> {
        diagnose(state, &check_edited(names, &[]), None).outside.iter().map(|own| own.rule).collect()
    };
    assert_eq!(outside(ASA, "MM_WAIT_MSG6"), [Some("udp-4500-blocked"), None]);
    assert_eq!(
        outside(["asa-ikev2", "asa-ikev2"], "IN-NEG"),
        [Some("no-route-to-peer"), Some("udp-500-blocked"), Some("udp-4500-blocked"), None]
    );
    let lost = [Some("esp-blocked"), Some("no-route-to-remote-network"), None];
    assert_eq!(outside(ASA, "encaps without decaps"), lost);
    assert_eq!(outside(ASA, "MM_ACTIVE"), lost);
}

#[test]
fn a_configured_fault_leaves_nothing_to_look_for_outside() {
    let check = check_edited(ASA, &[in_b("pre-shared-key Corr3ct-Horse", "pre-shared-key Wr0ng-Horse")]);
    assert!(diagnose("MM_WAIT_MSG6", &check, Some(0)).outside.is_empty());
}

/// Counters that stand still lead to what stands in the way of the packets.
#[test]
fn counters_lead_to_what_blocks_the_traffic() {
    const COUNTERS: [&str; 3] = ["encaps without decaps", "decaps without encaps", "neither encaps nor decaps"];
    const BLOCKS: [&str; 5] = [
        "esp-blocked",
        "nat-exemption-missing",
        "no-route-to-remote-network",
        "security-policy-blocks",
        "overlapping-networks",
    ];
    let mut held = 0;
    for (rule, names, edits) in speaking_pairs().filter(|(rule, ..)| BLOCKS.contains(rule)) {
        let check = check_edited(names, edits);
        let blocks = check.findings.iter().any(|own| own.rule.name == rule && own.severity.word() == "error");
        if !blocks {
            continue;
        }
        let leads = |counters: &str, on: usize| {
            let diagnosis = diagnose(counters, &check, Some(on));
            diagnosis.explained.iter().any(|own| check.findings[own.finding].rule.name == rule)
        };
        let found =
            COUNTERS.iter().any(|counters| leads(counters, 0)) && COUNTERS.iter().any(|counters| leads(counters, 1));
        assert!(found, "{rule} {names:?}: no counter leads to it");
        assert!(!leads("encaps and decaps", 0), "{rule} {names:?}: packets pass both ways");
        held += 1;
    }
    assert!(held >= 4, "{held} pairs are held");
}

#[test]
fn esp_that_an_end_drops_shows_at_the_end_that_sends_it() {
    let edits: [Edit; 2] = [
        in_b(" crypto map VPN\n", " ip access-group OUT-IN in\n crypto map VPN\n"),
        in_b("ip route", "ip access-list extended OUT-IN\n permit udp any any eq isakmp\nip route"),
    ];
    let check = check_edited(["ios-ikev1", "ios-ikev1"], &edits);
    let leads = |counters: &str, on| {
        let diagnosis = diagnose(counters, &check, Some(on));
        diagnosis.explained.iter().any(|own| check.findings[own.finding].rule.name == "esp-blocked")
    };
    assert!(leads("encaps without decaps", 0) && leads("neither encaps nor decaps", 1));
    assert!(!leads("decaps without encaps", 0), "what it sends itself is not stopped there");
}

/// 713061 names the networks that the peer asks for: the files say who of the two does not run them.
#[test]
fn the_networks_of_a_log_line_are_held_against_both_configurations() {
    let line = |remote: &str| {
        format!(
            "%ASA-3-713061: Group = 192.0.2.10, IP = 192.0.2.10, Rejecting IPSec tunnel: no matching crypto map entry for \
             remote proxy {remote} local proxy 10.2.0.0/255.255.255.0/0/0 on interface outside"
        )
    };
    let of = |edits: &[Edit], remote: &str| {
        let check = check_edited(ASA, edits);
        let diagnosis = diagnose(&line(remote), &check, Some(1));
        let own = asked(&check, &diagnosis.sightings[0]);
        (own, told(&check, &diagnosis))
    };
    let (own, text) = of(&[], "10.9.0.0/255.255.0.0/0/0");
    assert_eq!(own, Some(Asked::NotThere));
    assert!(text.contains("The peer asks for 10.2.0.0/24 to 10.9.0.0/16"), "{text}");
    assert_eq!(of(&[], "10.1.0.0/255.255.255.0/0/0").0, Some(Asked::Taken));
    let narrow = in_b("10.1.0.0 255.255.255.0", "10.1.0.0 255.255.255.128");
    assert_eq!(of(&[narrow], "10.1.0.0/255.255.255.0/0/0").0, Some(Asked::Refused));
}

/// A device holds no SA between two attempts that fail, while its packets do not come to the tunnel, and while nothing is sent.
#[test]
fn no_sa_leads_to_faults_that_end_attempts_and_to_packets_that_never_ask() {
    let ios = ["ios-ikev1", "ios-ikev1"];
    let leads = |names, edits: &[Edit], on| {
        let check = check_edited(names, edits);
        let diagnosis = diagnose("no SA", &check, Some(on));
        let found = diagnosis.explained.first().map(|own| check.findings[own.finding].rule.name);
        (found, told(&check, &diagnosis))
    };
    let keys = in_b("key Corr3ct-Horse", "key Wr0ng-Horse");
    assert_eq!(leads(ios, &[keys], 0).0, Some("psk-mismatch"));
    let transforms = in_b("esp-aes 256 esp-sha-hmac", "esp-aes esp-sha-hmac");
    let (found, text) = leads(ios, &[transforms], 0);
    assert_eq!(found, None);
    assert!(text.contains("while nothing asks for the tunnel"), "{text}");
    // NAT takes the packets of an end before they come to the tunnel.
    let pair = speaking_pairs().find(|(rule, ..)| *rule == "nat-exemption-missing").unwrap();
    let found: Vec<_> = (0..2).filter_map(|on| leads(pair.1, pair.2, on).0).collect();
    assert!(found.contains(&"nat-exemption-missing"), "{found:?}");
}
