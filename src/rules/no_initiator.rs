//! `no-initiator`.

use crate::negotiation::{End, Fault, Outcome};
use crate::rules::context::label;
use crate::rules::{Finding, Severity, TunnelContext};

rule! {
    /// Neither end begins the negotiation, or one end begins and refuses to be begun with.
    ///
    /// ## Why the tunnel stalls
    ///
    /// A dynamic crypto map, `answer-only`, PAN-OS passive mode and a multipoint GRE hub only answer. If both ends do,
    /// nothing ever happens: no state, no log line. An ASA entry with `originate-only` refuses the child of a peer that
    /// begins (713195).
    RULE = "PEER403" "no-initiator",
    "Neither end begins, or one refuses to be begun with",
    ["Cisco, Secure Firewall ASA syslog messages 713195, 713196", "Cisco, document 113158 (connection type)", "Palo Alto Networks, web interface help: IKE gateway, passive mode"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    if cx.tunnel.directions.iter().all(|direction| direction.outcome == Outcome::DoesNotStart) {
        out.extend(nobody_begins(cx));
    }
    for fault in cx.faults() {
        let Fault::OriginateOnly { end, at } = &fault.stop.fault else { continue };
        let message = format!("{} only originates and refuses what {} begins", cx.name(*end), cx.name(end.other()));
        out.push(
            cx.error(&RULE, &fault, message, label(*at, "refuses to answer"))
                .help("Let this end answer as well, or let the other end only answer.")
                .values(["originate-only"]),
        );
    }
}

fn nobody_begins(cx: &TunnelContext<'_>) -> Option<Finding> {
    let [a, b] = End::BOTH.map(|end| cx.entry(end).map(|entry| entry.initiation.span()));
    let message = format!("neither {} nor {} ever begins the negotiation", cx.name(End::A), cx.name(End::B));
    let mut finding = Finding::new(&RULE, Severity::Error, message, label(a?, "only answers"))
        .label(b?, "only answers")
        .help("Give one of the ends a static peer, and let it begin.")
        .values(["nobody"]);
    finding.phase = Some(1);
    finding.step = 0;
    Some(finding)
}
