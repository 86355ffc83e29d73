//! What each message carries, and what its receiver picks from that.

use crate::model::{
    AuthenticationMethod, Child, Entry, IkeSettings, IkeVersion, LocalIdentity, PostQuantum, Setting, TrafficSelector,
};
use crate::negotiation::{ChildResult, Message, Role, Stop};
use crate::report::ladder::groups::{WrongGuess, first_group, pfs_words, taken_groups};
use crate::report::ladder::json::{Payload, PayloadKind as Kind};
use crate::report::ladder::nat;
use crate::report::ladder::play::Play;
use crate::report::ladder::proposals::{ChildTransforms, IkeTransforms, choose_child, group_words};

fn payload(kind: Kind, value: impl Into<String>) -> Payload {
    Payload { kind, name: None, value: Some(value.into()).filter(|value| !value.is_empty()) }
}

fn named(kind: Kind, name: &str, value: impl Into<String>) -> Payload {
    Payload { name: Some(name.to_owned()), ..payload(kind, value) }
}

/// What a message from `sender` carries; `child` is the child that it asks for, where it does.
pub(super) fn carried(play: &Play<'_>, message: Message, sender: Role, child: Option<&ChildResult>) -> Vec<Payload> {
    use Message as M;
    let nonce = || payload(Kind::Nonce, "");
    match message {
        M::Mm1 => ike_offers(play),
        M::Mm2 => chosen_ike(play),
        M::Mm3 | M::Mm4 => [key_exchange(play), vec![nonce()], nat_detection(play)].concat(),
        M::Mm5 | M::Mm6 => [identity(play, sender), proof(play, sender)].concat(),
        M::Am1 => [ike_offers(play), key_exchange(play), vec![nonce()], identity(play, sender)].concat(),
        M::Am2 => {
            let keys = [chosen_ike(play), key_exchange(play), vec![nonce()]].concat();
            [keys, identity(play, sender), proof(play, sender), nat_detection(play)].concat()
        }
        M::Am3 => [proof(play, sender), nat_detection(play)].concat(),
        M::Qm1 => [child_offers(play), selectors(play, child), pfs(play, sender, child), vec![nonce()]].concat(),
        M::Qm2 => [chosen_child(play, child), pfs(play, Role::Initiator, child), vec![nonce()]].concat(),
        M::Qm3 => vec![payload(Kind::Proof, "hash")],
        M::SaInitRequest => {
            let keys = [ike_offers(play), key_exchange(play), vec![nonce()]].concat();
            [keys, nat_detection(play), use_post_quantum_key(play, sender)].concat()
        }
        M::SaInitResponse => {
            let keys = [chosen_ike(play), key_exchange(play), vec![nonce()]].concat();
            [keys, nat_detection(play), use_post_quantum_key(play, sender)].concat()
        }
        M::AuthRequest => {
            let who = [identity(play, sender), proof(play, sender), post_quantum_identity(play)].concat();
            [child_offers(play), selectors(play, child), who].concat()
        }
        M::AuthResponse => [identity(play, sender), proof(play, sender), first_child_answer(play, child)].concat(),
        M::CreateChildRequest => {
            [child_offers(play), selectors(play, child), pfs(play, sender, child), vec![nonce()]].concat()
        }
        M::CreateChildResponse => [chosen_child(play, child), pfs(play, sender, child), vec![nonce()]].concat(),
    }
}

/// What the receiver of a message picks from it.
pub(super) fn picked(play: &Play<'_>, message: Message, child: Option<&ChildResult>) -> Vec<Payload> {
    match message {
        Message::Mm1 | Message::Am1 | Message::SaInitRequest => picked_ike(play),
        Message::Qm1 | Message::CreateChildRequest => picked_child(play, child),
        Message::AuthRequest if child.and_then(refused_in_auth).is_none() => picked_child(play, child),
        _ => Vec::new(),
    }
}

fn ike_offers(play: &Play<'_>) -> Vec<Payload> {
    let proposals = play.settings(Role::Initiator).map(|settings| settings.proposals.as_slice()).unwrap_or_default();
    proposals.iter().map(|own| named(Kind::IkeProposal, &own.name, IkeTransforms::from(own).words())).collect()
}

fn chosen_ike(play: &Play<'_>) -> Vec<Payload> {
    play.chosen_ike().map(|choice| payload(Kind::IkeProposal, choice.common.words())).into_iter().collect()
}

fn picked_ike(play: &Play<'_>) -> Vec<Payload> {
    let own = |at: usize| play.settings(Role::Responder)?.proposals.get(at);
    let choice = play.chosen_ike();
    let picked = choice.and_then(|choice| Some(named(Kind::IkeProposal, &own(choice.at)?.name, choice.common.words())));
    picked.into_iter().collect()
}

