//! Whether a text is a swanctl.conf.

/// Sections and settings that no other platform's files have in this form. One of them proves nothing.
const WORDS: &[&str] = &[
    "connections",
    "children",
    "secrets",
    "remote_addrs",
    "local_addrs",
    "local_ts",
    "remote_ts",
    "esp_proposals",
    "ah_proposals",
];

/// The score of each word, see [`crate::platform::Platform::recognise`].
const SCORE: u32 = 100;

/// How much in `text` speaks for a swanctl.conf.
pub(super) fn score(text: &str) -> u32 {
    let seen = WORDS.iter().filter(|word| has(text, word)).count();
    if seen < 2 { 0 } else { SCORE.saturating_mul(u32::try_from(seen).unwrap_or(u32::MAX)) }
}

/// Whether a word stands in `text` with a brace or an equals sign behind it, outside of comments.
fn has(text: &str, word: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), word).any(|at| {
        let before = &text[..at];
        let line = before.rsplit_once('\n').map_or(before, |(_, line)| line);
        let starts_word = line.chars().next_back().is_none_or(|last| last.is_whitespace() || "{}".contains(last));
        let behind = text[at + word.len()..].trim_start();
        starts_word && !line.contains('#') && behind.starts_with(['{', '='])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_words_are_needed() {
        assert_eq!(score("connections {\n  a {\n    remote_addrs = 192.0.2.1\n"), 200);
        assert_eq!(score("connections{ a { children { b { local_ts=10.0.0.0/8 } } } }"), 300);
        assert_eq!(score("secrets {\n}\n# connections {\n"), 0);
        assert_eq!(score("description connections to local_ts\n"), 0);
    }
}
