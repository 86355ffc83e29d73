//! References to nothing: every kind of reference of a VPN, on every platform. One that leads nowhere is told at its line
//! with the nearest name that exists; one that leads somewhere is not told. A pool of strongSwan may be one outside of its
//! files (swanctl.conf(5), `pools`), so that nothing is told of it; maps on interfaces are in `bad_input.rs`.

use ikelint::rules::Finding;

use crate::pairs::{check_edited, in_a};

/// A reference in the first file of a pair.
struct Row {
    what: &'static str,
    base: &'static str,
    /// What the base lacks for it: text, and what stands there instead. It defines what the reference names.
    with: (&'static str, &'static str),
    /// The reference, with the name at its end.
    line: &'static str,
    name: &'static str,
}

const fn row(
    what: &'static str,
    base: &'static str,
    with: (&'static str, &'static str),
    line: &'static str,
    name: &'static str,
) -> Row {
    Row { what, base, with, line, name }
}

/// The base has it all.
const AS_IT_IS: (&str, &str) = ("", "");

const ROWS: &[Row] = &[
    // ASA
    row("access list", "asa-ikev1", AS_IT_IS, "10 match address VPN", "VPN"),
    row("transform set", "asa-ikev1", AS_IT_IS, "set ikev1 transform-set TS", "TS"),
    row("proposal", "asa-ikev2", AS_IT_IS, "set ikev2 ipsec-proposal TS", "TS"),
    row("interface of a map", "asa-ikev1", AS_IT_IS, "crypto map outside_map interface outside", "outside"),
    row("interface of IKE", "asa-ikev1", AS_IT_IS, "crypto ikev1 enable outside", "outside"),
    row(
        "dynamic map",
        "asa-ikev1",
        (
            "crypto map outside_map interface",
            "crypto dynamic-map DYN 1 set ikev1 transform-set TS\ncrypto map outside_map 99 ipsec-isakmp dynamic DYN\ncrypto map outside_map interface",
        ),
        "99 ipsec-isakmp dynamic DYN",
        "DYN",
    ),
    row(
        "trust point of a map",
        "asa-ikev1",
        (
            "crypto map outside_map interface",
            "crypto ca trustpoint CORP\n enrollment terminal\ncrypto map outside_map 10 set trustpoint CORP\ncrypto map outside_map interface",
        ),
        "10 set trustpoint CORP",
        "CORP",
    ),
    row(
        "trust point of a tunnel group",
        "asa-ikev1",
        (
            "tunnel-group 198.51.100.20 type",
            "crypto ca trustpoint CORP\n enrollment terminal\ntunnel-group 198.51.100.20 ipsec-attributes\n ikev1 trust-point CORP\ntunnel-group 198.51.100.20 type",
        ),
        "ikev1 trust-point CORP",
        "CORP",
    ),
    row(
        "group policy",
        "asa-ikev1",
        (
            ": end",
            "group-policy SITE internal\ngroup-policy SITE attributes\n vpn-tunnel-protocol ikev1\ntunnel-group 198.51.100.20 general-attributes\n default-group-policy SITE\n: end",
        ),
        "default-group-policy SITE",
        "SITE",
    ),
    row(
        "filter of a group policy",
        "asa-ikev1",
        (
            ": end",
            "access-list FILTER extended permit ip any any\ngroup-policy SITE internal\ngroup-policy SITE attributes\n vpn-filter value FILTER\ntunnel-group 198.51.100.20 general-attributes\n default-group-policy SITE\n: end",
        ),
        "vpn-filter value FILTER",
        "FILTER",
    ),
    row(
        "object",
        "asa-ikev1",
        (
            "access-list VPN extended permit ip 10.1.0.0 255.255.255.0 ",
            "object network LAN\n subnet 10.1.0.0 255.255.255.0\naccess-list VPN extended permit ip object LAN ",
        ),
        "permit ip object LAN",
        "LAN",
    ),
    row(
        "object group",
        "asa-ikev1",
        (
            "access-list VPN extended permit ip 10.1.0.0 255.255.255.0 ",
            "object-group network LAN\n network-object 10.1.0.0 255.255.255.0\naccess-list VPN extended permit ip object-group LAN ",
        ),
        "permit ip object-group LAN",
        "LAN",
    ),
    row(
        "group in a group",
        "asa-ikev1",
        (
            "access-list VPN extended permit ip 10.1.0.0 255.255.255.0 ",
            "object-group network LAN\n network-object 10.1.0.0 255.255.255.0\nobject-group network ALL\n group-object LAN\naccess-list VPN extended permit ip object-group ALL ",
        ),
        "group-object LAN",
        "LAN",
    ),
    row(
        "object in a group",
        "asa-ikev1",
        (
            "access-list VPN extended permit ip 10.1.0.0 255.255.255.0 ",
            "object network LAN\n subnet 10.1.0.0 255.255.255.0\nobject-group network ALL\n network-object object LAN\naccess-list VPN extended permit ip object-group ALL ",
        ),
        "network-object object LAN",
        "LAN",
    ),
    row(
        "object of twice NAT",
        "asa-ikev1",
        (
            ": end",
            "object network LAN\n subnet 10.1.0.0 255.255.255.0\nobject network FAR\n subnet 10.2.0.0 255.255.255.0\nnat (inside,outside) source static LAN LAN destination static FAR FAR\n: end",
        ),
        "destination static FAR FAR",
        "FAR",
    ),
    row(
        "second object of an entry, beside one that is missing",
        "asa-ikev1",
        (
            "access-list VPN extended permit ip 10.1.0.0 255.255.255.0 10.2.0.0 255.255.255.0",
            "object network FAR\n subnet 10.2.0.0 255.255.255.0\nobject network LAN\n subnet 10.1.0.0 255.255.255.0\naccess-list VPN extended permit ip object LAN object FAR",
        ),
        "permit ip object LAN object FAR",
        "FAR",
    ),
    row("IPsec profile", "asa-vti", AS_IT_IS, "tunnel protection ipsec profile PROFILE", "PROFILE"),
    row("proposal of a profile", "asa-vti", AS_IT_IS, " set ikev2 ipsec-proposal TS", "TS"),
    row("source of a tunnel", "asa-vti", AS_IT_IS, "tunnel source interface outside", "outside"),
    // IOS
    row("access list", "ios-ikev1", AS_IT_IS, "match address VPN-TRAFFIC", "VPN-TRAFFIC"),
    row("transform set", "ios-ikev1", AS_IT_IS, " set transform-set TS", "TS"),
    row("map on an interface", "ios-ikev1", AS_IT_IS, "\n crypto map VPN", "VPN"),
    row("transform set of a profile", "ios-vti", AS_IT_IS, " set transform-set TS", "TS"),
    row("IPsec profile", "ios-vti", AS_IT_IS, "tunnel protection ipsec profile PROFILE", "PROFILE"),
    row("IKEv2 profile", "ios-vti", AS_IT_IS, "set ikev2-profile PROF", "PROF"),
    row("keyring", "ios-vti", AS_IT_IS, "keyring local KEYS", "KEYS"),
    row("proposal of a policy", "ios-vti", AS_IT_IS, "\n proposal PROP", "PROP"),
    row("source of a tunnel", "ios-vti", AS_IT_IS, "tunnel source GigabitEthernet0/0", "GigabitEthernet0/0"),
    row(
        "interface of a map",
        "ios-ikev1",
        (
            "crypto map VPN 10 ipsec-isakmp",
            "crypto map VPN local-address GigabitEthernet0/0\ncrypto map VPN 10 ipsec-isakmp",
        ),
        "local-address GigabitEthernet0/0",
        "GigabitEthernet0/0",
    ),
    row(
        "VRF of a tunnel",
        "ios-vti",
        ("interface Tunnel0\n", "vrf definition BLUE\n rd 1:1\ninterface Tunnel0\n vrf forwarding BLUE\n"),
        "vrf forwarding BLUE",
        "BLUE",
    ),
    row(
        "dynamic map",
        "ios-ikev1",
        (
            "crypto map VPN 10 ipsec-isakmp",
            "crypto dynamic-map DYN 1\n set transform-set TS\ncrypto map VPN 99 ipsec-isakmp dynamic DYN\ncrypto map VPN 10 ipsec-isakmp",
        ),
        "ipsec-isakmp dynamic DYN",
        "DYN",
    ),
    row(
        "ISAKMP profile",
        "ios-ikev1",
        (
            " set peer 198.51.100.20\n",
            " set peer 198.51.100.20\n set isakmp-profile SITE\ncrypto isakmp profile SITE\n match identity address 198.51.100.20 255.255.255.255\n",
        ),
        "set isakmp-profile SITE",
        "SITE",
    ),
    row(
        "keyring of an ISAKMP profile",
        "ios-ikev1",
        (
            "crypto ipsec transform-set",
            "crypto keyring RING\n pre-shared-key address 198.51.100.20 key Corr3ct-Horse\ncrypto isakmp profile SITE\n keyring RING\n match identity address 198.51.100.20 255.255.255.255\ncrypto ipsec transform-set",
        ),
        "\n keyring RING",
        "RING",
    ),
    row(
        "virtual template",
        "ios-ikev2",
        (
            " keyring local KEYS\n",
            " keyring local KEYS\n virtual-template 10\ninterface Virtual-Template10 type tunnel\n ip unnumbered GigabitEthernet0/0\n tunnel mode ipsec ipv4\n",
        ),
        "\n virtual-template 10",
        "10",
    ),
    row(
        "trust point",
        "ios-ikev2",
        (
            " keyring local KEYS\n",
            " keyring local KEYS\n pki trustpoint CORP\ncrypto pki trustpoint CORP\n enrollment terminal\n",
        ),
        "\n pki trustpoint CORP",
        "CORP",
    ),
    row(
        "object group",
        "ios-ikev1",
        (
            " permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255\n",
            " permit ip object-group LAN 10.2.0.0 0.0.0.255\nobject-group network LAN\n 10.1.0.0 255.255.255.0\n",
        ),
        "permit ip object-group LAN",
        "LAN",
    ),
    row(
        "group in a group",
        "ios-ikev1",
        (
            " permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255\n",
            " permit ip object-group ALL 10.2.0.0 0.0.0.255\nobject-group network ALL\n group-object LAN\nobject-group network LAN\n 10.1.0.0 255.255.255.0\n",
        ),
        "group-object LAN",
        "LAN",
    ),
    row(
        "list of an access group",
        "ios-ikev1",
        (
            "interface GigabitEthernet0/1\n",
            "ip access-list extended INSIDE\n permit ip any any\ninterface GigabitEthernet0/1\n ip access-group INSIDE in\n",
        ),
        "ip access-group INSIDE",
        "INSIDE",
    ),
    row(
        "object group of the list of an access group",
        "ios-ikev1",
        (
            "interface GigabitEthernet0/1\n",
            "object-group network LAN\n 10.1.0.0 255.255.255.0\nip access-list extended INSIDE\n permit ip object-group LAN any\ninterface GigabitEthernet0/1\n ip access-group INSIDE in\n",
        ),
        "permit ip object-group LAN",
        "LAN",
    ),
    row(
        "list of a translation",
        "ios-ikev1",
        (
            "ip route ",
            "ip access-list extended NAT\n deny ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255\n permit ip any any\nip nat inside source list NAT interface GigabitEthernet0/0 overload\nip route ",
        ),
        "source list NAT",
        "NAT",
    ),
    row(
        "route map of a translation",
        "ios-ikev1",
        (
            "ip route ",
            "route-map NONE permit 10\nip nat inside source route-map NONE interface GigabitEthernet0/0 overload\nip route ",
        ),
        "source route-map NONE",
        "NONE",
    ),
    // PAN-OS
    row(
        "source of a rule",
        "panos-ikev1",
        (
            "set zone untrust",
            "set address LAN ip-netmask 10.1.0.0/24\nset rulebase security rules out source LAN destination any action allow\nset zone untrust",
        ),
        "rules out source LAN",
        "LAN",
    ),
    row(
        "monitor profile of a tunnel",
        "panos-ikev1",
        (
            "set zone untrust",
            "set network profiles monitor-profile KEEP interval 3\nset network tunnel ipsec TUN tunnel-monitor tunnel-monitor-profile KEEP\nset zone untrust",
        ),
        "tunnel-monitor tunnel-monitor-profile KEEP",
        "KEEP",
    ),
    row("IKE crypto profile", "panos-ikev1", AS_IT_IS, "ike-crypto-profile IKE", "IKE"),
    row("IPsec crypto profile", "panos-ikev1", AS_IT_IS, "ipsec-crypto-profile ESP", "ESP"),
    row("gateway", "panos-ikev1", AS_IT_IS, "auto-key ike-gateway GW", "GW"),
    row("interface of a gateway", "panos-ikev1", AS_IT_IS, "local-address interface ethernet1/1", "ethernet1/1"),
    row("interface of a tunnel", "panos-ikev1", AS_IT_IS, "tunnel-interface tunnel.10", "tunnel.10"),
    row("interface of a zone", "panos-ikev1", AS_IT_IS, "set zone vpn network layer3 tunnel.10", "tunnel.10"),
    row("interface of a route", "panos-ikev1", AS_IT_IS, "static-route to-peer interface tunnel.10", "tunnel.10"),
    row(
        "address of the peer",
        "panos-ikev1",
        ("peer-address ip 198.51.100.20", "peer-address ip FAR\nset address FAR ip-netmask 198.51.100.20"),
        "peer-address ip FAR",
        "FAR",
    ),
    row(
        "address of a proxy ID",
        "panos-ikev1",
        ("remote 10.2.0.0/24", "remote FAR-LAN\nset address FAR-LAN ip-netmask 10.2.0.0/24"),
        "remote FAR-LAN",
        "FAR-LAN",
    ),
    row(
        "certificate profile",
        "panos-ikev1",
        (
            "set network ike gateway GW protocol version ikev1",
            "set network ike gateway GW protocol version ikev1\nset network ike gateway GW authentication certificate certificate-profile CERTS\nset shared certificate-profile CERTS CA CORP",
        ),
        "authentication certificate certificate-profile CERTS",
        "CERTS",
    ),
    row(
        "zone of a security rule",
        "panos-ikev1",
        (
            "set zone vpn",
            "set rulebase security rules out from trust to vpn source any destination any application any service any action allow\nset zone vpn",
        ),
        "rules out from trust",
        "trust",
    ),
    row(
        "zone of a NAT rule",
        "panos-ikev1",
        (
            "set zone vpn",
            "set rulebase nat rules out source any destination any service any from trust to untrust\nset zone vpn",
        ),
        "service any from trust to untrust",
        "untrust",
    ),
    row(
        "virtual router of a route",
        "panos-ikev1",
        (
            "set zone vpn",
            "set network virtual-router default routing-table ip static-route far destination 10.9.0.0/16\nset network virtual-router default routing-table ip static-route far nexthop next-vr second\nset network virtual-router second interface [ ]\nset zone vpn",
        ),
        "nexthop next-vr second",
        "second",
    ),
    row(
        "template variable",
        "panos-ikev1",
        (
            "set zone vpn",
            "set template SITE variable $wan type ip-netmask 203.0.113.1/24\nset template SITE config network interface ethernet ethernet1/1 layer3 ip $wan\nset zone vpn",
        ),
        "layer3 ip $wan",
        "$wan",
    ),
    // strongSwan
    row("section", "swanctl-ikev1", ("    far {", "    far : common {"), "    far : common", "common"),
];

