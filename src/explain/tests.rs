use super::*;
use crate::negotiation::{Message, Outcome, Role, SaState, Verdict};
use crate::platform::states::states;

/// The states that devices show, by the tables of their manuals.
const NAMES: &[&str] = &[
    "MM_WAIT_MSG2",
    "MM_WAIT_MSG3",
    "MM_WAIT_MSG4",
    "MM_WAIT_MSG5",
    "MM_WAIT_MSG6",
    "MM_ACTIVE",
    "AM_WAIT_MSG2",
    "AM_WAIT_MSG3",
    "AM_ACTIVE",
    "MM_NO_STATE",
    "MM_SA_SETUP",
    "MM_KEY_EXCH",
    "MM_KEY_AUTH",
    "AG_NO_STATE",
    "AG_INIT_EXCH",
    "AG_AUTH",
    "QM_IDLE",
    "READY",
    "IN-NEG",
    "no SA",
    "CONNECTING",
    "ESTABLISHED",
    "encaps without decaps",
    "decaps without encaps",
    "neither encaps nor decaps",
    "encaps and decaps",
    "IKE SA without a child SA",
    "IKE SA listed",
    "child SA listed",
    "no child SA",
    "DELETE",
    "UP-ACTIVE",
    "UP-IDLE",
    "UP-NO-IKE",
    "DOWN",
    "DOWN-NEGOTIATING",
    "CREATED",
    "INSTALLED",
    "ROUTED",
    "REKEYING",
    "REKEYED",
    "DELETING",
    "send errors without an SA",
];

/// The names of all rules, which are fixed whether or not a rule is built yet.
const RULE_NAMES: &[&str] = &[
    "unrecognised-line",
    "invalid-value",
    "ike-proposal-mismatch",
    "nat-traversal-mismatch",
    "overlapping-networks",
    "mtu-too-large",
    "ike-version-mismatch",
    "exchange-mode-mismatch",
    "auth-method-mismatch",
    "psk-mismatch",
    "psk-missing",
    "identity-mismatch",
    "certificate-unverifiable",
    "ipsec-proposal-mismatch",
    "pfs-mismatch",
    "selector-mismatch",
    "selector-one-way",
    "encapsulation-mode-mismatch",
    "ike-cipher-weaker-than-esp",
    "ike-not-enabled",
    "crypto-map-not-applied",
    "no-route-to-peer",
    "udp-500-blocked",
    "udp-4500-blocked",
    "esp-blocked",
    "nat-exemption-missing",
    "no-route-to-remote-network",
    "security-policy-blocks",
    "overlapping-networks",
    "recursive-route",
    "mtu-too-large",
    "peer-address-mismatch",
    "peer-unresolved",
    "rekey-collision",
    "one-sided-tunnel",
    "no-initiator",
    "tunnel-protocol-not-allowed",
    "dangling-reference",
    "incomplete-entry",
];

fn explained(word: &str) -> String {
    explain(word, Look::default()).unwrap()
}

#[test]
fn every_state_is_explained() {
    let table: Vec<&str> = states().iter().map(|state| state.name).collect();
    for name in NAMES {
        assert!(table.contains(name), "{name} has no row");
        let text = explained(name);
        for part in ["Shown by: ", "What causes it", "What to run", "Sources"] {
            assert!(text.contains(part), "{name} lacks: {part}");
        }
    }
    assert_eq!(table.len(), NAMES.len());
}

#[test]
fn every_cause_names_rules_that_exist() {
    for state in states() {
        for rule in state.causes.iter().flat_map(|cause| cause.rules) {
            assert!(RULE_NAMES.contains(rule), "{}: {rule}", state.name);
        }
    }
}

