//! What to run on a host with strongSwan to see what lies between the ends.
//!
//! Sources: ping(8), tcpdump(8), swanctl(8).

use crate::platform::Probe;

/// The command, with the words that `states/commands.rs` fills.
pub(super) fn command(probe: Probe) -> &'static str {
    match probe {
        Probe::Begin => "swanctl --initiate --child TUNNEL",
        Probe::Reach => "ping -I OWN PEER",
        Probe::Ike => "tcpdump -ni any 'host PEER and (udp port 500 or udp port 4500)'",
        Probe::Esp => "tcpdump -ni any 'host PEER and (ip proto 50 or udp port 4500)'",
        Probe::Running => "swanctl --list-conns, which lists what is loaded",
    }
}
