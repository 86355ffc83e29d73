//! The security contexts of an ASA: whose configurations stand in one file, and where each begins.
//!
//! A running configuration says at its top whether it is that of a context or of the system space
//! (`ASA Version 9.12(4) <context>`), but not of which: that is told by the prompt (`hq/shop#`), by `changeto`, or by the
//! host name. Source: Cisco ASA General Operations CLI Configuration Guide, Multiple Context Mode.

use std::ops::Range;

use crate::platform::contexts::{Context, Holds};
use crate::source::session::prompt;

/// What the system space calls itself.
const SYSTEM: &str = "system";

/// Parts of a prompt that are no name of a context (`prompt hostname context priority state`).
const NO_CONTEXTS: &[&str] = &["pri", "sec", "act", "stby", "actNoFailover", "standby", "active"];

/// How lines begin that the system space does not have, and that make a text a configuration.
const OF_DEVICES: &[&str] =
    &["nameif ", "tunnel-group ", "crypto ", "isakmp ", "access-list ", "route ", "object network "];

/// A stretch of lines of one configuration.
#[derive(Debug, Default)]
struct Section<'t> {
    /// The name that a prompt or `changeto` gives it.
    called: Option<&'t str>,
    range: Range<usize>,
    hostname: Option<&'t str>,
    /// What its first line says behind the release: `<context>`, `<system>` or nothing.
    header: Option<&'t str>,
    /// The contexts that it lists.
    lists: Vec<String>,
    is_of_device: bool,
}

/// The configurations in a text.
pub(super) fn contexts(text: &str) -> Vec<Context> {
    let mut sections = sections(text);
    sections.retain(|section| section.header.is_some() || section.is_of_device || !section.lists.is_empty());
    let mut found: Vec<Context> = Vec::new();
    for (index, section) in sections.iter().enumerate() {
        let (mut name, holds) = (section.name(index), section.holds());
        let is_known = |name: &str| found.iter().any(|context| context.name == name);
        // Contexts may have one host name, and are several all the same.
        if section.called.is_none() && section.header == Some("<context>") && is_known(&name) {
            name = (2..).map(|number| format!("{name}-{number}")).find(|name| !is_known(name)).unwrap_or(name);
        }
        match found.iter_mut().find(|context| context.name == name) {
            // What was shown again as a whole takes the place of what was shown before.
            Some(context) if section.called.is_some() && section.header.is_some() => {
                (context.ranges, context.holds) = (vec![section.range.clone()], holds);
            }
            Some(context) => context.ranges.push(section.range.clone()),
            None => found.push(Context { name, ranges: vec![section.range.clone()], holds }),
        }
    }
    found
}

impl Section<'_> {
    fn name(&self, index: usize) -> String {
        let system = self.is_system().then_some(SYSTEM);
        system.or(self.called).or(self.hostname).map_or_else(|| (index + 1).to_string(), str::to_owned)
    }

    fn is_system(&self) -> bool {
        self.header == Some("<system>") || (!self.lists.is_empty() && !self.is_of_device)
    }

    fn holds(&self) -> Holds {
        match (self.is_system(), self.lists.is_empty()) {
            (true, _) => Holds::Names(self.lists.clone()),
            (false, true) => Holds::Device,
            (false, false) => Holds::Mixed(self.lists.clone()),
        }
    }
}

/// Cuts a text where another configuration begins.
fn sections(text: &str) -> Vec<Section<'_>> {
    let mut sections = vec![Section::default()];
    let mut at = 0;
    // Where the comments above the next line begin, which belong to what follows them.
    let mut lead = 0;
    let mut listed = "";
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        at += line.len();
        let border = border(content, sections.last().unwrap_or(&Section::default()));
        if let Some(called) = border {
            sections.last_mut().into_iter().for_each(|last| last.range.end = lead);
            sections.push(Section { called, range: lead..at, ..Section::default() });
        }
        if !is_comment(content) {
            lead = at;
        }
        let Some(section) = sections.last_mut() else { continue };
        section.range.end = at;
        listed = section.take(content, line, listed);
    }
    sections
}

impl<'t> Section<'t> {
    /// Takes a line; the context that the lines below it are about.
    fn take(&mut self, content: &'t str, line: &str, listed: &'t str) -> &'t str {
        let words: Vec<&'t str> = content.split_ascii_whitespace().take(4).collect();
        match words.as_slice() {
            ["ASA" | "PIX" | "NGFW", "Version", _, rest @ ..] => {
                self.header = Some(rest.first().copied().unwrap_or(""));
            }
            ["hostname", name] => self.hostname = self.hostname.or(Some(*name)),
            ["context", name] if !line.starts_with([' ', '\t']) => return name,
            ["config-url", _] if !listed.is_empty() => self.lists.push(listed.to_owned()),
            _ => self.is_of_device |= OF_DEVICES.iter().any(|begins| content.starts_with(begins)),
        }
        listed
    }
}

