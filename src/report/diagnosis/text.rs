//! A diagnosis for people.

use crate::check::Check;
use crate::diagnose::{Asked, Candidate, Diagnosis, Explanation, Fit, PlacedSighting, Standing, asked};
use crate::negotiation::Role;
use crate::platform::Seen;
use crate::report::diagnosis::{basis, finding, place, places};
use crate::report::page::{Look, Page, Paint, plain};

pub(super) fn render(check: &Check, diagnosis: &Diagnosis, look: Look) -> String {
    let mut page = Page::new(look);
    seen(&mut page, check, diagnosis);
    let basis = basis(check);
    if !basis.is_empty() {
        page.gap();
        page.wrapped("", basis);
    }
    let next = explained(&mut page, check, diagnosis);
    let next = candidates(&mut page, check, diagnosis, next);
    let next = outside(&mut page, check, diagnosis, next);
    unrelated(&mut page, check, diagnosis);
    excluded(&mut page, diagnosis);
    if next == 1 {
        page.gap();
        page.wrapped("", "Nothing that was seen points at a fault.");
    }
    commands(&mut page, diagnosis);
    page.into_text()
}

/// What was seen, each thing once, with what it means.
fn seen(page: &mut Page, check: &Check, diagnosis: &Diagnosis) {
    page.line(&page.look.paint(Paint::Strong, "Seen"));
    let mut told: Vec<String> = Vec::new();
    for placed in &diagnosis.sightings {
        let line = sighting(check, placed);
        if told.contains(&line) {
            continue;
        }
        page.wrapped("  ", &plain(&line));
        if let Some(note) = asked_for(check, placed) {
            page.wrapped("    ", &plain(&note));
        }
        if let Seen::State { entry, .. } = placed.sighting.what
            && !placed.elsewhere
            && told.iter().all(|known| !known.starts_with(entry.name))
        {
            page.wrapped("    ", entry.meaning);
        }
        told.push(line);
    }
    if diagnosis.idle_lines > 0 {
        let lines = if diagnosis.idle_lines == 1 { "line tells" } else { "lines tell" };
        page.wrapped("  ", &format!("{} other {lines} nothing of a negotiation.", diagnosis.idle_lines));
    }
}

/// What the networks on a log line say of the configurations.
fn asked_for(check: &Check, placed: &PlacedSighting) -> Option<String> {
    let selector = placed.sighting.asked.as_ref()?;
    let asks = format!("The peer asks for {selector}, seen from the device that logs it.");
    let Some(device) = placed.device.filter(|_| check.given().len() == 2) else { return Some(asks) };
    let (own, far) = (&check.devices[device].name, &check.devices[1 - device].name);
    let stands = match asked(check, placed) {
        Some(Asked::Taken) => {
            format!(" {own} has a selector that takes it in this configuration, so it runs another one.")
        }
        Some(Asked::NotThere) => format!(
            " Neither configuration has it: {far} runs another one than this, or an entry of it that is not here."
        ),
        Some(Asked::Refused) => format!(" {far} has it in its configuration, and {own} has nothing that takes it."),
        None => String::new(),
    };
    Some(asks + &stands)
}

/// `MM_WAIT_MSG6 on hq, the initiator, peer 198.51.100.20`
fn sighting(check: &Check, placed: &PlacedSighting) -> String {
    let own = &placed.sighting;
    let mut words = match own.what {
        Seen::State { entry, deleted: Some(true) } => format!("{} (deleted)", entry.name),
        Seen::State { entry, .. } => entry.name.to_owned(),
        Seen::Log(sign) => format!("\"{}\": {}", sign.line.shown(None), sign.line.says),
    };
    if let Some(device) = placed.device.and_then(|device| check.devices.get(device)) {
        words.push_str(&format!(", on {}", device.name));
    }
    match own.role {
        Some(Role::Initiator) => words.push_str(", the initiator"),
        Some(Role::Responder) => words.push_str(", the responder"),
        None => {}
    }
    if let Some(peer) = own.peer {
        words.push_str(&format!(", peer {peer}"));
    } else if let Some([one, other]) = own.between {
        words.push_str(&format!(", between {one} and {other}"));
    }
    if placed.elsewhere {
        words.push_str(": another tunnel than these configurations make");
    }
    words
}

