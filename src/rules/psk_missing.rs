//! `psk-missing`.

use std::net::IpAddr;

use crate::advice::Change;
use crate::model::{IkeVersion, KeyScope, PeerAddress};
use crate::negotiation::{End, Fault, QuestionReason, Role, Subject};
use crate::pairing::is_slip;
use crate::rules::context::label;
use crate::rules::{Finding, Severity, TunnelContext};
use crate::source::Span;

rule! {
    /// An end has no pre-shared key for the other.
    ///
    /// ## What it checks
    ///
    /// In IKEv1 main mode the key has to be found by the peer's address alone, since the identity comes later. An ASA
    /// takes the tunnel group whose *name* is that address, then the key of `DefaultL2LGroup`; a tunnel group that is
    /// named in any other way (by a `name` alias, for one) is not found. In IKEv2 and in aggressive mode an ASA that answers
    /// knows the identity of its peer: it takes the tunnel group of that name, then the one of the address. Where neither
    /// finds one, though there are tunnel groups with other names, a warning says so. IOS takes the keyring of the profile when it
    /// begins, and searches all keys when it answers. PAN-OS takes the key of the gateway.
    ///
    /// ## Why the tunnel stalls
    ///
    /// An initiator without a key sends nothing at all; strongSwan begins, and gives up behind MM4, AM2 or the IKE_SA_INIT
    /// response. strongSwan looks a key up by identities. A responder without one stops where it looks for the key: an ASA
    /// at MM3, an IOS router at MM1 already, as if it did not like the proposal; in IKEv2 at IKE_AUTH.
    ///
    /// ## What each device shows
    ///
    /// | the responder is | the initiator shows |
    /// | --- | --- |
    /// | ASA | MM_WAIT_MSG4 (ASA), MM_SA_SETUP (IOS) |
    /// | IOS | MM_WAIT_MSG2 (ASA), MM_NO_STATE (IOS) |
    RULE = "IKE106" "psk-missing",
    "An end has no pre-shared key for the other",
    ["RFC 2409 section 5.4", "Cisco, Secure Firewall ASA syslog messages 713138, 713139, 713022, 713255, 751002, 751009", "Cisco, document 117337 (ASA and router, IKEv2 identities)", "Cisco, document 117259 (IOS IKEv1 and IKEv2 key selection)"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let mut told = Vec::new();
    for fault in cx.faults() {
        let Fault::KeyMissing { end, at, peer, half } = &fault.stop.fault else { continue };
        // One line lacks one key, though it is looked up in one way to begin and in another to answer.
        if told.contains(at) {
            continue;
        }
        told.push(*at);
        let key = half.map_or_else(|| "pre-shared key".to_owned(), |half| format!("{} pre-shared key", half.word()));
        let message = format!("{} has no {key} for {peer}", cx.name(*end));
        let effect = match fault.stop.refused_by {
            Some(Role::Responder) => "looks up a key for this peer and finds none",
            Some(Role::Initiator) => "begins, needs a key for this peer, and gives up without one",
            _ => "needs a key for this peer and begins nothing without one",
        };
        let version = fault.attempt.version.unwrap_or(IkeVersion::V1);
        let fixes = cx.entry(*end).map(|entry| cx.fix(*end, &Change::SetPsk { entry, version, peer, half: *half }));
        let mut finding = cx.error(&RULE, &fault, message, label(*at, effect));
        if let Some(other) = cx.entry(end.other()) {
            finding = finding.label(other.span, format!("{} is ready for this tunnel", cx.name(end.other())));
        }
        for (name, at) in keys_by_name(cx, *end, version) {
            finding = finding.label(at, format!("this key belongs to \"{name}\", which is no address that it is looked up by"));
        }
        let near = near_key(cx, *end, version, peer);
        if let Some((address, at)) = near {
            finding = finding.label(at, format!("this key is for {address}"));
        }
        let hint = near.map_or_else(String::new, |(address, _)| format!(" Is the one for {address} meant for it?"));
        out.push(
            finding
                .help(format!("Configure the key for {peer} on {}.{hint}", cx.name(*end)))
                .fixes(fixes)
                .values([peer.clone(), (*key).to_owned()]),
        );
    }
    for end in End::BOTH {
        out.extend(no_name_fits(cx, end).filter(|finding| !told.contains(&finding.primary.span)));
    }
}

/// An end that looks a key up by the identity of its peer, and whose keys have other names.
fn no_name_fits(cx: &TunnelContext<'_>, end: End) -> Option<Finding> {
    let direction = &cx.tunnel.directions[end.other().index()];
    let question = direction.missing.iter().map(|missing| &missing.question).find(|question| {
        let open = question.subject == Subject::PskPresent && question.reason == QuestionReason::BehaviourUnknown;
        open && question.end == end
    })?;
    let version = direction.deciding()?.version?;
    let (judge, sender) = (cx.side(end), cx.side(end.other()));
    let settings = sender.entry?.settings(version)?;
    let identity = sender.identity_for(&judge, settings)?;
    let (own, other) = (cx.name(end), cx.name(end.other()));
    let message = format!("{own} finds no pre-shared key for {other}, neither by its address nor by its identity: {identity}");
    let mut finding = Finding::new(&RULE, Severity::Warning, message, label(question.at, "no key stands under this address"))
        .in_phase(1)
        .likely()
        .label(settings.local_identity.span(), format!("{other} sends {identity}"))
        .help(format!(
            "Give the key on {own} the name that {other} calls itself, or its address; or let {other} call itself as the key \
             on {own} is named."
        ))
        .values(["no name fits".to_owned(), identity.to_string()]);
    for (name, at) in keys_by_name(cx, end, version) {
        finding = finding.label(at, format!("this key belongs to \"{name}\""));
    }
    Some(finding)
}

/// A key for an address that a slip of the pen makes of the one of the peer, where the device has no peer of that address.
fn near_key(cx: &TunnelContext<'_>, end: End, version: IkeVersion, peer: &str) -> Option<(IpAddr, Span)> {
    let device = cx.side(end).device;
    let wanted: IpAddr = peer.parse().ok()?;
    let is_peer = |address: IpAddr| {
        device.entries.iter().flat_map(|entry| &entry.peers).any(|peer| peer.value == PeerAddress::Address(address))
    };
    device.keys.iter().filter(|key| key.version == version).find_map(|key| {
        let KeyScope::Network(net) = key.scope else { return None };
        let is_single = net.prefix_len() == net.max_prefix_len();
        let (_, at) = key.local.as_ref().or(key.remote.as_ref())?;
        (is_single && is_slip(net.addr(), wanted) && !is_peer(net.addr())).then_some((net.addr(), *at))
    })
}

/// The keys of an end that stand under a name which no address finds: most likely the one that is missed.
fn keys_by_name<'a>(cx: &TunnelContext<'a>, end: End, version: IkeVersion) -> impl Iterator<Item = (&'a str, Span)> {
    let keys = cx.side(end).device.keys.iter().filter(move |key| key.version == version);
    keys.filter_map(|key| match (&key.scope, key.local.as_ref().or(key.remote.as_ref())) {
        (KeyScope::Name(name), Some((_, at))) => Some((name.as_str(), *at)),
        _ => None,
    })
}
