//! Each rule with a pair of files on which it must speak, and a pair on which it must not.

use ikelint::rules::RULES;

use crate::pairs::{Edit, check_edited, in_a, in_b};

/// A rule, the base pair, and the edits that make it speak, or keep silent.
struct Row {
    rule: &'static str,
    names: [&'static str; 2],
    speaks: &'static [Edit],
    silent: &'static [Edit],
}

const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];
const ASA2: [&str; 2] = ["asa-ikev2", "asa-ikev2"];
const IOS: [&str; 2] = ["ios-ikev1", "ios-ikev1"];
const IOS2: [&str; 2] = ["ios-ikev2", "ios-ikev2"];
const VTI: [&str; 2] = ["ios-vti", "ios-vti"];
const GRE: [&str; 2] = ["ios-gre", "ios-gre"];
const PAN: [&str; 2] = ["panos-ikev1", "panos-ikev1"];
const PAN2: [&str; 2] = ["panos-ikev2", "panos-ikev2"];
const ASA_IOS: [&str; 2] = ["asa-ikev1", "ios-ikev1"];
const PAN_ASA: [&str; 2] = ["panos-ikev1", "asa-ikev1"];

const PPK: &str = "  pre-shared-key Corr3ct-Horse\n  ppk manual id BLUE key Qu4ntum-Safe required\n";

const ASA_KEY: &str = " ikev1 pre-shared-key Corr3ct-Horse\n";
const IOS_PROVES: &str = " authentication local pre-share\n";
const IOS_PROFILE: &str = "crypto ikev2 profile PROF\n";
const IOS_TRUSTS: &str = "crypto pki trustpoint CA\n!\ncrypto ikev2 profile PROF\n";

const A_WITHOUT_MAP: Edit = in_a(
    "crypto map VPN 10 ipsec-isakmp\n set peer 198.51.100.20\n set transform-set TS\n set ikev2-profile PROF\n match address VPN-TRAFFIC\n",
    "",
);
const B_WITHOUT_MAP: Edit = in_b(
    "crypto map VPN 10 ipsec-isakmp\n set peer 192.0.2.10\n set transform-set TS\n set ikev2-profile PROF\n match address VPN-TRAFFIC\n",
    "",
);
const A_VTI: Edit = in_a(
    " crypto map VPN\n",
    "crypto ipsec profile P\n set transform-set TS\n set ikev2-profile PROF\n!\ninterface Tunnel0\n ip address 172.16.0.1 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel destination 198.51.100.20\n tunnel mode ipsec ipv4\n tunnel protection ipsec profile P\n",
);
const B_VTI: Edit = in_b(
    " crypto map VPN\n",
    "crypto ipsec profile P\n set transform-set TS\n set ikev2-profile PROF\n!\ninterface Tunnel0\n ip address 172.16.0.2 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel destination 192.0.2.10\n tunnel mode ipsec ipv4\n tunnel protection ipsec profile P\n",
);
const B_GRE: Edit = in_b(
    " crypto map VPN\n",
    "crypto ipsec profile P\n set transform-set TS\n set ikev2-profile PROF\n!\ninterface Tunnel0\n ip address 172.16.0.2 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel destination 192.0.2.10\n tunnel protection ipsec profile P\n",
);

