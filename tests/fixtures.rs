//! The configurations among the test's files.

use std::path::{Path, PathBuf};

use ikelint::source::{FileId, SourceFile};

/// Folders below the package that hold configurations; one that is missing holds none.
const FOLDERS: &[&str] = &["tests/cases", "tests/platform", "examples"];

/// Endings of files beside the configurations that are none.
const OTHERS: &[&str] = &["json", "md", "rs", "snap", "toml", "stdout", "stderr", "svg"];

/// Every configuration, sorted by path.
pub(crate) fn configurations() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in FOLDERS {
        files_below(&root.join(folder), &mut found);
    }
    found.retain(|path| !OTHERS.iter().any(|other| path.extension().is_some_and(|own| own == *other)));
    found.sort();
    found
}

/// Adds every file below `folder`.
pub(crate) fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() { files_below(&path, found) } else { found.push(path) }
    }
}

/// Whether a text holds the prompts of a pager, which ikelint takes out before it looks at anything else.
pub(crate) fn holds_prompts(raw: &str) -> bool {
    ["--More--", "<--- More --->", "\nlines 1-"].iter().any(|prompt| raw.contains(prompt))
}

/// A configuration as ikelint reads it, and the text as it stands in the file.
pub(crate) fn read(path: &Path) -> (SourceFile, String) {
    let raw = std::fs::read_to_string(path).unwrap();
    (SourceFile::read(FileId(0), path).unwrap(), raw)
}
