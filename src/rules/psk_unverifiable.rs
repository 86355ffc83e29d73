//! `psk-unverifiable`.

use crate::negotiation::{QuestionReason, Subject};
use crate::rules::context::label;
use crate::rules::{Finding, Severity, TunnelContext};

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
    let mut seen = Vec::new();
    for missing in cx.tunnel.directions.iter().flat_map(|direction| &direction.missing) {
        let question = &missing.question;
        let QuestionReason::Key(reason) = question.reason else { continue };
        if question.subject != Subject::Psk || seen.contains(&question.at) {
            continue;
        }
        seen.push(question.at);
        let name = cx.name(question.end);
        let message = format!("the pre-shared key of {name} is {}, so that the keys cannot be compared", reason.phrase());
        out.push(
            Finding::new(&RULE, Severity::Info, message, label(question.at, format!("this key is {}", reason.phrase())))
                .in_phase(1)
                .help("Compare the keys by other means, or say `--assume psk=same` if you know that they are.")
                .values([reason.phrase()]),
        );
    }
}