const ROWS: &[Row] = &[
    Row {
        rule: "ike-proposal-mismatch",
        names: ASA_IOS,
        speaks: &[in_a(" encryption aes-256\n", " encryption aes\n")],
        silent: &[in_a(
            "crypto ikev1 policy 10\n",
            "crypto ikev1 policy 5\n authentication pre-share\n encryption 3des\n hash md5\n group 2\n lifetime 60000\ncrypto ikev1 policy 10\n",
        )],
    },
    Row {
        rule: "ike-version-mismatch",
        names: ["asa-ikev2", "asa-ikev1"],
        speaks: &[],
        silent: &[in_b(
            "crypto map outside_map 10 set ikev1 transform-set TS\n",
            "crypto map outside_map 10 set ikev2 ipsec-proposal TS\n",
        )],
    },
    Row {
        rule: "exchange-mode-mismatch",
        names: PAN,
        speaks: &[
            in_a(
                "protocol ikev1 ike-crypto-profile IKE\n",
                "protocol ikev1 ike-crypto-profile IKE\nset network ike gateway GW protocol ikev1 exchange-mode aggressive\n",
            ),
            in_b(
                "protocol ikev1 ike-crypto-profile IKE\n",
                "protocol ikev1 ike-crypto-profile IKE\nset network ike gateway GW protocol ikev1 exchange-mode main\n",
            ),
        ],
        silent: &[in_a(
            "protocol ikev1 ike-crypto-profile IKE\n",
            "protocol ikev1 ike-crypto-profile IKE\nset network ike gateway GW protocol ikev1 exchange-mode main\n",
        )],
    },
    Row {
        rule: "auth-method-mismatch",
        names: IOS,
        speaks: &[in_a(" authentication pre-share\n", "")],
        silent: &[in_a(" authentication pre-share\n", " authentication pre-share\n lifetime 3600\n")],
    },
    Row {
        rule: "psk-mismatch",
        names: ASA,
        speaks: &[in_b("Corr3ct-Horse", "corr3ct-horse")],
        silent: &[in_a("Corr3ct-Horse", "Battery-5taple"), in_b("Corr3ct-Horse", "Battery-5taple")],
    },
    Row {
        rule: "psk-missing",
        names: ASA,
        speaks: &[in_b("tunnel-group 192.0.2.10", "tunnel-group 192.0.2.11")],
        silent: &[
            in_b("tunnel-group 192.0.2.10 type ipsec-l2l\ntunnel-group 192.0.2.10", "tunnel-group DefaultL2LGroup"),
            in_b(
                "crypto map outside_map 10 set peer",
                "crypto map outside_map 10 set connection-type answer-only\ncrypto map outside_map 10 set peer",
            ),
        ],
    },
    Row { rule: "psk-unverifiable", names: ASA, speaks: &[in_a("Corr3ct-Horse", "*****")], silent: &[] },
    Row {
        rule: "identity-mismatch",
        names: IOS2,
        speaks: &[in_a("match identity remote address 198.51.100.20", "match identity remote address 198.51.100.77")],
        silent: &[in_a("match identity remote address 198.51.100.20 255.255.255.255", "match identity remote any")],
    },
    Row {
        rule: "ike-lifetime-differs",
        names: ASA,
        speaks: &[in_a(" lifetime 86400", " lifetime 3600")],
        silent: &[in_a(" lifetime 86400", " lifetime 3600"), in_b(" lifetime 86400", " lifetime 3600")],
    },
    Row {
        rule: "nat-traversal-mismatch",
        names: PAN,
        speaks: &[in_a(
            "set network ike gateway GW local-address interface",
            "set network ike gateway GW protocol-common nat-traversal enable yes\nset network ike gateway GW local-address interface",
        )],
        silent: &[],
    },
    Row {
        rule: "overlapping-networks",
        names: ASA,
        speaks: &[in_a("10.2.0.", "10.1.0."), in_b("10.2.0.", "10.1.0.")],
        silent: &[
            in_a("10.1.0.0 255.255.255.0 10.2.0.0 255.255.255.0", "10.1.0.0 255.255.255.0 10.0.0.0 255.0.0.0"),
            in_b("10.2.0.0 255.255.255.0 10.1.0.0 255.255.255.0", "10.0.0.0 255.0.0.0 10.1.0.0 255.255.255.0"),
        ],
    },
    Row {
        rule: "recursive-route",
        names: VTI,
        speaks: &[in_a("ip route 0.0.0.0 0.0.0.0 192.0.2.1\n", "ip route 0.0.0.0 0.0.0.0 Tunnel0\n")],
        silent: &[in_a(
            "ip route 0.0.0.0 0.0.0.0 192.0.2.1\n",
            "ip route 0.0.0.0 0.0.0.0 Tunnel0\nip route 198.51.100.20 255.255.255.255 192.0.2.1\n",
        )],
    },
    Row {
        rule: "mtu-too-large",
        names: GRE,
        speaks: &[in_a(" tunnel source", " ip mtu 1500\n tunnel source")],
        silent: &[in_a(" tunnel source", " ip mtu 1400\n ip tcp adjust-mss 1360\n tunnel source")],
    },
    Row {
        rule: "vrf-mismatch",
        names: IOS2,
        speaks: &[in_a("crypto ikev2 profile PROF\n", "crypto ikev2 profile PROF\n match fvrf INET\n")],
        silent: &[in_a("crypto ikev2 profile PROF\n", "crypto ikev2 profile PROF\n match fvrf any\n")],
    },
    Row {
        rule: "tunnel-protocol-not-allowed",
        names: ASA,
        speaks: &[in_a(
            "tunnel-group 198.51.100.20 type ipsec-l2l\n",
            "group-policy DfltGrpPolicy attributes\n vpn-tunnel-protocol ikev2 ssl-client\ntunnel-group 198.51.100.20 type ipsec-l2l\n",
        )],
        silent: &[in_a(
            "tunnel-group 198.51.100.20 type ipsec-l2l\n",
            "group-policy DfltGrpPolicy attributes\n vpn-tunnel-protocol ikev2 ssl-client\ngroup-policy GP internal\ngroup-policy GP attributes\n vpn-tunnel-protocol ikev1\ntunnel-group 198.51.100.20 type ipsec-l2l\ntunnel-group 198.51.100.20 general-attributes\n default-group-policy GP\n",
        )],
    },
    Row {
        rule: "certificate-unverifiable",
        names: IOS,
        speaks: &[in_a(" authentication pre-share\n", ""), in_b(" authentication pre-share\n", "")],
        silent: &[],
    },
    Row {
        rule: "ppk-mismatch",
        names: IOS2,
        speaks: &[
            in_a("  pre-shared-key Corr3ct-Horse\n", PPK),
            in_a(" keyring local KEYS\n", " keyring local KEYS\n keyring ppk KEYS\n"),
        ],
        silent: &[
            in_a("  pre-shared-key Corr3ct-Horse\n", PPK),
            in_a(" keyring local KEYS\n", " keyring local KEYS\n keyring ppk KEYS\n"),
            in_b("  pre-shared-key Corr3ct-Horse\n", PPK),
            in_b(" keyring local KEYS\n", " keyring local KEYS\n keyring ppk KEYS\n"),
        ],
    },
    Row {
        rule: "ipsec-proposal-mismatch",
        names: ASA_IOS,
        speaks: &[in_b("esp-sha-hmac", "esp-md5-hmac")],
        silent: &[
            in_b("set transform-set TS\n", "set transform-set T2 TS\n"),
            in_b("crypto map VPN 10", "crypto ipsec transform-set T2 esp-3des esp-md5-hmac\n!\ncrypto map VPN 10"),
        ],
    },
    Row {
        rule: "pfs-mismatch",
        names: ASA_IOS,
        speaks: &[in_b(" set transform-set TS\n", " set transform-set TS\n set pfs group14\n")],
        silent: &[
            in_a(
                "crypto map outside_map 10 set peer",
                "crypto map outside_map 10 set pfs group14\ncrypto map outside_map 10 set peer",
            ),
            in_b(" set transform-set TS\n", " set transform-set TS\n set pfs group14\n"),
        ],
    },
    Row {
        rule: "selector-mismatch",
        names: ASA_IOS,
        speaks: &[in_b("permit ip 10.2.0.0", "permit ip 10.9.0.0")],
        silent: &[in_b(" permit ip 10.2.0.0", " remark the far side's mirror\n permit ip 10.2.0.0")],
    },
    Row {
        rule: "selector-one-way",
        names: ASA_IOS,
        speaks: &[in_b("10.2.0.0 0.0.0.255 10.1.0.0 0.0.0.255", "10.2.0.0 0.0.0.255 10.1.0.0 0.0.255.255")],
        silent: &[],
    },
    Row {
        rule: "encapsulation-mode-mismatch",
        names: IOS,
        speaks: &[in_a(" mode tunnel", " mode transport require")],
        silent: &[in_a(" mode tunnel\n", "")],
    },
    Row {
        rule: "ipsec-lifetime-differs",
        names: IOS,
        speaks: &[in_a(
            " set transform-set TS\n",
            " set transform-set TS\n set security-association lifetime seconds 7200\n",
        )],
        silent: &[in_a(
            " set transform-set TS\n",
            " set transform-set TS\n set security-association lifetime seconds 3600\n",
        )],
    },
    Row {
        rule: "policy-versus-route-based",
        names: PAN_ASA,
        speaks: &[
            in_a("set network tunnel ipsec TUN auto-key proxy-id lan protocol any\n", ""),
            in_a("set network tunnel ipsec TUN auto-key proxy-id lan local 10.1.0.0/24\n", ""),
            in_a("set network tunnel ipsec TUN auto-key proxy-id lan remote 10.2.0.0/24\n", ""),
        ],
        silent: &[],
    },
    Row {
        rule: "ike-cipher-weaker-than-esp",
        names: ASA2,
        speaks: &[
            in_a("crypto ikev2 enable", "crypto ipsec ikev2 sa-strength-enforcement\ncrypto ikev2 enable"),
            in_a("crypto ikev2 policy 10\n encryption aes-256", "crypto ikev2 policy 10\n encryption aes"),
            in_b("crypto ikev2 policy 10\n encryption aes-256", "crypto ikev2 policy 10\n encryption aes"),
        ],
        silent: &[
            in_a("crypto ikev2 policy 10\n encryption aes-256", "crypto ikev2 policy 10\n encryption aes"),
            in_b("crypto ikev2 policy 10\n encryption aes-256", "crypto ikev2 policy 10\n encryption aes"),
        ],
    },
    Row {
        rule: "gre-mismatch",
        names: IOS,
        speaks: &[
            in_a(
                " crypto map VPN\n",
                "crypto ipsec profile P\n set transform-set TS\n!\ninterface Tunnel0\n ip address 172.16.0.1 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel destination 198.51.100.20\n tunnel mode ipsec ipv4\n tunnel protection ipsec profile P\n",
            ),
            in_a(
                "crypto map VPN 10 ipsec-isakmp\n set peer 198.51.100.20\n set transform-set TS\n match address VPN-TRAFFIC\n",
                "",
            ),
            in_b(
                " crypto map VPN\n",
                "crypto ipsec profile P\n set transform-set TS\n!\ninterface Tunnel0\n ip address 172.16.0.2 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel destination 192.0.2.10\n tunnel protection ipsec profile P\n",
            ),
            in_b(
                "crypto map VPN 10 ipsec-isakmp\n set peer 192.0.2.10\n set transform-set TS\n match address VPN-TRAFFIC\n",
                "",
            ),
        ],
        silent: &[],
    },
    Row {
        rule: "gre-mismatch",
        names: IOS2,
        speaks: &[A_VTI, A_WITHOUT_MAP, B_GRE, B_WITHOUT_MAP],
        silent: &[A_VTI, A_WITHOUT_MAP, B_VTI, B_WITHOUT_MAP],
    },
    Row {
        rule: "gre-mismatch",
        names: GRE,
        speaks: &[in_a(" tunnel source", " tunnel key 7\n tunnel source")],
        silent: &[
            in_a(" tunnel source", " tunnel key 7\n tunnel source"),
            in_b(" tunnel source", " tunnel key 7\n tunnel source"),
        ],
    },
    Row {
        rule: "rekey-collision",
        names: PAN2,
        speaks: &[],
        silent: &[in_a("ESP lifetime seconds 3600", "ESP lifetime seconds 3300")],
    },
    Row {
        rule: "ike-not-enabled",
        names: ASA,
        speaks: &[in_b("crypto ikev1 enable outside\n", "")],
        silent: &[in_b("crypto ikev1 enable outside\n", "crypto ikev1 enable inside\ncrypto ikev1 enable outside\n")],
    },
    Row { rule: "crypto-map-not-applied", names: IOS, speaks: &[in_b(" crypto map VPN\n", "")], silent: &[] },
    Row {
        rule: "no-route-to-peer",
        names: ASA,
        speaks: &[in_a(
            "route outside 0.0.0.0 0.0.0.0 192.0.2.1 1\n",
            "route outside 10.2.0.0 255.255.0.0 192.0.2.1 1\n",
        )],
        silent: &[in_a(
            "route outside 0.0.0.0 0.0.0.0 192.0.2.1 1\n",
            "route outside 198.51.100.0 255.255.255.0 192.0.2.1 1\n",
        )],
    },
    Row {
        rule: "udp-500-blocked",
        names: IOS,
        speaks: &[
            in_b(" crypto map", " ip access-group OUT-IN in\n crypto map"),
            in_b("ip route", "ip access-list extended OUT-IN\n permit esp any any\nip route"),
        ],
        silent: &[
            in_b(" crypto map", " ip access-group OUT-IN in\n crypto map"),
            in_b(
                "ip route",
                "ip access-list extended OUT-IN\n permit udp host 192.0.2.10 host 198.51.100.20 eq isakmp\n permit esp any any\nip route",
            ),
        ],
    },
    Row {
        rule: "udp-500-blocked",
        names: PAN,
        speaks: &[in_a(
            "set zone vpn",
            "set rulebase security rules last from any to untrust source any destination any application any service any action deny\nset zone vpn",
        )],
        silent: &[in_a(
            "set zone vpn",
            "set rulebase security rules ike from untrust to untrust source 198.51.100.20 destination any application ike service application-default action allow\nset rulebase security rules last from any to untrust source any destination any application any service any action deny\nset zone vpn",
        )],
    },
    Row {
        rule: "udp-4500-blocked",
        names: ["swanctl-ikev1", "ios-ikev1"],
        speaks: &[
            in_a("        mobike = no\n", "        mobike = no\n        encap = yes\n"),
            in_b(" crypto map", " ip access-group OUT-IN in\n crypto map"),
            in_b(
                "ip route",
                "ip access-list extended OUT-IN\n permit udp any any eq isakmp\n permit esp any any\nip route",
            ),
        ],
        silent: &[
            in_a("        mobike = no\n", "        mobike = no\n        encap = yes\n"),
            in_b(" crypto map", " ip access-group OUT-IN in\n crypto map"),
            in_b(
                "ip route",
                "ip access-list extended OUT-IN\n permit udp any any eq isakmp\n permit udp any any eq non500-isakmp\nip route",
            ),
        ],
    },
    Row {
        rule: "esp-blocked",
        names: ASA,
        speaks: &[in_b(
            "route outside",
            "access-list SELF extended permit udp any any eq isakmp\naccess-list SELF extended deny esp any any\naccess-group SELF in interface outside control-plane\nroute outside",
        )],
        // What a control-plane list does not name is decided elsewhere.
        silent: &[in_b(
            "route outside",
            "access-list SELF extended permit udp any any eq isakmp\naccess-list SELF extended deny esp host 203.0.113.9 any\naccess-group SELF in interface outside control-plane\nroute outside",
        )],
    },
    Row {
        rule: "nat-exemption-missing",
        names: ASA,
        speaks: &[in_a(
            "route outside",
            "object network LAN\n subnet 10.1.0.0 255.255.255.0\n nat (inside,outside) dynamic interface\nroute outside",
        )],
        silent: &[in_a(
            "route outside",
            "object network LAN\n subnet 10.1.0.0 255.255.255.0\nobject network REMOTE\n subnet 10.2.0.0 255.255.255.0\nnat (inside,outside) source static LAN LAN destination static REMOTE REMOTE no-proxy-arp route-lookup\nobject network LAN\n nat (inside,outside) dynamic interface\nroute outside",
        )],
    },
    Row {
        rule: "no-route-to-remote-network",
        names: ASA,
        speaks: &[in_a(
            "route outside 0.0.0.0 0.0.0.0 192.0.2.1 1\n",
            "route outside 198.51.100.0 255.255.255.0 192.0.2.1 1\n",
        )],
        silent: &[in_a(
            "route outside 0.0.0.0 0.0.0.0 192.0.2.1 1\n",
            "router ospf 1\n network 10.0.0.0 255.0.0.0 area 0\n",
        )],
    },
    Row {
        rule: "no-route-to-remote-network",
        names: PAN,
        speaks: &[in_a("interface [ ethernet1/1 ethernet1/2 tunnel.10 ]", "interface [ ethernet1/1 ethernet1/2 ]")],
        silent: &[],
    },
    Row {
        rule: "security-policy-blocks",
        names: PAN,
        speaks: &[in_a("set zone vpn network layer3 tunnel.10\n", "")],
        silent: &[in_a("set zone vpn network layer3 tunnel.10\n", "set zone trust network layer3 tunnel.10\n")],
    },
    Row {
        rule: "security-policy-blocks",
        names: ASA,
        speaks: &[in_a(
            "route outside",
            "no sysopt connection permit-vpn\naccess-list IN extended permit tcp any host 203.0.113.80 eq https\naccess-group IN in interface inside\nroute outside",
        )],
        silent: &[in_a(
            "route outside",
            "access-list IN extended permit tcp 10.1.0.0 255.255.255.0 10.2.0.0 255.255.0.0 eq https\naccess-group IN in interface inside\nroute outside",
        )],
    },
    Row {
        rule: "peer-address-mismatch",
        names: PAN,
        speaks: &[in_a("peer-address ip 198.51.100.20", "peer-address ip 198.51.100.21")],
        silent: &[],
    },
    Row {
        rule: "one-sided-tunnel",
        names: IOS,
        speaks: &[
            in_a(
                "crypto map VPN 10 ipsec-isakmp\n set peer 198.51.100.20\n",
                "crypto map VPN 5 ipsec-isakmp\n set peer 198.51.100.20\n set transform-set TS\n match address VPN-TRAFFIC\ncrypto map VPN 10 ipsec-isakmp\n set peer 203.0.113.8\n",
            ),
            in_b("ip address 10.2.0.1 255.255.255.0\n", "ip address 203.0.113.8 255.255.255.0\n"),
        ],
        silent: &[],
    },
    Row {
        rule: "no-initiator",
        names: ASA,
        speaks: &[
            in_a(
                "crypto map outside_map 10 set peer",
                "crypto map outside_map 10 set connection-type answer-only\ncrypto map outside_map 10 set peer",
            ),
            in_b(
                "crypto map outside_map 10 set peer",
                "crypto map outside_map 10 set connection-type answer-only\ncrypto map outside_map 10 set peer",
            ),
        ],
        silent: &[in_a(
            "crypto map outside_map 10 set peer",
            "crypto map outside_map 10 set connection-type answer-only\ncrypto map outside_map 10 set peer",
        )],
    },
    Row {
        rule: "shadowed-entry",
        names: ASA_IOS,
        speaks: &[in_a(
            "crypto map outside_map 10 match",
            "access-list WIDE extended permit ip 10.1.0.0 255.255.0.0 10.2.0.0 255.255.0.0\ncrypto map outside_map 5 match address WIDE\ncrypto map outside_map 5 set peer 203.0.113.9\ncrypto map outside_map 5 set ikev1 transform-set TS\ncrypto map outside_map 10 match",
        )],
        silent: &[in_a(
            "crypto map outside_map 10 match",
            "access-list WIDE extended deny ip 10.1.0.0 255.255.255.128 10.2.0.0 255.255.255.0\naccess-list WIDE extended deny ip 10.1.0.128 255.255.255.128 10.2.0.0 255.255.255.0\naccess-list WIDE extended permit ip 10.1.0.0 255.255.0.0 10.2.0.0 255.255.0.0\ncrypto map outside_map 5 match address WIDE\ncrypto map outside_map 5 set peer 203.0.113.9\ncrypto map outside_map 5 set ikev1 transform-set TS\ncrypto map outside_map 10 match",
        )],
    },
    Row {
        rule: "overlapping-selectors",
        names: ASA_IOS,
        speaks: &[
            in_a(
                "crypto map outside_map interface",
                "crypto dynamic-map DYN 10 set ikev1 transform-set TS\ncrypto map outside_map 65535 ipsec-isakmp dynamic DYN\ncrypto map outside_map interface",
            ),
            in_b("10.2.0.0 0.0.0.255 10.1.0.0 0.0.0.255", "10.2.0.0 0.0.0.255 10.1.0.0 0.0.255.255"),
        ],
        silent: &[in_a(
            "crypto map outside_map interface",
            "crypto dynamic-map DYN 10 set ikev1 transform-set TS\ncrypto map outside_map 65535 ipsec-isakmp dynamic DYN\ncrypto map outside_map interface",
        )],
    },
    Row {
        rule: "peer-unresolved",
        names: PAN,
        speaks: &[in_a("peer-address ip 198.51.100.20", "peer-address fqdn bravo.example.com")],
        silent: &[],
    },
    Row {
        rule: "dangling-reference",
        names: ASA,
        speaks: &[in_b("match address VPN", "match address VNP")],
        silent: &[],
    },
    Row {
        rule: "dangling-reference",
        names: ASA,
        speaks: &[in_a(ASA_KEY, " ikev1 pre-shared-key Corr3ct-Horse\n ikev1 trust-point CA\n")],
        silent: &[
            in_a(ASA_KEY, " ikev1 pre-shared-key Corr3ct-Horse\n ikev1 trust-point CA\n"),
            in_a("crypto ikev1 enable outside\n", "crypto ca trustpoint CA\ncrypto ikev1 enable outside\n"),
        ],
    },
    Row {
        rule: "incomplete-entry",
        names: IOS2,
        speaks: &[in_a(IOS_PROVES, " authentication local rsa-sig\n"), in_a(IOS_PROFILE, IOS_TRUSTS)],
        silent: &[
            in_a(IOS_PROVES, " authentication local rsa-sig\n pki trustpoint CA sign\n"),
            in_a(IOS_PROFILE, IOS_TRUSTS),
        ],
    },
    Row {
        rule: "incomplete-entry",
        names: ASA,
        speaks: &[in_b("crypto map outside_map 10 match address VPN\n", "")],
        silent: &[],
    },
    Row {
        rule: "invalid-value",
        names: IOS,
        speaks: &[in_a("10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255", "10.1.0.0 255.255.255.0 10.2.0.0 255.255.255.0")],
        silent: &[],
    },
    Row {
        rule: "unsupported-in-release",
        names: ASA,
        speaks: &[in_a("group 14", "group 24")],
        silent: &[in_a("group 14", "group 24"), in_a("ASA Version 9.16(4)", "ASA Version 9.12(4)")],
    },
    Row {
        rule: "unrecognised-line",
        names: IOS,
        speaks: &[in_a(" set transform-set TS\n", " set transform-set TS\n set frobnicate 7\n")],
        silent: &[],
    },
    Row {
        rule: "other-dialect",
        names: IOS,
        speaks: &[in_a(" set transform-set TS\n", " set transform-set TS\ncrypto map VPN 20 set peer 192.0.2.77\n")],
        silent: &[],
    },
    Row {
        rule: "duplicate-definition",
        names: ASA,
        speaks: &[in_a(
            "crypto ipsec ikev1 transform-set TS esp-aes-256 esp-sha-hmac\n",
            "crypto ipsec ikev1 transform-set TS esp-aes-256 esp-sha-hmac\ncrypto ipsec ikev1 transform-set TS esp-3des esp-md5-hmac\n",
        )],
        silent: &[],
    },
    Row {
        rule: "unused-object",
        names: ASA_IOS,
        speaks: &[in_b(
            "crypto map VPN 10",
            "crypto ipsec transform-set OLD esp-3des esp-md5-hmac\n mode tunnel\n!\ncrypto map VPN 10",
        )],
        silent: &[
            in_b(
                "crypto map VPN 10",
                "crypto ipsec transform-set OLD esp-3des esp-md5-hmac\n mode tunnel\n!\ncrypto map VPN 10",
            ),
            in_b(" set transform-set TS\n", " set transform-set TS OLD\n"),
        ],
    },
    Row {
        rule: "unused-object",
        names: ASA_IOS,
        speaks: &[in_b(
            "ip route",
            "crypto map OLD 10 ipsec-isakmp\n set peer 203.0.113.77\n set transform-set TS\n match address VPN-TRAFFIC\nip route",
        )],
        silent: &[in_b(
            "ip route",
            "crypto map OLD 10 ipsec-isakmp\n set peer 203.0.113.77\n set transform-set TS\n match address VPN-TRAFFIC\ninterface GigabitEthernet0/7\n crypto map OLD\nip route",
        )],
    },
    Row {
        rule: "shadowed-entry",
        names: ASA,
        speaks: &[in_a(
            "crypto map outside_map interface",
            "access-list V2 extended permit ip 10.1.0.0 255.255.255.0 10.2.0.0 255.255.255.128\ncrypto map outside_map 20 match address V2\ncrypto map outside_map 20 set peer 203.0.113.5\ncrypto map outside_map 20 set ikev1 transform-set TS\ncrypto map outside_map interface",
        )],
        silent: &[in_a(
            "crypto map outside_map interface",
            "access-list V2 extended permit ip 10.1.0.0 255.255.255.0 10.2.0.0 255.255.254.0\ncrypto map outside_map 20 match address V2\ncrypto map outside_map 20 set peer 203.0.113.5\ncrypto map outside_map 20 set ikev1 transform-set TS\ncrypto map outside_map interface",
        )],
    },
    Row {
        rule: "unused-object",
        names: ASA,
        speaks: &[in_a(": end", "group-policy OLD internal\n: end")],
        silent: &[in_a(": end", "aaa-server CORP protocol radius\ngroup-policy OLD internal\n: end")],
    },
    Row {
        rule: "unused-object",
        names: ASA_IOS,
        speaks: &[in_b("ip route", "access-list 133 permit ip any any\nip route")],
        silent: &[in_b("ip route", "access-list 133 permit ip any any\ndialer-list 1 protocol ip list 133\nip route")],
    },
    Row {
        rule: "duplicate-tunnel",
        names: PAN,
        speaks: &[in_a(
            "set network tunnel ipsec TUN auto-key ike-gateway GW\n",
            "set network ike gateway GW2 authentication pre-shared-key key Corr3ct-Horse\nset network ike gateway GW2 \
             protocol version ikev1\nset network ike gateway GW2 local-address interface ethernet1/1\nset network ike gateway \
             GW2 local-address ip 192.0.2.10/24\nset network ike gateway GW2 peer-address ip 198.51.100.20\nset network \
             tunnel ipsec TUN auto-key ike-gateway GW\nset network tunnel ipsec TUN2 auto-key ike-gateway GW2\nset network \
             tunnel ipsec TUN2 auto-key proxy-id x local 10.1.9.0/24\nset network tunnel ipsec TUN2 auto-key proxy-id x \
             remote 10.2.9.0/24\nset network tunnel ipsec TUN2 tunnel-interface tunnel.10\n",
        )],
        silent: &[in_a(
            "set network tunnel ipsec TUN auto-key ike-gateway GW\n",
            "set network tunnel ipsec TUN auto-key ike-gateway GW\nset network tunnel ipsec TUN2 auto-key ike-gateway \
             GW\nset network tunnel ipsec TUN2 auto-key proxy-id x local 10.1.9.0/24\nset network tunnel ipsec TUN2 auto-key \
             proxy-id x remote 10.2.9.0/24\nset network tunnel ipsec TUN2 tunnel-interface tunnel.10\n",
        )],
    },
    Row {
        rule: "unused-object",
        names: PAN,
        speaks: &[in_a(
            "set network ike crypto-profiles ike-crypto-profiles IKE ",
            "set network ike crypto-profiles ike-crypto-profiles OLD hash sha1\nset network ike crypto-profiles ike-crypto-profiles IKE ",
        )],
        silent: &[in_a(
            "set network ike crypto-profiles ike-crypto-profiles IKE ",
            "set network ike crypto-profiles ike-crypto-profiles default hash sha1\nset network ike crypto-profiles ike-crypto-profiles IKE ",
        )],
    },
    Row {
        rule: "unused-object",
        names: ["swanctl-ikev2", "swanctl-ikev2"],
        speaks: &[in_a("secrets {", "pools {\n  old {\n    addrs = 10.9.0.0/24\n  }\n}\nsecrets {")],
        silent: &[],
    },
    Row {
        rule: "weak-algorithm",
        names: ASA,
        speaks: &[in_a(" encryption aes-256\n", " encryption des\n")],
        silent: &[],
    },
    Row { rule: "ikev1-in-use", names: ASA, speaks: &[], silent: &[] },
    Row {
        rule: "aggressive-mode-psk",
        names: ASA,
        speaks: &[in_a(
            "crypto map outside_map 10 set ikev1 transform-set TS\n",
            "crypto map outside_map 10 set ikev1 transform-set TS\ncrypto map outside_map 10 set ikev1 phase1-mode aggressive\n",
        )],
        silent: &[],
    },
    Row {
        rule: "weak-psk",
        names: ASA,
        speaks: &[in_a("Corr3ct-Horse", "cisco123"), in_b("Corr3ct-Horse", "cisco123")],
        silent: &[
            in_a("Corr3ct-Horse", "Corr3ct-Horse-Battery-Staple"),
            in_b("Corr3ct-Horse", "Corr3ct-Horse-Battery-Staple"),
        ],
    },
    Row {
        rule: "shared-psk",
        names: ASA,
        speaks: &[in_a(
            ": end",
            "tunnel-group 203.0.113.7 type ipsec-l2l\ntunnel-group 203.0.113.7 ipsec-attributes\n ikev1 pre-shared-key Corr3ct-Horse\n: end",
        )],
        silent: &[in_a(
            ": end",
            "tunnel-group 203.0.113.7 type ipsec-l2l\ntunnel-group 203.0.113.7 ipsec-attributes\n ikev1 pre-shared-key An0ther-Horse\n: end",
        )],
    },
];

