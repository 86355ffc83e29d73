//! What wraps a configuration, and how it is stored, changes neither the verdict nor the place that a finding names: each
//! case is wrapped in every way in which such files arrive, and has to say the same of the same lines and columns.

use std::path::Path;

use ikelint::check::{Check, Settings, check};
use ikelint::source::SourceFile;

/// A text in its wrapping, and what that did to the places.
struct Wrapped {
    bytes: Vec<u8>,
    /// The line in the wrapping for each line of the text, both counted from 0.
    lines: Vec<usize>,
    /// How far each line is moved to the right.
    shift: Vec<usize>,
    /// Whether columns can be compared: blanks at the front are the wrapping's to change.
    has_columns: bool,
}

type Wrapper = fn(&str) -> Option<Wrapped>;

/// Wraps each line by `line`, and all of them in `before` and `after`.
fn wrapped(text: &str, before: &str, after: &str, mut line: impl FnMut(usize, &str) -> (String, usize)) -> Wrapped {
    let mut out = before.to_owned();
    let (mut lines, mut shift) = (Vec::new(), Vec::new());
    for (number, content) in text.lines().enumerate() {
        let (content, moved) = line(number, content);
        // A wrapped line may bring lines of its own before it.
        out.push_str(&content);
        lines.push(out.matches('\n').count());
        shift.push(moved);
        out.push('\n');
    }
    out.push_str(after);
    Wrapped { bytes: out.into_bytes(), lines, shift, has_columns: true }
}

fn plain(text: &str, before: &str, after: &str) -> Wrapped {
    wrapped(text, before, after, |_, line| (line.to_owned(), 0))
}

fn is_commands(text: &str) -> bool {
    !is_markup(text) && !text.contains("set network") && !text.contains("connections {")
}

fn is_markup(text: &str) -> bool {
    text.trim_start().starts_with('<')
}

fn is_set(text: &str) -> bool {
    text.contains("set network ")
}

const BACKSPACES: &str = "\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}";
const BLANKS: &str = "         ";

/// The first column of a line that has come behind a prompt of `length` that is still in the file.
fn behind(length: usize, number: usize, line: &str, prompt: &str) -> (String, usize) {
    if number % 7 == 6 { (format!("{prompt}{line}"), length) } else { (line.to_owned(), 0) }
}

fn with_encoding(text: &str, mark: &[u8], unit: fn(u16) -> [u8; 2]) -> Wrapped {
    let bytes = mark.iter().copied().chain(text.encode_utf16().flat_map(unit)).collect();
    Wrapped { bytes, ..plain(text, "", "") }
}