/// Whether a line begins another configuration than that of the section above it, and how that is called.
#[expect(clippy::option_option, reason = "the outer says whether there is a border, the inner whether it has a name")]
fn border<'t>(content: &'t str, above: &Section<'t>) -> Option<Option<&'t str>> {
    let prompt = prompt(content);
    let command = prompt.as_ref().map_or(content, |prompt| prompt.command);
    let mut words = command.split_ascii_whitespace();
    if words.next() == Some("changeto") {
        return match (words.next(), words.next()) {
            (Some(kind), Some(name)) if "context".starts_with(kind) => Some(Some(name)),
            (Some(kind), None) if SYSTEM.starts_with(kind) => Some(Some(SYSTEM)),
            _ => None,
        };
    }
    if let Some(prompt) = prompt {
        // In the system space the prompt names no context.
        let called = context_of(prompt.place).or(above.called.and(Some(SYSTEM)));
        return (called.is_some() && called != above.called).then_some(called);
    }
    let mut words = content.split_ascii_whitespace();
    let begins = match (words.next(), words.next()) {
        (Some("ASA" | "PIX" | "NGFW"), Some("Version")) => above.header.is_some(),
        (Some("hostname"), Some(name)) => above.hostname.is_some_and(|own| own != name),
        _ => false,
    };
    begins.then_some(above.called)
}

/// The context that a prompt names: `hq/shop`, `hq/shop/pri/act`.
fn context_of(place: &str) -> Option<&str> {
    let mut parts = place.split('/');
    let is_name = |part: &&str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    parts.next().filter(is_name)?;
    parts.next().filter(is_name).filter(|part| !NO_CONTEXTS.contains(part))
}

/// Whether a line can stand above a configuration without being part of one.
fn is_comment(content: &str) -> bool {
    content.is_empty() || (content.starts_with([':', '!']) && content != ": end")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name of each configuration, what it is, and its lines with something on them.
    fn cut(text: &str) -> Vec<String> {
        let lines = |context: &Context| -> String {
            let pieces = context.ranges.iter().map(|range| text[range.clone()].replace('\n', "|"));
            pieces.collect::<Vec<_>>().join("+")
        };
        let kind = |context: &Context| match &context.holds {
            Holds::Device => String::new(),
            Holds::Names(names) => format!("({})", names.join(" ")),
            Holds::Mixed(names) => format!("(mixed {})", names.join(" ")),
        };
        contexts(text).iter().map(|context| format!("{}{}: {}", context.name, kind(context), lines(context))).collect()
    }

    #[test]
    fn a_single_device_is_one_configuration() {
        assert_eq!(cut(": Saved\nASA Version 9.12(4)\nhostname hq\ncrypto map M 10 set pfs\n").len(), 1);
        assert_eq!(cut("hq/pri/act# sh run\nASA Version 9.12(4)\nhostname hq\nhq/pri/stby# exit\n").len(), 1);
        // The running and the saved configuration of one device.
        assert_eq!(cut("ASA Version 9.12(4)\nhostname hq\nASA Version 9.12(4)\nhostname hq\n").len(), 1);
        assert_eq!(cut("some text\n"), [""; 0]);
    }

    #[test]
    fn headers_part_configurations() {
        let text = ": Saved\n:\nASA Version 9.12(4) <system>\nhostname hq\ncontext shop\n config-url disk0:/shop.cfg\n: end\n\
                    : Saved\n:\nASA Version 9.12(4) <context>\nhostname shop\n: end\n\n\
                    : Saved\nASA Version 9.12(4) <context>\nhostname shop\n: end\n";
        let cut = cut(text);
        assert!(cut[0].starts_with("system(shop): : Saved|:|ASA Version 9.12(4) <system>|"), "{cut:#?}");
        assert_eq!(cut[1], "shop: : Saved|:|ASA Version 9.12(4) <context>|hostname shop|: end|");
        assert_eq!(cut[2], "shop-2: |: Saved|ASA Version 9.12(4) <context>|hostname shop|: end|");
    }

    #[test]
    fn prompts_and_changeto_name_contexts() {
        let text = "hq/admin# sh run\nASA Version 9.12(4) <context>\nhostname fw\nhq/admin# changeto context shop\n\
                    hq/shop# sh run\nASA Version 9.12(4) <context>\nhostname fw\nhq/shop# exit\n";
        let names: Vec<String> = contexts(text).into_iter().map(|context| context.name).collect();
        assert_eq!(names, ["admin", "shop"]);
        let text = "changeto context a\ncrypto map M 10 set pfs\nchangeto context b\ncrypto map N 10 set pfs\n\
                    changeto context a\ncrypto map M interface outside\nchangeto system\n";
        assert_eq!(
            cut(text),
            [
                "a: changeto context a|crypto map M 10 set pfs|+changeto context a|crypto map M interface outside|",
                "b: changeto context b|crypto map N 10 set pfs|",
            ]
        );
    }

    #[test]
    fn what_cannot_be_parted_is_told() {
        let text = "hostname hq\ncontext a\n config-url disk0:/a.cfg\ncontext b\n config-url disk0:/b.cfg\n\
                    tunnel-group 192.0.2.9 type ipsec-l2l\n";
        assert!(cut(text)[0].starts_with("hq(mixed a b): "), "{:?}", cut(text));
        assert_eq!(
            cut("hostname a\nroute x\nhostname b\nroute y\n"),
            ["a: hostname a|route x|", "b: hostname b|route y|"]
        );
    }
}
