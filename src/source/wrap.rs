//! Lines that a terminal of 80 columns has cut in two, where what it showed was copied off its screen.
//!
//! Where the file shows that this happened, the parts are joined. The line breaks between them move behind the last part, so
//! that every other line, and every byte offset but those of the parts, stays where it is.

use crate::source::encoding::Encoding;
use crate::source::layout::Shift;

/// How wide the terminals are that cut lines: the width of a VT100, which Cisco devices take for granted (Cisco IOS
/// Configuration Fundamentals Command Reference, `terminal width`; Cisco ASA command reference, `terminal width`).
const WIDTH: usize = 80;

/// Words that begin a command of a device, so that no line that begins so is the rest of the one above: those of the Cisco
/// command references that configurations show, and of PAN-OS in set form.
const COMMANDS: &[&str] = &[
    "aaa",
    "aaa-server",
    "access-group",
    "access-list",
    "access-session",
    "address-family",
    "alias",
    "app-hosting",
    "ap",
    "archive",
    "arp",
    "asdm",
    "authentication",
    "auto",
    "banner",
    "bfd",
    "boot",
    "boot-end-marker",
    "boot-start-marker",
    "bridge",
    "buffers",
    "call",
    "call-home",
    "card",
    "cdp",
    "certificate",
    "class",
    "class-map",
    "clear",
    "client-access-rule",
    "clns",
    "clock",
    "cns",
    "coap",
    "config",
    "config-register",
    "configure",
    "console",
    "context",
    "control-plane",
    "controller",
    "copy",
    "crypto",
    "cryptochecksum",
    "cts",
    "default",
    "delete",
    "device-tracking",
    "dhcp",
    "dhcpd",
    "dhcprelay",
    "diagnostic",
    "dial-peer",
    "dialer",
    "dialer-list",
    "dns",
    "dns-group",
    "domain-name",
    "dot11",
    "dot1x",
    "dynamic-access-policy-record",
    "dynamic-filter",
    "dynamic-map",
    "edit",
    "enable",
    "end",
    "errdisable",
    "established",
    "event",
    "exception",
    "exit",
    "facility-alarm",
    "failover",
    "file",
    "firewall",
    "fixup",
    "flow",
    "flow-export",
    "fragment",
    "frame-relay",
    "ftp",
    "gateway",
    "global",
    "group-delimiter",
    "group-policy",
    "hostname",
    "hpm",
    "http",
    "hw-module",
    "icmp",
    "identity",
    "igmp",
    "interface",
    "ip",
    "ipsec",
    "ipv6",
    "ipx",
    "isakmp",
    "isdn",
    "jumbo-frame",
    "key",
    "l2",
    "l2tp",
    "l2vpn",
    "ldap",
    "license",
    "line",
    "lldp",
    "logging",
    "login",
    "login-message",
    "mac",
    "mac-address-table",
    "mac-list",
    "management-access",
    "map",
    "map-class",
    "match",
    "memory",
    "memory-size",
    "mgcp",
    "mls",
    "mode",
    "monitor",
    "monitor-interface",
    "mpls",
    "mroute",
    "mtu",
    "multilink",
    "names",
    "name",
    "name-interface",
    "name-server",
    "nameif",
    "nat",
    "nat-control",
    "netconf",
    "netconf-yang",
    "network-clock",
    "nls",
    "no",
    "ntp",
    "object",
    "object-group",
    "object-group-search",
    "pager",
    "parameter-map",
    "parser",
    "passwd",
    "password",
    "pim",
    "pix",
    "platform",
    "policy-map",
    "port-channel",
    "pppoe",
    "prefix-list",
    "priority-queue",
    "privilege",
    "process",
    "process-max-time-limit",
    "prompt",
    "qos",
    "queue",
    "quit",
    "quota",
    "radius",
    "radius-server",
    "redundancy",
    "regex",
    "resource",
    "restconf",
    "rmon",
    "rollback",
    "route",
    "route-map",
    "route-tag",
    "router",
    "rsakeypair",
    "rtr",
    "same-security-traffic",
    "sccp",
    "scheduler",
    "security",
    "segment",
    "service",
    "service-policy",
    "set",
    "show",
    "shutdown",
    "sla",
    "snmp",
    "snmp-server",
    "software",
    "spanning-tree",
    "ssh",
    "ssl",
    "standby",
    "static",
    "sunrpc-server",
    "switch",
    "switchport",
    "sysopt",
    "system",
    "tacacs",
    "tacacs-server",
    "tcp-map",
    "telemetry",
    "telnet",
    "template",
    "terminal",
    "tftp-server",
    "threat-detection",
    "time-range",
    "timeout",
    "tls-proxy",
    "track",
    "tunnel-group",
    "tunnel-group-map",
    "uauth",
    "udld",
    "url-cache",
    "url-server",
    "user-identity",
    "username",
    "version",
    "virtual",
    "vlan",
    "voice",
    "voice-card",
    "voice-port",
    "vpdn",
    "vpn",
    "vpn-addr-assign",
    "vpn-group-policy",
    "vpn-sessiondb",
    "vpnclient",
    "vpngroup",
    "vrf",
    "vtp",
    "vty-async",
    "webvpn",
    "wireless",
    "wccp",
    "wsma",
    "xdr",
    "xlate",
    "xml",
    "zone",
    "zone-pair",
    "zonelabs-integrity",
];

