//! `esp-blocked`.

use crate::rules::blocked_port::permit;
use crate::rules::obstacles::met;
use crate::rules::{Finding, TunnelContext};
use crate::traffic::Hindrance;

rule! {
    /// An access list drops ESP from the peer, so that the tunnel comes up and carries nothing.
    ///
    /// ## Why no traffic passes
    ///
    /// IKE uses UDP 500; the packets themselves are ESP, IP protocol 50. A list that permits the one and not the other
    /// lets the tunnel come up. Behind NAT, ESP goes in UDP 4500 instead, and then this rule does not apply.
    ///
    /// ## What each device shows
    ///
    /// The SAs are up on both ends. The sender counts packets encapsulated, this end counts none decapsulated.
    ///
    /// ## What to do
    ///
    /// Permit protocol `esp` from the peer to the own address on the outer interface.
    RULE = "NET306" "esp-blocked",
    "An access list drops ESP from the peer",
    [
        "RFC 4303; RFC 3948",
        "Cisco IOS, access lists and IPsec: permit udp eq isakmp, esp and udp eq non500-isakmp on the outer interface",
        "Cisco ASA CLI configuration guide, access-group ... control-plane",
        "Cisco ASA syslog messages, 106023; Cisco IOS System Message Guide, SEC-6-IPACCESSLOGNP",
    ],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for met in met(cx) {
        let Hindrance::EspFiltered { list, by_end, bound_at } = &met.obstacle.hindrance else { continue };
        let (name, peer) = (cx.name(met.obstacle.end), cx.name(met.sender));
        let what = if *by_end { "the list ends here without a permit for esp" } else { "drops ESP" };
        out.push(
            met.error(cx, &RULE, format!("{name} drops ESP that comes from {peer}: {list}"), what)
                .label(*bound_at, "puts the list on the interface of the tunnel")
                .help("Permit esp from the peer before the line that drops it.")
                .fixes(permit(cx, met.obstacle.end, list, None, None))
                .values([list.clone()]),
        );
    }
}
