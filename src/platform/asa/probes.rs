//! What to run on an ASA to see what lies between the ends.
//!
//! Source: Cisco ASA Series Command Reference, packet-tracer, ping, capture, show running-config crypto.

use crate::platform::Probe;

/// The command, with the words that `states/commands.rs` fills.
pub(super) fn command(probe: Probe) -> &'static str {
    match probe {
        Probe::Begin => "packet-tracer input INSIDE icmp HOST 8 0 FARHOST detailed, twice",
        Probe::Reach => "ping INTERFACE PEER",
        Probe::Ike => "capture ike interface INTERFACE match udp any host PEER, then show capture ike",
        Probe::Esp => "capture esp interface INTERFACE match esp any host PEER, then show capture esp",
        Probe::Running => "show running-config crypto",
    }
}
