//! `security-policy-blocks`.

use crate::rules::obstacles::met;
use crate::rules::{Finding, TunnelContext};
use crate::traffic::Hindrance;

rule! {
    /// A filter drops everything that one network sends to the other through the tunnel.
    ///
    /// ## Why no traffic passes
    ///
    /// An access list on the way in, a filter of the tunnel's group policy, or the security rules between the zones drop
    /// the packets before they are encrypted, or after they are decrypted. An ASA passes decrypted packets by the access
    /// list of the interface, unless `no sysopt connection permit-vpn` is set. A list ends with an implicit deny.
    ///
    /// It speaks only where nothing of what the tunnel protects passes. A filter that lets a part pass is taken to be
    /// meant so, and leaves the traffic unknown.
    ///
    /// ## What each device shows
    ///
    /// The SAs are up. An ASA logs `%ASA-4-106023: Deny ...` or `%ASA-6-106100: access-list ... denied`, IOS
    /// `%SEC-6-IPACCESSLOGP: list ... denied` where the entry has `log`, PAN-OS a deny in the traffic log (the interzone
    /// default logs nothing).
    ///
    /// ## What to do
    ///
    /// Permit the packets before the line that drops them.
    RULE = "NET309" "security-policy-blocks",
    "A filter drops everything that the tunnel should carry",
    [
        "Cisco ASA CLI configuration guide, access rules: implicit deny; vpn-filter",
        "Cisco, document 221457: sysopt connection permit-vpn",
        "Cisco ASA syslog messages, 106023 and 106100; Cisco IOS System Message Guide, SEC-6-IPACCESSLOGP",
        "Palo Alto Networks, security policy: intrazone and interzone default rules",
    ],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for met in met(cx) {
        let Hindrance::Filtered { list, by_end, bound_at } = &met.obstacle.hindrance else { continue };
        let (name, selector) = (cx.name(met.obstacle.end), met.selector());
        let message = format!("{name} drops what {} sends from {} to {}: {list}", cx.name(met.sender), selector.local, selector.remote);
        let what = if *by_end { "the list ends here, and what it does not name is dropped" } else { "drops these packets" };
        out.push(
            met.error(cx, &RULE, message, format!("{what}{}", met.example()))
                .label(*bound_at, "puts the list here")
                .help("Permit the packets of the tunnel before the line that drops them.")
                .values([list.clone()]),
        );
    }
}
