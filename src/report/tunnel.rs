//! Tunnels, their ends and their directions in the report's own types.

use std::net::IpAddr;

use crate::check::{Check, Tunnel};
use crate::model::{Entry, IkeVersion, PeerAddress};
use crate::negotiation::{Attempt, ChildResult, Direction, End, Fault, Outcome, Role, SaState, Side};
use crate::pairing::TunnelEnd;
use crate::platform::{self, Platform};
use crate::report::assemble::{file_name, line};
use crate::report::{json, traffic};
use crate::rules::TunnelContext;

/// The tunnels of a check, each with an id of its own and with no findings yet.
pub(super) fn tunnels(check: &Check) -> Vec<json::Tunnel> {
    let mut tunnels: Vec<json::Tunnel> = Vec::with_capacity(check.tunnels.len());
    for (index, tunnel) in check.tunnels.iter().enumerate() {
        let cx = TunnelContext { devices: &check.devices, tunnel, index };
        let ends = End::BOTH.map(|end| self::end(check, tunnel, end));
        let mut id = ends.iter().map(address_id).collect::<Vec<_>>().join(" <> ");
        let same = tunnels.iter().filter(|other| other.id == id || other.id.starts_with(&format!("{id} #"))).count();
        if same > 0 {
            // Two entries between the same two addresses.
            id = format!("{id} #{}", same + 1);
        }
        tunnels.push(json::Tunnel {
            id,
            ends,
            ike_version: ike_version(tunnel).map(IkeVersion::number),
            verdict: tunnel.verdict.word(),
            traffic: tunnel.traffic.map(crate::check::Traffic::word),
            traffic_reasons: End::BOTH.map(|end| traffic::reasons(check, tunnel, end)),
            directions: End::BOTH.map(|end| direction(check, &cx, &tunnel.directions[end.index()])),
            findings: Vec::new(),
            stand_in: None,
        });
    }
    for (index, tunnel) in check.tunnels.iter().enumerate() {
        tunnels[index].stand_in = tunnel.stand_in.and_then(|own| Some(tunnels.get(own.tunnel)?.id.clone()));
    }
    tunnels
}

fn address_id(end: &json::End) -> String {
    format!("{}:{}", end.device, end.address.as_deref().unwrap_or("?"))
}

/// The device and the entry of an end, as one name for people and for fingerprints.
pub(super) fn end_name(check: &Check, end: &TunnelEnd) -> String {
    let device = check.devices.get(end.device).map(|device| device.name.as_str()).unwrap_or_default();
    format!("{device} {}", entry(check, end).map_or("none", |entry| entry.name.as_str()))
}

fn entry<'a>(check: &'a Check, end: &TunnelEnd) -> Option<&'a Entry> {
    check.devices.get(end.device)?.entries.get(end.entry?)
}

fn platform(check: &Check, end: &TunnelEnd) -> Option<&'static dyn Platform> {
    check.devices.get(end.device).and_then(|device| platform::by_id(device.platform))
}

fn end(check: &Check, tunnel: &Tunnel, which: End) -> json::End {
    let own = &tunnel.pair.ends[which.index()];
    let device = check.devices.get(own.device);
    let entry = self::entry(check, own);
    json::End {
        device: device.map(|device| device.name.clone()).unwrap_or_default(),
        file: device.map(|device| file_name(check, device.file)).unwrap_or_default(),
        line: entry.map(|entry| line(check, entry.span)),
        name: entry.map_or("none", |entry| entry.name.as_str()).to_owned(),
        kind: entry.map_or("none", |entry| entry.kind.word()),
        address: address(check, tunnel, which),
        peer: peer(check, own).map(ToString::to_string),
        rank: own.rank,
        behind_nat: behind_nat(check, tunnel, which),
        matched_by: tunnel.pair.matched_by.words(),
    }
}

fn behind_nat(check: &Check, tunnel: &Tunnel, which: End) -> Option<json::BehindNat> {
    let side = |end: End| {
        let own = &tunnel.pair.ends[end.index()];
        let device = check.devices.get(own.device)?;
        Some(Side { device, entry: entry(check, own), rank: own.rank })
    };
    let (own, other) = (side(which)?, side(which.other())?);
    let nat = own.nat(&other)?;
    let outside = own.seen_as(&other).or_else(|| other.peer_address()).map(|address| address.to_string());
    Some(json::BehindNat { outside, evidence: nat.word() })
}

fn peer<'a>(check: &'a Check, end: &TunnelEnd) -> Option<&'a PeerAddress> {
    entry(check, end)?.peers.get(end.rank).map(|peer| &peer.value)
}

/// The address by which an end takes part: its own, the one that the other end names where it has several, else the
/// one by which the other end calls it.
fn address(check: &Check, tunnel: &Tunnel, which: End) -> Option<String> {
    let called = match peer(check, &tunnel.pair.ends[which.other().index()]) {
        Some(PeerAddress::Address(address)) => Some(*address),
        _ => None,
    };
    let entry = entry(check, &tunnel.pair.ends[which.index()]);
    let own: Vec<IpAddr> = entry
        .map(|entry| entry.local_addresses.iter().filter_map(|own| own.known().copied()).collect())
        .unwrap_or_default();
    let fitting = own.iter().find(|own| Some(**own) == called).or(own.first());
    fitting.copied().or(called).map(|address| address.to_string())
}

