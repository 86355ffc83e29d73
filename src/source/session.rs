//! Configurations in company: the output of several commands in one text, as a collection for support or the log of a
//! terminal holds it.
//!
//! What other commands print repeats words of the configuration. Where the text says which command printed what, only
//! what is configuration is kept; the rest becomes blank, so that every line and column stays where it is.

/// A prompt with what was typed behind it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Prompt<'t> {
    /// What stands before its sign: a user and a host, where on the device the user is.
    pub(crate) place: &'t str,
    /// The configuration mode that the prompt names in parentheses, `config` or one below it.
    pub(super) mode: Option<&'t str>,
    /// Whether it is the prompt of a user at a host, whose `#` means that the configuration is edited.
    is_editing: bool,
    /// What was typed.
    pub(crate) command: &'t str,
    /// Where that begins.
    pub(super) command_at: usize,
}

/// The longest name of a device with what a prompt adds to it, in bytes.
const LONGEST_PROMPT: usize = 80;

/// The prompt at the start of a line, with a command or without: `hq#`, `hq(config-if)#`, `admin@pa(active)>`.
pub(crate) fn prompt(line: &str) -> Option<Prompt<'_>> {
    let start = line.len() - line.trim_start().len();
    let sign = memchr::memchr2(b'#', b'>', line.as_bytes())?;
    let name = line.get(start..sign).filter(|name| name.len() <= LONGEST_PROMPT)?;
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./@:~()+*".contains(&byte);
    let begins = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    if !begins || !name.bytes().all(is_of_name) {
        return None;
    }
    let is_raised = line.as_bytes()[sign] == b'#';
    let mode = name.strip_suffix(')').and_then(|name| Some(name.rsplit_once('(')?.1));
    let rest = &line[sign + 1..];
    let command = rest.trim();
    Some(Prompt {
        place: name,
        mode: mode.filter(|mode| is_raised && mode.starts_with("config")),
        is_editing: is_raised && name.contains('@'),
        command,
        command_at: sign + 1 + rest.len() - rest.trim_start().len(),
    })
}

/// What a command prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Output {
    /// The configuration that is in effect.
    Running,
    /// The one that is saved.
    Saved,
    /// Something else.
    Other,
    /// Nothing of its own: it changes something.
    None,
}

/// Whether what was typed at a prompt prints something that is no configuration.
pub(super) fn is_other_output(prompt: &Prompt<'_>) -> bool {
    output_at(prompt) != Output::None
}

fn output_at(prompt: &Prompt<'_>) -> Output {
    if !prompt.is_editing {
        return output(prompt.command);
    }
    match prompt.command.strip_prefix("run ") {
        Some(command) => output(command),
        None if prompt.command.split(' ').next() == Some("show") => Output::Running,
        None => Output::None,
    }
}

/// Commands that print something, as they begin.
const PRINTING: [&str; 9] = ["ping", "traceroute", "dir", "test", "less", "tail", "grep", "debug", "verify"];

fn output(command: &str) -> Output {
    let mut words = command.split_ascii_whitespace().map(str::to_ascii_lowercase);
    let first = match words.next().as_deref() {
        Some("do") => words.next(),
        first => first.map(str::to_owned),
    };
    let Some(first) = first else { return Output::None };
    let second = words.next().unwrap_or_default();
    let is_short = |word: &str, whole: &str, least: usize| word.len() >= least && whole.starts_with(word);
    let starts = |heads: &[&str]| heads.iter().any(|head| second.starts_with(head));
    if is_short(&first, "show", 2) {
        return match () {
            () if starts(&["run", "conf", "full"]) => Output::Running,
            () if starts(&["star"]) => Output::Saved,
            () => Output::Other,
        };
    }
    match first.as_str() {
        "more" if second.contains("running-config") => Output::Running,
        "more" if second.contains("startup-config") => Output::Saved,
        "more" => Output::Other,
        "wr" | "write" if is_short(&second, "terminal", 1) => Output::Running,
        _ if PRINTING.contains(&first.as_str()) => Output::Other,
        _ => Output::None,
    }
}

/// The command that a heading names: `------------------ show running-config ------------------`.
fn heading(line: &str) -> Option<&str> {
    const RULE: &str = "-----";
    let line = line.trim();
    let inner = line.strip_prefix(RULE)?.strip_suffix(RULE)?.trim_matches('-').trim();
    inner.starts_with(|c: char| c.is_ascii_lowercase()).then_some(inner)
}

