//! IKE gateways: peers, versions, keys, identities.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};

use crate::model::{
    AuthenticationMethod, Blocks, CertificateName, Defect, DefectKind, ExchangeMode, ExchangeModes, Identity,
    IdentityCheck, IdentityPattern, IkeSettings, IkeVersion, Initiation, KeyScope, LocalIdentity, NatTraversal,
    PeerAddress, PreSharedKey, Setting, Sourced, TrustPoint, UnknownReason,
};
use crate::platform::panos::defaults;
use crate::platform::panos::ike_profile::{IKE_PROFILES, ike_profile};
use crate::platform::panos::ipsec_profile::ChildOffer;
use crate::platform::panos::liveness;
use crate::platform::panos::lower::Context;
use crate::platform::panos::path::managing;
use crate::platform::panos::post_quantum;
use crate::platform::panos::profiles::invalid;
use crate::platform::panos::scope::Resolved;
use crate::platform::panos::tree::{At, NodeId};
use crate::secret::{Cleartext, Psk};
use crate::source::{SourceFile, Span};

/// The far end; `None` where the gateway names none.
pub(super) fn peer(context: &Context<'_>, gateway: At<'_>) -> Option<Sourced<PeerAddress>> {
    let choice = gateway.child("peer-address")?.value()?;
    let span = choice.statement();
    if choice.word() == "dynamic" {
        return Some(Sourced::written(PeerAddress::Any, span));
    }
    let text = choice.value()?.word();
    let resolved = if choice.word() == "ip" { context.resolve(text) } else { Resolved::Name(text.to_owned()) };
    let peer = match (resolved.address(), resolved) {
        (Some(address), _) => PeerAddress::Address(address),
        (None, Resolved::Name(name)) => PeerAddress::Name(name),
        // A name that the file does not explain is as good as one that the DNS would have to.
        (None, _) => PeerAddress::Name(text.to_owned()),
    };
    Some(Sourced::written(peer, span))
}

/// Who may begin: a passive gateway and one with a dynamic peer only answer.
pub(super) fn initiation(gateway: At<'_>, peer: Option<&Sourced<PeerAddress>>) -> Sourced<Initiation> {
    if let Some(passive) = gateway.says_yes("protocol-common passive-mode") {
        return Sourced::written(Initiation::RespondOnly, passive.statement());
    }
    match peer {
        Some(peer) if peer.value == PeerAddress::Any => Sourced::written(Initiation::RespondOnly, peer.span()),
        _ => Sourced::default(Initiation::Both, defaults::PASSIVE_MODE_SOURCE, gateway.span()),
    }
}

/// What a gateway does about NAT.
pub(super) fn nat_traversal(context: &Context<'_>, gateway: At<'_>) -> Setting<NatTraversal> {
    let switched = |on: bool| if on { NatTraversal::On } else { NatTraversal::Off };
    match gateway.at("protocol-common nat-traversal enable").and_then(|own| Some((own.statement(), own.value()?))) {
        Some((span, value)) => Setting::written(switched(value.word() == "yes"), span),
        None => {
            defaults::unless_excerpt(switched(false), defaults::NAT_TRAVERSAL_SOURCE, gateway.span(), context.complete)
        }
    }
}

/// Which versions a gateway speaks.
#[derive(Clone, Copy)]
pub(super) struct Versions {
    /// Whether IKEv1 is on; `None` where the gateway does not speak it.
    pub(super) ikev1: Option<Setting<bool>>,
    /// The same for IKEv2.
    pub(super) ikev2: Option<Setting<bool>>,
    /// The line that settles it.
    pub(super) at: Span,
}

