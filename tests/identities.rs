//! What each end calls itself against what the other accepts.

use ikelint::rules::Severity;

use crate::pairs::{Edit, check_edited, errors, in_a, in_b, verdict};

const GATEWAY: &str = "set network ike gateway GW protocol version ikev2\n";
const BEGINS: Edit = in_a(
    GATEWAY,
    "set network ike gateway GW protocol version ikev2\nset network ike gateway GW peer-id type fqdn\n\
     set network ike gateway GW peer-id id branch*\nset network ike gateway GW peer-id matching wildcard\n",
);
const SUBJECT: Edit = in_a(
    GATEWAY,
    "set network ike gateway GW protocol version ikev2\nset network ike gateway GW peer-id type dn\n\
     set network ike gateway GW peer-id id \"CN=branch,O=Example Ltd,C=GB\"\n",
);
const NAME_BEGINS: Edit = in_a(
    GATEWAY,
    "set network ike gateway GW protocol version ikev2\nset network ike gateway GW peer-id type dn\n\
     set network ike gateway GW peer-id id \"CN=branch*\"\nset network ike gateway GW peer-id matching wildcard\n",
);
const KEY_BEGINS: Edit = in_a(
    GATEWAY,
    "set network ike gateway GW protocol version ikev2\nset network ike gateway GW peer-id type keyid\n\
     set network ike gateway GW peer-id id 4252*\nset network ike gateway GW peer-id matching wildcard\n",
);

/// What end B of strongSwan calls itself, where end A of PAN-OS expects something, and what comes of it.
const ROWS: &[(Edit, Edit, &str, &[&str])] = &[
    (BEGINS, in_b("id = 198.51.100.20", "id = @branch-7.example.com"), "establishes", &[]),
    (BEGINS, in_b("id = 198.51.100.20", "id = @hq.example.com"), "stalls", &["identity-mismatch"]),
    (SUBJECT, in_b("id = 198.51.100.20", "id = \"C=GB, O=example ltd, CN=branch\""), "establishes", &[]),
    (SUBJECT, in_b("id = 198.51.100.20", "id = \"C=GB, O=Example Ltd, CN=hq\""), "stalls", &["identity-mismatch"]),
    (SUBJECT, in_b("id = 198.51.100.20", "id = @branch"), "stalls", &["identity-mismatch"]),
    // How a name is written for the comparison, no source says; a name of another kind does not fit.
    (NAME_BEGINS, in_b("id = 198.51.100.20", "id = \"CN=branch-7, O=Example Ltd\""), "undetermined", &[]),
    (NAME_BEGINS, in_b("id = 198.51.100.20", "id = @branch"), "stalls", &["identity-mismatch"]),
    (KEY_BEGINS, in_b("id = 198.51.100.20", "id = keyid:BRANCH"), "establishes", &[]),
    (KEY_BEGINS, in_b("id = 198.51.100.20", "id = keyid:HQ"), "stalls", &["identity-mismatch"]),
];

/// What end A of strongSwan expects of end B, which has a distinguished name.
const PATTERNS: &[(&str, &str, &[&str])] = &[
    ("\"C=GB, O=Example Ltd, CN=*\"", "establishes", &[]),
    ("\"C=*, O=*, CN=branch\"", "establishes", &[]),
    ("\"C=GB, O=Other Ltd, CN=*\"", "stalls", &["identity-mismatch"]),
    // The number of parts counts, and an asterisk beside other signs is one itself.
    ("\"O=Example Ltd, CN=*\"", "stalls", &["identity-mismatch"]),
    ("\"C=GB, O=Example Ltd, CN=bra*\"", "stalls", &["identity-mismatch"]),
];

#[test]
fn an_asterisk_in_a_name_of_strongswan_stands_for_a_whole_value() {
    for (pattern, expected, faults) in PATTERNS {
        let expects: &'static str = format!("id = {pattern}\n        }}\n        children").leak();
        let edits = [
            in_a("id = 198.51.100.20\n        }\n        children", expects),
            in_a("        id = 198.51.100.20\n        secret", "        secret"),
            in_b("id = 198.51.100.20", "id = \"C=GB, O=Example Ltd, CN=branch\""),
        ];
        let check = check_edited(["swanctl-ikev2", "swanctl-ikev2"], &edits);
        assert_eq!((verdict(&check), errors(&check).as_slice()), (*expected, *faults), "{pattern}");
    }
}