/// The group of the IKE SA. The initiator of aggressive mode and of IKEv2 has to name one before it knows what the
/// responder picks: that of its first proposal.
fn key_exchange(play: &Play<'_>) -> Vec<Payload> {
    let groups = Some(taken_groups(play)).filter(|groups| !groups.is_empty());
    let groups = groups.or_else(|| first_group(play).map(|group| vec![group])).unwrap_or_default();
    vec![payload(Kind::KeyExchange, group_words(&groups))]
}

/// What an IKE_SA_INIT request carries that is computed for the wrong group.
pub(super) fn carried_by_guess(play: &Play<'_>, guess: &WrongGuess) -> Vec<Payload> {
    let group = payload(Kind::KeyExchange, group_words(&[guess.guessed]));
    let mut payloads = carried(play, Message::SaInitRequest, Role::Initiator, None);
    payloads.iter_mut().filter(|own| own.kind == Kind::KeyExchange).for_each(|own| *own = group.clone());
    payloads
}

/// The answer to it.
pub(super) fn another_group(guess: &WrongGuess) -> Vec<Payload> {
    vec![payload(Kind::Notify, format!("INVALID_KE_PAYLOAD {}", group_words(&guess.wanted)))]
}

/// Which SA a request for new keys replaces (RFC 7296, section 1.3.3).
pub(super) fn rekey_sa() -> Payload {
    payload(Kind::Notify, "REKEY_SA")
}

/// What the messages carry that give the IKE SA new keys (RFC 7296, section 1.3.2): the proposals and the group of the
/// exchange that made it.
pub(super) fn carried_for_ike_sa(play: &Play<'_>, message: Message) -> Vec<Payload> {
    let proposals = if message == Message::CreateChildRequest { ike_offers(play) } else { chosen_ike(play) };
    [proposals, key_exchange(play), vec![payload(Kind::Nonce, "")]].concat()
}

/// What the responder picks from them.
pub(super) fn picked_for_ike_sa(play: &Play<'_>, message: Message) -> Vec<Payload> {
    if message == Message::CreateChildRequest { picked_ike(play) } else { Vec::new() }
}

/// NAT detection travels where both ends have NAT traversal (RFC 3947, section 3.2; RFC 7296, section 2.23).
fn nat_detection(play: &Play<'_>) -> Vec<Payload> {
    if nat::is_looked_for(play) { vec![payload(Kind::NatDetection, "")] } else { Vec::new() }
}

/// The identity that an end sends: for an implied address the one that the other end reaches it by, where it is its own.
fn identity(play: &Play<'_>, sender: Role) -> Vec<Payload> {
    let Some(settings) = play.settings(sender) else { return Vec::new() };
    let words = match &settings.local_identity {
        Setting::Known(known) => match &known.value {
            LocalIdentity::Explicit(identity) => identity.to_string(),
            LocalIdentity::Certificate => "the subject of the certificate".to_owned(),
            LocalIdentity::OwnAddress => own_address(play, sender),
        },
        Setting::Unknown(unknown) => format!("unknown ({})", unknown.reason.phrase()),
    };
    vec![payload(Kind::Identity, words)]
}

fn own_address(play: &Play<'_>, sender: Role) -> String {
    let other = if sender == Role::Initiator { Role::Responder } else { Role::Initiator };
    let (side, reached_by) = (play.side(sender), play.side(other).peer_address());
    let own = side.own_addresses().find(|own| Some(*own) == reached_by).or_else(|| side.own_addresses().next());
    own.map_or_else(|| "its own address, settled at run time".to_owned(), |address| format!("address {address}"))
}

/// How an end proves who it is.
fn proof(play: &Play<'_>, sender: Role) -> Vec<Payload> {
    let of_sender = |settings: &IkeSettings| settings.local_authentication?.known().copied();
    let method = match play.version {
        IkeVersion::V1 => play.chosen_ike().and_then(|choice| choice.common.authentication),
        IkeVersion::V2 => play.settings(sender).and_then(of_sender),
    };
    let words = match (play.version, method) {
        (_, Some(AuthenticationMethod::Eap)) => "EAP".to_owned(),
        (IkeVersion::V1, Some(AuthenticationMethod::PreSharedKey)) => "hash with the pre-shared key".to_owned(),
        (IkeVersion::V1, None) => "hash or signature".to_owned(),
        (IkeVersion::V1, Some(method)) => format!("certificate, {method}"),
        (IkeVersion::V2, Some(AuthenticationMethod::PreSharedKey)) => "AUTH with the pre-shared key".to_owned(),
        (IkeVersion::V2, None) => "AUTH".to_owned(),
        (IkeVersion::V2, Some(method)) => format!("certificate, AUTH by {method}"),
    };
    vec![payload(Kind::Proof, words)]
}

