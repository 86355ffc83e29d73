//! What comes of a negotiation, in the words that ikelint and the daemons have in common.

use std::fmt;

use ikelint::check::{Check, InputStatus, OutsideAddress, Settings, read_ends};
use ikelint::model::{Behaviour, Child, Entry};
use ikelint::negotiation::{ChildResult, Direction, Message, Role, SaState, Subject};
use ikelint::report::Look;
use ikelint::report::ladder::{Format, render};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::site::{ADDRESSES, Site};

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
    /// Whether everything was up before, and this is the request for new keys.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) at_rekey: bool,
}

/// What comes of one end beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Judgement {
    /// Where the IKE SA stops; `None` where both ends have it.
    pub(crate) ike: Option<Stop>,
    /// Whether one end, for a while, believes in an IKE SA that the other does not have.
    pub(crate) half: bool,
    /// The message with which the initiator moves to UDP 4500, since there is a NAT or an end pretends that there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) moves_with: Option<String>,
    /// Whether the first request was for a group that the responder does not take, so that it is made again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) asks_again: bool,
    /// Where each child of the initiator stops, in the order of the file. Empty where the IKE SA stops.
    pub(crate) children: Vec<Option<Stop>>,
    /// Where it stops that the end which did not begin asks for new keys, where [`either_may_rekey`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rekeyed_back: Option<Stop>,
}

/// Whether each end has one child, which comes up whoever begins, so that either end can ask for new keys.
pub(crate) fn either_may_rekey(judgements: [&Judgement; 2]) -> bool {
    let is_up = |own: &Judgement| match own.children.as_slice() {
        [child] => own.ike.is_none() && child.as_ref().is_none_or(|stop| stop.at_rekey),
        _ => false,
    };
    judgements.into_iter().all(is_up)
}

/// A pair of files with what the daemons made of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Recorded {
    /// How the two ends are configured.
    pub(crate) sites: [Site; 2],
    /// The content of the two files, which says the same.
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
            Some(message) if self.at_rekey => write!(f, "new keys: {message}, {}", self.refused_by),
            Some(message) => write!(f, "{message}, {}", self.refused_by),
            None => f.write_str("no packet"),
        }
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(message) = &self.moves_with {
            write!(f, "UDP 4500 from {message}: ")?;
        }
        if self.asks_again {
            f.write_str("another group: ")?;
        }
        match &self.ike {
            Some(stop) if self.half => return write!(f, "IKE SA at one end only: {stop}"),
            Some(stop) => return write!(f, "no IKE SA: {stop}"),
            None => {}
        }
        let is_up = |child: &&Option<Stop>| child.as_ref().is_none_or(|stop| stop.at_rekey);
        let up = self.children.iter().filter(is_up).count();
        write!(f, "{up} of {} children", self.children.len())?;
        self.children.iter().flatten().try_for_each(|stop| write!(f, "; {stop}"))?;
        self.rekeyed_back.iter().try_for_each(|stop| write!(f, "; by the other end {stop}"))
    }
}

/// What ikelint says of the files of two ends, with what lies between these: a judgement for each end that begins, or the
/// sentence why there is none.
///
/// The files are all that the daemons have been given, so they are taken for complete.
pub(crate) fn of_ikelint(sites: &[Site; 2], texts: &[String; 2]) -> Result<[Judgement; 2], String> {
    of_behaviour(sites, texts, None)
}

/// The same, where both ends behave in another way than the platform that the files are of.
pub(crate) fn of_behaviour(
    sites: &[Site; 2],
    texts: &[String; 2],
    behaviour: Option<&Behaviour>,
) -> Result<[Judgement; 2], String> {
    let [a, b] = texts.clone();
    let files = [("a.conf".to_owned(), Ok(a.into_bytes())), ("b.conf".to_owned(), Ok(b.into_bytes()))];
    let nat = sites.iter().filter(|site| site.path.nat).map(outside).collect::<Result<_, _>>()?;
    let settings = Settings { assume_complete: true, nat, ..Settings::default() };
    let mut check = read_ends(files, &settings);
    for device in &mut check.devices {
        device.behaviour = behaviour.unwrap_or(&device.behaviour).clone();
    }
    check.judge(&settings);
    let judged = of_check(&check)?;
    let is_closed = sites.iter().any(|site| site.path.closed);
    Ok(if is_closed { judged.map(at_a_closed_port) } else { judged })
}

