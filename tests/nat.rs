//! NAT between the ends: what is told of it with `--nat` and without.

use ikelint::check::{Check, OutsideAddress, Settings, Traffic, check};
use ikelint::negotiation::Outcome;
use ikelint::report::Look;
use ikelint::report::ladder::{Format, render};

use crate::pairs::{Edit, all_pairs, edited, errors, in_a, in_b, verdict};

/// What is said with `--nat`: the end and the address.
type Stated = [(&'static str, &'static str)];

/// The address under which the bases face end A.
const SEEN: &Stated = &[("A", "192.0.2.10")];

/// Gives end A a private address and leaves it facing, and faced, as it was.
fn private(name: &str) -> Vec<Edit> {
    match name.split('-').next() {
        Some("panos") => {
            vec![in_a("192.0.2.10/24", "10.99.0.10/24"), in_a("ip-address 192.0.2.1\n", "ip-address 10.99.0.1\n")]
        }
        Some("swanctl") => vec![in_a("local_addrs = 192.0.2.10", "local_addrs = 10.99.0.10")],
        _ => vec![
            in_a("192.0.2.10 255.255.255.0", "10.99.0.10 255.255.255.0"),
            in_a("0.0.0.0 0.0.0.0 192.0.2.1", "0.0.0.0 0.0.0.0 10.99.0.1"),
        ],
    }
}

/// Checks two bases of which the first is behind NAT.
fn behind_nat(names: [&'static str; 2], edits: &[Edit], stated: &Stated) -> Check {
    let edits: Vec<Edit> = private(names[0]).into_iter().chain(edits.iter().copied()).collect();
    with_nat(names, &edits, stated)
}

fn with_nat(names: [&'static str; 2], edits: &[Edit], stated: &Stated) -> Check {
    let files = edited(names, edits).map(|(name, text)| (name, Ok(text.into_bytes())));
    let nat = stated
        .iter()
        .map(|(end, address)| OutsideAddress { end: (*end).to_owned(), address: address.parse().unwrap() });
    check(files, Settings { nat: nat.collect(), ..Settings::default() })
}

fn outcomes(check: &Check) -> [&'static str; 2] {
    check.tunnels[0].directions.each_ref().map(|direction| direction.outcome.word())
}

fn traffic(check: &Check) -> [&'static str; 2] {
    check.tunnels[0].traffic.map(Traffic::word)
}

/// The severities of what a rule says.
fn told(check: &Check, rule: &str) -> Vec<&'static str> {
    let own = check.findings.iter().filter(|finding| finding.rule.name == rule);
    own.map(|finding| finding.severity.word()).collect()
}

const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];
const ASA2: [&str; 2] = ["asa-ikev2", "asa-ikev2"];
const ASA_IOS: [&str; 2] = ["asa-ikev1", "ios-ikev1"];
const NAT_T_OFF: &str = "crypto ikev1 enable outside\nno crypto isakmp nat-traversal\n";
const ENTRY_OFF: &str = "crypto map outside_map 10 set nat-t-disable\ncrypto map outside_map interface outside\n";
const MAP: &str = "crypto map outside_map interface outside\n";

