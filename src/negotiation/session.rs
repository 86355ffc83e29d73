//! One direction of a tunnel as it is played: who is who, what was asked, and where it stops.

use std::net::IpAddr;

use crate::model::{Device, Entry, IkeVersion, PeerAddress, Setting, ToStrangers};
use crate::negotiation::{
    End, Fault, Message, Notify, Outcome, Question, QuestionReason, Role, SaState, Stop, Subject,
};
use crate::source::Span;

/// One end as the negotiation sees it.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The device.
    pub device: &'a Device,
    /// Its entry for this tunnel; `None` where it has nothing that faces the other end.
    pub entry: Option<&'a Entry>,
    /// Which of the entry's peers this tunnel is about.
    pub rank: usize,
}

impl<'a> Side<'a> {
    /// The peer that the entry names for this tunnel.
    pub fn peer(&self) -> Option<&'a PeerAddress> {
        self.entry.and_then(|entry| entry.peers.get(self.rank)).map(|peer| &peer.value)
    }

    /// The peer's address, where the entry names one.
    pub fn peer_address(&self) -> Option<IpAddr> {
        match self.peer() {
            Some(PeerAddress::Address(address)) => Some(*address),
            _ => None,
        }
    }

    /// The addresses that this end is known to send from.
    pub fn own_addresses(&self) -> impl Iterator<Item = IpAddr> + use<'a> {
        self.entry.into_iter().flat_map(|entry| &entry.local_addresses).filter_map(Setting::known).copied()
    }
}

/// What the user takes for granted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Assumptions {
    /// Keys that cannot be compared are the same, or differ.
    pub psk_same: Option<bool>,
}

/// Both ends with their entries, the initiator first, for the parts that need both to be there.
#[derive(Clone, Copy)]
pub(super) struct Roles<'a> {
    pub(super) initiator: Side<'a>,
    pub(super) responder: Side<'a>,
    pub(super) initiator_entry: &'a Entry,
    pub(super) responder_entry: &'a Entry,
}

impl Roles<'_> {
    /// The same ends with the roles exchanged.
    pub(super) fn reversed(self) -> Self {
        Self {
            initiator: self.responder,
            responder: self.initiator,
            initiator_entry: self.responder_entry,
            responder_entry: self.initiator_entry,
        }
    }
}

/// A direction while it is played. Questions are answered favourably and written down with the outcome that the other
/// answer would lead to; stops are written down as if each were mended.
pub(super) struct Session<'a> {
    pub(super) ends: [Side<'a>; 2],
    pub(super) initiator: End,
    pub(super) assumptions: Assumptions,
    pub(super) questions: Vec<(Question, Outcome)>,
}

impl<'a> Session<'a> {
    pub(super) fn new(ends: [Side<'a>; 2], initiator: End, assumptions: Assumptions) -> Self {
        Self { ends, initiator, assumptions, questions: Vec::new() }
    }

    pub(super) fn responder(&self) -> End {
        self.initiator.other()
    }

    pub(super) fn side(&self, end: End) -> Side<'a> {
        self.ends[end.index()]
    }