/// Joins what a terminal has cut. Returns where in the text the file holds line breaks that the text does not. What stands
/// near one of `shifts` is left as it is.
pub(super) fn join(text: &mut String, encoding: Encoding, shifts: &[Shift]) -> Vec<Shift> {
    if !may_be_cut(text) {
        return Vec::new();
    }
    let mut joined = String::with_capacity(text.len());
    let (mut breaks, mut found) = (String::new(), Vec::new());
    let (mut at, mut before) = (0, "");
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\r', '\n']);
        let is_moved = shifts.iter().any(|shift| (at - before.len()..at + line.len()).contains(&shift.at));
        let is_rest = is_cut(before.trim_end_matches(['\r', '\n'])) && continues(content) && !is_moved;
        if is_rest {
            let end = &before[WIDTH..];
            let bytes: usize = end.chars().map(|character| encoding.width(character)).sum();
            found.push(Shift { at: joined.len(), characters: 0, bytes: isize::try_from(bytes).unwrap_or(0) });
        } else {
            joined.push_str(&std::mem::take(&mut breaks));
        }
        joined.push_str(content);
        breaks.push_str(&line[content.len()..]);
        (at, before) = (at + line.len(), line);
    }
    joined.push_str(&breaks);
    *text = joined;
    found
}

/// Whether the longest lines are as wide as a terminal, to the letter.
fn may_be_cut(text: &str) -> bool {
    let mut has_full = false;
    for line in text.lines() {
        match line.len() {
            WIDTH => has_full = true,
            // What no terminal of 7 bits shows is not counted by bytes; such a file is left alone.
            length if length > WIDTH => return false,
            _ => {}
        }
    }
    has_full
}

/// Whether a line goes on to the edge of the screen, and is no comment.
fn is_cut(line: &str) -> bool {
    line.len() == WIDTH && !line.trim_start().starts_with(['#', '!', ':', '<', '/'])
}

/// Whether a line is no command, so that it can only be the rest of the one above.
fn continues(line: &str) -> bool {
    let word = line.split_ascii_whitespace().next().unwrap_or_default();
    // A file of blocks in braces, which no terminal of such a device shows.
    if line.contains(" = ") || line.contains('{') || line.ends_with(';') {
        return false;
    }
    let is_number = word.starts_with(|c: char| c.is_ascii_digit());
    match line.chars().next() {
        // Below a head, a line begins with a blank, and with a number only in a list, where no dot is in it.
        Some(' ') => line.len() - line.trim_start().len() == 1 && is_number && word.contains('.'),
        Some(first) if first.is_ascii_alphabetic() => !COMMANDS.contains(&word.to_ascii_lowercase().as_str()),
        Some(first) => first.is_ascii_digit() || ".*-/_".contains(first),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::source::{FileId, SourceFile, Span};

    fn read(text: &str) -> SourceFile {
        SourceFile::from_bytes(FileId(0), "a.cfg", text.as_bytes()).unwrap()
    }

    /// A line that fills the screen, with `end` as its last letters.
    fn full(start: &str, end: &str) -> String {
        format!("{start}{}{end}", "x".repeat(super::WIDTH - start.len() - end.len()))
    }

    #[test]
    fn what_a_terminal_has_cut_is_joined_and_keeps_its_place() {
        for line_end in ["\n", "\r\n"] {
            let cut = full("access-list VPN", " 2");
            let stored = [&cut, "55.255.0.0 any", "hostname hq", ""].join(line_end);
            let file = read(&stored);
            let expected = [&format!("{cut}55.255.0.0 any"), "", "hostname hq", ""].join(line_end);
            assert_eq!(file.text(), expected);
            let at = file.text().find("55.255").unwrap();
            let rest = Span::new(FileId(0), at, at + 10);
            assert_eq!(&stored[file.stored(rest)], "55.255.0.0");
            assert_eq!(file.line_column(rest.start), (1, 81));
            let name = file.text().find("hq").unwrap();
            assert_eq!(file.line_column(u32::try_from(name).unwrap()), (3, 10));
            assert_eq!(file.stored(Span::new(FileId(0), name, name + 2)).start, stored.find("hq").unwrap());
        }
    }

    #[test]
    fn a_key_that_is_cut_is_one_key() {
        let file = read(&format!("{}\nddress 192.0.2.1\n", full("crypto isakmp key ", " a")));
        assert!(file.text().ends_with("* address 192.0.2.1\n\n") && !file.text().contains('x'));
    }

    #[test]
    fn what_is_not_certain_to_be_cut_is_left_alone() {
        let lines = [
            (full(" description ", "x"), "hostname hq"),
            (full(" description ", "x"), " match address VPN"),
            (full(" permit ip ", "x"), " 10 permit ip any any"),
            (full("access-list VPN ", "x") + "x", "55.255.0.0"),
            (full("access-list VPN ", "x").trim_end_matches('x').to_owned(), "55.255.0.0"),
            (full("! ", "-"), "55.255.0.0"),
            (full("# ", "-"), "connections {"),
            (full(" description ", "x"), "secrets {"),
            (full(" description ", "x"), "!"),
            (full(" description ", "x"), ""),
        ];
        for (first, second) in lines {
            let text = format!("{first}\n{second}\n");
            assert_eq!(read(&text).text(), text);
        }
    }
}
