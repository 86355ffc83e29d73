//! Which end is told to change, and how: the end that is wrong comes first.

use ikelint::check::Check;

use crate::pairs::{Edit, check_edited, in_a, in_b};

/// A pair, the rule that speaks, and what it advises: for each way to mend it the end, and something that its commands say.
struct Row {
    what: &'static str,
    names: [&'static str; 2],
    edits: &'static [Edit],
    rule: &'static str,
    told: &'static [(usize, &'static str)],
}

/// The ways to mend what a rule tells: the end, and the commands one below the other.
fn ways(check: &Check, rule: &str) -> Vec<(usize, String)> {
    let told = check.findings.iter().filter(|finding| finding.rule.name == rule);
    told.flat_map(|finding| &finding.fixes).map(|fix| (fix.device, fix.commands.join("\n"))).collect()
}

const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];
const IOS: [&str; 2] = ["ios-ikev1", "ios-ikev1"];
const ASA_PAN: [&str; 2] = ["asa-ikev1", "panos-ikev1"];
const PAN_ASA: [&str; 2] = ["panos-ikev1", "asa-ikev1"];
/// A second gateway with the profile of the first.
const ANOTHER_GATEWAY: &str = "set network ike gateway OTHER authentication pre-shared-key key s3cret-words-here\nset network ike \
                               gateway OTHER protocol version ikev1\nset network ike gateway OTHER protocol ikev1 \
                               ike-crypto-profile IKE\nset network ike gateway OTHER local-address interface \
                               ethernet1/1\nset network ike gateway OTHER peer-address ip 203.0.113.77\nset zone untrust";
const STRONGSWAN: [&str; 2] = ["asa-ikev2", "swanctl-ikev2"];
const SWAPPED: &str = "10.2.0.0 255.255.255.0 10.1.0.0 255.255.255.0";
const A_TO_B: &str = "10.1.0.0 255.255.255.0 10.2.0.0 255.255.255.0";

