//! Who faces whom: which end is to be changed, and how, where the two do not meet.

use ikelint::check::{Check, Settings};

use crate::pairs::{Edit, base, check_edited, check_texts, errors, in_a, in_b, verdict};

const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];
const ASA_IOS: [&str; 2] = ["asa-ikev1", "ios-ikev1"];
const IOS: [&str; 2] = ["ios-ikev1", "ios-ikev1"];
const PAN_IOS: [&str; 2] = ["panos-ikev1", "ios-ikev1"];
const PAN: [&str; 2] = ["panos-ikev1", "panos-ikev1"];
const ASA_PAN: [&str; 2] = ["asa-ikev1", "panos-ikev1"];

/// A pair with one thing wrong, and what to do about it: the first rule of the tunnel with an error, and the commands of
/// each alternative on its device, in one line each.
struct Row {
    what: &'static str,
    names: [&'static str; 2],
    edits: &'static [Edit],
    errors: &'static [&'static str],
    fixes: &'static [&'static str],
}

const IOS_MAP: Edit = in_b("198.51.100.20 255.255.255.0\n crypto map VPN\n", "198.51.100.20 255.255.255.0\n");
const IOS_INSIDE_MAP: Edit = in_b("10.2.0.1 255.255.255.0\n", "10.2.0.1 255.255.255.0\n crypto map VPN\n");

