//! What is peculiar to strongSwan, beyond what was recorded.

use ikelint::check::{Check, Settings, check};
use ikelint::negotiation::{Message, Outcome, Subject};
use ikelint::rules::Severity;

use crate::pairs::{Edit, check_edited, check_texts, edited, errors, in_a, in_b, verdict};

const V1: [&str; 2] = ["swanctl-ikev1", "swanctl-ikev1"];
const V2: [&str; 2] = ["swanctl-ikev2", "swanctl-ikev2"];

/// The outcome where `a` begins, and where `b` does.
fn outcomes(check: &Check) -> [Outcome; 2] {
    check.tunnels[0].directions.each_ref().map(|direction| direction.outcome)
}

fn warnings(check: &Check) -> Vec<&str> {
    let found = check.findings.iter().filter(|finding| finding.severity == Severity::Warning);
    found.map(|finding| finding.rule.name).collect()
}

#[test]
fn ikev1_sends_the_first_algorithm_of_each_kind_and_takes_any() {
    let several = in_a("proposals = aes256-sha1-modp2048", "proposals = aes128-aes256-sha1-modp2048");
    assert_eq!(outcomes(&check_edited(V1, &[several])), [Outcome::Stalls, Outcome::Establishes]);
    let several = in_a("proposals = aes256-sha256-modp2048", "proposals = aes128-aes256-sha256-modp2048");
    assert_eq!(outcomes(&check_edited(V2, &[several])), [Outcome::Establishes; 2]);
}

#[test]
fn sequence_numbers_are_agreed_on() {
    const UNSAID: &str = "esp_proposals = aes256";
    const SHORT: &str = "esp_proposals = noesn-aes256";
    const ESN: &str = "esp_proposals = esn-aes256";
    const EITHER: &str = "esp_proposals = esn-noesn-aes256";
    let outcome = |names, a, b| outcomes(&check_edited(names, &[in_a(UNSAID, a), in_b(UNSAID, b)]));
    for names in [V1, V2] {
        assert_eq!(outcome(names, ESN, UNSAID), [Outcome::Stalls; 2], "{names:?}");
        assert_eq!(outcome(names, ESN, SHORT), [Outcome::Stalls; 2], "{names:?}");
        assert_eq!(outcome(names, ESN, ESN), [Outcome::Establishes; 2], "{names:?}");
        assert_eq!(outcome(names, ESN, EITHER), [Outcome::Establishes; 2], "{names:?}");
    }
    assert_eq!(outcome(V2, EITHER, UNSAID), [Outcome::Establishes; 2]);
    assert_eq!(outcome(V1, EITHER, UNSAID), [Outcome::Stalls, Outcome::Establishes], "IKEv1 offers the first alone");
}

#[test]
fn extended_sequence_numbers_alone_are_more_than_others_are_known_to_have() {
    const ESN: Edit = in_a("esp_proposals = aes256", "esp_proposals = esn-aes256");
    const EITHER: Edit = in_a("esp_proposals = aes256", "esp_proposals = esn-noesn-aes256");
    let outcome = |other, edits: &[Edit]| outcomes(&check_edited(["swanctl-ikev2", other], edits));
    assert_eq!(outcome("ios-ikev2", &[ESN]), [Outcome::Stalls; 2]);
    let offered = in_b("esp-sha256-hmac\n", "esp-sha256-hmac\n esn\n");
    assert_eq!(outcome("ios-ikev2", &[ESN, offered]), [Outcome::Establishes; 2]);
    assert_eq!(outcome("ios-ikev2", &[offered]), [Outcome::Establishes; 2]);
    for other in ["asa-ikev2", "panos-ikev2"] {
        assert_eq!(outcome(other, &[ESN]), [Outcome::Undetermined; 2], "{other}");
        assert_eq!(outcome(other, &[EITHER]), [Outcome::Establishes; 2], "{other}");
    }
    let check = check_edited(["swanctl-ikev2", "ios-ikev2"], &[ESN]);
    assert_eq!(errors(&check), ["ipsec-proposal-mismatch"]);
}

