//! Text to statements: the keyword table of block heads, and the grammar that each line of a block is read with.

use crate::platform::asa::keywords::KEYWORDS;
use crate::platform::cisco::abbreviation::Keywords;
use crate::platform::cisco::outline::{BannerStyle, BlockHead, Commands, Line};
use crate::platform::cisco::statement::{self, Dialect};
use crate::source::{SourceFile, Span};

/// The parser that pest derives from the grammar.
mod parser {
    #[derive(pest_derive::Parser)]
    #[grammar = "../grammar/cisco.pest"]
    #[grammar = "../grammar/asa.pest"]
    #[grammar = "../grammar/asa_path.pest"]
    pub(crate) struct AsaGrammar;
}

use parser::AsaGrammar;
pub(super) use parser::Rule;

/// What kind of block a head line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::platform) enum Kind {
    AccessList,
    Object,
    Interface,
    /// PIX 6: the hardware of an interface, on one line.
    PixInterface,
    PixAddress,
    PixNameif,
    Name,
    Hostname,
    Release,
    CryptoMap,
    DynamicMap,
    Policy,
    Ike,
    TransformSet,
    IpsecProposal,
    IpsecProfile,
    Ipsec,
    Other,
    TunnelGroup,
    GroupPolicy,
    /// A line about routes, filters or translation.
    Path,
    /// A routing protocol.
    Routing,
}

const OBJECT: &[&str] = &[
    "host",
    "subnet",
    "range",
    "fqdn",
    "service",
    "nat",
    "description",
    "network-object",
    "group-object",
    "port-object",
    "service-object",
    "protocol-object",
    "icmp-object",
];
const INTERFACE: &[&str] = &[
    "nameif",
    "no nameif",
    "ip address",
    "no ip address",
    "ipv6",
    "shutdown",
    "no shutdown",
    "security-level",
    "no security-level",
    "description",
    "speed",
    "duplex",
    "vlan",
    "channel-group",
    "management-only",
    "tunnel",
    "mtu",
    "switchport",
    "standby",
    "policy-route",
];
const POLICY: &[&str] = &[
    "authentication",
    "encryption",
    "encr",
    "hash",
    "integrity",
    "group",
    "prf",
    "lifetime",
    "additional-key-exchange",
    "key-exchange-method",
];
const PROFILE: &[&str] = &["set", "no set", "responder-only"];
const TUNNEL_GROUP: &[&str] = &[
    "ikev1",
    "ikev2",
    "pre-shared-key",
    "trust-point",
    "peer-id-validate",
    "chain",
    "isakmp keepalive",
    "isakmp ikev1-user-authentication",
    "default-group-policy",
    "address-pool",
    "authentication-server-group",
    "authorization-server-group",
    "accounting-server-group",
    "dhcp-server",
    "strip-realm",
    "strip-group",
    "password-management",
    "group-alias",
    "group-url",
    "authentication",
];
const GROUP_POLICY: &[&str] = &[
    "vpn-tunnel-protocol",
    "vpn-filter",
    "vpn-idle-timeout",
    "vpn-session-timeout",
    "vpn-simultaneous-logins",
    "vpn-access-hours",
    "dns-server",
    "wins-server",
    "default-domain",
    "split-tunnel-policy",
    "split-tunnel-network-list",
    "split-dns",
    "pfs",
    "webvpn",
    "anyconnect",
    "svc",
    "address-pools",
    "group-lock",
    "banner",
    "re-xauth",
    "ip-comp",
    "ipsec-udp",
    "password-storage",
];

const fn line(kind: Kind, head: &'static str) -> BlockHead<Kind> {
    BlockHead { kind, head, body: &[], goes_on: false }
}

