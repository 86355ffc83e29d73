//! Which configured faults explain what was seen.

use crate::check::{Check, Tunnel};
use crate::diagnose::{Diagnosis, PlacedSighting, end_of, place, traffic};
use crate::model::IkeVersion;
use crate::negotiation::{Attempt, Direction, End, Outcome, Role, SaState, Stop};
use crate::platform::{self, Seen};
use crate::rules::Finding;

/// A fault that was found, and what it explains.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The finding, as an index into the findings of the check.
    pub finding: usize,
    /// The tunnel, as an index into the tunnels of the check.
    pub tunnel: usize,
    /// The ends that meet the fault when they begin.
    pub initiators: Vec<End>,
    /// What it explains, as indices into what was seen.
    pub explains: Vec<usize>,
    /// Whether it is met first, so that its state is the one to see today.
    pub is_met_first: bool,
    /// How it explains what was seen.
    pub fit: Fit,
}

/// How closely a fault explains what was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It is what the devices show or log where the negotiation stops so.
    Shown,
    /// A log line speaks of such a fault, without being known for the message at which this one stops.
    Meant,
}

impl Fit {
    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Meant => "meant",
        }
    }
}

/// A stop with the direction and the try that it belongs to, and its place among the stops of that try.
struct Predicted<'a> {
    direction: &'a Direction,
    attempt: &'a Attempt,
    stop: &'a Stop,
    place: usize,
}

/// Every finding that stops something: first those that explain what was seen, then the others.
pub(super) fn explain(check: &Check, seen: &[PlacedSighting]) -> (Vec<Explanation>, Vec<Explanation>) {
    let mut all: Vec<Explanation> = Vec::new();
    for (index, tunnel) in check.tunnels.iter().enumerate() {
        for predicted in predictions(tunnel) {
            add(&mut all, check, index, &predicted, seen);
        }
    }
    all.extend(traffic::explanations(check, seen));
    explain_by_meaning(check, seen, &mut all);
    let (mut explained, unrelated): (Vec<_>, Vec<_>) = all.into_iter().partition(|own| !own.explains.is_empty());
    // What is shown so comes first, of that what explains most; of equals, what is met first.
    explained.sort_by_key(|own| (own.fit == Fit::Meant, std::cmp::Reverse(own.explains.len()), !own.is_met_first));
    (explained, unrelated)
}

/// Gives the log lines that no fault explains to the faults that they speak of: devices write them at other messages as well.
fn explain_by_meaning(check: &Check, seen: &[PlacedSighting], all: &mut [Explanation]) {
    let is_left = |at: &usize| all.iter().all(|own| !own.explains.contains(at));
    let left: Vec<usize> = (0..seen.len()).filter(|at| !seen[*at].elsewhere).filter(is_left).collect();
    for own in all.iter_mut().filter(|own| own.explains.is_empty()) {
        let rule = check.findings[own.finding].rule.name;
        let speaks = |at: &usize| matches!(&seen[*at].sighting.what, Seen::Log(sign) if sign.rules.contains(&rule));
        own.explains = left.iter().copied().filter(speaks).collect();
        own.fit = Fit::Meant;
    }
}

fn predictions(tunnel: &Tunnel) -> Vec<Predicted<'_>> {
    let mut found = Vec::new();
    for direction in &tunnel.directions {
        for attempt in &direction.attempts {
            let stops = attempt.all_stops().enumerate();
            found.extend(stops.map(|(place, stop)| Predicted { direction, attempt, stop, place }));
        }
    }
    found
}

fn add(all: &mut Vec<Explanation>, check: &Check, tunnel: usize, predicted: &Predicted<'_>, seen: &[PlacedSighting]) {
    let Some(rule) = check.context(tunnel).map(|context| context.rule_name(&predicted.stop.fault)) else { return };
    let of_fault = |finding: &Finding| finding.rule.name == rule && finding.tunnel.is_none_or(|own| own == tunnel);
    let Some(finding) = check.findings.iter().position(of_fault) else { return };
    let initiator = predicted.direction.initiator;
    let explains = (0..seen.len()).filter(|at| is_explained(check, tunnel, predicted, &seen[*at]));
    let explains: Vec<usize> = explains.collect();
    let met_first = predicted.place == 0;
    match all.iter_mut().find(|own| own.finding == finding && own.tunnel == tunnel) {
        None => {
            let (initiators, fit) = (vec![initiator], Fit::Shown);
            all.push(Explanation { finding, tunnel, initiators, explains, is_met_first: met_first, fit });
        }
        Some(own) => {
            // The directions that explain what was seen are the ones to tell of.
            match (own.explains.is_empty(), explains.is_empty()) {
                (true, false) => own.initiators = vec![initiator],
                (false, true) => return,
                _ if !own.initiators.contains(&initiator) => own.initiators.push(initiator),
                _ => {}
            }
            own.is_met_first |= met_first;
            own.explains.extend(explains);
            own.explains.sort_unstable();
            own.explains.dedup();
        }
    }
}

