//! Which platform a file belongs to, from its content alone.

mod foreign;

use std::borrow::Cow;

use crate::platform::{PLATFORMS, Platform};

/// Why a file belongs to no platform that ikelint reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecogniseError {
    /// It is a configuration of this product, which ikelint does not read.
    Foreign(&'static str),
    /// It looks like no configuration that ikelint knows.
    Unknown,
}

/// The score of one kind of line that only one platform writes; see [`Platform::recognise`].
const ONE_LINE: u32 = 100;

/// The platform whose configuration `text` is.
///
/// # Errors
/// [`RecogniseError`] where it is another product's configuration, or none.
pub fn recognise(text: &str) -> Result<&'static dyn Platform, RecogniseError> {
    let text = &*without_banners(text);
    if let Some(product) = foreign::product(text) {
        return Err(RecogniseError::Foreign(product));
    }
    let scored = PLATFORMS.iter().map(|platform| (platform.recognise(text), *platform)).filter(|(score, _)| *score > 0);
    let best = scored.rev().max_by_key(|(score, _)| *score);
    // Show commands repeat a line of the configuration here and there, such as an access list's.
    match best {
        Some((score, platform)) if score > ONE_LINE => Ok(platform),
        Some((_, platform)) => {
            foreign::show_output(text, 2).map_or(Ok(platform), |what| Err(RecogniseError::Foreign(what)))
        }
        None => Err(foreign::show_output(text, 1).map_or(RecogniseError::Unknown, RecogniseError::Foreign)),
    }
}

/// What stands before and behind the text of a banner in a running configuration of IOS.
const BANNER_ENDS: [&str; 2] = ["^C", "\u{3}"];

/// The text without what the banners of IOS say, which may look like any command.
fn without_banners(text: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, behind)) = next_banner(rest) {
        kept.push_str(before);
        rest = behind;
    }
    if kept.is_empty() && rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// What comes before the first banner, and what comes behind it; `None` where there is none, or none that ends.
fn next_banner(text: &str) -> Option<(&str, &str)> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let is_banner = line.starts_with("banner ");
        if let Some(end) = BANNER_ENDS.into_iter().find(|end| is_banner && line.contains(end)) {
            let begins = start + line.find(end)? + end.len();
            let ends = begins + text[begins..].find(end)? + end.len();
            return Some((&text[..start], &text[ends..]));
        }
        start += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `text` is taken for.
    fn word(text: &str) -> &'static str {
        match recognise(text) {
            Ok(platform) => platform.id().0,
            Err(RecogniseError::Foreign(product)) => product,
            Err(RecogniseError::Unknown) => "unknown",
        }
    }

    #[test]
    fn a_line_of_the_configuration_in_show_output_is_not_enough() {
        let output = "    Crypto map tag: def, local addr: 192.0.2.1\n      #pkts encaps: 0\n";
        let list = "      access-list def extended permit ip any any\n";
        assert_eq!(word(&format!("{output}{list}")), "the output of a show command");
        let configuration = "crypto map def 10 set peer 192.0.2.9\ncrypto map def interface outside\n";
        assert_eq!(word(&format!("{configuration}{list}{output}")), "asa");
        assert_eq!(word(list), "asa");
    }

    #[test]
    fn what_a_banner_says_is_no_command() {
        let router = "crypto isakmp key x address 192.0.2.1\nip access-list extended VPN\n";
        for says in ["nameif outside", "tunnel-group x type ipsec-l2l", "feature ike", "!! IOS XR Configuration 7.3.2"]
        {
            assert_eq!(word(&format!("banner motd ^C\n{says}\n^C\n{router}")), "ios", "{says}");
            assert_eq!(word(&format!("banner exec \u{3}{says}\n{says}\u{3}\n{router}")), "ios", "{says}");
            assert_ne!(word(&format!("{says}\n{router}")), "ios", "{says}");
        }
        // An ASA has no such ends; what is never ended is none.
        assert_eq!(word("banner motd ^C\nnameif outside\n"), "asa");
        assert_eq!(word("banner motd Welcome\nnameif outside\n"), "asa");
    }

    #[test]
    fn a_foreign_file_wins_over_the_lines_that_it_shares() {
        assert_eq!(word("!! IOS XR Configuration 7.3.2\ncrypto isakmp key x address 192.0.2.1\n"), "Cisco IOS XR");
        assert_eq!(word("hostname a\ncrypto isakmp policy 20\n  hash sha2-256-128\n"), "ArubaOS");
        assert_eq!(word("some text\n"), "unknown");
    }
}
