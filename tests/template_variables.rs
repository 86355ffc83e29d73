//! Variables of Panorama templates: which value each firewall of a template stack gets, and what stays open where the file
//! is for several of them.

use ikelint::check::{ContextOf, InputStatus, Settings};
use ikelint::model::UnknownReason;
use ikelint::negotiation::{Question, QuestionReason};

use crate::pairs::{base, check_texts, errors, verdict};

/// What the settings of the template name by a variable, and how the base configuration has it.
const NAMED: [(&str, &str); 5] = [
    ("layer3 ip 192.0.2.10/24", "layer3 ip $wan"),
    ("local-address ip 192.0.2.10/24", "local-address ip $wan"),
    ("local-address interface ethernet1/1", "local-address interface $port"),
    ("peer-address ip 198.51.100.20", "peer-address ip $peer"),
    ("proxy-id lan local 10.1.0.0/24", "proxy-id lan local $lan"),
];

/// Values that only an override makes right: none, and those of nobody.
const DUMMIES: &str = "\
set template SITE variable $wan type ip-netmask None
set template SITE variable $port type interface ethernet1/9
set template SITE variable $peer type ip-netmask 203.0.113.99
set template SITE variable $lan type ip-netmask 10.99.0.0/24
set template-stack STACK templates SITE
";
const STACK: &str = "\
set template-stack STACK variable $wan type ip-netmask 192.0.2.10/24
set template-stack STACK variable $port type interface ethernet1/1
set template-stack STACK variable $peer type ip-netmask 198.51.100.20
set template-stack STACK variable $lan type ip-netmask 10.1.0.0/24
";
const FIRST: &str = "\
set template-stack STACK devices 001 variable $wan type ip-netmask 192.0.2.10/24
set template-stack STACK devices 001 variable $port type interface ethernet1/1
set template-stack STACK devices 001 variable $peer type ip-netmask 198.51.100.20
set template-stack STACK devices 001 variable $lan type ip-netmask 10.1.0.0/24
";
/// It differs from the first one where it says so.
const SECOND: &str = "\
set template-stack STACK devices 002 variable $wan type ip-netmask 192.0.2.10/24
set template-stack STACK devices 002 variable $port type interface ethernet1/1
set template-stack STACK devices 002 variable $peer type fqdn b.example.com
set template-stack STACK devices 002 variable $lan type ip-netmask 10.3.0.0/24
";

/// What it is, the lines of variables, the verdict, the rules with an error, and what is missing because firewalls differ.
type Row = (&'static str, &'static [&'static str], &'static str, &'static [&'static str], &'static [&'static str]);

const ROWS: &[Row] = &[
    ("the stack overrides its template", &[DUMMIES, STACK], "establishes", &[], &[]),
    ("the only firewall overrides both", &[DUMMIES, FIRST], "establishes", &[], &[]),
    (
        "what the only firewall has is wrong, whatever the stack has",
        &[DUMMIES, STACK, "set template-stack STACK devices 001 variable $peer type ip-netmask 198.51.100.21\n"],
        "stalls",
        &["peer-address-mismatch"],
        &[],
    ),
    (
        "a firewall without values of its own gets those of the stack",
        &[DUMMIES, STACK, "set template-stack STACK devices 001\nset template-stack STACK devices 002\n"],
        "establishes",
        &[],
        &[],
    ),
    (
        "two firewalls, one with the values of the stack",
        &[DUMMIES, STACK, FIRST, "set template-stack STACK devices 002\n"],
        "establishes",
        &[],
        &[],
    ),
    ("two firewalls with other values", &[DUMMIES, FIRST, SECOND], "undetermined", &[], &["selector"]),
    (
        "one firewall is left with the value of the template",
        &[DUMMIES, FIRST, "set template-stack STACK devices 002\n"],
        "undetermined",
        &[],
        &["address", "selector"],
    ),
    (
        "another stack has the template with other values",
        &[
            DUMMIES,
            STACK,
            "set template-stack OTHER templates SITE\nset template-stack OTHER variable $lan type ip-netmask 10.4.0.0/24\n",
        ],
        "undetermined",
        &[],
        &["address", "selector"],
    ),
    (
        "values of a firewall in a stack without the template",
        &[
            DUMMIES,
            STACK,
            "set template-stack OTHER templates BASE\nset template-stack OTHER devices 003 variable $lan type ip-netmask 10.4.0.0/24\n",
        ],
        "establishes",
        &[],
        &[],
    ),
    ("no value for any firewall", &["set template-stack STACK templates SITE\n"], "undetermined", &[], &[]),
];

