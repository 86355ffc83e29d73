//! A device as nodes: what it is, its interfaces, keys, defects, and how much of its file was understood.

use crate::model::{
    Coverage, Defect, DefectKind, Device, IdentityPattern, Interface, KeyScope, PreSharedKey, Standing, UnknownReason,
};
use crate::report::show::node::{Maker, Node, Note, Scalar};
use crate::report::show::{behaviour, entry, path};
use crate::secret::Psk;
use crate::source::{SourceFile, Span};

/// The fields of a device.
pub(super) fn fields(device: &Device, source: &SourceFile) -> Vec<(&'static str, Node)> {
    let defaults_of = match device.release() {
        Some(release) => format!("{} {release}", device.platform),
        None => format!("{} of any release", device.platform),
    };
    let make = Maker { source, device: &defaults_of, complete: device.complete };
    let shown = device.path.as_ref().map(|own| ("path", path::node(make, own)));
    let mut fields = vec![
        ("device", head(device, source)),
        ("interfaces", Node::List(device.interfaces.iter().map(|own| interface(make, own)).collect())),
        ("pre_shared_keys", Node::List(device.keys.iter().map(|own| key(make, own)).collect())),
        ("entries", Node::List(device.entries.iter().map(|own| entry::node(make, own)).collect())),
    ];
    if !device.outside_addresses.is_empty() {
        fields.push(("outside_addresses", Node::texts(&device.outside_addresses)));
    }
    fields.extend(shown);
    fields.extend([
        ("behaviour", behaviour::node(&device.behaviour)),
        ("defects", defects(make, &device.defects)),
        ("coverage", coverage(make, &device.coverage)),
    ]);
    fields
}

fn head(device: &Device, source: &SourceFile) -> Node {
    let completeness = if device.complete {
        "what the file does not say does not exist, or is at its default"
    } else {
        "an excerpt: what it does not say may stand elsewhere"
    };
    let release = match (device.assumed_release, device.version.as_deref()) {
        (Some(assumed), _) => Node::meaning(assumed.to_string(), "assumed by the user"),
        (None, Some(stated)) => Node::meaning(stated, "as the file states it"),
        (None, None) => Node::Value(Scalar::Null, Some(Note::Meaning("the file states none"))),
    };
    Node::Map(vec![
        ("name", Node::text(&device.name)),
        ("file", Node::text(source.name())),
        ("platform", Node::text(device.platform)),
        ("release", release),
        ("complete", Node::meaning(device.complete, completeness)),
    ])
}

fn interface(make: Maker<'_>, interface: &Interface) -> Node {
    Node::Map(vec![
        ("name", make.at(interface.name.as_str(), interface.span)),
        ("addresses", make.list(&interface.addresses, |address| address.to_string().into())),
    ])
}

fn key(make: Maker<'_>, key: &PreSharedKey) -> Node {
    Node::Map(vec![
        ("ike_version", Node::plain(u64::from(key.version.number()))),
        ("for", scope(&key.scope)),
        ("keyring", Node::plain(u64::from(key.ring))),
        ("local_key", half(make, key.local.as_ref())),
        ("remote_key", half(make, key.remote.as_ref())),
    ])
}

/// Whose packets find a key.
fn scope(scope: &KeyScope) -> Node {
    match scope {
        KeyScope::Network(network) => Node::text(network),
        KeyScope::Hostname(name) => Node::text(format!("host name {name}")),
        KeyScope::Name(name) => Node::text(format!("peers that call themselves {name}")),
        KeyScope::Identity(wanted) => Node::text(format!("whoever begins and is {}", pattern(wanted))),
        KeyScope::Owners(owners) => Node::texts(owners.iter().map(pattern)),
        KeyScope::ItsEntry => Node::text("the peer of the connection that it was found for"),
        KeyScope::Fallback => Node::text("every peer that no other key fits"),
    }
}

/// Whether there is a key, and whether it can be compared; nothing of the key itself.
pub(super) fn half(make: Maker<'_>, half: Option<&(Psk, Span)>) -> Node {
    match half {
        None => Node::text("none"),
        Some((psk, span)) => {
            let word = psk.unreadable().map_or("present".to_owned(), |why| format!("present, {}", why.phrase()));
            make.at(word, *span)
        }
    }
}

/// An identity that is accepted, in words.
pub(super) fn pattern(pattern: &IdentityPattern) -> String {
    match pattern {
        IdentityPattern::Any => "any".to_owned(),
        IdentityPattern::Network(network) => format!("address in {network}"),
        IdentityPattern::Exactly(identity) => identity.to_string(),
        IdentityPattern::FqdnDomain(domain) => format!("FQDN below {domain}"),
        IdentityPattern::EmailDomain(domain) => format!("e-mail in {domain}"),
        IdentityPattern::BeginsWith(start) => format!("{start}…"),
        IdentityPattern::DistinguishedNameLike(name) => format!("DN {name}, where an asterisk stands for any value"),
        IdentityPattern::SomeDistinguishedName(start) => format!("DN {start}…, compared in a way that no source says"),
        IdentityPattern::Certificate(map) => format!("a certificate that {map} fits"),
    }
}

/// Defects with their lines.
pub(super) fn defects(make: Maker<'_>, defects: &[Defect]) -> Node {
    Node::List(defects.iter().map(|defect| make.at(sentence(&defect.kind), defect.span)).collect())
}

fn sentence(kind: &DefectKind) -> String {
    match kind {
        DefectKind::DanglingReference { what, name, .. } => format!("{what} {name} is not defined"),
        DefectKind::Incomplete { lacks } => format!("lacks {lacks}"),
        DefectKind::InvalidValue { value, expected } => format!("{value} is not {expected}"),
        DefectKind::Unknown { what, name, .. } => format!("there is no {what} {name}"),
        DefectKind::UnrecognisedLine => "line not recognised".to_owned(),
        DefectKind::OtherDialect { dialect } => format!("line in the syntax of {dialect}"),
        DefectKind::Unused { what, name } => format!("nothing refers to the {what} {name}"),
        DefectKind::Duplicate { what, name, .. } => format!("{what} {name} is defined twice"),
        DefectKind::OtherVrf { what, serves, wanted } => format!("{what} is for {serves}, not for {wanted}"),
        DefectKind::UnsupportedInRelease { what, release, .. } => format!("release {release} refuses {what}"),
        DefectKind::Truncated => "the file ends in the middle".to_owned(),
    }
}

fn coverage(make: Maker<'_>, coverage: &Coverage) -> Node {
    let lines = |standing| {
        let lines = coverage.lines_that_are(standing).into_iter().map(|line| make.line(line.span) as u64);
        Node::List(lines.map(Node::plain).collect())
    };
    let count = |number: usize| Node::plain(number as u64);
    Node::Map(vec![
        ("vpn_lines", count(coverage.vpn_lines)),
        ("understood", count(coverage.understood)),
        ("irrelevant", count(coverage.irrelevant)),
        ("unmodelled", count(coverage.unmodelled)),
        ("unrecognised", count(coverage.unrecognised)),
        ("unmodelled_lines", lines(Standing::Unmodelled)),
        ("unrecognised_lines", lines(Standing::Unrecognised)),
    ])
}

/// A value that the file does not state, with the reason.
pub(super) fn unknown(make: Maker<'_>, reason: UnknownReason, at: Span) -> Node {
    Node::Value(Scalar::Null, Some(Note::Unknown { reason: reason.in_file(make.complete), line: make.line(at) }))
}
