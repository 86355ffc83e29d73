//! Sections that go on where nobody sees them: behind the place where a file is cut off, and in the files that an `include`
//! names.
//!
//! What such a section does not set may stand there, so that its default proves nothing. It is read as if a placeholder
//! stood for it.

use std::borrow::Cow;

use crate::platform::swanctl::schema::Kind;
use crate::platform::swanctl::syntax::{Assignment, Section};
use crate::source::Span;

/// What stands for a value that is not shown.
pub(super) const NOT_SHOWN: &str = "<not shown>";

/// What a verdict hangs on in a section of this kind: its settings, and the sections in it.
fn wanted(kind: Kind) -> (&'static [&'static str], &'static [&'static str]) {
    match kind {
        Kind::Connection => {
            (&["version", "local_addrs", "remote_addrs", "proposals", "rekey_time"], &["local", "remote", "children"])
        }
        Kind::Round => (&["auth", "id"], &[]),
        Kind::Children => (&[], &["not shown"]),
        Kind::Child => (&["local_ts", "remote_ts", "mode", "start_action", "life_time"], &[]),
        _ => (&[], &[]),
    }
}

/// Fills in what a section of this kind may have where it is not shown. `open_at` says that it lies in none of the file.
pub(super) fn fill(section: &mut Section<'_>, kind: Kind, open_at: Option<Span>) {
    let open_at = open_at.or(section.cut_off).or(section.includes.first().copied());
    let shown: Vec<&str> = section.sections.iter().map(|own| own.name).collect();
    if let Some(at) = open_at {
        let (settings, sections) = wanted(kind);
        let missing = |key: &&&str| section.setting(key).is_none();
        let settings: Vec<Assignment<'_>> = settings.iter().filter(missing).map(|key| not_shown(key, at)).collect();
        section.settings.extend(settings);
        if kind == Kind::Child && ["esp_proposals", "ah_proposals"].iter().all(|key| section.setting(key).is_none()) {
            section.settings.push(not_shown("esp_proposals", at));
        }
        let lacks = |name: &&&str| match kind {
            // Any child will do.
            Kind::Children => shown.is_empty(),
            _ => !shown.iter().any(|own| own.starts_with(**name)),
        };
        let sections: Vec<_> = sections.iter().filter(lacks).map(|name| Section::new(name, at)).collect();
        section.sections.extend(sections);
    }
    for inner in &mut section.sections {
        let is_shown = shown.contains(&inner.name);
        if let Some(kind) = kind.below(inner.name) {
            fill(inner, kind, open_at.filter(|_| !is_shown));
        }
    }
}

fn not_shown<'a>(key: &'a str, at: Span) -> Assignment<'a> {
    Assignment { key, value: Cow::Borrowed(NOT_SHOWN), span: at, at, is_quoted: false }
}
