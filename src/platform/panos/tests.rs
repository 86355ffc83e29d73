//! Whole files, read and lowered. The fixtures hold invented keys and documentation addresses.

use super::*;
use crate::advice::Change;
use crate::model::{
    Addresses, Blocks, DefectKind, DhGroup, Encryption, Entry, Hash, Identity, IdentityCheck, IkeProposal, IkeSettings,
    Initiation, LocalIdentity, PeerAddress, Setting, TrafficSelector, UnknownReason,
};
use crate::secret::{KeyComparison, Unreadable};
use crate::source::FileId;

const BRANCH_SET: &str = include_str!("../../../tests/platform/panos/branch.set");
const BRANCH_XML: &str = include_str!("../../../tests/platform/panos/branch.xml");
const BRANCH_CURLY: &str = include_str!("../../../tests/platform/panos/branch.conf");
const PANORAMA: &str = include_str!("../../../tests/platform/panos/panorama.set");
const EXCERPT: &str = include_str!("../../../tests/platform/panos/excerpt.set");
const BROKEN: &str = include_str!("../../../tests/platform/panos/broken.set");

fn read(text: &str) -> (SourceFile, Device) {
    let file = SourceFile::from_bytes(FileId(0), "fixture", text.as_bytes()).unwrap();
    let device = PanOs.read(&file, ReadOptions::default());
    (file, device)
}

/// What two forms of one configuration must agree in: everything but the places.
fn outline(device: &Device) -> String {
    let mut lines = vec![format!("{} complete={} interfaces={}", device.name, device.complete, interfaces(device))];
    lines.extend(device.keys.iter().map(|key| format!("{} key {:?} ring {}", key.version, key.scope, key.ring)));
    for entry in &device.entries {
        lines.push(format!("{} on {:?}", entry.name, entry.interface));
        let peers: Vec<_> = entry.peers.iter().map(|peer| peer.value.to_string()).collect();
        let locals: Vec<_> = entry.local_addresses.iter().map(value).collect();
        lines.push(format!("  {} -> {} {:?}", locals.join(" "), peers.join(" "), entry.initiation.value));
        lines.extend(entry.tunnel_addresses.iter().map(|net| format!("  tunnel address {net}")));
        for (version, settings) in [("IKEv1", &entry.ikev1), ("IKEv2", &entry.ikev2)] {
            lines.extend(settings.iter().flat_map(|settings| settings_outline(version, settings)));
        }
        lines.push(format!(
            "  pfs {} lifetime {} s {} kB nat-t {}",
            value(&entry.pfs),
            value(&entry.child_lifetime.seconds),
            value(&entry.child_lifetime.kilobytes),
            value(&entry.nat_traversal),
        ));
        lines.extend(entry.children.iter().map(|child| format!("  {}: {}", child.name, child.selector)));
        lines.extend(entry.defects.iter().map(|defect| format!("  {:?} {:?}", defect.kind, defect.blocks)));
    }
    lines.join("\n")
}

fn interfaces(device: &Device) -> String {
    let one = |interface: &crate::model::Interface| {
        format!("{}={}", interface.name, interface.addresses.iter().map(value).collect::<Vec<_>>().join("+"))
    };
    device.interfaces.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn settings_outline(version: &str, settings: &IkeSettings) -> Vec<String> {
    let mut lines = vec![format!(
        "  {version} on={} {:?} me {} you {}",
        value(&settings.enabled),
        settings.exchange_modes.as_ref().map(|modes| (
            modes.initiates.value,
            modes.accepts_main.value,
            modes.accepts_aggressive.value
        )),
        value(&settings.local_identity),
        match &settings.remote_identity {
            IdentityCheck::OneOf(patterns) => format!("{:?}", patterns[0].0),
            other => format!("{other:?}"),
        },
    )];
    lines.extend(settings.proposals.iter().map(|p| {
        format!(
            "    {}: {} | {} | prf {} | {} | {:?} | {}",
            p.name,
            list(&p.encryption),
            list(&p.integrity),
            list(&p.prf),
            list(&p.dh_groups),
            p.authentication.as_ref().map(value),
            value(&p.lifetime)
        )
    }));
    lines.extend(settings.child_proposals.iter().map(|p| {
        format!(
            "    child {}: {} | {} | ah {} | {}",
            p.name,
            list(&p.encryption),
            list(&p.integrity),
            list(&p.authentication_header),
            value(&p.mode)
        )
    }));
    lines
}

fn value<T: std::fmt::Debug>(setting: &Setting<T>) -> String {
    match setting {
        Setting::Known(sourced) => format!("{:?}", sourced.value),
        Setting::Unknown(unknown) => format!("?{:?}", unknown.reason),
    }
}

fn list<T: std::fmt::Debug>(settings: &[Setting<T>]) -> String {
    settings.iter().map(value).collect::<Vec<_>>().join(" ")
}

/// The masked text of the line that a span begins in.
fn line(file: &SourceFile, span: crate::source::Span) -> String {
    let (line, _) = file.line_column(span.start);
    file.text().lines().nth(line - 1).unwrap().trim().to_owned()
}

fn entry<'d>(device: &'d Device, name: &str) -> &'d Entry {
    device.entries.iter().find(|entry| entry.name == name).unwrap()
}

