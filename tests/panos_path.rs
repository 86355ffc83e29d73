//! PAN-OS: what zones, routers and rules do to IKE for the firewall itself and to what the tunnel carries, and whether the
//! commands that are given mend it.

use ikelint::check::{Check, Settings, Traffic};
use ikelint::negotiation::End;
use ikelint::rules::Certainty;

use crate::pairs::{Edit, check_texts, edited, errors, in_a, in_b, verdict};
use crate::traffic::{BOTH_BLOCKED, BOTH_UNKNOWN, FLOW};
use crate::typed::typed;

const PAN: [&str; 2] = ["panos-ikev1", "panos-ikev1"];
const PAN2: [&str; 2] = ["panos-ikev2", "panos-ikev2"];
const LAST: &str = "set zone vpn network layer3 tunnel.10\n";
const MEMBERS: &str = "interface [ ethernet1/1 ethernet1/2 tunnel.10 ]";
const NO_ZONE: Edit = in_a(LAST, "");
const NO_ROUTER: Edit = in_a(MEMBERS, "interface [ ethernet1/1 ethernet1/2 ]");
/// No proxy IDs: routes choose what the tunnel carries.
const ROUTED: [Edit; 2] = [
    in_a("set network tunnel ipsec TUN auto-key proxy-id", "set network tunnel ipsec OLD auto-key proxy-id"),
    in_b("set network tunnel ipsec TUN auto-key proxy-id", "set network tunnel ipsec OLD auto-key proxy-id"),
];
/// What the tunnel carries passes at both ends.
const PASS_A: &str = "set zone vpn network layer3 tunnel.10\nset rulebase security rules both from [ trust vpn ] to [ vpn trust ] source any destination any application any service any action allow\n";
const PASS_B: Edit = in_b(LAST, PASS_A);
const DENY: &str = "set zone vpn network layer3 tunnel.10\nset rulebase security rules both from [ trust vpn ] to [ vpn trust ] source any destination any application any service any action allow\nset rulebase security rules last from any to any source any destination any application any service any action deny\n";
/// The gateway of A is on a loopback in a zone of its own.
const LOOPBACK: [Edit; 6] = [
    in_a("local-address interface ethernet1/1", "local-address interface loopback.1"),
    in_a("local-address ip 192.0.2.10/24", "local-address ip 192.0.2.200/32"),
    in_a(MEMBERS, "interface [ loopback.1 ethernet1/1 ethernet1/2 tunnel.10 ]"),
    in_a(
        "set zone untrust",
        "set network interface loopback units loopback.1 ip 192.0.2.200/32\nset zone dmz network layer3 loopback.1\nset zone untrust",
    ),
    in_a(LAST, PASS_A),
    in_b("peer-address ip 192.0.2.10", "peer-address ip 192.0.2.200"),
];

/// A base pair, what is edited, and what comes of it.
struct Row {
    what: &'static str,
    names: [&'static str; 2],
    edits: &'static [&'static [Edit]],
    verdict: &'static str,
    traffic: [Traffic; 2],
    errors: &'static [&'static str],
}

