//! From a direction to its messages.

use crate::check::Check;
use crate::model::{IkeVersion, Initiation, PeerAddress};
use crate::negotiation::{Attempt, ChildResult, Direction, End, Message, Outcome, Role, SaState, Stop};
use crate::report::assemble::{file_name, line};
use crate::report::json::{Missing, Report};
use crate::report::ladder::groups::{self, WrongGuess};
use crate::report::ladder::play::{CREATE_CHILD, Play, QUICK_MODE, ike_sa_messages, is_encrypted, states_after};
use crate::report::ladder::{json, nat, open, payloads, stops};
use crate::report::tunnel;
use crate::rules::TunnelContext;

/// The exchanges of every tunnel of a check, of which `report` is the report.
pub(super) fn trace(check: &Check, report: &Report) -> json::Trace {
    let tunnels = check.tunnels.iter().zip(&report.tunnels).enumerate();
    let tunnels = tunnels.map(|(index, (tunnel, told))| {
        let cx = TunnelContext { devices: &check.devices, tunnel, index };
        let directions = End::BOTH.map(|end| {
            let missing = &told.directions[end.index()].missing;
            direction(check, &cx, &tunnel.directions[end.index()], missing)
        });
        json::Tunnel {
            id: told.id.clone(),
            ends: told.ends.clone(),
            verdict: told.verdict,
            directions,
            traffic: told.traffic,
            traffic_reasons: told.traffic_reasons.clone(),
        }
    });
    json::Trace {
        schema: json::SCHEMA,
        tool: report.tool.clone(),
        inputs: report.inputs.clone(),
        tunnels: tunnels.collect(),
    }
}

fn direction(check: &Check, cx: &TunnelContext<'_>, direction: &Direction, missing: &[Missing]) -> json::Direction {
    let attempts = direction.attempts.iter().map(|attempt| {
        let spoken = tunnel::spoken_version(cx.entry(direction.initiator));
        let version = attempt.version.unwrap_or(spoken);
        self::attempt(&Play { check, cx, direction, attempt, missing, version })
    });
    json::Direction {
        initiator: direction.initiator.index(),
        outcome: direction.outcome.word(),
        never_starts: (direction.outcome == Outcome::DoesNotStart).then(|| never_starts(check, cx, direction)),
        missing: missing.to_vec(),
        attempts: attempts.collect(),
    }
}

/// Why an end never begins, and the line that says so.
fn never_starts(check: &Check, cx: &TunnelContext<'_>, direction: &Direction) -> String {
    let side = cx.side(direction.initiator);
    let name = cx.name(direction.initiator);
    let Some(entry) = side.entry else { return format!("{name} never starts, by design.") };
    let (why, at) = match entry.peers.get(side.rank) {
        Some(peer) if peer.value == PeerAddress::Any => ("it has no address to call", peer.span()),
        Some(peer) if entry.initiation.value != Initiation::RespondOnly => {
            ("it calls an earlier one of its peers alone", peer.span())
        }
        _ => ("it only answers", entry.initiation.span()),
    };
    format!("{name} never starts, by design: {why} ({}:{}).", file_name(check, at.file), line(check, at))
}

/// One try, up to where it stops.
fn attempt(play: &Play<'_>) -> json::Attempt {
    let Attempt { version, aggressive, outcome, .. } = play.attempt;
    let mut ladder = Ladder { play, steps: Vec::new(), drawn: Vec::new() };
    if ladder.ike_sa(*aggressive) {
        ladder.children();
    }
    let Ladder { steps, drawn, .. } = ladder;
    let first = ike_sa_messages(play.version, *aggressive).first();
    json::Attempt {
        ike_version: version.map(IkeVersion::number),
        exchange: version.and(first).map(|(message, _)| message.exchange()),
        outcome: outcome.word(),
        steps,
        further: stops::further(play, &drawn),
        children: tunnel::children_of(play.check, play.cx, play.direction, play.attempt),
    }
}

/// The steps of a try while they are collected, with the stops that they show.
struct Ladder<'p, 'a> {
    play: &'p Play<'a>,
    steps: Vec<json::Step>,
    drawn: Vec<&'a Stop>,
}

/// One message of a ladder.
struct Sent<'a> {
    message: Message,
    sender: Role,
    child: Option<&'a ChildResult>,
    /// Whether it asks for new keys: of the child, or of the IKE SA where there is none.
    rekey: bool,
    stop: Option<&'a Stop>,
}

