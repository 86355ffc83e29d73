//! The words of IOS and IOS XE.

use crate::generated::settings::{Expected, Identity, Proposal, Routed, Settings, Topic, Translates};
use crate::generated::write::{Written, inner_hop, inside, next_hop, spelt, tunnel_addresses, with_mask};

/// Writes an end.
pub(super) fn write(end: &Settings) -> Written {
    let mut out = Written::default();
    out.lines("!\nversion 15.7");
    out.line(Topic::Other, format!("hostname {}", end.name));
    out.lines("!");
    if end.version == 1 {
        ikev1(end, &mut out);
    } else {
        ikev2(end, &mut out);
    }
    let names = transform_sets(&end.esp, &mut out);
    if end.by_routes {
        tunnel(end, &names, &mut out);
    } else {
        crypto_map(end, &names, &mut out);
    }
    out.lines("!\ninterface GigabitEthernet0/0");
    out.line(Topic::LocalAddress, format!(" ip address {} 255.255.255.0", end.address));
    let translates = end.translates != Translates::Nothing;
    if translates {
        out.lines(" ip nat outside");
    }
    if end.bound && !end.by_routes {
        out.line(Topic::Binding, " crypto map VPN");
    }
    out.lines("!\ninterface GigabitEthernet0/1");
    out.line(Topic::Other, format!(" ip address {} 255.255.255.0", inside(end)));
    if translates {
        out.lines(" ip nat inside\n!");
        out.line(Topic::Translation, "ip nat inside source list NAT interface GigabitEthernet0/0 overload");
    }
    routes(end, &mut out);
    if translates {
        out.lines("!\nip access-list extended NAT");
        let (own, far) = (end.traffic[0].own, end.traffic[0].far);
        let (own, far) = (with_mask(own, own.hostmask()), with_mask(far, far.hostmask()));
        if end.translates == Translates::AllElse {
            out.line(Topic::Other, format!(" deny ip {own} {far}"));
        }
        out.line(Topic::Translation, format!(" permit ip {own} any"));
    }
    if end.by_routes {
        out.lines("!\nend");
        return out;
    }
    out.lines("!\nip access-list extended VPN-TRAFFIC");
    for traffic in &end.traffic {
        let (own, far) = (traffic.own, traffic.far);
        let (own, far) = (with_mask(own, own.hostmask()), with_mask(far, far.hostmask()));
        out.line(Topic::Selector, format!(" permit {} {own} {far}", traffic.protocol.unwrap_or("ip")));
    }
    out.lines("!\nend");
    out
}

fn routes(end: &Settings, out: &mut Written) {
    let is_map = !end.by_routes;
    if !is_map || end.routed != Routed::Missing {
        out.line(Topic::Other, format!("ip route 0.0.0.0 0.0.0.0 {}", next_hop(end)));
    }
    let far = with_mask(end.traffic[0].far, end.traffic[0].far.netmask());
    match end.routed {
        Routed::Right if is_map => {}
        Routed::Right => out.line(Topic::Route, format!("ip route {far} Tunnel0")),
        Routed::Elsewhere => out.line(Topic::Route, format!("ip route {far} {}", inner_hop(end))),
        Routed::Missing => {}
    }
}

/// What a profile and an entry of a map say alike.
fn child_settings(end: &Settings, names: &[String], out: &mut Written) {
    out.line(Topic::Other, format!(" set security-association lifetime seconds {}", end.esp_lifetime));
    out.line(Topic::Other, format!(" set transform-set {}", names.join(" ")));
    if let Some(group) = end.pfs {
        out.line(Topic::Pfs, format!(" set pfs group{group}"));
    }
    if end.version == 2 {
        out.line(Topic::Version, " set ikev2-profile PROF");
    }
}

fn tunnel(end: &Settings, names: &[String], out: &mut Written) {
    out.line(Topic::Other, "crypto ipsec profile PROFILE");
    child_settings(end, names, out);
    out.line(Topic::EntryHead, "interface Tunnel0");
    out.line(Topic::Other, format!(" ip address {} 255.255.255.252", tunnel_addresses(end)[0]));
    out.lines(" tunnel source GigabitEthernet0/0");
    out.line(Topic::Peer, format!(" tunnel destination {}", end.peer));
    out.lines(" tunnel mode ipsec ipv4\n tunnel protection ipsec profile PROFILE\n!");
}

/// Writes every combination of a cipher and a hash as a set of its own, since a set has one of each; their names.
fn transform_sets(proposals: &[Proposal], out: &mut Written) -> Vec<String> {
    let mut names = Vec::new();
    for proposal in proposals {
        for cipher in &proposal.encryption {
            let hashes = proposal.hash.iter().map(|hash| format!(" esp-{}-hmac", spelling(hash)));
            let hashes = if proposal.hash.is_empty() { vec![String::new()] } else { hashes.collect() };
            for hash in hashes {
                let name = format!("TS{}", names.len());
                let line = format!("crypto ipsec transform-set {name} {}{hash}", esp_cipher(cipher));
                out.line(Topic::EspEncryption, line);
                out.lines(" mode tunnel\n!");
                names.push(name);
            }
        }
    }
    names
}

