//! Small faults, each with what is to be said of it: the verdict, the outcome of each direction, and every error.
//!
//! Each row is a wrong verdict that ikelint once gave, or one that is easily given.

use ikelint::check::Settings;
use ikelint::report::{Format, Look, render};

use crate::pairs::{Edit, check_edited, check_texts, edited, errors, in_a, in_b, verdict};

/// What a pair of edited base configurations is expected to give.
struct Row {
    what: &'static str,
    names: [&'static str; 2],
    edits: &'static [Edit],
    verdict: &'static str,
    outcomes: [&'static str; 2],
    errors: &'static [&'static str],
}

const KEY: &str = "Corr3ct-Horse";
const ASA_ACL: &str = "access-list VPN extended permit ip 10.1.0.0 255.255.255.0 10.2.0.0 255.255.255.0\n";
const ASA_REMOTE: &str = " ikev2 remote-authentication pre-shared-key Corr3ct-Horse\n";
const ASA_LOCAL: &str = " ikev2 local-authentication pre-shared-key Corr3ct-Horse\n";
const EXCERPT: Edit = in_a(": end\n", "");
const UP: [&str; 2] = ["establishes", "establishes"];
const DOWN: [&str; 2] = ["stalls", "stalls"];
const OPEN: [&str; 2] = ["undetermined", "undetermined"];

/// Both versions on an ASA that has IKEv1 alone.
const BOTH_VERSIONS: [Edit; 3] = [
    in_a(
        "10 set ikev1 transform-set TS\n",
        "10 set ikev1 transform-set TS\ncrypto map outside_map 10 set ikev2 ipsec-proposal TS2\n\
         crypto ipsec ikev2 ipsec-proposal TS2\n protocol esp encryption aes-256\n protocol esp integrity sha-256\n",
    ),
    in_a(
        "crypto ikev1 enable outside\n",
        "crypto ikev1 enable outside\ncrypto ikev2 enable outside\ncrypto ikev2 policy 10\n encryption aes-256\n \
         integrity sha256\n group 14\n prf sha512\n lifetime seconds 86400\n",
    ),
    in_a(
        " ikev1 pre-shared-key Corr3ct-Horse\n",
        " ikev1 pre-shared-key Corr3ct-Horse\n ikev2 remote-authentication pre-shared-key Corr3ct-Horse\n \
         ikev2 local-authentication pre-shared-key Corr3ct-Horse\n",
    ),
];

/// A dynamic entry with a lower number than the static one.
const DYNAMIC_FIRST: &str = "crypto dynamic-map DYN 10 set ikev1 transform-set TS\ncrypto map outside_map 5 ipsec-isakmp \
                             dynamic DYN\ncrypto map outside_map 10 match";

const ROWS: &[Row] = &[
    Row {
        what: "a mistyped peer, whose tunnel group has the right address: the address is the fault, not the key",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_a("set peer 198.51.100.20", "set peer 198.51.100.99")],
        verdict: "stalls",
        outcomes: DOWN,
        errors: &["peer-address-mismatch"],
    },
    Row {
        what: "a mistyped peer whose key is mistyped in the same way",
        names: ["ios-ikev1", "asa-ikev1"],
        edits: &[in_a("198.51.100.20\n", "198.51.100.99\n")],
        verdict: "stalls",
        outcomes: DOWN,
        errors: &["peer-address-mismatch"],
    },
    Row {
        what: "half a key: nothing to check the peer by",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[in_a(ASA_REMOTE, "")],
        verdict: "stalls",
        outcomes: DOWN,
        errors: &["psk-missing"],
    },
    Row {
        what: "half a key: nothing to prove itself by",
        names: ["asa-ikev2", "panos-ikev2"],
        edits: &[in_a(ASA_LOCAL, "")],
        verdict: "stalls",
        outcomes: DOWN,
        errors: &["psk-missing"],
    },
    Row {
        what: "half a key on a router",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[in_b("pre-shared-key Corr3ct-Horse", "pre-shared-key local Corr3ct-Horse")],
        verdict: "stalls",
        outcomes: DOWN,
        errors: &["psk-missing"],
    },
    Row {
        what: "half a key in an excerpt",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[EXCERPT, in_a(ASA_REMOTE, "")],
        verdict: "undetermined",
        outcomes: OPEN,
        errors: &[],
    },
    Row {
        what: "keys that are right crosswise",
        names: ["asa-ikev2", "ios-ikev2"],
        edits: &[
            in_a("remote-authentication pre-shared-key Corr3ct-Horse", "remote-authentication pre-shared-key One"),
            in_a("local-authentication pre-shared-key Corr3ct-Horse", "local-authentication pre-shared-key Two"),
            in_b("pre-shared-key Corr3ct-Horse", "pre-shared-key local One\n  pre-shared-key remote Two"),
        ],
        verdict: "establishes",
        outcomes: UP,
        errors: &[],
    },
    Row {
        what: "an access list of which a deny takes everything",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_a(ASA_ACL, DENIED)],
        verdict: "stalls",
        outcomes: DOWN,
        errors: &["incomplete-entry"],
    },
    Row {
        what: "the same on a router",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_b(" permit ip 10.2.0.0", " deny ip any any\n permit ip 10.2.0.0")],
        verdict: "stalls",
        outcomes: DOWN,
        errors: &["incomplete-entry"],
    },
    Row {
        what: "a deny that takes a part",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_b(" permit ip 10.2.0.0", " deny ip host 10.2.0.7 any\n permit ip 10.2.0.0")],
        verdict: "establishes",
        outcomes: UP,
        errors: &[],
    },
    Row {
        what: "an excerpt without the access list",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[EXCERPT, in_a(ASA_ACL, "")],
        verdict: "undetermined",
        outcomes: OPEN,
        errors: &[],
    },
    Row {
        what: "an excerpt with an empty access list",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_b("\nend\n", "\n"), in_b(" permit ip 10.2.0.0 0.0.0.255 10.1.0.0 0.0.0.255\n", "")],
        verdict: "undetermined",
        outcomes: OPEN,
        errors: &[],
    },
    Row {
        what: "an empty access list",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_b(" permit ip 10.2.0.0 0.0.0.255 10.1.0.0 0.0.0.255\n", "")],
        verdict: "stalls",
        outcomes: DOWN,
        errors: &["incomplete-entry"],
    },
    Row {
        what: "an excerpt without the peer",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[EXCERPT, in_a("crypto map outside_map 10 set peer 198.51.100.20\n", "")],
        verdict: "undetermined",
        outcomes: OPEN,
        errors: &[],
    },
    Row {
        what: "an entry without a peer",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_a("crypto map outside_map 10 set peer 198.51.100.20\n", "")],
        verdict: "stalls",
        outcomes: DOWN,
        errors: &["incomplete-entry"],
    },
    Row {
        what: "an excerpt that does not hold the other end",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[EXCERPT, OTHER_SPOKES, in_a("198.51.100.20", "203.0.113.1"), in_a("10.2.0.0", "10.3.0.0")],
        verdict: "undetermined",
        outcomes: OPEN,
        errors: &[],
    },
    Row {
        what: "IKEv2 fails at the proposal, and the other end has no IKEv1 to fall back to",
        names: ["asa-ikev1", "ios-ikev2"],
        edits: &BOTH_VERSIONS,
        verdict: "stalls",
        outcomes: DOWN,
        errors: &["ike-proposal-mismatch"],
    },
    Row {
        what: "aggressive mode with the wrong group first: AM1 fixes it",
        names: ["panos-ikev1", "asa-ikev1"],
        edits: &[
            in_a(
                "ikev1 ike-crypto-profile IKE\n",
                "ikev1 ike-crypto-profile IKE\nset network ike gateway GW protocol ikev1 exchange-mode aggressive\n",
            ),
            in_a("IKE dh-group group14", "IKE dh-group [ group5 group14 ]"),
        ],
        verdict: "stalls",
        outcomes: DOWN,
        errors: &["exchange-mode-mismatch", "ike-proposal-mismatch"],
    },
    Row {
        what: "aggressive mode with the right group first",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_a(
            "10 set peer",
            "10 set ikev1 phase1-mode aggressive group14\ncrypto map outside_map 10 set peer",
        )],
        verdict: "establishes",
        outcomes: UP,
        errors: &[],
    },
    Row {
        what: "aggressive mode with a group that is stated and has no policy",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_a("10 set peer", "10 set ikev1 phase1-mode aggressive group5\ncrypto map outside_map 10 set peer")],
        verdict: "one-way",
        outcomes: ["stalls", "establishes"],
        errors: &["ike-proposal-mismatch"],
    },
    Row {
        what: "algorithms that match across proposals alone",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[
            // Later releases refuse MD5.
            in_a("ASA Version 9.16(4)", "ASA Version 9.12(4)"),
            in_a(
                "crypto ikev1 policy 10\n",
                "crypto ikev1 policy 5\n authentication pre-share\n encryption aes\n hash md5\n group 14\n lifetime 86400\ncrypto ikev1 policy 10\n",
            ),
            in_b(" encr aes 256", " encr aes"),
        ],
        verdict: "stalls",
        outcomes: DOWN,
        errors: &["ike-proposal-mismatch"],
    },
    Row {
        what: "group 2 meets a router's `set pfs`, and not the other way",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[
            // Later releases refuse group 2.
            in_a("ASA Version 9.16(4)", "ASA Version 9.12(4)"),
            in_a("10 set peer", "10 set pfs group2\ncrypto map outside_map 10 set peer"),
            in_b(" set transform-set TS\n", " set transform-set TS\n set pfs\n"),
        ],
        verdict: "one-way",
        outcomes: ["establishes", "stalls"],
        errors: &["pfs-mismatch"],
    },
    Row {
        what: "an earlier entry for another peer that covers everything",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_b(
            "crypto map VPN 10 ipsec-isakmp\n",
            "ip access-list extended WIDE\n permit ip any any\n!\ncrypto map VPN 5 ipsec-isakmp\n set peer 203.0.113.5\n \
             set transform-set TS\n match address WIDE\ncrypto map VPN 10 ipsec-isakmp\n",
        )],
        verdict: "one-way",
        outcomes: ["establishes", "stalls"],
        errors: &["shadowed-entry"],
    },
    Row {
        what: "the same, but the earlier entry denies what the later one protects, in two pieces",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_b(
            "crypto map VPN 10 ipsec-isakmp\n",
            "ip access-list extended WIDE\n deny ip 10.2.0.0 0.0.0.127 10.1.0.0 0.0.0.255\n deny ip 10.2.0.128 0.0.0.127 \
             10.1.0.0 0.0.0.255\n permit ip any any\n!\ncrypto map VPN 5 ipsec-isakmp\n set peer 203.0.113.5\n set \
             transform-set TS\n match address WIDE\ncrypto map VPN 10 ipsec-isakmp\n",
        )],
        verdict: "establishes",
        outcomes: UP,
        errors: &[],
    },
    Row {
        what: "the same, but one half of it is left to the later one",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_b(
            "crypto map VPN 10 ipsec-isakmp\n",
            "ip access-list extended WIDE\n deny ip 10.2.0.0 0.0.0.127 10.1.0.0 0.0.0.255\n permit ip any any\n!\n\
             crypto map VPN 5 ipsec-isakmp\n set peer 203.0.113.5\n set transform-set TS\n match address WIDE\n\
             crypto map VPN 10 ipsec-isakmp\n",
        )],
        verdict: "establishes",
        outcomes: UP,
        errors: &[],
    },
    Row {
        what: "an earlier entry that lacks its access list, which IOS passes over",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_b(
            "crypto map VPN 10 ipsec-isakmp\n",
            "crypto map VPN 5 ipsec-isakmp\n set peer 203.0.113.5\ncrypto map VPN 10 ipsec-isakmp\n",
        )],
        verdict: "establishes",
        outcomes: UP,
        errors: &[],
    },
    Row {
        what: "an earlier entry whose access list names what the DNS resolves: what it takes is not known",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_a(
            "crypto map outside_map 10 match",
            "object network FQ\n fqdn v4 www.example.com\naccess-list WIDE extended permit ip 10.1.0.0 255.255.0.0 object FQ\n\
             crypto map outside_map 5 match address WIDE\ncrypto map outside_map 5 set peer 203.0.113.5\ncrypto map \
             outside_map 5 set ikev1 transform-set TS\ncrypto map outside_map 10 match",
        )],
        verdict: "undetermined",
        outcomes: ["undetermined", "establishes"],
        errors: &[],
    },
    Row {
        what: "a dynamic entry before the static one: an ASA meets it first when the peer begins",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_a("crypto map outside_map 10 match", DYNAMIC_FIRST)],
        verdict: "one-way",
        outcomes: ["undetermined", "stalls"],
        errors: &["shadowed-entry"],
    },
    Row {
        what: "the same with an access list of the dynamic entry: it takes the packets as well",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[
            in_a("crypto map outside_map 10 match", DYNAMIC_FIRST),
            in_a(
                "crypto dynamic-map DYN 10 set",
                "crypto dynamic-map DYN 10 match address VPN\ncrypto dynamic-map DYN 10 set",
            ),
        ],
        verdict: "stalls",
        outcomes: DOWN,
        errors: &["shadowed-entry"],
    },
    Row {
        what: "a dynamic entry before the static one that takes other networks alone",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[
            in_a("crypto map outside_map 10 match", DYNAMIC_FIRST),
            in_a(
                "crypto dynamic-map DYN 10 set",
                "access-list OTHER extended permit ip 10.8.0.0 255.255.255.0 10.9.0.0 255.255.255.0\ncrypto dynamic-map DYN 10 \
                 match address OTHER\ncrypto dynamic-map DYN 10 set",
            ),
        ],
        verdict: "establishes",
        outcomes: UP,
        errors: &[],
    },
    Row {
        what: "a dynamic entry behind the static one, as it should be",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[in_a("crypto map outside_map 10 match", DYNAMIC_FIRST), in_a("outside_map 5 ", "outside_map 65000 ")],
        verdict: "establishes",
        outcomes: UP,
        errors: &[],
    },
    Row {
        what: "a mistyped peer, and a dynamic entry that takes whoever comes",
        names: ["asa-ikev1", "ios-ikev1"],
        edits: &[
            in_a("set peer 198.51.100.20", "set peer 198.51.100.99"),
            in_a(
                "crypto map outside_map interface outside\n",
                "crypto dynamic-map DYN 10 set ikev1 transform-set TS\n\
                 crypto map outside_map 65000 ipsec-isakmp dynamic DYN\ncrypto map outside_map interface outside\n",
            ),
        ],
        verdict: "one-way",
        outcomes: ["stalls", "establishes"],
        errors: &["peer-address-mismatch"],
    },
    Row {
        what: "one more entry than the other end has: nobody ever asks for it there",
        names: ["asa-ikev1", "asa-ikev1"],
        edits: &[TWO],
        verdict: "establishes",
        outcomes: UP,
        errors: &["selector-mismatch"],
    },
];

