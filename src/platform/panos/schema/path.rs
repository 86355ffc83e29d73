//! The words of the path of packets: routers, zones, objects and rules. None of them is a line of the VPN, so that what
//! is not listed is skipped and no finding.
//!
//! Sources: Palo Alto Networks, pan-os-codegen, `specs/network/virtual-router.yaml`, `specs/network/logical-router.yaml`,
//! `specs/policies/security-policy-rule.yaml`, `specs/policies/nat.yaml`; pan-os-python, `panos/network.py` and
//! `panos/policies.py`.

use super::Field;
use super::Shape::{self, Block, Ignored, List, Named, Open, Text, Value};
use super::{NOTE, irrelevant, read};

/// The heads of the path of packets, by what they are about: what stands below them is counted in the table of coverage.
pub(in crate::platform::panos) const HEADS: &[(&str, &[&str])] = &[
    ("interfaces", &["network interface"]),
    ("routers and static routes", &["network virtual-router", "network logical-router"]),
    ("zones", &["zone"]),
    ("addresses", &["address", "address-group"]),
    (
        "services and applications",
        &["service", "service-group", "application", "application-group", "application-filter"],
    ),
    (
        "security rules",
        &[
            "rulebase security",
            "pre-rulebase security",
            "post-rulebase security",
            "rulebase default-security-rules",
            "pre-rulebase default-security-rules",
            "post-rulebase default-security-rules",
        ],
    ),
    ("NAT rules", &["rulebase nat", "pre-rulebase nat", "post-rulebase nat"]),
    ("policy-based forwarding", &["rulebase pbf", "pre-rulebase pbf", "post-rulebase pbf"]),
];

const LOGS: &str = "what is written down of packets";
const SIDE: &str = "what else is done with packets that pass or do not";

/// `network virtual-router`.
pub(super) const VIRTUAL_ROUTERS: Shape = Named(&Open(VIRTUAL_ROUTER));
/// `network logical-router`: one level more, and the routing protocols stand directly below.
pub(super) const LOGICAL_ROUTERS: Shape = Named(&Open(&[read("vrf", Named(&Open(VIRTUAL_ROUTER)))]));

const VIRTUAL_ROUTER: &[Field] = &[
    read("interface", List),
    read("routing-table", Open(&[read("ip", ROUTES), read("ipv6", ROUTES)])),
    read("protocol", Open(PROTOCOLS)),
    read("bgp", SWITCH),
    read("ospf", SWITCH),
    read("ospfv3", SWITCH),
    read("rip", SWITCH),
];
const PROTOCOLS: &[Field] = &[read("bgp", SWITCH), read("ospf", SWITCH), read("ospfv3", SWITCH), read("rip", SWITCH)];
const SWITCH: Shape = Open(&[read("enable", Value)]);
const ROUTES: Shape = Open(&[read("static-route", Named(&Open(ROUTE)))]);
const ROUTE: &[Field] = &[
    read("destination", Value),
    read("interface", Value),
    read("metric", Value),
    read("admin-dist", Value),
    read("administrative-distance", Value),
    read("nexthop", Block(NEXT_HOP)),
    read("path-monitor", SWITCH),
];
const NEXT_HOP: &[Field] = &[
    read("ip-address", Value),
    read("ipv6-address", Value),
    read("fqdn", Value),
    read("next-vr", Value),
    read("next-lr", Value),
    read("tunnel", Value),
    read("discard", Block(&[])),
    read("receive", Block(&[])),
    read("none", Block(&[])),
];

/// `zone`.
pub(super) const ZONES: Shape = Named(&Open(&[read("network", Open(&[read("layer3", List)]))]));

/// `address-group`.
pub(super) const ADDRESS_GROUPS: Shape = Named(&Open(&[read("static", List), read("dynamic", Ignored)]));
/// `service`.
pub(super) const SERVICES: Shape = Named(&Open(&[read("protocol", Open(&[read("tcp", PORTS), read("udp", PORTS)]))]));
const PORTS: Shape = Open(&[read("port", Value), read("source-port", Value)]);
/// `service-group` and `application-group`.
pub(super) const GROUPS: Shape = Named(&Open(&[read("members", List)]));
/// `application` and `application-filter`: that there are such, by name.
pub(super) const NAMES: Shape = Named(&Ignored);

/// `rulebase`, `pre-rulebase` and `post-rulebase`.
pub(super) const RULEBASE: Shape = Open(&[
    read("security", Open(&[read("rules", Named(&Open(SECURITY_RULE)))])),
    read("default-security-rules", Open(&[read("rules", Named(&Open(&[read("action", Value)])))])),
    read("nat", Open(&[read("rules", Named(&Open(NAT_RULE)))])),
    read("pbf", Open(&[read("rules", Named(&Open(FORWARDING_RULE)))])),
]);
const SECURITY_RULE: &[Field] = &[
    read("from", List),
    read("to", List),
    read("source", List),
    read("destination", List),
    read("source-user", List),
    read("category", List),
    read("application", List),
    read("service", List),
    read("hip-profiles", List),
    read("source-hip", List),
    read("destination-hip", List),
    read("source-device", List),
    read("destination-device", List),
    read("negate-source", Value),
    read("negate-destination", Value),
    read("rule-type", Value),
    read("action", Value),
    read("disabled", Value),
    read("schedule", Value),
    read("target", TARGET),
    irrelevant("tag", List, NOTE),
    irrelevant("group-tag", Value, NOTE),
    irrelevant("log-start", Value, LOGS),
    irrelevant("log-end", Value, LOGS),
    irrelevant("log-setting", Value, LOGS),
    irrelevant("icmp-unreachable", Value, SIDE),
    irrelevant("disable-inspect", Value, SIDE),
    irrelevant("description", Text, NOTE),
];
/// Which of the managed firewalls a pushed rule is for.
const TARGET: Shape = Open(&[read("devices", Named(&Ignored)), read("tags", List), read("negate", Value)]);

const NAT_RULE: &[Field] = &[
    read("from", List),
    read("to", List),
    read("source", List),
    read("destination", List),
    read("service", Value),
    read("to-interface", Value),
    read("nat-type", Value),
    read("source-translation", Open(SOURCE_TRANSLATION)),
    read("destination-translation", Ignored),
    read("dynamic-destination-translation", Ignored),
    read("active-active-device-binding", Value),
    read("disabled", Value),
    read("target", TARGET),
    irrelevant("tag", List, NOTE),
    irrelevant("group-tag", Value, NOTE),
    irrelevant("description", Text, NOTE),
];
const SOURCE_TRANSLATION: &[Field] =
    &[read("dynamic-ip-and-port", POOL), read("dynamic-ip", POOL), read("static-ip", POOL)];
const POOL: Shape = Open(&[
    read("translated-address", List),
    read("interface-address", Open(&[read("interface", Value), read("ip", Value), read("floating-ip", Value)])),
    read("fallback", Ignored),
    read("bi-directional", Value),
]);

const FORWARDING_RULE: &[Field] = &[
    read("from", Open(&[read("zone", List), read("interface", List)])),
    read("source", List),
    read("destination", List),
    read("source-user", List),
    read("application", List),
    read("service", List),
    read("negate-source", Value),
    read("negate-destination", Value),
    read("action", Open(FORWARDING)),
    read("schedule", Value),
    read("target", TARGET),
    read("disabled", Value),
    irrelevant("description", Text, NOTE),
];
const FORWARDING: &[Field] = &[
    read("no-pbf", Block(&[])),
    read("discard", Block(&[])),
    read("forward", Open(&[read("egress-interface", Value), read("monitor", Ignored)])),
];
