//! The reviewed list of lines that IOS takes and the model does not hold, with the reason for each family.
//!
//! Source of the commands: Cisco IOS Security Command Reference (A to C, D to L, M to R, S to Z), IOS XE FlexVPN
//! configuration guide, IP Addressing command reference for NHRP. Whether one has a bearing on a site-to-site negotiation
//! was judged from its description there.

use crate::platform::cisco::known::{Known, irrelevant, unmodelled};
use crate::platform::ios::syntax::Rule;

const CLIENTS: &str = "about remote-access clients";
const CERTIFICATES: &str = "about certificates, which are judged by their trust points alone";
const AFTER: &str = "about traffic once the tunnel is up";
const ALIVE: &str = "checks whether a peer is alive; none is negotiated";
const TEXT: &str = "a comment";
const MAP_LINES: &[Rule] = &[Rule::crypto_map_line, Rule::ipsec_profile_line];

/// The list.
pub(super) const KNOWN: &[Known<Rule>] = &[
    irrelevant(
        &[
            Rule::keyring_line,
            Rule::isakmp_profile_line,
            Rule::isakmp_peer_line,
            Rule::ikev2_proposal_line,
            Rule::ikev2_policy_line,
            Rule::ikev2_keyring_line,
            Rule::ikev2_profile_line,
            Rule::flexvpn_line,
            Rule::transform_set_line,
            Rule::crypto_map_line,
            Rule::ipsec_profile_line,
            Rule::object_group_line,
        ],
        TEXT,
        &["description"],
    ),
    irrelevant(
        &[Rule::flexvpn_line],
        "about the networks inside, and about which of several peers is called again",
        &["client inside", "peer reactivate", "backup group"],
    ),
    unmodelled(&[Rule::flexvpn_line], "where the tunnel sends from is settled at run time", &["source"]),
    // --- IKEv1 ----------------------------------------------------------------------------------------------------
    irrelevant(
        &[Rule::keyring_line],
        "RSA keys of peers, which are judged by the method of authentication alone",
        &["rsa-pubkey", "address", "key-string", "quit", "serial-number", "named-key", "addressed-key"],
    ),
    irrelevant(&[Rule::isakmp_profile_line], ALIVE, &["keepalive"]),
    irrelevant(
        &[Rule::isakmp_profile_line],
        CLIENTS,
        &["client", "isakmp authorization", "accounting", "send-mode-config", "no-xauth"],
    ),
    irrelevant(&[Rule::isakmp_profile_line], CERTIFICATES, &["ca", "ca trust-point"]),
    irrelevant(&[Rule::isakmp_profile_line], "the VRF of the traffic inside; the peers speak in another", &["vrf"]),
    irrelevant(&[Rule::isakmp_profile_line], AFTER, &["qos-group", "reverse-route"]),
    unmodelled(&[Rule::isakmp_profile_line], "this way to know a peer is not in the model", &["match"]),
    // --- IKEv2 ----------------------------------------------------------------------------------------------------
    unmodelled(
        &[Rule::ikev2_proposal_line, Rule::ikev2_keyring_line, Rule::ikev2_profile_line],
        "this post-quantum setting is not in the model",
        &["pqc", "ppk", "keyring ppk"],
    ),
    irrelevant(&[Rule::ikev2_profile_line], ALIVE, &["dpd", "nat keepalive", "nat force-encap"]),
    irrelevant(
        &[Rule::ikev2_profile_line],
        CLIENTS,
        &["aaa", "anyconnect", "config-mode", "accounting", "redirect", "reconnect", "eap", "anyconnect-eap"],
    ),
    irrelevant(&[Rule::ikev2_profile_line], "the VRF of the traffic inside; the peers speak in another", &["ivrf"]),
    irrelevant(
        &[Rule::ikev2_profile_line],
        "addresses and routes that are handed over once the peers know each other",
        &["config-exchange", "set route", "route set", "route accept"],
    ),
    irrelevant(&[Rule::ikev2_profile_line], "what becomes of an older SA with the same peer", &["initial-contact"]),
    irrelevant(&[Rule::ikev2_profile_line], CERTIFICATES, &["pki trustpoint", "ca", "certificate"]),
    unmodelled(
        &[Rule::ikev2_profile_line],
        "a profile that is shut down or limited to a virtual template is not in the model",
        &["shutdown", "set"],
    ),
    unmodelled(
        &[Rule::ikev2_profile_line],
        "EAP is not in the model",
        &["authentication local eap", "authentication remote eap", "authentication remote anyconnect-eap"],
    ),
    unmodelled(&[Rule::ikev2_profile_line], "keys from a RADIUS server are not in the file", &["keyring aaa"]),
    unmodelled(&[Rule::ikev2_profile_line], "this way to know a peer is not in the model", &["match", "keyring"]),
    // --- Child SAs ------------------------------------------------------------------------------------------------
    irrelevant(
        &[Rule::transform_set_line],
        "the size of vectors that AH and ESP fix themselves",
        &["initialization-vector"],
    ),
    irrelevant(
        MAP_LINES,
        AFTER,
        &[
            "reverse-route",
            "qos",
            "dialer",
            "set reverse-route",
            "set ip",
            "set nat",
            "set security-policy",
            "set dfbit",
            "set df-bit",
            "set security-association idle-time",
            "set security-association replay",
            "set security-association ecn",
            "set security-association dfbit",
            "set security-association dummy",
            "set security-association lifetime kilobytes disable",
            "set security-association lifetime days",
        ],
    ),
    unmodelled(
        MAP_LINES,
        "this part of a crypto map entry is not in the model",
        &[
            "set identity",
            "set mixed-mode",
            "set security-association level",
            "set group",
            "set session-key",
            "match certificate",
        ],
    ),
    irrelevant(&[Rule::crypto_map_head], CLIENTS, &["crypto map * client", "crypto map * isakmp authorization"]),
    irrelevant(&[Rule::crypto_map_head], "about the standby router", &["crypto map * redundancy"]),
    unmodelled(
        &[Rule::crypto_map_head],
        "keys of a group server or manual keys: nothing is negotiated with a peer",
        &["crypto map * * gdoi", "crypto map * * ipsec-manual", "crypto map ipv6 * * ipsec-manual"],
    ),
    // --- Interfaces -----------------------------------------------------------------------------------------------
    irrelevant(
        &[Rule::interface_line],
        "next-hop resolution once the tunnel is up",
        &["ip nhrp", "ipv6 nhrp", "ip nhrp map multicast"],
    ),
    irrelevant(
        &[Rule::interface_line],
        AFTER,
        &[
            "tunnel path-mtu-discovery",
            "tunnel checksum",
            "tunnel bandwidth",
            "tunnel ttl",
            "tunnel tos",
            "tunnel mpls",
            "tunnel sequence-datagrams",
            "tunnel udlr",
            "tunnel flow",
            "tunnel entropy",
            "tunnel rbscp",
            "tunnel csr",
            "tunnel raw-packet-mode",
            "tunnel endpoint",
        ],
    ),
    irrelevant(
        &[Rule::interface_line],
        "the way that packets of the tunnel take, beside its source",
        &["tunnel route-via"],
    ),
    irrelevant(&[Rule::interface_line], "about which router is active, not its address", &["standby"]),
    irrelevant(
        &[Rule::interface_line],
        "an interface without this setting",
        &["ip address", "ip unnumbered", "shutdown", "ipv6 address", "crypto map"],
    ),
    // --- Access lists and object groups ---------------------------------------------------------------------------
    irrelevant(&[Rule::list_line], TEXT, &["remark", "* remark", "sequence * remark"]),
    irrelevant(
        &[Rule::list_line],
        "entries that another list makes at run time, never in a crypto list",
        &["evaluate", "* evaluate"],
    ),
    irrelevant(&[Rule::numbered_line], TEXT, &["access-list * remark"]),
    irrelevant(
        &[Rule::numbered_line],
        "about entries that are made at run time",
        &["access-list dynamic-extended", "access-list * dynamic-extended"],
    ),
    unmodelled(
        &[Rule::list_line, Rule::numbered_line],
        "service groups and types of ICMP messages are not in the model",
        &[
            "permit object-group",
            "deny object-group",
            "permit icmp",
            "deny icmp",
            "permit igmp",
            "deny igmp",
            "* permit object-group",
            "* deny object-group",
            "* permit icmp",
            "* deny icmp",
            "* permit igmp",
            "* deny igmp",
            "sequence * permit icmp",
            "sequence * deny icmp",
            "access-list * permit object-group",
            "access-list * deny object-group",
            "access-list * permit icmp",
            "access-list * deny icmp",
            "access-list * permit igmp",
            "access-list * deny igmp",
        ],
    ),
    unmodelled(
        &[Rule::isakmp_peer_line, Rule::crypto_global_head],
        "a peer that is known by its name or its own settings",
        &["crypto isakmp peer", "set aggressive-mode"],
    ),
    unmodelled(
        &[Rule::list_line, Rule::numbered_line],
        "entries that are made at run time are not in the model",
        &["dynamic", "* dynamic", "access-list * dynamic"],
    ),
    // --- Settings of the whole device -----------------------------------------------------------------------------
    irrelevant(
        &[Rule::crypto_global_head],
        ALIVE,
        &["crypto isakmp keepalive", "crypto isakmp nat", "crypto ikev2 dpd", "crypto ikev2 nat"],
    ),
    irrelevant(
        &[Rule::crypto_global_head],
        "about logs, hardware and management",
        &[
            "crypto engine",
            "crypto logging",
            "crypto ikev2 diagnose",
            "crypto isakmp diagnose",
            "crypto mib",
            "crypto provisioning",
            "crypto wui",
            "crypto eli",
            "crypto resource",
            "crypto entropy",
            "crypto debug",
            "crypto throughput",
        ],
    ),
    irrelevant(
        &[Rule::crypto_global_head],
        "what is done about SAs that only one end holds",
        &["crypto isakmp invalid-spi-recovery"],
    ),
    irrelevant(
        &[Rule::crypto_global_head],
        "fragments are put together by any peer",
        &["crypto isakmp fragmentation", "crypto ikev2 fragmentation"],
    ),
    irrelevant(
        &[Rule::crypto_global_head],
        "about how many negotiations are allowed",
        &["crypto call", "crypto ikev2 cookie-challenge", "crypto ikev2 limit", "crypto ikev2 window"],
    ),
    irrelevant(
        &[Rule::crypto_global_head],
        CERTIFICATES,
        &[
            "crypto ikev2 http-url",
            "crypto ikev2 certificate-cache",
            "crypto isakmp disconnect-revoked-peers",
            "crypto ikev2 disconnect-revoked-peers",
        ],
    ),
    irrelevant(
        &[Rule::crypto_global_head],
        CLIENTS,
        &[
            "crypto xauth",
            "crypto isakmp xauth",
            "crypto vpn",
            "crypto ctcp",
            "crypto ipsec server",
            "crypto ikev2 redirect",
            "crypto ikev2 reconnect",
        ],
    ),
    irrelevant(
        &[Rule::crypto_global_head],
        "about routers that stand in for each other, and tags of groups",
        &["crypto ikev2 cts", "crypto redundancy"],
    ),
    irrelevant(
        &[Rule::crypto_global_head],
        "on anyway; only the form with `no` is shown",
        &["crypto isakmp enable", "crypto isakmp default policy", "crypto ipsec nat-transparency"],
    ),
    irrelevant(
        &[Rule::crypto_global_head],
        AFTER,
        &[
            "crypto ipsec df-bit",
            "crypto ipsec fragmentation",
            "crypto ipsec optional",
            "crypto ipsec security-association replay",
            "crypto ipsec security-association idle-time",
            "crypto ipsec security-association dummy",
            "crypto ipsec security-association ecn",
            "crypto ipsec security-association multi-sn",
            "crypto ipsec security-association pmtu-aging",
        ],
    ),
    unmodelled(
        &[Rule::crypto_global_head],
        "not in the model",
        &["crypto ipsec ipv4-deny", "crypto ipsec ike sa-strength-enforcement"],
    ),
];

/// Blocks that have no bearing as a whole.
pub(super) const OTHER: &[Known<()>] = &[
    irrelevant(
        &[()],
        CLIENTS,
        &[
            "crypto isakmp client",
            "crypto ipsec client",
            "crypto ikev2 authorization",
            "crypto ikev2 name-mangler",
            "webvpn",
            "crypto ssl",
            "crypto tls-tunnel",
            "crypto vpn",
        ],
    ),
    irrelevant(
        &[()],
        CERTIFICATES,
        &["crypto pki", "crypto ca", "crypto identity", "crypto key", "crypto certificate"],
    ),
    irrelevant(&[()], "about routers that stand in for each other", &["crypto ikev2 cluster"]),
    // `crypto map M gdoi fail-close` says what leaves unprotected before a group member is registered.
    irrelevant(&[()], "group VPN, which has no peers", &["crypto gdoi", "crypto gkm", "crypto map * gdoi"]),
];
