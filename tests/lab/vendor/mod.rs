//! The same pairs in the words of other vendors: where the protocol alone settles what comes of a fault, ikelint has to
//! say of their files what the daemons did.

mod express;
mod inherent;
mod relation;
mod rename;

use std::collections::BTreeMap;
use std::fmt;
use std::panic::resume_unwind;
use std::thread;

use ikelint::check::{Check, Settings, check};

use crate::judgement::{Judgement, Refuser, Stop, of_check};
use crate::site::Site;
use crate::vendor::inherent::{Asserts, asserted};

/// The rules that say that a file is not written as its vendor wants it: none of them may speak.
const BADLY_WRITTEN: &[&str] = &["invalid-value", "unrecognised-line", "dangling-reference", "incomplete-entry"];

/// In whose words an end is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Platform {
    Asa,
    Ios,
    PanOs,
    StrongSwan,
}

const PLATFORMS: [Platform; 4] = [Platform::Asa, Platform::Ios, Platform::PanOs, Platform::StrongSwan];

/// Every ordered pair of platforms but strongSwan with itself, which the lab judges anyway.
fn platform_pairs() -> impl Iterator<Item = [Platform; 2]> {
    let all = PLATFORMS.into_iter().flat_map(|a| PLATFORMS.into_iter().map(move |b| [a, b]));
    all.filter(|pair| *pair != [Platform::StrongSwan; 2])
}

/// The files of a pair in the words of every pair of platforms that has words for it.
pub(crate) fn in_all_words(sites: &[Site; 2]) -> impl Iterator<Item = [(String, String); 2]> {
    platform_pairs().filter_map(|platforms| express::files(sites, platforms).ok())
}

/// Pairs compared, pairs left out with the reason, and what did not agree.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// Negotiations that were compared, by the platforms of the end that began and of the other.
    compared: BTreeMap<[Platform; 2], usize>,
    /// Of those, how many had a difference of each kind; a pair without any counts as `none`.
    differences: BTreeMap<&'static str, usize>,
    /// Negotiations that were left out, by the reason.
    left_out: BTreeMap<&'static str, usize>,
    /// What did not agree, for people.
    pub(crate) disagreements: Vec<String>,
}

