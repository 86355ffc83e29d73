//! What somebody sees on a device: the output of its show commands and the lines of its log, as data.
//!
//! Each platform has its log lines in `logs.rs`, and reads the output of its commands in `sightings.rs`. Nothing that is
//! pasted can be wrong: a line that tells nothing is counted, and said to tell nothing.

mod history;

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::LazyLock;

use crate::model::{PlatformId, TrafficSelector};
use crate::negotiation::Role;
use crate::platform::logs::LogLine;
use crate::platform::states::{self, StateEntry};
use crate::platform::{PLATFORMS, Platform, pluto};

/// A line that a device logs, with all that leads to it.
#[derive(Debug)]
pub struct LogSign {
    /// The line.
    pub line: &'static LogLine,
    /// The rules that find its cause in the configurations, the likeliest first; empty where no configuration shows it.
    pub rules: Vec<&'static str>,
    /// The role of the device that logs it; `None` where both do.
    pub role: Option<Role>,
}

/// The rules that find selectors that do not fit.
pub(super) const SELECTORS: &[&str] = &["selector-mismatch", "selector-one-way"];

/// The rules that find child proposals that do not fit, where devices do not tell them apart.
pub(super) const CHILD_PROPOSALS: &[&str] = &["ipsec-proposal-mismatch", "pfs-mismatch", "encapsulation-mode-mismatch"];

/// The rules that find why a child SA is refused, where the line does not tell.
pub(super) const CHILD_SA: &[&str] = &[
    "selector-mismatch",
    "selector-one-way",
    "ipsec-proposal-mismatch",
    "pfs-mismatch",
    "encapsulation-mode-mismatch",
];

/// The rules that find IKE proposals that do not fit; IKEv1 counts the authentication method to them.
pub(super) const IKE_PROPOSALS: &[&str] = &["ike-proposal-mismatch", "auth-method-mismatch"];

/// The word for a device that holds no SA.
pub(super) const NO_SA: &str = "no SA";

/// What a line says.
#[derive(Clone, Copy, Debug)]
pub enum Seen {
    /// An IKE SA in a state, or counters that tell something.
    State {
        /// What the state means.
        entry: &'static StateEntry,
        /// Whether the SA is listed as deleted. `None` where only the word is known.
        deleted: Option<bool>,
    },
    /// A line of a log.
    Log(&'static LogSign),
}

impl Seen {
    /// The word or the text to name it by.
    pub fn name(&self) -> &'static str {
        match self {
            Self::State { entry, .. } => entry.name,
            Self::Log(sign) => sign.line.text,
        }
    }
}

/// Something that was seen, and where.
#[derive(Clone, Debug)]
pub struct Sighting {
    /// Its line in what was pasted, 1-based.
    pub line: usize,
    /// The line itself, with its secrets masked; empty where more than one line says it.
    pub text: String,
    /// What it says.
    pub what: Seen,
    /// The platform that prints it; `None` where several do.
    pub platform: Option<PlatformId>,
    /// The role of the device that shows it, where that is said.
    pub role: Option<Role>,
    /// The device's own address, where that is said.
    pub local: Option<IpAddr>,
    /// The address of the other end, where that is said.
    pub peer: Option<IpAddr>,
    /// The networks that the peer asks for, seen from the device that logs them, where they are on the line.
    pub asked: Option<TrafficSelector>,
    /// Addresses of which it is not said whose they are, the one that began first.
    pub between: Option<[IpAddr; 2]>,
}

impl Sighting {
    /// A sighting on a line, of which nothing else is known.
    pub(super) fn new(line: usize, what: Seen) -> Self {
        Self {
            line,
            text: String::new(),
            what,
            platform: None,
            role: None,
            local: None,
            peer: None,
            asked: None,
            between: None,
        }
    }

    /// A state on a line; `None` where no platform has this word.
    pub(super) fn of_state(line: usize, word: &str, deleted: Option<bool>) -> Option<Self> {
        let entry = states::find(word)?;
        Some(Self { platform: platform_of(entry), ..Self::new(line, Seen::State { entry, deleted }) })
    }
}

/// The only platform that shows a state; `None` where several do.
fn platform_of(entry: &StateEntry) -> Option<PlatformId> {
    let shows =
        |platform: &&&dyn Platform| platform.states().iter().copied().flatten().any(|own| own.name == entry.name);
    let mut all = PLATFORMS.iter().filter(shows);
    let first = all.next()?;
    all.next().is_none().then(|| first.id())
}

/// What a pasted text shows, and how many of its lines that are not empty tell nothing.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// Everything that was recognised, in the order of the lines.
    pub sightings: Vec<Sighting>,
    /// Lines that tell nothing of a negotiation.
    pub idle_lines: usize,
}

