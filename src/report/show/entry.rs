//! An entry as nodes.

use crate::model::{
    Addresses, Child, Entry, ExchangeMode, ExchangeModes, IdentityCheck, IkeSettings, Initiation, LocalIdentity,
    PostQuantum,
};
use crate::report::show::device::{defects, half, pattern, unknown};
use crate::report::show::node::{Maker, Node, Scalar};
use crate::report::show::proposal::{self, group, group_or_none, limit};

/// What settles whether an entry begins with a version.
const INITIATES: &str = "the connection type, and which versions the entry is configured for";

/// An entry with everything that it negotiates.
pub(super) fn node(make: Maker<'_>, entry: &Entry) -> Node {
    let mut fields = vec![
        ("name", make.at(entry.name.as_str(), entry.span)),
        ("kind", make.at(entry.kind.word(), entry.span)),
        ("interface", Node::text(&entry.interface)),
        ("bound", make.setting(&entry.bound, |bound| (*bound).into())),
        ("local_addresses", make.list(&entry.local_addresses, |address| address.to_string().into())),
        (
            "peers",
            Node::List(entry.peers.iter().map(|peer| make.sourced(peer, |peer| peer.to_string().into())).collect()),
        ),
        ("tunnel_addresses", Node::texts(&entry.tunnel_addresses)),
        ("connection_type", make.sourced(&entry.initiation, |own| initiation(*own).into())),
        ("nat_traversal", make.setting(&entry.nat_traversal, |own| own.to_string().into())),
    ];
    for (name, settings) in [("ikev1", &entry.ikev1), ("ikev2", &entry.ikev2)] {
        fields.extend(settings.as_ref().map(|settings| (name, version(make, settings))));
    }
    fields.extend([
        ("perfect_forward_secrecy_group", make.setting(&entry.pfs, group_or_none)),
        ("child_lifetime_seconds", make.setting(&entry.child_lifetime.seconds, limit)),
        ("child_lifetime_kilobytes", make.setting(&entry.child_lifetime.kilobytes, limit)),
        ("accepts_any_selector", Node::plain(entry.accepts_any_selector)),
        ("children", Node::List(entry.children.iter().map(|own| child(make, own)).collect())),
        ("defects", defects(make, &entry.defects)),
        (
            "lines_not_understood",
            Node::List(entry.unread.iter().map(|span| Node::plain(make.line(*span) as u64)).collect()),
        ),
    ]);
    Node::Map(fields)
}

fn initiation(initiation: Initiation) -> &'static str {
    match initiation {
        Initiation::Both => "bidirectional",
        Initiation::OnCommand => "on-command",
        Initiation::InitiateOnly => "initiate-only",
        Initiation::RespondOnly => "respond-only",
    }
}

/// What an entry uses with one IKE version.
fn version(make: Maker<'_>, settings: &IkeSettings) -> Node {
    let mut fields = vec![
        ("enabled", make.setting(&settings.enabled, |enabled| (*enabled).into())),
        ("initiates", Node::derived(settings.initiates, INITIATES)),
    ];
    fields.extend(settings.prohibited.map(|span| ("prohibited", make.at(true, span))));
    fields.extend(settings.exchange_modes.iter().flat_map(|own| exchange_modes(make, own)));
    for (name, method) in [
        ("local_authentication", &settings.local_authentication),
        ("remote_authentication", &settings.remote_authentication),
    ] {
        let shown = method.as_ref().map(|method| make.setting(method, |method| method.to_string().into()));
        fields.extend(shown.map(|shown| (name, shown)));
    }
    fields.extend([
        ("local_identity", make.setting(&settings.local_identity, local_identity)),
        ("remote_identity", remote_identity(make, &settings.remote_identity)),
        ("keyrings_as_initiator", rings(settings.initiator_rings.as_deref())),
        ("keyrings_as_responder", rings(settings.responder_rings.as_deref())),
    ]);
    fields.push(("dead_peer_detection", make.setting(&settings.dead_peer_detection, |own| own.to_string().into())));
    let points = settings.trust_points.iter().map(|point| make.at(point.name.as_str(), point.at));
    fields.push(("trust_points", Node::list_or(points.collect(), "no line names one")));
    fields.extend(
        settings
            .certificate_name
            .map(|own| ("name_in_the_certificate", make.sourced(&own, |own| own.to_string().into()))),
    );
    fields.extend(settings.post_quantum.as_ref().map(|own| ("post_quantum_pre_shared_keys", post_quantum(make, own))));
    let proposals = settings.proposals.iter().map(|own| proposal::ike(make, own)).collect();
    fields.push(("ike_proposals", Node::List(proposals)));
    let proposals = settings.child_proposals.iter().map(|own| proposal::child(make, own)).collect();
    fields.push(("ipsec_proposals", Node::List(proposals)));
    Node::Map(fields)
}

