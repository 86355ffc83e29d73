//! `shared-psk`.

use crate::model::{Device, KeyScope};
use crate::rules::context::label;
use crate::rules::{Finding, Severity};
use crate::secret::{KeyComparison, Psk};
use crate::source::Span;

rule! {
    /// One pre-shared key serves several peers.
    ///
    /// ## What it checks
    ///
    /// Keys of one device that can be read and are the same although their peers differ, and keys that any peer may use
    /// (`0.0.0.0`, DefaultL2LGroup).
    ///
    /// ## What it means
    ///
    /// Each peer that holds the key can pass itself off as any other, and as this end towards them. Nothing stalls.
    ///
    /// ## How to mend it
    ///
    /// A key for each peer. With a hub and many spokes of changing addresses, certificates.
    RULE = "SEC605" "shared-psk",
    "One pre-shared key serves several peers, each of which can pass itself off as the others",
    ["RFC 7296 section 2.15 (a key is shared by two)"],
    Device(check)
}

/// A key with its line and whose it is.
struct Held<'a> {
    key: &'a Psk,
    at: Span,
    scope: &'a KeyScope,
}

fn check(device: &Device, out: &mut Vec<Finding>) {
    let keys: Vec<Held<'_>> = device
        .keys
        .iter()
        .filter_map(|own| own.local.as_ref().map(|(key, at)| Held { key, at: *at, scope: &own.scope }))
        .collect();
    let mut told: Vec<Span> = Vec::new();
    for (index, own) in keys.iter().enumerate() {
        let same = |other: &&Held<'_>| {
            other.at != own.at && other.scope != own.scope && own.key.compare(other.key) == KeyComparison::Same
        };
        let others: Vec<Span> = keys[index + 1..].iter().filter(same).map(|other| other.at).collect();
        if told.contains(&own.at) || others.is_empty() {
            continue;
        }
        told.push(own.at);
        told.extend(&others);
        let message = format!("{}: the same pre-shared key serves {} peers", device.name, others.len() + 1);
        let finding = Finding::new(&RULE, Severity::Warning, message, label(own.at, "this key"))
            .help("Set a key of its own for each peer.");
        out.push(others.into_iter().fold(finding, |finding, at| finding.label(at, "the same key")));
    }
    out.extend(keys.iter().filter(|own| is_anybodys(own.scope)).map(|own| anybodys(device, own)));
}

/// Whether any peer finds the key.
fn is_anybodys(scope: &KeyScope) -> bool {
    match scope {
        KeyScope::Network(network) => network.prefix_len() == 0,
        KeyScope::Fallback => true,
        _ => false,
    }
}

fn anybodys(device: &Device, own: &Held<'_>) -> Finding {
    let message = format!("{}: a pre-shared key serves every peer that no other key is for", device.name);
    Finding::new(&RULE, Severity::Info, message, label(own.at, "for any peer"))
        .help("Certificates serve peers of changing addresses better; else keep the key long and random.")
}
