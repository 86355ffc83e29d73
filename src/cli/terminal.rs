//! What the terminal can show.

use std::io::IsTerminal as _;

use crate::report::Look;

/// The width of reports where no terminal says otherwise, in columns.
const DEFAULT_WIDTH: usize = 100;

/// Narrower or wider than this, text is hard to read whatever the terminal says.
const READABLE: std::ops::RangeInclusive<usize> = 60..=120;

/// When to colour the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What is known of the output.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terminal {
    /// Whether the output is a terminal.
    pub(crate) is_terminal: bool,
    /// Its width in columns.
    pub(crate) width: Option<usize>,
    /// Whether its locale is UTF-8.
    pub(crate) is_utf8: bool,
    /// What the environment asks for, where it asks for anything.
    pub(crate) colour: Option<bool>,
}

impl Terminal {
    /// The terminal of this process.
    pub(crate) fn of_process() -> Self {
        Self {
            is_terminal: std::io::stdout().is_terminal(),
            width: terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)),
            is_utf8: is_utf8(|name| std::env::var(name).ok()),
            colour: wanted_colour(|name| std::env::var(name).ok()),
        }
    }

    /// How reports look on it.
    pub(crate) fn look(&self, choice: ColorChoice) -> Look {
        let colour = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => self.colour.unwrap_or(self.is_terminal),
        };
        let width = self.width.filter(|_| self.is_terminal).unwrap_or(DEFAULT_WIDTH);
        Look {
            colour,
            unicode: self.is_utf8 && (self.is_terminal || colour),
            utf8: self.is_utf8,
            width: width.clamp(*READABLE.start(), *READABLE.end()),
        }
    }
}

/// Whether the locale writes UTF-8. The first of these variables that is set decides (POSIX, "Environment Variables").
fn is_utf8(variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name: &&str| variable(name).filter(|value| !value.is_empty());
    match ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(set) {
        Some(locale) => {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        }
        // Windows has no such variables; its terminals show UTF-8.
        None => cfg!(windows),
    }
}

/// What the environment says about colour: <https://no-color.org> and <https://bixense.com/clicolors>.
fn wanted_colour(variable: impl Fn(&str) -> Option<String>) -> Option<bool> {
    let value = |name: &str| variable(name).filter(|value| !value.is_empty());
    if value("NO_COLOR").is_some() {
        return Some(false);
    }
    if value("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return Some(true);
    }
    let is_off = value("CLICOLOR").as_deref() == Some("0") || value("TERM").as_deref() == Some("dumb");
    is_off.then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables<'a>(set: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| set.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn the_environment_is_heeded() {
        assert_eq!(wanted_colour(variables(&[])), None);
        assert_eq!(wanted_colour(variables(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")])), Some(false));
        assert_eq!(wanted_colour(variables(&[("CLICOLOR_FORCE", "1")])), Some(true));
        assert_eq!(wanted_colour(variables(&[("NO_COLOR", ""), ("TERM", "dumb")])), Some(false));
    }

    #[test]
    fn the_first_locale_variable_decides() {
        assert!(is_utf8(variables(&[("LANG", "en_GB.UTF-8")])));
        assert!(!is_utf8(variables(&[("LC_ALL", "C"), ("LANG", "en_GB.UTF-8")])));
    }

    #[test]
    fn a_pipe_gets_plain_ascii_of_fixed_width() {
        let pipe = Terminal { width: Some(250), is_utf8: true, ..Terminal::default() };
        let look = pipe.look(ColorChoice::Auto);
        assert_eq!((look.colour, look.unicode, look.width), (false, false, 100));
        assert!(pipe.look(ColorChoice::Always).colour);
        let terminal = Terminal { is_terminal: true, colour: Some(false), ..pipe };
        let look = terminal.look(ColorChoice::Auto);
        assert_eq!((look.colour, look.unicode, look.width), (false, true, 120));
    }
}
