//! The pairs on which each value matters.

use ikelint::model::{
    AfterChildFailure, AggressiveModeKeys, AggressiveModeOffer, AggressiveModeWithoutKey, Behaviour,
    DynamicBeforeStatic, GroupChoice, GroupGuess, Ikev1Offer, IncompleteEntry, InitiatorWithoutKey, KeyLookup,
    KeyOfIdentity, ModeNegotiation, NamesInMainMode, NarrowedAnswer, OtherExchangeMode, RekeyGroup, SelectorAcceptance,
    ToStrangers, TwinEntries, UnsetPfs, VersionFallback, WantedResponder,
};

use crate::pairs::{Edit, in_a, in_b};

/// A pair on which a value matters: what it is called, the base configurations, the edits.
pub(super) type Case = (&'static str, [&'static str; 2], Vec<Edit>);
/// Sets a value.
pub(super) type Set = fn(&mut Behaviour);

const WIDE: Edit = in_a("permit ip 10.1.0.0 0.0.0.255", "permit ip 10.0.0.0 0.3.255.255");
const NARROW: Edit = in_a("permit ip 10.1.0.0 0.0.0.255", "permit ip 10.1.0.0 0.0.0.127");
const ASA_KEY: Edit = in_b("tunnel-group 192.0.2.10", "tunnel-group 192.0.2.99");
const IOS_KEY: Edit = in_b("Corr3ct-Horse address 192.0.2.10", "Corr3ct-Horse address 192.0.2.99");
const PAN_KEY: Edit = in_b("set network ike gateway GW authentication pre-shared-key key Corr3ct-Horse\n", "");
const SWAN_KEY: Edit = in_b("        id = 192.0.2.10\n        secret", "        id = 192.0.2.99\n        secret");
const NO_ASA_KEY: Edit = in_a("tunnel-group 198.51.100.20", "tunnel-group 198.51.100.99");
const NO_IOS_KEY: Edit = in_a("Corr3ct-Horse address 198.51.100.20", "Corr3ct-Horse address 198.51.100.99");
const NO_PAN_KEY: Edit = in_a("set network ike gateway GW authentication pre-shared-key key Corr3ct-Horse\n", "");
const NO_SWAN_KEY: Edit =
    in_a("        id = 198.51.100.20\n        secret", "        id = 198.51.100.99\n        secret");
const AGGRESSIVE: Edit = in_a(
    "crypto map outside_map interface outside\n",
    "crypto map outside_map 10 set ikev1 phase1-mode aggressive\ncrypto map outside_map interface outside\n",
);
const PFS: Edit = in_a(" set transform-set TS\n", " set transform-set TS\n set pfs group14\n");
const OTHER_ESP: Edit = in_a("esp-aes 256", "esp-aes 192");
const TRANSPORT: Edit = in_a(" mode tunnel\n", " mode transport require\n");
const NO_PROXY_ID: Edit =
    in_b("set network tunnel ipsec TUN auto-key proxy-id lan ", "set network tunnel ipsec TUN comment ");
const ELSEWHERE: Edit = in_b("192.0.2.10", "192.0.2.99");
const IOS_INSIDE: [Edit; 2] = [
    in_b(" crypto map VPN\n", ""),
    in_b("interface GigabitEthernet0/1\n", "interface GigabitEthernet0/1\n crypto map VPN\n"),
];
const PAN_AGGRESSIVE: Edit = in_a(
    "set network ike gateway GW local-address interface",
    "set network ike gateway GW protocol ikev1 exchange-mode aggressive\nset network ike gateway GW local-address interface",
);
const PAN_GROUPS: Edit = in_a("IKE dh-group group14", "IKE dh-group [ group5 group14 ]");
const PAN_CIPHERS: Edit = in_a("IKE encryption aes-256-cbc", "IKE encryption [ aes-128-cbc aes-256-cbc ]");
const SWAN_CIPHERS: Edit = in_a("proposals = aes256-sha1-modp2048", "proposals = aes128-aes256-sha1-modp2048");
const SWAN_AGGRESSIVE: [Edit; 2] = [
    in_a("        local {\n", "        aggressive = yes\n        local {\n"),
    in_b("        local {\n", "        aggressive = yes\n        local {\n"),
];
const SWAN_GROUPS: Edit =
    in_a("proposals = aes256-sha1-modp2048", "proposals = aes256-sha1-modp1536, aes256-sha1-modp2048");