/// What a report shows as a state, `explain` must know.
#[test]
fn every_word_of_a_platform_is_explained() {
    let messages = [
        Message::Mm2,
        Message::Mm3,
        Message::Mm4,
        Message::Mm5,
        Message::Mm6,
        Message::Am2,
        Message::Am3,
        Message::SaInitResponse,
        Message::AuthRequest,
        Message::AuthResponse,
    ];
    let settled = [true, false].into_iter().flat_map(|aggressive| {
        [SaState::IkeSaUp { aggressive }, SaState::Established { aggressive }, SaState::NoSa, SaState::Purged]
    });
    let states: Vec<SaState> = messages.into_iter().map(SaState::Awaiting).chain(settled).collect();
    for platform in PLATFORMS {
        for version in [crate::model::IkeVersion::V1, crate::model::IkeVersion::V2] {
            for (state, role) in states.iter().flat_map(|state| [(state, Role::Initiator), (state, Role::Responder)]) {
                if let Some(word) = platform.state(*state, role, version) {
                    assert!(states::find(&word).is_some(), "{}: {word} is not explained", platform.title());
                }
            }
        }
    }
}

#[test]
fn case_dashes_and_what_follows_do_not_count() {
    for word in ["mm_no_state", "MM-NO-STATE", "MM_NO_STATE (deleted)", "Mm_No_State", "MM_NO_STATE, then no SA"] {
        assert!(explained(word).starts_with("MM_NO_STATE\n"), "{word}");
    }
    assert!(explained("AM_Active").starts_with("AM_ACTIVE\n"));
    assert!(explained("in-neg").starts_with("IN-NEG\n"));
}

#[test]
fn an_unknown_word_is_answered_with_the_nearest() {
    let unknown = explain("MM_WAIT_MSG7", Look::default()).unwrap_err();
    assert_eq!(unknown.nearest, ["MM_WAIT_MSG2", "MM_WAIT_MSG3", "MM_WAIT_MSG4"]);
    let unknown = explain("zzz", Look::default()).unwrap_err();
    insta::assert_snapshot!(unknown, @"zzz is no rule, no state and no other word of a report. `ikelint rules` lists the rules, `ikelint explain states` the states, `ikelint explain words` the rest.");
}

/// What a report names as a message, an outcome, a verdict or a notification, `explain` must know.
#[test]
fn every_other_word_of_a_report_is_explained() {
    let outcomes =
        [Outcome::Establishes, Outcome::FailsAtRekey, Outcome::Stalls, Outcome::DoesNotStart, Outcome::Undetermined];
    let verdicts =
        [Verdict::Establishes, Verdict::OneWay, Verdict::FailsAtRekey, Verdict::Stalls, Verdict::Undetermined];
    let notifications = [
        "NO_PROPOSAL_CHOSEN",
        "PAYLOAD_MALFORMED",
        "INVALID_ID_INFORMATION",
        "INVALID_HASH_INFORMATION",
        "AUTHENTICATION_FAILED",
        "TS_UNACCEPTABLE",
        "INVALID_KE_PAYLOAD",
    ];
    let messages = ladder::messages().flat_map(|message| [message.to_string(), message.exchange().to_owned()]);
    let others = outcomes.iter().map(|outcome| outcome.word()).chain(verdicts.iter().map(|verdict| verdict.word()));
    for word in messages.chain(others.chain(notifications).map(str::to_owned)) {
        let text = explained(&word);
        let head = text.lines().next().unwrap();
        let leads = words::find(&word).iter().any(|(_, found)| found.name == head);
        assert!(leads, "{word}: {text}");
    }
}

#[test]
fn every_word_names_rules_that_exist() {
    for (_, word) in words::words() {
        for rule in word.reasons.iter().flat_map(|reason| reason.rules) {
            let is_known = RULE_NAMES.contains(rule) || rules::find(rule).is_some();
            assert!(is_known, "{}: {rule}", word.name);
        }
    }
}

#[test]
fn a_part_of_a_name_is_enough_for_a_hint() {
    let nearest = |word| explain(word, Look::default()).unwrap_err().nearest;
    assert_eq!(nearest("pfs"), ["pfs-mismatch"]);
    assert_eq!(nearest("psk")[..3], ["psk-mismatch", "psk-missing", "psk-unverifiable"]);
    assert_eq!(nearest("proposal chosen"), ["NO_PROPOSAL_CHOSEN"]);
    assert_eq!(nearest("psk-mismacht")[0], "psk-mismatch");
}

