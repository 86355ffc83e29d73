//! `exchange-mode-mismatch`.

use crate::advice::Change;
use crate::model::ExchangeMode;
use crate::negotiation::{End, Fault};
use crate::rules::context::label;
use crate::rules::{Finding, TunnelContext};

rule! {
    /// One end begins with an IKEv1 exchange (main or aggressive mode) that the other does not answer.
    ///
    /// ## Why the tunnel stalls
    ///
    /// The initiator decides on the exchange. ASA and IOS answer both, unless aggressive mode is disabled
    /// (`crypto ikev1 am-disable`, `crypto isakmp aggressive-mode disable`). A PAN-OS gateway in mode `main` answers main
    /// mode only, in mode `aggressive` aggressive mode only, and in mode `auto` begins with main mode and answers both.
    /// What is not answered ends in silence. strongSwan uses one of the two (`aggressive`); it answers the other one until
    /// it learns the identity, and refuses at MM5 or AM1.
    ///
    /// ## What each device shows
    ///
    /// AM_WAIT_MSG2 (ASA) or AG_NO_STATE or AG_INIT_EXCH (IOS) on an initiator of aggressive mode; MM_WAIT_MSG2 or
    /// MM_NO_STATE on an initiator of main mode.
    RULE = "IKE103" "exchange-mode-mismatch",
    "One end begins with main or aggressive mode, which the other does not answer",
    ["RFC 2409 section 5", "Cisco ASA Command Reference, crypto ikev1 am-disable", "Palo Alto Networks, web interface help: IKE gateway, exchange mode"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let mut told: Option<End> = None;
    for fault in cx.faults() {
        let Fault::ExchangeMode { end: refuses, aggressive, spans } = &fault.stop.fault else { continue };
        let (refuses, begins) = (*refuses, refuses.other());
        // Of the two ends, the one that insists on aggressive mode is the one to change, in both directions.
        let insists = if *aggressive { begins } else { refuses };
        if told == Some(insists) {
            continue;
        }
        told = Some(insists);
        let word = if *aggressive { "aggressive mode" } else { "main mode" };
        let does = if fault.stop.refused_by.is_some() { "refuses" } else { "does not answer" };
        let message = format!("{} begins with {word}, which {} {does}", cx.name(begins), cx.name(refuses));
        let fix = cx.entry(insists).map(|entry| {
            cx.fix(insists, &Change::SetExchangeMode { entry, mode: ExchangeMode::Main })
        });
        let mut finding =
            cx.error(&RULE, &fault, message, label(spans[refuses.index()], format!("{does} {word}")));
        finding.direction = None;
        out.push(
            finding
                .label(spans[begins.index()], format!("begins with {word}"))
                .help(format!("Let {} use main mode, as the other end does.", cx.name(insists)))
                .fixes(fix)
                .values([word]),
        );
    }
}
