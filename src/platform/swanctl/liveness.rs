//! Dead peer detection of a connection: `dpd_delay`.

use crate::model::{DeadPeerDetection, Setting, UnknownReason};
use crate::platform::swanctl::syntax::Section;
use crate::platform::swanctl::values::seconds;

const SOURCE: &str = "strongSwan, swanctl.conf(5): dpd_delay = 0s, which asks nobody";

/// How a connection finds out that its peer is gone. How often a question is repeated stands in strongswan.conf.
pub(super) fn dead_peer_detection(section: &Section<'_>) -> Setting<DeadPeerDetection> {
    let Some(setting) = section.setting("dpd_delay") else {
        return Setting::default(DeadPeerDetection::Off, SOURCE, section.head);
    };
    match seconds(&setting.value) {
        Some(0) => Setting::written(DeadPeerDetection::Off, setting.span),
        Some(seconds) => {
            Setting::written(DeadPeerDetection::Asks { seconds, again: None, on_demand: false }, setting.span)
        }
        None => Setting::unknown(UnknownReason::Unreadable, setting.span),
    }
}
