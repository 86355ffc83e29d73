//! What a file says twice where the device has one of the two: told with both lines, and judged as the device has it.

use ikelint::rules::Finding;

use crate::pairs::{check_edited, errors, in_a, verdict};

/// The base pair, the edit of the first file, the lines that say it first and again, what is said of it, which of the two
/// the device has, and the verdict with its errors.
struct Row {
    base: &'static str,
    edit: (&'static str, &'static str),
    lines: [&'static str; 2],
    says: [&'static str; 2],
    verdict: (&'static str, &'static [&'static str]),
}

const LATER: &str = "The later one holds";
const OPEN: &str = "is not known";
const UP: (&str, &[&str]) = ("establishes", &[]);

const ASA_LIST: &str = "access-list VPN extended permit ip 10.1.0.0 255.255.255.0";
const ASA_MATCH: &str = "crypto map outside_map 10 match address VPN";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row {
        base: "asa-ikev1",
        edit: ("nameif inside", "nameif outside"),
        lines: ["nameif outside", "nameif outside"],
        says: ["the interface name outside", OPEN],
        verdict: ("undetermined", &[]),
    },
    Row {
        base: "asa-ikev1",
        edit: ("access-list VPN", "interface GigabitEthernet0/0\n ip address 192.0.2.77 255.255.255.0\n!\naccess-list VPN"),
        lines: ["192.0.2.10 255", "192.0.2.77"],
        says: ["ip address of GigabitEthernet0/0", LATER],
        verdict: ("stalls", &["peer-address-mismatch"]),
    },
    Row {
        base: "asa-ikev1",
        edit: (ASA_LIST, "object network O\n subnet 10.9.0.0 255.255.255.0\nobject network O\n subnet 10.1.0.0 255.255.255.0\naccess-list VPN extended permit ip object O"),
        lines: ["10.9.0.0", "subnet 10.1.0.0"],
        says: ["the object O", LATER],
        verdict: UP,
    },
    Row {
        base: "asa-ikev1",
        edit: (ASA_MATCH, "crypto map outside_map 10 match address OLD\ncrypto map outside_map 10 match address VPN"),
        lines: ["address OLD", "address VPN"],
        says: ["match address of outside_map 10", LATER],
        verdict: UP,
    },
    Row {
        base: "ios-ikev1",
        edit: ("ip route", "interface GigabitEthernet0/0\n ip address 192.0.2.77 255.255.255.0\n!\nip route"),
        lines: ["192.0.2.10 255", "192.0.2.77"],
        says: ["ip address of GigabitEthernet0/0", LATER],
        verdict: ("stalls", &["peer-address-mismatch"]),
    },
    Row {
        base: "ios-ikev1",
        edit: (" set transform-set TS", " set transform-set OLD\n set transform-set TS"),
        lines: ["transform-set OLD", "transform-set TS"],
        says: ["set transform-set of VPN 10", LATER],
        verdict: UP,
    },
    Row {
        base: "ios-ikev1",
        edit: ("crypto isakmp key", "crypto isakmp policy 10\n group 5\ncrypto isakmp key"),
        lines: ["group 14", "group 5"],
        says: ["policy 10", LATER],
        verdict: ("stalls", &["ike-proposal-mismatch"]),
    },
    Row {
        base: "panos-ikev1",
        edit: ("ESP lifetime seconds 3600", "ESP lifetime seconds 3600\nset network ike crypto-profiles ipsec-crypto-profiles ESP lifetime hours 2"),
        lines: ["ESP lifetime seconds", "ESP lifetime hours"],
        says: ["lifetime of ESP", OPEN],
        verdict: UP,
    },
];

#[test]
fn what_is_said_twice_is_told_with_both_lines_and_what_the_device_has() {
    let mut wrong = Vec::new();
    for Row { base, edit, lines, says, verdict: (wanted, faults) } in ROWS {
        let check = check_edited([base; 2], &[in_a(edit.0, edit.1)]);
        let line = |span| {
            let file = check.source(span)?;
            file.text().lines().nth(file.line_column(span.start).0 - 1)
        };
        let is_told = |own: &&Finding| {
            let labels: Vec<&str> = own.labels().filter_map(|label| line(label.span)).collect();
            let both =
                matches!(labels.as_slice(), [again, first] if first.contains(lines[0]) && again.contains(lines[1]));
            own.rule.name == "duplicate-definition"
                && both
                && own.message.contains(says[0])
                && own.help.contains(says[1])
        };
        let told = check.findings.iter().filter(is_told).count();
        if told != 1 || verdict(&check) != *wanted || errors(&check) != *faults {
            wrong.push(format!("{base} {lines:?}: {told} {} {:?}", verdict(&check), errors(&check)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Blocks that are opened again go on where they were left.
#[test]
fn a_block_that_is_opened_again_goes_on() {
    let reopened = [
        (
            "ios-vti",
            "interface Tunnel",
            "crypto ipsec profile PROFILE\n set pfs group14\n!\ninterface Tunnel",
            "pfs-mismatch",
        ),
        ("ios-ikev1", "ip route", "interface GigabitEthernet0/0\n shutdown\n!\nip route", "incomplete-entry"),
    ];
    for (base, from, to, rule) in reopened {
        let check = check_edited([base; 2], &[in_a(from, to)]);
        assert_eq!(errors(&check), [rule], "{base}");
    }
    let again = ("ios-ikev1", "ip route", "interface GigabitEthernet0/0\n no ip redirects\n!\nip route");
    let check = check_edited([again.0; 2], &[in_a(again.1, again.2)]);
    assert_eq!((verdict(&check), errors(&check)), ("establishes", Vec::new()));
    assert!(check.findings.iter().all(|own| own.rule.name != "duplicate-definition"));
}

/// What a later line takes back, in a block that is opened again, holds no longer: on both dialects, under a short name, and
/// with the lines that people type to leave a mode.
#[test]
fn a_block_that_is_opened_again_takes_back_what_it_said() {
    const SHORT: &str = "interface gi0/0\n no crypto map VPN\n exit\nip route";
    const DOWN: &str = "interface GigabitEthernet0/0\n shutdown\n exit\naccess-list VPN";
    const ASA_UP: &str =
        "interface GigabitEthernet0/0\n shutdown\n exit\ninterface Gi 0/0\n no shutdown\n exit\naccess-list VPN";
    const IOS_UP: &str =
        "interface GigabitEthernet0/0\n shutdown\n exit\ninterface Gi 0/0\n no shutdown\n exit\nip route";
    for (base, before, lines, wanted) in [
        ("ios-ikev1", "ip route", SHORT, &["crypto-map-not-applied"][..]),
        ("ios-ikev1", "ip route", IOS_UP, &[]),
        ("asa-ikev1", "access-list VPN", DOWN, &["incomplete-entry"]),
        ("asa-ikev1", "access-list VPN", ASA_UP, &[]),
    ] {
        let check = check_edited([base; 2], &[in_a(before, lines)]);
        assert_eq!(errors(&check), wanted, "{base} {lines}");
        assert_eq!(check.devices[0].coverage.unrecognised, 0, "{base} {lines}");
    }
}

/// A command of the whole device leaves the block that it is typed into; what follows belongs to nothing.
#[test]
fn a_line_whose_block_was_left_is_told() {
    let edit = in_a(" set transform-set TS", "ip cef\nset transform-set TS");
    let check = check_edited(["ios-ikev1"; 2], &[edit]);
    let told = |own: &&Finding| own.rule.name == "invalid-value" && own.message.contains("it belongs into a block");
    assert_eq!(check.findings.iter().filter(told).count(), 1, "{:#?}", check.findings);
}