#[test]
fn xml_and_curly_blocks_mean_what_set_lines_mean() {
    let (_, set) = read(BRANCH_SET);
    for text in [BRANCH_XML, BRANCH_CURLY] {
        let (_, other) = read(text);
        assert_eq!(outline(&other), outline(&set));
        assert_eq!(
            set.keys[0].local.as_ref().unwrap().0.compare(&other.keys[0].local.as_ref().unwrap().0),
            KeyComparison::Same
        );
    }
}

#[test]
fn every_setting_points_at_its_line() {
    let (file, device) = read(BRANCH_SET);
    let hq = entry(&device, "TO-HQ via HQ");
    assert_eq!(line(&file, hq.peers[0].span()), "set network ike gateway HQ peer-address ip HQ-PUBLIC");
    assert_eq!(line(&file, hq.version_at), "set network ike gateway HQ protocol version ikev2-preferred");
    assert_eq!(
        line(&file, hq.pfs.span()),
        "set network ike crypto-profiles ipsec-crypto-profiles ESP esp encryption [ aes-256-cbc aes-256-gcm ]"
    );
    let key = device.keys[0].local.as_ref().unwrap().1;
    assert_eq!(line(&file, key), "set network ike gateway HQ authentication pre-shared-key key ******************");

    let (file, device) = read(BRANCH_XML);
    let hq = entry(&device, "TO-HQ via HQ");
    assert_eq!(line(&file, hq.span), "<entry name=\"TO-HQ\">");
    assert_eq!(line(&file, hq.peers[0].span()), "<peer-address><ip>HQ-PUBLIC</ip></peer-address>");
    assert_eq!(file.slice(device.keys[0].local.as_ref().unwrap().1), "******************");
}

#[test]
fn a_template_takes_names_from_its_stack_and_variables_from_itself() {
    let (_, device) = read(PANORAMA);
    let entry = entry(&device, "T via GW");
    assert!(entry.defects.is_empty(), "{:?}", entry.defects);
    assert_eq!(entry.peers[0].value, PeerAddress::Address("198.51.100.20".parse().unwrap()));
    assert!(
        matches!(&entry.local_addresses[0], Setting::Unknown(unknown) if unknown.reason == UnknownReason::Unreadable)
    );
    let proposal = &entry.ikev2.as_ref().unwrap().proposals[0];
    assert_eq!(proposal.dh_groups[0].known(), Some(&DhGroup(19)));
    let child = &entry.ikev2.as_ref().unwrap().child_proposals[0];
    assert_eq!(child.encryption[1].known(), Some(&Encryption::TripleDes));
    let key = &device.keys[0].local.as_ref().unwrap().0;
    assert_eq!(key.unreadable(), Some(Unreadable::Template));
}

#[test]
fn an_excerpt_proves_nothing_by_silence() {
    let (file, device) = read(EXCERPT);
    assert!(!device.complete);
    assert_eq!(device.entries.len(), 1, "manual keys negotiate nothing");
    let entry = entry(&device, "T via GW");
    let reason = UnknownReason::NotInExcerpt;
    assert!(matches!(&entry.ikev1.as_ref().unwrap().enabled, Setting::Unknown(unknown) if unknown.reason == reason));
    assert!(matches!(&entry.ikev1.as_ref().unwrap().proposals[0].encryption[0], Setting::Unknown(_)));
    assert!(entry.nat_traversal.known().is_none());
    assert_eq!(entry.peers[0].value, PeerAddress::Name("hq.example.com".into()));
    let unread: Vec<_> = entry.unread.iter().map(|span| file.slice(*span)).collect();
    assert_eq!(unread, ["flux-capacitor enable yes"]);
    assert_eq!(device.coverage.unrecognised, 1);
    assert!(matches!(&entry.defects[0].kind, DefectKind::InvalidValue { value, .. } if value == "10.1.0.0/33"));
}

