//! No key leaves the file it stands in: what a platform makes a key of is masked, and nothing prints it.

use ikelint::model::{Device, PreSharedKey};
use ikelint::platform::{ReadOptions, recognise};
use ikelint::source::{SourceFile, Span};

use ikelint::secret::{KeyComparison, Psk};
use ikelint::source::FileId;
use proptest::prelude::*;
use sha1::Digest as _;

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

/// A configuration in which a key is written in one of the ways that devices and people write it.
struct Dress {
    text: &'static str,
    write: fn(&str) -> String,
}

fn plain(key: &str) -> String {
    key.to_owned()
}

fn hexadecimal(key: &str) -> String {
    key.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// Cisco type 7 with the first place of its table.
fn type_7(key: &str) -> String {
    const TABLE: &[u8] = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87";
    let bytes = key.bytes().enumerate().map(|(at, byte)| byte ^ TABLE[at % TABLE.len()]);
    std::iter::once("00".to_owned()).chain(bytes.map(|byte| format!("{byte:02X}"))).collect()
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// As PAN-OS stores it; what is encrypted is never looked at.
fn digest(key: &str) -> String {
    format!("-AQ=={}{}", base64(&sha1::Sha1::digest(key)), base64(&[7; 32]))
}

fn escaped(key: &str) -> String {
    key.replace('&', "&amp;").replace('<', "&lt;")
}

const DRESSES: &[Dress] = &[
    Dress {
        text: "tunnel-group 198.51.100.20 type ipsec-l2l\ntunnel-group 198.51.100.20 ipsec-attributes\n ikev1 pre-shared-key {}\n",
        write: plain,
    },
    Dress {
        text: "tunnel-group 198.51.100.20 type ipsec-l2l\ntunnel-group 198.51.100.20 ipsec-attributes\n ikev2 \
               local-authentication pre-shared-key hex {}\n ikev2 remote-authentication pre-shared-key hex {}\n",
        write: hexadecimal,
    },
    Dress { text: "crypto isakmp key {} address 198.51.100.20\n", write: plain },
    Dress { text: "crypto isakmp key 0 {} address 198.51.100.20\n", write: plain },
    Dress { text: "crypto isakmp key 7 {} address 198.51.100.20\n", write: type_7 },
    Dress { text: "crypto keyring KR\n  pre-shared-key address 198.51.100.20 key {}\n", write: plain },
    Dress {
        text: "crypto ikev2 keyring KR\n peer P\n  address 198.51.100.20\n  pre-shared-key local 7 {}\n  pre-shared-key remote 7 \
               {}\n",
        write: type_7,
    },
    Dress {
        text: "crypto ikev2 keyring KR\n peer P\n  address 198.51.100.20\n  pre-shared-key hex {}\n",
        write: hexadecimal,
    },
    Dress {
        text: "set network ike gateway G protocol version ikev2\nset network ike gateway G authentication pre-shared-key key {}\n",
        write: plain,
    },
    Dress {
        text: "set network ike gateway G protocol version ikev2\nset network ike gateway G authentication pre-shared-key key \"{}\"\n",
        write: digest,
    },
    Dress {
        text: "<config urldb=\"paloaltonetworks\"><devices><entry name=\"localhost.localdomain\"><network><ike><gateway><entry \
               name=\"G\"><authentication><pre-shared-key><key>{}</key></pre-shared-key></authentication></entry></gateway></ike>\
               </network></entry></devices></config>",
        write: escaped,
    },
    Dress {
        text: "network {\n ike {\n  gateway {\n   G {\n    authentication {\n     pre-shared-key {\n      key {};\n     }\n    }\n    \
               protocol-common {\n    }\n   }\n  }\n }\n}\n",
        write: digest,
    },
    Dress { text: SWANCTL, write: |key| format!("\"{key}\"") },
    Dress { text: SWANCTL, write: |key| format!("0x{}", hexadecimal(key)) },
    Dress { text: SWANCTL, write: |key| format!("0s{}", base64(key.as_bytes())) },
];

const SWANCTL: &str = "connections {\n c {\n  local_addrs = 192.0.2.10\n  remote_addrs = 198.51.100.20\n  local {\n   auth = psk\n  \
                       }\n  remote {\n   auth = psk\n   id = 198.51.100.20\n  }\n  children {\n   n {\n   }\n  }\n }\n}\nsecrets {\n ike-1 {\n  \
                       id = 198.51.100.20\n  secret = {}\n }\n}\n";

impl Dress {
    /// The key that is read from it. What was written must be masked, byte for byte, the quotes around it aside.
    fn read(&self, key: &str) -> Psk {
        let token = (self.write)(key);
        let text = self.text.replace("{}", &token);
        let file = SourceFile::from_bytes(FileId(0), "a.cfg", text.as_bytes()).unwrap();
        let bare = token.trim_matches('"');
        for (at, _) in text.match_indices(bare) {
            let left = &file.text()[at..at + bare.len()];
            assert!(left.bytes().all(|byte| byte == b'*'), "{left} is left in {}", self.text);
            let covered = |at: u32| file.secret_spans().any(|span| span.start <= at && at < span.end);
            let at = u32::try_from(at).unwrap();
            assert!((at..at + u32::try_from(bare.len()).unwrap()).all(covered), "{}", self.text);
        }
        let device = read(&file).unwrap_or_else(|| panic!("{}", self.text));
        let printed = format!("{device:?} {file:?}");
        assert!(!printed.contains(bare), "{}", self.text);
        let key = device.keys.iter().find_map(|key| key.local.clone().or(key.remote.clone()));
        key.unwrap_or_else(|| panic!("no key in {}", self.text)).0
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_key_is_the_same_in_every_dress_and_another_one_in_none(
        key in "[A-Za-z][A-Za-z0-9!#&$%+/=@^~.,:_<-]{6,20}[A-Za-z0-9!#&=]",
        first in 0..DRESSES.len(),
        second in 0..DRESSES.len(),
    ) {
        let own = DRESSES[first].read(&key);
        prop_assume!(own.unreadable().is_none());
        prop_assert_eq!(own.compare(&DRESSES[second].read(&key)), KeyComparison::Same);
        let other = format!("{key}1");
        prop_assert_eq!(own.compare(&DRESSES[second].read(&other)), KeyComparison::Different);
    }
}
