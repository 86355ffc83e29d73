//! Which of several entries that take any peer a peer meets, and which key is found by who it says it is.

use ikelint::check::{Check, Settings};

use crate::pairs::{check_texts, errors, verdict};

/// A hub of IKEv2 with a template for each of two branches, which it knows by name. `templates` is their order in the file.
fn hub_of_ikev2(keyring: &str, templates: [u8; 2]) -> String {
    let profile = |number: u8, name: &str| {
        format!(
            "crypto ikev2 profile BRANCH{number}\n match identity remote fqdn {name}\n identity local fqdn hub.example.net\n \
             authentication remote pre-share\n authentication local pre-share\n keyring local KEYS\n virtual-template \
             {number}\ncrypto ipsec profile BRANCH{number}\n set transform-set TS\n set ikev2-profile BRANCH{number}\n"
        )
    };
    let template = |number: u8| {
        format!(
            "interface Virtual-Template{number} type tunnel\n ip unnumbered Loopback0\n tunnel source GigabitEthernet0/0\n \
             tunnel mode ipsec ipv4\n tunnel protection ipsec profile BRANCH{number}\n"
        )
    };
    let [one, two] = [profile(1, "one.example.net"), profile(2, "two.example.net")];
    let [first, second] = templates.map(template);
    format!(
        "version 15.7\nhostname hub\n{IKEV2}crypto ikev2 keyring KEYS\n{keyring}{one}{two}interface Loopback0\n ip address \
         10.255.0.1 255.255.255.255\ninterface GigabitEthernet0/0\n ip address 198.51.100.1 255.255.255.0\n{first}{second}ip \
         route 0.0.0.0 0.0.0.0 198.51.100.254\nend\n"
    )
}

const IKEV2: &str = "crypto ikev2 proposal P\n encryption aes-cbc-256\n integrity sha256\n group 14\ncrypto ikev2 policy P\n \
                     proposal P\ncrypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac\n mode tunnel\n";

/// A branch of IKEv2.
fn branch_of_ikev2(name: &str, key: &str) -> String {
    format!(
        "version 15.7\nhostname branch\n{IKEV2}crypto ikev2 keyring KEYS\n peer HUB\n  address 198.51.100.1\n  pre-shared-key \
         {key}\ncrypto ikev2 profile P\n match identity remote fqdn hub.example.net\n identity local fqdn {name}\n \
         authentication remote pre-share\n authentication local pre-share\n keyring local KEYS\ncrypto ipsec profile P\n set \
         transform-set TS\n set ikev2-profile P\ninterface GigabitEthernet0/0\n ip address 203.0.113.2 \
         255.255.255.0\ninterface Tunnel0\n ip address 10.255.0.2 255.255.255.255\n tunnel source GigabitEthernet0/0\n \
         tunnel mode ipsec ipv4\n tunnel destination 198.51.100.1\n tunnel protection ipsec profile P\nip route 0.0.0.0 \
         0.0.0.0 203.0.113.254\nip route 10.255.0.1 255.255.255.255 Tunnel0\nend\n"
    )
}

const BY_IDENTITY: &str = " peer ONE\n  identity fqdn one.example.net\n  pre-shared-key First-Key-1\n peer TWO\n  identity fqdn \
                           two.example.net\n  pre-shared-key Second-Key-2\n";
const BY_DOMAIN: &str = " peer ALL\n  identity fqdn domain example.net\n  pre-shared-key First-Key-1\n peer TWO\n  identity fqdn \
                         two.example.net\n  pre-shared-key Second-Key-2\n";
const FOR_ALL: &str = " peer ALL\n  address 0.0.0.0 0.0.0.0\n  pre-shared-key Second-Key-2\n";
const BOTH_ALIKE: &str = " peer ALL\n  address 0.0.0.0 0.0.0.0\n  pre-shared-key Second-Key-2\n peer TWO\n  identity fqdn \
                          two.example.net\n  pre-shared-key Second-Key-2\n";
const BOTH_DIFFER: &str = " peer ALL\n  address 0.0.0.0 0.0.0.0\n  pre-shared-key First-Key-1\n peer TWO\n  identity fqdn \
                           two.example.net\n  pre-shared-key Second-Key-2\n";
