//! Lines that nobody understands: what one of them may set is not known, so that no default is taken for it, nothing is called
//! missing, and the question points at the line.

use std::collections::BTreeSet;

use ikelint::check::Settings;

use crate::pairs::{Edit, check_edited, errors, in_a, verdict};

/// A slip of the pen in the first file of a pair, and the line that it leaves.
struct Row {
    base: &'static str,
    edit: Edit,
    line: &'static str,
}

const fn row(base: &'static str, from: &'static str, to: &'static str, line: &'static str) -> Row {
    Row { base, edit: in_a(from, to), line }
}

const ROWS: &[Row] = &[
    // A policy: what the line may set is not the default.
    row("asa-ikev1", " encryption aes-256", " encyption aes-256", "encyption"),
    row("asa-ikev1", " hash sha\n group 14", " hash sha\n grp 14", "grp 14"),
    row("asa-ikev1", " hash sha\n group 14", " hash sha group 14", "hash sha group"),
    row("asa-ikev2", " encryption aes-256\n integrity", " encyption aes-256\n integrity", "encyption"),
    row("asa-ikev2", "\n prf sha256", "\n pfr sha256", "pfr"),
    row("ios-ikev1", " encr aes 256", " enrc aes 256", "enrc"),
    // An entry of a crypto map: the line may be the one that it lacks.
    row("asa-ikev1", "10 match address VPN", "10 mach address VPN", "mach address"),
    row("asa-ikev1", "10 set peer", "10 set per", "set per"),
    row("asa-ikev1", "10 set ikev1 transform-set TS", "10 set ikev1 transfrom-set TS", "transfrom-set"),
    row("asa-ikev1", "10 set peer", "10 set pfs group 14\ncrypto map outside_map 10 set peer", "set pfs group 14"),
    row("ios-ikev1", " match address", " mach address", "mach address"),
    row("ios-ikev1", " set peer", " set per", "set per"),
    row("ios-ikev1", " set transform-set", " set transfrom-set", "transfrom-set"),
    row("ios-ikev2", " set transform-set TS", " set transform-set TS\n set pfz group14", "pfz"),
    // A tunnel interface, a profile.
    row("ios-vti", " tunnel destination", " tunnel destinaton", "destinaton"),
    row("ios-vti", " tunnel source", " tunnel sorce", "sorce"),
    row("ios-ikev2", " match identity remote", " mach identity remote", "mach identity"),
    row("ios-ikev2", " authentication local", " authentcation local", "authentcation"),
    row("ios-vti", " tunnel protection", " tunnel protecton", "protecton"),
    row("asa-vti", " tunnel destination", " tunnel destinaton", "destinaton"),
    row("asa-vti", " tunnel protection", " tunnel protecton", "protecton"),
    // An access list: its selectors are not known in full.
    row("asa-ikev1", "extended permit ip", "extended premit ip", "premit"),
    row(
        "asa-ikev1",
        "VPN extended permit ip 10.1.0.0 255.255.255.0 10.2.0.0 255.255.255.0",
        "VPN standard permit 10.1.0.0 255.255.255.0",
        "standard",
    ),
    row("ios-ikev1", " permit ip 10.1", " premit ip 10.1", "premit"),
    row(
        "ios-ikev1",
        "ip access-list extended VPN-TRAFFIC\n permit ip 10.1.0.0 0.0.0.255",
        "object-group network OWN\n network-object 10.1.0.0 255.255.255.0\nip access-list extended VPN-TRAFFIC\n permit ip object-group OWN",
        "network-object",
    ),
    // A block whose head nobody understands.
    row("asa-ikev1", "crypto ikev1 policy 10", "crypto ikev1 polcy 10", "polcy"),
    row("ios-ikev1", "crypto isakmp policy 10", "crypto isakmp polcy 10", "polcy"),
    row("ios-ikev1", "crypto isakmp key", "crypto isakmp kye", "kye"),
    row("asa-ikev1", " ikev1 pre-shared-key", " ikev1 pre-shraed-key", "pre-shraed-key"),
    row("asa-ikev1", "crypto ikev1 enable", "crypto ikev1 enbale", "enbale"),
    // The head of what another line names.
    row("asa-ikev1", "crypto ipsec ikev1 transform-set", "crypto ipsec ikev1 transfrom-set", "transfrom-set"),
    row("asa-ikev1", "access-list VPN", "acess-list VPN", "acess-list"),
    row("ios-ikev1", "crypto ipsec transform-set", "crypto ipsec transfrom-set", "transfrom-set"),
    row("ios-ikev1", "ip access-list extended", "ip access-list extnded", "extnded"),
    row("ios-vti", "crypto ipsec profile", "crypto ipsec profle", "profle"),
    row("ios-ikev2", "crypto ikev2 keyring", "crypto ikev2 keyrng", "keyrng"),
    row("panos-ikev1", "ike gateway GW", "ike gatway GW", "gatway"),
    row(
        "panos-ikev1",
        "crypto-profiles ike-crypto-profiles IKE",
        "crypto-profiles ike-crypto-profle IKE",
        "profle IKE",
    ),
    row("panos-ikev1", "ike gateway GW authentication", "ike gatway GW authentication", "gatway"),
    row("panos-ikev1", "peer-address ip", "peer-adress ip", "peer-adress"),
    row("panos-ikev1", "ikev1 ike-crypto-profile", "ikev1 ike-crypto-profil", "ike-crypto-profil "),
    row("panos-ikev1", "auto-key ipsec-crypto-profile", "auto-key ipsec-crypto-profil", "ipsec-crypto-profil "),
    row("panos-ikev1", "IKE dh-group", "IKE dh-gruop", "dh-gruop"),
    row("panos-ikev1", "GW protocol version", "GW protocol versoin", "versoin"),
    row("panos-ikev1", "GW authentication", "GW authentcation", "authentcation"),
];

