//! `weak-psk`.

use crate::model::{Device, PreSharedKey};
use crate::rules::context::label;
use crate::rules::{Finding, Severity};
use crate::secret::{Psk, Weakness};
use crate::source::Span;

rule! {
    /// A pre-shared key is short or easy to guess.
    ///
    /// ## What it checks
    ///
    /// Keys that can be read, without ever showing one. A well-known word, or a key of one or two different signs, is a
    /// warning. So is a key that holds less than 64 bits however random it is; one that holds less than 112 bits is an info.
    /// The bits are the most that a key of its length and its kinds of signs can hold: a longer word is no better than it
    /// reads, so a key that is not told may be weak all the same.
    ///
    /// ## What it means
    ///
    /// The key is all that proves who the ends are. RFC 7296 wants it as unpredictable as the strongest key that is
    /// negotiated; 112 bits is the least that NIST lets protect anything today.
    ///
    /// ## How to mend it
    ///
    /// 32 random characters, of letters and digits so that every device takes them, on both ends at once:
    /// `openssl rand -hex 24` makes one.
    RULE = "SEC604" "weak-psk",
    "A pre-shared key is short or easy to guess",
    ["RFC 7296 section 2.15", "NIST SP 800-131A revision 2, section 1.2.1"],
    Device(check)
}

fn check(device: &Device, out: &mut Vec<Finding>) {
    let mut told: Vec<Span> = Vec::new();
    for (key, span) in device.keys.iter().flat_map(halves) {
        let Some(weakness) = key.weakness().filter(|_| !told.contains(&span)) else { continue };
        told.push(span);
        let (severity, words) = match weakness {
            Weakness::Common => (Severity::Warning, "is a well-known word"),
            Weakness::Repetitive => (Severity::Warning, "repeats the same signs"),
            Weakness::VeryShort => (Severity::Warning, "is too short to withstand guessing"),
            Weakness::Short => (Severity::Info, "is shorter than 112 bits of security need"),
        };
        out.push(
            Finding::new(&RULE, severity, format!("{}: a pre-shared key {words}", device.name), label(span, words))
                .help("Set a key of 32 random characters on both ends.")
                .values([words]),
        );
    }
}

/// The keys of both directions; in IKEv1 they are the same.
fn halves(key: &PreSharedKey) -> impl Iterator<Item = (&Psk, Span)> {
    [&key.local, &key.remote].into_iter().flatten().map(|(key, span)| (key, *span))
}