    /// Both ends in their roles, where both have an entry.
    pub(super) fn roles(&self) -> Option<Roles<'a>> {
        let (initiator, responder) = (self.side(self.initiator), self.side(self.responder()));
        let (initiator_entry, responder_entry) = (initiator.entry?, responder.entry?);
        Some(Roles { initiator, responder, initiator_entry, responder_entry })
    }

    /// A pair indexed by end, from one value by role.
    pub(super) fn by_end<T>(&self, of_initiator: T, of_responder: T) -> [T; 2] {
        match self.initiator {
            End::A => [of_initiator, of_responder],
            End::B => [of_responder, of_initiator],
        }
    }

    /// Writes down a question that a favourable answer lets pass.
    pub(super) fn ask(&mut self, subject: Subject, end: End, at: Span, reason: QuestionReason, if_bad: Outcome) {
        let reason = match reason {
            QuestionReason::Value(reason) => QuestionReason::Value(reason.in_file(self.side(end).device.complete)),
            other => other,
        };
        let question = Question { subject, end, at, reason };
        if self.questions.iter().all(|(own, _)| *own != question) {
            self.questions.push((question, if_bad));
        }
    }

    /// The value of a setting; where it is not known, the favourable one, and the question is written down.
    pub(super) fn settle(&mut self, setting: &Setting<bool>, subject: Subject, end: End, favourable: bool) -> bool {
        match setting {
            Setting::Known(sourced) => sourced.value,
            Setting::Unknown(unknown) => {
                self.ask(subject, end, unknown.at, QuestionReason::Value(unknown.reason), Outcome::Stalls);
                favourable
            }
        }
    }

    /// A stop before any packet leaves.
    pub(super) fn nothing_leaves(&self, fault: Fault, phase: u8) -> Stop {
        let states = [SaState::NoSa, SaState::NoSa];
        Stop {
            fault,
            message: None,
            phase,
            refused_by: None,
            notify: None,
            states,
            states_after: states,
            certain: true,
        }
    }

    /// A stop at a message that nobody answers.
    pub(super) fn unanswered(&self, fault: Fault, version: IkeVersion, aggressive: bool) -> Stop {
        let first = first_message(version, aggressive);
        Stop {
            fault,
            message: Some(first),
            phase: 1,
            refused_by: None,
            notify: None,
            states: self.by_end(SaState::Awaiting(answer_to(first)), SaState::NoSa),
            states_after: self.by_end(SaState::Purged, SaState::NoSa),
            certain: true,
        }
    }

    /// A stop at the first message, which none of the responder's entries fits.
    pub(super) fn turned_away(&self, fault: Fault, version: IkeVersion, aggressive: bool) -> Stop {
        match self.side(self.responder()).device.behaviour.to_strangers {
            ToStrangers::Silence => self.unanswered(fault, version, aggressive),
            ToStrangers::SilenceInIkev1 if version == IkeVersion::V1 => self.unanswered(fault, version, aggressive),
            ToStrangers::NoProposalChosen | ToStrangers::SilenceInIkev1 => {
                self.refused(fault, first_message(version, aggressive), Some("NO_PROPOSAL_CHOSEN"))
            }
        }
    }

    /// A stop at an IKE SA message that its receiver refuses.
    pub(super) fn refused(&self, fault: Fault, message: Message, notify: Option<Notify>) -> Stop {
        let role = receiver_of(message);
        let (states, states_after) = match role {
            Role::Responder => {
                let stuck = match message {
                    // The key mismatch leaves the responder waiting for a message that it can read.
                    Message::Mm5 => SaState::Awaiting(Message::Mm5),
                    _ => SaState::Purged,
                };
                (self.by_end(SaState::Awaiting(answer_to(message)), stuck), [SaState::Purged; 2])
            }
            Role::Initiator => self.refused_by_initiator(message),
        };
        Stop {
            fault,
            message: Some(message),
            phase: 1,
            refused_by: Some(role),
            notify,
            states,
            states_after,
            certain: true,
        }
    }

    /// The initiator refuses an answer: the responder may believe that the SA is up.
    fn refused_by_initiator(&self, message: Message) -> ([SaState; 2], [SaState; 2]) {
        match message {
            Message::AuthResponse => {
                let states = self.by_end(SaState::Purged, SaState::Established { aggressive: false });
                (states, states)
            }
            Message::Mm4 => (self.by_end(SaState::Purged, SaState::Awaiting(Message::Mm5)), [SaState::Purged; 2]),
            Message::SaInitResponse => {
                (self.by_end(SaState::Purged, SaState::Awaiting(Message::AuthRequest)), [SaState::Purged; 2])
            }
            Message::Mm6 => {
                let up = SaState::IkeSaUp { aggressive: false };
                (self.by_end(SaState::Awaiting(Message::Mm6), up), [SaState::Purged; 2])
            }
            Message::Am2 => {
                let states = self.by_end(SaState::Awaiting(Message::Am2), SaState::Awaiting(Message::Am3));
                (states, [SaState::Purged; 2])
            }
            _ => ([SaState::Purged; 2], [SaState::Purged; 2]),
        }
    }
}

/// The message with which a version begins.
pub(super) fn first_message(version: IkeVersion, aggressive: bool) -> Message {
    match (version, aggressive) {
        (IkeVersion::V1, false) => Message::Mm1,
        (IkeVersion::V1, true) => Message::Am1,
        (IkeVersion::V2, _) => Message::SaInitRequest,
    }
}

/// The message that answers this one; the message itself where it is the last.
fn answer_to(message: Message) -> Message {
    match message {
        Message::Mm1 => Message::Mm2,
        Message::Mm2 => Message::Mm3,
        Message::Mm3 => Message::Mm4,
        Message::Mm4 => Message::Mm5,
        Message::Mm5 => Message::Mm6,
        Message::Am1 => Message::Am2,
        Message::Am2 => Message::Am3,
        Message::Qm1 => Message::Qm2,
        Message::Qm2 => Message::Qm3,
        Message::SaInitRequest => Message::SaInitResponse,
        Message::AuthRequest => Message::AuthResponse,
        Message::CreateChildRequest => Message::CreateChildResponse,
        last => last,
    }
}

/// Who receives a message.
fn receiver_of(message: Message) -> Role {
    match message {
        Message::Mm2
        | Message::Mm4
        | Message::Mm6
        | Message::Am2
        | Message::Qm2
        | Message::SaInitResponse
        | Message::AuthResponse
        | Message::CreateChildResponse => Role::Initiator,
        _ => Role::Responder,
    }
}
