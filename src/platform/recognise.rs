//! Which platform a file belongs to, from its content alone.

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
    if let Some(product) = foreign(text) {
        return Err(RecogniseError::Foreign(product));
    }
    let best = PLATFORMS.iter().copied().max_by_key(|platform| platform.recognise(text));
    best.filter(|platform| platform.recognise(text) > 0).ok_or(RecogniseError::Unknown)
}

/// The product whose configuration this is, where it is one that ikelint knows by name only.
fn foreign(_text: &str) -> Option<&'static str> {
    None
}
