//! `udp-500-blocked`.

use crate::rules::{Finding, TunnelContext, blocked_port};

rule! {
    /// An access list drops UDP 500, and with it IKE, on its way to the device.
    ///
    /// ## What it checks
    ///
    /// The list that packets for the device itself meet. On an ASA that is only an access group with `control-plane`: the
    /// ordinary access group of an interface does not filter IKE. What no line of such a list names is decided by other
    /// rules, and stays open here. On IOS the access group `in` of the interface meets IKE too, and a list ends in a deny.
    /// IOS does not hold what it sends itself against an access group `out`. On PAN-OS security rules decide, from the zone
    /// by which the peer comes in to that of the gateway: within one zone the default lets IKE pass, between two zones it
    /// does not. Where the firewall begins, the answers belong to its own session, and the outcome is open.
    ///
    /// A check of sources on the outer interface of IOS (`ip verify unicast source reachable-via rx`) drops what comes from a
    /// peer to which no route leads back by that interface; a default route does not count without `allow-default`. Of the
    /// old form (`ip verify unicast reverse-path`) the sources differ, so it is open. The check of an ASA (`ip verify
    /// reverse-path`) takes the default route.
    ///
    /// ## Why the tunnel stalls
    ///
    /// IKE begins on UDP 500. Where the responder drops it, MM1 (AM1, the IKE_SA_INIT request) never gets in. Where the
    /// initiator drops it, the answer never gets in, and the responder sends it again and again.
    ///
    /// ## What each device shows
    ///
    /// The initiator resends its first message: MM_WAIT_MSG2 on an ASA, MM_NO_STATE on IOS. A responder that drops it
    /// shows no SA. One whose answers are dropped shows MM_WAIT_MSG3 or MM_SA_SETUP.
    ///
    /// What the implicit end of an IOS list drops shows in `show ip access-lists` only as matches that do not grow.
    ///
    /// ## What to do
    ///
    /// Permit UDP 500 from the peer to the own address before the line that drops it.
    RULE = "NET304" "udp-500-blocked",
    "An access list drops UDP 500 from the peer",
    [
        "RFC 7296 section 2; RFC 2408 section 2.5.1",
        "Cisco ASA CLI configuration guide, access-group ... control-plane",
        "Cisco IOS, access lists and IPsec: permit udp eq isakmp, esp and udp eq non500-isakmp on the outer interface",
        "Cisco IOS IP Switching Command Reference, ip verify unicast source reachable-via; cisco-nsp, January 2010, allow-default",
        "Cisco ASA syslog messages, 106023 and 710003; Cisco IOS System Message Guide, SEC-6-IPACCESSLOGP",
        "Palo Alto Networks, PAN-OS 11.0 administrator's guide, Security Policy: every session is matched against a rule, which holds for both directions",
        "PAN-OS Administrator's Guide, traffic logs",
    ],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    blocked_port::check(cx, &RULE, 500, out);
}
