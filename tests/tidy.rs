//! What ARCHITECTURE.md promises about the code itself.

use std::path::{Path, PathBuf};

/// Every Rust file below a folder of the repository.
fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The lines of a file that are code, with their numbers.
fn code_lines(path: &Path) -> Vec<(usize, String)> {
    let text = std::fs::read_to_string(path).unwrap();
    let code = text.lines().enumerate().map(|(index, line)| {
        let code = line.split("//").next().unwrap_or_default();
        (index + 1, code.to_ascii_lowercase())
    });
    code.filter(|(_, line)| !line.trim().is_empty()).collect()
}

/// Where code of these rooms holds one of these words.
fn uses(rooms: &[&str], words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    // Tests may quote what a report says.
    for path in rooms.iter().flat_map(|room| rust_files(room)).filter(|path| !path.ends_with("tests.rs")) {
        for (number, line) in code_lines(&path) {
            for word in words.iter().filter(|word| line.contains(*word)) {
                found.push(format!("{}:{number}: {word}", path.display()));
            }
        }
    }
    found
}

#[test]
fn nothing_outside_of_the_platforms_knows_a_vendor() {
    let rooms =
        ["src/model", "src/negotiation", "src/pairing.rs", "src/pairing", "src/advice", "src/explain", "src/diagnose"];
    let vendors = ["cisco", "asa::", "ios::", "panos", "palo", "swanctl", "strongswan", "platformid(\""];
    assert_eq!(uses(&rooms, &vendors), Vec::<String>::new());
}

#[test]
fn nothing_before_the_reports_knows_a_format() {
    let rooms = [
        "src/model",
        "src/negotiation",
        "src/pairing.rs",
        "src/pairing",
        "src/advice",
        "src/platform",
        "src/rules",
        "src/source",
    ];
    assert_eq!(uses(&rooms, &["crate::report", "crate::cli", "serde_json", "miette"]), Vec::<String>::new());
}

#[test]
fn the_negotiation_and_the_rules_do_no_input_or_output() {
    let rooms = ["src/negotiation", "src/rules", "src/pairing.rs", "src/pairing"];
    assert_eq!(
        uses(&rooms, &["std::fs", "std::io", "std::env", "std::time", "static mut", "println"]),
        Vec::<String>::new()
    );
}

#[test]
fn no_file_grows_beyond_one_idea() {
    let long: Vec<String> = rust_files("src")
        .into_iter()
        .filter_map(|path| {
            let lines = std::fs::read_to_string(&path).unwrap().lines().count();
            (lines > 500).then(|| format!("{} has {lines} lines", path.display()))
        })
        .collect();
    assert_eq!(long, Vec::<String>::new());
}
