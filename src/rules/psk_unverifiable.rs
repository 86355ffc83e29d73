//! `psk-unverifiable`.

use crate::negotiation::{End, QuestionReason, Subject};
use crate::rules::context::label;
use crate::rules::{Finding, Severity, TunnelContext};
use crate::source::Span;

rule! {
    /// A pre-shared key is masked or encrypted, so that the keys cannot be compared.
    ///
    /// ## What it means
    ///
    /// `show running-config` of an ASA prints `*****`; collectors write `<removed>`; Cisco type 6 and `8 …` keys are
    /// encrypted with a master key that is not in the file, and salted, so that equal text proves nothing. This is the
    /// normal case and no fault. Everything else is judged; the verdict says "if the keys match".
    ///
    /// ## What to do
    ///
    /// Compare the keys by other means: `more system:running-config` on an ASA shows them. If you know that they are the
    /// same, say `--assume psk=same`. Type 7 keys and PAN-OS keys are compared without printing them.
    RULE = "IKE107" "psk-unverifiable",
    "A pre-shared key is masked or encrypted and cannot be compared",
    ["Cisco ASA General Operations CLI Configuration Guide, master passphrase", "Cisco IOS, encrypted preshared key (type 6)"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for end in End::BOTH {
        out.extend(unreadable_keys(cx, end));
    }
}

/// The keys of one end that cannot be read: one in IKEv1, up to two in IKEv2.
fn unreadable_keys(cx: &TunnelContext<'_>, end: End) -> Option<Finding> {
    let mut lines: Vec<(Span, &'static str)> = Vec::new();
    for missing in cx.tunnel.directions.iter().flat_map(|direction| &direction.missing) {
        let question = &missing.question;
        let QuestionReason::Key(reason) = question.reason else { continue };
        let line = (question.at, reason.phrase());
        if question.subject == Subject::Psk && question.end == end && !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.sort_unstable();
    let (first, reason) = *lines.first()?;
    let message = format!("the pre-shared key of {} is {reason}, so that the keys cannot be compared", cx.name(end));
    let mut finding = Finding::new(&RULE, Severity::Info, message, label(first, format!("this key is {reason}")));
    for (line, reason) in &lines[1..] {
        finding = finding.label(*line, format!("this key is {reason}"));
    }
    let help = "Compare the keys by other means, or say `--assume psk=same` if you know that they are.";
    Some(finding.in_phase(1).help(help).values([reason]))
}
