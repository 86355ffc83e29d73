//! How a command line names one of the configurations in a file: `FILE#CONTEXT`.

use std::path::Path;

use crate::check::ContextOf;
use crate::cli::pair::STDIN;

/// A file, and which of the configurations in it is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Address<'a> {
    /// The file; `-` is standard input.
    pub(super) file: &'a str,
    /// The configuration in it.
    pub(super) context: Option<&'a str>,
}

impl<'a> Address<'a> {
    /// What `named` means. A file that has a `#` in its name is that file; else what stands behind the last one is the
    /// name of a configuration, where there is such a file.
    pub(super) fn of(named: &'a str) -> Self {
        let is_there = |file: &str| file == STDIN || Path::new(file).exists();
        match named.rsplit_once('#').filter(|(file, _)| !is_there(named) && is_there(file)) {
            Some((file, context)) => Self { file, context: Some(context) },
            None => Self { file: named, context: None },
        }
    }
}

/// The configurations that these inputs name.
pub(super) fn contexts(inputs: &[&str]) -> Vec<ContextOf> {
    let named = |input: &&str| {
        let address = Address::of(input);
        let context = address.context?.to_owned();
        Some(ContextOf { input: (*input).to_owned(), file: address.file.to_owned(), context })
    };
    inputs.iter().filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_stands_behind_a_file_that_is_there() {
        assert_eq!(Address::of("Cargo.toml#shop"), Address { file: "Cargo.toml", context: Some("shop") });
        assert_eq!(Address::of("-#shop"), Address { file: "-", context: Some("shop") });
        for whole in ["-", "Cargo.toml", "no-such-file#shop", "no-such-file"] {
            assert_eq!(Address::of(whole), Address { file: whole, context: None });
        }
        assert_eq!(contexts(&["Cargo.toml", "Cargo.toml#shop"]).len(), 1);
    }
}
