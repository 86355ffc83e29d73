//! What holds for every input, not only for the examples.

mod texts;

use ikelint::check::{Settings, check};
use ikelint::platform::{PLATFORMS, ReadOptions, recognise};
use ikelint::source::{FileId, SourceFile};
use proptest::prelude::*;

/// The default number of cases; more by `PROPTEST_CASES`.
fn config() -> ProptestConfig {
    // What fails is printed; a file of seeds beside the source would be left behind on every machine.
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

/// Reads `bytes` by every platform, recognised or not. Each must take it, and must keep inside the file.
fn read_by_all(bytes: &[u8]) {
    let Ok(file) = SourceFile::from_bytes(FileId(0), "a.cfg", bytes) else { return };
    let _ = recognise(file.text());
    for platform in PLATFORMS {
        for assume_complete in [false, true] {
            let device = platform.read(&file, ReadOptions { assume_complete, ..ReadOptions::default() });
            let length = file.text().len();
            let spans = device.defects.iter().map(|defect| defect.span).chain(device.entries.iter().map(|e| e.span));
            for span in spans {
                assert!(
                    span.start <= span.end && span.end as usize <= length,
                    "{}: {span:?} lies outside of the file",
                    platform.id()
                );
                assert!(file.text().get(span.range()).is_some(), "{}: {span:?} cuts a character", platform.id());
            }
            let seen = device.coverage;
            let sum = seen.understood + seen.irrelevant + seen.unmodelled + seen.unrecognised;
            assert_eq!(sum, seen.vpn_lines, "{}: a line is lost", platform.id());
        }
    }
}

/// Whether a text holds what a terminal adds, which is taken out before anything else; the places in it then differ from
/// those in the file.
fn is_capture(text: &str) -> bool {
    let overwritten = text.replace("\r\n", "").contains(['\u{8}', '\u{1b}', '\r']);
    let has_prompt = |line: &str| line.trim_start().starts_with("lines ") || line.starts_with("admin@");
    overwritten
        || text.to_ascii_lowercase().contains("-more-")
        || text.contains("- More -")
        || text.lines().any(has_prompt)
}

/// The verdicts of two files, sorted, and whether they can be checked at all.
fn verdicts(a: &str, b: &str) -> (bool, Vec<String>) {
    let inputs = [("a", a), ("b", b)].map(|(name, text)| (name.to_owned(), Ok(text.as_bytes().to_vec())));
    let check = check(inputs, Settings::default());
    let mut verdicts: Vec<String> = check.tunnels.iter().map(|tunnel| format!("{:?}", tunnel.verdict)).collect();
    verdicts.sort();
    (check.is_refused(), verdicts)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        read_by_all(&bytes);
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,400}") {
        read_by_all(text.as_bytes());
    }

    #[test]
    fn lines_in_any_order_are_read(text in texts::shuffled()) {
        read_by_all(text.as_bytes());
    }

    #[test]
    fn a_damaged_pair_is_read([a, b] in texts::damaged_pair()) {
        read_by_all(a.as_bytes());
        read_by_all(b.as_bytes());
    }

    #[test]
    fn swapping_the_files_changes_no_verdict(pair in texts::damaged_pair()) {
        let [a, b] = &pair;
        prop_assert_eq!(verdicts(a, b), verdicts(b, a));
    }

    #[test]
    fn masking_keeps_every_length_and_line_end(text in texts::shuffled()) {
        let file = SourceFile::from_bytes(FileId(0), "a.cfg", text.as_bytes());
        prop_assume!(file.is_ok() && !is_capture(&text));
        let file = file.unwrap();
        let ends = |text: &str| text.match_indices(['\r', '\n']).map(|(at, _)| at).collect::<Vec<_>>();
        prop_assert_eq!(file.text().len(), text.len());
        prop_assert_eq!(ends(file.text()), ends(&text));
        let mut end = 0;
        for span in file.secret_spans() {
            prop_assert!(span.start >= end && span.start < span.end, "the spans are sorted and apart");
            end = span.end;
        }
        let outside = |masked: &str| masked.char_indices().filter(|(at, _)| {
            file.secret_spans().all(|span| !span.range().contains(at))
        }).map(|(_, c)| c).collect::<String>();
        prop_assert_eq!(outside(file.text()), outside(&text), "nothing outside of a secret is touched");
    }

    #[test]
    fn no_secret_survives((line, secret) in texts::line_with_secret(), around in texts::shuffled()) {
        let text = format!("{around}\n{line}\n{around}");
        prop_assume!(!is_capture(&text));
        let file = SourceFile::from_bytes(FileId(0), "a.cfg", text.as_bytes()).unwrap();
        let at = text.find(&secret).unwrap();
        let left = &file.text()[at..at + secret.len()];
        prop_assert!(left.bytes().all(|byte| byte == b'*'), "{left} is left of {secret} in {line:?}");
        let printed = format!("{file:?}");
        prop_assert!(!printed.contains(texts::MARKER), "printed from {line:?}");
    }

    #[test]
    fn no_key_survives_a_slip_of_the_pen((text, key) in texts::misspelt_key()) {
        let file = SourceFile::from_bytes(FileId(0), "a.cfg", text.as_bytes()).unwrap();
        let at = text.find(&key).unwrap();
        prop_assert!(file.text()[at..at + key.len()].bytes().all(|byte| byte == b'*'), "{}", file.text());
        prop_assert!(!file.text().contains(texts::MARKER), "{}", file.text());
    }
}
