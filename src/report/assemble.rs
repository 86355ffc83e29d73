//! From a check to the report's own types.

use sha1::{Digest as _, Sha1};

use crate::check::{Check, InputStatus};
use crate::model::Device;
use crate::negotiation::Verdict;
use crate::report::json::{self, Report, Summary};
use crate::report::tunnel;
use crate::rules::{Finding, Severity};
use crate::source::{FileId, Span};

/// The report on `check`. Indexes that point nowhere become nulls or empty names, never a panic.
pub(super) fn report(check: &Check) -> Report {
    let mut tunnels = tunnel::tunnels(check);
    let findings: Vec<json::Finding> =
        check.findings.iter().enumerate().map(|(at, finding)| self::finding(check, &tunnels, at, finding)).collect();
    for (at, tunnel) in tunnels.iter_mut().enumerate() {
        let own = check.findings.iter().zip(&findings).filter(|(finding, _)| finding.tunnel == Some(at));
        tunnel.findings = own.map(|(_, finding)| finding.id.clone()).collect();
    }
    Report {
        schema: json::SCHEMA,
        tool: json::Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        inputs: check.inputs.iter().map(input).collect(),
        devices: check.devices.iter().map(|device| self::device(check, device)).collect(),
        summary: summary(check),
        refusal: check.refusal.clone(),
        unpaired: unpaired(check),
        tunnels,
        findings,
    }
}

fn input(input: &crate::check::Input) -> json::Input {
    let (status, reason) = match &input.status {
        InputStatus::Device => ("device", None),
        InputStatus::NotADevice(reason) => ("not-a-device", Some(reason.clone())),
        InputStatus::Unreadable(reason) => ("unreadable", Some(reason.clone())),
    };
    json::Input { file: input.file.clone(), status, reason }
}

fn device(check: &Check, device: &Device) -> json::Device {
    let coverage = &device.coverage;
    json::Device {
        name: device.name.clone(),
        file: file_name(check, device.file),
        platform: device.platform.0,
        version: device.version.clone(),
        assumed_release: device.assumed_release.map(|release| release.to_string()),
        complete: device.complete,
        coverage: json::Coverage {
            vpn_lines: coverage.vpn_lines,
            understood: coverage.understood,
            irrelevant: coverage.irrelevant,
            unmodelled: coverage.unmodelled,
            unrecognised: coverage.unrecognised,
        },
    }
}

fn unpaired(check: &Check) -> Vec<json::Unpaired> {
    let entries = check.unpaired.iter().filter_map(|unpaired| {
        let device = check.devices.get(unpaired.device)?;
        let entry = device.entries.get(unpaired.entry)?;
        Some(json::Unpaired {
            device: device.name.clone(),
            file: file_name(check, device.file),
            line: line(check, entry.span),
            name: entry.name.clone(),
            peer: entry.peers.get(unpaired.rank).map(|peer| peer.value.to_string()),
            reason: unpaired.reason,
        })
    });
    entries.collect()
}

fn finding(check: &Check, tunnels: &[json::Tunnel], at: usize, finding: &Finding) -> json::Finding {
    let labels = finding.labels().enumerate().map(|(at, label)| {
        let (line, column) = position(check, label.span.file, label.span.start);
        let (end_line, end_column) = position(check, label.span.file, label.span.end);
        let file = file_name(check, label.span.file);
        json::Label { file, line, column, end_line, end_column, primary: at == 0, message: label.message.clone() }
    });
    let fixes = finding.fixes.iter().map(|fix| json::Fix {
        device: check.devices.get(fix.device).map(|device| device.name.clone()).unwrap_or_default(),
        commands: fix.commands.clone(),
        edits: Vec::new(),
        verified: false,
    });
    json::Finding {
        id: format!("f{}", at + 1),
        rule: finding.rule.name,
        code: finding.rule.code,
        severity: finding.severity.word(),
        certainty: finding.certainty.word(),
        phase: finding.phase,
        direction: finding.direction.map(crate::negotiation::End::index),
        tunnel: finding.tunnel.and_then(|tunnel| tunnels.get(tunnel)).map(|tunnel| tunnel.id.clone()),
        message: finding.message.clone(),
        help: finding.help.clone(),
        sources: finding.rule.sources.to_vec(),
        fingerprint: fingerprint(check, finding),
        suppressed: None,
        labels: labels.collect(),
        fixes: fixes.collect(),
    }
}

/// A hash of what makes the finding what it is: the rule, the ends without order, and the values without order.
fn fingerprint(check: &Check, finding: &Finding) -> String {
    let mut ends = match finding.tunnel.and_then(|at| check.tunnels.get(at)) {
        Some(tunnel) => tunnel.pair.ends.iter().map(|end| tunnel::end_name(check, end)).collect(),
        None => vec![owner(check, finding.primary.span.file)],
    };
    let mut values = finding.values.clone();
    ends.sort();
    values.sort();
    let mut hash = Sha1::new();
    for part in std::iter::once(finding.rule.name).chain(ends.iter().chain(&values).map(String::as_str)) {
        hash.update(part.as_bytes());
        // A separator that occurs in no name keeps "a" + "bc" apart from "ab" + "c".
        hash.update([0]);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The device that was read from this file.
fn owner(check: &Check, file: FileId) -> String {
    let device = check.devices.iter().find(|device| device.file == file);
    device.map_or_else(|| file_name(check, file), |device| device.name.clone())
}

fn summary(check: &Check) -> Summary {
    let verdicts = |wanted: Verdict| check.tunnels.iter().filter(|tunnel| tunnel.verdict == wanted).count();
    let severities = |wanted: Severity| check.findings.iter().filter(|finding| finding.severity == wanted).count();
    Summary {
        devices: check.devices.len(),
        tunnels: check.tunnels.len(),
        establishes: verdicts(Verdict::Establishes),
        one_way: verdicts(Verdict::OneWay),
        fails_at_rekey: verdicts(Verdict::FailsAtRekey),
        stalls: verdicts(Verdict::Stalls),
        undetermined: verdicts(Verdict::Undetermined),
        errors: severities(Severity::Error),
        warnings: severities(Severity::Warning),
        infos: severities(Severity::Info),
        suppressed: 0,
    }
}

/// The path of a file as it was given; empty where there is no such file.
pub(super) fn file_name(check: &Check, file: FileId) -> String {
    check.sources.iter().find(|source| source.id() == file).map(|source| source.name().to_owned()).unwrap_or_default()
}

/// The 1-based line on which `span` begins.
pub(super) fn line(check: &Check, span: Span) -> usize {
    position(check, span.file, span.start).0
}

fn position(check: &Check, file: FileId, offset: u32) -> (usize, usize) {
    let source = check.sources.iter().find(|source| source.id() == file);
    source.map_or((1, 1), |source| source.line_column(offset))
}
