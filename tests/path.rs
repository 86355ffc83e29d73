//! What becomes of the traffic, by routes, translations and filters of both ends.

use ikelint::check::{Check, Traffic};
use ikelint::report::{Format, Look, ladder, render};

use crate::pairs::{Edit, check_edited, in_a, in_b};
use crate::traffic::{A_BLOCKED, A_BLOCKED_B_UNKNOWN, A_UNKNOWN, BOTH_UNKNOWN, FLOW, Row};

const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];
const IOS: [&str; 2] = ["ios-ikev1", "ios-ikev1"];
const PAN: [&str; 2] = ["panos-ikev1", "panos-ikev1"];
const PAN_ZONE: &str = "set zone vpn network layer3 tunnel.10\n";
/// A rule that lets everything pass between the zones, in the place of the last line of a base file.
const PAN_RULE: &str = "set zone vpn network layer3 tunnel.10\nset rulebase security rules both from [ trust vpn ] to [ vpn trust ] source any destination any application any service any action allow\n";
/// A rulebase in which nothing is about the tunnel.
const PAN_OTHER: &str = "set zone vpn network layer3 tunnel.10\nset rulebase security rules web from trust to untrust source any destination any application any service any action allow\n";
const PAN_ROUTE: &str =
    "set network virtual-router default routing-table ip static-route to-peer interface tunnel.10\n";
const PAN_NAT: Edit = in_a(
    "set zone untrust",
    "set rulebase nat rules all from trust to any source any destination any service any source-translation dynamic-ip-and-port interface-address interface ethernet1/1\nset zone untrust",
);
const A_RULE: Edit = in_a(PAN_ZONE, PAN_RULE);
const B_RULE: Edit = in_b(PAN_ZONE, PAN_RULE);
const A_ROUTE: &str = "route outside 0.0.0.0 0.0.0.0 192.0.2.1 1\n";

const A_LOOPBACK_MAP: Edit = in_a(
    " crypto map VPN\n!\n",
    "!\ninterface Loopback0\n ip address 203.0.113.1 255.255.255.255\n crypto map VPN\n!\n",
);
const PEER_IS_A_LOOPBACK: Edit = in_b("set peer 192.0.2.10", "set peer 203.0.113.1");
const KEY_IS_FOR_A_LOOPBACK: Edit = in_b("Horse address 192.0.2.10", "Horse address 203.0.113.1");
const A_NAT_INSIDE: Edit = in_a("interface GigabitEthernet0/1\n", "interface GigabitEthernet0/1\n ip nat inside\n");
const A_NAT_OUTSIDE: Edit = in_a(" crypto map VPN\n", " ip nat outside\n crypto map VPN\n");
const A_INNER: &str = "interface GigabitEthernet0/1\n";
const A_INNER_PBR: &str = "interface GigabitEthernet0/1\n ip policy route-map PBR\n";

