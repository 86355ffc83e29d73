//! Which words PAN-OS writes where: one table for `set` lines, XML and the curly form alike.
//!
//! The table says how each word continues, so that several settings chained on one `set` line come apart, and what it
//! means to a site-to-site negotiation, so that coverage can be counted. A word that a [`Shape::Block`] does not list
//! is not recognised; one that a [`Shape::Open`] does not list is none of our business and is skipped.
//!
//! Sources: Palo Alto Networks, pan-os-codegen, `specs/network/ike-gateway.yaml`, `specs/network/tunnels/ipsec.yaml`,
//! `specs/objects/profiles/ike-crypto-profile.yaml` and `ipsec-crypto-profile.yaml`; pan-os-python,
//! `panos/network.py` (older spellings); "Set Up Site-to-Site VPN" in the PAN-OS web interface help.

mod path;

pub(super) use path::HEADS as PATH_HEADS;

use Meaning::{Irrelevant, Understood, Unmodelled};
use Shape::{Block, Ignored, List, Named, Open, Text, Through, Value, ValueOr};

/// How a word continues.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// One of these words, and no other. Empty: the word stands alone (`any`, `dynamic`).
    Block(&'static [Field]),
    /// One of these words, or something to skip.
    Open(&'static [Field]),
    /// A name that the user chose, which continues in this way.
    Named(&'static Shape),
    /// One value; a later one replaces it.
    Value,
    /// Any number of values.
    List,
    /// Free text to the end of the statement.
    Text,
    /// One of these words, or else a value (forms of older releases).
    ValueOr(&'static [Field]),
    /// A wrapper that leaves no trace in the tree: what is below belongs to the parent.
    Through(&'static Shape),
    /// Whatever it is, it is not looked at.
    Ignored,
}

/// What a setting is to a site-to-site negotiation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It is read.
    Understood,
    /// It has no bearing on whether the tunnel comes up, for this reason.
    Irrelevant(&'static str),
    /// It may have, and is not read: what the model lacks.
    Unmodelled(&'static str),
}

/// A word and how it continues.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    /// The word.
    pub(super) word: &'static str,
    /// How it continues.
    pub(super) shape: Shape,
    /// What it means.
    pub(super) meaning: Meaning,
}

const fn read(word: &'static str, shape: Shape) -> Field {
    Field { word, shape, meaning: Understood }
}

const fn irrelevant(word: &'static str, shape: Shape, reason: &'static str) -> Field {
    Field { word, shape, meaning: Irrelevant(reason) }
}

const fn unmodelled(word: &'static str, shape: Shape, lacks: &'static str) -> Field {
    Field { word, shape, meaning: Unmodelled(lacks) }
}

const NOTE: &str = "a note for people";
const LIVE: &str = "looks after a tunnel that is up";
const REAUTHENTICATION: &str = "when a tunnel that is up authenticates again";
const OTHER_VPN: &str = "another kind of VPN, with no IKE between sites";
const MANUAL: &str = "manual keys negotiate nothing";
const PACKETS: &str = "how packets of a tunnel that is up are treated";
const FAMILY: &str = "says again of which family the addresses are";
const CERTIFICATES: &str = "how certificates are checked";
const COOKIES: &str = "cookies cost an initiator one more message";
const FRAGMENTS: &str = "large messages of IKE in pieces, where both ends offer it";
const NAT_DETAIL: &str = "how NAT traversal is kept up";
const UNUSED: &str = "a switch of old releases without effect";
const QUANTUM: &str = "post-quantum keys";

/// A whole file, whichever wrappers (`config`, `devices localhost.localdomain`) it is written in.
pub(super) static ROOT: Shape = Open(ROOT_FIELDS);

static ROOT_FIELDS: &[Field] = &[
    read("config", Through(&ROOT)),
    read("devices", Through(&DEVICES)),
    read("network", NETWORK),
    read("deviceconfig", DEVICECONFIG),
    read("zone", path::ZONES),
    read("certificate-profile", path::NAMES),
    read("address", Named(&Open(ADDRESS))),
    read("address-group", path::ADDRESS_GROUPS),
    read("external-list", path::NAMES),
    read("region", path::NAMES),
    read("service", path::SERVICES),
    read("service-group", path::GROUPS),
    read("application", path::NAMES),
    read("application-group", path::GROUPS),
    read("application-filter", path::NAMES),
    read("rulebase", path::RULEBASE),
    read("vsys", Named(&Open(VSYS))),
    read("shared", Open(VSYS)),
    read("device-group", Named(&Open(VSYS))),
    read("panorama", Open(&[read("vsys", Named(&Open(VSYS)))])),
    read("template", Named(&Open(TEMPLATE))),
    read("template-stack", Named(&Open(TEMPLATE_STACK))),
];
static DEVICES: Shape = Named(&Through(&ROOT));

/// What stands inside the `config` of a template: the same as in a firewall, but no template again.
static SCOPE: Shape = Open(SCOPE_FIELDS);

static SCOPE_FIELDS: &[Field] = &[
    read("devices", Through(&SCOPE_DEVICES)),
    read("network", NETWORK),
    read("zone", path::ZONES),
    read("certificate-profile", path::NAMES),
    read("vsys", Named(&Open(VSYS))),
    read("shared", Open(VSYS)),
];
static SCOPE_DEVICES: Shape = Named(&Through(&SCOPE));

static TEMPLATE: &[Field] = &[read("config", Through(&SCOPE)), read("variable", VARIABLES)];
static TEMPLATE_STACK: &[Field] = &[
    read("templates", List),
    read("config", Through(&SCOPE)),
    read("variable", VARIABLES),
    read("devices", Named(&Open(&[read("variable", VARIABLES)]))),
];
const VARIABLES: Shape = Named(&Open(&[read("type", Open(VARIABLE_TYPES))]));
const VARIABLE_TYPES: &[Field] =
    &[read("ip-netmask", Value), read("ip-range", Value), read("fqdn", Value), read("interface", Value)];
const DEVICECONFIG: Shape = Open(&[read(
    "system",
    Open(&[
        read("hostname", Value),
        read("panorama-server", Value),
        read("panorama", Open(&[read("local-panorama", Open(&[read("panorama-server", Value)]))])),
    ]),
)]);
const VSYS: &[Field] = &[
    read("zone", path::ZONES),
    read("certificate-profile", path::NAMES),
    read("address", Named(&Open(ADDRESS))),
    read("address-group", path::ADDRESS_GROUPS),
    read("external-list", path::NAMES),
    read("region", path::NAMES),
    read("service", path::SERVICES),
    read("service-group", path::GROUPS),
    read("application", path::NAMES),
    read("application-group", path::GROUPS),
    read("application-filter", path::NAMES),
    read("rulebase", path::RULEBASE),
    read("pre-rulebase", path::RULEBASE),
    read("post-rulebase", path::RULEBASE),
];
const ADDRESS: &[Field] = &[read("ip-netmask", Value), read("ip-range", Value), read("fqdn", Value)];

const NETWORK: Shape = Open(&[
    read("interface", INTERFACES),
    read("ike", Block(IKE)),
    read("tunnel", Open(&[read("ipsec", Named(&Block(TUNNEL)))])),
    read("profiles", Open(&[read("monitor-profile", path::NAMES)])),
    read("virtual-router", path::VIRTUAL_ROUTERS),
    read("logical-router", path::LOGICAL_ROUTERS),
]);

const INTERFACES: Shape = Open(&[
    read("ethernet", Named(&Open(ETHERNET))),
    read("aggregate-ethernet", Named(&Open(ETHERNET))),
    read("vlan", Open(UNIT)),
    read("loopback", Open(UNIT)),
    read("tunnel", Open(UNIT)),
]);
const ETHERNET: &[Field] = &[read("layer3", Open(UNIT)), read("link-state", Value)];
const UNIT: &[Field] = &[
    read("ip", Named(&Ignored)),
    read("ipv6", Open(&[read("address", Named(&Ignored))])),
    read("dhcp-client", Open(LEASE)),
    read("pppoe", Open(LEASE)),
    read("mtu", Value),
    read("units", Named(&Open(SUBINTERFACE))),
];
const LEASE: &[Field] = &[read("enable", Value), read("create-default-route", Value)];
const SUBINTERFACE: &[Field] = &[
    read("ip", Named(&Ignored)),
    read("ipv6", Open(&[read("address", Named(&Ignored))])),
    read("dhcp-client", Open(LEASE)),
    read("pppoe", Open(LEASE)),
    read("mtu", Value),
];

const IKE: &[Field] = &[
    read(
        "crypto-profiles",
        Block(&[
            read("ike-crypto-profiles", Named(&Block(IKE_CRYPTO_PROFILE))),
            read("ipsec-crypto-profiles", Named(&Block(IPSEC_CRYPTO_PROFILE))),
            irrelevant("global-protect-app-crypto-profiles", Ignored, OTHER_VPN),
        ]),
    ),
    read("gateway", Named(&Block(GATEWAY))),
];

const LIFETIME: Shape =
    Block(&[read("seconds", Value), read("minutes", Value), read("hours", Value), read("days", Value)]);
const LIFESIZE: Shape = Block(&[read("kb", Value), read("mb", Value), read("gb", Value), read("tb", Value)]);

const IKE_CRYPTO_PROFILE: &[Field] = &[
    read("encryption", List),
    read("hash", List),
    read("dh-group", List),
    read("lifetime", LIFETIME),
    irrelevant("authentication-multiple", Value, REAUTHENTICATION),
];
const IPSEC_CRYPTO_PROFILE: &[Field] = &[
    read("esp", Block(&[read("encryption", List), read("authentication", List)])),
    read("ah", Block(&[read("authentication", List)])),
    read("dh-group", Value),
    read("lifetime", LIFETIME),
    read("lifesize", LIFESIZE),
];

const GATEWAY: &[Field] = &[
    read("authentication", Block(AUTHENTICATION)),
    read("protocol", Block(PROTOCOL)),
    read("protocol-common", Block(PROTOCOL_COMMON)),
    read("local-address", Block(&[read("interface", Value), read("ip", Value), read("floating-ip", Value)])),
    read("peer-address", Block(&[read("ip", Value), read("fqdn", Value), read("dynamic", Block(&[]))])),
    read("local-id", Block(&[read("type", Value), read("id", Value), irrelevant("matching", Value, UNUSED)])),
    read("peer-id", Block(&[read("type", Value), read("id", Value), read("matching", Value)])),
    read("disabled", Value),
    irrelevant("ipv6", Value, FAMILY),
    irrelevant("comment", Text, NOTE),
];
const AUTHENTICATION: &[Field] = &[
    read("pre-shared-key", Block(&[read("key", Value)])),
    read(
        "certificate",
        Block(&[
            read(
                "local-certificate",
                ValueOr(&[read("name", Value), unmodelled("hash-and-url", Block(HASH_AND_URL), CERTIFICATES)]),
            ),
            read("certificate-profile", Value),
            read("allow-id-payload-mismatch", Value),
            unmodelled("strict-validation-revocation", Value, CERTIFICATES),
            irrelevant("use-management-as-source", Value, CERTIFICATES),
        ]),
    ),
];
const PROTOCOL: &[Field] = &[
    read("version", Value),
    read(
        "ikev1",
        Block(&[
            read("ike-crypto-profile", Value),
            read("exchange-mode", Value),
            read("dpd", LIVENESS),
            irrelevant("commit-bit", Value, UNUSED),
            irrelevant("initial-contact", Value, UNUSED),
        ]),
    ),
    read(
        "ikev2",
        Block(&[
            read("ike-crypto-profile", Value),
            read("dpd", LIVENESS),
            irrelevant("require-cookie", Value, COOKIES),
            irrelevant("send-peer-id", Value, UNUSED),
            irrelevant("ikev2-fragment", Block(FRAGMENT), FRAGMENTS),
            read("pq-ppk", PQ_PPK),
            unmodelled("pq-kem", POST_QUANTUM, QUANTUM),
            unmodelled("pq-qkd", POST_QUANTUM, QUANTUM),
        ]),
    ),
];
const LIVENESS: Shape = Block(&[read("enable", Value), read("interval", Value), read("retry", Value)]);
const FRAGMENT: &[Field] = &[irrelevant("enable", Value, FRAGMENTS), irrelevant("size", Value, FRAGMENTS)];
const HASH_AND_URL: &[Field] =
    &[unmodelled("enable", Value, CERTIFICATES), unmodelled("base-url", Value, CERTIFICATES)];
/// What says of post-quantum pre-shared keys whether they are used, and whether there is no SA without one; the keys
/// themselves are not read.
const PQ_PPK: Shape = Block(&[
    read("enabled", Value),
    read("enable", Value),
    read("negotiation-mode", Value),
    unmodelled("keys", Named(&Ignored), QUANTUM),
]);
/// Post-quantum options are off unless one of the two words says yes.
const POST_QUANTUM: Shape = Block(&[
    unmodelled("enabled", Value, QUANTUM),
    unmodelled("enable", Value, QUANTUM),
    unmodelled("block-vulnerable-cipher", Value, QUANTUM),
    unmodelled("key-size", Value, QUANTUM),
    unmodelled("timeout", Value, QUANTUM),
    unmodelled("keys", Named(&Ignored), QUANTUM),
    unmodelled("qkd-profile", Value, QUANTUM),
]);
const PROTOCOL_COMMON: &[Field] = &[
    read(
        "nat-traversal",
        Block(&[
            read("enable", Value),
            irrelevant("keep-alive-interval", Value, NAT_DETAIL),
            irrelevant("udp-checksum-enable", Value, NAT_DETAIL),
        ]),
    ),
    irrelevant("fragmentation", Block(&[irrelevant("enable", Value, FRAGMENTS)]), FRAGMENTS),
    read("passive-mode", Value),
];

const TUNNEL: &[Field] = &[
    read(
        "auto-key",
        Block(&[
            read("ike-gateway", Named(&Block(&[]))),
            read("ipsec-crypto-profile", Value),
            read("proxy-id", Named(&Block(PROXY_ID))),
            read("proxy-id-v6", Named(&Block(PROXY_ID))),
        ]),
    ),
    read("tunnel-interface", Value),
    read("ipsec-mode", Value),
    read("disabled", Value),
    irrelevant("tunnel-monitor", Block(MONITOR), LIVE),
    irrelevant("anti-replay", Value, PACKETS),
    irrelevant("anti-replay-window", Value, PACKETS),
    irrelevant("copy-tos", Value, PACKETS),
    irrelevant("copy-flow-label", Value, PACKETS),
    irrelevant("ipv6", Value, FAMILY),
    irrelevant("comment", Text, NOTE),
    unmodelled("enable-gre-encapsulation", Value, "GRE inside of the tunnel"),
    irrelevant("manual-key", Ignored, MANUAL),
    irrelevant("global-protect-satellite", Ignored, OTHER_VPN),
];
const MONITOR: &[Field] = &[
    irrelevant("enable", Value, LIVE),
    irrelevant("destination-ip", Value, LIVE),
    irrelevant("source-ip", Value, LIVE),
    irrelevant("proxy-id", Value, LIVE),
    irrelevant("tunnel-monitor-profile", Value, LIVE),
];
const PROXY_ID: &[Field] = &[
    read("local", Value),
    read("remote", Value),
    read(
        "protocol",
        Block(&[read("any", Block(&[])), read("number", Value), read("tcp", Block(PORTS)), read("udp", Block(PORTS))]),
    ),
];
const PORTS: &[Field] = &[read("local-port", Value), read("remote-port", Value)];