/// The faults that explain it; the number of the next cause.
fn explained(page: &mut Page, check: &Check, diagnosis: &Diagnosis) -> usize {
    if diagnosis.explained.is_empty() {
        if !check.tunnels.is_empty() {
            page.gap();
            page.wrapped("", &nothing_explains(check, diagnosis));
        }
        return 1;
    }
    page.heading(if check.is_alone() {
        "Shown by this configuration alone"
    } else {
        "Explained by the configurations"
    });
    for (at, explanation) in diagnosis.explained.iter().enumerate() {
        fault(page, check, &format!("{:>3}. ", at + 1), explanation);
        page.wrapped("     ", &plain(&why(check, diagnosis, explanation)));
        let help = &finding(check, explanation).help;
        page.wrapped("     help: ", &plain(help));
    }
    diagnosis.explained.len() + 1
}

fn nothing_explains(check: &Check, diagnosis: &Diagnosis) -> String {
    if check.is_alone() {
        return nothing_explains_alone(diagnosis).to_owned();
    }
    if diagnosis.is_contradicted {
        return "An IKE SA that is up contradicts these configurations: a fault of theirs stops phase 1 (see below). The files may \
                not be the ones that run, or it is another SA; settle that first."
            .to_owned();
    }
    if diagnosis.unrelated.is_empty() {
        let verdicts: Vec<&str> = check.tunnels.iter().map(|tunnel| tunnel.verdict.word()).collect();
        if diagnosis.is_expected {
            return format!(
                "This is what the devices show where these configurations do what they say (verdict: {}): it is no fault by \
                 itself. If something does not work all the same, it lies outside of them.",
                verdicts.join(", ")
            );
        }
        return format!(
            "These configurations have no fault that shows so (verdict: {}). What is seen must come from outside of them, from \
             what they leave open, or from configurations that are not the running ones.",
            verdicts.join(", ")
        );
    }
    if diagnosis.of_these_tunnels().next().is_none() {
        return "What was seen is of another tunnel than these configurations make: its addresses are others."
            .to_owned();
    }
    let is_absence =
        |placed: &PlacedSighting| matches!(placed.sighting.what, Seen::State { entry, .. } if entry.is_absence());
    if diagnosis.of_these_tunnels().all(is_absence) {
        return "None of the faults of these configurations leaves a device so by itself (see below); but this is also what is \
                shown while nothing asks for the tunnel. Send something through it, and look while it is tried."
            .to_owned();
    }
    "These configurations have faults, and none of them shows so (see below). Either what was seen is from before a change, \
     or the devices do not run these configurations; check that first."
        .to_owned()
}

fn nothing_explains_alone(diagnosis: &Diagnosis) -> &'static str {
    if diagnosis.unrelated.is_empty() {
        return "Nothing in this configuration by itself shows so.";
    }
    "This configuration has faults of its own, and none of them shows so (see below). Either what was seen is from before a \
     change, or of another tunnel, or the device does not run this configuration; check that first."
}

/// A fault with its lines.
fn fault(page: &mut Page, check: &Check, first: &str, explanation: &Explanation) {
    let finding = finding(check, explanation);
    let certainty = if finding.certainty.word() == "certain" { "" } else { ", likely" };
    let title = format!("{} ({}{certainty}): {}", finding.rule.name, finding.rule.code, finding.message);
    page.wrapped(first, &plain(&title));
    let places = places(check, finding);
    let rows: Vec<Vec<String>> =
        places.iter().map(|(place, message)| vec![plain(place).into_owned(), plain(message).into_owned()]).collect();
    page.table(first.len() + 2, &rows);
}

/// `It shows so when hq starts: MM_WAIT_MSG6 on hq.`
fn why(check: &Check, diagnosis: &Diagnosis, explanation: &Explanation) -> String {
    let ends = &check.tunnels[explanation.tunnel].pair.ends;
    let names: Vec<&str> =
        explanation.initiators.iter().map(|end| check.devices[ends[end.index()].device].name.as_str()).collect();
    let mut shown: Vec<String> = Vec::new();
    for at in &explanation.explains {
        let placed = &diagnosis.sightings[*at];
        let name = placed.sighting.what.name().to_owned();
        if !shown.contains(&name) {
            shown.push(name);
        }
    }
    if explanation.fit == Fit::Meant {
        return format!("A log line speaks of such a fault: {}.", shown.join(", "));
    }
    let order = if explanation.is_met_first { "" } else { " It is met only once the faults before it are mended." };
    format!("When {} starts, this shows as {}.{order}", names.join(" or "), shown.join(", "))
}