const OTHER_SPOKES: Edit = in_a(
    "crypto map outside_map interface outside\n",
    "access-list V2 extended permit ip 10.1.0.0 255.255.255.0 10.4.0.0 255.255.255.0\n\
     crypto map outside_map 20 match address V2\ncrypto map outside_map 20 set peer 203.0.113.2\n\
     crypto map outside_map 20 set ikev1 transform-set TS\ncrypto map outside_map interface outside\n",
);

const TWO: Edit = in_a(
    "crypto map outside_map interface outside\n",
    "access-list V2 extended permit ip 10.11.0.0 255.255.255.0 10.12.0.0 255.255.255.0\n\
     crypto map outside_map 20 match address V2\ncrypto map outside_map 20 set peer 198.51.100.20\n\
     crypto map outside_map 20 set ikev1 transform-set TS\ncrypto map outside_map interface outside\n",
);

const DENIED: &str = "access-list VPN extended deny ip 10.1.0.0 255.255.0.0 any\n\
     access-list VPN extended permit ip 10.1.0.0 255.255.255.0 10.2.0.0 255.255.255.0\n";

#[test]
fn each_small_fault_is_judged_as_expected() {
    for row in ROWS {
        let check = check_edited(row.names, row.edits);
        let tunnel = &check.tunnels[0];
        let outcomes = tunnel.directions.each_ref().map(|direction| direction.outcome.word());
        let found = (verdict(&check), outcomes, errors(&check));
        assert_eq!(found, (row.verdict, row.outcomes, row.errors.to_vec()), "{}: {:#?}", row.what, check.findings);
    }
}