const WRAPPERS: &[(&str, Wrapper)] = &[
    ("CRLF", |text| Some(wrapped(text, "", "", |_, line| (format!("{line}\r"), 0)))),
    ("CR CR LF", |text| Some(wrapped(text, "", "", |_, line| (format!("{line}\r\r"), 0)))),
    ("byte order mark", |text| {
        let plain = plain(text, "", "");
        Some(Wrapped { bytes: [b"\xEF\xBB\xBF", plain.bytes.as_slice()].concat(), ..plain })
    }),
    ("UTF-16, little end first", |text| Some(with_encoding(text, b"\xFF\xFE", u16::to_le_bytes))),
    ("UTF-16, big end first", |text| Some(with_encoding(text, b"\xFE\xFF", u16::to_be_bytes))),
    ("UTF-16 without a mark", |text| Some(with_encoding(text, b"", u16::to_le_bytes))),
    ("old line ends", |text| {
        let plain = plain(text, "", "");
        let bytes = plain.bytes.iter().map(|byte| if *byte == b'\n' { b'\r' } else { *byte }).collect();
        Some(Wrapped { bytes, ..plain })
    }),
    ("Latin-1", |text| {
        let mut latin = plain(text, if is_markup(text) { "" } else { "# caf?\n" }, "");
        latin.bytes.iter_mut().filter(|byte| **byte == b'?').for_each(|byte| *byte = 0xE9);
        Some(latin)
    }),
    ("no indentation", |text| {
        let flat = |_, line: &str| (line.trim_start().to_owned(), 0);
        is_commands(text).then(|| Wrapped { has_columns: false, ..wrapped(text, "", "", flat) })
    }),
    ("tabs", |text| {
        let tabs = |_, line: &str| {
            let content = line.trim_start();
            (format!("{}{content}", if content.len() < line.len() { "\t" } else { "" }), 0)
        };
        (!is_markup(text)).then(|| Wrapped { has_columns: false, ..wrapped(text, "", "", tabs) })
    }),
    ("wide blanks", |text| {
        let wide = |_, line: &str| (line.replace("crypto ", "crypto\u{a0}"), 0);
        is_commands(text).then(|| wrapped(text, "", "", wide))
    }),
    ("a pager that wipes its prompt", |text| {
        let prompt = format!(" --More-- {BACKSPACES}{BLANKS}{BACKSPACES}");
        let length = prompt.chars().count();
        // The wiped prompt leaves the blank before it where the line is not indented.
        let line = |number: usize, line: &str| {
            if line.starts_with(' ') { behind(length, number, line, &prompt) } else { (line.to_owned(), 0) }
        };
        is_commands(text).then(|| wrapped(text, "", "", line))
    }),
    ("a pager that returns", |text| {
        let prompt = "<--- More --->\r              \r";
        let length = prompt.chars().count();
        is_commands(text).then(|| wrapped(text, "", "", |number, line| behind(length, number, line, prompt)))
    }),
    ("a pager that erases its prompt", |text| {
        let prompt = "\u{1b}[7m--More--\u{1b}[27m\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{1b}[K";
        let length = prompt.chars().count();
        is_commands(text).then(|| wrapped(text, "", "", |number, line| behind(length, number, line, prompt)))
    }),
    ("a pager that leaves its prompt on a line", |text| {
        let line = |number: usize, line: &str| {
            let prompt = if number % 7 == 6 { "<--- More --->\n" } else { "" };
            (format!("{prompt}{line}"), 0)
        };
        is_commands(text).then(|| wrapped(text, "", "", line))
    }),
    ("less", |text| {
        let prompt = "\u{1b}[7mlines 1-23 \u{1b}[27m\u{1b}[K\r\u{1b}[K";
        let length = prompt.chars().count();
        is_set(text).then(|| wrapped(text, "", "", |number, line| behind(length, number, line, prompt)))
    }),
    ("less, its prompts left on lines", |text| {
        let line = |number: usize, line: &str| {
            let prompt = if number % 7 == 6 { format!("lines {}-{number}\n", number - 6) } else { String::new() };
            (format!("{prompt}{line}"), 0)
        };
        is_set(text).then(|| wrapped(text, "", "lines 70-80/80 (END)\nadmin@pa> ", line))
    }),
    ("the log of a terminal", |text| {
        let before = "=~=~=~=~=~= PuTTY log 2024.01.01 10:00:00 =~=~=~=~=~=\nlogin as: admin\nhq> enable\nPassword:\nhq# show \
                      version\ncrypto map X 10 set peer 192.0.2.200\nhq# show running-config\n";
        let after = "\nhq# show crypto map\ncrypto map X 10 set peer 192.0.2.201\naccess-list X extended permit ip any any\n\
                     hq# exit\n";
        is_commands(text).then(|| plain(text, before, after))
    }),
    ("a configuration file that is paged", |text| {
        is_commands(text)
            .then(|| plain(text, "fw/act/pri# more system:running-config\nCryptochecksum: 1 2\n", "fw/act/pri#\n"))
    }),
    ("a collection for support", |text| {
        let before = "Software Version 9\n\n------------------ show clock ------------------\n\n10:00\n\n------------------ \
                      show crypto ipsec sa ------------------\n\ncrypto map X 10 set peer 192.0.2.200\n\n------------------ \
                      show running-config ------------------\n\n";
        let after = "\n------------------ show access-list ------------------\n\naccess-list X extended permit ip any any\n\
                     tunnel-group 192.0.2.201 type ipsec-l2l\ncrypto isakmp key x address 192.0.2.202\n\n------------------ \
                     show startup-config ------------------\n\ncrypto map X 10 set peer 192.0.2.203\n";
        is_commands(text).then(|| plain(text, before, after))
    }),
    ("what a session with a firewall shows", |text| {
        let before = "admin@pa> set cli config-output-format set\nadmin@pa> show vpn gateway\nset network ike gateway X \
                      disabled no\nadmin@pa> configure\nEntering configuration mode\n[edit]\nadmin@pa# show\n";
        is_set(text).then(|| {
            plain(text, before, "[edit]\nadmin@pa# run show vpn flow\nset network tunnel ipsec X\nadmin@pa# \n")
        })
    }),
    ("XML behind a banner and a prompt", |text| {
        is_markup(text).then(|| plain(text, "Authorised use only\nadmin@pa> show config running\n", "admin@pa> exit\n"))
    }),
    ("the answer of an interface", |text| {
        let body = text.strip_prefix("<?xml version=\"1.0\"?>").unwrap_or(text);
        let is_whole = is_markup(text) && body.trim_start().starts_with("<config");
        is_whole.then(|| {
            let lead = text.len() - body.len();
            let before = format!("{}<response status=\"success\"><result>\n", &text[..lead]);
            let mut answer = plain(body, &before, "</result></response>\n");
            // The declaration's line is gone with it.
            answer.has_columns = lead == 0;
            answer
        })
    }),
];

