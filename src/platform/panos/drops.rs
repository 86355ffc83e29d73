//! What a PAN-OS firewall logs where it drops packets of a tunnel.
//!
//! Sources: PAN-OS 9.1 and 10.0 administrator's guide, "Traffic Log Fields" (application, rule, action, session end reason);
//! the defaults log nothing unless they are overridden ("Security Policy": logging is an option of each rule).

use crate::traffic::Hindrance;

/// The texts to look for.
pub(super) fn lines(hindrance: &Hindrance) -> &'static [&'static str] {
    match hindrance {
        Hindrance::Filtered { by_end: false, .. } => {
            &["the traffic log, action deny or drop, session end reason policy-deny"]
        }
        _ => &[],
    }
}

/// The texts to look for where a rule drops IKE for the firewall itself.
pub(super) fn blocked_port(port: u16) -> &'static [&'static str] {
    match port {
        4500 => &["the traffic log, application ipsec-esp-udp or ike, action deny or drop"],
        _ => &["the traffic log, application ike, action deny or drop"],
    }
}
