//! The rules: one file each, with metadata, explanation, and check.
//!
//! Adding a rule: one file here, declared with `rule!`, and one line in [`RULES`].

mod adopted;
mod blocked_port;
mod context;
mod defects;
mod finding;
mod obstacles;
mod routes;
mod selectors;

pub use context::{Occurrence, TunnelContext};
pub use defects::{DefectWords, WordsOf};
pub use finding::{Certainty, Finding, Fix, Label, Severity};

use crate::check::StandIn;
use crate::model::Device;

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// A tunnel: the trace of both directions and the models of both ends.
    Tunnel(fn(&TunnelContext<'_>, &mut Vec<Finding>)),
    /// One device by itself, beyond what is a defect of its file.
    Device(fn(&Device, &mut Vec<Finding>)),
    /// Defects of one file, by the words that the rule has for them.
    Defect(WordsOf),
}

/// What a rule is, for `ikelint rules` and `ikelint explain`, and how it checks.
#[derive(Debug)]
pub struct Rule {
    /// The code, such as `IKE105`. Codes are never reused.
    pub code: &'static str,
    /// The name, such as `psk-mismatch`. It states the fault.
    pub name: &'static str,
    /// One line that says what the rule finds.
    pub summary: &'static str,
    /// The whole explanation in Markdown: what it checks, why the tunnel stalls, what each device shows, how to mend it.
    pub explanation: &'static str,
    /// The standards and vendor documents that it rests on.
    pub sources: &'static [&'static str],
    /// What it looks at.
    pub check: Check,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

/// Declares a rule; its doc comment is its explanation.
macro_rules! rule {
    (
        $(#[doc = $doc:literal])+
        $rule:ident = $code:literal $name:literal, $summary:literal, [$($source:literal),+ $(,)?], $kind:ident($check:path)
    ) => {
        $(#[doc = $doc])+
        pub(super) static $rule: $crate::rules::Rule = $crate::rules::Rule {
            code: $code,
            name: $name,
            summary: $summary,
            explanation: concat!($($doc, "\n"),+),
            sources: &[$($source),+],
            check: $crate::rules::Check::$kind($check),
        };
    };
}

/// Declares the modules of the rules and the list of them, in the order of the codes.
macro_rules! rules {
    ($($module:ident),+ $(,)?) => {
        $(mod $module;)+

        /// Every rule, in the order of the codes.
        pub static RULES: &[&Rule] = &[$(&$module::RULE),+];
    };
}

rules![
    ike_proposal_mismatch,
    ike_version_mismatch,
    exchange_mode_mismatch,
    auth_method_mismatch,
    psk_mismatch,
    psk_missing,
    psk_unverifiable,
    identity_mismatch,
    ike_lifetime_differs,
    nat_traversal_mismatch,
    certificate_unverifiable,
    ppk_mismatch,
    ipsec_proposal_mismatch,
    pfs_mismatch,
    selector_mismatch,
    selector_one_way,
    encapsulation_mode_mismatch,
    ipsec_lifetime_differs,
    policy_versus_route_based,
    ike_cipher_weaker_than_esp,
    gre_mismatch,
    rekey_collision,
    ike_not_enabled,
    crypto_map_not_applied,
    no_route_to_peer,
    udp_500_blocked,
    udp_4500_blocked,
    esp_blocked,
    nat_exemption_missing,
    no_route_to_remote_network,
    security_policy_blocks,
    overlapping_networks,
    recursive_route,
    mtu_too_large,
    vrf_mismatch,
    peer_address_mismatch,
    one_sided_tunnel,
    no_initiator,
    shadowed_entry,
    overlapping_selectors,
    tunnel_protocol_not_allowed,
    peer_unresolved,
    duplicate_tunnel,
    dangling_reference,
    incomplete_entry,
    invalid_value,
    unrecognised_line,
    other_dialect,
    duplicate_definition,
    unused_object,
    truncated_file,
    unsupported_in_release,
    weak_algorithm,
    ikev1_in_use,
    aggressive_mode_psk,
    weak_psk,
    shared_psk,
];

/// The rule of this code or name, without regard to case.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    let matches =
        |rule: &&Rule| rule.code.eq_ignore_ascii_case(code_or_name) || rule.name.eq_ignore_ascii_case(code_or_name);
    RULES.iter().copied().find(matches)
}

/// Everything that the rules have to say about a tunnel, in the order of the exchange.
pub fn check_tunnel(cx: &TunnelContext<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in RULES {
        match rule.check {
            Check::Tunnel(check) => check(cx, &mut findings),
            Check::Defect(words) => defects::check_tunnel(rule, words, cx, &mut findings),
            Check::Device(_) => {}
        }
    }
    invalid_value::check_selectors(cx, &mut findings);
    for finding in &mut findings {
        finding.tunnel = Some(cx.index);
        soften(cx, finding);
    }
    findings.sort_by_key(|finding| (finding.step, finding.order, finding.rule.code, finding.primary.span));
    findings
}

/// An entry has an error only if all of its peers fail: what keeps one of them from being used while another comes up is
/// a warning.
fn soften(cx: &TunnelContext<'_>, finding: &mut Finding) {
    let Some(StandIn { end, rank, .. }) = cx.tunnel.stand_in else { return };
    let peers = cx.entry(end).map(|entry| &entry.peers[..]).unwrap_or_default();
    let [Some(failing), Some(other)] = [cx.side(end).rank, rank].map(|rank| peers.get(rank)) else { return };
    if finding.severity == Severity::Error {
        finding.severity = Severity::Warning;
        let name = cx.name(end);
        let note =
            format!(" {name} cannot use its peer {} until then; with {} it comes up.", failing.value, other.value);
        finding.help.push_str(&note);
    }
}

/// Everything that the rules have to say about one file alone, in the order of its lines.
pub fn check_device(device: &Device) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in RULES {
        match rule.check {
            Check::Defect(words) => defects::check_device(rule, words, device, &mut findings),
            Check::Device(check) => check(device, &mut findings),
            Check::Tunnel(_) => {}
        }
    }
    findings.sort_by_key(|finding| (finding.primary.span, finding.rule.code));
    findings
}