const BY_NAME: Edit =
    in_a("crypto map outside_map 10 match", "crypto isakmp identity key-id HQ1\ncrypto map outside_map 10 match");
const PAN_BY_NAME: Edit = in_b(
    "set network ike gateway GW local-address interface",
    "set network ike gateway GW peer-id type keyid\nset network ike gateway GW peer-id id 485131\n\
     set network ike gateway GW local-address interface",
);
const SWAN_TWIN: Edit = in_b(
    "connections {\n",
    "connections {\n    near {\n        version = 1\n        local_addrs = 198.51.100.20\n        remote_addrs = \
     192.0.2.10\n        proposals = aes256-sha1-modp2048\n        local {\n            auth = psk\n            id = \
     198.51.100.20\n        }\n        remote {\n            auth = psk\n            id = 192.0.2.10\n        }\n        \
     children {\n            lab {\n                local_ts = 10.2.9.0/24\n                remote_ts = \
     10.1.9.0/24\n                esp_proposals = aes256-sha1\n            }\n        }\n    }\n",
);
const PAN_TWIN: Edit = in_b(
    "set network tunnel ipsec TUN auto-key ike-gateway GW\n",
    "set network ike gateway GW2 authentication pre-shared-key key Corr3ct-Horse\nset network ike gateway GW2 protocol \
     version ikev1\nset network ike gateway GW2 local-address interface ethernet1/1\nset network ike gateway GW2 \
     local-address ip 198.51.100.20/24\nset network ike gateway GW2 peer-address ip 192.0.2.10\nset network tunnel ipsec TUN \
     auto-key ike-gateway GW\nset network tunnel ipsec TUN2 auto-key ike-gateway GW2\nset network tunnel ipsec TUN2 \
     auto-key proxy-id x local 10.2.9.0/24\nset network tunnel ipsec TUN2 auto-key proxy-id x remote 10.1.9.0/24\nset \
     network tunnel ipsec TUN2 tunnel-interface tunnel.10\n",
);
const TWO_LOCAL_ADDRESSES: Edit = in_b("local_addrs = 198.51.100.20", "local_addrs = 203.0.113.1, 198.51.100.20");
const DYNAMIC_FIRST: Edit = in_b(
    "crypto map outside_map 10 match",
    "crypto dynamic-map DYN 10 set ikev1 transform-set TS\ncrypto map outside_map 5 ipsec-isakmp dynamic DYN\n\
     crypto map outside_map 10 match",
);
const NO_PEER_BEFORE: Edit = in_b(
    "crypto map outside_map 10 match",
    "crypto map outside_map 5 match address VPN\ncrypto map outside_map 5 set ikev1 transform-set TS\n\
     crypto map outside_map 10 match",
);
const OF_ANOTHER_PEER: Edit = in_b(
    "crypto map outside_map 10 match",
    "crypto map outside_map 5 match address VPN\ncrypto map outside_map 5 set peer 203.0.113.5\n\
     crypto map outside_map 5 set ikev1 transform-set TS\ncrypto map outside_map 10 match",
);
const IOS_DYNAMIC_FIRST: Edit = in_b(
    "crypto map VPN 10 ipsec-isakmp\n",
    "crypto dynamic-map DYN 10\n set transform-set TS\n!\ncrypto map VPN 5 ipsec-isakmp dynamic DYN\n\
     crypto map VPN 10 ipsec-isakmp\n",
);
const IOS_NO_PEER_BEFORE: Edit = in_b(
    "crypto map VPN 10 ipsec-isakmp\n",
    "crypto map VPN 5 ipsec-isakmp\n set transform-set TS\n match address VPN-TRAFFIC\n!\n\
     crypto map VPN 10 ipsec-isakmp\n",
);
const IOS_OF_ANOTHER_PEER: Edit = in_b(
    "crypto map VPN 10 ipsec-isakmp\n",
    "crypto map VPN 5 ipsec-isakmp\n set peer 203.0.113.5\n set transform-set TS\n match address VPN-TRAFFIC\n!\n\
     crypto map VPN 10 ipsec-isakmp\n",
);
const PAN_PFS: [Edit; 2] =
    [in_a("ESP dh-group no-pfs", "ESP dh-group group14"), in_b("ESP dh-group no-pfs", "ESP dh-group group19")];