const FOR_OTHERS: &str = " peer ONE\n  identity fqdn one.example.net\n  pre-shared-key First-Key-1\n";

fn checked(hub: String, branch: String) -> Check {
    let check = check_texts(&[("hub.cfg".to_owned(), hub), ("branch.cfg".to_owned(), branch)], Settings::default());
    assert!(check.refusal.is_none(), "{:?}", check.refusal);
    check
}

/// The name of the entry of the hub that the branch meets.
fn met(check: &Check) -> &str {
    let [tunnel] = check.tunnels.as_slice() else { panic!("{} tunnels", check.tunnels.len()) };
    &check.devices[0].entries[tunnel.pair.ends[0].entry.unwrap()].name
}

/// The keyring of the hub, what the branch calls itself, its key, the template that it meets, and what comes of it.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const OF_IKEV2: &[Row] = &[
    (BY_IDENTITY, "one.example.net", "First-Key-1", "Virtual-Template1", "establishes", &[]),
    (BY_IDENTITY, "two.example.net", "Second-Key-2", "Virtual-Template2", "establishes", &[]),
    (BY_IDENTITY, "TWO.example.net", "Second-Key-2", "Virtual-Template2", "establishes", &[]),
    (BY_IDENTITY, "two.example.net", "First-Key-1", "Virtual-Template2", "stalls", &["psk-mismatch"]),
    (BY_DOMAIN, "one.example.net", "First-Key-1", "Virtual-Template1", "establishes", &[]),
    (BY_DOMAIN, "two.example.net", "Second-Key-2", "Virtual-Template2", "establishes", &[]),
    (FOR_ALL, "two.example.net", "Second-Key-2", "Virtual-Template2", "establishes", &[]),
    (FOR_ALL, "one.example.net", "First-Key-1", "Virtual-Template1", "stalls", &["psk-mismatch"]),
    (BOTH_ALIKE, "two.example.net", "Second-Key-2", "Virtual-Template2", "establishes", &[]),
    // Which of the two keys is taken, no source says.
    (BOTH_DIFFER, "two.example.net", "Second-Key-2", "Virtual-Template2", "undetermined", &[]),
    // How names of keys are compared is said in no text of the vendor.
    (FOR_OTHERS, "two.example.net", "Second-Key-2", "Virtual-Template2", "undetermined", &[]),
];

#[test]
fn a_peer_of_ikev2_meets_the_template_whose_profile_accepts_it_and_the_key_under_its_identity() {
    for templates in [[1, 2], [2, 1]] {
        for (keyring, name, key, entry, expected, faults) in OF_IKEV2 {
            let check = checked(hub_of_ikev2(keyring, templates), branch_of_ikev2(name, key));
            let seen = (met(&check), verdict(&check), errors(&check));
            assert_eq!(seen, (*entry, *expected, faults.to_vec()), "{templates:?} {keyring} {name} {key}");
        }
    }
}

#[test]
fn a_peer_that_no_profile_accepts_is_told_so() {
    let check = checked(hub_of_ikev2(FOR_ALL, [1, 2]), branch_of_ikev2("three.example.net", "Second-Key-2"));
    assert_eq!((verdict(&check), errors(&check)), ("stalls", vec!["identity-mismatch"]));
}

const IKEV1: &str = "crypto isakmp policy 10\n encr aes 256\n authentication pre-share\n group 14\ncrypto ipsec transform-set TS \
                     esp-aes 256 esp-sha-hmac\n mode tunnel\n";

/// A hub of IKEv1 with a template for each of two branches, whose address is `address`.
fn hub_of_ikev1(keys: &str, templates: [u8; 2], address: &str) -> String {
    let profile = |number: u8, name: &str| {
        format!(
            "crypto isakmp profile BRANCH{number}\n   keyring KEYS\n   match identity host {name}\n   virtual-template \
             {number}\ncrypto ipsec profile BRANCH{number}\n set transform-set TS\n set isakmp-profile BRANCH{number}\n"
        )
    };
    let template = |number: u8| {
        format!(
            "interface Virtual-Template{number} type tunnel\n ip unnumbered Loopback0\n tunnel mode ipsec ipv4\n tunnel \
             protection ipsec profile BRANCH{number}\n"
        )
    };
    let [one, two] = [profile(1, "one.example.net"), profile(2, "two.example.net")];
    let [first, second] = templates.map(template);
    format!(
        "version 15.2\nhostname hub\ncrypto keyring KEYS\n{keys}{IKEV1}{one}{two}interface Loopback0\n ip address 10.255.0.1 \
         255.255.255.255\ninterface Dialer1\n {address}\n{first}{second}ip route 0.0.0.0 0.0.0.0 Dialer1\nend\n"
    )
}

