//! Which of the surface forms a text is written in, and how sure that is.

use crate::platform::panos::set_lines::statement_start;
use crate::platform::panos::xml::{self, Begin};

/// A surface form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// XML, from here on.
    Xml(Begin),
    /// `set` lines.
    Set,
    /// Curly blocks.
    Curly,
}

/// The score of a line that only PAN-OS writes.
const UNMISTAKABLE: u32 = 100;

/// What a text holds that no other product's XML does.
const XML_MARKS: &[(&str, u32)] = &[
    ("urldb=\"paloaltonetworks\"", UNMISTAKABLE),
    ("localhost.localdomain", UNMISTAKABLE),
    ("<ike-crypto-profiles>", UNMISTAKABLE),
    ("<ipsec-crypto-profiles>", UNMISTAKABLE),
    ("<ike-gateway>", UNMISTAKABLE),
    ("<mgt-config", UNMISTAKABLE),
    ("<deviceconfig", UNMISTAKABLE),
    ("<protocol-common>", UNMISTAKABLE),
    ("<peer-address>", 60),
];

/// How statements of the `set` form begin; `*` stands for any one word. Junos (`set security`, `set interfaces`,
/// `set system`), VyOS (`set vpn`, `set interfaces`) and ScreenOS (`set ike`, `set vsys NAME`) begin in other ways.
const SET_MARKS: &[(&str, u32)] = &[
    ("network ike", UNMISTAKABLE),
    ("network tunnel", UNMISTAKABLE),
    ("network interface", UNMISTAKABLE),
    ("network virtual-router", UNMISTAKABLE),
    ("network logical-router", UNMISTAKABLE),
    ("network profiles", UNMISTAKABLE),
    ("deviceconfig system", UNMISTAKABLE),
    ("deviceconfig setting", UNMISTAKABLE),
    ("deviceconfig high-availability", UNMISTAKABLE),
    ("mgt-config", UNMISTAKABLE),
    ("rulebase", UNMISTAKABLE),
    ("template * config", UNMISTAKABLE),
    ("template-stack *", UNMISTAKABLE),
    ("device-group *", UNMISTAKABLE),
    ("config devices localhost.localdomain", UNMISTAKABLE),
    ("zone * network", UNMISTAKABLE),
    ("vsys * zone", UNMISTAKABLE),
    ("vsys * import", UNMISTAKABLE),
    ("vsys * rulebase", UNMISTAKABLE),
    ("address * ip-netmask", UNMISTAKABLE),
    ("template * variable", UNMISTAKABLE),
    ("template * description", 60),
    ("shared address", UNMISTAKABLE),
    ("shared log-settings", 60),
];

/// How lines of the curly form begin.
const CURLY_MARKS: &[(&str, u32)] = &[
    ("deviceconfig {", UNMISTAKABLE),
    ("localhost.localdomain {", UNMISTAKABLE),
    ("mgt-config {", UNMISTAKABLE),
    ("ike-crypto-profiles {", UNMISTAKABLE),
    ("ipsec-crypto-profiles {", UNMISTAKABLE),
    ("protocol-common {", UNMISTAKABLE),
    ("auto-key {", UNMISTAKABLE),
    ("crypto-profiles {", UNMISTAKABLE),
    ("ike-gateway", 80),
    ("peer-address {", 80),
    ("local-address {", 60),
    ("ip-netmask ", 60),
];

/// The form of a text, and how much in it speaks for PAN-OS; `None` where nothing does.
pub(super) fn of(text: &str) -> Option<(Form, u32)> {
    let xml = xml(text);
    if xml.is_some_and(|(_, score)| score == UNMISTAKABLE) {
        return xml;
    }
    let (set, curly) = lines(text);
    let candidates = [xml, set.map(|score| (Form::Set, score)), curly.map(|score| (Form::Curly, score))];
    // The first of equals wins: XML that quotes a `set` line is XML.
    candidates.into_iter().flatten().rev().max_by_key(|(_, score)| *score)
}

