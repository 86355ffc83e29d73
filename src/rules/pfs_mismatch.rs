//! `pfs-mismatch`.

use crate::advice::Change;
use crate::model::{Algorithm, DhGroup, Entry, Setting, UnknownReason};
use crate::negotiation::{End, Fault, Message};
use crate::rules::adopted::{self, Weakness, strongest_first};
use crate::rules::context::{default_note, label};
use crate::rules::{Finding, TunnelContext};
use crate::source::Span;

rule! {
    /// The ends do not agree on perfect forward secrecy for the child SA.
    ///
    /// ## Why the tunnel stalls
    ///
    /// In IKEv1 it depends on who begins. A responder with PFS refuses QM1 without it, or with another group. A
    /// responder without PFS takes what it is offered (ASA and IOS; not known of PAN-OS). So PFS on one end alone gives a
    /// tunnel that comes up only if that end begins.
    ///
    /// In IKEv2 the first child takes its keys from the IKE SA, so that nothing shows when the tunnel comes up. It fails
    /// when the child is rekeyed, after its lifetime, or when a second child is made: both use CREATE_CHILD_SA, which
    /// carries the exchange.
    ///
    /// ## What each device shows
    ///
    /// The same as for a mismatch of the transform sets; neither ASA nor IOS names PFS.
    ///
    /// ## What to look for
    ///
    /// A bare `set pfs` means group 1 on IOS, group 2 on an ASA before 9.13, and group 14 from 9.13 on. PAN-OS has PFS on
    /// by default, with group 2.
    RULE = "SA202" "pfs-mismatch",
    "The ends do not agree on perfect forward secrecy",
    ["RFC 2409 section 5.5", "RFC 7296 section 1.2 and 1.3", "Cisco, how to configure PFS with IPsec VPN", "Palo Alto Networks, define IPsec crypto profiles"],
    Tunnel(check)
}

fn check(cx: &TunnelContext<'_>, out: &mut Vec<Finding>) {
    let mut seen = Vec::new();
    for fault in cx.faults() {
        let Fault::Pfs { groups, spans } = &fault.stop.fault else { continue };
        if seen.contains(spans) {
            continue;
        }
        seen.push(*spans);
        let when = match fault.stop.message {
            Some(Message::CreateChildRequest) => "it comes up and fails at the first rekey or second child",
            _ => "the responder refuses quick mode",
        };
        let refused = End::BOTH.map(|end| {
            entry_with(cx, end, spans[end.index()]).is_some_and(|entry| is_refused(&entry.pfs))
        });
        let [a, b] = End::BOTH.map(|end| match refused[end.index()] {
            true => "a PFS group that its release refuses".to_owned(),
            false => words(groups[end.index()]),
        });
        let message = format!(
            "perfect forward secrecy differs ({}: {a}, {}: {b}); {when}",
            cx.name(End::A),
            cx.name(End::B)
        );
        // No command for a group that one of the releases does not have.
        let has = |end: End, group: DhGroup| !cx.side(end).device.refuses(Algorithm::Group(group), false);
        let mendable = End::BOTH.into_iter().filter(|_| refused == [false, false]);
        let fixes = mendable.filter_map(|end| {
            let group = groups[end.other().index()];
            if group.is_some_and(|group| !has(end, group)) {
                return None;
            }
            let entry = entry_with(cx, end, spans[end.index()])?;
            let profile = cx.version().and_then(|version| adopted::child_profile(cx, end, version, &[group]));
            let change = match profile {
                Some(profile) => Change::UseChildProfile { entry, profile },
                None => Change::SetPfs { entry, group },
            };
            Some((Weakness::of_pfs(group), cx.fix(end, &change)))
        });
        let note = |end: End| entry_with(cx, end, spans[end.index()]).map_or("", |entry| default_note(&entry.pfs));
        let [note_a, note_b] = End::BOTH.map(note);
        out.push(
            cx.error(&RULE, &fault, message, label(spans[0], format!("{}: {a}{note_a}", cx.name(End::A))))
                .label(spans[1], format!("{}: {b}{note_b}", cx.name(End::B)))
                .help(match refused {
                    [false, false] => format!("Set the same group on both ends, or none on both.{}", shared_words(cx)),
                    _ => "Set a group that both releases have on both ends, or none on both.".to_owned(),
                })
                .fixes(strongest_first(fixes))
                .values([a, b]),
        );
    }
}

/// A sentence for each end whose IPsec profile other tunnels use as well, which a change of it changes too.
fn shared_words(cx: &TunnelContext<'_>) -> String {
    let words = |end: End| {
        let own = cx.entry(end)?;
        let profile = own.names.ipsec_profile.as_deref()?;
        let is_other =
            |other: &&Entry| other.names.ipsec_profile.as_deref() == Some(profile) && other.name != own.name;
        let others: Vec<&str> =
            cx.side(end).device.entries.iter().filter(is_other).map(|other| other.name.as_str()).collect();
        let (name, others) = (cx.name(end), (!others.is_empty()).then(|| others.join(", "))?);
        Some(format!(" The profile {profile} of {name} is that of {others} as well: give this tunnel one of its own, or change \
                      the peers of all of them."))
    };
    End::BOTH.into_iter().filter_map(words).collect()
}

/// The entry of an end that says PFS there: that of the tunnel, or another of the same device that takes the child.
fn entry_with<'a>(cx: &TunnelContext<'a>, end: End, at: Span) -> Option<&'a Entry> {
    let of_proposals = |entry: &'a Entry| {
        let settings = [&entry.ikev1, &entry.ikev2].into_iter().flatten();
        settings.flat_map(|settings| &settings.child_proposals).filter_map(|own| own.pfs.as_ref()).flatten()
    };
    let says_so = |entry: &&'a Entry| {
        entry.pfs.span() == at || of_proposals(entry).any(|group: &Setting<Option<DhGroup>>| group.span() == at)
    };
    let own = cx.entry(end)?;
    let others = cx.side(end).device.entries.iter();
    std::iter::once(own).chain(others).find(says_so).or(Some(own))
}

/// Whether the release refuses the group that the line names.
fn is_refused(pfs: &Setting<Option<DhGroup>>) -> bool {
    matches!(pfs, Setting::Unknown(unknown) if matches!(unknown.reason, UnknownReason::Refused(_)))
}

fn words(group: Option<DhGroup>) -> String {
    group.map_or_else(|| "no PFS".to_owned(), |group| format!("PFS {group}"))
}