/// Whether a device shows or logs this where the negotiation stops so.
fn is_explained(check: &Check, tunnel: usize, predicted: &Predicted<'_>, placed: &PlacedSighting) -> bool {
    if placed.elsewhere || !place::is_of(check, tunnel, placed) {
        return false;
    }
    let ends: Vec<End> = match placed.device {
        Some(device) => end_of(check, tunnel, device).into_iter().collect(),
        None => End::BOTH.to_vec(),
    };
    ends.into_iter().any(|end| is_shown(check, tunnel, predicted, placed, end))
}

fn is_shown(check: &Check, tunnel: usize, predicted: &Predicted<'_>, placed: &PlacedSighting, end: End) -> bool {
    let role = if end == predicted.direction.initiator { Role::Initiator } else { Role::Responder };
    let sighting = &placed.sighting;
    let version = predicted.attempt.version.unwrap_or(IkeVersion::V1);
    let device = &check.devices[check.tunnels[tunnel].pair.ends[end.index()].device];
    let Some(platform) = platform::by_id(device.platform) else { return false };
    let fits =
        sighting.role.is_none_or(|own| own == role) && sighting.platform.is_none_or(|own| own == device.platform);
    if !fits {
        return false;
    }
    match &sighting.what {
        Seen::State { entry, deleted } => {
            let states = [predicted.stop.states[end.index()], predicted.stop.states_after[end.index()]];
            states
                .into_iter()
                .any(|state| is_as_deleted(state, *deleted) && platform.is_seen_as(entry.name, state, role, version))
        }
        Seen::Log(sign) => {
            let lines = platform.log_lines(predicted.stop, role, version);
            lines.iter().any(|line| {
                line.is_held_by(sign.line.text) || sign.line.is_held_by(line.text) || line.is_held_by(&sighting.text)
            })
        }
    }
}

/// Whether an SA that is listed as deleted can be in this state.
fn is_as_deleted(state: SaState, deleted: Option<bool>) -> bool {
    deleted.is_none_or(|deleted| deleted == (state == SaState::Purged) || state == SaState::NoSa)
}

/// Whether everything that is seen of these tunnels is what an end shows once a tunnel is up, and nothing else is.
pub(super) fn is_expected(check: &Check, diagnosis: &Diagnosis) -> bool {
    let mut seen = diagnosis.of_these_tunnels().peekable();
    // What the far end does is not known with one configuration.
    !check.is_alone() && seen.peek().is_some() && seen.all(|placed| traffic::is_shown_when_up(check, placed))
}

/// Whether an IKE SA is seen up where every direction of every tunnel stops before one is.
pub(super) fn is_contradicted(check: &Check, diagnosis: &Diagnosis) -> bool {
    let never_up = |direction: &Direction| {
        let stops = direction.attempts.iter().all(|attempt| attempt.all_stops().any(|stop| stop.phase == 1));
        direction.outcome == Outcome::DoesNotStart || (direction.outcome == Outcome::Stalls && stops)
    };
    let mut directions = check.tunnels.iter().flat_map(|tunnel| &tunnel.directions).peekable();
    let has_two = check.given().len() == 2 && directions.peek().is_some();
    has_two
        && directions.all(never_up)
        && diagnosis.explained.is_empty()
        && diagnosis.of_these_tunnels().any(|placed| shows_up(check, placed))
}

/// Whether this is what a device shows of an IKE SA that is up, and of no other.
fn shows_up(check: &Check, placed: &PlacedSighting) -> bool {
    let Seen::State { entry, deleted } = placed.sighting.what else { return false };
    let devices = check.devices.iter().enumerate().filter(|(at, _)| placed.device.is_none_or(|device| device == *at));
    let mut platforms = devices.filter_map(|(_, device)| platform::by_id(device.platform));
    deleted != Some(true)
        && platforms.any(|platform| {
            UP.into_iter().any(|state| {
                let versions = [IkeVersion::V1, IkeVersion::V2];
                versions.into_iter().any(|version| platform.is_seen_as(entry.name, state, Role::Initiator, version))
            })
        })
}

/// An IKE SA that is up, made by either exchange, with a child SA and without.
const UP: [SaState; 4] = [
    SaState::IkeSaUp { aggressive: false },
    SaState::IkeSaUp { aggressive: true },
    SaState::Established { aggressive: false },
    SaState::Established { aggressive: true },
];
