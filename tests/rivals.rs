//! Two tunnels of one device to different peers that protect the same packets, where no map orders them.

use ikelint::check::Settings;

use crate::pairs::{base, check_texts, errors, verdict};

/// A second tunnel of the first end, to a peer that is in no file.
struct Row {
    what: &'static str,
    name: &'static str,
    /// What is different in the second tunnel, which is a copy of the first.
    renamed: &'static [(&'static str, &'static str)],
    /// Further edits of the file.
    edits: &'static [(&'static str, &'static str)],
    /// What the warning says, in part; none where there is no warning.
    told: Option<&'static str>,
}

const PAN_ROUTE: &str =
    "set network virtual-router default routing-table ip static-route to-peer destination 10.2.0.0/24";
const PAN_BACKUP: &str = "set network virtual-router default routing-table ip static-route two destination 10.2.0.0/24\n\
    set network virtual-router default routing-table ip static-route two interface tunnel.11\n\
    set network virtual-router default routing-table ip static-route two metric 5\n\
    set network virtual-router default routing-table ip static-route to-peer destination 10.2.0.0/24";
const PAN_HALF: &str = "set network virtual-router default routing-table ip static-route two destination 10.2.0.0/25\n\
    set network virtual-router default routing-table ip static-route two interface tunnel.11\n\
    set network virtual-router default routing-table ip static-route to-peer destination 10.2.0.0/24";
const PAN_SECOND_ROUTE: &str = "set network virtual-router default routing-table ip static-route two destination 10.9.0.0/24\n\
    set network virtual-router default routing-table ip static-route two interface tunnel.11\n\
    set network virtual-router default routing-table ip static-route to-peer destination 10.2.0.0/24";
const PAN_COPY: &[(&str, &str)] =
    &[(" GW", " GW2"), (" TUN ", " TUN2 "), ("198.51.100.20", "203.0.113.9"), ("tunnel.10", "tunnel.11")];
const PAN_ONE_INTERFACE: &[(&str, &str)] = &[(" GW", " GW2"), (" TUN ", " TUN2 "), ("198.51.100.20", "203.0.113.9")];
const PAN_OTHER_NETWORK: &[(&str, &str)] =
    &[(" GW", " GW2"), (" TUN ", " TUN2 "), ("198.51.100.20", "203.0.113.9"), ("10.2.0.0/24", "10.9.0.0/24")];
const SWAN_COPY: &[(&str, &str)] = &[("    far {", "    near {"), ("198.51.100.20", "203.0.113.9")];
const SWAN_NARROWER: &[(&str, &str)] =
    &[("    far {", "    near {"), ("198.51.100.20", "203.0.113.9"), ("10.2.0.0/24", "10.2.0.0/25")];
const SWAN_WIDER: &[(&str, &str)] =
    &[("    far {", "    near {"), ("198.51.100.20", "203.0.113.9"), ("10.2.0.0/24", "10.0.0.0/8")];
const SWAN_STRADDLING: &[(&str, &str)] = &[
    ("    far {", "    near {"),
    ("198.51.100.20", "203.0.113.9"),
    ("10.2.0.0/24", "10.2.0.0/16"),
    ("10.1.0.0/24", "10.1.0.0/25"),
];
const SWAN_DISJOINT: &[(&str, &str)] =
    &[("    far {", "    near {"), ("198.51.100.20", "203.0.113.9"), ("10.2.0.0/24", "10.9.0.0/24")];
const SWAN_NUMBERED: &[(&str, &str)] =
    &[("    far {", "    near {"), ("198.51.100.20", "203.0.113.9"), (" lan {\n", " lan {\n if_id_out = 7\n")];
const SWAN_NUMBERED_ABOVE: &[(&str, &str)] =
    &[("    far {\n", "    near {\n if_id_in = 7\n"), ("198.51.100.20", "203.0.113.9")];
const SWAN_ANYBODY: &[(&str, &str)] = &[("    far {", "    near {"), ("198.51.100.20", "%any")];

