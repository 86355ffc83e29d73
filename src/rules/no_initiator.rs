//! `no-initiator`.

use crate::model::Initiation;
use crate::negotiation::{End, Fault, Outcome};
use crate::rules::context::label;
use crate::rules::{Finding, Severity, TunnelContext};

rule! {
    /// Neither end begins the negotiation, or one end begins and refuses to be begun with.
    ///
    /// ## Why the tunnel stalls
    ///
    /// A dynamic crypto map, `answer-only`, PAN-OS passive mode and a multipoint GRE hub only answer. If both ends do,
    /// nothing ever happens. An ASA entry with `originate-only` refuses the child of a peer that begins.
    ///
    /// ## What is no more than a remark
    ///
    /// A strongSwan connection without `start_action` answers, and begins when somebody says so (`swanctl --initiate`).
    /// If the other end begins by itself, this is an info. If it does not either, everything fits and nothing happens: a
    /// warning, since a script or a hand may begin it.
    RULE = "PEER403" "no-initiator",
    "Neither end begins, or one refuses to be begun with",
    ["strongSwan, swanctl.conf(5): start_action", "Cisco, Secure Firewall ASA syslog messages 713195, 713196", "Cisco, document 113158 (connection type)", "Palo Alto Networks, web interface help: IKE gateway, passive mode"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    if cx.tunnel.directions.iter().all(|direction| direction.outcome == Outcome::DoesNotStart) {
        out.extend(nobody_begins(cx));
    } else {
        out.extend(waits_for_a_command(cx));
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

/// An end that comes up when it is told to. What stops it all the same is told by other rules.
fn waits_for_a_command(cx: &TunnelContext<'_>) -> Option<Finding> {
    let waits = |end: End| cx.entry(end).is_some_and(|entry| entry.initiation.value == Initiation::OnCommand);
    let own = End::BOTH.into_iter().find(|end| waits(*end))?;
    let other = own.other();
    let other_begins = !waits(other) && cx.tunnel.directions[other.index()].outcome != Outcome::DoesNotStart;
    let at = |end: End| cx.entry(end).map(|entry| entry.initiation.span());
    let (severity, message) = if other_begins {
        (Severity::Info, format!("{} begins only when it is told to; {} begins by itself", cx.name(own), cx.name(other)))
    } else {
        let message = format!("neither {} nor {} begins by itself; somebody has to start it", cx.name(own), cx.name(other));
        (Severity::Warning, message)
    };
    let mut finding = Finding::new(&RULE, severity, message, label(at(own)?, "begins only when it is told to"));
    if !other_begins {
        let why = if waits(other) { "begins only when it is told to" } else { "only answers" };
        finding = finding.label(at(other)?, why);
    }
    finding.phase = Some(1);
    finding.step = 0;
    Some(finding.help("Let it begin with the first packet, or as soon as it is loaded.").values(["on command"]))
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