#[test]
fn a_leftover_entry_stalls_though_the_other_end_comes_up_by_its_neighbour() {
    let check = check_edited(["asa-ikev1", "asa-ikev1"], &[TWO]);
    let outcomes = check.tunnels[1].directions.each_ref().map(|direction| direction.outcome.word());
    assert_eq!((check.tunnels[1].verdict.word(), outcomes), ("stalls", ["stalls", "does-not-start"]));
}

#[test]
fn two_masked_keys_are_two_questions() {
    let check = check_edited(["asa-ikev1", "ios-ikev1"], &[in_a(KEY, "*****"), in_b(KEY, "*****")]);
    for direction in &check.tunnels[0].directions {
        assert_eq!(direction.missing.len(), 2, "{:#?}", direction.missing);
    }
}

#[test]
fn a_key_in_another_keyring_is_likely_and_not_certain() {
    let rings = "crypto keyring R1\n  pre-shared-key address 192.0.2.10 key Bad\ncrypto keyring R2\n  pre-shared-key \
                 address 192.0.2.10 key Corr3ct-Horse\ncrypto isakmp profile PR\n   keyring R2\n   match identity \
                 address 192.0.2.10 255.255.255.255\n";
    let edits = [
        in_b("crypto isakmp key Corr3ct-Horse address 192.0.2.10\n", rings),
        in_b(" set transform-set TS\n", " set transform-set TS\n set isakmp-profile PR\n"),
    ];
    let check = check_edited(["asa-ikev1", "ios-ikev1"], &edits);
    assert_eq!(verdict(&check), "one-way");
    let finding = check.findings.iter().find(|finding| finding.rule.name == "psk-mismatch").unwrap();
    assert_eq!(finding.certainty.word(), "likely");
}

