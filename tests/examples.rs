//! Every example is run as a user would run it, and says what its `expected.txt` says.
//!
//! `SNAPSHOTS=overwrite cargo test` writes the expected output anew.

use std::path::{Path, PathBuf};

use snapbox::cmd::{Command, cargo_bin};

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

/// The configuration of an end, whatever its extension.
fn file_of(folder: &Path, end: &str) -> String {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut matching = files.filter(|file| file.starts_with(end) && file != "README.md");
    matching.next().unwrap_or_else(|| panic!("{} has no file for end {end}", folder.display()))
}

/// What stands on the command line beside the two files.
fn arguments(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("arguments.txt")).unwrap_or_default();
    text.split_ascii_whitespace().map(str::to_owned).collect()
}

#[test]
fn each_example_says_what_it_is_expected_to_say() {
    assert!(folders().len() >= 8);
    for folder in folders() {
        let output = Command::new(cargo_bin!("ikelint"))
            .current_dir(&folder)
            .args(["check", &file_of(&folder, "a."), &file_of(&folder, "b."), "--color", "never"])
            .args(arguments(&folder))
            .env("LC_ALL", "C.UTF-8")
            .env("COLUMNS", "100")
            .output()
            .unwrap();
        let expected = snapbox::Data::read_from(&folder.join("expected.txt"), Some(snapbox::data::DataFormat::Text));
        snapbox::Assert::new().action_env("SNAPSHOTS").eq(String::from_utf8(output.stdout).unwrap(), expected);
        assert!(output.status.code().is_some_and(|code| code <= 1), "{}", folder.display());
    }
}