const BINDINGS: &[Row] = &[
    Row {
        what: "ASA: a crypto map on the inside",
        names: ASA,
        edits: &[in_b("crypto map outside_map interface outside", "crypto map outside_map interface inside")],
        errors: &["peer-address-mismatch"],
        fixes: &["bravo-asa: no crypto map outside_map interface inside; crypto map outside_map interface outside"],
    },
    Row {
        what: "ASA: map and IKE on the inside",
        names: ASA,
        edits: &[
            in_b("crypto map outside_map interface outside", "crypto map outside_map interface inside"),
            in_b("crypto ikev1 enable outside", "crypto ikev1 enable inside"),
        ],
        errors: &["peer-address-mismatch"],
        fixes: &[
            "bravo-asa: no crypto map outside_map interface inside; crypto map outside_map interface outside; crypto ikev1 \
             enable outside",
        ],
    },
    Row {
        what: "ASA: the right interface carries another map",
        names: ASA,
        edits: &[in_b(
            "crypto map outside_map interface outside",
            "crypto map outside_map interface inside\naccess-list OTHER extended permit ip 10.2.0.0 255.255.255.0 10.9.0.0 255.255.255.0\ncrypto map other 10 match address OTHER\ncrypto map other 10 set peer \
             203.0.113.9\ncrypto map other 10 set ikev1 transform-set TS\ncrypto map other interface outside",
        )],
        errors: &["peer-address-mismatch"],
        fixes: &[],
    },
    Row {
        what: "ASA: the peer is an interface by which the device does not reach it",
        names: ASA,
        edits: &[
            in_b(
                "access-list VPN",
                "interface GigabitEthernet0/2\n nameif dmz\n security-level 50\n ip address 203.0.113.1 \
                 255.255.255.0\n!\naccess-list VPN",
            ),
            in_a("set peer 198.51.100.20", "set peer 203.0.113.1"),
        ],
        errors: &["peer-address-mismatch"],
        fixes: &["alpha-asa: no crypto map outside_map 10 set peer 203.0.113.1; crypto map outside_map 10 set peer \
                 198.51.100.20"],
    },
    Row {
        what: "IOS: a crypto map on the inside",
        names: ASA_IOS,
        edits: &[IOS_MAP, IOS_INSIDE_MAP],
        errors: &["peer-address-mismatch"],
        fixes: &[
            "bravo-ios: interface GigabitEthernet0/1;  no crypto map VPN; interface GigabitEthernet0/0;  crypto map VPN",
        ],
    },
    Row {
        what: "IOS: the map sends from a loopback, and the peer points at the interface",
        names: IOS,
        edits: &[
            in_b("crypto map VPN 10", "crypto map VPN local-address Loopback0\ncrypto map VPN 10"),
            in_b(
                "interface GigabitEthernet0/1",
                "interface Loopback0\n ip address 203.0.113.1 255.255.255.255\n!\ninterface GigabitEthernet0/1",
            ),
        ],
        errors: &["peer-address-mismatch"],
        fixes: &[
            "alpha-ios: crypto map VPN 10 ipsec-isakmp;  no set peer 198.51.100.20;  set peer 203.0.113.1; crypto isakmp \
             key <key> address 203.0.113.1",
            "bravo-ios: crypto map VPN local-address GigabitEthernet0/0",
        ],
    },
    Row {
        what: "IOS: the peer points at a loopback, and the map sends from the interface",
        names: IOS,
        edits: &[
            in_b(
                "interface GigabitEthernet0/1",
                "interface Loopback0\n ip address 203.0.113.1 255.255.255.255\n!\ninterface GigabitEthernet0/1",
            ),
            in_a("set peer 198.51.100.20", "set peer 203.0.113.1"),
            in_a("Horse address 198.51.100.20", "Horse address 203.0.113.1"),
        ],
        errors: &["peer-address-mismatch"],
        fixes: &[
            "alpha-ios: crypto map VPN 10 ipsec-isakmp;  no set peer 203.0.113.1;  set peer 198.51.100.20; crypto isakmp \
             key <key> address 198.51.100.20",
            "bravo-ios: crypto map VPN local-address Loopback0",
        ],
    },
    Row {
        what: "PAN-OS: a gateway on the inside",
        names: ASA_PAN,
        edits: &[
            in_b("local-address interface ethernet1/1", "local-address interface ethernet1/2"),
            in_b("local-address ip 198.51.100.20/24", "local-address ip 10.2.0.1/24"),
        ],
        errors: &["peer-address-mismatch"],
        fixes: &[
            "bravo-pan: set network ike gateway GW local-address interface ethernet1/1; set network ike gateway GW \
                 local-address ip 198.51.100.20/24; commit",
        ],
    },
    Row {
        what: "PAN-OS: two outer interfaces, and nothing says which is meant",
        names: PAN,
        edits: &[
            in_b("local-address interface ethernet1/1", "local-address interface ethernet1/3"),
            in_b("local-address ip 198.51.100.20/24", "local-address ip 203.0.113.1/24"),
            in_b(
                "set network interface tunnel",
                "set network interface ethernet ethernet1/3 layer3 ip 203.0.113.1/24\nset network interface tunnel",
            ),
            // Without a router in the file no route tells.
            in_b("set network virtual-router default", "# set network virtual-router default"),
        ],
        errors: &["peer-address-mismatch"],
        fixes: &[
            "alpha-pan: set network ike gateway GW peer-address ip 203.0.113.1; commit",
            "bravo-pan: set network ike gateway GW local-address interface ethernet1/1; set network ike gateway GW \
             local-address ip 198.51.100.20/24; commit",
        ],
    },
    Row {
        what: "IOS behind a PAN-OS: no address of the other device at all",
        names: PAN_IOS,
        edits: &[in_a("peer-address ip 198.51.100.20", "peer-address ip 198.51.100.21")],
        errors: &["peer-address-mismatch"],
        fixes: &["alpha-pan: set network ike gateway GW peer-address ip 198.51.100.20; commit"],
    },
];

/// What to do about the errors of a check, an alternative a line.
fn fixes(check: &Check) -> Vec<String> {
    let errors = check.findings.iter().filter(|finding| finding.severity == ikelint::rules::Severity::Error);
    let fixes = errors.flat_map(|finding| &finding.fixes);
    fixes.map(|fix| format!("{}: {}", check.devices[fix.device].name, fix.commands.join("; "))).collect()
}

#[test]
fn the_end_with_the_wrong_binding_is_told_to_move() {
    for row in BINDINGS {
        let check = check_edited(row.names, row.edits);
        assert_eq!(verdict(&check), "stalls", "{}", row.what);
        assert_eq!(errors(&check), row.errors, "{}", row.what);
        assert_eq!(fixes(&check), row.fixes, "{}", row.what);
    }
}