fn crypto_map(end: &Settings, names: &[String], out: &mut Written) {
    out.line(Topic::EntryHead, "crypto map VPN 10 ipsec-isakmp");
    out.line(Topic::Peer, format!(" set peer {}", end.peer));
    child_settings(end, names, out);
    out.line(Topic::Other, " match address VPN-TRAFFIC");
}

fn ikev1(end: &Settings, out: &mut Written) {
    if !end.enabled {
        out.line(Topic::Enable, "no crypto isakmp enable");
    }
    for (number, proposal) in end.ike.iter().enumerate() {
        out.line(Topic::Other, format!("crypto isakmp policy {}", 10 * (number + 1)));
        let cipher = match proposal.encryption[0] {
            "3des" => "3des".to_owned(),
            aes => format!("aes {}", &aes[3..]),
        };
        out.line(Topic::IkeEncryption, format!(" encr {cipher}"));
        out.line(Topic::IkeHash, format!(" hash {}", spelling(proposal.hash[0])));
        out.line(Topic::Other, " authentication pre-share");
        out.line(Topic::IkeGroup, format!(" group {}", proposal.group[0]));
        out.line(Topic::Other, format!(" lifetime {}", end.ike_lifetime));
    }
    if let Some(psk) = &end.psk {
        out.line(Topic::Psk, format!("crypto isakmp key {psk} address {}", end.peer));
    }
    out.lines("!");
}

fn ikev2(end: &Settings, out: &mut Written) {
    for (number, proposal) in end.ike.iter().enumerate() {
        out.line(Topic::Other, format!("crypto ikev2 proposal PROP{number}"));
        out.line(Topic::IkeEncryption, format!(" encryption {}", spelt(&proposal.encryption, ikev2_cipher)));
        if !proposal.hash.is_empty() {
            out.line(Topic::IkeHash, format!(" integrity {}", spelt(&proposal.hash, str::to_owned)));
        }
        if !proposal.prf.is_empty() {
            out.line(Topic::Other, format!(" prf {}", spelt(&proposal.prf, str::to_owned)));
        }
        out.line(Topic::IkeGroup, format!(" group {}", spelt(&proposal.group, |group| group.to_string())));
    }
    out.lines("!\ncrypto ikev2 policy POL");
    (0..end.ike.len()).for_each(|number| out.line(Topic::Other, format!(" proposal PROP{number}")));
    out.lines("!\ncrypto ikev2 keyring KEYS\n peer FAR");
    out.line(Topic::Other, format!("  address {}", end.peer));
    if let Some(psk) = &end.psk {
        out.line(Topic::Psk, format!("  pre-shared-key {psk}"));
    }
    out.lines("!\ncrypto ikev2 profile PROF");
    let expected = match &end.expected {
        Expected::Peer => format!("address {} 255.255.255.255", end.peer),
        Expected::Identity(Identity::Address(address)) => format!("address {address} 255.255.255.255"),
        Expected::Identity(identity) => words(identity),
    };
    out.line(Topic::Other, format!(" match identity remote {expected}"));
    if let Some(identity) = &end.identity {
        out.line(Topic::Other, format!(" identity local {}", words(identity)));
    }
    out.lines(" authentication remote pre-share\n authentication local pre-share\n keyring local KEYS");
    out.line(Topic::Other, format!(" lifetime {}", end.ike_lifetime));
    out.lines("!");
}

fn words(identity: &Identity) -> String {
    match identity {
        Identity::Address(address) => format!("address {address}"),
        Identity::Name(name) => format!("fqdn {name}"),
        Identity::Email(email) => format!("email {email}"),
        Identity::KeyId(id) => format!("key-id {id}"),
    }
}

fn ikev2_cipher(cipher: &str) -> String {
    match cipher {
        "3des" => "3des".to_owned(),
        "aes128gcm" => "aes-gcm-128".to_owned(),
        "aes256gcm" => "aes-gcm-256".to_owned(),
        aes => format!("aes-cbc-{}", &aes[3..]),
    }
}

fn esp_cipher(cipher: &str) -> String {
    match cipher {
        "3des" => "esp-3des".to_owned(),
        "aes128gcm" => "esp-gcm".to_owned(),
        "aes256gcm" => "esp-gcm 256".to_owned(),
        aes => format!("esp-aes {}", &aes[3..]),
    }
}

fn spelling(hash: &str) -> String {
    hash.replace("sha1", "sha")
}
