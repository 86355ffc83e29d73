//! Lines and outputs that people paste: what is seen in them, and the fault that they lead to.

use ikelint::check::{Check, Settings, read};
use ikelint::diagnose::{Diagnosis, diagnose};
use ikelint::negotiation::Role;

use crate::diagnose::explained;
use crate::pairs::{Edit, check_edited, in_a, in_b};

fn nothing() -> Check {
    read(Vec::new(), &Settings::default())
}

/// What is seen, in the order of the lines.
fn seen(text: &str) -> Vec<&'static str> {
    names(&diagnose(text, &nothing(), None))
}

fn names(diagnosis: &Diagnosis) -> Vec<&'static str> {
    diagnosis.sightings.iter().map(|placed| placed.sighting.what.name()).collect()
}

/// A block of `show crypto ipsec sa` of IOS.
fn block(encaps: u32, decaps: u32, errors: u32, spi: &str) -> String {
    format!(
        "   current_peer 198.51.100.20 port 500\n    #pkts encaps: {encaps}, #pkts encrypt: {encaps}, #pkts digest: {encaps}\n    \
         #pkts decaps: {decaps}, #pkts decrypt: {decaps}, #pkts verify: {decaps}\n    #send errors {errors}, #recv errors 0\n\
         \n     local crypto endpt.: 192.0.2.10, remote crypto endpt.: 198.51.100.20\n     current outbound spi: {spi}\n"
    )
}

/// An SPI of 0 is no SA, and what is asked for in vain counts as a send error (Cisco document 5409).
#[test]
fn counters_without_an_sa_are_no_child_sa() {
    const ROWS: [(u32, u32, u32, &str, &str); 7] = [
        (0, 0, 45, "0x0(0)", "send errors without an SA"),
        (0, 0, 0, "0x0(0)", "no child SA"),
        (9, 9, 0, "0x0(0)", "no child SA"),
        (9, 0, 45, "0x0(0)", "no child SA"),
        (0, 0, 0, "0x8A5E40B2(2321432754)", "neither encaps nor decaps"),
        (0, 0, 1, "0x8A5E40B2(2321432754)", "neither encaps nor decaps"),
        (4, 0, 1, "0x8A5E40B2(2321432754)", "encaps without decaps"),
    ];
    for (encaps, decaps, errors, spi, name) in ROWS {
        assert_eq!(seen(&block(encaps, decaps, errors, spi)), [name], "{encaps} {decaps} {errors} {spi}");
    }
    // ASA has a colon behind the word, and no prefix before the SPI.
    assert_eq!(
        seen("#pkts encaps: 0\n#pkts decaps: 0\n#send errors: 3, #recv errors: 0\n"),
        ["send errors without an SA"]
    );
}

#[test]
fn sessions_of_an_asa_are_read_without_details() {
    let session = |sent: u32, received: u32| {
        format!(
            "Session Type: LAN-to-LAN\n\nConnection   : 198.51.100.20\n\
             Index        : 4                      IP Addr      : 198.51.100.20\nProtocol     : IKEv1 IPsec\n\
             Bytes Tx     : {sent}                    Bytes Rx     : {received}\n"
        )
    };
    assert_eq!(seen(&session(400, 0)), ["encaps without decaps"]);
    assert_eq!(seen(&session(400, 80)), ["encaps and decaps"]);
    assert_eq!(seen("INFO: There are presently no active sessions of the type specified\n"), ["no child SA"]);
    assert_eq!(seen("There are no ipsec sas\n"), ["no child SA"]);
    assert_eq!(seen("There are no IKEv1 SAs\n"), ["no SA"]);
}

