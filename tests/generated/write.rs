//! One end in each vendor's words, with the topic of each line.

use crate::generated::settings::{Settings, Topic, Vendor};

/// A written configuration.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written {
    lines: Vec<(String, Topic)>,
}

impl Written {
    fn line(&mut self, topic: Topic, text: impl Into<String>) {
        self.lines.push((text.into(), topic));
    }

    fn lines(&mut self, text: &str) {
        text.lines().for_each(|line| self.line(Topic::Other, line));
    }

    pub(crate) fn text(&self) -> String {
        self.lines.iter().map(|(line, _)| format!("{line}\n")).collect()
    }

    /// The numbers of the lines on a topic, 1-based.
    pub(crate) fn numbers(&self, topic: Topic) -> Vec<usize> {
        let about = |(index, (_, own)): (usize, &(String, Topic))| (*own == topic).then_some(index + 1);
        self.lines.iter().enumerate().filter_map(about).collect()
    }
}

/// Writes an end; the name of the file says its form.
pub(crate) fn write(end: &Settings) -> (String, Written) {
    match end.vendor {
        Vendor::Asa => (format!("{}-asa.cfg", end.name), asa(end)),
        Vendor::Ios => (format!("{}-ios.cfg", end.name), ios(end)),
        Vendor::PanOs => (format!("{}-panos.set", end.name), panos(end)),
    }
}

fn asa(end: &Settings) -> Written {
    let mut out = Written::default();
    let [own, far] = end.lan;
    let (peer, v1) = (end.peer, end.version == 1);
    out.lines(": Saved\n:\nASA Version 9.12(4)\n!");
    out.line(Topic::Other, format!("hostname {}", end.name));
    out.lines("!\ninterface GigabitEthernet0/0\n nameif outside\n security-level 0");
    out.line(Topic::LocalAddress, format!(" ip address {} 255.255.255.0", end.address));
    out.lines("!\ninterface GigabitEthernet0/1\n nameif inside\n security-level 100");
    out.line(Topic::Other, format!(" ip address 10.{own}.0.1 255.255.255.0"));
    out.lines("!");
    let acl = format!("access-list VPN extended permit ip 10.{own}.0.0 255.255.255.0 10.{far}.0.0 255.255.255.0");
    out.line(Topic::Selector, acl);
    let encryption = asa_cipher(end.esp_encryption);
    if v1 {
        let hash = end.esp_hash.replace("sha1", "sha");
        out.line(Topic::EspEncryption, format!("crypto ipsec ikev1 transform-set TS esp-{encryption} esp-{hash}-hmac"));
    } else {
        out.line(Topic::Other, "crypto ipsec ikev2 ipsec-proposal TS");
        out.line(Topic::EspEncryption, format!(" protocol esp encryption {encryption}"));
        out.line(Topic::EspHash, format!(" protocol esp integrity {}", end.esp_hash.replace("sha", "sha-")));
    }
    if end.has_selector {
        out.line(Topic::EntryHead, "crypto map outside_map 10 match address VPN");
    }
    if let Some(group) = end.pfs {
        out.line(Topic::Pfs, format!("crypto map outside_map 10 set pfs group{group}"));
    }
    out.line(Topic::Peer, format!("crypto map outside_map 10 set peer {peer}"));
    let set = if v1 { "ikev1 transform-set" } else { "ikev2 ipsec-proposal" };
    out.line(Topic::Version, format!("crypto map outside_map 10 set {set} TS"));
    if end.bound {
        out.line(Topic::Binding, "crypto map outside_map interface outside");
    }
    out.line(Topic::Other, format!("crypto ikev{} policy 10", end.version));
    if v1 {
        out.line(Topic::Other, " authentication pre-share");
    }
    out.line(Topic::IkeEncryption, format!(" encryption {}", asa_cipher(end.ike_encryption)));
    let hash = end.ike_hash.replace("sha1", "sha");
    out.line(Topic::IkeHash, format!(" {} {hash}", if v1 { "hash" } else { "integrity" }));
    out.line(Topic::IkeGroup, format!(" group {}", end.ike_group));
    if v1 {
        out.line(Topic::Other, " lifetime 86400");
    } else {
        out.line(Topic::IkeHash, format!(" prf {hash}"));
        out.line(Topic::Other, " lifetime seconds 86400");
    }
    if end.enabled {
        out.line(Topic::Enable, format!("crypto ikev{} enable outside", end.version));
    }
    if let Some(psk) = &end.psk {
        out.line(Topic::Other, format!("tunnel-group {peer} type ipsec-l2l"));
        out.line(Topic::Other, format!("tunnel-group {peer} ipsec-attributes"));
        if v1 {
            out.line(Topic::Psk, format!(" ikev1 pre-shared-key {psk}"));
        } else {
            out.line(Topic::Psk, format!(" ikev2 remote-authentication pre-shared-key {psk}"));
            out.line(Topic::Psk, format!(" ikev2 local-authentication pre-shared-key {psk}"));
        }
    }
    out.line(Topic::Other, ": end");
    out
}

