//! A trace for people: a ladder for each end that may begin.

use std::collections::BTreeSet;

use crate::report::full;
use crate::report::headline::{condition, names};
use crate::report::json::{Missing, Report};
use crate::report::ladder::json::{
    Attempt, Direction, Further, NatFound, Payload, PayloadKind, Step, Stop, Trace, Tunnel,
};
use crate::report::lifelines::{Arrow, Fate, LifeLines};
use crate::report::page::{Look, Page, Paint, plain, visible_width};
use crate::report::traffic;

/// Proposals and log lines to show; the JSON has them all.
const MOST_PROPOSALS: usize = 4;
const MOST_LOG_LINES: usize = 3;

/// The ladders of every tunnel, each below its verdict.
pub(super) fn render(trace: &Trace, report: &Report, look: Look) -> String {
    let mut page = Page::new(look);
    for (tunnel, told) in trace.tunnels.iter().zip(&report.tunnels) {
        page.gap();
        full::headline(&mut page, report, told);
        let names = names(told).map(|name| plain(&name).into_owned());
        wordless(&mut page, tunnel, &names);
        for direction in &tunnel.directions {
            Drawing { direction, names: &names }.draw(&mut page);
        }
        traffic::render(&mut page, told, &names);
    }
    page.into_text()
}

/// Says of an end whose platform has no words for states why none stand beside its line.
fn wordless(page: &mut Page, tunnel: &Tunnel, names: &[String; 2]) {
    let steps =
        || tunnel.directions.iter().flat_map(|direction| &direction.attempts).flat_map(|attempt| &attempt.steps);
    for (end, name) in names.iter().enumerate() {
        if steps().any(|step| step.states[end].is_none()) && !steps().any(|step| has_word(&step.states[end])) {
            page.wrapped("", &format!("{name} has no names for states; its log tells what happens."));
        }
    }
}

/// Whether a state is more than the lack of one.
fn has_word(state: &Option<String>) -> bool {
    state.as_deref().is_some_and(|state| state != "no SA")
}

/// One direction that is drawn: its initiator stands on the left.
struct Drawing<'a> {
    direction: &'a Direction,
    names: &'a [String; 2],
}

