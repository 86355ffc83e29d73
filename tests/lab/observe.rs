//! Tells from the logs of two daemons what has come of their negotiation.
//!
//! What is sent again is not made again, so that counting the messages that the initiator has made says how far it has
//! come, also where the responder cannot read one.

use crate::judgement::{Judgement, Refuser, Stop};

/// An exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exchange {
    MainMode,
    AggressiveMode,
    QuickMode,
    SaInit,
    Auth,
    CreateChild,
}

/// Whether a daemon has made a message or understood it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Generated,
    Parsed,
}

/// What a line of a log tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// A sign that the daemon is there for its peer: a packet came in, or, of a daemon that may keep silent, went out.
    Packet,
    /// A packet of UDP 4500 came in (parsed) or went out (generated).
    MovedPacket(Way),
    /// A message that the daemon made or understood.
    Message { way: Way, exchange: Exchange, is_response: bool, payloads: Vec<String> },
    /// The IKE SA is up.
    IkeUp,
    /// A child SA is up.
    ChildUp,
    /// A child SA is not asked for, since there is one for the same traffic.
    Duplicate,
}

/// A line of a log.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// As it is written.
    pub(crate) text: String,
    /// What it tells.
    pub(crate) events: Vec<Event>,
}

/// What one daemon has told during a part of a negotiation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    events: Vec<Event>,
    lines: Vec<String>,
}

impl Account {
    /// Takes more lines of the log.
    pub(crate) fn add(&mut self, lines: Vec<Line>) {
        for line in lines {
            self.events.extend(line.events);
            self.lines.push(line.text);
        }
    }

    /// The log, for people.
    pub(crate) fn lines(&self) -> &[String] {
        &self.lines
    }

    fn has_child(&self) -> bool {
        self.events.contains(&Event::ChildUp)
    }

    /// Whether the other end has refused a CREATE_CHILD_SA request for good: not so after INVALID_KE_PAYLOAD, when the
    /// request is made again (RFC 7296, section 1.3).
    pub(crate) fn is_child_refused(&self) -> bool {
        let answer = self.made(Way::Parsed, Exchange::CreateChild, true).last();
        answer.is_some_and(|payloads| !payloads.iter().any(|name| name == "SA" || name == "N(INVAL_KE)"))
    }

    fn has_ike_sa(&self) -> bool {
        self.events.contains(&Event::IkeUp)
    }

    /// The payloads of every message of an exchange that the daemon has made or understood.
    fn made(&self, way: Way, exchange: Exchange, is_response: bool) -> impl Iterator<Item = &Vec<String>> {
        self.messages(way, exchange).filter(move |(response, _)| *response == is_response).map(|(_, payloads)| payloads)
    }

    fn messages(&self, way: Way, exchange: Exchange) -> impl Iterator<Item = (bool, &Vec<String>)> {
        self.events.iter().filter_map(move |event| match event {
            Event::Message { way: own, exchange: other, is_response, payloads }
                if *own == way && *other == exchange =>
            {
                Some((*is_response, payloads))
            }
            _ => None,
        })
    }
}

/// What both daemons have told while one child was asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    /// The end that began.
    pub(crate) initiator: Account,
    /// The end that answered.
    pub(crate) responder: Account,
}

impl Part {
    /// Whether the IKE SA is up at both ends.
    pub(crate) fn has_ike_sa(&self) -> bool {
        self.initiator.has_ike_sa() && self.responder.has_ike_sa()
    }

    /// Whether a child SA is up at both ends, this one or another for the same traffic.
    pub(crate) fn has_child(&self) -> bool {
        let is_spared = self.initiator.events.contains(&Event::Duplicate);
        is_spared || (self.initiator.has_child() && self.responder.has_child())
    }

    /// Whether the initiator has begun with IKEv2.
    pub(crate) fn is_ikev2(&self) -> bool {
        self.sent(Exchange::SaInit) > 0
    }

    /// Where the exchange stops at which the initiator has arrived last.
    fn stop(&self, exchanges: &[Exchange]) -> Stop {
        let last = exchanges.iter().rev().find(|exchange| self.sent(**exchange) > 0);
        let Some(exchange) = last else { return Stop { message: None, refused_by: Refuser::Nobody, at_rekey: false } };
        match exchange {
            Exchange::MainMode | Exchange::AggressiveMode | Exchange::QuickMode => self.stop_ikev1(*exchange),
            Exchange::SaInit | Exchange::Auth | Exchange::CreateChild => self.stop_ikev2(*exchange),
        }
    }

    /// How many messages of an exchange the initiator has made.
    fn sent(&self, exchange: Exchange) -> usize {
        self.initiator.messages(Way::Generated, exchange).count()
    }

