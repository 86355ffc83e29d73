//! One pair of configurations, from bytes to the report.
//!
//! `cargo bench` prints the time of a check alone; the whole program, start to report, is timed from outside.

use std::fmt::Write as _;
use std::path::Path;

use ikelint::check::{Settings, check};

fn main() {
    divan::main();
}

/// A base configuration of `tests/base`, filled up with access lists and interfaces to so many lines.
fn padded(file: &str, lines: usize) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base").join(file);
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let (head, tail) = text.split_once("!\ninterface").unwrap_or((&text, ""));
    let mut padded = format!("{head}!\n");
    let missing = lines.saturating_sub(text.lines().count());
    for number in 0..missing {
        let (high, low) = (number / 256 % 256, number % 256);
        let _ = writeln!(padded, "access-list FILLER-{high} extended permit tcp host 172.16.{high}.{low} any eq 443");
    }
    if !tail.is_empty() {
        padded.push_str("interface");
        padded.push_str(tail);
    }
    padded.into_bytes()
}

#[divan::bench(args = [100, 1_000, 10_000])]
fn asa_pair(bencher: divan::Bencher<'_, '_>, lines: usize) {
    let files = [padded("asa-ikev1-a.cfg", lines), padded("asa-ikev1-b.cfg", lines)];
    bencher.bench(|| {
        let [a, b] = files.clone();
        check([("a.cfg".to_owned(), Ok(a)), ("b.cfg".to_owned(), Ok(b))], Settings::default())
    });
}