/// Reads what was pasted: one word, lines of a log, or the output of show commands, in any order.
pub(crate) fn read(text: &str) -> Reading {
    let lines: Vec<&str> = text.lines().collect();
    let mut sightings: Vec<Sighting> = Vec::new();
    for platform in PLATFORMS {
        for sighting in platform.sightings(&lines) {
            // Platforms that share a word or a text see the same line.
            match sightings.iter_mut().find(|own| own.line == sighting.line && own.what.name() == sighting.what.name())
            {
                Some(own) => merge(own, &sighting),
                None => sightings.push(sighting),
            }
        }
    }
    let listed: BTreeSet<usize> = sightings.iter().map(|sighting| sighting.line).collect();
    let others = lines.iter().enumerate().filter(|(at, _)| !listed.contains(&(at + 1)));
    let logged = others.filter_map(|(at, line)| log_sighting(at + 1, line)).collect();
    sightings.extend(history::latest(history::unsettled(logged, &lines), &lines));
    // A word by itself is a state that somebody names.
    if sightings.is_empty() && lines.len() == 1 {
        let deleted = text.contains("(deleted)").then_some(true);
        sightings.extend(Sighting::of_state(1, text.trim(), deleted));
    }
    drop_empty_listings(&mut sightings);
    sightings.sort_by_key(|sighting| sighting.line);
    let told: BTreeSet<usize> = sightings.iter().map(|sighting| sighting.line).collect();
    let is_idle = |at: usize, line: &str| !line.trim().is_empty() && !told.contains(&(at + 1));
    let idle_lines = lines.iter().enumerate().filter(|(at, line)| is_idle(*at, line)).count();
    Reading { sightings, idle_lines }
}

/// That there is no SA of one IKE version says nothing beside an SA of the other, and that there is no child SA nothing
/// beside an IKE SA that says so itself, or beside none at all.
fn drop_empty_listings(sightings: &mut Vec<Sighting>) {
    const CHILDLESS: [&str; 2] = [NO_SA, states::counters::NO_CHILD];
    let name = |sighting: &Sighting| match sighting.what {
        Seen::State { entry, .. } => Some(entry.name),
        Seen::Log(_) => None,
    };
    let is_listed = |name: &str| name != NO_SA && name != states::counters::NO_CHILD_LISTED;
    if sightings.iter().filter_map(name).any(is_listed) {
        sightings.retain(|sighting| name(sighting) != Some(NO_SA));
    }
    if sightings.iter().filter_map(name).any(|own| CHILDLESS.contains(&own)) {
        sightings.retain(|sighting| name(sighting) != Some(states::counters::NO_CHILD_LISTED));
    }
}

/// Adds to a sighting what another platform knows of the same line.
fn merge(own: &mut Sighting, other: &Sighting) {
    if own.platform != other.platform {
        own.platform = None;
    }
    own.role = own.role.or(other.role);
    own.local = own.local.or(other.local);
    own.peer = own.peer.or(other.peer);
    own.between = own.between.or(other.between);
}

/// A line of a log as it is looked for.
struct Sign {
    /// The line, with all that leads to it on any platform.
    sign: LogSign,
    /// The platform that writes it; `None` where several do, or one whose configurations are not read.
    platform: Option<PlatformId>,
    /// The parts of its text.
    parts: Vec<String>,
}

/// The lines of all platforms, each once.
fn signs() -> &'static [Sign] {
    static SIGNS: LazyLock<Vec<Sign>> = LazyLock::new(|| {
        let mut all: Vec<Sign> = Vec::new();
        let of_platforms =
            PLATFORMS.iter().flat_map(|own| own.log_signs().into_iter().map(|sign| (Some(own.id()), sign)));
        let of_others = pluto::LINES.iter().map(|line| (None, LogSign { line, rules: line.also.to_vec(), role: None }));
        for (platform, sign) in of_platforms.chain(of_others) {
            match all.iter_mut().find(|own| own.sign.line.text == sign.line.text) {
                Some(own) => own.share(sign),
                None => all.push(Sign { parts: sign.line.parts(), platform, sign }),
            }
        }
        all
    });
    &SIGNS
}

impl Sign {
    /// Adds what leads to the same line on another platform.
    fn share(&mut self, other: LogSign) {
        self.platform = None;
        self.sign.role = self.sign.role.filter(|role| other.role == Some(*role));
        for rule in other.rules {
            if !self.sign.rules.contains(&rule) {
                self.sign.rules.push(rule);
            }
        }
    }
}

