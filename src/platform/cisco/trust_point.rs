//! The heads of trust points and certificate maps: `crypto pki trustpoint T`, `crypto pki certificate map M 10`.

/// The name of the trust point that a head defines. Both dialects spelled `pki` as `ca` first, and IOS before 12.2(8)T
/// called it an identity (IOS Security Command Reference, crypto ca trustpoint).
pub(crate) fn trust_point(head: &str) -> Option<&str> {
    let mut words = head.split_ascii_whitespace();
    let is_head = words.next() == Some("crypto")
        && matches!(words.next(), Some("pki" | "ca"))
        && matches!(words.next(), Some("trustpoint" | "identity"));
    words.next().filter(|_| is_head)
}

/// The name of the certificate map that a head defines (IOS Security Command Reference, crypto pki certificate map; Cisco ASA
/// command reference, crypto ca certificate map).
pub(crate) fn certificate_map(head: &str) -> Option<&str> {
    let words: Vec<&str> = head.split_ascii_whitespace().collect();
    match words.as_slice() {
        ["crypto", "pki" | "ca", "certificate", "map", name, ..] => Some(*name),
        _ => None,
    }
}