/// Under which address an end behind NAT is seen.
fn outside(site: &Site) -> Result<OutsideAddress, String> {
    let address = ADDRESSES[site.end].parse().map_err(|error| format!("{}: {error}", ADDRESSES[site.end]))?;
    Ok(OutsideAddress { end: ["A", "B"][site.end].to_owned(), address })
}

/// What comes of it where nothing gets through to UDP 4500: the files do not say so, and the ladder says what is sent there.
fn at_a_closed_port(judgement: Judgement) -> Judgement {
    let Some(message) = judgement.moves_with.clone() else { return judgement };
    // The initiator of aggressive mode has all it needs once AM2 is there.
    let half = message == "AM3";
    let stop = Stop { message: Some(message), refused_by: Refuser::Nobody, at_rekey: false };
    Judgement { ike: Some(stop), half, children: Vec::new(), rekeyed_back: None, ..judgement }
}

/// What a check of two files says, as above.
pub(crate) fn of_check(check: &Check) -> Result<[Judgement; 2], String> {
    if let Some(refusal) = &check.refusal {
        return Err(refusal.clone());
    }
    if let Some(input) = check.inputs.iter().find(|input| input.status != InputStatus::Device) {
        return Err(format!("{}: {:?}", input.file, input.status));
    }
    let [a, b] = [of_end(check, 0)?, of_end(check, 1)?];
    let [steps_of_a, steps_of_b] = steps(check)?;
    let with = |judgement: Judgement, steps: &[Value]| Judgement {
        moves_with: moves_with(steps),
        asks_again: steps.iter().any(|step| !step["guess"].is_null()),
        ..judgement
    };
    let [mut a, mut b] = [with(a, &steps_of_a), with(b, &steps_of_b)];
    if either_may_rekey([&a, &b]) {
        // An end asks for new keys in the same way, whichever end began.
        (a.rekeyed_back, b.rekeyed_back) = (b.children[0].clone(), a.children[0].clone());
    }
    Ok([a, b])
}

/// The ladder of each end where it begins, step by step.
fn steps(check: &Check) -> Result<[Vec<Value>; 2], String> {
    let look = Look { colour: false, unicode: false, utf8: false, width: 100 };
    let trace = render(check, Format::Json, look).map_err(|error| error.to_string())?;
    let trace: Value = serde_json::from_str(&trace).map_err(|error| error.to_string())?;
    let tunnels = trace["tunnels"].as_array().map(Vec::as_slice).unwrap_or_default();
    Ok([0, 1]
        .map(|end| {
            let attempt = tunnels.iter().find_map(|tunnel| tunnel["directions"][end]["attempts"].as_array()?.last())?;
            attempt["steps"].as_array().cloned()
        })
        .map(Option::unwrap_or_default))
}

/// The message with which the initiator moves to UDP 4500: the one after the NAT is found.
fn moves_with(steps: &[Value]) -> Option<String> {
    let found = steps.iter().position(|step| !step["nat"].is_null())?;
    steps.get(found + 1)?["message"].as_str().map(str::to_owned)
}