/// A zone in a file without rules leaves open what the rules do.
const ROWS: &[Row] = &[
    Row {
        what: "a route into a tunnel interface that does not exist",
        names: PAN2,
        edits: &[&[in_a("route to-peer interface tunnel.10", "route to-peer interface tunnel.8")], &ROUTED],
        verdict: "establishes",
        traffic: [Traffic::Blocked, Traffic::Unknown],
        errors: &["no-route-to-remote-network"],
    },
    Row {
        what: "the tunnel interface is in no zone",
        names: PAN,
        edits: &[&[NO_ZONE]],
        verdict: "establishes",
        traffic: BOTH_BLOCKED,
        errors: &["security-policy-blocks"],
    },
    Row {
        what: "the tunnel interface is in no zone, and routes choose what it carries",
        names: PAN2,
        edits: &[&[NO_ZONE], &ROUTED],
        verdict: "establishes",
        traffic: BOTH_BLOCKED,
        errors: &["security-policy-blocks"],
    },
    Row {
        what: "the inner interface is in no zone",
        names: PAN,
        edits: &[&[in_a("set zone trust network layer3 ethernet1/2\n", ""), PASS_B]],
        verdict: "establishes",
        traffic: BOTH_BLOCKED,
        errors: &["security-policy-blocks"],
    },
    Row {
        what: "a manager may put it into a zone",
        names: PAN,
        edits: &[&[
            NO_ZONE,
            in_a("set zone untrust", "set deviceconfig system panorama-server 10.9.9.9\nset zone untrust"),
        ]],
        verdict: "establishes",
        traffic: BOTH_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "the tunnel interface is in no router",
        names: PAN,
        edits: &[&[NO_ROUTER]],
        verdict: "establishes",
        traffic: BOTH_BLOCKED,
        errors: &["no-route-to-remote-network"],
    },
    Row {
        what: "the tunnel interface is in no router, and routes choose what it carries",
        names: PAN,
        edits: &[&[NO_ROUTER], &ROUTED],
        verdict: "establishes",
        traffic: BOTH_BLOCKED,
        errors: &["no-route-to-remote-network"],
    },
    Row {
        what: "the file shows no router",
        names: PAN,
        edits: &[&[in_a("set network virtual-router", "set network virtual-routes")]],
        verdict: "establishes",
        traffic: BOTH_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "the last rule denies IKE that comes in by the zone of the gateway",
        names: PAN,
        edits: &[&[in_a(LAST, DENY), PASS_B]],
        verdict: "one-way",
        traffic: [Traffic::Unknown, Traffic::Unknown],
        errors: &["udp-500-blocked"],
    },
    Row {
        what: "a rule for IKE comes first, and ESP is left to the last one",
        names: PAN2,
        edits: &[&[
            in_a(
                LAST,
                "set rulebase security rules ike from untrust to untrust source 198.51.100.20 destination any application ike service application-default action allow\nset zone vpn network layer3 tunnel.10\n",
            ),
            in_a(LAST, DENY),
            PASS_B,
        ]],
        verdict: "establishes",
        traffic: [Traffic::Flows, Traffic::Unknown],
        errors: &[],
    },
    Row {
        what: "a rule for IKE of another peer",
        names: PAN2,
        edits: &[&[
            in_a(
                LAST,
                "set rulebase security rules ike from untrust to untrust source 198.51.100.21 destination any application ipsec service any action allow\nset zone vpn network layer3 tunnel.10\n",
            ),
            in_a(LAST, DENY),
            PASS_B,
        ]],
        verdict: "one-way",
        traffic: BOTH_UNKNOWN,
        errors: &["udp-500-blocked"],
    },
    Row {
        what: "a rule denies the application alone",
        names: PAN,
        edits: &[&[
            in_a(
                LAST,
                "set rulebase security rules no-ike from any to any source any destination any application [ ssl ike ] service application-default action drop\nset zone vpn network layer3 tunnel.10\n",
            ),
            in_a(LAST, PASS_A),
            PASS_B,
        ]],
        verdict: "one-way",
        traffic: BOTH_UNKNOWN,
        errors: &["udp-500-blocked"],
    },
    Row {
        what: "a rule denies another application",
        names: PAN,
        edits: &[&[
            in_a(
                LAST,
                "set rulebase security rules no-ssl from untrust to any source any destination any application ssl service any action drop\nset zone vpn network layer3 tunnel.10\n",
            ),
            in_a(LAST, PASS_A),
            PASS_B,
        ]],
        verdict: "establishes",
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "a rule denies TCP",
        names: PAN,
        edits: &[&[
            in_a(
                LAST,
                "set service all-tcp protocol tcp port 1-65535\nset rulebase security rules no-tcp from untrust to any source any destination any application any service all-tcp action drop\nset zone vpn network layer3 tunnel.10\n",
            ),
            in_a(LAST, PASS_A),
            PASS_B,
        ]],
        verdict: "establishes",
        traffic: FLOW,
        errors: &[],
    },
    Row {
        what: "what an application of its own is, nobody can tell",
        names: PAN,
        edits: &[&[
            in_a(
                LAST,
                "set application odd category networking\nset rulebase security rules no-odd from untrust to any source any destination any application odd service any action drop\nset zone vpn network layer3 tunnel.10\n",
            ),
            in_a(LAST, PASS_A),
            PASS_B,
        ]],
        verdict: "undetermined",
        traffic: BOTH_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "a gateway on a loopback, and nothing lets IKE into its zone",
        names: PAN,
        edits: &[&LOOPBACK, &[PASS_B]],
        verdict: "one-way",
        traffic: BOTH_UNKNOWN,
        errors: &["udp-500-blocked"],
    },
    Row {
        what: "by which zone the peer comes in, a routing protocol decides",
        names: PAN,
        edits: &[
            &LOOPBACK,
            &[
                PASS_B,
                in_a(
                    "set zone untrust",
                    "set network virtual-router default protocol bgp enable yes\nset zone untrust",
                ),
            ],
        ],
        verdict: "undetermined",
        traffic: BOTH_UNKNOWN,
        errors: &[],
    },
    Row {
        what: "the default within a zone is overridden",
        names: PAN,
        edits: &[&[
            in_a(
                LAST,
                "set rulebase default-security-rules rules intrazone-default action deny\nset zone vpn network layer3 tunnel.10\n",
            ),
            in_a(LAST, PASS_A),
            PASS_B,
        ]],
        verdict: "one-way",
        traffic: BOTH_UNKNOWN,
        errors: &["udp-500-blocked"],
    },
    Row {
        what: "no route into the tunnel",
        names: PAN,
        edits: &[&[
            in_a(
                "set network virtual-router default routing-table ip static-route to-peer destination 10.2.0.0/24\n",
                "",
            ),
            in_a("set network virtual-router default routing-table ip static-route to-peer interface tunnel.10\n", ""),
            in_a(LAST, PASS_A),
            PASS_B,
        ]],
        verdict: "establishes",
        traffic: [Traffic::Blocked, Traffic::Flows],
        errors: &["no-route-to-remote-network"],
    },
];

