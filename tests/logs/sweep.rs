//! Every stop that the faults of the tests lead to: the pairs of all rules, generated pairs, and the recorded pairs in the
//! words of each pair of platforms.

use ikelint::check::{Check, Settings, check};
use ikelint::model::IkeVersion;
use ikelint::negotiation::{End, Role, Stop};
use ikelint::platform::{Platform, by_id};

use crate::generated;
use crate::pairs::check_edited;
use crate::replay;
use crate::rules::speaking_pairs;
use crate::states;
use crate::vendor;

/// A stop, and what an end of it is.
pub(super) struct At<'a> {
    pub(super) rule: &'static str,
    pub(super) stop: &'a Stop,
    pub(super) version: IkeVersion,
    pub(super) role: Role,
    pub(super) platform: &'static dyn Platform,
}

/// Shows every stop of every check to `look`, once for each end.
pub(super) fn every_stop(mut look: impl FnMut(&At<'_>)) {
    every_check(|check| stops(check, &mut look));
}

pub(crate) fn every_check(mut look: impl FnMut(&Check)) {
    for (_, names, edits) in speaking_pairs() {
        look(&check_edited(names, edits));
    }
    states::checks().for_each(|check| look(&check));
    generated::faulty_checks().for_each(|check| look(&check));
    for sites in replay::sites().iter().step_by(10) {
        for files in vendor::in_all_words(sites) {
            let contents = files.map(|(name, text)| (name, Ok(text.into_bytes())));
            look(&check(contents, Settings { assume_complete: true, ..Settings::default() }));
        }
    }
}

fn stops(check: &Check, look: &mut impl FnMut(&At<'_>)) {
    for (index, tunnel) in check.tunnels.iter().enumerate() {
        let context = check.context(index).unwrap();
        for direction in &tunnel.directions {
            for attempt in &direction.attempts {
                let version = attempt.version.unwrap_or(IkeVersion::V1);
                for (stop, end) in attempt.all_stops().flat_map(|stop| End::BOTH.map(|end| (stop, end))) {
                    let role = if end == direction.initiator { Role::Initiator } else { Role::Responder };
                    let device = &check.devices[tunnel.pair.ends[end.index()].device];
                    let platform = by_id(device.platform).unwrap();
                    look(&At { rule: context.rule_name(&stop.fault), stop, version, role, platform });
                }
            }
        }
    }
}