impl Drawing<'_> {
    fn draw(&self, page: &mut Page) {
        if let Some(sentence) = &self.direction.never_starts {
            page.gap();
            page.wrapped("", &plain(sentence));
            return;
        }
        for (at, attempt) in self.direction.attempts.iter().enumerate() {
            let is_last = at + 1 == self.direction.attempts.len();
            page.heading(&self.title(attempt, at, is_last));
            page.gap();
            self.ladder(page, attempt);
            self.further(page, attempt);
            self.logs(page, attempt);
        }
        self.also_open(page);
    }

    /// The ends as they stand on the page: the initiator, then the responder.
    fn ends(&self) -> [usize; 2] {
        let left = self.direction.initiator.min(1);
        [left, 1 - left]
    }

    fn name(&self, end: usize) -> &str {
        self.names.get(end).map(String::as_str).unwrap_or_default()
    }

    /// `hq starts with IKEv1, main mode: stalls`
    fn title(&self, attempt: &Attempt, at: usize, is_last: bool) -> String {
        let name = self.name(self.direction.initiator);
        let exchange = match (attempt.ike_version, attempt.exchange) {
            (Some(version), Some("main-mode")) => format!(" with IKEv{version}, main mode"),
            (Some(version), Some("aggressive-mode")) => format!(" with IKEv{version}, aggressive mode"),
            (Some(version), _) => format!(" with IKEv{version}"),
            (None, _) => String::new(),
        };
        // What is open counts once, for the try that decides.
        let outcome = if is_last { self.direction.outcome } else { attempt.outcome };
        let again = if at == 0 { "starts" } else { "then tries again" };
        format!("{name} {again}{exchange}: {}", outcome.replace('-', " "))
    }

    fn ladder(&self, page: &mut Page, attempt: &Attempt) {
        let ends = self.ends();
        let widths = ends.map(|end| self.widest_state(attempt, end));
        let lines = LifeLines::new(page, ends.map(|end| self.name(end)), widths);
        let mut ladder = Rungs { drawing: self, lines, with_states: widths.map(|width| width > 0) };
        ladder.lines.heads();
        let mut about = (None, false);
        for step in &attempt.steps {
            if (step.child.as_deref(), step.rekey) != about {
                about = (step.child.as_deref(), step.rekey);
                ladder.begin(step);
            }
            ladder.step(step);
        }
    }

    /// The width of the widest state of an end; 0 where its platform has words for no state but the lack of one.
    fn widest_state(&self, attempt: &Attempt, end: usize) -> usize {
        let after = |step: &Step| step.stop.as_ref().and_then(|stop| stop.states_after[end].clone());
        let states: BTreeSet<String> =
            attempt.steps.iter().flat_map(|step| [step.states[end].clone(), after(step)]).flatten().collect();
        let has_gaps = attempt.steps.iter().any(|step| step.states[end].is_none());
        let has_words = attempt.steps.iter().any(|step| has_word(&step.states[end]));
        if has_gaps && !has_words { 0 } else { states.iter().map(|state| visible_width(state)).max().unwrap_or(0) }
    }

    /// What would stop it next.
    fn further(&self, page: &mut Page, attempt: &Attempt) {
        if attempt.further.is_empty() {
            return;
        }
        page.gap();
        page.line("  As if that were mended, it would stop again:");
        for further in &attempt.further {
            page.wrapped("    - ", &plain(&self.further_words(attempt, further)));
        }
    }

    fn further_words(&self, attempt: &Attempt, further: &Further) -> String {
        let place = match &further.message {
            Some(message) => format!("at {message}"),
            None => "before the first message".to_owned(),
        };
        let child = further.child.as_ref().filter(|_| attempt.children.len() > 1);
        let child = child.map(|child| format!(" for {child}")).unwrap_or_default();
        format!("{place}{child}: {} ({})", further.reason, further.cause)
    }

    /// The texts to look for at each end, of the stops that are drawn.
    fn logs(&self, page: &mut Page, attempt: &Attempt) {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for end in self.ends() {
            let stops = attempt.steps.iter().filter_map(|step| step.stop.as_ref());
            let mut lines: Vec<&String> = Vec::new();
            for line in stops.flat_map(|stop| stop.logs[end].iter().take(MOST_LOG_LINES)) {
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
            let mut who = self.name(end).to_owned();
            rows.extend(lines.iter().map(|line| vec![std::mem::take(&mut who), plain(line).into_owned()]));
        }
        if !rows.is_empty() {
            page.gap();
            page.line("  Look for in the logs:");
            page.table(4, &rows);
        }
    }

    /// What has to hold for the direction to come up, where the files leave it open.
    fn conditions(&self) -> Option<String> {
        let open = self.direction.missing.iter().filter(|missing| missing.if_ok != missing.if_bad);
        let mut conditions: Vec<&str> = Vec::new();
        for missing in open {
            let condition = condition(missing.what);
            if !conditions.contains(&condition) {
                conditions.push(condition);
            }
        }
        (!conditions.is_empty()).then(|| conditions.join(" and "))
    }

    /// The open questions that stand beside no message.
    fn also_open(&self, page: &mut Page) {
        let drawn: BTreeSet<usize> = self
            .direction
            .attempts
            .iter()
            .flat_map(|attempt| &attempt.steps)
            .flat_map(|step| &step.depends_on)
            .copied()
            .collect();
        let rest = self.direction.missing.iter().enumerate().filter(|(at, _)| !drawn.contains(at));
        let rest: Vec<&Missing> = rest.map(|(_, missing)| missing).collect();
        if rest.is_empty() {
            return;
        }
        page.gap();
        page.line("  Not settled by these files:");
        for missing in rest {
            page.wrapped("    - ", &plain(&format!("whether {}", question(missing))));
        }
    }
}

/// `the keys match (hq.cfg:33: masked)`
fn question(missing: &Missing) -> String {
    format!("{} ({}:{}: {})", condition(missing.what), missing.file, missing.line, missing.reason)
}

/// The rungs of one ladder.
struct Rungs<'d, 'p> {
    drawing: &'d Drawing<'d>,
    lines: LifeLines<'p>,
    with_states: [bool; 2],
}

