//! Which message an open question hangs on.

use crate::model::{IkeVersion, KeyLookup};
use crate::negotiation::{ChildResult, Message, Question, QuestionReason, Role, Subject};
use crate::report::ladder::play::Play;
use crate::source::Span;

/// The open questions that the answer to a message hangs on, as indexes into those of the direction.
pub(super) fn questions_at(play: &Play<'_>, message: Message, child: Option<&ChildResult>) -> Vec<usize> {
    let questions = play.direction.missing.iter().map(|missing| &missing.question).enumerate();
    let here = questions.filter(|(_, question)| {
        message_of(play, question) == Some(message) && is_about(play, question, message, child)
    });
    here.map(|(at, _)| at).filter(|at| *at < play.missing.len()).collect()
}

/// The message at which a question would show; `None` where it belongs to no message, or to none that is drawn.
fn message_of(play: &Play<'_>, question: &Question) -> Option<Message> {
    let asks_initiator = play.role(question.end) == Role::Initiator;
    let [first, key, answer] = marks(play);
    Some(match question.subject {
        Subject::IkeProposal
        | Subject::IkeVersion
        | Subject::IkeEnabled
        | Subject::MapApplied
        | Subject::RouteToPeer
        | Subject::Udp500
        | Subject::Address
        | Subject::AggressiveModeKeys
        | Subject::Nat => first,
        Subject::Udp4500 if play.version == IkeVersion::V1 && play.attempt.aggressive => Message::Am3,
        Subject::Udp4500 => key,
        Subject::Psk if play.version == IkeVersion::V2 && !initiator_proves(play, question) => answer,
        Subject::Psk | Subject::PostQuantumKey | Subject::Certificate => key,
        Subject::PskPresent if asks_initiator => first,
        Subject::PskPresent => key_lookup(play),
        Subject::Identity => {
            // The question is put to the end that judges where a behaviour is open, else to the end that sends.
            let judged_by_initiator = asks_initiator == (question.reason == QuestionReason::BehaviourUnknown);
            if judged_by_initiator { answer } else { identity_of_initiator(play) }
        }
        Subject::Selector if is_about_further_child(play, question) => Message::CreateChildRequest,
        Subject::Selector
        | Subject::EntryOrder
        | Subject::ChildProposal
        | Subject::EncapsulationMode
        | Subject::NatTraversal => match play.version {
            IkeVersion::V1 => Message::Qm1,
            IkeVersion::V2 => Message::AuthRequest,
        },
        Subject::Pfs => match play.version {
            IkeVersion::V1 => Message::Qm1,
            IkeVersion::V2 => Message::CreateChildRequest,
        },
        Subject::VersionFallback | Subject::UnreadLine | Subject::Definition => return None,
    })
}

/// The first message, the one in which a wrong key shows, and the one with the responder's identity.
fn marks(play: &Play<'_>) -> [Message; 3] {
    match (play.version, play.attempt.aggressive) {
        (IkeVersion::V1, false) => [Message::Mm1, Message::Mm5, Message::Mm6],
        (IkeVersion::V1, true) => [Message::Am1, Message::Am2, Message::Am2],
        (IkeVersion::V2, _) => [Message::SaInitRequest, Message::AuthRequest, Message::AuthResponse],
    }
}

/// Whether a question about an IKEv2 key is about the one by which the initiator proves itself.
fn initiator_proves(play: &Play<'_>, question: &Question) -> bool {
    let role = play.role(question.end);
    let is_at = |half: &Option<(crate::secret::Psk, Span)>| half.as_ref().is_some_and(|(_, at)| *at == question.at);
    let keys = &play.side(role).device.keys;
    match role {
        Role::Initiator => keys.iter().any(|key| is_at(&key.local)),
        Role::Responder => keys.iter().any(|key| is_at(&key.remote)),
    }
}

fn identity_of_initiator(play: &Play<'_>) -> Message {
    match (play.version, play.attempt.aggressive) {
        (IkeVersion::V1, false) => Message::Mm5,
        (IkeVersion::V1, true) => Message::Am1,
        (IkeVersion::V2, _) => Message::AuthRequest,
    }
}

/// The message at which the responder looks for the key.
fn key_lookup(play: &Play<'_>) -> Message {
    let lookup = play.side(Role::Responder).device.behaviour.ikev1_key_lookup;
    match (play.version, play.attempt.aggressive, lookup) {
        (IkeVersion::V2, ..) => Message::AuthRequest,
        (IkeVersion::V1, true, _) => Message::Am1,
        (IkeVersion::V1, false, KeyLookup::Mm1) => Message::Mm1,
        (IkeVersion::V1, false, KeyLookup::Mm3) => Message::Mm3,
    }
}

/// Whether a question about a child is about this one: a selector by its line, everything else by the first that asks.
fn is_about(play: &Play<'_>, question: &Question, message: Message, child: Option<&ChildResult>) -> bool {
    let Some(child) = child else { return true };
    match (message, question.subject, play.accepting(child)) {
        (Message::Qm1, Subject::Selector, Some((_, None)) | None) => true,
        (Message::Qm1 | Message::CreateChildRequest, Subject::Selector, _) => takes_at(play, child, question.at),
        (Message::Qm1, ..) => play.first_child().is_some_and(|first| first.child == child.child),
        _ => true,
    }
}

/// Whether a question about a selector is about a child of IKEv2 that is asked for after IKE_AUTH.
fn is_about_further_child(play: &Play<'_>, question: &Question) -> bool {
    let asked = play.asked();
    let mut takes = asked.iter().map(|child| takes_at(play, child, question.at));
    play.version == IkeVersion::V2 && takes.next() == Some(false) && takes.any(|takes| takes)
}

/// Whether the selector at this line asks for a child, or takes it.
fn takes_at(play: &Play<'_>, child: &ChildResult, at: Span) -> bool {
    let asks = play.side(Role::Initiator).entry.and_then(|entry| entry.children.get(child.child));
    let takes = play.accepting(child).and_then(|(_, own)| own);
    asks.into_iter().chain(takes).any(|own| own.span == at)
}
