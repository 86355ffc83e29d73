//! Reads the configurations of both ends of an IPsec tunnel, plays the IKE negotiation that they would have, and says
//! where it stalls.

pub mod advice;
pub mod check;
pub mod cli;
pub mod coverage;
pub mod diagnose;
pub mod explain;
mod inputs;
pub mod model;
pub mod negotiation;
pub mod pairing;
pub mod platform;
pub mod report;
pub mod rules;
pub mod secret;
pub mod source;
pub mod traffic;
