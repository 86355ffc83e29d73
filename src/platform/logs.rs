//! What devices write into their logs: one table a platform, which reports, explanations and diagnoses read alike.
//!
//! A table answers for every place where an exchange can stop, for either role: with lines, each with its source, or with
//! the reason why none is known. It answers the same for what blocks the traffic of a tunnel, and for what stops nothing.

mod book;
mod common;
mod line;
#[cfg(test)]
mod tests;

pub use book::{DropRow, LogBook, LogRow, Logs, NoteRow};
pub(crate) use book::{drops, lines, none, note, nothing, stop};
pub(crate) use common::nothing_to_log;
pub use line::{LogLine, When};
pub(crate) use line::{line, numbered, without_kind};

/// No packet of the exchange gets to the device.
pub(crate) const NOTHING_ARRIVES: &str = "no packet of it arrives here";
/// The device is asked for nothing.
pub(crate) const NOTHING_BEGINS: &str = "nothing asks this device for the tunnel, so it begins nothing";
/// What it logs may be known to its vendor; no source that could be read tells it.
pub(crate) const NO_SOURCE: &str = "no source that could be read tells what it logs here";
/// The device has finished its part, and does not know of the fault.
pub(crate) const UNAWARE: &str = "it has done its part, and knows nothing of the fault";
/// The device cannot be in this place.
pub(crate) const NOT_HERE: &str = "it has no such setting, so it is never this end";
