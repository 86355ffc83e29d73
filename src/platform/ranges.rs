//! The numbers that the commands of each platform take. A device refuses a line with any other number.
//!
//! Where releases differ, the widest range stands here, so that no line that some release takes is called wrong.

/// The numbers that a command takes, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    least: u64,
    most: u64,
    /// What is counted: `seconds`. Empty for a number that counts nothing.
    unit: &'static str,
}

impl Range {
    /// The numbers from `least` to `most`, in a unit.
    pub(crate) const fn new(least: u64, most: u64, unit: &'static str) -> Self {
        Self { least, most, unit }
    }

    /// The number that a text writes, where it is one of these.
    pub(crate) fn read(&self, text: &str) -> Option<u64> {
        text.parse().ok().filter(|number| (self.least..=self.most).contains(number))
    }

    /// What is expected, for people: `a number of seconds from 60 to 86400`.
    pub(crate) fn expected(&self) -> String {
        let of = if self.unit.is_empty() { String::new() } else { format!(" of {}", self.unit) };
        format!("a number{of} from {} to {}", self.least, self.most)
    }

    /// Its unit.
    pub(crate) fn unit(&self) -> &'static str {
        self.unit
    }
}

/// Cisco ASA.
pub(crate) mod asa {
    use super::Range;

    /// The priority of an IKE policy. Source: the help of a command line, `crypto ikev2 policy <1-65535>`; the command
    /// reference ends at 65534.
    pub(crate) const POLICY: Range = Range::new(1, 65_535, "");
    /// `lifetime` of an IKE policy. Source: Cisco ASA command reference, lifetime (ikev1 policy mode); the help of a command
    /// line, `lifetime seconds (none | <120-2147483647>)`.
    pub(crate) const IKE_LIFETIME: Range = Range::new(120, 2_147_483_647, "seconds");
    /// The lifetime of child SAs. Source: Cisco ASA command reference, crypto ipsec security-association lifetime.
    pub(crate) const SA_LIFETIMES: &[Range] =
        &[Range::new(120, 2_147_483_647, "seconds"), Range::new(10, 2_147_483_647, "kilobytes")];
    /// The sequence number of a crypto map entry. Source: Cisco ASA command reference, crypto map match address.
    pub(crate) const SEQUENCE: Range = Range::new(1, 65_535, "");
}

/// Cisco IOS and IOS XE.
pub(crate) mod ios {
    use super::Range;

    /// The priority of an IKEv1 policy. Source: Cisco IOS Security Command Reference, crypto isakmp policy.
    pub(crate) const POLICY: Range = Range::new(1, 10_000, "");
    /// `lifetime` of an IKEv1 policy. Source: Cisco IOS Security Command Reference, lifetime (IKE policy).
    pub(crate) const IKE_LIFETIME: Range = Range::new(60, 86_400, "seconds");
    /// `lifetime` of an IKEv2 profile. Source: Cisco IOS Security Command Reference, lifetime (IKEv2 profile).
    pub(crate) const IKEV2_LIFETIME: Range = Range::new(120, 86_400, "seconds");
    /// The lifetime of child SAs. Source: Cisco IOS Security Command Reference, crypto ipsec security-association lifetime:
    /// 120 to 86400 seconds and 2560 to 536870912 kilobytes; IOS XE goes to 30 days and 4294967295 kilobytes.
    pub(crate) const SA_LIFETIMES: &[Range] = &[
        Range::new(120, 2_592_000, "seconds"),
        Range::new(1, 30, "days"),
        Range::new(2_560, 4_294_967_295, "kilobytes"),
    ];
    /// The sequence number of a crypto map entry. Source: Cisco IOS Security Command Reference, crypto map (global IPsec).
    pub(crate) const SEQUENCE: Range = Range::new(1, 65_535, "");
}

/// PAN-OS. Source of all: the schema of the firewall's configuration, network/ike/crypto-profiles.
pub(crate) mod panos {
    use super::Range;

    /// `lifetime` of an IKE or an IPsec crypto profile.
    pub(crate) const LIFETIMES: &[Range] = &[
        Range::new(180, 65_535, "seconds"),
        Range::new(3, 65_535, "minutes"),
        Range::new(1, 65_535, "hours"),
        Range::new(1, 365, "days"),
    ];
    /// `lifesize` of an IPsec crypto profile.
    pub(crate) const LIFESIZES: &[Range] = &[
        Range::new(1, 65_535, "kb"),
        Range::new(1, 65_535, "mb"),
        Range::new(1, 65_535, "gb"),
        Range::new(1, 65_535, "tb"),
    ];
    /// `authentication-multiple` of an IKE crypto profile; also PAN-OS administrator's guide, "Change the Key Lifetime or
    /// Authentication Interval for IKEv2".
    pub(crate) const AUTHENTICATION_MULTIPLE: Range = Range::new(0, 50, "");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_belong_to_a_range() {
        let range = ios::IKE_LIFETIME;
        let texts = ["59", "60", "86400", "86401", "-60", "abc", ""];
        let read = texts.map(|text| range.read(text));
        assert_eq!(read, [None, Some(60), Some(86_400), None, None, None, None]);
        assert_eq!(range.expected(), "a number of seconds from 60 to 86400");
        assert_eq!(asa::POLICY.expected(), "a number from 1 to 65535");
    }
}
