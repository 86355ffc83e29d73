//! Exact arithmetic on sets of packets: addresses, protocols and ports.
//!
//! A question such as "does this list let everything from one network to the other pass" is answered for the whole set at
//! once, never by trying packets. What a file does not settle (a name that the DNS resolves, an address that DHCP gives)
//! is carried along as a third value between in and out, and comes out as [`Outcome::unknown`].

mod addresses;
mod intervals;
mod list;
mod packets;
mod words;

pub use addresses::{AddressSet, Extent};
pub use intervals::{Intervals, Point};
pub use list::{Action, List, ListEntry, Outcome, Share, remaining};
pub use packets::{Cell, Packet, Packets, Service};
pub(crate) use words::address_words;
