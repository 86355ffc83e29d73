//! Which platform a file belongs to, from its content alone.

mod foreign;

use crate::platform::{PLATFORMS, Platform};

/// Why a file belongs to no platform that ikelint reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecogniseError {
    /// It is a configuration of this product, which ikelint does not read.
    Foreign(&'static str),
    /// It looks like no configuration that ikelint knows.
    Unknown,
}

/// The platform whose configuration `text` is.
///
/// # Errors
/// [`RecogniseError`] where it is another product's configuration, or none.
pub fn recognise(text: &str) -> Result<&'static dyn Platform, RecogniseError> {
    if let Some(product) = foreign::product(text) {
        return Err(RecogniseError::Foreign(product));
    }
    let scored = PLATFORMS.iter().map(|platform| (platform.recognise(text), *platform)).filter(|(score, _)| *score > 0);
    match scored.rev().max_by_key(|(score, _)| *score) {
        Some((_, platform)) => Ok(platform),
        None => Err(foreign::show_output(text).map_or(RecogniseError::Unknown, RecogniseError::Foreign)),
    }
}
