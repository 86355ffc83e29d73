//! What the two Cisco dialects share: the outline of a file, names of ports and protocols, and near names.

pub(crate) mod names;
pub(crate) mod nearest;
pub(crate) mod outline;