/// What ikelint says of one end beginning. An end whose children differ in their proposals has a tunnel for each, all
/// of them with the same IKE SA.
fn of_end(check: &Check, end: usize) -> Result<Judgement, String> {
    let Some(device) = check.devices.get(end) else { return Err("no device".to_owned()) };
    let mut joined: Option<Judgement> = None;
    for (index, entry) in device.entries.iter().enumerate() {
        // An entry that faces several of the other end's begins with one of them alone.
        let mut own = check.tunnels.iter().filter(|tunnel| tunnel.pair.ends[end].entry == Some(index));
        let tunnel = own.find(|tunnel| !tunnel.directions[end].attempts.is_empty());
        let Some(tunnel) = tunnel else {
            // Where there is no IKE SA, what becomes of the other children need not be told.
            match joined {
                Some(Judgement { ike: Some(_), .. }) => break,
                _ => return Err(format!("no tunnel for {}", entry.name)),
            }
        };
        let judgement = of_direction(&tunnel.directions[end], entry)?;
        match &mut joined {
            Some(joined) => joined.children.extend(judgement.children),
            None => joined = Some(judgement),
        }
    }
    joined.ok_or_else(|| "no entry".to_owned())
}

/// What ikelint says of one direction. `entry` is the initiator's.
fn of_direction(direction: &Direction, entry: &Entry) -> Result<Judgement, String> {
    // The lab's `strongswan.conf` allows keys in aggressive mode; everything else is in the files.
    let open = direction.missing.iter().find(|missing| missing.question.subject != Subject::AggressiveModeKeys);
    if let Some(open) = open {
        return Err(format!("undetermined: {} of {:?}", open.question.subject.word(), open.question.end));
    }
    let Some(attempt) = direction.deciding() else { return Ok(Judgement::default()) };
    if let Some(stop) = attempt.stops.first() {
        return Ok(Judgement { ike: Some(of_stop(stop, false)), half: is_half(stop), ..Judgement::default() });
    }
    let sas = child_sas(&attempt.children, &entry.children);
    // New keys are asked for where everything is up.
    let is_stop = |index: usize, stop: &&ikelint::negotiation::Stop| index > 0 || !is_rekey(stop);
    let mut children = Vec::new();
    for (index, sa) in sas.iter().enumerate() {
        let stop = sa.iter().flat_map(|child| &child.stops).find(|stop| is_stop(index, stop));
        children.push(stop.map(|stop| of_stop(stop, false)));
    }
    if children.iter().all(Option::is_none) {
        let stop = sas[0].iter().flat_map(|child| &child.stops).find(|stop| is_rekey(stop));
        children[0] = stop.map(|stop| of_stop(stop, true));
    }
    Ok(Judgement { children, ..Judgement::default() })
}

/// The results by child SA: selectors that share one come or go together.
fn child_sas<'a>(results: &'a [ChildResult], children: &[Child]) -> Vec<Vec<&'a ChildResult>> {
    let shares = |result: &ChildResult| children.get(result.child).and_then(|child| child.shares);
    let mut sas: Vec<Vec<&ChildResult>> = Vec::new();
    for result in results {
        match sas.last_mut() {
            Some(last) if shares(result).is_some() && shares(result) == shares(last[0]) => last.push(result),
            _ => sas.push(vec![result]),
        }
    }
    sas
}

/// Whether a stop of the first child comes after it was up: it travels in IKE_AUTH, so what stops it at
/// CREATE_CHILD_SA is its rekeying.
fn is_rekey(stop: &ikelint::negotiation::Stop) -> bool {
    stop.message == Some(Message::CreateChildRequest)
}

fn of_stop(stop: &ikelint::negotiation::Stop, at_rekey: bool) -> Stop {
    let refused_by = match stop.refused_by {
        Some(Role::Initiator) => Refuser::Initiator,
        Some(Role::Responder) => Refuser::Responder,
        None => Refuser::Nobody,
    };
    Stop { message: stop.message.map(|message| message.to_string()), refused_by, at_rekey }
}

/// Whether one of the ends holds an IKE SA while they are stuck in making one.
fn is_half(stop: &ikelint::negotiation::Stop) -> bool {
    stop.states.iter().any(|state| matches!(state, SaState::IkeSaUp { .. } | SaState::Established { .. }))
}