/// The key of a peer that an IOS keyring knows by its identity alone is found by a responder, and by no initiator for certain; an
/// address beside it finds it.
#[test]
fn a_key_under_an_identity_is_open_unless_an_address_finds_it() {
    let address = "  address 192.0.2.10\n";
    let rows = [
        ("  identity fqdn alpha.example.com\n", "undetermined"),
        ("  identity fqdn domain example.com\n", "undetermined"),
        ("  identity key-id ALPHA\n", "undetermined"),
        // As the initiator it has not seen an identity yet.
        ("  identity address 192.0.2.10\n", "undetermined"),
        ("  address 192.0.2.10\n  identity fqdn alpha.example.com\n", "establishes"),
        ("  identity fqdn alpha.example.com\n  address 192.0.2.10\n", "establishes"),
    ];
    for (lines, expected) in rows {
        let check = check_edited(["ios-ikev2", "ios-ikev2"], &[in_b(address, lines)]);
        assert_eq!((verdict(&check), errors(&check)), (expected, Vec::new()), "{lines}");
    }
}

#[test]
fn pan_os_compares_names_as_it_is_told_to() {
    for (expects, sends, expected, faults) in ROWS {
        let check = check_edited(["panos-ikev2", "swanctl-ikev2"], &[*expects, *sends]);
        assert_eq!((verdict(&check), errors(&check).as_slice()), (*expected, *faults), "{sends:?}");
    }
}

/// The tunnel group of an ASA under another name.
const NAMED: Edit = in_a(
    "tunnel-group 198.51.100.20 type ipsec-l2l\ntunnel-group 198.51.100.20 ipsec-attributes",
    "tunnel-group BRANCH type ipsec-l2l\ntunnel-group BRANCH ipsec-attributes",
);
/// A further tunnel group, with another key.
const AND_NAMED: Edit = in_a(
    "tunnel-group 198.51.100.20 type ipsec-l2l\n",
    "tunnel-group BRANCH type ipsec-l2l\ntunnel-group BRANCH ipsec-attributes\n \
     ikev2 remote-authentication pre-shared-key Battery-5taple\n \
     ikev2 local-authentication pre-shared-key Battery-5taple\ntunnel-group 198.51.100.20 type ipsec-l2l\n",
);
const ASA_ANSWERS: Edit = in_a(
    "crypto map outside_map 10 set peer",
    "crypto map outside_map 10 set connection-type answer-only\ncrypto map outside_map 10 set peer",
);
const PROFILE: &str = " authentication remote pre-share\n";
const BY_NAME: Edit = in_b(PROFILE, " authentication remote pre-share\n identity local fqdn BRANCH\n");
const BY_KEY_ID: Edit = in_b(PROFILE, " authentication remote pre-share\n identity local key-id BRANCH\n");
const BY_EMAIL: Edit = in_b(PROFILE, " authentication remote pre-share\n identity local email BRANCH\n");
const BY_OTHER_NAME: Edit = in_b(PROFILE, " authentication remote pre-share\n identity local fqdn branch.example\n");

/// A pair of an ASA and a router with IKEv2, the outcome where the ASA begins and where the router does, and the rules
/// that speak as errors and as warnings.
type Lookup = (&'static [Edit], [&'static str; 2], &'static [&'static str], &'static [&'static str]);

const LOOKUPS: &[Lookup] = &[
    // The address finds the tunnel group, whatever the peer calls itself.
    (&[], ["establishes", "establishes"], &[], &[]),
    (&[BY_NAME], ["establishes", "establishes"], &[], &[]),
    // A tunnel group that is not named after the address is found by nobody who begins, and by who calls itself so.
    (&[NAMED, BY_NAME], ["stalls", "establishes"], &["psk-missing"], &[]),
    (&[NAMED, ASA_ANSWERS, BY_NAME], ["does-not-start", "establishes"], &[], &[]),
    (&[NAMED, ASA_ANSWERS, BY_KEY_ID], ["does-not-start", "establishes"], &[], &[]),
    (&[NAMED, ASA_ANSWERS, BY_EMAIL], ["does-not-start", "establishes"], &[], &[]),
    (&[NAMED, ASA_ANSWERS], ["does-not-start", "undetermined"], &[], &["psk-missing"]),
    (&[NAMED, ASA_ANSWERS, BY_OTHER_NAME], ["does-not-start", "undetermined"], &[], &["psk-missing"]),
    (&[NAMED, BY_OTHER_NAME], ["stalls", "undetermined"], &["psk-missing"], &[]),
    // The name goes before the address: the key of the other tunnel group is compared.
    (&[AND_NAMED], ["establishes", "establishes"], &[], &[]),
    (&[AND_NAMED, BY_NAME], ["establishes", "stalls"], &["psk-mismatch"], &[]),
];

