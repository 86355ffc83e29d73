//! What an IOS router logs where it drops or changes packets of a tunnel.
//!
//! Sources: Cisco IOS System Message Guide, SEC-6-IPACCESSLOGP, IPACCESSLOGDP and IPACCESSLOGNP, which an entry of a list
//! writes that has `log`, and the implicit end of a list never; document 22327 for TUN-5-RECURDOWN.

use crate::traffic::Hindrance;

/// The texts to look for.
pub(super) fn lines(hindrance: &Hindrance) -> &'static [&'static str] {
    match hindrance {
        Hindrance::Filtered { by_end: false, .. } => &[
            "%SEC-6-IPACCESSLOGP: list … denied (if the entry has log)",
            "%SEC-6-IPACCESSLOGDP: list … denied icmp (if the entry has log)",
        ],
        // 50 is ESP, which has no name there.
        Hindrance::EspFiltered { by_end: false, .. } => {
            &["%SEC-6-IPACCESSLOGNP: list … denied 50 (if the entry has log)"]
        }
        Hindrance::IntoItself { .. } => &["%TUN-5-RECURDOWN: … temporarily disabled due to recursive routing"],
        Hindrance::LinkDown { .. } => &["%LINK-5-CHANGED: Interface …, changed state to administratively down"],
        // Nothing is logged; `debug ip packet` and `show ip nat translations` tell.
        Hindrance::NoRoute
        | Hindrance::RoutedElsewhere { .. }
        | Hindrance::Diverted { .. }
        | Hindrance::Translated
        | Hindrance::SameNetwork { .. }
        | Hindrance::Lacks { .. }
        | Hindrance::OtherWrapping
        | Hindrance::Filtered { .. }
        | Hindrance::EspFiltered { .. } => &[],
    }
}
