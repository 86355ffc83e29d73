//! Post-quantum pre-shared keys (RFC 8784), by who insists and who has which.

use ikelint::negotiation::Verdict;

use crate::pairs::{Edit, check_edited, in_a, in_b};

const IOS: [&str; 2] = ["ios-ikev2", "ios-ikev2"];

const PROFILE: &str = " keyring local KEYS\n";
const WITH_PPK: &str = " keyring local KEYS\n keyring ppk KEYS\n";
const KEY: &str = "  pre-shared-key Corr3ct-Horse\n";
const BLUE: &str = "  pre-shared-key Corr3ct-Horse\n  ppk manual id BLUE key Qu4ntum-Safe\n";
const BLUE_REQUIRED: &str = "  pre-shared-key Corr3ct-Horse\n  ppk manual id BLUE key Qu4ntum-Safe required\n";
const OTHER_KEY: &str = "  pre-shared-key Corr3ct-Horse\n  ppk manual id BLUE key Qu4ntum-safe\n";
const HEXADECIMAL: &str =
    "  pre-shared-key Corr3ct-Horse\n  ppk manual id BLUE key hex 5175346e74756d2d53616665 required\n";
const ENCRYPTED: &str = "  pre-shared-key Corr3ct-Horse\n  ppk manual id BLUE key 6 AbCdEf required\n";
const GREEN: &str = "  pre-shared-key Corr3ct-Horse\n  ppk manual id GREEN key Qu4ntum-Safe\n";
const GREEN_REQUIRED: &str = "  pre-shared-key Corr3ct-Horse\n  ppk manual id GREEN key Qu4ntum-Safe required\n";
const SERVER: &str = "  pre-shared-key Corr3ct-Horse\n  ppk dynamic SKS required\n";

/// The verdict, and at which message each direction stops with which severity of the rule.
fn outcome(names: [&str; 2], edits: &[Edit]) -> String {
    let check = check_edited(names, edits);
    let tunnel = &check.tunnels[0];
    let stops: Vec<String> = tunnel
        .directions
        .iter()
        .map(|direction| {
            let message = direction.first_stop().and_then(|stop| stop.message);
            message.map_or_else(|| "-".to_owned(), |message| message.to_string())
        })
        .collect();
    let own = check.findings.iter().filter(|finding| finding.rule.name == "ppk-mismatch");
    let severities: Vec<String> = own.map(|finding| format!("{:?}", finding.severity)).collect();
    format!("{} {} {}", tunnel.verdict.word(), stops.join(", "), severities.join(" "))
}