/// What has to stand in the file besides, below its sections.
fn definitions(row: &Row) -> Option<(&'static str, &'static str)> {
    match row.name {
        "common" => Some(("secrets {", "common {\n    mobike = no\n}\nsecrets {")),
        _ => None,
    }
}

/// The findings about references to nothing, each with the text of its line.
fn dangling(row: &Row, line: &'static str) -> Vec<(String, String)> {
    let mut edits = Vec::new();
    edits.extend(definitions(row).map(|(from, to)| in_a(from, to)));
    edits.extend((row.with != AS_IT_IS).then(|| in_a(row.with.0, row.with.1)));
    edits.push(in_a(row.line, line));
    let other = if row.base.ends_with("ikev2") {
        "ios-ikev2"
    } else if row.base.ends_with("vti") {
        "ios-vti"
    } else {
        "ios-ikev1"
    };
    let check = check_edited([row.base, other], &edits);
    let told = |finding: &Finding| {
        let file = check.source(finding.primary.span).filter(|file| file.id().0 == 0)?;
        let line = file.line_column(finding.primary.span.start).0;
        let words = format!("{} {} {}", finding.message, finding.primary.message, finding.help);
        (finding.rule.name == "dangling-reference")
            .then(|| (file.text().lines().nth(line - 1).unwrap_or_default().to_owned(), words))
    };
    check.findings.iter().filter_map(told).collect()
}

