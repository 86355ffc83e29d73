//! `ike-version-mismatch`.

use crate::advice::{Change, ForVersion};
use crate::model::IkeVersion;
use crate::negotiation::{End, Fault};
use crate::rules::adopted;
use crate::rules::context::label;
use crate::rules::{Finding, Severity, TunnelContext};

rule! {
    /// The ends do not speak the same IKE version.
    ///
    /// ## Why the tunnel stalls
    ///
    /// IKEv1 and IKEv2 are different protocols on the same port. A device that has no configuration for the version in
    /// which it is addressed does not answer, so that the initiator waits for its first answer until it gives up. An ASA
    /// entry with both versions and a PAN-OS gateway in mode `ikev2-preferred` begin with IKEv2 and fall back to IKEv1
    /// when the peer has no IKEv2; that is reported as an `info`.
    ///
    /// ## What each device shows
    ///
    /// The initiator shows MM_WAIT_MSG2 (ASA) or MM_NO_STATE (IOS) with IKEv1, IN-NEG or nothing with IKEv2.
    RULE = "IKE102" "ike-version-mismatch",
    "The ends share no IKE version, or meet only after a fall-back",
    ["RFC 7296 section 1", "Palo Alto Networks, web interface help: IKE gateway, version"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for fault in cx.faults() {
        let Fault::IkeVersion { spans, speaks } = &fault.stop.fault else { continue };
        let [a, b] = End::BOTH.map(|end| format!("{} speaks {}", cx.name(end), speaks[end.index()]));
        let fixes = End::BOTH.into_iter().filter_map(|end| {
            let version = if cx.entry(end.other())?.ikev2.is_some() { IkeVersion::V2 } else { IkeVersion::V1 };
            let needed = adopted::for_version(cx, end, version);
            let peer = cx.side(end).peer_address().map(|peer| peer.to_string());
            let wanted = needed.as_ref().zip(peer.as_ref());
            let wanted = wanted.map(|((ike, child), peer)| ForVersion { ike, child, peer });
            Some((version, cx.fix(end, &Change::UseVersion { entry: cx.entry(end)?, version, wanted })))
        });
        // IKEv1 is deprecated (RFC 9395).
        let mut fixes: Vec<_> = fixes.collect();
        fixes.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
        out.push(
            cx.error(&RULE, &fault, format!("the ends share no IKE version: {a}, {b}"), label(spans[0], a.clone()))
                .label(spans[1], b.clone())
                .help("Configure the same IKE version on both ends.")
                .fixes(fixes.into_iter().map(|(_, fix)| fix))
                .values(speaks.clone()),
        );
    }
    fall_back(cx, out);
}

/// A direction that came to its last version only after another had failed.
fn fall_back(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    for direction in &cx.tunnel.directions {
        let [first, .., last] = direction.attempts.as_slice() else { continue };
        let (Some(entry), Some(tried), Some(used)) = (cx.entry(direction.initiator), first.version, last.version) else {
            continue;
        };
        let name = cx.name(direction.initiator);
        let cause = first.all_stops().next().map(|stop| cx.rule_name(&stop.fault)).unwrap_or_default();
        let message = format!("{name} tries {tried} first, which does not come up ({cause}), and goes on with {used}");
        let primary = label(entry.version_at, format!("{name} may use both versions"));
        let mut finding = Finding::new(&RULE, Severity::Info, message, primary)
            .in_phase(1)
            .help(format!("Leave {tried} away on this entry, or configure it on the other end, to save the wait."))
            .values([tried.to_string(), used.to_string()]);
        finding.direction = Some(direction.initiator);
        out.push(finding);
    }
}
