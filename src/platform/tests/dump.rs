//! A device as text that can be read and compared.

use std::fmt::Write as _;

use crate::model::{
    ChildProposal, Device, DhGroup, Entry, IdentityCheck, IkeProposal, IkeSettings, LocalIdentity, PreSharedKey,
    SequenceNumbers, Setting,
};
use crate::secret::Psk;
use crate::source::{SourceFile, Span};

/// A device as text, one fact a line. A value is followed by the line that it comes from, and by `*` where it is a
/// default; `?` stands for one that is not known, with the reason.
pub(super) fn dump(file: &SourceFile, device: &Device) -> String {
    let mut out = String::new();
    let line = |span: Span| file.line_column(span.start).0;
    let _ = writeln!(
        out,
        "{} version {} complete {} lines {}/{}/{}/{}",
        device.name,
        device.version.as_deref().unwrap_or("?"),
        device.complete,
        device.coverage.understood,
        device.coverage.irrelevant,
        device.coverage.unmodelled,
        device.coverage.unrecognised,
    );
    for interface in &device.interfaces {
        let addresses = list(file, &interface.addresses);
        let _ = writeln!(out, "interface {}@{} {addresses}", interface.name, line(interface.span));
    }
    for PreSharedKey { version, scope, ring, local, remote } in &device.keys {
        let at = |half: &Option<(Psk, Span)>| {
            half.as_ref().map_or("-".to_owned(), |(psk, span)| {
                format!("{}{}", line(*span), if psk.unreadable().is_some() { "?" } else { "" })
            })
        };
        let _ = writeln!(out, "key {version} {scope:?} ring {ring} local {} remote {}", at(local), at(remote));
    }
    for defect in &device.defects {
        let _ = writeln!(out, "defect {:?} {:?} at {}", defect.kind, defect.blocks, line(defect.span));
    }
    for entry in &device.entries {
        dump_entry(&mut out, file, entry);
    }
    out
}

fn setting<T: Clone>(file: &SourceFile, value: &Setting<T>, show: impl Fn(&T) -> String) -> String {
    let text = match value {
        Setting::Known(known) if known.origin.is_written() => show(&known.value),
        Setting::Known(known) => format!("{}*", show(&known.value)),
        Setting::Unknown(unknown) => format!("?{:?}", unknown.reason),
    };
    format!("{text}@{}", file.line_column(value.span().start).0)
}

fn list<T: Clone + ToString>(file: &SourceFile, values: &[Setting<T>]) -> String {
    values.iter().map(|value| setting(file, value, ToString::to_string)).collect::<Vec<_>>().join(",")
}

fn dump_entry(out: &mut String, file: &SourceFile, entry: &Entry) {
    let line = |span: Span| file.line_column(span.start).0;
    let peers: Vec<String> = entry.peers.iter().map(|peer| format!("{}@{}", peer.value, line(peer.span()))).collect();
    let _ = writeln!(
        out,
        "entry {} {} on {} bound {} local {} peers {} {:?}{} nat-t {}",
        entry.name,
        entry.kind.word(),
        entry.interface,
        setting(file, &entry.bound, ToString::to_string),
        list(file, &entry.local_addresses),
        peers.join(","),
        entry.initiation.value,
        if entry.accepts_any_selector { " any-selector" } else { "" },
        setting(file, &entry.nat_traversal, ToString::to_string),
    );
    if !entry.tunnel_addresses.is_empty() {
        let _ = writeln!(out, "  tunnel addresses {:?}", entry.tunnel_addresses);
    }
    for (name, settings) in [("ikev1", &entry.ikev1), ("ikev2", &entry.ikev2)] {
        if let Some(settings) = settings {
            let _ = writeln!(out, "  {name} from {}", line(entry.version_at));
            dump_settings(out, file, settings);
        }
    }
    let group = |value: &Option<DhGroup>| value.map_or("none".into(), |group| group.0.to_string());
    let number = |value: &Option<u64>| value.map_or("none".into(), |number| number.to_string());
    let _ = writeln!(
        out,
        "  pfs {} life {} s {} kB",
        setting(file, &entry.pfs, group),
        setting(file, &entry.child_lifetime.seconds, number),
        setting(file, &entry.child_lifetime.kilobytes, number)
    );
    for child in &entry.children {
        let never = child.never_matches.map(|why| format!(" NEVER: {why}")).unwrap_or_default();
        let _ = writeln!(out, "  child {}@{}: {}{never}", child.name, line(child.span), child.selector);
    }
    for defect in &entry.defects {
        let _ = writeln!(out, "  defect {:?} {:?} at {}", defect.kind, defect.blocks, line(defect.span));
    }
    for span in &entry.unread {
        let _ = writeln!(out, "  unread {}: {}", line(*span), file.slice(*span));
    }
}

