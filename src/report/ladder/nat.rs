//! The NAT that the ends find, and the port that they move to.

use crate::model::NatTraversal;
use crate::negotiation::{End, Message, Nat, Role};
use crate::report::ladder::json::NatFound;
use crate::report::ladder::play::Play;

/// Whether both ends look for NAT (RFC 3947, section 3.1; RFC 7296, section 2.23).
pub(super) fn is_looked_for(play: &Play<'_>) -> bool {
    [Role::Initiator, Role::Responder].into_iter().all(|role| {
        let own = play.entry(role).and_then(|entry| entry.nat_traversal.known());
        own.is_some_and(|own| *own != NatTraversal::Off)
    })
}

/// What both ends know of NAT once a message has arrived. The initiator's next one goes to UDP 4500 (RFC 3947, section 4;
/// RFC 7296, section 2.23), with MOBIKE without a NAT as well (RFC 4555, section 3.3).
pub(super) fn found_at(play: &Play<'_>, message: Message) -> Option<NatFound> {
    let ends_the_search = matches!(message, Message::Mm4 | Message::Am2 | Message::SaInitResponse);
    if !ends_the_search || !is_looked_for(play) {
        return None;
    }
    let nats = End::BOTH.map(|end| play.cx.nat(end));
    let is = |end: End, wanted: NatTraversal| {
        play.cx.entry(end).is_some_and(|entry| entry.nat_traversal.known() == Some(&wanted))
    };
    let forced_by = End::BOTH.into_iter().find(|end| is(*end, NatTraversal::Forced)).map(End::index);
    let behind: Vec<usize> = End::BOTH.into_iter().map(End::index).filter(|end| nats[*end].is_some()).collect();
    let initiator = play.end(Role::Initiator);
    let mobile = message == Message::SaInitResponse && is(initiator, NatTraversal::Mobile);
    let mobile = mobile.then_some(initiator.index()).filter(|_| behind.is_empty() && forced_by.is_none());
    let found = !behind.is_empty() || forced_by.is_some() || mobile.is_some();
    let certain = forced_by.is_some() || mobile.is_some() || nats.into_iter().flatten().any(Nat::is_certain);
    found.then_some(NatFound { behind, forced_by, mobile, certain, udp_port: 4500 })
}
