//! Lines that nobody understands: what one of them may set is not known, so that no default is taken for it, nothing is called
//! missing, and the question points at the line.

use std::collections::BTreeSet;

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
    row("panos-ikev1", "IKE dh-group", "IKE dh-gruop", "dh-gruop"),
    row("panos-ikev1", "GW protocol version", "GW protocol versoin", "versoin"),
];

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
