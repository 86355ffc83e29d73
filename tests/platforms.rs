//! What every platform has to bring along.

use std::path::Path;

use ikelint::advice::Change;
use ikelint::model::{ChildProposal, Encryption, IkeProposal, IkeVersion, Setting};
use ikelint::negotiation::{End, Role};
use ikelint::platform::{PLATFORMS, by_id};

use crate::pairs::{Edit, check_edited, in_a, in_b};

/// The base configurations are named after their platforms.
fn has_base(platform: &str) -> bool {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/base")
        .read_dir()
        .unwrap()
        .any(|entry| entry.unwrap().file_name().to_string_lossy().starts_with(&format!("{platform}-ikev1")))
}

#[test]
fn each_platform_has_fixtures_and_base_configurations() {
    for platform in PLATFORMS {
        let id = platform.id().0;
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/platform").join(id);
        assert!(
            fixtures.read_dir().is_ok_and(|files| files.count() > 0),
            "{id} has no fixture in {}",
            fixtures.display()
        );
        assert!(has_base(id), "{id} has no base configuration");
    }
}

#[test]
fn each_platform_says_what_it_logs_when_a_key_or_a_policy_differs() {
    let faults = |platform| -> [(&str, Vec<Edit>); 2] {
        let group = if platform == "swanctl" { in_a("modp2048", "modp1536") } else { in_a("14", "5") };
        let keys = vec![in_a("Corr3ct-Horse", "other"), in_b("Corr3ct-Horse", "another")];
        [("psk-mismatch", keys), ("ike-proposal-mismatch", vec![group])]
    };
    for platform in PLATFORMS {
        let name = format!("{}-ikev1", platform.id().0);
        for (fault, edits) in faults(platform.id().0) {
            let check = check_edited([&name, &name], &edits);
            let context = check.context(0).unwrap();
            let stop =
                context.tunnel.directions[0].first_stop().unwrap_or_else(|| panic!("{name}: {fault} stops nothing"));
            let lines = platform.log_lines(stop, Role::Responder, IkeVersion::V1);
            assert!(!lines.is_empty(), "{name} has no log line for {fault} as the responder");
        }
    }
}

#[test]
fn each_platform_has_commands_for_the_common_changes() {
    for platform in PLATFORMS {
        let name = format!("{}-ikev1", platform.id().0);
        let check = check_edited([&name, &name], &[]);
        let context = check.context(0).unwrap();
        let entry = context.entry(End::A).unwrap();
        let settings = entry.ikev1.as_ref().unwrap();
        let version = IkeVersion::V1;
        // Values that the entry does not have yet; what it has is no change.
        let cipher = |at| vec![Setting::written(Encryption::AesCbc(128), at)];
        let (proposal, child) = (&settings.proposals[0], &settings.child_proposals[0]);
        let proposal = &IkeProposal { encryption: cipher(proposal.span), ..proposal.clone() };
        let child = &ChildProposal { encryption: cipher(child.span), ..child.clone() };
        let selector = &entry.children[0].selector.mirrored();
        let changes = [
            Change::SetPsk { entry, version, peer: "198.51.100.20", half: None },
            Change::SetPeer { entry, from: "198.51.100.20", to: "198.51.100.21" },
            Change::SetPfs { entry, group: Some(ikelint::model::DhGroup(14)) },
            Change::AddIkeProposal { entry, version, proposal },
            Change::AddChildProposal { entry, version, proposal: child },
            Change::SetSelector { entry, selector, replaces: Some(&entry.children[0]) },
        ];
        for change in changes {
            let commands = platform.commands(&change);
            assert!(!commands.is_empty(), "{name} has no command for {change:?}");
            assert!(commands.iter().all(|command| !command.contains("Corr3ct")), "{name}: {commands:?}");
        }
    }
}

#[test]
fn platforms_are_found_by_their_names() {
    for platform in PLATFORMS {
        assert_eq!(by_id(platform.id()).map(ikelint::platform::Platform::title), Some(platform.title()));
    }
}
