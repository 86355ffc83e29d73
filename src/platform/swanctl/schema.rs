//! The sections of swanctl.conf, and what ikelint makes of each line in them.
//!
//! Source: strongSwan, swanctl.conf(5).

use crate::model::{Blocks, Defect, DefectKind};
use crate::platform::is_placeholder;
use crate::platform::nearest::nearest;
use crate::platform::swanctl::options::{self, Setting};
use crate::platform::swanctl::syntax::{Assignment, Section};
use crate::platform::swanctl::values::Word;
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
        match self {
            Self::Elsewhere => Some(Irrelevant),
            Self::Secret => (key == "secret" || key.starts_with("id")).then_some(Understood),
            _ => self.settings().iter().find(|(name, ..)| *name == key).map(|(_, meaning, _)| *meaning),
        }
    }

    /// The settings that charon takes here; none for what `swanctl` reads itself.
    fn settings(self) -> &'static [Setting] {
        match self {
            Self::Connection => options::CONNECTION,
            Self::Round => options::ROUND,
            Self::Child => options::CHILD,
            _ => &[],
        }
    }

    /// What is wrong with a setting of a connection that charon discards for it. A placeholder in the place of a value is
    /// told as well; whoever reads the connection leaves it open.
    fn refusal_of_setting(self, setting: &Assignment<'_>) -> Option<Defect> {
        let settings = self.settings();
        if settings.is_empty() {
            return None;
        }
        match settings.iter().find(|(name, ..)| *name == setting.key) {
            Some((.., takes)) => takes.refuses(&setting.value).map(|expected| Word::of(setting).invalid(&expected)),
            None if is_placeholder(&setting.value) => None,
            None => {
                let names = settings.iter().map(|(name, ..)| *name);
                Some(unknown("option", setting.key, names, setting.span))
            }
        }
    }

    /// The sections that charon takes here, by the beginning of their names; none where it reads none.
    fn sections(self) -> &'static [&'static str] {
        match self {
            Self::Connection => &["children", "local", "remote"],
            Self::Round => &["cert", "cacert"],
            _ => &[],
        }
    }

    /// What is wrong with a section of a connection that charon discards for it. It does not look at the case of letters.
    fn refusal_of_section(self, section: &Section<'_>) -> Option<Defect> {
        let names = self.sections();
        let is_taken = names.is_empty() || self.below(&section.name.to_ascii_lowercase()).is_some();
        (!is_taken).then(|| unknown("section", section.name, names.iter().copied(), section.head))
    }
}

fn unknown<'n>(what: &'static str, name: &str, names: impl Iterator<Item = &'n str>, span: Span) -> Defect {
    let kind = DefectKind::Unknown { what, name: name.to_owned(), nearest: nearest(name, names) };
    Defect { kind, span, blocks: Blocks::Everything }
}

/// A section with the slips of the pen in its names corrected, so that what else is wrong is told as well.
pub(super) fn mended<'a>(mut section: Section<'a>, kind: Kind) -> Section<'a> {
    let settings = kind.settings().iter().map(|(name, ..)| *name);
    let missing: Vec<&str> = settings.filter(|name| section.setting(name).is_none()).collect();
    for setting in section.settings.iter_mut().filter(|own| kind.meaning(own.key).is_none()) {
        setting.key = meant(setting.key, &missing);
    }
    for inner in &mut section.sections {
        if kind.below(inner.name).is_none() {
            inner.name = meant(inner.name, kind.sections());
        }
    }
    let sections = section.sections.into_iter();
    section.sections = sections
        .map(|own| match kind.below(own.name) {
            Some(below) => mended(own, below),
            None => own,
        })
        .collect();
    section
}

/// The name that was most likely meant, or the name itself.
fn meant<'a>(name: &'a str, names: &[&'static str]) -> &'a str {
    let likely = nearest(name, names.iter().copied());
    names.iter().copied().find(|own| likely.as_deref() == Some(*own)).unwrap_or(name)
}

/// Why charon discards a connection, with all its references followed: each name and each value that it does not take.
pub(super) fn refusals(section: &Section<'_>, kind: Kind) -> Vec<Defect> {
    let settings = section.settings.iter().filter(|own| section.setting(own.key).is_some_and(|last| last.at == own.at));
    let mut found: Vec<Defect> = settings.filter_map(|own| kind.refusal_of_setting(own)).collect();
    for inner in &section.sections {
        found.extend(kind.refusal_of_section(inner));
        found.extend(kind.below(inner.name).into_iter().flat_map(|below| refusals(inner, below)));
    }
    found
}

const OTHER_SECRETS: &[&str] = &["eap", "xauth", "ntlm", "private", "rsa", "ecdsa", "pkcs8", "pkcs12", "token"];

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
    const OFFERS: &[&str] = &["fragmentation", "ipcomp"];
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
