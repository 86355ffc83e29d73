//! How far an exchange has come, by the lines of logs and debugs.
//!
//! Sources: Cisco documents 113594 (main mode debugs of IOS), 117337 and 115934 (IKEv2 debugs of IOS and ASA); Cisco IOS System
//! Message Guide, CRYPTO-5-SESSION_STATUS; Cisco Secure Firewall ASA Series Syslog Messages, 602303, 713049, 713119, 713120 and
//! 750006.

use std::net::IpAddr;

use crate::model::PlatformId;
use crate::negotiation::Role;
use crate::platform::cisco::sightings::after;
use crate::platform::sightings::{Sighting, address, peer_in};
use crate::platform::states::counters::{CHILD_LISTED, LISTED, NO_CHILD_LISTED};

const IOS: PlatformId = PlatformId("ios");
const ASA: PlatformId = PlatformId("asa");

/// The states of the machine of IKEv1 on IOS, with the word that `show crypto isakmp sa` has meanwhile. What is received is
/// still listed as what was sent before it.
const MACHINE: [(&str, &str); 14] = [
    ("IKE_I_MM1", "MM_NO_STATE"),
    ("IKE_I_MM2", "MM_NO_STATE"),
    ("IKE_I_MM3", "MM_SA_SETUP"),
    ("IKE_I_MM4", "MM_SA_SETUP"),
    ("IKE_I_MM5", "MM_KEY_EXCH"),
    ("IKE_I_MM6", "MM_KEY_EXCH"),
    ("IKE_R_MM1", "MM_NO_STATE"),
    ("IKE_R_MM2", "MM_SA_SETUP"),
    ("IKE_R_MM3", "MM_SA_SETUP"),
    ("IKE_R_MM4", "MM_KEY_EXCH"),
    ("IKE_R_MM5", "MM_KEY_EXCH"),
    ("IKE_I_AM1", "AG_INIT_EXCH"),
    ("IKE_P1_COMPLETE", "QM_IDLE"),
    ("IKE_QM_PHASE2_COMPLETE", CHILD_LISTED),
];

/// Where the machine of IKEv2 waits, or has arrived.
const MACHINE_V2: [(&str, &str, Option<Role>); 4] = [
    ("I_WAIT_INIT", "IN-NEG", Some(Role::Initiator)),
    ("I_WAIT_AUTH", "IN-NEG", Some(Role::Initiator)),
    ("R_WAIT_AUTH", "IN-NEG", Some(Role::Responder)),
    ("READY", "READY", None),
];

/// What a line of IOS says.
pub(in crate::platform) fn of_ios(number: usize, line: &str) -> Option<Sighting> {
    let told = machine(number, line)
        .or_else(|| machine_v2(number, line))
        .or_else(|| packet(number, line))
        .or_else(|| session(number, line))?;
    // The machine of IKEv2 is the same on both.
    let platform = if line.contains("IKEv2") { None } else { Some(IOS) };
    Some(Sighting { platform, ..told })
}

/// What a line of an ASA says.
pub(in crate::platform) fn of_asa(number: usize, line: &str) -> Option<Sighting> {
    let word = match () {
        () if line.contains("PHASE 1 COMPLETED") || line.contains("IKEv2 SA UP. Reason:") => LISTED,
        () if line.contains("PHASE 2 COMPLETED") || line.contains("complete for LAN-to-LAN Group") => CHILD_LISTED,
        () if line.contains(" LAN-to-LAN SA (SPI") && line.contains("has been created") => CHILD_LISTED,
        () => return None,
    };
    // 602303 has the peer as the name of the user as well.
    let peer = peer_in(line).or_else(|| address(after(line, "(user=")?.split(')').next()?));
    Some(Sighting { platform: Some(ASA), peer, ..Sighting::of_state(number, word, None)? })
}

/// `Old State = IKE_I_MM4  New State = IKE_I_MM5`.
fn machine(number: usize, line: &str) -> Option<Sighting> {
    let state = after(line, "New State = ")?.split_whitespace().next()?;
    let (_, word) = MACHINE.iter().find(|(own, _)| *own == state)?;
    let role = match () {
        () if state.starts_with("IKE_I_") => Some(Role::Initiator),
        () if state.starts_with("IKE_R_") => Some(Role::Responder),
        () => None,
    };
    Some(Sighting { role, ..Sighting::of_state(number, word, None)? })
}

/// `SM Trace-> SA: … (I) MsgID = 00000001 CurState: I_WAIT_AUTH Event: …`.
fn machine_v2(number: usize, line: &str) -> Option<Sighting> {
    if line.contains("Session with IKE ID PAIR") && line.trim_end().ends_with("is UP") {
        return Sighting::of_state(number, "READY", None);
    }
    let state = after(line, "CurState:")?.split_whitespace().next()?;
    let (_, word, role) = MACHINE_V2.iter().find(|(own, ..)| *own == state)?;
    Some(Sighting { role: role.or_else(|| marked(line)), ..Sighting::of_state(number, word, None)? })
}

/// `sending packet to 192.0.2.1 … (I) MM_KEY_EXCH`, `deleting SA reason "…" state (R) MM_KEY_EXCH (peer 192.0.2.1)`.
fn packet(number: usize, line: &str) -> Option<Sighting> {
    let (before, behind) = line.split_once("(I) ").or_else(|| line.split_once("(R) "))?;
    let word = behind.split_whitespace().next()?;
    let is_about = before.contains("packet ") || before.contains("state ");
    let state = Sighting::of_state(number, word, None).filter(|_| is_about && word.contains('_'))?;
    Some(Sighting { role: marked(line), peer: peer_of_packet(line), ..state })
}

fn peer_of_packet(line: &str) -> Option<IpAddr> {
    const BEFORE: [&str; 3] = ["packet to ", "packet from ", "(peer "];
    BEFORE.iter().find_map(|word| address(after(line, word)?.split_whitespace().next()?))
}

/// `(I)` and `(R)` stand for the role.
fn marked(line: &str) -> Option<Role> {
    match (line.contains("(I)"), line.contains("(R)")) {
        (true, false) => Some(Role::Initiator),
        (false, true) => Some(Role::Responder),
        _ => None,
    }
}

/// `%CRYPTO-5-SESSION_STATUS: Crypto tunnel is UP  .  Peer 192.0.2.1:500`.
fn session(number: usize, line: &str) -> Option<Sighting> {
    let status = after(line, "Crypto tunnel is ")?.split_whitespace().next()?;
    let word = match status.trim_end_matches('.') {
        "UP" => CHILD_LISTED,
        "DOWN" => NO_CHILD_LISTED,
        _ => return None,
    };
    Some(Sighting {
        peer: peer_in(line).or_else(|| address(after(line, "Peer ")?.split_whitespace().next()?)),
        ..Sighting::of_state(number, word, None)?
    })
}
