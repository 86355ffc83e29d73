//! `aggressive-mode-psk`.

use crate::model::{AuthenticationMethod, Device, Entry, ExchangeMode, IkeSettings, Initiation};
use crate::rules::context::label;
use crate::rules::{Finding, Severity};
use crate::source::Span;

rule! {
    /// Aggressive mode is used with a pre-shared key.
    ///
    /// ## What it checks
    ///
    /// Entries with a key that begin with aggressive mode, or whose file says that they answer it. An end that answers it
    /// by default is not told.
    ///
    /// ## What it means
    ///
    /// In aggressive mode the responder sends a hash over its key before it knows who asks, and identities are in the
    /// clear. Whoever sends one message to the responder can try keys against that hash at leisure.
    ///
    /// ## How to mend it
    ///
    /// Use main mode; with an initiator whose address changes, IKEv2 or certificates. Where it has to stay, a long random
    /// key is what protects it.
    RULE = "SEC603" "aggressive-mode-psk",
    "Aggressive mode is used with a pre-shared key, which can then be guessed offline",
    ["RFC 2409 section 5.4", "Cisco advisory cisco-sn-20030422-ike"],
    Device(check)
}

fn check(device: &Device, out: &mut Vec<Finding>) {
    for entry in &device.entries {
        let Some((at, does)) = entry.ikev1.as_ref().and_then(|own| aggressive(entry, own)) else { continue };
        let message = format!("{}: {} {does} aggressive mode with a pre-shared key", device.name, entry.name);
        out.push(
            Finding::new(&RULE, Severity::Warning, message, label(at, "aggressive mode"))
                .help("Use main mode, IKEv2 or certificates; else a long random key.")
                .values([entry.name.as_str()]),
        );
    }
}

/// Where aggressive mode with a key is asked for, and what the entry does with it.
fn aggressive(entry: &Entry, settings: &IkeSettings) -> Option<(Span, &'static str)> {
    let by_key = |method: &AuthenticationMethod| *method == AuthenticationMethod::PreSharedKey;
    let uses_keys = settings
        .proposals
        .iter()
        .filter_map(|proposal| proposal.authentication.as_ref()?.known())
        .any(by_key);
    let modes = settings.exchange_modes.as_ref().filter(|_| uses_keys)?;
    let begins = settings.initiates && entry.initiation.value != Initiation::RespondOnly;
    if begins && modes.initiates.value == ExchangeMode::Aggressive {
        return Some((modes.initiates.span(), "begins with"));
    }
    let says_so = modes.accepts_aggressive.value && modes.accepts_aggressive.origin.is_written();
    says_so.then(|| (modes.accepts_aggressive.span(), "answers"))
}