/// The versions that a gateway speaks. Where that cannot be known, both may be on.
pub(super) fn versions(context: &Context<'_>, gateway: At<'_>, defects: &mut Vec<Defect>) -> Versions {
    let head = gateway.span();
    let unknown = |reason, at| {
        let setting = Some(Setting::unknown(reason, at));
        Versions { ikev1: setting, ikev2: setting, at }
    };
    let Some((at, value)) = gateway.at("protocol version").and_then(|own| Some((own.statement(), own.value()?))) else {
        return match context.release {
            _ if !context.complete => unknown(UnknownReason::NotInExcerpt, head),
            None => unknown(UnknownReason::ReleaseUnknown(defaults::VERSION_BY_RELEASE), head),
            Some(release) if defaults::defaults_to_ikev1(release) => {
                let on = Setting::default(true, defaults::VERSION_SOURCE, head);
                Versions { ikev1: Some(on), ikev2: None, at: head }
            }
            Some(_) => unknown(UnknownReason::DefaultUndocumented, head),
        };
    };
    let on = Some(Setting::written(true, at));
    match value.word() {
        "ikev1" => Versions { ikev1: on, ikev2: None, at },
        "ikev2" => Versions { ikev1: None, ikev2: on, at },
        "ikev2-preferred" => Versions { ikev1: on, ikev2: on, at },
        _ => {
            defects.extend(invalid(value, "ikev1, ikev2 or ikev2-preferred"));
            unknown(UnknownReason::Unreadable, at)
        }
    }
}

/// How a gateway proves itself, and wants the other end to.
fn authentication(context: &Context<'_>, gateway: At<'_>) -> Setting<AuthenticationMethod> {
    let Some(choice) = gateway.child("authentication").and_then(At::value) else {
        let reason = if context.complete { UnknownReason::Unreadable } else { UnknownReason::NotInExcerpt };
        return Setting::unknown(reason, gateway.span());
    };
    let method = match choice.word() {
        "certificate" => AuthenticationMethod::RsaSignature,
        _ => AuthenticationMethod::PreSharedKey,
    };
    Setting::written(method, choice.span())
}

/// The IKE crypto profile that a gateway names, where the file writes it.
pub(super) fn profile_node<'t>(context: &Context<'t>, gateway: At<'_>) -> Option<At<'t>> {
    let protocol = gateway.child("protocol")?;
    let named =
        ["ikev2", "ikev1"].into_iter().filter_map(|version| protocol.child(version)?.child("ike-crypto-profile"));
    let names = named.filter_map(At::value);
    names.filter_map(|name| context.scope.find(IKE_PROFILES, name.word())).next()
}

/// Whether the gateway lacks what every gateway needs.
pub(super) fn lacks(context: &Context<'_>, gateway: At<'_>) -> Vec<Defect> {
    let incomplete = |lacks, span| Defect { kind: DefectKind::Incomplete { lacks }, span, blocks: Blocks::Everything };
    let mut defects = Vec::new();
    if let Some(disabled) = gateway.says_yes("disabled") {
        defects.push(incomplete("enabled gateway", disabled.statement()));
    }
    let interface = gateway.at("local-address interface");
    defects.extend(context.no_interface("interface", interface).map(|missing| without_interface(context, missing)));
    let down = interface.and_then(At::value).and_then(|name| context.scope.down(context.scope.interface_word(name)));
    defects.extend(down.map(|line| incomplete(Defect::INTERFACE_UP, line)));
    let named = [gateway.at("peer-address ip"), gateway.at("local-address ip")];
    defects.extend(named.into_iter().flatten().filter_map(At::value).filter_map(|value| context.no_address(value)));
    let unreadable = named
        .into_iter()
        .flatten()
        .filter_map(At::value)
        .filter(|value| context.is_no_name(value.word()) && context.resolve(value.word()).address().is_none());
    defects.extend(unreadable.map(|value| Defect {
        kind: DefectKind::InvalidValue { value: value.word().to_owned(), expected: "an address".to_owned() },
        span: value.span(),
        blocks: Blocks::Everything,
    }));
    // A gateway without a key is found by the negotiation, which knows for whom the key is missing.
    let is_open = context.strays_below(gateway.id()).chain(context.lost(gateway.word())).next().is_some();
    if context.complete && !is_open && gateway.child("peer-address").and_then(At::value).is_none() {
        defects.push(incomplete("peer address", gateway.span()));
    }
    defects
}

/// A gateway on an interface that there is not: it has no address and no way out, and a commit refuses it (PAN-OS, "is not a
/// valid reference"). What a manager pushes, and what the firewall has beside a template, may define the interface.
fn without_interface(context: &Context<'_>, missing: Defect) -> Defect {
    let shows_all = managing(context.root).is_none() && context.scope.own.id() == context.root.id();
    Defect { blocks: if shows_all { Blocks::Everything } else { Blocks::Perhaps }, ..missing }
}

