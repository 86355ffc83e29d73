//! Lines of a Cisco file that are no commands: texts between delimiters, and the numbers of certificates and keys.

/// How a dialect writes banners, whose text may look like commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BannerStyle {
    /// The first character behind the banner's name ends it (IOS).
    Delimited,
    /// Each line of the banner is a command of its own (ASA).
    LineByLine,
}

/// Commands of IOS with a text between two delimiters (Cisco IOS command references: banner, menu title, aaa
/// authentication banner, aaa authentication fail-message, vacant-message, refuse-message, ip admission, ip auth-proxy).
const DELIMITED: &[&[&str]] = &[
    &["aaa", "authentication", "banner"],
    &["aaa", "authentication", "fail-message"],
    &["menu", "*", "title"],
    &["menu", "*", "prompt"],
    &["vacant-message"],
    &["refuse-message"],
    &["ip", "admission", "auth-proxy-banner", "http"],
    &["ip", "auth-proxy", "auth-proxy-banner", "http"],
];

/// The kinds of `banner`; without one it is the message of the day (Cisco IOS Configuration Fundamentals command reference).
const BANNERS: &[&str] = &["exec", "incoming", "login", "motd", "prompt-timeout", "slip-ppp", "config-save"];

/// A run of lines that are not commands, and how it ends.
pub(super) enum Skip {
    /// Text up to the delimiter.
    Text(String),
    /// The commands of a macro, up to a line with `@`.
    Macro,
    /// Hexadecimal numbers up to `quit`.
    Numbers,
}

/// What a line is to a run that it follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meets {
    /// A part of it.
    Inside,
    /// Its last line.
    Last,
    /// The first line behind it.
    Behind,
}

impl Skip {
    /// The run that a line begins, if it does. `rest` is the text behind the line: what is not closed there is no run, so that
    /// a delimiter that was lost in a copy does not cost the rest of the file.
    pub(super) fn begun_by(line: &str, rest: &str, style: BannerStyle) -> Option<Skip> {
        // `key-string` with a word behind it is a line by itself.
        if is_certificate_body(line) || line.eq_ignore_ascii_case("key-string") {
            return Some(Skip::Numbers);
        }
        if style == BannerStyle::LineByLine {
            return None;
        }
        if line.starts_with("macro name ") {
            return rest.lines().any(|line| line.trim() == "@").then_some(Skip::Macro);
        }
        let text = delimited(line)?;
        let width = if text.starts_with("^C") { 2 } else { text.chars().next()?.len_utf8() };
        let (delimiter, own) = text.split_at(width);
        (!own.contains(delimiter) && rest.contains(delimiter)).then(|| Skip::Text(delimiter.to_owned()))
    }

    /// What a line is to this run.
    pub(super) fn meets(&self, line: &str) -> Meets {
        let is_last = match self {
            Skip::Text(delimiter) => line.contains(delimiter.as_str()),
            Skip::Macro => line == "@",
            Skip::Numbers => line.eq_ignore_ascii_case("quit"),
        };
        match self {
            _ if is_last => Meets::Last,
            // Bodies are taken out before a file is handed on.
            Skip::Numbers if !is_numbers(line) => Meets::Behind,
            _ => Meets::Inside,
        }
    }
}

/// What stands behind a command whose text is delimited: the delimiter, and the text as far as it is on this line.
fn delimited(line: &str) -> Option<&str> {
    let (first, rest) = line.split_once(' ')?;
    if first.len() >= 2 && is_short_for(first, "banner") {
        let kind = rest.trim_start().split(' ').next()?;
        // Kinds may be short; a delimiter of letters with a text behind it is not to be told from one.
        let is_kind = kind.len() >= 2 && BANNERS.iter().any(|whole| is_short_for(kind, whole));
        let text = if is_kind { rest.trim_start().get(kind.len()..)? } else { rest };
        return Some(text.trim_start()).filter(|text| !text.is_empty());
    }
    let behind = |pattern: &&[&str]| {
        pattern.iter().try_fold(line, |line, wanted| {
            let word = line.split(' ').next()?;
            let is_meant = *wanted == "*" || word.eq_ignore_ascii_case(wanted);
            Some(line.get(word.len()..)?.trim_start()).filter(|_| is_meant)
        })
    };
    DELIMITED.iter().find_map(behind).filter(|text| !text.is_empty())
}

/// Whether `word` is this keyword or short for it, whatever its case.
fn is_short_for(word: &str, keyword: &str) -> bool {
    keyword.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Whether a line begins the hexadecimal body of a certificate: `certificate [ca|self-signed|rsa-…] NUMBER`.
fn is_certificate_body(line: &str) -> bool {
    let mut words = line.split_ascii_whitespace();
    let last_is_number = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    words.next().is_some_and(|word| word.eq_ignore_ascii_case("certificate"))
        && words.next_back().is_some_and(last_is_number)
}

/// Whether a line can stand in the body of a certificate or a key, which are hexadecimal digits: no command begins with such a
/// word.
fn is_numbers(line: &str) -> bool {
    let first = line.split_ascii_whitespace().next();
    first.is_none_or(|word| word.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(line: &str) -> Option<String> {
        match Skip::begun_by(line, "^C # x @ % Z \n@\n", BannerStyle::Delimited)? {
            Skip::Text(delimiter) => Some(delimiter),
            Skip::Macro => Some("macro".to_owned()),
            Skip::Numbers => Some("numbers".to_owned()),
        }
    }

    #[test]
    fn a_text_ends_where_its_delimiter_comes_again() {
        const ROWS: &[(&str, Option<&str>)] = &[
            ("banner motd ^C", Some("^C")),
            ("ban mot # text", Some("#")),
            ("banner ^Ctext", Some("^C")),
            ("banner exec xhello", Some("x")),
            ("Banner MOTD ^C", Some("^C")),
            ("Banner motd xhello x", None),
            ("banner motd # text #", None),
            ("banner motd $ never closed", None),
            ("banner motd", None),
            ("aaa authentication banner %", Some("%")),
            ("aaa authentication login default local", None),
            ("menu M title ^C", Some("^C")),
            ("macro name M", Some("macro")),
            ("certificate ca 0A", Some("numbers")),
            ("certificate ca 02 nvram:CA#2.cer", None),
        ];
        for (line, wanted) in ROWS {
            assert_eq!(run(line).as_deref(), *wanted, "{line}");
        }
        assert!(Skip::begun_by("banner motd #", "#", BannerStyle::LineByLine).is_none());
    }

    #[test]
    fn a_body_that_was_taken_out_ends_at_the_next_command() {
        let lines = ["30820229 3082", "quit", "crypto map M 10", "certificate ca 01"];
        let found = lines.map(|line| Skip::Numbers.meets(line));
        assert_eq!(found, [Meets::Inside, Meets::Last, Meets::Behind, Meets::Behind]);
    }
}