/// A way in which an end only answers: the base configuration, and the edits of end `a` and of end `b`.
struct Answers {
    what: &'static str,
    base: &'static str,
    edits: [&'static [Edit]; 2],
}

const ASA_ANSWER_ONLY: &str = "10 set connection-type answer-only\ncrypto map outside_map 10 set peer";
const ASA_DYNAMIC: &str = "crypto dynamic-map DYN 10 match address VPN\ncrypto dynamic-map DYN 10 set ikev1 transform-set TS\n\
                           crypto map outside_map 10 ipsec-isakmp dynamic DYN\n";
const ASA_MAP: [&str; 2] = [
    "crypto map outside_map 10 match address VPN\ncrypto map outside_map 10 set peer 198.51.100.20\ncrypto map outside_map \
     10 set ikev1 transform-set TS\n",
    "crypto map outside_map 10 match address VPN\ncrypto map outside_map 10 set peer 192.0.2.10\ncrypto map outside_map 10 \
     set ikev1 transform-set TS\n",
];
const ASA_GROUP: [&str; 2] = [
    "tunnel-group 198.51.100.20 type ipsec-l2l\ntunnel-group 198.51.100.20",
    "tunnel-group 192.0.2.10 type ipsec-l2l\ntunnel-group 192.0.2.10",
];
const IOS_ENTRY: [&str; 2] = [
    "crypto map VPN 10 ipsec-isakmp\n set peer 198.51.100.20\n set transform-set TS\n match address VPN-TRAFFIC\n",
    "crypto map VPN 10 ipsec-isakmp\n set peer 192.0.2.10\n set transform-set TS\n match address VPN-TRAFFIC\n",
];
const IOS_DYNAMIC: &str = "crypto dynamic-map DYN 10\n set transform-set TS\n match address VPN-TRAFFIC\n!\ncrypto map VPN 10 \
                           ipsec-isakmp dynamic DYN\n";
const PAN_PASSIVE: &str = "GW protocol-common passive-mode yes\nset network ike gateway GW local-address interface";

const ANSWERS: &[Answers] = &[
    Answers {
        what: "ASA answer-only",
        base: "asa-ikev1",
        edits: [&[in_a("10 set peer", ASA_ANSWER_ONLY)], &[in_b("10 set peer", ASA_ANSWER_ONLY)]],
    },
    Answers {
        what: "ASA dynamic map",
        base: "asa-ikev1",
        edits: [
            &[in_a(ASA_MAP[0], ASA_DYNAMIC), in_a(ASA_GROUP[0], "tunnel-group DefaultL2LGroup")],
            &[in_b(ASA_MAP[1], ASA_DYNAMIC), in_b(ASA_GROUP[1], "tunnel-group DefaultL2LGroup")],
        ],
    },
    Answers {
        what: "IOS dynamic map",
        base: "ios-ikev1",
        edits: [
            &[in_a(IOS_ENTRY[0], IOS_DYNAMIC), in_a("address 198.51.100.20", "address 0.0.0.0")],
            &[in_b(IOS_ENTRY[1], IOS_DYNAMIC), in_b("Horse address 192.0.2.10", "Horse address 0.0.0.0")],
        ],
    },
    Answers {
        what: "PAN-OS passive mode",
        base: "panos-ikev1",
        edits: [&[in_a("GW local-address interface", PAN_PASSIVE)], &[in_b("GW local-address interface", PAN_PASSIVE)]],
    },
    Answers {
        what: "PAN-OS dynamic peer",
        base: "panos-ikev1",
        edits: [
            &[in_a("peer-address ip 198.51.100.20", "peer-address dynamic")],
            &[in_b("peer-address ip 192.0.2.10", "peer-address dynamic")],
        ],
    },
    Answers {
        what: "strongSwan, any peer",
        base: "swanctl-ikev1",
        edits: [
            &[in_a("remote_addrs = 198.51.100.20", "remote_addrs = %any")],
            &[in_b("remote_addrs = 192.0.2.10", "remote_addrs = %any")],
        ],
    },
];

/// Both ends that only answer, in every pair of ways: nobody begins, and nothing else is wrong. With one of them made to
/// begin, the tunnel comes up from that end.
#[test]
fn two_ends_that_only_answer_never_begin() {
    let mut wrong = Vec::new();
    let told = |check: &Check| {
        let outcomes =
            check.tunnels.first().map(|own| own.directions.each_ref().map(|direction| direction.outcome.word()));
        (outcomes, errors(check))
    };
    for a in ANSWERS {
        for b in ANSWERS {
            let names = [a.base, b.base];
            let both: Vec<Edit> = [a.edits[0], b.edits[1]].concat();
            let nobody = told(&check_edited(names, &both));
            if nobody != (Some(["does-not-start"; 2]), vec!["no-initiator"]) {
                wrong.push(format!("{} and {}: {nobody:?}", a.what, b.what));
            }
            let one = told(&check_edited(names, b.edits[1]));
            if one != (Some(["establishes", "does-not-start"]), Vec::new()) {
                wrong.push(format!("{} and {}, which answers: {one:?}", a.base, b.what));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A peer that can be reached under one of its addresses only.
struct Reached {
    what: &'static str,
    names: [&'static str; 2],
    edits: &'static [Edit],
    /// The rank of each end's peer, and the verdict.
    tunnels: &'static [([usize; 2], &'static str)],
    errors: &'static [&'static str],
    /// The peers that no file here has.
    lone: usize,
}

const HSRP: &str = "198.51.100.20 255.255.255.0\n standby 1 ip 198.51.100.25\n standby 1 name HA\n crypto map VPN redundancy \
                    HA\n";
const LOOPBACK: Edit = in_b(
    "interface GigabitEthernet0/1",
    "interface Loopback0\n ip address 203.0.113.1 255.255.255.255\n!\ninterface GigabitEthernet0/1",
);
const FROM_LOOPBACK: Edit = in_b("crypto map VPN 10", "crypto map VPN local-address Loopback0\ncrypto map VPN 10");
const FLOATING: Edit = in_b("local-address ip 198.51.100.20/24", "local-address floating-ip 198.51.100.25");
const PAN_PEER: Edit = in_a("peer-address ip 198.51.100.20", "peer-address ip 198.51.100.25");
const ASA_SECOND: Edit = in_a("set peer 198.51.100.20", "set peer 203.0.113.99 198.51.100.20");
const IOS_SECOND: Edit = in_a(" set peer 198.51.100.20\n", " set peer 203.0.113.99\n set peer 198.51.100.20\n");
const SWAN_SECOND: Edit = in_a("remote_addrs = 198.51.100.20", "remote_addrs = 203.0.113.99, 198.51.100.20");

const REACHED: &[Reached] = &[
    Reached {
        what: "ASA: the second peer of an entry is the right one",
        names: ASA_IOS,
        edits: &[ASA_SECOND],
        tunnels: &[([1, 0], "establishes")],
        errors: &[],
        lone: 1,
    },
    Reached {
        what: "IOS: the same in two lines",
        names: IOS,
        edits: &[IOS_SECOND],
        tunnels: &[([1, 0], "establishes")],
        errors: &[],
        lone: 1,
    },
    Reached {
        what: "strongSwan calls its first peer alone, and hears the second",
        names: ["swanctl-ikev1", "ios-ikev1"],
        edits: &[SWAN_SECOND],
        tunnels: &[([1, 0], "establishes")],
        errors: &[],
        lone: 1,
    },
    Reached {
        what: "IOS: the peer points at the HSRP address, from which the map sends",
        names: IOS,
        edits: &[
            in_b("198.51.100.20 255.255.255.0\n crypto map VPN\n", HSRP),
            in_a(" set peer 198.51.100.20", " set peer 198.51.100.25"),
            in_a("Horse address 198.51.100.20", "Horse address 198.51.100.25"),
        ],
        tunnels: &[([0, 0], "establishes")],
        errors: &[],
        lone: 0,
    },
    Reached {
        what: "IOS: the peer points at the router's own address, and the map sends from that of HSRP",
        names: IOS,
        edits: &[in_b("198.51.100.20 255.255.255.0\n crypto map VPN\n", HSRP)],
        tunnels: &[([0, 0], "stalls")],
        errors: &["peer-address-mismatch"],
        lone: 0,
    },
    Reached {
        what: "IOS: the map sends from a loopback, and so the peer has it",
        names: IOS,
        edits: &[
            LOOPBACK,
            FROM_LOOPBACK,
            in_a(" set peer 198.51.100.20", " set peer 203.0.113.1"),
            in_a("Horse address 198.51.100.20", "Horse address 203.0.113.1"),
        ],
        tunnels: &[([0, 0], "establishes")],
        errors: &[],
        lone: 0,
    },
    Reached {
        what: "PAN-OS: the peer points at the floating address of the gateway",
        names: PAN,
        edits: &[FLOATING, PAN_PEER],
        tunnels: &[([0, 0], "establishes")],
        errors: &[],
        lone: 0,
    },
    Reached {
        what: "PAN-OS: the peer points at the interface, and the gateway has a floating address",
        names: PAN,
        edits: &[FLOATING],
        tunnels: &[([0, 0], "stalls")],
        errors: &["peer-address-mismatch"],
        lone: 0,
    },
    Reached {
        what: "strongSwan: the second of its local addresses is the one that is pointed at",
        names: ["ios-ikev1", "swanctl-ikev1"],
        edits: &[in_b("local_addrs = 198.51.100.20", "local_addrs = 203.0.113.1, 198.51.100.20")],
        tunnels: &[([0, 0], "one-way")],
        errors: &["peer-address-mismatch"],
        lone: 0,
    },
];

#[test]
fn a_peer_is_found_under_its_second_address() {
    let mut wrong = Vec::new();
    for row in REACHED {
        let check = check_edited(row.names, row.edits);
        let rank = |own: &ikelint::check::Tunnel| own.pair.ends.each_ref().map(|end| end.rank);
        let tunnels: Vec<_> = check.tunnels.iter().map(|own| (rank(own), own.verdict.word())).collect();
        let found = (tunnels, errors(&check), check.unpaired.len());
        if found != (row.tunnels.to_vec(), row.errors.to_vec(), row.lone) {
            wrong.push(format!("{}: {found:?}", row.what));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A second tunnel between the same two addresses, with networks of its own, on both ends.
struct Twice {
    what: &'static str,
    name: &'static str,
    /// The lines of the first tunnel, of which the second is a copy: from, to (the lines in between, both included).
    copied: [&'static str; 2],
    /// What is different in the copy.
    renamed: &'static [(&'static str, &'static str)],
    verdicts: [&'static str; 2],
    errors: &'static [&'static str],
    warnings: usize,
}

const SWAN_COPY: [&str; 2] = ["    far {\n", "        }\n    }\n"];
const SWAN_RENAMED: &[(&str, &str)] = &[("    far {", "    near {"), (" lan {", " lab {"), (".0.0/24", ".9.0/24")];
const SWAN_OTHER_PROPOSALS: &[(&str, &str)] =
    &[("    far {", "    near {"), (" lan {", " lab {"), (".0.0/24", ".9.0/24"), ("modp2048", "modp3072")];

const TWICE: &[Twice] = &[
    // Recorded with two daemons of 5.9.8, both IKE versions: the first connection is selected for both.
    Twice {
        what: "strongSwan: two connections with one identity, IKEv2",
        name: "swanctl-ikev2",
        copied: SWAN_COPY,
        renamed: SWAN_RENAMED,
        verdicts: ["establishes", "stalls"],
        errors: &["shadowed-entry", "shadowed-entry"],
        warnings: 0,
    },
    Twice {
        what: "strongSwan: the same in IKEv1",
        name: "swanctl-ikev1",
        copied: SWAN_COPY,
        renamed: SWAN_RENAMED,
        verdicts: ["establishes", "stalls"],
        errors: &["shadowed-entry", "shadowed-entry"],
        warnings: 0,
    },
    // Recorded: in IKEv2 the first is passed over, in IKEv1 it refuses.
    Twice {
        what: "strongSwan: two connections with other proposals, IKEv2",
        name: "swanctl-ikev2",
        copied: SWAN_COPY,
        renamed: SWAN_OTHER_PROPOSALS,
        verdicts: ["establishes", "establishes"],
        errors: &[],
        warnings: 0,
    },
    Twice {
        what: "strongSwan: the same in IKEv1",
        name: "swanctl-ikev1",
        copied: SWAN_COPY,
        renamed: SWAN_OTHER_PROPOSALS,
        verdicts: ["establishes", "stalls"],
        errors: &["shadowed-entry", "shadowed-entry"],
        warnings: 0,
    },
    Twice {
        what: "PAN-OS: two gateways",
        name: "panos-ikev2",
        copied: ["set network ike gateway GW authentication", "proxy-id lan remote 10.2.0.0/24\n"],
        renamed: &[(" GW", " GW2"), (" TUN ", " TUN2 "), (".0.0/24", ".9.0/24")],
        verdicts: ["undetermined", "undetermined"],
        // The route to the networks of the copy is not copied.
        errors: &["no-route-to-remote-network", "no-route-to-remote-network"],
        warnings: 2,
    },
    Twice {
        what: "ASA: two entries of one map",
        name: "asa-ikev1",
        copied: ["crypto map outside_map 10 match", "set ikev1 transform-set TS\n"],
        renamed: &[("_map 10", "_map 20"), ("address VPN", "address LAB")],
        verdicts: ["establishes", "establishes"],
        errors: &[],
        warnings: 0,
    },
    Twice {
        what: "IOS: two entries of one map",
        name: "ios-ikev1",
        copied: ["crypto map VPN 10 ", "match address VPN-TRAFFIC\n"],
        renamed: &[("VPN 10", "VPN 20"), ("VPN-TRAFFIC", "LAB")],
        verdicts: ["establishes", "establishes"],
        errors: &[],
        warnings: 0,
    },
];

/// The lists that the second entries of crypto maps name.
const LISTS: [(&str, &str); 4] = [
    (
        "route outside",
        "access-list LAB extended permit ip 10.1.9.0 255.255.255.0 10.2.9.0 255.255.255.0\nroute outside",
    ),
    ("ip route", "ip access-list extended LAB\n permit ip 10.1.9.0 0.0.0.255 10.2.9.0 0.0.0.255\n!\nip route"),
    (
        "route outside",
        "access-list LAB extended permit ip 10.2.9.0 255.255.255.0 10.1.9.0 255.255.255.0\nroute outside",
    ),
    ("ip route", "ip access-list extended LAB\n permit ip 10.2.9.0 0.0.0.255 10.1.9.0 0.0.0.255\n!\nip route"),
];

fn twice(row: &Twice, end: usize) -> (String, String) {
    let (file, mut text) = base(row.name, ['a', 'b'][end]);
    let mut to = row.copied[1].to_owned();
    if end == 1 {
        to = to.replace("10.2.", "10.1.");
    }
    let from = text.find(row.copied[0]).unwrap();
    let until = from + text[from..].find(&to).unwrap() + to.len();
    let mut copy = text[from..until].to_owned();
    for (old, new) in row.renamed {
        assert!(copy.contains(old), "{old} is not in {copy}");
        copy = copy.replace(old, new);
    }
    text.insert_str(until, &copy);
    for (old, new) in LISTS.iter().skip(2 * end).take(2) {
        text = text.replacen(old, new, 1);
    }
    (file, text)
}

#[test]
fn two_tunnels_between_the_same_addresses_are_played_as_each_platform_takes_them() {
    let mut wrong = Vec::new();
    for row in TWICE {
        let check = check_texts(&[twice(row, 0), twice(row, 1)], Settings::default());
        let verdicts: Vec<_> = check.tunnels.iter().map(|own| own.verdict.word()).collect();
        let warnings = check.findings.iter().filter(|own| own.rule.name == "duplicate-tunnel").count();
        let found = (verdicts, errors(&check), warnings);
        if found != (row.verdicts.to_vec(), row.errors.to_vec(), row.warnings) {
            wrong.push(format!("{}: {found:?}", row.what));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The identities of a second tunnel, by which the two ends tell it from the first.
const SWAN_NAMED: &[(&str, &str)] = &[
    ("    far {", "    near {"),
    (" lan {", " lab {"),
    (".0.0/24", ".9.0/24"),
    ("id = 192.0.2.10", "id = alpha.example"),
    ("id = 198.51.100.20", "id = bravo.example"),
];
const PAN_NAMED: [&[(&str, &str)]; 2] = [
    &[
        (" GW", " GW2"),
        (" TUN ", " TUN2 "),
        (".0.0/24", ".9.0/24"),
        (
            "set network tunnel ipsec TUN2 auto-key ike-gateway",
            "set network ike gateway GW2 local-id type fqdn\nset network ike gateway GW2 local-id id alpha.example\n\
             set network ike gateway GW2 peer-id type fqdn\nset network ike gateway GW2 peer-id id bravo.example\n\
             set network tunnel ipsec TUN2 auto-key ike-gateway",
        ),
    ],
    &[
        (" GW", " GW2"),
        (" TUN ", " TUN2 "),
        (".0.0/24", ".9.0/24"),
        (
            "set network tunnel ipsec TUN2 auto-key ike-gateway",
            "set network ike gateway GW2 local-id type fqdn\nset network ike gateway GW2 local-id id bravo.example\n\
             set network ike gateway GW2 peer-id type fqdn\nset network ike gateway GW2 peer-id id alpha.example\n\
             set network tunnel ipsec TUN2 auto-key ike-gateway",
        ),
    ],
];

#[test]
fn two_tunnels_between_the_same_addresses_are_told_apart_by_identity() {
    let swan = |name| Twice {
        what: "",
        name,
        copied: SWAN_COPY,
        renamed: SWAN_NAMED,
        verdicts: ["establishes", "establishes"],
        errors: &[],
        warnings: 0,
    };
    let panos = |end: usize| Twice {
        what: "",
        name: "panos-ikev2",
        copied: ["set network ike gateway GW authentication", "proxy-id lan remote 10.2.0.0/24\n"],
        renamed: PAN_NAMED[end],
        verdicts: ["establishes", "establishes"],
        // The route to the networks of the copy is not copied.
        errors: &["no-route-to-remote-network", "no-route-to-remote-network"],
        warnings: 0,
    };
    let rows = [
        [swan("swanctl-ikev2"), swan("swanctl-ikev2")],
        [swan("swanctl-ikev1"), swan("swanctl-ikev1")],
        [panos(0), panos(1)],
    ];
    for rows in rows {
        let mut files = [twice(&rows[0], 0), twice(&rows[1], 1)];
        for (_, text) in &mut files {
            // One key for whoever comes, so that the identities decide nothing else.
            for owner in ["        id = 192.0.2.10\n        secret", "        id = 198.51.100.20\n        secret"] {
                *text = text.replace(owner, "        secret");
            }
        }
        let check = check_texts(&files, Settings::default());
        let verdicts: Vec<_> = check.tunnels.iter().map(|own| own.verdict.word()).collect();
        let told = check.findings.iter().filter(|own| ["duplicate-tunnel", "shadowed-entry"].contains(&own.rule.name));
        let name = rows[0].name;
        assert_eq!((verdicts, errors(&check)), (rows[0].verdicts.to_vec(), rows[0].errors.to_vec()), "{name}");
        assert_eq!(told.count(), rows[0].warnings, "{name}");
        let meet = |own: &ikelint::check::Tunnel| own.pair.ends[0].entry == own.pair.ends[1].entry;
        assert!(check.tunnels.iter().all(meet), "{name}");
    }
}

/// Two tunnel interfaces of an IOS router with one source and one destination, and what protects them.
fn two_interfaces(own: &str, peer: &str, mode: &str, protection: &str, last: u8) -> String {
    let tunnel = |number: u8| {
        format!(
            "interface Tunnel{number}\n ip address 10.255.{number}.{last} 255.255.255.252\n tunnel source \
             GigabitEthernet0/0\n{mode} tunnel destination {peer}\n tunnel key {number}\n tunnel protection ipsec profile \
             P{protection}\n!\n"
        )
    };
    format!(
        "version 15.7\nhostname r{last}\n!\ncrypto isakmp policy 10\n encr aes 256\n authentication pre-share\n group \
         14\ncrypto isakmp key Corr3ct-Horse address {peer}\n!\ncrypto ipsec transform-set TS esp-aes 256 esp-sha-hmac\n mode \
         tunnel\n!\ncrypto ipsec profile P\n set transform-set TS\n!\n{}{}interface GigabitEthernet0/0\n ip address {own} \
         255.255.255.0\n!\nip route 0.0.0.0 0.0.0.0 GigabitEthernet0/0\n!\nend\n",
        tunnel(1),
        tunnel(2)
    )
}

#[test]
fn tunnel_interfaces_with_one_source_and_destination_have_to_share() {
    let rows = [(" tunnel mode ipsec ipv4\n", "", 2), ("", "", 2), ("", " shared", 0)];
    for (mode, protection, warnings) in rows {
        let files = [
            ("a.cfg".to_owned(), two_interfaces("192.0.2.10", "198.51.100.20", mode, protection, 1)),
            ("b.cfg".to_owned(), two_interfaces("198.51.100.20", "192.0.2.10", mode, protection, 2)),
        ];
        let check = check_texts(&files, Settings::default());
        let found = check.findings.iter().filter(|own| own.rule.name == "duplicate-tunnel").count();
        assert_eq!((found, errors(&check)), (warnings, Vec::new()), "{mode} {protection} {:#?}", check.findings);
        let meet = |own: &ikelint::check::Tunnel| own.pair.ends[0].entry == own.pair.ends[1].entry;
        assert!(check.tunnels.len() == 2 && check.tunnels.iter().all(meet));
    }
}

/// A map on the wrong interface meets no packet; IOS answers IKE all the same, and refuses the child.
#[test]
fn a_map_on_the_wrong_interface_begins_nothing() {
    let inside = [
        in_b(" crypto map VPN\n", ""),
        in_b("interface GigabitEthernet0/1\n", "interface GigabitEthernet0/1\n crypto map VPN\n"),
    ];
    let routed_in = in_b("ip route", "ip route 10.1.0.0 255.255.255.0 10.2.0.254\nip route");
    let stops = |names: [&str; 2], edits: &[Edit]| {
        let check = check_edited(names, edits);
        [1, 0].map(|end: usize| {
            let direction = &check.tunnels[0].directions[end];
            let attempt = direction.deciding().unwrap();
            let stop = attempt.all_stops().next().unwrap();
            assert_eq!(attempt.all_stops().count(), 1, "{names:?} {end}: {stop:?}");
            stop.message.map_or_else(|| "nothing leaves".to_owned(), |message| message.to_string())
        })
    };
    assert_eq!(stops(["ios-ikev1"; 2], &inside), ["nothing leaves", "QM1"]);
    assert_eq!(stops(["ios-ikev2"; 2], &inside), ["nothing leaves", "IKE_AUTH request"]);
    assert_eq!(stops(["asa-ikev1", "ios-ikev1"], &inside), ["nothing leaves", "QM1"]);
    // What is routed out by the interface with the map meets it.
    assert_eq!(stops(["ios-ikev1"; 2], &[&inside[..], &[routed_in]].concat())[0], "MM1");
    let asa = [in_b("crypto map outside_map interface outside", "crypto map outside_map interface inside")];
    assert_eq!(stops(["ios-ikev1", "asa-ikev1"], &asa), ["nothing leaves", "MM1"]);
}
