//! What a template leaves to be filled in: whatever hangs on it stays open, and nothing is called wrong, or different from
//! what the other end has.

use ikelint::check::Settings;
use ikelint::negotiation::Verdict;

use crate::pairs::{Edit, base, check_edited, check_texts, errors, in_a, in_b};

/// The first end of a pair, and what of it is replaced by each placeholder.
const CASES: &[(&str, &[&str])] = &[
    (
        "asa-ikev1",
        &[
            "set peer 198.51.100.20",
            "tunnel-group 198.51.100.20 type|tunnel-group 198.51.100.20 ipsec",
            "match address VPN",
            "set ikev1 transform-set TS",
            "encryption aes-256",
            " group 14",
            " hash sha",
            "authentication pre-share",
            "permit ip 10.1.0.0 255.255.255.0 10.2.0.0",
            "permit ip 10.1.0.0",
            "ip address 192.0.2.10",
        ],
    ),
    (
        "ios-ikev1",
        &[
            "set peer 198.51.100.20",
            "address 198.51.100.20",
            "match address VPN-TRAFFIC",
            "set transform-set TS",
            " group 14",
            "authentication pre-share",
            "ip address 192.0.2.10",
        ],
    ),
];

const PLACEHOLDERS: &[&str] = &["<value>", "{{value}}", "$VALUE"];

/// The text with the last word of each of these replaced.
fn filled(text: &str, places: &str, placeholder: &str) -> String {
    places.split('|').fold(text.to_owned(), |text, place| {
        let (head, word) = place.trim_end().rsplit_once(' ').unwrap();
        let (head, word) = match word {
            "type" | "ipsec" => head.rsplit_once(' ').unwrap(),
            _ => (head, word),
        };
        let changed = text.replacen(&format!("{head} {word}"), &format!("{head} {placeholder}"), 1);
        assert_ne!(text, changed, "{place} is not there");
        changed
    })
}

#[test]
fn what_hangs_on_a_placeholder_stays_open() {
    let mut wrong = Vec::new();
    for (name, places) in CASES {
        let [a, b] = ['a', 'b'].map(|end| base(name, end));
        for place in *places {
            for placeholder in PLACEHOLDERS {
                let text = filled(&a.1, place, placeholder);
                let check = check_texts(&[(a.0.clone(), text), b.clone()], Settings::default());
                let verdicts: Vec<&str> = check.tunnels.iter().map(|tunnel| tunnel.verdict.word()).collect();
                let errors = errors(&check);
                if verdicts != ["undetermined"] || !errors.is_empty() {
                    wrong.push(format!("{name}, {place}, {placeholder}: {verdicts:?} {errors:?} {:?}", check.refusal));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} are not left open:\n{}", wrong.len(), wrong.join("\n"));
}

/// A pair of base configurations with a placeholder in the place of a value.
const ROWS: &[([&str; 2], Edit)] = &[
    (["swanctl-ikev2", "ios-ikev2"], in_a("remote_addrs = 198.51.100.20", "remote_addrs = <peer>")),
    (
        ["swanctl-ikev2", "ios-ikev2"],
        in_a("    proposals = aes256-sha256-modp2048", "    proposals = {{ ike-proposal }}"),
    ),
    (["swanctl-ikev2", "ios-ikev2"], in_a("esp_proposals = aes256-sha256", "esp_proposals = $ESP")),
    (["swanctl-ikev2", "ios-ikev2"], in_a("version = 2", "version = {{ version }}")),
    (["swanctl-ikev2", "panos-ikev2"], in_a("local_ts = 10.1.0.0/24", "local_ts = <local-networks>")),
    (["swanctl-ikev2", "panos-ikev2"], in_a("remote_ts = 10.2.0.0/24", "remote_ts = ${REMOTE}")),
    (["swanctl-ikev2", "ios-ikev2"], in_a("id = 192.0.2.10", "id = __OWN_ID__")),
    (["swanctl-ikev2", "ios-ikev2"], in_a("auth = psk\n            id = 192", "auth = <auth>\n            id = 192")),
    (["swanctl-ikev2", "ios-ikev2"], in_a("mobike = no", "mobike = {{ mobike }}")),
    (["swanctl-ikev2", "ios-ikev2"], in_a("mobike = no", "encap = <encap>")),
    (["swanctl-ikev2", "ios-ikev2"], in_a("life_time = 1h", "life_time = $LIFE")),
    (["swanctl-ikev2", "ios-ikev2"], in_a("start_action = trap", "start_action = <action>")),
    (["swanctl-ikev2", "swanctl-ikev2"], in_b("secret = \"Corr3ct-Horse\"", "secret = \"{{ psk }}\"")),
    (["panos-ikev1", "ios-ikev1"], in_a("peer-address ip 198.51.100.20", "peer-address ip <peer>")),
    (["panos-ikev1", "ios-ikev1"], in_a("IKE dh-group group14", "IKE dh-group <group>")),
    (["panos-ikev1", "ios-ikev1"], in_a("IKE encryption aes-256-cbc", "IKE encryption {{cipher}}")),
    (["panos-ikev1", "ios-ikev1"], in_a("IKE hash sha1", "IKE hash $HASH")),
    (["panos-ikev1", "ios-ikev1"], in_a("ESP esp encryption aes-256-cbc", "ESP esp encryption <cipher>")),
    (["panos-ikev1", "ios-ikev1"], in_a("ESP dh-group no-pfs", "ESP dh-group %PFS%")),
    (["panos-ikev1", "ios-ikev1"], in_a("GW protocol version ikev1", "GW protocol version <version>")),
    (["panos-ikev1", "ios-ikev1"], in_a("proxy-id lan local 10.1.0.0/24", "proxy-id lan local <lan>")),
    (["panos-ikev1", "ios-ikev1"], in_a("proxy-id lan remote 10.2.0.0/24", "proxy-id lan remote x.x.x.x")),
    (["panos-ikev1", "ios-ikev1"], in_a("key Corr3ct-Horse", "key <psk>")),
    (["ios-ikev1", "asa-ikev1"], in_a("set peer 198.51.100.20", "set peer <peer>")),
    (["ios-ikev1", "asa-ikev1"], in_a("group 14", "group <group>")),
    (["ios-ikev1", "asa-ikev1"], in_a("key Corr3ct-Horse", "key <psk>")),
    (["asa-ikev1", "ios-ikev1"], in_a(" group 14", " group <group>")),
    (["asa-ikev1", "ios-ikev1"], in_a("encryption aes-256", "encryption {{cipher}}")),
    (["asa-ikev1", "ios-ikev1"], in_a("pre-shared-key Corr3ct-Horse", "pre-shared-key {{ psk }}")),
];

#[test]
fn a_placeholder_is_open() {
    let mut wrong = Vec::new();
    for (names, edit) in ROWS {
        let check = check_edited(*names, &[*edit]);
        let found = (check.tunnels.first().map(|tunnel| tunnel.verdict), errors(&check));
        if found != (Some(Verdict::Undetermined), Vec::new()) {
            wrong.push(format!("{names:?} {}: {found:?}", edit.to));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
