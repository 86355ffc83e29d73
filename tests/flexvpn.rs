//! The FlexVPN client of IOS: whom a tunnel interface with `tunnel destination dynamic` calls.

use ikelint::check::Check;

use crate::pairs::{Edit, check_edited, errors, in_a, in_b};

/// What it is, the block of the client, the tunnels with the rank of the client's peer and their verdicts, and the rules with an
/// error.
type Row = (&'static str, &'static str, &'static [(usize, &'static str)], &'static [&'static str]);

const ROWS: &[Row] = &[
    (
        "a peer",
        "crypto ikev2 client flexvpn F\n peer 1 198.51.100.20\n client connect Tunnel0\n",
        &[(0, "establishes")],
        &[],
    ),
    (
        "the number decides, and not the line",
        "crypto ikev2 client flexvpn F\n peer 20 203.0.113.9\n peer 10 198.51.100.20\n client connect Tunnel0\n",
        &[(0, "establishes")],
        &[],
    ),
    (
        "a second peer, after one that no file has",
        "crypto ikev2 client flexvpn F\n peer 1 203.0.113.9\n peer 2 198.51.100.20\n client connect Tunnel0\n connect auto\n",
        &[(1, "establishes")],
        &[],
    ),
    (
        "tracked, and in other words",
        "crypto ikev2 client flexvpn F\n peer 1 198.51.100.20 track 10 up\n client connect tunnel 0\n connect track 10 up\n",
        &[(0, "establishes")],
        &[],
    ),
    (
        "begun by hand",
        "crypto ikev2 client flexvpn F\n peer 1 198.51.100.20\n client connect Tunnel0\n connect manual\n",
        &[(0, "establishes")],
        &[],
    ),
    (
        "a mistyped peer",
        "crypto ikev2 client flexvpn F\n peer 1 198.51.100.99\n client connect Tunnel0\n",
        &[(0, "stalls")],
        &["peer-address-mismatch"],
    ),
    // A name is resolved at run time.
    (
        "a name",
        "crypto ikev2 client flexvpn F\n peer 1 fqdn hub.example.com dynamic\n client connect Tunnel0\n",
        &[(0, "undetermined")],
        &[],
    ),
    // Whom it calls is in no line.
    ("no client", "", &[(0, "undetermined")], &[]),
    (
        "the client of another tunnel",
        "crypto ikev2 client flexvpn F\n peer 1 198.51.100.20\n client connect Tunnel9\n",
        &[(0, "undetermined")],
        &[],
    ),
    (
        "a client without a peer",
        "crypto ikev2 client flexvpn F\n client connect Tunnel0\n",
        &[(0, "undetermined")],
        &[],
    ),
    // Where it sends from is settled at run time.
    (
        "a source of its own",
        "crypto ikev2 client flexvpn F\n peer 1 198.51.100.20\n source 1 GigabitEthernet0/0\n client connect Tunnel0\n",
        &[(0, "undetermined")],
        &[],
    ),
];

fn checked(client: &'static str) -> Check {
    let block: &'static str = format!("{client}interface Tunnel0\n").leak();
    let edits: [Edit; 2] =
        [in_a("tunnel destination 198.51.100.20", "tunnel destination dynamic"), in_a("interface Tunnel0\n", block)];
    check_edited(["ios-vti", "ios-vti"], &edits)
}

#[test]
fn the_peers_of_a_client_are_called_in_their_order() {
    let mut wrong = Vec::new();
    for (what, client, tunnels, rules) in ROWS {
        let check = checked(client);
        let found: Vec<(usize, &str)> =
            check.tunnels.iter().map(|tunnel| (tunnel.pair.ends[0].rank, tunnel.verdict.word())).collect();
        if (&found[..], &errors(&check)[..]) != (*tunnels, *rules) {
            wrong.push(format!("{what}: {found:?} {:?}", errors(&check)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// GRE is protected between the two ends, so that its selectors follow the peer.
#[test]
fn a_client_with_gre_has_the_selectors_of_its_peer() {
    let rows = [
        (
            "crypto ikev2 client flexvpn F\n peer 1 198.51.100.20\n client connect Tunnel0\ninterface Tunnel0\n",
            "establishes",
        ),
        (
            "crypto ikev2 client flexvpn F\n peer 1 198.51.100.20\n peer 2 203.0.113.9\n client connect Tunnel0\ninterface \
             Tunnel0\n",
            "undetermined",
        ),
    ];
    for (client, verdict) in rows {
        let edits = [
            in_a("tunnel destination 198.51.100.20", "tunnel destination dynamic"),
            in_a("interface Tunnel0\n", client),
            in_a(" tunnel mode ipsec ipv4\n", ""),
            in_b(" tunnel mode ipsec ipv4\n", ""),
        ];
        let check = check_edited(["ios-vti", "ios-vti"], &edits);
        assert_eq!(check.tunnels[0].verdict.word(), verdict, "{:#?}", check.findings);
        assert_eq!(errors(&check), Vec::<&str>::new());
    }
}

/// A template makes a tunnel between the ends of the IKE SA that asks for one, and protects that.
#[test]
fn a_template_with_gre_protects_what_goes_between_the_ends_of_its_session() {
    let hub = in_b(
        "interface Tunnel0\n ip address 172.16.0.2 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel destination \
         192.0.2.10\n tunnel mode ipsec ipv4\n",
        "interface Loopback0\n ip address 172.16.0.2 255.255.255.255\n!\ninterface Virtual-Template1 type tunnel\n ip unnumbered \
         Loopback0\n",
    );
    let template = in_b(" keyring local KEYS\n", " keyring local KEYS\n virtual-template 1\n");
    let no_route = in_b("ip route 10.1.0.0 255.255.255.0 Tunnel0\n", "");
    let gre = in_a(" tunnel mode ipsec ipv4\n", "");
    let ip_in_ip = in_a(" tunnel mode ipsec ipv4\n", " tunnel mode ipip\n");
    let leased = in_a(" ip address 192.0.2.10 255.255.255.0\n", " ip address dhcp\n");
    for (edits, expected) in [
        (vec![gre], "establishes"),
        // Whether a router narrows everything to GRE, and where it is called from, no file says.
        (vec![], "undetermined"),
        (vec![gre, leased], "undetermined"),
        (vec![ip_in_ip], "stalls"),
    ] {
        let all: Vec<Edit> = [hub, template, no_route].into_iter().chain(edits).collect();
        let check = check_edited(["ios-vti", "ios-vti"], &all);
        assert_eq!(check.tunnels[0].verdict.word(), expected, "{all:#?} {:#?}", check.findings);
    }
}