/// Of the states that an exchange passes in a debug, the last one counts.
#[test]
fn a_debug_tells_the_state_in_which_it_ends() {
    let packets = "ISAKMP:(0): sending packet to 198.51.100.20 my_port 500 peer_port 500 (I) MM_NO_STATE\n\
                   ISAKMP (0): received packet from 198.51.100.20 dport 500 sport 500 Global (I) MM_NO_STATE\n\
                   ISAKMP:(0):Old State = IKE_I_MM1  New State = IKE_I_MM2\n\
                   ISAKMP:(0): sending packet to 198.51.100.20 my_port 500 peer_port 500 (I) MM_SA_SETUP\n\
                   ISAKMP:(0):Old State = IKE_I_MM2  New State = IKE_I_MM3\n";
    let key = "ISAKMP:(1001): sending packet to 198.51.100.20 my_port 500 peer_port 500 (I) MM_KEY_EXCH\n\
               ISAKMP:(1001):Old State = IKE_I_MM4  New State = IKE_I_MM5\n";
    let done = "ISAKMP:(1001):Old State = IKE_I_MM6  New State = IKE_P1_COMPLETE\n";
    assert_eq!(seen(packets), ["MM_SA_SETUP"]);
    assert_eq!(seen(&format!("{packets}{key}")), ["MM_KEY_EXCH"]);
    assert_eq!(seen(&format!("{packets}{key}{done}")), ["QM_IDLE"]);
    let diagnosis = diagnose(&format!("{packets}{key}"), &nothing(), None);
    let own = &diagnosis.sightings[0].sighting;
    assert_eq!((own.role, own.peer), (Some(Role::Initiator), "198.51.100.20".parse().ok()));
    // Each peer has a last state of its own.
    let other = "ISAKMP (0): received packet from 203.0.113.9 dport 500 sport 500 Global (R) MM_KEY_EXCH\n";
    assert_eq!(seen(&format!("{packets}{other}")), ["MM_SA_SETUP", "MM_KEY_EXCH"]);
}

/// Lines by which logs say how far an exchange has come.
#[test]
fn logs_tell_what_is_up() {
    const ROWS: [(&str, &str); 17] = [
        (
            "%FTD-vpn-5-713041: IP = 1.2.3.4, IKE Initiator: New Phase 1, Intf outside, IKE Peer 1.2.3.4",
            "IKE Initiator: New Phase 1",
        ),
        ("%FTD-vpn-4-752010: IKEv2 Doesn't have a proposal specified", "Doesn't have a proposal specified"),
        ("13[IKE] retransmit 1 of request with message ID 0", "retransmit … of request with message ID"),
        (
            "02[IKE] received retransmit of request with ID 0, retransmitting response",
            "received retransmit of request with ID …, retransmitting response",
        ),
        ("IKEv2:(SESSION ID = 31,SA ID = 1):Session with IKE ID PAIR (a, b) is UP", "READY"),
        ("%ASA-5-713119: Group = 198.51.100.20, IP = 198.51.100.20, PHASE 1 COMPLETED", "IKE SA listed"),
        ("%ASA-5-713120: Group = 198.51.100.20, IP = 198.51.100.20, PHASE 2 COMPLETED (msgid=8d2e)", "child SA listed"),
        (
            "%ASA-5-750006: Local:192.0.2.10:500 Remote:198.51.100.20:500 Username:x IKEv2 SA UP. Reason: New Connection",
            "IKE SA listed",
        ),
        (
            "%ASA-6-602303: IPSEC: An outbound LAN-to-LAN SA (SPI= 0x8B2C) between 192.0.2.10 and 198.51.100.20 (user= 198.51.100.20) has been created.",
            "child SA listed",
        ),
        (
            "%CRYPTO-5-SESSION_STATUS: Crypto tunnel is UP  .  Peer 198.51.100.20:500       Id: 198.51.100.20",
            "child SA listed",
        ),
        (
            "%CRYPTO-5-SESSION_STATUS: Crypto tunnel is DOWN.  Peer 198.51.100.20:500       Id: 198.51.100.20",
            "no child SA",
        ),
        (
            "IKEv2:(SESSION ID = 1,SA ID = 1):SM Trace-> SA: I_SPI=A R_SPI=0 (I) MsgID = 0 CurState: I_WAIT_INIT Event: EV_RE_XMT",
            "IN-NEG",
        ),
        (
            "IKEv2:(SESSION ID = 1,SA ID = 1):SM Trace-> SA: I_SPI=A R_SPI=B (R) MsgID = 1 CurState: R_WAIT_AUTH Event: EV_CHK_AUTH4EAP",
            "IN-NEG",
        ),
        (
            "IKEv2:(SESSION ID = 1,SA ID = 1):SM Trace-> SA: I_SPI=A R_SPI=B (I) MsgID = 2 CurState: READY Event: EV_CHK_IKE_ONLY",
            "READY",
        ),
        (
            "ISAKMP:(1001):deleting SA reason \"Death by retransmission P1\" state (I) MM_KEY_EXCH (peer 198.51.100.20)",
            "MM_KEY_EXCH",
        ),
        (
            "IKE phase-1 negotiation is succeeded as initiator, main mode. Established SA: 192.0.2.10[500]-198.51.100.20[500]",
            "IKE SA listed",
        ),
        (
            "IKEv2 child SA negotiation is succeeded as responder, non-rekey. Established SA: 192.0.2.10[500]-198.51.100.20[500]",
            "child SA listed",
        ),
    ];
    for (line, name) in ROWS {
        assert_eq!(seen(line), [name], "{line}");
    }
}

