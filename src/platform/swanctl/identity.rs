//! Identities, as strongSwan reads them from text.
//!
//! Source: strongSwan documentation, identity parsing.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::model::{Identity, IdentityPattern, has_wildcards};
use crate::platform::is_placeholder;

/// What a text stands for as an identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Parsed {
    /// Whatever the other end says.
    Any,
    /// One identity.
    One(Identity),
    /// A set of identities.
    Several(IdentityPattern),
    /// An identity that the model has no word for, or a text that is none.
    Unknown,
}

/// Reads an identity.
pub(super) fn parse(text: &str) -> Parsed {
    let text = text.trim();
    if ["", "%any", "%any4", "%any6", "*", "0.0.0.0", "::", "0::0"].contains(&text) {
        return Parsed::Any;
    }
    if is_placeholder(text) {
        return Parsed::Unknown;
    }
    if let Some((prefix, rest)) = text.split_once(':')
        && let Some(parsed) = prefixed(prefix, rest)
    {
        return parsed;
    }
    if text.contains('=') {
        return distinguished_name(text);
    }
    if let Some(rest) = text.strip_prefix("@#") {
        return hexadecimal(rest).map_or(Parsed::Unknown, |bytes| Parsed::One(Identity::KeyId(bytes)));
    }
    if let Some(rest) = text.strip_prefix("@@") {
        return email(rest);
    }
    if let Some(rest) = text.strip_prefix('@') {
        return fqdn(rest);
    }
    if text.contains('@') {
        return email(text);
    }
    if let Ok(address) = text.parse::<IpAddr>() {
        return Parsed::One(Identity::Address(address));
    }
    if let Ok(net) = text.parse::<IpNet>() {
        return Parsed::Several(IdentityPattern::Network(net));
    }
    if text.contains(['/', ' ']) { Parsed::Unknown } else { fqdn(text) }
}

/// An identity whose type is written in front; `None` where the text before the colon is no type.
fn prefixed(prefix: &str, rest: &str) -> Option<Parsed> {
    let encoded = rest.strip_prefix('#').map(|digits| hexadecimal(digits).unwrap_or_default());
    let text = || match &encoded {
        Some(bytes) => String::from_utf8(bytes.clone()).ok(),
        None => Some(rest.to_owned()),
    };
    Some(match prefix {
        "keyid" => Parsed::One(Identity::KeyId(encoded.unwrap_or_else(|| rest.as_bytes().to_vec()))),
        "fqdn" | "dns" => text().map_or(Parsed::Unknown, |name| fqdn(&name)),
        "email" | "rfc822" | "userfqdn" => text().map_or(Parsed::Unknown, |name| email(&name)),
        "ipv4" | "ipv6" => {
            address(encoded.as_deref()).map_or(Parsed::Unknown, |own| Parsed::One(Identity::Address(own)))
        }
        "asn1dn" | "asn1gn" | "xmppaddr" => Parsed::Unknown,
        _ => return None,
    })
}

/// An address as the bytes that travel.
fn address(bytes: Option<&[u8]>) -> Option<IpAddr> {
    let bytes = bytes?;
    let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    v4.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

fn fqdn(name: &str) -> Parsed {
    match name.strip_prefix("*.") {
        Some(domain) => Parsed::Several(IdentityPattern::FqdnDomain(domain.to_owned())),
        None if name.is_empty() || name.contains('*') => Parsed::Unknown,
        None => Parsed::One(Identity::Fqdn(name.to_owned())),
    }
}

fn email(name: &str) -> Parsed {
    match name.strip_prefix("*@") {
        Some(domain) => Parsed::Several(IdentityPattern::EmailDomain(domain.to_owned())),
        None if name.contains('*') => Parsed::Unknown,
        None => Parsed::One(Identity::Email(name.to_owned())),
    }
}

/// A distinguished name, its parts with one comma and one blank between them. A part whose value is an asterisk takes any value;
/// an asterisk beside other signs is one itself (strongSwan, identification.c, `contains_wildcards_dn` and `compare_dn`).
fn distinguished_name(text: &str) -> Parsed {
    let separator = if text.starts_with('/') { '/' } else { ',' };
    let parts: Vec<&str> = text.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
    let name = parts.join(", ");
    match has_wildcards(&name) {
        true => Parsed::Several(IdentityPattern::DistinguishedNameLike(name)),
        false => Parsed::One(Identity::DistinguishedName(name)),
    }
}

fn hexadecimal(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.as_bytes();
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let is_whole = !digits.is_empty() && digits.len().is_multiple_of(2);
    is_whole.then(|| digits.chunks(2).map(pair).collect()).flatten()
}

impl Parsed {
    /// What it accepts; `None` where that is not known.
    pub(super) fn pattern(&self) -> Option<IdentityPattern> {
        Some(match self {
            Self::Any => IdentityPattern::Any,
            Self::One(identity) => IdentityPattern::Exactly(identity.clone()),
            Self::Several(pattern) => pattern.clone(),
            Self::Unknown => return None,
        })
    }

    /// How well an owner of a secret fits an identity: not at all, as one of many, or exactly. `None` is `%any`.
    pub(super) fn fits(&self, identity: Option<&Identity>) -> u8 {
        match (self, identity) {
            (Self::Any, _) => 1,
            (_, None) | (Self::Unknown, _) => 0,
            (Self::One(own), Some(identity)) => 3 * u8::from(IdentityPattern::Exactly(own.clone()).accepts(identity)),
            (Self::Several(pattern), Some(identity)) => 2 * u8::from(pattern.accepts(identity)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_follows_from_the_text() {
        let one = |text| match parse(text) {
            Parsed::One(identity) => identity.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(one("192.0.2.1"), "address 192.0.2.1");
        assert_eq!(one("a.example"), "FQDN a.example");
        assert_eq!(one("@a.example"), "FQDN a.example");
        assert_eq!(one("a@example"), "e-mail a@example");
        assert_eq!(one("@#6162"), "key ID \"ab\"");
        assert_eq!(one("keyid:site-a"), "key ID \"site-a\"");
        assert_eq!(one("fqdn:site-a"), "FQDN site-a");
        assert_eq!(one("ipv4:#c0000201"), "address 192.0.2.1");
        assert_eq!(one("C=CH,O=x,  CN=y"), "DN C=CH, O=x, CN=y");
        assert_eq!(parse("%any"), Parsed::Any);
        assert_eq!(parse("*.example"), Parsed::Several(IdentityPattern::FqdnDomain("example".into())));
        let like = |name: &str| Parsed::Several(IdentityPattern::DistinguishedNameLike(name.to_owned()));
        assert_eq!(parse("C=CH,O=x,CN=*"), like("C=CH, O=x, CN=*"));
        assert_eq!(parse("/C=CH/CN=*"), like("C=CH, CN=*"));
        assert_eq!(one("C=CH, CN=x*"), "DN C=CH, CN=x*");
        assert_eq!(one("2001:db8::1"), "address 2001:db8::1");
    }
}
