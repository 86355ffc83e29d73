//! Whole files, as the model sees them. The numbers are the lines that the values come from.

use std::fmt::{Display, Write as _};

use crate::model::{Defect, Device, Entry, IkeSettings, IkeVersion, KeyScope, PreSharedKey, Setting};
use crate::platform::asa::Asa;
use crate::platform::{Platform, ReadOptions};
use crate::source::{FileId, SourceFile, Span};

/// A model in a form that can be read and compared.
struct Dump {
    file: SourceFile,
    text: String,
}

fn dump(name: &str, bytes: &[u8]) -> String {
    let file = SourceFile::from_bytes(FileId(0), name, bytes).unwrap();
    let device = Asa.read(&file, ReadOptions::default());
    let mut dump = Dump { file, text: String::new() };
    dump.device(&device).unwrap();
    dump.text
}

fn join<T: Display>(list: impl IntoIterator<Item = T>) -> String {
    list.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}

/// The value, with `*` where it is not written in the file, or why it is not known.
fn show<T>(setting: &Setting<T>, word: impl FnOnce(&T) -> String) -> String {
    match setting {
        Setting::Known(value) => word(&value.value) + if value.origin.is_written() { "" } else { "*" },
        Setting::Unknown(unknown) => format!("{:?}", unknown.reason),
    }
}

fn all<T: Display>(list: &[Setting<T>]) -> String {
    format!("[{}]", join(list.iter().map(|setting| show(setting, T::to_string))))
}

fn limit(setting: &Setting<Option<u64>>) -> String {
    show(setting, |value| value.map_or_else(|| "unlimited".into(), |number| number.to_string()))
}

impl Dump {
    fn line(&self, span: Span) -> usize {
        self.file.line_column(span.start).0
    }

    fn device(&mut self, device: &Device) -> std::fmt::Result {
        let version = device.version.as_deref().unwrap_or("unknown");
        writeln!(self.text, "{} {version}, complete: {}", device.name, device.complete)?;
        let c = &device.coverage;
        let counts = [c.vpn_lines, c.understood, c.irrelevant, c.unmodelled, c.unrecognised];
        writeln!(self.text, "coverage {counts:?}")?;
        for interface in &device.interfaces {
            writeln!(self.text, "interface {} {}", interface.name, all(&interface.addresses))?;
        }
        device.keys.iter().try_for_each(|key| self.key(key))?;
        device.defects.iter().try_for_each(|defect| self.defect("", defect))?;
        device.entries.iter().try_for_each(|entry| self.entry(entry))
    }

    fn key(&mut self, key: &PreSharedKey) -> std::fmt::Result {
        let scope = match &key.scope {
            KeyScope::Network(net) => net.to_string(),
            other => format!("{other:?}"),
        };
        let side = |side: &Option<(crate::secret::Psk, Span)>| match side {
            Some((psk, span)) => format!("{} {:?}", self.line(*span), psk.unreadable()),
            None => "none".into(),
        };
        let (local, remote) = (side(&key.local), side(&key.remote));
        writeln!(self.text, "key {} {scope} ring {}: local {local}, remote {remote}", key.version, key.ring)
    }

    fn defect(&mut self, indent: &str, defect: &Defect) -> std::fmt::Result {
        let (line, text) = (self.line(defect.span), self.file.slice(defect.span));
        writeln!(self.text, "{indent}defect {line} `{text}` {:?}, blocks {:?}", defect.kind, defect.blocks)
    }

    fn entry(&mut self, e: &Entry) -> std::fmt::Result {
        writeln!(self.text, "{} {} ({})", self.line(e.span), e.name, e.kind.word())?;
        let bound = show(&e.bound, bool::to_string);
        writeln!(self.text, "  bound {bound} `{}`, local {}", e.interface, all(&e.local_addresses))?;
        let peers = join(e.peers.iter().map(|peer| &peer.value));
        writeln!(self.text, "  peers {peers}, {:?}, any selector {}", e.initiation.value, e.accepts_any_selector)?;
        let pfs = show(&e.pfs, |group| group.map_or_else(|| "none".into(), |group| group.0.to_string()));
        let (seconds, kilobytes) = (limit(&e.child_lifetime.seconds), limit(&e.child_lifetime.kilobytes));
        let nat = show(&e.nat_traversal, bool::to_string);
        writeln!(self.text, "  pfs {pfs}, lifetime {seconds} s {kilobytes} KB, nat-t {nat}")?;
        for version in [IkeVersion::V1, IkeVersion::V2] {
            e.settings(version).map_or(Ok(()), |settings| self.settings(version, settings))?;
        }
        for child in &e.children {
            writeln!(self.text, "  {} {}: {}", self.line(child.span), child.name, child.selector)?;
        }
        e.defects.iter().try_for_each(|defect| self.defect("  ", defect))?;
        for span in &e.unread {
            writeln!(self.text, "  unread {} `{}`", self.line(*span), self.file.slice(*span))?;
        }
        Ok(())
    }

