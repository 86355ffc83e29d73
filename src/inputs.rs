//! What a file is: of which platform, and which of the configurations in it is meant.

use crate::platform::contexts::{choose, choose_managed};
use crate::platform::{self, Context, Platform, RecogniseError, mixed};
use crate::source::SourceFile;

/// Which of the configurations in a file the user means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextOf {
    /// The input, as it was named: `firewall.cfg#shop`.
    pub input: String,
    /// The file alone.
    pub file: String,
    /// The configuration in it, by name.
    pub context: String,
}

/// The platform of a file, and the name of the configuration in it that is kept, where it holds several. `context` is the
/// one that the user names.
///
/// # Errors
/// A sentence where it is of no platform, or it is not clear which configuration in it is meant.
pub(crate) fn recognise(
    source: &mut SourceFile,
    file: &str,
    context: Option<&str>,
) -> Result<(&'static dyn Platform, Option<String>), String> {
    let platform = platform::recognise(source.text()).map_err(|error| refusal_of(file, error))?;
    let managed = context.map_or_else(Vec::new, |_| platform.managed(source));
    if let Some(device) = choose_managed(file, &managed, context)? {
        return Ok((platform, Some(device)));
    }
    if let Some((other, line)) = mixed::second_platform(source.text(), platform) {
        return Err(two_platforms(file, platform, other, line));
    }
    let contexts = contexts(source.text(), platform);
    let line = |context: &Context| context.ranges.first().map(|own| source.line_number(own.start));
    let chosen = choose(file, &contexts, context, line)?.and_then(|chosen| contexts.get(chosen));
    let Some(chosen) = chosen.filter(|_| contexts.len() > 1) else { return Ok((platform, None)) };
    source.keep(&chosen.ranges);
    // The devices of one file need not be of one platform.
    let platform = platform::recognise(source.text()).map_err(|error| refusal_of(file, error))?;
    Ok((platform, Some(chosen.name.clone())))
}

/// The configurations in a text, where it holds several. A platform knows best how its own are told apart.
fn contexts(text: &str, platform: &dyn Platform) -> Vec<Context> {
    let own = platform.contexts(text);
    if own.len() > 1 && !mixed::has_two_dialects(text) {
        return own;
    }
    let devices = mixed::contexts(text);
    if devices.is_empty() { own } else { devices }
}

/// Two configurations in languages that share no line, in one file.
fn two_platforms(file: &str, own: &dyn Platform, other: &dyn Platform, line: usize) -> String {
    format!(
        "{file}: this file holds the configurations of two devices, of {} and of {}, which begins on line {line} or before. \
         Split it there, and give each part as a file of its own.",
        own.title(),
        other.title()
    )
}

/// Why a file is of no platform that ikelint reads, and what to give instead.
fn refusal_of(file: &str, error: RecogniseError) -> String {
    match error {
        RecogniseError::Foreign(product) => format!(
            "{file}: this looks like {product}, which ikelint does not read. It reads Cisco ASA, Cisco IOS, Palo Alto \
             PAN-OS and strongSwan (swanctl.conf) configurations."
        ),
        RecogniseError::Unknown => format!(
            "{file}: this is no configuration that ikelint knows. Give the running configuration of a Cisco ASA, a Cisco \
             IOS router or a Palo Alto PAN-OS firewall, or the swanctl.conf of strongSwan."
        ),
    }
}