const SWAN_PFS: [Edit; 2] = [
    in_a("esp_proposals = aes256-sha256", "esp_proposals = aes256-sha256-modp2048"),
    in_b("esp_proposals = aes256-sha256", "esp_proposals = aes256-sha256-ecp256"),
];
const BOUND: &str = "crypto map outside_map interface outside\n";
const ASA_PFS: [Edit; 2] = [
    in_a(BOUND, "crypto map outside_map 10 set pfs group14\ncrypto map outside_map interface outside\n"),
    in_b(BOUND, "crypto map outside_map 10 set pfs group19\ncrypto map outside_map interface outside\n"),
];
const TWO_PEERS: Edit = in_a("set peer 198.51.100.20", "set peer 203.0.113.77 198.51.100.20");
const BOTH_VERSIONS: Edit = in_a(
    "set network ike gateway GW protocol version ikev2\n",
    "set network ike gateway GW protocol version ikev2-preferred\nset network ike gateway GW protocol ikev1 ike-crypto-profile IKE\n",
);
const SHA1: Edit = in_a("sha256", "sha1");

/// For each value: every setting of it, and the pairs on which one of the ends is set to it.
pub(super) fn cases(field: &str) -> (Vec<Set>, Vec<Case>) {
    use SelectorAcceptance::{
        Equal, EqualElseUndetermined, EqualOrInside, Exact, Narrows, NarrowsWider, OverlapUndetermined,
    };
    macro_rules! every {
        ($field:ident: $($value:expr),+) => { vec![$(|own: &mut Behaviour| own.$field = $value),+] };
    }
    let policies = |version: usize| -> Vec<Case> {
        let names = [
            [
                ["ios-ikev1", "asa-ikev1"],
                ["ios-ikev1", "ios-ikev1"],
                ["ios-ikev1", "panos-ikev1"],
                ["ios-ikev1", "swanctl-ikev1"],
            ],
            [
                ["ios-ikev2", "asa-ikev2"],
                ["ios-ikev2", "ios-ikev2"],
                ["ios-ikev2", "panos-ikev2"],
                ["ios-ikev2", "swanctl-ikev2"],
            ],
        ];
        names[version - 1]
            .iter()
            .flat_map(|names| [("wide", *names, vec![WIDE]), ("narrow", *names, vec![NARROW])])
            .collect()
    };
    let children = |version: usize| -> Vec<Case> {
        policies(version)
            .into_iter()
            .filter(|(what, ..)| *what == "wide")
            .map(|(_, names, _)| ("other ESP", names, vec![OTHER_ESP]))
            .collect()
    };
    let aggressive: Vec<Case> = vec![
        ("aggressive", ["asa-ikev1", "asa-ikev1"], vec![AGGRESSIVE]),
        ("aggressive", ["asa-ikev1", "ios-ikev1"], vec![AGGRESSIVE]),
        ("aggressive", ["asa-ikev1", "panos-ikev1"], vec![AGGRESSIVE]),
        ("aggressive", ["swanctl-ikev1", "swanctl-ikev1"], SWAN_AGGRESSIVE.to_vec()),
    ];
    match field {
        "ikev1_key_lookup" => (
            every!(ikev1_key_lookup: KeyLookup::Mm1, KeyLookup::Mm3),
            vec![
                ("no key", ["ios-ikev1", "asa-ikev1"], vec![ASA_KEY]),
                ("no key", ["ios-ikev1", "ios-ikev1"], vec![IOS_KEY]),
                ("no key", ["ios-ikev1", "panos-ikev1"], vec![PAN_KEY]),
                ("no key", ["ios-ikev1", "swanctl-ikev1"], vec![SWAN_KEY]),
            ],
        ),
        "key_of_identity" => (
            every!(key_of_identity: KeyOfIdentity::ThenOfAddress, KeyOfIdentity::OrAddress, KeyOfIdentity::Unused),
            vec![
                (
                    "a name",
                    ["asa-ikev2", "asa-ikev2"],
                    vec![BY_NAME, in_b("tunnel-group 192.0.2.10", "tunnel-group HQ1")],
                ),
                (
                    "an identity",
                    ["ios-ikev2", "ios-ikev2"],
                    vec![in_b("  address 192.0.2.10\n", "  identity address 192.0.2.10\n")],
                ),
            ],
        ),
        "answers_known_addresses_only" => (
            every!(answers_known_addresses_only: true, false),
            vec![
                ("stranger", ["ios-ikev1", "asa-ikev1"], vec![ELSEWHERE]),
                ("stranger", ["ios-ikev1", "ios-ikev1"], vec![ELSEWHERE]),
                ("stranger", ["ios-ikev2", "panos-ikev2"], vec![ELSEWHERE]),
                ("stranger", ["ios-ikev2", "swanctl-ikev2"], vec![ELSEWHERE]),
            ],
        ),
        "answers_under_any_address" => (
            every!(answers_under_any_address: true, false),
            vec![
                ("map on the inside", ["ios-ikev1", "ios-ikev1"], IOS_INSIDE.to_vec()),
                (
                    "map on the inside",
                    ["ios-ikev1", "asa-ikev1"],
                    vec![in_b("outside_map interface outside", "outside_map interface inside")],
                ),
            ],
        ),
        "ikev1_policy_selectors" => (
            every!(ikev1_policy_selectors: Exact, Equal, EqualOrInside, NarrowsWider, OverlapUndetermined, EqualElseUndetermined, Narrows),
            policies(1),
        ),
        "ikev2_policy_selectors" => (
            every!(ikev2_policy_selectors: Exact, Equal, EqualOrInside, NarrowsWider, OverlapUndetermined, EqualElseUndetermined, Narrows),
            policies(2),
        ),
        "ikev1_route_selectors" => (
            every!(ikev1_route_selectors: Exact, Equal, EqualOrInside, NarrowsWider, OverlapUndetermined, EqualElseUndetermined, Narrows),
            vec![("everything", ["ios-ikev1", "panos-ikev1"], vec![NO_PROXY_ID])],
        ),
        "ikev2_route_selectors" => (
            every!(ikev2_route_selectors: Exact, Equal, EqualOrInside, NarrowsWider, OverlapUndetermined, EqualElseUndetermined, Narrows),
            vec![("everything", ["ios-ikev2", "panos-ikev2"], vec![NO_PROXY_ID])],
        ),
        "ikev1_narrowed_answer" => {
            (every!(ikev1_narrowed_answer: NarrowedAnswer::Taken, NarrowedAnswer::Undetermined), narrowed("ikev1"))
        }
        "ikev2_narrowed_answer" => {
            (every!(ikev2_narrowed_answer: NarrowedAnswer::Taken, NarrowedAnswer::Undetermined), narrowed("ikev2"))
        }
        "ikev1_unset_pfs" => (
            every!(ikev1_unset_pfs: UnsetPfs::AcceptsLikely, UnsetPfs::AcceptsEveryGroup, UnsetPfs::Refuses, UnsetPfs::Undetermined),
            vec![
                ("PFS", ["ios-ikev1", "asa-ikev1"], vec![PFS]),
                ("PFS", ["ios-ikev1", "ios-ikev1"], vec![PFS]),
                ("PFS", ["ios-ikev1", "panos-ikev1"], vec![PFS]),
                ("PFS", ["ios-ikev1", "swanctl-ikev1"], vec![PFS]),
            ],
        ),
        "ikev2_rekey_group" => (
            every!(ikev2_rekey_group: RekeyGroup::OfTheChild, RekeyGroup::OfTheIkeSa),
            vec![
                ("PFS at both", ["asa-ikev2", "asa-ikev2"], ASA_PFS.to_vec()),
                ("PFS at both", ["panos-ikev2", "panos-ikev2"], PAN_PFS.to_vec()),
                ("PFS at both", ["swanctl-ikev2", "swanctl-ikev2"], SWAN_PFS.to_vec()),
                (
                    "PFS at both",
                    ["ios-ikev2", "ios-ikev2"],
                    vec![PFS, in_b(" set transform-set TS\n", " set transform-set TS\n set pfs group19\n")],
                ),
            ],
        ),
        "ikev2_group_guess" => {
            (every!(ikev2_group_guess: GroupGuess::FirstOfFirstProposal, GroupGuess::Undocumented), wrong_guess())
        }
        "ikev2_group_choice" => {
            (every!(ikev2_group_choice: GroupChoice::FirstOfItsOwn, GroupChoice::Undocumented), both_groups())
        }
        "ikev1_after_child_failure" => (
            every!(ikev1_after_child_failure: AfterChildFailure::DeletesIkeSa, AfterChildFailure::KeepsIkeSa),
            children(1),
        ),
        "ikev2_after_child_failure" => (
            every!(ikev2_after_child_failure: AfterChildFailure::DeletesIkeSa, AfterChildFailure::KeepsIkeSa),
            children(2),
        ),
        "version_fallback" => (
            every!(version_fallback: VersionFallback::WhenPeerHasNoIkev2, VersionFallback::Never),
            vec![("both versions", ["panos-ikev2", "ios-ikev1"], vec![BOTH_VERSIONS, SHA1])],
        ),
        "mode_negotiation" => (
            every!(mode_negotiation: ModeNegotiation::Ikev2FallsBackToTunnel, ModeNegotiation::TakesOffer, ModeNegotiation::Undetermined),
            vec![
                ("transport", ["ios-ikev1", "asa-ikev1"], vec![TRANSPORT]),
                ("transport", ["ios-ikev1", "ios-ikev1"], vec![TRANSPORT]),
                ("transport", ["ios-ikev1", "panos-ikev1"], vec![TRANSPORT]),
                ("transport", ["ios-ikev1", "swanctl-ikev1"], vec![TRANSPORT]),
            ],
        ),
        "ikev1_longer_lifetime_risky" => (
            every!(ikev1_longer_lifetime_risky: true, false),
            vec![
                ("lifetime", ["ios-ikev1", "asa-ikev1"], vec![in_b(" lifetime 86400", " lifetime 3600")]),
                ("lifetime", ["ios-ikev1", "ios-ikev1"], vec![in_b(" group 14\n", " group 14\n lifetime 3600\n")]),
                (
                    "lifetime",
                    ["ios-ikev1", "panos-ikev1"],
                    vec![in_b("IKE lifetime days 1", "IKE lifetime seconds 3600")],
                ),
                ("lifetime", ["ios-ikev1", "swanctl-ikev1"], vec![in_b("rekey_time = 24h", "rekey_time = 1h")]),
            ],
        ),
        "to_strangers" => (
            every!(to_strangers: ToStrangers::Silence, ToStrangers::NoProposalChosen, ToStrangers::SilenceInIkev1),
            vec![
                ("other version", ["ios-ikev1", "asa-ikev2"], Vec::new()),
                ("other version", ["ios-ikev1", "ios-ikev2"], Vec::new()),
                ("other version", ["ios-ikev1", "panos-ikev2"], Vec::new()),
                ("other version", ["ios-ikev1", "swanctl-ikev2"], Vec::new()),
            ],
        ),
        "initiator_without_key" => (
            every!(initiator_without_key: InitiatorWithoutKey::SendsNothing, InitiatorWithoutKey::GivesUpWhenNeeded, InitiatorWithoutKey::GivesUpAtFirstAnswer),
            vec![
                ("no key", ["asa-ikev1", "ios-ikev1"], vec![NO_ASA_KEY]),
                ("no key", ["ios-ikev1", "ios-ikev1"], vec![NO_IOS_KEY]),
                ("no key", ["panos-ikev1", "ios-ikev1"], vec![NO_PAN_KEY]),
                ("no key", ["swanctl-ikev1", "ios-ikev1"], vec![NO_SWAN_KEY]),
            ],
        ),
        "other_exchange_mode" => (
            every!(other_exchange_mode: OtherExchangeMode::Silence, OtherExchangeMode::RefusesAtIdentity),
            vec![
                (
                    "aggressive",
                    ["asa-ikev1", "asa-ikev1"],
                    vec![
                        AGGRESSIVE,
                        in_b("crypto ikev1 enable outside\n", "crypto ikev1 enable outside\ncrypto ikev1 am-disable\n"),
                    ],
                ),
                (
                    "aggressive",
                    ["asa-ikev1", "ios-ikev1"],
                    vec![
                        AGGRESSIVE,
                        in_b(
                            "crypto ipsec transform-set",
                            "crypto isakmp aggressive-mode disable\ncrypto ipsec transform-set",
                        ),
                    ],
                ),
                (
                    "aggressive",
                    ["asa-ikev1", "panos-ikev1"],
                    vec![
                        AGGRESSIVE,
                        in_b(
                            "set network ike gateway GW local-address interface",
                            "set network ike gateway GW protocol ikev1 exchange-mode main\nset network ike gateway GW local-address interface",
                        ),
                    ],
                ),
                ("aggressive", ["asa-ikev1", "swanctl-ikev1"], vec![AGGRESSIVE]),
            ],
        ),
        "wanted_responder" => (
            every!(wanted_responder: WantedResponder::InitiatorChecks, WantedResponder::ResponderRefuses),
            vec![
                (
                    "another identity",
                    ["swanctl-ikev2", "swanctl-ikev2"],
                    vec![in_a("            id = 198.51.100.20", "            id = @other.example")],
                ),
                (
                    "another identity",
                    ["ios-ikev2", "ios-ikev2"],
                    vec![
                        in_a(
                            "match identity remote address 198.51.100.20 255.255.255.255",
                            "match identity remote fqdn other.example",
                        ),
                        in_b(
                            " authentication remote pre-share\n",
                            " authentication remote pre-share\n identity local fqdn bravo.example\n",
                        ),
                    ],
                ),
            ],
        ),
        "ikev1_offer" => (
            every!(ikev1_offer: Ikev1Offer::Everything, Ikev1Offer::FirstOfEachKind),
            vec![
                ("two ciphers", ["panos-ikev1", "ios-ikev1"], vec![PAN_CIPHERS]),
                ("two ciphers", ["swanctl-ikev1", "ios-ikev1"], vec![SWAN_CIPHERS]),
            ],
        ),
        "aggressive_mode_offer" => (
            every!(aggressive_mode_offer: AggressiveModeOffer::OneGroup, AggressiveModeOffer::EveryGroup),
            vec![
                ("two groups", ["panos-ikev1", "ios-ikev1"], vec![PAN_AGGRESSIVE, PAN_GROUPS]),
                ("two groups", ["swanctl-ikev1", "ios-ikev1"], vec![SWAN_AGGRESSIVE[0], SWAN_GROUPS]),
            ],
        ),
        "aggressive_mode_keys" => {
            (every!(aggressive_mode_keys: AggressiveModeKeys::Allowed, AggressiveModeKeys::SetElsewhere), aggressive)
        }
        "aggressive_mode_without_key" => (
            every!(aggressive_mode_without_key: AggressiveModeWithoutKey::Refuses, AggressiveModeWithoutKey::FeignsAnswer),
            vec![
                ("no key", ["asa-ikev1", "asa-ikev1"], vec![AGGRESSIVE, ASA_KEY]),
                ("no key", ["asa-ikev1", "ios-ikev1"], vec![AGGRESSIVE, IOS_KEY]),
                ("no key", ["asa-ikev1", "panos-ikev1"], vec![AGGRESSIVE, PAN_KEY]),
            ],
        ),
        "names_in_main_mode" => (
            every!(names_in_main_mode: NamesInMainMode::Taken, NamesInMainMode::Undetermined),
            vec![
                ("a name", ["asa-ikev1", "asa-ikev1"], vec![BY_NAME]),
                ("a name", ["asa-ikev1", "ios-ikev1"], vec![BY_NAME]),
                ("a name", ["asa-ikev1", "panos-ikev1"], vec![BY_NAME, PAN_BY_NAME]),
                (
                    "a name",
                    ["asa-ikev1", "swanctl-ikev1"],
                    vec![BY_NAME, in_b("            id = 192.0.2.10", "            id = keyid:HQ1")],
                ),
            ],
        ),
        "calls_further_peers" => {
            (every!(calls_further_peers: true, false), vec![("two peers", ["asa-ikev1", "ios-ikev1"], vec![TWO_PEERS])])
        }
        "begins_from_first_address" => (
            every!(begins_from_first_address: true, false),
            vec![("two local addresses", ["ios-ikev1", "swanctl-ikev1"], vec![TWO_LOCAL_ADDRESSES])],
        ),
        "twin_entries" => (
            every!(twin_entries: TwinEntries::BySelectors, TwinEntries::FirstIsTaken, TwinEntries::Undetermined),
            vec![
                ("two gateways", ["ios-ikev1", "panos-ikev1"], vec![PAN_TWIN]),
                ("two connections", ["ios-ikev1", "swanctl-ikev1"], vec![SWAN_TWIN]),
            ],
        ),
        "dynamic_before_static" => (
            every!(dynamic_before_static: DynamicBeforeStatic::Fails, DynamicBeforeStatic::TakesIt),
            vec![
                ("a dynamic entry first", ["ios-ikev1", "asa-ikev1"], vec![DYNAMIC_FIRST]),
                ("a dynamic entry first", ["ios-ikev1", "ios-ikev1"], vec![IOS_DYNAMIC_FIRST]),
            ],
        ),
        "incomplete_entry" => (
            every!(incomplete_entry: IncompleteEntry::MayDrop, IncompleteEntry::IsSkipped),
            vec![
                ("an entry without a peer first", ["ios-ikev1", "asa-ikev1"], vec![NO_PEER_BEFORE]),
                ("an entry without a peer first", ["ios-ikev1", "ios-ikev1"], vec![IOS_NO_PEER_BEFORE]),
            ],
        ),
        "selectors_may_belong_to_one_peer" => (
            every!(selectors_may_belong_to_one_peer: true, false),
            vec![
                ("the same selectors for another peer", ["ios-ikev1", "asa-ikev1"], vec![OF_ANOTHER_PEER]),
                ("the same selectors for another peer", ["ios-ikev1", "ios-ikev1"], vec![IOS_OF_ANOTHER_PEER]),
            ],
        ),
        "equal_lifetimes_collide" => (
            every!(equal_lifetimes_collide: true, false),
            vec![
                ("equal lifetimes", ["ios-ikev2", "asa-ikev2"], Vec::new()),
                ("equal lifetimes", ["ios-ikev2", "ios-ikev2"], Vec::new()),
                ("equal lifetimes", ["ios-ikev2", "panos-ikev2"], Vec::new()),
                ("equal lifetimes", ["ios-ikev2", "swanctl-ikev2"], Vec::new()),
            ],
        ),
        "refuses_esp_stronger_than_ike" => (
            every!(refuses_esp_stronger_than_ike: true, false),
            vec![
                (
                    "AES-128 against AES-256",
                    ["ios-ikev2", "asa-ikev2"],
                    vec![
                        in_a("aes-cbc-256", "aes-cbc-128"),
                        in_b("crypto ikev2 policy 10\n encryption aes-256", "crypto ikev2 policy 10\n encryption aes"),
                    ],
                ),
                (
                    "AES-128 against AES-256",
                    ["ios-ikev2", "ios-ikev2"],
                    vec![in_a("aes-cbc-256", "aes-cbc-128"), in_b("aes-cbc-256", "aes-cbc-128")],
                ),
            ],
        ),
        _ => (Vec::new(), Vec::new()),
    }
}

