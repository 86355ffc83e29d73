//! The words of PAN-OS, as `set` commands. A profile is one list for each type: there is one proposal.

use crate::generated::settings::{Expected, Identity, Routed, Settings, Topic};
use std::net::Ipv4Addr;

use crate::generated::write::{Written, inner_hop, inside, next_hop, spelt};

const GATEWAY: &str = "set network ike gateway GW";

/// Writes an end.
pub(super) fn write(end: &Settings) -> Written {
    let mut out = Written::default();
    out.line(Topic::Other, format!("set deviceconfig system hostname {}", end.name));
    out.line(Topic::Other, format!("set network interface ethernet ethernet1/1 layer3 ip {}/24", end.address));
    out.line(Topic::Other, format!("set network interface ethernet ethernet1/2 layer3 ip {}/24", inside(end)));
    out.line(Topic::Other, "set network interface tunnel units tunnel.10");
    profiles(end, &mut out);
    gateway(end, &mut out);
    let tunnel = "set network tunnel ipsec TUN auto-key";
    out.line(Topic::EntryHead, format!("{tunnel} ike-gateway GW"));
    out.line(Topic::Other, format!("{tunnel} ipsec-crypto-profile ESP"));
    out.line(Topic::Other, "set network tunnel ipsec TUN tunnel-interface tunnel.10");
    for (number, traffic) in end.traffic.iter().enumerate().filter(|_| !end.by_routes) {
        let proxy_id = format!("{tunnel} proxy-id lan{number}");
        out.line(Topic::Selector, format!("{proxy_id} protocol {}", traffic.protocol.unwrap_or("any")));
        out.line(Topic::Selector, format!("{proxy_id} local {}", traffic.own));
        out.line(Topic::Selector, format!("{proxy_id} remote {}", traffic.far));
    }
    routes(end, &mut out);
    out.lines("set zone untrust network layer3 ethernet1/1\nset zone trust network layer3 ethernet1/2");
    out.lines("set zone vpn network layer3 tunnel.10");
    out
}

fn routes(end: &Settings, out: &mut Written) {
    let router = "set network virtual-router default";
    out.line(Topic::Other, format!("{router} interface [ ethernet1/1 ethernet1/2 tunnel.10 ]"));
    let mut route = |name: &str, destination: String, way: &str| {
        let route = format!("{router} routing-table ip static-route {name}");
        out.line(Topic::Other, format!("{route} destination {destination}"));
        way.lines().for_each(|part| out.line(Topic::Other, format!("{route} {part}")));
    };
    let outside = format!("interface ethernet1/1\nnexthop ip-address {}", next_hop(end));
    route("default", "0.0.0.0/0".to_owned(), &outside);
    // Where the far network holds the peer itself, IKE must not go into the tunnel that it is to bring up.
    if end.peer.parse().is_ok_and(|peer: Ipv4Addr| end.traffic.iter().any(|traffic| traffic.far.contains(&peer))) {
        route("peer", format!("{}/32", end.peer), &outside);
    }
    let way = match end.routed {
        Routed::Right => "interface tunnel.10".to_owned(),
        Routed::Elsewhere => format!("interface ethernet1/2\nnexthop ip-address {}", inner_hop(end)),
        Routed::Missing => return,
    };
    for (number, traffic) in end.traffic.iter().enumerate() {
        route(&format!("far{number}"), traffic.far.to_string(), &way);
    }
}

fn profiles(end: &Settings, out: &mut Written) {
    let ike = "set network ike crypto-profiles ike-crypto-profiles IKE";
    let esp = "set network ike crypto-profiles ipsec-crypto-profiles ESP";
    let own = &end.ike[0];
    out.line(Topic::IkeEncryption, format!("{ike} encryption {}", list(&own.encryption, cipher)));
    out.line(Topic::IkeHash, format!("{ike} hash {}", list(&own.hash, str::to_owned)));
    out.line(Topic::IkeGroup, format!("{ike} dh-group {}", list(&own.group, |group| format!("group{group}"))));
    out.line(Topic::Other, format!("{ike} lifetime {}", lifetime(end.ike_lifetime)));
    let own = &end.esp[0];
    out.line(Topic::EspEncryption, format!("{esp} esp encryption {}", list(&own.encryption, cipher)));
    // A combined-mode cipher goes without, but the setting is mandatory.
    let hashes = if own.hash.is_empty() { "none".to_owned() } else { list(&own.hash, str::to_owned) };
    out.line(Topic::EspHash, format!("{esp} esp authentication {hashes}"));
    let pfs = end.pfs.map_or_else(|| "no-pfs".to_owned(), |group| format!("group{group}"));
    out.line(Topic::Pfs, format!("{esp} dh-group {pfs}"));
    out.line(Topic::Other, format!("{esp} lifetime {}", lifetime(end.esp_lifetime)));
}

/// A firewall takes 65535 seconds at most.
fn lifetime(seconds: u32) -> String {
    if seconds > 65_535 { format!("minutes {}", seconds / 60) } else { format!("seconds {seconds}") }
}

fn gateway(end: &Settings, out: &mut Written) {
    if let Some(psk) = &end.psk {
        out.line(Topic::Psk, format!("{GATEWAY} authentication pre-shared-key key {psk}"));
    }
    out.line(Topic::Version, format!("{GATEWAY} protocol version ikev{}", end.version));
    out.line(Topic::Other, format!("{GATEWAY} protocol ikev{} ike-crypto-profile IKE", end.version));
    if end.version == 1 {
        let mode = if end.aggressive { "aggressive" } else { "main" };
        out.line(Topic::Version, format!("{GATEWAY} protocol ikev1 exchange-mode {mode}"));
    }
    out.line(Topic::Other, format!("{GATEWAY} local-address interface ethernet1/1"));
    out.line(Topic::LocalAddress, format!("{GATEWAY} local-address ip {}/24", end.address));
    out.line(Topic::Peer, format!("{GATEWAY} peer-address ip {}", end.peer));
    if let Some(own) = &end.identity {
        identity("local-id", own, out);
    }
    if let Expected::Identity(expected) = &end.expected {
        identity("peer-id", expected, out);
    }
}

fn identity(setting: &str, identity: &Identity, out: &mut Written) {
    let (kind, id) = match identity {
        Identity::Address(address) => ("ipaddr", address.clone()),
        Identity::Name(name) => ("fqdn", name.clone()),
        Identity::Email(email) => ("ufqdn", email.clone()),
        // Written in hexadecimal digits.
        Identity::KeyId(id) => ("keyid", id.bytes().map(|byte| format!("{byte:02x}")).collect()),
    };
    out.line(Topic::Other, format!("{GATEWAY} {setting} type {kind}"));
    out.line(Topic::Other, format!("{GATEWAY} {setting} id {id}"));
}

/// One word, or several in brackets.
fn list<T: Copy>(values: &[T], word: impl Fn(T) -> String) -> String {
    let words = spelt(values, word);
    if values.len() == 1 { words } else { format!("[ {words} ]") }
}

fn cipher(cipher: &str) -> String {
    match cipher {
        "3des" => "3des".to_owned(),
        "aes128gcm" => "aes-128-gcm".to_owned(),
        "aes256gcm" => "aes-256-gcm".to_owned(),
        aes => format!("aes-{}-cbc", &aes[3..]),
    }
}