const ROWS: &[Row] = &[
    Row { what: "a default route on both ASA", names: ASA, edits: &[], traffic: FLOW, errors: &[] },
    Row { what: "a default route on both routers", names: IOS, edits: &[], traffic: FLOW, errors: &[] },
    Row {
        what: "a route map that exempts by its first entry",
        names: IOS,
        edits: &[
            in_a("interface GigabitEthernet0/1\n", "interface GigabitEthernet0/1\n ip nat inside\n"),
            in_a(" crypto map VPN\n", " ip nat outside\n crypto map VPN\n"),
            in_a(
                "ip route",
                "ip nat inside source route-map NAT interface GigabitEthernet0/0 overload\nroute-map NAT deny 10\n match ip address NOT\nroute-map NAT permit 20\n match ip address LAN\nip access-list extended NOT\n permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255\nip access-list extended OTHER\n permit ip 10.1.0.0 0.0.0.255 10.9.0.0 0.0.0.255\nip access-list extended LAN\n permit ip 10.1.0.0 0.0.0.255 any\nip route",
            ),
        ],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "a route map whose first entry exempts something else",
        names: IOS,
        edits: &[
            in_a("interface GigabitEthernet0/1\n", "interface GigabitEthernet0/1\n ip nat inside\n"),
            in_a(" crypto map VPN\n", " ip nat outside\n crypto map VPN\n"),
            in_a(
                "ip route",
                "ip nat inside source route-map NAT interface GigabitEthernet0/0 overload\nroute-map NAT deny 10\n match ip address OTHER\nroute-map NAT permit 20\nip access-list extended NOT\n permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255\nip access-list extended OTHER\n permit ip 10.1.0.0 0.0.0.255 10.9.0.0 0.0.0.255\nip access-list extended LAN\n permit ip 10.1.0.0 0.0.0.255 any\nip route",
            ),
        ],
        traffic: A_BLOCKED,
        errors: &["nat-exemption-missing"],
    },
    Row {
        what: "a route map whose second entry comes too late",
        names: IOS,
        edits: &[
            in_a("interface GigabitEthernet0/1\n", "interface GigabitEthernet0/1\n ip nat inside\n"),
            in_a(" crypto map VPN\n", " ip nat outside\n crypto map VPN\n"),
            in_a(
                "ip route",
                "ip nat inside source route-map NAT interface GigabitEthernet0/0 overload\nroute-map NAT permit 10\n match ip address LAN\nroute-map NAT deny 20\n match ip address NOT\nip access-list extended NOT\n permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255\nip access-list extended OTHER\n permit ip 10.1.0.0 0.0.0.255 10.9.0.0 0.0.0.255\nip access-list extended LAN\n permit ip 10.1.0.0 0.0.0.255 any\nip route",
            ),
        ],
        traffic: A_BLOCKED,
        errors: &["nat-exemption-missing"],
    },
    Row {
        what: "a route map whose first entry denies what its list permits, the tunnel excepted",
        names: IOS,
        edits: &[
            A_NAT_INSIDE,
            A_NAT_OUTSIDE,
            in_a(
                "ip route",
                "ip nat inside source route-map NAT interface GigabitEthernet0/0 overload\nroute-map NAT deny 10\n match ip address NOT\nroute-map NAT permit 20\n match ip address LAN\nip access-list extended NOT\n deny ip any 10.2.0.0 0.0.0.255\n permit ip any 10.0.0.0 0.255.255.255\nip access-list extended LAN\n permit ip 10.1.0.0 0.0.0.255 any\nip route",
            ),
        ],
        traffic: A_BLOCKED,
        errors: &["nat-exemption-missing"],
    },
    Row {
        what: "a route map whose first entry denies what its list permits, something else excepted",
        names: IOS,
        edits: &[
            A_NAT_INSIDE,
            A_NAT_OUTSIDE,
            in_a(
                "ip route",
                "ip nat inside source route-map NAT interface GigabitEthernet0/0 overload\nroute-map NAT deny 10\n match ip address NOT\nroute-map NAT permit 20\n match ip address LAN\nip access-list extended NOT\n deny ip any 10.3.0.0 0.0.0.255\n permit ip any 10.0.0.0 0.255.255.255\nip access-list extended LAN\n permit ip 10.1.0.0 0.0.0.255 any\nip route",
            ),
        ],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "a route map whose first entry permits something else, and whose second one exempts",
        names: IOS,
        edits: &[
            A_NAT_INSIDE,
            A_NAT_OUTSIDE,
            in_a(
                "ip route",
                "ip nat inside source route-map NAT interface GigabitEthernet0/0 overload\nroute-map NAT permit 10\n match ip address WEB\nroute-map NAT permit 20\n match ip address LAN\nip access-list extended WEB\n deny ip any 10.0.0.0 0.255.255.255\n permit ip 10.1.0.0 0.0.0.255 any\nip access-list extended LAN\n deny ip any 10.2.0.0 0.0.0.255\n permit ip 10.1.0.0 0.0.0.255 any\nip route",
            ),
        ],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "a route map whose first entry exempts, and whose second one takes it all the same",
        names: IOS,
        edits: &[
            A_NAT_INSIDE,
            A_NAT_OUTSIDE,
            in_a(
                "ip route",
                "ip nat inside source route-map NAT interface GigabitEthernet0/0 overload\nroute-map NAT permit 10\n match ip address WEB\nroute-map NAT permit 20\n match ip address LAN\nip access-list extended WEB\n deny ip any 10.0.0.0 0.255.255.255\n permit ip 10.1.0.0 0.0.0.255 any\nip access-list extended LAN\n permit ip 10.1.0.0 0.0.0.255 any\nip route",
            ),
        ],
        traffic: A_BLOCKED,
        errors: &["nat-exemption-missing"],
    },
    Row {
        what: "the numbers of a route map decide, and not the order of the lines",
        names: IOS,
        edits: &[
            A_NAT_INSIDE,
            A_NAT_OUTSIDE,
            in_a(
                "ip route",
                "ip nat inside source route-map NAT interface GigabitEthernet0/0 overload\nroute-map NAT permit 20\n match ip address LAN\nroute-map NAT deny 10\n match ip address NOT\nip access-list extended NOT\n permit ip any 10.2.0.0 0.0.0.255\nip access-list extended LAN\n permit ip 10.1.0.0 0.0.0.255 any\nip route",
            ),
        ],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "a route map for packets that leave by this interface",
        names: IOS,
        edits: &[
            A_NAT_INSIDE,
            A_NAT_OUTSIDE,
            in_a(
                "ip route",
                "ip nat inside source route-map NAT interface GigabitEthernet0/0 overload\nroute-map NAT permit 10\n match ip address LAN\n match interface GigabitEthernet0/0\nip access-list extended LAN\n permit ip 10.1.0.0 0.0.0.255 any\nip route",
            ),
        ],
        traffic: A_BLOCKED,
        errors: &["nat-exemption-missing"],
    },
    Row {
        what: "a route map for packets that leave by another interface",
        names: IOS,
        edits: &[
            A_NAT_INSIDE,
            A_NAT_OUTSIDE,
            in_a(
                "ip route",
                "ip nat inside source route-map NAT interface GigabitEthernet0/0 overload\nroute-map NAT permit 10\n match ip address LAN\n match interface GigabitEthernet0/1\nip access-list extended LAN\n permit ip 10.1.0.0 0.0.0.255 any\nip route",
            ),
        ],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "a route map with a condition that is not followed",
        names: IOS,
        edits: &[
            A_NAT_INSIDE,
            A_NAT_OUTSIDE,
            in_a(
                "ip route",
                "ip nat inside source route-map NAT interface GigabitEthernet0/0 overload\nroute-map NAT permit 10\n match ip address LAN\n match length 0 100\nip access-list extended LAN\n permit ip 10.1.0.0 0.0.0.255 any\nip route",
            ),
        ],
        traffic: A_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a translation by a standard list by name",
        names: IOS,
        edits: &[
            A_NAT_INSIDE,
            A_NAT_OUTSIDE,
            in_a(
                "ip route",
                "ip nat inside source list LAN interface GigabitEthernet0/0 overload\nip access-list standard LAN\n permit 10.1.0.0 0.0.0.255\nip route",
            ),
        ],
        traffic: A_BLOCKED,
        errors: &["nat-exemption-missing"],
    },
    Row {
        what: "a translation by a standard list by number",
        names: IOS,
        edits: &[
            A_NAT_INSIDE,
            A_NAT_OUTSIDE,
            in_a(
                "ip route",
                "ip nat inside source list 7 interface GigabitEthernet0/0 overload\naccess-list 7 permit 10.1.0.0 0.0.0.255\nip route",
            ),
        ],
        traffic: A_BLOCKED,
        errors: &["nat-exemption-missing"],
    },
    Row {
        what: "a translation by a standard list of other networks",
        names: IOS,
        edits: &[
            A_NAT_INSIDE,
            A_NAT_OUTSIDE,
            in_a(
                "ip route",
                "ip nat inside source list LAN interface GigabitEthernet0/0 overload\nip access-list standard LAN\n permit 10.9.0.0 0.0.0.255\nip route",
            ),
        ],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "what the peer asks for lands on a dynamic entry",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[
            in_a(
                "crypto map outside_map interface outside",
                "crypto dynamic-map DYN 10 set ikev1 transform-set TS\ncrypto map outside_map 65535 ipsec-isakmp dynamic DYN\ncrypto map outside_map interface outside",
            ),
            in_b(
                "permit ip 10.2.0.0 0.0.0.255 10.1.0.0 0.0.0.255",
                "permit ip 10.2.0.0 0.0.255.255 10.1.0.0 0.0.0.255",
            ),
        ],
        traffic: BOTH_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a dynamic entry behind a static one that fits",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_a(
            "crypto map outside_map interface outside",
            "crypto dynamic-map DYN 10 set ikev1 transform-set TS\ncrypto map outside_map 65535 ipsec-isakmp dynamic DYN\ncrypto map outside_map interface outside",
        )],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "exempted up to 8.2",
        names: ASA,
        edits: &[in_a(
            A_ROUTE,
            "access-list NONAT extended permit ip 10.1.0.0 255.255.0.0 10.2.0.0 255.255.0.0\nglobal (outside) 1 interface\nnat (inside) 0 access-list NONAT\nnat (inside) 1 0 0\nroute outside 0 0 192.0.2.1\n",
        )],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "translated up to 8.2",
        names: ASA,
        edits: &[in_a(
            A_ROUTE,
            "access-list NONAT extended permit ip 10.1.0.0 255.255.0.0 10.3.0.0 255.255.0.0\nglobal (outside) 1 interface\nnat (inside) 0 access-list NONAT\nnat (inside) 1 0 0\nroute outside 0 0 192.0.2.1\n",
        )],
        traffic: A_BLOCKED_B_UNKNOWN,
        errors: &["nat-exemption-missing"],
    },
    Row {
        what: "an exemption on an ASA for the networks of the tunnel: answers are not translated either",
        names: ASA,
        edits: &[in_a(
            A_ROUTE,
            "object network HERE\n subnet 10.1.0.0 255.255.255.0\nobject network FAR\n subnet 10.2.0.0 255.255.255.0\nnat (inside,outside) source static HERE HERE destination static FAR FAR\nnat (inside,outside) source dynamic any interface\nroute outside 0 0 192.0.2.1\n",
        )],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "no exemption on an ASA: what it sends is translated, and so are the answers to what the other end sends",
        names: ASA,
        edits: &[in_a(
            A_ROUTE,
            "nat (inside,outside) after-auto source dynamic any interface\nroute outside 0 0 192.0.2.1\n",
        )],
        traffic: A_BLOCKED_B_UNKNOWN,
        errors: &["nat-exemption-missing"],
    },
    Row {
        what: "a translation behind the exemption's section",
        names: ASA,
        edits: &[in_a(
            A_ROUTE,
            "nat (inside,outside) after-auto source dynamic any interface\nobject network LAN\n subnet 10.1.0.0 255.255.255.0\n nat (any,any) static LAN\nroute outside 0 0 192.0.2.1\n",
        )],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "an exemption for a part of the network",
        names: ASA,
        edits: &[in_a(
            A_ROUTE,
            "object network PART\n subnet 10.1.0.0 255.255.255.128\nobject network FAR\n subnet 10.2.0.0 255.255.255.0\nnat (inside,outside) source static PART PART destination static FAR FAR\nnat (inside,outside) source dynamic any interface\nroute outside 0 0 192.0.2.1\n",
        )],
        traffic: BOTH_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a translation that is not understood",
        names: ASA,
        edits: &[in_a(A_ROUTE, "nat (inside,outside) source quantum LAN LAN\nroute outside 0 0 192.0.2.1\n")],
        traffic: BOTH_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a name in the way",
        names: ASA,
        edits: &[in_a(
            A_ROUTE,
            "object network CLOUD\n fqdn cloud.example.com\naccess-list IN extended deny ip any object CLOUD\naccess-list IN extended permit ip any any\naccess-group IN in interface inside\nroute outside 0 0 192.0.2.1\n",
        )],
        traffic: A_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a filter of the group policy that names other networks",
        names: ASA,
        edits: &[
            in_b(
                "tunnel-group 192.0.2.10 ipsec-attributes\n",
                "tunnel-group 192.0.2.10 general-attributes\n default-group-policy GP\ntunnel-group 192.0.2.10 ipsec-attributes\n",
            ),
            in_b(
                "route outside",
                "access-list FILTER extended permit ip 10.9.0.0 255.255.0.0 any\ngroup-policy GP internal\ngroup-policy GP attributes\n vpn-filter value FILTER\nroute outside",
            ),
        ],
        traffic: [Traffic::Blocked, Traffic::Blocked],
        errors: &["security-policy-blocks", "security-policy-blocks"],
    },
    Row {
        what: "a track object decides about the only route, by which the tunnel comes up as well",
        names: ASA,
        edits: &[in_a(A_ROUTE, "route outside 0.0.0.0 0.0.0.0 192.0.2.1 1 track 1\n")],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "a track object decides about the route to the other network alone",
        names: ASA,
        edits: &[in_a(
            A_ROUTE,
            "route outside 198.51.100.0 255.255.255.0 192.0.2.1\nroute outside 0.0.0.0 0.0.0.0 192.0.2.1 1 track 1\n",
        )],
        traffic: A_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "reverse route injection in the place of a route",
        names: ASA,
        edits: &[
            in_a(A_ROUTE, "route outside 198.51.100.0 255.255.255.0 192.0.2.1\n"),
            in_a(
                "crypto map outside_map 10 set peer",
                "crypto map outside_map 10 set reverse-route\ncrypto map outside_map 10 set peer",
            ),
        ],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "a router with a routing protocol and no route",
        names: IOS,
        edits: &[in_a(
            "ip route 0.0.0.0 0.0.0.0 192.0.2.1\n",
            "router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\n",
        )],
        traffic: BOTH_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a router whose route leads back inside",
        names: IOS,
        edits: &[in_a(
            "ip route 0.0.0.0 0.0.0.0 192.0.2.1\n",
            "ip route 0.0.0.0 0.0.0.0 192.0.2.1\nip route 10.2.0.0 255.255.0.0 10.1.0.254\n",
        )],
        traffic: A_BLOCKED,
        errors: &["no-route-to-remote-network"],
    },
    Row {
        what: "a router whose inner interface drops by policy routing",
        names: IOS,
        edits: &[
            in_a(A_INNER, A_INNER_PBR),
            in_a("\nend\n", "\nroute-map PBR permit 10\n set interface Null0\n!\nend\n"),
        ],
        traffic: A_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a router whose policy routing may mend what the routes do",
        names: IOS,
        edits: &[
            in_a(A_INNER, A_INNER_PBR),
            in_a("ip route", "ip route 10.2.0.0 255.255.0.0 10.1.0.254\nip route"),
            in_a("\nend\n", "\nroute-map PBR permit 10\n set ip next-hop 192.0.2.1\n!\nend\n"),
        ],
        traffic: A_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a router whose policy routing excepts what goes to the tunnel",
        names: IOS,
        edits: &[
            in_a(A_INNER, A_INNER_PBR),
            in_a(
                "\nend\n",
                "\nip access-list extended OTHER\n deny ip any 10.2.0.0 0.0.0.255\n permit ip any any\nroute-map PBR permit 10\n match ip address OTHER\n set interface Null0\n!\nend\n",
            ),
        ],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "a router whose policy routing takes what its first entry excepts",
        names: IOS,
        edits: &[
            in_a(A_INNER, A_INNER_PBR),
            in_a(
                "\nend\n",
                "\nip access-list extended OTHER\n deny ip any 10.2.0.0 0.0.0.255\n permit ip any any\nroute-map PBR permit 10\n match ip address OTHER\n set interface Null0\nroute-map PBR permit 20\n set interface Null0\n!\nend\n",
            ),
        ],
        traffic: A_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a router whose policy routing sets nothing",
        names: IOS,
        edits: &[in_a(A_INNER, A_INNER_PBR), in_a("\nend\n", "\nroute-map PBR permit 10\n!\nend\n")],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "a router whose policy routing is for IPv6",
        names: IOS,
        edits: &[
            in_a(A_INNER, "interface GigabitEthernet0/1\n ipv6 policy route-map PBR\n"),
            in_a("\nend\n", "\nroute-map PBR permit 10\n set interface Null0\n!\nend\n"),
        ],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "a router whose policy routing is for other packets",
        names: IOS,
        edits: &[
            in_a(A_INNER, A_INNER_PBR),
            in_a(
                "\nend\n",
                "\nip access-list extended OTHER\n permit ip 10.1.0.0 0.0.0.255 10.9.0.0 0.0.0.255\nroute-map PBR permit 10\n match ip address OTHER\n set interface Null0\n!\nend\n",
            ),
        ],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "a router whose policy routing names a route map that is not there",
        names: IOS,
        edits: &[in_a(A_INNER, A_INNER_PBR)],
        traffic: A_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a router whose map is on a loopback alone, with routes that it makes itself",
        names: IOS,
        edits: &[
            A_LOOPBACK_MAP,
            in_a(" set transform-set TS\n", " set transform-set TS\n reverse-route static\n"),
            PEER_IS_A_LOOPBACK,
            KEY_IS_FOR_A_LOOPBACK,
        ],
        traffic: BOTH_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a router whose map is on a loopback and on the interface to the peer",
        names: IOS,
        edits: &[
            in_a(
                " crypto map VPN\n!\n",
                " crypto map VPN\n!\ninterface Loopback0\n ip address 203.0.113.1 255.255.255.255\n crypto map VPN\n!\n",
            ),
            in_a("crypto map VPN 10", "crypto map VPN local-address Loopback0\ncrypto map VPN 10"),
            PEER_IS_A_LOOPBACK,
            KEY_IS_FOR_A_LOOPBACK,
        ],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "a router that lets IKE in and ESP not",
        names: IOS,
        edits: &[
            in_b(" crypto map", " ip access-group OUT-IN in\n crypto map"),
            in_b(
                "ip route",
                "ip access-list extended OUT-IN\n permit udp any any eq isakmp\n permit udp any any eq non500-isakmp\nip route",
            ),
        ],
        traffic: A_BLOCKED,
        errors: &["esp-blocked"],
    },
    Row {
        what: "two firewalls with a rule between the zones",
        names: PAN,
        edits: &[A_RULE, B_RULE],
        traffic: FLOW,
        errors: &[],
    },
    Row { what: "no rulebase in either file", names: PAN, edits: &[], traffic: BOTH_UNKNOWN, errors: &[] },
    Row {
        what: "a rulebase without a rule for the tunnel",
        names: PAN,
        edits: &[in_a(PAN_ZONE, PAN_OTHER), B_RULE],
        traffic: [Traffic::Blocked, Traffic::Blocked],
        errors: &["security-policy-blocks", "security-policy-blocks"],
    },
    Row {
        what: "rules that a manager pushes",
        names: PAN,
        edits: &[
            in_a(PAN_ZONE, PAN_OTHER),
            in_a("hostname alpha-pan\n", "hostname alpha-pan\nset deviceconfig system panorama-server 10.9.9.9\n"),
            B_RULE,
        ],
        traffic: BOTH_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a rule for one direction",
        names: PAN,
        edits: &[
            in_a(
                PAN_ZONE,
                "set zone vpn network layer3 tunnel.10\nset rulebase security rules out from trust to vpn source any destination any application any service any action allow\n",
            ),
            B_RULE,
        ],
        traffic: [Traffic::Flows, Traffic::Unknown],
        errors: &[],
    },
    Row {
        what: "the tunnel in the zone of the inner network: the default within a zone",
        names: PAN,
        edits: &[
            in_a(
                PAN_ZONE,
                "set zone trust network layer3 tunnel.10\nset rulebase security rules web from trust to untrust source any destination any application any service any action allow\n",
            ),
            B_RULE,
        ],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "the default within a zone is overridden",
        names: PAN,
        edits: &[
            in_a(
                PAN_ZONE,
                "set zone trust network layer3 tunnel.10\nset rulebase security rules web from trust to untrust source any destination any application any service any action allow\nset rulebase default-security-rules rules intrazone-default action deny\n",
            ),
            B_RULE,
        ],
        traffic: [Traffic::Blocked, Traffic::Blocked],
        errors: &["udp-500-blocked", "security-policy-blocks", "security-policy-blocks"],
    },
    Row {
        what: "a rule that is switched off, and one for certain users",
        names: PAN,
        edits: &[
            in_a(
                PAN_ZONE,
                "set zone vpn network layer3 tunnel.10\nset rulebase security rules off from any to any source any destination any application any service any action deny disabled yes\nset rulebase security rules users from [ trust vpn ] to [ vpn trust ] source any destination any source-user staff application any service any action allow\n",
            ),
            B_RULE,
        ],
        traffic: BOTH_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "objects and groups that hold the networks",
        names: PAN,
        edits: &[
            in_a(
                PAN_ZONE,
                "set zone vpn network layer3 tunnel.10\nset address HERE ip-range 10.1.0.0-10.1.0.255\nset address THERE ip-netmask 10.2.0.0/16\nset address-group SITES static [ HERE THERE ]\nset rulebase security rules both from [ trust vpn ] to [ vpn trust ] source SITES destination SITES application any service any action allow\n",
            ),
            B_RULE,
        ],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "the route leads out in the clear",
        names: PAN,
        edits: &[
            A_RULE,
            B_RULE,
            in_a(
                PAN_ROUTE,
                "set network virtual-router default routing-table ip static-route to-peer interface ethernet1/1\n",
            ),
        ],
        traffic: A_BLOCKED,
        errors: &["no-route-to-remote-network"],
    },
    Row {
        what: "a monitor decides about the route",
        names: PAN,
        edits: &[
            A_RULE,
            B_RULE,
            in_a(
                PAN_ROUTE,
                "set network virtual-router default routing-table ip static-route to-peer interface tunnel.10\nset network virtual-router default routing-table ip static-route to-peer path-monitor enable yes\n",
            ),
        ],
        traffic: A_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "another virtual router leads on to the tunnel",
        names: PAN,
        edits: &[
            A_RULE,
            B_RULE,
            in_a(
                "set network virtual-router default interface [ ethernet1/1 ethernet1/2 tunnel.10 ]\n",
                "set network virtual-router default interface [ ethernet1/1 tunnel.10 ]\nset network virtual-router default routing-table ip static-route home destination 10.1.0.0/24\nset network virtual-router default routing-table ip static-route home nexthop next-vr inner\nset network virtual-router inner interface ethernet1/2\nset network virtual-router inner routing-table ip static-route out destination 0.0.0.0/0\nset network virtual-router inner routing-table ip static-route out nexthop next-vr default\n",
            ),
        ],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "policy-based forwarding of everything",
        names: PAN,
        edits: &[
            A_RULE,
            B_RULE,
            in_a(
                "set zone untrust",
                "set rulebase pbf rules isp2 source any destination any action forward egress-interface ethernet1/1\nset zone untrust",
            ),
        ],
        traffic: A_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "translated on the way out to the internet alone",
        names: PAN,
        edits: &[
            A_RULE,
            B_RULE,
            in_a(
                "set zone untrust",
                "set rulebase nat rules internet from trust to untrust source any destination any service any source-translation dynamic-ip-and-port interface-address interface ethernet1/1\nset zone untrust",
            ),
        ],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "translated into the tunnel, and the other end is a firewall as well",
        names: PAN,
        edits: &[A_RULE, B_RULE, PAN_NAT],
        traffic: A_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "translated into the tunnel, and the other end has a crypto map",
        names: ["panos-ikev1", "asa-ikev1"],
        edits: &[A_RULE, PAN_NAT],
        traffic: A_BLOCKED,
        errors: &["nat-exemption-missing"],
    },
    Row {
        what: "exempted from translation by an earlier rule",
        names: ["panos-ikev1", "asa-ikev1"],
        edits: &[
            A_RULE,
            PAN_NAT,
            in_a(
                "set rulebase nat rules all",
                "set rulebase nat rules exempt from trust to vpn source any destination 10.2.0.0/24 service any\nset rulebase nat rules all",
            ),
        ],
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "a destination that stands for another",
        names: PAN,
        edits: &[
            A_RULE,
            B_RULE,
            in_a(
                "set zone untrust",
                "set rulebase nat rules server from vpn to trust source any destination 10.1.0.5 service any destination-translation translated-address 10.1.0.6\nset zone untrust",
            ),
        ],
        traffic: [Traffic::Flows, Traffic::Unknown],
        errors: &[],
    },
];

