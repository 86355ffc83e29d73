//! The report for people: the verdict first, then what each device will show, then why, then what to do.

use miette::{GraphicalReportHandler, GraphicalTheme};

use crate::check::Check;
use crate::report::headline::{self, condition};
use crate::report::json::{Device, Finding, Missing, Report, Tunnel};
use crate::report::outlook;
use crate::report::page::{Look, Page, Paint, plain};
use crate::report::snippet::{self, Shown};
use crate::source::SourceFile;

/// The report on `check`, of which `report` is the summary.
pub(super) fn render(report: &Report, check: &Check, look: Look) -> String {
    let mut page = Page::new(look);
    for tunnel in &report.tunnels {
        headline(&mut page, report, tunnel);
    }
    for tunnel in &report.tunnels {
        if report.tunnels.len() > 1 {
            let devices = tunnel.ends.each_ref().map(|end| &end.device[..]);
            page.heading(&plain(&entries(report, tunnel, devices)));
        }
        outlook::render(&mut page, report, tunnel);
        findings(&mut page, report, check, Some(&tunnel.id));
        what_to_do(&mut page, report, tunnel);
        not_settled(&mut page, tunnel, check);
    }
    if report.findings.iter().any(|finding| finding.tunnel.is_none() && !is_hygiene(finding)) {
        page.heading("In the files by themselves");
        findings(&mut page, report, check, None);
    }
    hygiene(&mut page, report);
    more(&mut page, report);
    unpaired(&mut page, report);
    files(&mut page, report, check);
    page.gap();
    page.line(&counts(report));
    page.into_text()
}

/// The verdict on a tunnel in a sentence.
pub(super) fn headline(page: &mut Page, report: &Report, tunnel: &Tunnel) {
    let headline = headline::of(report, tunnel);
    let names = headline::names(tunnel);
    let which = if report.tunnels.len() > 1 {
        entries(report, tunnel, names.each_ref().map(|name| &name[..]))
    } else {
        names.join(" <> ")
    };
    let verdict = page.look.paint(headline.paint, &headline.verdict.to_uppercase());
    let sentence = plain(&headline.detail).into_owned();
    let headline = headline::Headline { detail: sentence, ..headline };
    page.wrapped("", &format!("{}: {}", plain(&which), headline.sentence(&verdict)));
}

/// The two entries of a tunnel, each behind the name of its device. Where another tunnel is between the same two, the peer tells
/// them apart.
fn entries(report: &Report, tunnel: &Tunnel, devices: [&str; 2]) -> String {
    let parts = |tunnel: &Tunnel| tunnel.ends.each_ref().map(|end| (end.device.clone(), end.name.clone(), end.line));
    let is_alone = report.tunnels.iter().filter(|other| parts(other) == parts(tunnel)).count() == 1;
    let ends = tunnel.ends.iter().zip(devices).map(|(end, device)| match end.peer.as_ref().filter(|_| !is_alone) {
        Some(peer) => format!("{device} {} to {peer}", end.name),
        None => format!("{device} {}", end.name),
    });
    ends.collect::<Vec<_>>().join(" <> ")
}

/// The findings of a tunnel, or those about a file alone.
fn findings(page: &mut Page, report: &Report, check: &Check, tunnel: Option<&String>) {
    let handler = handler(page.look);
    let is_own = |finding: &Finding| finding.tunnel.as_ref() == tunnel && !is_hygiene(finding);
    let own = report.findings.iter().zip(&check.findings).filter(|(finding, _)| is_own(finding));
    // What stops the tunnel comes first; within one severity the order of the exchange stays.
    let mut own: Vec<_> = own.collect();
    own.sort_by_key(|(_, rule)| std::cmp::Reverse(rule.severity));
    for (finding, rule) in own {
        page.gap();
        let mut text = String::new();
        let shown = Shown::new(finding, rule, check);
        if handler.render_report(&mut text, &shown).is_err() {
            // Drawing an excerpt must never cost the finding itself.
            text = format!("{}: {} ({})\n  {shown}", finding.severity, finding.rule, finding.code);
        }
        text.lines().for_each(|line| page.line(line));
    }
}

/// Whether a finding is about what is unwise rather than wrong: its rule is of the SEC family.
fn is_hygiene(finding: &Finding) -> bool {
    finding.code.starts_with("SEC")
}

