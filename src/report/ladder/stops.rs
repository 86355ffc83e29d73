//! Where a try stops, and why: the stop that is drawn, and those behind it.

use crate::model::IkeVersion;
use crate::negotiation::{ChildResult, End, Fault, Message, Stop};
use crate::platform;
use crate::report::ladder::json;
use crate::report::ladder::play::Play;
use crate::rules::{self, Finding};
use crate::source::Span;

/// The stop that the messages of the IKE SA meet first: nothing leaves, or one of them is not accepted. In IKEv2 the
/// first child is refused inside IKE_AUTH.
pub(super) fn of_ike_sa<'a>(play: &Play<'a>) -> Option<&'a Stop> {
    let own = play.attempt.stops.iter().filter(|stop| !is_about_child_alone(stop));
    let in_auth = play.attempt.children.iter().flat_map(|child| &child.stops);
    let in_auth = in_auth.filter(|stop| stop.message == Some(Message::AuthRequest));
    own.chain(in_auth).min_by_key(|stop| place(stop))
}

/// The stop of a try in which no child is asked for, so that nothing leaves: no packet comes to any of them.
pub(super) fn of_silence<'a>(play: &Play<'a>) -> Option<&'a Stop> {
    let stops = play.attempt.children.iter().flat_map(|child| &child.stops);
    stops.into_iter().find(|stop| stop.message.is_none()).filter(|_| play.asked().is_empty())
}

/// The stop that a child meets first, once the IKE SA is up.
pub(super) fn of_child<'a>(play: &Play<'a>, child: &'a ChildResult) -> Option<&'a Stop> {
    play.attempt
        .stops
        .iter()
        .filter(|stop| is_about_child_alone(stop))
        .chain(&child.stops)
        .min_by_key(|stop| place(stop))
}

/// Whether a stop comes after the IKE SA.
fn is_about_child_alone(stop: &Stop) -> bool {
    matches!(stop.message, Some(Message::Qm1 | Message::CreateChildRequest))
}

/// The order in which stops are met: before the first message, then the IKE SA, then the child.
fn place(stop: &Stop) -> (bool, u8, Option<Message>) {
    (stop.message.is_some(), stop.phase, stop.message)
}

/// A stop as the trace tells it.
pub(super) fn told(play: &Play<'_>, stop: &Stop) -> json::Stop {
    json::Stop {
        refused_by: refusing_end(play, stop),
        cause: play.cx.rule_name(&stop.fault),
        reason: reason(play, stop),
        notify: stop.notify,
        certain: stop.certain,
        states_after: play.words(&stop.states_after),
        logs: End::BOTH.map(|end| log_lines(play, stop, end)),
    }
}

fn refusing_end(play: &Play<'_>, stop: &Stop) -> Option<usize> {
    stop.refused_by.map(|role| play.end(role).index())
}

fn log_lines(play: &Play<'_>, stop: &Stop, end: End) -> Vec<String> {
    let device = play.cx.side(end).device;
    let Some(platform) = platform::by_id(device.platform) else { return Vec::new() };
    let mut lines = platform.log_lines(stop, play.role(end), play.version);
    let release = device.release();
    lines.retain(|line| platform.logs_in_release(line, release.as_deref()));
    lines.into_iter().map(|line| line.shown(Some(&stop.fault))).collect()
}

/// Every stop but those that are drawn, each once, in the order of the exchange.
pub(super) fn further(play: &Play<'_>, drawn: &[&Stop]) -> Vec<json::Further> {
    let own = play.attempt.stops.iter().map(|stop| (None, stop));
    let of_children = play.attempt.children.iter().flat_map(|child| {
        let name = play.child(child).map(|child| child.name.clone());
        child.stops.iter().map(move |stop| (name.clone(), stop))
    });
    let mut rest: Vec<(Option<String>, &Stop)> = own
        .chain(of_children)
        .filter(|(_, stop)| !drawn.iter().any(|other| other.fault == stop.fault && other.message == stop.message))
        .collect();
    rest.sort_by_key(|(_, stop)| place(stop));
    let mut told: Vec<json::Further> = Vec::new();
    for (child, stop) in rest {
        let further = json::Further {
            message: stop.message.map(|message| message.to_string()),
            child,
            refused_by: refusing_end(play, stop),
            cause: play.cx.rule_name(&stop.fault),
            reason: reason(play, stop),
        };
        let known = |other: &json::Further| (other.cause, &other.reason) == (further.cause, &further.reason);
        if !told.iter().any(known) {
            told.push(further);
        }
    }
    told
}

