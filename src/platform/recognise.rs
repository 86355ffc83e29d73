//! Which platform a file belongs to, from its content alone.

mod foreign;

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
    fn a_foreign_file_wins_over_the_lines_that_it_shares() {
        assert_eq!(word("!! IOS XR Configuration 7.3.2\ncrypto isakmp key x address 192.0.2.1\n"), "Cisco IOS XR");
        assert_eq!(word("hostname a\ncrypto isakmp policy 20\n  hash sha2-256-128\n"), "ArubaOS");
        assert_eq!(word("some text\n"), "unknown");
    }
}
