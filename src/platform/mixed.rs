//! Configurations of several devices that were pasted into one file: what says that there are several, and where each begins.
//!
//! A device has one host name and one release. Where a file states a second one, another device's configuration begins: what
//! two devices have must never be read as that of one.

use std::ops::Range;

use crate::platform::contexts::{Context, Holds};
use crate::platform::{PLATFORMS, Platform};

/// How much a line speaks for the only platform that writes it.
const ONE: u32 = 100;

/// Three of them: less may be a comment on the other device.
const MUCH: u32 = 3 * ONE;

/// Whose release a line states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Header {
    /// `ASA Version 9.12(4)`, as PIX and FTD write it as well.
    Firewall,
    /// `version 15.2`.
    Router,
}

/// A line that stands once in a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Landmark<'t> {
    Header(Header),
    Hostname(&'t str),
    /// What a device or a collector writes above a configuration.
    Opening,
}

impl<'t> Landmark<'t> {
    fn of(line: &'t str) -> Option<Self> {
        const OPENINGS: [&str; 3] = [": Saved", "Building configuration", "!RANCID-CONTENT-TYPE"];
        let words: Vec<&str> = line.split_ascii_whitespace().take(3).collect();
        match words.as_slice() {
            _ if line.starts_with([' ', '\t']) => None,
            ["ASA" | "PIX" | "NGFW", "Version", _] => Some(Self::Header(Header::Firewall)),
            ["version", release] if is_release(release) => Some(Self::Header(Header::Router)),
            ["hostname", name] => Some(Self::Hostname(name)),
            _ if OPENINGS.iter().any(|opening| line.starts_with(opening)) => Some(Self::Opening),
            _ => None,
        }
    }
}

/// `15.2`, `16.12`; a routing protocol has a version without a dot.
fn is_release(word: &str) -> bool {
    word.split_once('.')
        .is_some_and(|(major, minor)| [major, minor].iter().all(|part| part.starts_with(|c: char| c.is_ascii_digit())))
}

/// The lines of one configuration.
#[derive(Debug, Default)]
struct Section<'t> {
    range: Range<usize>,
    hostname: Option<&'t str>,
    header: Option<Header>,
}

impl<'t> Section<'t> {
    /// Whether this line belongs to another configuration. Without any indentation, a host name may be that of a peer.
    fn ends_at(&self, landmark: Landmark<'t>, is_flat: bool) -> bool {
        match landmark {
            Landmark::Header(_) => self.header.is_some() || self.hostname.is_some(),
            Landmark::Opening => self.header.is_some() && self.hostname.is_some(),
            Landmark::Hostname(name) => self.hostname.is_some_and(|own| own != name && !is_flat),
        }
    }

    fn take(&mut self, landmark: Landmark<'t>) {
        match landmark {
            Landmark::Header(header) => self.header = self.header.or(Some(header)),
            Landmark::Hostname(name) => self.hostname = self.hostname.or(Some(name)),
            Landmark::Opening => {}
        }
    }

    /// Whether both may be of one device.
    fn is_same_device(&self, other: &Self) -> bool {
        let same = |a: Option<Header>, b: Option<Header>| a.is_none() || b.is_none() || a == b;
        same(self.header, other.header)
            && (self.hostname.is_none() || other.hostname.is_none() || self.hostname == other.hostname)
    }
}

/// The configurations in a text, where they are of several devices; none where they may be of one.
pub(crate) fn contexts(text: &str) -> Vec<Context> {
    let mut found: Vec<(Section<'_>, Vec<Range<usize>>)> = Vec::new();
    for section in sections(text) {
        let range = section.range.clone();
        match found.iter_mut().find(|(own, _)| own.is_same_device(&section)) {
            Some((own, ranges)) => {
                own.hostname = own.hostname.or(section.hostname);
                own.header = own.header.or(section.header);
                ranges.push(range);
            }
            None => found.push((section, vec![range])),
        }
    }
    if found.len() < 2 {
        return Vec::new();
    }
    let context = |(at, (section, ranges)): (usize, (Section<'_>, Vec<Range<usize>>))| Context {
        name: section.hostname.map_or_else(|| (at + 1).to_string(), str::to_owned),
        ranges,
        holds: Holds::Device,
    };
    found.into_iter().enumerate().map(context).collect()
}

/// Whether a text states the release of a firewall and that of a router.
pub(crate) fn has_two_dialects(text: &str) -> bool {
    let has = |header| text.lines().any(|line| Landmark::of(line) == Some(Landmark::Header(header)));
    has(Header::Firewall) && has(Header::Router)
}

/// Cuts a text where another configuration may begin: the comments above its first line belong to it.
fn sections(text: &str) -> Vec<Section<'_>> {
    let is_flat = !text.lines().any(|line| line.starts_with([' ', '\t']));
    let mut sections = vec![Section::default()];
    let (mut at, mut lead) = (0, 0);
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let landmark = Landmark::of(content);
        if let (Some(landmark), Some(last)) = (landmark, sections.last_mut())
            && last.ends_at(landmark, is_flat)
        {
            last.range.end = lead;
            sections.push(Section { range: lead..at, ..Section::default() });
        }
        at += line.len();
        let is_comment = content.starts_with(['!', ':', '#']) && content != ": end";
        if !content.is_empty() && !is_comment {
            lead = at;
        }
        let Some(section) = sections.last_mut() else { continue };
        section.range.end = at;
        landmark.into_iter().for_each(|landmark| section.take(landmark));
    }
    sections
}

