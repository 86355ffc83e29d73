//! `psk-mismatch`.

use crate::advice::Change;
use crate::model::IkeVersion;
use crate::negotiation::{End, Fault};
use crate::rules::context::{Occurrence, label};
use crate::rules::{Finding, TunnelContext};
use crate::source::Span;

rule! {
    /// The two ends have different pre-shared keys for each other.
    ///
    /// ## Why the tunnel stalls
    ///
    /// In IKEv1 main mode the key goes into the keys that encrypt MM5. With different keys the responder cannot decrypt
    /// MM5: it finds garbage where payloads should be, and drops it or answers PAYLOAD_MALFORMED in the clear, which the
    /// initiator ignores. In aggressive mode the initiator notices first, by the hash in AM2. In IKEv2 the message can be
    /// read, but the AUTH payload does not verify: AUTHENTICATION_FAILED.
    ///
    /// ## What each device shows
    ///
    /// | | initiator | responder |
    /// | --- | --- | --- |
    /// | ASA | MM_WAIT_MSG6 | MM_WAIT_MSG5 |
    /// | IOS | MM_KEY_EXCH | MM_KEY_EXCH |
    ///
    /// ## If only one direction fails
    ///
    /// An IOS router that answers in IKEv1 does not know the profile yet, and uses the first keyring of the file that has
    /// the peer's address. When it begins, it uses the keyring of the profile. With several keyrings for one address the
    /// two may differ.
    ///
    /// ## What to do
    ///
    /// Type the same key on both ends again. Case and trailing blanks count. Keys are never printed by ikelint.
    RULE = "IKE105" "psk-mismatch",
    "The pre-shared keys of the two ends differ",
    ["RFC 2409 section 5.4", "RFC 7296 section 2.15", "Cisco, IPsec troubleshooting: understanding and using debug commands (document 5409)"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for fault in cx.faults() {
        let Fault::KeyMismatch { spans, proves } = &fault.stop.fault else { continue };
        if let (None, [initiator]) = (proves, fault.directions.as_slice())
            && cx.both_begin()
        {
            out.push(other_key_when_answering(cx, &fault, *initiator, *spans));
            continue;
        }
        let which = match proves {
            None => "the pre-shared keys differ".to_owned(),
            Some(end) => format!(
                "the key by which {} proves itself is not the one that {} expects",
                cx.name(*end),
                cx.name(end.other())
            ),
        };
        let words = |end: End| match proves {
            None => format!("the key of {}", cx.name(end)),
            Some(sender) if *sender == end => format!("{} proves itself with this key", cx.name(end)),
            Some(sender) => format!("{} expects this key of {}", cx.name(end), cx.name(*sender)),
        };
        let version = fault.attempt.version.unwrap_or(IkeVersion::V1);
        let fixes = End::BOTH.into_iter().filter_map(|end| {
            let side = cx.side(end);
            let peer = side.peer()?.to_string();
            Some(cx.fix(end, &Change::SetPsk { entry: side.entry?, version, peer: &peer }))
        });
        out.push(
            cx.error(&RULE, &fault, which, label(spans[0], words(End::A)))
                .label(spans[1], words(End::B))
                .help("Set the same key on both ends; every character and its case count.")
                .fixes(fixes)
                .values(["psk"]),
        );
    }
}

/// One end has several keys for the other, and answers with another one than it begins with: the negotiation that it
/// begins itself is fine.
fn other_key_when_answering(
    cx: &TunnelContext<'_>,
    fault: &Occurrence<'_>,
    initiator: End,
    spans: [Span; 2],
) -> Finding {
    let (asks, answers) = (cx.name(initiator), cx.name(initiator.other()));
    let message = format!("{answers} answers {asks} with another pre-shared key than it begins with");
    let primary = label(spans[initiator.other().index()], format!("{answers} answers with this key"));
    cx.error(&RULE, fault, message, primary)
        .label(spans[initiator.index()], format!("{asks} has this key"))
        .likely()
        .help(format!(
            "Several keyrings of {answers} hold this peer's address, and before the identity is known the first one in the \
             file is used. Leave the address in one keyring only, or use IKEv2."
        ))
        .values(["keyring"])
}
