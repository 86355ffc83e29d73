//! Every kind of identity, sent by every platform, judged by every platform, in every exchange, with either end beginning.
//!
//! The sending end is made from a base configuration by the line with which its platform calls itself so, the judging end
//! by the line with which its platform expects something. What comes of each pair is written down as a table, which is to
//! be read against the vendors' documents. `INSTA_UPDATE=always cargo test` writes it anew.

use std::fmt::Write as _;

use ikelint::check::{Check, Settings};
use ikelint::negotiation::{Direction, Outcome};

use crate::pairs::{base, check_texts};

/// An exchange of phase 1.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Exchange {
    Main,
    Aggressive,
    Ikev2,
}

/// A kind of identity (RFC 7296, section 3.5).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The own address, without a line that says so.
    Implied,
    Address,
    Fqdn,
    Email,
    KeyId,
    Name,
}

/// What the judging end is told to expect.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// Nothing.
    Unset,
    /// What is sent.
    Same,
    /// Another value of the same kind.
    Other,
    /// A set that holds what is sent.
    Set,
}

const PLATFORMS: [&str; 4] = ["asa", "ios", "panos", "swanctl"];
const EXCHANGES: [(Exchange, &str); 3] = [
    (Exchange::Main, "IKEv1, main mode"),
    (Exchange::Aggressive, "IKEv1, aggressive mode"),
    (Exchange::Ikev2, "IKEv2"),
];
const KINDS: [(Kind, &str); 6] = [
    (Kind::Implied, "own address, implied"),
    (Kind::Address, "address"),
    (Kind::Fqdn, "FQDN"),
    (Kind::Email, "e-mail"),
    (Kind::KeyId, "key ID"),
    (Kind::Name, "DN"),
];
const EXPECTED: [(Expected, &str); 4] = [
    (Expected::Unset, "nothing set"),
    (Expected::Same, "the same"),
    (Expected::Other, "another"),
    (Expected::Set, "a set with it"),
];

impl Kind {
    /// The value that is sent, or another one.
    fn value(self, same: bool) -> &'static str {
        match (self, same) {
            (Self::Implied | Self::Address, true) => "192.0.2.10",
            (Self::Implied | Self::Address, false) => "192.0.2.99",
            (Self::Fqdn, true) => "hq.example.com",
            (Self::Fqdn, false) => "lab.example.org",
            (Self::Email, true) => "vpn@example.com",
            (Self::Email, false) => "vpn@example.org",
            (Self::KeyId, true) => "HQ1",
            (Self::KeyId, false) => "LAB",
            (Self::Name, true) => "CN=hq, O=Example",
            (Self::Name, false) => "CN=lab, O=Example",
        }
    }
}