/// USE_PPK: an end can use a post-quantum pre-shared key. A responder answers so only where the initiator has asked (RFC
/// 8784, section 3).
fn use_post_quantum_key(play: &Play<'_>, sender: Role) -> Vec<Payload> {
    let uses = |role: Role| post_quantum(play, role);
    let asked = uses(Role::Initiator).is_some_and(|own| own.offers);
    let says = asked && uses(sender).is_some();
    says.then(|| payload(Kind::Notify, "USE_PPK")).into_iter().collect()
}

/// PPK_IDENTITY, where both ends use such keys, and NO_PPK_AUTH where the initiator does not insist.
fn post_quantum_identity(play: &Play<'_>) -> Vec<Payload> {
    let [Some(own), Some(_)] = [Role::Initiator, Role::Responder].map(|role| post_quantum(play, role)) else {
        return Vec::new();
    };
    let Some(key) = own.keys.first().filter(|_| own.offers) else { return Vec::new() };
    let name = key.identity.known().map_or("of its own choice", String::as_str);
    let mut payloads = vec![payload(Kind::Notify, format!("PPK_IDENTITY {name}"))];
    payloads.extend((!own.required).then(|| payload(Kind::Notify, "NO_PPK_AUTH")));
    payloads
}

fn post_quantum<'p>(play: &'p Play<'_>, role: Role) -> Option<&'p PostQuantum> {
    play.settings(role)?.post_quantum.as_ref()
}

fn child_offers(play: &Play<'_>) -> Vec<Payload> {
    let proposals = play.settings(Role::Initiator).map(|own| own.child_proposals.as_slice()).unwrap_or_default();
    proposals.iter().map(|own| named(Kind::IpsecProposal, &own.name, ChildTransforms::from(own).words())).collect()
}

fn selectors(play: &Play<'_>, child: Option<&ChildResult>) -> Vec<Payload> {
    let asked = child.map(|child| play.companions(child)).unwrap_or_default().into_iter();
    let told = |child: &Child| named(Kind::TrafficSelectors, &child.name, selector_words(&child.selector));
    asked.filter_map(|result| play.child(result)).map(told).collect()
}

fn selector_words(selector: &TrafficSelector) -> String {
    if *selector == TrafficSelector::any() { "everything".to_owned() } else { selector.to_string() }
}

/// PFS as an end wants it.
fn pfs(play: &Play<'_>, sender: Role, child: Option<&ChildResult>) -> Vec<Payload> {
    if play.entry(sender).is_none() {
        return Vec::new();
    }
    vec![payload(Kind::Pfs, pfs_words(play, sender, child).unwrap_or_default())]
}

/// The settings by which the responder judges a child.
fn judging<'a>(play: &Play<'a>, entry: &'a Entry) -> Option<&'a IkeSettings> {
    entry.settings(play.version).or_else(|| play.settings(Role::Responder))
}

fn chosen_child(play: &Play<'_>, child: Option<&ChildResult>) -> Vec<Payload> {
    let picked = picked_child(play, child).into_iter();
    picked.filter(|picked| picked.kind == Kind::IpsecProposal).map(|picked| Payload { name: None, ..picked }).collect()
}

fn picked_child(play: &Play<'_>, child: Option<&ChildResult>) -> Vec<Payload> {
    let Some((entry, _)) = child.and_then(|result| play.accepting(result)) else { return Vec::new() };
    let (offers, judge) = (play.settings(Role::Initiator), judging(play, entry));
    let proposal = offers.zip(judge).and_then(|(offers, judge)| {
        let choice = choose_child(&offers.child_proposals, &judge.child_proposals)?;
        let name = &judge.child_proposals.get(choice.at)?.name;
        Some(named(Kind::IpsecProposal, name, choice.common.words()))
    });
    proposal.into_iter().chain(picked_selectors(play, child)).collect()
}

/// The selectors that the responder takes, each once.
fn picked_selectors(play: &Play<'_>, child: Option<&ChildResult>) -> Vec<Payload> {
    let asked = child.map(|child| play.companions(child)).unwrap_or_default().into_iter();
    let taken = asked.filter(|result| !result.left_out).filter_map(|result| play.accepting(result));
    let mut payloads: Vec<Payload> = Vec::new();
    for (entry, own) in taken {
        let payload = match own {
            Some(own) => named(Kind::TrafficSelectors, &own.name, selector_words(&own.selector.mirrored())),
            None => named(Kind::TrafficSelectors, &entry.name, "whatever is asked for"),
        };
        if !payloads.contains(&payload) {
            payloads.push(payload);
        }
    }
    payloads
}

/// The first child of IKEv2 as the response to IKE_AUTH answers it.
fn first_child_answer(play: &Play<'_>, child: Option<&ChildResult>) -> Vec<Payload> {
    match child.and_then(refused_in_auth) {
        Some(stop) => stop.notify.map(|notify| payload(Kind::Notify, notify)).into_iter().collect(),
        None => chosen_child(play, child),
    }
}

fn refused_in_auth(child: &ChildResult) -> Option<&Stop> {
    child.stops.iter().find(|stop| stop.message == Some(Message::AuthRequest))
}