/// What is unwise, a line each: nobody who brings a tunnel up needs an excerpt of it.
fn hygiene(page: &mut Page, report: &Report) {
    if !report.findings.iter().any(is_hygiene) {
        return;
    }
    page.heading("Hygiene: works, and should not stay");
    for finding in report.findings.iter().filter(|finding| is_hygiene(finding)) {
        let place = finding.labels.first().map(|label| format!("{}:{}: ", label.file, label.line)).unwrap_or_default();
        let line = format!("{} ({}) {place}{}", finding.rule, finding.severity, finding.message);
        page.wrapped("  ", &plain(&line));
    }
}

fn handler(look: Look) -> GraphicalReportHandler {
    let theme = match (look.unicode, look.colour) {
        (true, true) => GraphicalTheme::unicode(),
        (true, false) => GraphicalTheme::unicode_nocolor(),
        (false, true) => GraphicalTheme::ascii(),
        (false, false) => GraphicalTheme::none(),
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(look.width)
        .with_links(false)
        .with_break_words(false)
        .without_syntax_highlighting()
}

/// The commands that mend each finding; alternatives are told apart by "or".
fn what_to_do(page: &mut Page, report: &Report, tunnel: &Tunnel) {
    let with_commands = |finding: &&Finding| {
        finding.tunnel.as_ref() == Some(&tunnel.id) && finding.fixes.iter().any(|fix| !fix.commands.is_empty())
    };
    let mut mendable = report.findings.iter().filter(with_commands).peekable();
    if mendable.peek().is_none() {
        return;
    }
    page.heading("What to do");
    for finding in mendable {
        let fixes = finding.fixes.iter().filter(|fix| !fix.commands.is_empty());
        for (at, fix) in fixes.enumerate() {
            let link = if at == 0 { format!("{}: on", finding.rule) } else { "or on".to_owned() };
            page.line(&format!("  {link} {}", plain(&fix.device)));
            fix.commands.iter().flat_map(|commands| commands.lines()).for_each(|command| {
                page.line(&format!("      {}", plain(command)));
            });
        }
    }
}

/// Where to read on: the worst finding's rule, once a report.
fn more(page: &mut Page, report: &Report) {
    let rules = ["error", "warning", "info"].into_iter().flat_map(|severity| {
        report.findings.iter().filter(move |finding| finding.severity == severity).map(|finding| finding.rule)
    });
    if let Some(rule) = rules.into_iter().next() {
        page.gap();
        page.wrapped("", &format!("Run \"ikelint explain {rule}\" for more on a finding."));
    }
}

/// What the files leave open, each question once.
fn not_settled(page: &mut Page, tunnel: &Tunnel, check: &Check) {
    let mut questions: Vec<&Missing> = Vec::new();
    for missing in tunnel.directions.iter().flat_map(|direction| &direction.missing) {
        let same = |other: &&mut &Missing| {
            (other.what, &other.file, other.line) == (missing.what, &missing.file, missing.line)
        };
        match questions.iter_mut().find(same) {
            // The direction in which the answer matters says more.
            Some(known) if known.if_ok == known.if_bad => *known = missing,
            Some(_) => {}
            None => questions.push(missing),
        }
    }
    if questions.is_empty() {
        return;
    }
    page.heading("Not settled by these files");
    for missing in questions {
        let effect = if missing.if_ok == missing.if_bad {
            "the outcome is the same either way".to_owned()
        } else {
            format!("if so: {}, if not: {}", missing.if_ok, missing.if_bad)
        };
        let quote = if missing.what == UNREAD_LINE { quote(missing, check) } else { String::new() };
        let place = format!("{}:{}: {}{quote}", missing.file, missing.line, missing.reason);
        page.wrapped("  - ", &plain(&format!("whether {} ({place}); {effect}", condition(missing.what))));
    }
}

/// The question about a line that is not understood.
const UNREAD_LINE: &str = "unread-line";

/// `, " set peer dynamic"`: the line that a question names.
fn quote(missing: &Missing, check: &Check) -> String {
    let source = check.sources.iter().find(|source| source.name() == missing.file);
    let quote = source.and_then(|source| snippet::quote(source, missing.line));
    quote.map(|quote| format!(", {quote}")).unwrap_or_default()
}

fn unpaired(page: &mut Page, report: &Report) {
    if report.unpaired.is_empty() {
        return;
    }
    page.heading("Faces nobody here");
    for entry in &report.unpaired {
        let peer = entry.peer.as_deref().map(|peer| format!(", peer {peer}")).unwrap_or_default();
        let who = format!("{} {}{peer} ({}:{})", entry.device, entry.name, entry.file, entry.line);
        page.wrapped("  - ", &plain(&format!("{who}: {}", entry.reason)));
    }
}

/// What was read and how well: a verdict is worth no more than that.
fn files(page: &mut Page, report: &Report, check: &Check) {
    page.heading("Read");
    for input in &report.inputs {
        let device = report.devices.iter().find(|device| device.file == input.file);
        let text = match device.filter(|_| input.status == "device") {
            Some(device) => format!("{}, {}", device.name, coverage(device)),
            None => input.status.replace('-', " "),
        };
        page.line(&format!("  {}", plain(&input.file)));
        page.wrapped("      ", &plain(&text));
        let source = check.sources.iter().find(|source| source.name() == input.file);
        if let Some(lines) = source.and_then(|source| unread(source, check)) {
            page.wrapped("      ", &lines);
        }
    }
}

/// Lines to name that are not fully understood; the findings and the JSON report have them all.
const MOST_LINES: usize = 5;

/// `not fully understood: lines 12, 40`; `None` where all is. A line that is understood but for one of its values
/// counts as understood, and stands here all the same.
fn unread(source: &SourceFile, check: &Check) -> Option<String> {
    let devices = check.devices.iter().filter(|device| device.file == source.id());
    let spans = devices.flat_map(|device| &device.entries).flat_map(|entry| &entry.unread);
    let mut lines: Vec<usize> = spans.map(|span| source.line_column(span.start).0).collect();
    lines.sort_unstable();
    lines.dedup();
    let named: Vec<String> = lines.iter().take(MOST_LINES).map(usize::to_string).collect();
    let more = lines.len().saturating_sub(MOST_LINES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let noun = if lines.len() == 1 { "line" } else { "lines" };
    (!lines.is_empty()).then(|| format!("not fully understood: {noun} {}{more}", named.join(", ")))
}

/// ` 9.12(4)`, ` 9.16 (assumed; the file says 9.12(4))`; nothing where the release is not known.
fn release(device: &Device) -> String {
    match (device.assumed_release.as_deref(), device.version.as_deref()) {
        (Some(assumed), Some(stated)) => format!(" {assumed} (assumed; the file says {stated})"),
        (Some(assumed), None) => format!(" {assumed} (assumed; the file states no release)"),
        (None, Some(stated)) => format!(" {stated}"),
        (None, None) => String::new(),
    }
}

/// `asa 9.12(4), complete; 41 VPN lines, 40 understood, 1 of no bearing`
fn coverage(device: &Device) -> String {
    let coverage = &device.coverage;
    let release = release(device);
    let extent = if device.complete { "complete" } else { "an excerpt" };
    let mut text = format!(
        "{}{release}, {extent}; {} VPN lines, {} understood",
        device.platform, coverage.vpn_lines, coverage.understood
    );
    let rest = [
        (coverage.irrelevant, "of no bearing"),
        (coverage.unmodelled, "not modelled"),
        (coverage.unrecognised, "not recognised"),
    ];
    for (count, what) in rest.into_iter().filter(|(count, _)| *count > 0) {
        text.push_str(&format!(", {count} {what}"));
    }
    text
}

/// The last line: `1 tunnel: 1 stalls. 1 error, 0 warnings, 0 infos.`
fn counts(report: &Report) -> String {
    let summary = &report.summary;
    let plural = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let verdicts = [
        (summary.stalls, "stalls"),
        (summary.one_way, "one-way"),
        (summary.fails_at_rekey, "fails at rekey"),
        (summary.undetermined, "undetermined"),
        (summary.establishes, "establishes"),
    ];
    let present: Vec<String> =
        verdicts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let verdicts = if present.is_empty() { String::new() } else { format!(": {}", present.join(", ")) };
    format!(
        "{}{verdicts}. {}, {}, {}.",
        plural(summary.tunnels, "tunnel"),
        plural(summary.errors, "error"),
        plural(summary.warnings, "warning"),
        plural(summary.infos, "info")
    )
}

/// The colour of an outcome.
pub(super) fn paint_of(outcome: &str) -> Option<Paint> {
    match outcome {
        "stalls" | "fails-at-rekey" => Some(Paint::Bad),
        "undetermined" => Some(Paint::Doubt),
        "establishes" => Some(Paint::Good),
        _ => None,
    }
}

/// The colour of a severity.
pub(super) fn paint_of_severity(severity: &str) -> Option<Paint> {
    match severity {
        "error" => Some(Paint::Bad),
        "warning" => Some(Paint::Doubt),
        _ => None,
    }
}
