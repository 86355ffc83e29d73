//! What to run on a device to see what lies between the ends, which no configuration shows.

/// What is to be found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// Whether it comes up when it is told to.
    Begin,
    /// Whether the other end can be reached at all.
    Reach,
    /// Whether messages of IKE leave and arrive.
    Ike,
    /// Whether ESP leaves and arrives.
    Esp,
    /// Which configuration is running.
    Running,
}