#[test]
fn keys_fit_or_do_not() {
    let cases = [
        ("both the same", Some(BLUE), Some(BLUE), "establishes -, - "),
        ("in two forms", Some(BLUE_REQUIRED), Some(HEXADECIMAL), "establishes -, - "),
        ("both differ, nobody insists", Some(BLUE), Some(OTHER_KEY), "stalls IKE_AUTH request, IKE_AUTH request Error"),
        ("other names, nobody insists", Some(BLUE), Some(GREEN), "establishes -, - "),
        (
            "other names, one insists",
            Some(BLUE),
            Some(GREEN_REQUIRED),
            "stalls IKE_AUTH request, IKE_AUTH request Error Error",
        ),
        ("one has none", Some(BLUE), None, "establishes -, - Info"),
        (
            "one insists, the other has none",
            Some(BLUE_REQUIRED),
            None,
            "stalls IKE_SA_INIT response, IKE_AUTH request Error",
        ),
        ("not readable", Some(BLUE_REQUIRED), Some(ENCRYPTED), "undetermined -, - Info"),
        ("from a key server", Some(SERVER), Some(SERVER), "undetermined -, - Info"),
    ];
    let mut wrong = Vec::new();
    for (name, a, b, wanted) in cases {
        let mut edits = Vec::new();
        edits.extend(a.iter().flat_map(|a| [in_a(KEY, a), in_a(PROFILE, WITH_PPK)]));
        edits.extend(b.iter().flat_map(|b| [in_b(KEY, b), in_b(PROFILE, WITH_PPK)]));
        let found = outcome(IOS, &edits);
        if found != wanted {
            wrong.push(format!("{name}: {found:?}, not {wanted:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_keyring_that_no_profile_names_for_it_is_not_used() {
    assert_eq!(outcome(IOS, &[in_a(KEY, BLUE_REQUIRED)]), "establishes -, - ");
}

#[test]
fn pan_os_insists_where_it_is_mandatory() {
    const VERSION: &str = "set network ike gateway GW protocol version ikev2\n";
    const ON: &str = "set network ike gateway GW protocol version ikev2\nset network ike gateway GW protocol ikev2 pq-ppk enabled yes\n";
    const MANDATORY: &str = "set network ike gateway GW protocol version ikev2\nset network ike gateway GW protocol ikev2 pq-ppk enabled yes\nset network ike gateway GW protocol ikev2 pq-ppk negotiation-mode mandatory\n";
    const HYBRID: &str = "set network ike gateway GW protocol version ikev2\nset network ike gateway GW protocol ikev2 pq-kem enable yes\n";
    let pair = ["panos-ikev2", "panos-ikev2"];
    assert_eq!(outcome(pair, &[in_a(VERSION, ON)]), "establishes -, - Info");
    assert_eq!(outcome(pair, &[in_a(VERSION, MANDATORY)]), "stalls IKE_SA_INIT response, IKE_AUTH request Error");
    assert_eq!(outcome(pair, &[in_a(VERSION, MANDATORY), in_b(VERSION, ON)]), "undetermined -, - Info");
    // Hybrid key exchange (RFC 9370) is known and not modelled.
    assert_eq!(check_edited(pair, &[in_a(VERSION, HYBRID)]).tunnels[0].verdict, Verdict::Undetermined);
}

#[test]
fn strongswan_offers_one_with_an_identity_alone() {
    const CONNECTION: &str = "version = 2\n";
    const NAMED: &str = "version = 2\n        ppk_id = blue\n        ppk_required = yes\n";
    const SECRETS: &str = "secrets {\n";
    const SECRET: &str = "secrets {\n  ppk-1 {\n    id-1 = blue\n    secret = \"Qu4ntum-Safe\"\n  }\n";
    const OTHER: &str = "secrets {\n  ppk-1 {\n    id-1 = blue\n    secret = 0x00112233\n  }\n";
    let pair = ["swanctl-ikev2", "swanctl-ikev2"];
    let named = [in_a(CONNECTION, NAMED), in_a(SECRETS, SECRET)];
    let with = |more: &[Edit]| [&named[..], more].concat();
    assert_eq!(outcome(pair, &with(&[])), "stalls IKE_SA_INIT response, IKE_AUTH request Error");
    // A responder takes whichever of its keys is named; as an initiator it offers none without `ppk_id`.
    assert_eq!(outcome(pair, &with(&[in_b(SECRETS, SECRET)])), "one-way -, IKE_AUTH request Error");
    assert_eq!(outcome(pair, &with(&[in_b(SECRETS, SECRET), in_b(CONNECTION, NAMED)])), "establishes -, - ");
    assert_eq!(
        outcome(pair, &with(&[in_b(SECRETS, OTHER), in_b(CONNECTION, NAMED)])),
        "stalls IKE_AUTH request, IKE_AUTH request Error"
    );
}

#[test]
fn no_key_is_printed() {
    let edits = [in_a(KEY, BLUE_REQUIRED), in_a(PROFILE, WITH_PPK), in_b(KEY, OTHER_KEY), in_b(PROFILE, WITH_PPK)];
    let check = check_edited(IOS, &edits);
    assert!(!format!("{check:?}").contains("Qu4ntum"));
}
