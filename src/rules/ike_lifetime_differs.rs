//! `ike-lifetime-differs`.

use crate::model::{IkeProposal, IkeVersion, Setting};
use crate::negotiation::End;
use crate::rules::context::{default_note, label};
use crate::rules::{Finding, Severity, TunnelContext};

rule! {
    /// The lifetimes of the IKE SA differ.
    ///
    /// ## What it means
    ///
    /// Nothing stalls. In IKEv2 each end keeps its own lifetime, and the shorter one rekeys first. In IKEv1 the shorter
    /// one is used by both. Old documents say that a responder refuses a lifetime longer than its own; no current
    /// release was seen to do so. It is a warning where the initiator's is longer and the responder is PAN-OS, or an IOS
    /// older than 12.3, since nobody has shown what those do.
    RULE = "IKE109" "ike-lifetime-differs",
    "The lifetimes of the IKE SA differ, which stops nothing",
    ["RFC 7296 section 2.8", "RFC 2407 section 4.5.4", "Cisco, Secure Firewall ASA syslog messages 713073 to 713076"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let Some(version) = cx.version() else { return };
    let proposals = End::BOTH.map(|end| shortest(cx, end, version));
    let [Some(a), Some(b)] = proposals else { return };
    let (Some(own), Some(other)) = (a.lifetime.known(), b.lifetime.known()) else { return };
    if own == other {
        return;
    }
    let [words_a, words_b] = [*own, *other].map(seconds);
    let risky = End::BOTH.into_iter().find(|responder| {
        let longer = match responder {
            End::A => longer(*other, *own),
            End::B => longer(*own, *other),
        };
        version == IkeVersion::V1 && longer && cx.side(*responder).device.behaviour.ikev1_longer_lifetime_risky
    });
    let severity = if risky.is_some() { Severity::Warning } else { Severity::Info };
    let help = risky.map_or_else(
        || "Nothing has to change; equal values make logs easier to read.".to_owned(),
        |responder| {
            let (initiator, responder) = (cx.name(responder.other()), cx.name(responder));
            format!(
                "Set the same on both ends. It should come up as it is, but nobody has shown that {responder} takes the longer \
                 lifetime that {initiator} offers."
            )
        },
    );
    let message = format!(
        "the lifetimes of the IKE SA differ ({}: {words_a}, {}: {words_b}); the shorter one is used",
        cx.name(End::A),
        cx.name(End::B)
    );
    let mut finding = Finding::new(&RULE, severity, message, label(a.lifetime.span(), format!("{words_a}{}", default_note(&a.lifetime))))
        .label(b.lifetime.span(), format!("{words_b}{}", default_note(&b.lifetime)))
        .in_phase(1)
        .help(help)
        .values([words_a, words_b]);
    if risky.is_some() {
        finding = finding.likely();
    }
    out.push(finding);
}

/// The only proposal of an end; with several, which one is used is not known, so nothing is said.
fn shortest<'a>(cx: &TunnelContext<'a>, end: End, version: IkeVersion) -> Option<&'a IkeProposal> {
    let proposals = &cx.entry(end)?.settings(version)?.proposals;
    let lifetimes: Vec<&Setting<Option<u64>>> = proposals.iter().map(|proposal| &proposal.lifetime).collect();
    let same = lifetimes.windows(2).all(|pair| pair[0].known() == pair[1].known());
    proposals.first().filter(|_| same)
}

fn longer(this: Option<u64>, that: Option<u64>) -> bool {
    this.unwrap_or(u64::MAX) > that.unwrap_or(u64::MAX)
}

fn seconds(lifetime: Option<u64>) -> String {
    lifetime.map_or_else(|| "no limit".to_owned(), |seconds| format!("{seconds} s"))
}