/// Objects and their groups, which are put together where they are read.
const fn list(kind: Kind, head: &'static str, body: &'static [&'static str]) -> BlockHead<Kind> {
    BlockHead { kind, head, body, goes_on: false }
}

const fn block(kind: Kind, head: &'static str, body: &'static [&'static str]) -> BlockHead<Kind> {
    BlockHead { kind, head, body, goes_on: true }
}

/// How blocks begin. The first row that fits counts; the heads that fill files come first.
pub(in crate::platform) const HEADS: &[BlockHead<Kind>] = &[
    line(Kind::AccessList, "access-list * *"),
    line(Kind::AccessList, "no access-list * *"),
    list(Kind::Object, "object * *", OBJECT),
    list(Kind::Object, "object-group * *", OBJECT),
    line(Kind::CryptoMap, "crypto map"),
    line(Kind::CryptoMap, "no crypto map"),
    block(Kind::TunnelGroup, "tunnel-group * *", TUNNEL_GROUP),
    line(Kind::DynamicMap, "crypto dynamic-map"),
    line(Kind::DynamicMap, "no crypto dynamic-map"),
    block(Kind::Policy, "crypto ikev1 policy *", POLICY),
    block(Kind::Policy, "crypto ikev2 policy *", POLICY),
    block(Kind::Policy, "crypto isakmp policy *", POLICY),
    line(Kind::Policy, "isakmp policy *"),
    line(Kind::Ike, "crypto ikev1"),
    line(Kind::Ike, "crypto ikev2"),
    line(Kind::Ike, "crypto isakmp"),
    line(Kind::Ike, "isakmp"),
    line(Kind::Ike, "no crypto ikev1"),
    line(Kind::Ike, "no crypto ikev2"),
    line(Kind::Ike, "no crypto isakmp"),
    line(Kind::Ike, "no isakmp"),
    line(Kind::TransformSet, "crypto ipsec transform-set *"),
    line(Kind::TransformSet, "crypto ipsec ikev1 transform-set *"),
    block(Kind::IpsecProposal, "crypto ipsec ikev2 ipsec-proposal *", &["protocol esp"]),
    block(Kind::IpsecProfile, "crypto ipsec profile *", PROFILE),
    line(Kind::Ipsec, "crypto ipsec"),
    line(Kind::Ipsec, "no crypto ipsec"),
    line(Kind::Other, "crypto"),
    line(Kind::Other, "no crypto"),
    block(Kind::GroupPolicy, "group-policy * *", GROUP_POLICY),
    line(Kind::Other, "tunnel-group-map"),
    line(Kind::Other, "webvpn $"),
    line(Kind::Other, "vpn-sessiondb"),
    line(Kind::Other, "vpn-addr-assign"),
    line(Kind::Other, "vpn load-balancing $"),
    line(Kind::Other, "vpnclient"),
    line(Kind::Other, "vpngroup"),
    line(Kind::Other, "vpdn"),
    // The speeds and VLANs of PIX 6 (Cisco PIX 6.3 command reference, interface). Its address and name stand on lines of their own.
    line(Kind::PixInterface, "interface * vlan* logical"),
    line(Kind::PixInterface, "interface * vlan* physical"),
    line(Kind::PixInterface, "interface * auto"),
    line(Kind::PixInterface, "interface * aui"),
    line(Kind::PixInterface, "interface * bnc"),
    line(Kind::PixInterface, "interface * 10baset"),
    line(Kind::PixInterface, "interface * 10full"),
    line(Kind::PixInterface, "interface * 100basetx"),
    line(Kind::PixInterface, "interface * 100full"),
    line(Kind::PixInterface, "interface * 1000auto"),
    line(Kind::PixInterface, "interface * 1000basesx"),
    line(Kind::PixInterface, "interface * 1000full"),
    line(Kind::PixInterface, "interface * 1000sxfull"),
    block(Kind::Interface, "interface *", INTERFACE),
    line(Kind::PixAddress, "ip address * *"),
    line(Kind::PixNameif, "nameif * *"),
    line(Kind::Name, "name * *"),
    line(Kind::Path, "route * *"),
    line(Kind::Path, "ipv6 route *"),
    line(Kind::Path, "access-group *"),
    line(Kind::Path, "sysopt connection *"),
    line(Kind::Path, "no sysopt connection *"),
    line(Kind::Path, "same-security-traffic *"),
    line(Kind::Path, "mtu * *"),
    line(Kind::Path, "nat *"),
    line(Kind::Path, "global *"),
    line(Kind::Path, "static *"),
    line(Kind::Path, "nat-control"),
    block(Kind::Routing, "router *", &[]),
    block(Kind::Routing, "ipv6 router *", &[]),
    line(Kind::Hostname, "hostname *"),
    line(Kind::Hostname, "domain-name *"),
    line(Kind::Release, "ASA Version *"),
    line(Kind::Release, "PIX Version *"),
    line(Kind::Release, "NGFW Version *"),
    line(Kind::Release, "NGFW VERSION *"),
    line(Kind::Release, "NGFW version *"),
];

/// The lines of a file, abbreviated keywords written out.
pub(super) fn commands(file: &SourceFile, banner: BannerStyle) -> Commands<'_> {
    let heads = |word: &str| HEADS.iter().any(|row| row.head.split(' ').next() == Some(word));
    Commands::of(file, banner, &Keywords::new(KEYWORDS), heads)
}

/// A part of a line: a word, or a group of words under the name of a grammar rule.
pub(super) type Node<'a> = statement::Node<'a, Rule>;

impl Dialect for Rule {
    type Grammar = AsaGrammar;

    const WORD: Self = Self::word;

    #[cfg(test)]
    fn every() -> &'static [Self] {
        Self::all_rules()
    }
}

/// A line that the grammar takes: labels that say what it is about, and one clause.
#[derive(Clone, Debug)]
pub(super) struct Command<'a> {
    /// Whether it begins with `no`.
    pub(super) negated: bool,
    /// Names and numbers that precede the clause.
    pub(super) labels: Vec<Node<'a>>,
    /// What it says.
    pub(super) clause: Node<'a>,
    /// The whole line.
    pub(super) span: Span,
}

