//! What the two Cisco dialects share: the outline of a file, and names of ports and protocols.

pub mod names;
pub mod outline;