#[test]
fn nat_is_told() {
    let private = [
        in_a("192.0.2.10 255.255.255.0", "10.99.0.10 255.255.255.0"),
        in_a("0.0.0.0 0.0.0.0 192.0.2.1", "0.0.0.0 0.0.0.0 10.99.0.1"),
    ];
    let files = edited(["asa-ikev1", "ios-ikev1"], &private);
    let check = check_texts(&files, Settings::default());
    let outcomes = check.tunnels[0].directions.each_ref().map(|direction| direction.outcome.word());
    assert_eq!(outcomes, ["establishes", "undetermined"]);
    let of_tunnel = check.findings.iter().filter(|finding| finding.tunnel.is_some());
    let told: Vec<&str> = of_tunnel.map(|finding| finding.rule.name).collect();
    assert_eq!(told, ["peer-address-mismatch"]);
    assert_eq!(errors(&check), Vec::<&str>::new());
}

/// Where one selector of two stalls, the other comes up whoever begins.
#[test]
fn a_headline_tells_how_many_selectors_need_the_right_end_to_begin() {
    let wide = "permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255";
    let more = in_a(
        wide,
        "permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255\n permit ip 10.3.0.0 0.0.255.255 10.4.0.0 0.0.0.255",
    );
    let mirrored = in_b(
        "permit ip 10.2.0.0 0.0.0.255 10.1.0.0 0.0.0.255",
        "permit ip 10.2.0.0 0.0.0.255 10.1.0.0 0.0.0.255\n permit ip 10.4.0.0 0.0.0.255 10.3.0.0 0.0.0.255",
    );
    let check = check_edited(["ios-ikev1"; 2], &[more, mirrored]);
    assert_eq!(verdict(&check), "one-way");
    let text = render(&check, Format::Concise, Look::default()).unwrap();
    let wanted = "one-way: all that bravo-ios protects comes up when it starts; when alpha-ios starts, 1 of 2 selectors stop at QM1";
    assert!(text.contains(wanted), "{text}");
}