impl Rungs<'_, '_> {
    /// A line that says what the next messages are for.
    fn begin(&mut self, step: &Step) {
        let heading = match (&step.child, step.exchange, step.rekey) {
            (Some(child), _, true) => format!("later, when this child is rekeyed: {child}"),
            (None, _, true) => "later, when the IKE SA is rekeyed:".to_owned(),
            (Some(child), Some("quick-mode"), _) => format!("quick mode for {child}"),
            (Some(child), ..) => format!("another child: {child}"),
            (None, ..) => return,
        };
        self.lines.note(Some(Paint::Strong), &plain(&heading));
    }

    fn step(&mut self, step: &Step) {
        let states = self.states(&step.states);
        let states = [states[0].as_str(), states[1].as_str()];
        match &step.message {
            None => self.lines.nothing_leaves(states),
            Some(message) => {
                let gloss = if step.encrypted { "encrypted" } else { "" };
                let from_left = step.from == self.drawing.direction.initiator;
                self.lines.arrow(Arrow { name: message, gloss, from_left, fate: fate(step.stop.as_ref()) }, states);
            }
        }
        // New keys are asked for in the terms of the first ones, which have been told.
        let in_short = step.rekey && step.stop.is_none();
        let notes = if in_short { short_note(&step.carries).into_iter().collect() } else { notes(&step.carries) };
        for note in notes {
            self.lines.note(None, &plain(&note));
        }
        if let Some(guess) = step.guess.filter(|guess| !guess.documented) {
            let name = self.drawing.name(step.from);
            let note = format!("? likely, not certain: {name} guesses group {}, which it names first", guess.group);
            self.lines.note(Some(Paint::Doubt), &plain(&note));
        }
        if let Some(picks) = picks(step).filter(|_| !in_short) {
            self.lines.note(None, &plain(&format!("{} picks {picks}", self.drawing.name(step.to))));
        }
        for missing in step.depends_on.iter().filter_map(|at| self.drawing.direction.missing.get(*at)) {
            self.lines.note(Some(Paint::Doubt), &plain(&format!("? not settled: whether {}", question(missing))));
        }
        if let Some(found) = &step.nat {
            self.nat(found);
        }
        if let Some(stop) = &step.stop {
            self.stop(step, stop);
        }
        self.establishes(step);
    }

    /// Says who is behind NAT, and where the exchange goes on.
    fn nat(&mut self, found: &NatFound) {
        let names: Vec<&str> = found.behind.iter().map(|end| self.drawing.name(*end)).collect();
        let behind = names.join(" and ");
        let (are, port) = (if names.len() == 1 { "is" } else { "are" }, found.udp_port);
        let note = match (found.forced_by.or(found.mobile), found.certain) {
            (Some(end), _) if found.mobile.is_some() => {
                format!(
                    "{} moves to UDP {port} without a NAT as well (MOBIKE); ESP stays as it is",
                    self.drawing.name(end)
                )
            }
            (Some(end), _) if names.is_empty() => {
                format!("{} makes both ends believe in a NAT: UDP {port} from here on", self.drawing.name(end))
            }
            (_, true) => format!("NAT found, {behind} {are} behind it: UDP {port} from here on"),
            (_, false) => format!("NAT found, if {behind} {are} behind one: UDP {port} from here on"),
        };
        self.lines.note(None, &plain(&note));
    }

    fn stop(&mut self, step: &Step, stop: &Stop) {
        let who = match (stop.refused_by, &step.message) {
            (Some(end), _) => format!("{} refuses", self.drawing.name(end)),
            (None, Some(_)) => "no answer".to_owned(),
            (None, None) => format!("nothing leaves {}", self.drawing.name(step.from)),
        };
        let likely = if stop.certain { "" } else { "; likely, not certain" };
        let notify = stop.notify.map(|notify| format!("; answers {notify}")).unwrap_or_default();
        let reason = format!("{who}: {} ({}){notify}{likely}", stop.reason, stop.cause);
        self.lines.note(Some(Paint::Bad), &plain(&reason));
        if stop.states_after != step.states {
            let after = self.states(&stop.states_after);
            self.lines.states("afterwards", [&after[0], &after[1]]);
        }
    }

