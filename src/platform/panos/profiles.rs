//! Crypto profiles: how they are found and read, whichever kind they are.

use crate::model::{Blocks, Defect, DefectKind, Encryption, Kept, Setting, UnknownReason};
use crate::platform::is_placeholder;
use crate::platform::panos::defaults;
use crate::platform::panos::lower::Context;
use crate::platform::panos::tree::At;
use crate::platform::ranges::{Range, panos as ranges};
use crate::source::Span;

/// A profile that is named, or that holds because none is named.
pub(super) struct Reference<'t> {
    pub(super) name: &'t str,
    /// The line that names it, or the head of what lacks the name.
    pub(super) at: Span,
    /// Whether the line may be the one that is not recognised at `at`.
    pub(super) is_open: bool,
}

pub(super) fn reference<'t>(context: &Context<'_>, setting: Option<At<'t>>, needed_by: At<'_>) -> Reference<'t> {
    if let Some((setting, value)) = setting.and_then(|setting| Some((setting, setting.value()?))) {
        return Reference { name: value.word(), at: setting.statement(), is_open: false };
    }
    let gap = context.strays_below(needed_by.id()).next();
    Reference { name: defaults::PROFILE_NAME, at: gap.unwrap_or(needed_by.span()), is_open: gap.is_some() }
}

/// Where the content of a profile comes from.
pub(super) enum Found<'t, P: 'static> {
    Written(At<'t>),
    Predefined(&'static P),
    /// The file does not show it, for this reason.
    NotShown(UnknownReason),
    /// There is none of this name.
    Dangling,
}

pub(super) fn find<'t, P: 'static>(
    context: &Context<'t>,
    path: &str,
    reference: &Reference<'t>,
    predefined: &'static [P],
    name: fn(&P) -> &'static str,
) -> Found<'t, P> {
    if reference.is_open {
        return Found::NotShown(UnknownReason::LineNotUnderstood);
    }
    if let Some(profile) = context.scope.find(path, reference.name) {
        return Found::Written(profile);
    }
    match predefined.iter().find(|profile| name(profile) == reference.name) {
        Some(profile) => Found::Predefined(profile),
        None if context.lost(reference.name).next().is_some() => Found::NotShown(UnknownReason::LineNotUnderstood),
        None if context.complete && !is_placeholder(reference.name) => Found::Dangling,
        None => Found::NotShown(UnknownReason::NotInExcerpt),
    }
}

pub(super) fn split(encryption: &[Setting<Encryption>]) -> (Vec<Setting<Encryption>>, Vec<Setting<Encryption>>) {
    let is_plain = |value: &&Setting<Encryption>| !value.known().is_some_and(|value| value.is_combined_mode());
    encryption.iter().copied().partition(|value| is_plain(&value))
}

/// The values of a list in order of preference. What cannot be read is a member that is not known.
pub(super) fn list<T>(
    profile: At<'_>,
    word: &str,
    expected: &'static str,
    parse: fn(&str) -> Option<T>,
    context: &Context<'_>,
    defects: &mut Vec<Defect>,
) -> Vec<Setting<T>> {
    let values: Vec<_> = profile
        .child(word)
        .into_iter()
        .flat_map(At::children)
        .map(|value| match parse(value.word()) {
            Some(parsed) => Setting::written(parsed, value.span()),
            None => {
                defects.extend(invalid(value, expected));
                Setting::unknown(UnknownReason::Unreadable, value.span())
            }
        })
        .collect();
    if !values.is_empty() {
        return values;
    }
    let reason = if context.complete { UnknownReason::DefaultUndocumented } else { UnknownReason::NotInExcerpt };
    vec![Setting::unknown(reason, profile.span())]
}

/// The lifetime of a profile in seconds.
pub(super) fn lifetime(profile: At<'_>, (value, source): (u64, &'static str), complete: bool) -> Setting<Option<u64>> {
    const FACTORS: &[u64] = &[1, 60, 3600, 86_400];
    measure(profile, "lifetime", ranges::LIFETIMES, FACTORS)
        .unwrap_or_else(|| defaults::unless_excerpt(Some(value), source, profile.span(), complete))
}