#[test]
fn what_a_narrowed_child_leaves_out_is_told() {
    let more = in_a("local_ts = 10.1.0.0/24", "local_ts = 10.1.0.0/24,10.3.0.0/24");
    for names in [V1, V2] {
        let check = check_edited(names, &[more]);
        assert_eq!(verdict(&check), "establishes");
        assert_eq!(errors(&check), Vec::<&str>::new());
        assert_eq!(warnings(&check), ["selector-mismatch"], "{names:?}: {:#?}", check.findings);
    }
    let wider = in_a("remote_ts = 10.2.0.0/24", "remote_ts = 10.2.0.0/16");
    assert_eq!(warnings(&check_edited(V2, &[wider])), ["selector-mismatch"]);
    assert_eq!(warnings(&check_edited(V2, &[])), Vec::<&str>::new());
}

#[test]
fn several_selectors_in_one_request_are_more_than_an_asa_is_known_to_take() {
    let more = in_a("local_ts = 10.1.0.0/24", "local_ts = 10.1.0.0/24,10.3.0.0/24");
    let check = check_edited(["swanctl-ikev2", "asa-ikev2"], &[more]);
    assert_eq!(outcomes(&check)[0], Outcome::Stalls, "10.3.0.0/24 is in no entry of the crypto map");
    let both = in_b(
        "route outside",
        "access-list VPN extended permit ip 10.2.0.0 255.255.255.0 10.3.0.0 255.255.255.0\nroute outside",
    );
    let check = check_edited(["swanctl-ikev2", "asa-ikev2"], &[more, both]);
    assert_eq!(outcomes(&check)[0], Outcome::Undetermined, "each alone would be taken");
}

#[test]
fn keys_in_aggressive_mode_have_to_be_allowed_elsewhere() {
    const ON: &str = "version = 1\n        aggressive = yes";
    let check = check_edited(V1, &[in_a("version = 1", ON), in_b("version = 1", ON)]);
    assert_eq!(verdict(&check), "undetermined");
    let open = &check.tunnels[0].directions[0].missing;
    assert!(open.iter().all(|missing| missing.question.subject == Subject::AggressiveModeKeys) && open.len() == 1);
}

#[test]
fn pfs_groups_belong_to_proposals() {
    let esp = |text: &'static str, v1: bool| {
        if v1 { ("esp_proposals = aes256-sha1", text) } else { ("esp_proposals = aes256-sha256", text) }
    };
    let both = |v1: bool, a: &'static str, b: &'static str| {
        let ((from, a), (_, b)) = (esp(a, v1), esp(b, v1));
        let edits: [Edit; 2] = [in_a(from, a), in_b(from, b)];
        outcomes(&check_edited(if v1 { V1 } else { V2 }, &edits))
    };
    const TWO: &str = "esp_proposals = aes256gcm16-ecp384,aes256-sha256-modp2048";
    assert_eq!(both(false, TWO, "esp_proposals = aes256-sha256-modp2048"), [Outcome::Establishes; 2]);
    assert_eq!(both(false, TWO, "esp_proposals = aes256-sha256-modp3072"), [Outcome::FailsAtRekey; 2]);
    assert_eq!(
        both(false, "esp_proposals = aes256-sha256-modp2048-none", "esp_proposals = aes256-sha256"),
        [Outcome::Establishes; 2]
    );
    const V1_TWO: &str = "esp_proposals = aes128-sha1-modp1536,aes256-sha1-modp2048";
    let [wide, narrow] = both(true, V1_TWO, "esp_proposals = aes256-sha1-modp2048");
    assert_eq!((wide, narrow), (Outcome::Undetermined, Outcome::Establishes), "QM1 carries one group");
}

#[test]
fn a_key_that_only_another_file_could_hold_is_open() {
    let files = edited(
        V2,
        &[
            in_a("secrets {", "include secrets.conf\nsecrets {"),
            in_a("id = 198.51.100.20\n        secret", "id = other\n        secret"),
        ],
    );
    let check = check_texts(&files, Settings::default());
    assert_eq!(verdict(&check), "undetermined");
    let closed = check_edited(V2, &[in_a("id = 198.51.100.20\n        secret", "id = other\n        secret")]);
    assert_eq!(errors(&closed), ["psk-missing"]);
}

#[test]
fn a_slip_of_the_pen_keeps_the_connection_from_being_loaded() {
    let check = check_edited(V2, &[in_b("aes256-sha256-modp2048", "aes256-sha265-modp2048")]);
    assert_eq!(verdict(&check), "stalls");
    assert_eq!(errors(&check)[0], "invalid-value");
}

