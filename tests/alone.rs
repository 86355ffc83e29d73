//! One configuration without the other end: what is found in it is its own fault, and nothing else is.

use std::collections::BTreeSet;

use ikelint::check::{Check, Settings, alone, read};
use ikelint::diagnose::diagnose;
use ikelint::report::Look;
use ikelint::report::diagnosis::{Format, render};
use ikelint::rules::Severity;

use crate::diagnose::{everything_seen, explained};
use crate::pairs::{all_pairs, check_edited, edited, in_a};
use crate::rules::speaking_pairs;

/// The check of one end of a pair by itself.
fn one_end(file: &(String, String)) -> Check {
    alone((file.0.clone(), Ok(file.1.clone().into_bytes())), &Settings::default())
}

/// The errors with the line of each, of one file.
fn errors(check: &Check, file: &str) -> Vec<(&'static str, usize)> {
    let of_file = |span| check.source(span).filter(|source| source.name() == file);
    let errors = check.findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors
        .filter_map(|own| Some((own.rule.name, of_file(own.primary.span)?.line_column(own.primary.span.start).0)))
        .collect()
}

#[test]
fn what_one_end_shows_by_itself_is_found_with_both_as_well() {
    let mut made_up = Vec::new();
    let mut count = 0;
    // An entry that faces nobody in the other file is judged as well.
    for (rule, names, edits) in speaking_pairs().filter(|(rule, ..)| *rule != "one-sided-tunnel") {
        let both = check_edited(names, edits);
        for file in edited(names, edits) {
            let known = errors(&both, &file.0);
            for found in errors(&one_end(&file), &file.0) {
                // Another rule may tell of the same line once it has two ends to compare.
                if !known.iter().any(|(_, line)| *line == found.1) && both.unpaired.is_empty() {
                    made_up.push(format!("{rule} {names:?}: {found:?} of {} is not in {known:?}", file.0));
                }
                count += 1;
            }
        }
    }
    assert!(made_up.is_empty(), "{count} {made_up:#?}");
    assert!(count >= 30, "too little was compared: {count}");
}

#[test]
fn an_end_of_a_tunnel_that_comes_up_has_no_fault_by_itself() {
    for names in all_pairs() {
        for file in edited(names, &[]) {
            assert_eq!(errors(&one_end(&file), &file.0), [], "{}", file.0);
        }
    }
}

/// Rules whose faults one end shows by itself.
const OWN: [&str; 15] = [
    "psk-missing",
    "recursive-route",
    "tunnel-protocol-not-allowed",
    "ike-cipher-weaker-than-esp",
    "ike-not-enabled",
    "crypto-map-not-applied",
    "no-route-to-peer",
    "udp-500-blocked",
    "esp-blocked",
    "nat-exemption-missing",
    "no-route-to-remote-network",
    "security-policy-blocks",
    "shadowed-entry",
    "dangling-reference",
    "incomplete-entry",
];

/// Whatever an end shows or logs because of a fault of its own leads back to it with its configuration alone.
#[test]
fn faults_of_one_end_are_found_without_the_other() {
    let (mut lost, mut led) = (Vec::new(), BTreeSet::new());
    for (rule, names, edits) in speaking_pairs().filter(|(rule, ..)| OWN.contains(rule)) {
        let both = check_edited(names, edits);
        let own: Vec<_> = edited(names, edits).into_iter().collect();
        for (at, file) in own.iter().enumerate() {
            let is_here = |(found, _): &(&str, usize)| *found == rule;
            if !errors(&both, &file.0).iter().any(is_here) {
                continue;
            }
            let check = one_end(file);
            if !errors(&check, &file.0).iter().any(is_here) {
                lost.push(format!("{rule} {names:?}: not found in {}", file.0));
            }
            for (seen, _, _) in everything_seen(&both, rule).into_iter().filter(|(_, on, _)| *on == at) {
                let diagnosis = diagnose(&seen, &check, Some(0));
                if explained(&check, &diagnosis).contains(&rule) {
                    led.insert(rule);
                } else {
                    lost.push(format!("{rule} {names:?}: {seen:?} on {}", file.0));
                }
            }
        }
    }
    assert!(lost.is_empty(), "{led:?} {lost:#?}");
    assert!(led.len() >= 9, "{led:#?}");
}

/// Nothing is explained by a configuration that has no fault, ruled out by one that has one, or told of a far end.
#[test]
fn without_a_fault_of_its_own_one_configuration_leaves_all_causes() {
    let file = edited(["asa-ikev1", "asa-ikev1"], &[])[0].clone();
    let (check, nothing) = (one_end(&file), read(Vec::new(), &Settings::default()));
    for state in ["MM_WAIT_MSG2", "MM_WAIT_MSG4", "MM_WAIT_MSG6", "MM_ACTIVE", "no SA", "encaps without decaps"] {
        let (one, none) = (diagnose(state, &check, None), diagnose(state, &nothing, None));
        assert!(one.explained.is_empty() && one.unrelated.is_empty() && one.excluded.is_empty(), "{state}");
        assert!(!one.is_expected && !one.is_contradicted && one.outside.is_empty(), "{state}");
        assert_eq!(one.candidates.len(), none.candidates.len(), "{state}");
        assert_eq!(one.sightings[0].device, Some(0));
    }
}

/// A state of one peer is not explained by a fault of the entry for another.
#[test]
fn a_state_is_of_the_tunnel_to_its_peer() {
    let second = "crypto map outside_map 20 match address VPN2\ncrypto map outside_map 20 set peer 203.0.113.99\n\
                  crypto map outside_map 20 set ikev1 transform-set TS\n\
                  access-list VPN2 extended permit ip 10.1.0.0 255.255.255.0 10.9.0.0 255.255.255.0\n\
                  crypto map outside_map interface outside\n";
    let edits = [in_a("crypto map outside_map interface outside\n", second)];
    let check = one_end(&edited(["asa-ikev1", "asa-ikev1"], &edits)[0]);
    let seen = |peer: &str| {
        format!(
            "1   IKE Peer: {peer}\n    Type    : L2L             Role    : initiator\n    Rekey   : no              State   : MM_WAIT_MSG2\n"
        )
    };
    assert_eq!(errors(&check, "asa-ikev1-a.cfg").first().map(|(rule, _)| *rule), Some("psk-missing"));
    for (text, explains) in [("no SA".to_owned(), true), (seen("198.51.100.20"), false), (seen("203.0.113.99"), false)]
    {
        let diagnosis = diagnose(&text, &check, None);
        assert_eq!(!diagnosis.explained.is_empty(), explains, "{text}");
        assert!(!diagnosis.candidates.is_empty(), "{text}");
    }
}

/// An end that only answers is named as such, with its line; that the other end waits as well is not claimed.
#[test]
fn an_end_that_only_answers_says_so() {
    let answers = [in_a(
        "crypto map outside_map interface outside\n",
        "crypto map outside_map 10 set connection-type answer-only\ncrypto map outside_map interface outside\n",
    )];
    for (edits, starts) in [(&answers[..], true), (&[], false)] {
        let check = one_end(&edited(["asa-ikev1", "asa-ikev1"], edits)[0]);
        let diagnosis = diagnose("no SA", &check, None);
        assert!(diagnosis.explained.is_empty());
        let told = render(&check, &diagnosis, Format::Text, Look::default()).unwrap();
        assert_eq!(told.contains("this end only answers"), starts, "{told}");
        assert_eq!(diagnosis.candidates[0].rules.contains(&"no-initiator"), starts, "{told}");
    }
}
