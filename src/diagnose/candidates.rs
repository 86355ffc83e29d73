//! What can cause what was seen, beyond the faults that the configurations show.

use crate::check::{Check, Traffic, Tunnel};
use crate::diagnose::{Diagnosis, PlacedSighting, traffic};
use crate::negotiation::{End, Subject};
use crate::platform::Seen;
use crate::rules::{self, Finding, Severity};

/// How a cause stands to the configurations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// A configuration by itself shows it.
    Found,
    /// A log line that was seen says so, and the configurations do not have it: they are not the ones that run.
    Contradicted,
    /// A log line that was seen says so.
    Logged,
    /// The configurations leave it open.
    Open,
    /// No configuration shows it, or none is here that could.
    Outside,
    /// Both configurations are here, and do not have it.
    Excluded,
}

impl Standing {
    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Contradicted => "contradicted",
            Self::Logged => "logged",
            Self::Open => "open",
            Self::Outside => "outside",
            Self::Excluded => "excluded",
        }
    }
}

/// A cause that is not found in the configurations.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The cause, in one sentence without a full stop.
    pub what: &'static str,
    /// What gives it away; empty where that was seen.
    pub sign: &'static str,
    /// The rules that would find it.
    pub rules: &'static [&'static str],
    /// How it stands to the configurations.
    pub standing: Standing,
    /// How many of the sightings it explains.
    pub explains: usize,
    /// The finding that shows it, as an index into the findings of the check.
    pub finding: Option<usize>,
}

/// The rule for two ends that both wait; of one that is given alone, half of it is known.
const NO_INITIATOR: &str = "no-initiator";

/// Faults that may also lie between the two devices, so that no configuration rules them out.
const ON_THE_PATH: [&str; 5] =
    ["no-route-to-peer", "udp-500-blocked", "udp-4500-blocked", "esp-blocked", "no-route-to-remote-network"];

/// The causes that remain, the likeliest first, and those that are ruled out.
pub(super) fn candidates(check: &Check, diagnosis: &Diagnosis) -> (Vec<Candidate>, Vec<Candidate>) {
    let found: Vec<&str> = diagnosis.explained.iter().map(|own| check.findings[own.finding].rule.name).collect();
    let mut all: Vec<Candidate> = Vec::new();
    let is_told = |at: usize| diagnosis.explained.iter().any(|own| own.explains.contains(&at));
    for (at, placed) in diagnosis.sightings.iter().enumerate().filter(|(_, placed)| !placed.elsewhere) {
        // The fault behind a log line says more than the line.
        if matches!(placed.sighting.what, Seen::Log(_)) && is_told(at) {
            continue;
        }
        for (what, sign, rules) in causes(placed) {
            // A fault that explains what was seen is told with its lines already.
            if rules.iter().any(|rule| found.contains(rule)) {
                continue;
            }
            let mut own = candidate(check, (what, sign, rules));
            // What a device logs has happened, whatever the files say.
            if own.standing == Standing::Excluded && matches!(placed.sighting.what, Seen::Log(_)) {
                own.standing = Standing::Contradicted;
            }
            match all.iter_mut().find(|known| known.what == what) {
                Some(known) => known.explains += 1,
                None => all.push(own),
            }
        }
    }
    let logged = logged_rules(diagnosis);
    for candidate in &mut all {
        let is_logged = candidate.rules.iter().any(|rule| logged.contains(rule));
        if is_logged && matches!(candidate.standing, Standing::Open | Standing::Outside) {
            candidate.standing = Standing::Logged;
        }
    }
    drop_the_vague(&mut all);
    all.sort_by_key(|candidate| (candidate.standing, weight(candidate), std::cmp::Reverse(candidate.explains)));
    all.into_iter().partition(|candidate| candidate.standing != Standing::Excluded)
}

/// A line of a log that says only what another one says more exactly adds nothing.
fn drop_the_vague(all: &mut Vec<Candidate>) {
    let logged: Vec<(Standing, &[&str])> =
        all.iter().filter(|own| is_of_log(own)).map(|own| (own.standing, own.rules)).collect();
    let says_less = |own: &Candidate| {
        let is_part =
            |rules: &[&str]| rules.len() < own.rules.len() && rules.iter().all(|rule| own.rules.contains(rule));
        is_of_log(own) && logged.iter().any(|(standing, rules)| *standing == own.standing && is_part(rules))
    };
    let vague: Vec<bool> = all.iter().map(says_less).collect();
    let mut vague = vague.into_iter();
    all.retain(|_| !vague.next().unwrap_or_default());
}

/// What was logged has no sign to look for.
fn is_of_log(candidate: &Candidate) -> bool {
    candidate.sign.is_empty()
}

/// What a device has logged comes before what its state may come from; but a line that much may be behind tells less.
fn weight(candidate: &Candidate) -> u8 {
    const MUCH: usize = 10;
    match (is_of_log(candidate), candidate.rules.len()) {
        (true, ..MUCH) => 0,
        (false, _) => 1,
        (true, _) => 2,
    }
}