/// Why it stops: what the finding about this fault says; where the findings tell it for the other direction only, or not
/// at all, the same in words of its own.
fn reason(play: &Play<'_>, stop: &Stop) -> String {
    if let Some(words) = selector_words(play, &stop.fault).or_else(|| version_words(play, &stop.fault)) {
        return words;
    }
    let rule = play.cx.rule_name(&stop.fault);
    let spans = spans_of(play, &stop.fault);
    let about = |finding: &&Finding| finding.tunnel == Some(play.cx.index) && finding.rule.name == rule;
    let shows = |finding: &&Finding| finding.labels().any(|label| spans.contains(&label.span));
    let findings = || play.check.findings.iter().filter(about);
    let finding = findings().find(shows).or_else(|| findings().next());
    match finding {
        Some(finding) => finding.message.clone(),
        None => rules::find(rule).map_or(rule, |rule| rule.summary).to_owned(),
    }
}

/// The lines that a fault is about, where a fault of the same rule may occur twice.
fn spans_of(play: &Play<'_>, fault: &Fault) -> Vec<Span> {
    match fault {
        Fault::KeyMismatch { spans, .. } | Fault::Pfs { spans, .. } => spans.to_vec(),
        Fault::PostQuantumKey { spans, .. } => spans.to_vec(),
        Fault::Identity { end, spans, .. } => vec![spans[end.index()]],
        Fault::KeyMissing { at, .. } | Fault::IkeNotEnabled { at, .. } | Fault::MapNotApplied { at, .. } => vec![*at],
        Fault::Prohibited { at, .. } => vec![*at],
        Fault::PeerAddress { at, .. } | Fault::OneSided { at, .. } => vec![*at],
        Fault::NoRouteToPeer { at, .. } | Fault::RecursiveRoute { at, .. } | Fault::PortBlocked { at, .. } => vec![*at],
        Fault::NoIkeProposal { at, .. } | Fault::NoChildProposal { at, .. } | Fault::OriginateOnly { at, .. } => {
            vec![*at]
        }
        Fault::Defect { end, defect } => {
            let defect = play.cx.entry(*end).and_then(|entry| entry.defects.get(*defect));
            defect.map(|defect| defect.span).into_iter().collect()
        }
        Fault::Shadowed { end, by } => {
            play.cx.side(*end).device.entries.get(*by).map(|entry| entry.span).into_iter().collect()
        }
        Fault::NeverMatches { end, child } => {
            let child = play.cx.entry(*end).and_then(|entry| entry.children.get(*child));
            child.map(|child| child.span).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// A selector as this direction asks for it; a finding may tell the other one.
fn selector_words(play: &Play<'_>, fault: &Fault) -> Option<String> {
    let Fault::Selector { end, offered, nearest, .. } = fault else { return None };
    let (judge, asks) = (*end, end.other());
    let offer = &play.cx.entry(asks)?.children.get(*offered)?.selector;
    let own = nearest.and_then(|index| play.cx.entry(judge)?.children.get(index));
    let protects = match own {
        Some(own) => format!("the nearest that {} protects is {}", play.cx.name(judge), own.selector),
        None => format!("{} protects nothing that fits", play.cx.name(judge)),
    };
    Some(format!("{} asks for {offer}; {protects}", play.cx.name(asks)))
}

/// Which version the other end does not speak. No finding says so of a try that is given up for another version.
fn version_words(play: &Play<'_>, fault: &Fault) -> Option<String> {
    let Fault::IkeVersion { speaks, .. } = fault else { return None };
    let other = play.direction.initiator.other();
    let version: IkeVersion = play.attempt.version?;
    Some(format!("{} is not configured for {version}; it speaks {}", play.cx.name(other), speaks[other.index()]))
}