#[test]
fn an_exchange_leads_to_its_messages() {
    let text = explained("IKE_AUTH");
    assert!(text.starts_with("IKE_AUTH request\n") && text.contains("\n\nIKE_AUTH response\n"), "{text}");
    assert!(!explained("IKE_AUTH request").contains("IKE_AUTH response\n"));
}

#[test]
fn a_message_reads_from_sender_to_rules() {
    insta::assert_snapshot!(explained("MM5"), @r"
    MM5
    IKEv1 main mode, fifth message, from the initiator: the first one that is encrypted

    It carries the initiator's identity and the hash or signature that proves it. Where a NAT was found,
    it and everything after it uses UDP 4500.

    What usually stops there, the likeliest first
      1. the pre-shared keys differ, so that the responder cannot decrypt it
         Found by: psk-mismatch
      2. a NAT was found, and UDP 4500 is blocked
         Found by: udp-4500-blocked
      3. the responder can read the identity and does not accept it
         Found by: identity-mismatch
      4. with certificates: one is not accepted
         Found by: certificate-unverifiable

    Sources
      - RFC 2409 section 5 (exchanges of IKEv1)
      - RFC 3947 section 4 (with NAT, MM5 and later use UDP 4500)
    ");
}

#[test]
fn a_state_reads_from_meaning_to_commands() {
    insta::assert_snapshot!(explained("MM_WAIT_MSG5"), @r#"
    MM_WAIT_MSG5
    Shown by: Cisco ASA, the responder

    MM4 was sent, so both ends can derive session keys from the Diffie-Hellman exchange and the
    pre-shared key. MM5, the initiator's identity and proof, encrypted, is awaited.

    It is often said that MM4 carries a hash of the key. It does not; but from here on the key matters,
    and with the wrong one MM5 decrypts to garbage.

    What causes it, the likeliest first
      1. the pre-shared keys differ: MM5 is the first encrypted message, and the responder cannot
         decrypt it
         Sign:     ASA responder: "had problems decrypting packet, probably due to mismatched pre-shared
                   key"; IOS responder: %CRYPTO-4-IKMP_BAD_MESSAGE; ASA initiator: an un-encrypted
                   PAYLOAD_MALFORMED notify is dropped
         Found by: psk-mismatch
      2. a NAT was found on the path, so MM5 moved to UDP 4500, and UDP 4500 is blocked
         Sign:     no complaint about decryption on either end; ASA 713172 says that a NAT was detected
         Found by: udp-4500-blocked
      3. MM4 is lost on its way back
         Sign:     the initiator stays at MM_WAIT_MSG4 or MM_SA_SETUP and resends MM3
         Found by: udp-500-blocked

    What to run to tell them apart
      ASA: show logging | include 713|715
          why a message was dropped; 713136 names the state in which an attempt timed out
      ASA: capture ike interface INTERFACE match udp any host PEER, then show capture ike
          whether messages leave and answers arrive, on UDP 500 and UDP 4500
      ASA: debug crypto condition peer ADDRESS, then debug crypto ikev1 127
          each message with its payloads, sent and received

    Sources
      - RFC 2409 section 5 (exchanges of IKEv1)
      - RFC 3947 section 4 (with NAT, MM5 and later use UDP 4500)
      - Cisco document 113574, ASA IPsec and IKE Debugs (IKEv1 Main Mode)
      - Cisco Secure Firewall ASA Series Syslog Messages, 711-714 and 750-752
      - tunnelsup.com, ISAKMP (IKE Phase 1) status messages (corrected above)
    "#);
}

#[test]
fn the_table_of_states_ends_in_ladders() {
    insta::assert_snapshot!(explained("states"), @r#"
    state                      waits for                         shown by
    MM_WAIT_MSG2               MM2                               Cisco ASA, the initiator
    MM_WAIT_MSG3               MM3                               Cisco ASA, the responder
    MM_WAIT_MSG4               MM4                               Cisco ASA, the initiator
    MM_WAIT_MSG5               MM5                               Cisco ASA, the responder
    MM_WAIT_MSG6               MM6                               Cisco ASA, the initiator
    MM_ACTIVE                  -                                 Cisco ASA, both roles, whatever phase 2 does
    AM_WAIT_MSG2               AM2                               Cisco ASA, the initiator of aggressive mode
    AM_WAIT_MSG3               AM3                               Cisco ASA, the responder of aggressive mode
    AM_ACTIVE                  -                                 Cisco ASA, both roles (also printed AM_Active)
    IN-NEG                     IKE_SA_INIT or IKE_AUTH           Cisco ASA and IOS with IKEv2, both roles
    READY                      -                                 Cisco ASA and IOS with IKEv2, both roles
    DELETE                     the answer to a delete            Cisco ASA and IOS with IKEv2, both roles: an SA that is about to go
    MM_NO_STATE                MM2                               Cisco IOS and PIX 6, the initiator; either role: a failed SA
    MM_SA_SETUP                MM3 (responder), MM4 (initiator)  Cisco IOS and PIX 6, both roles
    MM_KEY_EXCH                MM5 (responder), MM6 (initiator)  Cisco IOS and PIX 6, both roles
    MM_KEY_AUTH                -                                 Cisco IOS and PIX 6, both roles
    AG_NO_STATE                AM2                               Cisco IOS and PIX 6, the initiator; either role: a failed SA
    AG_INIT_EXCH               AM2 (initiator), AM3 (responder)  Cisco IOS and PIX 6, both roles
    AG_AUTH                    -                                 Cisco IOS and PIX 6, both roles
    QM_IDLE                    -                                 Cisco IOS and PIX 6, both roles, whatever phase 2 does
    UP-ACTIVE                  -                                 Cisco IOS: show crypto session, both roles
    UP-IDLE                    -                                 Cisco IOS: show crypto session, both roles
    UP-NO-IKE                  -                                 Cisco IOS: show crypto session, both roles
    DOWN                       -                                 Cisco IOS: show crypto session, both roles
    DOWN-NEGOTIATING           any message of the exchange       Cisco IOS: show crypto session, both roles
    CONNECTING                 any message of the exchange       strongSwan, both roles, both IKE versions
    ESTABLISHED                -                                 strongSwan, both roles, both IKE versions
    CREATED                    the first message                 strongSwan: an IKE SA or a child SA
    INSTALLED                  -                                 strongSwan: a child SA
    ROUTED                     a packet                          strongSwan: a child section with start_action = trap
    REKEYING                   the answer about new keys         strongSwan: an IKE SA or a child SA
    REKEYED                    its deletion                      strongSwan: an IKE SA or a child SA
    DELETING                   the answer to a delete            strongSwan: an IKE SA or a child SA
    no SA                      -                                 Every device; ASA: "There are no IKEv1 SAs"
    encaps without decaps      -                                 The packet counters of a child SA, every platform
    decaps without encaps      -                                 The packet counters of a child SA, every platform
    neither encaps nor decaps  -                                 The packet counters of a child SA, every platform
    encaps and decaps          -                                 The packet counters of a child SA, every platform
    IKE SA without a child SA  -                                 Cisco ASA (CHILD count:0) and strongSwan (no child below ESTABLISHED)
    IKE SA listed              -                                 Palo Alto PAN-OS: a row of show vpn ike-sa; Cisco IOS: one of show crypto isakmp sa detail; ASA: "PHASE 1 COMPLETED" in its log
    child SA listed            -                                 A row of show vpn ipsec-sa or show crypto ipsec sa, a tunnel that show vpn flow calls active, or a line of a log such as "PHASE 2 COMPLETED"
    no child SA                -                                 Palo Alto PAN-OS: "There is no IPSec SA found", or a tunnel that show vpn flow calls init or inactive; Cisco: an outbound SPI of 0 in show crypto ipsec sa, or no active session in show vpn-sessiondb l2l
    send errors without an SA  -                                 Cisco IOS and ASA: show crypto ipsec sa counts send errors and no encaps

    Palo Alto PAN-OS has no names for states; its log tells what happens.

    IKEv1 main mode (Cisco ASA / Cisco IOS)

      initiator                                                               responder
      MM_WAIT_MSG2 / MM_NO_STATE  |- MM1: every IKE proposal ------------->|  no SA
      MM_WAIT_MSG2 / MM_NO_STATE  |<- MM2: the chosen proposal ------------|  MM_WAIT_MSG3 / MM_SA_SETUP
      MM_WAIT_MSG4 / MM_SA_SETUP  |- MM3: DH value, nonce, NAT-D --------->|  MM_WAIT_MSG3 / MM_SA_SETUP
      MM_WAIT_MSG4 / MM_SA_SETUP  |<- MM4: DH value, nonce, NAT-D ---------|  MM_WAIT_MSG5 / MM_KEY_EXCH
      MM_WAIT_MSG6 / MM_KEY_EXCH  |- MM5: identity, proof (encrypted) ---->|  MM_WAIT_MSG5 / MM_KEY_EXCH
      MM_ACTIVE / QM_IDLE         |<- MM6: identity, proof (encrypted) ----|  MM_ACTIVE / QM_IDLE

    IKEv1 aggressive mode (Cisco ASA / Cisco IOS)

      initiator                                                              responder
      AM_WAIT_MSG2 / AG_INIT_EXCH  |- AM1: offers, DH value, identity --->|  no SA
      AM_WAIT_MSG2 / AG_INIT_EXCH  |<- AM2: choice, DH value, proof ------|  AM_WAIT_MSG3 / AG_INIT_EXCH
      AM_ACTIVE / QM_IDLE          |- AM3: proof ------------------------>|  AM_ACTIVE / QM_IDLE

    IKEv1 quick mode, once for each child SA (Cisco ASA / Cisco IOS)

      initiator                                                                      responder
      MM_ACTIVE / QM_IDLE  |- QM1: proposals, selectors, PFS -------------------->|  MM_ACTIVE / QM_IDLE
      MM_ACTIVE / QM_IDLE  |<- QM2: the chosen proposal --------------------------|  MM_ACTIVE / QM_IDLE
      MM_ACTIVE / QM_IDLE  |- QM3: hash; the child SA is up --------------------->|  MM_ACTIVE / QM_IDLE

    IKEv2 (Cisco ASA / Cisco IOS)

      initiator                                                                        responder
      IN-NEG  |- IKE_SA_INIT request: proposals, DH value ------------------------------------>|  no SA
      IN-NEG  |<- IKE_SA_INIT response: choice, DH value --------------------------------------|  IN-NEG
      IN-NEG  |- IKE_AUTH request: identity, proof, child ------------------------------------>|  IN-NEG
      READY   |<- IKE_AUTH response: identity, proof, child -----------------------------------|  READY
      READY   |- CREATE_CHILD_SA request: child, PFS ----------------------------------------->|  READY
      READY   |<- CREATE_CHILD_SA response: child, PFS ----------------------------------------|  READY

    `ikelint explain STATE` tells what causes each state and how to tell the causes apart.
    "#);
}

#[test]
fn every_rule_has_what_each_device_logs_or_why_none_is_known() {
    assert_eq!(super::logs::untold(), Vec::<String>::new());
    for rule in RULES {
        let text = explained(rule.name);
        let (_, section) = text.split_once("What each device logs").unwrap_or_else(|| panic!("{}: {text}", rule.name));
        let of_all = section.contains("None known on any platform: ");
        for platform in PLATFORMS {
            assert!(of_all || section.contains(platform.title()), "{} lacks {}", rule.name, platform.title());
        }
        assert!(!section.contains("\n\n\n"), "{text}");
    }
}