/// Blanks what is no configuration, where the text says so.
pub(super) fn keep_configuration(text: &mut String) {
    let outputs: Vec<(usize, Output)> = outputs(text).collect();
    let has = |wanted: Output| outputs.iter().any(|(_, output)| *output == wanted);
    let wanted = if has(Output::Running) { Output::Running } else { Output::Saved };
    let is_dropped = |output: Output| output != Output::None && output != wanted;
    if !has(wanted) || !outputs.iter().any(|(_, output)| is_dropped(*output)) {
        return;
    }
    let mut kept = String::with_capacity(text.len());
    // What stands before the first heading belongs to no command.
    let has_headings = text.lines().any(|line| heading(line).is_some());
    let mut copied = 0;
    let mut dropping = has_headings;
    for (at, output) in outputs.into_iter().chain(std::iter::once((text.len(), Output::None))) {
        let piece = &text[copied..at];
        if dropping {
            blank(piece, &mut kept);
        } else {
            kept.push_str(piece);
        }
        dropping = is_dropped(output);
        copied = at;
    }
    *text = kept;
}

/// Where in a text another command begins, and what that prints.
fn outputs(text: &str) -> impl Iterator<Item = (usize, Output)> + '_ {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        let content = line.trim_end();
        if let Some(command) = heading(content) {
            // What is no command of these is a section all the same.
            return Some((
                at,
                match output(command) {
                    Output::None => Output::Other,
                    output => output,
                },
            ));
        }
        let prompt = prompt(content)?;
        Some((at, output_at(&prompt)))
    })
}

/// A blank for every byte but those of line ends.
pub(super) fn blank(piece: &str, into: &mut String) {
    into.extend(piece.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> String {
        let mut text = text.to_owned();
        keep_configuration(&mut text);
        text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn a_collection_for_support_is_cut_to_the_configuration() {
        let text = "Cisco Software\n------------------ show version ------------------\ncrypto a\n\
                    ------------------ show running-config ------------------\nhostname a\ncrypto map M 10\n\
                    ------------------ show startup-config ------------------\ncrypto map M 20\n\
                    ------------------ dir all-filesystems ------------------\naccess-list a\n";
        assert_eq!(kept(text), "------------------ show running-config ------------------|hostname a|crypto map M 10");
        let mut blanked = text.to_owned();
        keep_configuration(&mut blanked);
        assert_eq!(blanked.len(), text.len());
        assert_eq!(blanked.lines().count(), text.lines().count());
    }

    #[test]
    fn the_log_of_a_terminal_is_cut_to_the_configuration() {
        let text = "hq>en\nhq#sh ver\nversion a\nhq#sh run\nhostname hq\nend\nhq#sh cry isa sa\ncrypto b\nhq#conf t\ncrypto c\n";
        assert_eq!(kept(text), "hq>en|hq#sh run|hostname hq|end|hq#conf t|crypto c");
        let text = "a@pa> show vpn gateway\nset x\na@pa> configure\na@pa# show network ike\nset a\na@pa# run show clock\nset b\na@pa# exit\n";
        assert_eq!(kept(text), "a@pa> configure|a@pa# show network ike|set a|a@pa# exit");
        let text = "fw# more system:running-config\nhostname fw\nfw# show crypto ikev1 sa\nx\n";
        assert_eq!(kept(text), "fw# more system:running-config|hostname fw");
    }

    #[test]
    fn a_text_without_other_output_is_left_alone() {
        for text in [
            "fw# show run\nhostname fw\nfw#\n",
            "hostname fw\n----- remark -----\n",
            "hq#show crypto isakmp sa\nIPv4 Crypto ISAKMP SA\n",
            "<config>\n<a>show x</a>\n",
        ] {
            let mut copy = text.to_owned();
            keep_configuration(&mut copy);
            assert_eq!(copy, text);
        }
    }

    #[test]
    fn prompts_are_told_from_text() {
        assert_eq!(
            prompt("hq(config-isakmp)# encr aes").map(|p| (p.mode, p.command)),
            Some((Some("config-isakmp"), "encr aes"))
        );
        assert_eq!(prompt("fw/ctx/pri/act# sh run").map(|p| p.command), Some("sh run"));
        assert_eq!(prompt("admin@pa(active)> show jobs all").map(|p| (p.mode, p.is_editing)), Some((None, false)));
        for text in ["<entry name=\"a\">", "# comment", " description a # b", "</a> x", "set a #"] {
            assert_eq!(prompt(text), None, "{text}");
        }
    }
}
