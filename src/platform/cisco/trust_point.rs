//! The heads of trust points: `crypto pki trustpoint T`.

/// The name of the trust point that a head defines. Both dialects spelled `pki` as `ca` first, and IOS before 12.2(8)T
/// called it an identity (IOS Security Command Reference, crypto ca trustpoint).
pub(crate) fn trust_point(head: &str) -> Option<&str> {
    let mut words = head.split_ascii_whitespace();
    let is_head = words.next() == Some("crypto")
        && matches!(words.next(), Some("pki" | "ca"))
        && matches!(words.next(), Some("trustpoint" | "identity"));
    words.next().filter(|_| is_head)
}
