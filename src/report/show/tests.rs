use std::path::{Path, PathBuf};

use super::*;
use crate::platform::{ReadOptions, recognise};
use crate::source::FileId;

/// The model of a file below the repository, and its bytes.
fn shown(path: &Path, format: Format) -> Option<(String, String)> {
    let bytes = std::fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let source = SourceFile::from_bytes(FileId(0), name, &bytes).ok()?;
    let platform = recognise(source.text()).ok()?;
    let device = platform.read(&source, ReadOptions::default());
    Some((render(&device, &source, format).unwrap(), String::from_utf8_lossy(&bytes).into_owned()))
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Every configuration of the tests and examples.
fn configurations() -> Vec<PathBuf> {
    let mut open = vec![folder("tests/base"), folder("tests/platform"), folder("tests/cases"), folder("examples")];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|end| ["cfg", "conf", "set", "xml", "txt"].iter().any(|own| end == *own))
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A YAML document without its comments, as plain data.
fn parsed(yaml: &str) -> serde_json::Value {
    serde_yaml::from_str(yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"))
}

/// A JSON document with the values alone, without their origins.
fn without_origins(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(mut fields) if fields.contains_key("value") && fields.contains_key("origin") => {
            fields.remove("value").unwrap()
        }
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, without_origins(value))).collect(),
        Value::Array(items) => items.into_iter().map(without_origins).collect(),
        other => other,
    }
}

#[test]
fn the_model_of_each_platform() {
    for name in ["asa/pix.cfg", "ios/crypto-map.cfg", "ios/ikev2.cfg", "panos/branch.xml", "swanctl/site.conf"] {
        let (yaml, _) = shown(&folder("tests/platform").join(name), Format::Yaml).unwrap();
        insta::assert_snapshot!(name.replace(['/', '.'], "-"), yaml);
    }
}

#[test]
fn an_excerpt_names_what_it_does_not_settle() {
    let (yaml, _) = shown(&folder("tests/platform/asa/excerpt.cfg"), Format::Yaml).unwrap();
    insta::assert_snapshot!("asa-excerpt", yaml);
    assert!(yaml.contains("null  # unknown: the release is not stated: group 2 before 9.13, group 14 from 9.13"));
    assert!(yaml.contains("null  # unknown: not in this excerpt"));
}

#[test]
fn both_forms_parse_and_say_the_same() {
    let mut count = 0;
    for path in configurations() {
        let Some((yaml, _)) = shown(&path, Format::Yaml) else { continue };
        let (json, _) = shown(&path, Format::Json).unwrap();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(parsed(&yaml), without_origins(json), "{}", path.display());
        count += 1;
    }
    assert!(count >= 80, "{count} configurations");
}

#[test]
fn values_of_json_carry_their_origin() {
    let (json, _) = shown(&folder("tests/base/ios-ikev1-a.cfg"), Format::Json).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["schema"], "ikelint.show.v1");
    let seconds = &json["entries"][0]["child_lifetime_seconds"];
    assert_eq!((seconds["value"].as_u64(), seconds["origin"].as_str()), (Some(3600), Some("default")));
    assert!(seconds["source"].as_str().unwrap().contains("Cisco IOS"), "{seconds}");
}

/// The key of a line, by a plain reading that shares no code with the masking. Short words may stand elsewhere as well.
fn secret(line: &str) -> Option<&str> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let word = match words.as_slice() {
        ["crypto", "isakmp", "key", "0" | "6" | "7", key, ..] | ["crypto", "isakmp", "key", key, ..] => key,
        ["pre-shared-key", "address", .., key] | [.., "pre-shared-key", key] | [.., "pre-shared-key", "key", key] => {
            key
        }
        [.., "secret", "=", key] => key,
        _ => line.split_once("<key>")?.1.split_once("</key>")?.0,
    };
    Some(word.trim_matches(['"', ';'])).filter(|word| word.len() > 5 && !word.contains('*'))
}

#[test]
fn neither_form_holds_a_secret() {
    let mut found = 0;
    for path in configurations() {
        for format in [Format::Yaml, Format::Json] {
            let Some((text, raw)) = shown(&path, format) else { continue };
            for secret in raw.lines().filter_map(secret) {
                found += 1;
                assert!(!text.contains(secret), "{}: a secret is shown", path.display());
            }
        }
    }
    assert!(found >= 80, "only {found} secrets to look for");
}

#[test]
fn a_key_shows_neither_itself_nor_its_length() {
    let text = std::fs::read_to_string(folder("tests/base/asa-ikev1-a.cfg")).unwrap();
    let with = |key: &str| {
        let bytes = text.replace("Corr3ct-Horse", key).into_bytes();
        let source = SourceFile::from_bytes(FileId(0), "a.cfg", &bytes).unwrap();
        let device = recognise(source.text()).unwrap().read(&source, ReadOptions::default());
        [Format::Yaml, Format::Json].map(|format| render(&device, &source, format).unwrap())
    };
    assert!(with("Corr3ct-Horse")[0].contains("local_key: present  # line 33"), "{}", with("Corr3ct-Horse")[0]);
    assert_eq!(with("Corr3ct-Horse"), with("s0me-very-much-longer-key-than-that"));
}

#[test]
fn texts_survive_yaml_whatever_they_hold() {
    for text in [
        "",
        "no",
        "null",
        "9.16",
        "0x1F",
        "1e3",
        "12:30",
        "::1",
        "2001:db8::1",
        "2026-01-01",
        "a: b",
        "a #b",
        "- a",
        "\"q\"",
        "a\\b",
        "tab\there",
        "line\nend",
        "\u{202e}turned",
        "näme",
        "10.0.0.0/8",
        "*alias",
        "a:",
        "~",
        "{x}",
        "\u{0}",
        "日本",
    ] {
        let yaml = yaml::write(&Node::Map(vec![("field", Node::List(vec![Node::text(text)]))]));
        assert_eq!(parsed(&yaml)["field"][0], text, "{yaml}");
    }
}