const ASA: [&str; 2] = ["asa-ikev1", "asa-ikev1"];
const ASA_V2: [&str; 2] = ["asa-ikev2", "asa-ikev2"];
const IOS: [&str; 2] = ["ios-ikev1", "ios-ikev1"];
const PAN: [&str; 2] = ["panos-ikev1", "panos-ikev1"];
const CHARON: [&str; 2] = ["swanctl-ikev2", "swanctl-ikev2"];
const SELECTORS: &[Edit] = &[in_b("10.1.0.0", "10.11.0.0")];
const SELECTORS_IOS: &[Edit] = &[in_b("10.1.0.0 0.0.0.255", "10.11.0.0 0.0.0.255")];
const KEYS_IOS: &[Edit] = &[in_a("key Corr3ct-Horse", "key Wr0ng-Horse")];
const ROUTE_IOS: &[Edit] =
    &[in_b("ip route 0.0.0.0 0.0.0.0 198.51.100.1\n", "ip route 10.1.0.0 255.255.255.0 198.51.100.1\n")];
const MAP_IOS: &[Edit] = &[in_b(" crypto map VPN\n", "")];
const OVERLOAD_IOS: &[Edit] = &[
    in_b("interface GigabitEthernet0/0\n", "interface GigabitEthernet0/0\n ip nat outside\n"),
    in_b("interface GigabitEthernet0/1\n", "interface GigabitEthernet0/1\n ip nat inside\n"),
    in_b(
        "ip route",
        "access-list 1 permit any\nip nat inside source list 1 interface GigabitEthernet0/0 overload\nip route",
    ),
];
const TRANSFORMS_IOS: &[Edit] = &[in_b("esp-aes 256 esp-sha-hmac", "esp-aes esp-sha-hmac")];
const IN_VAIN: &str = "send errors without an SA";

