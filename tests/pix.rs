//! PIX 6, which has the syntax of an ASA, and much of its own.

use ikelint::check::Settings;
use ikelint::model::Setting;
use ikelint::report::{Format, Look, render};

use crate::pairs::{base, check_texts, errors, verdict};

/// A PIX before the branch of the base configurations. `names` are its lines that name interfaces.
fn pix(names: &str) -> String {
    format!(
        ": Saved\nPIX Version 6.3(5)\ninterface ethernet0 auto\ninterface ethernet1 auto\n{names}hostname pix\naccess-list VPN \
         permit ip 10.1.0.0 255.255.255.0 10.2.0.0 255.255.255.0\nip address outside 192.0.2.10 255.255.255.0\nip address \
         inside 10.1.0.1 255.255.255.0\nnat (inside) 0 access-list VPN\nroute outside 0.0.0.0 0.0.0.0 192.0.2.1 1\nsysopt \
         connection permit-ipsec\ncrypto ipsec transform-set TS esp-aes-256 esp-sha-hmac\ncrypto map M 10 \
         ipsec-isakmp\ncrypto map M 10 match address VPN\ncrypto map M 10 set peer 198.51.100.20\ncrypto map M 10 set \
         transform-set TS\ncrypto map M interface outside\nisakmp enable outside\nisakmp key Corr3ct-Horse address \
         198.51.100.20 netmask 255.255.255.255\nisakmp policy 10 authentication pre-share\nisakmp policy 10 encryption \
         aes-256\nisakmp policy 10 hash sha\nisakmp policy 10 group 14\nisakmp policy 10 lifetime 86400\n: end\n"
    )
}

#[test]
fn the_first_interfaces_of_a_pix_have_names_without_a_line() {
    for (names, expected) in [
        ("nameif ethernet0 outside security0\nnameif ethernet1 inside security100\n", "establishes"),
        ("", "establishes"),
    ] {
        let check = check_texts(&[("pix.cfg".to_owned(), pix(names)), base("asa-ikev1", 'b')], Settings::default());
        assert_eq!((verdict(&check), errors(&check)), (expected, Vec::new()), "{names} {:#?}", check.findings);
    }
    // A name that went to another interface is no longer that of the first one.
    let check = check_texts(
        &[("pix.cfg".to_owned(), pix("nameif ethernet0 wan security0\n")), base("asa-ikev1", 'b')],
        Settings::default(),
    );
    let has_address = |own: &ikelint::model::Interface| own.addresses.iter().any(|own| own.known().is_some());
    assert!(check.devices[0].interfaces.iter().all(|own| own.name != "outside" || !has_address(own)));
}

#[test]
fn a_pix_shows_the_states_of_routers_and_has_no_default_of_groups() {
    for (release, states) in [("6.3(5)", "QM_IDLE"), ("7.2(4)", "MM_ACTIVE")] {
        let text = pix("nameif ethernet0 outside security0\n").replace("6.3(5)", release);
        let check = check_texts(&[("pix.cfg".to_owned(), text), base("asa-ikev1", 'b')], Settings::default());
        let report = render(&check, Format::Json, Look::default()).unwrap();
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        assert_eq!(
            report["tunnels"][0]["directions"][0]["states"],
            serde_json::json!([states, "MM_ACTIVE"]),
            "{release}"
        );
        let alive = check.devices[0].entries[0].ikev1.as_ref().unwrap().dead_peer_detection;
        assert_eq!(matches!(alive, Setting::Unknown(_)), release == "6.3(5)");
    }
}
