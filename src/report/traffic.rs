//! What is said of the packets that each end sends: whether they get through, and why not or why nobody can say.

use crate::check::{self, Check, Traffic, Tunnel};
use crate::model::{Defect, Entry};
use crate::negotiation::{End, Verdict};
use crate::platform;
use crate::report::assemble::{file_name, line};
use crate::report::json::{self, TrafficReason};
use crate::report::page::{Page, plain};
use crate::source::Span;
use crate::traffic::{About, Doubt, Hindrance, Obstacle};

/// So many open matters are told to people; the JSON report has all.
const MOST_REASONS: usize = 3;

/// Why the traffic of an end is blocked, or why it is unknown.
pub(super) fn reasons(check: &Check, tunnel: &Tunnel, sender: End) -> Vec<TrafficReason> {
    let journey = &tunnel.journeys[sender.index()];
    let reason = |end: End, at: Option<Span>, reason: &str| TrafficReason {
        end: end.index(),
        file: at.map(|span| file_name(check, span.file)),
        line: at.map(|span| line(check, span)),
        reason: reason.to_owned(),
        open: None,
        logs: Vec::new(),
    };
    match tunnel.traffic[sender.index()] {
        Traffic::Flows => Vec::new(),
        Traffic::Blocked if journey.obstacles.is_empty() => {
            let side = check::sides(&check.devices, &tunnel.pair)[sender.index()];
            vec![match side.loses_packets_at().filter(|_| side.sends_elsewhere()) {
                Some(at) => reason(sender, Some(at), "shadowed-entry"),
                None if end_sends_nothing(check, tunnel, sender) => {
                    reason(sender, None, "no packet can match what it protects")
                }
                None => reason(sender, None, LOST_IN_NAT),
            }]
        }
        Traffic::Blocked => {
            let obstacles = journey.obstacles.iter();
            let told = |own: &Obstacle| TrafficReason {
                logs: logs(check, tunnel, own),
                ..reason(own.end, Some(own.at), rule_name(check, tunnel, own))
            };
            obstacles.map(told).collect()
        }
        Traffic::Unknown => {
            let comes_up = tunnel.verdict == Verdict::Establishes;
            let first = (!comes_up)
                .then(|| TrafficReason { open: Some("tunnel"), ..reason(sender, None, "whether the tunnel comes up") });
            let open = |doubt: &Doubt| TrafficReason {
                open: Some(doubt.about.word()),
                ..reason(doubt.end, doubt.at, doubt.about.phrase())
            };
            first.into_iter().chain(journey.doubts.iter().map(open)).collect()
        }
    }
}

/// What the device that drops packets writes into its log.
fn logs(check: &Check, tunnel: &Tunnel, obstacle: &Obstacle) -> Vec<String> {
    let device = check.devices.get(tunnel.pair.ends[obstacle.end.index()].device);
    let platform = device.and_then(|device| platform::by_id(device.platform));
    let lines = platform.map(|platform| platform.drop_lines(&obstacle.hindrance)).unwrap_or_default();
    lines.iter().map(|line| line.shown(None)).collect()
}

/// Why ESP or AH that is not in UDP does not get through.
const LOST_IN_NAT: &str = "the NAT between the ends passes on UDP alone, and what carries it is not in UDP";

/// Whether no packet can match any selector of an end.
fn end_sends_nothing(check: &Check, tunnel: &Tunnel, sender: End) -> bool {
    entry_of(check, tunnel, sender).is_some_and(check::sends_nothing)
}

fn entry_of<'a>(check: &'a Check, tunnel: &Tunnel, end: End) -> Option<&'a Entry> {
    let own = &tunnel.pair.ends[end.index()];
    check.devices[own.device].entries.get(own.entry?)
}