/// What is seen, on which pair, and the rule that it leads to.
const LEADS: &[(&str, [&str; 2], &[Edit], &str)] = &[
    (IN_VAIN, IOS, SELECTORS_IOS, "selector-mismatch"),
    (IN_VAIN, IOS, TRANSFORMS_IOS, "ipsec-proposal-mismatch"),
    (IN_VAIN, IOS, KEYS_IOS, "psk-mismatch"),
    (IN_VAIN, IOS, ROUTE_IOS, "no-route-to-peer"),
    (IN_VAIN, IOS, MAP_IOS, "crypto-map-not-applied"),
    ("%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet.", IOS, OVERLOAD_IOS, "nat-exemption-missing"),
    ("%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet.", IOS, MAP_IOS, "crypto-map-not-applied"),
    ("PHASE 1 COMPLETED", ASA, SELECTORS, "selector-mismatch"),
    ("Session disconnected. Session Type: LAN-to-LAN, Reason: Phase 2 Mismatch", ASA, SELECTORS, "selector-mismatch"),
    ("Removing peer from correlator table failed, no match!", ASA, SELECTORS, "selector-mismatch"),
    (
        "Negotiation aborted due to ERROR: Create child exchange failed",
        ASA_V2,
        &[in_a(" set peer 198.51.100.20\n", " set peer 198.51.100.20\ncrypto map outside_map 10 set pfs group14\n")],
        "pfs-mismatch",
    ),
    (
        "IKE phase-2 negotiation is failed as initiator, quick mode. Failed SA: 192.0.2.10[500]-198.51.100.20[500] message \
         id:0x43D0. Due to negotiation timeout.",
        PAN,
        &[in_b("10.1.0.0/24", "10.11.0.0/24")],
        "selector-mismatch",
    ),
    ("NO-PROPOSAL-CHOSEN (14)", PAN, &[in_b("dh-group group14", "dh-group group5")], "ike-proposal-mismatch"),
    (
        "failed to establish CHILD_SA, keeping IKE_SA",
        CHARON,
        &[in_b("10.1.0.0/24", "10.11.0.0/24")],
        "selector-mismatch",
    ),
    (
        "traffic selectors 10.1.0.0/24 === 10.2.0.0/24 unacceptable",
        CHARON,
        &[in_b("10.1.0.0/24", "10.11.0.0/24")],
        "selector-mismatch",
    ),
];

#[test]
fn what_is_pasted_leads_to_the_fault_and_not_to_others() {
    for (text, names, edits, rule) in LEADS {
        let check = check_edited(*names, edits);
        let diagnosis = diagnose(text, &check, None);
        assert_eq!(explained(&check, &diagnosis).first(), Some(rule), "{text} on {names:?}");
        let sound = check_edited(*names, &[]);
        assert!(diagnose(text, &sound, None).explained.is_empty(), "{text}");
        // Without configurations the rule is among those of what is seen.
        let alone = diagnose(text, &nothing(), None);
        assert!(alone.candidates.iter().any(|own| own.rules.contains(rule)), "{text} does not lead to {rule}");
    }
}

/// A NAT on the way is in no configuration, so that none rules it out.
#[test]
fn a_nat_on_the_way_is_never_ruled_out() {
    for state in ["MM_WAIT_MSG4", "MM_WAIT_MSG5", "MM_WAIT_MSG6"] {
        let diagnosis = diagnose(state, &check_edited(ASA, &[]), Some(0));
        let excluded: Vec<&str> = diagnosis.excluded.iter().map(|own| own.what).collect();
        assert!(!excluded.iter().any(|what| what.contains("NAT")), "{state}: {excluded:?}");
    }
}

/// A router tells of every policy that does not fit; that is no fault where another one does.
#[test]
fn a_policy_that_does_not_fit_is_no_fault_beside_one_that_does() {
    let passes = "ISAKMP:(0):Encryption algorithm offered does not match policy!\n\
                  ISAKMP:(0):atts are not acceptable. Next payload is 0\n";
    assert_eq!(seen(&format!("{passes}ISAKMP:(0):atts are acceptable. Next payload is 0\n")), Vec::<&str>::new());
    let refused = seen(&format!("{passes}ISAKMP:(0):no offers accepted!\nISAKMP:(0):atts are acceptable.\n"));
    assert_eq!(refused.len(), 3, "{refused:?}");
    assert_eq!(seen(passes).len(), 2);
}

