//! PAN-OS: rules that decide for what opens a session (security rules, NAT rules, policy-based forwarding), routes to the
//! peer, and gateways on interfaces that there are not.

use ikelint::check::{Check, Traffic};
use ikelint::rules::Severity;

use crate::pairs::{Edit, check_edited, in_a, in_b, verdict};
use crate::traffic::{A_UNKNOWN, BOTH_BLOCKED, BOTH_UNKNOWN, FLOW, rules_that_block_are_told};

const B_UNKNOWN: [Traffic; 2] = [Traffic::Flows, Traffic::Unknown];
const PAN: [&str; 2] = ["panos-ikev1", "panos-ikev1"];
const LAST: &str = "set zone vpn network layer3 tunnel.10\n";
const BOTH: &str = "set zone vpn network layer3 tunnel.10\nset rulebase security rules both from [ trust vpn ] to [ vpn trust ] source any destination any application any service any action allow\n";
const OUT: &str = "set zone vpn network layer3 tunnel.10\nset rulebase security rules out from trust to vpn source any destination any application any service any action allow\n";
const IN: &str = "set zone vpn network layer3 tunnel.10\nset rulebase security rules in from vpn to trust source any destination any application any service any action allow\n";
const PASS: [Edit; 2] = [in_a(LAST, BOTH), in_b(LAST, BOTH)];
const PASS_A: Edit = in_a(LAST, BOTH);
const ROUTE: &str = "set network virtual-router default routing-table ip static-route default destination";

const ERROR: Severity = Severity::Error;
const WARNING: Severity = Severity::Warning;

/// What is wrong, the edits, the verdict, the traffic, and what is told that is no remark.
type Row = (&'static str, &'static [&'static [Edit]], &'static str, [Traffic; 2], &'static [(&'static str, Severity)]);

/// A rule before the zone of the tunnel.
macro_rules! rule {
    ($rule:literal) => {
        in_a("set zone untrust", concat!($rule, "\nset zone untrust"))
    };
}