/// The rule that tells what stands in the way.
fn rule_name(check: &Check, tunnel: &Tunnel, obstacle: &Obstacle) -> &'static str {
    match &obstacle.hindrance {
        // Told of the entry, which does nothing at all.
        Hindrance::LinkDown { .. }
            if entry_of(check, tunnel, obstacle.end)
                .is_some_and(|entry| entry.defects.iter().any(Defect::is_shut_down)) =>
        {
            "incomplete-entry"
        }
        // Where several rules may explain it, the first is not about the entry.
        hindrance => hindrance.kind().rules().first().copied().unwrap_or_default(),
    }
}

/// Writes a line for each end whose packets are blocked or known to flow, and why nothing is known of the others.
pub(super) fn render(page: &mut Page, tunnel: &json::Tunnel, names: &[String; 2]) {
    if !matches!(tunnel.verdict, "establishes" | "undetermined") && !tunnel.traffic.contains(&"blocked") {
        return;
    }
    page.gap();
    for ((name, traffic), reasons) in names.iter().zip(tunnel.traffic).zip(&tunnel.traffic_reasons) {
        let text = match traffic {
            "blocked" => format!("Traffic that {name} sends is blocked: {}.", words(reasons, names, false)),
            "flows" => format!("Traffic that {name} sends flows, as far as routes, NAT and filters of both ends go."),
            _ => format!("Whether traffic that {name} sends flows is not settled: {}.", words(reasons, names, true)),
        };
        page.wrapped("  ", &text);
    }
    logs_to_look_for(page, tunnel, names);
    if let Some(hint) = unjudged(tunnel, names) {
        page.wrapped("  ", &hint);
    }
}

/// Writes what the devices that drop packets log.
fn logs_to_look_for(page: &mut Page, tunnel: &json::Tunnel, names: &[String; 2]) {
    let mut told: Vec<(usize, &str)> = Vec::new();
    for reason in tunnel.traffic_reasons.iter().flatten() {
        let new = reason.logs.iter().map(|text| (reason.end, text.as_str()));
        told.extend(new.filter(|own| !told.contains(own)).collect::<Vec<_>>());
    }
    for (end, name) in names.iter().enumerate() {
        let texts: Vec<&str> = told.iter().filter(|own| own.0 == end).map(|own| own.1).collect();
        if !texts.is_empty() {
            page.wrapped("  ", &format!("Look for in the log of {name}: {}.", texts.join("; ")));
        }
    }
}

/// What to look at by hand on the devices whose path the files do not show.
fn unjudged(tunnel: &json::Tunnel, names: &[String; 2]) -> Option<String> {
    let words = [About::NotRead, About::Excerpt].map(About::word);
    let is_open = |end: usize| {
        let mut reasons = tunnel.traffic_reasons.iter().flatten();
        reasons.any(|reason| reason.end == end && reason.open.is_some_and(|open| words.contains(&open)))
    };
    let open: Vec<&str> = (0..2).filter(|end| is_open(*end)).map(|end| names[end].as_str()).collect();
    let on = match open.as_slice() {
        [] => return None,
        [only] => format!(" on {only}"),
        _ => String::new(),
    };
    Some(format!(
        "If it does not come up all the same, look at UDP 500 and 4500 and the route to the peer{on} first; if no traffic \
         passes, at ESP, NAT exemption and the routes behind the ends."
    ))
}

fn words(reasons: &[TrafficReason], names: &[String; 2], with_device: bool) -> String {
    let place = |reason: &TrafficReason| match (&reason.file, reason.line) {
        (Some(file), Some(line)) => format!(" ({}:{line})", plain(file)),
        _ => String::new(),
    };
    let one = |reason: &TrafficReason| match names.get(reason.end).filter(|_| with_device) {
        Some(name) if reason.file.is_some() => format!("{} on {name}{}", reason.reason, place(reason)),
        _ => format!("{}{}", reason.reason, place(reason)),
    };
    let mut told: Vec<String> = reasons.iter().take(MOST_REASONS).map(one).collect();
    if reasons.len() > MOST_REASONS {
        told.push(format!("{} more", reasons.len() - MOST_REASONS));
    }
    told.join("; ")
}
