//! What an ASA has that nothing uses.

use std::net::IpAddr;

use crate::platform::cisco::unused::{CRYPTO_MAP, Kind};

/// Proposals that an ASA has from the start (Cisco ASA 8.4 configuration: `show running-config crypto ipsec`).
const FACTORY_PROPOSALS: [&str; 5] = ["AES256", "AES192", "AES", "3DES", "DES"];

/// Transform sets that ASDM writes by itself begin so, as in `ESP-AES-128-SHA`.
const ASDM: &str = "ESP-";

/// What a group policy is called. A server that authenticates users may name one (Cisco ASA VPN CLI configuration guide,
/// "Configuring an External Server for Authorization": attribute 25, class).
pub(super) const GROUP_POLICY: &str = "group policy";

/// Nothing is said of tunnel groups by name, which a peer finds by its identity.
pub(super) const KINDS: &[Kind] = &[
    Kind { what: "transform set", head: "crypto ipsec ikev1 transform-set", counts: is_no_set_of_asdm },
    Kind { what: "transform set", head: "crypto ipsec transform-set", counts: is_no_set_of_asdm },
    Kind { what: "IPsec proposal", head: "crypto ipsec ikev2 ipsec-proposal", counts: is_no_factory_proposal },
    Kind { what: "IPsec profile", head: "crypto ipsec profile", counts: |_| true },
    Kind { what: "dynamic map", head: "crypto dynamic-map", counts: |_| true },
    Kind { what: "crypto map", head: CRYPTO_MAP, counts: |_| true },
    Kind { what: "tunnel group", head: "tunnel-group", counts: |name| name.parse::<IpAddr>().is_ok() },
    Kind { what: "access list", head: "access-list", counts: |_| true },
    Kind { what: GROUP_POLICY, head: "group-policy", counts: |name| name != "DfltGrpPolicy" },
];

fn is_no_set_of_asdm(name: &str) -> bool {
    !name.starts_with(ASDM)
}

fn is_no_factory_proposal(name: &str) -> bool {
    !FACTORY_PROPOSALS.contains(&name)
}