const ROWS: &[Row] = &[
    Row {
        what: "PAN-OS: the same proxy IDs, and a route to the first alone",
        name: "panos-ikev2",
        renamed: PAN_COPY,
        edits: &[],
        told: None,
    },
    Row {
        what: "PAN-OS: the route leads to the other tunnel",
        name: "panos-ikev2",
        renamed: PAN_COPY,
        edits: &[("static-route to-peer interface tunnel.10", "static-route to-peer interface tunnel.11")],
        told: Some("10.1.0.0/24 to 10.2.0.0/24, which TUN via GW protects, is routed to tunnel.11"),
    },
    Row {
        what: "PAN-OS: a longer prefix leads to the other tunnel",
        name: "panos-ikev2",
        renamed: PAN_COPY,
        edits: &[(PAN_ROUTE, PAN_HALF)],
        told: Some("10.1.0.0/24 to 10.2.0.0/25"),
    },
    Row {
        what: "PAN-OS: a backup of the other tunnel",
        name: "panos-ikev2",
        renamed: PAN_COPY,
        edits: &[(PAN_ROUTE, PAN_BACKUP)],
        told: None,
    },
    Row {
        what: "PAN-OS: two tunnels with one interface",
        name: "panos-ikev2",
        renamed: PAN_ONE_INTERFACE,
        edits: &[],
        told: Some("for 203.0.113.9, both protect 10.1.0.0/24 to 10.2.0.0/24 by tunnel.10"),
    },
    Row {
        what: "PAN-OS: two tunnels with one interface and other networks",
        name: "panos-ikev2",
        renamed: PAN_OTHER_NETWORK,
        edits: &[],
        told: None,
    },
    Row {
        what: "strongSwan: the same selectors",
        name: "swanctl-ikev2",
        renamed: SWAN_COPY,
        edits: &[],
        told: Some("far and near, for 203.0.113.9, both protect 10.1.0.0/24 to 10.2.0.0/24"),
    },
    Row {
        what: "strongSwan: the same selectors, IKEv1",
        name: "swanctl-ikev1",
        renamed: SWAN_COPY,
        edits: &[],
        told: Some("far and near, for 203.0.113.9, both protect 10.1.0.0/24 to 10.2.0.0/24"),
    },
    Row {
        what: "strongSwan: a narrower selector takes its part first",
        name: "swanctl-ikev2",
        renamed: SWAN_NARROWER,
        edits: &[],
        told: Some("near, for 203.0.113.9, takes 10.1.0.0/24 to 10.2.0.0/25 before far"),
    },
    Row {
        what: "strongSwan: a wider selector takes nothing",
        name: "swanctl-ikev2",
        renamed: SWAN_WIDER,
        edits: &[],
        told: None,
    },
    Row {
        what: "strongSwan: selectors that straddle",
        name: "swanctl-ikev2",
        renamed: SWAN_STRADDLING,
        edits: &[],
        told: Some("both protect 10.1.0.0/25 to 10.2.0.0/24"),
    },
    Row { what: "strongSwan: other networks", name: "swanctl-ikev2", renamed: SWAN_DISJOINT, edits: &[], told: None },
    Row {
        what: "strongSwan: an interface number",
        name: "swanctl-ikev2",
        renamed: SWAN_NUMBERED,
        edits: &[],
        told: None,
    },
    Row {
        what: "strongSwan: an interface number of the connection",
        name: "swanctl-ikev2",
        renamed: SWAN_NUMBERED_ABOVE,
        edits: &[],
        told: None,
    },
    Row {
        what: "strongSwan: whoever calls has no policy before it is up",
        name: "swanctl-ikev2",
        renamed: SWAN_ANYBODY,
        edits: &[],
        told: None,
    },
];

/// The first end with a second tunnel behind its first.
fn with_rival(row: &Row) -> (String, String) {
    let (file, text) = base(row.name, 'a');
    let is_panos = row.name.starts_with("panos");
    let [begins, ends] = match is_panos {
        true => ["set network ike gateway GW authentication", "proxy-id lan remote 10.2.0.0/24\n"],
        false => ["    far {\n", "        }\n    }\n"],
    };
    let from = text.find(begins).unwrap();
    let until = from + text[from..].find(ends).unwrap() + ends.len();
    let replaced = |text: &str, edits: &[(&str, &str)]| {
        edits.iter().fold(text.to_owned(), |text, (old, new)| {
            assert!(text.contains(old), "{}: {old:?} is not there", row.what);
            text.replace(old, new)
        })
    };
    let copy = replaced(&text[from..until], row.renamed);
    let rest = match is_panos {
        true => text[until..].replace("ethernet1/2 tunnel.10 ]", "ethernet1/2 tunnel.10 tunnel.11 ]"),
        false => text[until..].to_owned(),
    };
    let units = "set network interface tunnel units tunnel.1";
    let first = text[..until].replace(&format!("{units}0\n"), &format!("{units}0\n{units}1\n"));
    (file, replaced(&format!("{first}{copy}{rest}"), row.edits))
}

#[test]
fn what_another_peer_takes_is_told_and_changes_no_verdict() {
    let mut wrong = Vec::new();
    for row in ROWS {
        for swapped in [false, true] {
            let mut files = [with_rival(row), base(row.name, 'b')];
            if swapped {
                files.reverse();
            }
            let check = check_texts(&files, Settings::default());
            let told: Vec<_> = check.findings.iter().filter(|own| own.rule.name == "overlapping-selectors").collect();
            let is_right = match row.told {
                Some(words) => told.len() == 1 && told[0].message.contains(words),
                None => told.is_empty(),
            };
            if !is_right || verdict(&check) != "establishes" || !errors(&check).is_empty() {
                let words: Vec<&str> = told.iter().map(|own| &own.message[..]).collect();
                wrong.push(format!("{}: {} {:?} {words:?}", row.what, verdict(&check), errors(&check)));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Without proxy IDs routes choose, so that a route into another tunnel takes nothing away.
#[test]
fn tunnels_that_ask_for_everything_carry_what_is_routed_into_them() {
    let row = Row {
        what: "two tunnels without proxy IDs",
        name: "panos-ikev2",
        renamed: PAN_COPY,
        edits: &[("auto-key proxy-id lan", "comment"), (PAN_ROUTE, PAN_SECOND_ROUTE)],
        told: None,
    };
    let (name, text) = base(row.name, 'b');
    let files = [with_rival(&row), (name, text.replace("auto-key proxy-id lan", "comment"))];
    let check = check_texts(&files, Settings::default());
    assert_eq!(verdict(&check), "establishes");
    let told: Vec<&str> = check.findings.iter().map(|own| own.rule.name).collect();
    assert!(!told.contains(&"overlapping-selectors"), "{told:?}");
}