fn candidate(check: &Check, (what, sign, rules): Reason) -> Candidate {
    // What one configuration shows by itself needs no other end.
    let by_itself = |finding: &Finding| finding.tunnel.is_none() && rules.contains(&finding.rule.name);
    let finding = check.findings.iter().position(by_itself);
    let never_begins = rules.contains(&NO_INITIATOR) && check.only_answers().is_some();
    let standing = if finding.is_some() || never_begins { Standing::Found } else { standing(check, rules) };
    Candidate { what, sign, rules, standing, explains: 1, finding }
}

type Reason = (&'static str, &'static str, &'static [&'static str]);

/// What a sighting means by itself.
fn causes(placed: &PlacedSighting) -> Vec<Reason> {
    match &placed.sighting.what {
        Seen::State { entry, .. } => entry.causes.iter().map(|cause| (cause.what, cause.sign, cause.rules)).collect(),
        // It was seen: there is nothing more to look for.
        // A line that names no cause is told, and is none.
        Seen::Log(sign) if sign.rules.is_empty() => Vec::new(),
        Seen::Log(sign) => vec![(sign.line.says, "", &sign.rules)],
    }
}

/// The rules that log lines point at, where one line alone does; a line with many causes tells none from the other.
fn logged_rules(diagnosis: &Diagnosis) -> Vec<&'static str> {
    const FEW: usize = 2;
    let signs = diagnosis.of_these_tunnels().filter_map(|placed| match &placed.sighting.what {
        Seen::Log(sign) if sign.rules.len() <= FEW => Some(&sign.rules),
        _ => None,
    });
    signs.flatten().copied().collect()
}

fn standing(check: &Check, rules: &[&str]) -> Standing {
    if rules.is_empty() || check.tunnels.is_empty() {
        return Standing::Outside;
    }
    if rules.iter().any(|rule| check.tunnels.iter().any(|tunnel| is_open(check, tunnel, rule))) {
        return Standing::Open;
    }
    if rules.iter().all(|rule| is_ruled_out(check, rule)) { Standing::Excluded } else { Standing::Outside }
}

/// Whether two complete configurations are here, and do not have what a rule looks for; what can lie between the ends is
/// never ruled out.
pub(super) fn is_ruled_out(check: &Check, rule: &str) -> bool {
    let is_settled = !traffic::RULES.contains(&rule)
        || check.tunnels.iter().flat_map(|tunnel| tunnel.traffic).all(|traffic| traffic != Traffic::Unknown);
    let is_judged = rules::find(rule).is_some() && !ON_THE_PATH.contains(&rule) && is_settled;
    // What is only worth knowing stops nothing.
    let is_fault = |finding: &Finding| finding.rule.name == rule && finding.severity != Severity::Info;
    let is_found = check.findings.iter().any(is_fault);
    let is_complete = check.given().len() == 2 && check.given().iter().all(|device| device.complete);
    is_complete && is_judged && !is_found
}

/// Whether a question that the files leave open is the one that a rule answers. What a far end that no file is of leaves open
/// is no question.
fn is_open(check: &Check, tunnel: &Tunnel, rule: &str) -> bool {
    let is_asked = |end: End| tunnel.pair.ends[end.index()].device < check.given().len();
    let mut open = tunnel.directions.iter().flat_map(|direction| &direction.missing);
    open.any(|missing| is_asked(missing.question.end) && rules_of(missing.question.subject).contains(&rule))
}

/// The rules that answer a question.
fn rules_of(subject: Subject) -> &'static [&'static str] {
    match subject {
        Subject::Psk => &["psk-mismatch"],
        Subject::PskPresent => &["psk-missing"],
        Subject::PostQuantumKey => &["ppk-mismatch"],
        Subject::Certificate => &["certificate-unverifiable"],
        Subject::IkeProposal => &["ike-proposal-mismatch", "auth-method-mismatch"],
        Subject::ChildProposal => &["ipsec-proposal-mismatch"],
        Subject::IkeVersion | Subject::VersionFallback => &["ike-version-mismatch"],
        Subject::IkeEnabled => &["ike-not-enabled"],
        Subject::MapApplied => &["crypto-map-not-applied"],
        Subject::RouteToPeer => &["no-route-to-peer"],
        Subject::Udp500 => &["udp-500-blocked"],
        Subject::Udp4500 => &["udp-4500-blocked"],
        Subject::Address => &["peer-address-mismatch", "one-sided-tunnel"],
        Subject::Nat | Subject::NatTraversal => &["udp-4500-blocked", "nat-traversal-mismatch"],
        Subject::Identity => &["identity-mismatch"],
        Subject::Selector => &["selector-mismatch", "selector-one-way"],
        Subject::EntryOrder => &["shadowed-entry", "overlapping-selectors"],
        Subject::Pfs => &["pfs-mismatch"],
        Subject::EncapsulationMode => &["encapsulation-mode-mismatch"],
        Subject::AggressiveModeKeys => &["exchange-mode-mismatch"],
        Subject::UnreadLine => &["unrecognised-line"],
        Subject::Definition => &["dangling-reference", "incomplete-entry", "vrf-mismatch"],
    }
}