const ROWS: &[Row] = &[
    Row {
        what: "a second entry for the same peer: the other end adds its mirror, and keeps what works",
        names: ASA,
        edits: &[in_a(
            "crypto map outside_map interface outside",
            "access-list SECOND extended permit ip 10.1.7.0 255.255.255.0 10.2.7.0 255.255.255.0\ncrypto map outside_map 20 match address SECOND\ncrypto map outside_map 20 set peer 198.51.100.20\ncrypto map outside_map 20 set ikev1 transform-set TS\ncrypto map outside_map interface outside",
        )],
        rule: "selector-mismatch",
        told: &[(1, "permit ip 10.2.7.0 255.255.255.0 10.1.7.0 255.255.255.0")],
    },
    Row {
        what: "one group in aggressive mode, where all of them would fit",
        names: ASA,
        edits: &[in_a(
            "crypto map outside_map interface outside",
            "crypto map outside_map 10 set ikev1 phase1-mode aggressive group2\ncrypto map outside_map interface outside",
        )],
        rule: "ike-proposal-mismatch",
        told: &[(0, "phase1-mode main")],
    },
    Row {
        what: "a list that was copied to the first end",
        names: ASA,
        edits: &[in_a(A_TO_B, SWAPPED)],
        rule: "selector-mismatch",
        told: &[(0, "permit ip 10.1.0.0 255.255.255.0 10.2.0.0 255.255.255.0")],
    },
    Row {
        what: "a list that was copied to the second end",
        names: ASA,
        edits: &[in_b(SWAPPED, A_TO_B)],
        rule: "selector-mismatch",
        told: &[(1, "permit ip 10.2.0.0 255.255.255.0 10.1.0.0 255.255.255.0")],
    },
    Row {
        what: "a network of the first end that the second end mistypes",
        names: IOS,
        edits: &[in_b("10.2.0.0 0.0.0.255 10.1.0.0", "10.2.0.0 0.0.0.255 10.7.0.0")],
        rule: "selector-mismatch",
        told: &[(1, "permit ip 10.2.0.0 0.0.0.255 10.1.0.0 0.0.0.255")],
    },
    Row {
        what: "the own network, mistyped",
        names: ASA_PAN,
        edits: &[in_b("proxy-id lan local 10.2.0.0/24", "proxy-id lan local 10.7.0.0/24")],
        rule: "selector-mismatch",
        told: &[(1, "proxy-id lan local 10.2.0.0/24")],
    },
    Row {
        what: "a network that is wider than what is there",
        names: IOS,
        edits: &[in_a("permit ip 10.1.0.0 0.0.0.255", "permit ip 10.1.0.0 0.0.255.255")],
        rule: "selector-one-way",
        told: &[(0, "permit ip 10.1.0.0 0.0.0.255"), (1, "10.1.0.0 0.0.255.255")],
    },
    Row {
        what: "sides that are swapped at an end whose networks no file tells",
        names: STRONGSWAN,
        edits: &[
            in_b("local_ts = 10.2.0.0/24", "local_ts = 10.1.0.0/24"),
            in_b("remote_ts = 10.1.0.0/24", "remote_ts = 10.2.0.0/24"),
        ],
        rule: "selector-mismatch",
        told: &[(1, "local_ts = 10.2.0.0/24")],
    },
    Row {
        what: "an address of the gateway that its interface does not have",
        names: ["panos-ikev1", "asa-ikev1"],
        edits: &[in_a("local-address ip 192.0.2.10/24", "local-address ip 192.0.2.11/24")],
        rule: "peer-address-mismatch",
        told: &[(0, "set network ike gateway GW local-address ip 192.0.2.10/24")],
    },
    Row {
        what: "a peer that no interface of the other end has",
        names: ["panos-ikev1", "asa-ikev1"],
        edits: &[in_b("set peer 192.0.2.10", "set peer 192.0.2.11")],
        rule: "peer-address-mismatch",
        told: &[(1, "set peer 192.0.2.10")],
    },
    Row {
        what: "a profile that PAN-OS brings along, where one that fits is not used",
        names: PAN_ASA,
        edits: &[in_a("ikev1 ike-crypto-profile IKE", "ikev1 ike-crypto-profile default")],
        rule: "ike-proposal-mismatch",
        told: &[(0, "set network ike gateway GW protocol ikev1 ike-crypto-profile IKE")],
    },
    Row {
        what: "the same without one that fits",
        names: PAN_ASA,
        edits: &[
            in_a("ikev1 ike-crypto-profile IKE", "ikev1 ike-crypto-profile default"),
            in_a("IKE dh-group group14", "IKE dh-group group20"),
        ],
        rule: "ike-proposal-mismatch",
        told: &[(
            0,
            "profiles GW encryption aes-256-cbc\nset network ike crypto-profiles ike-crypto-profiles GW hash sha1\nset network \
             ike crypto-profiles ike-crypto-profiles GW dh-group group14\nset network ike gateway GW protocol ikev1 \
             ike-crypto-profile GW",
        )],
    },
    Row {
        what: "a profile that another gateway uses as well",
        names: PAN_ASA,
        edits: &[
            in_a("IKE encryption aes-256-cbc", "IKE encryption aes-128-cbc"),
            in_a("set zone untrust", ANOTHER_GATEWAY),
        ],
        rule: "ike-proposal-mismatch",
        told: &[(0, "ike-crypto-profiles GW encryption aes-256-cbc"), (1, " encryption aes\n")],
    },
    Row {
        what: "a profile of a gateway alone",
        names: PAN_ASA,
        edits: &[in_a("IKE encryption aes-256-cbc", "IKE encryption aes-128-cbc")],
        rule: "ike-proposal-mismatch",
        told: &[(0, "ike-crypto-profiles IKE encryption aes-256-cbc"), (1, " encryption aes\n")],
    },
    Row {
        what: "an IPsec profile that PAN-OS brings along",
        names: PAN_ASA,
        edits: &[in_a("ipsec-crypto-profile ESP", "ipsec-crypto-profile default")],
        rule: "ipsec-proposal-mismatch",
        told: &[
            (0, "set network tunnel ipsec TUN auto-key ipsec-crypto-profile ESP"),
            (1, "transform-set ESP-AES-SHA esp-aes esp-sha-hmac"),
        ],
    },
    Row {
        what: "PFS in an IPsec profile that PAN-OS brings along",
        names: ["panos-ikev2", "asa-ikev2"],
        edits: &[
            in_a("ipsec-crypto-profile ESP", "ipsec-crypto-profile Suite-B-GCM-256"),
            in_a("ESP dh-group no-pfs", "ESP dh-group group5"),
            in_b("encryption aes-256\n", "encryption aes-256 aes-gcm-256\n"),
        ],
        rule: "pfs-mismatch",
        told: &[(1, "set pfs group20"), (0, "ipsec-crypto-profiles TUN dh-group no-pfs")],
    },
    Row {
        what: "DES at one end",
        names: ASA,
        edits: &[in_a(" encryption aes-256", " encryption des")],
        rule: "ike-proposal-mismatch",
        told: &[(0, "encryption aes-256")],
    },
    Row {
        what: "DES at the other end",
        names: IOS,
        edits: &[in_b("esp-aes 256", "esp-des")],
        rule: "ipsec-proposal-mismatch",
        told: &[(1, "esp-aes 256")],
    },
    Row {
        what: "DES against a weak policy that comes nearest, and a strong one",
        names: IOS,
        edits: &[
            in_a(" encr aes 256", " encr 3des\n hash md5"),
            in_b(
                "crypto isakmp policy 10",
                "crypto isakmp policy 5\n encr des\n hash md5\n authentication pre-share\n group 14\ncrypto isakmp policy 10",
            ),
        ],
        rule: "ike-proposal-mismatch",
        told: &[(0, " encryption aes 256"), (1, " encryption 3des")],
    },
    Row {
        what: "a group that the release of an end refuses",
        names: ["ios-ikev1", "asa-ikev1"],
        edits: &[in_a(" group 14", " group 2")],
        rule: "ike-proposal-mismatch",
        told: &[(0, " group 14")],
    },
    Row {
        what: "a route that leads elsewhere is corrected",
        names: ASA,
        edits: &[in_a("route outside", "route inside 10.2.0.0 255.255.255.0 10.1.0.254 1\nroute outside")],
        rule: "no-route-to-remote-network",
        told: &[(
            0,
            "no route inside 10.2.0.0 255.255.255.0 10.1.0.254\nroute outside 10.2.0.0 255.255.255.0 192.0.2.1",
        )],
    },
    Row {
        what: "a wider route that leads elsewhere stays",
        names: IOS,
        edits: &[in_a("ip route", "ip route 10.0.0.0 255.0.0.0 10.1.0.254\nip route")],
        rule: "no-route-to-remote-network",
        told: &[(0, "ip route 10.2.0.0 255.255.255.0 192.0.2.1")],
    },
    Row {
        what: "a route that drops is corrected",
        names: ["ios-vti", "ios-vti"],
        edits: &[in_a("255.255.255.0 Tunnel0", "255.255.255.0 Null0")],
        rule: "no-route-to-remote-network",
        told: &[(0, "no ip route 10.2.0.0 255.255.255.0 Null0\nip route 10.2.0.0 255.255.255.0 Tunnel0")],
    },
    Row {
        what: "a route of PAN-OS that leads elsewhere is corrected where it stands",
        names: PAN_ASA,
        edits: &[in_a(
            "static-route to-peer interface tunnel.10",
            "static-route to-peer interface ethernet1/2\nset network virtual-router default routing-table ip static-route \
             to-peer nexthop ip-address 10.1.0.254",
        )],
        rule: "no-route-to-remote-network",
        told: &[(
            0,
            "set network virtual-router default routing-table ip static-route to-peer interface tunnel.10\ndelete network \
             virtual-router default routing-table ip static-route to-peer nexthop",
        )],
    },
    Row {
        what: "no route to the peer, on a network with two ends",
        names: IOS,
        edits: &[
            in_a("ip address 192.0.2.10 255.255.255.0", "ip address 192.0.2.10 255.255.255.252"),
            in_a("ip route 0.0.0.0 0.0.0.0 192.0.2.1\n", ""),
        ],
        rule: "no-route-to-peer",
        told: &[(0, "ip route 198.51.100.20 255.255.255.255 192.0.2.9")],
    },
    Row {
        what: "the peer is routed into the tunnel",
        names: ["ios-vti", "ios-vti"],
        edits: &[in_a(
            "ip route 0.0.0.0 0.0.0.0 192.0.2.1",
            "ip route 0.0.0.0 0.0.0.0 Tunnel0\nip route 203.0.113.0 255.255.255.0 192.0.2.1",
        )],
        rule: "recursive-route",
        told: &[(0, "ip route 198.51.100.20 255.255.255.255 192.0.2.1")],
    },
    Row {
        what: "a list on the way in without ESP",
        names: IOS,
        edits: &[
            in_b(" crypto map VPN\n!", " ip access-group OUT-IN in\n crypto map VPN\n!"),
            in_b(
                "ip route",
                "ip access-list extended OUT-IN\n permit udp any any eq isakmp\n permit ip 10.1.0.0 0.0.0.255 any\nip route",
            ),
        ],
        rule: "esp-blocked",
        told: &[(1, "ip access-list extended OUT-IN\n 1 permit esp host 192.0.2.10 any")],
    },
    Row {
        what: "another IKE version, with a policy of it that serves others",
        names: ["ios-ikev2", "asa-ikev1"],
        edits: &[in_b(": end", "crypto ikev2 policy 40\n encryption aes\n: end")],
        rule: "ike-version-mismatch",
        told: &[
            (1, "crypto ikev2 enable outside\ncrypto ikev2 policy 50\n encryption aes-256\n integrity sha256"),
            (0, "crypto isakmp policy 10\n encryption aes 256\n hash sha\n authentication pre-share\n group 14"),
        ],
    },
];

