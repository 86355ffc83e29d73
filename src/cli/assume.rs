//! `--assume`: what the user says of the devices that their files do not show.

use std::fmt;
use std::str::FromStr;

use crate::check::ReleaseOf;
use crate::model::Release;
use crate::platform;

/// What the value of `--assume` may be, for the help.
pub(super) const VALUES: &str = "psk=same|psk=different|PLATFORM=RELEASE|FILE=RELEASE";

/// One thing that is assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Assumption {
    /// Whether keys that cannot be compared are the same.
    PskSame(bool),
    /// The release of a platform or of the device in a file, by the name that stands before the `=`.
    Release { of: String, release: Release },
}

impl FromStr for Assumption {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // The last one, since the name of a file may hold another.
        let (of, value) = text.rsplit_once('=').ok_or_else(|| format!("write {VALUES}"))?;
        match (of, value) {
            ("psk", "same") => Ok(Self::PskSame(true)),
            ("psk", "different") => Ok(Self::PskSame(false)),
            ("psk", _) => Err("keys are either psk=same or psk=different".to_owned()),
            ("ios-xe", _) if value.starts_with("3.") => {
                Err("IOS XE 3 shows a release of 15 in its version line; give that one, ios=15.5".to_owned())
            }
            _ => match Release::parse(value) {
                Some(release) => Ok(Self::Release { of: of.to_owned(), release }),
                None => Err(format!("{value} is no release; write its numbers, as in asa=9.16 or ios=17.3")),
            },
        }
    }
}

impl fmt::Display for Assumption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PskSame(true) => f.write_str("psk=same"),
            Self::PskSame(false) => f.write_str("psk=different"),
            Self::Release { of, release } => write!(f, "{of}={release}"),
        }
    }
}

/// What is assumed of keys; the last word holds.
pub(super) fn psk_same(assumptions: &[Assumption]) -> Option<bool> {
    assumptions.iter().rev().find_map(|assumption| match assumption {
        Assumption::PskSame(same) => Some(*same),
        Assumption::Release { .. } => None,
    })
}

/// The releases that are assumed, of platforms and of these files.
///
/// # Errors
/// A sentence where a name is neither a platform nor one of the files.
pub(super) fn releases(assumptions: &[Assumption], files: &[&str]) -> Result<Vec<(ReleaseOf, Release)>, String> {
    let named = assumptions.iter().filter_map(|assumption| match assumption {
        Assumption::PskSame(_) => None,
        Assumption::Release { of, release } => Some((of, *release)),
    });
    named.map(|(of, release)| Ok((release_of(of, files)?, release))).collect()
}

fn release_of(name: &str, files: &[&str]) -> Result<ReleaseOf, String> {
    if files.contains(&name) {
        return Ok(ReleaseOf::File(name.to_owned()));
    }
    platform::by_name(name).map(|platform| ReleaseOf::Platform(platform.id())).ok_or_else(|| {
        let known: Vec<&str> = platform::PLATFORMS.iter().map(|platform| platform.id().0).collect();
        format!(
            "--assume {name}=…: {name} is neither psk, nor a platform ({}), nor one of the files.",
            known.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_assumed_of_platforms_and_of_files() {
        let read = |text: &str| text.parse::<Assumption>();
        for text in ["psk=same", "asa=9.16", "ios-xe=17.3", "strongswan=5.9", "a=b.cfg=9.16"] {
            assert_eq!(read(text).unwrap().to_string(), text);
        }
        for (text, sentence) in
            [("psk", "write psk="), ("psk=yes", "either"), ("asa=new", "no release"), ("ios-xe=3.16", "15")]
        {
            assert!(read(text).unwrap_err().contains(sentence), "{text}");
        }
        let of = |name| release_of(name, &["b.cfg"]);
        assert_eq!(of("strongswan"), Ok(ReleaseOf::Platform(crate::model::PlatformId("swanctl"))));
        assert_eq!(of("b.cfg"), Ok(ReleaseOf::File("b.cfg".to_owned())));
        assert!(of("junos").unwrap_err().contains("asa, ios, panos"));
    }
}