/// A number with its unit, in the smallest unit: each unit has its range and its factor.
pub(super) fn measure(profile: At<'_>, word: &str, ranges: &[Range], factors: &[u64]) -> Option<Setting<Option<u64>>> {
    let setting = profile.child(word)?;
    let unit = setting.value()?;
    let number = unit.value()?;
    // Two units at once: a commit refuses them.
    if setting.children().nth(1).is_some() {
        return Some(Setting::unknown(UnknownReason::Unreadable, unit.statement()));
    }
    let mut units = ranges.iter().zip(factors);
    let own = units.find(|(range, _)| range.unit() == unit.word());
    let amount = own.and_then(|(range, factor)| range.read(number.word())?.checked_mul(*factor));
    Some(match amount {
        Some(amount) => Setting::written(Some(amount), unit.statement()),
        None => Setting::unknown(UnknownReason::Unreadable, unit.statement()),
    })
}

/// The numbers of a profile that the firewall would not take.
pub(super) fn no_measures(profile: At<'_>) -> Vec<Defect> {
    let of_unit = |(word, ranges): (&str, &[Range])| {
        let unit = profile.child(word)?.value()?;
        let range = *ranges.iter().find(|range| range.unit() == unit.word())?;
        Some((unit.value()?, range))
    };
    let measures = [("lifetime", ranges::LIFETIMES), ("lifesize", ranges::LIFESIZES)].into_iter().filter_map(of_unit);
    let multiple = profile.child("authentication-multiple").and_then(At::value);
    let numbers = measures.chain(multiple.map(|value| (value, ranges::AUTHENTICATION_MULTIPLE)));
    let wrong = numbers.filter(|(value, range)| range.read(value.word()).is_none());
    let twice = ["lifetime", "lifesize"].into_iter().filter_map(|word| two_units(profile, word));
    wrong.filter_map(|(value, range)| invalid(value, &range.expected())).chain(twice).collect()
}

/// A lifetime in two units, of which the firewall takes one.
fn two_units(profile: At<'_>, word: &str) -> Option<Defect> {
    let mut units = profile.child(word)?.children();
    let (first, again) = (units.next()?, units.next()?);
    let name = format!("{word} of {}", profile.word());
    let kind = DefectKind::Duplicate { what: "setting", name, first: first.statement(), kept: Kept::Unknown };
    Some(Defect { kind, span: again.statement(), blocks: Blocks::Nothing })
}

pub(super) fn predefined<T>(value: T, at: Span) -> Setting<T> {
    Setting::default(value, defaults::PREDEFINED_SOURCE, at)
}

/// A value that the firewall would not take; `None` for a placeholder, which stands for one that is not there yet.
pub(super) fn invalid(value: At<'_>, expected: &str) -> Option<Defect> {
    let kind = DefectKind::InvalidValue { value: value.word().to_owned(), expected: expected.to_owned() };
    let defect = Defect { kind, span: value.span(), blocks: Blocks::Nothing };
    (!is_placeholder(value.word())).then_some(defect)
}

pub(super) fn dangling(context: &Context<'_>, what: &'static str, path: &str, reference: &Reference<'_>) -> Defect {
    let nearest = nearest(reference.name, &context.scope.names(path));
    Defect {
        kind: DefectKind::DanglingReference { what, name: reference.name.to_owned(), nearest },
        span: reference.at,
        blocks: Blocks::Everything,
    }
}

/// The name that is most like `name`, where one is like it at all.
pub(super) fn nearest(name: &str, candidates: &[&str]) -> Option<String> {
    let likeness = |other: &str| similar::TextDiff::from_chars(name, other).ratio();
    let best = candidates.iter().map(|other| (likeness(other), *other)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= 0.6).then(|| best.1.to_owned())
}
