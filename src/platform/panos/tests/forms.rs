//! Everything that the schema knows, written in each of the three forms: nothing may be unrecognised, and all forms are the
//! same model.

use super::{outline, read};
use crate::model::{Device, PreSharedKey};
use crate::platform::panos::schema::{Field, ROOT, Shape};
use crate::secret::KeyComparison;

/// A part of a configuration that can be written in any form.
#[derive(Clone, Debug)]
struct Part {
    word: String,
    /// Whether the word is a name that the user chose.
    is_entry: bool,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    /// The word stands alone.
    Nothing,
    Value(String),
    List(Vec<String>),
    Parts(Vec<Part>),
}

/// The values that a setting takes, where it does not take any.
const VALUES: &[(&str, &[&str])] = &[
    ("encryption", &["aes-256-cbc", "aes-128-gcm", "3des", "aes-192-cbc", "aes-256-gcm", "aes-128-cbc", "des"]),
    ("hash", &["sha256", "sha1", "sha512", "md5", "non-auth", "sha384"]),
    ("authentication", &["sha1", "none", "sha384", "sha256"]),
    ("dh-group", &["group14", "group20", "group5", "group21", "group2"]),
    ("version", &["ikev2", "ikev1", "ikev2-preferred"]),
    ("exchange-mode", &["main", "aggressive", "auto"]),
    ("type", &["fqdn", "ufqdn", "keyid"]),
    ("id", &["6272", "616263"]),
    ("matching", &["exact", "wildcard"]),
    ("ip", &["198.51.100.20", "2001:db8::20", "HQ"]),
    ("floating-ip", &["192.0.2.30"]),
    ("local", &["10.1.0.0/24", "LAN", "2001:db8:1::/64"]),
    ("remote", &["10.2.0.0/16", "10.9.9.9", "2001:db8:2::/64"]),
    ("interface", &["ethernet1/1", "loopback.1"]),
    ("ipsec-mode", &["transport", "tunnel"]),
    ("ike-crypto-profile", &["NAME", "default", "Suite-B-GCM-256"]),
    ("ipsec-crypto-profile", &["NAME", "default"]),
    ("comment", &["two words", "a \"quoted\" word", "semi; colon"]),
    ("fqdn", &["hq.example.com"]),
    ("number", &["50"]),
    ("local-port", &["0", "179"]),
    ("remote-port", &["0", "22"]),
    ("key", &["-AQ==4oaXexPxqJ4g0EWSB1RdFf4eugg=QB2FTzPzPnegOOdK2VtojQ==", "plain&key", "two words"]),
];

/// Settings that hold a number.
const NUMBERS: &[&str] = &["seconds", "minutes", "hours", "days", "kb", "mb", "gb", "tb", "interval", "retry", "size"];

/// Chooses what is written: everything, or what a number says, a bit a setting.
struct Choice {
    bits: u64,
    all: bool,
}

impl Choice {
    fn next(&mut self) -> u64 {
        // A linear congruential generator: the same number gives the same text.
        self.bits = self.bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.bits >> 33
    }

    fn takes(&mut self) -> bool {
        self.next().is_multiple_of(3) || self.all
    }

    fn value(&mut self, word: &str) -> String {
        if NUMBERS.contains(&word) {
            return (1 + self.next() % 200).to_string();
        }
        let known = VALUES.iter().find(|(name, _)| *name == word).map_or(&["yes", "no"][..], |(_, values)| values);
        known[usize::try_from(self.next()).unwrap() % known.len()].to_owned()
    }
}

fn parts(fields: &[Field], choice: &mut Choice) -> Vec<Part> {
    let mut found = Vec::new();
    for field in fields {
        if !choice.takes() {
            continue;
        }
        let content = content(field.word, field.shape, choice);
        found.push(Part { word: field.word.to_owned(), is_entry: false, content });
    }
    found
}

