//! What to run on a PAN-OS firewall to see what lies between the ends.
//!
//! Sources: Palo Alto Networks, CLI cheat sheets for networking and VPN (test vpn, ping source host, debug ike pcap, view-pcap, show vpn
//! flow, show config diff).

use crate::platform::Probe;

/// The command, with the words that `states/commands.rs` fills.
pub(super) fn command(probe: Probe) -> &'static str {
    match probe {
        Probe::Begin => "test vpn ipsec-sa tunnel TUNNEL",
        Probe::Reach => "ping source OWN host PEER",
        Probe::Ike => "debug ike pcap on, then view-pcap no-dns-lookup yes no-port-lookup yes debug-pcap ikemgr.pcap",
        Probe::Esp => "show vpn flow name TUNNEL, twice: encap packets leave, decap packets arrive",
        Probe::Running => "show config diff, which lists what is not committed",
    }
}
