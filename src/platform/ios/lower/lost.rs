//! Heads of blocks that nobody understands, since the word is misspelt that says what they are about.

use crate::platform::cisco::lost::is_about;
use crate::platform::ios::heads::Kind;
use crate::platform::ios::syntax::Configuration;
use crate::source::{SourceFile, Span};

/// The heads `crypto isakmp ...` that may be about this.
pub(super) fn heads<'c>(
    file: &'c SourceFile,
    configuration: &'c Configuration<'_>,
    about: &'static str,
) -> impl Iterator<Item = Span> + 'c {
    let heads = configuration.of(Kind::Global).map(|section| &section.head).filter(|head| head.is_gap());
    heads.map(|head| head.span).filter(move |span| is_about(file.slice(*span), &["crypto isakmp"], about))
}
