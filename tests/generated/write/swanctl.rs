//! The words of strongSwan.

use crate::generated::settings::{Proposal, Settings, Topic};
use crate::generated::write::Written;

/// Writes an end.
pub(super) fn write(end: &Settings) -> Written {
    let mut out = Written::default();
    out.lines("connections {\n    far {");
    out.line(Topic::Version, format!("        version = {}", end.version));
    out.line(Topic::LocalAddress, format!("        local_addrs = {}", end.address));
    out.line(Topic::Peer, format!("        remote_addrs = {}", end.peer));
    let group = end.ike[0].group.first().copied();
    out.line(Topic::IkeEncryption, format!("        proposals = {}", proposal(&end.ike[0], group)));
    out.line(Topic::Other, format!("        rekey_time = {}", end.ike_lifetime));
    out.lines("        mobike = no\n        local {\n            auth = psk");
    out.line(Topic::Other, format!("            id = {}", end.address));
    out.lines("        }\n        remote {\n            auth = psk");
    out.line(Topic::Peer, format!("            id = {}", end.peer));
    out.lines("        }\n        children {\n            lan {");
    out.line(Topic::Selector, format!("                local_ts = {}", end.traffic[0].own));
    out.line(Topic::Selector, format!("                remote_ts = {}", end.traffic[0].far));
    out.line(Topic::EspEncryption, format!("                esp_proposals = {}", proposal(&end.esp[0], end.pfs)));
    out.line(Topic::Other, format!("                life_time = {}", end.esp_lifetime));
    out.lines("                start_action = trap\n            }\n        }\n    }\n}\n\nsecrets {");
    if let Some(psk) = &end.psk {
        out.line(Topic::Other, "    ike-far {");
        out.line(Topic::Peer, format!("        id = {}", end.peer));
        out.line(Topic::Psk, format!("        secret = \"{psk}\""));
        out.lines("    }");
    }
    out.lines("}");
    out
}

/// A proposal with a Diffie-Hellman group.
fn proposal(own: &Proposal, group: Option<u16>) -> String {
    let group = group.map(|group| match group {
        2 => "modp1024",
        5 => "modp1536",
        14 => "modp2048",
        19 => "ecp256",
        _ => "ecp384",
    });
    let words = own.encryption.iter().chain(&own.hash).copied().chain(group);
    words.collect::<Vec<_>>().join("-")
}