/// Each label of each finding: its rule and place, those of the first file as the wrapping moved them.
fn labels(check: &Check, place: impl Fn(&SourceFile, u32) -> (usize, usize)) -> Vec<(String, usize, usize, u32)> {
    let of_span = |rule: &str, span: ikelint::source::Span| {
        let file = check.source(span)?;
        let (line, column) = if span.file.0 == 0 { place(file, span.start) } else { file.line_column(span.start) };
        Some((rule.to_owned(), line, column, span.file.0))
    };
    let findings = check.findings.iter();
    findings.flat_map(|f| f.labels().filter_map(|label| of_span(f.rule.name, label.span)).collect::<Vec<_>>()).collect()
}

fn run(a: &[u8], b: &[u8]) -> Check {
    check([("a.cfg".into(), Ok(a.to_vec())), ("b.cfg".into(), Ok(b.to_vec()))], Settings::default())
}

/// Both files of each case, in either order.
fn pairs() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut pairs = Vec::new();
    for folder in std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.file_stem().is_some_and(|stem| stem == "a" || stem == "b"));
        files.sort();
        let [a, b] =
            files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect::<Vec<_>>().try_into().unwrap();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        pairs.push((format!("{name}, a"), a.clone(), b.clone()));
        pairs.push((format!("{name}, b"), b, a));
    }
    pairs.sort();
    pairs
}

#[test]
fn what_wraps_a_configuration_changes_nothing_that_is_said() {
    let mut tried = std::collections::BTreeMap::new();
    let mut wrong = Vec::new();
    for (number, (case, a, b)) in pairs().into_iter().enumerate() {
        let before = run(a.as_bytes(), b.as_bytes());
        // Each in a third of the ways, which keeps the test short.
        for (name, wrap) in WRAPPERS.iter().skip(number % 3).step_by(3) {
            let Some(wrapping) = wrap(&a) else { continue };
            *tried.entry(*name).or_insert(0) += 1;
            let after = run(&wrapping.bytes, b.as_bytes());
            let verdicts = |check: &Check| check.tunnels.iter().map(|t| t.verdict.word()).collect::<Vec<_>>();
            let column = |column: usize| if wrapping.has_columns { column } else { 0 };
            let moved = labels(&before, |file, at| {
                let (line, own) = file.line_column(at);
                (wrapping.lines[line - 1] + 1, column(own + wrapping.shift[line - 1]))
            });
            let found = labels(&after, |file, at| {
                let (line, own) = file.line_column(at);
                (line, column(own))
            });
            if verdicts(&before) != verdicts(&after) || found != moved {
                wrong.push(format!(
                    "{case}, {name}: {:?} {moved:?}\n  {:?} {found:?}",
                    verdicts(&before),
                    verdicts(&after)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {:?}\n{}", wrong.len(), tried, wrong.join("\n"));
    assert_eq!(tried.len(), WRAPPERS.len(), "a wrapping that no case is wrapped in: {tried:?}");
}

#[test]
fn a_capture_that_ends_at_a_pager_says_so() {
    let (_, a, b) = pairs().into_iter().find(|(_, a, _)| is_commands(a) && !a.starts_with(':')).unwrap();
    let kept = a.lines().count() - 2;
    let cut: String = a.lines().take(kept).map(|line| format!("{line}\n")).collect();
    let check = run(format!("{cut} --More-- ").as_bytes(), b.as_bytes());
    let found = check.findings.iter().find(|finding| finding.rule.name == "truncated-file").unwrap();
    let file = check.source(found.primary.span).unwrap();
    assert_eq!(file.line_column(found.primary.span.start), (kept + 1, 1));
}
