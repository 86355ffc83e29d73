//! Lines that nobody understands, since the word is misspelt that says what they are about.

use crate::platform::nearest::nearest;

/// Whether a line begins with one of these families of commands, and its next word may have been meant for `about`.
pub(crate) fn is_about(line: &str, families: &[&str], about: &str) -> bool {
    let word =
        families.iter().find_map(|family| line.trim_start().strip_prefix(family)?.split_ascii_whitespace().next());
    word.is_some_and(|word| nearest(word, [about]).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_from_another_command() {
        let is_policy = |line| is_about(line, &["crypto isakmp", "crypto ikev1"], "policy");
        assert!(is_policy("crypto isakmp polcy 10") && is_policy("crypto ikev1 plicy 10"));
        assert!(!is_policy("crypto isakmp keepalive 10") && !is_policy("crypto ikev2 polcy 10"));
        assert!(is_about("crypto isakmp kye K address 192.0.2.1", &["crypto isakmp"], "key"));
    }
}
