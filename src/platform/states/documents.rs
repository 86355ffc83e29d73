//! The documents that the tables of states rest on.

pub(in crate::platform) const RFC_2409: &str = "RFC 2409 section 5 (exchanges of IKEv1)";
pub(in crate::platform) const RFC_7296: &str = "RFC 7296 sections 1.2, 1.3 and 2.9 (exchanges of IKEv2)";
pub(in crate::platform) const RFC_3947: &str = "RFC 3947 section 4 (with NAT, MM5 and later use UDP 4500)";
pub(in crate::platform) const ASA_DEBUGS: &str = "Cisco document 113574, ASA IPsec and IKE Debugs (IKEv1 Main Mode)";
pub(in crate::platform) const ASA_SYSLOG: &str =
    "Cisco Secure Firewall ASA Series Syslog Messages, 711-714 and 750-752";
pub(in crate::platform) const ASA_COMMANDS: &str = "Cisco ASA Series Command Reference, crypto commands";
pub(in crate::platform) const CHECKLIST: &str = "tunnelsup.com, ISAKMP (IKE Phase 1) status messages (corrected above)";
pub(in crate::platform) const MSG4_CAPTURE: &str = "tunnelsup.com, L2L tunnel failed at MM_WAIT_MSG4 (captured log)";
pub(in crate::platform) const IOS_DEBUGS: &str = "Cisco document 5409, Understanding and Using debug Commands";
pub(in crate::platform) const IOS_SHOW: &str = "Cisco IOS Security Command Reference, show crypto isakmp sa";
pub(in crate::platform) const IOS_SESSION: &str =
    "Cisco IOS Security Command Reference, show crypto session, and outputs of it";
pub(in crate::platform) const IOS_STUCK: &str =
    "itcertnotes.blogspot.com, IPsec stuck in MM_SA_SETUP and MM_NO_STATE (debugs)";
pub(in crate::platform) const DAEMON: &str = "Cisco's published ISAKMP reference daemon (1997), table of states";
pub(in crate::platform) const IKEV2_DEBUGS: &str =
    "Cisco document 117337, IKEv2 between ASA and router (identities, debugs)";
pub(in crate::platform) const IKEV2_SHOW: &str =
    "Outputs of show crypto ikev2 sa of IOS XE with the status DELETE, in public notes";
pub(in crate::platform) const LIST_SAS: &str = "strongSwan, swanctl(8), --list-sas";
pub(in crate::platform) const SWAN_STATES: &str =
    "strongSwan, libcharon sa/ike_sa.c and sa/child_sa.c (names of the states)";
pub(in crate::platform) const COUNTERS: &str =
    "Cisco document 5409, Understanding and Using debug Commands (encaps and decaps of show crypto ipsec sa)";
pub(in crate::platform) const PANOS_SHOW: &str =
    "PAN-OS documentation, Test VPN Connectivity (show vpn ike-sa, ipsec-sa)";