#[test]
fn transport_mode_for_networks_is_refused_or_never_asked_for() {
    const TRANSPORT: &str = "local_ts = 10.1.0.0/24\n                mode = transport";
    for (names, message) in [(V1, None), (V2, Some(Message::AuthRequest))] {
        let check = check_edited(names, &[in_a("local_ts = 10.1.0.0/24", TRANSPORT)]);
        assert_eq!(verdict(&check), "stalls", "{names:?}");
        assert_eq!(errors(&check), ["encapsulation-mode-mismatch"]);
        assert_eq!(check.tunnels[0].directions[0].first_stop().unwrap().message, message);
    }
}

#[test]
fn each_side_of_a_selector_has_its_own_protocol() {
    let a = in_a("local_ts = 10.1.0.0/24", "local_ts = 10.1.0.0/24[tcp]");
    let far = in_a("remote_ts = 10.2.0.0/24", "remote_ts = 10.2.0.0/24[udp]");
    let same = in_b("local_ts = 10.2.0.0/24", "local_ts = 10.2.0.0/24[udp]");
    let other = in_b("local_ts = 10.2.0.0/24", "local_ts = 10.2.0.0/24[tcp]");
    assert_eq!(outcomes(&check_edited(V2, &[a, far, same])), [Outcome::Establishes; 2]);
    assert_eq!(outcomes(&check_edited(V2, &[a, far, other])), [Outcome::Stalls; 2]);
}

#[test]
fn advice_on_pfs_names_every_child_section_with_these_proposals() {
    const MORE: &str = "children {\n            dmz {\n                local_ts = 10.8.0.0/24\n                \
                        remote_ts = 10.2.0.0/24\n                esp_proposals = aes256-sha256\n                \
                        life_time = 1h\n            }";
    const OTHER: &str = "children {\n            dmz {\n                local_ts = 10.2.0.0/24\n                \
                         remote_ts = 10.8.0.0/24\n                esp_proposals = aes256-sha256-modp2048\n                \
                         life_time = 1h\n            }";
    let with_pfs = in_b("esp_proposals = aes256-sha256\n", "esp_proposals = aes256-sha256-modp2048\n");
    let check = check_edited(V2, &[in_a("children {", MORE), with_pfs, in_b("children {", OTHER)]);
    let finding = check.findings.iter().find(|finding| finding.rule.name == "pfs-mismatch").unwrap();
    let commands: Vec<&str> = finding.fixes[0].commands.iter().map(String::as_str).collect();
    assert_eq!(
        commands,
        [
            "connections {",
            "  far {",
            "    children {",
            "      dmz {",
            "        esp_proposals = aes256-sha256-modp2048",
            "      }",
            "      lan {",
            "        esp_proposals = aes256-sha256-modp2048",
            "      }",
            "    }",
            "  }",
            "}",
            "swanctl --load-all",
        ]
    );
}

#[test]
fn who_begins_by_itself_is_told_apart_from_who_waits_for_a_command() {
    let quiet = |end: usize, to: &'static str| Edit { end, from: "start_action = trap", to };
    let found = |edits: &[Edit]| {
        let check = check_edited(V2, edits);
        let of_rule = check.findings.iter().filter(|finding| finding.rule.name == "no-initiator");
        (verdict(&check), of_rule.map(|finding| finding.severity).collect::<Vec<_>>())
    };
    for begins in ["start_action = start", "start_action = route", "start_action = trap|start"] {
        assert_eq!(found(&[quiet(0, begins), quiet(1, "# none")]), ("establishes", vec![Severity::Info]), "{begins}");
    }
    for waits in ["start_action = none", "start_action = clear", "start_action =", "# none"] {
        let edits = [quiet(0, waits), quiet(1, waits)];
        assert_eq!(found(&edits), ("establishes", vec![Severity::Warning]), "{waits}");
        assert_eq!(found(&[quiet(1, waits)]), ("establishes", vec![Severity::Info]), "{waits}");
    }
    const ANYBODY: Edit = in_b("remote_addrs = 192.0.2.10", "remote_addrs = %any");
    assert_eq!(found(&[ANYBODY, quiet(0, "# none")]), ("establishes", vec![Severity::Warning]), "b only answers");
    assert_eq!(found(&[in_a("remote_addrs = 198.51.100.20", "remote_addrs = %any"), ANYBODY]).0, "stalls");
    const ELSEWHERE: Edit = in_b("start_action = trap", "include more.conf");
    assert_eq!(found(&[quiet(0, "# none"), ELSEWHERE]).1, [Severity::Info], "another file may say start_action");
}

