//! Texts that are meant for an address and are none.

use std::net::Ipv4Addr;

/// Whether a text is made of numbers and dots like an IPv4 address, with or without a prefix length, and is none:
/// `192.0.2.999`, `192.0.2.1.1`, `10.2.0.0/33`.
pub(crate) fn is_broken_address(text: &str) -> bool {
    let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
    let of_numbers = address.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_length = |length: &str| length.parse::<u8>().is_ok_and(|length| length <= 32);
    let is_right = address.parse::<Ipv4Addr>().is_ok() && length.is_none_or(is_length);
    of_numbers && address.split('.').count() >= 4 && !is_right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_dots_that_are_no_address() {
        let broken = ["1172.16.22.0", "192.0.2.999", "198.51.100.20.1", "10.2.0.0/33", "10.2.0/24.0.1", "0.0.0.0.0"];
        let other = ["192.0.2.1", "10.2.0.0/24", "15.2", "1.2.3", "branch.example.com", "10.2.0.0-10.2.0.9", "::/0"];
        assert_eq!(broken.map(is_broken_address), [true, true, true, true, false, true]);
        assert_eq!(other.map(is_broken_address), [false; 7]);
    }
}
