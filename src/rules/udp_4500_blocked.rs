//! `udp-4500-blocked`.

use crate::rules::{Finding, TunnelContext, blocked_port};

rule! {
    /// An access list drops UDP 4500 on its way to the device, and the ends use it: there is a NAT between them, or the end
    /// that begins moves there in any case.
    ///
    /// ## What it checks
    ///
    /// The same lists as `udp-500-blocked`, where it is certain that the ends move to UDP 4500: a file proves that its
    /// device is behind NAT, `--nat` says so, or an end makes both believe in a NAT (forced encapsulation). strongSwan
    /// moves there without a NAT as well where it begins with IKEv2, unless `mobike = no`. Where a NAT is only presumed,
    /// it stays a question.
    ///
    /// ## Why the tunnel stalls
    ///
    /// The first messages use UDP 500 and pass. Then the ends go on at UDP 4500: with MM5 in main
    /// mode, AM3 in aggressive mode, and the IKE_AUTH request in IKEv2. That message, or its answer, is lost.
    ///
    /// ## What each device shows
    ///
    /// As with different keys: MM_WAIT_MSG6 or MM_KEY_EXCH on the initiator, MM_WAIT_MSG5 or MM_KEY_EXCH on the responder.
    /// But no device complains that it cannot decrypt. With IKEv2 both ends stay in negotiation (`IN-NEG`).
    ///
    /// What the implicit end of an IOS list drops shows in `show ip access-lists` only as matches that do not grow.
    ///
    /// ## What to do
    ///
    /// Permit UDP 4500 from the peer to the own address before the line that drops it. Without a NAT, `mobike = no` on
    /// strongSwan is enough.
    RULE = "NET305" "udp-4500-blocked",
    "An access list drops UDP 4500 from the peer, where the ends use it",
    [
        "RFC 3947 section 4; RFC 7296 section 2.23; RFC 4555 section 3.3",
        "Cisco ASA CLI configuration guide, access-group ... control-plane",
        "Cisco IOS, access lists and IPsec: permit udp eq isakmp, esp and udp eq non500-isakmp on the outer interface",
        "Cisco ASA syslog messages, 106023 and 710003; Cisco IOS System Message Guide, SEC-6-IPACCESSLOGP",
        "PAN-OS Administrator's Guide, traffic logs",
    ],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    blocked_port::check(cx, &RULE, 4500, out);
}