impl Tally {
    /// Writes each pair in the words of every pair of platforms, and holds what ikelint says against what the daemons did;
    /// on every core, since each pair is many checks.
    pub(crate) fn of(pairs: &[([Site; 2], [Judgement; 2])]) -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let part = |pairs: &[([Site; 2], [Judgement; 2])]| {
            let mut tally = Self::default();
            for (sites, daemons) in pairs {
                platform_pairs().for_each(|platforms| tally.add(sites, daemons, platforms));
            }
            tally
        };
        let mut all = Self::default();
        thread::scope(|scope| {
            let parts = pairs.chunks(pairs.len().div_ceil(cores).max(1));
            let running: Vec<_> = parts.map(|own| scope.spawn(move || part(own))).collect();
            for own in running {
                // A panic in a part is one of the whole.
                all.append(own.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
        });
        all
    }

    fn add(&mut self, sites: &[Site; 2], daemons: &[Judgement; 2], platforms: [Platform; 2]) {
        let asserts = [0, 1].map(|initiator| asserted(sites, initiator));
        let reasons = asserts.each_ref().map(|asserts| asserts.as_ref().err().copied());
        if let [Some(a), Some(b)] = reasons {
            [a, b].into_iter().for_each(|reason| self.leave_out(reason));
            return;
        }
        let files = match express::files(sites, platforms) {
            Ok(files) => files,
            Err(reason) => return (0..2).for_each(|_| self.leave_out(reason)),
        };
        let contents = files.each_ref().map(|(name, text)| (name.clone(), Ok(text.clone().into_bytes())));
        let check = check(contents, Settings { assume_complete: true, ..Settings::default() });
        let said = badly_written(&check).map_or_else(|| of_check(&check), Err);
        for (initiator, asserts) in asserts.into_iter().enumerate() {
            let asserts = match asserts {
                Ok(asserts) => asserts,
                Err(reason) => {
                    self.leave_out(reason);
                    continue;
                }
            };
            self.count(&asserts, [platforms[initiator], platforms[1 - initiator]]);
            let seen = inherent_part(&daemons[initiator], &asserts);
            let own = said.clone().map(|said| inherent_part(&said[initiator], &asserts));
            if own.as_ref() != Ok(&seen) {
                let told = own.map_or_else(|reason| reason, |own| own.to_string());
                self.disagreements.push(format!(
                    "{platforms:?}, {initiator} begins, {:?}\n  the daemons: {seen}\n  ikelint:     {told}\n{}{}",
                    asserts.differences, files[0].1, files[1].1,
                ));
            }
        }
    }

    fn count(&mut self, asserts: &Asserts, platforms: [Platform; 2]) {
        *self.compared.entry(platforms).or_default() += 1;
        for name in &asserts.differences {
            *self.differences.entry(name).or_default() += 1;
        }
        if asserts.differences.is_empty() {
            *self.differences.entry("none").or_default() += 1;
        }
    }

    /// Adds what another one counted.
    fn append(&mut self, other: Tally) {
        other.compared.into_iter().for_each(|(of, count)| *self.compared.entry(of).or_default() += count);
        other.differences.into_iter().for_each(|(of, count)| *self.differences.entry(of).or_default() += count);
        other.left_out.into_iter().for_each(|(of, count)| *self.left_out.entry(of).or_default() += count);
        self.disagreements.extend(other.disagreements);
    }

    fn leave_out(&mut self, reason: &'static str) {
        *self.left_out.entry(reason).or_default() += 1;
    }

    /// The fewest negotiations that were compared of any ordered pair of platforms.
    pub(crate) fn fewest(&self) -> usize {
        platform_pairs().map(|pair| self.compared.get(&pair).copied().unwrap_or_default()).min().unwrap_or_default()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "in the words of other vendors: {} negotiations compared, at least {} for each ordered pair of platforms; {} disagree, {} left \
             out",
            self.compared.values().sum::<usize>(),
            self.fewest(),
            self.disagreements.len(),
            self.left_out.values().sum::<usize>(),
        )?;
        for (platforms, count) in &self.compared {
            writeln!(f, "{count:7}  compared: {platforms:?}")?;
        }
        for (name, count) in &self.differences {
            writeln!(f, "{count:7}  compared with this difference: {name}")?;
        }
        for (reason, count) in &self.left_out {
            writeln!(f, "{count:7}  left out: {reason}")?;
        }
        Ok(())
    }
}

/// What ikelint complains of in the way a file is written.
fn badly_written(check: &Check) -> Option<String> {
    let finding = check.findings.iter().find(|finding| BADLY_WRITTEN.contains(&finding.rule.name))?;
    Some(format!("{}: {}", finding.rule.name, finding.message))
}

/// What of a judgement the protocol settles: everything up to the first child that does not come up, since what becomes
/// of the IKE SA then is the vendor's; and who refuses, where nobody may keep silent instead.
fn inherent_part(judgement: &Judgement, asserts: &Asserts) -> Judgement {
    let known = |stop: &Stop| Stop {
        refused_by: if asserts.refuser { stop.refused_by } else { Refuser::Nobody },
        ..stop.clone()
    };
    let up_to = judgement.children.iter().position(Option::is_some).map_or(judgement.children.len(), |at| at + 1);
    Judgement {
        moves_with: judgement.moves_with.clone(),
        // Which group an initiator guesses is its own affair.
        asks_again: false,
        rekeyed_back: judgement.rekeyed_back.as_ref().map(known),
        ike: judgement.ike.as_ref().map(known),
        half: judgement.half && asserts.refuser,
        children: judgement.children[..up_to].iter().map(|stop| stop.as_ref().map(known)).collect(),
    }
}
