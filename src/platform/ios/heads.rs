//! The keyword table of Cisco IOS: how each block begins, what may stand in it, and which grammar rules read it.
//!
//! The outline splits a file by this table, and the coverage counts lines by it, so that the two cannot disagree.

use crate::platform::cisco::outline::BlockHead;
use crate::platform::ios::syntax::Rule;

/// What kind of block a head line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of the commands")]
pub(super) enum Kind {
    IsakmpPolicy,
    IsakmpKey,
    Keyring,
    IsakmpProfile,
    IsakmpPeer,
    Ikev2Proposal,
    Ikev2Policy,
    Ikev2Keyring,
    Ikev2Profile,
    TransformSet,
    IpsecProfile,
    CryptoMap,
    DynamicMap,
    Interface,
    NamedList,
    Ipv6List,
    NumberedList,
    ObjectGroup,
    /// A one-line `crypto` setting of the whole device.
    Global,
    /// Remote access, certificates and group VPN: known, and of no bearing on a site-to-site negotiation.
    Elsewhere,
}

impl Kind {
    /// The entry rules for the head and for the lines of the body; `None` where nothing is parsed.
    pub(super) fn rules(self) -> (Option<Rule>, Option<Rule>) {
        let (head, body) = match self {
            Self::IsakmpPolicy => (Rule::isakmp_policy_head, Rule::isakmp_policy_line),
            Self::Keyring => (Rule::keyring_head, Rule::keyring_line),
            Self::IsakmpProfile => (Rule::isakmp_profile_head, Rule::isakmp_profile_line),
            Self::IsakmpPeer => (Rule::isakmp_peer_head, Rule::isakmp_peer_line),
            Self::Ikev2Proposal => (Rule::ikev2_proposal_head, Rule::ikev2_proposal_line),
            Self::Ikev2Policy => (Rule::ikev2_policy_head, Rule::ikev2_policy_line),
            Self::Ikev2Keyring => (Rule::ikev2_keyring_head, Rule::ikev2_keyring_line),
            Self::Ikev2Profile => (Rule::ikev2_profile_head, Rule::ikev2_profile_line),
            Self::TransformSet => (Rule::transform_set_head, Rule::transform_set_line),
            Self::IpsecProfile => (Rule::ipsec_profile_head, Rule::ipsec_profile_line),
            Self::CryptoMap => (Rule::crypto_map_head, Rule::crypto_map_line),
            Self::DynamicMap => (Rule::dynamic_map_head, Rule::crypto_map_line),
            Self::Interface => (Rule::interface_head, Rule::interface_line),
            Self::NamedList => (Rule::named_list_head, Rule::list_line),
            Self::Ipv6List => (Rule::ipv6_list_head, Rule::list_line),
            Self::ObjectGroup => (Rule::object_group_head, Rule::object_group_line),
            Self::IsakmpKey => return (Some(Rule::isakmp_key_head), None),
            Self::NumberedList => return (Some(Rule::numbered_line), None),
            Self::Global => return (Some(Rule::crypto_global_head), None),
            Self::Elsewhere => return (None, None),
        };
        (Some(head), Some(body))
    }
}