fn files(row: &Row) -> [(String, String); 2] {
    edited(row.names, &row.edits.concat())
}

#[test]
fn zones_routers_and_rules_decide() {
    let mut wrong = Vec::new();
    for row in ROWS {
        let check = check_texts(&files(row), Settings::default());
        let found = (verdict(&check), check.tunnels[0].traffic, errors(&check));
        if found != (row.verdict, row.traffic, row.errors.to_vec()) {
            let doubts: Vec<_> =
                End::BOTH.iter().flat_map(|end| &check.tunnels[0].journeys[end.index()].doubts).collect();
            wrong.push(format!("{}: {found:?} {doubts:?}", row.what));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// That rules between zones meet IKE is documented for all traffic alone.
#[test]
fn what_rules_do_to_ike_is_likely() {
    let row = ROWS.iter().find(|row| row.errors == ["udp-500-blocked"]).unwrap();
    let check = check_texts(&files(row), Settings::default());
    let finding = check.findings.iter().find(|finding| finding.rule.name == "udp-500-blocked").unwrap();
    assert_eq!(finding.certainty, Certainty::Likely);
}

/// Puts the lines of a firewall below a virtual system that they name.
fn in_vsys(text: &str) -> String {
    let line = |line: &str| match line.strip_prefix("set ") {
        Some(rest) if ["zone ", "rulebase "].iter().any(|word| rest.starts_with(word)) => {
            format!("set vsys vsys1 {rest}\n")
        }
        _ => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

/// Applies the commands of every error, and returns the errors that are left.
fn mended(files: &[(String, String); 2], check: &Check) -> Vec<&'static str> {
    let mut files = files.clone();
    for finding in check.findings.iter().filter(|finding| errors(check).contains(&finding.rule.name)) {
        assert!(!finding.fixes.is_empty(), "{}", finding.message);
        for fix in &finding.fixes[..1] {
            assert!(!fix.commands.iter().any(|command| command.contains('<')), "{:?}", fix.commands);
            files[fix.device].1 = typed(&files[fix.device].1, &fix.commands);
        }
    }
    errors(&check_texts(&files, Settings::default()))
}

#[test]
fn the_commands_mend_what_they_are_for() {
    for row in ROWS.iter().filter(|row| !row.errors.is_empty()) {
        for write in [str::to_owned, in_vsys] {
            let files = files(row).map(|(name, text)| (name, write(&text)));
            let check = check_texts(&files, Settings::default());
            assert_eq!(errors(&check), row.errors, "{}", row.what);
            assert_eq!(mended(&files, &check), Vec::<&str>::new(), "{}", row.what);
        }
    }
}
