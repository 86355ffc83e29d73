//! Values that a device does not take: each is told at its line with what the command takes, and what stands in its place is
//! not known. The last value that it takes is not told.

use ikelint::check::Check;

use crate::pairs::{check_edited, errors, in_a, verdict};

/// A value in the first file of a pair: what it is put in for, the line with a hole `{}`, a value that is refused with the words for
/// what is expected, one that is taken, and the verdict with the first.
struct Row(&'static str, &'static str, &'static str, [&'static str; 3], &'static str);

const UP: &str = "establishes";
const OPEN: &str = "undetermined";

const IKE: &str = "a number of seconds from 120 to 2147483647";
const PAN: &str = "a number of seconds from 180 to 65535";
const SEQUENCE: &str = "a number from 1 to 65535";
const ADDRESS: &str = "an address";
const ASA_ADDRESS: &str = "an address, with its netmask behind a blank";
const PAIRS: &str = "a key of pairs of hexadecimal digits";

const ASA_MAP: &str = "crypto map outside_map 10 set peer";
const ASA_ROUTE: &str = "route outside 0.0.0.0 0.0.0.0 192.0.2.1 1";
const IOS_ROUTE: &str = "ip route 0.0.0.0 0.0.0.0 192.0.2.1";
const IOS_KEY: &str = "key Corr3ct-Horse address 198.51.100.20";
const ESP: &str = "ESP lifetime seconds 3600";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row("asa-ikev1", " lifetime 86400", " lifetime {}", ["119", IKE, "120"], UP),
    Row("asa-ikev2", " lifetime seconds 86400", " lifetime seconds {}", ["2147483648", IKE, "2147483647"], UP),
    Row("asa-ikev1", ASA_MAP, "crypto ipsec security-association lifetime seconds {}\ncrypto map outside_map 10 set peer", ["10", IKE, "120"], UP),
    Row("asa-ikev1", ASA_MAP, "crypto map outside_map 10 set security-association lifetime kilobytes {}\ncrypto map outside_map 10 set peer", ["1", "a number of kilobytes from 10 to 2147483647", "unlimited"], UP),
    Row("asa-ikev1", "crypto ikev1 policy 10", "crypto ikev1 policy {}", ["65536", SEQUENCE, "65535"], OPEN),
    Row("asa-ikev1", "crypto ikev1 policy 10", "crypto ikev1 policy {}", ["abc", SEQUENCE, "1"], OPEN),
    Row("asa-ikev1", "outside_map 10 match", "outside_map {} match", ["1o", SEQUENCE, "10"], OPEN),
    Row("asa-ikev1", "192.0.2.10 255.255.255.0", "{} 255.255.255.0", ["192.0.2.999", ADDRESS, "192.0.2.10"], OPEN),
    Row("asa-ikev1", "192.0.2.10 255.255.255.0", "{}", ["192.0.2.10/24", ASA_ADDRESS, "192.0.2.10 255.255.255.0"], OPEN),
    Row("asa-ikev1", ASA_ROUTE, "route outside 0.0.0.0 0.0.0.0 {} 1", ["192.0.2.999", ADDRESS, "192.0.2.1"], UP),
    Row("asa-ikev1", ASA_ROUTE, "route outside 0.0.0.0 {} 192.0.2.1 1", ["0.255.0.0", "a netmask", "0.0.0.0"], UP),
    Row("asa-ikev1", "set peer 198.51.100.20", "set peer {} 198.51.100.21", ["198.51.100.20,", ADDRESS, "198.51.100.20"], OPEN),
    Row("asa-ikev2", "local-authentication pre-shared-key Corr3ct-Horse", "local-authentication pre-shared-key hex {}", ["abc", PAIRS, "436f7272336374"], OPEN),
    Row("ios-ikev1", " group 14", " group 14\n lifetime {}", ["59", "a number of seconds from 60 to 86400", "60"], UP),
    Row("ios-ikev1", " group 14", " group 14\n lifetime {}", ["86401", "a number of seconds from 60 to 86400", "86400"], UP),
    Row("ios-ikev2", " keyring local", " lifetime {}\n keyring local", ["100", "a number of seconds from 120 to 86400", "120"], UP),
    Row("ios-ikev1", " set peer", " set security-association lifetime seconds {}\n set peer", ["99999999", "a number of seconds from 120 to 2592000", "120"], UP),
    Row("ios-ikev1", " set peer", " set security-association lifetime days {}\n set peer", ["31", "a number of days from 1 to 30", "30"], UP),
    Row("ios-ikev1", " set peer", " set security-association lifetime kilobytes {}\n set peer", ["1", "a number of kilobytes from 2560 to 4294967295", "disable"], UP),
    Row("ios-ikev1", "crypto isakmp policy 10", "crypto isakmp policy {}", ["10001", "a number from 1 to 10000", "10000"], OPEN),
    Row("ios-ikev1", "crypto isakmp policy 10", "crypto isakmp policy {}", ["abc", "a number from 1 to 10000", "1"], OPEN),
    Row("ios-ikev1", "crypto map VPN 10", "crypto map VPN {}", ["1o", SEQUENCE, "65535"], OPEN),
    Row("ios-ikev1", "192.0.2.10 255.255.255.0", "{}", ["192.0.2.10", "an address with its netmask behind it", "192.0.2.10 255.255.255.0"], OPEN),
    Row("ios-ikev1", IOS_ROUTE, "ip route 0.0.0.0 0.0.0.0 {}", ["192.0.2.999", ADDRESS, "192.0.2.1"], UP),
    Row("ios-ikev1", IOS_ROUTE, "ip route 0.0.0.0 {} 192.0.2.1", ["0.0.0.0.0", "a netmask", "0.0.0.0"], UP),
    Row("ios-ikev1", IOS_KEY, "key Corr3ct-Horse address {}", ["198.51.100.20.1", ADDRESS, "198.51.100.20"], OPEN),
    Row("ios-ikev1", IOS_KEY, "key {} address 198.51.100.20", ["Corr3ct Horse", "a key of one word", "Corr3ct-Horse"], OPEN),
    Row("ios-ikev1", "set peer 198.51.100.20", "set peer 198.51.100.20{}", [" 198.51.100.21", "the end of the line", " default"], OPEN),
    Row("panos-ikev1", "IKE lifetime days 1", "IKE lifetime seconds {}", ["86400", PAN, "65535"], UP),
    Row("panos-ikev1", "IKE lifetime days 1", "IKE lifetime days {}", ["366", "a number of days from 1 to 365", "365"], UP),
    Row("panos-ikev1", ESP, "ESP lifetime minutes {}", ["2", "a number of minutes from 3 to 65535", "3"], UP),
    Row("panos-ikev1", ESP, "ESP lifesize kb {}", ["0", "a number of kb from 1 to 65535", "65535"], UP),
    Row("panos-ikev2", "IKE lifetime days 1", "IKE authentication-multiple {}", ["51", "a number from 0 to 50", "50"], UP),
    Row("panos-ikev1", "nexthop ip-address 192.0.2.1", "nexthop ip-address {}", ["192.0.2.999", ADDRESS, "192.0.2.1"], UP),
    Row("panos-ikev1", "layer3 ip 192.0.2.10/24", "layer3 ip {}", ["192.0.2.10/33", ADDRESS, "192.0.2.10/24"], UP),
];

