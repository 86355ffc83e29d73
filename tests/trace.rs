//! `ikelint trace`: the ladders of pairs made from the base configurations, as a person sees them and as JSON.
//!
//! `INSTA_UPDATE=always cargo test` writes the snapshots anew.

use ikelint::check::{Check, Settings};
use ikelint::report::Look;
use ikelint::report::ladder::{Format, render};
use serde_json::Value;

use crate::pairs::{Edit, all_pairs, check_edited, check_texts, edited, in_a, in_b};

const LOOK: Look = Look { colour: false, unicode: true, utf8: true, width: 100 };

fn drawn(check: &Check, look: Look) -> String {
    render(check, Format::Text, look).unwrap()
}

fn told(check: &Check) -> Value {
    serde_json::from_str(&render(check, Format::Json, LOOK).unwrap()).unwrap()
}

/// A ladder with its name, the base pair, and the edits that make it.
struct Golden {
    name: &'static str,
    names: [&'static str; 2],
    edits: &'static [Edit],
}

const GOLDEN: &[Golden] = &[
    Golden { name: "comes_up_ikev1", names: ["asa-ikev1", "ios-ikev1"], edits: &[] },
    Golden { name: "comes_up_ikev2", names: ["asa-ikev2", "panos-ikev2"], edits: &[] },
    Golden {
        name: "psk_mismatch",
        names: ["asa-ikev1", "asa-ikev1"],
        edits: &[in_b("Corr3ct-Horse", "Other-Key"), in_b("esp-aes-256", "esp-aes-192")],
    },
    Golden {
        name: "policy_mismatch",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_a(" encryption aes-256\n", " encryption aes\n")],
    },
    Golden {
        name: "psk_missing_at_an_asa_responder",
        names: ["ios-ikev1", "asa-ikev1"],
        edits: &[in_b("tunnel-group 192.0.2.10", "tunnel-group 192.0.2.99")],
    },
    Golden {
        name: "selector_mismatch",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_b("permit ip 10.2.0.0", "permit ip 10.9.0.0")],
    },
    Golden {
        name: "identity_mismatch_at_the_response",
        names: ["ios-ikev2", "ios-ikev2"],
        edits: &[in_a(
            "match identity remote address 198.51.100.20 255.255.255.255",
            "match identity remote address 198.51.100.99 255.255.255.255",
        )],
    },
    Golden {
        name: "fails_at_rekey",
        names: ["ios-ikev2", "asa-ikev2"],
        edits: &[in_a(" set transform-set TS\n", " set transform-set TS\n set pfs group14\n")],
    },
    Golden {
        name: "aggressive_mode",
        names: ["panos-ikev1", "panos-ikev1"],
        edits: &[
            in_a(
                "protocol ikev1 ike-crypto-profile IKE\n",
                "protocol ikev1 ike-crypto-profile IKE\nset network ike gateway GW protocol ikev1 exchange-mode aggressive\n",
            ),
            in_b("Corr3ct-Horse", "Other-Key"),
        ],
    },
    Golden {
        name: "does_not_start",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_a("10 set peer", "10 set connection-type answer-only\ncrypto map outside_map 10 set peer")],
    },
    Golden {
        name: "fallback_to_ikev1",
        names: ["panos-ikev1", "asa-ikev1"],
        edits: &[in_a("protocol version ikev1", "protocol version ikev2-preferred")],
    },
    Golden { name: "masked_keys", names: ["asa-ikev1", "ios-ikev1"], edits: &[in_a("Corr3ct-Horse", "*****")] },
    Golden {
        name: "nothing_leaves",
        names: ["asa-ikev1", "asa-ikev1"],
        edits: &[in_a("crypto map outside_map interface outside\n", "")],
    },
    Golden {
        name: "two_children_ikev2",
        names: ["asa-ikev2", "asa-ikev2"],
        edits: &[
            in_a(
                "route outside 0.0.0.0",
                "access-list VPN extended permit ip 10.3.0.0 255.255.255.0 10.2.0.0 255.255.255.0\nroute outside 0.0.0.0",
            ),
            in_b(
                "route outside 0.0.0.0",
                "access-list VPN extended permit ip 10.2.0.0 255.255.255.0 10.3.0.0 255.255.255.0\nroute outside 0.0.0.0",
            ),
            in_b("Corr3ct-Horse", "*****"),
        ],
    },
    Golden {
        name: "pfs_ikev2",
        names: ["swanctl-ikev2", "panos-ikev2"],
        edits: &[
            in_a("esp_proposals = aes256-sha256", "esp_proposals = aes256-sha256-ecp256-modp2048"),
            in_b("ESP dh-group no-pfs", "ESP dh-group group14"),
        ],
    },
    Golden {
        name: "guesses_a_group_that_the_other_end_does_not_take",
        names: ["asa-ikev2", "swanctl-ikev2"],
        edits: &[in_a(" group 14\n", " group 20 14\n"), in_b("-modp2048", "-ecp256-modp2048")],
    },
    Golden {
        name: "two_children",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[
            in_a(
                "route outside 0.0.0.0",
                "access-list VPN extended permit ip 10.3.0.0 255.255.255.0 10.2.0.0 255.255.255.0\nroute outside 0.0.0.0",
            ),
            in_b(
                " permit ip 10.2.0.0 0.0.0.255 10.1.0.0 0.0.0.255\n",
                " permit ip 10.2.0.0 0.0.0.255 10.1.0.0 0.0.0.255\n permit ip 10.2.0.0 0.0.0.255 10.4.0.0 0.0.0.255\n",
            ),
        ],
    },
];

