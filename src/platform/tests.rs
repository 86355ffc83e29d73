//! The fixtures of every platform: files in the forms that it writes, each with the model that is read from it.
//!
//! `tests/platform/<platform>/<file>` has its snapshot in `<file>.snap`, and those about routes, filters and translation a
//! second one in `<file>.path.snap`. The names of the files say what they are for.

mod dump;
mod forms;
pub(super) mod grammar_rules;
mod path_dump;

use std::path::{Path, PathBuf};

use crate::model::{Entry, PlatformId};
use crate::platform::{ReadOptions, by_id, recognise};
use crate::source::{FileId, SourceFile};

/// The fixtures whose path is written out as well.
const WITH_PATH: &[&str] = &["addresses.cfg", "nat.cfg", "pix-6.cfg", "release-8.2.cfg"];

/// Reads all fixtures of a platform and compares each with its snapshot.
fn compare_fixtures(id: &'static str) {
    let platform = by_id(PlatformId(id)).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/platform").join(id);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut fixtures: Vec<PathBuf> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    fixtures.retain(|path| !path.extension().is_some_and(|extension| extension == "snap" || extension == "new"));
    fixtures.sort();
    assert!(!fixtures.is_empty());
    for path in fixtures {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        // The name of the file stands in for a host name, so it must not hold the path.
        let file = SourceFile::from_bytes(FileId(0), name.clone(), &std::fs::read(&path).unwrap()).unwrap();
        assert_eq!(recognise(file.text()).map(|own| own.id().0).ok(), Some(id), "{name} is taken for something else");
        let device = platform.read(&file, ReadOptions::default());
        settings.bind(|| insta::assert_snapshot!(name.as_str(), dump::dump(&file, &device)));
        if WITH_PATH.contains(&name.as_str()) {
            settings.bind(|| insta::assert_snapshot!(format!("{name}.path"), path_dump::dump(&file, &device)));
        }
    }
}

#[test]
fn asa_fixtures() {
    compare_fixtures("asa");
}

#[test]
fn ios_fixtures() {
    compare_fixtures("ios");
}

#[test]
fn panos_fixtures() {
    compare_fixtures("panos");
}

#[test]
fn gre_under_a_crypto_map_and_with_tunnel_protection_ask_for_the_same() {
    let entry = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/platform/ios").join(name);
        let file = SourceFile::read(FileId(0), &path).unwrap();
        by_id(PlatformId("ios")).unwrap().read(&file, ReadOptions::default()).entries.remove(0)
    };
    let [map, protection] = ["gre-crypto-map.cfg", "gre-protection.cfg"].map(entry);
    let selectors = |entry: &Entry| entry.children.iter().map(|child| child.selector.clone()).collect::<Vec<_>>();
    assert_eq!(selectors(&map), selectors(&protection));
    assert_eq!(map.children.len(), 1);
    let addresses =
        |entry: &Entry| entry.local_addresses.iter().filter_map(|own| own.known().copied()).collect::<Vec<_>>();
    assert_eq!(addresses(&map), addresses(&protection));
    assert!(map.peers.iter().map(|peer| &peer.value).eq(protection.peers.iter().map(|peer| &peer.value)));
}

#[test]
fn indentation_makes_no_difference() {
    const NAME: &str = "excerpt-without-indentation.cfg";
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/platform/ios");
    let flat = std::fs::read_to_string(folder.join(NAME)).unwrap();
    let heads = ["crypto isakmp", "crypto ipsec", "crypto map M 10", "interface", "access-list"];
    let is_head = |line: &str| heads.iter().any(|head| line.starts_with(head));
    let indented: String =
        flat.lines().map(|line| if is_head(line) { format!("{line}\n") } else { format!("\t{line}\n") }).collect();
    let model = |text: &str| {
        let file = SourceFile::from_bytes(FileId(0), NAME, text.as_bytes()).unwrap();
        dump::dump(&file, &by_id(PlatformId("ios")).unwrap().read(&file, ReadOptions::default()))
    };
    assert_eq!(model(&flat), model(&indented));
}