    fn settings(&mut self, version: IkeVersion, s: &IkeSettings) -> std::fmt::Result {
        let enabled = show(&s.enabled, bool::to_string);
        let identity = show(&s.local_identity, |identity| format!("{identity:?}"));
        writeln!(self.text, "  {version} enabled {enabled}, initiates {}, identity {identity}", s.initiates)?;
        if let Some(modes) = s.exchange_modes {
            let (initiates, aggressive) = (modes.initiates.value, modes.accepts_aggressive.value);
            writeln!(self.text, "    begins {initiates:?}, answers aggressive {aggressive}")?;
        }
        if let (Some(local), Some(remote)) = (&s.local_authentication, &s.remote_authentication) {
            let (local, remote) = (show(local, ToString::to_string), show(remote, ToString::to_string));
            let points = join(s.trust_points.iter().map(|point| &point.value));
            writeln!(self.text, "    local {local}, remote {remote}, trust points [{points}]")?;
        }
        for p in &s.proposals {
            let method = p.authentication.map_or_else(String::new, |method| show(&method, ToString::to_string));
            let (encryption, integrity, prf) = (all(&p.encryption), all(&p.integrity), all(&p.prf));
            let (groups, lifetime) = (all(&p.dh_groups), limit(&p.lifetime));
            writeln!(self.text, "    {}: {encryption} {integrity} {prf} {groups} {method} {lifetime} s", p.name)?;
        }
        for p in &s.child_proposals {
            let (encryption, integrity) = (all(&p.encryption), all(&p.integrity));
            let mode = show(&p.mode, |mode| format!("{mode:?}"));
            writeln!(self.text, "    {} {}: {encryption} {integrity} {mode}", self.line(p.span), p.name)?;
        }
        Ok(())
    }
}

