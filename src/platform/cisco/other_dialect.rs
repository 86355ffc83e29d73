//! Lines in the syntax of the other Cisco dialect: a router's in the file of a firewall, or the reverse.
//!
//! The reader of the other dialect is asked about what the own one does not take. What it knows is told as what it is,
//! and stays out of the model: the device would refuse the line, so that a verdict that hangs on it stays open.

use std::collections::HashSet;

use crate::model::{Coverage, Defect, DefectKind, Device, Standing};
use crate::source::Span;

/// Names the lines of `device` that nothing took and that `takes`, the reader of another dialect, knows. `dialect` is
/// what that dialect is called, and `reason` says why such a line is not in the model.
pub(crate) fn tell(
    device: &mut Device,
    dialect: &'static str,
    reason: &'static str,
    takes: impl FnOnce() -> HashSet<Span>,
) {
    if device.coverage.unrecognised == 0 {
        return;
    }
    let taken = takes();
    restate(&mut device.coverage, &taken, reason);
    let of_entries = device.entries.iter_mut().flat_map(|entry| &mut entry.defects);
    device.defects.iter_mut().chain(of_entries).for_each(|defect| rename(defect, &taken, dialect));
}

/// Counts the lines as known, and not in the model.
fn restate(coverage: &mut Coverage, taken: &HashSet<Span>, reason: &'static str) {
    let unknown = |standing| standing == Standing::Unrecognised;
    for line in coverage.lines.iter_mut().filter(|line| unknown(line.standing) && taken.contains(&line.span)) {
        (line.standing, line.reason) = (Standing::Unmodelled, reason);
        coverage.unrecognised -= 1;
        coverage.unmodelled += 1;
        coverage.other_syntax += 1;
    }
}

fn rename(defect: &mut Defect, taken: &HashSet<Span>, dialect: &'static str) {
    if defect.kind == DefectKind::UnrecognisedLine && taken.contains(&defect.span) {
        defect.kind = DefectKind::OtherDialect { dialect };
    }
}
