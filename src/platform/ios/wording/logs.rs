//! What IOS logs where a negotiation stops. The texts are those that the device prints.
//!
//! Sources: Cisco, "Scenarios and debugs" of the Cisco IOS VPN solution guide; "Troubleshoot IPsec Debugs" (document
//! 5409); debugs of IKEv1 and IKEv2 faults on IOS and IOS XE routers; Cisco document 117337 for identities.

use crate::model::IkeVersion;
use crate::negotiation::{Attribute, Fault, Message, NearMiss, PostQuantumProblem, Role, SaState, Stop};

/// A quick mode that is refused by a responder, seen by the initiator.
const QUICK_MODE_INITIATOR: &[&str] = &["processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3", "reason \"Delete Larval\""];

/// A quick mode that a responder refuses, whatever the reason.
const QUICK_MODE_RESPONDER: &[&str] = &[
    "Sending NOTIFY PROPOSAL_NOT_CHOSEN",
    "reason \"QM rejected\"",
    "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Quick mode failed with peer at",
];

const TRANSFORMS: &[&str] = &[
    "IPSEC(ipsec_process_proposal): transform proposal not supported for identity:",
    "IPSec policy invalidated proposal with error 256",
    "phase 2 SA policy not acceptable!",
];

const SELECTORS: &[&str] = &[
    "map_db_find_best did not find matching map",
    "IPSEC(ipsec_process_proposal): proxy identities not supported",
    "IPSec policy invalidated proposal with error 32",
    "phase 2 SA policy not acceptable!",
];

const NO_KEY_INITIATOR: &[&str] = &[
    "No pre-shared key with",
    "No Cert or pre-shared address key.",
    "construct_initial_message: Can not start Main mode",
    "Error while processing SA request: Failed to initialize SA",
];

const NO_KEY_RESPONDER: &[&str] =
    &["No pre-shared key with", "Preshared authentication offered but does not match policy!", "no offers accepted!"];

const KEYS_DIFFER_RESPONDER: &[&str] = &[
    "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from",
    "failed its sanity check or is malformed",
    "retransmitting phase 1 MM_KEY_EXCH...",
];

const IKEV2_PROPOSAL_INITIATOR: &[&str] = &["Received no proposal chosen notify", "Initial exchange failed"];

const IKEV2_PROPOSAL_RESPONDER: &[&str] =
    &["Received Policies:", "Expected Policies:", "Failed to find a matching policy"];

const IKEV2_AUTHENTICATION: &[&str] =
    &["Verification of peer's authentication data FAILED", "Failed to authenticate the IKE SA", "Auth exchange failed"];

const IKEV2_NO_PROFILE: &[&str] =
    &["% IKEv2 profile not found", "Failed to locate an item in the database", "Auth exchange failed"];

const IKEV2_IDENTITY_REFUSED: &[&str] =
    &["Failed to locate an item in the database", "Auth exchange failed", "%CRYPTO-4-RECVD_PKT_INV_SPI"];

const CLEAR_GRE: &[&str] = &["%CRYPTO-4-RECVD_PKT_NOT_IPSEC", "prot= 47"];

/// What an end in this role logs at a stop, most telling first.
pub(in crate::platform::ios) fn log_lines(stop: &Stop, role: Role, version: IkeVersion) -> Vec<String> {
    let nothing_left = stop.message.is_none();
    let texts: Vec<&str> = match (&stop.fault, version, role) {
        (Fault::IkeProposal(near) | Fault::AuthenticationMethod(near), IkeVersion::V1, Role::Responder) => policy(near),
        (Fault::NoIkeProposal { .. }, IkeVersion::V1, Role::Responder) => {
            vec!["no offers accepted!", "phase 1 SA policy not acceptable!"]
        }
        (Fault::IkeProposal(_) | Fault::NoIkeProposal { .. }, IkeVersion::V2, Role::Initiator) => {
            IKEV2_PROPOSAL_INITIATOR.to_vec()
        }
        (Fault::IkeProposal(_) | Fault::NoIkeProposal { .. }, IkeVersion::V2, Role::Responder) => {
            IKEV2_PROPOSAL_RESPONDER.to_vec()
        }
        (Fault::AuthenticationMethod(_) | Fault::KeyMismatch { .. }, IkeVersion::V2, _) => {
            IKEV2_AUTHENTICATION.to_vec()
        }
        (Fault::KeyMissing { .. }, IkeVersion::V1, Role::Initiator) if nothing_left => NO_KEY_INITIATOR.to_vec(),
        (Fault::KeyMissing { .. }, IkeVersion::V1, Role::Responder) if !nothing_left => NO_KEY_RESPONDER.to_vec(),
        (Fault::KeyMissing { .. }, IkeVersion::V2, _) if !nothing_left => vec!["Auth exchange failed"],
        (Fault::KeyMismatch { .. }, IkeVersion::V1, Role::Responder) => KEYS_DIFFER_RESPONDER.to_vec(),
        (Fault::PostQuantumKey { problem: PostQuantumProblem::Differs { .. }, .. }, _, _)
            if stop.refused_by == Some(role) =>
        {
            IKEV2_AUTHENTICATION.to_vec()
        }
        // What a device says of a key that is missing is not documented; this is what it says of every failure here.
        (Fault::PostQuantumKey { .. }, ..) => vec!["Auth exchange failed"],
        (Fault::Identity { .. }, IkeVersion::V2, _) if stop.refused_by == Some(role) => match role {
            Role::Responder => IKEV2_NO_PROFILE.to_vec(),
            Role::Initiator => IKEV2_IDENTITY_REFUSED.to_vec(),
        },
        (Fault::Identity { .. }, IkeVersion::V2, Role::Initiator) => vec!["Auth exchange failed"],
        (Fault::ExchangeMode { aggressive: true, .. }, _, Role::Responder) => {
            vec!["unable to initiate or respond to aggressive mode while disabled"]
        }
        (
            Fault::NoRouteToPeer { .. } | Fault::RecursiveRoute { .. } | Fault::PortBlocked { .. },
            IkeVersion::V1,
            Role::Responder,
        ) => answer_lost(stop.message),
        (Fault::MapNotApplied { .. }, _, Role::Responder) if !nothing_left => vec!["invalid local address"],
        // The map is on another interface than that of the address.
        (Fault::PeerAddress { .. }, _, role) if stop.phase == 2 && stop.notify == Some("NO_PROPOSAL_CHOSEN") => {
            match role {
                Role::Responder => vec!["invalid local address"],
                Role::Initiator => child(&stop.fault, role, version),
            }
        }
        // Only the protected end can notice that the other sends GRE in the clear.
        (Fault::OneSided { .. }, _, Role::Responder) if nothing_left => CLEAR_GRE.to_vec(),
        (Fault::OneSided { .. }, _, Role::Initiator) if !nothing_left => {
            waiting(stop, version).into_iter().chain(CLEAR_GRE.iter().copied()).collect()
        }
        (fault, ..) if is_of_child(fault) && is_of_create_child_sa(stop) => vec!["NOTIFY(NO_PROPOSAL_CHOSEN)"],
        (fault, ..) if is_of_child(fault) && !nothing_left => child(fault, role, version),
        (_, _, Role::Initiator) if !nothing_left => waiting(stop, version),
        _ => Vec::new(),
    };
    texts.into_iter().map(str::to_owned).collect()
}