/// charon takes nothing of a file with words between the sections: what copied it may have put them there.
#[test]
fn words_between_the_sections_leave_the_verdict_open() {
    assert_eq!(verdict(&check_edited(V2, &[])), "establishes");
    let dotted = in_b("secrets {", "connections.far.version = 2\nsecrets {");
    assert_eq!(verdict(&check_edited(V2, &[dotted])), "undetermined");
}

/// Found by two charon daemons that negotiated random pairs: what asks for both kinds asks for extended ones in IKEv1.
#[test]
fn both_kinds_of_sequence_numbers_are_extended_ones_in_ikev1() {
    for both in ["esp_proposals = aes256-sha1-noesn-esn\n", "esp_proposals = aes256-sha1-esn-noesn\n"] {
        let check = check_edited(V1, &[in_a("esp_proposals = aes256-sha1\n", both)]);
        assert_eq!(outcomes(&check), [Outcome::Stalls, Outcome::Establishes], "{both}");
    }
}

/// A device without a name of its own is called after its file, and after the whole path where that tells nothing apart.
#[test]
fn a_connection_file_is_named_without_its_folder() {
    let names = |paths: [&str; 2]| {
        let texts = edited(["swanctl-ikev1"; 2], &[]).map(|(_, text)| text);
        let [a, b] = texts.map(|text| Ok(text.into_bytes()));
        let check = check([(paths[0].to_owned(), a), (paths[1].to_owned(), b)], Settings::default());
        check.devices.into_iter().map(|device| device.name).collect::<Vec<_>>()
    };
    assert_eq!(names(["sites/hq.conf", "/etc/branch.conf"]), ["hq", "branch"]);
    assert_eq!(names(["hq/swanctl.conf", "branch/swanctl.conf"]), ["hq/swanctl.conf", "branch/swanctl.conf"]);
}

/// Found by two charon daemons as well: an end that would begin with aggressive mode and is called in main mode has no
/// identity yet when it looks for the key.
#[test]
fn the_exchange_that_is_played_says_when_a_key_can_be_found_by_an_identity() {
    let named = [
        in_a("            id = 192.0.2.10\n", "            id = a.example.org\n"),
        in_b("            id = 192.0.2.10\n", ""),
        in_b("ike-far {\n        id = 192.0.2.10", "ike-far {\n        id = a.example.org"),
        in_b("version = 1", "version = 1\n        aggressive = yes"),
    ];
    let check = check_edited(V1, &named);
    let stop = check.tunnels[0].directions[0].first_stop().unwrap();
    assert_eq!((stop.message, check.findings[0].rule.name), (Some(Message::Mm3), "psk-missing"), "{stop:?}");
}

/// What stands behind the place where a file is cut off, or in a file that it includes, may mend whatever is missing.
#[test]
fn what_a_cut_file_or_an_include_does_not_show_proves_no_stop() {
    for names in [V1, V2] {
        let files = edited(names, &[]);
        let first = files[0].1.find("remote_addrs").unwrap();
        for length in (first..files[0].1.len() - 3).step_by(3) {
            let [(name, text), other] = files.clone();
            let cut = [(name, text[..length].to_owned()), other];
            let check = check_texts(&cut, Settings::default());
            assert_eq!(verdict(&check), "undetermined", "{names:?}, cut behind {:?}", &cut[0].1[length - 30..]);
        }
    }
    let elsewhere = [
        in_a("remote_ts = 10.2.0.0/24", "include lan.conf"),
        in_a("esp_proposals = aes256-sha256\n", ""),
        in_a("        proposals = aes256-sha256-modp2048\n", "        include ike.conf\n"),
    ];
    assert_eq!(verdict(&check_edited(V2, &elsewhere)), "undetermined");
    let missing = [in_a("                remote_ts = 10.2.0.0/24\n", "")];
    assert_eq!(verdict(&check_edited(V2, &missing)), "stalls");
}