#[test]
fn traffic_is_judged_by_the_path_of_both_ends() {
    for row in ROWS {
        row.hold();
    }
}

/// The commands for a missing exemption name both interfaces.
fn assert_exempts_inside(check: &Check) {
    let finding = check.findings.iter().find(|finding| finding.rule.name == "nat-exemption-missing").unwrap();
    assert!(
        finding.fixes[0].commands.iter().any(|line| line.starts_with("nat (inside,outside) 1 ")),
        "{:?}",
        finding.fixes
    );
}

/// Commands, log lines and hints: what the report and the trace say of the same pair.
#[test]
fn what_blocks_is_told_with_what_to_look_for() {
    let edits = [in_a(A_ROUTE, "nat (inside,outside) source dynamic any interface\nroute outside 0 0 192.0.2.1\n")];
    let check = check_edited(ASA, &edits);
    assert_exempts_inside(&check);
    let text = render(&check, Format::Full, Look::default()).unwrap();
    assert!(text.contains("Look for in the log of alpha-asa: %ASA-6-305011: Built dynamic."), "{text}");
    let trace = ladder::render(&check, ladder::Format::Text, Look::default()).unwrap();
    assert!(trace.contains("Traffic that alpha-asa sends is blocked: nat-exemption-missing"), "{trace}");
    let json = ladder::render(&check, ladder::Format::Json, Look::default()).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["tunnels"][0]["traffic"], serde_json::json!(["blocked", "unknown"]));
    assert_eq!(json["tunnels"][0]["traffic_reasons"][0][0]["reason"], "nat-exemption-missing");
}

#[test]
fn the_interface_that_a_rule_leaves_open_is_the_one_of_the_network() {
    let edits = [in_a(A_ROUTE, "nat (any,outside) source dynamic any interface\nroute outside 0 0 192.0.2.1\n")];
    let check = check_edited(ASA, &edits);
    assert_exempts_inside(&check);
}

#[test]
fn the_path_to_look_at_by_hand_is_that_of_devices_that_are_not_read() {
    let hint = |names: [&str; 2], edits: &[Edit]| {
        let text = render(&check_edited(names, edits), Format::Full, Look::default()).unwrap();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        words.split("look at UDP 500 and 4500 and the route to the peer").nth(1).map(|rest| rest[..16].to_owned())
    };
    assert_eq!(hint(ASA, &[]), None);
    assert_eq!(hint(ASA, &[in_a(A_ROUTE, "route outside 0.0.0.0 0.0.0.0 192.0.2.1 1 track 1\n")]), None);
    assert_eq!(hint(["asa-ikev1", "swanctl-ikev1"], &[]).as_deref(), Some(" on swanctl-ikev"));
    assert_eq!(hint(ASA, &[in_a(": end\n", "")]).as_deref(), Some(" on alpha-asa fi"));
}