/// What a gateway uses with one version. Adds the nodes that it read besides its own to `used`.
pub(super) fn settings(
    context: &Context<'_>,
    gateway: At<'_>,
    version: IkeVersion,
    enabled: Setting<bool>,
    offer: &ChildOffer,
    used: &mut Vec<NodeId>,
    defects: &mut Vec<Defect>,
) -> IkeSettings {
    let own = gateway.child("protocol").and_then(|protocol| {
        protocol.child(match version {
            IkeVersion::V1 => "ikev1",
            IkeVersion::V2 => "ikev2",
        })
    });
    let profile_setting = own.and_then(|own| own.child("ike-crypto-profile"));
    let (profile, proposals_at) = ike_profile(context, profile_setting, gateway, defects);
    used.extend(profile.as_ref().and_then(|profile| profile.node));
    let method = authentication(context, gateway);
    let (proposals, exchange_modes, peer_method) = match version {
        IkeVersion::V1 => {
            let modes = exchange_modes(own, gateway.span(), defects);
            (profile.map(|profile| profile.ikev1(method)), Some(modes), None)
        }
        IkeVersion::V2 => (profile.map(|profile| profile.ikev2()), None, Some(method)),
    };
    let ring = context.ring(gateway.id());
    IkeSettings {
        enabled,
        initiates: true,
        proposals: proposals.unwrap_or_default(),
        proposals_at,
        exchange_modes,
        local_authentication: peer_method,
        remote_authentication: peer_method,
        local_identity: local_identity(context, gateway, defects),
        remote_identity: remote_identity(context, gateway, defects),
        initiator_rings: Some(vec![ring]),
        responder_rings: Some(vec![ring]),
        trust_points: trust_points(gateway),
        certificate_name: Some(certificate_name(gateway)),
        child_proposals: offer.proposals.clone(),
        prohibited: None,
        dead_peer_detection: liveness::dead_peer_detection(own, gateway.span()),
        post_quantum: own.filter(|_| version == IkeVersion::V2).and_then(post_quantum::keys),
    }
}

/// `auto` begins with main mode and answers both; the other two begin with and answer only themselves (PAN-OS web
/// interface help, "IKE Gateway Advanced Options Tab").
fn exchange_modes(own: Option<At<'_>>, gateway: Span, defects: &mut Vec<Defect>) -> ExchangeModes {
    let setting = own.and_then(|own| own.child("exchange-mode")).and_then(|own| Some((own.statement(), own.value()?)));
    let Some((span, value)) = setting else {
        let source = defaults::EXCHANGE_MODE_SOURCE;
        return ExchangeModes {
            initiates: Sourced::default(ExchangeMode::Main, source, gateway),
            aggressive_group: None,
            accepts_main: Sourced::default(true, source, gateway),
            accepts_aggressive: Sourced::default(true, source, gateway),
        };
    };
    let (initiates, main, aggressive) = match value.word() {
        "main" => (ExchangeMode::Main, true, false),
        "aggressive" => (ExchangeMode::Aggressive, false, true),
        "auto" => (ExchangeMode::Main, true, true),
        _ => {
            defects.extend(invalid(value, "auto, main or aggressive"));
            (ExchangeMode::Main, true, true)
        }
    };
    ExchangeModes {
        initiates: Sourced::written(initiates, span),
        aggressive_group: None,
        accepts_main: Sourced::written(main, span),
        accepts_aggressive: Sourced::written(aggressive, span),
    }
}

/// The certificate that the gateway shows, and the profile that says whom it trusts.
fn trust_points(gateway: At<'_>) -> Vec<TrustPoint> {
    let Some(certificate) = gateway.at("authentication certificate") else { return Vec::new() };
    let own = certificate.at("local-certificate name").or_else(|| certificate.child("local-certificate"));
    let named = [("certificate", own), ("certificate profile", certificate.child("certificate-profile"))];
    let point = |(what, setting): (&'static str, Option<At<'_>>)| {
        let setting = setting?;
        Some(TrustPoint { what, name: setting.value()?.word().to_owned(), at: setting.statement() })
    };
    named.into_iter().filter_map(point).collect()
}

