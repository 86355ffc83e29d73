//! `identity-mismatch`.

use crate::advice::Change;
use crate::model::{Identity, IkeVersion, LocalIdentity};
use crate::negotiation::{End, Fault, Question, QuestionReason, Role, Subject};
use crate::rules::context::label;
use crate::rules::{Finding, Severity, TunnelContext};

rule! {
    /// An end does not accept the identity that the other sends.
    ///
    /// ## What it checks
    ///
    /// What one end calls itself (`identity local`, `self-identity`, `crypto isakmp identity`, PAN-OS `local-id`; its
    /// address where nothing is set) against what the other demands (`match identity remote`, PAN-OS `peer-id`, exact or up to
    /// an asterisk; distinguished names part by part; on PAN-OS
    /// the configured peer address where nothing is set). In IKEv1 main mode with keys, ASA and IOS without a profile
    /// compare nothing.
    ///
    /// An end that proves itself by a certificate and is told no identity (ASA `crypto isakmp identity auto`, IOS `identity
    /// local dn`) sends the subject of the certificate: it fits no address and no host name that the other end expects.
    ///
    /// ## Why the tunnel stalls
    ///
    /// A responder that knows no such identity refuses IKE_AUTH. An initiator that dislikes the responder's identity
    /// leaves it half open: the responder shows READY and encrypts, and nothing comes back. An end behind NAT sends its
    /// private address, which is not the one that its peer is configured with.
    RULE = "IKE108" "identity-mismatch",
    "An end does not accept the identity that the other sends",
    ["RFC 7296 section 3.5", "Cisco, document 117337 (ASA and router, IKEv2 identities)", "Palo Alto Networks, web interface help: IKE gateway, peer identification"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for fault in cx.faults() {
        let Fault::Identity { end, received, spans, private } = &fault.stop.fault else { continue };
        let (judge, sender) = (*end, end.other());
        let behind_nat = if *private { ", which is behind NAT and sends its private address" } else { "" };
        let message =
            format!("{} does not accept the identity of {}{behind_nat}: {received}", cx.name(judge), cx.name(sender));
        let effect = match fault.stop.refused_by {
            Some(Role::Initiator) => "accepts another identity than the one that arrives; the peer believes it is up",
            _ => "accepts another identity than the one that arrives",
        };
        let version = fault.attempt.version.unwrap_or(IkeVersion::V2);
        let of_certificate = sends_subject(cx, sender, version);
        let fixes = cx
            .entry(judge)
            .filter(|_| !of_certificate)
            .map(|entry| cx.fix(judge, &Change::AcceptIdentity { entry, version, identity: received }));
        out.push(
            cx.error(&RULE, &fault, message, label(spans[judge.index()], effect))
                .label(spans[sender.index()], format!("{} sends {received}", cx.name(sender)))
                .help(help(cx, sender, received, of_certificate))
                .fixes(fixes)
                .values([received.to_string()]),
        );
    }
    may_be_refused(cx, out);
}

fn help(cx: &TunnelContext<'_>, sender: End, received: &Identity, of_certificate: bool) -> String {
    let [judge, sender] = [sender.other(), sender].map(|end| cx.name(end));
    match of_certificate {
        true => format!(
            "Let {judge} accept the subject of the certificate of {sender}, or let {sender} call itself by its address."
        ),
        false => format!("Let {judge} accept {received}, or change what {sender} sends."),
    }
}

/// Whether an end sends the subject of its certificate, which its file does not show.
fn sends_subject(cx: &TunnelContext<'_>, sender: End, version: IkeVersion) -> bool {
    let settings = cx.entry(sender).and_then(|entry| entry.settings(version));
    settings.is_some_and(|own| own.local_identity.known() == Some(&LocalIdentity::Certificate))
}

/// An end behind NAT sends its private address as its identity, or no source says what its peer does with what it sends.
fn may_be_refused(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let mut seen = Vec::new();
    for missing in cx.tunnel.directions.iter().flat_map(|direction| &direction.missing) {
        let question = &missing.question;
        let is_open = question.subject == Subject::Identity && question.reason == QuestionReason::BehaviourUnknown;
        if !is_open || seen.contains(&question.at) {
            continue;
        }
        seen.push(question.at);
        let sender = cx.name(question.end.other());
        if cx.nat(question.end.other()).is_none() {
            out.extend(not_settled(cx, question));
            continue;
        }
        let message = format!("{sender} is behind NAT and sends its private address as its identity");
        let primary = label(question.at, "expects the address that it is configured with");
        out.push(
            Finding::new(&RULE, Severity::Warning, message, primary)
                .in_phase(1)
                .likely()
                .help(format!("Set the identity of {sender} explicitly, and accept it on the other end. With --nat, what the \
                     other end does with it is told."))
                .values(["behind NAT"]),
        );
    }
}

/// An end that may not take what its peer calls itself, without a NAT between them.
fn not_settled(cx: &TunnelContext<'_>, question: &Question) -> Option<Finding> {
    let sender = question.end.other();
    let attempt = cx.tunnel.directions.iter().filter_map(|direction| direction.deciding()).next()?;
    let settings = cx.entry(sender)?.settings(attempt.version?)?;
    let identity = cx.side(sender).identity_for(&cx.side(question.end), settings)?;
    let (judge, name) = (cx.name(question.end), cx.name(sender));
    let (effect, help) = match (attempt.version?, attempt.aggressive) {
        (IkeVersion::V1, true) => (
            "finds its peer by the name in aggressive mode, and has a key under the address alone",
            format!("Let {name} send its address, or give the key on {judge} the name that it sends."),
        ),
        _ => (
            "may compare this in another way, or not take it: no source says",
            format!("Let {name} send its address and {judge} expect it, or look at what {judge} logs about the identity."),
        ),
    };
    let message = format!("{judge} may not accept the identity of {name}: {identity}");
    let finding = Finding::new(&RULE, Severity::Warning, message, label(question.at, effect))
        .in_phase(1)
        .likely()
        .label(settings.local_identity.span(), format!("{name} sends {identity}"))
        .help(help)
        .values(["not settled".to_owned(), identity.to_string()]);
    Some(finding)
}
