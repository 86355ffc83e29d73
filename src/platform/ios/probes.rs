//! What to run on a router to see what lies between the ends.
//!
//! Sources: Cisco IOS Command References, ping (source), show running-config; Cisco document 5409, Understanding and Using
//! debug Commands (debug crypto isakmp and its conditions, encaps and decaps of show crypto ipsec sa).

use crate::model::IkeVersion;
use crate::platform::Probe;

/// The command, with the words that `states/commands.rs` fills.
pub(super) fn command(probe: Probe, version: IkeVersion) -> &'static str {
    match (probe, version) {
        (Probe::Begin, _) => "ping FARHOST source SOURCE",
        (Probe::Reach, _) => "ping PEER source OWN",
        (Probe::Ike, IkeVersion::V1) => "debug crypto condition peer ipv4 PEER, then debug crypto isakmp",
        (Probe::Ike, IkeVersion::V2) => "debug crypto condition peer ipv4 PEER, then debug crypto ikev2",
        (Probe::Esp, _) => "show crypto ipsec sa peer PEER, twice: encaps leave, decaps arrive",
        (Probe::Running, _) => "show running-config | section crypto",
    }
}
