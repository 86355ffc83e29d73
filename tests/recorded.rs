//! What two strongSwan daemons did with each other, against what ikelint says of their configurations.
//!
//! `tests/recorded/charon.json` holds negotiations between two daemons of release 5.9.8: what each end was told, which end
//! began, and what came of it. Those where the network was at fault are left out, since no configuration shows them, and
//! so are those that an end without any connection was to begin. The addresses of the ends are renumbered from a private
//! network to 192.0.2.0/24: ikelint takes an end with private addresses for one behind NAT.

use std::fmt::Display;

use ikelint::check::{Settings, check};
use ikelint::negotiation::{Direction, Outcome, Role, Subject};
use serde::Deserialize;

/// What one end was told, where it is not what both ends are told by default.
#[derive(Debug, Default, Deserialize)]
struct End {
    version: Option<u8>,
    #[serde(default)]
    aggressive: bool,
    proposals: Option<Vec<String>>,
    remote: Option<String>,
    local_id: Option<String>,
    remote_id: Option<String>,
    esp: Option<Vec<String>>,
    mode: Option<String>,
    ike_life: Option<u64>,
    esp_life: Option<u64>,
    /// None at all protects the two ends themselves.
    local_ts: Option<Vec<String>>,
    remote_ts: Option<Vec<String>>,
    /// An empty one is no key.
    key: Option<String>,
    /// Whom the key is for; everybody where it does not say.
    #[serde(default)]
    key_for: Vec<String>,
}

/// The addresses of the two ends.
const ADDRESSES: [&str; 2] = ["192.0.2.1", "192.0.2.2"];

/// The networks behind the two ends.
const NETWORKS: [&str; 2] = ["10.1.0.0/24", "10.2.0.0/24"];

/// A negotiation.
#[derive(Debug, Deserialize)]
struct Case {
    id: String,
    /// The end that began.
    initiator: usize,
    ends: [End; 2],
    /// `tunnel-up`, `phase1-failed`, `phase1-half` (one end believed that it was up) or `phase2-failed`.
    outcome: String,
    /// The message that was not accepted.
    message: Option<String>,
    /// Who did not accept it.
    refused_by: Option<String>,
    /// Whether rekeying worked afterwards, where it was tried.
    rekey: Option<bool>,
}

/// The configuration of an end.
fn configuration(end: &End, number: usize) -> String {
    let text = |own: &Option<String>, default: &str| own.clone().unwrap_or_else(|| default.to_owned());
    let list =
        |own: &Option<Vec<String>>, default: &str| own.as_ref().map_or_else(|| default.to_owned(), |l| l.join(","));
    let (own, other) = (ADDRESSES[number], ADDRESSES[1 - number]);
    let mut out = Lines::default();
    out.line("connections {");
    out.line("t {");
    out.set("version", end.version.unwrap_or(2));
    out.set("aggressive", if end.aggressive { "yes" } else { "no" });
    out.set("local_addrs", own);
    out.set("remote_addrs", text(&end.remote, other));
    out.set("proposals", list(&end.proposals, "aes256-sha256-modp2048"));
    out.set("rekey_time", format!("{}s", end.ike_life.unwrap_or(28_800)));
    out.set("mobike", "no");
    for (side, id) in [("local", text(&end.local_id, own)), ("remote", text(&end.remote_id, other))] {
        out.line(&format!("{side} {{"));
        out.set("auth", "psk");
        out.set("id", id);
        out.line("}");
    }
    out.line("children {");
    out.line("c {");
    out.set("esp_proposals", list(&end.esp, "aes256-sha256"));
    out.set("mode", text(&end.mode, "tunnel"));
    out.set("life_time", format!("{}s", end.esp_life.unwrap_or(3600)));
    out.set("local_ts", list(&end.local_ts, NETWORKS[number]));
    out.set("remote_ts", list(&end.remote_ts, NETWORKS[1 - number]));
    out.line("}");
    out.line("}");
    out.line("}");
    out.line("}");
    out.line("secrets {");
    let key = text(&end.key, "s3cret");
    if !key.is_empty() {
        out.line("ike-k {");
        out.set("secret", format!("\"{key}\""));
        for (number, owner) in end.key_for.iter().enumerate() {
            out.set(&format!("id-{number}"), owner);
        }
        out.line("}");
    }
    out.line("}");
    out.0
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// A setting; an empty value is as good as none.
    fn set(&mut self, key: &str, value: impl Display) {
        self.line(&format!("{key} = {value}"));
    }
}

/// The outcome, the message and the refusing end, as ikelint tells them and as they were recorded, where they differ.
fn disagreement(case: &Case) -> Option<String> {
    let files = [0, 1].map(|end| (format!("{end}.conf"), Ok(configuration(&case.ends[end], end).into_bytes())));
    let check = check(files, Settings::default());
    let [tunnel] = check.tunnels.as_slice() else {
        return Some(format!("{} tunnels; {:?}", check.tunnels.len(), check.refusal));
    };
    let direction = &tunnel.directions[case.initiator];
    // Keys in aggressive mode have to be allowed in strongswan.conf, as they were there.
    let open =
        direction.missing.iter().filter(|missing| missing.question.subject != Subject::AggressiveModeKeys).count();
    let told = format!("{} with {open} open questions", said(direction, case.rekey.is_none()));
    let seen = format!("{} with 0 open questions", recorded(case));
    (told != seen).then(|| format!("ikelint says {told}, recorded is {seen}"))
}

fn said(direction: &Direction, was_not_rekeyed: bool) -> String {
    match (direction.favourable, direction.first_stop()) {
        (Outcome::Stalls, Some(stop)) => {
            let who = match stop.refused_by {
                Some(Role::Initiator) => "initiator",
                Some(Role::Responder) => "responder",
                None => "nobody",
            };
            format!(
                "{} in phase {} at {:?}, refused by {who}",
                Outcome::Stalls.word(),
                stop.phase,
                stop.message.map(|m| m.to_string())
            )
        }
        // Where nobody tried to rekey, it is enough that it came up.
        (Outcome::FailsAtRekey, _) if was_not_rekeyed => Outcome::Establishes.word().to_owned(),
        (outcome, _) => outcome.word().to_owned(),
    }
}

fn recorded(case: &Case) -> String {
    match (case.outcome.as_str(), case.rekey) {
        ("tunnel-up", Some(false)) => Outcome::FailsAtRekey.word().to_owned(),
        ("tunnel-up", _) => Outcome::Establishes.word().to_owned(),
        (outcome, _) => {
            let phase = if outcome == "phase2-failed" { 2 } else { 1 };
            let who = case.refused_by.as_deref().unwrap_or("nobody");
            format!("{} in phase {phase} at {:?}, refused by {who}", Outcome::Stalls.word(), case.message)
        }
    }
}

#[test]
fn every_recorded_negotiation_is_predicted() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("recorded/charon.json")).unwrap();
    assert!(cases.len() > 200, "only {} cases", cases.len());
    let wrong: Vec<String> =
        cases.iter().filter_map(|case| Some(format!("{}: {}", case.id, disagreement(case)?))).collect();
    println!("{} of {} recorded negotiations agree", cases.len() - wrong.len(), cases.len());
    assert!(wrong.is_empty(), "{} of {} disagree:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
