//! Distinguished names as text, which platforms write in different ways.

/// Whether two texts stand for the same distinguished name. Types and values compare without regard to case and to space
/// around them (RFC 5280, section 7.1). Texts give the parts in the order of the certificate or the other way round (RFC
/// 4514, section 2.1), and which one a platform means is seldom said, so that both orders count.
pub(super) fn same(own: &str, other: &str) -> bool {
    in_either_order(own, other, |own, other| own == other)
}

/// Whether a name has the types of a pattern, and its values where those are no asterisk. An asterisk beside other signs is
/// one itself (strongSwan, identification.c, `compare_dn`).
pub(super) fn fits(pattern: &str, name: &str) -> bool {
    in_either_order(pattern, name, |own, other| own.0 == other.0 && (own.1 == "*" || own.1 == other.1))
}

/// Whether a part of a name has a wildcard for its value.
pub(crate) fn has_wildcards(text: &str) -> bool {
    parts(text).iter().any(|(_, value)| value == "*")
}

/// One part of a name: its type and its value.
type Part = (String, String);

fn in_either_order(own: &str, other: &str, is_same: impl Fn(&Part, &Part) -> bool) -> bool {
    let (own, mut other) = (parts(own), parts(other));
    let all =
        |other: &[Part]| own.len() == other.len() && own.iter().zip(other).all(|(own, other)| is_same(own, other));
    if all(&other) {
        return true;
    }
    other.reverse();
    all(&other)
}

/// The parts of a name, each as its type and its value: `CN=hq, O=Example`, or `/O=Example/CN=hq`.
fn parts(text: &str) -> Vec<Part> {
    let text = text.trim();
    let separator = if text.starts_with('/') { '/' } else { ',' };
    let mut parts = Vec::new();
    let (mut part, mut quoted, mut escaped) = (String::new(), false, false);
    for c in text.chars() {
        match c {
            _ if escaped => {
                part.push(c);
                escaped = false;
            }
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            _ if c == separator && !quoted => parts.push(std::mem::take(&mut part)),
            _ => part.push(c),
        }
    }
    parts.push(part);
    parts.iter().filter(|part| !part.trim().is_empty()).map(|part| typed(part)).collect()
}

fn typed(part: &str) -> (String, String) {
    let (kind, value) = part.split_once('=').unwrap_or(("", part));
    let kind = kind.trim().to_ascii_uppercase();
    let kind = match kind.as_str() {
        "E" | "EMAIL" => "EMAILADDRESS".to_owned(),
        "S" => "ST".to_owned(),
        _ => kind,
    };
    let words: Vec<String> = value.split_whitespace().map(str::to_lowercase).collect();
    (kind, words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{fits, has_wildcards, same};

    #[test]
    fn names_are_the_same_in_every_dress() {
        let name = "CN=hq.example.com, O=Example Ltd, C=GB";
        for other in [
            "cn=HQ.example.com,o=Example  Ltd,c=gb",
            "C=GB, O=Example Ltd, CN=hq.example.com",
            "/C=GB/O=Example Ltd/CN=hq.example.com",
            "CN=hq.example.com, O=\"Example Ltd\", C=GB",
        ] {
            assert!(same(name, other), "{other}");
        }
        for other in ["CN=hq2.example.com, O=Example Ltd, C=GB", "CN=hq.example.com, O=Example Ltd", "O=Example Ltd"] {
            assert!(!same(name, other), "{other}");
        }
        assert!(same("CN=a\\, b", "CN=\"a, b\""));
        assert!(same("E=a@example.com", "emailAddress=a@example.com"));
    }

    #[test]
    fn an_asterisk_stands_for_a_value_and_for_nothing_else() {
        let name = "CN=hq.example.com, O=Example Ltd, C=GB";
        for pattern in ["CN=*, O=Example Ltd, C=GB", "cn=*, o=*, c=*", "C=GB, O=Example Ltd, CN=*", name] {
            assert!(fits(pattern, name), "{pattern}");
        }
        for pattern in
            ["CN=*", "CN=*, O=Other Ltd, C=GB", "OU=*, O=Example Ltd, C=GB", "CN=*.example.com, O=Example Ltd, C=GB"]
        {
            assert!(!fits(pattern, name), "{pattern}");
        }
        assert!(has_wildcards("CN=*, O=Example Ltd") && !has_wildcards("CN=hq*, O=Example Ltd"));
    }
}
