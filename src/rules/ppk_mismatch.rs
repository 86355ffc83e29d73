//! `ppk-mismatch`.

use crate::advice::Change;
use crate::negotiation::{End, Fault, PostQuantumProblem, QuestionReason, Subject};
use crate::rules::context::label;
use crate::rules::{Finding, Severity, TunnelContext};

rule! {
    /// The post-quantum pre-shared keys of the two ends do not fit.
    ///
    /// ## What it means
    ///
    /// RFC 8784 mixes a second pre-shared key (PPK) into the keys of IKEv2, so that what is recorded today cannot be
    /// read with a quantum computer later. Both ends announce in IKE_SA_INIT that they can (USE_PPK); the initiator names
    /// the key in IKE_AUTH (PPK_IDENTITY) and, where it does not insist, proves itself without it as well (NO_PPK_AUTH).
    ///
    /// ## Why the tunnel stalls
    ///
    /// - One end insists (`required`, `mandatory`, `ppk_required = yes`), and the other uses no such key: an initiator
    ///   gives up after IKE_SA_INIT, a responder refuses IKE_AUTH.
    /// - One end insists, and the responder does not know the identity of the key.
    /// - Both know the identity, and the keys differ: AUTH does not verify. That is so even where nobody insists, since
    ///   a key that the responder finds is used.
    ///
    /// Where nobody insists and only one end has a key, the tunnel comes up without it: an `info`, since it is then not
    /// what one of the ends was set up for.
    ///
    /// ## What each device shows
    ///
    /// IOS XE shows "Quantum-safe Encryption" in `show crypto ikev2 sa detailed` where a key is used. strongSwan logs "using PPK
    /// for PPK_ID …" where all is well.
    RULE = "IKE112" "ppk-mismatch",
    "The post-quantum pre-shared keys of the two ends do not fit",
    [
        "RFC 8784 sections 3 and 5.1", "Cisco IOS XE 17.x Security and VPN Configuration Guide, Postquantum Preshared Keys",
        "Palo Alto Networks, Post-Quantum IKEv2 VPNs (RFC 8784)", "strongSwan, swanctl.conf: ppk_id, ppk_required",
    ],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let before = out.len();
    let mut told = Vec::new();
    for fault in cx.faults() {
        let Fault::PostQuantumKey { end, problem, spans } = &fault.stop.fault else { continue };
        // Each end refuses when the other begins: one key, one finding.
        if told.contains(&problem) {
            continue;
        }
        told.push(problem);
        let (own, other) = (cx.name(*end), cx.name(end.other()));
        let here = spans[end.index()];
        let (message, primary, second, identity) = match problem {
            PostQuantumProblem::OtherHasNone => (
                format!("{own} needs a post-quantum pre-shared key, and {other} uses none"),
                label(here, format!("{own} makes no SA without one")),
                Some(label(spans[end.other().index()], format!("{other} uses none"))),
                None,
            ),
            PostQuantumProblem::HasNone => (
                format!("{own} needs a post-quantum pre-shared key and has none"),
                label(here, "no key for this identity".to_owned()),
                None,
                None,
            ),
            PostQuantumProblem::Unknown { identity, at } => (
                format!("{own} has no post-quantum pre-shared key {identity}, which {other} names"),
                label(here, format!("{own} has other keys")),
                Some(label(*at, format!("{other} names {identity}"))),
                Some(identity),
            ),
            PostQuantumProblem::Differs { identity, spans } => (
                format!("the post-quantum pre-shared keys {identity} differ"),
                label(spans[0], format!("the key of {}", cx.name(End::A))),
                Some(label(spans[1], format!("the key of {}", cx.name(End::B)))),
                Some(identity),
            ),
        };
        let mut finding = cx.error(&RULE, &fault, message, primary);
        if let Some(second) = second {
            finding = finding.label(second.span, second.message);
        }
        let lacking = match problem {
            PostQuantumProblem::OtherHasNone => end.other(),
            _ => *end,
        };
        let change = cx.entry(lacking).map(|entry| Change::SetPostQuantumKey { entry, identity: identity.map(String::as_str) });
        let help = "Give both ends a post-quantum key of the same identity and content, or let neither insist on one.";
        finding.direction = None;
        out.push(
            finding
                .help(help)
                .fixes(change.iter().map(|change| cx.fix(lacking, change)).filter(|fix| !fix.commands.is_empty()))
                .values(identity.cloned()),
        );
    }
    if out.len() == before {
        out.extend(unverifiable(cx));
        out.extend(one_sided(cx));
    }
}

/// Keys that cannot be compared.
fn unverifiable(cx: &TunnelContext<'_>) -> Option<Finding> {
    let questions = cx.tunnel.directions.iter().flat_map(|direction| &direction.missing).map(|missing| &missing.question);
    let mut lines: Vec<_> = questions
        .filter(|question| question.subject == Subject::PostQuantumKey)
        .map(|question| (question.at, cx.name(question.end), question.reason))
        .collect();
    lines.sort_unstable_by_key(|(at, ..)| *at);
    lines.dedup_by_key(|(at, ..)| *at);
    let words = |(_, name, reason): &(_, &str, QuestionReason)| format!("{name}: {}", reason.phrase());
    let first = lines.first()?;
    let message = "whether the post-quantum pre-shared keys fit cannot be told from the files";
    let mut finding = Finding::new(&RULE, Severity::Info, message, label(first.0, words(first)));
    for line in &lines[1..] {
        finding = finding.label(line.0, words(line));
    }
    let help = "Compare identity and key by other means; `--assume psk=same` takes keys that cannot be read for the same.";
    Some(finding.in_phase(1).help(help).values(["unverifiable"]))
}

/// One end would use a key, does not insist, and the other has none.
fn one_sided(cx: &TunnelContext<'_>) -> Option<Finding> {
    let own = |end: End| cx.entry(end)?.ikev2.as_ref()?.post_quantum.as_ref();
    let end = End::BOTH.into_iter().find(|end| own(*end).is_some_and(|own| own.offers && !own.required))?;
    let other = cx.entry(end.other())?.ikev2.as_ref()?;
    if other.post_quantum.is_some() {
        return None;
    }
    let message = format!("{} would use a post-quantum pre-shared key, and {} uses none", cx.name(end), cx.name(end.other()));
    let at = own(end)?.at;
    let help = "The tunnel comes up without one. Set the same key on both ends if it is to be used.";
    Some(
        Finding::new(&RULE, Severity::Info, message, label(at, "not used, since the other end has none"))
            .in_phase(1)
            .help(help)
            .values(["one-sided"]),
    )
}
