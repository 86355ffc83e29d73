//! Tests of the whole reader on small configurations. The fixtures hold invented keys and documentation addresses.

mod written;

use std::fmt::Write as _;

use super::Swanctl;
use crate::model::{
    ChildProposal, Device, Entry, IdentityCheck, IkeProposal, IkeSettings, LocalIdentity, PreSharedKey, Setting,
};
use crate::platform::{Platform, ReadOptions};
use crate::secret::{Cleartext, KeyComparison, Psk};
use crate::source::{FileId, SourceFile};

fn read(text: &str) -> Device {
    let file = SourceFile::from_bytes(FileId(0), "gw.conf", text.as_bytes()).unwrap();
    Swanctl.read(&file, ReadOptions::default())
}

/// A value: `?` where it is not known, with `*` where it is a default.
fn value<T>(setting: &Setting<T>, show: impl Fn(&T) -> String) -> String {
    match setting {
        Setting::Known(known) => {
            format!("{}{}", show(&known.value), if known.origin.is_written() { "" } else { "*" })
        }
        Setting::Unknown(unknown) => format!("?({})", unknown.reason.phrase()),
    }
}

fn list<T: ToString>(values: &[Setting<T>]) -> String {
    values.iter().map(|own| value(own, T::to_string)).collect::<Vec<_>>().join("+")
}

fn limit(own: &Option<u64>) -> String {
    own.map_or_else(|| "none".to_owned(), |limit| limit.to_string())
}

/// A device as text, one fact a line.
pub(super) fn dump(device: &Device) -> String {
    let mut out = String::new();
    let seen = &device.coverage;
    let _ = writeln!(
        out,
        "{} complete {} lines {}/{}/{}/{}",
        device.name, device.complete, seen.understood, seen.irrelevant, seen.unmodelled, seen.unrecognised
    );
    for PreSharedKey { version, scope, ring, .. } in &device.keys {
        let _ = writeln!(out, "key {version} {scope:?} ring {ring}");
    }
    for defect in &device.defects {
        let _ = writeln!(out, "defect {:?} {:?}", defect.kind, defect.blocks);
    }
    for entry in &device.entries {
        dump_entry(&mut out, entry);
    }
    out
}

/// An entry as text.
pub(super) fn dump_entry(out: &mut String, entry: &Entry) {
    let peers: Vec<String> = entry.peers.iter().map(|peer| peer.value.to_string()).collect();
    let _ = writeln!(
        out,
        "entry {} {} -> {} {:?}",
        entry.name,
        list(&entry.local_addresses),
        peers.join(","),
        entry.initiation.value
    );
    for (name, settings) in [("IKEv1", &entry.ikev1), ("IKEv2", &entry.ikev2)] {
        if let Some(settings) = settings {
            dump_settings(out, name, settings);
        }
    }
    let _ = writeln!(
        out,
        "  life {} s {} kB",
        value(&entry.child_lifetime.seconds, limit),
        value(&entry.child_lifetime.kilobytes, limit)
    );
    for child in &entry.children {
        let shares = child.shares.map(|number| format!(" shares {number}")).unwrap_or_default();
        let _ = writeln!(out, "  child {}: {}{shares}", child.name, child.selector);
    }
    for defect in &entry.defects {
        let _ = writeln!(out, "  defect {:?} {:?}", defect.kind, defect.blocks);
    }
    if !entry.unread.is_empty() {
        let _ = writeln!(out, "  unread {}", entry.unread.len());
    }
}