fn dump_settings(out: &mut String, file: &SourceFile, settings: &IkeSettings) {
    let line = |span: Span| file.line_column(span.start).0;
    for proposal in &settings.proposals {
        let IkeProposal { name, encryption, integrity, prf, dh_groups, authentication, lifetime, .. } = proposal;
        let _ = writeln!(
            out,
            "    {name}: {} | {} | prf {} | {} | {} | {}",
            list(file, encryption),
            list(file, integrity),
            list(file, prf),
            list(file, dh_groups),
            authentication.as_ref().map_or("-".into(), |method| setting(file, method, ToString::to_string)),
            setting(file, lifetime, |seconds| seconds.map_or("none".into(), |seconds| seconds.to_string())),
        );
    }
    let identity = |identity: &LocalIdentity| match identity {
        LocalIdentity::Explicit(identity) => identity.to_string(),
        other => format!("{other:?}"),
    };
    let accepted = match &settings.remote_identity {
        IdentityCheck::OneOf(patterns) => {
            patterns.iter().map(|(pattern, span)| format!("{pattern:?}@{}", line(*span))).collect::<Vec<_>>().join(",")
        }
        other => format!("{other:?}"),
    };
    let _ = writeln!(
        out,
        "    enabled {} identity {} accepts {accepted} rings {:?} {:?}",
        setting(file, &settings.enabled, ToString::to_string),
        setting(file, &settings.local_identity, identity),
        settings.initiator_rings,
        settings.responder_rings,
    );
    if let Some(modes) = settings.exchange_modes {
        let _ = writeln!(
            out,
            "    begins {:?} accepts aggressive {}",
            modes.initiates.value, modes.accepts_aggressive.value
        );
    }
    if let (Some(local), Some(remote)) = (&settings.local_authentication, &settings.remote_authentication) {
        let show = |method: &Setting<_>| setting(file, method, ToString::to_string);
        let _ = writeln!(out, "    local {} remote {}", show(local), show(remote));
    }
    if let Some(span) = settings.prohibited {
        let _ = writeln!(out, "    prohibited at {}", line(span));
    }
    if let Some(own) = &settings.post_quantum {
        let _ = writeln!(out, "    post-quantum required {} at {}", own.required, line(own.at));
        for key in &own.keys {
            let written = key.key.as_ref().map(|(psk, span)| format!("{psk:?}@{}", line(*span)));
            let _ = writeln!(out, "      key {} {written:?}", setting(file, &key.identity, Clone::clone));
        }
    }
    for point in &settings.trust_points {
        let _ = writeln!(out, "    {} {}@{}", point.what, point.name, line(point.at));
    }
    for proposal in &settings.child_proposals {
        let ChildProposal { name, encryption, integrity, authentication_header, compression, mode, .. } = proposal;
        let _ = writeln!(
            out,
            "    {name}: esp {} {} ah {}{}{} {}",
            list(file, encryption),
            list(file, integrity),
            list(file, authentication_header),
            if *compression { " lzs" } else { "" },
            if proposal.sequence_numbers.iter().any(is_extended) { " esn" } else { "" },
            setting(file, mode, |mode| format!("{mode:?}")),
        );
    }
}

fn is_extended(own: &Setting<SequenceNumbers>) -> bool {
    own.known() == Some(&SequenceNumbers::Extended)
}
