//! `certificate-unverifiable`.

use crate::negotiation::Subject;
use crate::rules::context::label;
use crate::rules::{Finding, Severity, TunnelContext};

rule! {
    /// The ends authenticate with certificates, which are not in the files.
    ///
    /// ## What it means
    ///
    /// Both use signatures, so that the methods fit. Whether each end trusts the other's issuer, whether the certificates
    /// are valid and whether their names are accepted cannot be told from the configurations.
    RULE = "IKE111" "certificate-unverifiable",
    "Certificates are used, which the files do not show",
    ["RFC 7296 section 2.15"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let mut lines = Vec::new();
    for missing in cx.tunnel.directions.iter().flat_map(|direction| &direction.missing) {
        if missing.question.subject == Subject::Certificate && !lines.contains(&missing.question.at) {
            lines.push(missing.question.at);
        }
    }
    lines.sort_unstable();
    let Some(first) = lines.first() else { return };
    let message = "the ends authenticate with certificates, which the files do not show";
    let mut finding = Finding::new(&RULE, Severity::Info, message, label(*first, "a certificate is used here"));
    for line in &lines[1..] {
        finding = finding.label(*line, "and here");
    }
    out.push(finding.in_phase(1).help("Check issuers, validity and names on the devices.").values(["certificates"]));
}