/// A key ID as PAN-OS writes it.
fn hexadecimal(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// The text of one end before it is told anything about identities, with the exchange that it begins.
fn plain(platform: &str, exchange: Exchange, end: char) -> (String, String) {
    let version = if exchange == Exchange::Ikev2 { "ikev2" } else { "ikev1" };
    let (name, mut text) = base(&format!("{platform}-{version}"), end);
    let mut put = |before: &str, lines: String| {
        assert!(text.contains(before), "{before:?} is not in {name}");
        text = text.replacen(before, &format!("{lines}{before}"), 1);
    };
    match (platform, exchange) {
        ("asa", Exchange::Aggressive) => put(
            "crypto map outside_map interface outside\n",
            "crypto map outside_map 10 set ikev1 phase1-mode aggressive\n".to_owned(),
        ),
        ("panos", Exchange::Aggressive) => put(
            "set network ike gateway GW local-address interface",
            "set network ike gateway GW protocol ikev1 exchange-mode aggressive\n".to_owned(),
        ),
        ("swanctl", Exchange::Aggressive) => put("        local {\n", "        aggressive = yes\n".to_owned()),
        ("ios", Exchange::Aggressive) => {
            put("crypto ipsec transform-set", profile(end, " initiate mode aggressive\n"));
            put(" match address VPN-TRAFFIC\n", " set isakmp-profile P\n".to_owned());
        }
        _ => {}
    }
    if platform == "swanctl" {
        // The key serves whoever has one, so that it is the identities alone that decide.
        let owner = format!("        id = {}\n        secret", if end == 'a' { "198.51.100.20" } else { "192.0.2.10" });
        text = text.replacen(&owner, "        secret", 1);
    }
    (name, text)
}

/// An ISAKMP profile of a router that expects the address of its peer, with further lines.
fn profile(end: char, lines: &str) -> String {
    let peer = if end == 'a' { "198.51.100.20" } else { "192.0.2.10" };
    format!("crypto isakmp profile P\n keyring default\n match identity address {peer} 255.255.255.255\n{lines}!\n")
}

/// The sending end, end A; `None` where its platform has no words for it.
fn sender(platform: &str, exchange: Exchange, kind: Kind) -> Option<(String, String)> {
    let (name, mut text) = plain(platform, exchange, 'a');
    let value = kind.value(true);
    let mut put = |before: &str, lines: String| {
        assert!(text.contains(before), "{before:?} is not in {name}");
        text = text.replacen(before, &format!("{lines}{before}"), 1);
    };
    match (platform, kind) {
        ("swanctl", Kind::Implied) => text = text.replacen("            id = 192.0.2.10\n", "", 1),
        (_, Kind::Implied) => {}
        ("asa", kind) => {
            let word = match kind {
                Kind::Address => "address".to_owned(),
                Kind::Fqdn => "hostname".to_owned(),
                Kind::KeyId => format!("key-id {value}"),
                _ => return None,
            };
            put("crypto map outside_map 10 match", format!("crypto isakmp identity {word}\n"));
            text = text.replacen("hostname alpha-asa\n", "hostname hq\ndomain-name example.com\n", 1);
        }
        ("ios", kind) if exchange == Exchange::Ikev2 => {
            let word = match kind {
                Kind::Address => "address",
                Kind::Fqdn => "fqdn",
                Kind::Email => "email",
                Kind::KeyId => "key-id",
                _ => return None,
            };
            put(" authentication remote pre-share\n", format!(" identity local {word} {value}\n"));
        }
        ("ios", kind) => {
            let word = match kind {
                Kind::Address => "address".to_owned(),
                Kind::Fqdn => format!("fqdn {value}"),
                Kind::Email => format!("user-fqdn {value}"),
                _ => return None,
            };
            let lines = format!(" self-identity {word}\n");
            if exchange == Exchange::Aggressive {
                put(" initiate mode aggressive\n", lines);
            } else {
                put("crypto ipsec transform-set", profile('a', &lines));
                put(" match address VPN-TRAFFIC\n", " set isakmp-profile P\n".to_owned());
            }
        }
        ("panos", kind) => text.push_str(&pan_os("local-id", kind, value)?),
        (_, kind) => text = text.replacen("id = 192.0.2.10\n", &format!("id = {}\n", strong_swan(kind, value)), 1),
    }
    Some((name, text))
}

/// The judging end, end B; `None` where its platform has no words for it.
fn judge(platform: &str, exchange: Exchange, kind: Kind, expected: Expected) -> Option<(String, String)> {
    let (name, mut text) = plain(platform, exchange, 'b');
    let value = kind.value(expected != Expected::Other);
    let mut swap = |from: &str, to: &str| {
        assert!(text.contains(from), "{from:?} is not in {name}");
        text = text.replace(from, to);
    };
    match (platform, expected, kind) {
        ("swanctl", Expected::Unset, _) => swap("            id = 192.0.2.10\n", ""),
        (_, Expected::Unset, _) => {}
        (_, _, Kind::Implied) => return None,
        // An ASA compares nothing; what the peer calls itself finds the tunnel group.
        ("asa", Expected::Set, _) | ("asa", _, Kind::Name) => return None,
        ("asa", _, Kind::Address) if expected == Expected::Same => {}
        ("asa", ..) => swap("tunnel-group 192.0.2.10", &format!("tunnel-group {value}")),
        ("ios", _, _) if exchange == Exchange::Ikev2 => {
            let line = ikev2_match(kind, expected, value)?;
            swap(" match identity remote address 192.0.2.10 255.255.255.255\n", &line);
        }
        ("ios", ..) => {
            let line = ikev1_match(kind, expected, value)?;
            if exchange == Exchange::Main {
                swap("crypto ipsec transform-set", &format!("{}crypto ipsec transform-set", profile('b', "")));
                swap(" match address VPN-TRAFFIC\n", " set isakmp-profile P\n match address VPN-TRAFFIC\n");
            }
            swap(" match identity address 192.0.2.10 255.255.255.255\n", &line);
        }
        ("panos", Expected::Set, Kind::Fqdn) => text.push_str(&pan_os_start("fqdn", "hq*")),
        ("panos", Expected::Set, Kind::Email) => text.push_str(&pan_os_start("ufqdn", "vpn*")),
        ("panos", Expected::Set, Kind::Name) => text.push_str(&pan_os_start("dn", "CN=hq*")),
        ("panos", Expected::Set, Kind::KeyId) => text.push_str(&pan_os_start("keyid", "4851*")),
        ("panos", Expected::Set, _) => return None,
        ("panos", ..) => text.push_str(&pan_os("peer-id", kind, value)?),
        (_, Expected::Set, _) => {
            let set = match kind {
                Kind::Address => "192.0.2.0/24",
                Kind::Fqdn => "*.example.com",
                Kind::Email => "*@example.com",
                Kind::Name => "\"CN=*, O=Example\"",
                _ => return None,
            };
            swap("id = 192.0.2.10\n", &format!("id = {set}\n"));
        }
        _ => swap("id = 192.0.2.10\n", &format!("id = {}\n", strong_swan(kind, value))),
    }
    Some((name, text))
}

/// What an IKEv2 profile of a router expects.
fn ikev2_match(kind: Kind, expected: Expected, value: &str) -> Option<String> {
    let what = match (kind, expected) {
        (Kind::Address, Expected::Set) => "address 192.0.2.0 255.255.255.0".to_owned(),
        (Kind::Address, _) => format!("address {value} 255.255.255.255"),
        (Kind::Fqdn, Expected::Set) => "fqdn domain example.com".to_owned(),
        (Kind::Email, Expected::Set) => "email domain example.com".to_owned(),
        (_, Expected::Set) => "any".to_owned(),
        (Kind::Fqdn, _) => format!("fqdn {value}"),
        (Kind::Email, _) => format!("email {value}"),
        (Kind::KeyId, _) => format!("key-id {value}"),
        _ => return None,
    };
    Some(format!(" match identity remote {what}\n"))
}

/// What an ISAKMP profile of a router expects.
fn ikev1_match(kind: Kind, expected: Expected, value: &str) -> Option<String> {
    let what = match (kind, expected) {
        (Kind::Address, Expected::Set) => "address 192.0.2.0 255.255.255.0".to_owned(),
        (Kind::Address, _) => format!("address {value} 255.255.255.255"),
        (Kind::Fqdn, Expected::Set) => "host domain example.com".to_owned(),
        (Kind::Email, Expected::Set) => "user domain example.com".to_owned(),
        (_, Expected::Set) => return None,
        (Kind::Fqdn, _) => format!("host {value}"),
        (Kind::Email, _) => format!("user {value}"),
        (Kind::KeyId, _) => format!("group {value}"),
        _ => return None,
    };
    Some(format!(" match identity {what}\n"))
}

fn pan_os(setting: &str, kind: Kind, value: &str) -> Option<String> {
    let (word, value) = match kind {
        Kind::Address => ("ipaddr", value.to_owned()),
        Kind::Fqdn => ("fqdn", value.to_owned()),
        Kind::Email => ("ufqdn", value.to_owned()),
        Kind::KeyId => ("keyid", hexadecimal(value)),
        Kind::Name => ("dn", format!("\"{value}\"")),
        Kind::Implied => return None,
    };
    Some(format!("set network ike gateway GW {setting} type {word}\nset network ike gateway GW {setting} id {value}\n"))
}

fn pan_os_start(word: &str, value: &str) -> String {
    format!(
        "set network ike gateway GW peer-id type {word}\nset network ike gateway GW peer-id id {value}\n\
         set network ike gateway GW peer-id matching wildcard\n"
    )
}

fn strong_swan(kind: Kind, value: &str) -> String {
    match kind {
        Kind::Fqdn => format!("fqdn:{value}"),
        Kind::Email => format!("email:{value}"),
        Kind::KeyId => format!("keyid:{value}"),
        Kind::Name => format!("\"{value}\""),
        Kind::Implied | Kind::Address => value.to_owned(),
    }
}

/// What comes of a direction: `up`, the message at which it stops with its rule, or `?` with what it hangs on.
fn outcome(check: &Check, direction: &Direction) -> String {
    match direction.outcome {
        Outcome::Establishes => "up".to_owned(),
        Outcome::Undetermined => {
            let words: Vec<&str> = direction.missing.iter().map(|missing| missing.question.subject.word()).collect();
            format!("? {}", words.join(" "))
        }
        Outcome::Stalls => {
            let message = direction.first_stop().and_then(|stop| stop.message);
            let cause = check.cause(0, direction.initiator).unwrap_or("nothing");
            message.map_or_else(|| cause.to_owned(), |message| format!("{message} {cause}"))
        }
        other => other.word().to_owned(),
    }
}

/// What comes of a pair, the sender beginning and the judge beginning; once where the two are the same.
fn cell(files: &[(String, String); 2]) -> String {
    let check = check_texts(files, Settings::default());
    let Some(tunnel) = check.tunnels.first() else { return "no tunnel".to_owned() };
    let [sender, judge] = tunnel.directions.each_ref().map(|direction| outcome(&check, direction));
    if sender == judge { sender } else { format!("{sender} / {judge}") }
}

#[test]
fn what_comes_of_each_identity() {
    let mut table = String::from(
        "Each line: what is sent, what the judging end expects, and what comes of it where the sender is \
        one of these. Before the slash the sender begins, behind it the judge does.\n",
    );
    for (exchange, title) in EXCHANGES {
        for platform in PLATFORMS {
            let _ = writeln!(table, "\n{title}; judged by {platform}");
            for (kind, sent) in KINDS {
                for (expected, expects) in EXPECTED {
                    let Some(judge) = judge(platform, exchange, kind, expected) else { continue };
                    let mut cells: Vec<(Vec<&str>, String)> = Vec::new();
                    for own in PLATFORMS {
                        let Some(sender) = sender(own, exchange, kind) else { continue };
                        let cell = cell(&[sender, judge.clone()]);
                        match cells.iter_mut().find(|(_, other)| *other == cell) {
                            Some((names, _)) => names.push(own),
                            None => cells.push((vec![own], cell)),
                        }
                    }
                    let cells: Vec<String> =
                        cells.iter().map(|(names, cell)| format!("{}: {cell}", names.join(" "))).collect();
                    let _ = writeln!(table, "  {sent:<21}{expects:<15}{}", cells.join("; "));
                }
            }
        }
    }
    insta::assert_snapshot!(table);
}