#[test]
fn a_type_of_icmp_messages_leaves_the_selectors_open() {
    let from = " permit ip ";
    for names in [IOS, IOS2] {
        let edits = [in_a(from, " permit icmp "), in_a("10.2.0.0 0.0.0.255\n", "10.2.0.0 0.0.0.255 echo\n")];
        let check = check_edited(names, &edits);
        assert_eq!(check.tunnels[0].verdict.word(), "undetermined");
        assert!(check.findings.iter().all(|finding| finding.severity != ikelint::rules::Severity::Error));
    }
}

fn speaks(rule: &str, names: [&str; 2], edits: &[Edit]) -> bool {
    check_edited(names, edits).findings.iter().any(|finding| finding.rule.name == rule)
}

/// A pair on which each rule speaks: the rule, the base pair, and the edits.
pub(crate) fn speaking_pairs() -> impl Iterator<Item = (&'static str, [&'static str; 2], &'static [Edit])> {
    ROWS.iter().map(|row| (row.rule, row.names, row.speaks))
}

#[test]
fn each_rule_speaks_and_keeps_silent() {
    let mut wrong = Vec::new();
    for row in ROWS {
        if !speaks(row.rule, row.names, row.speaks) {
            wrong.push(format!("{} does not speak", row.rule));
        }
        // Where a row needs no other pair, the one that all rows start from has to do; the rule on IKEv1 needs one of IKEv2.
        let names = match row.rule {
            "ikev1-in-use" => ASA2,
            _ if row.silent.is_empty() => ASA,
            _ => row.names,
        };
        if speaks(row.rule, names, row.silent) {
            wrong.push(format!("{} speaks where nothing is wrong", row.rule));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_rule_is_without_a_row() {
    // A file that breaks off is no edit of a whole one; `tests/platform` holds that case.
    let missing: Vec<&str> = RULES
        .iter()
        .map(|rule| rule.name)
        .filter(|name| *name != "truncated-file" && !ROWS.iter().any(|row| row.rule == *name))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn codes_and_names_are_unique_and_explained() {
    for (index, rule) in RULES.iter().enumerate() {
        assert!(
            RULES[index + 1..].iter().all(|other| other.code != rule.code && other.name != rule.name),
            "{}",
            rule.name
        );
        assert!(rule.explanation.contains("## "), "{} has no sections", rule.name);
        assert!(!rule.sources.is_empty(), "{} has no source", rule.name);
    }
    insta::assert_snapshot!(
        RULES.iter().map(|rule| format!("{} {}", rule.code, rule.name)).collect::<Vec<_>>().join("\n")
    );
}
