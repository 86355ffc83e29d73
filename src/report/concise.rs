//! One line a verdict, then one line a finding: for editors, `grep`, and logs of automated runs.

use crate::report::headline;
use crate::report::json::Report;
use crate::report::page::{Look, Page, plain};

/// The verdicts and findings, a line each.
pub(super) fn render(report: &Report) -> String {
    let mut page = Page::new(Look::default());
    for tunnel in &report.tunnels {
        let headline = headline::of(report, tunnel);
        page.line(&plain(&format!("{}: {}", tunnel.id, headline.sentence(headline.verdict))));
    }
    for finding in &report.findings {
        let place = finding.labels.first();
        let place = place.map(|label| format!("{}:{}:{}: ", label.file, label.line, label.column)).unwrap_or_default();
        page.line(&plain(&format!("{place}{}[{}] {}", finding.severity, finding.rule, finding.message)));
    }
    page.into_text()
}
