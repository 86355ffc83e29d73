//! IKE identities: what an end calls itself, and what it accepts from the other.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::model::distinguished_name;
use crate::source::Span;

/// An identity as it travels in an ID payload (RFC 7296, section 3.5; RFC 2407, section 4.6.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// `ID_IPV4_ADDR` or `ID_IPV6_ADDR`.
    Address(IpAddr),
    /// `ID_FQDN`; compared without regard to case.
    Fqdn(String),
    /// `ID_RFC822_ADDR` (user FQDN).
    Email(String),
    /// `ID_KEY_ID`, as the bytes that travel.
    KeyId(Vec<u8>),
    /// `ID_DER_ASN1_DN`, as text.
    DistinguishedName(String),
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => write!(f, "address {address}"),
            Self::Fqdn(name) => write!(f, "FQDN {name}"),
            Self::Email(name) => write!(f, "e-mail {name}"),
            Self::KeyId(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) if text.chars().all(|c| c.is_ascii_graphic()) => write!(f, "key ID \"{text}\""),
                _ => {
                    f.write_str("key ID 0x")?;
                    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
                }
            },
            Self::DistinguishedName(name) => write!(f, "DN {name}"),
        }
    }
}

/// The identity that an end sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LocalIdentity {
    /// Its own address as it stands on its interface, also behind NAT.
    OwnAddress,
    /// This one.
    Explicit(Identity),
    /// The subject of its certificate, which the file does not show.
    Certificate,
}

/// One identity, or set of identities, that an end accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityPattern {
    /// Anything.
    Any,
    /// An address inside this prefix.
    Network(IpNet),
    /// Exactly this identity.
    Exactly(Identity),
    /// An FQDN below this domain.
    FqdnDomain(String),
    /// An e-mail address in this domain.
    EmailDomain(String),
    /// A name of this kind that begins so, or the bytes of a key ID.
    BeginsWith(Identity),
    /// A distinguished name with the same types in the same order; where the value is an asterisk, any will do.
    DistinguishedNameLike(String),
    /// A distinguished name, in a way that no source settles.
    SomeDistinguishedName(String),
    /// Whoever shows a certificate that the rules of this name fit.
    Certificate(String),
}

impl IdentityPattern {
    /// Whether the pattern takes this identity. Names compare without regard to case.
    pub fn accepts(&self, identity: &Identity) -> bool {
        match (self, identity) {
            (Self::Any, _) => true,
            (Self::Network(net), Identity::Address(address)) => net.contains(address),
            (Self::Exactly(Identity::Fqdn(own)), Identity::Fqdn(name)) => own.eq_ignore_ascii_case(name),
            (Self::Exactly(Identity::Email(own)), Identity::Email(name)) => own.eq_ignore_ascii_case(name),
            (Self::Exactly(Identity::DistinguishedName(own)), Identity::DistinguishedName(name)) => {
                distinguished_name::same(own, name)
            }
            (Self::DistinguishedNameLike(own), Identity::DistinguishedName(name)) => {
                distinguished_name::fits(own, name)
            }
            (Self::Exactly(own), other) => own == other,
            (Self::BeginsWith(Identity::Fqdn(start)), Identity::Fqdn(name))
            | (Self::BeginsWith(Identity::Email(start)), Identity::Email(name)) => {
                name.to_ascii_lowercase().starts_with(&start.to_ascii_lowercase())
            }
            (Self::BeginsWith(Identity::KeyId(start)), Identity::KeyId(bytes)) => bytes.starts_with(start),
            (Self::FqdnDomain(domain), Identity::Fqdn(name)) => is_below(name, domain, '.'),
            (Self::EmailDomain(domain), Identity::Email(name)) => is_below(name, domain, '@'),
            _ => false,
        }
    }
}

/// Whether `name` ends in `domain` behind `separator`.
fn is_below(name: &str, domain: &str, separator: char) -> bool {
    let (name, domain) = (name.to_ascii_lowercase(), domain.to_ascii_lowercase());
    name.strip_suffix(&domain).is_some_and(|head| head.ends_with(separator))
}

/// What an end demands of the other's identity.
#[derive(Clone, Debug)]
pub enum IdentityCheck {
    /// The identity is not compared with anything: IKEv1 main mode with keys on ASA, or on IOS without a profile.
    NotCompared,
    /// It must be the address that is configured as the peer (PAN-OS without `peer-id`).
    ConfiguredPeerAddress,
    /// It must be one of these; the span is the line that says so.
    OneOf(Vec<(IdentityPattern, Span)>),
}

impl IdentityCheck {
    /// Whether no source settles what becomes of an identity that nothing accepts for certain.
    pub fn is_open_about(&self, identity: &Identity) -> bool {
        let is_name = matches!(identity, Identity::DistinguishedName(_));
        let is_open = |(pattern, _): &(IdentityPattern, Span)| match pattern {
            IdentityPattern::SomeDistinguishedName(_) => is_name,
            IdentityPattern::Certificate(_) => true,
            _ => false,
        };
        matches!(self, Self::OneOf(patterns) if patterns.iter().any(is_open))
    }

    /// The certificate map that it names, with its line.
    pub fn certificate_map(&self) -> Option<(&str, Span)> {
        let Self::OneOf(patterns) = self else { return None };
        patterns.iter().find_map(|(pattern, at)| match pattern {
            IdentityPattern::Certificate(name) => Some((name.as_str(), *at)),
            _ => None,
        })
    }

    /// Whether a distinguished name that is not known may be accepted.
    pub fn may_accept_a_distinguished_name(&self) -> bool {
        let may = |(pattern, _): &(IdentityPattern, Span)| {
            matches!(
                pattern,
                IdentityPattern::Any
                    | IdentityPattern::Exactly(Identity::DistinguishedName(_))
                    | IdentityPattern::DistinguishedNameLike(_)
                    | IdentityPattern::SomeDistinguishedName(_)
                    | IdentityPattern::Certificate(_)
            )
        };
        match self {
            Self::NotCompared | Self::ConfiguredPeerAddress => true,
            Self::OneOf(patterns) => patterns.iter().any(may),
        }
    }
}