fn dump_settings(out: &mut String, name: &str, settings: &IkeSettings) {
    let me = value(&settings.local_identity, |own| match own {
        LocalIdentity::OwnAddress => "own address".to_owned(),
        LocalIdentity::Certificate => "certificate".to_owned(),
        LocalIdentity::Explicit(identity) => identity.to_string(),
    });
    let you = match &settings.remote_identity {
        IdentityCheck::NotCompared => "anybody".to_owned(),
        IdentityCheck::ConfiguredPeerAddress => "peer address".to_owned(),
        IdentityCheck::OneOf(patterns) => format!("{:?}", patterns.iter().map(|(own, _)| own).collect::<Vec<_>>()),
    };
    let modes = settings.exchange_modes.map(|modes| format!(" {:?}", modes.initiates.value)).unwrap_or_default();
    let methods: Vec<String> = [settings.local_authentication, settings.remote_authentication]
        .iter()
        .flatten()
        .map(|own| value(own, ToString::to_string))
        .collect();
    let _ = writeln!(
        out,
        "  {name} begins {}{modes} {} as {me} with {you} rings {:?}/{:?}",
        settings.initiates,
        methods.join("/"),
        settings.initiator_rings,
        settings.responder_rings,
    );
    for IkeProposal { name, encryption, integrity, prf, dh_groups, authentication, lifetime, .. } in &settings.proposals
    {
        let _ = writeln!(
            out,
            "    ike {name}: {} {} {} {} {} life {}",
            list(encryption),
            list(integrity),
            list(prf),
            list(dh_groups),
            authentication.map(|own| value(&own, ToString::to_string)).unwrap_or_default(),
            value(lifetime, limit),
        );
    }
    for proposal in &settings.child_proposals {
        let ChildProposal { name, encryption, integrity, authentication_header, sequence_numbers, mode, pfs, .. } =
            proposal;
        let groups: Vec<String> = pfs
            .iter()
            .flatten()
            .map(|own| value(own, |group| group.map_or_else(|| "none".to_owned(), |group| group.to_string())))
            .collect();
        let _ = writeln!(
            out,
            "    child {name}: {} {} AH {} {} {} pfs {}",
            list(encryption),
            list(integrity),
            list(authentication_header),
            list(sequence_numbers),
            value(mode, |mode| format!("{mode:?}")),
            groups.join("+"),
        );
    }
}

#[test]
fn a_gateway_with_several_sites() {
    let device = read(include_str!("../../../tests/platform/swanctl/site.conf"));
    insta::with_settings!({ snapshot_path => "../../../tests/platform/swanctl", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("site", dump(&device));
    });
}

#[test]
fn a_file_that_includes_others_and_holds_mistakes() {
    let device = read(include_str!("../../../tests/platform/swanctl/excerpt.conf"));
    insta::with_settings!({ snapshot_path => "../../../tests/platform/swanctl", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("excerpt", dump(&device));
    });
}

#[test]
fn a_file_without_proposals_has_the_default_ones() {
    let device = read("connections { a { remote_addrs = 192.0.2.2\n children { c { } } } }\nsecrets { }\n");
    insta::with_settings!({ snapshot_path => "../../../tests/platform/swanctl", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("defaults", dump(&device));
    });
}

/// The key that a connection with this `remote.id` finds among these secrets, and by what.
fn found(remote_id: &str, secrets: &str) -> Vec<(String, KeyComparison)> {
    let id = if remote_id.is_empty() { String::new() } else { format!("id = {remote_id}") };
    let device = read(&format!(
        "connections {{ a {{ version = 2\n local_addrs = 192.0.2.1\n remote_addrs = 192.0.2.2\n local {{ auth = psk\n id = \
         a.example\n }}\n remote {{ auth = psk\n {id}\n }} }} }}\nsecrets {{\n{secrets}\n}}\n"
    ));
    let right = Psk::plain(&Cleartext::new("right"));
    let used = device.keys.iter().filter(|key| key.ring == 0 && key.version == crate::model::IkeVersion::V2);
    used.map(|key| (format!("{:?}", key.scope), key.local.as_ref().unwrap().0.compare(&right))).collect()
}

#[test]
fn a_key_belongs_to_identities() {
    let right = |scope: &str| vec![(scope.to_owned(), KeyComparison::Same)];
    let everybody = "ike-1 { secret = wrong\n }\n";
    let named = format!("{everybody}ike-2 {{ id = b.example\n secret = \"right\"\n }}");
    assert_eq!(found("b.example", &named), right("ItsEntry"), "the better match wins");
    assert_eq!(found("b.example", "ike-1 { secret = right\n }"), right("ItsEntry"), "no owner is every owner");
    assert_eq!(found("b.example", "ike-1 { id = c.example\n secret = right\n }"), [], "somebody else's");
    assert_eq!(
        found("b.example", "ike-1 { id = 192.0.2.2\n secret = right\n }"),
        [],
        "the address is not the identity"
    );
    let by_address = "ike-1 { id = 192.0.2.2\n secret = right\n }";
    assert_eq!(found("", by_address), [], "it knows nobody, also not by the address that it calls");
    assert_eq!(found("", "ike-1 { id = a.example\n secret = right\n }"), right("ItsEntry"), "its own identity");
}