/// A branch that begins with aggressive mode.
fn branch_of_ikev1(name: &str, key: &str) -> String {
    format!(
        "version 15.2\nhostname branch\n{IKEV1}crypto isakmp peer address 198.51.100.1\n set aggressive-mode password {key}\n \
         set aggressive-mode client-endpoint fqdn {name}\ncrypto ipsec profile P\n set transform-set TS\ninterface \
         GigabitEthernet0/0\n ip address 203.0.113.2 255.255.255.0\ninterface Tunnel0\n ip address 10.255.0.2 \
         255.255.255.255\n tunnel source GigabitEthernet0/0\n tunnel mode ipsec ipv4\n tunnel destination 198.51.100.1\n \
         tunnel protection ipsec profile P\nip route 0.0.0.0 0.0.0.0 203.0.113.254\nip route 10.255.0.1 255.255.255.255 \
         Tunnel0\nend\n"
    )
}

const NAMED: &str = "  pre-shared-key hostname one.example.net key First-Key-1\n  pre-shared-key hostname two.example.net key \
                     Second-Key-2\n";
const NAMED_BACKWARDS: &str = "  pre-shared-key hostname two.example.net key Second-Key-2\n  pre-shared-key hostname \
                               one.example.net key First-Key-1\n";
const NAMED_AND_ALL: &str = "  pre-shared-key hostname two.example.net key Second-Key-2\n  pre-shared-key address 0.0.0.0 \
                             0.0.0.0 key First-Key-1\n";
const ONE_NAMED: &str = "  pre-shared-key hostname one.example.net key First-Key-1\n";

const OF_IKEV1: &[Row] = &[
    (NAMED, "one.example.net", "First-Key-1", "Virtual-Template1", "establishes", &[]),
    (NAMED, "two.example.net", "Second-Key-2", "Virtual-Template2", "establishes", &[]),
    (NAMED_BACKWARDS, "one.example.net", "First-Key-1", "Virtual-Template1", "establishes", &[]),
    (NAMED_BACKWARDS, "two.example.net", "Second-Key-2", "Virtual-Template2", "establishes", &[]),
    (NAMED, "two.example.net", "First-Key-1", "Virtual-Template2", "stalls", &["psk-mismatch"]),
    // Which of the two keys is taken, no source says.
    (NAMED_AND_ALL, "two.example.net", "Second-Key-2", "Virtual-Template2", "undetermined", &[]),
    // The name may resolve to the address of the branch.
    (ONE_NAMED, "two.example.net", "Second-Key-2", "Virtual-Template2", "undetermined", &[]),
];

#[test]
fn a_peer_in_aggressive_mode_meets_the_template_whose_profile_accepts_it_and_the_key_under_its_name() {
    for templates in [[1, 2], [2, 1]] {
        for (keys, name, key, entry, expected, faults) in OF_IKEV1 {
            let hub = hub_of_ikev1(keys, templates, "ip address 198.51.100.1 255.255.255.255");
            let check = checked(hub, branch_of_ikev1(name, key));
            let seen = (met(&check), verdict(&check), errors(&check));
            assert_eq!(seen, (*entry, *expected, faults.to_vec()), "{templates:?} {keys} {name} {key}");
        }
    }
}

/// An address that a dialer negotiates is settled at run time, as one that comes by DHCP.
#[test]
fn a_peer_of_a_hub_without_a_known_address_meets_the_template_that_accepts_it() {
    for address in ["ip address negotiated", "ip address dhcp"] {
        for (name, key, entry) in [
            ("one.example.net", "First-Key-1", "Virtual-Template1"),
            ("two.example.net", "Second-Key-2", "Virtual-Template2"),
        ] {
            let check = checked(hub_of_ikev1(NAMED, [1, 2], address), branch_of_ikev1(name, key));
            assert_eq!(
                (met(&check), verdict(&check), errors(&check)),
                (entry, "undetermined", Vec::new()),
                "{address}"
            );
        }
    }
}