/// Whether the identity has to stand in the certificate (PAN-OS web interface help, "IKE Gateway General Tab": Permit peer
/// identification and certificate payload identification mismatch).
fn certificate_name(gateway: At<'_>) -> Sourced<CertificateName> {
    match gateway.says_yes("authentication certificate allow-id-payload-mismatch") {
        Some(line) => Sourced::written(CertificateName::NotCompared, line.statement()),
        None => Sourced::default(CertificateName::IsIdentity, defaults::ID_IN_CERTIFICATE_SOURCE, gateway.span()),
    }
}

fn local_identity(context: &Context<'_>, gateway: At<'_>, defects: &mut Vec<Defect>) -> Setting<LocalIdentity> {
    let Some(own) = gateway.child("local-id").filter(|own| own.child("id").is_some()) else {
        let source = defaults::LOCAL_ID_SOURCE;
        return defaults::unless_excerpt(LocalIdentity::OwnAddress, source, gateway.span(), context.complete);
    };
    let (identity, span) = identity(context, own, defects);
    match identity {
        Some(identity) => Setting::written(LocalIdentity::Explicit(identity), span),
        None => Setting::unknown(UnknownReason::Unreadable, span),
    }
}

fn remote_identity(context: &Context<'_>, gateway: At<'_>, defects: &mut Vec<Defect>) -> IdentityCheck {
    let Some(peer_id) = gateway.child("peer-id").filter(|own| own.child("id").is_some()) else {
        // A dynamic peer has no configured address that its identity could be compared with.
        let is_dynamic = gateway.at("peer-address dynamic").is_some();
        return if is_dynamic { IdentityCheck::NotCompared } else { IdentityCheck::ConfiguredPeerAddress };
    };
    let is_wildcard = peer_id.at("matching").and_then(At::value).is_some_and(|value| value.word() == "wildcard");
    let begins =
        peer_id.at("id").and_then(At::value).and_then(|value| value.word().split_once('*')).map(|(start, _)| start);
    if let Some(start) = begins.filter(|_| is_wildcard)
        && let Some((pattern, span)) = wildcard(peer_id, start)
    {
        return IdentityCheck::OneOf(vec![(pattern, span)]);
    }
    let (identity, span) = identity(context, peer_id, defects);
    IdentityCheck::OneOf(vec![(identity.map_or(IdentityPattern::Any, IdentityPattern::Exactly), span)])
}

/// The identities of a gateway that are among these defects: the firewall commits no configuration with one of them, and
/// no source says with which one it goes on.
pub(super) fn refused_identities(gateway: At<'_>, defects: &[Defect]) -> Vec<Span> {
    let written = ["local-id id", "peer-id id"].into_iter().filter_map(|path| gateway.at(path)?.value());
    let is_refused = |span: &Span| defects.iter().any(|defect| defect.span == *span);
    written.map(At::span).filter(is_refused).collect()
}

/// With `wildcard` only what stands before the asterisk is compared (PAN-OS web interface help, "IKE Gateway General
/// Tab"). How a distinguished name is written for that, no source says; nor what becomes of half a byte or of an address.
fn wildcard(peer_id: At<'_>, start: &str) -> Option<(IdentityPattern, Span)> {
    let span = peer_id.child("id")?.statement();
    let kind = peer_id.child("type").and_then(At::value).map_or("", At::word);
    let pattern = match kind {
        "fqdn" => IdentityPattern::BeginsWith(Identity::Fqdn(start.to_owned())),
        "ufqdn" => IdentityPattern::BeginsWith(Identity::Email(start.to_owned())),
        "keyid" if start.is_empty() => IdentityPattern::BeginsWith(Identity::KeyId(Vec::new())),
        "keyid" => IdentityPattern::BeginsWith(Identity::KeyId(bytes(start)?)),
        "dn" => IdentityPattern::SomeDistinguishedName(start.to_owned()),
        _ => return None,
    };
    Some((pattern, span))
}