impl<'a> Ladder<'_, 'a> {
    /// The messages of the IKE SA; false where they stop.
    fn ike_sa(&mut self, aggressive: bool) -> bool {
        let play = self.play;
        let stop = stops::of_ike_sa(play).or_else(|| stops::of_silence(play));
        if let Some(stop) = stop.filter(|stop| stop.message.is_none()) {
            self.nothing_leaves(stop, None);
            return false;
        }
        let first = play.first_child();
        let is_read = |stop: &Stop| match stop.message {
            Some(Message::SaInitRequest) => false,
            Some(Message::SaInitResponse) => stop.refused_by.is_some(),
            _ => true,
        };
        if let Some(guess) = groups::wrong_guess(play).filter(|_| stop.is_none_or(is_read)) {
            self.wrong_guess(&guess);
        }
        for (message, sender) in ike_sa_messages(play.version, aggressive) {
            let in_auth = matches!(message, Message::AuthRequest | Message::AuthResponse);
            let child = if in_auth { first } else { None };
            let stop = stop.filter(|stop| stop.message == Some(*message));
            self.send(Sent { message: *message, sender: *sender, child, rekey: false, stop });
            if stop.is_some() {
                return false;
            }
        }
        true
    }

    /// An IKE_SA_INIT for a group that the responder does not take, and its answer.
    fn wrong_guess(&mut self, guess: &WrongGuess) {
        let (message, sender) = (Message::SaInitRequest, Role::Initiator);
        self.send(Sent { message, sender, child: None, rekey: false, stop: None });
        if let Some(request) = self.steps.last_mut() {
            request.carries = payloads::carried_by_guess(self.play, guess);
            request.picks = Vec::new();
            request.depends_on = Vec::new();
            request.guess = Some(json::Guess { group: guess.guessed.0, documented: guess.documented });
        }
        let (message, sender) = (Message::SaInitResponse, Role::Responder);
        self.send(Sent { message, sender, child: None, rekey: false, stop: None });
        if let Some(answer) = self.steps.last_mut() {
            answer.carries = payloads::another_group(guess);
            answer.nat = None;
            // The responder keeps nothing of a request that it does not take.
            answer.states = self.play.words(&self.play.by_end(SaState::Awaiting(message), SaState::NoSa));
        }
    }

    /// The children that have messages of their own, and in IKEv2 the new keys that are asked for later.
    fn children(&mut self) {
        let asked = self.play.asked();
        match self.play.version {
            IkeVersion::V1 => asked.into_iter().for_each(|child| self.child(QUICK_MODE, child, false)),
            IkeVersion::V2 => {
                asked.iter().skip(1).for_each(|child| self.child(CREATE_CHILD, child, false));
                asked.first().into_iter().for_each(|child| self.child(CREATE_CHILD, child, true));
                for (message, sender) in CREATE_CHILD {
                    self.send(Sent { message: *message, sender: *sender, child: None, rekey: true, stop: None });
                }
            }
        }
    }

    /// The messages that make one child, up to where they stop.
    fn child(&mut self, messages: &[(Message, Role)], child: &'a ChildResult, rekey: bool) {
        let stop = stops::of_child(self.play, child);
        if let Some(stop) = stop.filter(|stop| stop.message.is_none()) {
            self.nothing_leaves(stop, Some(child));
            return;
        }
        for (message, sender) in messages {
            let stop = stop.filter(|stop| stop.message == Some(*message));
            self.send(Sent { message: *message, sender: *sender, child: Some(child), rekey, stop });
            if stop.is_some() {
                return;
            }
        }
    }

    /// No packet leaves, for the tunnel or for one child.
    fn nothing_leaves(&mut self, stop: &'a Stop, child: Option<&ChildResult>) {
        let play = self.play;
        self.drawn.push(stop);
        self.steps.push(json::Step {
            message: None,
            exchange: None,
            from: play.end(Role::Initiator).index(),
            to: play.end(Role::Responder).index(),
            encrypted: false,
            child: child.and_then(|child| play.child(child)).map(|child| child.name.clone()),
            rekey: false,
            guess: None,
            carries: Vec::new(),
            picks: Vec::new(),
            depends_on: Vec::new(),
            states: play.words(&stop.states),
            establishes: Vec::new(),
            nat: None,
            stop: Some(stops::told(play, stop)),
        });
    }

    fn send(&mut self, sent: Sent<'a>) {
        let play = self.play;
        let Sent { message, sender, child, rekey, stop } = sent;
        let receiver = if sender == Role::Initiator { Role::Responder } else { Role::Initiator };
        let states = match (stop, states_after(message, play.attempt.aggressive)) {
            (Some(stop), _) => stop.states,
            (None, [initiator, responder]) => play.by_end(initiator, responder),
        };
        let is_ike_sa = rekey && child.is_none();
        let carries = match is_ike_sa {
            true => payloads::carried_for_ike_sa(play, message),
            false => payloads::carried(play, message, sender, child),
        };
        let picks = match (stop, is_ike_sa) {
            (Some(_), _) => Vec::new(),
            (None, true) => payloads::picked_for_ike_sa(play, message),
            (None, false) => payloads::picked(play, message, child),
        };
        let replaces = rekey && !is_ike_sa && sender == Role::Initiator;
        let own_exchange = matches!(message.exchange(), "quick-mode" | "create-child-sa");
        self.drawn.extend(stop);
        self.steps.push(json::Step {
            message: Some(message.to_string()),
            exchange: Some(message.exchange()),
            from: play.end(sender).index(),
            to: play.end(receiver).index(),
            encrypted: is_encrypted(message),
            child: child.filter(|_| own_exchange).and_then(|child| play.child(child)).map(|child| child.name.clone()),
            rekey,
            guess: None,
            carries: replaces.then(payloads::rekey_sa).into_iter().chain(carries).collect(),
            picks,
            depends_on: if is_ike_sa { Vec::new() } else { open::questions_at(play, message, child) },
            states: play.words(&states),
            establishes: if stop.is_some() || rekey { Vec::new() } else { establishes(message, child) },
            nat: if stop.is_some() { None } else { nat::found_at(play, message) },
            stop: stop.map(|stop| stops::told(play, stop)),
        });
    }
}

/// What is up once a message has arrived.
fn establishes(message: Message, child: Option<&ChildResult>) -> Vec<&'static str> {
    let refused = child.is_none_or(|child| child.stops.iter().any(|stop| stop.message == Some(Message::AuthRequest)));
    match message {
        Message::Mm6 | Message::Am3 => vec!["ike-sa"],
        Message::Qm3 | Message::CreateChildResponse => vec!["child-sa"],
        Message::AuthResponse if refused => vec!["ike-sa"],
        Message::AuthResponse => vec!["ike-sa", "child-sa"],
        _ => Vec::new(),
    }
}
