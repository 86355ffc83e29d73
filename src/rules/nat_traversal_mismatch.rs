//! `nat-traversal-mismatch`.

use crate::model::{NatTraversal, Setting};
use crate::negotiation::{End, Fault, Lost, Nat, lost_in_nat};
use crate::rules::context::{default_note, label};
use crate::rules::{Finding, Severity, TunnelContext};

rule! {
    /// What the ends do about NAT does not fit, or does not fit the NAT between them.
    ///
    /// ## What it means
    ///
    /// Without NAT between the ends NAT traversal makes no difference. With NAT between them, ESP has to travel in UDP
    /// 4500: a NAT that passes on UDP 500 and 4500 passes on nothing else. AH cannot pass at all, since it covers the
    /// addresses that NAT changes.
    ///
    /// ## Why the tunnel stalls
    ///
    /// - NAT traversal off on a device (`no crypto isakmp nat-traversal`, `no crypto ipsec nat-transparency
    ///   udp-encapsulation`, PAN-OS without `nat-traversal enable yes`): nobody looks for the NAT. IKE stays on UDP 500, the
    ///   IKE SA and the child SAs come up, and no traffic passes.
    /// - Off for one ASA entry (`set nat-t-disable`), IKEv1: the NAT is found and IKE moves to UDP 4500, but quick mode
    ///   fails at QM1, since one end wants ESP in UDP and the other does not. In IKEv2 this is not negotiated:
    ///   the child SA comes up, and no traffic passes.
    /// - On at both ends, and UDP 4500 does not get through: MM5, AM3 or the IKE_AUTH request is the first message on it,
    ///   and gets no answer.
    ///
    /// ## How bad it is
    ///
    /// It is an `error` where the NAT is certain: it is stated with `--nat`, or the end behind it calls itself by the
    /// address of the NAT. It is a `warning` where an end has only private addresses and is taken to be behind NAT, and
    /// where NAT traversal is off by a default alone; `info` where nothing speaks of NAT. It is a `warning` as well where
    /// strongSwan forces UDP (`encap = yes`) against an end that does not look for NAT: ESP then travels without UDP.
    RULE = "IKE110" "nat-traversal-mismatch",
    "What the ends do about NAT does not fit",
    ["RFC 3947", "RFC 3948", "RFC 3715 section 2.1", "Cisco, Secure Firewall ASA syslog message 713257", "Palo Alto Networks, web interface help: IKE gateway, NAT traversal"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let mut stopped = false;
    for fault in cx.faults() {
        let Fault::NatTraversal { end, spans } = &fault.stop.fault else { continue };
        stopped = true;
        let other = end.other();
        let message = format!(
            "{} does not put ESP into UDP, and {} does, since both have found a NAT",
            cx.name(*end),
            cx.name(other)
        );
        out.push(
            cx.error(&RULE, &fault, message, label(spans[end.index()], "no ESP in UDP"))
                .label(spans[other.index()], format!("NAT traversal is on at {}", cx.name(other)))
                .help(format!("Let {} put ESP into UDP.", cx.name(*end)))
                .values(["ESP in UDP"]),
        );
    }
    if stopped {
        return;
    }
    out.extend(match nat(cx) {
        Some((behind, nat)) => lost(cx, behind, nat),
        None => differing(cx),
    });
}

/// The end that is behind NAT, of two the one of which that is surer.
fn nat(cx: &TunnelContext<'_>) -> Option<(End, Nat)> {
    let ends = End::BOTH.into_iter().filter_map(|end| Some((end, cx.nat(end)?)));
    ends.min_by_key(|(_, nat)| std::cmp::Reverse(*nat))
}

/// Packets that do not get through the NAT.
fn lost(cx: &TunnelContext<'_>, behind: End, nat: Nat) -> Option<Finding> {
    let version = cx.version()?;
    let lost = lost_in_nat(End::BOTH.map(|end| cx.side(end)), version)?;
    let severity = if nat.is_certain() && lost.is_certain() { Severity::Error } else { Severity::Warning };
    let [behind_name, seen] = [behind, behind.other()].map(|end| cx.name(end));
    let finding = match lost {
        Lost::AuthenticationHeader { end } => {
            let proposals = &cx.entry(end)?.settings(version)?.child_proposals;
            let message = format!("{} uses AH, which passes no NAT, and {behind_name} is behind NAT", cx.name(end));
            Finding::new(&RULE, severity, message, label(proposals.first()?.span, "AH"))
                .help("Use ESP alone on both ends.")
                .values(["AH"])
        }
        Lost::NotEncapsulated { off, .. } => {
            let setting = &cx.entry(off)?.nat_traversal;
            let message = format!(
                "NAT traversal is off on {}, and {behind_name} is behind NAT, which passes on no ESP",
                cx.name(off)
            );
            Finding::new(&RULE, severity, message, label(setting.span(), words(setting)))
                .help(format!("Enable NAT traversal on {}.", cx.name(off)))
                .values(["off"])
        }
    };
    let faced = cx.entry(behind.other())?.peers.get(cx.side(behind.other()).rank)?;
    let finding = finding.label(faced.span(), format!("{seen} faces {behind_name} as {}", faced.value)).in_phase(2);
    Some(if nat.is_certain() { finding } else { finding.likely() })
}

/// Settings that differ while nothing speaks of NAT.
fn differing(cx: &TunnelContext<'_>) -> Option<Finding> {
    let [a, b] = [cx.entry(End::A)?, cx.entry(End::B)?].map(|entry| &entry.nat_traversal);
    let (own, other) = (*a.known()?, *b.known()?);
    if own.encapsulates() == other.encapsulates() {
        return None;
    }
    let written = [a, b].iter().any(|own| matches!(own, Setting::Known(known) if known.origin.is_written()));
    // Defaults that differ between two platforms are no news as long as nobody mentions NAT.
    if !written {
        return None;
    }
    let off = if own.encapsulates() { End::B } else { End::A };
    let [off_setting, on_setting] = if off == End::A { [a, b] } else { [b, a] };
    let off_name = cx.name(off);
    let (severity, message, help) = match on_setting.known() {
        Some(NatTraversal::Forced) => (
            Severity::Warning,
            format!("{} forces ESP into UDP, which has no effect, since {off_name} does not take part", cx.name(off.other())),
            format!("Enable NAT traversal on {off_name}, or make sure that ESP gets through without UDP."),
        ),
        _ => (
            Severity::Info,
            format!("NAT traversal is off on {off_name}, which matters only if there is NAT between the ends"),
            format!("Enable NAT traversal on {off_name} if there is NAT between the ends."),
        ),
    };
    Some(
        Finding::new(&RULE, severity, message, label(off_setting.span(), words(off_setting)))
            .label(on_setting.span(), words(on_setting))
            .in_phase(1)
            .help(help)
            .values(["off"]),
    )
}

fn words(setting: &Setting<NatTraversal>) -> String {
    let state = setting.known().map_or_else(|| "not known".to_owned(), ToString::to_string);
    format!("NAT traversal is {state}{}", default_note(setting))
}