/// The identity that `local-id` or `peer-id` states, and where. Key IDs are written in hexadecimal digits (PAN-OS web
/// interface help, "IKE Gateway General Tab").
fn identity(context: &Context<'_>, own: At<'_>, defects: &mut Vec<Defect>) -> (Option<Identity>, Span) {
    let Some((setting, value)) = own.child("id").and_then(|setting| Some((setting, setting.value()?))) else {
        return (None, own.span());
    };
    let kind = own.child("type").and_then(At::value).map_or("", At::word);
    let text = value.word();
    let (identity, expected) = match kind {
        "ipaddr" => (context.resolve(text).address().map(Identity::Address), "an address"),
        "fqdn" => (Some(Identity::Fqdn(text.to_owned())), ""),
        "ufqdn" => (Some(Identity::Email(text.to_owned())), ""),
        "dn" => (Some(Identity::DistinguishedName(text.to_owned())), ""),
        "keyid" => (bytes(text).map(Identity::KeyId), "an even number of hexadecimal digits"),
        _ => (None, "an identity with its type"),
    };
    if identity.is_none() {
        defects.extend(invalid(value, expected));
    }
    (identity, setting.statement())
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.strip_prefix("0x").unwrap_or(digits).as_bytes();
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let is_whole = !digits.is_empty() && digits.len().is_multiple_of(2);
    is_whole.then(|| digits.chunks(2).map(pair).collect()).flatten()
}

/// The keys of a gateway, one for each version that it speaks.
pub(super) fn keys(context: &Context<'_>, file: &SourceFile, gateway: At<'_>) -> Vec<PreSharedKey> {
    let Some(value) = gateway.at("authentication pre-shared-key key").and_then(At::value) else { return Vec::new() };
    let span = value.span();
    let key = match file.secret(span) {
        Some(secret) => Psk::panos(secret),
        // The masking leaves alone what is no key.
        None => Psk::panos(&Cleartext::new(value.word())),
    };
    let everyone = IpNet::V4(Ipv4Net::default());
    let scope = match peer(context, gateway).map(|peer| peer.value) {
        Some(PeerAddress::Address(address)) => IpNet::from(address),
        _ => everyone,
    };
    let versions = versions(context, gateway, &mut Vec::new());
    let spoken = [(IkeVersion::V1, versions.ikev1), (IkeVersion::V2, versions.ikev2)];
    let of_version = |version| PreSharedKey {
        version,
        scope: KeyScope::Network(scope),
        ring: context.ring(gateway.id()),
        local: Some((key.clone(), span)),
        remote: Some((key.clone(), span)),
    };
    spoken.into_iter().filter(|(_, on)| on.is_some()).map(|(version, _)| of_version(version)).collect()
}

/// The addresses that packets of a gateway carry: the one that it states, or else those of its interface, in the
/// family of the peer.
pub(super) fn local_addresses(
    context: &Context<'_>,
    gateway: At<'_>,
    peer: Option<&Sourced<PeerAddress>>,
) -> Vec<Setting<IpAddr>> {
    let local = gateway.child("local-address");
    let stated = local.and_then(|local| local.child("ip").or_else(|| local.child("floating-ip")));
    if let Some((setting, value)) = stated.and_then(|setting| Some((setting, setting.value()?))) {
        let address = match context.resolve(value.word()) {
            Resolved::Unknown(reason) => Setting::unknown(reason, setting.statement()),
            resolved => resolved.address().map_or_else(
                || Setting::unknown(UnknownReason::RunTime, setting.statement()),
                |address| Setting::written(address, setting.statement()),
            ),
        };
        return vec![address];
    }
    let Some((setting, name)) = local.and_then(|local| local.child("interface")).and_then(|i| Some((i, i.value()?)))
    else {
        return vec![Setting::unknown(UnknownReason::NotInExcerpt, gateway.span())];
    };
    let Some(interface) = context.scope.interface(context.scope.interface_word(name)) else {
        return vec![Setting::unknown(UnknownReason::NotInExcerpt, setting.statement())];
    };
    let family = match peer.map(|peer| &peer.value) {
        Some(PeerAddress::Address(address)) => Some(address.is_ipv4()),
        _ => None,
    };
    let addresses = context.addresses_of(interface);
    let fits = |own: &Setting<IpAddr>| own.known().is_none_or(|own| family.is_none_or(|v4| own.is_ipv4() == v4));
    let fitting: Vec<_> = addresses.into_iter().filter(fits).collect();
    if fitting.is_empty() { vec![Setting::unknown(UnknownReason::NotInExcerpt, setting.statement())] } else { fitting }
}
