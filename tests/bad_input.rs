//! What bad input gets: a finding at the line, with the nearest name where something by that name is missed, on every
//! platform; and the rest of the file is read all the same.

use ikelint::rules::Finding;

use crate::pairs::{Edit, base, check_edited, in_a};

/// A mistake in the first file of a pair.
struct Row {
    what: &'static str,
    base: &'static str,
    edit: Edit,
    /// The rule that tells of it.
    rule: &'static str,
    /// A part of the line that the rule points at.
    line: &'static str,
    /// What the finding has to say: the value, or the name that was meant.
    says: &'static str,
}

const fn row(
    what: &'static str,
    base: &'static str,
    edit: (&'static str, &'static str),
    [rule, line, says]: [&'static str; 3],
) -> Row {
    Row { what, base, edit: in_a(edit.0, edit.1), rule, line, says }
}

const INVALID: &str = "invalid-value";
const DANGLING: &str = "dangling-reference";
const INCOMPLETE: &str = "incomplete-entry";
const TWICE: &str = "duplicate-definition";
const UNKNOWN: &str = "unrecognised-line";

const ROWS: &[Row] = &[
    // ASA
    row(
        "mask of a selector",
        "asa-ikev1",
        ("ip 10.1.0.0 255.255.255.0 10", "ip 10.1.0.0 255.0.255.0 10"),
        [INVALID, "permit ip 10.1", "255.0.255.0"],
    ),
    row(
        "mask of an interface",
        "asa-ikev1",
        ("192.0.2.10 255.255.255.0", "192.0.2.10 255.0.255.0"),
        [INVALID, "ip address 192", "255.0.255.0"],
    ),
    row(
        "address",
        "asa-ikev1",
        ("permit ip 10.1.0.0", "permit ip 1172.16.22.0"),
        [INVALID, "1172.16.22.0", "1172.16.22.0"],
    ),
    row(
        "peer",
        "asa-ikev1",
        ("set peer 198.51.100.20", "set peer 1172.16.22.0"),
        [INVALID, "set peer", "1172.16.22.0"],
    ),
    row("group", "asa-ikev1", (" group 14", " group 99"), [INVALID, "group 99", "99"]),
    row("lifetime", "asa-ikev1", (" lifetime 86400", " lifetime abc"), [INVALID, "lifetime abc", "abc"]),
    row("access list", "asa-ikev1", ("match address VPN", "match address VPM"), [DANGLING, "match address VPM", "VPN"]),
    row(
        "transform set",
        "asa-ikev1",
        ("set ikev1 transform-set TS", "set ikev1 transform-set TSS"),
        [DANGLING, "transform-set TSS", "TS"],
    ),
    row(
        "map entry without peer",
        "asa-ikev1",
        ("crypto map outside_map 10 set peer 198.51.100.20\n", ""),
        [INCOMPLETE, "crypto map outside_map 10", "peer"],
    ),
    row(
        "map name",
        "asa-ikev1",
        ("outside_map interface outside", "outside_mop interface outside"),
        [DANGLING, "outside_mop", "outside_map"],
    ),
    row(
        "policy twice",
        "asa-ikev1",
        (" lifetime 86400\n", " lifetime 86400\ncrypto ikev1 policy 10\n group 5\n"),
        [TWICE, "group 5", "policy 10"],
    ),
    row(
        "two commands on a line",
        "asa-ikev1",
        (" hash sha\n group 14", " hash sha group 14"),
        [INVALID, "hash sha group 14", "group"],
    ),
    // IOS
    row(
        "wildcard of a selector",
        "ios-ikev1",
        ("10.1.0.0 0.0.0.255 10", "10.1.0.0 0.0.0.256 10"),
        [INVALID, "permit ip 10.1", "0.0.0.256"],
    ),
    row(
        "mask of an interface",
        "ios-ikev1",
        ("192.0.2.10 255.255.255.0", "192.0.2.10 255.0.255.0"),
        [INVALID, "ip address 192", "255.0.255.0"],
    ),
    row(
        "address",
        "ios-ikev1",
        ("permit ip 10.1.0.0", "permit ip 1172.16.22.0"),
        [INVALID, "1172.16.22.0", "1172.16.22.0"],
    ),
    row(
        "peer",
        "ios-ikev1",
        ("set peer 198.51.100.20", "set peer 1172.16.22.0"),
        [INVALID, "set peer", "1172.16.22.0"],
    ),
    row("group", "ios-ikev1", (" group 14", " group 99"), [INVALID, "group 99", "99"]),
    row("lifetime", "ios-ikev1", (" group 14", " group 14\n lifetime abc"), [INVALID, "lifetime abc", "abc"]),
    row(
        "access list",
        "ios-ikev1",
        ("match address VPN-TRAFFIC", "match address VPN-TRAFIC"),
        [DANGLING, "VPN-TRAFIC", "VPN-TRAFFIC"],
    ),
    row(
        "transform set",
        "ios-ikev1",
        ("set transform-set TS", "set transform-set TSS"),
        [DANGLING, "transform-set TSS", "TS"],
    ),
    row(
        "map entry without peer",
        "ios-ikev1",
        (" set peer 198.51.100.20\n", ""),
        [INCOMPLETE, "crypto map VPN 10", "peer"],
    ),
    row("map name", "ios-ikev1", (" crypto map VPN\n", " crypto map VPM\n"), [DANGLING, "crypto map VPM", "VPN"]),
    row("setting twice", "ios-ikev1", (" group 14", " group 14\n group 5"), [TWICE, "group 5", "policy 10"]),
    row(
        "two commands on a line",
        "ios-ikev1",
        (" authentication pre-share\n group 14", " authentication pre-share group 14"),
        [INVALID, "pre-share group 14", "group"],
    ),
    // PAN-OS
    row(
        "mask of a selector",
        "panos-ikev1",
        ("local 10.1.0.0/24", "local 10.1.0.0/33"),
        [INVALID, "10.1.0.0/33", "10.1.0.0/33"],
    ),
    row(
        "address",
        "panos-ikev1",
        ("remote 10.2.0.0/24", "remote 1172.16.22.0"),
        [INVALID, "1172.16.22.0", "1172.16.22.0"],
    ),
    row(
        "peer",
        "panos-ikev1",
        ("peer-address ip 198.51.100.20", "peer-address ip 1172.16.22.0"),
        [INVALID, "peer-address", "1172.16.22.0"],
    ),
    row("group", "panos-ikev1", ("IKE dh-group group14", "IKE dh-group group99"), [INVALID, "group99", "group99"]),
    row(
        "lifetime",
        "panos-ikev1",
        ("IKE lifetime days 1", "IKE lifetime seconds abc"),
        [INVALID, "seconds abc", "abc"],
    ),
    row(
        "profile",
        "panos-ikev1",
        ("ikev1 ike-crypto-profile IKE", "ikev1 ike-crypto-profile IKEE"),
        [DANGLING, "IKEE", "IKE"],
    ),
    row("gateway", "panos-ikev1", ("auto-key ike-gateway GW", "auto-key ike-gateway GWW"), [DANGLING, "GWW", "GW"]),
    row(
        "tunnel without gateway",
        "panos-ikev1",
        ("set network tunnel ipsec TUN auto-key ike-gateway GW\n", ""),
        [INCOMPLETE, "TUN", "IKE gateway"],
    ),
    row(
        "interface name",
        "panos-ikev1",
        ("local-address interface ethernet1/1", "local-address interface ethernet1/11"),
        [DANGLING, "ethernet1/11", "ethernet1/1"],
    ),
    row(
        "setting twice",
        "panos-ikev1",
        (
            "IKE lifetime days 1",
            "IKE lifetime days 1\nset network ike crypto-profiles ike-crypto-profiles IKE lifetime days 2",
        ),
        [TWICE, "days 2", "days"],
    ),
    row(
        "two commands on a line",
        "panos-ikev1",
        (
            "IKE hash sha1\nset network ike crypto-profiles ike-crypto-profiles IKE dh-group group14",
            "IKE hash sha1 set network ike crypto-profiles ike-crypto-profiles IKE dh-group group14",
        ),
        [UNKNOWN, "hash sha1 set", ""],
    ),
    // strongSwan
    row(
        "mask of a selector",
        "swanctl-ikev1",
        ("local_ts = 10.1.0.0/24", "local_ts = 10.1.0.0/33"),
        [INVALID, "10.1.0.0/33", "10.1.0.0/33"],
    ),
    row(
        "address",
        "swanctl-ikev1",
        ("remote_ts = 10.2.0.0/24", "remote_ts = 1172.16.22.0"),
        [INVALID, "1172.16.22.0", "1172.16.22.0"],
    ),
    row(
        "peer",
        "swanctl-ikev1",
        ("remote_addrs = 198.51.100.20", "remote_addrs = 1172.16.22.0"),
        [INVALID, "remote_addrs", "1172.16.22.0"],
    ),
    row("group", "swanctl-ikev1", ("sha1-modp2048", "sha1-modp99"), [INVALID, "modp99", "modp99"]),
    row("lifetime", "swanctl-ikev1", ("rekey_time = 24h", "rekey_time = abc"), [INVALID, "rekey_time = abc", "abc"]),
    row("section", "swanctl-ikev1", ("    far {", "    far : defualts {"), [DANGLING, "defualts", "defualts"]),
    row(
        "connection without child",
        "swanctl-ikev1",
        ("start_action = trap", "mode = drop"),
        [INCOMPLETE, "far", "child section"],
    ),
    row("section name", "swanctl-ikev1", ("children {", "childs {"), [UNKNOWN, "childs", "Did you mean children"]),
    row(
        "setting twice",
        "swanctl-ikev1",
        ("rekey_time = 24h", "rekey_time = 24h\n        rekey_time = 1h"),
        [TWICE, "rekey_time = 1h", "rekey_time"],
    ),
    row(
        "two settings on a line",
        "swanctl-ikev1",
        ("version = 1\n", "version = 1 mobike = no\n"),
        [INVALID, "version = 1 mobike", "1 mobike"],
    ),
];

/// What is wrong with what is said of a row; nothing where all is well.
fn fault(row: &Row) -> Option<String> {
    let check = check_edited([row.base, "ios-ikev1"], &[row.edit]);
    let told = |finding: &&Finding| {
        let file = check.source(finding.primary.span);
        let line = file.map(|file| file.line_column(finding.primary.span.start).0);
        let text = file.zip(line).and_then(|(file, line)| file.text().lines().nth(line - 1)).unwrap_or_default();
        let words = format!("{} {} {}", finding.message, finding.primary.message, finding.help);
        finding.rule.name == row.rule && text.contains(row.line) && words.contains(row.says)
    };
    let found: Vec<String> = check.findings.iter().map(|own| format!("{}: {}", own.rule.name, own.message)).collect();
    if !check.findings.iter().any(|finding| told(&finding)) {
        return Some(format!("{found:#?}"));
    }
    let untouched = check_edited([row.base, "ios-ikev1"], &[]);
    let [before, after] = [&untouched, &check].map(|check| check.devices[0].coverage.understood);
    (after + 8 < before).then(|| format!("the rest is not read: {after} lines after {before}"))
}

#[test]
fn a_mistake_is_told_where_it_is_and_the_rest_is_read() {
    let faults: Vec<String> =
        ROWS.iter().filter_map(|row| Some(format!("{} {}: {}", row.base, row.what, fault(row)?))).collect();
    assert!(faults.is_empty(), "{} of {}\n{}", faults.len(), ROWS.len(), faults.join("\n"));
    for platform in ["asa", "ios", "panos", "swanctl"] {
        let own = ROWS.iter().filter(|row| row.base.starts_with(platform));
        assert!(own.count() >= 9, "{platform}: a kind of mistake is missing");
        base(&format!("{platform}-ikev1"), 'a');
    }
}