#[test]
fn an_asa_finds_a_key_by_the_address_when_it_begins_and_by_the_identity_first_when_it_answers() {
    let mut wrong = Vec::new();
    for (edits, outcomes, faults, warnings) in LOOKUPS {
        let check = check_edited(["asa-ikev2", "ios-ikev2"], edits);
        let found = check.tunnels[0].directions.each_ref().map(|direction| direction.outcome.word());
        let warned = check.findings.iter().filter(|finding| finding.severity == Severity::Warning);
        let warned: Vec<&str> = warned.map(|finding| finding.rule.name).collect();
        if (found, errors(&check).as_slice(), warned.as_slice()) != (*outcomes, *faults, *warnings) {
            wrong.push(format!("{edits:?}: {found:?} {:?} {warned:?}", errors(&check)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_warning_names_both_what_is_sent_and_what_is_there() {
    let check = check_edited(["asa-ikev2", "ios-ikev2"], &[NAMED, ASA_ANSWERS, BY_OTHER_NAME]);
    let warning = check.findings.iter().find(|finding| finding.rule.name == "psk-missing").unwrap();
    let said: Vec<&str> = warning.labels().map(|label| label.message.as_str()).collect();
    assert_eq!(
        warning.message,
        "alpha-asa finds no pre-shared key for bravo-ios, neither by its address nor by its identity: FQDN branch.example"
    );
    assert!(said.contains(&"bravo-ios sends FQDN branch.example"), "{said:?}");
    assert!(said.contains(&"this key belongs to \"BRANCH\""), "{said:?}");
}

/// Aggressive mode of a router against an ASA.
const AGGRESSIVE: Edit = in_b(
    "crypto isakmp key Corr3ct-Horse address 192.0.2.10\n",
    "crypto isakmp key Corr3ct-Horse address 192.0.2.10\ncrypto isakmp peer address 192.0.2.10\n \
     set aggressive-mode password Corr3ct-Horse\n set aggressive-mode client-endpoint fqdn BRANCH\n",
);
const BY_ADDRESS: Edit = in_b("client-endpoint fqdn BRANCH", "client-endpoint ipv4-address 198.51.100.20");
const NAMED_V1: Edit = in_a(
    "tunnel-group 198.51.100.20 type ipsec-l2l\ntunnel-group 198.51.100.20 ipsec-attributes",
    "tunnel-group BRANCH type ipsec-l2l\ntunnel-group BRANCH ipsec-attributes",
);

#[test]
fn aggressive_mode_tells_an_asa_the_name_in_time() {
    let rows: &[(&[Edit], &str, &[&str])] = &[
        (&[AGGRESSIVE, BY_ADDRESS], "establishes", &[]),
        (&[AGGRESSIVE, NAMED_V1], "establishes", &[]),
        // Found by the address, after the name has found nothing: the sources differ.
        (&[AGGRESSIVE], "undetermined", &["identity-mismatch"]),
    ];
    for (edits, outcome, warnings) in rows {
        let check = check_edited(["asa-ikev1", "ios-ikev1"], edits);
        let warned = check.findings.iter().filter(|finding| finding.severity == Severity::Warning);
        let of_interest = ["identity-mismatch", "psk-missing"];
        let warned: Vec<&str> =
            warned.map(|finding| finding.rule.name).filter(|name| of_interest.contains(name)).collect();
        let found = check.tunnels[0].directions[1].outcome.word();
        assert_eq!((found, warned.as_slice()), (*outcome, *warnings), "{edits:?} {:#?}", check.findings);
    }
}
