//! The arguments of the lab.

use std::path::PathBuf;

/// What the lab is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// Whether libreswan negotiates; strongSwan otherwise.
    pub(crate) libreswan: bool,
    /// How many pairs of configurations are negotiated.
    pub(crate) pairs: u64,
    /// The number of the first pair, to look at one again.
    pub(crate) first: u64,
    /// Settles which pairs.
    pub(crate) seed: u64,
    /// How many pairs of daemons negotiate at the same time.
    pub(crate) daemons: usize,
    /// Where to write what the daemons said.
    pub(crate) record: Option<PathBuf>,
    /// Whether it is a failure that the lab cannot run here.
    pub(crate) require: bool,
}

impl Options {
    /// Reads the arguments. The sentence says what is wrong with them.
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options =
            Self { libreswan: false, pairs: 200, first: 0, seed: 1, daemons: 4, record: None, require: false };
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--pairs" => options.pairs = number(&value()?)?,
                "--first" => options.first = number(&value()?)?,
                "--seed" => options.seed = number(&value()?)?,
                "--daemons" => options.daemons = usize::try_from(number(&value()?)?.max(1)).unwrap_or(1),
                "--record" => options.record = Some(PathBuf::from(value()?)),
                "--libreswan" => options.libreswan = true,
                "--require" => options.require = true,
                other => return Err(format!("the lab knows no argument {other}")),
            }
        }
        Ok(options)
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{text} is no number"))
}