impl<'a> Command<'a> {
    /// The text of the label at this place; empty where there is none.
    pub(super) fn label(&self, index: usize) -> &'a str {
        self.labels.get(index).map_or("", |label| label.word.text)
    }
}

/// Reads one line with an entry rule; `None` where the rule does not take it.
pub(super) fn command<'a>(entry: Rule, line: Line<'a>) -> Option<Command<'a>> {
    let mut pairs = statement::parse(entry, line)?;
    let clause = pairs.pop()?;
    let negated = pairs.first().is_some_and(|first| first.rule == Rule::negation);
    pairs.retain(|label| label.rule != Rule::negation);
    Some(Command { negated, labels: pairs, clause, span: line.span })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn read(entry: Rule, text: &str) -> Option<String> {
        let line = Line { text, span: Span::new(FileId(0), 100, 100 + text.len()), indent: 0, written_out: None };
        let command = command(entry, line)?;
        let labels: Vec<&str> = command.labels.iter().map(|label| label.word.text).collect();
        let words: Vec<&str> = command.clause.words().map(|word| word.text).collect();
        Some(format!("{labels:?} {:?} {words:?}", command.clause.rule))
    }

    #[test]
    fn ike_policies_of_all_ages() {
        let cases = [
            (Rule::policy_head, "isakmp policy 10 encryption 3des", r#"["isakmp", "10"] encryption ["3des"]"#),
            (Rule::policy_head, "crypto isakmp policy 10", r#"["isakmp", "10"] opens []"#),
            (Rule::policy_head, "crypto ikev2 policy 1", r#"["ikev2", "1"] opens []"#),
            (Rule::policy_line, "lifetime seconds 86400", r#"[] lifetime ["86400"]"#),
            (Rule::policy_line, "group 14 5 2", r#"[] group ["14", "5", "2"]"#),
            (Rule::ike_line, "isakmp enable outside", r#"["isakmp"] ike_enable ["outside"]"#),
            (Rule::ike_line, "no crypto isakmp nat-traversal", r#"["isakmp"] nat_traversal []"#),
            (
                Rule::ike_line,
                "crypto ikev2 enable outside client-services port 443",
                r#"["ikev2"] ike_enable ["outside"]"#,
            ),
        ];
        for (entry, text, wanted) in cases {
            assert_eq!(read(entry, text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn crypto_map_lines() {
        let cases = [
            ("crypto map M 10 match address L", r#"["M", "10"] match_address ["L"]"#),
            ("crypto map M 10 set peer 192.0.2.1 192.0.2.2", r#"["M", "10"] set_peer ["192.0.2.1", "192.0.2.2"]"#),
            ("crypto map M 10 set transform-set A B", r#"["M", "10"] set_transform_set ["A", "B"]"#),
            ("crypto map M 10 set ikev1 transform-set A", r#"["M", "10"] set_transform_set ["A"]"#),
            ("crypto map M 10 set pfs", r#"["M", "10"] set_pfs []"#),
            ("crypto map M 65535 ipsec-isakmp dynamic D", r#"["M", "65535"] map_dynamic ["D"]"#),
            ("crypto map M interface outside", r#"["M"] map_interface ["outside"]"#),
            (
                "crypto map M interface outside ipv6-local-address 2001:db8::1",
                r#"["M"] map_interface ["outside", "2001:db8::1"]"#,
            ),
        ];
        for (text, wanted) in cases {
            assert_eq!(read(Rule::crypto_map, text).as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(read(Rule::crypto_map, "crypto map M 10 set pfs group2 and more"), None);
        assert_eq!(read(Rule::crypto_map, "crypto map M 10 set prs group2"), None);
    }

    #[test]
    fn spans_are_absolute() {
        let text = "crypto map M 10 set peer 192.0.2.1";
        let line = Line { text, span: Span::new(FileId(0), 100, 134), indent: 0, written_out: None };
        let command = command(Rule::crypto_map, line).unwrap();
        let peer = command.clause.word().unwrap();
        assert_eq!((peer.span.start, peer.span.end), (125, 134));
    }

    #[test]
    fn a_key_may_hold_anything() {
        let line =
            |text: &'static str| Line { text, span: Span::new(FileId(0), 0, text.len()), indent: 1, written_out: None };
        let forms = |text| {
            let command = command(Rule::tunnel_group_line, line(text)).unwrap();
            command.clause.children.iter().map(|part| (part.rule, part.word.text)).collect::<Vec<_>>()
        };
        assert_eq!(forms("pre-shared-key ****"), [(Rule::secret, "****")]);
        assert_eq!(forms("ikev1 pre-shared-key 8 ****"), [(Rule::key_form, "8"), (Rule::secret, "****")]);
        assert_eq!(forms("pre-shared-key 8"), [(Rule::secret, "8")]);
        assert_eq!(
            forms("ikev2 local-authentication pre-shared-key hex ab cd"),
            [(Rule::key_form, "hex"), (Rule::secret, "ab cd")]
        );
    }
}
