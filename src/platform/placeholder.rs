//! What people and templates put in the place of a value.

/// Whether a value stands for one that is not there yet: `<peer>`, `{{ peer }}`, `${PEER}`, `$PEER`, `%PEER%`, `xxxx`. It
/// is neither wrong nor different from anything.
pub(super) fn is_placeholder(text: &str) -> bool {
    let within = |open: &str, close: &str| {
        text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some_and(|inner| !inner.is_empty())
    };
    let is_filler = text.len() > 2 && text.bytes().all(|byte| matches!(byte, b'x' | b'X'));
    let octets = || text.split('.').all(|octet| matches!(octet, "x" | "X" | "xx" | "xxx" | "XXX"));
    within("<", ">")
        || within("{{", "}}")
        || within("{%", "%}")
        || within("%", "%")
        || within("__", "__")
        || is_filler
        || (text.contains('.') && octets())
        || is_variable(text)
}

/// `$PEER`, `${peer}`, `$peer_ip`.
fn is_variable(text: &str) -> bool {
    let Some(name) = text.strip_prefix('$') else { return false };
    let name = name.strip_prefix('{').map_or(Some(name), |rest| rest.strip_suffix('}'));
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    name.is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.bytes().all(is_of_name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_values() {
        for text in [
            "<peer ip>",
            "{{ peer }}",
            "${PEER}",
            "$PEER",
            "$peer-1",
            "%PEER%",
            "__PEER__",
            "xxxx",
            "X.X.X.X",
            "xxx.xxx.xxx.xxx",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["<>", "10.0.0.1", "aes-512-cbc", "$", "$1", "group99", "ikev3", "x", "yes", "a.x", ""] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