    /// The states as they stand on the page. An end whose platform has no words for states shows none.
    fn states(&self, states: &[Option<String>; 2]) -> [String; 2] {
        let ends = self.drawing.ends();
        [0, 1].map(|at| match &states[ends[at]] {
            Some(state) if self.with_states[at] => state.clone(),
            _ => String::new(),
        })
    }

    fn establishes(&mut self, step: &Step) {
        match step.establishes.as_slice() {
            ["ike-sa", "child-sa"] => self.up("the IKE SA and the child SA are up"),
            ["ike-sa"] => self.up("the IKE SA is up"),
            ["child-sa"] => self.up("the child SA is up"),
            _ => {}
        }
    }

    /// Says what is up, on the condition that the files leave open.
    fn up(&mut self, what: &str) {
        match self.drawing.conditions() {
            Some(conditions) => self.lines.note(Some(Paint::Doubt), &format!("{what} if {conditions}")),
            None => self.lines.note(Some(Paint::Good), what),
        }
    }
}

fn fate(stop: Option<&Stop>) -> Fate {
    match stop {
        None => Fate::Arrives,
        Some(stop) if stop.refused_by.is_some() => Fate::Refused,
        Some(_) => Fate::Lost,
    }
}

/// What the receiver picks, in one line. Where there is only one offer to pick, its name says it.
fn picks(step: &Step) -> Option<String> {
    let picked = step.picks.iter().map(|picked| {
        let mut offers = step.carries.iter().filter(|offer| offer.kind == picked.kind);
        let only = offers.next().filter(|_| offers.next().is_none());
        let is_whole = picked.name.is_some() && only.is_some_and(|offer| offer.value == picked.value);
        let value = picked.value.clone().filter(|_| !is_whole);
        words(&Payload { value, ..picked.clone() })
    });
    let picked: Vec<String> = picked.collect();
    (!picked.is_empty()).then(|| picked.join("; "))
}

/// A line for each proposal and each selector, and one for all other payloads.
fn notes(payloads: &[Payload]) -> Vec<String> {
    use PayloadKind as Kind;
    let of = |kind: Kind| payloads.iter().filter(move |payload| payload.kind == kind);
    let mut notes = Vec::new();
    for kind in [Kind::IkeProposal, Kind::IpsecProposal, Kind::TrafficSelectors] {
        notes.extend(of(kind).take(MOST_PROPOSALS).map(words));
        let hidden = of(kind).count().saturating_sub(MOST_PROPOSALS);
        if hidden > 0 {
            notes.push(format!("and {hidden} more"));
        }
    }
    notes.extend(short_note(payloads));
    notes
}

/// Everything but proposals and selectors in one line.
fn short_note(payloads: &[Payload]) -> Option<String> {
    let others: Vec<String> = payloads.iter().filter(|payload| !is_long(payload)).map(words).collect();
    (!others.is_empty()).then(|| others.join(", "))
}

fn is_long(payload: &Payload) -> bool {
    matches!(payload.kind, PayloadKind::IkeProposal | PayloadKind::IpsecProposal | PayloadKind::TrafficSelectors)
}

/// `IKE proposal policy 10: AES-CBC-256 SHA-1 group 14 PSK`, `nonce`
fn words(payload: &Payload) -> String {
    let kind = match (payload.kind, payload.value.is_some()) {
        (PayloadKind::IkeProposal, _) => "IKE proposal",
        (PayloadKind::KeyExchange, _) => "KE",
        (PayloadKind::Nonce, _) => "nonce",
        (PayloadKind::NatDetection, _) => "NAT-D",
        (PayloadKind::Identity, _) => "identity",
        (PayloadKind::IpsecProposal, _) => "IPsec proposal",
        (PayloadKind::TrafficSelectors, _) => "selectors",
        (PayloadKind::Pfs, true) => "PFS",
        (PayloadKind::Pfs, false) => "no PFS",
        (PayloadKind::Proof | PayloadKind::Notify, _) => "",
    };
    let named = payload.name.as_ref().map(|name| format!("{kind} {name}"));
    match (named, &payload.value) {
        (Some(named), Some(value)) => format!("{named}: {value}"),
        (Some(named), None) => named,
        (None, Some(value)) => format!("{kind} {value}").trim_start().to_owned(),
        (None, None) => kind.to_owned(),
    }
}