/// The version of the worst direction's last attempt; `None` where the ends share none.
fn ike_version(tunnel: &Tunnel) -> Option<IkeVersion> {
    let badness = |outcome: Outcome| match outcome {
        Outcome::Stalls => 4,
        Outcome::FailsAtRekey => 3,
        Outcome::Undetermined => 2,
        Outcome::Establishes => 1,
        Outcome::DoesNotStart => 0,
    };
    let [a, b] = &tunnel.directions;
    let worst = if badness(b.outcome) > badness(a.outcome) { b } else { a };
    match worst.first_stop().map(|stop| &stop.fault) {
        Some(Fault::IkeVersion { .. }) => None,
        _ => worst.deciding().and_then(|attempt| attempt.version),
    }
}

fn direction(check: &Check, cx: &TunnelContext<'_>, direction: &Direction) -> json::Direction {
    let ends = &cx.tunnel.pair.ends;
    let initiator = direction.initiator;
    let stop = direction.first_stop();
    let version = direction.deciding().and_then(|attempt| attempt.version);
    let spoken = version.unwrap_or_else(|| spoken_version(entry(check, &ends[initiator.index()])));
    let role = |end: End| if end == initiator { Role::Initiator } else { Role::Responder };
    let word = |end: End, states: &[SaState; 2]| {
        let release = check.devices[ends[end.index()].device].release();
        let platform = platform(check, &ends[end.index()])?;
        platform.state_in_release(release.as_deref(), states[end.index()], role(end), spoken)
    };
    let logs = |end: End| match (stop, platform(check, &ends[end.index()])) {
        (Some(stop), Some(platform)) => {
            let mut lines = platform.log_lines(stop, role(end), spoken);
            let release = cx.side(end).device.release();
            lines.retain(|line| platform.logs_in_release(line, release.as_deref()));
            lines.into_iter().map(|line| line.shown(Some(&stop.fault))).collect()
        }
        _ => Vec::new(),
    };
    let message = stop.and_then(|stop| stop.message);
    json::Direction {
        initiator: initiator.index(),
        outcome: direction.outcome.word(),
        ike_version: version.map(IkeVersion::number),
        phase: stop.map(|stop| stop.phase),
        exchange: message.map(crate::negotiation::Message::exchange),
        message: message.map(|message| message.to_string()),
        refused_by: stop.and_then(|stop| stop.refused_by).map(role_word),
        cause: stop.map(|stop| cx.rule_name(&stop.fault)),
        notify: stop.and_then(|stop| stop.notify),
        states: End::BOTH.map(|end| word(end, &direction.states)),
        states_after: End::BOTH.map(|end| word(end, &direction.states_after)),
        evidence: End::BOTH.map(logs),
        missing: direction.missing.iter().map(|missing| self::missing(check, missing)).collect(),
        attempts: direction.attempts.iter().map(|attempt| self::attempt(cx, attempt)).collect(),
        children: children(check, cx, direction),
    }
}

/// The version that an entry would speak where no attempt was made.
pub(super) fn spoken_version(entry: Option<&Entry>) -> IkeVersion {
    match entry {
        Some(entry) if entry.ikev2.is_some() => IkeVersion::V2,
        _ => IkeVersion::V1,
    }
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Initiator => "initiator",
        Role::Responder => "responder",
    }
}

fn missing(check: &Check, missing: &crate::negotiation::Missing) -> json::Missing {
    let question = &missing.question;
    json::Missing {
        what: question.subject.word(),
        end: question.end.index(),
        file: file_name(check, question.at.file),
        line: line(check, question.at),
        reason: question.reason.phrase().into_owned(),
        if_ok: missing.if_ok.word(),
        if_bad: missing.if_bad.word(),
    }
}

fn attempt(cx: &TunnelContext<'_>, attempt: &Attempt) -> json::Attempt {
    let stop = attempt.all_stops().next();
    json::Attempt {
        ike_version: attempt.version.map(IkeVersion::number),
        outcome: attempt.outcome.word(),
        message: stop.and_then(|stop| stop.message).map(|message| message.to_string()),
        cause: stop.map(|stop| cx.rule_name(&stop.fault)),
    }
}

fn children(check: &Check, cx: &TunnelContext<'_>, direction: &Direction) -> Vec<json::Child> {
    direction.deciding().map(|attempt| children_of(check, cx, direction, attempt)).unwrap_or_default()
}

/// The children that the initiator asks for in one try.
pub(super) fn children_of(
    check: &Check,
    cx: &TunnelContext<'_>,
    direction: &Direction,
    attempt: &Attempt,
) -> Vec<json::Child> {
    let is_settled = attempt.stops.is_empty() && direction.outcome != Outcome::Undetermined;
    let each = attempt.children.iter().filter_map(|result| {
        // A child that would come up by itself shares the fate of an IKE SA that does not, or may not.
        let outcome = if result.stops.is_empty() && !is_settled { Outcome::Undetermined } else { result.outcome };
        child(check, cx, direction.initiator, result, outcome)
    });
    each.collect()
}

fn child(
    check: &Check,
    cx: &TunnelContext<'_>,
    initiator: End,
    result: &ChildResult,
    outcome: Outcome,
) -> Option<json::Child> {
    let of = |end: End, at: usize| cx.entry(end)?.children.get(at);
    let own = of(initiator, result.child)?;
    let theirs = result.counterpart.and_then(|at| of(initiator.other(), at));
    let stop = result.stops.first();
    Some(json::Child {
        name: own.name.clone(),
        local: own.selector.local.to_string(),
        remote: own.selector.remote.to_string(),
        protocol: own.selector.protocol_name(),
        outcome: outcome.word(),
        message: stop.and_then(|stop| stop.message).map(|message| message.to_string()),
        cause: stop.map(|stop| cx.rule_name(&stop.fault)),
        lines: End::BOTH.map(|end| {
            let child = if end == initiator { Some(own) } else { theirs };
            child.map(|child| line(check, child.span))
        }),
    })
}
