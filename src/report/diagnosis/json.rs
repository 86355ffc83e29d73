//! A diagnosis as JSON, the schema `ikelint.diagnosis.v1`.

use serde::Serialize;

use crate::check::Check;
use crate::diagnose::{self, Candidate, Diagnosis, Explanation, PlacedSighting};
use crate::negotiation::Role;
use crate::platform::Seen;
use crate::report::diagnosis::{finding, places};

#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    /// How many configurations it rests on.
    configurations: usize,
    verdicts: Vec<&'static str>,
    seen: Vec<Sighting<'a>>,
    idle_lines: usize,
    explained: Vec<Fault<'a>>,
    candidates: Vec<Cause<'a>>,
    unrelated: Vec<Fault<'a>>,
    excluded: Vec<Cause<'a>>,
    /// What outside of configurations that predict success can cause it, in order.
    outside: Vec<Outside<'a>>,
    /// Whether all that was seen is what the configurations lead to where they establish.
    expected: bool,
    commands: Vec<Command<'a>>,
}

#[derive(Serialize)]
struct Outside<'a> {
    what: &'static str,
    rule: Option<&'static str>,
    runs: Vec<Run<'a>>,
    tells: &'static str,
}

#[derive(Serialize)]
struct Run<'a> {
    device: &'a str,
    run: &'a str,
}

#[derive(Serialize)]
struct Sighting<'a> {
    line: usize,
    kind: &'static str,
    name: &'static str,
    device: Option<&'a str>,
    role: Option<&'static str>,
    peer: Option<String>,
    /// The networks that the peer asks for, seen from the device that logs them.
    asked: Option<String>,
    elsewhere: bool,
}

#[derive(Serialize)]
struct Fault<'a> {
    rule: &'static str,
    code: &'static str,
    certainty: &'static str,
    message: &'a str,
    help: &'a str,
    places: Vec<Place>,
    /// The devices that meet it when they begin.
    initiators: Vec<&'a str>,
    /// Indices into `seen`.
    explains: &'a [usize],
    met_first: bool,
    /// How it explains what was seen: `shown`, or `meant` where a log line speaks of such a fault; null where it does not.
    fit: Option<&'static str>,
}

#[derive(Serialize)]
struct Place {
    at: String,
    message: String,
}

#[derive(Serialize)]
struct Cause<'a> {
    what: &'static str,
    sign: &'static str,
    rules: &'a [&'static str],
    standing: &'static str,
}

#[derive(Serialize)]
struct Command<'a> {
    run: &'a str,
    tells: &'static str,
}

pub(super) fn render(check: &Check, diagnosis: &Diagnosis) -> serde_json::Result<String> {
    let answer = Answer {
        schema: "ikelint.diagnosis.v1",
        configurations: check.given().len(),
        // There is none without the other end.
        verdicts: match check.is_alone() {
            true => Vec::new(),
            false => check.tunnels.iter().map(|tunnel| tunnel.verdict.word()).collect(),
        },
        seen: diagnosis.sightings.iter().map(|placed| sighting(check, placed)).collect(),
        idle_lines: diagnosis.idle_lines,
        explained: diagnosis.explained.iter().map(|own| fault(check, own)).collect(),
        candidates: diagnosis.candidates.iter().map(cause).collect(),
        unrelated: diagnosis.unrelated.iter().map(|own| fault(check, own)).collect(),
        excluded: diagnosis.excluded.iter().map(cause).collect(),
        outside: diagnosis.outside.iter().map(|own| outside(check, own)).collect(),
        expected: diagnosis.is_expected,
        commands: diagnosis.commands.iter().map(|own| Command { run: &own.run, tells: own.tells }).collect(),
    };
    Ok(serde_json::to_string_pretty(&answer)? + "\n")
}

fn sighting<'a>(check: &'a Check, placed: &PlacedSighting) -> Sighting<'a> {
    let own = &placed.sighting;
    Sighting {
        line: own.line,
        kind: match own.what {
            Seen::State { .. } => "state",
            Seen::Log(_) => "log",
        },
        name: own.what.name(),
        device: placed.device.and_then(|device| check.devices.get(device)).map(|device| device.name.as_str()),
        role: own.role.map(|role| match role {
            Role::Initiator => "initiator",
            Role::Responder => "responder",
        }),
        peer: own.peer.map(|peer| peer.to_string()),
        asked: own.asked.as_ref().map(ToString::to_string),
        elsewhere: placed.elsewhere,
    }
}

fn fault<'a>(check: &'a Check, explanation: &'a Explanation) -> Fault<'a> {
    let finding = finding(check, explanation);
    let ends = &check.tunnels[explanation.tunnel].pair.ends;
    Fault {
        rule: finding.rule.name,
        code: finding.rule.code,
        certainty: finding.certainty.word(),
        message: &finding.message,
        help: &finding.help,
        places: places(check, finding).into_iter().map(|(at, message)| Place { at, message }).collect(),
        initiators: explanation
            .initiators
            .iter()
            .map(|end| check.devices[ends[end.index()].device].name.as_str())
            .collect(),
        explains: &explanation.explains,
        met_first: explanation.is_met_first,
        fit: (!explanation.explains.is_empty()).then(|| explanation.fit.word()),
    }
}

fn cause(candidate: &Candidate) -> Cause<'_> {
    Cause { what: candidate.what, sign: candidate.sign, rules: candidate.rules, standing: candidate.standing.word() }
}

fn outside<'a>(check: &'a Check, own: &'a diagnose::Outside) -> Outside<'a> {
    let run = |run: &'a diagnose::Run| Run { device: &check.devices[run.device].name, run: &run.command };
    Outside { what: own.what, rule: own.rule, runs: own.runs.iter().map(run).collect(), tells: own.tells }
}
