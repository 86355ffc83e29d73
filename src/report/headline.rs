//! The verdict on a tunnel in one sentence.

use crate::report::json::{Direction, Report, Tunnel};
use crate::report::page::{Paint, plain};
use crate::rules;

/// A verdict in words.
#[derive(Debug)]
pub(super) struct Headline {
    /// The verdict as people call it.
    pub(super) verdict: &'static str,
    /// Its colour.
    pub(super) paint: Paint,
    /// Where, why, and on what condition; empty where there is nothing to add.
    pub(super) detail: String,
}

impl Headline {
    /// The verdict and the detail as one sentence; `verdict` is the verdict as it shall be written.
    pub(super) fn sentence(&self, verdict: &str) -> String {
        let leads_on = matches!(self.verdict, "stalls" | "fails at rekey" | "establishes");
        let link = match (self.detail.is_empty(), leads_on) {
            (true, _) => "",
            (false, true) => " ",
            (false, false) => ": ",
        };
        format!("{verdict}{link}{}", self.detail)
    }
}

/// The verdict on `tunnel` in words.
pub(super) fn of(report: &Report, tunnel: &Tunnel) -> Headline {
    let (verdict, paint) = match tunnel.verdict {
        "establishes" => ("establishes", Paint::Good),
        "one-way" => ("one-way", Paint::Bad),
        "fails-at-rekey" => ("fails at rekey", Paint::Bad),
        "stalls" => ("stalls", Paint::Bad),
        _ => ("undetermined", Paint::Doubt),
    };
    let detail = match tunnel.verdict {
        "establishes" => establishes(report, tunnel),
        "one-way" => one_way(report, tunnel),
        "fails-at-rekey" => with_outcome(tunnel, "fails-at-rekey").map(|direction| stop(report, tunnel, direction)),
        "stalls" => Some(stalls(report, tunnel)),
        _ => undetermined(report, tunnel),
    };
    // What is missing behind a break bears on every verdict.
    let detail = detail.into_iter().chain(cut(report, tunnel)).collect::<Vec<_>>().join("; ");
    Headline { verdict, paint, detail }
}

/// Which of the two files end in the middle, and where.
fn cut(report: &Report, tunnel: &Tunnel) -> Option<String> {
    let breaks = report.findings.iter().filter(|finding| finding.rule == "truncated-file");
    let places = breaks.filter_map(|finding| finding.labels.first());
    let of_tunnel = places.filter(|place| tunnel.ends.iter().any(|end| end.file == place.file));
    let told: Vec<String> =
        of_tunnel.map(|place| format!("{} ends in the middle, at line {}", plain(&place.file), place.line)).collect();
    (!told.is_empty()).then(|| told.join(" and "))
}

/// What to call the two devices of a tunnel: their names, with the file where the names are the same.
pub(super) fn names(tunnel: &Tunnel) -> [String; 2] {
    let [a, b] = &tunnel.ends;
    if a.device == b.device {
        [a, b].map(|end| format!("{} ({})", end.device, end.file))
    } else {
        [a, b].map(|end| end.device.clone())
    }
}

/// The condition under which a question is answered favourably, to stand behind "if" or "whether".
pub(super) fn condition(what: &str) -> &'static str {
    match what {
        "psk" => "the keys match",
        "ppk" => "the post-quantum keys fit",
        "psk-present" => "there is a key for the peer",
        "certificate" => "the certificates are accepted",
        "ike-proposal" => "an IKE proposal matches",
        "ipsec-proposal" => "an IPsec proposal matches",
        "ike-version" => "the IKE versions meet",
        "ike-enabled" => "this version of IKE is enabled",
        "crypto-map-applied" => "the crypto map is applied",
        "route-to-peer" => "packets to the peer leave by the interface of the tunnel",
        "udp-500" => "UDP 500 from the peer is let in",
        "udp-4500" => "UDP 4500 from the peer is let in",
        "address" => "the peer addresses meet",
        "nat" => "the NAT forwards to the end behind it",
        "nat-traversal" => "both ends put ESP into UDP",
        "identity" => "the identity is accepted",
        "selector" => "the traffic selectors fit",
        "entry-order" => "no other entry takes its packets or its peer",
        "pfs" => "the PFS groups fit",
        "encapsulation-mode" => "the encapsulation modes fit",
        "aggressive-mode-keys" => "keys are allowed in aggressive mode",
        "version-fallback" => "the fallback to IKEv1 works",
        "unread-line" => "the lines that are not understood change nothing",
        "definition" => "what the entry refers to is there and fits",
        _ => "the missing evidence is favourable",
    }
}

fn with_outcome<'a>(tunnel: &'a Tunnel, outcome: &str) -> Option<&'a Direction> {
    tunnel.directions.iter().find(|direction| direction.outcome == outcome)
}

