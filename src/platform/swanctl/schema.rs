//! The sections and settings of swanctl.conf, and what ikelint makes of each.
//!
//! Source: strongSwan, swanctl.conf(5).

use crate::platform::swanctl::syntax::Section;
use crate::source::Span;

/// What ikelint makes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It is read.
    Understood,
    /// It has no bearing on a negotiation between two sites.
    Irrelevant,
    /// It may have, and is not modelled.
    Unmodelled,
}

use Meaning::{Irrelevant, Understood, Unmodelled};

/// A kind of section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The file.
    Root,
    /// `connections`.
    Connections,
    /// A connection.
    Connection,
    /// `local` or `remote` of a connection.
    Round,
    /// `children` of a connection.
    Children,
    /// A child section.
    Child,
    /// `secrets`.
    Secrets,
    /// A pre-shared key.
    Secret,
    /// A section that is none of our business, with everything in it: pools, authorities, other secrets, templates.
    Elsewhere,
}

impl Kind {
    /// The kind of a section of this name inside of one of this kind; `None` where there is no such section.
    pub(super) fn below(self, name: &str) -> Option<Kind> {
        let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
        Some(match self {
            Self::Root => match name {
                "connections" => Self::Connections,
                "secrets" => Self::Secrets,
                _ => Self::Elsewhere,
            },
            Self::Connections => Self::Connection,
            Self::Connection if name == "children" => Self::Children,
            Self::Connection if starts(&["local", "remote"]) => Self::Round,
            Self::Round if starts(&["cert", "cacert"]) => Self::Elsewhere,
            Self::Children => Self::Child,
            Self::Secrets if starts(&["ike", "ppk"]) => Self::Secret,
            Self::Secrets if starts(OTHER_SECRETS) => Self::Elsewhere,
            Self::Elsewhere => Self::Elsewhere,
            _ => return None,
        })
    }

    /// What a setting of this name means in a section of this kind; `None` where there is no such setting.
    pub(super) fn meaning(self, key: &str) -> Option<Meaning> {
        let known = match self {
            Self::Elsewhere => return Some(Irrelevant),
            Self::Secret if key.starts_with("id") => return Some(Understood),
            Self::Connection => CONNECTION,
            Self::Round => ROUND,
            Self::Child => CHILD,
            Self::Secret => &[("secret", Understood)],
            Self::Root | Self::Connections | Self::Children | Self::Secrets => &[],
        };
        known.iter().find(|(name, _)| *name == key).map(|(_, meaning)| *meaning)
    }
}

const OTHER_SECRETS: &[&str] = &["eap", "xauth", "ntlm", "private", "rsa", "ecdsa", "pkcs8", "pkcs12", "token"];

const CONNECTION: &[(&str, Meaning)] = &[
    ("version", Understood),
    ("local_addrs", Understood),
    ("remote_addrs", Understood),
    ("proposals", Understood),
    ("aggressive", Understood),
    ("rekey_time", Understood),
    ("reauth_time", Understood),
    ("encap", Understood),
    ("over_time", Understood),
    ("ppk_required", Understood),
    ("ppk_id", Understood),
    ("childless", Unmodelled),
    ("local_port", Unmodelled),
    ("remote_port", Unmodelled),
    ("vips", Unmodelled),
    ("mediation", Unmodelled),
    ("mediated_by", Unmodelled),
    ("mediation_peer", Unmodelled),
    ("pull", Irrelevant),
    ("dscp", Irrelevant),
    ("mobike", Understood),
    ("dpd_delay", Irrelevant),
    ("dpd_timeout", Irrelevant),
    ("fragmentation", Irrelevant),
    ("send_certreq", Irrelevant),
    ("send_cert", Irrelevant),
    ("ocsp", Irrelevant),
    ("keyingtries", Irrelevant),
    ("unique", Irrelevant),
    ("rand_time", Irrelevant),
    ("pools", Irrelevant),
    ("if_id_in", Irrelevant),
    ("if_id_out", Irrelevant),
];

const ROUND: &[(&str, Meaning)] = &[
    ("auth", Understood),
    ("id", Understood),
    ("certs", Understood),
    ("cacerts", Understood),
    ("pubkeys", Understood),
    ("round", Understood),
    ("eap_id", Irrelevant),
    ("aaa_id", Irrelevant),
    ("xauth_id", Irrelevant),
    ("groups", Irrelevant),
    ("cert_policy", Irrelevant),
    ("ca_id", Irrelevant),
    ("revocation", Irrelevant),
];

const CHILD: &[(&str, Meaning)] = &[
    ("local_ts", Understood),
    ("remote_ts", Understood),
    ("esp_proposals", Understood),
    ("ah_proposals", Understood),
    ("mode", Understood),
    ("start_action", Understood),
    ("rekey_time", Understood),
    ("life_time", Understood),
    ("rekey_bytes", Understood),
    ("life_bytes", Understood),
    ("sha256_96", Unmodelled),
    ("label", Unmodelled),
    ("label_mode", Unmodelled),
    ("rand_time", Irrelevant),
    ("rand_bytes", Irrelevant),
    ("rekey_packets", Irrelevant),
    ("life_packets", Irrelevant),
    ("rand_packets", Irrelevant),
    ("updown", Irrelevant),
    ("hostaccess", Irrelevant),
    ("policies", Irrelevant),
    ("policies_fwd_out", Irrelevant),
    ("dpd_action", Irrelevant),
    // Compression is used where both ends offer it, and is no reason to refuse.
    ("ipcomp", Irrelevant),
    ("inactivity", Irrelevant),
    ("reqid", Irrelevant),
    ("priority", Irrelevant),
    ("interface", Irrelevant),
    ("mark_in", Irrelevant),
    ("mark_in_sa", Irrelevant),
    ("mark_out", Irrelevant),
    ("set_mark_in", Irrelevant),
    ("set_mark_out", Irrelevant),
    ("if_id_in", Irrelevant),
    ("if_id_out", Irrelevant),
    ("tfc_padding", Irrelevant),
    ("replay_window", Irrelevant),
    ("hw_offload", Irrelevant),
    ("copy_df", Irrelevant),
    ("copy_ecn", Irrelevant),
    ("copy_dscp", Irrelevant),
    ("per_cpu_sas", Irrelevant),
    ("close_action", Irrelevant),
];