/// Where a new attempt has only begun, the one before tells where it fails; one that repeats itself tells of itself.
#[test]
fn a_new_attempt_does_not_hide_where_the_last_one_failed() {
    let attempt = "ISAKMP: set new node 0 to QM_IDLE\n\
                   ISAKMP:(0): sending packet to 198.51.100.20 my_port 500 peer_port 500 (I) MM_NO_STATE\n\
                   ISAKMP:(0): sending packet to 198.51.100.20 my_port 500 peer_port 500 (I) MM_KEY_EXCH\n\
                   ISAKMP:(1): sending packet to 198.51.100.20 my_port 500 peer_port 500 (I) QM_IDLE\n";
    let again = "ISAKMP:(0): sending packet to 198.51.100.20 my_port 500 peer_port 500 (I) MM_NO_STATE\n";
    assert_eq!(seen(attempt), ["QM_IDLE"]);
    assert_eq!(seen(&format!("{attempt}{again}")), ["QM_IDLE"]);
    let repeats = "ISAKMP:(0): retransmitting phase 1 MM_NO_STATE...\n";
    assert_eq!(seen(&format!("{attempt}{again}{repeats}")), ["MM_NO_STATE", "retransmitting phase 1 MM_NO_STATE"]);
    // What a node is in when it is made says nothing.
    assert_eq!(seen("ISAKMP: set new node 0 to QM_IDLE\n"), Vec::<&str>::new());
}

#[test]
fn blanks_that_a_forum_has_collapsed_change_nothing() {
    let text = "1 IKE Peer: 198.51.100.20\nType : L2L Role : initiator\nRekey : no State : MM_WAIT_MSG2\n";
    let diagnosis = diagnose(text, &nothing(), None);
    let own = &diagnosis.sightings[0].sighting;
    assert_eq!(names(&diagnosis), ["MM_WAIT_MSG2"]);
    assert_eq!((own.role, own.peer), (Some(Role::Initiator), "198.51.100.20".parse().ok()));
    let session = "Session Type: LAN-to-LAN\nIndex : 4 IP Addr : 198.51.100.20\nProtocol : IKEv1 IPsec\nBytes Tx : 400 Bytes Rx : 0\n";
    assert_eq!(seen(session), ["encaps without decaps"]);
}

/// The daemon of libreswan tells its states in its log as it does in its status.
#[test]
fn the_log_of_libreswan_tells_the_state_in_which_it_ends() {
    let log =
        "\"to-hq\" #1: STATE_MAIN_I2: sent MI2, expecting MR2\n\"to-hq\" #1: STATE_MAIN_I3: sent MI3, expecting MR3\n";
    assert_eq!(seen(log), ["STATE_MAIN_I3 ("]);
    let up = "\"to-hq\" #1: STATE_MAIN_I4: ISAKMP SA established {auth=PRESHARED_KEY}\n";
    assert_eq!(seen(&format!("{log}{up}")), ["IKE SA listed"]);
    let other = "\"other\" #2: STATE_MAIN_I1: sent MI1, expecting MR1\n";
    assert_eq!(seen(&format!("{log}{other}")), ["STATE_MAIN_I3 (", "STATE_MAIN_I1 ("]);
}

/// Of several lines about one failure the exact one is told, and before what the state may come from.
#[test]
fn the_exact_line_of_a_log_comes_first() {
    let exact = "%ASA-5-713259: Session is being torn down. Reason: crypto map policy not found\n";
    let vague = "%ASA-3-713902: QM FSM error (P2 struct &0x1, mess id 0x2)!\n";
    let up = "%ASA-5-713119: IP = 198.51.100.20, PHASE 1 COMPLETED\n";
    let first = |text: &str| diagnose(text, &nothing(), None).candidates.into_iter().map(|own| own.what).next();
    assert_eq!(first(&format!("{up}{vague}{exact}")), first(exact));
    assert_ne!(first(vague), first(exact));
    let told = diagnose(&format!("{vague}{exact}"), &nothing(), None).candidates.len();
    assert_eq!(told, 1);
}