const fn block(kind: Kind, head: &'static str, body: &'static [&'static str]) -> BlockHead<Kind> {
    BlockHead { kind, head, body }
}

const fn line(kind: Kind, head: &'static str) -> BlockHead<Kind> {
    block(kind, head, &[])
}

/// The block heads, the more special ones first.
pub(super) const HEADS: &[BlockHead<Kind>] = &[
    block(Kind::Interface, "interface *", INTERFACE),
    block(Kind::NamedList, "ip access-list extended *", LIST),
    block(Kind::Ipv6List, "ipv6 access-list *", LIST),
    line(Kind::NumberedList, "access-list *"),
    block(
        Kind::ObjectGroup,
        "object-group network *",
        &["host *", "range *", "group-object *", "description", "any $", "* * $", "*/* $"],
    ),
    block(
        Kind::IsakmpPolicy,
        "crypto isakmp policy *",
        &["encryption", "encr", "hash", "authentication", "group", "lifetime"],
    ),
    line(Kind::IsakmpKey, "crypto isakmp key *"),
    block(
        Kind::IsakmpProfile,
        "crypto isakmp profile *",
        &[
            "keyring", "self-identity", "match", "initiate", "ca", "pki", "vrf", "keepalive", "client", "isakmp",
            "virtual-template", "accounting", "reverse-route", "description", "local-address", "qos-group", "default",
        ],
    ),
    block(Kind::IsakmpPeer, "crypto isakmp peer *", &["set aggressive-mode", "description"]),
    block(
        Kind::Keyring,
        "crypto keyring *",
        &["pre-shared-key", "local-address", "description", "rsa-pubkey", "address", "key-string", "quit"],
    ),
    block(
        Kind::Ikev2Proposal,
        "crypto ikev2 proposal *",
        &["encryption", "integrity", "prf", "group", "description", "pqc"],
    ),
    block(Kind::Ikev2Policy, "crypto ikev2 policy *", &["proposal", "match", "description"]),
    block(
        Kind::Ikev2Keyring,
        "crypto ikev2 keyring *",
        &["peer", "address", "hostname", "identity", "pre-shared-key", "description", "ppk"],
    ),
    block(
        Kind::Ikev2Profile,
        "crypto ikev2 profile *",
        &[
            "match", "identity", "authentication", "keyring", "lifetime", "pki", "dpd", "nat", "ivrf", "description",
            "aaa", "no config-exchange", "config-mode", "virtual-template", "initial-contact", "reconnect", "redirect",
            "anyconnect", "ppk",
        ],
    ),
    block(Kind::TransformSet, "crypto ipsec transform-set *", &["mode", "esn", "description"]),
    block(
        Kind::IpsecProfile,
        "crypto ipsec profile *",
        &["set", "responder-only", "reverse-route", "description", "dialer"],
    ),
    line(Kind::CryptoMap, "crypto map * local-address"),
    line(Kind::CryptoMap, "crypto map * isakmp-profile"),
    block(Kind::CryptoMap, "crypto map * *", MAP),
    block(Kind::DynamicMap, "crypto dynamic-map * *", MAP),
    block(Kind::Elsewhere, "crypto isakmp client", &[]),
    block(Kind::Elsewhere, "crypto ipsec client", &[]),
    block(Kind::Elsewhere, "crypto ikev2 authorization", &[]),
    block(Kind::Elsewhere, "crypto ikev2 client", &[]),
    block(Kind::Elsewhere, "crypto ikev2 name-mangler", &[]),
    block(Kind::Elsewhere, "crypto pki", &[]),
    block(Kind::Elsewhere, "crypto ca", &[]),
    block(Kind::Elsewhere, "crypto key", &[]),
    block(Kind::Elsewhere, "crypto gdoi", &[]),
    block(Kind::Elsewhere, "crypto gkm", &[]),
    block(Kind::Elsewhere, "crypto ssl", &[]),
    block(Kind::Elsewhere, "crypto tls-tunnel", &[]),
    block(Kind::Elsewhere, "webvpn", &[]),
    line(Kind::Global, "crypto *"),
    line(Kind::Global, "no crypto *"),
];

const MAP: &[&str] = &["set", "match address", "reverse-route", "description", "qos", "no reverse-route"];

const LIST: &[&str] = &["permit", "deny", "remark", "evaluate", "* permit", "* deny", "* remark", "sequence"];

/// Lines of an interface, so that files without indentation can be read as well.
const INTERFACE: &[&str] = &[
    "ip address", "ip unnumbered", "ip nhrp", "ip nat inside $", "ip nat outside $", "ip nat enable $", "ip mtu", "ip tcp",
    "ip access-group", "ip vrf forwarding", "ip virtual-reassembly", "ip ospf", "ip policy", "ip flow", "ip verify",
    "ip inspect", "ip redirects", "ip unreachables", "ip proxy-arp", "ip directed-broadcast", "ip pim", "ip igmp",
    "ip helper-address", "ip hello-interval", "ip hold-time", "ip summary-address", "ip split-horizon", "ip bandwidth-percent",
    "ip next-hop-self", "ip load-sharing", "ip route-cache", "ip nbar", "ip authentication", "no ip address",
    "no ip redirects", "no ip unreachables", "no ip proxy-arp", "no ip route-cache", "no ip split-horizon",
    "no ip next-hop-self", "no ip mroute-cache", "no ip directed-broadcast", "ipv6 address", "ipv6 enable", "ipv6 nd",
    "ipv6 mtu", "ipv6 ospf", "ipv6 traffic-filter", "no ipv6", "vrf forwarding", "crypto map * $",
    "crypto map * redundancy", "crypto ipsec client ezvpn", "crypto ipsec df-bit", "crypto ipsec fragmentation",
    "crypto engine", "tunnel", "standby", "vrrp", "glbp", "description", "duplex", "speed", "media-type", "negotiation",
    "encapsulation", "bandwidth", "delay", "mtu", "load-interval", "keepalive", "no keepalive", "shutdown", "no shutdown",
    "no switchport", "switchport", "spanning-tree", "channel-group", "zone-member", "service-policy", "ppp", "dialer",
    "dialer-group", "pppoe", "pppoe-client", "pvc", "cdp", "no cdp", "no mop", "fair-queue", "no fair-queue", "snmp",
    "arp", "clock", "half-duplex", "full-duplex", "qos", "if-state", "hold-queue", "macsec", "no peer", "peer",
    "max-reserved-bandwidth", "serial", "down-when-looped", "storm-control", "lldp", "no lldp", "nat64", "bfd",
];