/// What lies outside of configurations that predict success; the number of the next cause.
fn outside(page: &mut Page, check: &Check, diagnosis: &Diagnosis, first: usize) -> usize {
    if diagnosis.outside.is_empty() {
        return first;
    }
    page.heading("What outside of the configurations can cause it, in the order to look");
    for (at, own) in diagnosis.outside.iter().enumerate() {
        page.wrapped(&format!("{:>3}. ", first + at), own.what);
        for run in &own.runs {
            page.wrapped("     ", &plain(&format!("{}: {}", check.devices[run.device].name, run.command)));
        }
        page.wrapped("     ", own.tells);
    }
    first + diagnosis.outside.len()
}

/// What else could cause it; the number of the next cause.
fn candidates(page: &mut Page, check: &Check, diagnosis: &Diagnosis, first: usize) -> usize {
    if diagnosis.candidates.is_empty() {
        return first;
    }
    let heading = match (check.tunnels.is_empty(), first) {
        (true, _) => "What causes it, the likeliest first",
        (false, 1) => "What can cause it, the likeliest first",
        (false, _) => "What else can cause it",
    };
    page.heading(heading);
    for (at, candidate) in diagnosis.candidates.iter().enumerate() {
        page.wrapped(&format!("{:>3}. ", first + at), candidate.what);
        if !candidate.sign.is_empty() {
            page.wrapped("     Sign: ", candidate.sign);
        }
        if let Some(note) = note(check, candidate) {
            page.wrapped("     ", &plain(&note));
        }
    }
    first + diagnosis.candidates.len()
}

/// How a cause stands to the configurations, where that says something.
fn note(check: &Check, candidate: &Candidate) -> Option<String> {
    match candidate.standing {
        Standing::Found if candidate.finding.is_none() => {
            let place = place(check, check.only_answers()?)?;
            Some(format!("{place}: this end only answers, so that the far end has to begin."))
        }
        Standing::Found => {
            let finding = &check.findings[candidate.finding?];
            let (place, _) = places(check, finding).into_iter().next()?;
            Some(format!("{place}: {} ({}).", finding.message, finding.rule.name))
        }
        Standing::Contradicted => Some(
            "The device logs it, and these configurations do not have it: they are not what the devices run, or run no more."
                .to_owned(),
        ),
        Standing::Logged => Some("A log line that was seen says so.".to_owned()),
        Standing::Open if check.is_alone() => Some("This configuration leaves it open.".to_owned()),
        Standing::Open => Some("The configurations leave it open; `ikelint check` says what is missing.".to_owned()),
        Standing::Outside | Standing::Excluded => None,
    }
}

/// Faults that are there and show otherwise.
fn unrelated(page: &mut Page, check: &Check, diagnosis: &Diagnosis) {
    if diagnosis.unrelated.is_empty() {
        return;
    }
    page.heading(match check.is_alone() {
        true => "Also wrong in this configuration, but it shows otherwise",
        false => "Also wrong in the configurations, but it shows otherwise",
    });
    for explanation in &diagnosis.unrelated {
        fault(page, check, "  - ", explanation);
    }
}

fn excluded(page: &mut Page, diagnosis: &Diagnosis) {
    if diagnosis.excluded.is_empty() {
        return;
    }
    page.heading("Ruled out by these configurations");
    for candidate in &diagnosis.excluded {
        page.wrapped("  - ", candidate.what);
    }
}

fn commands(page: &mut Page, diagnosis: &Diagnosis) {
    if diagnosis.commands.is_empty() {
        return;
    }
    page.heading("To tell the causes apart");
    for (at, command) in diagnosis.commands.iter().enumerate() {
        page.wrapped("  ", &plain(&command.run));
        // What it tells is said once for all devices.
        let next = diagnosis.commands.get(at + 1);
        if next.is_none_or(|next| next.tells != command.tells) {
            page.wrapped("      ", command.tells);
        }
    }
}
