//! Several configurations in one file: the one that is meant is judged as if it stood alone, and which one is never guessed.

use std::path::Path;

use ikelint::check::{Check, ContextOf, InputStatus, Settings, check};
use ikelint::coverage::of_file;

use crate::pairs;

fn base(end: &str) -> String {
    let path = format!("tests/base/asa-ikev1-{end}.cfg");
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

const SYSTEM: &str = "ASA Version 9.16(4) <system>\nhostname fw\ncontext alpha\n config-url disk0:/alpha.cfg\ncontext bravo\n \
                      config-url disk0:/bravo.cfg\n: end\n";

/// Both ends as contexts of one firewall, in each form in which they stand in one file.
fn together() -> Vec<(&'static str, String)> {
    let [a, b] = ["a", "b"].map(|end| base(end).replace("ASA Version 9.16(4)", "ASA Version 9.16(4) <context>"));
    let [named_a, named_b] = [&a, &b].map(|text| text.replace("-asa\n", "\n"));
    let bare = |text: &str| text.lines().filter(|line| !line.starts_with("hostname")).collect::<Vec<_>>().join("\n");
    vec![
        ("one behind the other", format!("{named_a}\n{named_b}")),
        ("behind the system space", format!("{SYSTEM}\n{named_a}{named_b}")),
        (
            "prompts",
            format!("fw/alpha# show running-config\n{a}\nfw/alpha# changeto context bravo\nfw/bravo# sh run\n{b}"),
        ),
        ("pasted", format!("changeto context alpha\n{}\nchangeto context bravo\n{}\n", bare(&a), bare(&b))),
    ]
}

fn settings(inputs: [&str; 2]) -> Settings {
    let named = inputs.iter().filter_map(|input| {
        let (file, context) = input.split_once('#')?;
        Some(ContextOf { input: (*input).to_owned(), file: file.to_owned(), context: context.to_owned() })
    });
    Settings { contexts: named.collect(), ..Settings::default() }
}

fn run(a: (&str, &str), b: (&str, &str)) -> Check {
    let input = |(name, text): (&str, &str)| (name.to_owned(), Ok(text.as_bytes().to_vec()));
    check([input(a), input(b)], settings([a.0, b.0]))
}

fn verdicts(check: &Check) -> Vec<&'static str> {
    check.tunnels.iter().map(|tunnel| tunnel.verdict.word()).collect()
}

fn refusal(check: &Check) -> &str {
    match &check.inputs[0].status {
        InputStatus::NotADevice(sentence) => sentence,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_context_is_judged_as_if_it_stood_alone() {
    let other = base("b");
    // Another key, so that there is something to be told of lines.
    for key in ["Corr3ct-Horse", "0ther-Key"] {
        let other = other.replace("Corr3ct-Horse", key);
        let alone = run(("a.cfg", &base("a")), ("b.cfg", &other));
        for (form, text) in together() {
            let check = run(("fw.cfg#alpha", &text), ("b.cfg", &other));
            assert_eq!(verdicts(&check), verdicts(&alone), "{form}: {:?}", check.inputs);
            let rules = |check: &Check| check.findings.iter().map(|finding| finding.rule.name).collect::<Vec<_>>();
            assert_eq!(rules(&check), rules(&alone), "{form}");
            for label in check.findings.iter().flat_map(|finding| finding.labels().collect::<Vec<_>>()) {
                let source = check.source(label.span).unwrap();
                assert!(!source.slice(label.span).trim().is_empty(), "{form}: {label:?}");
            }
        }
    }
}

#[test]
fn two_contexts_of_one_file_are_two_ends() {
    let alone = run(("a.cfg", &base("a")), ("b.cfg", &base("b")));
    for (form, text) in together() {
        let check = run(("fw.cfg#alpha", &text), ("fw.cfg#bravo", &text));
        assert_eq!(verdicts(&check), verdicts(&alone), "{form}: {:?}", check.refusal);
    }
}

#[test]
fn devices_of_two_platforms_in_one_file_are_never_read_as_one() {
    let [asa, ios, panos] =
        [("asa-ikev1", 'a'), ("ios-ikev1", 'b'), ("panos-ikev1", 'a')].map(|(name, end)| pairs::base(name, end));
    let alone = |(name, text): &(String, String)| of_file(name, text.as_bytes(), None).unwrap();
    for [first, second] in [[&asa, &ios], [&ios, &asa]] {
        let both = format!("{}{}", first.1, second.1);
        let line = first.1.lines().count() + 1;
        let told = of_file("both.cfg", both.as_bytes(), None).unwrap_err().reason;
        assert!(told.contains(&format!("begins on line {line}.")), "{told}");
        for (own, name) in [(&asa, "alpha-asa"), (&ios, "bravo-ios")] {
            let read = of_file("both.cfg", both.as_bytes(), Some(name)).unwrap();
            assert_eq!(read.counts.understood, alone(own).counts.understood, "{name}");
        }
    }
    let told = of_file("both.cfg", format!("{}{}", ios.1, panos.1).as_bytes(), None).unwrap_err().reason;
    assert!(told.contains("the configurations of two devices") && told.contains("Split it there"), "{told}");
}

#[test]
fn which_one_is_meant_is_never_guessed() {
    for (form, text) in together() {
        let is_told = |sentence: &str| {
            sentence.contains("alpha and bravo. That of bravo begins on line ")
                && sentence.ends_with("Name the one that is meant, as in fw.cfg#alpha, or split the file.")
        };
        assert!(is_told(refusal(&run(("fw.cfg", &text), ("b.cfg", &base("b"))))), "{form}");
        assert!(is_told(&of_file("fw.cfg", text.as_bytes(), None).unwrap_err().reason), "{form}");
        let wrong = run(("fw.cfg#charlie", &text), ("b.cfg", &base("b")));
        assert!(refusal(&wrong).ends_with("there is alpha and bravo."), "{form}: {}", refusal(&wrong));
        let alone = of_file("fw.cfg", text.as_bytes(), Some("alpha")).unwrap().counts.vpn_lines;
        assert_eq!(alone, of_file("a.cfg", base("a").as_bytes(), None).unwrap().counts.vpn_lines, "{form}");
    }
}

#[test]
fn the_system_space_is_no_end() {
    let check = run(("fw.cfg", SYSTEM), ("b.cfg", &base("b")));
    assert!(refusal(&check).ends_with("Give the configuration of one of its contexts: alpha and bravo."));
    // With one context behind it there is nothing to choose.
    let text = format!("{SYSTEM}{}", base("a").replace("9.16(4)", "9.16(4) <context>"));
    assert_eq!(verdicts(&run(("fw.cfg", &text), ("b.cfg", &base("b")))), ["establishes"]);
}
