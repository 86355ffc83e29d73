//! What is told of hygiene on strongSwan, where keys have owners and most settings stand in one file.

use crate::pairs::{Edit, check_edited, in_a};

const V1: [&str; 2] = ["swanctl-ikev1", "swanctl-ikev1"];
const V2: [&str; 2] = ["swanctl-ikev2", "swanctl-ikev2"];

/// What it is about, the pair, the edits of the first end, and how often each of its findings is told of that end.
type Row = (&'static str, [&'static str; 2], &'static [Edit], &'static [(&'static str, usize)]);

const SECRET: &str = "    ike-far {\n";
/// The same key as in the base configuration, for somebody.
const FOR_OWN_NAME: Edit =
    in_a(SECRET, "    ike-own {\n        id = 192.0.2.10\n        secret = Corr3ct-Horse\n    }\n    ike-far {\n");
const FOR_ANOTHER: Edit =
    in_a(SECRET, "    ike-new {\n        id = 203.0.113.7\n        secret = Corr3ct-Horse\n    }\n    ike-far {\n");
const FOR_NAME_OF_PEER: Edit = in_a(
    SECRET,
    "    ike-name {\n        id = far.example.net\n        secret = Corr3ct-Horse\n    }\n    ike-far {\n",
);
const OWN_KEY_FOR_ANOTHER: Edit =
    in_a(SECRET, "    ike-new {\n        id = 203.0.113.7\n        secret = An0ther-Horse\n    }\n    ike-far {\n");
const BOTH_ENDS: Edit = in_a(
    "        id = 198.51.100.20\n        secret",
    "        id-1 = 192.0.2.10\n        id-2 = 198.51.100.20\n        secret",
);
const NOBODYS: Edit = in_a("        id = 198.51.100.20\n        secret", "        secret");
const ANYBODYS: Edit = in_a("        id = 198.51.100.20\n        secret", "        id = %any\n        secret");

const ROWS: &[Row] = &[
    ("a key with an owner", V2, &[], &[("shared-psk", 0)]),
    ("a key with an owner", V1, &[], &[("shared-psk", 0)]),
    ("a key that names both ends", V2, &[BOTH_ENDS], &[("shared-psk", 0)]),
    ("a key without an owner", V2, &[NOBODYS], &[("shared-psk", 1)]),
    ("a key without an owner", V1, &[NOBODYS], &[("shared-psk", 1)]),
    ("a key for anybody", V2, &[ANYBODYS], &[("shared-psk", 1)]),
    ("the same key under the name of each end", V2, &[FOR_OWN_NAME], &[("shared-psk", 0)]),
    ("the same key for a peer without a connection", V2, &[FOR_ANOTHER], &[("shared-psk", 1)]),
    ("another key for another peer", V2, &[OWN_KEY_FOR_ANOTHER], &[("shared-psk", 0)]),
    (
        "the same key under two names of one peer",
        V2,
        &[
            in_a(
                "id = 198.51.100.20\n        }\n        children",
                "id = far.example.net\n        }\n        children",
            ),
            FOR_NAME_OF_PEER,
        ],
        &[("shared-psk", 0)],
    ),
    ("IKEv2", V2, &[], &[("ikev1-in-use", 0), ("aggressive-mode-psk", 0)]),
    ("IKEv1", V1, &[], &[("ikev1-in-use", 1), ("aggressive-mode-psk", 0)]),
    // Begins with IKEv2, and answers both.
    ("either version", V2, &[in_a("version = 2", "version = 0")], &[("ikev1-in-use", 0), ("aggressive-mode-psk", 0)]),
    (
        "aggressive mode",
        V1,
        &[in_a("version = 1", "version = 1\n        aggressive = yes")],
        &[("aggressive-mode-psk", 1)],
    ),
    (
        "aggressive mode, off",
        V1,
        &[in_a("version = 1", "version = 1\n        aggressive = no")],
        &[("aggressive-mode-psk", 0)],
    ),
    (
        "aggressive mode has no bearing on IKEv2",
        V2,
        &[in_a("version = 2", "version = 2\n        aggressive = yes")],
        &[("aggressive-mode-psk", 0)],
    ),
    (
        "aggressive mode with certificates",
        V1,
        &[in_a("version = 1", "version = 1\n        aggressive = yes"), in_a("auth = psk", "auth = pubkey")],
        &[("aggressive-mode-psk", 0)],
    ),
    ("a long key", V2, &[in_a("Corr3ct-Horse", "Corr3ct-Horse-Battery-Staple")], &[("weak-psk", 0)]),
    (
        "a short key, which every keyring holds, is told once",
        V2,
        &[in_a("Corr3ct-Horse", "Corr3ct")],
        &[("weak-psk", 1)],
    ),
    // 18 random octets.
    ("a key in base64", V2, &[in_a("\"Corr3ct-Horse\"", "0s3q2+78r+ur4RIjNEVWZ3iJmq")], &[("weak-psk", 0)]),
    ("no weak algorithm", V2, &[], &[("weak-algorithm", 0)]),
    (
        "the proposals that strongSwan brings along",
        V2,
        &[in_a("proposals = aes256-sha256-modp2048", "proposals = default")],
        &[("weak-algorithm", 0)],
    ),
    (
        "a combined mode",
        V2,
        &[in_a("esp_proposals = aes256-sha256", "esp_proposals = aes256gcm16, chacha20poly1305")],
        &[("weak-algorithm", 0)],
    ),
    (
        "integrity without encryption",
        V2,
        &[in_a("esp_proposals = aes256-sha256", "esp_proposals = null-sha256")],
        &[("weak-algorithm", 0)],
    ),
    ("a weak group", V2, &[in_a("-modp2048", "-modp1024")], &[("weak-algorithm", 1)]),
    (
        "a weak group of a child",
        V2,
        &[in_a("esp_proposals = aes256-sha256", "esp_proposals = aes256-sha256-modp768")],
        &[("weak-algorithm", 1)],
    ),
];

#[test]
fn hygiene_of_strongswan_is_told_where_it_is_due_and_nowhere_else() {
    let mut wrong = Vec::new();
    for (what, names, edits, expected) in ROWS {
        let check = check_edited(*names, edits);
        for (rule, count) in *expected {
            let told: Vec<&str> = check
                .findings
                .iter()
                .filter(|finding| finding.rule.name == *rule && finding.primary.span.file.0 == 0)
                .map(|finding| &finding.message[..])
                .collect();
            if told.len() != *count {
                wrong.push(format!("{what} ({}): {rule} {count} times, not {told:?}", names[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