/// What a line says as a line of a log: of several texts in it, that with the most letters, unless platforms share it.
fn log_sighting(number: usize, line: &str) -> Option<Sighting> {
    let lower = pluto::as_status(line).to_ascii_lowercase();
    let held = signs().iter().filter(|own| in_order(&lower, &own.parts));
    let Some(best) = held.max_by_key(|own| own.sign.line.text.len()) else { return history::state(number, line) };
    let peer = peer_in(line);
    let text = line.trim().to_owned();
    let asked = PLATFORMS.iter().find_map(|platform| platform.asked(line));
    let what = Seen::Log(&best.sign);
    Some(Sighting { text, platform: best.platform, role: best.sign.role, peer, asked, ..Sighting::new(number, what) })
}

/// Whether a line holds a text in which `…` stands for anything. Case does not count: releases differ in it.
pub(crate) fn holds(line: &str, text: &str) -> bool {
    in_order(&line.to_ascii_lowercase(), &parts(text))
}

/// What a line has to hold, one part behind the other, in lower case: `…` stands for anything, and so does a word in braces.
pub(super) fn parts(text: &str) -> Vec<String> {
    let plain = text.split('{').enumerate().map(|(at, part)| match part.split_once('}') {
        Some((_, behind)) if at > 0 => behind,
        _ => part,
    });
    plain
        .flat_map(|part| part.split('…'))
        .map(|part| part.trim().to_ascii_lowercase())
        .filter(|part| !part.is_empty())
        .collect()
}

/// Whether a line in lower case holds these parts, one behind the other.
fn in_order(line: &str, parts: &[String]) -> bool {
    let mut rest = line;
    parts.iter().all(|part| match behind(rest, part) {
        Some(behind) => {
            rest = behind;
            true
        }
        None => false,
    })
}

/// What stands behind a part, where the last word of the part ends there as well: a counter of "authentication failures" is
/// no "authentication failure".
fn behind<'a>(line: &'a str, part: &str) -> Option<&'a str> {
    let is_letter = |text: Option<char>| text.is_some_and(char::is_alphabetic);
    let ends_in_letter = is_letter(part.chars().next_back());
    let mut ends = line.match_indices(part).map(|(at, _)| &line[at + part.len()..]);
    ends.find(|rest| !(ends_in_letter && is_letter(rest.chars().next())))
}

/// The peer that a log line names: the address behind `IP =`, `peer`, `Peer`, `from` or `with`, or the second of
/// `SA: 192.0.2.1[500]-198.51.100.2[500]`.
pub(super) fn peer_in(line: &str) -> Option<IpAddr> {
    const BEFORE: [&str; 7] = ["IP =", "Remote:", "peer at", "peer", "Peer", "from", "with"];
    let named = BEFORE.iter().find_map(|word| {
        let (_, behind) = line.split_once(word)?;
        address(behind.split_whitespace().next()?)
    });
    named.or_else(|| {
        let (_, behind) = line.split_once("SA: ")?;
        let (own, far) = behind.split_whitespace().next()?.split_once('-')?;
        address(own).and(address(far))
    })
}

/// An address as commands print it: with a port (`10.0.0.1/500`, `10.0.0.1[500]`, `10.0.0.1:500`), or with a comma.
pub(super) fn address(word: &str) -> Option<IpAddr> {
    let word = word.trim_matches(|c: char| !c.is_ascii_hexdigit() && c != ':');
    let bare = word.split(['/', '[', ',']).next().unwrap_or(word);
    bare.parse()
        .ok()
        .or_else(|| bare.rsplit_once(':')?.0.parse().ok())
        .or_else(|| bare.trim_end_matches(':').parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_dots_stand_for_anything() {
        assert!(holds("IKE phase 1 failed. Failed SA: 1.2.3.4 due to timeout.", "Failed SA: … due to timeout"));
        assert!(!holds("due to timeout. Failed SA: 1.2.3.4", "Failed SA: … due to timeout"));
    }

    #[test]
    fn a_text_ends_where_its_last_word_does() {
        assert!(!holds("Inbound authentication failures: 0", "authentication failure"));
        assert!(holds("authentication failures: 0, authentication failure.", "authentication failure"));
    }

    #[test]
    fn addresses_are_read_as_commands_print_them() {
        for word in ["192.0.2.1", "192.0.2.1/500", "192.0.2.1[4500]", "(192.0.2.1", "192.0.2.1,", "192.0.2.1:500"] {
            assert_eq!(address(word), "192.0.2.1".parse().ok(), "{word}");
        }
        assert_eq!(address("2001:db8::1/500"), "2001:db8::1".parse().ok());
        assert_eq!(address("MM_ACTIVE"), None);
    }
}
