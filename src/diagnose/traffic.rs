//! What blocks the traffic of a tunnel that is up explains that it shows as up, and which of its counters stand still.

use crate::check::Check;
use crate::diagnose::explain::{Explanation, Fit};
use crate::diagnose::{PlacedSighting, end_of, place};
use crate::model::IkeVersion;
use crate::negotiation::{End, Outcome, Role, SaState};
use crate::platform::{self, Flow, Seen};
use crate::rules::{Finding, Severity};
use crate::traffic::Obstacle;

/// Rules whose errors block traffic while the SAs are up.
pub(super) const RULES: [&str; 7] = [
    "esp-blocked",
    "nat-exemption-missing",
    "no-route-to-remote-network",
    "security-policy-blocks",
    "overlapping-networks",
    "recursive-route",
    "nat-traversal-mismatch",
];

/// The findings that block the traffic of tunnels, with the states of an established SA and the counters that they explain.
pub(super) fn explanations(check: &Check, seen: &[PlacedSighting]) -> Vec<Explanation> {
    let blocks = |finding: &Finding| finding.severity == Severity::Error && RULES.contains(&finding.rule.name);
    let findings = check.findings.iter().enumerate().filter(|(_, finding)| blocks(finding));
    findings.filter_map(|(at, finding)| explanation(check, at, finding.tunnel?, seen)).collect()
}

fn explanation(check: &Check, finding: usize, tunnel: usize, seen: &[PlacedSighting]) -> Option<Explanation> {
    let directions = &check.tunnels.get(tunnel)?.directions;
    let comes_up = |outcome| matches!(outcome, Outcome::Establishes | Outcome::Undetermined | Outcome::FailsAtRekey);
    let up = directions.iter().filter(|direction| comes_up(direction.outcome));
    let initiators: Vec<End> = up.map(|direction| direction.initiator).collect();
    let is_shown = |placed: &PlacedSighting| {
        initiators.iter().any(|initiator| shows_established(check, tunnel, *initiator, placed))
            || stands_still(check, tunnel, finding, placed)
    };
    let explains: Vec<usize> = (0..seen.len()).filter(|at| is_shown(&seen[*at])).collect();
    let fit = Fit::Shown;
    (!initiators.is_empty()).then_some(Explanation { finding, tunnel, initiators, explains, is_met_first: true, fit })
}

/// The ends that may have shown something: the one whose device it is, or both where that is not known.
fn ends(check: &Check, tunnel: usize, placed: &PlacedSighting) -> Vec<End> {
    match placed.device {
        _ if !place::is_of(check, tunnel, placed) => Vec::new(),
        Some(device) => end_of(check, tunnel, device).into_iter().collect(),
        None => End::BOTH.to_vec(),
    }
}

/// Whether counters stand still at an end because of what a finding is about.
fn stands_still(check: &Check, tunnel: usize, finding: usize, placed: &PlacedSighting) -> bool {
    let Seen::State { entry, .. } = placed.sighting.what else { return false };
    let flow = entry.flow().or_else(|| entry.is_absence().then_some(Flow::Idle));
    let Some(flow) = flow.filter(|_| !placed.elsewhere) else { return false };
    let is_counted = entry.flow().is_some();
    let is_about = |obstacle: &&Obstacle| check.findings[finding].labels().any(|label| label.span == obstacle.at);
    let of = |sender: End| check.tunnels[tunnel].journeys[sender.index()].obstacles.iter().filter(is_about);
    let known: Vec<(End, End)> =
        End::BOTH.into_iter().flat_map(|sender| of(sender).map(move |obstacle| (sender, obstacle.end))).collect();
    // What stands in no journey may hinder either.
    ends(check, tunnel, placed).into_iter().any(|end| {
        let of_counters = known.is_empty() && flow != Flow::Both;
        match is_counted {
            true => of_counters || known.iter().any(|(sender, at)| fits(flow, end, *sender, *at)),
            // Nothing asks for the tunnel where its own packets are stopped before it.
            false => known.iter().any(|(sender, at)| *sender == end && *at == end),
        }
    })
}

/// Whether an end counts so where the packets that `sender` sends are stopped at the device `at`.
fn fits(flow: Flow, end: End, sender: End, at: End) -> bool {
    let own = sender == end;
    match flow {
        // Its own packets leave, and are stopped later; or those of the other end do not come.
        Flow::SendsOnly => !own || at != end,
        // Its own packets are stopped before the tunnel; or what it receives is stopped behind it, so that nobody answers.
        Flow::ReceivesOnly => at == end,
        Flow::Idle => !own || at == end,
        Flow::Both => false,
    }
}

/// Whether this is what an end of a tunnel shows once it is up, in a direction that comes up or may.
pub(super) fn is_shown_when_up(check: &Check, placed: &PlacedSighting) -> bool {
    let may_be = |initiator: End, tunnel: usize| {
        let outcome = check.tunnels[tunnel].directions[initiator.index()].outcome;
        matches!(outcome, Outcome::Establishes | Outcome::Undetermined)
    };
    let both = matches!(placed.sighting.what, Seen::State { entry, .. } if entry.flow() == Some(Flow::Both));
    (0..check.tunnels.len()).any(|tunnel| {
        End::BOTH
            .into_iter()
            .any(|initiator| may_be(initiator, tunnel) && (both || shows_established(check, tunnel, initiator, placed)))
    })
}

/// Whether an end shows this once the tunnel is up.
fn shows_established(check: &Check, tunnel: usize, initiator: End, placed: &PlacedSighting) -> bool {
    let Seen::State { entry, deleted } = &placed.sighting.what else { return false };
    if placed.elsewhere || *deleted == Some(true) {
        return false;
    }
    let direction = &check.tunnels[tunnel].directions[initiator.index()];
    let Some(attempt) = direction.deciding() else { return false };
    let version = attempt.version.unwrap_or(IkeVersion::V1);
    ends(check, tunnel, placed).into_iter().any(|end| {
        let role = if end == initiator { Role::Initiator } else { Role::Responder };
        let device = &check.devices[check.tunnels[tunnel].pair.ends[end.index()].device];
        let fits = placed.sighting.role.is_none_or(|own| own == role)
            && placed.sighting.platform.is_none_or(|own| own == device.platform);
        let state = direction.states[end.index()];
        let is_up = matches!(state, SaState::Established { .. });
        fits && is_up && platform::by_id(device.platform).is_some_and(|own| own.shows(entry.name, state, role, version))
    })
}
