//! Products that ikelint knows by name only, and what their files say.
//!
//! A needle stands at the start of a line or in a comment, never just anywhere: a description on a Cisco device may name
//! any product. The order of the table matters where one product's words hold another's.

/// How much of a file is looked at, in bytes: every product shows itself at the head.
const HEAD: usize = 64 * 1024;

/// What a file must hold to be of a product.
struct Signature {
    /// Its name for people, with an article where it needs one.
    product: &'static str,
    place: Place,
    /// How many of the needles must be there.
    at_least: usize,
    needles: &'static [&'static str],
}

/// Where a needle must stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the start of a line, blanks aside.
    Line,
    /// Anywhere in a line that is a comment (`!`, `#`).
    Comment,
    /// Anywhere in a text that begins as JSON or XML.
    Markup,
}

use Place::{Comment, Line, Markup};

const SIGNATURES: &[Signature] = &[
    // It ends VPNs for its own management alone (Cisco FWSM configuration guide, "Allowing a VPN Management Connection").
    Signature { product: "a Cisco FWSM", place: Line, at_least: 1, needles: &["FWSM Version "] },
    Signature {
        product: "Cisco IOS XR",
        place: Line,
        at_least: 1,
        needles: &["!! IOS XR Configuration", "RP/0/", "interface MgmtEth0/"],
    },
    Signature {
        product: "Cisco IOS XR",
        place: Line,
        at_least: 2,
        needles: &["route-policy ", "end-policy", "ipv4 address ", "router static", "hw-module ", "prefix-set "],
    },
    Signature {
        product: "Cisco NX-OS",
        place: Line,
        at_least: 2,
        needles: &[
            "vdc ",
            "feature ",
            "limit-resource ",
            "vrf context ",
            "boot nxos ",
            "copp profile ",
            "!Command: ",
            "install feature-set ",
        ],
    },
    Signature { product: "ArubaOS-CX", place: Comment, at_least: 1, needles: &["ArubaOS-CX", "AOS-CX"] },
    Signature {
        product: "ArubaOS",
        place: Line,
        at_least: 1,
        needles: &[
            "netservice ",
            "netdestination ",
            "crypto-local ",
            "crypto isakmp eap-passthrough",
            "rf dot11g-radio-profile",
            "hash sha2-256-128",
            "hash sha2-384-192",
        ],
    },
    Signature {
        product: "HPE ProCurve or ArubaOS-Switch",
        place: Line,
        at_least: 2,
        needles: &["hostname \"", "untagged ", "tagged ", "no untagged ", "snmp-server community \"", "oobm", "; J"],
    },
    Signature {
        product: "HPE Comware",
        place: Line,
        at_least: 2,
        needles: &[
            "sysname ",
            "irf ",
            "port link-mode ",
            "role name level-",
            "domain system",
            "domain default enable ",
        ],
    },
    Signature {
        product: "Huawei VRP",
        place: Line,
        at_least: 2,
        needles: &[
            "sysname ",
            "!Software Version V",
            "undo ",
            "ike peer ",
            "ike proposal ",
            "firewall zone ",
            "user-interface ",
        ],
    },
    Signature {
        product: "Arista EOS",
        place: Line,
        at_least: 1,
        needles: &[
            "transceiver qsfp default-mode ",
            "daemon TerminAttr",
            "management api http-commands",
            "service routing protocols model ",
        ],
    },
    Signature { product: "Arista EOS", place: Comment, at_least: 1, needles: &[", EOS-"] },
    // Before Junos, which shares `set system host-name`.
    Signature {
        product: "VyOS or EdgeOS",
        place: Line,
        at_least: 1,
        needles: &[
            "set vpn ipsec ",
            "set interfaces ethernet eth",
            "set interfaces vti vti",
            "set system config-management ",
        ],
    },
    Signature {
        product: "VyOS or EdgeOS",
        place: Line,
        at_least: 2,
        needles: &["ethernet eth", "ike-group ", "esp-group ", "site-to-site {", "config-management {"],
    },
    Signature {
        product: "Juniper Junos",
        place: Line,
        at_least: 1,
        needles: &[
            "set system host-name ",
            "set security ike ",
            "set security ipsec ",
            "set security zones security-zone ",
            "set interfaces ge-",
            "set interfaces st0",
            "set version ",
            "## Last commit: ",
            "## Last changed: ",
        ],
    },
    Signature {
        product: "Juniper Junos",
        place: Line,
        at_least: 2,
        needles: &[
            "host-name ",
            "root-authentication {",
            "routing-options {",
            "security-zone ",
            "external-interface ",
            "ike-policy ",
            "policy-statement ",
            "family inet",
        ],
    },
    Signature {
        product: "Fortinet FortiOS",
        place: Line,
        at_least: 2,
        needles: &[
            "#config-version=",
            "config vpn ipsec ",
            "config system ",
            "config firewall ",
            "config router ",
            "edit ",
        ],
    },
    Signature {
        product: "Check Point Gaia",
        place: Line,
        at_least: 2,
        needles: &[
            "set installer policy ",
            "set clienv ",
            "set interface eth",
            "set interface Mgmt ",
            "add allowed-client ",
            "set static-route ",
            "set user admin shell ",
            "set net-access ",
            "set edition ",
            "set ntp active ",
        ],
    },
    Signature {
        product: "MikroTik RouterOS",
        place: Line,
        at_least: 1,
        needles: &["/ip ipsec ", "/ip address", "/system identity", "/interface bridge", "/ip firewall "],
    },
    Signature { product: "MikroTik RouterOS", place: Comment, at_least: 1, needles: &["by RouterOS "] },
    Signature {
        product: "SonicWall SonicOS",
        place: Line,
        at_least: 1,
        needles: &["firmware-version \"SonicOS", "vpn policy site-to-site "],
    },
    Signature {
        product: "strongSwan or Libreswan (ipsec.conf)",
        place: Line,
        at_least: 3,
        needles: &[
            "conn ",
            "config setup",
            "left",
            "right",
            "keyexchange",
            "authby",
            "ikev2=",
            "ike=",
            "esp=",
            "auto=",
        ],
    },
    Signature { product: "WireGuard", place: Line, at_least: 2, needles: &["[Interface]", "[Peer]", "AllowedIPs"] },
    Signature {
        product: "an AWS VPN connection",
        place: Markup,
        at_least: 1,
        needles: &["\"VpnConnections\"", "\"CustomerGatewayConfiguration\"", "<vpn_connection "],
    },
    Signature {
        product: "a Microsoft Azure template",
        place: Markup,
        at_least: 1,
        needles: &["\"Microsoft.Network/", "\"vpnConnections\"", "<AzureVpnProfile"],
    },
    Signature {
        product: "a Google Cloud VPN description",
        place: Markup,
        at_least: 1,
        needles: &["compute#vpnTunnel", "compute#vpnGateway", "googleapis.com/compute"],
    },
    Signature { product: "pfSense", place: Markup, at_least: 1, needles: &["<pfsense>"] },
    Signature { product: "OPNsense", place: Markup, at_least: 1, needles: &["<opnsense>"] },
];

