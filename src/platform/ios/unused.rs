//! What an IOS router has that nothing uses.

use crate::platform::cisco::unused::{CRYPTO_MAP, Kind};

/// Nothing is said of IKEv1 keyrings, ISAKMP profiles and IKEv2 policies, which a router searches without being pointed at
/// them. A numbered access list whose number stands on any other line, whatever that is about, counts as used.
pub(super) const KINDS: &[Kind] = &[
    Kind { what: "transform set", head: "crypto ipsec transform-set", counts: is_no_default },
    Kind { what: "IPsec profile", head: "crypto ipsec profile", counts: is_no_default },
    Kind { what: "dynamic map", head: "crypto dynamic-map", counts: |_| true },
    Kind { what: "crypto map", head: CRYPTO_MAP, counts: |_| true },
    Kind { what: "IKEv2 proposal", head: "crypto ikev2 proposal", counts: is_no_default },
    Kind { what: "IKEv2 keyring", head: "crypto ikev2 keyring", counts: |_| true },
    Kind { what: "IKEv2 profile", head: "crypto ikev2 profile", counts: is_no_default },
    Kind { what: "access list", head: "ip access-list extended", counts: |_| true },
    Kind { what: "access list", head: "access-list", counts: is_extended_number },
];

/// The numbers of extended lists (Cisco IOS, access-list (IP extended)).
fn is_extended_number(name: &str) -> bool {
    name.parse::<u16>().is_ok_and(|number| matches!(number, 100..=199 | 2000..=2699))
}

/// Proposals, transform sets and profiles called `default` are the router's own (Cisco IOS, IKEv2 smart defaults).
fn is_no_default(name: &str) -> bool {
    name != "default"
}