#[test]
fn what_a_complete_file_lacks_or_misspells_is_a_defect() {
    let (_, device) = read(BROKEN);
    assert!(device.complete);
    let kinds = |name: &str| -> Vec<(String, Blocks)> {
        entry(&device, name).defects.iter().map(|defect| (format!("{:?}", defect.kind), defect.blocks)).collect()
    };
    let everything = |kind: &str| (kind.to_owned(), Blocks::Everything);
    let first = kinds("T1 via GW-A");
    assert!(first.contains(&everything(
        "DanglingReference { what: \"IKE crypto profile\", name: \"IKE-P2\", nearest: Some(\"IKE-P1\") }"
    )));
    assert!(first.iter().any(|(kind, blocks)| kind.contains("\"xyz\"") && *blocks == Blocks::Nothing));
    let second = kinds("T1 via GW-B");
    assert!(second.contains(&everything("Incomplete { lacks: \"enabled gateway\" }")));
    assert!(second.contains(&everything("Incomplete { lacks: \"peer address\" }")));
    assert!(second.iter().any(|(kind, _)| kind.contains("aes-512-cbc")));
    assert_eq!(entry(&device, "T1 via GW-B").initiation.value, Initiation::RespondOnly);
    let missing = kinds("T2 via GW-C");
    let is_told = |(kind, blocks): &(String, Blocks)| {
        *blocks == Blocks::Everything && kind.contains("IKE gateway") && kind.contains("GW-")
    };
    assert!(missing.iter().any(is_told));
    assert!(kinds("T3").contains(&everything("Incomplete { lacks: \"IKE gateway\" }")));
    // No release is stated, so that a gateway without a version may speak either.
    let open = entry(&device, "T1 via GW-B").ikev2.as_ref().unwrap().enabled;
    assert!(matches!(open, Setting::Unknown(unknown) if matches!(unknown.reason, UnknownReason::ReleaseUnknown(_))));
}

#[test]
fn a_missing_version_is_ikev1_up_to_11_1_only() {
    for (release, is_ikev1) in [("10.1.0", true), ("11.1.4-h1", true), ("11.2.0", false), ("12.1.0", false)] {
        let text = BRANCH_XML.replace("10.2.0", release).replace("<version>ikev1</version>", "<ikev1/>");
        let (_, device) = read(&text);
        let entry = entry(&device, "FROM-ANYWHERE via DIALIN");
        assert_eq!(entry.ikev1.as_ref().unwrap().enabled.known(), is_ikev1.then_some(&true), "{release}");
        assert_eq!(entry.ikev2.is_none(), is_ikev1, "{release}");
    }
}

#[test]
fn cut_off_files_are_no_evidence_of_absence() {
    let end = BRANCH_XML.find("</config>").unwrap();
    for cut in (200..end).step_by(97) {
        let (_, device) = read(&BRANCH_XML[..cut]);
        assert!(device.defects.iter().any(|defect| defect.kind == DefectKind::Truncated), "{cut}");
        assert!(!device.complete, "{cut}");
    }
}

fn net(text: &str) -> Addresses {
    Addresses::Net(text.parse().unwrap())
}

/// A proposal with another cipher.
fn with_des(proposal: &IkeProposal) -> IkeProposal {
    IkeProposal { encryption: vec![Setting::written(Encryption::Des, proposal.span)], ..proposal.clone() }
}

