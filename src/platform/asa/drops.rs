//! What an ASA logs where it drops or changes packets of a tunnel.
//!
//! Source: Cisco Secure Firewall ASA Series Syslog Messages, 106023, 106100, 110003, 305011.

use crate::traffic::Hindrance;

/// A filter: 106023 for what an access group denies, its implicit end included; 106100 where the entry has `log`.
const DENIED: &[&str] = &["%ASA-4-106023: Deny … by access-group", "%ASA-6-106100: access-list … denied"];

/// The texts to look for.
pub(super) fn lines(hindrance: &Hindrance) -> &'static [&'static str] {
    match hindrance {
        Hindrance::NoRoute => &["%ASA-6-110003: Routing failed to locate next hop"],
        Hindrance::Translated => &["%ASA-6-305011: Built dynamic"],
        Hindrance::Filtered { .. } | Hindrance::EspFiltered { .. } => DENIED,
        // The packets pass, or there is nothing that they could meet.
        Hindrance::RoutedElsewhere { .. }
        | Hindrance::Diverted { .. }
        | Hindrance::SameNetwork { .. }
        | Hindrance::IntoItself { .. }
        | Hindrance::Lacks { .. }
        | Hindrance::OtherWrapping
        | Hindrance::LinkDown { .. } => &[],
    }
}
