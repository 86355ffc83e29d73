//! The words of an ASA.

use crate::generated::settings::{Proposal, Routed, Settings, Topic, Translates};
use crate::generated::write::{Written, inner_hop, inside, next_hop, spelt, tunnel_addresses, with_mask};

/// Writes an end.
pub(super) fn write(end: &Settings) -> Written {
    let mut out = Written::default();
    interfaces(end, &mut out);
    for traffic in end.traffic.iter().filter(|_| !end.by_routes) {
        let (own, far) = (traffic.own, traffic.far);
        let protocol = traffic.protocol.unwrap_or("ip");
        let (own, far) = (with_mask(own, own.netmask()), with_mask(far, far.netmask()));
        out.line(Topic::Selector, format!("access-list VPN extended permit {protocol} {own} {far}"));
    }
    translation(end, &mut out);
    routes(end, &mut out);
    for (number, proposal) in end.esp.iter().enumerate() {
        transform_set(end, number, proposal, &mut out);
    }
    if end.by_routes {
        profile(end, &mut out);
    } else {
        crypto_map(end, &mut out);
    }
    for (number, proposal) in end.ike.iter().enumerate() {
        policy(end, 10 * (number + 1), proposal, &mut out);
    }
    if end.enabled {
        out.line(Topic::Enable, format!("crypto ikev{} enable outside", end.version));
    }
    if let Some(psk) = &end.psk {
        tunnel_group(end, psk, &mut out);
    }
    out.line(Topic::Other, ": end");
    out
}

fn interfaces(end: &Settings, out: &mut Written) {
    out.lines(": Saved\n:\nASA Version 9.12(4)\n!");
    out.line(Topic::Other, format!("hostname {}", end.name));
    out.lines("!\ninterface GigabitEthernet0/0\n nameif outside\n security-level 0");
    out.line(Topic::LocalAddress, format!(" ip address {} 255.255.255.0", end.address));
    out.lines("!\ninterface GigabitEthernet0/1\n nameif inside\n security-level 100");
    out.line(Topic::Other, format!(" ip address {} 255.255.255.0", inside(end)));
    out.lines("!");
    if end.by_routes {
        let [own, _] = tunnel_addresses(end);
        out.line(Topic::EntryHead, "interface Tunnel1");
        out.lines(" nameif vti");
        out.line(Topic::Other, format!(" ip address {own} 255.255.255.252"));
        out.lines(" tunnel source interface outside");
        out.line(Topic::Peer, format!(" tunnel destination {}", end.peer));
        out.lines(" tunnel mode ipsec ipv4\n tunnel protection ipsec profile PROFILE\n!");
    }
}

fn translation(end: &Settings, out: &mut Written) {
    if end.translates == Translates::Nothing {
        return;
    }
    for (name, net) in [("LAN", end.traffic[0].own), ("FAR", end.traffic[0].far)] {
        out.line(Topic::Other, format!("object network {name}"));
        out.line(Topic::Other, format!(" subnet {}", with_mask(net, net.netmask())));
    }
    if end.translates == Translates::AllElse {
        let exempt = "source static LAN LAN destination static FAR FAR no-proxy-arp route-lookup";
        out.line(Topic::Other, format!("nat (inside,outside) {exempt}"));
    }
    out.line(Topic::Translation, "nat (inside,outside) after-auto source dynamic any interface");
}

fn routes(end: &Settings, out: &mut Written) {
    let is_map = !end.by_routes;
    if !is_map || end.routed != Routed::Missing {
        out.line(Topic::Other, format!("route outside 0.0.0.0 0.0.0.0 {} 1", next_hop(end)));
    }
    let far = with_mask(end.traffic[0].far, end.traffic[0].far.netmask());
    match end.routed {
        Routed::Right if is_map => {}
        Routed::Right => out.line(Topic::Route, format!("route vti {far} {} 1", tunnel_addresses(end)[1])),
        Routed::Elsewhere => out.line(Topic::Route, format!("route inside {far} {} 1", inner_hop(end))),
        Routed::Missing => {}
    }
}

fn profile(end: &Settings, out: &mut Written) {
    out.line(Topic::Other, "crypto ipsec profile PROFILE");
    let keyword = if end.version == 1 { "ikev1 transform-set" } else { "ikev2 ipsec-proposal" };
    out.line(Topic::Version, format!(" set {keyword} TS0"));
    if let Some(group) = end.pfs {
        out.line(Topic::Pfs, format!(" set pfs group{group}"));
    }
    out.line(Topic::Other, format!(" set security-association lifetime seconds {}", end.esp_lifetime));
}

