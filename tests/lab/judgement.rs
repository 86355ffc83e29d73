//! What comes of a negotiation, in the words that ikelint and the daemons have in common.

use std::fmt;

use ikelint::check::Check;
use ikelint::negotiation::{ChildResult, Direction, Message, Role, SaState};
use serde::{Deserialize, Serialize};

/// Who does not accept a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Refuser {
    /// The end that began.
    Initiator,
    /// The end that answers.
    Responder,
    /// Nobody has seen the message.
    Nobody,
}

/// Where a negotiation stops.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stop {
    /// The message that is not accepted, as ikelint names it; `None` where no packet leaves.
    pub(crate) message: Option<String>,
    /// Who does not accept it.
    pub(crate) refused_by: Refuser,
}

/// What comes of one end beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Judgement {
    /// Where the IKE SA stops; `None` where both ends have it.
    pub(crate) ike: Option<Stop>,
    /// Whether one end, for a while, believes in an IKE SA that the other does not have.
    pub(crate) half: bool,
    /// Where each child of the initiator stops, in the order of the file. Empty where the IKE SA stops.
    pub(crate) children: Vec<Option<Stop>>,
    /// Where new keys for the first child stop. `None` where they come, or where they were not asked for.
    pub(crate) rekey: Option<Stop>,
}

/// A pair of files with what the daemons made of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Recorded {
    /// The content of the two files.
    pub(crate) files: [String; 2],
    /// What came of each end beginning.
    pub(crate) negotiations: [Judgement; 2],
}

impl fmt::Display for Refuser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Initiator => "refused by the initiator",
            Self::Responder => "refused by the responder",
            Self::Nobody => "which nobody answers",
        })
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.message {
            Some(message) => write!(f, "{message}, {}", self.refused_by),
            None => f.write_str("no packet"),
        }
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.ike {
            Some(stop) if self.half => return write!(f, "IKE SA at one end only: {stop}"),
            Some(stop) => return write!(f, "no IKE SA: {stop}"),
            None => {}
        }
        if let Some(stop) = &self.rekey {
            return write!(f, "up, but not rekeyed: {stop}");
        }
        let up = self.children.iter().filter(|child| child.is_none()).count();
        write!(f, "{up} of {} children", self.children.len())?;
        self.children.iter().flatten().try_for_each(|stop| write!(f, "; {stop}"))
    }
}

/// What ikelint says of two files: a judgement for each end that begins, or the sentence why there is none.
pub(crate) fn of_ikelint(check: &Check) -> Result<[Judgement; 2], String> {
    if let Some(refusal) = &check.refusal {
        return Err(refusal.clone());
    }
    if let Some(input) = check.inputs.iter().find(|input| input.status != ikelint::check::InputStatus::Device) {
        return Err(format!("{}: {:?}", input.file, input.status));
    }
    match check.tunnels.as_slice() {
        [tunnel] => Ok(tunnel.directions.each_ref().map(of_direction)),
        tunnels => Err(format!("{} tunnels instead of one", tunnels.len())),
    }
}

fn of_direction(direction: &Direction) -> Judgement {
    let Some(attempt) = direction.deciding() else { return Judgement::default() };
    if let Some(stop) = attempt.stops.first() {
        return Judgement { ike: Some(of_stop(stop)), half: is_half(stop), ..Judgement::default() };
    }
    let rekey = attempt.children.first().and_then(|child| child.stops.iter().find(|stop| is_rekey(child, stop)));
    let children = attempt.children.iter().map(|child| {
        let stop = child.stops.iter().find(|stop| !is_rekey(child, stop));
        stop.map(of_stop)
    });
    let children: Vec<Option<Stop>> = children.collect();
    // New keys are asked for where everything is up.
    let all_up = children.iter().all(Option::is_none);
    Judgement { ike: None, half: false, children, rekey: rekey.filter(|_| all_up).map(of_stop) }
}

/// Whether a stop comes after the child was up: the first child of IKEv2 travels in IKE_AUTH, so what stops it at
/// CREATE_CHILD_SA is its rekeying.
fn is_rekey(child: &ChildResult, stop: &ikelint::negotiation::Stop) -> bool {
    child.child == 0 && stop.message == Some(Message::CreateChildRequest)
}

fn of_stop(stop: &ikelint::negotiation::Stop) -> Stop {
    let refused_by = match stop.refused_by {
        Some(Role::Initiator) => Refuser::Initiator,
        Some(Role::Responder) => Refuser::Responder,
        None => Refuser::Nobody,
    };
    Stop { message: stop.message.map(|message| message.to_string()), refused_by }
}

/// Whether one of the ends holds an IKE SA while they are stuck in making one.
fn is_half(stop: &ikelint::negotiation::Stop) -> bool {
    stop.states.iter().any(|state| matches!(state, SaState::IkeSaUp { .. } | SaState::Established { .. }))
}
