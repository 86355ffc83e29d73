//! No key leaves the file it stands in: what a platform makes a key of is masked, and nothing prints it.

use ikelint::model::{Device, PreSharedKey};
use ikelint::platform::{ReadOptions, recognise};
use ikelint::source::{SourceFile, Span};

use crate::fixtures;

/// The spans of the keys of a device, as its platform's grammar sees them.
fn key_spans(device: &Device) -> Vec<Span> {
    let both = |key: &PreSharedKey| [key.local.clone(), key.remote.clone()];
    device.keys.iter().flat_map(both).flatten().map(|(_, span)| span).collect()
}

fn read(file: &SourceFile) -> Option<Device> {
    recognise(file.text()).ok().map(|platform| platform.read(file, ReadOptions::default()))
}

/// The keys that a text holds, by the plainest reading of it, which shares no code with the masking.
fn clear_keys(raw: &str) -> Vec<&str> {
    raw.lines().filter_map(clear_key).filter(|key| !key.contains('*') && key.len() > 3).collect()
}

fn clear_key(line: &str) -> Option<&str> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        ["crypto", "isakmp", "key", "0" | "6" | "7", key, ..] | ["crypto", "isakmp", "key", key, ..] => Some(key),
        ["pre-shared-key", "address" | "hostname", .., key]
        | ["pre-shared-key" | "key", key]
        | ["pre-shared-key", "local" | "remote", key]
        | ["ikev1", "pre-shared-key", key]
        | ["ikev2", _, "pre-shared-key", key]
        | ["authentication", _, "pre-share", "key", key]
        | ["set", .., "pre-shared-key", "key", key] => Some(key.trim_matches(['"', ';'])).filter(|key| *key != "{"),
        ["secret", "=", ..] => line.split_once("= ").map(|(_, key)| key.trim_matches('"')),
        _ => line.split_once("<key>").and_then(|(_, rest)| rest.split_once("</key>")).map(|(key, _)| key),
    }
}

#[test]
fn the_fixtures_hold_keys_to_find() {
    let keys: usize = fixtures::configurations().iter().map(|path| clear_keys(&fixtures::read(path).1).len()).sum();
    assert!(keys >= 60, "only {keys} keys in all files");
}

#[test]
fn no_key_is_left_in_the_text() {
    for path in fixtures::configurations() {
        let (file, raw) = fixtures::read(&path);
        assert!(file.text().len() == raw.len() || fixtures::holds_prompts(&raw), "{}", path.display());
        for key in clear_keys(&raw) {
            assert!(!file.text().contains(key), "{}: a key is left in the text", path.display());
        }
    }
}

#[test]
fn every_key_of_a_device_stands_in_a_masked_place() {
    for path in fixtures::configurations() {
        let (file, _) = fixtures::read(&path);
        let Some(device) = read(&file) else { continue };
        let masked: Vec<Span> = file.secret_spans().collect();
        for span in key_spans(&device) {
            let lines = file.line_column(span.start).0..=file.line_column(span.end).0;
            let is_masked = masked.iter().any(|secret| lines.contains(&file.line_column(secret.start).0));
            assert!(is_masked, "{}:{}: a key that was not masked", path.display(), lines.start());
        }
    }
}

#[test]
fn nothing_that_is_printed_holds_a_key() {
    for path in fixtures::configurations() {
        let (file, raw) = fixtures::read(&path);
        let Some(device) = read(&file) else { continue };
        let printed = format!("{file:?} {device:?}");
        for key in clear_keys(&raw) {
            assert!(!printed.contains(key), "{}: a key is printed", path.display());
        }
    }
}
