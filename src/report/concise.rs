//! One line a verdict, then one line a finding: for editors, `grep`, and logs of automated runs.

use crate::report::full::paint_of_severity;
use crate::report::headline;
use crate::report::json::Report;
use crate::report::page::{Look, Page, plain};

/// The verdicts and findings, a line each; what is coloured is the verdict and the severity.
pub(super) fn render(report: &Report, look: Look) -> String {
    let mut page = Page::new(look);
    for tunnel in &report.tunnels {
        let headline = headline::of(report, tunnel);
        let verdict = look.paint(headline.paint, headline.verdict);
        let headline = headline::Headline { detail: plain(&headline.detail).into_owned(), ..headline };
        page.line(&format!("{}: {}", plain(&tunnel.id), headline.sentence(&verdict)));
    }
    for finding in &report.findings {
        let place = finding.labels.first();
        let place = place.map(|label| format!("{}:{}:{}: ", label.file, label.line, label.column)).unwrap_or_default();
        let severity = match paint_of_severity(finding.severity) {
            Some(paint) => look.paint(paint, finding.severity),
            None => finding.severity.to_owned(),
        };
        page.line(&format!("{}{severity}[{}] {}", plain(&place), finding.rule, plain(&finding.message)));
    }
    page.into_text()
}
