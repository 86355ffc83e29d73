//! Names of IP protocols and of TCP and UDP ports, as both Cisco dialects write them in access lists, and free names.
//!
//! Source: Cisco ASA command reference, "Protocols and Applications" and "TCP and UDP Ports"; IOS
//! `access-list (IP extended)`. The names of the two agree where both have one.

/// A name that is free, with a number where the name alone is not.
pub(crate) fn free_name(base: &str, is_free: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number: u32| format!("{base}-{number}"));
    let mut names = std::iter::once(base.to_owned()).chain(numbered);
    names.find(|name| is_free(name)).unwrap_or_else(|| base.to_owned())
}

/// The number of an IP protocol by name or number. `ip` (any protocol) is `Some(None)`; an unknown name is `None`.
pub(crate) fn protocol(name: &str) -> Option<Option<u8>> {
    let number = match name {
        "ip" | "ipv6" | "0" => return Some(None),
        "icmp" => 1,
        "igmp" => 2,
        "ipinip" => 4,
        "tcp" => 6,
        "igrp" => 9,
        "udp" => 17,
        "gre" => 47,
        "esp" => 50,
        "ah" | "ahp" => 51,
        "icmp6" => 58,
        "eigrp" => 88,
        "ospf" => 89,
        "nos" => 94,
        "pim" => 103,
        "pcp" => 108,
        "snp" => 109,
        "vrrp" => 112,
        "sctp" => 132,
        _ => return name.parse().ok().map(Some),
    };
    Some(Some(number))
}

/// The number of a TCP or UDP port by name or number.
pub(crate) fn port(name: &str) -> Option<u16> {
    Some(match name {
        "echo" => 7,
        "discard" => 9,
        "daytime" => 13,
        "chargen" => 19,
        "ftp-data" => 20,
        "ftp" => 21,
        "ssh" => 22,
        "telnet" => 23,
        "smtp" => 25,
        "time" => 37,
        "nameserver" => 42,
        "whois" => 43,
        "tacacs" => 49,
        "domain" | "dns" => 53,
        "bootps" => 67,
        "bootpc" => 68,
        "tftp" => 69,
        "gopher" => 70,
        "finger" => 79,
        "www" | "http" => 80,
        "hostname" => 101,
        "pop2" => 109,
        "pop3" => 110,
        "sunrpc" | "rpc" => 111,
        "ident" => 113,
        "nntp" => 119,
        "ntp" => 123,
        "msrpc" => 135,
        "netbios-ns" => 137,
        "netbios-dgm" => 138,
        "netbios-ssn" | "netbios-ss" => 139,
        "imap4" => 143,
        "snmp" => 161,
        "snmptrap" => 162,
        "xdmcp" => 177,
        "bgp" => 179,
        "irc" => 194,
        "dnsix" => 195,
        "mobile-ip" => 434,
        "ldap" => 389,
        "pim-auto-rp" => 496,
        "https" => 443,
        "isakmp" => 500,
        "biff" | "exec" => 512,
        "login" | "who" | "rwho" => 513,
        "cmd" | "rsh" | "syslog" => 514,
        "lpd" => 515,
        "talk" => 517,
        "rip" => 520,
        "uucp" => 540,
        "klogin" => 543,
        "kshell" => 544,
        "rtsp" => 554,
        "ldaps" => 636,
        "kerberos" => 750,
        "lotusnotes" => 1352,
        "citrix-ica" => 1494,
        "sqlnet" => 1521,
        "radius" => 1645,
        "radius-acct" => 1646,
        "h323" => 1720,
        "pptp" => 1723,
        "nfs" => 2049,
        "ctiqbe" => 2748,
        "cifs" => 3020,
        "drip" => 3949,
        "non500-isakmp" => 4500,
        "sip" => 5060,
        "aol" => 5190,
        "secureid-udp" => 5510,
        "pcanywhere-data" => 5631,
        "pcanywhere-status" => 5632,
        "onep-plain" | "connectedapps-plain" => 15001,
        "onep-tls" | "connectedapps-tls" => 15002,
        _ => return name.parse().ok(),
    })
}
