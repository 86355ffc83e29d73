//! Rows of the tables that say what becomes of the traffic.

use ikelint::check::{Check, Traffic};
use ikelint::negotiation::End;
use ikelint::report::{Format, Look, render};

use crate::pairs::{Edit, check_edited, errors, verdict};

pub(crate) const FLOW: [Traffic; 2] = [Traffic::Flows, Traffic::Flows];
pub(crate) const A_BLOCKED: [Traffic; 2] = [Traffic::Blocked, Traffic::Flows];
pub(crate) const B_BLOCKED: [Traffic; 2] = [Traffic::Flows, Traffic::Blocked];
pub(crate) const A_BLOCKED_B_UNKNOWN: [Traffic; 2] = [Traffic::Blocked, Traffic::Unknown];
pub(crate) const BOTH_BLOCKED: [Traffic; 2] = [Traffic::Blocked, Traffic::Blocked];
pub(crate) const A_UNKNOWN: [Traffic; 2] = [Traffic::Unknown, Traffic::Flows];
pub(crate) const BOTH_UNKNOWN: [Traffic; 2] = [Traffic::Unknown, Traffic::Unknown];

/// A base pair, what is edited in it, what becomes of the packets of each end, and the errors that are told.
pub(crate) struct Row {
    pub(crate) what: &'static str,
    pub(crate) names: [&'static str; 2],
    pub(crate) edits: &'static [Edit],
    pub(crate) traffic: [Traffic; 2],
    pub(crate) errors: &'static [&'static str],
}

impl Row {
    /// Checks the pair, which has to come to what the row says.
    pub(crate) fn hold(&self) -> Check {
        let check = check_edited(self.names, self.edits);
        let tunnel = &check.tunnels[0];
        let doubts: Vec<_> = End::BOTH.iter().flat_map(|end| &tunnel.journeys[end.index()].doubts).collect();
        assert_eq!((tunnel.traffic, errors(&check)), (self.traffic, self.errors.to_vec()), "{}: {doubts:?}", self.what);
        rules_that_block_are_told(&check);
        check
    }
}

/// What it is about, the pair, the edits, and what is said of it: the verdict, the traffic and the errors.
pub(crate) type JudgedRow =
    (&'static str, [&'static str; 2], &'static [Edit], &'static str, [Traffic; 2], &'static [&'static str]);

pub(crate) fn assert_judged(rows: &[JudgedRow]) {
    for (what, names, edits, expected, traffic, told) in rows {
        let check = check_edited(*names, edits);
        let found = (verdict(&check), check.tunnels[0].traffic, errors(&check));
        assert_eq!(found, (*expected, *traffic, told.to_vec()), "{what}: {:#?}", check.tunnels[0].journeys);
        rules_that_block_are_told(&check);
    }
}

/// Whatever rule the report names as what blocks traffic, it holds a finding of it.
pub(crate) fn rules_that_block_are_told(check: &Check) {
    let report: serde_json::Value =
        serde_json::from_str(&render(check, Format::Json, Look::default()).unwrap()).unwrap();
    let reasons =
        report["tunnels"][0]["traffic_reasons"].as_array().unwrap().iter().flat_map(|end| end.as_array().unwrap());
    for reason in reasons.filter(|reason| reason["open"].is_null() && !reason["file"].is_null()) {
        let told = check.findings.iter().any(|finding| reason["reason"] == finding.rule.name);
        assert!(told, "{reason}");
    }
}
