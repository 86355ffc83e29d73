//! The address that an end sends from, where its interface has one of each family.

use ikelint::check::Settings;

use crate::pairs::{check_texts, edited, errors, in_a, in_b, verdict};

/// A router whose tunnel goes over IPv6 from an interface with both families.
fn router(own: u8, far: u8, mode: &str) -> String {
    format!(
        "version 15.7\nhostname r{own}\ncrypto isakmp policy 10\n encr aes 256\n authentication pre-share\n group 14\ncrypto \
         isakmp key A-Key-For-Two address ipv6 2001:db8:{far}::1/128\ncrypto isakmp profile P\n   keyring default\n   match \
         identity address ipv6 2001:db8:{far}::1/128\ncrypto ipsec transform-set TS esp-aes 256 esp-sha-hmac\n mode \
         tunnel\ncrypto ipsec profile P\n set transform-set TS\n set isakmp-profile P\ninterface GigabitEthernet0/0\n ip \
         address 192.0.2.{own} 255.255.255.0\n ipv6 address 2001:db8:{own}::1/64\ninterface Tunnel0\n ip address \
         10.255.0.{own} 255.255.255.0\n ipv6 address 2001:db8:99::{own}/64\n tunnel source GigabitEthernet0/0\n{mode} tunnel \
         destination 2001:db8:{far}::1\n tunnel protection ipsec profile P\nip route 0.0.0.0 0.0.0.0 192.0.2.254\nipv6 route \
         ::/0 2001:db8:{own}::ffff\nend\n"
    )
}

#[test]
fn a_tunnel_of_ios_sends_from_the_address_of_its_transport() {
    for mode in [" tunnel mode ipsec ipv6\n", " tunnel mode gre ipv6\n"] {
        for (far, expected, faults) in
            [(2, "establishes", &[][..]), (3, "stalls", &["peer-address-mismatch", "identity-mismatch"])]
        {
            let files = [("a.cfg".to_owned(), router(1, far, mode)), ("b.cfg".to_owned(), router(2, 1, mode))];
            let check = check_texts(&files, Settings::default());
            assert_eq!((verdict(&check), errors(&check)), (expected, faults.to_vec()), "{mode} {far}");
        }
    }
}

/// The second address of the outside interface of each end, and peers that are called by it.
#[test]
fn an_asa_sends_from_the_address_of_the_family_of_its_peer() {
    let edits = [
        in_a(
            " ip address 192.0.2.10 255.255.255.0\n",
            " ip address 192.0.2.10 255.255.255.0\n ipv6 address 2001:db8:1::10/64\n",
        ),
        in_a("198.51.100.20", "2001:db8:2::20"),
        in_b("192.0.2.10", "2001:db8:1::10"),
        in_b(
            " ip address 198.51.100.20 255.255.255.0\n",
            " ip address 198.51.100.20 255.255.255.0\n ipv6 address 2001:db8:2::20/64\n",
        ),
    ];
    for name in ["asa-vti", "asa-ikev2"] {
        let check = check_texts(&edited([name, name], &edits), Settings::default());
        let own = |device: usize| -> Vec<String> {
            let addresses = &check.devices[device].entries[0].local_addresses;
            addresses.iter().filter_map(|own| own.known()).map(ToString::to_string).collect()
        };
        assert_eq!([own(0), own(1)], [["2001:db8:1::10"], ["2001:db8:2::20"]], "{name}");
    }
}
