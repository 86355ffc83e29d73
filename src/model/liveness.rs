//! How an end finds out that its peer is gone.

use std::fmt;

/// Dead peer detection (RFC 3706; RFC 7296, section 2.4). Each end has its own, nothing of it is negotiated, and no verdict hangs on
/// it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadPeerDetection {
    /// The end asks nobody by itself; it answers those who ask.
    Off,
    /// It asks.
    Asks {
        /// After so many seconds of silence, or as often.
        seconds: u64,
        /// So many seconds after a question that nobody has answered.
        again: Option<u64>,
        /// Whether it asks only where it has something to send and hears nothing.
        on_demand: bool,
    },
}

impl fmt::Display for DeadPeerDetection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Asks { seconds, again, on_demand } = self else { return f.write_str("off") };
        write!(f, "asks after {seconds} s")?;
        if let Some(again) = again {
            write!(f, ", again after {again} s")?;
        }
        f.write_str(if *on_demand { ", where it has something to send" } else { "" })
    }
}
