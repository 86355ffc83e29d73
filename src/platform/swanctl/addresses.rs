//! The addresses of a connection, as `remote_addrs` takes them (strongSwan, swanctl.conf(5)).

use std::net::IpAddr;

use ipnet::IpNet;

use crate::model::PeerAddress;
use crate::platform::is_placeholder;

/// A far end. Networks, ranges and `%any` are whoever comes; a placeholder is as little known as a name.
pub(super) fn peer(text: &str) -> PeerAddress {
    if is_placeholder(text) {
        return PeerAddress::Name(text.to_owned());
    }
    if let Ok(address) = text.parse::<IpAddr>() {
        return if address.is_unspecified() { PeerAddress::Any } else { PeerAddress::Address(address) };
    }
    let is_range = text
        .split_once('-')
        .is_some_and(|(low, high)| low.trim().parse::<IpAddr>().is_ok() && high.trim().parse::<IpAddr>().is_ok());
    if text.starts_with('%') || is_range || text.parse::<IpNet>().is_ok() {
        return PeerAddress::Any;
    }
    PeerAddress::Name(text.to_owned())
}

/// Whether a text has the letters of an IPv4 address and is none: not even the DNS knows such a name.
pub(super) fn is_no_name(text: &str) -> bool {
    text.contains('.') && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}
