//! `tunnel-protocol-not-allowed`.

use crate::advice::Change;
use crate::negotiation::Fault;
use crate::rules::context::label;
use crate::rules::{Finding, TunnelContext};

rule! {
    /// The group policy of the peer leaves out the IKE version that the tunnel uses.
    ///
    /// ## Why the tunnel stalls
    ///
    /// On an ASA every peer falls under a group policy: the one that its tunnel group names (`default-group-policy`),
    /// else `DfltGrpPolicy`. A policy that does not state `vpn-tunnel-protocol` inherits it from `DfltGrpPolicy`. The list
    /// has to hold `ikev1` (up to 8.3 `IPSec`) or `ikev2`; `l2tp-ipsec` and `ssl-client` do not do for a site-to-site
    /// tunnel. Whether the version is allowed is looked at when the peer is known, whoever begins, so that proposals and
    /// keys may be right and the tunnel is rejected all the same. A policy that was made for remote access, or a change
    /// of `DfltGrpPolicy` for it, is the usual cause.
    ///
    /// ## What each device shows
    ///
    /// The ASA holds no SA. The other end sees its last message unanswered, or a deletion.
    ///
    /// ## What to do
    ///
    /// Add the version to `vpn-tunnel-protocol` of the policy that counts, or give the tunnel group a policy of its own.
    /// `show running-config all group-policy` shows what is in force.
    RULE = "PEER406" "tunnel-protocol-not-allowed",
    "The group policy of the peer leaves out the IKE version that the tunnel uses",
    ["Cisco ASA syslog messages, 713206 and 751008", "Cisco ASA Command Reference, vpn-tunnel-protocol"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let mut told = Vec::new();
    for fault in cx.faults() {
        let Fault::Prohibited { end, version, at } = &fault.stop.fault else { continue };
        if told.contains(&(*end, *version)) {
            continue;
        }
        told.push((*end, *version));
        let Some(entry) = cx.entry(*end) else { continue };
        let policy = entry.names.group_policy.as_ref().map_or("the group policy", |(name, _)| name.as_str());
        let message = format!("the group policy {policy} of {} does not allow {version}", cx.name(*end));
        let mut finding = cx.error(&RULE, &fault, message, label(*at, format!("{version} is not in this list")));
        finding.direction = None;
        finding = finding.label(entry.version_at, format!("{} uses {version} here", entry.name));
        out.push(
            finding
                .help(format!("Let the group policy {policy} allow {version}, or give the tunnel group its own policy."))
                .fixes([cx.fix(*end, &Change::AllowVersion { entry, version: *version })])
                .values([version.to_string()]),
        );
    }
}
