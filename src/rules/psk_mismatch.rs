//! `psk-mismatch`.

use crate::advice::Change;
use crate::model::{IkeVersion, KeyHalf, PreSharedKey};
use crate::negotiation::{End, Fault};
use crate::rules::context::{Occurrence, label};
use crate::rules::{Finding, Fix, TunnelContext};
use crate::secret::{KeyComparison, Psk};
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
    let faults = cx.faults();
    let mut halves = Vec::new();
    for fault in &faults {
        let Fault::KeyMismatch { spans, proves } = &fault.stop.fault else { continue };
        match (proves, fault.directions.as_slice()) {
            (None, [initiator]) if cx.both_begin() => out.push(other_key_when_answering(cx, fault, *initiator, *spans)),
            (None, _) => {
                let words = End::BOTH.map(|end| format!("the key of {}", cx.name(end)));
                let version = fault.attempt.version.unwrap_or(IkeVersion::V1);
                let differs = mismatch(cx, fault, "the pre-shared keys differ".to_owned(), *spans, words);
                out.push(differs.fixes(key_fixes(cx, version)));
            }
            (Some(sender), _) => halves.push((fault, *sender, *spans)),
        }
    }
    match halves.as_slice() {
        [] => {}
        [(fault, sender, spans)] => {
            let (message, words) = half_words(cx, *sender);
            out.push(mismatch(cx, fault, message, *spans, words).fixes(half_fixes(cx, *spans)));
        }
        [(fault, sender, spans), others @ ..] => {
            let (_, words) = half_words(cx, *sender);
            let apart = End::BOTH.map(|end| key_in_halves(cx, end, spans[end.index()]));
            let swapped = matches!(apart, [Some(a), Some(b)] if are_swapped(a, b));
            let message = match swapped {
                true => "the local and the remote pre-shared key are swapped: the local ones of the two ends are the same",
                false => "the pre-shared keys differ",
            };
            let mut both = mismatch(cx, fault, message.to_owned(), *spans, words);
            both.direction = None;
            for (_, sender, spans) in others {
                let (_, [of_a, of_b]) = half_words(cx, *sender);
                both = both.label(spans[0], of_a).label(spans[1], of_b);
            }
            if swapped {
                both = both.help("Swap the local and the remote key on one of the two ends.");
            }
            out.push(both.fixes(whole_fixes(cx, apart.map(|key| key.is_some()))));
        }
    }
}

/// The key of an end that stands here, where the end writes its halves apart.
fn key_in_halves<'a>(cx: &TunnelContext<'a>, end: End, at: Span) -> Option<&'a PreSharedKey> {
    cx.side(end).device.keys.iter().find(|key| key.half_at(at).is_some())
}

/// Whether each half of one key is the same half of the other, where the other half is wanted.
fn are_swapped(a: &PreSharedKey, b: &PreSharedKey) -> bool {
    let same = |own: &Option<(Psk, Span)>, other: &Option<(Psk, Span)>| match (own, other) {
        (Some((own, _)), Some((other, _))) => own.compare(other) == KeyComparison::Same,
        _ => false,
    };
    same(&a.local, &b.local) && same(&a.remote, &b.remote)
}

/// IKEv2: the key by which `sender` proves itself is not the one that the other end expects.
fn half_words(cx: &TunnelContext<'_>, sender: End) -> (String, [String; 2]) {
    let (proves, expects) = (cx.name(sender), cx.name(sender.other()));
    let words = End::BOTH.map(|end| match end == sender {
        true => format!("{proves} proves itself with this key"),
        false => format!("{expects} expects this key of {proves}"),
    });
    (format!("the key by which {proves} proves itself is not the one that {expects} expects"), words)
}

fn mismatch(
    cx: &TunnelContext<'_>,
    fault: &Occurrence<'_>,
    message: String,
    spans: [Span; 2],
    words: [String; 2],
) -> Finding {
    let [of_a, of_b] = words;
    cx.error(&RULE, fault, message, label(spans[0], of_a))
        .label(spans[1], of_b)
        .help("Set the same key on both ends; every character and its case count.")
        .values(["psk"])
}

/// The whole key, at either end.
fn key_fixes(cx: &TunnelContext<'_>, version: IkeVersion) -> Vec<Fix> {
    End::BOTH.into_iter().filter_map(|end| key_fix(cx, end, version, None)).collect()
}

/// Both halves, at the ends that write them apart; the one key of both ends where neither does.
fn whole_fixes(cx: &TunnelContext<'_>, apart: [bool; 2]) -> Vec<Fix> {
    if apart == [false; 2] {
        return key_fixes(cx, IkeVersion::V2);
    }
    let fix = |end: End| {
        let mut fix = key_fix(cx, end, IkeVersion::V2, Some(KeyHalf::Local))?;
        // Under the same heads.
        fix.commands.extend(key_fix(cx, end, IkeVersion::V2, Some(KeyHalf::Remote))?.commands.pop());
        Some(fix)
    };
    End::BOTH.into_iter().filter(|end| apart[end.index()]).filter_map(fix).collect()
}

/// The half that differs, at an end that writes the halves apart. An end with one key for both would break the half that
/// fits; where both ends are so, both halves differ.
fn half_fixes(cx: &TunnelContext<'_>, spans: [Span; 2]) -> Vec<Fix> {
    let fix = |end: End| {
        let half = cx.side(end).device.keys.iter().find_map(|key| key.half_at(spans[end.index()]))?;
        key_fix(cx, end, IkeVersion::V2, Some(half))
    };
    End::BOTH.into_iter().filter_map(fix).collect()
}

/// The key at one end. Where another peer of an end comes up, it does so with the key of the far end, which has to stay.
fn key_fix(cx: &TunnelContext<'_>, end: End, version: IkeVersion, half: Option<KeyHalf>) -> Option<Fix> {
    if cx.tunnel.stand_in.is_some_and(|stand_in| stand_in.end != end) {
        return None;
    }
    let side = cx.side(end);
    let peer = side.peer()?.to_string();
    Some(cx.fix(end, &Change::SetPsk { entry: side.entry?, version, peer: &peer, half }))
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