/// The first end as a template, and its variables.
fn template(variables: &[&str]) -> String {
    let mut text = base("panos-ikev2", 'a').1;
    for (from, to) in NAMED {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let text = text.replace("set network ", "set template SITE config network ");
    text.replace("set zone ", "set template SITE config vsys vsys1 zone ") + &variables.concat()
}

fn differs(question: &&Question) -> bool {
    question.reason == QuestionReason::Value(UnknownReason::DiffersByDevice)
}

#[test]
fn each_firewall_gets_its_own_values() {
    for (what, variables, expected, rules, differing) in ROWS {
        let files = [("a.set".to_owned(), template(variables)), base("panos-ikev2", 'b')];
        let check = check_texts(&files, Settings::default());
        assert_eq!(verdict(&check), *expected, "{what}: {:#?}", check.findings);
        assert_eq!(errors(&check), *rules, "{what}");
        let missing = check.tunnels[0].directions.iter().flat_map(|direction| &direction.missing);
        let mut found: Vec<&str> =
            missing.map(|item| &item.question).filter(differs).map(|question| question.subject.word()).collect();
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, *differing, "{what}");
    }
}

/// The stack and its firewalls may stand in the lines that an excerpt leaves out.
#[test]
fn an_excerpt_without_firewalls_says_nothing_about_their_values() {
    let lines = template(&[DUMMIES]);
    let excerpt = lines.split_inclusive('\n').filter(|line| !line.contains(" zone ")).collect();
    let files = [("a.set".to_owned(), excerpt), base("panos-ikev2", 'b')];
    let check = check_texts(&files, Settings::default());
    assert_eq!(verdict(&check), "undetermined");
    assert_eq!(errors(&check), Vec::<&str>::new());
}

/// With a serial number behind the file, only what that firewall gets counts, and it is one device.
#[test]
fn one_firewall_of_a_manager_is_judged_by_itself() {
    let other = "set template-stack OTHER templates SITE\nset template-stack OTHER devices 003 variable $peer type ip-netmask \
                 198.51.100.21\n";
    let text = template(&[DUMMIES, FIRST, SECOND, STACK, other]);
    let judged = |serial: &str| {
        let input = format!("a.set#{serial}");
        let context = ContextOf { input: input.clone(), file: "a.set".to_owned(), context: serial.to_owned() };
        let files = [(input, text.clone()), base("panos-ikev2", 'b')];
        check_texts(&files, Settings { contexts: vec![context], ..Settings::default() })
    };
    for (serial, expected, rules) in [
        ("001", "establishes", &[][..]),
        ("002", "stalls", &["selector-mismatch"]),
        ("003", "stalls", &["peer-address-mismatch", "selector-mismatch"]),
    ] {
        let check = judged(serial);
        assert_eq!(verdict(&check), expected, "{serial}: {:#?}", check.findings);
        assert_eq!(errors(&check), rules, "{serial}");
        assert!(check.devices[0].path.is_some(), "{serial}");
        assert!(check.devices[0].name.ends_with(&format!("/{serial}")), "{}", check.devices[0].name);
    }
    let InputStatus::NotADevice(sentence) = &judged("004").inputs[0].status else {
        panic!("there is no such firewall")
    };
    assert!(sentence.ends_with("there is no firewall 004 in this file; there is 001, 002 and 003."), "{sentence}");
}
