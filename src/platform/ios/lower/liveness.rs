//! Dead peer detection: `keepalive` of an ISAKMP profile and `dpd` of an IKEv2 profile, each before the line for the whole router.

use crate::model::{DeadPeerDetection, Setting, UnknownReason};
use crate::platform::ios::lower::Context;
use crate::platform::ios::syntax::{Rule, Statement};
use crate::source::Span;

/// What holds without a line.
const SOURCE: &str =
    "Cisco IOS Security Command Reference, crypto isakmp keepalive: nothing is sent unless it is configured";
/// Seconds between questions where a line states none.
const AGAIN: u64 = 2;

impl Context<'_> {
    /// How an end finds out that its peer is gone: by the line of its profile, else by that of the router.
    pub(super) fn dead_peer_detection(
        &self,
        own: Option<&Statement<'_>>,
        global: Rule,
        at: Span,
    ) -> Setting<DeadPeerDetection> {
        let Some(line) = own.or_else(|| self.configuration.global(global)) else {
            return Setting::default(DeadPeerDetection::Off, SOURCE, at);
        };
        let mut numbers = line.all(Rule::number).map(|word| word.text.parse::<u64>().ok());
        let Some(Some(seconds)) = numbers.next() else { return Setting::unknown(UnknownReason::Unreadable, line.span) };
        let again = numbers.next().flatten().or(Some(AGAIN));
        let on_demand = line.word(Rule::dpd_mode).is_none_or(|mode| mode.text == "on-demand");
        Setting::written(DeadPeerDetection::Asks { seconds, again, on_demand }, line.span)
    }
}
