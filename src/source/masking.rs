//! Finds the secrets in a text and replaces them by `*` of the same length.

use crate::secret::Cleartext;
use crate::source::{FileId, Span};

/// Masks every secret in `text` and returns them with their places, in the order of the text.
pub(super) fn mask(_id: FileId, _text: &mut String) -> Vec<(Span, Cleartext)> {
    Vec::new()
}