#[test]
fn commands_name_the_gateway_and_the_profiles() {
    let (_, device) = read(BRANCH_SET);
    let hq = entry(&device, "TO-HQ via HQ");
    let commands = |change: Change<'_>| PanOs.commands(&change);
    assert_eq!(
        commands(Change::SetPsk { entry: hq, version: IkeVersion::V2, peer: "198.51.100.20", half: None }),
        ["set network ike gateway HQ authentication pre-shared-key key <key>", "commit"]
    );
    assert_eq!(
        commands(Change::SetPfs { entry: hq, group: None }),
        ["set network ike crypto-profiles ipsec-crypto-profiles ESP dh-group no-pfs", "commit"]
    );
    // What the profile has is not set again.
    let proposal = &hq.ikev1.as_ref().unwrap().proposals[0];
    let nothing: [&str; 0] = [];
    assert_eq!(commands(Change::AddIkeProposal { entry: hq, version: IkeVersion::V1, proposal }), nothing);
    let proposal = &with_des(proposal);
    assert_eq!(
        commands(Change::AddIkeProposal { entry: hq, version: IkeVersion::V1, proposal }),
        ["set network ike crypto-profiles ike-crypto-profiles MIXED encryption des", "commit"]
    );
    let selector = &TrafficSelector::between(net("10.7.0.0/24"), net("10.8.0.0/16"));
    assert_eq!(
        commands(Change::SetSelector { entry: hq, selector, replaces: Some(&hq.children[1]) }),
        [
            "set network tunnel ipsec TO-HQ auto-key proxy-id ssh local 10.7.0.0/24",
            "set network tunnel ipsec TO-HQ auto-key proxy-id ssh remote 10.8.0.0/16",
            "set network tunnel ipsec TO-HQ auto-key proxy-id ssh protocol any",
            "commit",
        ]
    );
    assert_eq!(
        commands(Change::SetSelector { entry: hq, selector: &TrafficSelector::any(), replaces: Some(&hq.children[1]) }),
        ["delete network tunnel ipsec TO-HQ auto-key proxy-id ssh", "commit"]
    );
    assert_eq!(
        commands(Change::AcceptIdentity {
            entry: hq,
            version: IkeVersion::V2,
            identity: &Identity::KeyId(b"hub1".to_vec())
        }),
        ["set network ike gateway HQ peer-id type keyid", "set network ike gateway HQ peer-id id 68756231", "commit"]
    );
    let dial_in = entry(&device, "FROM-ANYWHERE via DIALIN");
    assert_eq!(
        commands(Change::UseVersion { entry: dial_in, version: IkeVersion::V2, wanted: None }),
        [
            "set network ike gateway DIALIN protocol version ikev2",
            "set network ike gateway DIALIN protocol ikev2 ike-crypto-profile default",
            "commit",
        ]
    );
}

#[test]
fn commands_for_a_template_name_the_template_of_each_part() {
    let (_, device) = read(include_str!("../../../tests/platform/panos/panorama.xml"));
    let entry = entry(&device, "T via GW");
    let commands = |change: Change<'_>| PanOs.commands(&change);
    assert_eq!(
        commands(Change::SetPeer { entry, from: "198.51.100.20", to: "198.51.100.21" }),
        ["set template SITE config network ike gateway GW peer-address ip 198.51.100.21", "commit"]
    );
    let profiles = "set template \"Base profiles\" config network ike crypto-profiles";
    assert_eq!(
        commands(Change::SetPfs { entry, group: None })[0],
        format!("{profiles} ipsec-crypto-profiles STRONG dh-group no-pfs")
    );
    let proposal = &with_des(&entry.ikev2.as_ref().unwrap().proposals[0]);
    assert_eq!(
        commands(Change::AddIkeProposal { entry, version: IkeVersion::V2, proposal })[0],
        format!("{profiles} ike-crypto-profiles STRONG encryption des")
    );
    let selector = &TrafficSelector::between(net("10.8.0.0/24"), net("10.2.0.0/16"));
    assert_eq!(
        commands(Change::SetSelector { entry, selector, replaces: Some(&entry.children[0]) })[0],
        "set template SITE config network tunnel ipsec T auto-key proxy-id lan local 10.8.0.0/24"
    );
}

#[test]
fn ikev2_proposals_keep_combined_mode_apart() {
    let (_, device) = read(BRANCH_SET);
    let hq = entry(&device, "TO-HQ via HQ");
    let prfs: Vec<_> =
        hq.ikev2.as_ref().unwrap().proposals.iter().map(|proposal| proposal.prf[0].known().copied()).collect();
    assert_eq!(prfs, [Some(Hash::Sha384), Some(Hash::Sha256), None, Some(Hash::Sha256)]);
    assert_eq!(hq.ikev1.as_ref().unwrap().proposals.len(), 1, "no combined mode in IKEv1");
    let own = hq.ikev1.as_ref().unwrap().local_identity.known();
    assert_eq!(own, Some(&LocalIdentity::Explicit(Identity::KeyId(b"branch".to_vec()))));
}
proptest::proptest! {
    #[test]
    fn damaged_files_are_read_all_the_same(
        fixture in 0..6_usize,
        edits in proptest::collection::vec((proptest::prelude::any::<proptest::sample::Index>(), 0..MARKS.len()), 1..12),
    ) {
        let mut bytes = [BRANCH_SET, BRANCH_XML, BRANCH_CURLY, PANORAMA, EXCERPT, BROKEN][fixture].as_bytes().to_vec();
        for (at, mark) in edits {
            let at = at.index(bytes.len());
            bytes[at] = MARKS[mark];
        }
        let (file, device) = read(&String::from_utf8_lossy(&bytes));
        for entry in &device.entries {
            proptest::prop_assert!(file.text().get(entry.span.range()).is_some());
        }
    }
}

/// What means something to one of the three forms, and half a character.
const MARKS: &[u8] = b"\"[]<>&;{} \n$#\xC3";

mod forms;
mod written;