fn asa_cipher(cipher: &str) -> &str {
    match cipher {
        "aes128" => "aes",
        "aes192" => "aes-192",
        _ => "aes-256",
    }
}

fn ios(end: &Settings) -> Written {
    let mut out = Written::default();
    let [own, far] = end.lan;
    out.lines("!\nversion 15.7");
    out.line(Topic::Other, format!("hostname {}", end.name));
    out.lines("!");
    if end.version == 1 {
        ios_ikev1(end, &mut out);
    } else {
        ios_ikev2(end, &mut out);
    }
    let bits = &end.esp_encryption[3..];
    let hash = end.esp_hash.replace("sha1", "sha");
    out.line(Topic::EspEncryption, format!("crypto ipsec transform-set TS esp-aes {bits} esp-{hash}-hmac"));
    out.lines(" mode tunnel\n!");
    out.line(Topic::EntryHead, "crypto map VPN 10 ipsec-isakmp");
    out.line(Topic::Peer, format!(" set peer {}", end.peer));
    out.line(Topic::Other, " set transform-set TS");
    if let Some(group) = end.pfs {
        out.line(Topic::Pfs, format!(" set pfs group{group}"));
    }
    if end.version == 2 {
        out.line(Topic::Version, " set ikev2-profile PROF");
    }
    if end.has_selector {
        out.line(Topic::Other, " match address VPN-TRAFFIC");
    }
    out.lines("!\ninterface GigabitEthernet0/0");
    out.line(Topic::LocalAddress, format!(" ip address {} 255.255.255.0", end.address));
    if end.bound {
        out.line(Topic::Binding, " crypto map VPN");
    }
    out.lines("!\ninterface GigabitEthernet0/1");
    out.line(Topic::Other, format!(" ip address 10.{own}.0.1 255.255.255.0"));
    out.lines("!\nip access-list extended VPN-TRAFFIC");
    out.line(Topic::Selector, format!(" permit ip 10.{own}.0.0 0.0.0.255 10.{far}.0.0 0.0.0.255"));
    out.lines("!\nend");
    out
}

fn ios_ikev1(end: &Settings, out: &mut Written) {
    if !end.enabled {
        out.line(Topic::Enable, "no crypto isakmp enable");
    }
    out.line(Topic::Other, "crypto isakmp policy 10");
    out.line(Topic::IkeEncryption, format!(" encr aes {}", &end.ike_encryption[3..]));
    out.line(Topic::IkeHash, format!(" hash {}", end.ike_hash.replace("sha1", "sha")));
    out.line(Topic::Other, " authentication pre-share");
    out.line(Topic::IkeGroup, format!(" group {}", end.ike_group));
    if let Some(psk) = &end.psk {
        out.line(Topic::Psk, format!("crypto isakmp key {psk} address {}", end.peer));
    }
    out.lines("!");
}