fn xml(text: &str) -> Option<(Form, u32)> {
    let begin = xml::find(text)?;
    let marks = XML_MARKS.iter().filter(|(mark, _)| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some());
    marks.map(|(_, score)| *score).max().map(|score| (Form::Xml(begin), score))
}

/// The scores of the two forms that are made of lines.
fn lines(text: &str) -> (Option<u32>, Option<u32>) {
    let (mut set, mut curly, mut collected) = (None, None, false);
    for line in text.lines() {
        let trimmed = line.trim();
        collected |= is_collectors_mark(trimmed);
        if let Some(at) = statement_start(line) {
            let score =
                SET_MARKS.iter().filter(|(mark, _)| begins(mark, &line[at + 4..])).map(|(_, score)| *score).max();
            set = set.max(score);
        } else if trimmed.ends_with(['{', ';']) {
            let score = CURLY_MARKS.iter().filter(|(mark, _)| trimmed.starts_with(mark)).map(|(_, score)| *score).max();
            curly = curly.max(score).or_else(|| collected.then_some(UNMISTAKABLE));
        }
        if set.max(curly) == Some(UNMISTAKABLE) {
            break;
        }
    }
    if collected && set.is_none() {
        curly = Some(UNMISTAKABLE);
    }
    (set, curly)
}

/// The line with which RANCID begins what it collects.
fn is_collectors_mark(line: &str) -> bool {
    line.trim_start_matches(['#', '!']) == "RANCID-CONTENT-TYPE: paloalto"
}

fn begins(mark: &str, statement: &str) -> bool {
    let mut words = statement.split_ascii_whitespace();
    mark.split(' ').all(|wanted| words.next().is_some_and(|word| wanted == "*" || wanted == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(text: &str) -> u32 {
        of(text).map_or(0, |(_, score)| score)
    }

    #[test]
    fn panos_is_recognised_in_each_form() {
        for text in [
            "set network ike gateway G protocol version ikev1\n",
            "admin@PA-VM# set deviceconfig system hostname pa\n",
            "set template T config network interface ethernet ethernet1/1 layer3 ip 10.0.0.1/24\n",
            "<config version=\"10.1.0\" urldb=\"paloaltonetworks\"><devices/></config>",
            "<entry><ike-crypto-profiles></ike-crypto-profiles></entry>",
            "#RANCID-CONTENT-TYPE: paloalto\nshow config merged\nnetwork {\n}\n",
            "deviceconfig {\n  system {\n    hostname a;\n",
        ] {
            assert_eq!(score(text), UNMISTAKABLE, "{text}");
        }
    }

    #[test]
    fn other_products_are_not() {
        for text in [
            "set security ike gateway G address 192.0.2.1\nset interfaces ge-0/0/0 unit 0\nset system host-name a\n",
            "config vpn ipsec phase1-interface\n edit \"a\"\n  set interface \"port1\"\n  set remote-gw 192.0.2.1\n next\n",
            "set vsys \"a\"\nset zone \"Trust\" vrouter \"trust-vr\"\nset ike gateway \"G\" address 192.0.2.1\nset address \"Trust\" \"a\" \
             192.0.2.0 255.255.255.0\n",
            "set vpn ipsec site-to-site peer 192.0.2.1 authentication mode pre-shared-secret\n",
            "security {\n    ike {\n        gateway G {\n            address 192.0.2.1;\n        }\n    }\n}\n",
            "crypto map M 10 ipsec-isakmp\n set peer 192.0.2.1\n set transform-set T\n set pfs group2\n",
            "<configuration><security><ike><gateway><name>a</name></gateway></ike></security></configuration>",
            "<?xml version=\"1.0\"?><pfsense><ipsec><phase1><remote-gateway>192.0.2.1</remote-gateway></phase1></ipsec></pfsense>",
        ] {
            assert_eq!(score(text), 0, "{text}");
        }
    }
}