#[test]
fn objects_aliases_and_slips_of_the_pen() {
    let bytes = include_bytes!("../../../tests/platform/asa/objects.cfg");
    insta::assert_snapshot!(dump("objects.cfg", bytes), @r#"
    hub 9.14(2), complete: true
    coverage [83, 77, 5, 0, 1]
    interface outside [192.0.2.10]
    interface inside [10.1.0.1]
    key IKEv1 203.0.113.20/32 ring 0: local 102 Some(Encrypted), remote 102 Some(Encrypted)
    key IKEv2 203.0.113.20/32 ring 0: local 104 None, remote 103 None
    key IKEv1 Fallback ring 1: local 106 Some(Masked), remote 106 Some(Masked)
    defect 71 `crypto map outside_map 10 set secuirty-association lifetime seconds 3600` UnrecognisedLine, blocks Nothing
    defect 86 `aes-512` InvalidValue { value: "aes-512", expected: "one of des, 3des, aes, aes-192, aes-256, aes-gcm, aes-gcm-192, aes-gcm-256, aes-gmac, aes-gmac-192, aes-gmac-256, null" }, blocks Nothing
    defect 87 `sha256` InvalidValue { value: "sha256", expected: "one of md5, sha" }, blocks Nothing
    63 outside_map 10 (crypto-map)
      bound true `outside`, local [192.0.2.10]
      peers 203.0.113.20, 203.0.113.22, InitiateOnly, any selector false
      pfs 14*, lifetime 3600 s unlimited KB, nat-t true
      IKEv1 enabled true, initiates true, identity Explicit(Fqdn("hub.example.net"))
        begins Main, answers aggressive false
        ikev1 policy 10: [AES-CBC-256] [SHA-1] [] [DefaultUndocumented] pre-shared key 86400 s
        ikev1 policy 20: [Unreadable] [Unreadable] [] [group 2 (MODP-1024)] RSA signature unlimited s
        52 AES-SHA: [AES-CBC-256] [SHA-1] Tunnel*
        53 GRE: [3DES-CBC] [MD5] TransportRequired
      IKEv2 enabled true, initiates true, identity Explicit(Fqdn("hub.example.net"))
        local pre-shared key, remote pre-shared key, trust points []
        ikev2 policy 1: [AES-CBC-256, AES-CBC-128] [SHA2-256, SHA-1] [SHA2-256] [group 14 (MODP-2048), group 5 (MODP-1536)]  86400 s
        55 GCM: [AES-GCM-256, AES-CBC-256] [SHA2-256, SHA-1] Tunnel*
      40 outside_map 10 entry 1.1: 10.1.0.0/24 to 10.20.0.0/16
      40 outside_map 10 entry 1.2: 10.1.9.1/32 to 10.20.0.0/16
      40 outside_map 10 entry 1.3: 172.16.0.10-172.16.0.19 to 10.20.0.0/16
      42 outside_map 10 entry 2.1: 10.1.0.0/24 to 10.30.0.1/32, tcp, remote port 443
      42 outside_map 10 entry 2.2: 10.1.0.0/24 to 10.30.0.1/32, tcp, remote port 8080-8089
      43 outside_map 10 entry 3: 10.1.0.0/24 to unknown (settled at run time), udp, remote port 514
      45 outside_map 10 entry 4.1: 10.1.0.1/32 to 0.0.0.0/0, tcp, remote port 0-21
      45 outside_map 10 entry 4.2: 10.1.0.1/32 to 0.0.0.0/0, tcp, remote port 23-65535
      46 outside_map 10 entry 5: 2001:db8:1::/64 to ::/0, icmp
      unread 71 `crypto map outside_map 10 set secuirty-association lifetime seconds 3600`
      unread 97 `vpn-tunnel-protocol ikev2`
    60 outside_map 20 (crypto-map)
      bound true `outside`, local [192.0.2.10]
      peers 203.0.113.21, Both, any selector false
      pfs none*, lifetime 28800* s unlimited KB, nat-t true
      IKEv1 enabled true, initiates true, identity Explicit(Fqdn("hub.example.net"))
        begins Main, answers aggressive false
        ikev1 policy 10: [AES-CBC-256] [SHA-1] [] [DefaultUndocumented] pre-shared key 86400 s
        ikev1 policy 20: [Unreadable] [Unreadable] [] [group 2 (MODP-1024)] RSA signature unlimited s
      defect 47 `0.0.0.255` InvalidValue { value: "0.0.0.255", expected: "a netmask (an ASA takes no wildcard mask)" }, blocks Children
      defect 62 `AES-SAH` DanglingReference { what: "transform set", name: "AES-SAH", nearest: Some("AES-SHA") }, blocks Children
    "#);
}

#[test]
fn an_excerpt_proves_nothing_by_its_silence() {
    let bytes = include_bytes!("../../../tests/platform/asa/excerpt.cfg");
    insta::assert_snapshot!(dump("excerpt.cfg", bytes), @r#"
    excerpt.cfg unknown, complete: false
    coverage [10, 10, 0, 0, 0]
    key IKEv1 203.0.113.20/32 ring 0: local 10 None, remote 10 None
    2 CM 10 (crypto-map)
      bound NotInExcerpt ``, local [NotInExcerpt]
      peers 203.0.113.20, Both, any selector false
      pfs ReleaseUnknown, lifetime NotInExcerpt s NotInExcerpt KB, nat-t NotInExcerpt
      IKEv1 enabled NotInExcerpt, initiates true, identity NotInExcerpt
        begins Main, answers aggressive true
        IKEv1 policy that is not written: [NotInExcerpt] [NotInExcerpt] [] [NotInExcerpt] NotInExcerpt NotInExcerpt s
        5 TS: [NotInExcerpt] [NotInExcerpt] NotInExcerpt
      1 CM 10 entry 1: unknown (not in this excerpt) to unknown (not in this excerpt)
      unread 1 `access-list SITE-B extended permit ip 10.1.0.0 255.255.255.0 object SITE-B`
      unread 5 `TS`
    6 CM 20 (crypto-map)
      bound NotInExcerpt ``, local [NotInExcerpt]
      peers 203.0.113.30, Both, any selector false
      pfs none*, lifetime NotInExcerpt s NotInExcerpt KB, nat-t NotInExcerpt
      IKEv1 enabled NotInExcerpt, initiates true, identity NotInExcerpt
        begins Main, answers aggressive true
        IKEv1 policy that is not written: [NotInExcerpt] [NotInExcerpt] [] [NotInExcerpt] NotInExcerpt NotInExcerpt s
        6 : [NotInExcerpt] [NotInExcerpt] NotInExcerpt
      IKEv2 enabled NotInExcerpt, initiates true, identity NotInExcerpt
        local NotInExcerpt, remote NotInExcerpt, trust points []
        IKEv2 policy that is not written: [NotInExcerpt] [NotInExcerpt] [NotInExcerpt] [NotInExcerpt]  NotInExcerpt s
        6 : [NotInExcerpt] [NotInExcerpt] NotInExcerpt
      6 CM 20 entry 1: unknown (not in this excerpt) to unknown (not in this excerpt)
      unread 6 `crypto map CM 20 match address SITE-C`
    8 CM 65535 dynamic SYSTEM (dynamic-map)
      bound NotInExcerpt ``, local [NotInExcerpt]
      peers any, RespondOnly, any selector true
      pfs none*, lifetime NotInExcerpt s NotInExcerpt KB, nat-t NotInExcerpt
      IKEv1 enabled NotInExcerpt, initiates false, identity NotInExcerpt
        begins Main, answers aggressive true
        IKEv1 policy that is not written: [NotInExcerpt] [NotInExcerpt] [] [NotInExcerpt] NotInExcerpt NotInExcerpt s
        8 : [NotInExcerpt] [NotInExcerpt] NotInExcerpt
      IKEv2 enabled NotInExcerpt, initiates false, identity NotInExcerpt
        local NotInExcerpt, remote NotInExcerpt, trust points []
        IKEv2 policy that is not written: [NotInExcerpt] [NotInExcerpt] [NotInExcerpt] [NotInExcerpt]  NotInExcerpt s
        8 : [NotInExcerpt] [NotInExcerpt] NotInExcerpt
      unread 8 `crypto map CM 65535 ipsec-isakmp dynamic SYSTEM`
    "#);
}

#[test]
fn pix_seven_writes_one_parameter_a_line() {
    let bytes = include_bytes!("../../../tests/platform/asa/pix.cfg");
    insta::assert_snapshot!(dump("pix.cfg", bytes), @r#"
    pix 7.0(8), complete: true
    coverage [15, 15, 0, 0, 0]
    interface outside [192.0.2.10]
    key IKEv1 198.51.100.20/32 ring 0: local 14 None, remote 14 None
    8 M 10 (crypto-map)
      bound true `outside`, local [192.0.2.10]
      peers 198.51.100.20, Both, any selector false
      pfs none*, lifetime 28800* s 4608000* KB, nat-t false*
      IKEv1 enabled true, initiates true, identity OwnAddress
        begins Main, answers aggressive true
        isakmp policy 10: [DES-CBC] [MD5] [] [group 1 (MODP-768)] pre-shared key 86400 s
        7 TS: [DES-CBC] [MD5] Tunnel*
      6 M 10 entry 1: 10.1.0.0/24 to 10.2.0.0/24
    "#);
}

#[test]
fn tunnel_interfaces() {
    let bytes = include_bytes!("../../../tests/platform/asa/vti.cfg");
    insta::assert_snapshot!(dump("vti.cfg", bytes), @r#"
    edge 9.16(4), complete: true
    coverage [27, 27, 0, 0, 0]
    interface outside [RunTime]
    interface backup [192.0.2.10]
    interface to-hub [169.254.1.2]
    interface to-other [169.254.2.2]
    11 Tunnel1 (vti)
      bound true `outside`, local [RunTime]
      peers 198.51.100.20, RespondOnly, any selector false
      pfs 21, lifetime 7200 s 4608000* KB, nat-t true*
      IKEv2 enabled true, initiates false, identity Certificate*
        local RSA signature, remote RSA signature, trust points [CA-EDGE]
        ikev2 policy 10: [AES-CBC-256] [SHA2-256] [SHA2-256] [group 21 (ECP-521)]  86400 s
        25 P: [AES-CBC-256] [SHA2-256] Tunnel*
      11 Tunnel1 entry 1: 0.0.0.0/0 to 0.0.0.0/0
    18 Tunnel2 (vti)
      bound true `backup`, local [192.0.2.10]
      peers 198.51.100.30, Both, any selector false
      pfs none*, lifetime 28800* s 4608000* KB, nat-t true*
      IKEv2 enabled false*, initiates true, identity OwnAddress*
        local pre-shared key*, remote pre-shared key*, trust points []
        ikev2 policy 10: [AES-CBC-256] [SHA2-256] [SHA2-256] [group 21 (ECP-521)]  86400 s
      18 Tunnel2 entry 1: 0.0.0.0/0 to 0.0.0.0/0
      defect 24 `HBU` DanglingReference { what: "IPsec profile", name: "HBU", nearest: Some("HUB") }, blocks Everything
      defect 8 `shutdown` Incomplete { lacks: "`no shutdown` on this interface" }, blocks Everything
    "#);
}

#[test]
fn dynamic_maps_stand_at_the_sequence_that_refers_to_them() {
    let bytes = include_bytes!("../../../tests/platform/asa/dynamic.cfg");
    insta::assert_snapshot!(dump("dynamic.cfg", bytes), @r#"
    hub 9.8(4), complete: true
    coverage [18, 18, 0, 0, 0]
    interface outside [192.0.2.10]
    key IKEv1 Fallback ring 1: local 24 None, remote 24 None
    10 M 20 dynamic DYN 10 (dynamic-map)
      bound true `outside`, local [192.0.2.10]
      peers any, RespondOnly, any selector false
      pfs none*, lifetime 28800* s 4608000* KB, nat-t true*
      IKEv1 enabled true, initiates false, identity OwnAddress*
        begins Main, answers aggressive true
        ikev1 policy 10: [AES-CBC-128] [SHA-1] [] [group 2 (MODP-1024)] pre-shared key 86400 s
        8 TS: [AES-CBC-128] [SHA-1] Tunnel*
      7 M 20 dynamic DYN 10 entry 1: 10.1.0.0/24 to 10.9.0.0/24
    9 M 20 dynamic DYN 20 (dynamic-map)
      bound true `outside`, local [192.0.2.10]
      peers any, RespondOnly, any selector true
      pfs none*, lifetime 28800* s 4608000* KB, nat-t true*
      IKEv1 enabled true, initiates false, identity OwnAddress*
        begins Main, answers aggressive true
        ikev1 policy 10: [AES-CBC-128] [SHA-1] [] [group 2 (MODP-1024)] pre-shared key 86400 s
        8 TS: [AES-CBC-128] [SHA-1] Tunnel*
    12 M 30 (crypto-map)
      bound true `outside`, local [192.0.2.10]
      peers 203.0.113.9, Both, any selector false
      pfs none*, lifetime 28800* s 4608000* KB, nat-t true*
      IKEv1 enabled true, initiates true, identity OwnAddress*
        begins Main, answers aggressive true
        ikev1 policy 10: [AES-CBC-128] [SHA-1] [] [group 2 (MODP-1024)] pre-shared key 86400 s
      defect 12 `crypto map M 30 set peer 203.0.113.9` Incomplete { lacks: "access list" }, blocks Children
      defect 12 `crypto map M 30 set peer 203.0.113.9` Incomplete { lacks: "transform set" }, blocks Children
    14 M 40 dynamic DNY (dynamic-map)
      bound true `outside`, local [192.0.2.10]
      peers any, RespondOnly, any selector true
      pfs none*, lifetime 28800* s 4608000* KB, nat-t true*
      IKEv1 enabled true, initiates false, identity OwnAddress*
        begins Main, answers aggressive true
        ikev1 policy 10: [AES-CBC-128] [SHA-1] [] [group 2 (MODP-1024)] pre-shared key 86400 s
      defect 14 `crypto map M 40 ipsec-isakmp dynamic DNY` DanglingReference { what: "dynamic map", name: "DNY", nearest: Some("DYN") }, blocks Everything
    "#);
}