/// A hub whose dynamic map has an entry for each of two branches, which it knows by address.
const DYNAMIC: &str = "version 15.2\nhostname hub\ncrypto keyring K1\n  pre-shared-key address 203.0.113.1 key \
                       First-Key-1\ncrypto keyring K2\n  pre-shared-key address 203.0.113.2 key Second-Key-2\ncrypto isakmp \
                       policy 10\n encr aes 256\n authentication pre-share\n group 14\ncrypto isakmp profile P1\n   keyring \
                       K1\n   match identity address 203.0.113.1 255.255.255.255\ncrypto isakmp profile P2\n   keyring K2\n   \
                       match identity address 203.0.113.2 255.255.255.255\ncrypto ipsec transform-set TS esp-aes 256 \
                       esp-sha-hmac\n mode tunnel\ncrypto dynamic-map D 1\n set transform-set TS\n set isakmp-profile \
                       P1\ncrypto dynamic-map D 2\n set transform-set TS\n set isakmp-profile P2\ncrypto map M 10 \
                       ipsec-isakmp dynamic D\ninterface GigabitEthernet0/0\n ip address 198.51.100.1 255.255.255.0\n crypto \
                       map M\ninterface GigabitEthernet0/1\n ip address 10.1.0.1 255.255.0.0\nip route 0.0.0.0 0.0.0.0 \
                       198.51.100.254\nend\n";

#[test]
fn a_peer_meets_the_entry_of_a_dynamic_map_whose_profile_accepts_it() {
    for (address, key, entry, expected, faults) in [
        ("203.0.113.1", "First-Key-1", "M 10 D 1", "establishes", &[][..]),
        ("203.0.113.2", "Second-Key-2", "M 10 D 2", "establishes", &[]),
        ("203.0.113.2", "First-Key-1", "M 10 D 2", "stalls", &["psk-mismatch"]),
    ] {
        let branch = format!(
            "version 15.2\nhostname branch\n{IKEV1}crypto isakmp key {key} address 198.51.100.1\ncrypto map M 10 \
             ipsec-isakmp\n set peer 198.51.100.1\n set transform-set TS\n match address 100\ninterface GigabitEthernet0/0\n \
             ip address {address} 255.255.255.0\n crypto map M\ninterface GigabitEthernet0/1\n ip address 10.2.0.1 \
             255.255.0.0\naccess-list 100 permit ip 10.2.0.0 0.0.255.255 10.1.0.0 0.0.255.255\nip route 0.0.0.0 0.0.0.0 \
             203.0.113.254\nend\n"
        );
        let check = checked(DYNAMIC.to_owned(), branch);
        assert_eq!(
            (met(&check), verdict(&check), errors(&check)),
            (entry, expected, faults.to_vec()),
            "{address} {key}"
        );
    }
}

/// A hub of strongSwan with a connection for each of two branches.
const OF_STRONGSWAN: &str = r#"
connections {
    one {
        version = 2
        local_addrs = 198.51.100.1
        proposals = aes256-sha256-modp2048
        local {
            auth = psk
            id = hub.example.net
        }
        remote {
            auth = psk
            id = one.example.net
        }
        children {
            all {
                local_ts = 0.0.0.0/0
                remote_ts = 0.0.0.0/0
                esp_proposals = aes256-sha256
            }
        }
    }
    two : connections.one {
        remote {
            auth = psk
            id = two.example.net
        }
    }
}
secrets {
    ike-one {
        id = one.example.net
        secret = "First-Key-1"
    }
    ike-two {
        id = two.example.net
        secret = "Second-Key-2"
    }
}
"#;

#[test]
fn a_peer_of_another_platform_meets_the_connection_that_is_for_it() {
    for (name, key, entry) in [("one.example.net", "First-Key-1", "one"), ("two.example.net", "Second-Key-2", "two")] {
        let check = checked(OF_STRONGSWAN.to_owned(), branch_of_ikev2(name, key));
        assert_eq!((met(&check), verdict(&check), errors(&check)), (entry, "establishes", Vec::new()), "{name}");
    }
}
