//! The written forms of swanctl.conf against the tables of its settings: each setting is written, and each word of those that
//! take certain words.

use super::read;
use crate::model::{DefectKind, Standing};
use crate::platform::swanctl::options::{CHILD, CONNECTION, ROUND, Setting, Takes};
use crate::platform::swanctl::schema::Kind;
use crate::platform::swanctl::syntax::{self, Section};
use crate::source::{FileId, SourceFile};

const FORMS: &str = include_str!("../../../../tests/forms/swanctl.conf");

/// Every section of a kind.
fn sections<'s, 'a>(section: &'s Section<'a>, own: Kind, wanted: Kind) -> Vec<&'s Section<'a>> {
    let below = section.sections.iter().filter_map(|inner| Some((inner, own.below(inner.name)?)));
    let inner = below.flat_map(|(inner, kind)| sections(inner, kind, wanted));
    (own == wanted).then_some(section).into_iter().chain(inner).collect()
}

/// The settings of a table, and their words, that none of these sections writes.
fn missing(table: &'static [Setting], sections: &[&Section<'_>]) -> Vec<String> {
    let is_written = |name: &str, word: Option<&str>| {
        let mut settings = sections.iter().flat_map(|section| &section.settings).filter(|own| own.key == name);
        settings.any(|own| word.is_none_or(|word| own.value == word))
    };
    let words = |takes: Takes| match takes {
        Takes::OneOf(words) => words.iter().copied().map(Some).collect(),
        _ => vec![None],
    };
    let all = table.iter().flat_map(|(name, _, takes)| words(*takes).into_iter().map(|word| (*name, word)));
    all.filter(|(name, word)| !is_written(name, *word)).map(|own| format!("{own:?}")).collect()
}

#[test]
fn every_setting_is_written() {
    let file = SourceFile::from_bytes(FileId(0), "forms.conf", FORMS.as_bytes()).unwrap();
    let root = syntax::read(&file).root;
    let kinds = [(Kind::Connection, CONNECTION), (Kind::Round, ROUND), (Kind::Child, CHILD)];
    let missing: Vec<String> =
        kinds.iter().flat_map(|(kind, table)| missing(table, &sections(&root, Kind::Root, *kind))).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_written_form_is_recognised_and_taken() {
    let device = read(FORMS);
    assert_eq!(device.coverage.lines_that_are(Standing::Unrecognised), Vec::new());
    assert_eq!(device.entries.len(), FORMS.matches("remote_addrs").count());
    let is_refusal = |kind: &DefectKind| matches!(kind, DefectKind::Unknown { .. } | DefectKind::InvalidValue { .. });
    let defects = device.entries.iter().flat_map(|entry| &entry.defects).chain(&device.defects);
    let refused: Vec<&DefectKind> = defects.map(|defect| &defect.kind).filter(|kind| is_refusal(kind)).collect();
    assert!(refused.is_empty(), "{refused:#?}");
}