fn establishes(report: &Report, tunnel: &Tunnel) -> Option<String> {
    let names = names(tunnel);
    let passive = with_outcome(tunnel, "does-not-start").map(|passive| {
        let (starts, waits) = (&names[1 - passive.initiator.min(1)], &names[passive.initiator.min(1)]);
        format!("when {starts} starts; {waits} never does, by design")
    });
    let blocked = blocked(tunnel, &names).map(|words| format!("but {words} is blocked"));
    let of_tunnel = report.findings.iter().filter(|finding| tunnel.findings.contains(&finding.id));
    let idle = of_tunnel.into_iter().any(|finding| finding.rule == "no-initiator" && finding.severity == "warning");
    let idle = idle.then(|| "once somebody starts it".to_owned());
    let parts: Vec<String> = idle.into_iter().chain(passive).chain(blocked).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Whose traffic is blocked, where some is.
fn blocked(tunnel: &Tunnel, names: &[String; 2]) -> Option<String> {
    let of = |end: usize| (tunnel.traffic[end] == "blocked").then_some(names[end].as_str());
    let senders: Vec<&str> = (0..2).filter_map(of).collect();
    (!senders.is_empty()).then(|| format!("the traffic that {} sends", senders.join(" and that ")))
}

fn one_way(report: &Report, tunnel: &Tunnel) -> Option<String> {
    let names = names(tunnel);
    let down = with_outcome(tunnel, "stalls")?;
    // Where evidence is missing, the direction that may come up is undetermined.
    let up = tunnel.directions.iter().find(|direction| direction.outcome != "stalls")?;
    let (up_name, down_name) = (names.get(up.initiator)?, names.get(down.initiator)?);
    let condition = if_clause(tunnel).map(|condition| format!(" (if {condition})")).unwrap_or_default();
    let stop = stop(report, tunnel, down);
    Some(match failing_share(down) {
        None => format!("comes up only when {up_name} starts{condition}; when {down_name} starts it stalls {stop}"),
        Some(share) => {
            let place = stop.replacen(&format!(" for {share}"), "", 1);
            format!(
                "all that {up_name} protects comes up when it starts{condition}; when {down_name} starts, {share} stop {place}"
            )
        }
    })
}

fn stalls(report: &Report, tunnel: &Tunnel) -> String {
    match with_outcome(tunnel, "stalls") {
        Some(direction) => stop(report, tunnel, direction),
        None => "because neither end ever starts (no-initiator)".to_owned(),
    }
}

fn undetermined(report: &Report, tunnel: &Tunnel) -> Option<String> {
    let names = names(tunnel);
    let stalled = with_outcome(tunnel, "stalls").and_then(|direction| {
        let name = names.get(direction.initiator)?;
        Some(format!("when {name} starts it stalls {}", stop(report, tunnel, direction)))
    });
    let condition = if_clause(tunnel).map(|condition| format!("establishes if {condition}"));
    let blocked = blocked(tunnel, &names).map(|words| format!("{words} is blocked either way"));
    let parts: Vec<String> = condition.into_iter().chain(stalled).chain(blocked).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The conditions that the files leave open and that change the outcome.
fn if_clause(tunnel: &Tunnel) -> Option<String> {
    let mut conditions: Vec<&str> = Vec::new();
    let open = tunnel.directions.iter().flat_map(|direction| &direction.missing);
    for missing in open.filter(|missing| missing.if_ok != missing.if_bad) {
        let condition = condition(missing.what);
        if !conditions.contains(&condition) {
            conditions.push(condition);
        }
    }
    (!conditions.is_empty()).then(|| conditions.join(" and "))
}

/// How many of the selectors of a direction do not come up, where the others do: `1 of 2 selectors`.
fn failing_share(direction: &Direction) -> Option<String> {
    let (failed, all) =
        (direction.children.iter().filter(|child| child.cause.is_some()).count(), direction.children.len());
    let is_share = direction.phase == Some(2) && failed > 0 && failed < all;
    is_share.then(|| format!("{failed} of {all} selectors"))
}

/// Where a direction stops and why: `at MM5 - the pre-shared keys differ (psk-mismatch)`.
fn stop(report: &Report, tunnel: &Tunnel, direction: &Direction) -> String {
    let share = failing_share(direction).map(|share| format!(" for {share}")).unwrap_or_default();
    let place = match &direction.message {
        Some(message) => format!("at {message}{share}"),
        None => "before the first message".to_owned(),
    };
    match direction.cause {
        Some(cause) => format!("{place} - {}", reason(report, tunnel, cause)),
        None => place,
    }
}

/// What the tunnel's finding of this rule says, else what the rule says of itself.
fn reason(report: &Report, tunnel: &Tunnel, rule: &str) -> String {
    let own = |finding: &&crate::report::json::Finding| finding.rule == rule && tunnel.findings.contains(&finding.id);
    let finding = report.findings.iter().find(own).map(|finding| finding.message.as_str());
    match finding.or_else(|| rules::find(rule).map(|rule| rule.summary)) {
        Some(message) => format!("{message} ({rule})"),
        None => rule.to_owned(),
    }
}