/// An end that names a group first which the other does not have.
fn wrong_guess() -> Vec<Case> {
    vec![
        ("a wrong guess", ["asa-ikev2", "asa-ikev2"], vec![in_a(" group 14\n", " group 20 14\n")]),
        ("a wrong guess", ["ios-ikev2", "ios-ikev2"], vec![in_a(" group 14\n", " group 20 14\n")]),
        (
            "a wrong guess",
            ["panos-ikev2", "panos-ikev2"],
            vec![in_a("IKE dh-group group14", "IKE dh-group [ group20 group14 ]")],
        ),
        ("a wrong guess", ["swanctl-ikev2", "swanctl-ikev2"], vec![in_a("-modp2048", "-ecp384-modp2048")]),
    ]
}

/// Ends with the same groups in another order.
fn both_groups() -> Vec<Case> {
    let ends = |name: &'static str, from: &'static str, a: &'static str, b: &'static str| {
        ("groups in another order", [name, name], vec![in_a(from, a), in_b(from, b)])
    };
    vec![
        ends("asa-ikev2", " group 14\n", " group 20 14\n", " group 14 20\n"),
        ends("ios-ikev2", " group 14\n", " group 20 14\n", " group 14 20\n"),
        ends(
            "panos-ikev2",
            "IKE dh-group group14",
            "IKE dh-group [ group20 group14 ]",
            "IKE dh-group [ group14 group20 ]",
        ),
        ends("swanctl-ikev2", "-modp2048", "-ecp384-modp2048", "-modp2048-ecp384"),
    ]
}

/// A peer that narrows what each platform asks for.
fn narrowed(version: &str) -> Vec<Case> {
    let names = match version {
        "ikev1" => ["asa-ikev1", "ios-ikev1", "panos-ikev1", "swanctl-ikev1"],
        _ => ["asa-ikev2", "ios-ikev2", "panos-ikev2", "swanctl-ikev2"],
    };
    let ends = names.map(|name| [name, names[3]]);
    let narrower = in_b("remote_ts = 10.1.0.0/24", "remote_ts = 10.1.0.0/25");
    ends.map(|ends| ("a narrower peer", ends, vec![narrower])).to_vec()
}
