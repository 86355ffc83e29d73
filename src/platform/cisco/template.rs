//! Whether a file is a template: names and addresses that tunnels hang on are yet to be filled in.
//!
//! Such a file says of nothing that it is missing: what a placeholder stands for may be the peer that another line is about,
//! or the list that it refers to. So it counts as an excerpt.

use crate::platform::is_placeholder;

/// How lines begin that name what a tunnel hangs on. Keys are masked before anything is read, so that a placeholder for a
/// key is none of these.
const NAMING: &[&str] = &[
    "access-list ",
    "address ",
    "crypto ",
    "default-group-policy ",
    "deny ",
    "ip address ",
    "isakmp ",
    "match ",
    "network-object ",
    "permit ",
    "pre-shared-key address ",
    "set ",
    "subnet ",
    "tunnel destination ",
    "tunnel protection ",
    "tunnel source ",
    "tunnel-group ",
];

/// Whether a line that names something holds a placeholder.
pub(crate) fn is_template(text: &str) -> bool {
    let names = |line: &str| NAMING.iter().any(|begins| line.starts_with(begins));
    let is_open = |word: &str| is_placeholder(word) || (word.starts_with('<') && word.len() > 1);
    text.lines().map(str::trim_start).any(|line| names(line) && line.split_ascii_whitespace().any(is_open))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_open_makes_a_template() {
        for text in ["crypto map M 10 set peer <peer>", " set peer {{peer}}", "tunnel-group <peer ip> type ipsec-l2l"] {
            assert!(is_template(text), "{text}");
        }
        for text in ["snmp-server community <removed>", "crypto map M 10 set peer 192.0.2.1", "description <peer>"] {
            assert!(!is_template(text), "{text}");
        }
    }
}
