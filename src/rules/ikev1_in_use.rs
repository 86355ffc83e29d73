//! `ikev1-in-use`.

use crate::model::{Device, Entry};
use crate::rules::context::label;
use crate::rules::{Finding, Severity};

rule! {
    /// A tunnel uses IKEv1, which the IETF has made historic.
    ///
    /// ## What it checks
    ///
    /// Entries that begin with IKEv1; where there is none, entries that can fall back to it. One finding a device, at the
    /// first of them.
    ///
    /// ## What it means
    ///
    /// RFC 9395 deprecates IKEv1: no new algorithm is defined for it, and vendors take the old ones out release by
    /// release, so a tunnel that comes up today may not survive an upgrade. Nothing is wrong with it today.
    ///
    /// ## How to mend it
    ///
    /// Add IKEv2 on both ends in one change window. Where an end tries IKEv2 first and falls back, it can be added on one
    /// end after the other.
    RULE = "SEC602" "ikev1-in-use",
    "A tunnel uses IKEv1, which RFC 9395 deprecates",
    ["RFC 9395 section 3"],
    Device(check)
}

fn check(device: &Device, out: &mut Vec<Finding>) {
    let begins = |entry: &&Entry| entry.ikev1.as_ref().is_some_and(|own| own.initiates);
    let prefers_ikev2 = |entry: &&Entry| entry.ikev2.as_ref().is_some_and(|own| own.initiates);
    let (fall_back, alone): (Vec<_>, Vec<_>) = device.entries.iter().filter(begins).partition(prefers_ikev2);
    let old = if alone.is_empty() { &fall_back } else { &alone };
    let Some((first, others)) = old.split_first() else { return };
    let which = match others.len() {
        0 => first.name.clone(),
        1 => format!("{} and one more", first.name),
        more => format!("{} and {more} more", first.name),
    };
    let does = match (alone.is_empty(), others.is_empty()) {
        (true, _) => "can fall back to",
        (false, true) => "uses",
        (false, false) => "use",
    };
    let message = format!("{}: {which} {does} IKEv1, which is deprecated", device.name);
    out.push(
        Finding::new(&RULE, Severity::Info, message, label(first.version_at, "IKEv1"))
            .help("Plan the change to IKEv2 with the other end.")
            .values([first.name.as_str()]),
    );
}