#[test]
fn each_pair_is_drawn_as_it_was() {
    for golden in GOLDEN {
        let check = check_edited(golden.names, golden.edits);
        assert!(!check.tunnels.is_empty(), "{}", golden.name);
        insta::assert_snapshot!(golden.name, drawn(&check, LOOK));
    }
}

#[test]
fn the_json_tells_the_same() {
    let check = check_edited(["asa-ikev1", "asa-ikev1"], GOLDEN[2].edits);
    insta::assert_snapshot!("psk_mismatch_json", render(&check, Format::Json, LOOK).unwrap());
}

/// Every step of every try of a trace.
fn steps(trace: &Value) -> impl Iterator<Item = &Value> {
    trace["tunnels"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|tunnel| tunnel["directions"].as_array().into_iter().flatten())
        .flat_map(|direction| direction["attempts"].as_array().into_iter().flatten())
        .flat_map(|attempt| attempt["steps"].as_array().into_iter().flatten())
}

#[test]
fn what_comes_up_has_every_message_and_every_choice() {
    for names in all_pairs() {
        let trace = told(&check_edited(names, &[]));
        let messages: Vec<&str> = steps(&trace).filter_map(|step| step["message"].as_str()).collect();
        // IKE_SA_INIT, IKE_AUTH, and new keys for the child and for the IKE SA.
        let wanted = if names[0].ends_with("ikev1") { 2 * 9 } else { 2 * 8 };
        assert_eq!(messages.len(), wanted, "{names:?}: {messages:?}");
        for step in steps(&trace) {
            let chooses = ["MM1", "QM1", "IKE_SA_INIT request", "IKE_AUTH request"];
            if chooses.iter().any(|message| step["message"] == *message) {
                assert_ne!(step["picks"], Value::Array(Vec::new()), "{names:?}: {step}");
            }
            assert_eq!(step["stop"], Value::Null);
        }
    }
}

#[test]
fn the_first_stop_is_the_one_that_check_names() {
    for golden in GOLDEN {
        let check = check_edited(golden.names, golden.edits);
        let trace = told(&check);
        for (at, direction) in check.tunnels[0].directions.iter().enumerate() {
            let Some(stop) = direction.first_stop() else { continue };
            let attempts = trace["tunnels"][0]["directions"][at]["attempts"].as_array().unwrap();
            let steps = attempts.last().unwrap()["steps"].as_array().unwrap();
            let step = steps.iter().find(|step| !step["stop"].is_null()).unwrap();
            let message = stop.message.map(|message| message.to_string());
            assert_eq!(step["message"].as_str(), message.as_deref(), "{}", golden.name);
            assert_eq!(step["stop"]["cause"].as_str(), check.cause(0, direction.initiator), "{}", golden.name);
        }
    }
}

#[test]
fn no_form_is_wider_than_the_page_nor_tells_a_key() {
    for golden in GOLDEN {
        let check = check_edited(golden.names, golden.edits);
        for width in [60, 80, 120] {
            let text = drawn(&check, Look { width, unicode: false, ..LOOK });
            for line in text.lines().filter(|line| line.contains('|')) {
                assert!(line.is_ascii() && line.len() <= width, "{}: {line}", golden.name);
            }
        }
        for text in [drawn(&check, LOOK), render(&check, Format::Json, LOOK).unwrap()] {
            assert!(!text.contains("Corr3ct-Horse") && !text.contains("Other-Key"), "{text}");
        }
    }
}

#[test]
fn swapping_the_files_swaps_the_ends_and_changes_nothing_else() {
    for golden in GOLDEN {
        let files = edited(golden.names, golden.edits);
        let [a, b] = files.clone();
        let there = told(&check_texts(&files, Settings::default()));
        let back = told(&check_texts(&[b, a], Settings::default()));
        for end in [0, 1] {
            let messages = |trace: &Value, end: usize| {
                let attempts = trace["tunnels"][0]["directions"][end]["attempts"].clone();
                let steps = attempts
                    .as_array()
                    .cloned()
                    .unwrap_or_default()
                    .into_iter()
                    .flat_map(|attempt| attempt["steps"].as_array().cloned().unwrap_or_default());
                steps
                    .map(|step| {
                        (
                            step["message"].clone(),
                            step["carries"].clone(),
                            step["picks"].clone(),
                            step["stop"]["cause"].clone(),
                        )
                    })
                    .collect::<Vec<_>>()
            };
            assert_eq!(messages(&there, end), messages(&back, 1 - end), "{}", golden.name);
        }
    }
}
