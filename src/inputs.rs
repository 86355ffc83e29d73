//! What a file is: of which platform, and which of the configurations in it is meant.

use crate::platform::contexts::{choose, choose_managed};
use crate::platform::{self, Platform, RecogniseError};
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
    if let Some(device) = choose_managed(file, managed, context)? {
        return Ok((platform, Some(device)));
    }
    let contexts = platform.contexts(source.text());
    let chosen = choose(file, &contexts, context)?.and_then(|chosen| contexts.get(chosen));
    let chosen = chosen.filter(|_| contexts.len() > 1);
    chosen.into_iter().for_each(|context| source.keep(&context.ranges));
    Ok((platform, chosen.map(|context| context.name.clone())))
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
