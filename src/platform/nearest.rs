//! The name that a misspelt one most likely meant.

use similar::TextDiff;

/// Two names below this share of common characters are not taken for a slip of the pen; the ratio is that of
/// `difflib`, twice the matching characters over all characters.
const LEAST_RATIO: f32 = 0.6;

/// Two keywords below this share are two, and no slip of the pen: many keywords have half of their letters in common.
const LEAST_RATIO_OF_KEYWORDS: f32 = 0.75;

/// How much a word is like a keyword, where a slip of the pen may have made it of that one.
pub(crate) fn likeness(word: &str, keyword: &str) -> Option<f32> {
    let ratio = TextDiff::from_chars(word, keyword).ratio();
    (word != keyword && ratio >= LEAST_RATIO_OF_KEYWORDS).then_some(ratio)
}

/// The candidate that resembles `name` most, without regard to case; the earliest of equals. `None` where none
/// resembles it.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let wanted = name.to_lowercase();
    let mut best: Option<(f32, &str)> = None;
    for candidate in candidates {
        let ratio = TextDiff::from_chars(wanted.as_str(), candidate.to_lowercase().as_str()).ratio();
        if ratio >= LEAST_RATIO && best.is_none_or(|(highest, _)| ratio > highest) {
            best = Some((ratio, candidate));
        }
    }
    best.map(|(_, candidate)| candidate.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_slip_and_nothing_far_fetched() {
        let names = ["VPN-BRANCH", "NONAT", "vpn-branch2"];
        assert_eq!(nearest("VPN-BRANHC", names).as_deref(), Some("VPN-BRANCH"));
        assert_eq!(nearest("vpn-branch", names).as_deref(), Some("VPN-BRANCH"));
        assert_eq!(nearest("RA-DYN", names), None);
        assert!(likeness("encyption", "encryption").is_some() && likeness("enrc", "encr").is_some());
        assert_eq!(likeness("group-object", "group-policy"), None);
    }
}