#[test]
fn the_end_that_is_wrong_is_to_change() {
    let mut wrong = Vec::new();
    for row in ROWS {
        let told = ways(&check_edited(row.names, row.edits), row.rule);
        let ends = told.iter().map(|(end, _)| *end).eq(row.told.iter().map(|(end, _)| *end));
        let says = told.iter().zip(row.told).all(|((_, commands), (_, wanted))| commands.contains(wanted));
        if !ends || !says {
            wrong.push(format!("{}: {told:#?}", row.what));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A second entry at one end alone takes nothing from the entry that works.
#[test]
fn a_second_entry_removes_nothing() {
    let second = ROWS[0].edits;
    let told = ways(&check_edited(ASA, second), "selector-mismatch");
    assert!(told.iter().all(|(_, commands)| !commands.contains("no access-list")), "{told:?}");
}

#[test]
fn what_is_added_takes_no_name_that_something_has() {
    let edits = [
        in_b("esp-aes 256 esp-sha-hmac", "esp-aes 128 esp-sha-hmac"),
        in_a(
            "crypto ipsec transform-set",
            "crypto ipsec transform-set FOR-PEER esp-aes 192 esp-sha-hmac\ncrypto ipsec transform-set",
        ),
    ];
    let told = ways(&check_edited(IOS, &edits), "ipsec-proposal-mismatch");
    let of = |end: usize| told.iter().find(|(own, _)| *own == end).map(|(_, commands)| commands.as_str());
    assert!(of(0).is_some_and(|commands| commands.contains("transform-set FOR-PEER-2 esp-aes 128")), "{told:?}");
    assert!(of(1).is_some_and(|commands| commands.contains("transform-set FOR-PEER esp-aes 256")), "{told:?}");
}

#[test]
fn a_profile_that_other_tunnels_have_is_told_where_its_group_is_to_change() {
    let second = "interface Tunnel9\n ip address 172.16.9.1 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel \
                  destination 203.0.113.9\n tunnel mode ipsec ipv4\n tunnel protection ipsec profile PROFILE\n!\ninterface \
                  GigabitEthernet0/0\n";
    let pfs = in_b(" set ikev2-profile PROF\n", " set ikev2-profile PROF\n set pfs group14\n");
    let help = |edits: &[Edit]| {
        let check = check_edited(["ios-vti", "ios-vti"], edits);
        let told = check.findings.iter().find(|finding| finding.rule.name == "pfs-mismatch");
        told.map(|finding| finding.help.clone()).unwrap_or_default()
    };
    assert!(help(&[pfs, in_a("interface GigabitEthernet0/0\n", second)]).contains("that of Tunnel9 as well"));
    assert!(!help(&[pfs]).contains("as well"));
}