/// The words of each `invalid-value`, with the line that it points at.
fn told(check: &Check) -> Vec<(String, String)> {
    let findings = check.findings.iter().filter(|own| own.rule.name == "invalid-value");
    let line = |span| {
        let file = check.source(span)?;
        file.text().lines().nth(file.line_column(span.start).0 - 1).map(str::to_owned)
    };
    findings.map(|own| (own.primary.message.clone(), line(own.primary.span).unwrap_or_default())).collect()
}

#[test]
fn a_value_that_the_device_refuses_is_told_with_what_it_takes() {
    let mut wrong = Vec::new();
    for Row(base, from, line, [refused, expected, taken], wanted) in ROWS {
        let with = |value: &str| {
            let text: &'static str = line.replace("{}", value).leak();
            check_edited([base; 2], &[in_a(from, text)])
        };
        let check = with(refused);
        let found = told(&check);
        // A key is masked where it is told.
        let value = if expected.starts_with("a key") { "key" } else { refused.trim() };
        let right = matches!(found.as_slice(), [(words, line)] if words.contains(expected) && line.contains(value));
        if !right || verdict(&check) != *wanted || !errors(&check).is_empty() {
            wrong.push(format!("{base} {line} {refused}: {} {:?} {found:?}", verdict(&check), errors(&check)));
        }
        let check = with(taken);
        if !told(&check).is_empty() {
            wrong.push(format!("{base} {line} {taken}: {:?}", told(&check)));
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), ROWS.len(), wrong.join("\n"));
}