/// A second platform whose lines stand in a text of `platform`, and the number of its first line, where there is so much of it
/// that it is another device's configuration. The two Cisco dialects are told apart by [`contexts`].
pub(crate) fn second_platform(text: &str, platform: &dyn Platform) -> Option<(&'static dyn Platform, usize)> {
    const DIALECTS: [&str; 2] = ["asa", "ios"];
    let is_dialect = |own: &dyn Platform| DIALECTS.contains(&own.id().0);
    let is_same = |other: &dyn Platform| other.id() == platform.id() || (is_dialect(other) && is_dialect(platform));
    // In XML, what another device would write is the text of some element.
    if text.trim_start().starts_with('<') {
        return None;
    }
    let others = PLATFORMS.iter().copied().filter(|other| !is_same(*other));
    others.into_iter().find_map(|other| Some((other, first_line(text, other)?)))
}

/// The number of the first line of a text that speaks for a platform, where several do.
fn first_line(text: &str, platform: &dyn Platform) -> Option<usize> {
    let score = platform.recognise(text);
    if score < ONE {
        return None;
    }
    let mut own = text.lines().zip(1..).filter(|(line, _)| platform.recognise(line) >= ONE).map(|(_, number)| number);
    if let (Some(first), Some(_), Some(_)) = (own.next(), own.next(), own.next()) {
        return Some(first);
    }
    if score < MUCH {
        return None;
    }
    // What only several lines together show begins with the last line without which there is less of it.
    let starts: Vec<usize> =
        std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect();
    Some(starts.partition_point(|start| platform.recognise(&text[*start..]) == score))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTER: &str =
        "!\nversion 15.2\n!\nhostname br\n!\ninterface Gi0/0\n ip address 192.0.2.1 255.255.255.0\n!\nend\n";
    const FIREWALL: &str =
        ": Saved\n:\nASA Version 9.12(4)\n!\nhostname hq\n!\ninterface Gi0/0\n nameif outside\n: end\n";

    fn names(text: &str) -> Vec<(String, String)> {
        let first_line =
            |context: &Context| text[context.ranges[0].clone()].lines().next().unwrap_or_default().to_owned();
        contexts(text).iter().map(|context| (context.name.clone(), first_line(context))).collect()
    }

    #[test]
    fn a_second_device_begins_where_a_second_name_or_release_stands() {
        let own = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(name, line)| ((*name).to_owned(), (*line).to_owned())).collect()
        };
        let nameless = |text: &str| text.replace("hostname hq\n", "").replace("hostname br\n", "");
        let headless = |text: &str| text.replace("version 15.2\n", "").replace("ASA Version 9.12(4)\n", "");
        for (text, wanted) in [
            (format!("{FIREWALL}{ROUTER}"), own(&[("hq", ": Saved"), ("br", "!")])),
            (format!("{ROUTER}{FIREWALL}"), own(&[("br", "!"), ("hq", ": Saved")])),
            (format!("{ROUTER}{}", ROUTER.replace("hostname br", "hostname b2")), own(&[("br", "!"), ("b2", "!")])),
            (nameless(&format!("{FIREWALL}{ROUTER}")), own(&[("1", ": Saved"), ("2", "!")])),
            (headless(&format!("{ROUTER}{FIREWALL}")), own(&[("br", "!"), ("hq", ": Saved")])),
            (ROUTER.to_owned(), Vec::new()),
            (format!("{ROUTER}{ROUTER}"), Vec::new()),
            (format!("{ROUTER}router rip\n version 2\n"), Vec::new()),
            ("hostname br\ncrypto ikev2 keyring K\npeer P\nhostname hq\n".to_owned(), Vec::new()),
        ] {
            assert_eq!(names(&text), wanted, "{text}");
        }
    }

    #[test]
    fn the_parts_hold_all_lines() {
        let text = format!("{FIREWALL}{ROUTER}{FIREWALL}");
        let mut ranges: Vec<Range<usize>> = contexts(&text).into_iter().flat_map(|context| context.ranges).collect();
        ranges.sort_by_key(|range| range.start);
        assert!(ranges.windows(2).all(|pair| pair[0].end == pair[1].start) && ranges.len() == 3);
        assert_eq!((ranges[0].start, ranges[2].end), (0, text.len()));
    }
}
