//! What holds for the whole reader; the fixtures are compared in `platform/tests.rs`.

use super::Ios;
use crate::model::Device;
use crate::platform::{Platform, ReadOptions};
use crate::source::{FileId, SourceFile};

fn read(text: &str) -> Device {
    let file = SourceFile::from_bytes(FileId(0), "r.cfg", text.as_bytes()).unwrap();
    Ios.read(&file, ReadOptions::default())
}

#[test]
fn keys_never_reach_the_model_in_clear() {
    let device = read(include_str!("../../../tests/platform/ios/crypto-map.cfg"));
    let shown = format!("{device:?}");
    for secret in ["branches-key", "hub-key", "any-key", "aggressive-key", "XGDaXbcYdZ", "remote-secret"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}

#[test]
fn snippets_are_recognised_and_other_systems_are_not() {
    let scores = [
        "crypto isakmp policy 10\n encr aes\n",
        "interface GigabitEthernet0/0\n ip address 192.0.2.1 255.255.255.0\n",
        "ip access-list extended VPN\n permit ip any any\n",
        "version 15.7\nhostname r\n",
        "cry isak pol 10\n auth pre\n",
        "ip access-l ext VPN\n perm ip any any\n",
    ]
    .map(|text| Ios.recognise(text));
    assert!(scores.iter().all(|score| *score > 0), "{scores:?}");
    for other in [
        "!! IOS XR Configuration 6.1\nhostname r\ncrypto isakmp policy 10\n",
        "ASA Version 9.12(4)\nhostname f\nip address 192.0.2.1 255.255.255.0\n",
        "interface Ethernet0\n nameif outside\n ip address 192.0.2.1 255.255.255.0\n",
        "feature bgp\ninterface Ethernet1/1\n",
        "<config version=\"10.1.0\"></config>\n",
    ] {
        assert_eq!(Ios.recognise(other), 0, "{other}");
    }
}

#[test]
fn any_bytes_are_read_without_a_panic_and_no_line_is_lost() {
    let lines = [
        "crypto map",
        "crypto map M",
        "crypto isakmp key",
        "crypto isakmp policy",
        " set peer",
        " tunnel mode",
        "crypto ikev2 keyring",
        " peer",
        " pre-shared-key",
        "interface",
        "access-list",
        "ip access-list extended",
        "é ü",
    ];
    for start in 0..lines.len() {
        let text: String = lines.iter().cycle().skip(start).take(lines.len()).map(|line| format!("{line}\n")).collect();
        let device = read(&text);
        let counted = device.coverage.understood
            + device.coverage.irrelevant
            + device.coverage.unmodelled
            + device.coverage.unrecognised;
        assert_eq!(counted, device.coverage.vpn_lines);
        assert_eq!(
            device.defects.iter().filter(|defect| defect.kind == crate::model::DefectKind::UnrecognisedLine).count(),
            device.coverage.unrecognised
        );
    }
}
