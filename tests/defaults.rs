//! What a silent configuration stands for: each default by platform and release with the document that it rests on, and
//! that it is open, naming the releases, where it differs between them and the file does not state its own.

use std::fmt::Write as _;

use ikelint::model::Release;
use ikelint::platform::{ReadOptions, recognise};
use ikelint::report::show;
use ikelint::source::{FileId, SourceFile};
use serde_json::Value;

use crate::pairs::base;

type Edits = &'static [(&'static str, &'static str)];

/// What is taken out of a base configuration, and where `show` then has the defaults in its first entry.
struct Silence {
    base: &'static str,
    edits: Edits,
    at: &'static [&'static str],
}

const fn silence(base: &'static str, edits: Edits, at: &'static [&'static str]) -> Silence {
    Silence { base, edits, at }
}

/// All that a proposal says, where nothing of it is written.
const IKEV1_PROPOSAL: &[&str] = &[
    "ikev1/ike_proposals/0/encryption",
    "ikev1/ike_proposals/0/integrity",
    "ikev1/ike_proposals/0/diffie_hellman_group",
    "ikev1/ike_proposals/0/authentication",
    "ikev1/ike_proposals/0/lifetime_seconds",
];
const IKEV2_PROPOSAL: &[&str] = &[
    "ikev2/ike_proposals/0/encryption",
    "ikev2/ike_proposals/0/integrity",
    "ikev2/ike_proposals/0/pseudorandom_function",
    "ikev2/ike_proposals/0/diffie_hellman_group",
    "ikev2/ike_proposals/0/lifetime_seconds",
];

const ASA: &[Silence] = &[
    silence(
        "asa-ikev1",
        &[(" authentication pre-share\n encryption aes-256\n hash sha\n group 14\n lifetime 86400\n", "")],
        IKEV1_PROPOSAL,
    ),
    silence(
        "asa-ikev2",
        &[(" encryption aes-256\n integrity sha256\n group 14\n prf sha256\n lifetime seconds 86400\n", "")],
        IKEV2_PROPOSAL,
    ),
    silence(
        "asa-ikev1",
        &[("outside_map interface", "outside_map 10 set pfs\ncrypto map outside_map interface")],
        &["perfect_forward_secrecy_group"],
    ),
    silence(
        "asa-ikev1",
        &[],
        &[
            "perfect_forward_secrecy_group",
            "nat_traversal",
            "child_lifetime_seconds",
            "child_lifetime_kilobytes",
            "connection_type",
            "ikev1/exchange_mode",
            "ikev1/accepts_aggressive_mode",
            "ikev1/local_identity",
            "ikev1/ipsec_proposals/0/encapsulation_mode",
        ],
    ),
];

const IOS_POLICY: &str = " encr aes 256\n authentication pre-share\n group 14\n";

const IOS: &[Silence] = &[
    silence("ios-ikev1", &[(IOS_POLICY, "")], IKEV1_PROPOSAL),
    silence(
        "ios-ikev1",
        &[("crypto isakmp policy 10\n", ""), (IOS_POLICY, "")],
        &[
            "ikev1/ike_proposals/0/encryption",
            "ikev1/ike_proposals/0/diffie_hellman_group",
            "ikev1/ike_proposals/0/authentication",
        ],
    ),
    silence(
        "ios-ikev2",
        &[
            ("crypto ikev2 proposal PROP\n encryption aes-cbc-256\n integrity sha256\n group 14\n", ""),
            ("crypto ikev2 policy POL\n proposal PROP\n", ""),
        ],
        IKEV2_PROPOSAL,
    ),
    silence(
        "ios-ikev1",
        &[(" match address VPN-TRAFFIC", " set pfs\n match address VPN-TRAFFIC")],
        &["perfect_forward_secrecy_group"],
    ),
    silence(
        "ios-ikev1",
        &[(" mode tunnel\n", "")],
        &[
            "perfect_forward_secrecy_group",
            "nat_traversal",
            "child_lifetime_seconds",
            "child_lifetime_kilobytes",
            "connection_type",
            "ikev1/enabled",
            "ikev1/exchange_mode",
            "ikev1/local_identity",
            "ikev1/ipsec_proposals/0/encapsulation_mode",
        ],
    ),
];

const PANOS: &[Silence] = &[
    silence("panos-ikev1", &[("set network ike gateway GW protocol version ikev1\n", "")], &["ikev1/enabled"]),
    silence(
        "panos-ikev1",
        &[
            ("set network ike gateway GW protocol ikev1 ike-crypto-profile IKE\n", ""),
            ("set network tunnel ipsec TUN auto-key ipsec-crypto-profile ESP\n", ""),
        ],
        &[
            "ikev1/ike_proposals/0/encryption",
            "ikev1/ike_proposals/0/integrity",
            "ikev1/ike_proposals/0/diffie_hellman_group",
            "ikev1/ike_proposals/0/lifetime_seconds",
            "ikev1/ipsec_proposals/0/esp_encryption",
            "ikev1/ipsec_proposals/0/esp_integrity",
            "perfect_forward_secrecy_group",
        ],
    ),
    silence(
        "panos-ikev1",
        &[
            ("set network ike crypto-profiles ike-crypto-profiles IKE lifetime days 1\n", ""),
            ("set network ike crypto-profiles ipsec-crypto-profiles ESP lifetime seconds 3600\n", ""),
            ("set network ike crypto-profiles ipsec-crypto-profiles ESP dh-group no-pfs\n", ""),
        ],
        &[
            "ikev1/ike_proposals/0/lifetime_seconds",
            "child_lifetime_seconds",
            "child_lifetime_kilobytes",
            "perfect_forward_secrecy_group",
            "nat_traversal",
            "connection_type",
            "ikev1/exchange_mode",
            "ikev1/accepts_aggressive_mode",
            "ikev1/local_identity",
            "ikev1/ipsec_proposals/0/encapsulation_mode",
        ],
    ),
];

const SWANCTL: &[Silence] = &[
    silence(
        "swanctl-ikev2",
        &[("esp_proposals = aes256-sha256", "")],
        &[
            "ikev2/ipsec_proposals/0/esp_encryption",
            "ikev2/ipsec_proposals/0/esp_integrity",
            "ikev2/ipsec_proposals/0/perfect_forward_secrecy_group",
            "ikev2/ipsec_proposals/1/esp_encryption",
        ],
    ),
    silence(
        "swanctl-ikev2",
        &[("proposals = aes256-sha256-modp2048", "")],
        &[
            "ikev2/ike_proposals/0/encryption",
            "ikev2/ike_proposals/0/integrity",
            "ikev2/ike_proposals/0/diffie_hellman_group",
        ],
    ),
    silence(
        "swanctl-ikev2",
        &[("rekey_time = 24h\n        over_time = 0s\n", ""), ("life_time = 1h\n", ""), ("version = 2\n", "")],
        &[
            "nat_traversal",
            "child_lifetime_seconds",
            "child_lifetime_kilobytes",
            "ikev1/exchange_mode",
            "ikev2/enabled",
            "ikev2/ike_proposals/0/lifetime_seconds",
            "ikev2/ipsec_proposals/0/encapsulation_mode",
        ],
    ),
];

/// The first entry of a silent configuration that states no release, as `show` gives it.
fn entry(silent: &Silence, release: Option<&str>) -> Value {
    let (name, text) = base(silent.base, 'a');
    let states_release = |line: &&str| line.starts_with("ASA Version") || line.starts_with("version ");
    let text = text.split_inclusive('\n').filter(|line| !states_release(line)).collect::<String>();
    let text = silent.edits.iter().fold(text, |text, (old, new)| {
        assert!(text.contains(old), "{}: no {old:?}", silent.base);
        text.replacen(old, new, 1)
    });
    let file = SourceFile::from_bytes(FileId(0), name, text.as_bytes()).unwrap();
    let options = ReadOptions { assume_complete: true, assumed_release: release.and_then(Release::parse), part: None };
    let device = recognise(file.text()).unwrap().read(&file, options);
    let json = show::render(&device, &file, show::Format::Json).unwrap();
    serde_json::from_str::<Value>(&json).unwrap()["entries"][0].clone()
}

/// Values without their origins, and what these say: the document of a default, or why it is not known.
fn told(value: &Value, said: &mut Vec<String>) -> String {
    match value {
        Value::Array(members) => members.iter().map(|own| told(own, said)).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let reason = ["source", "reason"].iter().find_map(|key| fields.get(*key)?.as_str());
            said.extend(reason.filter(|reason| !said.iter().any(|own| own == reason)).map(str::to_owned));
            match &fields["value"] {
                Value::Null => "?".to_owned(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            }
        }
        Value::Null => "nothing".to_owned(),
        other => panic!("no value with an origin: {other}"),
    }
}

/// The value of a setting, and what is said of it.
fn setting(entry: &Value, at: &str) -> (String, String) {
    let mut said = Vec::new();
    let value = told(entry.pointer(&format!("/{at}")).unwrap_or(&Value::Null), &mut said);
    (value, said.join("; "))
}

/// The table of a platform: for each setting what holds without a release, and from which release on it is another.
fn table(silences: &[Silence], releases: &[&str]) -> String {
    let mut table = String::new();
    for silent in silences {
        let open = entry(silent, None);
        let by_release: Vec<(&str, Value)> = releases.iter().map(|own| (*own, entry(silent, Some(own)))).collect();
        for at in silent.at {
            let without = setting(&open, at);
            let mut rows = vec![("unknown", without.clone())];
            rows.extend(by_release.iter().map(|(release, entry)| (*release, setting(entry, at))));
            let mut documented = rows[1..].iter().map(|(_, (value, _))| value).filter(|value| !value.contains('?'));
            let first = documented.next();
            if documented.any(|value| Some(value) != first) {
                let names_releases = without.1.contains("the release is not stated: ");
                assert!(without.0.contains('?') && names_releases, "{} {at}: {rows:#?}", silent.base);
            }
            rows.dedup_by(|later, earlier| later.1 == earlier.1 && earlier.0 != "unknown");
            let _ = writeln!(table, "{} {at}", silent.base);
            for (release, (value, said)) in rows {
                let _ = writeln!(table, "    {release:<8} {value}  [{said}]");
            }
        }
    }
    table
}

#[test]
fn defaults_of_an_asa_by_release() {
    insta::assert_snapshot!(table(ASA, &["7.0", "7.2", "8.2", "8.3", "9.12", "9.13", "9.16"]));
}

#[test]
fn defaults_of_ios_by_release() {
    insta::assert_snapshot!(table(IOS, &["12.3", "12.4", "15.0", "16.7", "16.8", "17.9", "17.11", "26.1"]));
}

#[test]
fn defaults_of_panos_by_release() {
    insta::assert_snapshot!(table(PANOS, &["9.1", "10.2", "11.1", "11.2", "12.1"]));
}

#[test]
fn defaults_of_strongswan_by_release() {
    insta::assert_snapshot!(table(SWANCTL, &["5.6.0", "5.6.1", "5.9", "6.0", "6.0.1", "6.0.2", "6.1"]));
}
