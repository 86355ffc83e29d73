//! The written forms of PAN-OS against the table of its words: each word is written at least once, and each form is known.

use std::collections::BTreeSet;

use super::read;
use crate::model::Standing;
use crate::platform::panos::schema::{Field, ROOT, Shape};

const FORMS: &str = include_str!("../../../../tests/forms/panos-set.txt");

/// Words below which the same stands as in a whole configuration.
const SCOPES: &[&str] =
    &["config", "devices", "vsys", "shared", "device-group", "panorama", "template", "template-stack"];

/// The path of a word, as it is in each of the scopes; names are asterisks.
fn below(path: &str, word: &str) -> String {
    // Rules that a manager pushes are written as those of the firewall.
    let path = if path.ends_with("-rulebase") { "rulebase" } else { path };
    let is_scope = path.split(' ').next_back().is_some_and(|last| last.is_empty() || SCOPES.contains(&last));
    if is_scope { word.to_owned() } else { format!("{path} {word}") }
}

fn below_name(path: &str) -> String {
    if SCOPES.contains(&path) { path.to_owned() } else { format!("{path} *") }
}

fn fields(shape: Shape) -> &'static [Field] {
    match shape {
        Shape::Block(fields) | Shape::Open(fields) | Shape::ValueOr(fields) => fields,
        _ => &[],
    }
}

/// Every path that the table knows.
fn known(shape: Shape, path: &str, found: &mut BTreeSet<String>) {
    match shape {
        Shape::Named(inner) => known(*inner, &below_name(path), found),
        Shape::Through(inner) => known(*inner, path, found),
        _ => {
            for field in fields(shape) {
                let own = below(path, field.word);
                if found.insert(own.clone()) {
                    known(field.shape, &own, found);
                }
            }
        }
    }
}

/// The paths that a line leads along.
fn written(line: &str) -> Vec<String> {
    let mut words = line.split_ascii_whitespace().skip(1);
    let (mut shape, mut path, mut found) = (ROOT, String::new(), Vec::new());
    loop {
        match shape {
            Shape::Through(inner) => shape = *inner,
            Shape::Named(inner) if words.next().is_some() => (shape, path) = (*inner, below_name(&path)),
            _ => {
                let word = words.next().unwrap_or_default();
                let Some(field) = fields(shape).iter().find(|field| field.word == word) else { return found };
                path = below(&path, word);
                found.push(path.clone());
                shape = field.shape;
            }
        }
    }
}

#[test]
fn every_word_of_the_table_is_written() {
    let mut all = BTreeSet::new();
    known(ROOT, "", &mut all);
    let found: BTreeSet<String> = FORMS.lines().flat_map(written).collect();
    let missing: Vec<&String> = all.difference(&found).collect();
    assert!(missing.is_empty(), "{} of {} are not written: {missing:#?}", missing.len(), all.len());
}

#[test]
fn every_written_form_is_recognised() {
    let (file, device) = read(FORMS);
    let lines = device.coverage.lines_that_are(Standing::Unrecognised);
    let lines: Vec<&str> = lines.iter().map(|line| file.slice(line.span)).collect();
    assert!(lines.is_empty(), "{lines:#?}");
    let of_vpn = FORMS.lines().filter(|line| line.contains(" network ike ") || line.contains(" network tunnel "));
    assert!(device.coverage.vpn_lines * 10 > of_vpn.count() * 9, "{} lines are looked at", device.coverage.vpn_lines);
}

/// What of the path is read, has no bearing, or is passed over, in the words of the table.
fn path_of(text: &str) -> Vec<(&'static str, [usize; 3])> {
    let (_, device) = read(text);
    let path = device.coverage.path.iter();
    path.map(|count| (count.part, [count.read, count.irrelevant, count.passed_over])).collect()
}

#[test]
fn the_path_is_counted_by_its_parts() {
    let set = "\
set network interface tunnel units tunnel.1 mtu 1400
set network interface ethernet ethernet1/1 layer3 lldp enable no
set network virtual-router default interface [ ethernet1/1 tunnel.1 ]
set zone vpn network layer3 tunnel.1
set zone vpn enable-user-identification yes
set rulebase security rules R from any
set rulebase security rules R log-end yes
set rulebase security rules R profile-setting group default
set rulebase nat rules N nat-type ipv4
";
    let xml = "<config><devices><entry name=\"localhost.localdomain\"><network><interface><tunnel><units><entry \
name=\"tunnel.1\"><mtu>1400</mtu></entry></units></tunnel><ethernet><entry name=\"ethernet1/1\"><layer3><lldp><enable>no\
</enable></lldp></layer3></entry></ethernet></interface><virtual-router><entry name=\"default\"><interface><member>\
ethernet1/1</member><member>tunnel.1</member></interface></entry></virtual-router></network><vsys><entry name=\"vsys1\">\
<zone><entry name=\"vpn\"><network><layer3><member>tunnel.1</member></layer3></network><enable-user-identification>yes\
</enable-user-identification></entry></zone><rulebase><security><rules><entry name=\"R\"><from><member>any</member></from>\
<log-end>yes</log-end><profile-setting><group><member>default</member></group></profile-setting></entry></rules></security>\
<nat><rules><entry name=\"N\"><nat-type>ipv4</nat-type></entry></rules></nat></rulebase></entry></vsys></entry></devices>\
</config>";
    let expected = vec![
        // The interface whose only setting is passed over counts as one without any.
        ("interfaces", [2, 0, 1]),
        ("routers and static routes", [1, 0, 0]),
        ("zones", [1, 0, 1]),
        ("security rules", [1, 1, 1]),
        ("NAT rules", [1, 0, 0]),
    ];
    assert_eq!(path_of(set), expected);
    assert_eq!(path_of(xml), expected);
}
