//! Dead peer detection of an IKE gateway: `protocol ikev1 dpd` and `protocol ikev2 dpd`.

use crate::model::{DeadPeerDetection, Setting, UnknownReason};
use crate::platform::panos::tree::At;
use crate::source::Span;

/// Seconds between questions, and between those that nobody answers, where a gateway states none (PAN-OS web interface help, "IKE
/// Gateway Advanced Options Tab": 5 for each).
const DEFAULT: u64 = 5;

/// How a gateway finds out that its peer is gone. The web interface always writes whether it is on; what holds where the line is
/// missing is not documented.
pub(super) fn dead_peer_detection(own: Option<At<'_>>, gateway: Span) -> Setting<DeadPeerDetection> {
    let block = own.and_then(|own| own.child("dpd"));
    let Some(enable) = block.and_then(|block| block.child("enable")) else {
        return Setting::unknown(UnknownReason::DefaultUndocumented, gateway);
    };
    if enable.value().is_none_or(|value| value.word() != "yes") {
        return Setting::written(DeadPeerDetection::Off, enable.statement());
    }
    let number = |word: &str| match block.and_then(|block| block.child(word)).and_then(At::value) {
        Some(value) => value.word().parse::<u64>().ok(),
        None => Some(DEFAULT),
    };
    match (number("interval"), number("retry")) {
        (Some(seconds), again @ Some(_)) => {
            Setting::written(DeadPeerDetection::Asks { seconds, again, on_demand: false }, enable.statement())
        }
        _ => Setting::unknown(UnknownReason::Unreadable, enable.statement()),
    }
}