fn content(word: &str, shape: Shape, choice: &mut Choice) -> Content {
    match shape {
        Shape::Block([]) => Content::Nothing,
        Shape::Block(fields) | Shape::Open(fields) | Shape::ValueOr(fields) => Content::Parts(parts(fields, choice)),
        Shape::Named(inner) => {
            let names = if choice.next().is_multiple_of(2) { &["NAME"][..] } else { &["NAME", "Other name"][..] };
            let entry =
                |name: &&str| Part { word: (*name).to_owned(), is_entry: true, content: content(name, *inner, choice) };
            Content::Parts(names.iter().map(entry).collect())
        }
        Shape::Value | Shape::Text => Content::Value(choice.value(word)),
        Shape::List => {
            let count = 1 + choice.next() % 4;
            let mut values: Vec<String> = (0..count).map(|_| choice.value(word)).collect();
            values.dedup();
            let mut seen = Vec::new();
            values.retain(|value| {
                !seen.contains(value) && {
                    seen.push(value.clone());
                    true
                }
            });
            Content::List(values)
        }
        Shape::Ignored => {
            Content::Parts(vec![Part { word: "inner".into(), is_entry: false, content: Content::Value("yes".into()) }])
        }
        Shape::Through(_) => Content::Nothing,
    }
}

/// The fields of a block of the schema.
fn fields_at(path: &[&str]) -> &'static [Field] {
    let mut shape = ROOT;
    for word in path {
        let (Shape::Block(fields) | Shape::Open(fields)) = shape else { panic!("{word} is in no block") };
        shape = fields.iter().find(|field| field.word == *word).unwrap().shape;
    }
    let (Shape::Block(fields) | Shape::Open(fields)) = shape else { panic!("no block") };
    fields
}

/// A configuration with the VPN parts that the choice takes, and what is around them.
fn configuration(choice: &mut Choice) -> Vec<Part> {
    let part = |word: &str, content| Part { word: word.into(), is_entry: false, content };
    let entry = |word: &str, content| Part { word: word.into(), is_entry: true, content };
    let ike = part("ike", Content::Parts(parts(fields_at(&["network", "ike"]), choice)));
    let tunnel = part("tunnel", Content::Parts(parts(fields_at(&["network", "tunnel"]), choice)));
    let address = |name, ip: &str| entry(name, Content::Parts(vec![part("ip-netmask", Content::Value(ip.into()))]));
    let layer3 = part(
        "layer3",
        Content::Parts(vec![part("ip", Content::Parts(vec![entry("192.0.2.10/24", Content::Nothing)]))]),
    );
    let ethernet = part("ethernet", Content::Parts(vec![entry("ethernet1/1", Content::Parts(vec![layer3]))]));
    let interface = part("interface", Content::Parts(vec![ethernet]));
    let zone = entry(
        "untrust",
        Content::Parts(vec![part(
            "network",
            Content::Parts(vec![part("layer3", Content::List(vec!["ethernet1/1".into()]))]),
        )]),
    );
    vec![
        part("network", Content::Parts(vec![interface, ike, tunnel])),
        part("address", Content::Parts(vec![address("HQ", "198.51.100.20/24"), address("LAN", "10.1.0.1/24")])),
        part("zone", Content::Parts(vec![zone])),
    ]
}

fn word(text: &str) -> String {
    if text.contains([' ', ';']) { format!("\"{text}\"") } else { text.to_owned() }
}

fn set_lines(parts: &[Part], path: &str, out: &mut String) {
    for part in parts {
        let path = format!("{path} {}", word(&part.word));
        match &part.content {
            Content::Nothing => out.push_str(&format!("{path}\n")),
            Content::Value(value) => out.push_str(&format!("{path} {}\n", word(value))),
            Content::List(values) if values.len() == 1 => out.push_str(&format!("{path} {}\n", values[0])),
            Content::List(values) => out.push_str(&format!("{path} [ {} ]\n", values.join(" "))),
            Content::Parts(inner) if inner.is_empty() => out.push_str(&format!("{path}\n")),
            Content::Parts(inner) => set_lines(inner, &path, out),
        }
    }
}