const ROWS: &[Row] = &[
    (
        "both ends let pass what they begin alone",
        &[&[in_a(LAST, OUT), in_b(LAST, OUT)]],
        "establishes",
        BOTH_BLOCKED,
        &[("security-policy-blocks", ERROR), ("security-policy-blocks", ERROR)],
    ),
    (
        "both ends let pass what comes in alone",
        &[&[in_a(LAST, IN), in_b(LAST, IN)]],
        "establishes",
        BOTH_BLOCKED,
        &[("security-policy-blocks", ERROR), ("security-policy-blocks", ERROR)],
    ),
    (
        "one begins, the other answers",
        &[&[in_a(LAST, OUT), in_b(LAST, IN)]],
        "establishes",
        B_UNKNOWN,
        &[("security-policy-blocks", WARNING), ("security-policy-blocks", WARNING)],
    ),
    (
        "a NAT rule to the zone of the tunnel",
        &[
            &PASS,
            &[rule!(
                "set rulebase nat rules n from trust to vpn source any destination any service any source-translation dynamic-ip-and-port interface-address interface ethernet1/1"
            )],
        ],
        "establishes",
        A_UNKNOWN,
        &[("nat-exemption-missing", WARNING)],
    ),
    (
        "the tunnel in the zone of the internet, to which everything is translated",
        &[&[
            in_a(
                "set zone untrust network layer3 ethernet1/1",
                "set zone untrust network layer3 [ ethernet1/1 tunnel.10 ]",
            ),
            in_a(
                LAST,
                "set rulebase security rules all from any to any source any destination any application any service any action allow\nset rulebase nat rules n from trust to untrust source any destination any service any source-translation dynamic-ip-and-port interface-address interface ethernet1/1\n",
            ),
            in_b(LAST, BOTH),
        ]],
        "establishes",
        A_UNKNOWN,
        &[("nat-exemption-missing", WARNING)],
    ),
    (
        "forwarding discards what goes to the other end",
        &[
            &PASS,
            &[rule!(
                "set rulebase pbf rules p from zone trust\nset rulebase pbf rules p source any destination 10.2.0.0/24 service any application any action discard"
            )],
        ],
        "establishes",
        A_UNKNOWN,
        &[("no-route-to-remote-network", WARNING)],
    ),
    (
        "forwarding leads everything to the internet",
        &[
            &PASS,
            &[rule!(
                "set rulebase pbf rules p from interface ethernet1/2\nset rulebase pbf rules p source any destination any service any application any action forward egress-interface ethernet1/1"
            )],
        ],
        "establishes",
        A_UNKNOWN,
        &[("no-route-to-remote-network", WARNING)],
    ),
    (
        "an earlier rule leaves what goes to the other end to the routes",
        &[
            &PASS,
            &[rule!(
                "set rulebase pbf rules keep from zone trust\nset rulebase pbf rules keep source any destination 10.2.0.0/24 service any application any action no-pbf\nset rulebase pbf rules p from zone trust\nset rulebase pbf rules p source any destination any service any application any action forward egress-interface ethernet1/1"
            )],
        ],
        "establishes",
        FLOW,
        &[],
    ),
    (
        "a monitor may switch the rule off",
        &[
            &PASS,
            &[rule!(
                "set rulebase pbf rules p from zone trust\nset rulebase pbf rules p source any destination any service any application any action forward egress-interface ethernet1/1\nset rulebase pbf rules p action forward monitor ip-address 203.0.113.1"
            )],
        ],
        "establishes",
        A_UNKNOWN,
        &[],
    ),
    (
        "forwarding from another zone",
        &[
            &PASS,
            &[rule!(
                "set rulebase pbf rules p from zone untrust\nset rulebase pbf rules p source any destination any service any application any action discard"
            )],
        ],
        "establishes",
        FLOW,
        &[],
    ),
    (
        "forwarding into the tunnel, and no route",
        &[
            &PASS,
            &[
                rule!(
                    "set rulebase pbf rules p from zone trust\nset rulebase pbf rules p source any destination 10.2.0.0/24 service any application any action forward egress-interface tunnel.10"
                ),
                in_a("static-route to-peer destination 10.2.0.0/24", "static-route to-peer destination 10.77.0.0/24"),
            ],
        ],
        "establishes",
        FLOW,
        &[],
    ),
    (
        "the route to the peer leads into the tunnel",
        &[
            &PASS,
            &[in_a(
                ROUTE,
                "set network virtual-router default routing-table ip static-route bad destination 198.51.100.20/32\nset network virtual-router default routing-table ip static-route bad interface tunnel.10\nset network virtual-router default routing-table ip static-route default destination",
            )],
        ],
        "undetermined",
        BOTH_UNKNOWN,
        &[("recursive-route", WARNING)],
    ),
    (
        "the gateway is on an interface that there is not",
        &[&PASS, &[in_a("local-address interface ethernet1/1", "local-address interface ethernet1/9")]],
        "stalls",
        BOTH_UNKNOWN,
        &[("dangling-reference", ERROR)],
    ),
    (
        "the same, where a manager may push the interface",
        &[
            &PASS,
            &[
                in_a("local-address interface ethernet1/1", "local-address interface ethernet1/9"),
                in_a("set zone untrust", "set deviceconfig system panorama-server 10.9.9.9\nset zone untrust"),
            ],
        ],
        "undetermined",
        BOTH_UNKNOWN,
        &[("dangling-reference", WARNING)],
    ),
];

fn told(check: &Check) -> Vec<(&'static str, Severity)> {
    let graver = check.findings.iter().filter(|finding| finding.severity != Severity::Info);
    graver.map(|finding| (finding.rule.name, finding.severity)).collect()
}

#[test]
fn what_opens_a_session_is_told_where_it_is_dropped() {
    let mut wrong = Vec::new();
    for (what, edits, expected, traffic, rules) in ROWS {
        let check = check_edited(PAN, &edits.concat());
        let found = (verdict(&check), check.tunnels[0].traffic, told(&check));
        if found != (*expected, *traffic, rules.to_vec()) {
            wrong.push(format!("{what}: {found:?}"));
        }
        rules_that_block_are_told(&check);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Once one end lets in what the other begins, nothing is left to be told.
#[test]
fn the_commands_for_what_nobody_opens_mend_it() {
    let check = check_edited(PAN, &[in_a(LAST, OUT), in_b(LAST, OUT)]);
    let finding = check.findings.iter().find(|finding| finding.rule.name == "security-policy-blocks").unwrap();
    let fix = &finding.fixes[0];
    assert!(fix.commands.iter().any(|line| line.contains("from vpn to trust") || line.contains("from vpn")), "{fix:?}");
    assert_eq!(check_edited(PAN, &[PASS_A, in_b(LAST, OUT)]).tunnels[0].traffic[0], Traffic::Unknown);
}
