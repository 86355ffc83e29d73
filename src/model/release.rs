//! A release of a device's software, as far as defaults and refusals depend on it.

use std::cmp::Ordering;
use std::fmt;

/// A release number: `9.16(4)`, `15.9(3)M`, `17.03.04a`, `10.1.6-h3`, `5.9`. Letters and rebuilds are left out, since no
/// default is known to hang on them. Compared number by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    major: u16,
    minor: u16,
    maintenance: Option<u16>,
}

impl Release {
    /// Reads a release as a device or a person writes it; `None` where it does not begin with two numbers.
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.trim().split(|c: char| !c.is_ascii_digit());
        let mut next = || numbers.next()?.parse().ok();
        Some(Self { major: next()?, minor: next()?, maintenance: next() })
    }

    /// The release of these two numbers.
    pub const fn new(major: u16, minor: u16) -> Self {
        Self { major, minor, maintenance: None }
    }

    /// Its first number.
    pub fn major(self) -> u16 {
        self.major
    }

    /// Whether this is a release of `major.minor` or a later one.
    pub fn is_at_least(self, major: u16, minor: u16) -> bool {
        (self.major, self.minor) >= (major, minor)
    }

    /// How this release lies to `major.minor.maintenance`; `None` where its own third number is not stated and would decide.
    pub fn compared_to(self, major: u16, minor: u16, maintenance: u16) -> Option<Ordering> {
        match (self.major, self.minor).cmp(&(major, minor)) {
            Ordering::Equal => self.maintenance.map(|own| own.cmp(&maintenance)),
            decided => Some(decided),
        }
    }

    /// Whether this release lies before `major.minor`.
    pub fn is_before(self, major: u16, minor: u16) -> bool {
        !self.is_at_least(major, minor)
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        self.maintenance.map_or(Ok(()), |number| write!(f, ".{number}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_read_as_devices_and_people_write_them() {
        for (text, shown) in [
            ("9.16(4)", "9.16.4"),
            ("9.16", "9.16"),
            ("15.9(3)M2", "15.9.3"),
            ("17.03.04a", "17.3.4"),
            ("12.4T", "12.4"),
            ("10.1.6-h3", "10.1.6"),
            (" 5.9 ", "5.9"),
        ] {
            assert_eq!(Release::parse(text).map(|release| release.to_string()).as_deref(), Some(shown), "{text}");
        }
        for text in ["", "interim", "9", "v9.1", "9.x", "99999999.1"] {
            assert_eq!(Release::parse(text), None, "{text}");
        }
    }

    #[test]
    fn releases_compare_by_number() {
        let release = |text| Release::parse(text).unwrap();
        assert!(release("9.9(2)").is_before(9, 13) && release("9.13(1)").is_at_least(9, 13));
        assert!(release("17.9") < release("17.11"));
        let to_6_0_2 = |text| release(text).compared_to(6, 0, 2);
        let expected =
            [Some(Ordering::Less), Some(Ordering::Less), None, Some(Ordering::Equal), Some(Ordering::Greater)];
        assert_eq!(["5.9", "6.0.1", "6.0", "6.0.2", "6.1"].map(to_6_0_2), expected);
    }
}