fn ios_ikev2(end: &Settings, out: &mut Written) {
    out.line(Topic::Other, "crypto ikev2 proposal PROP");
    out.line(Topic::IkeEncryption, format!(" encryption aes-cbc-{}", &end.ike_encryption[3..]));
    out.line(Topic::IkeHash, format!(" integrity {}", end.ike_hash));
    out.line(Topic::IkeGroup, format!(" group {}", end.ike_group));
    out.lines("!\ncrypto ikev2 policy POL\n proposal PROP\n!\ncrypto ikev2 keyring KEYS\n peer FAR");
    out.line(Topic::Other, format!("  address {}", end.peer));
    if let Some(psk) = &end.psk {
        out.line(Topic::Psk, format!("  pre-shared-key {psk}"));
    }
    out.lines("!\ncrypto ikev2 profile PROF");
    out.line(Topic::Other, format!(" match identity remote address {} 255.255.255.255", end.peer));
    out.lines(" authentication remote pre-share\n authentication local pre-share\n keyring local KEYS\n!");
}

fn panos(end: &Settings) -> Written {
    let mut out = Written::default();
    let [own, far] = end.lan;
    let ike = "set network ike crypto-profiles ike-crypto-profiles IKE";
    let esp = "set network ike crypto-profiles ipsec-crypto-profiles ESP";
    let gateway = "set network ike gateway GW";
    let tunnel = "set network tunnel ipsec TUN auto-key";
    out.line(Topic::Other, format!("set deviceconfig system hostname {}", end.name));
    out.line(Topic::Other, format!("set network interface ethernet ethernet1/1 layer3 ip {}/24", end.address));
    out.line(Topic::Other, format!("set network interface ethernet ethernet1/2 layer3 ip 10.{own}.0.1/24"));
    out.line(Topic::Other, "set network interface tunnel units tunnel.10");
    out.line(Topic::IkeEncryption, format!("{ike} encryption {}", panos_cipher(end.ike_encryption)));
    out.line(Topic::IkeHash, format!("{ike} hash {}", end.ike_hash));
    out.line(Topic::IkeGroup, format!("{ike} dh-group group{}", end.ike_group));
    out.line(Topic::Other, format!("{ike} lifetime seconds 86400"));
    out.line(Topic::EspEncryption, format!("{esp} esp encryption {}", panos_cipher(end.esp_encryption)));
    out.line(Topic::EspHash, format!("{esp} esp authentication {}", end.esp_hash));
    let pfs = end.pfs.map_or_else(|| "no-pfs".to_owned(), |group| format!("group{group}"));
    out.line(Topic::Pfs, format!("{esp} dh-group {pfs}"));
    if let Some(psk) = &end.psk {
        out.line(Topic::Psk, format!("{gateway} authentication pre-shared-key key {psk}"));
    }
    out.line(Topic::Version, format!("{gateway} protocol version ikev{}", end.version));
    out.line(Topic::Other, format!("{gateway} protocol ikev{} ike-crypto-profile IKE", end.version));
    out.line(Topic::Other, format!("{gateway} local-address interface ethernet1/1"));
    out.line(Topic::LocalAddress, format!("{gateway} local-address ip {}/24", end.address));
    out.line(Topic::Peer, format!("{gateway} peer-address ip {}", end.peer));
    out.line(Topic::EntryHead, format!("{tunnel} ike-gateway GW"));
    out.line(Topic::Other, format!("{tunnel} ipsec-crypto-profile ESP"));
    out.line(Topic::Other, "set network tunnel ipsec TUN tunnel-interface tunnel.10");
    out.line(Topic::Selector, format!("{tunnel} proxy-id lan protocol any"));
    out.line(Topic::Selector, format!("{tunnel} proxy-id lan local 10.{own}.0.0/24"));
    out.line(Topic::Selector, format!("{tunnel} proxy-id lan remote 10.{far}.0.0/24"));
    out.lines("set zone untrust network layer3 ethernet1/1\nset zone vpn network layer3 tunnel.10");
    out
}

fn panos_cipher(cipher: &str) -> String {
    format!("aes-{}-cbc", &cipher[3..])
}