fn curly(parts: &[Part], out: &mut String) {
    for part in parts {
        let head = word(&part.word);
        match &part.content {
            Content::Nothing => out.push_str(&format!("{head};\n")),
            Content::Value(value) => out.push_str(&format!("{head} {};\n", word(value))),
            Content::List(values) => out.push_str(&format!("{head} [ {} ];\n", values.join(" "))),
            Content::Parts(inner) => {
                out.push_str(&format!("{head} {{\n"));
                curly(inner, out);
                out.push_str("}\n");
            }
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn xml(parts: &[Part], out: &mut String) {
    for part in parts {
        let (open, close) = if part.is_entry {
            (format!("entry name=\"{}\"", escaped(&part.word)), "entry".to_owned())
        } else {
            (part.word.clone(), part.word.clone())
        };
        if matches!(part.content, Content::Nothing) {
            out.push_str(&format!("<{open}/>"));
            continue;
        }
        out.push_str(&format!("<{open} ptpl=\"T\" src=\"tpl\">"));
        match &part.content {
            Content::Nothing => {}
            Content::Value(value) => out.push_str(&escaped(value)),
            Content::List(values) => {
                values.iter().for_each(|value| out.push_str(&format!("<member>{}</member>", escaped(value))));
            }
            Content::Parts(inner) => xml(inner, out),
        }
        out.push_str(&format!("</{close}>\n"));
    }
}

/// The configuration in each form.
fn texts(parts: &[Part]) -> [String; 3] {
    let mut texts =
        [String::new(), String::new(), "<config><devices><entry name=\"localhost.localdomain\">".to_owned()];
    set_lines(parts, "set", &mut texts[0]);
    curly(parts, &mut texts[1]);
    xml(parts, &mut texts[2]);
    texts[2].push_str("</entry></devices></config>");
    texts
}

/// What is said of a configuration: the model, and how far it was understood.
fn said(device: &Device) -> String {
    let counts = &device.coverage;
    let reasons: std::collections::BTreeSet<_> =
        counts.lines.iter().map(|line| (line.standing.word(), line.reason)).collect();
    format!(
        "{}\n{}/{}/{}/{} {reasons:?}",
        outline(device),
        counts.understood,
        counts.irrelevant,
        counts.unmodelled,
        counts.unrecognised
    )
}

fn compare(choice: &mut Choice) {
    let parts = configuration(choice);
    let texts = texts(&parts);
    let mut first = String::new();
    let mut keys: Vec<PreSharedKey> = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let (file, device) = read(text);
        let unrecognised: Vec<_> = device
            .coverage
            .lines_that_are(crate::model::Standing::Unrecognised)
            .iter()
            .map(|line| file.slice(line.span))
            .collect();
        assert_eq!(unrecognised, Vec::<&str>::new(), "{text}");
        assert!(device.coverage.lines.iter().all(|line| !line.reason.is_empty()));
        // A file without interfaces and zones is an excerpt, an XML configuration is none: all of these have them.
        let now = said(&device);
        if number == 0 {
            first = now;
            keys = device.keys;
        } else {
            assert_eq!(now, first, "{}\n{text}", texts[0]);
            let pairs = keys.iter().zip(&device.keys).filter_map(|(a, b)| Some((a.local.as_ref()?, b.local.as_ref()?)));
            pairs.for_each(|(a, b)| assert_eq!(a.0.compare(&b.0), KeyComparison::Same));
        }
    }
}

#[test]
fn everything_that_the_schema_knows_is_the_same_in_all_forms() {
    compare(&mut Choice { bits: 1, all: true });
}

proptest::proptest! {
    #[test]
    fn every_part_of_the_schema_is_the_same_in_all_forms(bits: u64) {
        compare(&mut Choice { bits, all: false });
    }
}
