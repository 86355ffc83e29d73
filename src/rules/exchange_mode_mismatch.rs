//! `exchange-mode-mismatch`.

use crate::advice::Change;
use crate::model::ExchangeMode;
use crate::negotiation::Fault;
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
    /// What is not answered ends in silence.
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
    for fault in cx.faults() {
        let Fault::ExchangeMode { end, aggressive, spans } = &fault.stop.fault else { continue };
        let (mode, word) = match aggressive {
            true => (ExchangeMode::Aggressive, "aggressive mode"),
            false => (ExchangeMode::Main, "main mode"),
        };
        let other = if *aggressive { ExchangeMode::Main } else { ExchangeMode::Aggressive };
        let (begins, refuses) = (end.other(), *end);
        let message = format!("{} begins with {word}, which {} does not answer", cx.name(begins), cx.name(refuses));
        let changes = [(refuses, mode), (begins, other)];
        let fixes = changes.into_iter().filter_map(|(end, mode)| {
            Some(cx.fix(end, &Change::SetExchangeMode { entry: cx.entry(end)?, mode }))
        });
        out.push(
            cx.error(&RULE, &fault, message, label(spans[refuses.index()], format!("does not answer {word}")))
                .label(spans[begins.index()], format!("begins with {word}"))
                .help("Let the responder answer that mode, or begin with the other one.")
                .fixes(fixes)
                .values([word]),
        );
    }
}