/// What the output of Cisco's show commands says about tunnels. They hold no configuration.
const SHOW_OUTPUT: Signature = Signature {
    product: "the output of a show command",
    place: Line,
    at_least: 1,
    needles: &[
        "IPv4 Crypto ISAKMP SA",
        "IPv4 Crypto IKEv2  SA",
        "IKEv1 SAs:",
        "IKEv2 SAs:",
        "Crypto map tag: ",
        "#pkts encaps: ",
        "inbound esp sas:",
        "current outbound spi: ",
        "Tunnel-id ",
        "Crypto session current status",
        "Session-id:",
        "Interface: Tunnel",
        "dst             src             state",
        "Session Type: LAN-to-LAN",
        "GROUP INFORMATION",
        "Group Name: ",
        "Group Name  ",
        "Configured ACL:",
    ],
};

/// The product whose configuration `text` is, where it is one that ikelint knows by name only.
pub(super) fn product(text: &str) -> Option<&'static str> {
    let head = head(text);
    let is_markup = is_markup(text);
    SIGNATURES
        .iter()
        .filter(|signature| (signature.place == Markup) == is_markup)
        .find(|signature| signature.fits(head))
        .map(|signature| signature.product)
}

/// The name of the output of show commands, where `text` holds at least `marks` kinds of line that only they print.
pub(super) fn show_output(text: &str, marks: usize) -> Option<&'static str> {
    let output = Signature { at_least: marks, ..SHOW_OUTPUT };
    output.fits(head(text)).then_some(output.product)
}

impl Signature {
    fn fits(&self, text: &str) -> bool {
        self.needles.iter().filter(|needle| self.place.holds(text, needle)).take(self.at_least).count() == self.at_least
    }
}

impl Place {
    fn holds(self, text: &str, needle: &str) -> bool {
        memchr::memmem::find_iter(text.as_bytes(), needle).any(|at| match self {
            Self::Line => line_before(text, at).trim_start().is_empty(),
            Self::Comment => line_before(text, at).trim_start().starts_with(['!', '#']),
            Self::Markup => true,
        })
    }
}

/// What stands before `at` on its line.
fn line_before(text: &str, at: usize) -> &str {
    let head = text.get(..at).unwrap_or_default();
    head.rsplit_once('\n').map_or(head, |(_, line)| line)
}

/// Whether the text begins as JSON or XML. `[Interface]` is neither.
fn is_markup(text: &str) -> bool {
    let mut first = text.trim_start().chars();
    match first.next() {
        Some('{' | '<') => true,
        Some('[') => first.next().is_none_or(|next| !next.is_alphabetic()),
        _ => false,
    }
}