fn transform_set(end: &Settings, number: usize, proposal: &Proposal, out: &mut Written) {
    if end.version == 1 {
        let (encryption, hash) = (spelt(&proposal.encryption, cipher), spelt(&proposal.hash, hash));
        let line = format!("crypto ipsec ikev1 transform-set TS{number} esp-{encryption} esp-{hash}-hmac");
        out.line(Topic::EspEncryption, line);
        return;
    }
    out.line(Topic::Other, format!("crypto ipsec ikev2 ipsec-proposal TS{number}"));
    out.line(Topic::EspEncryption, format!(" protocol esp encryption {}", spelt(&proposal.encryption, cipher)));
    let hash = |hash: &str| hash.replace("sha", "sha-");
    let hashes = if proposal.hash.is_empty() { "null".to_owned() } else { spelt(&proposal.hash, hash) };
    out.line(Topic::EspHash, format!(" protocol esp integrity {hashes}"));
}

fn crypto_map(end: &Settings, out: &mut Written) {
    let map = "crypto map outside_map 10";
    out.line(Topic::EntryHead, format!("{map} match address VPN"));
    if let Some(group) = end.pfs {
        out.line(Topic::Pfs, format!("{map} set pfs group{group}"));
    }
    out.line(Topic::Peer, format!("{map} set peer {}", end.peer));
    let set = if end.version == 1 { "ikev1 transform-set" } else { "ikev2 ipsec-proposal" };
    let names: Vec<String> = (0..end.esp.len()).map(|number| format!("TS{number}")).collect();
    out.line(Topic::Version, format!("{map} set {set} {}", names.join(" ")));
    if end.aggressive {
        let group = end.ike[0].group[0];
        out.line(Topic::Version, format!("{map} set ikev1 phase1-mode aggressive group{group}"));
    }
    out.line(Topic::Other, format!("{map} set security-association lifetime seconds {}", end.esp_lifetime));
    if end.bound {
        out.line(Topic::Binding, "crypto map outside_map interface outside");
    }
}

fn policy(end: &Settings, number: usize, proposal: &Proposal, out: &mut Written) {
    out.line(Topic::Other, format!("crypto ikev{} policy {number}", end.version));
    if end.version == 1 {
        out.line(Topic::Other, " authentication pre-share");
    }
    out.line(Topic::IkeEncryption, format!(" encryption {}", spelt(&proposal.encryption, cipher)));
    let hashes = if proposal.hash.is_empty() { "null".to_owned() } else { spelt(&proposal.hash, hash) };
    out.line(Topic::IkeHash, format!(" {} {hashes}", if end.version == 1 { "hash" } else { "integrity" }));
    out.line(Topic::IkeGroup, format!(" group {}", spelt(&proposal.group, |group| group.to_string())));
    if end.version == 1 {
        out.line(Topic::Other, format!(" lifetime {}", end.ike_lifetime));
        return;
    }
    let prf = if proposal.prf.is_empty() { hashes } else { spelt(&proposal.prf, hash) };
    out.line(Topic::IkeHash, format!(" prf {prf}"));
    out.line(Topic::Other, format!(" lifetime seconds {}", end.ike_lifetime));
}

fn tunnel_group(end: &Settings, psk: &str, out: &mut Written) {
    let peer = end.peer;
    out.line(Topic::Other, format!("tunnel-group {peer} type ipsec-l2l"));
    out.line(Topic::Other, format!("tunnel-group {peer} ipsec-attributes"));
    if end.version == 1 {
        out.line(Topic::Psk, format!(" ikev1 pre-shared-key {psk}"));
    } else {
        out.line(Topic::Psk, format!(" ikev2 remote-authentication pre-shared-key {psk}"));
        out.line(Topic::Psk, format!(" ikev2 local-authentication pre-shared-key {psk}"));
    }
}

fn cipher(cipher: &str) -> String {
    match cipher {
        "aes128" => "aes",
        "aes192" => "aes-192",
        "aes128gcm" => "aes-gcm",
        "aes256gcm" => "aes-gcm-256",
        "3des" => "3des",
        _ => "aes-256",
    }
    .to_owned()
}

fn hash(hash: &str) -> String {
    hash.replace("sha1", "sha")
}