/// What ikelint makes of a line, and where it stands.
pub(super) struct Line {
    /// `None` where it is not recognised.
    pub(super) meaning: Option<Meaning>,
    /// The name of a section, a setting, or an `include`.
    pub(super) span: Span,
    /// Why it is not in the model, or what the model lacks; empty for what is read and for what nobody knows.
    pub(super) reason: &'static str,
}

impl Line {
    fn new(meaning: Option<Meaning>, name: &str, span: Span) -> Self {
        let reason = match meaning {
            Some(Irrelevant) => no_bearing(name),
            Some(Unmodelled) => lacking(name),
            Some(Understood) | None => "",
        };
        Self { meaning, span, reason }
    }
}

/// Why a setting has no bearing on a negotiation between two sites (strongSwan, swanctl.conf(5)).
fn no_bearing(name: &str) -> &'static str {
    const LIVE: &[&str] = &["dpd_", "inactivity", "close_action", "keyingtries", "unique"];
    const RENEWAL: &[&str] = &["rand_", "rekey_packets", "life_packets"];
    const PACKETS: &[&str] = &[
        "mark_",
        "set_mark_",
        "if_id_",
        "interface",
        "reqid",
        "priority",
        "policies",
        "hw_offload",
        "copy_",
        "tfc_padding",
        "replay_window",
        "per_cpu_sas",
        "updown",
        "hostaccess",
        "dscp",
    ];
    const CERTIFICATES: &[&str] = &["send_cert", "ocsp", "revocation", "cert_policy", "ca_id", "groups"];
    const DIAL_IN: &[&str] = &["eap_id", "aaa_id", "xauth_id", "pools", "pull"];
    const OFFERS: &[&str] = &["fragmentation", "ipcomp", "ppk_id"];
    const REASONS: &[(&[&str], &str)] = &[
        (LIVE, "looks after a tunnel that is up, or begins it again"),
        (RENEWAL, "when a tunnel that is up is renewed"),
        (PACKETS, "how packets of a tunnel that is up are treated"),
        (CERTIFICATES, "how certificates are sent and checked"),
        (DIAL_IN, "for users that dial in"),
        (OFFERS, "used where both ends offer it"),
    ];
    let row = REASONS.iter().find(|(heads, _)| heads.iter().any(|head| name.starts_with(head)));
    row.map_or("no part of a connection between sites", |(_, reason)| reason)
}

/// What the model lacks to say what a setting does.
fn lacking(name: &str) -> &'static str {
    match name {
        "ppk_required" => "post-quantum keys",
        "childless" => "an IKE SA without a child SA",
        "local_port" | "remote_port" => "other ports than 500 and 4500",
        "vips" => "virtual addresses",
        "sha256_96" => "SHA-256 cut to 96 bits",
        "label" | "label_mode" => "security labels",
        "include" => "what another file says",
        _ => "mediated connections",
    }
}

/// Every line of a section and of those in it, its own name aside.
pub(super) fn lines(section: &Section<'_>, kind: Kind) -> Vec<Line> {
    let mut found = Vec::new();
    collect(section, kind, &mut found);
    found
}

/// What a section says twice with different content: the name, where it is said first, and where again. The later holds.
pub(super) fn repeated<'s>(section: &'s Section<'_>) -> Vec<(&'s str, Span, Span)> {
    let mut found = Vec::new();
    for (at, setting) in section.settings.iter().enumerate() {
        let earlier = section.settings[..at].iter().rev().find(|earlier| earlier.key == setting.key);
        if let Some(earlier) = earlier.filter(|earlier| earlier.value != setting.value && !setting.value.is_empty()) {
            found.push((setting.key, earlier.span, setting.span));
        }
    }
    found.extend(section.sections.iter().flat_map(repeated));
    found
}

fn collect(section: &Section<'_>, kind: Kind, found: &mut Vec<Line>) {
    found.extend(section.strays.iter().map(|span| Line::new(None, "", *span)));
    found.extend(section.includes.iter().map(|span| Line::new(Some(Unmodelled), "include", *span)));
    found.extend(section.settings.iter().map(|own| Line::new(kind.meaning(own.key), own.key, own.span)));
    for inner in &section.sections {
        match kind.below(inner.name) {
            Some(below) => {
                let meaning = if below == Kind::Elsewhere { Irrelevant } else { Understood };
                found.push(Line::new(Some(meaning), inner.name, inner.head));
                collect(inner, below, found);
            }
            None => found.push(Line::new(None, inner.name, inner.head)),
        }
    }
}