/// Files, what is stated, and what comes of it.
struct Row {
    what: &'static str,
    names: [&'static str; 2],
    edits: &'static [Edit],
    stated: &'static Stated,
    verdict: &'static str,
    outcomes: [&'static str; 2],
    traffic: [&'static str; 2],
    errors: &'static [&'static str],
}

const UNKNOWN: [&str; 2] = ["unknown"; 2];
const FLOW: [&str; 2] = ["flows"; 2];

const ROWS: &[Row] = &[
    Row {
        what: "a NAT that is stated forwards",
        names: ASA_IOS,
        edits: &[],
        stated: SEEN,
        verdict: "establishes",
        outcomes: ["establishes", "establishes"],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "the device's name does as well",
        names: ASA_IOS,
        edits: &[],
        stated: &[("ALPHA-asa", "192.0.2.10")],
        verdict: "establishes",
        outcomes: ["establishes", "establishes"],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "both ends are behind NAT",
        names: ASA_IOS,
        edits: &[
            in_b("198.51.100.20 255.255.255.0", "172.16.0.20 255.255.255.0"),
            in_b("0.0.0.0 0.0.0.0 198.51.100.1", "0.0.0.0 0.0.0.0 172.16.0.1"),
        ],
        stated: &[("A", "192.0.2.10"), ("ios-ikev1-b.cfg", "198.51.100.20")],
        verdict: "establishes",
        outcomes: ["establishes", "establishes"],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "both ends are behind NAT, one of them stated",
        names: ASA_IOS,
        edits: &[
            in_b("198.51.100.20 255.255.255.0", "172.16.0.20 255.255.255.0"),
            in_b("0.0.0.0 0.0.0.0 198.51.100.1", "0.0.0.0 0.0.0.0 172.16.0.1"),
        ],
        stated: SEEN,
        verdict: "undetermined",
        outcomes: ["undetermined", "establishes"],
        traffic: UNKNOWN,
        errors: &[],
    },
    Row {
        what: "the NAT has another address than the one that is faced",
        names: ASA_IOS,
        edits: &[],
        stated: &[("A", "192.0.2.99")],
        verdict: "stalls",
        outcomes: ["stalls", "stalls"],
        traffic: UNKNOWN,
        errors: &["peer-address-mismatch"],
    },
    Row {
        what: "the private address is faced",
        names: ASA_IOS,
        edits: &[in_b("192.0.2.10", "10.99.0.10")],
        stated: SEEN,
        verdict: "stalls",
        outcomes: ["stalls", "stalls"],
        traffic: UNKNOWN,
        errors: &["peer-address-mismatch"],
    },
    Row {
        what: "NAT traversal is off on a device",
        names: ASA,
        edits: &[in_b("crypto ikev1 enable outside\n", NAT_T_OFF)],
        stated: SEEN,
        verdict: "establishes",
        outcomes: ["establishes", "establishes"],
        traffic: ["unknown", "blocked"],
        errors: &["nat-traversal-mismatch"],
    },
    Row {
        what: "NAT traversal is off on an IOS router",
        names: ASA_IOS,
        edits: &[in_b("crypto map VPN 10", "no crypto ipsec nat-transparency udp-encapsulation\ncrypto map VPN 10")],
        stated: SEEN,
        verdict: "establishes",
        outcomes: ["establishes", "establishes"],
        traffic: ["unknown", "blocked"],
        errors: &["nat-traversal-mismatch"],
    },
    Row {
        what: "NAT traversal is off on both devices",
        names: ASA,
        edits: &[in_a("crypto ikev1 enable outside\n", NAT_T_OFF), in_b("crypto ikev1 enable outside\n", NAT_T_OFF)],
        stated: SEEN,
        verdict: "establishes",
        outcomes: ["establishes", "establishes"],
        traffic: ["unknown", "blocked"],
        errors: &["nat-traversal-mismatch"],
    },
    Row {
        what: "an entry without NAT traversal, IKEv1",
        names: ASA,
        edits: &[in_b(MAP, ENTRY_OFF)],
        stated: SEEN,
        verdict: "stalls",
        outcomes: ["stalls", "stalls"],
        traffic: ["unknown", "blocked"],
        errors: &["nat-traversal-mismatch"],
    },
    Row {
        what: "an entry without NAT traversal, IKEv2",
        names: ASA2,
        edits: &[in_b(MAP, ENTRY_OFF)],
        stated: SEEN,
        verdict: "establishes",
        outcomes: ["establishes", "establishes"],
        traffic: ["unknown", "blocked"],
        errors: &["nat-traversal-mismatch"],
    },
    Row {
        what: "an entry without NAT traversal where the other device does not look for NAT",
        names: ASA,
        edits: &[in_a(MAP, ENTRY_OFF), in_b("crypto ikev1 enable outside\n", NAT_T_OFF)],
        stated: SEEN,
        verdict: "establishes",
        outcomes: ["establishes", "establishes"],
        traffic: ["unknown", "blocked"],
        errors: &["nat-traversal-mismatch"],
    },
    Row {
        what: "AH",
        names: ["ios-ikev1", "ios-ikev1"],
        edits: &[
            in_a("esp-aes 256 esp-sha-hmac", "ah-sha-hmac esp-aes 256"),
            in_b("esp-aes 256 esp-sha-hmac", "ah-sha-hmac esp-aes 256"),
        ],
        stated: SEEN,
        verdict: "establishes",
        outcomes: ["establishes", "establishes"],
        traffic: ["blocked", "blocked"],
        errors: &["nat-traversal-mismatch"],
    },
    Row {
        what: "an implied identity against a configured peer address",
        names: ["asa-ikev1", "panos-ikev1"],
        edits: &[],
        stated: SEEN,
        verdict: "stalls",
        outcomes: ["stalls", "stalls"],
        traffic: UNKNOWN,
        errors: &["identity-mismatch"],
    },
    Row {
        what: "an implied identity against a profile",
        names: ["ios-ikev2", "ios-ikev2"],
        edits: &[],
        stated: SEEN,
        verdict: "stalls",
        outcomes: ["stalls", "stalls"],
        traffic: UNKNOWN,
        errors: &["identity-mismatch"],
    },
    Row {
        what: "a profile for every address",
        names: ["ios-ikev2", "ios-ikev2"],
        edits: &[in_b("remote address 192.0.2.10 255.255.255.255", "remote address 0.0.0.0")],
        stated: SEEN,
        verdict: "establishes",
        outcomes: ["establishes", "establishes"],
        traffic: FLOW,
        errors: &[],
    },
];

#[test]
fn each_nat_is_judged_as_expected() {
    for row in ROWS {
        let check = behind_nat(row.names, row.edits, row.stated);
        let found = (verdict(&check), outcomes(&check), traffic(&check), errors(&check));
        let expected = (row.verdict, row.outcomes, row.traffic, row.errors.to_vec());
        assert_eq!(found, expected, "{}: {:?} {:#?}", row.what, check.misuse, check.findings);
    }
}

#[test]
fn how_bad_missing_nat_traversal_is_follows_from_how_sure_the_nat_is() {
    let off = [in_b("crypto ikev1 enable outside\n", NAT_T_OFF)];
    let severities = |check: &Check| told(check, "nat-traversal-mismatch");
    assert_eq!(severities(&with_nat(ASA, &off, &[])), ["info"], "nothing speaks of NAT");
    assert_eq!(severities(&behind_nat(ASA, &off, &[])), ["warning"], "NAT is presumed");
    assert_eq!(severities(&behind_nat(ASA, &off, SEEN)), ["error"], "NAT is stated");
    let calls_itself = "GW local-id type ipaddr\nset network ike gateway GW local-id id 192.0.2.10\n\
                        set network ike gateway GW protocol-common nat-traversal enable no\n\
                        set network ike gateway GW local-address interface";
    let proven = [in_a("GW local-address interface", calls_itself)];
    let check = behind_nat(["panos-ikev2", "panos-ikev2"], &proven, &[]);
    assert_eq!(severities(&check), ["error"], "NAT is proven");
    assert_eq!((outcomes(&check), traffic(&check)), (["establishes", "undetermined"], ["unknown", "blocked"]));
    let check = behind_nat(["panos-ikev2", "panos-ikev2"], &[], SEEN);
    assert_eq!(severities(&check), ["warning"], "a default alone is not proven");
}

#[test]
fn two_ends_that_face_private_addresses_have_no_nat_between_them() {
    let off = [
        in_b("192.0.2.10", "10.99.0.10"),
        in_b("198.51.100.20 255.255.255.0", "10.99.0.20 255.255.255.0"),
        in_a("198.51.100.20", "10.99.0.20"),
        in_b("crypto ikev1 enable outside\n", NAT_T_OFF),
    ];
    let check = behind_nat(ASA, &off, &[]);
    assert_eq!((verdict(&check), told(&check, "nat-traversal-mismatch")), ("establishes", vec!["info"]));
}

#[test]
fn forcing_udp_against_an_end_that_does_not_look_for_nat_has_no_effect() {
    let forced = in_a("        mobike = no\n", "        mobike = no\n        encap = yes\n");
    let check = with_nat(["swanctl-ikev1", "panos-ikev1"], &[forced], &[]);
    assert_eq!((verdict(&check), told(&check, "nat-traversal-mismatch")), ("establishes", vec!["warning"]));
    let entry_off = with_nat(["swanctl-ikev1", "asa-ikev1"], &[forced, in_b(MAP, ENTRY_OFF)], &[]);
    assert_eq!((verdict(&entry_off), errors(&entry_off)), ("stalls", vec!["nat-traversal-mismatch"]));
}

#[test]
fn an_identity_behind_a_nat_that_is_presumed_is_open() {
    let check = behind_nat(["asa-ikev1", "panos-ikev1"], &[], &[]);
    assert_eq!((verdict(&check), told(&check, "identity-mismatch")), ("undetermined", vec!["warning"]));
}

#[test]
fn ends_find_each_other_by_the_addresses_that_are_stated() {
    let dynamic = in_a("ip address 192.0.2.10 255.255.255.0", "ip address dhcp setroute");
    let found = |stated| with_nat(ASA_IOS, &[dynamic], stated).tunnels[0].pair.matched_by.words();
    assert_eq!((found(&[]), found(SEEN)), ("one address", "both addresses"));
}

/// Whether the NAT passes on what arrives is open; either answer can be stated.
#[test]
fn what_is_open_about_a_nat_is_what_both_answers_amount_to() {
    for names in all_pairs() {
        let began_by_b = |stated| behind_nat(names, &[], stated).tunnels[0].directions[1].outcome;
        let [open, good, bad] = [&[][..], SEEN, &[("A", "192.0.2.99")]].map(began_by_b);
        assert_eq!(bad, Outcome::Stalls, "{names:?}");
        match good {
            // The identity behind NAT is a question of its own, which the statement settles as well.
            Outcome::Establishes | Outcome::Stalls => assert_eq!(open, Outcome::Undetermined, "{names:?}"),
            other => panic!("{names:?}: {other:?} although the NAT is stated"),
        }
    }
}

/// Whether the other end puts ESP into UDP is open for an ASA of a release of which the default is not known.
#[test]
fn what_is_open_about_esp_in_udp_is_what_both_answers_amount_to() {
    let old = in_b("ASA Version 9.16(4)", "ASA Version 8.2(5)");
    let edit = |line| in_b("crypto ikev1 enable outside\n", line);
    let outcome = |edits: &[Edit]| {
        let edits: Vec<Edit> = edits.iter().copied().chain([in_a(MAP, ENTRY_OFF)]).collect();
        let check = behind_nat(ASA, &edits, SEEN);
        check.tunnels[0].directions.each_ref().map(|direction| direction.outcome)
    };
    let open = outcome(&[old]);
    let good = outcome(&[edit("crypto ikev1 enable outside\nno crypto isakmp nat-traversal\n")]);
    let bad = outcome(&[edit("crypto ikev1 enable outside\ncrypto isakmp nat-traversal 20\n")]);
    assert_eq!((open, good, bad), ([Outcome::Undetermined; 2], [Outcome::Establishes; 2], [Outcome::Stalls; 2]));
}

#[test]
fn what_is_stated_of_nobody_is_refused() {
    let misuse = |stated: &Stated| with_nat(ASA_IOS, &[], stated).misuse.unwrap_or_default();
    assert!(misuse(&[("hq", "203.0.113.5")]).contains("no end is called so"));
    for twice in [[("A", "203.0.113.5"), ("A", "203.0.113.6")], [("alpha-asa", "203.0.113.5"), ("A", "203.0.113.5")]] {
        assert!(misuse(&twice).contains("once for each end"), "{twice:?}");
    }
    // Both files agree on an address without NAT, so that the statement would have no bearing on them.
    assert!(misuse(&[("A", "203.0.113.5")]).contains("nowhere 203.0.113.5"));
    assert!(misuse(&[("A", "192.0.2.10")]).contains("an address of alpha-asa itself"));
}

/// The ladder shows who is behind NAT and where the exchange moves to another port, or how far it comes if it does not fit.
#[test]
fn the_ladder_shows_the_nat() {
    let drawn = |check: &Check| {
        render(check, Format::Text, Look { colour: false, unicode: true, utf8: true, width: 100 }).unwrap()
    };
    insta::assert_snapshot!("nat_stated", drawn(&behind_nat(ASA_IOS, &[], SEEN)));
    insta::assert_snapshot!("nat_presumed", drawn(&behind_nat(["ios-ikev2", "asa-ikev2"], &[], &[])));
    insta::assert_snapshot!("nat_and_no_esp_in_udp", drawn(&behind_nat(ASA, &[in_b(MAP, ENTRY_OFF)], SEEN)));
    let forced = in_a("        mobike = no\n", "        mobike = no\n        encap = yes\n");
    let check = with_nat(["swanctl-ikev1", "ios-ikev1"], &[forced], &[]);
    assert!(drawn(&check).contains("makes both ends believe in a NAT"));
    let trace: serde_json::Value =
        serde_json::from_str(&render(&check, Format::Json, Look::default()).unwrap()).unwrap();
    let steps = trace["tunnels"][0]["directions"][0]["attempts"][0]["steps"].as_array().unwrap();
    let nat = steps.iter().find(|step| step["message"] == "MM4").map(|step| &step["nat"]);
    let expected = serde_json::json!({"behind": [], "forced_by": 0, "mobile": null, "certain": true, "udp_port": 4500});
    assert_eq!(nat, Some(&expected));
}
