//! Tests of the whole reader on small configurations.

use std::fmt::Write as _;

use super::Ios;
use crate::model::{
    ChildProposal, Device, Entry, IdentityCheck, IkeProposal, IkeSettings, LocalIdentity, PreSharedKey, Setting,
};
use crate::platform::{Platform, ReadOptions};
use crate::source::{FileId, SourceFile, Span};

fn read(text: &str) -> (SourceFile, Device) {
    let file = SourceFile::from_bytes(FileId(0), "r.cfg", text.as_bytes()).unwrap();
    let device = Ios.read(&file, ReadOptions::default());
    (file, device)
}

/// A device as text, one fact a line: a value is followed by the line that it comes from, `?` is unknown, `*` a default.
fn dump(file: &SourceFile, device: &Device) -> String {
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
    for PreSharedKey { version, scope, ring, local, remote } in &device.keys {
        let at = |half: &Option<(crate::secret::Psk, Span)>| {
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
    let mark = match value {
        Setting::Known(known) if known.origin.is_written() => "",
        Setting::Known(_) => "*",
        Setting::Unknown(_) => "",
    };
    let text = value.known().map_or("?".to_owned(), show);
    format!("{text}{mark}@{}", file.line_column(value.span().start).0)
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
    let group = |value: &Option<crate::model::DhGroup>| value.map_or("none".into(), |group| group.0.to_string());
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
    for ChildProposal { name, encryption, integrity, authentication_header, compression, mode, .. } in
        &settings.child_proposals
    {
        let _ = writeln!(
            out,
            "    {name}: esp {} {} ah {}{} {}",
            list(file, encryption),
            list(file, integrity),
            list(file, authentication_header),
            if *compression { " lzs" } else { "" },
            setting(file, mode, |mode| format!("{mode:?}")),
        );
    }
}

/// Reads a fixture and compares the model with the snapshot beside it.
macro_rules! fixture {
    ($test:ident, $name:literal) => {
        #[test]
        fn $test() {
            let (file, device) = read(include_str!(concat!("../../../tests/platform/ios/", $name, ".cfg")));
            let settings = {
                let mut settings = insta::Settings::clone_current();
                settings.set_snapshot_path("../../../tests/platform/ios");
                settings.set_prepend_module_to_snapshot(false);
                settings.set_omit_expression(true);
                settings
            };
            settings.bind(|| insta::assert_snapshot!($name, dump(&file, &device)));
        }
    };
}

fixture!(crypto_maps_with_all_their_references, "crypto-map");
fixture!(ikev2_profiles_and_tunnels, "ikev2");
fixture!(a_spoke_has_a_tunnel_for_each_next_hop_server, "dmvpn");
fixture!(an_excerpt_leaves_open_what_it_does_not_show, "excerpt-without-indentation");
fixture!(dangling_references_and_lines_that_nobody_knows, "references");

#[test]
fn indentation_makes_no_difference() {
    let text = include_str!("../../../tests/platform/ios/excerpt-without-indentation.cfg");
    let heads = ["crypto isakmp", "crypto ipsec", "crypto map M 10", "interface", "access-list"];
    let indent = |line: &str| match heads.iter().any(|head| line.starts_with(head)) {
        true => format!("{line}\n"),
        false => format!("\t{line}\n"),
    };
    let indented: String = text.lines().map(indent).collect();
    let (flat_file, flat) = read(text);
    let (file, device) = read(&indented);
    assert_eq!(dump(&flat_file, &flat), dump(&file, &device));
}

#[test]
fn keys_never_reach_the_model_in_clear() {
    let (_, device) = read(include_str!("../../../tests/platform/ios/crypto-map.cfg"));
    let shown = format!("{device:?}");
    for secret in ["branches-key", "hub-key", "any-key", "aggressive-key", "XGDaXbcYdZ", "remote-secret"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}

#[test]
fn snippets_are_recognised_and_other_systems_are_not() {
    let scores = [
        "crypto isakmp policy 10\n encr aes\n",
        "interface GigabitEthernet0/0\n ip address 192.0.2.1 255.255.255.0\n",
        "ip access-list extended VPN\n permit ip any any\n",
        "version 15.7\nhostname r\n",
    ]
    .map(|text| Ios.recognise(text));
    assert!(scores.iter().all(|score| *score > 0), "{scores:?}");
    for other in [
        "!! IOS XR Configuration 6.1\nhostname r\ncrypto isakmp policy 10\n",
        "ASA Version 9.12(4)\nhostname f\nip address 192.0.2.1 255.255.255.0\n",
        "interface Ethernet0\n nameif outside\n ip address 192.0.2.1 255.255.255.0\n",
        "feature bgp\ninterface Ethernet1/1\n",
        "<config version=\"10.1.0\"></config>\n",
    ] {
        assert_eq!(Ios.recognise(other), 0, "{other}");
    }
}

#[test]
fn any_bytes_are_read_without_a_panic_and_no_line_is_lost() {
    let lines = [
        "crypto map",
        "crypto map M",
        "crypto isakmp key",
        "crypto isakmp policy",
        " set peer",
        " tunnel mode",
        "crypto ikev2 keyring",
        " peer",
        " pre-shared-key",
        "interface",
        "access-list",
        "ip access-list extended",
        "é ü",
    ];
    for start in 0..lines.len() {
        let text: String = lines.iter().cycle().skip(start).take(lines.len()).map(|line| format!("{line}\n")).collect();
        let (_, device) = read(&text);
        let counted = device.coverage.understood
            + device.coverage.irrelevant
            + device.coverage.unmodelled
            + device.coverage.unrecognised;
        assert_eq!(counted, device.coverage.vpn_lines);
        assert_eq!(
            device.defects.iter().filter(|defect| defect.kind == crate::model::DefectKind::UnrecognisedLine).count(),
            device.coverage.unrecognised
        );
    }
}
