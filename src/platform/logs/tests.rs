use super::NO_SOURCE;
use crate::negotiation::{Place, Role, places};
use crate::platform::{LogLine, Logs, PLATFORMS, Platform};
use crate::traffic::HindranceKind;

const ROLES: [Role; 2] = [Role::Initiator, Role::Responder];

/// Every place where an exchange can stop, in either role.
fn cells() -> impl Iterator<Item = (Place, Role)> {
    places().flat_map(|place| ROLES.map(|role| (place, role)))
}

/// Every line of a platform.
fn all_lines(platform: &dyn Platform) -> Vec<&'static LogLine> {
    platform.log_signs().into_iter().map(|sign| sign.line).collect()
}

#[test]
fn every_place_has_its_lines_or_the_reason_why_none_is_known() {
    let mut untold = Vec::new();
    for platform in PLATFORMS {
        let book = platform.log_book();
        let missing = cells().filter(|(place, role)| book.at(*place, *role).is_none());
        untold.extend(missing.map(|(place, role)| format!("{} {role:?} {place:?}", platform.id().0)));
        let missing = HindranceKind::ALL.into_iter().filter(|kind| book.dropping(*kind).is_none());
        untold.extend(missing.map(|kind| format!("{} {kind:?}", platform.id().0)));
    }
    assert!(untold.is_empty(), "{} cells: {untold:#?}", untold.len());
}

#[test]
fn every_row_answers_for_some_place() {
    let mut idle = Vec::new();
    for platform in PLATFORMS {
        let rows = platform.log_book().stops;
        let first = |place, role| rows.iter().position(|row| row.fits(place, role));
        let used: Vec<usize> = cells().filter_map(|(place, role)| first(place, role)).collect();
        let unused = rows.iter().enumerate().filter(|(at, _)| !used.contains(at));
        idle.extend(unused.map(|(at, row)| format!("{} row {at}: {row:?}", platform.id().0)));
    }
    assert!(idle.is_empty(), "{idle:#?}");
}

#[test]
fn every_line_has_a_source_and_says_something() {
    // What only tells how far an exchange has come is no fault.
    const PROGRESS: [&str; 3] =
        ["the firewall was told", "this end begins phase 1", "the IKE proposals have one in common"];
    for platform in PLATFORMS {
        for line in all_lines(*platform) {
            assert!(!line.source.is_empty() && !line.text.is_empty(), "{line:?}");
            assert!(!line.says.is_empty() && !line.says.ends_with('.'), "{line:?}");
        }
        for sign in platform.log_signs() {
            assert!(
                !sign.rules.is_empty() || PROGRESS.iter().any(|start| sign.line.says.starts_with(start)),
                "{:?} leads nowhere",
                sign.line.text
            );
        }
    }
}

/// What is listed as known-empty says why, in words and not by its absence.
#[test]
fn a_reason_is_a_clause_of_its_own() {
    for platform in PLATFORMS {
        let book = platform.log_book();
        for logs in cells().filter_map(|(place, role)| book.at(place, role)) {
            match logs {
                Logs::Lines(lines) => assert!(!lines.is_empty(), "a row of {} without lines", platform.title()),
                Logs::Nothing(reason) => assert!(reason.contains(' ') && !reason.ends_with('.'), "{reason}"),
            }
        }
    }
}

/// "Unknown" for every kind of fault would hide the ones that nobody has looked for.
#[test]
fn what_no_source_tells_is_listed_fault_by_fault() {
    for row in PLATFORMS.iter().flat_map(|platform| platform.log_book().stops) {
        let is_unknown = matches!(row.logs, Logs::Nothing(reason) if reason == NO_SOURCE);
        assert!(!(is_unknown && row.kinds.is_empty()), "{row:?}");
    }
}

/// How much of the table is filled.
#[test]
fn the_share_of_places_with_lines_does_not_shrink() {
    let filled: Vec<(usize, usize)> = PLATFORMS
        .iter()
        .map(|platform| {
            let own = cells().map(|(place, role)| platform.log_book().at(place, role));
            own.fold((0, 0), |(filled, all), logs| {
                (filled + usize::from(matches!(logs, Some(Logs::Lines(_)))), all + 1)
            })
        })
        .collect();
    let least = [179, 160, 136, 174];
    assert!(filled.iter().zip(least).all(|((filled, _), least)| *filled >= least), "{filled:?}");
}
