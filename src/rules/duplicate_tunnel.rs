//! `duplicate-tunnel`.

use crate::model::{Device, Entry, EntryKind, TwinEntries};
use crate::negotiation::Side;
use crate::rules::context::label;
use crate::rules::{Finding, Severity};

rule! {
    /// Two entries of a device make tunnels between the same two addresses.
    ///
    /// ## What it checks
    ///
    /// Tunnel interfaces with the same source and destination, and PAN-OS gateways with the same addresses and identities.
    /// Entries of one crypto map may have one peer, since packets and offers are held against their access lists; of
    /// strongSwan connections the first is taken, which `shadowed-entry` tells where it matters.
    ///
    /// ## Why it matters
    ///
    /// SAs between the same addresses can be put on the wrong tunnel interface of an IOS router, so that interfaces flap.
    /// GRE tunnels may share their SAs: `tunnel protection ipsec profile NAME shared` on all of them, with one profile and
    /// a `tunnel key` each. Which of two PAN-OS gateways answers is not documented; the verdict says so where it decides.
    ///
    /// ## What to do
    ///
    /// Give each tunnel a source address of its own, or make one tunnel of both.
    RULE = "PEER408" "duplicate-tunnel",
    "Two entries make tunnels between the same two addresses",
    ["Cisco, Sharing IPsec with Tunnel Protection: restrictions", "Palo Alto Networks, web interface help: IKE gateways"],
    Device(check)
}

fn check(device: &Device, out: &mut Vec<Finding>) {
    for (index, entry) in device.entries.iter().enumerate() {
        let is_tunnel = matches!(entry.kind, EntryKind::Vti | EntryKind::TunnelProtection);
        let is_open = device.behaviour.twin_entries == TwinEntries::Undetermined;
        if !is_tunnel && !is_open {
            continue;
        }
        let side = Side { device, entry: Some(entry), rank: 0 };
        let versions = [crate::model::IkeVersion::V1, crate::model::IkeVersion::V2];
        let twin = versions.into_iter().flat_map(|version| side.twins(version)).find(|(first, _)| *first < index);
        if let Some((_, first)) = twin.filter(|(_, first)| !(is_tunnel && shares(entry) && shares(first))) {
            out.push(finding(device, first, entry, is_tunnel));
        }
    }
}

/// Whether a tunnel interface shares its SAs with others.
fn shares(entry: &Entry) -> bool {
    entry.kind == EntryKind::TunnelProtection && entry.names.shares_protection
}

fn finding(device: &Device, first: &Entry, second: &Entry, is_tunnel: bool) -> Finding {
    let message =
        format!("{}: {} and {} make tunnels between the same two addresses", device.name, first.name, second.name);
    let help = match (is_tunnel, second.kind) {
        (true, EntryKind::TunnelProtection) => {
            "Share the protection of both (`tunnel protection ipsec profile NAME shared`, one profile, a tunnel key each), or \
             give each a source of its own."
        }
        (true, _) => "Give each a source of its own: SAs may be put on the wrong interface.",
        (false, _) => "Make one gateway of both, or give each identities or an address of its own.",
    };
    Finding::new(&RULE, Severity::Warning, message, label(second.span, "the same addresses as the first"))
        .label(first.span, "the first")
        .likely()
        .help(help)
        .values([first.name.clone(), second.name.clone()])
}
