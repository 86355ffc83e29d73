//! Which ends are held against each other, and which are left alone.

use ikelint::check::Check;

use crate::pairs::{Edit, check_edited, errors, in_a, in_b};

const IOS: [&str; 2] = ["ios-ikev1", "ios-ikev1"];

/// By what the tunnels of a check were found.
fn matched_by(check: &Check) -> Vec<&'static str> {
    check.tunnels.iter().map(|tunnel| tunnel.pair.matched_by.words()).collect()
}

#[test]
fn two_devices_that_face_others_have_nothing_to_do_with_each_other() {
    let elsewhere: [Edit; 4] = [
        in_a("198.51.100.20", "203.0.113.7"),
        in_b("192.0.2.10", "198.18.44.9"),
        in_a("10.2.0.0", "10.77.0.0"),
        in_b("10.1.0.0", "10.88.0.0"),
    ];
    let check = check_edited(IOS, &elsewhere);
    assert!(check.tunnels.is_empty() && check.is_refused(), "{:?}", check.refusal);
}

#[test]
fn two_spokes_of_one_hub_do_not_face_each_other() {
    let hub = [in_a("198.51.100.20", "203.0.113.7"), in_b("192.0.2.10", "203.0.113.7")];
    let check = check_edited(IOS, &hub);
    assert!(check.tunnels.is_empty() && check.is_refused());
}

#[test]
fn slips_of_the_pen_on_both_ends_still_make_a_tunnel() {
    let slips = [
        in_a("set peer 198.51.100.20", "set peer 198.51.100.21"),
        in_b("set peer 192.0.2.10", "set peer 192.0.2.110"),
        in_a("10.2.0.0", "10.77.0.0"),
        in_b("10.1.0.0", "10.88.0.0"),
    ];
    let check = check_edited(IOS, &slips);
    assert_eq!(matched_by(&check), ["only one left"]);
    assert!(errors(&check).contains(&"peer-address-mismatch"));
}

#[test]
fn what_is_left_beside_a_tunnel_that_fits_is_left_alone() {
    let third = |own: &'static str| match own {
        "a" => in_a(
            "crypto map VPN 10 ipsec-isakmp\n",
            "crypto map VPN 5 ipsec-isakmp\n set peer 203.0.113.7\n set transform-set TS\n match address ELSE\n\
             crypto map VPN 10 ipsec-isakmp\n",
        ),
        _ => in_b(
            "crypto map VPN 10 ipsec-isakmp\n",
            "crypto map VPN 5 ipsec-isakmp\n set peer 203.0.113.9\n set transform-set TS\n match address ELSE\n\
             crypto map VPN 10 ipsec-isakmp\n",
        ),
    };
    let check = check_edited(IOS, &[third("a"), third("b")]);
    assert_eq!(matched_by(&check), ["both addresses"]);
    assert_eq!(check.unpaired.len(), 2);
    assert_eq!(errors(&check), Vec::<&str>::new());
}