/// The lines of a responder that finds no policy: one for each attribute that differs, then the verdict.
fn policy(near: &NearMiss) -> Vec<&'static str> {
    let differing = near.differences.iter().filter_map(|difference| match difference.attribute {
        Attribute::Encryption if both_aes(&difference.values) => Some("Proposed key length does not match policy"),
        Attribute::Encryption => Some("Encryption algorithm offered does not match policy!"),
        Attribute::Integrity => Some("Hash algorithm offered does not match policy!"),
        Attribute::DhGroup => Some("Diffie-Hellman group offered does not match policy!"),
        Attribute::Authentication => Some("Authentication method offered does not match policy!"),
        _ => None,
    });
    differing.chain(["atts are not acceptable", "no offers accepted!", "phase 1 SA policy not acceptable!"]).collect()
}

fn both_aes(values: &[String; 2]) -> bool {
    values.iter().all(|value| value.starts_with("AES-CBC"))
}

/// Whether it is CREATE_CHILD_SA that stops: it carries neither identity nor proof, and neither does its answer.
fn is_of_create_child_sa(stop: &Stop) -> bool {
    matches!(stop.message, Some(Message::CreateChildRequest | Message::CreateChildResponse))
}

/// Whether a fault is of a child SA.
fn is_of_child(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::NoChildProposal { .. }
            | Fault::ChildProposal(_)
            | Fault::EncapsulationMode { .. }
            | Fault::Pfs { .. }
            | Fault::Selector { .. }
    )
}

fn child(fault: &Fault, role: Role, version: IkeVersion) -> Vec<&'static str> {
    let of_selectors = matches!(fault, Fault::Selector { .. });
    match (version, role) {
        (IkeVersion::V1, Role::Initiator) => QUICK_MODE_INITIATOR.to_vec(),
        (IkeVersion::V1, Role::Responder) => {
            let own = if of_selectors { SELECTORS } else { TRANSFORMS };
            own.iter().chain(QUICK_MODE_RESPONDER).copied().collect()
        }
        (IkeVersion::V2, _) if of_selectors => vec!["IDr AUTH N(TS_UNACCEPTABLE)"],
        (IkeVersion::V2, Role::Responder) => vec!["VID IDr AUTH NOTIFY(NO_PROPOSAL_CHOSEN)", "ESP: Proposal 1:"],
        (IkeVersion::V2, Role::Initiator) => vec!["VID IDr AUTH NOTIFY(NO_PROPOSAL_CHOSEN)"],
    }
}

/// What a responder logs whose answer gets lost.
fn answer_lost(lost: Option<Message>) -> Vec<&'static str> {
    match lost {
        Some(Message::Mm2) => {
            vec!["phase 1 packet is a duplicate of a previous packet.", "retransmitting phase 1 MM_SA_SETUP..."]
        }
        Some(Message::Mm5) => vec!["retransmitting phase 1 MM_KEY_EXCH..."],
        Some(Message::Am2) => vec!["phase 1 packet is a duplicate of a previous packet."],
        _ => Vec::new(),
    }
}

/// What an initiator logs while it waits for an answer that does not come.
fn waiting(stop: &Stop, version: IkeVersion) -> Vec<&'static str> {
    if version == IkeVersion::V2 {
        return vec!["Retransmitting packet"];
    }
    let awaited = stop.states.iter().find_map(|state| match state {
        SaState::Awaiting(message @ (Message::Mm2 | Message::Mm4 | Message::Mm6 | Message::Am2)) => Some(*message),
        _ => None,
    });
    match awaited {
        Some(Message::Mm2) => vec!["retransmitting phase 1 MM_NO_STATE..."],
        Some(Message::Mm4) => vec!["retransmitting phase 1 MM_SA_SETUP..."],
        Some(Message::Mm6) => vec!["retransmitting phase 1 MM_KEY_EXCH..."],
        Some(Message::Am2) => vec!["retransmitting phase 1 AG_INIT_EXCH..."],
        _ => Vec::new(),
    }
}