fn exchange_modes(make: Maker<'_>, modes: &ExchangeModes) -> Vec<(&'static str, Node)> {
    let word = |mode: &ExchangeMode| match mode {
        ExchangeMode::Main => "main".into(),
        ExchangeMode::Aggressive => "aggressive".into(),
    };
    let mut fields = vec![
        ("exchange_mode", make.sourced(&modes.initiates, word)),
        ("accepts_main_mode", make.sourced(&modes.accepts_main, |accepts| (*accepts).into())),
        ("accepts_aggressive_mode", make.sourced(&modes.accepts_aggressive, |accepts| (*accepts).into())),
    ];
    let stated = modes.aggressive_group.as_ref();
    fields.extend(stated.map(|own| ("aggressive_mode_group", make.setting(own, group))));
    fields
}

fn local_identity(identity: &LocalIdentity) -> Scalar {
    match identity {
        LocalIdentity::OwnAddress => "own address".into(),
        LocalIdentity::Explicit(identity) => identity.to_string().into(),
        LocalIdentity::Certificate => "subject of the certificate".into(),
    }
}

fn remote_identity(make: Maker<'_>, check: &IdentityCheck) -> Node {
    match check {
        IdentityCheck::NotCompared => Node::derived("not compared", "no line demands one"),
        IdentityCheck::ConfiguredPeerAddress => Node::derived("address of the peer", "no line names another"),
        IdentityCheck::OneOf(patterns) => {
            Node::List(patterns.iter().map(|(own, span)| make.at(pattern(own), *span)).collect())
        }
    }
}

/// The numbers of keyrings.
fn rings(rings: Option<&[u32]>) -> Node {
    let number = |ring: &u32| Node::derived(u64::from(*ring), "a ring of the keys of the device");
    match rings {
        None => Node::derived("all", "no line names a keyring"),
        Some(rings) => Node::list_or(rings.iter().map(number).collect(), "the keyring that is named holds no key"),
    }
}

fn post_quantum(make: Maker<'_>, own: &PostQuantum) -> Node {
    let keys = own.keys.iter().map(|key| {
        Node::Map(vec![
            ("identity", make.setting(&key.identity, |name| name.as_str().into())),
            ("key", half(make, key.key.as_ref())),
        ])
    });
    Node::Map(vec![
        ("required", make.at(own.required, own.at)),
        ("offers", Node::plain(own.offers)),
        ("keys", Node::List(keys.collect())),
    ])
}

fn child(make: Maker<'_>, child: &Child) -> Node {
    let addresses = |addresses: &Addresses| match addresses {
        Addresses::Unknown(reason) => unknown(make, *reason, child.span),
        known => Node::text(known),
    };
    let selector = &child.selector;
    let mut fields = vec![
        ("name", make.at(child.name.as_str(), child.span)),
        ("local", addresses(&selector.local)),
        ("remote", addresses(&selector.remote)),
        ("protocol", Node::text(selector.protocol_name())),
        ("local_ports", Node::text(selector.local_ports)),
        ("remote_ports", Node::text(selector.remote_ports)),
    ];
    fields.extend(child.never_matches.map(|why| ("never_matches", Node::text(why))));
    fields.extend(child.shares.map(|number| ("child_sa", Node::plain(u64::from(number)))));
    Node::Map(fields)
}
