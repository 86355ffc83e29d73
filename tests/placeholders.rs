//! Values that are yet to be filled in, on ASA and IOS: whatever hangs on one stays open, and nothing is called wrong.

use std::path::Path;

use ikelint::check::{Settings, check};
use ikelint::rules::Severity;

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

fn base(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base").join(file)).unwrap()
}

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
        let [a, b] = ["a", "b"].map(|end| base(&format!("{name}-{end}.cfg")));
        for place in *places {
            for placeholder in PLACEHOLDERS {
                let text = filled(&a, place, placeholder);
                let inputs = [("a.cfg", text.clone()), ("b.cfg", b.clone())];
                let inputs = inputs.map(|(name, text)| (name.to_owned(), Ok(text.into_bytes())));
                let check = check(inputs, Settings::default());
                let verdicts: Vec<&str> = check.tunnels.iter().map(|tunnel| tunnel.verdict.word()).collect();
                let errors: Vec<&str> = check
                    .findings
                    .iter()
                    .filter(|finding| finding.severity == Severity::Error)
                    .map(|finding| finding.rule.name)
                    .collect();
                if verdicts != ["undetermined"] || !errors.is_empty() {
                    wrong.push(format!("{name}, {place}, {placeholder}: {verdicts:?} {errors:?} {:?}", check.refusal));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} are not left open:\n{}", wrong.len(), wrong.join("\n"));
}
