//! Post-quantum options of an IKE gateway: `protocol ikev2 pq-ppk`, `pq-kem` and `pq-qkd`.

use crate::model::{PostQuantum, PostQuantumKey, Setting, UnknownReason};
use crate::platform::panos::tree::At;
use crate::source::Span;

/// Post-quantum pre-shared keys: off unless enabled, and preferred unless mandatory (PAN-OS 11.1, "Post-Quantum IKEv2 VPNs
/// Support"). Which of its keys a gateway names is its own choice, and the keys are not read.
pub(super) fn keys(own: At<'_>) -> Option<PostQuantum> {
    let own = own.child("pq-ppk")?;
    let enabled = own.says_yes("enabled").or_else(|| own.says_yes("enable"))?;
    let mode = own.child("negotiation-mode").and_then(At::value);
    let required = mode.is_some_and(|mode| mode.word() == "mandatory");
    let at = mode.filter(|_| required).map_or(enabled.statement(), At::statement);
    let key = PostQuantumKey { identity: Setting::unknown(UnknownReason::LineNotUnderstood, at), key: None };
    Some(PostQuantum { offers: true, required, at, keys: vec![key] })
}

/// Hybrid key exchange (RFC 9370) and quantum key distribution where they are switched on: they can keep the tunnel down,
/// and are not modelled.
pub(super) fn unmodelled(gateway: At<'_>) -> impl Iterator<Item = Span> {
    let options = ["pq-kem", "pq-qkd"].into_iter().filter_map(move |word| gateway.at("protocol ikev2")?.child(word));
    options.filter_map(|option| option.says_yes("enabled").or_else(|| option.says_yes("enable"))).map(At::statement)
}
