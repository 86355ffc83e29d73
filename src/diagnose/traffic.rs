//! What blocks the traffic of a tunnel that is up explains that it shows as up.

use crate::check::Check;
use crate::diagnose::explain::Explanation;
use crate::diagnose::{PlacedSighting, end_of};
use crate::model::IkeVersion;
use crate::negotiation::{End, Outcome, Role, SaState};
use crate::platform::{self, Seen};
use crate::rules::{Finding, Severity};

/// Rules whose errors block traffic while the SAs are up.
const RULES: [&str; 4] =
    ["esp-blocked", "nat-exemption-missing", "no-route-to-remote-network", "security-policy-blocks"];

/// The findings that block the traffic of tunnels, with the states of an established SA that they explain.
pub(super) fn explanations(check: &Check, seen: &[PlacedSighting]) -> Vec<Explanation> {
    let blocks = |finding: &Finding| finding.severity == Severity::Error && RULES.contains(&finding.rule.name);
    let findings = check.findings.iter().enumerate().filter(|(_, finding)| blocks(finding));
    findings.filter_map(|(at, finding)| explanation(check, at, finding.tunnel?, seen)).collect()
}

fn explanation(check: &Check, finding: usize, tunnel: usize, seen: &[PlacedSighting]) -> Option<Explanation> {
    let directions = &check.tunnels.get(tunnel)?.directions;
    let up = directions.iter().filter(|direction| direction.outcome == Outcome::Establishes);
    let initiators: Vec<End> = up.map(|direction| direction.initiator).collect();
    let explains: Vec<usize> = (0..seen.len())
        .filter(|at| initiators.iter().any(|initiator| shows_established(check, tunnel, *initiator, &seen[*at])))
        .collect();
    (!initiators.is_empty()).then_some(Explanation { finding, tunnel, initiators, explains, is_met_first: true })
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
    let ends: Vec<End> = match placed.device {
        Some(device) => end_of(check, tunnel, device).into_iter().collect(),
        None => End::BOTH.to_vec(),
    };
    ends.into_iter().any(|end| {
        let role = if end == initiator { Role::Initiator } else { Role::Responder };
        let device = &check.devices[check.tunnels[tunnel].pair.ends[end.index()].device];
        let fits = placed.sighting.role.is_none_or(|own| own == role)
            && placed.sighting.platform.is_none_or(|own| own == device.platform);
        let state = direction.states[end.index()];
        let is_up = matches!(state, SaState::Established { .. });
        fits && is_up && platform::by_id(device.platform).is_some_and(|own| own.shows(entry.name, state, role, version))
    })
}
