//! Dead peer detection: `isakmp keepalive` of a tunnel group, for both IKE versions.

use crate::model::{DeadPeerDetection, Release, Setting, UnknownReason};
use crate::platform::asa::lower::ike::IkeParts;
use crate::platform::asa::syntax::Rule;

/// What a tunnel group asks by, where it says nothing: seconds of silence, and seconds between questions.
const DEFAULT: (u64, u64) = (10, 2);
const SOURCE: &str =
    "williampeters.com, dead peer detection on ASA: 10 seconds, and 2 seconds between retries, for LAN-to-LAN groups";

/// How an entry finds out that its peer is gone. Releases before 7.0 have no groups of peers, and what they do by default is in
/// no source.
pub(super) fn dead_peer_detection(
    parts: &IkeParts<'_, '_, '_>,
    release: Option<Release>,
) -> Setting<DeadPeerDetection> {
    let asks = |(seconds, again)| DeadPeerDetection::Asks { seconds, again: Some(again), on_demand: false };
    let at = parts.group.map_or(parts.item.head, |group| group.head);
    let Some(line) = parts.group.and_then(|group| group.last(Rule::keepalive)) else {
        return match release.is_some_and(|own| !own.is_at_least(7, 0)) {
            true => Setting::unknown(UnknownReason::DefaultUndocumented, at),
            false => Setting::default(asks(DEFAULT), SOURCE, at),
        };
    };
    let words: Vec<&str> = line.clause.words().map(|word| word.text).collect();
    let number = |word: &str| word.parse().ok();
    let found = match words.as_slice() {
        ["disable"] | ["threshold", "infinite"] => Some(DeadPeerDetection::Off),
        ["threshold", seconds] => number(seconds).map(|seconds| asks((seconds, DEFAULT.1))),
        ["threshold", seconds, "retry", again] => number(seconds).zip(number(again)).map(asks),
        ["retry", again] => number(again).map(|again| asks((DEFAULT.0, again))),
        _ => None,
    };
    found.map_or(Setting::unknown(UnknownReason::Unreadable, line.span), |own| Setting::written(own, line.span))
}