fn fault(row: &Row) -> Option<String> {
    let sound = dangling(row, row.line);
    if !sound.is_empty() {
        return Some(format!("told, and it exists: {sound:?}"));
    }
    // One letter more, before the last; a digit in a number.
    let (head, last) = row.line.split_at(row.line.len() - 1);
    let slip = if row.name.bytes().all(|byte| byte.is_ascii_digit()) { '7' } else { 'x' };
    let typo: &'static str = Box::leak(format!("{head}{slip}{last}").into_boxed_str());
    let missing = typo.rsplit([' ', '\n']).next().unwrap_or_default();
    let found = dangling(row, typo);
    let is_right = |(line, words): &(String, String)| line.contains(missing) && words.contains(row.name);
    (!found.iter().any(is_right)).then(|| format!("{missing} is not told: {found:?}"))
}

#[test]
fn what_leads_nowhere_is_told_with_the_nearest_name() {
    let faults: Vec<String> =
        ROWS.iter().filter_map(|row| Some(format!("{} {}: {}", row.base, row.what, fault(row)?))).collect();
    assert!(faults.is_empty(), "{} of {}\n{}", faults.len(), ROWS.len(), faults.join("\n"));
}

/// A list whose first numbers are taken is numbered anew before denies are put in at its top.
#[test]
fn a_list_that_begins_low_is_numbered_anew_first() {
    let commands = |first: &'static str| {
        let wide: &'static str = Box::leak(
            format!(
                "ip access-list extended WIDE\n {first}permit ip any any\n!\ncrypto map VPN 5 ipsec-isakmp\n set peer \
                 203.0.113.5\n set transform-set TS\n match address WIDE\ncrypto map VPN 10 ipsec-isakmp\n"
            )
            .into_boxed_str(),
        );
        let check = check_edited(["ios-ikev1", "asa-ikev1"], &[in_a("crypto map VPN 10 ipsec-isakmp\n", wide)]);
        let fixes = check.findings.iter().filter(|finding| finding.rule.name == "shadowed-entry");
        fixes.flat_map(|finding| &finding.fixes).flat_map(|fix| fix.commands.clone()).collect::<Vec<_>>().join("\n")
    };
    let resequence = "ip access-list resequence WIDE 10 10\nip access-list extended WIDE\n 1 deny ip";
    assert!(commands("1 ").contains(resequence), "{}", commands("1 "));
    for first in ["", "10 "] {
        let told = commands(first);
        assert!(told.contains("ip access-list extended WIDE\n 1 deny ip") && !told.contains("resequence"), "{told}");
    }
}
