//! What the rules about one file alone share: a defect becomes an error where it stops a tunnel, and a warning or an
//! info where it does not.

use crate::advice::Change;
use crate::model::{Blocks, Defect, DefectKind, Device};
use crate::negotiation::{End, Fault};
use crate::rules::context::label;
use crate::rules::{Finding, Fix, Rule, Severity, TunnelContext};

/// What a rule says about a defect.
pub struct DefectWords {
    /// What is wrong, without the device.
    pub message: String,
    /// What stands at the line.
    pub label: String,
    /// What to do.
    pub help: String,
    /// How bad it is where it stops no tunnel.
    pub severity: Severity,
}

/// The words of a rule for a defect; `None` where it is another rule's.
pub type WordsOf = fn(&DefectKind) -> Option<DefectWords>;

/// The defects that stop a tunnel.
pub(super) fn check_tunnel(rule: &'static Rule, words_of: WordsOf, cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for fault in cx.faults() {
        let Fault::Defect { end, defect } = &fault.stop.fault else { continue };
        let Some(defect) = cx.entry(*end).and_then(|entry| entry.defects.get(*defect)) else { continue };
        let Some(words) = words_of(&defect.kind) else { continue };
        let effect = match defect.blocks {
            Blocks::Everything => "so that it does no IPsec at all",
            Blocks::Children => "so that no child SA can come up",
            Blocks::Certificates => "so that it cannot authenticate by certificate",
            Blocks::Perhaps | Blocks::Nothing => "so that it finds no key for its peer",
        };
        let entry = cx.entry(*end).map(|entry| entry.name.as_str()).unwrap_or_default();
        let message = format!("{} on {}: {}, {effect}", entry, cx.name(*end), words.message);
        let mut finding = cx.error(rule, &fault, message, label(defect.span, words.label));
        finding.direction = None;
        let fix = defect.is_shut_down().then(|| bring_up(cx, *end, defect)).flatten();
        out.push(finding.help(words.help).fixes(fix).values([words.message]));
    }
}

/// Brings the interface up whose block holds the line.
fn bring_up(cx: &TunnelContext<'_>, end: End, defect: &Defect) -> Option<Fix> {
    let (entry, path) = (cx.entry(end)?, cx.side(end).device.path.as_ref()?);
    let above = path.links.iter().filter(|link| !link.up && link.span.start <= defect.span.start);
    let link = above.max_by_key(|link| link.span.start)?.block();
    Some(cx.fix(end, &Change::BringUp { entry, link }))
}

/// All defects of a file, those that stop a tunnel included: the check drops what is told already.
pub(super) fn check_device(rule: &'static Rule, words_of: WordsOf, device: &Device, out: &mut Vec<Finding>) {
    let of_entries = device.entries.iter().flat_map(|entry| &entry.defects);
    let mut told: Vec<&Defect> = Vec::new();
    for defect in device.defects.iter().chain(of_entries) {
        let Some(words) = words_of(&defect.kind) else { continue };
        if told.contains(&defect) {
            continue;
        }
        told.push(defect);
        let message = format!("{}: {}", device.name, words.message);
        let primary = label(defect.span, words.label);
        let finding = Finding::new(rule, words.severity, message, primary).help(words.help).values([words.message]);
        out.push(match defect.kind {
            DefectKind::Duplicate { first, .. } => finding.label(first, "defined first"),
            _ => finding,
        });
    }
}