    /// IKEv1: the messages alternate, so their number names the last one.
    fn stop_ikev1(&self, exchange: Exchange) -> Stop {
        // AM2 that is sent again is answered by AM3 that is made again, and the other way round.
        let most = if exchange == Exchange::AggressiveMode { [2, 1] } else { [usize::MAX; 2] };
        let own = self.sent(exchange).min(most[0]);
        let theirs = self.responder.messages(Way::Generated, exchange).count().min(most[1]);
        let prefix = match exchange {
            Exchange::MainMode => "MM",
            Exchange::AggressiveMode => "AM",
            _ => "QM",
        };
        // A responder that is asked again may answer again.
        let answered = theirs.min(own);
        if own > answered {
            Stop {
                message: Some(format!("{prefix}{}", 2 * own - 1)),
                refused_by: self.refuser_of_request(),
                at_rekey: false,
            }
        } else {
            Stop { message: Some(format!("{prefix}{}", 2 * answered)), refused_by: Refuser::Initiator, at_rekey: false }
        }
    }

    /// IKEv2: a request that is granted is answered with the payload that it asks for.
    fn stop_ikev2(&self, exchange: Exchange) -> Stop {
        let (name, granted) = match exchange {
            Exchange::SaInit => ("IKE_SA_INIT", "SA"),
            Exchange::Auth if self.has_ike_sa() => ("IKE_AUTH", "SA"),
            Exchange::Auth => ("IKE_AUTH", "AUTH"),
            _ => ("CREATE_CHILD_SA", "SA"),
        };
        let answers = self.responder.made(Way::Generated, exchange, true);
        let is_granted = |payloads: &Vec<String>| payloads.iter().any(|payload| payload == granted);
        match answers.last() {
            Some(payloads) if is_granted(payloads) => {
                Stop { message: Some(format!("{name} response")), refused_by: Refuser::Initiator, at_rekey: false }
            }
            _ => Stop {
                message: Some(format!("{name} request")),
                refused_by: self.refuser_of_request(),
                at_rekey: false,
            },
        }
    }

    /// Whether the responder has named another group than the one that the first request was for.
    fn asks_again(&self) -> bool {
        let mut answers = self.initiator.made(Way::Parsed, Exchange::SaInit, true);
        answers.any(|payloads| payloads.iter().any(|name| name == "N(INVAL_KE)"))
    }

    /// A message to which the responder gives no sign was refused by nobody.
    fn refuser_of_request(&self) -> Refuser {
        let has_moved = self.initiator.events.contains(&Event::MovedPacket(Way::Generated));
        let arrived = if has_moved { Event::MovedPacket(Way::Parsed) } else { Event::Packet };
        if self.responder.events.contains(&arrived) { Refuser::Responder } else { Refuser::Nobody }
    }

    /// The message with which the initiator moves to UDP 4500. What it sends there besides, such as the deletion of an SA
    /// that it has just given up, has no message of an exchange right before it.
    fn moves_with(&self) -> Option<String> {
        let moved = self.initiator.events.iter().position(|event| *event == Event::MovedPacket(Way::Generated))?;
        let before = &self.initiator.events[..moved];
        let Some(Event::Message { way: Way::Generated, exchange, .. }) = before.last() else { return None };
        let is_own = |event: &&Event| matches!(event, Event::Message { way: Way::Generated, exchange: own, .. } if own == exchange);
        let number = 2 * before.iter().filter(is_own).count() - 1;
        Some(match exchange {
            Exchange::MainMode => format!("MM{number}"),
            Exchange::AggressiveMode => format!("AM{number}"),
            Exchange::QuickMode => format!("QM{number}"),
            Exchange::SaInit => "IKE_SA_INIT request".to_owned(),
            Exchange::Auth => "IKE_AUTH request".to_owned(),
            Exchange::CreateChild => "CREATE_CHILD_SA request".to_owned(),
        })
    }
}

/// Joins the parts of a negotiation: one for each child that was asked for, and one for the new keys of the first, for
/// which one end asks and then the other.
pub(crate) fn judge(parts: &[Part], rekey: Option<&Part>, back: Option<&Part>) -> Judgement {
    let Some(first) = parts.first() else { return Judgement::default() };
    if !first.has_ike_sa() {
        const IKE: &[Exchange] = &[Exchange::MainMode, Exchange::AggressiveMode, Exchange::SaInit, Exchange::Auth];
        let half = first.initiator.has_ike_sa() || first.responder.has_ike_sa();
        let (moves_with, asks_again) = (first.moves_with(), first.asks_again());
        return Judgement { ike: Some(first.stop(IKE)), half, moves_with, asks_again, ..Judgement::default() };
    }
    const CHILD: &[Exchange] = &[Exchange::Auth, Exchange::QuickMode, Exchange::CreateChild];
    let stop = |part: &Part| (!part.has_child()).then(|| part.stop(CHILD));
    let mut children: Vec<Option<Stop>> = parts.iter().map(stop).collect();
    if let Some(stop) = rekey.and_then(stop) {
        children[0] = Some(Stop { at_rekey: true, ..stop });
    }
    let rekeyed_back = back.and_then(stop).map(|stop| Stop { at_rekey: true, ..stop });
    let (moves_with, asks_again) = (first.moves_with(), first.asks_again());
    Judgement { ike: None, half: false, moves_with, asks_again, children, rekeyed_back }
}