fn head(text: &str) -> &str {
    let end = (0..=HEAD.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A short file of each product.
    const FILES: &[(&str, &str)] = &[
        ("a Cisco FWSM", "FWSM Version 3.1(4)\nhostname a\nnameif outside\n"),
        ("Cisco IOS XR", "!! IOS XR Configuration 7.3.2\nhostname a\ninterface GigabitEthernet0/0/0/0\n"),
        (
            "Cisco IOS XR",
            "hostname a\ninterface GigabitEthernet0/0/0/0\n ipv4 address 192.0.2.1/24\n!\nrouter static\n",
        ),
        ("Cisco NX-OS", "version 9.3(3) Bios:version\nhostname a\nvdc a id 1\nfeature nxapi\n"),
        ("ArubaOS-CX", "!\n!Version ArubaOS-CX GL.10.09.0010\nhostname a\n"),
        ("ArubaOS", "!\nhostname a\ncrypto isakmp policy 20\n  hash sha2-256-128\n  group 19\n"),
        ("HPE ProCurve or ArubaOS-Switch", "hostname \"a\"\nvlan 10\n   untagged 1-4\n"),
        ("HPE Comware", "#\n version 7.1.045, Release 2418P06\n#\n sysname a\n#\n irf mac-address persistent timer\n"),
        ("Huawei VRP", "!Software Version V200R003C00\n#\n sysname a\n#\nike proposal 1\n"),
        ("Arista EOS", "! Command: show running-config\n! device: a (DCS-7050, EOS-4.28.3M)\nhostname a\n"),
        ("VyOS or EdgeOS", "set system host-name a\nset vpn ipsec site-to-site peer 192.0.2.1 ike-group IKE\n"),
        ("VyOS or EdgeOS", "interfaces {\n    ethernet eth0 {\n    }\n}\nvpn {\n    ipsec {\n        esp-group E {\n"),
        ("Juniper Junos", "set security ike policy p pre-shared-key ascii-text \"x\"\n"),
        (
            "Juniper Junos",
            "system {\n    host-name a;\n}\nsecurity {\n    ike {\n        gateway g {\n            ike-policy p;\n",
        ),
        (
            "Fortinet FortiOS",
            "config system global\n    set hostname \"a\"\nend\nconfig vpn ipsec phase1-interface\n    edit \"b\"\n",
        ),
        (
            "Check Point Gaia",
            "set installer policy check-for-updates-period 3\nset interface eth0 ipv4-address 192.0.2.1 mask-length 24\n",
        ),
        ("MikroTik RouterOS", "# jan/02/2024 10:00:00 by RouterOS 7.8\n/ip ipsec profile\nadd name=p\n"),
        ("SonicWall SonicOS", "firmware-version \"SonicOS Enhanced 6.5\"\n"),
        ("strongSwan or Libreswan (ipsec.conf)", "config setup\nconn a\n  left=192.0.2.1\n  right=192.0.2.2\n"),
        ("WireGuard", "[Interface]\nAddress = 192.0.2.1/24\n[Peer]\n"),
        ("an AWS VPN connection", "{\n \"VpnConnections\": [\n"),
        ("an AWS VPN connection", "<?xml version=\"1.0\"?>\n<vpn_connection id=\"vpn-1\">\n"),
        ("a Microsoft Azure template", "{\"type\": \"Microsoft.Network/connections\"}"),
        ("a Google Cloud VPN description", "{\"kind\": \"compute#vpnTunnel\"}"),
        ("pfSense", "<?xml version=\"1.0\"?>\n<pfsense>\n"),
        ("OPNsense", "<?xml version=\"1.0\"?>\n<opnsense>\n"),
    ];

    #[test]
    fn each_product_is_named() {
        for (name, text) in FILES {
            assert_eq!(product(text), Some(*name), "{text}");
        }
    }

    #[test]
    fn every_signature_has_a_file() {
        for signature in SIGNATURES {
            assert!(FILES.iter().any(|(name, _)| *name == signature.product), "{}", signature.product);
        }
    }

    #[test]
    fn a_description_that_names_a_product_is_not_its_configuration() {
        let text = "hostname a\ninterface Tunnel1\n description to Junos set security ike, by RouterOS, ArubaOS-CX\n \
                    description feature vdc\n!\ncrypto isakmp policy 10\n hash sha256\n";
        assert_eq!(product(text), None);
    }

    #[test]
    fn the_devices_that_are_read_are_not_foreign() {
        let asa = ": Saved\nASA Version 9.12(4)\nhostname a\ninterface GigabitEthernet0/0\n nameif outside\n";
        let ios = "version 15.2\nhostname a\ncrypto isakmp policy 10\n encr aes\nroute-map R permit 10\n";
        let set = "set deviceconfig system hostname a\nset network ike gateway g protocol version ikev1\n";
        let xml = "<?xml version=\"1.0\"?>\n<config version=\"10.0.0\" urldb=\"paloaltonetworks\">\n";
        let swanctl = "connections {\n  a {\n    remote_addrs = 192.0.2.1\n    children {\n      left {\n";
        for text in [asa, ios, set, xml, swanctl] {
            assert_eq!(product(text), None, "{text}");
        }
    }

    #[test]
    fn the_output_of_a_show_command_is_told_apart() {
        let output = "IPv4 Crypto ISAKMP SA\ndst             src             state\n";
        assert!(show_output(output, 2).is_some());
        assert!(show_output(output, 3).is_none());
        assert!(show_output("hostname a\ncrypto isakmp policy 10\n", 1).is_none());
    }
}