/// Faults that leave open what the device does, and the line that the question is about.
const FAULTY: &[Row] = &[
    row("asa-ikev1", "TS esp-aes-256 esp-sha-hmac", "TS esp-aes-256 esp-3des esp-sha-hmac", "esp-3des"),
    row("ios-ikev1", "TS esp-aes 256 esp-sha-hmac", "TS esp-aes 256 esp-3des esp-sha-hmac", "esp-3des"),
    row("ios-ikev1", "address 198.51.100.20\n!", "address 198.51.100.20 255.0.255.0\n!", "255.0.255.0"),
    row("ios-ikev2", " keyring local KEYS", " keyring local KEYS\n match address local 192.0.2.99", "local 192.0.2.99"),
    row(
        "ios-ikev2",
        " keyring local KEYS",
        " keyring local KEYS\n match address local interface Loopback9",
        "Loopback9",
    ),
    row(
        "ios-ikev1",
        "crypto isakmp key Corr3ct-Horse address 198.51.100.20",
        "crypto keyring K\n local-address Loopback9\n pre-shared-key address 198.51.100.20 key Corr3ct-Horse",
        "local-address Loopback9",
    ),
    row(
        "panos-ikev1",
        "GW protocol version",
        "GW peer-id type keyid\nset network ike gateway GW peer-id id HQ\nset network ike gateway GW protocol version",
        "HQ",
    ),
    row(
        "panos-ikev1",
        "set network tunnel ipsec TUN tunnel-interface",
        "set network tunnel ipsec TUN enable-gre-encapsulation yes\nset network tunnel ipsec TUN tunnel-interface",
        "enable-gre-encapsulation",
    ),
];

#[test]
fn a_fault_that_no_source_tells_the_outcome_of_leaves_the_verdict_open() {
    let mut wrong = Vec::new();
    for Row { base, edit, line } in FAULTY {
        let check = check_edited([base; 2], &[*edit]);
        let text = |span| check.source(span).map_or("", |file| file.slice(span));
        let missing = check.tunnels.iter().flat_map(|tunnel| &tunnel.directions).flat_map(|own| &own.missing);
        let asked: BTreeSet<&str> = missing.map(|own| text(own.question.at)).collect();
        if verdict(&check) != "undetermined" || !asked.iter().any(|text| text.contains(line)) {
            wrong.push(format!("{base} {line}: {} {:?} {asked:?}", verdict(&check), errors(&check)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_key_with_a_bad_mask_leaves_open_only_whom_it_may_cover() {
    const KEY: &str = "address 198.51.100.20\n!";
    for (other, wanted) in [("203.0.113.9 255.0.255.0", "establishes"), ("198.9.100.9 255.0.255.0", "undetermined")] {
        let more = format!("address 198.51.100.20\ncrypto isakmp key Corr3ct-Horse address {other}\n!");
        let [(a, text), b] = crate::pairs::edited(["ios-ikev1"; 2], &[]);
        let check = crate::pairs::check_texts(&[(a, text.replacen(KEY, &more, 1)), b], Settings::default());
        assert_eq!(verdict(&check), wanted, "{other}");
    }
}

#[test]
fn a_keyring_for_another_address_of_the_device_holds_no_key_for_the_tunnel() {
    const KEY: &str = "crypto isakmp key Corr3ct-Horse address 198.51.100.20";
    const OWN: &str =
        "crypto keyring K\n local-address 192.0.2.10\n pre-shared-key address 198.51.100.20 key Corr3ct-Horse";
    const OTHER: &str =
        "crypto keyring K\n local-address 192.0.2.99\n pre-shared-key address 198.51.100.20 key Corr3ct-Horse";
    let with = |ring| check_edited(["ios-ikev1"; 2], &[in_a(KEY, ring)]);
    let (own, other) = (with(OWN), with(OTHER));
    assert_eq!((verdict(&own), errors(&own)), ("establishes", Vec::new()));
    assert_eq!((verdict(&other), errors(&other)), ("stalls", vec!["psk-missing"]));
}

#[test]
fn a_verdict_that_hangs_on_a_line_that_nobody_understands_is_open() {
    let mut wrong = Vec::new();
    for Row { base, edit, line } in ROWS {
        let check = check_edited([base; 2], &[*edit]);
        let (verdict, errors) = (verdict(&check), errors(&check));
        let text = |span| check.source(span).map_or("", |file| file.slice(span));
        let missing = check.tunnels.iter().flat_map(|tunnel| &tunnel.directions).flat_map(|own| &own.missing);
        let asked: BTreeSet<&str> = missing.map(|own| text(own.question.at)).collect();
        let told = check.findings.iter().filter(|own| own.rule.name == "unrecognised-line");
        let told: BTreeSet<&str> = told.map(|own| text(own.primary.span)).collect();
        let points = asked.union(&told).any(|text| text.contains(line.trim_end()));
        if verdict != "undetermined" || !errors.is_empty() || !points {
            wrong.push(format!("{base} {line}: {verdict} {errors:?} {asked:?} {told:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
