//! Slips of the pen: whether a word was meant to be a certain keyword.

/// From this length on, a keyword with a wrong or an additional letter is still the same; a shorter one might be another.
const LONG: usize = 6;

/// The shortest keyword in which a letter may be missing.
const LEAST: usize = 3;

/// Keywords that are one slip away from another one, and are meant as they stand.
const OWN: &[&str] = &["hash", "auth", "auto-key"];

/// Whether `word` is `keyword` with one slip in it: two letters swapped, one left out, doubled, wrong or too many. Case does not
/// count, and `_` is `-`.
pub(super) fn is_slip(keyword: &str, word: &str) -> bool {
    let is_own = OWN.iter().any(|own| own.eq_ignore_ascii_case(word));
    let (keyword, word) = (keyword.as_bytes(), word.as_bytes());
    if is_own || keyword.len() < LEAST || keyword.len().abs_diff(word.len()) > 1 {
        return false;
    }
    let pairs = || keyword.iter().zip(word);
    let before = pairs().take_while(|(a, b)| same(**a, **b)).count();
    let longest = keyword.len().min(word.len()) - before;
    let pairs_from_end = keyword.iter().rev().zip(word.iter().rev());
    let behind = pairs_from_end.take(longest).take_while(|(a, b)| same(**a, **b)).count();
    let (meant, written) = (&keyword[before..keyword.len() - behind], &word[before..word.len() - behind]);
    match (meant, written) {
        ([], []) | ([_], []) => true,
        ([a, b], [c, d]) => same(*a, *d) && same(*b, *c),
        ([], [letter]) => keyword.len() >= LONG || before.checked_sub(1).is_some_and(|at| same(keyword[at], *letter)),
        ([_], [_]) => keyword.len() >= LONG,
        _ => false,
    }
}

fn same(a: u8, b: u8) -> bool {
    let plain = |byte: u8| if byte == b'_' { b'-' } else { byte.to_ascii_lowercase() };
    plain(a) == plain(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_from_another_word() {
        for word in ["key", "KEY", "kye", "eky", "ky", "ey", "kkey", "keyy"] {
            assert!(is_slip("key", word), "{word}");
        }
        for word in ["kex", "keys", "k", "keep", "peer", ""] {
            assert!(!is_slip("key", word), "{word}");
        }
        for word in
            ["pre-shraed-key", "per-shared-key", "pre-shared-kye", "pre_shared-key", "preshared-key", "pre-shared-keys"]
        {
            assert!(is_slip("pre-shared-key", word), "{word}");
        }
        for word in ["pre-share", "pre-shared", "local", "pre-shraed-kye"] {
            assert!(!is_slip("pre-shared-key", word), "{word}");
        }
    }
}
