//! Sessions that neither end can open: what each begins is dropped, so that there is nothing to answer.

use crate::model::TrafficSelector;
use crate::traffic::{About, Hindrance, Journey, Obstacle, add};

/// Whether it drops what opens a session, and perhaps not the answers.
fn drops_openings(obstacle: &Obstacle) -> bool {
    matches!(obstacle.hindrance, Hindrance::Filtered { .. } | Hindrance::Diverted { .. })
}

/// The packets whose sessions are not opened, seen from their sender.
fn unopened(journey: &Journey) -> Vec<TrafficSelector> {
    let dropping = journey.suspected.iter().filter(|obstacle| drops_openings(obstacle));
    dropping.flat_map(|obstacle| std::iter::once(&obstacle.asked.selector).chain(&obstacle.more)).cloned().collect()
}

/// Where the sessions of the same packets are opened by neither end, what drops them is certain to block both.
pub(super) fn settle(both: &mut [Journey; 2]) {
    let [from_a, from_b] = both.each_ref().map(unopened);
    let mirrored = |selectors: &[TrafficSelector]| selectors.iter().map(TrafficSelector::mirrored).collect::<Vec<_>>();
    let unanswered = [mirrored(&from_b), mirrored(&from_a)];
    for (journey, unanswered) in both.iter_mut().zip(&unanswered) {
        promote(journey, unanswered);
    }
}

/// Takes for certain what drops packets that the other end cannot begin with either.
fn promote(journey: &mut Journey, unanswered: &[TrafficSelector]) {
    let is_settled = |own: &Obstacle| {
        drops_openings(own) && [&own.asked.selector].into_iter().chain(&own.more).all(|one| unanswered.contains(one))
    };
    let (settled, left): (Vec<_>, Vec<_>) = journey.suspected.drain(..).partition(is_settled);
    journey.suspected = left;
    let open = |end| journey.suspected.iter().any(|own| own.end == end && drops_openings(own));
    let ends: Vec<_> = settled.iter().map(|own| own.end).filter(|end| !open(*end)).collect();
    journey.doubts.retain(|doubt| doubt.about != About::AnswersOnly || !ends.contains(&doubt.end));
    settled.into_iter().for_each(|obstacle| add(&mut journey.obstacles, obstacle));
}
